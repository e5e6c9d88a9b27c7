// A fiber and an elastic tendon that would balance at several lengths: every way to such numbers is
// refused or answered in words.
#include "guywire/batch/solve_batch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/statics/sweep.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

Model long_tendon() { return load(source_folder() + "/tests/cases/long_tendon.json"); }

std::vector<double> numbers_with(const Model& m,
                                 std::initializer_list<std::pair<const char*, double>> values) {
  std::vector<double> out = m.numbers();
  for (const auto& [name, value] : values)
    set_value(parameter(m, name), value, out);
  return out;
}

}  // namespace

TEST_CASE("knobs that give a cable two tensions are refused where a model is built") {
  const Model m = long_tendon();
  CHECK(solve(m).status == Status::stable);
  CHECK_THROWS_WITH(adjust(m, "c", {.stiffness = 0, .strength = 10}),
                    ContainsSubstring("cable 'c'") && ContainsSubstring("several lengths") &&
                        ContainsSubstring("Use a tendon"));
  CHECK_THROWS_WITH(with_numbers(m, numbers_with(m, {{"c.strength", 10}})),
                    ContainsSubstring("strength 10"));
  ModelBuilder weak(m);
  weak.description.cables[0].knobs = {.strength = 10};
  std::get<HillElastic>(weak.description.cables[0].law).activation = 0.03;
  const double full[] = {1};
  CHECK_THROWS_WITH(with_activations(weak.build(), full), ContainsSubstring("tone 1"));
}

TEST_CASE(
    "numbers assigned to a workspace that give a cable two tensions are not solved, and others "
    "after them are") {
  const Model m = long_tendon();
  Workspace workspace(m);
  const auto first = solve(workspace);
  for (const auto& values : {numbers_with(m, {{"c.strength", 10}, {"c.stiffness", 0}}),
                             numbers_with(m, {{"c.tendon_slack_length_m", 0.6}})}) {
    workspace.assign(values);
    const auto refused = solve(workspace);
    CHECK(refused.status == Status::not_run);
    CHECK_THAT(sentences(refused.why),
               ContainsSubstring("cable 'c'") && ContainsSubstring("several lengths"));
    CHECK(refused.last().coordinates.size() == 1);
    workspace.assign(m.numbers());
    const auto again = solve(workspace);
    CHECK(again.status == Status::stable);
    CHECK(again.last().tensions == first.last().tensions);
  }
}

TEST_CASE(
    "a batch labels the bodies whose cable would have two tensions; a sweep says why it has no "
    "posture there") {
  const Model m = long_tendon();
  const std::vector<double> strength{0.5, 1, 3, 10, 1};
  const Batch batch = solve_batch(m, {{parameter(m, "c.strength"), strength}});
  const std::vector<Status> expected{Status::stable, Status::stable, Status::stable,
                                     Status::not_run, Status::stable};
  CHECK(batch.status == expected);
  CHECK(std::isnan(batch.state[3]));

  const Sweep s = sweep(m, axis(m, "c.strength", 1, 10), {.points = 10});
  REQUIRE(s.points.size() == 10);
  CHECK(s.points.front().status == Status::stable);
  CHECK(s.points.back().status == Status::not_run);
  CHECK_THAT(sentences(s.why), ContainsSubstring("several lengths"));
  // no tension jumps on the way
  for (std::size_t i = 1; i < s.points.size(); ++i)
    if (s.points[i].status == Status::stable) CHECK(s.points[i - 1].status == Status::stable);
}

TEST_CASE("recruitment gives no tone at which a cable would have two tensions") {
  const Model m = ModelBuilder("arm")
                      .add(Body{.name = "arm", .mass = 1, .com_x = 0.2})
                      .add(Cable{.name = "flexor",
                                 .law = HillElastic{1000, 0.02, 0.22, 0, 0.02},
                                 .path = {at("ground", 0, 0.245), at("arm", 0.05, 0)},
                                 .knobs = {.stiffness = 0, .strength = 10},
                                 .source = {}})
                      .build();
  const Recruitment refused = recruit(m);
  CHECK_FALSE(refused.feasible);
  CHECK_THAT(sentences(refused.why),
             ContainsSubstring("'flexor'") && ContainsSubstring("upper limit of tone to"));
  const double ceiling = std::stod(std::get<std::string>(refused.why.at(0).find("ceiling")->value));
  CHECK(recruit(m, {.min_activation = 0.001, .max_activation = ceiling, .among = {}}).feasible);
}
