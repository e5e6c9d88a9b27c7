/// How far the solver is from what the machine can do: counted floating-point operations of a
/// solve, the time it takes, and the machine's own peak, all in one run.
///
///     ./dev bench limit       counts, times and peaks, as a table and in build/limit.json
///     ./dev bench scaling     time against cables, joints, bodies and threads: build/scaling.json
///     and a picture of it
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "benchmarks/limit/count.hpp"
#include "benchmarks/limit/peak.hpp"
#include "benchmarks/limit/scaling.hpp"
#include "benchmarks/limit/timing.hpp"
#include "benchmarks/speed/bodies.hpp"
#include "benchmarks/speed/bridge7.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace {

using namespace guywire;
using nlohmann::json;

/// What a call of a function costs, in additions and multiplications: those of the lanes' own
/// (batch/lanes.hpp: exp 36; sin and cos together 32 below 45°, where no quadrant is to be found).
/// The lanes take atan2 from the library: 40 is chosen, of the same order.
constexpr double cost[limit::kinds] = {1, 1, 1, 1, 36, 16, 40};

double flops(const std::array<std::int64_t, limit::kinds>& count) {
  double sum = 0;
  for (int k = 0; k < limit::kinds; ++k)
    sum += cost[k] * static_cast<double>(count[k]);
  return sum;
}

struct Set {
  InstructionSet set;
  limit::Peak peak;
  limit::Least multiply_add, divide, root;  ///< [s] for one on each lane
};

/// Those of this build and processor. The scalar solver goes in pairs, so its peak is that of
/// `baseline`.
std::vector<Set> measured_sets() {
  std::vector<Set> out;
  for (const InstructionSet set : instruction_sets()) {
    limit::Peak peak = limit::peak<Lanes<2>>();
#ifdef GUYWIRE_X86_KERNELS
    if (set == InstructionSet::avx2) peak = limit::avx2_peak;
    if (set == InstructionSet::avx512) peak = limit::avx512_peak;
#endif
    out.push_back({set, peak, {}, {}, {}});
  }
  return out;
}

void measure(Set& s) {
  static volatile double b = 0.75, c = 0.25, sink = 0;
  const int rounds = 1000;
  const double operations = rounds * limit::Peak::chains;
  s.multiply_add(limit::seconds([&] { sink = sink + s.peak.multiply_add(rounds, b, c); }) /
                 operations);
  s.divide(limit::seconds([&] { sink = sink + s.peak.divide(rounds, b, c); }) / operations);
  s.root(limit::seconds([&] { sink = sink + s.peak.root(rounds, b, c); }) / operations);
}

json limits() {
  struct Case {
    Model model;
    std::size_t bodies;
    int counted;
  };
  const Case cases[] = {{speed::bridge7(), 20000, 256}, {load("standing_adult"), 4000, 64}};
  const int rounds = 7;  // chosen: they are taken in turn, and the least of each is kept
  std::vector<Set> sets = measured_sets();
  json out{{"cost_in_flops",
            {{"exp", cost[limit::exponential]},
             {"sin_or_cos", cost[limit::circular]},
             {"atan2", cost[limit::arctangent]}}}};
  for (int r = 0; r < rounds; ++r)
    for (Set& s : sets)
      measure(s);

  std::printf(
      "Peaks, in registers, one thread                 multiply-add   division  square root\n");
  for (const Set& s : sets) {
    if (s.set == InstructionSet::scalar) continue;
    const double fma = 2e-9 * s.peak.lanes / s.multiply_add.value,
                 division = 1e-9 * s.peak.lanes / s.divide.value,
                 root = 1e-9 * s.peak.lanes / s.root.value;
    std::printf("  %-34s %16.1f GFLOP/s %7.2f G/s %7.2f G/s\n",
                std::string(to_string(s.set)).c_str(), fma, division, root);
    out["peaks"].push_back({{"instructions", to_string(s.set)},
                            {"lanes", s.peak.lanes},
                            {"multiply_add_gflops", fma},
                            {"divisions_per_ns", division},
                            {"roots_per_ns", root}});
  }

  for (const Case& one : cases) {
    const Model& model = one.model;
    const speed::Bodies given(model, one.bodies);
    const limit::Counting c = limit::count(model, given.columns, one.counted);
    const double evaluations = static_cast<double>(c.evaluations) / c.bodies;
    json entry{{"model", model.name()},
               {"coordinates", model.structure().free_count},
               {"cables", model.structure().cables.size()},
               {"bodies_counted", c.bodies},
               {"evaluations_per_body", evaluations}};
    std::printf("\n%s: %d coordinates, %zu cables; per body, mean of %d\n", model.name().c_str(),
                model.structure().free_count, model.structure().cables.size(), c.bodies);
    std::printf("  %-30s %8s %8s %8s %8s %8s %8s %8s %10s\n", "", "+ -", "x", "/", "sqrt", "exp",
                "sin, cos", "atan2", "flops");
    constexpr const char* names[limit::parts] = {"evaluation", "eigenvalue",
                                                 "reduction, factor, step, tests"};
    constexpr const char* kind_names[limit::kinds] = {"add", "multiply",   "divide", "sqrt",
                                                      "exp", "sin_or_cos", "atan2"};
    std::array<std::int64_t, limit::kinds> sum{};
    const auto line = [&](const std::string& name, const auto& counts) {
      std::printf("  %-30s", name.c_str());
      for (const std::int64_t k : counts)
        std::printf(" %8.0f", static_cast<double>(k) / c.bodies);
      std::printf(" %10.0f\n", flops(counts) / c.bodies);
      json row{{"part", name}, {"flops", flops(counts) / c.bodies}};
      for (int k = 0; k < limit::kinds; ++k)
        row[kind_names[k]] = static_cast<double>(counts[k]) / c.bodies;
      entry["counts"].push_back(row);
    };
    for (int part = 0; part < limit::parts; ++part) {
      char times[32] = "";
      if (part == limit::evaluation) std::snprintf(times, sizeof times, " x %.2f", evaluations);
      line(names[part] + std::string(times), c.counts[part]);
      for (int k = 0; k < limit::kinds; ++k)
        sum[k] += c.counts[part][k];
    }
    line("all", sum);

    std::vector<limit::Least> batch(sets.size());
    limit::Least single;
    Workspace workspace(model);
    for (int r = 0; r < rounds; ++r) {
      for (std::size_t k = 0; k < sets.size(); ++k) {
        measure(sets[k]);
        batch[k](limit::seconds([&] {
                   solve_batch(model, given.columns, {}, {.instructions = sets[k].set});
                 }) /
                 static_cast<double>(one.bodies));
      }
      single(limit::seconds([&] { solve(workspace); }));
    }
    const double work = flops(sum) / c.bodies;
    std::printf("  %-12s %14s %10s %10s %8s %34s\n", "", "time per body", "GFLOP/s", "peak",
                "share", "divisions and roots at their peak");
    for (std::size_t k = 0; k < sets.size(); ++k) {
      const Set& s = sets[k];
      const double peak = 2e-9 * s.peak.lanes / s.multiply_add.value,
                   rate = 1e-9 * work / batch[k].value;
      const double slow = (static_cast<double>(sum[limit::divide]) * s.divide.value +
                           static_cast<double>(sum[limit::root]) * s.root.value) /
                          c.bodies / s.peak.lanes;
      std::printf("  %-12s %11.3f us %10.2f %10.1f %6.1f %% %25.3f us (%4.1f %%)\n",
                  std::string(to_string(s.set)).c_str(), 1e6 * batch[k].value, rate, peak,
                  100 * rate / peak, 1e6 * slow, 100 * slow / batch[k].value);
      entry["batch"].push_back({{"instructions", to_string(s.set)},
                                {"seconds_per_body", batch[k].value},
                                {"gflops", rate},
                                {"peak_gflops", peak},
                                {"share", rate / peak},
                                {"divisions_and_roots_at_peak_seconds", slow}});
    }
    std::printf("  `solve` of the model itself, %d Newton steps: %.3f us\n",
                solve(workspace).last().certificate.iterations, 1e6 * single.value);
    entry["solve"] = {{"seconds", single.value},
                      {"newton_steps", solve(workspace).last().certificate.iterations}};
    out["models"].push_back(entry);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const bool scaling = argc == 3 && std::string(argv[1]) == "scaling";
  if (argc != 3 || !(scaling || std::string(argv[1]) == "limit")) {
    std::fprintf(stderr, "usage: guywire_limit limit|scaling FILE.json\n");
    return 2;
  }
  std::ofstream(argv[2]) << (scaling ? limit::scaling() : limits()).dump(2) << '\n';
}
