// Which way a disc faces.
#include "guywire/posture/disc_axis.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

namespace {

ModelBuilder spine() {
  ModelBuilder b("spine");
  b.add(Body{.name = "L5", .mass = 1, .com_y = 0.02});
  b.add(Body{
      .name = "L4", .parent = "L5", .hinge_x = 0.003, .hinge_y = 0.04, .mass = 1, .com_y = 0.02});
  return b;
}
void mark(ModelBuilder& b, const char* name, double x, double y) {
  b.description.landmarks.push_back({.name = name, .body = "L5", .point = {x, y, 0}});
}

}  // namespace

TEST_CASE("with landmarks the axis is the normal of the endplate below, pointing up") {
  ModelBuilder b = spine();
  const double slope = 20 * degree;  // down forward
  mark(b, "L5_anterior", 0.02 * std::cos(slope), 0.03 - 0.02 * std::sin(slope));
  mark(b, "L5_posterior", -0.02 * std::cos(slope), 0.03 + 0.02 * std::sin(slope));
  const Model m = b.build();
  const auto axis = disc_axis<double>(m, m.numbers().data(), m.body("L4").index);
  REQUIRE(axis);
  CHECK(axis->across_x == Approx(std::sin(slope)));
  CHECK(axis->across_y == Approx(std::cos(slope)));
  CHECK(axis->along_x == Approx(std::cos(slope)));
  CHECK(axis->along_y == Approx(-std::sin(slope)));
}

TEST_CASE("without them it is the line between the hinges; on ground there is none") {
  const Model m = spine().build();
  const auto axis = disc_axis<double>(m, m.numbers().data(), m.body("L4").index);
  REQUIRE(axis);
  const double length = std::hypot(0.003, 0.04);
  CHECK(axis->across_x == Approx(0.003 / length));
  CHECK(axis->across_y == Approx(0.04 / length));
  CHECK(axis->along_x > 0);
  CHECK_FALSE(disc_axis<double>(m, m.numbers().data(), m.body("L5").index));
  CHECK(upper_endplate(m, m.body("L5").index).first == nullptr);
}
