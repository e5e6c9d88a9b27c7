#include "angles.hpp"

#include <fmt/format.h>

#include <numbers>

#include "../words.hpp"

namespace guywire::svg {

/// From S1 and from L1 the direction backward along the endplate.
struct AngleMarks::Plates {
  Vec2 s1_front, s1_rear, l1_front, l1_rear;
  Vec2 s1_back = unit(s1_rear - s1_front);
  Vec2 l1_back = unit(l1_rear - l1_front);
  double length = norm(s1_rear - s1_front);  ///< of S1's [m]
};

void AngleMarks::draw() {
  out_.open_group("class=\"angles\"");
  Label tilt = tilt_label();
  const auto asis = s_.landmark("ASIS", s_.theta), psis = s_.landmark("PSIS", s_.theta);
  if (s_.angles.anterior_tilt && asis && psis)
    tilt.anchor = draw_pelvic_tilt(*asis, *psis);
  else
    tilt.anchor = draw_body_tilt();
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
Vec2 AngleMarks::draw_pelvic_tilt(Vec2 asis, Vec2 psis) {
  const double reach = norm(asis - psis), radius = 1.30 * reach;
  const double zero = s_.options.turn, angle = zero - *s_.angles.anterior_tilt;
  dashed_line(psis, psis + 1.36 * reach * direction(zero));
  if (s_.ghost) {
    const auto a = s_.landmark("ASIS", s_.ghost_theta), p = s_.landmark("PSIS", s_.ghost_theta);
    out_.line(v_.px(*p), v_.px(mix(*p, *a, 1.15)), ghost_ink, 1.2, " stroke-dasharray=\"2 3\"");
  }
  line(psis, psis + 1.36 * reach * direction(angle), 2);
  arc(psis, radius, zero, angle);
  draw_landmark_names(asis, psis, direction(angle));
  return v_.px(psis + radius * direction(0.5 * (zero + angle)));
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
  const auto s1_front = s_.landmark("S1_anterior", s_.theta);
  const auto s1_rear = s_.landmark("S1_posterior", s_.theta);
  const auto l1_front = s_.landmark("L1_anterior", s_.theta);
  const auto l1_rear = s_.landmark("L1_posterior", s_.theta);
  if (!(s_.angles.lordosis && s1_front && s1_rear && l1_front && l1_rear)) return;
  const Plates p{*s1_front, *s1_rear, *l1_front, *l1_rear};
  // where the line of S1's plate meets that of L1's, from its front corner
  const double parallel = cross(p.s1_back, p.l1_back);
  const double toward =
      std::abs(parallel) > 0.03 ? cross(p.l1_front - p.s1_front, p.l1_back) / parallel : 1e9;
  const double lordosis = *s_.angles.lordosis;
  const std::string value = sentence(
      {"picture.lordosis", {{"angle", lordosis}, {"is_lordosis", lordosis >= 0}}}, s_.language);
  Label label{.lines = {value}, .mark = true};
  for (const std::string& line : wrap(phrase("picture.lordosis_how", s_.language), 175, 12.5))
    label.lines.push_back(line);
  if (toward > 0 && toward < 60 * p.length)
    label.anchor = draw_plates_that_meet(p, p.s1_front + toward * p.s1_back);
  else
    label.anchor = draw_parallel_plates(p);
  labels_.add(label);
}

/// Both lines up to where they meet, and the arc between them; returns its middle [px].
Vec2 AngleMarks::draw_plates_that_meet(const Plates& p, Vec2 vertex) {
  const Vec2 u = p.s1_back, v = p.l1_back;
  const double shorter = std::min(norm(p.s1_rear - vertex), norm(p.l1_rear - vertex));
  const double radius = std::max(0.35 * shorter, shorter - 2.3 * p.length);
  const double from = std::atan2(-u.y, -u.x);
  const double turn = std::atan2(cross(-1.0 * u, -1.0 * v), u.x * v.x + u.y * v.y);
  const double end = radius - 8 / v_.scale;
  line(p.s1_front, vertex - end * u, 1.6);
  line(p.l1_front, vertex - end * v, 1.6);
  arc(vertex, radius, from, from + turn);
  return v_.px(vertex + radius * direction(from + turn / 2));
}

/// Nearly parallel, or meeting in front: the two lines, joined at their ends; returns the middle
/// between them [px].
Vec2 AngleMarks::draw_parallel_plates(const Plates& p) {
  const Vec2 s1_end = p.s1_front + 3.3 * p.length * p.s1_back;
  const Vec2 l1_end = p.l1_front + 3.3 * p.length * p.l1_back;
  line(p.s1_front, s1_end, 1.6);
  line(p.l1_front, l1_end, 1.6);
  line(mix(p.s1_front, s1_end, 0.95), mix(p.l1_front, l1_end, 0.95), 2);
  return v_.px(mix(s1_end, l1_end, 0.5));
}

}  // namespace guywire::svg
