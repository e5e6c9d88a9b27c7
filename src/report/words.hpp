#pragma once
// Words and numbers for people.
#include <cmath>
#include <string>

#include "guywire/core/units.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

inline constexpr double degrees_per_radian = 1 / degree;

/// "erector_spinae" -> "erector spinae".
inline std::string plain_name(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

inline std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// What the user turned, a line for each group: per cent of fibre (or slack length), millimetres, per cent of muscle-tendon length. Empty if
/// nothing is. Defined in answer.cpp.
std::string knob_words(const Model& model, const Posture& posture);

}  // namespace guywire
