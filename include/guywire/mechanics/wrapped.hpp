#pragma once
/// Segments over circles: their length, its gradient and Hessian over the cable's bodies, and their
/// contact angles. A piece of string between two circles counts like a straight segment that ends
/// on the two centers (see TangentPiece). One circle alone passes through lanes too; rows of
/// several do not.
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include "guywire/mechanics/evaluation.hpp"
#include "guywire/mechanics/prepared.hpp"
#include "guywire/mechanics/taut_row.hpp"
#include "guywire/mechanics/wrap_circle.hpp"
#include "guywire/model/structure.hpp"

namespace guywire::detail {

/// The levers of a vector between two elements of a segment over circles, rotated.
template <class S, class L>
struct Levers {
  std::span<const Structure::Lever> list;
  const typename Evaluation<S>::Turned* turned;
  const L* reach;  ///< per curved arm [m]
  int first_arm;
  S x, y;                ///< the vector [m]
  const L& total_reach;  ///< see CurvedSpan

  Levers(const Mechanics<L>& m, const Evaluation<S>& e, int span,
         const typename Mechanics<L>::CurvedSpan& fixed)
      : list(std::span(m.structure->levers)
                 .subspan(m.structure->spans[span].first_lever,
                          m.structure->spans[span].lever_count)),
        turned(e.turned.data()),
        reach(m.curved_reach.data()),
        first_arm(static_cast<int>(m.structure->links.size() + 2 * m.structure->straights.size())),
        x(fixed.x),
        y(fixed.y),
        total_reach(fixed.reach) {
    for (const auto& lever : list) {
      x = x + at(lever).x;
      y = y + at(lever).y;
    }
  }
  const auto& at(const Structure::Lever& lever) const { return turned[lever.turned]; }
  const L& reach_of(const Structure::Lever& lever) const { return reach[lever.turned - first_arm]; }
};

/// Adds what the bodies that turn a vector make of a drum's angle.
template <class S, class L>
void add_turns(const Levers<S, L>& levers, const S* theta, double sign, S& angle) {
  for (const auto& lever : levers.list)
    angle = angle + sign * select(levers.reach_of(lever) > L(0.0), theta[lever.body], S(0.0));
}

/// Adds what a straight piece along the unit vector (tx, ty) makes of d(length): sign x factor x
/// t.dD, by slot. With D.n constant.
template <class S, class L>
void add_piece_gradient(const Levers<S, L>& levers, const S& tx, const S& ty, const S& factor,
                        S* gradient) {
  for (const auto& lever : levers.list) {
    const auto& r = levers.at(lever);
    gradient[lever.slot] = gradient[lever.slot] + factor * (ty * r.x - tx * r.y);
  }
}

/// And of the second derivative, lower triangle: (n.dD)^2/length + t.d2D, the second with `sign`.
template <class S, class L>
void add_piece_hessian(const Levers<S, L>& levers, const S& tx, const S& ty, double sign,
                       const S& factor, const S& by_length, int nb, S* hessian) {
  for (std::size_t k = 0; k < levers.list.size(); ++k) {  // by body, and so by slot
    const auto& r = levers.at(levers.list[k]);
    const S along = tx * r.x + ty * r.y, turned = by_length * along;
    S* const row = hessian + levers.list[k].slot * nb;
    for (std::size_t q = 0; q <= k; ++q) {
      const auto& other = levers.at(levers.list[q]);
      row[levers.list[q].slot] = row[levers.list[q].slot] + turned * (tx * other.x + ty * other.y);
    }
    row[levers.list[k].slot] = row[levers.list[k].slot] - sign * factor * along;
  }
}

/// A piece's direction is known to (rounding of the vector that it follows)/(its length), its own
/// rounding aside. Notes that of dl/dtheta.
template <class S, class L>
void add_uncertainty(const Levers<S, L>& levers, const S& factor, const S& by_length,
                     const S& radii, S* uncertainty) {
  const S uncertain = factor * (1.0 + by_length * (S(levers.total_reach) + radii));
  for (const auto& lever : levers.list)
    uncertainty[lever.slot] = uncertainty[lever.slot] + uncertain * S(levers.reach_of(lever));
}

/// Adds a piece's part of a contact angle's gradient: it turns by n.dD/length.
template <class S, class L>
void add_contact_gradient(const Levers<S, L>& levers, const TangentPiece<S>& piece,
                          const S& by_length, S* gradient) {
  for (const auto& lever : levers.list)
    gradient[lever.body] = gradient[lever.body] + by_length * (piece.x * levers.at(lever).x +
                                                               piece.y * levers.at(lever).y);
}

/// Below this, rounding may have taken a contact angle's sign.
template <class S>
S contact_rounding(const S& reach, const S& by_first, const S& by_second) {
  return 16 * std::numeric_limits<double>::epsilon() * (8.0 + reach * (by_first + by_second));
}

/// Where the segments over circles of one cable add up, over the cable's bodies.
template <class S>
struct CurvedSums {
  int bodies;  ///< of the cable
  bool with_hessian;
  S length;        ///< of the cable so far [m]
  S* gradient;     ///< dl/dtheta [m]
  S* hessian;      ///< d2l/dtheta2 [m], lower triangle, row-major
  S* uncertainty;  ///< the rounding of dl/dtheta is in proportion to this [m]
  S* planar;       ///< scratch: the gradient of one segment's length in the plane [m]
};

/// From a length p in the plane to the whole one, w^2 = p^2 + z^2: dw = (p/w) dp and
/// d2w = (p/w) d2p + (z^2/w^3) dp dp'. Adds dw and the last term; `planar` is p/w, `lateral`
/// z^2/w^3.
template <class S>
[[gnu::always_inline]] inline void add_planar_gradient(const S& planar, const S& lateral,
                                                       CurvedSums<S>& sums) {
  const S* const slope = sums.planar;
  for (int i = 0; i < sums.bodies; ++i)
    sums.gradient[i] = sums.gradient[i] + planar * slope[i];
  if (!sums.with_hessian) return;
  for (int i = 0; i < sums.bodies; ++i) {
    S* const row = sums.hessian + i * sums.bodies;
    for (int j = 0; j <= i; ++j)
      row[j] = row[j] + lateral * slope[i] * slope[j];
  }
}

/// Gradient of contact k, all zero.
template <class S>
[[gnu::always_inline]] inline S* cleared_contact_gradient(Evaluation<S>& e, int k, int body_count) {
  S* const gradient = e.wrap_gradient.data() + static_cast<std::size_t>(k) * body_count;
  for (int i = 0; i < body_count; ++i)
    gradient[i] = S(0.0);
  return gradient;
}

/// A segment over one circle at body angles theta: its vectors and the string about the circle.
template <class S, class L>
struct OverCircle {
  const typename Mechanics<L>::Curved& numbers;
  const Structure::Segment& entry;
  Levers<S, L> chord, to_start, to_end;
  S radius;
  WrappedString<S> string;
  S by_first, by_second;  ///< 1 / length of the pieces before and after the circle [1/m]
  MaskOf<S> touching;
  MaskOf<S> unsure;  ///< rounding may have decided whether it touches

  [[gnu::always_inline]] OverCircle(const Mechanics<L>& m, const Evaluation<S>& e, const S* theta,
                                    const typename Mechanics<L>::Curved& curved)
      : numbers(curved),
        entry(m.structure->segments[curved.segment]),
        chord(m, e, entry.span, curved.chord),
        to_start(m, e, entry.span_to_start, curved.to_start),
        to_end(m, e, entry.span_to_end, curved.to_end),
        radius(curved.radius),
        string(wrap_circle(to_start.x, to_start.y, to_end.x, to_end.y, radius, curved.sense,
                           wound(theta))),
        by_first(1.0 / string.first.length),
        by_second(1.0 / string.second.length),
        touching(string.wrap > S(0.0)),
        unsure(magnitude(string.wrap) <
               contact_rounding<S>(S(to_start.total_reach) + S(to_end.total_reach) + radius,
                                   by_first, by_second)) {}

 private:
  /// How far the string is wound about a drum.
  [[gnu::always_inline]] Wound<S> wound(const S* theta) const {
    Wound<S> out{};
    if (!numbers.may_be_drum) return out;
    out = {S(numbers.at_zero.share), S(numbers.at_zero.angle)};
    add_turns(to_end, theta, numbers.sense, out.angle);
    add_turns(to_start, theta, -numbers.sense, out.angle);
    return out;
  }
};

/// Notes the contact angle and its gradient: the contact grows by what the second piece turns more
/// than the first, in the sense of the string.
template <class S, class L>
[[gnu::always_inline]] inline void note_contact(const OverCircle<S, L>& g, int body_count,
                                                Evaluation<S>& e) {
  const int contact = g.entry.first_contact;
  const double sense = g.numbers.sense;
  e.wrap[contact] = g.string.wrap;
  S* const gradient = cleared_contact_gradient(e, contact, body_count);
  add_contact_gradient<S>(g.to_start, g.string.first, sense * g.by_first, gradient);
  add_contact_gradient<S>(g.to_end, g.string.second, sense * g.by_second, gradient);
}

/// Adds the string as two tangents and an arc, in lanes where it touches. Gives its length there.
template <class S, class L>
[[gnu::always_inline]] inline S add_wrapped(const OverCircle<S, L>& g, CurvedSums<S>& sums) {
  using std::sqrt;
  const S zero(0.0), one(1.0), z2(g.numbers.z2);
  const TangentPiece<S>&first = g.string.first, &second = g.string.second;
  const S whole = sqrt(g.string.length * g.string.length + z2),
          by_whole = 1.0 / select(g.touching, whole, one);
  const S planar = select(g.touching, g.string.length * by_whole, zero);
  const S lateral = select(g.touching, z2 * by_whole * by_whole * by_whole, zero);
  const S uncertain = select(g.unsure, one, planar);
  add_uncertainty<S>(g.to_start, uncertain, g.by_first, g.radius, sums.uncertainty);
  add_uncertainty<S>(g.to_end, uncertain, g.by_second, g.radius, sums.uncertainty);
  for (int i = 0; i < sums.bodies; ++i)
    sums.planar[i] = zero;
  add_piece_gradient<S>(g.to_start, first.x, first.y, S(-1.0), sums.planar);
  add_piece_gradient<S>(g.to_end, second.x, second.y, one, sums.planar);
  add_planar_gradient<S>(planar, lateral, sums);
  if (sums.with_hessian) {
    add_piece_hessian<S>(g.to_start, first.x, first.y, -1, planar, planar * g.by_first, sums.bodies,
                         sums.hessian);
    add_piece_hessian<S>(g.to_end, second.x, second.y, 1, planar, planar * g.by_second, sums.bodies,
                         sums.hessian);
  }
  return select(g.touching, whole, zero);
}

/// Adds the straight line from end to end, in lanes where the string does not touch. Gives its
/// length.
template <class S, class L>
[[gnu::always_inline]] inline S add_line(const OverCircle<S, L>& g, CurvedSums<S>& sums) {
  using std::sqrt;
  const S zero(0.0), one(1.0);
  const Levers<S, L>& chord = g.chord;
  const S length = sqrt(chord.x * chord.x + chord.y * chord.y + S(g.numbers.z2));
  const S by_length = select(g.touching, zero, 1.0 / select(length > zero, length, one)),
          ux = chord.x * by_length, uy = chord.y * by_length;
  add_uncertainty<S>(chord, select(g.touching, zero, one), by_length, zero, sums.uncertainty);
  const auto slope = [&](const auto& lever) -> S {
    return uy * chord.at(lever).x - ux * chord.at(lever).y;
  };
  for (const auto& lever : chord.list)
    sums.gradient[lever.slot] = sums.gradient[lever.slot] + slope(lever);
  if (!sums.with_hessian) return length;
  for (std::size_t k = 0; k < chord.list.size(); ++k) {
    const auto& [x, y] = chord.at(chord.list[k]);
    S* const row = sums.hessian + chord.list[k].slot * sums.bodies;
    const S own = slope(chord.list[k]);
    for (std::size_t q = 0; q <= k; ++q) {
      const auto& other = chord.at(chord.list[q]);
      row[chord.list[q].slot] =
          row[chord.list[q].slot] +
          (x * other.x + y * other.y - own * slope(chord.list[q])) * by_length;
    }
    row[chord.list[k].slot] = row[chord.list[k].slot] - (ux * x + uy * y);
  }
  return length;
}

/// A segment over a circle: straight and wrapped are both computed where lanes differ, the contact
/// angle selects. False where it is undefined.
template <class S, class L>
MaskOf<S> add_curved(const Mechanics<L>& m, Evaluation<S>& e, const S* theta,
                     const typename Mechanics<L>::Curved& curved, CurvedSums<S>& sums) {
  const OverCircle<S, L> g(m, e, theta, curved);
  note_contact(g, m.structure->body_count, e);
  MaskOf<S> defined = !g.string.lost;
  S length(0.0);
  if (static_cast<bool>(g.touching || g.unsure)) length = add_wrapped(g, sums);  // in any lane
  if (static_cast<bool>(!g.touching)) {
    const S line = add_line(g, sums);
    defined = defined && (g.touching || line > S(0.0));
    length = select(g.touching, length, line);
  }
  sums.length = sums.length + length;
  return defined;
}

/// A segment over several circles in a row. For scalars of one sign.
template <class S, class L>
class OverRow {
 public:
  OverRow(const Mechanics<L>& m, Evaluation<S>& e, const typename Mechanics<L>::Curved& curved)
      : m_(m),
        e_(e),
        numbers_(curved),
        entry_(m.structure->segments[curved.segment]),
        elements_(entry_.contact_count + 2),
        row_(e.row) {}

  void pull_taut(const S* theta) {
    row_.begin(entry_.contact_count);
    for (int j = 1; j + 1 < elements_; ++j)
      row_.set_circle(j, S(circle(j).radius), sense(j));
    row_.pull_taut(
        [&](int i, int k) {
          const Levers<S, L> vector = levers(i, k);
          return typename TautRow<S>::Vector{vector.x, vector.y};
        },
        [&](int j) { return wound(j, theta); });
  }
  bool is_lost() const { return row_.lost() >= 0; }

  /// Adds the string, piece by piece. Gives its length.
  S add_pieces(CurvedSums<S>& sums) {
    using std::sqrt;
    const S z2(numbers_.z2), whole = sqrt(row_.length() * row_.length() + z2),
                             by_whole = 1.0 / select(whole > S(0.0), whole, S(1.0));
    const S planar = row_.length() * by_whole, lateral = z2 * by_whole * by_whole * by_whole;
    for (int i = 0; i < sums.bodies; ++i)
      sums.planar[i] = S(0.0);
    for (int i = 0; i + 1 < elements_; i = row_[i].after) {
      const int k = row_[i].after;
      const auto& piece = row_[i].second;
      const Levers<S, L> along = levers(i, k);
      const S by_length = 1.0 / piece.length;
      add_piece_gradient<S>(along, piece.x, piece.y, S(1.0), sums.planar);
      add_uncertainty<S>(along, planar, by_length, radii(i, k), sums.uncertainty);
      if (sums.with_hessian)
        add_piece_hessian<S>(along, piece.x, piece.y, 1, planar, planar * by_length, sums.bodies,
                             sums.hessian);
    }
    add_planar_gradient<S>(planar, lateral, sums);
    return whole;
  }

  /// Notes the contact angle of circle j and its gradient. Where the string passes so near that
  /// rounding may have decided, its directions are as doubtful as if it touched.
  void note_contact(int j, S* uncertainty) {
    const auto& o = row_[j];
    const Levers<S, L> before = levers(o.before, j), after = levers(j, o.after);
    const S by_first = 1.0 / o.first.length, by_second = 1.0 / o.second.length;
    const int contact = entry_.first_contact + j - 1;
    e_.wrap[contact] = o.wrap;
    S* const gradient = cleared_contact_gradient(e_, contact, m_.structure->body_count);
    add_contact_gradient<S>(before, o.first, -o.sense * by_first, gradient);
    add_contact_gradient<S>(after, o.second, o.sense * by_second, gradient);
    const S first_radii = radii(o.before, j), second_radii = radii(j, o.after);
    const S reach = S(before.total_reach) + S(after.total_reach) + first_radii + second_radii;
    if (o.touched || !(magnitude(o.wrap) < contact_rounding<S>(reach, by_first, by_second))) return;
    add_uncertainty<S>(before, S(1.0), by_first, first_radii, uncertainty);
    add_uncertainty<S>(after, S(1.0), by_second, second_radii, uncertainty);
  }

  int element_count() const { return elements_; }

 private:
  const auto& circle(int j) const { return m_.row_circles[numbers_.first_row_circle + j - 1]; }
  double sense(int j) const {
    const auto& contact = m_.structure->contacts[entry_.first_contact + j - 1];
    return contact.sense == Sense::counterclockwise ? 1.0 : -1.0;
  }
  Levers<S, L> levers(int i, int k) const {
    const int at = Structure::row_span(i, k, elements_);
    return {m_, e_, entry_.first_row_span + at, m_.row_spans[numbers_.first_row + at]};
  }
  S radii(int i, int k) const { return S(row_[i].radius + row_[k].radius); }
  Wound<S> wound(int j, const S* theta) const {
    Wound<S> out{S(circle(j).at_zero.share), S(circle(j).at_zero.angle)};
    if (out.share > S(0.5)) {
      add_turns(levers(j, j + 1), theta, row_[j].sense, out.angle);
      add_turns(levers(j - 1, j), theta, -row_[j].sense, out.angle);
    }
    return out;
  }

  const Mechanics<L>& m_;
  Evaluation<S>& e_;
  const typename Mechanics<L>::Curved& numbers_;
  const Structure::Segment& entry_;
  int elements_;  ///< circles and both points
  TautRow<S>& row_;
};

/// As add_curved, for several circles in a row: the string is pulled taut first, then each piece
/// counts like a straight segment.
template <class S, class L>
bool add_row(const Mechanics<L>& m, Evaluation<S>& e, const S* theta,
             const typename Mechanics<L>::Curved& curved, CurvedSums<S>& sums) {
  OverRow<S, L> row(m, e, curved);
  row.pull_taut(theta);
  const S length = row.add_pieces(sums);
  for (int j = 1; j + 1 < row.element_count(); ++j)
    row.note_contact(j, sums.uncertainty);
  sums.length = sums.length + length;
  return !row.is_lost();
}

/// Notes what is not good of cable c.
template <class S>
[[gnu::always_inline]] inline void lose(Evaluation<S>& e, const auto& good, std::size_t c) {
  if constexpr (is_plain<S>) {
    if (!good) {
      e.lost_cable = static_cast<int>(c);
      e.lost = true;
    }
  } else if constexpr (std::is_same_v<decltype(good), const bool&>) {
    if (!good) e.lost = !MaskOf<S>{};  // all lanes
  } else {
    e.lost = e.lost || !good;
  }
}

/// Adds all segments over circles of cable c to `sums`, and notes where its path is undefined.
template <class S, class L>
[[gnu::always_inline]] inline void add_curved_segments(const Mechanics<L>& m, Evaluation<S>& e,
                                                       const S* theta, std::size_t c,
                                                       CurvedSums<S>& sums) {
  const auto& course = m.courses[c];
  for (int g = course.first_curved; g < course.first_curved + course.curved_count; ++g) {
    const auto& curved = m.curved[g];
    if constexpr (is_plain<S>) {
      if (m.structure->segments[curved.segment].contact_count > 1) {
        lose(e, add_row(m, e, theta, curved, sums), c);
        continue;
      }
    }
    lose(e, add_curved(m, e, theta, curved, sums), c);
  }
}

}  // namespace guywire::detail
