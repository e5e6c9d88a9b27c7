#pragma once
/// The searches of `prescribe`: the least change of several parameters, and of one alone.
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/math/dual_qp.hpp"
#include "guywire/posture/prescription.hpp"

namespace guywire {

namespace detail {

/// Changes that a search may make: a box about 0.
struct ChangeBox {
  std::vector<double> low, high;
};

/// The search's view of a body: changes in, misses out.
struct PrescriptionSearch {
  const Model& model;
  const std::vector<Target>& targets;
  const std::vector<Allowed>& box;
  const PrescriptionOptions& options;
  Workspace workspace;
  std::vector<double> lower, upper, weight, scale;  // as changes; scale per target
  std::vector<double> numbers;
  std::vector<Quantity> quantities;
  std::vector<Parameter> parameters;
  int solves = 0;

  PrescriptionSearch(const Model& m, const std::vector<Target>& t, const std::vector<Allowed>& b,
                     const PrescriptionOptions& o)
      : model(m), targets(t), box(b), options(o), workspace(m), numbers(m.numbers()) {
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
  /// Solved from where another point rests.
  Point near(const Point& other, const std::vector<double>& x) {
    return at(x, {other.rest.last().coordinates});
  }

  /// Targets x parameters at a point; at a kink by differences.
  std::vector<double> jacobian(const Point& p) {
    near(p, p.x);  // the workspace's numbers are those of the point
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
      const Point q = near(p, x);
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

  /// The change at a point; `before` is `solves` when its search began.
  Change finish(const Point& p, const ChangeBox& allowed, int before) {
    Change c{.reached = p.ok && p.largest() <= options.tolerance,
             .changes = p.x,
             .size = size(p.x),
             .values = {},
             .miss = p.largest(),
             .stopped_by = {},
             .rest = p.rest};
    for (std::size_t t = 0; t < targets.size(); ++t)
      c.values.push_back(targets[t].value + p.miss[t] * scale[t]);
    if (!c.reached) c.stopped_by = bounds_in_the_way(p, allowed);
    const Point cold = at(p.x, {});
    c.from_reference = cold.ok;
    for (std::size_t k = 0; c.from_reference && k < p.rest.last().coordinates.size(); ++k)
      c.from_reference =
          std::abs(cold.rest.last().coordinates[k] - p.rest.last().coordinates[k]) <= 1e-8;
    c.solves = solves - before;
    return c;
  }

  /// Parameters at a bound beyond which the miss would fall.
  std::vector<std::string> bounds_in_the_way(const Point& p, const ChangeBox& allowed) {
    std::vector<std::string> names;
    const auto J = jacobian(p);
    for (std::size_t i = 0; i < box.size(); ++i) {
      if (allowed.low[i] == allowed.high[i]) continue;
      double push = 0;  // how the miss grows with the parameter
      for (std::size_t t = 0; t < targets.size(); ++t)
        push += J[t * box.size() + i] * p.miss[t];
      if ((p.x[i] <= allowed.low[i] && push > 0) || (p.x[i] >= allowed.high[i] && push < 0))
        names.push_back(box[i].parameter.name);
    }
    return names;
  }
};

/// The least change in a box, by sequential quadratic programming:
/// each step is the least change that meets the linearized targets, accepted where the merit
///   size^2 / 2 + penalty x |miss|
/// falls.
class LeastChange {
 public:
  using Point = PrescriptionSearch::Point;

  LeastChange(PrescriptionSearch& search, const Point& start, const ChangeBox& allowed)
      : s_(search),
        allowed_(allowed),
        T_(static_cast<int>(search.targets.size())),
        n_(static_cast<int>(search.box.size())),
        now_(start) {}

  void approach() {
    for (int step = 0; step < s_.options.iteration_limit; ++step) {
      linearize();
      if (longest_ < 1e-10) break;
      raise_penalty();
      if (!descend()) break;
    }
  }

  /// Least-norm corrections until the solved posture meets its targets.
  void polish() {
    for (int step = 0; step < 8 && now_.largest() > 1e-13; ++step) {
      J_ = s_.jacobian(now_);
      std::vector<double> r(T_), low(n_), high(n_), x = now_.x;
      for (int t = 0; t < T_; ++t)
        r[t] = -now_.miss[t];
      for (int i = 0; i < n_; ++i) {
        low[i] = allowed_.low[i] - now_.x[i];
        high[i] = allowed_.high[i] - now_.x[i];
      }
      const DualQpResult qp =
          dual_qp(T_, n_, J_.data(), r.data(), s_.weight.data(), low.data(), high.data());
      if (!qp.feasible) break;
      for (int i = 0; i < n_; ++i)
        x[i] = std::clamp(x[i] + qp.a[i], allowed_.low[i], allowed_.high[i]);
      Point q = s_.near(now_, x);
      if (!q.ok || !(q.largest() < now_.largest())) break;
      now_ = std::move(q);
    }
  }

  const Point& now() const { return now_; }

 private:
  /// The step to the least change that meets the linearized targets, or comes nearest to them.
  void linearize() {
    J_ = s_.jacobian(now_);
    std::vector<double> r(T_);
    for (int t = 0; t < T_; ++t)
      r[t] = -now_.miss[t] + times_J(now_.x, t);
    const DualQpResult qp = dual_qp(T_, n_, J_.data(), r.data(), s_.weight.data(),
                                    allowed_.low.data(), allowed_.high.data());
    feasible_ = qp.feasible;
    goal_ = feasible_ ? qp.a : nearest(r, qp.a);
    step_.assign(n_, 0.0);
    slope_ = curve_ = longest_ = 0;
    for (int i = 0; i < n_; ++i) {
      step_[i] = goal_[i] - now_.x[i];
      slope_ += s_.weight[i] * now_.x[i] * step_[i];
      curve_ += s_.weight[i] * step_[i] * step_[i];
      longest_ = std::max(longest_, std::abs(step_[i]) * std::sqrt(s_.weight[i]));
    }
    double left = 0;
    for (int t = 0; t < T_; ++t) {
      const double m = now_.miss[t] + times_J(step_, t);
      left += m * m;
    }
    gain_ = now_.norm() - std::sqrt(left);
  }

  /// So that the step lowers the merit at least by half of what the miss gains.
  void raise_penalty() {
    if (gain_ > 1e-9) penalty_ = std::max(penalty_, (slope_ + 0.5 * curve_) / (0.5 * gain_));
    if (!feasible_) penalty_ = std::max(penalty_, 1e6);
  }

  /// Halves the step until the merit falls; false where it does not.
  bool descend() {
    const double merit = merit_of(now_), fall = slope_ - penalty_ * gain_;
    for (double t = 1; t > 1e-4; t *= 0.5) {
      auto x = now_.x;
      for (int i = 0; i < n_; ++i)
        x[i] =
            t == 1 ? goal_[i] : std::clamp(x[i] + t * step_[i], allowed_.low[i], allowed_.high[i]);
      Point q = s_.near(now_, x);
      if (!q.ok || !(merit_of(q) <= merit + 1e-4 * t * std::min(fall, 0.0) + 1e-14 * merit))
        continue;
      now_ = std::move(q);
      return true;
    }
    return false;
  }

  double merit_of(const Point& p) const {
    return 0.5 * s_.size(p.x) * s_.size(p.x) + penalty_ * p.norm();
  }

  double times_J(const std::vector<double>& d, int t) const {
    double sum = 0;
    for (int i = 0; i < n_; ++i)
      sum += J_[t * n_ + i] * d[i];
    return sum;
  }

  /// min |J x - r|^2 + a little sum w x^2 in the box, by coordinates: few unknowns.
  std::vector<double> nearest(const std::vector<double>& r, std::vector<double> x) const {
    const double little = 1e-10 * largest_curvature();
    std::vector<double> rest = r;
    for (int t = 0; t < T_; ++t)
      for (int i = 0; i < n_; ++i)
        rest[t] -= J_[t * n_ + i] * x[i];
    for (int sweep = 0; sweep < 2000; ++sweep) {
      double moved = 0;
      for (int i = 0; i < n_; ++i) {
        const double w = s_.weight[i];
        double slope = -little * w * x[i], curve = little * w;
        for (int t = 0; t < T_; ++t) {
          slope += J_[t * n_ + i] * rest[t];
          curve += J_[t * n_ + i] * J_[t * n_ + i];
        }
        const double to = std::clamp(x[i] + slope / curve, allowed_.low[i], allowed_.high[i]);
        const double step = to - x[i];
        for (int t = 0; t < T_; ++t)
          rest[t] -= J_[t * n_ + i] * step;
        x[i] = to;
        moved = std::max(moved, std::abs(step) * std::sqrt(w));
      }
      if (moved < 1e-13) break;
    }
    return x;
  }

  double largest_curvature() const {
    double largest = 1e-300;
    for (int i = 0; i < n_; ++i) {
      double square = 0;
      for (int t = 0; t < T_; ++t)
        square += J_[t * n_ + i] * J_[t * n_ + i];
      largest = std::max(largest, square / s_.weight[i]);
    }
    return largest;
  }

  PrescriptionSearch& s_;
  const ChangeBox& allowed_;
  const int T_, n_;  ///< targets, parameters
  Point now_;
  double penalty_ = 0;
  std::vector<double> J_;         ///< at `now_`
  std::vector<double> goal_;      ///< of the step
  std::vector<double> step_;      ///< goal less present changes
  bool feasible_ = false;         ///< the goal meets the linearized targets
  double slope_ = 0, curve_ = 0;  ///< of size^2 / 2 along the step
  double longest_ = 0;            ///< component of the step, in unit changes
  double gain_ = 0;               ///< of |miss| by the linearized step
};

/// The least change among the parameters `used`, from the body as it stands.
inline Change least_change(PrescriptionSearch& search, const PrescriptionSearch::Point& start,
                           const std::vector<char>& used) {
  const int before = search.solves;
  ChangeBox allowed{search.lower, search.upper};
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i]) allowed.low[i] = allowed.high[i] = 0;
  LeastChange least(search, start, allowed);
  least.approach();
  least.polish();
  return search.finish(least.now(), allowed, before);
}

/// One parameter alone: a scan from the present value to either bound, then the root between two
/// points of different sign.
class SingleChange {
 public:
  using Point = PrescriptionSearch::Point;

  SingleChange(PrescriptionSearch& search, const Point& start, int parameter)
      : s_(search),
        start_(start),
        i_(parameter),
        best_(start),
        found_(start.largest() <= search.options.tolerance) {}

  void scan(double end) {
    Point last = start_;
    const int steps = s_.options.scan_steps;
    for (int k = 1; k <= steps && end != 0; ++k) {
      if (found_ && std::abs(last.x[i_]) >= std::abs(best_.x[i_])) break;
      Point here = changed(last, k == steps ? end : end * k / steps);
      if (!here.ok) break;  // no resting place beyond
      if ((here.miss[0] > 0) != (last.miss[0] > 0) || here.miss[0] == 0) narrow(last, here);
      if (!found_ && here.largest() < best_.largest()) best_ = here;
      last = std::move(here);
    }
  }

  /// The smallest change that reaches the target, or the nearest miss.
  const Point& best() const { return best_; }

 private:
  /// Solved from where another point rests.
  Point changed(const Point& near, double to) {
    auto x = start_.x;
    x[i_] = to;
    return s_.near(near, x);
  }

  /// The root between a and b: the Illinois form of regula falsi, with a bisection
  /// when it is slow.
  void narrow(Point a, Point b) {
    Point m = b;
    double fa = a.miss[0], fb = b.miss[0];
    for (int it = 0; it < 200 && m.largest() > 1e-14; ++it) {
      const double xa = a.x[i_], xb = b.x[i_], middle = 0.5 * (xa + xb);
      double to = it % 8 == 7 ? middle : (xa * fb - xb * fa) / (fb - fa);
      if (!(to >= std::min(xa, xb) && to <= std::max(xa, xb))) to = middle;
      if (to == xa || to == xb) break;
      m = changed(a, to);
      if (!m.ok) break;
      if ((m.miss[0] > 0) == (b.miss[0] > 0)) {
        fa *= 0.5;
      } else {
        a = b;
        fa = fb;
      }
      b = m;
      fb = m.miss[0];
    }
    for (const Point* candidate : {&a, &b, &m})
      offer(*candidate);
  }

  void offer(const Point& p) {
    if (!p.ok || !(p.largest() <= s_.options.tolerance)) return;
    const double size = std::abs(p.x[i_]), best = std::abs(best_.x[i_]);
    const bool closer = p.x[i_] == best_.x[i_] && p.largest() < best_.largest();
    if (found_ && !(size < best) && !closer) return;
    best_ = p;
    found_ = true;
  }

  PrescriptionSearch& s_;
  const Point& start_;
  const int i_;
  Point best_;
  bool found_;  ///< the best reaches the target
};

inline Change single_change(PrescriptionSearch& search, const PrescriptionSearch::Point& start,
                            int parameter) {
  const int before = search.solves;
  ChangeBox allowed{std::vector<double>(search.box.size(), 0.0), {}};
  allowed.high = allowed.low;
  allowed.low[parameter] = search.lower[parameter];
  allowed.high[parameter] = search.upper[parameter];
  SingleChange single(search, start, parameter);
  single.scan(search.upper[parameter]);
  single.scan(search.lower[parameter]);
  return search.finish(single.best(), allowed, before);
}

}  // namespace detail

}  // namespace guywire
