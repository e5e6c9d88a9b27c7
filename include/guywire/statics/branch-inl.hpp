#pragma once
/// A branch of equilibria, followed through its folds: continue_branch.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "guywire/math/branch/trace.hpp"
#include "guywire/statics/axis_problem-inl.hpp"
#include "guywire/statics/sweep.hpp"

namespace guywire {

namespace detail {

/// The branch through an equilibrium, forward and then backward from it.
class BranchTracer {
 public:
  BranchTracer(AxisProblem& problem, const BranchOptions& options, const ArcPoint& start)
      : problem_(problem), options_(options), start_(start), n_(problem.n) {}

  void run(Branch& out) {
    out.points.push_back(point_at(start_.z.data()));
    out.last_end = trace(1, out);
    if (out.last_end == BranchEnd::closed) {
      out.first_end = out.last_end;
      out.points.push_back(out.points.front());
      return;
    }
    Branch back;
    back.points.push_back(out.points.front());
    out.first_end = trace(-1, back);
    prepend_reversed(back, out);
  }

 private:
  BranchPoint point_at(const double* z) {
    BranchPoint p{.parameter = problem_.value_at(z[n_]), .coordinates = {z, z + n_}};
    p.min_eigenvalue = problem_.eigenvalue_at(z);
    p.stable = p.min_eigenvalue > 0;
    p.quantities = problem_.read(options_.quantities, problem_.w.posture());
    return p;
  }

  /// Follows the curve one way.
  BranchEnd trace(int direction, Branch& out) {
    const ArcOptions arc{.first_step = std::min(0.005, options_.largest_step),
                         .largest_step = options_.largest_step,
                         .point_limit = options_.point_limit};
    const ArcEnd end =
        trace_branch(n_, problem_, start_, direction, arc, static_cast<int>(problem_.events.size()),
                     problem_.scratch.data(), [&](const ArcVisit& v) {
                       add(v, out);
                       return true;
                     });
    switch (end) {
      case ArcEnd::range:
        return BranchEnd::range;
      case ArcEnd::closed:
        return BranchEnd::closed;
      case ArcEnd::point_limit:
        return BranchEnd::point_limit;
      case ArcEnd::undefined:
        return BranchEnd::undefined;
      default:
        return BranchEnd::lost;
    }
  }

  void add(const ArcVisit& v, Branch& out) {
    BranchPoint p = point_at(v.point.z.data());
    if (v.mark == ArcMark::event || v.mark == ArcMark::fold) {
      out.events.push_back(problem_.describe(v, options_.quantities));
      out.events.back().point = static_cast<int>(out.points.size());
      if (v.mark == ArcMark::event) soften(v, p);
      p.stable = p.min_eigenvalue > 0;
    } else if (changes_stability(p, out)) {
      add_branch_point(p, out);
    }
    out.points.push_back(std::move(p));
  }
  /// At a kink the eigenvalue of the softer side counts.
  void soften(const ArcVisit& v, BranchPoint& p) {
    const auto beside = [&](double distance, const double* along) {
      std::vector<double> z(n_ + 1);
      for (int i = 0; i <= n_; ++i)
        z[i] = v.point.z[i] + distance * along[i];
      return problem_.eigenvalue_at(z.data());
    };
    p.min_eigenvalue = std::min(p.min_eigenvalue, beside(-1e-8, v.before));
    p.min_eigenvalue = std::min(p.min_eigenvalue, beside(1e-8, v.after));
  }
  /// Whether an eigenvalue changes its sign between the last point and p, both regular.
  static bool changes_stability(const BranchPoint& p, const Branch& out) {
    if (out.points.empty() || out.points.back().stable == p.stable) return false;
    return out.events.empty() || out.events.back().point != static_cast<int>(out.points.size()) - 1;
  }
  /// Where the eigenvalue vanishes between the last point and p.
  void add_branch_point(const BranchPoint& p, Branch& out) {
    const BranchPoint& last = out.points.back();
    const double share = last.min_eigenvalue / (last.min_eigenvalue - p.min_eigenvalue);
    const double parameter = last.parameter + share * (p.parameter - last.parameter);
    std::vector<double> z(n_ + 1);
    for (int i = 0; i < n_; ++i)
      z[i] = last.coordinates[i] + share * (p.coordinates[i] - last.coordinates[i]);
    z[n_] = problem_.place_of(parameter);
    out.points.push_back(point_at(z.data()));
    const BranchPoint& zero = out.points.back();
    out.events.push_back({.branch_point = true,
                          .parameter = zero.parameter,
                          .coordinates = zero.coordinates,
                          .quantities = zero.quantities,
                          .point = static_cast<int>(out.points.size()) - 1});
  }

  /// Puts the backward part before the forward one, in the order of the curve.
  static void prepend_reversed(Branch& back, Branch& out) {
    const int shift = static_cast<int>(back.points.size()) - 1;
    for (SweepEvent& e : out.events)
      e.point += shift;
    for (SweepEvent& e : back.events) {
      e.point = shift - e.point;
      if (e.kink != Kink::none) e.on = !e.on;
    }
    out.points.insert(out.points.begin(), back.points.rbegin(), back.points.rend() - 1);
    out.events.insert(out.events.begin(), back.events.rbegin(), back.events.rend());
  }

  AxisProblem& problem_;
  const BranchOptions& options_;
  const ArcPoint& start_;
  int n_;
};

inline void check_branch(const Axis& axis, const BranchOptions& options, double x_start) {
  if (!(x_start >= 0 && x_start <= 1))
    throw ModelError(
        {{"branch",
          "starts at " + to_text(options.start_parameter / axis.factor) + "; allowed is " +
              to_text(axis.from / axis.factor) + " to " + to_text(axis.to / axis.factor) + ".",
          "Start within the range."}});
  if (!(options.largest_step > 0) || options.point_limit < 1)
    throw ModelError(
        {{"branch",
          "has a step of " + to_text(options.largest_step) + " and " +
              std::to_string(options.point_limit) + " points; allowed are > 0 and >= 1.",
          "Leave the defaults."}});
}

}  // namespace detail

GUYWIRE_INLINE Outcome<Branch> continue_branch(const Model& model, const Axis& axis,
                                               const BranchOptions& options) {
  Workspace workspace(model);
  detail::AxisProblem problem(workspace, axis);
  const double x_start =
      std::isnan(options.start_parameter) ? 0 : problem.place_of(options.start_parameter);
  detail::check_branch(axis, options, x_start);
  problem.assign(x_start);
  SolveOptions solve_options;
  solve_options.seek = options.seek;
  const auto rest = solve(workspace, solve_options, options.start);
  Outcome<Branch> out{
      .status = rest.status,
      .why = rest.why,
      .result = {.axis = axis, .quantities = options.quantities, .points = {}, .events = {}}};
  if (!is_equilibrium(rest.status)) return out;
  ArcPoint start(problem.n);
  std::copy(rest.last().coordinates.begin(), rest.last().coordinates.end(), start.z.begin());
  start.z[problem.n] = x_start;
  detail::BranchTracer(problem, options, start).run(out.result);
  return out;
}

}  // namespace guywire
