#pragma once
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/math/branch/trace.hpp"
#include "guywire/math/dual.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/statics/sweep.hpp"
#include "guywire/statics/workspace_impl.hpp"

namespace guywire {

namespace detail {

/// The equilibria of a model along an axis as an ArcProblem: z = (u, x), t = from + x (to - from).
/// Event functions: how far each cable is beyond its slack length [m] (cables that a free
/// coordinate moves), contact angles, joint angles less their corner [rad].
struct AxisProblem {
  struct Event {
    Kink kink;
    int index, part;  ///< cable or joint; contact or corner
  };
  Workspace& workspace;
  Workspace::Impl& w;
  const Axis& axis;
  int n;
  std::vector<double> numbers, scratch;
  std::vector<Event> events;
  NewtonPoint at;
  std::vector<double> spectrum;  ///< scratch
  using Along = Dual<1>;
  Evaluation<Along> along;

  AxisProblem(Workspace& ws, const Axis& a)
      : workspace(ws),
        w(ws.impl()),
        axis(a),
        n(w.model.structure().free_count),
        numbers(w.model.numbers()),
        at(n),
        along(w.model.structure()) {
    const Structure& s = w.model.structure();
    for (int c = 0; c < static_cast<int>(s.cables.size()); ++c) {
      if (s.cables[c].body_count == 0) continue;
      events.push_back({Kink::slack, c, 0});
      for (int g = s.first_contact(c); g < s.first_contact(c + 1); ++g)
        events.push_back({Kink::touch_down, c, g});
    }
    for (int k = 0; k < static_cast<int>(w.corners.size()); ++k)
      events.push_back({Kink::joint, w.corners[k].joint, k});
    scratch.resize(3 * events.size());
  }

  double t(double x) const { return x == 1 ? axis.to : axis.from + x * (axis.to - axis.from); }
  void assign(double x) {
    for (const Axis::Term& term : axis.terms)
      numbers[term.number] = term.start + term.rate * t(x);
    workspace.assign(numbers);
  }
  double event_value(const Event& e) const {
    if (e.kink == Kink::slack) return w.e.length[e.index] - w.slack[e.index];
    if (e.kink == Kink::touch_down) return w.e.wrap[e.part];
    const auto& joint = w.model.structure().joints[e.index];
    return (joint.body < 0 ? 0 : w.theta[joint.body]) -
           (joint.relative_to < 0 ? 0 : w.theta[joint.relative_to]) - w.corners[e.part].angle;
  }
  bool fill(const double* z, NewtonPoint& p) {
    std::copy(z, z + n, p.u.begin());
    return w.fill(p);
  }

  /// dg/dx from dual numbers: exact, and of the same side of a kink as H.
  bool evaluate(ArcPoint& p) {
    w.angles_at(p.z.data(), w.over_bodies.data());
    if (w.out_of_range(w.over_bodies.data()) >= 0) return false;
    assign(p.z[n]);
    if (!fill(p.z.data(), at)) return false;
    for (int i = 0; i < n; ++i) {
      p.g[i] = at.g[i];
      p.floor[i] = at.floor[i];
      std::copy_n(at.H.data() + i * n, n, p.J.data() + i * (n + 1));
    }
    const Structure& s = w.model.structure();
    std::vector<Along> shifted(numbers.begin(), numbers.end()), u(p.z.begin(), p.z.begin() + n),
        theta(s.body_count);
    for (const Axis::Term& term : axis.terms)
      shifted[term.number].v[0] = term.rate * (axis.to - axis.from);
    const auto m = prepare<Along>(s, shifted.data());
    body_angles(m, u.data(), theta.data());
    guywire::evaluate(m, theta.data(), Derivatives::gradient, along);
    for (int i = 0; i < n; ++i) {
      p.J[i * (n + 1) + n] = 0;
      for (int b = 0; b < s.body_count; ++b)
        p.J[i * (n + 1) + n] += s.S[b * n + i] * along.gradient[b].v[0];
    }
    return true;
  }
  void event_values(const ArcPoint&, double* out) const {
    for (std::size_t k = 0; k < events.size(); ++k)
      out[k] = event_value(events[k]);
  }
  /// At the point evaluated last.
  void event_gradient(const ArcPoint& p, int k, double* row) {
    const Event& e = events[k];
    const Structure& s = w.model.structure();
    constexpr double d = 1e-6;
    double two[2];
    for (int i = 0; i < 2; ++i) {
      assign(p.z[n] + (i ? d : -d));
      w.fill(at);
      two[i] = event_value(e);
    }
    assign(p.z[n]);
    w.fill(at);
    row[n] = (two[1] - two[0]) / (2 * d);
    if (e.kink == Kink::slack)
      w.reduced_length_gradient(e.index, row);
    else if (e.kink == Kink::touch_down)
      w.reduce(w.e.wrap_gradient.data() + static_cast<std::size_t>(e.part) * s.body_count, row);
    else {
      std::fill(w.over_bodies.begin(), w.over_bodies.end(), 0.0);
      if (s.joints[e.index].body >= 0) w.over_bodies[s.joints[e.index].body] = 1;
      if (s.joints[e.index].relative_to >= 0) w.over_bodies[s.joints[e.index].relative_to] = -1;
      w.reduce(w.over_bodies.data(), row);
    }
  }

  /// Puts the workspace at a point, and reads it.
  void stand_at(const double* z) {
    assign(z[n]);
    fill(z, w.now);
  }
  double eigenvalue_at(const double* z) {
    stand_at(z);
    return smallest_eigenvalue(n, w.now.H.data(), spectrum);
  }
  std::vector<double> read(const std::vector<Quantity>& quantities, const Posture& p) const {
    std::vector<double> out;
    std::optional<PostureAngles> angles;  // one search for landmarks serves all
    for (const Quantity& q : quantities) {
      if (q.kind != Quantity::Kind::posture_angle) {
        out.push_back(value_of(q, w.model, w.numbers, p));
        continue;
      }
      if (!angles) angles = posture_angles<double>(w.model, w.numbers.data(), p.angles.data());
      out.push_back(*posture_angle(*angles, q.index));
    }
    return out;
  }
  /// The event at a visited point; leaves the workspace there.
  SweepEvent describe(const ArcVisit& v, const std::vector<Quantity>& quantities) {
    stand_at(v.point.z.data());
    SweepEvent e{.fold = v.fold,
                 .parameter = t(v.point.z[n]),
                 .coordinates = {v.point.z.begin(), v.point.z.begin() + n},
                 .quantities = read(quantities, w.posture())};
    if (v.event >= 0) {
      std::vector<double> row(n + 1);
      ArcPoint p = v.point;
      evaluate(p);
      event_gradient(p, v.event, row.data());
      e.kink = events[v.event].kink;
      e.index = events[v.event].index;
      e.on = dot(n + 1, row.data(), v.after) > 0;
    }
    return e;
  }
};

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

GUYWIRE_INLINE Sweep sweep(const Model& model, const Axis& axis, const SweepOptions& options) {
  check_count("sweep / points", options.points, sweep_points);
  Workspace workspace(model);
  detail::AxisProblem problem(workspace, axis);
  const int n = problem.n, count = options.points;
  constexpr std::size_t allocations = 3 * 16;  // what three vectors cost beside their contents
  const std::size_t bytes = sizeof(SweepPoint) + sizeof(double) * (n + options.quantities.size()) +
                            model.structure().cables.size() + allocations;
  check_memory("sweep / points", static_cast<double>(bytes) * count, "Ask for fewer points.");
  Sweep out{
      .axis = axis, .quantities = options.quantities, .points = {}, .events = {}, .message = {}};
  out.points.reserve(count);
  State from = options.start;
  const auto solve_at = [&](double x, const State& start, double radius) {
    problem.assign(x);
    SolveOptions o = options.solve;
    o.first_radius = std::min(o.first_radius, radius);
    State s = start;  // a prediction may leave a body's range
    if (!s.coordinates.empty() && !out.points.empty()) {
      problem.w.angles_at(s.coordinates.data(), problem.w.over_bodies.data());
      if (problem.w.out_of_range(problem.w.over_bodies.data()) >= 0)
        s.coordinates = from.coordinates;
    }
    return solve(workspace, o, s);
  };
  const auto distance = [&](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (int i = 0; i < n; ++i)
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum);
  };
  std::vector<double> sign(problem.events.size(), 0.0), sign_before;
  std::vector<std::vector<double>>
      past;            // points since the last event, newest first: what predicts
  bool known = false;  // `from` is an equilibrium of the point before
  for (int k = 0; k < count; ++k) {
    tell_progress(static_cast<double>(k) / count);
    const double x = static_cast<double>(k) / (count - 1),
                 x_before = k ? static_cast<double>(k - 1) / (count - 1) : 0;
    State guess = from;
    if (past.size() > 1)  // the polynomial through the past points
      for (int i = 0; i < n; ++i) {
        double sum = 0, weight = 1;
        const int m = static_cast<int>(past.size());
        for (int j = 0; j < m; ++j) {
          weight *= static_cast<double>(m - j) / (j + 1);
          sum += (j % 2 ? -weight : weight) * past[j][i];
        }
        guess.coordinates[i] = sum;
      }
    auto rest = solve_at(x, guess, known ? 0.1 : options.solve.first_radius);
    const bool good = is_equilibrium(rest.status);
    sign_before = sign;
    bool crossed = false;
    for (std::size_t e = 0; e < sign.size(); ++e) {
      const double value = problem.event_value(problem.events[e]);
      sign[e] = value > 0 ? 1 : -1;
      crossed = crossed || (known && sign[e] != sign_before[e]);
    }
    if (known &&
        (!good || crossed || distance(rest.last().coordinates, guess.coordinates) > options.jump)) {
      // what happened between the two points: follow the curve from the one before; over a fold,
      // fall and follow on
      double x_now = x_before;
      std::vector<double> u = from.coordinates;
      bool followed = false;
      double first_step = 1;
      for (int jumps = 0; jumps < 16 && !followed; ++jumps) {
        ArcPoint start(n);
        std::copy(u.begin(), u.end(), start.z.begin());
        start.z[n] = x_now;
        const double width = x - x_now;
        ArcOptions arc{.first_step = std::clamp(first_step, 1e-9, std::max(width, 1e-6)),
                       .largest_step = std::max(0.02, width),
                       .smallest_step = 1e-10,
                       .lower = -1,
                       .upper = x};
        std::optional<SweepEvent> loss;
        double x_loss = 0, eigenvalue = std::max(0.0, problem.eigenvalue_at(start.z.data()));
        ArcPoint last = start;
        std::vector<double> reached;
        const ArcEnd end =
            follow(n, problem, start, 1, arc, static_cast<int>(problem.events.size()),
                   problem.scratch.data(), [&](const ArcVisit& v) {
                     if (v.mark == ArcMark::event || v.mark == ArcMark::fold) {
                       SweepEvent e = problem.describe(v, options.quantities);
                       e.point = k;
                       if (v.fold) return loss = e, x_loss = v.point.z[n], false;
                       out.events.push_back(e);
                       eigenvalue = std::numeric_limits<double>::infinity();  // it may jump here
                     } else {
                       const double now = problem.eigenvalue_at(v.point.z.data());
                       if (now < 0 && eigenvalue >= 0 &&
                           std::isfinite(eigenvalue)) {  // lost without a fold: where it vanishes
                         std::vector<double> z(n + 1);
                         const double share = eigenvalue / (eigenvalue - now);
                         for (int i = 0; i <= n; ++i)
                           z[i] = last.z[i] + share * (v.point.z[i] - last.z[i]);
                         problem.stand_at(z.data());
                         loss = SweepEvent{
                             .branch_point = true,
                             .parameter = problem.t(z[n]),
                             .coordinates = {z.begin(), z.begin() + n},
                             .quantities = problem.read(options.quantities, problem.w.posture()),
                             .point = k};
                         x_loss = z[n];
                         return false;
                       }
                       eigenvalue = now;
                     }
                     last = v.point;
                     if (v.mark == ArcMark::end)
                       reached.assign(v.point.z.begin(), v.point.z.begin() + n);
                     return true;
                   });
        if (!loss && end == ArcEnd::lost && jumps == 0 &&
            out.points.back().status ==
                Status::neutral) {  // the point before is the branch point itself
          problem.stand_at(start.z.data());
          loss = SweepEvent{.branch_point = true,
                            .parameter = problem.t(x_now),
                            .coordinates = u,
                            .quantities = problem.read(options.quantities, problem.w.posture()),
                            .point = k};
          x_loss = x_now;
        }
        if (loss) {  // a little beyond, nothing holds it: downhill to the next resting place
          Outcome<Posture> landed;
          double x_landed = x_loss;
          for (const double share : {1e-6, 1e-4, 1e-2, 1.0}) {
            x_landed = x_loss + share / (count - 1);  // the first two may pass x by next to
                                                      // nothing, where the fold is at x itself
            if (share > 1e-3) x_landed = std::min(x, x_landed);
            landed = solve_at(x_landed, {loss->coordinates}, 0.05);
            if (landed.status == Status::stable) break;
          }
          loss->landing = landed.status;
          if (is_equilibrium(landed.status)) {
            loss->landing_coordinates = landed.last().coordinates;
            loss->landing_quantities = problem.read(options.quantities, landed.last());
            u = landed.last().coordinates;
            x_now = x_landed;
            first_step = x_landed - x_loss;  // other branches leave from there, too
          }
          const bool goes_on =
              is_equilibrium(landed.status) &&
              distance(loss->coordinates, loss->landing_coordinates) <= detail::same_place;
          if (!goes_on)
            out.events.push_back(*loss);
          else if (loss->kink != Kink::none)
            out.events.push_back(detail::without_jump(*loss));
          if (!is_equilibrium(landed.status)) {
            rest = landed;
            break;
          }
          followed = x_now >= x;
          if (followed) rest = solve_at(x, {u}, 0.1);
          continue;
        }
        followed = true;
        if (end == ArcEnd::range && !reached.empty())
          rest = solve_at(x, {reached}, 0.1);
        else
          rest = solve_at(x, {u}, 0.1);
      }
      problem.assign(x);
      problem.fill(rest.last().coordinates.data(), problem.w.now);
      for (std::size_t e = 0; e < sign.size(); ++e)
        sign[e] = problem.event_value(problem.events[e]) > 0 ? 1 : -1;
      past.clear();
    }
    const Posture& p = rest.last();
    SweepPoint point{.parameter = problem.t(x),
                     .status = rest.status,
                     .coordinates = p.coordinates,
                     .quantities = {},
                     .min_eigenvalue = p.certificate.min_eigenvalue,
                     .taut = p.taut};
    if (is_equilibrium(rest.status)) {
      point.quantities = problem.read(options.quantities, p);
      from.coordinates = p.coordinates;
      known = true;
      past.insert(past.begin(), p.coordinates);
      if (past.size() > 5) past.pop_back();
    } else {
      point.quantities.assign(options.quantities.size(), std::nan(""));
      if (out.message.empty()) out.message = rest.message;
      known = false;
      past.clear();
    }
    out.points.push_back(std::move(point));
  }
  return out;
}

GUYWIRE_INLINE Outcome<Branch> continue_branch(const Model& model, const Axis& axis,
                                               const BranchOptions& options) {
  Workspace workspace(model);
  detail::AxisProblem problem(workspace, axis);
  const int n = problem.n;
  const double x_start = std::isnan(options.start_parameter)
                             ? 0
                             : (options.start_parameter - axis.from) / (axis.to - axis.from);
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
  problem.assign(x_start);
  SolveOptions solve_options;
  solve_options.seek = options.seek;
  const auto rest = solve(workspace, solve_options, options.start);
  Outcome<Branch> out{
      .status = rest.status,
      .message = rest.message,
      .result = {.axis = axis, .quantities = options.quantities, .points = {}, .events = {}}};
  if (!is_equilibrium(rest.status)) return out;
  ArcPoint start(n);
  std::copy(rest.last().coordinates.begin(), rest.last().coordinates.end(), start.z.begin());
  start.z[n] = x_start;
  const ArcOptions arc{.first_step = std::min(0.005, options.largest_step),
                       .largest_step = options.largest_step,
                       .point_limit = options.point_limit};
  const auto point_at = [&](const double* z) {
    BranchPoint p{.parameter = problem.t(z[n]), .coordinates = {z, z + n}};
    p.min_eigenvalue = problem.eigenvalue_at(z);
    p.stable = p.min_eigenvalue > 0;
    p.quantities = problem.read(options.quantities, problem.w.posture());
    return p;
  };
  const auto run = [&](int direction, std::vector<BranchPoint>& points,
                       std::vector<SweepEvent>& events) {
    const ArcEnd end = follow(
        n, problem, start, direction, arc, static_cast<int>(problem.events.size()),
        problem.scratch.data(), [&](const ArcVisit& v) {
          BranchPoint p = point_at(v.point.z.data());
          if (v.mark == ArcMark::event || v.mark == ArcMark::fold) {
            events.push_back(problem.describe(v, options.quantities));
            events.back().point = static_cast<int>(points.size());
            if (v.mark == ArcMark::event)  // the softer side
              for (const double* along : {v.before, v.after}) {
                std::vector<double> z(n + 1);
                for (int i = 0; i <= n; ++i)
                  z[i] = v.point.z[i] + (along == v.before ? -1e-8 : 1e-8) * along[i];
                p.min_eigenvalue = std::min(p.min_eigenvalue, problem.eigenvalue_at(z.data()));
              }
            p.stable = p.min_eigenvalue > 0;
          } else if (!points.empty() && points.back().stable != p.stable &&
                     (events.empty() ||
                      events.back().point != static_cast<int>(points.size()) - 1)) {
            const BranchPoint& last =
                points.back();  // an eigenvalue changes its sign between two regular points
            const double share = last.min_eigenvalue / (last.min_eigenvalue - p.min_eigenvalue);
            std::vector<double> z(n + 1);
            for (int i = 0; i < n; ++i)
              z[i] = last.coordinates[i] + share * (p.coordinates[i] - last.coordinates[i]);
            z[n] = (last.parameter + share * (p.parameter - last.parameter) - axis.from) /
                   (axis.to - axis.from);
            points.push_back(point_at(z.data()));
            events.push_back({.branch_point = true,
                              .parameter = points.back().parameter,
                              .coordinates = points.back().coordinates,
                              .quantities = points.back().quantities,
                              .point = static_cast<int>(points.size()) - 1});
          }
          points.push_back(std::move(p));
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
  };
  Branch& b = out.result;
  std::vector<BranchPoint> back;
  std::vector<SweepEvent> back_events;
  b.points.push_back(point_at(start.z.data()));
  b.last_end = run(1, b.points, b.events);
  if (b.last_end == BranchEnd::closed) {
    b.first_end = b.last_end;
    b.points.push_back(b.points.front());
    return out;
  }
  back.push_back(b.points.front());
  b.first_end = run(-1, back, back_events);
  // the backward part, turned round, goes first
  const int shift = static_cast<int>(back.size()) - 1;
  for (SweepEvent& e : b.events)
    e.point += shift;
  for (SweepEvent& e : back_events) {
    e.point = shift - e.point;
    if (e.kink != Kink::none) e.on = !e.on;
  }
  b.points.insert(b.points.begin(), back.rbegin(), back.rend() - 1);
  b.events.insert(b.events.begin(), back_events.rbegin(), back_events.rend());
  return out;
}

}  // namespace guywire
