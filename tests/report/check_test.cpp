// What `check` says of files.
#include "guywire/report/check.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"

using namespace guywire;

TEST_CASE("shipped models are checked by name; a file that is not there is refused, not thrown") {
  const Checked good = check_file("bridge");
  CHECK(good.model.has_value());
  CHECK(good.refusal.empty());
  const Checked missing = check_file("no_such_model_anywhere");
  CHECK_FALSE(missing.model.has_value());
  CHECK_FALSE(missing.refusal.empty());
  const auto json = nlohmann::json::parse(check_json(std::vector<Checked>{good, missing}));
  CHECK(json["models"].size() == 2);
}

TEST_CASE("a finding is a sentence with a remedy") {
  ModelBuilder b("odd");
  b.add(Body{.name = "rod", .mass = 1, .com_y = -1});
  b.add(Cable{.name = "never",
              .law = Linear{.stiffness = 1, .slack_length = 100},
              .path = {at("ground", 1, 0), at("rod", 0, -1)}});
  const Checked checked = check_model(b.build());
  REQUIRE_FALSE(checked.findings.empty());
  for (const Finding& f : checked.findings) {
    CHECK(finding_sentence(f).find("never") != std::string::npos);
    CHECK(finding_sentence(f).ends_with("."));
    CHECK_FALSE(finding_remedy(f).empty());
    CHECK(finding_sentence(f, Language::german).starts_with("Seil 'never' kann nie straff sein"));
  }
  CHECK(check_text({checked}).find("never") != std::string::npos);
}
