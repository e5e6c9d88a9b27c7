#pragma once
/// Joint laws: energy U [J], dU/dphi [N m] and d2U/dphi2 [N m/rad] of the angle phi [rad] between two bodies
/// (phi = theta of the body less theta of the one it turns against). The moment on the body is -dU/dphi.
#include <variant>

#include "guywire/core/fields.hpp"
#include "guywire/core/scalar.hpp"

namespace guywire {

template <class S>
struct JointPoint {
  S energy, slope, curvature;  ///< U, dU/dphi, d2U/dphi2
};

/// M = -k (phi - phi0).
template <class S>
struct BasicLinearJoint {
  S stiffness;      ///< [N m/rad], may be 0
  S neutral_angle;  ///< phi0 [rad]
  static constexpr int size = 2;
  static constexpr std::string_view kind = "linear";
  bool operator==(const BasicLinearJoint&) const = default;
  static constexpr std::array<Field<BasicLinearJoint>, 2> fields{{
      {{"stiffness", "N m/rad", 0, infinity, false, "the moment per radian"}, &BasicLinearJoint::stiffness},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"}, &BasicLinearJoint::neutral_angle},
  }};
};
using LinearJoint = BasicLinearJoint<double>;

/// Different stiffness on either side of the neutral angle; for a disc, positive is extension. Kink at phi0.
template <class S>
struct BasicBilinearJoint {
  S stiffness_negative;                       ///< [N m/rad] for phi < phi0 (flexion of a disc)
  S stiffness_positive;                       ///< [N m/rad] for phi > phi0 (extension of a disc)
  S neutral_angle;                            ///< phi0 [rad]
  S corner() const { return neutral_angle; }  ///< where the moment has a kink
  static constexpr int size = 3;
  static constexpr std::string_view kind = "bilinear";
  bool operator==(const BasicBilinearJoint&) const = default;
  static constexpr std::array<Field<BasicBilinearJoint>, 3> fields{{
      {{"stiffness_negative", "N m/rad", 0, infinity, false, "the stiffness below the neutral angle"}, &BasicBilinearJoint::stiffness_negative},
      {{"stiffness_positive", "N m/rad", 0, infinity, false, "the stiffness above the neutral angle"}, &BasicBilinearJoint::stiffness_positive},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"}, &BasicBilinearJoint::neutral_angle},
  }};
};
using BilinearJoint = BasicBilinearJoint<double>;

/// M = -(k1 d + k2 d^2 + k3 d^3), d = phi - phi0: the form of [Han2010]'s disc. Its sense is the file's: [Han2010] counts flexion +.
template <class S>
struct BasicPolynomialJoint {
  S linear;         ///< k1 [N m/rad] >= 0
  S quadratic;      ///< k2 [N m/rad^2]
  S cubic;          ///< k3 [N m/rad^3] >= 0
  S neutral_angle;  ///< phi0 [rad]
  static constexpr int size = 4;
  static constexpr std::string_view kind = "polynomial";
  bool operator==(const BasicPolynomialJoint&) const = default;
  static constexpr std::array<Field<BasicPolynomialJoint>, 4> fields{{
      {{"linear", "N m/rad", 0, infinity, false, "the linear coefficient"}, &BasicPolynomialJoint::linear},
      {{"quadratic", "N m/rad2", -infinity, infinity, false, "the quadratic coefficient"}, &BasicPolynomialJoint::quadratic},
      {{"cubic", "N m/rad3", 0, infinity, false, "the cubic coefficient"}, &BasicPolynomialJoint::cubic},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the angle without moment"}, &BasicPolynomialJoint::neutral_angle},
  }};
};
using PolynomialJoint = BasicPolynomialJoint<double>;

/// M = -Mu exp(cu (phi - phiu)) + Ml exp(-cl (phi - phil)) + M0: passive structures that stiffen at both ends
/// (the forms of [RienerEdrich1999] at a posed knee, and of Anderson's capsule term).
template <class S>
struct BasicExponentialPairJoint {
  // A rate is at most 200/rad: so exp(rate x angle) stays a number up to 3.5 rad beyond the stated angle.
  S upper_moment;   ///< Mu [N m] >= 0
  S upper_rate;     ///< cu [1/rad] > 0
  S upper_angle;    ///< phiu [rad]
  S lower_moment;   ///< Ml [N m] >= 0
  S lower_rate;     ///< cl [1/rad] > 0
  S lower_angle;    ///< phil [rad]
  S offset_moment;  ///< M0 [N m]
  static constexpr int size = 7;
  static constexpr std::string_view kind = "exponential_pair";
  bool operator==(const BasicExponentialPairJoint&) const = default;
  static constexpr std::array<Field<BasicExponentialPairJoint>, 7> fields{{
      {{"upper_moment", "N m", 0, infinity, false, "the moment at the upper angle"}, &BasicExponentialPairJoint::upper_moment},
      {{"upper_rate", "1/rad", 0, 200, true, "the exponent at the upper end"}, &BasicExponentialPairJoint::upper_rate},
      {{"upper_angle", "rad", -infinity, infinity, false, "the upper angle"}, &BasicExponentialPairJoint::upper_angle},
      {{"lower_moment", "N m", 0, infinity, false, "the moment at the lower angle"}, &BasicExponentialPairJoint::lower_moment},
      {{"lower_rate", "1/rad", 0, 200, true, "the exponent at the lower end"}, &BasicExponentialPairJoint::lower_rate},
      {{"lower_angle", "rad", -infinity, infinity, false, "the lower angle"}, &BasicExponentialPairJoint::lower_angle},
      {{"offset_moment", "N m", -infinity, infinity, false, "a constant moment"}, &BasicExponentialPairJoint::offset_moment},
  }};
};
using ExponentialPairJoint = BasicExponentialPairJoint<double>;

template <class S>
JointPoint<S> evaluate(const BasicLinearJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle, m = law.stiffness * d;
  return {0.5 * m * d, m, law.stiffness};
}

template <class S>
JointPoint<S> evaluate(const BasicBilinearJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle, k = select(d > S(0.0), law.stiffness_positive, law.stiffness_negative), m = k * d;
  return {0.5 * m * d, m, k};
}

template <class S>
JointPoint<S> evaluate(const BasicPolynomialJoint<S>& law, const S& phi) {
  const S d = phi - law.neutral_angle;
  return {d * d * (law.linear / 2.0 + d * (law.quadratic / 3.0 + d * law.cubic / 4.0)),
          d * (law.linear + d * (law.quadratic + d * law.cubic)), law.linear + d * (2.0 * law.quadratic + 3.0 * d * law.cubic)};
}

template <class S>
JointPoint<S> evaluate(const BasicExponentialPairJoint<S>& law, const S& phi) {
  using std::exp;
  const S up = law.upper_moment * exp(law.upper_rate * (phi - law.upper_angle));
  const S down = law.lower_moment * exp(-(law.lower_rate * (phi - law.lower_angle)));
  return {up / law.upper_rate + down / law.lower_rate - law.offset_moment * phi, up - down - law.offset_moment,
          law.upper_rate * up + law.lower_rate * down};
}

/// Angles at which the moment has a kink.
template <class Law>
std::vector<double> joint_kinks(const Law& law) {
  if constexpr (requires { law.corner(); }) return {law.corner()};
  else return {};
}

/// The list of joint laws. Adding one: its struct and `evaluate` above, its name here, its row in the tests.
template <class S>
using BasicJointLaw = std::variant<BasicLinearJoint<S>, BasicBilinearJoint<S>, BasicPolynomialJoint<S>, BasicExponentialPairJoint<S>>;
using JointLaw = BasicJointLaw<double>;

}  // namespace guywire
