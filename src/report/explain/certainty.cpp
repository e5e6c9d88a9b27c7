#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

const Robustness::Answer* answer_to(const Robustness& r, std::string_view question) {
  for (const auto& a : r.answers)
    if (a.name == question) return &a;
  return nullptr;
}

const Robustness::Range* range_of(const Robustness& r, const std::string& name) {
  for (const auto& range : r.ranges)
    if (range.name == name) return &range;
  return nullptr;
}

/// The group that accounts for the tilt of the body itself; empty where none does.
std::string winner_of(const Robustness& r) {
  const Robustness::Answer* const winner = answer_to(r, "winner");
  return winner == nullptr || winner->reference == "nobody" ? "" : winner->reference;
}

/// The name of the tilt that returning a group takes away.
std::string share_name(const std::string& group) { return "share of " + group; }

/// Of the tilt that returning the named group takes away, or else of the tilt itself.
Facts tilt_ranges(const Robustness& r, const std::string& body) {
  if (const auto* const share = range_of(r, share_name(winner_of(r))))
    return {{"explain.certainty.share", {{"low", share->low}, {"high", share->high}}}};
  if (const auto* const strongest = answer_to(r, "strongest part"))
    return {{"explain.certainty.strongest",
             {{"group", strongest->reference},
              {"body", body},
              {"is_pelvis", body == "pelvis"},
              {"share", strongest->share}}}};
  const Robustness::Range& tilt = r.ranges.front();
  return {{"explain.certainty.tilt", {{"low", tilt.low}, {"high", tilt.high}}}};
}

std::string range_name(const Model& model, const std::string& name, const std::string& winner,
                       Language language) {
  if (name == share_name(winner))
    return sentence({"explain.certainty.share_of", {{"group", winner}}}, language);
  const auto dot = name.find(".compression");
  if (dot == std::string::npos) return name_in_words(name, language);
  return sentence({"explain.certainty.compression",
                   {{"hinge", hinge_in_words(model, name.substr(0, dot), language)}}},
                  language);
}

std::string range_row(const Model& model, const Robustness::Range& range, const std::string& winner,
                      Language language) {
  const auto cell = [&](double si) {
    return number_in_words(shown(range.unit, si), ".1", language);
  };
  return fmt::format("  {:<28} {:>9} {:>9} {:>9} {:>9} {}\n",
                     range_name(model, range.name, winner, language), cell(range.reference),
                     cell(range.low), cell(range.median), cell(range.high), shown_unit(range.unit));
}

const char* answer_phrase(const std::string& question) {
  if (question == "tilt direction") return "explain.certainty.direction_answer";
  if (question == "winner") return "explain.certainty.winner_answer";
  return "explain.certainty.answer";
}

}  // namespace

Facts certainty(const Robustness& r, const std::string& body) {
  Facts out{{"explain.certainty.bodies", {{"bodies", r.population.fate.size()}}}};
  if (!winner_of(r).empty())
    out.push_back({"explain.certainty.winner", {{"share", answer_to(r, "winner")->share}}});
  append(out, tilt_ranges(r, body));
  return out;
}

std::string certainty_words(const Model& model, const Robustness& r, Language language) {
  std::string out = "\n" +
                    sentence({"explain.certainty.title",
                              {{"bodies", r.population.fate.size()},
                               {"seed", fmt::format("{}", r.population.seed)},
                               {"stable", r.population.stable}}},
                             language) +
                    "\n" +
                    fmt::format("  {:<28} {:>9} {:>9} {:>9} {:>9}\n", "",
                                phrase("explain.column.this_body", language), "5 %",
                                phrase("explain.column.median", language), "95 %");
  for (const auto& range : r.ranges) {
    if (std::abs(range.high - range.low) < 1e-9 * std::max(1.0, std::abs(range.reference)))
      continue;  // it does not vary
    out += range_row(model, range, winner_of(r), language);
  }
  for (const auto& a : r.answers)
    if (a.reference != "nobody")
      out += "  " +
             sentence({answer_phrase(a.name),
                       {{"question", a.name},
                        {"answer", a.reference},
                        {"share", a.share},
                        {"lower", 100 * a.lower},
                        {"upper", 100 * a.upper}}},
                      language) +
             "\n";
  return out + "  " + phrase("explain.certainty.next", language) + "\n";
}

}  // namespace guywire
