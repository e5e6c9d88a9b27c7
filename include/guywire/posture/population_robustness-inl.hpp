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
                                        const std::vector<std::string>& fates) {
  Robustness::Answer a{.name = std::move(name), .reference = std::move(reference), .count = {}};
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (fates[i] == "stable") ++a.count[labels[i]];
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

inline Robustness::Range range_of(const std::string& name, const std::string& unit,
                                  double reference, const std::vector<double>& column) {
  return {
      name, unit, reference, quantile(column, 0.05), quantile(column, 0.5), quantile(column, 0.95)};
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
                                                drawn.labels[v], out.population.fate));
  for (const Quantity& q : out.population.quantities)
    out.ranges.push_back(detail::range_of(q.name, q.unit, value_of(q, model, rest.last()),
                                          out.population.of(q.name)));
  if (!measurements.read) return out;
  const auto own = measurements.read(w, model.numbers(), rest.last());
  for (std::size_t k = 0; k < measurements.columns.size(); ++k)
    out.ranges.push_back(detail::range_of(measurements.columns[k].name,
                                          measurements.columns[k].unit, own[k],
                                          detail::finite_column(drawn.measured, k)));
  return out;
}

namespace detail {

/// Parameters that one lognormal factor of mean 1 multiplies.
inline Variate uncertain_factor(std::string name, std::vector<std::string> parameters, double sd,
                                std::string source) {
  return {.name = std::move(name),
          .parameters = std::move(parameters),
          .distribution = {.kind = Distribution::Kind::lognormal, .mean = 1, .sd = sd},
          .mode = Variate::Mode::factor,
          .before_tone = true,
          .source = std::move(source)};
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
  out.push_back(detail::uncertain_factor(
      "hip capsule", {"hip_capsule.preload_factor"}, 0.2,
      "chosen: a fifth; no table here has the moment's spread between people"));
  out.push_back(detail::uncertain_factor(
      "disc stiffness", std::move(discs), 0.2,
      "factor 1.71 at 250 N of preload, 2.11 at 500 N (Gardner-Morse & Stokes 2004): a fifth "
      "apart; all levels together"));
  out.push_back({.name = "trunk mass centre",
                 .parameters = {"thorax.com_x_mm"},
                 .distribution = {.kind = Distribution::Kind::normal, .mean = 0, .sd = 10},
                 .mode = Variate::Mode::shift,
                 .before_tone = true,
                 .source = "chosen: +-20 mm as 2 SD; 10 mm of the trunk are 3.4 N m. Tells only "
                           "where tone is found anew: the thorax is held upright"});
  for (const std::string& part : partition)
    out.push_back(detail::uncertain_factor(
        part + " force", {part + ".max_isometric_force_N"}, 0.3,
        "chosen: gait2392 and Rajagopal 2016 differ 1.3- to 1.9-fold in most hip muscles"));
  for (const std::string& part : partition)
    out.push_back(detail::uncertain_factor(
        part + " passive stiffness", {part + ".stiffness"}, 0.28,
        part == "hamstrings" ? "compliant 20.3, stiff 36.2 N m/rad (McHugh 1999): 28 % either way"
                             : "chosen: as for hamstrings (McHugh 1999)"));
  return out;
}

}  // namespace guywire
