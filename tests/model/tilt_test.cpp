// The body whose angle is called tilt: the model says which.
#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/kinematics.hpp"
#include "guywire/posture/posture_angles.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

ModelBuilder two(const char* first, const char* second) {
  ModelBuilder b("two");
  b.add(Body{.name = first, .mass = 1, .com_y = -1});
  b.add(Body{.name = second, .parent = first, .hinge_y = -2, .mass = 1, .com_y = -1});
  return b;
}

}  // namespace

TEST_CASE("without a name the tilt is that of the first coordinate") {
  const Model m = two("upper", "lower").build();
  CHECK(tilt_body(m) == 0);
  CHECK(posture_angles(m, std::vector<double>{0.1, 0.3}).anterior_tilt_change == Approx(-0.1));
  ModelBuilder held = two("upper", "lower");
  held.add(hold("fixed", "upper"));
  CHECK(tilt_body(held.build()) == 1);
}

TEST_CASE("a named body is the tilt body; one that is not there is refused") {
  ModelBuilder b = two("upper", "lower");
  b.description.tilt = "lower";
  CHECK(tilt_body(b.build()) == 1);
  CHECK(posture_angles(b.build(), std::vector<double>{0.1, 0.3}).anterior_tilt_change ==
        Approx(-0.3));
  b.description.tilt = "lowre";
  CHECK_THROWS_WITH(b.build(), ContainsSubstring("tilt") && ContainsSubstring("lower"));
  b.description.tilt = "ground";
  CHECK_THROWS_WITH(b.build(), ContainsSubstring("tilt"));
}

TEST_CASE("a file that names none means the pelvis, where there is one") {
  ModelBuilder b = two("shank", "pelvis");
  b.description.tilt = "pelvis";
  const std::string text = to_json(b.build());
  CHECK(text.find("\"tilt\"") == std::string::npos);
  CHECK(tilt_body(read_model(text, "text")) == 1);
}

TEST_CASE("every description goes through a file and comes back") {
  for (const char* tilt : {"", "shank", "pelvis"}) {
    ModelBuilder b = two("shank", "pelvis");
    b.description.tilt = tilt;
    const Model again = read_model(to_json(b.build()), "text");
    CHECK(again.description().tilt == tilt);
    CHECK(tilt_body(again) == tilt_body(b.build()));
  }
}
