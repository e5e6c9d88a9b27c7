#include "guywire/report/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numbers>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

/// Moment arms at the answer; empty where the paths are undefined.
std::vector<double> arms_at(const Model& model, const Outcome<Posture>& outcome) {
  if (outcome.status == Status::path_lost) return {};
  return moment_arms(model, {outcome.last().coordinates});
}

/// Moment of a cable about a free coordinate, all sides [N m].
double moment(const Model& model, const Posture& p, const std::vector<double>& arms,
              std::size_t cable, std::size_t coordinate) {
  if (arms.empty()) return std::nan("");
  return model.description().cables[cable].sides * p.tensions[cable] *
         arms[cable * p.coordinates.size() + coordinate];
}

double clean(double v) { return v == 0 ? 0.0 : v; }  // no "-0"

/// Hip flexion, thigh against pelvis [rad]: of "both" legs, or of "right" and "left".
std::vector<std::pair<std::string, double>> hip_flexion(const Model& model, const Posture& p) {
  std::vector<std::pair<std::string, double>> out;
  const auto& bodies = model.description().bodies;
  const auto at = [&](const char* name) {
    return std::find_if(bodies.begin(), bodies.end(),
                        [&](const Body& b) { return b.name == name; }) -
           bodies.begin();
  };
  const std::size_t pelvis = at("pelvis");
  for (const auto& [body, side] :
       {std::pair{"thigh", "both"}, {"thigh_r", "right"}, {"thigh_l", "left"}})
    if (const std::size_t thigh = at(body); thigh < bodies.size() && pelvis < bodies.size())
      out.emplace_back(side, p.angles[thigh] - p.angles[pelvis]);
  return out;
}

/// Whether a constraint holds a leg, and which way of the leg is positive for both: flexion.
bool holds(const Constraint& c, std::string_view joint) {
  return c.name == joint || c.name == std::string(joint) + "_r" ||
         c.name == std::string(joint) + "_l";
}

}  // namespace

std::string answer_json(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings) {
  const Posture& p = outcome.last();
  const auto arms = arms_at(model, outcome);
  const auto names = model.coordinates();
  const auto angles = posture_angles(model, p.angles);
  Json j;
  j["status"] = std::string(to_string(outcome.status));
  j["message"] = outcome.message;
  j["settings"] = settings;
  Json& posture = j["posture"];
  posture["anterior_tilt_change_deg"] = clean(angles.anterior_tilt_change * degrees_per_radian);
  const auto angle = [&](const char* key, const std::optional<double>& v) {
    if (v) posture[key] = clean(*v * degrees_per_radian);
  };
  angle("anterior_tilt_deg", angles.anterior_tilt);
  angle("lordosis_deg", angles.lordosis);
  angle("sacral_slope_deg", angles.sacral_slope);
  angle("pelvic_tilt_deg", angles.pelvic_tilt);
  angle("pelvic_incidence_deg", angles.pelvic_incidence);
  angle("lumbar_angle_deg", angles.lumbar_angle);
  for (const auto& [side, flexion] : hip_flexion(model, p)) {
    const double deg = clean(flexion * degrees_per_radian);
    if (side == "both")
      posture["hip_flexion_deg"] = deg;
    else
      posture["hip_flexion_deg"][side] = deg;
  }
  j["coordinates"] = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i)
    j["coordinates"][names[i]] = Json{{"value_deg", clean(p.coordinates[i] * degrees_per_radian)},
                                      {"residual_Nm", p.residuals[i]}};
  j["holding"] = Json::object();
  for (std::size_t k = 0; k < p.holding.size(); ++k)
    j["holding"][model.description().constraints[k].name] =
        Json{{"moment_Nm", clean(p.holding[k])}};
  j["cables"] = Json::object();
  for (std::size_t c = 0; c < p.tensions.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    Json& row = j["cables"][cable.name];
    row["length_m"] = p.lengths[c];
    row["tension_N"] = p.tensions[c];
    row["state"] = p.taut[c] ? "taut" : "slack";
    row["wrapped"] = p.wrapped[c] != 0;
    row["sides"] = cable.sides;
    row["moment_Nm"] = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i)
      row["moment_Nm"][names[i]] = clean(moment(model, p, arms, c, i));
  }
  const Certificate& c = p.certificate;
  Json& certificate = j["certificate"];
  certificate["residual_Nm"] = c.residual;
  certificate["residual_floor_Nm"] = c.residual_floor;
  certificate["min_eigenvalue_Nm_per_rad"] = c.min_eigenvalue;
  certificate["min_eigenvalue_upper_Nm_per_rad"] = c.min_eigenvalue_upper;
  certificate["tilt_stiffness_Nm_per_rad"] = c.tilt_stiffness;
  certificate["iterations"] = c.iterations;
  certificate["kink_distance_deg"] = c.kink_distance * degrees_per_radian;
  certificate["nearest_kink"] = nullptr;
  if (c.kink == Kink::slack || c.kink == Kink::touch_down)
    certificate["nearest_kink"] = (c.kink == Kink::slack ? "slack-taut of " : "touch-down of ") +
                                  model.description().cables[c.kink_index].name;
  if (c.kink == Kink::joint)
    certificate["nearest_kink"] = "corner of " + model.description().joints[c.kink_index].name;
  certificate["contacts"] = Json::array();
  for (const Contact& contact : c.contacts) {
    const std::string& cable = model.description().cables[contact.cable].name;
    certificate["contacts"].push_back(
        Json{{"cable", cable}, {"points", {contact.point, contact.point + 1}}});
  }
  j["potential_J"] = p.potential;
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

std::string answer_csv(const Model& model, const Outcome<Posture>& outcome) {
  const Posture& p = outcome.last();
  const auto arms = arms_at(model, outcome);
  const auto names = model.coordinates();
  std::string out = "cable,part,sides,state,wrapped,length_m,tension_N";
  for (const std::string& n : names)
    out += ",moment_" + n + "_Nm";
  out += '\n';
  std::vector<std::string> part(p.tensions.size());
  for (const auto& [name, ids] : partition_of(model))
    for (const CableId id : ids)
      part[id.index] = name;
  for (std::size_t c = 0; c < p.tensions.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    out += fmt::format("{},{},{},{},{},{},{}", cable.name, part[c], cable.sides,
                       p.taut[c] ? "taut" : "slack", p.wrapped[c] ? "yes" : "no",
                       csv_number(p.lengths[c]), csv_number(p.tensions[c]));
    for (std::size_t i = 0; i < names.size(); ++i)
      out += "," + csv_number(clean(moment(model, p, arms, c, i)));
    out += '\n';
  }
  return out;
}

namespace {

std::string tilt_words(double change_deg, bool pelvis) {
  if (std::abs(change_deg) < 0.05) return "lies as in its reference posture";
  const char* sense = change_deg > 0 ? (pelvis ? "forward (anterior)" : "forward")
                      : pelvis       ? "backward (posterior)"
                                     : "backward";
  return fmt::format("has tipped {} {} from its reference posture",
                     degrees_text(std::abs(change_deg)), sense);
}

}  // namespace

std::string knob_words(const Model& model, const Posture& p) {
  struct Row {
    Knobs knobs;
    std::vector<std::string> names;
    double mm_low = 1e9, mm_high = -1e9, share_low = 1e9, share_high = -1e9;
  };
  std::vector<Row> rows;
  for (std::size_t c = 0; c < model.description().cables.size(); ++c) {
    const Cable& cable = model.description().cables[c];
    if (cable.knobs == Knobs{}) continue;
    const auto it = std::find_if(rows.begin(), rows.end(),
                                 [&](const Row& r) { return r.knobs == cable.knobs; });
    Row& row = it == rows.end() ? rows.emplace_back(Row{cable.knobs, {}}) : *it;
    row.names.push_back(cable.name);
    const double mm = 1000 * knob_length(cable.law) * (cable.knobs.length - 1),
                 share = p.lengths[c] > 0 ? mm / 10 / p.lengths[c] : 0;
    row.mm_low = std::min(row.mm_low, mm);
    row.mm_high = std::max(row.mm_high, mm);
    row.share_low = std::min(row.share_low, share);
    row.share_high = std::max(row.share_high, share);
  }
  std::string out;
  for (const Row& r : rows) {
    std::string who;  // the smallest group that is exactly these cables, else the list
    for (const Group& g : model.description().groups) {
      const auto ids = model.cables(g.name);
      if (ids.size() == r.names.size() && std::all_of(ids.begin(), ids.end(), [&](CableId id) {
            return std::find(r.names.begin(), r.names.end(),
                             model.description().cables[id.index].name) != r.names.end();
          }))
        who = g.name;
    }
    if (who.empty())
      who = r.names.size() <= 3
                ? fmt::format("{}", fmt::join(r.names, ", "))
                : fmt::format("{} and {} more", r.names.front(), r.names.size() - 1);
    out += "  " + plain_name(who) + ":";
    if (r.knobs.length != 1) {
      const auto range = [](double low, double high, const char* unit) {
        return std::abs(high - low) < 0.05 ? fmt::format("{:+.1f}{}", low, unit)
                                           : fmt::format("{:+.1f} to {:+.1f}{}", low, high, unit);
      };
      out += fmt::format(" length {:+.0f} % ({}; {} of the whole unit)", 100 * (r.knobs.length - 1),
                         range(r.mm_low, r.mm_high, " mm"), range(r.share_low, r.share_high, " %"));
    }
    if (r.knobs.stiffness != 1) out += fmt::format(" stiffness x {:g}", r.knobs.stiffness);
    if (r.knobs.strength != 1) out += fmt::format(" strength x {:g}", r.knobs.strength);
    if (r.knobs.tone) out += fmt::format(" tone {:g} %", 100 * *r.knobs.tone);
    out += '\n';
  }
  return out.empty() ? out : "Turned from reference:\n" + out;
}

std::string stiffness_words(double stiffness) {
  if (std::isnan(stiffness)) return "unknown";
  return std::isinf(stiffness) ? "infinite" : fmt::format("{:.3g} N m/rad", stiffness);
}

std::string coordinate_names(const Model& model) {
  const auto names = model.coordinates();
  return names.empty() ? "Every coordinate is held."
                       : fmt::format("It has: {}.", fmt::join(names, ", "));
}

std::string answer_text(const Model& model, const Outcome<Posture>& outcome,
                        const std::vector<std::string>& settings) {
  const Posture& p = outcome.last();
  const Certificate& c = p.certificate;
  const ModelDescription& d = model.description();
  std::string out =
      model.name() + ": " + std::string(to_string(outcome.status)) + ". " + outcome.message + "\n";
  if (!settings.empty()) out += fmt::format("With: {}\n", fmt::join(settings, "; "));
  out += findings_note(model);
  if (outcome.status == Status::path_lost) return out;
  const auto angles = posture_angles(model, p.angles);
  const int tilt = tilt_body(model);
  const std::string who = d.bodies[tilt].name;
  const double change = angles.anterior_tilt_change * degrees_per_radian;
  out += "\n" +
         sentence_case(std::string(is_equilibrium(outcome.status) ? "" : "at the last step, ") +
                       "the " + who + " " + tilt_words(change, who == "pelvis")) +
         ".\n";
  const auto line = [&](const char* name, const std::optional<double>& v, const char* how) {
    if (v)
      out += fmt::format("  {:<18} {}  {}\n", name,
                         degrees_text(*v * degrees_per_radian, 1, false, 6), how);
  };
  line("anterior tilt", angles.anterior_tilt, "ASIS to PSIS against the horizontal");
  line("lordosis", angles.lordosis, "L1 to S1 endplates");
  line("sacral slope", angles.sacral_slope, "S1 endplate against the horizontal");
  line("pelvic tilt (PT)", angles.pelvic_tilt,
       "hip axis to S1 against the vertical; grows with posterior tilt");
  line("pelvic incidence", angles.pelvic_incidence, "the bone's own shape: PT + sacral slope");
  if (!angles.lordosis)
    line("lumbar angle", angles.lumbar_angle, "thorax against pelvis, + extension");
  const bool posed =
      std::any_of(d.constraints.begin(), d.constraints.end(), [](const Constraint& k) {
        return (holds(k, "hip") || holds(k, "knee")) && (k.angle != 0 || k.name.ends_with("_r"));
      });
  bool lost_paths = false;
  for (const auto& [side, flexion] : hip_flexion(model, p)) {
    if (posed)
      line(side == "both"    ? "hip flexion"
           : side == "right" ? "hip flexion, right"
                             : "hip flexion, left",
           flexion, "thigh against pelvis, + flexion");
    const bool psoas = std::any_of(d.groups.begin(), d.groups.end(),
                                   [](const Group& g) { return g.name == "iliopsoas"; }) ||
                       std::any_of(d.cables.begin(), d.cables.end(),
                                   [](const Cable& k) { return k.name == "iliopsoas"; });
    lost_paths = lost_paths || (psoas && flexion > 55 * degree);
  }
  if (lost_paths)
    out +=
        "Beyond 55° of hip flexion the paths of psoas and iliacus are wrong (data/DEPARTURES.md): "
        "do not trust this answer.\n";
  const std::string turned = knob_words(model, p);
  if (!turned.empty()) out += "\n" + turned;

  // who pulls: moments that turn the tilt body, counted forward
  const auto names = model.coordinates();
  const auto it = std::find(names.begin(), names.end(), who);
  const auto arms = arms_at(model, outcome);
  struct Row {
    std::string name;
    double tension = 0, forward = 0;
    int slack = 0, count = 0;
  };
  std::vector<Row> rows;
  for (const auto& [name, ids] : partition_of(model)) {
    Row r{plain_name(name)};
    for (const CableId id : ids) {
      const Cable& cable = d.cables[id.index];
      r.tension += cable.sides * p.tensions[id.index];
      if (it != names.end()) r.forward -= moment(model, p, arms, id.index, it - names.begin());
      r.slack += !p.taut[id.index];
      ++r.count;
    }
    rows.push_back(r);
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::abs(a.forward) != std::abs(b.forward) ? std::abs(a.forward) > std::abs(b.forward)
                                                      : a.tension > b.tension;
  });
  if (it != names.end() && !rows.empty()) {
    out += fmt::format("\nWho pulls (moment that turns the {} about its hinge{}):\n", who,
                       who == "pelvis" ? "; both sides together" : "");
    out += fmt::format("  {:<24} {:>9} {:>14}\n", "", "tension N", "moment N m");
    const auto turn = [](double m) {
      return std::abs(m) < 0.005 ? std::string("")
             : m > 0             ? std::string("forward")
                                 : std::string("back");
    };
    const auto ended = [&](std::string row) {  // no blanks at the end
      row.erase(row.find_last_not_of(' ') + 1);
      out += row + '\n';
    };
    for (const Row& r : rows)
      ended(fmt::format("  {:<24} {:>9.1f} {:>8.2f} {:<7}{}", r.name, Sized{r.tension},
                        Sized{std::abs(r.forward)}, turn(r.forward),
                        r.slack == 0         ? ""
                        : r.slack == r.count ? "  slack"
                                             : fmt::format("  {} of {} slack", r.slack, r.count)));
    std::vector<std::pair<std::string, double>>
        others;  // weight, discs, capsule, loads; right and left together
    for (const LedgerSum& sum : by_group(model, ledger(model, p))) {
      if (sum.is_cable) continue;
      std::string name = sum.name;
      if (name.ends_with("_r") || name.ends_with("_l")) name.resize(name.size() - 2);
      name = name.find('/') == std::string::npos ? plain_name(name) : "disc " + name;
      const auto same = std::find_if(others.begin(), others.end(),
                                     [&](const auto& o) { return o.first == name; });
      (same == others.end() ? others.emplace_back(name, 0.0) : *same).second -=
          sum.passive[it - names.begin()];
    }
    for (const auto& [name, forward] : others)
      if (std::abs(forward) >= 0.005)
        ended(fmt::format("  {:<24} {:>9} {:>8.2f} {}", name, "", Sized{std::abs(forward)},
                          turn(forward)));
  }
  if (names.empty() &&
      !rows.empty()) {  // nothing turns: what each pulls; moments are in the ledger
    out += "\nWho pulls:\n";
    for (const Row& r : rows) {
      const std::string slack = r.slack == 0 ? ""
                                : r.slack == r.count
                                    ? "  slack"
                                    : fmt::format("  {} of {} slack", r.slack, r.count);
      out += fmt::format("  {:<24} {:>9.1f} N{}\n", r.name, Sized{r.tension}, slack);
    }
  }
  std::string held;
  bool pair = false;
  for (std::size_t k = 0; k < p.holding.size(); ++k) {
    const Constraint& constraint = d.constraints[k];
    const double mu = p.holding[k];
    std::string words;
    if (std::abs(mu) < 0.005) continue;
    for (const auto& [joint, limb] :
         {std::pair{"hip", "thigh"},
          {"knee", "knee"}}) {  // what is supplied is + flexion: it resists the other way
      if (!holds(constraint, joint)) continue;
      const std::string who =
          constraint.name == joint
              ? fmt::format("the {}s are", limb)
              : fmt::format("the {} {} is", constraint.name.ends_with("_r") ? "right" : "left",
                            limb);
      words = fmt::format("{} held against {:.3g} N m of {}", who, std::abs(mu),
                          mu > 0 ? "extension" : "flexion");
      pair = pair || constraint.name == joint;
    }
    if (words.empty())
      words = fmt::format("{} supplies {:.3g} N m {}", plain_name(constraint.name), std::abs(mu),
                          mu > 0 ? "back" : "forward");
    held += (held.empty() ? "" : ", ") + words;
  }
  if (!held.empty())
    out += "\nHeld from outside: " + held + (pair ? " (both legs together).\n" : ".\n");

  out += fmt::format(
      "\nCertificate: residual {:.1e} N m (rounding floor {}); smallest eigenvalue {}; tilt "
      "stiffness {}; {} steps",
      c.residual, bound_words(c.residual_floor), stiffness_words(c.min_eigenvalue),
      stiffness_words(c.tilt_stiffness), c.iterations);
  const bool is_near =
      c.kink_distance <
      2 * std::numbers::pi;  // to first order; beyond a turn the number means nothing
  if (is_near && c.kink == Kink::slack)
    out +=
        fmt::format("; {} is {:.2f}° from going {}", d.cables[c.kink_index].name,
                    c.kink_distance * degrees_per_radian, p.taut[c.kink_index] ? "slack" : "taut");
  if (is_near && c.kink == Kink::touch_down)
    out += fmt::format("; {} is {:.2f}° from {}", d.cables[c.kink_index].name,
                       c.kink_distance * degrees_per_radian,
                       p.wrapped[c.kink_index] ? "lifting off its circle" : "touching its circle");
  if (is_near && c.kink == Kink::joint)
    out += fmt::format("; {} is {:.2f}° from its corner", d.joints[c.kink_index].name,
                       c.kink_distance * degrees_per_radian);
  for (const Contact& contact : c.contacts) {
    const std::string& cable = d.cables[contact.cable].name;
    out += fmt::format("; points {} and {} of {} touch", contact.point, contact.point + 1, cable);
  }
  return out + ".\n";
}

}  // namespace guywire
