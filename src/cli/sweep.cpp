#include "guywire/report/sweep.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire::cli {

namespace {

struct Vary {
  std::string name;
  double from, to;
  int count = 0;  ///< 0: not given
};

/// "X.knob=from:to:n"; n may be left out with --branch.
Vary vary_of(const std::vector<std::string>& texts, bool branch) {
  const char* const form =
      "Write --vary NAME.field=from:to:n, for example iliopsoas.length=0.9:1.1:101.";
  if (texts.empty()) refuse("--vary", "is missing: a sweep needs something to vary.", form);
  if (texts.size() > 1)
    refuse("--vary",
           "is given " + std::to_string(texts.size()) + " times; a sweep varies one thing.",
           "Put the others into --set, or run one sweep for each of their values.");
  const std::string& text = texts.front();
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) refuse("--vary " + text, "names no range.", form);
  std::vector<std::string> parts{""};
  for (const char c : text.substr(equals + 1)) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() != 3 && !(branch && parts.size() == 2))
    refuse("--vary " + text,
           "has " + std::to_string(parts.size()) + " parts after '='; three are needed.", form);
  Vary v{text.substr(0, equals), number(parts[0], "--vary " + text),
         number(parts[1], "--vary " + text)};
  if (parts.size() == 3)
    v.count = static_cast<int>(
        whole_number(parts[2], "the number of points in --vary " + text, sweep_points));
  return v;
}

std::vector<Quantity> quantities_of(const Model& m, const std::vector<std::string>& names) {
  std::vector<Quantity> out;
  for (const std::string& name : names)
    out.push_back(quantity(m, name));
  if (names.empty())
    for (const Quantity& q : posture_quantities(m))
      if (q.name == "anterior_tilt_change" || q.name == "lordosis") out.push_back(q);
  return out;
}

struct SweepArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::vector<std::string> vary{};
  std::vector<std::string> read{};
  std::vector<std::string> start{};
  bool branch = false;
};

int run_branch(const Model& m, const OutputOptions& output, const Axis& axis,
               const BranchOptions& options) {
  const Language language = output.spoken();
  const auto b = continue_branch(m, axis, options);
  if (!is_equilibrium(b.status))
    throw SolveError({{"branch.no_start",
                       {{"name", axis.name}, {"value", axis.from / axis.factor}, {"why", b.why}}}});
  const Branch& r = b.value();
  output.answer([&](std::ostream& out) { out << branch_text(m, r, language); },
                [&](std::ostream& out) { branch_json(out, m, r, language); },
                [&](std::ostream& out) { branch_csv(out, m, r); });
  if (!output.svg.empty()) write_file(output.svg, diagram_svg(m, r, language));
  const auto ended_well = [](BranchEnd e) {
    return e != BranchEnd::lost && e != BranchEnd::point_limit;
  };
  if (ended_well(r.first_end) && ended_well(r.last_end)) return 0;
  std::cerr << "guywire: " << sentence({"branch.not_followed"}, language) << '\n';
  return not_trustworthy;
}

int run_sweep(const SweepArguments& a) {
  const OutputOptions& output = a.output;
  const Vary v = vary_of(a.vary, a.branch);
  output.check(a.model);
  const Model m = a.model.build().model;
  const double factor = parameter(m, v.name).factor;
  const Axis along = axis(m, v.name, v.from * factor, v.to * factor);
  const auto quantities = quantities_of(m, a.read);
  const State start = start_of(m, a.start);
  if (a.branch) return run_branch(m, output, along, {.quantities = quantities, .start = start});
  const Language language = output.spoken();
  const Sweep s = sweep(m, along, {.points = v.count, .quantities = quantities, .start = start});
  output.answer([&](std::ostream& out) { out << sweep_text(m, s, language); },
                [&](std::ostream& out) { sweep_json(out, m, s, language); },
                [&](std::ostream& out) { sweep_csv(out, m, s); });
  if (!output.svg.empty()) write_file(output.svg, diagram_svg(m, s, language));
  const auto unsafe = std::count_if(s.points.begin(), s.points.end(),
                                    [](const SweepPoint& p) { return p.status != Status::stable; });
  if (unsafe == 0) return 0;
  std::cerr << "guywire: "
            << sentence({"sweep.unsafe",
                         {{"unsafe", unsafe}, {"points", s.points.size()}, {"why", s.why}}},
                        language)
            << '\n';
  return not_trustworthy;
}

}  // namespace

void add_sweep(CLI::App& app, int& status) {
  const auto a = std::make_shared<SweepArguments>();
  auto* command = app.add_subcommand(
      "sweep",
      "varies one thing step by step: how the resting place moves, where it ends, where it jumps");
  a->model.add(*command);
  command
      ->add_option("--vary", a->vary,
                   "NAME.field=from:to:n, a knob (iliopsoas.length=0.9:1.1:101) or a number with "
                   "its unit; swap the ends to go back")
      ->take_all();
  command
      ->add_option("--read", a->read,
                   "what to read off: lordosis, pelvis.angle, psoas.tension, …; repeatable")
      ->take_all();
  command
      ->add_option("--start", a->start, "NAME=deg of a free coordinate to start from; repeatable")
      ->take_all();
  command->add_flag("--branch", a->branch,
                    "follow the curve of equilibria round its folds, unstable parts included");
  a->output.add_answer(*command);
  command->add_option("--svg", a->output.svg, "draw the diagram into this file");
  command->callback([a, &status] { status = run_sweep(*a); });
}

}  // namespace guywire::cli
