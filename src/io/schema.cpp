// The JSON Schema of model files, written from the field tables: a bound stands in one place only.
#include "field_json.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"

namespace guywire {

namespace schema {
namespace {

Json number(const FieldInfo& f) {
  Json j;
  j["type"] = "number";
  j["description"] = std::string(f.doc) + (f.unit == "1" ? "" : " [" + std::string(f.unit) + "]");
  if (f.lower != -infinity) j[f.lower_open ? "exclusiveMinimum" : "minimum"] = f.lower;
  if (f.upper != infinity) j["maximum"] = f.upper;
  return j;
}

Json text(const char* doc) { return Json{{"type", "string"}, {"description", doc}}; }

Json point(int size, const char* doc) {
  return Json{{"type", "array"},
              {"description", doc},
              {"items", {{"type", "number"}}},
              {"minItems", size},
              {"maxItems", size}};
}

template <class T>
void add_fields(Json& properties) {
  for (const KeyGroup& g : key_groups<T>()) {
    if (g.fields.size() == 1) {
      properties[g.key] = number(T::fields[g.fields[0]].info);
      continue;
    }
    Json items = Json::array();
    for (const int i : g.fields)
      items.push_back(number(T::fields[i].info));
    properties[g.key] = Json{{"type", "array"},
                             {"prefixItems", items},
                             {"minItems", g.fields.size()},
                             {"maxItems", g.fields.size()}};
  }
}

Json object(Json properties, std::vector<std::string> required) {
  return Json{{"type", "object"},
              {"properties", std::move(properties)},
              {"required", required},
              {"additionalProperties", false}};
}

template <class Variant>
Json laws() {
  Json list = Json::array();
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto add = [&]<class Law>(std::type_identity<Law>) {
      Json properties;
      properties["kind"] = Json{{"const", std::string(Law::kind)}};
      add_fields<Law>(properties);
      std::vector<std::string> required{"kind"};
      for (const auto& f : Law::fields)
        if (!f.info.is_optional) required.push_back(key_of(f.info));
      list.push_back(object(properties, required));
    };
    (add(std::type_identity<std::variant_alternative_t<I, Variant>>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  return Json{{"oneOf", list}};
}

Json name() { return Json{{"type", "string"}, {"pattern", "^[A-Za-z][A-Za-z0-9_/-]*$"}}; }

Json sides() {
  return Json{{"enum", {1, 2}},
              {"description", "2 stands for a right and left pair that share one pose"}};
}

Json source() { return text("where it comes from"); }

Json list(Json item) { return Json{{"type", "array"}, {"items", std::move(item)}}; }

Json pair() {
  return Json{{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
}

Json body() {
  Json j{{"name", name()},
         {"parent", {{"type", "string"}, {"description", "\"ground\" or a body listed before"}}}};
  add_fields<Body>(j);
  j["sides"] = sides();
  j["outline_m"] = Json{
      {"type", "array"}, {"description", "closed polygon, for drawing only"}, {"items", pair()}};
  j["source"] = text("where the numbers come from, or 'chosen: why'");
  return object(std::move(j), {"name", "parent"});
}

Json constraint() {
  Json j{{"name", name()},
         {"terms",
          {{"type", "object"},
           {"description", "body -> coefficient: sum of coefficient x angle = angle_rad"},
           {"additionalProperties", {{"type", "number"}}},
           {"minProperties", 1}}}};
  add_fields<Constraint>(j);
  j["paid_by_muscles"] =
      Json{{"type", "boolean"}, {"description", "recruitment brings its holding moment to zero"}};
  j["source"] = source();
  return object(std::move(j), {"name", "terms"});
}

Json joint() {
  Json j{{"name", name()}, {"body", name()}, {"relative_to", name()}, {"sides", sides()}};
  add_fields<Joint>(j);
  j["law"] = laws<JointLaw>();
  j["source"] = source();
  return object(std::move(j), {"name", "body", "relative_to", "law"});
}

Json circle() {
  Json j{{"name", name()}, {"body", name()}};
  add_fields<Circle>(j);
  j["source"] = source();
  return object(std::move(j), {"name", "body", "center_m", "radius_m"});
}

/// An entry of a path: a point on a body, or a circle that is passed in a sense.
Json path_point() {
  const Json on_body = object({{"body", name()},
                               {"point_m", point(3, "[x, y, z] in the body's frame")},
                               {"part", text("label within the body, e.g. sacrum or ilium")}},
                              {"body", "point_m"});
  const Json on_circle =
      object({{"circle", name()},
              {"sense",
               {{"enum", {"clockwise", "counterclockwise"}},
                {"description",
                 "sense in which the path runs about the centre, seen from the subject's right"}}}},
             {"circle", "sense"});
  return Json{{"oneOf", {on_body, on_circle}}};
}

Json cable() {
  Json knobs;
  add_fields<BasicKnobs<double>>(knobs);
  const Json j{
      {"name", name()},
      {"sides", sides()},
      {"law", laws<CableLaw>()},
      {"path", {{"type", "array"}, {"items", path_point()}, {"minItems", 2}}},
      {"knobs", {{"type", "object"}, {"properties", knobs}, {"additionalProperties", false}}},
      {"source", source()}};
  return object(j, {"name", "law", "path"});
}

Json load() {
  const Json force = object({{"name", name()},
                             {"kind", {{"const", "force"}}},
                             {"body", name()},
                             {"force_N", pair()},
                             {"point_m", point(2, "where it acts, in the body's frame")},
                             {"source", source()}},
                            {"name", "kind", "body", "force_N", "point_m"});
  const Json couple = object(
      {{"name", name()},
       {"kind", {{"const", "couple"}}},
       {"body", name()},
       {"moment_Nm", {{"type", "number"}, {"description", "+ posterior (counter-clockwise)"}}},
       {"source", source()}},
      {"name", "kind", "body", "moment_Nm"});
  return Json{{"oneOf", {force, couple}}};
}

Json landmark() {
  return object({{"body", name()},
                 {"point_m", point(3, "in the body's frame")},
                 {"part", text("label within the body")},
                 {"source", source()}},
                {"body", "point_m"});
}

Json model() {
  Json j;
  j["schema_version"] = Json{{"const", schema_version}};
  j["name"] = Json{{"type", "string"}, {"minLength", 1}};
  j["title"] = text("one line");
  j["sources"] = Json{{"type", "object"},
                      {"description", "citation key -> text"},
                      {"additionalProperties", {{"type", "string"}}}};
  j["notes"] = list({{"type", "string"}});
  j["gravity_m_per_s2"] = pair();
  j["bodies"] = list(body());
  j["constraints"] = list(constraint());
  j["joints"] = list(joint());
  j["circles"] = list(circle());
  j["cables"] = list(cable());
  j["groups"] = Json{{"type", "object"},
                     {"description", "name -> cables or groups listed before"},
                     {"additionalProperties", list(name())}};
  j["partition"] = Json{{"type", "array"},
                        {"description", "groups or cables that cover every cable once"},
                        {"items", name()}};
  j["loads"] = list(load());
  j["landmarks"] = Json{{"type", "object"}, {"additionalProperties", landmark()}};
  j["tilt"] = text(
      "the body whose angle is reported as tilt; without it the pelvis, if there is one; "
      "\"\" or neither: the body of the first coordinate");
  return object(std::move(j), {"schema_version", "name", "bodies"});
}

}  // namespace
}  // namespace schema

std::string model_schema() {
  Json s;
  s["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  s["title"] = "guywire model";
  s["description"] =
      "A chain of rigid bodies on hinges, tensioned by cables that can only pull. SI units, in the "
      "keys. x anterior, y up, z to the subject's right; angles counter-clockwise seen from the "
      "right.";
  const Json whole = schema::model();
  for (const auto& item : whole.items())
    s[item.key()] = item.value();
  return json_text(s, 100);
}

}  // namespace guywire
