// Numbers read off a posture.
#include "guywire/statics/quantity.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/small_models.hpp"

using namespace guywire;

TEST_CASE("a quantity is what the posture holds under that name") {
  const Model m = stayed_mast();
  const Posture p = solve(m).value();
  const auto read = [&](const char* name) { return value_of(quantity(m, name), m, p); };
  CHECK(read("mast.angle") == p.angles[0]);
  CHECK(read("anterior_tilt_change") == -p.angles[0]);
  CHECK(read("front.tension") == p.tensions[0]);
  CHECK(read("stays.tension") == Approx(p.tensions[0] + p.tensions[1]));
  // sum of forces on the mast: hinge + weight + pulls of springs towards (1, 0) and (-1, 0)
  const double x = -2 * std::sin(p.angles[0]);
  const double y = 2 * std::cos(p.angles[0]);
  CHECK(read("mast.force_x") == Approx(-(3000 * (1 - x) + 1000 * (-1 - x))));
  CHECK(read("mast.force_y") == Approx(5 * 9.81 + 4000 * y));
  CHECK(quantity(m, "mast.angle").unit == "rad");
  CHECK(quantity(m, "front.tension").unit == "N");
}

TEST_CASE("several at once are those one by one") {
  const Model m = stayed_mast();
  const Posture p = solve(m).value();
  const std::vector<Quantity> all{quantity(m, "mast.force_y"), quantity(m, "mast.angle"),
                                  quantity(m, "rear.tension")};
  double values[3];
  values_of(all, m, m.numbers(), p, values);
  for (std::size_t k = 0; k < all.size(); ++k)
    CHECK(values[k] == value_of(all[k], m, p));
}
