#pragma once
/// The list of joint laws, and those that guywire brings along. Adding one: its header after the
/// pattern of joint_law.hpp, and its name in the list below.
#include <variant>

#include "guywire/tissue/joint_law.hpp"

namespace guywire {

/// M = -k (phi - phi0).
template <class S>
struct BasicLinearJoint {
  S stiffness = missing<S>;      ///< [N m/rad], may be 0
  S neutral_angle = missing<S>;  ///< phi0 [rad]
  static constexpr int size = 2;
  static constexpr std::string_view kind = "linear";
  bool operator==(const BasicLinearJoint&) const = default;
  static constexpr std::array<Field<BasicLinearJoint>, 2> fields{{
      {{"stiffness", "N m/rad", 0, infinity, false, "the moment per radian"},
       &BasicLinearJoint::stiffness},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"},
       &BasicLinearJoint::neutral_angle},
  }};
};
using LinearJoint = BasicLinearJoint<double>;

/// Different stiffness on either side of the neutral angle; for a disc, positive is extension. Kink
/// at phi0.
template <class S>
struct BasicBilinearJoint {
  S stiffness_negative = missing<S>;  ///< [N m/rad] for phi < phi0 (flexion of a disc)
  S stiffness_positive = missing<S>;  ///< [N m/rad] for phi > phi0 (extension of a disc)
  S neutral_angle = missing<S>;       ///< phi0 [rad]
  static constexpr int size = 3;
  static constexpr std::string_view kind = "bilinear";
  bool operator==(const BasicBilinearJoint&) const = default;
  static constexpr std::array<Field<BasicBilinearJoint>, 3> fields{{
      {{"stiffness_negative", "N m/rad", 0, infinity, false,
        "the stiffness below the neutral angle"},
       &BasicBilinearJoint::stiffness_negative},
      {{"stiffness_positive", "N m/rad", 0, infinity, false,
        "the stiffness above the neutral angle"},
       &BasicBilinearJoint::stiffness_positive},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"},
       &BasicBilinearJoint::neutral_angle},
  }};
};
using BilinearJoint = BasicBilinearJoint<double>;

/// M = -(k1 d + k2 d^2 + k3 d^3), d = phi - phi0: the form of [Han2010]'s disc. Its sense is the
/// file's: [Han2010] counts flexion +.
template <class S>
struct BasicPolynomialJoint {
  S linear = missing<S>;         ///< k1 [N m/rad] >= 0
  S quadratic = missing<S>;      ///< k2 [N m/rad^2]
  S cubic = missing<S>;          ///< k3 [N m/rad^3] >= 0
  S neutral_angle = missing<S>;  ///< phi0 [rad]
  static constexpr int size = 4;
  static constexpr std::string_view kind = "polynomial";
  bool operator==(const BasicPolynomialJoint&) const = default;
  static constexpr std::array<Field<BasicPolynomialJoint>, 4> fields{{
      {{"linear", "N m/rad", 0, infinity, false, "the linear coefficient"},
       &BasicPolynomialJoint::linear},
      {{"quadratic", "N m/rad2", -infinity, infinity, false, "the quadratic coefficient"},
       &BasicPolynomialJoint::quadratic},
      {{"cubic", "N m/rad3", 0, infinity, false, "the cubic coefficient"},
       &BasicPolynomialJoint::cubic},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"},
       &BasicPolynomialJoint::neutral_angle},
  }};
};
using PolynomialJoint = BasicPolynomialJoint<double>;

/// M = -Mu exp(cu (phi - phiu)) + Ml exp(-cl (phi - phil)) + M0: passive structures that stiffen at
/// both ends (the forms of [RienerEdrich1999] with a posed neighbor, and of Anderson's capsule
/// term).
template <class S>
struct BasicExponentialPairJoint {
  // A rate is at most 200/rad: so exp(rate x angle) stays a number up to 3.5 rad beyond the stated
  // angle.
  S upper_moment = missing<S>;   ///< Mu [N m] >= 0
  S upper_rate = missing<S>;     ///< cu [1/rad] > 0
  S upper_angle = missing<S>;    ///< phiu [rad]
  S lower_moment = missing<S>;   ///< Ml [N m] >= 0
  S lower_rate = missing<S>;     ///< cl [1/rad] > 0
  S lower_angle = missing<S>;    ///< phil [rad]
  S offset_moment = missing<S>;  ///< M0 [N m]
  static constexpr int size = 7;
  static constexpr std::string_view kind = "exponential_pair";
  bool operator==(const BasicExponentialPairJoint&) const = default;
  static constexpr std::array<Field<BasicExponentialPairJoint>, 7> fields{{
      {{"upper_moment", "N m", 0, infinity, false, "the moment at the upper angle"},
       &BasicExponentialPairJoint::upper_moment},
      {{"upper_rate", "1/rad", 0, 200, true, "the exponent at the upper end"},
       &BasicExponentialPairJoint::upper_rate},
      {{"upper_angle", "rad", -infinity, infinity, false, "the upper angle"},
       &BasicExponentialPairJoint::upper_angle},
      {{"lower_moment", "N m", 0, infinity, false, "the moment at the lower angle"},
       &BasicExponentialPairJoint::lower_moment},
      {{"lower_rate", "1/rad", 0, 200, true, "the exponent at the lower end"},
       &BasicExponentialPairJoint::lower_rate},
      {{"lower_angle", "rad", -infinity, infinity, false, "the lower angle"},
       &BasicExponentialPairJoint::lower_angle},
      {{"offset_moment", "N m", -infinity, infinity, false, "a constant moment"},
       &BasicExponentialPairJoint::offset_moment},
  }};
};
using ExponentialPairJoint = BasicExponentialPairJoint<double>;

template <class S>
JointPoint<S> evaluate(const BasicLinearJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle;
  const S m = law.stiffness * d;
  return {0.5 * m * d, m, law.stiffness, detail::magnitude(m)};
}
template <class S>
std::array<S, 0> corner_angles(const BasicLinearJoint<S>&) {
  return {};
}
inline ForceRange enclosure(const BasicLinearJoint<Interval>& law, const Interval& phi) {
  return {law.stiffness * (phi - law.neutral_angle), law.stiffness};
}

template <class S>
JointPoint<S> evaluate(const BasicBilinearJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle;
  const S k = select(d > S(0.0), law.stiffness_positive, law.stiffness_negative);
  const S m = k * d;
  return {0.5 * m * d, m, k, detail::magnitude(m)};
}
template <class S>
std::array<S, 1> corner_angles(const BasicBilinearJoint<S>& law) {
  return {law.neutral_angle};
}
inline ForceRange enclosure(const BasicBilinearJoint<Interval>& law, const Interval& phi) {
  const Interval d = phi - law.neutral_angle;
  const Interval low = {std::min(d.lower, 0.0), std::min(d.upper, 0.0)};
  const Interval high = {std::max(d.lower, 0.0), std::max(d.upper, 0.0)};
  Interval stiffness = hull(law.stiffness_negative, law.stiffness_positive);
  if (d.lower > 0) stiffness = law.stiffness_positive;
  if (d.upper < 0) stiffness = law.stiffness_negative;
  return {law.stiffness_negative * low + law.stiffness_positive * high, stiffness};
}
inline ForceRange enclosure_beside(const BasicBilinearJoint<Interval>& law, const Interval& phi,
                                   const Interval& turned) {
  if (!(phi == law.neutral_angle) || !is_point(phi)) return enclosure(law, phi + turned);
  const Interval k = middle(turned) > 0 ? law.stiffness_positive : law.stiffness_negative;
  return {k * turned, k};
}

template <class S>
JointPoint<S> evaluate(const BasicPolynomialJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle;
  const S size = detail::magnitude(d);
  return {d * d * (law.linear / 2.0 + d * (law.quadratic / 3.0 + d * law.cubic / 4.0)),
          d * (law.linear + d * (law.quadratic + d * law.cubic)),
          law.linear + d * (2.0 * law.quadratic + 3.0 * d * law.cubic),
          size * (detail::magnitude(law.linear) +
                  size * (detail::magnitude(law.quadratic) + size * detail::magnitude(law.cubic)))};
}
template <class S>
std::array<S, 0> corner_angles(const BasicPolynomialJoint<S>&) {
  return {};
}
inline ForceRange enclosure(const BasicPolynomialJoint<Interval>& law, const Interval& phi) {
  const Interval d = phi - law.neutral_angle;
  return {d * (law.linear + d * (law.quadratic + d * law.cubic)),
          law.linear + Interval(2.0) * law.quadratic * d + Interval(3.0) * law.cubic * square(d)};
}

template <class S>
JointPoint<S> evaluate(const BasicExponentialPairJoint<S>& law, const S& phi) {
  using std::exp;
  const S up = law.upper_moment * exp(law.upper_rate * (phi - law.upper_angle));
  const S down = law.lower_moment * exp(-(law.lower_rate * (phi - law.lower_angle)));
  return {up / law.upper_rate + down / law.lower_rate - law.offset_moment * phi,
          up - down - law.offset_moment, law.upper_rate * up + law.lower_rate * down,
          detail::magnitude(up) + detail::magnitude(down) + detail::magnitude(law.offset_moment)};
}
template <class S>
std::array<S, 0> corner_angles(const BasicExponentialPairJoint<S>&) {
  return {};
}
inline ForceRange enclosure(const BasicExponentialPairJoint<Interval>& law, const Interval& phi) {
  const Interval up = law.upper_moment * exp(law.upper_rate * (phi - law.upper_angle));
  const Interval down = law.lower_moment * exp(-(law.lower_rate * (phi - law.lower_angle)));
  return {up - down - law.offset_moment, law.upper_rate * up + law.lower_rate * down};
}

template <class S, template <class> class... Law>
requires(JointLawFamily<Law>&&...) using JointLawsOf = std::variant<Law<S>...>;

/// The list of joint laws: one for every Scalar, so that an index means the same law everywhere.
template <class S>
using BasicJointLaw = JointLawsOf<S, BasicLinearJoint, BasicBilinearJoint, BasicPolynomialJoint,
                                  BasicExponentialPairJoint>;
using JointLaw = BasicJointLaw<double>;

}  // namespace guywire
