// What hinges carry, from weights and pulls drawn by hand.
#include "guywire/mechanics/hinge_forces.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

namespace {

/// Two rods in a row, each of 2 kg, the second on the first.
ModelBuilder two_rods() {
  ModelBuilder b("rods");
  b.add(Body{.name = "lower", .mass = 2, .com_y = 0.5});
  b.add(Body{.name = "upper", .parent = "lower", .hinge_y = 1, .mass = 2, .com_y = 0.5});
  return b;
}
std::vector<double> forces(const Model& m, const std::vector<double>& theta) {
  return hinge_forces<double>(m.structure(), m.numbers().data(), m.numbers().size(), theta.data());
}

}  // namespace

TEST_CASE("each hinge carries the weight above it") {
  const auto f = forces(two_rods().build(), {0, 0});
  CHECK(f[0] == Approx(0).margin(1e-12));
  CHECK(f[1] == Approx(4 * 9.81));
  CHECK(f[2] == Approx(0).margin(1e-12));
  CHECK(f[3] == Approx(2 * 9.81));
}

TEST_CASE("forces are in the frame of the body below") {
  const auto f = forces(two_rods().build(), {1.2, -0.7});
  CHECK(f[1] == Approx(4 * 9.81));  // ground's frame does not turn
  CHECK(f[2] == Approx(2 * 9.81 * std::sin(1.2)));
  CHECK(f[3] == Approx(2 * 9.81 * std::cos(1.2)));
}

TEST_CASE("a load on the upper rod, and a cable between the rods") {
  ModelBuilder b = two_rods();
  b.add(Load{.name = "push", .body = "upper", .force_x = 30, .force_y = -10, .point_y = 1});
  b.add(Cable{.name = "tie",
              .law = Linear{.stiffness = 1000, .slack_length = 0.9},
              .path = {at("lower", 0.2, 0.5), at("upper", 0.2, 0.5)}});
  const auto f = forces(b.build(), {0, 0});
  CHECK(f[0] == Approx(-30));  // ground holds the push
  CHECK(f[1] == Approx(4 * 9.81 + 10));
  CHECK(f[2] == Approx(-30));
  CHECK(f[3] == Approx(2 * 9.81 + 10 + 100));  // 0.1 m of stretch presses the hinge
}
