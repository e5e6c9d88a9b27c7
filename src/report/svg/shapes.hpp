#pragma once
// What bodies look like, whatever their posture: shapes whose points are fixed to bodies, from back
// to front. This is the one source of drawing: the SVG writer and the teaching page place the same
// shapes.
#include <string>
#include <string_view>
#include <vector>

#include "plane.hpp"

namespace guywire::svg {

inline bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}
inline bool ends_with(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && text.substr(text.size() - tail.size()) == tail;
}
/// L1 to L5.
bool is_vertebra(std::string_view name);
/// Bones, not steel.
bool is_anatomical(const Model& model);

struct Paint {
  const char* fill = "none";
  const char* edge = "none";
  double width = 0;  ///< of the edge [px]
};

/// A point fixed to a body, in its axes [m].
struct FixedPoint {
  int body = 0;
  Vec2 at{};
};

enum class Form {
  polygon,  ///< closed
  curve,    ///< closed, smooth
  hull,     ///< the convex hull of the points where they stand
  strokes,  ///< thick lines with an edge; they run into one another
  lines,    ///< of one color, the edge's
  dashes    ///< thick, with an edge along both sides
};

struct Shape {
  std::string_view part;  ///< outline, head, rib, spine, brace, stalk, bone or disc
  std::string body;       ///< of what it is a part
  Form form = Form::polygon;
  Paint paint{};
  std::vector<std::vector<FixedPoint>> runs{};  ///< lines may have several
  double width = 0;                             ///< of strokes, lines and dashes [m]; 0: the edge's
  double least = 0, most = 1e9;                 ///< bounds of that width [px]
  double pitch = 0;                             ///< from dash to dash [m]
  double edge = 0;                              ///< width, where it is not the paint's [px]
  bool is_detail = false;                       ///< shows inside an outline what the body is

  double thickness(double scale) const { return std::clamp(scale * width, least, most); }
};

std::vector<Shape> shapes_of(const Model& model);

/// The part of a dash from one to the next.
inline constexpr double dash = 0.82;

/// Where children and cables are attached, in the body's frame: what a body without outline is
/// drawn from.
std::vector<Vec2> knots_of(const ModelDescription& d, const Body& b);
/// A plain head in profile under the landmark `head_top`, in the axes of the body that carries it;
/// empty where there is none.
std::vector<FixedPoint> head_of(const Model& model);
/// The skin of trunk and thigh of a standing body, a closed smooth curve; empty where the model has
/// no such bodies. The teaching page draws it, so that a body is seen; the command's picture shows
/// bones alone.
std::vector<FixedPoint> skin_of(const Model& model);

}  // namespace guywire::svg
