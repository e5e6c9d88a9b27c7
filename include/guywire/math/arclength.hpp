#pragma once
/// Following a curve g(z) = 0 of n equations in n + 1 unknowns z = (u, t) through folds and kinks
/// (pseudo-arclength [Keller1977]).
///
/// A step goes along the tangent (the null vector of the Jacobian), a Newton iteration on the plane
/// normal to it comes back to the curve; so a fold, where t turns round and dg/du is singular, is a
/// point like any other. g may have kinks on surfaces e_k(z) = 0: its Jacobians on the two sides
/// differ there by a rank-one matrix a grad(e_k)', which does not change the determinant of [J;
/// grad(e_k)']. Hence the curve crosses the surface in one way only, and both the crossing point
/// and the tangent beyond follow from that bordered system. No heap but for what points hold and
/// what `follow` sets aside before its first step.
#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

#include "guywire/math/newton.hpp"

namespace guywire {

/// Solves a x = b (n x n, row-major; a is destroyed, x replaces b) with rows scaled and partial
/// pivoting. False if singular.
bool solve_linear(int n, double* a, double* b);

/// One evaluation at z = (u, t).
struct ArcPoint {
  std::vector<double> z;
  std::vector<double> g, floor;  ///< floor: rounding error of g
  std::vector<double> J;         ///< dg/dz, row-major n x (n + 1)

  explicit ArcPoint(int n) : z(n + 1), g(n), floor(n), J(static_cast<std::size_t>(n) * (n + 1)) {}
};

struct ArcOptions {
  double first_step = 0.01, largest_step = 0.05;  ///< along the curve, in the units of z
  double smallest_step = 1e-8;  ///< below it the search gives up: nothing is defined ahead
  double largest_turn =
      0.15;  ///< [rad] between neighbouring tangents: smaller gives more points in bends
  double lower = 0, upper = 1;  ///< range of t
  int point_limit = 4000;
};

enum class ArcMark {
  regular,
  event,  ///< a kink surface is crossed
  fold,   ///< t turns round smoothly
  end     ///< t is at the end of its range
};

enum class ArcEnd {
  range,        ///< t left its range; the last point is on the end
  closed,       ///< back at the start
  point_limit,  ///< too many points
  stopped,      ///< `visit` said so
  undefined,    ///< nothing can be evaluated ahead (a coordinate's range, a lost path)
  lost          ///< no solution found ahead, however small the step
};

struct ArcVisit {
  const ArcPoint& point;
  const double* before;  ///< unit tangent on arrival
  const double* after;   ///< unit tangent beyond; differs from `before` at an event only
  ArcMark mark;
  int event = -1;     ///< which surface
  bool fold = false;  ///< t turns round here, smoothly or at the kink
  double arc = 0;     ///< length so far
};

/// The equations. `evaluate` fills g, floor, J from z and returns false where undefined; `values`
/// and `gradient` are of the event functions at the point evaluated last (gradient over all of z).
template <class P>
concept ArcProblem = requires(P& p, ArcPoint& point, double* out) {
  { p.evaluate(point) } -> std::convertible_to<bool>;
  p.event_values(point, out);
  p.event_gradient(point, 0, out);
};

namespace detail {

inline constexpr double infinity_of_arc = std::numeric_limits<double>::infinity();

/// Memory of `follow` for n equations.
struct ArcScratch {
  std::vector<double> a;                                         ///< (n + 1) x (n + 1)
  std::vector<double> step, from, along, best, at_fold, before;  ///< like z
  std::vector<double> tangent, after, row, begin_tangent;        ///< like z

  explicit ArcScratch(int n) : a(static_cast<std::size_t>(n + 1) * (n + 1)) {
    for (auto* const v :
         {&step, &from, &along, &best, &at_fold, &before, &tangent, &after, &row, &begin_tangent})
      v->resize(n + 1);
  }
};

/// Null vector of J, of length 1, on the side of `along`. False if J has lost its rank.
inline bool arc_tangent(int n, const double* J, const double* along, double* tangent,
                        ArcScratch& scratch) {
  double* const a = scratch.a.data();
  std::copy(J, J + n * (n + 1), a);
  std::copy(along, along + n + 1, a + n * (n + 1));
  std::fill(tangent, tangent + n, 0.0);
  tangent[n] = 1;
  if (!solve_linear(n + 1, a, tangent)) return false;
  const double length = norm(n + 1, tangent);
  if (!(length > 0) || !std::isfinite(length)) return false;
  for (int i = 0; i <= n; ++i)
    tangent[i] /= length;
  return true;
}

/// The tangent at a start, t increasing (or at a fold: any).
inline bool first_tangent(int n, const double* J, double* tangent, ArcScratch& scratch) {
  double *const along = scratch.along.data(), *const best = scratch.best.data();
  double most = 0;
  for (int k = n; k >= 0;
       --k) {  // border by each unit vector until one is not normal to the tangent
    std::fill(along, along + n + 1, 0.0);
    along[k] = 1;
    if (arc_tangent(n, J, along, best, scratch) && std::abs(best[k]) > most) {
      most = std::abs(best[k]);
      std::copy(best, best + n + 1, tangent);
    }
    if (most > 1e-3) break;
  }
  if (most == 0) return false;
  if (tangent[n] < 0)
    for (int i = 0; i <= n; ++i)
      tangent[i] = -tangent[i];
  return true;
}

inline double dot(int n, const double* a, const double* b) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}

/// Newton on g = 0 and one more condition: `border(point, row)` gives its row and returns its
/// value. `defined` tells why it failed.
template <class P, class Border>
bool arc_correct(int n, P& problem, ArcPoint& p, Border&& border, double reach, bool& defined,
                 ArcScratch& scratch) {
  double *const a = scratch.a.data(), *const step = scratch.step.data();
  double last = infinity_of_arc;
  std::vector<double>& from = scratch.from;
  from = p.z;
  for (int iteration = 0; iteration < 12; ++iteration) {
    defined = problem.evaluate(p);
    if (!defined) return false;
    const double value = border(p, a + n * (n + 1));
    double worst = 0;
    for (int i = 0; i < n; ++i) {
      worst = std::max(worst, std::abs(p.g[i]) / std::max(p.floor[i], 1e-300));
      step[i] = -p.g[i];
    }
    step[n] = -value;
    std::copy(p.J.begin(), p.J.end(), a);
    if (!solve_linear(n + 1, a, step)) return false;
    const double length = norm(n + 1, step);
    if (!std::isfinite(length)) return false;
    if (worst <= 8 && (length <= 1e-10 || length >= 0.5 * last)) return true;
    if (length <= 4e-16 || (length <= 1e-12 && length >= 0.5 * last))
      return true;  // as near as rounding lets it
    if (iteration > 2 && length > last) return false;
    last = length;
    double away = 0;
    for (int i = 0; i <= n; ++i) {
      p.z[i] += step[i];
      away += (p.z[i] - from[i]) * (p.z[i] - from[i]);
    }
    if (away > reach * reach) return false;
  }
  return false;
}

}  // namespace detail

/// A place within a step where f changes sign, by bracketing (Illinois): `at(h, point)` makes the
/// point at h and returns f, NaN where it cannot.
template <class At>
bool root_along(double low, double f_low, double high, double f_high, ArcPoint& point, At&& at) {
  const double width = high - low;
  int side = 0;
  for (int i = 0; i < 80; ++i) {
    double h = (low * f_high - high * f_low) / (f_high - f_low);
    if (!(h > low && h < high) || i % 8 == 7) h = 0.5 * (low + high);
    const double f = at(h, point);
    if (!std::isfinite(f)) return false;
    if (f == 0 || high - low <= 1e-12 * width) return true;
    if ((f > 0) == (f_high > 0)) {
      high = h;
      f_high = f;
      if (side == 1) f_low *= 0.5;
      side = 1;
    } else {
      low = h;
      f_low = f;
      if (side == -1) f_high *= 0.5;
      side = -1;
    }
  }
  return true;
}

/// Puts the point at distance h along the tangent from `origin` onto the curve.
template <class P>
bool arc_step(int n, P& problem, const double* origin, const double* tangent, double h,
              ArcPoint& out, bool& defined, detail::ArcScratch& scratch) {
  for (int i = 0; i <= n; ++i)
    out.z[i] = origin[i] + h * tangent[i];
  return detail::arc_correct(
      n, problem, out,
      [&](const ArcPoint& p, double* row) {
        double value = -h;
        for (int i = 0; i <= n; ++i) {
          row[i] = tangent[i];
          value += tangent[i] * (p.z[i] - origin[i]);
        }
        return value;
      },
      std::max(h, 1e-6), defined, scratch);
}

/// Follows the curve from `start` (a solution) with t increasing (direction +1) or decreasing (-1)
/// at first. `events` is their number; `scratch` has room for 3 x events. `visit(ArcVisit)` is
/// called for every point after the start, in order, and returns false to stop.
template <class P, class Visit>
ArcEnd follow(int n, P& problem, const ArcPoint& start, int direction, const ArcOptions& options,
              int events, double* scratch, Visit&& visit) {
  using namespace detail;
  ArcPoint here = start, next = start, found = start, best = start;
  ArcScratch memory(n);
  double *const tangent = memory.tangent.data(), *const after = memory.after.data(),
                *const row = memory.row.data(), *const begin_tangent = memory.begin_tangent.data();
  double* const side = scratch;             // +1 or -1: where the curve is, by crossings counted
  double* const e_here = scratch + events;  // event values here and ahead
  double* const e_next = scratch + 2 * events;
  if (!problem.evaluate(here)) return ArcEnd::undefined;
  problem.event_values(here, e_here);
  if (!first_tangent(n, here.J.data(), tangent, memory)) return ArcEnd::lost;
  if (direction < 0)
    for (int i = 0; i <= n; ++i)
      tangent[i] = -tangent[i];
  std::copy(tangent, tangent + n + 1, begin_tangent);
  const auto slope_of = [&](int k, const double* along) {
    problem.event_gradient(here, k, row);
    return dot(n + 1, row, along);
  };
  for (int k = 0; k < events; ++k)
    side[k] = e_here[k] > 0 ? 1 : e_here[k] < 0 ? -1 : slope_of(k, tangent) >= 0 ? 1 : -1;
  double h = options.first_step, arc = 0;
  const auto outside = [&](double t) { return t > options.upper ? options.upper : options.lower; };
  if ((here.z[n] >= options.upper && tangent[n] > 0) ||
      (here.z[n] <= options.lower && tangent[n] < 0))
    return ArcEnd::range;
  for (int count = 0; count < options.point_limit;) {
    bool defined = true;
    const bool ok = arc_step(n, problem, here.z.data(), tangent, h, next, defined, memory);
    if (!ok) {  // where would the tangent have led?
      for (int i = 0; i <= n; ++i)
        next.z[i] = here.z[i] + h * tangent[i];
      defined = problem.evaluate(next);
    }
    // the first kink surface on the way
    int event = -1;
    bool missed = false;  // something is crossed, but not found where it should be: go nearer
    double at = infinity_of_arc;
    if (defined) {
      problem.event_values(next, e_next);
      for (int k = 0; k < events; ++k) {
        if (e_next[k] * side[k] >= 0) continue;
        const double share = e_here[k] * side[k] > 0 ? e_here[k] / (e_here[k] - e_next[k]) : 0;
        for (int i = 0; i <= n; ++i)
          found.z[i] = here.z[i] + share * (ok ? next.z[i] - here.z[i] : h * tangent[i]);
        bool there = true;
        const auto on_surface = [&](const ArcPoint& p, double* out) {
          problem.event_gradient(p, k, out);
          double* const values = e_next;  // overwritten: refreshed below
          problem.event_values(p, values);
          return values[k];
        };
        const bool located =
            arc_correct(n, problem, found, on_surface, 1.0, there,
                        memory);  // t may overshoot once when the far side is stiff
        double distance = 0;
        for (int i = 0; i <= n; ++i)
          distance += (found.z[i] - here.z[i]) * (found.z[i] - here.z[i]);
        bool first =
            located && std::sqrt(distance) <= 3 * h;  // nothing else may have been crossed there
                                                      // (beyond a fold "ahead" is no order)
        for (int j = 0; first && j < events; ++j)
          first = j == k || e_next[j] * side[j] >= -1e-12;
        if (!first)
          missed = true;
        else {
          double ahead = 0;
          for (int i = 0; i <= n; ++i)
            ahead += tangent[i] * (found.z[i] - here.z[i]);
          if (ahead >= -1e-9 && ahead < at) {
            at = ahead;
            event = k;
            best = found;
          }
        }
        ArcPoint& again = found;
        again.z = next.z;
        problem.evaluate(again);
        problem.event_values(again, e_next);
      }
    }
    if (event < 0 && missed && h > options.smallest_step) {
      h *= 0.5;
      continue;
    }
    const auto finish_at_range =
        [&](ArcPoint& p) {  // lands on the end of the range; true if it did
          const double end = outside(p.z[n]), share = (end - here.z[n]) / (p.z[n] - here.z[n]);
          for (int i = 0; i <= n; ++i)
            found.z[i] = here.z[i] + share * (p.z[i] - here.z[i]);
          bool there = true;
          const bool landed = arc_correct(
              n, problem, found,
              [&](const ArcPoint& q, double* out) {
                std::fill(out, out + n, 0.0);
                out[n] = 1;
                return q.z[n] - end;
              },
              2 * h, there, memory);
          if (!landed) return false;
          found.z[n] = end;
          problem.evaluate(found);
          if (!arc_tangent(n, found.J.data(), tangent, after, memory))
            std::copy(tangent, tangent + n + 1, after);
          visit(ArcVisit{found, after, after, ArcMark::end, -1, false, arc + h * share});
          return true;
        };
    const auto in_range = [&](double t) { return t <= options.upper && t >= options.lower; };
    if (event >= 0 && in_range(best.z[n])) {
      // the tangent beyond: Jacobian a little way across the surface, direction onwards through it
      const double onwards = -side[event];
      problem.evaluate(best);
      problem.event_gradient(best, event, row);
      const double steep = norm(n + 1, row);
      double* const before = memory.before.data();
      const auto tangent_at = [&](double sign, double* out) {
        for (int i = 0; i <= n; ++i)
          found.z[i] = best.z[i] + sign * 1e-8 * row[i] / steep;
        double* const along = memory.along.data();
        for (int i = 0; i <= n; ++i)
          along[i] = onwards * row[i] / steep;
        return problem.evaluate(found) && arc_tangent(n, found.J.data(), along, out, memory);
      };
      if (!(steep > 0) || !tangent_at(-onwards, before) || !tangent_at(onwards, after))
        return ArcEnd::lost;
      double moved = 0;
      for (int i = 0; i <= n; ++i)
        moved += (best.z[i] - here.z[i]) * (best.z[i] - here.z[i]);
      arc += std::sqrt(moved);
      side[event] = onwards;
      const bool fold = (before[n] > 0) != (after[n] > 0);
      problem.evaluate(best);
      ++count;
      if (!visit(ArcVisit{best, before, after, ArcMark::event, event, fold, arc}))
        return ArcEnd::stopped;
      here = best;
      std::copy(after, after + n + 1, tangent);
      problem.event_values(here, e_here);
      e_here[event] = 0;
      h = std::min(h, options.first_step);
      if ((here.z[n] >= options.upper && tangent[n] > 0) ||
          (here.z[n] <= options.lower && tangent[n] < 0))
        return ArcEnd::range;
      continue;
    }
    if (event >= 0 && finish_at_range(best)) return ArcEnd::range;
    double away = 0, moved = 0;
    bool good = ok && event < 0 && arc_tangent(n, next.J.data(), tangent, after, memory);
    if (good) {
      for (int i = 0; i <= n; ++i) {
        const double d = next.z[i] - here.z[i] - h * tangent[i];
        away += d * d;
        moved += (next.z[i] - here.z[i]) * (next.z[i] - here.z[i]);
      }
      for (int k = 0; k < events; ++k)
        good = good && e_next[k] * side[k] >= 0;
      good = good && std::sqrt(away) <= 0.3 * h &&
             dot(n + 1, tangent, after) >= std::cos(2 * options.largest_turn);
    }
    if (!good) {
      if (ok && event < 0 && !in_range(next.z[n]) && h <= options.first_step &&
          finish_at_range(next))
        return ArcEnd::range;
      h *= 0.5;
      if (h < options.smallest_step) return defined ? ArcEnd::lost : ArcEnd::undefined;
      continue;
    }
    if (!in_range(next.z[n])) {
      if (finish_at_range(next)) return ArcEnd::range;
      h *= 0.5;
      if (h < options.smallest_step) return ArcEnd::lost;
      continue;
    }
    if ((tangent[n] > 0) != (after[n] > 0)) {  // t turns round between here and next
      double* const at_fold = memory.at_fold.data();
      const bool located =
          root_along(0, tangent[n], h, after[n], found, [&](double step, ArcPoint& p) {
            bool there = true;
            if (!arc_step(n, problem, here.z.data(), tangent, step, p, there, memory) ||
                !arc_tangent(n, p.J.data(), tangent, at_fold, memory))
              return std::nan("");
            return at_fold[n];
          });
      if (located) {
        double to_fold = 0;
        for (int i = 0; i <= n; ++i)
          to_fold += (found.z[i] - here.z[i]) * (found.z[i] - here.z[i]);
        ++count;
        if (!visit(ArcVisit{found, at_fold, at_fold, ArcMark::fold, -1, true,
                            arc + std::sqrt(to_fold)}))
          return ArcEnd::stopped;
      }
    }
    // round a loop: through the plane at the start, near it, in the same sense
    double behind = 0, beyond = 0, distance = 0;
    for (int i = 0; i <= n; ++i) {
      behind += begin_tangent[i] * (here.z[i] - start.z[i]);
      beyond += begin_tangent[i] * (next.z[i] - start.z[i]);
      distance += (next.z[i] - start.z[i]) * (next.z[i] - start.z[i]);
    }
    if (count > 3 && behind < 0 && beyond >= 0 && std::sqrt(distance) <= h &&
        dot(n + 1, begin_tangent, after) > 0.5)
      return ArcEnd::closed;
    const double turn = std::acos(std::clamp(dot(n + 1, tangent, after), -1.0, 1.0));
    arc += std::sqrt(moved);
    here = next;
    std::copy(after, after + n + 1, tangent);
    std::copy(e_next, e_next + events, e_here);
    ++count;
    problem.evaluate(here);  // so that the problem stands at the point visited
    if (!visit(ArcVisit{here, tangent, tangent, ArcMark::regular, -1, false, arc}))
      return ArcEnd::stopped;
    h *= turn > options.largest_turn ? 0.5 : turn > 0.5 * options.largest_turn ? 1 : 1.6;
    h = std::min(h, options.largest_step);
  }
  return ArcEnd::point_limit;
}

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/arclength-inl.hpp"
#endif
