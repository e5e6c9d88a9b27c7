#pragma once
#include "guywire/tissue/joint_law.hpp"

namespace guywire {

/// A joint law that guywire does not have: no moment within +- play of the neutral angle, a linear
/// one beyond. Two corners.
template <class S>
struct BasicPlayJoint {
  S stiffness = missing<S>;      ///< [N m/rad] beyond the play
  S neutral_angle = missing<S>;  ///< [rad]
  S play = missing<S>;           ///< [rad] to each side
  static constexpr int size = 3;
  static constexpr std::string_view kind = "play";
  bool operator==(const BasicPlayJoint&) const = default;
  static constexpr std::array<Field<BasicPlayJoint>, 3> fields{{
      {{"stiffness", "N m/rad", 0, infinity, false, "the stiffness beyond the play"},
       &BasicPlayJoint::stiffness},
      {{"neutral_angle", "rad", -infinity, infinity, false, "the middle of the play"},
       &BasicPlayJoint::neutral_angle},
      {{"play", "rad", 0, infinity, true, "the angle to each side without moment"},
       &BasicPlayJoint::play},
  }};
};

template <class S>
JointPoint<S> evaluate(const BasicPlayJoint<S>& law, const S& phi) {
  const S zero(0.0);
  const S d = phi - law.neutral_angle;
  const S beyond = select(d > zero, at_least(d - law.play, zero), -at_least(-d - law.play, zero));
  const S k = select(detail::magnitude(d) > law.play, law.stiffness, zero);
  const S m = law.stiffness * beyond;
  return {0.5 * m * beyond, m, k, detail::magnitude(m)};
}
template <class S>
std::array<S, 2> corner_angles(const BasicPlayJoint<S>& law) {
  return {law.neutral_angle - law.play, law.neutral_angle + law.play};
}
inline ForceRange enclosure(const BasicPlayJoint<Interval>& law, const Interval& phi) {
  const Interval d = phi - law.neutral_angle;
  const Interval above = d - law.play;
  const Interval below = d + law.play;
  const Interval high{std::max(0.0, above.lower), std::max(0.0, above.upper)};
  const Interval low{std::min(0.0, below.lower), std::min(0.0, below.upper)};
  Interval k = hull(Interval(0.0), law.stiffness);
  if (above.lower > 0 || below.upper < 0) k = law.stiffness;
  if (above.upper < 0 && below.lower > 0) k = Interval(0.0);
  return {law.stiffness * high + law.stiffness * low, k};
}
inline ForceRange enclosure_beside(const BasicPlayJoint<Interval>& law, const Interval& phi,
                                   const Interval& turned) {
  const Interval d = phi - law.neutral_angle;
  const bool up = middle(turned) > 0;
  if (is_point(d) && is_point(law.play) && (d == law.play || d == -law.play)) {
    const bool outward = (d == law.play) == up;
    return outward ? ForceRange{law.stiffness * turned, law.stiffness} : ForceRange{0.0, 0.0};
  }
  return enclosure(law, phi + turned);
}

}  // namespace guywire
