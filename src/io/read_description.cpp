// Reads descriptions, type by type; what write_description.cpp writes. Unknown keys and wrong types
// are faults; whether numbers are allowed is checked when the model is built.
#include <algorithm>

#include "description_json.hpp"
#include "field_json.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"

namespace guywire {

namespace {

/// Faults of an object within one that `owner` reads, named as they stand there.
void hand_on(ObjectReader& owner, std::vector<Fault>& faults) {
  for (Fault& f : faults)
    owner.fault(f.where.substr(owner.where().size() + 3), f.what, f.remedy);
}

/// A law of a variant by its "kind".
template <class Variant>
Variant read_law(ObjectReader& owner) {
  Variant law;
  const Json* j = owner.need("law");
  if (!j) return law;
  std::vector<Fault> faults;
  ObjectReader r(*j, owner.where() + " / law", faults);
  std::string kind;
  r.text("kind", kind, true);
  std::vector<std::string> kinds;
  bool found = false;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto try_one = [&]<class Law>(std::type_identity<Law>) {
      kinds.emplace_back(Law::kind);
      if (kind != Law::kind) return;
      Law read{};
      r.fields(read, true);
      law = read;
      found = true;
    };
    (try_one(std::type_identity<std::variant_alternative_t<I, Variant>>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  if (!found) {
    owner.fault("law / kind", "is '" + shortened(kind) + "', which is no law.",
                did_you_mean(kind, kinds, "Laws are: " + detail::join(kinds) + "."));
    return law;
  }
  r.finish();
  hand_on(owner, faults);
  return law;
}

PathPoint read_path_point(const Json& j, const std::string& where, std::vector<Fault>& faults) {
  PathPoint p;
  ObjectReader r(j, where, faults);
  if (r.has("circle")) {
    r.text("circle", p.circle, true);
    std::string sense;
    r.text("sense", sense, true);
    if (sense == "clockwise")
      p.sense = Sense::clockwise;
    else if (sense == "counterclockwise")
      p.sense = Sense::counterclockwise;
    else
      r.fault("sense", "is '" + shortened(sense) + "'; allowed is clockwise or counterclockwise.",
              "It is the sense in which the path runs about the centre, seen from the subject's "
              "right.");
  } else {
    r.text("body", p.body, true);
    r.numbers("point_m", {&p.point.x, &p.point.y, &p.point.z}, true);
    r.text("part", p.part, false);
  }
  r.finish();
  return p;
}

Knobs read_knobs(ObjectReader& owner) {
  Knobs knobs;
  const Json* j = owner.find("knobs");
  if (!j) return knobs;
  std::vector<Fault> faults;
  ObjectReader r(*j, owner.where() + " / knobs", faults);
  r.number("length", knobs.length, false);
  r.number("stiffness", knobs.stiffness, false);
  r.number("strength", knobs.strength, false);
  double tone = 0;
  if (r.has("tone")) {
    r.number("tone", tone, false);
    knobs.tone = tone;
  }
  r.finish();
  hand_on(owner, faults);
  return knobs;
}

Vec2 read_outline_point(const Json& j, ObjectReader& r) {
  const bool is_pair = j.is_array() && j.size() == 2 && number_in(j[0]) && number_in(j[1]);
  if (is_pair) return {*number_in(j[0]), *number_in(j[1])};
  r.fault("outline_m", "has " + ObjectReader::kind(j) + " where a point [x, y] is expected.", "");
  return {};
}

Body read_body(ObjectReader& r) {
  Body b;
  r.text("name", b.name, true);
  r.text("parent", b.parent, true);
  r.fields(b, false);
  r.integer("sides", b.sides);
  if (const Json* outline = r.array("outline_m"))
    for (const Json& p : *outline)
      b.outline.push_back(read_outline_point(p, r));
  r.text("source", b.source, false);
  return b;
}

void read_terms(ObjectReader& r, Constraint& c) {
  const Json* terms = r.need("terms");
  if (!terms) return;
  if (!terms->is_object())
    return r.fault(
        "terms", "is " + ObjectReader::kind(*terms) + "; allowed is an object body -> coefficient.",
        "");
  for (const auto& item : terms->items()) {
    if (const auto coefficient = number_in(item.value()))
      c.terms.emplace_back(item.key(), *coefficient);
    else
      r.fault("terms / " + item.key(),
              "is " + ObjectReader::kind(item.value()) + "; allowed is a number.", "");
  }
}

Constraint read_constraint(ObjectReader& r) {
  Constraint c;
  r.text("name", c.name, true);
  read_terms(r, c);
  r.fields(c, false);
  if (const Json* paid = r.find("paid_by_muscles")) {
    if (paid->is_boolean())
      c.balanced_by_muscles = paid->get<bool>();
    else
      r.fault("paid_by_muscles", "is " + ObjectReader::kind(*paid) + "; allowed is true or false.",
              "");
  }
  r.text("source", c.source, false);
  return c;
}

Joint read_joint(ObjectReader& r) {
  Joint joint;
  r.text("name", joint.name, true);
  r.text("body", joint.body, true);
  r.text("relative_to", joint.relative_to, true);
  r.integer("sides", joint.sides);
  r.fields(joint, false);
  joint.law = read_law<JointLaw>(r);
  r.text("source", joint.source, false);
  return joint;
}

Circle read_circle(ObjectReader& r) {
  Circle c;
  r.text("name", c.name, true);
  r.text("body", c.body, true);
  r.fields(c, true);
  r.text("source", c.source, false);
  return c;
}

void read_path(ObjectReader& r, Cable& c) {
  const Json* path = r.array("path");
  if (!path) {
    r.need("path");
    return;
  }
  for (std::size_t i = 0; i < path->size(); ++i)
    c.path.push_back(
        read_path_point((*path)[i], r.where() + " / path[" + std::to_string(i) + "]", r.faults()));
}

Cable read_cable(ObjectReader& r) {
  Cable c;
  r.text("name", c.name, true);
  r.integer("sides", c.sides);
  c.law = read_law<CableLaw>(r);
  read_path(r, c);
  c.knobs = read_knobs(r);
  r.text("source", c.source, false);
  return c;
}

void refuse_load_kind(ObjectReader& r, const std::string& kind) {
  for (const char* key : {"force_N", "point_m", "moment_Nm"})
    r.has(key);
  r.fault("kind", "is '" + shortened(kind) + "'; allowed is force or couple.",
          kind == "follower" ? "A follower force has no potential, so no resting place is "
                               "defined; give a force that keeps its direction."
                             : "");
}

Load read_load(ObjectReader& r) {
  Load l;
  std::string kind;
  r.text("name", l.name, true);
  r.text("kind", kind, true);
  r.text("body", l.body, true);
  if (kind == "couple") {
    l.kind = Load::Kind::couple;
    r.number("moment_Nm", l.moment, true);
  } else if (kind == "force") {
    r.numbers("force_N", {&l.force_x, &l.force_y}, true);
    r.numbers("point_m", {&l.point_x, &l.point_y}, true);
  } else {
    refuse_load_kind(r, kind);
  }
  r.text("source", l.source, false);
  return l;
}

Landmark read_landmark(ObjectReader& r, const std::string& name) {
  Landmark l;
  l.name = name;
  r.text("body", l.body, true);
  r.numbers("point_m", {&l.point.x, &l.point.y, &l.point.z}, true);
  r.text("part", l.part, false);
  r.text("source", l.source, false);
  return l;
}

/// f(key, value) for each entry of an object, if it is there; `what` says what is allowed.
template <class F>
void each_entry(ObjectReader& r, const char* key, const char* what, F&& f) {
  const Json* object = r.find(key);
  if (!object) return;
  if (!object->is_object())
    return r.fault(key, "is " + ObjectReader::kind(*object) + "; allowed is an object" + what + ".",
                   "");
  for (const auto& item : object->items())
    f(item.key(), item.value());
}

void read_sources(ObjectReader& r, ModelDescription& d) {
  each_entry(r, "sources", " of texts", [&](const std::string& key, const Json& text) {
    if (text.is_string())
      d.sources.emplace_back(key, text.get<std::string>());
    else
      r.fault("sources / " + key, "is " + ObjectReader::kind(text) + "; allowed is a text.", "");
  });
}

void read_groups(ObjectReader& r, ModelDescription& d) {
  each_entry(r, "groups", " name -> [members]", [&](const std::string& name, const Json& members) {
    Group g{name, {}};
    const bool texts =
        members.is_array() &&
        std::all_of(members.begin(), members.end(), [](const Json& m) { return m.is_string(); });
    if (texts)
      g.members = members.get<std::vector<std::string>>();
    else
      r.fault("groups / " + name,
              "is " + ObjectReader::kind(members) + "; allowed is an array of names.", "");
    d.groups.push_back(std::move(g));
  });
}

void read_landmarks(ObjectReader& r, ModelDescription& d) {
  each_entry(r, "landmarks", "", [&](const std::string& name, const Json& j) {
    ObjectReader item(j, "landmark '" + name + "'", r.faults());
    d.landmarks.push_back(read_landmark(item, name));
    item.finish();
  });
}

std::string named(const char* kind, const Json& j, std::size_t index) {
  if (j.is_object() && j.contains("name") && j["name"].is_string())
    return std::string(kind) + " '" + shortened(j["name"].get_ref<const std::string&>(), 100) + "'";
  return std::string(kind) + "[" + std::to_string(index) + "]";
}

/// A list of objects of one kind.
template <class T>
void read_list(ObjectReader& r, const char* key, const char* kind, T (*read)(ObjectReader&),
               std::vector<T>& out) {
  const Json* list = r.array(key);
  if (!list) return;
  for (std::size_t i = 0; i < list->size() && r.faults().size() <= most_faults; ++i) {
    ObjectReader item((*list)[i], named(kind, (*list)[i], i), r.faults());
    out.push_back(read(item));
    item.finish();
  }
}

/// Refuses what is no model file of this version.
void check_version(const Json& j, const std::string& origin) {
  if (!j.is_object() || !j.contains("schema_version"))
    throw ParseError(origin, 1, 1,
                     "this is JSON, but not a guywire model: it has no \"schema_version\".");
  if (j["schema_version"] != schema_version)
    throw ParseError(origin, 1, 1,
                     "schema_version is " + ObjectReader::kind(j["schema_version"]) +
                         "; this version of guywire reads " + std::to_string(schema_version) + ".");
}

}  // namespace

ModelDescription read_description(std::string_view json, const std::string& origin) {
  const Json j = parse_json(json, origin);
  check_version(j, origin);
  ModelDescription d;
  std::vector<Fault> faults;
  ObjectReader r(j, origin, faults);
  r.has("schema_version");
  r.text("name", d.name, true);
  r.text("title", d.title, false);
  read_sources(r, d);
  r.texts("notes", d.notes);
  r.numbers("gravity_m_per_s2", {&d.gravity.x, &d.gravity.y}, false);
  read_list(r, "bodies", "body", read_body, d.bodies);
  read_list(r, "constraints", "constraint", read_constraint, d.constraints);
  read_list(r, "joints", "joint", read_joint, d.joints);
  read_list(r, "circles", "circle", read_circle, d.circles);
  read_list(r, "cables", "cable", read_cable, d.cables);
  read_groups(r, d);
  r.texts("partition", d.partition);
  read_list(r, "loads", "load", read_load, d.loads);
  read_landmarks(r, d);
  d.tilt = usual_tilt(d);
  r.text("tilt", d.tilt, false);
  r.finish();
  if (!faults.empty()) throw ModelError(std::move(faults));
  return d;
}

}  // namespace guywire
