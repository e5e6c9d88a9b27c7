// Numbers by name, on a model whose numbers are written here.
#include "guywire/model/parameter.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

Model mast() {
  ModelBuilder b("mast");
  b.add(Body{.name = "mast", .mass = 5, .com_y = 1});
  b.add(hold("upright", "mast"));
  for (const char* name : {"front", "rear"})
    b.add(Cable{.name = name,
                .law = Linear{.stiffness = 1000, .slack_length = 2},
                .path = {at("ground", name[0] == 'f' ? 1 : -1, 0), at("mast", 0, 2)}});
  b.description.groups = {{"stays", {"front", "rear"}}};
  return b.build();
}

}  // namespace

TEST_CASE("a name reads and sets its own number, in its own unit") {
  const Model m = mast();
  std::vector<double> numbers = m.numbers();
  const Parameter mass = parameter(m, "mast.mass_kg");
  CHECK(value_of(mass, numbers) == 5);
  CHECK(mass.unit == "kg");
  set_value(mass, 7, numbers);
  CHECK(value_of(mass, numbers) == 7);
  CHECK(value_of(parameter(m, "front.slack_length_mm"), numbers) == 2);  // SI inside
  CHECK(parameter(m, "front.slack_length_mm").factor == 0.001);
  CHECK(parameter(m, "upright.angle_deg").factor == degree);
}

TEST_CASE("with makes a new model and leaves the old") {
  const Model m = mast();
  const Model heavy = with(m, "mast.mass_kg", 12);
  CHECK(heavy.description().bodies[0].mass == 12);
  CHECK(m.description().bodies[0].mass == 5);
  CHECK(with(m, "upright.angle_deg", 30).description().constraints[0].angle == Approx(30 * degree));
  const Model loose = with(m, {{"stays.length", 1.1}, {"mast.mass_kg", 6}});
  CHECK(loose.description().cables[0].knobs.length == 1.1);
  CHECK(loose.description().cables[1].knobs.length == 1.1);
}

TEST_CASE("a group's value is one number, or none") {
  const Model m = with(mast(), "front.length", 0.9);
  CHECK(std::isnan(value_of(parameter(m, "stays.length"), m.numbers())));
  CHECK(value_of(parameter(with(m, "stays.length", 1.05), "stays.length"),
                 with(m, "stays.length", 1.05).numbers()) == 1.05);
}

TEST_CASE("what is wrong is refused with the nearest name or the allowed range") {
  const Model m = mast();
  CHECK_THROWS_WITH(parameter(m, "mast.mas_kg"), ContainsSubstring("mass_kg"));
  CHECK_THROWS_WITH(with(m, "mast.mass_kg", -1), ContainsSubstring(">= 0"));
  CHECK_THROWS_AS(with(m, {{"front.length", 1.1}, {"stays.length", 1.0}}), ModelError);
  std::vector<double> numbers = m.numbers();
  CHECK_THROWS_AS(set_value(parameter(m, "mast.mass_kg"), -1, numbers), ModelError);
}
