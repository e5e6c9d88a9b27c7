#pragma once
// How tension is drawn: the one scale of the SVG writer and the teaching page.
#include <algorithm>
#include <array>
#include <cmath>

namespace guywire::svg {

/// The steps that a legend names, as parts of the full scale: 2, 10, 40 and 100 N of 100 N. Chosen:
/// about even on a logarithmic scale, so that weak muscles are told apart, too.
inline constexpr std::array<double, 4> tension_steps{0.02, 0.1, 0.4, 1.0};
/// Chosen: steps of the legend are wider by about the same.
inline constexpr double tension_exponent = 0.6;
inline constexpr double thinnest = 0.7, thickest = 8;  ///< a cable [px]

/// 0 to 1: how dark and thick a part of the full scale is drawn.
inline double strength_of(double part) {
  return std::pow(std::clamp(part, 0.0, 1.0), tension_exponent);
}

}  // namespace guywire::svg
