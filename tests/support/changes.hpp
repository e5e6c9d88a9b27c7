#pragma once
/// Changes of a model as edits of its plain description, so that a test need not ask the library
/// for the changed model.
#include <algorithm>
#include <compare>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "guywire/model/description.hpp"

namespace changes {

using guywire::ModelDescription;

/// The places of the cables that a name stands for: a cable's own, or those of a group's members.
inline std::vector<int> members(const ModelDescription& d, const std::string& name) {
  for (std::size_t c = 0; c < d.cables.size(); ++c)
    if (d.cables[c].name == name) return {static_cast<int>(c)};
  for (const auto& group : d.groups) {
    if (group.name != name) continue;
    std::vector<int> all;
    for (const std::string& member : group.members)
      for (const int c : members(d, member))
        all.push_back(c);
    return all;
  }
  throw std::invalid_argument("no cable and no group " + name);
}

inline int body(const ModelDescription& d, const std::string& name) {
  for (std::size_t b = 0; b < d.bodies.size(); ++b)
    if (d.bodies[b].name == name) return static_cast<int>(b);
  throw std::invalid_argument("no body " + name);
}

enum class Knob {
  length,    ///< becomes the value
  more,      ///< the value is added to the length
  more_m,    ///< the length grows by so many meters of fiber
  strength,  ///< becomes the value
  tone,      ///< is multiplied by the value
  removed    ///< the cables are cut out
};

/// What is done to the cables that a name stands for.
struct Edit {
  std::string name;
  Knob knob = Knob::length;
  double value = 1;
  auto operator<=>(const Edit&) const = default;
};
using Edits = std::vector<Edit>;

inline void apply(const Edit& edit, guywire::Cable& cable) {
  guywire::Knobs& knobs = cable.knobs;
  switch (edit.knob) {
    case Knob::length:
      knobs.length = edit.value;
      return;
    case Knob::more:
      knobs.length += edit.value;
      return;
    case Knob::more_m:
      knobs.length += edit.value / std::get<guywire::Hill>(cable.law).optimal_fiber_length;
      return;
    case Knob::strength:
      knobs.strength = edit.value;
      return;
    case Knob::tone:
      std::get<guywire::Hill>(cable.law).activation *= edit.value;
      return;
    case Knob::removed:
      return;
  }
}

inline ModelDescription changed(ModelDescription d, const Edits& edits) {
  for (const Edit& edit : edits) {
    std::vector<int> places = members(d, edit.name);
    for (const int c : places)
      apply(edit, d.cables[c]);
    if (edit.knob != Knob::removed) continue;
    std::sort(places.rbegin(), places.rend());
    for (const int c : places)
      d.cables.erase(d.cables.begin() + c);
  }
  return d;
}

/// The description with these tones as the muscles' own.
inline ModelDescription with_tones(ModelDescription d, const std::vector<long double>& tones) {
  for (std::size_t c = 0; c < d.cables.size(); ++c) {
    std::get<guywire::Hill>(d.cables[c].law).activation = static_cast<double>(tones[c]);
    d.cables[c].knobs.tone.reset();
  }
  return d;
}
inline ModelDescription with_tones(const ModelDescription& d, double tone) {
  return with_tones(d, std::vector<long double>(d.cables.size(), tone));
}

}  // namespace changes
