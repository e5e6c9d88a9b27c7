#pragma once
/// The one Scalar concept: what derivatives (ceres::Jet), lanes and intervals pass through.
///
/// A Scalar has arithmetic, comparison that yields a mask, and, found by argument-dependent
/// look-up, sqrt, sin, cos, exp, log, atan2 and select(mask, a, b). No templated code branches on a
/// Scalar: it computes both sides and selects, and both sides stay finite. `scalar_value` gives the
/// plain number behind it (for table look-up and inner roots).
#include <cmath>
#include <concepts>
#include <type_traits>
#include <utility>

namespace guywire {

template <class S>
constexpr S select(bool mask, const S& if_true, const S& if_false) {
  return mask ? if_true : if_false;
}

constexpr double scalar_value(double x) { return x; }
constexpr long double scalar_value(long double x) { return x; }
/// ceres::Jet and alike: the real part is the member `a`.
template <class J>
requires requires(const J& j) {
  j.a;
  j.v;
}
constexpr auto scalar_value(const J& j) {
  return scalar_value(j.a);  // duals may be nested
}

/// What a comparison of Scalars gives: bool, or a mask of lanes.
template <class S>
using MaskOf = decltype(std::declval<S>() > std::declval<S>());

/// Whether S is one number, with derivatives or without, not several side by side in lanes.
template <class S>
inline constexpr bool is_plain = std::is_same_v<MaskOf<S>, bool>;

namespace detail {

template <class S>
inline S magnitude(const S& x) {
  if constexpr (std::is_same_v<S, double>)
    return std::abs(x);
  else if constexpr (requires { abs(x).v[0]; })
    return abs(x);
  else
    return select(x < S(0.0), -x, x);
}

}  // namespace detail

/// The larger of a Scalar and a floor.
template <class S>
constexpr S at_least(const S& x, const S& floor) {
  return select(x > floor, x, floor);
}

/// Whether potentials are wanted in S, beside forces and stiffnesses.
template <class S>
inline constexpr bool carries_potential = true;

template <class S>
concept Scalar = std::copyable<S> && std::constructible_from<S, double> && requires(S a, S b) {
  { a + b } -> std::convertible_to<S>;
  { a - b } -> std::convertible_to<S>;
  { a* b } -> std::convertible_to<S>;
  { a / b } -> std::convertible_to<S>;
  { -a } -> std::convertible_to<S>;
  select(a > b, a, b);
};

}  // namespace guywire
