#include "guywire/report/clinical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

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
  const char* name;
  Unit unit;
  double value;  ///< SI
  const char* words;
  std::optional<double> beside = {};  ///< the same where nobody holds the pelvis (NaN: no rest)
};

double at_edge(const Row& r) { return r.unit == Unit::degrees ? r.value / degree : r.value; }
const char* suffix(Unit u) {
  constexpr const char* suffixes[] = {"_deg", "_N", "_Nm", "_ratio", "", "", "_sd"};
  return suffixes[static_cast<int>(u)];
}
std::string shown(const Row& r) {
  if (!std::isfinite(r.value)) return "unknown";
  const double edge = at_edge(r), v = std::abs(edge) < 0.005 ? 0.0 : edge;  // no "-0"
  switch (r.unit) {
    case Unit::degrees:
      return fmt::format("{:.1f}°", v);
    case Unit::newtons:
      return fmt::format("{:.0f} N", Sized{v});
    case Unit::newton_meters:
      return fmt::format("{:.1f} N m", Sized{v});
    case Unit::ratio:
      return fmt::format("x {:.2f}", v);
    case Unit::share:
      return fmt::format("{:.0f} %", 100 * v);
    case Unit::count:
      return fmt::format("{:.0f}", v);
    case Unit::deviations:
      return fmt::format("{:+.1f} SD", v);
  }
  return {};
}

using Rows = std::vector<Row>;

void add_angles(Rows& rows, const ClinicalAngles& a, bool with_norms) {
  const auto angle = [&](const char* name, const char* z_name, double value, double z,
                         const char* words) {
    rows.push_back({name, Unit::degrees, value, words});
    if (with_norms)
      rows.push_back({z_name, Unit::deviations, z, "from the mean of standing adults"});
  };
  angle("lordosis", "lordosis_z", a.lordosis, a.lordosis_z, "L1 to S1 endplates");
  angle("sacral_slope", "sacral_slope_z", a.sacral_slope, a.sacral_slope_z,
        "S1 endplate against the horizontal");
  angle("pelvic_tilt", "pelvic_tilt_z", a.pelvic_tilt, a.pelvic_tilt_z,
        "PT; grows with posterior tilt");
  angle("pelvic_incidence", "pelvic_incidence_z", a.pelvic_incidence, a.pelvic_incidence_z,
        "PI, the bone's own shape");
  if (a.asis_psis)
    rows.push_back({"asis_psis", Unit::degrees, *a.asis_psis,
                    "+ ASIS lower; skin markers, no norm for standing at hand"});
  if (with_norms)
    rows.push_back({"lordosis_less_incidence", Unit::degrees, a.lordosis_less_incidence,
                    "LL - PI; 4.0° between the means of the norms"});
}

Rows rows_of(const Mirror& t) {
  Rows rows;
  add_angles(rows, t.angles, true);
  rows.push_back(
      {"forward_tilt", Unit::degrees, t.forward_tilt, "of the pelvis from the reference posture"});
  return rows;
}
Rows rows_of(const Thomas& t) {
  const ThomasAngles &h = t.held, *u = t.uncontrolled ? &*t.uncontrolled : nullptr;
  const auto beside = [&](double ThomasAngles::*angle) {
    return std::optional(u ? u->*angle : std::nan(""));
  };
  return {{"thigh_to_horizontal", Unit::degrees, h.thigh_to_horizontal, "+ above the table",
           beside(&ThomasAngles::thigh_to_horizontal)},
          {"hip_extension", Unit::degrees, h.hip_extension, "thigh against pelvis",
           beside(&ThomasAngles::hip_extension)},
          {"pelvis_tilt", Unit::degrees, h.pelvis_tilt, "+ posterior, from standing",
           beside(&ThomasAngles::pelvis_tilt)},
          {"knee_flexion", Unit::degrees, h.knee_flexion, "", beside(&ThomasAngles::knee_flexion)},
          {"lordosis", Unit::degrees, h.lordosis, "L1 to S1 endplates",
           beside(&ThomasAngles::lordosis)},
          {"other_thigh", Unit::degrees, t.other_thigh, "against the table"},
          {"holding_moment", Unit::newton_meters, t.holding_moment,
           "on the pelvis beyond what the other thigh does, + posterior"}};
}
Rows rows_of(const StraightLegRaise& t) {
  return {{"leg_angle", Unit::degrees, t.leg_angle, "thigh to the horizontal"},
          {"hip_flexion", Unit::degrees, t.hip_flexion, "thigh against pelvis"},
          {"pelvis_roll", Unit::degrees, t.pelvis_roll, "since the leg lay flat, + posterior"},
          {"pelvis_share", Unit::share, t.pelvis_share, "of the leg's angle"},
          {"moment", Unit::newton_meters, t.moment, "passive, about the hip"}};
}
Rows rows_of(const ToeTouch& t) {
  return {{"hip_flexion", Unit::degrees, t.hip_flexion, "thigh against pelvis"},
          {"lumbar_flexion", Unit::degrees, t.lumbar_flexion, "pelvis to thorax, from standing"},
          {"largest_tone", Unit::share, t.largest_tone, "of maximum, least effort"},
          {"erector_tension", Unit::newtons, t.erector_tension, "erector spinae, both sides"},
          {"hamstring_tension", Unit::newtons, t.hamstring_tension, "both sides"},
          {"effort", Unit::newton_meters, t.effort, "sum of weight times tone squared, least"},
          {"muscles_at_full_tone", Unit::count, static_cast<double>(t.at_ceiling), "how many"},
          {"L45_compression", Unit::newtons, t.L45_compression, "on L4/5"},
          {"standing_compression", Unit::newtons, t.standing_compression, "the same body standing"},
          {"L45_pressure_estimate", Unit::ratio, t.L45_compression / t.standing_compression,
           "estimate: of the same body standing, the disc's area cancels"}};
}
Rows rows_of(const Sitting& t) {
  Rows rows{
      {"posterior_tilt", Unit::degrees, t.posterior_tilt, "of the pelvis, from standing"},
      {"lordosis_change", Unit::degrees, t.lordosis_change, "from standing"},
      {"largest_tone", Unit::share, t.largest_tone,
       t.relaxed ? "of maximum, relaxed" : "of maximum, least effort"},
      {"effort", Unit::newton_meters, t.effort,
       "sum of weight times tone squared, least; 0 relaxed"},
      {"tone_without_iliopsoas", Unit::share, t.tone_without_iliopsoas.value_or(std::nan("")),
       "largest, if psoas and iliacus pulled nothing"},
      {"tone_without_backrest", Unit::share, t.tone_without_backrest.value_or(std::nan("")),
       "largest, if muscles alone kept the thorax upright"},
      {"missing_moment", Unit::newton_meters, t.missing_moment,
       "on the relaxed pelvis here, + posterior"},
      {"missing_as_measured", Unit::newton_meters, t.missing_as_measured,
       "the same if the passive hips were as measured"},
      {"passive_hip_moment", Unit::newton_meters, t.passive_hip_moment,
       "of one leg here, tone 0, + flexion"},
      {"measured_hip_moment", Unit::newton_meters, t.measured_hip_moment,
       "the same as measured (Riener & Edrich 1999)"},
      {"thorax_moment", Unit::newton_meters, t.thorax_moment,
       "held from outside, + backward, - as a backrest"},
      {"L45_compression", Unit::newtons, t.L45_compression, "on L4/5"},
      {"standing_compression", Unit::newtons, t.standing_compression, "the same body standing"},
      {"L45_pressure_estimate", Unit::ratio, t.L45_compression / t.standing_compression,
       "estimate: of the same body standing, the disc's area cancels"}};
  add_angles(rows, t.angles, false);
  return rows;
}

template <class Test>
std::string json_of(const Test& t) {
  const TestReport& r = t.report;
  const bool answered = is_equilibrium(r.status);
  Json j;
  j["test"] = r.name;
  j["status"] = std::string(to_string(r.status));
  j["message"] = sentences(r.why);
  j["sentence"] = r.sentence;
  j["numbers"] = Json::object();
  for (const Row& row : rows_of(t))
    j["numbers"][std::string(row.name) + suffix(row.unit)] =
        answered && std::isfinite(row.value) ? Json(at_edge(row) + 0.0) : Json();
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
      if (row.beside)
        j["not_held"][std::string(row.name) + suffix(row.unit)] =
            std::isfinite(*row.beside) ? Json(at_edge({row.name, row.unit, *row.beside, ""}) + 0.0)
                                       : Json();
  }
  if constexpr (std::is_same_v<Test, Sitting>) {
    if (answered) {
      j["largest_muscle"] = t.largest_muscle;
      j["held_by_muscles"] = !t.relaxed;
    }
    j["relaxed"] =
        Json{{"status", std::string(to_string(t.relaxed_status))}, {"message", t.relaxed_message}};
  }
  j["assumptions"] = r.assumptions;
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

template <class Test>
std::string text_of(const Test& t) {
  const TestReport& r = t.report;
  std::string out =
      plain_name(r.name) + ": " + std::string(to_string(r.status)) + ".\n\n" + r.sentence + "\n";
  if (is_equilibrium(r.status)) {
    out += '\n';
    const Rows rows = rows_of(t);
    const bool two = std::any_of(rows.begin(), rows.end(),
                                 [](const Row& row) { return row.beside.has_value(); });
    if (two) out += fmt::format("  {:<24} {:>10} {:>10}\n", "pelvis", "held", "not held");
    for (const Row& row : rows) {
      std::string name = plain_name(row.name);
      for (const auto& [key, spoken] :
           {std::pair{"L45", "L4/5"}, std::pair{"asis psis", "ASIS to PSIS"}})
        if (const auto at = name.find(key); at != std::string::npos)
          name.replace(at, std::string_view(key).size(), spoken);
      out += fmt::format("  {:<24} {:>10}", name, shown(row));
      if (two)
        out +=
            fmt::format(" {:>10}", row.beside ? shown({row.name, row.unit, *row.beside, ""}) : "");
      out += row.words[0] ? fmt::format("  {}\n", row.words) : "\n";
    }
    if (r.iliopsoas && r.iliopsoas->beyond) {
      const IliopsoasCheck& c = *r.iliopsoas;
      out += fmt::format(
          "\nPsoas and iliacus are wrong beyond about 55° of hip flexion; here they stand at "
          "{:.0f}° ({}), {}. {}\n",
          c.hip_flexion / degree, plain_name(c.group),
          c.tension < 0.05 ? "slack" : fmt::format("pulling {:.1f} N", c.tension),
          c.effect ? fmt::format("Switched off, they would change the main angle by {:+.1f}°.",
                                 *c.effect / degree)
                   : "Without them the test finds no answer.");
    }
  }
  out += "\nAssumed:\n";
  for (const std::string& a : r.assumptions)
    out += "  - " + a + "\n";
  if (is_equilibrium(r.status))
    out += fmt::format(
        "\nCertificate: residual {:.1e} N m (rounding floor {}); smallest eigenvalue {:.3g} N "
        "m/rad.\n",
        r.certificate.residual, bound_words(r.certificate.rounding_bound),
        r.certificate.min_eigenvalue);
  return out + "A description of a model, no diagnosis.\n";
}

}  // namespace

std::string test_json(const Mirror& test) { return json_of(test); }
std::string test_json(const Thomas& test) { return json_of(test); }
std::string test_json(const StraightLegRaise& test) { return json_of(test); }
std::string test_json(const ToeTouch& test) { return json_of(test); }
std::string test_json(const Sitting& test) { return json_of(test); }
std::string test_text(const Mirror& test) { return text_of(test); }
std::string test_text(const Thomas& test) { return text_of(test); }
std::string test_text(const StraightLegRaise& test) { return text_of(test); }
std::string test_text(const ToeTouch& test) { return text_of(test); }
std::string test_text(const Sitting& test) { return text_of(test); }

}  // namespace guywire
