#pragma once
/// Where a cable runs, for pictures: its straight stretches and its arcs about circles, as seen
/// from the right.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// A straight stretch of a cable, or an arc about a circle; in W [m], projected on the sagittal
/// plane.
struct PathPiece {
  Vec2 from, to;
  double radius = 0;  ///< of an arc [m]; 0 is straight
  double wrap =
      0;  ///< angle of an arc [rad]; more than 2 pi where it is wound on a drum by more than a turn
  double sense = 1;  ///< +1 an arc that runs counter-clockwise
  Vec2 center{};     ///< of an arc [m]

  Vec2 at(double share) const;  ///< 0 is `from`, 1 is `to`
  double length() const;        ///< in the plane [m]
};

/// The pieces from the first point to the last, for body angles theta [rad]. A circle that the
/// cable does not touch leaves no trace. Where the path is lost between two points it is drawn
/// straight: see why_lost.
std::vector<PathPiece> cable_path(const Model& model, CableId cable, std::span<const double> theta);

/// Why the path of a cable is not defined at body angles theta [rad]: a fact with the cable, the
/// circle and the reason (a point or circle inside it, cut by the straight line, unwound, led about
/// by a full turn). Empty where the path is defined.
Facts why_lost(const Model& model, CableId cable, std::span<const double> theta);
/// The same with other numbers, laid out as Model::numbers().
Facts why_lost(const Model& model, CableId cable, std::span<const double> numbers,
               std::span<const double> theta);

namespace detail {

/// Refuses a posture at which the path of a cable is not defined.
void require_paths(const Model& model, std::span<const double> theta);
/// Where a cable's segment begins, counted along its path, on which circles count, too.
inline int first_point(const Cable& cable, int segment) {
  int at = 0;
  for (int passed = 0; passed < segment; ++at)
    passed += cable.path[at + 1].circle.empty();
  return at;
}
/// The segment that begins there.
inline int segment_from(const Cable& cable, int point) {
  const auto is_point = [](const PathPoint& p) { return p.circle.empty(); };
  return static_cast<int>(std::count_if(cable.path.begin(), cable.path.begin() + point, is_point));
}

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/cable_path-inl.hpp"
#endif
