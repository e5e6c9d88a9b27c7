#pragma once
/// Householder's reduction of a symmetric matrix to tridiagonal form [GolubVanLoan, 8.3.1], and
/// what Laguerre's iteration for the smallest eigenvalue needs: for one matrix or for one in each
/// lane.
#include <cmath>

#include "guywire/core/scalar.hpp"

namespace guywire::detail {

/// p = A v for a symmetric m x m matrix, of which the lower triangle is read; its rows lie `stride`
/// apart.
template <class S>
[[gnu::always_inline]] inline void symmetric_product(int m, int stride, const S* A, const S* v,
                                                     S* p) {
  for (int i = 0; i < m; ++i)
    p[i] = S(0.0);
  for (int i = 0; i < m; ++i) {
    const S* const row = A + i * stride;
    const S vi = v[i];
    S sum = row[i] * vi;
    for (int j = 0; j < i; ++j) {
      p[j] = p[j] + row[j] * vi;
      sum = sum + row[j] * v[j];
    }
    p[i] = p[i] + sum;
  }
}

/// A -= v p' + p v', the lower triangle.
template <class S>
[[gnu::always_inline]] inline void subtract_rank_two(int m, int stride, S* A, const S* v,
                                                     const S* p) {
  for (int i = 0; i < m; ++i) {
    S* const row = A + i * stride;
    const S vi = v[i], pi = p[i];
    for (int j = 0; j <= i; ++j)
      row[j] = row[j] - (vi * p[j] + pi * v[j]);
  }
}

/// A size with the sign of x.
template <class S>
[[gnu::always_inline]] inline S signed_as(const S& size, const S& x) {
  if constexpr (is_plain<S>)
    return std::copysign(size, x);
  else
    return select(x < S(0.0), -size, size);
}

/// Reduces the lower triangle of `a` (n x n, destroyed) to diagonal d and squared subdiagonal e2. v
/// and p have room for n.
template <class S>
[[gnu::always_inline]] inline void tridiagonalize(int n, S* a, S* d, S* e2, S* v, S* p) {
  using std::sqrt;
  const S zero(0.0), one(1.0);
  for (int k = 0; k + 1 < n; ++k) {
    d[k] = a[k * n + k];
    const int m = n - k - 1;
    S* const A = a + (k + 1) * n + k + 1;
    // the reflection's vector v: the column below the diagonal becomes (beta, 0, ..., 0)
    for (int i = 0; i < m; ++i)
      v[i] = a[(k + 1 + i) * n + k];
    S below = zero;
    for (int i = 1; i < m; ++i)
      below = below + v[i] * v[i];
    const S norm2 = v[0] * v[0] + below;
    e2[k] = norm2;
    if constexpr (is_plain<S>)
      if (below == 0) continue;
    const MaskOf<S> some = below > zero;
    v[0] = v[0] + signed_as(sqrt(norm2), v[0]);
    const S tau = select(some, 2.0 / select(some, v[0] * v[0] + below, one), zero);
    // A becomes (1 - tau v v') A (1 - tau v v')
    symmetric_product(m, n, A, v, p);
    S dot = zero;
    for (int i = 0; i < m; ++i) {
      p[i] = p[i] * tau;
      dot = dot + p[i] * v[i];
    }
    dot = dot * (0.5 * tau);
    for (int i = 0; i < m; ++i)
      p[i] = p[i] - dot * v[i];
    subtract_rank_two(m, n, A, v, p);
  }
  d[n - 1] = a[(n - 1) * n + n - 1];
}

/// With x below every eigenvalue l_j of the tridiagonal matrix: sums of 1/(l_j - x) and of its
/// square. False where some l_j <= x (a pivot of T - x is not positive: Sturm).
template <class S>
[[gnu::always_inline]] inline MaskOf<S> power_sums(int n, const S* d, const S* e2, const S& x,
                                                   S& sum1, S& sum2) {
  const S zero(0.0), one(1.0);
  S q = d[0] - x;
  MaskOf<S> below = q > zero;
  if constexpr (is_plain<S>)
    if (!below) return false;
  S r = 1.0 / select(below, q, one);
  S a = r;      // -q'/q
  S b = r * r;  // da/dx: all terms are positive
  sum1 = a;
  sum2 = b;
  for (int i = 1; i < n; ++i) {
    const S t = e2[i - 1] * r;
    q = (d[i] - x) - t;
    below = below && q > zero;
    if constexpr (is_plain<S>)
      if (!below) return false;
    r = 1.0 / select(below, q, one);
    const S turn = t * r, next = r + turn * a;
    b = turn * (a * a + b) + next * next;
    a = next;
    sum1 = sum1 + a;
    sum2 = sum2 + b;
  }
  return below;
}

/// Laguerre's step from x towards the smallest eigenvalue: from below it climbs to it without
/// passing it, cubically.
template <class S>
[[gnu::always_inline]] inline S laguerre_step(int n, const S& sum1, const S& sum2) {
  using std::sqrt;
  const S spread = (n - 1.0) * (n * sum2 - sum1 * sum1);
  return double(n) / (sum1 + sqrt(at_least(spread, S(0.0))));
}

}  // namespace guywire::detail
