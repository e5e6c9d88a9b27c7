#include "guywire/report/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

/// Four digits; a length or moment may be beyond every double.
std::string number_words(double v) {
  if (std::isfinite(v)) return short_text(v);
  if (std::isnan(v)) return "an unknown number";
  return v > 0 ? "more than 1e308" : "less than -1e308";
}

/// "0.8 m"; nothing behind a number without unit.
std::string with_unit(double v, const std::string& unit) {
  return number_words(v) + (unit == "1" ? "" : " " + unit);
}

std::string thousandfold_remedy(const Finding& f) {
  if (f.kind == Finding::Kind::never_slack) return "Are the points of its path in millimeters?";
  if (f.unit == "m") return fmt::format("Is {} in millimeters?", f.field);
  if (f.unit == "kg") return fmt::format("Is {} in grams?", f.field);
  return fmt::format("Is {} a thousand times too large?", f.field);
}

Json finding_object(const Finding& f) {
  Json j;
  j["kind"] = std::string(to_string(f.kind));
  j["subject"] = f.subject;
  j["field"] = f.field;
  j["value"] = f.value;
  j["bound"] = f.bound;
  j["unit"] = f.unit;
  j["thousandfold"] = f.thousandfold;
  j["sentence"] = finding_sentence(f);
  j["remedy"] = finding_remedy(f);
  return j;
}

Json checked_object(const Checked& c) {
  Json j;
  j["name"] = c.name;
  j["valid"] = c.model.has_value();
  j["model"] = nullptr;
  if (c.model) {
    const ModelDescription& d = c.model->description();
    j["model"] = Json{{"name", c.model->name()},
                      {"hash", content_hash(*c.model)},
                      {"bodies", d.bodies.size()},
                      {"cables", d.cables.size()},
                      {"coordinates", c.model->coordinates()}};
  }
  j["findings"] = Json::array();
  for (const Finding& f : c.findings)
    j["findings"].push_back(finding_object(f));
  j["refusal"] = c.refusal;
  j["faults"] = Json::array();
  for (const Fault& f : c.faults)
    j["faults"].push_back(Json{{"where", f.where}, {"what", f.what}, {"remedy", f.remedy}});
  return j;
}

void add_version(Json& j) {
  j["version"] = version;
  j["schema_version"] = schema_version;
}

}  // namespace

Checked check_model(const Model& model) {
  return {.name = model.name(), .model = model, .findings = findings(model)};
}

Checked check_file(const std::string& name_or_path) {
  Checked out{.name = name_or_path};
  try {
    out.model = load(name_or_path);
    out.findings = findings(*out.model);
  } catch (const ModelError& e) {
    out.refusal = e.what();
    out.faults = e.faults();
  } catch (const ParseError& e) {
    out.refusal = e.what();
  }
  return out;
}

std::string finding_sentence(const Finding& f) {
  const std::string who = sentence_case(f.subject), value = with_unit(f.value, f.unit),
                    bound = with_unit(f.bound, f.unit);
  switch (f.kind) {
    case Finding::Kind::never_taut:
      return fmt::format(
          "{} can never be taut: its path is at most {} long, and it is slack up to {}.", who,
          bound, value);
    case Finding::Kind::never_slack:
      return fmt::format(
          "{} is taut in every posture: its path is at least {} long, and it is slack up to {} "
          "only.",
          who, bound, value);
    case Finding::Kind::pulls_nothing:
      return fmt::format("{} pulls nothing, however long its path.", who);
    case Finding::Kind::turns_nothing:
      return fmt::format("{} can turn nothing: {} depends on no angle.", who,
                         f.unit == "m" ? "its length" : "its energy");
    case Finding::Kind::mass_without_lever:
      return fmt::format("{} has a mass of {} at its own hinge, which its weight cannot turn.", who,
                         value);
    case Finding::Kind::lever_without_mass:
      return fmt::format("{} has a center of mass, {} from its hinge, but no mass.", who, value);
    case Finding::Kind::force_without_lever:
      return fmt::format("{} acts with {} at a hinge in ground, which it cannot turn.", who, value);
    case Finding::Kind::light_for_its_size:
      return fmt::format("{} has its center of mass {} from its hinge and a mass of only {} kg.",
                         who, value, number_words(f.bound));
    case Finding::Kind::far_from_others:
      return fmt::format("{}: {} is {}; the next largest number of its kind is {}.", who, f.field,
                         value, bound);
    case Finding::Kind::beyond_a_turn:
      return fmt::format("{}: {} is {}, more than a full turn.", who, f.field, value);
    case Finding::Kind::beyond_its_curve:
      return fmt::format(
          "{} has a fiber of {} optimal lengths at the reference; its curve is valid {} {}.", who,
          value, f.value > f.bound ? "up to" : "from", bound);
    case Finding::Kind::held_outside_range:
      return fmt::format("{} holds {}, outside the range of the body, which ends at {}.", who,
                         value, bound);
    case Finding::Kind::one_side_of_a_pair:
      return fmt::format("{} has 1 side, and a body that it acts on has 2.", who);
  }
  return {};
}

std::string finding_remedy(const Finding& f) {
  if (f.thousandfold) return thousandfold_remedy(f);
  switch (f.kind) {
    case Finding::Kind::never_taut:
      return fmt::format("Make {} smaller, or correct the path.", f.field);
    case Finding::Kind::never_slack:
      return fmt::format(
          "That is right for a cable under pretension; otherwise correct {} or the path.", f.field);
    case Finding::Kind::pulls_nothing:
      return "Give its law a stiffness or a force, or leave it out.";
    case Finding::Kind::turns_nothing:
      return f.unit == "m" ? "Attach it to two bodies that turn against each other."
                           : "Give its law a stiffness, or leave it out.";
    case Finding::Kind::mass_without_lever:
      return "Give com_m, unless its weight is balanced at the hinge.";
    case Finding::Kind::lever_without_mass:
      return "Give mass_kg, or leave com_m out.";
    case Finding::Kind::force_without_lever:
      return "Give point_m, the point where it acts.";
    case Finding::Kind::light_for_its_size:
    case Finding::Kind::far_from_others:
      return thousandfold_remedy(f);
    case Finding::Kind::beyond_a_turn:
      return "Is it in degrees? Radians are meant; more than a turn is right for what winds.";
    case Finding::Kind::beyond_its_curve:
      return "Correct optimal_fiber_length_m, tendon_slack_length_m, or the path.";
    case Finding::Kind::held_outside_range:
      return "Hold it within the range, or widen angle_range_rad.";
    case Finding::Kind::one_side_of_a_pair:
      return "Give sides 2, unless it is meant for one side alone.";
  }
  return {};
}

std::string findings_note(const Model& model) {
  const std::vector<Finding> all = findings(model);
  constexpr std::size_t shown = 3;  // chosen: an answer stays an answer; `check` lists them all
  std::string out;
  for (std::size_t i = 0; i < std::min(shown, all.size()); ++i)
    out += "Suspicious: " + finding_sentence(all[i]) + " " + finding_remedy(all[i]) + "\n";
  if (all.size() > shown)
    out += fmt::format("Suspicious: {} more; `guywire check` lists them.\n", all.size() - shown);
  return out;
}

std::string check_text(const std::vector<Checked>& checked) {
  std::string out;
  for (const Checked& c : checked) {
    if (!c.model) {
      out += (c.faults.empty() ? "" : c.name + ":\n") + c.refusal + "\n";
      continue;
    }
    const ModelDescription& d = c.model->description();
    out += fmt::format("{}: a valid model: {} bodies, {} cables, {} free coordinates; hash {}\n",
                       c.name, d.bodies.size(), d.cables.size(), c.model->coordinates().size(),
                       content_hash(*c.model));
    for (const Finding& f : c.findings)
      out += "  suspicious: " + finding_sentence(f) + " " + finding_remedy(f) + "\n";
  }
  return out;
}

std::string check_json(const std::vector<Checked>& checked) {
  Json j;
  j["models"] = Json::array();
  for (const Checked& c : checked)
    j["models"].push_back(checked_object(c));
  add_version(j);
  return json_text(j, 4);
}

std::string check_json(const Checked& checked) {
  Json j = checked_object(checked);
  add_version(j);
  return json_text(j, 2);
}

}  // namespace guywire
