#include <algorithm>
#include <cmath>

#include "curve.hpp"

namespace guywire {

namespace {

std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  return out;
}

/// An axis with round ticks.
struct Scale {
  double low, high, step, at_low, at_high;
  Scale(double a, double b, double p, double q)
      : low(std::min(a, b)), high(std::max(a, b)), at_low(p), at_high(q) {
    const double size = std::max(std::abs(low), std::abs(high));
    if (!(high - low > 1e-9 * std::max(1e-3, size))) {
      const double wider = std::max(0.5, 1e-3 * size);
      low -= wider;
      high += wider;
    }
    const double raw = (high - low) / 6, power = std::pow(10, std::floor(std::log10(raw)));
    step = power * (raw / power < 1.5 ? 1 : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
  }
  double operator()(double v) const {
    return at_low + (v - low) / (high - low) * (at_high - at_low);
  }
  std::vector<double> ticks() const {
    std::vector<double> out;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
      out.push_back(k * step + 0.0);
    return out;
  }
};

constexpr const char* stable_colour =
    "#0072B2";  // blue and vermilion of Okabe and Ito: told apart with any colour vision
constexpr const char* unstable_colour = "#D55E00";  // and dashed

std::string draw(const Model& model, const Curve& c) {
  constexpr double width = 900, left = 84, right = 24, panel = 300, gap = 26, top = 84, line = 21;
  const double f = c.axis.factor;
  const std::size_t panels = std::max<std::size_t>(1, c.quantities.size());
  const std::size_t listed = std::min<std::size_t>(c.events.size(), 24);
  const double bottom = top + panels * panel + (panels - 1) * gap;
  const double height =
      bottom + 62 + (listed ? 14 + line * (listed + (c.events.size() > listed)) : 0) + 20;
  std::string title = model.name() + ": " + c.axis.name, out;
  out += fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" "
      "font-size=\"14\" fill=\"#222\">\n",
      width, height);
  out += "<title>" + escape(title) + "</title>\n";
  std::string description = c.is_branch ? "Equilibria along " : "Resting places along ";
  description += c.axis.name + "; stable solid, unstable dashed.";
  for (std::size_t i = 0; i < c.events.size(); ++i)
    description +=
        fmt::format(" {}: {} at {:.6g}.", i + 1, event_words(model, c.events[i], c.is_branch),
                    c.events[i].parameter / f);
  out += "<desc>" + escape(description) + "</desc>\n";
  out += fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" fill=\"white\"/>\n", width, height);
  out +=
      "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" "
      "markerHeight=\"8\" orient=\"auto\"><path d=\"M0 1 L10 5 L0 9 z\" "
      "fill=\"#555\"/></marker></defs>\n";
  out += fmt::format("<text x=\"{}\" y=\"32\" font-size=\"19\" font-weight=\"bold\">{}</text>\n",
                     left, escape(title));
  double key = left;
  const auto legend = [&](const char* colour, const char* dash, const char* words, double room) {
    out += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"54\" x2=\"{:.1f}\" y2=\"54\" stroke=\"{}\" "
        "stroke-width=\"3\"{}/><text x=\"{:.1f}\" y=\"59\">{}</text>\n",
        key, key + 34, colour, *dash ? fmt::format(" stroke-dasharray=\"{}\"", dash) : "", key + 42,
        words);
    key += room;
  };
  legend(stable_colour, "", "stable", 120);
  if (std::any_of(c.rows.begin(), c.rows.end(),
                  [](const Curve::Row& r) { return r.known && !r.stable; }))
    legend(unstable_colour, "7 5", "unstable", 136);
  const bool jumps = !c.is_branch &&
                     std::any_of(c.events.begin(), c.events.end(),
                                 [](const SweepEvent& e) { return !e.landing_quantities.empty(); });
  if (jumps) legend("#555", "2 4", "jump", 110);
  const Scale x(c.axis.from / f, c.axis.to / f, left, width - right);
  for (std::size_t q = 0; q < c.quantities.size(); ++q) {
    const Quantity& quantity = c.quantities[q];
    const double y_top = top + q * (panel + gap), y_bottom = y_top + panel;
    double low = 1e300, high = -1e300;
    const auto include = [&](const std::vector<double>& v) {
      if (q < v.size() && std::isfinite(v[q])) {
        low = std::min(low, at_edge(quantity, v[q]));
        high = std::max(high, at_edge(quantity, v[q]));
      }
    };
    for (const auto& r : c.rows)
      if (r.known) include(*r.quantities);
    for (const SweepEvent& e : c.events) {
      include(e.quantities);
      include(e.landing_quantities);
    }
    if (low > high) {
      low = -1;
      high = 1;
    }
    const double pad = 0.08 * (high - low);
    const Scale y(low - pad, high + pad, y_bottom, y_top);
    out += fmt::format(
        "<clipPath id=\"panel{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" "
        "height=\"{}\"/></clipPath>\n",
        q, left - 8, y_top - 8, width - left - right + 16, panel + 16);
    const auto label = [](const Scale& s, double v) {
      return std::abs(v) >= 1e7
                 ? fmt::format("{:.3g}", v)
                 : fmt::format(
                       "{:.{}f}", v,
                       std::clamp(static_cast<int>(-std::floor(std::log10(s.step) + 1e-9)), 0, 9));
    };
    for (const double v : y.ticks())
      out += fmt::format(
          "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\"/><text "
          "x=\"{4}\" y=\"{5:.1f}\" text-anchor=\"end\">{6}</text>\n",
          left, width - right, y(v), v == 0 ? "#999" : "#e4e4e4", left - 10, y(v) + 5, label(y, v));
    for (const double v : x.ticks()) {
      out += fmt::format(
          "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\" stroke=\"#e4e4e4\"/>\n", x(v),
          y_top, y_bottom);
      if (q + 1 == c.quantities.size())
        out += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(v),
                           y_bottom + 20, label(x, v));
    }
    out += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#888\"/>\n",
        left, y_top, width - left - right, panel);
    out += fmt::format(
        "<text transform=\"translate(22 {:.1f}) rotate(-90)\" text-anchor=\"middle\" "
        "font-size=\"15\">{}</text>\n",
        0.5 * (y_top + y_bottom),
        escape(words_of(quantity.name) + " [" + (quantity.unit == "rad" ? "°" : quantity.unit) +
               "]"));
    // the curve in runs of one stability; a sweep is broken where it jumps, and reaches to the
    // place of the jump
    out += fmt::format(
        "<g clip-path=\"url(#panel{})\" fill=\"none\" stroke-linejoin=\"round\" "
        "stroke-linecap=\"butt\">\n",
        q);
    std::string points;
    bool stable = true;
    const auto flush = [&] {
      if (points.find(' ') != std::string::npos)
        out += fmt::format("<polyline points=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}/>\n",
                           points, stable ? stable_colour : unstable_colour, stable ? "3" : "2.5",
                           stable ? "" : " stroke-dasharray=\"7 5\"");
      points.clear();
    };
    const auto put = [&](double t, const std::vector<double>& v) {
      points += fmt::format("{}{:.2f},{:.2f}", points.empty() ? "" : " ", x(t / f),
                            y(at_edge(quantity, v[q])));
    };
    for (std::size_t i = 0; i < c.rows.size(); ++i) {
      const auto& r = c.rows[i];
      if (c.is_branch) {  // a segment is as stable as its stabler end: at a fold or kink the end
                          // itself is not
        if (i > 0) {
          const bool segment = r.stable || c.rows[i - 1].stable;
          if (segment != stable) {
            flush();
            stable = segment;
          }
          if (points.empty()) put(c.rows[i - 1].parameter, *c.rows[i - 1].quantities);
          put(r.parameter, *r.quantities);
        }
        continue;
      }
      for (const SweepEvent& e : c.events)
        if (e.point == static_cast<int>(i)) {
          if (!points.empty()) put(e.parameter, e.quantities);
          if (e.fold || e.branch_point) {
            flush();
            if (!e.landing_quantities.empty()) put(e.parameter, e.landing_quantities);
          }
        }
      if (!r.known) {
        flush();
        continue;
      }
      put(r.parameter, *r.quantities);
      if (r.stable != stable) {
        flush();
        stable = r.stable;
        put(r.parameter, *r.quantities);
      }
    }
    flush();
    out += "</g>\n";
    for (const SweepEvent& e : c.events)
      if (!e.landing_quantities.empty() && q < e.quantities.size())
        out += fmt::format(
            "<line x1=\"{0:.2f}\" y1=\"{1:.2f}\" x2=\"{0:.2f}\" y2=\"{2:.2f}\" stroke=\"#555\" "
            "stroke-width=\"2\" stroke-dasharray=\"2 4\" marker-end=\"url(#tip)\"/>\n",
            x(e.parameter / f), y(at_edge(quantity, e.quantities[q])),
            y(at_edge(quantity, e.landing_quantities[q])));
    double last_x = -1e9, last_y = -1e9;
    int crowd = 0;
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const SweepEvent& e = c.events[i];
      if (q >= e.quantities.size()) continue;
      const double px = x(e.parameter / f), py = y(at_edge(quantity, e.quantities[q]));
      if (e.fold || e.branch_point)
        out += fmt::format(
            "<path d=\"M{0:.2f} {1:.2f} l7 7 l-7 7 l-7 -7 z\" fill=\"#222\" stroke=\"white\" "
            "stroke-width=\"1.5\"/>\n",
            px, py - 7);
      else
        out += fmt::format(
            "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"4.5\" fill=\"white\" stroke=\"#222\" "
            "stroke-width=\"1.8\"/>\n",
            px, py);
      crowd = std::hypot(px - last_x, py - last_y) < 18
                  ? crowd + 1
                  : 0;  // neighbours' numbers go on different rows
      last_x = px;
      last_y = py;
      const bool above = py > y_top + 44;
      const double ty = above ? py - 12 - 14 * (crowd % 3) : py + 24 + 14 * (crowd % 3);
      out += fmt::format(
          "<text x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"middle\" font-size=\"13\" "
          "font-weight=\"bold\" stroke=\"white\" stroke-width=\"3.5\" "
          "paint-order=\"stroke\">{}</text>\n",
          std::clamp(e.landing_quantities.empty() ? px : px + 15, left + 10, width - right - 10),
          e.landing_quantities.empty() ? ty : py + 5, i + 1);
    }
  }
  out += fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" font-size=\"15\">{}</text>\n",
      0.5 * (left + width - right), bottom + 46,
      escape(c.axis.name + (c.axis.unit == "1" ? " (1 is the reference)" : "")));
  double at = bottom + 78;
  for (std::size_t i = 0; i < listed; ++i, at += line) {
    const SweepEvent& e = c.events[i];
    std::string words =
        fmt::format("at {:.5g}  {}", e.parameter / f, event_words(model, e, c.is_branch));
    if (!c.is_branch && (e.fold || e.branch_point))
      words += e.landing_quantities.empty()
                   ? fmt::format("; nothing holds it beyond ({})", to_string(e.landing))
                   : fmt::format("; it jumps to {:.1f}{}",
                                 at_edge(c.quantities[0], e.landing_quantities[0]),
                                 edge_unit(c.quantities[0]));
    out += fmt::format(
        "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\" font-weight=\"bold\">{}</text><text "
        "x=\"{}\" y=\"{:.1f}\">{}</text>\n",
        left + 12, at, i + 1, left + 22, at, escape(words));
  }
  if (c.events.size() > listed)
    out += fmt::format(
        "<text x=\"{}\" y=\"{:.1f}\">and {} more (see the text or JSON answer)</text>\n", left + 22,
        at, c.events.size() - listed);
  return out + "</svg>\n";
}

}  // namespace

std::string diagram_svg(const Model& model, const Sweep& sweep) {
  return draw(model, curve_of(sweep));
}
std::string diagram_svg(const Model& model, const Branch& branch) {
  return draw(model, curve_of(branch));
}

}  // namespace guywire
