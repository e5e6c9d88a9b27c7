#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/validation.hpp"

namespace guywire::cli {

void add_validate(CLI::App& app, int& status) {
  const auto output = std::make_shared<OutputOptions>();
  const auto name = std::make_shared<std::string>("standing_adult");
  auto* command = app.add_subcommand(
      "validate",
      "a body beside published measurements: fitted, predicted or chosen; value, target, verdict");
  command->add_option("MODEL", *name, "a shipped model or a file; - is standard input")
      ->capture_default_str();
  command->add_option("--format", output->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  output->add_language(*command);
  command->add_option("--out", output->out, "write the answer to this file instead of the screen");
  command->footer("Exit status 3: a number that the body was fitted to misses its target.");
  command->callback([output, name, &status] {
    check_targets({answer_file(output->out)}, {});
    const Language language = output->spoken();
    const Model model = load(*name);
    const auto rows = validate(model);
    output->write([&](std::ostream& out) {
      out << (output->format == "json" ? validation_json(model, rows, language)
                                       : validation_text(rows, language));
    });
    status = misses_a_fit(rows) ? 3 : 0;
  });
}

}  // namespace guywire::cli
