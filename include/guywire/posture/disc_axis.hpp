#pragma once
/// Which way a disc faces: the axis along which a hinge's force counts as compression.
///
/// From stated geometry, in this order, always in the frame of the parent (the lower body):
///   1. the parent's upper endplate, where the model has the landmarks X_anterior and X_posterior
///      on it (S1 on the pelvis, L5 ... L1); the axis is the endplate's normal, pointing up;
///   2. else the line from the parent's own hinge to this one (a shaft or a frame without
///      endplates).
/// A body that hangs on ground without such landmarks has no axis. "Forward" is the axis turned by
/// 90 degrees to where x is positive.
#include <optional>

#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/model/model.hpp"

namespace guywire {

/// Unit vectors in the parent's frame: across the disc (from the parent towards the child) and
/// along it (forward).
template <class S>
struct DiscAxis {
  S across_x, across_y, along_x, along_y;
};

/// The two landmarks of the upper endplate of a body (index; -1 is ground): front, back; nullptr
/// where the model has none.
std::pair<const Landmark*, const Landmark*> upper_endplate(const Model& model, int body);

/// Of the hinge of this body; empty where geometry gives none.
template <class S>
std::optional<DiscAxis<S>> disc_axis(const Model& model, const S* numbers, int body) {
  using std::sqrt;
  const Structure& s = model.structure();
  const int parent = s.parent[body];
  const auto [front, back] = upper_endplate(model, parent);
  S x, y;
  if (front) {
    const double forward_x = front->point.x - back->point.x,
                 forward_y = front->point.y - back->point.y;
    x = S(-forward_y);
    y = S(forward_x);
  } else if (parent >= 0) {
    x = numbers[s.hinge[body]];
    y = numbers[s.hinge[body] + 1];
  } else {
    return std::nullopt;
  }
  const S square = x * x + y * y;
  if (!(square > S(0.0))) return std::nullopt;
  const S inverse = 1.0 / sqrt(square), nx = x * inverse, ny = y * inverse;
  const double sense = ny < S(0.0) ? -1 : 1;
  return DiscAxis<S>{nx, ny, sense * ny, -sense * nx};
}

namespace detail {

/// Compression (axis 0) or shear (axis 1) at the hinge of a body that has an axis.
template <class S>
S disc_force(const Model& model, const S* numbers, std::size_t number_count, const S* theta,
             int body, int axis) {
  const auto force = hinge_forces<S>(model.structure(), numbers, number_count, theta);
  const auto disc = *disc_axis<S>(model, numbers, body);
  return axis == 0 ? force[2 * body] * disc.across_x + force[2 * body + 1] * disc.across_y
                   : -(force[2 * body] * disc.along_x + force[2 * body + 1] * disc.along_y);
}

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/disc_axis-inl.hpp"
#endif
