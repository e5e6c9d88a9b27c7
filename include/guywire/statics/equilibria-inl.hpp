#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numeric>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/statics/equilibria.hpp"
#include "guywire/statics/full_turns-inl.hpp"
#include "guywire/statics/interval_path-inl.hpp"
#include "guywire/statics/workspace_impl.hpp"

namespace guywire {

namespace detail {

/// What encloses a law's tension or moment: of a law without enclosure NoEnclosure, which
/// check_provable refuses.
template <class List>
struct EnclosuresOf;
template <class... Law>
struct EnclosuresOf<std::variant<Law...>> {
  using type = std::variant<decltype(enclosure(std::declval<const Law&>(),
                                               std::declval<const BasicKnobs<Interval>&>()))...>;
};
using CableEnclosure = EnclosuresOf<BasicCableLaw<Interval>>::type;

/// What a law without enclosure says of itself, or nothing.
template <class Range>
std::optional<NoEnclosure> refusal_of(const Range& range) {
  if constexpr (std::is_same_v<Range, NoEnclosure>)
    return range;
  else
    return {};
}

/// A model of one or two coordinates whose gradient and Hessian can be enclosed over a box.
class IntervalModel {
 public:
  explicit IntervalModel(const Model& model)
      : model_(model), s_(model.structure()), levers_(model) {
    numbers_.assign(model.numbers().begin(), model.numbers().end());
    for (const auto& l : s_.loads)
      add_load(l);
    for (const auto& j : s_.joints) {
      const Turn outer = levers_.turn(j.body), inner = levers_.turn(j.relative_to);
      joints_.push_back(
          {IntervalLevers::less(outer, inner),
           law_from_numbers<BasicJointLaw<Interval>>(j.law, numbers_.data() + j.numbers + 1),
           numbers_[j.numbers] * double(j.sides)});
    }
    for (const auto& c : s_.cables)
      add_cable(c);
    weight_.finish();
  }
  IntervalModel(const IntervalModel&) = delete;
  IntervalModel& operator=(const IntervalModel&) = delete;

  struct Result {
    Pair2 gradient;
    Symmetric2 hessian;
    Pair2 center;           ///< gradient in the middle of the box
    bool lost = false;      ///< a path is undefined everywhere in the box
    bool doubtful = false;  ///< or perhaps somewhere: `gradient` is of the rest, `hessian` and
                            ///< `center` are of no use
    int meetings = 0;       ///< pairs of neighboring points of taut paths that may meet
    int cable = -1;         ///< the cable of such a pair, among those here
    int segment = -1;       ///< and the segment between
  };
  /// Encloses gradient and Hessian over a box.
  Result at(const Pair2& u) const {
    const Pair2 mid{middle(u[0]), middle(u[1])}, away{u[0] - mid[0], u[1] - mid[1]};
    const bool point = u == mid;
    Result out;
    const auto w = weight_.at(u), w_mid = point ? w : weight_.at(mid);
    out.hessian = w.hessian;
    for (int i = 0; i < 2; ++i) {
      out.gradient[i] = w.gradient[i] - couple_[i];
      out.center[i] = w_mid.gradient[i] - couple_[i];
    }
    for (const CableData& c : cables_) {
      const PathRange path = length(c, u);
      if (path.lost) {
        out.lost = true;
        return out;
      }
      Enclosure l = path.length;
      if (path.doubtful)
        out.doubtful = true;
      else if (!point) {
        const Enclosure center = length(c, mid).length;
        for (int i = 0; i < 2; ++i)
          l.gradient[i] = common(l.gradient[i], center.gradient[i] + l.hessian[i] * away[0] +
                                                    l.hessian[i + 1] * away[1]);
        l.value = common(l.value, center.value + l.gradient[0] * away[0] + l.gradient[1] * away[1]);
        const Interval T = c.sides * tension(c, center.value).force;
        for (int i = 0; i < 2; ++i)
          out.center[i] += T * center.gradient[i];
      }
      const ForceRange f = tension(c, l.value);
      if (f.force == Interval(0.0) && f.slope == Interval(0.0)) continue;
      if (path.meetings > 0) {
        out.meetings += path.meetings;
        out.cable = static_cast<int>(&c - cables_.data());
        out.segment = path.segment;
      }
      const Interval T = c.sides * f.force, k = c.sides * f.slope;
      for (int i = 0; i < 2; ++i)
        out.gradient[i] += T * l.gradient[i];
      out.hessian[0] += k * square(l.gradient[0]) + T * l.hessian[0];
      out.hessian[1] += k * l.gradient[0] * l.gradient[1] + T * l.hessian[1];
      out.hessian[2] += k * square(l.gradient[1]) + T * l.hessian[2];
    }
    for (const JointData& j : joints_) {
      const auto phi = [&](const Pair2& at) {
        return j.turn.shift + j.turn.slope[0] * at[0] + j.turn.slope[1] * at[1];
      };
      const auto law_at = [&](const Interval& x) {
        return std::visit([&](const auto& law) { return enclosed(law, x); }, j.law);
      };
      const ForceRange f = sharpened(phi(u), law_at);
      const Interval M = j.factor * f.force, k = j.factor * f.slope,
                     M_mid = point ? M : j.factor * law_at(phi(mid)).force;
      for (int i = 0; i < 2; ++i) {
        out.gradient[i] += M * j.turn.slope[i];
        out.center[i] += M_mid * j.turn.slope[i];
      }
      out.hessian[0] += k * square(j.turn.slope[0]);
      out.hessian[1] += k * j.turn.slope[0] * j.turn.slope[1];
      out.hessian[2] += k * square(j.turn.slope[1]);
    }
    if (point) out.center = out.gradient;
    if (!out.doubtful)
      for (int i = 0; i < 2; ++i)
        out.gradient[i] = common(out.gradient[i], out.center[i] + out.hessian[i] * away[0] +
                                                      out.hessian[i + 1] * away[1]);
    return out;
  }
  /// The angle of so many quarter turns.
  static Interval quarter_turns(int quarters) { return Interval(0.5 * quarters) * interval_pi(); }
  /// Whether the forces on a model of one coordinate balance after so many quarter turns, without
  /// any rounding.
  bool balances_exactly(int quarters) const {
    const auto weight = weight_.at_quarter_turns(quarters);
    if (!weight) return false;
    Interval g = weight->gradient[0] - couple_[0];
    for (const CableData& c : cables_) {
      const auto l = length_at_quarter_turns(c, quarters);
      if (!l) return false;
      g += c.sides * tension(c, l->value).force * l->gradient[0];
    }
    for (const JointData& j : joints_) {
      const Interval phi = j.turn.shift + j.turn.slope[0] * quarter_turns(quarters);
      g += j.factor * std::visit([&](const auto& law) { return enclosed(law, phi); }, j.law).force *
           j.turn.slope[0];
    }
    return g == Interval(0.0);
  }
  /// H of a model of one coordinate over a box that begins or ends after so many quarter turns,
  /// where corners lie exactly: each cable and joint is on the side to which the box turns it.
  /// `aside` is the box less those turns. Whole where that is not known.
  Interval hessian_beside(int quarters, const Interval& aside) const {
    const Pair2 u{quarter_turns(quarters) + aside, 0.0};
    Interval H = weight_.at(u).hessian[0];
    for (const CableData& c : cables_) {
      const PathRange path = length(c, u);
      const auto start = length_at_quarter_turns(c, quarters);
      if (path.lost || path.doubtful || path.meetings > 0 || !start) return Interval::whole();
      const Interval& slope = path.length.gradient[0];
      const Interval l = common(path.length.value, start->value + slope * aside);
      ForceRange f = tension(c, l);
      if (start->value == c.slack && is_point(c.slack)) {
        if (contains(slope, 0.0)) return Interval::whole();
        const bool grows = (slope.lower > 0) == (aside.upper > 0);
        f = grows ? when_taut(c, {c.slack.lower, std::max(c.slack.upper, l.upper)}) : ForceRange{};
      }
      H += c.sides * (f.slope * square(slope) + f.force * path.length.hessian[0]);
    }
    for (const JointData& j : joints_) {
      if (j.turn.slope[0] == Interval(0.0)) continue;
      if (contains(j.turn.slope[0], 0.0)) return Interval::whole();
      const Interval phi = j.turn.shift + j.turn.slope[0] * quarter_turns(quarters);
      const ForceRange f = std::visit(
          [&](const auto& law) { return enclosed_beside(law, phi, j.turn.slope[0] * aside); },
          j.law);
      H += j.factor * f.slope * square(j.turn.slope[0]);
    }
    return H;
  }
  /// Two neighboring points of a taut path that may meet in a box, and the force that would hold
  /// them together there.
  struct Contact {
    IntervalLevers::Vector between;  ///< from one to the other
    Interval tension;                ///< of the cable, on all sides [N]
    Interval force_x,
        force_y;           ///< f: what balances everything else, on the first of the points [N]
    Interval force2;       ///< its square [N^2]
    bool regular = false;  ///< both coordinates move them against one another, each its own way
  };
  /// V is V of the others + T |d|, d the vector between the points, J = dd/du. So its gradient is
  /// J'(T p - f) with |p| <= 1 and J' f = -(gradient of the others).
  Contact contact_at(const Pair2& u, int cable, int segment) const {
    Contact out;
    const CableData& touching = cables_[cable];
    out.between = touching.segments[segment].vector(u);
    Pair2 others = weight_.at(u).gradient;
    for (int i = 0; i < 2; ++i)
      others[i] -= couple_[i];
    for (const CableData& c : cables_) {
      const Interval T = c.sides * tension(c, length(c, u).length.value).force;
      const bool is_it = &c == &touching;
      if (is_it) out.tension = T;
      for (std::size_t g = 0; g < c.segments.size(); ++g) {
        if (is_it && static_cast<int>(g) == segment) continue;
        const Pair2 slope = c.segments[g].at(u).length.gradient;
        for (int i = 0; i < 2; ++i)
          others[i] += T * slope[i];
      }
    }
    for (const JointData& j : joints_) {
      const Interval M =
          j.factor * std::visit(
                         [&](const auto& law) {
                           return enclosed(
                               law, j.turn.shift + j.turn.slope[0] * u[0] + j.turn.slope[1] * u[1]);
                         },
                         j.law)
                         .force;
      for (int i = 0; i < 2; ++i)
        others[i] += M * j.turn.slope[i];
    }
    const auto& [x, y, dx, dy] = out.between;
    const Interval det = dx[0] * dy[1] - dy[0] * dx[1];
    out.regular = !contains(det, 0.0);
    if (!out.regular) return out;
    out.force_x = (dy[0] * others[1] - dy[1] * others[0]) / det;
    out.force_y = (dx[1] * others[0] - dx[0] * others[1]) / det;
    out.force2 = square(out.force_x) + square(out.force_y);
    return out;
  }

  /// The same pair in the model's words.
  guywire::Contact named(int cable, int segment, const Pair2& u) const {
    const Contact at_u = contact_at(u, cable, segment);
    return {cables_[cable].index, cables_[cable].places[segment], middle(at_u.force_x),
            middle(at_u.force_y)};
  }

  /// Body angle over a box.
  Interval angle(int body, const Pair2& u) const {
    const Turn t = levers_.turn(body);
    return t.shift + t.slope[0] * u[0] + t.slope[1] * u[1];
  }

 private:
  struct CableData {
    Interval fixed_length, sides;
    CableEnclosure law;
    Interval slack;  ///< length at which tension starts
    int index = -1;  ///< in the model
    std::vector<IntervalSegment> segments;
    std::vector<int> places;  ///< where those segments begin, counted along the path
  };
  /// What is known of a cable's path over a box.
  struct PathRange {
    Enclosure length;
    bool lost = false, doubtful = false;
    int meetings = 0, segment = -1;  ///< segments whose ends may meet, and one of them
  };
  struct JointData {
    Turn turn;
    BasicJointLaw<Interval> law;
    Interval factor;
  };
  /// A law without enclosure is refused beforehand.
  template <class Range>
  static ForceRange or_whole(const Range& range) {
    if constexpr (std::is_same_v<Range, NoEnclosure>)
      return {Interval::whole(), Interval::whole()};
    else
      return range;
  }
  template <class Law>
  static ForceRange enclosed(const Law& law, const Interval& phi) {
    return or_whole(enclosure(law, phi));
  }
  /// Where the joint turns from phi, one way only.
  template <class Law>
  static ForceRange enclosed_beside(const Law& law, const Interval& phi, const Interval& turned) {
    return or_whole(enclosure_beside(law, phi, turned));
  }

  void add_load(const Structure::LoadEntry& l) {
    Interval fx = numbers_[l.force], fy = numbers_[l.force + 1];
    if (l.mass >= 0) {
      fx = fx * numbers_[l.mass] * double(l.mass_sides);
      fy = fy * numbers_[l.mass] * double(l.mass_sides);
    }
    for (int body = l.body, at = l.point; body >= 0; at = s_.hinge[body], body = s_.parent[body]) {
      const Interval &x = numbers_[at], &y = numbers_[at + 1];
      weight_.add(levers_.turn(body), -(fx * x + fy * y), -(fy * x - fx * y));
    }
    if (l.couple >= 0)
      for (int i = 0; i < 2; ++i)
        couple_[i] += numbers_[l.couple] * levers_.turn(l.body).slope[i];
  }

  void add_cable(const Structure::CableEntry& entry) {
    CableData c;
    c.sides = double(entry.sides);
    c.index = static_cast<int>(&entry - s_.cables.data());
    const auto law =
        law_from_numbers<BasicCableLaw<Interval>>(entry.law, numbers_.data() + entry.law_numbers);
    const auto knobs = from_numbers<BasicKnobs<Interval>>(numbers_.data() + entry.knobs);
    std::visit(
        [&](const auto& l) {
          c.law.template emplace<decltype(enclosure(l, knobs))>(enclosure(l, knobs));
        },
        law);
    c.slack = std::visit(
        [](const auto& l) {
          if constexpr (std::is_same_v<std::decay_t<decltype(l)>, NoEnclosure>)
            return Interval::whole();
          else
            return l.slack;
        },
        c.law);
    for (int g = entry.first_segment; g < entry.first_segment + entry.segment_count; ++g) {
      IntervalSegment segment(levers_, s_.segments[g]);
      if (segment.is_constant())
        c.fixed_length += segment.constant_length();
      else {
        c.segments.push_back(std::move(segment));
        c.places.push_back(
            first_point(model_.description().cables[c.index], g - entry.first_segment));
      }
    }
    const auto* linear = std::get_if<LinearEnclosure>(&c.law);
    if (linear && c.slack == Interval(0.0) && entry.segment_count == 1 &&
        s_.segments[entry.first_segment].circle < 0) {
      // V = k d.d/2 is smooth, whatever the length
      for (const auto& segment : c.segments)
        weight_.add(segment.squared(), c.sides * linear->stiffness * 0.5);
      return;
    }
    cables_.push_back(std::move(c));
  }

  static PathRange length(const CableData& c, const Pair2& u) {
    PathRange out;
    out.length.value = c.fixed_length;
    for (std::size_t g = 0; g < c.segments.size(); ++g) {
      const auto one = c.segments[g].at(u);
      out.lost = out.lost || one.lost;
      out.doubtful = out.doubtful || one.doubtful;
      if (one.meets) {
        ++out.meetings;
        out.segment = static_cast<int>(g);
      }
      out.length.value += one.length.value;
      for (int i = 0; i < 2; ++i)
        out.length.gradient[i] += one.length.gradient[i];
      for (int i = 0; i < 3; ++i)
        out.length.hessian[i] += one.length.hessian[i];
    }
    return out;
  }

  static std::optional<Enclosure> length_at_quarter_turns(const CableData& c, int quarters) {
    Enclosure out;
    out.value = c.fixed_length;
    for (const IntervalSegment& segment : c.segments) {
      const auto one = segment.at_quarter_turns(quarters);
      if (!one) return {};
      out.value += one->value;
      out.gradient[0] += one->gradient[0];
    }
    return out;
  }

  /// Tension and stiffness over lengths: the taut part beyond the slack length, and zero where some
  /// may be slack.
  static ForceRange tension(const CableData& c, const Interval& length) {
    const Interval l = {std::max(0.0, length.lower), std::max(0.0, length.upper)};
    if (l.upper <= c.slack.lower) return {};
    ForceRange f = when_taut(c, {std::max(l.lower, c.slack.lower), l.upper});
    if (!(l.lower > c.slack.upper)) f = {hull(f.force, 0.0), hull(f.slope, 0.0)};
    return f;
  }
  static ForceRange when_taut(const CableData& c, const Interval& part) {
    ForceRange f = std::visit(
        [&](const auto& law) -> ForceRange {
          if constexpr (std::is_same_v<std::decay_t<decltype(law)>, NoEnclosure>)
            return or_whole(law);
          else
            return law.taut(part);
        },
        c.law);
    f.force = {std::max(0.0, f.force.lower), std::max(0.0, f.force.upper)};
    return f;
  }

  const Model& model_;
  const Structure& s_;
  IntervalLevers levers_;
  std::vector<Interval> numbers_;
  Wave weight_;
  Pair2 couple_;
  std::vector<JointData> joints_;
  std::vector<CableData> cables_;
};

/// A root of the gradient whose existence in `enclosure` and uniqueness in `cell` are proved.
struct ProvedRoot {
  Pair2 enclosure, cell;
  guywire::Contact contact{};  ///< where two points of a taut path meet
};

/// Branch and prune over a box.
class Prover {
 public:
  Prover(const Model& model, const EquilibriaOptions& options)
      : model_(model), options_(options), n_(model.structure().free_count) {
    for (const Body& b : model.description().bodies)
      ranges_.push_back({b.angle_lower, b.angle_upper});
  }

  /// H over the enclosure of a proved root.
  Symmetric2 hessian(const ProvedRoot& root) const {
    const auto e = model_.at(root.enclosure);
    if (e.lost || e.doubtful) return {Interval::whole(), Interval::whole(), Interval::whole()};
    return e.hessian;
  }
  /// Its smallest eigenvalue.
  Interval smallest_eigenvalue(const Symmetric2& H) const {
    if (n_ == 1) return H[0];
    const Interval half = Interval(0.5) * (H[0] - H[2]);
    return Interval(0.5) * (H[0] + H[2]) - sqrt(square(half) + square(H[1]));
  }

  std::vector<ProvedRoot> roots;
  std::vector<Pair2> undecided;
  long cells = 0;
  bool path_lost = false;

  void run(const Pair2& box) {
    box_ = box;
    std::deque<Pair2> queue{box};
    while (!queue.empty() && cells < options_.cell_limit) {
      stop_if_asked();
      const Pair2 cell = queue.front();
      queue.pop_front();
      examine(cell, queue);
    }
    undecided.insert(undecided.end(), queue.begin(), queue.end());
    std::erase_if(roots, [&](const ProvedRoot& r) {
      return !overlap(r.enclosure[0], box[0]) || !overlap(r.enclosure[1], box[1]) ||
             out_of_range(r.enclosure);
    });
    std::erase_if(undecided, [&](const Pair2& c) { return is_settled(c); });
  }

 private:
  /// Some body is outside its range everywhere in the cell.
  bool out_of_range(const Pair2& cell) const {
    for (std::size_t b = 0; b < ranges_.size(); ++b)
      if (!overlap(model_.angle(static_cast<int>(b), cell), ranges_[b])) return true;
    return false;
  }
  /// The only root that may be in the cell is known.
  bool is_settled(const Pair2& cell) const {
    return std::any_of(roots.begin(), roots.end(), [&](const ProvedRoot& r) {
      return contains(r.cell[0], cell[0]) && contains(r.cell[1], cell[1]);
    });
  }

  struct Inverse {
    double a = 0, b = 0, c = 0;  ///< symmetric: (a, b; b, c)
    bool good = false;
  };
  Inverse inverse_of(const Symmetric2& H) const {
    const double p = middle(H[0]), q = middle(H[1]), r = n_ == 1 ? 1.0 : middle(H[2]),
                 det = p * r - q * q;
    Inverse y{r / det, -q / det, p / det, false};
    if (n_ == 1) y = {1 / p, 0, 0, false};
    y.good = std::isfinite(y.a) && std::isfinite(y.b) && std::isfinite(y.c) && det != 0;
    return y;
  }
  /// K(X) = m - Y g(m) + (1 - Y H)(X - m), m the middle of X.
  Pair2 krawczyk(const Pair2& X, const IntervalModel::Result& e, const Inverse& y) const {
    const Pair2 m{middle(X[0]), middle(X[1])};
    const Interval a = y.a, b = y.b, c = y.c;
    Pair2 K{m[0] - (a * e.center[0] + b * e.center[1]) +
                (Interval(1.0) - (a * e.hessian[0] + b * e.hessian[1])) * (X[0] - m[0]),
            0.0};
    if (n_ == 1) return K;
    K[0] -= (a * e.hessian[1] + b * e.hessian[2]) * (X[1] - m[1]);
    K[1] = m[1] - (b * e.center[0] + c * e.center[1]) -
           (b * e.hessian[0] + c * e.hessian[1]) * (X[0] - m[0]) +
           (Interval(1.0) - (b * e.hessian[1] + c * e.hessian[2])) * (X[1] - m[1]);
    return K;
  }
  static bool inside(const Interval& in, const Interval& out) {
    return out.lower < in.lower && in.upper < out.upper;
  }
  bool inside(const Pair2& in, const Pair2& out) const {
    return inside(in[0], out[0]) && (n_ == 1 || inside(in[1], out[1]));
  }

  /// Tries to prove that there is one root, and one only, in a cell about the place Newton's method
  /// goes to from the cell's middle.
  bool prove(const Pair2& cell) {
    double x[2] = {middle(cell[0]), middle(cell[1])};
    for (int i = 0; i < 8; ++i) {
      const auto e = model_.at({x[0], x[1]});
      ++cells;
      const Inverse y = inverse_of(e.hessian);
      if (e.lost || e.doubtful || !y.good) return false;
      const double g0 = middle(e.center[0]), g1 = middle(e.center[1]), dx = y.a * g0 + y.b * g1,
                   dy = y.b * g0 + y.c * g1;
      x[0] -= dx;
      x[1] -= dy;
      for (int k = 0; k < n_; ++k)
        if (!(std::abs(x[k] - middle(cell[k])) <= 0.75 * width(cell[k])))
          return false;  // it leaves: another cell's root
      if (std::abs(dx) <= 1e-15 && std::abs(dy) <= 1e-15) break;
    }
    const Pair2 wide = around(x, cell);
    auto e = model_.at(wide);
    ++cells;
    Inverse y = inverse_of(e.hessian);
    if (e.lost || e.doubtful || !y.good) return false;
    Pair2 K = krawczyk(wide, e, y);
    if (!inside(K, wide)) return false;
    ProvedRoot root{K, wide, {}};
    for (double r = 1e-14; r < 0.25 * width(wide[0]);
         r *= 8) {  // a smaller box about Newton's end, which holds the root, too
      Pair2 box{};
      for (int k = 0; k < n_; ++k)
        box[k] = {x[k] - r * (1 + std::abs(x[k])), x[k] + r * (1 + std::abs(x[k]))};
      const auto near = model_.at(box);
      ++cells;
      const Inverse inverse = inverse_of(near.hessian);
      if (near.lost || near.doubtful || !inverse.good) break;
      const Pair2 step = krawczyk(box, near, inverse);
      if (!inside(step, box)) continue;
      root.enclosure = step;
      break;
    }
    for (int i = 0; i < 20; ++i) {  // sharpen
      e = model_.at(root.enclosure);
      y = inverse_of(e.hessian);
      ++cells;
      if (!y.good) break;
      K = krawczyk(root.enclosure, e, y);
      Pair2 next{};
      for (int k = 0; k < n_; ++k)
        next[k] = common(K[k], root.enclosure[k]);
      const bool done = !(width(next[0]) < 0.9 * width(root.enclosure[0]) ||
                          (n_ > 1 && width(next[1]) < 0.9 * width(root.enclosure[1])));
      root.enclosure = next;
      if (done) break;
    }
    keep(root);
    return true;
  }

  void examine(Pair2 cell, std::deque<Pair2>& queue) {
    if (is_settled(cell) || out_of_range(cell)) return;
    const auto e = model_.at(cell);
    ++cells;
    if (e.lost)
      path_lost = true;
    else if (e.doubtful)
      note_lost(cell);
    if (e.lost) return;
    for (int k = 0; k < n_; ++k)
      if (!contains(e.gradient[k], 0.0)) return;
    if (settle_contact(cell, e)) return;
    if (!e.doubtful && e.gradient == Pair2{})
      return undecided.push_back(cell);  // nothing acts: all of it is in balance
    if (!e.doubtful) {
      if (const Inverse y = inverse_of(e.hessian); y.good) {
        const Pair2 K = krawczyk(cell, e, y);
        Pair2 rest = cell;
        double left = 1;
        for (int k = 0; k < n_; ++k) {
          if (!overlap(K[k], cell[k])) return;
          rest[k] = common(K[k], cell[k]);
          left = std::min(left, width(rest[k]) / width(cell[k]));
        }
        const bool nonsingular = is_nonsingular(e.hessian, y, cell);
        if (nonsingular && prove(cell)) return;
        if (left < 0.7 && !is_small(cell)) {
          queue.push_back(rest);
          return;
        }
      }
    }
    if (settle_corner(cell, e)) return;
    if (is_small(cell)) return undecided.push_back(cell);
    // halve where it changes the gradient most; not quite in the middle, where symmetric models
    // have their roots
    int wide = 0;
    if (n_ == 2) {
      double effect[2];
      for (int k = 0; k < 2; ++k)
        effect[k] = width(cell[k]) * std::max(std::min(magnitude(e.hessian[k]), 1e100),
                                              std::min(magnitude(e.hessian[k + 1]), 1e100));
      wide = effect[1] > effect[0];
      if (width(cell[wide]) < 0.1 * width(cell[1 - wide])) wide = 1 - wide;
    }
    const double cut = cell[wide].lower + 0.4987 * width(cell[wide]);
    Pair2 first = cell, second = cell;
    first[wide].upper = second[wide].lower = cut;
    queue.push_back(first);
    queue.push_back(second);
  }
  /// Proves a root of a model of one coordinate after whole quarter turns, where cables reach their
  /// slack lengths, or joints have corners, in that very posture: forces balance there without any
  /// rounding, and the moment rises, or falls, all along either side. True if that settles the
  /// cell.
  bool settle_corner(const Pair2& cell, const IntervalModel::Result& e) {
    if (n_ != 1 || e.doubtful || !(width(cell[0]) < 1)) return false;
    const int quarters = static_cast<int>(std::lround(middle(cell[0]) / (std::numbers::pi / 2)));
    const Interval place = IntervalModel::quarter_turns(quarters);
    if (!(cell[0].lower < place.lower && place.upper < cell[0].upper) ||
        !model_.balances_exactly(quarters))
      return false;
    const Interval aside = cell[0] - place;
    for (const Interval& half : {Interval(aside.lower, 0.0), Interval(0.0, aside.upper)})
      if (contains(model_.hessian_beside(quarters, half), 0.0)) return false;
    keep({{place, {}}, cell, {}});
    return true;
  }
  /// Decides a cell in which two neighboring points of one taut path may meet: nothing balances
  /// there but the points' meeting itself, if the force that holds them together is less than the
  /// tension; nothing at all, if it is more. True if that settles the cell.
  bool settle_contact(const Pair2& cell, const IntervalModel::Result& e) {
    if (n_ != 2 || e.doubtful || e.meetings != 1) return false;
    const auto here = model_.contact_at(cell, e.cable, e.segment);
    if (!here.regular) return false;
    const Interval tension2 = square(here.tension);
    if (here.force2.lower > tension2.upper) return true;
    if (!(here.force2.upper < tension2.lower)) return false;
    // where do they meet? Newton's method, then Krawczyk's operator on the vector between them
    double x[2] = {middle(cell[0]), middle(cell[1])};
    for (int i = 0; i < 8; ++i) {
      const auto d = model_.contact_at({x[0], x[1]}, e.cable, e.segment).between;
      const double a = middle(d.dx[0]), b = middle(d.dx[1]), c = middle(d.dy[0]),
                   f = middle(d.dy[1]), det = a * f - b * c;
      x[0] -= (f * middle(d.x) - b * middle(d.y)) / det;
      x[1] -= (a * middle(d.y) - c * middle(d.x)) / det;
      for (int k = 0; k < 2; ++k)
        if (!(std::abs(x[k] - middle(cell[k])) <= 0.75 * width(cell[k]))) return false;
    }
    const Pair2 wide = around(x, cell);
    const auto all = model_.at(wide);
    if (all.lost || all.doubtful || all.meetings != 1) return false;
    const auto there = model_.contact_at(wide, e.cable, e.segment);
    if (!there.regular || !(there.force2.upper < square(there.tension).lower)) return false;
    const Pair2 K = meeting_step(wide, there.between, e);
    if (!inside(K, wide)) return false;
    keep({K, wide, model_.named(e.cable, e.segment, {middle(K[0]), middle(K[1])})});
    return true;
  }
  /// Krawczyk's operator for d = 0.
  Pair2 meeting_step(const Pair2& X, const IntervalLevers::Vector& over,
                     const IntervalModel::Result& e) const {
    const Pair2 m{middle(X[0]), middle(X[1])}, away{X[0] - m[0], X[1] - m[1]};
    const auto at_m = model_.contact_at(m, e.cable, e.segment).between;
    const double a = middle(at_m.dx[0]), b = middle(at_m.dx[1]), c = middle(at_m.dy[0]),
                 d = middle(at_m.dy[1]), det = a * d - b * c;
    const Interval Y[2][2] = {{d / det, -b / det}, {-c / det, a / det}};
    Pair2 K;
    for (int i = 0; i < 2; ++i) {
      K[i] = m[i] - (Y[i][0] * at_m.x + Y[i][1] * at_m.y);
      for (int j = 0; j < 2; ++j)
        K[i] += (Interval(i == j ? 1.0 : 0.0) - (Y[i][0] * over.dx[j] + Y[i][1] * over.dy[j])) *
                away[j];
    }
    return K;
  }
  /// A box about x that holds a cell.
  Pair2 around(const double* x, const Pair2& cell) const {
    Pair2 out{};
    for (int k = 0; k < n_; ++k) {
      const double reach = 1.0625 * std::max(x[k] - cell[k].lower, cell[k].upper - x[k]) + 1e-12;
      out[k] = {x[k] - reach, x[k] + reach};
    }
    return out;
  }
  /// Lists a root, once.
  void keep(const ProvedRoot& root) {
    const auto within = [](const Pair2& a, const Pair2& b) {
      return contains(b[0], a[0]) && contains(b[1], a[1]);
    };
    for (ProvedRoot& r : roots)
      if (within(root.enclosure, r.cell) ||
          within(r.enclosure, root.cell)) {  // the same; what both cells cover is settled
        if (width(root.cell[0]) > width(r.cell[0])) r = root;
        return;
      }
    roots.push_back(root);
  }
  /// Notes whether a path is undefined for certain somewhere in a cell.
  void note_lost(const Pair2& cell) {
    if (path_lost) return;
    for (const double x : {cell[0].lower, middle(cell[0]), cell[0].upper})
      for (const double y : {cell[1].lower, middle(cell[1]), cell[1].upper}) {
        path_lost = path_lost || model_.at({x, y}).lost;
        if (n_ == 1) break;
      }
  }

  bool is_small(const Pair2& cell) const {
    return width(cell[0]) <= options_.smallest_cell &&
           (n_ == 1 || width(cell[1]) <= options_.smallest_cell);
  }
  /// Whether the step 1 - Y H contracts on the cell.
  bool is_nonsingular(const Symmetric2& H, const Inverse& y, const Pair2& cell) const {
    const Interval a = y.a, b = y.b, c = y.c;
    if (n_ == 1) return magnitude(Interval(1.0) - a * H[0]) < 0.95;
    const double w0 = width(cell[0]), w1 = width(cell[1]);
    return magnitude(Interval(1.0) - (a * H[0] + b * H[1])) +
                   magnitude(a * H[1] + b * H[2]) * w1 / w0 <
               0.95 &&
           magnitude(Interval(1.0) - (b * H[1] + c * H[2])) +
                   magnitude(b * H[0] + c * H[1]) * w0 / w1 <
               0.95;
  }

  IntervalModel model_;
  const EquilibriaOptions& options_;
  int n_;
  std::vector<Interval> ranges_;
  Pair2 box_;
};

/// Hulls of cells that touch.
inline std::vector<Pair2> clusters(std::vector<Pair2> cells) {
  std::sort(cells.begin(), cells.end(),
            [](const Pair2& a, const Pair2& b) { return a[0].lower < b[0].lower; });
  std::vector<int> parent(cells.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[i] != i)
      i = parent[i] = parent[parent[i]];
    return i;
  };
  std::vector<int> open;  // cells that later ones may still touch
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    std::erase_if(open, [&](int j) { return cells[j][0].upper < cells[i][0].lower; });
    for (const int j : open)
      if (overlap(cells[i][1], cells[j][1])) parent[root(j)] = root(i);
    open.push_back(i);
  }
  std::vector<Pair2> out;
  std::vector<int> place(cells.size(), -1);
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    int& at = place[root(i)];
    if (at < 0) {
      at = static_cast<int>(out.size());
      out.push_back(cells[i]);
    } else
      out[at] = {hull(out[at][0], cells[i][0]), hull(out[at][1], cells[i][1])};
  }
  return out;
}

/// The box asked for, or the bodies' ranges; shrunk where dependent bodies leave theirs.
inline std::vector<Interval> search_box(const Model& model, const EquilibriaOptions& options,
                                        std::vector<std::string>& narrowed_by) {
  const Structure& s = model.structure();
  const auto& bodies = model.description().bodies;
  const std::size_t n = s.free_count, held = s.constraint_angles.size();
  std::vector<Interval> box;
  for (const int b : s.free_bodies)
    box.push_back({bodies[b].angle_lower, bodies[b].angle_upper});
  if (!options.box.empty()) {
    if (options.box.size() != n)
      throw ModelError({{"box",
                         "has " + std::to_string(options.box.size()) + " ranges; model '" +
                             model.name() + "' has " + std::to_string(n) + " coordinates.",
                         "Give one per coordinate, or none."}});
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < n; ++i) {
      const Interval& asked = options.box[i];
      if (!(asked.lower <= asked.upper) || !contains(box[i], asked))
        faults.push_back({"box / " + model.coordinates()[i],
                          "is " + to_text(asked.lower) + " to " + to_text(asked.upper) +
                              " rad; allowed is a range within " + to_text(box[i].lower) + " to " +
                              to_text(box[i].upper) + " rad, where the model is valid.",
                          "Give a range within it, from the lower to the upper end."});
      else
        box[i] = asked;
    }
    if (!faults.empty()) throw ModelError(std::move(faults));
  }
  for (int pass = 0; pass < 4; ++pass)
    for (int b = 0; b < s.body_count; ++b) {
      double shift = 0;
      for (std::size_t k = 0; k < held; ++k)
        shift += s.P[b * held + k] * model.numbers()[s.constraint_angles[k]];
      if (std::find(s.free_bodies.begin(), s.free_bodies.end(), b) != s.free_bodies.end()) continue;
      const auto fault = [&] {
        return ModelError({{"box",
                            "has no point at which body '" + bodies[b].name +
                                "' is within its range of " + to_text(bodies[b].angle_lower) +
                                " to " + to_text(bodies[b].angle_upper) + " rad.",
                            "Change the box, the pose or the range."}});
      };
      bool moves = false;
      for (std::size_t i = 0; i < n; ++i) {
        const double slope = s.S[b * n + i];
        if (slope == 0) continue;
        moves = true;
        Interval others(shift);
        for (std::size_t j = 0; j < n; ++j)
          if (j != i) others += Interval(s.S[b * n + j]) * box[j];
        const Interval allowed =
            (Interval(bodies[b].angle_lower, bodies[b].angle_upper) - others) / slope;
        if (!overlap(allowed, box[i])) throw fault();
        const Interval rest = common(allowed, box[i]);
        if (!(rest == box[i]) &&
            std::find(narrowed_by.begin(), narrowed_by.end(), bodies[b].name) == narrowed_by.end())
          narrowed_by.push_back(bodies[b].name);
        box[i] = rest;
      }
      if (!moves && !(shift >= bodies[b].angle_lower && shift <= bodies[b].angle_upper))
        throw fault();
    }
  return box;
}

inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

/// The bases of a Halton sequence in n dimensions.
inline std::vector<int> first_primes(int n) {
  std::vector<int> out;
  for (int k = 2; static_cast<int>(out.size()) < n; ++k)
    if (std::none_of(out.begin(), out.end(), [&](int p) { return k % p == 0; })) out.push_back(k);
  return out;
}

/// A cell turned fully.
inline Pair2 turned(const Pair2& cell, const std::vector<int>& turns) {
  const Interval circle = {below(2 * std::numbers::pi, 1), above(2 * std::numbers::pi, 1)};
  Pair2 out = cell;
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (turns[i] != 0) out[i] += Interval(double(turns[i])) * circle;
  return out;
}
inline bool contains(const Pair2& outer, const Pair2& inner) {
  return contains(outer[0], inner[0]) && contains(outer[1], inner[1]);
}

/// Full turns among the places that a proof found.
class TurnedPlaces {
 public:
  TurnedPlaces(const Model& model, const Pair2& box)
      : turns_(model), n_(model.structure().free_count), box_(box) {}

  /// Leaves one of those roots that full turns make the same: it is proved that the other's cell
  /// holds no further root.
  void merge(std::vector<ProvedRoot>& roots) {
    std::vector<ProvedRoot> kept;
    for (const ProvedRoot& root : roots) {
      const auto same = std::find_if(kept.begin(), kept.end(),
                                     [&](const ProvedRoot& k) { return leads_to(root, k); });
      if (same == kept.end()) {
        kept.push_back(root);
        continue;
      }
      ++merged;
      if (is_before(root.enclosure, same->enclosure)) *same = root;
    }
    roots = std::move(kept);
  }
  /// Leaves out places that full turns bring into the cell of a root.
  void settle(std::vector<Pair2>& places, const std::vector<ProvedRoot>& roots) const {
    std::erase_if(places, [&](const Pair2& place) {
      return std::any_of(roots.begin(), roots.end(), [&](const ProvedRoot& r) {
        const auto k = between(place, r.cell);
        return !k.empty() && contains(r.cell, turned(place, k));
      });
    });
  }
  /// Joins places that full turns make overlap.
  void join(std::vector<Pair2>& places) const {
    std::vector<Pair2> kept;
    for (Pair2 place : places) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Pair2& k) {
        const auto turns = between(place, k);
        return !turns.empty() && overlap(turned(place, turns), k);
      });
      if (same == kept.end()) {
        kept.push_back(place);
        continue;
      }
      if (is_before(place, *same)) std::swap(place, *same);
      const Pair2 moved = turned(place, between(place, *same));
      *same = {hull((*same)[0], moved[0]), hull((*same)[1], moved[1])};
    }
    places = std::move(kept);
  }
  /// Whether full turns make two postures the same.
  bool same(const std::vector<double>& a, const std::vector<double>& b, double tolerance) const {
    const auto k = turns_.between(a, b);
    for (std::size_t i = 0; i < k.size(); ++i)
      if (!(std::abs(a[i] + 2 * std::numbers::pi * k[i] - b[i]) <= tolerance)) return false;
    return !k.empty();
  }

  /// The place nearest to the reference that turns of single coordinates lead to within a range.
  template <class InRange>
  std::vector<double> nearest(std::vector<double> u, InRange&& in_range) const {
    for (int i = 0; i < n_; ++i) {
      std::vector<int> k(n_, 0);
      k[i] = 1;
      if (!turns_.repeat(k)) continue;
      for (const double turn : {2 * std::numbers::pi, -2 * std::numbers::pi})
        for (std::vector<double> next = u;; u = next) {
          next[i] += turn;
          if (!FullTurns::is_before(next, u) || !in_range(next.data())) break;
        }
    }
    return u;
  }

  int merged = 0;  ///< places left out

 private:
  static bool overlap(const Pair2& a, const Pair2& b) {
    return guywire::overlap(a[0], b[0]) && guywire::overlap(a[1], b[1]);
  }
  std::vector<double> middle_of(const Pair2& cell) const {
    std::vector<double> out;
    for (int i = 0; i < n_; ++i)
      out.push_back(middle(cell[i]));
    return out;
  }
  std::vector<int> between(const Pair2& a, const Pair2& b) const {
    return turns_.between(middle_of(a), middle_of(b));
  }
  bool leads_to(const ProvedRoot& a, const ProvedRoot& b) const {
    const auto there = between(a.enclosure, b.enclosure);
    const auto back = between(b.enclosure, a.enclosure);
    return !there.empty() && (contains(b.cell, turned(a.enclosure, there)) ||
                              contains(a.cell, turned(b.enclosure, back)));
  }
  bool is_before(const Pair2& a, const Pair2& b) const {
    const bool a_inside = contains(box_, a);
    if (a_inside != contains(box_, b)) return a_inside;
    return FullTurns::is_before(middle_of(a), middle_of(b));
  }

  FullTurns turns_;
  int n_;
  Pair2 box_;
};

inline std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}
inline bool is_listed_before(const Equilibrium& a, const Equilibrium& b) {
  return a.posture.coordinates < b.posture.coordinates;
}

/// What a proof found, each place polished and classified by the solver.
class ProvedList {
 public:
  ProvedList(Workspace& workspace, const SolveOptions& polish, const Prover& prover,
             const TurnedPlaces& turns, Equilibria& out)
      : workspace_(workspace),
        polish_(polish),
        prover_(prover),
        turns_(turns),
        out_(out),
        n_(static_cast<int>(out.box.size())) {}

  std::vector<Pair2> open;  ///< places that neither could decide
  bool hidden = false;      ///< some root's kind is hidden by rounding

  /// Lists a proved root. Its place is that of the proof: where the solver ends elsewhere, or says
  /// that rounding hides the balance, the middle of the enclosure is listed.
  void add(const ProvedRoot& root) {
    auto o = solve_near(root.enclosure, root.cell);
    if (!is_equilibrium(o.status) || !is_at(o.last(), root.enclosure)) {
      const State place = middle_of(root.enclosure);
      if (!in_range(place))
        return open.push_back(
            root.enclosure);  // at the edge of a range: the solver could not stay inside
      o = by_proof(root, place);
      if (o.status == Status::path_lost)
        return open.push_back(root.enclosure);  // a force beyond every number
    }
    hidden = hidden || !is_equilibrium(o.status);
    out_.found.push_back({o.status, o.message, o.last(), true, range(root.cell)});
  }

  /// Lists a place that the proof left open, with the equilibrium that the solver finds there.
  void add_undecided(const Pair2& cell) {
    open.push_back(cell);
    Pair2 near = cell;
    for (int i = 0; i < n_; ++i)
      near[i] = {cell[i].lower - 1e-6, cell[i].upper + 1e-6};
    const auto o = solve_near(cell, near);
    const auto is_it = [&](const Equilibrium& e) {
      const auto &a = e.posture.coordinates, &b = o.last().coordinates;
      return distance(a, b) < 1e-9 || turns_.same(a, b, 1e-9);
    };
    if (is_equilibrium(o.status) && std::none_of(out_.found.begin(), out_.found.end(), is_it))
      out_.found.push_back({o.status, o.message, o.last(), false, {}});
  }

  std::vector<Interval> range(const Pair2& cell) const { return {cell.begin(), cell.begin() + n_}; }

 private:
  State middle_of(const Pair2& cell) const {
    State s;
    for (int i = 0; i < n_; ++i)
      s.coordinates.push_back(std::clamp(middle(cell[i]), out_.box[i].lower, out_.box[i].upper));
    return s;
  }
  bool in_range(const State& s) {
    Workspace::Impl& w = workspace_.impl();
    w.angles_at(s.coordinates.data(), w.over_bodies.data());
    return w.out_of_range(w.over_bodies.data()) < 0;
  }
  /// The equilibrium that the solver finds from a cell, if it lies in `where`.
  Outcome<Posture> solve_near(const Pair2& cell, const Pair2& where) {
    const State start = middle_of(cell);
    if (!in_range(start)) return {};
    auto o = solve(workspace_, polish_, start);
    for (int i = 0; i < n_; ++i)
      if (!contains(where[i], o.last().coordinates[i])) {
        o.status = Status::not_run;
        o.message = "The search left the cell.";
      }
    return o;
  }
  bool is_at(const Posture& p, const Pair2& enclosure) const {
    for (int i = 0; i < n_; ++i)
      if (!contains(
              Interval(enclosure[i].lower - angle_tolerance, enclosure[i].upper + angle_tolerance),
              p.coordinates[i]))
        return false;
    return true;
  }
  /// The middle of a root's enclosure, with the kind and the eigenvalue that intervals prove.
  Outcome<Posture> by_proof(const ProvedRoot& root, const State& place) {
    auto o = posture_at(workspace_.model(), place);
    if (o.status == Status::path_lost) return o;
    Certificate& c = o.result.certificate;
    const Symmetric2 H = prover_.hessian(root);
    Interval least = prover_.smallest_eigenvalue(H);
    c.tilt_stiffness = tilt_stiffness(H);
    if (root.contact.cable >= 0) {  // the force that holds the points together is less than the
                                    // tension: V rises all around
      c.contacts = {root.contact};
      least = c.tilt_stiffness = std::numeric_limits<double>::infinity();
    }
    c.min_eigenvalue = least.lower;
    c.min_eigenvalue_upper = least.upper;
    o.message = "Proved by intervals to balance here; rounding hides the balance from a search.";
    bool known = true;
    for (int i = 0; i < n_; ++i)
      known = known && width(root.enclosure[i]) <= angle_tolerance;
    if (known && least.lower > 0) {
      o.status = Status::stable;
    } else if (known && least.upper < 0) {
      o.status = Status::unstable;
    } else {
      o.status = Status::hidden_by_rounding;
      o.message =
          "An equilibrium is proved to lie here, but rounding hides where and of what kind.";
    }
    return o;
  }

  /// 1/(s' H^-1 s), s the tilt body's row of S.
  double tilt_stiffness(const Symmetric2& H) {
    const Workspace::Impl& w = workspace_.impl();
    const double* const s = w.model.structure().S.data() + w.tilt * n_;
    const double a = middle(H[0]);
    if (n_ == 1) return a / (s[0] * s[0]);
    const double b = middle(H[1]), c = middle(H[2]);
    return (a * c - b * b) / (c * s[0] * s[0] - 2 * b * s[0] * s[1] + a * s[1] * s[1]);
  }

  static constexpr double angle_tolerance = 1e-6;  // [rad] chosen: as for hidden_by_rounding
  Workspace& workspace_;
  const SolveOptions& polish_;
  const Prover& prover_;
  const TurnedPlaces& turns_;
  Equilibria& out_;
  int n_;
};

/// Deflated Newton from many starts.
inline void deflate(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out) {
  Workspace::Impl& w = workspace.impl();
  const int n = w.model.structure().free_count;
  const std::vector<int> primes = first_primes(n);
  std::vector<double> angles(w.model.structure().body_count);
  const auto in_range = [&](const double* u) {
    for (int i = 0; i < n; ++i)
      if (!contains(out.box[i], u[i])) return false;
    w.angles_at(u, angles.data());
    return w.out_of_range(angles.data()) < 0;
  };
  const TurnedPlaces turns(w.model, {});
  SolveOptions any = options.solve;
  any.seek = Seek::any;
  std::vector<std::vector<double>>
      known;  // to be divided out: those found, and their like a full turn away
  const auto keep = [&](Outcome<Posture> o) {
    std::vector<double> u = o.last().coordinates;
    if (!is_equilibrium(o.status) || !in_range(u.data())) return;
    constexpr double tolerance = 1e-6;  // chosen: roots nearer than that are taken for one
    for (const auto& k : known)
      if (distance(k, u) < tolerance) return;
    known.push_back(u);
    if (std::vector<double> nearest = turns.nearest(u, in_range); nearest != u) {
      if (auto there = solve(workspace, any, {nearest});
          is_equilibrium(there.status) && distance(there.last().coordinates, nearest) < tolerance) {
        o = std::move(there);
        u = o.last().coordinates;
        known.push_back(u);
        ++out.repeated;
      }
    }
    const Equilibrium found{.status = o.status, .message = o.message, .posture = o.last()};
    for (Equilibrium& e : out.found) {
      if (distance(e.posture.coordinates, u) < tolerance) return;
      if (!turns.same(e.posture.coordinates, u, tolerance)) continue;
      ++out.repeated;
      if (FullTurns::is_before(u, e.posture.coordinates)) e = found;
      return;
    }
    out.found.push_back(found);
  };
  const auto polish = [&](const std::vector<double>& u, Seek seek) {
    SolveOptions solve_options = options.solve;
    solve_options.seek = seek;
    keep(solve(workspace, solve_options, {u}));
  };
  for (int start = 0; start < options.starts; ++start) {
    std::vector<double> u(n);
    for (int i = 0; i < n; ++i) {
      double share = 0,
             digit = 1;  // Halton; the first start is the reference posture, where allowed
      for (int k = start; k > 0; k /= primes[i]) {
        digit /= primes[i];
        share += digit * (k % primes[i]);
      }
      u[i] = start == 0 ? std::clamp(0.0, out.box[i].lower, out.box[i].upper)
                        : out.box[i].lower + share * width(out.box[i]);
    }
    ++out.cells;
    tell_progress(static_cast<double>(start) / options.starts);
    if (!in_range(u.data())) continue;
    polish(u, Seek::downhill);
    for (int step = 0; step < 60; ++step) {
      for (int i = 0; i < n; ++i)
        w.now.u[i] = u[i];
      if (!w.fill(w.now)) break;
      double worst = 0;
      for (int i = 0; i < n; ++i)
        worst = std::max(worst, std::abs(w.now.g[i]) / std::max(w.now.floor[i], 1e-300));
      // Newton's step p of the gradient itself, by eigenvectors; M g has the step p/(1 - (grad log
      // M).p)
      double *const values = w.newton.values, *const vectors = w.newton.vectors;
      std::vector<double> p(n, 0.0);
      symmetric_eigen(n, w.now.H.data(), values, vectors, w.newton.spectrum);
      const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
      for (int i = 0; i < n; ++i) {
        double dot = 0;
        for (int j = 0; j < n; ++j)
          dot += vectors[i * n + j] * w.now.g[j];
        const double value = std::abs(values[i]) > 1e-10 * largest
                                 ? values[i]
                                 : std::copysign(1e-10 * largest, values[i]);
        for (int j = 0; j < n; ++j)
          p[j] -= dot / value * vectors[i * n + j];
      }
      double tilt = 0;
      for (const auto& k : known) {
        double square = 0, along = 0;
        for (int i = 0; i < n; ++i) {
          const double d = u[i] - k[i];
          square += d * d;
          along += d * p[i];
        }
        if (square > 0)
          tilt += -2 * along / (square * square) / (1 / square + 1);  // of log(1/|d|^2 + 1)
      }
      const double factor = 1 / (1 - tilt), size = detail::norm(n, p.data()) * std::abs(factor);
      if (!std::isfinite(size)) break;
      const double fit = size > 0.3 ? 0.3 / size : 1;  // [rad] chosen: as the first step of `solve`
      std::vector<double> next(n);
      double shorter = 1;
      for (int i = 0; i < 10; ++i, shorter /= 2) {
        for (int k = 0; k < n; ++k)
          next[k] = u[k] + shorter * fit * factor * p[k];
        if (in_range(next.data())) break;
      }
      if (!in_range(next.data())) break;
      const double moved = distance(next, u);
      u = next;
      if (moved < 1e-9 || worst <= 1) {
        const std::size_t before = known.size();
        polish(u, Seek::any);
        if (known.size() == before) break;
      }
    }
  }
}

/// Refuses what intervals cannot enclose.
inline void check_provable(const Model& model) {
  std::vector<Fault> faults;
  const auto refuse = [&](const std::string& where, std::string_view kind,
                          const std::optional<NoEnclosure>& why) {
    if (!why) return;
    faults.push_back({where + " / law",
                      "is " + std::string(kind) + ", which " + std::string(why->reason) +
                          ": nothing can be proved.",
                      std::string(why->remedy) + ", or do without proof (verify = false)."});
  };
  for (const Cable& c : model.description().cables)
    std::visit(
        [&]<template <class> class Law>(const Law<double>& law) {
          refuse("cable '" + c.name + "'", law.kind,
                 refusal_of(enclosure(in_scalar<Interval>(law), BasicKnobs<Interval>{})));
        },
        c.law);
  for (const Joint& j : model.description().joints)
    std::visit(
        [&]<template <class> class Law>(const Law<double>& law) {
          refuse("joint '" + j.name + "'", law.kind,
                 refusal_of(enclosure(in_scalar<Interval>(law), Interval(0.0))));
        },
        j.law);
  const Structure& s = model.structure();
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    for (int g = s.cables[c].first_segment;
         g < s.cables[c].first_segment + s.cables[c].segment_count; ++g)
      if (s.segments[g].contact_count > 1)
        faults.push_back(
            {"cable '" + model.description().cables[c].name + "' / path",
             "passes several circles in a row: which of them it touches has no formula that "
             "intervals could enclose, so nothing can be proved.",
             "Put a point between two circles, or do without proof (verify = false)."});
  if (!faults.empty()) throw ModelError(std::move(faults));
}

/// Lists everything in the box, with proof.
inline void prove_all(const Model& model, Workspace& workspace, const EquilibriaOptions& options,
                      Equilibria& out) {
  check_provable(model);
  Prover prover(model, options);
  const Pair2 searched{out.box[0], out.box.size() > 1 ? out.box[1] : Interval(0.0)};
  prover.run(searched);
  TurnedPlaces turns(model, searched);
  turns.merge(prover.roots);
  turns.settle(prover.undecided, prover.roots);
  SolveOptions polish = options.solve;
  polish.seek = Seek::any;
  ProvedList list(workspace, polish, prover, turns, out);
  for (const auto& root : prover.roots)
    list.add(root);
  auto undecided = clusters(std::move(prover.undecided));
  turns.join(undecided);
  for (const auto& cell : undecided)
    list.add_undecided(cell);
  for (const auto& cell : list.open)
    out.undecided.push_back(list.range(cell));
  out.cells = prover.cells;
  out.path_lost = prover.path_lost;
  out.repeated = turns.merged;
  out.verified = out.undecided.empty() && !list.hidden;
  out.no_equilibrium = out.verified && out.found.empty();
  std::sort(out.found.begin(), out.found.end(), is_listed_before);
  const std::string count = counted(out.found.size(), "equilibrium", "equilibria");
  const std::string places = counted(out.undecided.size(), "place", "places");
  if (out.no_equilibrium)
    out.message = "Verified: there is no equilibrium in the box.";
  else if (out.verified)
    out.message = "Verified: " + count + ", none missed in the box.";
  else if (out.undecided.empty())
    out.message = "Unverified: " + count +
                  ", none missed in the box, but rounding hides of what kind one of them is.";
  else
    out.message = "Unverified: " + count + "; in " + places +
                  " of the box it could not be decided whether there is one (listed); none was "
                  "missed elsewhere.";
}

/// The one posture of a model whose every coordinate is held.
inline void list_held(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out) {
  const auto o = solve(workspace, options.solve);
  out.path_lost = o.status == Status::path_lost;
  out.cells = 1;
  out.no_equilibrium = out.path_lost;
  out.verified = is_equilibrium(o.status) || out.no_equilibrium;
  if (is_equilibrium(o.status)) out.found.push_back({o.status, o.message, o.last(), true, {}});
  out.message = is_equilibrium(o.status)
                    ? "Verified: every coordinate is held, so that there is one posture."
                    : o.message;
}

}  // namespace detail

GUYWIRE_INLINE Equilibria all_equilibria(const Model& model, const EquilibriaOptions& options) {
  const int n = model.structure().free_count;
  Equilibria out;
  out.box = detail::search_box(model, options, out.narrowed_by);
  Workspace workspace(model);
  if (n == 0) {
    detail::list_held(workspace, options, out);
  } else if (n <= 2 && options.verify) {
    detail::prove_all(model, workspace, options, out);
  } else {
    detail::deflate(workspace, options, out);
    std::sort(out.found.begin(), out.found.end(), detail::is_listed_before);
    out.message = "Unverified: " + detail::counted(out.found.size(), "equilibrium", "equilibria") +
                  " from " + std::to_string(out.cells) + " starts; others may exist.";
  }
  if (out.repeated > 0) out.message += " Postures a full turn apart are counted once.";
  return out;
}

}  // namespace guywire
