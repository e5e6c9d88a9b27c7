#pragma once
/// What every cable law has in common.
///
/// A law is an aggregate of Scalars with a field table. It gives energy E [J], tension T = dE/dl >=
/// 0 [N] and stiffness k = dT/dl [N/m] as functions of path length l [m] alone, for given knobs. T
/// = 0 at and below the slack length. Stiffness may be negative (descending limb of a muscle).
/// Lengths where T has a kink are declared by `kinks`.
///
/// A law's header holds all that the library asks of it; the concept CableLawFamily lists it, and
/// the list in laws.hpp checks it:
///
///     fields, size, kind, source   its numbers, the name in files, where the form is from
///     has_tone                     if true also: the member `activation`; `muscle_size(law)`,
///                                  by which recruitment weighs squared tone [N m]; and
///                                  `affine_in_tone`: whether T is, at any length
///     in_lanes                     whether `evaluate` and `slack_length` compile for lanes of
///                                  solve_batch
///     evaluate(law, knobs, l)      in any Scalar (in lanes: if in_lanes)
///     slack_length(law, knobs)     [m] where tension starts, likewise
///     kinks(law, knobs)            [m] an array of the lengths where T has a kink: the slack
///                                  length, then those where the stiffness of a taut cable jumps;
///                                  one at or below the slack length does not count
///     knob_length(law)             [m] what the `length` knob multiplies
///     rounding_scale(law)          what its own rounding is proportional to
///     check_law(law, knobs, ...)   appends a fault where its numbers contradict each other for
///                                  these knobs
///     enclosure(law, knobs)        for Interval: an object with `slack` and `taut(l)`, or
///                                  NoEnclosure
#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "guywire/core/fields.hpp"
#include "guywire/core/scalar.hpp"
#include "guywire/tissue/enclosure.hpp"

namespace guywire {

template <class S>
struct TensionPoint {
  S energy;     ///< E [J], zero when slack
  S tension;    ///< T [N], >= 0
  S stiffness;  ///< k [N/m]
  S active{};   ///< dT/dtone [N]; zero where the law has no tone
};

/// The four knobs of a cable: what a user turns. All are factors but `tone`, which is the
/// activation itself. Their limits are the box that prescriptions search and the uniqueness checks
/// of elastic tendons cover: what lies beyond is another tissue, to be given by the law's own
/// numbers.
template <class S>
struct BasicKnobs {
  S length;     ///< s: linear cables l0 -> s l0; muscles: the fiber and its curves shift by (s - 1)
                ///< optimal lengths
  S stiffness;  ///< factor on k; on the passive fiber curve of a muscle
  S strength;   ///< factor on the active force of a muscle
  S tone;       ///< activation, absolute
  static constexpr int size = 4;
  bool operator==(const BasicKnobs&) const = default;
  static constexpr std::array<Field<BasicKnobs>, 4> fields{{
      {{"length", "1", 0.5, 1.5, false, "a length factor; 1 is the reference"},
       &BasicKnobs::length},
      {{"stiffness", "1", 0, 10, false, "a factor on the (passive) stiffness"},
       &BasicKnobs::stiffness},
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

/// Knobs to change: those that are empty keep what they have.
struct KnobChanges {
  std::optional<double> length{};
  std::optional<double> stiffness{};
  std::optional<double> strength{};
  std::optional<double> tone{};
};

/// Sizes whose rounding a law's tension and energy share: its own formula adds up terms as large as
/// these.
template <class S>
struct RoundingScale {
  S force;   ///< [N], while taut; 0 if the tension is exact to its own rounding
  S energy;  ///< [J]; 0 if the energy is exact to its own rounding
};

/// The law of a cable `lengths` times as long and `forces` times as strong, by the units of its
/// numbers.
template <class Law>
Law scaled(Law law, double lengths, double forces) {
  for (const auto& f : Law::fields)
    law.*f.member *= scale_of(f.info.unit, lengths, forces);
  return law;
}

/// What a law's header must hold: see above. For names in lists such as BasicCableLaw.
template <template <class> class Law>
concept CableLawFamily = requires(const Law<double>& law, const BasicKnobs<double>& knobs,
                                  const Law<Interval>& wide, const BasicKnobs<Interval>& wide_knobs,
                                  std::vector<Fault>& faults) {
  requires std::tuple_size_v<std::remove_cvref_t<decltype(Law<double>::fields)>>
  == Law<double>::size;
  { Law<double>::kind } -> std::convertible_to<std::string_view>;
  { Law<double>::source } -> std::convertible_to<std::string_view>;
  requires std::same_as<decltype(Law<double>::in_lanes), const bool>;
  requires std::same_as<decltype(Law<double>::has_tone), const bool>;
  requires !Law<double>::has_tone || requires {
    { law.activation } -> std::convertible_to<double>;
    { muscle_size(law) } -> std::same_as<double>;
    requires std::same_as<decltype(Law<double>::affine_in_tone), const bool>;
  };
  { evaluate(law, knobs, 1.0) } -> std::same_as<TensionPoint<double>>;
  { slack_length(law, knobs) } -> std::same_as<double>;
  { kinks(law, knobs)[0] } -> std::convertible_to<double>;
  std::tuple_size<decltype(kinks(law, knobs))>::value;
  { knob_length(law) } -> std::same_as<double>;
  { rounding_scale(law) } -> std::same_as<RoundingScale<double>>;
  check_law(law, knobs, std::string(), faults);
  enclosure(wide, wide_knobs);
};

}  // namespace guywire
