// An answer holds the posture's numbers, in the units of its keys.
#include "guywire/report/answer.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("JSON, CSV and text of one answer tell the same posture") {
  const Model m = adjust(load("bridge"), "front", {.length = 0.98});
  const auto out = solve(m);
  REQUIRE(out.status == Status::stable);
  const Posture& p = out.value();
  const auto json = nlohmann::json::parse(answer_json(m, out, {"front.length=0.98"}));
  CHECK(json["status"] == "stable");
  CHECK(json["cables"].size() == p.tensions.size());
  for (std::size_t c = 0; c < p.tensions.size(); ++c) {
    const auto& cable = json["cables"][m.description().cables[c].name];
    CHECK(cable["tension_N"] == p.tensions[c]);
    CHECK(cable["length_m"] == p.lengths[c]);
  }
  const std::string csv = answer_csv(m, out);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == static_cast<int>(p.tensions.size()) + 1);
  const std::string text = answer_text(m, out, {"front.length=0.98"});
  CHECK_THAT(text, ContainsSubstring("front.length=0.98"));
  CHECK_THAT(text, ContainsSubstring("tilt"));
}

TEST_CASE("an answer in German has its words and its decimal comma") {
  const Model m = adjust(load("standing_adult"), "iliopsoas", {.length = 0.9});
  const std::string text = answer_text(m, solve(m), {}, Language::german);
  CHECK_THAT(text, ContainsSubstring("standing_adult: Stabiles Gleichgewicht."));
  CHECK_THAT(text, ContainsSubstring("braucht es von außen ein Moment von 6,88 N·m nach hinten."));
  CHECK(answer_text(m, solve(m)).find("takes an external moment of 6.88 N·m (backward).") !=
        std::string::npos);
}

TEST_CASE("numbers that are not known are null") {
  Outcome<Posture> out = solve(load("bridge"));
  out.result.certificate.min_eigenvalue = std::nan("");
  const std::string json = answer_json(load("bridge"), out);
  CHECK(json.find("nan") == std::string::npos);
  CHECK(nlohmann::json::parse(json)["certificate"].dump().find("null") != std::string::npos);
}
