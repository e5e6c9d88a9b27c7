#include "legend.hpp"

#include <fmt/format.h>

#include "../words.hpp"
#include "bones.hpp"
#include "cables.hpp"
#include "hinges.hpp"

namespace guywire::svg {

// --- above and beside the figure ----------------------------------------------------------------

namespace {

std::string remark(const Scene& s) {
  const std::string view = "Side view from the right.";
  if (!s.both_sides) return view + " Newtons beside a name: the whole group.";
  if (s.one_legged) return view + " Newtons: the whole group, both sides unless one is named.";
  return view + " Newtons beside a name: the whole group, both sides together.";
}

/// Which way is the front, and which way is down.
void draw_directions(Surface& out, const Scene& s, double right) {
  const TextStyle small{.anchor = "end", .color = soft_ink};
  const Vec2 front{std::cos(s.options.turn), -std::sin(s.options.turn)}, middle{right - 19, 29};
  out.text({right - 46, 34}, "front", {.size = 15, .anchor = "end", .bold = true});
  out.arrow(middle - 19.0 * front, middle + 19.0 * front);
  const Vec2 gravity = s.gravity();
  const double g = norm(gravity);
  if (g > 0) {
    const Vec2 down{gravity.x / g, -gravity.y / g}, center{right - 128, 30};
    out.arrow(center - 17.0 * down, center + 17.0 * down);
    out.text({center.x - 14, 34}, "gravity", small);
  } else if (s.options.turn != 0) {  // what lies could be taken to be heavy
    out.text({right - 118, 34}, "no weight acts", small);
  }
}

}  // namespace

void draw_header(Surface& out, const Scene& scene, const Layout& layout) {
  double y = 34;
  std::vector<std::string> lines = wrap(scene.title(), layout.page_width - 340, 22);
  if (lines.size() > 2) {
    lines.resize(2);
    lines.back() += " …";
  }
  for (const std::string& l : lines) {
    out.text({margin, y}, cut(l, layout.page_width - 320, 20, true), {.size = 20, .bold = true});
    y += 24;
  }
  out.text({margin, y}, remark(scene), {.size = 13.5, .color = soft_ink});
  draw_directions(out, scene, layout.page_width - margin);
}

void draw_overview(Surface& out, const Scene& scene, const Layout& layout) {
  const View& large = layout.view;
  const Box shown{(layout.figure_left - large.origin_x) / large.scale,
                  (large.origin_y - layout.bottom) / large.scale,
                  (layout.figure_right - large.origin_x) / large.scale,
                  (large.origin_y - layout.top) / large.scale};
  View small{.thin = 0.5};
  small.scale = (overview_height - 8) / std::max(layout.whole.height(), 1e-6);
  small.origin_x = margin + 12 - small.scale * std::min(layout.whole.x0, shown.x0);
  small.origin_y = layout.bottom - overview_height + small.scale * layout.whole.y1;
  Bones(out, scene, small, Figure::body).draw();
  const Vec2 a = small.px({shown.x0, shown.y1}), b = small.px({shown.x1, shown.y0});
  out.add(fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" "
      "stroke-width=\"1.2\" stroke-dasharray=\"4 3\"/>\n",
      number(a.x - 6), number(a.y), number(b.x - a.x + 12), number(b.y - a.y), mark_ink));
  const TextStyle style{.size = 12, .color = mark_ink};
  out.text({b.x + 14, a.y + 12}, "shown", style);
  out.text({b.x + 14, a.y + 26}, "large", style);
}

// --- below the figure ---------------------------------------------------------------------------

double Footer::draw() {
  const double end = draw_scale_bar();
  draw_tension_steps(std::max(222.0, end + 24));
  draw_symbols();
  draw_words();
  return y_ + 4;
}

/// Returns where it ends [px].
double Footer::draw_scale_bar() {
  const double meters = nice_above(0.5 * 130 / l_.view.scale), length = meters * l_.view.scale;
  const Vec2 a{margin, y_}, b{margin + length, y_}, tick{0, 5};
  out_.line(a, b, ink, 2);
  out_.line(a - tick, a + tick, ink, 2);
  out_.line(b - tick, b + tick, ink, 2);
  const std::string words =
      meters < 0.9995 ? fmt::format("{:.4g} mm", meters * 1000) : fmt::format("{:.4g} m", meters);
  out_.text({b.x + 10, a.y + 4.5}, words, {.size = 13});
  return b.x + 10 + text_width(words, 13);
}

void Footer::draw_tension_steps(double x) {
  const double base = y_ + 4.5;
  const std::string one_side = "Tension of one cable (one side):", one = "Tension of one cable:";
  out_.text({x, base}, s_.both_sides ? one_side : one, {.size = 13});
  x += text_width(one_side, 13) + 12;
  if (!s_.both_sides) x += text_width(one, 13) - text_width(one_side, 13);
  Cables cables(out_, s_, l_.view);
  const auto step = [&](double tension, const std::string& words) {
    cables.sample({x, y_}, 26, tension);
    out_.text({x + 31, base}, words, {.size = 13});
    x += 31 + text_width(words, 13) + 12;
  };
  if (s_.full_scale > 0)
    for (const double part : {0.02, 0.1, 0.4, 1.0}) {
      const double t = part * s_.full_scale;
      step(t, t >= 1000 ? fmt::format("{:g} kN", t / 1000) : fmt::format("{:g} N", t));
    }
  step(0, "slack");
  y_ += 28;
}

void Footer::draw_symbols() {
  double x = margin;
  const auto words = [&](double symbol_width, std::string_view text) {
    x += symbol_width;
    out_.text({x, y_ + 4.5}, text, {.size = 13, .color = soft_ink});
    x += text_width(text, 13) + 18;
  };
  if (s_.anatomical) {
    draw_hip_axis(out_, {x + 6, y_});
    words(20, "hip axis, fixed here");
  }
  const auto is_level = [](const Body& b) { return is_vertebra(b.name) && !b.outline.empty(); };
  if (std::any_of(s_.d.bodies.begin(), s_.d.bodies.end(), is_level)) {
    out_.add(
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"18.0\" height=\"9.0\" rx=\"3\" "
                    "fill=\"#a9cadb\" stroke=\"#4f7f98\" stroke-width=\"1.2\"/>\n",
                    number(x), number(y_ - 4.5)));
    words(25, "disc");
  }
  if (s_.ghost) {
    out_.add(
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"18.0\" height=\"12.0\" rx=\"3\" "
                    "fill=\"#e3ebf4\" stroke=\"#8fa6c0\" stroke-width=\"1.0\"/>\n",
                    number(x), number(y_ - 6)));
    words(25, ghost_words());
  }
  if (x > margin) y_ += 26;
}

std::string Footer::ghost_words() const {
  const PostureAngles ghost = posture_angles(s_.model, s_.ghost_theta);
  const double apart =
      (s_.angles.anterior_tilt_change - ghost.anterior_tilt_change) * degrees_per_radian;
  if (std::abs(apart) < 0.05) return "pale: the posture compared with, tipped the same";
  return fmt::format("pale: the posture compared with, {} further {}",
                     degrees_text(std::abs(apart)), apart > 0 ? "back" : "forward");
}

void Footer::draw_words() {
  const double width = l_.page_width - 2 * margin;
  out_.line({margin, y_ - 8}, {l_.page_width - margin, y_ - 8}, "#c5ccd3", 1);
  y_ += 14;
  for (const std::string& line : wrap(status_words(s_), width, 15.5)) {
    out_.text({margin, y_}, line, {.size = 15, .bold = true});
    y_ += 21;
  }
  for (const std::string& line : wrap(zero_words(), width, 13)) {
    out_.text({margin, y_}, line, {.size = 13, .color = soft_ink});
    y_ += 18;
  }
}

/// What angles are counted from.
std::string Footer::zero_words() const {
  std::string out = "Tilt change is counted from the model's reference posture, forward or back.";
  if (s_.angles.anterior_tilt)
    out =
        std::string("Pelvic tilt is the line from PSIS to ASIS against ") +
        (s_.options.turn == 0 ? "the horizontal" : "the dashed line, which is level in standing") +
        ", anterior when the ASIS is lower; its change is counted from the model's reference "
        "posture.";
  if (l_.parts.shortened) out += " Only the strongest groups are named.";
  return out;
}

// --- whether it rests ---------------------------------------------------------------------------

namespace {

/// A moment without its unit's prefix in the way: "26.3 N m", "1940 kN m".
std::string moment(double m) {
  if (!std::isfinite(m)) return "unknown";
  if (m >= 9999.5e6) return fmt::format("{:.2e} N m", m);
  if (m >= 9999.5e3) return fmt::format("{:.{}f} MN m", m / 1e6, m < 99950e3 ? 1 : 0);
  if (m >= 9999.5) return fmt::format("{:.{}f} kN m", m / 1000, m < 99950 ? 1 : 0);
  if (m >= 99.95) return fmt::format("{:.0f} N m", m);
  return m < 9.995 ? fmt::format("{:.2f} N m", m) : fmt::format("{:.1f} N m", m);
}

/// What each hold supplies, where nothing can move.
std::string held_words(const Scene& s) {
  std::string holds;
  for (std::size_t k = 0; k < s.posture.constraint_moments.size() && k < s.d.constraints.size();
       ++k) {
    const double supplied = s.posture.constraint_moments[k];
    if (!holds.empty()) holds += "; ";
    holds += plain_name(s.d.constraints[k].name) + " supplies " + moment(std::abs(supplied));
    if (supplied != 0) holds += supplied > 0 ? " back" : " forward";
  }
  return "Every coordinate is held: nothing can move. " + sentence_case(holds) + ".";
}

}  // namespace

std::string status_words(const Scene& s) {
  const Certificate& c = s.posture.certificate;
  if (s.posture.coordinates.empty() && s.model.coordinates().empty()) return held_words(s);
  const bool proof = c.rounding_bound > 0 && std::isfinite(c.residual);
  if (!proof) return "The posture as given; nothing proves that it rests.";
  if (c.residual > c.rounding_bound)
    return fmt::format("Not at rest: {:.3g} N m are still unbalanced in this posture.", c.residual);
  const double scale =
      std::isfinite(c.tilt_stiffness) ? std::max(1.0, std::abs(c.tilt_stiffness)) : 1.0;
  const double tolerance = 1e-9 * scale;  // [N m/rad]
  if (c.min_eigenvalue <= tolerance && c.min_eigenvalue_upper > tolerance)
    return "Balanced at a kink: whether it stays depends on a cable that is just going slack or "
           "touching down.";
  if (c.min_eigenvalue < -tolerance)
    return "Balanced but unstable: the smallest push tips it away.";
  if (c.min_eigenvalue <= tolerance)
    return "Balanced but indifferent: nothing brings it back after a push.";
  if (std::isinf(c.tilt_stiffness))
    return "Comes to rest (stable). The " + plain_name(s.d.bodies[s.tilt_body].name) + " is held.";
  const double per_degree = c.tilt_stiffness / degrees_per_radian;
  return "Comes to rest (stable). Tilt stiffness " + moment(c.tilt_stiffness) +
         " per rad: " + moment(per_degree) + " tip it by 1°.";
}

}  // namespace guywire::svg
