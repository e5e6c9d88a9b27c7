#pragma once
/// Elimination of dependent angles: theta = S u + P b from A theta = b.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "guywire/core/config.hpp"
#include "guywire/core/watch.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// Rows that follow from those before them: what elimination leaves of such a row is rounding.
inline std::vector<int> redundant_rows(const std::vector<double>& A, int columns,
                                       const std::vector<int>& kept) {
  struct Reduced {
    int pivot;
    std::vector<std::pair<int, double>>
        entries;  ///< that are not zero, over the entry at the pivot
  };
  std::vector<Reduced> basis;
  std::vector<int> redundant;
  const auto less = [](double x, double y) { return std::abs(x) < std::abs(y); };
  for (const int row : kept) {
    stop_if_asked();
    std::vector<double> v(A.begin() + row * columns, A.begin() + (row + 1) * columns);
    const double largest = columns > 0 ? std::abs(*std::max_element(v.begin(), v.end(), less)) : 0;
    for (const Reduced& b : basis) {
      const double factor = v[b.pivot];
      if (factor == 0) continue;
      for (const auto& [k, x] : b.entries)
        v[k] -= factor * x;
      v[b.pivot] = 0;
    }
    const auto rest = std::max_element(v.begin(), v.end(), less);
    if (rest == v.end() || !(std::abs(*rest) > 1e-10 * largest)) {
      redundant.push_back(row);
      continue;
    }
    Reduced next{static_cast<int>(rest - v.begin()), {}};
    for (int k = 0; k < columns; ++k)
      if (v[k] != 0) next.entries.emplace_back(k, v[k] / *rest);
    basis.push_back(std::move(next));
  }
  return redundant;
}

/// [A | I] of some rows of A, brought by Gauss-Jordan elimination to where every column that
/// depends has a pivot, and no entry but that. Columns from the last to the first become dependent,
/// so the first bodies stay free.
class Elimination {
 public:
  Elimination(const std::vector<double>& A, int columns, const std::vector<int>& kept)
      : rows_(static_cast<int>(kept.size())),
        columns_(columns),
        M_(rows_, std::vector<double>(columns + rows_, 0.0)),
        pivot_row_(columns, -1) {
    for (int i = 0; i < rows_; ++i) {
      std::copy_n(A.begin() + kept[i] * columns, columns, M_[i].begin());
      M_[i][columns + i] = 1;
    }
    int next = 0;
    for (int j = columns - 1; j >= 0 && next < rows_; --j)
      if (pivot(j, next)) pivot_row_[j] = next++;
  }

  bool is_free(int column) const { return pivot_row_[column] < 0; }
  /// How a dependent column's angle follows from a free one, ...
  double of_free(int column, int free) const {
    const double m = M_[pivot_row_[column]][free];
    return m == 0 ? 0.0 : -m;
  }
  /// ... and from constraint k.
  double of_constraint(int column, int k) const { return M_[pivot_row_[column]][columns_ + k]; }

 private:
  /// Makes column j depend by the row, from `next` on, whose entry there is largest; false where
  /// there is none.
  bool pivot(int j, int next) {
    int best = next;
    for (int i = next; i < rows_; ++i)
      if (std::abs(M_[i][j]) > std::abs(M_[best][j])) best = i;
    if (std::abs(M_[best][j]) < 1e-10) return false;
    std::swap(M_[best], M_[next]);
    const double pivot = M_[next][j];
    std::vector<int> filled;  // where the pivot's row is not zero: most rows name few bodies
    for (int k = 0; k < columns_ + rows_; ++k) {
      M_[next][k] /= pivot;
      if (M_[next][k] != 0) filled.push_back(k);
    }
    for (int i = 0; i < rows_; ++i) {
      const double factor = M_[i][j];
      if (i == next || factor == 0) continue;
      for (const int k : filled)
        M_[i][k] -= factor * M_[next][k];
    }
    return true;
  }

  int rows_, columns_;
  std::vector<std::vector<double>> M_;
  std::vector<int> pivot_row_;  ///< per column, or -1
};

}  // namespace detail

GUYWIRE_INLINE NullSpace null_space(const std::vector<double>& A, int columns,
                                    const std::vector<int>& kept) {
  NullSpace out;
  const int rows = static_cast<int>(kept.size());
  out.redundant = detail::redundant_rows(A, columns, kept);
  const detail::Elimination elimination(A, columns, kept);
  for (int j = 0; j < columns; ++j)
    if (elimination.is_free(j)) out.free_bodies.push_back(j);
  const int free = static_cast<int>(out.free_bodies.size());
  out.S.assign(static_cast<std::size_t>(columns) * free, 0.0);
  out.P.assign(static_cast<std::size_t>(columns) * rows, 0.0);
  for (int f = 0; f < free; ++f)
    out.S[out.free_bodies[f] * free + f] = 1;
  for (int j = 0; j < columns; ++j) {
    if (elimination.is_free(j)) continue;
    for (int k = 0; k < rows; ++k)
      out.P[j * rows + k] = elimination.of_constraint(j, k);
    for (int f = 0; f < free; ++f)
      out.S[j * free + f] = elimination.of_free(j, out.free_bodies[f]);
  }
  for (int j = 0; j < columns; ++j) {
    for (int f = 0; f < free; ++f)
      if (const double factor = out.S[j * free + f]; factor != 0)
        out.terms.all.push_back({j, f, factor});
    out.terms.first.push_back(static_cast<int>(out.terms.all.size()));
  }
  return out;
}

}  // namespace guywire
