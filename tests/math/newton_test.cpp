// The trust-region search, on functions whose minima and saddles are known.
#include "guywire/math/newton.hpp"

#include "catch.hpp"

using namespace guywire;

namespace {

struct Found {
  NewtonEnd end;
  std::vector<double> u;
  int iterations = 0;
};

/// V, g and H of (u, V, g, H) filled by `problem`, searched from `start`.
template <class Problem>
Found search(const Problem& problem, std::vector<double> start, NewtonOptions options = {},
             double limit = 1e9) {
  const int n = static_cast<int>(start.size());
  NewtonPoint first(n);
  NewtonPoint trial(n);
  NewtonScratch scratch(n);
  std::copy(start.begin(), start.end(), first.u.begin());
  const auto fill = [&](NewtonPoint& p) {
    problem(p);
    std::fill(p.rounding_bound.begin(), p.rounding_bound.end(), 1e-13);
    p.V_noise = 1e-15 * std::abs(p.V);
    return std::isfinite(p.V);
  };
  const auto in_range = [&](const double* u) {
    return std::all_of(u, u + n, [&](double x) { return std::abs(x) <= limit; });
  };
  Found out{};
  out.end = newton(n, first, trial, scratch, options, fill, in_range, out.iterations);
  out.u.assign(first.u.begin(), first.u.end());
  return out;
}

/// Rosenbrock's valley: minimum 0 at (1, 1).
void rosenbrock(NewtonPoint& p) {
  const double x = p.u[0];
  const double y = p.u[1];
  const double bend = y - x * x;
  p.V = 100 * bend * bend + (1 - x) * (1 - x);
  p.g[0] = -400 * x * bend - 2 * (1 - x);
  p.g[1] = 200 * bend;
  p.H[0] = 1200 * x * x - 400 * y + 2;
  p.H[1] = p.H[2] = -400 * x;
  p.H[3] = 200;
}

/// x^4/4 - x^2/2 + y^2/2: minima at (+-1, 0), a saddle at the origin.
void two_wells(NewtonPoint& p) {
  const double x = p.u[0];
  const double y = p.u[1];
  p.V = x * x * x * x / 4 - x * x / 2 + y * y / 2;
  p.g[0] = x * x * x - x;
  p.g[1] = y;
  p.H[0] = 3 * x * x - 1;
  p.H[1] = p.H[2] = 0;
  p.H[3] = 1;
}

}  // namespace

TEST_CASE("downhill along a bent valley") {
  const Found found = search(rosenbrock, {-1.2, 1});
  CHECK(found.end == NewtonEnd::converged);
  CHECK(found.u[0] == Approx(1).epsilon(1e-9));
  CHECK(found.u[1] == Approx(1).epsilon(1e-9));
  CHECK(found.iterations < 60);
}

TEST_CASE("downhill leaves a saddle, seek any stays at it") {
  const Found down = search(two_wells, {0.05, 0.4});
  CHECK(down.end == NewtonEnd::converged);
  CHECK(std::abs(down.u[0]) == Approx(1).epsilon(1e-9));
  const Found any = search(two_wells, {0.05, 0.4}, {.seek = Seek::any});
  CHECK(any.end == NewtonEnd::converged);
  CHECK(std::abs(any.u[0]) < 1e-9);
}

TEST_CASE("a search ends where the range or the steps end") {
  const auto slope = [](NewtonPoint& p) {
    p.V = -p.u[0];
    p.g[0] = -1;
    p.H[0] = 0;
  };
  CHECK(search(slope, {0}, {}, 2).end == NewtonEnd::out_of_range);
  CHECK(search(rosenbrock, {-1.2, 1}, {.iteration_limit = 3}).end == NewtonEnd::iteration_limit);
  const auto nothing = [](NewtonPoint& p) { p.V = std::nan(""); };
  CHECK(search(nothing, {0}).end == NewtonEnd::undefined);
}
