// L D L' of one matrix and of one in each lane.
#include "guywire/math/ldlt.hpp"

#include <vector>

#include "catch.hpp"
#include "guywire/batch/lanes.hpp"
#include "support/random_models.hpp"

using namespace guywire;

TEST_CASE("a + shift is factored: L = [1; 3 1; -4 5 1], D = (4, 1, 9)") {
  double a[9] = {2, 0, 0, 12, 35, 0, -16, -43, 96};
  REQUIRE(detail::ldlt(3, a, 2.0));
  CHECK((a[0] == 1.0 / 4 && a[3] == 3 && a[4] == 1 && a[6] == -4 && a[7] == 5 && a[8] == 1.0 / 9));
  double b[3] = {4 + 12 * 2 - 16 * 3, 12 + 37 * 2 - 43 * 3, -16 - 43 * 2 + 98 * 3};
  detail::ldlt_solve(3, a, b);
  for (int i = 0; i < 3; ++i)
    CHECK(std::abs(b[i] - (i + 1)) < 1e-13);
}

TEST_CASE("lanes are factored as each matrix alone; a lane that is indefinite says so alone") {
  using S = Lanes<4>;
  Random r(5);
  for (int round = 0; round < 100; ++round) {
    const int n = r.integer(1, 8);
    const int wrong = round % 5;  // 4: none
    std::vector<S> a(n * n), b(n);
    std::vector<double> alone[4], x[4];
    for (int lane = 0; lane < 4; ++lane) {
      alone[lane].resize(n * n);
      x[lane].resize(n);
      for (int i = 0; i < n; ++i) {
        for (int j = 0; j < i; ++j)
          alone[lane][i * n + j] = r.uniform(-1, 1);
        alone[lane][i * n + i] = 9;
      }
      if (lane == wrong) alone[lane][n * n - 1] = -9;
      for (double& v : x[lane])
        v = r.uniform(-1, 1);
      for (int i = 0; i < n * n; ++i)
        a[i].set(lane, alone[lane][i]);
      for (int i = 0; i < n; ++i)
        b[i].set(lane, x[lane][i]);
    }
    const auto definite = detail::ldlt(n, a.data(), S(0.5));
    detail::ldlt_solve(n, a.data(), b.data());
    for (int lane = 0; lane < 4; ++lane) {
      CAPTURE(round, n, lane);
      CHECK(definite[lane] == (lane != wrong));
      CHECK(detail::ldlt(n, alone[lane].data(), 0.5) == (lane != wrong));
      if (lane == wrong) continue;
      detail::ldlt_solve(n, alone[lane].data(), x[lane].data());
      for (int i = 0; i < n; ++i)
        CHECK(b[i][lane] == x[lane][i]);
    }
  }
}
