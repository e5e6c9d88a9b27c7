#include "surface.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace guywire::svg {

std::string number(double v) {
  constexpr double most = 99999;  // [px] chosen: far beyond any page, still read by every viewer
  const double shown = std::isfinite(v) ? std::clamp(v, -most, most) : 0;
  std::string s = fmt::format("{:.1f}", shown);
  return s == "-0.0" ? "0.0" : s;
}

std::string pair_of(Vec2 p) { return number(p.x) + "," + number(p.y); }

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
      default:  // control characters are not allowed in XML
        out += static_cast<unsigned char>(c) >= 0x20 ? c : ' ';
    }
  }
  return out;
}

// --- text metrics -------------------------------------------------------------------------------

namespace {

/// Whether a byte continues a UTF-8 character.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Width of a character in em.
double em_width(char c) {
  if (std::string_view("iljtfrI.,:;'|!()[] ").find(c) != std::string_view::npos) return 0.38;
  if (std::string_view("mwMW").find(c) != std::string_view::npos) return 0.95;
  return c >= 'A' && c <= 'Z' ? 0.70 : 0.62;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double em = 0;
  for (const char c : text)
    if (!is_continuation(c)) em += em_width(c);
  return em * size * (bold ? 1.1 : 1);
}

std::vector<std::string> wrap(const std::string& text, double width, double size) {
  std::vector<std::string> lines{""};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!lines.back().empty() && text_width(lines.back() + ' ' + word, size) > width)
      lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    at = end + 1;
  }
  return lines;
}

std::string cut(const std::string& text, double width, double size, bool bold) {
  if (text_width(text, size, bold) <= width) return text;
  std::string out = text;
  while (!out.empty() && text_width(out + "…", size, bold) > width) {
    while (out.size() > 1 && is_continuation(out.back()))
      out.pop_back();
    out.pop_back();
  }
  return out + "…";
}

// --- colors -------------------------------------------------------------------------------------

std::string tension_color(double s) {
  struct Stop {
    double at = 0;
    std::array<double, 3> color{};
  };
  static constexpr std::array<Stop, 5> stops{{{0, {227, 89, 51}},
                                              {0.333, {188, 55, 84}},
                                              {0.583, {133, 33, 107}},
                                              {0.833, {74, 12, 107}},
                                              {1, {27, 12, 65}}}};
  s = std::clamp(s, 0.0, 1.0);
  std::size_t i = 1;
  while (i + 1 < stops.size() && s > stops[i].at)
    ++i;
  const Stop &from = stops[i - 1], &to = stops[i];
  const double t = (s - from.at) / (to.at - from.at);
  std::array<int, 3> c{};
  for (int k = 0; k < 3; ++k)
    c[k] = static_cast<int>(std::lround(from.color[k] + t * (to.color[k] - from.color[k])));
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

// --- shapes -------------------------------------------------------------------------------------

void Surface::open_group(std::string_view attributes) {
  out_ += fmt::format("<g {}>\n", attributes);
}

void Surface::line(Vec2 from, Vec2 to, std::string_view color, double width,
                   std::string_view extra) {
  out_ += fmt::format(
      "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}/>\n",
      number(from.x), number(from.y), number(to.x), number(to.y), color, number(width), extra);
}

void Surface::arrow(Vec2 from, Vec2 to, double width) {
  const Vec2 along = unit(to - from), across{-along.y, along.x}, base = to - 9.0 * along;
  line(from, base, ink, width);
  out_ += fmt::format("<path d=\"M{} L{} L{} Z\" fill=\"{}\"/>\n", pair_of(to),
                      pair_of(base + 5.0 * across), pair_of(base - 5.0 * across), ink);
}

void Surface::text(Vec2 at, std::string_view words, const TextStyle& style) {
  out_ += fmt::format(
      "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\"{} fill=\"{}\">{}</text>\n",
      number(at.x), number(at.y), number(style.size), style.anchor,
      style.bold ? " font-weight=\"bold\"" : "", style.color, escape(words));
}

void Surface::plate(Vec2 center, double width, const char* fill, std::string_view words,
                    std::string_view color) {
  out_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"14.0\" rx=\"3\" fill=\"{}\" "
      "fill-opacity=\"0.85\"/>\n",
      number(center.x - width / 2), number(center.y - 7), number(width), fill);
  text({center.x, center.y + 4.4}, words,
       {.size = 12, .anchor = "middle", .bold = true, .color = color});
}

}  // namespace guywire::svg
