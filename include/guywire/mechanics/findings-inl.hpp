#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "guywire/mechanics/findings.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/tissue/hill.hpp"

namespace guywire {

GUYWIRE_INLINE std::string_view to_string(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::never_taut:
      return "never_taut";
    case Finding::Kind::never_slack:
      return "never_slack";
    case Finding::Kind::pulls_nothing:
      return "pulls_nothing";
    case Finding::Kind::turns_nothing:
      return "turns_nothing";
    case Finding::Kind::mass_without_lever:
      return "mass_without_lever";
    case Finding::Kind::lever_without_mass:
      return "lever_without_mass";
    case Finding::Kind::force_without_lever:
      return "force_without_lever";
    case Finding::Kind::light_for_its_size:
      return "light_for_its_size";
    case Finding::Kind::far_from_others:
      return "far_from_others";
    case Finding::Kind::beyond_a_turn:
      return "beyond_a_turn";
    case Finding::Kind::beyond_its_curve:
      return "beyond_its_curve";
    case Finding::Kind::held_outside_range:
      return "held_outside_range";
    case Finding::Kind::one_side_of_a_pair:
      return "one_side_of_a_pair";
  }
  return "";
}

namespace detail {

/// A vector between two points: parts that turn with a body (-1: ground, which does not turn).
struct TurningPart {
  int body;
  double x, y;
  double length() const { return std::hypot(x, y); }
};

/// Rounding of levers, relative to the whole span: below it a lever counts as none.
inline constexpr double no_lever = 1e-12;

class Reach {
 public:
  explicit Reach(const Model& model)
      : model_(model), s_(model.structure()), numbers_(model.numbers()) {}

  PathReach of(CableId cable) const {
    const Structure::CableEntry& entry = s_.cables[cable.index];
    PathReach out;
    for (int g = entry.first_segment; g < entry.first_segment + entry.segment_count; ++g)
      add_segment(entry, s_.segments[g], out);
    return out;
  }

 private:
  std::pair<double, double> vector_at(int at) const {
    if (at < 0) return {0, 0};
    return {numbers_[at], numbers_[at + 1]};
  }

  std::vector<TurningPart> parts(int which) const {
    const Structure::Span& span = s_.spans[which];
    std::vector<TurningPart> out;
    const auto add = [&](int body, int plus, int minus) {
      const auto [px, py] = vector_at(plus);
      const auto [mx, my] = vector_at(minus);
      out.push_back({body, px - mx, py - my});
    };
    add(-1, span.ground_plus, span.ground_minus);
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
      add(s_.levers[l].body, s_.levers[l].plus, s_.levers[l].minus);
    double whole = 0;
    for (const TurningPart& p : out)
      whole += p.length();
    std::erase_if(out, [&](const TurningPart& p) { return p.length() <= no_lever * whole; });
    return out;
  }

  std::pair<double, double> range_of(int body) const {
    if (body < 0) return {0, 0};
    const Body& b = model_.description().bodies[body];
    return {b.angle_lower, b.angle_upper};
  }

  /// Least and largest cosine between two parts.
  std::pair<double, double> cosines(const TurningPart& a, const TurningPart& b) const {
    const auto [a_low, a_high] = range_of(a.body);
    const auto [b_low, b_high] = range_of(b.body);
    const double between = std::atan2(b.y, b.x) - std::atan2(a.y, a.x);
    const double low = between + b_low - a_high;
    const double high = between + b_high - a_low;
    const double turn = 2 * std::numbers::pi;
    if (!(high - low < turn)) return {-1, 1};
    const auto meets = [&](double angle) {
      return std::ceil((low - angle) / turn) * turn + angle <= high;
    };
    const double first = std::cos(low), last = std::cos(high);
    return {meets(std::numbers::pi) ? -1 : std::min(first, last),
            meets(0) ? 1 : std::max(first, last)};
  }

  /// |sum of parts|^2 is the sum over all pairs; each pair has its own range, all together no more
  /// than the sum of the lengths.
  PathReach span(int which) const {
    const std::vector<TurningPart> all = parts(which);
    double sum = 0, largest = 0, least2 = 0, most2 = 0;
    for (const TurningPart& p : all) {
      sum += p.length();
      largest = std::max(largest, p.length());
      least2 += p.length() * p.length();
    }
    most2 = least2;
    PathReach out{std::max(0.0, 2 * largest - sum), sum, all.size() > 1};
    // chosen: pairs grow with the square; a longer chain is bounded by its sum alone
    constexpr std::size_t most_parts = 64;
    if (all.size() > most_parts) return out;
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t k = i + 1; k < all.size(); ++k) {
        const auto [least, most] = cosines(all[i], all[k]);
        const double product = 2 * all[i].length() * all[k].length();
        least2 += product * least;
        most2 += product * most;
      }
    out.shortest = std::max(out.shortest, std::sqrt(std::max(0.0, least2)));
    out.longest = std::min(out.longest, std::sqrt(std::max(0.0, most2)));
    return out;
  }

  /// Over circles a path is no shorter than the straight line, and no longer than from center to
  /// center and once around each circle, or as often as the bodies can turn about a drum.
  void add_segment(const Structure::CableEntry& entry, const Structure::Segment& segment,
                   PathReach& out) const {
    const double across =
        segment.z_plus < 0 ? 0.0 : std::abs(numbers_[segment.z_plus] - numbers_[segment.z_minus]);
    const PathReach straight = span(segment.span);
    out.shortest += std::hypot(straight.shortest, across);
    out.changes = out.changes || straight.changes;
    if (segment.contact_count == 0) {
      out.longest += std::hypot(straight.longest, across);
      return;
    }
    double turns = 2 * std::numbers::pi;
    for (int b = entry.first_body; b < entry.first_body + entry.body_count; ++b) {
      const auto [low, high] = range_of(s_.cable_bodies[b]);
      turns += high - low;
    }
    double around = across;
    for (int k = segment.first_contact; k < segment.first_contact + segment.contact_count; ++k)
      around += turns * numbers_[s_.contacts[k].circle + 2];
    // from the start by the centers to the end; the shape is rigid if all its distances are
    const int elements = segment.contact_count + 2;
    for (int i = 0; i + 1 < elements; ++i)
      for (int k = i + 1; k < elements; ++k) {
        const PathReach reach = span(span_between(segment, i, k));
        if (k == i + 1) around += reach.longest;
        out.changes = out.changes || reach.changes;
      }
    out.longest += around;
  }

  /// From element i of a segment (its start, centers, end) to a later one.
  int span_between(const Structure::Segment& segment, int i, int k) const {
    const int elements = segment.contact_count + 2;
    if (elements > 3) return segment.first_row_span + Structure::row_span(i, k, elements);
    if (i == 0 && k == 2) return segment.span;
    return i == 0 ? segment.span_to_start : segment.span_to_end;
  }

  const Model& model_;
  const Structure& s_;
  const std::vector<double>& numbers_;
};

/// About a thousand: between half a decade below and half a decade above, so that neither a factor
/// of 100 nor one of 10 000 is meant.
inline bool is_thousandfold(double large, double small) {
  const double ratio = large / small;
  return ratio >= 300 && ratio <= 3000;  // chosen
}

/// Collects findings, part by part.
class Suspicion {
 public:
  explicit Suspicion(const Model& model)
      : model_(model), d_(model.description()), out_of_reach_(d_.cables.size(), 0) {}

  std::vector<Finding> all() {
    for (const Body& b : d_.bodies)
      check_body(b);
    for (const Constraint& c : d_.constraints)
      check_constraint(c);
    for (const Joint& j : d_.joints)
      check_joint(j);
    for (std::size_t c = 0; c < d_.cables.size(); ++c)
      check_cable(static_cast<int>(c));
    for (const Load& l : d_.loads)
      check_load(l);
    check_curves();
    check_lengths();
    check_masses_and_forces();
    return std::move(found_);
  }

 private:
  static std::string named(const char* kind, const std::string& name) {
    return std::string(kind) + " '" + name + "'";
  }
  void add(Finding f) { found_.push_back(std::move(f)); }
  bool is_pair(const std::string& body) const {
    return body != ground_name && d_.bodies[model_.body(body).index].sides == 2;
  }

  /// Every angle of a part: its fields in radians.
  template <class T>
  void check_angles(const T& part, const std::string& subject) {
    for (const auto& f : T::fields) {
      const double v = part.*f.member;
      if (f.info.unit == "rad" && std::abs(v) > 2 * std::numbers::pi)
        add({Finding::Kind::beyond_a_turn, subject, key_of(f.info), v,
             std::copysign(2 * std::numbers::pi, v), "rad"});
    }
  }

  void check_body(const Body& b) {
    const std::string subject = named("body", b.name);
    check_angles(b, subject);
    if (d_.gravity.x == 0 && d_.gravity.y == 0) return;
    const double lever = std::hypot(b.com_x, b.com_y);
    if (!std::isfinite(lever)) return;
    if (b.mass > 0 && lever == 0)
      add({Finding::Kind::mass_without_lever, subject, "com_m", b.mass, 0, "kg"});
    if (b.mass == 0 && lever > 0)
      add({Finding::Kind::lever_without_mass, subject, "mass_kg", lever, 0, "m"});
    // chosen: beyond 10 m nothing that stands by itself weighs less than 1 kg for each meter; a
    // person in millimeters does
    if (lever > 10 && b.mass > 0 && b.mass < lever)
      add({Finding::Kind::light_for_its_size, subject, "com_m", lever, b.mass, "m", true});
  }

  void check_constraint(const Constraint& c) {
    const std::string subject = named("constraint", c.name);
    check_angles(c, subject);
    if (c.terms.size() != 1) return;
    const Body& b = d_.bodies[model_.body(c.terms.front().first).index];
    const double angle = c.angle / c.terms.front().second;
    if (angle < b.angle_lower)
      add({Finding::Kind::held_outside_range, subject, "angle_rad", angle, b.angle_lower, "rad"});
    if (angle > b.angle_upper)
      add({Finding::Kind::held_outside_range, subject, "angle_rad", angle, b.angle_upper, "rad"});
  }

  void check_joint(const Joint& j) {
    const std::string subject = named("joint", j.name);
    std::visit([&](const auto& law) { check_angles(law, subject); }, j.law);
    if (j.sides == 1 && (is_pair(j.body) || is_pair(j.relative_to)))
      add({Finding::Kind::one_side_of_a_pair, subject, "sides", 1, 2, "1"});
    const auto moment = [&](double phi) {
      return std::visit(
          [&](const auto& law) { return j.preload_factor * evaluate(law, phi).moment; }, j.law);
    };
    const Body& b = d_.bodies[model_.body(j.body == ground_name ? j.relative_to : j.body).index];
    const auto turns = [&](double phi) { return moment(phi) != 0; };
    if (!turns(b.angle_lower) && !turns(0) && !turns(b.angle_upper))
      add({Finding::Kind::turns_nothing, subject, "", 0, 0, "N m"});
  }

  void check_load(const Load& l) {
    const bool in_ground = d_.bodies[model_.body(l.body).index].parent == ground_name;
    const double force = std::hypot(l.force_x, l.force_y);
    if (l.kind == Load::Kind::force && in_ground && force > 0 && l.point_x == 0 && l.point_y == 0)
      add({Finding::Kind::force_without_lever, named("load", l.name), "point_m", force, 0, "N"});
  }

  /// The largest length among a law's numbers: the one to look at.
  template <class Law>
  static std::string longest_field(const Law& law) {
    const Field<Law>* longest = nullptr;
    for (const Field<Law>& f : Law::fields)
      if (f.info.unit == "m" && (!longest || law.*f.member > law.*longest->member)) longest = &f;
    return longest ? key_of(longest->info) : "";
  }

  void check_cable(int c) {
    const Cable& cable = d_.cables[c];
    const std::string subject = named("cable", cable.name);
    const auto at_a_pair = [&](const PathPoint& p) { return p.circle.empty() && is_pair(p.body); };
    if (cable.sides == 1 && std::any_of(cable.path.begin(), cable.path.end(), at_a_pair))
      add({Finding::Kind::one_side_of_a_pair, subject, "sides", 1, 2, "1"});
    const PathReach reach = Reach(model_).of({c});
    out_of_reach_[c] = !reach.changes;
    if (!reach.changes) return add({Finding::Kind::turns_nothing, subject, "path", 0, 0, "m"});
    std::visit([&](const auto& law) { check_tension(c, law, subject, reach); }, cable.law);
  }

  template <class Law>
  void check_tension(int c, const Law& law, const std::string& subject, const PathReach& reach) {
    BasicKnobs<double> knobs = applied(d_.cables[c].knobs, d_.cables[c].law);
    const double slack = slack_length(law, knobs);
    if (reach.longest < slack) {
      out_of_reach_[c] = 1;
      return add({Finding::Kind::never_taut, subject, longest_field(law), slack, reach.longest, "m",
                  is_thousandfold(slack, reach.longest)});
    }
    // a muscle goes slack only below a fifth of its optimal fiber length: that it never does is
    // usual
    if (!Law::has_tone && slack > 0 && reach.shortest > slack && std::isfinite(reach.shortest))
      return add({Finding::Kind::never_slack, subject, longest_field(law), slack, reach.shortest,
                  "m", is_thousandfold(reach.shortest, slack)});
    knobs = {knobs.length, 1, 1, 1};  // whatever is turned down or cut at present
    if (evaluate(law, knobs, std::max(reach.longest, 1.5 * slack)).tension == 0)
      add({Finding::Kind::pulls_nothing, subject, "law", 0, 0, "N"});
  }

  /// Fiber length over optimal length, shifted by the length knob as the curves are.
  template <class Law>
  static std::optional<double> fiber_length(const Law& law, const BasicKnobs<double>& knobs,
                                            double path) {
    if constexpr (!requires { law.optimal_fiber_length + law.tendon_slack_length; }) {
      return {};
    } else {
      const auto shape = muscle::fiber_shape(law, knobs.length);
      double x = std::max(0.0, path - law.tendon_slack_length);
      if constexpr (std::is_same_v<Law, HillElastic>)
        if (x > shape.x0)
          x = muscle::elastic_projection(shape, law.tendon_slack_length,
                                         muscle::tendon_rate(law.tendon_strain), knobs, path);
      return std::sqrt(x * x + shape.thickness2) / law.optimal_fiber_length - shape.shift;
    }
  }

  /// Muscles at the reference, where every path is defined.
  void check_curves() {
    const Structure& s = model_.structure();
    const Mechanics<double> m = prepare<double>(s, model_.numbers().data());
    Evaluation<double> e(s);
    evaluate(m, m.theta_0.data(), Derivatives::gradient, e);
    if (e.lost_cable >= 0) return;
    constexpr double shortest = 0.4, longest = 1.8;  // of the curves: see muscle_curves.hpp
    for (std::size_t c = 0; c < d_.cables.size(); ++c) {
      if (out_of_reach_[c]) continue;
      const auto n =
          std::visit([&](const auto& law) { return fiber_length(law, m.knobs[c], e.length[c]); },
                     d_.cables[c].law);
      if (!n || (*n >= shortest && *n <= longest)) continue;
      const bool is_long = *n > longest;
      add({Finding::Kind::beyond_its_curve, named("cable", d_.cables[c].name),
           is_long ? "tendon_slack_length_m" : "optimal_fiber_length_m", *n,
           is_long ? longest : shortest, "1"});
    }
  }

  struct Number {
    std::string subject, field;
    double value;
    const char* unit;
  };

  /// The largest of some numbers, if it is about a thousand times the next.
  void check_largest(std::vector<Number> numbers, std::size_t fewest) {
    std::erase_if(numbers, [](const Number& n) { return !(n.value > 0); });
    if (numbers.size() < fewest) return;
    std::sort(numbers.begin(), numbers.end(),
              [](const Number& a, const Number& b) { return a.value > b.value; });
    const Number& first = numbers[0];
    if (is_thousandfold(first.value, numbers[1].value))
      add({Finding::Kind::far_from_others, first.subject, first.field, first.value,
           numbers[1].value, first.unit, true});
  }

  /// Distances from the origin of one frame: hinges of children, centers of mass, points, circles,
  /// landmarks.
  void check_lengths() {
    std::vector<std::vector<Number>> frames(d_.bodies.size() + 1);
    const auto put = [&](const std::string& body, std::string subject, std::string field, double x,
                         double y, double more = 0) {
      frames[model_.body(body).index + 1].push_back(
          {std::move(subject), std::move(field), std::hypot(x, y) + more, "m"});
    };
    for (const Body& b : d_.bodies) {
      put(b.parent, named("body", b.name), "hinge_in_parent_m", b.hinge_x, b.hinge_y);
      put(b.name, named("body", b.name), "com_m", b.com_x, b.com_y);
    }
    for (const Circle& c : d_.circles) {
      const double away = std::hypot(c.center_x, c.center_y);
      put(c.body, named("circle", c.name), away > c.radius ? "center_m" : "radius_m", c.center_x,
          c.center_y, c.radius);
    }
    for (const Cable& c : d_.cables)
      for (std::size_t i = 0; i < c.path.size(); ++i)
        if (c.path[i].circle.empty())
          put(c.path[i].body, named("cable", c.name), "path[" + std::to_string(i) + "] / point_m",
              c.path[i].point.x, c.path[i].point.y);
    for (const Load& l : d_.loads)
      if (l.kind == Load::Kind::force)
        put(l.body, named("load", l.name), "point_m", l.point_x, l.point_y);
    for (const Landmark& l : d_.landmarks)
      put(l.body, named("landmark", l.name), "point_m", l.point.x, l.point.y);
    for (std::vector<Number>& frame : frames)
      check_largest(std::move(frame), 2);
  }

  void check_masses_and_forces() {
    std::vector<Number> masses, forces;
    for (const Body& b : d_.bodies)
      masses.push_back({named("body", b.name), "mass_kg", b.mass, "kg"});
    const auto force_of = [](const auto& law) {
      if constexpr (requires { law.max_isometric_force; })
        return law.max_isometric_force;
      else
        return 0.0;
    };
    for (const Cable& c : d_.cables)
      forces.push_back(
          {named("cable", c.name), "max_isometric_force_N", std::visit(force_of, c.law), "N"});
    check_largest(std::move(masses), 3);  // chosen: of two numbers nobody knows which is right
    check_largest(std::move(forces), 3);
  }

  const Model& model_;
  const ModelDescription& d_;
  std::vector<Finding> found_;
  std::vector<char> out_of_reach_;  ///< per cable: never taut, or turns nothing
};

}  // namespace detail

GUYWIRE_INLINE PathReach path_reach(const Model& model, CableId cable) {
  return detail::Reach(model).of(cable);
}

GUYWIRE_INLINE std::vector<Overstretched> overstretched(const Model& model,
                                                        std::span<const double> lengths) {
  std::vector<Overstretched> out;
  const auto& cables = model.description().cables;
  for (std::size_t c = 0; c < cables.size(); ++c)
    std::visit(
        [&](const auto& law) {
          if constexpr (requires { law.max_isometric_force; }) {
            const BasicKnobs<double> knobs = applied(cables[c].knobs, cables[c].law);
            const double passive = tension_parts(law, knobs, lengths[c]).passive;
            if (passive > law.max_isometric_force)
              out.push_back({static_cast<int>(c), passive, law.max_isometric_force});
          }
        },
        cables[c].law);
  return out;
}

GUYWIRE_INLINE std::vector<Finding> findings(const Model& model) {
  return detail::Suspicion(model).all();
}

}  // namespace guywire
