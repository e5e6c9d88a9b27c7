#pragma once
/// Parameters are data: one table per type (name, unit, bounds, doc) drives validation, JSON, the schema, `--set`, Python
/// properties, calibration bounds and sampling. A bound is written once, here in the table.
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guywire/core/errors.hpp"

namespace guywire {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Name, unit and admissible range of one number. `lower_open`: the lower bound itself is not allowed.
struct FieldInfo {
  std::string_view name;
  std::string_view unit;  ///< "m", "N", "N/m", "N m/rad", "rad", "kg", "1"
  double lower = -infinity;
  double upper = infinity;
  bool lower_open = false;
  std::string_view doc;
};

template <class T>
struct Field {
  FieldInfo info;
  double T::*member;
};

/// Name with its unit as used in files: stiffness [N m/rad] -> stiffness_Nm_per_rad.
inline std::string key_of(const FieldInfo& f) {
  std::string key(f.name);
  if (f.unit == "1") return key;
  std::string unit;
  for (const char c : f.unit.starts_with("1/") ? f.unit.substr(1) : f.unit) {
    if (c == '/') unit += unit.empty() ? "per_" : "_per_";
    else if (c != ' ') unit += c;
  }
  return key + '_' + unit;
}

inline std::string range_text(const FieldInfo& f) {
  std::string text = f.lower == -infinity ? "any finite number" : (f.lower_open ? "> " : ">= ") + to_text(f.lower);
  if (f.upper != infinity) text += (f.lower == -infinity ? ", <= " : " and <= ") + to_text(f.upper);
  return f.unit == "1" ? text : text + " " + std::string(f.unit);
}

/// Appends a fault if `value` is not a finite number within the field's range.
inline void check_field(const FieldInfo& f, double value, const std::string& where, std::vector<Fault>& faults) {
  const bool ok = std::isfinite(value) && (f.lower_open ? value > f.lower : value >= f.lower) && value <= f.upper;
  if (!ok)
    faults.push_back({where + " / " + key_of(f),
                      "is " + (std::isnan(value) ? std::string("not a number") : to_text(value)) +
                          (f.unit == "1" ? "" : " " + std::string(f.unit)) + "; allowed is " + range_text(f) + ".",
                      "Give " + std::string(f.doc) + "."});
}

template <class T>
void check_fields(const T& object, const std::string& where, std::vector<Fault>& faults) {
  for (const auto& f : T::fields) check_field(f.info, object.*f.member, where, faults);
}

/// Number of numbers a type contributes to the flat array.
template <class T>
inline constexpr int field_count = static_cast<int>(T::fields.size());

/// Builds the aggregate L, all of whose members are Scalars in field order, from the flat array.
template <class L, class S>
L from_numbers(const S* p) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return L{p[I]...};
  }
  (std::make_index_sequence<L::size>{});
}

}  // namespace guywire
