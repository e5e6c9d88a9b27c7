#include "guywire/report/explain.hpp"

#include <iostream>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/svg.hpp"

namespace guywire::cli {

void add_explain(CLI::App& app, int& status) {
  static ModelOptions model_options;
  static OutputOptions output;
  static std::vector<std::string> start;
  auto* command = app.add_subcommand("explain", "says who turns what, who is winning, and what would change it");
  model_options.add(*command);
  output.add(*command);
  command->add_option("--start", start, "NAME=deg of a free coordinate to start from; repeatable")->take_all();
  command->callback([&] {
    const Model m = model_options.build();
    const Explanation x = explain(m, {}, start_of(m, start));
    output.write(output.format == "json" ? explain_json(m, x) : output.format == "csv" ? explain_csv(m, x)
                                                                                       : explain_text(m, x));
    if (!output.svg.empty() && x.rest.status != Status::path_lost) write_file(output.svg, svg_picture(m, x.rest.last()));
    if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
    if (x.rest.status == Status::stable) return;
    if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << to_string(x.rest.status) << ": " << x.rest.message << '\n';
    status = not_trustworthy;
  });
}

}  // namespace guywire::cli
