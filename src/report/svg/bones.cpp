#include "bones.hpp"

#include <fmt/format.h>

namespace guywire::svg {

namespace {

constexpr Paint bone{"#f1e7d0", "#8f7a54", 1.5};
constexpr Paint pale_bone{"#f8f4ea", "#cdbf9f", 1.2};
constexpr Paint far_bone{"#f9f6ef", "#d3c8b0", 1.0};
constexpr Paint steel{"#d5dbe2", "#5d6a78", 1.6};
constexpr Paint ghost_paint{"#e3ebf4", "#8fa6c0", 1.0};
constexpr Paint disc_paint{"#a9cadb", "#4f7f98", 1.2};

/// Bodies are drawn in layers, from back to front.
enum Layer {
  far_leg,
  thorax,
  others,
  vertebrae,
  pelvis,
  shanks,
  thighs,
  layer_count
};

Layer layer_of(const Body& b) {
  if (ends_with(b.name, "_l")) return far_leg;
  if (b.name == "thorax") return thorax;
  if (is_vertebra(b.name)) return vertebrae;
  if (b.name == "pelvis") return pelvis;
  if (starts_with(b.name, "shank")) return shanks;
  if (starts_with(b.name, "thigh")) return thighs;
  return others;
}

/// Whether an outline reaches a point of its body, or nearly so.
bool is_near(const Body& b, Vec2 p) {
  const Box box = box_of(b.outline);
  const double reach = 0.25 * std::max(box.width(), box.height());
  return inside(b.outline, p) || std::any_of(b.outline.begin(), b.outline.end(),
                                             [&](Vec2 q) { return norm(q - p) < reach; });
}

}  // namespace

Bones::Bones(Surface& out, const Scene& scene, const View& view, Figure figure)
    : out_(out),
      s_(scene),
      v_(view),
      theta_(figure == Figure::ghost ? scene.ghost_theta : scene.theta),
      is_ghost_(figure == Figure::ghost) {}

void Bones::draw() {
  out_.open_group(is_ghost_ ? "class=\"ghost\"" : "class=\"bodies\"");
  for (int layer = 0; layer < layer_count; ++layer) {
    if (layer == vertebrae && !is_ghost_) draw_discs();
    for (const Body& b : s_.d.bodies)
      if (layer_of(b) == layer) draw_body(b, paint_of(layer));
  }
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

Paint Bones::paint_of(int layer) const {
  if (is_ghost_) return ghost_paint;
  if (!s_.anatomical) return steel;
  if (layer == far_leg) return far_bone;
  return layer == thorax ? pale_bone : bone;
}

void Bones::draw_body(const Body& b, const Paint& paint) {
  if (b.outline.empty()) return draw_bone(b, paint);
  if (b.name == "thorax") {
    const auto head = s_.head(theta_);
    if (!head.empty()) shape(v_.smooth(head), paint);
  }
  shape(v_.polygon(s_.placed_outline(b, theta_)), paint);
  if (!is_ghost_) draw_details(b);
  draw_stalks(b, paint);
}

/// A body without outline: lines from its hinge to what is attached to it, or their hull.
void Bones::draw_bone(const Body& b, const Paint& paint) {
  const Vec2 hinge = place(b, {0, 0});
  const std::vector<Vec2> knots = s_.knots(b);
  if (knots.size() > 8) {  // a fan of lines would say nothing
    std::vector<Vec2> points{hinge};
    for (const Vec2 k : knots)
      points.push_back(place(b, k));
    const auto hull = convex_hull(points);
    if (hull.size() > 2) return shape(v_.polygon(hull), {paint.fill, paint.edge, 2.5});
  }
  Segments segments;
  double reach = 0;
  for (const Vec2 k : knots) {
    segments.emplace_back(hinge, place(b, k));
    reach = std::max(reach, norm(k));
  }
  strokes(segments, std::clamp(0.06 * v_.scale * reach, 6.0, 16.0), paint);
}

/// What shows inside an outline what the body is.
void Bones::draw_details(const Body& b) {
  if (b.name == "thorax") draw_ribs(b);
  if (!s_.anatomical) draw_bracing(b);
}

/// Columns from the nearest point of the outline to the hinges of neighbors that lie off it.
void Bones::draw_stalks(const Body& b, const Paint& paint) {
  for (const Body& child : s_.d.bodies) {
    const Vec2 hinge{child.hinge_x, child.hinge_y};
    if (child.parent != b.name || is_near(b, hinge)) continue;
    Vec2 nearest = b.outline.front();
    for (const Vec2 p : b.outline)
      if (norm(p - hinge) < norm(nearest - hinge)) nearest = p;
    strokes({{place(b, nearest), place(b, hinge)}},
            std::clamp(0.2 * v_.scale * norm(hinge - nearest), 8.0, 26.0), paint);
  }
}

void Bones::shape(const std::string& path, const Paint& p) {
  out_.add(
      fmt::format("<path d=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\" "
                  "stroke-linejoin=\"round\"/>\n",
                  path, p.fill, p.edge, number(p.width * v_.thin)));
}

/// Thick lines with an edge: all edges first, so that the lines run into one another.
void Bones::strokes(const Segments& segments, double width, const Paint& paint) {
  const std::string_view cap = " stroke-linecap=\"round\"";
  for (const auto& [a, b] : segments)
    out_.line(v_.px(a), v_.px(b), paint.edge, width, cap);
  for (const auto& [a, b] : segments)
    out_.line(v_.px(a), v_.px(b), paint.fill, width - 2 * paint.width, cap);
}

// --- inside the outlines ------------------------------------------------------------------------

/// Ribs and the thoracic spine: they say "rib cage" and nothing more.
void Bones::draw_ribs(const Body& b) {
  const Box box = box_of(b.outline);
  if (!(box.width() > 0 && box.height() > 0)) return;
  for (int i = 0; i < 10; ++i) {
    const std::string run = rib(b, box, i);
    if (!run.empty())
      out_.add(
          fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#e6dcc5\" stroke-width=\"{}\" "
                      "stroke-linecap=\"round\"/>\n",
                      run.substr(1), number(0.022 * box.height() * v_.scale)));
  }
  draw_thoracic_spine(b, box);
}

/// The stretches of a rib that lie well inside the outline; it falls from the spine forward.
std::string Bones::rib(const Body& b, const Box& box, int which) const {
  const double w = box.width(), h = box.height();
  std::string run;
  bool drawing = false;
  for (int k = 0; k <= 48; ++k) {
    const double s = k / 48.0;
    const double x = box.x0 + w * (0.03 + 0.94 * s);
    const double y = box.y0 + h * (0.24 + 0.078 * which - 0.26 * s * (0.55 + 0.45 * s));
    const bool in = inside(b.outline, {x, y}) && inside(b.outline, {x + 0.03 * w, y}) &&
                    inside(b.outline, {x - 0.02 * w, y}) && inside(b.outline, {x, y - 0.025 * h}) &&
                    inside(b.outline, {x, y + 0.02 * h});
    if (in) run += (drawing ? " L" : " M") + v_.xy(place(b, {x, y}));
    drawing = in;
  }
  return run;
}

/// Twelve vertebrae as dashes along the back, from the hinge upward.
void Bones::draw_thoracic_spine(const Body& b, const Box& box) {
  const double w = box.width(), h = box.height();
  const auto rear = [&](double y) {  // the hindmost x of the outline at height y
    double x = box.x0;
    for (int step = 0; step <= 200 && x < box.x1; ++step, x += 0.005 * w)
      if (inside(b.outline, {x, y})) return x;
    return box.x0 + 0.5 * w;
  };
  std::string spine = "M" + v_.xy(place(b, {0.0, 0.012 * h}));
  for (int k = 1; k <= 12; ++k) {
    const double s = k / 12.0, y = box.y0 + h * (0.12 + 0.86 * s);
    if (y < 0.03 * h) continue;
    const double blend = std::min(1.0, 4 * y / h);
    const double x = blend * (rear(y) + 0.25 * w * (1 - 0.35 * s)) + (1 - blend) * 0.0;
    spine += " L" + v_.xy(place(b, {x, y}));
  }
  const double pitch = h * v_.scale / 13, width = 0.125 * w * v_.scale;  // [px]
  const auto draw_dashes = [&](const char* color, double dash_width) {
    out_.add(
        fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
                    "stroke-dasharray=\"{} {}\"/>\n",
                    spine, color, number(dash_width), number(0.82 * pitch), number(0.18 * pitch)));
  };
  draw_dashes("#cdbf9f", width);
  draw_dashes("#f4edde", width - 2);
}

/// The zigzag of a lattice mast inside a long outline.
void Bones::draw_bracing(const Body& b) {
  const Box box = box_of(b.outline);
  const double w = box.width(), h = box.height();
  if (!(w > 0 && h > 3 * w)) return;
  const int steps = std::clamp(static_cast<int>(std::lround(h / w)), 4, 60);
  std::string run;
  for (int k = 0; k <= steps; ++k) {
    const double y = box.y0 + h * (0.01 + 0.98 * k / steps);
    double low = box.x1, high = box.x0;  // where the outline crosses this height
    for (std::size_t i = 0, j = b.outline.size() - 1; i < b.outline.size(); j = i++) {
      const Vec2 p = b.outline[i], q = b.outline[j];
      if ((p.y > y) == (q.y > y)) continue;
      const double x = p.x + (q.x - p.x) * (y - p.y) / (q.y - p.y);
      low = std::min(low, x);
      high = std::max(high, x);
    }
    if (low < high) run += (run.empty() ? "M" : " L") + v_.xy(place(b, {k % 2 ? low : high, y}));
  }
  if (!run.empty())
    out_.add(
        fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#8d99a6\" stroke-width=\"1.6\" "
                    "stroke-linejoin=\"round\"/>\n",
                    run));
}

/// A disc at each hinge of the lumbar spine: what lies between the two endplates, drawn before the
/// vertebrae.
void Bones::draw_discs() {
  double half_plate = 0.0177;  // [m]
  if (const Landmark* a = s_.model.landmark("S1_anterior"), *p = s_.model.landmark("S1_posterior");
      a && p)
    half_plate = 0.5 * std::hypot(a->point.x - p->point.x, a->point.y - p->point.y);
  for (const Body& b : s_.d.bodies) {
    const auto parent = std::find_if(s_.d.bodies.begin(), s_.d.bodies.end(),
                                     [&](const Body& q) { return q.name == b.parent; });
    if (parent == s_.d.bodies.end() || !(is_vertebra(b.name) || is_vertebra(b.parent))) continue;
    const std::vector<Vec2> corners = disc(*parent, b, half_plate);
    if (corners.size() >= 3) shape(v_.polygon(convex_hull(corners)), disc_paint);
  }
}

/// The corners of two outlines about the hinge between them; where only one outline is known, the
/// other plate by symmetry.
std::vector<Vec2> Bones::disc(const Body& below, const Body& above, double half_plate) const {
  const Vec2 hinge = place(above, {0, 0});
  std::vector<Vec2> points;
  const auto add_plate = [&](const Body& body) {
    const std::size_t before = points.size();
    if (is_vertebra(body.name) || body.name == "pelvis")
      for (const Vec2 p : s_.placed_outline(body, theta_))
        if (norm(p - hinge) < 1.07 * half_plate) points.push_back(p);
    return points.size() > before;
  };
  const bool has_lower = add_plate(below), has_upper = add_plate(above);
  if (!has_lower || !has_upper)
    for (std::size_t i = 0, n = points.size(); i < n; ++i)
      points.push_back(hinge + (hinge - points[i]));
  return points;
}

}  // namespace guywire::svg
