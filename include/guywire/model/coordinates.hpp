#pragma once
/// theta = S u + P b: body angles from coordinates u and constraint angles b, and what moments over
/// bodies are about coordinates and constraints. See Structure.
#include <cstddef>

#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// The row of S of a body: dtheta/du.
inline const double* coordinate_factors(const Structure& s, int body) {
  return s.S.data() + static_cast<std::size_t>(body) * s.free_count;
}

/// P b of a body: its angle where every coordinate is zero [rad].
template <class T, class Number>
T angle_at_zero(const Structure& s, const Number* numbers, int body) {
  const std::size_t held = s.constraint_angles.size();
  T sum(0.0);
  for (std::size_t k = 0; k < held; ++k)
    if (const double factor = s.P[body * held + k]; factor != 0)
      sum = sum + factor * T(numbers[s.constraint_angles[k]]);
  return sum;
}

/// theta of a body from its angle at zero, P b [rad].
template <class T>
T body_angle(const Structure& s, T at_zero, const T* u, int body) {
  for (const auto& term : s.terms.of(body))
    at_zero = at_zero + term.factor * u[term.free];
  return at_zero;
}

/// theta of all bodies [rad].
template <class T>
void body_angles(const Structure& s, const T* numbers, const T* u, T* theta) {
  for (int b = 0; b < s.body_count; ++b)
    theta[b] = body_angle(s, angle_at_zero<T>(s, numbers, b), u, b);
}

/// The angle that a joint law sees: of its body against the other; ground (-1) does not turn.
template <class S>
S joint_angle(const Structure::JointEntry& joint, const S* theta) {
  const S outer = joint.body < 0 ? S(0.0) : theta[joint.body];
  const S inner = joint.relative_to < 0 ? S(0.0) : theta[joint.relative_to];
  return outer - inner;
}

/// (S'm)_f: the moment about a coordinate, of moments m(body) about each body [N m].
template <class Moment>
double moment_about_coordinate(const Structure& s, int f, Moment&& m) {
  double sum = 0;
  for (int b = 0; b < s.body_count; ++b)
    sum += coordinate_factors(s, b)[f] * m(b);
  return sum;
}

/// (P'm)_k: the moment that a constraint supplies, of moments m(body) about each body [N m].
template <class T = double, class Moment>
T moment_of_constraint(const Structure& s, std::size_t k, Moment&& m) {
  const std::size_t held = s.constraint_angles.size();
  T sum(0.0);
  for (int b = 0; b < s.body_count; ++b)
    sum = sum + s.P[b * held + k] * m(b);
  return sum;
}

}  // namespace detail

}  // namespace guywire
