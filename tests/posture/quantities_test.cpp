// Quantities by name, anatomy among them.
#include "guywire/posture/quantities.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"
#include "guywire/statics/equilibrium.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A mast that two springs of no slack length hold, the front one three times as stiff.
Model mast() {
  ModelBuilder b("mast");
  b.add(Body{.name = "mast", .mass = 5, .com_y = 1});
  const auto stay = [&](const char* name, double x, double stiffness) {
    b.add(Cable{.name = name,
                .law = Linear{.stiffness = stiffness, .slack_length = 0},
                .path = {at("ground", x, 0), at("mast", 0, 2)}});
  };
  stay("front", 1, 3000);
  stay("rear", -1, 1000);
  b.description.groups = {{"stays", {"front", "rear"}}};
  return b.build();
}

}  // namespace

TEST_CASE("names say what is read, and in which unit") {
  const Model m = mast();
  CHECK(quantity(m, "mast.angle").unit == "rad");
  CHECK(quantity(m, "stays.tension").parts == std::vector<int>{0, 1});
  CHECK(quantity(m, "mast.force_y").axis == 1);
  REQUIRE(posture_quantities(m).size() == 1);  // no landmarks: the change of tilt alone
  CHECK(posture_quantities(m)[0].name == "anterior_tilt_change");
}

TEST_CASE("a name that is not there is refused with the nearest") {
  CHECK_THROWS_WITH(quantity(mast(), "fromt.tension"), ContainsSubstring("front"));
  CHECK_THROWS_WITH(quantity(mast(), "lordosis"), ContainsSubstring("lordosis"));
  CHECK_THROWS_AS(quantity(mast(), ""), ModelError);
}
