#pragma once
// The marks of the clinical angles: where their two arms run and the arc between them, in W. SVG
// writer and teaching page draw the same marks.
#include <array>
#include <optional>
#include <vector>

#include "plane.hpp"

namespace guywire::svg {

using Angles = std::vector<double>;  ///< of each body [rad]; 0 where it is no number

struct AngleMark {
  std::array<Vec2, 2> zero{};  ///< the arm that the angle is counted from [m]
  std::array<Vec2, 2> arm{};   ///< the other
  Vec2 center{};               ///< of the arc [m]
  double radius = 0;           ///< [m]; 0: the arms hardly meet, their ends are joined by a line
  double from = 0, to = 0;     ///< of the arc, counter-clockwise from x [rad]

  /// The middle of what joins the arms.
  Vec2 middle() const;
};

/// The line from PSIS to ASIS against the horizontal; nothing where the model lacks landmarks.
std::optional<AngleMark> tilt_mark(const Model& model, const Angles& theta);
/// The upper endplates of S1 and L1: their lines up to the arc about the point where they meet.
std::optional<AngleMark> lordosis_mark(const Model& model, const Angles& theta);

/// Where the line of joined arms lies along them.
inline constexpr double joined_at = 0.95;

}  // namespace guywire::svg
