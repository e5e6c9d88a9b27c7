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
