#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/answer.hpp"

namespace guywire::cli {

namespace {

struct SolveArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::vector<std::string> start{};
  std::string seek = "downhill";
};

int run_solve(const SolveArguments& a) {
  const OutputOptions& output = a.output;
  output.check(a.model);
  const Language language = output.spoken();
  const AskedModel asked = a.model.build();
  const Model& m = asked.model;
  SolveOptions options;
  if (a.seek == "any") options.seek = Seek::any;
  const auto outcome = solve(m, options, start_of(m, a.start));
  std::vector<std::string> settings = asked.settings;
  for (const std::string& text : a.start)
    settings.push_back("--start " + text);
  if (options.seek == Seek::any) settings.emplace_back("--seek any");
  output.answer([&](std::ostream& out) { out << answer_text(m, outcome, settings, language); },
                [&](std::ostream& out) { out << answer_json(m, outcome, settings, language); },
                [&](std::ostream& out) { out << answer_csv(m, outcome); });
  if (!output.svg.empty()) {
    if (outcome.status == Status::path_lost)
      std::cerr << "guywire: " << sentence({"answer.no_picture", {{"why", outcome.why}}}, language)
                << '\n';
    else
      write_file(output.svg, picture_of(m, outcome.last(), settings, language));
  }
  if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
  if (outcome.status == Status::stable) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << to_string(outcome.status) << ": "
              << sentences(outcome.why, language) << '\n';
  return not_trustworthy;
}

}  // namespace

void add_solve(CLI::App& app, int& status) {
  const auto a = std::make_shared<SolveArguments>();
  auto* command = app.add_subcommand("solve", "finds the equilibrium of a model and certifies it");
  a->model.add(*command);
  a->output.add(*command);
  command
      ->add_option("--start", a->start, "NAME=deg of a free coordinate to start from; repeatable")
      ->take_all();
  command
      ->add_option(
          "--seek", a->seek,
          "downhill (a stable equilibrium), or any (the nearest equilibrium, perhaps unstable)")
      ->check(CLI::IsMember({"downhill", "any"}));
  command->callback([a, &status] { status = run_solve(*a); });
}

}  // namespace guywire::cli
