// The diagram of a sweep or a branch: a panel for each quantity, above one another, with the curve,
// its events and a list of them.
#include <algorithm>
#include <cmath>

#include "curve.hpp"

namespace guywire {

namespace {

std::string escape(const std::string& text) { return escaped(text, "&<>\""); }

/// An axis with round ticks, from numbers to pixels.
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
    step = power * round_factor(raw / power);
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
  /// Of a tick.
  std::string label(double v, Language language) const {
    if (std::abs(v) >= 1e7) return number_in_words(v, ".3g", language);
    const int decimals = static_cast<int>(-std::floor(std::log10(step) + 1e-9));
    return number_in_words(v, "." + std::to_string(std::clamp(decimals, 0, 9)), language);
  }

 private:
  /// 1, 2, 5 or 10, whichever is nearest.
  static double round_factor(double v) {
    if (v < 1.5) return 1;
    if (v < 3.5) return 2;
    return v < 7.5 ? 5 : 10;
  }
};

// blue and vermilion of Okabe and Ito: told apart with any color vision; unstable is dashed, too
constexpr const char* stable_color = "#0072B2";
constexpr const char* unstable_color = "#D55E00";
constexpr const char* jump_color = "#555";

constexpr double width = 900, left = 84, right = 24;  // of the page and its margins [px]
constexpr double panel = 300, gap = 26, top = 84;     // of the panels, and above the first [px]
constexpr double line_height = 21;                    // of the list of events [px]
constexpr std::size_t most_listed = 24;               // events; chosen: the list stays a list

bool is_landing(const SweepEvent& e) { return !e.landing_quantities.empty(); }

/// One quantity against what is varied.
class Panel {
 public:
  Panel(std::string& out, const Curve& curve, const Scale& x, std::size_t quantity,
        Language language)
      : out_(out),
        c_(curve),
        language_(language),
        x_(x),
        q_(quantity),
        quantity_(curve.quantities[quantity]),
        top_(top + quantity * (panel + gap)),
        bottom_(top_ + panel),
        y_(scale()) {}

  void draw() {
    clip();
    draw_grid();
    draw_frame();
    draw_curve();
    draw_jumps();
    draw_events();
  }

 private:
  Scale scale() const;
  void clip();
  void draw_grid();
  void draw_frame();
  void draw_curve();
  void draw_jumps();
  void draw_events();
  void draw_event_sign(const SweepEvent& e, double x, double y);

  double px(double parameter) const { return x_(parameter / c_.axis.factor); }
  double py(const std::vector<double>& quantities) const {
    return y_(at_edge(quantity_, quantities[q_]));
  }

  std::string& out_;
  const Curve& c_;
  const Language language_;
  const Scale& x_;
  const std::size_t q_;
  const Quantity& quantity_;
  const double top_, bottom_;
  const Scale y_;
};

/// From the least to the largest value of the curve and its events, and a little more.
Scale Panel::scale() const {
  double low = 1e300, high = -1e300;
  const auto include = [&](const std::vector<double>& v) {
    if (q_ >= v.size() || !std::isfinite(v[q_])) return;
    low = std::min(low, at_edge(quantity_, v[q_]));
    high = std::max(high, at_edge(quantity_, v[q_]));
  };
  for (const auto& r : c_.rows)
    if (r.known) include(*r.quantities);
  for (const SweepEvent& e : c_.events) {
    include(e.quantities);
    include(e.landing_quantities);
  }
  if (low > high) {
    low = -1;
    high = 1;
  }
  const double pad = 0.08 * (high - low);
  return Scale(low - pad, high + pad, bottom_, top_);
}

void Panel::clip() {
  out_ += fmt::format(
      "<clipPath id=\"panel{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
      q_, left - 8, top_ - 8, width - left - right + 16, panel + 16);
}

void Panel::draw_grid() {
  for (const double v : y_.ticks())
    out_ += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\"/><text "
        "x=\"{4}\" y=\"{5:.1f}\" text-anchor=\"end\">{6}</text>\n",
        left, width - right, y_(v), v == 0 ? "#999" : "#e4e4e4", left - 10, y_(v) + 5,
        y_.label(v, language_));
  const bool is_last = q_ + 1 == c_.quantities.size();
  for (const double v : x_.ticks()) {
    out_ += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\" stroke=\"#e4e4e4\"/>\n", x_(v),
        top_, bottom_);
    if (is_last)
      out_ += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x_(v),
                          bottom_ + 20, x_.label(v, language_));
  }
}

void Panel::draw_frame() {
  out_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#888\"/>\n", left,
      top_, width - left - right, panel);
  out_ += fmt::format(
      "<text transform=\"translate(22 {:.1f}) rotate(-90)\" text-anchor=\"middle\" "
      "font-size=\"15\">{}</text>\n",
      0.5 * (top_ + bottom_),
      escape(quantity_words(quantity_.name, language_) + " [" + shown_unit(quantity_.unit) + "]"));
}

/// The points of a curve in runs of one stability.
class Runs {
 public:
  explicit Runs(std::string& out) : out_(out) {}

  void add(double x, double y) {
    points_ += fmt::format("{}{:.2f},{:.2f}", points_.empty() ? "" : " ", x, y);
  }
  bool empty() const { return points_.empty(); }
  bool stable() const { return stable_; }
  /// Ends a run; a point alone is none.
  void end() {
    const bool is_line = points_.find(' ') != std::string::npos;
    if (is_line && stable_)
      out_ += fmt::format("<polyline points=\"{}\" stroke=\"{}\" stroke-width=\"3\"/>\n", points_,
                          stable_color);
    else if (is_line)
      out_ += fmt::format(
          "<polyline points=\"{}\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"7 5\"/>\n",
          points_, unstable_color);
    points_.clear();
  }
  /// Ends a run and begins one of that stability.
  void begin(bool stable) {
    end();
    stable_ = stable;
  }

 private:
  std::string& out_;
  std::string points_;
  bool stable_ = true;
};

/// A segment of a branch is as stable as its stabler end: at a fold or kink the end itself is not.
/// A sweep is broken where it jumps, and reaches to the place of the jump.
void Panel::draw_curve() {
  out_ += fmt::format(
      "<g clip-path=\"url(#panel{})\" fill=\"none\" stroke-linejoin=\"round\" "
      "stroke-linecap=\"butt\">\n",
      q_);
  Runs runs(out_);
  const auto add = [&](double parameter, const std::vector<double>& quantities) {
    runs.add(px(parameter), py(quantities));
  };
  const auto add_branch_segment = [&](const Curve::Row& from, const Curve::Row& to) {
    const bool stable = to.stable || from.stable;
    if (stable != runs.stable()) runs.begin(stable);
    if (runs.empty()) add(from.parameter, *from.quantities);
    add(to.parameter, *to.quantities);
  };
  const auto add_event = [&](const SweepEvent& e) {
    if (!runs.empty()) add(e.parameter, e.quantities);
    if (!ends_curve(e)) return;
    runs.end();
    if (is_landing(e)) add(e.parameter, e.landing_quantities);
  };
  const auto add_sweep_point = [&](const Curve::Row& r) {
    if (!r.known) return runs.end();
    add(r.parameter, *r.quantities);
    if (r.stable == runs.stable()) return;
    runs.begin(r.stable);
    add(r.parameter, *r.quantities);
  };
  for (std::size_t i = 0; i < c_.rows.size(); ++i) {
    if (c_.is_branch) {
      if (i > 0) add_branch_segment(c_.rows[i - 1], c_.rows[i]);
      continue;
    }
    for (const SweepEvent& e : c_.events)
      if (e.point == static_cast<int>(i)) add_event(e);
    add_sweep_point(c_.rows[i]);
  }
  runs.end();
  out_ += "</g>\n";
}

void Panel::draw_jumps() {
  for (const SweepEvent& e : c_.events)
    if (is_landing(e) && q_ < e.quantities.size())
      out_ += fmt::format(
          "<line x1=\"{0:.2f}\" y1=\"{1:.2f}\" x2=\"{0:.2f}\" y2=\"{2:.2f}\" stroke=\"{3}\" "
          "stroke-width=\"2\" stroke-dasharray=\"2 4\" marker-end=\"url(#tip)\"/>\n",
          px(e.parameter), py(e.quantities), py(e.landing_quantities), jump_color);
}

/// A diamond where the curve ends, else a ring.
void Panel::draw_event_sign(const SweepEvent& e, double x, double y) {
  if (ends_curve(e))
    out_ += fmt::format(
        "<path d=\"M{0:.2f} {1:.2f} l7 7 l-7 7 l-7 -7 z\" fill=\"#222\" stroke=\"white\" "
        "stroke-width=\"1.5\"/>\n",
        x, y - 7);
  else
    out_ += fmt::format(
        "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"4.5\" fill=\"white\" stroke=\"#222\" "
        "stroke-width=\"1.8\"/>\n",
        x, y);
}

/// Signs and numbers; the numbers of near events stand on different rows.
void Panel::draw_events() {
  double last_x = -1e9, last_y = -1e9;
  int crowd = 0;
  for (std::size_t i = 0; i < c_.events.size(); ++i) {
    const SweepEvent& e = c_.events[i];
    if (q_ >= e.quantities.size()) continue;
    const double x = px(e.parameter), y = py(e.quantities);
    draw_event_sign(e, x, y);
    crowd = std::hypot(x - last_x, y - last_y) < 18 ? crowd + 1 : 0;
    last_x = x;
    last_y = y;
    const int row = 14 * (crowd % 3);
    double text_x = x, text_y = y > top_ + 44 ? y - 12 - row : y + 24 + row;
    if (is_landing(e)) {  // beside the arrow
      text_x = x + 15;
      text_y = y + 5;
    }
    out_ += fmt::format(
        "<text x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"middle\" font-size=\"13\" "
        "font-weight=\"bold\" stroke=\"white\" stroke-width=\"3.5\" "
        "paint-order=\"stroke\">{}</text>\n",
        std::clamp(text_x, left + 10, width - right - 10), text_y, i + 1);
  }
}

// --- around the panels --------------------------------------------------------------------------

/// Below which of how many panels the axis stands [px].
double bottom_of(const Curve& c) {
  const std::size_t panels = std::max<std::size_t>(1, c.quantities.size());
  return top + panels * panel + (panels - 1) * gap;
}

std::size_t listed_events(const Curve& c) { return std::min(c.events.size(), most_listed); }

double height_of(const Curve& c) {
  const std::size_t listed = listed_events(c);
  const std::size_t lines = listed + (c.events.size() > listed);
  return bottom_of(c) + 62 + (listed ? 14 + line_height * lines : 0) + 20;
}

std::string description(const Model& model, const Curve& c, Language language) {
  std::string out = sentence({"diagram.description", {{"name", c.axis.name}}}, language);
  for (std::size_t i = 0; i < c.events.size(); ++i)
    out += " " + sentence({"diagram.event",
                           {{"number", i + 1},
                            {"what", event_words(model, c.events[i], c.is_branch, language)},
                            {"parameter", c.events[i].parameter / c.axis.factor}}},
                          language);
  return out;
}

std::string head(const Model& model, const Curve& c, Language language) {
  const double height = height_of(c);
  const std::string title = escape(model.name() + ": " + c.axis.name);
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
             "width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" font-family=\"Helvetica, Arial, "
             "sans-serif\" font-size=\"14\" fill=\"#222\">\n",
             width, height) +
         "<title>" + title + "</title>\n<desc>" + escape(description(model, c, language)) +
         "</desc>\n" +
         fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" fill=\"white\"/>\n", width, height) +
         "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" "
         "markerHeight=\"8\" orient=\"auto\"><path d=\"M0 1 L10 5 L0 9 z\" "
         "fill=\"#555\"/></marker></defs>\n" +
         fmt::format("<text x=\"{}\" y=\"32\" font-size=\"19\" font-weight=\"bold\">{}</text>\n",
                     left, title);
}

/// What the lines mean that occur.
std::string legend(const Curve& c, Language language) {
  std::string out;
  double x = left;
  const auto add = [&](const char* color, const char* dash, std::string_view words, double room) {
    out += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"54\" x2=\"{:.1f}\" y2=\"54\" stroke=\"{}\" "
        "stroke-width=\"3\"{}/><text x=\"{:.1f}\" y=\"59\">{}</text>\n",
        x, x + 34, color, *dash ? fmt::format(" stroke-dasharray=\"{}\"", dash) : "", x + 42,
        phrase(words, language));
    x += room;
  };
  const auto is_unstable = [](const Curve::Row& r) { return r.known && !r.stable; };
  add(stable_color, "", "word.stable", 120);
  if (std::any_of(c.rows.begin(), c.rows.end(), is_unstable))
    add(unstable_color, "7 5", "word.unstable", 136);
  if (!c.is_branch && std::any_of(c.events.begin(), c.events.end(), is_landing))
    add(jump_color, "2 4", "diagram.jump", 110);
  return out;
}

std::string axis_name(const Curve& c, Language language) {
  const Fact words("diagram.axis", {{"name", c.axis.name}, {"is_factor", c.axis.unit == "1"}});
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" font-size=\"15\">{}</text>\n",
      0.5 * (left + width - right), bottom_of(c) + 46, escape(sentence(words, language)));
}

/// "at 0.912  psoas goes slack".
std::string line_of(const Model& model, const Curve& c, const SweepEvent& e, Language language) {
  std::string what = event_words(model, e, c.is_branch, language);
  if (ends_curve(e) && !c.is_branch)
    what = with_landing(
        what, e,
        is_landing(e) ? value_words(c.quantities[0], e.landing_quantities[0], 1, language) : "",
        language);
  return sentence({"diagram.line", {{"parameter", e.parameter / c.axis.factor}, {"what", what}}},
                  language);
}

std::string event_list(const Model& model, const Curve& c, Language language) {
  const std::size_t listed = listed_events(c);
  std::string out;
  double y = bottom_of(c) + 78;
  for (std::size_t i = 0; i < listed; ++i, y += line_height)
    out += fmt::format(
        "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\" font-weight=\"bold\">{}</text><text "
        "x=\"{}\" y=\"{:.1f}\">{}</text>\n",
        left + 12, y, i + 1, left + 22, y, escape(line_of(model, c, c.events[i], language)));
  if (c.events.size() > listed)
    out += fmt::format("<text x=\"{}\" y=\"{:.1f}\">{}</text>\n", left + 22, y,
                       sentence({"diagram.more", {{"count", c.events.size() - listed}}}, language));
  return out;
}

std::string draw(const Model& model, const Curve& c, Language language) {
  std::string out = head(model, c, language) + legend(c, language);
  const double f = c.axis.factor;
  const Scale x(c.axis.from / f, c.axis.to / f, left, width - right);
  for (std::size_t q = 0; q < c.quantities.size(); ++q)
    Panel(out, c, x, q, language).draw();
  return out + axis_name(c, language) + event_list(model, c, language) + "</svg>\n";
}

}  // namespace

std::string diagram_svg(const Model& model, const Sweep& sweep, Language language) {
  return draw(model, curve_of(sweep), language);
}
std::string diagram_svg(const Model& model, const Branch& branch, Language language) {
  return draw(model, curve_of(branch), language);
}

}  // namespace guywire
