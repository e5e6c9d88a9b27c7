// Degrees at the edges.
#include "guywire/core/units.hpp"

#include <cmath>

#include "catch.hpp"

TEST_CASE("180 degrees are half a turn") {
  CHECK(180 * guywire::degree == Approx(std::acos(-1.0)).epsilon(1e-15));
  CHECK(std::sin(30 * guywire::degree) == Approx(0.5).epsilon(1e-15));
}
