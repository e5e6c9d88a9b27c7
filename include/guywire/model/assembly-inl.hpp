#pragma once
/// Checks a description and takes it apart into structure and numbers.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "guywire/model/evaluation_plan-inl.hpp"
#include "guywire/model/model.hpp"
#include "guywire/model/null_space-inl.hpp"
#include "guywire/model/numbers.hpp"

namespace guywire::detail {

struct ModelContent {
  ModelDescription description;
  Structure structure;
  std::vector<double> numbers;
  std::unordered_map<std::string, int> bodies, cables, joints;
  std::unordered_map<std::string, std::vector<CableId>> groups;
};

/// Puts a description together; collects faults on the way.
class Assembly {
 public:
  explicit Assembly(ModelDescription d) : content_(std::make_shared<ModelContent>()), layout_(d) {
    content_->numbers = array_of(d);
    content_->description = std::move(d);
  }

  std::shared_ptr<const ModelContent> build() {
    check_sizes();
    check_names();
    check_gravity();
    add_bodies();
    add_constraints();
    add_joints();
    add_circles();
    add_cables();
    if (faults_.empty()) plan_evaluation(content_->structure);
    add_loads();
    add_groups();
    check_landmarks();
    if (faults_.empty()) free_the_rest();
    if (faults_.empty()) find_tilt_body();
    if (!faults_.empty()) throw ModelError(std::move(faults_));
    return content_;
  }

 private:
  using Pair = std::pair<int, int>;

  // What protects memory and time: matrices of bodies x bodies (32 MB each at 2000), levers of 20
  // bytes each, and lists of groups within groups. Chosen: any model within them is checked in 2 s
  // and 500 MB, and is far larger than a body.
  static constexpr std::size_t most_bodies = 2000, most_levers = 2'000'000,
                               most_members = 1'000'000, longest_name = 100;

  void fault(std::string where, std::string what, std::string remedy = "") {
    add_fault(faults_, {std::move(where), std::move(what), std::move(remedy)});
  }
  /// For what must stop at once.
  [[noreturn]] void give_up(std::string where, std::string what, std::string remedy) {
    fault(std::move(where), std::move(what), std::move(remedy));
    throw ModelError(std::move(faults_));
  }
  static std::string quoted(std::string_view s) { return "'" + shortened(s, longest_name) + "'"; }

  void unknown(const std::string& where, const std::string& what, const std::string& name,
               const std::vector<std::string>& known) {
    const std::string remedy = "Add it or correct the name.";
    fault(where, "names " + what + " " + quoted(name) + ", which the model does not have.",
          faults_.size() < most_suggestions ? did_you_mean(name, known, remedy) : remedy);
  }

  /// Refuses at once what would cost more than checking is worth.
  void check_sizes() {
    const ModelDescription& d = content_->description;
    const auto count = [&](std::size_t number, const std::string& what) {
      if (number > most_bodies)
        fault("model",
              "has " + std::to_string(number) + " " + what + "; allowed are at most " +
                  std::to_string(most_bodies) + ".",
              "Memory and time grow with their square: leave some out, or make several models.");
    };
    count(d.bodies.size(), "bodies");
    count(d.constraints.size(), "constraints");
    const auto name = [&](const std::string& kind, const std::string& text) {
      if (text.size() > longest_name)
        fault(kind + " " + quoted(text),
              "has a name of " + std::to_string(text.size()) + " bytes; allowed are at most " +
                  std::to_string(longest_name) + ".",
              "Shorten it.");
    };
    name("model", d.name);
    for (const Body& b : d.bodies)
      name("body", b.name);
    for (const Constraint& c : d.constraints)
      name("constraint", c.name);
    for (const Joint& j : d.joints)
      name("joint", j.name);
    for (const Circle& c : d.circles)
      name("circle", c.name);
    for (const Cable& c : d.cables)
      name("cable", c.name);
    for (const Group& g : d.groups)
      name("group", g.name);
    for (const Load& l : d.loads)
      name("load", l.name);
    for (const Landmark& l : d.landmarks)
      name("landmark", l.name);
    if (!faults_.empty()) throw ModelError(std::move(faults_));
  }

  void check_names() {
    const ModelDescription& d = content_->description;
    if (d.name.empty()) fault("model", "has no name.", "Give one.");
    std::map<std::string, std::string> seen{{std::string(ground_name), "the ground"}};
    const auto take = [&](const std::string& kind, const std::string& name) {
      const bool good = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) &&
                        std::all_of(name.begin(), name.end(), [](unsigned char c) {
                          return std::isalnum(c) || c == '_' || c == '-' || c == '/';
                        });
      if (!good)
        fault(kind + " " + quoted(name), "is not a valid name.",
              "Use letters, digits, '_', '-' and '/', starting with a letter.");
      const auto [it, fresh] = seen.emplace(name, kind);
      if (!fresh)
        fault(kind + " " + quoted(name), "has a name that " + it->second + " already has.",
              "Names must differ.");
    };
    for (const Body& b : d.bodies)
      take("body", b.name);
    for (const Constraint& c : d.constraints)
      take("constraint", c.name);
    for (const Joint& j : d.joints)
      take("joint", j.name);
    for (const Circle& c : d.circles)
      take("circle", c.name);
    for (const Cable& c : d.cables)
      take("cable", c.name);
    for (const Group& g : d.groups)
      take("group", g.name);
    for (const Load& l : d.loads)
      take("load", l.name);
  }

  void check_sides(int sides, const std::string& where) {
    if (sides != 1 && sides != 2)
      fault(where + " / sides", "is " + std::to_string(sides) + "; allowed is 1 or 2.",
            "Give 2 for a right and left pair.");
  }

  void check_gravity() {
    const ModelDescription& d = content_->description;
    for (const double g : {d.gravity.x, d.gravity.y})
      if (!std::isfinite(g))
        fault("model / gravity_m_per_s2",
              "is " + to_text(g) + " m/s2; allowed is any finite number.",
              "Standing is [0, -9.81].");
  }

  void add_bodies() {
    const ModelDescription& d = content_->description;
    Structure& s = content_->structure;
    s.body_count = static_cast<int>(d.bodies.size());
    if (d.bodies.empty()) fault("model", "has no body.", "Add one.");
    std::unordered_map<std::string, int> listed;
    for (int i = 0; i < s.body_count; ++i) {
      listed.emplace(d.bodies[i].name, i);
      body_names_.push_back(d.bodies[i].name);
    }
    body_names_.emplace_back(ground_name);
    double mass = 0;
    for (int i = 0; i < s.body_count; ++i) {
      const Body& b = d.bodies[i];
      const std::string where = "body " + quoted(b.name);
      check_fields(b, where, faults_);
      check_sides(b.sides, where);
      for (const Vec2& p : b.outline)
        if (!std::isfinite(p.x) || !std::isfinite(p.y))
          fault(where + " / outline_m", "has a point that is not a finite number.",
                "Correct it or leave the outline out.");
      int parent = -1;
      if (b.parent != ground_name) {
        const auto it = content_->bodies.find(b.parent);
        if (it != content_->bodies.end())
          parent = it->second;
        else if (listed.contains(b.parent)) {
          fault(where + " / parent",
                "is " + quoted(b.parent) +
                    (is_cycle(i, listed) ? ", which hangs on this body in turn: a cyclic tree."
                                         : ", which is listed after it."),
                "List parents first; a chain must end at ground.");
        } else {
          unknown(where + " / parent", "a body", b.parent, body_names_);
        }
      }
      if (b.sides == 1 && parent >= 0 && d.bodies[parent].sides == 2)
        fault(where + " / sides", "is 1, but its parent is a pair.", "Give 2.");
      content_->bodies.emplace(b.name, i);
      s.parent.push_back(parent);
      const int at = layout_.bodies[i];
      s.hinge.push_back(at + field_index(&Body::hinge_x));
      const int mass_at = at + field_index(&Body::mass);
      const int com = at + field_index(&Body::com_x);
      s.loads.push_back({.body = i,
                         .force = 0,
                         .mass = mass_at,
                         .mass_sides = b.sides,
                         .point = com});  // gravity comes first
      mass += b.mass;
    }
    if ((d.gravity.x != 0 || d.gravity.y != 0) && mass == 0 && !d.bodies.empty())
      fault("model / gravity_m_per_s2", "acts on nothing: no body has a mass.",
            "Give a mass_kg above 0, or set gravity to [0, 0].");
  }

  bool is_cycle(int start, const std::unordered_map<std::string, int>& listed) const {
    const auto& bodies = content_->description.bodies;
    std::string name = bodies[start].parent;
    for (std::size_t n = 0; n <= bodies.size(); ++n) {
      if (name == bodies[start].name) return true;
      const auto it = listed.find(name);
      if (it == listed.end()) return false;
      name = bodies[it->second].parent;
    }
    return false;
  }

  /// Index of a body or -1 for ground; records a fault and gives -1 when unknown.
  int find_body(const std::string& name, const std::string& where) {
    if (name == ground_name) return -1;
    const auto it = content_->bodies.find(name);
    if (it != content_->bodies.end()) return it->second;
    unknown(where, "a body", name, body_names_);
    return -1;
  }

  void add_constraints() {
    const ModelDescription& d = content_->description;
    Structure& s = content_->structure;
    s.A.assign(d.constraints.size() * static_cast<std::size_t>(s.body_count), 0.0);
    for (std::size_t i = 0; i < d.constraints.size(); ++i) {
      const Constraint& c = d.constraints[i];
      const std::string where = "constraint " + quoted(c.name);
      check_fields(c, where, faults_);
      if (c.terms.empty())
        fault(where + " / terms", "is empty.", "Name at least one body with its coefficient.");
      for (const auto& [body, coefficient] : c.terms) {
        if (!std::isfinite(coefficient) || coefficient == 0)
          fault(where + " / terms / " + shortened(body, longest_name),
                "has coefficient " + to_text(coefficient) + "; allowed is any finite number but 0.",
                "Use 1 and -1 for a relative angle.");
        if (body == ground_name)
          fault(where + " / terms", "names ground, whose angle is 0 anyway.", "Leave it out.");
        else if (const int b = find_body(body, where + " / terms"); b >= 0)
          s.A[i * s.body_count + b] += coefficient;
      }
      s.constraint_angles.push_back(layout_.constraints[i]);
    }
  }

  void add_joints() {
    Structure& s = content_->structure;
    for (const Joint& j : content_->description.joints) {
      const std::string where = "joint " + quoted(j.name);
      check_fields(j, where, faults_);
      check_sides(j.sides, where);
      std::visit([&](const auto& law) { check_fields(law, where, faults_); }, j.law);
      const int body = find_body(j.body, where + " / body"),
                other = find_body(j.relative_to, where + " / relative_to");
      if (j.body == j.relative_to)
        fault(where, "acts between " + quoted(j.body) + " and itself.", "Name two bodies.");
      const int numbers = layout_.joints[s.joints.size()];
      content_->joints.emplace(j.name, static_cast<int>(s.joints.size()));
      s.joints.push_back({static_cast<int>(j.law.index()), j.sides, body, other, numbers});
    }
  }

  void add_circles() {
    for (const Circle& c : content_->description.circles) {
      const std::string where = "circle " + quoted(c.name);
      check_fields(c, where, faults_);
      circle_places_.emplace(c.name, static_cast<int>(circle_names_.size()));
      circle_names_.push_back(c.name);
      circle_body_.push_back(find_body(c.body, where + " / body"));
      circle_at_.push_back(layout_.circles[circle_at_.size()]);
    }
  }

  /// A point on a body: index and offset of its (x, y).
  struct Point {
    int body;
    int at;
  };

  /// The levers of the vector between two points: those of the bodies from each of them to the body
  /// on which both hang. Beyond that both chains are the same, and have no part in the difference.
  int add_span(Point from, Point to) {
    Structure& s = content_->structure;
    Structure::Span span{static_cast<int>(s.levers.size()), 0, -1, -1};
    std::map<int, Pair> by_body;  // body -> (plus, minus)
    const auto step = [&](Point& p) { p = {s.parent[p.body], s.hinge[p.body]}; };
    while (from.body != to.body) {  // parents are listed first: the later body is the outer one
      if (to.body > from.body) {
        by_body.emplace(to.body, Pair{to.at, -1});
        step(to);
      } else {
        by_body.emplace(from.body, Pair{-1, from.at});
        step(from);
      }
    }
    if (to.at != from.at) by_body.emplace(to.body, Pair{to.at, from.at});
    for (const auto& [body, pm] : by_body) {
      if (body < 0) {
        span.ground_plus = pm.first;
        span.ground_minus = pm.second;
        continue;
      }
      s.levers.push_back({body, 0, pm.first, pm.second});
      ++span.lever_count;
    }
    if (s.levers.size() + s.spans.size() > most_levers)
      give_up("model",
              "has cables that cross more than " + std::to_string(most_levers) +
                  " hinges in all, circle by circle; allowed are at most as many.",
              "Leave cables or circles out, or attach them nearer to each other.");
    s.spans.push_back(span);
    return static_cast<int>(s.spans.size()) - 1;
  }

  void add_cables() {
    Structure& s = content_->structure;
    for (const Cable& c : content_->description.cables) {
      const std::string where = "cable " + quoted(c.name);
      const std::size_t faults_before = faults_.size();
      check_sides(c.sides, where);
      std::visit(
          [&](const auto& law) {
            using Law = std::decay_t<decltype(law)>;
            check_fields(law, where, faults_);
            if (!Law::has_tone && c.knobs.strength != 1)
              fault(where + " / strength",
                    "is set to " + to_text(c.knobs.strength) + ", but a " + std::string(Law::kind) +
                        " cable has no active force.",
                    "Use the knobs length and stiffness.");
            if (!Law::has_tone && c.knobs.tone)
              fault(where + " / tone",
                    "is set to " + to_text(*c.knobs.tone) + ", but a " + std::string(Law::kind) +
                        " cable has no activation.",
                    "Use the knobs length and stiffness.");
          },
          c.law);
      const BasicKnobs<double> knobs = applied(c.knobs, c.law);
      check_fields(knobs, where, faults_);
      if (faults_.size() == faults_before)
        std::visit([&](const auto& law) { check_law(law, knobs, where, faults_); }, c.law);

      const std::size_t index = s.cables.size();
      Structure::CableEntry entry{static_cast<int>(c.law.index()),
                                  c.sides,
                                  layout_.cables[index],
                                  layout_.cable_laws[index],
                                  static_cast<int>(s.segments.size()),
                                  0,
                                  static_cast<int>(s.cable_bodies.size()),
                                  0};
      entry.first_contact = static_cast<int>(s.contacts.size());
      add_path(c, where);
      if (faults_.size() == faults_before) number_bodies(entry);
      entry.segment_count = static_cast<int>(s.segments.size()) - entry.first_segment;
      content_->cables.emplace(c.name, static_cast<int>(s.cables.size()));
      s.cables.push_back(entry);
    }
  }

  void add_path(const Cable& c, const std::string& where) {
    Structure& s = content_->structure;
    const std::size_t points = std::count_if(c.path.begin(), c.path.end(),
                                             [](const PathPoint& p) { return p.circle.empty(); });
    if (points < 2)
      return fault(where + " / path",
                   "has " + std::to_string(points) + " point(s); a cable needs at least 2.",
                   "Give its origin and insertion.");
    if (!c.path.front().circle.empty() || !c.path.back().circle.empty())
      return fault(where + " / path", "begins or ends on a circle.", "Begin and end with points.");
    Point last{-1, -1};
    const PathPoint* last_point = nullptr;
    std::vector<std::size_t> circles;  // since that point, in the description
    for (std::size_t i = 0; i < c.path.size(); ++i) {
      const PathPoint& p = c.path[i];
      const std::string here = where + " / path[" + std::to_string(i) + "]";
      if (!p.circle.empty()) {
        const auto it = circle_places_.find(p.circle);
        if (it == circle_places_.end()) {
          unknown(here, "a circle", p.circle, circle_names_);
          continue;
        }
        const std::size_t k = it->second;
        if (!circles.empty())
          check_neighbors(here, s.contacts.back(),
                          {circle_at_[k], static_cast<int>(k), -1, p.sense});
        circles.push_back(k);
        s.contacts.push_back(
            {circle_at_[k], static_cast<int>(k), static_cast<int>(s.segments.size()), p.sense});
        continue;
      }
      for (const double v : {p.point.x, p.point.y, p.point.z})
        if (!std::isfinite(v))
          fault(here + " / point_m",
                "has a coordinate of " + to_text(v) + " m; allowed is " +
                    range_text(coordinate_field) + ".",
                "Coordinates are in the body's frame.");
      const Point point{find_body(p.body, here + " / body"), layout_.points[s.cables.size()][i]};
      if (last_point) {
        if (p.body == last_point->body && p.point == last_point->point)
          fault(here, "repeats the point before it.", "Leave one of them out.");
        Structure::Segment segment{
            .span = add_span(last, point), .z_plus = point.at + 2, .z_minus = last.at + 2};
        if (!circles.empty()) {
          check_inside(here, *last_point, circles.front());
          check_inside(here, p, circles.back());
          add_circles(segment, last, point, circles);
        }
        s.segments.push_back(segment);
      }
      last = point;
      last_point = &p;
      circles.clear();
    }
  }

  /// A point beside a circle on the path must not lie inside it.
  void check_inside(const std::string& here, const PathPoint& p, std::size_t k) {
    const Circle& round = content_->description.circles[k];
    if (p.body == round.body &&
        std::hypot(p.point.x - round.center_x, p.point.y - round.center_y) <= round.radius)
      fault(here,
            "lies on or inside circle " + quoted(round.name) + " of radius " +
                to_text(round.radius) + " m, on the same body.",
            "Move the point out, by a thousandth of the radius if a rope is fixed on a drum's rim, "
            "or make the circle smaller.");
  }

  /// Between two circles in a row there must be a tangent: not one inside the other, nor
  /// overlapping where the path crosses over.
  void check_neighbors(const std::string& here, const Structure::Contact& first,
                       const Structure::Contact& second) {
    const Circle &a = content_->description.circles[first.named],
                 &b = content_->description.circles[second.named];
    if (a.body != b.body) return;
    const double apart = std::hypot(b.center_x - a.center_x, b.center_y - a.center_y),
                 least = first.sense == second.sense ? std::abs(b.radius - a.radius)
                                                     : a.radius + b.radius;
    if (apart <= least)
      fault(here,
            "follows circle " + quoted(a.name) + " on the same body, and their centers are " +
                to_text(apart) +
                " m apart; to lead from one to the other in these senses they must be more than " +
                to_text(least) + " m apart.",
            "Move one of them, or put a point between.");
  }

  /// The circles between two points of a path.
  void add_circles(Structure::Segment& segment, Point start, Point end,
                   const std::vector<std::size_t>& circles) {
    Structure& s = content_->structure;
    segment.contact_count = static_cast<int>(circles.size());
    segment.first_contact = static_cast<int>(s.contacts.size()) - segment.contact_count;
    segment.circle = s.contacts[segment.first_contact].circle;
    segment.sense = s.contacts[segment.first_contact].sense;
    std::vector<Point> elements{start};
    for (const std::size_t k : circles)
      elements.push_back({circle_body_[k], circle_at_[k]});
    elements.push_back(end);
    if (circles.size() == 1) {
      segment.span_to_start = add_span(elements[1], start);
      segment.span_to_end = add_span(elements[1], end);
      return;
    }
    segment.first_row_span = static_cast<int>(s.spans.size());
    for (std::size_t i = 0; i < elements.size(); ++i)
      for (std::size_t k = i + 1; k < elements.size(); ++k)
        add_span(elements[i], elements[k]);
  }

  /// Lists the bodies a cable touches and gives every lever its slot in that list.
  void number_bodies(Structure::CableEntry& entry) {
    Structure& s = content_->structure;
    std::set<int> bodies;
    std::vector<Structure::Span*> spans;
    for (int g = entry.first_segment; g < static_cast<int>(s.segments.size()); ++g)
      for (const int span : Structure::spans_of(s.segments[g]))
        spans.push_back(&s.spans[span]);
    for (const auto* span : spans)
      for (int l = 0; l < span->lever_count; ++l)
        bodies.insert(s.levers[span->first_lever + l].body);
    const std::vector<int> list(bodies.begin(), bodies.end());
    for (const auto* span : spans)
      for (int l = 0; l < span->lever_count; ++l) {
        auto& lever = s.levers[span->first_lever + l];
        lever.slot =
            static_cast<int>(std::lower_bound(list.begin(), list.end(), lever.body) - list.begin());
      }
    s.cable_bodies.insert(s.cable_bodies.end(), list.begin(), list.end());
    entry.body_count = static_cast<int>(list.size());
  }

  void add_loads() {
    Structure& s = content_->structure;
    for (const Load& l : content_->description.loads) {
      const std::string where = "load " + quoted(l.name);
      check_fields(l, where, faults_);
      const int body = find_body(l.body, where + " / body");
      if (l.body == ground_name)
        fault(where + " / body", "is ground, which cannot move.", "Name a body.");
      const int at = layout_.loads[&l - content_->description.loads.data()];
      s.loads.push_back({.body = body,
                         .force = at + field_index(&Load::force_x),
                         .point = at + field_index(&Load::point_x),
                         .couple = at + field_index(&Load::moment)});
    }
  }

  void add_groups() {
    const ModelDescription& d = content_->description;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < d.cables.size(); ++i) {
      known.push_back(d.cables[i].name);
      content_->groups[d.cables[i].name] = {CableId{static_cast<int>(i)}};
    }
    std::size_t listed = 0;
    const auto resolve = [&](const std::vector<std::string>& members, const std::string& where,
                             bool once) {
      std::vector<CableId> out;
      std::unordered_set<int> taken;
      for (const std::string& m : members) {
        const auto it = content_->groups.find(m);
        if (it == content_->groups.end()) {
          unknown(where, "a cable or group", m, known);
          continue;
        }
        listed += it->second.size();
        if (listed > most_members)
          give_up(
              "groups",
              "name more than " + std::to_string(most_members) +
                  " cables in all, groups within groups counted anew; allowed are at most as many.",
              "Leave groups out.");
        for (const CableId id : it->second) {
          if (taken.insert(id.index).second)
            out.push_back(id);
          else if (once)
            fault(where, "has cable " + quoted(d.cables[id.index].name) + " twice.",
                  "A cable belongs to one part only.");
        }
      }
      std::sort(out.begin(), out.end(), [](CableId a, CableId b) { return a.index < b.index; });
      return out;
    };
    for (const Group& g : d.groups) {
      if (g.members.empty())
        fault("group " + quoted(g.name), "is empty.", "Name its members or leave it out.");
      content_->groups[g.name] = resolve(g.members, "group " + quoted(g.name), false);
      known.push_back(g.name);
    }
    if (!d.partition.empty()) {
      std::vector<char> covered(d.cables.size(), 0);
      for (const CableId id : resolve(d.partition, "partition", true))
        covered[id.index] = 1;
      for (std::size_t i = 0; i < d.cables.size(); ++i)
        if (!covered[i])
          fault("partition", "does not cover cable " + quoted(d.cables[i].name) + ".",
                "Every cable belongs to exactly one part.");
    }
  }

  void check_landmarks() {
    Structure& s = content_->structure;
    std::set<std::string> seen;
    for (const Landmark& l : content_->description.landmarks) {
      const std::string where = "landmark " + quoted(l.name);
      s.landmark_bodies.push_back(find_body(l.body, where + " / body"));
      if (!seen.insert(l.name).second) fault(where, "is given twice.", "Leave one out.");
      for (const double v : {l.point.x, l.point.y, l.point.z})
        if (!std::isfinite(v))
          fault(where + " / point_m", "has a coordinate of " + to_text(v) + " m; allowed is " +
                                          range_text(coordinate_field) + ".");
    }
  }

  void free_the_rest() {
    const ModelDescription& d = content_->description;
    Structure& s = content_->structure;
    std::vector<int> all(d.constraints.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<int>(i);
    NullSpace n = null_space(s.A, s.body_count, all);
    for (const int r : n.redundant)
      fault("constraint " + quoted(d.constraints[r].name),
            "is redundant: it follows from (or contradicts) the constraints before it.",
            "Leave one of them out.");
    if (!n.redundant.empty()) return;
    s.free_count = static_cast<int>(n.free_bodies.size());
    s.free_bodies = std::move(n.free_bodies);
    s.S = std::move(n.S);
    s.terms = std::move(n.terms);
    s.P = std::move(n.P);
    s.S_is_identity = s.free_count == s.body_count;
  }

  void find_tilt_body() {
    Structure& s = content_->structure;
    const std::string& name = content_->description.tilt;
    if (name.empty())
      s.tilt_body = s.free_bodies.empty() ? 0 : s.free_bodies.front();
    else if (name == ground_name)
      fault("tilt", "is of ground, which does not turn.", "Name a body.");
    else
      s.tilt_body = find_body(name, "tilt");
  }

  std::shared_ptr<ModelContent> content_;
  std::vector<Fault> faults_;
  std::vector<std::string> body_names_, circle_names_;  ///< ground among the bodies
  std::unordered_map<std::string, int> circle_places_;
  std::vector<int> circle_body_, circle_at_;
  NumberLayout layout_;
};

}  // namespace guywire::detail
