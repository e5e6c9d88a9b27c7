#pragma once
/// min sum w_c a_c^2  s.t.  B a = r,  lower <= a <= upper: many unknowns, few rows. Solved in the dual.
#include <vector>

#include "guywire/core/config.hpp"

namespace guywire {

struct DualQpResult {
  std::vector<double> a;         ///< minimiser (or, if infeasible, the tone of least missing moment)
  std::vector<double> residual;  ///< r - B a
  bool feasible = false;
  double margin = 0;  ///< > 0: proof of infeasibility along the residual's direction
  int iterations = 0;
};

/// `B` is rows x columns, row-major; w > 0. The regularised problem B a + delta y = r, a = clip(B'y / 2w), has a solution for
/// every delta > 0 (its dual is strictly concave); delta is lowered towards 0 and y followed by semismooth Newton steps with a line
/// search, starting from the unbounded solution, where no step is lost to a zero Hessian.
DualQpResult dual_qp(int rows, int columns, const double* B, const double* r, const double* w, const double* lower, const double* upper);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/dual_qp-inl.hpp"
#endif
