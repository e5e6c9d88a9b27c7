#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

namespace {

int run_check(const std::vector<std::string>& files) {
  int status = 0;
  for (const std::string& file : files) {
    try {
      const Model m = load(file);
      std::cout << fmt::format("{}: a valid model: {} bodies, {} cables, {} free coordinates; hash {}\n", file, m.description().bodies.size(), m.description().cables.size(), m.coordinates().size(), content_hash(m));
    } catch (const std::invalid_argument& e) {
      std::cout << (dynamic_cast<const ParseError*>(&e) ? "" : file + ":\n") << e.what() << '\n';
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
  static std::vector<std::string> files;
  auto* command = app.add_subcommand("check", "checks model files and lists every fault");
  command->add_option("MODEL", files, "model files or shipped models")->required();
  command->callback([&] { status = run_check(files); });
}

void add_convert(CLI::App& app, int&) {
  static ModelOptions options;
  static OutputOptions output;
  auto* command = app.add_subcommand("convert", "reads a model, applies settings, and writes it as JSON");
  options.add(*command);
  command->add_option("--out", output.out, "file to write; the screen if left out");
  command->callback([&] {
    output.check();
    output.write(to_json(options.build()));
  });
}

void add_schema(CLI::App& app, int&) {
  app.add_subcommand("schema", "prints the JSON Schema of model files")->callback([] { std::cout << model_schema(); });
}

}  // namespace guywire::cli
