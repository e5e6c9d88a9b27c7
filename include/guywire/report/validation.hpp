#pragma once
/// A body beside published measurements, for people and for programs.
#include <string>
#include <vector>

#include "guywire/posture/validation.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

std::string validation_text(const std::vector<ValidationRow>& rows,
                            Language language = Language::english);
std::string validation_json(const Model& model, const std::vector<ValidationRow>& rows,
                            Language language = Language::english);

}  // namespace guywire
