#pragma once
/// What the library promises about every model that it takes, checked on small ones.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace fuzz {

using namespace guywire;

inline void check_finite(const std::vector<double>& numbers, const char* what) {
  for (const double x : numbers)
    demand(std::isfinite(x), std::string(what) + " has a number that is not finite");
}

/// An equilibrium has numbers everywhere; some are infinite where a coordinate is held, and a bound
/// where rounding hides the balance.
inline void check_numbers(const Posture& p, bool hidden = false) {
  check_finite(p.coordinates, "coordinates");
  check_finite(p.angles, "angles");
  check_finite(p.residuals, "residuals");
  for (const double x : p.rounding_bounds)
    demand(hidden ? x >= 0 : std::isfinite(x), "a bound of a residual is no number");
  check_finite(p.constraint_moments, "holding");
  check_finite(p.lengths, "lengths");
  check_finite(p.tensions, "tensions");
  const Certificate& c = p.certificate;
  check_finite({p.potential, c.residual}, "the certificate");
  for (const double x :
       {c.min_eigenvalue, c.min_eigenvalue_upper, c.tilt_stiffness, c.kink_distance})
    demand(!std::isnan(x), "the certificate has NaN");
  for (const double t : p.tensions)
    demand(t >= 0, "a cable pushes");
}

/// The Hessian in the free coordinates, from the public mechanics.
inline std::vector<double> free_hessian(const Model& model, const Posture& p) {
  const Structure& s = model.structure();
  const Mechanics<double> m = prepare<double>(s, model.numbers().data());
  Evaluation<double> e(s);
  evaluate(m, p.angles.data(), Derivatives::hessian, e);
  const int n = s.free_count;
  std::vector<double> H(static_cast<std::size_t>(n) * n, 0.0);
  for (int a = 0; a < s.body_count; ++a)
    for (int b = 0; b < s.body_count; ++b)
      for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
          H[i * n + j] += s.S[a * n + i] * e.hessian[a * s.body_count + b] * s.S[b * n + j];
  return H;
}

/// The angle that the bounds of the residuals leave open [rad]: the largest row of |H^-1| times
/// them.
inline double open_angle(const Model& model, const Posture& p) {
  const int n = model.structure().free_count;
  const std::vector<double> H = free_hessian(model, p);
  std::vector<double> values(n);
  std::vector<double> vectors(static_cast<std::size_t>(n) * n);
  std::vector<double> scratch;
  symmetric_eigen(n, H.data(), values.data(), vectors.data(), scratch);
  double most = 0;
  for (int i = 0; i < n; ++i) {
    double row = 0;
    for (int j = 0; j < n; ++j) {
      double inverse = 0;
      for (int k = 0; k < n; ++k)
        inverse += vectors[k * n + i] * vectors[k * n + j] / values[k];
      row += std::abs(inverse) * p.rounding_bounds[j];
    }
    most = std::max(most, row);
  }
  return most;
}

/// A rest is known to a millionth of a radian. Beside a corner and at a contact H has several
/// values: there it is not checked.
inline void check_angle(const Model& model, const Outcome<Posture>& out) {
  const Posture& p = out.last();
  const Certificate& c = p.certificate;
  if (out.status != Status::stable || p.coordinates.empty()) return;
  demand(c.min_eigenvalue > 0, "stable, with an eigenvalue of " + to_text(c.min_eigenvalue));
  if (!c.contacts.empty() || c.kink_distance <= 1e-6) return;
  const double open = open_angle(model, p);
  demand(open < 1.001e-6, "stable, but bound / eigenvalue is " + to_text(open) +
                              " rad");  // chosen: 1e-6 is the promise, the rest rounding
}

/// How a search ended: words, numbers, a residual within its bound.
inline void check_outcome(const Model& model, const Outcome<Posture>& out) {
  demand(out.status != Status::not_run, "a search that did not run");
  demand(!out.why.empty(), "a search that ends without words");
  check_text(model.name(), sentences(out.why), "the message");
  const Posture& p = out.last();
  check_finite(p.coordinates, "coordinates");
  if (!is_equilibrium(out.status) && out.status != Status::hidden_by_rounding) return;
  check_numbers(p, out.status == Status::hidden_by_rounding);
  if (p.certificate.contacts.empty())
    for (std::size_t i = 0; i < p.residuals.size(); ++i)
      demand(std::abs(p.residuals[i]) <= p.rounding_bounds[i],
             "a residual of " + to_text(p.residuals[i]) + " N m, its bound is " +
                 to_text(p.rounding_bounds[i]) + " N m");
  check_angle(model, out);
}

// --- a batch

/// Bodies that differ in one number end in a batch as they end alone.
inline void check_batch(const Model& model, const Parameter& parameter, const State& start) {
  const double now = value_of(parameter, model.numbers());
  if (std::isnan(now)) return;
  const std::vector<double> values{now, now * 1.01, now * 0.97};
  BatchOptions options;
  options.start = start;
  Batch batch;
  if (!goes_through([&] { batch = solve_batch(model, {{parameter, values}}, {}, options); }))
    return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto numbers = model.numbers();
    set_value(parameter, values[i], numbers);
    Workspace workspace(model);
    workspace.assign(numbers);
    Outcome<Posture> alone;
    if (!goes_through([&] { alone = solve(workspace, {}, start); })) continue;
    const std::string name = parameter.name + "=" + to_text(values[i]) + ": ";
    demand(batch.status[i] == alone.status, name + std::string(to_string(batch.status[i])) +
                                                " in a batch, alone " +
                                                std::string(to_string(alone.status)));
    if (alone.status != Status::stable) continue;
    const Certificate& c = alone.last().certificate;
    const double allowed =
        1e-12 + 4 * c.rounding_bound / c.min_eigenvalue;  // as solve_batch.hpp promises
    for (std::size_t k = 0; k < batch.coordinates; ++k) {
      const double off =
          std::abs(batch.state[i * batch.coordinates + k] - alone.last().coordinates[k]);
      demand(off <= allowed, name + "rests " + to_text(off) +
                                 " rad from where it rests alone; allowed is " + to_text(allowed));
    }
  }
}

// --- all equilibria

/// Whether an angle is another, a whole turn more or less.
inline bool same_angle(double a, double b, double tolerance) {
  return std::abs(std::remainder(a - b, 2 * std::numbers::pi)) <= tolerance;
}

inline bool in_cell(const std::vector<Interval>& cell, const std::vector<double>& u,
                    double tolerance) {
  for (std::size_t i = 0; i < u.size(); ++i)
    if (!(u[i] >= cell[i].lower - tolerance && u[i] <= cell[i].upper + tolerance)) return false;
  return true;
}

/// The same after whole turns of single coordinates: of places that turns make one, one is listed.
inline bool in_cell_turned(const std::vector<Interval>& cell, const std::vector<double>& u,
                           double tolerance) {
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double middle = 0.5 * (cell[i].lower + cell[i].upper);
    const double nearest = middle + std::remainder(u[i] - middle, 2 * std::numbers::pi);
    if (!(nearest >= cell[i].lower - tolerance && nearest <= cell[i].upper + tolerance))
      return false;
  }
  return true;
}

inline bool lists(const Equilibria& all, const std::vector<double>& u) {
  constexpr double near = 2e-6;  // [rad] chosen: both are known to 1e-6
  for (const Equilibrium& e : all.found) {
    bool same = true;
    for (std::size_t i = 0; i < u.size(); ++i)
      same = same && same_angle(e.posture.coordinates[i], u[i], near);
    if (same) return true;
  }
  return std::any_of(all.undecided.begin(), all.undecided.end(),
                     [&](const auto& cell) { return in_cell_turned(cell, u, near); });
}

/// What a search finds stands in the list of all equilibria, or in a cell that is left undecided.
inline void check_equilibria(const Model& model, const Outcome<Posture>& out) {
  EquilibriaOptions options;
  options.cell_limit =
      model.structure().free_count == 1 ? 1000 : 200;  // chosen: a fraction of a second
  Equilibria all;
  if (!goes_through([&] { all = all_equilibria(model, options); })) return;
  check_text(model.name(), sentences(all.why), "the message of all equilibria");
  for (const Equilibrium& e : all.found)  // what intervals prove needs no bound of rounding
    check_numbers(e.posture, e.status == Status::hidden_by_rounding || !e.cell.empty());
  if (!is_equilibrium(out.status) || !in_cell(all.box, out.last().coordinates, 0)) return;
  std::string where;
  for (const double u : out.last().coordinates)
    where += " " + to_text(u);
  demand(lists(all, out.last().coordinates),
         "all_equilibria does not list what solve finds at" + where + " rad (" +
             std::string(to_string(out.status)) + "); it says: " + sentences(all.why));
}

}  // namespace fuzz
