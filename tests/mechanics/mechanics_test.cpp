// Gradient and Hessian of random trees against differences and Jets, and across slack-taut,
// touch-down and joint corners.
#include "guywire/mechanics/mechanics.hpp"

#include "guywire/posture/posture_angles.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/testing/model_contract.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

struct At {
  Mechanics<double> m;
  Evaluation<double> e;
  explicit At(const Model& model)
      : m(prepare<double>(model.structure(), model.numbers().data())), e(model.structure()) {}
  Evaluation<double>& operator()(const std::vector<double>& theta) {
    return evaluate(m, theta.data(), Derivatives::hessian, e), length_gradients(m, e), e;
  }
};

std::vector<double> random_angles(const Model& model, Random& r, double spread) {
  std::vector<double> theta(model.structure().body_count);
  for (double& t : theta)
    t = r.uniform(-spread, spread);
  return theta;
}

}  // namespace

TEST_CASE("any model: derivatives agree with differences and with Jets") {
  int taut = 0, wrapped = 0;
  for (int seed = 0; seed < 220; ++seed) {
    RandomOptions o;
    o.most_bodies = 7;
    o.most_cables = 12;
    o.circles = 1;
    o.pairs = 0.4;
    const Model model = ModelBuilder(random_description(1000 + seed, o)).build();
    Random r(seed);
    for (int k = 0; k < 2; ++k) {
      const auto theta = random_angles(model, r, 0.8);
      INFO(model.name() << " at draw " << k);
      CHECK_KEPT(testing::check_model<Jet1>(model, theta));
      At at(model);
      const auto& e = at(theta);
      for (const double T : e.tension)
        taut += T > 0;
      for (const double contact : e.wrap)
        wrapped += contact > 0 && e.lost_cable < 0;
    }
  }
  CHECK(taut > 500);  // else the models say little
  CHECK(wrapped > 50);
}

TEST_CASE("derivatives by every number of a model, with Jets against differences") {
  for (int seed = 0; seed < 12; ++seed) {
    RandomOptions o;
    o.most_bodies = 4;
    o.most_cables = 5;
    o.circles = 0.5;
    const Model model = ModelBuilder(random_description(2000 + seed, o)).build();
    Random r(seed);
    const auto theta = random_angles(model, r, 0.4);
    const Structure& s = model.structure();
    const auto value = [&](const std::vector<double>& numbers) {
      const auto m = prepare<double>(s, numbers.data());
      Evaluation<double> e(s);
      evaluate(m, theta.data(), Derivatives::gradient, e);
      double mixed = 0;
      for (std::size_t i = 0; i < e.gradient.size(); ++i)
        mixed += (1 + 0.3 * static_cast<double>(i)) * e.gradient[i];
      return e.lost_cable >= 0 ? std::numeric_limits<double>::quiet_NaN() : mixed;
    };
    const auto names = model.number_names();
    REQUIRE(names.size() == model.numbers().size());
    const std::vector<Jet1> angles(theta.begin(), theta.end());
    if (std::isnan(value(model.numbers()))) continue;  // a path is lost there
    testing::Violations v;
    int compared = 0;
    double scale = 1e-300;
    for (std::size_t k = 0; k < names.size(); ++k) {
      std::vector<Jet1> numbers(model.numbers().begin(), model.numbers().end());
      numbers[k].v[0] = 1;
      const auto m = prepare<Jet1>(s, numbers.data());
      Evaluation<Jet1> e(s);
      evaluate(m, angles.data(), Derivatives::gradient, e);
      if (e.lost_cable >= 0) break;
      double by_jet = 0;
      for (std::size_t i = 0; i < e.gradient.size(); ++i)
        by_jet += (1 + 0.3 * static_cast<double>(i)) * e.gradient[i].v[0];
      const double x = model.numbers()[k], h = 1e-4 * (x == 0 ? 0.1 : std::abs(x));
      const auto f = [&](double at) {
        auto changed = model.numbers();
        changed[k] = at;
        return value(changed);
      };
      const auto d = testing::difference(f, x, h, x == 0 ? 1 : 0);
      scale = std::max(scale, std::abs(value(model.numbers())));
      if (!(d.error < 1e-3 * (std::abs(d.value) + scale))) continue;  // across a kink
      if (!(std::abs(d.value - by_jet) <= 1e-6 * std::max(std::abs(by_jet), scale) + 20 * d.error))
        v.push_back(names[k] + ": " + to_text(by_jet) + " by Jet, " + to_text(d.value) +
                    " by difference");
      ++compared;
    }
    INFO(model.name());
    CHECK_KEPT(v);
    CHECK(compared >= static_cast<int>(names.size()) * 8 / 10);
  }
}

TEST_CASE("moving the whole world changes nothing") {
  for (int seed = 0; seed < 100; ++seed) {
    RandomOptions o;
    o.gravity = false;
    o.couples = false;
    o.joint_laws_to_ground_any = false;
    o.constraints = 0;
    const Model model = ModelBuilder(random_description(3000 + seed, o)).build();
    Random r(seed);
    INFO(model.name());
    CHECK_KEPT(testing::check_moved(model, random_angles(model, r, 0.7), r.uniform(-1.5, 1.5),
                                    r.uniform(-0.5, 0.5), r.uniform(-0.5, 0.5)));
  }
}

TEST_CASE(
    "slack to taut: the gradient is continuous, the Hessian jumps by k r r' and is one-sided") {
  const Model m =
      ModelBuilder("slack")
          .gravity(0, -9.81)
          .add(Body{.name = "a", .mass = 3, .com_y = 0.2})
          .add(Body{
              .name = "b", .parent = "a", .hinge_y = 0.4, .mass = 2, .com_x = 0.03, .com_y = 0.1})
          .add(Cable{.name = "c",
                     .law = Linear{5000, 0.5},
                     .path = {at("ground", 0.25, 0), at("a", 0.05, 0.2), at("b", 0.04, 0.12)},
                     .source = {}})
          .build();
  At at(m);
  const std::vector<double> from{0, 0}, direction{0.7, -0.4};
  const auto along = [&](double t) {
    return std::vector<double>{from[0] + t * direction[0], from[1] + t * direction[1]};
  };
  const auto stretch = [&](double t) { return at(along(t)).length[0] - 0.5; };
  double low = -1, high = 1;
  REQUIRE(stretch(low) * stretch(high) < 0);
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    ((stretch(middle) > 0) == (stretch(low) > 0) ? low : high) = middle;
  }
  const double t0 = 0.5 * (low + high), d = 1e-9;
  const double taut_side = stretch(t0 + 1e-3) > 0 ? 1 : -1;
  const auto slack = at(along(t0 - taut_side * d)), taut = at(along(t0 + taut_side * d));
  CHECK(slack.tension[0] == 0);
  CHECK(taut.tension[0] > 0);
  const auto rr = taut.length_gradient;
  REQUIRE(rr.size() == 2);
  for (int i = 0; i < 2; ++i) {
    CHECK(near(slack.gradient[i], taut.gradient[i], 5000 * 2 * d));  // k times the stretch
    for (int j = 0; j < 2; ++j) {
      CHECK(near(taut.hessian[2 * i + j] - slack.hessian[2 * i + j], 5000 * rr[i] * rr[j], 1e-4));
      // one-sided differences of the gradient along the direction, on either side
      const auto g = [&](double t) { return at(along(t)).gradient[i]; };
      for (const double side : {-1.0, 1.0}) {
        const auto& e = side == taut_side ? taut : slack;
        const double expected =
            e.hessian[2 * i] * direction[0] + e.hessian[2 * i + 1] * direction[1];
        const auto by_difference =
            testing::difference(g, t0 + side * 1e-9, 1e-3, static_cast<int>(side));
        CHECK(near(by_difference.value, expected, 1e-4 * (1 + std::abs(expected))));
      }
    }
  }
  for (const double side : {-1.0, 1.0})
    CHECK_KEPT(
        testing::check_model<Jet1>(m, along(t0 + side * 1e-9)));  // Jets do not mind the kink
}

TEST_CASE("touch-down on a circle: the gradient is continuous, the Hessian one-sided") {
  const Model m =
      ModelBuilder("touch")
          .add(Body{.name = "a", .mass = 3, .com_y = 0.2})
          .add(Body{
              .name = "b", .parent = "a", .hinge_y = 0.4, .mass = 2, .com_x = 0.03, .com_y = 0.1})
          .add(Circle{.name = "o",
                      .body = "a",
                      .center_x = 0,
                      .center_y = 0.4,
                      .radius = 0.05,
                      .source = {}})
          .add(Cable{.name = "c",
                     .law = Linear{5000, 0.3},
                     .path = {at("ground", 0.1, 0.05, 0.02), around("o", Sense::counterclockwise),
                              at("b", 0.02, 0.2, 0.06)},
                     .source = {}})
          .build();
  At at(m);
  const auto along = [&](double t) { return std::vector<double>{0.1 + 0.2 * t, t}; };
  const auto contact = [&](double t) { return at(along(t)).wrap[0]; };
  double low = -0.5, high = 0.5;
  REQUIRE(contact(low) * contact(high) < 0);
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    ((contact(middle) > 0) == (contact(low) > 0) ? low : high) = middle;
  }
  const double t0 = 0.5 * (low + high), d = 1e-9;
  const auto one = at(along(t0 - d)), other = at(along(t0 + d));
  REQUIRE(one.lost_cable < 0);
  REQUIRE(one.tension[0] > 10);
  CHECK((one.wrap[0] > 0) != (other.wrap[0] > 0));
  double jump = 0;
  for (int i = 0; i < 2; ++i) {
    CHECK(near(one.gradient[i], other.gradient[i],
               2 * d * 5e3));  // the Hessian's size times the step
    const auto g = [&](double t) { return at(along(t)).gradient[i]; };
    for (const int side : {-1, 1}) {
      const auto& e = side < 0 ? one : other;
      const double expected = e.hessian[2 * i] * 0.2 + e.hessian[2 * i + 1];
      CHECK(near(testing::difference(g, t0 + side * d, 1e-3, side).value, expected,
                 1e-4 * (1 + std::abs(expected))));
      jump = std::max(jump, std::abs(one.hessian[2 * i + i] - other.hessian[2 * i + i]));
    }
  }
  CHECK(jump > 0.1);  // there is something to see
  for (const int side : {-1, 1})
    CHECK_KEPT(testing::check_model<Jet1>(m, along(t0 + side * 1e-9)));
}

TEST_CASE("arms: r = -dl/dq, by hand") {
  // a vertical lever of 0.5 m; a cable from its tip straight forward: shortening it turns the lever
  // clockwise (anterior)
  const Model m = ModelBuilder("arm")
                      .gravity(0, 0)
                      .add(Body{.name = "lever"})
                      .add(Cable{.name = "front",
                                 .law = Linear{100, 0.2},
                                 .path = {at("lever", 0, 0.5), at("ground", 0.3, 0.5)},
                                 .source = {}})
                      .build();
  CHECK(near(moment_arms(m)[0], -0.5, 1e-15));
  const auto p = posture_at(m).last();
  CHECK(near(p.tensions[0], 100 * 0.1, 1e-12));
  CHECK(near(p.residuals[0], 0.5 * 10, 1e-12));  // dV/dtheta = -T r
}

TEST_CASE("sides: a pair counts twice, its tension once") {
  const auto build = [](int sides, double factor) {
    return ModelBuilder("pair")
        .add(Body{.name = "b", .mass = 4 * factor, .com_x = 0.1, .com_y = 0.3, .sides = sides})
        .add(Joint{.name = "j",
                   .body = "b",
                   .law = LinearJoint{30 * factor, 0.1},
                   .sides = sides,
                   .source = {}})
        .add(Cable{.name = "c",
                   .law = Linear{3000 * factor, 0.3},
                   .path = {at("b", 0.1, 0.4), at("ground", -0.2, 0.1)},
                   .sides = sides,
                   .source = {}})
        .build();
  };
  const Model pair = build(2, 1), single = build(1, 2);
  const auto p = posture_at(pair, {{0.2}}).last(), q = posture_at(single, {{0.2}}).last();
  CHECK(near(p.residuals[0], q.residuals[0], 1e-12));
  CHECK(near(p.potential, q.potential, 1e-12));
  CHECK(near(2 * p.tensions[0], q.tensions[0], 1e-10));
}

TEST_CASE("holding moments: what the constraints supply balances every body") {
  for (int seed = 0; seed < 60; ++seed) {
    RandomOptions o;
    o.constraints = 1;
    o.most_cables = 8;
    o.circles = 0;
    const Model model = ModelBuilder(random_description(4000 + seed, o)).build();
    if (model.description().constraints.empty()) continue;
    Random r(seed);
    const auto u = random_coordinates(model, r, 0.5);
    const auto p = posture_at(model, {u}).last();
    At at(model);
    const auto& e = at(p.angles);
    const Structure& s = model.structure();
    // A theta = b, and with the holding moments what is left of each body's moment is what the free
    // coordinates miss
    const std::size_t held = s.constraint_angles.size();
    for (std::size_t k = 0; k < held; ++k) {
      double sum = -model.description().constraints[k].angle;
      for (int b = 0; b < s.body_count; ++b)
        sum += s.A[k * s.body_count + b] * p.angles[b];
      CHECK(near(sum, 0, 1e-14));
    }
    double scale = 0;
    for (const double g : e.moment_scale)
      scale = std::max(scale, g);
    for (int f = 0; f < s.free_count; ++f) {
      double residual = 0;
      for (int b = 0; b < s.body_count; ++b) {
        double balance = e.gradient[b];
        for (std::size_t k = 0; k < held; ++k)
          balance -= s.A[k * s.body_count + b] * p.constraint_moments[k];
        // where a body is not free, its own row is balanced by holding up to the free coordinates'
        // residual
        residual += s.S[b * s.free_count + f] * balance;
      }
      CHECK(near(residual, p.residuals[f],
                 1e-12 * scale));  // S'A' = 0: holding does no work on the free coordinates
    }
    for (int b = 0; b < s.body_count; ++b) {
      if (std::find(s.free_bodies.begin(), s.free_bodies.end(), b) != s.free_bodies.end()) continue;
      double balance = e.gradient[b];
      for (std::size_t k = 0; k < held; ++k)
        balance -= s.A[k * s.body_count + b] * p.constraint_moments[k];
      CHECK(near(balance, 0, 1e-11 * scale));  // dependent bodies: exactly held
    }
  }
}

TEST_CASE("a position composes turns, and clinical angles have the stated zero and sense") {
  const Model m =
      ModelBuilder("signs")
          .add(Body{.name = "pelvis", .mass = 10, .com_y = 0.1})
          .add(Body{.name = "thorax", .parent = "pelvis", .hinge_y = 0.3, .mass = 20, .com_y = 0.2})
          .add(Landmark{
              .name = "ASIS", .body = "pelvis", .point = {0.1, 0.1}, .part = {}, .source = {}})
          .add(Landmark{
              .name = "PSIS", .body = "pelvis", .point = {-0.1, 0.1}, .part = {}, .source = {}})
          .add(Landmark{
              .name = "hip_axis", .body = "pelvis", .point = {0, 0}, .part = {}, .source = {}})
          .add(Landmark{.name = "S1_anterior",
                        .body = "pelvis",
                        .point = {0.01, 0.12},
                        .part = {},
                        .source = {}})
          .add(Landmark{.name = "S1_posterior",
                        .body = "pelvis",
                        .point = {-0.02, 0.14},
                        .part = {},
                        .source = {}})
          .add(Landmark{.name = "L1_anterior",
                        .body = "thorax",
                        .point = {0.02, 0},
                        .part = {},
                        .source = {}})
          .add(Landmark{.name = "L1_posterior",
                        .body = "thorax",
                        .point = {-0.02, 0},
                        .part = {},
                        .source = {}})
          .build();
  const double tilt = 0.2;  // + posterior
  const std::vector<double> theta{tilt, 0.05};
  const Vec2 p = position(m, m.body("thorax"), {0.1, 0.2}, theta);
  CHECK(near(p.x, -0.3 * std::sin(tilt) + 0.1 * std::cos(0.05) - 0.2 * std::sin(0.05), 1e-15));
  CHECK(near(p.y, 0.3 * std::cos(tilt) + 0.1 * std::sin(0.05) + 0.2 * std::cos(0.05), 1e-15));
  const PostureAngles zero = posture_angles(m, std::vector<double>{0, 0}),
                      a = posture_angles(m, theta);
  const double tolerance = 1e-14;
  CHECK(near(a.anterior_tilt_change, -tilt, tolerance));
  CHECK(near(*zero.anterior_tilt, 0, tolerance));   // ASIS level with PSIS
  CHECK(near(*a.anterior_tilt, -tilt, tolerance));  // posterior tilt lifts the ASIS
  CHECK(near(*zero.sacral_slope, std::atan2(0.02, 0.03),
             tolerance));  // the endplate slopes down forward
  CHECK(near(*a.sacral_slope, *zero.sacral_slope - tilt,
             tolerance));  // and less so in posterior tilt
  CHECK(near(*zero.pelvic_tilt, std::atan2(0.005, 0.13),
             tolerance));  // S1's middle lies 5 mm behind the hip axis
  CHECK(near(*a.pelvic_tilt, *zero.pelvic_tilt + tilt, tolerance));  // PT grows with posterior tilt
  for (const auto& x : {zero, a})
    CHECK(near(*x.pelvic_incidence, *x.pelvic_tilt + *x.sacral_slope, tolerance));  // the identity
  CHECK(near(*a.pelvic_incidence, *zero.pelvic_incidence, tolerance));  // a property of the bone
  CHECK(near(*zero.lordosis, *zero.sacral_slope, tolerance));           // L1 is level
  CHECK(near(*a.lordosis, *a.sacral_slope + 0.05, tolerance));  // extending L1 adds lordosis
  CHECK(near(*a.lumbar_angle, 0.05 - tilt, tolerance));         // + extension
}
