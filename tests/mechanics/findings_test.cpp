// What is valid but suspicious: one finding for each kind, none for a model that is fine, and
// bounds of paths that hold.
#include "guywire/mechanics/findings.hpp"

#include <cmath>
#include <functional>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/case_file.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

using Kind = Finding::Kind;

/// A mast of 0.8 m with two stays: nothing suspicious.
ModelDescription mast() {
  ModelBuilder b("mast");
  b.add(Body{.name = "mast", .mass = 5, .com_y = 0.4, .angle_lower = -1, .angle_upper = 1});
  b.add(Cable{.name = "front",
              .law = Linear{1e4, 0.5},
              .path = {at("ground", 0.3, 0), at("mast", 0, 0.5)},
              .knobs = {}});
  b.add(Cable{.name = "rear",
              .law = Linear{1e4, 0.5},
              .path = {at("ground", -0.3, 0), at("mast", 0, 0.5)},
              .knobs = {}});
  return b.description;
}

/// The same with a muscle of 0.1 m fibers that are at their optimal length at the reference.
ModelDescription muscled_mast() {
  ModelDescription d = mast();
  const double path = std::hypot(0.3, 0.5);
  d.cables[0].law = Hill{500, 0.1, path - 0.1, 0, 0.1};
  return d;
}

std::vector<Finding> found(const ModelDescription& d) { return findings(ModelBuilder(d).build()); }

std::vector<std::string> words(const std::vector<Finding>& all) {
  std::vector<std::string> out;
  for (const Finding& f : all)
    out.push_back(std::string(to_string(f.kind)) + " of " + f.subject);
  return out;
}

/// One change that makes a fine model suspicious, and the finding.
struct Case {
  Kind kind;
  const char* subject;
  const char* field;
  double value, bound;
  const char* unit;
  bool thousandfold;
  std::function<void(ModelDescription&)> spoil;
};

const std::vector<Case>& cases() {
  static const double turn = 2 * 3.14159265358979323846;
  static const std::vector<Case> all{
      // longest path by hand: 0.3 m + 0.5 m if the mast could lie; at 1 rad forward sqrt(0.34 + 0.3
      // sin 1)
      {Kind::never_taut, "cable 'rear'", "slack_length_m", 500,
       std::sqrt(0.34 + 0.3 * std::sin(1.0)), "m", true,
       [](auto& d) {
         d.cables[1].law = Linear{1e4, 500};
       }},
      {Kind::never_taut, "cable 'front'", "slack_length_m", 0.9,
       std::sqrt(0.34 + 0.3 * std::sin(1.0)), "m", false,
       [](auto& d) {
         d.cables[0].law = Linear{1e4, 0.9};
       }},
      {Kind::never_slack, "cable 'rear'", "slack_length_m", 0.01,
       std::sqrt(0.34 - 0.3 * std::sin(1.0)), "m", false,
       [](auto& d) {
         d.cables[1].law = Linear{1e4, 0.01};
       }},
      {Kind::pulls_nothing, "cable 'rear'", "law", 0, 0, "N", false,
       [](auto& d) {
         d.cables[1].law = Linear{0, 0.5};
       }},
      {Kind::turns_nothing, "cable 'rear'", "path", 0, 0, "m", false,
       [](auto& d) { d.cables[1].path[0].body = "mast"; }},
      {Kind::turns_nothing, "cable 'rear'", "path", 0, 0, "m", false,
       [](auto& d) {
         d.cables[1].path[1].point = {0, 0, 0.1};
       }},
      {Kind::turns_nothing, "joint 'spring'", "", 0, 0, "N m", false,
       [](auto& d) {
         d.joints.push_back({.name = "spring", .body = "mast", .law = LinearJoint{0, 0}});
       }},
      {Kind::mass_without_lever, "body 'mast'", "com_m", 5, 0, "kg", false,
       [](auto& d) { d.bodies[0].com_y = 0; }},
      {Kind::lever_without_mass, "body 'rod'", "mass_kg", 0.2, 0, "m", false,
       [](auto& d) { d.bodies.push_back({.name = "rod", .com_y = 0.2}); }},
      {Kind::force_without_lever, "load 'push'", "point_m", 10, 0, "N", false,
       [](auto& d) { d.loads.push_back({.name = "push", .body = "mast", .force_x = 10}); }},
      {Kind::light_for_its_size, "body 'mast'", "com_m", 400, 5, "m", true,
       [](auto& d) {
         d.bodies[0].com_y = 400;
         for (Cable& c : d.cables) {
           c.path[1].point.y = 300;
           c.law = Linear{1e4, 300};
         }
       }},
      {Kind::far_from_others, "cable 'weight'", "path[0] / point_m", 400, 0.3, "m", true,
       [](auto& d) {
         d.cables.push_back({.name = "weight",
                             .law = Linear{1, 400},
                             .path = {at("ground", 400, 0), at("mast", 0, 0.5)},
                             .knobs = {}});
       }},
      {Kind::far_from_others, "body 'lamp'", "mass_kg", 4000, 5, "kg", true,
       [](auto& d) {
         d.bodies.push_back({.name = "lamp", .mass = 4000, .com_y = 0.2});
         d.bodies.push_back({.name = "lid", .mass = 1, .com_y = 0.2});
       }},
      {Kind::beyond_a_turn, "joint 'spring'", "neutral_angle_rad", 15, turn, "rad", false,
       [](auto& d) {
         d.joints.push_back({.name = "spring", .body = "mast", .law = LinearJoint{10, 15}});
       }},
      {Kind::beyond_a_turn, "body 'mast'", "angle_lower_rad", -30, -turn, "rad", false,
       [](auto& d) { d.bodies[0].angle_lower = -30; }},
      {Kind::held_outside_range, "constraint 'held'", "angle_rad", 1.5, 1, "rad", false,
       [](auto& d) { d.constraints.push_back(hold("held", "mast", 1.5)); }},
      {Kind::one_side_of_a_pair, "cable 'front'", "sides", 1, 2, "1", false,
       [](auto& d) {
         d.bodies[0].sides = 2;
         d.cables[1].sides = 2;
       }},
      {Kind::one_side_of_a_pair, "joint 'spring'", "sides", 1, 2, "1", false,
       [](auto& d) {
         d.bodies[0].sides = 2;
         for (Cable& c : d.cables)
           c.sides = 2;
         d.joints.push_back({.name = "spring", .body = "mast", .law = LinearJoint{1, 0}});
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("a model that is fine has no findings; nor has any shipped model") {
  CHECK(words(found(mast())) == std::vector<std::string>{});
  CHECK(words(found(muscled_mast())) == std::vector<std::string>{});
  for (const std::string& name : shipped_models()) {
    CAPTURE(name);
    CHECK(words(findings(load(name))) == std::vector<std::string>{});
  }
}

TEST_CASE("each kind is found, alone, with its facts") {
  std::vector<bool> met(static_cast<int>(Kind::one_side_of_a_pair) + 1);
  met[static_cast<int>(Kind::beyond_its_curve)] = true;  // see below
  for (const Case& c : cases()) {
    ModelDescription d = mast();
    c.spoil(d);
    const auto all = found(d);
    CAPTURE(c.subject, to_string(c.kind), words(all));
    REQUIRE(all.size() == 1);
    const Finding& f = all.front();
    CHECK(to_string(f.kind) == to_string(c.kind));
    CHECK(f.subject == c.subject);
    CHECK(f.field == c.field);
    CHECK(f.value == Approx(c.value));
    CHECK(f.bound == Approx(c.bound));
    CHECK(f.unit == c.unit);
    CHECK(f.thousandfold == c.thousandfold);
    met[static_cast<int>(c.kind)] = true;
  }
  for (std::size_t k = 0; k < met.size(); ++k) {
    CAPTURE(to_string(static_cast<Kind>(k)));
    CHECK(met[k]);
  }
}

TEST_CASE("a muscle beyond its curve at the reference, at either end") {
  const double path = std::hypot(0.3, 0.5);
  // fiber over optimal length: (path - tendon) / 0.1 m
  for (const auto& [n, bound] : {std::pair{1.81, 1.8}, {3.0, 1.8}, {0.39, 0.4}, {0.0, 0.4}}) {
    for (const bool elastic : {false, true}) {
      ModelDescription d = muscled_mast();
      const double tendon = path - n * 0.1;
      if (elastic && n > 0.2 && n < 1)
        continue;  // its fiber is longer than the rigid tendon's by nothing worth a case
      if (elastic)
        d.cables[0].law = HillElastic{500, 0.1, tendon, 0, 0.1};
      else
        d.cables[0].law = Hill{500, 0.1, tendon, 0, 0.1};
      const auto all = found(d);
      CAPTURE(n, elastic, words(all));
      if (elastic && n < 2 && n > 1) {  // the tendon gives: the fiber is shorter
        CHECK(all.empty());
        continue;
      }
      REQUIRE(all.size() == 1);
      CHECK(all[0].kind == Kind::beyond_its_curve);
      CHECK(all[0].bound == bound);
      if (!elastic) CHECK(all[0].value == Approx(n).margin(1e-12));
    }
  }
  for (const double n : {0.41, 1.0, 1.79}) {
    ModelDescription d = muscled_mast();
    d.cables[0].law = Hill{500, 0.1, path - n * 0.1, 0, 0.1};
    CHECK(found(d).empty());
  }
  // in millimeters: the fiber, the tendon
  ModelDescription fiber = muscled_mast(), tendon = muscled_mast();
  std::get<Hill>(fiber.cables[0].law).optimal_fiber_length = 100;
  std::get<Hill>(tendon.cables[0].law).tendon_slack_length = 400;
  CHECK(words(found(tendon)) == std::vector<std::string>{"never_taut of cable 'front'"});
  CHECK(words(found(fiber)) == std::vector<std::string>{"never_taut of cable 'front'"});
}

TEST_CASE("what is unusual but right is no finding") {
  ModelDescription d = mast();
  SECTION("a spring without free length is never slack") { d.cables[1].law = Linear{1e4, 0}; }
  SECTION("a weightless mast has no lever to miss") {
    d.bodies[0].mass = 0;
    d.gravity = {0, 0};
  }
  SECTION("what is held may be let go") { d.constraints.push_back(hold("held", "mast", 0.5)); }
  SECTION("a cable that was cut by its knobs") { d.cables[1].knobs.stiffness = 0; }
  SECTION("a heavy load on a light mast: of two masses nobody knows which is right") {
    d.bodies.push_back(
        {.name = "load", .parent = "mast", .hinge_y = 0.8, .mass = 5000, .com_y = -0.2});
  }
  SECTION("far anchors of a large mast") {
    d.bodies[0].mass = 400;
    d.bodies[0].com_y = 20;
    for (Cable& c : d.cables) {
      c.path[0].point.x *= 100;
      c.path[1].point.y *= 80;
      c.law = Linear{1e6, 50};
    }
  }
  SECTION("a cable that ends in the hinge of a body that is carried") {
    d.bodies.push_back({.name = "top", .parent = "mast", .hinge_y = 0.8, .mass = 1, .com_y = 0.1});
    d.cables.push_back({.name = "to_hinge",
                        .law = Linear{1e4, 0.8},
                        .path = {at("ground", 0.3, 0), at("top", 0, 0)},
                        .knobs = {}});
  }
  CHECK(words(found(d)) == std::vector<std::string>{});
}

TEST_CASE("cases of 0.1.0: a slack length in millimeters, a cable on one body") {
  const auto mm = findings(case_file("slack_length_in_mm.json"));
  REQUIRE(words(mm) ==
          std::vector<std::string>{"never_taut of cable 'front'", "never_taut of cable 'rear'"});
  for (const Finding& f : mm) {
    CHECK(f.value == 500);
    CHECK(f.bound == Approx(0.8));  // at most: both ends on one line through the hinge
    CHECK(f.thousandfold);
  }
  CHECK(words(findings(case_file("cable_on_one_body.json"))) ==
        std::vector<std::string>{"turns_nothing of cable 'rear'"});
}

TEST_CASE("bounds of a path hold in every posture, and are met where two levers turn") {
  const Model m = ModelBuilder(mast()).build();
  const PathReach front = path_reach(m, {0});
  double least = 1e9, most = 0;
  for (int i = -100; i <= 100; ++i) {
    const double length = posture_at(m, {{i / 100.0}}).last().lengths[0];
    least = std::min(least, length);
    most = std::max(most, length);
  }
  CHECK(front.shortest == Approx(least));
  CHECK(front.longest == Approx(most));
  CHECK(front.changes);
  int checked = 0, constant = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Model random = ModelBuilder(random_description(seed)).build();
    Random r(seed);
    std::vector<PathReach> reach;
    for (std::size_t c = 0; c < random.description().cables.size(); ++c)
      reach.push_back(path_reach(random, {static_cast<int>(c)}));
    std::vector<double> first;
    for (int k = 0; k < 10; ++k) {
      const auto o = posture_at(random, {random_coordinates(random, r, 0.8)});
      if (o.status == Status::path_lost) continue;
      const auto& lengths = o.last().lengths;
      for (std::size_t c = 0; c < reach.size(); ++c) {
        CAPTURE(seed, c, k);
        CHECK(lengths[c] >= reach[c].shortest * (1 - 1e-12));
        CHECK(lengths[c] <= reach[c].longest * (1 + 1e-12));
        if (!first.empty() && !reach[c].changes) CHECK(lengths[c] == Approx(first[c]));
        ++checked;
        constant += !reach[c].changes;
      }
      if (first.empty()) first = lengths;
    }
  }
  CHECK(checked > 5000);
  CAPTURE(constant);
}

TEST_CASE("a muscle beyond the strain at which passive force is F0 is overstretched") {
  ModelBuilder b("arm");
  b.add(Body{.name = "arm", .mass = 1, .com_y = 0.1});
  b.add(Cable{.name = "muscle",
              .law = Hill{.max_isometric_force = 400,
                          .optimal_fiber_length = 0.1,
                          .tendon_slack_length = 0.1,
                          .pennation = 0,
                          .activation = 1},
              .path = {at("ground", 0.2, 0), at("arm", 0, 0.1)}});
  const Model m = b.build();
  CHECK(overstretched(m, std::vector{0.1 + 0.1 * 1.59}).empty());
  const auto found = overstretched(m, std::vector{0.1 + 0.1 * 1.7});
  REQUIRE(found.size() == 1);
  CHECK(found[0].largest_active == 400);
  // e^{4 x 0.7/0.6} / e^4 = e^{2/3}, the small offset apart; active force does not count
  CHECK(found[0].passive == Approx(400 * std::exp(2.0 / 3)).epsilon(1e-3));
  // a stiffer passive curve is beyond sooner
  const Model stiff = adjust(m, "muscle", {.stiffness = 2});
  CHECK(overstretched(stiff, std::vector{0.1 + 0.1 * 1.59}).size() == 1);
}
