#include "guywire/report/equilibria.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../io/json_text.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"
#include "words.hpp"

namespace guywire {

namespace {

double lowest(const Equilibria& all) {
  double v = infinity;
  for (const Equilibrium& e : all.found)
    v = std::min(v, e.posture.potential);
  return v;
}

Json ranges(const std::vector<std::string>& names, const std::vector<Interval>& box) {
  Json j = Json::object();
  for (std::size_t i = 0; i < box.size(); ++i)
    j[names[i]] = Json{{"from_deg", clean(box[i].lower * degrees_per_radian)},
                       {"to_deg", clean(box[i].upper * degrees_per_radian)}};
  return j;
}

std::string range_words(const std::vector<std::string>& names, const std::vector<Interval>& box) {
  std::string out;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const double from = clean(box[i].lower * degrees_per_radian);
    const double to = clean(box[i].upper * degrees_per_radian);
    if (i > 0) out += ", ";
    out += plain_name(names[i]);
    if (to - from < 0.01)
      out += fmt::format(" {:.6f}° (± {:.1e}°)", (from + to) / 2, (to - from) / 2);
    else
      out += fmt::format(" {:.2f}° to {:.2f}°", from, to);
  }
  return out;
}

}  // namespace

std::string equilibria_json(const Model& model, const Equilibria& all) {
  const auto names = model.coordinates();
  Json j;
  j["verified"] = all.verified;
  j["no_equilibrium"] = all.no_equilibrium;
  j["message"] = sentences(all.why);
  j["box"] = ranges(names, all.box);
  j["narrowed_by"] = all.narrowed_by;
  j["path_lost"] = all.path_lost;
  j["repeated"] = all.repeated;
  j["cells"] = all.cells;
  j["equilibria"] = Json::array();
  for (const Equilibrium& e : all.found) {
    const Certificate& c = e.posture.certificate;
    Json row;
    row["coordinates"] = Json::object();
    row["status"] = std::string(to_string(e.status));
    row["message"] = sentences(e.why);
    for (std::size_t i = 0; i < names.size(); ++i)
      row["coordinates"][names[i]] =
          Json{{"value_deg", clean(e.posture.coordinates[i] * degrees_per_radian)},
               {"residual_Nm", e.posture.residuals[i]}};
    row["potential_J"] = e.posture.potential;
    row["potential_above_lowest_J"] = e.posture.potential - lowest(all);
    row["certificate"] = Json{{"residual_Nm", c.residual},
                              {"residual_floor_Nm", c.rounding_bound},
                              {"min_eigenvalue_Nm_per_rad", c.min_eigenvalue},
                              {"min_eigenvalue_upper_Nm_per_rad", c.min_eigenvalue_upper},
                              {"tilt_stiffness_Nm_per_rad", c.tilt_stiffness}};
    row["certificate"]["contacts"] = Json::array();
    for (const Contact& contact : c.contacts)
      row["certificate"]["contacts"].push_back(
          Json{{"cable", model.description().cables[contact.cable].name},
               {"points", {contact.point, contact.point + 1}}});
    row["unique_in"] = e.unique ? ranges(names, e.cell) : Json(nullptr);
    j["equilibria"].push_back(std::move(row));
  }
  j["undecided"] = Json::array();
  for (const auto& cell : all.undecided)
    j["undecided"].push_back(ranges(names, cell));
  j["model"] = Json{{"name", model.name()}, {"hash", content_hash(model)}};
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

std::string equilibria_csv(const Model& model, const Equilibria& all) {
  std::string out;
  for (const std::string& n : model.coordinates())
    out += n + "_deg,";
  out += "status,potential_above_lowest_J,min_eigenvalue_Nm_per_rad,residual_Nm,proved_unique\n";
  for (const Equilibrium& e : all.found) {
    for (const double u : e.posture.coordinates)
      out += to_text(clean(u * degrees_per_radian)) + ",";
    out += fmt::format("{},{},{},{},{}\n", to_string(e.status),
                       to_text(e.posture.potential - lowest(all)),
                       std::isfinite(e.posture.certificate.min_eigenvalue)
                           ? to_text(e.posture.certificate.min_eigenvalue)
                           : "",
                       to_text(e.posture.certificate.residual), e.unique ? "yes" : "no");
  }
  return out;
}

std::string equilibria_text(const Model& model, const Equilibria& all) {
  const auto names = model.coordinates();
  std::string out = model.name() + ": " + sentences(all.why) + "\n";
  if (!names.empty()) out += "Searched: " + range_words(names, all.box);
  if (!all.narrowed_by.empty())
    out += fmt::format(", no further because of the range of {}", fmt::join(all.narrowed_by, ", "));
  if (!names.empty()) out += ".\n";
  if (all.path_lost)
    out +=
        "In part of it a path is undefined (a point inside a circle, or passed on the wrong side): "
        "nothing can balance there.\n";
  if (!all.found.empty()) {
    out += "\n";
    for (const std::string& n : names)
      out += fmt::format("{:>12}", plain_name(n) + " °");
    out +=
        fmt::format("  {:<10}{:>20}{:>24}\n", "status", "J above the lowest", "eigenvalue N m/rad");
    for (const Equilibrium& e : all.found) {
      for (const double u : e.posture.coordinates)
        out += fmt::format("{:>12.4f}", std::abs(u) < 5e-7 ? 0.0 : u * degrees_per_radian);
      out += fmt::format("  {:<10}{:>20.4g}{:>24.4g}{}\n", to_string(e.status),
                         e.posture.potential - lowest(all), e.posture.certificate.min_eigenvalue,
                         all.verified || e.unique ? "" : "  not proved to be the only one there");
      for (const Contact& c : e.posture.certificate.contacts)
        out += fmt::format("{:>14}points {} and {} of {} touch\n", "", c.point, c.point + 1,
                           model.description().cables[c.cable].name);
    }
  }
  if (!all.undecided.empty()) out += "\nUndecided: there may be more equilibria, or none, within\n";
  for (std::size_t i = 0; i < all.undecided.size() && i < 20; ++i)
    out += "  " + range_words(names, all.undecided[i]) + "\n";
  if (all.undecided.size() > 20)
    out += fmt::format("  and {} more (see --format json)\n", all.undecided.size() - 20);
  return out;
}

}  // namespace guywire
