#pragma once
// The sections of an explanation. Moments are shown + forward, that is with the opposite sign of
// the ledger's.
#include <string>
#include <vector>

#include "guywire/report/explain.hpp"

namespace guywire {

/// Moment of a ledger's row about a coordinate or joint, + forward [N m].
inline double forward_moment(const LedgerSum& s, int column) {
  return -(s.passive[column] + s.active[column]);
}

/// What a clinician calls the hinge of a body: its joint law's name, the hip for the pelvis.
std::string hinge_name(const Model& model, const std::string& body);

/// Whether a name means several muscles ("hamstrings", "hip_flexors"); "iliopsoas",
/// "rectus_femoris", "gluteus_maximus" are one.
inline bool is_plural(const std::string& name) {
  return name.ends_with("ings") || name.ends_with("als") || name.ends_with("ors");
}

/// Who pulls which way, in a sentence: cables by group, then what else turns the body.
std::string pull_sentence(const Model& model, const std::vector<LedgerSum>& sums, int column);

/// Which group accounts for the tilt, in a sentence.
std::string winner_sentence(const Model& model, const Winning& winning, const std::string& body);
/// A row for each group: what returning it, cutting it out, shortening it would do.
std::string winning_table(const Winning& winning);

/// What each hinge carries, beside the same body with all knobs at reference; empty where none
/// carries anything.
std::string load_words(const Model& model, const Explanation& explanation);

/// How sure the answer is: in a sentence, and as a table.
std::string certainty_sentence(const Robustness& robustness, const std::string& body,
                               Language language = Language::english);
std::string certainty_words(const Model& model, const Robustness& robustness,
                            Language language = Language::english);

}  // namespace guywire
