#pragma once
/// A phrase that stands in no file, for tests.
#include <string>
#include <string_view>

#include "guywire/report/phrases.hpp"

namespace guywire {

/// A phrase with the values of a fact in their places.
std::string written_phrase(std::string_view phrase, const Fact& fact, Language language);

}  // namespace guywire
