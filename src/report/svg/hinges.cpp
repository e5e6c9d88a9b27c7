#include "hinges.hpp"

#include <fmt/format.h>

namespace guywire::svg {

namespace {

/// A line, and strokes on its far side [px].
void hatch(Surface& out, Vec2 a, Vec2 b, Vec2 into) {
  out.line(a, b, soft_ink, 1.6);
  const double length = norm(b - a);
  const Vec2 along = unit(b - a);
  for (double s = 3; s <= length; s += 7) {
    const Vec2 p = a + s * along;
    out.line(p, p - 6.0 * along + 7.0 * into, soft_ink, 1);
  }
}

/// A pinned support [px].
void draw_hinge_in_ground(Surface& out, Vec2 p) {
  hatch(out, p + Vec2{-30, 18}, p + Vec2{30, 18}, {0, 1});
  out.add(
      fmt::format("<path d=\"M{} L{} L{} Z\" fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"1.6\" "
                  "stroke-linejoin=\"round\"/>\n",
                  pair_of(p), pair_of(p + Vec2{-14, 18}), pair_of(p + Vec2{14, 18}), soft_ink));
}

/// A wall, a floor or a ceiling that a cable is anchored in; `away`: out of the cable, into what it
/// is anchored in.
void draw_anchor(Surface& out, Vec2 anchor, Vec2 away) {
  const bool is_wall = std::abs(away.x) > 1.2 * std::abs(away.y);
  Vec2 into{away.x > 0 ? 1.0 : -1.0, 0}, across{0, 1};
  if (!is_wall) {
    into = {0, away.y < 0 ? 1.0 : -1.0};
    across = {1, 0};
  }
  hatch(out, anchor + 3.0 * into - 16.0 * across, anchor + 3.0 * into + 16.0 * across, into);
}

}  // namespace

void draw_supports(Surface& out, const Scene& scene, const View& view) {
  if (scene.anatomical) return;
  out.open_group("class=\"supports\"");
  for (const Body& b : scene.d.bodies)
    if (b.parent == ground_name)
      draw_hinge_in_ground(out, view.px(scene.seen({b.hinge_x, b.hinge_y})));
  std::vector<Vec2> drawn;  // anchors that several cables share are drawn once
  const auto draw_end = [&](const PathPoint& end, Vec2 next) {
    if (end.body != ground_name) return;
    const Vec2 p = scene.seen({end.point.x, end.point.y}), q = view.px(p);
    if (std::any_of(drawn.begin(), drawn.end(), [&](Vec2 other) { return norm(other - q) < 2; }))
      return;
    drawn.push_back(q);
    draw_anchor(out, q, unit(p - next));
  };
  for (std::size_t i = 0; i < scene.d.cables.size(); ++i) {
    const auto& path = scene.d.cables[i].path;
    draw_end(path.front(), scene.paths[i].front().to);
    draw_end(path.back(), scene.paths[i].back().from);
  }
  out.close_group();
}

void draw_hinges(Surface& out, const Scene& scene, const View& view) {
  if (scene.anatomical) {
    const auto hip = scene.landmark("hip_axis", scene.theta);
    return draw_hip_axis(out, view.px(hip ? *hip : scene.tilt_hinge()));
  }
  for (const Body& b : scene.d.bodies) {
    const Vec2 p = view.px(scene.hinge_of(b, scene.theta));
    out.add(
        fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4.5\" fill=\"#ffffff\" stroke=\"{}\" "
                    "stroke-width=\"2.0\"/>\n",
                    number(p.x), number(p.y), ink));
  }
}

void draw_hip_axis(Surface& out, Vec2 p) {
  out.add(
      fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"6.0\" fill=\"#ffffff\" stroke=\"{}\" "
                  "stroke-width=\"2.0\"/>\n",
                  number(p.x), number(p.y), ink));
  out.line(p - Vec2{6, 0}, p + Vec2{6, 0}, ink, 1.4);
  out.line(p - Vec2{0, 6}, p + Vec2{0, 6}, ink, 1.4);
}

void draw_level_names(Surface& out, const Scene& scene, const View& view) {
  if (view.scale * 0.03 < 18) return;  // too small to write on
  const auto& bodies = scene.d.bodies;
  for (const Body& b : bodies) {
    if (!is_vertebra(b.name) || b.outline.empty()) continue;
    const auto child = std::find_if(bodies.begin(), bodies.end(),
                                    [&](const Body& other) { return other.parent == b.name; });
    if (child == bodies.end()) continue;
    const Vec2 middle =
        mix(scene.hinge_of(b, scene.theta), scene.hinge_of(*child, scene.theta), 0.5);
    out.plate(view.px(middle), 20, "#fffaf0", b.name, ink);
  }
}

}  // namespace guywire::svg
