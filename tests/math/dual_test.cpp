// Derivatives carried along, nested for second ones.
#include "guywire/math/dual.hpp"

#include <cmath>

#include "catch.hpp"
#include "guywire/core/scalar.hpp"

using namespace guywire;

namespace {

/// A function that uses every operation.
template <class S>
S mixed(const S& x, const S& y) {
  using std::atan2;
  using std::cos;
  using std::exp;
  using std::log;
  using std::sin;
  using std::sqrt;
  return sqrt(x * x + y * y) * exp(-x) + log(x) / y - sin(x - y) * cos(y) + atan2(y, x) * x;
}

}  // namespace

TEST_CASE("duals are Scalars") {
  static_assert(Scalar<Dual<2>> && Scalar<Dual<2, Dual<2>>>);
  CHECK(scalar_value(Dual<2, Dual<2>>(3.0)) == 3);
}

TEST_CASE("first derivatives are those of differences") {
  using D = Dual<2>;
  const double x = 0.7;
  const double y = 1.3;
  const D value = mixed(D::variable(x, 0), D::variable(y, 1));
  CHECK(value.a == Approx(mixed(x, y)).epsilon(1e-15));
  const double h = 1e-5;
  CHECK(value.v[0] == Approx((mixed(x + h, y) - mixed(x - h, y)) / (2 * h)).epsilon(1e-8));
  CHECK(value.v[1] == Approx((mixed(x, y + h) - mixed(x, y - h)) / (2 * h)).epsilon(1e-8));
}

TEST_CASE("nested duals carry second derivatives, and those are symmetric") {
  using D = Dual<2>;
  using DD = Dual<2, D>;
  const auto at = [](double x, double y) {
    return mixed(DD::variable(D::variable(x, 0), 0), DD::variable(D::variable(y, 1), 1));
  };
  const DD value = at(0.7, 1.3);
  CHECK(value.v[0].v[1] == Approx(value.v[1].v[0]).epsilon(1e-13));
  const double h = 1e-5;
  for (int k = 0; k < 2; ++k)
    CHECK(value.v[k].v[0] ==
          Approx((at(0.7 + h, 1.3).v[k].a - at(0.7 - h, 1.3).v[k].a) / (2 * h)).epsilon(1e-7));
}
