// Rests where points of a taut path touch: several contacts that share a load, contacts of bodies
// that holds keep in place, and moments that rounding leaves open.
#include <cmath>
#include <vector>

#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"
#include "support/jet.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A cable of a steady pull [N] in ground that draws the rod's point at that height onto its anchor
/// beside the axis.
Cable strap(const char* name, double pull, double height) {
  return {.name = name,
          .law = Linear{pull, 0},
          .path = {at("ground", 1, height), at("ground", 0, height), at("rod", 0, height)},
          .source = {}};
}

/// A rod of 2 kg upright on its hinge, its mass `aside` of it. Two straps hold it: 4 N at 0.5 m and
/// 1.2 N at 1 m.
Model moored(double aside) {
  return ModelBuilder("moored")
      .add(Body{.name = "rod", .mass = 2, .com_x = aside, .com_y = 0.2})
      .add(strap("low", 4, 0.5))
      .add(strap("high", 1.2, 1))
      .build();
}

/// The rod held upright, and a strap of 50 N that draws its point onto an anchor `beside` it.
Model held(double beside) {
  return ModelBuilder("held")
      .add(Body{.name = "rod", .mass = 2, .com_x = 0.1, .com_y = 0.2})
      .add(Cable{.name = "strap",
                 .law = Linear{50, 0},
                 .path = {at("ground", 1, 0.5), at("ground", beside, 0.5), at("rod", 0, 0.5)},
                 .source = {}})
      .add(hold("machine", "rod"))
      .build();
}

double size(const Contact& c) { return std::hypot(c.force_x, c.force_y); }

}  // namespace

TEST_CASE("two contacts share a load that the smallest forces would not") {
  // The weight turns the rod with 2 kg x 9.81 m/s2 x 0.1 m = 1.962 N m. The smallest forces that
  // balance it are in proportion to their levers: 1.57 N on the high strap, which bears 1.2 N. With
  // 1 N there and 1.92 N below all is well.
  const Model m = moored(0.1);
  for (const double start : {0.0, 0.02, -0.3}) {
    const auto rest = solve(m, {}, {{start}});
    INFO("start " << start << ": " << sentences(rest.why));
    REQUIRE(rest.status == Status::stable);
    const Posture& p = rest.value();
    CHECK(near(p.coordinates[0], 0, 1e-12));
    REQUIRE(p.certificate.contacts.size() == 2);
    double turned = 0;
    for (const Contact& c : p.certificate.contacts) {
      CHECK(size(c) <= p.tensions[c.cable]);
      turned += std::abs(c.force_x) * (c.cable == 0 ? 0.5 : 1);
    }
    CHECK(near(turned, 2 * 9.81 * 0.1, 1e-12));
    CHECK(posture_at(m, {p.coordinates}).status == Status::stable);
  }
}

TEST_CASE("two contacts part where both tensions together bear less than the load") {
  // together 4 N x 0.5 m + 1.2 N x 1 m = 3.2 N m; the weight turns with 2 kg x 9.81 m/s2 x 0.17 m =
  // 3.34 N m
  const auto parted = solve(moored(0.17));
  INFO(sentences(parted.why));
  REQUIRE(parted.status == Status::stable);
  CHECK(parted.value().certificate.contacts.empty());
  CHECK(std::abs(parted.value().coordinates[0]) > 1e-3);
  CHECK(solve(moored(0.163)).value().certificate.contacts.size() == 2);  // 3.198 N m
}

TEST_CASE("everything held, at a contact: it is stated, and the holds balance what it bears") {
  const Model m = held(0);
  for (const auto& o : {solve(m), posture_at(m)}) {
    INFO(sentences(o.why));
    REQUIRE(o.status == Status::stable);
    REQUIRE(o.value().certificate.contacts.size() == 1);
    const Contact& contact = o.value().certificate.contacts[0];
    CHECK(contact.cable == 0);
    CHECK(contact.point == 1);
    CHECK(size(contact) == 0);
    CHECK(near(o.value().constraint_moments[0], 2 * 9.81 * 0.1, 1e-13));
    CHECK_THAT(sentences(o.why), ContainsSubstring("'strap' touch"));
  }
}

TEST_CASE("everything held, all but at a contact: how closely the holds are known is said") {
  const auto near_by = solve(held(1e-13));
  REQUIRE(near_by.status == Status::stable);
  CHECK(near_by.value().certificate.contacts.empty());
  CHECK_THAT(sentences(near_by.why), ContainsSubstring("hides the direction"));
  CHECK_THAT(sentences(near_by.why), ContainsSubstring("are known to"));
  // far enough, the pull of 50 N is as exact as anything
  const auto far = solve(held(0.001));
  CHECK(near(far.value().constraint_moments[0], 2 * 9.81 * 0.1 + 50 * 0.5, 1e-9));
  CHECK_THAT(sentences(far.why), !ContainsSubstring("hides"));
}

TEST_CASE("a held contact below a free body: the contact is stated, and the body rests") {
  ModelDescription d = held(0).description();
  d.bodies.push_back(
      {.name = "bob", .parent = "rod", .hinge_y = 1, .mass = 1, .com_x = 0.05, .com_y = -0.3});
  const Model m = ModelBuilder(d).build();
  const auto rest = solve(m);
  INFO(sentences(rest.why));
  REQUIRE(rest.status == Status::stable);
  REQUIRE(rest.value().certificate.contacts.size() == 1);
  // the bob hangs straight below the rod's axis
  CHECK(near(rest.value().constraint_moments[0], 2 * 9.81 * 0.1, 1e-12));
  CHECK(posture_at(m, {rest.value().coordinates}).value().certificate.contacts.size() == 1);
}
