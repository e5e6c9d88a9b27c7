// Sweeps and branches whose folds, kinks and events are known in closed form.
#include "guywire/statics/sweep.hpp"

#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/case_file.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"
#include "support/small_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {
constexpr double g = 9.81, pi = 3.14159265358979323846;

/// A rod on a pin under a couple, on a cable of zero slack length from arm a to an anchor h above
/// the pin: V = -k a h cos(theta) - M theta.
Model lever(double k, double a, double h) {
  return ModelBuilder("lever")
      .gravity(0, 0)
      .add(Body{.name = "rod", .mass = 1, .angle_lower = -3.1, .angle_upper = 3.1})
      .add(Cable{.name = "stay",
                 .law = Linear{k, 0},
                 .path = {at("rod", 0, a), at("ground", 0, h)},
                 .source = {}})
      .add(Load{.name = "couple", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
      .build();
}

/// A weight on a rod above its pin, a torsion spring weaker than the weight, and a couple: k theta
/// = m g L sin(theta) + M, an S-shaped curve.
Model buckled(double k, double m, double L) {
  return ModelBuilder("buckled")
      .add(Body{.name = "rod", .mass = m, .com_y = L, .angle_lower = -3.1, .angle_upper = 3.1})
      .add(Joint{.name = "pin", .body = "rod", .law = LinearJoint{k, 0}, .source = {}})
      .add(Load{.name = "couple", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
      .build();
}

/// A mast of weight m g at L on a pin between two stays, both too long to be taut upright, and a
/// couple: it leans on one of them. The stays run from (0, a) on the mast to (-b, 0) and (b, 0).
struct Mast {
  double m = 20, L = 1, a = 1.5, b = 1, k = 4e4, slack_angle = 0.2;
  double slack() const {
    return std::sqrt(a * a + b * b + 2 * a * b * std::sin(slack_angle));
  }  // taut when leaning by more than that
  Model model() const {
    return ModelBuilder("mast")
        .add(Body{.name = "mast", .mass = m, .com_y = L, .angle_lower = -1.2, .angle_upper = 1.2})
        .add(Cable{.name = "rear",
                   .law = Linear{k, slack()},
                   .path = {at("mast", 0, a), at("ground", -b, 0)},
                   .source = {}})
        .add(Cable{.name = "front",
                   .law = Linear{k, slack()},
                   .path = {at("mast", 0, a), at("ground", b, 0)},
                   .source = {}})
        .add(Load{.name = "push", .kind = Load::Kind::couple, .body = "mast", .moment = 0})
        .build();
  }
  double fold() const {
    return m * g * L * std::sin(slack_angle);
  }  // the couple that carries the weight where the stay goes slack
};

std::vector<SweepEvent> folds(const std::vector<SweepEvent>& events) {
  std::vector<SweepEvent> out;
  for (const SweepEvent& e : events)
    if (e.fold) out.push_back(e);
  return out;
}
}  // namespace

TEST_CASE("a lever on a cable of zero slack length gives way at the couple k a h, at 90 degrees") {
  const double k = 700, a = 0.3, h = 0.5, limit = k * a * h;
  const Model m = lever(k, a, h);
  const Axis couple = axis(m, "couple.moment_Nm", 0, 1.5 * limit);
  const auto branch = continue_branch(m, couple);
  REQUIRE(branch.status == Status::stable);
  const auto f = folds(branch.value().events);
  REQUIRE(f.size() == 1);
  CHECK(near(f[0].parameter, limit, 1e-12 * limit));
  CHECK(near(f[0].coordinates[0], pi / 2, 1e-7));
  CHECK(f[0].kink == Kink::none);
  for (const BranchPoint& p : branch.value().points) {
    CHECK(near(limit * std::sin(p.coordinates[0]), p.parameter, 1e-10));
    if (std::abs(p.coordinates[0] - pi / 2) > 1e-5) CHECK(p.stable == (p.coordinates[0] < pi / 2));
  }
  CHECK(branch.value().last_end ==
        BranchEnd::undefined);  // the rod reaches the end of its range before it is upside down
  CHECK(near(branch.value().points.back().coordinates[0], 3.1, 1e-5));
}

TEST_CASE("an inverted pendulum balances a couple up to m g l") {
  const double m = 3, l = 0.7, limit = m * g * l;
  const Model pendulum =
      ModelBuilder("pendulum")
          .add(Body{.name = "rod", .mass = m, .com_y = l, .angle_lower = -3.1, .angle_upper = 3.1})
          .add(Load{.name = "couple", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
          .build();
  BranchOptions options;
  options.seek = Seek::any;
  const auto branch = continue_branch(pendulum, axis(pendulum, "couple.moment_Nm", 0, -30),
                                      options);  // M = -m g l sin(theta)
  REQUIRE(branch.status == Status::unstable);
  const auto f = folds(branch.value().events);
  REQUIRE(f.size() == 1);
  CHECK(near(f[0].parameter, -limit, 1e-12 * limit));
  CHECK(near(f[0].coordinates[0], pi / 2, 1e-7));
}

TEST_CASE("snap-through of a buckled rod: two smooth folds, hysteresis between them") {
  const double m = 2.5, L = 0.4, mgL = m * g * L, k = 0.8 * mgL;
  const Model model = buckled(k, m, L);
  const double at = std::acos(k / mgL),
               limit = mgL * std::sin(at) - k * at;  // dM/dtheta = k - m g L cos(theta) = 0
  const Axis couple = axis(model, "couple.moment_Nm", -3 * limit, 3 * limit);
  SECTION("the branch") {
    const auto branch = continue_branch(model, couple);
    REQUIRE(branch.status == Status::stable);
    const auto f = folds(branch.value().events);
    REQUIRE(f.size() == 2);
    CHECK(near(f[0].parameter, limit, 1e-12));
    CHECK(near(f[0].coordinates[0], -at, 1e-6));
    CHECK(near(f[1].parameter, -limit, 1e-12));
    CHECK(near(f[1].coordinates[0], at, 1e-6));
    for (const BranchPoint& p : branch.value().points)
      if (std::abs(std::abs(p.coordinates[0]) - at) > 1e-4)
        CHECK(p.stable == (std::abs(p.coordinates[0]) > at));
    CHECK(branch.value().points.front().parameter == couple.from);
    CHECK(branch.value().points.back().parameter == couple.to);
    CHECK(branch.value().events.size() == 2);
  }
  SECTION("there and back") {
    SweepOptions options;
    options.points = 60;
    options.quantities = {quantity(model, "rod.angle")};
    const auto there = sweep(model, couple, options),
               back = sweep(model, reversed(couple), options);
    const auto f = folds(there.events), b = folds(back.events);
    REQUIRE(f.size() == 1);
    REQUIRE(b.size() == 1);
    CHECK(near(f[0].parameter, limit, 1e-12));
    CHECK(near(b[0].parameter, -limit, 1e-12));
    CHECK(near(f[0].coordinates[0], -at, 1e-6));
    REQUIRE(f[0].landing == Status::stable);
    const double landing = f[0].landing_coordinates[0];
    CHECK(near(k * landing, mgL * std::sin(landing) + limit,
               1e-4 * limit));  // lands a little beyond the fold
    CHECK(landing > at);
    for (int i = 0; i < 60; ++i) {
      const SweepPoint &p = there.points[i], &q = back.points[59 - i];
      CHECK(p.status == Status::stable);
      CHECK(near(p.parameter, q.parameter, 1e-12));
      CHECK(near(k * p.coordinates[0], mgL * std::sin(p.coordinates[0]) + p.parameter, 1e-11));
      CHECK(p.quantities[0] == p.coordinates[0]);
      const bool between = std::abs(p.parameter) < limit;
      CHECK(near(p.coordinates[0], q.coordinates[0], 1e-9) == !between);
      if (between) CHECK((p.coordinates[0] < 0 && q.coordinates[0] > 0));
    }
    options.points = 61;  // a point falls on the fold itself
    const auto on_it = sweep(model, couple, options);
    CHECK(on_it.events.size() == 1);
    CHECK(folds(on_it.events).size() == 1);
  }
}

TEST_CASE("a kink fold: a leaning mast snaps over when its stay goes slack") {
  const Mast mast;
  const Model model = mast.model();
  const Axis push = axis(model, "push.moment_Nm", -60, 60);
  SECTION("the branch: where the stay goes slack, t turns round and det H jumps below zero") {
    const auto branch = continue_branch(model, push, {.start = {{-0.25}}});
    REQUIRE(branch.status == Status::stable);
    const auto& b = branch.value();
    REQUIRE(b.events.size() == 2);
    CHECK(b.events[0].fold);
    CHECK(b.events[0].kink == Kink::slack);
    CHECK(b.events[0].index == model.cable("rear").index);
    CHECK_FALSE(b.events[0].on);
    CHECK(near(b.events[0].parameter, mast.fold(), 1e-11));
    CHECK(near(b.events[0].coordinates[0], -mast.slack_angle, 1e-13));
    CHECK(b.events[1].fold);
    CHECK(b.events[1].index == model.cable("front").index);
    CHECK(b.events[1].on);
    CHECK(near(b.events[1].parameter, -mast.fold(), 1e-11));
    for (const BranchPoint& p : b.points) {
      if (std::abs(std::abs(p.coordinates[0]) - mast.slack_angle) > 1e-9)
        CHECK(p.stable == (std::abs(p.coordinates[0]) > mast.slack_angle));
      if (std::abs(p.coordinates[0]) < mast.slack_angle - 1e-9)
        CHECK(near(p.parameter, -mast.m * g * mast.L * std::sin(p.coordinates[0]), 1e-11));
    }
    CHECK(b.points[b.events[0].point].parameter == b.events[0].parameter);
    CHECK(b.points[b.events[1].point].parameter == b.events[1].parameter);
    CHECK(b.first_end == BranchEnd::range);
    CHECK(b.last_end == BranchEnd::range);
  }
  SECTION("there and back") {
    const auto there = sweep(model, push, {.points = 41, .start = {{-0.25}}}),
               back = sweep(model, reversed(push), {.points = 41, .start = {{0.25}}});
    REQUIRE(folds(there.events).size() == 1);
    REQUIRE(folds(back.events).size() == 1);
    const SweepEvent f = folds(there.events)[0], b = folds(back.events)[0];
    CHECK(near(f.parameter, mast.fold(), 1e-11));
    CHECK(near(b.parameter, -mast.fold(), 1e-11));
    CHECK(f.kink == Kink::slack);
    CHECK(f.landing == Status::stable);
    CHECK(f.landing_coordinates[0] > mast.slack_angle);
    CHECK(there.points[f.point].parameter > f.parameter);
    CHECK(there.points[f.point - 1].parameter < f.parameter);
    CHECK(there.points[f.point].coordinates[0] > 0);
    CHECK(there.points[f.point - 1].coordinates[0] < 0);
    CHECK(there.points[0].taut == std::vector<std::uint8_t>{1, 0});
    CHECK(there.points[40].taut == std::vector<std::uint8_t>{0, 1});
  }
}

TEST_CASE("a cable goes taut where geometry says, and the sweep goes on") {
  // a hanging weight pushed by a couple M = m g L sin(theta); a slack cable becomes taut at 0.3 rad
  const double m = 4, L = 0.5, a = 0.6, b = 0.8, angle = 0.3;
  const double slack =
      std::sqrt(a * a + b * b -
                2 * a * b * std::cos(pi / 2 + angle));  // tip at a (sin, -cos), anchor at (-b, 0)
  const Model model =
      ModelBuilder("hanging")
          .add(Body{.name = "rod", .mass = m, .com_y = -L})
          .add(Cable{.name = "tether",
                     .law = Linear{500, slack},
                     .path = {at("rod", 0, -a), at("ground", -b, 0)},
                     .source = {}})
          .add(Load{.name = "couple", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
          .build();
  const double expected = m * g * L * std::sin(angle);
  const auto s = sweep(model, axis(model, "couple.moment_Nm", 0, 10), {.points = 11});
  REQUIRE(s.events.size() == 1);
  CHECK(s.events[0].kink == Kink::slack);
  CHECK(s.events[0].on);
  CHECK_FALSE(s.events[0].fold);
  CHECK(near(s.events[0].parameter, expected, 1e-12 * expected));
  CHECK(near(s.events[0].coordinates[0], angle, 1e-13));
  SECTION("the corner of a joint law likewise") {
    ModelBuilder builder(model);
    builder.description.cables.clear();
    builder.add(
        Joint{.name = "stop", .body = "rod", .law = BilinearJoint{0, 50, angle}, .source = {}});
    const Model stopped = builder.build();
    const auto j = sweep(stopped, axis(stopped, "couple.moment_Nm", 0, 10), {.points = 11});
    REQUIRE(j.events.size() == 1);
    CHECK(j.events[0].kink == Kink::joint);
    CHECK(j.events[0].on);
    CHECK(near(j.events[0].parameter, expected, 1e-12 * expected));
  }
}

TEST_CASE(
    "whatever goes slack or taut between two points is told, once, at one place whichever way and "
    "in whatever steps one goes") {
  const auto model = load("bridge");
  const auto [name, from, to] =
      GENERATE(table<const char*, double, double>({{"front.length", 0.9, 1.09},
                                                   {"front.length", 0.97, 1.1},
                                                   {"rear_upper.length", 0.95, 1.1},
                                                   {"rear_lower.length", 0.95, 1.1},
                                                   {"front_middle.length", 0.9, 1.1},
                                                   {"frame.mass_kg", 500, 1600},
                                                   {"front.stiffness", 0.1, 3}}));
  CAPTURE(name, from, to);
  std::vector<std::pair<int, double>> first;
  for (const int points : {11, 41, 131, 400})
    for (const bool back : {false, true}) {
      CAPTURE(points, back);
      const auto s = back ? sweep(model, axis(model, name, to, from), {.points = points})
                          : sweep(model, axis(model, name, from, to), {.points = points});
      REQUIRE(folds(s.events).empty());  // ranges with one resting place
      for (int k = 1; k < points; ++k)
        for (std::size_t c = 0; c < model.description().cables.size(); ++c) {
          int told = 0;
          for (const SweepEvent& e : s.events)
            if (e.kink == Kink::slack && e.point == k && e.index == static_cast<int>(c))
              told += e.on ? 1 : -1;
          CAPTURE(k, c, s.points[k].parameter);
          CHECK(told ==
                static_cast<int>(s.points[k].taut[c]) - static_cast<int>(s.points[k - 1].taut[c]));
        }
      std::vector<std::pair<int, double>> events;
      for (const SweepEvent& e : s.events)
        events.emplace_back(e.index, e.parameter);
      std::sort(events.begin(), events.end());
      if (first.empty()) first = events;
      REQUIRE(events.size() == first.size());
      for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].first == first[i].first);
        CHECK(near(events[i].second, first[i].second, 1e-11 * std::abs(to)));
      }
    }
}

TEST_CASE("random bodies: every cable that goes slack or taut between two points has its event") {
  int changes = 0;
  for (int seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    ModelBuilder builder("random");
    builder.description = random_description(seed);
    if (builder.description.cables.empty()) continue;
    const Model model = builder.build();
    if (model.coordinates().empty()) continue;
    const auto& cables = model.description().cables;
    const auto s =
        sweep(model, axis(model, cables[seed % cables.size()].name + ".length", 0.8, 1.2),
              {.points = 41});
    for (int k = 1; k < 41; ++k) {
      if (!is_equilibrium(s.points[k].status) || !is_equilibrium(s.points[k - 1].status)) continue;
      if (std::any_of(s.events.begin(), s.events.end(), [&](const SweepEvent& e) {
            return e.point == k && (e.fold || e.branch_point);
          }))
        continue;  // it has jumped
      for (std::size_t c = 0; c < cables.size(); ++c) {
        if (model.structure().cables[c].body_count == 0) continue;  // moves nothing: no event
        int told = 0;
        for (const SweepEvent& e : s.events)
          if (e.kink == Kink::slack && e.point == k && e.index == static_cast<int>(c))
            told += e.on ? 1 : -1;
        const int is =
            static_cast<int>(s.points[k].taut[c]) - static_cast<int>(s.points[k - 1].taut[c]);
        changes += is != 0;
        CAPTURE(k, c);
        if (told != is) CHECK(told == is);
      }
    }
  }
  CHECK(changes > 100);
}

TEST_CASE("a rest on several corners goes on along another piece: no jump to where it came from") {
  const Model model = case_file("both_at_slack_length.json");  // upright, both guys at their slack
                                                               // length, at front.length = 1
  for (const bool back : {false, true})
    for (const int points : {5, 9, 10, 101}) {
      CAPTURE(back, points);
      const Axis there = axis(model, "front.length", 0.98, 1.02);
      const Sweep s = sweep(model, back ? reversed(there) : there, {.points = points});
      CHECK(folds(s.events).empty());
      CHECK(std::none_of(s.events.begin(), s.events.end(),
                         [](const SweepEvent& e) { return e.branch_point; }));
      for (const SweepPoint& p : s.points) {
        const auto alone =
            solve(with_numbers(model, numbers_at(model, s.axis, p.parameter)), {}, {p.coordinates});
        CHECK(p.status == Status::stable);
        CHECK(near(p.coordinates[0], alone.last().coordinates[0], 1e-9));
      }
    }
}

TEST_CASE("a cable touches its circle where the straight line is a tangent") {
  // the hanging weight on a cable of zero slack length; a couple swings it until, at 0.3 rad, the
  // cable touches a peg above it from below
  const double m = 4, L = 0.5, a = 0.6, b = 0.8, k = 20, R = 0.05, angle = 0.3;
  const double x = a * std::sin(angle), y = -a * std::cos(angle), length = std::hypot(x + b, y);
  const double up_x = -y / length,
               up_y = (x + b) / length;  // normal of the line from the anchor (-b, 0) to the tip
  const Model model =
      ModelBuilder("peg")
          .add(Body{.name = "rod", .mass = m, .com_y = -L, .angle_lower = -1.5, .angle_upper = 1.5})
          .add(Circle{.name = "peg",
                      .body = "ground",
                      .center_x = 0.5 * (x - b) + R * up_x,
                      .center_y = 0.5 * y + R * up_y,
                      .radius = R,
                      .source = {}})
          .add(Cable{
              .name = "tether",
              .law = Linear{k, 0},
              .path = {at("rod", 0, -a), around("peg", Sense::clockwise), at("ground", -b, 0)},
              .source = {}})
          .add(Load{.name = "couple", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
          .build();
  const double expected = m * g * L * std::sin(angle) +
                          k * a * b * std::cos(angle);  // l^2 = a^2 + b^2 + 2 a b sin(theta)
  for (const bool back : {false, true}) {
    const Axis couple = axis(model, "couple.moment_Nm", 0.5 * expected, 1.2 * expected);
    const auto s = sweep(model, back ? reversed(couple) : couple, {.points = 12});
    REQUIRE(s.events.size() == 1);
    CHECK(s.events[0].kink == Kink::touch_down);
    CHECK(s.events[0].on == !back);
    CHECK(near(s.events[0].coordinates[0], angle, 1e-10));
    CHECK(near(s.events[0].parameter, expected, 1e-9 * expected));
  }
}

TEST_CASE("an anchor moved along a direction: every point is the answer of a solve by itself") {
  Mast mast;
  mast.slack_angle = -0.1;  // both stays taut
  const Model model = mast.model();
  const Axis away = displacement(model, "front", 1, 3, -4, 0, 0.2);
  CHECK(away.name == "front.path1");
  CHECK(away.terms.size() == 2);
  const auto s =
      sweep(model, away,
            {.points = 9,
             .quantities = {quantity(model, "mast.angle"), quantity(model, "front.tension")}});
  REQUIRE(s.points.size() == 9);
  for (const SweepPoint& p : s.points) {
    ModelBuilder moved(model);
    moved.description.cables[1].path[1].point.x += 0.6 * p.parameter;
    moved.description.cables[1].path[1].point.y -= 0.8 * p.parameter;
    const auto alone = solve(moved.build());
    REQUIRE(alone.status == Status::stable);
    CHECK(p.status == alone.status);
    CHECK(near(p.coordinates[0], alone.value().coordinates[0], 1e-12));
    CHECK(near(p.quantities[1], alone.value().tensions[1], 1e-8));
    CHECK(near(p.min_eigenvalue, alone.value().certificate.min_eigenvalue, 1e-6));
    CHECK(p.taut == alone.value().taut);
  }
}

TEST_CASE(
    "a pitchfork is a branch point: a centred rod loses its upright stand as its spring weakens") {
  const double m = 2.5, L = 0.4, mgL = m * g * L;
  const Model model = buckled(2 * mgL, m, L);
  const Axis spring = axis(model, "pin.stiffness_Nm_per_rad", 1.5 * mgL, 0.7 * mgL);
  const auto branch = continue_branch(model, spring);
  REQUIRE(branch.status == Status::stable);
  REQUIRE(branch.value().events.size() == 1);
  CHECK(branch.value().events[0].branch_point);
  CHECK(near(branch.value().events[0].parameter, mgL,
             1e-9));  // the eigenvalue is linear in the spring
  const auto s = sweep(model, spring, {.points = 9});
  REQUIRE(s.events.size() == 1);
  CHECK(s.events[0].branch_point);
  CHECK(near(s.events[0].parameter, mgL, 1e-9));
  CHECK(s.points.back().status == Status::stable);
  CHECK(std::abs(s.points.back().coordinates[0]) > 1);  // 0.7 theta = sin(theta): 1.36
}

TEST_CASE("a resting place that ends with nowhere to go: the points beyond say so") {
  const Model m = lever(700, 0.3, 0.5);
  const auto s = sweep(m, axis(m, "couple.moment_Nm", 0, 200),
                       {.points = 21, .quantities = {quantity(m, "rod.angle")}});
  const auto f = folds(s.events);
  REQUIRE(f.size() == 1);
  CHECK(near(f[0].parameter, 105, 1e-9));
  CHECK(f[0].landing == Status::runaway);
  CHECK(s.points[10].status == Status::stable);
  CHECK(s.points[11].status == Status::runaway);
  CHECK(std::isnan(s.points[11].quantities[0]));
  CHECK_THAT(sentences(s.why), ContainsSubstring("'rod'"));
}

TEST_CASE("wrong sweeps are refused in words") {
  const Model m = lever(700, 0.3, 0.5);
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const ModelError& e) {
      return std::string(e.what());
    }
    return std::string("nothing thrown");
  };
  CHECK_THAT(message([&] { axis(m, "stay.lenght", 0.9, 1.1); }),
             ContainsSubstring("Did you mean 'length'?"));
  CHECK_THAT(message([&] { axis(m, "stya.length", 0.9, 1.1); }),
             ContainsSubstring("Did you mean 'stay'?"));
  CHECK_THAT(message([&] { axis(m, "stay.length", 0.9, 3); }),
             ContainsSubstring(">= 0.5 and <= 1.5"));
  CHECK_THAT(message([&] { axis(m, "stay.length", 0.9, 0.9); }),
             ContainsSubstring("to the same value"));
  CHECK_THAT(message([&] { axis(m, "stay.length", std::nan(""), 1); }),
             ContainsSubstring("finite"));
  CHECK_THAT(message([&] { displacement(m, "stay", 1, 0, 0, 0, 1); }),
             ContainsSubstring("no direction"));
  CHECK_THAT(message([&] { displacement(m, "stay", 7, 1, 0, 0, 1); }),
             ContainsSubstring("path7_x_m"));
  CHECK_THAT(message([&] { displacement(m, "stay", 1, 1, 0, 0, infinity); }),
             ContainsSubstring("finite"));
  const Axis a = axis(m, "stay.length", 0.9, 1.1);
  CHECK_THAT(message([&] { sweep(m, a, {.points = 1}); }),
             ContainsSubstring("is 1; allowed is a whole number from 2 to 10000000"));
  CHECK_THAT(message([&] { sweep(m, a, {.start = {{0, 0}}}); }), ContainsSubstring("has 2 angles"));
  CHECK_THAT(message([&] { continue_branch(m, a, {.start_parameter = 2}); }),
             ContainsSubstring("0.9 to 1.1"));
}

TEST_CASE(
    "the corner of a joint between two bodies is met where their angle says, wherever both stand") {
  // a couple M on the outer body turns both: the inner by M / 50, the outer against it by M / 20 up
  // to the stop at 0.2 rad
  const Model m = rods_with_stop(0, 0).build();
  const Sweep s = sweep(m, axis(m, "push.moment_Nm", 0, 10));
  REQUIRE(s.events.size() == 1);
  const SweepEvent& event = s.events[0];
  CHECK(event.kink == Kink::joint);
  CHECK(event.index == 2);
  CHECK(event.on);
  CHECK(near(event.parameter, 0.2 * 20, 1e-9));
  CHECK(near(event.coordinates[0], 4.0 / 50, 1e-9));
  CHECK(near(event.coordinates[1], 4.0 / 50 + 0.2, 1e-9));
}

TEST_CASE(
    "a smooth fold names no cable and no joint; a posture that nobody searched took no step") {
  // a rod held up by a spring that runs nearly along it snaps through as the spring is lengthened;
  // see examples/cpp/03_snap_through.cpp
  const Model m =
      ModelBuilder("rod")
          .add(Body{.name = "rod", .mass = 1, .com_y = 1})
          .add(Cable{.name = "spring",
                     .law = Linear{30, 0},
                     .path = {at("ground", 0, 1), at("rod", 0, 1)},
                     .source = {}})
          .add(Load{.name = "push", .kind = Load::Kind::couple, .body = "rod", .moment = 0})
          .build();
  const Sweep s = sweep(m, axis(m, "push.moment_Nm", 0, 30));
  const auto fold =
      std::find_if(s.events.begin(), s.events.end(), [](const SweepEvent& e) { return e.fold; });
  REQUIRE(fold != s.events.end());
  CHECK(fold->kink == Kink::none);
  CHECK(fold->index == -1);
  CHECK(
      near(fold->parameter, 30 - 9.81, 1e-6));  // (k h^2 - m g h) sin u is largest at a right angle
  CHECK(posture_at(m, {{0.1}}).last().certificate.iterations == 0);
}
