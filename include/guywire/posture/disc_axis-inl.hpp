#pragma once
#include "guywire/posture/disc_axis.hpp"

namespace guywire {

GUYWIRE_INLINE std::pair<const Landmark*, const Landmark*> upper_endplate(const Model& model,
                                                                          int body) {
  const ModelDescription& d = model.description();
  const std::string_view name = body < 0 ? ground_name : std::string_view(d.bodies[body].name);
  for (const Landmark& front : d.landmarks) {
    if (front.body != name || !front.name.ends_with("_anterior")) continue;
    const Landmark* const back =
        model.landmark(front.name.substr(0, front.name.size() - 8) + "posterior");
    if (back && back->body == name &&
        (back->point.x != front.point.x || back->point.y != front.point.y))
      return {&front, back};
  }
  return {nullptr, nullptr};
}

}  // namespace guywire
