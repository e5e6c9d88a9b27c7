#pragma once
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "guywire/math/ldlt.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/math/tridiagonal.hpp"

namespace guywire {

GUYWIRE_INLINE bool cholesky(int n, double* a) { return detail::ldlt(n, a, 0.0); }

GUYWIRE_INLINE void cholesky_solve(int n, const double* factor, double* b) {
  detail::ldlt_solve(n, factor, b);
}

namespace detail {

/// Up to this size Eigen works on the stack; beyond it, Eigen takes blocks from the heap.
inline constexpr int small_matrix = 32;
using SmallMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor,
                                  small_matrix, small_matrix>;

/// V becomes the product of the reflections 1 - tau v v', the last one first. The vectors stand in
/// V's own rows; it grows from its last row and column upwards, so that the vectors above stay
/// where they are until their turn. p has room for n.
inline void multiply_reflections(int n, const double* tau, double* V, double* p) {
  const std::size_t N = n;
  for (int k = n - 2; k >= 0; --k) {
    double* const v = V + (k + 1) * N;
    std::copy(v + k + 1, v + n, p + k + 1);
    std::fill(v, v + N, 0.0);
    v[k + 1] = 1;
    for (int i = k + 1; i < n; ++i) {
      double* const row = V + i * N;
      double sum = 0;
      for (int j = k + 1; j < n; ++j)
        sum += row[j] * p[j];
      sum *= tau[k];
      for (int j = k + 1; j < n; ++j)
        row[j] -= sum * p[j];
    }
  }
  V[0] = 1;
}

/// Reduces the lower triangle of `a` (destroyed) to diagonal d and subdiagonal e: V a V' is
/// tridiagonal. tau and p have room for n.
inline void tridiagonalize_with_vectors(int n, double* a, double* d, double* e, double* V,
                                        double* tau, double* p) {
  const std::size_t N = n;
  std::fill(V, V + N * N, 0.0);
  for (int k = 0; k + 1 < n; ++k) {
    d[k] = a[k * N + k];
    const int m = n - k - 1;
    double* const A = a + (k + 1) * N + k + 1;
    double* const v = V + (k + 1) * N + k + 1;  // the reflection's vector, in V's row k + 1
    for (int i = 0; i < m; ++i)
      v[i] = a[(k + 1 + i) * N + k];
    double below = 0;
    for (int i = 1; i < m; ++i)
      below += v[i] * v[i];
    tau[k] = 0;
    e[k] = v[0];
    if (below == 0) continue;
    e[k] = -std::copysign(std::sqrt(v[0] * v[0] + below), v[0]);
    v[0] -= e[k];
    tau[k] = 2 / (v[0] * v[0] + below);
    symmetric_product(m, n, A, v, p);
    double half = 0;
    for (int i = 0; i < m; ++i)
      half += p[i] * v[i];
    half *= 0.5 * tau[k] * tau[k];
    for (int i = 0; i < m; ++i)
      p[i] = tau[k] * p[i] - half * v[i];
    subtract_rank_two(m, n, A, v, p);
  }
  d[n - 1] = a[N * N - 1];
  multiply_reflections(n, tau, V, p);
}

/// The end of the block from l on that no vanishing subdiagonal element splits.
inline int end_of_block(int n, int l, const double* d, const double* e) {
  constexpr double eps = 0x1p-53;
  int m = l;
  while (m + 1 < n && !(std::abs(e[m]) <= eps * (std::abs(d[m]) + std::abs(d[m + 1]))))
    ++m;
  return m;
}

/// One QL step with implicit shift on the block from l to m; V's rows turn with it.
inline void ql_step(int n, int l, int m, double* d, double* e, double* V) {
  const std::size_t N = n;
  // shift: the eigenvalue of the leading 2 x 2 block that is nearer to d[l]
  double g = (d[l + 1] - d[l]) / (2 * e[l]);
  g = d[m] - d[l] + e[l] / (g + std::copysign(std::hypot(g, 1.0), g));
  double s = 1, c = 1, shifted = 0;
  for (int i = m - 1; i >= l; --i) {
    const double f = s * e[i], b = c * e[i], r = std::hypot(f, g);
    e[i + 1] = r;
    if (r == 0) {  // the matrix falls into two parts here
      d[i + 1] -= shifted;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - shifted;
    const double turn = (d[i] - g) * s + 2 * c * b;
    shifted = s * turn;
    d[i + 1] = g + shifted;
    g = c * turn - b;
    double *const upper = V + i * N, *const lower = upper + N;
    for (int j = 0; j < n; ++j) {
      const double x = upper[j], y = lower[j];
      upper[j] = c * x - s * y;
      lower[j] = s * x + c * y;
    }
  }
  d[l] -= shifted;
  e[l] = g;
  e[m] = 0;
}

/// Eigenvalues of a tridiagonal matrix into its diagonal d, by QL steps with implicit shifts
/// [GolubVanLoan, 8.3.3]; the rows of V turn with them. The subdiagonal e is destroyed; it has room
/// for n.
inline void diagonalize(int n, double* d, double* e, double* V) {
  e[n - 1] = 0;
  for (int l = 0; l < n; ++l)
    for (int round = 0; round < 60; ++round) {
      const int m = end_of_block(n, l, d, e);
      if (m == l) break;
      ql_step(n, l, m, d, e, V);
    }
}

/// Eigenvalues in ascending order, and their vectors (rows of V) with them.
inline void sort_eigenvalues(int n, double* values, double* V) {
  const std::size_t N = n;
  for (int i = 1; i < n; ++i)
    for (int at = i; at > 0 && values[at] < values[at - 1]; --at) {
      std::swap(values[at], values[at - 1]);
      std::swap_ranges(V + at * N, V + (at + 1) * N, V + (at - 1) * N);
    }
}

/// A power of two of the order of the largest element: in its unit squares stay in range, and
/// dividing by it is exact.
inline double unit_for(double largest) {
  int exponent = 0;
  if (std::isfinite(largest)) std::frexp(largest, &exponent);
  return std::ldexp(1.0, std::max(exponent, -1000));
}

inline void eigen_of_small(int n, const double* a, double* values, double* vectors) {
  const Eigen::SelfAdjointEigenSolver<SmallMatrix> solver(Eigen::Map<const SmallMatrix>(a, n, n));
  for (int i = 0; i < n; ++i) {
    values[i] = solver.eigenvalues()[i];
    for (int j = 0; j < n; ++j)
      vectors[i * n + j] = solver.eigenvectors()(j, i);
  }
}

/// The smallest eigenvalue of a tridiagonal matrix, by Laguerre's iteration on its characteristic
/// polynomial. Each place is proved to lie below by the signs of the pivots; should rounding step
/// over, bisection between the last places below and above ends it.
class LaguerreSearch {
 public:
  /// Of the matrix with diagonal d and squared subdiagonal e2.
  LaguerreSearch(int n, const double* d, const double* e2)
      : n_(n), d_(d), e2_(e2), lowest_(d[0]), above_(d[0]) {
    double left = 0;
    for (int i = 0; i < n; ++i) {
      const double right = i + 1 < n ? std::sqrt(e2[i]) : 0;
      lowest_ = std::min(lowest_, d[i] - left - right);  // Gershgorin
      above_ = std::min(above_, d[i]);
      left = right;
    }
    resolution_ = 0x1p-53 * std::max(std::abs(lowest_), std::abs(above_));
  }

  /// NaN where no place below is found.
  double run() {
    if (!find_start()) return std::numeric_limits<double>::quiet_NaN();
    for (int i = 0; i < 200; ++i) {
      // the root lies between x + least and x + sum1/sum2
      const double least = 1 / std::sqrt(sum2_);
      if (!(sum1_ / sum2_ - least > 2 * resolution_)) return x_ + least;
      double next = x_ + laguerre_step(n_, sum1_, sum2_);
      if (!(next < above_)) next = middle();
      if (!(next > x_ && next < above_)) break;
      if (is_below(next)) {
        x_ = next;
        continue;
      }
      above_ = next;
      bisect();
      break;
    }
    return middle();
  }

 private:
  bool is_below(double x) { return power_sums(n_, d_, e2_, x, sum1_, sum2_); }
  double middle() const { return x_ + (above_ - x_) / 2; }

  /// 0, or where the matrix is not positive definite a place below Gershgorin's bound.
  bool find_start() {
    if (is_below(x_)) return true;
    above_ = std::min(above_, x_);
    double margin = 1e-15;
    x_ = lowest_ - margin;
    while (!is_below(x_)) {
      if (margin > 10) return false;
      margin *= 4;
      x_ = lowest_ - margin;
    }
    return true;
  }

  void bisect() {
    while (above_ - x_ > resolution_) {
      const double next = middle();
      if (!(next > x_ && next < above_)) return;
      (is_below(next) ? x_ : above_) = next;
    }
  }

  const int n_;
  const double *const d_, *const e2_;
  double lowest_;  ///< no eigenvalue is below
  double above_;   ///< some eigenvalue is not above, as the smallest diagonal element says at first
  double resolution_ = 0;
  double x_ = 0;                ///< every eigenvalue is above
  double sum1_ = 0, sum2_ = 0;  ///< power sums there
};

}  // namespace detail

GUYWIRE_INLINE void symmetric_eigen(int n, const double* a, double* values, double* vectors,
                                    std::vector<double>& scratch) {
  if (n < 1) return;
  if (n <= detail::small_matrix) return detail::eigen_of_small(n, a, values, vectors);
  const std::size_t N = n;
  if (scratch.size() < spectrum_scratch(n)) scratch.resize(spectrum_scratch(n));
  double* const copy = scratch.data();
  double* const e = copy + N * N;
  double* const tau = e + N;
  double* const p = tau + N;
  double largest = 0;
  for (std::size_t i = 0; i < N * N; ++i)
    largest = std::max(largest, std::abs(a[i]));
  const double unit = detail::unit_for(largest), inverse = 1 / unit;
  for (std::size_t i = 0; i < N * N; ++i)
    copy[i] = a[i] * inverse;
  detail::tridiagonalize_with_vectors(n, copy, values, e, vectors, tau, p);
  detail::diagonalize(n, values, e, vectors);
  for (int i = 0; i < n; ++i)
    values[i] *= unit;
  detail::sort_eigenvalues(n, values, vectors);
}

GUYWIRE_INLINE double smallest_eigenvalue(int n, const double* matrix,
                                          std::vector<double>& scratch) {
  if (n == 0) return std::numeric_limits<double>::infinity();
  if (n == 1) return matrix[0];
  if (scratch.size() < spectrum_scratch(n)) scratch.resize(spectrum_scratch(n));
  double* const a = scratch.data();
  double* const d = a + static_cast<std::size_t>(n) * n;
  double* const e2 = d + n;
  double* const v = e2 + n;
  double* const p = v + n;
  double largest = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j)
      largest = std::max(largest, std::abs(matrix[i * n + j]));
  if (largest == 0) return 0;
  if (!std::isfinite(largest)) return std::numeric_limits<double>::quiet_NaN();
  const double unit = detail::unit_for(largest), inverse = 1 / unit;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j)
      a[i * n + j] = matrix[i * n + j] * inverse;
  detail::tridiagonalize(n, a, d, e2, v, p);
  return detail::LaguerreSearch(n, d, e2).run() * unit;
}

}  // namespace guywire
