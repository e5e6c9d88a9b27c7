#include <fmt/format.h>

#include <algorithm>

#include "../words.hpp"
#include "sections.hpp"

namespace guywire {

std::string hinge_name(const Model& model, const std::string& body) {
  if (body == "pelvis") return "hip";
  const ModelDescription& d = model.description();
  for (const Joint& j : d.joints)
    if (j.body == body && j.relative_to == d.bodies[model.body(body).index].parent) return j.name;
  return body;
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

/// A hinge's row: force, compression and shear where a disc tells them apart, and how many times
/// the force at reference.
std::string load_row(const std::string& hinge, const JointLoad& l, const std::string& ratio) {
  if (l.compression)
    return fmt::format("  {:<24} {:>8.0f} {:>12.0f} {:>+10.0f} {:>14}\n", hinge, Sized{force(l)},
                       Sized{*l.compression}, Sized{clean(*l.shear)}, ratio);
  return fmt::format("  {:<24} {:>8.0f} {:>12} {:>10} {:>14}\n", hinge, Sized{force(l)}, "-", "-",
                     ratio);
}

std::string pressure_estimate(const JointLoad& l, const JointLoad& before) {
  return fmt::format("  Pressure in the L4/5 disc: x {:.2f}.\n",
                     disc_pressure(*l.compression, *before.compression) /
                         disc_pressure(*before.compression, *before.compression));
}

/// `extension`: of the disc [rad].
std::string behind_estimate(const std::string& hinge, const JointLoad& l, const JointLoad& before,
                            double extension) {
  const double behind = share_behind_disc(extension), standing = share_behind_disc(0);
  if (standing == behind)
    return fmt::format(
        "  Load behind the disc at {}: cannot tell. The rule knows {:.0f} % of the compression in "
        "standing, and no more for more extension.\n",
        hinge, 100 * standing);
  return fmt::format(
      "  Load behind the disc at {}: x {:.2f} (a share of {:.0f} % of the compression, {:.0f} % in "
      "standing).\n",
      hinge, behind * *l.compression / (standing * *before.compression), 100 * behind,
      100 * standing);
}

/// Of the two lowest discs, about which there are measurements.
std::string disc_estimates(const Model& model, const Explanation& x, std::size_t body) {
  const JointLoad &l = x.loads[body], &before = x.reference_loads[body];
  const int parent = model.structure().parent[body];
  if (!l.compression || !before.compression || parent < 0) return {};
  const std::string hinge = hinge_name(model, l.body);
  const bool is_l45 = hinge == "L4/5";
  if (!is_l45 && hinge != "L5/S1") return {};
  const std::vector<double>& angles = x.rest.last().angles;
  return (is_l45 ? pressure_estimate(l, before) : "") +
         behind_estimate(hinge, l, before, angles[body] - angles[parent]);
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

std::string load_words(const Model& model, const Explanation& x) {
  const bool has_reference = !x.reference_loads.empty() && x.reference_loads != x.loads;
  std::string rows, estimates;
  for (std::size_t b = 0; b < x.loads.size(); ++b) {
    if (!is_above_tilt_body(model, static_cast<int>(b))) continue;
    const JointLoad& l = x.loads[b];
    const double before = has_reference ? force(x.reference_loads[b]) : 0;
    if (std::max(force(l), before) < 0.5) continue;
    const std::string ratio = before > 0.5 ? fmt::format("x {:.2f}", force(l) / before) : "";
    rows += load_row(hinge_name(model, l.body), l, ratio);
    if (has_reference) estimates += disc_estimates(model, x, b);
  }
  if (rows.empty()) return rows;
  const std::string head = fmt::format(
      "\nWhat each joint carries (N; both sides together; shear + when the upper body would slide "
      "forward)\n  {:<24} {:>8} {:>12} {:>10} {:>14}\n",
      "", "force", "compression", "shear", has_reference ? "of reference" : "");
  if (!estimates.empty())
    estimates =
        "Estimates beside the same body with all knobs at reference; ratios only, nothing about "
        "pain:\n" +
        estimates;
  return trimmed(head) + trimmed(rows) + estimates;
}

}  // namespace guywire
