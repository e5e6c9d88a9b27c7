#pragma once
#include <cmath>

#include "guywire/mechanics/kinematics.hpp"

namespace guywire {

GUYWIRE_INLINE Vec2 position(const Model& model, BodyId body, Vec2 p,
                             std::span<const double> theta) {
  const auto& bodies = model.description().bodies;
  const Structure& s = model.structure();
  Vec2 sum;
  for (int b = body.index; b >= 0; b = s.parent[b]) {  // angles are absolute: each turns its lever
    const double c = std::cos(theta[b]), w = std::sin(theta[b]);
    sum = {sum.x + c * p.x - w * p.y, sum.y + w * p.x + c * p.y};
    p = {bodies[b].hinge_x, bodies[b].hinge_y};
  }
  return {sum.x + p.x, sum.y + p.y};
}

}  // namespace guywire
