// A picture of a posture. World coordinates (x anterior, y up, metres), turned as asked for by
// `seen`, become pixels in one place: px. Everything visible is drawn back to front: ghost, bones,
// cables, marks, labels. All numbers are written with fixed decimals, so that the same input gives
// the same bytes.
#include "guywire/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "words.hpp"

namespace guywire {
namespace {

constexpr double page_width = 900, wide_page = 1300, margin = 18, overview_height = 250;
constexpr double widest_labels =
    270;  // of a column; chosen: leaves a fourth of the page for the drawing

// --- text
// ----------------------------------------------------------------------------
constexpr const char* ink = "#1f2933";
constexpr const char* soft_ink = "#46525e";
constexpr const char* mark_ink = "#0b4f8a";

std::string number(double v) {
  constexpr double most =
      99999;  // [px] chosen: far beyond any page, and still read by every viewer
  const double shown = std::isfinite(v) ? std::clamp(v, -most, most) : 0;
  std::string s = fmt::format("{:.1f}", shown);
  return s == "-0.0" ? "0.0" : s;
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20)
          out += c;  // control characters are not allowed in XML
        else
          out += ' ';
    }
  }
  return out;
}

/// A generous guess of the width of text in a sans-serif face (DejaVu Sans, the widest in common
/// use).
double text_width(std::string_view text, double size, bool bold = false) {
  double em = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // the rest of a UTF-8 character
    if (std::string_view("iljtfrI.,:;'|!()[] ").find(c) != std::string_view::npos)
      em += 0.38;
    else if (std::string_view("mwMW").find(c) != std::string_view::npos)
      em += 0.95;
    else if (c >= 'A' && c <= 'Z')
      em += 0.70;
    else
      em += 0.62;
  }
  return em * size * (bold ? 1.1 : 1);
}

std::vector<std::string> wrap(const std::string& text, double width, double size) {
  std::vector<std::string> lines{""};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!lines.back().empty() && text_width(lines.back() + ' ' + word, size) > width)
      lines.push_back("");
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    at = end + 1;
  }
  return lines;
}

/// Text that fits a width, with an ellipsis where it was cut.
std::string cut(const std::string& text, double width, double size, bool bold = false) {
  if (text_width(text, size, bold) <= width) return text;
  std::string out = text;
  while (!out.empty() && text_width(out + "…", size, bold) > width) {
    while (out.size() > 1 && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
      out.pop_back();  // a whole character
    out.pop_back();
  }
  return out + "…";
}

std::string newtons(double t) {
  if (t >= 9999.5e6) return fmt::format("{:.2e} N", t);
  if (t >= 9999.5e3) return fmt::format("{:.1f} MN", t / 1e6);
  if (t >= 9999.5) return fmt::format("{:.1f} kN", t / 1000);
  if (t >= 9.95) return fmt::format("{:.0f} N", t);
  if (t >= 0.05) return fmt::format("{:.1f} N", t);
  return "under 0.1 N";
}

/// A moment without its unit's prefix in the way: "26.3 N m", "1940 kN m".
std::string moment(double m) {
  if (!std::isfinite(m)) return "unknown";
  if (m >= 9999.5e6) return fmt::format("{:.2e} N m", m);
  if (m >= 9999.5e3) return fmt::format("{:.{}f} MN m", m / 1e6, m < 99950e3 ? 1 : 0);
  if (m >= 9999.5) return fmt::format("{:.{}f} kN m", m / 1000, m < 99950 ? 1 : 0);
  return m < 9.995   ? fmt::format("{:.2f} N m", m)
         : m < 99.95 ? fmt::format("{:.1f} N m", m)
                     : fmt::format("{:.0f} N m", m);
}

std::string degrees(double radians) { return degrees_text(std::abs(radians) * degrees_per_radian); }

/// 1, 2 or 5 times a power of ten, at least v.
double nice_above(double v) {
  const double p = std::pow(10.0, std::floor(std::log10(v)));
  for (const double m : {1.0, 2.0, 5.0})
    if (v <= m * p * (1 + 1e-9)) return m * p;
  return 10 * p;
}

// --- geometry
// ----------------------------------------------------------------------------
Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
double norm(Vec2 a) { return std::hypot(a.x, a.y); }
double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }
Vec2 unit(Vec2 a) { return norm(a) > 0 ? (1 / norm(a)) * a : Vec2{1, 0}; }
Vec2 turned(Vec2 a, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * a.x - s * a.y, s * a.x + c * a.y};
}
Vec2 mix(Vec2 a, Vec2 b, double t) { return a + t * (b - a); }

struct Box {
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
  /// Places beyond 1e300 m count as there, so that a size and its scale are numbers.
  void add(Vec2 p) {
    const double x = std::isfinite(p.x) ? std::clamp(p.x, -1e300, 1e300) : 0,
                 y = std::isfinite(p.y) ? std::clamp(p.y, -1e300, 1e300) : 0;
    x0 = std::min(x0, x);
    y0 = std::min(y0, y);
    x1 = std::max(x1, x);
    y1 = std::max(y1, y);
  }
  bool empty() const { return x1 < x0; }
};

Box box_of(const std::vector<Vec2>& points) {
  Box b;
  for (const Vec2 p : points)
    b.add(p);
  return b;
}

bool inside(const std::vector<Vec2>& polygon, Vec2 p) {
  bool in = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Vec2 a = polygon[i], b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) in = !in;
  }
  return in;
}

std::vector<Vec2> convex_hull(std::vector<Vec2> p) {
  std::sort(p.begin(), p.end(),
            [](Vec2 a, Vec2 b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  if (p.size() < 3) return p;
  std::vector<Vec2> hull;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t start = hull.size();
    for (const Vec2 q : p) {
      while (hull.size() >= start + 2 &&
             cross(hull.back() - hull[hull.size() - 2], q - hull.back()) <= 0)
        hull.pop_back();
      hull.push_back(q);
    }
    hull.pop_back();
    std::reverse(p.begin(), p.end());
  }
  return hull;
}

// --- colours
// ----------------------------------------------------------------------------
/// Tension as colour: part of "inferno", reversed; even steps in lightness, so that it reads the
/// same without colour vision. s in 0..1.
std::string tension_colour(double s) {
  static constexpr std::array<std::array<double, 4>, 5> stops{{{0, 227, 89, 51},
                                                               {0.333, 188, 55, 84},
                                                               {0.583, 133, 33, 107},
                                                               {0.833, 74, 12, 107},
                                                               {1, 27, 12, 65}}};
  s = std::clamp(s, 0.0, 1.0);
  std::size_t i = 1;
  while (i + 1 < stops.size() && s > stops[i][0])
    ++i;
  const double t = (s - stops[i - 1][0]) / (stops[i][0] - stops[i - 1][0]);
  std::array<int, 3> c{};
  for (int k = 0; k < 3; ++k)
    c[k] = static_cast<int>(
        std::lround(stops[i - 1][k + 1] + t * (stops[i][k + 1] - stops[i - 1][k + 1])));
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

struct Paint {
  const char *fill, *edge;
  double width;
};
constexpr Paint bone{"#f1e7d0", "#8f7a54", 1.5}, pale_bone{"#f8f4ea", "#cdbf9f", 1.2},
    far_bone{"#f9f6ef", "#d3c8b0", 1.0}, steel{"#d5dbe2", "#5d6a78", 1.6};
constexpr const char* slack_grey = "#6b7785";

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}
bool ends_with(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && text.substr(text.size() - tail.size()) == tail;
}
bool is_vertebra(std::string_view name) {
  return name.size() == 2 && name[0] == 'L' && name[1] >= '1' && name[1] <= '5';
}

// --- the picture
// ----------------------------------------------------------------------------
class Picture {
 public:
  Picture(const Model& model, const Posture& posture, const SvgOptions& options)
      : model_(model),
        d_(model.description()),
        posture_(posture),
        options_(options),
        theta_(finite_angles(posture)),
        ghost_(options.ghost) {
    if (ghost_) ghost_theta_ = finite_angles(*ghost_);
    for (const Body& b : d_.bodies) {
      anatomical_ |= starts_with(b.name, "pelvis");
      one_legged_ |= ends_with(b.name, "_l");
    }
    anatomical_ |= model.landmark("hip_axis") != nullptr;
    tilt_body_ = tilt_body(model);
    angles_ = posture_angles(model, theta_);
    double most = 0;
    for (std::size_t i = 0; i < d_.cables.size(); ++i) {
      paths_.push_back(guywire::cable_path(model_, {static_cast<int>(i)}, theta_));
      for (PathPiece& p : paths_.back()) {
        p.from = seen(p.from);
        p.to = seen(p.to);
        p.center = seen(p.center);
      }
      most = std::max({most, tension(posture_, i), ghost_ ? tension(*ghost_, i) : 0.0});
      both_sides_ |= d_.cables[i].sides == 2;
    }
    full_scale_ = most > 0 ? nice_above(most) : 0;
  }

  std::string draw() {
    lay_out();
    if (ghost_) draw_bodies(ghost_theta_, true);
    draw_supports();
    draw_bodies(theta_, false);
    if (ghost_ && !d_.bodies[tilt_body_].outline.empty())
      out_ += fmt::format(
          "<path d=\"{}\" fill=\"none\" stroke=\"#5b7fa8\" stroke-width=\"1.2\" "
          "stroke-dasharray=\"2 3\"/>\n",
          polygon_path(placed_outline(d_.bodies[tilt_body_], ghost_theta_)));
    draw_cables();
    draw_hinges();
    draw_level_names();
    const std::string figure = std::move(out_);
    out_.clear();
    draw_angles();
    const std::string marks = std::move(out_);
    out_.clear();
    place_labels();
    const std::string labels = std::move(out_);
    out_.clear();
    draw_header();
    if (cut_top_) draw_overview();
    // a nested svg clips what is cut off: the lower leg below the last cable
    out_ += fmt::format(
        "<svg x=\"0\" y=\"{0}\" width=\"{1}\" height=\"{2}\" viewBox=\"0 {0} {1} {2}\">\n",
        number(top_), number(page_width_), number(bottom_ - top_));
    out_ += figure + marks;
    if (cut_top_)
      for (int i = 0; i < 8; ++i)
        out_ += fmt::format(
            "<rect x=\"0\" y=\"{}\" width=\"{}\" height=\"3.0\" fill=\"#ffffff\" "
            "fill-opacity=\"{:.2f}\"/>\n",
            number(top_ + 3 * i), number(page_width_), 1 - i / 8.0);
    if (cut_)
      for (int i = 0; i < 8; ++i)
        out_ += fmt::format(
            "<rect x=\"0\" y=\"{}\" width=\"{}\" height=\"3.0\" fill=\"#ffffff\" "
            "fill-opacity=\"{:.2f}\"/>\n",
            number(bottom_ - 24 + 3 * i), number(page_width_), (i + 1) / 8.0);
    out_ += "</svg>\n" + labels;
    draw_scale_bar();
    const double height = draw_footer();
    return finish(height);
  }

 private:
  // --- reading the model
  // ----------------------------------------------------------------------------
  std::vector<double> finite_angles(const Posture& p) const {
    std::vector<double> theta(d_.bodies.size(), 0.0);
    for (std::size_t i = 0; i < theta.size() && i < p.angles.size(); ++i)
      if (std::isfinite(p.angles[i])) theta[i] = p.angles[i];
    return theta;
  }
  static double tension(const Posture& p, std::size_t cable) {
    const double t = cable < p.tensions.size() ? p.tensions[cable] : 0;
    return std::isfinite(t) && t > 0 ? t : 0;
  }
  bool slack(std::size_t cable) const { return !(tension(posture_, cable) > 0); }
  /// W as the picture shows it.
  Vec2 seen(Vec2 p) const { return options_.turn == 0 ? p : turned(p, options_.turn); }
  Vec2 gravity() const { return seen({d_.gravity.x, d_.gravity.y}); }
  Vec2 place(const std::string& body, Vec2 p, const std::vector<double>& theta) const {
    return seen(position(model_, model_.body(body), p, theta));
  }
  std::optional<Vec2> landmark(std::string_view name, const std::vector<double>& theta) const {
    const Landmark* l = model_.landmark(name);
    if (!l) return std::nullopt;
    return place(l->body, {l->point.x, l->point.y}, theta);
  }
  std::vector<Vec2> placed_outline(const Body& b, const std::vector<double>& theta) const {
    std::vector<Vec2> out;
    for (const Vec2 p : b.outline)
      out.push_back(place(b.name, p, theta));
    return out;
  }

  Vec2 along(std::size_t cable, double fraction) const {
    double whole = 0;
    for (const PathPiece& p : paths_[cable])
      whole += p.length();
    double rest = fraction * whole;
    for (const PathPiece& p : paths_[cable]) {
      if (rest <= p.length() && p.length() > 0) return p.at(rest / p.length());
      rest -= p.length();
    }
    return paths_[cable].back().to;
  }

  // --- layout
  // ----------------------------------------------------------------------------
  struct Label {
    Vec2 anchor;                     ///< px
    std::vector<std::string> lines;  ///< the first one bold
    bool mark = false;               ///< an angle, not a muscle
    double strongest = 0;            ///< tension of its strongest cable; < 0: no swatch
    bool right = false;
    double y = 0;  ///< of its top [px]
    double height() const { return 15.0 * static_cast<double>(lines.size()) + 9; }
  };

  Vec2 px(Vec2 p) const { return {origin_x_ + scale_ * p.x, origin_y_ - scale_ * p.y}; }
  std::string xy(Vec2 p) const {
    const Vec2 q = px(p);
    return number(q.x) + "," + number(q.y);
  }

  void lay_out() {
    Box world;
    double crop = -1e300;  // the chest and all above are shown in the overview only
    const auto extend = [&](const std::vector<double>& theta) {
      for (const Body& b : d_.bodies) {
        world.add(place(b.name, {0, 0}, theta));
        if (b.outline.empty())
          for (const Vec2 k : knots(b))
            world.add(place(b.name, k, theta));
        for (const Vec2 p : placed_outline(b, theta)) {
          whole_.add(p);
          if (options_.whole || !starts_with(b.name, "shank")) world.add(p);
        }
        cut_ = cut_ || (!options_.whole && starts_with(b.name, "shank") && !b.outline.empty());
        if (b.name != "thorax" || b.outline.empty()) continue;
        const auto h = head(theta);
        for (const Vec2 p : h) {
          world.add(p);
          whole_.add(p);
        }
        if (!h.empty())
          crop = std::max(crop, place(b.name, {0, 0.5 * box_of(b.outline).y1}, theta).y);
      }
    };
    extend(theta_);
    if (ghost_) extend(ghost_theta_);
    for (const auto& pieces : paths_)
      for (const PathPiece& p : pieces) {
        world.add(p.from);
        world.add(p.to);
      }
    if (world.empty()) world.add({0, 0});
    if (options_.whole && world.x1 - world.x0 > 1.1 * (world.y1 - world.y0))
      page_width_ = wide_page;
    const double size = std::max({world.x1 - world.x0, world.y1 - world.y0, 1e-6});
    if (!angles_.anterior_tilt)
      world.add(hinge_of(tilt_body_, theta_) + seen({0, 1.08 * reach_of_tilt_body()}));
    if (cut_) world.y0 -= 0.02 * size;

    collect_parts();
    double left = 0, right = 0;
    for (const Part& p : parts_) {
      double w = text_width(p.title, 13.5, true);
      w = std::max(w, text_width(p.text, 13) + 26);
      if (p.slack_count > 0) w = std::max(w, text_width("12 of 12 slack", 13) + 26);
      (p.right ? right : left) = std::max(p.right ? right : left, w);
    }
    right = std::clamp(right, 158.0, widest_labels);
    left = std::clamp(left, angles_.lordosis ? 128.0 : 60.0, widest_labels);
    left_edge_ = margin + left;
    right_edge_ = page_width_ - margin - right;
    const double gap = 46, room = right_edge_ - left_edge_ - 2 * gap;
    top_ = 92;
    const double tallest = 960;
    const auto fit = [&](double height) {
      return std::min(room / std::max(world.x1 - world.x0, 1e-6), tallest / std::max(height, 1e-6));
    };
    const double labels_left =
        39.0 * static_cast<double>(std::count_if(parts_.begin(), parts_.end(),
                                                 [](const Part& p) { return !p.right; })) +
        60;
    if (!options_.whole && crop > world.y0 + 0.4 * size && crop < world.y1 &&
        fit(crop - world.y0) * (crop - world.y0) > overview_height + labels_left) {
      world.y1 = crop;
      cut_top_ = true;
    }
    scale_ = fit(world.y1 - world.y0);
    const double pad = cut_top_ ? 0 : 22;
    bottom_ = top_ + pad + scale_ * (world.y1 - world.y0) + (cut_ ? 18 : 56);
    origin_x_ = 0.5 * (left_edge_ + right_edge_) - scale_ * 0.5 * (world.x0 + world.x1);
    origin_y_ = top_ + pad + scale_ * world.y1;
    figure_left_ = origin_x_ + scale_ * world.x0;
    figure_right_ = origin_x_ + scale_ * world.x1;
  }

  Vec2 hinge_of(int body, const std::vector<double>& theta) const {
    return place(d_.bodies[body].name, {0, 0}, theta);
  }
  double reach_of_tilt_body() const {
    double reach = 0;
    const Body& b = d_.bodies[tilt_body_];
    for (const Vec2 p : b.outline)
      reach = std::max(reach, p.y);
    for (const Vec2 p : knots(b))
      reach = std::max(reach, p.y);
    if (reach > 0) return reach;
    for (const Vec2 p : knots(b))
      reach = std::max(reach, norm(p));  // it lies
    return reach > 0 ? reach : 0.3;
  }

  // --- parts: what tensions are summed over
  // ----------------------------------------------------------------------------
  struct Part {
    std::string title, text;
    std::vector<CableId> cables;
    double total = 0;  ///< over cables and sides [N]
    std::size_t strongest = 0;
    int slack_count = 0;
    bool slack = true, right = false;
  };

  double total(const std::vector<CableId>& cables, const Posture& p) const {
    double sum = 0;
    for (const CableId c : cables)
      sum += d_.cables[c.index].sides * tension(p, c.index);
    return sum;
  }

  void collect_parts() {
    const double hip = hinge_of(tilt_body_, theta_).x;
    const auto middle = [&](const PathPoint& p) {  // what "in front" is measured from: the hinge of
                                                   // the body it is fixed to, for a leg the hip
      const bool leg =
          starts_with(p.body, "thigh") || starts_with(p.body, "shank") || p.body == ground_name;
      return leg ? hip : place(p.body, {0, 0}, theta_).x;
    };
    for (auto& [name, cables] : partition_of(model_)) {
      if (cables.empty()) continue;
      Part p;
      p.cables = cables;
      p.title = sentence_case(plain_name(name));
      if (one_legged_ && ends_with(name, "_r"))
        p.title = p.title.substr(0, p.title.size() - 2) + ", right";
      if (one_legged_ && ends_with(name, "_l"))
        p.title = p.title.substr(0, p.title.size() - 2) + ", left";
      p.total = total(cables, posture_);
      p.strongest = cables.front().index;
      double x = 0;
      for (const CableId c : cables) {
        const auto i = static_cast<std::size_t>(c.index);
        p.slack = p.slack && slack(i);
        p.slack_count += slack(i);
        if (tension(posture_, i) > tension(posture_, p.strongest)) p.strongest = i;
        x += along(i, 0.5).x -
             0.5 * (middle(d_.cables[i].path.front()) + middle(d_.cables[i].path.back()));
      }
      p.right = x > 0;
      p.text = p.slack ? "slack" : newtons(p.total);
      if (ghost_) {
        const double before = total(cables, *ghost_);
        p.text += " (pale: " + (before > 0 ? newtons(before) : std::string("slack")) + ")";
      }
      parts_.push_back(std::move(p));
    }
    constexpr std::size_t most = 14;
    if (parts_.size() > most) {
      std::stable_sort(parts_.begin(), parts_.end(),
                       [](const Part& a, const Part& b) { return a.total > b.total; });
      parts_.resize(most);
      shortened_ = true;
    }
  }

  // --- bodies
  // ----------------------------------------------------------------------------
  /// Where children and cables are attached, in the body's frame: what a body without outline is
  /// drawn from.
  std::vector<Vec2> knots(const Body& b) const {
    std::vector<Vec2> out;
    for (const Body& child : d_.bodies)
      if (child.parent == b.name) out.push_back({child.hinge_x, child.hinge_y});
    for (const Cable& c : d_.cables)
      for (const PathPoint& p : c.path)
        if (p.circle.empty() && p.body == b.name) out.push_back({p.point.x, p.point.y});
    if (out.empty()) out.push_back({b.com_x, b.com_y});
    return out;
  }

  /// A plain head in profile under the landmark `head_top`, in W.
  std::vector<Vec2> head(const std::vector<double>& theta) const {
    const Landmark* top = model_.landmark("head_top");
    if (!top) return {};
    const auto it = std::find_if(d_.bodies.begin(), d_.bodies.end(),
                                 [&](const Body& b) { return b.name == top->body; });
    if (it == d_.bodies.end() || it->outline.empty()) return {};
    const double shoulder = box_of(it->outline).y1, h = 1.06 * (top->point.y - shoulder);
    if (!(h > 0)) return {};
    static constexpr std::array<Vec2, 22> profile{
        {{0, 0},          {0.18, -0.035}, {0.31, -0.13},  {0.375, -0.27}, {0.385, -0.37},
         {0.365, -0.43},  {0.405, -0.53}, {0.455, -0.60}, {0.39, -0.645}, {0.385, -0.70},
         {0.40, -0.75},   {0.375, -0.81}, {0.385, -0.90}, {0.33, -0.965}, {0.17, -0.93},
         {0.10, -1.00},   {0.12, -1.24},  {-0.27, -1.22}, {-0.26, -0.95}, {-0.36, -0.72},
         {-0.455, -0.45}, {-0.30, -0.10}}};
    std::vector<Vec2> out;
    for (const Vec2 p : profile)
      out.push_back(place(it->name, Vec2{top->point.x, top->point.y} + h * p, theta));
    return out;
  }

  std::string polygon_path(const std::vector<Vec2>& points) const {
    std::string s;
    for (std::size_t i = 0; i < points.size(); ++i)
      s += (i ? " L" : "M") + xy(points[i]);
    return s + " Z";
  }
  /// A closed curve through points (Catmull-Rom as Bezier curves).
  std::string smooth_path(const std::vector<Vec2>& p) const {
    const std::size_t n = p.size();
    std::string s = "M" + xy(p[0]);
    for (std::size_t i = 0; i < n; ++i) {
      const Vec2 a = p[(i + n - 1) % n], b = p[i], c = p[(i + 1) % n], e = p[(i + 2) % n];
      s += " C" + xy(b + (1.0 / 6) * (c - a)) + " " + xy(c - (1.0 / 6) * (e - b)) + " " + xy(c);
    }
    return s + " Z";
  }
  void shape(const std::string& path, const Paint& p, std::string_view extra = "") {
    out_ += fmt::format(
        "<path d=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\" "
        "stroke-linejoin=\"round\"{}/>\n",
        path, p.fill, p.edge, number(p.width * thin_), extra);
  }
  void line(Vec2 a, Vec2 b, std::string_view colour, double width,
            std::string_view extra = "") {  // px
    out_ += fmt::format(
        "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}/>\n",
        number(a.x), number(a.y), number(b.x), number(b.y), colour, number(width), extra);
  }
  void text(double x, double y, double size, std::string_view words,
            std::string_view anchor = "start", bool bold = false,
            std::string_view colour = ink) {  // px
    out_ += fmt::format(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\"{} fill=\"{}\">{}</text>\n",
        number(x), number(y), number(size), anchor, bold ? " font-weight=\"bold\"" : "", colour,
        escape(words));
  }

  static int layer(const Body& b) {
    if (ends_with(b.name, "_l")) return 0;
    if (b.name == "thorax") return 1;
    if (is_vertebra(b.name)) return 3;
    if (b.name == "pelvis") return 4;
    if (starts_with(b.name, "shank")) return 5;
    if (starts_with(b.name, "thigh")) return 6;
    return 2;
  }

  void draw_bodies(const std::vector<double>& theta, bool ghost) {
    static constexpr Paint ghost_paint{"#e3ebf4", "#8fa6c0", 1.0};
    out_ += ghost ? "<g class=\"ghost\">\n" : "<g class=\"bodies\">\n";
    for (int l = 0; l <= 6; ++l) {
      if (l == 3 && !ghost) draw_discs();
      for (const Body& b : d_.bodies) {
        if (layer(b) != l) continue;
        Paint paint = !anatomical_ ? steel : l == 0 ? far_bone : l == 1 ? pale_bone : bone;
        if (ghost) paint = ghost_paint;
        if (b.outline.empty()) {
          draw_bone(b, theta, paint);
          continue;
        }
        if (b.name == "thorax") {
          const auto h = head(theta);
          if (!h.empty()) shape(smooth_path(h), paint);
        }
        shape(polygon_path(placed_outline(b, theta)), paint);
        if (b.name == "thorax" && !ghost) draw_ribs(b, theta);
        if (!anatomical_ && !ghost) draw_bracing(b, theta);
        for (const Body& child : d_.bodies)  // a neighbour that the outline does not reach
          if (child.parent == b.name && !near(b, {child.hinge_x, child.hinge_y}))
            draw_stalk(b, {child.hinge_x, child.hinge_y}, theta, paint);
      }
    }
    out_ += "</g>\n";
  }

  /// The zigzag of a lattice mast inside a long outline.
  void draw_bracing(const Body& b, const std::vector<double>& theta) {
    const Box box = box_of(b.outline);
    const double w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (!(w > 0 && h > 3 * w)) return;
    const int steps = std::clamp(static_cast<int>(std::lround(h / w)), 4, 60);
    std::string run;
    for (int k = 0; k <= steps; ++k) {
      const double y = box.y0 + h * (0.01 + 0.98 * k / steps);
      double lo = box.x1, hi = box.x0;
      for (std::size_t i = 0, j = b.outline.size() - 1; i < b.outline.size(); j = i++) {
        const Vec2 p = b.outline[i], q = b.outline[j];
        if ((p.y > y) == (q.y > y)) continue;
        const double x = p.x + (q.x - p.x) * (y - p.y) / (q.y - p.y);
        lo = std::min(lo, x);
        hi = std::max(hi, x);
      }
      if (lo < hi)
        run += (run.empty() ? "M" : " L") + xy(place(b.name, {k % 2 ? lo : hi, y}, theta));
    }
    if (!run.empty())
      out_ += fmt::format(
          "<path d=\"{}\" fill=\"none\" stroke=\"#8d99a6\" stroke-width=\"1.6\" "
          "stroke-linejoin=\"round\"/>\n",
          run);
  }

  bool near(const Body& b, Vec2 p) const {
    const Box box = box_of(b.outline);
    const double reach = 0.25 * std::max(box.x1 - box.x0, box.y1 - box.y0);
    return inside(b.outline, p) || std::any_of(b.outline.begin(), b.outline.end(),
                                               [&](Vec2 q) { return norm(q - p) < reach; });
  }

  void strokes(const std::vector<std::pair<Vec2, Vec2>>& lines, double width, const Paint& paint) {
    for (const bool edge : {true, false})
      for (const auto& [a, b] : lines)
        line(px(a), px(b), edge ? paint.edge : paint.fill, edge ? width : width - 2 * paint.width,
             " stroke-linecap=\"round\"");
  }

  /// A column from the nearest point of the outline to a hinge that lies off it.
  void draw_stalk(const Body& b, Vec2 hinge, const std::vector<double>& theta, const Paint& paint) {
    Vec2 nearest = b.outline.front();
    for (const Vec2 p : b.outline)
      if (norm(p - hinge) < norm(nearest - hinge)) nearest = p;
    strokes({{place(b.name, nearest, theta), place(b.name, hinge, theta)}},
            std::clamp(0.2 * scale_ * norm(hinge - nearest), 8.0, 26.0), paint);
  }

  void draw_bone(const Body& b, const std::vector<double>& theta, const Paint& paint) {
    std::vector<std::pair<Vec2, Vec2>> lines;
    const Vec2 hinge = place(b.name, {0, 0}, theta);
    if (knots(b).size() > 8) {  // a fan of lines would say nothing
      std::vector<Vec2> points{hinge};
      for (const Vec2 k : knots(b))
        points.push_back(place(b.name, k, theta));
      const auto hull = convex_hull(points);
      if (hull.size() > 2) return shape(polygon_path(hull), {paint.fill, paint.edge, 2.5});
    }
    double reach = 0;
    for (const Vec2 k : knots(b)) {
      lines.emplace_back(hinge, place(b.name, k, theta));
      reach = std::max(reach, norm(k));
    }
    if (lines.empty()) lines.emplace_back(hinge, hinge);
    strokes(lines, std::clamp(0.06 * scale_ * reach, 6.0, 16.0), paint);
  }

  /// Ribs and the thoracic spine, inside the outline: they say "rib cage" and nothing more.
  void draw_ribs(const Body& b, const std::vector<double>& theta) {
    const Box box = box_of(b.outline);
    const double w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (!(w > 0 && h > 0)) return;
    const auto rear = [&](double y) {  // the hindmost x of the outline at height y
      double x = box.x0;
      for (int step = 0; step <= 200 && x < box.x1; ++step, x += 0.005 * w)
        if (inside(b.outline, {x, y})) return x;
      return box.x0 + 0.5 * w;
    };
    for (int i = 0; i < 10; ++i) {
      std::string run;
      bool drawing = false;
      for (int k = 0; k <= 48; ++k) {
        const double s = k / 48.0, x = box.x0 + w * (0.03 + 0.94 * s),
                     y = box.y0 + h * (0.24 + 0.078 * i - 0.26 * s * (0.55 + 0.45 * s));
        const bool in = inside(b.outline, {x, y}) && inside(b.outline, {x + 0.03 * w, y}) &&
                        inside(b.outline, {x - 0.02 * w, y}) &&
                        inside(b.outline, {x, y - 0.025 * h}) &&
                        inside(b.outline, {x, y + 0.02 * h});
        if (in) run += (drawing ? " L" : " M") + xy(place(b.name, {x, y}, theta));
        drawing = in;
      }
      if (!run.empty())
        out_ += fmt::format(
            "<path d=\"{}\" fill=\"none\" stroke=\"#e6dcc5\" stroke-width=\"{}\" "
            "stroke-linecap=\"round\"/>\n",
            run.substr(1), number(0.022 * h * scale_));
    }
    std::string spine = "M" + xy(place(b.name, {0.0, 0.012 * h}, theta));
    for (int k = 1; k <= 12; ++k) {
      const double s = k / 12.0, y = box.y0 + h * (0.12 + 0.86 * s);
      if (y < 0.03 * h) continue;
      const double blend = std::min(1.0, 4 * y / h),
                   x = blend * (rear(y) + 0.25 * w * (1 - 0.35 * s)) + (1 - blend) * 0.0;
      spine += " L" + xy(place(b.name, {x, y}, theta));
    }
    const double unit_px = h * scale_ / 13;
    out_ += fmt::format(
        "<path d=\"{0}\" fill=\"none\" stroke=\"#cdbf9f\" stroke-width=\"{1}\" "
        "stroke-dasharray=\"{2} {3}\"/>\n",
        spine, number(0.125 * w * scale_), number(0.82 * unit_px), number(0.18 * unit_px));
    out_ += fmt::format(
        "<path d=\"{0}\" fill=\"none\" stroke=\"#f4edde\" stroke-width=\"{1}\" "
        "stroke-dasharray=\"{2} {3}\"/>\n",
        spine, number(0.125 * w * scale_ - 2), number(0.82 * unit_px), number(0.18 * unit_px));
  }

  /// A disc at each hinge of the lumbar spine: what lies between the two endplates, drawn before
  /// the vertebrae.
  void draw_discs() {
    double half = 0.0177;
    if (const Landmark* a = model_.landmark("S1_anterior"), *p = model_.landmark("S1_posterior");
        a && p)
      half = 0.5 * std::hypot(a->point.x - p->point.x, a->point.y - p->point.y);
    for (const Body& b : d_.bodies) {
      const auto parent = std::find_if(d_.bodies.begin(), d_.bodies.end(),
                                       [&](const Body& q) { return q.name == b.parent; });
      if (parent == d_.bodies.end() || !(is_vertebra(b.name) || is_vertebra(b.parent))) continue;
      const Vec2 hinge = place(b.name, {0, 0}, theta_);
      std::vector<Vec2> points;
      const auto take = [&](const Body& body) {
        const std::size_t before = points.size();
        if (is_vertebra(body.name) || body.name == "pelvis")
          for (const Vec2 p : placed_outline(body, theta_))
            if (norm(p - hinge) < 1.07 * half) points.push_back(p);
        return points.size() - before;
      };
      const std::size_t below = take(*parent), above = take(b);
      if (below == 0 || above == 0)
        for (std::size_t i = 0, n = points.size(); i < n; ++i)
          points.push_back(hinge + (hinge - points[i]));  // the other plate by symmetry
      if (points.size() < 3) continue;
      shape(polygon_path(convex_hull(points)), {"#a9cadb", "#4f7f98", 1.2});
    }
  }

  // --- supports
  // ----------------------------------------------------------------------------
  void hatch(Vec2 a, Vec2 b, Vec2 into) {  // px: a line and strokes on its far side
    line(a, b, soft_ink, 1.6);
    const double length = norm(b - a);
    const Vec2 along = unit(b - a);
    for (double s = 3; s <= length; s += 7) {
      const Vec2 p = a + s * along;
      line(p, p - 6.0 * along + 7.0 * into, soft_ink, 1);
    }
  }

  void draw_supports() {
    if (anatomical_) return;
    out_ += "<g class=\"supports\">\n";
    for (const Body& b : d_.bodies)
      if (b.parent == ground_name) {
        const Vec2 p = px(seen({b.hinge_x, b.hinge_y}));
        hatch(p + Vec2{-30, 18}, p + Vec2{30, 18}, {0, 1});
        out_ += fmt::format(
            "<path d=\"M{} L{} L{} Z\" fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"1.6\" "
            "stroke-linejoin=\"round\"/>\n",
            number(p.x) + "," + number(p.y), number(p.x - 14) + "," + number(p.y + 18),
            number(p.x + 14) + "," + number(p.y + 18), soft_ink);
      }
    std::vector<Vec2> done;
    for (std::size_t i = 0; i < d_.cables.size(); ++i)
      for (const bool first : {true, false}) {
        const PathPoint& end = first ? d_.cables[i].path.front() : d_.cables[i].path.back();
        if (end.body != ground_name) continue;
        const Vec2 p = seen({end.point.x, end.point.y});
        if (std::any_of(done.begin(), done.end(), [&](Vec2 q) { return norm(px(q) - px(p)) < 2; }))
          continue;
        done.push_back(p);
        const Vec2 away = unit(p - (first ? paths_[i].front().to : paths_[i].back().from)),
                   q = px(p);  // out of the cable, into what it is anchored in
        const bool wall = std::abs(away.x) > 1.2 * std::abs(away.y);
        const Vec2 into =
                       wall ? Vec2{away.x > 0 ? 1.0 : -1.0, 0} : Vec2{0, away.y < 0 ? 1.0 : -1.0},
                   across = wall ? Vec2{0, 1} : Vec2{1, 0};
        hatch(q + 3.0 * into - 16.0 * across, q + 3.0 * into + 16.0 * across, into);
      }
    out_ += "</g>\n";
  }

  // --- cables
  // ----------------------------------------------------------------------------
  double strength(double t) const {
    return full_scale_ > 0 ? std::pow(std::clamp(t / full_scale_, 0.0, 1.0), 0.6) : 0;
  }
  std::string opacity(double t) const { return fmt::format("{:.2f}", 0.7 + 0.25 * strength(t)); }
  double thickness(double t) const { return 0.7 + 7.3 * strength(t); }

  /// How far a slack stretch hangs below its chord: from the cable's spare length where the law has
  /// one, as a flat parabola.
  double sag(std::size_t cable) const {
    double chord = 0;
    for (const PathPiece& p : paths_[cable])
      chord += p.length();
    const Cable& c = d_.cables[cable];
    const double slack_length = std::visit(
        [&](const auto& law) { return guywire::slack_length(law, applied(c.knobs, c.law)); },
        c.law);
    const double length = cable < posture_.lengths.size() && std::isfinite(posture_.lengths[cable])
                              ? posture_.lengths[cable]
                              : chord;
    const double spare =
        std::isfinite(slack_length) && length > 0 ? std::max(0.0, slack_length / length - 1) : 0;
    return std::clamp(std::sqrt(0.375 * spare), 0.05, 0.25);  // of the chord
  }

  std::string cable_path(std::size_t i) const {
    const auto& pieces = paths_[i];
    std::string s = "M" + xy(pieces.front().from);
    const bool hangs = slack(i);
    const double share = hangs ? sag(i) : 0;
    const Vec2 down = norm(gravity()) > 0 ? unit(gravity()) : Vec2{0, -1};
    for (const PathPiece& p : pieces) {
      if (p.radius > 0) {
        const int parts =
            p.wrap < 1.9 * std::numbers::pi
                ? 1
                : 1 + static_cast<int>(p.wrap / std::numbers::pi);  // a full turn has no ends
        for (int k = 1; k <= parts; ++k)
          s += fmt::format(" A{0} {0} 0 {1} {2} {3}", number(p.radius * scale_),
                           p.wrap / parts > std::numbers::pi ? 1 : 0, p.sense > 0 ? 0 : 1,
                           xy(k == parts ? p.to : p.at(static_cast<double>(k) / parts)));
      } else if (hangs) {
        const Vec2 chord = p.to - p.from;
        Vec2 normal = unit({-chord.y, chord.x});
        if (normal.x * down.x + normal.y * down.y < 0) normal = -1.0 * normal;
        s += " Q" +
             xy(mix(p.from, p.to, 0.5) + (2 * share * norm(chord)) * unit(normal + 0.5 * down)) +
             " " + xy(p.to);
      } else {
        s += " L" + xy(p.to);
      }
    }
    return s;
  }

  void draw_cables() {
    std::vector<std::size_t> order(d_.cables.size());
    for (std::size_t i = 0; i < order.size(); ++i)
      order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return tension(posture_, a) < tension(posture_, b);
    });
    out_ +=
        "<g class=\"cables\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n";
    for (const std::size_t i : order) {
      const double t = tension(posture_, i);
      const std::string tip = fmt::format(
          "<title>{}: {}</title>", escape(sentence_case(plain_name(d_.cables[i].name))),
          slack(i) ? "slack" : newtons(t) + (d_.cables[i].sides == 2 ? " on each side" : ""));
      if (slack(i)) {
        out_ += fmt::format(
            "<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"6 "
            "5\">{}</path>\n",
            cable_path(i), slack_grey, tip);
      } else {
        const bool far_side = ends_with(d_.cables[i].name, "_l");
        out_ += fmt::format(
            "<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\">{}</path>\n",
            cable_path(i), tension_colour(strength(t)), number(thickness(t)),
            far_side ? "0.4" : opacity(t), tip);
      }
    }
    out_ += "</g>\n";
  }

  void draw_hinges() {
    if (anatomical_) {
      Vec2 hip = hinge_of(tilt_body_, theta_);
      if (const auto h = landmark("hip_axis", theta_)) hip = *h;
      hip_marker(px(hip));
      return;
    }
    for (const Body& b : d_.bodies) {
      const Vec2 p = px(place(b.name, {0, 0}, theta_));
      out_ += fmt::format(
          "<circle cx=\"{}\" cy=\"{}\" r=\"4.5\" fill=\"#ffffff\" stroke=\"{}\" "
          "stroke-width=\"2.0\"/>\n",
          number(p.x), number(p.y), ink);
    }
  }
  void hip_marker(Vec2 p) {
    out_ += fmt::format(
        "<circle cx=\"{}\" cy=\"{}\" r=\"6.0\" fill=\"#ffffff\" stroke=\"{}\" "
        "stroke-width=\"2.0\"/>\n",
        number(p.x), number(p.y), ink);
    line(p - Vec2{6, 0}, p + Vec2{6, 0}, ink, 1.4), line(p - Vec2{0, 6}, p + Vec2{0, 6}, ink, 1.4);
  }

  void draw_level_names() {
    if (scale_ * 0.03 < 18) return;  // too small to write on
    for (const Body& b : d_.bodies) {
      if (!is_vertebra(b.name) || b.outline.empty()) continue;
      for (const Body& child : d_.bodies)
        if (child.parent == b.name) {
          const Vec2 p =
              px(mix(place(b.name, {0, 0}, theta_), place(child.name, {0, 0}, theta_), 0.5));
          out_ += fmt::format(
              "<rect x=\"{}\" y=\"{}\" width=\"20.0\" height=\"14.0\" rx=\"3\" fill=\"#fffaf0\" "
              "fill-opacity=\"0.85\"/>\n",
              number(p.x - 10), number(p.y - 7));
          text(p.x, p.y + 4.4, 12, b.name, "middle", true);
          break;
        }
    }
  }

  // --- angles
  // ----------------------------------------------------------------------------
  void arc(Vec2 center, double radius, double from, double to,
           double width) {  // W, angles counter-clockwise
    const Vec2 a = center + radius * Vec2{std::cos(from), std::sin(from)},
               b = center + radius * Vec2{std::cos(to), std::sin(to)};
    out_ += fmt::format(
        "<path d=\"M{} A{} {} 0 {} {} {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
        xy(a), number(radius * scale_), number(radius * scale_),
        std::abs(to - from) > std::numbers::pi ? 1 : 0, to > from ? 0 : 1, xy(b), mark_ink,
        number(width));
  }

  std::string tilt_change_words() const {
    const double change = angles_.anterior_tilt_change * degrees_per_radian;
    if (std::abs(change) < 0.05) return "as in the reference posture";
    return fmt::format("{} further {} than the reference posture", degrees_text(std::abs(change)),
                       change > 0 ? "forward" : "back");
  }
  std::string tilt_words() const {
    if (angles_.anterior_tilt)
      return (*angles_.anterior_tilt * degrees_per_radian > -0.05 ? "Anterior tilt "
                                                                  : "Posterior tilt ") +
             degrees(*angles_.anterior_tilt);
    const double change = angles_.anterior_tilt_change * degrees_per_radian;
    if (std::abs(change) < 0.05) return "Not tipped";
    return fmt::format("Tipped {} {}", degrees_text(std::abs(change)),
                       change > 0 ? "forward" : "back");
  }

  void draw_angles() {
    const std::string dash = " stroke-dasharray=\"5 4\"";
    out_ += "<g class=\"angles\">\n";
    Label tilt{.mark = true, .strongest = -1, .right = true};
    const auto asis = landmark("ASIS", theta_), psis = landmark("PSIS", theta_);
    if (angles_.anterior_tilt && asis && psis) {
      const double reach = norm(*asis - *psis), radius = 1.30 * reach, zero = options_.turn,
                   angle = zero - *angles_.anterior_tilt;
      const Vec2 direction{std::cos(angle), std::sin(angle)};
      line(px(*psis), px(*psis + 1.36 * reach * Vec2{std::cos(zero), std::sin(zero)}), mark_ink,
           1.2, dash);
      if (ghost_) {
        const auto a = landmark("ASIS", ghost_theta_), p = landmark("PSIS", ghost_theta_);
        line(px(*p), px(mix(*p, *a, 1.15)), "#5b7fa8", 1.2, " stroke-dasharray=\"2 3\"");
      }
      line(px(*psis), px(*psis + 1.36 * reach * direction), mark_ink, 2);
      arc(*psis, radius, zero, angle, 2);
      for (const auto& [p, name] : {std::pair{*asis, "ASIS"}, std::pair{*psis, "PSIS"}}) {
        const Vec2 q = px(p);
        out_ += fmt::format(
            "<circle cx=\"{}\" cy=\"{}\" r=\"4.0\" fill=\"{}\" stroke=\"#ffffff\" "
            "stroke-width=\"1.2\"/>\n",
            number(q.x), number(q.y), mark_ink);
        const Vec2 normal{-direction.y, direction.x};
        const Vec2 at = std::string_view(name) == "ASIS"
                            ? q + Vec2{26 * normal.x + 2, -15 * normal.y}
                            : q + Vec2{-26, -13};
        out_ += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"36.0\" height=\"14.0\" rx=\"3\" fill=\"#ffffff\" "
            "fill-opacity=\"0.85\"/>\n",
            number(at.x - 18), number(at.y - 7));
        text(at.x, at.y + 4.4, 12, name, "middle", true, mark_ink);
        if (p.x == psis->x) taken_left_.push_back(at.y);
      }
      tilt.anchor =
          px(*psis + radius * Vec2{std::cos(0.5 * (zero + angle)), std::sin(0.5 * (zero + angle))});
    } else {
      const Vec2 hinge = hinge_of(tilt_body_, theta_);
      const double reach = 1.06 * reach_of_tilt_body(), angle = theta_[tilt_body_],
                   zero = options_.turn + std::numbers::pi / 2;
      line(px(hinge), px(hinge + seen({0, reach})), mark_ink, 1.2, dash);
      line(px(hinge), px(hinge + seen(turned({0, reach}, angle))), mark_ink, 2);
      arc(hinge, 0.985 * reach, zero, zero + angle, 2);
      tilt.anchor = px(hinge + seen(turned({0, 0.985 * reach}, angle / 2)));
    }
    tilt.lines = {tilt_words()};
    for (const std::string& l :
         wrap(angles_.anterior_tilt ? tilt_change_words() : "from the reference posture",
              page_width_ - margin - right_edge_, 12.5))
      tilt.lines.push_back(l);
    labels_.push_back(tilt);

    const auto s1a = landmark("S1_anterior", theta_), s1p = landmark("S1_posterior", theta_),
               l1a = landmark("L1_anterior", theta_), l1p = landmark("L1_posterior", theta_);
    if (angles_.lordosis && s1a && s1p && l1a && l1p) {
      const Vec2 u = unit(*s1p - *s1a), v = unit(*l1p - *l1a);  // backward along the endplates
      const double plate = norm(*s1p - *s1a), parallel = cross(u, v);
      Label lordosis{.lines = {(*angles_.lordosis >= 0 ? "Lordosis " : "Kyphosis ") +
                                   degrees(*angles_.lordosis),
                               "between the upper", "endplates of L1 and S1"},
                     .mark = true,
                     .strongest = -1};
      const double toward = std::abs(parallel) > 0.03
                                ? cross(*l1a - *s1a, v) / parallel
                                : 1e9;  // where S1's line meets L1's, from its front corner
      if (toward > 0 && toward < 60 * plate) {
        const Vec2 vertex = *s1a + toward * u;
        const double shorter = std::min(norm(*s1p - vertex), norm(*l1p - vertex)),
                     radius = std::max(0.35 * shorter, shorter - 2.3 * plate);
        const double from = std::atan2(-u.y, -u.x),
                     turn = std::atan2(cross(-1.0 * u, -1.0 * v), u.x * v.x + u.y * v.y);
        const double end = radius - 8 / scale_;
        line(px(*s1a), px(vertex - end * u), mark_ink, 1.6);
        line(px(*l1a), px(vertex - end * v), mark_ink, 1.6);
        arc(vertex, radius, from, from + turn, 2);
        lordosis.anchor =
            px(vertex + radius * Vec2{std::cos(from + turn / 2), std::sin(from + turn / 2)});
      } else {  // nearly parallel, or meeting in front: the two lines alone
        const Vec2 s = *s1a + 3.3 * plate * u, l = *l1a + 3.3 * plate * v;
        line(px(*s1a), px(s), mark_ink, 1.6);
        line(px(*l1a), px(l), mark_ink, 1.6);
        line(px(mix(*s1a, s, 0.95)), px(mix(*l1a, l, 0.95)), mark_ink, 2);
        lordosis.anchor = px(mix(s, l, 0.5));
      }
      labels_.push_back(lordosis);
    }
    out_ += "</g>\n";
  }

  // --- labels
  // ----------------------------------------------------------------------------
  void place_labels() {
    for (const Part& p : parts_) {
      const std::string text = cut(p.text, widest_labels - 26, 13);
      Label l{.lines = {cut(p.title, widest_labels, 13.5, true), text},
              .strongest = tension(posture_, p.strongest),
              .right = p.right};
      // point at an outer stretch of one of its stronger cables, away from other anchors: short
      // leaders that cross little
      bool found = false;
      double best = 0;
      for (const CableId c : p.cables) {
        if (tension(posture_, c.index) < 0.4 * l.strongest) continue;
        for (const double f : {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}) {
          const Vec2 q = px(along(c.index, f));
          if (q.y < top_ + 30 || q.y > bottom_ - 40) continue;
          double apart = 60;
          for (const Label& other : labels_)
            if (other.right == l.right) apart = std::min(apart, std::abs(other.anchor.y - q.y));
          if (!l.right)
            for (const double y : taken_left_)
              apart = std::min(apart, 2 * std::abs(y - q.y));
          const double score = (l.right ? q.x : -q.x) + 1.5 * apart;
          if (!found || score > best) {
            l.anchor = q;
            best = score;
            found = true;
          }
        }
      }
      if (!found) l.anchor = px(along(p.strongest, 0.5));
      if (p.slack_count > 0 && !p.slack)
        l.lines.push_back(fmt::format("{} of {} slack", p.slack_count, p.cables.size()));
      labels_.push_back(l);
    }
    for (const bool right : {false, true}) {
      std::vector<Label*> column;
      for (Label& l : labels_)
        if (l.right == right) column.push_back(&l);
      std::stable_sort(column.begin(), column.end(),
                       [](const Label* a, const Label* b) { return a->anchor.y < b->anchor.y; });
      const double floor = bottom_ - (!right && cut_top_ ? overview_height + 10 : 6);
      stack(column, floor);
      untangle(column, floor);
      for (const Label* l : column)
        draw_label(*l);
    }
  }

  /// Labels as near to their anchors as they can be without overlapping: blocks that touch move as
  /// one.
  void stack(std::vector<Label*>& column, double floor) const {
    struct Block {
      double wanted, height;
      int count;
      double top() const { return wanted / count; }
    };
    std::vector<Block> blocks;
    for (const Label* l : column) {
      blocks.push_back({l->anchor.y - 0.5 * l->height(), l->height(), 1});
      while (blocks.size() > 1 &&
             blocks[blocks.size() - 2].top() + blocks[blocks.size() - 2].height >
                 blocks.back().top()) {
        const Block last = blocks.back();
        blocks.pop_back();
        Block& b = blocks.back();
        b.wanted += last.wanted - last.count * b.height;
        b.height += last.height;
        b.count += last.count;
      }
    }
    std::size_t at = 0;
    for (const Block& b : blocks) {
      double y = b.top();
      for (int k = 0; k < b.count; ++k) {
        column[at]->y = y;
        y += column[at++]->height();
      }
    }
    for (auto it = column.rbegin(); it != column.rend(); ++it) {
      (*it)->y = std::min((*it)->y, floor - (*it)->height());
      floor = (*it)->y;
    }
    double ceiling = top_ + 4;
    for (Label* l : column) {
      l->y = std::max(l->y, ceiling);
      ceiling = l->y + l->height();
    }
  }

  Vec2 elbow(const Label& l) const {
    return {l.right ? right_edge_ - 18 : left_edge_ + 18, l.y + 0.5 * l.height()};
  }

  /// Swaps neighbours whose leaders cross.
  void untangle(std::vector<Label*>& column, double floor) const {
    const auto cross_over = [&](const Label& a, const Label& b) {
      const Vec2 p = elbow(a), q = a.anchor, r = elbow(b), s = b.anchor;
      return cross(q - p, r - p) * cross(q - p, s - p) < 0 &&
             cross(s - r, p - r) * cross(s - r, q - r) < 0;
    };
    for (std::size_t pass = 0; pass < column.size(); ++pass) {
      bool swapped = false;
      for (std::size_t i = 0; i + 1 < column.size(); ++i)
        if (cross_over(*column[i], *column[i + 1])) {
          std::swap(column[i], column[i + 1]);
          stack(column, floor);
          swapped = true;
        }
      if (!swapped) return;
    }
  }

  void draw_label(const Label& l) {
    const double edge = l.right ? right_edge_ : left_edge_, side = l.right ? 1 : -1,
                 middle = l.y + 0.5 * l.height();
    const char* colour = l.mark ? mark_ink : soft_ink;
    const Vec2 start{edge - 6 * side, middle}, bend = elbow(l);
    out_ += fmt::format(
        "<path d=\"M{},{} L{},{} L{},{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.0\"/>\n",
        number(start.x), number(start.y), number(bend.x), number(bend.y), number(l.anchor.x),
        number(l.anchor.y), colour);
    if (!l.mark)
      out_ += fmt::format(
          "<circle cx=\"{}\" cy=\"{}\" r=\"2.6\" fill=\"{}\" stroke=\"#ffffff\" "
          "stroke-width=\"1.0\"/>\n",
          number(l.anchor.x), number(l.anchor.y), ink);
    const std::string_view anchor = l.right ? "start" : "end";
    double y = l.y + 16;
    for (std::size_t i = 0; i < l.lines.size(); ++i, y += 15) {
      const bool swatch = i == 1 && !l.mark;
      text(edge + (i > 0 && !l.mark ? 26 * side : 0), y,
           i == 0   ? 13.5
           : l.mark ? 12.5
                    : 13,
           l.lines[i], anchor, i == 0,
           l.mark   ? mark_ink
           : i == 0 ? ink
                    : soft_ink);
      if (swatch) sample({std::min(edge, edge + 20 * side), y - 4.5}, 20, l.strongest);
    }
  }

  /// A short piece of cable as it is drawn at that tension. px
  void sample(Vec2 at, double length, double t) {
    if (t > 0)
      line(at, at + Vec2{length, 0}, tension_colour(strength(t)), thickness(t),
           fmt::format(" stroke-opacity=\"{}\"", opacity(t)));
    else
      out_ += fmt::format(
          "<path d=\"M{},{} q{},{} {},0\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" "
          "stroke-dasharray=\"4 3\"/>\n",
          number(at.x), number(at.y - 2), number(length / 2), number(9), number(length),
          slack_grey);
  }

  // --- header, scale, legend
  // ----------------------------------------------------------------------------
  void arrow(Vec2 from, Vec2 to, double width = 2) {  // px
    const Vec2 d = unit(to - from), n{-d.y, d.x}, base = to - 9.0 * d;
    line(from, base, ink, width);
    out_ += fmt::format("<path d=\"M{},{} L{},{} L{},{} Z\" fill=\"{}\"/>\n", number(to.x),
                        number(to.y), number((base + 5.0 * n).x), number((base + 5.0 * n).y),
                        number((base - 5.0 * n).x), number((base - 5.0 * n).y), ink);
  }

  std::string title() const {
    return options_.title.empty() ? sentence_case(plain_name(model_.name())) : options_.title;
  }

  void draw_header() {
    double y = 34;
    std::vector<std::string> lines = wrap(title(), page_width_ - 340, 22);
    if (lines.size() > 2) {
      lines.resize(2);
      lines.back() += " …";
    }
    for (const std::string& l : lines) {
      text(margin, y, 20, cut(l, page_width_ - 320, 20, true), "start", true);
      y += 24;
    }
    text(margin, y, 13.5,
         std::string("Side view from the right.") +
             (!both_sides_  ? " Newtons beside a name: the whole group."
              : one_legged_ ? " Newtons: the whole group, both sides unless one is named."
                            : " Newtons beside a name: the whole group, both sides together."),
         "start", false, soft_ink);
    const double x = page_width_ - margin;
    const Vec2 front{std::cos(options_.turn), -std::sin(options_.turn)},
        middle_of_front{x - 19, 29};
    text(x - 46, 34, 15, "front", "end", true);
    arrow(middle_of_front - 19.0 * front, middle_of_front + 19.0 * front);
    const double g = norm(gravity());
    if (g > 0) {
      const Vec2 down{gravity().x / g, -gravity().y / g}, middle{x - 128, 30};
      arrow(middle - 17.0 * down, middle + 17.0 * down);
      text(middle.x - 14, 34, 13, "gravity", "end", false, soft_ink);
    } else if (options_.turn != 0) {  // what lies could be taken to be heavy
      text(x - 118, 34, 13, "no weight acts", "end", false, soft_ink);
    }
  }

  /// The whole body, small, with a frame around what the picture shows.
  void draw_overview() {
    const double scale = scale_, ox = origin_x_, oy = origin_y_;
    const Vec2 corner{std::max(0.0, left_edge_ - 120), top_}, low{page_width_, bottom_};
    const Box seen{(figure_left_ - ox) / scale, (oy - low.y) / scale, (figure_right_ - ox) / scale,
                   (oy - corner.y) / scale};
    scale_ = (overview_height - 8) / std::max(whole_.y1 - whole_.y0, 1e-6);
    origin_x_ = margin + 12 - scale_ * std::min(whole_.x0, seen.x0);
    origin_y_ = bottom_ - overview_height + scale_ * whole_.y1;
    thin_ = 0.5;
    draw_bodies(theta_, false);
    const Vec2 a = px({seen.x0, seen.y1}), b = px({seen.x1, seen.y0});
    out_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" "
        "stroke-width=\"1.2\" stroke-dasharray=\"4 3\"/>\n",
        number(a.x - 6), number(a.y), number(b.x - a.x + 12), number(b.y - a.y), mark_ink);
    text(b.x + 14, a.y + 12, 12, "shown", "start", false, mark_ink);
    text(b.x + 14, a.y + 26, 12, "large", "start", false, mark_ink);
    scale_ = scale;
    origin_x_ = ox;
    origin_y_ = oy;
    thin_ = 1;
  }

  void draw_scale_bar() {
    const double metres = nice_above(0.5 * 130 / scale_), length = metres * scale_;
    const Vec2 a{margin, bottom_ + 16}, b{margin + length, bottom_ + 16};
    line(a, b, ink, 2), line(a - Vec2{0, 5}, a + Vec2{0, 5}, ink, 2),
        line(b - Vec2{0, 5}, b + Vec2{0, 5}, ink, 2);
    const std::string words =
        metres < 0.9995 ? fmt::format("{:.4g} mm", metres * 1000) : fmt::format("{:.4g} m", metres);
    text(b.x + 10, a.y + 4.5, 13, words);
    scale_bar_end_ = b.x + 10 + text_width(words, 13);
  }

  double draw_footer() {
    double y = bottom_ + 16, x = std::max(222.0, scale_bar_end_ + 24);
    // tension steps
    text(x, y + 4.5, 13,
         both_sides_ ? "Tension of one cable (one side):" : "Tension of one cable:");
    x += text_width("Tension of one cable (one side):", 13) + 12;
    if (!both_sides_)
      x += text_width("Tension of one cable:", 13) -
           text_width("Tension of one cable (one side):", 13);
    if (full_scale_ > 0)
      for (const double share : {0.02, 0.1, 0.4, 1.0}) {
        const double t = share * full_scale_;
        const std::string words =
            t >= 1000 ? fmt::format("{:g} kN", t / 1000) : fmt::format("{:g} N", t);
        sample({x, y}, 26, t);
        text(x + 31, y + 4.5, 13, words);
        x += 31 + text_width(words, 13) + 12;
      }
    sample({x, y}, 26, 0);
    text(x + 31, y + 4.5, 13, "slack");
    y += 28;
    // symbols
    x = margin;
    const auto symbol_text = [&](std::string_view words) {
      text(x, y + 4.5, 13, words, "start", false, soft_ink);
      x += text_width(words, 13) + 18;
    };
    if (anatomical_) {
      hip_marker({x + 6, y});
      x += 20;
      symbol_text("hip axis, fixed here");
    }
    if (std::any_of(d_.bodies.begin(), d_.bodies.end(),
                    [](const Body& b) { return is_vertebra(b.name) && !b.outline.empty(); })) {
      out_ += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"18.0\" height=\"9.0\" rx=\"3\" fill=\"#a9cadb\" "
          "stroke=\"#4f7f98\" stroke-width=\"1.2\"/>\n",
          number(x), number(y - 4.5));
      x += 25;
      symbol_text("disc");
    }
    if (ghost_) {
      out_ += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"18.0\" height=\"12.0\" rx=\"3\" fill=\"#e3ebf4\" "
          "stroke=\"#8fa6c0\" stroke-width=\"1.0\"/>\n",
          number(x), number(y - 6));
      const PostureAngles g = posture_angles(model_, ghost_theta_);
      const double apart =
          (angles_.anterior_tilt_change - g.anterior_tilt_change) * degrees_per_radian;
      x += 25;
      symbol_text(std::abs(apart) < 0.05
                      ? std::string("pale: the posture compared with, tipped the same")
                      : fmt::format("pale: the posture compared with, {} further {}",
                                    degrees_text(std::abs(apart)), apart > 0 ? "back" : "forward"));
    }
    if (x > margin) y += 26;
    line({margin, y - 8}, {page_width_ - margin, y - 8}, "#c5ccd3", 1);
    y += 14;
    for (const std::string& l : wrap(status_words(), page_width_ - 2 * margin, 15.5)) {
      text(margin, y, 15, l, "start", true);
      y += 21;
    }
    std::string zero =
        "Tilt change is counted from the model's reference posture, forward or back.";
    if (angles_.anterior_tilt)
      zero =
          std::string("Pelvic tilt is the line from PSIS to ASIS against ") +
          (options_.turn == 0 ? "the horizontal" : "the dashed line, which is level in standing") +
          ", anterior when the ASIS is lower; its change is counted from the model's reference "
          "posture.";
    if (shortened_) zero += " Only the strongest groups are named.";
    for (const std::string& l : wrap(zero, page_width_ - 2 * margin, 13)) {
      text(margin, y, 13, l, "start", false, soft_ink);
      y += 18;
    }
    return y + 4;
  }

  /// What each hold supplies, where nothing can move.
  std::string held_words() const {
    std::string holds;
    for (std::size_t k = 0; k < posture_.holding.size() && k < d_.constraints.size(); ++k) {
      const double supplied = posture_.holding[k];
      if (!holds.empty()) holds += "; ";
      holds += plain_name(d_.constraints[k].name) + " supplies " + moment(std::abs(supplied));
      if (supplied != 0) holds += supplied > 0 ? " back" : " forward";
    }
    return "Every coordinate is held: nothing can move. " + sentence_case(holds) + ".";
  }

  std::string status_words() const {
    const Certificate& c = posture_.certificate;
    if (posture_.coordinates.empty() && model_.coordinates().empty()) return held_words();
    const bool proof = c.residual_floor > 0 && std::isfinite(c.residual);
    if (!proof) return "The posture as given; nothing proves that it rests.";
    if (c.residual > c.residual_floor)
      return fmt::format("Not at rest: {:.3g} N m are still unbalanced in this posture.",
                         c.residual);
    const double tolerance =
        1e-9 * (std::isfinite(c.tilt_stiffness) ? std::max(1.0, std::abs(c.tilt_stiffness)) : 1.0);
    if (c.min_eigenvalue <= tolerance && c.min_eigenvalue_upper > tolerance)
      return "Balanced at a kink: whether it stays depends on a cable that is just going slack or "
             "touching down.";
    if (c.min_eigenvalue < -tolerance)
      return "Balanced but unstable: the smallest push tips it away.";
    if (c.min_eigenvalue <= tolerance)
      return "Balanced but indifferent: nothing brings it back after a push.";
    if (std::isinf(c.tilt_stiffness))
      return "Comes to rest (stable). The " + plain_name(d_.bodies[tilt_body_].name) + " is held.";
    const double per_degree = c.tilt_stiffness / degrees_per_radian;
    return "Comes to rest (stable). Tilt stiffness " + moment(c.tilt_stiffness) +
           " per rad: " + moment(per_degree) + " tip it by 1°.";
  }

  std::string finish(double height) {
    std::string description =
        (options_.turn == 0
             ? std::string("Side view from the right, front to the right. ")
             : fmt::format("Side view from the right, turned by {:.0f}° counter-clockwise. ",
                           options_.turn * degrees_per_radian)) +
        tilt_words() + ", " +
        (angles_.anterior_tilt ? tilt_change_words() : std::string("from the reference posture")) +
        ". ";
    if (angles_.lordosis)
      description += "Lordosis " + degrees_text(*angles_.lordosis * degrees_per_radian) + ". ";
    for (const Part& p : parts_)
      description += p.title + " " + p.text + ". ";
    description += status_words();
    std::uint32_t hash = 2166136261u;  // ids that differ between pictures on one page
    for (const char c : out_)
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    const double width =
        options_.width > 0 ? options_.width * page_width_ / page_width : page_width_;
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {2} {3}\" role=\"img\" aria-labelledby=\"t{6:08x} d{6:08x}\" "
        "font-family=\"sans-serif\">\n"
        "<title id=\"t{6:08x}\">{4}</title>\n<desc id=\"d{6:08x}\">{5}</desc>\n"
        "<rect x=\"0\" y=\"0\" width=\"{2}\" height=\"{3}\" fill=\"#ffffff\"/>\n{7}</svg>\n",
        number(width), number(height * width / page_width_), number(page_width_), number(height),
        escape(title()), escape(description), hash, out_);
  }

  const Model& model_;
  const ModelDescription& d_;
  const Posture& posture_;
  const SvgOptions& options_;
  std::vector<double> theta_, ghost_theta_;
  const Posture* ghost_;
  PostureAngles angles_;
  std::vector<std::vector<PathPiece>> paths_;
  std::vector<Part> parts_;
  std::vector<Label> labels_;
  std::vector<double>
      taken_left_;  ///< heights where a leader from the left would cross a name [px]
  bool anatomical_ = false, both_sides_ = false, one_legged_ = false, cut_ = false,
       cut_top_ = false, shortened_ = false;
  int tilt_body_ = 0;
  double page_width_ = page_width;
  double full_scale_ = 0;  ///< tension drawn darkest and thickest [N]; 0: nothing pulls
  double scale_ = 1, origin_x_ = 0, origin_y_ = 0, top_ = 0, bottom_ = 0, left_edge_ = 0,
         right_edge_ = 0, figure_left_ = 0, figure_right_ = 0, scale_bar_end_ = 0;
  Box whole_;        ///< of the body, whether cropped or not
  double thin_ = 1;  ///< factor on the width of edges
  std::string out_;
};

}  // namespace

std::string svg_picture(const Model& model, const Posture& posture, const SvgOptions& options) {
  return Picture(model, posture, options).draw();
}

}  // namespace guywire
