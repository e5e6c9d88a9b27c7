#pragma once
// Words and numbers for people.
#include <cmath>
#include <sstream>
#include <string>

#include "guywire/core/units.hpp"
#include "guywire/statics/ledger.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

inline constexpr double degrees_per_radian = 1 / degree;

/// What `write` puts into a stream, as a text.
template <class Write>
std::string written(Write&& write) {
  std::ostringstream out;
  write(out);
  return std::move(out).str();
}

/// "erector_spinae" -> "erector spinae".
inline std::string plain_name(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

/// What stands behind a quantity's name outside: an angle is in degrees there.
inline std::string unit_suffix(const Quantity& q) {
  if (q.unit == "N m") return "_Nm";
  return q.unit == "rad" ? "_deg" : "_" + q.unit;
}

inline std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// What the user turned, a line for each group: per cent of fibre (or slack length), millimetres, per cent of muscle-tendon length. Empty if
/// nothing is. Defined in answer.cpp.
std::string knob_words(const Model& model, const Posture& posture);

/// "7.4 N m/rad", or "infinite (held)": what is held gives way to no moment. Defined in answer.cpp.
std::string stiffness_words(double stiffness);

/// Names that a user may choose from, as a remedy: "It has: pelvis, L5.". Defined in answer.cpp.
std::string coordinate_names(const Model& model);

}  // namespace guywire
