#pragma once
/// A process that run.py starts and asks, line by line, to answer or to be timed; worker.py is the
/// same for Python. Two programs so asked in turns share whatever else the machine is doing.
///
///     describe        -> {"versions": {...}, "cases": [{"problem", "way", "bodies", "note",
///                                                       "failed"?}, ...]}
///     answer K FILE   -> runs case K once, writes its answer (bodies x unknowns, doubles) to FILE
///                     -> {"seconds"}
///     time K          -> runs it once -> {"wall", "cpu"} [s]; cpu is that of all threads of the
///                        process
#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace peers {

struct Case {
  std::string problem, way;
  std::size_t bodies;
  std::function<void()> run;
  const std::vector<double>* answer;  ///< where `run` leaves it
  std::string note = "";
};

/// Doubles that problem.py wrote: for each body the length factors of all cables, then the
/// stiffness factors.
struct Bodies {
  std::vector<double> factors;
  std::size_t count, cables;
  Bodies(const std::string& file, std::size_t cable_count) : cables(cable_count) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    factors.resize(static_cast<std::size_t>(in.tellg()) / sizeof(double));
    in.seekg(0).read(reinterpret_cast<char*>(factors.data()),
                     static_cast<std::streamsize>(factors.size() * sizeof(double)));
    count = factors.size() / (2 * cables);
  }
  const double* length(std::size_t body) const { return factors.data() + 2 * cables * body; }
  const double* stiffness(std::size_t body) const { return length(body) + cables; }
};

/// Calls f(first, last) on equal shares of `count` in as many threads.
template <class F>
void in_threads(int threads, std::size_t count, const F& f) {
  std::vector<std::jthread> others;
  for (int t = 1; t < threads; ++t)
    others.emplace_back(
        [&f, t, threads, count] { f(count * t / threads, count * (t + 1) / threads); });
  f(std::size_t{0}, count / threads);
}

inline int serve(const nlohmann::json& versions, const std::vector<Case>& cases) {
  using Clock = std::chrono::steady_clock;
  const auto cpu = [] {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  };
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string verb, file;
    std::size_t k = 0;
    words >> verb >> k;
    std::getline(words >> std::ws, file);
    nlohmann::json out;
    if (verb == "describe") {
      out = {{"versions", versions}, {"cases", nlohmann::json::array()}};
      for (const Case& c : cases)
        out["cases"].push_back(
            {{"problem", c.problem}, {"way", c.way}, {"bodies", c.bodies}, {"note", c.note}});
    } else {
      const auto start = Clock::now();
      const double cpu_start = cpu();
      cases.at(k).run();
      out["cpu"] = cpu() - cpu_start;
      out["wall"] = std::chrono::duration<double>(Clock::now() - start).count();
      if (verb == "answer")
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(cases[k].answer->data()),
                   static_cast<std::streamsize>(cases[k].answer->size() * sizeof(double)));
    }
    std::cout << out.dump() << std::endl;
  }
  return 0;
}

}  // namespace peers
