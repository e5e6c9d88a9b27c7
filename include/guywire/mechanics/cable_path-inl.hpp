#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/kinematics.hpp"
#include "guywire/mechanics/mechanics.hpp"

namespace guywire {

GUYWIRE_INLINE Vec2 PathPiece::at(double share) const {
  if (radius == 0) return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
  const double c = std::cos(sense * wrap * share), s = std::sin(sense * wrap * share),
               x = from.x - center.x, y = from.y - center.y;
  return {center.x + c * x - s * y, center.y + s * x + c * y};
}

GUYWIRE_INLINE double PathPiece::length() const {
  return radius == 0 ? std::hypot(to.x - from.x, to.y - from.y) : radius * wrap;
}

namespace detail {

/// Follows a cable from point to point.
class PathTrace {
 public:
  std::vector<PathPiece> pieces;
  PathLoss loss = PathLoss::none;  ///< of the first segment that is lost, and where
  std::size_t start = 0, end = 0;  ///< its points in the path
  int contact = -1;                ///< in Structure::contacts
  int neighbor = -1;  ///< inside that circle, or around it: a contact; -1 and -2 are the points at
                      ///< start and end
  bool unwound = false;  ///< from a drum

  /// `numbers` as Model::numbers().
  PathTrace(const Model& model, CableId cable, std::span<const double> numbers,
            std::span<const double> theta)
      : s_(model.structure()),
        path_(model.description().cables[cable.index].path),
        numbers_(numbers),
        theta_(theta),
        segment_(s_.cables[cable.index].first_segment) {
    const PathPoint& origin = path_.front();
    here_ = position(model, model.body(origin.body), {origin.point.x, origin.point.y}, theta);
    for (std::size_t i = 1; i < path_.size(); ++i)
      if (path_[i].circle.empty()) follow(i);
  }

 private:
  struct Vector {
    double x = 0, y = 0;
    double turned = 0;  ///< sum of the angles of the bodies that turn it
  };
  Vector vector(int which) const {
    const auto& span = s_.spans[which];
    const auto at = [&](int offset, int axis) {
      return offset < 0 ? 0.0 : numbers_[offset + axis];
    };
    Vector out{at(span.ground_plus, 0) - at(span.ground_minus, 0),
               at(span.ground_plus, 1) - at(span.ground_minus, 1)};
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
      const auto& lever = s_.levers[l];
      const double x = at(lever.plus, 0) - at(lever.minus, 0),
                   y = at(lever.plus, 1) - at(lever.minus, 1);
      const double angle = theta_[lever.body], c = std::cos(angle), s = std::sin(angle);
      out.x += c * x - s * y;
      out.y += s * x + c * y;
      if (x != 0 || y != 0) out.turned += angle;
    }
    return out;
  }

  /// From the last point to the one at place i of the path.
  void follow(std::size_t i) {
    const auto& segment = s_.segments[segment_++];
    const Vector chord = vector(segment.span);
    const Vec2 from = here_, to{from.x + chord.x, from.y + chord.y};
    const std::size_t before = pieces.size();
    if (segment.contact_count == 0)
      pieces.push_back({.from = from, .to = to});
    else if (segment.contact_count == 1)
      over_circle(segment, from, to);
    else
      over_row(segment, from, to);
    if (found_ != PathLoss::none) {
      pieces.resize(before);
      pieces.push_back({.from = from, .to = to});
      if (loss == PathLoss::none) {
        loss = found_;
        contact = found_at_;
        neighbor = found_neighbor_;
        unwound = found_drum_;
        start = last_;
        end = i;
      }
    }
    found_ = PathLoss::none;
    last_ = i;
    here_ = to;
  }

  void lose(PathLoss why, int contact, int neighbor, bool drum) {
    found_ = why;
    found_at_ = contact;
    found_neighbor_ = neighbor;
    found_drum_ = drum;
  }

  static double sense_of(const Structure::Contact& c) {
    return c.sense == Sense::counterclockwise ? 1 : -1;
  }

  /// A piece between two circles (or points): where it leaves the one and reaches the other.
  void add_stretch(Vec2 from, double from_offset, Vec2 to, double to_offset,
                   const TangentPiece<double>& t) {
    pieces.push_back({.from = {from.x + from_offset * t.y, from.y - from_offset * t.x},
                      .to = {to.x + to_offset * t.y, to.y - to_offset * t.x}});
  }
  void add_arc(Vec2 center, double radius, double sense, double wrap,
               const TangentPiece<double>& from, const TangentPiece<double>& to) {
    const double offset = sense * radius;
    pieces.push_back({.from = {center.x + offset * from.y, center.y - offset * from.x},
                      .to = {center.x + offset * to.y, center.y - offset * to.x},
                      .radius = radius,
                      .wrap = wrap,
                      .sense = sense,
                      .center = center});
  }

  void over_circle(const Structure::Segment& segment, Vec2 from, Vec2 to) {
    Mechanics<double>::Curved made{};
    made.sense = sense_of(s_.contacts[segment.first_contact]);
    prepare_curved(s_, segment, numbers_.data(), made);
    const Vector a = vector(segment.span_to_start), b = vector(segment.span_to_end);
    Wound<double> wound = made.at_zero;
    const bool drum = wound.share > 0.5;
    if (drum) wound.angle += made.sense * (b.turned - a.turned);
    const auto w = wrap_circle(a.x, a.y, b.x, b.y, made.radius, made.sense, wound);
    if (w.inside)
      return lose(PathLoss::inside, segment.first_contact, w.first.exists ? -2 : -1, drum);
    // between -m and -beta: nearer to the one it passes on the wrong side, nearer to the other it
    // is wound too far
    const double psi = w.wrap + w.beta, m = 0.5 * (std::numbers::pi + w.beta);
    if (w.lost)
      return lose(!drum && psi < -0.5 * (m + w.beta) ? PathLoss::full_turn : PathLoss::wrong_side,
                  segment.first_contact, -1, drum);
    if (!(w.wrap > 0)) return pieces.push_back({.from = from, .to = to});
    const Vec2 center{from.x - a.x, from.y - a.y};
    const double offset = made.sense * made.radius;
    add_stretch(from, 0, center, offset, w.first);
    add_arc(center, made.radius, made.sense, w.wrap, w.first, w.second);
    add_stretch(center, offset, to, 0, w.second);
  }

  void over_row(const Structure::Segment& segment, Vec2 start, Vec2 end) {
    Mechanics<double> made;
    const int elements = segment.contact_count + 2;
    made.row_spans.resize(elements * (elements - 1) / 2);
    made.row_circles.resize(segment.contact_count);
    prepare_row(s_, segment, numbers_.data(), made, {});
    TautRow<double> row(segment.contact_count);
    row.begin(segment.contact_count);
    for (int j = 1; j + 1 < elements; ++j)
      row.set_circle(j, made.row_circles[j - 1].radius,
                     sense_of(s_.contacts[segment.first_contact + j - 1]));
    const auto between = [&](int i, int k) {
      return vector(segment.first_row_span + Structure::row_span(i, k, elements));
    };
    row.pull_taut(
        [&](int i, int k) {
          const Vector v = between(i, k);
          return TautRow<double>::Vector{v.x, v.y};
        },
        [&](int j) {
          Wound<double> wound = made.row_circles[j - 1].at_zero;
          wound.angle += row[j].sense * (between(j, j + 1).turned - between(j - 1, j).turned);
          return wound;
        });
    if (const int j = row.lost(); j >= 0) {
      const int beside = row[j].first.exists ? row[j].after : row[j].before;
      int neighbor = segment.first_contact + beside - 1;
      if (beside == 0) neighbor = -1;
      if (beside + 1 == elements) neighbor = -2;
      return lose(row[j].loss, segment.first_contact + j - 1, neighbor,
                  made.row_circles[j - 1].at_zero.share > 0.5);
    }
    std::vector<Vec2> at{start};
    for (int j = 1; j + 1 < elements; ++j) {
      const Vector v = between(0, j);
      at.push_back({start.x + v.x, start.y + v.y});
    }
    at.push_back(end);
    for (int i = 0; i + 1 < elements; i = row[i].after) {
      const auto &from = row[i], &to = row[row[i].after];
      if (i > 0) add_arc(at[i], from.radius, from.sense, from.wrap, from.first, from.second);
      add_stretch(at[i], from.sense * from.radius, at[from.after], to.sense * to.radius,
                  from.second);
    }
  }

  const Structure& s_;
  const std::vector<PathPoint>& path_;
  std::span<const double> numbers_, theta_;
  int segment_;
  std::size_t last_ = 0;  ///< the point that it has come to, and where that is
  Vec2 here_{};
  PathLoss found_ = PathLoss::none;
  int found_at_ = -1, found_neighbor_ = -1;
  bool found_drum_ = false;
};

GUYWIRE_INLINE void require_paths(const Model& model, std::span<const double> theta) {
  for (int c = 0; c < static_cast<int>(model.structure().cables.size()); ++c)
    if (Facts why = why_lost(model, {c}, theta); !why.empty())
      throw ModelError({{.where = "posture",
                         .what = "loses the path of a cable.",
                         .remedy = "Ask at a posture where every path is defined.",
                         .why = std::move(why)}});
}

}  // namespace detail

GUYWIRE_INLINE std::vector<PathPiece> cable_path(const Model& model, CableId cable,
                                                 std::span<const double> theta) {
  return detail::PathTrace(model, cable, model.numbers(), theta).pieces;
}

GUYWIRE_INLINE Facts why_lost(const Model& model, CableId cable, std::span<const double> numbers,
                              std::span<const double> theta) {
  if (model.structure().first_contact(cable.index) ==
      model.structure().first_contact(cable.index + 1))
    return {};
  const detail::PathTrace trace(model, cable, numbers, theta);
  if (trace.loss == PathLoss::none) return {};
  const Structure::Contact& contact = model.structure().contacts[trace.contact];
  const auto name_of = [&](int named) { return model.description().circles[named].name; };
  const std::string& cable_name = model.description().cables[cable.index].name;
  const std::string circle = name_of(contact.named);
  if (trace.loss == PathLoss::inside && trace.neighbor < 0)
    return {{"path.point_inside",
             {{"cable", cable_name},
              {"point", trace.neighbor == -1 ? trace.start : trace.end},
              {"circle", circle}}}};
  std::string_view id = "path.cuts_circle";
  if (trace.loss == PathLoss::inside)
    id = "path.circles_too_near";
  else if (trace.loss == PathLoss::full_turn)
    id = "path.full_turn";
  else if (trace.unwound)
    id = "path.unwound";
  Fact why(id, {{"cable", cable_name},
                {"start", trace.start},
                {"end", trace.end},
                {"circle", circle},
                {"clockwise", contact.sense == Sense::clockwise}});
  if (trace.loss == PathLoss::inside)
    why.values.emplace_back("other", name_of(model.structure().contacts[trace.neighbor].named));
  return {why};
}

GUYWIRE_INLINE Facts why_lost(const Model& model, CableId cable, std::span<const double> theta) {
  return why_lost(model, cable, model.numbers(), theta);
}

}  // namespace guywire
