// Numbers of a model from what was measured at rest.
#include "guywire/calibrate/measured_postures.hpp"

#include <cmath>

#include "catch.hpp"
#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"

using namespace guywire;

namespace {

/// A mast of 20 m on a pin with two stays on either side, which differ in height and reach.
Model mast() {
  const auto stay = [](const char* name, double reach, double height) {
    return Cable{.name = name,
                 .law = Linear{.stiffness = 4e5, .slack_length = std::hypot(reach, height) - 0.02},
                 .path = {at("ground", reach, 0), at("mast", 0, height)}};
  };
  return ModelBuilder("mast")
      .add(Body{.name = "mast", .mass = 400, .com_y = 9})
      .add(stay("front_top", 12, 18))
      .add(stay("front_middle", 8, 10))
      .add(stay("rear_top", -12, 18))
      .add(stay("rear_middle", -8, 10))
      .add(Load{.name = "wind", .body = "mast", .point_y = 15})
      .build();
}

const std::vector<std::string> stays{"front_top", "front_middle", "rear_top", "rear_middle"};

std::vector<Unknown> lengths() {
  std::vector<Unknown> out;
  for (const std::string& name : stays)
    out.push_back(
        unknown(mast(), name + ".length", Prior{.center = 1, .spread = 0.001, .source = "chosen"}));
  return out;
}

/// What a mast of other lengths would show, without error.
MeasuredPosture seen_on(const Model& other, double wind, bool with_tilt) {
  MeasuredPosture out{.name = "wind " + std::to_string(wind),
                      .setting = {{"wind.force_x_N", wind}},
                      .measurements = {}};
  const auto rest = solve(with(other, "wind.force_x_N", wind));
  const auto measure = [&](const std::string& name, double deviation) {
    out.measurements.push_back(
        {name, value_of(quantity(other, name), with(other, "wind.force_x_N", wind), rest.value()),
         deviation});
  };
  for (const std::string& name : stays)
    measure(name + ".tension", 50);
  if (with_tilt) measure("mast.angle", 1e-4);
  return out;
}

Model cut_wrongly() {
  return with(mast(), {{"front_top.length", 0.9995},
                       {"front_middle.length", 1.0004},
                       {"rear_top.length", 1.0006},
                       {"rear_middle.length", 0.9997}});
}

}  // namespace

TEST_CASE("an unknown of a model has its value, bounds and unit") {
  const Unknown length = unknown(mast(), "front_top.length");
  CHECK(length.start == 1);
  CHECK(length.lower == 0.5);
  CHECK(length.upper == 1.5);
  const Unknown reach = unknown(mast(), "front_top.path0_x_mm");
  CHECK(reach.unit == "mm");
  CHECK(reach.start == Approx(12000));
  CHECK_THROWS_AS(unknown(mast(), "front_topp.length"), ModelError);
}

TEST_CASE("derivatives through the equilibrium agree with differences") {
  const std::vector<Unknown> unknowns = lengths();
  for (const double wind : {0.0, 800.0}) {
    const Residuals r = residuals(mast(), unknowns, {seen_on(cut_wrongly(), wind, true)}).front();
    const std::vector<double> x{1.0001, 0.9998, 0.9999, 1.0002};
    std::vector<double> out(5), before(5), after(5), slopes(20);
    REQUIRE(r.evaluate(x, out, slopes));
    for (std::size_t k = 0; k < 4; ++k) {
      std::vector<double> near = x;
      const double step = 1e-6;
      near[k] = x[k] - step;
      REQUIRE(r.evaluate(near, before, {}));
      near[k] = x[k] + step;
      REQUIRE(r.evaluate(near, after, {}));
      for (std::size_t i = 0; i < 5; ++i) {
        const double difference = (after[i] - before[i]) / (2 * step);
        CHECK(slopes[i * 4 + k] == Approx(difference).epsilon(1e-5).margin(1e-3));
      }
    }
  }
}

TEST_CASE("lengths of stays are found from tensions and tilt, and the model with them rests so") {
  const Model other = cut_wrongly();
  const Calibration c =
      calibrate(mast(), lengths(), {seen_on(other, 0, true), seen_on(other, 800, true)});
  CHECK(c.converged);
  CHECK(c.rank == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    const double truth = value_of(parameter(other, stays[k] + ".length"), other.numbers());
    CHECK(std::abs(c.estimates[k].value - truth) <= 2e-5);  // the prior draws a little
    CHECK(std::abs(c.estimates[k].value - truth) <= 2 * c.estimates[k].deviation);
    CHECK(c.estimates[k].narrowing < 0.2);
  }
  const auto rest = solve(with(mast(), c)), wanted = solve(other);
  CHECK(rest.value().angles[0] == Approx(wanted.value().angles[0]).margin(2e-5));
}

TEST_CASE("tensions alone leave the tilt open, and that is said in words") {
  const Calibration c = calibrate(mast(), lengths(), {seen_on(cut_wrongly(), 0, false)});
  REQUIRE(c.open.size() == 1);
  REQUIRE(c.open[0].parts.size() == 4);
  // longer on one side, shorter on the other
  for (const auto& part : c.open[0].parts)
    for (const auto& other : c.open[0].parts) {
      const bool same_side = part.name.substr(0, 4) == other.name.substr(0, 4);
      CHECK((part.share * other.share > 0) == same_side);
    }
  CHECK_THAT(sentences(c.why), Catch::Matchers::ContainsSubstring("front_top.length"));
}

TEST_CASE("a posture without measurement, without deviation, or set and unknown is refused") {
  MeasuredPosture bad = seen_on(mast(), 0, false);
  bad.measurements[0].deviation = 0;
  bad.setting.emplace_back("front_top.length", 0.9);
  try {
    calibrate(mast(), lengths(), {bad, {.name = "nothing", .measurements = {}}});
    FAIL("no error");
  } catch (const ModelError& e) {
    CHECK(e.faults().size() == 3);
  }
}
