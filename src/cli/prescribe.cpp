#include <algorithm>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/prescription.hpp"
#include "report/words.hpp"

namespace guywire::cli {

namespace {

/// "lordosis_deg=50" -> the quantity and its value in SI.
Target target_of(const Model& m, const std::string& key, double value) {
  for (const auto& [suffix, factor] :
       {std::pair{"_deg", degree}, {"_rad", 1.0}, {"_N", 1.0}, {"_Nm", 1.0}})
    if (key.ends_with(suffix)) {
      const Quantity q = quantity(m, key.substr(0, key.size() - std::string(suffix).size()));
      const bool fits =
          suffix == unit_suffix(q) || (suffix == std::string("_rad") && q.unit == "rad");
      if (!fits)
        refuse("--target " + key, "has the wrong unit.",
               "Write " + q.name + unit_suffix(q) + "=value.");
      return {q, value * factor};
    }
  const Quantity q = quantity(m, key);
  refuse("--target " + key, "has no unit.", "Write " + q.name + unit_suffix(q) + "=value.");
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

int run_prescribe(const PrescribeArguments& a) {
  const OutputOptions& output = a.output;
  output.check(a.model);
  const Model m = a.model.build().model;
  const auto names = split(a.knobs);
  if (!a.knobs.empty() && names.empty())
    refuse("--knobs", "names nothing.", "Name at least one knob, or leave it out for the default.");
  if (a.stretches) {
    std::vector<std::string> groups;
    for (const std::string& n : names)
      groups.push_back(n.ends_with(".length") ? n.substr(0, n.size() - 7) : n);
    if (groups.empty()) groups = m.description().partition;
    const StretchOptions options;
    const auto rows = compare_stretches(m, groups, options);
    output.answer([&](std::ostream& out) { out << stretches_text(rows, options); },
                  [&](std::ostream& out) { out << stretches_json(m, rows, options); },
                  [&](std::ostream& out) { out << stretches_csv(rows); });
    return 0;
  }
  std::vector<Target> targets;
  for (const auto& [key, value] : pairs(a.targets, "--target"))
    targets.push_back(target_of(m, key, value));
  if (targets.empty()) targets.push_back({quantity(m, "anterior_tilt_change"), 0});
  std::vector<std::tuple<std::string, double, double>> stated;
  for (const std::string& item : split(a.bounds)) {
    const auto equals = item.find('='),
               colon = item.find(':', equals == std::string::npos ? 0 : equals);
    if (equals == std::string::npos || colon == std::string::npos)
      refuse("--bounds " + item, "names no range.",
             "Write NAME=from:to, such as iliopsoas.length=0.95:1.05.");
    const std::string name = item.substr(0, equals);
    stated.emplace_back(name,
                        number(item.substr(equals + 1, colon - equals - 1), "--bounds " + name),
                        number(item.substr(colon + 1), "--bounds " + name));
  }
  std::vector<Allowed> box;
  std::vector<char> used(stated.size(), 0);
  const auto allow = [&](const std::string& name) {
    for (std::size_t i = 0; i < stated.size(); ++i)
      if (const auto& [known, low, high] = stated[i]; known == name) {
        used[i] = 1;
        box.push_back(allowed(m, name, low, high));
        return;
      }
    box.push_back(allowed(m, name));
  };
  if (names.empty())
    for (const Allowed& knob : length_knobs(m))
      allow(knob.parameter.name);
  else
    for (const std::string& n : names)
      allow(n);
  for (std::size_t i = 0; i < stated.size(); ++i)
    if (!used[i])
      refuse("--bounds " + std::get<0>(stated[i]), "is not among the knobs that may change.",
             "Name it in --knobs too.");
  const Prescription p = prescribe(m, targets, box);
  output.answer([&](std::ostream& out) { out << prescription_text(m, p); },
                [&](std::ostream& out) { out << prescription_json(m, p); },
                [&](std::ostream& out) { out << prescription_csv(m, p); });
  if (!output.model_out.empty())
    write_file(output.model_out, to_json(with_change(m, p.box, p.least)));
  if (p.least.reached && p.least.from_reference) return 0;
  if (output.format != "text" || !output.out.empty()) std::cerr << "guywire: " << p.message << '\n';
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
      "compare stretches of the groups at equal per cent, millimetres and hip range instead");
  command->callback([a, &status] { status = run_prescribe(*a); });
}

}  // namespace guywire::cli
