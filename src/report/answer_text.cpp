// Answers in words, and what the texts of other answers share with them.
#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "answer_facts.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/report/answer.hpp"
#include "words.hpp"

namespace guywire {

// --- shared with other answers ------------------------------------------------------------------

std::string answer_heading(const Model& model, const Outcome<Posture>& outcome,
                           const std::vector<std::string>& settings) {
  std::string out = model.name() + ": " + std::string(to_string(outcome.status)) + ". " +
                    sentences(outcome.why) + "\n";
  if (!settings.empty()) out += fmt::format("With: {}\n", fmt::join(settings, "; "));
  return out + findings_note(model);
}

std::string stiffness_words(double stiffness) {
  if (std::isnan(stiffness)) return "unknown";
  return std::isinf(stiffness) ? "infinite" : fmt::format("{:.3g} N m/rad", stiffness);
}

std::string certificate_words(const Certificate& c) {
  return fmt::format(
      "Certificate: residual {:.1e} N m (rounding floor {}); smallest eigenvalue {}; tilt "
      "stiffness {}",
      c.residual, bound_words(c.rounding_bound), stiffness_words(c.min_eigenvalue),
      stiffness_words(c.tilt_stiffness));
}

std::string coordinate_names(const Model& model) {
  const auto names = model.coordinates();
  return names.empty() ? "Every coordinate is held."
                       : fmt::format("It has: {}.", fmt::join(names, ", "));
}

// --- what was turned from reference -------------------------------------------------------------

namespace {

/// Cables with the same knobs, and what their length knob does to them.
struct KnobRow {
  Knobs knobs{};
  std::vector<std::string> cables{};
  double mm_low = 1e9, mm_high = -1e9;        ///< change of length [mm]
  double share_low = 1e9, share_high = -1e9;  ///< of the present length [%]

  void add(const Cable& cable, double length) {
    cables.push_back(cable.name);
    const double mm = 1000 * knob_length(cable.law) * (cable.knobs.length - 1);
    const double share = length > 0 ? mm / 10 / length : 0;
    mm_low = std::min(mm_low, mm);
    mm_high = std::max(mm_high, mm);
    share_low = std::min(share_low, share);
    share_high = std::max(share_high, share);
  }
};

std::vector<KnobRow> knob_rows(const Model& model, const Posture& p) {
  std::vector<KnobRow> rows;
  for (std::size_t c = 0; c < model.description().cables.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    if (cable.knobs == Knobs{}) continue;
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const KnobRow& r) { return r.knobs == cable.knobs; });
    if (row == rows.end()) row = rows.insert(rows.end(), KnobRow{.knobs = cable.knobs});
    row->add(cable, p.lengths[c]);
  }
  return rows;
}

/// The last group that is exactly these cables, else the list.
std::string owner_of(const Model& model, const std::vector<std::string>& cables) {
  const ModelDescription& d = model.description();
  std::string owner;
  for (const Group& g : d.groups) {
    const auto ids = model.cables(g.name);
    const auto is_one = [&](CableId id) {
      return std::find(cables.begin(), cables.end(), d.cables[id.index].name) != cables.end();
    };
    if (ids.size() == cables.size() && std::all_of(ids.begin(), ids.end(), is_one)) owner = g.name;
  }
  if (!owner.empty()) return owner;
  if (cables.size() <= 3) return fmt::format("{}", fmt::join(cables, ", "));
  return fmt::format("{} and {} more", cables.front(), cables.size() - 1);
}

/// "+3.1 mm", "+3.1 to +4.5 mm".
std::string range_words(double low, double high, const char* unit) {
  if (std::abs(high - low) < 0.05) return fmt::format("{:+.1f}{}", low, unit);
  return fmt::format("{:+.1f} to {:+.1f}{}", low, high, unit);
}

}  // namespace

std::string knob_words(const Model& model, const Posture& p) {
  std::string out;
  for (const KnobRow& r : knob_rows(model, p)) {
    out += "  " + plain_name(owner_of(model, r.cables)) + ":";
    if (r.knobs.length != 1)
      out += fmt::format(" length {:+.0f} % ({}; {} of the whole unit)", 100 * (r.knobs.length - 1),
                         range_words(r.mm_low, r.mm_high, " mm"),
                         range_words(r.share_low, r.share_high, " %"));
    if (r.knobs.stiffness != 1) out += fmt::format(" stiffness x {:g}", r.knobs.stiffness);
    if (r.knobs.strength != 1) out += fmt::format(" strength x {:g}", r.knobs.strength);
    if (r.knobs.tone) out += fmt::format(" tone {:g} %", 100 * *r.knobs.tone);
    out += '\n';
  }
  return out.empty() ? out : "Turned from reference:\n" + out;
}

// --- how it lies --------------------------------------------------------------------------------

namespace {

using Leg = HipFlexion::Leg;

std::string tilt_words(double change_deg, bool is_pelvis) {
  if (std::abs(change_deg) < 0.05) return "lies as in its reference posture";
  std::string sense = change_deg > 0 ? "forward" : "backward";
  if (is_pelvis) sense += change_deg > 0 ? " (anterior)" : " (posterior)";
  return fmt::format("has tipped {} {} from its reference posture",
                     degrees_text(std::abs(change_deg)), sense);
}

std::string angle_row(const char* name, const std::optional<double>& rad, const char* how) {
  if (!rad) return {};
  return fmt::format("  {:<18} {}  {}\n", name,
                     degrees_text(*rad * degrees_per_radian, 1, false, 6), how);
}

std::string posture_words(const PostureAngles& a, const std::string& body, bool is_equilibrium) {
  const double change = a.anterior_tilt_change * degrees_per_radian;
  const std::string sentence = std::string(is_equilibrium ? "" : "at the last step, ") + "the " +
                               body + " " + tilt_words(change, body == "pelvis");
  std::string out = "\n" + sentence_case(sentence) + ".\n";
  out += angle_row("anterior tilt", a.anterior_tilt, "ASIS to PSIS against the horizontal");
  out += angle_row("lordosis", a.lordosis, "L1 to S1 endplates");
  out += angle_row("sacral slope", a.sacral_slope, "S1 endplate against the horizontal");
  out += angle_row("pelvic tilt (PT)", a.pelvic_tilt,
                   "hip axis to S1 against the vertical; grows with posterior tilt");
  out +=
      angle_row("pelvic incidence", a.pelvic_incidence, "the bone's own shape: PT + sacral slope");
  if (!a.lordosis)
    out += angle_row("lumbar angle", a.lumbar_angle, "thorax against pelvis, + extension");
  return out;
}

/// Whether a constraint holds the hip or the knee of both legs or of one.
bool holds(const Constraint& c, std::string_view joint) {
  return c.name == joint || c.name == std::string(joint) + "_r" ||
         c.name == std::string(joint) + "_l";
}

/// Whether a leg does not stand as in the reference posture, or stands on its own.
bool has_posed_legs(const ModelDescription& d) {
  return std::any_of(d.constraints.begin(), d.constraints.end(), [](const Constraint& c) {
    return (holds(c, "hip") || holds(c, "knee")) && (c.angle != 0 || c.name.ends_with("_r"));
  });
}

bool has_iliopsoas(const ModelDescription& d) {
  const auto is_it = [](const auto& part) { return part.name == "iliopsoas"; };
  return std::any_of(d.groups.begin(), d.groups.end(), is_it) ||
         std::any_of(d.cables.begin(), d.cables.end(), is_it);
}

const char* hip_name(Leg leg) {
  if (leg == Leg::both) return "hip flexion";
  return leg == Leg::right ? "hip flexion, right" : "hip flexion, left";
}

std::string leg_words(const Model& model, const Posture& p) {
  const std::vector<HipFlexion> hips = hip_flexion(model, p);
  std::string out;
  if (has_posed_legs(model.description()))
    for (const HipFlexion& hip : hips)
      out += angle_row(hip_name(hip.leg), hip.angle, "thigh against pelvis, + flexion");
  const auto is_beyond = [](const HipFlexion& hip) { return hip.angle > 55 * degree; };
  if (has_iliopsoas(model.description()) && std::any_of(hips.begin(), hips.end(), is_beyond))
    out +=
        "Beyond 55° of hip flexion the paths of psoas and iliacus are wrong (data/DEPARTURES.md): "
        "do not trust this answer.\n";
  return out;
}

// --- who pulls ----------------------------------------------------------------------------------

/// A part of the partition: its tension, and the moment it turns the tilt body with.
struct Pull {
  std::string name{};
  double tension = 0;  ///< of all cables and sides [N]
  double forward = 0;  ///< [N m]; 0 where the tilt body's angle is no coordinate
  int slack = 0;
  int count = 0;
};

/// `column`: the tilt body's coordinate, or -1. The strongest first.
std::vector<Pull> pulls_of(const Model& model, const Posture& p, const CableMoments& moment,
                           int column) {
  std::vector<Pull> out;
  for (const auto& [name, ids] : partition_of(model)) {
    Pull r{plain_name(name)};
    for (const CableId id : ids) {
      r.tension += model.description().cables[id.index].sides * p.tensions[id.index];
      if (column >= 0) r.forward -= moment(id.index, column);
      r.slack += !p.taut[id.index];
      ++r.count;
    }
    out.push_back(r);
  }
  std::sort(out.begin(), out.end(), [](const Pull& a, const Pull& b) {
    if (std::abs(a.forward) != std::abs(b.forward))
      return std::abs(a.forward) > std::abs(b.forward);
    return a.tension > b.tension;
  });
  return out;
}

std::string slack_words(const Pull& r) {
  if (r.slack == 0) return "";
  if (r.slack == r.count) return "  slack";
  return fmt::format("  {} of {} slack", r.slack, r.count);
}

/// Empty where a moment is shown as nothing.
std::string way_words(double forward) { return std::abs(forward) < 0.005 ? "" : way(forward); }

/// Moments of weight, discs, capsule and loads, + forward [N m]; right and left together.
std::vector<std::pair<std::string, double>> other_moments(const Model& model, const Posture& p,
                                                          int column) {
  std::vector<std::pair<std::string, double>> out;
  for (const LedgerSum& sum : by_group(model, ledger(model, p))) {
    if (sum.is_cable) continue;
    std::string name = sum.name;
    if (name.ends_with("_r") || name.ends_with("_l")) name.resize(name.size() - 2);
    name = name.find('/') == std::string::npos ? plain_name(name) : "disc " + name;
    auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& o) { return o.first == name; });
    if (same == out.end()) same = out.emplace(out.end(), name, 0.0);
    same->second -= sum.passive[column];
  }
  return out;
}

std::string without_blanks_at_end(std::string row) {
  row.erase(row.find_last_not_of(' ') + 1);
  return row + '\n';
}

/// Who turns the tilt body, and which way.
std::string moment_table(const Model& model, const Posture& p, const std::vector<Pull>& pulls,
                         const std::string& body, int column) {
  std::string out = fmt::format("\nWho pulls (moment that turns the {} about its hinge{}):\n", body,
                                body == "pelvis" ? "; both sides together" : "");
  out += fmt::format("  {:<24} {:>9} {:>14}\n", "", "tension N", "moment N m");
  for (const Pull& r : pulls)
    out += without_blanks_at_end(fmt::format("  {:<24} {:>9.1f} {:>8.2f} {:<7}{}", r.name,
                                             Sized{r.tension}, Sized{std::abs(r.forward)},
                                             way_words(r.forward), slack_words(r)));
  for (const auto& [name, forward] : other_moments(model, p, column))
    if (std::abs(forward) >= 0.005)
      out += without_blanks_at_end(fmt::format("  {:<24} {:>9} {:>8.2f} {}", name, "",
                                               Sized{std::abs(forward)}, way_words(forward)));
  return out;
}

std::string pull_words(const Model& model, const Outcome<Posture>& outcome,
                       const std::string& body) {
  const auto names = model.coordinates();
  const auto it = std::find(names.begin(), names.end(), body);
  const int column = it == names.end() ? -1 : static_cast<int>(it - names.begin());
  const std::vector<Pull> pulls =
      pulls_of(model, outcome.last(), CableMoments(model, outcome), column);
  if (pulls.empty()) return {};
  if (column >= 0) return moment_table(model, outcome.last(), pulls, body, column);
  if (!names.empty()) return {};
  std::string out = "\nWho pulls:\n";  // nothing turns: the moments are in the ledger
  for (const Pull& r : pulls)
    out += fmt::format("  {:<24} {:>9.1f} N{}\n", r.name, Sized{r.tension}, slack_words(r));
  return out;
}

// --- what is held from outside ------------------------------------------------------------------

/// What is supplied to a leg's joint is + flexion: it resists the other way.
std::string held_leg_words(const Constraint& c, const char* joint, const char* limb,
                           double moment) {
  std::string who = fmt::format("the {}s are", limb);
  if (c.name != joint)
    who = fmt::format("the {} {} is", c.name.ends_with("_r") ? "right" : "left", limb);
  return fmt::format("{} held against {:.3g} N m of {}", who, std::abs(moment),
                     moment > 0 ? "extension" : "flexion");
}

std::string held_words(const ModelDescription& d, const Posture& p) {
  std::string out;
  bool both_legs = false;
  for (std::size_t k = 0; k < p.constraint_moments.size(); ++k) {
    const Constraint& c = d.constraints[k];
    const double moment = p.constraint_moments[k];
    if (std::abs(moment) < 0.005) continue;
    std::string words = fmt::format("{} supplies {:.3g} N m {}", plain_name(c.name),
                                    std::abs(moment), moment > 0 ? "back" : "forward");
    for (const auto& [joint, limb] : {std::pair{"hip", "thigh"}, {"knee", "knee"}}) {
      if (!holds(c, joint)) continue;
      words = held_leg_words(c, joint, limb, moment);
      both_legs = both_legs || c.name == joint;
    }
    out += (out.empty() ? "" : ", ") + words;
  }
  if (out.empty()) return out;
  return "\nHeld from outside: " + out + (both_legs ? " (both legs together).\n" : ".\n");
}

// --- the certificate ----------------------------------------------------------------------------

/// How far the nearest kink is, where that means something.
std::string kink_words(const ModelDescription& d, const Posture& p) {
  const Certificate& c = p.certificate;
  const bool is_near = c.kink_distance < 2 * std::numbers::pi;  // it is known to first order only
  if (!is_near) return {};
  const double distance = c.kink_distance * degrees_per_radian;
  switch (c.kink) {
    case Kink::slack:
      return fmt::format("; {} is {:.2f}° from going {}", d.cables[c.kink_index].name, distance,
                         p.taut[c.kink_index] ? "slack" : "taut");
    case Kink::touch_down:
      return fmt::format(
          "; {} is {:.2f}° from {}", d.cables[c.kink_index].name, distance,
          p.wrapped[c.kink_index] ? "lifting off its circle" : "touching its circle");
    case Kink::joint:
      return fmt::format("; {} is {:.2f}° from its corner", d.joints[c.kink_index].name, distance);
    default:
      return {};
  }
}

std::string contact_words(const ModelDescription& d, const Certificate& c) {
  std::string out;
  for (const Contact& contact : c.contacts)
    out += fmt::format("; points {} and {} of {} touch", contact.point, contact.point + 1,
                       d.cables[contact.cable].name);
  return out;
}

}  // namespace

std::string answer_text(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings) {
  std::string out = answer_heading(model, outcome, settings);
  if (outcome.status == Status::path_lost) return out;
  const Posture& p = outcome.last();
  const ModelDescription& d = model.description();
  const std::string body = d.bodies[tilt_body(model)].name;
  out += posture_words(posture_angles(model, p.angles), body, is_equilibrium(outcome.status));
  out += leg_words(model, p);
  if (const std::string turned = knob_words(model, p); !turned.empty()) out += "\n" + turned;
  out += pull_words(model, outcome, body);
  out += held_words(d, p);
  out +=
      "\n" + certificate_words(p.certificate) + fmt::format("; {} steps", p.certificate.iterations);
  return out + kink_words(d, p) + contact_words(d, p.certificate) + ".\n";
}

}  // namespace guywire
