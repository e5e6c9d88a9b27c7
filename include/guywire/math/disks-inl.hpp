#pragma once
/// Forces that are free within disks, and how much of a load they can bear.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace guywire::detail {

/// The p in the unit disk with the least |r + A p|: by the eigenvectors of A'A, and outside the
/// disk with as much added to both eigenvalues as brings p onto its rim.
inline Eigen::Vector2d nearest_in_disk(const Eigen::MatrixX2d& A, const Eigen::VectorXd& r) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(A.transpose() * A);
  const Eigen::Vector2d along = solver.eigenvectors().transpose() * (A.transpose() * r);
  const double largest = solver.eigenvalues()[1];
  if (!(largest > 0)) return Eigen::Vector2d::Zero();
  const auto at = [&](double more) {
    Eigen::Vector2d p = Eigen::Vector2d::Zero();
    for (int i = 0; i < 2; ++i) {
      const double value = std::max(solver.eigenvalues()[i], 0.0);
      if (value > 1e-14 * largest) p[i] = -along[i] / (value + more);
    }
    return p;
  };
  double low = 0;
  double high = along.norm();  // |p| <= |along| / more
  if (at(0).norm() > 1) {
    for (int half = 0; half < 100 && high - low > 1e-15 * high; ++half) {
      const double middle = 0.5 * (low + high);
      (at(middle).norm() > 1 ? low : high) = middle;
    }
    low = high;
  }
  return solver.eigenvectors() * at(low);
}

/// Points p_k of unit disks that make |g + A p| least; columns 2k and 2k + 1 of A belong to p_k.
/// Disk by disk, round after round; `bears` says whether nothing is left but rounding.
struct DiskLoads {
  Eigen::VectorXd p;
  Eigen::VectorXd left;  ///< g + A p: against it V falls most
  bool bears = false;
};
inline DiskLoads loads_in_disks(const Eigen::MatrixXd& A, const Eigen::VectorXd& g) {
  DiskLoads out{.p = Eigen::VectorXd::Zero(A.cols()), .left = g};
  const auto inside = [](const Eigen::VectorXd& p) {
    for (Eigen::Index k = 0; k < p.size(); k += 2)
      if (!(p.segment<2>(k).norm() <= 1)) return false;
    return true;
  };
  const Eigen::JacobiSVD<Eigen::MatrixXd> all(A, Eigen::ComputeThinU | Eigen::ComputeThinV);
  for (int round = 0; round < 2000; ++round) {  // chosen: some ten are usual
    double moved = 0;
    for (Eigen::Index k = 0; k < A.cols(); k += 2) {
      const Eigen::Vector2d before = out.p.segment<2>(k);
      const Eigen::MatrixX2d one = A.middleCols<2>(k);
      const Eigen::VectorXd others = out.left - one * before;
      out.p.segment<2>(k) = nearest_in_disk(one, others);
      out.left = others + one * out.p.segment<2>(k);
      moved = std::max(moved, (out.p.segment<2>(k) - before).norm());
    }
    if (round % 10 != 0 && moved > 1e-14) continue;
    const Eigen::VectorXd still_left = g + A * out.p;
    const Eigen::VectorXd exact = out.p - all.solve(still_left);
    const Eigen::VectorXd borne = A * exact;
    const Eigen::VectorXd rest = g + borne;
    if (inside(exact) && rest.norm() <= 1e-12 * (g.norm() + borne.norm())) {
      out.p = exact;
      out.left = rest;
      out.bears = true;
      return out;
    }
    if (!(moved > 1e-14)) return out;
  }
  return out;
}

}  // namespace guywire::detail
