#include "guywire/report/prescription.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

std::string value_words(const Quantity& q, double v) {
  if (q.unit == "rad") return degrees_text(v / degree + 0.0, 2);
  return fmt::format("{:.1f} {}", Sized{v}, q.unit);
}

bool length_knob(const Parameter& p) { return p.is_knob && p.name.ends_with(".length"); }

/// "iliopsoas  longer  +4.20 % of fibre (+4.7 to +5.3 mm)".
std::string length_words(const Model& model, const Parameter& p, const std::string& owner,
                         double change) {
  double low = 1e9, high = -1e9;  // [mm]
  bool muscle = true;
  for (const int c : p.cables) {
    const CableLaw& law = model.description().cables[c].law;
    const double mm = 1000 * knob_length(law) * change;
    low = std::min(low, mm);
    high = std::max(high, mm);
    muscle = muscle && has_tone(law);
  }
  return fmt::format("{:<22} {:<9} {:+6.2f} % of {} ({})", owner, change > 0 ? "longer" : "shorter",
                     100 * change, muscle ? "fibre" : "slack length",
                     high - low < 0.05 ? fmt::format("{:+.1f} mm", low)
                                       : fmt::format("{:+.1f} to {:+.1f} mm", low, high));
}

/// What a parameter changes by.
std::string step_words(const Model& model, const Parameter& p, double change) {
  const auto point = p.name.rfind('.');
  const std::string field = p.name.substr(point + 1), owner = plain_name(p.name.substr(0, point));
  if (length_knob(p)) return length_words(model, p, owner, change);
  if (p.is_knob && field == "tone")
    return fmt::format("{:<22} {:<9} {:+6.2f} % of maximum", owner, "tone", 100 * change);
  if (p.is_knob) return fmt::format("{:<22} {:<9} {:+6.1f} %", owner, field, 100 * change);
  return fmt::format("{} {:+.4g}", p.name, change / p.factor);
}

/// The same with the values before and after.
std::string change_words(const Model& model, const Parameter& p, double change) {
  const std::string out = step_words(model, p, change);
  const double present = value_of(p, model.numbers());
  if (std::isnan(present)) return out;
  return out +
         fmt::format(", from {:.4g} to {:.4g}", present / p.factor, (present + change) / p.factor);
}

/// The names of what changes.
std::string changed_names(const Prescription& p, const Change& c) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < p.box.size(); ++i)
    if (c.changes[i] != 0) names.push_back(p.box[i].parameter.name);
  return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "));
}

Json change_json(const Prescription& p, const Change& c) {
  Json j;
  j["reached"] = c.reached;
  j["size"] = c.size;
  for (std::size_t t = 0; t < c.values.size(); ++t)
    j["values"][quantity_key(p.targets[t].quantity)] = shown(p.targets[t].quantity, c.values[t]);
  j["largest_miss"] = c.miss;
  j["changes"] = Json::object();
  for (std::size_t i = 0; i < p.box.size(); ++i)
    if (c.changes[i] != 0)
      j["changes"][p.box[i].parameter.name] = c.changes[i] / p.box[i].parameter.factor;
  j["stopped_by"] = c.stopped_by;
  j["rest"] = Json{{"status", std::string(to_string(c.rest.status))},
                   {"residual_Nm", c.rest.last().certificate.residual},
                   {"min_eigenvalue_Nm_per_rad", c.rest.last().certificate.min_eigenvalue}};
  j["same_rest_from_reference"] = c.from_reference;
  j["solves"] = c.solves;
  return j;
}

std::string status_of(const Prescription& p) {
  if (p.least.reached) return "reached";
  return is_equilibrium(p.start.status) ? "not_reached" : std::string(to_string(p.start.status));
}

}  // namespace

std::string prescription_json(const Model& model, const Prescription& p) {
  Json j;
  j["status"] = status_of(p);
  j["message"] = p.message;
  j["targets"] = Json::object();
  for (std::size_t t = 0; t < p.targets.size(); ++t)
    j["targets"][quantity_key(p.targets[t].quantity)] =
        Json{{"target", shown(p.targets[t].quantity, p.targets[t].value)},
             {"present", t < p.start_values.size() ? shown(p.targets[t].quantity, p.start_values[t])
                                                   : std::nan("")}};
  j["box"] = Json::object();
  for (std::size_t i = 0; i < p.box.size(); ++i) {
    const Allowed& a = p.box[i];
    const double f = a.parameter.factor;
    j["box"][a.parameter.name] = Json{{"present", value_of(a.parameter, model.numbers()) / f},
                                      {"lower", a.lower / f},
                                      {"upper", a.upper / f},
                                      {"lower_change", p.lower_change[i] / f},
                                      {"upper_change", p.upper_change[i] / f},
                                      {"unit_change", a.unit_change / f},
                                      {"why", a.why}};
  }
  j["least"] = change_json(p, p.least);
  for (const auto& [name, list] :
       {std::pair{"singles", &p.singles}, std::pair{"fewer", &p.fewer}}) {
    j[name] = Json::array();
    for (const Change& c : *list)
      j[name].push_back(change_json(p, c));
  }
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 2);
}

std::string prescription_csv(const Model& model, const Prescription& p) {
  std::string out = "way,rank,reached,size,miss,parameter,present,change,value,lower,upper\n";
  const auto add = [&](const char* way, int rank, const Change& c) {
    for (std::size_t i = 0; i < p.box.size(); ++i) {
      if (c.changes[i] == 0) continue;
      const Allowed& a = p.box[i];
      const double f = a.parameter.factor, present = value_of(a.parameter, model.numbers());
      const auto cell = [&](double v) { return std::isfinite(v) ? to_text(v / f) : std::string(); };
      out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", way, rank, c.reached ? "yes" : "no",
                         to_text(c.size), to_text(c.miss), a.parameter.name, cell(present),
                         cell(c.changes[i]), cell(present + c.changes[i]), cell(a.lower),
                         cell(a.upper));
    }
  };
  add("least", 1, p.least);
  for (std::size_t i = 0; i < p.singles.size(); ++i)
    add("single", static_cast<int>(i) + 1, p.singles[i]);
  for (std::size_t i = 0; i < p.fewer.size(); ++i)
    add("fewer", static_cast<int>(i) + 1, p.fewer[i]);
  return out;
}

namespace {

std::string target_rows(const Prescription& p) {
  std::string out;
  for (std::size_t t = 0; t < p.targets.size(); ++t) {
    const Quantity& q = p.targets[t].quantity;
    out += fmt::format("  {:<24} now {}, wanted {}{}\n", plain_name(q.name),
                       value_words(q, p.start_values[t]), value_words(q, p.targets[t].value),
                       p.least.reached ? "" : ", nearest " + value_words(q, p.least.values[t]));
  }
  return out;
}

/// A row for each parameter, the largest change first; sizes count in units.
std::string change_rows(const Model& model, const Prescription& p, const Change& c) {
  std::vector<int> order;
  for (std::size_t i = 0; i < p.box.size(); ++i)
    if (c.changes[i] != 0) order.push_back(static_cast<int>(i));
  const auto size = [&](int i) { return std::abs(c.changes[i]) / p.box[i].unit_change; };
  std::sort(order.begin(), order.end(), [&](int a, int b) { return size(a) > size(b); });
  std::string out;
  for (const int i : order) {
    const Parameter& parameter = p.box[i].parameter;
    const bool at_bound =
        std::find(c.stopped_by.begin(), c.stopped_by.end(), parameter.name) != c.stopped_by.end();
    out += "  " + change_words(model, parameter, c.changes[i]) +
           (at_bound ? "  <- at its bound\n" : "\n");
  }
  return out;
}

std::string least_words(const Model& model, const Prescription& p) {
  if (!(p.least.size > 0)) return {};
  return (p.least.reached ? "\nThe smallest change (size " : "\nThe nearest posture needs (size ") +
         fmt::format("{:.2f}):\n", p.least.size) + change_rows(model, p, p.least);
}

std::string single_words(const Model& model, const Prescription& p) {
  if (p.singles.empty() || !(p.singles.front().size > 0)) return {};
  std::string out = "\nOne alone, best first:\n";
  int rank = 0;
  for (const Change& c : p.singles) {
    if (++rank > 5 || c.size == 0) break;
    std::string row = change_rows(model, p, c);
    row.pop_back();  // the end of its line
    out += row + (c.reached ? fmt::format("  size {:.2f}\n", c.size)
                            : fmt::format("  not enough: {}\n",
                                          value_words(p.targets[0].quantity, c.values[0])));
  }
  return out;
}

/// Ways with few changes; of a large box those with more than three say little.
std::string fewer_words(const Prescription& p) {
  std::string rows;
  for (const Change& c : p.fewer) {
    const auto count =
        std::count_if(c.changes.begin(), c.changes.end(), [](double v) { return v != 0; });
    if (count <= 3 || c.changes.size() <= 4)
      rows += fmt::format("  size {:.2f}: {}\n", c.size, changed_names(p, c));
  }
  return p.least.size > 0 && !rows.empty() ? "\nWith fewer:\n" + rows : "";
}

/// What was allowed, and why: a reason that several share stands once, under them.
std::string box_words(const Prescription& p) {
  std::string out = "\nSearched (sizes count in units):\n";
  for (std::size_t i = 0; i < p.box.size(); ++i) {
    const Allowed& a = p.box[i];
    const double f = a.parameter.factor;
    out += fmt::format("  {:<28} {:.4g} to {:.4g}, unit {:.4g}\n", a.parameter.name, a.lower / f,
                       a.upper / f, a.unit_change / f);
    if (i + 1 == p.box.size() || p.box[i + 1].why != a.why) out += "    " + a.why + "\n";
  }
  return out;
}

}  // namespace

std::string prescription_text(const Model& model, const Prescription& p) {
  const std::string out = model.name() + ": " + p.message + "\n";
  if (p.start_values.empty()) return out;
  const Certificate& c = p.least.rest.last().certificate;
  return out + "\n" + target_rows(p) + least_words(model, p) + single_words(model, p) +
         fewer_words(p) + box_words(p) +
         fmt::format(
             "\n{} equilibria were solved; residual at the answer {:.1e} N m, smallest eigenvalue "
             "{}. Mechanics for this one body: trials of stretching found no change of standing "
             "posture (Li 1996).\n",
             p.least.solves, c.residual, stiffness_words(c.min_eigenvalue));
}

// --- stretches ----------------------------------------------------------------------------------

namespace {

struct Currency {
  const char* name;
  const Stretch StretchComparison::*member;
};
constexpr Currency currencies[] = {{"equal_fibre", &StretchComparison::equal_fibre},
                                   {"equal_length", &StretchComparison::equal_length},
                                   {"equal_hip_range", &StretchComparison::equal_hip_range}};

const char* end_of_range(const StretchComparison& c) {
  if (c.limits_extension) return "extension";
  return c.limits_flexion ? "flexion" : "none";
}

}  // namespace

std::string stretches_json(const Model& model, const std::vector<StretchComparison>& stretches,
                           const StretchOptions& o) {
  Json j;
  j["amounts"] = Json{{"fibre", o.fibre},
                      {"length_mm", 1000 * o.length},
                      {"hip_range_deg", o.hip_range / degree},
                      {"extension_moment_Nm", o.extension_moment},
                      {"flexion_moment_Nm", o.flexion_moment}};
  for (const StretchComparison& c : stretches) {
    Json& row = j["groups"][c.group];
    row["hip_range_read_at"] = end_of_range(c);
    for (const Currency& currency : currencies) {
      const Stretch& s = c.*currency.member;
      row[currency.name] = Json{{"fibre", s.fibre},
                                {"length_mm", 1000 * s.length},
                                {"hip_range_deg", s.hip_range / degree},
                                {"anterior_tilt_change_deg", s.tilt / degree},
                                {"note", s.note}};
    }
  }
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 3);
}

std::string stretches_csv(const std::vector<StretchComparison>& stretches) {
  std::string out = "group,currency,fibre,length_mm,hip_range_deg,anterior_tilt_change_deg,note\n";
  const auto cell = [](double v) { return std::isfinite(v) ? to_text(v) : std::string(); };
  for (const StretchComparison& c : stretches)
    for (const Currency& currency : currencies) {
      const Stretch& s = c.*currency.member;
      out += fmt::format("{},{},{},{},{},{},{}\n", c.group, currency.name, cell(s.fibre),
                         cell(1000 * s.length), cell(s.hip_range / degree), cell(s.tilt / degree),
                         s.note);
    }
  return out;
}

namespace {

/// The largest change of tilt first, those without an answer last.
std::vector<const StretchComparison*> by_effect(const std::vector<StretchComparison>& stretches,
                                                const Currency& currency) {
  std::vector<const StretchComparison*> out;
  for (const StretchComparison& c : stretches)
    out.push_back(&c);
  const auto effect = [&](const StretchComparison* c) {
    const double tilt = std::abs((c->*currency.member).tilt);
    return std::isnan(tilt) ? -1 : tilt;
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto* a, const auto* b) { return effect(a) > effect(b); });
  return out;
}

std::string stretch_row(const StretchComparison& c, const Stretch& s) {
  const std::string name = plain_name(c.group);
  if (std::isnan(s.tilt)) return fmt::format("  {:<22} {}\n", name, s.note);
  std::string hip;
  if (!std::isnan(s.hip_range))
    hip = fmt::format(", hip {} {:+.1f}°", end_of_range(c), s.hip_range / degree);
  return fmt::format("  {:<22} tips the pelvis {:4.1f}° {:<8} fibre +{:.1f} %, {:+.1f} mm{}\n",
                     name, std::abs(s.tilt) / degree, way(s.tilt), 100 * s.fibre, 1000 * s.length,
                     hip);
}

}  // namespace

std::string stretches_text(const std::vector<StretchComparison>& stretches,
                           const StretchOptions& o) {
  std::string out =
      "Each group lengthened in turn; what it does to the standing pelvis, by what is held "
      "equal:\n";
  const std::string titles[] = {
      fmt::format("{:g} % of fibre", 100 * o.fibre),
      fmt::format("{:g} mm of the muscle-tendon unit", 1000 * o.length),
      fmt::format("{:.3g}° of passive hip range (read at {:g} N m in extension or {:g} N m in "
                  "flexion, knee straight, one leg)",
                  o.hip_range / degree, o.extension_moment, o.flexion_moment)};
  for (std::size_t i = 0; i < std::size(currencies); ++i) {
    out += "\nEqual " + titles[i] + ":\n";
    for (const StretchComparison* c : by_effect(stretches, currencies[i]))
      out += stretch_row(*c, c->*currencies[i].member);
  }
  return out + "\nThe ranking depends on the currency: say which one a claim is made in.\n";
}

}  // namespace guywire
