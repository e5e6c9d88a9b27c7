#pragma once
/// Least-effort tone by its conditions of optimality. With rigid tendons tension is affine in
/// tone, so the problem is
///
///   min sum w_c a_c^2    subject to    B a = r,    0.01 <= a_c <= 1,    w_c = sides x F0 x lo,
///
/// and its Lagrangian is smallest where a_c = (B^T y)_c / (2 w_c), kept within the limits.
/// Whatever y makes such tones balance the moments solves it: the problem is convex. y is found by
/// Newton steps on the dual, which is convex too.
#include <string>
#include <vector>

#include "referee/referee.hpp"

namespace referee {

struct Effort {
  bool found = false;
  Vector tones;         ///< per cable
  Real value = 0;       ///< sum of w a^2 [N m]
  Real unbalanced = 0;  ///< largest moment that the tones leave [N m]
};

class LeastEffort {
 public:
  /// Balanced are the free moments once the constraints that muscles pay for are let go.
  LeastEffort(const guywire::ModelDescription& d, const Vector& theta)
      : d_(released(d)), referee_(d_) {
    passive_ = referee_.free_part(referee_.moments(theta));
    scale_ = 0;
    for (const Real s : referee_.scale)
      scale_ = std::max(scale_, s);
    const Vector lengths = referee_.lengths;
    for (std::size_t c = 0; c < d_.cables.size(); ++c)
      add_muscle(static_cast<int>(c), theta, lengths[c]);
  }

  Effort solve() {
    Vector y(passive_.size(), 0);
    Vector left = unbalanced(y);
    for (int step = 0; step < 500 && size(left) > 1e-17L * scale_; ++step)
      if (!advance(y, left)) break;
    Effort out;
    for (std::size_t c = 0; c < weights_.size(); ++c) {
      out.tones.push_back(tone(c, y));
      out.value += weights_[c] * out.tones[c] * out.tones[c];
    }
    out.unbalanced = size(left);
    out.found = out.unbalanced <= 1e-15L * scale_;
    return out;
  }

 private:
  static constexpr Real floor = 0.01L;
  static constexpr Real ceiling = 1;

  static guywire::ModelDescription released(guywire::ModelDescription d) {
    std::erase_if(d.constraints, [](const auto& c) { return c.balanced_by_muscles; });
    for (auto& c : d.cables) {
      std::get<guywire::Hill>(c.law).activation = 0;
      c.knobs.tone.reset();
    }
    return d;
  }
  void add_muscle(int c, const Vector& theta, Real length) {
    const auto& cable = d_.cables[c];
    const auto& law = std::get<guywire::Hill>(cable.law);
    const guywire::Knobs& knobs = cable.knobs;
    const auto at_tone = [&](Real tone) {
      return tension(law, Knobs{knobs.length, knobs.stiffness, knobs.strength, tone}, length);
    };
    Vector gain = referee_.free_part(referee_.arms(c, theta));
    for (Real& x : gain)
      x *= at_tone(1) - at_tone(0);
    gains_.push_back(gain);
    weights_.push_back(Real(cable.sides) * law.max_isometric_force * law.optimal_fiber_length);
  }
  Real wanted(std::size_t c, const Vector& y) const {
    return dot(gains_[c], y) / (2 * weights_[c]);
  }
  Real tone(std::size_t c, const Vector& y) const {
    return std::clamp(wanted(c, y), floor, ceiling);
  }

  /// Moments that the tones of y leave: minus the slope of the dual.
  Vector unbalanced(const Vector& y) const {
    Vector left = passive_;
    for (std::size_t c = 0; c < gains_.size(); ++c)
      for (std::size_t i = 0; i < left.size(); ++i)
        left[i] += tone(c, y) * gains_[c][i];
    return left;
  }
  /// A Newton step; only muscles between their limits answer to y. A trace of all others keeps it
  /// from being singular.
  Vector newton_step(const Vector& y, const Vector& left) const {
    const std::size_t n = y.size();
    Matrix H(n, Vector(n, 0));
    for (std::size_t c = 0; c < gains_.size(); ++c) {
      const Real a = wanted(c, y);
      const Real share = (a > floor && a < ceiling ? 1 : 1e-12L) / (2 * weights_[c]);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
          H[i][j] += share * gains_[c][i] * gains_[c][j];
    }
    const Spectrum s = spectrum(H);
    Vector step(n, 0);
    for (std::size_t k = 0; k < n; ++k) {
      const Real part = -dot(s.vectors[k], left) / std::max(s.values[k], 1e-30L);
      for (std::size_t i = 0; i < n; ++i)
        step[i] += part * s.vectors[k][i];
    }
    return step;
  }
  /// Follows a step to where the slope of the dual along it first vanishes, if that is before its
  /// end.
  bool advance(Vector& y, Vector& left) const {
    const Vector step = newton_step(y, left);
    const auto there = [&](Real part) {
      Vector out = y;
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] += part * step[i];
      return out;
    };
    Real low = 0;
    Real high = 1;
    if (dot(unbalanced(there(1)), step) > 0) {
      for (int k = 0; k < 60; ++k) {
        const Real middle = (low + high) / 2;
        (dot(unbalanced(there(middle)), step) > 0 ? high : low) = middle;
      }
    }
    y = there(high);
    left = unbalanced(y);
    return high > 1e-15L;
  }

  const guywire::ModelDescription d_;
  Referee referee_;
  Vector passive_;
  Real scale_ = 0;
  Matrix gains_;  ///< per muscle: moments at full tone along the free directions
  Vector weights_;
};

inline Effort least_effort(const guywire::ModelDescription& d, const Vector& theta) {
  return LeastEffort(d, theta).solve();
}

}  // namespace referee
