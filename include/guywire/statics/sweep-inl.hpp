#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "guywire/core/watch.hpp"
#include "guywire/math/branch/trace.hpp"
#include "guywire/statics/axis_problem-inl.hpp"
#include "guywire/statics/branch-inl.hpp"
#include "guywire/statics/scratch.hpp"
#include "guywire/statics/sweep.hpp"

namespace guywire {

namespace detail {

inline Axis checked(Axis a, const std::string& where) {
  if (!std::isfinite(a.from) || !std::isfinite(a.to))
    throw ModelError(
        {{where, "is asked to go from " + to_text(a.from) + " to " + to_text(a.to) + ".",
          "Give two finite numbers."}});
  if (a.from == a.to)
    throw ModelError({{where, "goes from " + to_text(a.from / a.factor) + " to the same value.",
                       "Give two different ends, or use solve."}});
  return a;
}

}  // namespace detail

GUYWIRE_INLINE Axis axis(const Model& model, std::string_view name, double from, double to) {
  const Parameter p = parameter(model, name);
  std::vector<double> numbers = model.numbers();
  Axis a =
      detail::checked({.name = p.name, .unit = p.unit, .factor = p.factor, .from = from, .to = to},
                      "axis '" + p.name + "'");
  for (const double end : {from, to})
    set_value(p, end, numbers);
  for (const int i : p.numbers)
    a.terms.push_back({i, 0, 1});
  return a;
}

GUYWIRE_INLINE Axis displacement(const Model& model, std::string_view cable, int path_point,
                                 double direction_x, double direction_y, double from, double to) {
  const std::string point = std::string(cable) + ".path" + std::to_string(path_point),
                    where = "displacement of '" + point + "'";
  const double length = std::hypot(direction_x, direction_y);
  if (!(length > 0) || !std::isfinite(length))
    throw ModelError(
        {{where, "has no direction.", "Give a direction of which x or y is not zero."}});
  std::vector<double> numbers = model.numbers();
  Axis a = detail::checked({.name = point, .unit = "m", .from = from, .to = to}, where);
  for (const auto& [key, rate] :
       {std::pair{"_x_m", direction_x / length}, std::pair{"_y_m", direction_y / length}}) {
    if (rate == 0) continue;
    const Parameter p = parameter(model, point + key);
    for (const int i : p.numbers) {
      Parameter one = p;
      one.numbers.assign(1, i);  // g++ 14 takes = {i} for a write past its end
      for (const double end : {from, to})
        set_value(one, model.numbers()[i] + rate * end, numbers);
      a.terms.push_back({i, model.numbers()[i], rate});
    }
  }
  return a;
}

GUYWIRE_INLINE Axis reversed(Axis axis) {
  std::swap(axis.from, axis.to);
  return axis;
}

GUYWIRE_INLINE std::vector<double> numbers_at(const Model& model, const Axis& axis, double t) {
  std::vector<double> out = model.numbers();
  for (const Axis::Term& term : axis.terms)
    out[term.number] = term.start + term.rate * t;
  return out;
}

namespace detail {

/// [rad] chosen: ten times what a rest is known to. A body that lands as near as this to where it
/// was has not jumped: several corners met there, and the resting place goes on along another
/// piece.
inline constexpr double same_place = 1e-5;

inline SweepEvent without_jump(SweepEvent e) {
  e.fold = e.branch_point = false;
  e.landing = Status::not_run;
  e.landing_coordinates.clear();
  e.landing_quantities.clear();
  return e;
}

/// A sweep, point by point.
class Sweeper {
 public:
  Sweeper(const Model& model, const SweepOptions& options, Sweep& out)
      : options_(options),
        out_(out),
        workspace_(model),
        problem_(workspace_, out.axis),
        n_(problem_.n),
        from_(options.start),
        sides_(problem_.events.size()) {}

  void run() {
    for (int k = 0; k < options_.points; ++k) {
      tell_progress(static_cast<double>(k) / options_.points);
      add_point(k);
    }
  }

 private:
  /// Where a resting place ends, and the body goes to another.
  struct Loss {
    SweepEvent event;
    double x;
  };
  /// What was seen while the curve was followed to the next point of the sweep.
  struct Trace {
    ArcPoint last;                  ///< visited
    double eigenvalue;              ///< there; infinity after an event, where it may jump
    std::vector<double> reached{};  ///< coordinates at the next point
    std::optional<Loss> loss{};
    ArcEnd end = ArcEnd::lost;
  };

  double x_of(int k) const { return static_cast<double>(k) / (options_.points - 1); }

  void add_point(int k) {
    const double x = x_of(k);
    const State guess = prediction();
    auto rest = solve_at(x, guess, known_ ? 0.1 : options_.solve.first_radius);
    const bool crossed = find_sides();
    if (known_ && (!is_equilibrium(rest.status) || crossed ||
                   distance(rest.last().coordinates, guess.coordinates) > options_.jump)) {
      rest = follow_to(k, std::move(rest));
      problem_.assign(x);
      problem_.fill(rest.last().coordinates.data(), problem_.w.now);
      find_sides();
      past_.clear();
    }
    record(x, rest);
  }

  /// The polynomial through the past points; the last one alone is as good as it gets.
  State prediction() const {
    State guess = from_;
    const int m = static_cast<int>(past_.size());
    if (m < 2) return guess;
    for (int i = 0; i < n_; ++i) {
      double sum = 0;
      double weight = 1;
      for (int j = 0; j < m; ++j) {
        weight *= static_cast<double>(m - j) / (j + 1);
        sum += (j % 2 ? -weight : weight) * past_[j][i];
      }
      guess.coordinates[i] = sum;
    }
    return guess;
  }

  Outcome<Posture> solve_at(double x, State start, double radius) {
    problem_.assign(x);
    SolveOptions o = options_.solve;
    o.first_radius = std::min(o.first_radius, radius);
    if (!start.coordinates.empty() && !out_.points.empty() && !in_range(start))
      start.coordinates = from_.coordinates;  // a prediction may leave a body's range
    return solve(workspace_, o, start);
  }
  bool in_range(const State& state) {
    Scratch& w = problem_.w;
    w.angles_at(state.coordinates.data(), w.over_bodies.data());
    return w.out_of_range(w.over_bodies.data()) < 0;
  }
  double distance(const std::vector<double>& a, const std::vector<double>& b) const {
    double sum = 0;
    for (int i = 0; i < n_; ++i)
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum);
  }

  /// On which side of each event the workspace stands; true if one has changed.
  bool find_sides() {
    bool changed = false;
    for (std::size_t e = 0; e < sides_.size(); ++e) {
      const int side = problem_.event_value(problem_.events[e]) > 0 ? 1 : -1;
      changed = changed || side != sides_[e];
      sides_[e] = side;
    }
    return changed;
  }

  /// What happened between point k and the one before: follows the curve; where the resting place
  /// ends, falls to the next one and follows on. `rest` is what a search found without.
  Outcome<Posture> follow_to(int k, Outcome<Posture> rest) {
    const double x = x_of(k);
    ArcPoint here(n_);
    std::copy(from_.coordinates.begin(), from_.coordinates.end(), here.z.begin());
    here.z[n_] = x_of(k - 1);
    double first_step = 1;
    for (int jumps = 0; jumps < 16; ++jumps) {
      Trace trace = follow_curve(k, here, first_step);
      const bool begins_neutral =
          trace.end == ArcEnd::lost && jumps == 0 && out_.points.back().status == Status::neutral;
      if (!trace.loss && begins_neutral) trace.loss = branch_point(here.z, k);
      if (!trace.loss) {
        const bool arrived = trace.end == ArcEnd::range && !trace.reached.empty();
        return solve_at(x, {arrived ? trace.reached : coordinates_of(here)}, 0.1);
      }
      Loss& loss = *trace.loss;
      double x_landed = loss.x;
      auto landed = fall(loss, x, x_landed);
      list(loss.event);
      if (!is_equilibrium(landed.status)) return landed;
      const std::vector<double>& u = landed.last().coordinates;
      if (x_landed >= x) return solve_at(x, {u}, 0.1);
      std::copy(u.begin(), u.end(), here.z.begin());
      here.z[n_] = x_landed;
      first_step = x_landed - loss.x;  // other branches leave from there, too
    }
    return rest;
  }

  /// Follows the curve from `start` to point k, or to where the resting place ends.
  Trace follow_curve(int k, const ArcPoint& start, double first_step) {
    const double x = x_of(k);
    const double width = x - start.z[n_];
    const ArcOptions arc{.first_step = std::clamp(first_step, 1e-9, std::max(width, 1e-6)),
                         .largest_step = std::max(0.02, width),
                         .smallest_step = 1e-10,
                         .lower = -1,
                         .upper = x};
    Trace trace{.last = start, .eigenvalue = std::max(0.0, problem_.eigenvalue_at(start.z.data()))};
    trace.end = trace_branch(n_, problem_, start, 1, arc, static_cast<int>(problem_.events.size()),
                             problem_.scratch.data(),
                             [&](const ArcVisit& v) { return visit(k, v, trace); });
    return trace;
  }
  /// Notes what happens at a point of the curve; false where the resting place ends.
  bool visit(int k, const ArcVisit& v, Trace& trace) {
    const std::vector<double>& z = v.point.z;
    if (v.mark == ArcMark::event || v.mark == ArcMark::fold) {
      SweepEvent e = problem_.describe(v, options_.quantities);
      e.point = k;
      if (v.fold) {
        trace.loss = Loss{std::move(e), z[n_]};
        return false;
      }
      out_.events.push_back(std::move(e));
      trace.eigenvalue = std::numeric_limits<double>::infinity();
    } else {
      const double before = trace.eigenvalue;
      const double now = problem_.eigenvalue_at(z.data());
      if (now < 0 && before >= 0 && std::isfinite(before)) {
        // lost without a fold: where the eigenvalue vanishes
        const double share = before / (before - now);
        std::vector<double> zero(n_ + 1);
        for (int i = 0; i <= n_; ++i)
          zero[i] = trace.last.z[i] + share * (z[i] - trace.last.z[i]);
        trace.loss = branch_point(zero, k);
        return false;
      }
      trace.eigenvalue = now;
    }
    trace.last = v.point;
    if (v.mark == ArcMark::end) trace.reached = coordinates_of(v.point);
    return true;
  }
  std::vector<double> coordinates_of(const ArcPoint& p) const {
    return {p.z.begin(), p.z.begin() + n_};
  }
  Loss branch_point(const std::vector<double>& z, int k) {
    problem_.stand_at(z.data());
    return {SweepEvent{.branch_point = true,
                       .parameter = problem_.value_at(z[n_]),
                       .coordinates = {z.begin(), z.begin() + n_},
                       .quantities = problem_.read(options_.quantities, problem_.w.posture()),
                       .point = k},
            z[n_]};
  }

  /// A little beyond, nothing holds the body: downhill to the next resting place, before x.
  Outcome<Posture> fall(Loss& loss, double x, double& x_landed) {
    Outcome<Posture> landed;
    for (const double share : {1e-6, 1e-4, 1e-2, 1.0}) {
      // the first two may pass x by next to nothing, where the fold is at x itself
      x_landed = loss.x + share / (options_.points - 1);
      if (share > 1e-3) x_landed = std::min(x, x_landed);
      landed = solve_at(x_landed, {loss.event.coordinates}, 0.05);
      if (landed.status == Status::stable) break;
    }
    loss.event.landing = landed.status;
    if (is_equilibrium(landed.status)) {
      loss.event.landing_coordinates = landed.last().coordinates;
      loss.event.landing_quantities = problem_.read(options_.quantities, landed.last());
    }
    return landed;
  }
  /// Lists the end of a resting place; where the body stays in place, only the kink there.
  void list(const SweepEvent& loss) {
    const bool goes_on = is_equilibrium(loss.landing) &&
                         distance(loss.coordinates, loss.landing_coordinates) <= same_place;
    if (!goes_on)
      out_.events.push_back(loss);
    else if (loss.kink != Kink::none)
      out_.events.push_back(without_jump(loss));
  }

  void record(double x, const Outcome<Posture>& rest) {
    const Posture& p = rest.last();
    SweepPoint point{.parameter = problem_.value_at(x),
                     .status = rest.status,
                     .coordinates = p.coordinates,
                     .quantities = {},
                     .min_eigenvalue = p.certificate.min_eigenvalue,
                     .taut = p.taut};
    known_ = is_equilibrium(rest.status);
    if (known_) {
      point.quantities = problem_.read(options_.quantities, p);
      from_.coordinates = p.coordinates;
      past_.insert(past_.begin(), p.coordinates);
      if (past_.size() > 5) past_.pop_back();
    } else {
      point.quantities.assign(options_.quantities.size(), std::nan(""));
      if (out_.why.empty()) out_.why = rest.why;
      past_.clear();
    }
    out_.points.push_back(std::move(point));
  }

  const SweepOptions& options_;
  Sweep& out_;
  Workspace workspace_;
  AxisProblem problem_;
  int n_;
  State from_;                             ///< the last equilibrium, or the start
  bool known_ = false;                     ///< `from_` is an equilibrium of the point before
  std::vector<int> sides_;                 ///< per event: +1 or -1
  std::vector<std::vector<double>> past_;  ///< points since the last event, newest first
};

}  // namespace detail

GUYWIRE_INLINE Sweep sweep(const Model& model, const Axis& axis, const SweepOptions& options) {
  check_count("sweep / points", options.points, sweep_points);
  const std::size_t n = model.structure().free_count;
  constexpr std::size_t allocations = 3 * 16;  // what three vectors cost beside their contents
  const std::size_t bytes = sizeof(SweepPoint) + sizeof(double) * (n + options.quantities.size()) +
                            model.structure().cables.size() + allocations;
  check_memory("sweep / points", static_cast<double>(bytes) * options.points,
               "Ask for fewer points.");
  Sweep out{.axis = axis, .quantities = options.quantities, .points = {}, .events = {}, .why = {}};
  out.points.reserve(options.points);
  detail::Sweeper(model, options, out).run();
  return out;
}

}  // namespace guywire
