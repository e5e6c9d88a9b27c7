// Where a path over one circle is defined: the chord against the circle, and drums, on which a
// cable winds any number of turns.
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/case_file.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

constexpr double pi = 3.14159265358979323846;

/// A drum fixed to a body at its hinge, with a rope that runs clockwise about it from the ground
/// beside to a point of the body: it hangs down straight at x = -R, and every radian of the body
/// winds R.
constexpr double R = 0.1, stiffness = 500, weight = 9.81, arm = 0.3;
Model winch(double slack_length) {
  return ModelBuilder("winch")
      .add(
          Body{.name = "drum", .mass = 1, .com_y = -arm, .angle_lower = -6.28, .angle_upper = 6.28})
      .add(Circle{.name = "rim", .body = "drum", .radius = R, .source = {}})
      .add(Cable{
          .name = "rope",
          .law = Linear{stiffness, slack_length},
          .path = {at("ground", -R, -1), around("rim", Sense::clockwise), at("drum", 0, 0.15)},
          .source = {}})
      .build();
}

/// Length and its gradient at body angles theta, whatever the range of the bodies.
struct Length {
  double value, slope;
  bool lost;
};
Length length_at(const Model& m, double theta) {
  const auto mechanics = prepare<double>(m.structure(), m.numbers().data());
  Evaluation<double> e(m.structure());
  evaluate(mechanics, &theta, Derivatives::hessian, e);
  return {e.length[0], length_gradient(mechanics, e, 0)[0], e.lost_cable >= 0};
}

}  // namespace

TEST_CASE("a path whose chord cuts the circle is lost: the pulley that seemed to hold 3 N m") {
  const Model m = case_file("wrap_pierced.json");
  const auto o = solve(m);
  CHECK(o.status == Status::path_lost);
  CHECK_THAT(sentences(o.why), Catch::Matchers::ContainsSubstring("'tendon'"));
  // by hand: P at 0.102 m, Q at 0.105 m and 28.65 degrees; the chord's distance from the center is
  // |P x Q|/|Q - P|
  const double p = 0.102, q = std::hypot(0.092146, 0.05034),
               at_zero = std::atan2(0.05034, 0.092146);
  int lost = 0, kept = 0;
  for (double theta = -1.25; theta <= 1; theta += 0.0025) {
    const double psi = at_zero + theta,
                 chord = std::sqrt(p * p + q * q - 2 * p * q * std::cos(psi)),
                 distance = p * q * std::sin(psi) / chord;
    const bool between =
        q * std::cos(psi) < p && p * std::cos(psi) < q;  // the foot of the normal lies on the chord
    const bool cut = between && std::abs(distance) < 0.1, wrong_side = psi < 0;
    const auto posture = posture_at(m, {{theta}});
    CHECK((posture.status == Status::path_lost) == (cut && wrong_side));
    ++(posture.status == Status::path_lost ? lost : kept);
  }
  CHECK(lost > 50);
  CHECK(kept > 50);
}

TEST_CASE(
    "a rope on a drum winds any number of turns: its length grows by R for each radian, its arm is "
    "R") {
  const Model m = winch(0.1);
  // from P at (-R, -1) straight up to the rim; about the drum clockwise by psi - beta; then to the
  // point 0.15 m out
  const double tangent = std::sqrt(0.15 * 0.15 - R * R),
               beta = std::atan2(1, R) + std::acos(R / 0.15);
  const double psi_0 = (std::atan2(-1, -R) - pi / 2) +
                       2 * pi;  // clockwise from P to the point at theta = 0, at most one turn
  for (const double turns : {0.0, 0.3, 1.0, 1.7, 2.0, 2.5, 3.0, 100.0}) {
    const double psi = psi_0 + 2 * pi * turns;
    const Length l = length_at(m, -2 * pi * turns);
    CHECK_FALSE(l.lost);
    CHECK(near(l.value, 1 + tangent + R * (psi - beta), 1e-14 * (1 + turns)));
    CHECK(near(l.slope, -R, 1e-15));
  }
  // unwound past the chord it is lost, however far: the next turn is another path
  const double at_chord = psi_0 + beta;  // the angle at which psi = -beta
  for (const double theta :
       {at_chord + 1e-6, at_chord + 1, at_chord + pi, at_chord + 2 * pi, at_chord + 20})
    CHECK(length_at(m, theta).lost);
  CHECK_FALSE(length_at(m, at_chord - 1e-6).lost);
}

TEST_CASE(
    "a weight on a drum comes to rest more than half a turn up, and after a turn, where rope and "
    "gravity balance") {
  // V' = m g r sin(theta) - T R with T = k (l_0 - R theta - slack): solved by bisection between the
  // angles given
  const double tangent = std::sqrt(0.15 * 0.15 - R * R),
               beta = std::atan2(1, R) + std::acos(R / 0.15),
               psi_0 = (std::atan2(-1, -R) - pi / 2) + 2 * pi;
  const double length_0 = 1 + tangent + R * (psi_0 - beta);
  for (const double stretch_angle : {-6.0, -5.5, -5.0, -4.0}) {  // theta at which the rope is slack
    const double slack = length_0 - R * stretch_angle;
    const Model m = winch(slack);
    const auto moment = [&](double theta) {
      return weight * arm * std::sin(theta) -
             stiffness * std::max(0.0, length_0 - R * theta - slack) * R;
    };
    const State start{{stretch_angle - 0.2}};
    const auto o = solve(m, {}, start);
    INFO("slack at " << stretch_angle << " rad: " << sentences(o.why));
    REQUIRE(is_equilibrium(o.status));
    const double theta = o.last().coordinates[0];
    CHECK(std::abs(moment(theta)) < 1e-12);
    CHECK(near(o.last().tensions[0], stiffness * (length_0 - R * theta - slack), 1e-10));
  }
}

TEST_CASE(
    "a drum is recognised by its numbers, in either frame and off the ground; beside it nothing is "
    "one") {
  const auto model = [](const char* carrier, double x, double y) {
    return ModelBuilder("frames")
        .add(Body{.name = "base", .hinge_y = 0.2, .mass = 1})
        .add(Body{.name = "arm",
                  .parent = "base",
                  .hinge_x = 0.3,
                  .hinge_y = 0.1,
                  .mass = 1,
                  .angle_lower = -6.28,
                  .angle_upper = 6.28})
        .add(Circle{.name = "o",
                    .body = carrier,
                    .center_x = x,
                    .center_y = y,
                    .radius = 0.05,
                    .source = {}})
        .add(Cable{.name = "c",
                   .law = Linear{100, 0.1},
                   .path = {at("base", 0, 0, 0.02), around("o", Sense::counterclockwise),
                            at("arm", 0.1, -0.1, 0.07)},
                   .source = {}})
        .build();
  };
  const auto lost_at = [](const Model& m, double theta) {
    return posture_at(m, {{0, theta}}).status == Status::path_lost;
  };
  const Model on_base = model("base", 0.3, 0.1), on_arm = model("arm", 0, 0),
              beside = model("base", 0.3, 0.1001);
  double last = 0;
  for (double theta = 0; theta < 6.2; theta += 0.1) {  // from psi_0 on ever more wound
    REQUIRE_FALSE(lost_at(on_base, theta));
    const double l = posture_at(on_base, {{0, theta}}).last().lengths[0];
    CHECK(near(posture_at(on_arm, {{0, theta}}).last().lengths[0], l, 1e-15));
    CHECK(l > last);
    last = l;
    // turning the base carries everything along
    CHECK(near(
        posture_at(on_base, {{0.7, 0.7 + theta > 6.28 ? theta : 0.7 + theta}}).last().lengths[0],
        posture_at(on_base, {{0, 0.7 + theta > 6.28 ? theta - 0.7 : theta}}).last().lengths[0],
        1e-14));
  }
  int lost = 0;
  for (double theta = 0; theta < 6.2; theta += 0.1)
    lost += lost_at(beside, theta);
  CHECK(lost > 0);
}

TEST_CASE("on a random circle a path is defined where it touches or its chord clears the circle") {
  Random r(11);
  int lost = 0, free = 0, touching = 0;
  for (int i = 0; i < 3000; ++i) {
    const double radius = r.uniform(0.02, 0.4), cx = r.uniform(-0.3, 0.3),
                 cy = r.uniform(-0.3, 0.3), sense = i % 2 ? 1 : -1;
    const double px = r.uniform(-1, 1), py = r.uniform(-1, 1), qx = r.uniform(-1, 1),
                 qy = r.uniform(-1, 1), theta = r.uniform(-3, 3);
    const double x = std::cos(theta) * qx - std::sin(theta) * qy,
                 y = std::sin(theta) * qx + std::cos(theta) * qy;
    if (std::hypot(px - cx, py - cy) < radius || std::hypot(x - cx, y - cy) < radius) continue;
    const Model m =
        ModelBuilder("random")
            .add(Body{.name = "b", .mass = 1})
            .add(Circle{.name = "o",
                        .body = "ground",
                        .center_x = cx,
                        .center_y = cy,
                        .radius = radius,
                        .source = {}})
            .add(Cable{.name = "c",
                       .law = Linear{100, 0.1},
                       .path = {at("ground", px, py),
                                around("o", sense > 0 ? Sense::counterclockwise : Sense::clockwise),
                                at("b", qx, qy)},
                       .source = {}})
            .build();
    const double dx = x - px, dy = y - py,
                 along = ((cx - px) * dx + (cy - py) * dy) / (dx * dx + dy * dy),
                 s = std::min(1.0, std::max(0.0, along));
    const double clearance = std::hypot(px + s * dx - cx, py + s * dy - cy) - radius;
    if (std::abs(clearance) < 1e-9) continue;
    const auto p = posture_at(m, {{theta}});
    const bool is_lost = p.status == Status::path_lost, wrapped = p.last().wrapped[0] != 0;
    if (clearance > 0) {
      ++free;
      REQUIRE((!is_lost && !wrapped));
      REQUIRE(near(p.last().lengths[0], std::hypot(dx, dy), 1e-14));
    } else {
      ++(is_lost ? lost : touching);
      if (!is_lost) REQUIRE((wrapped && p.last().lengths[0] > std::hypot(dx, dy)));
    }
  }
  CHECK(lost > 100);
  CHECK(free > 100);
  CHECK(touching > 100);
}

TEST_CASE("each cable says for itself whether it touches its circle") {
  const auto over = [](const std::string& name, double height) {
    return Cable{
        .name = name,
        .law = Linear{100, 0.1},
        .path = {at("ground", -1, height), around("o", Sense::clockwise), at("b", 1, height)},
        .source = {}};
  };
  const Model m = ModelBuilder("four")
                      .add(Body{.name = "b", .mass = 1})
                      .add(Circle{.name = "o", .body = "ground", .radius = 0.2, .source = {}})
                      .add(over("above", 0.5))
                      .add(over("touching", 0.1))
                      .add(over("above_too", 0.3))
                      .add(over("touching_too", 0.15))
                      .build();
  CHECK(posture_at(m, {{0}}).last().wrapped == std::vector<std::uint8_t>{0, 1, 0, 1});
}
