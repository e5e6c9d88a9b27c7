#include "angles.hpp"

#include <fmt/format.h>

#include <numbers>

#include "../words.hpp"

namespace guywire::svg {

void AngleMarks::draw() {
  out_.open_group("class=\"angles\"");
  Label tilt = tilt_label();
  const auto mark = tilt_mark(s_.model, s_.theta);
  tilt.anchor = mark ? draw_pelvic_tilt(*mark) : draw_body_tilt();
  labels_.add(tilt);
  draw_lordosis();
  out_.close_group();
}

Label AngleMarks::tilt_label() const {
  Label tilt{.lines = {s_.tilt_words()}, .mark = true, .right = true};
  const std::string from = s_.angles.anterior_tilt ? s_.tilt_change_words()
                                                   : phrase("picture.from_reference", s_.language);
  for (const std::string& line : wrap(from, l_.page_width - margin - l_.right_edge, 12.5))
    tilt.lines.push_back(line);
  return tilt;
}

void AngleMarks::dashed_line(Vec2 from, Vec2 to) {
  out_.line(v_.px(from), v_.px(to), mark_ink, 1.2, " stroke-dasharray=\"5 4\"");
}

void AngleMarks::arc(Vec2 center, double radius, double from, double to) {
  const std::string r = number(radius * v_.scale);
  out_.add(fmt::format(
      "<path d=\"M{} A{} {} 0 {} {} {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.0\"/>\n",
      v_.xy(center + radius * direction(from)), r, r,
      std::abs(to - from) > std::numbers::pi ? 1 : 0, to > from ? 0 : 1,
      v_.xy(center + radius * direction(to)), mark_ink));
}

// --- tilt ---------------------------------------------------------------------------------------

/// The line from PSIS to ASIS against the horizontal of standing; returns the middle of the arc
/// [px].
Vec2 AngleMarks::draw_pelvic_tilt(const AngleMark& mark) {
  const double zero = s_.options.turn, angle = zero + mark.to;
  dashed_line(seen(mark.zero[0]), seen(mark.zero[1]));
  if (s_.ghost) {
    const auto a = s_.landmark("ASIS", s_.ghost_theta), p = s_.landmark("PSIS", s_.ghost_theta);
    out_.line(v_.px(*p), v_.px(mix(*p, *a, 1.15)), ghost_ink, 1.2, " stroke-dasharray=\"2 3\"");
  }
  line(seen(mark.arm[0]), seen(mark.arm[1]), 2);
  arc(seen(mark.center), mark.radius, zero + mark.from, angle);
  draw_landmark_names(*s_.landmark("ASIS", s_.theta), seen(mark.center), direction(angle));
  return v_.px(seen(mark.middle()));
}

/// `along`: from PSIS to ASIS.
void AngleMarks::draw_landmark_names(Vec2 asis, Vec2 psis, Vec2 along) {
  const auto name = [&](Vec2 landmark, Vec2 offset, const std::string& words) {
    const Vec2 at = v_.px(landmark), middle = at + offset;
    out_.add(
        fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4.0\" fill=\"{}\" stroke=\"#ffffff\" "
                    "stroke-width=\"1.2\"/>\n",
                    number(at.x), number(at.y), mark_ink));
    out_.plate(middle, 36, "#ffffff", words, mark_ink);
    return middle;
  };
  const Vec2 normal{-along.y, along.x};
  const Vec2 asis_name =
      name(asis, {26 * normal.x + 2, -15 * normal.y}, phrase("picture.asis", s_.language));
  const Vec2 psis_name = name(psis, {-26, -13}, phrase("picture.psis", s_.language));
  if (asis.x == psis.x) labels_.avoid_left(asis_name.y);
  labels_.avoid_left(psis_name.y);
}

/// The tilt body's own axis against the vertical of standing; returns the middle of the arc [px].
Vec2 AngleMarks::draw_body_tilt() {
  const Vec2 hinge = s_.tilt_hinge();
  const double reach = 1.06 * s_.reach_of_tilt_body(), angle = s_.theta[s_.tilt_body];
  const double zero = s_.options.turn + std::numbers::pi / 2;
  dashed_line(hinge, hinge + s_.seen({0, reach}));
  line(hinge, hinge + s_.seen(rotated({0, reach}, angle)), 2);
  arc(hinge, 0.985 * reach, zero, zero + angle);
  return v_.px(hinge + s_.seen(rotated({0, 0.985 * reach}, angle / 2)));
}

// --- lordosis -----------------------------------------------------------------------------------

void AngleMarks::draw_lordosis() {
  const auto mark = lordosis_mark(s_.model, s_.theta);
  if (!s_.angles.lordosis || !mark) return;
  const double lordosis = *s_.angles.lordosis;
  const std::string value = sentence(
      {"picture.lordosis", {{"angle", lordosis}, {"is_lordosis", lordosis >= 0}}}, s_.language);
  Label label{.lines = {value}, .mark = true};
  for (const std::string& line : wrap(phrase("picture.lordosis_how", s_.language), 175, 12.5))
    label.lines.push_back(line);
  if (mark->radius > 0)
    draw_plates_that_meet(*mark);
  else
    draw_parallel_plates(*mark);
  label.anchor = v_.px(seen(mark->middle()));
  labels_.add(label);
}

/// Both lines to a little beyond the arc, and the arc.
void AngleMarks::draw_plates_that_meet(const AngleMark& mark) {
  constexpr double beyond = 8;  // [px]
  for (const auto& arm : {mark.zero, mark.arm}) {
    const Vec2 on = (beyond / v_.scale) * unit(arm[1] - arm[0]);
    line(seen(arm[0]), seen(arm[1] + on), 1.6);
  }
  arc(seen(mark.center), mark.radius, s_.options.turn + mark.from, s_.options.turn + mark.to);
}

/// The two lines, joined at their ends.
void AngleMarks::draw_parallel_plates(const AngleMark& mark) {
  for (const auto& arm : {mark.zero, mark.arm})
    line(seen(arm[0]), seen(arm[1]), 1.6);
  line(seen(mix(mark.zero[0], mark.zero[1], joined_at)),
       seen(mix(mark.arm[0], mark.arm[1], joined_at)), 2);
}

}  // namespace guywire::svg
