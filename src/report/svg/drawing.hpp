#pragma once
// The drawing as data, for those who do not write SVG: the teaching page.
#include <nlohmann/json.hpp>

#include "shapes.hpp"

namespace guywire::svg {

/// Shapes from back to front, named points, how tension is drawn, and how a cut edge fades. A point
/// is [body, x, y]: the body's index, and meters in its axes. Constant for a model.
nlohmann::ordered_json drawing_json(const Model& model);

}  // namespace guywire::svg
