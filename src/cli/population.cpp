#include "guywire/report/population.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

namespace {

/// "iliopsoas.length=0.05" (SD about the present value) or "NAME=lognormal(1,0.2)".
Variate variate_of(const Model& m, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    refuse("--scatter " + text, "has no spread.",
           "Write NAME=sd, such as iliopsoas.length=0.05, or NAME=lognormal(1,0.2).");
  const std::string name = text.substr(0, equals), spread = text.substr(equals + 1);
  if (spread.find('(') != std::string::npos) return variate(m, name, distribution_of(spread));
  Variate v = variate(m, name, {});
  v.distribution.sd = number(spread, "--scatter " + name);
  if (name.starts_with("pelvic_incidence"))
    v.distribution.mean = measures_of(m).pelvic_incidence / (name.ends_with("_deg") ? degree : 1);
  else if (name.starts_with("mass"))
    v.distribution.mean = measures_of(m).mass;
  else if (name.starts_with("stature"))
    v.distribution.mean = measures_of(m).stature;
  else {
    const Parameter p = parameter(m, name);
    const double now = value_of(p, m.numbers());
    v.distribution.mean = now / p.factor;
    if (std::isnan(now)) {  // its members differ: all are shifted by the same draw
      v.mode = Variate::Mode::shift;
      v.distribution.mean = 0;
    }
  }
  v.source = {Fact("source.stated")};
  return v;
}

struct PopulationArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::string bodies = "1000";
  std::string threads = "1";
  std::string seed = "1";
  std::string tone = "fitted";
  std::vector<std::string> scatter{};
  std::vector<std::string> correlate{};
  std::vector<std::string> read{};
  bool study = false;
};

StatedCorrelation correlation_of(const std::string& text) {
  const auto equals = text.rfind('='), comma = text.find(',');
  if (equals == std::string::npos || comma == std::string::npos || comma > equals)
    refuse("--correlate " + text, "is not understood.",
           "Write NAME,NAME=r, such as iliopsoas.length,hamstrings.length=0.3.");
  return {text.substr(0, comma), text.substr(comma + 1, equals - comma - 1),
          number(text.substr(equals + 1), "--correlate " + text)};
}

int run_study(const PopulationArguments& a, const LengthStudyOptions& options) {
  if (!a.scatter.empty() || !a.correlate.empty() || !a.read.empty())
    refuse("--study",
           "scatters what it studies: hip-flexor and hamstring length, pelvic incidence.",
           "Leave --scatter, --correlate and --read out.");
  const Model m = a.model.build().model;
  const Language language = a.output.spoken();
  const LengthStudy s = length_study(m, options);
  a.output.answer([&](std::ostream& out) { out << length_study_text(s, options, language); },
                  [&](std::ostream& out) { out << length_study_json(m, s, options, language); },
                  [&](std::ostream& out) { out << length_study_csv(s); });
  return s.same_bones.stable > 3 && s.scattered_bones.stable > 3 ? 0 : not_trustworthy;
}

int run_population(const PopulationArguments& a) {
  check_targets({answer_file(a.output.out)}, {a.model.model});
  const int bodies = static_cast<int>(
      whole_number(a.bodies, "--bodies", a.study ? certainty_bodies : population_bodies));
  const int threads = static_cast<int>(whole_number(a.threads, "--threads", thread_counts));
  const std::uint64_t seed = seed_number(a.seed, "--seed");
  if (a.study) return run_study(a, {.bodies = bodies, .seed = seed, .threads = threads});
  const Model m = a.model.build().model;
  std::vector<Variate> variates;
  for (const std::string& text : a.scatter)
    variates.push_back(variate_of(m, text));
  const bool shipped = variates.empty();
  if (shipped) variates = uncertain_parameters(m);
  PopulationOptions options{
      .bodies = bodies, .seed = seed, .threads = threads, .quantities = a.read};
  if (a.tone == "held") options.tone = Tone::held;
  if (a.tone == "recruited") options.tone = Tone::recruited;
  for (const std::string& text : a.correlate)
    options.correlations.push_back(correlation_of(text));
  std::vector<Question> questions;
  if (shipped) questions = {tilt_direction(m), strongest_part(m), winning_part(m)};
  const Language language = a.output.spoken();
  const Robustness r = robustness(m, variates, questions, options);
  a.output.answer([&](std::ostream& out) { out << population_text(m, r, variates, language); },
                  [&](std::ostream& out) { out << population_json(m, r, variates, language); },
                  [&](std::ostream& out) { population_csv(out, r.population); });
  if (r.population.stable == 0) {
    std::cerr << "guywire: " << sentence({"population.none_stable"}, language) << '\n';
    return not_trustworthy;
  }
  return 0;
}

}  // namespace

void add_population(CLI::App& app, int& status) {
  const auto a = std::make_shared<PopulationArguments>();
  auto* command = app.add_subcommand(
      "population",
      "many bodies with scattered numbers: spread, correlations, and how sure an answer is");
  a->model.add(*command);
  a->output.add_answer(*command);
  command->add_option("--bodies", a->bodies, "how many (default 1000)");
  command->add_option("--seed", a->seed, "same seed, same bodies (default 1)");
  command->add_option("--threads", a->threads, "threads; results do not depend on it (default 1)");
  command
      ->add_option(
          "--scatter", a->scatter,
          "NAME=sd about the present value, or NAME=normal(m,s), lognormal(m,s), uniform(a,b), "
          "truncated_normal(m,s,a,b); NAME a parameter, or pelvic_incidence_deg, mass_kg, "
          "stature_m; repeatable. Default: what is uncertain about standing_adult")
      ->take_all();
  command->add_option("--correlate", a->correlate, "NAME,NAME=r of two scattered names; repeatable")
      ->take_all();
  command
      ->add_option("--tone", a->tone,
                   "held, recruited (anew for each body, before knobs are turned), fitted (neutral "
                   "angles of discs too; default)")
      ->check(CLI::IsMember({"held", "recruited", "fitted"}));
  command
      ->add_option("--read", a->read,
                   "a quantity to report; repeatable. Default: the posture angles")
      ->take_all();
  command->add_flag("--study", a->study,
                    "do standing tilt and lordosis go with hip-flexor and hamstring length? With "
                    "and without scatter of bones");
  command->callback([a, &status] { status = run_population(*a); });
}

}  // namespace guywire::cli
