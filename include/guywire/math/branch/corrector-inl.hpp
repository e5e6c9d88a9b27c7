#pragma once
#include <algorithm>
#include <cmath>
#include <utility>

#include "guywire/math/branch/corrector.hpp"

namespace guywire {

GUYWIRE_INLINE bool solve_linear(int n, double* a, double* b) {
  for (int i = 0; i < n; ++i) {
    double largest = 0;
    for (int j = 0; j < n; ++j)
      largest = std::max(largest, std::abs(a[i * n + j]));
    if (!(largest > 0) || !std::isfinite(largest)) return false;
    for (int j = 0; j < n; ++j)
      a[i * n + j] /= largest;
    b[i] /= largest;
  }
  for (int k = 0; k < n; ++k) {
    int pivot = k;
    for (int i = k + 1; i < n; ++i)
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    if (!(std::abs(a[pivot * n + k]) > 0)) return false;
    if (pivot != k) {
      for (int j = k; j < n; ++j)
        std::swap(a[k * n + j], a[pivot * n + j]);
      std::swap(b[k], b[pivot]);
    }
    for (int i = k + 1; i < n; ++i) {
      const double factor = a[i * n + k] / a[k * n + k];
      for (int j = k + 1; j < n; ++j)
        a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (int k = n - 1; k >= 0; --k) {
    for (int j = k + 1; j < n; ++j)
      b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return true;
}

}  // namespace guywire
