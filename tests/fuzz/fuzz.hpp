#pragma once
/// What a fuzz target is, how it complains, and what it counts.
///
/// A target takes an input as it comes, refused or not, and throws Broken where the library breaks
/// a promise. libFuzzer runs one target (libfuzzer.cpp); the tests replay the corpus through all of
/// them (replay.cpp).
#include <cctype>
#include <exception>
#include <string>
#include <string_view>

#include "guywire/core/errors.hpp"
#include "guywire/core/watch.hpp"
#include "support/random_models.hpp"

namespace fuzz {

/// A promise that does not hold. It is no std::exception, so that nothing takes it for a refusal.
struct Broken {
  std::string text;
};

inline void demand(bool kept, const std::string& promise) {
  if (!kept) throw Broken{promise};
}

enum class Fate {
  refused,  ///< with words, as wrong input should be
  valid     ///< all that was asked could be asked
};

struct Target {
  std::string_view name;
  Fate (*run)(std::string_view input);
  /// A new input from an old one; empty where the bytes themselves are to be changed.
  std::string (*mutate)(std::string_view input, Random& random);
};

Target model();
Target setting();
Target command();
Target workspace();

/// Runs `f`, and stops it when it takes long; true if it came to its end. It counts how often the
/// library asks whether to stop, so that a run ends at the same place every time.
template <class F>
bool patiently(int questions, F&& f) {
  const guywire::WatchScope scope(
      {.stop = [&questions] { return --questions < 0; }, .progress = {}});
  try {
    f();
    return true;
  } catch (const guywire::Stopped&) {
    return false;
  }
}

/// Runs `f`; true if it came to its end, false if the library refused its input in words. Any other
/// exception goes on.
template <class F>
bool goes_through(F&& f) {
  const auto has_words = [](const std::exception& e) {
    demand(!std::string_view(e.what()).empty(), "a refusal without words");
  };
  try {
    f();
    return true;
  } catch (const guywire::ModelError& e) {
    has_words(e);
    demand(!e.faults().empty(), "a ModelError without faults");
  } catch (const guywire::ParseError& e) {
    has_words(e);
  } catch (const guywire::SolveError& e) {
    has_words(e);
  }
  return false;
}

/// Whether a text has the word nan or inf: a number that nobody looked at was printed.
inline bool prints_no_number(std::string_view text) {
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '\'') {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      continue;
    }
    if (word == "nan" || word == "inf") return true;
    word.clear();
  }
  return false;
}

/// Whether a text says such words, also once "_" is a blank, as in what people read.
inline bool says_no_number(std::string_view text) {
  std::string plain(text);
  for (char& c : plain)
    if (c == '_') c = ' ';
  return prints_no_number(text) || prints_no_number(plain);
}

/// What the library writes must hold numbers where numbers stand, unless the input itself says such
/// words.
inline void check_text(std::string_view input, const std::string& text, const char* what) {
  demand(!prints_no_number(text) || says_no_number(input),
         std::string(what) + " prints a number that is none: " + text.substr(0, 2000));
}

}  // namespace fuzz
