#pragma once
/// Parameters are data: one table per type (name, unit, bounds, doc) drives validation, JSON, the
/// schema, `--set`, Python properties, calibration bounds and sampling. A bound is written once,
/// here in the table.
#include <algorithm>
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

/// Name, unit and admissible range of one number. `lower_open`: the lower bound itself is not
/// allowed.
struct FieldInfo {
  std::string_view name;
  std::string_view unit;  ///< "m", "N", "N/m", "N m/rad", "rad", "kg", "1"
  double lower = -infinity;
  double upper = infinity;
  bool lower_open = false;
  std::string_view doc;
  bool is_optional = false;  ///< files may leave it out: it is then what its type says
};

template <class T>
struct Field {
  FieldInfo info;
  double T::*member;
};

/// One table after the other.
template <class T, std::size_t N, std::size_t M>
constexpr std::array<Field<T>, N + M> joined(const std::array<Field<T>, N>& first,
                                             const std::array<Field<T>, M>& second) {
  return [&]<std::size_t... I, std::size_t... J>(std::index_sequence<I...>,
                                                 std::index_sequence<J...>) {
    return std::array<Field<T>, N + M>{first[I]..., second[J]...};
  }
  (std::make_index_sequence<N>{}, std::make_index_sequence<M>{});
}

/// Name with its unit as used in files: stiffness [N m/rad] -> stiffness_Nm_per_rad.
inline std::string key_of(const FieldInfo& f) {
  std::string key(f.name);
  if (f.unit == "1") return key;
  std::string unit;
  for (const char c : f.unit.starts_with("1/") ? f.unit.substr(1) : f.unit) {
    if (c == '/')
      unit += unit.empty() ? "per_" : "_per_";
    else if (c != ' ')
      unit += c;
  }
  return key + '_' + unit;
}

inline std::string range_text(const FieldInfo& f) {
  const bool has_lower = f.lower != -infinity;
  std::string text = "any finite number";
  if (has_lower) text = (f.lower_open ? "> " : ">= ") + to_text(f.lower);
  if (f.upper != infinity) text += (has_lower ? " and <= " : ", <= ") + to_text(f.upper);
  return f.unit == "1" ? text : text + " " + std::string(f.unit);
}

/// Appends a fault if `value` is not a finite number within the field's range.
inline void check_field(const FieldInfo& f, double value, const std::string& where,
                        std::vector<Fault>& faults) {
  const bool ok = std::isfinite(value) && (f.lower_open ? value > f.lower : value >= f.lower) &&
                  value <= f.upper;
  if (ok) return;
  const std::string shown =
      std::isnan(value) ? std::string("not given or not a number") : to_text(value);
  const std::string unit = f.unit == "1" || std::isnan(value) ? "" : " " + std::string(f.unit);
  add_fault(faults, {where + " / " + key_of(f),
                     "is " + shown + unit + "; allowed is " + range_text(f) + ".",
                     "Give " + std::string(f.doc) + "."});
}

template <class T>
void check_fields(const T& object, const std::string& where, std::vector<Fault>& faults) {
  for (const auto& f : T::fields)
    check_field(f.info, object.*f.member, where, faults);
}

/// What a required number of a law is before it is given: NaN, which no field allows.
template <class S>
inline const S missing = S(std::numeric_limits<double>::quiet_NaN());

/// What a number is multiplied by when all lengths of what it describes grow by `lengths` and all
/// forces by `forces`. Its unit is read as powers of N and m: "N/m", "N m/rad", "1/m2"; other bases
/// do not change.
inline double scale_of(std::string_view unit, double lengths, double forces) {
  double factor = 1;
  bool divides = false;
  while (!unit.empty()) {
    const std::string_view base = unit.substr(0, unit.find_first_of(" /23456789"));
    const std::size_t end = std::min(unit.find_first_of(" /"), unit.size());
    const int power = end > base.size() ? unit[base.size()] - '0' : 1;
    double by = 1;
    if (base == "m") by = lengths;
    if (base == "N") by = forces;
    for (int k = 0; k < power; ++k)
      factor = divides ? factor / by : factor * by;
    divides = divides || (end < unit.size() && unit[end] == '/');
    unit.remove_prefix(std::min(end + 1, unit.size()));
  }
  return factor;
}

/// Number of numbers a type contributes to the flat array.
template <class T>
inline constexpr int field_count = static_cast<int>(T::fields.size());

/// Builds the aggregate L, all of whose members are Scalars in field order, from the flat array.
template <class L, class S>
L from_numbers(const S* p) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return L{p[I]...}; }
  (std::make_index_sequence<L::size>{});
}

}  // namespace guywire
