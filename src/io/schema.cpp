// The JSON Schema of model files, written from the field tables: a bound stands in one place only.
#include "field_json.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"

namespace guywire {
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
        required.push_back(key_of(f.info));
      list.push_back(object(properties, required));
    };
    (add(std::type_identity<std::variant_alternative_t<I, Variant>>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  return Json{{"oneOf", list}};
}

}  // namespace

std::string model_schema() {
  const Json name{{"type", "string"}, {"pattern", "^[A-Za-z][A-Za-z0-9_/-]*$"}};
  const Json sides{{"enum", {1, 2}},
                   {"description", "2 stands for a right and left pair that share one pose"}};
  const Json names{{"type", "array"}, {"items", name}};
  Json s;
  s["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  s["title"] = "guywire model";
  s["description"] =
      "A chain of rigid bodies on hinges, tensioned by cables that can only pull. SI units, in the "
      "keys. x anterior, y up, z to the subject's right; angles counter-clockwise seen from the "
      "right.";

  Json body{
      {"name", name},
      {"parent", {{"type", "string"}, {"description", "\"ground\" or a body listed before"}}}};
  add_fields<Body>(body);
  body["sides"] = sides;
  body["outline_m"] = Json{
      {"type", "array"},
      {"description", "closed polygon, for drawing only"},
      {"items",
       {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}}}};
  body["source"] = text("where the numbers come from, or 'chosen: why'");

  Json constraint{{"name", name},
                  {"terms",
                   {{"type", "object"},
                    {"description", "body -> coefficient: sum of coefficient x angle = angle_rad"},
                    {"additionalProperties", {{"type", "number"}}},
                    {"minProperties", 1}}}};
  add_fields<Constraint>(constraint);
  constraint["paid_by_muscles"] =
      Json{{"type", "boolean"}, {"description", "recruitment brings its holding moment to zero"}};
  constraint["source"] = text("where it comes from");

  Json joint{{"name", name}, {"body", name}, {"relative_to", name}, {"sides", sides}};
  add_fields<Joint>(joint);
  joint["law"] = laws<JointLaw>();
  joint["source"] = text("where it comes from");

  Json circle{{"name", name}, {"body", name}};
  add_fields<Circle>(circle);
  circle["source"] = text("where it comes from");

  const Json path_point{
      {"oneOf",
       {object({{"body", name},
                {"point_m", point(3, "[x, y, z] in the body's frame")},
                {"part", text("label within the body, e.g. sacrum or ilium")}},
               {"body", "point_m"}),
        object(
            {{"circle", name},
             {"sense",
              {{"enum", {"clockwise", "counterclockwise"}},
               {"description",
                "sense in which the path runs about the centre, seen from the subject's right"}}}},
            {"circle", "sense"})}}};
  Json knobs;
  add_fields<BasicKnobs<double>>(knobs);
  const Json cable{
      {"name", name},
      {"sides", sides},
      {"law", laws<CableLaw>()},
      {"path", {{"type", "array"}, {"items", path_point}, {"minItems", 2}}},
      {"knobs", {{"type", "object"}, {"properties", knobs}, {"additionalProperties", false}}},
      {"source", text("where it comes from")}};

  const Json pair{
      {"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
  const Json load{
      {"oneOf",
       {object({{"name", name},
                {"kind", {{"const", "force"}}},
                {"body", name},
                {"force_N", pair},
                {"point_m", point(2, "where it acts, in the body's frame")},
                {"source", text("where it comes from")}},
               {"name", "kind", "body", "force_N", "point_m"}),
        object({{"name", name},
                {"kind", {{"const", "couple"}}},
                {"body", name},
                {"moment_Nm",
                 {{"type", "number"}, {"description", "+ posterior (counter-clockwise)"}}},
                {"source", text("where it comes from")}},
               {"name", "kind", "body", "moment_Nm"})}}};
  const Json landmark = object({{"body", name},
                                {"point_m", point(3, "in the body's frame")},
                                {"part", text("label within the body")},
                                {"source", text("where it comes from")}},
                               {"body", "point_m"});

  const auto list = [](Json item) { return Json{{"type", "array"}, {"items", std::move(item)}}; };
  Json top;
  top["schema_version"] = Json{{"const", schema_version}};
  top["name"] = Json{{"type", "string"}, {"minLength", 1}};
  top["title"] = text("one line");
  top["sources"] = Json{{"type", "object"},
                        {"description", "citation key -> text"},
                        {"additionalProperties", {{"type", "string"}}}};
  top["notes"] = list({{"type", "string"}});
  top["gravity_m_per_s2"] =
      Json{{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
  top["bodies"] = list(object(body, {"name", "parent"}));
  top["constraints"] = list(object(constraint, {"name", "terms"}));
  top["joints"] = list(object(joint, {"name", "body", "relative_to", "law"}));
  top["circles"] = list(object(circle, {"name", "body", "center_m", "radius_m"}));
  top["cables"] = list(object(cable, {"name", "law", "path"}));
  top["groups"] = Json{{"type", "object"},
                       {"description", "name -> cables or groups listed before"},
                       {"additionalProperties", names}};
  top["partition"] = Json{{"type", "array"},
                          {"description", "groups or cables that cover every cable once"},
                          {"items", name}};
  top["loads"] = list(load);
  top["landmarks"] = Json{{"type", "object"}, {"additionalProperties", landmark}};
  const Json whole = object(top, {"schema_version", "name", "bodies"});
  for (const auto& item : whole.items())
    s[item.key()] = item.value();
  return json_text(s, 100);
}

}  // namespace guywire
