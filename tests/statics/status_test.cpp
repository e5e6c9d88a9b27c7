// Each status, produced by a case that has it by construction; and what must be refused before a
// search begins.
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/jet.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {
SolveOptions any() {
  SolveOptions o;
  o.seek = Seek::any;
  return o;
}
Model rod(double com_y, double lower = -3, double upper = 3) {
  return ModelBuilder("rod")
      .add(Body{
          .name = "rod", .mass = 2, .com_y = com_y, .angle_lower = lower, .angle_upper = upper})
      .build();
}
}  // namespace

TEST_CASE("not_run: nothing was computed") {
  const Outcome<Posture> nothing;
  CHECK(nothing.status == Status::not_run);
  CHECK_THROWS_AS(nothing.value(), SolveError);
  CHECK_THROWS_WITH(nothing.value(), ContainsSubstring("not_run"));
  CHECK_NOTHROW(nothing.last());
}

TEST_CASE("every status has its public name") {
  CHECK(to_string(Status::not_run) == "not_run");
  CHECK(to_string(Status::stable) == "stable");
  CHECK(to_string(Status::unstable) == "unstable");
  CHECK(to_string(Status::neutral) == "neutral");
  CHECK(to_string(Status::at_kink) == "at_kink");
  CHECK(to_string(Status::runaway) == "runaway");
  CHECK(to_string(Status::iteration_limit) == "iteration_limit");
  CHECK(to_string(Status::path_lost) == "path_lost");
  CHECK(to_string(Status::hidden_by_rounding) == "hidden_by_rounding");
  for (const Status s : {Status::stable, Status::unstable, Status::neutral, Status::at_kink})
    CHECK(is_equilibrium(s));
  for (const Status s : {Status::not_run, Status::runaway, Status::iteration_limit,
                         Status::path_lost, Status::hidden_by_rounding})
    CHECK_FALSE(is_equilibrium(s));
}

TEST_CASE("stable: a hanging rod") {
  const auto out = solve(rod(-0.3), {}, {{0.4}});
  CHECK(out.status == Status::stable);
  CHECK(out.value().certificate.residual <= 8 * out.value().certificate.rounding_bound);
  CHECK(near(out.value().certificate.min_eigenvalue, 2 * 9.81 * 0.3, 1e-12));
  CHECK(out.value().certificate.kink == Kink::none);
  CHECK(std::isinf(out.value().certificate.kink_distance));
}

TEST_CASE("unstable: a standing rod, found by seek any; posture_at says the same of the place") {
  CHECK(solve(rod(0.3), any(), {{0.2}}).status == Status::unstable);
  CHECK(posture_at(rod(0.3)).status == Status::unstable);
  CHECK(posture_at(rod(-0.3)).status == Status::stable);
  const auto off = posture_at(rod(0.3), {{0.1}});
  CHECK(off.status == Status::not_run);
  CHECK_THAT(sentences(off.why), ContainsSubstring("Not in equilibrium"));
  CHECK(near(off.last().residuals[0], -2 * 9.81 * 0.3 * std::sin(0.1),
             1e-12));  // V = m g L cos(theta)
}

TEST_CASE("neutral: balanced in its hinge, it stays wherever it is put") {
  for (const double start : {0.0, 0.7}) {
    const auto out = solve(rod(0.0), {}, {{start}});
    CHECK(out.status == Status::neutral);
    CHECK(out.value().coordinates[0] == start);
    CHECK(out.value().certificate.min_eigenvalue == 0);
    CHECK(out.value().certificate.tilt_stiffness == 0);
  }
  // a second body that is indifferent makes the whole neutral
  const Model two = ModelBuilder("two")
                        .add(Body{.name = "a", .mass = 2, .com_y = -0.3})
                        .add(Body{.name = "b", .mass = 1})
                        .build();
  const auto out = solve(two, {}, {{0.2, 0.3}});
  CHECK(out.status == Status::neutral);
  CHECK(near(out.value().coordinates[0], 0, 1e-12));
}

TEST_CASE("at_kink: upright between a slack cable and a taut one") {
  // length 0.5 at theta = 0; falling forward tightens nothing, falling back tightens the cable
  // against k r^2 = 5760 N m/rad
  const auto stayed = [](double mass) {
    return ModelBuilder("kink")
        .add(Body{.name = "rod", .mass = mass, .com_y = 0.5})
        .add(Cable{.name = "stay",
                   .law = Linear{1e5, 0.5},
                   .path = {at("rod", 0, 0.4), at("ground", 0.3, 0)},
                   .source = {}})
        .build();
  };
  const auto out = solve(stayed(10), any());
  REQUIRE(out.status == Status::at_kink);
  const Certificate& c = out.value().certificate;
  const double r = 0.4 * 0.3 / 0.5, mgL = 10 * 9.81 * 0.5;
  CHECK(near(c.min_eigenvalue, -mgL, 1e-6));
  CHECK(near(c.min_eigenvalue_upper, 1e5 * r * r - mgL, 1e-3));
  CHECK(c.kink == Kink::slack);
  CHECK(c.kink_index == 0);
  CHECK(c.kink_distance <= 1e-9);
  CHECK(posture_at(stayed(10)).status == Status::at_kink);
}

TEST_CASE("a kink whose two sides agree is no uncertainty: stable on both, or unstable on both") {
  const auto build = [](double below, double above, double com_y) {
    return ModelBuilder("corner")
        .add(Body{.name = "rod", .mass = 1, .com_y = com_y})
        .add(Joint{
            .name = "disc", .body = "rod", .law = BilinearJoint{below, above, 0}, .source = {}})
        .build();
  };
  const auto stable = solve(build(20, 50, 0.1), {}, {{0.2}});
  CHECK(stable.status == Status::stable);
  CHECK(near(stable.value().certificate.min_eigenvalue, 20 - 0.981, 1e-9));
  CHECK(near(stable.value().certificate.min_eigenvalue_upper, 50 - 0.981, 1e-9));
  CHECK(stable.value().certificate.kink == Kink::joint);
  CHECK(solve(build(0.1, 0.2, 0.1), any()).status == Status::unstable);
  CHECK(solve(build(0.5, 50, 0.1), any()).status == Status::at_kink);
}

TEST_CASE(
    "at_kink: a cable that just touches a circle, with the two sides on either side of zero") {
  // Found by tuning gravity between the curvatures of touching and free: the cable runs from the
  // rod's tip over a circle's rim.
  const auto build = [](double weight) {
    return ModelBuilder("rim")
        .gravity(0, -weight)
        .add(Body{.name = "rod", .mass = 1, .com_y = 1})
        .add(Circle{.name = "o",
                    .body = "ground",
                    .center_x = -0.1,
                    .center_y = 1.5,
                    .radius = 0.1,
                    .source = {}})
        .add(Cable{
            .name = "stay",
            .law = Linear{100, 0},
            .path = {at("rod", 0, 1), around("o", Sense::counterclockwise), at("ground", 0, 2)},
            .source = {}})
        .build();
  };
  // straight up along x = 0, tangent to the rim at (0, 1.5): arm 0 about the origin, T = 100 N
  const auto free = posture_at(build(0)).last();
  CHECK(near(free.tensions[0], 100, 1e-12));
  CHECK(near(free.residuals[0], 0, 1e-12));
  CHECK(free.certificate.kink == Kink::touch_down);
  CHECK(free.certificate.kink_distance < 1e-9);
  // free: V = 50 l^2 = 50 (1 + 4 - 4 cos theta): stiffness 200. Touching, the tip hangs from the
  // rim half a metre above: T/0.5 + T = 300
  CHECK(near(free.certificate.min_eigenvalue, 200, 1e-3));
  CHECK(near(free.certificate.min_eigenvalue_upper, 300, 1e-3));
  CHECK(posture_at(build(0)).status == Status::stable);
  CHECK(posture_at(build(250)).status == Status::at_kink);
  CHECK(posture_at(build(350)).status == Status::unstable);
}

TEST_CASE("runaway: the end of a body's stated range is reached, and the body is named") {
  const Model m =
      ModelBuilder("turned")
          .gravity(0, 0)
          .add(Body{.name = "wheel", .mass = 1, .angle_lower = -2, .angle_upper = 1.5})
          .add(Body{.name = "rod", .mass = 1, .com_y = -1})
          .add(Joint{.name = "spring", .body = "rod", .law = LinearJoint{10, 0}, .source = {}})
          .add(Load{.name = "motor",
                    .kind = Load::Kind::couple,
                    .body = "wheel",
                    .moment = 0.3,
                    .source = {}})
          .build();
  const auto out = solve(m);
  CHECK(out.status == Status::runaway);
  CHECK_THAT(sentences(out.why),
             ContainsSubstring("'wheel'") && ContainsSubstring("(85.94°)"));  // 1.5 rad
  CHECK(near(out.last().angles[0], 1.5, 1e-6));
  CHECK_THROWS_WITH(out.value(), ContainsSubstring("runaway"));
}

TEST_CASE("iteration_limit: too few steps allowed") {
  SolveOptions one;
  one.iteration_limit = 1;
  const auto out = solve(rod(-0.3), one, {{1.5}});
  CHECK(out.status == Status::iteration_limit);
  CHECK(out.last().certificate.iterations == 1);
  CHECK(out.last().certificate.residual > 1e-3);
  CHECK_THAT(sentences(out.why), ContainsSubstring("1 step"));
}

TEST_CASE("path_lost: a point inside a circle, at the start or on the way down") {
  const auto build = [](double x) {
    return ModelBuilder("lost")
        .add(Body{.name = "rod", .mass = 1, .com_y = -0.3})
        .add(Circle{.name = "knee",
                    .body = "ground",
                    .center_x = 0,
                    .center_y = -0.5,
                    .radius = 0.1,
                    .source = {}})
        .add(Cable{
            .name = "strap",
            .law = Linear{1, 0.1},
            .path = {at("rod", x, -0.5), around("knee", Sense::clockwise), at("ground", 0.4, -0.6)},
            .source = {}})
        .build();
  };
  const auto at_start = solve(build(0.05));
  CHECK(at_start.status == Status::path_lost);
  CHECK_THAT(sentences(at_start.why), ContainsSubstring("'strap'"));
  CHECK_THAT(sentences(at_start.why), ContainsSubstring("inside circle 'knee'"));
  CHECK(posture_at(build(0.05)).status == Status::path_lost);
  CHECK_THROWS_AS(at_start.value(), SolveError);
  // its weight takes it into the circle: the last iterate is finite and outside
  const auto on_the_way = solve(build(0), {}, {{0.9}});
  CHECK(on_the_way.status == Status::path_lost);
  for (const double x : on_the_way.last().coordinates)
    CHECK(std::isfinite(x));
}

TEST_CASE("stable: a cable without slack length draws its end onto its anchor") {
  // V = k d.d/2 = 500 x 0.25 (1 - cos theta): smooth there, with the eigenvalue 500 N/m x (0.5 m)^2
  const Model m = ModelBuilder("meet")
                      .gravity(0, 0)
                      .add(Body{.name = "rod", .mass = 1})
                      .add(Cable{.name = "strap",
                                 .law = Linear{500, 0},
                                 .path = {at("rod", 0, 0.5), at("ground", 0, 0.5)},
                                 .source = {}})
                      .build();
  for (const double start : {0.0, 0.4, -2.0}) {
    const auto out = solve(m, {}, {{start}});
    INFO("start " << start << ": " << sentences(out.why));
    REQUIRE(out.status == Status::stable);
    CHECK(near(out.value().coordinates[0], 0, 1e-12));
    CHECK(near(out.value().certificate.min_eigenvalue, 125, 1e-9));
    CHECK(out.value().certificate.contacts.empty());
    CHECK(out.value().certificate.kink == Kink::none);
  }
}

TEST_CASE("stable: two points of a taut path meet, and the others cannot part them") {
  // the strap pulls its middle point onto the anchor with 400 N; the weight would turn it away with
  // 2 x 9.81 x 0.1 N m about 0.5 m
  const auto build = [](double com_x) {
    return ModelBuilder("tip")
        .add(Body{.name = "rod", .mass = 2, .com_x = com_x, .com_y = 0.2})
        .add(Cable{.name = "strap",
                   .law = Linear{400, 0},
                   .path = {at("ground", 1, 0.5), at("ground", 0, 0.5), at("rod", 0, 0.5)},
                   .source = {}})
        .build();
  };
  for (const double start : {0.0, 0.05, -0.7}) {
    const auto out = solve(build(0.1), {}, {{start}});
    INFO("start " << start << ": " << sentences(out.why));
    REQUIRE(out.status == Status::stable);
    CHECK(near(out.value().coordinates[0], 0, 1e-12));
    REQUIRE(out.value().certificate.contacts.size() == 1);
    const Contact& contact = out.value().certificate.contacts[0];
    CHECK(contact.cable == 0);
    CHECK(contact.point == 1);
    // the rod's point pulls the anchor back with what the weight turns about 0.5 m
    CHECK(near(std::abs(contact.force_x), 2 * 9.81 * 0.1 / 0.5, 1e-9));
    CHECK(std::isinf(
        out.value().certificate.min_eigenvalue));  // nothing moves that keeps the points together
    CHECK(posture_at(build(0.1), {out.value().coordinates}).status == Status::stable);
  }
  // beyond 400 N x 0.5 m the points part
  const auto parted = solve(build(12), {}, {{0.0}});
  REQUIRE(parted.status == Status::stable);
  CHECK(parted.value().certificate.contacts.empty());
  CHECK(std::abs(parted.value().coordinates[0]) > 0.01);
}

TEST_CASE("hidden_by_rounding: the forces of an overstretched muscle hide a couple of 2 N m") {
  const Model m =
      ModelBuilder("overstretched")
          .gravity(0, 0)
          .add(Body{.name = "a", .mass = 1, .com_y = 0.5})
          .add(Body{.name = "b", .parent = "a", .hinge_y = 0.5, .mass = 1, .com_y = 0.1})
          .add(Joint{.name = "j", .body = "a", .law = LinearJoint{10, 0}, .source = {}})
          .add(Cable{.name = "c",
                     .law = Hill{1000, 0.05, 0, 0, 0},
                     .path = {at("a", 0.1, 0.2), at("b", 0.1, 0)},
                     .source = {}})
          .add(
              Load{.name = "l", .kind = Load::Kind::couple, .body = "a", .moment = 2, .source = {}})
          .add(Constraint{.name = "weld", .terms = {{"b", 1}, {"a", -1}}})
          .build();
  const auto out = solve(m);
  INFO(sentences(out.why));
  if (out.status == Status::hidden_by_rounding)
    CHECK_THROWS_AS(out.value(), SolveError);
  else
    CHECK(near(out.value().coordinates[0], 0.2, 1e-6));
}

TEST_CASE("a start that makes no sense is refused before the search") {
  const Model m =
      ModelBuilder("two")
          .add(Body{
              .name = "hip", .mass = 2, .com_y = -0.3, .angle_lower = -0.5, .angle_upper = 0.5})
          .add(Body{.name = "knee", .parent = "hip", .hinge_y = -0.4, .mass = 1, .com_y = -0.2})
          .build();
  CHECK_THROWS_WITH(solve(m, {}, {{0.1}}),
                    ContainsSubstring("has 1 angles") && ContainsSubstring("2 coordinates"));
  CHECK_THROWS_WITH(solve(m, {}, {{0.1, std::nan("")}}),
                    ContainsSubstring("knee") && ContainsSubstring("not a finite number"));
  CHECK_THROWS_WITH(solve(m, {}, {{infinity, 0}}), ContainsSubstring("hip"));
  CHECK_THROWS_WITH(solve(m, {}, {{0.6, 0}}), ContainsSubstring("'hip'") &&
                                                  ContainsSubstring("34.38°") &&
                                                  ContainsSubstring("-28.65° to 28.65°"));
  CHECK_THROWS_AS(posture_at(m, {{0.6, 0}}), ModelError);
  CHECK_THROWS_AS(moment_arms(m, {{0.6}}), ModelError);
  CHECK_NOTHROW(solve(m, {}, {{0.5, 0}}));
}

TEST_CASE("a reused workspace gives the same answer bit for bit, whatever it solved before") {
  const Model m = ModelBuilder("reuse")
                      .add(Body{.name = "a", .mass = 2, .com_y = -0.3})
                      .add(Body{.name = "b",
                                .parent = "a",
                                .hinge_x = 0.1,
                                .hinge_y = -0.4,
                                .mass = 1,
                                .com_x = 0.1,
                                .com_y = -0.2})
                      .add(Cable{.name = "c",
                                 .law = Linear{400, 0.3},
                                 .path = {at("b", 0.1, -0.2), at("ground", 0.4, 0)},
                                 .source = {}})
                      .build();
  Workspace w(m);
  solve(w, {}, {{1.0, -1.0}});
  const auto again = solve(w, {}, {{0.1, 0.2}}), fresh = solve(m, {}, {{0.1, 0.2}});
  CHECK(again.status == fresh.status);
  CHECK(again.value().coordinates == fresh.value().coordinates);
  CHECK(again.value().residuals == fresh.value().residuals);
  CHECK(again.value().certificate.min_eigenvalue == fresh.value().certificate.min_eigenvalue);
}

TEST_CASE("a muscle stretched a hundredfold ends with a status that is true of the place") {
  // exp of such lengths comes near what doubles hold, and goes beyond
  for (double lo = 0.005; lo < 0.1; lo *= 1.07)
    for (const CableLaw& law :
         {CableLaw(HillElastic{100, lo, lo, 0, 0.1}), CableLaw(Hill{100, lo, lo, 0, 0.1})}) {
      const Model m =
          ModelBuilder("stretched")
              .add(
                  Body{.name = "rod", .mass = 1, .com_y = 0.2, .angle_lower = -2, .angle_upper = 2})
              .add(Body{.name = "tip",
                        .parent = "rod",
                        .hinge_y = 0.3,
                        .mass = 1,
                        .com_y = 0.2,
                        .angle_lower = -2,
                        .angle_upper = 2})
              .add(Cable{.name = "c",
                         .law = law,
                         .path = {at("tip", 0, 0.5), at("ground", 1, -1)},
                         .source = {}})
              .build();
      const auto out = solve(m);
      INFO("fibre " << lo << " m, " << to_string(out.status) << ": " << sentences(out.why));
      double gap = 1e9;
      for (std::size_t b = 0; b < 2; ++b)
        gap = std::min({gap, out.last().angles[b] + 2, 2 - out.last().angles[b]});
      if (out.status == Status::runaway) CHECK(gap < 1e-3);  // some body is at the end of its range
      if (out.status == Status::path_lost)
        CHECK_THAT(sentences(out.why), !ContainsSubstring("inside a circle"));  // there is none
      if (is_equilibrium(out.status)) CHECK(std::isfinite(out.value().certificate.rounding_bound));
    }
}

TEST_CASE("a winch is wound by as many turns as its load asks for") {
  for (const double turns : {4.0, 10.0, 40.0, 90.0}) {
    // a rope of 20 N/m about a rim of 0.1 m: k R^2 angle balances the couple
    const double couple = 0.2 * (2 * 3.14159265358979323846 * turns);
    const Model m =
        ModelBuilder("winch")
            .add(Body{.name = "drum", .mass = 0.001, .angle_lower = -2000, .angle_upper = 2000})
            .add(Circle{.name = "rim", .body = "ground", .radius = 0.1, .source = {}})
            .add(Cable{.name = "rope",
                       .law = Linear{20, 0.3},
                       .path = {at("ground", -1, 0.1), around("rim", Sense::clockwise),
                                at("drum", 0.12, 0)},
                       .source = {}})
            .add(
                Load{.name = "load", .kind = Load::Kind::couple, .body = "drum", .moment = -couple})
            .build();
    const auto rest = solve(m);
    INFO(turns << " " << sentences(rest.why));
    REQUIRE(rest.status == Status::stable);
    CHECK(near(rest.value().tensions[0] * 0.1, couple, 1e-9 * couple));
    CHECK(rest.value().certificate.iterations < 60);
  }
}

TEST_CASE(
    "bodies so light that their moments are near the smallest numbers hang straight down, or "
    "nothing is claimed") {
  for (const double g : {1e-100, 1e-250, 1e-290, 1e-300, 1e-305, 1e-315, 1e-322}) {
    const Model m =
        ModelBuilder("light")
            .gravity(0, -g)
            .add(Body{
                .name = "arm", .mass = 1, .com_x = 0.5, .angle_lower = -3.2, .angle_upper = 3.2})
            .build();
    const auto rest = solve(m);
    INFO(g << " " << sentences(rest.why));
    if (rest.status == Status::stable)
      CHECK(near(rest.value().coordinates[0], -0.5 * 3.14159265358979323846, 1e-6));
    if (g > 1e-295) CHECK(rest.status == Status::stable);
  }
}

TEST_CASE("many turns away the rounding of the angle itself does not keep a body from its rest") {
  const Model m =
      ModelBuilder("turns")
          .add(Body{.name = "rod", .mass = 1, .com_y = 1, .angle_lower = -200, .angle_upper = 200})
          .add(Joint{.name = "spring", .body = "rod", .law = LinearJoint{0.05, 0}, .source = {}})
          .build();
  for (int start = -190; start <= 190; start += 5) {
    const auto rest = solve(m, {}, {{double(start)}});
    INFO(start << " " << sentences(rest.why));
    REQUIRE(rest.status == Status::stable);
    const double u = rest.value().coordinates[0];
    CHECK(std::abs(0.05 * u - 9.81 * std::sin(u)) < 1e-12);
    CHECK(rest.value().certificate.residual <= rest.value().certificate.rounding_bound);
  }
}

TEST_CASE("the tilt's stiffness on a corner is that of a side that exists") {
  const Model m = ModelBuilder("mast")
                      .add(Body{.name = "mast", .mass = 50, .com_y = 1})
                      .add(Cable{.name = "front",
                                 .law = Linear{1e5, 2.5},
                                 .path = {at("ground", 1.5, 0), at("mast", 0, 2)},
                                 .source = {}})
                      .add(Cable{.name = "rear",
                                 .law = Linear{1e5, 2.5},
                                 .path = {at("ground", -1.5, 0), at("mast", 0, 2)},
                                 .source = {}})
                      .build();
  const auto rest = solve(m);
  REQUIRE(rest.status == Status::stable);
  CHECK(near(rest.value().certificate.tilt_stiffness, 1e5 * 1.2 * 1.2 - 490.5,
             1e-6));  // k (lever of 1.2 m)^2 - m g com
  CHECK(rest.value().certificate.tilt_stiffness == rest.value().certificate.min_eigenvalue);
}

TEST_CASE("where a path is lost nothing is claimed of moments, stiffness and energy") {
  const Model m =
      ModelBuilder("lost")
          .add(Body{.name = "arm", .mass = 1})
          .add(Circle{.name = "pulley",
                      .body = "ground",
                      .center_x = 0,
                      .center_y = 0.06,
                      .radius = 0.1,
                      .source = {}})
          .add(Cable{.name = "puller",
                     .law = Linear{200, 0.3},
                     .path = {at("ground", -0.4, 0.3), around("pulley", Sense::counterclockwise),
                              at("arm", 0.3, 0.05)},
                     .source = {}})
          .build();
  for (const auto& o : {solve(m), posture_at(m)}) {
    REQUIRE(o.status == Status::path_lost);
    const Posture& p = o.last();
    for (const double x :
         {p.potential, p.residuals[0], p.lengths[0], p.tensions[0], p.certificate.residual,
          p.certificate.min_eigenvalue, p.certificate.tilt_stiffness})
      CHECK(std::isnan(x));
  }
}
