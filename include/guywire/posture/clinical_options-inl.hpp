#pragma once
/// Options of clinical tests by name, from the tables `fields` of clinical.hpp.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "guywire/posture/clinical.hpp"

namespace guywire {

namespace detail {

/// What an option is set to [SI]: a flag as 1 or 0; empty where an optional one is not set.
template <class Options>
std::optional<double> option_value(const TestField<Options>& field, const Options& options) {
  return std::visit([&](auto member) -> std::optional<double> { return options.*member; },
                    field.member);
}

template <class Options>
void set_value(const TestField<Options>& field, Options& options, double value) {
  const auto set = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), bool Options::*>)
      options.*member = value != 0;
    else
      options.*member = value;
  };
  std::visit(set, field.member);
}

inline std::string allowed_range(const TestOption& o) {
  if (o.is_flag()) return "yes (1) or no (0)";
  return to_text(o.lower) + " to " + to_text(o.upper) +
         (o.unit == "1" ? "" : " " + std::string(o.unit));
}

/// Throws ModelError with every option that is outside its range.
template <class Options>
void require_ranges(std::string_view test, const Options& options) {
  std::vector<Fault> faults;
  for (const TestField<Options>& field : Options::fields) {
    const TestOption& o = field.option;
    const std::optional<double> value = option_value(field, options);
    if (!value || (*value >= o.lower * o.factor && *value <= o.upper * o.factor)) continue;
    const std::string unit = o.unit == "1" ? "" : " " + std::string(o.unit);
    const std::string given =
        std::isnan(*value) ? "not a number" : to_text(*value / o.factor) + unit;
    faults.push_back({std::string(test) + " / " + std::string(o.name),
                      "is " + given + "; allowed is " + allowed_range(o) + ".",
                      "Give " + std::string(o.doc) + "."});
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
}

/// Options by name, in the units of their names.
template <class Options>
Options options_from(std::string_view test,
                     const std::vector<std::pair<std::string, double>>& given) {
  Options options;
  std::vector<Fault> faults;
  std::string known;
  for (const TestField<Options>& field : Options::fields)
    known += (known.empty() ? "" : ", ") + std::string(field.option.name);
  for (const auto& pair : given) {
    const std::string& name = pair.first;
    const double value = pair.second;
    const auto is_meant = [&](const TestField<Options>& field) {
      return field.option.name == name;
    };
    const auto field = std::find_if(Options::fields.begin(), Options::fields.end(), is_meant);
    const std::string where = std::string(test) + " / " + name;
    if (field == Options::fields.end())
      faults.push_back({where, "is no option of this test.", "It takes: " + known + "."});
    else if (field->option.is_flag() && value != 0 && value != 1)
      faults.push_back(
          {where, "is " + to_text(value) + "; allowed is " + allowed_range(field->option) + ".",
           ""});
    else
      set_value(*field, options, value * field->option.factor);
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
  return options;
}

template <class Options>
std::vector<TestOption> option_rows() {
  std::vector<TestOption> rows;
  for (const TestField<Options>& field : Options::fields) {
    TestOption row = field.option;
    if (const auto value = option_value(field, Options{}))
      row.standard = std::round(1e9 * *value / row.factor) / 1e9;  // 10, not 10.000000000000002
    rows.push_back(row);
  }
  return rows;
}

[[noreturn]] inline void no_such_test(std::string_view test) {
  const std::vector<std::string> names(test_names.begin(), test_names.end());
  const std::string all = "Use mirror, thomas, straight_leg_raise (slr), toe_touch or sitting.";
  throw ModelError(
      {{"test '" + std::string(test) + "'", "does not exist.", did_you_mean(test, names, all)}});
}
}  // namespace detail

}  // namespace guywire
