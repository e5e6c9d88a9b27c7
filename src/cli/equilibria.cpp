#include "guywire/report/equilibria.hpp"

#include <algorithm>
#include <iostream>

#include "cli.hpp"
#include "report/words.hpp"

namespace guywire::cli {

namespace {

/// NAME=from:to in degrees, for some coordinates; the others keep their range of validity.
std::vector<Interval> box_of(const Model& m, const std::vector<std::string>& texts) {
  std::vector<Interval> box;
  if (texts.empty()) return box;
  const auto names = m.coordinates();
  for (const int b : m.structure().free_bodies) box.push_back({m.description().bodies[b].angle_lower, m.description().bodies[b].angle_upper});
  for (const std::string& text : texts) {
    const std::string where = "--box " + text;
    const auto equals = text.find('='), colon = text.find(':');
    if (equals == std::string::npos || colon == std::string::npos || colon < equals) refuse(where, "is no range.", "Write NAME=from:to in degrees, e.g. " + (names.empty() ? "pelvis" : names.front()) + "=-20:20.");
    const auto it = std::find(names.begin(), names.end(), text.substr(0, equals));
    if (it == names.end()) refuse(where, "names no free coordinate of model '" + m.name() + "'.", coordinate_names(m));
    box[it - names.begin()] = {number(text.substr(equals + 1, colon - equals - 1), where) * degree, number(text.substr(colon + 1), where) * degree};
  }
  return box;
}

int run_equilibria(const ModelOptions& model_options, const OutputOptions& output, const std::vector<std::string>& box, bool unverified) {
  const Model m = model_options.build();
  EquilibriaOptions options;
  options.box = box_of(m, box);
  options.verify = !unverified;
  const Equilibria all = all_equilibria(m, options);
  output.write(output.format == "json" ? equilibria_json(m, all) : output.format == "csv" ? equilibria_csv(m, all)
                                                                                          : equilibria_text(m, all));
  if (all.verified) return 0;
  if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << all.message << '\n';
  return not_trustworthy;
}

}  // namespace

void add_equilibria(CLI::App& app, int& status) {
  static ModelOptions model_options;
  static OutputOptions output;
  static std::vector<std::string> box;
  static bool unverified = false;
  auto* command = app.add_subcommand("equilibria", "finds every place where a model can balance; proved complete for one or two free coordinates");
  model_options.add(*command);
  command->add_option("--format", output.format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  command->add_option("--out", output.out, "write the answer to this file instead of the screen");
  command->add_option("--box", box, "NAME=from:to in degrees: where to look; repeatable; default is the bodies' range of validity")->take_all();
  command->add_flag("--unverified", unverified, "search without proof (needed for elastic tendons)");
  command->callback([&] { status = run_equilibria(model_options, output, box, unverified); });
}

}  // namespace guywire::cli
