#pragma once
/// Small dense symmetric matrices (row-major, n <= 32): factorisation and eigenvalues. No heap.
#include "guywire/core/config.hpp"

namespace guywire {

/// a = L D L' (n x n), in place: the unit lower triangular L below the diagonal, 1/D on it. False if not positive definite.
bool cholesky(int n, double* a);
/// Solves L D L' x = b in place, with the factor from `cholesky`.
void cholesky_solve(int n, const double* factor, double* b);
/// All eigenvalues in ascending order, with eigenvectors as rows of `vectors` (n x n).
void symmetric_eigen(int n, const double* a, double* values, double* vectors);
/// The smallest eigenvalue.
double smallest_eigenvalue(int n, const double* a);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/spectrum-inl.hpp"
#endif
