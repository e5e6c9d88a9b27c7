// When a step is kept, and how long the next may be: alike for one search and for lanes.
#include "guywire/math/step_rule.hpp"

#include "catch.hpp"
#include "guywire/batch/lanes.hpp"

using namespace guywire;

TEST_CASE("a step is judged by the share of the predicted decrease that it gained") {
  const auto gained = [](double share) { return detail::StepRule<double>{2, 2 * share}; };
  CHECK_FALSE(gained(-1).is_enough());
  CHECK_FALSE(gained(1e-5).is_enough());
  CHECK(gained(1e-3).is_enough());
  CHECK_FALSE(gained(0.2).is_fair());
  CHECK(gained(0.25).is_fair());
  CHECK_FALSE(gained(0.75).is_good());
  CHECK(gained(0.8).is_good());
}

TEST_CASE("the radius doubles up to its largest, shrinks to a quarter of the step, or stays") {
  using detail::next_radius;
  CHECK(next_radius(0.3, 0.25, true, false, 1.0) == 0.6);
  CHECK(next_radius(0.7, 0.65, true, false, 1.0) == 1);
  CHECK(next_radius(0.3, 0.2, false, true, 1.0) == 0.05);
  CHECK(next_radius(0.3, 0.2, false, false, 1.0) == 0.3);

  using S = Lanes<2>;
  S gained;
  gained.set(0, 0.9);
  gained.set(1, 0.1);
  const detail::StepRule<S> rule{S(1.0), gained};
  const S radius = next_radius(S(0.3), S(0.2), rule.is_good(), !rule.is_fair(), S(1.0));
  CHECK(radius[0] == 0.6);
  CHECK(radius[1] == 0.05);
}
