#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/population.hpp"

namespace guywire {

GUYWIRE_INLINE double mean(std::span<const double> x) {
  double sum = 0;
  for (const double v : x)
    sum += v;
  return sum / static_cast<double>(x.size());
}

GUYWIRE_INLINE double standard_deviation(std::span<const double> x) {
  const double m = mean(x);
  double sum = 0;
  for (const double v : x)
    sum += (v - m) * (v - m);
  return x.size() < 2 ? std::nan("") : std::sqrt(sum / static_cast<double>(x.size() - 1));
}

GUYWIRE_INLINE double quantile(std::span<const double> x, double p) {
  if (x.empty()) return std::nan("");
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const double at = p * static_cast<double>(sorted.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), sorted.size() - 1),
                    j = std::min(i + 1, sorted.size() - 1);
  return sorted[i] + (at - static_cast<double>(i)) * (sorted[j] - sorted[i]);
}

GUYWIRE_INLINE Correlation correlation(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw ModelError({{"correlation",
                       "is asked of " + std::to_string(x.size()) + " and " +
                           std::to_string(y.size()) + " values.",
                       "Give as many of both."}});
  Correlation c{.r = std::nan(""),
                .lower = std::nan(""),
                .upper = std::nan(""),
                .n = static_cast<int>(x.size())};
  if (c.n < 2) return c;
  const double mx = mean(x), my = mean(y);
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  if (!(xx > 0 && yy > 0)) return c;
  c.r = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  if (c.n <= 3 || std::abs(c.r) == 1) return c;
  const double z = std::atanh(c.r), half = 1.959963984540054 / std::sqrt(c.n - 3.0);
  c.lower = std::tanh(z - half);
  c.upper = std::tanh(z + half);
  return c;
}

}  // namespace guywire
