#include "shapes.hpp"

#include <array>

namespace guywire::svg {

bool is_vertebra(std::string_view name) {
  return name.size() == 2 && name[0] == 'L' && name[1] >= '1' && name[1] <= '5';
}

bool is_anatomical(const Model& model) {
  const auto& bodies = model.description().bodies;
  return model.landmark("hip_axis") != nullptr ||
         std::any_of(bodies.begin(), bodies.end(),
                     [](const Body& b) { return starts_with(b.name, "pelvis"); });
}

std::vector<Vec2> knots_of(const ModelDescription& d, const Body& b) {
  std::vector<Vec2> out;
  for (const Body& child : d.bodies)
    if (child.parent == b.name) out.push_back({child.hinge_x, child.hinge_y});
  for (const Cable& c : d.cables)
    for (const PathPoint& p : c.path)
      if (p.circle.empty() && p.body == b.name) out.push_back({p.point.x, p.point.y});
  if (out.empty()) out.push_back({b.com_x, b.com_y});
  return out;
}

std::vector<FixedPoint> head_of(const Model& model) {
  const Landmark* top = model.landmark("head_top");
  if (!top) return {};
  const auto& bodies = model.description().bodies;
  const auto it = std::find_if(bodies.begin(), bodies.end(),
                               [&](const Body& b) { return b.name == top->body; });
  if (it == bodies.end() || it->outline.empty()) return {};
  const double shoulder = box_of(it->outline).y1, h = 1.06 * (top->point.y - shoulder);
  if (!(h > 0)) return {};
  static constexpr std::array<Vec2, 22> profile{
      {{0, 0},          {0.18, -0.035}, {0.31, -0.13},  {0.375, -0.27}, {0.385, -0.37},
       {0.365, -0.43},  {0.405, -0.53}, {0.455, -0.60}, {0.39, -0.645}, {0.385, -0.70},
       {0.40, -0.75},   {0.375, -0.81}, {0.385, -0.90}, {0.33, -0.965}, {0.17, -0.93},
       {0.10, -1.00},   {0.12, -1.24},  {-0.27, -1.22}, {-0.26, -0.95}, {-0.36, -0.72},
       {-0.455, -0.45}, {-0.30, -0.10}}};
  std::vector<FixedPoint> out;
  for (const Vec2 p : profile)
    out.push_back(
        {static_cast<int>(it - bodies.begin()), Vec2{top->point.x, top->point.y} + h * p});
  return out;
}

std::vector<FixedPoint> skin_of(const Model& model) {
  struct Spot {
    const char* body;
    Vec2 at;
  };
  // chosen: drawn by eye about the bones of standing_adult, back and seat first, then thigh, belly
  // and chest
  static const std::vector<Spot> spots{
      {"thorax", {-0.046, 0.331}}, {"thorax", {-0.086, 0.296}},  {"thorax", {-0.108, 0.236}},
      {"thorax", {-0.115, 0.166}}, {"thorax", {-0.113, 0.091}},  {"thorax", {-0.101, 0.026}},
      {"L1", {-0.088, 0.010}},     {"L2", {-0.083, 0.004}},      {"L4", {-0.087, 0.023}},
      {"L5", {-0.082, 0.011}},     {"pelvis", {-0.124, 0.110}},  {"pelvis", {-0.146, 0.060}},
      {"pelvis", {-0.157, 0.010}}, {"pelvis", {-0.150, -0.045}}, {"pelvis", {-0.124, -0.085}},
      {"thigh", {-0.100, -0.125}}, {"thigh", {-0.090, -0.200}},  {"thigh", {-0.080, -0.300}},
      {"thigh", {-0.068, -0.400}}, {"thigh", {0.000, -0.430}},   {"thigh", {0.066, -0.400}},
      {"thigh", {0.083, -0.300}},  {"thigh", {0.091, -0.200}},   {"thigh", {0.094, -0.110}},
      {"pelvis", {0.097, -0.030}}, {"pelvis", {0.106, 0.040}},   {"pelvis", {0.114, 0.100}},
      {"L4", {0.134, -0.012}},     {"L2", {0.138, -0.019}},      {"thorax", {0.141, -0.019}},
      {"thorax", {0.137, 0.036}},  {"thorax", {0.138, 0.106}},   {"thorax", {0.132, 0.166}},
      {"thorax", {0.116, 0.226}},  {"thorax", {0.084, 0.281}},   {"thorax", {0.029, 0.318}}};
  const auto& bodies = model.description().bodies;
  std::vector<FixedPoint> out;
  for (const Spot& spot : spots) {
    const auto it = std::find_if(bodies.begin(), bodies.end(),
                                 [&](const Body& b) { return b.name == spot.body; });
    if (it == bodies.end()) return {};
    out.push_back({static_cast<int>(it - bodies.begin()), spot.at});
  }
  return out;
}

namespace {

constexpr Paint bone{"#f1e7d0", "#8f7a54", 1.5};
constexpr Paint pale_bone{"#f8f4ea", "#cdbf9f", 1.2};
constexpr Paint far_bone{"#f9f6ef", "#d3c8b0", 1.0};
constexpr Paint steel{"#d5dbe2", "#5d6a78", 1.6};
constexpr Paint disc_paint{"#a9cadb", "#4f7f98", 1.2};
constexpr Paint rib_paint{"none", "#e6dcc5", 0};
constexpr Paint spine_paint{"#f4edde", "#cdbf9f", 1};
constexpr Paint brace_paint{"none", "#8d99a6", 1.6};

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

class Builder {
 public:
  explicit Builder(const Model& model)
      : model_(model), d_(model.description()), anatomical_(is_anatomical(model)) {}

  std::vector<Shape> build() {
    for (int layer = 0; layer < layer_count; ++layer) {
      if (layer == vertebrae) add_discs();
      for (std::size_t i = 0; i < d_.bodies.size(); ++i)
        if (layer_of(d_.bodies[i]) == layer) add_body(static_cast<int>(i), paint_of(layer));
    }
    return std::move(shapes_);
  }

 private:
  using Run = std::vector<FixedPoint>;

  Paint paint_of(int layer) const {
    if (!anatomical_) return steel;
    if (layer == far_leg) return far_bone;
    return layer == thorax ? pale_bone : bone;
  }
  const Body& body(int i) const { return d_.bodies[i]; }
  Shape& add(std::string_view part, int i, Form form, const Paint& paint, std::vector<Run> runs) {
    shapes_.push_back({.part = part,
                       .body = body(i).name,
                       .form = form,
                       .paint = paint,
                       .runs = std::move(runs)});
    return shapes_.back();
  }
  static Run fixed(int i, const std::vector<Vec2>& points) {
    Run out;
    for (const Vec2 p : points)
      out.push_back({i, p});
    return out;
  }

  void add_body(int i, const Paint& paint) {
    if (body(i).outline.empty()) return add_bone(i, paint);
    const bool is_thorax = body(i).name == "thorax";
    if (is_thorax) {
      Run head = head_of(model_);
      if (!head.empty()) add("head", i, Form::curve, paint, {std::move(head)});
    }
    add("outline", i, Form::polygon, paint, {fixed(i, body(i).outline)});
    if (is_thorax) add_ribs(i);
    if (!anatomical_) add_bracing(i);
    add_stalks(i, paint);
  }

  /// A body without outline: lines from its hinge to what is attached to it, or their hull.
  void add_bone(int i, const Paint& paint) {
    const std::vector<Vec2> knots = knots_of(d_, body(i));
    if (knots.size() > 8) {  // a fan of lines would say nothing
      std::vector<Vec2> points{{0, 0}};
      points.insert(points.end(), knots.begin(), knots.end());
      const auto hull = convex_hull(points);
      if (hull.size() > 2) {
        add("bone", i, Form::hull, paint, {fixed(i, points)}).edge = 2.5;
        return;
      }
    }
    std::vector<Run> lines;
    double reach = 0;
    for (const Vec2 k : knots) {
      lines.push_back(fixed(i, {{0, 0}, k}));
      reach = std::max(reach, norm(k));
    }
    Shape& s = add("bone", i, Form::strokes, paint, std::move(lines));
    s.width = 0.06 * reach;
    s.least = 6;
    s.most = 16;
  }

  /// Columns from the nearest point of the outline to the hinges of neighbors that lie off it.
  void add_stalks(int i, const Paint& paint) {
    const Body& b = body(i);
    for (const Body& child : d_.bodies) {
      const Vec2 hinge{child.hinge_x, child.hinge_y};
      if (child.parent != b.name || is_near(b, hinge)) continue;
      Vec2 nearest = b.outline.front();
      for (const Vec2 p : b.outline)
        if (norm(p - hinge) < norm(nearest - hinge)) nearest = p;
      Shape& s = add("stalk", i, Form::strokes, paint, {fixed(i, {nearest, hinge})});
      s.width = 0.2 * norm(hinge - nearest);
      s.least = 8;
      s.most = 26;
    }
  }

  // --- inside the outlines

  /// Ribs and the thoracic spine: they say "rib cage" and nothing more.
  void add_ribs(int i) {
    const Box box = box_of(body(i).outline);
    if (!(box.width() > 0 && box.height() > 0)) return;
    for (int which = 0; which < 10; ++which) {
      std::vector<Run> runs = rib(i, box, which);
      if (runs.empty()) continue;
      Shape& s = add("rib", i, Form::lines, rib_paint, std::move(runs));
      s.width = 0.022 * box.height();
      s.is_detail = true;
    }
    Shape& s = add("spine", i, Form::dashes, spine_paint, {thoracic_spine(i, box)});
    s.width = 0.125 * box.width();
    s.pitch = box.height() / 13;
    s.is_detail = true;
  }

  /// The stretches of a rib that lie well inside the outline; it falls from the spine forward.
  std::vector<Run> rib(int i, const Box& box, int which) const {
    const std::vector<Vec2>& outline = body(i).outline;
    const double w = box.width(), h = box.height();
    std::vector<Run> runs;
    bool drawing = false;
    for (int k = 0; k <= 48; ++k) {
      const double s = k / 48.0;
      const double x = box.x0 + w * (0.03 + 0.94 * s);
      const double y = box.y0 + h * (0.24 + 0.078 * which - 0.26 * s * (0.55 + 0.45 * s));
      const bool in = inside(outline, {x, y}) && inside(outline, {x + 0.03 * w, y}) &&
                      inside(outline, {x - 0.02 * w, y}) && inside(outline, {x, y - 0.025 * h}) &&
                      inside(outline, {x, y + 0.02 * h});
      if (in && !drawing) runs.emplace_back();
      if (in) runs.back().push_back({i, {x, y}});
      drawing = in;
    }
    return runs;
  }

  /// Twelve vertebrae along the back, from the hinge upward.
  Run thoracic_spine(int i, const Box& box) const {
    const std::vector<Vec2>& outline = body(i).outline;
    const double w = box.width(), h = box.height();
    const auto rear = [&](double y) {  // the hindmost x of the outline at height y
      double x = box.x0;
      for (int step = 0; step <= 200 && x < box.x1; ++step, x += 0.005 * w)
        if (inside(outline, {x, y})) return x;
      return box.x0 + 0.5 * w;
    };
    Run spine{{i, {0.0, 0.012 * h}}};
    for (int k = 1; k <= 12; ++k) {
      const double s = k / 12.0, y = box.y0 + h * (0.12 + 0.86 * s);
      if (y < 0.03 * h) continue;
      const double blend = std::min(1.0, 4 * y / h);
      const double x = blend * (rear(y) + 0.25 * w * (1 - 0.35 * s)) + (1 - blend) * 0.0;
      spine.push_back({i, {x, y}});
    }
    return spine;
  }

  /// The zigzag of a lattice mast inside a long outline.
  void add_bracing(int i) {
    const std::vector<Vec2>& outline = body(i).outline;
    const Box box = box_of(outline);
    const double w = box.width(), h = box.height();
    if (!(w > 0 && h > 3 * w)) return;
    const int steps = std::clamp(static_cast<int>(std::lround(h / w)), 4, 60);
    Run run;
    for (int k = 0; k <= steps; ++k) {
      const double y = box.y0 + h * (0.01 + 0.98 * k / steps);
      double low = box.x1, high = box.x0;  // where the outline crosses this height
      for (std::size_t q = 0, r = outline.size() - 1; q < outline.size(); r = q++) {
        const Vec2 a = outline[q], b = outline[r];
        if ((a.y > y) == (b.y > y)) continue;
        const double x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
        low = std::min(low, x);
        high = std::max(high, x);
      }
      if (low < high) run.push_back({i, {k % 2 ? low : high, y}});
    }
    if (!run.empty()) add("brace", i, Form::lines, brace_paint, {run}).is_detail = true;
  }

  /// A disc at each hinge of the lumbar spine: what lies between the two endplates, drawn before
  /// the vertebrae.
  void add_discs() {
    double half_plate = 0.0177;  // [m]
    if (const Landmark* a = model_.landmark("S1_anterior"), *p = model_.landmark("S1_posterior");
        a && p)
      half_plate = 0.5 * std::hypot(a->point.x - p->point.x, a->point.y - p->point.y);
    for (std::size_t i = 0; i < d_.bodies.size(); ++i) {
      const Body& b = d_.bodies[i];
      const auto parent = std::find_if(d_.bodies.begin(), d_.bodies.end(),
                                       [&](const Body& q) { return q.name == b.parent; });
      if (parent == d_.bodies.end() || !(is_vertebra(b.name) || is_vertebra(b.parent))) continue;
      const int above = static_cast<int>(i);
      Run corners = disc(static_cast<int>(parent - d_.bodies.begin()), above, half_plate);
      if (corners.size() < 3) continue;
      add("disc", above, Form::hull, disc_paint, {std::move(corners)}).is_detail = true;
    }
  }

  /// The corners of two outlines about the hinge between them; where only one outline is known, the
  /// other plate by symmetry.
  Run disc(int below, int above, double half_plate) const {
    Run points;
    const auto add_plate = [&](int i, Vec2 hinge) {
      const std::size_t before = points.size();
      if (is_vertebra(body(i).name) || body(i).name == "pelvis")
        for (const Vec2 p : body(i).outline)
          if (norm(p - hinge) < 1.07 * half_plate) points.push_back({i, p});
      return points.size() > before;
    };
    const Vec2 hinge_below{body(above).hinge_x, body(above).hinge_y};
    const bool has_lower = add_plate(below, hinge_below), has_upper = add_plate(above, {0, 0});
    if (has_lower && has_upper) return points;
    const Vec2 hinge = has_lower ? hinge_below : Vec2{0, 0};
    for (std::size_t k = 0, n = points.size(); k < n; ++k)
      points.push_back({points[k].body, hinge + (hinge - points[k].at)});
    return points;
  }

  const Model& model_;
  const ModelDescription& d_;
  const bool anatomical_;
  std::vector<Shape> shapes_;
};

}  // namespace

std::vector<Shape> shapes_of(const Model& model) { return Builder(model).build(); }

}  // namespace guywire::svg
