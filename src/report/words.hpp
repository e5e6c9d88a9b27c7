#pragma once
// Words and numbers for people.
#include <cmath>
#include <string>

#include "guywire/core/units.hpp"
#include "guywire/model/model.hpp"

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

/// The parts that tensions are summed over: the model's partition, or every cable by itself.
inline std::vector<std::pair<std::string, std::vector<CableId>>> parts(const Model& model) {
  std::vector<std::pair<std::string, std::vector<CableId>>> out;
  for (const std::string& name : model.description().partition) out.emplace_back(name, model.cables(name));
  if (out.empty())
    for (const Cable& c : model.description().cables) out.emplace_back(c.name, model.cables(c.name));
  return out;
}

}  // namespace guywire
