#pragma once
#include "guywire/tissue/cable_law.hpp"

namespace guywire {

/// A cable that obeys Hooke when stretched and does nothing when slack: T = k max(0, l - l0).
///
/// Kink at l0 (the stiffness jumps from 0 to k). With l0 = 0 it is a spring of zero free length,
/// never slack.
template <class S>
struct BasicLinear {
  S stiffness = missing<S>;     ///< k [N/m] >= 0
  S slack_length = missing<S>;  ///< l0 [m] >= 0: length at which tension starts
  static constexpr int size = 2;
  static constexpr std::string_view kind = "linear";
  static constexpr bool has_tone = false;
  static constexpr bool in_lanes = true;
  static constexpr std::string_view source = "Hooke, unilateral";
  bool operator==(const BasicLinear&) const = default;
  static constexpr std::array<Field<BasicLinear>, 2> fields{{
      {{"stiffness", "N/m", 0, infinity, false, "the tension per meter of stretch"},
       &BasicLinear::stiffness},
      {{"slack_length", "m", 0, infinity, false, "the path length at which tension starts"},
       &BasicLinear::slack_length},
  }};
};
using Linear = BasicLinear<double>;

template <class S>
TensionPoint<S> evaluate(const BasicLinear<S>& law, const BasicKnobs<S>& knobs, const S& length) {
  const S k = law.stiffness * knobs.stiffness;
  const S stretch = at_least(length - law.slack_length * knobs.length, S(0.0));
  return {0.5 * k * stretch * stretch, k * stretch, select(stretch > S(0.0), k, S(0.0))};
}

template <class S>
S slack_length(const BasicLinear<S>& law, const BasicKnobs<S>& knobs) {
  return law.slack_length * knobs.length;
}
template <class S>
std::array<S, 1> kinks(const BasicLinear<S>& law, const BasicKnobs<S>& knobs) {
  return {slack_length(law, knobs)};
}
inline double knob_length(const Linear& law) { return law.slack_length; }
template <class S>
RoundingScale<S> rounding_scale(const BasicLinear<S>&) {
  return {S(0.0), S(0.0)};
}
inline void check_law(const Linear&, const BasicKnobs<double>&, const std::string&,
                      std::vector<Fault>&) {}

struct LinearEnclosure {
  Interval slack;  ///< [m]
  Interval stiffness;
  ForceRange taut(const Interval& l) const { return {stiffness * (l - slack), stiffness}; }
};
inline LinearEnclosure enclosure(const BasicLinear<Interval>& law,
                                 const BasicKnobs<Interval>& knobs) {
  return {law.slack_length * knobs.length, law.stiffness * knobs.stiffness};
}

}  // namespace guywire
