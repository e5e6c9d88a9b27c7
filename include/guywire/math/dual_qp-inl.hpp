#pragma once
#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

#include "guywire/math/dual_qp.hpp"
#include "guywire/math/pack.hpp"
#include "guywire/math/spectrum.hpp"

namespace guywire {

namespace detail {

/// out[k] = (row k of B).a for K rows of n.
template <int K>
inline void dots(int n, const double* B, const double* a, double* out) {
  using P = Pack<double>;
  P even[K], odd[K];  // two sums side by side: few operations wait for each other
  int c = 0;
  for (; c + 2 * P::width <= n; c += 2 * P::width) {
    const P here = P::at(a + c), next = P::at(a + c + P::width);
    for (int k = 0; k < K; ++k) {
      const double* const b = B + k * n + c;
      even[k] = even[k] + P::at(b) * here;
      odd[k] = odd[k] + P::at(b + P::width) * next;
    }
  }
  for (int k = 0; k < K; ++k)
    out[k] = (even[k] + odd[k]).sum();
  for (; c < n; ++c)
    for (int k = 0; k < K; ++k)
      out[k] += B[k * n + c] * a[c];
}
GUYWIRE_INLINE double dot_in_pairs(int n, const double* a, const double* b) {
  double out;
  dots<1>(n, a, b, &out);
  return out;
}
/// out += B' d for K rows of n.
template <int K>
inline void add_rows(int n, const double* B, const double* d, double* __restrict out) {
  for (int c = 0; c < n; ++c) {
    double sum = out[c];
    for (int k = 0; k < K; ++k)
      sum += B[k * n + c] * d[k];
    out[c] = sum;
  }
}
/// f(first row, how many) over all rows, four at a time.
template <class F>
inline void by_four_rows(int rows, F&& f) {
  int i = 0;
  for (; i + 4 <= rows; i += 4)
    f(i, std::integral_constant<int, 4>{});
  switch (rows - i) {
    case 3:
      return f(i, std::integral_constant<int, 3>{});
    case 2:
      return f(i, std::integral_constant<int, 2>{});
    case 1:
      return f(i, std::integral_constant<int, 1>{});
  }
}

/// One problem and its scratch. Its dual function, D(y) = r.y - sum_c max_a (B'y a - w a^2) - delta
/// |y|^2/2 over the box, is concave and piecewise quadratic; its gradient is F = r - B a - delta y
/// at a = clip(B'y / 2w).
struct DualQp {
  using P = Pack<double>;
  int m, n;  ///< rows, columns
  const double *B, *r, *w, *lower, *upper;
  double *W, *v, *a, *best;  ///< per column: 1/2w, B'y/2w before it is clipped, the primal point,
                             ///< that of the best proof
  double *pull, *dv,
      *in;  ///< per column: B' of a direction, that over 2w, and whether H counts it (1 or 0)
  double *y, *F, *step, *trial, *here, *column;  ///< per row; `column` has one more, zero
  double *H, *factor;  ///< sum of B B'/2w over the columns counted (lower triangle), and the
                       ///< Cholesky factor of that + shift
  static constexpr double first_share = 1e-2;  ///< of `unit`: where `path` begins
  double factor_shift = -1;
  bool factored = false;
  double size = 1e-300;  ///< of r
  double unit = 0;       ///< of H
  double margin = 0;
  int iterations = 0;

  DualQp(int rows, int columns, const double* B_in, const double* r_in, const double* w_in,
         const double* lower_in, const double* upper_in, std::vector<double>& scratch)
      : m(rows), n(columns), B(B_in), r(r_in), w(w_in), lower(lower_in), upper(upper_in) {
    const std::size_t M = rows, N = columns;
    scratch.resize(7 * N + 6 * M + 1 + 2 * (M * M + 1));
    double* place = scratch.data();
    for (double** p : {&W, &v, &a, &best, &pull, &dv, &in}) {
      *p = place;
      place += N;
    }
    for (double** p : {&y, &F, &step, &trial, &here}) {
      *p = place;
      place += M;
    }
    column = place;
    H = place + M + 1;
    factor = H + M * M + 1;
    for (int c = 0; c < n; ++c)
      W[c] = 0.5 / w[c];
    for (int i = 0; i < m; ++i)
      size = std::max(size, std::abs(r[i]));
    std::fill(H, H + m * m + 1, 0.0);
    std::fill(in, in + n, 0.0);
    column[m] = 0;
  }
  double tolerance() const { return 2e-15 * size * std::sqrt(static_cast<double>(n)); }
  const double* row(int i) const { return B + static_cast<std::size_t>(i) * n; }
  bool is_free(int c) const { return (a[c] > lower[c]) & (a[c] < upper[c]); }
  double clip(int c, double at) const {
    const double over = at < lower[c] ? lower[c] : at;
    return over > upper[c] ? upper[c] : over;
  }

  /// pull = B' dual.
  void along(const double* dual) {
    std::fill(pull, pull + n, 0.0);
    by_four_rows(m, [&](int i, auto k) { add_rows<k.value>(n, row(i), dual + i, pull); });
  }
  /// F at a; its largest entry.
  double unbalanced(double delta) {
    by_four_rows(m, [&](int i, auto k) { dots<k.value>(n, row(i), a, F + i); });
    double worst = 0;
    for (int i = 0; i < m; ++i) {
      F[i] = r[i] - F[i] - delta * y[i];
      worst = std::max(worst, std::abs(F[i]));
    }
    return worst;
  }
  /// v, a and F at y.
  double fill_F(double delta) {
    along(y);
    for (int c = 0; c < n; ++c) {
      v[c] = W[c] * pull[c];
      a[c] = clip(c, v[c]);
    }
    return unbalanced(delta);
  }
  /// At y + t step: a, pull.a, and the rate at which that grows.
  void look(double t, double& sum, double& rate) {
    const P tt(t);
    P s, q;
    int c = 0;
    for (; c + P::width <= n; c += P::width) {
      const P p = P::at(pull + c), d = P::at(dv + c), there = P::at(v + c) + tt * d,
              kept = clipped(there, P::at(lower + c), P::at(upper + c));
      kept.store(a + c);
      s = s + p * kept;
      q = q + where_equal(kept, there, p * d);
    }
    sum = s.sum();
    rate = q.sum();
    for (; c < n; ++c) {
      const double there = v[c] + t * dv[c];
      a[c] = clip(c, there);
      sum += pull[c] * a[c];
      rate += a[c] == there ? pull[c] * dv[c] : 0;
    }
  }
  /// D at a given y.
  double value(const double* dual, double delta) {
    along(dual);
    double d = 0;
    for (int i = 0; i < m; ++i)
      d += r[i] * dual[i] - 0.5 * delta * dual[i] * dual[i];
    for (int c = 0; c < n; ++c) {
      const double there = clip(c, W[c] * pull[c]);
      d -= pull[c] * there - w[c] * there * there;
    }
    return d;
  }

  /// step = (H + shift)^-1 F, once H counts the columns that are wanted.
  template <class Wanted>
  void newton_direction(double shift, Wanted&& wanted) {
    const bool changed = count_columns(wanted);
    double trace = 0;
    for (int i = 0; i < m; ++i)
      trace += H[i * m + i];
    if (unit == 0) unit = trace;
    if (changed || shift != factor_shift) {
      std::copy(H, H + m * m, factor);
      for (int i = 0; i < m; ++i)
        factor[i * m + i] += shift + 1e-15 * (unit + H[i * m + i]);
      factored = cholesky(m, factor);
      factor_shift = shift;
    }
    std::copy(F, F + m, step);
    if (factored) return cholesky_solve(m, factor, step);
    for (int i = 0; i < m; ++i)
      step[i] /= trace + unit;
  }
  /// Makes H count the columns that are wanted: few that change go in or out, else H is made anew.
  /// False if it did already.
  template <class Wanted>
  bool count_columns(Wanted&& wanted) {
    for (int c = 0; c < n; ++c)
      dv[c] = (wanted(c) ? 1.0 : 0.0) - in[c];
    const double changes = dot_in_pairs(n, dv, dv);
    if (4 * changes > n)
      make_H();
    else if (changes > 0)
      update_H();
    return changes > 0;
  }
  void make_H() {
    for (int c = 0; c < n; ++c)
      in[c] += dv[c];
    for (int i = 0; i < m; ++i) {
      for (int c = 0; c < n; ++c)
        dv[c] = in[c] * W[c] * row(i)[c];
      by_four_rows(i + 1, [&](int j, auto k) { dots<k.value>(n, row(j), dv, H + i * m + j); });
    }
  }
  /// By the columns where dv is not 0.
  void update_H() {
    for (int c = 0; c < n; ++c) {
      if (dv[c] == 0) continue;
      in[c] += dv[c];
      for (int i = 0; i < m; ++i)
        column[i] = row(i)[c];
      for (int i = 0; i < m; ++i) {  // what lands above the diagonal is not used
        const P f(dv[c] * W[c] * column[i]);
        for (int j = 0; j <= i; j += P::width)
          (P::at(H + i * m + j) + f * P::at(column + j)).store(H + i * m + j);
      }
    }
  }

  double slope_along_step() const {
    double slope = 0;
    for (int i = 0; i < m; ++i)
      slope += F[i] * step[i];
    return slope;
  }

  bool direct();
  void first_direction();
  std::optional<double> line_search(double worst);
  void path();
  void descend(double share);
  bool take_full_step(double delta, double worst);
  bool backtrack(double delta, double slope, double worst);
  bool runs_away() const;
  bool improve_proof(double delta);
  void finish(double worst);
};

/// Newton steps at delta = 0, each to where D stops rising along it. False where they do not end:
/// the problem is infeasible, or close to it.
inline bool DualQp::direct() {
  constexpr int step_limit = 30;
  std::fill(y, y + m, 0.0);
  double worst = fill_F(0);
  for (int it = 0;; ++it) {
    if (worst <= tolerance()) {
      worst = fill_F(0);  // v is a sum of steps until then
      if (worst <= tolerance()) {
        finish(worst);
        return true;
      }
    }
    if (it == step_limit) return false;
    if (it == 0) {
      first_direction();
      if (unit == 0) return false;
    } else {
      newton_direction(1e-13 * unit, [&](int c) { return is_free(c); });
    }
    ++iterations;
    const auto t = line_search(worst);
    if (!t) return false;
    for (int c = 0; c < n; ++c)
      v[c] += *t * dv[c];
    for (int i = 0; i < m; ++i)
      y[i] += *t * step[i];
    worst = unbalanced(0);
  }
}

/// Newton's step over the columns that F itself would pull into the box or move in it.
inline void DualQp::first_direction() {
  along(F);
  newton_direction(0, [&](int c) { return pull[c] > 0 ? v[c] < upper[c] : v[c] > lower[c]; });
}

/// Along `step`, the t where D stops rising: its slope, step.r - (B'step).a, falls piecewise
/// linearly. None where it rises without end.
inline std::optional<double> DualQp::line_search(double worst) {
  along(step);
  for (int c = 0; c < n; ++c)
    dv[c] = W[c] * pull[c];
  double rise = 0;
  for (int i = 0; i < m; ++i)
    rise += r[i] * step[i];
  const double first = slope_along_step();
  double below = 0;  // D rises there
  double above = 0;  // D falls there, once that is not 0
  double t = 1;
  for (int k = 0; k < 60; ++k) {
    double sum = 0;
    double rate = 0;
    look(t, sum, rate);
    const double slope = rise - sum;
    if (std::abs(slope) <= 0.3 * first) break;
    // near the end D has no digits left: a full step that halves |F| is taken as it is
    if (k == 0 && worst < 1e-6 * size && unbalanced(0) <= 0.5 * worst) break;
    (slope > 0 ? below : above) = t;
    const double next = rate > 0 ? t + slope / rate : 0;
    if (next > below && (above == 0 || next < above))
      t = next;
    else if (above == 0)
      t *= 4;
    else
      t = below == 0 ? above / 8 : 0.5 * (below + above);
    if (t > 1e8) return {};
  }
  return t;
}

/// B a + delta y = r with delta lowered towards 0, y following; proves infeasibility on the way.
inline void DualQp::path() {
  std::fill(y, y + m, 0.0);
  unit = 0;
  for (int i = 0; i < m; ++i)
    for (int c = 0; c < n; ++c)
      unit = std::max(unit, W[c] * row(i)[c] * row(i)[c]);
  if (unit == 0) unit = 1;
  for (const double share : {first_share, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12}) {
    descend(share);
    if (!improve_proof(share * unit)) break;
  }
  if (margin > 0) {  // infeasible: at delta = 0 the multipliers would grow without end
    std::copy(best, best + n, a);
    return;
  }
  descend(0);
  finish(fill_F(0));
}

/// Newton steps up D at delta = share x unit, from y.
inline void DualQp::descend(double share) {
  const double delta = share * unit;
  const double shift = share == 0 ? 1e-13 * unit : delta;  // of the Newton matrix
  for (int it = 0; it < 100; ++it) {
    const double worst = fill_F(delta);
    if (worst <= tolerance()) return;
    if (it == 0 && share == first_share)
      newton_direction(shift, [](int) { return true; });
    else
      newton_direction(shift, [&](int c) { return is_free(c); });
    ++iterations;
    const double slope = slope_along_step();
    if (take_full_step(delta, worst)) continue;
    if (!backtrack(delta, slope, worst)) return;
    if (share == 0 && runs_away()) return;
  }
}

/// Near the end the dual function has no digits left: a full step that halves the residual is taken
/// as it is.
inline bool DualQp::take_full_step(double delta, double worst) {
  std::copy(y, y + m, here);
  for (int i = 0; i < m; ++i)
    y[i] += step[i];
  if (fill_F(delta) <= 0.5 * worst) return true;
  std::copy(here, here + m, y);
  return false;
}

/// Halves the step until D rises by a share of what its slope promises (Armijo). False where there
/// is no better place.
inline bool DualQp::backtrack(double delta, double slope, double worst) {
  const double before = value(y, delta);
  const auto is_enough = [&](double t) {
    for (int i = 0; i < m; ++i)
      trial[i] = y[i] + t * step[i];
    return value(trial, delta) >= before + 1e-4 * t * slope - 1e-15 * std::abs(before);
  };
  double t = 1;
  bool rises = is_enough(t);
  for (int k = 1; k < 40 && !rises; ++k) {
    t *= 0.5;
    rises = is_enough(t);
  }
  if (!rises) return false;
  std::copy(trial, trial + m, y);
  if (fill_F(delta) >= worst && slope * t < 1e-14 * (std::abs(before) + 1e-300)) {  // rounding
    std::copy(here, here + m, y);
    return false;
  }
  return true;
}

/// Multipliers so large that the problem is infeasible.
inline bool DualQp::runs_away() const {
  double largest = 0;
  for (int i = 0; i < m; ++i)
    largest = std::max(largest, std::abs(y[i]));
  return largest * std::sqrt(unit) > 1e9;
}

/// Farkas: is B a = r reachable at all? Along the missing moment d the most that any tone can do is
/// sum max(d.B_c lower, d.B_c upper). Keeps the best proof that it is not. False where one stands
/// already and rounding spoils what is left.
inline bool DualQp::improve_proof(double delta) {
  fill_F(delta);
  double* const missing = trial;
  for (int i = 0; i < m; ++i)
    missing[i] = F[i] + delta * y[i];
  along(missing);
  double need = 0;
  double attainable = 0;
  double length = 0;
  for (int i = 0; i < m; ++i) {
    need += missing[i] * r[i];
    length += missing[i] * missing[i];
  }
  for (int c = 0; c < n; ++c)
    attainable += std::max(pull[c] * lower[c], pull[c] * upper[c]);
  length = std::sqrt(length);
  const bool proved =
      length > 1e-9 * size && need - attainable > 1e-10 * (std::abs(need) + std::abs(attainable));
  if (!proved) return true;
  if ((need - attainable) / length < margin) return false;
  margin = (need - attainable) / length;
  std::copy(a, a + n, best);
  return true;
}

/// The multipliers may be large and cancel: what rounding left of the residual is taken up by the
/// free columns themselves.
inline void DualQp::finish(double worst) {
  for (int round = 0; round < 2 && worst > 0x1p-51 * size; ++round) {
    newton_direction(0, [&](int c) { return is_free(c); });
    along(step);
    for (int c = 0; c < n; ++c)
      if (is_free(c)) a[c] = clip(c, a[c] + W[c] * pull[c]);
    worst = unbalanced(0);
  }
}

}  // namespace detail

GUYWIRE_INLINE void dual_qp(int rows, int columns, const double* B, const double* r,
                            const double* w, const double* lower, const double* upper,
                            DualQpResult& out, std::vector<double>& scratch) {
  detail::DualQp q(rows, columns, B, r, w, lower, upper, scratch);
  if (!q.direct()) q.path();
  const double worst = q.unbalanced(0);
  double scale = q.size;
  if (worst > 1e-9 * scale)
    for (int i = 0; i < rows; ++i) {
      double magnitude = std::abs(r[i]);
      for (int c = 0; c < columns; ++c)
        magnitude += std::abs(q.row(i)[c] * q.a[c]);
      scale = std::max(scale, magnitude);
    }
  out.a.assign(q.a, q.a + columns);
  out.residual.assign(q.F, q.F + rows);
  out.feasible = q.margin <= 0 && worst <= 1e-9 * scale;
  out.margin = q.margin;
  out.iterations = q.iterations;
}

GUYWIRE_INLINE DualQpResult dual_qp(int rows, int columns, const double* B, const double* r,
                                    const double* w, const double* lower, const double* upper) {
  DualQpResult out;
  std::vector<double> scratch;
  dual_qp(rows, columns, B, r, w, lower, upper, out, scratch);
  return out;
}

}  // namespace guywire
