// One name for a number: what Model::number_names() lists is what every entry takes.
#include <set>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<Model> some_models() {
  std::vector<Model> out{load("bridge"), load("pelvis"), load("standing_adult")};
  for (int seed = 0; seed < 20; ++seed) {
    RandomOptions o;
    o.circles = 2;
    o.constraints = 1;
    out.push_back(ModelBuilder(random_description(7000 + seed, o)).build());
  }
  return out;
}

/// A value near the present one that every bound and the model around it allow; NaN if there is
/// none.
double moved(const Parameter& p, double now) {
  if (p.lower == p.upper) return std::nan("");
  const double step = now == 0 ? 1e-3 : 1e-3 * std::abs(now);
  const double up = now + step;
  return up < p.upper ? up : now - step;
}

}  // namespace

TEST_CASE("every name of number_names is a parameter of its own number, and nothing else") {
  for (const Model& m : some_models()) {
    const auto names = m.number_names();
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
    int untouched_activations = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      INFO(m.name() << " " << names[i]);
      const Parameter p = parameter(m, names[i]);
      const bool with_tone = p.numbers.size() == 2 && names[i].ends_with(".activation");
      untouched_activations += with_tone;
      CHECK(p.numbers.front() == static_cast<int>(i));
      CHECK((p.numbers.size() == 1 || with_tone));
    }
    if (m.name() == "standing_adult") CHECK(untouched_activations > 50);
  }
}

TEST_CASE("with, a setting, set_number and a flat array set the same number under the same name") {
  int set = 0;
  for (const Model& m : some_models()) {
    const auto names = m.number_names();
    const std::size_t stride = names.size() > 500 ? 37 : 1;
    for (std::size_t i = 0; i < names.size(); i += stride) {
      INFO(m.name() << " " << names[i]);
      const Parameter p = parameter(m, names[i]);
      CHECK(with(m, names[i], m.numbers()[i]).numbers() == m.numbers());
      const double value = moved(p, m.numbers()[i]);
      if (std::isnan(value)) continue;
      std::optional<Model> by_name;
      try {
        by_name = with(m, names[i], value);
      } catch (const ModelError&) {  // refused by the model around it
        CHECK_THROWS_AS(with_setting(m, {.set = {{names[i], value}}}), ModelError);
        continue;
      }
      auto numbers = m.numbers();
      set_value(p, value, numbers);
      CHECK(by_name->numbers() == numbers);
      CHECK(with_numbers(m, numbers).numbers() == numbers);
      CHECK(with_setting(m, {.set = {{names[i], value}}}) == *by_name);
      ModelBuilder b(m);
      set_number(b.description, names[i], value);
      CHECK(b.build() == *by_name);
      ++set;
    }
  }
  CHECK(set > 1000);
}

TEST_CASE("names at the edge: degrees, millimeters, groups, ranges of validity") {
  const Model m = load("standing_adult");
  CHECK(with(m, "pelvis.hinge_in_parent_x_mm", 12).numbers() ==
        with(m, "pelvis.hinge_in_parent_x_m", 0.012).numbers());
  for (const CableId id : m.cables("hamstrings"))
    CHECK(with(m, "hamstrings.length", 1.1).description().cables[id.index].knobs.length == 1.1);
  const Model narrow = with(m, "pelvis.angle_upper_deg", 30);
  CHECK(narrow.description().bodies[m.body("pelvis").index].angle_upper == 30 * degree);
  CHECK(narrow.numbers() == m.numbers());
  CHECK_THROWS_WITH(parameter(m, "pelvis.angle_upper_deg"),
                    ContainsSubstring("limit of the model's validity"));
  CHECK(with(m, {{"iliopsoas.length", 0.9}, {"pelvis.mass_kg", 12}}) ==
        with(with(m, "pelvis.mass_kg", 12), "iliopsoas.length", 0.9));
}

TEST_CASE("one text for each way to name a number wrongly") {
  const Model m = load("bridge");
  const std::pair<std::pair<const char*, double>, const char*> wrong[] = {
      {{"frnt.length", 1},
       "names 'frnt', which model 'bridge' does not have. Did you mean 'front'?"},
      {{"front.lenght", 1},
       "asks for 'lenght', which 'front' does not have. Did you mean 'length'? It has: length, "
       "stiffness, strength, tone,"},
      {{"front", 1}, "has no field. Write NAME.field"},
      {{"front.length", 1.6}, "is 1.6 for 3 cables; allowed is >= 0.5 and <= 1.5."},
      {{"front.length", std::nan("")},
       "is not a number for 3 cables; allowed is >= 0.5 and <= 1.5."},
      {{"front_top.tone", 0.5}, "is 0.5, but the law has no activation and no active force."},
      {{"frame.angle_upper_deg", -1}, "is -1 deg; allowed is >= 0 deg."},
  };
  for (const auto& [given, phrase] : wrong) {
    const auto& [name, value] = given;
    INFO(name);
    CHECK_THROWS_WITH(with(m, name, value), ContainsSubstring(phrase) && ContainsSubstring(name));
    CHECK_THROWS_WITH(with_setting(m, {.set = {{name, value}}}, "--"),
                      ContainsSubstring(phrase) && ContainsSubstring(std::string("--set ") + name));
  }
  CHECK_THROWS_WITH(with(m, {{"front.length", 0.9}, {"front_top.length", 0.95}}),
                    ContainsSubstring("sets what front.length=0.9 sets too"));
  CHECK_THROWS_WITH(with(m, {{"front.length", 0.9}, {"front.length", 0.9}}),
                    ContainsSubstring("is given twice"));
}
