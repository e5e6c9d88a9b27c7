#pragma once
#include <limits>

#include "guywire/batch/lanes.hpp"
#include "guywire/math/tridiagonal.hpp"

namespace guywire::detail {

/// Smallest eigenvalues of positive definite symmetric matrices (lower triangles, row-major;
/// destroyed), one for each lane: Householder's tridiagonal form, then Laguerre's iteration from 0
/// upwards, each place proved to lie below by the signs of the pivots, as in `smallest_eigenvalue`.
/// NaN where it fails.
template <class S>
S smallest_eigenvalues(int n, S* a, S* d, S* e2, S* v, S* p) {
  using std::sqrt;
  using Mask = typename S::Mask;
  const S zero(0.0), one(1.0);
  tridiagonalize(n, a, d, e2, v, p);
  S above = d[0], largest = zero;  // some eigenvalue is not above the smallest diagonal element
  for (int i = 0; i < n; ++i) {
    above = select(d[i] < above, d[i], above);
    largest = at_least(largest, abs(d[i]));
  }
  const S resolution = 0x1p-53 * largest;
  S x = zero, trial = zero, result(std::numeric_limits<double>::quiet_NaN());
  Mask open = above > zero;
  for (int round = 0; round < 100 && static_cast<bool>(open); ++round) {
    S q = d[0] - trial;
    Mask under = q > zero;
    S r = 1.0 / select(under, q, one), A = r, B = r * r, sum1 = A, sum2 = B;
    for (int i = 1; i < n; ++i) {
      const S t = e2[i - 1] * r;
      q = (d[i] - trial) - t;
      under = under && q > zero;
      r = 1.0 / select(under, q, one);
      const S turn = t * r, next = r + turn * A;
      B = turn * (A * A + B) + next * next;
      A = next;
      sum1 = sum1 + A;
      sum2 = sum2 + B;
    }
    x = select(under, trial, x);
    above = select(under, above, trial);
    const S spread = (n - 1.0) * (n * sum2 - sum1 * sum1);
    const S least = 1.0 / sqrt(sum2);  // the root lies between x + least and x + sum1/sum2
    const Mask near = under && !(sum1 / sum2 - least > 2.0 * resolution);
    const S middle = x + (above - x) * 0.5;
    const Mask narrow = !(middle > x && middle < above) || !(above - x > resolution);
    result = select(open && near, x + least, select(open && narrow, middle, result));
    open = open && !near && !narrow;
    const S next = x + double(n) / (sum1 + sqrt(at_least(spread, zero)));
    trial = select(under && next > x && next < above, next, middle);
  }
  return result;
}

}  // namespace guywire::detail
