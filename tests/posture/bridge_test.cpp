// The shipped bridge keeps what the essay's picture shows and answers as the body does.
#include <cmath>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/statics/equilibrium.hpp"

using namespace guywire;

namespace {

Outcome<Posture> rest(const Model& m) {
  auto out = solve(m);
  REQUIRE(out.status == Status::stable);
  return out;
}

/// Forward tilt from the reference posture [deg].
double tilt(const Model& m) {
  return posture_angles(m, rest(m).value().angles).anterior_tilt_change / degree;
}

double tension(const Posture& p, const Model& m, const std::string& name) {
  double sum = 0;
  for (const CableId id : m.cables(name))
    sum += p.tensions[id.index];
  return sum;
}

/// The ends of the rear cables pulled away along the cables, frame upright [m].
Model rear_pulled(const Model& m, double by) {
  ModelBuilder b(m);
  for (const CableId id : m.cables("rear")) {
    auto& path = b.description.cables[id.index].path;
    const double x = path[0].point.x - path[1].point.x;
    const double y = path[0].point.y - path[1].point.y;
    path[0].point.x += by * x / std::hypot(x, y);
    path[0].point.y += by * y / std::hypot(x, y);
  }
  return b.build();
}

}  // namespace

TEST_CASE("each cable of the bridge moves it as its muscle moves the pelvis") {
  const Model bridge = load("bridge");
  const Model body = load("standing_adult");
  struct Pair {
    const char* cable;
    const char* group;
    double sense;  // -1: the picture ends here, and the page says so
  };
  const Pair pairs[] = {{"front_top", "iliopsoas", 1},
                        {"front_middle", "rectus_femoris", 1},
                        {"front_low", "other_hip_flexors", 1},
                        {"rear_lower", "hamstrings", 1},
                        {"rear_upper", "erector_spinae", -1}};
  for (const Pair& pair : pairs)
    for (const double length : {0.9, 1.1}) {
      INFO(pair.cable << " " << length);
      const double frame = tilt(adjust(bridge, pair.cable, {.length = length})) - tilt(bridge);
      const double pelvis = tilt(adjust(body, pair.group, {.length = length})) - tilt(body);
      const double ratio = pair.sense * frame / pelvis;
      CHECK(ratio > 0.5);
      CHECK(ratio < 2);
    }
  const double shorter = tilt(adjust(bridge, "front_top", {.length = 0.9})) - tilt(bridge);
  CHECK(shorter > 3);
  CHECK(shorter < 8);
}

TEST_CASE("the bridge leans forward while some rear cables hang slack, and once they are taut") {
  const Model bridge = load("bridge");
  const Posture p = rest(bridge).value();
  CHECK(tilt(bridge) > 2);
  CHECK(tension(p, bridge, "front") > 0);
  for (const char* slack : {"rear_upper_4", "rear_lower_4"})
    CHECK(tension(p, bridge, slack) == 0);
  for (const char* taut : {"rear_upper_1", "rear_lower_1"})
    CHECK(tension(p, bridge, taut) > 0);
  const Model pulled = rear_pulled(bridge, 0.15);  // 150 mm take up the slack
  const Posture then = rest(pulled).value();
  for (const CableId id : pulled.cables("rear"))
    CHECK(then.tensions[id.index] > 0);
  CHECK(tilt(pulled) > 0.5);
}

TEST_CASE("the free part of a front cable is short beside every rear cable") {
  const Model bridge = load("bridge");
  const auto length_of = [&](CableId id) {
    const auto& path = bridge.description().cables[id.index].path;
    const Vec3& a = path[path.size() - 2].point;
    const Vec3& b = path.back().point;
    return std::hypot(a.x - b.x, a.y - b.y);
  };
  double longest = 0;
  for (const CableId id : bridge.cables("front"))
    longest = std::max(longest, length_of(id));
  for (const CableId id : bridge.cables("rear"))
    CHECK(length_of(id) > longest);
}

TEST_CASE("whatever is cut or loosened, the frame comes to rest on a buffer") {
  const Model bridge = load("bridge");
  const double back = tilt(adjust(bridge, "front", {.length = 1.5}));
  CHECK(back < -5);
  CHECK(back > -8);
  const double forward = tilt(adjust(bridge, "rear", {.length = 1.5}));
  CHECK(forward > 25);
  CHECK(forward < 30);
}
