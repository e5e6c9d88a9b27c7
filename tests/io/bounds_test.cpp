// What a file may ask for is bounded, with a sentence.
#include <algorithm>
#include <set>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/model/parameter.hpp"
#include "support/worst_files.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<Fault> faults_of(const std::string& json) {
  try {
    read_model(json, "file.json");
  } catch (const ModelError& e) {
    return e.faults();
  }
  return {};
}

std::string nested(int levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("values nested deeper than 64 levels are refused where they begin") {
  for (const std::string before :
       {"{\"schema_version\":\n ", "{\"schema_version\": 1, \"page\":\n ",
        "{\"schema_version\": 1, \"setting_of\": \"bridge\", \"page\":\n "}) {
    try {
      read_model(before + nested(100) + "}", "deep.json");
      FAIL("was accepted");
    } catch (const ParseError& e) {
      CHECK_THAT(e.what(), ContainsSubstring("nested deeper than 64 levels"));
      CHECK(e.line() == 2);
      CHECK(e.column() == 65);  // the object is the first level
    }
  }
  const std::string setting = R"({"schema_version": 1, "setting_of": "bridge", "page": )";
  CHECK(read_model(setting + nested(63) + "}", "s.json") == load("bridge"));
  CHECK_THROWS_AS(read_model(setting + nested(64) + "}", "s.json"), ParseError);
  CHECK(read_model(setting + "\"" + nested(100) + "\\\"[\"}", "s.json") ==
        load("bridge"));  // brackets in a text are none
}

TEST_CASE("of many faults the first thousand are listed, and twenty come with a suggestion") {
  const auto body = [](const std::string& i) {
    return R"({"name": "pelvis)" + i + R"(", "parent": "pelvs)" + i + R"(", "mass_kg": 1})";
  };
  const auto unknown =
      faults_of(worst_files::model("\"bodies\": [" + worst_files::listed(1500, body) + "]"));
  REQUIRE(unknown.size() == most_faults + 1);
  CHECK(unknown.back().where == "further faults");
  CHECK_THAT(unknown.back().what, ContainsSubstring("more than 1000"));
  const auto suggests = [](const Fault& f) {
    return f.remedy.find("Did you mean") != std::string::npos;
  };
  CHECK(std::count_if(unknown.begin(), unknown.end(), suggests) == 20);
  CHECK(suggests(unknown[0]));
  const auto key = [](const std::string& i) { return "\"bodies" + i + "\": 1"; };
  const auto keys = faults_of(worst_files::model(worst_files::listed(1500, key)));
  CHECK(keys.size() == most_faults + 1);
  CHECK(std::count_if(keys.begin(), keys.end(), suggests) <= 20);
  const auto few =
      faults_of(worst_files::model("\"bodies\": [" + worst_files::listed(1000, body) + "]"));
  CHECK(few.size() == most_faults);
}

TEST_CASE("names are at most 100 bytes, and no message repeats a long text") {
  const std::string fits(100, 'n'), longer(101, 'n'), huge(200'000, 'n');
  const auto named = [](const std::string& name) {
    return worst_files::model(R"("bodies": [{"name": ")" + name +
                              R"(", "parent": "ground", "mass_kg": 1}])");
  };
  CHECK(read_model(named(fits)).description().bodies[0].name == fits);
  CHECK_THROWS_WITH(read_model(named(longer)),
                    ContainsSubstring("has a name of 101 bytes; allowed are at most 100"));
  const std::string texts[] = {
      named(huge),
      worst_files::model(R"("bodies": [{"name": ")" + huge + R"(", "mass_Kg": 1}])"),
      worst_files::model("\"" + huge + "\": 1"),
      worst_files::model(R"("bodies": [{"name": "a", "parent": "ground", "mass_kg": ")" + huge +
                         "\"}]"),
      R"({"schema_version": ")" + huge + "\"}",
      R"({"schema_version": 1, "setting_of": ")" + huge + "\"}",
      "{\"schema_version\": 1" + huge,
  };
  for (const std::string& text : texts) {
    try {
      read_model(text);
      FAIL("was accepted");
    } catch (const std::invalid_argument& e) {
      CAPTURE(std::string(e.what()).substr(0, 400));
      CHECK(std::string(e.what()).size() < 2000);
    }
  }
}

TEST_CASE("a suggestion is given for names, not for texts without end") {
  CHECK(nearest_name("pelvs", {"thorax", "pelvis"}) == "pelvis");
  CHECK(nearest_name(std::string(101, 'a'), {std::string(100, 'a')}).empty());
  CHECK(nearest_name(std::string(100, 'a'), {std::string(101, 'a'), std::string(99, 'a')}) ==
        std::string(99, 'a'));
  CHECK(shortened("short") == "short");
  CHECK(shortened("aäöü", 4) == "aä…");  // not within a character
}

TEST_CASE("models that would take too much are refused with the limit") {
  const auto refused = [](const std::string& json, const std::string& sentence) {
    CHECK_THROWS_WITH(read_model(json), ContainsSubstring(sentence));
  };
  refused(worst_files::held(2001, false), "has 2001 bodies; allowed are at most 2000.");
  CHECK(read_model(worst_files::held(300, true)).coordinates() == std::vector<std::string>{"a0"});
  for (const worst_files::File& file : worst_files::all()) {
    if (file.name.starts_with("100000 circles"))
      refused(file.text, "cross more than 2000000 hinges");
    if (file.name.starts_with("5000 cables")) refused(file.text, "cross more than 2000000 hinges");
    if (file.name == "larger than any") refused(file.text, "models have at most 8388608.");
  }
}

TEST_CASE("groups within groups: the cables they name in all are bounded, and each is set once") {
  ModelDescription d;
  d.name = "m";
  d.bodies = {{.name = "a", .mass = 1, .com_y = 0.5}};
  for (int i = 0; i < 2000; ++i)
    d.cables.push_back({.name = "c" + std::to_string(i),
                        .law = Linear{1, 1},
                        .path = {at("ground", 1, i), at("a", 0, 1)}});
  Group all{"all", {}};
  for (const Cable& c : d.cables)
    all.members.push_back(c.name);
  d.groups = {all};
  for (int i = 0; i < 1000; ++i)
    d.groups.push_back({"g" + std::to_string(i), {"all"}});
  CHECK_THROWS_WITH(ModelBuilder(d).build(),
                    ContainsSubstring("name more than 1000000 cables in all"));
  ModelDescription doubled = d;  // each names the one before it twice: 2^40 ways to the one cable
  doubled.cables.resize(1);
  doubled.groups = {{"g0", {"c0"}}};
  for (int i = 1; i < 40; ++i)
    doubled.groups.push_back(
        {"g" + std::to_string(i), {"g" + std::to_string(i - 1), "g" + std::to_string(i - 1)}});
  set_number(doubled, "g39.length", 0.9);
  CHECK(doubled.cables[0].knobs.length == 0.9);
}

TEST_CASE("eliminating sparse rows gives what dense elimination gives") {
  // a chain welded link to link: P is a triangle of ones, S a column of ones
  const int n = 60;
  std::vector<double> A((n - 1) * n, 0.0);
  std::vector<int> kept;
  for (int i = 0; i + 1 < n; ++i) {
    A[i * n + i + 1] = 1;
    A[i * n + i] = -1;
    kept.push_back(i);
  }
  const NullSpace s = null_space(A, n, kept);
  CHECK(s.redundant.empty());
  CHECK(s.free_bodies == std::vector<int>{0});
  CHECK(s.S == std::vector<double>(n, 1.0));
  for (int b = 0; b < n; ++b)
    for (int k = 0; k + 1 < n; ++k)
      CHECK(s.P[b * (n - 1) + k] == (k < b ? 1 : 0));
  std::vector<double> closed = A;
  closed.resize(n * n, 0.0);
  closed[(n - 1) * n] = 1;  // the last to the first: follows from the others
  closed[(n - 1) * n + n - 1] = -1;
  kept.push_back(n - 1);
  CHECK(null_space(closed, n, kept).redundant == std::vector<int>{n - 1});
}
