#pragma once
#include <algorithm>
#include <cmath>
#include <set>

#include "guywire/core/units.hpp"
#include "guywire/model/parameter.hpp"

namespace guywire {

namespace detail {

inline bool cable_has_tone(const Cable& c) {
  return std::visit([](const auto& law) { return std::decay_t<decltype(law)>::has_tone; }, c.law);
}

/// A key with a unit of the edge -> the same key in SI, and the factor.
inline std::pair<std::string, double> si_key(std::string_view key) {
  if (key.ends_with("_deg")) return {std::string(key.substr(0, key.size() - 4)) + "_rad", degree};
  if (key.ends_with("_mm")) return {std::string(key.substr(0, key.size() - 3)) + "_m", 1e-3};
  return {std::string(key), 1.0};
}

inline std::string join(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& n : names) out += (out.empty() ? "" : ", ") + n;
  return out;
}

inline Parameter of_number(const std::string& name, const NumberInfo& number, int offset, double factor) {
  Parameter p{.name = name, .unit = std::string(number.info.unit), .lower = number.info.lower, .upper = number.info.upper, .factor = factor, .numbers = {offset}, .cables = {}, .is_knob = number.knob};
  if (number.knob) p.cables = {number.cable};
  return p;
}

/// Whether a number changes anything.
inline bool has_effect(const ModelDescription& d, const NumberInfo& number) {
  if (number.cable < 0) return true;
  const bool tone = cable_has_tone(d.cables[number.cable]);
  if (number.knob) return tone || (number.info.name != "tone" && number.info.name != "strength");
  return !(tone && number.info.name == "activation");
}

}  // namespace detail

GUYWIRE_INLINE std::vector<Parameter> all_parameters(const Model& model) {
  std::vector<Parameter> out;
  const auto table = detail::list_numbers(model.description());
  for (std::size_t i = 0; i < table.size(); ++i)
    if (detail::has_effect(model.description(), table[i])) out.push_back(detail::of_number(table[i].owner + "." + table[i].key(), table[i], static_cast<int>(i), 1));
  return out;
}

namespace detail {

/// The parameter of that name; `table` lists all numbers.
inline Parameter parameter_in(const Model& model, const std::vector<NumberInfo>& table, std::string_view name) {
  const ModelDescription& d = model.description();
  const std::string where = "parameter '" + std::string(name) + "'";
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size())
    throw ModelError({{where, "has no field.", "Write NAME.field, for example psoas.length or L4/5.stiffness_Nm_per_rad."}});
  const std::string owner(name.substr(0, dot));
  const auto [key, factor] = detail::si_key(name.substr(dot + 1));
  const bool group = std::any_of(d.groups.begin(), d.groups.end(), [&](const Group& g) { return g.name == owner; });
  std::vector<char> member(d.cables.size(), 0);
  int members = 0;
  if (group)
    for (const CableId id : model.cables(owner)) member[id.index] = 1, ++members;
  std::vector<std::string> owners, keys;
  std::set<std::string> seen;
  Parameter out;
  for (const Group& g : d.groups) owners.push_back(g.name);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto& number = table[i];
    if (owners.empty() || owners.back() != number.owner) owners.push_back(number.owner);
    if (group ? number.cable < 0 || !member[number.cable] : number.owner != owner) continue;
    if (!detail::has_effect(d, number)) continue;
    const std::string own = number.key();
    if (seen.insert(own).second) keys.push_back(own);
    if (own != key) continue;
    if (out.numbers.empty()) out = detail::of_number(std::string(name), number, static_cast<int>(i), factor);
    else {
      out.numbers.push_back(static_cast<int>(i));
      if (number.knob) out.cables.push_back(number.cable);
    }
  }
  if (keys.empty()) {
    const std::string near = nearest_name(owner, owners);
    throw ModelError({{where, "names '" + owner + "', which model '" + model.name() + "' does not have.", near.empty() ? "" : "Did you mean '" + near + "'?"}});
  }
  if (out.numbers.empty()) {
    const std::string near = nearest_name(key, keys);
    throw ModelError({{where, "asks for '" + key + "', which '" + owner + "' does not have.", (near.empty() ? "" : "Did you mean '" + near + "'? ") + ("It has: " + detail::join(keys) + ".")}});
  }
  if (group && static_cast<int>(out.numbers.size()) != members)
    throw ModelError({{where, "asks for '" + key + "', which only " + std::to_string(out.numbers.size()) + " of the " + std::to_string(members) + " cables of group '" + owner + "' have.", "Name the cables one by one."}});
  return out;
}

}  // namespace detail

GUYWIRE_INLINE Parameter parameter(const Model& model, std::string_view name) { return detail::parameter_in(model, detail::list_numbers(model.description()), name); }

GUYWIRE_INLINE std::vector<Parameter> parameters(const Model& model, std::span<const std::string> names) {
  const auto table = detail::list_numbers(model.description());
  std::vector<Parameter> out;
  for (const std::string& name : names) out.push_back(detail::parameter_in(model, table, name));
  return out;
}

GUYWIRE_INLINE double value_of(const Parameter& p, std::span<const double> numbers) {
  const double first = numbers[p.numbers.front()];
  for (const int i : p.numbers)
    if (numbers[i] != first) return std::nan("");
  return first;
}

GUYWIRE_INLINE void set_value(const Parameter& p, double value, std::span<double> numbers) {
  if (!(value >= p.lower && value <= p.upper)) {
    const auto text = [&](double v) { return to_text(v / p.factor); };
    throw ModelError({{"parameter '" + p.name + "'", "is asked to be " + text(value) + "; allowed is " + (p.lower == -infinity && p.upper == infinity ? std::string("any finite number") : text(p.lower) + " to " + text(p.upper)) + ".", "Stay within that range."}});
  }
  for (const int i : p.numbers) numbers[i] = value;
}

GUYWIRE_INLINE Model with_numbers(const Model& model, std::span<const double> given) {
  if (given.size() != model.numbers().size()) throw ModelError({{"numbers", "are " + std::to_string(given.size()) + " for a model that has " + std::to_string(model.numbers().size()) + ".", "Start from Model::numbers()."}});
  ModelBuilder b(model);
  ModelDescription& d = b.description;
  const double* next = given.data();
  const auto fill = [&](auto& object, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) object.*std::decay_t<decltype(object)>::fields[i].member = *next++;
  };
  const auto fill_all = [&](auto& object) { fill(object, object.fields.size()); };
  d.gravity.x = *next++, d.gravity.y = *next++;
  for (Body& body : d.bodies) fill(body, Body::number_count);
  for (Constraint& c : d.constraints) fill_all(c);
  for (Joint& j : d.joints) {
    fill_all(j);
    std::visit([&](auto& law) { fill_all(law); }, j.law);
  }
  for (Circle& c : d.circles) fill_all(c);
  for (Cable& c : d.cables) {
    c.knobs.length = next[0], c.knobs.stiffness = next[1], c.knobs.strength = next[2];
    const double tone = next[3];
    next += BasicKnobs<double>::size;
    std::visit([&](auto& law) { fill_all(law); }, c.law);
    std::visit(
        [&](const auto& law) {
          if constexpr (std::decay_t<decltype(law)>::has_tone) {
            if (c.knobs.tone || tone != law.activation) c.knobs.tone = tone;
          }
        },
        c.law);
    for (PathPoint& p : c.path)
      if (p.circle.empty()) p.point.x = next[0], p.point.y = next[1], p.point.z = next[2], next += 3;
  }
  for (Load& l : d.loads) fill_all(l);
  return b.build();
}

}  // namespace guywire
