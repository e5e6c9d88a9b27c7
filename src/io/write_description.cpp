// Descriptions as JSON, type by type; read_description.cpp reads what this writes.
#include "description_json.hpp"
#include "field_json.hpp"
#include "guywire/version.hpp"

namespace guywire {

namespace {

void add_source(Json& j, const std::string& text, bool prose) {
  if (prose && !text.empty()) j["source"] = text;
}

Json point_json(const Vec3& p) { return Json::array({p.x, p.y, p.z}); }

template <class Variant>
Json law_json(const Variant& law) {
  return std::visit(
      [](const auto& l) {
        Json j;
        j["kind"] = std::string(std::decay_t<decltype(l)>::kind);
        write_fields(j, l);
        return j;
      },
      law);
}

Json body_json(const Body& b, bool prose) {
  Json j;
  j["name"] = b.name;
  j["parent"] = b.parent;
  write_fields(j, b);
  j["sides"] = b.sides;
  if (prose && !b.outline.empty()) {
    j["outline_m"] = Json::array();
    for (const Vec2& p : b.outline)
      j["outline_m"].push_back(Json::array({p.x, p.y}));
  }
  add_source(j, b.source, prose);
  return j;
}

Json constraint_json(const Constraint& c, bool prose) {
  Json j;
  j["name"] = c.name;
  j["terms"] = Json::object();
  for (const auto& [body, coefficient] : c.terms)
    append(j["terms"], body, coefficient);
  write_fields(j, c);
  if (c.balanced_by_muscles) j["paid_by_muscles"] = true;
  add_source(j, c.source, prose);
  return j;
}

Json joint_json(const Joint& joint, bool prose) {
  Json j;
  j["name"] = joint.name;
  j["body"] = joint.body;
  j["relative_to"] = joint.relative_to;
  j["sides"] = joint.sides;
  write_fields(j, joint);
  j["law"] = law_json(joint.law);
  add_source(j, joint.source, prose);
  return j;
}

Json circle_json(const Circle& c, bool prose) {
  Json j;
  j["name"] = c.name;
  j["body"] = c.body;
  write_fields(j, c);
  add_source(j, c.source, prose);
  return j;
}

Json path_point_json(const PathPoint& p) {
  Json j;
  if (!p.circle.empty()) {
    j["circle"] = p.circle;
    j["sense"] = p.sense == Sense::clockwise ? "clockwise" : "counterclockwise";
    return j;
  }
  j["body"] = p.body;
  j["point_m"] = point_json(p.point);
  if (!p.part.empty()) j["part"] = p.part;
  return j;
}

/// Those that are not the reference's.
Json knobs_json(const Knobs& knobs) {
  Json j = Json::object();
  if (knobs.length != 1) j["length"] = knobs.length;
  if (knobs.stiffness != 1) j["stiffness"] = knobs.stiffness;
  if (knobs.strength != 1) j["strength"] = knobs.strength;
  if (knobs.tone) j["tone"] = *knobs.tone;
  return j;
}

Json cable_json(const Cable& c, bool prose) {
  Json j;
  j["name"] = c.name;
  j["sides"] = c.sides;
  j["law"] = law_json(c.law);
  j["path"] = Json::array();
  for (const PathPoint& p : c.path)
    j["path"].push_back(path_point_json(p));
  if (!(c.knobs == Knobs{})) j["knobs"] = knobs_json(c.knobs);
  add_source(j, c.source, prose);
  return j;
}

Json load_json(const Load& l, bool prose) {
  Json j;
  const bool is_force = l.kind == Load::Kind::force;
  j["name"] = l.name;
  j["kind"] = is_force ? "force" : "couple";
  j["body"] = l.body;
  if (is_force) {
    j["force_N"] = Json::array({l.force_x, l.force_y});
    j["point_m"] = Json::array({l.point_x, l.point_y});
  } else {
    j["moment_Nm"] = l.moment;
  }
  add_source(j, l.source, prose);
  return j;
}

Json landmark_json(const Landmark& l, bool prose) {
  Json j;
  j["body"] = l.body;
  j["point_m"] = point_json(l.point);
  if (!l.part.empty()) j["part"] = l.part;
  add_source(j, l.source, prose);
  return j;
}

/// Name, title, sources and notes.
void add_prose(Json& out, const ModelDescription& d) {
  out["name"] = d.name;
  if (!d.title.empty()) out["title"] = d.title;
  if (!d.sources.empty()) {
    Json sources = Json::object();
    for (const auto& [key, text] : d.sources)
      append(sources, key, text);
    out["sources"] = sources;
  }
  if (!d.notes.empty()) out["notes"] = d.notes;
}

template <class T>
Json list_json(const std::vector<T>& list, Json (*one)(const T&, bool), bool prose) {
  Json out = Json::array();
  for (const T& item : list)
    out.push_back(one(item, prose));
  return out;
}

}  // namespace

Json description_json(const ModelDescription& d, bool prose) {
  Json out;
  out["schema_version"] = schema_version;
  if (prose) add_prose(out, d);
  out["gravity_m_per_s2"] = Json::array({d.gravity.x, d.gravity.y});
  out["bodies"] = list_json(d.bodies, body_json, prose);
  out["constraints"] = list_json(d.constraints, constraint_json, prose);
  out["joints"] = list_json(d.joints, joint_json, prose);
  out["circles"] = list_json(d.circles, circle_json, prose);
  out["cables"] = list_json(d.cables, cable_json, prose);
  out["groups"] = Json::object();
  for (const Group& g : d.groups)
    append(out["groups"], g.name, g.members);
  out["partition"] = d.partition;
  out["loads"] = list_json(d.loads, load_json, prose);
  out["landmarks"] = Json::object();
  for (const Landmark& l : d.landmarks)
    append(out["landmarks"], l.name, landmark_json(l, prose));
  if (d.tilt != usual_tilt(d)) out["tilt"] = d.tilt;
  return out;
}

}  // namespace guywire
