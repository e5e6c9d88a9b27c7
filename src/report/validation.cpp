#include "guywire/report/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

/// Shown units per SI unit, and digits after the point.
struct Shown {
  double factor;
  int digits;
  std::string unit;
  std::string suffix;  ///< of a key in JSON
};
Shown shown_as(const ValidationRow& row) {
  if (row.unit == "rad") return {1 / degree, 1, "°", "_deg"};
  if (row.unit == "N m") return {1, 1, " N m", "_Nm"};
  if (row.unit == "N m/rad") return {1, 0, " N m/rad", "_Nm_per_rad"};
  return {1, 2, "", ""};
}

std::string number(double value, const Shown& shown, Language language) {
  return number_in_words(value * shown.factor, "." + std::to_string(shown.digits), language);
}

std::string target_words(const ValidationRow& row, Language language) {
  const Shown shown = shown_as(row);
  if (!row.lower && !row.upper) return phrase("validation.no_target", language);
  const auto end = [&](const std::optional<double>& x) {
    return x ? number(*x, shown, language) : std::string();
  };
  return sentence({"validation.target",
                   {{"lower", end(row.lower)}, {"upper", end(row.upper)}, {"unit", shown.unit}}},
                  language);
}

std::string value_words(const ValidationRow& row, Language language) {
  if (!row.value) return phrase("validation.no_value", language);
  const Shown shown = shown_as(row);
  return number(*row.value, shown, language) + shown.unit;
}

std::string verdict_words(const ValidationRow& row, Language language) {
  const bool is_beyond =
      row.kind == ValidationRow::Kind::limit && row.verdict == ValidationRow::Verdict::misses;
  if (is_beyond) return phrase("validation.verdict.beyond", language);
  return phrase("validation.verdict." + std::string(to_string(row.verdict)), language);
}

std::string what(const ValidationRow& row, Language language) {
  return phrase("validation." + std::string(row.id), language);
}

}  // namespace

std::string validation_text(const std::vector<ValidationRow>& rows, Language language) {
  const auto kind_of = [&](const ValidationRow& row) {
    return phrase("validation.kind." + std::string(to_string(row.kind)), language);
  };
  std::size_t widths[4] = {};
  const auto widen = [&](int column, const std::string& text) {
    widths[column] = std::max(widths[column], letters(text));
  };
  for (const ValidationRow& row : rows) {
    widen(0, kind_of(row));
    widen(1, what(row, language));
    widen(2, value_words(row, language));
    widen(3, target_words(row, language));
  }
  const auto padded = [&](int column, const std::string& text) {
    return text + std::string(widths[column] - letters(text) + 2, ' ');
  };
  std::string out = phrase("validation.heading", language) + "\n\n";
  for (const ValidationRow& row : rows)
    out += padded(0, kind_of(row)) + padded(1, what(row, language)) +
           padded(2, value_words(row, language)) + padded(3, target_words(row, language)) +
           verdict_words(row, language) + "\n";
  out += "\n" + phrase("validation.legend", language) + "\n";
  if (misses_a_fit(rows)) out += phrase("validation.misses", language) + "\n";
  return out;
}

std::string validation_json(const Model& model, const std::vector<ValidationRow>& rows,
                            Language language) {
  Json j;
  j["rows"] = Json::array();
  for (const ValidationRow& row : rows) {
    const Shown shown = shown_as(row);
    const auto at_edge = [&](const std::optional<double>& x) {
      return x ? Json(*x * shown.factor) : Json();
    };
    j["rows"].push_back(Json{{"id", row.id},
                             {"what", what(row, language)},
                             {"kind", to_string(row.kind)},
                             {"value" + shown.suffix, at_edge(row.value)},
                             {"lower" + shown.suffix, at_edge(row.lower)},
                             {"upper" + shown.suffix, at_edge(row.upper)},
                             {"verdict", to_string(row.verdict)},
                             {"source", row.source}});
  }
  j["misses_a_fit"] = misses_a_fit(rows);
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 2);
}

}  // namespace guywire
