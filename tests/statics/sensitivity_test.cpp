// Derivatives against re-solving, and both ways against each other.
#include "guywire/statics/sensitivity.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/phrases.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

/// Central difference by re-solving with the parameter a little up and down [SI]; the step is the
/// parameter's own share.
std::vector<double> by_solving(const Model& model, const Posture& rest,
                               const std::vector<Quantity>& quantities, const Parameter& p,
                               double step) {
  std::vector<double> out(quantities.size());
  for (const double sign : {1.0, -1.0}) {
    std::vector<double> numbers = model.numbers();
    for (const int i : p.numbers)
      numbers[i] += sign * step;
    Workspace w(model);
    w.assign(numbers);
    SolveOptions options;
    options.seek = Seek::any;
    const auto moved = solve(w, options, {rest.coordinates});
    REQUIRE(is_equilibrium(moved.status));
    for (std::size_t q = 0; q < quantities.size(); ++q)
      out[q] += sign * value_of(quantities[q], model, numbers, moved.last()) / (2 * step);
  }
  return out;
}

}  // namespace

TEST_CASE("sensitivities of standing_adult equal central re-solving") {
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  std::vector<Quantity> quantities = posture_quantities(m);
  for (const char* name : {"psoas.tension", "hamstrings.tension", "L4.angle", "L5.force_x",
                           "L5.force_y", "L5.shear", "L4.compression", "thorax.compression"})
    quantities.push_back(quantity(m, name));
  std::vector<Parameter> parameters;
  for (const char* name :
       {"iliopsoas.length", "hamstrings.stiffness", "erector_spinae.tone", "gluteals.strength",
        "pelvis.mass_kg", "thorax.com_x_m", "L4/5.stiffness_Nm_per_rad", "L5.hinge_in_parent_y_m",
        "model.gravity_x_m_per_s2"})
    parameters.push_back(parameter(m, name));
  parameters.push_back(parameter(m, m.description().constraints.front().name + ".angle_deg"));
  const auto s = sensitivity(m, rest, quantities, parameters).value();
  SensitivityOptions backwards;
  backwards.method = SensitivityOptions::Method::adjoint;
  const auto adjoint = sensitivity(m, rest, quantities, parameters, backwards).value();
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    double scale = 1;
    if (parameters[p].unit == "m") scale = 0.1;
    if (parameters[p].unit.starts_with("N")) scale = 100;
    const auto expected = by_solving(m, rest.last(), quantities, parameters[p], 1e-5 * scale);
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      INFO(quantities[q].name << " by " << parameters[p].name);
      const double typical = quantities[q].unit == "rad" ? 0.1 / scale : 100.0 / scale;
      CHECK(std::abs(s(q, p) - expected[q]) <= 1e-5 * std::max(std::abs(expected[q]), typical));
      CHECK(std::abs(s(q, p) - adjoint(q, p)) <=
            1e-10 * std::max(std::abs(s(q, p)), 1e-3 * typical));
    }
  }
}

TEST_CASE("derivatives are refused at a kink and where nothing holds") {
  SECTION("a cable at its slack length") {
    const Model m = ModelBuilder("frame")
                        .gravity(0, 0)
                        .add(Body{.name = "frame"})
                        .add(Joint{.name = "spring", .body = "frame", .law = LinearJoint{5, 0}})
                        .add(Cable{.name = "guy",
                                   .law = Linear{100, 0.5},
                                   .path = {at("ground", 0.3, 0), at("frame", 0, 0.4)}})
                        .build();
    const auto rest = solve(m);
    REQUIRE(is_equilibrium(rest.status));
    const auto s = sensitivity(m, rest, {quantity(m, "frame.angle")}, {parameter(m, "guy.length")});
    CHECK(s.status == Status::not_run);
    CHECK(sentences(s.why).find("guy") != std::string::npos);
    CHECK_THROWS_AS(s.value(), SolveError);
  }
  SECTION("a body that nothing turns") {
    const Model m = ModelBuilder("frame")
                        .gravity(0, 0)
                        .add(Body{.name = "frame"})
                        .add(Cable{.name = "guy",
                                   .law = Linear{100, 5},
                                   .path = {at("ground", 0.3, 0), at("frame", 0, 0.4)}})
                        .build();
    const auto s =
        sensitivity(m, solve(m), {quantity(m, "frame.angle")}, {parameter(m, "guy.length")});
    CHECK(s.status == Status::not_run);
    CHECK(sentences(s.why).find("singular") != std::string::npos);
  }
  SECTION("no equilibrium") {
    const Model m = load("bridge");
    auto rest = solve(m);
    rest.status = Status::iteration_limit;
    CHECK(
        sensitivity(m, rest, {quantity(m, "frame.angle")}, {parameter(m, "front.length")}).status ==
        Status::not_run);
  }
}

TEST_CASE("names of parameters and quantities") {
  const Model m = load("standing_adult");
  CHECK(parameter(m, "iliopsoas.length").cables.size() == m.cables("iliopsoas").size());
  CHECK(parameter(m, "L4/5.neutral_angle_deg").factor == Approx(0.017453292519943295));
  const auto says = [](auto&& f, const std::string& text) {
    try {
      f();
    } catch (const ModelError& e) {
      INFO(e.what());
      CHECK(std::string(e.what()).find(text) != std::string::npos);
      return;
    }
    FAIL("nothing was thrown");
  };
  says([&] { parameter(m, "ilopsoas.length"); }, "iliopsoas");
  says([&] { parameter(m, "psoas.lenght"); }, "length");
  says([&] { parameter(m, "psoas"); }, "no field");
  says([&] { with(load("bridge"), "front.tone", 0.5); }, "no activation");
  says([&] { parameter(m, "pelvis.angle_upper_rad"); }, "limit of the model's validity");
  says([&] { quantity(m, "lordosys"); }, "lordosis");
  says([&] { quantity(load("bridge"), "lordosis"); }, "landmarks");
  says(
      [&] {
        std::vector<double> n = m.numbers();
        set_value(parameter(m, "iliopsoas.length"), 3, n);
      },
      ">= 0.5 and <= 1.5");
  // every parameter names exactly one number, and finds it again
  for (const Parameter& p : all_parameters(m)) {
    const Parameter again = parameter(m, p.name);
    CHECK(again.numbers == p.numbers);
  }
}

TEST_CASE("other numbers in a workspace give what a model with them gives, bit for bit") {
  const Model m = load("standing_adult");
  Workspace w(m);
  for (const auto& [name, value] : {std::pair{"iliopsoas.length", 0.95},
                                    {"hamstrings.stiffness", 2.0},
                                    {"pelvis.mass_kg", 13.0},
                                    {"L4/5.stiffness_Nm_per_rad", 150.0},
                                    {"iliopsoas.length", 1.0}}) {
    std::vector<double> numbers(w.numbers().begin(), w.numbers().end());
    set_value(parameter(m, name), value, numbers);
    w.assign(numbers);
    Workspace fresh(m);
    fresh.assign(numbers);
    const auto one = solve(w), two = solve(fresh);
    CHECK(one.last().coordinates == two.last().coordinates);
    CHECK(one.last().certificate.min_eigenvalue == two.last().certificate.min_eigenvalue);
  }
  std::vector<double> numbers = m.numbers();
  set_value(parameter(m, "iliopsoas.length"), 0.95, numbers);
  w.assign(numbers);
  CHECK(solve(w).last().coordinates ==
        solve(adjust(m, "iliopsoas", {.length = 0.95})).last().coordinates);
}
