/// How far the solver is from what the machine can do: counted floating-point operations of a
/// solve, the time it takes, and the machine's own peak, all in one run.
///
///     ./dev bench limit       counts, times and peaks, as a table and in build/limit.json
///     ./dev bench scaling     time against cables, joints, bodies and threads, as a table in
///                             build/scaling.json and a picture
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

constexpr int rounds = 7;  // chosen: they are taken in turn, and the least of each is kept

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
  const int repeats = 1000;
  const double operations = repeats * limit::Peak::chains;
  s.multiply_add(limit::seconds([&] { sink = sink + s.peak.multiply_add(repeats, b, c); }) /
                 operations);
  s.divide(limit::seconds([&] { sink = sink + s.peak.divide(repeats, b, c); }) / operations);
  s.root(limit::seconds([&] { sink = sink + s.peak.root(repeats, b, c); }) / operations);
}

/// [GFLOP/s] of multiply-adds, in all lanes.
double peak_gflops(const Set& s) { return 2e-9 * s.peak.lanes / s.multiply_add.value; }

std::string name_of(const Set& s) { return std::string(to_string(s.set)); }

json peaks(const std::vector<Set>& sets) {
  std::printf(
      "Peaks, in registers, one thread                 multiply-add   division  square root\n");
  json out;
  for (const Set& s : sets) {
    if (s.set == InstructionSet::scalar) continue;
    const double fma = peak_gflops(s);
    const double division = 1e-9 * s.peak.lanes / s.divide.value;
    const double root = 1e-9 * s.peak.lanes / s.root.value;
    std::printf("  %-34s %16.1f GFLOP/s %7.2f G/s %7.2f G/s\n", name_of(s).c_str(), fma, division,
                root);
    out.push_back({{"instructions", to_string(s.set)},
                   {"lanes", s.peak.lanes},
                   {"multiply_add_gflops", fma},
                   {"divisions_per_ns", division},
                   {"roots_per_ns", root}});
  }
  return out;
}

struct Case {
  Model model;
  std::size_t bodies;
  int counted;
};

using KindCounts = std::array<std::int64_t, limit::kinds>;

/// A row of operations per body; returns it for the file.
json count_row(const std::string& name, const KindCounts& counts, int bodies) {
  constexpr const char* kind_names[limit::kinds] = {"add", "multiply",   "divide", "sqrt",
                                                    "exp", "sin_or_cos", "atan2"};
  std::printf("  %-30s", name.c_str());
  json row{{"part", name}, {"flops", flops(counts) / bodies}};
  for (int k = 0; k < limit::kinds; ++k) {
    const double count = static_cast<double>(counts[k]) / bodies;
    std::printf(" %8.0f", count);
    row[kind_names[k]] = count;
  }
  std::printf(" %10.0f\n", flops(counts) / bodies);
  return row;
}

KindCounts sum_of(const limit::Counting& c) {
  KindCounts sum{};
  for (int part = 0; part < limit::parts; ++part)
    for (int k = 0; k < limit::kinds; ++k)
      sum[k] += c.counts[part][k];
  return sum;
}

/// What the parts of a solve take.
json count_rows(const limit::Counting& c) {
  constexpr const char* names[limit::parts] = {"evaluation", "eigenvalue",
                                               "reduction, factor, step, tests"};
  std::printf("  %-30s %8s %8s %8s %8s %8s %8s %8s %10s\n", "", "+ -", "x", "/", "sqrt", "exp",
              "sin, cos", "atan2", "flops");
  json out;
  for (int part = 0; part < limit::parts; ++part) {
    char times[32] = "";
    if (part == limit::evaluation)
      std::snprintf(times, sizeof times, " x %.2f", static_cast<double>(c.evaluations) / c.bodies);
    out.push_back(count_row(names[part] + std::string(times), c.counts[part], c.bodies));
  }
  out.push_back(count_row("all", sum_of(c), c.bodies));
  return out;
}

/// [s] for a body of a batch with each instruction set, and for one solve.
struct Times {
  std::vector<limit::Least> batch;
  limit::Least single;
};

/// The peaks are measured again beside each batch.
Times times_of(const Case& one, const speed::Bodies& given, std::vector<Set>& sets) {
  Times out{std::vector<limit::Least>(sets.size()), {}};
  Workspace workspace(one.model);
  for (int r = 0; r < rounds; ++r) {
    for (std::size_t k = 0; k < sets.size(); ++k) {
      measure(sets[k]);
      const auto batch = [&] {
        solve_batch(one.model, given.columns, {}, {.instructions = sets[k].set});
      };
      out.batch[k](limit::seconds(batch) / static_cast<double>(one.bodies));
    }
    out.single(limit::seconds([&] { solve(workspace); }));
  }
  return out;
}

/// How near the batch comes to the peaks of multiply-adds, and of divisions and roots.
json batch_rows(const limit::Counting& c, const Times& times, const std::vector<Set>& sets) {
  const KindCounts sum = sum_of(c);
  const double work = flops(sum) / c.bodies;
  std::printf("  %-12s %14s %10s %10s %8s %34s\n", "", "time per body", "GFLOP/s", "peak", "share",
              "divisions and roots at their peak");
  json out;
  for (std::size_t k = 0; k < sets.size(); ++k) {
    const Set& s = sets[k];
    const double time = times.batch[k].value;
    const double peak = peak_gflops(s), rate = 1e-9 * work / time;
    const double slow = (static_cast<double>(sum[limit::divide]) * s.divide.value +
                         static_cast<double>(sum[limit::root]) * s.root.value) /
                        c.bodies / s.peak.lanes;
    std::printf("  %-12s %11.3f us %10.2f %10.1f %6.1f %% %25.3f us (%4.1f %%)\n",
                name_of(s).c_str(), 1e6 * time, rate, peak, 100 * rate / peak, 1e6 * slow,
                100 * slow / time);
    out.push_back({{"instructions", to_string(s.set)},
                   {"seconds_per_body", time},
                   {"gflops", rate},
                   {"peak_gflops", peak},
                   {"share", rate / peak},
                   {"divisions_and_roots_at_peak_seconds", slow}});
  }
  return out;
}

json limits_of(const Case& one, std::vector<Set>& sets) {
  const Model& model = one.model;
  const speed::Bodies given(model, one.bodies);
  const limit::Counting c = limit::count(model, given.columns, one.counted);
  json out{{"model", model.name()},
           {"coordinates", model.structure().free_count},
           {"cables", model.structure().cables.size()},
           {"bodies_counted", c.bodies},
           {"evaluations_per_body", static_cast<double>(c.evaluations) / c.bodies}};
  std::printf("\n%s: %d coordinates, %zu cables; per body, mean of %d\n", model.name().c_str(),
              model.structure().free_count, model.structure().cables.size(), c.bodies);
  out["counts"] = count_rows(c);
  const Times times = times_of(one, given, sets);
  out["batch"] = batch_rows(c, times, sets);
  const int steps = solve(model).last().certificate.iterations;
  std::printf("  `solve` of the model itself, %d Newton steps: %.3f us\n", steps,
              1e6 * times.single.value);
  out["solve"] = {{"seconds", times.single.value}, {"newton_steps", steps}};
  return out;
}

json limits() {
  std::vector<Set> sets = measured_sets();
  for (int r = 0; r < rounds; ++r)
    for (Set& s : sets)
      measure(s);
  json out{{"cost_in_flops",
            {{"exp", cost[limit::exponential]},
             {"sin_or_cos", cost[limit::circular]},
             {"atan2", cost[limit::arctangent]}}}};
  out["peaks"] = peaks(sets);
  const Case cases[] = {{speed::bridge7(), 20000, 256}, {load("standing_adult"), 4000, 64}};
  for (const Case& one : cases)
    out["models"].push_back(limits_of(one, sets));
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
