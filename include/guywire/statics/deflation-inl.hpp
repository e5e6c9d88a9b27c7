#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "guywire/statics/equilibria.hpp"
#include "guywire/statics/proved_places-inl.hpp"
#include "guywire/statics/workspace_impl.hpp"

namespace guywire {

namespace detail {

/// The bases of a Halton sequence in n dimensions.
inline std::vector<int> first_primes(int n) {
  std::vector<int> out;
  for (int k = 2; static_cast<int>(out.size()) < n; ++k)
    if (std::none_of(out.begin(), out.end(), [&](int p) { return k % p == 0; })) out.push_back(k);
  return out;
}

/// Deflated Newton from many starts.
inline void deflate(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out) {
  Workspace::Impl& w = workspace.impl();
  const int n = w.model.structure().free_count;
  const std::vector<int> primes = first_primes(n);
  std::vector<double> angles(w.model.structure().body_count);
  const auto in_range = [&](const double* u) {
    for (int i = 0; i < n; ++i)
      if (!contains(out.box[i], u[i])) return false;
    w.angles_at(u, angles.data());
    return w.out_of_range(angles.data()) < 0;
  };
  const TurnedPlaces turns(w.model, {});
  SolveOptions any = options.solve;
  any.seek = Seek::any;
  std::vector<std::vector<double>>
      known;  // to be divided out: those found, and their like a full turn away
  const auto keep = [&](Outcome<Posture> o) {
    std::vector<double> u = o.last().coordinates;
    if (!is_equilibrium(o.status) || !in_range(u.data())) return;
    constexpr double tolerance = 1e-6;  // chosen: roots nearer than that are taken for one
    for (const auto& k : known)
      if (distance(k, u) < tolerance) return;
    known.push_back(u);
    if (std::vector<double> nearest = turns.nearest(u, in_range); nearest != u) {
      if (auto there = solve(workspace, any, {nearest});
          is_equilibrium(there.status) && distance(there.last().coordinates, nearest) < tolerance) {
        o = std::move(there);
        u = o.last().coordinates;
        known.push_back(u);
        ++out.repeated;
      }
    }
    const Equilibrium found{.status = o.status, .message = o.message, .posture = o.last()};
    for (Equilibrium& e : out.found) {
      if (distance(e.posture.coordinates, u) < tolerance) return;
      if (!turns.same(e.posture.coordinates, u, tolerance)) continue;
      ++out.repeated;
      if (FullTurns::is_before(u, e.posture.coordinates)) e = found;
      return;
    }
    out.found.push_back(found);
  };
  const auto polish = [&](const std::vector<double>& u, Seek seek) {
    SolveOptions solve_options = options.solve;
    solve_options.seek = seek;
    keep(solve(workspace, solve_options, {u}));
  };
  for (int start = 0; start < options.starts; ++start) {
    std::vector<double> u(n);
    for (int i = 0; i < n; ++i) {
      double share = 0,
             digit = 1;  // Halton; the first start is the reference posture, where allowed
      for (int k = start; k > 0; k /= primes[i]) {
        digit /= primes[i];
        share += digit * (k % primes[i]);
      }
      u[i] = start == 0 ? std::clamp(0.0, out.box[i].lower, out.box[i].upper)
                        : out.box[i].lower + share * width(out.box[i]);
    }
    ++out.cells;
    tell_progress(static_cast<double>(start) / options.starts);
    if (!in_range(u.data())) continue;
    polish(u, Seek::downhill);
    for (int step = 0; step < 60; ++step) {
      for (int i = 0; i < n; ++i)
        w.now.u[i] = u[i];
      if (!w.fill(w.now)) break;
      double worst = 0;
      for (int i = 0; i < n; ++i)
        worst = std::max(worst, std::abs(w.now.g[i]) / std::max(w.now.floor[i], 1e-300));
      // Newton's step p of the gradient itself, by eigenvectors; M g has the step p/(1 - (grad log
      // M).p)
      double *const values = w.newton.values, *const vectors = w.newton.vectors;
      std::vector<double> p(n, 0.0);
      symmetric_eigen(n, w.now.H.data(), values, vectors, w.newton.spectrum);
      const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
      for (int i = 0; i < n; ++i) {
        double dot = 0;
        for (int j = 0; j < n; ++j)
          dot += vectors[i * n + j] * w.now.g[j];
        const double value = std::abs(values[i]) > 1e-10 * largest
                                 ? values[i]
                                 : std::copysign(1e-10 * largest, values[i]);
        for (int j = 0; j < n; ++j)
          p[j] -= dot / value * vectors[i * n + j];
      }
      double tilt = 0;
      for (const auto& k : known) {
        double square = 0, along = 0;
        for (int i = 0; i < n; ++i) {
          const double d = u[i] - k[i];
          square += d * d;
          along += d * p[i];
        }
        if (square > 0)
          tilt += -2 * along / (square * square) / (1 / square + 1);  // of log(1/|d|^2 + 1)
      }
      const double factor = 1 / (1 - tilt), size = detail::norm(n, p.data()) * std::abs(factor);
      if (!std::isfinite(size)) break;
      const double fit = size > 0.3 ? 0.3 / size : 1;  // [rad] chosen: as the first step of `solve`
      std::vector<double> next(n);
      double shorter = 1;
      for (int i = 0; i < 10; ++i, shorter /= 2) {
        for (int k = 0; k < n; ++k)
          next[k] = u[k] + shorter * fit * factor * p[k];
        if (in_range(next.data())) break;
      }
      if (!in_range(next.data())) break;
      const double moved = distance(next, u);
      u = next;
      if (moved < 1e-9 || worst <= 1) {
        const std::size_t before = known.size();
        polish(u, Seek::any);
        if (known.size() == before) break;
      }
    }
  }
}

}  // namespace detail

}  // namespace guywire
