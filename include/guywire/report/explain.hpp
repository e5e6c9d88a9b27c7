#pragma once
/// What `explain` says, for people and for programs.
#include <string>
#include <vector>

#include "guywire/posture/attribution.hpp"
#include "guywire/posture/population.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// What stands beside an explanation.
struct ExplainNotes {
  std::vector<std::string> settings{};  ///< as the user wrote them, repeated in the answer
  std::string next{};                   ///< a last line: what to ask next; empty for none
  /// How sure it is: `explained` and `winning_part` asked of scattered bodies.
  const Robustness* certainty = nullptr;
  /// In JSON: every row of both ledgers, and the hash of the model. Most of the time that writing
  /// takes goes there.
  bool rows = true;
};

/// One page: the tilt and what causes it, the moments about the tilt body's hinge, which group
/// accounts for the tilt, the moments about each joint, what each joint carries.
std::string explain_text(const Model& model, const Explanation& explanation,
                         const ExplainNotes& notes = {}, Language language = Language::english);
/// The same in full: every row of both ledgers. Keys carry units; sentences are in the language.
std::string explain_json(const Model& model, const Explanation& explanation,
                         const ExplainNotes& notes = {}, Language language = Language::english);
/// The ledger about the coordinates, one row per line.
std::string explain_csv(const Model& model, const Explanation& explanation);

}  // namespace guywire
