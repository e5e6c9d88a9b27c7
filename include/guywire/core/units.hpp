#pragma once
/// Degrees appear only at the edges: `deg * degree` is in radians, `rad / degree` in degrees.
#include <numbers>

namespace guywire {

inline constexpr double degree = std::numbers::pi / 180;  ///< [rad]

}  // namespace guywire
