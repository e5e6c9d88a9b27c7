#pragma once
#include <cmath>

#include "guywire/mechanics/posture_angles.hpp"

namespace guywire {

GUYWIRE_INLINE Vec2 position(const Model& model, BodyId body, Vec2 p, std::span<const double> theta) {
  const auto& bodies = model.description().bodies;
  const Structure& s = model.structure();
  Vec2 sum;
  for (int b = body.index; b >= 0; b = s.parent[b]) {  // angles are absolute: each lever is turned by its own body's
    const double c = std::cos(theta[b]), w = std::sin(theta[b]);
    sum = {sum.x + c * p.x - w * p.y, sum.y + w * p.x + c * p.y};
    p = {bodies[b].hinge_x, bodies[b].hinge_y};
  }
  return {sum.x + p.x, sum.y + p.y};
}

GUYWIRE_INLINE PostureAngles posture_angles(const Model& model, std::span<const double> theta) {
  PostureAngles out;
  const auto& bodies = model.description().bodies;
  int pelvis = -1, thorax = -1;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (bodies[i].name == "pelvis") pelvis = static_cast<int>(i);
    if (bodies[i].name == "thorax") thorax = static_cast<int>(i);
  }
  out.anterior_tilt_change = -theta[pelvis >= 0 ? pelvis : model.structure().free_bodies.front()];
  if (pelvis >= 0 && thorax >= 0) out.lumbar_angle = theta[thorax] - theta[pelvis];
  const auto place = [&](std::string_view name) -> std::optional<Vec2> {
    const Landmark* l = model.landmark(name);
    if (!l) return std::nullopt;
    return position(model, model.body(l->body), {l->point.x, l->point.y}, theta);
  };
  const auto asis = place("ASIS"), psis = place("PSIS"), hip = place("hip_axis");
  const auto s1a = place("S1_anterior"), s1p = place("S1_posterior"), l1a = place("L1_anterior"), l1p = place("L1_posterior");
  const auto slope = [](Vec2 back, Vec2 front) { return std::atan2(back.y - front.y, front.x - back.x); };  // + down forward
  if (asis && psis) out.anterior_tilt = slope(*psis, *asis);
  if (s1a && s1p) {
    out.sacral_slope = slope(*s1p, *s1a);
    if (hip) {
      const Vec2 up{(s1a->x + s1p->x) / 2 - hip->x, (s1a->y + s1p->y) / 2 - hip->y};  // hip axis to the middle of S1
      out.pelvic_tilt = std::atan2(-up.x, up.y);
      const Vec2 plate{s1a->x - s1p->x, s1a->y - s1p->y};  // its normal, turned up: (-y, x)
      out.pelvic_incidence = std::atan2(-plate.y * up.y - plate.x * up.x, -plate.y * up.x + plate.x * up.y);
    }
    if (l1a && l1p) out.lordosis = *out.sacral_slope - slope(*l1p, *l1a);
  }
  return out;
}

}  // namespace guywire
