#pragma once
/// What a computation found, without words.
///
/// The engine states facts: a name and values in SI units. `report/phrases.hpp` has a sentence for
/// every fact in every language. Nothing is decided from a sentence.
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace guywire {

struct Fact;
struct FactValue;
/// One after another, in the order in which they are read.
using Facts = std::vector<Fact>;

struct Fact {
  std::string_view id;            ///< a constant of the program, e.g. "stable"
  std::vector<FactValue> values;  ///< in the order of their writing

  Fact();
  Fact(std::string_view its_id);
  Fact(std::string_view its_id, std::initializer_list<FactValue> its_values);
  /// A value by its name; null where the fact has none.
  const FactValue* find(std::string_view name) const;
};

/// A named value of a fact: a number (SI units; a truth is 1 or 0), a name from the model, several
/// names, or facts that explain this one.
struct FactValue {
  std::string_view name;  ///< a constant of the program
  std::variant<double, std::string, std::vector<std::string>, Facts> value;

  template <class T>
  requires std::is_arithmetic_v<T> FactValue(std::string_view its_name, T number)
      : name(its_name), value(static_cast<double>(number)) {}
  FactValue(std::string_view its_name, std::string text);
  FactValue(std::string_view its_name, std::string_view text);
  FactValue(std::string_view its_name, const char* text);
  FactValue(std::string_view its_name, std::vector<std::string> names);
  FactValue(std::string_view its_name, Facts facts);
};

bool operator==(const Fact& a, const Fact& b);
bool operator==(const FactValue& a, const FactValue& b);

/// Whether one of them has this name.
bool has_fact(const Facts& facts, std::string_view id);
/// All of `more` at the end.
void append(Facts& facts, const Facts& more);

/// A fact for programmers, where no report is at hand: "range_end (body rod, angle 1.571)".
std::string to_string(const Facts& facts);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/core/fact-inl.hpp"
#endif
