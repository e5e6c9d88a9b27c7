#pragma once
/// What loads and joints add to energy, gradient and Hessian: V = sum sides preload U(phi) - work
/// of dead loads.
#include <cmath>
#include <cstddef>
#include <utility>

#include "guywire/mechanics/evaluation.hpp"
#include "guywire/mechanics/prepared.hpp"
#include "guywire/model/structure.hpp"

namespace guywire::detail {

template <class S>
inline void sine_and_cosine(const S& angle, S& sine, S& cosine) {
  using std::cos;
  using std::sin;
  if constexpr (requires { sincos(angle, sine, cosine); })
    sincos(angle, sine, cosine);
  else {
    sine = sin(angle);
    cosine = cos(angle);
  }
}

/// V while it is added up.
template <class S>
struct EnergySum {
  S value{};  ///< [J]
  S scale{};  ///< sum of magnitudes of its terms [J]
};

/// Begins gradient and Hessian (its lower triangle) with the loads, body by body; keeps each body's
/// sine and cosine.
template <class S, class L>
[[gnu::always_inline]] inline void begin_with_loads(const Mechanics<L>& m, const S* theta,
                                                    bool with_hessian, Evaluation<S>& e,
                                                    EnergySum<S>& energy) {
  const int n = m.structure->body_count;
  S* const H = e.hessian.data();
  if (with_hessian)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j)
        H[i * n + j] = S(0.0);
  for (int i = 0; i < n; ++i) {
    S c, w;
    sine_and_cosine(theta[i], w, c);
    e.cosine[i] = c;
    e.sine[i] = w;
    const S a = S(m.load_cos[i]), b = S(m.load_sin[i]), couple = S(m.couple[i]);
    if constexpr (carries_potential<S>)
      energy.value = energy.value - a * c - b * w - couple * theta[i];
    const S scale = S(m.load_scale[i]);
    energy.scale = energy.scale + scale;
    e.gradient[i] = a * w - b * c - couple;
    e.moment_scale[i] = scale;
    if (with_hessian) H[i * n + i] = a * c + b * w;
  }
}

/// Adds joint j.
template <class S, class L>
[[gnu::always_inline]] inline void add_joint(const Mechanics<L>& m, std::size_t j, const S* theta,
                                             bool with_hessian, Evaluation<S>& e,
                                             EnergySum<S>& energy) {
  const int n = m.structure->body_count;
  const auto& joint = m.structure->joints[j];
  const S inner = joint.relative_to < 0 ? S(0.0) : theta[joint.relative_to];
  const S outer = joint.body < 0 ? S(0.0) : theta[joint.body];
  const auto point = matched(
      m.joint_laws[j], [&](const auto& law) { return evaluate(in_scalar<S>(law), outer - inner); });
  const S f = S(m.joint_factor[j]), moment = f * point.moment, stiffness = f * point.stiffness;
  if constexpr (carries_potential<S>) {
    energy.value = energy.value + f * point.energy;
    energy.scale = energy.scale + magnitude(f * point.energy);
  }
  // the angle is known to the rounding of its parts; a neutral angle is at most 3.2 rad
  const S angle = magnitude(inner) + magnitude(outer) + 3.2;
  const S scale = magnitude(f) * point.terms + magnitude(stiffness) * angle;
  for (const auto& [body, sign] :
       {std::pair{joint.body, 1.0}, std::pair{joint.relative_to, -1.0}}) {
    if (body < 0) continue;
    e.gradient[body] = e.gradient[body] + sign * moment;
    e.moment_scale[body] = e.moment_scale[body] + scale;
    if (with_hessian) e.hessian[body * n + body] = e.hessian[body * n + body] + stiffness;
  }
  if (!with_hessian || joint.body < 0 || joint.relative_to < 0) return;
  const int row = std::max(joint.body, joint.relative_to),
            column = std::min(joint.body, joint.relative_to);
  e.hessian[row * n + column] = e.hessian[row * n + column] - stiffness;
}

}  // namespace guywire::detail
