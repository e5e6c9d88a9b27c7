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

std::string short_number(double value) { return fmt::format("{:.4g}", value == 0 ? 0.0 : value); }

std::string event_words(const Model& model, const SweepEvent& e, bool is_branch) {
  const ModelDescription& d = model.description();
  std::string what;
  if (e.kink == Kink::slack)
    what = plain_name(d.cables[e.index].name) + (e.on ? " goes taut" : " goes slack");
  if (e.kink == Kink::touch_down)
    what = plain_name(d.cables[e.index].name) +
           (e.on ? " touches its circle" : " lifts off its circle");
  if (e.kink == Kink::joint)
    what = "joint " + plain_name(d.joints[e.index].name) + " passes the corner of its law";
  if (e.fold) {
    const std::string cause = what.empty() ? "" : " as " + what;
    what = (is_branch ? "fold: the branch turns back" : "the resting place ends") + cause;
  }
  if (e.branch_point)
    what = is_branch ? "branch point: an eigenvalue changes sign, other branches cross"
                     : "the resting place becomes unstable (branch point)";
  return what;
}

namespace {

std::string values_words(const Curve& c, const std::vector<double>& values) {
  std::string out;
  for (std::size_t q = 0; q < c.quantities.size(); ++q)
    out += (q ? ", " : "") + words_of(c.quantities[q].name) + " " +
           fmt::format("{:.2f}", Sized{at_edge(c.quantities[q], values[q])}) +
           edge_unit(c.quantities[q]);
  return out;
}

std::string landing_words(const Curve& c, const SweepEvent& e) {
  if (!(e.fold || e.branch_point) || c.is_branch) return {};
  if (!is_equilibrium(e.landing))
    return "nothing holds it beyond (" + std::string(to_string(e.landing)) + ")";
  return "it jumps to " + values_words(c, e.landing_quantities);
}

bool ends_curve(const SweepEvent& e) { return e.fold || e.branch_point; }

/// Whether a branch has folds, and how much of it is stable.
std::string branch_sentence(const Curve& c, long folds) {
  const double f = c.axis.factor;
  std::string out = fmt::format(
      "From {} = {} to {} there is one branch of equilibria without a fold", c.axis.name,
      short_number(c.rows.front().parameter / f), short_number(c.rows.back().parameter / f));
  if (folds > 0)
    out = fmt::format("The branch of equilibria along {} turns back or changes stability at {} {}",
                      c.axis.name, folds, folds == 1 ? "place" : "places");
  const auto stable =
      std::count_if(c.rows.begin(), c.rows.end(), [](const Curve::Row& r) { return r.stable; });
  if (stable == static_cast<long>(c.rows.size())) return out + ", stable throughout.\n";
  if (stable == 0) return out + ", unstable throughout.\n";
  return out + ", with stable and unstable parts.\n";
}

/// Whether a sweep finds no rest somewhere, or jumps.
std::string sweep_ending(const Curve& c, long folds) {
  const auto bad =
      std::count_if(c.rows.begin(), c.rows.end(), [](const Curve::Row& r) { return !r.known; });
  if (bad) return fmt::format("; at {} of {} points it finds no rest.\n", bad, c.rows.size());
  if (folds == 0) return "; it stays at rest throughout, without a jump.\n";
  const auto e = std::find_if(c.events.begin(), c.events.end(), ends_curve);
  return fmt::format("; it jumps {}, first at {} = {}.\n",
                     folds == 1 ? "once" : fmt::format("{} times", folds), c.axis.name,
                     short_number(e->parameter / c.axis.factor));
}

std::string first_sentence(const Model& model, const Curve& c) {
  const double f = c.axis.factor;
  const auto known = [](const Curve::Row& r) { return r.known; };
  const auto first = std::find_if(c.rows.begin(), c.rows.end(), known);
  if (first == c.rows.end())
    return fmt::format("Nowhere between {} = {} and {} does {} come to rest.\n", c.axis.name,
                       short_number(c.axis.from / f), short_number(c.axis.to / f),
                       plain_name(model.name()));
  const auto last = std::find_if(c.rows.rbegin(), c.rows.rend(), known);
  const long folds = std::count_if(c.events.begin(), c.events.end(), ends_curve);
  if (c.is_branch) return branch_sentence(c, folds);
  std::vector<std::string> changes;
  for (std::size_t q = 0; q < c.quantities.size(); ++q)
    changes.push_back(fmt::format("{} goes from {:.2f}{u} to {:.2f}{u}",
                                  words_of(c.quantities[q].name),
                                  Sized{at_edge(c.quantities[q], (*first->quantities)[q])},
                                  Sized{at_edge(c.quantities[q], (*last->quantities)[q])},
                                  fmt::arg("u", edge_unit(c.quantities[q]))));
  return fmt::format("As {} goes from {} to {}, ", c.axis.name, short_number(first->parameter / f),
                     short_number(last->parameter / f)) +
         list_of(changes) + sweep_ending(c, folds);
}

int column_width(const Quantity& q) {
  return std::max<int>(10, static_cast<int>(q.name.size()) + 2);
}

/// At most eleven rows, evenly spaced.
std::string table(const Curve& c) {
  const int width = std::max<int>(12, static_cast<int>(c.axis.name.size()));
  std::string out = fmt::format("  {:>{}}", c.axis.name, width);
  for (const Quantity& q : c.quantities)
    out += fmt::format("  {:>{}}", words_of(q.name) + edge_unit(q), column_width(q));
  out += "  eigenvalue N m/rad  status\n";
  const int count = static_cast<int>(c.rows.size()), shown = std::min(count, 11);
  for (int i = 0; i < shown; ++i) {
    const double place = shown == 1 ? 0 : static_cast<double>(i) * (count - 1) / (shown - 1);
    const auto& r = c.rows[static_cast<std::size_t>(std::lround(place))];
    out += fmt::format("  {:>{}}", short_number(r.parameter / c.axis.factor), width);
    for (std::size_t q = 0; q < c.quantities.size(); ++q) {
      const int w = column_width(c.quantities[q]);
      out += r.known ? fmt::format("  {:>{}.2f}", at_edge(c.quantities[q], (*r.quantities)[q]), w)
                     : fmt::format("  {:>{}}", "-", w);
    }
    out += r.known ? fmt::format("  {:>18.4g}  {}\n", r.eigenvalue, r.status)
                   : fmt::format("  {:>18}  {}\n", "-", r.status);
  }
  return out;
}

std::string text(const Model& model, const Curve& c) {
  std::string out = first_sentence(model, c) + "\n" + table(c);
  if (c.events.empty())
    return out + "\nNo cable goes slack or taut, no path touches or leaves a circle on the way.\n";
  out += c.is_branch ? "\nAlong the branch:\n" : "\nOn the way:\n";
  for (const SweepEvent& e : c.events) {
    out += fmt::format("  {} = {:<10} {}", c.axis.name,
                       fmt::format("{:.6g}", e.parameter / c.axis.factor),
                       event_words(model, e, c.is_branch));
    if (!e.quantities.empty() && ends_curve(e)) out += " at " + values_words(c, e.quantities);
    const std::string landing = landing_words(c, e);
    out += landing.empty() ? "\n" : "; " + landing + "\n";
  }
  return out;
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
                const std::vector<std::string>& names) {
  Json item{{"parameter", e.parameter / c.axis.factor},
            {"what", event_words(model, e, c.is_branch)},
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
  if (!c.is_branch && (e.fold || e.branch_point))
    item["landing"] = Json{{"status", std::string(to_string(e.landing))},
                           {"quantities", numbers_json(c, e.landing_quantities)},
                           {"coordinates", coordinates_json(names, e.landing_coordinates)}};
  return item;
}

void json(std::ostream& out, const Model& model, const Curve& c, const Json& extra) {
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
             [&](std::size_t i) { return event_json(model, c, c.events[i], names); });
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

std::string_view end_words(BranchEnd e) {
  switch (e) {
    case BranchEnd::range:
      return "the end of the range asked for";
    case BranchEnd::closed:
      return "its own beginning: a closed loop";
    case BranchEnd::point_limit:
      return "the limit of points";
    case BranchEnd::undefined:
      return "the end of a body's range, or a lost path";
    case BranchEnd::lost:
      return "a place beyond which it could not be followed";
  }
  return "";
}

}  // namespace

std::string sweep_text(const Model& model, const Sweep& s) {
  return text(model, curve_of(s)) +
         (s.why.empty() ? "" : "\nWhere it found no rest: " + sentences(s.why) + "\n");
}
std::string branch_text(const Model& model, const Branch& b) {
  return text(model, curve_of(b)) +
         fmt::format("\nIt runs from {} to {}.\n", end_words(b.first_end), end_words(b.last_end));
}
void sweep_json(std::ostream& out, const Model& model, const Sweep& s) {
  json(out, model, curve_of(s), Json{{"message", sentences(s.why)}});
}
void branch_json(std::ostream& out, const Model& model, const Branch& b) {
  json(out, model, curve_of(b),
       Json{{"ends",
             Json{std::string(end_words(b.first_end)), std::string(end_words(b.last_end))}}});
}
void sweep_csv(std::ostream& out, const Model& model, const Sweep& s) {
  csv(out, model, curve_of(s));
}
void branch_csv(std::ostream& out, const Model& model, const Branch& b) {
  csv(out, model, curve_of(b));
}
std::string sweep_json(const Model& model, const Sweep& s) {
  return written([&](std::ostream& out) { sweep_json(out, model, s); });
}
std::string branch_json(const Model& model, const Branch& b) {
  return written([&](std::ostream& out) { branch_json(out, model, b); });
}
std::string sweep_csv(const Model& model, const Sweep& s) {
  return written([&](std::ostream& out) { sweep_csv(out, model, s); });
}
std::string branch_csv(const Model& model, const Branch& b) {
  return written([&](std::ostream& out) { branch_csv(out, model, b); });
}

}  // namespace guywire
