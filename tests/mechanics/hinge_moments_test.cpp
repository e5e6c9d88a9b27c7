// Moments about a hinge: of cables by force and arm, of joint laws by their own formula.
#include "guywire/mechanics/hinge_moments.hpp"

#include "catch.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/ledger.hpp"
#include "guywire/statics/sensitivity.hpp"

using namespace guywire;

namespace {

/// Two rods in a row on ground; `guy` crosses both hinges, `tie` the upper one, a spring in it.
Model rods() {
  ModelBuilder b("rods");
  b.add(Body{.name = "lower", .mass = 2, .com_y = 0.5});
  b.add(Body{.name = "upper", .parent = "lower", .hinge_y = 1, .mass = 2, .com_y = 0.5});
  b.add(Cable{.name = "guy",
              .law = Linear{.stiffness = 1000, .slack_length = 2},
              .path = {at("ground", 1.5, 0), at("upper", 0, 1)}});
  b.add(Cable{.name = "tie",
              .law = Linear{.stiffness = 500, .slack_length = 0.5},
              .path = {at("lower", -0.2, 0.5), at("upper", -0.2, 0.5)},
              .sides = 2});
  b.add(Joint{.name = "spring",
              .body = "upper",
              .relative_to = "lower",
              .law = LinearJoint{.stiffness = 300, .neutral_angle = 0}});
  b.add(Joint{
      .name = "foot", .body = "lower", .law = LinearJoint{.stiffness = 900, .neutral_angle = 0}});
  return b.build();
}

}  // namespace

TEST_CASE("upright: tension times arm; what does not cross the hinge has none") {
  const Model m = rods();
  const std::vector<double> theta{0, 0};
  HingeMoments<double> moments(m.structure(), m.numbers().data(), theta.data());
  // guy: 1000 N/m x (2.5 - 2) m = 500 N from (0, 2) to (1.5, 0): forward, so clockwise
  CHECK(moments.of(0, std::vector{0}, {}) == Approx(-500 * 1.5 / 2.5 * 2));
  CHECK(moments.of(1, std::vector{0}, {}) == Approx(-500 * 1.5 / 2.5 * 1));
  // tie: 2 x 500 N/m x 0.5 m, 0.2 m behind the upper hinge, pulls down: counter-clockwise
  CHECK(moments.of(1, std::vector{1}, {}) == Approx(500 * 0.2));
  CHECK(moments.of(0, std::vector{1}, {}) == Approx(0).margin(1e-12));
  const std::vector<double> turned{0.1, 0.3};
  HingeMoments<double> other(m.structure(), m.numbers().data(), turned.data());
  CHECK(other.of(1, {}, std::vector{0}) == Approx(-300 * 0.2));
  CHECK(other.of(0, {}, std::vector{0, 1}) == Approx(-900 * 0.1));
}

TEST_CASE("by name, they are the ledger's about joints, and sums of their parts") {
  const Model m = rods();
  const auto posture = posture_at(m, {{0.1, -0.2}}).last();
  const Ledger table = ledger(m, posture, Ledger::About::joints);
  const auto value = [&](const std::string& name) {
    return value_of(quantity(m, name), m, posture);
  };
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const std::string& body = table.columns[column];
    double sum = 0;
    for (const LedgerRow& row : table.rows) {
      if (row.kind == LedgerRow::Kind::weight) continue;
      CHECK(value(row.name + ".moment_at_" + body) == Approx(row.moments[column]).margin(1e-9));
      sum += row.moments[column];
    }
    CHECK(value(body + ".moment") == Approx(sum).margin(1e-9));
  }
  CHECK(value("spring.moment") == Approx(300 * 0.3));
  CHECK(quantity(m, "upper.moment").unit == "N m");
}

TEST_CASE("their derivatives by numbers agree with differences") {
  const Model m = rods();
  const auto rest = solve(m);
  REQUIRE(rest.status == Status::stable);
  const std::vector<Quantity> read{quantity(m, "upper.moment"), quantity(m, "guy.moment_at_lower")};
  const std::vector<Parameter> by{parameter(m, "guy.length"),
                                  parameter(m, "spring.stiffness_Nm_per_rad")};
  const auto slopes = sensitivity(m, rest, read, by);
  for (std::size_t p = 0; p < by.size(); ++p) {
    const double middle = value_of(by[p], m.numbers()), step = 1e-5 * middle;
    for (std::size_t q = 0; q < read.size(); ++q) {
      double sides[2];
      for (int i = 0; i < 2; ++i) {
        const Model near = with(m, by[p].name, middle + (i ? step : -step));
        sides[i] = value_of(read[q], near, solve(near).value());
      }
      CHECK(slopes.value()(static_cast<int>(q), static_cast<int>(p)) ==
            Approx((sides[1] - sides[0]) / (2 * step)).epsilon(1e-4));
    }
  }
}
