#pragma once
/// Dense symmetric matrices (row-major): factorization and eigenvalues. No heap but for `scratch`,
/// which grows to what it needs.
#include <cstddef>
#include <vector>

#include "guywire/core/config.hpp"

namespace guywire {

/// a = L D L' (n x n), in place: the unit lower triangular L below the diagonal, 1/D on it. False
/// if not positive definite.
bool cholesky(int n, double* a);
/// Solves L D L' x = b in place, with the factor from `cholesky`.
void cholesky_solve(int n, const double* factor, double* b);
/// What `scratch` holds below, once it has served an n x n matrix.
constexpr std::size_t spectrum_scratch(int n) {
  return static_cast<std::size_t>(n) * (static_cast<std::size_t>(n) + 4);
}
/// All eigenvalues in ascending order, with eigenvectors as rows of `vectors` (n x n).
void symmetric_eigen(int n, const double* a, double* values, double* vectors,
                     std::vector<double>& scratch);
/// The smallest eigenvalue; infinity where n = 0.
double smallest_eigenvalue(int n, const double* matrix, std::vector<double>& scratch);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/spectrum-inl.hpp"
#endif
