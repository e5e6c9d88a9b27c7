#pragma once
/// Trust-region Newton for a smooth-enough potential with exact Hessian [MoreSorensen1983], and for
/// the nearest root of its gradient.
///
/// The subproblem is solved exactly (Cholesky inside the region, eigenvectors and the secular
/// equation otherwise), so indefinite Hessians and the hard case need no special path. Near the end
/// V has no digits left: where the predicted decrease is below the rounding of V, a step is judged
/// by -(g0 + g1).d/2 instead, and by a residual that falls: its norm, or the largest share of a
/// component in its own rounding bound, since a stiff coordinate's rounding must not hide a soft
/// one's progress.
///
/// Stiff ropes make V a narrow, bent valley with corners, in which a trust region alone would
/// crawl. A search that has taken many steps therefore answers a poor step by more than a smaller
/// radius: a few corrections from where the step led (the watchdog technique [Chamberlain1982]), a
/// line search across the corners by the slope of V along the step, and a line search along the sum
/// of two such steps (parallel tangents). No heap but for what points and NewtonScratch hold.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "guywire/math/spectrum.hpp"
#include "guywire/math/step_rule.hpp"

namespace guywire {

enum class Seek {
  downhill,  ///< a minimum of V
  any,       ///< the nearest place where the gradient vanishes, stable or not
};

struct NewtonOptions {
  Seek seek = Seek::downhill;
  int iteration_limit = 200;  ///< raise it for very stiff models only; typical solves need 4 to 10
  double first_radius =
      0.3;  ///< [rad] longest first step; lower it to stay in the basin of the start
  double largest_radius = 1.0;  ///< [rad]
};

/// One evaluation of a problem of n coordinates at u. Copies between points of the same size take
/// nothing from the heap.
class NewtonPoint {
 public:
  std::span<double> u, g;            ///< coordinates and gradient
  std::span<double> rounding_bound;  ///< rounding error of g
  std::span<double> H;               ///< Hessian, row-major, n x n
  double V = 0, V_noise = 0;         ///< potential and its rounding error

  explicit NewtonPoint(int n)
      : memory_(static_cast<std::size_t>(n) * (static_cast<std::size_t>(n) + 3)) {
    lay_out(n);
  }
  NewtonPoint(const NewtonPoint& other)
      : V(other.V), V_noise(other.V_noise), memory_(other.memory_) {
    lay_out(other.u.size());
  }
  NewtonPoint& operator=(const NewtonPoint& other) {
    memory_ = other.memory_;
    V = other.V;
    V_noise = other.V_noise;
    lay_out(other.u.size());
    return *this;
  }

 private:
  std::vector<double> memory_;

  void lay_out(std::size_t n) {
    const std::span<double> all(memory_);
    u = all.subspan(0, n);
    g = all.subspan(n, n);
    rounding_bound = all.subspan(2 * n, n);
    H = all.subspan(3 * n);
  }
};

/// Memory of `newton` for n coordinates: sized once, so that the search takes nothing from the
/// heap.
class NewtonScratch {
 public:
  // n numbers each
  double *step = nullptr, *values = nullptr, *c = nullptr, *y = nullptr;
  double *squares = nullptr, *sorted = nullptr, *sorted_c = nullptr, *older = nullptr;
  // n x n numbers each
  double *factor = nullptr, *vectors = nullptr, *sorted_vectors = nullptr;
  NewtonPoint third;
  std::vector<int> order;        ///< of eigenvalues
  std::vector<double> spectrum;  ///< of `symmetric_eigen` and `smallest_eigenvalue`

  explicit NewtonScratch(int n) : third(n), order(n) {
    const std::size_t N = n;
    memory_.resize(8 * N + 3 * N * N);
    double* place = memory_.data();
    for (double** p : {&step, &values, &c, &y, &squares, &sorted, &sorted_c, &older}) {
      *p = place;
      place += N;
    }
    for (double** p : {&factor, &vectors, &sorted_vectors}) {
      *p = place;
      place += N * N;
    }
    spectrum.resize(spectrum_scratch(n));
  }
  NewtonScratch(const NewtonScratch&) = delete;
  NewtonScratch& operator=(const NewtonScratch&) = delete;

 private:
  std::vector<double> memory_;
};

enum class NewtonEnd {
  converged,
  iteration_limit,
  stalled,
  out_of_range,
  undefined
};

namespace detail {

inline double norm(int n, const double* v) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += v[i] * v[i];
  return std::sqrt(sum);
}

/// The subproblem of a trust region [MoreSorensen1983]: the step p that minimizes g.p + p.B.p/2 in
/// the frame of B's eigenvectors. `b`: eigenvalues, ascending; `c`: g in their frame; all of n.
struct TrustProblem {
  int n;
  const double* b;
  const double* c;
  double scale;  ///< of b
  double least;  ///< that mu may be: B + mu is not indefinite from there on

  TrustProblem(int size, const double* eigenvalues, const double* gradient)
      : n(size),
        b(eigenvalues),
        c(gradient),
        scale(std::max({std::abs(b[0]), std::abs(b[n - 1]), 1e-300})),
        least(is_definite() ? 0.0 : -b[0] + 1e-14 * scale) {}

  bool is_definite() const { return b[0] > 1e-14 * scale; }

  /// Of the step from (B + mu) p = -g. It falls with mu.
  double length(double mu) const {
    double sum = 0;
    for (int i = 0; i < n; ++i)
      if (c[i] != 0) sum += (c[i] / (b[i] + mu)) * (c[i] / (b[i] + mu));
    return std::sqrt(sum);
  }

  /// The mu at which the step has the length of the radius, to 10 digits, by bisection; the step at
  /// the least mu is longer.
  double root(double radius) const {
    double low = least;
    double high = std::max(low, scale) * 2;
    while (length(high) > radius)
      high *= 4;
    for (int i = 0; i < 100 && high - low > 1e-10 * high; ++i) {
      double mu = low <= 0 ? high / 2 : std::sqrt(std::max(low, high * 1e-8) * high);
      if (!(mu > low && mu < high)) mu = low + (high - low) / 2;
      (length(mu) > radius ? low : high) = mu;
    }
    return high;
  }
};

/// Step of length <= radius that minimizes g.p + p.B.p/2, given B's eigenvalues b and vectors
/// (rows), and c = vectors g. y has room for n.
inline void trust_step(int n, const double* b, const double* vectors, const double* c,
                       double radius, double* p, double* y) {
  const TrustProblem problem(n, b, c);
  const double longest = problem.length(problem.least);
  const double mu = longest > radius ? problem.root(radius) : problem.least;
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    y[i] = c[i] == 0 ? 0 : -c[i] / (b[i] + mu);
    sum += y[i] * y[i];
  }
  // hard case: to the edge in the softest direction
  if (!problem.is_definite() && longest < radius) {
    const double along = std::sqrt(std::max(0.0, radius * radius - sum));
    y[0] += (c[0] > 0 ? -1 : 1) * along;
  }
  for (int j = 0; j < n; ++j) {
    p[j] = 0;
    for (int i = 0; i < n; ++i)
      p[j] += y[i] * vectors[i * n + j];
  }
}

}  // namespace detail

/// One search. `evaluate(point)` fills V, g, H, rounding_bound from point.u and returns false where
/// the problem is undefined; `in_range(u)` says whether u is inside its range.
template <class Evaluate, class InRange>
class NewtonSearch {
 public:
  NewtonSearch(int n, NewtonPoint& first, NewtonPoint& second, NewtonScratch& scratch,
               const NewtonOptions& options, Evaluate& evaluate, InRange& in_range)
      : n_(n),
        scratch_(scratch),
        options_(options),
        evaluate_(evaluate),
        in_range_(in_range),
        now_(&first),
        trial_(&second),
        step_(scratch.step),
        radius_(options.first_radius) {}

  /// The last accepted point is `now`.
  NewtonEnd run() {
    if (!evaluate_(*now_)) return NewtonEnd::undefined;
    for (;;) {
      worst_ = worst(*now_);
      if (worst_ <= 1) return NewtonEnd::converged;
      if (iterations >= options_.iteration_limit) return NewtonEnd::iteration_limit;
      if (const auto end = step()) return *end;
    }
  }

  const NewtonPoint& now() const { return *now_; }
  int iterations = 0;

 private:
  // chosen: typical solves need 4 to 10 steps; a search that took more may be in a bent valley with
  // corners
  static constexpr int steps_before_line_search = 8, steps_before_corrections = 24;

  using Rule = detail::StepRule<double>;

  struct Judgment {
    double slope_before = 0, slope_after = 0;  ///< of V along the step, at its ends
    double predicted = 0, actual = 0;          ///< decrease
    bool hidden = false;  ///< the predicted decrease is below the rounding of V
    Rule rule() const { return {predicted, actual}; }
    bool accepted() const { return predicted > 0 && rule().is_enough(); }
  };

  /// One step of the trust region, taken or refused. Returns what ends the search, if anything.
  std::optional<NewtonEnd> step() {
    choose_step();
    ++iterations;
    const double length = detail::norm(n_, step_);
    if (!std::isfinite(length)) return NewtonEnd::stalled;
    move_trial(1);
    if (std::equal(now_->u.begin(), now_->u.end(), trial_->u.begin())) return end_in_rounding();
    if (!admissible(*trial_)) {
      radius_ = 0.25 * std::min(radius_, length);
      if (radius_ < 1e-7) return left_range_ ? NewtonEnd::out_of_range : NewtonEnd::undefined;
      return {};
    }
    return take_or_refuse(length);
  }

  /// The step is too short to change u.
  NewtonEnd end_in_rounding() {
    if (left_range_) return NewtonEnd::out_of_range;
    add_rounding_of_u();
    return worst(*now_) <= 1 ? NewtonEnd::converged : NewtonEnd::stalled;
  }

  /// Goes to the trial if it is better than where the search stands, or to what is better still.
  std::optional<NewtonEnd> take_or_refuse(double length) {
    const Judgment judgment = options_.seek == Seek::any ? judge_residual() : judge_energy();
    const bool poor = is_poor(judgment);
    const bool short_step =
        (length < Rule::long_part * radius_ || radius_ >= options_.largest_radius) &&
        is_short(judgment);
    if (poor && cross_corners(judgment)) return {};
    if (short_step && search_beyond(judgment.slope_before)) return {};
    set_radius(judgment, length);
    if (!judgment.accepted()) return {};
    if (poor || short_step) {  // the searches have used the trial
      move_trial(1);
      if (!admissible(*trial_)) return NewtonEnd::stalled;
    }
    std::swap(now_, trial_);
    return {};
  }

  /// The largest share of a component of g in its rounding bound.
  double worst(const NewtonPoint& p) const {
    double most = 0;
    for (int i = 0; i < n_; ++i)
      most = std::max(most, std::abs(p.g[i]) / std::max(p.rounding_bound[i],
                                                        std::numeric_limits<double>::denorm_min()));
    return most;
  }

  /// No number lies between u and the root: over many turns the rounding of u itself moves g by
  /// more than that of its evaluation.
  void add_rounding_of_u() {
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j < n_; ++j)
        now_->rounding_bound[i] +=
            std::abs(now_->H[i * n_ + j] * now_->u[j]) * std::numeric_limits<double>::epsilon();
  }

  double slope_of(const NewtonPoint& p) const {
    double sum = 0;
    for (int i = 0; i < n_; ++i)
      sum += p.g[i] * step_[i];
    return sum;
  }

  void move_trial(double part) {
    for (int i = 0; i < n_; ++i)
      trial_->u[i] = now_->u[i] + part * step_[i];
  }

  /// Evaluates a point inside the range.
  bool admissible(NewtonPoint& p) {
    left_range_ = !in_range_(p.u.data());
    return !left_range_ && evaluate_(p);
  }

  /// The trust region's step into `step_`.
  void choose_step() {
    if (options_.seek == Seek::downhill) {
      std::copy(now_->H.begin(), now_->H.end(), scratch_.factor);
      definite_ = cholesky(n_, scratch_.factor);
      if (definite_) {
        for (int i = 0; i < n_; ++i)
          step_[i] = -now_->g[i];
        cholesky_solve(n_, scratch_.factor, step_);
        if (detail::norm(n_, step_) <= radius_) return;
      }
    }
    decompose(*now_);
    if (options_.seek == Seek::any) return residual_step();
    detail::trust_step(n_, scratch_.values, scratch_.vectors, scratch_.c, radius_, step_,
                       scratch_.y);
  }

  /// Eigenvalues and eigenvectors of H, and g in their frame.
  void decompose(const NewtonPoint& p) {
    symmetric_eigen(n_, p.H.data(), scratch_.values, scratch_.vectors, scratch_.spectrum);
    for (int i = 0; i < n_; ++i) {
      double sum = 0;
      for (int j = 0; j < n_; ++j)
        sum += scratch_.vectors[i * n_ + j] * p.g[j];
      scratch_.c[i] = sum;
    }
  }
  double largest_eigenvalue() const {
    return std::max(std::abs(scratch_.values[0]), std::abs(scratch_.values[n_ - 1]));
  }

  /// Minimizes |g + H p|^2/2: the Hessian of that is H^2, its gradient H g.
  void residual_step() {
    const double least = 1e-30 * largest_eigenvalue() * largest_eigenvalue();
    int* const order = scratch_.order.data();
    for (int i = 0; i < n_; ++i) {
      scratch_.squares[i] = scratch_.values[i] * scratch_.values[i];
      scratch_.c[i] *= scratch_.values[i];
      order[i] = i;
    }
    std::sort(order, order + n_,
              [&](int a, int b) { return scratch_.squares[a] < scratch_.squares[b]; });
    for (int i = 0; i < n_; ++i) {
      scratch_.sorted[i] = std::max(scratch_.squares[order[i]], least);
      scratch_.sorted_c[i] = scratch_.c[order[i]];
      std::copy_n(scratch_.vectors + order[i] * n_, n_, scratch_.sorted_vectors + i * n_);
    }
    detail::trust_step(n_, scratch_.sorted, scratch_.sorted_vectors, scratch_.sorted_c, radius_,
                       step_, scratch_.y);
  }

  Judgment judge_residual() const {
    double before = 0, after = 0, model = 0;
    for (int i = 0; i < n_; ++i) {
      double Hp = 0;
      for (int j = 0; j < n_; ++j)
        Hp += now_->H[i * n_ + j] * step_[j];
      before += now_->g[i] * now_->g[i];
      after += trial_->g[i] * trial_->g[i];
      model += (now_->g[i] + Hp) * (now_->g[i] + Hp);
    }
    return {.predicted = 0.5 * (before - model), .actual = 0.5 * (before - after)};
  }

  /// Of energy: by V itself where its digits suffice, else by the trapezoid rule.
  Judgment judge_energy() const {
    double curvature = 0, uncertainty = 0;
    for (int i = 0; i < n_; ++i) {
      double Hp = 0;
      for (int j = 0; j < n_; ++j)
        Hp += now_->H[i * n_ + j] * step_[j];
      curvature += step_[i] * Hp;
      uncertainty += std::abs(step_[i]) * (now_->rounding_bound[i] + trial_->rounding_bound[i]);
    }
    Judgment out{.slope_before = slope_of(*now_), .slope_after = slope_of(*trial_)};
    out.predicted = -(out.slope_before + 0.5 * curvature);
    const double noise = now_->V_noise + trial_->V_noise;
    out.hidden = !(out.predicted > 10 * noise);
    out.actual = now_->V - trial_->V;
    if (!out.hidden) return out;
    const double trapezoid = -0.5 * (out.slope_before + out.slope_after);
    out.actual = trapezoid;
    if (!definite_ || std::abs(trapezoid) > uncertainty) return out;
    // the trapezoid rule has rounding of its own: the residual decides
    const bool falls = detail::norm(n_, trial_->g.data()) < detail::norm(n_, now_->g.data()) ||
                       worst(*trial_) < worst_;
    out.actual = falls ? std::max(trapezoid, 0.5 * out.predicted) : -1;
    return out;
  }

  void set_radius(const Judgment& j, double length) {
    const bool kept = j.accepted(), is_long = length > Rule::long_part * radius_;
    radius_ = detail::next_radius(radius_, kept ? length : std::min(radius_, length),
                                  kept && is_long && j.rule().is_good(),
                                  !kept || !j.rule().is_fair(), options_.largest_radius);
  }

  // --- bent valleys and corners ---

  bool is_late() const {
    return options_.seek == Seek::downhill && iterations > steps_before_line_search;
  }

  bool is_poor(const Judgment& j) {
    const bool poor = is_late() && !(j.actual > 0.25 * j.predicted) && j.slope_after > 0;
    if (!poor) searched_ = 0;
    return poor;
  }

  /// V falls at the step's end almost as it did at its start: forces that grow exponentially, and
  /// cables that are wound many turns, allow far longer steps.
  bool is_short(const Judgment& j) const {
    return is_late() && !j.hidden && j.accepted() && j.slope_after < 0.25 * j.slope_before;
  }

  /// After a poor step: corrections, else line searches. True if `now` has come lower.
  bool cross_corners(const Judgment& j) {
    if (iterations > steps_before_corrections && !j.hidden && correct(j)) {
      radius_ = std::min(2 * radius_, options_.largest_radius);
      searched_ = 0;
      return true;
    }
    if (!search_line(j.slope_before, j.slope_after, 1)) return false;
    if (searched_ == 0) std::copy(now_->u.begin(), now_->u.end(), scratch_.older);
    std::swap(now_, trial_);
    if (++searched_ == 2) {
      searched_ = 0;
      extend_line();
    }
    return true;
  }

  /// From the trial, Newton steps with the magnitudes of the eigenvalues: back to the floor of the
  /// valley that the step left.
  bool correct(const Judgment& j) {
    NewtonPoint& point = scratch_.third;
    for (int i = 0; i < n_; ++i)
      point.u[i] = trial_->u[i];
    for (int round = 0; round < 3; ++round) {  // chosen: the first brings most
      NewtonPoint& from = round % 2 == 0 ? *trial_ : point;
      NewtonPoint& to = round % 2 == 0 ? point : *trial_;
      decompose(from);
      shortest_descent(scratch_.values, scratch_.c, largest_eigenvalue());
      for (int i = 0; i < n_; ++i)
        to.u[i] = from.u[i] + scratch_.y[i];
      if (!admissible(to)) return false;
      if (!(to.V < now_->V - 0.1 * j.predicted)) continue;
      if (&to == &point) *trial_ = point;
      std::swap(now_, trial_);
      return true;
    }
    return false;
  }
  /// -|H|^-1 g into scratch_.y, no longer than the radius.
  void shortest_descent(const double* values, const double* c, double largest) {
    double* const out = scratch_.y;
    std::fill(out, out + n_, 0.0);
    for (int i = 0; i < n_; ++i) {
      const double along = c[i] / std::max(std::abs(values[i]), 1e-14 * largest);
      for (int j = 0; j < n_; ++j)
        out[j] -= along * scratch_.vectors[i * n_ + j];
    }
    const double length = detail::norm(n_, out);
    if (length <= radius_) return;
    for (int j = 0; j < n_; ++j)
      out[j] *= radius_ / length;
  }

  /// A place along the step where V's slope vanishes, between 0 (where it falls) and `far`. True if
  /// V is lower at the trial.
  bool search_line(double slope_before, double slope_after, double far) {
    double low = 0, high = far, slope_low = slope_before, slope_high = std::max(slope_after, 0.0);
    for (int round = 0; round < 40; ++round) {
      double part = low + (high - low) * std::clamp(slope_low / (slope_low - slope_high), 0.1, 0.9);
      if (round % 3 == 2) part = 0.5 * (low + high);
      move_trial(part);
      if (!admissible(*trial_)) {
        high = part;
        slope_high = -slope_before;
        continue;
      }
      const double slope = slope_of(*trial_);
      const bool lower = trial_->V < now_->V + now_->V_noise + trial_->V_noise;
      if (lower && std::abs(slope) <= 0.1 * std::abs(slope_before)) return true;
      if (lower && slope <= 0) {
        low = part;
        slope_low = slope;
      } else {
        high = part;
        slope_high = std::max(slope, 0.0);
      }
    }
    return false;
  }

  /// Along the sum of the last two line searches, as far as V falls.
  void extend_line() {
    for (int i = 0; i < n_; ++i)
      step_[i] = now_->u[i] - scratch_.older[i];
    const double slope = slope_of(*now_);
    if (slope < 0) search_beyond(slope);
  }

  /// Doubles the step until V no longer falls, then searches the line. True if `now` has come
  /// lower.
  bool search_beyond(double slope_before) {
    double far = 1, slope = slope_before;
    for (int doubling = 0; doubling < 12; ++doubling, far *= 2) {
      move_trial(far);
      if (!admissible(*trial_)) {
        slope = -slope_before;
        break;
      }
      slope = slope_of(*trial_);
      if (slope > 0 || trial_->V > now_->V) break;
    }
    if (!search_line(slope_before, slope, far)) return false;
    std::swap(now_, trial_);
    return true;
  }

  const int n_;
  NewtonScratch& scratch_;
  const NewtonOptions& options_;
  Evaluate& evaluate_;
  InRange& in_range_;
  NewtonPoint *now_, *trial_;
  double* const step_;
  double radius_;
  double worst_ = 0;
  bool definite_ = false;
  bool left_range_ = false;  ///< the last trial did
  int searched_ = 0;         ///< line searches in a row
};

/// Runs from `first.u`; the last accepted point is left in `first`. Converged is where no component
/// of g exceeds its rounding bound, whatever the curvature there.
template <class Evaluate, class InRange>
NewtonEnd newton(int n, NewtonPoint& first, NewtonPoint& second, NewtonScratch& scratch,
                 const NewtonOptions& options, Evaluate&& evaluate, InRange&& in_range,
                 int& iterations) {
  NewtonSearch<Evaluate, InRange> search(n, first, second, scratch, options, evaluate, in_range);
  search.iterations = iterations;
  const NewtonEnd end = search.run();
  iterations = search.iterations;
  if (&search.now() != &first) first = search.now();
  return end;
}

}  // namespace guywire
