#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../answer_facts.hpp"
#include "../words.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/version.hpp"
#include "io/json_text.hpp"
#include "sections.hpp"

namespace guywire {

namespace {

const char* kind_name(LedgerRow::Kind k) {
  switch (k) {
    case LedgerRow::Kind::passive:
      return "passive";
    case LedgerRow::Kind::active:
      return "active";
    case LedgerRow::Kind::joint:
      return "joint";
    case LedgerRow::Kind::weight:
      return "weight";
    case LedgerRow::Kind::load:
      return "load";
    case LedgerRow::Kind::constraint:
      return "holding";
  }
  return "";
}

/// An angle in degrees, null where it is not known.
Json degrees_or_null(bool is_known, double rad) {
  return is_known ? Json(clean(rad / degree)) : Json(nullptr);
}

Json ledger_json(const Ledger& l) {
  Json out;
  out["columns"] = l.columns;
  out["rows"] = Json::array();
  for (const LedgerRow& r : l.rows)
    out["rows"].push_back(
        Json{{"kind", kind_name(r.kind)}, {"name", r.name}, {"moments_Nm", r.moments}});
  out["residual_Nm"] = l.residual;
  return out;
}

/// What turns the tilt body about its hinge, + forward, beside the same body with all knobs at
/// reference; null where its angle is no coordinate.
Json tilt_json(const Model& model, const Explanation& x) {
  const int column = tilt_column(model, x.coordinates);
  if (column < 0) return nullptr;
  const auto at_reference = [&](const LedgerSum& sum) -> Json {
    for (const LedgerSum& r : x.reference_sums)
      if (r.name == sum.name) return clean(forward_moment(r, column));
    return nullptr;
  };
  Json out = Json::array();
  for (const LedgerSum& s : by_group(model, x.coordinates))
    out.push_back(Json{{"name", s.name},
                       {"cable", s.is_cable},
                       {"passive_Nm", clean(-s.passive[column])},
                       {"active_Nm", clean(-s.active[column])},
                       {"reference_Nm", at_reference(s)}});
  return out;
}

/// What the text states in sentences.
Json sentences_json(const Model& model, const Explanation& x, Language language) {
  const std::string body = model.description().bodies[tilt_body(model)].name;
  const int column = tilt_column(model, x.coordinates);
  Json out;
  out["posture"] = posture_sentences(model, x.rest, language);
  out["pulls"] =
      column < 0 ? ""
                 : sentences(pulls(model, by_group(model, x.coordinates), column, body, language),
                             language);
  out["holding"] = hold_sentences(model, x.rest.last(), language);
  const bool has_winning = x.attribution.status != Status::not_run;
  const Attribution& w = x.attribution.last();
  out["winning"] =
      sentences(has_winning ? winner_facts(model, w, body, language) : x.attribution.why, language);
  out["remarks"] = sentences(has_winning ? winning_remarks(w) : Facts{}, language);
  out["discs"] = sentences(disc_estimates(model, x), language);
  return out;
}

Json loads_json(const Model& model, const std::vector<JointLoad>& loads) {
  Json out = Json::object();
  for (const JointLoad& l : loads)
    out[l.body] = Json{{"parent", l.parent},
                       {"hinge", hinge_name(model, l.body)},
                       {"force_x_N", clean(l.force_x)},
                       {"force_y_N", clean(l.force_y)},
                       {"law_moment_Nm", clean(l.law_moment)},
                       {"constraint_moment_Nm", clean(l.constraint_moment)},
                       {"compression_N", l.compression ? Json(*l.compression) : Json(nullptr)},
                       {"shear_N", l.shear ? Json(clean(*l.shear)) : Json(nullptr)}};
  return out;
}

Json certainty_json(const Robustness& r) {
  Json out;
  out["bodies"] = r.population.outcome.size();
  out["stable"] = r.population.stable;
  out["seed"] = r.population.seed;
  for (const auto& a : r.answers)
    out["answers"][a.name] = Json{{"reference", a.reference},
                                  {"share", a.share},
                                  {"lower_95", a.lower},
                                  {"upper_95", a.upper}};
  out["ranges"] = Json::array();
  for (const auto& range : r.ranges) {
    const auto in_unit = [&](double si) { return clean(shown(range.unit, si)); };
    out["ranges"].push_back(Json{{"name", range.name},
                                 {"unit", range.unit == "rad" ? "deg" : range.unit},
                                 {"reference", in_unit(range.reference)},
                                 {"q05", in_unit(range.low)},
                                 {"median", in_unit(range.median)},
                                 {"q95", in_unit(range.high)}});
  }
  return out;
}

/// `same_way`: what all groups pull that way [N m].
Json group_json(const GroupContribution& g, double same_way) {
  Json row{{"group", g.group}, {"turned", g.changed}};
  row["share_deg"] =
      degrees_or_null(g.changed && is_equilibrium(g.contribution_status), g.contribution);
  row["removal_deg"] = degrees_or_null(is_equilibrium(g.removal_status), g.removal);
  row["removal_status"] = std::string(to_string(g.removal_status));
  row["tension_N"] = g.tension;
  row["moment_Nm"] = clean(g.moment);
  row["moment_share"] = same_way != 0 ? Json(g.moment / same_way) : Json(nullptr);
  row["tilt_deg_per_percent_length"] =
      degrees_or_null(std::isfinite(g.derivative), 0.01 * g.derivative);
  return row;
}

Json winning_json(const Attribution& w, Language language) {
  Json out;
  out["winner"] = w.winner < 0 ? Json(nullptr) : Json(w.groups[w.winner].group);
  out["message"] = sentences(w.why, language);
  out["tilt_change_from_reference_deg"] = degrees_or_null(
      is_equilibrium(w.reference_status) || w.reference_status == Status::not_run, w.change);
  out["remainder_deg"] = clean(w.remainder / degree);
  out["groups"] = Json::array();
  for (const GroupContribution& g : w.groups) {
    double same_way = 0;
    for (const GroupContribution& other : w.groups)
      if (other.moment * g.moment > 0) same_way += other.moment;
    out["groups"].push_back(group_json(g, same_way));
  }
  return out;
}

}  // namespace

std::string explain_json(const Model& model, const Explanation& x, const ExplainNotes& notes,
                         Language language) {
  Json j;
  j["status"] = std::string(to_string(x.rest.status));
  j["message"] = sentences(x.rest.why, language);
  j["settings"] = notes.settings;
  if (x.rest.status != Status::path_lost) {
    for (const Quantity& q : posture_quantities(model))
      j["posture"][q.name + "_deg"] = clean(value_of(q, model, x.rest.last()) / degree);
    if (notes.rows) {
      j["ledger"]["coordinates"] = ledger_json(x.coordinates);
      j["ledger"]["joints"] = ledger_json(x.joints);
    }
    j["ledger"]["tilt"] = tilt_json(model, x);
    j["sentences"] = sentences_json(model, x, language);
  }
  j["joint_loads"] = loads_json(model, x.loads);
  j["joint_loads_at_reference"] =
      x.reference_loads.empty() ? Json(nullptr) : loads_json(model, x.reference_loads);
  if (notes.certainty) j["certainty"] = certainty_json(*notes.certainty);
  const bool has_winning = x.attribution.status != Status::not_run;
  j["winning"] = has_winning ? winning_json(x.attribution.last(), language) : Json(nullptr);
  j["model"]["name"] = model.name();
  if (notes.rows) j["model"]["hash"] = content_hash(model);
  j["version"] = version;
  j["schema_version"] = schema_version;
  return json_text(j, 2);
}

std::string explain_csv(const Model& model, const Explanation& x) {
  std::string out = "kind,name,part";
  for (const std::string& c : x.coordinates.columns)
    out += ",moment_" + c + "_Nm";
  out += '\n';
  const std::vector<std::string> part = parts_of_cables(model);
  for (const LedgerRow& r : x.coordinates.rows) {
    const bool cable = r.kind == LedgerRow::Kind::passive || r.kind == LedgerRow::Kind::active;
    out += fmt::format("{},{},{}", kind_name(r.kind), r.name, cable ? part[r.index] : "");
    for (const double m : r.moments)
      out += "," + csv_number(m);
    out += '\n';
  }
  return out;
}

}  // namespace guywire
