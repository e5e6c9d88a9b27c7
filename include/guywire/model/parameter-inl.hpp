#pragma once
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "guywire/core/set_once.hpp"
#include "guywire/core/units.hpp"
#include "guywire/model/numbers.hpp"
#include "guywire/model/parameter.hpp"

namespace guywire {

namespace detail {

/// A key with a unit of the edge -> the same key in SI, and the factor.
inline std::pair<std::string, double> si_key(std::string_view key) {
  if (key.ends_with("_deg")) return {std::string(key.substr(0, key.size() - 4)) + "_rad", degree};
  if (key.ends_with("_mm")) return {std::string(key.substr(0, key.size() - 3)) + "_m", 1e-3};
  return {std::string(key), 1.0};
}

/// The cables of a group, and of the groups in it.
inline std::vector<char> members_of(const ModelDescription& d, std::string_view group) {
  std::vector<char> out(d.cables.size(), 0);
  std::vector<std::string_view> open{group};
  std::set<std::string_view> seen;
  while (!open.empty()) {
    const std::string_view name = open.back();
    open.pop_back();
    if (!seen.insert(name).second) continue;
    for (std::size_t c = 0; c < d.cables.size(); ++c)
      if (d.cables[c].name == name) out[c] = 1;
    for (const Group& g : d.groups)
      if (g.name == name) open.insert(open.end(), g.members.begin(), g.members.end());
  }
  return out;
}

/// Whether a number changes anything.
inline bool has_effect(const ModelDescription& d, const NumberPlace& place) {
  if (place.of != NumberPlace::Of::cable) return true;
  const bool tone = has_tone(d.cables[place.index].law);
  if (place.part == NumberPlace::Part::knob)
    return tone || (place.info.name != "tone" && place.info.name != "strength");
  return !(tone && place.part == NumberPlace::Part::law && place.info.name == "activation");
}

/// What a name means in a description.
struct NamedNumbers {
  Parameter parameter;       ///< its `numbers` are those in the flat array
  std::vector<int> visited;  ///< which of the numbers that visit_numbers comes to, in its order
};

/// Resolves a name. `where` begins the message of an error.
class NameSearch {
 public:
  NameSearch(const ModelDescription& d, std::string_view name, std::string where)
      : d_(d), name_(name), where_(std::move(where)) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size())
      throw ModelError({{where_, "has no field.",
                         "Write NAME.field, for example front.length or mast.mass_kg."}});
    owner_ = name.substr(0, dot);
    std::tie(key_, factor_) = si_key(name.substr(dot + 1));
    is_group_ = std::any_of(d.groups.begin(), d.groups.end(),
                            [&](const Group& g) { return g.name == owner_; });
    if (is_group_) member_ = members_of(d, owner_);
  }

  NamedNumbers found() const {
    NamedNumbers out;
    std::size_t matches = 0;
    int visited = 0;
    int offset = 0;
    int tone = 0;  // offset of the last tone knob
    visit_numbers(d_, [&](const NumberPlace& place, const auto&) {
      const int here = visited++;
      const int at = place.in_array ? offset++ : -1;
      const bool is_knob = place.part == NumberPlace::Part::knob;
      if (is_knob && place.info.name == "tone") tone = at;
      if (!owns(place) || place.key() != key_) return;
      if (++matches == 1) begin(out.parameter, place);
      out.visited.push_back(here);
      if (at >= 0) out.parameter.numbers.push_back(at);
      if (is_knob) out.parameter.cables.push_back(place.index);
      if (is_untouched_activation(place)) out.parameter.numbers.push_back(tone);
    });
    if (matches == 0) refuse_unknown();
    const std::size_t members = std::count(member_.begin(), member_.end(), 1);
    if (is_group_ && matches != members)
      throw ModelError(
          {{where_,
            "asks for '" + key_ + "', which only " + std::to_string(matches) + " of the " +
                std::to_string(members) + " cables of group '" + owner_ + "' have.",
            "Name the cables one by one."}});
    return out;
  }

 private:
  bool owns(const NumberPlace& place) const {
    if (is_group_) return place.cable() >= 0 && member_[place.index];
    return place.owner == owner_;
  }
  void begin(Parameter& p, const NumberPlace& place) const {
    p.name = name_;
    p.unit = place.info.unit;
    p.lower = place.info.lower;
    p.upper = place.info.upper;
    p.factor = factor_;
    p.is_knob = place.part == NumberPlace::Part::knob;
    if (p.is_knob && !has_effect(d_, place)) p.lower = p.upper = place.info.name == "tone" ? 0 : 1;
  }
  /// The activation of a law is the tone in force where no tone is set.
  bool is_untouched_activation(const NumberPlace& place) const {
    if (place.of != NumberPlace::Of::cable || place.part != NumberPlace::Part::law ||
        place.info.name != "activation")
      return false;
    const Cable& cable = d_.cables[place.index];
    return has_tone(cable.law) && !cable.knobs.tone;
  }
  [[noreturn]] void refuse_unknown() const {
    std::vector<std::string> owners, keys;
    for (const Group& g : d_.groups)
      owners.push_back(g.name);
    visit_numbers(d_, [&](const NumberPlace& place, const auto&) {
      if (owners.empty() || owners.back() != place.owner) owners.emplace_back(place.owner);
      if (!owns(place)) return;
      const std::string key = place.key();
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    });
    if (keys.empty())
      throw ModelError(
          {{where_, "names '" + owner_ + "', which model '" + d_.name + "' does not have.",
            did_you_mean(owner_, owners)}});
    const std::string near = did_you_mean(key_, keys);
    throw ModelError({{where_, "asks for '" + key_ + "', which '" + owner_ + "' does not have.",
                       near + (near.empty() ? "" : " ") + "It has: " + join(keys) + "."}});
  }

  const ModelDescription& d_;
  std::string name_;
  std::string where_;
  std::string owner_;
  std::string key_;
  double factor_ = 1;
  bool is_group_ = false;
  std::vector<char> member_{};  ///< of the group, per cable
};

/// Throws ModelError when a value [SI] is not within the parameter's range.
inline void check_value(const Parameter& p, double value, const std::string& where) {
  if (std::isfinite(value) && value >= p.lower && value <= p.upper) return;
  const std::string cables =
      p.cables.size() > 1 ? " for " + std::to_string(p.cables.size()) + " cables" : "";
  const std::string is =
      std::isnan(value) ? "not a number" : short_text(value / p.factor) + spoken_unit(p);
  if (p.lower == p.upper)  // tone or strength of a law without tone
    throw ModelError(
        {{where, "is " + is + cables + ", but the law has no activation and no active force.",
          "Use the knobs length and stiffness."}});
  throw ModelError({{where, "is " + is + cables + "; allowed is " + allowed_range(p) + ".",
                     "Stay within that range."}});
}

/// Sets the numbers that visit_numbers comes to. Tone 0 of a law without tone is what it has.
inline void set_visited(ModelDescription& d, const std::map<int, double>& values) {
  int visited = 0;
  visit_numbers(d, [&](const NumberPlace& place, auto& number) {
    const auto it = values.find(visited++);
    if (it == values.end()) return;
    number = it->second;
    if constexpr (!std::is_same_v<std::decay_t<decltype(number)>, double>)
      if (it->second == 0 && !has_tone(d.cables[place.index].law)) number.reset();
  });
}

}  // namespace detail

GUYWIRE_INLINE Model with(const Model& model,
                          const std::vector<std::pair<std::string, double>>& values,
                          std::string_view prefix) {
  ModelBuilder b(model);
  detail::SetOnce once;
  std::map<int, double> by_place;
  for (const auto& [name, value] : values) {
    const std::string where = std::string(prefix) + name;
    const auto named = detail::NameSearch(model.description(), name, where).found();
    for (const int place : named.visited)
      once(std::to_string(place), where + "=" + to_text(value));
    detail::check_value(named.parameter, value * named.parameter.factor, where);
    for (const int place : named.visited)
      by_place[place] = value * named.parameter.factor;
  }
  detail::set_visited(b.description, by_place);
  return b.build();
}

GUYWIRE_INLINE Model with(const Model& model, std::string_view name, double value) {
  return with(model, std::vector<std::pair<std::string, double>>{{std::string(name), value}});
}

GUYWIRE_INLINE void set_number(ModelDescription& d, std::string_view name, double value) {
  const auto named = detail::NameSearch(d, name, "setting '" + std::string(name) + "'").found();
  std::map<int, double> by_place;
  for (const int place : named.visited)
    by_place[place] = value * named.parameter.factor;
  detail::set_visited(d, by_place);
}

GUYWIRE_INLINE std::vector<Parameter> all_parameters(const Model& model) {
  std::vector<Parameter> out;
  int offset = 0;
  visit_numbers(model.description(), [&](const NumberPlace& place, const auto&) {
    if (!place.in_array) return;
    const int at = offset++;
    if (!detail::has_effect(model.description(), place)) return;
    const bool is_knob = place.part == NumberPlace::Part::knob;
    Parameter p{.name = place.name(),
                .unit = std::string(place.info.unit),
                .lower = place.info.lower,
                .upper = place.info.upper,
                .numbers = {at},
                .is_knob = is_knob};
    if (is_knob) p.cables = {place.index};
    out.push_back(std::move(p));
  });
  return out;
}

GUYWIRE_INLINE Parameter parameter(const Model& model, std::string_view name) {
  const std::string where = "parameter '" + std::string(name) + "'";
  Parameter out = detail::NameSearch(model.description(), name, where).found().parameter;
  if (out.numbers.empty())
    throw ModelError({{where, "is a limit of the model's validity, which changes no posture.",
                       "Set it, but vary something else."}});
  return out;
}

GUYWIRE_INLINE std::vector<Parameter> parameters(const Model& model,
                                                 std::span<const std::string> names) {
  std::vector<Parameter> out;
  for (const std::string& name : names)
    out.push_back(parameter(model, name));
  return out;
}

GUYWIRE_INLINE double value_of(const Parameter& p, std::span<const double> numbers) {
  const double first = numbers[p.numbers.front()];
  for (const int i : p.numbers)
    if (numbers[i] != first) return std::nan("");
  return first;
}

GUYWIRE_INLINE void set_value(const Parameter& p, double value, std::span<double> numbers) {
  detail::check_value(p, value, "parameter '" + p.name + "'");
  for (const int i : p.numbers)
    numbers[i] = value;
}

GUYWIRE_INLINE Model with_numbers(const Model& model, std::span<const double> numbers) {
  if (numbers.size() != model.numbers().size())
    throw ModelError({{"numbers",
                       "are " + std::to_string(numbers.size()) + " for a model that has " +
                           std::to_string(model.numbers().size()) + ".",
                       "Start from Model::numbers()."}});
  ModelBuilder b(model);
  std::vector<double> tones;
  const double* next = numbers.data();
  visit_numbers(b.description, [&](const NumberPlace& place, auto& number) {
    if (!place.in_array) return;
    if constexpr (std::is_same_v<std::decay_t<decltype(number)>, double>)
      number = *next++;
    else
      tones.push_back(*next++);
  });
  for (std::size_t c = 0; c < tones.size(); ++c) {
    Cable& cable = b.description.cables[c];
    if (cable.knobs.tone || tones[c] != own_tone(cable.law)) cable.knobs.tone = tones[c];
  }
  return b.build();
}

}  // namespace guywire
