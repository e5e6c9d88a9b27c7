// Factorisation, eigenvalues and the search itself, on matrices and functions with known answers.
#include "guywire/math/spectrum.hpp"

#include "guywire/math/newton.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {
constexpr double pi = 3.14159265358979323846;
}

TEST_CASE("L D L': a known factor, its solution, and a refusal") {
  double a[9] = {4, 0, 0, 12, 37, 0, -16, -43, 98};  // L = [1; 3 1; -4 5 1], D = (4, 1, 9)
  REQUIRE(cholesky(3, a));
  const double factor[] = {1.0 / 4, 3, 1, -4, 5, 1.0 / 9};
  CHECK((a[0] == factor[0] && a[3] == factor[1] && a[4] == factor[2] && a[6] == factor[3] &&
         a[7] == factor[4] && a[8] == factor[5]));
  double b[3] = {4 + 12 * 2 - 16 * 3, 12 + 37 * 2 - 43 * 3, -16 - 43 * 2 + 98 * 3};  // A (1, 2, 3)
  cholesky_solve(3, a, b);
  for (int i = 0; i < 3; ++i)
    CHECK(near(b[i], i + 1, 1e-13));
  double indefinite[4] = {1, 2, 2, 1}, singular[4] = {1, 1, 1, 1}, broken[1] = {std::nan("")};
  CHECK_FALSE(cholesky(2, indefinite));
  CHECK_FALSE(cholesky(2, singular));
  CHECK_FALSE(cholesky(1, broken));
}

TEST_CASE("eigenvalues of a chain of springs: 2 - 2 cos(k pi/(n + 1))") {
  for (const int n : {1, 2, 7, 32, 33, 64, 200}) {
    std::vector<double> a(n * n), values(n), vectors(n * n), scratch;
    for (int i = 0; i < n; ++i) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    symmetric_eigen(n, a.data(), values.data(), vectors.data(), scratch);
    for (int k = 0; k < n; ++k) {
      CHECK(near(values[k], 2 - 2 * std::cos((k + 1) * pi / (n + 1)), 1e-14 * n));
      for (int i = 0; i < n; ++i) {  // rows are eigenvectors
        double sum = -values[k] * vectors[k * n + i];
        for (int j = 0; j < n; ++j)
          sum += a[i * n + j] * vectors[k * n + j];
        CHECK(near(sum, 0, 1e-13 * n));
      }
    }
    CHECK(near(smallest_eigenvalue(n, a.data(), scratch), values[0], 1e-14 * n));
  }
}

TEST_CASE("the trust-region step is the least of its model within the region") {
  constexpr double ten_digits = 1e-9;  // of the bisection, on slopes up to 10
  Random r(5);
  for (int k = 0; k < 200; ++k) {
    const int n = r.integer(1, 6);
    std::vector<double> H(n * n), values(n), vectors(n * n), g(n), c(n), p(n), y(n), scratch;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j)
        H[i * n + j] = H[j * n + i] = r.uniform(-1, 1);
    for (double& x : g)
      x = r.uniform(-1, 1);
    symmetric_eigen(n, H.data(), values.data(), vectors.data(), scratch);
    for (int i = 0; i < n; ++i) {
      c[i] = 0;
      for (int j = 0; j < n; ++j)
        c[i] += vectors[i * n + j] * g[j];
    }
    if (k % 4 == 0) {  // the hard case: no gradient along the softest direction
      for (int j = 0; j < n; ++j)
        g[j] -= c[0] * vectors[j];
      c[0] = 0;
    }
    const double radius = r.log_uniform(0.01, 3);
    detail::trust_step(n, values.data(), vectors.data(), c.data(), radius, p.data(), y.data());
    const auto model = [&](const std::vector<double>& x) {
      double sum = 0;
      for (int i = 0; i < n; ++i) {
        sum += g[i] * x[i];
        for (int j = 0; j < n; ++j)
          sum += 0.5 * x[i] * H[i * n + j] * x[j];
      }
      return sum;
    };
    double length = 0;
    for (const double x : p)
      length += x * x;
    CHECK(std::sqrt(length) <= radius * (1 + 1e-9));
    const double here = model(p);
    for (int trial = 0; trial < 300; ++trial) {  // no sampled step is better
      std::vector<double> x(n);
      double size = 0;
      for (double& v : x) {
        v = r.uniform(-1, 1);
        size += v * v;
      }
      const double to = trial % 2 ? radius : radius * r.uniform(0, 1);
      for (double& v : x)
        v *= to / std::sqrt(size);
      CHECK(model(x) >= here - ten_digits * (1 + std::abs(here)));
    }
  }
}

TEST_CASE("Newton: Rosenbrock's valley, a saddle left, a saddle sought") {
  NewtonPoint first(2), second(2);
  NewtonScratch scratch(2);
  int iterations = 0;
  const auto everywhere = [](const double*) { return true; };
  const auto rosenbrock = [](NewtonPoint& p) {
    const double x = p.u[0], y = p.u[1], d = y - x * x;
    p.V = (1 - x) * (1 - x) + 100 * d * d;
    p.V_noise = 1e-16 * (1 + p.V);
    p.g[0] = -2 * (1 - x) - 400 * x * d;
    p.g[1] = 200 * d;
    p.H[0] = 2 - 400 * d + 800 * x * x;
    p.H[1] = p.H[2] = -400 * x;
    p.H[3] = 200;
    p.rounding_bound[0] = p.rounding_bound[1] = 1e-13;
    return true;
  };
  first.u[0] = -1.2;
  first.u[1] = 1;
  REQUIRE(newton(2, first, second, scratch, {}, rosenbrock, everywhere, iterations) ==
          NewtonEnd::converged);
  CHECK(near(first.u[0], 1, 1e-12));
  CHECK(near(first.u[1], 1, 1e-12));
  CHECK(iterations < 40);

  const auto saddle = [](NewtonPoint& p) {  // (x^2 - 1)^2/4 + y^2/2: minima at +-1, saddle at 0
    const double x = p.u[0], y = p.u[1];
    p.V = 0.25 * (x * x - 1) * (x * x - 1) + 0.5 * y * y;
    p.V_noise = 1e-16;
    p.g[0] = x * (x * x - 1);
    p.g[1] = y;
    p.H[0] = 3 * x * x - 1;
    p.H[1] = p.H[2] = 0;
    p.H[3] = 1;
    p.rounding_bound[0] = p.rounding_bound[1] = 1e-15;
    return true;
  };
  first.u[0] = 0;
  first.u[1] = 0.5;
  REQUIRE(newton(2, first, second, scratch, {}, saddle, everywhere, iterations) ==
          NewtonEnd::converged);
  CHECK(near(std::abs(first.u[0]), 1, 1e-12));  // from the ridge, to either side
  first.u[0] = 0.3;
  first.u[1] = 0.5;
  NewtonOptions any;
  any.seek = Seek::any;
  REQUIRE(newton(2, first, second, scratch, any, saddle, everywhere, iterations) ==
          NewtonEnd::converged);
  CHECK(near(first.u[0], 0, 1e-12));
}

TEST_CASE("what the scratch held before changes nothing") {
  Random r(3);
  for (const int n : {1, 2, 3, 8, 40}) {
    CAPTURE(n);
    std::vector<double> a(n * n);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j)
        a[i * n + j] = a[j * n + i] = r.uniform(-1, 1);
    std::vector<double> clean, values(n), vectors(n * n), others(n), other_vectors(n * n);
    symmetric_eigen(n, a.data(), values.data(), vectors.data(), clean);
    const double lowest = smallest_eigenvalue(n, a.data(), clean);
    for (const double left_over : {1e3, -7.0}) {
      std::vector<double> used(clean.size(), left_over);
      symmetric_eigen(n, a.data(), others.data(), other_vectors.data(), used);
      CHECK(others == values);
      CHECK(other_vectors == vectors);
      std::fill(used.begin(), used.end(), left_over);
      CHECK(smallest_eigenvalue(n, a.data(), used) == lowest);
    }
  }
}
