#include "guywire/report/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include "cli.hpp"

namespace guywire::cli {

namespace {

struct Vary {
  std::string name;
  double from, to;
  int count = 0;  ///< 0: not given
};

/// "X.knob=from:to:n"; n may be left out with --branch.
Vary vary_of(const std::vector<std::string>& texts, bool branch) {
  const char* const form = "Write --vary NAME.field=from:to:n, for example iliopsoas.length=0.9:1.1:101.";
  if (texts.empty()) refuse("--vary", "is missing: a sweep needs something to vary.", form);
  if (texts.size() > 1) refuse("--vary", "is given " + std::to_string(texts.size()) + " times; a sweep varies one thing.", "Put the others into --set, or run one sweep for each of their values.");
  const std::string& text = texts.front();
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) refuse("--vary " + text, "names no range.", form);
  std::vector<std::string> parts{""};
  for (const char c : text.substr(equals + 1)) {
    if (c == ':') parts.emplace_back();
    else parts.back() += c;
  }
  if (parts.size() != 3 && !(branch && parts.size() == 2)) refuse("--vary " + text, "has " + std::to_string(parts.size()) + " parts after '='; three are needed.", form);
  Vary v{text.substr(0, equals), number(parts[0], "--vary " + text), number(parts[1], "--vary " + text)};
  if (parts.size() == 3) {
    const auto [stop, error] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), v.count);
    if (error != std::errc() || stop != parts[2].data() + parts[2].size() || v.count < 2 || v.count > 1000000)
      refuse("--vary " + text, "asks for '" + parts[2] + "' points; allowed is a whole number from 2 to 1000000.", "Ask for at least the two ends.");
  }
  return v;
}

std::vector<Quantity> quantities_of(const Model& m, const std::vector<std::string>& names) {
  std::vector<Quantity> out;
  for (const std::string& name : names) out.push_back(quantity(m, name));
  if (names.empty())
    for (const Quantity& q : posture_quantities(m))
      if (q.name == "anterior_tilt_change" || q.name == "lordosis") out.push_back(q);
  return out;
}

int run_sweep(const ModelOptions& model_options, const OutputOptions& output, const std::vector<std::string>& vary, const std::vector<std::string>& read, const std::vector<std::string>& start, bool branch) {
  const Vary v = vary_of(vary, branch);
  const Model m = model_options.build();
  const double factor = parameter(m, v.name).factor;
  const Axis a = axis(m, v.name, v.from * factor, v.to * factor);
  const auto quantities = quantities_of(m, read);
  const auto give = [&](const std::string& text, const std::string& json, const std::string& csv, const std::string& svg) {
    output.write(output.format == "json" ? json : output.format == "csv" ? csv
                                                                         : text);
    if (!output.svg.empty()) write_file(output.svg, svg);
  };
  if (branch) {
    const auto b = continue_branch(m, a, {.quantities = quantities, .start = start_of(m, start)});
    if (!is_equilibrium(b.status)) throw SolveError("no equilibrium at " + v.name + " = " + to_text(v.from) + ": " + b.message);
    const Branch& r = b.value();
    give(branch_text(m, r), branch_json(m, r), branch_csv(m, r), output.svg.empty() ? "" : diagram_svg(m, r));
    const auto ended_well = [](BranchEnd e) { return e != BranchEnd::lost && e != BranchEnd::point_limit; };
    if (ended_well(r.first_end) && ended_well(r.last_end)) return 0;
    std::cerr << "guywire: the branch could not be followed to an end.\n";
    return not_trustworthy;
  }
  const Sweep s = sweep(m, a, {.points = v.count, .quantities = quantities, .start = start_of(m, start)});
  give(sweep_text(m, s), sweep_json(m, s), sweep_csv(m, s), output.svg.empty() ? "" : diagram_svg(m, s));
  const auto unsafe = std::count_if(s.points.begin(), s.points.end(), [](const SweepPoint& p) { return p.status != Status::stable; });
  if (unsafe == 0) return 0;
  std::cerr << "guywire: " << unsafe << " of " << s.points.size() << " points are no stable rest. " << s.message << '\n';
  return not_trustworthy;
}

}  // namespace

void add_sweep(CLI::App& app, int& status) {
  static ModelOptions model_options;
  static OutputOptions output;
  static std::vector<std::string> vary, read, start;
  static bool branch = false;
  auto* command = app.add_subcommand("sweep", "varies one thing step by step: how the resting place moves, where it ends, where it jumps");
  model_options.add(*command);
  command->add_option("--vary", vary, "NAME.field=from:to:n, a knob (iliopsoas.length=0.9:1.1:101) or a number with its unit; swap the ends to go back")->take_all();
  command->add_option("--read", read, "what to read off: lordosis, pelvis.angle, psoas.tension, …; repeatable")->take_all();
  command->add_option("--start", start, "NAME=deg of a free coordinate to start from; repeatable")->take_all();
  command->add_flag("--branch", branch, "follow the curve of equilibria round its folds, unstable parts included");
  command->add_option("--format", output.format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  command->add_option("--out", output.out, "write the answer to this file instead of the screen");
  command->add_option("--svg", output.svg, "draw the diagram into this file");
  command->callback([&] { status = run_sweep(model_options, output, vary, read, start, branch); });
}

}  // namespace guywire::cli
