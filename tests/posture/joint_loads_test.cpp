// What a hinge carries, against closed forms and against counting the pulls on each body.
#include "guywire/posture/joint_loads.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/quantity.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

constexpr double g = 9.81;

/// Two bodies one above the other: hinges at heights 0 and 0.3 m, the upper one of 10 kg.
ModelBuilder column() {
  ModelBuilder b("column");
  b.add(Body{.name = "base", .mass = 4, .com_y = 0.1})
      .add(Body{.name = "top", .parent = "base", .hinge_y = 0.3, .mass = 10, .com_y = 0.15});
  return b;
}

const JointLoad& of(const std::vector<JointLoad>& loads, std::string_view body) {
  for (const JointLoad& l : loads)
    if (l.body == body) return l;
  throw std::logic_error("no such body");
}

JointLoad top_load(const ModelBuilder& b, std::vector<double> u = {}) {
  const Model m = b.build();
  return of(joint_loads(m, posture_at(m, {std::move(u)}).last()), "top");
}

struct Force {
  double x = 0, y = 0, moment = 0;  ///< in W, moment about the origin of W
  void add(Vec2 at, double fx, double fy) {
    x += fx;
    y += fy;
    moment += at.x * fy - at.y * fx;
  }
};

/// Everything that pulls on each body but its hinges, joint laws and constraints: weights, loads,
/// straight cable segments one by one.
std::vector<Force> pulls(const Model& m, const Posture& p) {
  const ModelDescription& d = m.description();
  std::vector<Force> out(d.bodies.size());
  for (std::size_t b = 0; b < d.bodies.size(); ++b) {
    const Body& body = d.bodies[b];
    const double mass = body.sides * body.mass;
    out[b].add(position(m, {static_cast<int>(b)}, {body.com_x, body.com_y}, p.angles),
               mass * d.gravity.x, mass * d.gravity.y);
  }
  for (const Load& l : d.loads) {
    Force& f = out[m.body(l.body).index];
    if (l.kind == Load::Kind::force)
      f.add(position(m, m.body(l.body), {l.point_x, l.point_y}, p.angles), l.force_x, l.force_y);
    else
      f.moment += l.moment;
  }
  for (std::size_t c = 0; c < d.cables.size(); ++c)
    for (std::size_t i = 0; i + 1 < d.cables[c].path.size(); ++i) {
      const PathPoint &a = d.cables[c].path[i], &b = d.cables[c].path[i + 1];
      const BodyId body_a = m.body(a.body), body_b = m.body(b.body);
      const Vec2 at_a = position(m, body_a, {a.point.x, a.point.y}, p.angles),
                 at_b = position(m, body_b, {b.point.x, b.point.y}, p.angles);
      const double dx = at_b.x - at_a.x, dy = at_b.y - at_a.y,
                   pull = d.cables[c].sides * p.tensions[c] /
                          std::hypot(dx, dy, b.point.z - a.point.z);
      if (body_a.index >= 0) out[body_a.index].add(at_a, pull * dx, pull * dy);
      if (body_b.index >= 0) out[body_b.index].add(at_b, -pull * dx, -pull * dy);
    }
  return out;
}

/// Force of the parent on the child in W, from its components in the parent's frame.
Vec2 in_world(const Model& m, const Posture& p, int body, double x, double y) {
  const int parent = m.structure().parent[body];
  const double theta = parent < 0 ? 0 : p.angles[parent], c = std::cos(theta), s = std::sin(theta);
  return {c * x - s * y, s * x + c * y};
}

}  // namespace

TEST_CASE("a column carries its weight") {
  const auto straight = top_load(column());
  CHECK(straight.force_x == Approx(0).margin(1e-12));
  CHECK(straight.force_y == Approx(10 * g));
  CHECK(*straight.compression == Approx(10 * g));
  CHECK(*straight.shear == Approx(0).margin(1e-12));
  // leaning forward by alpha the axis leans with it: what is above would slide forward
  for (const double alpha : {0.2, -0.3}) {
    const auto leaning = top_load(column(), {-alpha, 0.1});
    CHECK(*leaning.compression == Approx(10 * g * std::cos(alpha)));
    CHECK(*leaning.shear == Approx(10 * g * std::sin(alpha)));
  }
  // hanging down it is pulled, and forward is still forward
  auto hanging = column();
  hanging.description.bodies[1].hinge_y = -0.3;
  CHECK(*top_load(hanging).compression == Approx(-10 * g));
  hanging.gravity(g, 0);
  CHECK(*top_load(hanging).shear == Approx(10 * g));
  // the lowest hinge carries all, but has no axis
  const Model m = column().build();
  const auto loads = joint_loads(m, posture_at(m).last());
  CHECK(of(loads, "base").force_y == Approx(14 * g));
  CHECK_FALSE(of(loads, "base").compression.has_value());
  CHECK_THROWS_AS(quantity(m, "base.compression"), ModelError);
  CHECK_THROWS_AS(quantity(m, "ground.compression"), ModelError);
  CHECK_THROWS_AS(quantity(m, "top.compresion"), ModelError);
}

TEST_CASE("an inclined endplate splits the weight into compression and forward shear") {
  const double slope = 38 * degree;  // front lower than back: the sacrum's way
  auto b = column();
  b.description.landmarks = {{.name = "S1_anterior",
                              .body = "base",
                              .point = {0.02 * std::cos(slope), 0.3 - 0.02 * std::sin(slope), 0},
                              .part = {},
                              .source = {}},
                             {.name = "S1_posterior",
                              .body = "base",
                              .point = {-0.02 * std::cos(slope), 0.3 + 0.02 * std::sin(slope), 0},
                              .part = {},
                              .source = {}}};
  const auto load = top_load(b);
  CHECK(*load.compression == Approx(10 * g * std::cos(slope)));
  CHECK(*load.shear == Approx(10 * g * std::sin(slope)));
}

TEST_CASE("a cable along the column presses, one across it shears") {
  auto along = column();
  along.add(Cable{.name = "guy",
                  .law = Linear{1000, 0.5},
                  .path = {at("ground", 0, -0.1), at("top", 0, 0.2)},
                  .sides = 2});
  CHECK(*top_load(along).compression == Approx(10 * g + 2 * 1000 * 0.1));
  auto across = column();
  across.add(Cable{.name = "guy",
                   .law = Linear{1000, 0.3},
                   .path = {at("ground", 0.4, 0.5), at("top", 0, 0.2)}});
  CHECK(*top_load(across).compression == Approx(10 * g));
  CHECK(*top_load(across).shear == Approx(100));
  // within one body it changes nothing
  auto inside = column();
  inside.add(Cable{
      .name = "guy", .law = Linear{1000, 0.1}, .path = {at("top", 0, 0.1), at("top", 0.2, 0.2)}});
  CHECK(*top_load(inside).compression == Approx(10 * g));
}

TEST_CASE("moments through a hinge: by joint laws, by welds, not by what is held from outside") {
  auto b = column();
  b.description.bodies[1].com_x = 0.05;  // 0.05 m in front: tips forward with m g 0.05
  const double tipping = 10 * g * 0.05;
  SECTION("a spring") {
    b.add(Joint{.name = "spring",
                .body = "top",
                .relative_to = "base",
                .law = LinearJoint{tipping / 0.1, 0.1},
                .preload_factor = 1,
                .sides = 1,
                .source = {}});
    CHECK(top_load(b).law_moment ==
          Approx(tipping));  // 0.1 rad short of its neutral angle: pushes backward
  }
  SECTION("a weld") {
    b.add(relative("weld", "top", "base"));
    const auto load = top_load(b);
    CHECK(load.constraint_moment == Approx(tipping));
    CHECK(load.law_moment == 0);
  }
  SECTION("held in space") {
    b.add(hold("upright", "top"));
    CHECK(top_load(b).constraint_moment == 0);
  }
}

TEST_CASE("every body balances: hinge forces, pulls, laws and constraints (action = reaction)") {
  RandomOptions options;
  options.circles = 0;
  int solved = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Model m = ModelBuilder(random_description(seed, options)).build();
    const auto o = solve(m);
    if (!is_equilibrium(o.status)) continue;
    if (!o.last().certificate.contacts.empty())
      continue;  // `pulls` reads directions, which a contact has none of
    ++solved;
    CAPTURE(seed);
    const Posture& p = o.last();
    const Structure& s = m.structure();
    const auto loads = joint_loads(m, p);
    const auto outside = pulls(m, p);
    std::vector<Force> sum = outside;
    std::vector<double> size(s.body_count, 1.0);
    for (int b = 0; b < s.body_count; ++b) {
      const Vec2 f = in_world(m, p, b, loads[b].force_x, loads[b].force_y),
                 at = position(m, {b}, {0, 0}, p.angles);
      const double moment = loads[b].law_moment + loads[b].constraint_moment;
      sum[b].add(at, f.x, f.y);
      sum[b].moment += moment;
      size[b] += std::hypot(f.x, f.y) + std::abs(moment);
      if (const int parent = s.parent[b]; parent >= 0) {  // the reaction
        sum[parent].add(at, -f.x, -f.y);
        sum[parent].moment -= moment;
        size[parent] += std::hypot(f.x, f.y) + std::abs(moment);
      }
    }
    for (std::size_t k = 0; k < p.constraint_moments.size(); ++k) {  // what is held from outside
      double all = 0;
      for (int b = 0; b < s.body_count; ++b)
        all += s.A[k * s.body_count + b];
      if (std::abs(all) < 1e-12) continue;
      for (int b = 0; b < s.body_count; ++b)
        sum[b].moment += s.A[k * s.body_count + b] * p.constraint_moments[k];
    }
    for (std::size_t c = 0; c < p.tensions.size(); ++c)
      for (const PathPoint& q : m.description().cables[c].path)
        if (q.body != ground_name) size[m.body(q.body).index] += 10 * p.tensions[c];
    for (int b = 0; b < s.body_count; ++b) {
      CHECK(std::abs(sum[b].x) <= 1e-9 * size[b]);
      CHECK(std::abs(sum[b].y) <= 1e-9 * size[b]);
      CHECK(std::abs(sum[b].moment) <= 1e-9 * size[b]);
    }
  }
  CHECK(solved > 60);
}

TEST_CASE("hinge forces are the slope of V when a hinge is shifted, wrapped cables included") {
  RandomOptions options;
  options.circles = 1;
  int seen = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Model m = ModelBuilder(random_description(seed, options)).build();
    const Structure& s = m.structure();
    Random r(1000 + seed);
    std::vector<double> theta(s.body_count);
    for (double& t : theta)
      t = r.uniform(-0.3, 0.3);
    const auto V = [&](int number, double shift) {
      auto numbers = m.numbers();
      numbers[number] += shift;
      Evaluation<double> e(s);
      evaluate(prepare<double>(s, numbers.data()), theta.data(), Derivatives::gradient, e);
      return e;
    };
    if (V(0, 0).lost_cable >= 0) continue;
    CAPTURE(seed);
    const auto forces =
        hinge_forces<double>(s, m.numbers().data(), m.numbers().size(), theta.data());
    for (int b = 0; b < s.body_count; ++b) {
      if (s.parent[b] < 0) continue;  // there V leaves out a constant: the balance above sees those
      for (const int axis : {0, 1}) {
        const double step = 1e-6;
        const auto up = V(s.hinge[b] + axis, step), down = V(s.hinge[b] + axis, -step);
        double largest = 0;  // a kink within a step bends the slope by stiffness times step
        for (const double k : up.stiffness)
          largest = std::max(largest, std::abs(k));
        CHECK(std::abs((up.energy - down.energy) / (2 * step) - forces[2 * b + axis]) <=
              2 * largest * step + 1e-14 * up.energy_scale / step +
                  1e-6 * (1 + std::abs(forces[2 * b + axis])));
        ++seen;
      }
    }
  }
  CHECK(seen > 50);
}

TEST_CASE("the lumbar spine of standing_adult") {
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  const auto loads = joint_loads(m, rest.value());
  for (const char* body : {"L5", "L4", "L3", "L2", "L1", "thorax"}) {
    CAPTURE(body);
    const JointLoad& l = of(loads, body);
    REQUIRE(l.compression);
    CHECK(*l.compression > 0);
    CHECK(l.force_x * l.force_x + l.force_y * l.force_y ==
          Approx(*l.compression * *l.compression + *l.shear * *l.shear));
    CHECK(value_of(quantity(m, std::string(body) + ".compression"), m, rest.last()) ==
          Approx(*l.compression));
    CHECK(value_of(quantity(m, std::string(body) + ".shear"), m, rest.last()) ==
          Approx(*l.shear).margin(1e-9));
  }
  CHECK(*of(loads, "L5").shear > 0);  // the sacrum slopes down forward
  // without any muscle a hinge carries what is above it: thorax and L4 to L1 at L4/5
  ModelBuilder bare(m);
  bare.description.cables.clear();
  bare.description.groups.clear();
  bare.description.partition.clear();
  const Model bones = bare.build();
  double above = 0;
  for (const Body& b : m.description().bodies)
    if (b.name == "thorax" || (b.name[0] == 'L' && b.name != "L5")) above += b.mass;
  const auto L4 = of(joint_loads(bones, posture_at(bones).last()), "L4");
  CHECK(L4.force_y == Approx(above * g));
  CHECK(L4.force_x == Approx(0).margin(1e-9));
  CHECK(*L4.compression < above * g);
  // two legs counted together or apart
  const Model legs = with_legs(m, {});
  const auto split = joint_loads(legs, solve(legs).value());
  CHECK(*of(split, "L4").compression == Approx(*of(loads, "L4").compression));
  CHECK(of(split, "pelvis").law_moment == Approx(of(loads, "pelvis").law_moment));
  CHECK(of(split, "shank_r").force_y == Approx(of(loads, "shank").force_y / 2));
}

TEST_CASE("disc axes follow the endplates: S1 by the sacral slope, L1 by its landmarks") {
  const Model m = load("standing_adult");
  const auto angles = posture_angles(m, std::vector<double>(m.structure().body_count, 0.0));
  const auto tilt = [&](const char* body) {  // forward inclination of the axis
    const auto axis = *disc_axis<double>(m, m.numbers().data(), m.body(body).index);
    CHECK(std::hypot(axis.across_x, axis.across_y) == Approx(1));
    CHECK(axis.across_x * axis.along_x + axis.across_y * axis.along_y == Approx(0).margin(1e-15));
    return std::atan2(axis.across_x, axis.across_y);
  };
  CHECK(tilt("L5") == Approx(*angles.sacral_slope));
  CHECK(tilt("L5") - tilt("thorax") ==
        Approx(*angles.lordosis));  // T12/L1 stands on L1's upper endplate
  // segmental lordosis, L5-S1 up: 21.6, 12.7, 9.1, 5.9, 1.2 deg
  // (data/anatomy/spinopelvic_norms.json)
  const char* const bodies[] = {"L5", "L4", "L3", "L2", "L1", "thorax"};
  const double segments[] = {21.6, 12.7, 9.1, 5.9, 1.2};
  for (int i = 0; i < 5; ++i)
    CHECK((tilt(bodies[i]) - tilt(bodies[i + 1])) / degree ==
          Approx(segments[i]).margin(1e-3));  // points are rounded to 0.1 micrometre
}

TEST_CASE("estimates: share behind the disc, pressure as a ratio") {
  CHECK(share_behind_disc(0) == Approx(0.16));
  CHECK(share_behind_disc(5 * degree) == Approx(0.16));
  CHECK(share_behind_disc(-1.9 * degree) == Approx(0.08));
  CHECK(share_behind_disc(-3.8 * degree) == Approx(0).margin(1e-15));
  CHECK(share_behind_disc(-10 * degree) == 0);
  CHECK(disc_pressure(700, 700) == Approx(0.50e6));
  CHECK(disc_pressure(980, 700) == Approx(0.70e6));
}
