#pragma once
/// Derivatives and integrals of plain functions by sampling alone: what contracts compare analytic
/// ones with.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "guywire/core/errors.hpp"

namespace guywire::testing {

/// What is wrong, one sentence each; empty when a contract is kept.
using Violations = std::vector<std::string>;

inline void append(Violations& to, const Violations& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// A derivative with an estimate of its own error.
struct Difference {
  double value = 0;
  double error = std::numeric_limits<double>::infinity();
};

/// Richardson's extrapolation of difference quotients at h, h/1.6, h/1.6^2, ... (Ridders). `side` 0
/// is central; +1 and -1 use points on that side of x alone.
template <class F>
Difference difference_from(F&& f, double x, double h, int side = 0) {
  constexpr int rows = 9;
  constexpr double shrink = 1.6;
  double table[rows][rows];
  Difference best;
  const double here = side == 0 ? 0 : f(x);
  for (int i = 0; i < rows; ++i, h /= shrink) {
    const volatile double up = x + (side < 0 ? -h : h), down = x - h;  // the steps as rounded
    const double above = f(up), below = side == 0 ? f(down) : here;
    table[0][i] = (above - below) / (side == 0 ? up - down : up - x);
    const double rounding = 1e-15 * std::max(std::abs(above), std::abs(below)) / h;
    double factor = 1;
    for (int j = 1; j <= i; ++j) {
      factor *= side == 0 ? shrink * shrink : shrink;
      table[j][i] = (table[j - 1][i] * factor - table[j - 1][i - 1]) / (factor - 1);
      const double error = std::max(std::abs(table[j][i] - table[j - 1][i]),
                                    std::abs(table[j][i] - table[j - 1][i - 1])) +
                           rounding;
      if (error < best.error) best = {table[j][i], error};
    }
    if (i > 0 && std::abs(table[i][i] - table[i - 1][i - 1]) > 4 * best.error)
      break;  // rounding takes over
  }
  return best;
}

/// The same from the first of the steps h, h/10, h/100, h/1000 that settles (the function may be
/// smooth only near x), or the best.
template <class F>
Difference difference(F&& f, double x, double h, int side = 0) {
  Difference best;
  for (int i = 0; i < 4; ++i, h /= 10) {
    const Difference d = difference_from(f, x, h, side);
    if (d.error < best.error) best = d;
    if (best.error <= 1e-8 * std::abs(best.value)) break;
  }
  return best;
}

namespace detail {
/// Gauss-Legendre with 10 points: exact for polynomials of degree 19.
template <class F>
double gauss(const F& f, double a, double b) {
  constexpr double x[5] = {0.1488743389816312, 0.4333953941292472, 0.6794095682990244,
                           0.8650633666889845, 0.9739065285171717};
  constexpr double w[5] = {0.2955242247147529, 0.2692667193099963, 0.2190863625159820,
                           0.1494513491505806, 0.0666713443086881};
  const double middle = 0.5 * (a + b), half = 0.5 * (b - a);
  double sum = 0;
  for (int i = 0; i < 5; ++i)
    sum += w[i] * (f(middle - half * x[i]) + f(middle + half * x[i]));
  return half * sum;
}

template <class F>
double adaptive(const F& f, double a, double b, double whole, double tolerance, int depth) {
  const double middle = 0.5 * (a + b), left = gauss(f, a, middle), right = gauss(f, middle, b);
  if (depth == 0 || std::abs(left + right - whole) <= tolerance) return left + right;
  return adaptive(f, a, middle, left, tolerance, depth - 1) +
         adaptive(f, middle, b, right, tolerance, depth - 1);
}
}  // namespace detail

/// Integral of f from a to b by halving until two estimates agree; `relative` is to the integral of
/// |f|.
template <class F>
double integral(const F& f, double a, double b, double relative = 1e-12) {
  const auto size = [&](double x) { return std::abs(f(x)); };
  const double scale = std::abs(detail::gauss(size, a, b));
  return detail::adaptive(f, a, b, detail::gauss(f, a, b), std::max(relative * scale, 1e-300), 10);
}

/// Says so unless an analytic derivative agrees with its difference. `scale` is the size of
/// derivatives round about. A difference that does not settle to 1e-5 of the scale is a violation
/// too: the function has a kink nobody declared.
inline void compare(const std::string& what, double analytic, const Difference& by_difference,
                    double scale, Violations& out) {
  constexpr double
      settled = 1e-5,
      agreement = 1e-7;  // Ridders reaches 1e-9 on smooth functions; wrong factors are of order 1
  const double size = std::max({scale, std::abs(analytic), std::abs(by_difference.value)});
  if (!(by_difference.error <= settled * size))
    out.push_back(what + ": the difference quotient does not settle (error " +
                  to_text(by_difference.error) + " of " + to_text(size) + ").");
  else if (!(std::abs(analytic - by_difference.value) <=
             agreement * size + 10 * by_difference.error))
    out.push_back(what + " is " + to_text(analytic) + "; by differences " +
                  to_text(by_difference.value) + ".");
}

/// Says so unless two numbers agree to `relative` of `scale` (or of themselves).
inline void compare(const std::string& what, double a, double b, double scale, double relative,
                    Violations& out) {
  if (!(std::abs(a - b) <= relative * std::max({scale, std::abs(a), std::abs(b)})))
    out.push_back(what + ": " + to_text(a) + " and " + to_text(b) + " differ.");
}

}  // namespace guywire::testing
