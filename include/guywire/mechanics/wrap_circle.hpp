#pragma once
#include <cmath>
#include <numbers>
#include <type_traits>

#include "guywire/core/scalar.hpp"

namespace guywire {

/// A straight piece of a taut string, from one circle to the next; a point is a circle of radius 0.
///
/// Let D be the vector between the two centers, t the unit vector along the piece, n = t turned by
/// +90 degrees, and delta the signed radius of the second circle less that of the first (+R where
/// the string runs counter-clockwise about the center, -R clockwise). Then D.t is the piece's
/// length and D.n = delta, whatever moves. So
///
///   d(length of the whole string)  = sum over pieces of t.dD
///   d2(length of the whole string) = sum over pieces of (n.dD)^2 / length + t.d2D:
///
/// each piece counts like a straight segment that ends on the two centers, and what the arcs add
/// cancels.
template <class S>
struct TangentPiece {
  S x{}, y{};          ///< t
  S length{};          ///< [m]
  MaskOf<S> exists{};  ///< false: one circle (or point) lies within the other; the numbers are
                       ///< finite and mean nothing
};

template <class S>
TangentPiece<S> tangent_piece(const S& dx, const S& dy, const S& delta) {
  using std::sqrt;
  TangentPiece<S> out;
  const S distance2 = dx * dx + dy * dy, length2 = distance2 - delta * delta;
  out.exists = length2 > S(0.0);
  out.length = sqrt(select(out.exists, length2, S(1.0)));
  const S inverse2 = 1.0 / select(out.exists, distance2, S(1.0));
  out.x = (out.length * dx + delta * dy) * inverse2;
  out.y = (out.length * dy - delta * dx) * inverse2;
  return out;
}

namespace detail {

/// The whole number nearest to x, without derivatives.
template <class S>
S nearest_whole(const S& x) {
  if constexpr (is_plain<S>) {
    return S(static_cast<double>(std::round(scalar_value(x))));
  } else {  // lanes: adding 1.5 x 2^52 leaves no room for a fraction
    constexpr double rounder = 0x1.8p52;
    return (x + S(rounder)) - S(rounder);
  }
}

}  // namespace detail

/// The planar length of a taut string from P to Q that passes a circle on one side.
///
/// Let a, b be the vectors from the center to P and Q, R the radius, psi the angle from a to b in
/// the sense in which the string runs about the center, and beta = acos(R/|a|) + acos(R/|b|). The
/// contact angle is psi - beta. Where it is positive the string is two tangents and an arc, else
/// the straight line. Length and gradient are continuous at touch-down (C1); the Hessian jumps
/// there: a declared kink. The straight line cuts the circle where beta < |psi| < 2 pi - beta, so
/// it is a path only from psi = -beta on.
///
/// An angle is known up to full turns. On an ordinary circle the path depends on the posture alone
/// and has no memory: psi lies in (m - 2 pi, m], m = (3 pi - beta)/2, so that both ends of that
/// turn are where the straight line would cut the circle: those paths are lost. On a drum (see
/// Wound) the turns are counted, and nothing is lost above psi = -beta.
template <class S>
struct WrappedString {
  TangentPiece<S> first, second;  ///< from P to the circle, from the circle to Q
  S length{};                     ///< tangents and arc [m]; meaningful where wrap > 0
  S wrap{};                       ///< contact angle [rad]; not positive: does not touch
  S beta{};                       ///< [rad]
  MaskOf<S> inside{},
      lost{};  ///< a point lies inside the circle; that, or the straight line cuts it
};

/// How far a string is wound about a drum: a circle centered on the hinge between the bodies that
/// carry P and Q. |a| and |b| never change there, so the angles of the two bodies say how many
/// turns there are.
template <class S>
struct Wound {
  S share{};  ///< 1 on a drum, else 0
  S angle{};  ///< psi with its turns, to within half a turn [rad]
};

/// psi, between -pi and pi, brought onto the sheet of an ordinary circle or the turn of a drum.
template <class S>
S on_sheet(const S& psi, const S& beta, const Wound<S>& wound) {
  constexpr double turn = 2 * std::numbers::pi;
  const S on_circle = select(psi > S(-0.25 * turn) - 0.5 * beta, psi, psi + turn);
  return select(wound.share > S(0.5),
                psi + turn * detail::nearest_whole((wound.angle - psi) * (1 / turn)), on_circle);
}

/// `sense` is +1 (counter-clockwise) or -1.
template <class S>
WrappedString<S> wrap_circle(const S& ax, const S& ay, const S& bx, const S& by, const S& radius,
                             double sense, const Wound<S>& wound = {}) {
  using std::atan2;
  WrappedString<S> out;
  const S delta = sense * radius;
  out.first = tangent_piece<S>(-ax, -ay, delta);
  out.second = tangent_piece<S>(bx, by, -delta);
  out.inside = !(out.first.exists && out.second.exists);
  out.beta = atan2(out.first.length, radius) + atan2(out.second.length, radius);
  const S psi = on_sheet<S>(atan2(sense * (ax * by - ay * bx), ax * bx + ay * by), out.beta, wound);
  out.wrap = psi - out.beta;
  out.length = out.first.length + out.second.length + radius * out.wrap;
  out.lost = out.inside || psi < -out.beta;
  return out;
}

}  // namespace guywire
