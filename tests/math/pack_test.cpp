// Two doubles side by side do what one does.
#include "guywire/math/pack.hpp"

#include <algorithm>

#include "support/jet.hpp"

using namespace guywire;

TEST_CASE("a pack computes each of its numbers as if alone") {
  using P = detail::Pack<double>;
  const double x[2] = {1.5, -2};
  const double y[2] = {3, 0.25};
  const P a = P::at(x);
  const P b = P::at(y);
  double sum[2];
  double product[2];
  double clip[2];
  (a + b).store(sum);
  (a * b).store(product);
  clipped(a, P(-1.0), P(1.0)).store(clip);
  for (int i = 0; i < P::width; ++i) {
    CHECK(sum[i] == x[i] + y[i]);
    CHECK(product[i] == x[i] * y[i]);
    CHECK(clip[i] == std::clamp(x[i], -1.0, 1.0));
  }
  CHECK((a - b).sum() == (P::width == 2 ? x[0] - y[0] + (x[1] - y[1]) : x[0] - y[0]));
  CHECK(where_equal(a, a, b).sum() == b.sum());
  CHECK(where_equal(a, b, b).sum() == 0);
}

TEST_CASE("any other Scalar goes alone, with its derivative") {
  using P = detail::Pack<Jet1>;
  static_assert(P::width == 1);
  const P x(Jet1(2.0, 0));
  CHECK((x * x).sum().v[0] == 4);
  CHECK(clipped(x, P(Jet1(0.0)), P(Jet1(1.0))).sum().v[0] == 0);
}
