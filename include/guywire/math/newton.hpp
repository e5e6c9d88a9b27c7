#pragma once
/// Trust-region Newton for a smooth-enough potential with exact Hessian [MoreSorensen1983], and for the nearest root of its gradient.
///
/// The subproblem is solved exactly (Cholesky inside the region, eigenvectors and the secular equation otherwise), so indefinite
/// Hessians and the hard case need no special path. Near the end V has no digits left: where the predicted decrease is below the
/// rounding of V, a step is judged by -(g0 + g1).d/2 and a falling |g| instead. No heap but for what points and NewtonScratch hold.
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "guywire/math/spectrum.hpp"

namespace guywire {

enum class Seek {
  downhill,  ///< a minimum of V
  any,       ///< the nearest place where the gradient vanishes, stable or not
};

struct NewtonOptions {
  Seek seek = Seek::downhill;
  int iteration_limit = 200;    ///< raise it for very stiff models only; typical solves need 4 to 10
  double first_radius = 0.3;    ///< [rad] longest first step; lower it to stay in the basin of the start
  double largest_radius = 1.0;  ///< [rad]
};

/// One evaluation of a problem of n coordinates at u. Copies between points of the same size take nothing from the heap.
class NewtonPoint {
 public:
  std::span<double> u, g;     ///< coordinates and gradient
  std::span<double> floor;    ///< rounding error of g
  std::span<double> H;        ///< Hessian, row-major, n x n
  double V = 0, V_noise = 0;  ///< potential and its rounding error

  explicit NewtonPoint(int n) : memory_(static_cast<std::size_t>(n) * (static_cast<std::size_t>(n) + 3)) { lay_out(n); }
  NewtonPoint(const NewtonPoint& other) : V(other.V), V_noise(other.V_noise), memory_(other.memory_) { lay_out(other.u.size()); }
  NewtonPoint& operator=(const NewtonPoint& other) {
    memory_ = other.memory_;
    V = other.V, V_noise = other.V_noise;
    lay_out(other.u.size());
    return *this;
  }

 private:
  std::vector<double> memory_;

  void lay_out(std::size_t n) {
    const std::span<double> all(memory_);
    u = all.subspan(0, n), g = all.subspan(n, n), floor = all.subspan(2 * n, n), H = all.subspan(3 * n);
  }
};

/// Memory of `newton` for n coordinates: sized once, so that the search takes nothing from the heap.
class NewtonScratch {
 public:
  // n numbers each
  double *step = nullptr, *values = nullptr, *c = nullptr, *y = nullptr;
  double *squares = nullptr, *sorted = nullptr, *sorted_c = nullptr;
  // n x n numbers each
  double *factor = nullptr, *vectors = nullptr, *sorted_vectors = nullptr;
  std::vector<int> order;        ///< of eigenvalues
  std::vector<double> spectrum;  ///< of `symmetric_eigen` and `smallest_eigenvalue`

  explicit NewtonScratch(int n) : order(n) {
    const std::size_t N = n;
    memory_.resize(7 * N + 3 * N * N);
    double* place = memory_.data();
    for (double** p : {&step, &values, &c, &y, &squares, &sorted, &sorted_c}) {
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
  for (int i = 0; i < n; ++i) sum += v[i] * v[i];
  return std::sqrt(sum);
}

/// Step of length <= radius that minimises g.p + p.B.p/2, given B's eigenvalues b and vectors (rows), and c = vectors g.
/// y has room for n.
inline void trust_step(int n, const double* b, const double* vectors, const double* c, double radius, double* p, double* y) {
  const double scale = std::max({std::abs(b[0]), std::abs(b[n - 1]), 1e-300});
  const auto length = [&](double mu) {
    double sum = 0;
    for (int i = 0; i < n; ++i)
      if (c[i] != 0) sum += (c[i] / (b[i] + mu)) * (c[i] / (b[i] + mu));
    return std::sqrt(sum);
  };
  double low = b[0] > 1e-14 * scale ? 0.0 : -b[0] + 1e-14 * scale;
  double mu = low;
  const double at_low = length(low);
  if (at_low > radius) {
    double high = std::max(low, scale) * 2;
    while (length(high) > radius) high *= 4;
    for (int i = 0; i < 100 && high - low > 1e-10 * high; ++i) {  // bisection on a monotone function, to 10 digits
      mu = low <= 0 ? high / 2 : std::sqrt(std::max(low, high * 1e-8) * high);
      if (!(mu > low && mu < high)) mu = low + (high - low) / 2;
      (length(mu) > radius ? low : high) = mu;
    }
    mu = high;
  }
  double sum = 0;
  for (int i = 0; i < n; ++i) y[i] = c[i] == 0 ? 0 : -c[i] / (b[i] + mu), sum += y[i] * y[i];
  if (b[0] <= 1e-14 * scale && at_low < radius)  // hard case: go along the softest direction to the edge
    y[0] += (c[0] > 0 ? -1 : 1) * std::sqrt(std::max(0.0, radius * radius - sum));
  for (int j = 0; j < n; ++j) {
    p[j] = 0;
    for (int i = 0; i < n; ++i) p[j] += y[i] * vectors[i * n + j];
  }
}

}  // namespace detail

/// Runs from `first.u`. `evaluate(point)` fills V, g, H, floor from point.u and returns false where the problem is undefined;
/// `in_range(u)` says whether u is inside its range. The last accepted point is left in `first`.
template <class Evaluate, class InRange>
NewtonEnd newton(int n, NewtonPoint& first, NewtonPoint& second, NewtonScratch& scratch, const NewtonOptions& options,
                 Evaluate&& evaluate, InRange&& in_range, int& iterations) {
  double *const factor = scratch.factor, *const vectors = scratch.vectors;
  double *const step = scratch.step, *const values = scratch.values, *const c = scratch.c;
  double radius = options.first_radius;
  NewtonPoint *here = &first, *there = &second;
  const struct Finish {  // leaves the last accepted point in `first`
    NewtonPoint &first, *const &here;
    ~Finish() {
      if (here != &first) first = *here;
    }
  } finish{first, here};
  iterations = 0;
  if (!evaluate(first)) return NewtonEnd::undefined;
  bool refused = false;  // the last trial was undefined or out of range
  bool left_range = false;
  for (;;) {
    NewtonPoint &now = *here, &trial = *there;
    double worst = 0;  // largest |g| over its rounding
    for (int i = 0; i < n; ++i) worst = std::max(worst, std::abs(now.g[i]) / std::max(now.floor[i], 1e-300));
    for (int i = 0; i < n * n; ++i) factor[i] = now.H[i];
    const bool definite = cholesky(n, factor);
    if (worst <= 1 && (definite || options.seek == Seek::any)) return NewtonEnd::converged;
    if (iterations >= options.iteration_limit) return NewtonEnd::iteration_limit;

    // the step
    bool eigen_step = true;
    if (options.seek == Seek::downhill && definite) {
      for (int i = 0; i < n; ++i) step[i] = -now.g[i];
      cholesky_solve(n, factor, step);
      eigen_step = !(detail::norm(n, step) <= radius);
    }
    if (eigen_step) {
      symmetric_eigen(n, now.H.data(), values, vectors, scratch.spectrum);
      const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
      if (worst <= 1 && values[0] > -1e-9 * largest) return NewtonEnd::converged;  // neutral: nothing pushes, nothing gives
      for (int i = 0; i < n; ++i) {
        c[i] = 0;
        for (int j = 0; j < n; ++j) c[i] += vectors[i * n + j] * now.g[j];
      }
      if (options.seek == Seek::any) {  // minimise |g + H p|^2/2: B = H^2, gradient H g
        double *const squares = scratch.squares, *const sorted = scratch.sorted, *const sorted_c = scratch.sorted_c;
        double* const sorted_vectors = scratch.sorted_vectors;
        int* const order = scratch.order.data();
        for (int i = 0; i < n; ++i) squares[i] = values[i] * values[i], c[i] *= values[i];
        for (int i = 0; i < n; ++i) order[i] = i;
        std::sort(order, order + n, [&](int a, int b) { return squares[a] < squares[b]; });
        for (int i = 0; i < n; ++i) {
          sorted[i] = std::max(squares[order[i]], 1e-30 * largest * largest), sorted_c[i] = c[order[i]];
          for (int j = 0; j < n; ++j) sorted_vectors[i * n + j] = vectors[order[i] * n + j];
        }
        detail::trust_step(n, sorted, sorted_vectors, sorted_c, radius, step, scratch.y);
      } else {
        detail::trust_step(n, values, vectors, c, radius, step, scratch.y);
      }
    }
    ++iterations;
    const double step_length = detail::norm(n, step);
    if (!std::isfinite(step_length)) return NewtonEnd::stalled;
    for (int i = 0; i < n; ++i) trial.u[i] = now.u[i] + step[i];
    double size = 0;
    for (int i = 0; i < n; ++i) size = std::max(size, std::abs(now.u[i]));
    if (step_length <= 4e-16 * std::max(size, 1e-3)) return worst <= 8 ? NewtonEnd::converged : (refused && left_range ? NewtonEnd::out_of_range : NewtonEnd::stalled);

    left_range = !in_range(trial.u.data());
    refused = left_range || !evaluate(trial);
    if (refused) {
      radius = 0.25 * std::min(radius, step_length);
      if (radius < 1e-7) return left_range ? NewtonEnd::out_of_range : NewtonEnd::undefined;
      continue;
    }
    double gp = 0, pHp = 0, g1p = 0, g0_norm = detail::norm(n, now.g.data()), g1_norm = detail::norm(n, trial.g.data()), model_norm = 0;
    for (int i = 0; i < n; ++i) {
      double Hp = 0;
      for (int j = 0; j < n; ++j) Hp += now.H[i * n + j] * step[j];
      gp += now.g[i] * step[i], pHp += step[i] * Hp, g1p += trial.g[i] * step[i];
      model_norm += (now.g[i] + Hp) * (now.g[i] + Hp);
    }
    double predicted, actual;
    if (options.seek == Seek::any) {
      predicted = 0.5 * (g0_norm * g0_norm - model_norm), actual = 0.5 * (g0_norm * g0_norm - g1_norm * g1_norm);
    } else {
      predicted = -(gp + 0.5 * pHp);
      const double noise = 10 * (now.V_noise + trial.V_noise);
      if (predicted > noise) actual = now.V - trial.V;
      else actual = g1_norm < g0_norm || !definite ? -0.5 * (gp + g1p) : -1;
      if (predicted <= noise && definite && g1_norm < g0_norm) actual = std::max(actual, 0.5 * predicted);  // rounding of g.p itself
    }
    const double ratio = predicted > 0 ? actual / predicted : -1;
    if (ratio > 1e-4) {
      std::swap(here, there);
      if (ratio < 0.25) radius = 0.25 * step_length;
      else if (ratio > 0.75 && step_length > 0.8 * radius) radius = std::min(2 * radius, options.largest_radius);
    } else {
      if (worst <= 8 && predicted <= 10 * (now.V_noise + trial.V_noise)) return NewtonEnd::converged;  // as low as rounding lets it
      radius = 0.25 * std::min(radius, step_length);
    }
  }
}

}  // namespace guywire
