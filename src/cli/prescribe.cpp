#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/prescription.hpp"
#include "report/words.hpp"

namespace guywire::cli {

namespace {

/// "lordosis_deg=50" -> the quantity and its value in SI.
Target target_of(const Model& m, const std::string& key, double value) {
  struct Unit {
    std::string suffix{};
    double si = 1;  ///< of one of it
  };
  static const Unit units[] = {{"_deg", degree}, {"_rad", 1.0}, {"_N", 1.0}, {"_Nm", 1.0}};
  const auto unit = std::find_if(std::begin(units), std::end(units),
                                 [&](const Unit& u) { return key.ends_with(u.suffix); });
  const bool has_unit = unit != std::end(units);
  const Quantity q = quantity(m, has_unit ? key.substr(0, key.size() - unit->suffix.size()) : key);
  const std::string remedy = "Write " + quantity_key(q) + "=value.";
  if (!has_unit) refuse("--target " + key, "has no unit.", remedy);
  const bool fits = unit->suffix == unit_suffix(q) || (unit->suffix == "_rad" && q.unit == "rad");
  if (!fits) refuse("--target " + key, "has the wrong unit.", remedy);
  return {q, value * unit->si};
}

std::vector<std::string> split(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts)
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      if (comma > at) out.push_back(text.substr(at, comma - at));
      at = comma + 1;
    }
  return out;
}

struct PrescribeArguments {
  ModelOptions model{};
  OutputOptions output{};
  std::vector<std::string> targets{};
  std::vector<std::string> knobs{};
  std::vector<std::string> bounds{};
  bool stretches = false;
};

/// --bounds NAME=from:to.
struct Bounds {
  std::string name{};
  double lower = 0;
  double upper = 0;
  bool used = false;
};

std::vector<Bounds> bounds_of(const std::vector<std::string>& texts) {
  std::vector<Bounds> out;
  for (const std::string& item : split(texts)) {
    const auto equals = item.find('=');
    const auto colon = item.find(':', equals == std::string::npos ? 0 : equals);
    if (equals == std::string::npos || colon == std::string::npos)
      refuse("--bounds " + item, "names no range.",
             "Write NAME=from:to, such as iliopsoas.length=0.95:1.05.");
    const std::string name = item.substr(0, equals), where = "--bounds " + name;
    const double lower = number(item.substr(equals + 1, colon - equals - 1), where);
    out.push_back({name, lower, number(item.substr(colon + 1), where)});
  }
  return out;
}

std::vector<Target> targets_of(const Model& m, const std::vector<std::string>& texts) {
  std::vector<Target> out;
  for (const auto& [key, value] : pairs(texts, "--target"))
    out.push_back(target_of(m, key, value));
  if (out.empty()) out.push_back({quantity(m, "anterior_tilt_change"), 0});
  return out;
}

/// What may change: the knobs that are named, or the length of every group, each within the bounds
/// that are stated for it.
std::vector<Allowed> box_of(const Model& m, std::vector<std::string> knobs,
                            std::vector<Bounds> bounds) {
  if (knobs.empty())
    for (const Allowed& knob : length_knobs(m))
      knobs.push_back(knob.parameter.name);
  std::vector<Allowed> out;
  for (const std::string& name : knobs) {
    const auto stated =
        std::find_if(bounds.begin(), bounds.end(), [&](const Bounds& b) { return b.name == name; });
    if (stated == bounds.end()) {
      out.push_back(allowed(m, name));
      continue;
    }
    stated->used = true;
    out.push_back(allowed(m, name, stated->lower, stated->upper));
  }
  for (const Bounds& b : bounds)
    if (!b.used)
      refuse("--bounds " + b.name, "is not among the knobs that may change.",
             "Name it in --knobs too.");
  return out;
}

void answer_stretches(const Model& m, const std::vector<std::string>& knobs,
                      const OutputOptions& output) {
  std::vector<std::string> groups;
  for (const std::string& n : knobs)
    groups.push_back(n.ends_with(".length") ? n.substr(0, n.size() - 7) : n);
  if (groups.empty()) groups = m.description().partition;
  const StretchOptions options;
  const Language language = output.spoken();
  const auto rows = compare_stretches(m, groups, options);
  output.answer([&](std::ostream& out) { out << stretches_text(rows, options, language); },
                [&](std::ostream& out) { out << stretches_json(m, rows, options, language); },
                [&](std::ostream& out) { out << stretches_csv(rows); });
}

/// Refuses what a comparison of stretches would leave without effect.
void check_stretches(const PrescribeArguments& a) {
  for (const auto& [option, given] : {std::pair{"--target", !a.targets.empty()},
                                      {"--bounds", !a.bounds.empty()},
                                      {"--model-out", !a.output.model_out.empty()}})
    if (given)
      refuse(option, "has no effect on --stretches, which compares stretches of one size each.",
             "Leave one of them out.");
}

int run_prescribe(const PrescribeArguments& a) {
  const OutputOptions& output = a.output;
  output.check(a.model);
  const Model m = a.model.build().model;
  const auto knobs = split(a.knobs);
  if (!a.knobs.empty() && knobs.empty())
    refuse("--knobs", "names nothing.", "Name at least one knob, or leave it out for the default.");
  if (a.stretches) {
    check_stretches(a);
    answer_stretches(m, knobs, output);
    return 0;
  }
  const Language language = output.spoken();
  const std::vector<Target> targets = targets_of(m, a.targets);
  const Prescription p = prescribe(m, targets, box_of(m, knobs, bounds_of(a.bounds)));
  output.answer([&](std::ostream& out) { out << prescription_text(m, p, language); },
                [&](std::ostream& out) { out << prescription_json(m, p, language); },
                [&](std::ostream& out) { out << prescription_csv(m, p); });
  if (!output.model_out.empty())
    write_file(output.model_out, to_json(with_change(m, p.box, p.least)));
  if (p.least.reached && p.least.from_reference) return 0;
  if (output.format != "text" || !output.out.empty())
    std::cerr << "guywire: " << sentences(p.why, language) << '\n';
  return not_trustworthy;
}

}  // namespace

void add_prescribe(CLI::App& app, int& status) {
  const auto a = std::make_shared<PrescribeArguments>();
  auto* command =
      app.add_subcommand("prescribe",
                         "the smallest change of chosen knobs that brings a target posture; "
                         "default: back to the reference's tilt by muscle lengths");
  a->model.add(*command);
  a->output.add(*command);
  command->remove_option(command->get_option("--svg"));
  command
      ->add_option("--target", a->targets,
                   "QUANTITY_deg=value: lordosis_deg=50, anterior_tilt_change_deg=0; repeatable")
      ->take_all();
  command
      ->add_option("--knobs", a->knobs,
                   "what may change: iliopsoas.length,hamstrings.length,…; default: length of "
                   "every group of the partition")
      ->take_all();
  command
      ->add_option("--bounds", a->bounds, "NAME=from:to, instead of the default range; repeatable")
      ->take_all();
  command->add_flag(
      "--stretches", a->stretches,
      "compare stretches of the groups at equal percent, millimeters and hip range instead");
  command->callback([a, &status] { status = run_prescribe(*a); });
}

}  // namespace guywire::cli
