// Phrases: the same facts in every language, and how values are written in them.
#include "guywire/report/phrases.hpp"

#include <cstdlib>
#include <map>
#include <numbers>
#include <regex>
#include <set>

#include "catch.hpp"
#include "guywire/core/errors.hpp"
#include "report/phrase_writer.hpp"

using namespace guywire;

namespace {

/// The values that a phrase asks for.
std::set<std::string> places_of(const std::string& text) {
  static const std::regex place(R"(\{\|?([A-Za-z_0-9]+))");
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), place), end; it != end; ++it)
    out.insert((*it)[1]);
  return out;
}

std::string written(const std::string& phrase, std::initializer_list<FactValue> values,
                    Language language = Language::english) {
  return written_phrase(phrase, Fact("test", values), language);
}

/// All but names: a name without a phrase is the model's own, with blanks for underscores.
std::vector<Phrase> nameless_phrases(Language language) {
  std::vector<Phrase> out;
  for (const Phrase& p : phrases(language))
    if (!p.id.starts_with("name.")) out.push_back(p);
  return out;
}

}  // namespace

TEST_CASE("every phrase stands in every language and asks for the same values") {
  const std::vector<Phrase> english = nameless_phrases(Language::english);
  for (const Language language : all_languages()) {
    const std::vector<Phrase> translated = nameless_phrases(language);
    std::map<std::string_view, const Phrase*> others;
    for (const Phrase& p : translated)
      others[p.id] = &p;
    CHECK(others.size() == english.size());
    for (const Phrase& p : english) {
      INFO(to_string(language) << ": " << p.id);
      REQUIRE(others.contains(p.id));
      CHECK_FALSE(others[p.id]->text.empty());
      CHECK(places_of(others[p.id]->text) == places_of(p.text));
    }
  }
}

TEST_CASE("numbers are written with digits, signs and units") {
  CHECK(written("{x}", {{"x", 0.123456}}) == "0.1235");
  CHECK(written("{x:.1}", {{"x", 2.26}}) == "2.3");
  CHECK(written("{x:+.1}", {{"x", 2.26}}) == "+2.3");
  CHECK(written("{|x|:.2}", {{"x", -2.26}}) == "2.26");
  CHECK(written("{x:.3g}", {{"x", 1234567.0}}) == "1.23e+06");
  CHECK(written("{x:.1e}", {{"x", 1234567.0}}) == "1.2e+06");
  CHECK(written("{x:.1°}", {{"x", std::numbers::pi / 6}}) == "30.0°");
  CHECK(written("{x:+.1°}", {{"x", 200 * std::numbers::pi}}) == "+100 turns");
  CHECK(written("{x:.0%}", {{"x", 0.254}}) == "25 %");
  CHECK(written("{x:%}", {{"x", 0.254}}) == "25.4 %");
  CHECK(written("{x:.1mm}", {{"x", 0.0123}}) == "12.3 mm");
  CHECK(written("{x:.1}", {{"x", std::nan("")}}) == "unknown");
  CHECK(written("{x:.1}", {{"x", -0.0}}) == "0.0");
  CHECK(written("{x:.1}", {{"x", 4.27e302}}) == "4.27e+302");
}

TEST_CASE("German has a comma for the point, and its own words") {
  const Language german = Language::german;
  CHECK(written("{x:.1°}", {{"x", std::numbers::pi / 6}}, german) == "30,0°");
  CHECK(written("{x:.1}", {{"x", std::nan("")}}, german) == "unbekannt");
  CHECK(written("{n:plain}", {{"n", std::vector<std::string>{"a", "b", "c_d"}}}, german) ==
        "a, b und c d");
  CHECK(sentence(Fact("stable"), german) == "Stabiles Gleichgewicht.");
}

TEST_CASE("names, lists, choices and facts in a phrase") {
  CHECK(written("{n}", {{"n", "erector_x"}}) == "erector_x");
  CHECK(written("{n:plain}", {{"n", "erector_x"}}) == "erector x");
  CHECK(written("{n:Plain}", {{"n", "erector_x"}}) == "Erector x");
  CHECK(written("{n:word}", {{"n", "forward"}}) == "forward");
  CHECK(written("{x ? forward : back}", {{"x", 0.1}}) == "forward");
  CHECK(written("{x ? forward : back}", {{"x", 0.0}}) == "back");
  CHECK(written("a{n ? , with {n:plain}}.", {{"n", ""}}) == "a.");
  CHECK(written("a{n ? , with {n:plain}}.", {{"n", "b_c"}}) == "a, with b c.");
  CHECK(written("Then {x ? {x:.1} N : {y ? some : none}}.", {{"x", 0}, {"y", 1}}) == "Then some.");
  CHECK(written("No. {why}", {{"why", Facts{Fact("stable")}}}) == "No. Stable equilibrium.");
}

TEST_CASE("a fault of a phrase is a fault of the program") {
  CHECK_THROWS_AS(written("{y}", {{"x", 1}}), std::logic_error);
  CHECK_THROWS_AS(written("{x:q}", {{"x", 1}}), std::logic_error);
  CHECK_THROWS_AS(written("{x", {{"x", 1}}), std::logic_error);
  CHECK_THROWS_AS(sentence(Fact("no such phrase")), std::logic_error);
}

TEST_CASE("languages by name") {
  CHECK(language_named("en") == Language::english);
  CHECK(language_named("de") == Language::german);
  CHECK_THROWS_WITH(language_named("fr"), Catch::Matchers::ContainsSubstring("'fr'") &&
                                              Catch::Matchers::ContainsSubstring("en, de"));
}
