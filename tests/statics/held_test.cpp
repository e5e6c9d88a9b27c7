// Every coordinate held, as on a dynamometer: nothing moves, and what each hold supplies is known
// in closed form.
#include <algorithm>
#include <cmath>
#include <limits>

#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"
#include "support/jet.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A shank of 4 kg held straight forward, its mass 0.2 m from the knee. A cable runs straight up
/// from it, 0.05 m from the knee: 0.3 m long, pulling with 1000 N/m x 0.05 m = 50 N. So the machine
/// supplies 4 x 9.81 x 0.2 - 50 x 0.05 = 5.348 N m.
ModelDescription dynamometer() {
  ModelDescription d;
  d.name = "dynamometer";
  d.bodies = {{.name = "shank", .mass = 4, .com_x = 0.2}};
  d.constraints = {hold("machine", "shank")};
  d.cables = {{.name = "quadriceps",
               .law = Linear{1000, 0.25},
               .path = {at("ground", 0.05, 0.3), at("shank", 0.05, 0)},
               .source = {}}};
  return d;
}
constexpr double supplied = 4 * 9.81 * 0.2 - 50 * 0.05;
Model limb() { return ModelBuilder(dynamometer()).build(); }

/// Forearm on upper arm, both straight forward: 2 kg at 0.1 m of 0.3 m, and 1 kg at 0.15 m.
ModelDescription arm() {
  ModelDescription d;
  d.name = "arm";
  d.bodies = {{.name = "upper", .mass = 2, .com_x = 0.1},
              {.name = "fore", .parent = "upper", .hinge_x = 0.3, .mass = 1, .com_x = 0.15}};
  return d;
}

}  // namespace

TEST_CASE("a limb on a dynamometer: tension, and the moment that the machine supplies") {
  const Model m = limb();
  CHECK(m.coordinates().empty());
  for (const auto& o : {solve(m), solve(m, {.seek = Seek::any}), posture_at(m)}) {
    REQUIRE(o.status == Status::stable);
    CHECK_THAT(sentences(o.why), ContainsSubstring("Every coordinate is held"));
    const Posture& p = o.value();
    CHECK(p.coordinates.empty());
    CHECK(near(p.tensions[0], 50, 1e-12));
    REQUIRE(p.constraint_moments.size() == 1);
    CHECK(near(p.constraint_moments[0], supplied, 1e-13));
    CHECK(p.certificate.min_eigenvalue == std::numeric_limits<double>::infinity());
    CHECK(p.certificate.min_eigenvalue_upper == std::numeric_limits<double>::infinity());
    CHECK(p.certificate.tilt_stiffness == std::numeric_limits<double>::infinity());
    CHECK(p.certificate.residual == 0);
  }
}

TEST_CASE("posed elsewhere, the machine supplies the slope of V") {
  for (const double angle : {-1.2, -0.4, 0.3, 0.9}) {
    const Model m = posed(limb(), "machine", angle);
    const long double c = std::cos(static_cast<long double>(angle)),
                      s = std::sin(static_cast<long double>(angle));
    const long double dx = 0.05L * c - 0.05L, dy = 0.05L * s - 0.3L,
                      l = std::sqrt(dx * dx + dy * dy), T = 1000 * std::max(0.0L, l - 0.25L);
    const long double slope = 4 * 9.81L * 0.2L * c + T * 0.05L * (-s * dx + c * dy) / l;
    CHECK(near(solve(m).value().constraint_moments[0], static_cast<double>(slope), 1e-12));
  }
}

TEST_CASE("two bodies held: each hold supplies what hangs on it") {
  ModelDescription d = arm();
  d.constraints = {hold("shoulder", "upper"), hold("wrist", "fore")};
  const auto each = solve(ModelBuilder(d).build());
  // the forearm's weight passes through the elbow to the upper arm, its moment does not: that is
  // the wrist's
  CHECK(near(each.value().constraint_moments[0], 9.81 * (2 * 0.1 + 1 * 0.3), 1e-13));
  CHECK(near(each.value().constraint_moments[1], 9.81 * 0.15, 1e-13));
  d.constraints = {hold("shoulder", "upper"), relative("elbow", "fore", "upper")};
  const auto welded = solve(ModelBuilder(d).build());
  CHECK(near(welded.value().constraint_moments[0], 9.81 * (2 * 0.1 + 1 * 0.45), 1e-13));
  CHECK(near(welded.value().constraint_moments[1], 9.81 * 0.15, 1e-13));
}

TEST_CASE("a held pelvis above free limbs: its tilt is infinitely stiff") {
  ModelDescription d = arm();
  d.bodies[0].name = d.bodies[1].parent = "pelvis";
  d.tilt = "pelvis";
  d.constraints = {hold("clamp", "pelvis")};
  const auto o = solve(ModelBuilder(d).build());
  REQUIRE(o.status == Status::stable);
  CHECK(near(o.value().certificate.min_eigenvalue, 9.81 * 0.15, 1e-12));
  CHECK(o.value().certificate.tilt_stiffness == std::numeric_limits<double>::infinity());
}

TEST_CASE("where a path is lost, holding does not help") {
  ModelDescription d = dynamometer();
  d.bodies[0].com_x = 0.1;
  d.circles = {{.name = "pulley",
                .body = "ground",
                .center_x = 0,
                .center_y = 0.05,
                .radius = 0.04,
                .source = {}}};
  d.cables[0].path = {at("ground", 0.2, 0.3), around("pulley", Sense::clockwise),
                      at("shank", 0.0, 0.03)};
  const Model m = ModelBuilder(d).build();
  CHECK(solve(m).status == Status::path_lost);
  CHECK(posture_at(m).status == Status::path_lost);
  const auto all = all_equilibria(m);
  CHECK(all.no_equilibrium);
  CHECK(all.path_lost);
}

TEST_CASE("a start must be empty where there is nothing to start") {
  CHECK_THROWS_AS(solve(limb(), {}, {{0.1}}), ModelError);
  CHECK_THROWS_AS(posture_at(limb(), {{0.1}}), ModelError);
}

TEST_CASE("what can be asked of a held posture") {
  const Model m = limb();
  const auto rest = solve(m);

  SECTION("moment arms: a row for each cable, no column") { CHECK(moment_arms(m).empty()); }
  SECTION("sensitivities: those of tension and of the machine's moment") {
    const Quantity pull = quantity(m, "quadriceps.tension"), moment = quantity(m, "machine.moment"),
                   angle = quantity(m, "shank.angle");
    CHECK(moment.unit == "N m");
    CHECK(near(value_of(moment, m, rest.value()), supplied, 1e-13));
    for (const auto method :
         {SensitivityOptions::Method::forward, SensitivityOptions::Method::adjoint}) {
      const auto s = sensitivity(m, rest, {pull, moment, angle},
                                 {parameter(m, "quadriceps.slack_length_m"),
                                  parameter(m, "machine.angle_deg"), parameter(m, "shank.mass_kg")},
                                 {.method = method});
      REQUIRE(s.status == Status::stable);
      CHECK(near(s.last()(0, 0), -1000, 1e-9));  // dT/dl0 = -k
      CHECK(near(s.last()(1, 0), 50, 1e-9));     // and the moment k x 0.05 m
      CHECK(near(s.last()(0, 1), -1000 * 0.05,
                 1e-9));  // raising it by dtheta shortens the cable by its arm
      CHECK(near(s.last()(1, 2), 9.81 * 0.2, 1e-12));  // the weight's lever
      CHECK(near(s.last()(2, 1), 1, 1e-15));
      CHECK(s.last()(2, 0) == 0);
    }
  }
  SECTION("a sweep says where the cable goes slack") {
    const auto s = sweep(m, axis(m, "quadriceps.slack_length_m", 0.28, 0.32),
                         {.points = 5, .quantities = {quantity(m, "machine.moment")}});
    REQUIRE(s.points.size() == 5);
    for (const SweepPoint& p : s.points) {
      CHECK(p.status == Status::stable);
      CHECK(near(p.quantities[0], 4 * 9.81 * 0.2 - 0.05 * 1000 * std::max(0.0, 0.3 - p.parameter),
                 1e-12));
    }
    REQUIRE(s.events.size() == 1);
    CHECK(s.events[0].kink == Kink::slack);
    CHECK_FALSE(s.events[0].on);
    CHECK(near(s.events[0].parameter, 0.3, 1e-12));
    const auto b = continue_branch(m, axis(m, "quadriceps.slack_length_m", 0.28, 0.29), {});
    CHECK(b.status == Status::stable);
    CHECK(b.last().last_end == BranchEnd::range);
  }
  SECTION("equilibria: the one posture, verified") {
    for (const bool verify : {true, false}) {
      const auto all = all_equilibria(m, {.verify = verify});
      CHECK(all.verified);
      CHECK_FALSE(all.no_equilibrium);
      REQUIRE(all.found.size() == 1);
      CHECK(all.found[0].status == Status::stable);
      CHECK(near(all.found[0].posture.constraint_moments[0], supplied, 1e-13));
      CHECK_THAT(sentences(all.why), ContainsSubstring("every coordinate is held"));
    }
  }
  SECTION("the ledger about the joint sums to nothing; nobody can win") {
    const Explanation x = explain(m);
    CHECK(x.coordinates.columns.empty());
    REQUIRE(x.joints.columns.size() == 1);
    CHECK(near(x.joints.residual[0], 0, 1e-13));
    CHECK(x.attribution.status == Status::not_run);
    CHECK_THAT(to_string(x.attribution.why), ContainsSubstring("held"));
    const auto hold_row =
        std::find_if(x.joints.rows.begin(), x.joints.rows.end(),
                     [](const LedgerRow& r) { return r.kind == LedgerRow::Kind::constraint; });
    REQUIRE(hold_row != x.joints.rows.end());
    CHECK(near(hold_row->moments[0], supplied, 1e-13));
    CHECK(near(x.loads[0].force_y, 4 * 9.81 - 50,
               1e-12));  // the knee carries the weight less what the cable does
  }
  SECTION("a prescription: the slack length that brings a moment of the machine to zero") {
    const double wanted = 0.3 - 4 * 9.81 * 0.2 / 0.05 / 1000;
    const auto p = prescribe(m, {{quantity(m, "machine.moment"), 0.0}},
                             {allowed(m, "quadriceps.slack_length_m", 0.1, 0.29)});
    REQUIRE(p.least.reached);
    CHECK(near(p.least.changes[0], wanted - 0.25, 1e-9));
  }
  SECTION("a batch: tensions and moments of each body, in columns") {
    const std::vector<double> slack{0.2, 0.25, 0.31}, angles{0, 0, 0.2};
    const auto batch =
        solve_batch(m,
                    {{parameter(m, "quadriceps.slack_length_m"), slack},
                     {parameter(m, "machine.angle_deg"), angles}},
                    {quantity(m, "quadriceps.tension"), quantity(m, "machine.moment")}, {});
    REQUIRE(batch.bodies == 3);
    CHECK(batch.coordinates == 0);
    CHECK(batch.state.empty());
    for (std::size_t i = 0; i < 3; ++i) {
      auto numbers = m.numbers();
      set_value(parameter(m, "quadriceps.slack_length_m"), slack[i], numbers);
      set_value(parameter(m, "machine.angle_deg"), angles[i], numbers);
      const auto one = solve(with_numbers(m, numbers));
      CHECK(batch.status[i] == Status::stable);
      CHECK(batch.values[2 * i] == one.value().tensions[0]);
      CHECK(near(batch.values[2 * i + 1], one.value().constraint_moments[0], 1e-13));
      CHECK(batch.min_eigenvalue[i] == std::numeric_limits<double>::infinity());
    }
  }
}

TEST_CASE("the moment of a hold is read the same in lanes, in a sweep and off a posture") {
  ModelDescription d = arm();  // the forearm is free: lanes take it
  d.constraints = {hold("shoulder", "upper")};
  const Model m = ModelBuilder(d).build();
  const Quantity moment = quantity(m, "shoulder.moment");
  const std::vector<double> masses{1, 2, 5};
  const auto batch = solve_batch(m, {{parameter(m, "fore.mass_kg"), masses}}, {moment}, {});
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(near(batch.values[i], 9.81 * (2 * 0.1 + masses[i] * 0.3), 1e-12));
  CHECK_THROWS_WITH(quantity(m, "shouldr.moment"),
                    ContainsSubstring("Did you mean 'shoulder.moment'?"));
}

TEST_CASE(
    "a muscle pays for the machine: tone in closed form; without a debt it stays at the floor") {
  ModelDescription d = dynamometer();
  d.cables[0].law = Hill{1000, 0.2, 0.1, 0, 0.0};  // at 0.3 m the fiber has its optimal length
  const auto owing = [&](bool paid) {
    d.constraints[0].balanced_by_muscles = paid;
    return ModelBuilder(d).build();
  };
  const auto none = recruit(owing(false));
  CHECK(none.feasible);
  CHECK(none.largest == RecruitOptions{}.min_activation);
  const Model m = owing(true);
  const auto r = recruit(m);
  REQUIRE(r.feasible);
  const auto p = solve(with_recruitment(m, r));
  REQUIRE(p.status == Status::stable);
  CHECK(near(p.value().constraint_moments[0], 0, 1e-10));
  CHECK(near(p.value().tensions[0], 4 * 9.81 * 0.2 / 0.05, 1e-9));
}

TEST_CASE("a held body with a force too large for a number is no equilibrium") {
  ModelDescription d = dynamometer();
  // 400 optimal lengths: the passive curve, exp(4 strain / 0.6), is beyond 1e308
  d.cables[0].law = Hill{1000, 0.7e-3, 0.01, 0, 0.0};
  const Model m = ModelBuilder(d).build();
  const auto rest = solve(m);
  CHECK(rest.status == Status::path_lost);
  CHECK_THAT(sentences(rest.why), ContainsSubstring("too large for a number"));
  CHECK(posture_at(m, {}).status == Status::path_lost);
}
