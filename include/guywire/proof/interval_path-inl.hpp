#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "guywire/model/coordinates.hpp"
#include "guywire/model/model.hpp"
#include "guywire/proof/interval_wave-inl.hpp"

namespace guywire {

namespace detail {

/// The levers of vectors between points, and the body angles that turn them.
class IntervalLevers {
 public:
  explicit IntervalLevers(const Model& model) : s_(model.structure()), numbers_(model.numbers()) {
    for (int b = 0; b < s_.body_count; ++b) {
      Turn t{angle_at_zero<Interval>(s_, numbers_.data(), b), {}, true};
      for (int f = 0; f < s_.free_count; ++f)
        t.slope[f] = coordinate_factors(s_, b)[f];
      turns_.push_back(t);
    }
  }

  /// One rotating lever of a vector.
  struct Arm {
    int body;  ///< -1: fixed in ground
    Interval x, y;
  };
  using Arms = std::vector<Arm>;

  const Structure& structure() const { return s_; }
  Interval number(int at) const { return numbers_[at]; }
  Turn turn(int body) const { return body < 0 ? Turn{0.0, {}, true} : turns_[body]; }
  /// The angle between two bodies.
  static Turn less(const Turn& a, const Turn& b) {
    Turn t{a.shift - b.shift, {}, true};
    const auto simple = [](double v) {
      return std::abs(v) < 1e6 && std::fmod(64 * v, 1) == 0;
    };  // differences of such are exact
    for (int i = 0; i < 2; ++i) {
      const double p = a.slope[i].lower, q = b.slope[i].lower;  // points both
      if (p == q)
        t.slope[i] = 0.0;
      else
        t.slope[i] = simple(p) && simple(q) ? Interval(p - q) : Interval(p) - Interval(q);
      t.exact = t.exact && width(t.slope[i]) == 0;
    }
    return t;
  }

  /// Difference of two numbers, of which -1 is zero.
  Interval difference(int plus, int minus) const {
    const double a = plus < 0 ? 0.0 : numbers_[plus];
    const double b = minus < 0 ? 0.0 : numbers_[minus];
    if (b == 0) return a;
    if (a == 0) return -b;
    return a == b ? Interval(0.0) : Interval(a) - Interval(b);
  }
  /// The levers of a vector, but those of no length.
  Arms arms(int span) const {
    const auto& p = s_.spans[span];
    Arms out;
    const auto add = [&](int body, int plus, int minus) {
      const Arm arm{body, difference(plus, minus),
                    difference(plus < 0 ? -1 : plus + 1, minus < 0 ? -1 : minus + 1)};
      if (!(arm.x == Interval(0.0) && arm.y == Interval(0.0))) out.push_back(arm);
    };
    if (p.ground_plus >= 0 || p.ground_minus >= 0) add(-1, p.ground_plus, p.ground_minus);
    for (int l = p.first_lever; l < p.first_lever + p.lever_count; ++l)
      add(s_.levers[l].body, s_.levers[l].plus, s_.levers[l].minus);
    return out;
  }
  /// Adds factor (a . b) + cross (a x b), the arms of b weighted by their slopes to coordinate
  /// `slope` (or not: -1).
  void add_product(Wave& w, const Arms& a, const Arms& b, double factor, double cross,
                   int slope = -1) const {
    for (const Arm& p : a)
      for (const Arm& q : b) {
        const Interval weight = slope < 0 ? Interval(1.0) : turn(q.body).slope[slope];
        if (weight == Interval(0.0)) continue;
        const Interval dot = p.x * q.x + p.y * q.y,
                       wedge =
                           p.x * q.y -
                           p.y *
                               q.x;  // p . R q = cos dot - sin wedge; p x R q = sin dot + cos wedge
        w.add(less(turn(q.body), turn(p.body)),
              weight * (Interval(factor) * dot + Interval(cross) * wedge),
              weight * (Interval(cross) * dot - Interval(factor) * wedge));
      }
  }
  void add_square(Wave& w, const Arms& a) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      w.constant += square(a[i].x) + square(a[i].y);
      for (std::size_t j = 0; j < i; ++j)
        add_product(w, {a[i]}, {a[j]}, 2, 0);
    }
  }
  /// How far a vector turns at most with each coordinate.
  Pair2 steepest(const Arms& a) const {
    Pair2 out;
    for (const Arm& arm : a)
      for (int i = 0; i < 2; ++i)
        out[i] += abs(turn(arm.body).slope[i]) * sqrt(square(arm.x) + square(arm.y));
    return out;
  }

  /// A vector in the world, with its derivatives.
  struct Vector {
    Interval x, y;
    Pair2 dx, dy;
  };
  Vector vector(const Arms& a, const Pair2& u) const {
    Vector out;
    for (const Arm& arm : a) {
      const Turn t = turn(arm.body);
      const Interval angle = t.at(u);
      const Interval c = cos(angle), s = sin(angle);
      const Interval x = c * arm.x - s * arm.y, y = s * arm.x + c * arm.y;
      out.x += x;
      out.y += y;
      for (int i = 0; i < 2; ++i) {
        out.dx[i] -= t.slope[i] * y;
        out.dy[i] += t.slope[i] * x;
      }
    }
    return out;
  }

 private:
  const Structure& s_;
  const std::vector<double>& numbers_;
  std::vector<Turn> turns_;
};

inline Interval interval_pi() { return {below(std::numbers::pi, 1), above(std::numbers::pi, 1)}; }

/// A circle about which a path's turns are counted: both vectors from its center to the neighbors
/// on the path keep their length.
struct Drum {
  int start_body, end_body;  ///< what turns them; -1 is ground
  Interval
      at_zero;  ///< angle between them at theta = 0, in the sense of the path, as if no drum [rad]
};

/// Length of one segment of a path, straight or over a circle, over boxes of coordinates.
class IntervalSegment {
 public:
  IntervalSegment(const IntervalLevers& levers, const Structure::Segment& segment)
      : levers_(&levers), chord_(levers.arms(segment.span)) {
    z2_ = square(levers.difference(segment.z_plus, segment.z_minus));
    squared_.constant = z2_;
    levers.add_square(squared_, chord_);
    unfinished_ = squared_;
    squared_.finish();
    steepest_ = levers.steepest(chord_);
    if (segment.circle >= 0) add_circle(segment);
  }

  /// What is known of a segment over a box.
  struct Range {
    Enclosure length;
    bool lost = false;      ///< undefined everywhere
    bool doubtful = false;  ///< perhaps undefined somewhere; `length` is of the rest, its second
                            ///< derivatives are of no use
    bool meets = false;     ///< its ends may meet
  };
  Range at(const Pair2& u) const {
    Range out;
    if (curved_)
      wrapped(u, out);
    else
      straight(u, out);
    return out;
  }

  /// The same at whole quarter turns of the only coordinate, where a straight segment's length may
  /// be known without any rounding.
  std::optional<Enclosure> at_quarter_turns(int quarters) const {
    if (curved_) return {};
    const auto q = squared_.at_quarter_turns(quarters);
    if (!q || !(q->value.lower > 0)) return {};
    return root(q->value, q->gradient, q->hessian);
  }

  bool is_constant() const { return !curved_ && squared_.is_constant(); }
  bool is_curved() const { return curved_; }
  const std::optional<Drum>& drum() const { return drum_; }
  /// Length squared, to be added to another.
  const Wave& squared() const { return unfinished_; }
  Interval constant_length() const { return sqrt(squared_.constant); }
  /// The vector between its ends.
  IntervalLevers::Vector vector(const Pair2& u) const { return levers_->vector(chord_, u); }

 private:
  void add_circle(const Structure::Segment& segment) {
    curved_ = true;
    radius_ = levers_->number(segment.circle + 2);
    sense_ = segment.sense == Sense::counterclockwise ? 1 : -1;
    const IntervalLevers::Arms a = levers_->arms(segment.span_to_start),
                               b = levers_->arms(segment.span_to_end);
    levers_->add_square(to_start_, a);
    levers_->add_square(to_end_, b);
    levers_->add_product(along_, a, b, 1, 0);
    levers_->add_product(across_, a, b, 0, sense_);
    for (int i = 0; i < 2; ++i) {
      levers_->add_product(turn_start_[i], a, a, 1, 0, i);
      levers_->add_product(turn_end_[i], b, b, 1, 0, i);
    }
    for (Wave* w : {&to_start_, &to_end_, &along_, &across_, &turn_start_[0], &turn_start_[1],
                    &turn_end_[0], &turn_end_[1]})
      w->finish();
    if (a.size() <= 1 && b.size() <= 1) add_drum(a, b);
  }

  void add_drum(const IntervalLevers::Arms& a, const IntervalLevers::Arms& b) {
    if (a.empty() || b.empty()) return;  // an end at the center
    const Interval dot = a[0].x * b[0].x + a[0].y * b[0].y;
    const Interval wedge = Interval(sense_) * (a[0].x * b[0].y - a[0].y * b[0].x);
    const Interval beta = contact_limit(to_start_.at({}).value, to_end_.at({}).value);
    drum_ = Drum{a[0].body, b[0].body, on_sheet(angle_of(wedge, dot), beta)};
  }

  /// The angle of (x, y), through the cut behind; the whole circle where it may be anything.
  static Interval angle_of(const Interval& y, const Interval& x) {
    if (x.upper < 0) return atan2(-y, -x) + interval_pi();
    return atan2(y, x);
  }
  static Interval tangent(const Interval& square_of_distance, const Interval& R2) {
    const Interval spare = square_of_distance - R2;
    return sqrt(Interval(std::max(0.0, spare.lower), std::max(0.0, spare.upper)));
  }
  /// beta: the path touches where psi exceeds it.
  Interval contact_limit(const Interval& qa, const Interval& qb) const {
    const Interval R2 = square(radius_);
    return atan2(tangent(qa, R2), radius_) + atan2(tangent(qb, R2), radius_);
  }
  /// Brings an angle onto the turn that begins at -(pi + beta)/2, by its middle.
  static Interval on_sheet(const Interval& psi, const Interval& beta) {
    const double begin = -(std::numbers::pi + middle(beta)) / 2;
    const double turns = std::ceil((begin - middle(psi)) / (2 * std::numbers::pi));
    return turns == 0 ? psi : psi + Interval(2 * turns) * interval_pi();
  }

  /// psi over the box where the path is defined, and whether it is anywhere or everywhere.
  Interval contact_angle(const Pair2& u, const Interval& beta, Range& out) const {
    const auto defined_from = [&](Interval psi) {  // -beta: below, the chord cuts the circle
      if (psi.upper < -beta.upper) out.lost = true;
      if (!(psi.lower > -beta.lower)) out.doubtful = true;
      return Interval(std::max(psi.lower, -beta.upper), std::max(psi.upper, -beta.upper));
    };
    if (drum_) {
      const Turn turn =
          IntervalLevers::less(levers_->turn(drum_->end_body), levers_->turn(drum_->start_body));
      return defined_from(drum_->at_zero + Interval(sense_) * turn.at(u));
    }
    const Interval psi = on_sheet(angle_of(across_.at(u).value, along_.at(u).value), beta);
    const Interval turn = Interval(2.0) * interval_pi(),
                   begin = Interval(-0.5) * (interval_pi() + beta), end = begin + turn;
    if (psi.lower > begin.upper && psi.upper < end.lower) return defined_from(psi);
    // across the end of the sheet: wound by nearly a turn on its one side, lost on the other
    out.doubtful = true;
    const bool at_begin = !(psi.lower > begin.upper), at_end = !(psi.upper < end.lower);
    Interval defined{at_begin ? (psi + turn).lower : psi.lower, end.upper};
    const double beyond = at_end ? (psi - turn).upper : psi.upper;
    if (at_begin && at_end) return {-beta.upper, end.upper};
    if (beyond >= -beta.upper) defined = hull(defined, {-beta.upper, beyond});
    return defined;
  }

  void straight(const Pair2& u, Range& out) const {
    const auto q = squared_.at(u);
    out.meets = !(q.value.lower > 0);
    if (out.meets) {  // a cone: every slope up to the steepest
      out.length.value = {0.0, sqrt(Interval(0.0, std::max(0.0, q.value.upper))).upper};
      for (int i = 0; i < 2; ++i)
        out.length.gradient[i] = {-steepest_[i].upper, steepest_[i].upper};
      for (int i = 0, k = 0; i < 2; ++i)
        for (int j = i; j < 2; ++j, ++k)
          if (steepest_[i].upper > 0 && steepest_[j].upper > 0)
            out.length.hessian[k] = Interval::whole();
      return;
    }
    out.length = root(q.value, q.gradient, q.hessian);
    for (int i = 0; i < 2; ++i)
      out.length.gradient[i] =
          common(out.length.gradient[i], {-steepest_[i].upper, steepest_[i].upper});
  }

  /// sqrt of a positive quantity.
  static Enclosure root(const Interval& value, const Pair2& gradient, const Symmetric2& hessian) {
    Enclosure e;
    e.value = sqrt(value);
    const Interval inverse = Interval(1.0) / e.value;
    const Interval half = Interval(0.5) * inverse;
    for (int i = 0; i < 2; ++i)
      e.gradient[i] = gradient[i] * half;
    e.hessian = {hessian[0] * half - square(e.gradient[0]) * inverse,
                 hessian[1] * half - e.gradient[0] * e.gradient[1] * inverse,
                 hessian[2] * half - square(e.gradient[1]) * inverse};
    return e;
  }

  /// Over a circle; see wrap_circle.
  void wrapped(const Pair2& u, Range& out) const {
    const auto qa = to_start_.at(u), qb = to_end_.at(u);
    const Interval R2 = square(radius_), spare_a = qa.value - R2, spare_b = qb.value - R2;
    if (spare_a.upper < 0 || spare_b.upper < 0) out.lost = true;
    if (!(spare_a.lower > 0 && spare_b.lower > 0)) out.doubtful = true;
    const Interval beta = contact_limit(qa.value, qb.value), psi = contact_angle(u, beta, out);
    if (out.lost) return;
    const Interval wrap = psi - beta;
    if (wrap.upper < 0) return straight(u, out);
    out.length = around(u, qa, qb, wrap);
    if (wrap.lower > 0) return;
    Range chord;
    straight(u, chord);
    out.meets = chord.meets;
    out.length.value = hull(out.length.value, chord.length.value);
    for (int i = 0; i < 2; ++i)
      out.length.gradient[i] = hull(out.length.gradient[i], chord.length.gradient[i]);
    for (int i = 0; i < 3; ++i)
      out.length.hessian[i] = hull(out.length.hessian[i], chord.length.hessian[i]);
  }

  /// Two tangents and an arc: s = f(a^2) + f(b^2) + R psi with f = t - R atan2(t, R), f' = t/(2
  /// a^2), f'' = 1/(4 t a^2) - t/(2 a^4).
  Enclosure around(const Pair2& u, const Wave::Value& qa, const Wave::Value& qb,
                   const Interval& wrap) const {
    const Interval R2 = square(radius_), ta = tangent(qa.value, R2), tb = tangent(qb.value, R2);
    Enclosure s;
    s.value = ta + tb + radius_ * Interval(std::max(0.0, wrap.lower), std::max(0.0, wrap.upper));
    const auto add = [&](const Wave::Value& q, const Interval& t, const Wave* moments,
                         double sign) {
      const Interval q_ = {std::max(q.value.lower, R2.lower), std::max(q.value.upper, R2.lower)};
      const Interval first = Interval(0.5) * t / q_,
                     second = Interval(0.25) / (t * q_) - Interval(0.5) * t / square(q_),
                     swirl = Interval(sign * sense_) * radius_ / q_;
      for (int i = 0, k = 0; i < 2; ++i) {
        const auto m = moments[i].at(u);  // d(arg)/du_i = m/q
        s.gradient[i] += first * q.gradient[i] + swirl * m.value;
        for (int j = i; j < 2; ++j, ++k)
          s.hessian[k] += first * q.hessian[k] + second * q.gradient[i] * q.gradient[j] +
                          swirl * (m.gradient[j] - m.value * q.gradient[j] / q_);
      }
    };
    add(qa, ta, turn_start_, -1);
    add(qb, tb, turn_end_, 1);
    if (z2_ == Interval(0.0)) return s;
    Symmetric2 squares{square(s.gradient[0]) + s.value * s.hessian[0],
                       s.gradient[0] * s.gradient[1] + s.value * s.hessian[1],
                       square(s.gradient[1]) + s.value * s.hessian[2]};
    for (Interval& h : squares)
      h = Interval(2.0) * h;
    return root(square(s.value) + z2_,
                {Interval(2.0) * s.value * s.gradient[0], Interval(2.0) * s.value * s.gradient[1]},
                squares);
  }

  const IntervalLevers* levers_;
  IntervalLevers::Arms chord_;
  Wave squared_, unfinished_;  ///< length squared, with the lateral extent
  Interval z2_;
  Pair2 steepest_;  ///< |d length/du| is never more
  bool curved_ = false;
  double sense_ = 1;
  Interval radius_;
  // from the circle's center to either end: squared distances, dot and signed cross product of
  // both, moments d(arg)/du_k x squared distance
  Wave to_start_, to_end_, along_, across_, turn_start_[2], turn_end_[2];
  std::optional<Drum> drum_;
};

}  // namespace detail

}  // namespace guywire
