#pragma once
/// What `explain` says, for people and for programs.
#include <string>

#include "guywire/statics/winning.hpp"

namespace guywire {

/// One page: a sentence, who turns the tilt body, who is winning, the moments about each joint.
std::string explain_text(const Model& model, const Explanation& explanation);
/// The same in full: every row of both ledgers. Keys carry units.
std::string explain_json(const Model& model, const Explanation& explanation);
/// The ledger about the coordinates, one row per line.
std::string explain_csv(const Model& model, const Explanation& explanation);

}  // namespace guywire
