#pragma once
/// Right and left legs apart: each with a pose of its own.
#include <string>
#include <utility>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// Poses of one leg: constraint name -> angle [rad]. Constraints not named keep the angle they
/// have.
struct LegPose {
  std::vector<std::pair<std::string, double>> angles;
};
/// The same body with its paired parts (sides = 2) split into right and left: bodies, constraints,
/// joints, cables and groups get `_r` and `_l`; cables of the trunk stay paired. Groups keep their
/// names for both sides together.
struct Legs {
  LegPose right{}, left{};
};
Model with_legs(const Model& model, const Legs& legs);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/legs-inl.hpp"
#endif
