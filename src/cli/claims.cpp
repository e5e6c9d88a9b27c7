#include "guywire/report/claims.hpp"

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

void add_claims(CLI::App& app, int&) {
  static OutputOptions output;
  auto* command = app.add_subcommand("claims", "tries what the essay \"Muscles Never Push\" says on the bridge and the standing adult");
  command->add_option("--format", output.format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--out", output.out, "write the answer to this file instead of the screen");
  command->add_option("--svg", output.svg, "one page with the verdicts");
  command->callback([] {
    output.check();
    const auto list = claims(load("bridge"), load("standing_adult"));
    output.write(output.format == "json" ? claims_json(list) : claims_text(list));
    if (!output.svg.empty()) write_file(output.svg, claims_svg(list));
  });
}

}  // namespace guywire::cli
