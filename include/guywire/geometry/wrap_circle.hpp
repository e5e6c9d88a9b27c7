#pragma once
#include <numbers>
#include <utility>

#include "guywire/core/scalar.hpp"

namespace guywire {

/// The planar length of a taut string from P to Q that passes a circle on one side, with its derivatives.
///
/// Let a, b be the vectors from the centre to P and Q, R the radius, sigma = +1 when the string runs counter-clockwise about
/// the centre, and psi the angle from a to b in that sense, taken in (-3/4 pi, 5/4 pi]. The string touches when
/// wrap = psi - acos(R/|a|) - acos(R/|b|) > 0; then its length is sqrt(a^2 - R^2) + sqrt(b^2 - R^2) + R wrap, else |Q - P|.
/// Length and gradient are continuous at touch-down (C1); the Hessian jumps there: a declared kink. No memory: `lost` is set
/// where the sheet is ambiguous (psi in (-3/4 pi, -1/4 pi): the straight line passes on the wrong side) or a point lies inside.
/// [closed form: the string's end pulls along its tangent]
template <class S>
struct WrappedEnd {
  S gradient_x, gradient_y;  ///< d length / d end vector
  S hessian_xx, hessian_xy, hessian_yy;
};

template <class S>
struct WrappedLength {
  S length;                                      ///< tangents and arc [m]; meaningful where wrap > 0
  S wrap;                                        ///< angle of contact [rad]; negative: how far from touching
  S touch_a_x, touch_a_y, touch_b_x, touch_b_y;  ///< gradient of `wrap` with respect to a and b
  WrappedEnd<S> a, b;                            ///< the length is a sum of a function of a and one of b: no mixed derivatives
  MaskOf<S> lost;
};

/// `sense` is +1 (counter-clockwise) or -1.
template <class S>
WrappedLength<S> wrap_circle(const S& ax, const S& ay, const S& bx, const S& by, const S& radius, double sense) {
  using std::atan2;
  using std::sqrt;
  WrappedLength<S> out;
  const S ra2 = ax * ax + ay * ay, rb2 = bx * bx + by * by, R2 = radius * radius;
  out.lost = !(ra2 > R2 && rb2 > R2);
  const S safe_a = select(ra2 > R2, ra2, R2 * 2.0 + 1.0), safe_b = select(rb2 > R2, rb2, R2 * 2.0 + 1.0);
  S psi = atan2(sense * (ax * by - ay * bx), ax * bx + ay * by);
  psi = select(psi < S(-0.75 * std::numbers::pi), psi + 2.0 * std::numbers::pi, psi);
  out.lost = out.lost || psi < S(-0.25 * std::numbers::pi);
  const S ta = sqrt(safe_a - R2), tb = sqrt(safe_b - R2);  // tangent lengths
  out.wrap = psi - atan2(ta, radius) - atan2(tb, radius);
  out.length = ta + tb + radius * out.wrap;
  const auto end = [&](const S& x, const S& y, const S& r2, const S& t, double turn, WrappedEnd<S>& e, S& wx, S& wy) {
    // h = t - R acos(R/r) + R turn arg(x, y);  h_r = t/r, h_rr = R^2/(r^2 t)
    const S hr_over_r = t / r2;                                     // (1/r) dh/dr
    const S radial = (R2 / (r2 * t) - hr_over_r) / r2;              // (h_rr - h_r/r)/r^2
    const S swirl = radius * turn / r2, swirl2 = 2.0 * swirl / r2;  // arg: gradient (-y, x)/r^2
    e.gradient_x = hr_over_r * x - swirl * y;
    e.gradient_y = hr_over_r * y + swirl * x;
    e.hessian_xx = radial * x * x + hr_over_r + swirl2 * x * y;
    e.hessian_xy = radial * x * y + 0.5 * swirl2 * (y * y - x * x);
    e.hessian_yy = radial * y * y + hr_over_r - swirl2 * x * y;
    // wrap: d(-acos(R/r))/dr = -R/(r t)
    const S inward = radius / (r2 * t);
    wx = -inward * x - turn * y / r2;
    wy = -inward * y + turn * x / r2;
  };
  end(ax, ay, safe_a, ta, -sense, out.a, out.touch_a_x, out.touch_a_y);
  end(bx, by, safe_b, tb, sense, out.b, out.touch_b_x, out.touch_b_y);
  return out;
}

}  // namespace guywire
