#pragma once
/// Equilibria without proof, for any number of coordinates: deflation.
#include <algorithm>
#include <cmath>
#include <vector>

#include "guywire/proof/equilibria.hpp"
#include "guywire/proof/proved_places-inl.hpp"
#include "guywire/statics/scratch.hpp"

namespace guywire {

namespace detail {

/// The bases of a Halton sequence in n dimensions.
inline std::vector<int> first_primes(int n) {
  std::vector<int> out;
  for (int k = 2; static_cast<int>(out.size()) < n; ++k)
    if (std::none_of(out.begin(), out.end(), [&](int p) { return k % p == 0; })) out.push_back(k);
  return out;
}

/// Deflated Newton from many starts [FarrellBirkissonFunke2015]: Newton's method for M(u) g(u) = 0,
/// M the product over all known roots r of 1/|u - r|^2 + 1.
class Deflation {
 public:
  Deflation(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out)
      : workspace_(workspace),
        w_(scratch_of(workspace)),
        options_(options),
        out_(out),
        n_(w_.model.structure().free_count),
        primes_(first_primes(n_)),
        turns_(w_.model, {}),
        angles_(w_.model.structure().body_count),
        step_(n_) {}

  void run() {
    for (int start = 0; start < options_.starts; ++start) {
      ++out_.cells;
      tell_progress(static_cast<double>(start) / options_.starts);
      const std::vector<double> u = start_point(start);
      if (!in_range(u.data())) continue;
      polish(u, Seek::downhill);
      search_from(u);
    }
  }

 private:
  /// Halton's sequence; the first start is the reference posture, where allowed.
  std::vector<double> start_point(int start) const {
    std::vector<double> u(n_);
    for (int i = 0; i < n_; ++i) {
      const Interval& range = out_.box[i];
      double share = 0;
      double digit = 1;
      for (int k = start; k > 0; k /= primes_[i]) {
        digit /= primes_[i];
        share += digit * (k % primes_[i]);
      }
      u[i] = start == 0 ? std::clamp(0.0, range.lower, range.upper)
                        : range.lower + share * width(range);
    }
    return u;
  }

  bool in_range(const double* u) {
    for (int i = 0; i < n_; ++i)
      if (!contains(out_.box[i], u[i])) return false;
    w_.angles_at(u, angles_.data());
    return w_.out_of_range(angles_.data()) < 0;
  }

  /// Deflated Newton steps; where they end, `solve` finds the root itself.
  void search_from(std::vector<double> u) {
    for (int step = 0; step < 60; ++step) {
      std::copy(u.begin(), u.end(), w_.now.u.begin());
      if (!w_.fill(w_.now)) return;
      const bool balanced = is_balanced();
      const std::vector<double> next = deflated_step(u);
      if (next.empty()) return;
      const double moved = distance(next, u);
      u = next;
      if (!(moved < 1e-9 || balanced)) continue;
      const std::size_t before = known_.size();
      polish(u, Seek::any);
      if (known_.size() == before) return;
    }
  }

  /// Whether the gradient at the present point is zero but for rounding.
  bool is_balanced() const {
    double worst = 0;
    for (int i = 0; i < n_; ++i)
      worst = std::max(worst, std::abs(w_.now.g[i]) / std::max(w_.now.rounding_bound[i], 1e-300));
    return worst <= 1;
  }

  /// The point after a step from u, shortened until it is in range; empty where there is none.
  std::vector<double> deflated_step(const std::vector<double>& u) {
    newton_step();
    // Newton's step of M g is p/(1 - (grad log M).p), p that of g
    const double factor = 1 / (1 - growth_of_log_operator(u));
    const double size = detail::norm(n_, step_.data()) * std::abs(factor);
    if (!std::isfinite(size)) return {};
    const double fit = size > 0.3 ? 0.3 / size : 1;  // [rad] chosen: as the first step of `solve`
    std::vector<double> next(n_);
    double shorter = 1;
    for (int i = 0; i < 10; ++i) {
      for (int k = 0; k < n_; ++k)
        next[k] = u[k] + shorter * fit * factor * step_[k];
      if (in_range(next.data())) return next;
      shorter /= 2;
    }
    return {};
  }

  /// Newton's step p = -H^-1 g of the gradient itself, by eigenvectors.
  void newton_step() {
    double *const values = w_.newton.values, *const vectors = w_.newton.vectors;
    std::fill(step_.begin(), step_.end(), 0.0);
    symmetric_eigen(n_, w_.now.H.data(), values, vectors, w_.newton.spectrum);
    const double least = 1e-10 * std::max(std::abs(values[0]), std::abs(values[n_ - 1]));
    for (int i = 0; i < n_; ++i) {
      double dot = 0;
      for (int j = 0; j < n_; ++j)
        dot += vectors[i * n_ + j] * w_.now.g[j];
      const double value =
          std::abs(values[i]) > least ? values[i] : std::copysign(least, values[i]);
      for (int j = 0; j < n_; ++j)
        step_[j] -= dot / value * vectors[i * n_ + j];
    }
  }

  /// (grad log M).p, M the product of 1/|d|^2 + 1, d = u - r.
  double growth_of_log_operator(const std::vector<double>& u) const {
    double sum = 0;
    for (const auto& r : known_) {
      double square = 0;
      double along = 0;
      for (int i = 0; i < n_; ++i) {
        const double d = u[i] - r[i];
        square += d * d;
        along += d * step_[i];
      }
      if (square > 0) sum += -2 * along / (square * square) / (1 / square + 1);
    }
    return sum;
  }

  void polish(const std::vector<double>& u, Seek seek) {
    SolveOptions solve_options = options_.solve;
    solve_options.seek = seek;
    keep(solve(workspace_, solve_options, {u}));
  }

  /// Takes a root that is new: divides it and its like a full turn away out, and lists one of them.
  void keep(Outcome<Posture> root) {
    const std::vector<double> u = root.last().coordinates;
    if (!is_equilibrium(root.status) || !in_range(u.data()) || is_known(u)) return;
    known_.push_back(u);
    const auto nearest = turns_.nearest(u, [this](const double* place) { return in_range(place); });
    if (nearest != u) {
      SolveOptions any = options_.solve;
      any.seek = Seek::any;
      auto there = solve(workspace_, any, {nearest});
      if (is_equilibrium(there.status) && distance(there.last().coordinates, nearest) < tolerance) {
        root = std::move(there);
        known_.push_back(root.last().coordinates);
        ++out_.repeated;
      }
    }
    list({.status = root.status, .why = root.why, .posture = root.last()});
  }
  bool is_known(const std::vector<double>& u) const {
    return std::any_of(known_.begin(), known_.end(),
                       [&](const auto& r) { return distance(r, u) < tolerance; });
  }
  /// Lists an equilibrium once, and of those a full turn apart the one nearest to the reference.
  void list(const Equilibrium& found) {
    const std::vector<double>& u = found.posture.coordinates;
    for (Equilibrium& e : out_.found) {
      if (distance(e.posture.coordinates, u) < tolerance) return;
      if (!turns_.same(e.posture.coordinates, u, tolerance)) continue;
      ++out_.repeated;
      if (FullTurns::is_before(u, e.posture.coordinates)) e = found;
      return;
    }
    out_.found.push_back(found);
  }

  static constexpr double tolerance = 1e-6;  // [rad] chosen: roots nearer than that are one
  Workspace& workspace_;
  Scratch& w_;
  const EquilibriaOptions& options_;
  Equilibria& out_;
  int n_;
  std::vector<int> primes_;
  TurnedPlaces turns_;
  std::vector<double> angles_;              ///< scratch, per body
  std::vector<double> step_;                ///< p
  std::vector<std::vector<double>> known_;  ///< roots to be divided out
};

}  // namespace detail

}  // namespace guywire
