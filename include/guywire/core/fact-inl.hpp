#pragma once
#include <algorithm>

#include "guywire/core/fact.hpp"
#include "guywire/core/text.hpp"

namespace guywire {

GUYWIRE_INLINE Fact::Fact() = default;
GUYWIRE_INLINE Fact::Fact(std::string_view its_id) : id(its_id) {}
GUYWIRE_INLINE Fact::Fact(std::string_view its_id, std::initializer_list<FactValue> its_values)
    : id(its_id), values(its_values) {}

GUYWIRE_INLINE FactValue::FactValue(std::string_view its_name, std::string text)
    : name(its_name), value(std::move(text)) {}
GUYWIRE_INLINE FactValue::FactValue(std::string_view its_name, std::string_view text)
    : name(its_name), value(std::string(text)) {}
GUYWIRE_INLINE FactValue::FactValue(std::string_view its_name, const char* text)
    : name(its_name), value(std::string(text)) {}
GUYWIRE_INLINE FactValue::FactValue(std::string_view its_name, std::vector<std::string> names)
    : name(its_name), value(std::move(names)) {}
GUYWIRE_INLINE FactValue::FactValue(std::string_view its_name, Facts facts)
    : name(its_name), value(std::move(facts)) {}

GUYWIRE_INLINE const FactValue* Fact::find(std::string_view name) const {
  const auto it = std::find_if(values.begin(), values.end(),
                               [&](const FactValue& v) { return v.name == name; });
  return it == values.end() ? nullptr : &*it;
}

GUYWIRE_INLINE bool operator==(const FactValue& a, const FactValue& b) {
  return a.name == b.name && a.value == b.value;
}
GUYWIRE_INLINE bool operator==(const Fact& a, const Fact& b) {
  return a.id == b.id && a.values == b.values;
}

GUYWIRE_INLINE bool has_fact(const Facts& facts, std::string_view id) {
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& f) { return f.id == id; });
}

GUYWIRE_INLINE void append(Facts& facts, const Facts& more) {
  facts.insert(facts.end(), more.begin(), more.end());
}

namespace detail {
inline std::string value_text(double value) { return short_text(value); }
inline std::string value_text(const std::string& text) { return text; }
inline std::string value_text(const std::vector<std::string>& names) { return join(names); }
inline std::string value_text(const Facts& facts) { return to_string(facts); }
}  // namespace detail

GUYWIRE_INLINE std::string to_string(const Facts& facts) {
  std::string out;
  for (const Fact& fact : facts) {
    if (!out.empty()) out += "; ";
    out += fact.id;
    std::string values;
    for (const FactValue& v : fact.values) {
      values += values.empty() ? " (" : ", ";
      values += std::string(v.name) + " ";
      values += std::visit([](const auto& value) { return detail::value_text(value); }, v.value);
    }
    out += values.empty() ? values : values + ")";
  }
  return out;
}

}  // namespace guywire
