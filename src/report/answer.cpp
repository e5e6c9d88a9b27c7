#include "guywire/report/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer_facts.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/findings.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/version.hpp"
#include "io/json_text.hpp"
#include "words.hpp"

namespace guywire {

// --- facts --------------------------------------------------------------------------------------

CableMoments::CableMoments(const Model& model, const Outcome<Posture>& outcome)
    : model_(model), posture_(outcome.last()) {
  if (outcome.status != Status::path_lost) arms_ = moment_arms(model, {posture_.coordinates});
}

double CableMoments::operator()(std::size_t cable, std::size_t coordinate) const {
  if (arms_.empty()) return std::nan("");
  return model_.description().cables[cable].sides * posture_.tensions[cable] *
         arms_[cable * posture_.coordinates.size() + coordinate];
}

std::vector<HipFlexion> hip_flexion(const Model& model, const Posture& p) {
  using Leg = HipFlexion::Leg;
  const auto& bodies = model.description().bodies;
  const auto place_of = [&](const char* name) -> std::size_t {
    return std::find_if(bodies.begin(), bodies.end(),
                        [&](const Body& b) { return b.name == name; }) -
           bodies.begin();
  };
  const std::size_t pelvis = place_of("pelvis");
  std::vector<HipFlexion> out;
  for (const auto& [body, leg] :
       {std::pair{"thigh", Leg::both}, {"thigh_r", Leg::right}, {"thigh_l", Leg::left}})
    if (const std::size_t thigh = place_of(body); thigh < bodies.size() && pelvis < bodies.size())
      out.push_back({leg, p.angles[thigh] - p.angles[pelvis]});
  return out;
}

std::vector<std::string> parts_of_cables(const Model& model) {
  std::vector<std::string> out(model.description().cables.size());
  for (const auto& [name, ids] : partition_of(model))
    for (const CableId id : ids)
      out[id.index] = name;
  return out;
}

// --- JSON ---------------------------------------------------------------------------------------

namespace {

double in_degrees(double rad) { return clean(rad * degrees_per_radian); }

Json posture_json(const Model& model, const Posture& p) {
  const PostureAngles angles = posture_angles(model, p.angles);
  Json out;
  out["anterior_tilt_change_deg"] = in_degrees(angles.anterior_tilt_change);
  const auto angle = [&](const char* key, const std::optional<double>& v) {
    if (v) out[key] = in_degrees(*v);
  };
  angle("anterior_tilt_deg", angles.anterior_tilt);
  angle("lordosis_deg", angles.lordosis);
  angle("sacral_slope_deg", angles.sacral_slope);
  angle("pelvic_tilt_deg", angles.pelvic_tilt);
  angle("pelvic_incidence_deg", angles.pelvic_incidence);
  angle("lumbar_angle_deg", angles.lumbar_angle);
  for (const HipFlexion& hip : hip_flexion(model, p)) {
    Json& flexion = out["hip_flexion_deg"];
    if (hip.leg == HipFlexion::Leg::both)
      flexion = in_degrees(hip.angle);
    else
      flexion[hip.leg == HipFlexion::Leg::right ? "right" : "left"] = in_degrees(hip.angle);
  }
  return out;
}

Json coordinates_json(const Model& model, const Posture& p) {
  const auto names = model.coordinates();
  Json out = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i)
    out[names[i]] =
        Json{{"value_deg", in_degrees(p.coordinates[i])}, {"residual_Nm", p.residuals[i]}};
  return out;
}

Json holding_json(const Model& model, const Posture& p) {
  Json out = Json::object();
  for (std::size_t k = 0; k < p.constraint_moments.size(); ++k)
    out[model.description().constraints[k].name] =
        Json{{"moment_Nm", clean(p.constraint_moments[k])}};
  return out;
}

Json cables_json(const Model& model, const Posture& p, const CableMoments& moment) {
  const auto names = model.coordinates();
  Json out = Json::object();
  for (std::size_t c = 0; c < p.tensions.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    Json& row = out[cable.name];
    row["length_m"] = p.lengths[c];
    row["tension_N"] = p.tensions[c];
    row["state"] = p.taut[c] ? "taut" : "slack";
    row["wrapped"] = p.wrapped[c] != 0;
    row["sides"] = cable.sides;
    row["moment_Nm"] = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i)
      row["moment_Nm"][names[i]] = clean(moment(c, i));
  }
  return out;
}

/// "slack-taut of psoas"; null where there is none.
Json nearest_kink_json(const ModelDescription& d, const Certificate& c) {
  switch (c.kink) {
    case Kink::slack:
      return "slack-taut of " + d.cables[c.kink_index].name;
    case Kink::touch_down:
      return "touch-down of " + d.cables[c.kink_index].name;
    case Kink::stiffness:
      return "jump of stiffness of " + d.cables[c.kink_index].name;
    case Kink::joint:
      return "corner of " + d.joints[c.kink_index].name;
    default:
      return nullptr;
  }
}

Json certificate_json(const Model& model, const Certificate& c) {
  const ModelDescription& d = model.description();
  Json out;
  out["residual_Nm"] = c.residual;
  out["residual_floor_Nm"] = c.rounding_bound;
  out["min_eigenvalue_Nm_per_rad"] = c.min_eigenvalue;
  out["min_eigenvalue_upper_Nm_per_rad"] = c.min_eigenvalue_upper;
  out["tilt_stiffness_Nm_per_rad"] = c.tilt_stiffness;
  out["iterations"] = c.iterations;
  out["kink_distance_deg"] = c.kink_distance * degrees_per_radian;
  out["nearest_kink"] = nearest_kink_json(d, c);
  out["contacts"] = Json::array();
  for (const Contact& contact : c.contacts)
    out["contacts"].push_back(Json{{"cable", d.cables[contact.cable].name},
                                   {"points", {contact.point, contact.point + 1}}});
  return out;
}

Json overstretched_json(const Model& model, const Posture& p) {
  Json out = Json::array();
  if (p.lengths.empty()) return out;
  for (const Overstretched& o : overstretched(model, p.lengths))
    out.push_back(Json{{"cable", model.description().cables[o.cable].name},
                       {"passive_tension_N", o.passive},
                       {"max_isometric_force_N", o.largest_active}});
  return out;
}

}  // namespace

Facts overstretched_facts(const Model& model, const Posture& posture) {
  if (posture.lengths.empty()) return {};
  const std::vector<Overstretched> all = overstretched(model, posture.lengths);
  if (all.empty()) return {};
  const auto ratio = [](const Overstretched& o) { return o.passive / o.largest_active; };
  const Overstretched worst = *std::max_element(
      all.begin(), all.end(),
      [&](const Overstretched& a, const Overstretched& b) { return ratio(a) < ratio(b); });
  const std::vector<std::string> part_of = parts_of_cables(model);
  std::vector<std::string> parts;
  for (const Overstretched& o : all)
    if (std::find(parts.begin(), parts.end(), part_of[o.cable]) == parts.end())
      parts.push_back(part_of[o.cable]);
  return {{"answer.overstretched",
           {{"parts", parts},
            {"cable", model.description().cables[worst.cable].name},
            {"passive", worst.passive},
            {"largest", worst.largest_active}}}};
}

std::string answer_json(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings, Language language) {
  const Posture& p = outcome.last();
  Json j;
  j["status"] = std::string(to_string(outcome.status));
  j["message"] = sentences(outcome.why, language);
  j["settings"] = settings;
  j["posture"] = posture_json(model, p);
  j["coordinates"] = coordinates_json(model, p);
  j["holding"] = holding_json(model, p);
  j["cables"] = cables_json(model, p, CableMoments(model, outcome));
  j["certificate"] = certificate_json(model, p.certificate);
  j["overstretched"] = overstretched_json(model, p);
  j["potential_J"] = p.potential;
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

// --- CSV ----------------------------------------------------------------------------------------

std::string answer_csv(const Model& model, const Outcome<Posture>& outcome) {
  const Posture& p = outcome.last();
  const CableMoments moment(model, outcome);
  const auto names = model.coordinates();
  std::string out = "cable,part,sides,state,wrapped,length_m,tension_N";
  for (const std::string& n : names)
    out += ",moment_" + n + "_Nm";
  out += '\n';
  const std::vector<std::string> part = parts_of_cables(model);
  for (std::size_t c = 0; c < p.tensions.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    out += fmt::format("{},{},{},{},{},{},{}", cable.name, part[c], cable.sides,
                       p.taut[c] ? "taut" : "slack", p.wrapped[c] ? "yes" : "no",
                       csv_number(p.lengths[c]), csv_number(p.tensions[c]));
    for (std::size_t i = 0; i < names.size(); ++i)
      out += "," + csv_number(clean(moment(c, i)));
    out += '\n';
  }
  return out;
}

}  // namespace guywire
