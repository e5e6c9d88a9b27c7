#pragma once
/// Facts in words. Every sentence that an answer contains stands once, in `src/report/phrases.en`
/// and `phrases.de`; the command, Python and the page use it.
#include <string>
#include <string_view>
#include <vector>

#include "guywire/core/errors.hpp"
#include "guywire/core/fact.hpp"

namespace guywire {

enum class Language {
  english,
  german
};
/// "en", "de".
std::string_view to_string(Language language);
/// All, in the order of the enumeration.
const std::vector<Language>& all_languages();
/// By its short name. Throws ModelError for another.
Language language_named(std::string_view name);
/// What the environment variable GUYWIRE_LANGUAGE names; English where it is not set. The
/// library's functions never ask it: the command and Python do, for a standard. Throws ModelError
/// for a language that is not there.
Language language_of_environment();

/// A fact in words. Throws std::logic_error for one without a phrase: a fault of the program.
std::string sentence(const Fact& fact, Language language = Language::english);
/// Facts, sentence after sentence.
std::string sentences(const Facts& facts, Language language = Language::english);

/// What went wrong, for people: as `what()`, with sentences for the facts.
std::string error_text(const ModelError& error, Language language = Language::english);
std::string error_text(const SolveError& error, Language language = Language::english);

/// One phrase of a language, as it stands in the file: for lists of them and for tests.
struct Phrase {
  std::string_view id;
  std::string text;
};
const std::vector<Phrase>& phrases(Language language);

}  // namespace guywire
