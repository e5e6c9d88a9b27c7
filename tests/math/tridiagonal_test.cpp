// The tridiagonal form keeps the eigenvalues, and its power sums are theirs.
#include "guywire/math/tridiagonal.hpp"

#include <vector>

#include "catch.hpp"
#include "guywire/batch/lanes.hpp"
#include "guywire/math/spectrum.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

std::vector<double> symmetric(Random& r, int n) {
  std::vector<double> a(n * n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j)
      a[i * n + j] = a[j * n + i] = r.uniform(-1, 1);
  return a;
}

}  // namespace

TEST_CASE("power sums are those of the eigenvalues; none is given where x is not below them all") {
  Random r(3);
  for (int round = 0; round < 100; ++round) {
    const int n = r.integer(1, 9);
    std::vector<double> a = symmetric(r, n), values(n), vectors(n * n), scratch;
    symmetric_eigen(n, a.data(), values.data(), vectors.data(), scratch);
    std::vector<double> d(n), e2(n), v(n), p(n);
    detail::tridiagonalize(n, a.data(), d.data(), e2.data(), v.data(), p.data());
    const double x = values[0] - 0.5;
    double sum1 = 0;
    double sum2 = 0;
    REQUIRE(detail::power_sums(n, d.data(), e2.data(), x, sum1, sum2));
    double expected1 = 0;
    double expected2 = 0;
    for (const double value : values) {
      expected1 += 1 / (value - x);
      expected2 += 1 / ((value - x) * (value - x));
    }
    CHECK(std::abs(sum1 - expected1) < 1e-12 * expected1);
    CHECK(std::abs(sum2 - expected2) < 1e-12 * expected2);
    const double next = x + detail::laguerre_step(n, sum1, sum2);
    CHECK(next > x);
    CHECK(next < values[0] + 1e-13);  // it never passes the smallest
    CHECK_FALSE(detail::power_sums(n, d.data(), e2.data(), values[0] + 1e-9, sum1, sum2));
  }
}

TEST_CASE("in lanes each matrix has the tridiagonal form that it has alone") {
  using S = Lanes<2>;
  Random r(4);
  for (int round = 0; round < 50; ++round) {
    const int n = r.integer(1, 9);
    std::vector<S> a(n * n), d(n), e2(n), v(n), p(n);
    std::vector<double> alone[2];
    for (int lane = 0; lane < 2; ++lane) {
      alone[lane] = symmetric(r, n);
      for (int i = 0; i < n * n; ++i)
        a[i].set(lane, alone[lane][i]);
    }
    detail::tridiagonalize(n, a.data(), d.data(), e2.data(), v.data(), p.data());
    for (int lane = 0; lane < 2; ++lane) {
      std::vector<double> d1(n), e21(n), v1(n), p1(n);
      detail::tridiagonalize(n, alone[lane].data(), d1.data(), e21.data(), v1.data(), p1.data());
      for (int i = 0; i < n; ++i) {
        CHECK(std::abs(d[i][lane] - d1[i]) < 1e-12);
        if (i + 1 < n) CHECK(std::abs(e2[i][lane] - e21[i]) < 1e-12);
      }
    }
  }
}
