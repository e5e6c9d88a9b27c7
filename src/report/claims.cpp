#include "guywire/report/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

/// A fixed text.
std::string say(std::string_view id, Language language) { return sentence(Fact(id), language); }

/// A text of a claim that its experiment does not change: "statement", "rule".
std::string text_of(const Claim& c, std::string_view what, Language language) {
  return say("claim." + c.id + "." + std::string(what), language);
}

bool is_testable(const Claim& c) { return c.verdict != Verdict::not_testable; }

std::string experiment_of(const Claim& c, Language language) {
  return is_testable(c) ? text_of(c, "experiment", language) : say("claim.no_experiment", language);
}

std::string rule_of(const Claim& c, Language language) {
  if (!is_testable(c)) return say("claim.no_rule", language);
  const std::string rule = text_of(c, "rule", language);
  return c.tone_may_undo ? rule + " " + say("claim.rule_of_tone", language) : rule;
}

/// For and against. The bridge is a picture: only what is claimed of the body can be measured on
/// people.
std::vector<std::string> literature_of(const Claim& c, Language language) {
  const std::string prefix = "claim." + c.id + ".literature";
  std::vector<std::string> out;
  for (const Phrase& phrase : phrases(language))
    if (phrase.id.starts_with(prefix)) out.push_back(say(phrase.id, language));
  if (out.empty() && !c.ranges.empty()) out.push_back(say("claim.no_literature", language));
  return out;
}

std::string value_text(double v, const std::string& unit, Language language) {
  if (!std::isfinite(v)) return say("claim.no_value", language);
  const bool is_angle = unit == "deg";
  const bool is_whole = std::abs(v) >= 100 || v == std::round(v);
  int decimals = std::abs(v) >= 10 ? 1 : 2;
  if (is_whole) decimals = 0;
  std::string number = fmt::format("{:.{}f}", v, decimals);
  if (is_angle) number = fmt::format("{:+.1f}°", std::abs(v) < 0.05 ? 0.0 : v);
  if (language == Language::german) std::replace(number.begin(), number.end(), '.', ',');
  if (unit == "times") return sentence({"claim.times", {{"factor", number}}}, language);
  return is_angle || unit == "1" ? number : number + " " + unit;
}

std::string number_text(const ClaimNumber& n, Language language) {
  std::string from;
  if (n.before) from = value_text(*n.before, n.unit == "deg" ? n.unit : "1", language) + " → ";
  return plain_name(sentence(n.name, language)) + ": " + from +
         value_text(n.value, n.unit, language);
}

std::string range_text(const ClaimRange& r, Language language) {
  const ClaimVariant *low = nullptr, *high = nullptr;
  std::vector<std::string> without;
  int holds = 0;
  for (const ClaimVariant& v : r.values) {
    if (!std::isfinite(v.value)) {
      without.push_back(sentence(v.body, language));
      continue;
    }
    holds += v.holds;
    if (!low || v.value < low->value) low = &v;
    if (!high || v.value > high->value) high = &v;
  }
  Fact range("claim.no_answers", {{"name", Facts{r.name}}, {"all", r.values.size()}});
  if (low)
    range = {"claim.range",
             {{"name", Facts{r.name}},
              {"low", value_text(low->value, r.unit, language)},
              {"low_body", Facts{low->body}},
              {"high", value_text(high->value, r.unit, language)},
              {"high_body", Facts{high->body}},
              {"holds", holds},
              {"known", r.values.size() - without.size()},
              {"without", without}}};
  return sentence(range, language);
}

/// Lines of at most `width` characters (not bytes).
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    std::size_t letters = 0;
    for (const unsigned char c : word)
      letters += (c & 0xC0) != 0x80;
    if (used > 0 && used + 1 + letters > width) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += (used > 0 ? " " : "") + word;
    used += letters + (used > 0);
    at = space + 1;
  }
  return lines;
}

std::string paragraph(const std::string& label, const std::string& text) {
  std::string out;
  const auto lines = wrapped(text, 92);
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += fmt::format("   {:<12} {}\n", i == 0 ? label : "", lines[i]);
  return out;
}

/// The phrase of a verdict: its badge, and where it differs the words in a sentence.
struct Badge {
  std::string_view words;
  const char* color = "";
  const char* sign = "";  ///< never color alone
  std::string_view in_sentence = words;
};

Badge badge_of(Verdict v) {
  switch (v) {
    case Verdict::supported:
      return {"claim.supported", "#0072b2", "✓"};
    case Verdict::only_when:
      return {"claim.only_when", "#b36b00", "≈", "claim.only_when_so"};
    case Verdict::not_supported:
      return {"claim.not_supported", "#8f2d56", "✗", "claim.not_supported_here"};
    case Verdict::by_assumption:
      return {"claim.by_assumption", "#555555", "="};
    case Verdict::not_testable:
      break;
  }
  return {"claim.not_testable", "#888888", "?"};
}

std::string verdict_text(const Claim& c, Language language) {
  return sentence({badge_of(c.verdict).in_sentence, {{"condition", c.condition}}}, language);
}

/// The bodies on which ranges are taken, named once.
std::string variants_text(const std::vector<Claim>& claims, Language language) {
  for (const Claim& c : claims)
    for (const ClaimRange& r : c.ranges) {
      std::vector<std::string> bodies;
      for (const ClaimVariant& v : r.values)
        bodies.push_back(sentence(v.body, language));
      const std::string all = fmt::format("{}", fmt::join(bodies, "; "));  // a name may hold "and"
      return sentence({"claim.variants", {{"count", bodies.size()}, {"bodies", all}}}, language);
    }
  return "";
}

std::string escape(const std::string& text) { return escaped(text, "&<>"); }

}  // namespace

std::string claims_text(const std::vector<Claim>& claims, Language language) {
  std::string out = say("claim.title", language) + "\n";
  for (const std::string& remark : {say("claim.caveat", language), say("claim.effort", language),
                                    variants_text(claims, language)})
    for (const std::string& line : wrapped(remark, 108))
      out += line + "\n";
  const auto add = [&](std::string_view label, const std::string& text) {
    out += paragraph(say(label, language), text);
  };
  for (const Claim& c : claims) {
    out += fmt::format("\n{}. {}\n", c.id, text_of(c, "statement", language));
    add("claim.label.verdict", verdict_text(c, language) + ". " + sentences(c.finding, language));
    if (!is_testable(c)) continue;
    add("claim.label.experiment", experiment_of(c, language));
    std::string numbers;
    for (const ClaimNumber& n : c.numbers)
      numbers += (numbers.empty() ? "" : "; ") + number_text(n, language);
    add("claim.label.numbers", numbers);
    add("claim.label.rule", rule_of(c, language));
    if (!c.turns.empty()) add("claim.label.threshold", sentences(c.turns, language));
    for (const ClaimRange& r : c.ranges)
      add("claim.label.variants", range_text(r, language));
    for (const std::string& l : literature_of(c, language))
      add("claim.label.literature", l);
  }
  return out;
}

namespace {

/// Facts in words; null where there are none.
Json words_or_null(const Facts& facts, Language language) {
  return facts.empty() ? Json(nullptr) : Json(sentences(facts, language));
}

Json number_or_null(double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); }

Json numbers_json(const Claim& c) {
  Json out = Json::array();
  for (const ClaimNumber& n : c.numbers)
    out.push_back(Json{{"name", sentence(n.name)},
                       {"value", number_or_null(n.value)},
                       {"unit", n.unit},
                       {"before", n.before ? number_or_null(*n.before) : Json(nullptr)}});
  return out;
}

Json ranges_json(const Claim& c) {
  Json out = Json::array();
  for (const ClaimRange& r : c.ranges) {
    Json range{{"name", sentence(r.name)}, {"unit", r.unit}, {"bodies", Json::array()}};
    for (const ClaimVariant& v : r.values)
      range["bodies"].push_back(
          Json{{"body", sentence(v.body)}, {"value", number_or_null(v.value)}, {"holds", v.holds}});
    out.push_back(std::move(range));
  }
  return out;
}

}  // namespace

std::string claims_json(const std::vector<Claim>& claims, Language language) {
  Json j;
  j["caveat"] = say("claim.caveat", language);
  j["effort"] = say("claim.effort", language);
  j["claims"] = Json::array();
  for (const Claim& c : claims) {
    Json out{{"id", c.id},
             {"statement", text_of(c, "statement", language)},
             {"experiment", experiment_of(c, language)},
             {"verdict", std::string(to_string(c.verdict))},
             {"condition", words_or_null(c.condition, language)},
             {"rule", rule_of(c, language)},
             {"finding", sentences(c.finding, language)},
             {"turns", words_or_null(c.turns, language)},
             {"numbers", numbers_json(c)},
             {"ranges", ranges_json(c)},
             {"literature", literature_of(c, language)}};
    j["claims"].push_back(std::move(out));
  }
  j["version"] = version;
  return json_text(j, 2);
}

namespace {

constexpr int page_width = 1120, left_edge = 40, badge_width = 214, text_edge = 272;  // [px]

/// Under the statement: a condition, the finding, and the threshold.
std::vector<std::string> claim_lines(const Claim& c, Language language) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& text) {
    for (const std::string& line : wrapped(text, 108))
      lines.push_back(line);
  };
  if (c.verdict == Verdict::only_when) add(sentence_case(verdict_text(c, language)) + ".");
  add(sentences(c.finding, language));
  if (!c.turns.empty()) add(sentences(c.turns, language));
  return lines;
}

/// A claim whose badge stands at y; moves y to the next [px].
std::string claim_block(const Claim& c, int& y, Language language) {
  const auto head = wrapped(c.id + ".  " + text_of(c, "statement", language), 82);
  const auto lines = claim_lines(c, language);
  const Badge badge = badge_of(c.verdict);
  std::string out = fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"30\" rx=\"6\" fill=\"{}\"/><text x=\"{}\" "
      "y=\"{}\" fill=\"#fff\" font-size=\"13.5\" font-weight=\"600\">{}  {}</text>\n",
      left_edge, y, badge_width, badge.color, left_edge + 10, y + 20, badge.sign,
      escape(say(badge.words, language)));
  int at = y + 17;
  for (const auto& l : head) {
    out += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"16\" font-weight=\"600\">{}</text>\n",
                       text_edge, at, escape(l));
    at += 21;
  }
  for (const auto& l : lines) {
    out += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"13.5\" fill=\"#333\">{}</text>\n",
                       text_edge, at, escape(l));
    at += 18;
  }
  const int height = 16 + 21 * static_cast<int>(head.size()) + 18 * static_cast<int>(lines.size());
  y += std::max(height, 44) + 8;
  return out + fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"#ddd\"/>\n",
                           left_edge, page_width - left_edge, y - 12, y - 12);
}

}  // namespace

std::string claims_svg(const std::vector<Claim>& claims, Language language) {
  std::string body;
  int y = 76;
  for (const std::string& line : wrapped(say("claim.caveat", language), 145)) {
    body += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"13.5\" fill=\"#333\">{}</text>\n",
                        left_edge, y, escape(line));
    y += 18;
  }
  y += 18;
  for (const Claim& c : claims)
    body += claim_block(c, y, language);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"DejaVu Sans, Arial, sans-serif\" fill=\"#111\" "
      "role=\"img\">\n<title>{2}</title>\n<rect width=\"{0}\" height=\"{1}\" "
      "fill=\"#fff\"/>\n<text x=\"40\" y=\"48\" font-size=\"25\" "
      "font-weight=\"700\">{2}</text>\n{3}</svg>\n",
      page_width, y + 12, escape(say("claim.page_title", language)), body);
}

}  // namespace guywire
