// What must hold for any model: seeded random ones.
#include "guywire/posture/legs.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/recruitment.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

/// The first `count` random models that come to rest from a random start, with that answer.
struct Resting {
  Model model;
  State start;
  Posture posture;
};
std::vector<Resting> resting(std::uint64_t first, int count, const RandomOptions& o = {}) {
  std::vector<Resting> out;
  for (std::uint64_t seed = first; static_cast<int>(out.size()) < count; ++seed) {
    const Model m = ModelBuilder(random_description(seed, o)).build();
    Random r(seed);
    const State start{random_coordinates(m, r, 0.3)};
    const auto found = solve(m, {}, start);
    if (found.status == Status::stable && found.value().certificate.kink_distance > 1e-6)
      out.push_back({m, start, found.value()});
  }
  return out;
}

/// Two residuals at their floors leave two angles this far apart.
double angle_tolerance(const Posture& p) {
  return 20 * p.certificate.rounding_bound * std::sqrt(static_cast<double>(p.coordinates.size())) /
             p.certificate.min_eigenvalue +
         1e-15;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, std::abs(a[i] - b[i]));
  return worst;
}

/// Half of a cable: extensive parameters halved.
CableLaw half(CableLaw law) {
  std::visit(
      [](auto& l) {
        if constexpr (requires { l.max_isometric_force; })
          l.max_isometric_force /= 2;
        else
          l.stiffness /= 2;
      },
      law);
  return law;
}

void scale_forces(ModelDescription& d, double s) {
  for (Body& b : d.bodies)
    b.mass *= s;
  for (Cable& c : d.cables)
    std::visit(
        [&](auto& l) {
          if constexpr (requires { l.max_isometric_force; })
            l.max_isometric_force *= s;
          else
            l.stiffness *= s;
        },
        c.law);
  for (Joint& j : d.joints)
    j.preload_factor *= s;
  for (Load& l : d.loads) {
    l.force_x *= s;
    l.force_y *= s;
    l.moment *= s;
  }
}

/// Seen from the other side: x and angles change sign.
void mirror(ModelDescription& d) {
  d.gravity.x = -d.gravity.x;
  for (Body& b : d.bodies) {
    b.hinge_x = -b.hinge_x;
    b.com_x = -b.com_x;
    const double lower = b.angle_lower;
    b.angle_lower = -b.angle_upper;
    b.angle_upper = -lower;
  }
  for (Constraint& c : d.constraints)
    c.angle = -c.angle;
  for (Circle& c : d.circles)
    c.center_x = -c.center_x;
  for (Cable& c : d.cables)
    for (PathPoint& p : c.path) {
      p.point.x = -p.point.x;
      p.sense = p.sense == Sense::clockwise ? Sense::counterclockwise : Sense::clockwise;
    }
  for (Load& l : d.loads) {
    l.force_x = -l.force_x;
    l.point_x = -l.point_x;
    l.moment = -l.moment;
  }
  for (Joint& j : d.joints) {
    if (auto* l = std::get_if<LinearJoint>(&j.law)) l->neutral_angle = -l->neutral_angle;
    if (auto* l = std::get_if<BilinearJoint>(&j.law))
      *l = {l->stiffness_positive, l->stiffness_negative, -l->neutral_angle};
    if (auto* l = std::get_if<PolynomialJoint>(&j.law)) {
      l->neutral_angle = -l->neutral_angle;
      l->quadratic = -l->quadratic;
    }
    if (auto* l = std::get_if<ExponentialPairJoint>(&j.law))
      *l = {l->lower_moment, l->lower_rate,   -l->lower_angle,  l->upper_moment,
            l->upper_rate,   -l->upper_angle, -l->offset_moment};
  }
}

}  // namespace

TEST_CASE("no cable pushes") {
  for (const Resting& r : resting(20000, 60))
    for (const double T : r.posture.tensions)
      CHECK(T >= 0);
}

TEST_CASE("adding a cable that stays slack changes nothing") {
  for (const Resting& r : resting(21000, 60)) {
    ModelBuilder b(r.model);
    b.add(Cable{.name = "slack",
                .law = Linear{1e5, 9},
                .path = {at("ground", 0.3, -0.2),
                         at(r.model.description().bodies.back().name, 0.1, 0.1, 0.1)},
                .source = {}});
    const auto out = solve(b.build(), {}, r.start);
    REQUIRE(out.status == Status::stable);
    CHECK(out.value().tensions.back() == 0);
    CHECK(largest_difference(out.value().coordinates, r.posture.coordinates) <=
          angle_tolerance(r.posture));
    CHECK(near(out.value().certificate.min_eigenvalue, r.posture.certificate.min_eigenvalue,
               1e-8 * r.posture.certificate.min_eigenvalue));
  }
}

TEST_CASE("splitting every cable into two halves changes nothing") {
  for (const Resting& r : resting(22000, 60)) {
    ModelBuilder b(r.model);
    std::vector<Cable> halves;
    for (const Cable& c : r.model.description().cables)
      for (const char* part : {"-1", "-2"}) {
        Cable h = c;
        h.name += part;
        h.law = half(c.law);
        halves.push_back(h);
      }
    b.description.cables = halves;
    const auto out = solve(b.build(), {}, r.start);
    REQUIRE(out.status == Status::stable);
    CHECK(largest_difference(out.value().coordinates, r.posture.coordinates) <=
          angle_tolerance(r.posture));
    for (std::size_t c = 0; c < r.posture.tensions.size(); ++c)
      CHECK(near(out.value().tensions[2 * c] + out.value().tensions[2 * c + 1],
                 r.posture.tensions[c], 1e-6 * (1 + r.posture.tensions[c])));
  }
}

TEST_CASE(
    "scaling all forces scales moments, energy, eigenvalues and floor, and leaves the posture") {
  for (const Resting& r : resting(23000, 60))
    for (const double s :
         {0.25, 8.0}) {  // powers of two: even the rounding is the same, but for the joint factor
      ModelBuilder b(r.model);
      scale_forces(b.description, s);
      const auto out = solve(b.build(), {}, r.start);
      REQUIRE(out.status == Status::stable);
      const Posture& p = out.value();
      CHECK(largest_difference(p.coordinates, r.posture.coordinates) <= angle_tolerance(r.posture));
      CHECK(near(p.certificate.min_eigenvalue, s * r.posture.certificate.min_eigenvalue,
                 1e-8 * s * r.posture.certificate.min_eigenvalue));
      const double tilt = r.posture.certificate.tilt_stiffness;
      if (std::isinf(tilt))
        CHECK(std::isinf(p.certificate.tilt_stiffness));  // held by a contact
      else
        CHECK(near(p.certificate.tilt_stiffness, s * r.posture.certificate.tilt_stiffness,
                   1e-7 * s * std::abs(r.posture.certificate.tilt_stiffness)));
      CHECK(near(p.certificate.rounding_bound, s * r.posture.certificate.rounding_bound,
                 1e-6 * s * r.posture.certificate.rounding_bound));
      CHECK(p.certificate.residual <= 8 * p.certificate.rounding_bound);
      CHECK(near(p.potential, s * r.posture.potential,
                 1e-9 * s * (1 + std::abs(r.posture.potential))));
      for (std::size_t k = 0; k < p.constraint_moments.size(); ++k)
        CHECK(near(p.constraint_moments[k], s * r.posture.constraint_moments[k],
                   1e-7 * s * (1 + std::abs(r.posture.constraint_moments[k]))));
    }
}

TEST_CASE("the mirror image rests in the mirrored posture") {
  for (const Resting& r : resting(24000, 60)) {
    ModelBuilder b(r.model);
    mirror(b.description);
    State start = r.start;
    for (double& u : start.coordinates)
      u = -u;
    const auto out = solve(b.build(), {}, start);
    REQUIRE(out.status == Status::stable);
    std::vector<double> back = out.value().coordinates;
    for (double& u : back)
      u = -u;
    CHECK(largest_difference(back, r.posture.coordinates) <= angle_tolerance(r.posture));
    CHECK(near(out.value().certificate.min_eigenvalue, r.posture.certificate.min_eigenvalue,
               1e-8 * r.posture.certificate.min_eigenvalue));
    CHECK(largest_difference(out.value().tensions, r.posture.tensions) <=
          1e-6 * (1 + *std::max_element(r.posture.tensions.begin(), r.posture.tensions.end())));
  }
}

TEST_CASE("the order in which cables are listed does not matter") {
  for (const Resting& r : resting(25000, 40)) {
    ModelBuilder b(r.model);
    std::reverse(b.description.cables.begin(), b.description.cables.end());
    const auto out = solve(b.build(), {}, r.start);
    REQUIRE(out.status == Status::stable);
    CHECK(largest_difference(out.value().coordinates, r.posture.coordinates) <=
          angle_tolerance(r.posture));
  }
}

TEST_CASE("both legs in one pose: split into right and left, nothing changes") {
  ModelBuilder b("legs");
  b.add(Body{.name = "thigh", .mass = 8, .com_y = -0.2, .sides = 2})
      .add(Body{.name = "shank",
                .parent = "thigh",
                .hinge_y = -0.4,
                .mass = 4,
                .com_y = -0.2,
                .sides = 2})
      .add(Body{.name = "pelvis", .mass = 30, .com_x = -0.02, .com_y = 0.15})
      .add(hold("hip", "thigh", 0.1))
      .add(relative("knee", "shank", "thigh", -0.2))
      .add(Joint{.name = "capsule",
                 .body = "thigh",
                 .relative_to = "pelvis",
                 .law = LinearJoint{60, 0.05},
                 .sides = 2,
                 .source = {}})
      .add(Circle{
          .name = "knee_circle", .body = "thigh", .center_y = -0.4, .radius = 0.03, .source = {}})
      .add(Cable{.name = "rectus",
                 .law = Hill{900, 0.1, 0.33, 0.1, 0.05},
                 .path = {at("pelvis", 0.04, 0.0, 0.09), around("knee_circle", Sense::clockwise),
                          at("shank", 0.05, -0.05, 0.09)},
                 .sides = 2,
                 .source = {}})
      .add(Cable{.name = "hamstrings",
                 .law = Hill{1500, 0.12, 0.3, 0.1, 0.05},
                 .path = {at("pelvis", -0.06, -0.03, 0.06), at("shank", -0.03, -0.04, 0.05)},
                 .sides = 2,
                 .source = {}})
      .add(Cable{.name = "trunk",
                 .law = Linear{500, 0.2},
                 .path = {at("pelvis", -0.05, 0.1), at("ground", -0.05, 0.4)},
                 .source = {}})
      .add(Group{.name = "thigh_muscles", .members = {"rectus", "hamstrings"}});
  b.description.partition = {"thigh_muscles", "trunk"};
  const Model paired = b.build(), split = with_legs(paired, {});
  const auto p = solve(paired), q = solve(split);
  REQUIRE(p.status == Status::stable);
  REQUIRE(q.status == Status::stable);
  CHECK(near(p.value().coordinates[0], q.value().coordinates[0], angle_tolerance(p.value())));
  CHECK(near(p.value().potential, q.value().potential, 1e-11));
  CHECK(near(p.value().certificate.min_eigenvalue, q.value().certificate.min_eigenvalue, 1e-9));
  CHECK(split.cables("thigh_muscles").size() == 4);
  CHECK(split.cables("thigh_muscles_r").size() == 2);
  CHECK(split.description().partition == std::vector<std::string>{"thigh_muscles", "trunk"});
  for (const char* side : {"_r", "_l"}) {
    const double whole = p.value().tensions[paired.cable("rectus").index],
                 one = q.value().tensions[split.cable(std::string("rectus") + side).index];
    CHECK(near(whole, one, 1e-9 * (1 + whole)));
  }
  // one leg bent at the hip: the pelvis lies between both legs' postures with two
  const auto one = solve(with_legs(paired, {.right = {{{"hip", 0.5}}}, .left = {}})),
             both = solve(posed(paired, "hip", 0.5));
  REQUIRE(one.status == Status::stable);
  REQUIRE(both.status == Status::stable);
  const double none_u = p.value().coordinates[0], one_u = one.value().coordinates[0],
               both_u = both.value().coordinates[0];
  CHECK(one_u > std::min(none_u, both_u));
  CHECK(one_u < std::max(none_u, both_u));
  // and left is as good as right
  CHECK(
      near(solve(with_legs(paired, {.right = {}, .left = {{{"hip", 0.5}}}})).value().coordinates[0],
           one_u, 1e-12));
}

TEST_CASE(
    "what solve says of a posture is said of its coordinates, bit for bit, however it ended") {
  int differ = 0;
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const Model m = ModelBuilder(random_description(700000 + seed)).build();
    Random r(seed);
    for (const Seek seek : {Seek::downhill, Seek::any}) {
      SolveOptions options;
      options.seek = seek;
      const auto found = solve(m, options, {random_coordinates(m, r, 0.3)});
      if (found.status == Status::path_lost || found.status == Status::runaway) continue;
      const Posture& p = found.last();
      if (!p.certificate.contacts.empty()) continue;  // posture_at closes the contact anew
      const Posture again = posture_at(m, {p.coordinates}).last();
      ++seen;
      differ += p.angles != again.angles || p.lengths != again.lengths ||
                p.tensions != again.tensions || p.potential != again.potential ||
                p.residuals != again.residuals;
    }
  }
  CHECK(seen > 1000);
  CHECK(differ == 0);
}
