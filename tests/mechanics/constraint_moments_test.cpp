// What holds supply, by hand.
#include "guywire/mechanics/constraint_moments.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

TEST_CASE("a rod held level takes its weight's moment") {
  ModelBuilder b("rod");
  b.add(Body{.name = "rod", .mass = 3, .com_x = 0.4});
  b.add(hold("level", "rod"));
  const Model m = b.build();
  const double theta = 0;
  const auto moments = constraint_moments<double>(m.structure(), m.numbers().data(), &theta);
  REQUIRE(moments.size() == 1);
  CHECK(moments[0] == Approx(3 * 9.81 * 0.4));  // counter-clockwise, as the weight turns it down
}

TEST_CASE("a weld between two rods carries what hangs on it") {
  ModelBuilder b("rods");
  b.add(Body{.name = "lower", .mass = 1, .com_x = 0.1});
  b.add(Body{.name = "upper", .parent = "lower", .hinge_x = 0.5, .mass = 2, .com_x = 0.3});
  b.add(hold("lower_held", "lower"));
  b.add(relative("weld", "upper", "lower"));
  const Model m = b.build();
  const double theta[2] = {0, 0};
  const auto moments = constraint_moments<double>(m.structure(), m.numbers().data(), theta);
  REQUIRE(moments.size() == 2);
  CHECK(moments[1] == Approx(2 * 9.81 * 0.3));
  CHECK(moments[0] == Approx(9.81 * (0.1 + 2 * 0.8)));
}
