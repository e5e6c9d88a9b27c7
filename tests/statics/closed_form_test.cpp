// Equilibria that can be worked out by hand.
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {
constexpr double g = 9.81;
// An angle is known to residual floor / eigenvalue; floors here are below 1e-12 N m, eigenvalues
// above 0.1 N m/rad.
constexpr double angle_tolerance = 1e-11;

/// A mass m on a massless rod of length L above (L > 0) or below its hinge, held by a cable of zero
/// slack length from the rod at height a to an anchor at height h above the hinge: V = m g L
/// cos(theta) - k a h cos(theta) + constant, exactly.
Model pendulum(double m, double L, double k, double a, double h, double range = 3.1) {
  return ModelBuilder("pendulum")
      .add(Body{.name = "rod", .mass = m, .com_y = L, .angle_lower = -range, .angle_upper = range})
      .add(Cable{.name = "stay",
                 .law = Linear{k, 0},
                 .path = {at("rod", 0, a), at("ground", 0, h)},
                 .source = {}})
      .build();
}
}  // namespace

TEST_CASE("one hinge and one linear cable: T r = m g L sin(theta)") {
  const double m = 5, L = 0.4, a = 0.5, b = 0.3, k = 2e4,
               theta = -0.2;  // leaning forward, stayed from behind
  // tip at a (-sin, cos), anchor (-b, 0): l^2 = a^2 + b^2 - 2 a b sin(theta)
  const double l = std::sqrt(a * a + b * b - 2 * a * b * std::sin(theta)),
               slope = -a * b * std::cos(theta) / l,
               curvature = (a * b * std::sin(theta) - slope * slope) / l;
  const double T = m * g * L * std::sin(theta) / slope;  // V' = T l' - m g L sin(theta) = 0
  REQUIRE(T > 0);
  const Model model = ModelBuilder("stayed")
                          .add(Body{.name = "rod", .mass = m, .com_y = L})
                          .add(Cable{.name = "stay",
                                     .law = Linear{k, l - T / k},
                                     .path = {at("rod", 0, a), at("ground", -b, 0)},
                                     .source = {}})
                          .build();
  const auto out = solve(model, {}, {{-0.1}});  // at 0 the cable is slack and the rod balances
  REQUIRE(out.status == Status::stable);
  const Posture& p = out.value();
  CHECK(near(p.coordinates[0], theta, angle_tolerance));
  CHECK(near(p.tensions[0], T, 1e-9 * T));
  CHECK(near(p.lengths[0], l, 1e-13));
  CHECK(near(moment_arms(model, {p.coordinates})[0], -slope, 1e-12));
  const double eigenvalue = k * slope * slope + T * curvature - m * g * L * std::cos(theta);
  CHECK(near(p.certificate.min_eigenvalue, eigenvalue, 1e-9 * eigenvalue));
  CHECK(near(p.certificate.tilt_stiffness, eigenvalue, 1e-9 * eigenvalue));  // the only coordinate
  CHECK(near(p.potential, 0.5 * T * T / k + m * g * L * std::cos(theta), 1e-10));
  CHECK(p.certificate.residual <= 8 * p.certificate.rounding_bound);
  CHECK(p.taut[0]);
  // from the nearest kink (where the cable goes slack) by the stretch over the arm
  CHECK(p.certificate.kink == Kink::slack);
  CHECK(near(p.certificate.kink_distance, T / k / std::abs(slope), 1e-9));
}

TEST_CASE(
    "a lever of arm a on a cable of zero slack length anchored at distance h has stiffness k a h, "
    "at any amplitude") {
  const double k = 700, a = 0.3, h = 0.5;
  const Model m = pendulum(1, -1e-6, k, a, h);  // a weight of no account below the hinge
  for (const double theta : {-3.0, -1.2, 0.0, 0.4, 2.0}) {
    const auto p = posture_at(m, {{theta}}).last();
    CHECK(near(p.residuals[0], (k * a * h + g * 1e-6) * std::sin(theta), 1e-10));
    CHECK(near(p.certificate.min_eigenvalue, (k * a * h + g * 1e-6) * std::cos(theta), 1e-9));
    CHECK(near(p.lengths[0], std::sqrt(a * a + h * h - 2 * a * h * std::cos(theta)), 1e-14));
  }
  const auto out = solve(m, {}, {{2.9}});
  REQUIRE(out.status == Status::stable);
  CHECK(near(out.value().coordinates[0], 0, angle_tolerance));
}

TEST_CASE("an inverted pendulum stands if and only if k > m g L/(a h)") {
  const double m = 10, L = 0.6, a = 0.5, h = 0.8, critical = m * g * L / (a * h);
  SECTION("just above: stable, from any start") {
    const double k = 1.001 * critical;
    const Model model = pendulum(m, L, k, a, h);
    for (const double start : {-3.0, -1.0, 0.1, 2.5}) {
      const auto out = solve(model, {}, {{start}});
      REQUIRE(out.status == Status::stable);
      CHECK(near(out.value().coordinates[0], 0, angle_tolerance));
      CHECK(near(out.value().certificate.min_eigenvalue, k * a * h - m * g * L, 1e-10));
    }
  }
  SECTION("just below: it runs to the end of its range, and which body is said") {
    const Model model = pendulum(m, L, 0.999 * critical, a, h, 1.0);
    const auto out = solve(model, {}, {{0.1}});
    CHECK(out.status == Status::runaway);
    CHECK(sentences(out.why).find(
              "'rod' reaches the end of its stated range (57.3°); what lies beyond "
              "was not searched") != std::string::npos);  // 1 rad
    CHECK_THROWS_AS(out.value(), SolveError);
    CHECK(near(out.last().coordinates[0], 1.0, 1e-6));  // the last iterate is at the end
    const auto other = solve(model, {}, {{-0.1}});
    CHECK(other.status == Status::runaway);
    CHECK(near(other.last().coordinates[0], -1.0, 1e-6));
  }
  SECTION("just below, with room to fall: it hangs") {
    const double k = 0.999 * critical;
    const Model model = ModelBuilder(pendulum(m, L, k, a, h)).build();
    ModelBuilder wide(model);
    wide.description.bodies[0].angle_lower = -6.2;
    wide.description.bodies[0].angle_upper = 6.2;
    const auto out = solve(wide.build(), {}, {{0.1}});
    REQUIRE(out.status == Status::stable);
    CHECK(near(std::abs(out.value().coordinates[0]), 3.14159265358979323846,
               1e-10));  // eigenvalue 0.06 N m/rad
    CHECK(near(out.value().certificate.min_eigenvalue, m * g * L - k * a * h, 1e-9));
  }
  SECTION("below: upright balances, seek any finds it and calls it unstable") {
    const double k = 0.5 * critical;
    const Model model = pendulum(m, L, k, a, h);
    for (const double start : {-0.7, 0.0, 0.1, 0.5}) {
      SolveOptions any;
      any.seek = Seek::any;
      const auto out = solve(model, any, {{start}});
      REQUIRE(out.status == Status::unstable);
      CHECK(near(out.value().coordinates[0], 0, angle_tolerance));
      CHECK(near(out.value().certificate.min_eigenvalue, k * a * h - m * g * L, 1e-10));
    }
  }
  SECTION("downhill from exactly upright does not stay on the unstable branch") {
    const auto out = solve(pendulum(m, L, 0.5 * critical, a, h, 1.0), {}, {{0.0}});
    CHECK(out.status == Status::runaway);
  }
}

TEST_CASE("two opposed cables of zero slack length: tan(theta) = (k2 - k1) a b/(m g L)") {
  const double m = 4, L = 0.5, a = 0.3, b = 0.2;
  for (const auto& [k1, k2] :
       {std::pair{300.0, 300.0}, std::pair{300.0, 500.0}, std::pair{2000.0, 40.0}}) {
    // hanging mass at (0, -L): V = (k2 - k1) a b (-sin(theta)) - m g L cos(theta); cable 1 goes to
    // (b, 0), cable 2 to (-b, 0)
    const Model model = ModelBuilder("opposed")
                            .add(Body{.name = "rod", .mass = m, .com_y = -L})
                            .add(Cable{.name = "front",
                                       .law = Linear{k1, 0},
                                       .path = {at("rod", 0, a), at("ground", b, 0)},
                                       .source = {}})
                            .add(Cable{.name = "back",
                                       .law = Linear{k2, 0},
                                       .path = {at("rod", 0, a), at("ground", -b, 0)},
                                       .source = {}})
                            .build();
    const auto out = solve(model);
    REQUIRE(out.status == Status::stable);
    const double theta =
        std::atan((k2 - k1) * a * b / (m * g * L));  // the stronger back cable tips it back: +
    CHECK(near(out.value().coordinates[0], theta, angle_tolerance));
    CHECK(near(out.value().certificate.min_eigenvalue, std::hypot(m * g * L, (k2 - k1) * a * b),
               1e-9));
  }
}

TEST_CASE(
    "two opposed cables with slack lengths: pretension cancels in the moment and adds to the "
    "stiffness") {
  const double k = 5000, a = 0.4, b = 0.3, l = 0.5, stretch = 0.02, T = k * stretch;
  const Model model = ModelBuilder("pretension")
                          .gravity(0, 0)
                          .add(Body{.name = "rod", .mass = 1})
                          .add(Cable{.name = "front",
                                     .law = Linear{k, l - stretch},
                                     .path = {at("rod", 0, a), at("ground", b, 0)},
                                     .source = {}})
                          .add(Cable{.name = "back",
                                     .law = Linear{k, l - stretch},
                                     .path = {at("rod", 0, a), at("ground", -b, 0)},
                                     .source = {}})
                          .build();
  const auto out = solve(model, {}, {{0.15}});
  REQUIRE(out.status == Status::stable);
  CHECK(near(out.value().coordinates[0], 0, angle_tolerance));
  CHECK(near(out.value().tensions[0], T, 1e-8));
  const double slope = a * b / l,
               curvature = -slope * slope / l;  // l^2 = a^2 + b^2 -+ 2 a b sin(theta)
  CHECK(
      near(out.value().certificate.min_eigenvalue, 2 * (k * slope * slope + T * curvature), 1e-8));
}

TEST_CASE("two resting places: each start finds its own, and between them lies the unstable one") {
  // buckled: an upright mass on a weak spring; V = k/2 theta^2 + m g L cos(theta), so k theta = m g
  // L sin(theta)
  const double mgL = 2.5 * g * 0.4, k = 0.8 * mgL;
  const Model model =
      ModelBuilder("buckled")
          .add(Body{.name = "rod", .mass = 2.5, .com_y = 0.4})
          .add(Joint{.name = "spring", .body = "rod", .law = LinearJoint{k, 0}, .source = {}})
          .build();
  double low = 0.5, high = 2;  // root of k theta - m g L sin(theta), by bisection
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (k * middle - mgL * std::sin(middle) < 0 ? low : high) = middle;
  }
  const auto right = solve(model, {}, {{-0.3}}), left = solve(model, {}, {{0.3}});
  REQUIRE(right.status == Status::stable);
  REQUIRE(left.status == Status::stable);
  CHECK(near(left.value().coordinates[0], low, angle_tolerance));
  CHECK(near(right.value().coordinates[0], -low, angle_tolerance));
  SolveOptions any;
  any.seek = Seek::any;
  const auto middle = solve(model, any, {{0.2}});
  CHECK(middle.status == Status::unstable);
  CHECK(near(middle.value().coordinates[0], 0, angle_tolerance));
  CHECK(near(middle.value().certificate.min_eigenvalue, k - mgL, 1e-10));
}

TEST_CASE(
    "springs in series: tilt stiffness is the moment per radian of tilt when all else follows") {
  // pelvis on a spring K1 to ground, thorax on a spring K2 to the pelvis and K3 to ground; no
  // gravity
  const double K1 = 40, K2 = 90, K3 = 15;
  const Model model =
      ModelBuilder("series")
          .gravity(0, 0)
          .add(Body{.name = "pelvis", .mass = 1})
          .add(Body{.name = "thorax", .parent = "pelvis", .hinge_y = 0.3, .mass = 1})
          .add(Joint{.name = "hip", .body = "pelvis", .law = LinearJoint{K1, 0}, .source = {}})
          .add(Joint{.name = "spine",
                     .body = "thorax",
                     .relative_to = "pelvis",
                     .law = LinearJoint{K2, 0},
                     .source = {}})
          .add(Joint{.name = "look", .body = "thorax", .law = LinearJoint{K3, 0}, .source = {}})
          .build();
  const auto out = solve(model, {}, {{0.2, -0.1}});
  REQUIRE(out.status == Status::stable);
  CHECK(near(out.value().certificate.tilt_stiffness, K1 + 1 / (1 / K2 + 1 / K3),
             1e-10));  // K2 and K3 in series
  // H = [[K1 + K2, -K2], [-K2, K2 + K3]]
  const double trace = K1 + 2 * K2 + K3, determinant = (K1 + K2) * (K2 + K3) - K2 * K2;
  CHECK(near(out.value().certificate.min_eigenvalue,
             0.5 * (trace - std::sqrt(trace * trace - 4 * determinant)), 1e-10));
  CHECK(tilt_body(model) == 0);
}

TEST_CASE("a body held upright: the holding moment is what the hold supplies") {
  const double m = 20, x = 0.05;
  const Model model = ModelBuilder("held")
                          .add(Body{.name = "pelvis", .mass = 10, .com_y = -0.1})
                          .add(Body{.name = "thorax",
                                    .parent = "pelvis",
                                    .hinge_y = 0.2,
                                    .mass = m,
                                    .com_x = x,
                                    .com_y = 0.3})
                          .add(hold("upright", "thorax"))
                          .build();
  SolveOptions any;
  any.seek = Seek::any;
  const auto p = solve(model, any).value();
  CHECK(near(p.angles[1], 0, 1e-15));
  CHECK(near(p.constraint_moments[0], m * g * x,
             1e-10));  // weight in front of the hinge turns it clockwise;
                       // the hold answers counter-clockwise
  // with the thorax held, the pelvis carries its weight at the hinge: V = (20 * 0.2 - 10 * 0.1) g
  // cos(theta): upright is a maximum
  CHECK(near(p.certificate.min_eigenvalue, -(m * 0.2 - 10 * 0.1) * g, 1e-9));
  // let free, the model has two coordinates
  CHECK(without_constraint(model, "upright").coordinates().size() == 2);
}

TEST_CASE("lying down is a turn of gravity") {
  const double m = 3, L = 0.4, k = 50;
  const auto build = [&](double gx, double gy) {
    return ModelBuilder("turn")
        .gravity(gx, gy)
        .add(Body{.name = "rod", .mass = m, .com_y = L})
        .add(Joint{.name = "spring", .body = "rod", .law = LinearJoint{k, 0}, .source = {}})
        .build();
  };
  const auto p = solve(build(-g, 0)).value();  // weight backward: m g L cos(theta) = k theta
  CHECK(near(k * p.coordinates[0], m * g * L * std::cos(p.coordinates[0]), 1e-11));
}
