#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numeric>

#include "guywire/statics/equilibria.hpp"
#include "guywire/statics/equilibrium-inl.hpp"
#include "guywire/statics/full_turns-inl.hpp"

namespace guywire {

namespace detail {

/// Two coordinates at most: pairs of intervals; a symmetric matrix is (00, 01, 11).
using Pair2 = std::array<Interval, 2>;
using Symmetric2 = std::array<Interval, 3>;

/// theta = shift + slope . u.
struct Turn {
  Interval shift;
  Pair2 slope;
  bool exact;  ///< the slopes are points
};

/// constant + sum of amplitude cos(slope . u - phase): what a squared distance or a weight's potential is made of. Each term is
/// enclosed without overestimation, and so are its derivatives.
class Wave {
 public:
  Interval constant;

  /// Adds a cos(turn) + b sin(turn).
  void add(const Turn& turn, const Interval& a, const Interval& b) {
    const Interval c = cos(turn.shift), s = sin(turn.shift);
    Interval in_phase = a * c + b * s, across = b * c - a * s;  // of the angle without its shift
    Pair2 slope = turn.slope;
    if (slope == Pair2{}) {
      constant += in_phase;
      return;
    }
    if (slope[0].lower < 0 || (slope[0] == Interval(0.0) && slope[1].lower < 0)) slope = {-slope[0], -slope[1]}, across = -across;
    for (Term& t : terms_)
      if (turn.exact && t.exact && t.slope == slope) {
        t.a += in_phase, t.b += across;
        return;
      }
    terms_.push_back({slope, in_phase, across, {}, {}, turn.exact});
  }
  /// Brings each term to its amplitude and phase. Call once all is added.
  void finish() {
    std::erase_if(terms_, [](const Term& t) { return t.a == Interval(0.0) && t.b == Interval(0.0); });
    for (Term& t : terms_) {
      t.amplitude = sqrt(square(t.a) + square(t.b));
      if (t.a.upper < 0) t.amplitude = -t.amplitude, t.a = -t.a, t.b = -t.b;  // away from the cut of atan2
      t.phase = atan2(t.b, t.a);
    }
  }

  struct Value {
    Interval value;
    Pair2 gradient;
    Symmetric2 hessian;
  };
  Value at(const Pair2& u) const {
    Value out{constant, {}, {}};
    for (const Term& t : terms_) {
      const Interval angle = t.slope[0] * u[0] + t.slope[1] * u[1] - t.phase;
      const Interval c = t.amplitude * cos(angle), s = t.amplitude * sin(angle);
      out.value += c;
      for (int i = 0; i < 2; ++i) out.gradient[i] -= t.slope[i] * s;
      out.hessian[0] -= square(t.slope[0]) * c, out.hessian[1] -= t.slope[0] * t.slope[1] * c, out.hessian[2] -= square(t.slope[1]) * c;
    }
    return out;
  }

 private:
  struct Term {
    Pair2 slope;
    Interval a, b, amplitude, phase;
    bool exact;
  };
  std::vector<Term> terms_;
};

/// A quantity of the posture with its first two derivatives over a box; across a kink the Hessian is the hull of both sides.
struct Enclosure {
  Interval value;
  Pair2 gradient;
  Symmetric2 hessian;
};

/// Tension and stiffness over a range of lengths, or moment and its slope over a range of angles.
struct ForceRange {
  Interval force, slope;
};

/// f over `x`, from f and its slope over all of x, made sharper by the value in the middle.
template <class F>
ForceRange sharpened(const Interval& x, F&& law) {
  ForceRange out = law(x);
  const double m = middle(x);
  if (!(width(x) > 0) || !std::isfinite(m)) return out;
  out.force = common(out.force, law(Interval(m)).force + out.slope * (x - m));
  return out;
}

inline ForceRange taut(const BasicLinear<Interval>& law, const BasicKnobs<Interval>& knobs, const Interval& slack, const Interval& l) {
  const Interval k = law.stiffness * knobs.stiffness;
  return {k * (l - slack), k};
}
inline ForceRange taut(const BasicExponentialToe<Interval>& law, const BasicKnobs<Interval>& knobs, const Interval& slack, const Interval& l) {
  // convex: tension and stiffness both rise with length
  const Interval k = law.stiffness * knobs.stiffness, c = law.toe_shape, toe = slack * law.toe_strain;
  const auto at = [&](double length) -> ForceRange {
    const Interval stretch = Interval(length) - slack;
    const Interval in_toe = {std::clamp(stretch.lower, 0.0, toe.lower), std::clamp(stretch.upper, 0.0, toe.upper)};
    const Interval beyond = {std::max(0.0, (stretch - toe).lower), std::max(0.0, (stretch - toe).upper)};
    const Interval rise = exp(c * (in_toe / toe - 1.0));
    return {k * toe / c * (rise - exp(-c)) + k * beyond, k * rise};
  };
  const ForceRange low = at(l.lower), high = at(l.upper);
  return {hull(low.force, high.force), hull(low.slope, high.slope)};
}

/// The fibre's thickness squared, where it begins to pull, and the shift of its curves: see muscle::fiber_shape.
struct FiberRange {
  Interval thickness2, x0, shift;
};
inline FiberRange fiber_range(const BasicHill<Interval>& law, const Interval& length_knob) {
  const Interval room = Interval(1.0) - muscle::shortest_fiber - length_knob;
  const Interval lacking = {std::max(0.0, room.lower), std::max(0.0, room.upper)};
  const Interval lo = law.optimal_fiber_length, thickness2 = square(lo) * (square(sin(law.pennation)) + square(lacking));
  const Interval lf = lo * (muscle::shortest_fiber + length_knob - 1.0);
  const Interval positive = {std::max(0.0, lf.lower), std::max(0.0, lf.upper)}, rest = square(positive) - thickness2;
  return {thickness2, rest.upper > 0 ? sqrt(rest) : Interval(0.0), length_knob - 1.0};
}

/// muscle::active over fibre lengths l >= 0.2.
inline ForceRange active_range(const Interval& l) {
  ForceRange f;
  const auto bell = [&](double b1, double b2, double b3, double b4) {
    const auto z_at = [&](double at) { return (Interval(at) - b2) / (Interval(b3) + Interval(b4) * at); };
    const Interval inverse = Interval(1.0) / (Interval(b3) + Interval(b4) * l), z = hull(z_at(l.lower), z_at(l.upper));  // z rises with l
    const Interval height = Interval(b1) * exp(Interval(-0.5) * square(z));
    f.force += height;
    f.slope -= height * z * ((Interval(b3) + Interval(b4) * b2) * square(inverse));
  };
  bell(0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465);
  bell(0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188);
  bell(0.1, 1.0, 0.353553390593274, 0.0);
  if (l.lower > 0.4 && l.upper < 2.8) return f;
  const auto step = [&](double from, double wide) -> ForceRange {  // rises from 0 to 1
    const auto part = [&](double at) {
      const Interval t = (Interval(at) - from) / wide;
      return Interval(std::clamp(t.lower, 0.0, 1.0), std::clamp(t.upper, 0.0, 1.0));
    };
    const auto rise = [](const Interval& t) { return t * square(t) * (Interval(10.0) + t * (Interval(6.0) * t - 15.0)); };
    const Interval low = part(l.lower), high = part(l.upper), t = hull(low, high);
    const Interval value = hull(rise(low), rise(high));
    return {{std::max(0.0, value.lower), std::min(1.0, value.upper)}, Interval(30.0) / wide * square(t) * square(Interval(1.0) - t)};
  };
  const ForceRange up = step(0.2, 0.2), down = step(2.8, 0.2);
  const Interval window = up.force * (Interval(1.0) - down.force);
  return {f.force * window, f.slope * window + f.force * (up.slope * (Interval(1.0) - down.force) - up.force * down.slope)};
}

inline ForceRange taut(const BasicHill<Interval>& law, const BasicKnobs<Interval>& knobs, const FiberRange& shape, const Interval& l) {
  const Interval projected = l - law.tendon_slack_length;
  const Interval x = {std::max(projected.lower, shape.x0.lower), std::max(projected.upper, shape.x0.lower)};
  const auto fiber_at = [&](double at) { return sqrt(square(Interval(at)) + shape.thickness2); };
  const Interval lf = hull(fiber_at(x.lower), fiber_at(x.upper)), inverse = Interval(1.0) / lf;
  const auto cosine_at = [&](double at) { return at > 0 && std::isfinite(at) ? common(Interval(at) / fiber_at(at), {0, 1}) : Interval(0, 1); };
  const Interval cosine = hull(cosine_at(x.lower), cosine_at(x.upper));  // rises with x
  const Interval n0 = lf / law.optimal_fiber_length - shape.shift;
  const Interval n = {std::max(n0.lower, muscle::shortest_fiber), std::max(n0.upper, muscle::shortest_fiber)};
  const Interval drive = knobs.tone * knobs.strength, e = exp(Interval(muscle::passive_rate) * (n - 1.0));
  const ForceRange fl = active_range(n);
  const Interval passive = Interval(muscle::passive_scale) * (e - muscle::passive_at_zero);
  const Interval f = drive * fl.force + knobs.stiffness * passive;
  const Interval df = drive * fl.slope + knobs.stiffness * (Interval(muscle::passive_scale) * muscle::passive_rate * e);
  const Interval F0 = law.max_isometric_force;
  return {F0 * f * cosine, F0 * (df * square(cosine) / law.optimal_fiber_length + f * shape.thickness2 * (square(inverse) * inverse))};
}

inline ForceRange moment(const BasicLinearJoint<Interval>& law, const Interval& phi) { return {law.stiffness * (phi - law.neutral_angle), law.stiffness}; }
inline ForceRange moment(const BasicBilinearJoint<Interval>& law, const Interval& phi) {
  const Interval d = phi - law.neutral_angle, low = {std::min(d.lower, 0.0), std::min(d.upper, 0.0)}, high = {std::max(d.lower, 0.0), std::max(d.upper, 0.0)};
  return {law.stiffness_negative * low + law.stiffness_positive * high,
          d.lower > 0 ? law.stiffness_positive : d.upper < 0 ? law.stiffness_negative
                                                             : hull(law.stiffness_negative, law.stiffness_positive)};
}
inline ForceRange moment(const BasicPolynomialJoint<Interval>& law, const Interval& phi) {
  const Interval d = phi - law.neutral_angle;
  return {d * (law.linear + d * (law.quadratic + d * law.cubic)), law.linear + Interval(2.0) * law.quadratic * d + Interval(3.0) * law.cubic * square(d)};
}
inline ForceRange moment(const BasicExponentialPairJoint<Interval>& law, const Interval& phi) {
  const Interval up = law.upper_moment * exp(law.upper_rate * (phi - law.upper_angle));
  const Interval down = law.lower_moment * exp(-(law.lower_rate * (phi - law.lower_angle)));
  return {up - down - law.offset_moment, law.upper_rate * up + law.lower_rate * down};
}

/// A model of one or two coordinates whose gradient and Hessian can be enclosed over a box.
class IntervalModel {
 public:
  explicit IntervalModel(const Model& model) : s_(model.structure()) {
    numbers_.assign(model.numbers().begin(), model.numbers().end());
    make_turns(model);
    for (const auto& l : s_.loads) add_load(l);
    weight_.finish();
    for (const auto& j : s_.joints) {
      const Turn outer = turn(j.body), inner = turn(j.relative_to);
      joints_.push_back({less(outer, inner), law_from<BasicJointLaw<Interval>>(j.law, j.numbers + 1), numbers_[j.numbers] * double(j.sides)});
    }
    for (const auto& c : s_.cables) add_cable(c);
  }

  struct Result {
    Pair2 gradient;
    Symmetric2 hessian;
    Pair2 center;           ///< gradient in the middle of the box
    bool lost = false;      ///< a path is undefined everywhere in the box
    bool doubtful = false;  ///< or perhaps somewhere: `hessian` and `center` are of no use
  };
  /// Encloses gradient and Hessian over a box.
  Result at(const Pair2& u) const {
    const Pair2 mid{middle(u[0]), middle(u[1])}, away{u[0] - mid[0], u[1] - mid[1]};
    const bool point = u == mid;
    Result out, ignored;
    const auto w = weight_.at(u), w_mid = point ? w : weight_.at(mid);
    out.hessian = w.hessian;
    for (int i = 0; i < 2; ++i) out.gradient[i] = w.gradient[i] - couple_[i], out.center[i] = w_mid.gradient[i] - couple_[i];
    for (const CableData& c : cables_) {
      Enclosure l = length(c, u, out);
      if (out.lost) return out;
      Enclosure center = l;
      if (!point && !out.doubtful) {
        center = length(c, mid, ignored);
        for (int i = 0; i < 2; ++i) l.gradient[i] = common(l.gradient[i], center.gradient[i] + l.hessian[i] * away[0] + l.hessian[i + 1] * away[1]);
        l.value = common(l.value, center.value + l.gradient[0] * away[0] + l.gradient[1] * away[1]);
        const Interval T = c.sides * tension(c, center.value).force;
        for (int i = 0; i < 2; ++i) out.center[i] += T * center.gradient[i];
      }
      const ForceRange f = tension(c, l.value);
      if (f.force == Interval(0.0) && f.slope == Interval(0.0)) continue;
      const Interval T = c.sides * f.force, k = c.sides * f.slope;
      for (int i = 0; i < 2; ++i) out.gradient[i] += T * l.gradient[i];
      out.hessian[0] += k * square(l.gradient[0]) + T * l.hessian[0];
      out.hessian[1] += k * l.gradient[0] * l.gradient[1] + T * l.hessian[1];
      out.hessian[2] += k * square(l.gradient[1]) + T * l.hessian[2];
    }
    for (const JointData& j : joints_) {
      const auto phi = [&](const Pair2& at) { return j.turn.shift + j.turn.slope[0] * at[0] + j.turn.slope[1] * at[1]; };
      const auto law_at = [&](const Interval& x) { return std::visit([&](const auto& law) { return moment(law, x); }, j.law); };
      const ForceRange f = sharpened(phi(u), law_at);
      const Interval M = j.factor * f.force, k = j.factor * f.slope, M_mid = point ? M : j.factor * law_at(phi(mid)).force;
      for (int i = 0; i < 2; ++i) out.gradient[i] += M * j.turn.slope[i], out.center[i] += M_mid * j.turn.slope[i];
      out.hessian[0] += k * square(j.turn.slope[0]), out.hessian[1] += k * j.turn.slope[0] * j.turn.slope[1], out.hessian[2] += k * square(j.turn.slope[1]);
    }
    if (point) out.center = out.gradient;
    if (!out.doubtful)
      for (int i = 0; i < 2; ++i) out.gradient[i] = common(out.gradient[i], out.center[i] + out.hessian[i] * away[0] + out.hessian[i + 1] * away[1]);
    return out;
  }
  /// Body angle over a box.
  Interval angle(int body, const Pair2& u) const { return turns_[body].shift + turns_[body].slope[0] * u[0] + turns_[body].slope[1] * u[1]; }

 private:
  struct Segment {
    Wave squared;  ///< length squared, with the lateral extent
    // over a circle, from its centre to either end: squared distances, dot product and signed cross product of both turned by
    // -45 degrees, and moments d(arg)/du_k x squared distance
    bool curved = false;
    Wave to_start, to_end, along, across, turn_start[2], turn_end[2];
    Interval z2, radius;
    double sense = 1;
    Pair2 steepest;  ///< |d length/du| is never more
  };
  struct CableData {
    Interval fixed_length, sides;
    BasicCableLaw<Interval> law;
    BasicKnobs<Interval> knobs;
    Interval slack;  ///< length at which tension starts
    FiberRange fiber;
    std::vector<Segment> segments;
  };
  struct JointData {
    Turn turn;
    BasicJointLaw<Interval> law;
    Interval factor;
  };
  /// One rotating lever of a vector.
  struct Arm {
    int body;  ///< -1: fixed in ground
    Interval x, y;
  };
  using Arms = std::vector<Arm>;

  void make_turns(const Model& model) {
    const std::size_t held = s_.constraint_angles.size();
    for (int b = 0; b < s_.body_count; ++b) {
      Turn t{0.0, {}, true};
      for (std::size_t k = 0; k < held; ++k) t.shift += Interval(s_.P[b * held + k]) * model.numbers()[s_.constraint_angles[k]];
      for (int f = 0; f < s_.free_count; ++f) t.slope[f] = s_.S[b * s_.free_count + f];
      turns_.push_back(t);
    }
  }
  Turn turn(int body) const { return body < 0 ? Turn{0.0, {}, true} : turns_[body]; }
  /// The angle between two bodies.
  static Turn less(const Turn& a, const Turn& b) {
    Turn t{a.shift - b.shift, {}, true};
    const auto simple = [](double v) { return std::abs(v) < 1e6 && std::fmod(64 * v, 1) == 0; };  // differences of such are exact
    for (int i = 0; i < 2; ++i) {
      const double p = a.slope[i].lower, q = b.slope[i].lower;  // points both
      t.slope[i] = p == q ? Interval(0.0) : simple(p) && simple(q) ? Interval(p - q)
                                                                   : Interval(p) - Interval(q);
      t.exact = t.exact && width(t.slope[i]) == 0;
    }
    return t;
  }

  template <class Variant>
  Variant law_from(int kind, int at) const {
    Variant out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((kind == static_cast<int>(I) ? (out = from_numbers<std::variant_alternative_t<I, Variant>>(numbers_.data() + at), 0) : 0), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>{});
    return out;
  }

  void add_load(const Structure::LoadEntry& l) {
    Interval fx = numbers_[l.force], fy = numbers_[l.force + 1];
    if (l.mass >= 0) fx = fx * numbers_[l.mass] * double(l.mass_sides), fy = fy * numbers_[l.mass] * double(l.mass_sides);
    for (int body = l.body, at = l.point; body >= 0; at = s_.hinge[body], body = s_.parent[body]) {
      const Interval &x = numbers_[at], &y = numbers_[at + 1];
      weight_.add(turns_[body], -(fx * x + fy * y), -(fy * x - fx * y));
    }
    if (l.couple >= 0)
      for (int i = 0; i < 2; ++i) couple_[i] += numbers_[l.couple] * turns_[l.body].slope[i];
  }

  Interval difference(int plus, int minus) const {
    const Interval a = plus < 0 ? Interval(0.0) : numbers_[plus], b = minus < 0 ? Interval(0.0) : numbers_[minus];
    return minus < 0 ? a : plus < 0 ? -b
                                    : a - b;
  }
  Arms arms(int span) const {
    const auto& p = s_.spans[span];
    Arms out;
    const auto add = [&](int body, int plus, int minus) {
      out.push_back({body, difference(plus, minus), difference(plus < 0 ? -1 : plus + 1, minus < 0 ? -1 : minus + 1)});
    };
    if (p.ground_plus >= 0 || p.ground_minus >= 0) add(-1, p.ground_plus, p.ground_minus);
    for (int l = p.first_lever; l < p.first_lever + p.lever_count; ++l) add(s_.levers[l].body, s_.levers[l].plus, s_.levers[l].minus);
    return out;
  }
  /// Adds factor (a . b) + cross (a x b), the arms of b weighted by their slopes to coordinate `slope` (or not: -1).
  void add_product(Wave& w, const Arms& a, const Arms& b, double factor, double cross, int slope = -1) const {
    for (const Arm& p : a)
      for (const Arm& q : b) {
        const Interval weight = slope < 0 ? Interval(1.0) : turn(q.body).slope[slope];
        if (weight == Interval(0.0)) continue;
        const Interval dot = p.x * q.x + p.y * q.y, wedge = p.x * q.y - p.y * q.x;  // p . R q = cos dot - sin wedge; p x R q = sin dot + cos wedge
        w.add(less(turn(q.body), turn(p.body)), weight * (Interval(factor) * dot + Interval(cross) * wedge), weight * (Interval(cross) * dot - Interval(factor) * wedge));
      }
  }
  void add_square(Wave& w, const Arms& a) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      w.constant += square(a[i].x) + square(a[i].y);
      for (std::size_t j = 0; j < i; ++j) add_product(w, {a[i]}, {a[j]}, 2, 0);
    }
  }

  void add_cable(const Structure::CableEntry& entry) {
    CableData c;
    c.sides = double(entry.sides);
    c.law = law_from<BasicCableLaw<Interval>>(entry.law, entry.law_numbers);
    c.knobs = from_numbers<BasicKnobs<Interval>>(numbers_.data() + entry.knobs);
    if (const auto* hill = std::get_if<BasicHill<Interval>>(&c.law)) {
      c.fiber = fiber_range(*hill, c.knobs.length);
      c.slack = hill->tendon_slack_length + c.fiber.x0;
    } else if (const auto* linear = std::get_if<BasicLinear<Interval>>(&c.law)) {
      c.slack = linear->slack_length * c.knobs.length;
    } else if (const auto* toe = std::get_if<BasicExponentialToe<Interval>>(&c.law)) {
      c.slack = toe->slack_length * c.knobs.length;
    }
    for (int g = entry.first_segment; g < entry.first_segment + entry.segment_count; ++g) {
      const auto& segment = s_.segments[g];
      Segment out;
      const Arms d = arms(segment.span);
      const Interval dz = numbers_[segment.z_plus] - numbers_[segment.z_minus];
      out.z2 = square(dz);
      out.squared.constant = out.z2;
      add_square(out.squared, d);
      out.squared.finish();
      for (const Arm& a : d)
        for (int i = 0; i < 2; ++i) out.steepest[i] += abs(turn(a.body).slope[i]) * sqrt(square(a.x) + square(a.y));
      if (segment.circle >= 0) {
        out.curved = true;
        out.radius = numbers_[segment.circle + 2];
        out.sense = segment.sense == Sense::counterclockwise ? 1 : -1;
        const Arms a = arms(segment.span_to_start), b = arms(segment.span_to_end);
        add_square(out.to_start, a), add_square(out.to_end, b);
        add_product(out.along, a, b, 1, out.sense), add_product(out.across, a, b, -1, out.sense);
        for (int i = 0; i < 2; ++i) add_product(out.turn_start[i], a, a, 1, 0, i), add_product(out.turn_end[i], b, b, 1, 0, i);
        for (Wave* w : {&out.to_start, &out.to_end, &out.along, &out.across, &out.turn_start[0], &out.turn_start[1], &out.turn_end[0], &out.turn_end[1]}) w->finish();
      } else if (out.steepest == Pair2{}) {  // its length never changes
        c.fixed_length += sqrt(out.squared.constant);
        continue;
      }
      c.segments.push_back(std::move(out));
    }
    cables_.push_back(std::move(c));
  }

  /// sqrt of a quantity whose enclosure is w.
  static Enclosure root(const Interval& value, const Pair2& gradient, const Symmetric2& hessian) {
    Enclosure e;
    e.value = sqrt(Interval(std::max(0.0, value.lower), std::max(0.0, value.upper)));
    const Interval half = Interval(0.5) / e.value;
    for (int i = 0; i < 2; ++i) e.gradient[i] = gradient[i] * half;
    const Interval inverse = Interval(1.0) / e.value;
    e.hessian = {hessian[0] * half - square(e.gradient[0]) * inverse, hessian[1] * half - e.gradient[0] * e.gradient[1] * inverse, hessian[2] * half - square(e.gradient[1]) * inverse};
    return e;
  }

  static Enclosure straight_length(const Segment& g, const Pair2& u) {
    const auto q = g.squared.at(u);
    Enclosure e = root(q.value, q.gradient, q.hessian);
    for (int i = 0; i < 2; ++i) e.gradient[i] = common(e.gradient[i], {-g.steepest[i].upper, g.steepest[i].upper});
    return e;
  }

  /// Length of a segment over a circle; see wrap_circle.
  static Enclosure curved_length(const Segment& g, const Pair2& u, Result& out) {
    const auto qa = g.to_start.at(u), qb = g.to_end.at(u);
    const Interval R = g.radius, R2 = square(R), spare_a = qa.value - R2, spare_b = qb.value - R2;
    const Interval turned = atan2(g.across.at(u).value, g.along.at(u).value), psi = turned + Interval(0.25) * pi();  // in (-3/4 pi, 5/4 pi]
    const Interval limit = Interval(-0.25) * pi();
    if (spare_a.upper < 0 || spare_b.upper < 0 || psi.upper < limit.lower) out.lost = true;
    if (!(spare_a.lower > 0 && spare_b.lower > 0 && psi.lower > limit.upper)) out.doubtful = true;
    const auto tangent = [](const Interval& spare) { return sqrt(Interval(std::max(0.0, spare.lower), std::max(0.0, spare.upper))); };
    const Interval ta = tangent(spare_a), tb = tangent(spare_b), wrap = psi - atan2(ta, R) - atan2(tb, R);
    if (wrap.upper < 0) return straight_length(g, u);
    // s = f(a^2) + f(b^2) + R psi with f = t - R atan2(t, R): f' = t/(2 a^2), f'' = 1/(4 t a^2) - t/(2 a^4)
    Enclosure s;
    s.value = ta + tb + R * Interval(std::max(0.0, wrap.lower), wrap.upper);
    const auto add = [&](const Wave::Value& q, const Interval& t, const Wave* moments, double sign) {
      const Interval q_ = {std::max(q.value.lower, R2.lower), std::max(q.value.upper, R2.lower)};
      const Interval first = Interval(0.5) * t / q_, second = Interval(0.25) / (t * q_) - Interval(0.5) * t / square(q_), swirl = Interval(sign * g.sense) * R / q_;
      for (int i = 0, k = 0; i < 2; ++i) {
        const auto m = moments[i].at(u);  // d(arg)/du_i = m/q
        s.gradient[i] += first * q.gradient[i] + swirl * m.value;
        for (int j = i; j < 2; ++j, ++k) s.hessian[k] += first * q.hessian[k] + second * q.gradient[i] * q.gradient[j] + swirl * (m.gradient[j] - m.value * q.gradient[j] / q_);
      }
    };
    add(qa, ta, g.turn_start, -1), add(qb, tb, g.turn_end, 1);
    Symmetric2 squares{square(s.gradient[0]) + s.value * s.hessian[0], s.gradient[0] * s.gradient[1] + s.value * s.hessian[1], square(s.gradient[1]) + s.value * s.hessian[2]};
    for (Interval& h : squares) h = Interval(2.0) * h;
    Enclosure e = root(square(s.value) + g.z2, {Interval(2.0) * s.value * s.gradient[0], Interval(2.0) * s.value * s.gradient[1]}, squares);
    if (wrap.lower > 0) return e;
    const Enclosure other = straight_length(g, u);
    e.value = hull(e.value, other.value);
    for (int i = 0; i < 2; ++i) e.gradient[i] = hull(e.gradient[i], other.gradient[i]);
    for (int i = 0; i < 3; ++i) e.hessian[i] = hull(e.hessian[i], other.hessian[i]);
    return e;
  }
  static Interval pi() { return {below(std::numbers::pi, 1), above(std::numbers::pi, 1)}; }

  Enclosure length(const CableData& c, const Pair2& u, Result& out) const {
    Enclosure l{c.fixed_length, {}, {}};
    for (const Segment& g : c.segments) {
      const Enclosure e = g.curved ? curved_length(g, u, out) : straight_length(g, u);
      l.value += e.value;
      for (int i = 0; i < 2; ++i) l.gradient[i] += e.gradient[i];
      for (int i = 0; i < 3; ++i) l.hessian[i] += e.hessian[i];
    }
    return l;
  }

  /// Tension and stiffness over lengths: the taut part beyond the slack length, and zero where some may be slack.
  static ForceRange tension(const CableData& c, const Interval& length) {
    const Interval l = {std::max(0.0, length.lower), std::max(0.0, length.upper)};
    if (l.upper <= c.slack.lower) return {};
    const Interval part = {std::max(l.lower, c.slack.lower), l.upper};
    ForceRange f = std::visit(
        [&](const auto& law) -> ForceRange {
          using Law = std::decay_t<decltype(law)>;
          if constexpr (std::is_same_v<Law, BasicHillElastic<Interval>>) return {Interval::whole(), Interval::whole()};  // refused before
          else if constexpr (std::is_same_v<Law, BasicHill<Interval>>) return sharpened(part, [&](const Interval& x) { return taut(law, c.knobs, c.fiber, x); });
          else return taut(law, c.knobs, c.slack, part);
        },
        c.law);
    f.force.lower = std::max(0.0, f.force.lower), f.force.upper = std::max(0.0, f.force.upper);
    if (!(l.lower > c.slack.upper)) f = {hull(f.force, 0.0), hull(f.slope, 0.0)};
    return f;
  }

  const Structure& s_;
  std::vector<Interval> numbers_;
  std::vector<Turn> turns_;
  Wave weight_;
  Pair2 couple_;
  std::vector<JointData> joints_;
  std::vector<CableData> cables_;
};

/// A root of the gradient whose existence in `enclosure` and uniqueness in `cell` are proved.
struct ProvedRoot {
  Pair2 enclosure, cell;
};

/// Branch and prune over a box.
class Prover {
 public:
  Prover(const Model& model, const EquilibriaOptions& options) : model_(model), options_(options), n_(model.structure().free_count) {
    for (const Body& b : model.description().bodies) ranges_.push_back({b.angle_lower, b.angle_upper});
  }

  std::vector<ProvedRoot> roots;
  std::vector<Pair2> undecided;
  long cells = 0;
  bool path_lost = false;

  void run(const Pair2& box) {
    box_ = box;
    std::deque<Pair2> queue{box};
    while (!queue.empty() && cells < options_.cell_limit) {
      const Pair2 cell = queue.front();
      queue.pop_front();
      examine(cell, queue);
    }
    undecided.insert(undecided.end(), queue.begin(), queue.end());
    std::erase_if(roots, [&](const ProvedRoot& r) { return !overlap(r.enclosure[0], box[0]) || !overlap(r.enclosure[1], box[1]) || out_of_range(r.enclosure); });
    std::erase_if(undecided, [&](const Pair2& c) { return is_settled(c); });
  }

 private:
  /// Some body is outside its range everywhere in the cell.
  bool out_of_range(const Pair2& cell) const {
    for (std::size_t b = 0; b < ranges_.size(); ++b)
      if (!overlap(model_.angle(static_cast<int>(b), cell), ranges_[b])) return true;
    return false;
  }
  /// The only root that may be in the cell is known.
  bool is_settled(const Pair2& cell) const {
    return std::any_of(roots.begin(), roots.end(), [&](const ProvedRoot& r) { return contains(r.cell[0], cell[0]) && contains(r.cell[1], cell[1]); });
  }

  struct Inverse {
    double a = 0, b = 0, c = 0;  ///< symmetric: (a, b; b, c)
    bool good = false;
  };
  Inverse inverse_of(const Symmetric2& H) const {
    const double p = middle(H[0]), q = middle(H[1]), r = n_ == 1 ? 1.0 : middle(H[2]), det = p * r - q * q;
    Inverse y{r / det, -q / det, p / det, false};
    if (n_ == 1) y = {1 / p, 0, 0, false};
    y.good = std::isfinite(y.a) && std::isfinite(y.b) && std::isfinite(y.c) && det != 0;
    return y;
  }
  /// K(X) = m - Y g(m) + (1 - Y H)(X - m), m the middle of X.
  Pair2 krawczyk(const Pair2& X, const IntervalModel::Result& e, const Inverse& y) const {
    const Pair2 m{middle(X[0]), middle(X[1])};
    const Interval a = y.a, b = y.b, c = y.c;
    Pair2 K{m[0] - (a * e.center[0] + b * e.center[1]) + (Interval(1.0) - (a * e.hessian[0] + b * e.hessian[1])) * (X[0] - m[0]), 0.0};
    if (n_ == 1) return K;
    K[0] -= (a * e.hessian[1] + b * e.hessian[2]) * (X[1] - m[1]);
    K[1] = m[1] - (b * e.center[0] + c * e.center[1]) - (b * e.hessian[0] + c * e.hessian[1]) * (X[0] - m[0]) + (Interval(1.0) - (b * e.hessian[1] + c * e.hessian[2])) * (X[1] - m[1]);
    return K;
  }
  static bool inside(const Interval& in, const Interval& out) { return out.lower < in.lower && in.upper < out.upper; }
  bool inside(const Pair2& in, const Pair2& out) const { return inside(in[0], out[0]) && (n_ == 1 || inside(in[1], out[1])); }

  /// Tries to prove that there is one root, and one only, in a cell about the place Newton's method goes to from the cell's middle.
  bool prove(const Pair2& cell) {
    double x[2] = {middle(cell[0]), middle(cell[1])};
    for (int i = 0; i < 8; ++i) {
      const auto e = model_.at({x[0], x[1]});
      ++cells;
      const Inverse y = inverse_of(e.hessian);
      if (e.lost || e.doubtful || !y.good) return false;
      const double g0 = middle(e.center[0]), g1 = middle(e.center[1]), dx = y.a * g0 + y.b * g1, dy = y.b * g0 + y.c * g1;
      x[0] -= dx, x[1] -= dy;
      for (int k = 0; k < n_; ++k)
        if (!(std::abs(x[k] - middle(cell[k])) <= 0.75 * width(cell[k]))) return false;  // it leaves: another cell's root
      if (std::abs(dx) <= 1e-15 && std::abs(dy) <= 1e-15) break;
    }
    Pair2 wide{};
    for (int k = 0; k < n_; ++k) {
      const double reach = 1.0625 * std::max(x[k] - cell[k].lower, cell[k].upper - x[k]) + 1e-12;
      wide[k] = {x[k] - reach, x[k] + reach};
    }
    auto e = model_.at(wide);
    ++cells;
    Inverse y = inverse_of(e.hessian);
    if (e.lost || e.doubtful || !y.good) return false;
    Pair2 K = krawczyk(wide, e, y);
    if (!inside(K, wide)) return false;
    ProvedRoot root{K, wide};
    for (int i = 0; i < 20; ++i) {  // sharpen
      e = model_.at(root.enclosure), y = inverse_of(e.hessian);
      ++cells;
      if (!y.good) break;
      K = krawczyk(root.enclosure, e, y);
      Pair2 next{};
      for (int k = 0; k < n_; ++k) next[k] = common(K[k], root.enclosure[k]);
      const bool done = !(width(next[0]) < 0.9 * width(root.enclosure[0]) || (n_ > 1 && width(next[1]) < 0.9 * width(root.enclosure[1])));
      root.enclosure = next;
      if (done) break;
    }
    const auto within = [](const Pair2& a, const Pair2& b) { return contains(b[0], a[0]) && contains(b[1], a[1]); };
    for (ProvedRoot& r : roots)
      if (within(root.enclosure, r.cell) || within(r.enclosure, root.cell)) {  // the same; what both cells cover is settled
        if (width(root.cell[0]) > width(r.cell[0])) r = root;
        return true;
      }
    roots.push_back(root);
    return true;
  }

  void examine(Pair2 cell, std::deque<Pair2>& queue) {
    if (is_settled(cell) || out_of_range(cell)) return;
    const auto e = model_.at(cell);
    ++cells;
    path_lost = path_lost || e.lost;
    if (e.lost) return;
    for (int k = 0; k < n_; ++k)
      if (!contains(e.gradient[k], 0.0)) return;
    if (!e.doubtful && e.gradient == Pair2{}) return undecided.push_back(cell);  // nothing acts: all of it is in balance
    if (!e.doubtful) {
      if (const Inverse y = inverse_of(e.hessian); y.good) {
        const Pair2 K = krawczyk(cell, e, y);
        Pair2 rest = cell;
        double left = 1;
        for (int k = 0; k < n_; ++k) {
          if (!overlap(K[k], cell[k])) return;
          rest[k] = common(K[k], cell[k]);
          left = std::min(left, width(rest[k]) / width(cell[k]));
        }
        const bool nonsingular = is_nonsingular(e.hessian, y, cell);
        if (nonsingular && prove(cell)) return;
        if (left < 0.7 && !is_small(cell)) {
          queue.push_back(rest);
          return;
        }
      }
    }
    if (is_small(cell)) return undecided.push_back(cell);
    // halve where it changes the gradient most; not quite in the middle, where symmetric models have their roots
    int wide = 0;
    if (n_ == 2) {
      double effect[2];
      for (int k = 0; k < 2; ++k) effect[k] = width(cell[k]) * std::max(std::min(magnitude(e.hessian[k]), 1e100), std::min(magnitude(e.hessian[k + 1]), 1e100));
      wide = effect[1] > effect[0];
      if (width(cell[wide]) < 0.1 * width(cell[1 - wide])) wide = 1 - wide;
    }
    const double cut = cell[wide].lower + 0.4987 * width(cell[wide]);
    Pair2 first = cell, second = cell;
    first[wide].upper = second[wide].lower = cut;
    queue.push_back(first), queue.push_back(second);
  }
  bool is_small(const Pair2& cell) const { return width(cell[0]) <= options_.smallest_cell && (n_ == 1 || width(cell[1]) <= options_.smallest_cell); }
  /// Whether the step 1 - Y H contracts on the cell.
  bool is_nonsingular(const Symmetric2& H, const Inverse& y, const Pair2& cell) const {
    const Interval a = y.a, b = y.b, c = y.c;
    if (n_ == 1) return magnitude(Interval(1.0) - a * H[0]) < 0.95;
    const double w0 = width(cell[0]), w1 = width(cell[1]);
    return magnitude(Interval(1.0) - (a * H[0] + b * H[1])) + magnitude(a * H[1] + b * H[2]) * w1 / w0 < 0.95 &&
           magnitude(Interval(1.0) - (b * H[1] + c * H[2])) + magnitude(b * H[0] + c * H[1]) * w0 / w1 < 0.95;
  }

  IntervalModel model_;
  const EquilibriaOptions& options_;
  int n_;
  std::vector<Interval> ranges_;
  Pair2 box_;
};

/// Hulls of cells that touch.
inline std::vector<Pair2> clusters(std::vector<Pair2> cells) {
  std::sort(cells.begin(), cells.end(), [](const Pair2& a, const Pair2& b) { return a[0].lower < b[0].lower; });
  std::vector<int> parent(cells.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  std::vector<int> open;  // cells that later ones may still touch
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    std::erase_if(open, [&](int j) { return cells[j][0].upper < cells[i][0].lower; });
    for (const int j : open)
      if (overlap(cells[i][1], cells[j][1])) parent[root(j)] = root(i);
    open.push_back(i);
  }
  std::vector<Pair2> out;
  std::vector<int> place(cells.size(), -1);
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    int& at = place[root(i)];
    if (at < 0) at = static_cast<int>(out.size()), out.push_back(cells[i]);
    else out[at] = {hull(out[at][0], cells[i][0]), hull(out[at][1], cells[i][1])};
  }
  return out;
}

/// The box asked for, or the bodies' ranges; shrunk where dependent bodies leave theirs.
inline std::vector<Interval> search_box(const Model& model, const EquilibriaOptions& options, std::vector<std::string>& narrowed_by) {
  const Structure& s = model.structure();
  const auto& bodies = model.description().bodies;
  const std::size_t n = s.free_count, held = s.constraint_angles.size();
  std::vector<Interval> box;
  for (const int b : s.free_bodies) box.push_back({bodies[b].angle_lower, bodies[b].angle_upper});
  if (!options.box.empty()) {
    if (options.box.size() != n)
      throw ModelError({{"box", "has " + std::to_string(options.box.size()) + " ranges; model '" + model.name() + "' has " + std::to_string(n) + " coordinates.", "Give one per coordinate, or none."}});
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < n; ++i) {
      const Interval& asked = options.box[i];
      if (!(asked.lower <= asked.upper) || !contains(box[i], asked))
        faults.push_back({"box / " + model.coordinates()[i], "is " + to_text(asked.lower) + " to " + to_text(asked.upper) + " rad; allowed is a range within " + to_text(box[i].lower) + " to " + to_text(box[i].upper) + " rad, where the model is valid.", "Give a range within it, from the lower to the upper end."});
      else box[i] = asked;
    }
    if (!faults.empty()) throw ModelError(std::move(faults));
  }
  for (int pass = 0; pass < 4; ++pass)
    for (int b = 0; b < s.body_count; ++b) {
      double shift = 0;
      for (std::size_t k = 0; k < held; ++k) shift += s.P[b * held + k] * model.numbers()[s.constraint_angles[k]];
      if (std::find(s.free_bodies.begin(), s.free_bodies.end(), b) != s.free_bodies.end()) continue;
      const auto fault = [&] {
        return ModelError({{"box", "has no point at which body '" + bodies[b].name + "' is within its range of " + to_text(bodies[b].angle_lower) + " to " + to_text(bodies[b].angle_upper) + " rad.", "Change the box, the pose or the range."}});
      };
      bool moves = false;
      for (std::size_t i = 0; i < n; ++i) {
        const double slope = s.S[b * n + i];
        if (slope == 0) continue;
        moves = true;
        Interval others(shift);
        for (std::size_t j = 0; j < n; ++j)
          if (j != i) others += Interval(s.S[b * n + j]) * box[j];
        const Interval allowed = (Interval(bodies[b].angle_lower, bodies[b].angle_upper) - others) / slope;
        if (!overlap(allowed, box[i])) throw fault();
        const Interval rest = common(allowed, box[i]);
        if (!(rest == box[i]) && std::find(narrowed_by.begin(), narrowed_by.end(), bodies[b].name) == narrowed_by.end()) narrowed_by.push_back(bodies[b].name);
        box[i] = rest;
      }
      if (!moves && !(shift >= bodies[b].angle_lower && shift <= bodies[b].angle_upper)) throw fault();
    }
  return box;
}

inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

/// The bases of a Halton sequence in n dimensions.
inline std::vector<int> first_primes(int n) {
  std::vector<int> out;
  for (int k = 2; static_cast<int>(out.size()) < n; ++k)
    if (std::none_of(out.begin(), out.end(), [&](int p) { return k % p == 0; })) out.push_back(k);
  return out;
}

/// A cell turned fully.
inline Pair2 turned(const Pair2& cell, const std::vector<int>& turns) {
  const Interval circle = {below(2 * std::numbers::pi, 1), above(2 * std::numbers::pi, 1)};
  Pair2 out = cell;
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (turns[i] != 0) out[i] += Interval(double(turns[i])) * circle;
  return out;
}
inline bool contains(const Pair2& outer, const Pair2& inner) { return contains(outer[0], inner[0]) && contains(outer[1], inner[1]); }

/// Full turns among the places that a proof found.
class TurnedPlaces {
 public:
  TurnedPlaces(const Model& model, const Pair2& box) : turns_(model), n_(model.structure().free_count), box_(box) {}

  /// Leaves one of those roots that full turns make the same: it is proved that the other's cell holds no further root.
  void merge(std::vector<ProvedRoot>& roots) {
    std::vector<ProvedRoot> kept;
    for (const ProvedRoot& root : roots) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const ProvedRoot& k) { return leads_to(root, k); });
      if (same == kept.end()) {
        kept.push_back(root);
        continue;
      }
      ++merged;
      if (is_before(root.enclosure, same->enclosure)) *same = root;
    }
    roots = std::move(kept);
  }
  /// Leaves out places that full turns bring into the cell of a root.
  void settle(std::vector<Pair2>& places, const std::vector<ProvedRoot>& roots) const {
    std::erase_if(places, [&](const Pair2& place) {
      return std::any_of(roots.begin(), roots.end(), [&](const ProvedRoot& r) {
        const auto k = between(place, r.cell);
        return !k.empty() && contains(r.cell, turned(place, k));
      });
    });
  }
  /// Joins places that full turns make overlap.
  void join(std::vector<Pair2>& places) const {
    std::vector<Pair2> kept;
    for (Pair2 place : places) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Pair2& k) {
        const auto turns = between(place, k);
        return !turns.empty() && overlap(turned(place, turns), k);
      });
      if (same == kept.end()) {
        kept.push_back(place);
        continue;
      }
      if (is_before(place, *same)) std::swap(place, *same);
      const Pair2 moved = turned(place, between(place, *same));
      *same = {hull((*same)[0], moved[0]), hull((*same)[1], moved[1])};
    }
    places = std::move(kept);
  }
  /// Whether full turns make two postures the same.
  bool same(const std::vector<double>& a, const std::vector<double>& b, double tolerance) const {
    const auto k = turns_.between(a, b);
    for (std::size_t i = 0; i < k.size(); ++i)
      if (!(std::abs(a[i] + 2 * std::numbers::pi * k[i] - b[i]) <= tolerance)) return false;
    return !k.empty();
  }

  /// The place nearest to the reference that turns of single coordinates lead to within a range.
  template <class InRange>
  std::vector<double> nearest(std::vector<double> u, InRange&& in_range) const {
    for (int i = 0; i < n_; ++i) {
      std::vector<int> k(n_, 0);
      k[i] = 1;
      if (!turns_.repeat(k)) continue;
      for (const double turn : {2 * std::numbers::pi, -2 * std::numbers::pi})
        for (std::vector<double> next = u;; u = next) {
          next[i] += turn;
          if (!FullTurns::is_before(next, u) || !in_range(next.data())) break;
        }
    }
    return u;
  }

  int merged = 0;  ///< places left out

 private:
  static bool overlap(const Pair2& a, const Pair2& b) { return guywire::overlap(a[0], b[0]) && guywire::overlap(a[1], b[1]); }
  std::vector<double> middle_of(const Pair2& cell) const {
    std::vector<double> out;
    for (int i = 0; i < n_; ++i) out.push_back(middle(cell[i]));
    return out;
  }
  std::vector<int> between(const Pair2& a, const Pair2& b) const { return turns_.between(middle_of(a), middle_of(b)); }
  bool leads_to(const ProvedRoot& a, const ProvedRoot& b) const {
    const auto there = between(a.enclosure, b.enclosure);
    const auto back = between(b.enclosure, a.enclosure);
    return !there.empty() && (contains(b.cell, turned(a.enclosure, there)) || contains(a.cell, turned(b.enclosure, back)));
  }
  bool is_before(const Pair2& a, const Pair2& b) const {
    const bool a_inside = contains(box_, a);
    if (a_inside != contains(box_, b)) return a_inside;
    return FullTurns::is_before(middle_of(a), middle_of(b));
  }

  FullTurns turns_;
  int n_;
  Pair2 box_;
};

/// Deflated Newton from many starts.
inline void deflate(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out) {
  Workspace::Impl& w = workspace.impl();
  const int n = w.model.structure().free_count;
  const std::vector<int> primes = first_primes(n);
  std::vector<double> angles(w.model.structure().body_count);
  const auto in_range = [&](const double* u) {
    for (int i = 0; i < n; ++i)
      if (!contains(out.box[i], u[i])) return false;
    w.angles_at(u, angles.data());
    return w.out_of_range(angles.data()) < 0;
  };
  const TurnedPlaces turns(w.model, {});
  SolveOptions any = options.solve;
  any.seek = Seek::any;
  std::vector<std::vector<double>> known;  // to be divided out: those found, and their like a full turn away
  const auto keep = [&](Outcome<Posture> o) {
    std::vector<double> u = o.last().coordinates;
    if (!is_equilibrium(o.status) || !in_range(u.data())) return;
    constexpr double tolerance = 1e-6;  // chosen: roots nearer than that are taken for one
    for (const auto& k : known)
      if (distance(k, u) < tolerance) return;
    known.push_back(u);
    if (std::vector<double> nearest = turns.nearest(u, in_range); nearest != u) {
      if (auto there = solve(workspace, any, {nearest}); is_equilibrium(there.status) && distance(there.last().coordinates, nearest) < tolerance) {
        o = std::move(there);
        u = o.last().coordinates;
        known.push_back(u);
        ++out.repeated;
      }
    }
    const Equilibrium found{.status = o.status, .message = o.message, .posture = o.last()};
    for (Equilibrium& e : out.found) {
      if (distance(e.posture.coordinates, u) < tolerance) return;
      if (!turns.same(e.posture.coordinates, u, tolerance)) continue;
      ++out.repeated;
      if (FullTurns::is_before(u, e.posture.coordinates)) e = found;
      return;
    }
    out.found.push_back(found);
  };
  const auto polish = [&](const std::vector<double>& u, Seek seek) {
    SolveOptions solve_options = options.solve;
    solve_options.seek = seek;
    keep(solve(workspace, solve_options, {u}));
  };
  for (int start = 0; start < options.starts; ++start) {
    std::vector<double> u(n);
    for (int i = 0; i < n; ++i) {
      double share = 0, digit = 1;  // Halton; the first start is the reference posture, where allowed
      for (int k = start; k > 0; k /= primes[i]) digit /= primes[i], share += digit * (k % primes[i]);
      u[i] = start == 0 ? std::clamp(0.0, out.box[i].lower, out.box[i].upper) : out.box[i].lower + share * width(out.box[i]);
    }
    ++out.cells;
    if (!in_range(u.data())) continue;
    polish(u, Seek::downhill);
    for (int step = 0; step < 60; ++step) {
      for (int i = 0; i < n; ++i) w.now.u[i] = u[i];
      if (!w.fill(w.now)) break;
      double worst = 0;
      for (int i = 0; i < n; ++i) worst = std::max(worst, std::abs(w.now.g[i]) / std::max(w.now.floor[i], 1e-300));
      // Newton's step p of the gradient itself, by eigenvectors; M g has the step p/(1 - (grad log M).p)
      double *const values = w.newton.values, *const vectors = w.newton.vectors;
      std::vector<double> p(n, 0.0);
      symmetric_eigen(n, w.now.H.data(), values, vectors, w.newton.spectrum);
      const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
      for (int i = 0; i < n; ++i) {
        double dot = 0;
        for (int j = 0; j < n; ++j) dot += vectors[i * n + j] * w.now.g[j];
        const double value = std::abs(values[i]) > 1e-10 * largest ? values[i] : std::copysign(1e-10 * largest, values[i]);
        for (int j = 0; j < n; ++j) p[j] -= dot / value * vectors[i * n + j];
      }
      double tilt = 0;
      for (const auto& k : known) {
        double square = 0, along = 0;
        for (int i = 0; i < n; ++i) {
          const double d = u[i] - k[i];
          square += d * d, along += d * p[i];
        }
        if (square > 0) tilt += -2 * along / (square * square) / (1 / square + 1);  // of log(1/|d|^2 + 1)
      }
      const double factor = 1 / (1 - tilt), size = detail::norm(n, p.data()) * std::abs(factor);
      if (!std::isfinite(size)) break;
      const double fit = size > 0.3 ? 0.3 / size : 1;  // [rad] chosen: as the first step of `solve`
      std::vector<double> next(n);
      double shorter = 1;
      for (int i = 0; i < 10; ++i, shorter /= 2) {
        for (int k = 0; k < n; ++k) next[k] = u[k] + shorter * fit * factor * p[k];
        if (in_range(next.data())) break;
      }
      if (!in_range(next.data())) break;
      const double moved = distance(next, u);
      u = next;
      if (moved < 1e-9 || worst <= 1) {
        const std::size_t before = known.size();
        polish(u, Seek::any);
        if (known.size() == before) break;
      }
    }
  }
}

/// Every coordinate is held: there is one posture, and nothing to search.
inline void take_held(Workspace& workspace, const SolveOptions& options, Equilibria& out) {
  const auto held = solve(workspace, options, {});
  out.cells = 1;
  out.verified = true;
  out.path_lost = held.status == Status::path_lost;
  out.no_equilibrium = !is_equilibrium(held.status);
  if (out.no_equilibrium) {
    out.message = "Verified: every coordinate is held, and there is no equilibrium. " + held.message;
    return;
  }
  out.message = "Verified: every coordinate is held, and the one posture is an equilibrium.";
  out.found.push_back({held.status, held.message, held.last(), true, {}});
}

}  // namespace detail

GUYWIRE_INLINE Equilibria all_equilibria(const Model& model, const EquilibriaOptions& options) {
  const Structure& s = model.structure();
  const int n = s.free_count;
  Equilibria out;
  out.box = detail::search_box(model, options, out.narrowed_by);
  Workspace workspace(model);
  SolveOptions polish = options.solve;
  polish.seek = Seek::any;
  if (n == 0) {
    detail::take_held(workspace, polish, out);
    return out;
  }
  const bool prove = n <= 2 && options.verify;
  if (prove) {
    std::vector<Fault> faults;
    for (const Cable& c : model.description().cables)
      if (std::holds_alternative<HillElastic>(c.law))
        faults.push_back({"cable '" + c.name + "' / law", "is hill_elastic: its tension has no formula that intervals could enclose, so nothing can be proved.", "Use law \"hill\" (rigid tendon), or do without proof (verify = false)."});
    if (!faults.empty()) throw ModelError(std::move(faults));
    detail::Prover prover(model, options);
    const detail::Pair2 searched{out.box[0], n > 1 ? out.box[1] : Interval(0.0)};
    prover.run(searched);
    detail::TurnedPlaces turns(model, searched);
    turns.merge(prover.roots);
    turns.settle(prover.undecided, prover.roots);
    out.cells = prover.cells, out.path_lost = prover.path_lost;
    const auto range = [&](const detail::Pair2& cell) { return std::vector<Interval>(cell.begin(), cell.begin() + n); };
    const auto solve_near = [&](const detail::Pair2& cell, const detail::Pair2& where) {  // an equilibrium that must lie in `where`
      State start;
      for (int i = 0; i < n; ++i) start.coordinates.push_back(std::clamp(middle(cell[i]), out.box[i].lower, out.box[i].upper));
      Workspace::Impl& w = workspace.impl();
      w.angles_at(start.coordinates.data(), w.over_bodies.data());
      Outcome<Posture> o;
      if (w.out_of_range(w.over_bodies.data()) >= 0) return o;
      o = solve(workspace, polish, start);
      for (int i = 0; i < n; ++i)
        if (!contains(where[i], o.last().coordinates[i])) o.status = Status::not_run, o.message = "The search left the cell.";
      return o;
    };
    for (const auto& root : prover.roots) {
      const auto o = solve_near(root.enclosure, root.cell);
      if (is_equilibrium(o.status)) out.found.push_back({o.status, o.message, o.last(), true, range(root.cell)});
      else prover.undecided.push_back(root.enclosure);  // at the edge of a range: the solver could not stay inside
    }
    auto undecided = detail::clusters(std::move(prover.undecided));
    turns.join(undecided);
    for (const auto& cell : undecided) {
      out.undecided.push_back(range(cell));
      detail::Pair2 near = cell;
      for (int i = 0; i < n; ++i) near[i] = {cell[i].lower - 1e-6, cell[i].upper + 1e-6};
      const auto o = solve_near(cell, near);
      const auto is_it = [&](const Equilibrium& e) {
        return detail::distance(e.posture.coordinates, o.last().coordinates) < 1e-9 || turns.same(e.posture.coordinates, o.last().coordinates, 1e-9);
      };
      if (is_equilibrium(o.status) && std::none_of(out.found.begin(), out.found.end(), is_it))
        out.found.push_back({o.status, o.message, o.last(), false, {}});
    }
    out.repeated = turns.merged;
    out.verified = out.undecided.empty();
    out.no_equilibrium = out.verified && out.found.empty();
  } else {
    detail::deflate(workspace, options, out);
  }
  std::sort(out.found.begin(), out.found.end(), [](const Equilibrium& a, const Equilibrium& b) { return a.posture.coordinates < b.posture.coordinates; });
  const std::string count = std::to_string(out.found.size()) + (out.found.size() == 1 ? " equilibrium" : " equilibria");
  if (out.no_equilibrium) out.message = "Verified: there is no equilibrium in the box.";
  else if (out.verified) out.message = "Verified: " + count + ", none missed in the box.";
  else if (prove) out.message = "Unverified: " + count + "; in " + std::to_string(out.undecided.size()) + (out.undecided.size() == 1 ? " place" : " places") + " of the box it could not be decided whether there is one (listed); none was missed elsewhere.";
  else out.message = "Unverified: " + count + " from " + std::to_string(out.cells) + " starts; others may exist.";
  if (out.repeated > 0) out.message += " Postures a full turn apart are counted once.";
  return out;
}

}  // namespace guywire
