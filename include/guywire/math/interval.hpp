#pragma once
/// Interval arithmetic: each function gives an interval that holds the exact value for all points
/// of its arguments.
///
/// Results are computed in round-to-nearest and then widened, unless + - x / or sqrt of single
/// numbers has no rounding error at all: by one to two units in the last place after + - x / and
/// sqrt (whose error is half a unit), by four to eight after sin, cos, exp, log, atan2 (chosen:
/// glibc and musl state errors of at most one). The rounding mode is never switched: glibc's sine
/// ignores it and WebAssembly has none. 0 times an unbounded interval is 0.
///
/// Where a function is not defined: points of an argument outside the domain (negative ones for
/// sqrt and log, zero for a divisor) are left out; what remains is enclosed. If the divisor is
/// exactly 0, or no point is left for sqrt or log, the result is the whole line. So an enclosure
/// says nothing about whether the value exists: look at the argument.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace guywire {

struct Interval {
  double lower = 0, upper = 0;  ///< lower <= upper; may be infinite, never NaN

  constexpr Interval() = default;
  constexpr Interval(double value) : lower(value), upper(value) {}
  constexpr Interval(double from, double to) : lower(from), upper(to) {}
  bool operator==(const Interval&) const = default;

  static constexpr Interval whole() {
    return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  }
};

constexpr double middle(const Interval& x) {
  return x.lower == x.upper ? x.lower : 0.5 * x.lower + 0.5 * x.upper;
}
constexpr double width(const Interval& x) { return x.upper - x.lower; }
constexpr bool contains(const Interval& x, double value) {
  return x.lower <= value && value <= x.upper;
}
constexpr bool contains(const Interval& outer, const Interval& inner) {
  return outer.lower <= inner.lower && inner.upper <= outer.upper;
}
constexpr bool overlap(const Interval& x, const Interval& y) {
  return x.lower <= y.upper && y.lower <= x.upper;
}
/// The largest magnitude in it.
constexpr double magnitude(const Interval& x) { return std::max(-x.lower, x.upper); }
constexpr Interval hull(const Interval& x, const Interval& y) {
  return {std::min(x.lower, y.lower), std::max(x.upper, y.upper)};
}
/// What two enclosures of one value have in common (they overlap, or one of them is wrong).
constexpr Interval common(const Interval& x, const Interval& y) {
  return {std::max(x.lower, y.lower), std::min(x.upper, y.upper)};
}

namespace detail {

/// A number below x by `units` to 2 `units` units in the last place. NaN gives minus infinity.
inline double below(double x, double units) {
  const double y = x - units * (std::abs(x) * std::numeric_limits<double>::epsilon() +
                                std::numeric_limits<double>::denorm_min());
  if (y == y) return y;
  return x > 0 ? std::numeric_limits<double>::max() : -std::numeric_limits<double>::infinity();
}
inline double above(double x, double units) { return -below(-x, units); }
inline Interval widened(double lower, double upper, double units = 1) {
  return {below(lower, units), above(upper, units)};
}
inline constexpr double libm_units = 4;

/// Range of cos over x - shift pi; `lower` and `upper` are its values at the ends.
inline Interval cosine_range(const Interval& x, double shift, double lower, double upper) {
  if (!std::isfinite(x.lower) || !std::isfinite(x.upper)) return {-1, 1};
  constexpr double uncertainty = 8e-16;  // relative error of x/pi and of the shift
  const double from = x.lower / std::numbers::pi - shift, to = x.upper / std::numbers::pi - shift;
  const double first = std::ceil(from - uncertainty * (std::abs(from) + shift)),
               last = std::floor(to + uncertainty * (std::abs(to) + shift));
  Interval out = widened(std::min(lower, upper), std::max(lower, upper), libm_units);
  if (last > first) return {-1, 1};
  if (last == first)
    (std::fmod(first, 2) == 0 ? out.upper : out.lower) = std::fmod(first, 2) == 0 ? 1 : -1;
  return {std::max(out.lower, -1.0), std::min(out.upper, 1.0)};
}

}  // namespace detail

constexpr bool is_point(const Interval& x) { return x.lower == x.upper; }

namespace detail {

/// Whether sum is a + b [Knuth's two-sum].
inline bool is_exact_sum(double a, double b, double sum) {
  const double b_part = sum - a;
  return std::isfinite(sum) && (a - (sum - b_part)) + (b - b_part) == 0;
}
/// Whether product is a b. Products near the smallest numbers count as inexact: their error may
/// vanish.
inline bool is_exact_product(double a, double b, double product) {
  if (a == 0 || b == 0) return product == 0;
  return std::isfinite(product) && std::abs(product) > 1e-250 && std::fma(a, b, -product) == 0;
}

}  // namespace detail

inline Interval operator-(const Interval& x) { return {-x.upper, -x.lower}; }
inline Interval operator+(const Interval& x, const Interval& y) {
  const double lower = x.lower + y.lower;
  if (is_point(x) && is_point(y) && detail::is_exact_sum(x.lower, y.lower, lower)) return lower;
  return detail::widened(lower, x.upper + y.upper);
}
inline Interval operator-(const Interval& x, const Interval& y) { return x + -y; }
inline Interval operator*(const Interval& x, const Interval& y) {
  if (x == Interval(0.0) || y == Interval(0.0)) return 0.0;
  if (is_point(x) && is_point(y)) {
    const double product = x.lower * y.lower;
    if (detail::is_exact_product(x.lower, y.lower, product)) return product;
  }
  const double a = x.lower * y.lower, b = x.lower * y.upper, c = x.upper * y.lower,
               d = x.upper * y.upper;
  if (const double sum = a + b + c + d;
      sum != sum) {  // an end is infinite: 0 times infinity counts as 0
    const auto product = [](double p, double q) { return p == 0 || q == 0 ? 0.0 : p * q; };
    const double e = product(x.lower, y.lower), f = product(x.lower, y.upper),
                 g = product(x.upper, y.lower), h = product(x.upper, y.upper);
    return detail::widened(std::min({e, f, g, h}), std::max({e, f, g, h}));
  }
  return detail::widened(std::min(std::min(a, b), std::min(c, d)),
                         std::max(std::max(a, b), std::max(c, d)));
}

namespace detail {

/// x / y where y holds no zero.
inline Interval quotient(const Interval& x, const Interval& y) {
  if (is_point(x) && is_point(y)) {
    const double ratio = x.lower / y.lower;
    if (is_exact_product(ratio, y.lower, x.lower)) return ratio;
  }
  const Interval inverse = widened(1 / y.upper, 1 / y.lower);
  if (!std::isfinite(y.lower) || !std::isfinite(y.upper) || !std::isfinite(x.lower) ||
      !std::isfinite(x.upper))
    return x * inverse;
  const double a = x.lower / y.lower, b = x.lower / y.upper, c = x.upper / y.lower,
               d = x.upper / y.upper;
  return widened(std::min(std::min(a, b), std::min(c, d)),
                 std::max(std::max(a, b), std::max(c, d)));
}

}  // namespace detail

inline Interval operator/(const Interval& x, const Interval& y) {
  if (y.lower > 0 || y.upper < 0) return detail::quotient(x, y);
  if (x == Interval(0.0) && y != Interval(0.0)) return 0.0;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (y.lower == 0 && y.upper > 0 && x.lower >= 0)
    return {std::max(0.0, detail::below(x.lower / y.upper, 1)), infinite};
  if (y.lower == 0 && y.upper > 0 && x.upper <= 0)
    return {-infinite, std::min(0.0, detail::above(x.upper / y.upper, 1))};
  return Interval::whole();
}
inline Interval& operator+=(Interval& x, const Interval& y) { return x = x + y; }
inline Interval& operator-=(Interval& x, const Interval& y) { return x = x - y; }

/// x^2: never negative, unlike x * x.
inline Interval square(const Interval& x) {
  if (is_point(x) && detail::is_exact_product(x.lower, x.lower, x.lower * x.lower))
    return x.lower * x.lower;
  const double a = x.lower * x.lower, b = x.upper * x.upper;
  return {contains(x, 0.0) ? 0.0 : std::max(0.0, detail::below(std::min(a, b), 1)),
          detail::above(std::max(a, b), 1)};
}
inline Interval abs(const Interval& x) {
  if (x.lower >= 0) return x;
  return x.upper <= 0 ? -x : Interval(0, magnitude(x));
}
inline Interval sqrt(const Interval& x) {
  if (!(x.upper >= 0)) return Interval::whole();
  const double from = std::sqrt(std::max(x.lower, 0.0));
  if (is_point(x) && detail::is_exact_product(from, from, x.lower)) return from;
  return {from == 0 ? 0.0 : detail::below(from, 1),
          x.upper == 0 ? 0.0 : detail::above(std::sqrt(x.upper), 1)};
}
inline Interval cos(const Interval& x) {
  return x == Interval(0.0) ? Interval(1.0)
                            : detail::cosine_range(x, 0, std::cos(x.lower), std::cos(x.upper));
}
inline Interval sin(const Interval& x) {
  return x == Interval(0.0) ? Interval(0.0)
                            : detail::cosine_range(x, 0.5, std::sin(x.lower), std::sin(x.upper));
}
inline Interval exp(const Interval& x) {
  const Interval out = detail::widened(std::exp(x.lower), std::exp(x.upper), detail::libm_units);
  return {std::max(out.lower, 0.0), out.upper};
}
inline Interval log(const Interval& x) {
  if (!(x.upper > 0)) return Interval::whole();
  const Interval out =
      detail::widened(std::log(std::max(x.lower, 0.0)), std::log(x.upper), detail::libm_units);
  return x.lower > 0 ? out : Interval(-std::numeric_limits<double>::infinity(), out.upper);
}
/// The angle of (x, y) in (-pi, pi]; [-pi, pi] where the arguments hold the origin or cross the cut
/// (y = 0, x < 0).
inline Interval atan2(const Interval& y, const Interval& x) {
  const bool cut = x.lower < 0 && y.lower < 0 && y.upper >= 0,
             origin = contains(x, 0.0) && contains(y, 0.0);
  if (cut || origin) return detail::widened(-std::numbers::pi, std::numbers::pi);
  const double low = y.lower + 0.0;  // no -0, which lies across the cut
  const double a = std::atan2(low, x.lower), b = std::atan2(low, x.upper),
               c = std::atan2(y.upper, x.lower), d = std::atan2(y.upper, x.upper);
  return detail::widened(std::min({a, b, c, d}), std::max({a, b, c, d}), detail::libm_units);
}

}  // namespace guywire
