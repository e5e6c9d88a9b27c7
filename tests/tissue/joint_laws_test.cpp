// Joint laws against their formulas.
#include "guywire/tissue/joint_laws.hpp"

#include <cmath>

#include "catch.hpp"

using namespace guywire;

TEST_CASE("the slope of U is minus the moment that the law states") {
  CHECK(evaluate(LinearJoint{.stiffness = 50, .neutral_angle = 0.1}, 0.3).moment == Approx(10));
  const BilinearJoint disc{
      .stiffness_negative = 80, .stiffness_positive = 120, .neutral_angle = 0.1};
  CHECK(evaluate(disc, 0.2).moment == Approx(12));
  CHECK(evaluate(disc, 0.0).moment == Approx(-8));
  const PolynomialJoint cubic{.linear = 3, .quadratic = 5, .cubic = 7, .neutral_angle = 0};
  CHECK(evaluate(cubic, 0.2).moment == Approx(3 * 0.2 + 5 * 0.04 + 7 * 0.008));
  const ExponentialPairJoint hip{.upper_moment = 2,
                                 .upper_rate = 4,
                                 .upper_angle = 0.5,
                                 .lower_moment = 3,
                                 .lower_rate = 6,
                                 .lower_angle = -0.5,
                                 .offset_moment = 0.25};
  CHECK(evaluate(hip, 0.7).moment == Approx(2 * std::exp(0.8) - 3 * std::exp(-7.2) - 0.25));
}

TEST_CASE("only a bilinear law has a corner") {
  CHECK(corner_angles(BilinearJoint{1, 2, 0.3})[0] == 0.3);
  CHECK(corner_angles(LinearJoint{1, 0.3}).empty());
  CHECK(corner_angles(PolynomialJoint{1, 0, 0, 0.3}).empty());
  CHECK(corner_angles(ExponentialPairJoint{1, 1, 1, 1, 1, -1, 0}).empty());
}
