// A muscle at lengths where the published curves have round values.
#include "guywire/tissue/hill.hpp"

#include <cmath>

#include "catch.hpp"

using namespace guywire;

namespace {

const Hill straight{.max_isometric_force = 1000,
                    .optimal_fiber_length = 0.1,
                    .tendon_slack_length = 0.2,
                    .pennation = 0,
                    .activation = 0};

BasicKnobs<double> with_tone(double tone) {
  BasicKnobs<double> knobs{1, 1, 1, 0};
  knobs.tone = tone;
  return knobs;
}

}  // namespace

TEST_CASE("tone and strength scale the active force; the passive force stays") {
  const double passive = evaluate(straight, with_tone(0), 0.34).tension;
  const double half = evaluate(straight, with_tone(0.5), 0.34).tension;
  const double full = evaluate(straight, with_tone(1), 0.34).tension;
  CHECK(passive > 0);  // fiber at 1.4 of its optimal length
  CHECK(full - passive == Approx(2 * (half - passive)));
  BasicKnobs<double> strong = with_tone(0.5);
  strong.strength = 2;
  CHECK(evaluate(straight, strong, 0.34).tension == Approx(full));
  const double active =
      evaluate(straight, with_tone(1), 0.3).tension - evaluate(straight, with_tone(0), 0.3).tension;
  CHECK(active == Approx(1000).epsilon(0.001));  // fL(1) = 1
}

TEST_CASE("a pennate fiber pulls along the tendon by its cosine") {
  Hill pennate = straight;
  pennate.pennation = 0.5;
  const double at_optimum = 0.2 + 0.1 * std::cos(0.5);
  CHECK(evaluate(pennate, with_tone(1), at_optimum).tension ==
        Approx(evaluate(straight, with_tone(1), 0.3).tension * std::cos(0.5)));
}

TEST_CASE("a short muscle is slack whatever its tone") {
  const auto p = evaluate(straight, with_tone(1), 0.2 + 0.1 * 0.2 - 1e-6);
  CHECK(p.tension == 0);
  CHECK(p.stiffness == 0);
}

TEST_CASE("an elastic tendon stretches as its curve says") {
  const HillElastic elastic{.max_isometric_force = 1000,
                            .optimal_fiber_length = 0.1,
                            .tendon_slack_length = 0.2,
                            .pennation = 0,
                            .activation = 0};
  // with the force of the fiber at its optimal length the tendon is as long as its curve says
  const double force = evaluate(straight, with_tone(1), 0.3).tension / 1000;
  const double strain = 0.049 * std::log(force / 0.2 + 1) / std::log(6.0);
  CHECK(evaluate(elastic, with_tone(1), 0.1 + 0.2 * (1 + strain)).tension ==
        Approx(1000 * force).epsilon(1e-9));
}

TEST_CASE("a passive start beyond optimal length: slack up to there without tone") {
  Hill late = straight;
  late.passive_start = 1.1;
  CHECK(slack_length(late, with_tone(0)) == Approx(0.31));
  CHECK(evaluate(late, with_tone(0), 0.309).tension == 0);
  CHECK(evaluate(late, with_tone(0), 0.312).tension > 0);
  CHECK(slack_length(late, with_tone(0.1)) == Approx(0.22));
  CHECK(kinks(late, with_tone(0.1))[1] == Approx(0.31));
  // the active force does not know of it
  CHECK(evaluate(late, with_tone(1), 0.3).tension ==
        Approx(evaluate(straight, with_tone(1), 0.3).active));
}

TEST_CASE("a passive curve that starts at or beyond its largest strain is refused") {
  Hill wrong = straight;
  wrong.passive_start = 1.6;
  std::vector<Fault> faults;
  check_law(wrong, with_tone(0), "cable 'psoas' / law", faults);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].where == "cable 'psoas' / law / passive_start");
}
