#pragma once
// Hinges, what is fixed to the ground, and the names of the vertebrae.
#include "layout.hpp"

namespace guywire::svg {

/// What hinges and cables in ground are fixed to; of a body of bones nothing.
void draw_supports(Surface& out, const Scene& scene, const View& view);
/// The hip axis, or every hinge.
void draw_hinges(Surface& out, const Scene& scene, const View& view);
/// "L3", where there is room to write on it.
void draw_level_names(Surface& out, const Scene& scene, const View& view);
/// The mark of the hip axis [px].
void draw_hip_axis(Surface& out, Vec2 p);

}  // namespace guywire::svg
