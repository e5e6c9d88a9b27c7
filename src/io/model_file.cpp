#include "guywire/io/model_file.hpp"

#include <algorithm>
#include <filesystem>

#include "embedded.hpp"
#include "field_json.hpp"
#include "files.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/version.hpp"

namespace guywire {

namespace {

std::string named(const char* kind, const Json& j, std::size_t index) {
  if (j.is_object() && j.contains("name") && j["name"].is_string())
    return std::string(kind) + " '" + shortened(j["name"].get_ref<const std::string&>(), 100) + "'";
  return std::string(kind) + "[" + std::to_string(index) + "]";
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
    std::string list;
    for (const std::string& k : kinds)
      list += (list.empty() ? "" : ", ") + k;
    const std::string near = nearest_name(kind, kinds);
    owner.fault("law / kind", "is '" + shortened(kind) + "', which is no law.",
                near.empty() ? "Laws are: " + list + "." : "Did you mean '" + near + "'?");
    return law;
  }
  r.finish();
  for (Fault& f : faults)
    owner.fault(f.where.substr(owner.where().size() + 3), f.what, f.remedy);
  return law;
}

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
  for (Fault& f : faults)
    owner.fault(f.where.substr(owner.where().size() + 3), f.what, f.remedy);
  return knobs;
}

Json point_json(const Vec3& p) { return Json::array({p.x, p.y, p.z}); }

Json description_json(const ModelDescription& d, bool prose) {
  const auto source = [&](Json& j, const std::string& text) {
    if (prose && !text.empty()) j["source"] = text;
  };
  Json out;
  out["schema_version"] = schema_version;
  if (prose) {
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
  out["gravity_m_per_s2"] = Json::array({d.gravity.x, d.gravity.y});
  out["bodies"] = Json::array();
  for (const Body& b : d.bodies) {
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
    source(j, b.source);
    out["bodies"].push_back(j);
  }
  out["constraints"] = Json::array();
  for (const Constraint& c : d.constraints) {
    Json j;
    j["name"] = c.name;
    j["terms"] = Json::object();
    for (const auto& [body, coefficient] : c.terms)
      append(j["terms"], body, coefficient);
    write_fields(j, c);
    if (c.paid_by_muscles) j["paid_by_muscles"] = true;
    source(j, c.source);
    out["constraints"].push_back(j);
  }
  out["joints"] = Json::array();
  for (const Joint& joint : d.joints) {
    Json j;
    j["name"] = joint.name;
    j["body"] = joint.body;
    j["relative_to"] = joint.relative_to;
    j["sides"] = joint.sides;
    write_fields(j, joint);
    j["law"] = law_json(joint.law);
    source(j, joint.source);
    out["joints"].push_back(j);
  }
  out["circles"] = Json::array();
  for (const Circle& c : d.circles) {
    Json j;
    j["name"] = c.name;
    j["body"] = c.body;
    write_fields(j, c);
    source(j, c.source);
    out["circles"].push_back(j);
  }
  out["cables"] = Json::array();
  for (const Cable& c : d.cables) {
    Json j;
    j["name"] = c.name;
    j["sides"] = c.sides;
    j["law"] = law_json(c.law);
    j["path"] = Json::array();
    for (const PathPoint& p : c.path) {
      Json q;
      if (!p.circle.empty()) {
        q["circle"] = p.circle;
        q["sense"] = p.sense == Sense::clockwise ? "clockwise" : "counterclockwise";
      } else {
        q["body"] = p.body;
        q["point_m"] = point_json(p.point);
        if (!p.part.empty()) q["part"] = p.part;
      }
      j["path"].push_back(q);
    }
    if (!(c.knobs == Knobs{})) {
      Json k = Json::object();
      if (c.knobs.length != 1) k["length"] = c.knobs.length;
      if (c.knobs.stiffness != 1) k["stiffness"] = c.knobs.stiffness;
      if (c.knobs.strength != 1) k["strength"] = c.knobs.strength;
      if (c.knobs.tone) k["tone"] = *c.knobs.tone;
      j["knobs"] = k;
    }
    source(j, c.source);
    out["cables"].push_back(j);
  }
  out["groups"] = Json::object();
  for (const Group& g : d.groups)
    append(out["groups"], g.name, g.members);
  out["partition"] = d.partition;
  out["loads"] = Json::array();
  for (const Load& l : d.loads) {
    Json j;
    j["name"] = l.name;
    j["kind"] = l.kind == Load::Kind::force ? "force" : "couple";
    j["body"] = l.body;
    if (l.kind == Load::Kind::force)
      j["force_N"] = Json::array({l.force_x, l.force_y}),
      j["point_m"] = Json::array({l.point_x, l.point_y});
    else
      j["moment_Nm"] = l.moment;
    source(j, l.source);
    out["loads"].push_back(j);
  }
  out["landmarks"] = Json::object();
  for (const Landmark& l : d.landmarks) {
    Json j;
    j["body"] = l.body;
    j["point_m"] = point_json(l.point);
    if (!l.part.empty()) j["part"] = l.part;
    source(j, l.source);
    append(out["landmarks"], l.name, j);
  }
  return out;
}

}  // namespace

ModelDescription read_description(std::string_view text, const std::string& origin) {
  const Json j = parse_json(text, origin);
  if (!j.is_object() || !j.contains("schema_version"))
    throw ParseError(origin, 1, 1,
                     "this is JSON, but not a guywire model: it has no \"schema_version\".");
  if (j["schema_version"] != schema_version)
    throw ParseError(origin, 1, 1,
                     "schema_version is " + ObjectReader::kind(j["schema_version"]) +
                         "; this version of guywire reads " + std::to_string(schema_version) + ".");
  ModelDescription d;
  std::vector<Fault> faults;
  ObjectReader r(j, origin, faults);
  r.has("schema_version");
  r.text("name", d.name, true);
  r.text("title", d.title, false);
  if (const Json* sources = r.find("sources")) {
    if (!sources->is_object())
      r.fault("sources", "is " + ObjectReader::kind(*sources) + "; allowed is an object of texts.",
              "");
    else
      for (const auto& item : sources->items()) {
        if (item.value().is_string())
          d.sources.emplace_back(item.key(), item.value().get<std::string>());
        else
          r.fault("sources / " + item.key(),
                  "is " + ObjectReader::kind(item.value()) + "; allowed is a text.", "");
      }
  }
  r.texts("notes", d.notes);
  r.numbers("gravity_m_per_s2", {&d.gravity.x, &d.gravity.y}, false);
  const auto each = [&](const char* key, const char* kind, auto&& read) {
    const Json* list = r.array(key);
    if (!list) return;
    for (std::size_t i = 0; i < list->size() && faults.size() <= most_faults; ++i) {
      ObjectReader item((*list)[i], named(kind, (*list)[i], i), faults);
      read(item);
      item.finish();
    }
  };
  each("bodies", "body", [&](ObjectReader& o) {
    Body b;
    o.text("name", b.name, true);
    o.text("parent", b.parent, true);
    o.fields(b, false);
    o.integer("sides", b.sides);
    if (const Json* outline = o.array("outline_m"))
      for (const Json& p : *outline) {
        const bool is_pair = p.is_array() && p.size() == 2 && number_in(p[0]) && number_in(p[1]);
        if (is_pair)
          b.outline.push_back({*number_in(p[0]), *number_in(p[1])});
        else
          o.fault("outline_m",
                  "has " + ObjectReader::kind(p) + " where a point [x, y] is expected.", "");
      }
    o.text("source", b.source, false);
    d.bodies.push_back(std::move(b));
  });
  each("constraints", "constraint", [&](ObjectReader& o) {
    Constraint c;
    o.text("name", c.name, true);
    if (const Json* terms = o.need("terms")) {
      if (!terms->is_object())
        o.fault("terms",
                "is " + ObjectReader::kind(*terms) + "; allowed is an object body -> coefficient.",
                "");
      else
        for (const auto& item : terms->items()) {
          if (const auto coefficient = number_in(item.value()))
            c.terms.emplace_back(item.key(), *coefficient);
          else
            o.fault("terms / " + item.key(),
                    "is " + ObjectReader::kind(item.value()) + "; allowed is a number.", "");
        }
    }
    o.fields(c, false);
    if (const Json* paid = o.find("paid_by_muscles")) {
      if (paid->is_boolean())
        c.paid_by_muscles = paid->get<bool>();
      else
        o.fault("paid_by_muscles",
                "is " + ObjectReader::kind(*paid) + "; allowed is true or false.", "");
    }
    o.text("source", c.source, false);
    d.constraints.push_back(std::move(c));
  });
  each("joints", "joint", [&](ObjectReader& o) {
    Joint joint;
    o.text("name", joint.name, true);
    o.text("body", joint.body, true);
    o.text("relative_to", joint.relative_to, true);
    o.integer("sides", joint.sides);
    o.fields(joint, false);
    joint.law = read_law<JointLaw>(o);
    o.text("source", joint.source, false);
    d.joints.push_back(std::move(joint));
  });
  each("circles", "circle", [&](ObjectReader& o) {
    Circle c;
    o.text("name", c.name, true);
    o.text("body", c.body, true);
    o.fields(c, true);
    o.text("source", c.source, false);
    d.circles.push_back(std::move(c));
  });
  each("cables", "cable", [&](ObjectReader& o) {
    Cable c;
    o.text("name", c.name, true);
    o.integer("sides", c.sides);
    c.law = read_law<CableLaw>(o);
    if (const Json* path = o.array("path")) {
      for (std::size_t i = 0; i < path->size(); ++i)
        c.path.push_back(
            read_path_point((*path)[i], o.where() + " / path[" + std::to_string(i) + "]", faults));
    } else {
      o.need("path");
    }
    c.knobs = read_knobs(o);
    o.text("source", c.source, false);
    d.cables.push_back(std::move(c));
  });
  if (const Json* groups = r.find("groups")) {
    if (!groups->is_object())
      r.fault("groups",
              "is " + ObjectReader::kind(*groups) + "; allowed is an object name -> [members].",
              "");
    else
      for (const auto& item : groups->items()) {
        Group g{item.key(), {}};
        const bool texts =
            item.value().is_array() && std::all_of(item.value().begin(), item.value().end(),
                                                   [](const Json& m) { return m.is_string(); });
        if (texts)
          g.members = item.value().get<std::vector<std::string>>();
        else
          r.fault("groups / " + item.key(),
                  "is " + ObjectReader::kind(item.value()) + "; allowed is an array of names.", "");
        d.groups.push_back(std::move(g));
      }
  }
  r.texts("partition", d.partition);
  each("loads", "load", [&](ObjectReader& o) {
    Load l;
    std::string kind;
    o.text("name", l.name, true);
    o.text("kind", kind, true);
    o.text("body", l.body, true);
    if (kind == "couple") {
      l.kind = Load::Kind::couple;
      o.number("moment_Nm", l.moment, true);
    } else if (kind == "force") {
      o.numbers("force_N", {&l.force_x, &l.force_y}, true);
      o.numbers("point_m", {&l.point_x, &l.point_y}, true);
    } else {
      for (const char* key : {"force_N", "point_m", "moment_Nm"})
        o.has(key);
      o.fault("kind", "is '" + shortened(kind) + "'; allowed is force or couple.",
              kind == "follower" ? "A follower force has no potential, so no resting place is "
                                   "defined; give a force that keeps its direction."
                                 : "");
    }
    o.text("source", l.source, false);
    d.loads.push_back(std::move(l));
  });
  if (const Json* landmarks = r.find("landmarks")) {
    if (!landmarks->is_object())
      r.fault("landmarks", "is " + ObjectReader::kind(*landmarks) + "; allowed is an object.", "");
    else
      for (const auto& item : landmarks->items()) {
        Landmark l;
        l.name = item.key();
        ObjectReader o(item.value(), "landmark '" + l.name + "'", faults);
        o.text("body", l.body, true);
        o.numbers("point_m", {&l.point.x, &l.point.y, &l.point.z}, true);
        o.text("part", l.part, false);
        o.text("source", l.source, false);
        o.finish();
        d.landmarks.push_back(std::move(l));
      }
  }
  r.finish();
  if (!faults.empty()) throw ModelError(std::move(faults));
  return d;
}

Model read_model(std::string_view json, const std::string& origin) {
  if (!is_setting(json)) return ModelBuilder(read_description(json, origin)).build();
  const Setting setting = read_setting(json, origin);
  const auto shipped = shipped_models();
  if (std::find(shipped.begin(), shipped.end(), setting.model) == shipped.end()) {
    std::string list;
    for (const std::string& name : shipped)
      list += (list.empty() ? "" : ", ") + name;
    throw ModelError(
        {{origin + ": setting_of",
          "is '" + shortened(setting.model) + "'; allowed is a shipped model: " + list + ".", ""}});
  }
  return load(setting);
}

std::vector<std::string> shipped_models() {
  std::vector<std::string> names;
  for (const auto& file : embedded::files()) {
    std::string_view name = file.name;
    if (name.substr(0, 7) != "models/") continue;
    name.remove_prefix(7);
    name.remove_suffix(5);  // .json
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string model_text(const std::string& name_or_path) {
  for (const auto& file : embedded::files())
    if (file.name == "models/" + name_or_path + ".json") return std::string(file.text);
  const bool looks_like_path =
      name_or_path == "-" || name_or_path.find_first_of("/.") != std::string::npos;
  std::error_code error;
  if (looks_like_path || std::filesystem::exists(name_or_path, error))
    return read_file(name_or_path);
  std::string list;
  for (const std::string& n : shipped_models())
    list += (list.empty() ? "" : ", ") + n;
  const std::string near = nearest_name(name_or_path, shipped_models());
  throw ModelError({{"model '" + shortened(name_or_path) + "'",
                     "is neither a shipped model (" + list + ") nor a file.",
                     near.empty() ? "" : "Did you mean '" + near + "'?"}});
}

Model load(const std::string& name_or_path) {
  return read_model(model_text(name_or_path), shown_name(name_or_path));
}

std::string to_json(const Model& model) {
  return json_text(description_json(model.description(), true), 2);
}

std::string content_hash(const Model& model) {
  std::string canonical;
  write_json(canonical, description_json(model.description(), false), 0);
  return sha256(canonical);
}

}  // namespace guywire
