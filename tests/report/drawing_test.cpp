// The drawing as data holds the shapes that a picture shows, in its order, and marks whose angles
// are the readings.
#include "report/svg/drawing.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "report/svg/layout.hpp"
#include "report/svg/marks.hpp"

using namespace guywire;

namespace {

using Json = nlohmann::ordered_json;

/// Places a shape's points with nothing but what the data says.
std::vector<Vec2> placed(const Json& run, const Model& model, const Posture& posture) {
  std::vector<Vec2> out;
  for (const Json& p : run)
    out.push_back(position(model, {p[0].get<int>()}, {p[1].get<double>(), p[2].get<double>()},
                           posture.angles));
  return out;
}

/// What a picture must hold of a shape.
std::string path_of(const Json& shape, const Model& model, const Posture& posture,
                    const svg::View& view) {
  const std::string form = shape["form"];
  const std::vector<Vec2> first = placed(shape["runs"][0], model, posture);
  if (form == "polygon") return view.polygon(first);
  if (form == "curve") return view.smooth(first);
  if (form == "hull") return view.polygon(svg::convex_hull(first));
  if (form == "strokes") return "";  // lines, not a path
  return view.polyline(first);
}

}  // namespace

TEST_CASE("a picture shows the drawing's shapes, from back to front") {
  for (const char* name : {"standing_adult", "bridge", "pelvis"}) {
    CAPTURE(name);
    const Model m = load(name);
    const Posture p = solve(m).value();
    const SvgOptions options;
    const svg::Scene scene(m, p, options);
    const svg::View view = svg::lay_out(scene).view;
    const std::string picture = svg_picture(m, p, options);
    std::size_t at = picture.find("class=\"bodies\"");
    if (picture.find("class=\"bodies\"", at + 1) != std::string::npos)  // after the overview
      at = picture.find("class=\"bodies\"", at + 1);
    const Json drawing = svg::drawing_json(m);
    CHECK(drawing["shapes"].size() >= m.description().bodies.size());
    for (const Json& shape : drawing["shapes"]) {
      const std::string path = path_of(shape, m, p, view);
      CAPTURE(shape["part"], shape["body"], path);
      const std::size_t found = picture.find(path, at);
      REQUIRE(found != std::string::npos);
      if (!path.empty()) at = found;
    }
  }
}

TEST_CASE("the angles of the marks are the readings") {
  const Model m = load("standing_adult");
  for (const double length : {0.9, 1.0, 1.1}) {
    const Posture p = solve(with(m, "iliopsoas.length", length)).value();
    const PostureAngles angles = posture_angles(m, p.angles);
    const auto tilt = svg::tilt_mark(m, p.angles), lordosis = svg::lordosis_mark(m, p.angles);
    REQUIRE(tilt);
    REQUIRE(lordosis);
    REQUIRE(lordosis->radius > 0);
    CHECK_THAT(tilt->from - tilt->to, Catch::Matchers::WithinAbs(*angles.anterior_tilt, 1e-12));
    CHECK_THAT(std::abs(lordosis->to - lordosis->from),
               Catch::Matchers::WithinAbs(*angles.lordosis, 1e-12));
  }
}

TEST_CASE("a model without the landmarks has no marks") {
  const Model bridge = load("bridge");
  const Posture p = solve(bridge).value();
  CHECK_FALSE(svg::tilt_mark(bridge, p.angles));
  CHECK_FALSE(svg::lordosis_mark(bridge, p.angles));
  CHECK(svg::drawing_json(bridge)["landmarks"].empty());
}
