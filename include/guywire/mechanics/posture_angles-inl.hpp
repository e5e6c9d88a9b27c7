#pragma once
#include <cmath>

#include "guywire/mechanics/posture_angles.hpp"

namespace guywire {

GUYWIRE_INLINE Vec2 position(const Model& model, BodyId body, Vec2 p,
                             std::span<const double> theta) {
  const auto& bodies = model.description().bodies;
  const Structure& s = model.structure();
  Vec2 sum;
  for (int b = body.index; b >= 0;
       b = s.parent[b]) {  // angles are absolute: each lever is turned by its own body's
    const double c = std::cos(theta[b]), w = std::sin(theta[b]);
    sum = {sum.x + c * p.x - w * p.y, sum.y + w * p.x + c * p.y};
    p = {bodies[b].hinge_x, bodies[b].hinge_y};
  }
  return {sum.x + p.x, sum.y + p.y};
}

GUYWIRE_INLINE PostureAngles posture_angles(const Model& model, std::span<const double> theta) {
  return posture_angles<double>(model, model.numbers().data(), theta.data());
}

GUYWIRE_INLINE int tilt_body(const Model& model) {
  const Structure& s = model.structure();
  if (s.pelvis >= 0) return s.pelvis;
  return s.free_bodies.empty() ? 0 : s.free_bodies.front();
}

}  // namespace guywire
