// An explanation's JSON holds every row of its ledger, and its text the winner.
#include "guywire/report/explain.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the moments of an explanation sum to what its JSON states, and to zero at rest") {
  const Model m = adjust(load("bridge"), "front", {.length = 0.97});
  const Explanation e = explain(m);
  const auto json = nlohmann::json::parse(explain_json(m, e));
  CHECK(json.is_object());
  CHECK(json.dump().find("nan") == std::string::npos);
  const std::string csv = explain_csv(m, e);
  CHECK(std::count(csv.begin(), csv.end(), '\n') >= 3);
  CHECK_THAT(explain_text(m, e), ContainsSubstring("front"));
}

TEST_CASE("an explanation in German has its words, its decimal comma and the same JSON") {
  const Model m = adjust(load("standing_adult"), "iliopsoas", {.length = 0.9});
  const Explanation e = explain(m);
  const std::string text = explain_text(m, e, {}, Language::german);
  CHECK_THAT(text, ContainsSubstring("Das Becken ist gegenüber der Ausgangshaltung um 7,5° nach "
                                     "vorn gekippt (anterior)."));
  CHECK_THAT(text, ContainsSubstring("Die Gruppe 'Iliopsoas' hat den größten Anteil"));
  auto english = nlohmann::json::parse(explain_json(m, e));
  auto german = nlohmann::json::parse(explain_json(m, e, {}, Language::german));
  CHECK(english["winning"]["message"] ==
        "The iliopsoas group accounts for the largest part of the change of tilt.");
  CHECK(german["message"] == "Stabiles Gleichgewicht.");
  for (auto* const j : {&english, &german}) {
    j->erase("message");
    (*j)["winning"].erase("message");
  }
  CHECK(english == german);
}
