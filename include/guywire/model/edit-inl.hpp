#pragma once
/// New models from a model: other knobs, activations, constraints.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

GUYWIRE_INLINE std::vector<Constraint> rhythm(const std::string& name,
                                              const std::vector<std::string>& bodies,
                                              const std::vector<double>& shares) {
  double sum = 0;
  for (const double s : shares)
    sum += s;
  if (bodies.size() != shares.size() + 1 || bodies.size() < 3 || !(std::abs(sum - 1) < 1e-9))
    throw ModelError(
        {{"rhythm '" + name + "'",
          "has " + std::to_string(bodies.size()) + " bodies and " + std::to_string(shares.size()) +
              " shares that sum to " + to_text(sum) + ".",
          "Give one share for each joint between consecutive bodies, at least two, with sum 1."}});
  std::vector<Constraint> out;
  for (std::size_t j = 0; j + 2 < bodies.size(); ++j) {
    // theta_{j+1} - theta_j = share_j (theta_last - theta_first)
    std::map<std::string, double> terms;
    terms[bodies[j + 1]] += 1;
    terms[bodies[j]] -= 1;
    terms[bodies.back()] -= shares[j];
    terms[bodies.front()] += shares[j];
    Constraint c{.name = name + "-" + bodies[j + 1],
                 .terms = {},
                 .angle = 0,
                 .balanced_by_muscles = false,
                 .source = {}};
    for (const auto& [body, coefficient] : terms)
      if (coefficient != 0) c.terms.emplace_back(body, coefficient);
    out.push_back(std::move(c));
  }
  return out;
}

GUYWIRE_INLINE Model adjust(const Model& model, std::string_view group_or_cable,
                            const KnobChanges& changes) {
  ModelBuilder b(model);
  for (const CableId id : model.cables(group_or_cable)) {
    Knobs& knobs = b.description.cables[id.index].knobs;
    knobs.length = changes.length.value_or(knobs.length);
    knobs.stiffness = changes.stiffness.value_or(knobs.stiffness);
    knobs.strength = changes.strength.value_or(knobs.strength);
    if (changes.tone) knobs.tone = changes.tone;
  }
  return b.build();
}

GUYWIRE_INLINE Model with_reference_knobs(const Model& model, std::string_view group_or_cable) {
  ModelBuilder b(model);
  for (const CableId id : model.cables(group_or_cable))
    b.description.cables[id.index].knobs = {};
  return b.build();
}

GUYWIRE_INLINE Model with_activations(const Model& model, std::span<const double> activations) {
  ModelBuilder b(model);
  if (activations.size() != b.description.cables.size())
    throw ModelError({{"activations",
                       "has " + std::to_string(activations.size()) + " numbers for " +
                           std::to_string(b.description.cables.size()) + " cables.",
                       "Give one per cable, NaN where it has none."}});
  for (std::size_t i = 0; i < activations.size(); ++i) {
    if (std::isnan(activations[i])) continue;
    std::visit(
        [&](auto& law) {
          if constexpr (std::decay_t<decltype(law)>::has_tone)
            law.activation = activations[i];
          else
            throw ModelError({{"cable '" + b.description.cables[i].name + "'",
                               "is given an activation, but its law has none.", "Give NaN."}});
        },
        b.description.cables[i].law);
  }
  return b.build();
}

namespace detail {
GUYWIRE_INLINE std::vector<Constraint>::iterator find_constraint(ModelDescription& d,
                                                                 std::string_view name) {
  const auto it = std::find_if(d.constraints.begin(), d.constraints.end(),
                               [&](const Constraint& c) { return c.name == name; });
  if (it != d.constraints.end()) return it;
  std::vector<std::string> known;
  for (const Constraint& c : d.constraints)
    known.push_back(c.name);
  const std::string list = known.empty() ? "none" : join(known);
  throw ModelError({{"model '" + d.name + "'", "has no constraint '" + std::string(name) + "'.",
                     did_you_mean(name, known, "It has: " + list + ".")}});
}
}  // namespace detail

GUYWIRE_INLINE Model without_constraint(const Model& model, std::string_view name) {
  ModelBuilder b(model);
  b.description.constraints.erase(detail::find_constraint(b.description, name));
  return b.build();
}

GUYWIRE_INLINE Model posed(const Model& model, std::string_view constraint, double angle) {
  ModelBuilder b(model);
  detail::find_constraint(b.description, constraint)->angle = angle;
  return b.build();
}

}  // namespace guywire
