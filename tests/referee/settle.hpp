#pragma once
/// Goes downhill from a posture by the referee's own mechanics: Newton steps with the magnitudes of
/// the eigenvalues, each followed along its line to where the moment along it vanishes. Slow and
/// sturdy; nothing is shared with the library.
#include "referee/referee.hpp"

namespace referee {

struct Settled {
  Vector theta;
  Vector moved;       ///< per direction, from where it began
  Real residual = 0;  ///< largest moment along a direction
  int steps = 0;
  bool lost = false;
};

class Settling {
 public:
  Settling(Referee& referee, std::vector<Vector> directions, Vector theta)
      : referee_(referee), directions_(std::move(directions)), start_(std::move(theta)) {}

  Settled run(int most_steps, Real good_enough) {
    const int n = static_cast<int>(directions_.size());
    Settled out;
    out.moved.assign(n, 0);
    for (; out.steps < most_steps; ++out.steps) {
      Vector g = gradient(out.moved);
      out.residual = 0;
      for (const Real x : g)
        out.residual = std::max(out.residual, std::abs(x));
      if (out.residual <= good_enough || referee_.lost) break;
      const Vector step = newton_step(out.moved, g);
      const Real reach = along(out.moved, step);
      if (reach == 0) break;
      for (int i = 0; i < n; ++i)
        out.moved[i] += reach * step[i];
    }
    out.lost = referee_.lost;
    out.theta = at(out.moved);
    return out;
  }

 private:
  Vector at(const Vector& u) const {
    Vector theta = start_;
    for (std::size_t i = 0; i < u.size(); ++i)
      for (std::size_t b = 0; b < theta.size(); ++b)
        theta[b] += u[i] * directions_[i][b];
    return theta;
  }
  Vector gradient(const Vector& u) {
    const Vector moments = referee_.moments(at(u));
    Vector g;
    for (const Vector& v : directions_)
      g.push_back(-dot(v, moments));
    return g;
  }
  Vector newton_step(const Vector& u, const Vector& g) {
    const Spectrum s = spectrum(referee_.stiffness(at(u), directions_, 1e-11L));
    const Real stiffest = std::max(std::abs(s.values.front()), std::abs(s.values.back()));
    Vector step(u.size(), 0);
    for (std::size_t k = 0; k < u.size(); ++k) {
      const Real curvature = std::max(std::abs(s.values[k]), 1e-12L * stiffest);
      const Real part = -dot(s.vectors[k], g) / curvature;
      for (std::size_t i = 0; i < u.size(); ++i)
        step[i] += part * s.vectors[k][i];
    }
    const Real length = size(step);
    if (length > 0.3L)
      for (Real& x : step)
        x *= 0.3L / length;
    return step;
  }
  /// How far along a step the moment along it first vanishes: beyond the step if it still pulls
  /// there.
  Real along(const Vector& u, const Vector& step) {
    const auto slope = [&](Real t) {
      Vector there = u;
      for (std::size_t i = 0; i < u.size(); ++i)
        there[i] += t * step[i];
      const Real s = dot(gradient(there), step);
      return referee_.lost ? std::numeric_limits<Real>::infinity() : s;
    };
    Real low = 0;
    Real high = 1;
    for (int k = 0; k < 6 && slope(high) < 0; ++k) {
      low = high;
      high *= 2;
    }
    for (int k = 0; k < 80; ++k) {
      const Real middle = (low + high) / 2;
      (slope(middle) < 0 ? low : high) = middle;
    }
    return low;
  }

  Referee& referee_;
  std::vector<Vector> directions_;
  Vector start_;
};

}  // namespace referee
