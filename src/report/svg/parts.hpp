#pragma once
// What a label speaks of: a group of cables, the sum of its tensions, and how many of it are slack.
#include <string>
#include <vector>

#include "scene.hpp"

namespace guywire::svg {

struct Part {
  std::string title{};
  std::string text{};  ///< "412 N (pale: 380 N)"
  std::vector<CableId> cables{};
  double total = 0;  ///< over cables and sides [N]
  std::size_t strongest = 0;
  int slack_count = 0;
  bool right = false;  ///< it runs in front: its label stands in the right column
  bool slack() const { return slack_count == static_cast<int>(cables.size()); }
};

struct Parts {
  std::vector<Part> shown{};
  bool shortened = false;  ///< only the strongest are shown
};

Parts collect_parts(const Scene& scene);

/// "412 N", "under 0.1 N".
std::string newtons(double t, Language language);

}  // namespace guywire::svg
