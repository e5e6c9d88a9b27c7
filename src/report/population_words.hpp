#pragma once
// Questions put to a body, and their answers, as people write them.
#include <string>

#include "guywire/report/phrases.hpp"

namespace guywire {

/// "tilt direction" -> "direction of the tilt".
std::string question_words(const std::string& question, Language language);
/// "erector_spinae" -> "erector spinae", "nobody" -> "no group".
std::string answer_words(const std::string& answer, Language language);

}  // namespace guywire
