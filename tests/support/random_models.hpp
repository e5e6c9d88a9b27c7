#pragma once
/// Seeded random models: the same on every machine (own mapping from bits to numbers, no std
/// distributions).
#include <cstdint>

#include "guywire/model/model.hpp"

/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 1) {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  double uniform(double from, double to) {
    return from + (to - from) * (static_cast<double>(bits() >> 11) * 0x1p-53);
  }
  double log_uniform(double from, double to) {
    return std::exp(uniform(std::log(from), std::log(to)));
  }
  int integer(int from, int to) {
    return from + static_cast<int>(bits() % static_cast<std::uint64_t>(to - from + 1));
  }
  bool chance(double p) { return uniform(0, 1) < p; }

 private:
  std::uint64_t state_;
};

struct RandomOptions {
  int most_bodies = 10, most_cables = 40;
  bool gravity = true, couples = true, loads = true;
  double circles = 0.25;                 ///< share of models with circles
  double constraints = 0.3;              ///< share of models with constraints
  double elastic = 0.1;                  ///< share of cables with elastic tendons
  double pairs = 0.2;                    ///< share of models with paired cables, joints, bodies
  bool joint_laws_to_ground_any = true;  ///< else none that has no neutral angle
};

/// One random model. Sizes are those of a body: hinges some centimetres to decimetres apart, forces
/// up to some kilonewtons.
inline guywire::ModelDescription random_description(std::uint64_t seed,
                                                    const RandomOptions& o = {}) {
  using namespace guywire;
  Random r(seed);
  ModelDescription d;
  d.name = "random-" + std::to_string(seed);
  d.gravity = {0, 0};
  if (o.gravity)
    d.gravity = r.chance(0.8) ? Vec2{0, -9.81} : Vec2{r.uniform(-10, 10), r.uniform(-10, 10)};
  const bool pairs = r.chance(o.pairs);
  const int bodies = r.integer(1, o.most_bodies);
  for (int i = 0; i < bodies; ++i) {
    Body b;
    b.name = "b" + std::to_string(i);
    if (i > 0 && r.chance(0.9))
      b.parent = "b" + std::to_string(r.chance(0.75) ? i - 1 : r.integer(0, i - 1));
    b.hinge_x = r.uniform(-0.1, 0.1);
    b.hinge_y = b.parent == ground_name ? r.uniform(-0.1, 0.1) : r.uniform(0.02, 0.3);
    b.mass = r.log_uniform(0.1, 30);
    b.com_x = r.uniform(-0.1, 0.1);
    b.com_y = r.uniform(-0.2, 0.2);
    b.angle_lower = r.uniform(-6, -1);
    b.angle_upper = r.uniform(1, 6);
    const bool parent_paired =
        b.parent != ground_name && d.bodies[std::stoi(b.parent.substr(1))].sides == 2;
    b.sides = parent_paired || (pairs && r.chance(0.2)) ? 2 : 1;
    d.bodies.push_back(b);
  }
  const auto any_body = [&](bool ground_too) {
    const int i = r.integer(ground_too ? -1 : 0, bodies - 1);
    return i < 0 ? std::string(ground_name) : "b" + std::to_string(i);
  };
  if (bodies > 1 && r.chance(o.constraints)) {
    const int held = r.integer(1, std::min(3, bodies - 1));
    std::vector<int> last;  // each constraint has a body of its own as its last: never redundant
    for (int k = 0; k < held; ++k) {
      const int b = bodies - 1 - k;
      Constraint c{.name = "h" + std::to_string(k),
                   .terms = {{"b" + std::to_string(b), r.chance(0.7) ? 1.0 : r.uniform(0.5, 2)}},
                   .angle = r.uniform(-0.3, 0.3),
                   .balanced_by_muscles = r.chance(0.2),
                   .source = {}};
      if (const int kind = r.integer(0, 2); kind > 0 && b > 0) {
        c.terms.push_back(
            {"b" + std::to_string(r.integer(0, b - 1)), kind == 1 ? -1.0 : r.uniform(-1, -0.2)});
      }
      d.constraints.push_back(c);
    }
  }
  const bool firm =
      r.chance(0.75);  // as a spine: a law at every hinge; else few, and many models fall over
  const int joints = firm ? bodies + r.integer(0, 2) : r.integer(0, bodies);
  for (int j = 0; j < joints; ++j) {
    Joint joint;
    joint.name = "j" + std::to_string(j);
    joint.body = firm && j < bodies ? "b" + std::to_string(j) : any_body(false);
    joint.relative_to = (firm && j < bodies) || r.chance(0.7)
                            ? d.bodies[std::stoi(joint.body.substr(1))].parent
                            : any_body(true);
    if (joint.relative_to == joint.body) joint.relative_to = ground_name;
    const bool any = o.joint_laws_to_ground_any || joint.relative_to != ground_name;
    switch (r.integer(0, any ? 3 : 2)) {
      case 0:
        joint.law = LinearJoint{r.log_uniform(firm ? 50 : 1, 1000), r.uniform(-0.5, 0.5)};
        break;
      case 1:
        joint.law = BilinearJoint{r.log_uniform(firm ? 50 : 1, 1000),
                                  r.log_uniform(firm ? 50 : 1, 1000), r.uniform(-0.5, 0.5)};
        break;
      case 2:
        joint.law = PolynomialJoint{r.log_uniform(firm ? 50 : 1, 1000), r.uniform(-100, 100),
                                    r.log_uniform(1, 1000), r.uniform(-0.3, 0.3)};
        break;
      default:
        joint.law = ExponentialPairJoint{r.uniform(0, 10), r.uniform(0.5, 5), r.uniform(-0.5, 1),
                                         r.uniform(0, 10), r.uniform(0.5, 5), r.uniform(-1, 0.5),
                                         r.uniform(-5, 5)};
    }
    joint.preload_factor = r.chance(0.5) ? 1 : r.uniform(0.5, 3);
    joint.sides = pairs && r.chance(0.3) ? 2 : 1;
    d.joints.push_back(joint);
  }
  const int circles = r.chance(o.circles) ? r.integer(1, 3) : 0;
  for (int c = 0; c < circles; ++c)
    d.circles.push_back({.name = "o" + std::to_string(c),
                         .body = any_body(true),
                         .center_x = r.uniform(-0.1, 0.1),
                         .center_y = r.uniform(-0.1, 0.1),
                         .radius = r.uniform(0.005, 0.05),
                         .source = {}});
  const auto origin = [&](std::string body) {  // in the reference posture
    Vec2 sum;
    while (body != ground_name) {
      const Body& b = d.bodies[std::stoi(body.substr(1))];
      sum.x += b.hinge_x;
      sum.y += b.hinge_y;
      body = b.parent;
    }
    return sum;
  };
  const auto any_point = [&](bool ground_too) {
    const std::string body = any_body(ground_too);
    const double size = body == ground_name ? 0.5 : 0.2;
    return at(body, r.uniform(-size, size), r.uniform(-size, size),
              r.chance(0.5) ? 0 : r.uniform(-0.1, 0.1));
  };
  const int cables = r.integer(1, o.most_cables);
  for (int c = 0; c < cables; ++c) {
    Cable cable;
    cable.name = "c" + std::to_string(c);
    const int points = r.integer(2, 4);
    cable.path.push_back(any_point(true));
    for (int p = 1; p < points; ++p) {
      const PathPoint next = any_point(true);
      if (circles > 0 && r.chance(0.3)) {
        const int k = r.integer(0, circles - 1);
        const Circle& o_ = d.circles[k];
        const auto inside = [&](const PathPoint& q) {
          return q.body == o_.body &&
                 std::hypot(q.point.x - o_.center_x, q.point.y - o_.center_y) < 1.05 * o_.radius;
        };
        if (!inside(cable.path.back()) && !inside(next))
          cable.path.push_back(around("o" + std::to_string(k),
                                      r.chance(0.5) ? Sense::clockwise : Sense::counterclockwise));
      }
      cable.path.push_back(next);
    }
    cable.sides = pairs && r.chance(0.4) ? 2 : 1;
    // near its length in the reference posture, so that it plays a part; sometimes any length
    double at_reference = 0;
    const PathPoint* last = nullptr;
    for (const PathPoint& q : cable.path) {
      if (!q.circle.empty()) continue;
      if (last) {
        const Vec2 a = origin(last->body), b = origin(q.body);
        at_reference +=
            std::hypot(b.x + q.point.x - a.x - last->point.x, b.y + q.point.y - a.y - last->point.y,
                       q.point.z - last->point.z);
      }
      last = &q;
    }
    const double length =
        r.chance(0.9) ? at_reference * r.uniform(0.85, 1.15) : r.uniform(0.7, 1.5) * at_reference;
    const double kind = r.uniform(0, 1);
    if (kind < o.elastic) {
      const double lo = 0.45 * length;
      cable.law =
          HillElastic{r.log_uniform(10, 2000), lo, r.uniform(0.6, 1.3) * lo,
                      r.chance(0.5) ? 0 : r.uniform(0, 0.6), r.chance(0.3) ? 0 : r.uniform(0, 0.5)};
    } else if (kind < o.elastic + 0.35) {
      cable.law =
          Hill{r.log_uniform(10, 2000), r.uniform(0.5, 0.9) * length, r.uniform(0.1, 0.4) * length,
               r.chance(0.5) ? 0 : r.uniform(0, 0.6), r.chance(0.3) ? 0 : r.uniform(0, 0.5)};
    } else if (kind < o.elastic + 0.6) {
      cable.law = Linear{r.log_uniform(10, 3e4), r.chance(0.1) ? 0 : length};
    } else {
      cable.law =
          ExponentialToe{r.log_uniform(10, 3e4), length, r.uniform(0.01, 0.3), r.uniform(0.5, 6)};
    }
    if (r.chance(0.3)) {
      cable.knobs.length = r.uniform(0.85, 1.15);
      cable.knobs.stiffness = r.uniform(0, 2);
      if (std::holds_alternative<Hill>(cable.law) ||
          std::holds_alternative<HillElastic>(cable.law)) {
        cable.knobs.strength = r.uniform(0, 1);
        if (r.chance(0.5)) cable.knobs.tone = r.uniform(0, 1);
      }
    }
    d.cables.push_back(cable);
  }
  if (o.loads)
    for (int l = 0; l < r.integer(0, 2); ++l) {
      Load load;
      load.name = "l" + std::to_string(l);
      load.body = any_body(false);
      if (o.couples && r.chance(0.4)) {
        load.kind = Load::Kind::couple;
        load.moment = r.uniform(-20, 20);
      } else {
        load.force_x = r.uniform(-100, 100);
        load.force_y = r.uniform(-100, 100);
        load.point_x = r.uniform(-0.1, 0.1);
        load.point_y = r.uniform(-0.1, 0.1);
      }
      d.loads.push_back(load);
    }
  return d;
}

/// Coordinates within every body's range (and the constraints'), or as near to the reference as
/// needed.
inline std::vector<double> random_coordinates(const guywire::Model& model, Random& r,
                                              double spread) {
  const guywire::Structure& s = model.structure();
  std::vector<double> u(s.free_count);
  for (int attempt = 0; attempt < 60; ++attempt, spread *= 0.8) {
    for (double& x : u)
      x = r.uniform(-spread, spread);
    bool inside = true;
    const std::size_t held = s.constraint_angles.size();
    for (int b = 0; b < s.body_count; ++b) {
      double theta = 0;
      for (int f = 0; f < s.free_count; ++f)
        theta += s.S[b * s.free_count + f] * u[f];
      for (std::size_t k = 0; k < held; ++k)
        theta += s.P[b * held + k] * model.description().constraints[k].angle;
      inside = inside && theta > model.description().bodies[b].angle_lower &&
               theta < model.description().bodies[b].angle_upper;
    }
    if (inside) return u;
  }
  return {};
}
