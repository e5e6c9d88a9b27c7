// A rod under a spring: where it comes to rest, and what the certificate says of it.
#include "guywire/statics/equilibrium.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"

using namespace guywire;

namespace {

// An inverted pendulum of weight m g at height L, held by a joint of stiffness k.
constexpr double mass = 4;
constexpr double height = 0.5;
constexpr double stiffness = 30;
constexpr double weight_moment = mass * 9.81 * height;

Model pendulum(double neutral_angle) {
  ModelBuilder b("pendulum");
  b.add(Body{.name = "rod", .mass = mass, .com_y = height});
  b.add(Joint{.name = "spring", .body = "rod", .law = LinearJoint{stiffness, neutral_angle}});
  return b.build();
}

/// Where k (theta - theta0) = m g L sin(theta), by bisection.
double leaning(double neutral_angle) {
  double low = neutral_angle;
  double high = 1.5;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    const bool beyond = stiffness * (middle - neutral_angle) > weight_moment * std::sin(middle);
    (beyond ? high : low) = middle;
  }
  return low;
}

}  // namespace

TEST_CASE("a pendulum on a spring leans to where the moments balance") {
  const auto out = solve(pendulum(0.1));
  REQUIRE(out.status == Status::stable);
  const Posture& p = out.value();
  CHECK(p.coordinates[0] == Approx(leaning(0.1)).epsilon(1e-13));
  CHECK(std::abs(p.residuals[0]) <= p.rounding_bounds[0]);
  CHECK(p.certificate.min_eigenvalue ==
        Approx(stiffness - weight_moment * std::cos(p.coordinates[0])));
  CHECK(p.certificate.tilt_stiffness == Approx(p.certificate.min_eigenvalue));
  CHECK(p.certificate.kink == Kink::none);
}

TEST_CASE("posture_at says what is missing where nothing balances") {
  const auto out = posture_at(pendulum(0.1), {{0.4}});
  CHECK(out.status == Status::not_run);
  CHECK(out.last().residuals[0] == Approx(stiffness * (0.4 - 0.1) - weight_moment * std::sin(0.4)));
}

TEST_CASE("moment arms are what lengths lose by a turn") {
  ModelBuilder b("arm");
  b.add(Body{.name = "arm", .mass = 1, .com_y = 1});
  b.add(Cable{.name = "pull",
              .law = Linear{.stiffness = 1, .slack_length = 0},
              .path = {at("ground", -1, 0), at("arm", 0, 1)}});
  const double theta = 0.3;
  const auto length = [](double t) { return std::hypot(-std::sin(t) + 1, std::cos(t)); };
  const double h = 1e-6;
  CHECK(moment_arms(b.build(), {{theta}})[0] ==
        Approx(-(length(theta + h) - length(theta - h)) / (2 * h)).epsilon(1e-8));
}
