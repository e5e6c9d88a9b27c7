#pragma once
/// Proves which cells of a box hold a root: branch and prune with Krawczyk's operator.
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numbers>
#include <optional>
#include <vector>

#include "guywire/core/watch.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/proof/interval_mechanics-inl.hpp"

namespace guywire {

namespace detail {

/// A root of the gradient whose existence in `enclosure` and uniqueness in `cell` are proved.
struct ProvedRoot {
  Pair2 enclosure, cell;
  guywire::Contact contact{};  ///< where two points of a taut path meet
};

/// Branch and prune over a box: each cell is examined until it holds no root, its root is proved by
/// Krawczyk's operator, or it is too small to be halved.
class Prover {
 public:
  Prover(const Model& model, const EquilibriaOptions& options)
      : model_(model), options_(options), n_(model.structure().free_count) {
    for (const Body& b : model.description().bodies)
      ranges_.emplace_back(b.angle_lower, b.angle_upper);
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

  using Point = std::array<double, 2>;

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

  /// The operator on X; nothing where it does not exist.
  std::optional<Pair2> krawczyk(const Pair2& X) {
    const auto e = model_.at(X);
    ++cells;
    const Inverse y = inverse_of(e.hessian);
    if (e.lost || e.doubtful || !y.good) return {};
    return krawczyk(X, e, y);
  }

  /// Tries to prove that there is one root, and one only, in a cell about the place Newton's method
  /// goes to from the cell's middle.
  bool prove(const Pair2& cell) {
    const auto x = newton(cell);
    if (!x) return false;
    const Pair2 wide = around(*x, cell);
    const auto K = krawczyk(wide);
    if (!K || !inside(*K, wide)) return false;
    ProvedRoot root{*K, wide, {}};
    enclose_tightly(*x, root);
    sharpen(root.enclosure);
    keep(root);
    return true;
  }
  /// Where Newton's method goes from the middle of a cell; nothing if it leaves the cell for
  /// another one's root.
  std::optional<Point> newton(const Pair2& cell) {
    Point x{middle(cell[0]), middle(cell[1])};
    for (int i = 0; i < 8; ++i) {
      const auto e = model_.at({x[0], x[1]});
      ++cells;
      const Inverse y = inverse_of(e.hessian);
      if (e.lost || e.doubtful || !y.good) return {};
      const double g0 = middle(e.center[0]), g1 = middle(e.center[1]);
      const double dx = y.a * g0 + y.b * g1;
      const double dy = y.b * g0 + y.c * g1;
      x[0] -= dx;
      x[1] -= dy;
      if (!is_near(x, cell)) return {};
      if (std::abs(dx) <= 1e-15 && std::abs(dy) <= 1e-15) break;
    }
    return x;
  }
  bool is_near(const Point& x, const Pair2& cell) const {
    for (int k = 0; k < n_; ++k)
      if (!(std::abs(x[k] - middle(cell[k])) <= 0.75 * width(cell[k]))) return false;
    return true;
  }
  /// Encloses a root by the smallest box about Newton's end x that the operator maps into itself:
  /// the box holds the one root of the cell, too.
  void enclose_tightly(const Point& x, ProvedRoot& root) {
    for (double r = 1e-14; r < 0.25 * width(root.cell[0]); r *= 8) {
      Pair2 box{};
      for (int k = 0; k < n_; ++k)
        box[k] = {x[k] - r * (1 + std::abs(x[k])), x[k] + r * (1 + std::abs(x[k]))};
      const auto K = krawczyk(box);
      if (!K) return;
      if (!inside(*K, box)) continue;
      root.enclosure = *K;
      return;
    }
  }
  /// Applies the operator again while the enclosure of a root shrinks.
  void sharpen(Pair2& enclosure) {
    for (int i = 0; i < 20; ++i) {
      const auto K = krawczyk(enclosure);
      if (!K) return;
      bool shrinks = false;
      for (int k = 0; k < n_; ++k) {
        const Interval next = common((*K)[k], enclosure[k]);
        shrinks = shrinks || width(next) < 0.9 * width(enclosure[k]);
        enclosure[k] = next;
      }
      if (!shrinks) return;
    }
  }

  /// Decides a cell, or puts parts of it into the queue.
  void examine(const Pair2& cell, std::deque<Pair2>& queue) {
    if (is_settled(cell) || out_of_range(cell)) return;
    const auto e = model_.at(cell);
    ++cells;
    if (e.lost) {
      path_lost = true;
      return;
    }
    if (e.doubtful) note_lost(cell);
    for (int k = 0; k < n_; ++k)
      if (!contains(e.gradient[k], 0.0)) return;
    if (settle_contact(cell, e)) return;
    if (!e.doubtful) {
      // nothing acts: all of it is in balance
      if (e.gradient == Pair2{}) return undecided.push_back(cell);
      if (settle_by_krawczyk(cell, e, queue)) return;
    }
    if (settle_corner(cell, e)) return;
    if (is_small(cell)) return undecided.push_back(cell);
    halve(cell, e, queue);
  }
  /// Roots of a cell lie in K(cell), too. True if that settles the cell: it holds none, its root is
  /// proved, or what is left of it is small enough to take its place in the queue.
  bool settle_by_krawczyk(const Pair2& cell, const IntervalModel::Result& e,
                          std::deque<Pair2>& queue) {
    const Inverse y = inverse_of(e.hessian);
    if (!y.good) return false;
    const Pair2 K = krawczyk(cell, e, y);
    Pair2 remainder = cell;
    double share = 1;
    for (int k = 0; k < n_; ++k) {
      if (!overlap(K[k], cell[k])) return true;
      remainder[k] = common(K[k], cell[k]);
      share = std::min(share, width(remainder[k]) / width(cell[k]));
    }
    if (is_nonsingular(e.hessian, y, cell) && prove(cell)) return true;
    if (!(share < 0.7) || is_small(cell)) return false;
    queue.push_back(remainder);
    return true;
  }
  /// Halves a cell; not quite in the middle, where symmetric models have their roots.
  void halve(const Pair2& cell, const IntervalModel::Result& e, std::deque<Pair2>& queue) const {
    const int k = n_ == 1 ? 0 : side_to_halve(cell, e);
    const double cut = cell[k].lower + 0.4987 * width(cell[k]);
    Pair2 first = cell, second = cell;
    first[k].upper = second[k].lower = cut;
    queue.push_back(first);
    queue.push_back(second);
  }
  /// Along which the gradient changes most, unless the cell is very narrow there.
  static int side_to_halve(const Pair2& cell, const IntervalModel::Result& e) {
    double effect[2];
    for (int k = 0; k < 2; ++k)
      effect[k] = width(cell[k]) * std::max(std::min(magnitude(e.hessian[k]), 1e100),
                                            std::min(magnitude(e.hessian[k + 1]), 1e100));
    const int most = effect[1] > effect[0] ? 1 : 0;
    return width(cell[most]) < 0.1 * width(cell[1 - most]) ? 1 - most : most;
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
    const auto x = newton_to_meeting(cell, e);
    if (!x) return false;
    const Pair2 wide = around(*x, cell);
    const auto all = model_.at(wide);
    if (all.lost || all.doubtful || all.meetings != 1) return false;
    const auto there = model_.contact_at(wide, e.cable, e.segment);
    if (!there.regular || !(there.force2.upper < square(there.tension).lower)) return false;
    const Pair2 K = meeting_step(wide, there.between, e);
    if (!inside(K, wide)) return false;
    keep({K, wide, model_.named(e.cable, e.segment, {middle(K[0]), middle(K[1])})});
    return true;
  }
  /// Where Newton's method finds d = 0 from the middle of a cell, d the vector between the points;
  /// nothing if it leaves the cell.
  std::optional<Point> newton_to_meeting(const Pair2& cell, const IntervalModel::Result& e) const {
    Point x{middle(cell[0]), middle(cell[1])};
    for (int i = 0; i < 8; ++i) {
      const auto d = model_.contact_at({x[0], x[1]}, e.cable, e.segment).between;
      const double a = middle(d.dx[0]), b = middle(d.dx[1]);
      const double c = middle(d.dy[0]), f = middle(d.dy[1]);
      const double det = a * f - b * c;
      x[0] -= (f * middle(d.x) - b * middle(d.y)) / det;
      x[1] -= (a * middle(d.y) - c * middle(d.x)) / det;
      if (!is_near(x, cell)) return {};
    }
    return x;
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
  Pair2 around(const Point& x, const Pair2& cell) const {
    Pair2 out{};
    for (int k = 0; k < n_; ++k) {
      const double radius = 1.0625 * std::max(x[k] - cell[k].lower, cell[k].upper - x[k]) + 1e-12;
      out[k] = {x[k] - radius, x[k] + radius};
    }
    return out;
  }
  /// Lists a root, once.
  void keep(const ProvedRoot& root) {
    const auto within = [](const Pair2& a, const Pair2& b) {
      return contains(b[0], a[0]) && contains(b[1], a[1]);
    };
    for (ProvedRoot& r : roots)
      // the same; what both cells cover is settled
      if (within(root.enclosure, r.cell) || within(r.enclosure, root.cell)) {
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
};

}  // namespace detail

}  // namespace guywire
