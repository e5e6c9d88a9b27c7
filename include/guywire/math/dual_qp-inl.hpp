#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/math/dual_qp.hpp"
#include "guywire/math/spectrum.hpp"

namespace guywire {

GUYWIRE_INLINE DualQpResult dual_qp(int m, int n, const double* B_in, const double* r_in, const double* w, const double* lower, const double* upper) {
  DualQpResult out;
  // columns are scaled by the weights, x_c = sqrt(2 w_c) a_c, and all rows by one number, so that a least missing moment keeps its meaning
  std::vector<double> B(static_cast<std::size_t>(m) * n), r(m), s(n);
  for (int c = 0; c < n; ++c) s[c] = 1 / std::sqrt(2 * w[c]);
  double norm = 0;
  for (int i = 0; i < m; ++i)
    for (int c = 0; c < n; ++c) norm = std::max(norm, std::abs(B_in[i * n + c] * s[c]));
  const double scale_rows = norm > 0 ? 1 / norm : 1;
  for (int i = 0; i < m; ++i) {
    for (int c = 0; c < n; ++c) B[i * n + c] = B_in[i * n + c] * s[c] * scale_rows;
    r[i] = r_in[i] * scale_rows;
  }
  std::vector<double> x(n), x_low(n), x_high(n), y(m, 0.0), F(m), H(static_cast<std::size_t>(m) * m), step(m), trial(m), missing(m), best;
  for (int c = 0; c < n; ++c) x_low[c] = lower[c] / s[c], x_high[c] = upper[c] / s[c];

  const auto primal = [&](const std::vector<double>& dual) {
    for (int c = 0; c < n; ++c) {
      double v = 0;
      for (int i = 0; i < m; ++i) v += B[i * n + c] * dual[i];
      x[c] = std::clamp(v, x_low[c], x_high[c]);
    }
  };
  // dual function (concave): D(y) = r.y - sum conj(B'y) - delta |y|^2/2, gradient F = r - B x - delta y
  const auto value = [&](const std::vector<double>& dual, double delta) {
    double d = 0;
    for (int i = 0; i < m; ++i) d += r[i] * dual[i] - 0.5 * delta * dual[i] * dual[i];
    for (int c = 0; c < n; ++c) {
      double v = 0;
      for (int i = 0; i < m; ++i) v += B[i * n + c] * dual[i];
      const double xc = std::clamp(v, x_low[c], x_high[c]);
      d -= v * xc - 0.5 * xc * xc;
    }
    return d;
  };
  const auto newton_direction = [&](double delta, bool unbounded) {
    for (int i = 0; i < m; ++i)
      for (int j = 0; j <= i; ++j) {
        double h = i == j ? delta : 0;
        for (int c = 0; c < n; ++c)
          if (unbounded || (x[c] > x_low[c] && x[c] < x_high[c])) h += B[i * n + c] * B[j * n + c];
        H[i * m + j] = H[j * m + i] = h;
      }
    for (int i = 0; i < m; ++i) H[i * m + i] += 1e-15 * (1 + H[i * m + i]);
    step = F;
    if (cholesky(m, H.data())) cholesky_solve(m, H.data(), step.data());
  };
  const auto fill_F = [&](double delta) {
    primal(y);
    double worst = 0;
    for (int i = 0; i < m; ++i) {
      double sum = 0;
      for (int c = 0; c < n; ++c) sum += B[i * n + c] * x[c];
      F[i] = r[i] - sum - delta * y[i];
      worst = std::max(worst, std::abs(F[i]));
    }
    return worst;
  };
  double size = 1e-300;
  for (int i = 0; i < m; ++i) size = std::max(size, std::abs(r[i]));
  primal(y);
  for (const double delta : {1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 0.0}) {
    if (delta == 0 && out.margin > 0) break;  // infeasible: the multipliers would grow without end
    bool first = delta == 1e-2;
    const double dying = delta == 0 ? 1e-13 : delta;  // of the Newton matrix only
    for (int it = 0; it < 100; ++it) {
      const double worst = fill_F(delta);
      if (worst <= 2e-15 * size * std::sqrt(double(n))) break;
      newton_direction(dying, first);
      first = false;
      ++out.iterations;
      double slope = 0;
      for (int i = 0; i < m; ++i) slope += F[i] * step[i];
      // near the end the dual function has no digits left: a full step that halves the residual is taken as it is
      const std::vector<double> here = y;
      for (int i = 0; i < m; ++i) y[i] += step[i];
      if (fill_F(delta) <= 0.5 * worst) continue;
      y = here;
      fill_F(delta);
      const double before = value(y, delta);
      double t = 1;
      bool moved = false;
      for (int k = 0; k < 40; ++k, t *= 0.5) {
        for (int i = 0; i < m; ++i) trial[i] = y[i] + t * step[i];
        if (value(trial, delta) >= before + 1e-4 * t * slope - 1e-15 * std::abs(before)) {
          moved = true;
          break;
        }
      }
      if (!moved) break;
      const std::vector<double> old = y;
      y = trial;
      if (fill_F(delta) >= worst && slope * t < 1e-14 * (std::abs(before) + 1e-300)) {  // rounding: no better place
        y = old;
        break;
      }
      double largest = 0;
      for (const double v : y) largest = std::max(largest, std::abs(v));
      if (delta == 0 && largest > 1e9) break;  // the dual runs away: infeasible
    }
    if (delta == 0) break;
    // Is B a = r reachable at all? Farkas: along the missing moment d the best any tone can do is sum max(d.B_c x_low, d.B_c x_high).
    fill_F(delta);
    double need = 0, reach = 0, length = 0;
    for (int i = 0; i < m; ++i) missing[i] = F[i] + delta * y[i], need += missing[i] * r[i], length += missing[i] * missing[i];
    for (int c = 0; c < n; ++c) {
      double v = 0;
      for (int i = 0; i < m; ++i) v += missing[i] * B[i * n + c];
      reach += std::max(v * x_low[c], v * x_high[c]);
    }
    length = std::sqrt(length);
    if (!(length > 1e-9 * size && need - reach > 1e-10 * (std::abs(need) + std::abs(reach)))) continue;
    const double margin = (need - reach) / length / scale_rows;
    if (margin >= out.margin) out.margin = margin, best = x;
    else break;  // proved already, and rounding spoils what is left
  }
  if (out.margin > 0) x = best;
  else {
    // the multipliers may be large and cancel: what rounding left of the residual is taken up by the free columns themselves
    primal(y);
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < m; ++i) {
        F[i] = r[i];
        for (int c = 0; c < n; ++c) F[i] -= B[i * n + c] * x[c];
      }
      newton_direction(0, false);
      for (int c = 0; c < n; ++c) {
        if (!(x[c] > x_low[c] && x[c] < x_high[c])) continue;
        double move = 0;
        for (int i = 0; i < m; ++i) move += B[i * n + c] * step[i];
        x[c] = std::clamp(x[c] + move, x_low[c], x_high[c]);
      }
    }
  }
  out.a.resize(n), out.residual.resize(m);
  for (int c = 0; c < n; ++c) out.a[c] = std::clamp(x[c] * s[c], lower[c], upper[c]);
  double worst = 0, scale = 0;
  for (int i = 0; i < m; ++i) {
    double sum = 0, magnitude = std::abs(r_in[i]);
    for (int c = 0; c < n; ++c) sum += B_in[i * n + c] * out.a[c], magnitude += std::abs(B_in[i * n + c] * out.a[c]);
    out.residual[i] = r_in[i] - sum;
    worst = std::max(worst, std::abs(out.residual[i])), scale = std::max(scale, magnitude);
  }
  out.feasible = out.margin <= 0 && worst <= 1e-9 * scale;
  return out;
}

}  // namespace guywire
