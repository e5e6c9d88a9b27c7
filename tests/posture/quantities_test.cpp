// Quantities by name, anatomy among them.
#include "guywire/posture/quantities.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/small_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("names say what is read, and in which unit") {
  const Model m = stayed_mast();
  CHECK(quantity(m, "mast.angle").unit == "rad");
  CHECK(quantity(m, "stays.tension").parts == std::vector<int>{0, 1});
  CHECK(quantity(m, "mast.force_y").axis == 1);
  REQUIRE(posture_quantities(m).size() == 1);  // no landmarks: the change of tilt alone
  CHECK(posture_quantities(m)[0].name == "anterior_tilt_change");
}

TEST_CASE("a name that is not there is refused with the nearest") {
  CHECK_THROWS_WITH(quantity(stayed_mast(), "fromt.tension"), ContainsSubstring("front"));
  CHECK_THROWS_WITH(quantity(stayed_mast(), "lordosis"), ContainsSubstring("lordosis"));
  CHECK_THROWS_AS(quantity(stayed_mast(), ""), ModelError);
}
