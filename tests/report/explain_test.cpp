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
  CHECK_THAT(text, ContainsSubstring("Die Gruppe 'Iliopsoas' erklärt die Änderung."));
  auto english = nlohmann::json::parse(explain_json(m, e));
  auto german = nlohmann::json::parse(explain_json(m, e, {}, Language::german));
  CHECK(english["winning"]["message"] ==
        "The iliopsoas group accounts for the largest part of the change of tilt.");
  CHECK(german["message"] == "Stabiles Gleichgewicht.");
  for (auto* const j : {&english, &german}) {
    j->erase("message");
    j->erase("sentences");
    (*j)["winning"].erase("message");
  }
  CHECK(english == german);
}

TEST_CASE("the JSON of an explanation has the sentences of its text, in every language") {
  const Model m = adjust(adjust(load("standing_adult"), "iliopsoas", {.length = 0.93}),
                         "hamstrings", {.length = 1.05});
  const Explanation e = explain(m);
  for (const Language language : all_languages()) {
    const std::string text = explain_text(m, e, {}, language);
    const auto said = nlohmann::json::parse(explain_json(m, e, {}, language))["sentences"];
    for (const char* part : {"posture", "pulls", "winning", "remarks"}) {
      INFO(to_string(language) << ": " << part);
      CHECK_FALSE(said[part].get<std::string>().empty());
      CHECK_THAT(text, ContainsSubstring(said[part].get<std::string>()));
    }
    CHECK(said["discs"].get<std::string>().size() > 20);
    REQUIRE(said["holding"].size() == 1);
    CHECK_THAT(text, ContainsSubstring(said["holding"][0].get<std::string>()));
  }
}

TEST_CASE("the moments on the tilt body sum to zero at rest, also without the rows they sum") {
  const Model m = adjust(load("standing_adult"), "iliopsoas", {.length = 0.93});
  const Explanation e = explain(m);
  const auto json = nlohmann::json::parse(explain_json(m, e, {.rows = false}));
  CHECK_FALSE(json["ledger"].contains("coordinates"));
  CHECK_FALSE(json["model"].contains("hash"));
  double now = 0, before = 0, magnitude = 0;
  for (const auto& row : json["ledger"]["tilt"]) {
    now += row["passive_Nm"].get<double>() + row["active_Nm"].get<double>();
    before += row["reference_Nm"].get<double>();
    magnitude += std::abs(row["reference_Nm"].get<double>());
  }
  CHECK(magnitude > 10);
  CHECK(std::abs(now) <= 1e-12 * magnitude);
  CHECK(std::abs(before) <= 1e-12 * magnitude);
}
