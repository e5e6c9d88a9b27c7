#pragma once
/// Draws the bodies of a population over threads, and asks each that comes to rest.
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/core/on_threads.hpp"
#include "guywire/posture/population_bodies-inl.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire {

namespace detail {

/// A population, and what its stable bodies answered.
struct DrawnPopulation {
  Population population;
  std::vector<std::vector<std::string>> labels;  ///< per question, per body
  std::vector<std::vector<double>> measured;     ///< per body
};

/// Room for n bodies. Throws ModelError for more memory than `most_memory`.
inline DrawnPopulation room_for(const Model& model, const std::vector<Variate>& variates,
                                const PopulationOptions& options, std::size_t questions,
                                const Measurements& measurements) {
  DrawnPopulation out;
  Population& p = out.population;
  p.seed = options.seed;
  for (const Variate& v : variates)
    p.names.push_back(v.name);
  for (const std::string& name : options.quantities)
    p.quantities.push_back(quantity(model, name));
  if (options.quantities.empty()) p.quantities = posture_quantities(model);
  const int n = options.bodies;
  constexpr std::size_t allocation = 16;  // what a vector costs beside its contents
  std::size_t bytes = sizeof(double) * (variates.size() + p.quantities.size()) +
                      sizeof(BodyOutcome) + sizeof(std::string) * questions;
  if (measurements.read)
    bytes +=
        sizeof(std::vector<double>) + sizeof(double) * measurements.columns.size() + allocation;
  check_memory("population / bodies", static_cast<double>(bytes) * n, "Ask for fewer bodies.");
  p.drawn.assign(variates.size(), std::vector<double>(n));
  p.values.assign(p.quantities.size(), std::vector<double>(n, std::nan("")));
  p.outcome.resize(n);
  out.labels.assign(questions, std::vector<std::string>(n));
  out.measured.assign(n, {});
  return out;
}

/// The population, and for every stable body the labels of the questions and the measurements.
inline DrawnPopulation draw_population(const Model& model, const std::vector<Variate>& variates,
                                       const PopulationOptions& options,
                                       const std::vector<Question>& questions,
                                       const Measurements& measurements) {
  const Bodies bodies(model, variates, options);
  DrawnPopulation out = room_for(model, variates, options, questions.size(), measurements);
  Population& p = out.population;
  p.tone = bodies.measured ? Tone::fitted : options.tone;
  std::vector<Workspace> workspaces;
  for (int t = 0; t < std::clamp(options.threads, 1, options.bodies); ++t)
    workspaces.emplace_back(bodies.bare);
  over_threads(options.bodies, options.threads, [&](int i, int thread) {
    Workspace& w = workspaces[thread];
    std::vector<double> drawn, numbers;
    std::optional<Model> own;  // landmarks are no numbers: where bones differ, angles are read off
                               // the body's own model
    bodies.draw(i, drawn);
    for (std::size_t v = 0; v < drawn.size(); ++v)
      p.drawn[v][i] = drawn[v];
    if (const auto failed = bodies.make(drawn, numbers, own)) {
      p.outcome[i] = *failed;
      return;
    }
    w.assign(numbers);
    const auto rest = solve(w);
    p.outcome[i] = outcome_of(rest.status);
    if (rest.status != Status::stable) return;
    for (std::size_t q = 0; q < p.quantities.size(); ++q)
      p.values[q][i] = value_of(p.quantities[q], own ? *own : model, numbers, rest.last());
    for (std::size_t v = 0; v < questions.size(); ++v)
      out.labels[v][i] = questions[v].label(w, numbers, rest.last());
    if (measurements.read) out.measured[i] = measurements.read(w, numbers, rest.last());
  });
  for (const BodyOutcome o : p.outcome)
    ++p.count[o];
  p.stable = p.count.contains(BodyOutcome::stable) ? p.count.at(BodyOutcome::stable) : 0;
  return out;
}

}  // namespace detail

}  // namespace guywire
