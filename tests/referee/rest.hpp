#pragma once
/// Where a body rests, and what is read off there: Newton's method on the referee's free-body
/// diagrams, from a stated posture. Nothing is shared with the library: a description goes in, and
/// angles, forces and moments of plain geometry come out.
#include <string>
#include <utility>
#include <vector>

#include "referee/referee.hpp"
#include "support/changes.hpp"

namespace referee {

/// A posture in which nothing is left to push and every small push meets resistance; or why none
/// was found.
struct Rest {
  bool found = false;
  std::string why;
  Vector theta;  ///< per body
  /// On each body about its own hinge [N m]: along free directions they vanish.
  Vector moments;
  Real residual = 0;  ///< largest moment along a free direction [N m]
  Real softest = 0;   ///< smallest eigenvalue of the stiffness there [N m/rad]
  Vector lengths;     ///< per cable
  Vector tensions;    ///< per cable
  /// Per body: of its parent on it, in W.
  std::vector<Point> hinge_forces;
};

/// Newton steps with the magnitudes of the eigenvalues, so that every step goes downhill; halved
/// until it does not climb as steeply at its end. One stiffness serves several steps, as long as
/// each leaves a tenth of the residual or less.
/// (settle.hpp follows each step along its line to the end: sturdier from far away, and ten times
/// slower.)
class RestSearch {
 public:
  explicit RestSearch(const guywire::ModelDescription& d) : d_(d), referee_(d) {}

  Rest from(Vector theta) {
    rest_.theta = std::move(theta);
    if (referee_.free_count() == 0) return lost("nothing is free");
    if (referee_.constraint_error(rest_.theta) > 0) return lost("its start breaks a constraint");
    Vector g = gradient(rest_.theta);
    for (int step = 0; step < 100 && largest(g) > rounding(); ++step) {
      const Real before = largest(g);
      if (!renewed_ || slow_) renew();
      if (!advance(g)) break;
      slow_ = largest(g) > before / 10;
      if (!in_range()) return lost("it leaves the range of its angles");
    }
    finish(g);
    return rest_;
  }

 private:
  Rest lost(const std::string& why) {
    rest_.found = false;
    rest_.why = why;
    return rest_;
  }
  static Real largest(const Vector& g) {
    Real most = 0;
    for (const Real x : g)
      most = std::max(most, std::abs(x));
    return most;
  }
  /// A tenth of what rounding leaves in plain `double`, of the largest sum of moments on a body.
  Real rounding() const { return 1e-17L * largest(referee_.scale); }

  Vector gradient(const Vector& theta) {
    Vector g = referee_.free_part(referee_.moments(theta));
    for (Real& x : g)
      x = -x;
    return g;
  }
  void renew() {
    const auto& directions = referee_.free_directions();
    spectrum_ = spectrum(referee_.stiffness(rest_.theta, directions, 1e-8L));
    renewed_ = true;
  }
  Vector newton_step(const Vector& g) const {
    const auto& s = spectrum_;
    const Real stiffest = std::max(std::abs(s.values.front()), std::abs(s.values.back()));
    Vector step(g.size(), 0);
    for (std::size_t k = 0; k < g.size(); ++k) {
      const Real curvature = std::max(std::abs(s.values[k]), 1e-9L * stiffest);
      const Real part = -dot(s.vectors[k], g) / curvature;
      for (std::size_t i = 0; i < g.size(); ++i)
        step[i] += part * s.vectors[k][i];
    }
    const Real length = size(step);
    if (length > 0.2L)
      for (Real& x : step)
        x *= 0.2L / length;
    return step;
  }
  Vector at(const Vector& step, Real part) const {
    Vector theta = rest_.theta;
    const auto& directions = referee_.free_directions();
    for (std::size_t i = 0; i < step.size(); ++i)
      for (std::size_t b = 0; b < theta.size(); ++b)
        theta[b] += part * step[i] * directions[i][b];
    return theta;
  }
  /// One step; false where every part of it climbs.
  bool advance(Vector& g) {
    const Vector step = newton_step(g);
    const Real slope = std::abs(dot(g, step));
    for (Real part = 1; part > 1e-6L; part /= 2) {
      const Vector theta = at(step, part);
      const Vector there = gradient(theta);
      if (referee_.lost || !(dot(there, step) < 0.9L * slope)) continue;  // beyond, it climbs
      rest_.theta = theta;
      g = there;
      return true;
    }
    return false;
  }
  bool in_range() const {
    for (std::size_t b = 0; b < d_.bodies.size(); ++b) {
      const Real angle = rest_.theta[b];
      if (angle < d_.bodies[b].angle_lower || angle > d_.bodies[b].angle_upper) return false;
    }
    return true;
  }
  void finish(const Vector& g) {
    renew();
    rest_.softest = spectrum_.values.empty() ? 0 : spectrum_.values.front();
    rest_.residual = largest(g);
    rest_.moments = referee_.moments(rest_.theta);
    rest_.lengths = referee_.lengths;
    rest_.tensions = referee_.tensions;
    rest_.hinge_forces.clear();
    for (int b = 0; b < referee_.body_count(); ++b)
      rest_.hinge_forces.push_back(referee_.hinge_force(b));
    // ten times what the search aims at: it ends where rounding lets no step go lower
    if (referee_.lost || !(rest_.residual <= 10 * rounding()))
      lost("a moment is left");
    else if (!(rest_.softest > 1e-6L * spectrum_.values.back()))
      lost("a push meets no resistance");
    else
      rest_.found = true;
  }

  const guywire::ModelDescription& d_;
  Referee referee_;
  Rest rest_;
  Spectrum spectrum_;
  bool renewed_ = false;
  bool slow_ = false;
};

/// Where a body comes to rest from a posture; from its reference, all angles 0, if none is stated.
inline Rest rest(const guywire::ModelDescription& d, const Vector& from = {}) {
  return RestSearch(d).from(from.empty() ? Vector(d.bodies.size(), 0) : from);
}

// --- what is read off a rest ---

inline Real degrees(Real angle) { return angle * 180 / pi; }

/// Sum over the cables that a name stands for, all sides [N].
inline Real tension(const guywire::ModelDescription& d, const Rest& r, const std::string& name) {
  Real sum = 0;
  for (const int c : changes::members(d, name))
    sum += d.cables[c].sides * r.tensions[c];
  return sum;
}

/// From the back of a body's upper endplate to its front, in the body's frame.
inline Point endplate(const guywire::ModelDescription& d, const std::string& name) {
  Point front;
  Point back;
  for (const auto& l : d.landmarks) {
    if (l.name == name + "_anterior") front = {l.point.x, l.point.y};
    if (l.name == name + "_posterior") back = {l.point.x, l.point.y};
  }
  return front - back;
}

/// From the endplate of S1 to that of L1 [deg], + extension.
inline Real lordosis(const guywire::ModelDescription& d, const Vector& theta) {
  const Point sacrum = turned(endplate(d, "S1"), theta[changes::body(d, "pelvis")]);
  const Point loin = turned(endplate(d, "L1"), theta[changes::body(d, "L1")]);
  return degrees(std::atan2(cross(sacrum, loin), dot(sacrum, loin)));
}

/// How far a body is turned forward from its reference [deg].
inline Real tilt(const guywire::ModelDescription& d, const Vector& theta, const std::string& name) {
  return degrees(-theta[changes::body(d, name)]);
}

/// What the disc under a body bears: the force through its hinge, across and along the endplate
/// below.
struct DiscForce {
  Real compression = 0;
  Real shear = 0;  ///< + where the upper body would slide forward
};
inline DiscForce disc_force(const guywire::ModelDescription& d, const Rest& r,
                            const std::string& upper) {
  const int b = changes::body(d, upper);
  const std::string& lower = d.bodies[b].parent;
  const Point flat = endplate(d, lower == "pelvis" ? "S1" : lower);
  const Point forward = (1 / size(flat)) * turned(flat, r.theta[changes::body(d, lower)]);
  const Point upward{-forward.y, forward.x};
  return {dot(r.hinge_forces[b], upward), -dot(r.hinge_forces[b], forward)};
}

/// The moment [N m] of the cables that a name stands for when `turning` turn together as one
/// piece, + back.
inline Real moment(const guywire::ModelDescription& d, const Vector& theta, const std::string& name,
                   const std::vector<int>& turning) {
  Referee referee(d);
  (void)referee.moments(theta);
  const Vector tensions = referee.tensions;
  Real sum = 0;
  for (const int c : changes::members(d, name)) {
    const Vector arms = referee.arms(c, theta);
    for (const int b : turning)
      sum += tensions[c] * arms[b];
  }
  return sum;
}

/// A body and all that hangs on it.
inline std::vector<int> with_all_above(const guywire::ModelDescription& d,
                                       const std::string& name) {
  std::vector<int> out{changes::body(d, name)};
  for (std::size_t b = out.front() + 1; b < d.bodies.size(); ++b)
    for (const int below : out)
      if (d.bodies[b].parent == d.bodies[below].name) {
        out.push_back(static_cast<int>(b));
        break;
      }
  return out;
}

}  // namespace referee
