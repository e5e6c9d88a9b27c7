// One concept for numbers, derivatives and lanes.
#include "guywire/core/scalar.hpp"

#include "support/jet.hpp"

using namespace guywire;

TEST_CASE("scalars: double, long double and Jets are one concept") {
  static_assert(Scalar<double> && Scalar<long double> && Scalar<Jet1>);
  CHECK(select(true, 1.0, 2.0) == 1);
  CHECK(at_least(-1.0, 0.0) == 0);
  CHECK(at_least(2.0, 0.0) == 2);
  CHECK(scalar_value(Jet1(3.5)) == 3.5);
}

TEST_CASE("what is chosen carries its own derivative") {
  const Jet1 rising(2.0, 0);
  const Jet1 fixed(1.0);
  CHECK(select(rising > fixed, rising, fixed).v[0] == 1);
  CHECK(at_least(rising, Jet1(3.0)).v[0] == 0);  // the floor does not move
  CHECK(detail::magnitude(-rising).a == 2);
  CHECK(detail::magnitude(-rising).v[0] == 1);
}
