#pragma once
/// How sure an answer is, and what is uncertain about the standing body.
#include <algorithm>
#include <cmath>

#include "guywire/posture/population_draw-inl.hpp"

namespace guywire {

namespace detail {

/// How many of n drawn bodies give the reference's answer, with Wilson's 95 % interval.
inline Robustness::Answer robust_answer(std::string name, std::string reference,
                                        const std::vector<std::string>& labels,
                                        const std::vector<BodyOutcome>& outcomes) {
  Robustness::Answer a{.name = std::move(name), .reference = std::move(reference), .count = {}};
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (outcomes[i] == BodyOutcome::stable) ++a.count[labels[i]];
  const double n = static_cast<double>(labels.size()),
               same = a.count.contains(a.reference) ? a.count.at(a.reference) : 0,
               z = 1.959963984540054;
  a.share = same / n;
  const double middle = (a.share + z * z / (2 * n)) / (1 + z * z / n),
               half = z / (1 + z * z / n) *
                      std::sqrt(a.share * (1 - a.share) / n + z * z / (4 * n * n));
  a.lower = std::max(0.0, middle - half);
  a.upper = std::min(1.0, middle + half);
  return a;
}

inline Robustness::Range range_of(const Measurements::Column& c, double reference,
                                  const std::vector<double>& column) {
  return {.name = c.name,
          .unit = c.unit,
          .reference = reference,
          .low = quantile(column, 0.05),
          .median = quantile(column, 0.5),
          .high = quantile(column, 0.95),
          .what = c.what};
}

/// The finite numbers of one column of what was measured.
inline std::vector<double> finite_column(const std::vector<std::vector<double>>& rows,
                                         std::size_t k) {
  std::vector<double> column;
  for (const auto& row : rows)
    if (k < row.size() && std::isfinite(row[k])) column.push_back(row[k]);
  return column;
}

}  // namespace detail

GUYWIRE_INLINE Robustness robustness(const Model& model, const std::vector<Variate>& uncertain,
                                     const std::vector<Question>& questions,
                                     const PopulationOptions& options,
                                     const Measurements& measurements) {
  Workspace w(model);
  const auto rest = solve(w);
  if (rest.status != Status::stable)
    throw SolveError({{"robustness.no_rest", {{"why", rest.why}}}});
  detail::DrawnPopulation drawn =
      detail::draw_population(model, uncertain, options, questions, measurements);
  Robustness out;
  out.population = std::move(drawn.population);
  for (std::size_t v = 0; v < questions.size(); ++v)
    out.answers.push_back(detail::robust_answer(questions[v].name,
                                                questions[v].label(w, model.numbers(), rest.last()),
                                                drawn.labels[v], out.population.outcome));
  for (const Quantity& q : out.population.quantities)
    out.ranges.push_back(detail::range_of({q.name, q.unit}, value_of(q, model, rest.last()),
                                          out.population.of(q.name)));
  if (!measurements.read) return out;
  const auto own = measurements.read(w, model.numbers(), rest.last());
  for (std::size_t k = 0; k < measurements.columns.size(); ++k)
    out.ranges.push_back(detail::range_of(measurements.columns[k], own[k],
                                          detail::finite_column(drawn.measured, k)));
  return out;
}

namespace detail {

/// Parameters that one lognormal factor of mean 1 multiplies.
inline Variate uncertain_factor(std::string name, Fact what, std::vector<std::string> parameters,
                                double sd, std::string_view source) {
  return {.name = std::move(name),
          .parameters = std::move(parameters),
          .distribution = {.kind = Distribution::Kind::lognormal, .mean = 1, .sd = sd},
          .mode = Variate::Mode::factor,
          .before_tone = true,
          .source = {Fact(source)},
          .what = {std::move(what)}};
}

/// The preload factors of all discs. Throws ModelError if the model is not laid out like
/// standing_adult.
inline std::vector<std::string> disc_preloads(const Model& model) {
  const ModelDescription& d = model.description();
  std::vector<std::string> discs;
  bool capsule = false;
  for (const Joint& j : d.joints) {
    if (j.name == "hip_capsule")
      capsule = true;
    else if (std::holds_alternative<LinearJoint>(j.law))
      discs.push_back(j.name + ".preload_factor");
  }
  const bool thorax = std::any_of(d.bodies.begin(), d.bodies.end(),
                                  [](const Body& b) { return b.name == "thorax"; });
  if (!capsule || !thorax || discs.empty())
    throw ModelError(
        {{"model '" + model.name() + "'",
          "is not laid out like standing_adult; what is uncertain about it is not known.",
          "State the scatter yourself."}});
  return discs;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<Variate> uncertain_parameters(const Model& model) {
  const auto& partition = model.description().partition;
  std::vector<std::string> discs = detail::disc_preloads(model);
  std::vector<Variate> out;
  out.push_back(detail::uncertain_factor("hip capsule", Fact("variate.hip_capsule"),
                                         {"hip_capsule.preload_factor"}, 0.2,
                                         "source.hip_capsule"));
  out.push_back(detail::uncertain_factor("disc stiffness", Fact("variate.disc_stiffness"),
                                         std::move(discs), 0.2, "source.disc_stiffness"));
  out.push_back({.name = "trunk mass centre",
                 .parameters = {"thorax.com_x_mm"},
                 .distribution = {.kind = Distribution::Kind::normal, .mean = 0, .sd = 10},
                 .mode = Variate::Mode::shift,
                 .before_tone = true,
                 .source = {Fact("source.trunk_mass_center")},
                 .what = {Fact("variate.trunk_mass_center")}});
  for (const std::string& part : partition)
    out.push_back(detail::uncertain_factor(part + " force", {"variate.force", {{"group", part}}},
                                           {part + ".max_isometric_force_N"}, 0.3, "source.force"));
  for (const std::string& part : partition)
    out.push_back(detail::uncertain_factor(
        part + " passive stiffness", {"variate.passive_stiffness", {{"group", part}}},
        {part + ".stiffness"}, 0.28,
        part == "hamstrings" ? "source.hamstrings_stiffness" : "source.passive_stiffness"));
  return out;
}

}  // namespace guywire
