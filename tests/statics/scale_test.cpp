// Statics has no scale: the same body in millimeters or kilometers, in millinewtons or meganewtons,
// rests at the same angles. Sizes are multiplied by powers of two, so that every product is exact
// and the answers must be equal bit for bit: a constant in meters or newtons anywhere on the way
// would show. And a mast of 40 m, whose balance is found independently.
#include <cmath>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

/// How a number of that unit grows.
double factor_of(std::string_view unit, double length, double force) {
  if (unit == "m") return length;
  if (unit == "N" || unit == "kg") return force;
  if (unit == "N/m") return force / length;
  if (unit.starts_with("N m")) return force * length;
  return 1;  // rad, 1/rad, 1
}

template <class T>
void grow(T& object, double length, double force) {
  for (const auto& f : T::fields)
    object.*f.member *= factor_of(f.info.unit, length, force);
}

ModelDescription scaled(ModelDescription d, double length, double force) {
  const auto grow_all = [&](auto& list) {
    for (auto& object : list)
      grow(object, length, force);
  };
  const auto grow_law = [&](auto& object) {
    std::visit([&](auto& law) { grow(law, length, force); }, object.law);
  };
  grow_all(d.bodies);
  grow_all(d.constraints);
  grow_all(d.joints);
  grow_all(d.circles);
  grow_all(d.loads);
  for (Joint& j : d.joints)
    grow_law(j);
  const auto grow_point = [&](Vec3& p) {
    p.x *= length;
    p.y *= length;
    p.z *= length;
  };
  for (Landmark& l : d.landmarks)
    grow_point(l.point);
  for (Cable& c : d.cables) {
    grow_law(c);
    for (PathPoint& p : c.path)
      grow_point(p.point);
  }
  return d;
}

struct Size {
  double length, force;
};
constexpr Size sizes[] = {{0x1p-10, 0x1p-20}, {0x1p10, 0x1p20}, {0x1p17, 1}, {1, 0x1p-17}};

/// Both answers, bit for bit.
void check_same(const Model& m, const ModelDescription& d, const SolveOptions& options,
                const State& start) {
  const auto own = solve(m, options, start);
  for (const Size& size : sizes) {
    const auto other =
        solve(ModelBuilder(scaled(d, size.length, size.force)).build(), options, start);
    const double moment = size.length * size.force;
    CHECK(other.status == own.status);
    CHECK(other.last().coordinates == own.last().coordinates);
    CHECK(other.last().certificate.iterations == own.last().certificate.iterations);
    if (own.status == Status::path_lost)
      continue;  // a path that is not defined has no tension, and the posture no stiffness
    CHECK(other.last().certificate.min_eigenvalue ==
          moment * own.last().certificate.min_eigenvalue);
    CHECK(other.last().certificate.rounding_bound ==
          moment * own.last().certificate.rounding_bound);
    CHECK(other.last().certificate.tilt_stiffness ==
          moment * own.last().certificate.tilt_stiffness);
    CHECK(other.last().certificate.kink_distance == own.last().certificate.kink_distance);
    for (std::size_t c = 0; c < own.last().tensions.size(); ++c)
      CHECK(other.last().tensions[c] == size.force * own.last().tensions[c]);
  }
}

}  // namespace

TEST_CASE("random bodies of any size rest at the same angles") {
  RandomOptions o;
  o.most_bodies = 6;
  o.elastic = 0;  // an elastic tendon's inner root is found to a tolerance of its own
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const ModelDescription d = random_description(seed, o);
    const Model m = ModelBuilder(d).build();
    INFO("seed " << seed);
    check_same(m, d, {}, {});
    check_same(m, d, {.seek = Seek::any}, {});
  }
}

TEST_CASE("the shipped bridge is as sound when it is a thousand times as large") {
  const Model m = load("bridge");
  check_same(m, m.description(), {}, {});
  const ModelDescription large = scaled(m.description(), 0x1p10, 0x1p10);
  const auto all = all_equilibria(m), larger = all_equilibria(ModelBuilder(large).build());
  CHECK(larger.verified == all.verified);
  REQUIRE(larger.found.size() == all.found.size());
  for (std::size_t i = 0; i < all.found.size(); ++i)
    CHECK(larger.found[i].posture.coordinates == all.found[i].posture.coordinates);
  const auto forward =
      sweep(m, axis(m, m.description().cables[0].name + ".length", 0.98, 1.02), {.points = 5});
  const Model big = ModelBuilder(large).build();
  const auto as_large = sweep(
      big, axis(big, big.description().cables[0].name + ".length", 0.98, 1.02), {.points = 5});
  CHECK(as_large.events.size() == forward.events.size());
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(as_large.points[i].coordinates == forward.points[i].coordinates);
}

TEST_CASE("a steel mast of 40 m, guyed 80 m apart, in the wind") {
  // 6 t of mast on a hinge, guys of 30 mm rope (EA 4e7 N) from its top to anchors 40 m before and
  // behind, each 50 kN tight when the mast stands; the wind pushes with 20 kN at the top
  constexpr double height = 40, anchor = 40, EA = 4e7, tight = 5e4, wind = 2e4, mass = 6000;
  const double span = std::hypot(height, anchor), slack = span / (1 + tight / EA);
  const Model m = ModelBuilder("mast")
                      .add(Body{.name = "mast", .mass = mass, .com_y = height / 2})
                      .add(Cable{.name = "lee",
                                 .law = Linear{EA / slack, slack},
                                 .path = {at("ground", anchor, 0), at("mast", 0, height)}})
                      .add(Cable{.name = "luff",
                                 .law = Linear{EA / slack, slack},
                                 .path = {at("ground", -anchor, 0), at("mast", 0, height)}})
                      .add(Load{.name = "wind", .body = "mast", .force_x = wind, .point_y = height})
                      .build();
  const auto o = solve(m);
  REQUIRE(o.status == Status::stable);
  // the moment about the hinge, leaning forward by a (theta = -a), written out and brought to zero
  // by bisection
  using Real = long double;
  const auto moment = [&](Real a) {
    const Real x = Real(height) * std::sin(a), y = Real(height) * std::cos(a);
    Real sum = Real(mass) * 9.81L * x / 2 + Real(wind) * y;  // forward
    for (const Real at : {Real(anchor), -Real(anchor)}) {
      const Real dx = at - x, length = std::sqrt(dx * dx + y * y),
                 T = Real(EA) / slack * std::max<Real>(0, length - slack);
      sum += T * dx / length * y + T * y / length * x;  // the pull (dx, -y)/length at (x, y)
    }
    return sum;
  };
  Real low = 0, high = 0.1L;
  REQUIRE(moment(low) * moment(high) < 0);
  while (high - low > 1e-18L)
    (moment((low + high) / 2) * moment(low) > 0 ? low : high) = (low + high) / 2;
  CHECK(near(-o.value().coordinates[0], static_cast<double>(low), 1e-12));
  CHECK(o.value().tensions[0] < tight);
  CHECK(o.value().tensions[1] > tight);
}
