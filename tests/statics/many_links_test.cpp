// Models of more than 32 coordinates: chains whose potential, rest and eigenvalues are known
// independently, read by everything that reads a model.
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <chrono>
#include <numbers>

#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"
#include "support/chains.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using chains::Real;

namespace {

constexpr double down = -std::numbers::pi / 2;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

Real smallest(const Matrix& H) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(H, Eigen::EigenvaluesOnly).eigenvalues()[0];
}

/// Second derivatives by central differences of the gradient in long double.
Matrix hessian(const std::vector<Real>& theta, bool stayed) {
  const int n = static_cast<int>(theta.size());
  constexpr Real h = 1e-6L;
  Matrix H(n, n);
  for (int j = 0; j < n; ++j) {
    auto up = theta, down_ = theta;
    up[j] += h;
    down_[j] -= h;
    const auto above = chains::gradient(up, stayed), below = chains::gradient(down_, stayed);
    for (int i = 0; i < n; ++i)
      H(i, j) = (above[i] - below[i]) / (2 * h);
  }
  return (H + H.transpose()) / 2;
}

/// Bent to and fro about hanging.
State bent(int links, double amplitude) {
  State s;
  for (int i = 0; i < links; ++i)
    s.coordinates.push_back(down + amplitude * std::sin(0.9 * i));
  return s;
}

}  // namespace

TEST_CASE(
    "chains of 33, 64 and 200 links: V, its gradient and smallest eigenvalue equal long double") {
  Random r(33);
  for (const int links : {32, 33, 64, 200}) {
    const Model m = chains::model(links, true);
    REQUIRE(m.structure().free_count == links);
    for (int k = 0; k < 3; ++k) {
      std::vector<double> u(links);
      for (double& x : u)
        x = r.uniform(-1, 1);
      const std::vector<Real> theta(u.begin(), u.end());
      const auto p = posture_at(m, {u});
      const auto V = chains::potential(theta, true);
      INFO(links << " links");
      CHECK(near(p.last().potential, V.value, links * 0x1p-52 * V.magnitude));
      const auto g = chains::gradient(theta, true);
      double worst = 0;
      for (int i = 0; i < links; ++i)
        worst = std::max(worst, static_cast<double>(std::abs(p.last().residuals[i] - g[i])));
      CHECK(worst <= p.last().certificate.rounding_bound);
      const Matrix H = hessian(theta, true);
      CHECK(
          near(p.last().certificate.min_eigenvalue, smallest(H), 1e-10 * H.cwiseAbs().maxCoeff()));
    }
  }
}

TEST_CASE(
    "bent chains of 33, 64 and 200 links come to hang, with the eigenvalue of the closed form") {
  for (const int links : {33, 64, 200}) {
    const Model m = chains::model(links, false);
    const auto o = solve(m, {}, bent(links, 0.6));
    INFO(links << " links: " << sentences(o.why));
    REQUIRE(o.status == Status::stable);
    for (const double angle : o.value().coordinates)
      CHECK(near(angle, down, 1e-9));
    // hanging, V is a sum over links of (weight beyond) x length and of springs: diagonal and
    // tridiagonal
    Matrix H = Matrix::Zero(links, links);
    Real beyond = 0;
    for (int i = links - 1; i >= 0; --i) {
      const Real weight = Real(chains::mass_of(i)) * Real(chains::gravity);
      H(i, i) += beyond * Real(chains::length_of(i)) + weight * Real(chains::length_of(i) / 2);
      beyond += weight;
      if (i == 0) continue;
      H(i, i) += chains::joint_stiffness;
      H(i - 1, i - 1) += chains::joint_stiffness;
      H(i, i - 1) = H(i - 1, i) = -Real(chains::joint_stiffness);
    }
    CHECK(near(o.value().certificate.min_eigenvalue, smallest(H), 1e-13 * H(0, 0)));
  }
}

TEST_CASE(
    "a stayed chain of 200 links rests where long double finds no moment, also from a start with "
    "negative curvature") {
  const int links = 200;
  const Model m = chains::model(links, true);
  for (const State& start : {State{}, State{std::vector<double>(links, 1.4)}}) {
    const auto o = solve(m, {.first_radius = 1}, start);
    INFO(sentences(o.why));
    REQUIRE(o.status == Status::stable);
    const std::vector<Real> theta(o.value().coordinates.begin(), o.value().coordinates.end());
    for (const Real g : chains::gradient(theta, true))
      CHECK(std::abs(g) < 1e-10L);
    CHECK(Eigen::LLT<Matrix>(hessian(theta, true)).info() == Eigen::Success);  // positive definite
  }
}

TEST_CASE("a chain of 300 links is built in far less than a second") {
  const auto d = chains::description(300, true);
  const auto begin = std::chrono::steady_clock::now();
  const Model m = ModelBuilder(d).build();
  CHECK(std::chrono::steady_clock::now() - begin <
        std::chrono::seconds(1));  // 5 ms where it was written
  CHECK(m.coordinates().size() == 300);
}

TEST_CASE("everything that reads a model takes 64 coordinates") {
  const int links = 64;
  const Model m = chains::model(links, true);
  const auto rest = solve(m);
  REQUIRE(rest.status == Status::stable);
  const std::string stay = "stay8.slack_length_m";
  const Quantity tip = quantity(m, "link63.angle"), pull = quantity(m, "stay0.tension");
  const Parameter slack = parameter(m, stay);
  const auto solved_at = [&](double value) {
    auto numbers = m.numbers();
    set_value(slack, value, numbers);
    return solve(with_numbers(m, numbers), {}, {rest.value().coordinates});
  };

  SECTION("moment arms are the length's slopes") {
    const auto arms = moment_arms(m, {rest.value().coordinates});
    REQUIRE(arms.size() == m.description().cables.size() * links);
    auto u = rest.value().coordinates;
    const double h = 1e-6;
    u[3] += h;
    const auto ahead = posture_at(m, {u});
    CHECK(
        near(-arms[1 * links + 3], (ahead.last().lengths[1] - rest.value().lengths[1]) / h, 1e-5));
  }
  SECTION("sensitivities are differences of solved postures, both ways round") {
    const double h = 1e-5;
    const auto above = solved_at(chains::stay_slack_length + h),
               below = solved_at(chains::stay_slack_length - h);
    for (const auto method :
         {SensitivityOptions::Method::forward, SensitivityOptions::Method::adjoint}) {
      const auto s = sensitivity(m, rest, {tip, pull}, {slack}, {.method = method});
      REQUIRE(is_equilibrium(s.status));
      for (const int q : {0, 1}) {
        const Quantity& what = q ? pull : tip;
        const double slope =
            (value_of(what, m, above.value()) - value_of(what, m, below.value())) / (2 * h);
        CHECK(near(s.last()(q, 0), slope, 1e-6 * std::max(1.0, std::abs(slope))));
      }
    }
  }
  SECTION("a sweep and a branch pass the same postures") {
    const Axis a = axis(m, stay, 0.4, 0.42);
    const auto s = sweep(m, a, {.points = 3, .quantities = {tip}});
    REQUIRE(s.points.size() == 3);
    for (const SweepPoint& p : s.points) {
      CHECK(p.status == Status::stable);
      CHECK(near(p.quantities[0], value_of(tip, m, solved_at(p.parameter).value()), 1e-9));
    }
    const auto b = continue_branch(m, a, {.quantities = {tip}});
    REQUIRE(is_equilibrium(b.status));
    CHECK(b.last().last_end == BranchEnd::range);
    CHECK(near(b.last().points.back().quantities[0], s.points.back().quantities[0], 1e-9));
  }
  SECTION("equilibria are looked for, the rest among them") {
    const auto all = all_equilibria(m, {.starts = 2});
    CHECK_FALSE(all.verified);
    bool found = false;
    for (const Equilibrium& e : all.found) {
      double apart = 0;
      for (int i = 0; i < links; ++i)
        apart = std::max(apart, std::abs(e.posture.coordinates[i] - rest.value().coordinates[i]));
      found = found || apart < 1e-6;
    }
    CHECK(found);
  }
  SECTION("a batch solves each body by itself, as solve does") {
    const std::vector<double> values{0.39, 0.4, 0.41};
    const auto batch = solve_batch(m, {{slack, values}}, {tip}, {});
    CHECK(batch.instructions == InstructionSet::scalar);
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto numbers = m.numbers();
      set_value(slack, values[i], numbers);
      const auto one = solve(with_numbers(m, numbers));
      CHECK(batch.status[i] == Status::stable);
      CHECK(std::equal(one.value().coordinates.begin(), one.value().coordinates.end(),
                       batch.state.begin() + i * links));
    }
    const auto followed = solve_batch(m, {{slack, values}}, {tip}, {.predict_start = true});
    CHECK(near(followed.values[2], batch.values[2], 1e-9));
  }
  SECTION("an explanation has a column for each, and rows that sum to the residual") {
    const Explanation x = explain(m, {}, {});
    REQUIRE(x.coordinates.columns.size() == static_cast<std::size_t>(links));
    for (int i = 0; i < links; ++i)
      CHECK(std::abs(x.coordinates.residual[i]) <= 1e-12 * (1 + x.coordinates.magnitude[i]));
  }
}

TEST_CASE("recruitment balances 40 joints with 80 muscles") {
  ModelDescription d = chains::description(40, false);
  for (int i = 0; i < 40; ++i)
    for (const double side : {1.0, -1.0}) {
      const std::string other = i ? chains::name_of(i - 1) : "ground";
      const double back = i ? chains::length_of(i - 1) : 0;  // the hinge in the other's frame
      d.cables.push_back(
          {.name = (side > 0 ? "upper" : "lower") + std::to_string(i),
           .law = Hill{20000, 0.05, 0.005, 0, 0.01},
           .path = {at(other, back - 0.03, 0.03 * side), at(chains::name_of(i), 0.02, 0.03 * side)},
           .source = {}});
    }
  const Model m = ModelBuilder(d).build();
  const auto r = recruit(m);
  REQUIRE(r.feasible);
  const auto p = posture_at(with_recruitment(m, r));
  for (const double g : p.last().residuals)
    CHECK(std::abs(g) < 1e-9 * chains::gravity * 9 * 3);  // weight x reach: 10 kg, 3 m
}
