/// guywire itself, from C++.
///     peers_guywire SOURCE FOLDER THREADS      FOLDER/<problem>.bodies are problem.py's
#include "benchmarks/peers/worker.hpp"
#include "benchmarks/speed/bridge7.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/version.hpp"

using namespace guywire;

namespace {

/// A model, its bodies, and where answers go.
struct Run {
  Model model;
  peers::Bodies bodies;
  std::vector<std::vector<double>> values;
  std::vector<BatchColumn> columns;
  Workspace workspace;
  std::vector<std::vector<double>> numbers;  ///< of the bodies that are solved one by one
  std::vector<double> answer;

  Run(const Model& m, const std::string& file, std::size_t singly)
      : model(m), bodies(file, m.description().cables.size()), workspace(m) {
    const auto& cables = model.description().cables;
    for (std::size_t k = 0; k < 2 * cables.size(); ++k) {
      auto& column = values.emplace_back(bodies.count);
      for (std::size_t i = 0; i < bodies.count; ++i)
        column[i] = bodies.length(i)[k];
      columns.push_back({parameter(model, cables[k % cables.size()].name +
                                              (k < cables.size() ? ".length" : ".stiffness")),
                         {}});
    }
    for (std::size_t k = 0; k < columns.size(); ++k)
      columns[k].values = values[k];
    for (std::size_t i = 0; i < std::min(singly, bodies.count); ++i) {
      auto& n = numbers.emplace_back(model.numbers());
      for (const auto& c : columns)
        set_value(c.parameter, c.values[i], n);
    }
  }

  void one_by_one() {
    answer.clear();
    for (const auto& n : numbers) {
      workspace.assign(n);
      const auto outcome = solve(workspace);
      answer.insert(answer.end(), outcome.last().coordinates.begin(),
                    outcome.last().coordinates.end());
    }
  }

  void batch(int threads, bool follow, InstructionSet set) {
    answer = solve_batch(model, columns, {},
                         {.predict_start = follow, .threads = threads, .instructions = set})
                 .state;
  }
};

}  // namespace

int main(int, char** argv) {
  const std::string source = argv[1], folder = argv[2];
  const int threads = std::stoi(argv[3]);
  Run bridge(speed::bridge7(), folder + "/bridge7.bodies", 2000),
      standing(load("standing_adult"), folder + "/standing_adult.bodies", 500);
  std::vector<double> tone;
  Workspace recruiting(standing.model);

  std::vector<peers::Case> cases;
  for (Run* r : {&bridge, &standing}) {
    const std::string set(to_string(instruction_sets().back()));
    const auto add = [&](const std::string& way, std::size_t bodies,
                         const std::function<void()>& run, const std::string& note) {
      cases.push_back({r->model.name(), way, bodies, run, &r->answer, note});
    };
    add(
        "solve_batch", r->bodies.count,
        [r, threads] { r->batch(threads, false, InstructionSet::automatic); },
        set + ", chosen at run time; each body with residual, smallest eigenvalue, status");
    add(
        "solve_batch, follow", r->bodies.count,
        [r, threads] { r->batch(threads, true, InstructionSet::automatic); },
        "starts where the sensitivities of the model's rest predict");
    if (threads > 1) continue;
    add(
        "solve_batch, baseline instructions", r->bodies.count,
        [r, threads] { r->batch(threads, false, InstructionSet::baseline); },
        "two lanes: what every x86-64 has");
    add(
        "solve, one at a time", r->numbers.size(), [r] { r->one_by_one(); },
        "memory reused; certificate and posture with each");
  }
  if (threads == 1) {
    const auto tones = [&tone, &recruiting] {
      tone.clear();
      for (int i = 0; i < 100; ++i) {
        const auto a = recruit(recruiting).activations;
        tone.insert(tone.end(), a.begin(), a.end());
      }
    };
    cases.push_back({"recruitment", "recruit", 100, tones, &tone,
                     "memory reused; from the model: moment arms, passive moments and the proof of "
                     "balance are in the time"});
  }
  return peers::serve({{"guywire", std::string(version)}}, cases);
}
