#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

// --- who turns the tilt body --------------------------------------------------------------------

/// A row's change since all knobs were at reference, + forward [N m]; 0 where it had no such row.
double change_of(const LedgerSum& s, const std::vector<LedgerSum>& reference, int column) {
  double out = 0;
  for (const LedgerSum& r : reference)
    if (r.name == s.name)
      out = (0 - s.passive[column]) + (0 - s.active[column]) + r.passive[column] + r.active[column];
  return out;
}

/// Cables first, then the largest first.
std::vector<const LedgerSum*> by_size(const std::vector<LedgerSum>& sums, int column) {
  std::vector<const LedgerSum*> out;
  for (const LedgerSum& s : sums)
    out.push_back(&s);
  std::stable_sort(out.begin(), out.end(), [&](const LedgerSum* a, const LedgerSum* b) {
    if (a->is_cable != b->is_cable) return a->is_cable;
    return std::abs(forward_moment(*a, column)) > std::abs(forward_moment(*b, column));
  });
  return out;
}

std::string moment_cell(double moment, Language language) {
  return number_in_words(moment, "+.2", language);
}

/// The moments of a ledger about the tilt body's hinge, less its end of line.
std::string moment_row(const LedgerSum& s, int column, Language language) {
  const double passive = 0 - s.passive[column], active = 0 - s.active[column];
  return fmt::format("  {:<24} {:>9} {:>9} {:>9}", name_in_words(s.name, language),
                     s.is_cable ? moment_cell(passive, language) : "",
                     s.is_cable ? moment_cell(active, language) : "",
                     moment_cell(s.is_cable ? passive + active : passive, language));
}

std::string change_cell(double since, Language language) {
  return fmt::format(" {:>21}", std::abs(since) < 0.005 ? "." : moment_cell(since, language));
}

std::string moment_heading(const std::string& body, bool has_reference, Language language) {
  std::string out =
      "\n" +
      sentence({"explain.moments", {{"body", body}, {"is_pelvis", body == "pelvis"}}}, language) +
      "\n" +
      fmt::format("  {:<24} {:>9} {:>9} {:>9}", "", phrase("explain.column.passive", language),
                  phrase("explain.column.active", language),
                  phrase("explain.column.sum", language));
  if (has_reference) out += fmt::format(" {:>21}", phrase("explain.column.change", language));
  return out + "\n";
}

std::string moment_table(const Explanation& x, const std::vector<LedgerSum>& sums, int column,
                         const std::string& body, Language language) {
  const std::vector<GroupContribution>& groups = x.attribution.last().groups;
  const bool has_reference = !x.reference_sums.empty() &&
                             std::any_of(groups.begin(), groups.end(),
                                         [](const GroupContribution& g) { return g.changed; });
  std::string out = moment_heading(body, has_reference, language);
  int left_out = 0;
  double weight_change = 0;
  for (const LedgerSum* s : by_size(sums, column)) {
    const double since = has_reference ? change_of(*s, x.reference_sums, column) : 0;
    if (s->name == "weight") weight_change = since;
    const auto is_nothing = [](double moment) { return std::abs(moment) < 0.005; };
    if (is_nothing(s->passive[column]) && is_nothing(s->active[column]) && is_nothing(since))
      ++left_out;
    else
      out += moment_row(*s, column, language) +
             (has_reference ? change_cell(since, language) : "") + "\n";
  }
  if (left_out > 0)
    out += "  " +
           sentence({"explain.small_rows", {{"count", left_out}, {"more_than_one", left_out > 1}}},
                    language) +
           "\n";
  out += fmt::format("  {:<24} {:>9} {:>9} {:>9}\n", phrase("explain.residual", language), "", "",
                     number_in_words(std::abs(x.coordinates.residual[column]), ".0e", language));
  if (has_reference && std::abs(weight_change) >= 0.05)
    out +=
        "  " + sentence({"explain.weight_follows", {{"change", weight_change}}}, language) + "\n";
  return out;
}

// --- about each joint ---------------------------------------------------------------------------

/// Columns of the joints from the tilt body up.
std::vector<int> joints_above(const Model& model, const Ledger& joints) {
  std::vector<int> out;
  for (std::size_t i = 0; i < joints.columns.size(); ++i)
    for (int b = model.body(joints.columns[i]).index; b >= 0; b = model.structure().parent[b])
      if (b == tilt_body(model)) out.push_back(static_cast<int>(i));
  return out;
}

/// Empty where there is one joint alone, which the table of the tilt body tells.
std::string joint_table(const Model& model, const Ledger& joints, const std::string& body,
                        bool has_first_table, Language language) {
  const std::vector<int> columns = joints_above(model, joints);
  if (columns.size() <= 1 && model.structure().free_count > 0) return {};
  const Fact title(
      "explain.joints",
      {{"has_first_table", has_first_table}, {"body", body}, {"is_pelvis", body == "pelvis"}});
  std::string out = "\n" + sentence(title, language) + "\n" + fmt::format("  {:<24}", "");
  for (const int i : columns)
    out += fmt::format(" {:>8.8}", hinge_in_words(model, joints.columns[i], language));
  out += '\n';
  for (const LedgerSum& s : by_group(model, joints)) {
    const auto is_something = [&](int i) { return std::abs(forward_moment(s, i)) >= 0.005; };
    if (std::none_of(columns.begin(), columns.end(), is_something)) continue;
    out += fmt::format("  {:<24}", name_in_words(s.name, language));
    for (const int i : columns) {
      const double m = 0 - s.passive[i] - s.active[i];
      out += fmt::format(" {:>8}", std::abs(m) < 0.005 ? "." : moment_cell(m, language));
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string explain_text(const Model& model, const Explanation& x, const ExplainNotes& notes,
                         Language language) {
  std::string out = answer_heading(model, x.rest, notes.settings, language);
  if (x.rest.status == Status::path_lost) return out;
  const Posture& p = x.rest.last();
  const Attribution& w = x.attribution.last();
  const bool has_winning = x.attribution.status != Status::not_run;
  const std::string body = model.description().bodies[tilt_body(model)].name;
  const int column = tilt_column(model, x.coordinates);
  const auto sums = by_group(model, x.coordinates);
  const auto add = [&](const Facts& facts) { out += sentences(facts, language) + "\n"; };

  out += "\n" + posture_sentences(model, x.rest, language) + "\n";
  if (column >= 0) add(pulls(model, sums, column, body, language));
  for (const std::string& held : hold_sentences(model, p, language))
    out += held + "\n";
  if (has_winning) add(winner_facts(model, w, body, language));
  if (model.structure().free_count == 0) add(x.attribution.why);
  if (notes.certainty) add(certainty(*notes.certainty, body));
  if (const std::string changed = knob_words(model, p, language); !changed.empty())
    out += "\n" + changed;

  if (column >= 0) out += moment_table(x, sums, column, body, language);
  if (has_winning) out += winning_table(w, language);
  out += joint_table(model, x.joints, body, column >= 0, language);
  out += load_words(model, x, language);
  if (notes.certainty) out += certainty_words(model, *notes.certainty, language);
  out += "\n" + certificate_sentence(p.certificate, language) + "\n";
  if (!notes.next.empty()) out += notes.next + "\n";
  return out;
}

}  // namespace guywire
