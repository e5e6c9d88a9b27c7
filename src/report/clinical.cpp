#include "guywire/report/clinical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "answer_facts.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/version.hpp"

namespace guywire {

namespace {

enum class Unit {
  degrees,
  newtons,
  newton_meters,
  ratio,
  share,
  count,
  deviations
};

struct Row {
  Fact label;  ///< "test." and the name in JSON; its phrase: "name | what it is"
  Unit unit;
  double value;                         ///< SI
  std::optional<double> not_held = {};  ///< the same where nothing holds the pelvis (NaN: unknown)
};

double at_edge(Unit unit, double value) { return unit == Unit::degrees ? value / degree : value; }

/// How a unit is written.
struct Form {
  const char* suffix;      ///< of the name in JSON
  const char* id;          ///< of the phrase in a table
  double half_last_digit;  ///< of that phrase, in the unit of the table
};
const Form& form_of(Unit unit) {
  static constexpr Form forms[] = {
      {"_deg", "test.degrees", 0.05},      {"_N", "test.newtons", 0.5},
      {"_Nm", "test.newton_meters", 0.05}, {"_ratio", "test.times", 0.005},
      {"", "test.percent", 0.005},         {"", "test.count", 0.5},
      {"_sd", "test.deviations", 0.05}};
  return forms[static_cast<int>(unit)];
}

std::string key_of(const Row& row) {
  const std::string_view name = row.label.id.substr(std::string_view("test.").size());
  return std::string(name) + form_of(row.unit).suffix;
}

std::string shown(Unit unit, double value, Language language) {
  if (!std::isfinite(value)) return sentence(Fact("word.unknown"), language);
  const Form& form = form_of(unit);
  const double v = std::abs(at_edge(unit, value)) < form.half_last_digit ? 0.0 : value;  // no "-0"
  return sentence({form.id, {{"value", v}}}, language);
}

using Rows = std::vector<Row>;

void add_angles(Rows& rows, const ClinicalAngles& a, bool with_norms) {
  const auto angle = [&](const char* id, const char* z_id, double value, double z) {
    rows.push_back({Fact(id), Unit::degrees, value});
    if (with_norms) rows.push_back({Fact(z_id), Unit::deviations, z});
  };
  angle("test.lordosis", "test.lordosis_z", a.lordosis, a.lordosis_z);
  angle("test.sacral_slope", "test.sacral_slope_z", a.sacral_slope, a.sacral_slope_z);
  angle("test.pelvic_tilt", "test.pelvic_tilt_z", a.pelvic_tilt, a.pelvic_tilt_z);
  angle("test.pelvic_incidence", "test.pelvic_incidence_z", a.pelvic_incidence,
        a.pelvic_incidence_z);
  if (a.asis_psis) rows.push_back({Fact("test.asis_psis"), Unit::degrees, *a.asis_psis});
  if (with_norms)
    rows.push_back(
        {Fact("test.lordosis_less_incidence"), Unit::degrees, a.lordosis_less_incidence});
}

Rows rows_of(const Mirror& t) {
  Rows rows;
  add_angles(rows, t.angles, true);
  rows.push_back({Fact("test.forward_tilt"), Unit::degrees, t.forward_tilt});
  return rows;
}

Rows rows_of(const Thomas& t) {
  Rows rows;
  const auto angle = [&](const char* id, double ThomasAngles::*member) {
    const double not_held = t.uncontrolled ? (*t.uncontrolled).*member : std::nan("");
    rows.push_back({Fact(id), Unit::degrees, t.held.*member, not_held});
  };
  angle("test.thigh_to_horizontal", &ThomasAngles::thigh_to_horizontal);
  angle("test.hip_extension", &ThomasAngles::hip_extension);
  angle("test.pelvis_tilt", &ThomasAngles::pelvis_tilt);
  angle("test.knee_flexion", &ThomasAngles::knee_flexion);
  angle("test.lordosis", &ThomasAngles::lordosis);
  rows.push_back({Fact("test.other_thigh"), Unit::degrees, t.other_thigh});
  rows.push_back({Fact("test.holding_moment"), Unit::newton_meters, t.holding_moment});
  return rows;
}

Rows rows_of(const StraightLegRaise& t) {
  return {{Fact("test.leg_angle"), Unit::degrees, t.leg_angle},
          {Fact("test.hip_flexion"), Unit::degrees, t.hip_flexion},
          {Fact("test.pelvis_roll"), Unit::degrees, t.pelvis_roll},
          {Fact("test.pelvis_share"), Unit::share, t.pelvis_share},
          {Fact("test.moment"), Unit::newton_meters, t.moment}};
}

/// The load on L4/5, beside standing.
void add_loads(Rows& rows, double compression, double standing) {
  rows.push_back({Fact("test.L45_compression"), Unit::newtons, compression});
  rows.push_back({Fact("test.standing_compression"), Unit::newtons, standing});
  rows.push_back({Fact("test.L45_pressure_estimate"), Unit::ratio, compression / standing});
}

Rows rows_of(const ToeTouch& t) {
  Rows rows{{Fact("test.hip_flexion"), Unit::degrees, t.hip_flexion},
            {Fact("test.lumbar_flexion"), Unit::degrees, t.lumbar_flexion},
            {{"test.largest_tone", {{"is_relaxed", false}}}, Unit::share, t.largest_tone},
            {Fact("test.erector_tension"), Unit::newtons, t.erector_tension},
            {Fact("test.hamstring_tension"), Unit::newtons, t.hamstring_tension},
            {{"test.effort", {{"is_relaxed", false}}}, Unit::newton_meters, t.effort},
            {Fact("test.muscles_at_full_tone"), Unit::count, static_cast<double>(t.at_ceiling)}};
  add_loads(rows, t.L45_compression, t.standing_compression);
  return rows;
}

Rows rows_of(const Sitting& t) {
  const auto or_unknown = [](const std::optional<double>& v) { return v.value_or(std::nan("")); };
  Rows rows{
      {Fact("test.posterior_tilt"), Unit::degrees, t.posterior_tilt},
      {Fact("test.lordosis_change"), Unit::degrees, t.lordosis_change},
      {{"test.largest_tone", {{"is_relaxed", t.relaxed}}}, Unit::share, t.largest_tone},
      {{"test.effort", {{"is_relaxed", t.relaxed}}}, Unit::newton_meters, t.effort},
      {Fact("test.tone_without_iliopsoas"), Unit::share, or_unknown(t.tone_without_iliopsoas)},
      {Fact("test.tone_without_backrest"), Unit::share, or_unknown(t.tone_without_backrest)},
      {Fact("test.missing_moment"), Unit::newton_meters, t.missing_moment},
      {Fact("test.missing_as_measured"), Unit::newton_meters, t.missing_as_measured},
      {Fact("test.passive_hip_moment"), Unit::newton_meters, t.passive_hip_moment},
      {Fact("test.measured_hip_moment"), Unit::newton_meters, t.measured_hip_moment},
      {Fact("test.thorax_moment"), Unit::newton_meters, t.thorax_moment}};
  add_loads(rows, t.L45_compression, t.standing_compression);
  add_angles(rows, t.angles, false);
  return rows;
}

template <class Test>
std::string json_of(const Test& t, Language language) {
  const TestReport& r = t.report;
  const bool answered = is_equilibrium(r.status);
  Json j;
  j["test"] = r.name;
  j["status"] = std::string(to_string(r.status));
  j["message"] = sentences(r.why, language);
  j["sentence"] = sentences(r.finding, language);
  j["numbers"] = Json::object();
  for (const Row& row : rows_of(t))
    j["numbers"][key_of(row)] =
        answered && std::isfinite(row.value) ? Json(at_edge(row.unit, row.value) + 0.0) : Json();
  if constexpr (std::is_same_v<Test, Mirror>)
    if (answered) {
      j["shape"] = std::string(to_string(t.angles.shape));
      j["shape_for_incidence"] = std::string(to_string(t.angles.shape_for_incidence));
    }
  if constexpr (std::is_same_v<Test, ToeTouch>) {
    if (answered) j["largest_muscle"] = t.largest_muscle;
    j["missing_moment_Nm"] = t.missing_moment;
  }
  if constexpr (std::is_same_v<Test, Thomas>) {
    if (answered) j["reached"] = t.reached;
    j["not_held"] = Json::object();
    for (const Row& row : rows_of(t))
      if (row.not_held)
        j["not_held"][key_of(row)] =
            std::isfinite(*row.not_held) ? Json(at_edge(row.unit, *row.not_held) + 0.0) : Json();
  }
  if constexpr (std::is_same_v<Test, Sitting>) {
    if (answered) {
      j["largest_muscle"] = t.largest_muscle;
      j["held_by_muscles"] = !t.relaxed;
    }
    j["relaxed"] = Json{{"status", std::string(to_string(t.relaxed_status))},
                        {"message", sentences(t.relaxed_why, language)}};
  }
  j["assumptions"] = Json::array();
  for (const Fact& assumption : r.assumptions)
    j["assumptions"].push_back(sentence(assumption, language));
  j["iliopsoas"] = nullptr;
  if (r.iliopsoas)
    j["iliopsoas"] =
        Json{{"group", r.iliopsoas->group},
             {"hip_flexion_deg", r.iliopsoas->hip_flexion / degree},
             {"beyond_55_deg", r.iliopsoas->beyond},
             {"tension_N", r.iliopsoas->tension},
             {"effect_deg", r.iliopsoas->effect ? Json(*r.iliopsoas->effect / degree) : Json()}};
  const Certificate& c = r.certificate;
  j["certificate"] = Json{{"residual_Nm", c.residual},
                          {"residual_floor_Nm", c.rounding_bound},
                          {"min_eigenvalue_Nm_per_rad", c.min_eigenvalue},
                          {"iterations", c.iterations}};
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

std::string table_text(const Rows& rows, Language language) {
  const auto word = [&](const char* id) { return sentence(Fact(id), language); };
  const bool two = std::any_of(rows.begin(), rows.end(),
                               [](const Row& row) { return row.not_held.has_value(); });
  std::string out;
  if (two)
    out += fmt::format("  {:<24} {:>10} {:>10}\n", word("test.pelvis"), word("word.pose.held"),
                       word("word.pose.not held"));
  for (const Row& row : rows) {
    const std::string label = sentence(row.label, language);
    const std::size_t bar = std::min(label.find(" | "), label.size());
    out +=
        fmt::format("  {:<24} {:>10}", label.substr(0, bar), shown(row.unit, row.value, language));
    if (two)
      out += fmt::format(" {:>10}",
                         row.not_held ? shown(row.unit, *row.not_held, language) : std::string());
    if (bar < label.size()) out += "  " + label.substr(bar + 3);
    out += '\n';
  }
  return out;
}

Fact iliopsoas_fact(const IliopsoasCheck& c) {
  return {"test.iliopsoas",
          {{"group", c.group},
           {"hip_flexion", c.hip_flexion},
           {"is_slack", c.tension < 0.05},
           {"tension", c.tension},
           {"has_effect", c.effect.has_value()},
           {"effect", c.effect.value_or(0)}}};
}

Fact certificate_fact(const Certificate& c) {
  return {"test.certificate",
          {{"residual", c.residual},
           {"is_bounded", std::isfinite(c.rounding_bound)},
           {"bound", c.rounding_bound},
           {"eigenvalue", c.min_eigenvalue}}};
}

/// Of the posture that the main numbers are read from, or of the first in which there is something.
Facts overstretched_in(const TestReport& r) {
  for (const TestPose& pose : r.poses)
    if (Facts facts = overstretched_facts(pose.model, pose.posture); !facts.empty()) return facts;
  return {};
}

template <class Test>
std::string text_of(const Test& t, Language language) {
  const TestReport& r = t.report;
  const bool answered = is_equilibrium(r.status);
  const auto line = [&](const Fact& fact) { return sentence(fact, language) + '\n'; };
  std::string out = line({"test.heading",
                          {{"test", "test." + r.name},
                           {"is_run", r.status != Status::not_run},
                           {"status", to_string(r.status)}}});
  out += '\n' + sentences(r.finding, language) + '\n';
  if (answered) out += '\n' + table_text(rows_of(t), language);
  if (answered && r.iliopsoas && r.iliopsoas->beyond)
    out += '\n' + line(iliopsoas_fact(*r.iliopsoas));
  if (const Facts facts = overstretched_in(r); !facts.empty())
    out += '\n' + sentences(facts, language) + '\n';
  out += '\n' + line(Fact("test.assumed"));
  for (const Fact& assumption : r.assumptions)
    out += "  - " + line(assumption);
  if (answered) out += '\n' + line(certificate_fact(r.certificate));
  return out + line(Fact("test.no_diagnosis"));
}

}  // namespace

std::string test_json(const Mirror& test, Language language) { return json_of(test, language); }
std::string test_json(const Thomas& test, Language language) { return json_of(test, language); }
std::string test_json(const StraightLegRaise& test, Language language) {
  return json_of(test, language);
}
std::string test_json(const ToeTouch& test, Language language) { return json_of(test, language); }
std::string test_json(const Sitting& test, Language language) { return json_of(test, language); }
std::string test_text(const Mirror& test, Language language) { return text_of(test, language); }
std::string test_text(const Thomas& test, Language language) { return text_of(test, language); }
std::string test_text(const StraightLegRaise& test, Language language) {
  return text_of(test, language);
}
std::string test_text(const ToeTouch& test, Language language) { return text_of(test, language); }
std::string test_text(const Sitting& test, Language language) { return text_of(test, language); }

std::string test_title(const TestReport& test, Language language) {
  if (test.poses.empty()) return {};
  const std::string& pose = test.poses.front().name;
  return sentence({"test.title", {{"test", "test." + test.name}, {"pose", "pose." + pose}}},
                  language);
}

}  // namespace guywire
