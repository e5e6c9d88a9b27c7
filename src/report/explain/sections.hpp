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

/// Column of the tilt body, or -1 when its angle is no coordinate.
int tilt_column(const Model& model, const Ledger& ledger);

/// The tilt, and the lordosis where the body has one.
std::string posture_sentences(const Model& model, const Outcome<Posture>& rest, Language language);
/// What is supplied from outside to what muscles would otherwise have to hold.
std::vector<std::string> hold_sentences(const Model& model, const Posture& posture,
                                        Language language);

/// The hinge of a body: its joint law's name, "hip" for the pelvis.
std::string hinge_name(const Model& model, const std::string& body);
/// What a clinician calls it: "L5/S1" (its joint law is "disc L5/S1").
std::string hinge_in_words(const Model& model, const std::string& body, Language language);

/// The moments of cables, by direction, and what else turns the body.
Facts pulls(const Model& model, const std::vector<LedgerSum>& sums, int column,
            const std::string& body, Language language);

/// Which group accounts for the tilt, or why none is named.
Facts winner_facts(const Model& model, const Attribution& winning, const std::string& body,
                   Language language);
/// What its table leaves open: the remainder, and why there are no derivatives.
Facts winning_remarks(const Attribution& winning);
/// A row for each group: what returning it, cutting it out, shortening it would do.
std::string winning_table(const Attribution& winning, Language language);

/// Of the two lowest discs, about which there are measurements: their loads beside those of the
/// same body with all knobs at reference.
Facts disc_estimates(const Model& model, const Explanation& explanation);
/// What each hinge carries, beside the same body with all knobs at reference; empty where none
/// carries anything.
std::string load_words(const Model& model, const Explanation& explanation, Language language);

/// How sure the answer is: in sentences, and as a table.
Facts certainty(const Robustness& robustness, const std::string& body);
std::string certainty_words(const Model& model, const Robustness& robustness, Language language);

}  // namespace guywire
