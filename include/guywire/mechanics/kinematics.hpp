#pragma once
/// Where points of bodies are.
#include <span>

#include "guywire/model/model.hpp"

namespace guywire {

/// Position in W [m] of a point of a body, for body angles theta [rad].
Vec2 position(const Model& model, BodyId body, Vec2 p_BP_B, std::span<const double> theta);

/// Index of the body whose angle is "tilt": the one that the model names, or the first free
/// coordinate's, or the first body where every coordinate is held.
inline int tilt_body(const Model& model) { return model.structure().tilt_body; }

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/kinematics-inl.hpp"
#endif
