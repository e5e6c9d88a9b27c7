#pragma once
/// What a law gives over a whole range at once, so that intervals can prove things of a model that
/// holds it.
#include <string_view>

#include "guywire/math/interval.hpp"

namespace guywire {

/// Bounds of tension [N] and stiffness [N/m] over a range of lengths, or of a joint's dU/dphi [N m]
/// and d2U/dphi2 [N m/rad] over a range of angles.
struct ForceRange {
  Interval force;
  Interval slope;
};

/// What `enclosure` returns for a law whose formulas no interval can bound. Proofs refuse a model
/// that holds it.
struct NoEnclosure {
  std::string_view reason;  ///< goes on with "is KIND, which ..."
  std::string_view remedy;  ///< what to use in its place
};

/// f over `x`, from f and its slope over all of x, made sharper by the value in the middle.
template <class F>
ForceRange sharpened(const Interval& x, F&& law) {
  ForceRange out = law(x);
  const double m = middle(x);
  if (!(width(x) > 0) || !std::isfinite(m)) return out;
  out.force = common(out.force, law(Interval(m)).force + out.slope * (x - m));
  return out;
}

}  // namespace guywire
