// Another tool's answer: seven hinges, twenty cables, solved with CasADi and MuJoCo.
#include "support/bridge7.hpp"

#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {
constexpr double angle_tolerance =
    1e-10;  // rad: what the issue asks; the record's own residual is 4e-14 N m
constexpr double length_tolerance = 0.5 * angle_tolerance;      // m: no arm is longer than 0.5 m
constexpr double tension_tolerance = 24000 * length_tolerance;  // N: the stiffest cable
}  // namespace

TEST_CASE("bridge7: angles, lengths, tensions and eigenvalues of the record") {
  const auto j = reference_json("bridge7.json");
  REQUIRE(j.contains("provenance"));
  const Model model = bridge7(j);
  const auto out = solve(model);
  REQUIRE(out.status == Status::stable);
  const Posture& p = out.value();
  const auto& expected = j["expected"];
  for (std::size_t i = 0; i < 7; ++i)
    CHECK(near(p.angles[i], expected["absolute_angles_rad"][i], angle_tolerance));
  for (const auto& cable : model.description().cables) {
    const auto c = static_cast<std::size_t>(model.cable(cable.name).index);
    CHECK(near(p.lengths[c], expected["length_m"][cable.name], length_tolerance));
    CHECK(near(p.tensions[c], expected["tension_N"][cable.name], tension_tolerance));
    CHECK((p.taut[c] != 0) == (expected["tension_N"][cable.name] > 0));
  }
  const double V = expected["potential_J"];
  CHECK(near(p.potential, V, 1e-12 * V));
  CHECK(p.certificate.residual <= 8 * p.certificate.rounding_bound);
  // lengths are known to eps, so tensions to eps k l and moments to eps k l r: some 24000 N/m x 0.5
  // m x 0.1 m, twenty cables, and a dozen roundings each
  CHECK(p.certificate.rounding_bound < 1e-10);

  const Mechanics<double> m = prepare<double>(model.structure(), model.numbers().data());
  Evaluation<double> e(model.structure());
  evaluate(m, p.angles.data(), Derivatives::hessian, e);
  double values[7], vectors[49];
  std::vector<double> scratch;
  symmetric_eigen(7, e.hessian.data(), values, vectors, scratch);
  for (int i = 0; i < 7; ++i)
    CHECK(near(values[i], expected["hessian_eigenvalues_absolute_angles"][i], 1e-9 * values[6]));
  CHECK(near(p.certificate.min_eigenvalue, expected["hessian_eigenvalues_absolute_angles"][0],
             1e-9 * values[6]));
}

TEST_CASE("bridge7: from 1000 starts the residual ends at its rounding floor, in one posture") {
  const auto j = reference_json("bridge7.json");
  const Model model = bridge7(j);
  Workspace workspace(model);
  Random r(7);
  int stable = 0, same = 0, at_floor = 0;
  for (int k = 0; k < 1000; ++k) {
    State start;
    for (int i = 0; i < 7; ++i)
      start.coordinates.push_back(
          r.uniform(-0.3, 0.3));  // absolute angles: hinges bent by up to 0.6 rad
    const auto out = solve(workspace, {}, start);
    if (out.status != Status::stable) continue;
    ++stable;
    const Posture& p = out.value();
    at_floor += p.certificate.residual <= p.certificate.rounding_bound;
    double worst = 0;
    for (int i = 0; i < 7; ++i)
      worst = std::max(
          worst, std::abs(p.angles[i] - j["expected"]["absolute_angles_rad"][i].get<double>()));
    same += worst <= angle_tolerance;
  }
  CHECK(stable == 1000);
  CHECK(same == 1000);
  CHECK(at_floor == 1000);
}
