#pragma once
/// Populations, robustness and the study of muscle length as JSON, CSV or plain words.
#include <iosfwd>
#include <string>

#include "guywire/posture/population.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// bodies, seed, tone, fates (how many bodies of each outcome), scatter, quantities (mean, sd,
/// quantiles), correlations, answers, model, version. Angles in degrees.
std::string population_json(const Model& model, const Robustness& robustness,
                            const std::vector<Variate>& variates,
                            Language language = Language::english);
/// One row per body: body, fate (its outcome), what was drawn, what came of it. Empty cells where a
/// body failed. Into a stream it goes row by row.
void population_csv(std::ostream& out, const Population& population);
std::string population_csv(const Population& population);
std::string population_text(const Model& model, const Robustness& robustness,
                            const std::vector<Variate>& variates,
                            Language language = Language::english);

std::string length_study_json(const Model& model, const LengthStudy& study,
                              const LengthStudyOptions& options,
                              Language language = Language::english);
std::string length_study_csv(const LengthStudy& study);
/// Correlations with and without scatter of bone shape, beside what was found on people.
std::string length_study_text(const LengthStudy& study, const LengthStudyOptions& options,
                              Language language = Language::english);

}  // namespace guywire
