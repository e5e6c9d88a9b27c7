#pragma once
#include <cstddef>
#include <vector>

#include "guywire/mechanics/wrap_circle.hpp"

namespace guywire {

/// Why a path over circles is not defined at a posture.
enum class PathLoss {
  none,
  inside,      ///< a neighbor of the circle on the path lies within it, or it within the neighbor
  wrong_side,  ///< the straight line cuts the circle, or a drum is unwound
  full_turn    ///< the cable leads about the circle by a full turn
};

/// A taut string from a point over several circles in a row to a point.
///
/// Draw it first over every circle: tangents between neighbors and, on each circle, an arc of the
/// contact angle, which may be negative. Then pull it taut: where an arc is negative the circle is
/// let go, and one that the straight piece cuts is taken back, until the string touches exactly the
/// circles with positive arcs. Directions are followed without full turns being dropped, so that it
/// stays the same string. What was drawn first says which one: from neighbor to neighbor it leads
/// about a circle's center by an angle psi between 0 and 2 pi in the stated sense; on a drum (see
/// Wound) the turns are counted. Near a full turn two strings cannot be told apart without memory:
/// lost, from psi = 2 pi (to rounding) to `margin` beyond. Lost is also a string that a circle cuts
/// from its wrong side.
///
/// For scalars that have one sign: no lanes.
template <class S>
class TautRow {
 public:
  static constexpr double turn = 2 * std::numbers::pi;
  static constexpr double full_turn =
      turn + 1e-6;  ///< [rad] chosen: strands side by side make a full turn, to rounding
  static constexpr double margin = 0.1;  ///< [rad] chosen: a row whose circle sees its neighbors so
                                         ///< near to each other is none about it

  struct Vector {
    S x{}, y{};
  };
  struct Element {
    S radius{};                     ///< of a point: 0
    double sense = 0;               ///< +1 counter-clockwise, -1 clockwise, 0 a point
    bool touched = true;            ///< points always are
    int before = -1, after = -1;    ///< its neighbors among those that are touched
    TangentPiece<S> first, second;  ///< from `before`, to `after`
    S from{}, to{};                 ///< their directions, full turns kept [rad]
    S wrap{};                       ///< contact angle [rad]
    PathLoss loss = PathLoss::none;
  };

  /// Room for rows of so many circles.
  explicit TautRow(std::size_t circles) : elements_(circles + 2) {}

  std::size_t size() const { return size_; }  ///< circles and both points
  const Element& operator[](std::size_t i) const { return elements_[i]; }
  const S& length() const { return length_; }  ///< in the plane; meaningful where nothing is lost
  int lost() const { return lost_; }           ///< the circle at which the path is lost, or -1

  /// psi at a circle that vector a leads to and b from.
  static S drawn_angle(const Vector& a, const Vector& b, double sense) {
    using std::atan2;
    const S angle = atan2(sense * (a.y * b.x - a.x * b.y), -(a.x * b.x + a.y * b.y));
    return angle > S(margin) ? angle : angle + turn;
  }

  void begin(std::size_t circles) {
    size_ = circles + 2;
    for (std::size_t i = 0; i < size_; ++i)
      elements_[i] = Element{};
  }
  void set_circle(std::size_t i, const S& radius, double sense) {
    elements_[i].radius = radius;
    elements_[i].sense = sense;
  }

  /// vector(i, k): from the center of element i to that of k, i < k. wound(j): of circle j between
  /// its neighbors in the row, as a Wound.
  template <class VectorBetween, class WoundAbout>
  void pull_taut(VectorBetween&& vector, WoundAbout&& wound) {
    draw(vector, wound);
    bool taut = false;
    for (std::size_t round = 0; round < 8 * size_ && !taut; ++round) {
      measure(vector);
      taut = !let_go(vector) && !take_back();
    }
    length_ = S(0.0);
    for (std::size_t i = 0; i + 1 < size_; i = elements_[i].after)
      length_ = length_ + elements_[i].radius * elements_[i].wrap + elements_[i].second.length;
    lost_ = -1;
    if (!taut) elements_[1].loss = PathLoss::wrong_side;
    for (std::size_t i = size_ - 2; i > 0; --i) {
      Element& e = elements_[i];
      const bool counted = wound(static_cast<int>(i)).share > S(0.5);
      if (e.touched && e.loss == PathLoss::none && !counted && e.wrap + leads(e) > S(full_turn))
        e.loss = PathLoss::full_turn;
      if (e.loss != PathLoss::none) lost_ = static_cast<int>(i);
    }
  }

 private:
  template <class VectorBetween>
  TangentPiece<S> piece(std::size_t i, std::size_t k, VectorBetween&& vector) const {
    const Vector d = vector(i, k);
    return tangent_piece<S>(
        d.x, d.y,
        elements_[k].sense * elements_[k].radius - elements_[i].sense * elements_[i].radius);
  }

  /// Direction of a piece, with the full turns that bring it nearest to another.
  static S direction(const TangentPiece<S>& piece, const S& near_by) {
    using std::atan2;
    const S angle = atan2(piece.y, piece.x);
    return angle + turn * detail::nearest_whole((near_by - angle) * (1 / turn));
  }

  /// At a circle's center, from the direction to a neighbor's center to where the piece between
  /// them touches.
  static S lead(const Element& circle, const Element& neighbor, const S& length, double side) {
    using std::atan2;
    return atan2(length, circle.radius - side * circle.sense * neighbor.sense * neighbor.radius);
  }
  /// From neighbor to neighbor, less the contact angle.
  S leads(const Element& e) const {
    return lead(e, elements_[e.before], e.first.length, 1) +
           lead(e, elements_[e.after], e.second.length, 1);
  }
  /// As `lead`, for a string that passes on the circle's other side: 0 where there is no room for
  /// one.
  static S clear_lead(const Element& circle, const Element& neighbor,
                      const TangentPiece<S>& to_neighbor) {
    using std::sqrt;
    const S reach = circle.radius - circle.sense * neighbor.sense * neighbor.radius,
            near_by = circle.radius + circle.sense * neighbor.sense * neighbor.radius;
    const S spare = to_neighbor.length * to_neighbor.length + (reach - near_by) * (reach + near_by);
    return spare > S(0.0) ? lead(circle, neighbor, sqrt(spare), -1) : S(0.0);
  }

  /// Over every circle.
  template <class VectorBetween, class WoundAbout>
  void draw(VectorBetween&& vector, WoundAbout&& wound) {
    for (std::size_t i = 0; i + 1 < size_; ++i) {
      elements_[i].after = static_cast<int>(i) + 1;
      elements_[i + 1].before = static_cast<int>(i);
      elements_[i].second = elements_[i + 1].first = piece(i, i + 1, vector);
    }
    elements_[0].to = elements_[1].from = direction(elements_[0].second, S(0.0));
    for (std::size_t j = 1; j + 1 < size_; ++j) {
      Element& e = elements_[j];
      if (!e.first.exists || !e.second.exists) e.loss = PathLoss::inside;
      const S ahead = drawn_angle(vector(j - 1, j), vector(j, j + 1), e.sense);
      const Wound<S> w = wound(j);
      const bool drum = w.share > S(0.5);
      const S psi =
          drum ? ahead + turn * detail::nearest_whole((w.angle - ahead) * (1 / turn)) : ahead;
      if (!drum && psi > S(full_turn) && e.loss == PathLoss::none) e.loss = PathLoss::full_turn;
      e.to = elements_[j + 1].from = direction(e.second, e.from + e.sense * (psi - leads(e)));
      e.wrap = e.sense * (e.to - e.from);
    }
  }

  /// The piece between two neighbors that are touched.
  void join(std::size_t i, std::size_t k, const TangentPiece<S>& piece, const S& direction) {
    Element &before = elements_[i], &after = elements_[k];
    before.after = static_cast<int>(k);
    after.before = static_cast<int>(i);
    before.second = after.first = piece;
    before.to = after.from = direction;
    before.wrap = before.sense * (before.to - before.from);
    after.wrap = after.sense * (after.to - after.from);
  }

  /// Lets go the circle that is farthest from touching; false if there is none.
  template <class VectorBetween>
  bool let_go(VectorBetween&& vector) {
    int which = -1;
    for (std::size_t j = 1; j + 1 < size_; ++j)
      if (elements_[j].touched && !(elements_[j].wrap > S(0.0)) &&
          (which < 0 || elements_[j].wrap < elements_[which].wrap))
        which = static_cast<int>(j);
    if (which < 0) return false;
    Element& e = elements_[which];
    e.touched = false;
    const auto straight = piece(e.before, e.after, vector);
    if (!straight.exists) e.loss = PathLoss::inside;
    join(e.before, e.after, straight, direction(straight, 0.5 * (e.from + e.to)));
    return true;
  }

  /// Measures the circles that are not touched against the pieces that pass them. Their directions
  /// are followed from those before.
  template <class VectorBetween>
  void measure(VectorBetween&& vector) {
    for (std::size_t j = 1; j + 1 < size_; ++j) {
      Element& e = elements_[j];
      if (e.touched) continue;
      e.before = static_cast<int>(j) - 1;
      while (!elements_[e.before].touched)
        --e.before;
      e.after = elements_[e.before].after;
      const Element &before = elements_[e.before], &after = elements_[e.after];
      e.first = piece(e.before, j, vector);
      e.second = piece(j, e.after, vector);
      e.from = direction(e.first, e.from);
      e.to = direction(e.second, e.to);
      e.wrap = e.sense * (e.to - e.from);
      if (e.loss == PathLoss::full_turn) continue;
      e.loss = e.first.exists && e.second.exists ? PathLoss::none : PathLoss::inside;
      const bool unwound =
          e.wrap + leads(e) < -(clear_lead(e, before, e.first) + clear_lead(e, after, e.second));
      if (e.loss == PathLoss::none && unwound) e.loss = PathLoss::wrong_side;
    }
  }

  /// Takes back the circle that the string cuts most; false if there is none.
  bool take_back() {
    int which = -1;
    for (std::size_t j = 1; j + 1 < size_; ++j) {
      const Element& e = elements_[j];
      if (!e.touched && e.loss != PathLoss::inside && e.wrap > S(0.0) &&
          (which < 0 || e.wrap > elements_[which].wrap))
        which = static_cast<int>(j);
    }
    if (which < 0) return false;
    elements_[which].touched = true;
    const Element taken = elements_[which];
    join(taken.before, which, taken.first, taken.from);
    join(which, taken.after, taken.second, taken.to);
    return true;
  }

  std::vector<Element> elements_;
  std::size_t size_ = 0;
  S length_{};
  int lost_ = -1;
};

}  // namespace guywire
