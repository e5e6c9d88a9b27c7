#include "guywire/report/explain.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <optional>
#include <thread>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::cli {

void add_explain(CLI::App& app, int& status) {
  static ModelOptions model_options;
  static OutputOptions output;
  static std::vector<std::string> start;
  static std::string bodies_text;
  auto* command = app.add_subcommand("explain", "says who turns what, who is winning, and what would change it");
  model_options.add(*command);
  output.add(*command);
  command->add_option("--start", start, "NAME=deg of a free coordinate to start from; repeatable")->take_all();
  command->add_option("--bodies", bodies_text, "how sure is that: put the same questions to this many bodies (say 1000) whose uncertain numbers are scattered, as `guywire population` does; of standing_adult and its like");
  command->callback([&] {
    output.check();
    int bodies = 0;
    if (!bodies_text.empty()) {
      const auto [end, error] = std::from_chars(bodies_text.data(), bodies_text.data() + bodies_text.size(), bodies);
      if (error != std::errc{} || end != bodies_text.data() + bodies_text.size() || bodies < 20 || bodies > 1000000) refuse("--bodies", "is " + bodies_text + "; allowed is a whole number from 20 to 1000000.", "5 and 95 % of fewer bodies mean little.");
    }
    const Model m = model_options.build();
    const Explanation x = explain(m, {}, start_of(m, start));
    ExplainNotes notes{.settings = model_options.settings()};
    for (const std::string& text : start) notes.settings.push_back("--start " + text);
    std::optional<Robustness> certainty;
    if (bodies > 0 && x.rest.status == Status::stable) {
      if (!start.empty()) refuse("--bodies", "does not go with --start: each body starts from its reference posture.", "Leave one of them out.");
      notes.settings.push_back("--bodies " + std::to_string(bodies));
      const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
      const bool turned = std::any_of(m.description().cables.begin(), m.description().cables.end(), [](const Cable& c) { return c.knobs != Knobs{}; });
      certainty = robustness(m, uncertain_parameters(m), turned ? std::vector{tilt_direction(m), winning_part(m)} : std::vector{strongest_part(m)}, {.bodies = bodies, .threads = threads, .correlations = {}, .quantities = {}}, explained(m));
      notes.certainty = &*certainty;
    }
    if (bodies == 0 && is_equilibrium(x.rest.status) && m.description().partition.size() > 0 && m.structure().free_count > 1)
      notes.next = "Next: --bodies 1000 added to this command says how sure that is; guywire prescribe says what would bring it back; guywire sweep where it turns.";
    output.write(output.format == "json" ? explain_json(m, x, notes) : output.format == "csv" ? explain_csv(m, x)
                                                                                              : explain_text(m, x, notes));
    if (!output.svg.empty() && x.rest.status != Status::path_lost) write_file(output.svg, picture_of(m, x.rest.last(), model_options.settings()));
    if (!output.model_out.empty()) write_file(output.model_out, to_json(m));
    if (x.rest.status == Status::stable) return;
    if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << to_string(x.rest.status) << ": " << x.rest.message << '\n';
    status = not_trustworthy;
  });
}

}  // namespace guywire::cli
