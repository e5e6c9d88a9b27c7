#pragma once
/// What every joint law has in common.
///
/// A joint law is an aggregate of Scalars with a field table. It gives energy U [J], dU/dphi [N m]
/// and d2U/dphi2 [N m/rad] of the angle phi [rad] between two bodies (phi = theta of the body less
/// theta of the one it turns against). The moment on the body is -dU/dphi.
///
/// A law's header holds all that the library asks of it; the concept JointLawFamily lists it, and
/// the list in joint_laws.hpp checks it:
///
///     fields, size, kind               its numbers, and the name in files
///     evaluate(law, phi)               in any Scalar, lanes included
///     corner_angles(law)               an array of the angles where dU/dphi has a kink
///     enclosure(law, phi)              for Interval: bounds of dU/dphi and d2U/dphi2 over a range,
///                                      or NoEnclosure
///     enclosure_beside(law, phi, turned)
///                                      the same where phi turns from a corner by `turned`, one way
///                                      only; a law without corners has it from here
#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>

#include "guywire/core/fields.hpp"
#include "guywire/core/scalar.hpp"
#include "guywire/tissue/enclosure.hpp"

namespace guywire {

template <class S>
struct JointPoint {
  S energy;     ///< U [J]
  S moment;     ///< dU/dphi [N m]: what holds the angle; the joint's on the body is the opposite
  S stiffness;  ///< d2U/dphi2 [N m/rad]
  S terms;  ///< sum of magnitudes of what `moment` adds up [N m]: its rounding is a few eps of this
};

template <class Law>
requires(std::tuple_size_v<decltype(corner_angles(std::declval<const Law&>()))> == 0) ForceRange
    enclosure_beside(const Law& law, const Interval& phi, const Interval& turned) {
  return enclosure(law, phi + turned);
}

/// What a joint law's header must hold: see above. For names in lists such as BasicJointLaw.
template <template <class> class Law>
concept JointLawFamily = requires(const Law<double>& law, const Law<Interval>& wide,
                                  const Interval& phi) {
  requires std::tuple_size_v<std::remove_cvref_t<decltype(Law<double>::fields)>>
  == Law<double>::size;
  { Law<double>::kind } -> std::convertible_to<std::string_view>;
  { evaluate(law, 1.0) } -> std::same_as<JointPoint<double>>;
  corner_angles(law).size();
  enclosure(wide, phi);
  enclosure_beside(wide, phi, phi);
};

}  // namespace guywire
