#pragma once
// What the commands of `guywire` share. Each command is a file with one function add_NAME, called
// by `command`. What a call is asked lies in a structure of that call, which its callback keeps: a
// second call in the same process starts afresh.
#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "guywire/core/set_once.hpp"
#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"
#include "io/files.hpp"

namespace guywire::cli {

using detail::refuse;
using detail::SetOnce;

constexpr int bad_input = 2, not_trustworthy = 3;  // exit statuses beside 0

/// The whole command, as `main` and the Python package run it, as often as one likes. Returns the
/// exit status.
int command(int argc, const char* const* argv);

double number(const std::string& text, const std::string& where);
/// "a=1,b=2" -> pairs.
std::vector<std::pair<std::string, double>> pairs(const std::vector<std::string>& texts,
                                                  const std::string& option);

/// Something to write, and the option that names its file; an empty path is nothing.
struct OutputFile {
  std::string option;
  std::string path;
};
/// Where an answer goes: to the file that `--out` names, or on the screen.
OutputFile answer_file(const std::string& out);
/// Before anything is computed: throws if a target cannot be written, is one of the files that are
/// read (`inputs`, as `load` takes them), or is the same file as another target, whatever names and
/// links lead there.
void check_targets(const std::vector<OutputFile>& targets, const std::vector<std::string>& inputs);

/// A model as it was asked for.
struct AskedModel {
  Model model;
  /// All that was set, as the user wrote it: "--set psoas.length=0.95", "--recruit", ...
  std::vector<std::string> settings;
};

/// What the model-changing options ask for.
struct ModelOptions {
  std::string model = "standing_adult";
  std::vector<std::string> set{};
  std::vector<std::string> body{};
  std::vector<std::string> pose{};
  bool recruit = false;

  void add(CLI::App& app, bool model_required = true);
  AskedModel build() const;
};

/// Where to write, and how.
struct OutputOptions {
  std::string format = "text";
  std::string language{};
  std::string out{};
  std::string svg{};
  std::string model_out{};

  void add(CLI::App& app);
  void add_answer(CLI::App& app);    ///< `--format`, `--language` and `--out` alone
  void add_language(CLI::App& app);  ///< `--language` alone
  /// Of the answer: what `--language` names, else GUYWIRE_LANGUAGE, else English.
  Language spoken() const;
  /// check_targets of all of them, for a command that reads `input`.
  void check(const ModelOptions& input) const;
  /// Writes the answer in the format that was asked for, on the screen or into the file; the other
  /// formats are not made.
  void answer(const Writer& text, const Writer& json, const Writer& csv) const;
  /// Writes on the screen or into the file.
  void write(const Writer& answer) const;
};

/// The picture; where knobs are turned, the same body with all knobs at reference stands pale
/// behind. `settings` make its title.
std::string picture_of(const Model& m, const Posture& posture,
                       const std::vector<std::string>& settings, Language language);

/// The first body of a test, as it stands, sits or lies; empty where there is none.
std::string picture_of(const TestReport& test, const std::vector<std::string>& settings,
                       Language language);

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
void add_validate(CLI::App& app, int& status);

}  // namespace guywire::cli
