#pragma once
#include "guywire/posture/length_study-inl.hpp"
#include "guywire/posture/population.hpp"
#include "guywire/posture/population_draw-inl.hpp"
#include "guywire/posture/population_questions-inl.hpp"
#include "guywire/posture/population_robustness-inl.hpp"
#include "guywire/posture/population_statistics-inl.hpp"

namespace guywire {

GUYWIRE_INLINE Variate variate(const Model& model, std::string_view name,
                               const Distribution& distribution) {
  Variate v{.name = std::string(name),
            .parameters = {std::string(name)},
            .distribution = distribution,
            .before_tone = true};
  if (detail::measure_of(name).first < 0) v.before_tone = !parameter(model, name).is_knob;
  return v;
}

GUYWIRE_INLINE Population population(const Model& model, const std::vector<Variate>& variates,
                                     const PopulationOptions& options) {
  return detail::draw_population(model, variates, options, {}, {}).population;
}

GUYWIRE_INLINE std::vector<double> Population::of(std::string_view quantity_or_variate) const {
  const std::vector<double>* column = nullptr;
  std::vector<std::string> known = names;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == quantity_or_variate) column = &drawn[i];
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    known.push_back(quantities[i].name);
    if (quantities[i].name == quantity_or_variate) column = &values[i];
  }
  if (!column) {
    throw ModelError({{"population", "has no column '" + std::string(quantity_or_variate) + "'.",
                       did_you_mean(quantity_or_variate, known)}});
  }
  std::vector<double> out;
  for (std::size_t i = 0; i < outcome.size(); ++i)
    if (outcome[i] == BodyOutcome::stable) out.push_back((*column)[i]);
  return out;
}

}  // namespace guywire
