// Right and left legs apart.
#include "guywire/posture/legs.hpp"

#include "catch.hpp"
#include "guywire/statics/equilibrium.hpp"

using namespace guywire;

namespace {

/// A pair of rods that hang from ground, each held at an angle; `cable` pulls each of them.
Model pair() {
  ModelBuilder b("pair");
  b.add(Body{.name = "thigh", .mass = 8, .com_y = -0.2, .sides = 2});
  b.add(hold("hip", "thigh"));
  Cable cable{.name = "cable",
              .law = Linear{.stiffness = 500, .slack_length = 0.3},
              .path = {at("ground", 0.3, 0), at("thigh", 0, -0.4)}};
  cable.sides = 2;
  b.add(cable);
  return b.build();
}

}  // namespace

TEST_CASE("paired parts become right and left, and what they carry adds up to the pair's") {
  const Model both = pair();
  const Model split = with_legs(both, {});
  CHECK(split.description().bodies[0].name == "thigh_r");
  CHECK(split.description().bodies[1].name == "thigh_l");
  CHECK(split.description().cables.size() == 2);
  const Posture one = solve(both).value();
  const Posture two = solve(split).value();
  CHECK(two.tensions[0] == Approx(one.tensions[0]));
  CHECK(two.constraint_moments[0] + two.constraint_moments[1] == Approx(one.constraint_moments[0]));
}

TEST_CASE("each leg takes its own pose") {
  const Model split = with_legs(pair(), {.right = {{{"hip", 0.5}}}, .left = {}});
  const Posture p = solve(split).value();
  CHECK(p.angles[0] == Approx(0.5));
  CHECK(p.angles[1] == Approx(0).margin(1e-15));
}
