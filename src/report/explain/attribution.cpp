#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

bool is_turned(const GroupContribution& g) { return g.changed; }

// --- the sentences ------------------------------------------------------------------------------

/// What of a group is turned: "length", "strength", ….
std::vector<std::string> knobs_turned(const Model& model, const std::string& group,
                                      Language language) {
  bool length = false, stiffness = false, strength = false, tone = false;
  for (const CableId id : model.cables(group)) {
    const Knobs& k = model.description().cables[id.index].knobs;
    length |= k.length != 1;
    stiffness |= k.stiffness != 1;
    strength |= k.strength != 1;
    tone |= k.tone.has_value();
  }
  std::vector<std::string> names;
  if (length) names.push_back(phrase("explain.knob.length", language));
  if (stiffness) names.push_back(phrase("explain.knob.stiffness", language));
  if (strength) names.push_back(phrase("explain.knob.strength", language));
  if (tone) names.push_back(phrase("explain.knob.tone", language));
  return names;
}

/// Where no knob is turned: which group matters most.
Fact most_important(const GroupContribution& most, const std::string& body) {
  if (!is_equilibrium(most.removal_status))
    return {"explain.most_important.no_rest", {{"group", most.group}}};
  return {"explain.most_important",
          {{"group", most.group},
           {"body", body},
           {"is_pelvis", body == "pelvis"},
           {"tilt", most.removal}}};
}

}  // namespace

Facts winner_facts(const Model& model, const Attribution& w, const std::string& body,
                   Language language) {
  if (w.winner < 0) {
    Facts out = w.why;
    if (std::none_of(w.groups.begin(), w.groups.end(), is_turned) && !w.groups.empty())
      out.push_back(most_important(w.groups.front(), body));
    return out;
  }
  const GroupContribution& g = w.groups[w.winner];
  const bool is_against = g.moment * g.contribution < 0;  // weaker or longer, it lets the others
  const bool is_only = std::count_if(w.groups.begin(), w.groups.end(), is_turned) == 1 &&
                       std::abs(w.remainder) < 0.05 * degree;  // it may land elsewhere
  return {{is_against ? "explain.given_way" : "explain.winner",
           {{"group", g.group},
            {"is_only", is_only},
            {"body", body},
            {"is_pelvis", body == "pelvis"},
            {"knobs", knobs_turned(model, g.group, language)},
            {"tilt", -g.contribution}}}};
}

// --- the table ----------------------------------------------------------------------------------

namespace {

std::string degrees(double rad, Language language) {
  return number_in_words(rad, "+.1°", language);
}

std::string title_of(const Attribution& w, bool any_turned, Language language) {
  if (!any_turned) return phrase("explain.table.unchanged", language);
  if (!is_equilibrium(w.reference_status)) return phrase("explain.table.no_reference", language);
  return sentence({"explain.table.changed", {{"tilt", w.change}}}, language);
}

/// What returning its knobs takes away.
std::string share_cell(const GroupContribution& g, Language language) {
  if (!g.changed) return ".";
  if (is_equilibrium(g.contribution_status)) return degrees(g.contribution, language);
  return status_word(g.contribution_status, language);
}

std::string removal_cell(const GroupContribution& g, Language language) {
  if (!is_equilibrium(g.removal_status)) return phrase("explain.no_equilibrium", language);
  const std::string tilt = degrees(g.removal, language);
  if (g.removal_status == Status::stable) return tilt;
  return tilt + " " + status_word(g.removal_status, language);
}

/// Of a length 1 % shorter.
std::string shortening_cell(const GroupContribution& g, Language language) {
  if (!std::isfinite(g.derivative)) return ".";
  return number_in_words(-0.01 * g.derivative, "+.2°", language);
}

/// `whole`: what all cables pull that way [N m].
std::string part_cell(const GroupContribution& g, double whole, Language language) {
  if (!(whole > 0 && std::abs(g.moment) >= 0.005)) return ".";
  const std::string forward = phrase("word.forward", language),
                    back = phrase("word.back", language);
  return fmt::format("{:.0f} % {:<{}}", 100 * std::abs(g.moment) / whole,
                     g.moment > 0 ? forward : back, std::max(letters(forward), letters(back)));
}

/// The four cells behind a name; the first where a group is turned.
std::string cells(bool any_turned, const std::string& returned, const std::string& removed,
                  const std::string& shortened, const std::string& part) {
  const std::string first = any_turned ? fmt::format(" {:>19}", returned) : "";
  return first + fmt::format(" {:>18} {:>17} {:>23}", removed, shortened, part);
}

std::string heading(bool any_turned, Language language) {
  const auto line = [&](const char* returned, const char* removed, const char* shortened,
                        const char* part) {
    return fmt::format("  {:<24}", "") +
           cells(any_turned, phrase(returned, language), phrase(removed, language),
                 phrase(shortened, language), phrase(part, language)) +
           "\n";
  };
  return line("explain.column.returned.1", "explain.column.removed.1", "explain.column.shortened.1",
              "explain.column.part.1") +
         line("explain.column.returned.2", "explain.column.removed.2", "explain.column.shortened.2",
              "explain.column.part.2");
}

}  // namespace

Facts winning_remarks(const Attribution& w) {
  Facts out;
  const auto count = std::count_if(w.groups.begin(), w.groups.end(), is_turned);
  if (count > 1 && is_equilibrium(w.reference_status))
    out.push_back({"explain.remainder", {{"tilt", w.remainder}}});
  append(out, w.derivative_why);
  return out;
}

std::string winning_table(const Attribution& w, Language language) {
  const bool any_turned = std::any_of(w.groups.begin(), w.groups.end(), is_turned);
  double forward = 0, back = 0;  // what all cables pull [N m]
  for (const GroupContribution& g : w.groups)
    (g.moment < 0 ? back : forward) += std::abs(g.moment);
  std::string out = "\n" + title_of(w, any_turned, language) + "\n" + heading(any_turned, language);
  for (const GroupContribution& g : w.groups) {
    std::string row =
        fmt::format("  {:<24}", name_in_words(g.group, language)) +
        cells(any_turned, share_cell(g, language), removal_cell(g, language),
              shortening_cell(g, language), part_cell(g, g.moment < 0 ? back : forward, language));
    row.erase(row.find_last_not_of(' ') + 1);
    out += row + '\n';
  }
  for (const Fact& remark : winning_remarks(w))
    out += "  " + sentence(remark, language) + "\n";
  return out;
}

}  // namespace guywire
