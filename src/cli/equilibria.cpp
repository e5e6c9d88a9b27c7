#include "guywire/report/equilibria.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "report/words.hpp"

namespace guywire::cli {

namespace {

/// NAME=from:to in degrees, for some coordinates; the others keep their range of validity.
std::vector<Interval> box_of(const Model& m, const std::vector<std::string>& texts) {
  std::vector<Interval> box;
  if (texts.empty()) return box;
  const auto names = m.coordinates();
  for (const int b : m.structure().free_bodies)
    box.emplace_back(m.description().bodies[b].angle_lower, m.description().bodies[b].angle_upper);
  for (const std::string& text : texts) {
    const std::string where = "--box " + text;
    const auto equals = text.find('='), colon = text.find(':');
    if (equals == std::string::npos || colon == std::string::npos || colon < equals)
      refuse(where, "is no range.",
             "Write NAME=from:to in degrees, e.g. " + (names.empty() ? "pelvis" : names.front()) +
                 "=-20:20.");
    const auto it = std::find(names.begin(), names.end(), text.substr(0, equals));
    if (it == names.end())
      refuse(where, "names no free coordinate of model '" + m.name() + "'.", coordinate_names(m));
    box[it - names.begin()] = {number(text.substr(equals + 1, colon - equals - 1), where) * degree,
                               number(text.substr(colon + 1), where) * degree};
  }
  return box;
}

struct EquilibriaArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::vector<std::string> box{};
  bool unverified = false;
};

int run_equilibria(const EquilibriaArguments& a) {
  const OutputOptions& output = a.output;
  output.check(a.model);
  const Model m = a.model.build().model;
  EquilibriaOptions options;
  options.box = box_of(m, a.box);
  options.verify = !a.unverified;
  const Language language = output.spoken();
  const Equilibria all = all_equilibria(m, options);
  output.answer([&](std::ostream& out) { out << equilibria_text(m, all, language); },
                [&](std::ostream& out) { out << equilibria_json(m, all, language); },
                [&](std::ostream& out) { out << equilibria_csv(m, all); });
  if (all.verified) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << sentences(all.why, language) << '\n';
  return not_trustworthy;
}

}  // namespace

void add_equilibria(CLI::App& app, int& status) {
  const auto a = std::make_shared<EquilibriaArguments>();
  auto* command = app.add_subcommand("equilibria",
                                     "finds every place where a model can balance; proved complete "
                                     "for one or two free coordinates");
  a->model.add(*command);
  a->output.add_answer(*command);
  command
      ->add_option("--box", a->box,
                   "NAME=from:to in degrees: where to look; repeatable; default is the bodies' "
                   "range of validity")
      ->take_all();
  command->add_flag("--unverified", a->unverified,
                    "search without proof (needed for elastic tendons)");
  command->callback([a, &status] { status = run_equilibria(*a); });
}

}  // namespace guywire::cli
