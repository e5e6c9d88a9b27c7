#pragma once
/// What a hinge carries.
///
/// Shifting a hinge carries everything beyond it along without turning it, so the force with which
/// the parent holds the child is the derivative of V with respect to the hinge's place. It contains
/// muscles, weight and loads exactly; constraints and joint laws give moments only. In the frame of
/// the parent (the lower body), as the hinge's place is.
#include <algorithm>
#include <vector>

#include "guywire/math/dual.hpp"
#include "guywire/mechanics/mechanics.hpp"

namespace guywire {

/// Force of parent on child at each body's hinge [N]: x and y in the parent's frame, 2 per body;
/// right and left together.
template <class S>
std::vector<S> hinge_forces(const Structure& s, const S* numbers, std::size_t number_count,
                            const S* theta) {
  constexpr int width = 8;
  using D = Dual<width, S>;
  std::vector<D> lifted(number_count), angles(s.body_count);
  for (std::size_t i = 0; i < number_count; ++i)
    lifted[i].a = numbers[i];
  for (int b = 0; b < s.body_count; ++b)
    angles[b].a = theta[b];
  std::vector<S> out(2 * s.body_count);
  Evaluation<D> e(s);
  for (int first = 0; first < s.body_count; first += width / 2) {
    const int count = std::min(width / 2, s.body_count - first);
    const auto seed = [&](double value) {
      for (int k = 0; k < 2 * count; ++k)
        lifted[s.hinge[first + k / 2] + k % 2].v[k] = S(value);
    };
    seed(1);
    evaluate(prepare<D>(s, lifted.data()), angles.data(), Derivatives::gradient, e);
    seed(0);
    for (int k = 0; k < 2 * count; ++k)
      out[2 * first + k] = e.energy.v[k];
  }
  // V leaves out the constant work of dead loads on the place of a hinge in ground
  for (const auto& load : s.loads) {
    int root = load.body;
    while (s.parent[root] >= 0)
      root = s.parent[root];
    const S weight = load.mass >= 0 ? numbers[load.mass] * double(load.mass_sides) : S(1.0);
    for (int axis = 0; axis < 2; ++axis)
      out[2 * root + axis] = out[2 * root + axis] - numbers[load.force + axis] * weight;
  }
  return out;
}

}  // namespace guywire
