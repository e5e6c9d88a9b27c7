#pragma once
/// Interval mechanics: encloses gradient and Hessian of a model of one or two coordinates over a
/// box.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/proof/interval_path-inl.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

namespace detail {

/// What encloses a law's tension or moment: of a law without enclosure NoEnclosure, which
/// check_provable refuses.
template <class List>
struct EnclosuresOf;
template <class... Law>
struct EnclosuresOf<std::variant<Law...>> {
  using type = std::variant<decltype(enclosure(std::declval<const Law&>(),
                                               std::declval<const BasicKnobs<Interval>&>()))...>;
};
using CableEnclosure = EnclosuresOf<BasicCableLaw<Interval>>::type;

/// What a law without enclosure says of itself, or nothing.
template <class Range>
std::optional<NoEnclosure> refusal_of(const Range& range) {
  if constexpr (std::is_same_v<Range, NoEnclosure>)
    return range;
  else
    return {};
}

/// Refuses what intervals cannot enclose.
inline void check_provable(const Model& model) {
  std::vector<Fault> faults;
  const auto refuse = [&](const std::string& where, std::string_view kind,
                          const std::optional<NoEnclosure>& why) {
    if (!why) return;
    faults.push_back({where + " / law",
                      "is " + std::string(kind) + ", which " + std::string(why->reason) +
                          ": nothing can be proved.",
                      std::string(why->remedy) + ", or do without proof (verify = false)."});
  };
  for (const Cable& c : model.description().cables)
    std::visit(
        [&]<template <class> class Law>(const Law<double>& law) {
          refuse("cable '" + c.name + "'", law.kind,
                 refusal_of(enclosure(in_scalar<Interval>(law), BasicKnobs<Interval>{})));
        },
        c.law);
  for (const Joint& j : model.description().joints)
    std::visit(
        [&]<template <class> class Law>(const Law<double>& law) {
          refuse("joint '" + j.name + "'", law.kind,
                 refusal_of(enclosure(in_scalar<Interval>(law), Interval(0.0))));
        },
        j.law);
  const Structure& s = model.structure();
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    for (int g = s.cables[c].first_segment;
         g < s.cables[c].first_segment + s.cables[c].segment_count; ++g)
      if (s.segments[g].contact_count > 1)
        faults.push_back(
            {"cable '" + model.description().cables[c].name + "' / path",
             "passes several circles in a row: which of them it touches has no formula that "
             "intervals could enclose, so nothing can be proved.",
             "Put a point between two circles, or do without proof (verify = false)."});
  if (!faults.empty()) throw ModelError(std::move(faults));
}

/// A model of one or two coordinates whose gradient and Hessian can be enclosed over a box.
class IntervalModel {
 public:
  explicit IntervalModel(const Model& model)
      : model_(model), s_(model.structure()), levers_(model) {
    numbers_.assign(model.numbers().begin(), model.numbers().end());
    for (const auto& l : s_.loads)
      add_load(l);
    for (const auto& j : s_.joints) {
      const Turn outer = levers_.turn(j.body), inner = levers_.turn(j.relative_to);
      joints_.push_back(
          {IntervalLevers::less(outer, inner),
           law_from_numbers<BasicJointLaw<Interval>>(j.law, numbers_.data() + j.numbers + 1),
           numbers_[j.numbers] * double(j.sides)});
    }
    for (const auto& c : s_.cables)
      add_cable(c);
    weight_.finish();
  }
  IntervalModel(const IntervalModel&) = delete;
  IntervalModel& operator=(const IntervalModel&) = delete;

  struct Result {
    Pair2 gradient;
    Symmetric2 hessian;
    Pair2 center;           ///< gradient in the middle of the box
    bool lost = false;      ///< a path is undefined everywhere in the box
    bool doubtful = false;  ///< or perhaps somewhere: `gradient` is of the rest, `hessian` and
                            ///< `center` are of no use
    int meetings = 0;       ///< pairs of neighboring points of taut paths that may meet
    int cable = -1;         ///< the cable of such a pair, among those here
    int segment = -1;       ///< and the segment between
  };
  /// Encloses gradient and Hessian over a box.
  Result at(const Pair2& u) const {
    const Box box(u);
    Result out = of_weight(box);
    for (const CableData& c : cables_) {
      add_tension(c, box, out);
      if (out.lost) return out;
    }
    for (const JointData& j : joints_)
      add_joint_moment(j, box, out);
    if (box.is_point) out.center = out.gradient;
    if (out.doubtful) return out;
    for (int i = 0; i < 2; ++i)
      out.gradient[i] = common(
          out.gradient[i], mean_value(out.center[i], out.hessian[i], out.hessian[i + 1], box.away));
    return out;
  }
  /// The angle of so many quarter turns.
  static Interval quarter_turns(int quarters) { return Interval(0.5 * quarters) * interval_pi(); }
  /// Whether the forces on a model of one coordinate balance after so many quarter turns, without
  /// any rounding.
  bool balances_exactly(int quarters) const {
    const auto weight = weight_.at_quarter_turns(quarters);
    if (!weight) return false;
    Interval g = weight->gradient[0] - couple_[0];
    for (const CableData& c : cables_) {
      const auto l = length_at_quarter_turns(c, quarters);
      if (!l) return false;
      g += c.sides * tension(c, l->value).force * l->gradient[0];
    }
    for (const JointData& j : joints_) {
      const Interval phi = j.turn.shift + j.turn.slope[0] * quarter_turns(quarters);
      g += j.factor * joint_law(j, phi).force * j.turn.slope[0];
    }
    return g == Interval(0.0);
  }
  /// H of a model of one coordinate over a box that begins or ends after so many quarter turns,
  /// where corners lie exactly: each cable and joint is on the side to which the box turns it.
  /// `aside` is the box less those turns. Whole where that is not known.
  Interval hessian_beside(int quarters, const Interval& aside) const {
    const Pair2 u{quarter_turns(quarters) + aside, 0.0};
    Interval H = weight_.at(u).hessian[0];
    for (const CableData& c : cables_) {
      const PathRange path = length(c, u);
      const auto start = length_at_quarter_turns(c, quarters);
      if (path.lost || path.doubtful || path.meetings > 0 || !start) return Interval::whole();
      const Interval& slope = path.length.gradient[0];
      const Interval l = common(path.length.value, start->value + slope * aside);
      ForceRange f = tension(c, l);
      if (start->value == c.slack && is_point(c.slack)) {
        if (contains(slope, 0.0)) return Interval::whole();
        const bool grows = (slope.lower > 0) == (aside.upper > 0);
        f = grows ? when_taut(c, {c.slack.lower, std::max(c.slack.upper, l.upper)}) : ForceRange{};
      }
      H += c.sides * (f.slope * square(slope) + f.force * path.length.hessian[0]);
    }
    for (const JointData& j : joints_) {
      if (j.turn.slope[0] == Interval(0.0)) continue;
      if (contains(j.turn.slope[0], 0.0)) return Interval::whole();
      const Interval phi = j.turn.shift + j.turn.slope[0] * quarter_turns(quarters);
      const ForceRange f = joint_law_beside(j, phi, j.turn.slope[0] * aside);
      H += j.factor * f.slope * square(j.turn.slope[0]);
    }
    return H;
  }
  /// Two neighboring points of a taut path that may meet in a box, and the force that would hold
  /// them together there.
  struct Contact {
    IntervalLevers::Vector between;  ///< from one to the other
    Interval tension;                ///< of the cable, on all sides [N]
    Interval force_x,
        force_y;           ///< f: what balances everything else, on the first of the points [N]
    Interval force2;       ///< its square [N^2]
    bool regular = false;  ///< both coordinates move them against one another, each its own way
  };
  /// V is V of the others + T |d|, d the vector between the points, J = dd/du. So its gradient is
  /// J'(T p - f) with |p| <= 1 and J' f = -(gradient of the others).
  Contact contact_at(const Pair2& u, int cable, int segment) const {
    Contact out;
    const CableData& touching = cables_[cable];
    out.between = touching.segments[segment].vector(u);
    Pair2 others = weight_.at(u).gradient;
    for (int i = 0; i < 2; ++i)
      others[i] -= couple_[i];
    for (const CableData& c : cables_) {
      const Interval T = c.sides * tension(c, length(c, u).length.value).force;
      const bool is_it = &c == &touching;
      if (is_it) out.tension = T;
      for (std::size_t g = 0; g < c.segments.size(); ++g) {
        if (is_it && static_cast<int>(g) == segment) continue;
        const Pair2 slope = c.segments[g].at(u).length.gradient;
        for (int i = 0; i < 2; ++i)
          others[i] += T * slope[i];
      }
    }
    for (const JointData& j : joints_) {
      const Interval M = j.factor * joint_law(j, j.turn.at(u)).force;
      for (int i = 0; i < 2; ++i)
        others[i] += M * j.turn.slope[i];
    }
    const auto& [x, y, dx, dy] = out.between;
    const Interval det = dx[0] * dy[1] - dy[0] * dx[1];
    out.regular = !contains(det, 0.0);
    if (!out.regular) return out;
    out.force_x = (dy[0] * others[1] - dy[1] * others[0]) / det;
    out.force_y = (dx[1] * others[0] - dx[0] * others[1]) / det;
    out.force2 = square(out.force_x) + square(out.force_y);
    return out;
  }

  /// The same pair in the model's words.
  guywire::Contact named(int cable, int segment, const Pair2& u) const {
    const Contact at_u = contact_at(u, cable, segment);
    return {cables_[cable].index, cables_[cable].places[segment], middle(at_u.force_x),
            middle(at_u.force_y)};
  }

  /// Body angle over a box.
  Interval angle(int body, const Pair2& u) const { return levers_.turn(body).at(u); }

 private:
  struct CableData {
    Interval fixed_length, sides;
    CableEnclosure law;
    Interval slack;  ///< length at which tension starts
    int index = -1;  ///< in the model
    std::vector<IntervalSegment> segments;
    std::vector<int> places;  ///< where those segments begin, counted along the path
  };
  /// What is known of a cable's path over a box.
  struct PathRange {
    Enclosure length;
    bool lost = false, doubtful = false;
    int meetings = 0, segment = -1;  ///< segments whose ends may meet, and one of them
  };
  struct JointData {
    Turn turn;
    BasicJointLaw<Interval> law;
    Interval factor;
  };
  /// A law without enclosure is refused beforehand.
  template <class Range>
  static ForceRange or_whole(const Range& range) {
    if constexpr (std::is_same_v<Range, NoEnclosure>)
      return {Interval::whole(), Interval::whole()};
    else
      return range;
  }
  /// dU/dphi and d2U/dphi2 of one side over angles phi.
  static ForceRange joint_law(const JointData& j, const Interval& phi) {
    return std::visit([&](const auto& law) { return or_whole(enclosure(law, phi)); }, j.law);
  }
  /// The same where the joint turns from phi, one way only.
  static ForceRange joint_law_beside(const JointData& j, const Interval& phi,
                                     const Interval& turned) {
    return std::visit([&](const auto& law) { return or_whole(enclosure_beside(law, phi, turned)); },
                      j.law);
  }

  /// A box, its middle and its points' distances from there.
  struct Box {
    Pair2 u;
    Pair2 middle;
    Pair2 away;
    bool is_point;

    explicit Box(const Pair2& box)
        : u(box),
          middle{guywire::middle(u[0]), guywire::middle(u[1])},
          away{u[0] - middle[0], u[1] - middle[1]},
          is_point(u == middle) {}
  };
  /// Mean value form: f over a box, from f in its middle and the derivatives over all of it.
  static Interval mean_value(const Interval& in_middle, const Interval& derivative_0,
                             const Interval& derivative_1, const Pair2& away) {
    return in_middle + derivative_0 * away[0] + derivative_1 * away[1];
  }

  /// Gradient and Hessian of what weights, loads, couples and linear cables without slack give.
  Result of_weight(const Box& box) const {
    Result out;
    const auto over_box = weight_.at(box.u);
    const auto in_middle = box.is_point ? over_box : weight_.at(box.middle);
    out.hessian = over_box.hessian;
    for (int i = 0; i < 2; ++i) {
      out.gradient[i] = over_box.gradient[i] - couple_[i];
      out.center[i] = in_middle.gradient[i] - couple_[i];
    }
    return out;
  }

  /// Adds a cable: T dl/du to the gradient, k dl/du dl/du' + T d2l/du2 to the Hessian.
  void add_tension(const CableData& c, const Box& box, Result& out) const {
    const PathRange path = length(c, box.u);
    if (path.lost) {
      out.lost = true;
      return;
    }
    Enclosure l = path.length;
    if (path.doubtful)
      out.doubtful = true;
    else if (!box.is_point)
      sharpen(l, c, box, out.center);
    const ForceRange f = tension(c, l.value);
    if (f.force == Interval(0.0) && f.slope == Interval(0.0)) return;
    if (path.meetings > 0) {
      out.meetings += path.meetings;
      out.cable = static_cast<int>(&c - cables_.data());
      out.segment = path.segment;
    }
    const Interval T = c.sides * f.force, k = c.sides * f.slope;
    for (int i = 0; i < 2; ++i)
      out.gradient[i] += T * l.gradient[i];
    out.hessian[0] += k * square(l.gradient[0]) + T * l.hessian[0];
    out.hessian[1] += k * l.gradient[0] * l.gradient[1] + T * l.hessian[1];
    out.hessian[2] += k * square(l.gradient[1]) + T * l.hessian[2];
  }
  /// Sharpens a cable's length and its gradient by their mean value forms, and adds the cable's
  /// moments in the middle of the box to `center`.
  void sharpen(Enclosure& l, const CableData& c, const Box& box, Pair2& center) const {
    const Enclosure in_middle = length(c, box.middle).length;
    for (int i = 0; i < 2; ++i)
      l.gradient[i] = common(l.gradient[i], mean_value(in_middle.gradient[i], l.hessian[i],
                                                       l.hessian[i + 1], box.away));
    l.value = common(l.value, mean_value(in_middle.value, l.gradient[0], l.gradient[1], box.away));
    const Interval T = c.sides * tension(c, in_middle.value).force;
    for (int i = 0; i < 2; ++i)
      center[i] += T * in_middle.gradient[i];
  }

  /// Adds a joint: dU/dphi dphi/du to the gradient, d2U/dphi2 dphi/du dphi/du' to the Hessian.
  void add_joint_moment(const JointData& j, const Box& box, Result& out) const {
    const auto law = [&](const Interval& phi) { return joint_law(j, phi); };
    const ForceRange f = sharpened(j.turn.at(box.u), law);
    const Interval M = j.factor * f.force, k = j.factor * f.slope;
    const Interval M_middle = box.is_point ? M : j.factor * law(j.turn.at(box.middle)).force;
    for (int i = 0; i < 2; ++i) {
      out.gradient[i] += M * j.turn.slope[i];
      out.center[i] += M_middle * j.turn.slope[i];
    }
    out.hessian[0] += k * square(j.turn.slope[0]);
    out.hessian[1] += k * j.turn.slope[0] * j.turn.slope[1];
    out.hessian[2] += k * square(j.turn.slope[1]);
  }

  void add_load(const Structure::LoadEntry& l) {
    Interval fx = numbers_[l.force], fy = numbers_[l.force + 1];
    if (l.mass >= 0) {
      fx = fx * numbers_[l.mass] * double(l.mass_sides);
      fy = fy * numbers_[l.mass] * double(l.mass_sides);
    }
    for (int body = l.body, at = l.point; body >= 0; at = s_.hinge[body], body = s_.parent[body]) {
      const Interval &x = numbers_[at], &y = numbers_[at + 1];
      weight_.add(levers_.turn(body), -(fx * x + fy * y), -(fy * x - fx * y));
    }
    if (l.couple >= 0)
      for (int i = 0; i < 2; ++i)
        couple_[i] += numbers_[l.couple] * levers_.turn(l.body).slope[i];
  }

  void add_cable(const Structure::CableEntry& entry) {
    CableData c;
    c.sides = double(entry.sides);
    c.index = static_cast<int>(&entry - s_.cables.data());
    const auto law =
        law_from_numbers<BasicCableLaw<Interval>>(entry.law, numbers_.data() + entry.law_numbers);
    const auto knobs = from_numbers<BasicKnobs<Interval>>(numbers_.data() + entry.knobs);
    std::visit(
        [&](const auto& l) {
          c.law.template emplace<decltype(enclosure(l, knobs))>(enclosure(l, knobs));
        },
        law);
    c.slack = std::visit(
        [](const auto& l) {
          if constexpr (std::is_same_v<std::decay_t<decltype(l)>, NoEnclosure>)
            return Interval::whole();
          else
            return l.slack;
        },
        c.law);
    for (int g = entry.first_segment; g < entry.first_segment + entry.segment_count; ++g) {
      IntervalSegment segment(levers_, s_.segments[g]);
      if (segment.is_constant())
        c.fixed_length += segment.constant_length();
      else {
        c.segments.push_back(std::move(segment));
        c.places.push_back(
            first_point(model_.description().cables[c.index], g - entry.first_segment));
      }
    }
    const auto* linear = std::get_if<LinearEnclosure>(&c.law);
    if (linear && c.slack == Interval(0.0) && entry.segment_count == 1 &&
        s_.segments[entry.first_segment].circle < 0) {
      // V = k d.d/2 is smooth, whatever the length
      for (const auto& segment : c.segments)
        weight_.add(segment.squared(), c.sides * linear->stiffness * 0.5);
      return;
    }
    cables_.push_back(std::move(c));
  }

  static PathRange length(const CableData& c, const Pair2& u) {
    PathRange out;
    out.length.value = c.fixed_length;
    for (std::size_t g = 0; g < c.segments.size(); ++g) {
      const auto one = c.segments[g].at(u);
      out.lost = out.lost || one.lost;
      out.doubtful = out.doubtful || one.doubtful;
      if (one.meets) {
        ++out.meetings;
        out.segment = static_cast<int>(g);
      }
      out.length.value += one.length.value;
      for (int i = 0; i < 2; ++i)
        out.length.gradient[i] += one.length.gradient[i];
      for (int i = 0; i < 3; ++i)
        out.length.hessian[i] += one.length.hessian[i];
    }
    return out;
  }

  static std::optional<Enclosure> length_at_quarter_turns(const CableData& c, int quarters) {
    Enclosure out;
    out.value = c.fixed_length;
    for (const IntervalSegment& segment : c.segments) {
      const auto one = segment.at_quarter_turns(quarters);
      if (!one) return {};
      out.value += one->value;
      out.gradient[0] += one->gradient[0];
    }
    return out;
  }

  /// Tension and stiffness over lengths: the taut part beyond the slack length, and zero where some
  /// may be slack.
  static ForceRange tension(const CableData& c, const Interval& length) {
    const Interval l = {std::max(0.0, length.lower), std::max(0.0, length.upper)};
    if (l.upper <= c.slack.lower) return {};
    ForceRange f = when_taut(c, {std::max(l.lower, c.slack.lower), l.upper});
    if (!(l.lower > c.slack.upper)) f = {hull(f.force, 0.0), hull(f.slope, 0.0)};
    return f;
  }
  static ForceRange when_taut(const CableData& c, const Interval& part) {
    ForceRange f = std::visit(
        [&](const auto& law) -> ForceRange {
          if constexpr (std::is_same_v<std::decay_t<decltype(law)>, NoEnclosure>)
            return or_whole(law);
          else
            return law.taut(part);
        },
        c.law);
    f.force = {std::max(0.0, f.force.lower), std::max(0.0, f.force.upper)};
    return f;
  }

  const Model& model_;
  const Structure& s_;
  IntervalLevers levers_;
  std::vector<Interval> numbers_;
  Wave weight_;
  Pair2 couple_;
  std::vector<JointData> joints_;
  std::vector<CableData> cables_;
};

}  // namespace detail

}  // namespace guywire
