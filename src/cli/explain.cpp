#include "guywire/report/explain.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

namespace {

struct ExplainArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::vector<std::string> start{};
  std::string bodies{};
};

/// The same questions put to bodies whose uncertain numbers are scattered.
Robustness certainty_of(const Model& m, int bodies) {
  const auto& cables = m.description().cables;
  const bool turned =
      std::any_of(cables.begin(), cables.end(), [](const Cable& c) { return c.knobs != Knobs{}; });
  const auto questions =
      turned ? std::vector{tilt_direction(m), winning_part(m)} : std::vector{strongest_part(m)};
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int threads = std::min(processors, static_cast<int>(thread_counts.highest));
  return robustness(m, uncertain_parameters(m), questions, {.bodies = bodies, .threads = threads},
                    explained(m));
}

int run_explain(const ExplainArguments& a) {
  const OutputOptions& output = a.output;
  output.check(a.model);
  const Language language = output.spoken();
  const int bodies =
      a.bodies.empty() ? 0 : static_cast<int>(whole_number(a.bodies, "--bodies", certainty_bodies));
  const AskedModel asked = a.model.build();
  const Model& m = asked.model;
  const Explanation x = explain(m, {}, start_of(m, a.start));
  ExplainNotes notes{.settings = asked.settings};
  for (const std::string& text : a.start)
    notes.settings.push_back("--start " + text);
  std::optional<Robustness> certainty;
  if (bodies > 0 && x.rest.status == Status::stable) {
    if (!a.start.empty())
      refuse("--bodies", "does not go with --start: each body starts from its reference posture.",
             "Leave one of them out.");
    notes.settings.push_back("--bodies " + std::to_string(bodies));
    certainty = certainty_of(m, bodies);
    notes.certainty = &*certainty;
  }
  if (bodies == 0 && is_equilibrium(x.rest.status) && !m.description().partition.empty() &&
      m.structure().free_count > 1)
    notes.next = sentence(Fact("explain.next"), language);
  output.answer([&](std::ostream& out) { out << explain_text(m, x, notes, language); },
                [&](std::ostream& out) { out << explain_json(m, x, notes, language); },
                [&](std::ostream& out) { out << explain_csv(m, x); });
  if (!output.svg.empty() && x.rest.status != Status::path_lost)
    write_file(output.svg, picture_of(m, x.rest.last(), asked.settings, language));
  if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
  if (x.rest.status == Status::stable) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << to_string(x.rest.status) << ": " << sentences(x.rest.why, language)
              << '\n';
  return not_trustworthy;
}

}  // namespace

void add_explain(CLI::App& app, int& status) {
  const auto a = std::make_shared<ExplainArguments>();
  auto* command = app.add_subcommand(
      "explain",
      "lists the moments of all muscles and which muscle group accounts for the tilt, and what "
      "would change it");
  a->model.add(*command);
  a->output.add(*command);
  command
      ->add_option("--start", a->start, "NAME=deg of a free coordinate to start from; repeatable")
      ->take_all();
  command->add_option(
      "--bodies", a->bodies,
      "how sure is that: the same questions for this many bodies (say 1000) whose uncertain "
      "numbers are scattered, as `guywire population` does; of standing_adult and its like");
  command->callback([a, &status] { status = run_explain(*a); });
}

}  // namespace guywire::cli
