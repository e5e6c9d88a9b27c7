// Everything that must be refused, in tables: each row a way to spoil a good model (or file), and
// what the message must say. Every field of every type is taken from its field table and set below,
// above, to NaN and to infinity.
#include <cstdio>
#include <fstream>
#include <functional>

#include "guywire/io/model_file.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"

using namespace guywire;

namespace {

/// One of everything.
ModelDescription good() {
  ModelDescription d;
  d.name = "good";
  d.bodies = {{.name = "pelvis", .mass = 10, .com_y = 0.1},
              {.name = "thorax", .parent = "pelvis", .hinge_y = 0.2, .mass = 20, .com_y = 0.2},
              {.name = "head", .parent = "thorax", .hinge_y = 0.4, .mass = 4, .com_y = 0.1}};
  d.constraints = {hold("upright", "head")};
  d.joints = {{.name = "disc",
               .body = "thorax",
               .relative_to = "pelvis",
               .law = LinearJoint{100, 0},
               .source = {}}};
  d.circles = {{.name = "knob",
                .body = "ground",
                .center_x = 0.5,
                .center_y = 0.5,
                .radius = 0.05,
                .source = {}}};
  d.cables = {
      {.name = "psoas",
       .law = Linear{1000, 0.1},
       .path = {at("pelvis", 0.05, 0.1), at("ground", 0.05, -0.2)},
       .source = {}},
      {.name = "rectus",
       .law = Hill{500, 0.1, 0.1, 0.1, 0.1},
       .path = {at("thorax", 0.1, 0.1), around("knob", Sense::clockwise), at("pelvis", 0.1, 0.0)},
       .source = {}}};
  d.groups = {{"front", {"psoas", "rectus"}}};
  d.partition = {"front"};
  d.loads = {
      {.name = "push", .body = "thorax", .force_x = 5, .point_y = 0.1, .source = {}},
      {.name = "twist", .kind = Load::Kind::couple, .body = "pelvis", .moment = 1, .source = {}}};
  d.landmarks = {
      {.name = "ASIS", .body = "pelvis", .point = {0.1, 0.1, 0.1}, .part = {}, .source = {}}};
  return d;
}

std::vector<Fault> faults_of(const ModelDescription& d) {
  try {
    ModelBuilder(d).build();
  } catch (const ModelError& e) {
    CHECK(std::string(e.what()).find(e.faults().front().what) !=
          std::string::npos);  // what() lists them
    return e.faults();
  }
  return {};
}

bool has(const std::vector<Fault>& faults, const std::string& where, const std::string& phrase) {
  for (const Fault& f : faults)
    if (f.where.find(where) != std::string::npos &&
        (f.what + " " + f.remedy).find(phrase) != std::string::npos)
      return true;
  return false;
}

std::string listed(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& f : faults)
    text += "\n  " + f.where + ": " + f.what + " " + f.remedy;
  return text.empty() ? "\n  (none)" : text;
}

int fields_tried = 0;

/// Spoils one number in every way its field table rules out; the fault must name place, value, unit
/// and range.
void spoil_field(const FieldInfo& info, const std::string& where,
                 const std::function<void(ModelDescription&, double)>& set) {
  ++fields_tried;
  std::vector<double> bad{std::nan(""), infinity, -infinity};
  if (info.lower != -infinity)
    bad.push_back(info.lower_open ? info.lower
                                  : info.lower - 1e-9 * std::max(1.0, std::abs(info.lower)));
  if (info.lower == 0 && info.lower_open) bad.push_back(-1);
  if (info.upper != infinity)
    bad.push_back(info.upper + 1e-9 * std::max(1.0, std::abs(info.upper)));
  for (const double v : bad) {
    ModelDescription d = good();
    set(d, v);
    const auto faults = faults_of(d);
    INFO(where << " / " << key_of(info) << " = " << v << listed(faults));
    CHECK(has(faults, where, std::isnan(v) ? "not a number" : to_text(v)));
    CHECK(has(faults, key_of(info), "allowed is " + range_text(info)));
    CHECK(has(faults, key_of(info), std::string(info.doc)));
    if (info.unit != "1") CHECK(has(faults, where, " " + std::string(info.unit)));
  }
}

template <class T, class Get>
void spoil_fields(const std::string& where, Get&& get) {
  for (const auto& f : T::fields)
    spoil_field(f.info, where, [&](ModelDescription& d, double v) { get(d).*f.member = v; });
}

/// A law with ordinary numbers.
template <class Law>
Law ordinary() {
  Law law;
  for (const auto& f : Law::fields) {
    const double typical = f.info.unit == "N/m" || f.info.unit == "N" ? 500 : 0.1;
    law.*f.member = std::clamp(typical, f.info.lower, f.info.upper);
  }
  return law;
}

}  // namespace

TEST_CASE("the good model is good") { CHECK(listed(faults_of(good())) == "\n  (none)"); }

TEST_CASE(
    "every field of every type outside its range is refused, naming place, value, unit and range") {
  fields_tried = 0;
  spoil_fields<Body>("body 'thorax'", [](ModelDescription& d) -> Body& { return d.bodies[1]; });
  spoil_fields<Constraint>("constraint 'upright'",
                           [](ModelDescription& d) -> Constraint& { return d.constraints[0]; });
  spoil_fields<Joint>("joint 'disc'", [](ModelDescription& d) -> Joint& { return d.joints[0]; });
  spoil_fields<Circle>("circle 'knob'",
                       [](ModelDescription& d) -> Circle& { return d.circles[0]; });
  spoil_fields<Load>("load 'push'", [](ModelDescription& d) -> Load& { return d.loads[0]; });
  int law_numbers = 0;
  const auto spoil_laws = [&]<class... Law>(const std::variant<Law...>*, const std::string& where,
                                            auto&& put) {
    const auto spoil_law = [&]<class L>(const L& sane) {
      law_numbers += L::size;
      for (const auto& f : L::fields)
        spoil_field(f.info, where, [&](ModelDescription& d, double v) {
          L law = sane;
          law.*f.member = v;
          put(d) = law;
        });
    };
    (spoil_law(ordinary<Law>()), ...);
  };
  spoil_laws(static_cast<const JointLaw*>(nullptr), "joint 'disc'",
             [](auto& d) -> JointLaw& { return d.joints[0].law; });
  spoil_laws(static_cast<const CableLaw*>(nullptr), "cable 'psoas'",
             [](auto& d) -> CableLaw& { return d.cables[0].law; });
  for (const auto& f : BasicKnobs<double>::fields)
    spoil_field(f.info, "cable 'rectus'", [&](ModelDescription& d, double v) {
      Knobs& k = d.cables[1].knobs;
      if (f.info.name == "tone") k.tone = v;
      if (f.info.name == "length") k.length = v;
      if (f.info.name == "stiffness") k.stiffness = v;
      if (f.info.name == "strength") k.strength = v;
    });
  CHECK(law_numbers >= 2 + 3 + 4 + 7 + 2 + 4 + 5 + 5);  // of the laws that guywire brings along
  CHECK(fields_tried == 7 + 1 + 1 + 3 + 5 + law_numbers + 4);
}

TEST_CASE("wrong models: what is said about each") {
  struct Row {
    const char* name;
    std::function<void(ModelDescription&)> spoil;
    std::string where, phrase;
  };
  const Row rows[] = {
      {"no name", [](auto& d) { d.name.clear(); }, "model", "has no name"},
      {"no body", [](auto& d) { d = ModelDescription{.name = "empty"}; }, "model", "has no body"},
      {"unknown parent, nearest name", [](auto& d) { d.bodies[1].parent = "pelvsi"; },
       "body 'thorax' / parent", "Did you mean 'pelvis'?"},
      {"unknown body of a path", [](auto& d) { d.cables[0].path[0].body = "thorx"; },
       "cable 'psoas' / path[0]", "Did you mean 'thorax'?"},
      {"unknown body of a joint", [](auto& d) { d.joints[0].body = "femur"; },
       "joint 'disc' / body", "'femur'"},
      {"unknown body of a joint's other side", [](auto& d) { d.joints[0].relative_to = "gruond"; },
       "joint 'disc' / relative_to", "Did you mean 'ground'?"},
      {"unknown body of a constraint", [](auto& d) { d.constraints[0].terms[0].first = "haed"; },
       "constraint 'upright'", "Did you mean 'head'?"},
      {"unknown body of a circle", [](auto& d) { d.circles[0].body = "tight"; },
       "circle 'knob' / body", "'tight'"},
      {"unknown body of a load", [](auto& d) { d.loads[0].body = "torax"; }, "load 'push' / body",
       "Did you mean 'thorax'?"},
      {"unknown body of a landmark", [](auto& d) { d.landmarks[0].body = "pelviss"; },
       "landmark 'ASIS' / body", "Did you mean 'pelvis'?"},
      {"unknown circle", [](auto& d) { d.cables[1].path[1].circle = "knbo"; },
       "cable 'rectus' / path[1]", "Did you mean 'knob'?"},
      {"unknown member of a group", [](auto& d) { d.groups[0].members[1] = "rectsu"; },
       "group 'front'", "Did you mean 'rectus'?"},
      {"unknown member of the partition", [](auto& d) { d.partition[0] = "fornt"; }, "partition",
       "Did you mean 'front'?"},
      {"a cycle", [](auto& d) { d.bodies[0].parent = "head"; }, "body 'pelvis' / parent",
       "a cyclic tree"},
      {"its own parent", [](auto& d) { d.bodies[1].parent = "thorax"; }, "body 'thorax' / parent",
       "a cyclic tree"},
      {"a parent listed later", [](auto& d) { std::swap(d.bodies[1], d.bodies[2]); },
       "body 'head' / parent", "listed after it"},
      {"two bodies of one name", [](auto& d) { d.bodies[2].name = "thorax"; }, "'thorax'",
       "Names must differ"},
      {"a cable named as a body",
       [](auto& d) {
         d.cables[0].name = "pelvis";
         d.groups[0].members[0] = "pelvis";
       },
       "cable 'pelvis'", "that body already has"},
      {"a body named ground", [](auto& d) { d.bodies[0].name = "ground"; }, "body 'ground'",
       "the ground already has"},
      {"a landmark twice", [](auto& d) { d.landmarks.push_back(d.landmarks[0]); },
       "landmark 'ASIS'", "given twice"},
      {"a name with a space", [](auto& d) { d.cables[0].name = "psoas major"; },
       "cable 'psoas major'", "not a valid name"},
      {"a name that is empty", [](auto& d) { d.joints[0].name.clear(); }, "joint ''",
       "not a valid name"},
      {"sides 3", [](auto& d) { d.cables[0].sides = 3; }, "cable 'psoas' / sides",
       "allowed is 1 or 2"},
      {"sides 0 of a body", [](auto& d) { d.bodies[0].sides = 0; }, "body 'pelvis' / sides",
       "allowed is 1 or 2"},
      {"sides -1 of a joint", [](auto& d) { d.joints[0].sides = -1; }, "joint 'disc' / sides",
       "allowed is 1 or 2"},
      {"one body on a pair", [](auto& d) { d.bodies[0].sides = 2; }, "body 'thorax' / sides",
       "its parent is a pair"},
      {"an empty path", [](auto& d) { d.cables[0].path.clear(); }, "cable 'psoas' / path",
       "has 0 point(s)"},
      {"one point", [](auto& d) { d.cables[0].path.resize(1); }, "cable 'psoas' / path",
       "at least 2"},
      {"a path that ends on a circle",
       [](auto& d) { d.cables[0].path.push_back(around("knob", Sense::clockwise)); },
       "cable 'psoas' / path", "begins or ends on a circle"},
      {"two circles in a row",
       [](auto& d) {
         d.cables[1].path.insert(d.cables[1].path.begin() + 1, around("knob", Sense::clockwise));
       },
       "cable 'rectus' / path[2]", "follows circle 'knob'"},
      {"a point twice in a row", [](auto& d) { d.cables[0].path.push_back(d.cables[0].path[1]); },
       "cable 'psoas' / path[2]", "repeats the point"},
      {"a point of a path not finite", [](auto& d) { d.cables[0].path[0].point.y = std::nan(""); },
       "path[0] / point_m", "allowed is any finite number m"},
      {"a point of a path infinitely far away",
       [](auto& d) { d.cables[0].path[0].point.z = infinity; }, "path[0] / point_m", "inf m"},
      {"a point inside its circle",
       [](auto& d) {
         d.circles[0].body = "pelvis";
         d.circles[0].center_x = 0.1;
         d.circles[0].center_y = 0.0;
       },
       "cable 'rectus'", "inside"},
      {"a landmark not finite", [](auto& d) { d.landmarks[0].point.x = infinity; },
       "landmark 'ASIS' / point_m", "allowed is any finite number"},
      {"an outline not finite",
       [](auto& d) {
         d.bodies[0].outline = {{0, 0}, {std::nan(""), 1}};
       },
       "body 'pelvis' / outline_m", "not a finite number"},
      {"gravity not a number", [](auto& d) { d.gravity.y = std::nan(""); }, "gravity_m_per_s2",
       "finite"},
      {"gravity without end", [](auto& d) { d.gravity.x = infinity; }, "gravity_m_per_s2",
       "any finite number"},
      {"gravity without mass",
       [](auto& d) {
         for (Body& b : d.bodies)
           b.mass = 0;
       },
       "gravity_m_per_s2", "no body has a mass"},
      {"a constraint without terms", [](auto& d) { d.constraints[0].terms.clear(); },
       "constraint 'upright' / terms", "is empty"},
      {"a coefficient of zero", [](auto& d) { d.constraints[0].terms[0].second = 0; },
       "constraint 'upright' / terms / head", "any finite number but 0"},
      {"a coefficient that is no number",
       [](auto& d) { d.constraints[0].terms[0].second = std::nan(""); },
       "constraint 'upright' / terms / head", "any finite number"},
      {"a constraint on ground",
       [](auto& d) {
         d.constraints[0].terms.push_back({"ground", 1});
       },
       "constraint 'upright' / terms", "ground"},
      {"a redundant constraint", [](auto& d) { d.constraints.push_back(hold("again", "head")); },
       "constraint 'again'", "redundant"},
      {"a contradicting constraint",
       [](auto& d) { d.constraints.push_back(hold("other", "head", 0.3)); }, "constraint 'other'",
       "contradicts"},
      {"a constraint that follows from two",
       [](auto& d) {
         d.constraints.push_back(relative("a", "thorax", "head"));
         d.constraints.push_back(hold("b", "thorax"));
       },
       "constraint 'b'", "redundant"},
      {"a joint between a body and itself", [](auto& d) { d.joints[0].relative_to = "thorax"; },
       "joint 'disc'", "and itself"},
      {"a load on ground", [](auto& d) { d.loads[0].body = "ground"; }, "load 'push' / body",
       "cannot move"},
      {"tone of a cable without", [](auto& d) { d.cables[0].knobs.tone = 0.5; },
       "cable 'psoas' / tone", "a linear cable has no activation"},
      {"strength of a cable without", [](auto& d) { d.cables[0].knobs.strength = 2; },
       "cable 'psoas' / strength", "a linear cable has no active force"},
      {"an elastic tendon with two answers",
       [](auto& d) {
         d.cables[1].law = HillElastic{500, 0.01, 0.5, 0, 1};
       },
       "cable 'rectus' / tendon_slack_length_m", "balance at several lengths"},
      {"an empty group",
       [](auto& d) {
         d.groups.push_back({"nobody", {}});
       },
       "group 'nobody'", "is empty"},
      {"a partition with a hole", [](auto& d) { d.partition = {"psoas"}; }, "partition",
       "does not cover cable 'rectus'"},
      {"a partition that counts twice",
       [](auto& d) {
         d.partition = {"front", "psoas"};
       },
       "partition", "has cable 'psoas' twice"},
  };
  for (const Row& row : rows) {
    ModelDescription d = good();
    row.spoil(d);
    const auto faults = faults_of(d);
    INFO(row.name << listed(faults));
    CHECK(has(faults, row.where, row.phrase));
  }
}

TEST_CASE("all faults are listed at once") {
  ModelDescription d = good();
  d.bodies[1].mass = -1;
  d.cables[0].path[0].body = "thorx";
  d.circles[0].radius = 0;
  d.joints[0].sides = 7;
  d.landmarks[0].body = "nose";
  const auto faults = faults_of(d);
  INFO(listed(faults));
  CHECK(faults.size() == 5);
  CHECK(has(faults, "body 'thorax' / mass_kg", "is -1 kg; allowed is >= 0 kg"));
  CHECK(has(faults, "cable 'psoas'", "'thorx'"));
  CHECK(has(faults, "circle 'knob' / radius_m", "is 0 m; allowed is > 0 m"));
  CHECK(has(faults, "joint 'disc' / sides", "7"));
  CHECK(has(faults, "landmark 'ASIS'", "'nose'"));
}

TEST_CASE("names asked for that a model does not have: the nearest is offered") {
  const Model m = ModelBuilder(good()).build();
  struct Row {
    std::function<void()> ask;
    const char* phrase;
  };
  const Row rows[] = {
      {[&] { m.body("pelvs"); }, "no body 'pelvs'. Did you mean 'pelvis'?"},
      {[&] { m.cable("psaos"); }, "no cable 'psaos'. Did you mean 'psoas'?"},
      {[&] { m.joint("dics"); }, "no joint 'dics'. Did you mean 'disc'?"},
      {[&] { m.cables("fronts"); }, "no cable or group 'fronts'. Did you mean 'front'?"},
      {[&] { m.cable("xyzzyx"); }, "no cable 'xyzzyx'."},
      {[&] { adjust(m, "psaos", {.length = 0.9}); }, "Did you mean 'psoas'?"},
      {[&] { adjust(m, "psoas", {.length = 1.6}); }, "is 1.6; allowed is >= 0.5 and <= 1.5"},
      {[&] { adjust(m, "front", {.tone = 0.5}); }, "a linear cable has no activation"},
      {[&] { posed(m, "uprigth", 0.1); }, "Did you mean 'upright'?"},
      {[&] { without_constraint(m, "uprigth"); }, "Did you mean 'upright'?"},
      {[&] { with_activations(m, std::vector<double>{0.1}); }, "has 1 numbers for 2 cables"},
      {[&] {
         with_activations(m, std::vector<double>{0.1, 0.1});
       },
       "cable 'psoas'"},
      {[&] {
         with_activations(m, std::vector<double>{std::nan(""), 1.1});
       },
       "is 1.1; allowed is >= 0 and <= 1"},
      {[&] {
         rhythm("r", {"a", "b", "c"}, {0.5, 0.4});
       },
       "sum to 0.9"},
      {[&] {
         with_legs(m, {.right = {{{"upright", 0.1}}}, .left = {}});
       },
       "poses no paired body"},
  };
  for (const Row& row : rows) {
    INFO(row.phrase);
    CHECK_THROWS_AS(row.ask(), ModelError);
    CHECK_THROWS_WITH(row.ask(), Catch::Matchers::ContainsSubstring(row.phrase));
  }
}

TEST_CASE("wrong files: ParseError with path, line and column") {
  const std::string json = to_json(ModelBuilder(good()).build());
  struct Row {
    const char* name;
    std::string text;
    int line;
    const char* phrase;
  };
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string s = json;
    const auto at = s.find(from);
    REQUIRE(at != std::string::npos);
    return s.replace(at, from.size(), to);
  };
  const Row rows[] = {
      {"empty", "", 1, "empty"},
      {"white space only", " \n\t\n", -1, "empty"},
      {"truncated", json.substr(0, json.size() / 2), -1, "truncated"},
      {"not JSON", "<OpenSimDocument Version=\"30000\">", 1, "this is not JSON"},
      {"a stray comma", "{\n  \"schema_version\": 1,\n  ,\n}", 3, "this is not JSON"},
      {"JSON, but not ours", "{\"name\": \"x\"}", 1, "not a guywire model"},
      {"JSON, but an array", "[1, 2]", 1, "not a guywire model"},
      {"wrong version", replaced("\"schema_version\": 1", "\"schema_version\": 2"), 1,
       "schema_version is 2; this version of guywire reads 1"},
      {"a number too large", replaced("-9.81", "-1e999"), -1, "too large"},
      {"a key twice", replaced("\"name\": \"good\"", "\"name\": \"good\",\n  \"name\": \"bad\""), 4,
       "stands twice"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    try {
      read_model(row.text, "file.json");
      FAIL("was accepted");
    } catch (const ParseError& e) {
      CHECK(e.path() == "file.json");
      if (row.line >= 0) CHECK(e.line() == row.line);
      if (e.line() > 0) CHECK(e.column() >= 1);
      CHECK_THAT(e.what(), Catch::Matchers::ContainsSubstring(row.phrase) &&
                               Catch::Matchers::ContainsSubstring("file.json"));
    }
  }
  // where a truncated file ends
  try {
    read_model("{\n  \"schema_version\": 1,\n  \"name", "cut.json");
    FAIL("was accepted");
  } catch (const ParseError& e) {
    CHECK(e.line() == 3);
  }
}

TEST_CASE("files that are not there, folders, and files larger than any model") {
  CHECK_THROWS_AS(load("no/such/file.json"), ParseError);
  CHECK_THROWS_WITH(load("no/such/file.json"),
                    Catch::Matchers::ContainsSubstring("there is no such file"));
  CHECK_THROWS_AS(load(source_folder() + "/data"), ParseError);
  const std::string name = "guywire_test_huge.json";
  std::ofstream(name) << "{";
  std::FILE* f = std::fopen(name.c_str(), "r+");
  REQUIRE(f != nullptr);
  std::fseek(f, 65L << 20, SEEK_SET);  // sparse: takes no room
  std::fputc('}', f);
  std::fclose(f);
  CHECK_THROWS_WITH(load(name), Catch::Matchers::ContainsSubstring("bytes; models have at most"));
  std::remove(name.c_str());
}

TEST_CASE("wrong contents of files: unknown keys with the nearest, wrong kinds, missing keys") {
  const std::string json = to_json(ModelBuilder(good()).build());
  struct Row {
    const char *name, *from, *to, *where, *phrase;
  };
  const Row rows[] = {
      {"unknown key of a body", "\"mass_kg\"", "\"mass_Kg\"", "body 'pelvis' / mass_Kg",
       "Did you mean 'mass_kg'?"},
      {"unknown key at the top", "\"bodies\"", "\"boddies\"", "boddies", "Did you mean 'bodies'?"},
      {"unknown key of a law", "\"slack_length_m\"", "\"slack_length_mm\"",
       "cable 'psoas' / law / slack_length_mm", "Did you mean 'slack_length_m'?"},
      {"a law that is none", "\"kind\": \"linear\", \"stiffness_N_per_m\"",
       "\"kind\": \"lienar\", \"stiffness_N_per_m\"", "cable 'psoas' / law / kind",
       "Did you mean 'linear'?"},
      {"a text for a number", "\"mass_kg\": 10", "\"mass_kg\": \"10\"", "body 'pelvis' / mass_kg",
       "allowed is a number"},
      {"null for a number", "\"mass_kg\": 10", "\"mass_kg\": null", "body 'pelvis' / mass_kg",
       "is null"},
      {"a number for an array", "\"com_m\": [0, 0.1]", "\"com_m\": 0.1", "body 'pelvis' / com_m",
       "array of 2 numbers"},
      {"two numbers for three", "[0.05, 0.1, 0]", "[0.05, 0.1]",
       "cable 'psoas' / path[0] / point_m", "array of 3 numbers"},
      {"a sense that is none", "\"sense\": \"clockwise\"", "\"sense\": \"left\"", "path[1] / sense",
       "clockwise or counterclockwise"},
      {"a follower load", "\"kind\": \"force\"", "\"kind\": \"follower\"", "load 'push' / kind",
       "has no potential"},
      {"half a side", "\"sides\": 1", "\"sides\": 1.5", "sides", "whole number"},
      {"an object for an array", "\"partition\": [\n    \"front\"\n  ]", "\"partition\": {}",
       "partition", "allowed is an array"},
  };
  for (const Row& row : rows) {
    std::string text = json;
    const auto place = text.find(row.from);
    INFO(row.name << "\n" << json.substr(0, 1500));
    REQUIRE(place != std::string::npos);
    text.replace(place, std::string(row.from).size(), row.to);
    try {
      read_model(text, "file.json");
      FAIL("was accepted");
    } catch (const ModelError& e) {
      INFO(listed(e.faults()));
      CHECK(has(e.faults(), row.where, row.phrase));
    }
  }
  // a missing key is named
  try {
    read_model(R"({"schema_version": 1, "name": "m", "bodies": [{"name": "b"}]})", "file.json");
    FAIL("was accepted");
  } catch (const ModelError& e) {
    CHECK(has(e.faults(), "body 'b' / parent", "is missing"));
  }
  CHECK_THROWS_WITH(load("standing_adlut"), Catch::Matchers::ContainsSubstring("Did you mean"));
}
