// Building models: what a description becomes, and the functions that make one model from another.
#include "guywire/model/model.hpp"

#include "guywire/io/model_file.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {
Model chain(int bodies) {
  ModelBuilder b("chain");
  for (int i = 0; i < bodies; ++i)
    b.add(Body{.name = "b" + std::to_string(i),
               .parent = i ? "b" + std::to_string(i - 1) : "ground",
               .hinge_y = i ? 0.1 : 0,
               .mass = 1,
               .com_y = 0.05});
  return b.build();
}
}  // namespace

TEST_CASE("names find parts, ground is no body") {
  const Model m = ModelBuilder(random_description(3)).build();
  CHECK(m.body("ground") == ground);
  CHECK_FALSE(ground.valid());
  for (std::size_t i = 0; i < m.description().bodies.size(); ++i)
    CHECK(m.body(m.description().bodies[i].name).index == static_cast<int>(i));
  for (std::size_t i = 0; i < m.description().cables.size(); ++i)
    CHECK(m.cables(m.description().cables[i].name) == std::vector{CableId{static_cast<int>(i)}});
  CHECK(m.landmark("ASIS") == nullptr);
}

TEST_CASE("every number has a name, in the order of the flat array") {
  for (int seed = 0; seed < 40; ++seed) {
    RandomOptions o;
    o.circles = 1;
    o.constraints = 1;
    const Model m = ModelBuilder(random_description(6000 + seed, o)).build();
    const auto names = m.number_names();
    REQUIRE(names.size() == m.numbers().size());
    const auto value = [&](const std::string& name) {
      const auto it = std::find(names.begin(), names.end(), name);
      REQUIRE(it != names.end());
      return m.numbers()[static_cast<std::size_t>(it - names.begin())];
    };
    const ModelDescription& d = m.description();
    CHECK(value("model.gravity_y_m_per_s2") == d.gravity.y);
    for (const Body& b : d.bodies)
      CHECK((value(b.name + ".mass_kg") == b.mass && value(b.name + ".com_x_m") == b.com_x &&
             value(b.name + ".hinge_in_parent_y_m") == b.hinge_y));
    for (const Circle& c : d.circles)
      CHECK(
          (value(c.name + ".radius_m") == c.radius && value(c.name + ".center_x_m") == c.center_x));
    for (const Joint& j : d.joints)
      CHECK(value(j.name + ".preload_factor") == j.preload_factor);
    for (const Load& l : d.loads)
      CHECK(
          (value(l.name + ".moment_Nm") == l.moment && value(l.name + ".force_y_N") == l.force_y));
    for (const Cable& c : d.cables) {
      CHECK(value(c.name + ".length") == c.knobs.length);
      CHECK(value(c.name + ".path0_x_m") == c.path[0].point.x);
      if (const auto* l = std::get_if<Linear>(&c.law))
        CHECK((value(c.name + ".stiffness_N_per_m") == l->stiffness &&
               value(c.name + ".slack_length_m") == l->slack_length));
      if (const auto* l = std::get_if<Hill>(&c.law))
        CHECK(value(c.name + ".tone") == c.knobs.tone.value_or(l->activation));
    }
  }
}

TEST_CASE("coordinates are the first bodies that stay free, in tree order") {
  ModelBuilder b(chain(4));
  CHECK(b.build().coordinates() == std::vector<std::string>{"b0", "b1", "b2", "b3"});
  b.add(hold("h", "b3"));
  CHECK(b.build().coordinates() == std::vector<std::string>{"b0", "b1", "b2"});
  b.add(relative("w", "b1", "b0", 0.2));
  const Model m = b.build();
  CHECK(m.coordinates() == std::vector<std::string>{"b0", "b2"});
  const auto p = posture_at(m, {{0.1, -0.3}}).last();
  CHECK(near(p.angles[0], 0.1, 1e-15));
  CHECK(near(p.angles[1], 0.3, 1e-15));
  CHECK(near(p.angles[2], -0.3, 1e-15));
  CHECK(near(p.angles[3], 0, 1e-15));
}

TEST_CASE("a rhythm shares a turn out over its joints") {
  ModelBuilder b(chain(5));
  const std::vector<double> shares{0.1, 0.2, 0.3, 0.4};
  for (const Constraint& c : rhythm("lumbar", {"b0", "b1", "b2", "b3", "b4"}, shares))
    b.add(c);
  const Model m = b.build();
  REQUIRE(m.coordinates().size() == 2);
  const auto p = posture_at(m, {{0.1, 0.3}}).last();
  const double whole = p.angles[4] - p.angles[0];
  CHECK(std::abs(whole) > 0.1);
  for (int j = 0; j < 4; ++j)
    CHECK(near(p.angles[j + 1] - p.angles[j], shares[j] * whole, 1e-14));
}

TEST_CASE("groups: nested, in model order, each cable once") {
  ModelDescription d = random_description(8);
  while (d.cables.size() < 4) {
    d.cables.push_back(d.cables[0]);
    d.cables.back().name = "extra" + std::to_string(d.cables.size());
  }
  const auto name = [&](int i) { return d.cables[static_cast<std::size_t>(i)].name; };
  d.groups = {{"a", {name(2), name(0)}}, {"b", {"a", name(0), name(3)}}};
  const Model m = ModelBuilder(d).build();
  CHECK(m.cables("a") == std::vector{CableId{0}, CableId{2}});
  CHECK(m.cables("b") == std::vector{CableId{0}, CableId{2}, CableId{3}});
}

TEST_CASE(
    "adjust sets the knobs of a group and of nobody else, and leaves the old model as it was") {
  ModelDescription d = random_description(9);
  d.groups = {{"pair", {d.cables[0].name}}};
  for (Cable& c : d.cables)
    c.knobs = {};
  const Model m = ModelBuilder(d).build(), n = adjust(m, "pair", {.length = 0.95, .stiffness = 2});
  CHECK(m == ModelBuilder(d).build());
  CHECK(n.description().cables[0].knobs == Knobs{.length = 0.95, .stiffness = 2});
  for (std::size_t c = 1; c < d.cables.size(); ++c)
    CHECK(n.description().cables[c] == m.description().cables[c]);
}

TEST_CASE("adjust keeps the knobs that it is not given; with_reference_knobs gives them all back") {
  const Model m = load("standing_adult");
  const Model weaker = adjust(m, "iliopsoas", {.strength = 0.5});
  const Model both = adjust(weaker, "iliopsoas", {.length = 0.95});
  for (const CableId id : m.cables("iliopsoas"))
    CHECK(both.description().cables[id.index].knobs == Knobs{.length = 0.95, .strength = 0.5});
  CHECK(adjust(both, "iliopsoas", {}) == both);
  CHECK(adjust(adjust(m, "iliopsoas", {.tone = 0.3}), "iliopsoas", {.length = 1.1})
            .description()
            .cables[m.cables("iliopsoas")[0].index]
            .knobs.tone == 0.3);
  CHECK(with_reference_knobs(both, "iliopsoas") == m);
}

TEST_CASE("a model's copies share, compare and outlive their origin") {
  std::vector<Model> kept;
  {
    const Model m = ModelBuilder(random_description(10)).build();
    kept.push_back(m);
    kept.push_back(ModelBuilder(m).build());
  }
  CHECK(kept[0] == kept[1]);
  CHECK_FALSE(kept[0] == ModelBuilder(random_description(11)).build());
}

TEST_CASE("null spaces: A S = 0, A P = I, and the redundant rows are the later ones") {
  Random r(4);
  for (int k = 0; k < 200; ++k) {
    const int n = r.integer(2, 9), rows = r.integer(1, n - 1);
    std::vector<double> A(static_cast<std::size_t>(rows * n));
    for (double& a : A)
      a = r.chance(0.5) ? 0 : r.uniform(-2, 2);
    std::vector<int> kept;
    for (int i = 0; i < rows; ++i)
      kept.push_back(i);
    const NullSpace s = null_space(A, n, kept);
    if (!s.redundant.empty()) continue;
    const int free = static_cast<int>(s.free_bodies.size());
    CHECK(free == n - rows);
    for (int i = 0; i < rows; ++i) {
      for (int f = 0; f < free; ++f) {
        double sum = 0, size = 0;
        for (int b = 0; b < n; ++b) {
          sum += A[i * n + b] * s.S[b * free + f];
          size += std::abs(A[i * n + b] * s.S[b * free + f]);
        }
        CHECK(near(sum, 0, 1e-12 * (1 + size)));
      }
      for (int q = 0; q < rows; ++q) {
        double sum = 0, size = 0;
        for (int b = 0; b < n; ++b) {
          sum += A[i * n + b] * s.P[b * rows + q];
          size += std::abs(A[i * n + b] * s.P[b * rows + q]);
        }
        CHECK(near(sum, i == q, 1e-11 * (1 + size)));
      }
    }
    for (int f = 0; f < free; ++f)
      CHECK(s.S[s.free_bodies[f] * free + f] == 1);
    A.insert(A.end(), A.begin(), A.begin() + n);  // the first row once more
    kept.push_back(rows);
    CHECK(null_space(A, n, kept).redundant == std::vector<int>{rows});
  }
}
