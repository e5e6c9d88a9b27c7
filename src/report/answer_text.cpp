// Answers in words, and what the texts of other answers share with them.
#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "answer_facts.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/tissue/laws.hpp"
#include "words.hpp"

namespace guywire {

// --- shared with other answers ------------------------------------------------------------------

std::string answer_heading(const Model& model, const Outcome<Posture>& outcome,
                           const std::vector<std::string>& settings, Language language) {
  const bool says_status = is_equilibrium(outcome.status);  // the sentence does
  std::string out = sentence({"answer.heading",
                              {{"model", model.name()},
                               {"status", says_status ? "" : to_string(outcome.status)},
                               {"why", outcome.why}}},
                             language) +
                    "\n";
  if (!settings.empty()) {
    const std::string all = fmt::format("{}", fmt::join(settings, "; "));
    out += sentence({"answer.settings", {{"settings", all}}}, language) + "\n";
  }
  return out + findings_note(model, language);
}

std::string stiffness_words(double stiffness, Language language) {
  if (std::isinf(stiffness)) return phrase("word.infinite", language);
  const std::string number = number_in_words(stiffness, ".3g", language);
  return std::isnan(stiffness) ? number : number + " N m/rad";
}

std::string certificate_sentence(const Certificate& c, Language language) {
  return sentence({"answer.certificate",
                   {{"residual", c.residual},
                    {"bound", bound_words(c.rounding_bound, language)},
                    {"eigenvalue", stiffness_words(c.min_eigenvalue, language)},
                    {"stiffness", stiffness_words(c.tilt_stiffness, language)},
                    {"steps", c.iterations},
                    {"is_one_step", c.iterations == 1}}},
                  language);
}

std::string coordinate_names(const Model& model) {
  const auto names = model.coordinates();
  return names.empty() ? "Every coordinate is held."
                       : fmt::format("It has: {}.", fmt::join(names, ", "));
}

// --- what differs from the reference model ------------------------------------------------------

namespace {

/// Whether the length knob of a law shifts a muscle's fiber.
bool has_fiber(const CableLaw& law) {
  return std::visit(
      [](const auto& own) { return muscle::FiberAndTendon<std::decay_t<decltype(own)>>; }, law);
}

/// Cables with the same knobs, and what their length knob does to them.
struct KnobRow {
  Knobs knobs{};
  std::vector<std::string> cables{};
  bool is_fiber = true;                 ///< whether the length knob shifts fibers, in all of them
  double mm_low = 1e9, mm_high = -1e9;  ///< change of length [mm]
  double share_low = 1e9, share_high = -1e9;  ///< of the present length [%]

  void add(const Cable& cable, double length) {
    cables.push_back(cable.name);
    is_fiber = is_fiber && has_fiber(cable.law);
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

/// The last group that is exactly these cables, else all of them.
std::vector<std::string> owners_of(const Model& model, const std::vector<std::string>& cables) {
  const ModelDescription& d = model.description();
  std::string owner;
  for (const Group& g : d.groups) {
    const auto ids = model.cables(g.name);
    const auto is_one = [&](CableId id) {
      return std::find(cables.begin(), cables.end(), d.cables[id.index].name) != cables.end();
    };
    if (ids.size() == cables.size() && std::all_of(ids.begin(), ids.end(), is_one)) owner = g.name;
  }
  return owner.empty() ? cables : std::vector{owner};
}

/// Whether two numbers with one decimal are a range.
bool differs(double low, double high) { return std::abs(high - low) >= 0.05; }

/// "+3.1", "+3.1 to +4.5".
std::string range_words(double low, double high, Language language) {
  const std::string from = number_in_words(low, "+.1", language);
  if (!differs(low, high)) return from;
  const std::string to = number_in_words(high, "+.1", language);
  return sentence({"answer.range", {{"low", from}, {"high", to}}}, language);
}

std::string change_words(const KnobRow& r, Language language) {
  const Knobs& k = r.knobs;
  std::vector<std::string> out;
  if (k.length != 1)
    out.push_back(sentence({"answer.knob.length",
                            {{"change", k.length - 1},
                             {"is_fiber", r.is_fiber},
                             {"is_range", differs(r.mm_low, r.mm_high)},
                             {"millimeters", range_words(r.mm_low, r.mm_high, language)},
                             {"percent", range_words(r.share_low, r.share_high, language)}}},
                           language));
  if (k.stiffness != 1)
    out.push_back(sentence({"answer.knob.stiffness", {{"factor", k.stiffness}}}, language));
  if (k.strength != 1)
    out.push_back(sentence({"answer.knob.strength", {{"factor", k.strength}}}, language));
  if (k.tone) out.push_back(sentence({"answer.knob.tone", {{"percent", 100 * *k.tone}}}, language));
  return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace

std::string knob_words(const Model& model, const Posture& p, Language language) {
  std::string out;
  for (const KnobRow& r : knob_rows(model, p)) {
    std::vector<std::string> owners = owners_of(model, r.cables);
    const std::size_t more = owners.size() > 3 ? owners.size() - 1 : 0;
    if (more > 0) owners.resize(1);
    out += "  " +
           sentence({"answer.changed_row",
                     {{"names", owners}, {"more", more}, {"changes", change_words(r, language)}}},
                    language) +
           "\n";
  }
  return out.empty() ? out : phrase("answer.changed", language) + "\n" + out;
}

// --- how it lies --------------------------------------------------------------------------------

std::string tilt_sentence(const Model& model, const Outcome<Posture>& outcome, Language language) {
  const std::string& body = model.description().bodies[tilt_body(model)].name;
  const double tilt = posture_angles(model, outcome.last().angles).anterior_tilt_change;
  return sentence({std::abs(tilt) < 0.05 * degree ? "answer.not_tilted" : "answer.tilted",
                   {{"body", body},
                    {"is_pelvis", body == "pelvis"},
                    {"is_last_step", !is_equilibrium(outcome.status)},
                    {"tilt", tilt}}},
                  language);
}

namespace {

using Leg = HipFlexion::Leg;

/// A row of a table: an angle, its name, and how it is measured.
struct AngleRow {
  const char* name;  ///< a phrase
  std::optional<double> angle;
  const char* how;  ///< a phrase
};

std::vector<AngleRow> posture_rows(const PostureAngles& a) {
  std::vector<AngleRow> out{
      {"angle.anterior_tilt", a.anterior_tilt, "angle.anterior_tilt.how"},
      {"angle.lordosis", a.lordosis, "angle.lordosis.how"},
      {"angle.sacral_slope", a.sacral_slope, "angle.sacral_slope.how"},
      {"angle.pelvic_tilt", a.pelvic_tilt, "angle.pelvic_tilt.how"},
      {"angle.pelvic_incidence", a.pelvic_incidence, "angle.pelvic_incidence.how"}};
  if (!a.lordosis) out.push_back({"angle.lumbar_angle", a.lumbar_angle, "angle.lumbar_angle.how"});
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
  if (leg == Leg::both) return "angle.hip_flexion";
  return leg == Leg::right ? "angle.hip_flexion.right" : "angle.hip_flexion.left";
}

std::string angle_table(const std::vector<AngleRow>& rows, Language language) {
  std::size_t width = 0;
  for (const AngleRow& r : rows)
    if (r.angle) width = std::max(width, letters(phrase(r.name, language)));
  std::string out;
  for (const AngleRow& r : rows)
    if (r.angle)
      out += fmt::format("  {:<{}} {:>7}  {}\n", phrase(r.name, language), width,
                         number_in_words(*r.angle, ".1°", language), phrase(r.how, language));
  return out;
}

std::string posture_words(const Model& model, const Outcome<Posture>& outcome, Language language) {
  const Posture& p = outcome.last();
  const std::vector<HipFlexion> hips = hip_flexion(model, p);
  std::vector<AngleRow> rows = posture_rows(posture_angles(model, p.angles));
  if (has_posed_legs(model.description()))
    for (const HipFlexion& hip : hips)
      rows.push_back({hip_name(hip.leg), hip.angle, "angle.hip_flexion.how"});
  std::string out =
      "\n" + tilt_sentence(model, outcome, language) + "\n" + angle_table(rows, language);
  const auto is_beyond = [](const HipFlexion& hip) { return hip.angle > 55 * degree; };
  if (has_iliopsoas(model.description()) && std::any_of(hips.begin(), hips.end(), is_beyond))
    out += phrase("answer.beyond_hip_range", language) + "\n";
  if (const Facts facts = overstretched_facts(model, p); !facts.empty())
    out += sentences(facts, language) + "\n";
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
    Pull r{name};
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

std::string slack_words(const Pull& r, Language language) {
  if (r.slack == 0) return "";
  if (r.slack == r.count) return "  " + phrase("answer.slack", language);
  return "  " + sentence({"answer.some_slack", {{"slack", r.slack}, {"count", r.count}}}, language);
}

/// Empty where a moment is shown as nothing.
std::string way_words(double forward, Language language) {
  if (std::abs(forward) < 0.005) return "";
  return phrase(forward > 0 ? "word.forward" : "word.back", language);
}

/// Moments of weight, discs, capsule and loads, + forward [N m]; right and left together.
std::vector<std::pair<std::string, double>> other_moments(const Model& model, const Posture& p,
                                                          int column) {
  std::vector<std::pair<std::string, double>> out;
  for (const LedgerSum& sum : by_group(model, ledger(model, p))) {
    if (sum.is_cable) continue;
    std::string name = sum.name;
    if (name.ends_with("_r") || name.ends_with("_l")) name.resize(name.size() - 2);
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
                         const std::string& body, int column, Language language) {
  std::string out =
      "\n" +
      sentence({"answer.moments", {{"body", body}, {"is_pelvis", body == "pelvis"}}}, language) +
      "\n" +
      fmt::format("  {:<24} {:>10} {:>13}\n", "", phrase("answer.column.tension", language),
                  phrase("answer.column.moment", language));
  const std::size_t width =
      std::max(letters(phrase("word.forward", language)), letters(phrase("word.back", language)));
  const auto add = [&](const std::string& name, const std::string& tension, double forward,
                       const std::string& slack) {
    out += without_blanks_at_end(fmt::format("  {:<24} {:>10} {:>7} {:<{}}{}",
                                             name_in_words(name, language), tension,
                                             number_in_words(std::abs(forward), ".2", language),
                                             way_words(forward, language), width, slack));
  };
  for (const Pull& r : pulls)
    add(r.name, number_in_words(r.tension, ".1", language), r.forward, slack_words(r, language));
  for (const auto& [name, forward] : other_moments(model, p, column))
    if (std::abs(forward) >= 0.005) add(name, "", forward, "");
  return out;
}

std::string pull_words(const Model& model, const Outcome<Posture>& outcome, Language language) {
  const auto names = model.coordinates();
  const std::string& body = model.description().bodies[tilt_body(model)].name;
  const auto it = std::find(names.begin(), names.end(), body);
  const int column = it == names.end() ? -1 : static_cast<int>(it - names.begin());
  const std::vector<Pull> pulls =
      pulls_of(model, outcome.last(), CableMoments(model, outcome), column);
  if (pulls.empty()) return {};
  if (column >= 0) return moment_table(model, outcome.last(), pulls, body, column, language);
  if (!names.empty()) return {};
  std::string out = "\n" + phrase("answer.tensions", language) + "\n";
  for (const Pull& r : pulls)  // nothing turns: the moments are in the ledger
    out += fmt::format("  {:<24} {:>9} N{}\n", name_in_words(r.name, language),
                       number_in_words(r.tension, ".1", language), slack_words(r, language));
  return out;
}

// --- what is held from outside ------------------------------------------------------------------

std::string held_words(const ModelDescription& d, const Posture& p, Language language) {
  std::string out;
  for (std::size_t k = 0; k < p.constraint_moments.size(); ++k)
    if (!(std::abs(p.constraint_moments[k]) < 0.005))
      out += sentence(held_moment(d.constraints[k], p.constraint_moments[k]), language) + "\n";
  return out.empty() ? out : "\n" + out;
}

}  // namespace

Fact held_moment(const Constraint& c, double moment) {
  const auto held_leg = [&](const char* both, const char* one, const char* joint) -> Fact {
    if (c.name == joint) return {both, {{"moment", moment}}};
    return {one, {{"moment", moment}, {"is_right", c.name.ends_with("_r")}}};
  };
  if (holds(c, "hip")) return held_leg("answer.held.thighs", "answer.held.thigh", "hip");
  if (holds(c, "knee")) return held_leg("answer.held.knees", "answer.held.knee", "knee");
  if (c.name == "thorax_upright") return {"answer.held.thorax", {{"moment", moment}}};
  return {"answer.held", {{"constraint", c.name}, {"moment", moment}}};
}

// --- the certificate ----------------------------------------------------------------------------

namespace {

/// How far the nearest non-smooth point is, where that means something.
Facts nearest_kink(const ModelDescription& d, const Posture& p) {
  const Certificate& c = p.certificate;
  const bool is_near = c.kink_distance < 2 * std::numbers::pi;  // it is known to first order only
  if (!is_near) return {};
  const FactValue angle{"angle", c.kink_distance};
  switch (c.kink) {
    case Kink::slack:
      return {{"answer.kink.slack",
               {{"cable", d.cables[c.kink_index].name},
                {"is_taut", p.taut[c.kink_index] != 0},
                angle}}};
    case Kink::touch_down:
      return {{"answer.kink.touch",
               {{"cable", d.cables[c.kink_index].name},
                {"is_wrapped", p.wrapped[c.kink_index] != 0},
                angle}}};
    case Kink::stiffness:
      return {{"answer.kink.stiffness", {{"cable", d.cables[c.kink_index].name}, angle}}};
    case Kink::joint:
      return {{"answer.kink.joint", {{"joint", d.joints[c.kink_index].name}, angle}}};
    default:
      return {};
  }
}

Facts contacts(const ModelDescription& d, const Certificate& c) {
  Facts out;
  for (const Contact& contact : c.contacts)
    out.push_back({"answer.contact",
                   {{"point", contact.point},
                    {"next", contact.point + 1},
                    {"cable", d.cables[contact.cable].name}}});
  return out;
}

}  // namespace

std::string answer_text(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings, Language language) {
  std::string out = answer_heading(model, outcome, settings, language);
  if (outcome.status == Status::path_lost) return out;
  const Posture& p = outcome.last();
  const ModelDescription& d = model.description();
  out += posture_words(model, outcome, language);
  if (const std::string changed = knob_words(model, p, language); !changed.empty())
    out += "\n" + changed;
  out += pull_words(model, outcome, language);
  out += held_words(d, p, language);
  out += "\n" + certificate_sentence(p.certificate, language) + "\n";
  for (const Facts& facts : {nearest_kink(d, p), contacts(d, p.certificate)})
    for (const Fact& fact : facts)
      out += sentence(fact, language) + "\n";
  return out;
}

}  // namespace guywire
