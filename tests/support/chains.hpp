#pragma once
/// Chains of many links, and their potential written again in long double.
#include <cmath>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"

namespace chains {

using Real = long double;

inline double length_of(int link) { return 0.05 + 0.01 * (link % 7); }
inline double mass_of(int link) { return 0.2 + 0.05 * (link % 3); }
inline std::string name_of(int link) { return "link" + std::to_string(link); }
inline constexpr double gravity = 9.81;
inline constexpr double joint_stiffness = 0.5;  ///< [N m/rad] between neighbors
inline constexpr int stay_every = 8;            ///< one link in so many is stayed
inline constexpr double stay_stiffness = 40;    ///< [N/m]
inline constexpr double stay_slack_length = 0.4;

/// Where the stay of a link starts in ground, a little above the straight chain.
inline guywire::Vec2 anchor_of(int link) {
  double x = 0;
  for (int i = 0; i <= link; ++i)
    x += length_of(i);
  return {0.7 * x, 0.3};
}

/// `links` rods in a row, straight forward at theta = 0, held by a hinge in ground and joined by
/// springs that are free of moment where the chain is straight. `stayed`: every eighth rod is tied
/// to ground by a cable.
inline guywire::ModelDescription description(int links, bool stayed) {
  using namespace guywire;
  ModelDescription d;
  d.name = "chain";
  for (int i = 0; i < links; ++i) {
    Body b{.name = name_of(i), .mass = mass_of(i), .com_x = length_of(i) / 2};
    if (i > 0) {
      b.parent = name_of(i - 1);
      b.hinge_x = length_of(i - 1);
    }
    d.bodies.push_back(b);
    if (i > 0)
      d.joints.push_back({.name = "spring" + std::to_string(i),
                          .body = b.name,
                          .relative_to = b.parent,
                          .law = LinearJoint{joint_stiffness, 0},
                          .source = {}});
    if (!stayed || i % stay_every != 0) continue;
    const Vec2 anchor = anchor_of(i);
    d.cables.push_back({.name = "stay" + std::to_string(i),
                        .law = Linear{stay_stiffness, stay_slack_length},
                        .path = {at("ground", anchor.x, anchor.y), at(b.name, length_of(i), 0)},
                        .source = {}});
  }
  return d;
}
inline guywire::Model model(int links, bool stayed) {
  return guywire::ModelBuilder(description(links, stayed)).build();
}

/// V, and what its terms add up to without their signs.
struct Potential {
  Real value = 0, magnitude = 0;
};
inline Potential potential(const std::vector<Real>& theta, bool stayed) {
  Potential v;
  Real x = 0, y = 0;
  const auto add = [&](Real term) {
    v.value += term;
    v.magnitude += std::abs(term);
  };
  for (int i = 0; i < static_cast<int>(theta.size()); ++i) {
    const Real l = length_of(i), c = std::cos(theta[i]), s = std::sin(theta[i]);
    add(Real(mass_of(i)) * Real(gravity) * (y + Real(length_of(i) / 2) * s));
    x += l * c;
    y += l * s;
    if (i > 0)
      add(Real(joint_stiffness) / 2 * (theta[i] - theta[i - 1]) * (theta[i] - theta[i - 1]));
    if (!stayed || i % stay_every != 0) continue;
    const auto anchor = anchor_of(i);
    const Real stretch =
        std::hypot(x - Real(anchor.x), y - Real(anchor.y)) - Real(stay_slack_length);
    if (stretch > 0) add(Real(stay_stiffness) / 2 * stretch * stretch);
  }
  return v;
}

/// dV/dtheta: from each rod's end the weight and the pulls of all that lies beyond are summed.
inline std::vector<Real> gradient(const std::vector<Real>& theta, bool stayed) {
  const int n = static_cast<int>(theta.size());
  std::vector<Real> x(n + 1, 0), y(n + 1, 0), out(n, 0);
  for (int i = 0; i < n; ++i) {
    x[i + 1] = x[i] + Real(length_of(i)) * std::cos(theta[i]);
    y[i + 1] = y[i] + Real(length_of(i)) * std::sin(theta[i]);
  }
  Real force_x = 0, force_y = 0;  // dV/d(end of the rod)
  for (int i = n - 1; i >= 0; --i) {
    const Real weight = Real(mass_of(i)) * Real(gravity);
    if (stayed && i % stay_every == 0) {
      const auto anchor = anchor_of(i);
      const Real dx = x[i + 1] - Real(anchor.x), dy = y[i + 1] - Real(anchor.y),
                 length = std::hypot(dx, dy);
      const Real tension =
          Real(stay_stiffness) * std::max(Real(0), length - Real(stay_slack_length));
      force_x += tension * dx / length;
      force_y += tension * dy / length;
    }
    const Real l = length_of(i), c = std::cos(theta[i]), s = std::sin(theta[i]);
    out[i] += l * (c * force_y - s * force_x) + weight * Real(length_of(i) / 2) * c;
    force_y += weight;
    if (i == 0) continue;
    const Real moment = Real(joint_stiffness) * (theta[i] - theta[i - 1]);
    out[i] += moment;
    out[i - 1] -= moment;
  }
  return out;
}

}  // namespace chains
