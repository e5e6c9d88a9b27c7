#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

namespace {

int run_check(const std::vector<std::string>& files) {
  check_targets({answer_file("")}, files);
  if (std::count(files.begin(), files.end(), "-") > 1) refuse("check", "is given standard input (-) twice, which can be read once.", "Name it once.");
  int status = 0;
  for (const std::string& file : files) {
    try {
      const Model m = load(file);
      std::cout << fmt::format("{}: a valid model: {} bodies, {} cables, {} free coordinates; hash {}\n", shown_name(file), m.description().bodies.size(), m.description().cables.size(), m.coordinates().size(), content_hash(m));
    } catch (const std::invalid_argument& e) {
      std::cout << (dynamic_cast<const ParseError*>(&e) ? "" : shown_name(file) + ":\n") << e.what() << '\n';
      status = bad_input;
    }
  }
  return status;
}

int run_models() {
  for (const std::string& name : shipped_models()) {
    const Model m = load(name);
    std::cout << fmt::format("{:<16} {}\n{:<16} {} bodies, {} cables; free: {}\n", name, m.description().title, "", m.description().bodies.size(), m.description().cables.size(), fmt::join(m.coordinates(), ", "));
  }
  return 0;
}

}  // namespace

void add_models(CLI::App& app, int& status) {
  app.add_subcommand("models", "lists the shipped models")->callback([&] { status = run_models(); });
}

void add_check(CLI::App& app, int& status) {
  const auto files = std::make_shared<std::vector<std::string>>();
  auto* command = app.add_subcommand("check", "checks model files and lists every fault");
  command->add_option("MODEL", *files, "model files or shipped models; - is standard input")->required();
  command->callback([files, &status] { status = run_check(*files); });
}

void add_convert(CLI::App& app, int&) {
  struct Arguments {
    ModelOptions model{};
    std::string out{};
  };
  const auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("convert", "reads a model, applies settings, and writes it as JSON");
  a->model.add(*command);
  command->add_option("--out", a->out, "file to write, which may be the model's own; the screen if left out");
  command->callback([a] {
    const bool on_screen = a->out.empty();
    check_targets({answer_file(a->out)}, on_screen ? std::vector{a->model.model} : std::vector<std::string>{});
    const std::string json = to_json(a->model.build().model);
    if (on_screen) std::cout << json;
    else write_file(a->out, json);
  });
}

void add_schema(CLI::App& app, int&) {
  app.add_subcommand("schema", "prints the JSON Schema of model files")->callback([] { std::cout << model_schema(); });
}

}  // namespace guywire::cli
