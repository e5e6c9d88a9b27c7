// A joint that stands at a corner of its law: rounding leaves open on which side.
#include <cmath>

#include "guywire/guywire.hpp"
#include "support/jet.hpp"

using namespace guywire;

TEST_CASE("a joint at its law's corner to the last digit: the bound covers the stiffness beyond") {
  // the angle lies 3e-18 rad beyond the corner, as doubles subtract just at it: 1.5e7 N m/rad make
  // 5e-11 N m of that
  const double stiff = 1.5e7;
  const double a = 0.074499899797280777;
  const double b = -0.020260509496346498;
  const double corner = -0.09476040929362728;
  const Model m = ModelBuilder("corner")
                      .gravity(0, 0)
                      .add(Body{.name = "a", .mass = 1})
                      .add(Body{.name = "b", .parent = "a", .hinge_y = 1, .mass = 1})
                      .add(Joint{.name = "stop",
                                 .body = "b",
                                 .relative_to = "a",
                                 .law = BilinearJoint{0, stiff, corner},
                                 .source = {}})
                      .build();
  const auto o = posture_at(m, {{a, b}});
  const long double beyond = static_cast<long double>(b) - a - corner;
  const double left = static_cast<double>(stiff * beyond);
  CHECK(left > 5e-11);
  for (const double rounding_bound : o.last().rounding_bounds)
    CHECK(rounding_bound >= left);
  CHECK(o.last().rounding_bounds[1] < 1e-7);
}
