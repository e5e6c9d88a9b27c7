#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/math/dual_qp.hpp"
#include "guywire/math/spectrum.hpp"

namespace guywire {

GUYWIRE_INLINE DualQpResult dual_qp(int m, int n, const double* B_in, const double* r_in, const double* w, const double* lower, const double* upper) {
  DualQpResult out;
  // rows scaled so that delta means the same for each; columns by the weights: x_c = sqrt(2 w_c) a_c
  std::vector<double> row_scale(m, 1.0), B(static_cast<std::size_t>(m) * n), r(m), s(n);
  for (int c = 0; c < n; ++c) s[c] = 1 / std::sqrt(2 * w[c]);
  for (int i = 0; i < m; ++i) {
    double norm = 0;
    for (int c = 0; c < n; ++c) norm += B_in[i * n + c] * s[c] * B_in[i * n + c] * s[c];
    if (norm > 0) row_scale[i] = 1 / std::sqrt(norm);
    for (int c = 0; c < n; ++c) B[i * n + c] = B_in[i * n + c] * s[c] * row_scale[i];
    r[i] = r_in[i] * row_scale[i];
  }
  std::vector<double> x(n), x_low(n), x_high(n), y(m, 0.0), F(m), H(static_cast<std::size_t>(m) * m), step(m), trial(m);
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
  for (const double delta : {1e-2, 1e-5, 1e-8, 1e-11, 0.0}) {
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
    if (delta == 1e-11) {  // is B a = r reachable at all? the residual delta y must vanish with delta
      fill_F(delta);
      double gap = 0, yy = 0, yB = 0;
      std::vector<double> missing(m);
      for (int i = 0; i < m; ++i) missing[i] = F[i] + delta * y[i], gap = std::max(gap, std::abs(missing[i]) / row_scale[i]), yy += missing[i] * missing[i];
      // Farkas: along d = missing, the best any tone can do is sum max(d.B_c x_low, d.B_c x_high)
      for (int c = 0; c < n; ++c) {
        double v = 0;
        for (int i = 0; i < m; ++i) v += missing[i] * B[i * n + c];
        yB += std::max(v * x_low[c], v * x_high[c]);
      }
      double need = 0;
      for (int i = 0; i < m; ++i) need += missing[i] * r[i];
      if (yy > 0 && need - yB > 1e-9 * (std::abs(need) + std::abs(yB)) && std::sqrt(yy) > 1e-9 * size) {
        out.margin = (need - yB) / std::sqrt(yy);
        break;
      }
    }
  }
  primal(y);
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
