// Points and tangents of curves that are known: a circle, a helix.
#include "guywire/math/branch/corrector.hpp"

#include <random>
#include <vector>

#include "catch.hpp"

using namespace guywire;

namespace {

/// u^2 + t^2 = 1; undefined where t < -0.9.
struct Circle {
  bool evaluate(ArcPoint& p) {
    if (p.t() < -0.9) return false;
    p.g[0] = p.z[0] * p.z[0] + p.t() * p.t() - 1;
    p.J[0] = 2 * p.z[0];
    p.J[1] = 2 * p.t();
    p.rounding_bound[0] = 1e-15;
    return true;
  }
  void event_values(const ArcPoint& p, double* e) const { e[0] = p.z[0] - p.t(); }
  void event_gradient(const ArcPoint&, int, double* row) const {
    row[0] = 1;
    row[1] = -1;
  }
};
static_assert(ArcProblem<Circle>);

ArcPoint at(Circle& circle, double u, double t) {
  ArcPoint p(1);
  p.z = {u, t};
  circle.evaluate(p);
  return p;
}

}  // namespace

TEST_CASE("the tangent is the unit null vector of the Jacobian, on the side that is asked for") {
  Circle circle;
  detail::ArcCorrector<Circle> corrector(1, circle);
  std::vector<double> tangent(2);
  REQUIRE(corrector.first_tangent(at(circle, 0.6, 0.8), tangent));
  CHECK(std::abs(tangent[0] + 0.8) < 1e-15);
  CHECK(std::abs(tangent[1] - 0.6) < 1e-15);  // t increases
  REQUIRE(corrector.tangent(at(circle, 0.6, 0.8), {1, 0}, tangent));
  CHECK(std::abs(tangent[0] - 0.8) < 1e-15);
  REQUIRE(corrector.first_tangent(at(circle, 0, 1), tangent));  // a fold: t stands still
  CHECK(std::abs(tangent[1]) < 1e-15);
  CHECK_FALSE(corrector.first_tangent(at(circle, 0, 0), tangent));  // no rank
}

TEST_CASE("three conditions choose a point: a plane, a surface, a value of t") {
  Circle circle;
  detail::ArcCorrector<Circle> corrector(1, circle);
  const ArcPoint origin = at(circle, 1, 0);
  ArcPoint p(1);
  REQUIRE(corrector.step(origin, {0, 1}, 0.6, p));
  CHECK(std::abs(p.z[0] - 0.8) < 1e-15);
  CHECK(p.t() == 0.6);
  double value = 1;
  REQUIRE(corrector.onto_surface(0, p, &value));
  CHECK(std::abs(p.z[0] - std::sqrt(0.5)) < 1e-15);
  CHECK(std::abs(value) < 1e-15);
  REQUIRE(corrector.onto_parameter(0.8, p, 0.5));
  CHECK(std::abs(p.z[0] - 0.6) < 1e-15);
  CHECK_FALSE(corrector.onto_parameter(0, p, 0.5));     // farther than the reach
  CHECK_FALSE(corrector.step(origin, {0, 1}, 1.5, p));  // the plane misses the circle
  p.z = {0.5, -0.85};
  CHECK_FALSE(corrector.onto_parameter(-0.95, p, 5));  // undefined there
}

TEST_CASE("linear systems with rows of very different sizes") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> d(-1, 1);
  for (int n : {1, 2, 5, 33})
    for (int trial = 0; trial < 20; ++trial) {
      std::vector<double> a(n * n), x(n), b(n, 0.0);
      for (double& v : a)
        v = d(random);
      for (double& v : x)
        v = d(random);
      for (int i = 0; i < n; ++i) {
        a[i * n + i] += 3 * std::sqrt(n);  // well conditioned
        const double scale = std::pow(10.0, 8 * d(random));
        for (int j = 0; j < n; ++j) {
          a[i * n + j] *= scale;
          b[i] += a[i * n + j] * x[j];
        }
      }
      REQUIRE(solve_linear(n, a.data(), b.data()));
      for (int i = 0; i < n; ++i)
        CHECK(std::abs(b[i] - x[i]) < 1e-12);
    }
  double singular[4] = {1, 2, 2, 4}, b[2] = {1, 1};
  CHECK_FALSE(solve_linear(2, singular, b));
}
