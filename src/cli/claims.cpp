#include "guywire/report/claims.hpp"

#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

namespace {

int run_claims(const OutputOptions& output) {
  check_targets({answer_file(output.out), {"--svg", output.svg}}, {});
  const Language language = output.spoken();
  const auto list = claims(load("bridge"), load("standing_adult"));
  output.write([&](std::ostream& out) {
    out << (output.format == "json" ? claims_json(list, language) : claims_text(list, language));
  });
  if (!output.svg.empty()) write_file(output.svg, claims_svg(list, language));
  return 0;
}

}  // namespace

void add_claims(CLI::App& app, int& status) {
  const auto output = std::make_shared<OutputOptions>();
  auto* command = app.add_subcommand(
      "claims",
      "tests each claim of the essay \"Muscles Never Push\" on the bridge and the standing adult");
  command->add_option("--format", output->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  output->add_language(*command);
  command->add_option("--out", output->out, "write the answer to this file instead of the screen");
  command->add_option("--svg", output->svg, "one page with the verdicts");
  command->callback([output, &status] { status = run_claims(*output); });
}

}  // namespace guywire::cli
