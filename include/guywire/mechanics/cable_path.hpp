#pragma once
/// Where a cable runs, for pictures: its straight stretches and its arcs about circles, as seen from the right.
#include <span>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// A straight stretch of a cable, or an arc about a circle; in W [m], projected on the sagittal plane.
struct PathPiece {
  Vec2 from, to;
  double radius = 0;  ///< of an arc [m]; 0 is straight
  double wrap = 0;    ///< angle of an arc [rad]
  double sense = 1;   ///< +1 an arc that runs counter-clockwise
  Vec2 center{};      ///< of an arc [m]

  Vec2 at(double share) const;  ///< 0 is `from`, 1 is `to`
  double length() const;        ///< in the plane [m]
};

/// The pieces from the first point to the last, for body angles theta [rad]. A circle that the cable does not touch, or that it has lost,
/// leaves no trace.
std::vector<PathPiece> cable_path(const Model& model, CableId cable, std::span<const double> theta);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/cable_path-inl.hpp"
#endif
