#include "guywire/report/check.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

/// Four digits; a length or moment may be beyond every double.
std::string number_words(double v, Language language) {
  if (!std::isinf(v)) return number_in_words(v, "", language);
  return phrase(v > 0 ? "check.above_all_numbers" : "check.below_all_numbers", language);
}

/// "0.8 m"; nothing behind a number without unit.
std::string with_unit(double v, const std::string& unit, Language language) {
  return number_words(v, language) + (unit == "1" ? "" : " " + unit);
}

/// "cable 'front'" in a language.
std::string subject_words(const Finding& f, Language language) {
  const std::size_t blank = f.subject.find(' ');
  return sentence({"check.subject",
                   {{"part", f.subject.substr(0, blank)}, {"name", f.subject.substr(blank + 1)}}},
                  language);
}

const char* finding_phrase(const Finding& f) {
  switch (f.kind) {
    case Finding::Kind::never_taut:
      return "check.never_taut";
    case Finding::Kind::never_slack:
      return "check.never_slack";
    case Finding::Kind::pulls_nothing:
      return "check.pulls_nothing";
    case Finding::Kind::turns_nothing:
      return f.unit == "m" ? "check.turns_nothing.length" : "check.turns_nothing.energy";
    case Finding::Kind::mass_without_lever:
      return "check.mass_without_lever";
    case Finding::Kind::lever_without_mass:
      return "check.lever_without_mass";
    case Finding::Kind::force_without_lever:
      return "check.force_without_lever";
    case Finding::Kind::light_for_its_size:
      return "check.light_for_its_size";
    case Finding::Kind::far_from_others:
      return "check.far_from_others";
    case Finding::Kind::beyond_a_turn:
      return "check.beyond_a_turn";
    case Finding::Kind::beyond_its_curve:
      return f.value > f.bound ? "check.above_its_curve" : "check.below_its_curve";
    case Finding::Kind::held_outside_range:
      return "check.held_outside_range";
    case Finding::Kind::one_side_of_a_pair:
      return "check.one_side_of_a_pair";
  }
  return "";
}

const char* thousandfold_phrase(const Finding& f) {
  if (f.kind == Finding::Kind::never_slack) return "check.path_in_millimeters";
  if (f.unit == "m") return "check.in_millimeters";
  return f.unit == "kg" ? "check.in_grams" : "check.thousandfold";
}

const char* remedy_phrase(const Finding& f) {
  if (f.thousandfold) return thousandfold_phrase(f);
  switch (f.kind) {
    case Finding::Kind::never_taut:
      return "check.never_taut.remedy";
    case Finding::Kind::never_slack:
      return "check.never_slack.remedy";
    case Finding::Kind::pulls_nothing:
      return "check.pulls_nothing.remedy";
    case Finding::Kind::turns_nothing:
      return f.unit == "m" ? "check.turns_nothing.length.remedy"
                           : "check.turns_nothing.energy.remedy";
    case Finding::Kind::mass_without_lever:
      return "check.mass_without_lever.remedy";
    case Finding::Kind::lever_without_mass:
      return "check.lever_without_mass.remedy";
    case Finding::Kind::force_without_lever:
      return "check.force_without_lever.remedy";
    case Finding::Kind::light_for_its_size:
    case Finding::Kind::far_from_others:
      return thousandfold_phrase(f);
    case Finding::Kind::beyond_a_turn:
      return "check.beyond_a_turn.remedy";
    case Finding::Kind::beyond_its_curve:
      return "check.beyond_its_curve.remedy";
    case Finding::Kind::held_outside_range:
      return "check.held_outside_range.remedy";
    case Finding::Kind::one_side_of_a_pair:
      return "check.one_side_of_a_pair.remedy";
  }
  return "";
}

std::string suspicion(const Finding& f, Language language) {
  return sentence(
      {"check.suspicious",
       {{"finding", finding_sentence(f, language)}, {"remedy", finding_remedy(f, language)}}},
      language);
}

Json finding_object(const Finding& f, Language language) {
  Json j;
  j["kind"] = std::string(to_string(f.kind));
  j["subject"] = f.subject;
  j["field"] = f.field;
  j["value"] = f.value;
  j["bound"] = f.bound;
  j["unit"] = f.unit;
  j["thousandfold"] = f.thousandfold;
  j["sentence"] = finding_sentence(f, language);
  j["remedy"] = finding_remedy(f, language);
  return j;
}

Json checked_object(const Checked& c, Language language) {
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
    j["findings"].push_back(finding_object(f, language));
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

std::string finding_sentence(const Finding& f, Language language) {
  return sentence({finding_phrase(f),
                   {{"subject", sentence_case(subject_words(f, language))},
                    {"field", f.field},
                    {"value", with_unit(f.value, f.unit, language)},
                    {"bound", with_unit(f.bound, f.unit, language)},
                    {"mass", number_words(f.bound, language)}}},
                  language);
}

std::string finding_remedy(const Finding& f, Language language) {
  return sentence({remedy_phrase(f), {{"field", f.field}}}, language);
}

std::string findings_note(const Model& model, Language language) {
  const std::vector<Finding> all = findings(model);
  constexpr std::size_t shown = 3;  // chosen: an answer stays an answer; `check` lists them all
  std::string out;
  for (std::size_t i = 0; i < std::min(shown, all.size()); ++i)
    out += suspicion(all[i], language) + "\n";
  if (all.size() > shown)
    out += sentence({"check.more", {{"count", all.size() - shown}}}, language) + "\n";
  return out;
}

std::string check_text(const std::vector<Checked>& checked, Language language) {
  std::string out;
  for (const Checked& c : checked) {
    if (!c.model) {
      out += (c.faults.empty() ? "" : c.name + ":\n") + c.refusal + "\n";
      continue;
    }
    const std::size_t bodies = c.model->description().bodies.size();
    const std::size_t cables = c.model->description().cables.size();
    const std::size_t free = c.model->coordinates().size();
    out += sentence({"check.valid",
                     {{"name", c.name},
                      {"bodies", bodies},
                      {"is_one_body", bodies == 1},
                      {"cables", cables},
                      {"is_one_cable", cables == 1},
                      {"free", free},
                      {"is_one_free", free == 1},
                      {"hash", content_hash(*c.model)}}},
                    language) +
           "\n";
    for (const Finding& f : c.findings)
      out += "  " + suspicion(f, language) + "\n";
  }
  return out;
}

std::string check_json(const std::vector<Checked>& checked, Language language) {
  Json j;
  j["models"] = Json::array();
  for (const Checked& c : checked)
    j["models"].push_back(checked_object(c, language));
  add_version(j);
  return json_text(j, 4);
}

std::string check_json(const Checked& checked, Language language) {
  Json j = checked_object(checked, language);
  add_version(j);
  return json_text(j, 2);
}

}  // namespace guywire
