#pragma once
#include "guywire/tissue/cable_law.hpp"

namespace guywire {

/// A collagen-like cable: tension grows exponentially with strain over the toe, then linearly.
///
/// With strain e = (l - l0)/l0 and toe strain et: T = Tt (exp(c e/et) - 1)/(exp(c) - 1) for 0 < e
/// <= et, then T = Tt + k (l - l0 (1 + et)). Tt = k l0 et (1 - exp(-c))/c makes the stiffness
/// continuous at the end of the toe. Kink at l0 only (stiffness jumps from 0 to k exp(-c)).
template <class S>
struct BasicExponentialToe {
  S stiffness = missing<S>;     ///< k [N/m] >= 0 of the straight part
  S slack_length = missing<S>;  ///< l0 [m] > 0
  S toe_strain = missing<S>;    ///< et > 0
  S toe_shape = missing<S>;     ///< c: the stiffness at l0 is k exp(-c). Below 0.1 E would lose its
                                ///< digits to 1/c^2; above 20 that stiffness is lost beside k
  static constexpr int size = 4;
  static constexpr std::string_view kind = "exponential_toe";
  static constexpr bool has_tone = false;
  static constexpr bool in_lanes = true;
  static constexpr std::string_view source = "form of Thelen 2003's tendon (toe exponent 3)";
  bool operator==(const BasicExponentialToe&) const = default;
  static constexpr std::array<Field<BasicExponentialToe>, 4> fields{{
      {{"stiffness", "N/m", 0, infinity, false, "the stiffness of the straight part"},
       &BasicExponentialToe::stiffness},
      {{"slack_length", "m", 0, infinity, true, "the path length at which tension starts"},
       &BasicExponentialToe::slack_length},
      {{"toe_strain", "1", 0, infinity, true, "the strain at which the toe ends"},
       &BasicExponentialToe::toe_strain},
      {{"toe_shape", "1", 0.1, 20, false, "the exponent of the toe"},
       &BasicExponentialToe::toe_shape},
  }};
};
using ExponentialToe = BasicExponentialToe<double>;

namespace detail {

/// exp(x) - 1 - x without cancellation, given exp(x), for x >= 0: Taylor's series below 0.5.
template <class S>
S exp_remainder(const S& x, const S& exp_x) {
  S series(1.0);
  for (int k = 14; k > 2; --k)
    series = 1.0 + x * series / static_cast<double>(k);
  return select(x < S(0.5), 0.5 * x * x * series, exp_x - 1.0 - x);
}

}  // namespace detail

template <class S>
TensionPoint<S> evaluate(const BasicExponentialToe<S>& law, const BasicKnobs<S>& knobs,
                         const S& length) {
  using std::exp;
  const S k = law.stiffness * knobs.stiffness, l0 = law.slack_length * knobs.length,
          c = law.toe_shape;
  const S width = l0 * law.toe_strain;  // length of the toe [m]
  const S stretch = at_least(length - l0, S(0.0));
  const S in_toe =
      select(stretch > width, width, stretch);  // the part of the stretch within the toe
  const S beyond = stretch - in_toe;
  const S decay = exp(-c), x = c * (in_toe / width);
  const S grown = exp(x), remainder = detail::exp_remainder(x, grown);
  const S rise = decay * grown, unit = k * width / c * decay;
  const S tension_toe = unit * (x + remainder);
  const S energy_toe = unit * (width / c) * remainder;
  return {energy_toe + beyond * (tension_toe + 0.5 * k * beyond), tension_toe + k * beyond,
          select(stretch > S(0.0), k * rise, S(0.0))};
}

template <class S>
S slack_length(const BasicExponentialToe<S>& law, const BasicKnobs<S>& knobs) {
  return law.slack_length * knobs.length;
}
template <class S>
std::array<S, 1> kinks(const BasicExponentialToe<S>& law, const BasicKnobs<S>& knobs) {
  return {slack_length(law, knobs)};
}
inline double knob_length(const ExponentialToe& law) { return law.slack_length; }
template <class S>
RoundingScale<S> rounding_scale(const BasicExponentialToe<S>&) {
  return {S(0.0), S(0.0)};
}
inline void check_law(const ExponentialToe&, const BasicKnobs<double>&, const std::string&,
                      std::vector<Fault>&) {}

/// The law is convex: tension and stiffness both rise with length, so the ends of a range bound
/// them.
struct ExponentialToeEnclosure {
  Interval slack;  ///< [m]
  Interval stiffness;
  Interval shape;
  Interval toe;  ///< length of the toe [m]

  ForceRange at(double length) const {
    const Interval stretch = Interval(length) - slack;
    const Interval in_toe = {std::clamp(stretch.lower, 0.0, toe.lower),
                             std::clamp(stretch.upper, 0.0, toe.upper)};
    const Interval beyond = {std::max(0.0, (stretch - toe).lower),
                             std::max(0.0, (stretch - toe).upper)};
    const Interval rise = exp(shape * (in_toe / toe - 1.0));
    return {stiffness * toe / shape * (rise - exp(-shape)) + stiffness * beyond, stiffness * rise};
  }
  ForceRange taut(const Interval& l) const {
    const ForceRange low = at(l.lower);
    const ForceRange high = at(l.upper);
    return {hull(low.force, high.force), hull(low.slope, high.slope)};
  }
};
inline ExponentialToeEnclosure enclosure(const BasicExponentialToe<Interval>& law,
                                         const BasicKnobs<Interval>& knobs) {
  const Interval slack = law.slack_length * knobs.length;
  return {slack, law.stiffness * knobs.stiffness, law.toe_shape, slack * law.toe_strain};
}

}  // namespace guywire
