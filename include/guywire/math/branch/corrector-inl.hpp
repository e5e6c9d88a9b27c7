#pragma once
#include <algorithm>
#include <cmath>
#include <utility>

#include "guywire/math/branch/corrector.hpp"

namespace guywire {

namespace detail {

/// Divides each row by its largest element. False if a row has none.
inline bool scale_rows(int n, double* a, double* b) {
  for (int i = 0; i < n; ++i) {
    double largest = 0;
    for (int j = 0; j < n; ++j)
      largest = std::max(largest, std::abs(a[i * n + j]));
    if (!(largest > 0) || !std::isfinite(largest)) return false;
    for (int j = 0; j < n; ++j)
      a[i * n + j] /= largest;
    b[i] /= largest;
  }
  return true;
}

/// Brings the largest element of column k, from row k on, into row k. False if all are 0.
inline bool choose_pivot(int n, int k, double* a, double* b) {
  int pivot = k;
  for (int i = k + 1; i < n; ++i)
    if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
  if (!(std::abs(a[pivot * n + k]) > 0)) return false;
  if (pivot != k) {
    std::swap_ranges(a + k * n + k, a + (k + 1) * n, a + pivot * n + k);
    std::swap(b[k], b[pivot]);
  }
  return true;
}

/// Subtracts row k from those below, so that they have no column k.
inline void eliminate(int n, int k, double* a, double* b) {
  for (int i = k + 1; i < n; ++i) {
    const double factor = a[i * n + k] / a[k * n + k];
    for (int j = k + 1; j < n; ++j)
      a[i * n + j] -= factor * a[k * n + j];
    b[i] -= factor * b[k];
  }
}

}  // namespace detail

GUYWIRE_INLINE bool solve_linear(int n, double* a, double* b) {
  if (!detail::scale_rows(n, a, b)) return false;
  for (int k = 0; k < n; ++k) {
    if (!detail::choose_pivot(n, k, a, b)) return false;
    detail::eliminate(n, k, a, b);
  }
  for (int k = n - 1; k >= 0; --k) {
    for (int j = k + 1; j < n; ++j)
      b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return true;
}

}  // namespace guywire
