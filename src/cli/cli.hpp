#pragma once
// What the commands of `guywire` share. Each command is a file with one function add_NAME, called by main.
#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "guywire/guywire.hpp"
#include "guywire/core/set_once.hpp"

namespace guywire::cli {

using detail::refuse;
using detail::SetOnce;

constexpr int bad_input = 2, not_trustworthy = 3;  // exit statuses beside 0

/// The whole command, as `main` and the Python package run it: once in a process, since options are remembered. Returns the exit status.
int command(int argc, const char* const* argv);

double number(const std::string& text, const std::string& where);
/// "a=1,b=2" -> pairs.
std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts, const std::string& option);
void write_file(const std::string& path, const std::string& text);
/// Throws ParseError if a file cannot be written there; an empty path is fine. Called before anything is computed.
void check_writable(const std::string& path);

/// What the model-changing options ask for.
struct ModelOptions {
  std::string model = "standing_adult";
  std::vector<std::string> set, body, pose;
  bool recruit = false;

  void add(CLI::App& app, bool model_required = true);
  Model build() const;
  /// Everything that was set, as the user wrote it: "--set psoas.length=0.95", "--recruit", ...
  std::vector<std::string> settings() const;
};

/// Where to write, and how.
struct OutputOptions {
  std::string format = "text", out, svg, model_out;
  void add(CLI::App& app);
  void check() const;  ///< check_writable of every path
  /// Puts an answer on the screen or into the file asked for.
  void write(const std::string& answer) const;
};

/// The picture; where knobs are turned, the same body with all knobs at reference stands pale behind. `settings` make its title.
std::string picture_of(const Model& m, const Posture& posture, const std::vector<std::string>& settings);

/// The first body that a test speaks of, as it stands, sits or lies; empty where there is none.
std::string picture_of(const TestReport& test, const std::vector<std::string>& settings);

State start_of(const Model& m, const std::vector<std::string>& texts);

// The commands; `status` receives the exit status when one has run.
void add_explain(CLI::App& app, int& status);
void add_claims(CLI::App& app, int& status);
void add_models(CLI::App& app, int& status);
void add_solve(CLI::App& app, int& status);
void add_equilibria(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_convert(CLI::App& app, int& status);
void add_schema(CLI::App& app, int& status);
void add_demo(CLI::App& app, int& status);
void add_fit(CLI::App& app, int& status);
void add_sweep(CLI::App& app, int& status);
void add_prescribe(CLI::App& app, int& status);
void add_population(CLI::App& app, int& status);
void add_test(CLI::App& app, int& status);

}  // namespace guywire::cli
