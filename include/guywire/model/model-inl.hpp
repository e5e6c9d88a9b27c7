#pragma once
#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "guywire/core/watch.hpp"
#include "guywire/model/model.hpp"
#include "guywire/model/numbers.hpp"

namespace guywire {

namespace detail {

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
    if (faults_.empty()) group_segments();
    add_loads();
    add_groups();
    check_landmarks();
    if (faults_.empty()) free_the_rest();
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
    const std::string near = faults_.size() < most_suggestions ? nearest_name(name, known) : "";
    fault(where, "names " + what + " " + quoted(name) + ", which the model does not have.",
          near.empty() ? "Add it or correct the name." : "Did you mean " + quoted(near) + "?");
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

  /// Every span of a segment.
  static std::vector<int> spans_of(const Structure::Segment& segment) {
    std::vector<int> out{segment.span};
    if (segment.contact_count == 1)
      out.insert(out.end(), {segment.span_to_start, segment.span_to_end});
    const int elements = segment.contact_count + 2;
    for (int k = 0; segment.contact_count > 1 && k < elements * (elements - 1) / 2; ++k)
      out.push_back(segment.first_row_span + k);
    return out;
  }

  /// Lists the bodies a cable touches and gives every lever its slot in that list.
  void number_bodies(Structure::CableEntry& entry) {
    Structure& s = content_->structure;
    std::set<int> bodies;
    std::vector<Structure::Span*> spans;
    for (int g = entry.first_segment; g < static_cast<int>(s.segments.size()); ++g)
      for (const int span : spans_of(s.segments[g]))
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

  /// Gathers straight segments that run between the same bodies, and lays out what evaluation
  /// reads.
  void group_segments() {
    Structure& s = content_->structure;
    const int n = static_cast<int>(content_->description.bodies.size());
    const auto in_lower = [&](int i, int j) { return std::max(i, j) * n + std::min(i, j); };
    const std::set<int> hinges(s.hinge.begin(), s.hinge.end());
    const auto of_hinge = [&](int at) { return at < 0 || hinges.contains(at); };
    std::map<std::tuple<int, int, int>, int> links;
    struct Gathered {
      std::vector<int> ends, links;
      std::vector<Structure::Straight> straights;
    };
    std::map<std::vector<int>, std::size_t> places;
    std::vector<Gathered> groups;
    for (std::size_t c = 0; c < s.cables.size(); ++c)
      for (int g = s.cables[c].first_segment;
           g < s.cables[c].first_segment + s.cables[c].segment_count; ++g) {
        const Structure::Span& span = s.spans[s.segments[g].span];
        const bool in_one_body =
            span.lever_count == 1 && span.ground_plus < 0 && span.ground_minus < 0;
        if (s.segments[g].circle >= 0 || span.lever_count == 0 || in_one_body) continue;
        std::vector<int> ends, between;
        Structure::Straight straight{g, static_cast<int>(c), {{n, -1, -1}, {n, -1, -1}}};
        for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
          auto& lever = s.levers[l];
          if (of_hinge(lever.plus) && of_hinge(lever.minus)) {
            const auto [it, made] = links.try_emplace({lever.body, lever.plus, lever.minus},
                                                      static_cast<int>(links.size()));
            if (made) s.links.push_back({lever.body, lever.plus, lever.minus});
            between.push_back(lever.turned = it->second);
          } else {
            straight.end[ends.size()] = {lever.body, lever.plus, lever.minus};
            ends.push_back(lever.body);
          }
        }
        std::vector<int> key = ends;
        key.push_back(-1);
        key.insert(key.end(), between.begin(), between.end());
        const auto [it, made] = places.try_emplace(std::move(key), groups.size());
        if (made) groups.push_back({std::move(ends), std::move(between), {}});
        groups[it->second].straights.push_back(straight);
      }
    const int link_count = static_cast<int>(s.links.size());
    for (const Gathered& g : groups) {
      const int first = g.ends[0], second = g.ends.size() > 1 ? g.ends[1] : -1;
      s.groups.push_back({{first, second},
                          static_cast<int>(s.straights.size()),
                          static_cast<int>(g.straights.size()),
                          static_cast<int>(s.group_links.size()),
                          static_cast<int>(g.links.size()),
                          second < 0 ? -1 : in_lower(first, second)});
      for (const int link : g.links)
        s.group_links.push_back({link, s.links[link].body, in_lower(s.links[link].body, first),
                                 second < 0 ? -1 : in_lower(s.links[link].body, second)});
      for (Structure::Straight straight : g.straights) {
        straight.group = static_cast<int>(s.groups.size()) - 1;
        const Structure::Span& span = s.spans[s.segments[straight.segment].span];
        int place = link_count + 2 * static_cast<int>(s.straights.size());
        for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
          if (s.levers[l].turned < 0) s.levers[l].turned = place++;
        s.segments[straight.segment].straight = static_cast<int>(s.straights.size());
        s.straights.push_back(straight);
      }
    }
    for (Structure::CableEntry& cable : s.cables) {
      const auto bodies = s.cable_bodies.begin() + cable.first_body;
      cable.consecutive =
          cable.body_count > 0 && bodies[cable.body_count - 1] - bodies[0] == cable.body_count - 1;
      cable.first_straight = static_cast<int>(s.cable_straights.size());
      cable.first_slope = static_cast<int>(s.slopes.size());
      for (int g = cable.first_segment; g < cable.first_segment + cable.segment_count; ++g) {
        const auto& segment = s.segments[g];
        if (segment.circle >= 0)
          for (const int which : spans_of(segment))
            for (int l = s.spans[which].first_lever;
                 l < s.spans[which].first_lever + s.spans[which].lever_count; ++l) {
              auto& lever = s.levers[l];
              lever.turned = link_count + 2 * static_cast<int>(s.straights.size()) +
                             static_cast<int>(s.curved_arms.size());
              s.curved_arms.push_back({lever.body, lever.plus, lever.minus});
            }
        if (segment.straight < 0) continue;
        s.cable_straights.push_back(segment.straight);
        ++cable.straight_count;
        for (int l = s.spans[segment.span].first_lever;
             l < s.spans[segment.span].first_lever + s.spans[segment.span].lever_count; ++l)
          s.slopes.push_back({segment.straight, s.levers[l].turned, s.levers[l].slot}),
              ++cable.slope_count;
      }
    }
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
    const auto& bodies = content_->description.bodies;
    for (int b = 0; b < static_cast<int>(bodies.size()); ++b)
      if (bodies[b].name == "pelvis")
        s.pelvis = b;
      else if (bodies[b].name == "thorax")
        s.thorax = b;
    std::set<std::string> seen;
    for (const Landmark& l : content_->description.landmarks) {
      const std::string where = "landmark " + quoted(l.name);
      const int body = find_body(l.body, where + " / body");
      const auto& read = Structure::posture_landmarks;
      if (const auto it = std::find(read.begin(), read.end(), l.name); it != read.end())
        s.landmarks[it - read.begin()] = {
            static_cast<int>(&l - content_->description.landmarks.data()), body};
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
    s.P = std::move(n.P);
    s.S_is_identity = s.free_count == s.body_count;
  }

  std::shared_ptr<ModelContent> content_;
  std::vector<Fault> faults_;
  std::vector<std::string> body_names_, circle_names_;  ///< ground among the bodies
  std::unordered_map<std::string, int> circle_places_;
  std::vector<int> circle_body_, circle_at_;
  NumberLayout layout_;
};

/// Rows that follow from those before them: what elimination leaves of such a row is rounding.
inline std::vector<int> redundant_rows(const std::vector<double>& A, int columns,
                                       const std::vector<int>& kept) {
  struct Reduced {
    int pivot;
    std::vector<std::pair<int, double>>
        entries;  ///< that are not zero, over the entry at the pivot
  };
  std::vector<Reduced> basis;
  std::vector<int> redundant;
  const auto less = [](double x, double y) { return std::abs(x) < std::abs(y); };
  for (const int row : kept) {
    stop_if_asked();
    std::vector<double> v(A.begin() + row * columns, A.begin() + (row + 1) * columns);
    const double largest = columns > 0 ? std::abs(*std::max_element(v.begin(), v.end(), less)) : 0;
    for (const Reduced& b : basis) {
      const double factor = v[b.pivot];
      if (factor == 0) continue;
      for (const auto& [k, x] : b.entries)
        v[k] -= factor * x;
      v[b.pivot] = 0;
    }
    const auto rest = std::max_element(v.begin(), v.end(), less);
    if (rest == v.end() || !(std::abs(*rest) > 1e-10 * largest)) {
      redundant.push_back(row);
      continue;
    }
    Reduced next{static_cast<int>(rest - v.begin()), {}};
    for (int k = 0; k < columns; ++k)
      if (v[k] != 0) next.entries.emplace_back(k, v[k] / *rest);
    basis.push_back(std::move(next));
  }
  return redundant;
}

}  // namespace detail

GUYWIRE_INLINE NullSpace null_space(const std::vector<double>& A, int columns,
                                    const std::vector<int>& kept) {
  NullSpace out;
  const int rows = static_cast<int>(kept.size());
  out.redundant = detail::redundant_rows(A, columns, kept);
  // Gauss-Jordan on [A | I]; columns from the last to the first become dependent, so the first
  // bodies stay free.
  std::vector<std::vector<double>> M(rows, std::vector<double>(columns + rows, 0.0));
  for (int i = 0; i < rows; ++i) {
    std::copy_n(A.begin() + kept[i] * columns, columns, M[i].begin());
    M[i][columns + i] = 1;
  }
  std::vector<int> pivot_row(columns, -1);
  int next = 0;
  for (int j = columns - 1; j >= 0 && next < rows; --j) {
    int best = next;
    for (int i = next; i < rows; ++i)
      if (std::abs(M[i][j]) > std::abs(M[best][j])) best = i;
    if (std::abs(M[best][j]) < 1e-10) continue;
    std::swap(M[best], M[next]);
    const double pivot = M[next][j];
    std::vector<int> filled;  // where the pivot's row is not zero: most rows name few bodies
    for (int k = 0; k < columns + rows; ++k) {
      M[next][k] /= pivot;
      if (M[next][k] != 0) filled.push_back(k);
    }
    for (int i = 0; i < rows; ++i) {
      const double factor = M[i][j];
      if (i == next || factor == 0) continue;
      for (const int k : filled)
        M[i][k] -= factor * M[next][k];
    }
    pivot_row[j] = next++;
  }
  for (int j = 0; j < columns; ++j)
    if (pivot_row[j] < 0) out.free_bodies.push_back(j);
  const int free = static_cast<int>(out.free_bodies.size());
  out.S.assign(static_cast<std::size_t>(columns) * free, 0.0);
  out.P.assign(static_cast<std::size_t>(columns) * rows, 0.0);
  for (int j = 0; j < columns; ++j) {
    if (pivot_row[j] < 0) continue;
    for (int k = 0; k < rows; ++k)
      out.P[j * rows + k] = M[pivot_row[j]][columns + k];
  }
  for (int f = 0; f < free; ++f) {
    out.S[out.free_bodies[f] * free + f] = 1;
    for (int j = 0; j < columns; ++j)
      if (pivot_row[j] >= 0) {
        const double m = M[pivot_row[j]][out.free_bodies[f]];
        out.S[j * free + f] = m == 0 ? 0.0 : -m;
      }
  }
  return out;
}

GUYWIRE_INLINE Model ModelBuilder::build() const {
  return Model(detail::Assembly(description).build());
}

GUYWIRE_INLINE const std::string& Model::name() const { return content_->description.name; }
GUYWIRE_INLINE const ModelDescription& Model::description() const { return content_->description; }
GUYWIRE_INLINE const Structure& Model::structure() const { return content_->structure; }
GUYWIRE_INLINE const std::vector<double>& Model::numbers() const { return content_->numbers; }

GUYWIRE_INLINE std::vector<std::string> Model::number_names() const {
  std::vector<std::string> names;
  visit_numbers(content_->description, [&](const NumberPlace& place, const auto&) {
    if (place.in_array) names.push_back(place.name());
  });
  return names;
}

namespace detail {
template <class Map>
int find_name(const Map& map, std::string_view name, const char* kind, const std::string& model) {
  const auto it = map.find(std::string(name));
  if (it != map.end()) return it->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : map)
    known.push_back(key);
  std::sort(known.begin(), known.end());
  const std::string near = nearest_name(name, known);
  throw ModelError(
      {{"model '" + model + "'", std::string("has no ") + kind + " '" + std::string(name) + "'.",
        near.empty() ? "" : "Did you mean '" + near + "'?"}});
}
}  // namespace detail

GUYWIRE_INLINE BodyId Model::body(std::string_view name) const {
  if (name == ground_name) return ground;
  return {detail::find_name(content_->bodies, name, "body", this->name())};
}
GUYWIRE_INLINE CableId Model::cable(std::string_view name) const {
  return {detail::find_name(content_->cables, name, "cable", this->name())};
}
GUYWIRE_INLINE JointId Model::joint(std::string_view name) const {
  return {detail::find_name(content_->joints, name, "joint", this->name())};
}

GUYWIRE_INLINE std::vector<CableId> Model::cables(std::string_view name) const {
  const auto it = content_->groups.find(std::string(name));
  if (it != content_->groups.end()) return it->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : content_->groups)
    known.push_back(key);
  std::sort(known.begin(), known.end());
  const std::string near = nearest_name(name, known);
  throw ModelError(
      {{"model '" + this->name() + "'", "has no cable or group '" + std::string(name) + "'.",
        near.empty() ? "" : "Did you mean '" + near + "'?"}});
}

GUYWIRE_INLINE std::vector<std::string> Model::coordinates() const {
  std::vector<std::string> names;
  for (const int b : structure().free_bodies)
    names.push_back(description().bodies[b].name);
  return names;
}

GUYWIRE_INLINE const Landmark* Model::landmark(std::string_view name) const {
  for (const Landmark& l : description().landmarks)
    if (l.name == name) return &l;
  return nullptr;
}

GUYWIRE_INLINE std::vector<Constraint> rhythm(const std::string& name,
                                              const std::vector<std::string>& bodies,
                                              const std::vector<double>& shares) {
  double sum = 0;
  for (const double s : shares)
    sum += s;
  if (bodies.size() != shares.size() + 1 || bodies.size() < 3 || !(std::abs(sum - 1) < 1e-9))
    throw ModelError(
        {{"rhythm '" + name + "'",
          "has " + std::to_string(bodies.size()) + " bodies and " + std::to_string(shares.size()) +
              " shares that sum to " + to_text(sum) + ".",
          "Give one share for each joint between consecutive bodies, at least two, with sum 1."}});
  std::vector<Constraint> out;
  for (std::size_t j = 0; j + 2 < bodies.size();
       ++j) {  // theta_{j+1} - theta_j = share_j (theta_last - theta_first)
    std::map<std::string, double> terms;
    terms[bodies[j + 1]] += 1;
    terms[bodies[j]] -= 1;
    terms[bodies.back()] -= shares[j];
    terms[bodies.front()] += shares[j];
    Constraint c{.name = name + "-" + bodies[j + 1],
                 .terms = {},
                 .angle = 0,
                 .paid_by_muscles = false,
                 .source = {}};
    for (const auto& [body, coefficient] : terms)
      if (coefficient != 0) c.terms.push_back({body, coefficient});
    out.push_back(std::move(c));
  }
  return out;
}

GUYWIRE_INLINE Model adjust(const Model& model, std::string_view name, const KnobChanges& changes) {
  ModelBuilder b(model);
  for (const CableId id : model.cables(name)) {
    Knobs& knobs = b.description.cables[id.index].knobs;
    knobs.length = changes.length.value_or(knobs.length);
    knobs.stiffness = changes.stiffness.value_or(knobs.stiffness);
    knobs.strength = changes.strength.value_or(knobs.strength);
    if (changes.tone) knobs.tone = changes.tone;
  }
  return b.build();
}

GUYWIRE_INLINE Model with_reference_knobs(const Model& model, std::string_view name) {
  ModelBuilder b(model);
  for (const CableId id : model.cables(name))
    b.description.cables[id.index].knobs = {};
  return b.build();
}

GUYWIRE_INLINE Model with_activations(const Model& model, std::span<const double> activations) {
  ModelBuilder b(model);
  if (activations.size() != b.description.cables.size())
    throw ModelError({{"activations",
                       "has " + std::to_string(activations.size()) + " numbers for " +
                           std::to_string(b.description.cables.size()) + " cables.",
                       "Give one per cable, NaN where it has none."}});
  for (std::size_t i = 0; i < activations.size(); ++i) {
    if (std::isnan(activations[i])) continue;
    std::visit(
        [&](auto& law) {
          if constexpr (std::decay_t<decltype(law)>::has_tone)
            law.activation = activations[i];
          else
            throw ModelError({{"cable '" + b.description.cables[i].name + "'",
                               "is given an activation, but its law has none.", "Give NaN."}});
        },
        b.description.cables[i].law);
  }
  return b.build();
}

namespace detail {
inline std::vector<Constraint>::iterator find_constraint(ModelDescription& d,
                                                         std::string_view name) {
  const auto it = std::find_if(d.constraints.begin(), d.constraints.end(),
                               [&](const Constraint& c) { return c.name == name; });
  if (it != d.constraints.end()) return it;
  std::vector<std::string> known;
  std::string list;
  for (const Constraint& c : d.constraints) {
    known.push_back(c.name);
    list += (list.empty() ? "" : ", ") + c.name;
  }
  const std::string near = nearest_name(name, known);
  throw ModelError({{"model '" + d.name + "'", "has no constraint '" + std::string(name) + "'.",
                     near.empty() ? "It has: " + (list.empty() ? "none" : list) + "."
                                  : "Did you mean '" + near + "'?"}});
}
}  // namespace detail

GUYWIRE_INLINE Model without_constraint(const Model& model, std::string_view name) {
  ModelBuilder b(model);
  b.description.constraints.erase(detail::find_constraint(b.description, name));
  return b.build();
}

GUYWIRE_INLINE Model posed(const Model& model, std::string_view name, double angle) {
  ModelBuilder b(model);
  detail::find_constraint(b.description, name)->angle = angle;
  return b.build();
}

GUYWIRE_INLINE Model with_legs(const Model& model, const Legs& legs) {
  const ModelDescription& old = model.description();
  ModelDescription d = old;
  const auto paired = [&](const std::string& body) {
    return body != ground_name && old.bodies[model.body(body).index].sides == 2;
  };
  const auto circle_paired = [&](const std::string& circle) {
    for (const Circle& c : old.circles)
      if (c.name == circle) return paired(c.body);
    return false;
  };
  d.bodies.clear();
  d.constraints.clear();
  d.joints.clear();
  d.circles.clear();
  d.cables.clear();
  d.groups.clear();
  std::set<std::string> split;
  const std::pair<const char*, const LegPose*> sides[] = {{"_r", &legs.right}, {"_l", &legs.left}};
  for (const Body& b : old.bodies) {
    if (b.sides == 1) {
      d.bodies.push_back(b);
      continue;
    }
    for (const auto& [suffix, pose] : sides) {
      Body half = b;
      half.name += suffix;
      half.sides = 1;
      if (paired(b.parent)) half.parent += suffix;
      d.bodies.push_back(std::move(half));
    }
  }
  // parents before children: bodies keep their order, right before left
  std::set<std::string> used;
  for (const Constraint& c : old.constraints) {
    const bool leg =
        std::any_of(c.terms.begin(), c.terms.end(), [&](const auto& t) { return paired(t.first); });
    if (!leg) {
      d.constraints.push_back(c);
      continue;
    }
    for (const auto& [suffix, pose] : sides) {
      Constraint half = c;
      half.name += suffix;
      for (auto& [body, coefficient] : half.terms)
        if (paired(body)) body += suffix;
      for (const auto& [name, angle] : pose->angles)
        if (name == c.name) {
          half.angle = angle;
          used.insert(name);
        }
      d.constraints.push_back(std::move(half));
    }
  }
  for (const auto& [suffix, pose] : sides)
    for (const auto& [name, angle] : pose->angles)
      if (!used.count(name)) {
        detail::find_constraint(d, name);  // reports an unknown name
        throw ModelError({{"constraint '" + name + "'", "poses no paired body.",
                           "Name a constraint of the legs."}});
      }
  const auto split_joint = [&](const Joint& j) { return paired(j.body) || paired(j.relative_to); };
  for (const Joint& j : old.joints) {
    if (!split_joint(j)) {
      d.joints.push_back(j);
      continue;
    }
    for (const auto& [suffix, pose] : sides) {
      Joint half = j;
      half.name += suffix;
      half.sides = 1;
      if (paired(j.body)) half.body += suffix;
      if (paired(j.relative_to)) half.relative_to += suffix;
      d.joints.push_back(std::move(half));
    }
  }
  for (const Circle& c : old.circles) {
    if (!paired(c.body)) {
      d.circles.push_back(c);
      continue;
    }
    for (const auto& [suffix, pose] : sides) {
      Circle half = c;
      half.name += suffix;
      half.body += suffix;
      d.circles.push_back(std::move(half));
    }
  }
  for (const Cable& c : old.cables) {
    const bool leg = std::any_of(c.path.begin(), c.path.end(), [&](const PathPoint& p) {
      return p.circle.empty() ? paired(p.body) : circle_paired(p.circle);
    });
    if (!leg) {
      d.cables.push_back(c);
      continue;
    }
    split.insert(c.name);
    for (const auto& [suffix, pose] : sides) {
      Cable half = c;
      half.name += suffix;
      half.sides = 1;
      for (PathPoint& p : half.path) {
        if (p.circle.empty() && paired(p.body)) p.body += suffix;
        if (!p.circle.empty() && circle_paired(p.circle)) p.circle += suffix;
      }
      d.cables.push_back(std::move(half));
    }
  }
  const auto both = [&](const std::vector<std::string>& members) {
    std::vector<std::string> out;
    for (const std::string& m : members) {
      if (split.count(m)) {
        out.push_back(m + "_r");
        out.push_back(m + "_l");
      } else
        out.push_back(m);
    }
    return out;
  };
  for (const Group& g : old.groups)
    d.groups.push_back({g.name, both(g.members)});
  for (const Group& g : old.groups)  // per side, where every member is split
    for (const char* suffix : {"_r", "_l"}) {
      const auto ids = model.cables(g.name);
      if (!std::all_of(ids.begin(), ids.end(),
                       [&](CableId id) { return split.count(old.cables[id.index].name) > 0; }))
        continue;
      Group half{g.name + suffix, {}};
      for (const CableId id : ids)
        half.members.push_back(old.cables[id.index].name + suffix);
      d.groups.push_back(std::move(half));
    }
  d.partition = both(old.partition);
  for (Load& l : d.loads)
    if (paired(l.body))
      throw ModelError(
          {{"load '" + l.name + "'", "acts on " + l.body + ", a pair: which side is not said.",
            "Split the legs first, then add the load."}});
  for (Landmark& l : d.landmarks)
    if (paired(l.body)) l.body += "_r";
  return ModelBuilder(std::move(d)).build();
}

}  // namespace guywire
