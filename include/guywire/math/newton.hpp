#pragma once
/// Trust-region Newton for a smooth-enough potential with exact Hessian [MoreSorensen1983], and for the nearest root of its gradient.
///
/// The subproblem is solved exactly (Cholesky inside the region, eigenvectors and the secular equation otherwise), so indefinite
/// Hessians and the hard case need no special path. Near the end V has no digits left: where the predicted decrease is below the
/// rounding of V, a step is judged by -(g0 + g1).d/2 and a falling |g| instead. No heap.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

/// One evaluation of a problem at u.
template <int Max>
struct NewtonPoint {
  double u[Max], g[Max], H[Max * Max], floor[Max];  ///< floor: rounding error of g
  double V = 0, V_noise = 0;                        ///< potential and its rounding error
};

enum class NewtonEnd {
  converged,
  iteration_limit,
  stalled,
  out_of_range,
  undefined
};

namespace detail {

/// Copies what n coordinates use of a point.
template <int Max>
void copy_point(int n, const NewtonPoint<Max>& from, NewtonPoint<Max>& to) {
  std::copy(from.u, from.u + n, to.u), std::copy(from.g, from.g + n, to.g), std::copy(from.floor, from.floor + n, to.floor);
  std::copy(from.H, from.H + n * n, to.H);
  to.V = from.V, to.V_noise = from.V_noise;
}

inline double norm(int n, const double* v) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += v[i] * v[i];
  return std::sqrt(sum);
}

/// Step of length <= radius that minimises g.p + p.B.p/2, given B's eigenvalues b and vectors (rows), and c = vectors g.
inline void trust_step(int n, const double* b, const double* vectors, const double* c, double radius, double* p) {
  const double scale = std::max({std::abs(b[0]), std::abs(b[n - 1]), 1e-300});
  const auto length = [&](double mu) {
    double sum = 0;
    for (int i = 0; i < n; ++i)
      if (c[i] != 0) sum += (c[i] / (b[i] + mu)) * (c[i] / (b[i] + mu));
    return std::sqrt(sum);
  };
  double y[32], low = b[0] > 1e-14 * scale ? 0.0 : -b[0] + 1e-14 * scale;
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
template <int Max, class Evaluate, class InRange>
NewtonEnd newton(int n, NewtonPoint<Max>& first, NewtonPoint<Max>& second, const NewtonOptions& options, Evaluate&& evaluate, InRange&& in_range, int& iterations) {
  double factor[Max * Max], step[Max], values[Max], vectors[Max * Max], c[Max];
  double radius = options.first_radius;
  NewtonPoint<Max>*here = &first, *there = &second;
  const struct Finish {  // leaves the last accepted point in `first`
    int n;
    NewtonPoint<Max>&first, *const &here;
    ~Finish() {
      if (here != &first) detail::copy_point(n, *here, first);
    }
  } finish{n, first, here};
  iterations = 0;
  if (!evaluate(first)) return NewtonEnd::undefined;
  bool refused = false;  // the last trial was undefined or out of range
  bool left_range = false;
  for (;;) {
    NewtonPoint<Max>&now = *here, &trial = *there;
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
      symmetric_eigen(n, now.H, values, vectors);
      const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
      if (worst <= 1 && values[0] > -1e-9 * largest) return NewtonEnd::converged;  // neutral: nothing pushes, nothing gives
      for (int i = 0; i < n; ++i) {
        c[i] = 0;
        for (int j = 0; j < n; ++j) c[i] += vectors[i * n + j] * now.g[j];
      }
      if (options.seek == Seek::any) {  // minimise |g + H p|^2/2: B = H^2, gradient H g
        double squares[Max];
        for (int i = 0; i < n; ++i) squares[i] = values[i] * values[i], c[i] *= values[i];
        int order[Max];
        for (int i = 0; i < n; ++i) order[i] = i;
        std::sort(order, order + n, [&](int a, int b) { return squares[a] < squares[b]; });
        double sorted[Max], sorted_c[Max], sorted_vectors[Max * Max];
        for (int i = 0; i < n; ++i) {
          sorted[i] = std::max(squares[order[i]], 1e-30 * largest * largest), sorted_c[i] = c[order[i]];
          for (int j = 0; j < n; ++j) sorted_vectors[i * n + j] = vectors[order[i] * n + j];
        }
        detail::trust_step(n, sorted, sorted_vectors, sorted_c, radius, step);
      } else {
        detail::trust_step(n, values, vectors, c, radius, step);
      }
    }
    ++iterations;
    const double step_length = detail::norm(n, step);
    if (!std::isfinite(step_length)) return NewtonEnd::stalled;
    for (int i = 0; i < n; ++i) trial.u[i] = now.u[i] + step[i];
    double size = 0;
    for (int i = 0; i < n; ++i) size = std::max(size, std::abs(now.u[i]));
    if (step_length <= 4e-16 * std::max(size, 1e-3)) return worst <= 8 ? NewtonEnd::converged : (refused && left_range ? NewtonEnd::out_of_range : NewtonEnd::stalled);

    left_range = !in_range(trial.u);
    refused = left_range || !evaluate(trial);
    if (refused) {
      radius = 0.25 * std::min(radius, step_length);
      if (radius < 1e-7) return left_range ? NewtonEnd::out_of_range : NewtonEnd::undefined;
      continue;
    }
    double gp = 0, pHp = 0, g1p = 0, g0_norm = detail::norm(n, now.g), g1_norm = detail::norm(n, trial.g), model_norm = 0;
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
