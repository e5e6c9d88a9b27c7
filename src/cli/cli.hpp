#pragma once
// What the commands of `guywire` share. Each command is a file with one function add_NAME, called by main.
#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "guywire/guywire.hpp"

namespace guywire::cli {

constexpr int bad_input = 2, not_trustworthy = 3;  // exit statuses beside 0

/// A wrong command line, with a remedy.
[[noreturn]] void refuse(std::string where, std::string what, std::string remedy);
double number(const std::string& text, const std::string& where);
/// "a=1,b=2" -> pairs.
std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts, const std::string& option);
void write_file(const std::string& path, const std::string& text);

/// What the model-changing options ask for.
struct ModelOptions {
  std::string model = "standing_adult";
  std::vector<std::string> set, body, pose;
  bool recruit = false;

  void add(CLI::App& app, bool model_required = true);
  Model build() const;

 private:
  Model posed_legs(const Model& m) const;
};

/// Where to write, and how.
struct OutputOptions {
  std::string format = "text", out, svg, model_out;
  void add(CLI::App& app);
  /// Puts an answer on the screen or into the file asked for.
  void write(const std::string& answer) const;
};

State start_of(const Model& m, const std::vector<std::string>& texts);

// The commands; `status` receives the exit status when one has run.
void add_models(CLI::App& app, int& status);
void add_solve(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_convert(CLI::App& app, int& status);
void add_schema(CLI::App& app, int& status);
void add_demo(CLI::App& app, int& status);
void add_fit(CLI::App& app, int& status);
void add_test(CLI::App& app, int& status);

}  // namespace guywire::cli
