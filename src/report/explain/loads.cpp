#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

std::string hinge_name(const Model& model, const std::string& body) {
  if (body == "pelvis") return "hip";
  const ModelDescription& d = model.description();
  const std::string& parent = d.bodies[model.body(body).index].parent;
  std::vector<std::string> laws;
  for (const Joint& j : d.joints)
    if (j.body == body && j.relative_to == parent) laws.push_back(j.name);
  return laws.size() == 1 ? laws.front() : body;  // of several laws none names the hinge
}

std::string hinge_in_words(const Model& model, const std::string& body, Language language) {
  const std::string hinge = hinge_name(model, body), id = "name.hinge." + hinge;
  for (const Phrase& p : phrases(language))
    if (p.id == id) return p.text;
  return name_in_words(hinge, language);
}

namespace {

double force(const JointLoad& l) { return std::hypot(l.force_x, l.force_y); }

/// Whether a body is the tilt body or stands on it.
bool is_above_tilt_body(const Model& model, int body) {
  const int tilt = tilt_body(model);
  while (body >= 0 && body != tilt)
    body = model.structure().parent[body];
  return body >= 0;
}

/// Cells of a hinge's row: force, compression and shear where a disc tells them apart, and how many
/// times the force at reference.
std::string load_row(const std::string& hinge, const std::string& force,
                     const std::string& compression, const std::string& shear,
                     const std::string& ratio) {
  return fmt::format("  {:<24} {:>8} {:>12} {:>10} {:>18}\n", hinge, force, compression, shear,
                     ratio);
}

std::string ratio_words(double ratio, Language language) {
  return "x " + number_in_words(ratio, ".2", language);
}

Fact pressure_estimate(const JointLoad& l, const JointLoad& before) {
  return {"explain.disc.pressure",
          {{"ratio", disc_pressure(*l.compression, *before.compression) /
                         disc_pressure(*before.compression, *before.compression)}}};
}

/// `extension`: of the disc [rad].
Fact behind_estimate(const std::string& hinge, const JointLoad& l, const JointLoad& before,
                     double extension) {
  const double behind = share_behind_disc(extension), standing = share_behind_disc(0);
  if (standing == behind)
    return {"explain.disc.behind_unknown", {{"hinge", hinge}, {"standing", standing}}};
  return {"explain.disc.behind",
          {{"hinge", hinge},
           {"ratio", behind * *l.compression / (standing * *before.compression)},
           {"share", behind},
           {"standing", standing}}};
}

/// Of one of the two lowest discs; none of another hinge.
Facts estimates_of(const Model& model, const Explanation& x, std::size_t body) {
  const JointLoad &l = x.loads[body], &before = x.reference_loads[body];
  const int parent = model.structure().parent[body];
  if (!l.compression || !before.compression || parent < 0) return {};
  const std::string hinge = hinge_name(model, l.body);
  const bool is_l45 = hinge == "L4/5";
  if (!is_l45 && hinge != "L5/S1") return {};
  const std::vector<double>& angles = x.rest.last().angles;
  Facts out;
  if (is_l45) out.push_back(pressure_estimate(l, before));
  out.push_back(behind_estimate(hinge, l, before, angles[body] - angles[parent]));
  return out;
}

bool has_reference(const Explanation& x) {
  return !x.reference_loads.empty() && x.reference_loads != x.loads;
}

/// No blanks at the ends of lines.
std::string trimmed(std::string text) {
  for (std::size_t at = 0; (at = text.find(" \n", at)) != std::string::npos;) {
    text.erase(at, 1);
    at = at > 0 ? at - 1 : 0;
  }
  return text;
}

}  // namespace

Facts disc_estimates(const Model& model, const Explanation& x) {
  Facts out;
  if (!has_reference(x)) return out;
  for (std::size_t b = 0; b < x.loads.size(); ++b)
    append(out, estimates_of(model, x, b));
  return out;
}

std::string load_words(const Model& model, const Explanation& x, Language language) {
  const bool beside_reference = has_reference(x);
  const auto newtons = [&](double n, const char* format) {
    return number_in_words(n, format, language);
  };
  std::string rows;
  for (std::size_t b = 0; b < x.loads.size(); ++b) {
    if (!is_above_tilt_body(model, static_cast<int>(b))) continue;
    const JointLoad& l = x.loads[b];
    const double before = beside_reference ? force(x.reference_loads[b]) : 0;
    if (std::max(force(l), before) < 0.5) continue;
    rows += load_row(hinge_in_words(model, l.body, language), newtons(force(l), ".0"),
                     l.compression ? newtons(*l.compression, ".0") : "-",
                     l.compression ? newtons(*l.shear, "+.0") : "-",
                     before > 0.5 ? ratio_words(force(l) / before, language) : "");
  }
  if (rows.empty()) return rows;
  const std::string head =
      "\n" + sentence({"explain.loads", {{"has_reference", beside_reference}}}, language) + "\n" +
      load_row("", phrase("explain.column.force", language),
               phrase("explain.column.compression", language),
               phrase("explain.column.shear", language),
               beside_reference ? phrase("explain.column.ratio", language) : "");
  std::string estimates;
  for (const Fact& f : disc_estimates(model, x))
    estimates += "  " + sentence(f, language) + "\n";
  if (!estimates.empty()) estimates = phrase("explain.estimates", language) + "\n" + estimates;
  return trimmed(head + rows) + estimates;
}

}  // namespace guywire
