#pragma once
/// A posture held by least-effort tone, the lumbar levels free to take the shape of least effort.
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/posture/clinical_steps-inl.hpp"

namespace guywire {

namespace detail {

/// A posture with pelvis and thorax where they are asked for, and lumbar levels that balance.
struct Settled {
  Recruitment recruitment;  ///< of all free coordinates, without external support
  Model model;              ///< with that tone
  State state;
  bool all_set = false;  ///< every tone was set, so that none was left to recruit
};

/// The shape of least effort near `x`: quasi-Newton (BFGS with a backtracking line search) on the
/// effort, gradient by central differences. Effort is infinite where no tone will do. Ends when two
/// iterations in a row gain less than 1e-6 of the effort.
///
/// Written here, because what is at hand does worse: where as many muscles are at a limit of tone
/// as can be, effort has an all but sharp edge. Of 98 postures tried (toe touch and sitting of 7
/// bodies), against BFGS and its 24 000 recruitments:
///   `newton`, its Hessian by differences too      21 end higher, by up to 1.3 %; 311 000
///   Levenberg-Marquardt of Eigen (unsupported)    13 end higher, by up to 0.7 %;  32 000
/// The second is at the same place with a quarter of the recruitments in 63, and lower in 22 (by up
/// to 2.3 %): BFGS too can stop at an edge.
template <class F>
class LeastEffort {
 public:
  LeastEffort(std::vector<double>& x, F& effort)
      : n_(x.size()), effort_(effort), x_(x), inverse_(n_ * n_), g_(n_), last_g_(n_), s_(n_) {}

  void run() {
    now_ = effort_(x_);
    if (!std::isfinite(now_) || !find_gradient()) return;
    restart();
    for (int iteration = 0, quiet = 0; iteration < 100 && quiet < 2; ++iteration) {
      const double before = now_;
      if (!descend()) {
        if (++quiet < 2) restart();
        continue;
      }
      quiet = before - now_ < 1e-6 * before ? quiet + 1 : 0;
      last_g_ = g_;
      if (!find_gradient()) return;
      update_inverse();
    }
  }

 private:
  /// False where a difference reaches a shape that no tone balances.
  bool find_gradient() {
    constexpr double h =
        1e-4;  // [rad] differences good to 1e-8, far above the rounding of a recruitment
    for (std::size_t i = 0; i < n_; ++i) {
      auto up = x_, down = x_;
      up[i] += h;
      down[i] -= h;
      g_[i] = (effort_(up) - effort_(down)) / (2 * h);
      if (!std::isfinite(g_[i])) return false;
    }
    return true;
  }

  /// Steepest descent, with a first step of 0.01 rad.
  void restart() {
    double norm = 0;
    for (const double v : g_)
      norm += v * v;
    std::fill(inverse_.begin(), inverse_.end(), 0.0);
    for (std::size_t i = 0; i < n_; ++i)
      inverse_[i * n_ + i] = 0.01 / std::max(std::sqrt(norm), 1e-9);
  }

  /// Along -inverse g, halved until the effort falls as its slope promises (Armijo); the step is in
  /// `s_`. False where it does not.
  bool descend() {
    std::vector<double> d(n_), trial = x_;
    double slope = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      d[i] = 0;
      for (std::size_t j = 0; j < n_; ++j)
        d[i] -= inverse_[i * n_ + j] * g_[j];
      slope += d[i] * g_[i];
    }
    for (double step = 1; step > 1e-6; step /= 2) {
      for (std::size_t i = 0; i < n_; ++i) {
        s_[i] = step * d[i];
        trial[i] = x_[i] + s_[i];
      }
      const double next = effort_(trial);
      if (!(next <= now_ + 1e-4 * step * slope)) continue;
      x_ = trial;
      now_ = next;
      return true;
    }
    return false;
  }

  /// The inverse Hessian after the step s and the change y of the gradient; kept where y.s <= 0.
  void update_inverse() {
    std::vector<double> y(n_), Hy(n_, 0.0);
    double ys = 0, yHy = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      y[i] = g_[i] - last_g_[i];
      ys += y[i] * s_[i];
    }
    if (ys <= 0) return;
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < n_; ++j)
        Hy[i] += inverse_[i * n_ + j] * y[j];
    for (std::size_t i = 0; i < n_; ++i)
      yHy += y[i] * Hy[i];
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < n_; ++j)
        inverse_[i * n_ + j] +=
            (1 + yHy / ys) * s_[i] * s_[j] / ys - (Hy[i] * s_[j] + s_[i] * Hy[j]) / ys;
  }

  const std::size_t n_;
  F& effort_;
  std::vector<double>& x_;
  double now_ = 0;               ///< effort at x
  std::vector<double> inverse_;  ///< of the Hessian, row-major
  std::vector<double> g_, last_g_, s_;
};

/// Least-effort tone for a pelvis turned to a tilt, lumbar levels free. First tone is asked only
/// for the pelvis (and the thorax, if muscles pay for it) and the levels take the shape in which
/// discs, weight and that tone balance, until neither moves; from there the shape goes to where all
/// levels balance at least effort.
class LumbarSearch {
 public:
  LumbarSearch(const Model& body, double tilt, double min_activation) : body_(body), tilt_(tilt) {
    const auto& bodies = body.description().bodies;
    const auto& parent = body.structure().parent;
    const int thorax = bodies.empty() ? -1 : body.body("thorax").index;
    for (int i = thorax < 0 ? -1 : parent[thorax]; i >= 0 && bodies[i].name != "pelvis";
         i = parent[i])
      levels_.push_back(static_cast<std::size_t>(i));
    std::vector<std::string> among;
    for (const Cable& c : body.description().cables)
      if (!c.knobs.tone && has_tone(c.law)) among.push_back(c.name);
    options_ = {.min_activation = min_activation, .max_activation = 1.0, .among = among};
  }

  Settled run() {
    const Model held = with_pelvis_held(at_tone(body_, options_.min_activation), tilt_);
    rest_ = solve(held);
    theta_ = rest_.last().angles;
    if (options_.among->empty()) return nothing_to_recruit(held);
    if (auto unbalanced = balance_in_turns()) return {*unbalanced, body_, state_of(body_)};
    if (!is_equilibrium(rest_.status)) {
      Recruitment none;
      none.why = {{"tone.no_lumbar_shape", {{"why", rest_.why}}}};
      return {none, body_, state_of(body_)};
    }
    return shape_of_least_effort();
  }

 private:
  /// Angles of the free coordinates of a model with these bodies.
  State state_of(const Model& m) const {
    State s;
    for (const std::string& name : m.coordinates())
      s.coordinates.push_back(theta_[m.body(name).index]);
    return s;
  }

  Settled nothing_to_recruit(const Model& held) const {
    Recruitment none;
    none.why = {Fact("tone.all_set")};
    if (is_equilibrium(rest_.status)) {
      const double missing = -holding_of(held, rest_.last(), "pelvis_held");
      none.infeasibility = {.rows = {"pelvis"}, .missing = {missing}, .limiting = {}, .margin = 0};
      none.why = {{"tone.all_set_lacking", {{"moment", std::abs(missing)}}}};
    }
    return {none, body_, state_of(body_), true};
  }

  /// Tone with the levels held, then the levels with that tone and the pelvis held, until neither
  /// moves. The recruitment, where no tone will do.
  std::optional<Recruitment> balance_in_turns() {
    double move = 1;
    for (int round = 0; round < 80 && move > 1e-11 && is_equilibrium(rest_.status); ++round) {
      const Model stiff = with_levels_held();
      Recruitment r = recruit(stiff, options_, state_of(stiff));
      if (!r.feasible) return r;
      const Model toned = with_pelvis_held(with_recruitment(body_, r), tilt_);
      rest_ = solve(toned, {}, state_of(toned));
      move = 0;
      for (std::size_t i = 0; i < theta_.size(); ++i)
        move = std::max(move, std::abs(rest_.last().angles[i] - theta_[i]));
      theta_ = rest_.last().angles;
    }
    return std::nullopt;
  }

  Model with_levels_held() const {
    ModelBuilder b(body_);
    for (const std::size_t level : levels_) {
      const std::string& name = body_.description().bodies[level].name;
      b.add(hold(name + "_held", name, theta_[level]));
    }
    return b.build();
  }

  Settled shape_of_least_effort() {
    std::vector<double> shape;
    for (const std::size_t level : levels_)
      shape.push_back(theta_[level]);
    Workspace workspace(body_);
    const auto effort = [&](const std::vector<double>& x) {
      if (!in_range(x)) return infinity;
      const Recruitment r = recruit(workspace, options_, shaped(x));
      return r.feasible ? r.effort : infinity;
    };
    LeastEffort(shape, effort).run();
    const State state = shaped(shape);
    const Recruitment all = recruit(workspace, options_, state);
    return {all, all.feasible ? with_recruitment(body_, all) : body_, state};
  }

  bool in_range(const std::vector<double>& x) const {
    const auto& bodies = body_.description().bodies;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!(x[i] > bodies[levels_[i]].angle_lower && x[i] < bodies[levels_[i]].angle_upper))
        return false;
    return true;
  }

  State shaped(const std::vector<double>& x) {
    for (std::size_t i = 0; i < x.size(); ++i)
      theta_[levels_[i]] = x[i];
    return state_of(body_);
  }

  const Model& body_;
  double tilt_;
  RecruitOptions options_;
  std::vector<std::size_t> levels_;  ///< bodies between thorax and pelvis, from the top down
  Outcome<Posture> rest_;            ///< the last posture, pelvis held
  std::vector<double> theta_;        ///< angles of all bodies [rad]
};

inline Settled settled(const Model& body, double tilt, double min_activation) {
  return LumbarSearch(body, tilt, min_activation).run();
}

}  // namespace detail

}  // namespace guywire
