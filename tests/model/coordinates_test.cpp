// theta = S u + P b, on a chain whose S and P are written here.
#include "guywire/model/coordinates.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

namespace {

/// Three rods in a row; the third keeps its angle to the second.
Model chain() {
  ModelBuilder b("chain");
  b.add(Body{.name = "first", .mass = 1, .com_y = 0.5});
  b.add(Body{.name = "second", .parent = "first", .hinge_y = 1, .mass = 1, .com_y = 0.5});
  b.add(Body{.name = "third", .parent = "second", .hinge_y = 1, .mass = 1, .com_y = 0.5});
  b.add(relative("weld", "third", "second", 0.2));
  return b.build();
}

}  // namespace

TEST_CASE("body angles follow the coordinates and the constraint's angle") {
  const Model m = chain();
  const Structure& s = m.structure();
  REQUIRE(s.free_count == 2);
  const double u[2] = {0.3, -0.5};
  double theta[3];
  detail::body_angles(s, m.numbers().data(), u, theta);
  CHECK(theta[0] == Approx(0.3));
  CHECK(theta[1] == Approx(-0.5));
  CHECK(theta[2] == Approx(-0.5 + 0.2));
  CHECK(theta[2] - theta[1] == Approx(0.2));
}

TEST_CASE("moments of bodies add up about coordinates, and the weld carries what hangs on it") {
  const Model m = chain();
  const Structure& s = m.structure();
  const auto moment = [](int body) { return body == 0 ? 1.0 : 10.0 * body; };
  CHECK(detail::moment_about_coordinate(s, 0, moment) == Approx(1));
  CHECK(detail::moment_about_coordinate(s, 1, moment) == Approx(10 + 20));  // second and third
  CHECK(detail::moment_of_constraint(s, 0, moment) == Approx(20));
}
