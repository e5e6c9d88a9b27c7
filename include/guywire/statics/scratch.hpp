#pragma once
/// What a Workspace holds: the prepared mechanics of a model and the scratch of the solvers. For
/// the library's own sources.
#include <cmath>
#include <memory>

#include "guywire/core/units.hpp"
#include "guywire/core/watch.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

namespace detail {

/// Rounding per magnitude that `evaluate` sums up: some ten rounded operations for each term, more
/// where a chain of many bodies adds up levers, many cables add up moments, or angles are sums
/// themselves.
inline double rounding_unit(const Structure& s) {
  const double operations =
      8.0 + s.body_count + s.cables.size() / 16.0 + (s.S_is_identity ? 0.0 : 4.0);
  return operations * 0.5 * std::numeric_limits<double>::epsilon();
}

struct Stability;
struct RecruitMemory;

struct Scratch {
  Model model;
  std::vector<double> numbers;
  Mechanics<double> mechanics;
  Evaluation<double> e;
  std::vector<double> theta;        ///< where `e` was evaluated last
  std::vector<double> over_bodies;  ///< scratch
  struct Corner {
    int joint;
    double angle;
    int place;  ///< among the joint's corner_angles
  };
  std::vector<Corner> corners;  ///< kinks of joint laws
  std::vector<double> slack;    ///< slack length per cable [m]
  /// Where the stiffness of a taut cable jumps. Those at or below its slack length do not count.
  struct StiffnessJump {
    int cable;
    double length;  ///< [m]
  };
  std::vector<StiffnessJump> jumps;  ///< cable by cable, as many as its law has
  std::vector<int> first_jump;       ///< per cable
  int unbalanced = -1;  ///< a cable whose law refuses its knobs (an elastic tendon that balances at
                        ///< several lengths), or -1
  std::vector<double> row_norm;      ///< of S, per body: |S' v| <= sum |v_b| row_norm_b
  std::vector<double> steepest;      ///< per cable: |dl/du| is no larger [m]
  std::vector<double> lower, upper;  ///< range per body [rad]
  NewtonPoint now, trial;
  NewtonScratch newton;
  int tilt = 0;
  /// Memory of `certify`.
  struct Certifying {
    double *slope, *row, *x;                      ///< per coordinate
    double *H_low, *H_high, *H_before, *H_after;  ///< coordinates x coordinates
    NewtonPoint here;
    std::vector<double> memory;

    explicit Certifying(int n) : here(n) {
      const std::size_t N = n;
      memory.resize(3 * N + 4 * N * N);
      double* place = memory.data();
      for (double** p : {&slope, &row, &x}) {
        *p = place;
        place += N;
      }
      for (double** p : {&H_low, &H_high, &H_before, &H_after}) {
        *p = place;
        place += N * N;
      }
    }
    Certifying(const Certifying&) = delete;
    Certifying& operator=(const Certifying&) = delete;
  } certifying;
  std::shared_ptr<RecruitMemory> recruiting;  ///< made by its first call; known to `recruit` alone

  explicit Scratch(const Model& m)
      : model(m),
        numbers(m.numbers()),
        mechanics(prepare<double>(model.structure(), model.numbers().data())),
        e(model.structure()),
        theta(model.structure().body_count),
        over_bodies(model.structure().body_count),
        now(model.structure().free_count),
        trial(model.structure().free_count),
        newton(model.structure().free_count),
        certifying(model.structure().free_count) {
    const Structure& s = model.structure();
    row_norm.reserve(s.body_count);
    lower.reserve(s.body_count);
    upper.reserve(s.body_count);
    for (int b = 0; b < s.body_count; ++b)
      row_norm.push_back(norm(s.free_count, coordinate_factors(s, b)));
    slack.resize(s.cables.size());
    for (std::size_t c = 0; c < s.cables.size(); ++c) {
      first_jump.push_back(static_cast<int>(jumps.size()));
      const int more = std::visit(
          [&](const auto& law) { return static_cast<int>(kinks(law, mechanics.knobs[c]).size()); },
          mechanics.laws[c]);
      for (int k = 1; k < more; ++k)
        jumps.push_back({static_cast<int>(c), 0});
    }
    find_kinks();
    for (const Body& b : model.description().bodies) {
      lower.push_back(b.angle_lower);
      upper.push_back(b.angle_upper);
    }
    tilt = tilt_body(model);
  }

  void find_kinks_of_cable(std::size_t c) {
    std::visit(
        [&](const auto& law) {
          const auto lengths = kinks(law, mechanics.knobs[c]);
          slack[c] = lengths[0];
          for (std::size_t k = 1; k < lengths.size(); ++k)
            jumps[static_cast<std::size_t>(first_jump[c]) + k - 1].length = lengths[k];
        },
        mechanics.laws[c]);
  }
  bool is_above_slack(const StiffnessJump& jump) const { return jump.length > slack[jump.cable]; }
  void find_unbalanced() {
    unbalanced = -1;
    for (std::size_t c = 0; c < mechanics.laws.size() && unbalanced < 0; ++c)
      if (!law_faults(mechanics, c, mechanics.knobs[c], {}).empty())
        unbalanced = static_cast<int>(c);
  }
  void find_kinks() {
    corners.clear();
    for (std::size_t j = 0; j < mechanics.joint_laws.size(); ++j)
      std::visit(
          [&](const auto& law) {
            int place = 0;
            for (const double angle : corner_angles(law))
              corners.push_back({static_cast<int>(j), angle, place++});
          },
          mechanics.joint_laws[j]);
    for (std::size_t c = 0; c < slack.size(); ++c)
      find_kinks_of_cable(c);
    find_unbalanced();
    const Structure& s = model.structure();
    steepest.assign(slack.size(), 0.0);
    for (std::size_t c = 0; c < slack.size(); ++c)
      for (int k = s.cables[c].first_body; k < s.cables[c].first_body + s.cables[c].body_count; ++k)
        steepest[c] += mechanics.lever_sum[k] * row_norm[s.cable_bodies[k]];
  }

  /// See Workspace::assign. Knobs are refreshed cable by cable; anything else is prepared anew.
  void assign(std::span<const double> given) {
    const Structure& s = model.structure();
    if (given.size() != numbers.size())
      throw ModelError({{"numbers",
                         "are " + std::to_string(given.size()) + " for a model that has " +
                             std::to_string(numbers.size()) + ".",
                         "Start from Model::numbers()."}});
    bool anew = false, any_turned = false;
    std::size_t i = 0;
    const auto skip_equal = [&](std::size_t end) {
      for (; i < end; ++i)
        if (given[i] != numbers[i]) anew = true;
    };
    for (std::size_t c = 0; c < s.cables.size() && !anew; ++c) {
      skip_equal(s.cables[c].knobs);
      bool turned = false;
      const std::size_t end =
          static_cast<std::size_t>(s.cables[c].knobs) + BasicKnobs<double>::size;
      for (; i < end; ++i)
        turned = turned || given[i] != numbers[i];
      if (!turned) continue;
      any_turned = true;
      mechanics.knobs[c] = from_numbers<BasicKnobs<double>>(given.data() + s.cables[c].knobs);
      prepare_shape(mechanics, c);
      find_kinks_of_cable(c);
    }
    if (!anew) skip_equal(numbers.size());
    std::copy(given.begin(), given.end(), numbers.begin());
    if (!anew && any_turned) find_unbalanced();
    if (!anew) return;
    mechanics = prepare<double>(s, numbers.data());
    find_kinks();
  }

  /// First body outside its range, or -1.
  int out_of_range(const double* angles) const {
    for (std::size_t i = 0; i < lower.size(); ++i)
      if (!(angles[i] >= lower[i] && angles[i] <= upper[i])) return static_cast<int>(i);
    return -1;
  }

  /// theta = S u + P b.
  void angles_at(const double* u, double* angles) const {
    angles_at(u, mechanics.theta_0.data(), angles);
  }
  void angles_at(const double* u, const double* at_zero, double* angles) const {
    const Structure& s = model.structure();
    for (int b = 0; b < s.body_count; ++b)
      angles[b] = body_angle(s, at_zero[b], u, b);
  }
  void set_theta(const double* u) { angles_at(u, theta.data()); }

  /// Whether the last evaluation was at u.
  bool evaluated_at(const double* u) {
    angles_at(u, over_bodies.data());
    return e.lost_cable < 0 && over_bodies == theta;
  }

  /// A bound of rounding where products may fall below the smallest number: each then errs by up to
  /// half of that. Where they exceed the largest (infinity less infinity), there is no bound.
  static double with_underflow(double bound, double moment) {
    if (std::isnan(bound)) return std::numeric_limits<double>::infinity();
    constexpr double most =
        64 * std::numeric_limits<double>::denorm_min();  // chosen: more products than a moment is
                                                         // made of
    return bound > 0 || moment != 0 ? bound + most : bound;
  }

  /// Fills V, g, H and the rounding bound at p.u. False where a path is undefined.
  bool fill(NewtonPoint& p) {
    stop_if_asked();
    const Structure& s = model.structure();
    const int n = s.free_count, nb = s.body_count;
    const double eps = rounding_unit(s);
    set_theta(p.u.data());
    evaluate(mechanics, theta.data(), Derivatives::hessian, e);
    if (e.lost_cable >= 0 || unbalanced >= 0) {
      std::fill(p.g.begin(), p.g.end(), std::numeric_limits<double>::quiet_NaN());
      std::fill(p.rounding_bound.begin(), p.rounding_bound.end(),
                std::numeric_limits<double>::quiet_NaN());
      return false;
    }
    add_slack_by_rounding();
    add_jumps_by_rounding();
    add_corners_by_rounding();
    p.V = e.energy;
    p.V_noise = eps * e.energy_scale;
    if (s.S_is_identity) {
      for (int i = 0; i < n; ++i) {
        p.g[i] = e.gradient[i];
        p.rounding_bound[i] = with_underflow(eps * e.moment_scale[i], p.g[i]);
      }
      std::copy(e.hessian.begin(), e.hessian.end(), p.H.begin());
      return finite(p);
    }
    double *const g = p.g.data(), *const rounding_bound = p.rounding_bound.data(),
                  *const H = p.H.data();
    for (int i = 0; i < n; ++i)
      g[i] = rounding_bound[i] = 0;
    for (int i = 0; i < n * n; ++i)
      H[i] = 0;
    for (const auto [b, f, v] : s.terms.all) {
      const double* const row = e.hessian.data() + static_cast<std::size_t>(b) * nb;
      g[f] += v * e.gradient[b];
      rounding_bound[f] += eps * std::abs(v) * e.moment_scale[b];
      for (int a = 0; a < nb; ++a) {
        const double h = v * row[a];
        for (const auto& other : s.terms.of(a))
          H[f * n + other.free] += h * other.factor;
      }
    }
    for (int i = 0; i < n; ++i)
      rounding_bound[i] = with_underflow(rounding_bound[i], g[i]);
    return finite(p);
  }

  /// A cable that is slack by no more than its length's rounding may be taut: its moment is then as
  /// uncertain as that of a taut one.
  void add_slack_by_rounding() {
    const Structure& s = model.structure();
    const double unit = rounding_unit(s);
    const std::span<const double> at(slack), length(e.length);
    for (std::size_t c = 0; c < at.size(); ++c) {
      const double gap = at[c] - length[c];
      if (!(gap >= 0)) continue;
      const double rounding = mechanics.courses[c].reach + length[c];
      if (gap > unit * rounding) continue;
      add_to_rounding(c, stiffness_beyond_slack(c) * rounding);
    }
  }
  /// A cable whose length is at a jump of its stiffness to rounding may be stiffer.
  void add_jumps_by_rounding() {
    const double unit = rounding_unit(model.structure());
    for (const StiffnessJump& jump : jumps) {
      const std::size_t c = static_cast<std::size_t>(jump.cable);
      const double rounding = mechanics.courses[c].reach + e.length[c];
      if (std::abs(e.length[c] - jump.length) > unit * rounding || !is_above_slack(jump)) continue;
      add_to_rounding(c,
                      std::abs(stiffness_beside(jump, 1) - stiffness_beside(jump, -1)) * rounding);
    }
  }
  /// The tension of one side of a cable is uncertain by so much.
  void add_to_rounding(std::size_t c, double tension) {
    const Structure& s = model.structure();
    const double* const gradient = length_gradient(mechanics, e, c);
    for (int k = 0; k < s.cables[c].body_count; ++k)
      e.moment_scale[s.cable_bodies[s.cables[c].first_body + k]] +=
          s.cables[c].sides * tension * std::abs(gradient[k]);
  }
  /// One side's, just below (-1) or above (+1) a jump [N/m].
  double stiffness_beside(const StiffnessJump& jump, int above) const {
    const std::size_t c = static_cast<std::size_t>(jump.cable);
    return std::visit(
        [&](const auto& law) {
          return evaluate(law, mechanics.knobs[c], jump.length * (1 + above * 1e-12)).stiffness;
        },
        mechanics.laws[c]);
  }
  /// One side's, just beyond the slack length [N/m].
  double stiffness_beyond_slack(std::size_t c) const {
    const double beyond = slack[c] > 0 ? slack[c] * (1 + 1e-12) : 1e-100;
    return std::visit(
        [&](const auto& law) { return evaluate(law, mechanics.knobs[c], beyond).stiffness; },
        mechanics.laws[c]);
  }

  /// A joint that stands at a corner of its law to within its angle's rounding may stand beyond it,
  /// where the law may be stiffer: its moment is then as uncertain as it would be there.
  void add_corners_by_rounding() {
    const double unit = rounding_unit(model.structure());
    for (const Corner& corner : corners) {
      const auto& joint = model.structure().joints[corner.joint];
      const double inner = joint.relative_to < 0 ? 0 : theta[joint.relative_to];
      const double outer = joint.body < 0 ? 0 : theta[joint.body];
      const double rounding = std::abs(inner) + std::abs(outer) + std::abs(corner.angle);
      if (std::abs(outer - inner - corner.angle) > unit * rounding) continue;
      const double spread = stiffness_beside(corner) * rounding;
      if (joint.body >= 0) e.moment_scale[joint.body] += spread;
      if (joint.relative_to >= 0) e.moment_scale[joint.relative_to] += spread;
    }
  }
  /// The larger of a joint's stiffnesses on both sides of a corner [N m/rad].
  double stiffness_beside(const Corner& corner) const {
    double most = 0;
    for (const double side : {-1e-9, 1e-9}) {
      const auto& law = mechanics.joint_laws[corner.joint];
      const double at = corner.angle + side;
      const double one = std::visit([&](const auto& l) { return evaluate(l, at).stiffness; }, law);
      most = std::max(most, std::abs(mechanics.joint_factor[corner.joint] * one));
    }
    return most;
  }

  /// Whether V, g and H are all numbers, and the moments that holds supply: forces of a muscle
  /// stretched many times its length are not.
  bool finite(const NewtonPoint& p) const {
    double sum = p.V;
    for (const double g : p.g)
      sum += g;
    for (const double h : p.H)
      sum += h;
    for (const double g : e.gradient)
      sum += g;
    return std::isfinite(sum);
  }

  /// S' times a vector over bodies.
  void reduce(const double* over_bodies, double* over_free) const {
    const Structure& s = model.structure();
    for (int i = 0; i < s.free_count; ++i)
      over_free[i] = 0;
    for (const auto& term : s.terms.all)
      over_free[term.free] += term.factor * over_bodies[term.body];
  }

  /// Gradient of a cable's length over the free coordinates.
  void reduced_length_gradient(int c, double* out) {
    const Structure& s = model.structure();
    length_gradient(mechanics, e, c);
    const auto& cable = s.cables[c];
    for (int i = 0; i < s.free_count; ++i)
      out[i] = 0;
    for (int k = 0; k < cable.body_count; ++k) {
      const int b = s.cable_bodies[cable.first_body + k];
      for (const auto& term : s.terms.of(b))
        out[term.free] += term.factor * e.length_gradient[cable.first_body + k];
    }
  }

  Posture posture() const;
  /// `fear`: corners just beyond which V may fall count as met, so that `solve` tries them.
  Certificate certify(Stability& stability, bool fear = false);
};

/// Puts `now` at a start. Refuses one of the wrong size, not finite or out of range.
void set_start(Scratch& workspace, const State& start);
}  // namespace detail

}  // namespace guywire
