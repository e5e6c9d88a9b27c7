#pragma once
#include "guywire/model/description.hpp"
#include "json_text.hpp"

namespace guywire {

/// A model file's content. Without `prose` only what counts for the answers: no name, title,
/// sources, notes and outlines.
Json description_json(const ModelDescription& d, bool prose);

/// The tilt body of a file that names none: the pelvis, where there is one.
inline std::string usual_tilt(const ModelDescription& d) {
  for (const Body& b : d.bodies)
    if (b.name == "pelvis") return b.name;
  return {};
}

}  // namespace guywire
