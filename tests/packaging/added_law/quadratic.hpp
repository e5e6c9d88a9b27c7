#pragma once
#include "guywire/tissue/cable_law.hpp"

namespace guywire {

/// A cable law that guywire does not have, written after CONTRIBUTING's table: T = c x^2 + a tone
/// x, x = max(0, l - l0).
template <class S>
struct BasicQuadratic {
  S coefficient = missing<S>;       ///< c [N/m^2] >= 0
  S active_stiffness = missing<S>;  ///< a [N/m] >= 0, at full tone
  S slack_length = missing<S>;      ///< l0 [m] >= 0
  S activation = missing<S>;        ///< the model's own tone
  static constexpr int size = 4;
  static constexpr std::string_view kind = "quadratic";
  static constexpr std::string_view source = "a test";
  static constexpr bool has_tone = true;
  static constexpr bool affine_in_tone = true;
  static constexpr bool in_lanes = true;
  bool operator==(const BasicQuadratic&) const = default;
  static constexpr std::array<Field<BasicQuadratic>, 4> fields{{
      {{"coefficient", "N/m2", 0, infinity, false, "the tension per squared stretch"},
       &BasicQuadratic::coefficient},
      {{"active_stiffness", "N/m", 0, infinity, false, "the active part at full tone"},
       &BasicQuadratic::active_stiffness},
      {{"slack_length", "m", 0, infinity, false, "the length at which tension starts"},
       &BasicQuadratic::slack_length},
      {{"activation", "1", 0, 1, false, "the model's own tone"}, &BasicQuadratic::activation},
  }};
};

template <class S>
TensionPoint<S> evaluate(const BasicQuadratic<S>& law, const BasicKnobs<S>& knobs,
                         const S& length) {
  const S zero(0.0);
  const S x = at_least(length - slack_length(law, knobs), zero);
  const S c = law.coefficient * knobs.stiffness;
  const S by_tone = law.active_stiffness * knobs.strength;
  const S a = by_tone * knobs.tone;
  return {x * x * (c * x / 3.0 + a / 2.0), x * (c * x + a), select(x > zero, 2.0 * c * x + a, zero),
          by_tone * x};
}
template <class S>
S slack_length(const BasicQuadratic<S>& law, const BasicKnobs<S>& knobs) {
  return law.slack_length * knobs.length;
}
template <class S>
std::array<S, 1> kinks(const BasicQuadratic<S>& law, const BasicKnobs<S>& knobs) {
  return {slack_length(law, knobs)};
}
inline double knob_length(const BasicQuadratic<double>& law) { return law.slack_length; }
inline double muscle_size(const BasicQuadratic<double>& law) { return law.active_stiffness; }
template <class S>
RoundingScale<S> rounding_scale(const BasicQuadratic<S>&) {
  return {S(0.0), S(0.0)};
}
inline void check_law(const BasicQuadratic<double>&, const BasicKnobs<double>&, const std::string&,
                      std::vector<Fault>&) {}

struct QuadraticEnclosure {
  Interval slack;
  Interval c;
  Interval a;
  ForceRange taut(const Interval& l) const {
    const Interval stretch = l - slack;
    const Interval x{std::max(0.0, stretch.lower), std::max(0.0, stretch.upper)};
    return {x * (c * x + a), Interval(2.0) * c * x + a};
  }
};
inline QuadraticEnclosure enclosure(const BasicQuadratic<Interval>& law,
                                    const BasicKnobs<Interval>& knobs) {
  return {law.slack_length * knobs.length, law.coefficient * knobs.stiffness,
          law.active_stiffness * knobs.strength * knobs.tone};
}

}  // namespace guywire
