#include "bones.hpp"

#include <fmt/format.h>

namespace guywire::svg {

namespace {

constexpr Paint ghost_paint{"#e3ebf4", "#8fa6c0", 1.0};

}  // namespace

Bones::Bones(Surface& out, const Scene& scene, const View& view, Figure figure)
    : out_(out),
      s_(scene),
      v_(view),
      theta_(figure == Figure::ghost ? scene.ghost_theta : scene.theta),
      is_ghost_(figure == Figure::ghost) {}

void Bones::draw() {
  out_.open_group(is_ghost_ ? "class=\"ghost\"" : "class=\"bodies\"");
  for (const Shape& shape : s_.shapes)
    if (!is_ghost_ || !shape.is_detail) draw_shape(shape);
  out_.close_group();
}

void Bones::draw_tilt_edge() {
  const Body& b = s_.d.bodies[s_.tilt_body];
  if (b.outline.empty()) return;
  out_.add(
      fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\" "
                  "stroke-dasharray=\"2 3\"/>\n",
                  v_.polygon(s_.placed_outline(b, theta_)), ghost_ink));
}

std::vector<Vec2> Bones::placed(const std::vector<FixedPoint>& points) const {
  std::vector<Vec2> out;
  for (const FixedPoint& p : points)
    out.push_back(s_.place(p, theta_));
  return out;
}

Paint Bones::paint_of(const Shape& shape) const {
  Paint paint = is_ghost_ ? ghost_paint : shape.paint;
  if (shape.edge > 0) paint.width = shape.edge;
  return paint;
}

void Bones::draw_shape(const Shape& shape) {
  const Paint paint = paint_of(shape);
  switch (shape.form) {
    case Form::polygon:
      return area(v_.polygon(placed(shape.runs.front())), paint);
    case Form::curve:
      return area(v_.smooth(placed(shape.runs.front())), paint);
    case Form::hull:
      return area(v_.polygon(convex_hull(placed(shape.runs.front()))), paint);
    case Form::strokes:
      return strokes(shape, paint);
    case Form::lines:
      return lines(shape, paint);
    case Form::dashes:
      return dashes(shape, paint);
  }
}

void Bones::area(const std::string& path, const Paint& p) {
  out_.add(
      fmt::format("<path d=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\" "
                  "stroke-linejoin=\"round\"/>\n",
                  path, p.fill, p.edge, number(p.width * v_.thin)));
}

/// All edges first, so that the strokes run into one another.
void Bones::strokes(const Shape& shape, const Paint& paint) {
  const std::string_view cap = " stroke-linecap=\"round\"";
  const double width = shape.thickness(v_.scale);
  const auto draw = [&](const char* color, double thickness) {
    for (const auto& run : shape.runs) {
      const auto ends = placed(run);
      out_.line(v_.px(ends.front()), v_.px(ends.back()), color, thickness, cap);
    }
  };
  draw(paint.edge, width);
  draw(paint.fill, width - 2 * paint.width);
}

void Bones::lines(const Shape& shape, const Paint& paint) {
  std::string path;
  for (const auto& run : shape.runs)
    path += (path.empty() ? "" : " ") + v_.polyline(placed(run));
  const bool is_thick = shape.width > 0;
  out_.add(
      fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" {}=\"round\"/>\n",
                  path, paint.edge, number(is_thick ? shape.thickness(v_.scale) : paint.width),
                  is_thick ? "stroke-linecap" : "stroke-linejoin"));
}

void Bones::dashes(const Shape& shape, const Paint& paint) {
  const std::string path = v_.polyline(placed(shape.runs.front()));
  const double pitch = shape.pitch * v_.scale, width = shape.thickness(v_.scale);  // [px]
  const auto draw = [&](const char* color, double thickness) {
    out_.add(fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
        "stroke-dasharray=\"{} {}\"/>\n",
        path, color, number(thickness), number(dash * pitch), number((1 - dash) * pitch)));
  };
  draw(paint.edge, width);
  draw(paint.fill, width - 2 * paint.width);
}

}  // namespace guywire::svg
