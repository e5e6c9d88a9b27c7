#include "drawing.hpp"

#include "layout.hpp"
#include "tension_scale.hpp"

namespace guywire::svg {

namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(Form form) {
  switch (form) {
    case Form::polygon:
      return "polygon";
    case Form::curve:
      return "curve";
    case Form::hull:
      return "hull";
    case Form::strokes:
      return "strokes";
    case Form::lines:
      return "lines";
    case Form::dashes:
      return "dashes";
  }
  return "";
}

Json point_json(const FixedPoint& p) { return {p.body, p.at.x, p.at.y}; }

Json points_json(const std::vector<FixedPoint>& points) {
  Json out = Json::array();
  for (const FixedPoint& p : points)
    out.push_back(point_json(p));
  return out;
}

Json shape_json(const Shape& shape) {
  Json runs = Json::array();
  for (const auto& run : shape.runs)
    runs.push_back(points_json(run));
  return {{"part", std::string(shape.part)},
          {"body", shape.body},
          {"form", std::string(name_of(shape.form))},
          {"runs", std::move(runs)},
          {"width_m", shape.width},
          {"bounds_px", {shape.least, shape.most}},
          {"pitch_m", shape.pitch}};
}

}  // namespace

Json drawing_json(const Model& model) {
  Json out;
  out["shapes"] = Json::array();
  for (const Shape& shape : shapes_of(model))
    out["shapes"].push_back(shape_json(shape));
  out["skin"] = points_json(skin_of(model));
  out["landmarks"] = Json::object();
  for (const Landmark& l : model.description().landmarks)
    out["landmarks"][l.name] = point_json({model.body(l.body).index, {l.point.x, l.point.y}});
  out["tension"] = {{"steps", tension_steps}, {"exponent", tension_exponent}};
  out["fade"] = {{"strips", fade_strips}, {"strip_px", fade_strip}};
  out["dash"] = dash;
  return out;
}

}  // namespace guywire::svg
