#include "layout.hpp"

namespace guywire::svg {

std::string View::polyline(const std::vector<Vec2>& points) const {
  std::string s;
  for (std::size_t i = 0; i < points.size(); ++i)
    s += (i ? " L" : "M") + xy(points[i]);
  return s;
}

std::string View::polygon(const std::vector<Vec2>& points) const { return polyline(points) + " Z"; }

std::string View::smooth(const std::vector<Vec2>& p) const {
  const std::size_t n = p.size();
  std::string s = "M" + xy(p[0]);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec2 a = p[(i + n - 1) % n], b = p[i], c = p[(i + 1) % n], e = p[(i + 2) % n];
    s += " C" + xy(b + (1.0 / 6) * (c - a)) + " " + xy(c - (1.0 / 6) * (e - b)) + " " + xy(c);
  }
  return s + " Z";
}

namespace {

constexpr double wide_page = 1300;  // [px] of a whole body that lies

/// What the figure must have room for [m].
struct Extent {
  Box world{};           ///< what is drawn large
  Box whole{};           ///< the outlines and the head, whether cut or not
  double crop = -1e300;  ///< the height from which on all is shown in the overview only
  bool cut_bottom = false;
};

/// Adds the bodies of one posture.
void add_bodies(Extent& e, const Scene& s, const Angles& theta) {
  for (const Body& b : s.d.bodies) {
    const bool is_cut = !s.options.whole && starts_with(b.name, "shank");
    e.world.add(s.hinge_of(b, theta));
    if (b.outline.empty()) {
      for (const Vec2 k : s.knots(b))
        e.world.add(s.place(b.name, k, theta));
      continue;
    }
    for (const Vec2 p : s.placed_outline(b, theta)) {
      e.whole.add(p);
      if (!is_cut) e.world.add(p);
    }
    e.cut_bottom = e.cut_bottom || is_cut;
    if (b.name != "thorax") continue;
    const auto head = s.head(theta);
    for (const Vec2 p : head) {
      e.world.add(p);
      e.whole.add(p);
    }
    if (!head.empty())
      e.crop = std::max(e.crop, s.place(b.name, {0, 0.5 * box_of(b.outline).y1}, theta).y);
  }
}

Extent extent_of(const Scene& s) {
  Extent e;
  add_bodies(e, s, s.theta);
  if (s.ghost) add_bodies(e, s, s.ghost_theta);
  for (const auto& pieces : s.paths)
    for (const PathPiece& p : pieces) {
      e.world.add(p.from);
      e.world.add(p.to);
    }
  if (e.world.empty()) e.world.add({0, 0});
  return e;
}

double size_of(const Box& box) { return std::max({box.width(), box.height(), 1e-6}); }

/// The columns of labels are as wide as their longest line, within bounds.
void set_columns(Layout& l, const Scene& s) {
  double left = 0, right = 0;
  const std::string some_slack =
      sentence({"answer.some_slack", {{"slack", 12}, {"count", 12}}}, s.language);
  for (const Part& p : l.parts.shown) {
    double width = text_width(p.title, 13.5, true);
    width = std::max(width, text_width(p.text, 13) + 26);
    if (p.slack_count > 0) width = std::max(width, text_width(some_slack, 13) + 26);
    double& column = p.right ? right : left;
    column = std::max(column, width);
  }
  right = std::clamp(right, 158.0, widest_labels);
  left = std::clamp(left, s.angles.lordosis ? 128.0 : 60.0, widest_labels);
  l.left_edge = margin + left;
  l.right_edge = l.page_width - margin - right;
}

/// The largest scale at which a box of that height fits between the columns [px/m].
double fitting_scale(const Layout& l, const Box& world, double height) {
  constexpr double gap = 46, tallest = 960;
  const double room = l.right_edge - l.left_edge - 2 * gap;
  return std::min(room / std::max(world.width(), 1e-6), tallest / std::max(height, 1e-6));
}

/// Whether to cut off the chest and all above: where that leaves enough of the body, and room for
/// the overview under the left labels.
bool cuts_top(const Layout& l, const Scene& s, const Extent& e, double size) {
  const auto is_left = [](const Part& p) { return !p.right; };
  const auto& parts = l.parts.shown;
  const auto count = std::count_if(parts.begin(), parts.end(), is_left);
  const double labels_left = 39.0 * static_cast<double>(count) + 60;
  const Box& world = e.world;
  const double height = e.crop - world.y0;
  return !s.options.whole && e.crop > world.y0 + 0.4 * size && e.crop < world.y1 &&
         fitting_scale(l, world, height) * height > overview_height + labels_left;
}

/// The figure stands in the middle between the columns.
void set_view(Layout& l, const Box& world) {
  View& v = l.view;
  v.scale = fitting_scale(l, world, world.height());
  const double pad = l.cut_top ? 0 : 22;
  l.bottom = l.top + pad + v.scale * world.height() + (l.cut_bottom ? 18 : 56);
  v.origin_x = 0.5 * (l.left_edge + l.right_edge) - v.scale * 0.5 * (world.x0 + world.x1);
  v.origin_y = l.top + pad + v.scale * world.y1;
  l.figure_left = v.origin_x + v.scale * world.x0;
  l.figure_right = v.origin_x + v.scale * world.x1;
}

}  // namespace

Layout lay_out(const Scene& scene) {
  Layout l;
  Extent e = extent_of(scene);
  Box& world = e.world;
  if (scene.options.whole && world.width() > 1.1 * world.height()) l.page_width = wide_page;
  const double size = size_of(world);
  if (!scene.angles.anterior_tilt)  // the tilt is drawn against the vertical above the hinge
    world.add(scene.tilt_hinge() + scene.seen({0, 1.08 * scene.reach_of_tilt_body()}));
  if (e.cut_bottom) world.y0 -= 0.02 * size;

  l.parts = collect_parts(scene);
  l.whole = e.whole;
  l.cut_bottom = e.cut_bottom;
  set_columns(l, scene);
  l.cut_top = cuts_top(l, scene, e, size);
  if (l.cut_top) world.y1 = e.crop;
  set_view(l, world);
  return l;
}

}  // namespace guywire::svg
