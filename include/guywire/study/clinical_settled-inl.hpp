#pragma once
/// A posture held by least-effort tone, the lumbar levels free to take the shape of least effort.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "guywire/study/clinical_steps-inl.hpp"

namespace guywire {

namespace detail {

/// A posture with pelvis and thorax where they are asked for, and lumbar levels that balance.
struct Settled {
  Recruitment recruitment;  ///< of all free coordinates: nothing is supplied for nothing
  Model model;              ///< with that tone
  State state;
  bool all_set = false;  ///< every tone was set, so that none was left to recruit
};

/// The shape of least effort near `x`: quasi-Newton (BFGS) on the effort, gradient by central
/// differences. Effort is smooth but where a muscle meets a limit of tone; infinite where no tone
/// will do. Ends when an iteration gains less than 1e-6 of the effort.
template <class F>
double least_effort(std::vector<double>& x, F&& effort) {
  const std::size_t n = x.size();
  std::vector<double> inverse(n * n, 0.0), g(n), last_g(n), d(n), y(n);
  double now = effort(x);
  const auto gradient = [&](std::vector<double>& out) {
    constexpr double h =
        1e-4;  // [rad] differences good to 1e-8, far above the rounding of a recruitment
    for (std::size_t i = 0; i < n; ++i) {
      auto up = x, down = x;
      up[i] += h;
      down[i] -= h;
      out[i] = (effort(up) - effort(down)) / (2 * h);
      if (!std::isfinite(out[i])) return false;
    }
    return true;
  };
  if (!std::isfinite(now) || !gradient(g)) return now;
  const auto reset = [&] {
    double norm = 0;
    for (const double v : g)
      norm += v * v;
    std::fill(inverse.begin(), inverse.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i)
      inverse[i * n + i] = 0.01 / std::max(std::sqrt(norm), 1e-9);  // a first step of 0.01 rad
  };
  reset();
  for (int iteration = 0, quiet = 0; iteration < 100 && quiet < 2; ++iteration) {
    double slope = 0;
    for (std::size_t i = 0; i < n; ++i) {
      d[i] = 0;
      for (std::size_t j = 0; j < n; ++j)
        d[i] -= inverse[i * n + j] * g[j];
      slope += d[i] * g[i];
    }
    double step = 1, next = now;
    auto trial = x;
    for (; step > 1e-6; step /= 2) {
      for (std::size_t i = 0; i < n; ++i)
        trial[i] = x[i] + step * d[i];
      if (next = effort(trial); next <= now + 1e-4 * step * slope) break;
    }
    if (step <= 1e-6) {
      if (++quiet < 2) reset();
      continue;
    }
    quiet = now - next < 1e-6 * now ? quiet + 1 : 0;
    x = trial;
    now = next;
    last_g = g;
    if (!gradient(g)) break;
    double ys = 0, yHy = 0;
    std::vector<double> Hy(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = g[i] - last_g[i];
      ys += y[i] * step * d[i];
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        Hy[i] += inverse[i * n + j] * y[j];
    for (std::size_t i = 0; i < n; ++i)
      yHy += y[i] * Hy[i];
    if (ys <= 0) continue;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        inverse[i * n + j] += (1 + yHy / ys) * step * d[i] * step * d[j] / ys -
                              (Hy[i] * step * d[j] + step * d[i] * Hy[j]) / ys;
  }
  return now;
}

/// Least-effort tone for a pelvis turned to a tilt, lumbar levels free. First tone is asked only
/// for the pelvis (and the thorax, if muscles pay for it) and the levels take the shape in which
/// discs, weight and that tone balance, until neither moves; from there the shape goes to where all
/// levels balance at least effort.
class LumbarSearch {
 public:
  LumbarSearch(const Model& body, double tilt, double floor) : body_(body), tilt_(tilt) {
    const auto& bodies = body.description().bodies;
    const auto& parent = body.structure().parent;
    const int thorax = bodies.empty() ? -1 : body.body("thorax").index;
    for (int i = thorax < 0 ? -1 : parent[thorax]; i >= 0 && bodies[i].name != "pelvis";
         i = parent[i])
      levels_.push_back(static_cast<std::size_t>(i));
    std::vector<std::string> among;
    for (const Cable& c : body.description().cables)
      if (!c.knobs.tone && has_tone(c.law)) among.push_back(c.name);
    options_ = {.floor = floor, .ceiling = 1.0, .among = among};
  }

  Settled run() {
    const Model held = with_pelvis_held(at_tone(body_, options_.floor), tilt_);
    rest_ = solve(held);
    theta_ = rest_.last().angles;
    if (options_.among->empty()) return nothing_to_recruit(held);
    if (auto unbalanced = balance_in_turns()) return {*unbalanced, body_, state_of(body_)};
    if (!is_equilibrium(rest_.status)) {
      Recruitment none;
      none.message = "The lumbar spine finds no shape here: " + rest_.message;
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
    none.message = "Every muscle's tone was set, so none may change to balance the pelvis.";
    if (is_equilibrium(rest_.status)) {
      const double missing = -holding_of(held, rest_.last(), "pelvis_held");
      none.infeasibility = {.rows = {"pelvis"}, .missing = {missing}, .limiting = {}, .margin = 0};
      none.message += " It lacks " + rounded(std::abs(missing), 1) + " N m.";
    }
    return {none, body_, state_of(body_), true};
  }

  /// Tone with the levels held, then the levels with that tone and the pelvis held, until neither
  /// moves. The recruitment, where no tone will do.
  std::optional<Recruitment> balance_in_turns() {
    double move = 1;
    for (int round = 0; round < 80 && move > 1e-11 && is_equilibrium(rest_.status); ++round) {
      const Model stiff = with_levels_held();
      const Recruitment r = recruit(stiff, options_, state_of(stiff));
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
    least_effort(shape, [&](const std::vector<double>& x) {
      if (!in_range(x)) return std::numeric_limits<double>::infinity();
      const Recruitment r = recruit(workspace, options_, shaped(x));
      return r.feasible ? r.effort : std::numeric_limits<double>::infinity();
    });
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

inline Settled settled(const Model& body, double tilt, double floor) {
  return LumbarSearch(body, tilt, floor).run();
}

}  // namespace detail

}  // namespace guywire
