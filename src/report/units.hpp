#pragma once
// Quantities as they are shown outside: an angle is in degrees there, everything else in SI.
#include <string>

#include "guywire/core/units.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

/// What a number in SI is divided by to be shown.
inline double shown_factor(const std::string& unit) { return unit == "rad" ? degree : 1.0; }
inline double shown_factor(const Quantity& q) { return shown_factor(q.unit); }
inline double shown(const std::string& unit, double si) { return si / shown_factor(unit); }
inline double shown(const Quantity& q, double si) { return shown(q.unit, si); }

/// "°", "N", "N m".
inline std::string shown_unit(const std::string& unit) { return unit == "rad" ? "°" : unit; }

/// What stands behind a quantity's name: "_deg", "_N", "_Nm".
inline std::string unit_suffix(const Quantity& q) {
  if (q.unit == "N m") return "_Nm";
  return q.unit == "rad" ? "_deg" : "_" + q.unit;
}
/// "lordosis_deg", "psoas.tension_N": the name of a column, a key, an attribute.
inline std::string quantity_key(const Quantity& q) { return q.name + unit_suffix(q); }

}  // namespace guywire
