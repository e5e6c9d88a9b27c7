#pragma once
/// A body of the size of a whole lower trunk, made up: 130 muscles (De Groote-Fregly, rigid tendon)
/// on paths of 2 to 6 points in three dimensions over posed thigh and shank, pelvis, L5 ... L1 and
/// an upright thorax: six free coordinates. Seeded, so the same each time; its numbers mean nothing
/// beyond their count.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"

namespace speed {

class ManyMuscles {
 public:
  guywire::Model build() {
    for (int i = 0; i < static_cast<int>(parts.size()); ++i)
      add_part(i);
    b_.add(guywire::hold("thigh_pose", "thigh"))
        .add(guywire::relative("knee", "shank", "thigh"))
        .add(guywire::hold("upright", "thorax"));
    for (int c = 0; c < 130; ++c)
      add_muscle(c);
    return b_.build();
  }

 private:
  struct Part {
    const char *name, *parent;
    double hinge_x, hinge_y, mass, com_x, com_y;
    double middle, spread;  ///< where muscles attach, along y
  };
  const std::vector<Part> parts{{"thigh", "ground", 0, 0, 9, 0, -0.17, -0.2, 0.15},
                                {"shank", "thigh", 0, -0.4, 4, 0, -0.17, -0.06, 0.03},
                                {"pelvis", "ground", 0, 0, 11.8, -0.02, 0.07, 0.06, 0.06},
                                {"L5", "pelvis", -0.03, 0.1476, 0.7, 0, 0.018, 0.018, 0.015},
                                {"L4", "L5", 0.01, 0.036, 0.7, 0, 0.018, 0.018, 0.015},
                                {"L3", "L4", 0.004, 0.037, 0.7, 0, 0.018, 0.018, 0.015},
                                {"L2", "L3", -0.002, 0.037, 0.7, 0, 0.018, 0.018, 0.015},
                                {"L1", "L2", -0.006, 0.036, 0.7, 0, 0.018, 0.018, 0.015},
                                {"thorax", "L1", -0.008, 0.034, 26.8, 0.015, 0.2, 0.15, 0.12}};
  static constexpr int pelvis = 2;

  void add_part(int i) {
    const Part& p = parts[i];
    guywire::Body body;
    body.name = p.name;
    body.parent = p.parent;
    body.hinge_x = p.hinge_x;
    body.hinge_y = p.hinge_y;
    body.mass = p.mass;
    body.com_x = p.com_x;
    body.com_y = p.com_y;
    body.sides = i < pelvis ? 2 : 1;
    b_.add(body);
    guywire::Vec2 at{p.hinge_x, p.hinge_y};
    if (body.parent != guywire::ground_name) {
      at.x += hinge_in_world_[i - 1].x;
      at.y += hinge_in_world_[i - 1].y;
    }
    hinge_in_world_.push_back(at);
    if (i < pelvis) return;
    guywire::Joint joint;
    joint.name = "joint_" + body.name;
    joint.body = p.name;
    joint.relative_to = p.parent;
    joint.law = guywire::LinearJoint{220, 0};
    b_.add(joint);
  }

  /// The bodies that a muscle may be fixed to, from below to above.
  std::vector<int> bodies_of(int muscle) const {
    int first = 0, last = 3 + muscle / 5 % 5;
    switch (muscle % 5) {
      case 0:
        return {0, pelvis};
      case 1:
        return {1, pelvis};
      case 2:
        break;
      default:
        first = pelvis + muscle / 5 % 3;
        last = 5 + muscle / 7 % 4;
    }
    std::vector<int> out;
    if (first == 0) out.push_back(0);
    for (int k = std::max(first, pelvis); k <= last; ++k)
      out.push_back(k);
    return out;
  }

  /// The bodies of its points: the ends, some of those between, and often the first one twice.
  std::vector<int> path_of(int muscle) {
    const std::vector<int> bodies = bodies_of(muscle);
    std::vector<int> path{bodies.front()};
    for (std::size_t i = 1; i + 1 < bodies.size(); ++i)
      if (path.size() < 4 && uniform() > 0.2) path.push_back(bodies[i]);
    path.push_back(bodies.back());
    if (uniform() > 0.3) path.insert(path.begin(), path.front());
    return path;
  }

  void add_muscle(int muscle) {
    guywire::Cable cable;
    cable.name = "muscle" + std::to_string(muscle);
    cable.sides = 2;
    double length = 0;
    guywire::Vec3 last;
    for (const int k : path_of(muscle)) {
      const double x = (muscle % 2 ? -1 : 1) * (0.045 + 0.02 * uniform());
      const double y = parts[k].middle + parts[k].spread * uniform();
      const double z = 0.05 + 0.04 * uniform();
      cable.path.push_back(guywire::at(parts[k].name, x, y, z));
      const guywire::Vec3 world{hinge_in_world_[k].x + x, hinge_in_world_[k].y + y, z};
      if (cable.path.size() > 1)
        length += std::hypot(world.x - last.x, world.y - last.y, world.z - last.z);
      last = world;
    }
    guywire::Hill hill;
    hill.max_isometric_force = 60 + 50 * uniform();
    hill.optimal_fiber_length = 0.7 * length;
    hill.tendon_slack_length = 0.3 * length;
    hill.pennation = 0.2 + 0.2 * uniform();
    hill.activation = 0.03;
    cable.law = hill;
    b_.add(cable);
  }

  /// -1 to 1, alike on every library.
  double uniform() { return static_cast<double>(random_()) / 2147483648.0 - 1; }

  guywire::ModelBuilder b_{"many_muscles"};
  std::vector<guywire::Vec2> hinge_in_world_;
  std::mt19937 random_{7};
};

inline guywire::Model many_muscles() { return ManyMuscles().build(); }

}  // namespace speed
