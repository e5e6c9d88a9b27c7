#pragma once
#include <algorithm>

#include "guywire/posture/posture_angles.hpp"

namespace guywire {

GUYWIRE_INLINE PostureLandmarks posture_landmarks(const Model& model) {
  const ModelDescription& d = model.description();
  const auto place = [](const auto& list, std::string_view name) {
    const auto at = [&](const auto& part) { return part.name == name; };
    const auto it = std::find_if(list.begin(), list.end(), at);
    return it == list.end() ? -1 : static_cast<int>(it - list.begin());
  };
  PostureLandmarks out;
  out.asis = place(d.landmarks, "ASIS");
  out.psis = place(d.landmarks, "PSIS");
  out.hip_axis = place(d.landmarks, "hip_axis");
  out.s1_anterior = place(d.landmarks, "S1_anterior");
  out.s1_posterior = place(d.landmarks, "S1_posterior");
  out.l1_anterior = place(d.landmarks, "L1_anterior");
  out.l1_posterior = place(d.landmarks, "L1_posterior");
  out.pelvis = place(d.bodies, "pelvis");
  out.thorax = place(d.bodies, "thorax");
  return out;
}

GUYWIRE_INLINE PostureAngles posture_angles(const Model& model, std::span<const double> theta) {
  return posture_angles<double>(model, model.numbers().data(), theta.data());
}

}  // namespace guywire
