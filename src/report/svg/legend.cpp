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
  Facts facts{Fact("picture.view"), Fact("picture.newtons")};
  if (s.both_sides)
    facts.back() = Fact(s.one_legged ? "picture.newtons_legs" : "picture.newtons_sides");
  return sentences(facts, s.language);
}

/// Which way is the front, and which way is down.
void draw_directions(Surface& out, const Scene& s, double right) {
  const TextStyle small{.anchor = "end", .color = soft_ink};
  const Vec2 front{std::cos(s.options.turn), -std::sin(s.options.turn)}, middle{right - 19, 29};
  out.text({right - 46, 34}, phrase("picture.front", s.language),
           {.size = 15, .anchor = "end", .bold = true});
  out.arrow(middle - 19.0 * front, middle + 19.0 * front);
  const Vec2 gravity = s.gravity();
  const double g = norm(gravity);
  if (g > 0) {
    const Vec2 down{gravity.x / g, -gravity.y / g}, center{right - 128, 30};
    out.arrow(center - 17.0 * down, center + 17.0 * down);
    out.text({center.x - 14, 34}, phrase("picture.gravity", s.language), small);
  } else if (s.options.turn != 0) {  // what lies could be taken to be heavy
    out.text({right - 118, 34}, phrase("picture.no_weight", s.language), small);
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
  out.text({b.x + 14, a.y + 12}, phrase("picture.overview.1", scene.language), style);
  out.text({b.x + 14, a.y + 26}, phrase("picture.overview.2", scene.language), style);
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
  const bool is_small = meters < 0.9995;
  const std::string words = number_in_words(is_small ? meters * 1000 : meters, ".4g", s_.language) +
                            (is_small ? " mm" : " m");
  out_.text({b.x + 10, a.y + 4.5}, words, {.size = 13});
  return b.x + 10 + text_width(words, 13);
}

void Footer::draw_tension_steps(double x) {
  const double base = y_ + 4.5;
  const std::string heading =
      phrase(s_.both_sides ? "picture.tension_one_side" : "picture.tension", s_.language);
  out_.text({x, base}, heading, {.size = 13});
  x += text_width(heading, 13) + 12;
  Cables cables(out_, s_, l_.view);
  const auto step = [&](double tension, const std::string& words) {
    cables.sample({x, y_}, 26, tension);
    out_.text({x + 31, base}, words, {.size = 13});
    x += 31 + text_width(words, 13) + 12;
  };
  if (s_.full_scale > 0)
    for (const double part : tension_steps) {
      const double t = part * s_.full_scale;
      const bool is_large = t >= 1000;
      step(t, number_in_words(is_large ? t / 1000 : t, ".6g", s_.language) +
                  (is_large ? " kN" : " N"));
    }
  step(0, phrase("answer.slack", s_.language));
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
    words(20, phrase("picture.hip_axis", s_.language));
  }
  const auto is_level = [](const Body& b) { return is_vertebra(b.name) && !b.outline.empty(); };
  if (std::any_of(s_.d.bodies.begin(), s_.d.bodies.end(), is_level)) {
    out_.add(
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"18.0\" height=\"9.0\" rx=\"3\" "
                    "fill=\"#a9cadb\" stroke=\"#4f7f98\" stroke-width=\"1.2\"/>\n",
                    number(x), number(y_ - 4.5)));
    words(25, phrase("picture.disc", s_.language));
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
  const double apart = s_.angles.anterior_tilt_change - ghost.anterior_tilt_change;
  if (std::abs(apart) < 0.05 * degree) return phrase("picture.pale.same", s_.language);
  return sentence({"picture.pale", {{"tilt", -apart}}}, s_.language);
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
  Facts facts{Fact("picture.zero")};
  if (s_.angles.anterior_tilt)
    facts = {{"picture.zero_pelvis", {{"is_turned", s_.options.turn != 0}}}};
  if (l_.parts.shortened) facts.emplace_back("picture.shortened");
  return sentences(facts, s_.language);
}

// --- whether it rests ---------------------------------------------------------------------------

namespace {

/// A moment without its unit's prefix in the way: "26.3 N·m", "1940 kN·m".
std::string moment(double m, Language language) {
  const auto number = [&](double value, const char* format) {
    return number_in_words(value, format, language);
  };
  if (!std::isfinite(m)) return number(m, "");
  if (m >= 9999.5e6) return number(m, ".2e") + " N·m";
  if (m >= 9999.5e3) return number(m / 1e6, m < 99950e3 ? ".1" : ".0") + " MN·m";
  if (m >= 9999.5) return number(m / 1000, m < 99950 ? ".1" : ".0") + " kN·m";
  if (m >= 99.95) return number(m, ".0") + " N·m";
  return number(m, m < 9.995 ? ".2" : ".1") + " N·m";
}

/// What each constraint supplies, where nothing can move.
Facts held_facts(const Scene& s) {
  Facts out{Fact("all_held")};
  const std::vector<double>& moments = s.posture.constraint_moments;
  for (std::size_t k = 0; k < moments.size() && k < s.d.constraints.size(); ++k)
    out.push_back(held_moment(s.d.constraints[k], moments[k]));
  return out;
}

Facts stable_facts(const Scene& s) {
  const double stiffness = s.posture.certificate.tilt_stiffness;
  const std::string& body = s.d.bodies[s.tilt_body].name;
  Facts out{Fact("stable")};
  if (std::isinf(stiffness))
    out.push_back({"picture.held", {{"body", body}}});
  else
    out.push_back({"picture.stiffness",
                   {{"stiffness", moment(stiffness, s.language)},
                    {"per_degree", moment(stiffness * degree, s.language)}}});
  return out;
}

Facts status_facts(const Scene& s) {
  const Certificate& c = s.posture.certificate;
  if (s.posture.coordinates.empty() && s.model.coordinates().empty()) return held_facts(s);
  const bool proof = c.rounding_bound > 0 && std::isfinite(c.residual);
  if (!proof) return {Fact("picture.unproved")};
  if (c.residual > c.rounding_bound) return {{"unbalanced", {{"moment", c.residual}}}};
  const double scale =
      std::isfinite(c.tilt_stiffness) ? std::max(1.0, std::abs(c.tilt_stiffness)) : 1.0;
  const double tolerance = 1e-9 * scale;  // [N m/rad]
  if (c.min_eigenvalue <= tolerance && c.min_eigenvalue_upper > tolerance) return {Fact("at_kink")};
  if (c.min_eigenvalue < -tolerance) return {Fact("unstable")};
  if (c.min_eigenvalue <= tolerance) return {Fact("neutral")};
  return stable_facts(s);
}

}  // namespace

std::string status_words(const Scene& s) { return sentences(status_facts(s), s.language); }

}  // namespace guywire::svg
