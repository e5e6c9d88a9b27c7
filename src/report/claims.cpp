#include "guywire/report/claims.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

std::string value_text(double v, const std::string& unit) {
  if (!std::isfinite(v)) return "none";
  if (unit == "deg") return fmt::format("{:+.1f}°", std::abs(v) < 0.05 ? 0.0 : v);
  const bool is_whole = std::abs(v) >= 100 || v == std::round(v);
  const int decimals = std::abs(v) >= 10 ? 1 : 2;
  const std::string number = fmt::format("{:.{}f}", v, is_whole ? 0 : decimals);
  return unit == "1" ? number : number + " " + unit;
}

std::string number_text(const ClaimNumber& n) {
  std::string from;
  if (n.before) from = value_text(*n.before, n.unit == "deg" ? n.unit : "1") + " → ";
  return plain_name(n.name) + " " + from + value_text(n.value, n.unit);
}

std::string range_text(const ClaimRange& r) {
  const ClaimVariant *low = nullptr, *high = nullptr;
  std::vector<std::string> without;
  int holds = 0;
  for (const ClaimVariant& v : r.values) {
    if (!std::isfinite(v.value)) {
      without.push_back(v.body);
      continue;
    }
    holds += v.holds;
    if (!low || v.value < low->value) low = &v;
    if (!high || v.value > high->value) high = &v;
  }
  if (!low) return fmt::format("{}: no answer in any of the {} bodies", r.name, r.values.size());
  std::string out =
      fmt::format("{}: {} ({}) to {} ({}); the rule's condition holds in {} of {} bodies", r.name,
                  value_text(low->value, r.unit), low->body, value_text(high->value, r.unit),
                  high->body, holds, r.values.size());
  if (!without.empty())
    out += fmt::format(", {} without an answer ({})", without.size(), fmt::join(without, ", "));
  return out;
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

std::string verdict_text(const Claim& c) {
  return std::string(to_string(c.verdict)) +
         (c.verdict == Verdict::only_when ? " " + c.condition : "");
}

constexpr const char* caveat =
    "One body's mechanics under a thorax held upright: it shows which way a change acts, not how "
    "people differ; posture is not shown to cause pain.";
constexpr const char* effort =
    "Effort is the sum of (strength x fibre length x tone squared) over the muscles, in N m: what "
    "least-effort recruitment makes as small as it can.";

/// The bodies on which ranges are taken, named once.
std::string variants_text(const std::vector<Claim>& claims) {
  for (const Claim& c : claims)
    for (const ClaimRange& r : c.ranges) {
      std::vector<std::string> bodies;
      for (const ClaimVariant& v : r.values)
        bodies.push_back(v.body);
      return fmt::format(
          "\"How sure\" repeats a number on {} other bodies, each with one uncertain thing "
          "changed: {}. With the thorax let free nothing rests, so nothing about the body is "
          "claimed without its hold.",
          r.values.size(), list_of(bodies));
    }
  return "";
}

std::string escape(const std::string& text) { return escaped(text, "&<>"); }

}  // namespace

std::string claims_text(const std::vector<Claim>& claims) {
  std::string out =
      "What \"Muscles Never Push\" says, tried on guywire's bridge and standing adult\n";
  for (const std::string& remark :
       {std::string(caveat), std::string(effort), variants_text(claims)})
    for (const std::string& line : wrapped(remark, 108))
      out += line + "\n";
  for (const Claim& c : claims) {
    out += fmt::format("\n{}. {}\n", c.id, c.statement);
    out += paragraph("verdict",
                     verdict_text(c) +
                         (c.verdict == Verdict::not_testable ? "." : ". " + plain_name(c.finding)));
    if (c.verdict == Verdict::not_testable) {
      out += paragraph("", c.finding);
      continue;
    }
    out += paragraph("experiment", c.experiment);
    std::string numbers;
    for (const ClaimNumber& n : c.numbers)
      numbers += (numbers.empty() ? "" : "; ") + number_text(n);
    out += paragraph("numbers", numbers);
    out += paragraph("rule", c.rule);
    if (!c.turns.empty()) out += paragraph("it turns", c.turns);
    for (const ClaimRange& r : c.ranges)
      out += paragraph("how sure", range_text(r));
    for (const std::string& l : c.literature)
      out += paragraph("literature", l);
  }
  return out;
}

std::string claims_json(const std::vector<Claim>& claims) {
  Json j;
  j["caveat"] = caveat;
  j["effort"] = effort;
  j["claims"] = Json::array();
  const auto number = [](double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); };
  for (const Claim& c : claims) {
    Json out{{"id", c.id},
             {"statement", c.statement},
             {"experiment", c.experiment},
             {"verdict", std::string(to_string(c.verdict))},
             {"condition", c.verdict == Verdict::only_when ? Json(c.condition) : Json(nullptr)},
             {"rule", c.rule},
             {"finding", c.finding}};
    out["turns"] = c.turns.empty() ? Json(nullptr) : Json(c.turns);
    out["numbers"] = Json::array();
    for (const ClaimNumber& n : c.numbers)
      out["numbers"].push_back(Json{{"name", n.name},
                                    {"value", number(n.value)},
                                    {"unit", n.unit},
                                    {"before", n.before ? number(*n.before) : Json(nullptr)}});
    out["ranges"] = Json::array();
    for (const ClaimRange& r : c.ranges) {
      Json range{{"name", r.name}, {"unit", r.unit}, {"bodies", Json::array()}};
      for (const ClaimVariant& v : r.values)
        range["bodies"].push_back(
            Json{{"body", v.body}, {"value", number(v.value)}, {"holds", v.holds}});
      out["ranges"].push_back(std::move(range));
    }
    out["literature"] = c.literature;
    j["claims"].push_back(std::move(out));
  }
  j["version"] = version;
  return json_text(j, 2);
}

namespace {

constexpr int page_width = 1120, left_edge = 40, badge_width = 214, text_edge = 272;  // [px]

struct Badge {
  const char* color = "";
  const char* sign = "";  ///< never color alone
};

Badge badge_of(Verdict v) {
  switch (v) {
    case Verdict::supported:
      return {"#0072b2", "✓"};
    case Verdict::only_when:
      return {"#b36b00", "≈"};
    case Verdict::not_supported:
      return {"#8f2d56", "✗"};
    case Verdict::by_assumption:
      return {"#555555", "="};
    case Verdict::not_testable:
      break;
  }
  return {"#888888", "?"};
}

std::string badge_words(Verdict v) {
  if (v == Verdict::not_supported) return "not supported";
  return std::string(to_string(v)) + (v == Verdict::only_when ? " …" : "");
}

/// Under the statement: a condition, the finding, and where it turns.
std::vector<std::string> claim_lines(const Claim& c) {
  std::vector<std::string> lines = wrapped(plain_name(c.finding), 112);
  if (c.verdict == Verdict::only_when)
    lines.insert(lines.begin(), sentence_case(verdict_text(c)) + ".");
  if (!c.turns.empty())
    for (const auto& l : wrapped(c.turns, 112))
      lines.push_back(l);
  return lines;
}

/// A claim whose badge stands at y; moves y to the next [px].
std::string claim_block(const Claim& c, int& y) {
  const auto head = wrapped(c.id + ".  " + c.statement, 96);
  const auto lines = claim_lines(c);
  const Badge badge = badge_of(c.verdict);
  std::string out = fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"30\" rx=\"6\" fill=\"{}\"/><text x=\"{}\" "
      "y=\"{}\" fill=\"#fff\" font-size=\"13.5\" font-weight=\"600\">{}  {}</text>\n",
      left_edge, y, badge_width, badge.color, left_edge + 10, y + 20, badge.sign,
      badge_words(c.verdict));
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

std::string claims_svg(const std::vector<Claim>& claims) {
  std::string body;
  int y = 112;
  for (const Claim& c : claims)
    body += claim_block(c, y);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"DejaVu Sans, Arial, sans-serif\" fill=\"#111\" "
      "role=\"img\">\n<title>The claims of Muscles Never Push, tried on a model</title>\n<rect "
      "width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n<text x=\"40\" y=\"48\" font-size=\"25\" "
      "font-weight=\"700\">“Muscles Never Push”, tried on a model</text>\n<text x=\"40\" y=\"76\" "
      "font-size=\"13.5\" fill=\"#333\">{2}</text>\n{3}</svg>\n",
      page_width, y + 12, escape(caveat), body);
}

}  // namespace guywire
