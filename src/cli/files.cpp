#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/check.hpp"

namespace guywire::cli {

namespace {

int run_check(const std::vector<std::string>& files, const OutputOptions& output) {
  check_targets({answer_file(output.out)}, files);
  if (std::count(files.begin(), files.end(), "-") > 1)
    refuse("check", "is given standard input (-) twice, which can be read once.", "Name it once.");
  std::vector<Checked> checked;
  for (const std::string& file : files) {
    checked.push_back(check_file(file));
    checked.back().name = shown_name(file);
  }
  const Language language = output.spoken();
  output.write([&](std::ostream& out) {
    out << (output.format == "json" ? check_json(checked, language)
                                    : check_text(checked, language));
  });
  const bool all_valid = std::all_of(checked.begin(), checked.end(),
                                     [](const Checked& c) { return c.model.has_value(); });
  return all_valid ? 0 : bad_input;
}

int run_models(const OutputOptions& output) {
  const Language language = output.spoken();
  for (const std::string& name : shipped_models()) {
    const Model m = load(name);
    const std::size_t bodies = m.description().bodies.size();
    const std::string contents =
        sentence({"check.contents",
                  {{"bodies", bodies},
                   {"is_one_body", bodies == 1},
                   {"cables", m.description().cables.size()},
                   {"free", fmt::format("{}", fmt::join(m.coordinates(), ", "))}}},
                 language);
    std::cout << fmt::format("{:<16} {}\n{:<16} {}\n", name, m.description().title, "", contents);
  }
  return 0;
}

}  // namespace

void add_models(CLI::App& app, int& status) {
  const auto output = std::make_shared<OutputOptions>();
  auto* command = app.add_subcommand("models", "lists the shipped models");
  output->add_language(*command);
  command->callback([output, &status] { status = run_models(*output); });
}

void add_check(CLI::App& app, int& status) {
  struct Call {
    std::vector<std::string> files;
    OutputOptions output;
  };
  const auto call = std::make_shared<Call>();
  auto* command = app.add_subcommand(
      "check", "checks model files: lists every fault, or what is valid but suspicious");
  command->add_option("MODEL", call->files, "model files or shipped models; - is standard input")
      ->required();
  command->add_option("--format", call->output.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  call->output.add_language(*command);
  command->add_option("--out", call->output.out,
                      "write the answer to this file instead of the screen");
  command->callback([call, &status] { status = run_check(call->files, call->output); });
}

void add_convert(CLI::App& app, int&) {
  struct Arguments {
    ModelOptions model{};
    std::string out{};
  };
  const auto a = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("convert", "reads a model, applies settings, and writes it as JSON");
  a->model.add(*command);
  command->add_option("--out", a->out,
                      "file to write, which may be the model's own; the screen if left out");
  command->callback([a] {
    const bool on_screen = a->out.empty();
    check_targets({answer_file(a->out)},
                  on_screen ? std::vector{a->model.model} : std::vector<std::string>{});
    const std::string json = to_json(a->model.build().model);
    if (on_screen)
      std::cout << json;
    else
      write_file(a->out, json);
  });
}

void add_schema(CLI::App& app, int&) {
  app.add_subcommand("schema", "prints the JSON Schema of model files")->callback([] {
    std::cout << model_schema();
  });
}

}  // namespace guywire::cli
