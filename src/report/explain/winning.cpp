#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

std::string degrees(double rad) { return degrees_text(std::abs(rad / degree)); }
/// With its sign: "+3.2°".
std::string change_words(double rad) { return degrees_text(clean(rad / degree), 1, true); }

bool is_turned(const GroupShare& g) { return g.turned; }

// --- the sentence -------------------------------------------------------------------------------

/// What of a group is turned: "length", "strength and tone".
std::string knobs_turned(const Model& model, const std::string& group) {
  bool length = false, stiffness = false, strength = false, tone = false;
  for (const CableId id : model.cables(group)) {
    const Knobs& k = model.description().cables[id.index].knobs;
    length |= k.length != 1;
    stiffness |= k.stiffness != 1;
    strength |= k.strength != 1;
    tone |= k.tone.has_value();
  }
  std::vector<std::string> names;
  if (length) names.emplace_back("length");
  if (stiffness) names.emplace_back("stiffness");
  if (strength) names.emplace_back("strength");
  if (tone) names.emplace_back("tone");
  return list_of(names);
}

/// Where no knob is turned: which group matters most.
std::string most_important_sentence(const Winning& w, const std::string& body) {
  std::string out = "No knob is turned, so nobody is winning.";
  if (w.groups.empty()) return out;
  const GroupShare& most = w.groups.front();
  const std::string name = plain_name(most.group);
  if (is_equilibrium(most.removal_status))
    return out + fmt::format(" Cutting out {} would move the {} most: {} {}.", name, body,
                             degrees(most.removal), way(most.removal));
  const bool plural = is_plural(most.group);
  return out + fmt::format(" {} matter{} most: without {} there is no resting place.",
                           sentence_case(name), plural ? "" : "s", plural ? "them" : "it");
}

}  // namespace

std::string winner_sentence(const Model& model, const Winning& w, const std::string& body) {
  if (std::none_of(w.groups.begin(), w.groups.end(), is_turned))
    return most_important_sentence(w, body);
  if (w.winner < 0) return sentence_case(w.message);
  const GroupShare& g = w.groups[w.winner];
  const bool plural = is_plural(g.group);
  const std::string name = sentence_case(plain_name(g.group));
  const std::string knobs = knobs_turned(model, g.group);
  const char* its = plural ? "their" : "its";
  const char* returns = way(-g.share);
  if (g.moment * g.share < 0)  // it pulls against the tip: weaker or longer, it lets the others
    return fmt::format(
        "{} {} given way, and what pulls the other way is winning: with {} {} returned to "
        "reference, the {} would come {} {}.",
        name, plural ? "have" : "has", its, knobs, body, returns, degrees(g.share));
  return fmt::format("{} {} winning: returned to {} reference {}, the {} would come {} {}.", name,
                     plural ? "are" : "is", its, knobs, body, returns, degrees(g.share));
}

// --- the table ----------------------------------------------------------------------------------

namespace {

std::string title_of(const Winning& w, bool any_turned) {
  if (!any_turned) return "Who matters (no knob is turned, so nobody is winning)";
  if (!is_equilibrium(w.reference_status)) return "Who is winning";
  return fmt::format(
      "Who is winning: the tilt changed by {} (+ forward) from the body with all knobs at "
      "reference",
      change_words(w.change));
}

/// What returning its knobs takes away.
std::string share_cell(const GroupShare& g) {
  if (!g.turned) return ".";
  if (is_equilibrium(g.share_status)) return change_words(g.share);
  return plain_name(std::string(to_string(g.share_status)));
}

std::string removal_cell(const GroupShare& g) {
  if (!is_equilibrium(g.removal_status)) return "no resting place";
  const std::string tilt = degrees_text(g.removal / degree, 1, true);
  if (g.removal_status == Status::stable) return tilt;
  return tilt + " " + std::string(to_string(g.removal_status));
}

/// Of a length 1 % shorter.
std::string shortening_cell(const GroupShare& g) {
  if (!std::isfinite(g.derivative)) return ".";
  return degrees_text(-0.01 * g.derivative / degree, 2, true);
}

/// `whole`: what all cables pull that way [N m].
std::string part_cell(const GroupShare& g, double whole) {
  if (!(whole > 0 && std::abs(g.moment) >= 0.005)) return ".";
  return fmt::format("{:.0f} % {}", 100 * std::abs(g.moment) / whole,
                     g.moment > 0 ? "forward" : "back   ");
}

/// To the right end of a cell; the degree sign is two bytes.
std::string right(const std::string& text, int width) {
  const int letters = static_cast<int>(text.size()) - (text.find("°") != std::string::npos);
  return std::string(std::max(1, width + 1 - letters), ' ') + text;
}

std::string heading(bool any_turned) {
  std::string first = fmt::format("  {:<24}", ""), second = first;
  if (any_turned) {
    first += fmt::format(" {:>16}", "returning it");
    second += fmt::format(" {:>16}", "takes away");
  }
  first += fmt::format(" {:>18} {:>17} {:>23}\n", "cutting it out", "making it 1 %",
                       "its part of what the");
  second +=
      fmt::format(" {:>18} {:>17} {:>23}\n", "tips by", "shorter tips by", "cables pull that way");
  return first + second;
}

/// What is not in the rows.
std::string remarks(const Winning& w) {
  std::string out;
  const auto count = std::count_if(w.groups.begin(), w.groups.end(), is_turned);
  if (count > 1 && is_equilibrium(w.reference_status))
    out += fmt::format(
        "  What returning takes away does not sum to the whole; {} is left over (returned "
        "together, groups act on one another).\n",
        change_words(w.remainder));
  if (!w.derivative_message.empty()) out += "  " + w.derivative_message + "\n";
  return out;
}

}  // namespace

std::string winning_table(const Winning& w) {
  const bool any_turned = std::any_of(w.groups.begin(), w.groups.end(), is_turned);
  double forward = 0, back = 0;  // what all cables pull [N m]
  for (const GroupShare& g : w.groups)
    (g.moment < 0 ? back : forward) += std::abs(g.moment);
  std::string out = "\n" + title_of(w, any_turned) + "\n" + heading(any_turned);
  for (const GroupShare& g : w.groups) {
    std::string row = fmt::format("  {:<24}", plain_name(g.group));
    if (any_turned) row += right(share_cell(g), 16);
    row += right(removal_cell(g), 18) + right(shortening_cell(g), 17) +
           right(part_cell(g, g.moment < 0 ? back : forward), 23);
    row.erase(row.find_last_not_of(' ') + 1);
    out += row + '\n';
  }
  return out + remarks(w);
}

}  // namespace guywire
