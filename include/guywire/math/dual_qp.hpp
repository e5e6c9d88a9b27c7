#pragma once
/// A quadratic program of many unknowns and few rows, solved in the dual:
///
///   min sum w_c a_c^2   subject to   B a = r,   lower <= a <= upper
#include <vector>

#include "guywire/core/config.hpp"

namespace guywire {

struct DualQpResult {
  std::vector<double> a;  ///< minimiser (or, if infeasible, the tone of least missing moment)
  std::vector<double> residual;  ///< r - B a
  bool feasible = false;
  double margin = 0;  ///< > 0: proof of infeasibility along the residual's direction
  int iterations = 0;
};

/// `B` is rows x columns, row-major; w > 0, lower < upper. Semismooth Newton steps on the dual, a =
/// clip(B'y / 2w), each as long as the dual rises along it; the first over the columns that r would
/// move, so that it is not lost to a zero Hessian. Where they do not end, the problem is infeasible
/// or nearly so: then the regularized problem B a + delta y = r, which has a solution for every
/// delta > 0 (its dual is strictly concave), is followed as delta is lowered towards 0.
DualQpResult dual_qp(int rows, int columns, const double* B, const double* r, const double* w,
                     const double* lower, const double* upper);

/// The same into an answer and a scratch whose memory is used again; equal bit for bit.
void dual_qp(int rows, int columns, const double* B, const double* r, const double* w,
             const double* lower, const double* upper, DualQpResult& out,
             std::vector<double>& scratch);

namespace detail {
/// Sum of a_i b_i, even and odd i apart: the order in which pairs of registers sum.
double dot_in_pairs(int n, const double* a, const double* b);
}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/dual_qp-inl.hpp"
#endif
