#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

/// Column of the tilt body, or -1 when its angle is no coordinate.
int tilt_column(const Model& model, const Ledger& l) {
  const auto it = std::find(l.columns.begin(), l.columns.end(),
                            model.description().bodies[tilt_body(model)].name);
  return it == l.columns.end() ? -1 : static_cast<int>(it - l.columns.begin());
}

/// How the tilt body and the lumbar spine lie.
std::string posture_sentence(const Model& model, const Posture& p, const std::string& body) {
  const PostureAngles angles = posture_angles(model, p.angles);
  const double change = angles.anterior_tilt_change;
  std::string out = fmt::format("The {} lies as in its reference posture.", body);
  if (!(std::abs(change) < 0.05 * degree))
    out = fmt::format("The {} has tipped {} {} from its reference posture.", body,
                      degrees_text(std::abs(change / degree)), way(change));
  if (angles.lordosis)
    out += fmt::format(" Lordosis is {}.", degrees_text(*angles.lordosis / degree));
  return out + "\n";
}

/// What is supplied from outside to what muscles would otherwise have to hold.
std::string hold_sentence(const Model& model, const Posture& p) {
  std::string out;
  for (std::size_t k = 0; k < p.constraint_moments.size(); ++k) {
    const Constraint& c = model.description().constraints[k];
    if (c.paid_by_muscles && std::abs(p.constraint_moments[k]) >= 0.05)
      out += fmt::format(
          "\"{}\" is kept from outside, by {:.1f} N m {}; muscles would otherwise have to supply "
          "that.\n",
          sentence_case(plain_name(c.name)), Sized{std::abs(p.constraint_moments[k])},
          p.constraint_moments[k] > 0 ? "back" : "forward");
  }
  return out;
}

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

/// The moments of a ledger about the tilt body's hinge, less its end of line.
std::string moment_row(const LedgerSum& s, int column) {
  const double passive = 0 - s.passive[column], active = 0 - s.active[column];
  if (!s.is_cable)
    return fmt::format("  {:<24} {:>9} {:>9} {:>+9.2f}", plain_name(s.name), "", "",
                       Sized{clean(passive)});
  return fmt::format("  {:<24} {:>+9.2f} {:>+9.2f} {:>+9.2f}", plain_name(s.name),
                     Sized{clean(passive)}, Sized{clean(active)}, Sized{clean(passive + active)});
}

std::string change_cell(double since) {
  if (std::abs(since) < 0.005) return "                 .";
  return fmt::format(" {:>+17.2f}", Sized{since});
}

std::string moment_table(const Explanation& x, const std::vector<LedgerSum>& sums, int column,
                         const std::string& body) {
  const std::vector<GroupShare>& groups = x.winning.last().groups;
  const bool has_reference =
      !x.reference_sums.empty() &&
      std::any_of(groups.begin(), groups.end(), [](const GroupShare& g) { return g.turned; });
  std::string out = fmt::format(
      "\nWho turns the {} about its hinge (N m, + forward; all sides together)\n  {:<24} {:>9} "
      "{:>9} {:>9}{}\n",
      body, "", "passive", "by tone", "sum", has_reference ? "   since reference" : "");
  int left_out = 0;
  double weight_change = 0;
  for (const LedgerSum* s : by_size(sums, column)) {
    const double since = has_reference ? change_of(*s, x.reference_sums, column) : 0;
    if (s->name == "weight") weight_change = since;
    const auto is_nothing = [](double moment) { return std::abs(moment) < 0.005; };
    if (is_nothing(s->passive[column]) && is_nothing(s->active[column]) && is_nothing(since))
      ++left_out;
    else
      out += moment_row(*s, column) + (has_reference ? change_cell(since) : "") + "\n";
  }
  if (left_out > 0)
    out += fmt::format("  {} more row{} below 0.01 N m\n", left_out, left_out > 1 ? "s" : "");
  out += fmt::format("  {:<24} {:>9} {:>9} {:>9}\n", "left over (rounding)", "", "",
                     fmt::format("{:.0e}", std::abs(x.coordinates.residual[column])));
  if (has_reference && std::abs(weight_change) >= 0.05)
    out += fmt::format("  Weight follows the tip: {:+.1f} N m of its moment came with it.\n",
                       Sized{weight_change});
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
std::string joint_table(const Model& model, const Ledger& joints) {
  const std::vector<int> columns = joints_above(model, joints);
  if (columns.size() <= 1 && model.structure().free_count > 0) return {};
  std::string out = "\nAbout each joint, on all that stands on it (N m, + forward)\n" +
                    fmt::format("  {:<24}", "");
  for (const int i : columns)
    out += fmt::format(" {:>8}", hinge_name(model, joints.columns[i]).substr(0, 8));
  out += '\n';
  for (const LedgerSum& s : by_group(model, joints)) {
    const auto is_something = [&](int i) { return std::abs(forward_moment(s, i)) >= 0.005; };
    if (std::none_of(columns.begin(), columns.end(), is_something)) continue;
    out += fmt::format("  {:<24}", plain_name(s.name));
    for (const int i : columns) {
      const double m = 0 - s.passive[i] - s.active[i];
      out += std::abs(m) < 0.005 ? fmt::format(" {:>8}", ".") : fmt::format(" {:>+8.2f}", Sized{m});
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string explain_text(const Model& model, const Explanation& x, const ExplainNotes& notes) {
  std::string out = answer_heading(model, x.rest, notes.settings);
  if (x.rest.status == Status::path_lost) return out;
  const Posture& p = x.rest.last();
  const Winning& w = x.winning.last();
  const bool has_winning = x.winning.status != Status::not_run;
  const std::string body = model.description().bodies[tilt_body(model)].name;
  const int column = tilt_column(model, x.coordinates);
  const auto sums = by_group(model, x.coordinates);

  out += "\n" + posture_sentence(model, p, body);
  if (column >= 0) out += pull_sentence(model, sums, column) + "\n";
  out += hold_sentence(model, p);
  if (has_winning) out += winner_sentence(model, w, body) + "\n";
  if (model.structure().free_count == 0) out += w.message + "\n";
  if (notes.certainty) out += certainty_sentence(*notes.certainty, body);
  if (const std::string turned = knob_words(model, p); !turned.empty()) out += "\n" + turned;

  if (column >= 0) out += moment_table(x, sums, column, body);
  if (has_winning) out += winning_table(w);
  out += joint_table(model, x.joints);
  out += load_words(model, x);
  if (notes.certainty) out += certainty_words(model, *notes.certainty);
  out += "\n" + certificate_words(p.certificate) + ".\n";
  if (!notes.next.empty()) out += notes.next + "\n";
  return out;
}

}  // namespace guywire
