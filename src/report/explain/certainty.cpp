#include <fmt/format.h>

#include <algorithm>

#include "../population_words.hpp"
#include "../quantity_words.hpp"
#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

const Robustness::Answer* answer_to(const Robustness& r, std::string_view question) {
  for (const Robustness::Answer& a : r.answers)
    if (a.name == question) return &a;
  return nullptr;
}

/// The winner's contribution in nine of ten bodies; empty where nobody wins.
Facts contribution_range(const Robustness& r) {
  for (const Robustness::Range& range : r.ranges) {
    if (!has_fact(range.what, "measured.contribution")) continue;
    const double low = std::abs(range.low), high = std::abs(range.high);
    return {{"certainty.contribution",
             {{"removal", range.reference},
              {"least", std::min(low, high)},
              {"most", std::max(low, high)}}}};
  }
  return {};
}

/// What a range is about.
std::string range_name(const Model& model, const Robustness::Range& range, Language language) {
  if (range.what.empty()) return quantity_words(range.name, language);
  const Fact& what = range.what.front();
  if (what.id != "measured.compression") return sentences(range.what, language);
  const std::string& body = std::get<std::string>(what.find("body")->value);
  return sentence({"certainty.compression", {{"hinge", hinge_in_words(model, body, language)}}},
                  language);
}

std::string range_row(const Model& model, const Robustness::Range& range, Language language) {
  const auto cell = [&](double si) {
    return number_in_words(shown(range.unit, si), ".1", language);
  };
  return fmt::format("  {:<30} {:>13} {:>9} {:>9} {:>9} {}\n", range_name(model, range, language),
                     cell(range.reference), cell(range.low), cell(range.median), cell(range.high),
                     shown_unit(range.unit));
}

std::string answer_row(const Robustness::Answer& a, Language language) {
  return "  " +
         sentence({"certainty.answer",
                   {{"question", question_words(a.name, language)},
                    {"answer", answer_words(a.reference, language)},
                    {"share", a.share},
                    {"lower", 100 * a.lower},
                    {"upper", 100 * a.upper}}},
                  language) +
         "\n";
}

}  // namespace

Facts certainty(const Robustness& r, const std::string& body) {
  Facts out{{"certainty.bodies", {{"bodies", r.population.outcome.size()}}}};
  const Robustness::Answer* const winner = answer_to(r, questions::winner);
  if (winner != nullptr && winner->reference != answers::nobody)
    out.push_back({"certainty.winner", {{"share", winner->share}}});
  if (const Facts range = contribution_range(r); !range.empty()) {
    append(out, range);
  } else if (const auto* const strongest = answer_to(r, questions::strongest_part)) {
    out.push_back({"certainty.strongest",
                   {{"group", strongest->reference}, {"body", body}, {"share", strongest->share}}});
  } else {
    const Robustness::Range& tilt = r.ranges.front();
    out.push_back({"certainty.tilt", {{"body", body}, {"low", tilt.low}, {"high", tilt.high}}});
  }
  return out;
}

std::string certainty_words(const Model& model, const Robustness& r, Language language) {
  const Fact title("certainty.table", {{"bodies", r.population.outcome.size()},
                                       {"seed", std::to_string(r.population.seed)},
                                       {"stable", r.population.stable}});
  std::string out =
      "\n" + sentence(title, language) + "\n" +
      fmt::format("  {:<30} {:>13} {:>9} {:>9} {:>9}\n", "", phrase("table.this_body", language),
                  "5 %", phrase("table.median", language), "95 %");
  for (const Robustness::Range& range : r.ranges) {
    const double spread = std::abs(range.high - range.low);
    if (spread < 1e-9 * std::max(1.0, std::abs(range.reference))) continue;  // says nothing
    out += range_row(model, range, language);
  }
  for (const Robustness::Answer& a : r.answers)
    if (a.reference != answers::nobody) out += answer_row(a, language);
  return out + "  " + phrase("certainty.sources", language) + "\n";
}

}  // namespace guywire
