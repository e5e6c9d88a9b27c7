// Threads share models, and nothing else: what each computes is what one alone computes. Run under
// ThreadSanitizer (preset tsan), this looks at every function that a user may call from threads.
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/check.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/svg.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

struct Work {
  std::string name;
  std::function<std::string()> run;
};

std::string numbers_text(const std::vector<double>& numbers) {
  std::string out;
  for (const double x : numbers)
    out += to_text(x) + " ";
  return out;
}

/// Answers as texts. The models are shared by all threads.
std::vector<Work> all_work(const Model& standing, const Model& bridge) {
  const Model tipped = with(standing, "iliopsoas.length", 0.95);
  const auto rest = std::make_shared<Outcome<Posture>>(solve(standing));
  return {
      {"load", [] { return to_json(load("standing_adult")) + model_schema(); }},
      {"refuse", [] { return check_file("standing_adlt").refusal; }},
      {"solve", [=] { return answer_json(tipped, solve(tipped)); }},
      {"draw", [=] { return svg_picture(standing, rest->last()); }},
      {"explain", [=] { return explain_text(tipped, explain(tipped)); }},
      {"recruit", [=] { return numbers_text(recruit(tipped).activations); }},
      {"sweep",
       [=] {
         const Axis knob = axis(standing, "iliopsoas.length", 0.97, 1.03);
         const Sweep s =
             sweep(standing, knob, {.points = 5, .quantities = {}, .start = {}, .solve = {}});
         return std::to_string(s.points.size()) + " " + std::to_string(s.events.size());
       }},
      {"equilibria",
       [=] {
         std::string out;
         for (const Equilibrium& e : all_equilibria(bridge).found)
           out += numbers_text(e.posture.coordinates);
         return out;
       }},
      {"clinical", [=] { return test_text(mirror_test(standing)); }},
      {"batch",
       [=] {
         const std::vector<double> lengths{0.95, 0.97, 1, 1.02};
         const BatchColumn column{parameter(standing, "iliopsoas.length"), lengths};
         BatchOptions two;
         two.threads = 2;
         const Batch b = solve_batch(standing, {column}, {}, two);
         return numbers_text(b.state);
       }},
      {"population",
       [=] {
         PopulationOptions options;
         options.bodies = 12;
         options.threads = 2;
         const auto scatter = uncertain_parameters(standing);
         const Population p = population(standing, scatter, options);
         return numbers_text(p.of("lordosis"));
       }},
  };
}

}  // namespace

TEST_CASE("every answer is the same in many threads at once") {
  const Model standing = load("standing_adult"), bridge = load("bridge");
  const std::vector<Work> work = all_work(standing, bridge);
  constexpr int rounds = 2;  // each work runs beside itself, and beside each of the others
  std::vector<std::string> together(work.size() * rounds);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < together.size(); ++i)
    threads.emplace_back([&, i] { together[i] = work[i % work.size()].run(); });
  for (std::thread& thread : threads)
    thread.join();
  for (std::size_t i = 0; i < together.size(); ++i) {
    CAPTURE(work[i % work.size()].name);
    const std::string alone = work[i % work.size()].run();
    CHECK(!alone.empty());
    CHECK(together[i] == alone);
  }
}
