// Hooke's law of a cable that can only pull.
#include "guywire/tissue/linear.hpp"

#include "catch.hpp"

using namespace guywire;

TEST_CASE("a linear cable: T = k (l - l0), and nothing when slack") {
  const Linear law{.stiffness = 2000, .slack_length = 0.5};
  const BasicKnobs<double> knobs{1, 1, 1, 0};
  const auto taut = evaluate(law, knobs, 0.53);
  CHECK(taut.tension == Approx(60));
  CHECK(taut.stiffness == 2000);
  CHECK(taut.energy == Approx(0.9));  // k s^2 / 2
  for (const double length : {0.0, 0.2, 0.5}) {
    const auto slack = evaluate(law, knobs, length);
    CHECK(slack.tension == 0);
    CHECK(slack.stiffness == 0);
    CHECK(slack.energy == 0);
  }
}

TEST_CASE("the length knob shortens the slack length, the stiffness knob scales the tension") {
  const Linear law{.stiffness = 2000, .slack_length = 0.5};
  BasicKnobs<double> knobs{1, 1, 1, 0};
  knobs.length = 0.9;
  CHECK(slack_length(law, knobs) == Approx(0.45));
  CHECK(evaluate(law, knobs, 0.5).tension == Approx(100));
  knobs.stiffness = 2;
  CHECK(evaluate(law, knobs, 0.5).tension == Approx(200));
  CHECK(kinks(law, knobs) == std::array{slack_length(law, knobs)});
}
