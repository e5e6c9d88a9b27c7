#include "guywire/report/equilibria.hpp"

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

std::string range_words(const std::vector<std::string>& names, const std::vector<Interval>& box,
                        Language language) {
  std::string out;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const double from = clean(box[i].lower * degrees_per_radian);
    const double to = clean(box[i].upper * degrees_per_radian);
    Fact range("equilibria.range",
               {{"coordinate", names[i]}, {"from", box[i].lower}, {"to", box[i].upper}});
    if (to - from < 0.01)
      range = {"equilibria.place",
               {{"coordinate", names[i]},
                {"middle", (box[i].lower + box[i].upper) / 2},
                {"half_in_degrees", (to - from) / 2}}};
    out += (i > 0 ? ", " : "") + sentence(range, language);
  }
  return out;
}

/// What was searched.
std::string box_words(const std::vector<std::string>& names, const Equilibria& all,
                      Language language) {
  std::string out;
  if (!names.empty())
    out +=
        sentence(
            {"equilibria.box",
             {{"ranges", range_words(names, all.box, language)}, {"narrowed_by", all.narrowed_by}}},
            language) +
        "\n";
  if (all.path_lost) out += phrase("equilibria.path_lost", language) + "\n";
  return out;
}

std::string status_words(const Equilibrium& e, Language language) {
  return phrase("word." + std::string(to_string(e.status)), language);
}

/// A row for each equilibrium, and under it which of its points touch.
std::string table(const Model& model, const Equilibria& all, Language language) {
  std::size_t width = 10;  // of the status
  for (const Equilibrium& e : all.found)
    width = std::max(width, letters(status_words(e, language)) + 2);
  const std::string potential = phrase("equilibria.potential", language);
  const std::string eigenvalue = phrase("table.eigenvalue", language);
  std::string out;
  for (const std::string& n : model.coordinates())
    out += fmt::format("{:>12}", name_in_words(n, language) + " °");
  out += fmt::format("  {:<{}}{:>20}{:>24}\n", phrase("table.status", language), width, potential,
                     eigenvalue);
  for (const Equilibrium& e : all.found) {
    for (const double u : e.posture.coordinates)
      out += fmt::format("{:>12}", number_in_words(std::abs(u) < 5e-7 ? 0 : u * degrees_per_radian,
                                                   ".4", language));
    out += fmt::format("  {:<{}}{:>20}{:>24}", status_words(e, language), width,
                       number_in_words(e.posture.potential - lowest(all), ".4g", language),
                       eigenvalue_cell(e.posture.certificate.min_eigenvalue, language));
    if (!all.verified && !e.unique) out += "  " + phrase("equilibria.not_unique", language);
    out += '\n';
    for (const Contact& c : e.posture.certificate.contacts)
      out += fmt::format("{:>14}{}\n", "",
                         sentence({"equilibria.contact",
                                   {{"cable", model.description().cables[c.cable].name},
                                    {"first", c.point},
                                    {"second", c.point + 1}}},
                                  language));
  }
  return out;
}

/// Where it is open whether there is an equilibrium.
std::string undecided_words(const std::vector<std::string>& names, const Equilibria& all,
                            Language language) {
  constexpr std::size_t most = 20;
  std::string out = phrase("equilibria.undecided", language) + "\n";
  for (std::size_t i = 0; i < all.undecided.size() && i < most; ++i)
    out += "  " + range_words(names, all.undecided[i], language) + "\n";
  if (all.undecided.size() > most)
    out += "  " +
           sentence({"equilibria.more", {{"count", all.undecided.size() - most}}}, language) + "\n";
  return out;
}

}  // namespace

std::string equilibria_json(const Model& model, const Equilibria& all, Language language) {
  const auto names = model.coordinates();
  Json j;
  j["verified"] = all.verified;
  j["no_equilibrium"] = all.no_equilibrium;
  j["message"] = sentences(all.why, language);
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
    row["message"] = sentences(e.why, language);
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

std::string equilibria_text(const Model& model, const Equilibria& all, Language language) {
  const auto names = model.coordinates();
  std::string out =
      model.name() + ": " + sentences(all.why, language) + "\n" + box_words(names, all, language);
  if (!all.found.empty()) out += "\n" + table(model, all, language);
  if (!all.undecided.empty()) out += "\n" + undecided_words(names, all, language);
  return out;
}

}  // namespace guywire
