#pragma once
#include "guywire/core/units.hpp"
#include "guywire/math/counter_random.hpp"
#include "guywire/posture/population.hpp"

namespace guywire {

GUYWIRE_INLINE LengthStudy length_study(const Model& model, const LengthStudyOptions& o) {
  check_count("length study / bodies", o.bodies, certainty_bodies);
  const Distribution length{.kind = Distribution::Kind::normal, .mean = 1, .sd = o.length_sd};
  const std::string muscles[] = {"hip_flexors", "hamstrings"};
  std::vector<Variate> variates{variate(model, muscles[0] + ".length", length),
                                variate(model, muscles[1] + ".length", length)};
  PopulationOptions options{.bodies = o.bodies,
                            .seed = o.seed,
                            .threads = o.threads,
                            .tone = Tone::held,
                            .correlations = {},
                            .quantities = {"anterior_tilt", "pelvic_tilt", "lordosis"}};
  LengthStudy out;
  out.same_bones = population(model, variates, options);
  const double own = measures_of(model).pelvic_incidence / degree, sd = o.incidence_sd / degree;
  // cut to what `anthropometry` takes
  variates.push_back(variate(model, "pelvic_incidence_deg",
                             {.kind = Distribution::Kind::truncated_normal,
                              .mean = own,
                              .sd = sd,
                              .lower = 25,
                              .upper = 85}));
  options.tone = Tone::fitted;
  out.scattered_bones = population(model, variates, options);
  for (std::size_t i = 0; i < out.scattered_bones.outcome.size();
       ++i)  // the ilium's shape: a fourth variable of the same body
    out.scattered_bones.values[0][i] += o.landmark_sd * normal_at(o.seed, i, 3);
  for (const Quantity& q : out.same_bones.quantities)
    for (const std::string& muscle : muscles)
      out.rows.push_back(
          {q.name, muscle,
           correlation(out.same_bones.of(muscle + ".length"), out.same_bones.of(q.name)),
           correlation(out.scattered_bones.of(muscle + ".length"),
                       out.scattered_bones.of(q.name))});
  return out;
}

}  // namespace guywire
