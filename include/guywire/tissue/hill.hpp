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
/// rigid-tendon formula would lengthen again there), and without active force also up to
/// passive_start. Kinks at the slack length and where passive force starts. The stiffness is
/// negative on the descending limb.
template <class S>
struct BasicHill {
  S max_isometric_force = missing<S>;             ///< F0 [N]
  S optimal_fiber_length = missing<S>;            ///< lo [m]
  S tendon_slack_length = missing<S>;             ///< ls [m]
  S pennation = missing<S>;                       ///< [rad] at optimal fiber length
  S activation = missing<S>;                      ///< the model's own tone, 0 to 1
  S passive_start = muscle::passive_start;        ///< n0: fiber length where passive force starts
  S passive_strain = muscle::passive_strain;      ///< e0: passive force is F0 at 1 + e0
  S passive_exponent = muscle::passive_exponent;  ///< k
  S active_width = muscle::active_width;          ///< w: stretches fL about optimal length
  static constexpr int size = 9;
  static constexpr std::string_view kind = "hill";
  static constexpr bool has_tone = true;
  static constexpr bool affine_in_tone = true;
  static constexpr bool in_lanes = true;
  static constexpr std::string_view source =
      "De Groote et al. 2016, OpenSim's constants; rigid tendon";
  bool operator==(const BasicHill&) const = default;
  static const std::array<Field<BasicHill>, 9> fields;
};
using Hill = BasicHill<double>;

/// The same muscle on an elastic tendon: the fiber finds its length where its force along the
/// tendon equals the tendon's, F0 fT(lt/ls). The inner root is found by safeguarded bracketing in
/// plain numbers; derivatives are restored by one Newton step in Scalar. E = F0 lo (...) + F0 ls
/// PhiT. The root is the only one at every path length for the knobs in force: see
/// muscle::balances_once, which is asked when a model is built and when its numbers change.
template <class S>
struct BasicHillElastic {
  S max_isometric_force = missing<S>;             ///< F0 [N]
  S optimal_fiber_length = missing<S>;            ///< lo [m]
  S tendon_slack_length = missing<S>;             ///< ls [m] > 0
  S pennation = missing<S>;                       ///< [rad] at optimal fiber length
  S activation = missing<S>;                      ///< the model's own tone, 0 to 1
  S passive_start = muscle::passive_start;        ///< n0: fiber length where passive force starts
  S passive_strain = muscle::passive_strain;      ///< e0: passive force is F0 at 1 + e0
  S passive_exponent = muscle::passive_exponent;  ///< k
  S active_width = muscle::active_width;          ///< w: stretches fL about optimal length
  S tendon_strain = muscle::tendon_strain;        ///< of the tendon under F0
  static constexpr int size = 10;
  static constexpr std::string_view kind = "hill_elastic";
  static constexpr bool has_tone = true;
  static constexpr bool affine_in_tone = false;
  static constexpr bool in_lanes = false;  // its inner root has no common path
  static constexpr std::string_view source = "De Groote et al. 2016, OpenSim's constants";
  bool operator==(const BasicHillElastic&) const = default;
  static const std::array<Field<BasicHillElastic>, 10> fields;
};
using HillElastic = BasicHillElastic<double>;

namespace muscle {

/// The numbers that both muscles have, in their order. `is_elastic`: the tendon has some length.
template <class Law>
constexpr std::array<Field<Law>, 9> fields_of(bool is_elastic) {
  return {{
      {{"max_isometric_force", "N", 0, infinity, false, "the largest active force"},
       &Law::max_isometric_force},
      {{"optimal_fiber_length", "m", 0, infinity, true, "the fiber length of largest active force"},
       &Law::optimal_fiber_length},
      {{"tendon_slack_length", "m", 0, infinity, is_elastic, "the tendon's length without load"},
       &Law::tendon_slack_length},
      {{"pennation", "rad", 0, 1.4, false, "the angle of fiber to tendon at optimal length"},
       &Law::pennation},  // near pi/2 the fiber would pull along nothing
      {{"activation", "1", 0, 1, false, "the model's own tone"}, &Law::activation},
      // chosen: what is beyond these bounds is no muscle. OpenSim's curves are never narrower.
      {{"passive_start", "1", shortest_fiber, 3, false,
        "the fiber length, in optimal lengths, at which passive force starts", true},
       &Law::passive_start},
      {{"passive_strain", "1", 0.02, 3, false,
        "the strain of the fiber at which passive force is the largest active force", true},
       &Law::passive_strain},
      {{"passive_exponent", "1", 0.1, 20, false, "the exponent of the passive curve", true},
       &Law::passive_exponent},
      {{"active_width", "1", 1, 3, false, "a factor on the width of the active curve", true},
       &Law::active_width},
  }};
}

}  // namespace muscle

template <class S>
inline constexpr std::array<Field<BasicHill<S>>, 9> BasicHill<S>::fields =
    muscle::fields_of<BasicHill<S>>(false);
template <class S>
inline constexpr std::array<Field<BasicHillElastic<S>>, 10> BasicHillElastic<S>::fields =
    joined(muscle::fields_of<BasicHillElastic<S>>(true),
           std::array<Field<BasicHillElastic<S>>, 1>{
               {{{"tendon_strain", "1", 0.002, 1, false,
                  "the strain of the tendon under the largest active force", true},
                 &BasicHillElastic<S>::tendon_strain}}});

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

/// Projection x [m] of a fiber of normalized length n, but never below 0.
template <class S>
S projection_at(const S& n, const S& lo, const S& thickness2, const S& length_knob) {
  using std::sqrt;
  const S lf = lo * (n + length_knob - 1.0);
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
  S x0;                           ///< projection where active force starts [m]
  S shift;                        ///< of the curves, in optimal lengths
  S active_at_x0, passive_at_x0;  ///< integrals of the curves up to there
  S narrowing, rise;              ///< of the active curve: see active_integral
  PassiveCurve<S> passive;

  template <class To>
  FiberShape<To> cast() const {
    const auto to = [](const S& x) { return To(scalar_value(x)); };
    return {to(lo),
            to(inverse_lo),
            to(thickness2),
            to(x0),
            to(shift),
            to(active_at_x0),
            to(passive_at_x0),
            to(narrowing),
            to(rise),
            {to(passive.start), to(passive.rate), to(passive.at_start), to(passive.scale)}};
  }
};

/// Of a law's fiber, whatever its tendon.
template <class Law, class S>
FiberShape<S> fiber_shape(const Law& law, const S& length_knob) {
  using std::sqrt;
  const S lo(law.optimal_fiber_length);
  const S thickness2 = squared_thickness(lo, S(law.pennation), length_knob),
          x0 = projection_at(S(shortest_fiber), lo, thickness2, length_knob),
          shift = length_knob - 1.0, narrowing = 1.0 / S(law.active_width) - 1.0;
  FiberShape<S> shape{
      lo,
      1.0 / lo,
      thickness2,
      x0,
      shift,
      S(0.0),
      S(0.0),
      narrowing,
      S(0.0),
      passive_curve(S(law.passive_start), S(law.passive_strain), S(law.passive_exponent))};
  if constexpr (carries_potential<S>) {
    const S square = x0 * x0 + thickness2;
    const auto some = square > S(0.0);
    const S n0 = select(some, sqrt(select(some, square, S(1.0))), S(0.0)) / lo - shift;
    shape.rise = whole_rise(narrowing);
    shape.active_at_x0 = active_integral(n0, narrowing, shape.rise);
    shape.passive_at_x0 = passive_integral(n0, shape.passive);
  }
  return shape;
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
  const auto fl = active(n, shape.narrowing);
  const auto fp = passive_with_integral(n, shape.passive);
  const S f = drive * fl.value + knobs.stiffness * fp.value,
          df = drive * fl.slope + knobs.stiffness * fp.slope;
  S energy = zero;
  if constexpr (carries_potential<S>)
    energy = drive * (active_integral(n, shape.narrowing, shape.rise) - shape.active_at_x0) +
             knobs.stiffness * (fp.integral - shape.passive_at_x0);
  return {select(taut, f * cosine, zero),
          select(taut,
                 df * cosine * cosine * shape.inverse_lo +
                     f * shape.thickness2 * (inverse * inverse * inverse),
                 zero),
          select(taut, shape.lo * energy, zero),
          select(taut, knobs.strength * fl.value * cosine, zero)};
}

/// Projection x of the fiber on an elastic tendon where both forces agree, in plain numbers. l > x0
/// + ls.
template <class T>
T elastic_projection(const FiberShape<T>& shape, T ls, T rate, const BasicKnobs<T>& knobs,
                     T length) {
  T low = shape.x0, high = length - ls;  // excess(low) >= 0 >= excess(high)
  T x = high;
  for (int i = 0; i < 200 && high - low > 0; ++i) {
    const auto t = tendon(T((length - x) / ls), rate);
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

/// The same with the fiber's shape at hand: `shape` is fiber_shape(law, knobs.length).
template <class S>
TensionPoint<S> evaluate(const BasicHill<S>& law, const muscle::FiberShape<S>& shape,
                         const BasicKnobs<S>& knobs, const S& length) {
  const auto f = muscle::fiber(shape, knobs, length - law.tendon_slack_length);
  const S F0 = law.max_isometric_force;
  return {F0 * f.energy, F0 * f.force, F0 * f.slope, F0 * f.active};
}

template <class S>
TensionPoint<S> evaluate(const BasicHill<S>& law, const BasicKnobs<S>& knobs, const S& length) {
  return evaluate(law, muscle::fiber_shape(law, knobs.length), knobs, length);
}

template <class S>
TensionPoint<S> evaluate(const BasicHillElastic<S>& law, const BasicKnobs<S>& knobs,
                         const S& length) {
  const S ls = law.tendon_slack_length, F0 = law.max_isometric_force;
  const S rate = muscle::tendon_rate(law.tendon_strain);
  const auto shape = muscle::fiber_shape(law, knobs.length);
  const auto taut = length > shape.x0 + ls;
  const S l = select(taut, length, shape.x0 + ls + shape.lo);
  using T = decltype(scalar_value(l));
  const BasicKnobs<T> plain{scalar_value(knobs.length), scalar_value(knobs.stiffness),
                            scalar_value(knobs.strength), scalar_value(knobs.tone)};
  S x(muscle::elastic_projection<T>(shape.template cast<T>(), scalar_value(ls), scalar_value(rate),
                                    plain, scalar_value(l)));
  if constexpr (!std::is_same_v<S, T>)
    for (int step = 0; step < 2; ++step) {  // one Newton step carries first derivatives, two carry
                                            // second ones (nested duals)
      const auto t = muscle::tendon(S((l - x) / ls), rate);
      const auto f = muscle::fiber(shape, knobs, x);
      x = x + (t.value - f.force) / S(scalar_value(t.slope / ls + f.slope));
    }
  const auto t = muscle::tendon(S((l - x) / ls), rate);
  const auto f = muscle::fiber(shape, knobs, x);
  const S kt = t.slope / ls, zero(0.0);
  // Both forces are the tension but for the rounding of x, which a stiff tendon magnifies: the
  // softer of the two counts most.
  return {select(taut, F0 * (f.energy + ls * muscle::tendon_integral(S((l - x) / ls), rate)), zero),
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

/// Without active force a muscle is slack until its passive force starts.
template <template <class> class Law, class S>
requires muscle::FiberAndTendon<Law<S>> S slack_length(const Law<S>& law,
                                                       const BasicKnobs<S>& knobs) {
  const S lo = law.optimal_fiber_length;
  const S thickness2 = muscle::squared_thickness(lo, law.pennation, knobs.length);
  const S first =
      select(knobs.tone * knobs.strength > S(0.0), S(muscle::shortest_fiber), law.passive_start);
  return law.tendon_slack_length + muscle::projection_at(first, lo, thickness2, knobs.length);
}

/// The second is where passive force starts.
template <class S>
std::array<S, 2> kinks(const BasicHill<S>& law, const BasicKnobs<S>& knobs) {
  const S lo = law.optimal_fiber_length;
  const S thickness2 = muscle::squared_thickness(lo, law.pennation, knobs.length);
  return {slack_length(law, knobs),
          law.tendon_slack_length +
              muscle::projection_at(law.passive_start, lo, thickness2, knobs.length)};
}
/// There the tendon carries what active force there is.
template <class S>
std::array<S, 2> kinks(const BasicHillElastic<S>& law, const BasicKnobs<S>& knobs) {
  using std::log;
  const S lo = law.optimal_fiber_length;
  const auto shape = muscle::fiber_shape(law, knobs.length);
  const S x = muscle::projection_at(law.passive_start, lo, shape.thickness2, knobs.length);
  const S force = muscle::fiber(shape, knobs, x).force;
  const S strain = log(1.0 + 5.0 * force) / muscle::tendon_rate(law.tendon_strain);
  return {slack_length(law, knobs), x + law.tendon_slack_length * (1.0 + strain)};
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
  Interval x0;          ///< projection at which active force starts [m]
  Interval shift;       ///< of its curves, in optimal lengths
  Interval narrowing;   ///< of the active curve
  muscle::PassiveCurve<Interval> passive;
  Interval slack;  ///< [m]

  ForceRange taut(const Interval& length) const;
};
HillEnclosure enclosure(const BasicHill<Interval>& law, const BasicKnobs<Interval>& knobs);
inline NoEnclosure enclosure(const BasicHillElastic<Interval>&, const BasicKnobs<Interval>&) {
  return {"follows from an inner balance that intervals do not solve",
          "Use the law \"hill\" (rigid tendon)"};
}

/// Refuses a passive curve that starts where it should be F0.
void check_law(const Hill& law, const BasicKnobs<double>& knobs, const std::string& where,
               std::vector<Fault>& faults);
/// The same, and refuses knobs with which fiber and tendon balance at several fiber lengths: see
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
