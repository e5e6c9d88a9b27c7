#pragma once
/// The equilibria of a model along an axis, as a curve that math/branch/trace.hpp traces.
#include <algorithm>
#include <vector>

#include "guywire/math/branch/trace.hpp"
#include "guywire/math/dual.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/statics/scratch.hpp"
#include "guywire/statics/sweep.hpp"

namespace guywire {

namespace detail {

/// The equilibria of a model along an axis as an ArcProblem: z = (u, x). What trace.hpp calls the
/// parameter t is x here, from 0 to 1; the axis's own value is from + x (to - from). Event
/// functions: how far each cable is beyond its slack length [m] (cables that a free coordinate
/// moves), contact angles, joint angles less their corner [rad].
struct AxisProblem {
  struct Event {
    Kink kink;
    int index, part;  ///< cable or joint; contact, corner or jump
  };
  Workspace& workspace;
  Scratch& w;
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
        w(scratch_of(ws)),
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
    for (const int k : jumps_that_count())
      events.push_back({Kink::stiffness, w.jumps[k].cable, k});
    for (int k = 0; k < static_cast<int>(w.corners.size()); ++k)
      events.push_back({Kink::joint, w.corners[k].joint, k});
    scratch.resize(3 * events.size());
  }

  /// Those above the slack length at either end of the axis.
  std::vector<int> jumps_that_count() {
    std::vector<char> counts(w.jumps.size());
    for (const double x : {0.0, 1.0}) {
      assign(x);
      for (std::size_t k = 0; k < counts.size(); ++k)
        counts[k] = counts[k] || w.is_above_slack(w.jumps[k]);
    }
    std::vector<int> out;
    for (std::size_t k = 0; k < counts.size(); ++k)
      if (counts[k] && w.model.structure().cables[w.jumps[k].cable].body_count > 0)
        out.push_back(static_cast<int>(k));
    return out;
  }

  double value_at(double x) const {
    return x == 1 ? axis.to : axis.from + x * (axis.to - axis.from);
  }
  double place_of(double value) const { return (value - axis.from) / (axis.to - axis.from); }
  void assign(double x) {
    for (const Axis::Term& term : axis.terms)
      numbers[term.number] = term.start + term.rate * value_at(x);
    workspace.assign(numbers);
  }
  double event_value(const Event& e) const {
    if (e.kink == Kink::slack) return w.e.length[e.index] - w.slack[e.index];
    if (e.kink == Kink::stiffness) return w.e.length[e.index] - w.jumps[e.part].length;
    if (e.kink == Kink::touch_down) return w.e.wrap[e.part];
    return joint_angle(w.model.structure().joints[e.index], w.theta.data()) -
           w.corners[e.part].angle;
  }
  bool fill(const double* z, NewtonPoint& p) {
    std::copy(z, z + n, p.u.begin());
    return w.fill(p);
  }

  /// J from H and from dual numbers: exact, and both of the same side of a kink.
  bool evaluate(ArcPoint& p) {
    w.angles_at(p.z.data(), w.over_bodies.data());
    if (w.out_of_range(w.over_bodies.data()) >= 0) return false;
    assign(p.z[n]);
    if (!fill(p.z.data(), at)) return false;
    for (int i = 0; i < n; ++i) {
      p.g[i] = at.g[i];
      p.rounding_bound[i] = at.rounding_bound[i];
      std::copy_n(at.H.data() + i * n, n, p.J.data() + i * (n + 1));
    }
    differentiate_along(p);
    return true;
  }
  /// The column dg/dx of J.
  void differentiate_along(ArcPoint& p) {
    const Structure& s = w.model.structure();
    std::vector<Along> shifted(numbers.begin(), numbers.end());
    std::vector<Along> u(p.z.begin(), p.z.begin() + n);
    std::vector<Along> theta(s.body_count);
    for (const Axis::Term& term : axis.terms)
      shifted[term.number].v[0] = term.rate * (axis.to - axis.from);
    const auto m = prepare<Along>(s, shifted.data());
    body_angles(s, shifted.data(), u.data(), theta.data());
    guywire::evaluate(m, theta.data(), Derivatives::gradient, along);
    for (int i = 0; i < n; ++i)
      p.J[i * (n + 1) + n] =
          moment_about_coordinate(s, i, [&](int b) { return along.gradient[b].v[0]; });
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
    if (e.kink == Kink::slack || e.kink == Kink::stiffness)
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
    std::vector<double> out(quantities.size());
    values_of(quantities, w.model, w.numbers, p, out.data());
    return out;
  }
  /// The event at a visited point; leaves the workspace there.
  SweepEvent describe(const ArcVisit& v, const std::vector<Quantity>& quantities) {
    stand_at(v.point.z.data());
    SweepEvent e{.fold = v.fold,
                 .parameter = value_at(v.point.z[n]),
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

}  // namespace detail

}  // namespace guywire
