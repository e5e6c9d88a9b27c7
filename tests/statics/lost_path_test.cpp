// Where a path over circles is lost, everything that reads it says so: at which cable, at which
// circle, and why. Drums and rows of circles in everything that solves.
#include "guywire/batch/solve_batch.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/posture/joint_loads.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/ledger.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/testing/model_contract.hpp"
#include "support/case_file.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double pi = 3.14159265358979323846;

/// A weight on an arm, held by a muscle that passes a circle in ground at (x, y) counter-clockwise.
Model held(double x, double y, double radius) {
  return ModelBuilder("held")
      .add(Body{.name = "arm", .mass = 1, .com_x = 0.3})
      .add(Circle{.name = "pulley",
                  .body = "ground",
                  .center_x = x,
                  .center_y = y,
                  .radius = radius,
                  .source = {}})
      .add(Cable{.name = "puller",
                 .law = Hill{200, 0.3, 0.1, 0, 0},
                 .path = {at("ground", -0.4, 0.3), around("pulley", Sense::counterclockwise),
                          at("arm", 0.3, 0.05)},
                 .source = {}})
      .build();
}

/// A drum on the ground at the arm's hinge, which a rope runs about counter-clockwise to the arm.
Model winch(double range) {
  return ModelBuilder("winch")
      .add(Body{
          .name = "arm", .mass = 2, .com_y = -0.3, .angle_lower = -range, .angle_upper = range})
      .add(Circle{.name = "rim", .body = "ground", .radius = 0.1, .source = {}})
      .add(Cable{.name = "rope",
                 .law = Linear{30, 0.5},
                 .path = {at("ground", 0.1, -1), around("rim", Sense::counterclockwise),
                          at("arm", 0, 0.15)},
                 .source = {}})
      .build();
}

/// Two pulleys in a row, on a mast that leans and on the ground.
Model crane(double length) {
  return ModelBuilder("crane")
      .add(Body{.name = "mast", .mass = 5, .com_y = 1})
      .add(Body{.name = "boom", .parent = "mast", .hinge_y = 2, .mass = 2, .com_x = 0.5})
      .add(Circle{.name = "foot",
                  .body = "ground",
                  .center_x = -1,
                  .center_y = 0.2,
                  .radius = 0.1,
                  .source = {}})
      .add(Circle{.name = "head",
                  .body = "mast",
                  .center_x = -0.1,
                  .center_y = 2.2,
                  .radius = 0.15,
                  .source = {}})
      .add(Cable{.name = "hoist",
                 .law = Linear{400, length},
                 .path = {at("ground", -2, 0.5, 0.1), around("foot", Sense::counterclockwise),
                          around("head", Sense::clockwise), at("boom", 1, 0.1, 0.3)},
                 .source = {}})
      .add(Cable{.name = "stay",
                 .law = Linear{2000, 2.2},
                 .path = {at("ground", 1, 0), at("mast", 0, 2)},
                 .source = {}})
      .build();
}

}  // namespace

TEST_CASE("each way to lose a path has its own words") {
  const auto why = [](const Model& m, std::vector<double> theta) {
    return sentences(why_lost(m, {0}, theta));
  };
  CHECK(why(held(0.1, 0.25, 0.1), {0}).empty());
  CHECK_THAT(
      why(held(0.3, 0.1, 0.1), {0}),
      ContainsSubstring("'puller'") && ContainsSubstring("path[2] lies inside circle 'pulley'"));
  const Model carried =
      ModelBuilder("carried")
          .add(Body{.name = "arm", .mass = 1})
          .add(
              Circle{.name = "pulley", .body = "arm", .center_x = 0.3, .radius = 0.1, .source = {}})
          .add(Cable{.name = "puller",
                     .law = Linear{1, 0},
                     .path = {at("ground", 0.1, -0.3), around("pulley", Sense::clockwise),
                              at("ground", 1, 1)},
                     .source = {}})
          .build();
  CHECK_THAT(why(carried, {-1.25}), ContainsSubstring("path[0] lies inside circle 'pulley'"));
  CHECK_THAT(why(held(0, 0.06, 0.1), {0}),
             ContainsSubstring(
                 "the straight line between its points path[0] and path[2] cuts circle 'pulley'") &&
                 ContainsSubstring("counterclockwise"));
  CHECK_THAT(why(winch(9), {-5.5}), ContainsSubstring("unwound from drum 'rim'"));
  const Model pierced = case_file("wrap_pierced.json");
  CHECK_THAT(sentences(solve(pierced).why), ContainsSubstring("cable 'tendon'") &&
                                                ContainsSubstring("'pulley'") &&
                                                ContainsSubstring("path[0] and path[2]"));
  // round a thin post nearly out of the turn that the posture tells
  const auto round = [](double angle) {
    return ModelBuilder("post")
        .add(Body{.name = "b", .mass = 1})
        .add(Circle{
            .name = "post", .body = "ground", .center_x = 0.001, .radius = 0.1, .source = {}})
        .add(Cable{.name = "c",
                   .law = Linear{1, 0},
                   .path = {at("ground", -0.2, 0), around("post", Sense::clockwise),
                            at("b", 0.2 * std::cos(angle), 0.2 * std::sin(angle))},
                   .source = {}})
        .build();
  };
  CHECK(why(round(-0.4), {0}).empty());
  CHECK_THAT(why(round(-0.7), {0}),
             ContainsSubstring("so far that the posture no longer fixes the number of its turns"));
}

TEST_CASE("what reads a path refuses a posture at which it is lost, and says why") {
  const Model m = held(0, 0.06, 0.1);
  const auto p = posture_at(m);
  CHECK(p.status == Status::path_lost);
  CHECK_THAT(sentences(p.why),
             ContainsSubstring("'puller'") && ContainsSubstring("cuts circle 'pulley'"));
  const std::string why = "path.cuts_circle (cable puller";
  try {
    moment_arms(m);
    FAIL("no error");
  } catch (const ModelError& e) {
    CHECK_THAT(error_text(e), ContainsSubstring("cuts circle 'pulley'"));
  }
  CHECK_THROWS_WITH(moment_arms(m), ContainsSubstring(why));
  CHECK_THROWS_WITH(ledger(m, p.last(), Ledger::About::joints), ContainsSubstring(why));
  CHECK_THROWS_WITH(joint_loads(m, p.last()), ContainsSubstring(why));
  CHECK_THAT(to_string(recruit(m).why), ContainsSubstring(why));
  CHECK_FALSE(recruit(m).feasible);
  const auto drawn = cable_path(m, {0}, p.last().angles);
  REQUIRE(drawn.size() == 1);  // straight
  CHECK(drawn[0].radius == 0);
}

TEST_CASE("a batch solves drums as solve does, and labels bodies whose path is lost") {
  const Model m = winch(9);
  std::vector<double> lengths, stiffness;
  for (int i = 0; i < 300; ++i) {
    lengths.push_back(0.6 + 0.003 * i);
    stiffness.push_back(1 + 0.01 * (i % 7));
  }
  const auto batch = solve_batch(
      m, {{parameter(m, "rope.length"), lengths}, {parameter(m, "rope.stiffness"), stiffness}}, {},
      {.start = {{6.5}}});
  CHECK(batch.instructions != InstructionSet::scalar);
  int over_a_turn = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto alone =
        solve(adjust(m, "rope", {.length = lengths[i], .stiffness = stiffness[i]}), {}, {{6.5}});
    REQUIRE(batch.status[i] == alone.status);
    if (!is_equilibrium(alone.status)) continue;
    CHECK(near(batch.state[i], alone.last().coordinates[0], 1e-9));
    over_a_turn += batch.state[i] > pi;
  }
  CHECK(over_a_turn > 100);
  const Model pierced = case_file("wrap_pierced.json");
  const std::vector<double> one(9, 1.0);
  for (const Status s :
       solve_batch(pierced, {{parameter(pierced, "tendon.stiffness"), one}}).status)
    CHECK(s == Status::path_lost);
}

TEST_CASE("postures a full turn apart on a drum are two; two pulleys in a row have no proof") {
  const auto all = all_equilibria(winch(9));
  CHECK(all.verified);
  for (const auto& a : all.found)
    for (const auto& b : all.found)
      if (&a != &b &&
          std::abs(std::abs(a.posture.coordinates[0] - b.posture.coordinates[0]) - 2 * pi) < 0.2)
        CHECK(a.posture.tensions[0] != b.posture.tensions[0]);
  CHECK(all.repeated == 0);
  const Model row = case_file("two_circles.json");
  CHECK_THROWS_WITH(all_equilibria(row),
                    ContainsSubstring("'belt'") && ContainsSubstring("several circles in a row"));
  EquilibriaOptions unproved;
  unproved.verify = false;
  CHECK_FALSE(all_equilibria(row, unproved).found.empty());
}

TEST_CASE("rows of circles: derivatives, rest, batch") {
  const Model m = crane(5.2);
  Random r(21);
  int checked = 0, touching = 0;
  for (int i = 0; i < 60; ++i) {
    const std::vector<double> theta{r.uniform(-0.8, 0.8), r.uniform(-1.2, 1.2)};
    const auto p = posture_at(m, {theta});
    if (p.status == Status::path_lost) continue;
    ++checked;
    touching += p.last().wrapped[0];
    CHECK_KEPT(testing::check_model<Jet1>(m, theta));
    double drawn = 0;
    for (const PathPiece& piece : cable_path(m, {0}, theta))
      drawn += piece.length();
    CHECK(near(std::sqrt(drawn * drawn + 0.04), p.last().lengths[0], 1e-13));
  }
  CHECK(checked > 30);
  CHECK(touching > 20);
  const auto rest = solve(m);
  CHECK(rest.status == Status::stable);
  CHECK(rest.last().wrapped[0]);
  const std::vector<double> lengths{0.95, 1.0, 1.05};
  const auto batch = solve_batch(m, {{parameter(m, "hoist.length"), lengths}});
  CHECK(batch.instructions == InstructionSet::scalar);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto alone = solve(adjust(m, "hoist", {.length = lengths[i]}));
    CHECK(batch.status[i] == alone.status);
    CHECK(near(batch.state[2 * i], alone.last().coordinates[0], 1e-12));
  }
  const auto belt = posture_at(case_file("two_circles.json"));
  CHECK(near(belt.last().lengths[0], 2.533, 5e-4));
}

TEST_CASE(
    "circles in a row on one body that no path can pass are refused when the model is built") {
  const auto build = [](double apart, Sense second) {
    return ModelBuilder("near")
        .add(Body{.name = "b", .mass = 1})
        .add(Circle{.name = "p", .body = "ground", .center_y = 1, .radius = 0.2, .source = {}})
        .add(Circle{.name = "q",
                    .body = "ground",
                    .center_x = apart,
                    .center_y = 1,
                    .radius = 0.1,
                    .source = {}})
        .add(Cable{.name = "c",
                   .law = Linear{1, 0},
                   .path = {at("ground", -1, 0), around("p", Sense::clockwise), around("q", second),
                            at("b", 1, 0)},
                   .source = {}})
        .build();
  };
  CHECK_NOTHROW(build(0.11, Sense::clockwise));
  CHECK_NOTHROW(build(0.31, Sense::counterclockwise));
  CHECK_THROWS_WITH(build(0.09, Sense::clockwise), ContainsSubstring("cable 'c' / path[2]") &&
                                                       ContainsSubstring("follows circle 'p'") &&
                                                       ContainsSubstring("0.09 m apart"));
  CHECK_THROWS_WITH(
      build(0.29, Sense::counterclockwise),
      ContainsSubstring("0.3 m apart") || ContainsSubstring("0.30000000000000004 m apart"));
}

TEST_CASE("of several circles in a row the two that are too near to each other are named") {
  // two of three rims overlap, and the path is told to pass between them
  const auto lost = [](double first, double second, double third) {
    const Model m =
        ModelBuilder("row")
            .add(Body{.name = "b", .mass = 1})
            .add(Circle{
                .name = "o1", .body = "ground", .center_x = first, .radius = 0.1, .source = {}})
            .add(Circle{.name = "o2", .body = "b", .center_x = second, .radius = 0.1, .source = {}})
            .add(Circle{
                .name = "o3", .body = "ground", .center_x = third, .radius = 0.1, .source = {}})
            .add(Cable{.name = "c",
                       .law = Linear{100, 0.1},
                       .path = {at("ground", -1, 0), around("o1", Sense::clockwise),
                                around("o2", Sense::counterclockwise),
                                around("o3", Sense::clockwise), at("b", 1.2, 0)},
                       .source = {}})
            .build();
    return sentences(solve(m).why);
  };
  CHECK_THAT(lost(-0.5, 0.3, 0.42), ContainsSubstring("circles 'o2' and 'o3'") ||
                                        ContainsSubstring("circles 'o3' and 'o2'"));
  CHECK_THAT(lost(-0.5, -0.38, 0.5), ContainsSubstring("circles 'o1' and 'o2'") ||
                                         ContainsSubstring("circles 'o2' and 'o1'"));
}
