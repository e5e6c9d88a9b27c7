#include "guywire/report/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

const char* kind_name(LedgerRow::Kind k) {
  switch (k) {
    case LedgerRow::Kind::passive:
      return "passive";
    case LedgerRow::Kind::active:
      return "active";
    case LedgerRow::Kind::joint:
      return "joint";
    case LedgerRow::Kind::weight:
      return "weight";
    case LedgerRow::Kind::load:
      return "load";
    case LedgerRow::Kind::holding:
      return "holding";
  }
  return "";
}

double clean(double v) { return v == 0 ? 0.0 : v; }

/// Column of the tilt body, or -1 when its angle is no coordinate.
int tilt_column(const Model& model, const Ledger& l) {
  const auto it = std::find(l.columns.begin(), l.columns.end(),
                            model.description().bodies[tilt_body(model)].name);
  return it == l.columns.end() ? -1 : static_cast<int>(it - l.columns.begin());
}

/// What a clinician calls the hinge of a body: its joint law's name, the hip for the pelvis.
std::string hinge_name(const Model& model, const std::string& body) {
  if (body == "pelvis") return "hip";
  for (const Joint& j : model.description().joints)
    if (j.body == body &&
        j.relative_to == model.description().bodies[model.body(body).index].parent)
      return j.name;
  return body;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + plain_name(names[i]);
  return out;
}

std::string way(double forward) { return forward > 0 ? "forward" : "back"; }

/// Who pulls which way, in a sentence: cables by group, then what else turns the body.
std::string pull_sentence(const Model& model, const std::vector<LedgerSum>& sums, int column) {
  struct Side {
    double cables = 0;
    std::vector<std::pair<double, std::string>> groups;
  } front, rear;
  double weight = 0, joints = 0, rest = 0;
  std::vector<std::pair<std::string, double>> laws;
  for (const LedgerSum& s : sums) {
    const double forward = -(s.passive[column] + s.active[column]);
    if (!s.is_cable) {
      const bool law =
          std::any_of(model.description().joints.begin(), model.description().joints.end(),
                      [&](const Joint& j) { return j.name == s.name; });
      (s.name == "weight" ? weight : law ? joints : rest) += forward;
      if (law) laws.emplace_back(s.name, forward);
      continue;
    }
    Side& side = forward >= 0 ? front : rear;
    side.cables += std::abs(forward);
    side.groups.emplace_back(-std::abs(forward), s.name);
  }
  const auto who = [](Side& side) {
    std::sort(side.groups.begin(), side.groups.end());
    std::vector<std::string> names;
    double told = 0;
    for (const auto& [m, name] : side.groups) {
      const bool enough = names.size() == 3 || -m < 0.08 * side.cables || told > 0.95 * side.cables;
      if (enough && !names.empty()) break;
      names.push_back(name);
      told -= m;
    }
    return list_of(names);
  };
  const auto pull = [](const Side& side) {
    return side.groups.size() == 1 ? "cable that pulls" : "cables that pull";
  };
  std::string out;
  const auto others = [](const Side& side, const std::string& named) {
    return std::count(named.begin(), named.end(), ',') +
                       (named.find(" and ") != std::string::npos) + 1 <
                   static_cast<long>(side.groups.size())
               ? "mostly "
               : "";
  };
  const bool by_cables = front.cables >= 0.005 || rear.cables >= 0.005;
  const std::string first = who(front), second = who(rear);
  if (front.cables >= 0.005)
    out += fmt::format("The {} it forward ({}{}) {} {:.1f} N m", pull(front), others(front, first),
                       first, front.groups.size() == 1 ? "has" : "have", Sized{front.cables});
  if (rear.cables >= 0.005)
    out += fmt::format("{} {} it back ({}{}) {}{:.1f} N m", out.empty() ? "The" : ", the",
                       pull(rear), others(rear, second), second,
                       !out.empty()              ? ""
                       : rear.groups.size() == 1 ? "has "
                                                 : "have ",
                       Sized{rear.cables});
  // joints and ligaments that nearly cancel are named one by one: their sum would hide them
  const double largest = std::max({front.cables, rear.cables, 0.05});
  std::vector<std::pair<std::string, double>> others_turn{{"weight", weight}};
  if (std::any_of(laws.begin(), laws.end(),
                  [&](const auto& l) { return std::abs(l.second) > 0.2 * largest; })) {
    std::stable_sort(laws.begin(), laws.end(), [](const auto& a, const auto& b) {
      return std::abs(a.second) > std::abs(b.second);
    });
    for (const auto& [name, m] : laws)
      others_turn.emplace_back(
          name.find('/') == std::string::npos ? plain_name(name) : "the disc " + name, m);
  } else {
    others_turn.emplace_back("discs and ligaments", joints);
  }
  others_turn.emplace_back("loads and holds", rest);
  std::vector<std::string> more;
  for (const auto& [name, m] : others_turn)
    if (std::abs(m) >= 0.05)
      more.push_back(fmt::format("{} ({:.1f} {}{})", name, Sized{std::abs(m)},
                                 by_cables ? "" : "N m ", way(m)));
  if (!by_cables)
    return more.empty() ? "No cable turns it."
                        : "No cable turns it. It is turned by " + list_of(more) + ".";
  if (!more.empty())
    out += "; " + list_of(more) + (more.size() > 1 ? " make up the rest" : " makes up the rest");
  return out + ".";
}

/// What is supplied from outside to what muscles would otherwise have to hold.
std::string hold_sentence(const Model& model, const Posture& p) {
  std::string out;
  for (std::size_t k = 0; k < p.holding.size(); ++k) {
    const Constraint& c = model.description().constraints[k];
    if (c.paid_by_muscles && std::abs(p.holding[k]) >= 0.05)
      out += fmt::format(
          "\"{}\" is kept from outside, by {:.1f} N m {}; muscles would otherwise have to supply "
          "that.\n",
          sentence_case(plain_name(c.name)), Sized{std::abs(p.holding[k])},
          p.holding[k] > 0 ? "back" : "forward");
  }
  return out;
}

/// "hamstrings", "hip_flexors": names of several muscles; "iliopsoas", "rectus_femoris",
/// "gluteus_maximus" are one.
bool is_plural(const std::string& name) {
  return name.ends_with("ings") || name.ends_with("als") || name.ends_with("ors");
}

std::string degrees(double rad) { return degrees_text(std::abs(rad / degree)); }

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
  if (length) names.push_back("length");
  if (stiffness) names.push_back("stiffness");
  if (strength) names.push_back("strength");
  if (tone) names.push_back("tone");
  return list_of(names);
}

std::string winner_sentence(const Model& model, const Winning& w, const std::string& body) {
  if (w.winner < 0) {
    if (!w.message.starts_with("No knob")) return sentence_case(w.message);
    const GroupShare* most = w.groups.empty() ? nullptr : &w.groups.front();
    std::string out = "No knob is turned, so nobody is winning.";
    if (most && is_equilibrium(most->removal_status))
      out += fmt::format(" Cutting out {} would move the {} most: {} {}.", plain_name(most->group),
                         body, degrees(most->removal), way(most->removal));
    else if (most)
      out += fmt::format(" {} matter{} most: without {} there is no resting place.",
                         sentence_case(plain_name(most->group)), is_plural(most->group) ? "" : "s",
                         is_plural(most->group) ? "them" : "it");
    return out;
  }
  const GroupShare& g = w.groups[w.winner];
  const bool plural = is_plural(g.group);
  if (g.moment * g.share < 0)  // it pulls against the tip: weaker or longer, it lets the others
    return fmt::format(
        "{} {} given way, and what pulls the other way is winning: with {} {} returned to "
        "reference, the {} would come {} {}.",
        sentence_case(plain_name(g.group)), plural ? "have" : "has", plural ? "their" : "its",
        knobs_turned(model, g.group), body, g.share > 0 ? "back" : "forward", degrees(g.share));
  return fmt::format("{} {} winning: returned to {} reference {}, the {} would come {} {}.",
                     sentence_case(plain_name(g.group)), is_plural(g.group) ? "are" : "is",
                     is_plural(g.group) ? "their" : "its", knobs_turned(model, g.group), body,
                     g.share > 0 ? "back" : "forward", degrees(g.share));
}

/// What each hinge carries, beside the same body with all knobs at reference.
std::string load_words(const Model& model, const Explanation& x) {
  const Posture& p = x.rest.last();
  const int tilt = tilt_body(model);
  const auto force = [](const JointLoad& l) { return std::hypot(l.force_x, l.force_y); };
  const bool turned = !x.reference_loads.empty() && x.reference_loads != x.loads;
  std::string out, estimates;
  for (std::size_t b = 0; b < x.loads.size(); ++b) {
    int up = static_cast<int>(b);
    while (up >= 0 && up != tilt)
      up = model.structure().parent[up];
    const JointLoad& l = x.loads[b];
    const JointLoad* before = turned ? &x.reference_loads[b] : nullptr;
    if (up < 0 || (before ? std::max(force(l), force(*before)) : force(l)) < 0.5) continue;
    const std::string ratio =
        before && force(*before) > 0.5 ? fmt::format("x {:.2f}", force(l) / force(*before)) : "";
    if (l.compression)
      out +=
          fmt::format("  {:<24} {:>8.0f} {:>12.0f} {:>+10.0f} {:>14}\n", hinge_name(model, l.body),
                      Sized{force(l)}, Sized{*l.compression}, Sized{clean(*l.shear)}, ratio);
    else
      out += fmt::format("  {:<24} {:>8.0f} {:>12} {:>10} {:>14}\n", hinge_name(model, l.body),
                         Sized{force(l)}, "-", "-", ratio);
    const int parent = model.structure().parent[b];
    if (!l.compression || !before || !before->compression || parent < 0) continue;
    const double extension = p.angles[b] - p.angles[parent];
    if (hinge_name(model, l.body) == "L4/5")
      estimates += fmt::format("  Pressure in the L4/5 disc: x {:.2f}.\n",
                               disc_pressure(*l.compression, *before->compression) /
                                   disc_pressure(*before->compression, *before->compression));
    const double behind = share_behind_disc(extension), standing = share_behind_disc(0);
    if (hinge_name(model, l.body) == "L4/5" || hinge_name(model, l.body) == "L5/S1")
      estimates += standing == behind
                       ? fmt::format(
                             "  Load behind the disc at {}: cannot tell. The rule knows {:.0f} % "
                             "of the compression in standing, and no more for more extension.\n",
                             hinge_name(model, l.body), 100 * standing)
                       : fmt::format(
                             "  Load behind the disc at {}: x {:.2f} (a share of {:.0f} % of the "
                             "compression, {:.0f} % in standing).\n",
                             hinge_name(model, l.body),
                             behind * *l.compression / (standing * *before->compression),
                             100 * behind, 100 * standing);
  }
  if (out.empty()) return out;
  std::string head = fmt::format(
      "\nWhat each joint carries (N; both sides together; shear + when the upper body would slide "
      "forward)\n  {:<24} {:>8} {:>12} {:>10} {:>14}\n",
      "", "force", "compression", "shear", turned ? "of reference" : "");
  for (std::size_t at = 0; (at = head.find(" \n", at)) != std::string::npos;) {
    head.erase(at, 1);
    at = at > 0 ? at - 1 : 0;
  }
  if (!estimates.empty())
    estimates =
        "Estimates beside the same body with all knobs at reference; ratios only, nothing about "
        "pain:\n" +
        estimates;
  for (std::size_t at = 0; (at = out.find(" \n", at)) != std::string::npos;) {
    out.erase(at, 1);
    at = at > 0 ? at - 1 : 0;
  }
  return head + out + estimates;
}

double shown(const Robustness::Range& r, double v) {
  return clean(r.unit == "rad" ? v / degree : v);
}
std::string unit_of(const Robustness::Range& r) { return r.unit == "rad" ? "°" : r.unit; }

std::string certainty_sentence(const Robustness& r, const std::string& body) {
  std::string out =
      fmt::format("How sure is that: of {} bodies whose uncertain numbers are scattered, ",
                  r.population.fate.size());
  const auto range = std::find_if(r.ranges.begin(), r.ranges.end(),
                                  [](const auto& x) { return x.name.starts_with("share of "); });
  for (const auto& a : r.answers)
    if (a.name == "winner" && a.reference != "nobody")
      out += fmt::format("the same group wins in {:.0f} %; ", 100 * a.share);
  if (range != r.ranges.end())
    return out + fmt::format(
                     "returned likewise, the {} would come {} {:.1f}° to {:.1f}° in nine of ten.\n",
                     body, range->reference > 0 ? "back" : "forward",
                     std::min(std::abs(range->low), std::abs(range->high)) / degree,
                     std::max(std::abs(range->low), std::abs(range->high)) / degree);
  for (const auto& a : r.answers)
    if (a.name == "strongest part")
      return out +
             fmt::format("{} move{} the {} most in {:.0f} %, when each group is 5 % shorter.\n",
                         plain_name(a.reference), is_plural(a.reference) ? "" : "s", body,
                         100 * a.share);
  const auto& tilt = r.ranges.front();
  return out + fmt::format("nine of ten stand tipped {:+.1f}° to {:+.1f}° (+ forward).\n",
                           clean(tilt.low / degree), clean(tilt.high / degree));
}

std::string certainty_words(const Model& model, const Robustness& r) {
  std::string out = fmt::format(
      "\nHow sure is that: {} bodies drawn with seed {}, {} of them at a stable rest\n  {:<28} "
      "{:>9} {:>9} {:>9} {:>9}\n",
      r.population.fate.size(), r.population.seed, r.population.stable, "", "this body", "5 %",
      "median", "95 %");
  for (const auto& range : r.ranges) {
    if (std::abs(range.high - range.low) < 1e-9 * std::max(1.0, std::abs(range.reference)))
      continue;  // says nothing
    const auto dot = range.name.find(".compression");
    const std::string name = dot == std::string::npos
                                 ? plain_name(range.name)
                                 : "compression at " + hinge_name(model, range.name.substr(0, dot));
    out += fmt::format("  {:<28} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f} {}\n", name,
                       shown(range, range.reference), shown(range, range.low),
                       shown(range, range.median), shown(range, range.high), unit_of(range));
  }
  for (const auto& a : r.answers)
    if (a.reference != "nobody")
      out += fmt::format("  {}: {} in {:.1f} % (95 % interval {:.1f} to {:.1f})\n", a.name,
                         plain_name(a.reference), 100 * a.share, 100 * a.lower, 100 * a.upper);
  return out + "  What is scattered, by how much and why: guywire population.\n";
}

}  // namespace

std::string explain_text(const Model& model, const Explanation& x, const ExplainNotes& notes) {
  const Posture& p = x.rest.last();
  std::string out =
      model.name() + ": " + std::string(to_string(x.rest.status)) + ". " + x.rest.message + "\n";
  if (!notes.settings.empty()) out += fmt::format("With: {}\n", fmt::join(notes.settings, "; "));
  out += findings_note(model);
  if (x.rest.status == Status::path_lost) return out;
  const ModelDescription& d = model.description();
  const std::string body = d.bodies[tilt_body(model)].name;
  const auto angles = posture_angles(model, p.angles);
  const int column = tilt_column(model, x.coordinates);
  const auto sums = by_group(model, x.coordinates);
  const Winning& w = x.winning.last();
  const double change = angles.anterior_tilt_change;
  out += "\n" + (std::abs(change) < 0.05 * degree
                     ? fmt::format("The {} lies as in its reference posture.", body)
                     : fmt::format("The {} has tipped {} {} from its reference posture.", body,
                                   degrees(change), way(change)));
  if (angles.lordosis)
    out += fmt::format(" Lordosis is {}.", degrees_text(*angles.lordosis / degree));
  out += "\n";
  if (column >= 0) out += pull_sentence(model, sums, column) + "\n";
  out += hold_sentence(model, p);
  if (x.winning.status != Status::not_run) out += winner_sentence(model, w, body) + "\n";
  if (model.structure().free_count == 0) out += w.message + "\n";
  if (notes.certainty) out += certainty_sentence(*notes.certainty, body);
  if (const std::string turned = knob_words(model, p); !turned.empty()) out += "\n" + turned;

  if (column >= 0) {
    const bool turned =
        !x.reference_sums.empty() &&
        std::any_of(w.groups.begin(), w.groups.end(), [](const GroupShare& g) { return g.turned; });
    out += fmt::format(
        "\nWho turns the {} about its hinge (N m, + forward; all sides together)\n  {:<24} {:>9} "
        "{:>9} {:>9}{}\n",
        body, "", "passive", "by tone", "sum", turned ? "   since reference" : "");
    std::vector<const LedgerSum*> order;
    for (const LedgerSum& s : sums)
      order.push_back(&s);
    std::stable_sort(order.begin(), order.end(), [&](const LedgerSum* a, const LedgerSum* b) {
      if (a->is_cable != b->is_cable) return a->is_cable;
      return std::abs(a->passive[column] + a->active[column]) >
             std::abs(b->passive[column] + b->active[column]);
    });
    int none = 0;
    double weight_change = 0;
    for (const LedgerSum* s : order) {
      const double passive = 0 - s->passive[column], active = 0 - s->active[column];
      double since = 0;
      if (turned)
        for (const LedgerSum& r : x.reference_sums)
          if (r.name == s->name) since = passive + active + r.passive[column] + r.active[column];
      if (s->name == "weight") weight_change = since;
      if (std::abs(passive) < 0.005 && std::abs(active) < 0.005 && std::abs(since) < 0.005) {
        ++none;
        continue;
      }
      if (s->is_cable)
        out += fmt::format("  {:<24} {:>+9.2f} {:>+9.2f} {:>+9.2f}", plain_name(s->name),
                           Sized{clean(passive)}, Sized{clean(active)},
                           Sized{clean(passive + active)});
      else
        out += fmt::format("  {:<24} {:>9} {:>9} {:>+9.2f}", plain_name(s->name), "", "",
                           Sized{clean(passive)});
      out += turned ? std::abs(since) < 0.005 ? "                 .\n"
                                              : fmt::format(" {:>+17.2f}\n", Sized{since})
                    : "\n";
    }
    if (none > 0) out += fmt::format("  {} more row{} below 0.01 N m\n", none, none > 1 ? "s" : "");
    out += fmt::format("  {:<24} {:>9} {:>9} {:>9}\n", "left over (rounding)", "", "",
                       fmt::format("{:.0e}", std::abs(x.coordinates.residual[column])));
    if (turned && std::abs(weight_change) >= 0.05)
      out += fmt::format("  Weight follows the tip: {:+.1f} N m of its moment came with it.\n",
                         Sized{weight_change});
  }

  if (x.winning.status != Status::not_run) {
    const bool any =
        std::any_of(w.groups.begin(), w.groups.end(), [](const GroupShare& g) { return g.turned; });
    const std::string title = any ? is_equilibrium(w.reference_status)
                                        ? fmt::format(
                                              "Who is winning: the tilt changed by {} (+ forward) "
                                              "from the body with all knobs at reference",
                                              degrees_text(clean(w.change / degree), 1, true))
                                        : "Who is winning"
                                  : "Who matters (no knob is turned, so nobody is winning)";
    double ways[2] = {0, 0};  // forward, back
    for (const GroupShare& g : w.groups)
      ways[g.moment < 0] += std::abs(g.moment);
    out += fmt::format("\n{}\n  {:<24}", title, "");
    if (any) out += fmt::format(" {:>16}", "returning it");
    out += fmt::format(" {:>18} {:>17} {:>23}\n  {:<24}", "cutting it out", "making it 1 %",
                       "its part of what the", "");
    if (any) out += fmt::format(" {:>16}", "takes away");
    out += fmt::format(" {:>18} {:>17} {:>23}\n", "tips by", "shorter tips by",
                       "cables pull that way");
    const auto right = [](const std::string& text, int width) {  // the degree sign is two bytes
      const int letters = static_cast<int>(text.size()) - (text.find("°") != std::string::npos);
      return std::string(std::max(1, width + 1 - letters), ' ') + text;
    };
    for (const GroupShare& g : w.groups) {
      const std::string share = !g.turned ? "."
                                : is_equilibrium(g.share_status)
                                    ? degrees_text(clean(g.share / degree), 1, true)
                                    : plain_name(std::string(to_string(g.share_status)));
      const std::string removal =
          is_equilibrium(g.removal_status)
              ? fmt::format("{}{}", degrees_text(g.removal / degree, 1, true),
                            g.removal_status == Status::stable
                                ? ""
                                : " " + std::string(to_string(g.removal_status)))
              : "no resting place";
      const double whole = ways[g.moment < 0];
      const std::string part = whole > 0 && std::abs(g.moment) >= 0.005
                                   ? fmt::format("{:.0f} % {}", 100 * std::abs(g.moment) / whole,
                                                 g.moment > 0 ? "forward" : "back   ")
                                   : ".";
      out +=
          fmt::format("  {:<24}", plain_name(g.group)) + (any ? right(share, 16) : "") +
          right(removal, 18) +
          right(std::isfinite(g.derivative) ? degrees_text(-0.01 * g.derivative / degree, 2, true)
                                            : ".",
                17) +
          right(part, 23);
      while (out.back() == ' ')
        out.pop_back();
      out += '\n';
    }
    if (std::count_if(w.groups.begin(), w.groups.end(),
                      [](const GroupShare& g) { return g.turned; }) > 1 &&
        is_equilibrium(w.reference_status))
      out += fmt::format(
          "  What returning takes away does not sum to the whole; {} is left over (returned "
          "together, groups act on one another).\n",
          degrees_text(clean(w.remainder / degree), 1, true));
    if (!w.derivative_message.empty()) out += "  " + w.derivative_message + "\n";
  }

  // moments about the joints from the tilt body up; about the one joint alone only where no
  // coordinate tells them
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < x.joints.columns.size(); ++i) {
    const int b = model.body(x.joints.columns[i]).index;
    for (int up = b; up >= 0; up = model.structure().parent[up])
      if (up == tilt_body(model)) columns.push_back(i);
  }
  if (columns.size() > 1 || model.structure().free_count == 0) {
    out += "\nAbout each joint, on all that stands on it (N m, + forward)\n" +
           fmt::format("  {:<24}", "");
    for (const std::size_t i : columns)
      out += fmt::format(" {:>8}", hinge_name(model, x.joints.columns[i]).substr(0, 8));
    out += '\n';
    for (const LedgerSum& s : by_group(model, x.joints)) {
      if (std::none_of(columns.begin(), columns.end(), [&](std::size_t i) {
            return std::abs(s.passive[i] + s.active[i]) >= 0.005;
          }))
        continue;
      out += fmt::format("  {:<24}", plain_name(s.name));
      for (const std::size_t i : columns) {
        const double m = 0 - s.passive[i] - s.active[i];
        out +=
            std::abs(m) < 0.005 ? fmt::format(" {:>8}", ".") : fmt::format(" {:>+8.2f}", Sized{m});
      }
      out += '\n';
    }
  }
  out += load_words(model, x);
  if (notes.certainty) out += certainty_words(model, *notes.certainty);
  const Certificate& c = p.certificate;
  out += fmt::format(
      "\nCertificate: residual {:.1e} N m (rounding floor {}); smallest eigenvalue {}; tilt "
      "stiffness {}.\n",
      c.residual, bound_words(c.residual_floor), stiffness_words(c.min_eigenvalue),
      stiffness_words(c.tilt_stiffness));
  if (!notes.next.empty()) out += notes.next + "\n";
  return out;
}

std::string explain_json(const Model& model, const Explanation& x, const ExplainNotes& notes) {
  Json j;
  j["status"] = std::string(to_string(x.rest.status));
  j["message"] = x.rest.message;
  j["settings"] = notes.settings;
  const Posture& p = x.rest.last();
  if (x.rest.status != Status::path_lost) {
    for (const Quantity& q : posture_quantities(model))
      j["posture"][q.name + "_deg"] = clean(value_of(q, model, p) / degree);
    const auto write = [](const Ledger& l) {
      Json out;
      out["columns"] = l.columns;
      out["rows"] = Json::array();
      for (const LedgerRow& r : l.rows)
        out["rows"].push_back(
            Json{{"kind", kind_name(r.kind)}, {"name", r.name}, {"moments_Nm", r.moments}});
      out["residual_Nm"] = l.residual;
      return out;
    };
    j["ledger"]["coordinates"] = write(x.coordinates);
    j["ledger"]["joints"] = write(x.joints);
  }
  const auto loads = [](const std::vector<JointLoad>& all) {
    Json out = Json::object();
    for (const JointLoad& l : all)
      out[l.body] = Json{{"parent", l.parent},
                         {"force_x_N", clean(l.force_x)},
                         {"force_y_N", clean(l.force_y)},
                         {"law_moment_Nm", clean(l.law_moment)},
                         {"constraint_moment_Nm", clean(l.constraint_moment)},
                         {"compression_N", l.compression ? Json(*l.compression) : Json(nullptr)},
                         {"shear_N", l.shear ? Json(clean(*l.shear)) : Json(nullptr)}};
    return out;
  };
  j["joint_loads"] = loads(x.loads);
  j["joint_loads_at_reference"] =
      x.reference_loads.empty() ? Json(nullptr) : loads(x.reference_loads);
  if (notes.certainty) {
    const Robustness& r = *notes.certainty;
    Json& sure = j["certainty"];
    sure["bodies"] = r.population.fate.size();
    sure["stable"] = r.population.stable;
    sure["seed"] = r.population.seed;
    for (const auto& a : r.answers)
      sure["answers"][a.name] = Json{{"reference", a.reference},
                                     {"share", a.share},
                                     {"lower_95", a.lower},
                                     {"upper_95", a.upper}};
    sure["ranges"] = Json::array();
    for (const auto& range : r.ranges)
      sure["ranges"].push_back(Json{{"name", range.name},
                                    {"unit", range.unit == "rad" ? "deg" : range.unit},
                                    {"reference", shown(range, range.reference)},
                                    {"q05", shown(range, range.low)},
                                    {"median", shown(range, range.median)},
                                    {"q95", shown(range, range.high)}});
  }
  if (x.winning.status != Status::not_run) {
    const Winning& w = x.winning.last();
    Json& out = j["winning"];
    out["winner"] = w.winner < 0 ? Json(nullptr) : Json(w.groups[w.winner].group);
    out["message"] = w.message;
    out["tilt_change_from_reference_deg"] =
        is_equilibrium(w.reference_status) || w.reference_status == Status::not_run
            ? Json(clean(w.change / degree))
            : Json(nullptr);
    out["remainder_deg"] = clean(w.remainder / degree);
    out["groups"] = Json::array();
    for (const GroupShare& g : w.groups) {
      Json row{{"group", g.group}, {"turned", g.turned}};
      row["share_deg"] = g.turned && is_equilibrium(g.share_status) ? Json(clean(g.share / degree))
                                                                    : Json(nullptr);
      row["removal_deg"] =
          is_equilibrium(g.removal_status) ? Json(clean(g.removal / degree)) : Json(nullptr);
      row["removal_status"] = std::string(to_string(g.removal_status));
      row["tension_N"] = g.tension;
      row["moment_Nm"] = clean(g.moment);
      double same_way = 0;
      for (const GroupShare& o : w.groups)
        if (o.moment * g.moment > 0) same_way += o.moment;
      row["moment_share"] = same_way != 0 ? Json(g.moment / same_way) : Json(nullptr);
      row["tilt_deg_per_percent_length"] =
          std::isfinite(g.derivative) ? Json(clean(0.01 * g.derivative / degree)) : Json(nullptr);
      out["groups"].push_back(std::move(row));
    }
  } else {
    j["winning"] = nullptr;
  }
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

std::string explain_csv(const Model& model, const Explanation& x) {
  std::string out = "kind,name,part";
  for (const std::string& c : x.coordinates.columns)
    out += ",moment_" + c + "_Nm";
  out += '\n';
  std::vector<std::string> part(model.description().cables.size());
  for (const auto& [name, ids] : partition_of(model))
    for (const CableId id : ids)
      part[id.index] = name;
  for (const LedgerRow& r : x.coordinates.rows) {
    const bool cable = r.kind == LedgerRow::Kind::passive || r.kind == LedgerRow::Kind::active;
    out += fmt::format("{},{},{}", kind_name(r.kind), r.name, cable ? part[r.index] : "");
    for (const double m : r.moments)
      out += "," + csv_number(m);
    out += '\n';
  }
  return out;
}

}  // namespace guywire
