#include "guywire/io/setting.hpp"

#include <algorithm>

#include "field_json.hpp"
#include "guywire/core/set_once.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/version.hpp"

namespace guywire {

using detail::refuse;
using detail::SetOnce;

namespace {

using Values = std::vector<std::pair<std::string, double>>;

Model resized(const Model& m, const Values& body, const std::string& option) {
  BodyMeasures measures = measures_of(m);
  struct Measure {
    const char *key, *unit;
    double factor;
    int field;
  };
  constexpr Measure known[] = {{"pelvic_incidence_deg", "°", degree, 0},
                               {"mass_kg", " kg", 1, 1},
                               {"stature_m", " m", 1, 2}};
  SetOnce once;
  for (const auto& [key, value] : body) {
    const auto* it = std::find_if(std::begin(known), std::end(known),
                                  [&, &key = key](const Measure& k) { return key == k.key; });
    if (it == std::end(known))
      refuse(option + key, "is no body measure.", "Use pelvic_incidence_deg, mass_kg, stature_m.");
    once(key, option + key + "=" + to_text(value));
    const auto& field = BodyMeasures::fields[it->field];
    if (!(value * it->factor >= field.info.lower && value * it->factor <= field.info.upper))
      refuse(option + key,
             "is " + short_text(value) + it->unit + "; allowed is " +
                 short_text(field.info.lower / it->factor) + " to " +
                 short_text(field.info.upper / it->factor) + it->unit + ".",
             "");
    measures.*field.member = value * it->factor;
  }
  return anthropometry(m, measures);
}

/// What a pose sets: joints of both legs or of one.
struct PosedLegs {
  Legs legs;
  bool split = false;  ///< some joint of one leg alone
  std::string text;    ///< as the user would write it
};

void check_joint_range(const std::string& joint, double deg, const std::string& where) {
  struct Range {
    const char *name, *meaning;
    double lower, upper;  // deg; chosen: human joints, within the models' stated ranges
  };
  constexpr Range ranges[] = {
      {"hip", "It is the thigh's angle from the vertical, + forward.", -30, 130},
      {"knee", "It is the knee's flexion.", -10, 140}};
  for (const Range& r : ranges)
    if (joint == r.name && !(deg >= r.lower && deg <= r.upper))
      refuse(where,
             "is " + short_text(deg) + "°; allowed is " + short_text(r.lower) + "° to " +
                 short_text(r.upper) + "°.",
             r.meaning);
}

PosedLegs read_pose(const Model& m, const Values& pose, const std::string& option) {
  const auto is_constraint = [&](const std::string& name) {
    return std::any_of(m.description().constraints.begin(), m.description().constraints.end(),
                       [&](const Constraint& c) { return c.name == name; });
  };
  PosedLegs out;
  SetOnce once;
  for (const auto& [name, deg] : pose) {
    const bool one_side =
        name.size() > 2 && (name.ends_with("_r") || name.ends_with("_l")) && !is_constraint(name);
    const std::string joint = one_side ? name.substr(0, name.size() - 2) : name,
                      setting = name + "=" + to_text(deg);
    out.text += (out.text.empty() ? "" : ",") + setting;
    check_joint_range(joint, deg, option + name);
    for (const auto& [suffix, leg] : {std::pair{"_r", &out.legs.right}, {"_l", &out.legs.left}}) {
      if (one_side && !name.ends_with(suffix)) continue;
      once(joint + suffix, option + setting);
      leg->angles.emplace_back(joint, deg * degree);
    }
    out.split = out.split || one_side;
  }
  return out;
}

/// Refuses a pose that holds a body outside the range in which the model holds.
void check_body_ranges(const Model& m, const std::string& where) {
  const Structure& s = m.structure();
  for (std::size_t i = 0; i < m.description().bodies.size(); ++i) {
    const Body& held = m.description().bodies[i];
    const int body = static_cast<int>(i);
    const double angle = detail::angle_at_zero<double>(s, m.numbers().data(), body);
    const bool is_free = !s.terms.of(body).empty();
    if (is_free || (angle >= held.angle_lower && angle <= held.angle_upper)) continue;
    refuse(where,
           "puts body '" + held.name + "' at " + short_text(angle / degree) + "°; its range is " +
               short_text(held.angle_lower / degree) + "° to " +
               short_text(held.angle_upper / degree) + "°.",
           "");
  }
}

Model posed_legs(const Model& m, const Values& pose, const std::string& option) {
  const PosedLegs posed_to = read_pose(m, pose, option);
  Model out = m;
  if (posed_to.split)
    out = with_legs(m, posed_to.legs);
  else
    for (const auto& [name, angle] : posed_to.legs.right.angles)
      out = posed(out, name, angle);
  check_body_ranges(out, option + posed_to.text);
  return out;
}

}  // namespace

Model with_setting(const Model& model, const Setting& setting, std::string_view dash) {
  const auto option = [&](const char* name) { return std::string(dash) + name + " "; };
  Model m = model;
  if (!setting.body.empty()) m = resized(m, setting.body, option("body"));
  if (!setting.pose.empty()) m = posed_legs(m, setting.pose, option("pose"));
  if (!setting.set.empty()) m = with(m, setting.set, option("set"));
  if (setting.recruit) {
    const Recruitment r = recruit(m);
    if (!r.feasible) throw SolveError(r.why);
    m = with_recruitment(m, r);
  }
  return m;
}

Model load(const Setting& setting) { return with_setting(load(setting.model), setting); }

bool is_setting(std::string_view json) {
  if (json.find("\"setting_of\"") == std::string_view::npos)
    return false;  // models are large: not parsed twice
  try {
    const Json j = parse_json(json, "");
    return j.is_object() && j.contains("setting_of");
  } catch (const ParseError&) {  // who reads it says what is wrong
    return false;
  }
}

Setting read_setting(std::string_view json, const std::string& origin) {
  const Json j = parse_json(json, origin);
  if (!j.is_object() || !j.contains("setting_of"))
    throw ParseError(origin, 1, 1,
                     "this is JSON, but not a guywire setting: it has no \"setting_of\".");
  Setting out;
  std::vector<Fault> faults;
  ObjectReader reader(j, "setting", faults);
  int version = 0;
  reader.integer("schema_version", version);
  if (version != schema_version)
    throw ParseError(
        origin, 1, 1,
        "schema_version is " +
            (j.contains("schema_version") ? ObjectReader::kind(j["schema_version"]) : "missing") +
            "; this version of guywire reads " + std::to_string(schema_version) + ".");
  reader.text("setting_of", out.model, true);
  const auto values = [&](const char* key, Values& to) {
    const Json* object = reader.find(key);
    if (!object) return;
    ObjectReader inner(*object, key, faults);
    if (!object->is_object()) return;
    for (const auto& item : object->items()) {
      to.emplace_back(item.key(), 0.0);
      inner.number(item.key(), to.back().second, true);
    }
  };
  values("body", out.body);
  values("pose", out.pose);
  values("set", out.set);
  if (const Json* recruit = reader.find("recruit")) {
    if (recruit->is_boolean())
      out.recruit = recruit->get<bool>();
    else
      reader.fault("recruit", "is " + ObjectReader::kind(*recruit) + "; allowed is true or false.",
                   "");
  }
  reader.find("page");
  reader.find("answer");
  reader.finish();
  if (!faults.empty()) throw ModelError(std::move(faults));
  return out;
}

std::string to_json(const Setting& setting) {
  Json j;
  j["schema_version"] = schema_version;
  j["setting_of"] = setting.model;
  for (const auto& [key, from] :
       {std::pair{"body", &setting.body}, {"pose", &setting.pose}, {"set", &setting.set}}) {
    if (from->empty()) continue;
    j[key] = Json::object();
    for (const auto& [name, value] : *from)
      j[key][name] = value;
  }
  if (setting.recruit) j["recruit"] = true;
  return json_text(j, 2);
}

}  // namespace guywire
