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
  const AskedModel asked = a.model.build();
  const Model& m = asked.model;
  SolveOptions options;
  if (a.seek == "any") options.seek = Seek::any;
  const auto outcome = solve(m, options, start_of(m, a.start));
  std::vector<std::string> settings = asked.settings;
  for (const std::string& text : a.start)
    settings.push_back("--start " + text);
  if (options.seek == Seek::any) settings.emplace_back("--seek any");
  output.answer([&](std::ostream& out) { out << answer_text(m, outcome, settings); },
                [&](std::ostream& out) { out << answer_json(m, outcome, settings); },
                [&](std::ostream& out) { out << answer_csv(m, outcome); });
  if (!output.svg.empty()) {
    if (outcome.status == Status::path_lost)
      std::cerr << "guywire: no picture: " << sentences(outcome.why) << '\n';
    else
      write_file(output.svg, picture_of(m, outcome.last(), settings));
  }
  if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
  if (outcome.status == Status::stable) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << to_string(outcome.status) << ": " << sentences(outcome.why) << '\n';
  return not_trustworthy;
}

}  // namespace

void add_solve(CLI::App& app, int& status) {
  const auto a = std::make_shared<SolveArguments>();
  auto* command =
      app.add_subcommand("solve", "finds where a model comes to rest, and certifies it");
  a->model.add(*command);
  a->output.add(*command);
  command
      ->add_option("--start", a->start, "NAME=deg of a free coordinate to start from; repeatable")
      ->take_all();
  command
      ->add_option("--seek", a->seek,
                   "downhill (a resting place), or any (the nearest balance, perhaps unstable)")
      ->check(CLI::IsMember({"downhill", "any"}));
  command->callback([a, &status] { status = run_solve(*a); });
}

}  // namespace guywire::cli
