// Where points of bodies are.
#include "guywire/mechanics/kinematics.hpp"

#include <cmath>

#include "catch.hpp"

using namespace guywire;

TEST_CASE("a point's place composes the turns of the bodies below it") {
  ModelBuilder b("two");
  b.add(Body{.name = "lower", .hinge_x = 1, .mass = 1, .com_y = 0.1});
  b.add(Body{.name = "upper", .parent = "lower", .hinge_y = 0.5, .mass = 1, .com_y = 0.1});
  const Model m = b.build();
  const double quarter = std::acos(-1.0) / 2;
  const std::vector<double> theta{quarter, 0};
  const Vec2 p = position(m, m.body("upper"), {0.3, 0.2}, theta);
  CHECK(p.x == Approx(1 - 0.5 + 0.3));  // the hinge at (0.5, 0), the upper body upright
  CHECK(p.y == Approx(0.2));
  const Vec2 fixed = position(m, ground, {0.3, 0.2}, theta);
  CHECK((fixed.x == 0.3 && fixed.y == 0.2));
}
