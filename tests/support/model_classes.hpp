#pragma once
/// Classes of random models, each of which presses on one thing that solvers get wrong: scale,
/// wraps, corners of joint laws, constraints, points that coincide, cables exactly at their slack
/// length, mirror symmetry, elastic tendons.
///
/// Laws are drawn from the law lists through their field tables. A law that somebody adds is drawn
/// without a change here: its numbers come from their units and bounds, unless `typical_numbers`
/// narrows them. A model is known by its class and seed. Every part of it has a stream of random
/// numbers of its own, which depends on class, seed, part and index alone.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "guywire/statics/equilibrium.hpp"
#include "support/random_models.hpp"

namespace model_classes {

using namespace guywire;

enum class ModelClass {
  ordinary,     ///< as a body: hinges some decimetres apart, forces up to some kilonewtons
  scale,        ///< lengths 1e-2 to 1e2 m, stiffness 1e-3 to 1e9 N/m, masses 1e-3 to 1e5 kg
  wraps,        ///< circles everywhere: grazed, on any body, drums, several in a row
  joint_kinks,  ///< joint laws with a corner at or near the start or an equilibrium
  constraints,  ///< welds, couplings, rhythms, held bodies
  coincident,   ///< points on hinges, points of two bodies that meet at some posture, zero slack
                ///< lengths
  at_slack,     ///< cables whose slack length is their length in the reference posture
  mirror,       ///< mirror-symmetric and upright: at the start nothing pushes
  elastic,      ///< elastic tendons, long ones too
};

inline constexpr std::array<ModelClass, 9> all_classes{
    ModelClass::ordinary,    ModelClass::scale,       ModelClass::wraps,
    ModelClass::joint_kinks, ModelClass::constraints, ModelClass::coincident,
    ModelClass::at_slack,    ModelClass::mirror,      ModelClass::elastic};

constexpr std::string_view to_string(ModelClass c) {
  constexpr std::string_view names[] = {"ordinary",    "scale",       "wraps",
                                        "joint_kinks", "constraints", "coincident",
                                        "at_slack",    "mirror",      "elastic"};
  return names[static_cast<int>(c)];
}

inline std::optional<ModelClass> class_of(std::string_view name) {
  for (const ModelClass c : all_classes)
    if (to_string(c) == name) return c;
  return {};
}

/// A model and where its search begins.
struct Drawn {
  ModelDescription description;
  State start;
};

// --- laws
// ----------------------------------------------------------------------------

/// What numbers a law gets, by their unit.
struct Taste {
  double length;             ///< [m] of the cable; lengths are set to fit later
  double softest, stiffest;  ///< [N/m]
  double lever;              ///< [m] turns N/m into N m/rad
};

/// Narrower than a field's bounds.
struct TypicalNumber {
  std::string_view law, field;
  double low, high;
};
inline constexpr TypicalNumber typical_numbers[] = {
    {"exponential_toe", "toe_strain", 0.01, 0.3}, {"exponential_toe", "toe_shape", 0.5, 6},
    {"hill", "optimal_fiber_length", 0.5, 0.9},  // shares of the cable's length
    {"hill", "tendon_slack_length", 0.1, 0.4},    {"hill", "pennation", 0, 0.6},
    {"hill", "passive_start", 0.2, 1.3},          {"hill", "passive_strain", 0.3, 1},
    {"hill", "passive_exponent", 2, 6},           {"hill", "active_width", 1, 2},
    {"hill_elastic", "passive_start", 0.2, 1.3},  {"hill_elastic", "passive_strain", 0.3, 1},
    {"hill_elastic", "passive_exponent", 2, 6},   {"hill_elastic", "active_width", 1, 2},
    {"hill_elastic", "tendon_strain", 0.02, 0.1}, {"hill_elastic", "pennation", 0, 0.6},
    {"exponential_pair", "upper_rate", 0.5, 5},   {"exponential_pair", "lower_rate", 0.5, 5},
    {"exponential_pair", "upper_angle", -0.5, 1}, {"exponential_pair", "lower_angle", -1, 0.5},
};

/// Of either sign where that is allowed.
inline double with_sign(bool both, double size, Random& r) {
  return both && r.chance(0.5) ? -size : size;
}
inline double with_sign(const FieldInfo& f, double size, Random& r) {
  return with_sign(f.lower < 0, size, r);
}

inline double drawn_number(std::string_view law, const FieldInfo& f, const Taste& t, Random& r) {
  const bool at_bound = r.chance(0.06);
  if (at_bound && !f.lower_open && std::isfinite(f.lower) && f.unit != "rad") return f.lower;
  const double stiffness = r.log_uniform(t.softest, t.stiffest);
  const double angular = stiffness * t.lever * t.lever;
  for (const TypicalNumber& n : typical_numbers)
    if (n.law == law && n.field == f.name)
      return r.uniform(n.low, n.high) * (f.unit == "m" ? t.length : 1);
  double x = 0;
  if (f.unit == "m")
    x = t.length * r.uniform(0.2, 1);
  else if (f.unit == "N/m")
    x = stiffness;
  else if (f.unit == "N")
    x = with_sign(f, 0.2 * stiffness * t.length, r);
  else if (f.unit == "N m/rad")
    x = with_sign(f, angular, r);
  else if (f.unit == "N m/rad2" || f.unit == "N m/rad3")
    x = with_sign(f, r.uniform(0, 1) * angular, r);
  else if (f.unit == "N m")
    x = with_sign(f, r.uniform(0, 0.1) * angular, r);
  else if (f.unit == "rad")
    x = r.uniform(-0.5, 0.5);
  else if (std::isfinite(f.lower) && std::isfinite(f.upper))
    x = f.lower + (f.upper - f.lower) * r.uniform(0.001, 1);
  else
    x = with_sign(f, r.log_uniform(0.01, 100), r);
  return std::clamp(x, f.lower, f.upper);
}

/// A law of the list, by its index, with drawn numbers.
template <class List, std::size_t I = 0>
List drawn_law(std::size_t index, const Taste& t, Random& r) {
  if constexpr (I + 1 < std::variant_size_v<List>)
    if (index != I) return drawn_law<List, I + 1>(index, t, r);
  std::variant_alternative_t<I, List> law{};
  for (const auto& f : law.fields)
    if (!f.info.is_optional) law.*f.member = drawn_number(law.kind, f.info, t, r);
  Random apart = r;  // all else of a seed's model stays as it was before there were such numbers
  if (apart.chance(0.5)) return law;
  for (const auto& f : law.fields)
    if (f.info.is_optional) law.*f.member = drawn_number(law.kind, f.info, t, apart);
  return law;
}

/// Whether a law of the list, by its index, does what `wanted` asks of an example of it.
template <class List, class Wanted, std::size_t I = 0>
std::vector<std::size_t> laws_that(const Wanted& wanted, const Taste& t) {
  std::vector<std::size_t> out;
  if constexpr (I < std::variant_size_v<List>) {
    Random r(I);
    const List example = drawn_law<List>(I, t, r);
    if (std::visit(wanted, example)) out.push_back(I);
    for (const std::size_t i : laws_that<List, Wanted, I + 1>(wanted, t))
      out.push_back(i);
  }
  return out;
}

inline double slack_of(const CableLaw& law, const Knobs& knobs) {
  return std::visit([&](const auto& l) { return slack_length(l, applied(knobs, law)); }, law);
}

/// Lengths of the law, multiplied.
inline void scale_lengths(CableLaw& law, double factor) {
  std::visit(
      [&](auto& l) {
        for (const auto& f : l.fields)
          if (f.info.unit == "m") l.*f.member *= factor;
      },
      law);
}

/// Makes the slack length what is wanted, up to rounding. A law without slack length stays.
inline void fit_slack(CableLaw& law, const Knobs& knobs, double wanted) {
  for (int pass = 0; pass < 4; ++pass) {
    const double now = slack_of(law, knobs);
    if (!(now > 0) || now == wanted) return;
    scale_lengths(law, wanted / now);
  }
}

/// Whether the law itself may be refused, whatever the model around it.
inline bool refused(const CableLaw& law, const Knobs& knobs) {
  std::vector<Fault> faults;
  std::visit(
      [&](const auto& l) {
        check_fields(l, "", faults);
        if constexpr (requires { check_law(l, applied(knobs, law), std::string(), faults); })
          check_law(l, applied(knobs, law), std::string(), faults);
        else if constexpr (requires { check_law(l, std::string(), faults); })
          check_law(l, std::string(), faults);
      },
      law);
  return !faults.empty();
}

/// Whether the library takes this model.
inline bool builds(const ModelDescription& d) {
  try {
    (void)ModelBuilder(d).build();
    return true;
  } catch (const ModelError&) {
    return false;
  }
}

// --- a model
// ----------------------------------------------------------------------------

class Draft {
 public:
  Draft(ModelClass kind, std::uint64_t seed, int attempt)
      : kind_(kind), seed_(seed), attempt_(attempt) {}

  Drawn drawn() {
    d_.name = std::string(to_string(kind_)) + "-" + std::to_string(seed_);
    sizes();
    if (kind_ == ModelClass::mirror) {
      symmetric_bodies();
      symmetric_cables();
    } else {
      bodies();
      constraints();
      joints();
      circles();
      cables();
      loads();
    }
    fit_lengths();
    return {d_, start()};
  }

 private:
  static constexpr double pi = 3.14159265358979323846;

  /// The numbers of one part of the model.
  Random stream(std::string_view part, int index = 0) const {
    std::uint64_t key = 0xCBF29CE484222325ull;
    const auto mix = [&](std::uint64_t x) {
      key = (key ^ x) * 0x9E3779B97F4A7C15ull;
      key ^= key >> 29;
      key *= 0xBF58476D1CE4E5B9ull;
      key ^= key >> 32;
    };
    for (const char c : to_string(kind_))
      mix(static_cast<unsigned char>(c));
    mix(seed_);
    for (const char c : part)
      mix(static_cast<unsigned char>(c));
    mix(static_cast<std::uint64_t>(index));
    mix(static_cast<std::uint64_t>(attempt_));
    return Random(key);
  }

  /// Of lengths, stiffness, masses.
  void sizes() {
    Random r = stream("sizes");
    length_ = r.uniform(0.1, 0.4);
    softest_ = 10;
    stiffest_ = 3e4;
    lightest_ = 0.1;
    heaviest_ = 30;
    if (kind_ == ModelClass::scale) {
      length_ = r.log_uniform(1e-2, 1e2);
      softest_ = 1e-3;
      stiffest_ = 1e9;
      lightest_ = 1e-3;
      heaviest_ = 1e5;
    }
    const bool stiff = kind_ == ModelClass::mirror || kind_ == ModelClass::at_slack ||
                       kind_ == ModelClass::coincident;
    if (stiff && r.chance(0.4)) {
      length_ = r.uniform(0.5, 3);
      softest_ = 1e4;
      stiffest_ = 1e8;
      lightest_ = 1;
      heaviest_ = 100;
    }
    if (r.chance(0.6)) {  // all of a model's numbers alike, within a factor of ten
      const double k = r.log_uniform(softest_, stiffest_);
      const double m = r.log_uniform(lightest_, heaviest_);
      softest_ = std::max(softest_, k / 3);
      stiffest_ = std::min(stiffest_, k * 3);
      lightest_ = std::max(lightest_, m / 3);
      heaviest_ = std::min(heaviest_, m * 3);
    }
    reach_ = stiffest_ >= 1e5 ? 0.02 : 0.15;
    if (r.chance(0.1))
      d_.gravity = {0, 0};
    else if (kind_ != ModelClass::mirror && r.chance(0.2))
      d_.gravity = {r.uniform(-10, 10), r.uniform(-10, 10)};
  }

  int index_of(const std::string& body) const {
    for (std::size_t i = 0; i < d_.bodies.size(); ++i)
      if (d_.bodies[i].name == body) return static_cast<int>(i);
    return -1;
  }

  /// Where a point of a body lies, at body angles theta; all 0 if there are none.
  Vec2 place(std::string body, double x, double y, const std::vector<double>& theta = {}) const {
    while (body != ground_name) {
      const int i = index_of(body);
      const double turn = theta.empty() ? 0 : theta[i];
      const Body& b = d_.bodies[i];
      const double across = std::cos(turn) * x - std::sin(turn) * y;
      y = b.hinge_y + std::sin(turn) * x + std::cos(turn) * y;
      x = b.hinge_x + across;
      body = b.parent;
    }
    return {x, y};
  }
  /// The point of a body that lies there.
  Vec2 seen_from(const std::string& body, Vec2 where, const std::vector<double>& theta) const {
    if (body == ground_name) return where;
    const Vec2 origin = place(body, 0, 0, theta);
    const double turn = theta.empty() ? 0 : theta[index_of(body)];
    const double x = where.x - origin.x;
    const double y = where.y - origin.y;
    return {std::cos(turn) * x + std::sin(turn) * y, std::cos(turn) * y - std::sin(turn) * x};
  }

  void bodies() {
    Random r = stream("bodies");
    const int count = r.integer(1, r.chance(0.7) ? 4 : 8);
    const bool all_upright =
        r.chance(kind_ == ModelClass::joint_kinks || kind_ == ModelClass::at_slack ? 0.5 : 0.1);
    for (int i = 0; i < count; ++i) {
      r = stream("body", i);
      Body b;
      b.name = "b" + std::to_string(i);
      if (i > 0 && r.chance(0.85))
        b.parent = "b" + std::to_string(r.chance(0.8) ? i - 1 : r.integer(0, i - 1));
      const double aside = all_upright ? 0 : 1;
      b.hinge_x = aside * length_ * r.uniform(-0.5, 0.5);
      b.hinge_y =
          b.parent == ground_name ? length_ * r.uniform(-0.3, 0.3) : length_ * r.uniform(0.1, 1);
      b.mass = r.log_uniform(lightest_, heaviest_);
      b.com_x = aside * length_ * r.uniform(-0.4, 0.4);
      b.com_y = length_ * (all_upright ? r.uniform(0, 0.6) : r.uniform(-0.7, 0.7));
      b.angle_lower = r.uniform(-6.28, -2);
      b.angle_upper = r.uniform(2, 6.28);
      d_.bodies.push_back(b);
    }
  }

  std::string any_body(Random& r, bool ground_too) const {
    const int i = r.integer(ground_too ? -1 : 0, static_cast<int>(d_.bodies.size()) - 1);
    return i < 0 ? std::string(ground_name) : d_.bodies[i].name;
  }

  void constraints() {
    Random r = stream("constraints");
    const bool wanted =
        kind_ == ModelClass::constraints || r.chance(kind_ == ModelClass::ordinary ? 0.3 : 0.1);
    if (!wanted) return;
    const int bodies = static_cast<int>(d_.bodies.size());
    const int count = r.integer(1, bodies);
    for (int k = 0; k < count; ++k) {  // each has a body of its own as its last: none is redundant
      r = stream("constraint", k);
      const int b = bodies - 1 - k;
      Constraint c{.name = "h" + std::to_string(k),
                   .terms = {{d_.bodies[b].name, 1.0}},
                   .angle = 0,
                   .balanced_by_muscles = false,
                   .source = {}};
      const int sort = b == 0 ? 0 : r.integer(0, 3);
      const auto other = [&] { return d_.bodies[r.integer(0, b - 1)].name; };
      if (sort == 1) c.terms.push_back({other(), -1.0});                  // a weld
      if (sort == 2) c.terms.push_back({other(), r.uniform(-1.5, 1.5)});  // a coupling
      if (sort == 3) {                                                    // a share of a turn
        const double share = r.uniform(0.1, 0.9);
        c.terms.push_back({other(), -share});
        if (b > 1) c.terms.push_back({d_.bodies[(k + 1) % b].name, share - 1});
      }
      if (r.chance(0.2)) c.terms[0].second = r.uniform(0.5, 2);
      if (r.chance(0.5)) c.angle = r.uniform(-0.5, 0.5);
      d_.constraints.push_back(c);
    }
  }

  Taste joint_taste() const {
    const double k = kind_ == ModelClass::scale ? softest_ : std::max(softest_, 300.0);
    return {length_, k, std::max(k, stiffest_), length_};
  }

  void joints() {
    Random r = stream("joints");
    const int bodies = static_cast<int>(d_.bodies.size());
    const bool kinks = kind_ == ModelClass::joint_kinks;
    const bool firm =
        kinks || r.chance(0.6);  // a law at every hinge; else few, and many models fall over
    const int count = firm ? bodies + r.integer(0, 2) : r.integer(0, bodies);
    const Taste taste = joint_taste();
    const auto cornered =
        laws_that<JointLaw>([](const auto& law) { return !corner_angles(law).empty(); }, taste);
    for (int j = 0; j < count; ++j) {
      r = stream("joint", j);
      Joint joint;
      joint.name = "j" + std::to_string(j);
      const bool own = firm && j < bodies;
      joint.body = own ? d_.bodies[j].name : any_body(r, false);
      joint.relative_to =
          own || r.chance(0.7) ? d_.bodies[index_of(joint.body)].parent : any_body(r, true);
      if (joint.relative_to == joint.body) joint.relative_to = ground_name;
      const int any = r.integer(0, static_cast<int>(std::variant_size_v<JointLaw>) - 1);
      std::size_t law = static_cast<std::size_t>(any);
      if (kinks && r.chance(0.8) && !cornered.empty())
        law = cornered[r.integer(0, static_cast<int>(cornered.size()) - 1)];
      joint.law = drawn_law<JointLaw>(law, taste, r);
      if (kinks) move_corner(joint.law, r);
      joint.preload_factor = r.chance(0.7) ? 1 : r.uniform(0.5, 3);
      d_.joints.push_back(joint);
    }
  }

  /// The corner at the reference posture, or a little beside it.
  static void move_corner(JointLaw& law, Random& r) {
    const double beside = r.chance(0.5) ? 0 : with_sign(true, r.log_uniform(1e-14, 1e-2), r);
    const bool one_soft = r.chance(0.2);
    std::visit(
        [&](auto& l) {
          for (const auto& f : l.fields)
            if (f.info.unit == "rad") l.*f.member = beside;
          if (one_soft && std::string_view(l.fields[0].info.unit) == "N m/rad")
            l.*l.fields[0].member *= 1e-3;
        },
        law);
  }

  void circles() {
    Random r = stream("circles");
    const bool wraps = kind_ == ModelClass::wraps;
    const bool wanted =
        wraps || r.chance(kind_ == ModelClass::ordinary || kind_ == ModelClass::scale ? 0.25 : 0.1);
    if (!wanted) return;
    const int count = r.integer(1, wraps ? 4 : 2);
    for (int c = 0; c < count; ++c) {
      r = stream("circle", c);
      Circle o{.name = "o" + std::to_string(c), .body = any_body(r, true), .source = {}};
      o.radius = length_ * r.log_uniform(0.02, wraps ? 1 : 0.2);
      o.center_x = length_ * r.uniform(-0.5, 0.5);
      o.center_y = length_ * r.uniform(-0.5, 0.5);
      if (r.chance(wraps ? 0.4 : 0.1)) {  // a drum: on a hinge
        const Body& b = d_.bodies[r.integer(0, static_cast<int>(d_.bodies.size()) - 1)];
        const bool on_parent = r.chance(0.5);
        o.body = on_parent ? b.parent : b.name;
        o.center_x = on_parent ? b.hinge_x : 0;
        o.center_y = on_parent ? b.hinge_y : 0;
      }
      d_.circles.push_back(o);
    }
  }

  PathPoint any_point(Random& r) const {
    const std::string body = any_body(r, true);
    const double size = length_ * (body == ground_name ? 2 : 0.7);
    const double z = r.chance(0.7) ? 0 : length_ * r.uniform(-0.3, 0.3);
    return at(body, r.uniform(-size, size), r.uniform(-size, size), z);
  }

  void cables() {
    Random r = stream("cables");
    if (kind_ == ModelClass::coincident) {
      for (std::size_t i = 0; i < d_.bodies.size(); ++i)
        meeting_.push_back(r.chance(0.5) ? 0 : r.uniform(-1, 1));
    }
    const int count = r.integer(1, r.chance(0.7) ? 6 : 20);
    for (int c = 0; c < count; ++c) {
      r = stream("cable", c);
      Cable cable;
      cable.name = "c" + std::to_string(c);
      cable.path = any_path(r);
      set_law(cable, r);
      d_.cables.push_back(cable);
    }
  }

  std::vector<PathPoint> any_path(Random& r) const {
    const int points = r.integer(2, 4);
    std::vector<PathPoint> path{any_point(r)};
    for (int p = 1; p < points; ++p) {
      PathPoint next = any_point(r);
      if (kind_ == ModelClass::coincident && r.chance(0.6))
        next = meeting_point(next, path.back(), r);
      const double wanted = kind_ == ModelClass::wraps ? 0.7 : 0.3;
      if (!d_.circles.empty() && r.chance(wanted)) add_circles(path, next, r);
      if (next == path.back()) next.point.x += 0.1 * length_;
      path.push_back(next);
    }
    return path;
  }

  /// A point on a hinge, or one that meets the point before it at the model's own posture.
  PathPoint meeting_point(const PathPoint& next, const PathPoint& last, Random& r) const {
    const Body& b = d_.bodies[r.integer(0, static_cast<int>(d_.bodies.size()) - 1)];
    const int sort = r.integer(0, 3);
    if (sort == 0) return at(b.name, 0, 0);
    if (sort == 1) return at(b.parent, b.hinge_x, b.hinge_y);
    if (!last.circle.empty() || next.body == last.body) return next;
    const Vec2 there = place(last.body, last.point.x, last.point.y, meeting_);
    const Vec2 seen = seen_from(next.body, there, meeting_);
    const double beside = r.chance(0.7) ? 0 : length_ * r.log_uniform(1e-15, 1e-3);
    return at(next.body, seen.x + beside, seen.y, last.point.z);
  }

  /// Whether a path may lead from one circle to another in either sense, in the reference posture.
  bool apart(const std::string& name, const Circle& o) const {
    for (const Circle& last : d_.circles)
      if (last.name == name) {
        const Vec2 a = place(last.body, last.center_x, last.center_y);
        const Vec2 b = place(o.body, o.center_x, o.center_y);
        return std::hypot(b.x - a.x, b.y - a.y) > 1.0001 * (last.radius + o.radius);
      }
    return true;
  }
  /// One circle or several in a row between the last point of a path and the next; grazed by the
  /// line between them if chance has it.
  void add_circles(std::vector<PathPoint>& path, PathPoint& next, Random& r) const {
    const int row = r.chance(0.3) ? r.integer(2, 3) : 1;
    const PathPoint first = path.back();
    for (int k = 0; k < row; ++k) {
      const Circle& o = d_.circles[r.integer(0, static_cast<int>(d_.circles.size()) - 1)];
      const Vec2 center = place(o.body, o.center_x, o.center_y);
      if (!path.back().circle.empty() && !apart(path.back().circle, o)) break;
      const auto inside = [&](const PathPoint& q) {
        const Vec2 p = place(q.body, q.point.x, q.point.y);
        return std::hypot(p.x - center.x, p.y - center.y) < 1.0001 * o.radius;
      };
      if (inside(first)) break;
      if (r.chance(0.3)) graze(first, o, center, next, r);
      if (inside(next)) break;
      path.push_back(around(o.name, sense_of(first, next, center, r)));
    }
  }

  /// Moves `next` so that the straight line from `first` touches the circle, or that it lies just
  /// outside.
  void graze(const PathPoint& first, const Circle& o, Vec2 center, PathPoint& next,
             Random& r) const {
    const Vec2 p = place(first.body, first.point.x, first.point.y);
    const double away = std::hypot(center.x - p.x, center.y - p.y);
    const double beside = r.chance(0.3) ? 0 : r.log_uniform(1e-12, 1e-2) * (r.chance(0.5) ? 1 : -1);
    double x = 0;
    double y = 0;
    if (r.chance(0.5)) {  // on the tangent, beyond the circle
      const double direction = std::atan2(center.y - p.y, center.x - p.x);
      const double turn = std::asin(std::min(1.0, o.radius / away)) + beside;
      const double side = r.chance(0.5) ? 1 : -1;
      const double far = away * r.uniform(1.1, 2.5);
      x = p.x + far * std::cos(direction + side * turn);
      y = p.y + far * std::sin(direction + side * turn);
    } else {  // close to the circle
      const double angle = r.uniform(-pi, pi);
      const double reach = o.radius * (1.00011 + std::abs(beside));
      x = center.x + reach * std::cos(angle);
      y = center.y + reach * std::sin(angle);
    }
    const Vec2 seen = seen_from(next.body, {x, y}, {});
    next.point.x = seen.x;
    next.point.y = seen.y;
  }

  /// Mostly the side on which the path is defined in the reference posture.
  Sense sense_of(const PathPoint& first, const PathPoint& next, Vec2 center, Random& r) const {
    const Vec2 p = place(first.body, first.point.x, first.point.y);
    const Vec2 q = place(next.body, next.point.x, next.point.y);
    const double turn = (p.x - center.x) * (q.y - center.y) - (p.y - center.y) * (q.x - center.x);
    const bool other = r.chance(0.1);
    return (turn > 0) != other ? Sense::counterclockwise : Sense::clockwise;
  }

  void set_law(Cable& cable, Random& r) const {
    double length = 0;
    const PathPoint* last = nullptr;
    for (const PathPoint& q : cable.path) {
      if (!q.circle.empty()) continue;
      if (last) {
        const Vec2 a = place(last->body, last->point.x, last->point.y);
        const Vec2 b = place(q.body, q.point.x, q.point.y);
        length += std::hypot(b.x - a.x, b.y - a.y, q.point.z - last->point.z);
      }
      last = &q;
    }
    const Taste taste{std::max(length, 1e-3 * length_), softest_, stiffest_, length_};
    if (r.chance(0.3)) {
      cable.knobs.length = r.uniform(0.85, 1.15);
      cable.knobs.stiffness = r.uniform(0, 2);
    }
    const bool toned = r.chance(0.3);
    const double strength = r.uniform(0, kind_ == ModelClass::elastic && r.chance(0.1) ? 10 : 1);
    const double tone = r.uniform(0, 1);
    for (int attempt = 0; attempt < 20; ++attempt) {
      cable.law = some_law(taste, r);
      const bool has_tone = std::visit([](const auto& l) { return l.has_tone; }, cable.law);
      cable.knobs.strength = toned && has_tone ? strength : 1;
      cable.knobs.tone.reset();
      if (toned && has_tone) cable.knobs.tone = tone;
      if (!refused(cable.law, cable.knobs)) return;
    }
    cable.law = Linear{taste.softest, taste.length};
    cable.knobs.strength = 1;
    cable.knobs.tone.reset();
  }

  CableLaw some_law(const Taste& taste, Random& r) const {
    const int last = static_cast<int>(std::variant_size_v<CableLaw>) - 1;
    std::size_t index = static_cast<std::size_t>(r.integer(0, last));
    const bool elastic = kind_ == ModelClass::elastic;
    if (elastic && r.chance(0.7)) index = CableLaw(HillElastic{}).index();
    CableLaw law = drawn_law<CableLaw>(index, taste, r);
    if (auto* const tendon = std::get_if<HillElastic>(&law); elastic && tendon && r.chance(0.3))
      tendon->tendon_slack_length = tendon->optimal_fiber_length * r.log_uniform(0.05, 25);
    auto* const linear = std::get_if<Linear>(&law);
    if (linear && kind_ == ModelClass::coincident && r.chance(0.5)) linear->slack_length = 0;
    return law;
  }

  void loads() {
    Random r = stream("loads");
    const int count = r.chance(0.5) ? 0 : r.integer(1, 2);
    const double force = heaviest_ * 10 + 0.01 * softest_ * length_;
    for (int l = 0; l < count; ++l) {
      r = stream("load", l);
      Load load;
      load.name = "l" + std::to_string(l);
      load.body = any_body(r, false);
      if (r.chance(0.4)) {
        load.kind = Load::Kind::couple;
        load.moment = force * length_ * r.uniform(-0.5, 0.5);
      } else {
        load.force_x = force * r.uniform(-1, 1);
        load.force_y = force * r.uniform(-1, 1);
        load.point_x = length_ * r.uniform(-0.3, 0.3);
        load.point_y = length_ * r.uniform(-0.3, 0.3);
      }
      d_.loads.push_back(load);
    }
  }

  // --- mirror-symmetric and upright ---

  /// A spine on the axis, perhaps with pairs of branches. A joint law counts once each way, so that
  /// any law is symmetric.
  void symmetric_bodies() {
    Random r = stream("bodies");
    const int spine = r.integer(1, 4);
    std::vector<std::string> stem;
    for (int i = 0; i < spine; ++i) {
      r = stream("body", i);
      Body b;
      b.name = "b" + std::to_string(i);
      if (i > 0) b.parent = stem.back();
      b.hinge_y = i > 0 ? length_ * r.uniform(0.5, 1.5) : 0;
      b.mass = r.log_uniform(lightest_, heaviest_);
      b.com_y = length_ * r.uniform(0.1, 0.8);
      b.angle_lower = -3.1416;
      b.angle_upper = 3.1416;
      d_.bodies.push_back(b);
      stem.push_back(b.name);
      mirrored_.push_back({b.name, b.name});
      if (r.chance(0.25)) branches(b, i, r);
      if (r.chance(0.4)) symmetric_joint(b.name, b.name, b.parent, b.parent, i, r);
    }
  }

  void branches(const Body& stem, int i, Random& r) {
    Body right;
    right.name = "r" + std::to_string(i);
    right.parent = stem.name;
    right.hinge_x = length_ * r.uniform(0, 0.5);
    right.hinge_y = length_ * r.uniform(0, 1);
    right.mass = r.log_uniform(lightest_, heaviest_);
    right.com_x = length_ * r.uniform(-0.5, 0.5);
    right.com_y = length_ * r.uniform(-0.5, 0.5);
    Body left = right;
    left.name = "l" + std::to_string(i);
    left.hinge_x = -right.hinge_x;
    left.com_x = -right.com_x;
    d_.bodies.push_back(right);
    d_.bodies.push_back(left);
    mirrored_.push_back({right.name, left.name});
    mirrored_.push_back({left.name, right.name});
    if (r.chance(0.6)) symmetric_joint(right.name, left.name, stem.name, stem.name, 100 + i, r);
  }

  void symmetric_joint(const std::string& body, const std::string& mirrored,
                       const std::string& parent, const std::string& mirrored_parent, int index,
                       Random& r) {
    Joint joint;
    joint.name = "j" + std::to_string(index);
    joint.body = body;
    joint.relative_to = parent;
    const int law = r.integer(0, static_cast<int>(std::variant_size_v<JointLaw>) - 1);
    joint.law = drawn_law<JointLaw>(static_cast<std::size_t>(law), joint_taste(), r);
    if (r.chance(0.5)) move_corner(joint.law, r);
    Joint other = joint;
    other.name += "m";
    other.body = mirrored_parent;
    other.relative_to = mirrored;
    if (parent == ground_name) {  // a law acts on a body
      other.body = ground_name;
      other.relative_to = mirrored;
    }
    d_.joints.push_back(joint);
    d_.joints.push_back(other);
  }

  std::string mirror_of(const std::string& body) const {
    for (const auto& [one, other] : mirrored_)
      if (one == body) return other;
    return body;
  }

  void symmetric_cables() {
    Random r = stream("cables");
    const int pairs = r.integer(1, 5);
    for (int c = 0; c < pairs; ++c) {
      r = stream("cable", c);
      Cable cable;
      cable.name = "c" + std::to_string(c);
      const int points = r.chance(0.8) ? 2 : 3;
      for (int p = 0; p < points; ++p) {
        PathPoint q = any_point(r);
        if (p == 0 && r.chance(0.7))
          q = at(std::string(ground_name), length_ * r.uniform(0.5, 3), 0);
        if (p > 0 && r.chance(0.5)) q.point.x = 0;
        if (p > 0 && q == cable.path.back()) q.point.y += 0.1 * length_;
        cable.path.push_back(q);
      }
      set_law(cable, r);
      Cable other = cable;
      other.name += "m";
      for (PathPoint& q : other.path) {
        q.body = mirror_of(q.body);
        q.point.x = -q.point.x;
      }
      d_.cables.push_back(cable);
      d_.cables.push_back(other);
    }
  }

  // --- lengths and start ---

  /// Sets slack lengths by the lengths that cables have in the reference posture, so that they play
  /// a part.
  void fit_lengths() {
    if (!builds(d_)) return;
    const Posture p = posture_at(ModelBuilder(d_).build()).last();
    double before = 0;
    for (std::size_t c = 0; c < d_.cables.size(); ++c) {
      Random r = stream("length", static_cast<int>(c));
      const bool twin = kind_ == ModelClass::mirror && c % 2 == 1;
      double length = twin ? before : p.lengths[c];
      before = length;
      if (twin) r = stream("length", static_cast<int>(c) - 1);
      if (!std::isfinite(length) || !(length > 0)) continue;
      const bool exact = r.chance(kind_ == ModelClass::at_slack ? 0.8 : 0.02) ||
                         (kind_ == ModelClass::mirror && r.chance(0.3));
      const double share = r.chance(0.9) ? r.uniform(1 - reach_, 1 + reach_) : r.uniform(0.7, 1.5);
      Cable& cable = d_.cables[c];
      const CableLaw old = cable.law;
      fit_slack(cable.law, cable.knobs, exact ? length : share * length);
      if (refused(cable.law, cable.knobs)) cable.law = old;
    }
  }

  State start() const {
    if (!builds(d_)) return {};
    Random r = stream("start");
    const bool special = kind_ == ModelClass::mirror || kind_ == ModelClass::at_slack ||
                         kind_ == ModelClass::joint_kinks;
    if (r.chance(special ? 0.6 : 0.1)) return {};
    const double spread = r.chance(0.2) ? r.log_uniform(1e-9, 1e-2) : r.uniform(0, 1);
    return {random_coordinates(ModelBuilder(d_).build(), r, spread)};
  }

  const ModelClass kind_;
  const std::uint64_t seed_;
  const int attempt_;
  ModelDescription d_;
  double length_ = 0;    ///< [m] of a body
  double softest_ = 0;   ///< [N/m]
  double stiffest_ = 0;  ///< [N/m]
  double lightest_ = 0;  ///< [kg]
  double heaviest_ = 0;  ///< [kg]
  double reach_ = 0;     ///< how far slack lengths are from lengths, as a share
  std::vector<double> meeting_;
  std::vector<std::pair<std::string, std::string>> mirrored_;
};

/// Whether a path is lost where the search begins.
inline bool begins_lost(const Model& model, const State& start) {
  return posture_at(model, start).status == Status::path_lost;
}

/// The model of that class and seed. Where the library refuses what was drawn, the next attempt of
/// the same seed; mostly too where a path is lost at the start.
inline Drawn draw(ModelClass kind, std::uint64_t seed) {
  for (int attempt = 0; attempt < 60; ++attempt) {
    Drawn drawn = Draft(kind, seed, attempt).drawn();
    if (!builds(drawn.description)) continue;
    const Model model = ModelBuilder(drawn.description).build();
    const bool lost_is_fine = seed % 16 == 0 || attempt >= 40;
    if (!lost_is_fine && begins_lost(model, drawn.start)) continue;
    return drawn;
  }
  return {};
}

}  // namespace model_classes
