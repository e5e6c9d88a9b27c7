// Studies in every language: the same numbers and names, and sentences of that language.
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/equilibria.hpp"
#include "guywire/report/population.hpp"
#include "guywire/report/prescription.hpp"
#include "guywire/report/sweep.hpp"

using namespace guywire;
using nlohmann::json;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What is left of an answer without its sentences.
json without_sentences(const json& answer) {
  static const std::set<std::string> sentences{"message", "why", "note",  "source",
                                               "what",    "who", "found", "ends"};
  if (!answer.is_structured()) return answer;
  json out = answer.is_array() ? json::array() : json::object();
  for (const auto& [key, value] : answer.items()) {
    if (answer.is_array())
      out.push_back(without_sentences(value));
    else if (!sentences.contains(key))
      out[key] = without_sentences(value);
  }
  return out;
}

using Report = std::function<std::string(Language)>;

/// The JSON answers of both languages differ in their sentences alone.
void check_json(const Report& report) {
  const std::string english = report(Language::english), german = report(Language::german);
  CHECK(english != german);
  CHECK(without_sentences(json::parse(english)) == without_sentences(json::parse(german)));
}

/// A text of both languages: no place is left open, and each has its own words.
void check_text(const Report& report, const std::string& english_words,
                const std::string& german_words) {
  const std::string english = report(Language::english), german = report(Language::german);
  INFO(english << german);
  CHECK(has(english, english_words));
  CHECK(has(german, german_words));
  CHECK_FALSE(has(german, english_words));
  for (const std::string& text : {english, german}) {
    CHECK_FALSE(has(text, "{"));
    CHECK_FALSE(has(text, "nan"));
  }
}

Model short_psoas() { return adjust(load("pelvis"), "iliopsoas", {.length = 0.9}); }

}  // namespace

TEST_CASE("a prescription in both languages") {
  const Model m = short_psoas();
  const Target upright{quantity(m, "anterior_tilt_change"), 0};
  const Prescription p = prescribe(m, {upright}, length_knobs(m));
  check_json([&](Language l) { return prescription_json(m, p, l); });
  check_text([&](Language l) { return prescription_text(m, p, l); },
             "The smallest change (size 0.88)", "Die kleinste Änderung (Größe 0,88)");
  const Prescription far =
      prescribe(m, {{upright.quantity, -1}}, {allowed(m, "hamstrings.length")});
  check_text([&](Language l) { return prescription_text(m, far, l); },
             "The bounds of hamstrings.length prevent", "Die Grenzen von hamstrings.length lassen");
}

TEST_CASE("stretches in both languages, and in a table of seven columns") {
  const Model m = adjust(load("standing_adult"), "iliopsoas", {.length = 1.46});
  const StretchOptions options;
  const auto rows = compare_stretches(m, {"iliopsoas", "hamstrings", "abdominals"}, options);
  check_json([&](Language l) { return stretches_json(m, rows, options, l); });
  check_text([&](Language l) { return stretches_text(rows, options, l); },
             "beyond the range of the length knob", "außerhalb des Reglerbereichs der Länge");
  const json j = json::parse(stretches_json(m, rows, options));
  CHECK(j["groups"]["iliopsoas"]["equal_fibre"]["outcome"] == "knob_range");
  CHECK(j["groups"]["iliopsoas"]["equal_fibre"]["note"] == "beyond the range of the length knob");
  CHECK(j["groups"]["hamstrings"]["equal_fibre"]["outcome"] == "solved");
  CHECK(j["groups"]["abdominals"]["equal_hip_range"]["outcome"] == "not_limiting");
  const Model held = without_constraint(load("standing_adult"), "thorax_upright");
  std::istringstream table(stretches_csv(compare_stretches(held, {"hamstrings"}, options)));
  for (std::string line; std::getline(table, line);) {
    const std::string cells = line.substr(0, line.find('"'));
    CHECK(std::count(cells.begin(), cells.end(), ',') == 6);
  }
}

TEST_CASE("a population and its certainty in both languages") {
  const Model m = short_psoas();
  Variate length = variate(m, "hamstrings.length", {.mean = 1, .sd = 0.3});
  length.source = {Fact("source.stated"), {"source.own", {{"text", "(a study of ours)"}}}};
  const Robustness r =
      robustness(m, {length}, {tilt_direction(m), strongest_part(m), winning_part(m)},
                 {.bodies = 30, .tone = Tone::held});
  check_json([&](Language l) { return population_json(m, r, {length}, l); });
  check_text([&](Language l) { return population_text(m, r, {length}, l); },
             "How sure is that? Share", "Wie sicher ist das? Anteil");
  CHECK(has(population_text(m, r, {length}), "stated (a study of ours)"));
  const int outside = r.population.count.at(BodyOutcome::out_of_range);
  CHECK(has(population_text(m, r, {length}),
            std::to_string(outside) + " drawn outside an admissible range"));
  CHECK(json::parse(population_json(m, r, {length}))["fates"]["out_of_range"] == outside);
  CHECK(has(population_csv(r.population), ",out_of_range,"));
}

TEST_CASE("the study of muscle length in both languages") {
  const Model m = load("standing_adult");
  const LengthStudyOptions options{.bodies = 20};
  const LengthStudy s = length_study(m, options);
  check_json([&](Language l) { return length_study_json(m, s, options, l); });
  check_text([&](Language l) { return length_study_text(s, options, l); },
             "Rockey 2008 (n = 43, athletes)", "Rockey 2008 (n = 43, Sportlerinnen");
}

TEST_CASE("sweeps, branches and their diagrams in both languages") {
  const Model m = adjust(load("bridge"), "rear", {.length = 1.1});
  const Axis along = axis(m, "front.length", 1.25, 0.95);
  const auto quantities = posture_quantities(m);
  const Sweep s = sweep(m, along, {.points = 31, .quantities = quantities});
  check_json([&](Language l) { return sweep_json(m, s, l); });
  check_text([&](Language l) { return sweep_text(m, s, l); }, "The posture jumps once",
             "Die Haltung springt einmal");
  check_text([&](Language l) { return diagram_svg(m, s, l); }, "; the posture jumps to 25.8°",
             "; die Haltung springt auf 25,8°");
  const Branch b = continue_branch(m, along, {.quantities = quantities}).value();
  check_json([&](Language l) { return branch_json(m, b, l); });
  check_text([&](Language l) { return branch_text(m, b, l); },
             "Along the branch:", "Entlang des Astes:");
  const Model standing = load("standing_adult");
  const Sweep heavy =
      sweep(standing, axis(standing, "thorax.mass_kg", 20, 400), {.points = 3, .quantities = {}});
  check_text([&](Language l) { return sweep_text(standing, heavy, l); },
             "the sweep finds no equilibrium", "wurde kein Gleichgewicht gefunden");
}

TEST_CASE("all equilibria in both languages") {
  const Model m =
      adjust(adjust(load("bridge"), "front", {.length = 1.15}), "rear", {.length = 1.15});
  const Equilibria all = all_equilibria(m);
  REQUIRE(all.found.size() == 3);
  check_json([&](Language l) { return equilibria_json(m, all, l); });
  check_text([&](Language l) { return equilibria_text(m, all, l); }, "J above the lowest",
             "J über dem tiefsten");
}
