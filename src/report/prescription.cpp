#include "guywire/report/prescription.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "quantity_words.hpp"
#include "words.hpp"

namespace guywire {

namespace {

bool length_knob(const Parameter& p) { return p.is_knob && p.name.ends_with(".length"); }

/// "+4.20 % of fiber (+4.7 to +5.3 mm)".
std::string length_words(const Model& model, const Parameter& p, double change,
                         const std::string& percent, Language language) {
  double low = 1e9, high = -1e9;  // [m]
  bool muscle = true;
  for (const int c : p.cables) {
    const CableLaw& law = model.description().cables[c].law;
    const double longer = knob_length(law) * change;
    low = std::min(low, longer);
    high = std::max(high, longer);
    muscle = muscle && has_tone(law);
  }
  return sentence({"prescription.length",
                   {{"percent", percent},
                    {"is_muscle", muscle},
                    {"low", 1000 * low},
                    {"high", 1000 * high},
                    {"is_range", !(1000 * (high - low) < 0.05)}}},
                  language);
}

/// The phrase for what a knob's change does.
std::string_view effect_of(std::string_view field, double change) {
  if (field == "length") return change > 0 ? "prescription.longer" : "prescription.shorter";
  if (field == "tone") return "prescription.tone";
  return field == "stiffness" ? "prescription.stiffness" : "prescription.strength";
}

/// What a parameter changes by: "iliopsoas  longer  +4.20 % of fiber (+4.7 to +5.3 mm)".
std::string step_words(const Model& model, const Parameter& p, double change, Language language) {
  if (!p.is_knob) return p.name + " " + number_in_words(change / p.factor, "+.4g", language);
  const auto point = p.name.rfind('.');
  const std::string field = p.name.substr(point + 1);
  const bool is_factor = field == "stiffness" || field == "strength";
  std::string amount =
      fmt::format("{:>6} %", number_in_words(100 * change, is_factor ? "+.1" : "+.2", language));
  if (field == "tone")
    amount = sentence({"prescription.of_maximum", {{"percent", amount}}}, language);
  if (length_knob(p)) amount = length_words(model, p, change, amount, language);
  return fmt::format("{:<24} {:<11} {}", name_in_words(p.name.substr(0, point), language),
                     phrase(effect_of(field, change), language), amount);
}

/// The same with the values before and after.
std::string change_words(const Model& model, const Parameter& p, double change, Language language) {
  const std::string step = step_words(model, p, change, language);
  const double present = value_of(p, model.numbers());
  if (std::isnan(present)) return step;
  return sentence(
      {"prescription.from_to",
       {{"step", step}, {"from", present / p.factor}, {"to", (present + change) / p.factor}}},
      language);
}

/// The names of what changes.
std::vector<std::string> changed_names(const Prescription& p, const Change& c) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < p.box.size(); ++i)
    if (c.changes[i] != 0) names.push_back(p.box[i].parameter.name);
  return names;
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

std::string prescription_json(const Model& model, const Prescription& p, Language language) {
  Json j;
  j["status"] = status_of(p);
  j["message"] = sentences(p.why, language);
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
                                      {"why", sentences(a.why, language)}};
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

std::string target_rows(const Prescription& p, Language language) {
  std::string out;
  for (std::size_t t = 0; t < p.targets.size(); ++t) {
    const Quantity& q = p.targets[t].quantity;
    const auto words = [&](double v) {
      return value_words(q, v, q.unit == "rad" ? 2 : 1, language);
    };
    const Fact row("prescription.target",
                   {{"now", words(p.start_values[t])},
                    {"wanted", words(p.targets[t].value)},
                    {"nearest", p.least.reached ? "" : words(p.least.values[t])}});
    out += fmt::format("  {:<26} {}\n", quantity_words(q.name, language), sentence(row, language));
  }
  return out;
}

/// A row for each parameter, the largest change first; sizes count in units.
std::string change_rows(const Model& model, const Prescription& p, const Change& c,
                        Language language) {
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
    out += "  " + change_words(model, parameter, c.changes[i], language);
    if (at_bound) out += "  <- " + phrase("prescription.at_bound", language);
    out += '\n';
  }
  return out;
}

std::string least_words(const Model& model, const Prescription& p, Language language) {
  if (!(p.least.size > 0)) return {};
  const Fact title("prescription.least", {{"is_reached", p.least.reached}, {"size", p.least.size}});
  return "\n" + sentence(title, language) + "\n" + change_rows(model, p, p.least, language);
}

std::string single_words(const Model& model, const Prescription& p, Language language) {
  if (p.singles.empty() || !(p.singles.front().size > 0)) return {};
  std::string out = "\n" + phrase("prescription.singles", language) + "\n";
  int rank = 0;
  for (const Change& c : p.singles) {
    if (++rank > 5 || c.size == 0) break;
    std::string row = change_rows(model, p, c, language);
    row.pop_back();  // the end of its line
    const Quantity& q = p.targets[0].quantity;
    const Fact result("prescription.single",
                      {{"is_reached", c.reached},
                       {"size", c.size},
                       {"value", value_words(q, c.values[0], q.unit == "rad" ? 2 : 1, language)}});
    out += row + "  " + sentence(result, language) + "\n";
  }
  return out;
}

/// Ways with few changes; of a large box those with more than three say little.
std::string fewer_words(const Prescription& p, Language language) {
  std::string rows;
  for (const Change& c : p.fewer) {
    const auto names = changed_names(p, c);
    if (names.size() <= 3 || c.changes.size() <= 4)
      rows += "  " +
              sentence({"prescription.way", {{"size", c.size}, {"names", names}}}, language) + "\n";
  }
  if (!(p.least.size > 0) || rows.empty()) return {};
  return "\n" + phrase("prescription.fewer", language) + "\n" + rows;
}

/// What was allowed, and why: a reason that several share stands once, under them.
std::string box_words(const Prescription& p, Language language) {
  std::string out = "\n" + phrase("prescription.box", language) + "\n";
  for (std::size_t i = 0; i < p.box.size(); ++i) {
    const Allowed& a = p.box[i];
    const double f = a.parameter.factor;
    const Fact range("prescription.range",
                     {{"lower", a.lower / f}, {"upper", a.upper / f}, {"unit", a.unit_change / f}});
    out += fmt::format("  {:<28} {}\n", a.parameter.name, sentence(range, language));
    if (i + 1 == p.box.size() || !(p.box[i + 1].why == a.why))
      out += "    " + sentences(a.why, language) + "\n";
  }
  return out;
}

}  // namespace

std::string prescription_text(const Model& model, const Prescription& p, Language language) {
  const std::string out = model.name() + ": " + sentences(p.why, language) + "\n";
  if (p.start_values.empty()) return out;
  const Certificate& c = p.least.rest.last().certificate;
  const Fact certificate("prescription.certificate", {{"solves", p.least.solves},
                                                      {"residual", c.residual},
                                                      {"eigenvalue", c.min_eigenvalue},
                                                      {"is_held", std::isinf(c.min_eigenvalue)}});
  return out + "\n" + target_rows(p, language) + least_words(model, p, language) +
         single_words(model, p, language) + fewer_words(p, language) + box_words(p, language) +
         "\n" + sentence(certificate, language) + " " +
         phrase("prescription.mechanics_only", language) + "\n";
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

/// Why a stretch has no effect to show; empty where it has one.
std::string stretch_note(const Stretch& s, Language language) {
  switch (s.outcome) {
    case StretchOutcome::solved:
      return "";
    case StretchOutcome::knob_range:
      return phrase("stretch.knob_range", language);
    case StretchOutcome::no_equilibrium:
      return sentence({"stretch.no_equilibrium", {{"why", s.why}}}, language);
    case StretchOutcome::no_legs:
      return phrase("stretch.no_legs", language);
    case StretchOutcome::not_limiting:
      return phrase("stretch.not_limiting", language);
    case StretchOutcome::other_tissue:
      return phrase("stretch.other_tissue", language);
  }
  return "";
}

}  // namespace

std::string stretches_json(const Model& model, const std::vector<StretchComparison>& stretches,
                           const StretchOptions& o, Language language) {
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
                                {"outcome", to_string(s.outcome)},
                                {"note", stretch_note(s, language)}};
    }
  }
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  return json_text(j, 3);
}

namespace {

/// A text in a table, between quotation marks where it has a comma.
std::string quoted(const std::string& text) {
  return text.find(',') == std::string::npos ? text : '"' + text + '"';
}

}  // namespace

std::string stretches_csv(const std::vector<StretchComparison>& stretches) {
  std::string out = "group,currency,fibre,length_mm,hip_range_deg,anterior_tilt_change_deg,note\n";
  const auto cell = [](double v) { return std::isfinite(v) ? to_text(v) : std::string(); };
  for (const StretchComparison& c : stretches)
    for (const Currency& currency : currencies) {
      const Stretch& s = c.*currency.member;
      out += fmt::format("{},{},{},{},{},{},{}\n", c.group, currency.name, cell(s.fibre),
                         cell(1000 * s.length), cell(s.hip_range / degree), cell(s.tilt / degree),
                         quoted(stretch_note(s, Language::english)));
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

std::string stretch_row(const StretchComparison& c, const Stretch& s, Language language) {
  const std::string name = name_in_words(c.group, language);
  if (std::isnan(s.tilt)) return fmt::format("  {:<24} {}\n", name, stretch_note(s, language));
  const Fact amounts("stretch.amounts", {{"fiber", s.fibre},
                                         {"length", s.length},
                                         {"has_hip_range", !std::isnan(s.hip_range)},
                                         {"is_extension", c.limits_extension},
                                         {"hip_range", s.hip_range}});
  const std::string tilt = number_in_words(std::abs(s.tilt) / degree, ".1", language);
  return fmt::format("  {:<24} {:>4}° {:<12} {}\n", name, tilt,
                     phrase(s.tilt > 0 ? "word.forward" : "word.back", language),
                     sentence(amounts, language));
}

}  // namespace

std::string stretches_text(const std::vector<StretchComparison>& stretches, const StretchOptions& o,
                           Language language) {
  std::string out = phrase("stretch.title", language) + "\n";
  const Fact titles[] = {{"stretch.equal_fiber", {{"fiber", o.fibre}}},
                         {"stretch.equal_length", {{"length", 1000 * o.length}}},
                         {"stretch.equal_hip_range",
                          {{"hip_range", o.hip_range / degree},
                           {"extension_moment", o.extension_moment},
                           {"flexion_moment", o.flexion_moment}}}};
  for (std::size_t i = 0; i < std::size(currencies); ++i) {
    out += "\n" + sentence(titles[i], language) + "\n";
    for (const StretchComparison* c : by_effect(stretches, currencies[i]))
      out += stretch_row(*c, c->*currencies[i].member, language);
  }
  return out + "\n" + phrase("stretch.ranking", language) + "\n";
}

}  // namespace guywire
