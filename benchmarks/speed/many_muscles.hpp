#pragma once
/// A body of the size of a whole lower trunk, made up: 130 muscles (De Groote-Fregly, rigid tendon)
/// on paths of 2 to 6 points in three dimensions over posed thigh and shank, pelvis, L5 ... L1 and
/// an upright thorax: six free coordinates. Seeded, so the same each time; its numbers mean nothing
/// beyond their count.
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"

namespace speed {

inline guywire::Model many_muscles() {
  using namespace guywire;
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
  const int pelvis = 2;
  ModelBuilder b("many_muscles");
  std::vector<Vec2> hinge_in_world;
  for (int i = 0; i < static_cast<int>(parts.size()); ++i) {
    const Part& p = parts[i];
    Body body;
    body.name = p.name;
    body.parent = p.parent;
    body.hinge_x = p.hinge_x;
    body.hinge_y = p.hinge_y;
    body.mass = p.mass;
    body.com_x = p.com_x;
    body.com_y = p.com_y;
    body.sides = i < pelvis ? 2 : 1;
    b.add(body);
    Vec2 at{p.hinge_x, p.hinge_y};
    if (body.parent != ground_name) {
      at.x += hinge_in_world[i - 1].x;
      at.y += hinge_in_world[i - 1].y;
    }
    hinge_in_world.push_back(at);
    if (i < pelvis) continue;
    Joint joint;
    joint.name = "joint_" + body.name, joint.body = p.name, joint.relative_to = p.parent,
    joint.law = LinearJoint{220, 0};
    b.add(joint);
  }
  b.add(hold("thigh_pose", "thigh"))
      .add(relative("knee", "shank", "thigh"))
      .add(hold("upright", "thorax"));

  std::mt19937 random(7);
  const auto uniform = [&] {
    return static_cast<double>(random()) / 2147483648.0 - 1;
  };  // -1 to 1, alike on every library
  for (int c = 0; c < 130; ++c) {
    std::vector<int> bodies;  // from below to above
    switch (c % 5) {
      case 0:
        bodies = {0, pelvis};
        break;
      case 1:
        bodies = {1, pelvis};
        break;
      case 2:
        bodies = {0};
        for (int k = pelvis; k <= 3 + c / 5 % 5; ++k)
          bodies.push_back(k);
        break;
      default:
        for (int k = pelvis + c / 5 % 3; k <= 5 + c / 7 % 4; ++k)
          bodies.push_back(k);
    }
    std::vector<int> path{bodies.front()};
    for (std::size_t i = 1; i + 1 < bodies.size(); ++i)
      if (path.size() < 4 && uniform() > 0.2) path.push_back(bodies[i]);
    path.push_back(bodies.back());
    if (uniform() > 0.3) path.insert(path.begin(), path.front());
    Cable cable;
    cable.name = "muscle" + std::to_string(c);
    cable.sides = 2;
    double length = 0;
    Vec3 last;
    for (const int k : path) {
      const double x = (c % 2 ? -1 : 1) * (0.045 + 0.02 * uniform()),
                   y = parts[k].middle + parts[k].spread * uniform(), z = 0.05 + 0.04 * uniform();
      cable.path.push_back(at(parts[k].name, x, y, z));
      const Vec3 world{hinge_in_world[k].x + x, hinge_in_world[k].y + y, z};
      if (cable.path.size() > 1)
        length += std::hypot(world.x - last.x, world.y - last.y, world.z - last.z);
      last = world;
    }
    Hill hill;
    hill.max_isometric_force = 60 + 50 * uniform();
    hill.optimal_fiber_length = 0.7 * length;
    hill.tendon_slack_length = 0.3 * length;
    hill.pennation = 0.2 + 0.2 * uniform();
    hill.activation = 0.03;
    cable.law = hill;
    b.add(cable);
  }
  return b.build();
}

}  // namespace speed
