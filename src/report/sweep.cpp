#include "guywire/report/sweep.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "../io/json_text.hpp"
#include "curve.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/version.hpp"

namespace guywire {

Curve curve_of(const Sweep& s) {
  Curve c{false, s.axis, s.quantities, s.events, {}};
  c.rows.reserve(s.points.size());
  for (const SweepPoint& p : s.points)
    c.rows.push_back({p.parameter, to_string(p.status), p.status == Status::stable,
                      is_equilibrium(p.status), &p.coordinates, &p.quantities, p.min_eigenvalue});
  return c;
}

Curve curve_of(const Branch& b) {
  Curve c{true, b.axis, b.quantities, b.events, {}};
  c.rows.reserve(b.points.size());
  for (const BranchPoint& p : b.points)
    c.rows.push_back({p.parameter, p.stable ? "stable" : "unstable", p.stable, true, &p.coordinates,
                      &p.quantities, p.min_eigenvalue});
  return c;
}

std::string event_words(const Model& model, const SweepEvent& e, bool is_branch,
                        Language language) {
  if (e.branch_point) return sentence({"event.branch_point", {{"is_branch", is_branch}}}, language);
  const ModelDescription& d = model.description();
  Facts what;
  if (e.kink == Kink::slack)
    what = {{"event.slack", {{"cable", d.cables[e.index].name}, {"is_taut", e.on}}}};
  if (e.kink == Kink::touch_down)
    what = {{"event.touch", {{"cable", d.cables[e.index].name}, {"touches", e.on}}}};
  if (e.kink == Kink::stiffness)
    what = {{"event.stiffness_jump", {{"cable", d.cables[e.index].name}, {"is_above", e.on}}}};
  if (e.kink == Kink::joint) what = {{"event.joint_corner", {{"joint", d.joints[e.index].name}}}};
  if (e.fold) what = {{"event.fold", {{"is_branch", is_branch}, {"cause", what}}}};
  return sentences(what, language);
}

std::string with_landing(const std::string& what, const SweepEvent& e, const std::string& values,
                         Language language) {
  if (is_equilibrium(e.landing))
    return sentence({"event.jump", {{"what", what}, {"values", values}}}, language);
  return sentence({"event.no_landing", {{"what", what}, {"status", to_string(e.landing)}}},
                  language);
}

namespace {

std::string all_values(const Curve& c, const std::vector<double>& values, Language language) {
  std::string out;
  for (std::size_t q = 0; q < c.quantities.size(); ++q)
    out += (q ? ", " : "") + quantity_words(c.quantities[q].name, language) + " " +
           value_words(c.quantities[q], values[q], 2, language);
  return out;
}

/// Whether a branch has folds, and how much of it is stable.
std::string branch_sentence(const Curve& c, long folds, Language language) {
  const double f = c.axis.factor;
  const auto stable =
      std::count_if(c.rows.begin(), c.rows.end(), [](const Curve::Row& r) { return r.stable; });
  return sentence({"branch.course",
                   {{"name", c.axis.name},
                    {"from", clean(c.rows.front().parameter / f)},
                    {"to", clean(c.rows.back().parameter / f)},
                    {"folds", folds},
                    {"more_than_one", folds > 1},
                    {"has_stable", stable > 0},
                    {"has_unstable", stable < static_cast<long>(c.rows.size())}}},
                  language);
}

/// Whether a sweep finds no equilibrium somewhere, or jumps.
std::string sweep_ending(const Curve& c, long folds, Language language) {
  const auto gaps =
      std::count_if(c.rows.begin(), c.rows.end(), [](const Curve::Row& r) { return !r.known; });
  if (gaps > 0)
    return sentence({"sweep.gaps", {{"gaps", gaps}, {"points", c.rows.size()}}}, language);
  if (folds == 0) return phrase("sweep.smooth", language);
  const auto first = std::find_if(c.events.begin(), c.events.end(), ends_curve);
  return sentence({"sweep.jumps",
                   {{"jumps", folds},
                    {"more_than_one", folds > 1},
                    {"name", c.axis.name},
                    {"parameter", clean(first->parameter / c.axis.factor)}}},
                  language);
}

std::string first_sentence(const Model& model, const Curve& c, Language language) {
  const double f = c.axis.factor;
  const auto known = [](const Curve::Row& r) { return r.known; };
  const auto first = std::find_if(c.rows.begin(), c.rows.end(), known);
  if (first == c.rows.end())
    return sentence({"sweep.nowhere",
                     {{"name", c.axis.name},
                      {"from", clean(c.axis.from / f)},
                      {"to", clean(c.axis.to / f)},
                      {"model", model.name()}}},
                    language);
  const auto last = std::find_if(c.rows.rbegin(), c.rows.rend(), known);
  const long folds = std::count_if(c.events.begin(), c.events.end(), ends_curve);
  if (c.is_branch) return branch_sentence(c, folds, language);
  std::vector<std::string> changes;
  for (std::size_t q = 0; q < c.quantities.size(); ++q)
    changes.push_back(
        sentence({"sweep.change",
                  {{"quantity", quantity_words(c.quantities[q].name, language)},
                   {"first", value_words(c.quantities[q], (*first->quantities)[q], 2, language)},
                   {"last", value_words(c.quantities[q], (*last->quantities)[q], 2, language)}}},
                 language));
  return sentence({"sweep.course",
                   {{"name", c.axis.name},
                    {"from", clean(first->parameter / f)},
                    {"to", clean(last->parameter / f)},
                    {"changes", changes},
                    {"ending", sweep_ending(c, folds, language)}}},
                  language);
}

/// A row of the table, less its end of line.
std::string row_of(const Curve& c, const Curve::Row& r, const std::vector<std::string>& heads,
                   Language language) {
  std::string out =
      fmt::format("  {:>{}}", number_in_words(clean(r.parameter / c.axis.factor), "", language),
                  letters(heads[0]));
  for (std::size_t q = 0; q < c.quantities.size(); ++q) {
    const auto cell = [&] {
      return number_in_words(at_edge(c.quantities[q], (*r.quantities)[q]), ".2", language);
    };
    out += fmt::format("  {:>{}}", r.known ? cell() : "-", letters(heads[q + 1]));
  }
  return out + fmt::format("  {:>{}}  {}", r.known ? eigenvalue_cell(r.eigenvalue, language) : "-",
                           letters(heads.back()),
                           phrase("word." + std::string(r.status), language));
}

/// At most eleven rows, evenly spaced.
std::string table(const Curve& c, Language language) {
  std::vector<std::string> heads{fmt::format("{:>12}", c.axis.name)};
  for (const Quantity& q : c.quantities)
    heads.push_back(fmt::format("{:>10}", quantity_head(q, language)));
  heads.push_back(phrase("table.eigenvalue", language));
  std::string out =
      fmt::format("  {}  {}\n", fmt::join(heads, "  "), phrase("table.status", language));
  const int count = static_cast<int>(c.rows.size()), shown = std::min(count, 11);
  for (int i = 0; i < shown; ++i) {
    const double place = shown == 1 ? 0 : static_cast<double>(i) * (count - 1) / (shown - 1);
    out += row_of(c, c.rows[static_cast<std::size_t>(std::lround(place))], heads, language) + "\n";
  }
  return out;
}

std::string event_row(const Model& model, const Curve& c, const SweepEvent& e, Language language) {
  std::string what = event_words(model, e, c.is_branch, language);
  if (ends_curve(e) && !e.quantities.empty())
    what =
        sentence({"event.at", {{"what", what}, {"values", all_values(c, e.quantities, language)}}},
                 language);
  if (ends_curve(e) && !c.is_branch)
    what = with_landing(
        what, e, is_equilibrium(e.landing) ? all_values(c, e.landing_quantities, language) : "",
        language);
  return fmt::format("  {} = {:<10} {}\n", c.axis.name,
                     number_in_words(clean(e.parameter / c.axis.factor), ".6g", language), what);
}

std::string text(const Model& model, const Curve& c, Language language) {
  const std::string out = first_sentence(model, c, language) + "\n\n" + table(c, language) + "\n";
  if (c.events.empty()) return out + phrase("sweep.no_events", language) + "\n";
  std::string events;
  for (const SweepEvent& e : c.events)
    events += event_row(model, c, e, language);
  return out + phrase(c.is_branch ? "branch.events" : "sweep.events", language) + "\n" + events;
}

Json numbers_json(const Curve& c, const std::vector<double>& values) {
  Json j = Json::object();
  for (std::size_t q = 0; q < values.size(); ++q)
    j[quantity_key(c.quantities[q])] = at_edge(c.quantities[q], values[q]);
  return j;
}

Json coordinates_json(const std::vector<std::string>& names, const std::vector<double>& values) {
  Json j = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i)
    j[names[i] + "_deg"] = values[i] * degrees_per_radian + 0.0;
  return j;
}

Json event_json(const Model& model, const Curve& c, const SweepEvent& e,
                const std::vector<std::string>& names, Language language) {
  Json item{{"parameter", e.parameter / c.axis.factor},
            {"what", event_words(model, e, c.is_branch, language)},
            {"fold", e.fold},
            {"branch_point", e.branch_point}};
  if (e.kink == Kink::joint)
    item["joint"] = model.description().joints[e.index].name;
  else if (e.kink != Kink::none)
    item["cable"] = model.description().cables[e.index].name;
  if (e.kink == Kink::slack)
    item["state"] = e.on ? "taut" : "slack";
  else if (e.kink == Kink::touch_down)
    item["state"] = e.on ? "touching" : "free";
  else if (e.kink != Kink::none)
    item["state"] = e.on ? "above" : "below";
  item["quantities"] = numbers_json(c, e.quantities);
  item["coordinates"] = coordinates_json(names, e.coordinates);
  if (!c.is_branch && ends_curve(e))
    item["landing"] = Json{{"status", std::string(to_string(e.landing))},
                           {"quantities", numbers_json(c, e.landing_quantities)},
                           {"coordinates", coordinates_json(names, e.landing_coordinates)}};
  return item;
}

void json(std::ostream& out, const Model& model, const Curve& c, const Json& extra,
          Language language) {
  const auto names = model.coordinates();
  JsonLines lines(out);
  lines.item("axis", Json{{"name", c.axis.name},
                          {"from", c.axis.from / c.axis.factor},
                          {"to", c.axis.to / c.axis.factor},
                          {"points", c.rows.size()}});
  lines.list("points", c.rows.size(), [&](std::size_t i) {
    const Curve::Row& r = c.rows[i];
    return Json{{"parameter", r.parameter / c.axis.factor},
                {"status", r.status},
                {"quantities", numbers_json(c, *r.quantities)},
                {"coordinates", coordinates_json(names, *r.coordinates)},
                {"min_eigenvalue_Nm_per_rad", r.eigenvalue}};
  });
  lines.list("events", c.events.size(),
             [&](std::size_t i) { return event_json(model, c, c.events[i], names, language); });
  for (const auto& item : extra.items())
    lines.item(item.key(), item.value());
  lines.item("model", Json{{"name", model.name()}, {"hash", content_hash(model)}});
  lines.item("version", version);
  lines.item("schema_version", schema_version);
}

void csv(std::ostream& out, const Model& model, const Curve& c) {
  out << c.axis.name << ",status";
  for (const Quantity& q : c.quantities)
    out << "," << quantity_key(q);
  for (const std::string& n : model.coordinates())
    out << ",coordinate_" << n << "_deg";
  out << ",min_eigenvalue_Nm_per_rad\n";
  const auto cell = [](double v) {
    return std::isfinite(v) ? "," + to_text(v + 0.0) : std::string(",");
  };
  for (const auto& r : c.rows) {
    out << to_text(r.parameter / c.axis.factor) << "," << r.status;
    for (std::size_t q = 0; q < c.quantities.size(); ++q)
      out << cell(at_edge(c.quantities[q], (*r.quantities)[q]));
    for (const double u : *r.coordinates)
      out << cell(u * degrees_per_radian);
    out << cell(r.known ? r.eigenvalue : std::nan("")) << "\n";
  }
}

/// Where a branch ends.
std::string end_words(BranchEnd e, Language language) {
  switch (e) {
    case BranchEnd::range:
      return phrase("branch.end.range", language);
    case BranchEnd::closed:
      return phrase("branch.end.closed", language);
    case BranchEnd::point_limit:
      return phrase("branch.end.point_limit", language);
    case BranchEnd::undefined:
      return phrase("branch.end.undefined", language);
    case BranchEnd::lost:
      return phrase("branch.end.lost", language);
  }
  return "";
}

}  // namespace

std::string sweep_text(const Model& model, const Sweep& s, Language language) {
  const std::string out = text(model, curve_of(s), language);
  if (s.why.empty()) return out;
  return out + "\n" + sentence({"sweep.no_equilibrium", {{"why", s.why}}}, language) + "\n";
}
std::string branch_text(const Model& model, const Branch& b, Language language) {
  const Fact ends("branch.ends", {{"first", end_words(b.first_end, language)},
                                  {"last", end_words(b.last_end, language)}});
  return text(model, curve_of(b), language) + "\n" + sentence(ends, language) + "\n";
}
void sweep_json(std::ostream& out, const Model& model, const Sweep& s, Language language) {
  json(out, model, curve_of(s), Json{{"message", sentences(s.why, language)}}, language);
}
void branch_json(std::ostream& out, const Model& model, const Branch& b, Language language) {
  const Json ends{end_words(b.first_end, language), end_words(b.last_end, language)};
  json(out, model, curve_of(b), Json{{"ends", ends}}, language);
}
void sweep_csv(std::ostream& out, const Model& model, const Sweep& s) {
  csv(out, model, curve_of(s));
}
void branch_csv(std::ostream& out, const Model& model, const Branch& b) {
  csv(out, model, curve_of(b));
}
std::string sweep_json(const Model& model, const Sweep& s, Language language) {
  return written([&](std::ostream& out) { sweep_json(out, model, s, language); });
}
std::string branch_json(const Model& model, const Branch& b, Language language) {
  return written([&](std::ostream& out) { branch_json(out, model, b, language); });
}
std::string sweep_csv(const Model& model, const Sweep& s) {
  return written([&](std::ostream& out) { sweep_csv(out, model, s); });
}
std::string branch_csv(const Model& model, const Branch& b) {
  return written([&](std::ostream& out) { branch_csv(out, model, b); });
}

}  // namespace guywire
