#include "cables.hpp"

#include <fmt/format.h>

#include <numbers>
#include <numeric>

#include "../words.hpp"

namespace guywire::svg {

/// 0 to 1: how dark and thick a tension is drawn; weak ones are told apart, too.
double Cables::strength(double tension) const {
  if (!(s_.full_scale > 0)) return 0;
  return strength_of(tension / s_.full_scale);
}

std::string Cables::opacity(double tension) const {
  return fmt::format("{:.2f}", 0.7 + 0.25 * strength(tension));
}

void Cables::draw() {
  std::vector<std::size_t> order(s_.d.cables.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return s_.tension(a) < s_.tension(b); });
  out_.open_group(
      "class=\"cables\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
  for (const std::size_t i : order)
    draw_cable(i);
  out_.close_group();
}

void Cables::draw_cable(std::size_t i) {
  const Cable& cable = s_.d.cables[i];
  const double t = s_.tension(i);
  const std::string tension =
      s_.slack(i) ? phrase("answer.slack", s_.language) : newtons(t, s_.language);
  const std::string title = escape(sentence({"picture.cable",
                                             {{"cable", s_.name_words(cable.name)},
                                              {"tension", tension},
                                              {"both_sides", cable.sides == 2 && !s_.slack(i)}}},
                                            s_.language));
  if (s_.slack(i))
    return out_.add(
        fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"6 "
                    "5\"><title>{}</title></path>\n",
                    path(i), slack_gray, title));
  const bool is_far = ends_with(cable.name, "_l");
  out_.add(
      fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" "
                  "stroke-opacity=\"{}\"><title>{}</title></path>\n",
                  path(i), tension_color(strength(t)), number(thickness(t)),
                  is_far ? "0.4" : opacity(t), title));
}

std::string Cables::path(std::size_t i) const {
  const auto& pieces = s_.paths[i];
  std::string out = "M" + v_.xy(pieces.front().from);
  const bool hangs = s_.slack(i);
  const double part = hangs ? sag(i) : 0;
  for (const PathPiece& p : pieces) {
    if (p.radius > 0)
      out += arc(p);
    else if (hangs)
      out += sagging(p, part);
    else
      out += " L" + v_.xy(p.to);
  }
  return out;
}

/// An arc about a circle, in parts of less than a turn: a full turn has no ends.
std::string Cables::arc(const PathPiece& p) const {
  int parts = 1;
  if (!(p.wrap < 1.9 * std::numbers::pi)) parts += static_cast<int>(p.wrap / std::numbers::pi);
  std::string out;
  for (int k = 1; k <= parts; ++k) {
    const Vec2 to = k == parts ? p.to : p.at(static_cast<double>(k) / parts);
    out += fmt::format(" A{0} {0} 0 {1} {2} {3}", number(p.radius * v_.scale),
                       p.wrap / parts > std::numbers::pi ? 1 : 0, p.sense > 0 ? 0 : 1, v_.xy(to));
  }
  return out;
}

/// A straight stretch that hangs, by a part of its length.
std::string Cables::sagging(const PathPiece& p, double part) const {
  const Vec2 gravity = s_.gravity(), down = norm(gravity) > 0 ? unit(gravity) : Vec2{0, -1};
  const Vec2 chord = p.to - p.from;
  Vec2 normal = unit({-chord.y, chord.x});
  if (normal.x * down.x + normal.y * down.y < 0) normal = -1.0 * normal;
  const Vec2 control =
      mix(p.from, p.to, 0.5) + (2 * part * norm(chord)) * unit(normal + 0.5 * down);
  return " Q" + v_.xy(control) + " " + v_.xy(p.to);
}

/// How far a slack stretch hangs below its chord, as a part of it: from the cable's spare length
/// where the law has one, as a flat parabola, whose arc is longer by 8/3 of the sag squared.
double Cables::sag(std::size_t i) const {
  double chord = 0;
  for (const PathPiece& p : s_.paths[i])
    chord += p.length();
  const Cable& c = s_.d.cables[i];
  const double slack_length = std::visit(
      [&](const auto& law) { return guywire::slack_length(law, applied(c.knobs, c.law)); }, c.law);
  const std::vector<double>& lengths = s_.posture.lengths;
  const double length = i < lengths.size() && std::isfinite(lengths[i]) ? lengths[i] : chord;
  const double spare =
      std::isfinite(slack_length) && length > 0 ? std::max(0.0, slack_length / length - 1) : 0;
  return std::clamp(std::sqrt(0.375 * spare), 0.05, 0.25);
}

void Cables::sample(Vec2 at, double length, double tension) {
  if (tension > 0)
    return out_.line(at, at + Vec2{length, 0}, tension_color(strength(tension)), thickness(tension),
                     fmt::format(" stroke-opacity=\"{}\"", opacity(tension)));
  out_.add(
      fmt::format("<path d=\"M{} q{} {},0\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" "
                  "stroke-dasharray=\"4 3\"/>\n",
                  pair_of(at - Vec2{0, 2}), pair_of({length / 2, 9}), number(length), slack_gray));
}

}  // namespace guywire::svg
