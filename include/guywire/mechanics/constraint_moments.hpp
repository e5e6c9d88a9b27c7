#pragma once
/// What holds supply.
///
/// A constraint A theta = b balances what V leaves over on the bodies that it ties: its moment is
/// mu = P' dV/dtheta, the change of V with the angle held. It is what a dynamometer reads, and what
/// muscles would have to supply without the hold.
#include <vector>

#include "guywire/mechanics/mechanics.hpp"

namespace guywire {

/// Moment that each constraint supplies [N m], + counter-clockwise; right and left together.
template <class S>
std::vector<S> constraint_moments(const Structure& s, const S* numbers, const S* theta) {
  const Mechanics<S> m = prepare<S>(s, numbers);
  Evaluation<S> e(s);
  evaluate(m, theta, Derivatives::gradient, e);
  const std::size_t held = s.constraint_angles.size();
  std::vector<S> out;
  for (std::size_t k = 0; k < held; ++k)
    out.push_back(detail::moment_of_constraint<S>(s, k, [&](int b) { return e.gradient[b]; }));
  return out;
}

}  // namespace guywire
