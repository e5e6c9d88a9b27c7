#pragma once
// A list of equilibria in words, for the message of a test that fails.
#include <string>

#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

inline std::string where(const Equilibria& e) {
  std::string text = sentences(e.why);
  for (const auto& f : e.found) {
    text += "\n ";
    for (const double u : f.posture.coordinates)
      text += " " + to_text(u);
    text += " " + std::string(to_string(f.status)) + (f.unique ? "" : " not proved");
  }
  for (const auto& cell : e.undecided) {
    text += "\n  undecided";
    for (const Interval& i : cell)
      text += " [" + to_text(i.lower) + ", " + to_text(i.upper) + "]";
  }
  return text;
}

}  // namespace guywire
