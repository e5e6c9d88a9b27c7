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

bool angle(const Quantity& q) { return q.unit == "rad"; }
double shown(const Quantity& q, double v) { return angle(q) ? v / degree : v; }
std::string key(const Quantity& q) { return q.name + unit_suffix(q); }

std::string value_words(const Quantity& q, double v) {
  return angle(q) ? degrees_text(v / degree + 0.0, 2) : fmt::format("{:.1f} {}", Sized{v}, q.unit);
}

bool length_knob(const Parameter& p) { return p.is_knob && p.name.ends_with(".length"); }

/// "iliopsoas length +4.2 % of fibre (4.7 to 5.3 mm; 0.90 -> 0.94)".
std::string change_words(const Model& model, const Parameter& p, double change) {
  const std::string field = p.name.substr(p.name.rfind('.') + 1),
                    owner = plain_name(p.name.substr(0, p.name.rfind('.')));
  const double present = value_of(p, model.numbers());
  std::string out;
  if (length_knob(p)) {
    double low = 1e9, high = -1e9;
    bool muscle = true;
    for (const int c : p.cables) {
      const CableLaw& law = model.description().cables[c].law;
      const double mm = 1000 * knob_length(law) * change;
      low = std::min(low, mm);
      high = std::max(high, mm);
      muscle = muscle && has_tone(law);
    }
    out =
        fmt::format("{:<22} {:<9} {:+6.2f} % of {} ({})", owner, change > 0 ? "longer" : "shorter",
                    100 * change, muscle ? "fibre" : "slack length",
                    high - low < 0.05 ? fmt::format("{:+.1f} mm", low)
                                      : fmt::format("{:+.1f} to {:+.1f} mm", low, high));
  } else if (p.is_knob && field == "tone")
    out = fmt::format("{:<22} {:<9} {:+6.2f} % of maximum", owner, "tone", 100 * change);
  else if (p.is_knob)
    out = fmt::format("{:<22} {:<9} {:+6.1f} %", owner, field, 100 * change);
  else
    out = fmt::format("{} {:+.4g}", p.name, change / p.factor);
  if (!std::isnan(present))
    out +=
        fmt::format(", from {:.4g} to {:.4g}", present / p.factor, (present + change) / p.factor);
  return out;
}

std::string who(const Prescription& p, const Change& c) {
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
    j["values"][key(p.targets[t].quantity)] = shown(p.targets[t].quantity, c.values[t]);
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

}  // namespace

std::string prescription_json(const Model& model, const Prescription& p) {
  Json j;
  j["status"] = p.least.reached                  ? "reached"
                : is_equilibrium(p.start.status) ? "not_reached"
                                                 : std::string(to_string(p.start.status));
  j["message"] = p.message;
  j["targets"] = Json::object();
  for (std::size_t t = 0; t < p.targets.size(); ++t)
    j["targets"][key(p.targets[t].quantity)] =
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

std::string prescription_text(const Model& model, const Prescription& p) {
  std::string out = model.name() + ": " + p.message + "\n";
  if (p.start_values.empty()) return out;
  out += '\n';
  for (std::size_t t = 0; t < p.targets.size(); ++t)
    out += fmt::format("  {:<24} now {}, wanted {}{}\n", plain_name(p.targets[t].quantity.name),
                       value_words(p.targets[t].quantity, p.start_values[t]),
                       value_words(p.targets[t].quantity, p.targets[t].value),
                       p.least.reached
                           ? ""
                           : ", nearest " + value_words(p.targets[t].quantity, p.least.values[t]));
  const auto list = [&](const Change& c) {
    std::vector<int> order;
    for (std::size_t i = 0; i < p.box.size(); ++i)
      if (c.changes[i] != 0) order.push_back(static_cast<int>(i));
    std::sort(order.begin(), order.end(), [&](int a, int b) {
      return std::abs(c.changes[a]) / p.box[a].unit_change >
             std::abs(c.changes[b]) / p.box[b].unit_change;
    });
    std::string text;
    for (const int i : order)
      text += "  " + change_words(model, p.box[i].parameter, c.changes[i]) +
              (std::find(c.stopped_by.begin(), c.stopped_by.end(), p.box[i].parameter.name) !=
                       c.stopped_by.end()
                   ? "  <- at its bound\n"
                   : "\n");
    return text;
  };
  if (p.least.size > 0)
    out +=
        (p.least.reached ? "\nThe smallest change (size " : "\nThe nearest posture needs (size ") +
        fmt::format("{:.2f}):\n", p.least.size) + list(p.least);
  if (!p.singles.empty() && p.singles.front().size > 0) {
    out += "\nOne alone, best first:\n";
    int rank = 0;
    for (const Change& c : p.singles) {
      if (++rank > 5 || c.size == 0) break;
      std::string row = list(c);
      row.pop_back();
      out += row + (c.reached ? fmt::format("  size {:.2f}\n", c.size)
                              : fmt::format("  not enough: {}\n",
                                            value_words(p.targets[0].quantity, c.values[0])));
    }
  }
  std::vector<std::string> rows;
  for (const Change& c : p.fewer)
    if (std::count_if(c.changes.begin(), c.changes.end(), [](double v) { return v != 0; }) <= 3 ||
        c.changes.size() <= 4)
      rows.push_back(fmt::format("  size {:.2f}: {}\n", c.size, who(p, c)));
  if (p.least.size > 0 && !rows.empty()) {
    out += "\nWith fewer:\n";
    for (const auto& r : rows)
      out += r;
  }
  out += "\nSearched (sizes count in units):\n";
  for (std::size_t i = 0; i < p.box.size(); ++i) {
    const Allowed& a = p.box[i];
    out += fmt::format("  {:<28} {:.4g} to {:.4g}, unit {:.4g}\n", a.parameter.name,
                       a.lower / a.parameter.factor, a.upper / a.parameter.factor,
                       a.unit_change / a.parameter.factor);
    if (i + 1 == p.box.size() || p.box[i + 1].why != a.why) out += "    " + a.why + "\n";
  }
  out += fmt::format(
      "\n{} equilibria were solved; residual at the answer {:.1e} N m, smallest eigenvalue {}. "
      "Mechanics for this one body: trials of stretching found no change of standing posture (Li "
      "1996).\n",
      p.least.solves, p.least.rest.last().certificate.residual,
      stiffness_words(p.least.rest.last().certificate.min_eigenvalue));
  return out;
}

namespace {

struct Currency {
  const char* name;
  const Stretch StretchComparison::*member;
};
constexpr Currency currencies[] = {{"equal_fibre", &StretchComparison::equal_fibre},
                                   {"equal_length", &StretchComparison::equal_length},
                                   {"equal_hip_range", &StretchComparison::equal_hip_range}};

const char* end_of_range(const StretchComparison& c) {
  return c.limits_extension ? "extension" : c.limits_flexion ? "flexion" : "none";
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
  int which = 0;
  for (const Currency& currency : currencies) {
    out += "\nEqual " + titles[which++] + ":\n";
    std::vector<const StretchComparison*> rows;
    for (const StretchComparison& c : stretches)
      rows.push_back(&c);
    std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) {
      const double x = std::abs((a->*currency.member).tilt),
                   y = std::abs((b->*currency.member).tilt);
      return (std::isnan(x) ? -1 : x) > (std::isnan(y) ? -1 : y);
    });
    for (const auto* c : rows) {
      const Stretch& s = c->*currency.member;
      if (std::isnan(s.tilt))
        out += fmt::format("  {:<22} {}\n", plain_name(c->group), s.note);
      else
        out += fmt::format(
            "  {:<22} tips the pelvis {:4.1f}° {:<8} fibre +{:.1f} %, {:+.1f} mm{}\n",
            plain_name(c->group), std::abs(s.tilt) / degree, s.tilt > 0 ? "forward" : "back",
            100 * s.fibre, 1000 * s.length,
            std::isnan(s.hip_range)
                ? ""
                : fmt::format(", hip {} {:+.1f}°", end_of_range(*c), s.hip_range / degree));
    }
  }
  return out + "\nThe ranking depends on the currency: say which one a claim is made in.\n";
}

}  // namespace guywire
