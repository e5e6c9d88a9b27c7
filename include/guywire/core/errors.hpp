#pragma once
/// What is thrown. Wrong input is an exception that lists every fault; numerical outcomes are
/// values (outcome.hpp).
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/core/config.hpp"
#include "guywire/core/fact.hpp"
#include "guywire/core/text.hpp"

namespace guywire {

/// One thing wrong with an input: where, what, and what would be right.
struct Fault {
  std::string where;   ///< path of names, e.g. "cable 'front' / slack_length"
  std::string what;    ///< a sentence with value, unit, allowed range
  std::string remedy;  ///< what to do; may be empty
  Facts why{};         ///< what a computation found, where that is the fault
  bool operator==(const Fault&) const = default;
};

/// Input that describes no valid model, or names something a model does not have. Lists all faults.
class ModelError : public std::invalid_argument {
 public:
  explicit ModelError(std::vector<Fault> faults);
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

/// A file that is not a guywire file: syntax, truncated, wrong version, too large. `line` and
/// `column` start at 1; 0 = whole file.
class ParseError : public std::invalid_argument {
 public:
  ParseError(std::string path, int line, int column, const std::string& what);
  const std::string& path() const { return path_; }
  int line() const { return line_; }
  int column() const { return column_; }

 private:
  std::string path_;
  int line_, column_;
};

/// The value of an outcome that has none was asked for, or nothing fits what was asked.
/// `what()` lists the facts by their names; `report/phrases.hpp` has sentences for them.
class SolveError : public std::runtime_error {
 public:
  explicit SolveError(Facts why);
  SolveError(std::string_view status, Facts why);
  /// "runaway", ...; empty where no search ended.
  const std::string& status() const { return status_; }
  const Facts& why() const { return why_; }

 private:
  std::string status_{};
  Facts why_;
};

/// Most faults that one error lists, and most of them that come with a suggestion. Chosen: nobody
/// reads more, and a file of 8 MB can hold a million faults.
inline constexpr std::size_t most_faults = 1000;
inline constexpr std::size_t most_suggestions = 20;
/// Adds a fault to a list. After `most_faults` the list says that there are more, and grows no
/// more.
void add_fault(std::vector<Fault>& faults, Fault fault);

/// The candidate nearest in spelling to `name` (edit distance), or "" when none is near. Looks at
/// names of at most 100 characters, and stops after some ten milliseconds.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);
/// The remedy for an unknown name: "Did you mean 'body'?", or `otherwise` where none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates,
                         std::string otherwise = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/core/errors-inl.hpp"
#endif
