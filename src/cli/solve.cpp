#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/answer.hpp"

namespace guywire::cli {

namespace {

int run_solve(const ModelOptions& model_options, const OutputOptions& output, const std::vector<std::string>& start, const std::string& seek) {
  output.check();
  const Model m = model_options.build();
  SolveOptions options;
  if (seek == "any") options.seek = Seek::any;
  const auto outcome = solve(m, options, start_of(m, start));
  std::vector<std::string> settings = model_options.settings();
  for (const std::string& text : start) settings.push_back("--start " + text);
  if (options.seek == Seek::any) settings.emplace_back("--seek any");
  const std::string answer = output.format == "json" ? answer_json(m, outcome, settings) : output.format == "csv" ? answer_csv(m, outcome)
                                                                                                                  : answer_text(m, outcome, settings);
  output.write(answer);
  if (!output.svg.empty()) {
    if (outcome.status == Status::path_lost) std::cerr << "guywire: no picture: " << outcome.message << '\n';
    else write_file(output.svg, picture_of(m, outcome.last(), settings));
  }
  if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
  if (outcome.status == Status::stable) return 0;
  if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << to_string(outcome.status) << ": " << outcome.message << '\n';
  return not_trustworthy;
}

}  // namespace

void add_solve(CLI::App& app, int& status) {
  static ModelOptions model_options;
  static OutputOptions output;
  static std::vector<std::string> start;
  static std::string seek = "downhill";
  auto* command = app.add_subcommand("solve", "finds where a model comes to rest, and certifies it");
  model_options.add(*command);
  output.add(*command);
  command->add_option("--start", start, "NAME=deg of a free coordinate to start from; repeatable")->take_all();
  command->add_option("--seek", seek, "downhill (a resting place), or any (the nearest balance, perhaps unstable)")->check(CLI::IsMember({"downhill", "any"}));
  command->callback([&] { status = run_solve(model_options, output, start, seek); });
}

}  // namespace guywire::cli
