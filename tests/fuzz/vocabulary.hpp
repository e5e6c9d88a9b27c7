#pragma once
/// The names that mean something in a model: numbers and knobs, coordinates, quantities.
#include <map>
#include <string>
#include <vector>

#include "guywire/io/model_file.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/quantity.hpp"

namespace fuzz {

/// A shipped model, read once.
inline const guywire::Model& shipped(const std::string& name) {
  static std::map<std::string, guywire::Model> models;
  const auto it = models.find(name);
  return it != models.end() ? it->second : models.emplace(name, guywire::load(name)).first->second;
}

/// The names that `--set` and a setting's "set" take.
inline std::vector<std::string> number_words(const guywire::Model& model) {
  std::vector<std::string> out = model.number_names();
  for (const guywire::Group& g : model.description().groups)
    for (const char* const knob : {".length", ".stiffness", ".strength", ".tone"})
      out.push_back(g.name + knob);
  return out;
}

/// Whatever a user of the command may name.
inline std::vector<std::string> words_of(const guywire::Model& model) {
  std::vector<std::string> out = number_words(model);
  for (const std::string& name : model.coordinates())
    out.push_back(name);
  for (const guywire::Quantity& q : guywire::posture_quantities(model)) {
    out.push_back(q.name);
    out.push_back(q.name + "_deg");
  }
  for (const guywire::Body& b : model.description().bodies)
    for (const char* const of : {".angle", ".force_x", ".compression", ".angle_deg"})
      out.push_back(b.name + of);
  for (const guywire::Constraint& c : model.description().constraints) {
    out.push_back(c.name);
    out.push_back(c.name + ".moment");
  }
  for (const guywire::Group& g : model.description().groups) {
    out.push_back(g.name);
    out.push_back(g.name + ".tension");
    out.push_back(g.name + ".tension_N");
  }
  for (const char* const word :
       {"pelvic_incidence_deg", "mass_kg", "stature_m", "hip", "knee", "hip_r", "hip_l", "knee_r"})
    out.emplace_back(word);
  return out;
}

}  // namespace fuzz
