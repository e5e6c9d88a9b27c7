// Clinical angles of a pelvis whose landmarks lie at round places.
#include "guywire/posture/posture_angles.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

namespace {

/// A pelvis on ground with hip axis at its hinge, and a thorax on it.
Model pelvis() {
  ModelBuilder b("p");
  b.add(Body{.name = "pelvis", .mass = 1, .com_y = 0.1});
  b.add(Body{.name = "thorax", .parent = "pelvis", .hinge_y = 0.1, .mass = 1, .com_y = 0.1});
  const auto mark = [&](const char* name, const char* body, double x, double y) {
    b.description.landmarks.push_back({.name = name, .body = body, .point = {x, y, 0}});
  };
  mark("hip_axis", "pelvis", 0, 0);
  mark("ASIS", "pelvis", 0.08, 0.05);
  mark("PSIS", "pelvis", -0.08, 0.05);
  mark("S1_anterior", "pelvis", 0.02, 0.08);
  mark("S1_posterior", "pelvis", -0.02, 0.12);
  mark("L1_anterior", "thorax", 0.02, 0.10);
  mark("L1_posterior", "thorax", -0.02, 0.10);
  return b.build();
}

}  // namespace

TEST_CASE("angles at the reference are those of the drawing") {
  const PostureAngles a = posture_angles(pelvis(), std::vector<double>{0, 0});
  CHECK(a.anterior_tilt_change == 0);
  CHECK(*a.anterior_tilt == Approx(0).margin(1e-15));  // ASIS and PSIS level
  CHECK(*a.sacral_slope == Approx(45 * degree));       // down forward
  CHECK(*a.pelvic_tilt == Approx(0).margin(1e-15));    // S1 right above the hips
  CHECK(*a.pelvic_incidence == Approx(45 * degree));   // PI = PT + SS
  CHECK(*a.lordosis == Approx(45 * degree));           // L1 level
  CHECK(*a.lumbar_angle == 0);
}

TEST_CASE("a pelvis turned forward by 10 degrees") {
  const double turn = 10 * degree;  // + theta is counter-clockwise, backward
  const PostureAngles a = posture_angles(pelvis(), std::vector<double>{-turn, 0});
  CHECK(a.anterior_tilt_change == Approx(turn));
  CHECK(*a.anterior_tilt == Approx(turn));
  CHECK(*a.sacral_slope == Approx(55 * degree));
  CHECK(*a.pelvic_tilt == Approx(-turn));
  CHECK(*a.pelvic_incidence == Approx(45 * degree));  // of the bone, whatever the posture
  CHECK(*a.lordosis == Approx(55 * degree));
  CHECK(*a.lumbar_angle == Approx(turn));
}

TEST_CASE("a point's place composes the turns below it") {
  const Model m = pelvis();
  const std::vector<double> theta{90 * degree, 0};
  const Vec2 p = position(m, m.body("thorax"), {0.3, 0.2}, theta);
  CHECK(p.x == Approx(-0.1 + 0.3));  // the hinge at (-0.1, 0), the thorax upright
  CHECK(p.y == Approx(0.2));
}

TEST_CASE("what a model has no landmarks for is left empty") {
  ModelBuilder b("bare");
  b.add(Body{.name = "mast", .mass = 1, .com_y = 1});
  const PostureAngles a = posture_angles(b.build(), std::vector<double>{0.2});
  CHECK(a.anterior_tilt_change == Approx(-0.2));
  CHECK_FALSE(a.anterior_tilt.has_value());
  CHECK_FALSE(a.lordosis.has_value());
  CHECK_FALSE(a.lumbar_angle.has_value());
}
