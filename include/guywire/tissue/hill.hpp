#pragma once
#include <algorithm>

#include "guywire/tissue/cable_law.hpp"
#include "guywire/tissue/muscle_curves.hpp"

namespace guywire {

/// A muscle at rest length (velocity factor 1) on a rigid tendon [DeGrooteFregly2016].
///
/// With x = l - ls the fiber's projection on the tendon, thickness h = lo sin(pennation) constant
/// (more where s < 0.8), fiber length lf = sqrt(x^2 + h^2) and n = lf/lo - (s - 1) (s the `length`
/// knob): T = F0 (tone strength fL(n) + stiffness fP(n)) x/lf; E = F0 lo (tone strength PhiL(n) +
/// stiffness PhiP(n)) less its value at the slack length. Slack where x <= 0 or n <= 0.2 (a
/// rigid-tendon formula would lengthen again there). Kink at the slack length. The stiffness is
/// negative on the descending limb.
template <class S>
struct BasicHill {
  S max_isometric_force = missing<S>;   ///< F0 [N] >= 0
  S optimal_fiber_length = missing<S>;  ///< lo [m] > 0
  S tendon_slack_length = missing<S>;   ///< ls [m] >= 0
  S pennation = missing<S>;  ///< [rad] at optimal fiber length, 0 to 1.4: near pi/2 the fiber pulls
                             ///< along nothing
  S activation = missing<S>;  ///< the model's own tone, 0 to 1
  static constexpr int size = 5;
  static constexpr std::string_view kind = "hill";
  static constexpr bool has_tone = true;
  static constexpr bool affine_in_tone = true;
  static constexpr bool in_lanes = true;
  static constexpr std::string_view source =
      "De Groote et al. 2016, OpenSim's constants; rigid tendon";
  bool operator==(const BasicHill&) const = default;
  static constexpr std::array<Field<BasicHill>, 5> fields{{
      {{"max_isometric_force", "N", 0, infinity, false, "the largest active force"},
       &BasicHill::max_isometric_force},
      {{"optimal_fiber_length", "m", 0, infinity, true, "the fiber length of largest active force"},
       &BasicHill::optimal_fiber_length},
      {{"tendon_slack_length", "m", 0, infinity, false, "the length of the rigid tendon"},
       &BasicHill::tendon_slack_length},
      {{"pennation", "rad", 0, 1.4, false, "the angle of fiber to tendon at optimal length"},
       &BasicHill::pennation},
      {{"activation", "1", 0, 1, false, "the model's own tone"}, &BasicHill::activation},
  }};
};
using Hill = BasicHill<double>;

/// The same muscle on an elastic tendon: the fiber finds its length where its force along the
/// tendon equals the tendon's, F0 fT(lt/ls). The inner root is found by safeguarded bracketing in
/// plain numbers; derivatives are restored by one Newton step in Scalar. E = F0 lo (...) + F0 ls
/// PhiT. The root is the only one at every path length for the knobs in force: see
/// muscle::balances_once, which is asked when a model is built and when its numbers change.
template <class S>
struct BasicHillElastic {
  S max_isometric_force = missing<S>;   ///< F0 [N] >= 0
  S optimal_fiber_length = missing<S>;  ///< lo [m] > 0
  S tendon_slack_length = missing<S>;   ///< ls [m] > 0
  S pennation = missing<S>;             ///< [rad]
  S activation = missing<S>;            ///< the model's own tone
  static constexpr int size = 5;
  static constexpr std::string_view kind = "hill_elastic";
  static constexpr bool has_tone = true;
  static constexpr bool affine_in_tone = false;
  static constexpr bool in_lanes = false;  // its inner root has no common path
  static constexpr std::string_view source =
      "De Groote et al. 2016, OpenSim's constants; tendon strain 4.9 % at F0";
  bool operator==(const BasicHillElastic&) const = default;
  static constexpr std::array<Field<BasicHillElastic>, 5> fields{{
      {{"max_isometric_force", "N", 0, infinity, false, "the largest active force"},
       &BasicHillElastic::max_isometric_force},
      {{"optimal_fiber_length", "m", 0, infinity, true, "the fiber length of largest active force"},
       &BasicHillElastic::optimal_fiber_length},
      {{"tendon_slack_length", "m", 0, infinity, true, "the tendon's length without load"},
       &BasicHillElastic::tendon_slack_length},
      {{"pennation", "rad", 0, 1.4, false, "the angle of fiber to tendon at optimal length"},
       &BasicHillElastic::pennation},
      {{"activation", "1", 0, 1, false, "the model's own tone"}, &BasicHillElastic::activation},
  }};
};
using HillElastic = BasicHillElastic<double>;

/// Both parts of a muscle's tension [N], for recruitment and ledger.
struct TensionParts {
  double active_at_full_tone;  ///< dT/dtone at the present length
  double passive;              ///< tension with tone 0
};

// ----------------------------------------------------------------------------

namespace muscle {

namespace detail {

/// Four digits of x, rounded down: what is allowed stays so.
std::string rounded_down(double x);

/// The greatest x in [low, high] with holds(x), to ten digits: holds(low) is true, and false stays
/// false.
template <class Holds>
double greatest(double low, double high, Holds&& holds) {
  if (holds(high)) return high;
  for (int i = 0; i < 200 && high - low > 1e-10 * high; ++i) {
    const double half = low + (high - low) / 2;
    (holds(half) ? low : high) = half;
  }
  return low;
}

}  // namespace detail

/// Force of the fiber along the tendon over F0, for projection x [m] > 0: value, slope dx, energy
/// over F0 [m], and slope by tone.
template <class S>
struct FiberPoint {
  S force, slope, energy, active;
};

/// Squared thickness h^2 [m^2]. A muscle shortened by more than the curves have room for (length
/// knob below 0.8) would pull with a fiber of no length; it is given the thickness (0.8 - s) lo, so
/// that its tension still starts at zero.
template <class S>
S squared_thickness(const S& lo, const S& pennation, const S& length_knob) {
  using std::sin;
  const S sine = sin(pennation), lacking = at_least(S(1.0 - shortest_fiber) - length_knob, S(0.0));
  return lo * lo * (sine * sine + lacking * lacking);
}

/// Projection x [m] at which the fiber begins to pull: n = 0.2, but never below 0.
template <class S>
S slack_projection(const S& lo, const S& thickness2, const S& length_knob) {
  using std::sqrt;
  const S lf = lo * (shortest_fiber + length_knob - 1.0);
  const S square = lf * lf - thickness2;
  const auto perpendicular_first = !(lf > S(0.0)) || !(square > S(0.0));
  return select(perpendicular_first, S(0.0), sqrt(select(perpendicular_first, S(1.0), square)));
}

/// What of the fiber does not depend on its length, nor on tone, strength and stiffness: computed
/// once per model.
template <class S>
struct FiberShape {
  S lo, inverse_lo;               ///< optimal length [m], and its inverse
  S thickness2;                   ///< h^2 [m^2]
  S x0;                           ///< slack projection [m]
  S shift;                        ///< of the curves, in optimal lengths
  S active_at_x0, passive_at_x0;  ///< integrals of the curves up to where the fiber begins to pull
};

template <class S>
FiberShape<S> fiber_shape(const S& lo, const S& pennation, const S& length_knob) {
  using std::sqrt;
  const S thickness2 = squared_thickness(lo, pennation, length_knob),
          x0 = slack_projection(lo, thickness2, length_knob), shift = length_knob - 1.0;
  const S square = x0 * x0 + thickness2;
  const auto some = square > S(0.0);
  const S n0 = select(some, sqrt(select(some, square, S(1.0))), S(0.0)) / lo - shift;
  if constexpr (carries_potential<S>)
    return {lo, 1.0 / lo, thickness2, x0, shift, active_integral(n0), passive_integral(n0)};
  else
    return {lo, 1.0 / lo, thickness2, x0, shift, S(0.0), S(0.0)};
}

template <class S>
FiberPoint<S> fiber(const FiberShape<S>& shape, const BasicKnobs<S>& knobs, const S& x_in) {
  using std::sqrt;
  const S zero(0.0);
  const auto taut = x_in > shape.x0;
  if constexpr (std::is_same_v<S, double>)
    if (!taut) return {0, 0, 0, 0};
  const S x = select(taut, x_in, shape.x0 + shape.lo);  // any taut place: not selected
  const S lf = sqrt(x * x + shape.thickness2), inverse = 1.0 / lf, cosine = x * inverse;
  const S n = lf * shape.inverse_lo - shape.shift;
  const S drive = knobs.tone * knobs.strength;
  const auto fl = active(n);
  const auto fp = passive_with_integral(n);
  const S f = drive * fl.value + knobs.stiffness * fp.value,
          df = drive * fl.slope + knobs.stiffness * fp.slope;
  S energy = zero;
  if constexpr (carries_potential<S>)
    energy = drive * (active_integral(n) - shape.active_at_x0) +
             knobs.stiffness * (fp.integral - shape.passive_at_x0);
  return {select(taut, f * cosine, zero),
          select(taut,
                 df * cosine * cosine * shape.inverse_lo +
                     f * shape.thickness2 * (inverse * inverse * inverse),
                 zero),
          select(taut, shape.lo * energy, zero),
          select(taut, knobs.strength * fl.value * cosine, zero)};
}

template <class S>
FiberPoint<S> fiber(const S& lo, const S& pennation, const BasicKnobs<S>& knobs, const S& x) {
  return fiber(fiber_shape(lo, pennation, knobs.length), knobs, x);
}

/// Projection x of the fiber on an elastic tendon where both forces agree, in plain numbers. l > x0
/// + ls.
template <class T>
T elastic_projection(const FiberShape<T>& shape, T ls, const BasicKnobs<T>& knobs, T length) {
  T low = shape.x0, high = length - ls;  // excess(low) >= 0 >= excess(high)
  T x = high;
  for (int i = 0; i < 200 && high - low > 0; ++i) {
    const auto t = tendon((length - x) / ls);
    const auto f = fiber(shape, knobs, x);
    const T e = t.value - f.force;
    (e > 0 ? low : high) = x;
    if (e == 0) break;
    T next = x + e / (t.slope / ls + f.slope);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (next == low || next == high || std::abs(next - x) <= 4e-16 * x) break;
    x = next;
  }
  return x;
}

}  // namespace muscle

/// The same with the fiber's shape at hand: `shape` is fiber_shape(optimal_fiber_length, pennation,
/// knobs.length).
template <class S>
TensionPoint<S> evaluate(const BasicHill<S>& law, const muscle::FiberShape<S>& shape,
                         const BasicKnobs<S>& knobs, const S& length) {
  const auto f = muscle::fiber(shape, knobs, length - law.tendon_slack_length);
  const S F0 = law.max_isometric_force;
  return {F0 * f.energy, F0 * f.force, F0 * f.slope, F0 * f.active};
}

template <class S>
TensionPoint<S> evaluate(const BasicHill<S>& law, const BasicKnobs<S>& knobs, const S& length) {
  return evaluate(law, muscle::fiber_shape(law.optimal_fiber_length, law.pennation, knobs.length),
                  knobs, length);
}

template <class S>
TensionPoint<S> evaluate(const BasicHillElastic<S>& law, const BasicKnobs<S>& knobs,
                         const S& length) {
  const S ls = law.tendon_slack_length, F0 = law.max_isometric_force;
  const auto shape = muscle::fiber_shape(law.optimal_fiber_length, law.pennation, knobs.length);
  const auto taut = length > shape.x0 + ls;
  const S l = select(taut, length, shape.x0 + ls + shape.lo);
  using T = decltype(scalar_value(l));
  const BasicKnobs<T> plain{scalar_value(knobs.length), scalar_value(knobs.stiffness),
                            scalar_value(knobs.strength), scalar_value(knobs.tone)};
  const muscle::FiberShape<T> plain_shape{
      scalar_value(shape.lo),           scalar_value(shape.inverse_lo),
      scalar_value(shape.thickness2),   scalar_value(shape.x0),
      scalar_value(shape.shift),        scalar_value(shape.active_at_x0),
      scalar_value(shape.passive_at_x0)};
  S x(muscle::elastic_projection<T>(plain_shape, scalar_value(ls), plain, scalar_value(l)));
  if constexpr (!std::is_same_v<S, T>)
    for (int step = 0; step < 2; ++step) {  // one Newton step carries first derivatives, two carry
                                            // second ones (nested duals)
      const auto t = muscle::tendon((l - x) / ls);
      const auto f = muscle::fiber(shape, knobs, x);
      x = x + (t.value - f.force) / S(scalar_value(t.slope / ls + f.slope));
    }
  const auto t = muscle::tendon((l - x) / ls);
  const auto f = muscle::fiber(shape, knobs, x);
  const S kt = t.slope / ls, zero(0.0);
  // Both forces are the tension but for the rounding of x, which a stiff tendon magnifies: the
  // softer of the two counts most.
  return {select(taut, F0 * (f.energy + ls * muscle::tendon_integral((l - x) / ls)), zero),
          select(taut, F0 * (kt * f.force + f.slope * t.value) / (kt + f.slope), zero),
          select(taut, F0 * kt * f.slope / (kt + f.slope), zero),
          select(taut, F0 * kt * f.active / (kt + f.slope), zero)};
}

namespace muscle {

/// The numbers that both muscles have.
template <class Law>
concept FiberAndTendon = requires(const Law& law) {
  law.max_isometric_force;
  law.optimal_fiber_length;
  law.tendon_slack_length;
  law.pennation;
};

}  // namespace muscle

template <template <class> class Law, class S>
requires muscle::FiberAndTendon<Law<S>> S slack_length(const Law<S>& law,
                                                       const BasicKnobs<S>& knobs) {
  const S thickness2 =
      muscle::squared_thickness(law.optimal_fiber_length, law.pennation, knobs.length);
  return law.tendon_slack_length +
         muscle::slack_projection(law.optimal_fiber_length, thickness2, knobs.length);
}

template <muscle::FiberAndTendon Law>
std::vector<double> kinks(const Law& law, const BasicKnobs<double>& knobs) {
  return {slack_length(law, knobs)};
}

/// The knob shifts fiber and curves by (s - 1) optimal lengths.
template <muscle::FiberAndTendon Law>
double knob_length(const Law& law) {
  return law.optimal_fiber_length;
}

/// F0 lo [N m]: proportional to the muscle's volume at one specific tension. Recruitment weighs
/// squared activations by it.
template <muscle::FiberAndTendon Law>
double muscle_size(const Law& law) {
  return law.max_isometric_force * law.optimal_fiber_length;
}

/// The energy is a difference of integrals of the curves; the balance of fiber and tendon is known
/// to the rounding of full force.
template <class S>
RoundingScale<S> rounding_scale(const BasicHill<S>& law) {
  return {S(0.0), law.max_isometric_force * (law.optimal_fiber_length + law.tendon_slack_length)};
}
template <class S>
RoundingScale<S> rounding_scale(const BasicHillElastic<S>& law) {
  return {law.max_isometric_force,
          law.max_isometric_force * (law.optimal_fiber_length + law.tendon_slack_length)};
}

/// Tension at tone 0, and what one unit of tone adds: all of it for a rigid tendon, where T is
/// affine in tone; the tangent at the present tone for an elastic one.
template <class Law>
requires(Law::has_tone) TensionParts
    tension_parts(const Law& law, BasicKnobs<double> knobs, double length) {
  const double active = evaluate(law, knobs, length).active;
  knobs.tone = 0;
  return {active, evaluate(law, knobs, length).tension};
}

/// A muscle on a rigid tendon over path lengths.
struct HillEnclosure {
  BasicHill<Interval> law;
  BasicKnobs<Interval> knobs;
  Interval thickness2;  ///< of the fiber [m^2]
  Interval x0;          ///< projection at which it begins to pull [m]
  Interval shift;       ///< of its curves, in optimal lengths
  Interval slack;       ///< [m]

  ForceRange taut(const Interval& length) const;
};
HillEnclosure enclosure(const BasicHill<Interval>& law, const BasicKnobs<Interval>& knobs);
inline NoEnclosure enclosure(const BasicHillElastic<Interval>&, const BasicKnobs<Interval>&) {
  return {"follows from an inner balance that intervals do not solve",
          "Use the law \"hill\" (rigid tendon)"};
}

inline void check_law(const Hill&, const BasicKnobs<double>&, const std::string&,
                      std::vector<Fault>&) {}
/// Refuses knobs with which fiber and tendon balance at several fiber lengths: see
/// muscle::balances_once.
void check_law(const HillElastic& law, const BasicKnobs<double>& knobs, const std::string& where,
               std::vector<Fault>& faults);

namespace muscle {

/// Whether fiber and elastic tendon balance at one fiber length only, whatever the length of the
/// path.
///
/// With the fiber's projection x and its force f(x) along the tendon (over F0), the path is l(x) =
/// x + ls (1 + log(1 + 5 f)/kT) long. One balance at each l means that l rises with x: f + 0.2 +
/// (ls/kT) f' > 0, where the active curve falls too. The left side is affine in strength x tone and
/// in stiffness, so a smaller tone never adds a balance. The proof goes along the fiber in steps
/// that a bound of the derivative allows; what it cannot settle within 1e-6 optimal lengths counts
/// as false.
bool balances_once(const HillElastic& law, const BasicKnobs<double>& knobs);

/// The longest tendon with which it does [m], for the law's fiber and these knobs; infinite where
/// any does.
double longest_tendon(const HillElastic& law, const BasicKnobs<double>& knobs);
/// The largest tone with which it does, at most 1.
double largest_tone(const HillElastic& law, const BasicKnobs<double>& knobs);

}  // namespace muscle

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/tissue/hill-inl.hpp"
#endif
