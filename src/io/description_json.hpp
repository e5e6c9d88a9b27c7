#pragma once
#include "guywire/model/description.hpp"
#include "json_text.hpp"

namespace guywire {

/// A model file's content. Without `prose` only what counts for the answers: no name, title,
/// sources, notes and outlines.
Json description_json(const ModelDescription& d, bool prose);

}  // namespace guywire
