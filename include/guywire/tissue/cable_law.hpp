#pragma once
/// What every cable law has in common.
///
/// A law is an aggregate of Scalars with a field table. It gives energy E [J], tension T = dE/dl >= 0 [N] and stiffness
/// k = dT/dl [N/m] as functions of path length l [m] alone, for given knobs. T = 0 at and below the slack length. Stiffness may be
/// negative (descending limb of a muscle). Lengths where T has a kink are declared by `kinks`.
#include <optional>

#include "guywire/core/fields.hpp"
#include "guywire/core/scalar.hpp"

namespace guywire {

template <class S>
struct TensionPoint {
  S energy;     ///< E [J], zero when slack
  S tension;    ///< T [N], >= 0
  S stiffness;  ///< k [N/m]
  S active{};   ///< dT/dtone [N]; zero where the law has no tone
};

/// The four knobs of a cable: what a user turns. All are factors but `tone`, which is the activation itself.
/// Their limits are the box that prescriptions search and the uniqueness checks of elastic tendons cover: what lies
/// beyond is another tissue, to be given by the law's own numbers.
template <class S>
struct BasicKnobs {
  S length;     ///< s: linear cables l0 -> s l0; muscles: the fibre and its curves shift by (s - 1) optimal lengths
  S stiffness;  ///< factor on k; on the passive fibre curve of a muscle
  S strength;   ///< factor on the active force of a muscle
  S tone;       ///< activation, absolute
  static constexpr int size = 4;
  bool operator==(const BasicKnobs&) const = default;
  static constexpr std::array<Field<BasicKnobs>, 4> fields{{
      {{"length", "1", 0.5, 1.5, false, "a length factor; 1 is the reference"}, &BasicKnobs::length},
      {{"stiffness", "1", 0, 10, false, "a factor on the (passive) stiffness"}, &BasicKnobs::stiffness},
      {{"strength", "1", 0, 10, false, "a factor on the active force"}, &BasicKnobs::strength},
      {{"tone", "1", 0, 1, false, "an activation from 0 to 1"}, &BasicKnobs::tone},
  }};
};

/// Knobs as a user states them: an empty tone means the model's own activation.
struct Knobs {
  double length = 1;
  double stiffness = 1;
  double strength = 1;
  std::optional<double> tone{};
  bool operator==(const Knobs&) const = default;
};

}  // namespace guywire
