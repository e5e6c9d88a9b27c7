// All equilibria where paths are singular: circles that the chord cuts, drums, springs of no
// length, points that meet, forces that hide the balance.
#include "guywire/proof/equilibria.hpp"
#include "support/case_file.hpp"
#include "support/equilibria_text.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double g = 9.81;

/// The equilibria at these coordinates with these kinds, sorted, and no more, proved.
void check_listed(const Equilibria& e,
                  const std::vector<std::pair<std::vector<double>, Status>>& expected,
                  double tolerance = 1e-9) {
  INFO(where(e));
  CHECK(e.verified);
  REQUIRE(e.found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(e.found[i].status == expected[i].second);
    CHECK(e.found[i].unique);
    for (std::size_t k = 0; k < expected[i].first.size(); ++k)
      CHECK(near(e.found[i].posture.coordinates[k], expected[i].first[k], tolerance));
  }
}

/// Both postures of two links of lengths a and b, on the origin, whose end is at (x, y): angles of
/// links that stand up at 0.
std::vector<std::vector<double>> two_links_to(double a, double b, double x, double y) {
  const double r = std::hypot(x, y), towards = std::atan2(-x, y),
               bend = std::acos((a * a + r * r - b * b) / (2 * a * r));
  std::vector<std::vector<double>> out;
  for (const double sign : {-1.0, 1.0}) {
    const double first = towards + sign * bend, px = x + a * std::sin(first),
                 py = y - a * std::cos(first);
    out.push_back({first, std::atan2(-px, py)});
  }
  return out;
}

ModelBuilder two_links(double a, double mass) {
  ModelBuilder m("links");
  m.add(Body{.name = "a", .mass = mass, .com_y = 0.2})
      .add(Body{.name = "b", .parent = "a", .hinge_y = a, .mass = mass, .com_y = 0.2});
  return m;
}

}  // namespace

TEST_CASE(
    "a balance that needs the chord to pass through a pulley is none, and that a path is lost is "
    "said") {
  const Equilibria e = all_equilibria(case_file("wrap_pierced.json"));
  INFO(where(e));
  CHECK(e.verified);
  CHECK(e.no_equilibrium);
  CHECK(e.found.empty());
  CHECK(e.path_lost);
  CHECK_FALSE(all_equilibria(case_file("wrap_pierced.json"), {.box = {{-0.9, 1.0}}}).path_lost);
  CHECK(all_equilibria(case_file("wrap_pierced.json"), {.verify = false}).found.empty());
}

TEST_CASE("cells across the edge of a lost path are decided by the moment that is left there") {
  // a rope over a fixed pulley beside the hinge, always taut and pulling one way: no balance,
  // though a third of the box has no path
  const Model m =
      ModelBuilder("beside")
          .gravity(0, 0)
          .add(Body{.name = "arm"})
          .add(Circle{.name = "pulley",
                      .body = "ground",
                      .center_x = 0.2,
                      .center_y = 0.3,
                      .radius = 0.1,
                      .source = {}})
          .add(Cable{.name = "rope",
                     .law = Linear{100, 0.01},
                     .path = {at("ground", -0.3, 0.35), around("pulley", Sense::clockwise),
                              at("arm", 0, 0.5)},
                     .source = {}})
          .add(Load{.name = "turn", .kind = Load::Kind::couple, .body = "arm", .moment = 200})
          .build();
  const Equilibria e = all_equilibria(m);
  INFO(where(e));
  CHECK(e.no_equilibrium);
  CHECK(e.path_lost);
  CHECK(e.cells < 500);
}

TEST_CASE("a drum winds on: its turns are distinct equilibria") {
  // rope clockwise from the ground up to a drum that hangs: V' = m g r sin(theta) - k R max(0, R
  // (taut_from - theta))
  constexpr double R = 0.1, k = 500, m_g_r = g * 0.3;
  const double tangent = std::sqrt(0.15 * 0.15 - R * R),
               beta = std::atan2(1, R) + std::acos(R / 0.15),
               psi_0 = (std::atan2(-1, -R) - pi / 2) + 2 * pi;
  const double length_0 = 1 + tangent + R * (psi_0 - beta);
  const double lost_from = psi_0 + beta,
               touches_until =
                   psi_0 - beta;  // where the chord cuts the drum, and where it leaves it
  for (const double taut_from : {-4.0, -5.5}) {
    const Model m = ModelBuilder("winch")
                        .add(Body{.name = "drum",
                                  .mass = 1,
                                  .com_y = -0.3,
                                  .angle_lower = -6.28,
                                  .angle_upper = 6.28})
                        .add(Circle{.name = "rim", .body = "drum", .radius = R, .source = {}})
                        .add(Cable{.name = "rope",
                                   .law = Linear{k, length_0 - R * taut_from},
                                   .path = {at("ground", -R, -1), around("rim", Sense::clockwise),
                                            at("drum", 0, 0.15)},
                                   .source = {}})
                        .build();
    const auto moment = [&](double theta) {
      return m_g_r * std::sin(theta) - k * R * R * std::max(0.0, taut_from - theta);
    };
    std::vector<double> expected;  // where the string touches, by bisection; beyond, it is slack
    for (double theta = -6.28; theta < touches_until; theta += 0.001) {
      if ((moment(theta) > 0) == (moment(theta + 0.001) > 0)) continue;
      double low = theta, high = theta + 0.001;
      for (int i = 0; i < 60; ++i)
        (((moment((low + high) / 2) > 0) == (moment(low) > 0)) ? low : high) = (low + high) / 2;
      expected.push_back(low);
    }
    expected.push_back(pi);
    REQUIRE(touches_until < pi);
    REQUIRE(lost_from < 6.28);
    const Equilibria e = all_equilibria(m);
    INFO(where(e));
    CHECK(e.verified);
    CHECK(e.path_lost);
    CHECK(e.repeated == 0);  // the half turns forth and back differ by a turn of rope
    REQUIRE(e.found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      CHECK(near(e.found[i].posture.coordinates[0], expected[i], 1e-9));
  }
}

TEST_CASE("a spring of no length is smooth: its ends may meet at a rest") {
  const double angle = std::atan(g / 2000);  // V = k (1 - cos) - m g sin/2
  const Equilibria weighed = all_equilibria(case_file("zero_length.json"));
  check_listed(weighed, {{{-angle}, Status::stable}, {{pi - angle}, Status::unstable}}, 1e-14);
  CHECK(near(weighed.found[0].posture.tensions[0], 4.905, 1e-4));
  const Equilibria weightless = all_equilibria(case_file("zero_length_weightless.json"));
  check_listed(weightless, {{{0}, Status::stable}, {{pi}, Status::unstable}}, 1e-14);
  CHECK(near(weightless.found[0].posture.certificate.min_eigenvalue, 1000, 1e-9));
}

TEST_CASE(
    "weights and springs of no length on one body: V = A cos + B sin, whatever their number, sides "
    "and knobs") {
  Random r(7);
  for (int i = 0; i < 40; ++i) {
    ModelBuilder b("springs");
    const double mass = r.log_uniform(0.1, 100), cx = r.uniform(-0.5, 0.5),
                 cy = r.uniform(-0.5, 0.5);
    b.add(Body{.name = "arm", .mass = mass, .com_x = cx, .com_y = cy});
    double A = mass * g * cy, B = mass * g * cx;
    const int springs = r.integer(1, 3);
    for (int s = 0; s < springs; ++s) {
      const double k = r.log_uniform(1, 1e6), x = r.uniform(-1, 1), y = r.uniform(-1, 1),
                   px = r.chance(0.3) ? x : r.uniform(-1, 1),
                   py = r.chance(0.3) ? y : r.uniform(-1, 1);
      const double z = r.chance(0.5) ? 0 : 0.1, knob = r.uniform(0.5, 2);
      const int sides = r.integer(1, 2);
      b.add(Cable{.name = "s" + std::to_string(s),
                  .law = Linear{k, 0},
                  .path = {at("ground", px, py, z), at("arm", x, y)},
                  .sides = sides,
                  .knobs = {.stiffness = knob},
                  .source = {}});
      A -= sides * knob * k * (px * x + py * y);  // k d.d/2 = constant - k p.R(theta) x
      B -= sides * knob * k * (py * x - px * y);
    }
    const double lowest = std::atan2(-B, -A), highest = std::atan2(B, A);
    std::vector<std::pair<std::vector<double>, Status>> expected{{{lowest}, Status::stable},
                                                                 {{highest}, Status::unstable}};
    std::sort(expected.begin(), expected.end());
    check_listed(all_equilibria(b.build()), expected);
  }
}

TEST_CASE("two links pinned by a spring of no length rest where its ends meet, both ways round") {
  ModelBuilder b = two_links(0.5, 0);
  b.gravity(0, 0).add(Cable{.name = "pin",
                            .law = Linear{1000, 0},
                            .path = {at("b", 0, 0.4), at("ground", 0.3, 0.6)},
                            .source = {}});
  const Equilibria e = all_equilibria(b.build());
  INFO(where(e));
  CHECK(e.verified);
  std::vector<std::vector<double>> stable;
  for (const auto& f : e.found)
    if (f.status == Status::stable) stable.push_back(f.posture.coordinates);
  const auto expected = two_links_to(0.5, 0.4, 0.3, 0.6);
  REQUIRE(stable.size() == 2);
  for (int i = 0; i < 2; ++i)
    for (int k = 0; k < 2; ++k)
      CHECK(near(stable[i][k], expected[i][k], 1e-9));
}

TEST_CASE(
    "two points of a taut path that meet are listed where the others pull less than the path "
    "does") {
  const auto model = [](double stiffness, double slack) {
    return two_links(0.5, 1)
        .add(Cable{.name = "c",
                   .law = Linear{stiffness, slack},
                   .path = {at("b", 0, 0.4), at("ground", 0.3, 0.6), at("ground", 2, 0)},
                   .source = {}})
        .build();
  };
  const auto expected = two_links_to(0.5, 0.4, 0.3, 0.6);
  const Model strong = model(1000, 0.2);
  const Equilibria e = all_equilibria(strong);
  INFO(where(e));
  CHECK(e.verified);
  std::vector<const Equilibrium*> stable;
  for (const auto& f : e.found)
    if (f.status == Status::stable) stable.push_back(&f);
  REQUIRE(stable.size() == 2);
  for (int i = 0; i < 2; ++i) {
    const auto& u = stable[i]->posture.coordinates;
    for (int k = 0; k < 2; ++k)
      CHECK(near(u[k], expected[i][k], 1e-9));
    const auto& contacts = stable[i]->posture.certificate.contacts;
    REQUIRE(contacts.size() == 1);
    CHECK(contacts[0].cable == 0);
    CHECK(contacts[0].point == 0);
    CHECK(std::hypot(contacts[0].force_x, contacts[0].force_y) < stable[i]->posture.tensions[0]);
    CHECK(stable[i]->unique);
    // V rises all around
    for (int way = 0; way < 16; ++way) {
      const double a = 2 * pi * way / 16;
      CHECK(posture_at(strong, {{u[0] + 1e-4 * std::cos(a), u[1] + 1e-4 * std::sin(a)}})
                .last()
                .potential > stable[i]->posture.potential);
    }
  }
  // pulled too weakly, or slack there, the tip is no rest, and nothing stays open
  for (const Model& m : {model(10, 1.7), model(1000, 2.0)}) {
    const Equilibria none = all_equilibria(m);
    INFO(where(none));
    CHECK(none.verified);
    CHECK_FALSE(none.found.empty());
    for (const auto& f : none.found)
      CHECK(f.posture.certificate.contacts.empty());
  }
}

TEST_CASE("forces that hide the balance from a search move no proved place") {
  const Equilibria stretched = all_equilibria(case_file("false_stable_overstretched.json"));
  INFO(where(stretched));
  REQUIRE(stretched.found.size() == 1);
  CHECK(near(stretched.found[0].posture.coordinates[0], 0.2, 1e-12));  // 2 N m on 10 N m/rad
  CHECK((stretched.found[0].status == Status::stable ||
         (stretched.found[0].status == Status::hidden_by_rounding && !stretched.verified)));
  const Equilibria tiny = all_equilibria(case_file("tiny_gravity.json"));
  check_listed(tiny, {{{-pi / 2}, Status::unstable}, {{pi / 2}, Status::stable}}, 1e-12);
}

TEST_CASE(
    "a spring against a couple stays where it is, however tight a cable on two welded bodies") {
  for (const double stretch : {1e-3, 1.0, 1e6, 1e12, 1e18}) {
    for (const double couple : {2.0, 1e-6}) {
      const Model m =
          ModelBuilder("welded")
              .gravity(0, 0)
              .add(Body{.name = "a"})
              .add(Body{.name = "b", .parent = "a", .hinge_y = 0.5})
              .add(Joint{.name = "j", .body = "a", .law = LinearJoint{10, 0}})
              .add(Cable{.name = "c",
                         .law = Linear{stretch, 0.1},
                         .path = {at("a", 0.1, 0.2), at("b", 0.1, 0)},
                         .source = {}})
              .add(Load{.name = "l", .kind = Load::Kind::couple, .body = "a", .moment = couple})
              .add(relative("weld", "b", "a"))
              .build();
      const Equilibria e = all_equilibria(m);
      INFO("stiffness " << stretch << ": " << where(e));
      REQUIRE(e.found.size() == 1);
      CHECK(near(e.found[0].posture.coordinates[0], couple / 10, 1e-12));
      CHECK(e.found[0].status == Status::stable);
      CHECK(near(e.found[0].posture.certificate.min_eigenvalue, 10, 1e-6));
    }
  }
}

TEST_CASE(
    "a root just outside the box is not listed, however wide the cell in which it is the only "
    "one") {
  // a bilinear joint's corner and springs: the root near -88.749 degrees lies beyond a range that
  // ends at -85.944
  const auto model = [](double lower) {
    return ModelBuilder("edge")
        .add(Body{.name = "a",
                  .mass = 1,
                  .com_x = -0.12910121756197313,
                  .com_y = 0.3631063483939021,
                  .angle_lower = lower,
                  .angle_upper = 2.5})
        .add(Circle{.name = "o1",
                    .body = "ground",
                    .center_x = -0.7719612535371598,
                    .center_y = 0.23427450467279431,
                    .radius = 0.11266912723173848,
                    .source = {}})
        .add(Circle{.name = "o2", .body = "ground", .radius = 0.02309033067499123, .source = {}})
        .add(Cable{.name = "c0",
                   .law = Linear{742.0457875135207, 0},
                   .path = {at("ground", 1.1889798893913555, -0.49852709483664537),
                            at("a", 0.8378528466213206, 0.7684084541799749)},
                   .source = {}})
        .add(Cable{.name = "c1",
                   .law = Linear{18044.689048327633, 0.7107741530642233},
                   .path = {at("ground", 0.5096179496103885, 0.9423602533468283),
                            around("o1", Sense::counterclockwise),
                            at("a", 0.8243101455834978, -0.47183345054451054)},
                   .source = {}})
        .add(Cable{.name = "c2",
                   .law = Linear{2191.8931933271683, 0},
                   .path = {at("ground", 0.9202808595731904, 0.3392833663914425),
                            around("o2", Sense::clockwise),
                            at("a", -0.4489739305960776, 0.6824886531166343)},
                   .source = {}})
        .add(Joint{.name = "j",
                   .body = "a",
                   .law = BilinearJoint{14.292440697828773, 211.64229822516555, 0},
                   .source = {}})
        .add(Load{
            .name = "t", .kind = Load::Kind::couple, .body = "a", .moment = 10.816931945168456})
        .build();
  };
  const auto inside = all_equilibria(model(-1.5));
  CHECK(inside.verified);
  for (const auto& e : inside.found)
    CHECK(std::abs(e.posture.certificate.residual) <= e.posture.certificate.rounding_bound);
  EquilibriaOptions box;
  box.box = {{-1.5, 2.5}};
  const auto boxed = all_equilibria(model(-3), box);
  CHECK(boxed.verified);
  REQUIRE(boxed.found.size() == inside.found.size());
  for (std::size_t i = 0; i < boxed.found.size(); ++i)
    CHECK(
        near(boxed.found[i].posture.coordinates[0], inside.found[i].posture.coordinates[0], 1e-9));
  const auto wider = all_equilibria(model(-1.6));
  CHECK(wider.found.size() == inside.found.size() + 1);
}

TEST_CASE("a balance with a force beyond every number is not listed as proved") {
  const Model m = ModelBuilder("far")
                      .add(Body{.name = "arm", .mass = 2, .com_y = 0.3})
                      .add(Cable{.name = "far",
                                 .law = Linear{1000, 0.5},
                                 .path = {at("ground", 0, 0), at("ground", 1e306, 0)},
                                 .source = {}})
                      .build();
  CHECK(solve(m).status == Status::path_lost);
  const Equilibria all = all_equilibria(m);
  CHECK(!all.verified);
  CHECK(all.found.empty());
  CHECK(all.undecided.size() == 2);
}

TEST_CASE("half a turn away nothing is proved to balance that does not") {
  // V by hand: k/2 (|R a - g| + |R b - g| - l)^2 + 2 g 0.3 cos(theta), its four extremes on a grid
  // of 1e-5 turns
  const auto model = [](double slack) {
    const PathPoint a = at("arm", -0.33309593906870405, -0.12234921454916914);
    return ModelBuilder("there_and_back")
        .add(Body{.name = "arm", .mass = 2, .com_y = 0.3})
        .add(Cable{.name = "b",
                   .law = Linear{1000, slack},
                   .path = {a, at("ground", -0.3, 0), at("arm", 0, 0.5)},
                   .source = {}})
        .build();
  };
  const auto V = [](double slack, double theta) {
    const double c = std::cos(theta), s = std::sin(theta);
    const auto far = [&](double x, double y) {
      return std::hypot(c * x - s * y + 0.3, s * x + c * y);
    };
    const double length = far(-0.33309593906870405, -0.12234921454916914) + far(0, 0.5);
    const double stretch = std::max(0.0, length - slack);
    return 500 * stretch * stretch + 2 * 9.81 * 0.3 * c;
  };
  for (const double slack : {0.2, 0.9, 1.0, 1.1, 1.2}) {
    CAPTURE(slack);
    constexpr int steps = 100000;
    const double step = 2 * std::numbers::pi / steps;
    std::vector<double> extremes;
    for (int i = 0; i < steps; ++i) {
      const double theta = -std::numbers::pi + (i + 0.3) * step;
      const double before = V(slack, theta - step), here = V(slack, theta);
      const double after = V(slack, theta + step);
      if ((here < before) == (here < after)) extremes.push_back(theta);
    }
    const Equilibria all = all_equilibria(model(slack));
    CHECK(all.verified);
    REQUIRE(all.found.size() == extremes.size());
    for (std::size_t i = 0; i < extremes.size(); ++i)
      CHECK(near(all.found[i].posture.coordinates[0], extremes[i], 2 * step));
  }
}

TEST_CASE("a balance on a corner is proved after any quarter turn of the world") {
  // a mast between two guys, both exactly at their slack length, with gravity and anchors turned by
  // quarters
  for (int quarters = 0; quarters < 4; ++quarters) {
    CAPTURE(quarters);
    constexpr int cosines[] = {1, 0, -1, 0};
    const double c = cosines[quarters], s = cosines[(quarters + 3) % 4];
    const auto guy = [&](const char* name, double x) {
      return Cable{.name = name,
                   .law = Linear{1e5, 2.5},
                   .path = {at("ground", c * x, s * x), at("mast", 0, 2)},
                   .source = {}};
    };
    ModelBuilder b("turned");
    b.gravity(9.81 * s, -9.81 * c);
    b.add(Body{.name = "mast", .mass = 50, .com_y = 1});
    b.add(guy("front", 1.5)).add(guy("rear", -1.5));
    const Equilibria all = all_equilibria(b.build());
    CHECK(all.verified);
    const auto upright = [&](const Equilibrium& e) {
      const double off = e.posture.coordinates[0] - quarters * std::numbers::pi / 2;
      return std::abs(std::remainder(off, 2 * std::numbers::pi)) < 1e-9;
    };
    const auto found = std::find_if(all.found.begin(), all.found.end(), upright);
    REQUIRE(found != all.found.end());
    CHECK(found->status == Status::stable);
    CHECK(all.found.size() % 2 == 0);  // about a circle minima and maxima take turns
  }
}

TEST_CASE("a balance of weight and cable on a joint's corner is proved") {
  // level, a mass of 8 N hangs 1 m out, from a cable straight above that is stretched from 0.5 m to
  // 1 m: 16 N/m times 0.5 m
  ModelBuilder b("level");
  b.gravity(0, -8);
  b.add(Body{.name = "beam", .mass = 1, .com_x = 1, .angle_lower = -0.5, .angle_upper = 0.5});
  b.add(Cable{.name = "rope",
              .law = Linear{16, 0.5},
              .path = {at("ground", 1, 1), at("beam", 1, 0)},
              .source = {}});
  b.add(Joint{.name = "stop", .body = "beam", .law = BilinearJoint{10, 40, 0}, .source = {}});
  const Equilibria all = all_equilibria(b.build());
  CHECK(all.verified);
  REQUIRE(all.found.size() == 1);
  CHECK(near(all.found[0].posture.coordinates[0], 0, 1e-12));
}
