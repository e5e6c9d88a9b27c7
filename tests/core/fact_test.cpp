// Facts: values by name, comparison, and a form for programmers.
#include "guywire/core/fact.hpp"

#include "catch.hpp"
#include "guywire/core/errors.hpp"

using namespace guywire;

TEST_CASE("a fact gives its values by name and compares by all of them") {
  const Fact fact("range_end", {{"body", "pelvis"}, {"angle", 0.5}, {"is_upper", true}});
  REQUIRE(fact.find("angle") != nullptr);
  CHECK(std::get<double>(fact.find("angle")->value) == 0.5);
  CHECK(std::get<double>(fact.find("is_upper")->value) == 1);
  CHECK(std::get<std::string>(fact.find("body")->value) == "pelvis");
  CHECK(fact.find("moment") == nullptr);
  CHECK(fact == Fact("range_end", {{"body", "pelvis"}, {"angle", 0.5}, {"is_upper", 1}}));
  CHECK_FALSE(fact == Fact("range_end", {{"body", "pelvis"}, {"angle", 0.6}, {"is_upper", 1}}));
  CHECK_FALSE(fact == Fact("range_end"));
}

TEST_CASE("facts list themselves for programmers, with those that explain them") {
  const Facts why{Fact("stable")};
  const Facts facts{{"winning.no_rest", {{"why", why}}},
                    {"bodies", {{"names", std::vector<std::string>{"pelvis", "L5"}}}}};
  CHECK(to_string(facts) == "winning.no_rest (why stable); bodies (names pelvis, L5)");
  CHECK(has_fact(facts, "bodies"));
  CHECK_FALSE(has_fact(facts, "stable"));  // it explains another
  Facts more{Fact("first")};
  append(more, facts);
  CHECK(more.size() == 3);
}

TEST_CASE("errors carry facts") {
  const SolveError e("runaway", {{"range_end", {{"body", "rod"}, {"angle", 1.0}}}});
  CHECK(std::string(e.what()) == "runaway: range_end (body rod, angle 1)");
  CHECK(e.why().at(0).id == "range_end");
  const ModelError lost({{.where = "posture",
                          .what = "is lost.",
                          .remedy = "Ask elsewhere.",
                          .why = {{"path.edge", {{"cable", "guy"}}}}}});
  CHECK(std::string(lost.what()) == "posture: is lost. [path.edge (cable guy)] Ask elsewhere.");
}
