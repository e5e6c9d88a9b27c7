#pragma once
/// A prescription and a comparison of stretches as JSON, CSV or plain words.
#include <string>

#include "guywire/posture/prescription.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// status (reached, not_reached), message, targets, box, least, singles, fewer, rest, model,
/// version. Angles in degrees.
std::string prescription_json(const Model& model, const Prescription& prescription,
                              Language language = Language::english);
/// One row per way and parameter: way, rank, reached, size, miss, parameter, present, change,
/// value, bounds.
std::string prescription_csv(const Model& model, const Prescription& prescription);
/// The smallest change, the best single one, what stands in the way; the box that was searched.
std::string prescription_text(const Model& model, const Prescription& prescription,
                              Language language = Language::english);

/// In each currency what was found (`outcome`), and why where nothing was (`note`).
std::string stretches_json(const Model& model, const std::vector<StretchComparison>& stretches,
                           const StretchOptions& options, Language language = Language::english);
std::string stretches_csv(const std::vector<StretchComparison>& stretches);
/// Ranked by tilt in each currency.
std::string stretches_text(const std::vector<StretchComparison>& stretches,
                           const StretchOptions& options, Language language = Language::english);

}  // namespace guywire
