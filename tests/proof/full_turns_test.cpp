// Postures a full turn apart are one where V repeats, and two where a spring, a couple or a gear
// tells them apart.
#include "guywire/io/model_file.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"

using namespace guywire;

namespace {

constexpr double pi = std::numbers::pi;

std::string where(const Equilibria& e) {
  std::string text = sentences(e.why);
  for (const auto& f : e.found) {
    text += "\n ";
    for (const double u : f.posture.coordinates)
      text += " " + to_text(u);
    text += " " + std::string(to_string(f.status));
  }
  return text;
}

/// Checks what is listed, sorted by coordinate.
void check_listed(const Equilibria& e, const std::vector<std::vector<double>>& expected,
                  bool verified = true) {
  INFO(where(e));
  CHECK(e.verified == verified);
  REQUIRE(e.found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::size_t k = 0; k < expected[i].size(); ++k)
      CHECK(near(e.found[i].posture.coordinates[k], expected[i][k], 1e-9));
}

Body pendulum(std::string name, std::string parent, double hinge, double range, double mass = 1) {
  return {.name = std::move(name),
          .parent = std::move(parent),
          .hinge_y = hinge,
          .mass = mass,
          .com_y = -0.3,
          .angle_lower = -range,
          .angle_upper = range};
}

/// A chain of pendulums on one another.
Model chain(int count, double range) {
  ModelBuilder b("chain");
  for (int i = 0; i < count; ++i)
    b.add(pendulum("p" + std::to_string(i), i ? "p" + std::to_string(i - 1) : "ground",
                   i ? -0.5 : 0, range));
  return b.build();
}

}  // namespace

TEST_CASE("a guyed arm that may turn fully has two postures: upright and hanging") {
  const Equilibria e = all_equilibria(load(source_folder() + "/tests/cases/full_turn.json"));
  check_listed(e, {{0}, {pi}});
  CHECK(e.found[0].status == Status::unstable);
  CHECK(e.found[1].status == Status::stable);
  CHECK(e.repeated == 1);
  CHECK_THAT(sentences(e.why), Catch::Matchers::ContainsSubstring("2 equilibria") &&
                                   Catch::Matchers::ContainsSubstring("counted once"));
}

TEST_CASE(
    "a pendulum is counted once however many turns are searched, at the turn nearest to the "
    "reference") {
  for (const double range : {3.1416, 4.0, 6.29, 6.3})
    check_listed(all_equilibria(chain(1, range)), {{0}, {pi}});
  // where the reference is left out
  const Equilibria forth = all_equilibria(chain(1, 6.3), {.box = {{1.0, 6.3}}});
  check_listed(forth, {{pi}, {2 * pi}});
  const Equilibria back = all_equilibria(chain(1, 6.3), {.box = {{-6.3, -1.0}}});
  check_listed(back, {{-2 * pi}, {-pi}});
  CHECK(back.repeated == 0);
  check_listed(all_equilibria(chain(1, 6.3), {.box = {{-4.0, 3.0}}}), {{-pi}, {0}});
}

TEST_CASE("two coordinates turn fully each on its own: four postures") {
  for (const double range : {3.1416, 4.0})
    check_listed(all_equilibria(chain(2, range)), {{0, 0}, {0, pi}, {pi, 0}, {pi, pi}});
}

TEST_CASE("without proof a full turn is no other posture either") {
  for (const int count : {1, 2, 3}) {
    const Equilibria e = all_equilibria(chain(count, 4), {.verify = false, .starts = 200});
    INFO(where(e));
    CHECK(e.found.size() == std::size_t(1) << count);
    for (const auto& f : e.found)
      for (const double u : f.posture.coordinates)
        CHECK((near(u, 0, 1e-9) || near(u, pi, 1e-9)));
  }
}

TEST_CASE("a torsional spring tells turns apart, one without stiffness does not") {
  const auto with_spring = [](double stiffness, double preload) {
    return ModelBuilder("spring")
        .add(pendulum("p", "ground", 0, 3.5))
        .add(Joint{.name = "coil",
                   .body = "p",
                   .law = LinearJoint{stiffness, 0},
                   .preload_factor = preload})
        .build();
  };
  // m g l sin u + k u = 0, m g l = 2.943: for k = 0.1 two roots beside u = 0 on either side, at
  // distances from a half turn of about k pi/(m g l)
  const Equilibria sprung = all_equilibria(with_spring(0.1, 1));
  INFO(where(sprung));
  REQUIRE(sprung.found.size() == 3);
  CHECK(
      near(sprung.found[0].posture.coordinates[0], -sprung.found[2].posture.coordinates[0], 1e-12));
  for (const Equilibrium& f : sprung.found)
    CHECK(near(9.81 * 0.3 * std::sin(f.posture.coordinates[0]), -0.1 * f.posture.coordinates[0],
               1e-12));
  CHECK(sprung.repeated == 0);
  check_listed(all_equilibria(with_spring(0, 1)), {{0}, {pi}});
  check_listed(all_equilibria(with_spring(0.1, 0)), {{0}, {pi}});
}

TEST_CASE("a couple does work in every turn: its turns are distinct") {
  const Model m =
      ModelBuilder("wheel")
          .add(pendulum("p", "ground", 0, 6.3))
          .add(Load{
              .name = "turn", .kind = Load::Kind::couple, .body = "p", .moment = 0.3 * 9.81 / 2})
          .build();
  const double a = pi / 6;  // m g l sin u = M
  check_listed(all_equilibria(m), {{a - 2 * pi}, {-pi - a}, {a}, {pi - a}});
  check_listed(all_equilibria(m, {.verify = false}), {{a - 2 * pi}, {-pi - a}, {a}, {pi - a}},
               false);
}

TEST_CASE(
    "a spring between two bodies tells apart their turns against one another, not those of both "
    "together") {
  const Model m =
      ModelBuilder("two")
          .add(pendulum("a", "ground", 0, 3.5))
          .add(pendulum("b", "ground", 0, 3.5))
          .add(Joint{.name = "coil", .body = "b", .relative_to = "a", .law = LinearJoint{1e-3, 0}})
          .build();
  // near the four postures without a spring, and those with the bodies turned fully against one
  // another
  const Equilibria e = all_equilibria(m);
  INFO(where(e));
  CHECK(e.verified);
  std::vector<std::pair<int, int>> halves;  // half turns of both
  for (const auto& f : e.found)
    halves.push_back({int(std::lround(f.posture.coordinates[0] / pi)),
                      int(std::lround(f.posture.coordinates[1] / pi))});
  const auto count = [&](int i, int j) {
    return std::count(halves.begin(), halves.end(), std::pair{i, j});
  };
  CHECK(halves.size() == 8);
  CHECK(count(0, 0) == 1);
  CHECK(count(1, 1) + count(-1, -1) == 1);  // both turned together: the same
  CHECK(count(1, -1) == 1);
  CHECK(count(-1, 1) == 1);
  for (const int half : {1, -1}) {
    CHECK(count(half, 0) == 1);
    CHECK(count(0, half) == 1);
  }
  CHECK(e.repeated == 1);
  // opposite couples on both do no work when both turn
  ModelBuilder b(m);
  b.add(Load{.name = "on", .kind = Load::Kind::couple, .body = "a", .moment = 0.1})
      .add(Load{.name = "back", .kind = Load::Kind::couple, .body = "b", .moment = -0.1});
  CHECK(all_equilibria(b.build()).repeated == 1);
  b.description.loads[1].moment = -0.2;
  CHECK(all_equilibria(b.build()).repeated == 0);
}

TEST_CASE("a gear repeats after as many turns as make every body's turns whole") {
  const auto geared = [](double ratio) {
    return ModelBuilder("gear")
        .add(pendulum("wheel", "ground", 0, 6.29, 2))
        .add(pendulum("driven", "ground", 0, 6.3, 0.1))
        .add(Constraint{.name = "teeth", .terms = {{"driven", 1.0}, {"wheel", -ratio}}})
        .build();
  };
  const auto count = [](const Equilibria& e) {
    INFO(where(e));
    CHECK(e.verified);
    return static_cast<int>(e.found.size()) + 100 * e.repeated;
  };
  // V = -(m g l) (2 cos u + 0.1 cos(r u)): five roots in +-2 pi, at 0, +-pi, +-2 pi
  for (const double whole : {2.0, 1.0, -1.0}) {
    ModelBuilder b(geared(whole));
    if (whole == 2) {
      b.description.bodies[0].angle_lower = -3.15;
      b.description.bodies[0].angle_upper = 3.15;
    }
    CHECK(count(all_equilibria(b.build())) == (whole == 2 ? 102 : 302));
  }
  ModelBuilder half(geared(0.5));
  const Equilibria e = all_equilibria(half.build());
  INFO(where(e));
  CHECK(e.verified);
  REQUIRE(e.found.size() ==
          4);  // -pi and +pi differ: the driven body points forth or back; -2 pi and +2 pi are one
  CHECK(near(e.found[3].posture.coordinates[0], 2 * pi, 1e-9));
  CHECK(e.repeated == 1);
}

TEST_CASE("what cannot be decided is listed once for all turns") {
  // u = sin u about the hanging posture of a wheel: a spring that turns with it, made of cables,
  // cancels its weight
  const Model idle = ModelBuilder("idle")
                         .gravity(0, 0)
                         .add(Body{.name = "rod", .angle_lower = -3.1416, .angle_upper = 3.1416})
                         .add(Cable{.name = "loose",
                                    .law = Linear{100, 0.75},
                                    .path = {at("rod", 0, 0.5), at("ground", 0, 0.3)},
                                    .source = {}})
                         .build();
  // slack but where the rod points down (the cable is 0.8 m long there): indifferent all the way
  // between
  const Equilibria e = all_equilibria(idle);
  INFO(where(e));
  CHECK_FALSE(e.verified);
  REQUIRE(e.undecided.size() == 1);
  CHECK(contains(e.undecided[0][0], Interval(-2, 2)));
  REQUIRE(e.found.size() >= 1);
  int hanging = 0;
  for (const auto& f : e.found)
    hanging += near(std::abs(f.posture.coordinates[0]), pi, 1e-9);
  CHECK(hanging == 1);
}

TEST_CASE("a posture that only turns of both bodies repeat is listed once, proved or not") {
  // two pendulums with a spring between them: a full turn of one of them winds it
  const Model m =
      ModelBuilder("wound")
          .add(Body{.name = "inner", .mass = 1, .com_y = 0.3, .angle_lower = -7, .angle_upper = 7})
          .add(Body{.name = "outer",
                    .parent = "inner",
                    .mass = 1,
                    .com_y = 0.3,
                    .angle_lower = -7,
                    .angle_upper = 7})
          .add(Joint{.name = "spring",
                     .body = "outer",
                     .relative_to = "inner",
                     .law = LinearJoint{2, 0},
                     .source = {}})
          .build();
  const Equilibria proved = all_equilibria(m),
                   found = all_equilibria(m, {.verify = false, .starts = 300});
  REQUIRE(proved.verified);
  REQUIRE(!proved.found.empty());
  for (const Equilibria* all : {&proved, &found})
    for (std::size_t i = 0; i < all->found.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) {
        const auto& a = all->found[i].posture.coordinates;
        const auto& b = all->found[k].posture.coordinates;
        const double turns = std::round((a[0] - b[0]) / (2 * pi));
        const bool same = std::abs(a[0] - b[0] - 2 * pi * turns) < 1e-6 &&
                          std::abs(a[1] - b[1] - 2 * pi * turns) < 1e-6;
        CHECK_FALSE(same);
      }
  CHECK(found.found.size() <= proved.found.size());
  CHECK(found.repeated > 0);
}
