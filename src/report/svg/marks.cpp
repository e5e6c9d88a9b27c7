#include "marks.hpp"

#include "guywire/posture/posture_angles.hpp"

namespace guywire::svg {

namespace {

std::optional<Vec2> place(const Model& model, std::string_view name, const Angles& theta) {
  const Landmark* l = model.landmark(name);
  if (!l) return std::nullopt;
  return position(model, model.body(l->body), {l->point.x, l->point.y}, theta);
}

/// From S1 and from L1 the direction backward along the endplate.
struct Plates {
  Vec2 s1_front, s1_rear, l1_front, l1_rear;
  Vec2 s1_back = unit(s1_rear - s1_front);
  Vec2 l1_back = unit(l1_rear - l1_front);
  double length = norm(s1_rear - s1_front);  ///< of S1's [m]
};

/// Both lines up to the arc about the point where they meet.
AngleMark plates_that_meet(const Plates& p, Vec2 vertex) {
  const Vec2 u = p.s1_back, v = p.l1_back;
  const double shorter = std::min(norm(p.s1_rear - vertex), norm(p.l1_rear - vertex));
  AngleMark out{.center = vertex};
  out.radius = std::max(0.35 * shorter, shorter - 2.3 * p.length);
  out.from = std::atan2(-u.y, -u.x);
  out.to = out.from + std::atan2(cross(-1.0 * u, -1.0 * v), u.x * v.x + u.y * v.y);
  out.zero = {p.s1_front, vertex - out.radius * u};
  out.arm = {p.l1_front, vertex - out.radius * v};
  return out;
}

/// Nearly parallel, or meeting in front.
AngleMark parallel_plates(const Plates& p) {
  AngleMark out;
  out.zero = {p.s1_front, p.s1_front + 3.3 * p.length * p.s1_back};
  out.arm = {p.l1_front, p.l1_front + 3.3 * p.length * p.l1_back};
  return out;
}

}  // namespace

Vec2 AngleMark::middle() const {
  if (radius > 0) return center + radius * direction(0.5 * (from + to));
  return mix(zero[1], arm[1], 0.5);
}

std::optional<AngleMark> tilt_mark(const Model& model, const Angles& theta) {
  const auto asis = place(model, "ASIS", theta), psis = place(model, "PSIS", theta);
  const auto tilt = posture_angles(model, theta).anterior_tilt;
  if (!tilt || !asis || !psis) return std::nullopt;
  const double reach = norm(*asis - *psis);
  AngleMark out{.center = *psis, .radius = 1.30 * reach, .to = -*tilt};
  out.zero = {*psis, *psis + 1.36 * reach * direction(0)};
  out.arm = {*psis, *psis + 1.36 * reach * direction(out.to)};
  return out;
}

std::optional<AngleMark> lordosis_mark(const Model& model, const Angles& theta) {
  const auto s1_front = place(model, "S1_anterior", theta);
  const auto s1_rear = place(model, "S1_posterior", theta);
  const auto l1_front = place(model, "L1_anterior", theta);
  const auto l1_rear = place(model, "L1_posterior", theta);
  if (!(s1_front && s1_rear && l1_front && l1_rear)) return std::nullopt;
  const Plates p{*s1_front, *s1_rear, *l1_front, *l1_rear};
  // where the line of S1's plate meets that of L1's, from its front corner
  const double parallel = cross(p.s1_back, p.l1_back);
  const double toward =
      std::abs(parallel) > 0.03 ? cross(p.l1_front - p.s1_front, p.l1_back) / parallel : 1e9;
  if (toward > 0 && toward < 60 * p.length)
    return plates_that_meet(p, p.s1_front + toward * p.s1_back);
  return parallel_plates(p);
}

}  // namespace guywire::svg
