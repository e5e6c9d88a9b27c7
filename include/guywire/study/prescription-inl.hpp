#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/math/dual_qp.hpp"
#include "guywire/study/prescription.hpp"

namespace guywire {

namespace detail {

inline std::string in_unit(const Parameter& p, double value) { return to_text(value / p.factor); }

/// The search's view of a body: changes in, misses out.
struct PrescriptionSearch {
  const Model& model;
  const std::vector<Target>& targets;
  const std::vector<Allowed>& box;
  Workspace workspace;
  std::vector<double> lower, upper, weight, scale;  // as changes; scale per target
  std::vector<double> numbers;
  std::vector<Quantity> quantities;
  std::vector<Parameter> parameters;
  int solves = 0;

  PrescriptionSearch(const Model& m, const std::vector<Target>& t, const std::vector<Allowed>& b)
      : model(m), targets(t), box(b), workspace(m), numbers(m.numbers()) {
    for (const Allowed& a : box) {
      double low = -infinity, high = infinity;
      for (const int i : a.parameter.numbers) {
        low = std::max(low, std::min(a.lower - model.numbers()[i], 0.0));
        high = std::min(high, std::max(a.upper - model.numbers()[i], 0.0));
      }
      lower.push_back(low);
      upper.push_back(high);
      weight.push_back(1 / (a.unit_change * a.unit_change));
      parameters.push_back(a.parameter);
    }
    for (const Target& target : targets) {
      scale.push_back(target.quantity.unit == "N" ? 100.0 : 1.0);
      quantities.push_back(target.quantity);
    }
  }

  struct Point {
    std::vector<double> x, miss;  // miss in units of scale
    Outcome<Posture> rest;
    bool ok = false;
    double norm() const {
      double sum = 0;
      for (const double v : miss)
        sum += v * v;
      return std::sqrt(sum);
    }
    double largest() const {
      double m = 0;
      for (const double v : miss)
        m = std::max(m, std::abs(v));
      return m;
    }
  };

  Point at(const std::vector<double>& x, const State& start) {
    numbers = model.numbers();
    for (std::size_t i = 0; i < box.size(); ++i)
      if (x[i] != 0)
        for (const int n : box[i].parameter.numbers)
          numbers[n] += x[i];
    workspace.assign(numbers);
    Point p{x, {}, solve(workspace, {}, start), false};
    ++solves;
    p.ok = p.rest.status == Status::stable;
    if (p.ok)
      for (std::size_t t = 0; t < targets.size(); ++t)
        p.miss.push_back(
            (value_of(quantities[t], model, numbers, p.rest.last()) - targets[t].value) / scale[t]);
    return p;
  }

  /// Targets x parameters at a point; at a kink by differences.
  std::vector<double> jacobian(const Point& p) {
    at(p.x, {p.rest.last().coordinates});  // the workspace's numbers are those of the point
    const auto s = sensitivity(workspace, p.rest, quantities, parameters,
                               {.method = SensitivityOptions::Method::adjoint});
    std::vector<double> J(targets.size() * box.size());
    if (is_equilibrium(s.status)) {
      for (std::size_t t = 0; t < targets.size(); ++t)
        for (std::size_t i = 0; i < box.size(); ++i)
          J[t * box.size() + i] = s.last()(static_cast<int>(t), static_cast<int>(i)) / scale[t];
      return J;
    }
    for (std::size_t i = 0; i < box.size(); ++i) {
      auto x = p.x;
      const double h = 1e-5 * box[i].unit_change;
      x[i] += x[i] + h <= upper[i] ? h : -h;
      const Point q = at(x, {p.rest.last().coordinates});
      for (std::size_t t = 0; q.ok && t < targets.size(); ++t)
        J[t * box.size() + i] = (q.miss[t] - p.miss[t]) / (x[i] - p.x[i]);
    }
    return J;
  }

  double size(const std::vector<double>& x) const {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      sum += weight[i] * x[i] * x[i];
    return std::sqrt(sum);
  }

  /// min |J x - r|^2 + a little sum w x^2 in the box, by coordinates: few unknowns.
  std::vector<double> nearest(const std::vector<double>& J, const std::vector<double>& r,
                              std::vector<double> x, const std::vector<double>& low,
                              const std::vector<double>& high) const {
    const std::size_t T = targets.size(), n = x.size();
    double largest = 1e-300;
    for (std::size_t i = 0; i < n; ++i) {
      double square = 0;
      for (std::size_t t = 0; t < T; ++t)
        square += J[t * n + i] * J[t * n + i];
      largest = std::max(largest, square / weight[i]);
    }
    const double little = 1e-10 * largest;
    std::vector<double> rest = r;
    for (std::size_t t = 0; t < T; ++t)
      for (std::size_t i = 0; i < n; ++i)
        rest[t] -= J[t * n + i] * x[i];
    for (int sweep = 0; sweep < 2000; ++sweep) {
      double moved = 0;
      for (std::size_t i = 0; i < n; ++i) {
        double slope = -little * weight[i] * x[i], curve = little * weight[i];
        for (std::size_t t = 0; t < T; ++t) {
          slope += J[t * n + i] * rest[t];
          curve += J[t * n + i] * J[t * n + i];
        }
        const double to = std::clamp(x[i] + slope / curve, low[i], high[i]), step = to - x[i];
        for (std::size_t t = 0; t < T; ++t)
          rest[t] -= J[t * n + i] * step;
        x[i] = to;
        moved = std::max(moved, std::abs(step) * std::sqrt(weight[i]));
      }
      if (moved < 1e-13) break;
    }
    return x;
  }

  /// The least change among the parameters `used`, from the body as it stands.
  Change least(const Point& start, const std::vector<char>& used,
               const PrescriptionOptions& options) {
    const int T = static_cast<int>(targets.size()), n = static_cast<int>(box.size());
    const int before = solves;
    auto low = lower, high = upper;
    for (int i = 0; i < n; ++i)
      if (!used[i]) low[i] = high[i] = 0;
    Point p = start;
    double penalty = 0;
    std::vector<double> J;
    const auto times = [&](const std::vector<double>& d, int t) {
      double sum = 0;
      for (int i = 0; i < n; ++i)
        sum += J[t * n + i] * d[i];
      return sum;
    };
    for (int step = 0; step < options.iteration_limit; ++step) {
      J = jacobian(p);
      std::vector<double> r(T), d(n);
      for (int t = 0; t < T; ++t)
        r[t] = -p.miss[t] + times(p.x, t);
      const DualQpResult qp =
          dual_qp(T, n, J.data(), r.data(), weight.data(), low.data(), high.data());
      const std::vector<double> goal = qp.feasible ? qp.a : nearest(J, r, qp.a, low, high);
      double slope = 0, curve = 0, longest = 0, left = 0;
      for (int i = 0; i < n; ++i) {
        d[i] = goal[i] - p.x[i];
        slope += weight[i] * p.x[i] * d[i];
        curve += weight[i] * d[i] * d[i];
        longest = std::max(longest, std::abs(d[i]) * std::sqrt(weight[i]));
      }
      for (int t = 0; t < T; ++t) {
        const double m = p.miss[t] + times(d, t);
        left += m * m;
      }
      if (longest < 1e-10) break;
      const double gain = p.norm() - std::sqrt(left);
      if (gain > 1e-9) penalty = std::max(penalty, (slope + 0.5 * curve) / (0.5 * gain));
      if (!qp.feasible) penalty = std::max(penalty, 1e6);
      const double merit = 0.5 * size(p.x) * size(p.x) + penalty * p.norm(),
                   fall = slope - penalty * gain;
      bool moved = false;
      for (double t = 1; t > 1e-4; t *= 0.5) {
        auto x = p.x;
        for (int i = 0; i < n; ++i)
          x[i] = t == 1 ? goal[i] : std::clamp(x[i] + t * d[i], low[i], high[i]);
        Point q = at(x, {p.rest.last().coordinates});
        if (!q.ok || !(0.5 * size(q.x) * size(q.x) + penalty * q.norm() <=
                       merit + 1e-4 * t * std::min(fall, 0.0) + 1e-14 * merit))
          continue;
        p = std::move(q);
        moved = true;
        break;
      }
      if (!moved) break;
    }
    // polish: least-norm corrections until the solved posture meets its targets
    for (int step = 0; step < 8 && p.largest() > 1e-13; ++step) {
      J = jacobian(p);
      std::vector<double> r(T), l(n), h(n), x = p.x;
      for (int t = 0; t < T; ++t)
        r[t] = -p.miss[t];
      for (int i = 0; i < n; ++i) {
        l[i] = low[i] - p.x[i];
        h[i] = high[i] - p.x[i];
      }
      const DualQpResult qp = dual_qp(T, n, J.data(), r.data(), weight.data(), l.data(), h.data());
      if (!qp.feasible) break;
      for (int i = 0; i < n; ++i)
        x[i] = std::clamp(x[i] + qp.a[i], low[i], high[i]);
      Point q = at(x, {p.rest.last().coordinates});
      if (!q.ok || !(q.largest() < p.largest())) break;
      p = std::move(q);
    }
    return finish(p, low, high, options, before);
  }

  /// Parameter i alone: a scan from the present value to either bound, then the root between two
  /// points of different sign.
  Change single(const Point& start, int i, const PrescriptionOptions& options) {
    const int before = solves;
    auto low = std::vector<double>(box.size(), 0.0), high = low;
    low[i] = lower[i];
    high[i] = upper[i];
    Point best = start;
    bool found = best.largest() <= options.tolerance;
    double reach[2] = {upper[i], lower[i]};
    for (int side = 0; side < 2; ++side) {
      Point last = start;
      for (int k = 1; k <= options.scan_steps && reach[side] != 0; ++k) {
        auto x = start.x;
        x[i] = k == options.scan_steps ? reach[side] : reach[side] * k / options.scan_steps;
        if (found && std::abs(last.x[i]) >= std::abs(best.x[i])) break;
        Point here = at(x, {last.rest.last().coordinates});
        if (!here.ok) break;  // no resting place beyond
        if ((here.miss[0] > 0) != (last.miss[0] > 0) || here.miss[0] == 0) {
          Point a = last, b = here, m = here;
          double fa = a.miss[0], fb = b.miss[0];
          for (int it = 0; it < 200 && m.largest() > 1e-14;
               ++it) {  // Illinois, with a bisection when it is slow
            double to =
                it % 8 == 7 ? 0.5 * (a.x[i] + b.x[i]) : (a.x[i] * fb - b.x[i] * fa) / (fb - fa);
            if (!(to >= std::min(a.x[i], b.x[i]) && to <= std::max(a.x[i], b.x[i])))
              to = 0.5 * (a.x[i] + b.x[i]);
            if (to == a.x[i] || to == b.x[i]) break;
            x[i] = to;
            m = at(x, {a.rest.last().coordinates});
            if (!m.ok) break;
            if ((m.miss[0] > 0) == (b.miss[0] > 0)) {
              b = m;
              fb = m.miss[0];
              fa *= 0.5;
            } else {
              a = b;
              fa = fb;
              b = m;
              fb = m.miss[0];
            }
          }
          for (Point* candidate : {&a, &b, &m})
            if (candidate->ok && candidate->largest() <= options.tolerance &&
                (!found || std::abs(candidate->x[i]) < std::abs(best.x[i]) ||
                 (candidate->x[i] == best.x[i] && candidate->largest() < best.largest())))
              best = *candidate, found = true;
        }
        if (!found && here.largest() < best.largest()) best = here;
        last = std::move(here);
      }
    }
    return finish(best, low, high, options, before);
  }

  Change finish(const Point& p, const std::vector<double>& low, const std::vector<double>& high,
                const PrescriptionOptions& options, int before) {
    Change c{.reached = p.ok && p.largest() <= options.tolerance,
             .changes = p.x,
             .size = size(p.x),
             .values = {},
             .miss = p.largest(),
             .stopped_by = {},
             .rest = p.rest};
    for (std::size_t t = 0; t < targets.size(); ++t)
      c.values.push_back(targets[t].value + p.miss[t] * scale[t]);
    if (!c.reached) {
      const auto J = jacobian(p);
      for (std::size_t i = 0; i < box.size(); ++i) {
        if (low[i] == high[i]) continue;
        double push = 0;  // how the miss grows with the parameter
        for (std::size_t t = 0; t < targets.size(); ++t)
          push += J[t * box.size() + i] * p.miss[t];
        if ((p.x[i] <= low[i] && push > 0) || (p.x[i] >= high[i] && push < 0))
          c.stopped_by.push_back(box[i].parameter.name);
      }
    }
    const Point cold = at(p.x, {});
    c.from_reference = cold.ok;
    for (std::size_t k = 0; c.from_reference && k < p.rest.last().coordinates.size(); ++k)
      c.from_reference =
          std::abs(cold.rest.last().coordinates[k] - p.rest.last().coordinates[k]) <= 1e-8;
    c.solves = solves - before;
    return c;
  }
};

}  // namespace detail

GUYWIRE_INLINE Allowed allowed(const Model& model, std::string_view name) {
  Allowed a{
      .parameter = parameter(model, name), .lower = 0, .upper = 0, .unit_change = 1, .why = {}};
  const std::string field(name.substr(name.rfind('.') + 1));
  if (a.parameter.is_knob && field == "length") {
    a.lower = 0.9;
    a.upper = 1.1;
    a.unit_change = 0.05;
    a.why =
        "chosen: half of the -0.2 to 0.2 by which calibrations shift the passive fibre curve "
        "between people (Uhlrich), for one body";
  } else if (a.parameter.is_knob && field == "stiffness") {
    a.lower = 0.69;
    a.upper = 1.45;
    a.unit_change = 0.2;
    a.why =
        "passive stiffness -31 % in 4 weeks of stretching (Marshall 2011); chosen: the reciprocal "
        "above";
  } else if (a.parameter.is_knob && field == "strength") {
    a.lower = 0.8;
    a.upper = 1.3;
    a.unit_change = 0.1;
    a.why = "chosen: months of disuse or training";
  } else if (a.parameter.is_knob && field == "tone") {
    a.lower = 0;
    a.upper = 0.1;
    a.unit_change = 0.02;
    a.why = "chosen: a little above the 7 % that standing asks for";
  } else
    throw ModelError({{"parameter '" + std::string(name) + "'", "has no default bounds.",
                       "State them, as in --bounds " + std::string(name) + "=from:to."}});
  return a;
}

GUYWIRE_INLINE Allowed allowed(const Model& model, std::string_view name, double lower,
                               double upper) {
  Allowed a{.parameter = parameter(model, name),
            .lower = 0,
            .upper = 0,
            .unit_change = 1,
            .why = "stated"};
  const Parameter& p = a.parameter;
  a.lower = lower * p.factor;
  a.upper = upper * p.factor;
  const std::string where = "bounds of '" + std::string(name) + "'";
  if (!(std::isfinite(a.lower) && std::isfinite(a.upper) && a.lower < a.upper))
    throw ModelError(
        {{where, "run from " + to_text(lower) + " to " + to_text(upper) + ", which is no range.",
          "Give two finite numbers, the smaller first."}});
  if (a.lower < p.lower || a.upper > p.upper)
    throw ModelError({{where,
                       "run from " + to_text(lower) + " to " + to_text(upper) + "; admissible is " +
                           detail::in_unit(p, p.lower) + " to " + detail::in_unit(p, p.upper) + ".",
                       "Stay within that range."}});
  for (const int i : p.numbers)
    if (const double v = model.numbers()[i]; v < a.lower || v > a.upper)
      throw ModelError({{where,
                         "run from " + to_text(lower) + " to " + to_text(upper) +
                             " and exclude the present value " + detail::in_unit(p, v) + ".",
                         "Widen them to it."}});
  if (p.is_knob) {
    const std::string field(name.substr(name.rfind('.') + 1));
    a.unit_change = field == "length"      ? 0.05
                    : field == "stiffness" ? 0.2
                    : field == "strength"  ? 0.1
                                           : 0.02;
  } else {
    a.unit_change =
        (a.upper - a.lower) / 4;  // chosen: as for a length knob, whose default range is four units
  }
  return a;
}

GUYWIRE_INLINE std::vector<Allowed> length_knobs(const Model& model) {
  std::vector<Allowed> out;
  std::vector<std::string> names = model.description().partition;
  if (names.empty())
    for (const Cable& c : model.description().cables)
      names.push_back(c.name);
  for (const std::string& name : names)
    out.push_back(allowed(model, name + ".length"));
  return out;
}

GUYWIRE_INLINE Prescription prescribe(const Model& model, const std::vector<Target>& targets,
                                      const std::vector<Allowed>& box,
                                      const PrescriptionOptions& options) {
  std::vector<Fault> faults;
  if (targets.empty())
    faults.push_back({"prescription", "has no target.",
                      "Name a quantity and its value, such as anterior_tilt_change = 0."});
  if (box.empty())
    faults.push_back({"prescription", "has nothing that may change.",
                      "Allow at least one knob, such as iliopsoas.length."});
  for (const Target& t : targets) {
    if (!std::isfinite(t.value))
      faults.push_back(
          {"target '" + t.quantity.name + "'", "is not a finite number.", "Give its value."});
    if (t.quantity.name == "pelvic_incidence")
      faults.push_back({"target 'pelvic_incidence'",
                        "is the bone's own shape, which no posture changes.",
                        "Use `anthropometry` (--body pelvic_incidence_deg=...)."});
  }
  std::vector<int> owner(model.numbers().size(), -1);
  for (std::size_t i = 0; i < box.size(); ++i)
    for (const int n : box[i].parameter.numbers) {
      if (owner[n] >= 0) {
        faults.push_back(
            {"parameter '" + box[i].parameter.name + "'",
             "changes a number that '" + box[owner[n]].parameter.name + "' changes too.",
             "Allow one of them."});
        break;
      }
      owner[n] = static_cast<int>(i);
    }
  if (!faults.empty()) throw ModelError(std::move(faults));

  detail::PrescriptionSearch reach(model, targets, box);
  Prescription out{
      .targets = targets, .box = box, .lower_change = reach.lower, .upper_change = reach.upper};
  const auto start = reach.at(std::vector<double>(box.size(), 0.0), {});
  out.start = start.rest;
  if (!start.ok) {
    out.message =
        "The body as it stands has no stable resting place to start from: " + start.rest.message;
    out.least.changes = start.x;
    out.least.rest = start.rest;
    out.least.miss = infinity;
    return out;
  }
  for (std::size_t t = 0; t < targets.size(); ++t)
    out.start_values.push_back(targets[t].value + start.miss[t] * reach.scale[t]);
  const int n = static_cast<int>(box.size());
  std::vector<char> all(n, 1);
  out.least = reach.least(start, all, options);
  if (options.singles && targets.size() == 1)
    for (int i = 0; i < n; ++i)
      out.singles.push_back(reach.single(start, i, options));
  std::stable_sort(out.singles.begin(), out.singles.end(), [](const Change& a, const Change& b) {
    return a.reached != b.reached ? a.reached : a.reached ? a.size < b.size : a.miss < b.miss;
  });
  if (options.fewer && out.least.reached) {
    const auto share = [&](const Change& c, int i) {
      return reach.weight[i] * c.changes[i] * c.changes[i];
    };
    const auto add = [&](Change c) {
      if (c.reached && std::none_of(out.fewer.begin(), out.fewer.end(), [&](const Change& other) {
            return std::abs(other.size - c.size) <= 1e-9 * (1 + c.size);
          }))
        out.fewer.push_back(std::move(c));
    };
    auto used = all;
    int first = -1;
    for (int i = 0; i < n; ++i) {
      if (share(out.least, i) == 0) used[i] = 0;  // has no say
      if (first < 0 || share(out.least, i) > share(out.least, first)) first = i;
    }
    Change now = out.least;
    while (std::count(used.begin(), used.end(), 1) > 1) {  // the one of least share leaves
      int weakest = -1;
      for (int i = 0; i < n; ++i)
        if (used[i] && (weakest < 0 || share(now, i) < share(now, weakest))) weakest = i;
      used[weakest] = 0;
      if (targets.size() == 1 && options.singles && std::count(used.begin(), used.end(), 1) == 1)
        break;  // stands among the singles
      now = reach.least(start, used, options);
      if (!now.reached) break;
      add(now);
    }
    if (n > 1 && first >= 0) {
      auto others = all;
      others[first] = 0;
      add(reach.least(start, others, options));
    }
    std::stable_sort(out.fewer.begin(), out.fewer.end(),
                     [](const Change& a, const Change& b) { return a.size < b.size; });
  }
  const Change& c = out.least;
  if (c.reached && c.size == 0)
    out.message = "The body stands at its target already.";
  else if (c.reached)
    out.message =
        "The smallest change within the box was found, and the changed body was solved to its "
        "target.";
  else {
    out.message =
        "The target was not reached within the box; the answer is the nearest posture found.";
    if (!c.stopped_by.empty())
      out.message += " In the way: the bounds of " + detail::join(c.stopped_by) + ".";
    else
      out.message +=
          " No bound is in the way: a small change of what is allowed brings it no nearer, or the "
          "body loses its resting place.";
  }
  if (c.reached && !c.from_reference)
    out.message += " Solved from the reference posture the changed body comes to rest elsewhere.";
  return out;
}

GUYWIRE_INLINE Model with_change(const Model& model, const std::vector<Allowed>& box,
                                 const Change& change) {
  if (change.changes.size() != box.size())
    throw ModelError({{"change",
                       "has " + std::to_string(change.changes.size()) + " entries for " +
                           std::to_string(box.size()) + " parameters.",
                       "Give the box it was found in."}});
  std::vector<double> numbers = model.numbers();
  for (std::size_t i = 0; i < box.size(); ++i)
    if (change.changes[i] != 0)
      for (const int n : box[i].parameter.numbers)
        numbers[n] += change.changes[i];
  return with_numbers(model, numbers);
}

namespace detail {

/// Root of a continuous function between two points of different sign; NaN when the signs agree.
template <class F>
double bisect(F&& f, double a, double b) {
  double fa = f(a), fb = f(b);
  if (fa == 0) return a;
  if (fb == 0) return b;
  if (!((fa > 0) != (fb > 0))) return std::nan("");
  double wa = fa, wb = fb;  // Illinois
  for (int it = 0; it < 100 && std::abs(b - a) > 1e-13 * (1 + std::abs(b)); ++it) {
    double c = it % 6 == 5 ? 0.5 * (a + b) : (a * wb - b * wa) / (wb - wa);
    if (!(c > std::min(a, b) && c < std::max(a, b))) c = 0.5 * (a + b);
    const double fc = f(c);
    if (fc == 0 || c == a || c == b) return c;
    if ((fc > 0) == (fb > 0)) {
      b = c;
      fb = wb = fc;
      wa *= 0.5;
    } else {
      a = b;
      fa = wa = fb;
      b = c;
      fb = wb = fc;
    }
  }
  return std::abs(fa) < std::abs(fb) ? a : b;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<StretchComparison> compare_stretches(
    const Model& model, const std::vector<std::string>& groups, const StretchOptions& options) {
  if (!(options.fibre > 0 && options.length > 0 && options.hip_range > 0 &&
        options.extension_moment > 0 && options.flexion_moment < 0))
    throw ModelError(
        {{"stretch", "has an amount or moment of the wrong sign.",
          "Give lengthenings and range > 0, extension_moment > 0, flexion_moment < 0."}});
  const ModelDescription& d = model.description();
  const auto has_body = [&](std::string_view name) {
    return std::any_of(d.bodies.begin(), d.bodies.end(),
                       [&](const Body& b) { return b.name == name; });
  };
  const bool has_hip = has_body("thigh") && has_body("shank") && has_body("pelvis");
  const auto hip_moment = [](const Model& m, double h) {
    const auto p = passive_hip_moment(m, h, 0);
    return p.muscles + p.capsule;
  };
  constexpr double most =
      0.7;  // [rad] 40 deg: beyond, paths with fixed points are wrong (data/DEPARTURES.md)
  double end[2] = {std::nan(""),
                   std::nan("")};  // the hip's angles at the stated moments: extension, flexion
  const double moment[2] = {options.extension_moment, options.flexion_moment};
  if (has_hip) {
    end[0] =
        detail::bisect([&](double h) { return hip_moment(model, h) - moment[0]; }, -most, most);
    end[1] = detail::bisect([&](double h) { return hip_moment(model, h) - moment[1]; }, -most, 1.2);
  }
  Workspace workspace(model);
  const Quantity tilt = quantity(model, "anterior_tilt_change");
  const auto rest = solve(workspace);
  std::vector<StretchComparison> out;
  for (const std::string& group : groups) {
    const Parameter knob = parameter(model, group + ".length");
    StretchComparison c{.group = group};
    const auto lengthened = [&](auto&& by) {
      std::vector<double> numbers = model.numbers();
      for (std::size_t k = 0; k < knob.numbers.size(); ++k)
        numbers[knob.numbers[k]] += by(d.cables[knob.cables[k]]);
      return numbers;
    };
    const auto range_gain = [&](const Model& m) {
      const int side = c.limits_extension ? 0 : 1;
      if (!c.limits_extension && !c.limits_flexion) return std::nan("");
      const double h =
          detail::bisect([&](double at) { return hip_moment(m, at) - moment[side]; }, -1.2, 1.5);
      return side == 0 ? end[0] - h : h - end[1];
    };
    const auto effect = [&](auto&& by) {
      Stretch s;
      for (const int cable : knob.cables) {
        s.fibre += by(d.cables[cable]) / knob.cables.size();
        s.length += by(d.cables[cable]) * knob_length(d.cables[cable].law) / knob.cables.size();
      }
      const auto numbers = lengthened(by);
      s.tilt = s.hip_range = std::nan("");
      for (const int i : knob.numbers)
        if (!(numbers[i] >= knob.lower && numbers[i] <= knob.upper)) {
          s.note = "beyond the range of the length knob";
          return s;
        }
      workspace.assign(numbers);
      const auto after = solve(workspace);
      if (rest.status == Status::stable && after.status == Status::stable)
        s.tilt = value_of(tilt, model, numbers, after.last()) - value_of(tilt, model, rest.last());
      else
        s.note = rest.status != Status::stable ? rest.message : after.message;
      s.hip_range = range_gain(with_numbers(model, numbers));
      return s;
    };
    if (has_hip) {
      const Model longer = with_numbers(model, lengthened([](const Cable&) { return 0.02; }));
      double gain[2];
      for (int side = 0; side < 2; ++side)
        gain[side] =
            std::isnan(end[side]) ? 0 : std::abs(hip_moment(longer, end[side]) - moment[side]);
      if (std::max(gain[0], gain[1]) > 1e-6)
        (gain[0] >= gain[1] ? c.limits_extension : c.limits_flexion) = true;
    }
    c.equal_fibre = effect([&](const Cable&) { return options.fibre; });
    c.equal_length = effect([&](const Cable& cable) {
      return knob_length(cable.law) > 0 ? options.length / knob_length(cable.law) : 0.0;
    });
    if (!c.limits_extension && !c.limits_flexion) {
      c.equal_hip_range = {.fibre = std::nan(""),
                           .length = std::nan(""),
                           .hip_range = std::nan(""),
                           .tilt = std::nan(""),
                           .note = has_hip ? "does not limit the hip" : "the model has no legs"};
    } else {
      const int side = c.limits_extension ? 0 : 1;
      const double wanted = end[side] + (side == 0 ? -1 : 1) * options.hip_range;
      double room = 1.5;
      for (const int i : knob.numbers)
        room = std::min(room, knob.upper - model.numbers()[i]);
      const double by = detail::bisect(
          [&](double s) {
            return hip_moment(with_numbers(model, lengthened([s](const Cable&) { return s; })),
                              wanted) -
                   moment[side];
          },
          0, room);
      if (std::isnan(by))
        c.equal_hip_range = {
            .fibre = std::nan(""),
            .length = std::nan(""),
            .hip_range = std::nan(""),
            .tilt = std::nan(""),
            .note = "no lengthening within the knob's range gives it: other tissue limits the hip"};
      else
        c.equal_hip_range = effect([by](const Cable&) { return by; });
    }
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace guywire
