/// How long one solve takes, and where the time goes. One core; times are of the machine at hand,
/// so compare ratios.
///
///     ./dev bench                       all of it
///     guywire_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
///                                       medians with their spread
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "benchmarks/speed/bodies.hpp"
#include "benchmarks/speed/bridge7.hpp"
#include "benchmarks/speed/many_muscles.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/posture/attribution.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/statics/sweep.hpp"

namespace {

using namespace guywire;

/// From the reference posture to rest, certificate and posture included, with memory that is there
/// already.
void solve_reused(benchmark::State& state, const Model& model) {
  Workspace workspace(model);
  for (auto _ : state) {
    const auto outcome = solve(workspace);
    if (outcome.status != Status::stable) return state.SkipWithError("is not stable");
    benchmark::DoNotOptimize(outcome.last().potential);
  }
  const auto outcome = solve(workspace);
  state.counters["newton_steps"] = outcome.last().certificate.iterations;
  state.counters["cables"] = static_cast<double>(model.structure().cables.size());
  state.counters["coordinates"] = model.structure().free_count;
}

/// The same with `solve(model)`: memory and prepared numbers anew each time.
void solve_fresh(benchmark::State& state, const Model& model) {
  for (auto _ : state)
    benchmark::DoNotOptimize(solve(model).last().potential);
}

/// One evaluation of potential, gradient and Hessian at rest.
void evaluate_hessian(benchmark::State& state, const Model& model) {
  const auto mechanics = prepare<double>(model.structure(), model.numbers().data());
  Evaluation<double> e(model.structure());
  const std::vector<double> theta = solve(model).last().angles;
  for (auto _ : state) {
    evaluate(mechanics, theta.data(), Derivatives::hessian, e);
    benchmark::DoNotOptimize(e.hessian.data());
    benchmark::ClobberMemory();
  }
}

void evaluate_gradient(benchmark::State& state, const Model& model) {
  const auto mechanics = prepare<double>(model.structure(), model.numbers().data());
  Evaluation<double> e(model.structure());
  const std::vector<double> theta = solve(model).last().angles;
  for (auto _ : state) {
    evaluate(mechanics, theta.data(), Derivatives::gradient, e);
    benchmark::DoNotOptimize(e.gradient.data());
    benchmark::ClobberMemory();
  }
}

/// A solve that starts where it ends: one evaluation, the certificate and the posture. Less
/// `evaluate_hessian` it is the price of proof and answer.
void certify_at_rest(benchmark::State& state, const Model& model) {
  Workspace workspace(model);
  const State rest{solve(workspace).last().coordinates};
  for (auto _ : state)
    benchmark::DoNotOptimize(solve(workspace, {}, rest).last().potential);
  state.counters["newton_steps"] = solve(workspace, {}, rest).last().certificate.iterations;
}

/// Levers, laws and memory for one model.
void prepare_workspace(benchmark::State& state, const Model& model) {
  for (auto _ : state) {
    Workspace workspace(model);
    benchmark::DoNotOptimize(&detail::scratch_of(workspace));
  }
}

/// The smallest eigenvalue of the Hessian at rest, by itself.
void eigenvalue(benchmark::State& state, const Model& model) {
  const auto mechanics = prepare<double>(model.structure(), model.numbers().data());
  Evaluation<double> e(model.structure());
  const std::vector<double> theta = solve(model).last().angles;
  evaluate(mechanics, theta.data(), Derivatives::hessian, e);
  std::vector<double> scratch;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        smallest_eigenvalue(model.structure().body_count, e.hessian.data(), scratch));
}

/// 1000 points of a length knob, each certified, from the public call to the answer.
void sweep_1000(benchmark::State& state, const Model& model) {
  const Axis knob = axis(model, "iliopsoas.length", 0.9, 1.1);
  const SweepOptions options{.points = 1000, .quantities = posture_quantities(model)};
  for (auto _ : state)
    benchmark::DoNotOptimize(sweep(model, knob, options).points.back().parameter);
  state.counters["events"] = static_cast<double>(sweep(model, knob, options).events.size());
}

/// 20 000 bodies that differ in every cable. Arguments: threads, instruction set, whether to follow
/// the model's rest.
void batch(benchmark::State& state, const Model& model) {
  const std::size_t bodies = 20000;
  const auto& [values, columns] = speed::Bodies(model, bodies);
  const BatchOptions options{.predict_start = state.range(2) != 0,
                             .threads = static_cast<int>(state.range(0)),
                             .instructions = static_cast<InstructionSet>(state.range(1))};
  const Batch first = solve_batch(model, columns, {}, options);
  for (auto _ : state)
    benchmark::DoNotOptimize(solve_batch(model, columns, {}, options).state.data());
  state.SetItemsProcessed(static_cast<std::int64_t>(bodies * state.iterations()));
  state.SetLabel(std::string(to_string(first.instructions)));
  state.counters["stable"] =
      static_cast<double>(std::count(first.status.begin(), first.status.end(), Status::stable));
  state.counters["left"] = static_cast<double>(first.scalar_fallbacks);
}

/// Least-effort tone at the reference posture, with memory that is there already.
void recruit_reused(benchmark::State& state, const Model& model) {
  Workspace workspace(model);
  for (auto _ : state)
    benchmark::DoNotOptimize(recruit(workspace).effort);
  state.counters["newton_steps"] = recruit(workspace).iterations;
}

/// The same with `recruit(model)`: memory and prepared numbers anew each time.
void recruit_fresh(benchmark::State& state, const Model& model) {
  for (auto _ : state)
    benchmark::DoNotOptimize(recruit(model).effort);
}

/// Everything `explain` says of a body with a short iliopsoas, from the public call to the answer.
void explain_body(benchmark::State& state, const Model& model) {
  const Model tipped = adjust(model, "iliopsoas", {.length = 0.9});
  for (auto _ : state)
    benchmark::DoNotOptimize(explain(tipped).attribution.result.change);
}

void register_all() {
  const auto add = [](const std::string& name, const Model& model) {
    const auto one = [&](const char* what, auto* function) {
      benchmark::RegisterBenchmark((name + "/" + what).c_str(), function, model)
          ->Unit(benchmark::kMicrosecond);
    };
    one("solve", &solve_reused);
    one("solve_fresh", &solve_fresh);
    one("prepare_workspace", &prepare_workspace);
    one("evaluate_hessian", &evaluate_hessian);
    one("evaluate_gradient", &evaluate_gradient);
    one("certify_at_rest", &certify_at_rest);
    one("eigenvalue", &eigenvalue);
    auto* const many = benchmark::RegisterBenchmark((name + "/batch").c_str(), &batch, model)
                           ->Unit(benchmark::kMillisecond)
                           ->UseRealTime()
                           ->ArgNames({"threads", "set", "follow"});
    for (const InstructionSet set : instruction_sets())
      many->Args({1, static_cast<int>(set), 0});
    many->Args({1, 0, 1})->Args({2, 0, 0})->Args({2, 0, 1});
  };
  add("bridge7", speed::bridge7());
  add("many_muscles", speed::many_muscles());
  for (const std::string& name : shipped_models()) {
    add(name, load(name));
    if (name == "standing_adult") {
      benchmark::RegisterBenchmark("standing_adult/sweep_1000", &sweep_1000, load(name))
          ->Unit(benchmark::kMillisecond);
      benchmark::RegisterBenchmark("standing_adult/recruit", &recruit_reused, load(name))
          ->Unit(benchmark::kMicrosecond);
      benchmark::RegisterBenchmark("standing_adult/recruit_fresh", &recruit_fresh, load(name))
          ->Unit(benchmark::kMicrosecond);
      benchmark::RegisterBenchmark("standing_adult/explain", &explain_body, load(name))
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
