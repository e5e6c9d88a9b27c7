#pragma once
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "guywire/math/spectrum.hpp"

namespace guywire {

GUYWIRE_INLINE bool cholesky(int n, double* a) {
  for (int j = 0; j < n; ++j) {
    const double d = a[j * n + j];
    if (!(d > 0)) return false;
    const double inverse = a[j * n + j] = 1 / d;
    for (int i = n - 1; i > j;
         --i) {  // column j below row i is divided by d already, above it is not
      double* const row = a + i * n;
      const double l = row[j] * inverse;
      for (int k = j + 1; k <= i; ++k)
        row[k] -= l * a[k * n + j];
      row[j] = l;
    }
  }
  return true;
}

GUYWIRE_INLINE void cholesky_solve(int n, const double* factor, double* b) {
  for (int i = 1; i < n; ++i) {
    double sum = b[i];
    for (int k = 0; k < i; ++k)
      sum -= factor[i * n + k] * b[k];
    b[i] = sum;
  }
  for (int i = 0; i < n; ++i)
    b[i] *= factor[i * n + i];
  for (int i = n - 1; i > 0; --i)
    for (int k = 0; k < i; ++k)
      b[k] -= factor[i * n + k] * b[i];
}

namespace detail {

/// Up to this size Eigen works on the stack; beyond it, Eigen takes blocks from the heap.
inline constexpr int small_matrix = 32;
using SmallMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor,
                                  small_matrix, small_matrix>;

/// Householder reduction of the lower triangle of `a` (destroyed) to diagonal d and subdiagonal e:
/// V a V' is tridiagonal. tau and p have room for n.
inline void tridiagonalise_with_vectors(int n, double* a, double* d, double* e, double* V,
                                        double* tau, double* p) {
  const std::size_t N = n;
  std::fill(V, V + N * N, 0.0);
  for (int k = 0; k + 1 < n; ++k) {  // the reflection's vector v goes where V has its row k + 1
    d[k] = a[k * N + k];
    double* const v = V + (k + 1) * N;
    double below = 0;
    for (int i = k + 1; i < n; ++i)
      v[i] = a[i * N + k];
    for (int i = k + 2; i < n; ++i)
      below += v[i] * v[i];
    tau[k] = 0;
    e[k] = v[k + 1];
    if (below == 0) continue;
    e[k] = -std::copysign(std::sqrt(v[k + 1] * v[k + 1] + below), v[k + 1]);
    v[k + 1] -= e[k];
    tau[k] = 2 / (v[k + 1] * v[k + 1] + below);
    for (int i = k + 1; i < n; ++i)
      p[i] = 0;
    for (int i = k + 1; i < n; ++i) {
      const double* const row = a + i * N;
      double sum = row[i] * v[i];
      for (int j = k + 1; j < i; ++j) {
        p[j] += row[j] * v[i];
        sum += row[j] * v[j];
      }
      p[i] += sum;
    }
    double half = 0;
    for (int i = k + 1; i < n; ++i)
      half += p[i] * v[i];
    half *= 0.5 * tau[k] * tau[k];
    for (int i = k + 1; i < n; ++i)
      p[i] = tau[k] * p[i] - half * v[i];
    for (int i = k + 1; i < n; ++i) {
      double* const row = a + i * N;
      for (int j = k + 1; j <= i; ++j)
        row[j] -= v[i] * p[j] + p[i] * v[j];
    }
  }
  d[n - 1] = a[N * N - 1];
  // V is the product of the reflections, the last one first. It grows from its last row and column
  // upwards, so that the vectors above stay where they are until their turn.
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

/// Eigenvalues of a tridiagonal matrix into its diagonal d, by QL steps with implicit shifts
/// [GolubVanLoan, 8.3.3]; the rows of V turn with them. The subdiagonal e is destroyed; it has room
/// for n.
inline void diagonalise(int n, double* d, double* e, double* V) {
  const std::size_t N = n;
  constexpr double eps = 0x1p-53;
  e[n - 1] = 0;
  for (int l = 0; l < n; ++l)
    for (int round = 0; round < 60; ++round) {
      int m = l;
      while (m + 1 < n && !(std::abs(e[m]) <= eps * (std::abs(d[m]) + std::abs(d[m + 1]))))
        ++m;
      if (m == l) break;
      // shift: the eigenvalue of the leading 2 x 2 block that is nearer to d[l]
      double g = (d[l + 1] - d[l]) / (2 * e[l]);
      g = d[m] - d[l] + e[l] / (g + std::copysign(std::hypot(g, 1.0), g));
      double s = 1, c = 1, shifted = 0;
      int i = m - 1;
      for (; i >= l; --i) {
        const double f = s * e[i], b = c * e[i], r = std::hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {  // the matrix falls into two parts here
          d[i + 1] -= shifted;
          e[m] = 0;
          break;
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
      if (i >= l) continue;
      d[l] -= shifted;
      e[l] = g;
      e[m] = 0;
    }
}

}  // namespace detail

GUYWIRE_INLINE void symmetric_eigen(int n, const double* a, double* values, double* vectors,
                                    std::vector<double>& scratch) {
  if (n < 1) return;
  if (n <= detail::small_matrix) {
    const Eigen::SelfAdjointEigenSolver<detail::SmallMatrix> solver(
        Eigen::Map<const detail::SmallMatrix>(a, n, n));
    for (int i = 0; i < n; ++i) {
      values[i] = solver.eigenvalues()[i];
      for (int j = 0; j < n; ++j)
        vectors[i * n + j] = solver.eigenvectors()(j, i);
    }
    return;
  }
  const std::size_t N = n;
  if (scratch.size() < spectrum_scratch(n)) scratch.resize(spectrum_scratch(n));
  double* const copy = scratch.data();
  double* const e = copy + N * N;
  double* const tau = e + N;
  double* const p = tau + N;
  double largest = 0;
  for (std::size_t i = 0; i < N * N; ++i)
    largest = std::max(largest, std::abs(a[i]));
  int exponent = 0;
  if (std::isfinite(largest)) std::frexp(largest, &exponent);
  const double unit = std::ldexp(1.0, std::max(exponent, -1000));
  const double inverse = 1 / unit;  // squares stay in range; exact
  for (std::size_t i = 0; i < N * N; ++i)
    copy[i] = a[i] * inverse;
  detail::tridiagonalise_with_vectors(n, copy, values, e, vectors, tau, p);
  detail::diagonalise(n, values, e, vectors);
  for (int i = 0; i < n; ++i) {  // in ascending order
    values[i] *= unit;
    int at = i;
    for (; at > 0 && values[at] < values[at - 1]; --at) {
      std::swap(values[at], values[at - 1]);
      std::swap_ranges(vectors + at * N, vectors + (at + 1) * N, vectors + (at - 1) * N);
    }
  }
}

namespace detail {

/// Householder reduction of the lower triangle of `a` (destroyed) to diagonal d and squared
/// subdiagonal e2. v and p have room for n.
inline void tridiagonalise(int n, double* a, double* d, double* e2, double* v, double* p) {
  for (int k = 0; k + 1 < n; ++k) {
    d[k] = a[k * n + k];
    const int m = n - k - 1;  // the column below the diagonal becomes (beta, 0, ..., 0)
    double below = 0;
    for (int i = 0; i < m; ++i) {
      v[i] = a[(k + 1 + i) * n + k];
      p[i] = 0;
    }
    for (int i = 1; i < m; ++i)
      below += v[i] * v[i];
    const double norm2 = v[0] * v[0] + below;
    e2[k] = norm2;
    if (below == 0) continue;
    v[0] += std::copysign(std::sqrt(norm2), v[0]);
    const double tau = 2 / (v[0] * v[0] + below);
    double* const A = a + (k + 1) * n + k + 1;
    for (int i = 0; i < m; ++i) {
      const double* const row = A + i * n;
      const double vi = v[i];
      double sum = row[i] * vi;
      for (int j = 0; j < i; ++j) {
        p[j] += row[j] * vi;
        sum += row[j] * v[j];
      }
      p[i] += sum;
    }
    double dot = 0;
    for (int i = 0; i < m; ++i) {
      p[i] *= tau;
      dot += p[i] * v[i];
    }
    dot *= 0.5 * tau;
    for (int i = 0; i < m; ++i)
      p[i] -= dot * v[i];
    for (int i = 0; i < m; ++i) {
      double* const row = A + i * n;
      const double vi = v[i], pi = p[i];
      for (int j = 0; j <= i; ++j)
        row[j] -= vi * p[j] + pi * v[j];
    }
  }
  d[n - 1] = a[(n - 1) * n + n - 1];
}

/// With x below every eigenvalue l_j of the tridiagonal matrix: sums of 1/(l_j - x) and of its
/// square. False if some l_j <= x (a pivot of T - x is not positive).
inline bool power_sums(int n, const double* d, const double* e2, double x, double& sum1,
                       double& sum2) {
  double q = d[0] - x;
  if (!(q > 0)) return false;
  double r = 1 / q, a = r, b = r * r;  // a = -q'/q, b = da/dx: all terms are positive
  sum1 = a;
  sum2 = b;
  for (int i = 1; i < n; ++i) {
    const double t = e2[i - 1] * r;
    q = (d[i] - x) - t;
    if (!(q > 0)) return false;
    r = 1 / q;
    const double turn = t * r, next = r + turn * a;
    b = turn * (a * a + b) + next * next;
    a = next;
    sum1 += a;
    sum2 += b;
  }
  return true;
}

}  // namespace detail

// Laguerre's iteration on the characteristic polynomial of the tridiagonal form: from below it
// climbs to the smallest root without passing it, cubically. Each place is proved to lie below by
// the signs of the pivots (Sturm); should rounding step over, bisection between the last places
// below and above ends it.
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
    for (int j = 0; j <= i; ++j) {
      a[i * n + j] = matrix[i * n + j];
      largest = std::max(largest, std::abs(matrix[i * n + j]));
    }
  if (largest == 0) return 0;
  if (!std::isfinite(largest)) return std::numeric_limits<double>::quiet_NaN();
  int exponent;
  std::frexp(largest, &exponent);
  exponent = std::max(exponent, -1000);
  const double unit = std::ldexp(1.0, exponent),
               inverse = 1 / unit;  // squares stay in range; exact
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j)
      a[i * n + j] *= inverse;
  detail::tridiagonalise(n, a, d, e2, v, p);
  double lowest = d[0], left = 0;  // Gershgorin
  double above = d[0];             // some eigenvalue is not above the smallest diagonal element
  for (int i = 0; i < n; ++i) {
    const double right = i + 1 < n ? std::sqrt(e2[i]) : 0;
    lowest = std::min(lowest, d[i] - left - right);
    above = std::min(above, d[i]);
    left = right;
  }
  const double resolution = 0x1p-53 * std::max(std::abs(lowest), std::abs(above));
  double sum1 = 0, sum2 = 0, x = 0;
  if (!detail::power_sums(n, d, e2, x, sum1, sum2)) {  // not positive definite
    above = std::min(above, x);
    for (double margin = 1e-15; x = lowest - margin, !detail::power_sums(n, d, e2, x, sum1, sum2);
         margin *= 4)
      if (margin > 10) return std::numeric_limits<double>::quiet_NaN();
  }
  for (int i = 0; i < 200; ++i) {
    const double step = n / (sum1 + std::sqrt(std::max(0.0, (n - 1) * (n * sum2 - sum1 * sum1))));
    double next = x + step;
    const double least = 1 / std::sqrt(sum2);  // the root lies between x + least and x + sum1/sum2
    if (!(sum1 / sum2 - least > 2 * resolution)) return (x + least) * unit;
    if (!(next < above)) next = x + (above - x) / 2;
    if (!(next > x && next < above)) break;
    if (detail::power_sums(n, d, e2, next, sum1, sum2)) {
      x = next;
      continue;
    }
    above = next;
    while (above - x > resolution) {
      next = x + (above - x) / 2;
      if (!(next > x && next < above)) break;
      (detail::power_sums(n, d, e2, next, sum1, sum2) ? x : above) = next;
    }
    break;
  }
  return (x + (above - x) / 2) * unit;
}

}  // namespace guywire
