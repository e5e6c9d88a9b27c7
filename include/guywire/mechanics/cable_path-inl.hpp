#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/geometry/wrap_circle.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/posture_angles.hpp"

namespace guywire {

GUYWIRE_INLINE Vec2 PathPiece::at(double share) const {
  if (radius == 0) return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
  const double c = std::cos(sense * wrap * share), s = std::sin(sense * wrap * share), x = from.x - center.x, y = from.y - center.y;
  return {center.x + c * x - s * y, center.y + s * x + c * y};
}

GUYWIRE_INLINE double PathPiece::length() const { return radius == 0 ? std::hypot(to.x - from.x, to.y - from.y) : radius * wrap; }

GUYWIRE_INLINE std::vector<PathPiece> cable_path(const Model& model, CableId cable, std::span<const double> theta) {
  const ModelDescription& d = model.description();
  const auto place = [&](const std::string& body, double x, double y) { return position(model, model.body(body), {x, y}, theta); };
  std::vector<PathPiece> out;
  Vec2 last{};
  const PathPoint* round = nullptr;
  for (const PathPoint& point : d.cables[cable.index].path) {
    if (!point.circle.empty()) {
      round = &point;
      continue;
    }
    const Vec2 next = place(point.body, point.point.x, point.point.y);
    bool touches = false;
    if (round) {
      const Circle& circle = *std::find_if(d.circles.begin(), d.circles.end(), [&](const Circle& c) { return c.name == round->circle; });
      const Vec2 c = place(circle.body, circle.center_x, circle.center_y), a{last.x - c.x, last.y - c.y}, b{next.x - c.x, next.y - c.y};
      const double sense = round->sense == Sense::counterclockwise ? 1 : -1, R = circle.radius;
      const auto w = wrap_circle(a.x, a.y, b.x, b.y, R, sense);
      touches = !w.lost && w.wrap > 0;
      if (touches) {
        const auto tangent = [&](Vec2 v, double side) {  // where the straight stretch from v meets the circle
          const double r = std::hypot(v.x, v.y), angle = std::atan2(v.y, v.x) + side * std::acos(R / r);
          return Vec2{c.x + R * std::cos(angle), c.y + R * std::sin(angle)};
        };
        const Vec2 from = tangent(a, sense), to = tangent(b, -sense);
        out.push_back({.from = last, .to = from});
        out.push_back({.from = from, .to = to, .radius = R, .wrap = w.wrap, .sense = sense, .center = c});
        out.push_back({.from = to, .to = next});
      }
      round = nullptr;
    }
    if (!touches && &point != &d.cables[cable.index].path.front()) out.push_back({.from = last, .to = next});
    last = next;
  }
  return out;
}

}  // namespace guywire
