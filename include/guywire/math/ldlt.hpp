#pragma once
/// L D L' of a symmetric matrix and its solve, for one matrix or for one in each lane.
///
/// Matrices are row-major, n x n; the lower triangle alone is read. `n` may be a constant (see
/// `unrolled`), so that the loops are written out.
#include "guywire/core/scalar.hpp"

namespace guywire::detail {

/// a + shift = L D L', in place: the unit lower triangular L below the diagonal, 1/D on it. Whether
/// it is positive definite: one matrix that is not is left half-done, a lane goes on with pivots of
/// 1.
template <class S>
[[gnu::always_inline]] inline MaskOf<S> ldlt(const auto n, S* a, const S& shift) {
  MaskOf<S> definite = !MaskOf<S>{};
  for (int j = 0; j < n; ++j) {
    const S pivot = a[j * n + j] + shift;
    const MaskOf<S> positive = pivot > S(0.0);
    definite = definite && positive;
    if constexpr (is_plain<S>)
      if (!positive) return false;
    const S inverse = 1.0 / select(positive, pivot, S(1.0));
    a[j * n + j] = inverse;
    for (int i = n - 1; i > j; --i) {  // column j below row i is scaled already, above it is not
      S* const row = a + i * n;
      const S l = row[j] * inverse;
      for (int k = j + 1; k <= i; ++k)
        row[k] = row[k] - l * a[k * n + j];
      row[j] = l;
    }
  }
  return definite;
}

/// Solves L D L' x = b in place, with the factor from `ldlt`.
template <class S>
[[gnu::always_inline]] inline void ldlt_solve(const auto n, const S* factor, S* b) {
  for (int i = 1; i < n; ++i) {
    S sum = b[i];
    for (int k = 0; k < i; ++k)
      sum = sum - factor[i * n + k] * b[k];
    b[i] = sum;
  }
  for (int i = 0; i < n; ++i)
    b[i] = b[i] * factor[i * n + i];
  for (int i = n - 1; i > 0; --i)
    for (int k = 0; k < i; ++k)
      b[k] = b[k] - factor[i * n + k] * b[i];
}

}  // namespace guywire::detail
