#pragma once
/// The potential of a posture, its exact gradient and Hessian, in absolute body angles theta.
///
/// V(theta) = sum sides E(l) + sum sides preload U(phi) - work of dead loads. A vector between two
/// points is a sum of rotating levers d = c + sum R(theta_i) w_i over the bodies between its ends,
/// so d(d)/dtheta_i = R w_i turned by 90 degrees and the second derivative is the lever itself
/// turned by 180: no chain rule through the tree is needed, and a segment touches only those
/// bodies. Templates on Scalar: double, ceres::Jet, lanes.
///
/// `prepare` (preparation.hpp) turns a model's numbers into a Mechanics (prepared.hpp), once;
/// `evaluate` fills an Evaluation (evaluation.hpp) from it at any angles: loads and joints
/// (joints_and_loads.hpp), straight segments (straight.hpp), segments over circles (wrapped.hpp).
#include <algorithm>
#include <cstddef>

#include "guywire/mechanics/evaluation.hpp"
#include "guywire/mechanics/joints_and_loads.hpp"
#include "guywire/mechanics/preparation.hpp"
#include "guywire/mechanics/prepared.hpp"
#include "guywire/mechanics/straight.hpp"
#include "guywire/mechanics/wrapped.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// Energy, tension and stiffness of cable c.
template <class S, class L>
inline TensionPoint<S> tension_point(const Mechanics<L>& m, const Tissues<S>& t, std::size_t c,
                                     const S& length) {
  const auto& law = m.laws[c];
  if (const int shape = m.shape_of[c]; shape >= 0)
    return evaluate(in_scalar<S>(*std::get_if<BasicHill<L>>(&law)), t.shapes[shape], t.knobs[c],
                    length);
  return matched(law, [&](const auto& l) -> TensionPoint<S> {
    if constexpr (is_plain<S> || std::remove_cvref_t<decltype(l)>::in_lanes)
      return evaluate(in_scalar<S>(l), t.knobs[c], length);
    else
      return {S(0.0), S(0.0), S(0.0), S(0.0)};  // fit_lanes refuses models with such a law
  });
}

/// One call of `evaluate`, in steps. They are inlined: what they hand on stays in registers.
template <class S, class L>
class EvaluationPass {
 public:
  [[gnu::always_inline]] EvaluationPass(const Mechanics<L>& m, const Tissues<S>& tissues,
                                        const S* theta, Derivatives order, Evaluation<S>& e)
      : m_(m),
        s_(*m.structure),
        tissues_(tissues),
        theta_(theta),
        with_hessian_(order == Derivatives::hessian),
        e_(e) {}

  [[gnu::always_inline]] void run() {
    e_.lost_cable = -1;
    e_.lost = MaskOf<S>{};
    begin_with_loads(m_, theta_, with_hessian_, e_, energy_);
    rotate_levers();
    pull_all(m_, e_);
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      add_cable(c);
    for (const auto& group : s_.groups)
      add_group(m_, e_, group, with_hessian_);
    for (std::size_t j = 0; j < s_.joints.size(); ++j)
      add_joint(m_, j, theta_, with_hessian_, e_, energy_);
    if (with_hessian_) mirror_hessian();
    e_.energy = energy_.value;
    e_.energy_scale = energy_.scale;
  }

 private:
  [[gnu::always_inline]] void rotate(const Structure::Arm& arm, const L& x, const L& y,
                                     typename Evaluation<S>::Turned& out) {
    const S c = e_.cosine[arm.body], w = e_.sine[arm.body];
    out.x = c * x - w * y;
    out.y = w * x + c * y;
  }

  /// The levers that segments share, their sums by group, and those of segments over circles. End
  /// levers of straight segments follow in pull_all.
  [[gnu::always_inline]] void rotate_levers() {
    for (std::size_t k = 0; k < s_.links.size(); ++k)
      rotate(s_.links[k], m_.link_x[k], m_.link_y[k], e_.turned[k]);
    const std::size_t first_curved = s_.links.size() + 2 * s_.straights.size();
    for (std::size_t k = 0; k < s_.curved_arms.size(); ++k)
      rotate(s_.curved_arms[k], m_.curved_x[k], m_.curved_y[k], e_.turned[first_curved + k]);
    for (std::size_t k = 0; k < s_.groups.size(); ++k) {
      S x(0.0), y(0.0);
      for (const Structure::GroupLink *p = s_.group_links.data() + s_.groups[k].first_link,
                                      *last = p + s_.groups[k].link_count;
           p < last; ++p) {
        x = x + e_.turned[p->link].x;
        y = y + e_.turned[p->link].y;
      }
      e_.between[k].x = x;
      e_.between[k].y = y;
    }
  }

  /// Length and tension of cable c. What a single straight segment adds to gradient and Hessian
  /// follows with its group; of several segments this adds what no group knows.
  [[gnu::always_inline]] void add_cable(std::size_t c) {
    const auto& cable = s_.cables[c];
    const bool curved = m_.courses[c].curved_count > 0;
    const bool single = cable.straight_count == 1 && !curved;
    const S length = cable_length(c, curved);
    e_.length[c] = length;
    const auto point = tension_point(m_, tissues_, c, length);
    e_.tension[c] = point.tension;
    e_.stiffness[c] = point.stiffness;
    const S stiffness = note_strain(c, point, single);
    if (single) return;
    // kept where `length_gradient` would have to do much again
    S* const G = curved ? e_.length_gradient.data() + cable.first_body : e_.slope.data();
    if (curved)
      add_curved_tension(c, G);
    else
      for (int i = 0; i < cable.body_count; ++i)
        G[i] = S(0.0);
    if (!with_hessian_ && !curved) return;
    add_slopes(s_, cable, e_, G);
    if (with_hessian_) add_square(s_, cable, G, stiffness, e_.hessian.data());
  }

  [[gnu::always_inline]] S cable_length(std::size_t c, bool curved) {
    const auto& cable = s_.cables[c];
    S length = S(m_.courses[c].fixed_length);
    if (curved) length = curved_length(c, length);
    const int* const straights = s_.cable_straights.data() + cable.first_straight;
    for (int g = 0; g < cable.straight_count; ++g)
      length = length + e_.pulls[straights[g]].length;
    return length;
  }

  /// `length` and that of cable c's segments over circles, whose derivatives it keeps.
  [[gnu::always_inline]] S curved_length(std::size_t c, const S& length) {
    const int nb = s_.cables[c].body_count;
    CurvedSums<S> sums{.bodies = nb,
                       .with_hessian = with_hessian_,
                       .length = length,
                       .gradient = e_.curved_gradient.data(),
                       .hessian = e_.local.data(),
                       .uncertainty = e_.uncertainty.data(),
                       .planar = e_.planar.data()};
    for (int i = 0; i < nb; ++i)
      sums.gradient[i] = S(0.0);
    for (int i = 0; i < nb; ++i)
      sums.uncertainty[i] = S(0.0);
    if (with_hessian_)
      for (int i = 0; i < nb * nb; ++i)
        sums.hessian[i] = S(0.0);
    add_curved_segments(m_, e_, theta_, c, sums);
    return sums.length;
  }

  /// Tension and stiffness of both sides of cable c, and what they are known to; adds its energy.
  /// Gives the stiffness.
  [[gnu::always_inline]] S note_strain(std::size_t c, const TensionPoint<S>& point, bool single) {
    const auto& course = m_.courses[c];
    const double sides = s_.cables[c].sides;
    const S T = sides * point.tension, k = sides * point.stiffness;
    // a length is known to the rounding of the levers that it adds up, however short it is
    const S rounding = S(course.reach) + e_.length[c];
    S spread = magnitude(k) * rounding + T;
    spread = spread + select(point.tension > S(0.0), sides * S(course.law_rounding.force), S(0.0));
    auto& strain = e_.strains[c];
    strain.tension = T;
    strain.stiffness = single ? k : S(0.0);
    strain.spread = spread;
    if constexpr (carries_potential<S>) {
      e_.active[c] = point.active;
      energy_.value = energy_.value + sides * point.energy;
      energy_.scale = energy_.scale + sides * (point.energy + point.tension * rounding +
                                               S(course.law_rounding.energy));
    }
    return k;
  }

  /// Begins cable c's length gradient G with its segments over circles, and adds what its tension
  /// makes of them.
  [[gnu::always_inline]] void add_curved_tension(std::size_t c, S* G) {
    const auto& cable = s_.cables[c];
    const int n = s_.body_count, nb = cable.body_count;
    const int* const bodies = s_.cable_bodies.data() + cable.first_body;
    const S T = e_.strains[c].tension, spread = e_.strains[c].spread;
    for (int i = 0; i < nb; ++i) {
      G[i] = e_.curved_gradient[i];
      const int body = bodies[i];
      e_.gradient[body] = e_.gradient[body] + T * G[i];
      e_.moment_scale[body] =
          e_.moment_scale[body] + (spread * magnitude(G[i]) + T * e_.uncertainty[i]);
      if (!with_hessian_) continue;
      for (int j = 0; j <= i; ++j) {
        S& h = e_.hessian[body * n + bodies[j]];
        h = h + T * e_.local[i * nb + j];
      }
    }
  }

  /// The upper triangle from the lower.
  [[gnu::always_inline]] void mirror_hessian() {
    const int n = s_.body_count;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j)
        e_.hessian[j * n + i] = e_.hessian[i * n + j];
  }

  const Mechanics<L>& m_;
  const Structure& s_;
  const Tissues<S>& tissues_;
  const S* theta_;
  bool with_hessian_;
  Evaluation<S>& e_;
  EnergySum<S> energy_;
};

}  // namespace detail

/// Fills `e` at body angles `theta`: energy, gradient, lengths, tensions; the Hessian too if asked
/// for. `tissues` stands in for m's own: in lanes, bodies that share their geometry share one
/// Mechanics<double>.
template <class S, class L>
void evaluate(const Mechanics<L>& m, const Tissues<S>& tissues, const S* theta, Derivatives order,
              Evaluation<S>& e) {
  detail::EvaluationPass<S, L>(m, tissues, theta, order, e).run();
}

template <class S>
void evaluate(const Mechanics<S>& m, const S* theta, Derivatives order, Evaluation<S>& e) {
  evaluate(m, m, theta, order, e);
}

/// Gradient of cable c's length over its bodies [m] at the angles evaluated last, laid out as
/// Structure::cable_bodies. Fills its part of e.length_gradient, which `evaluate` leaves open where
/// it can do without.
template <class S, class L>
const S* length_gradient(const Mechanics<L>& m, Evaluation<S>& e, std::size_t c) {
  const Structure& s = *m.structure;
  S* const G = e.length_gradient.data() + s.cables[c].first_body;
  if (m.courses[c].curved_count > 0) return G;  // was filled
  for (int i = 0; i < s.cables[c].body_count; ++i)
    G[i] = S(0.0);
  detail::add_slopes(s, s.cables[c], e, G);
  return G;
}

/// That of every cable.
template <class S, class L>
void length_gradients(const Mechanics<L>& m, Evaluation<S>& e) {
  for (std::size_t c = 0; c < m.courses.size(); ++c)
    length_gradient(m, e, c);
}

}  // namespace guywire
