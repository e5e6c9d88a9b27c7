// A cable with an exponential toe, against its formula.
#include "guywire/tissue/exponential_toe.hpp"

#include <cmath>

#include "catch.hpp"

using namespace guywire;

namespace {

constexpr ExponentialToe law{
    .stiffness = 5e4, .slack_length = 0.3, .toe_strain = 0.02, .toe_shape = 3};
const double end_of_toe = 0.3 * 1.02;
const double toe_tension = 5e4 * 0.3 * 0.02 * (1 - std::exp(-3.0)) / 3;

}  // namespace

TEST_CASE("over the toe tension grows exponentially with strain") {
  const BasicKnobs<double> knobs{1, 1, 1, 0};
  for (const double strain : {0.004, 0.01, 0.019}) {
    const double stated = toe_tension * (std::exp(3 * strain / 0.02) - 1) / (std::exp(3.0) - 1);
    CHECK(evaluate(law, knobs, 0.3 * (1 + strain)).tension == Approx(stated));
  }
}

TEST_CASE("beyond the toe the cable is straight, and the stiffness has no jump there") {
  const BasicKnobs<double> knobs{1, 1, 1, 0};
  CHECK(evaluate(law, knobs, end_of_toe).tension == Approx(toe_tension));
  CHECK(evaluate(law, knobs, end_of_toe + 0.001).tension == Approx(toe_tension + 50));
  CHECK(evaluate(law, knobs, end_of_toe - 1e-9).stiffness == Approx(5e4).epsilon(1e-6));
  CHECK(evaluate(law, knobs, end_of_toe + 1e-9).stiffness == Approx(5e4).epsilon(1e-6));
  CHECK(evaluate(law, knobs, 0.3 + 1e-9).stiffness == Approx(5e4 * std::exp(-3.0)).epsilon(1e-6));
}

TEST_CASE("slack below its slack length") {
  CHECK(evaluate(law, BasicKnobs<double>{1, 1, 1, 0}, 0.3).tension == 0);
  CHECK(evaluate(law, BasicKnobs<double>{1, 1, 1, 0}, 0.1).energy == 0);
}
