#pragma once
/// An answer as JSON, CSV or text. Fields and units as in conventions.hpp; degrees only here, and
/// in the names. Keys and CSV are English; sentences are in the language asked for.
#include <string>
#include <vector>

#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

/// The answer of `solve` as a JSON object: status, posture, coordinates, holding, cables,
/// certificate, model, version. Infinite or undefined numbers are null. `settings`: what the user
/// set, repeated word for word. `posture.hip_flexion_deg` (thigh against pelvis) is a number, or
/// {right, left} where the legs are split.
std::string answer_json(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings = {},
                        Language language = Language::english);
/// One row per cable: name, group, state, length_m, tension_N, one moment column per coordinate.
std::string answer_csv(const Model& model, const Outcome<Posture>& outcome);
/// Summary for people: status, posture, moments, what is held from outside, certificate.
std::string answer_text(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings = {},
                        Language language = Language::english);

}  // namespace guywire
