// Models survive the way to JSON and back bit for bit; the content hash sees every number and no
// prose; the schema in data/ is the one the field tables make; single numbers can be set by name.
#include "guywire/io/model_file.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include "guywire/model/parameter.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {
/// Random, with some of everything that a description can hold.
ModelDescription full(std::uint64_t seed) {
  RandomOptions o;
  o.circles = 1;
  o.constraints = 1;
  o.pairs = 0.5;
  ModelDescription d = random_description(seed, o);
  d.title = "A title with \"quotes\", a \\ and a \u00fc";
  d.sources = {{"a", "first"}, {"b", "second"}};
  d.notes = {"note 1", "note 2"};
  d.bodies[0].outline = {{0.1, 0.2}, {1.0 / 3, -0.7}};
  d.bodies[0].source = "chosen: test";
  d.cables[0].source = "table 1";
  d.cables[0].path[0].part = "sacrum";
  d.groups = {{"first", {d.cables[0].name}}, {"outer", {"first"}}};
  d.landmarks = {{.name = "ASIS",
                  .body = d.bodies[0].name,
                  .point = {0.1, 1.0 / 7, -0.3},
                  .part = "ilium",
                  .source = "s"}};
  Random r(seed);
  for (Load& l : d.loads)  // in a file, a load has only the numbers of its kind
    if (l.kind == Load::Kind::couple)
      l.force_x = l.force_y = l.point_x = l.point_y = 0;
    else
      l.moment = 0;
  return d;
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream s;
  s << in.rdbuf();
  return s.str();
}
}  // namespace

TEST_CASE("JSON there and back: equal bit for bit, text and model") {
  for (int seed = 0; seed < 200; ++seed) {
    const Model m = ModelBuilder(full(5000 + seed)).build();
    const std::string text = to_json(m);
    const Model back = read_model(text);
    INFO(m.name());
    CHECK(back == m);  // every double, name and text
    CHECK(back.numbers() == m.numbers());
    CHECK(to_json(back) == text);
    CHECK(content_hash(back) == content_hash(m));
  }
}

TEST_CASE("awkward doubles survive") {
  ModelDescription d = full(1);
  for (const double v :
       {5e-324, 1.7976931348623157e308 / 1e302, 0.1 + 0.2, -0.0, 1.0 / 3, 123456789.12345679e-9}) {
    d.cables[0].path[0].point.x = std::abs(v) > 10 ? 1 / v : v;
    d.cables[0].law = Linear{std::abs(v), std::abs(v) > 10 ? 0.1 : std::abs(v)};
    d.cables[0].knobs = {};
    const Model m = ModelBuilder(d).build(), back = read_model(to_json(m));
    CHECK(back == m);
    CHECK(content_hash(back) == content_hash(m));  // -0.0, too
  }
}

TEST_CASE("shipped models: listed, loaded by name, equal to their files, and round-trip") {
  for (const std::string& name : shipped_models()) {
    const Model m = load(name);
    CHECK(m.name() == name);
    CHECK(read_model(to_json(m)) == m);
    CHECK(load(source_folder() + "/data/models/" + name + ".json") == m);
    CHECK(content_hash(m).size() == 64);
  }
}

TEST_CASE("the content hash changes with every number and every structural fact") {
  const ModelDescription d = full(2);
  std::set<std::string> seen{content_hash(ModelBuilder(d).build())};
  int changes = 0;
  const auto differs = [&](const char* what, auto&& change) {
    ModelDescription e = d;
    change(e);
    const std::string h = content_hash(ModelBuilder(e).build());
    INFO(what);
    CHECK(seen.insert(h).second);
    ++changes;
  };
  const auto nudge = [](double& x, double lower = -infinity) {
    const bool up = x <= 0.01 || x == lower;
    x = x == 0 ? 0.0009765625 : std::nextafter(x, up ? 4 : 0);
  };  // the least change, towards the inside
  differs("gravity", [&](auto& e) { nudge(e.gravity.y); });
  for (std::size_t i = 0; i < d.bodies.size(); ++i)
    for (const auto& f : Body::fields)
      differs("body", [&](auto& e) { nudge(e.bodies[i].*f.member); });
  for (std::size_t i = 0; i < d.constraints.size(); ++i) {
    differs("constraint", [&](auto& e) { nudge(e.constraints[i].angle); });
    differs("coefficient", [&](auto& e) { nudge(e.constraints[i].terms[0].second); });
  }
  const auto laws = [&](auto get) {
    std::visit(
        [&](const auto& l) {
          for (const auto& f : l.fields)
            differs("law", [&](auto& e) {
              auto& law = std::get<std::decay_t<decltype(l)>>(get(e));
              nudge(law.*f.member, f.info.lower);
            });
        },
        get(d));
  };
  for (std::size_t i = 0; i < d.joints.size(); ++i) {
    differs("joint", [&](auto& e) { nudge(e.joints[i].preload_factor); });
    laws([i](auto& e) -> auto& { return e.joints[i].law; });
  }
  for (std::size_t i = 0; i < d.circles.size(); ++i)
    for (const auto& f : Circle::fields)
      differs("circle", [&](auto& e) { nudge(e.circles[i].*f.member); });
  for (std::size_t i = 0; i < d.cables.size(); ++i) {
    laws([i](auto& e) -> auto& { return e.cables[i].law; });
    differs("knob", [&](auto& e) { nudge(e.cables[i].knobs.length); });
    differs("knob", [&](auto& e) { nudge(e.cables[i].knobs.stiffness); });
    for (std::size_t p = 0; p < d.cables[i].path.size(); ++p) {
      if (!d.cables[i].path[p].circle.empty())
        differs("sense", [&](auto& e) {
          e.cables[i].path[p].sense = e.cables[i].path[p].sense == Sense::clockwise
                                          ? Sense::counterclockwise
                                          : Sense::clockwise;
        });
      else
        for (double Vec3::*axis : {&Vec3::x, &Vec3::y, &Vec3::z})
          differs("point", [&](auto& e) { nudge(e.cables[i].path[p].point.*axis); });
    }
  }
  for (std::size_t i = 0; i < d.loads.size(); ++i) {
    if (d.loads[i].kind == Load::Kind::couple)
      differs("couple", [&](auto& e) { nudge(e.loads[i].moment); });
    else
      for (double Load::*member : {&Load::force_x, &Load::force_y, &Load::point_x, &Load::point_y})
        differs("force", [&](auto& e) { nudge(e.loads[i].*member); });
  }
  differs("landmark", [&](auto& e) { nudge(e.landmarks[0].point.y); });
  differs("a name", [&](auto& e) { e.groups[1].name = "other"; });
  differs("sides", [&](auto& e) { e.cables.back().sides = 3 - e.cables.back().sides; });
  CHECK(changes > 100);
}

TEST_CASE("the content hash does not change with prose, outlines or the model's own name") {
  const ModelDescription d = full(3);
  const std::string hash = content_hash(ModelBuilder(d).build());
  ModelDescription e = d;
  e.name = "other", e.title = "other", e.sources.clear(), e.notes = {"x"};
  for (Body& b : e.bodies) {
    b.source = "other";
    b.outline.clear();
  }
  for (Constraint& c : e.constraints)
    c.source = "other";
  for (Joint& j : e.joints)
    j.source = "other";
  for (Circle& c : e.circles)
    c.source = "other";
  for (Cable& c : e.cables)
    c.source = "other";
  for (Load& l : e.loads)
    l.source = "other";
  for (Landmark& l : e.landmarks)
    l.source = "other";
  CHECK(content_hash(ModelBuilder(e).build()) == hash);
}

TEST_CASE("the schema in data/ is the one that the field tables make") {
  const std::string path = source_folder() + "/data/schema/model.schema.json";
  const std::string file = text_of(path);
  INFO("write it again: guywire schema > data/schema/model.schema.json");
  REQUIRE_FALSE(file.empty());
  CHECK((file == model_schema() || file == model_schema() + "\n"));
}

TEST_CASE("a number is set by name, in the file's unit or in degrees and millimetres") {
  const Model start =
      ModelBuilder("set")
          .add(Body{.name = "pelvis", .mass = 10, .com_y = 0.1})
          .add(Body{.name = "L5", .parent = "pelvis", .hinge_y = 0.1, .mass = 20, .com_y = 0.1})
          .add(hold("upright", "L5"))
          .add(Joint{.name = "L5/S1",
                     .body = "L5",
                     .relative_to = "pelvis",
                     .law = LinearJoint{100, 0},
                     .source = {}})
          .add(Circle{.name = "knob",
                      .body = "ground",
                      .center_x = 0.5,
                      .center_y = 0.5,
                      .radius = 0.05,
                      .source = {}})
          .add(Cable{.name = "psoas-1",
                     .law = Hill{500, 0.1, 0.1, 0.1, 0.1},
                     .path = {at("L5", 0.05, 0.1), at("ground", 0.05, -0.2)},
                     .source = {}})
          .add(Cable{.name = "psoas-2",
                     .law = Hill{500, 0.1, 0.1, 0.1, 0.1},
                     .path = {at("L5", 0.05, 0.2), at("ground", 0.05, -0.2)},
                     .source = {}})
          .add(Cable{.name = "band",
                     .law = Linear{500, 0.1},
                     .path = {at("pelvis", 0.05, 0.2), at("ground", 0.05, -0.2)},
                     .source = {}})
          .add(Group{.name = "psoas", .members = {"psoas-1", "psoas-2"}})
          .add(Group{.name = "front", .members = {"psoas", "band"}})
          .add(Load{.name = "push", .body = "L5", .force_x = 5, .point_y = 0.1, .source = {}})
          .build();
  ModelDescription d = start.description();
  struct Row {
    const char* name;
    double value;
    std::function<double()> read;
    double expected;
  };
  const double deg = 3.14159265358979323846 / 180;
  const Row rows[] = {
      {"psoas-1.length", 0.95, [&] { return d.cables[0].knobs.length; }, 0.95},
      {"psoas.tone", 0.3, [&] { return *d.cables[1].knobs.tone; }, 0.3},
      {"psoas.strength", 0.8, [&] { return d.cables[0].knobs.strength; }, 0.8},
      {"front.stiffness", 2, [&] { return d.cables[2].knobs.stiffness; }, 2},
      {"psoas.max_isometric_force_N", 700,
       [&] { return std::get<Hill>(d.cables[1].law).max_isometric_force; }, 700},
      {"psoas-2.pennation_deg", 12, [&] { return std::get<Hill>(d.cables[1].law).pennation; },
       12 * deg},
      {"band.slack_length_mm", 120, [&] { return std::get<Linear>(d.cables[2].law).slack_length; },
       0.12},
      {"L5/S1.stiffness_Nm_per_rad", 130,
       [&] { return std::get<LinearJoint>(d.joints[0].law).stiffness; }, 130},
      {"L5/S1.preload_factor", 2.11, [&] { return d.joints[0].preload_factor; }, 2.11},
      {"L5/S1.neutral_angle_deg", -3,
       [&] { return std::get<LinearJoint>(d.joints[0].law).neutral_angle; }, -3 * deg},
      {"pelvis.mass_kg", 12, [&] { return d.bodies[0].mass; }, 12},
      {"upright.angle_deg", 5, [&] { return d.constraints[0].angle; }, 5 * deg},
      {"knob.radius_mm", 30, [&] { return d.circles[0].radius; }, 0.03},
      {"push.force_x_N", -7, [&] { return d.loads[0].force_x; }, -7},
      {"model.gravity_x_m_per_s2", 9.81, [&] { return d.gravity.x; }, 9.81},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    set_number(d, row.name, row.value);
    CHECK(near(row.read(), row.expected, 1e-16 * std::abs(row.expected)));
  }
  CHECK(d.cables[0].knobs.stiffness == 2);  // through the group within a group
  CHECK_NOTHROW(ModelBuilder(d).build());
  const std::pair<const char*, const char*> wrong[] = {
      {"psoas", "has no field"},
      {".length", "has no field"},
      {"psoas.", "has no field"},
      {"psaos.length", "Did you mean 'psoas'?"},
      {"psoas-1.lenght", "Did you mean 'length'?"},
      {"pelvis.mass", "mass_kg"},
      {"L5/S1.stiffness_N_per_m", "stiffness_Nm_per_rad"},
      {"model.gravity", "gravity"},
      {"band.slack_length", "slack_length_m"},
  };
  for (const auto& [name, phrase] : wrong) {
    INFO(name);
    CHECK_THROWS_AS(set_number(d, name, 1), ModelError);
    CHECK_THROWS_WITH(set_number(d, name, 1), ContainsSubstring(phrase));
  }
}
