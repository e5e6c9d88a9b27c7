#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <type_traits>

#include "guywire/statics/quantity.hpp"
#include "guywire/study/clinical.hpp"
#include "guywire/study/standing.hpp"

namespace guywire {

namespace detail {

inline std::string in_degrees(double rad, int digits = 0) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, rad / degree + 0.0);
  return std::string(text) == "-0" ? "0°" : text + std::string("°");
}
inline std::string rounded(double v, int digits = 0) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, v);
  return text;
}

inline void require_pair(const Model& model) {
  if (model.description().bodies[model.body("thigh").index].sides != 2)
    throw ModelError(
        {{"model '" + model.name() + "'", "has legs that are split already.",
          "Give the standing body with its legs as a pair: the test poses them itself."}});
}
/// What an option is set to [SI]: a flag as 1 or 0; empty where an optional one is not set.
template <class Options>
std::optional<double> option_value(const TestField<Options>& field, const Options& options) {
  return std::visit([&](auto member) -> std::optional<double> { return options.*member; },
                    field.member);
}

template <class Options>
void set_value(const TestField<Options>& field, Options& options, double value) {
  const auto set = [&](auto member) {
    if constexpr (std::is_same_v<decltype(member), bool Options::*>)
      options.*member = value != 0;
    else
      options.*member = value;
  };
  std::visit(set, field.member);
}

inline std::string allowed_range(const TestOption& o) {
  if (o.is_flag()) return "yes (1) or no (0)";
  return to_text(o.lower) + " to " + to_text(o.upper) +
         (o.unit == "1" ? "" : " " + std::string(o.unit));
}

/// Throws ModelError with every option that is outside its range.
template <class Options>
void require_ranges(std::string_view test, const Options& options) {
  std::vector<Fault> faults;
  for (const TestField<Options>& field : Options::fields) {
    const TestOption& o = field.option;
    const std::optional<double> value = option_value(field, options);
    if (!value || (*value >= o.lower * o.factor && *value <= o.upper * o.factor)) continue;
    const std::string unit = o.unit == "1" ? "" : " " + std::string(o.unit);
    const std::string given =
        std::isnan(*value) ? "not a number" : to_text(*value / o.factor) + unit;
    faults.push_back({std::string(test) + " / " + std::string(o.name),
                      "is " + given + "; allowed is " + allowed_range(o) + ".",
                      "Give " + std::string(o.doc) + "."});
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
}

/// Options by name, in the units of their names.
template <class Options>
Options options_from(std::string_view test,
                     const std::vector<std::pair<std::string, double>>& given) {
  Options options;
  std::vector<Fault> faults;
  std::string known;
  for (const TestField<Options>& field : Options::fields)
    known += (known.empty() ? "" : ", ") + std::string(field.option.name);
  for (const auto& pair : given) {
    const std::string& name = pair.first;
    const double value = pair.second;
    const auto is_meant = [&](const TestField<Options>& field) {
      return field.option.name == name;
    };
    const auto field = std::find_if(Options::fields.begin(), Options::fields.end(), is_meant);
    const std::string where = std::string(test) + " / " + name;
    if (field == Options::fields.end())
      faults.push_back({where, "is no option of this test.", "It takes: " + known + "."});
    else if (field->option.is_flag() && value != 0 && value != 1)
      faults.push_back(
          {where, "is " + to_text(value) + "; allowed is " + allowed_range(field->option) + ".",
           ""});
    else
      set_value(*field, options, value * field->option.factor);
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
  return options;
}

template <class Options>
std::vector<TestOption> option_rows() {
  std::vector<TestOption> rows;
  for (const TestField<Options>& field : Options::fields) {
    TestOption row = field.option;
    if (const auto value = option_value(field, Options{}))
      row.standard = std::round(1e9 * *value / row.factor) / 1e9;  // 10, not 10.000000000000002
    rows.push_back(row);
  }
  return rows;
}

[[noreturn]] inline void no_such_test(std::string_view test) {
  const std::vector<std::string> names(test_names.begin(), test_names.end());
  const std::string near = nearest_name(test, names);
  const std::string all = "Use mirror, thomas, straight_leg_raise (slr), toe_touch or sitting.";
  throw ModelError({{"test '" + std::string(test) + "'", "does not exist.",
                     near.empty() ? all : "Did you mean '" + near + "'?"}});
}

/// Every muscle at this tone, but those whose tone knob was set.
inline void set_tone(ModelDescription& d, double tone) {
  for (Cable& c : d.cables)
    if (!c.knobs.tone && has_tone(c.law)) c.knobs.tone = tone;
}

inline double holding_of(const Model& m, const Posture& p, std::string_view name) {
  const auto& constraints = m.description().constraints;
  for (std::size_t k = 0; k < constraints.size(); ++k)
    if (constraints[k].name == name) return p.holding[k];
  return 0;
}
inline double angle_of(const Model& m, const Posture& p, std::string_view body) {
  return p.angles[m.body(body).index];
}
inline bool has_group(const Model& m, std::string_view group) {
  const auto& groups = m.description().groups;
  return std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.name == group; });
}
inline Model without_pull(const Model& m, std::string_view group) {
  ModelBuilder b(m);
  for (const CableId id : m.cables(group)) {
    b.description.cables[id.index].knobs.strength = 0;
    b.description.cables[id.index].knobs.stiffness = 0;
  }
  return b.build();
}

/// Fills what the fixed paths of psoas and iliacus do at this hip flexion; `main_number(model)` is
/// the test's, NaN where there is no rest.
template <class F>
void check_iliopsoas(TestReport& r, const Model& m, const Posture& p, const std::string& group,
                     double hip_flexion, double now, F&& main_number) {
  if (!has_group(m, group)) return;
  IliopsoasCheck c{.group = group,
                   .hip_flexion = hip_flexion,
                   .beyond = hip_flexion > 55 * degree,
                   .tension = tension_of(m, p, group),
                   .effect = {}};
  if (c.beyond)
    if (const double other = main_number(without_pull(m, group)); std::isfinite(other))
      c.effect = other - now;
  r.iliopsoas = c;
}

inline void take(TestReport& r, const Outcome<Posture>& o) {
  r.status = o.status;
  r.message = o.message;
  r.certificate = o.last().certificate;
}

inline constexpr double lying =
    90 * degree;  ///< turn of a picture in which gravity (-g, 0) points down

/// Keeps the body for those who want to see it, if it rests.
inline void add_pose(TestReport& r, std::string name, const Model& m, const Outcome<Posture>& o,
                     State start, Seek seek, double turn) {
  if (is_equilibrium(o.status))
    r.poses.push_back(
        {std::move(name), m, o.last(), o.status, o.message, std::move(start), seek, turn});
}

inline const std::string hip_axis_fixed =
    "The hip axis is fixed in space; sacroiliac joints are rigid; no reflexes.";

/// L4/5 compression, or NaN where the model has no L4 or endplates.
inline double compression_of(const Model& m, const Posture& p, std::string_view body) {
  for (const JointLoad& l : joint_loads(m, p))
    if (l.body == body && l.compression) return *l.compression;
  return std::nan("");
}

/// A posture with pelvis and thorax where they are asked for, and lumbar levels that balance.
struct Settled {
  Recruitment recruitment;  ///< of all free coordinates: nothing is supplied for nothing
  Model model;              ///< with that tone
  State state;
  bool all_set = false;  ///< every tone was set, so that none was left to recruit
};

/// The shape of least effort near `x`: quasi-Newton (BFGS) on the effort, gradient by central
/// differences. Effort is smooth but where a muscle meets a limit of tone; infinite where no tone
/// will do. Ends when an iteration gains less than 1e-6 of the effort.
template <class F>
double least_effort(std::vector<double>& x, F&& effort) {
  const std::size_t n = x.size();
  std::vector<double> inverse(n * n, 0.0), g(n), last_g(n), d(n), y(n);
  double now = effort(x);
  const auto gradient = [&](std::vector<double>& out) {
    constexpr double h =
        1e-4;  // [rad] differences good to 1e-8, far above the rounding of a recruitment
    for (std::size_t i = 0; i < n; ++i) {
      auto up = x, down = x;
      up[i] += h;
      down[i] -= h;
      out[i] = (effort(up) - effort(down)) / (2 * h);
      if (!std::isfinite(out[i])) return false;
    }
    return true;
  };
  if (!std::isfinite(now) || !gradient(g)) return now;
  const auto reset = [&] {
    double norm = 0;
    for (const double v : g)
      norm += v * v;
    std::fill(inverse.begin(), inverse.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i)
      inverse[i * n + i] = 0.01 / std::max(std::sqrt(norm), 1e-9);  // a first step of 0.01 rad
  };
  reset();
  for (int iteration = 0, quiet = 0; iteration < 100 && quiet < 2; ++iteration) {
    double slope = 0;
    for (std::size_t i = 0; i < n; ++i) {
      d[i] = 0;
      for (std::size_t j = 0; j < n; ++j)
        d[i] -= inverse[i * n + j] * g[j];
      slope += d[i] * g[i];
    }
    double step = 1, next = now;
    auto trial = x;
    for (; step > 1e-6; step /= 2) {
      for (std::size_t i = 0; i < n; ++i)
        trial[i] = x[i] + step * d[i];
      if (next = effort(trial); next <= now + 1e-4 * step * slope) break;
    }
    if (step <= 1e-6) {
      if (++quiet < 2) reset();
      continue;
    }
    quiet = now - next < 1e-6 * now ? quiet + 1 : 0;
    x = trial;
    now = next;
    last_g = g;
    if (!gradient(g)) break;
    double ys = 0, yHy = 0;
    std::vector<double> Hy(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = g[i] - last_g[i];
      ys += y[i] * step * d[i];
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        Hy[i] += inverse[i * n + j] * y[j];
    for (std::size_t i = 0; i < n; ++i)
      yHy += y[i] * Hy[i];
    if (ys <= 0) continue;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        inverse[i * n + j] += (1 + yHy / ys) * step * d[i] * step * d[j] / ys -
                              (Hy[i] * step * d[j] + step * d[i] * Hy[j]) / ys;
  }
  return now;
}

/// Least-effort tone for a pelvis turned to `tilt`, lumbar levels free. First tone is asked only
/// for the pelvis (and the thorax, if muscles pay for it) and the levels take the shape in which
/// discs, weight and that tone balance, until neither moves; from there the shape goes to where all
/// levels balance at least effort.
inline Settled settled(const Model& body, double tilt, double floor) {
  std::vector<std::string> lumbar, among;
  const auto& bodies = body.description().bodies;
  for (int i = bodies.empty() ? -1 : body.structure().parent[body.body("thorax").index];
       i >= 0 && bodies[i].name != "pelvis"; i = body.structure().parent[i])
    lumbar.push_back(bodies[i].name);
  for (const Cable& c : body.description().cables)
    if (!c.knobs.tone && has_tone(c.law)) among.push_back(c.name);
  const RecruitOptions options{.floor = floor, .ceiling = 1.0, .among = among};
  const auto pelvis_held = [&](const Model& m) {
    ModelBuilder b(m);
    b.add(hold("pelvis_held", "pelvis", tilt));
    return b.build();
  };
  const auto state_of = [](const Model& m, const std::vector<double>& theta) {
    State s;
    for (const std::string& name : m.coordinates())
      s.coordinates.push_back(theta[m.body(name).index]);
    return s;
  };
  ModelBuilder relaxed(body);
  set_tone(relaxed.description, floor);
  auto rest = solve(pelvis_held(relaxed.build()));
  std::vector<double> theta = rest.last().angles;
  if (among.empty()) {  // nothing to recruit: what the pelvis lacks with the tone that was set
    Recruitment none;
    none.message = "Every muscle's tone was set, so none may change to balance the pelvis.";
    if (is_equilibrium(rest.status)) {
      const double missing = -holding_of(pelvis_held(relaxed.build()), rest.last(), "pelvis_held");
      none.infeasibility = {.rows = {"pelvis"}, .missing = {missing}, .limiting = {}, .margin = 0};
      none.message += " It lacks " + rounded(std::abs(missing), 1) + " N m.";
    }
    return {none, body, state_of(body, theta), true};
  }
  double move = 1;
  for (int round = 0; round < 80 && move > 1e-11 && is_equilibrium(rest.status); ++round) {
    ModelBuilder b(body);
    for (const std::string& name : lumbar)
      b.add(hold(name + "_held", name, theta[body.body(name).index]));
    const Model stiff = b.build();
    const Recruitment r = recruit(stiff, options, state_of(stiff, theta));
    if (!r.feasible) return {r, body, state_of(body, theta)};
    const Model toned = pelvis_held(with_recruitment(body, r));
    rest = solve(toned, {}, state_of(toned, theta));
    move = 0;
    for (std::size_t i = 0; i < theta.size(); ++i)
      move = std::max(move, std::abs(rest.last().angles[i] - theta[i]));
    theta = rest.last().angles;
  }
  State state = state_of(body, theta);
  if (!is_equilibrium(rest.status)) {
    Recruitment none;
    none.message = "The lumbar spine finds no shape here: " + rest.message;
    return {none, body, state};
  }
  std::vector<double> shape;
  std::vector<std::size_t> where;
  for (const std::string& name : lumbar) {
    where.push_back(static_cast<std::size_t>(body.body(name).index));
    shape.push_back(theta[where.back()]);
  }
  const auto shaped = [&](const std::vector<double>& x) {
    auto turned = theta;
    for (std::size_t i = 0; i < x.size(); ++i)
      turned[where[i]] = x[i];
    return state_of(body, turned);
  };
  Workspace workspace(body);
  least_effort(shape, [&](const std::vector<double>& x) {
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!(x[i] > bodies[where[i]].angle_lower && x[i] < bodies[where[i]].angle_upper))
        return std::numeric_limits<double>::infinity();
    const Recruitment r = recruit(workspace, options, shaped(x));
    return r.feasible ? r.effort : std::numeric_limits<double>::infinity();
  });
  state = shaped(shape);
  Recruitment all = recruit(workspace, options, state);
  return {all, all.feasible ? with_recruitment(body, all) : body, state};
}
inline void largest_tone(const Model& m, const Recruitment& r, double& tone, std::string& muscle) {
  tone = 0;
  for (std::size_t c = 0; c < r.activations.size(); ++c)
    if (r.activations[c] > tone) {
      tone = r.activations[c];
      muscle = m.description().cables[c].name;
    }
}
inline double largest_missing(const Recruitment& r) {
  double worst = 0;
  for (const double m : r.infeasibility.missing)
    worst = std::max(worst, std::abs(m));
  return worst;
}

/// The body on a table: gravity points to its back, the table carries the weight of all bodies not
/// named in `hanging`.
inline Model supine(const Model& model, const Legs& legs, double tone, bool weight) {
  ModelBuilder b(with_legs(model, legs));
  b.description.name = model.name() + "-supine";
  const double g = std::hypot(model.description().gravity.x, model.description().gravity.y);
  b.description.gravity = weight ? Vec2{-g, 0} : Vec2{0, 0};
  for (Body& body : b.description.bodies)
    if (body.name != "thigh_r" && body.name != "shank_r") body.mass = 0;
  set_tone(b.description, tone);
  return b.build();
}

}  // namespace detail

GUYWIRE_INLINE ClinicalAngles clinical_angles(const Model& model, std::span<const double> theta,
                                              const SpinopelvicNorms& norms) {
  const PostureAngles a = posture_angles(model, theta);
  if (!a.pelvic_incidence || !a.lordosis)
    throw ModelError(
        {{"model '" + model.name() + "'", "lacks the landmarks of clinical angles.",
          "It needs hip_axis, S1_anterior, S1_posterior, L1_anterior, L1_posterior."}});
  ClinicalAngles c;
  c.pelvic_incidence = *a.pelvic_incidence;
  c.pelvic_tilt = *a.pelvic_tilt;
  c.sacral_slope = *a.sacral_slope;
  c.lordosis = *a.lordosis;
  c.pelvic_incidence_z = norms.pelvic_incidence.z(c.pelvic_incidence);
  c.pelvic_tilt_z = norms.pelvic_tilt.z(c.pelvic_tilt);
  c.sacral_slope_z = norms.sacral_slope.z(c.sacral_slope);
  c.lordosis_z = norms.lordosis.z(c.lordosis);
  c.asis_psis = a.anterior_tilt;
  c.lordosis_less_incidence = c.lordosis - c.pelvic_incidence;
  c.shape = c.lordosis_z < -1  ? LumbarShape::flat
            : c.lordosis_z > 1 ? LumbarShape::hyperlordotic
                               : LumbarShape::usual;
  c.shape_for_incidence = c.pelvic_incidence < 44 * degree   ? LumbarShape::flat
                          : c.pelvic_incidence > 62 * degree ? LumbarShape::hyperlordotic
                                                             : LumbarShape::usual;
  return c;
}

GUYWIRE_INLINE Mirror mirror_test(const Model& model) {
  Mirror out;
  out.report.name = "mirror";
  out.report.assumptions = {
      "Relaxed standing, legs straight and vertical, thorax upright, the model's own tone.",
      "Norms: 2926 standing adults (PMID 28368866). Flat or hyperlordotic: lordosis beyond one "
      "standard deviation (chosen: a description, no diagnosis).",
      detail::hip_axis_fixed};
  const auto o = solve(model);
  detail::take(out.report, o);
  if (!is_equilibrium(o.status)) {
    out.report.sentence =
        "The body finds no standing posture, so there is nothing to see in the mirror: " +
        o.message;
    return out;
  }
  detail::add_pose(out.report, "standing", model, o, {}, Seek::downhill, 0);
  out.angles = clinical_angles(model, o.last().angles);
  out.forward_tilt = posture_angles(model, o.last().angles).anterior_tilt_change;
  const ClinicalAngles& a = out.angles;
  const auto shape = [](LumbarShape s) {
    return s == LumbarShape::flat    ? std::string("a flat lumbar curve")
           : s == LumbarShape::usual ? std::string("a usual lumbar curve")
                                     : std::string("a hyperlordotic lumbar curve");
  };
  std::string own = a.shape_for_incidence == LumbarShape::usual  ? "nothing out of the usual"
                    : a.shape_for_incidence == LumbarShape::flat ? "a flat curve"
                                                                 : "a pronounced curve";
  out.report.sentence = "Lordosis " + detail::in_degrees(a.lordosis) + " (" +
                        (a.lordosis_z < 0 ? "" : "+") + detail::rounded(a.lordosis_z, 1) +
                        " SD): " + shape(a.shape) + "; for this bone (PI " +
                        detail::in_degrees(a.pelvic_incidence) + ") one would expect " + own + ".";
  return out;
}

GUYWIRE_INLINE Thomas thomas_test(const Model& model, const ThomasOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("thomas", options);
  Legs legs;
  legs.left.angles = {{"hip", 0}, {"knee", 90 * degree}};
  ModelBuilder b(detail::supine(model, legs, options.tone, true));
  std::erase_if(b.description.constraints, [&](const Constraint& c) {
    return c.name == "hip_r" || (!options.knee_straight && c.name == "knee_r");
  });
  const Model table = b.build();
  b.add(hold("pelvis_held", "pelvis", options.posterior_tilt));
  const Model gripped = b.build();
  const auto start_of = [&](const Model& body, double pelvis) {
    State start;  // the leg a little below the table, the shank hanging
    for (const std::string& name : body.coordinates())
      start.coordinates.push_back(name == "shank_r"   ? (options.knee_straight ? -10 : -80) * degree
                                  : name == "thigh_r" ? -10 * degree
                                                      : pelvis);
    return start;
  };
  const auto rest = [&](const Model& body, double pelvis) {
    return solve(body, {}, start_of(body, pelvis));
  };
  struct Found {
    Model model;
    Outcome<Posture> at;
    bool reached;
    double other_thigh, pelvis_start;
  };
  const auto there = [&](const Model& m, const Outcome<Posture>& o) {
    if (!is_equilibrium(o.status)) return false;
    if (detail::angle_of(m, o.last(), "pelvis") >= options.posterior_tilt) return true;
    const auto a = posture_angles(m, o.last().angles);
    return options.lordosis && a.lordosis && *a.lordosis <= *options.lordosis;
  };
  /// The other thigh drawn up in steps of 5 deg, then halved to 5e-12 rad; or held.
  const auto search = [&](const Model& free, const Model& held) {
    const auto drawn = [&](double angle) {
      const Model m = posed(free, "hip_l", angle);
      const auto o = rest(m, 0);
      return Found{m, o, there(m, o), angle, 0};
    };
    Found found = drawn(0);
    double low = 0;
    while (!found.reached && found.other_thigh < options.greatest_thigh) {
      low = found.other_thigh;
      found = drawn(std::min(options.greatest_thigh, low + 5 * degree));
    }
    if (!found.reached) {
      const Model m = posed(held, "hip_l", options.greatest_thigh);
      return Found{m, rest(m, options.posterior_tilt / 2), false, options.greatest_thigh,
                   options.posterior_tilt / 2};
    }
    for (int i = 0; found.other_thigh > 0 && i < 34; ++i)
      if (Found middle = drawn(0.5 * (low + found.other_thigh)); middle.reached)
        found = std::move(middle);
      else
        low = middle.other_thigh;
    return found;
  };
  const auto angles_of = [&](const Model& m, const Posture& p) {
    ThomasAngles a;
    a.thigh_to_horizontal = detail::angle_of(m, p, "thigh_r");
    a.pelvis_tilt = detail::angle_of(m, p, "pelvis");
    a.hip_extension = a.pelvis_tilt - a.thigh_to_horizontal;
    a.knee_flexion = a.thigh_to_horizontal - detail::angle_of(m, p, "shank_r");
    if (const auto posture = posture_angles(m, p.angles); posture.lordosis)
      a.lordosis = *posture.lordosis;
    return a;
  };
  const auto words = [](const ThomasAngles& a) {
    return detail::in_degrees(std::abs(a.thigh_to_horizontal)) +
           (a.thigh_to_horizontal > 0 ? " above" : " below") + " the horizontal, " +
           detail::in_degrees(std::abs(a.hip_extension)) +
           (a.hip_extension < 0 ? " flexed" : " extended") + " against the pelvis";
  };
  const auto tilt = [](double t) {
    return detail::in_degrees(std::abs(t)) + (t < 0 ? " anterior" : " posterior") + " of standing";
  };
  const std::string goal =
      tilt(options.posterior_tilt) +
      (options.lordosis ? " or a lordosis of " + detail::in_degrees(*options.lordosis) : "");
  Thomas out;
  TestReport& r = out.report;
  r.name = "thomas";
  r.assumptions = {
      "Lying is a rotation of gravity. The table carries trunk, pelvis and the other leg (their "
      "weights are switched off) and keeps the thorax flat; the test leg hangs by its own weight.",
      "The other thigh is drawn up from the table, its knee at 90°, until the pelvis lies " + goal +
          " (chosen: no source says when the back touches the table), at most to " +
          detail::in_degrees(options.greatest_thigh) +
          ". Its passive muscles and capsule alone turn the pelvis; belly against thigh is not "
          "modelled.",
      "Not held: the other thigh at " + detail::in_degrees(options.uncontrolled_thigh) +
          " and nobody minds the pelvis. Without that control the test is known not to be valid "
          "for hip extension (sensitivity 32 %, specificity 57 %; with tilt accounted for r = "
          "0.98: Vigotsky 2016).",
      std::string(
          options.knee_straight
              ? "The knee is kept straight."
              : "The knee hangs freely: it has no stiffness of its own but the two-joint muscles."),
      "Tone " + detail::rounded(100 * options.tone, 1) +
          " % (chosen: a passive test), but where a tone was set.",
      detail::hip_axis_fixed};
  const Model loose = posed(table, "hip_l", options.uncontrolled_thigh);
  const auto uncontrolled = rest(loose, 0);
  if (is_equilibrium(uncontrolled.status)) out.uncontrolled = angles_of(loose, uncontrolled.last());
  const std::string beside = out.uncontrolled
                                 ? " Not held, with the other thigh at " +
                                       detail::in_degrees(options.uncontrolled_thigh) +
                                       ", the pelvis lies " + tilt(out.uncontrolled->pelvis_tilt) +
                                       " and the thigh " + words(*out.uncontrolled) + "."
                                 : " Not held, the body finds no rest: " + uncontrolled.message;
  const Found found = search(table, gripped);
  detail::take(r, found.at);
  out.reached = found.reached;
  out.other_thigh = found.other_thigh;
  if (!is_equilibrium(found.at.status)) {
    r.sentence = "The model cannot do this test with the pelvis held: " + found.at.message + beside;
    return out;
  }
  detail::add_pose(r, "held", found.model, found.at, start_of(found.model, found.pelvis_start),
                   Seek::downhill, detail::lying);
  detail::add_pose(r, "not held", loose, uncontrolled, start_of(loose, 0), Seek::downhill,
                   detail::lying);
  const Posture& p = found.at.last();
  out.held = angles_of(found.model, p);
  out.holding_moment = detail::holding_of(found.model, p, "pelvis_held");
  detail::check_iliopsoas(
      r, found.model, p, "iliopsoas_l", out.other_thigh - out.held.pelvis_tilt,
      out.held.thigh_to_horizontal, [&](const Model& body) {
        const auto off = rest(body, out.held.pelvis_tilt);  // the other thigh and, if it was, the
                                                            // pelvis stay where they are
        return is_equilibrium(off.status) ? detail::angle_of(body, off.last(), "thigh_r")
                                          : std::nan("");
      });
  r.sentence =
      "Pelvis held, the thigh hangs " + words(out.held) + ". " +
      (out.reached ? "The pelvis lies " + tilt(out.held.pelvis_tilt) +
                         ", brought there by the other thigh at " +
                         detail::in_degrees(out.other_thigh) + "."
                   : "The other thigh does not bring the pelvis to " + goal + " within " +
                         detail::in_degrees(options.greatest_thigh) + "; it is held there by " +
                         detail::rounded(std::abs(out.holding_moment), 1) + " N m.") +
      beside;
  return out;
}

GUYWIRE_INLINE StraightLegRaise straight_leg_raise_test(const Model& model,
                                                        const StraightLegRaiseOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("straight_leg_raise", options);
  Legs legs;
  legs.right.angles = {{"knee", options.knee_flexion}};
  ModelBuilder b(detail::supine(model, legs, options.tone, false));
  if (options.pelvis_held) b.description.constraints.push_back(hold("pelvis_held", "pelvis", 0));
  const Model flat = b.build();
  StraightLegRaise out;
  TestReport& r = out.report;
  r.name = "straight_leg_raise";
  r.assumptions = {
      "Table and examiner carry all weights, so gravity is switched off; the moment is that of "
      "passive muscle and capsule alone.",
      "End of the test: a passive moment of " + detail::rounded(options.passive_moment) +
          " N m about the hip, knee " +
          (options.knee_flexion == 0 ? std::string("straight")
                                     : "bent by " + detail::in_degrees(options.knee_flexion)) +
          " (chosen: measured passive moments have 30 N m at 76° of hip flexion, Riener & Edrich "
          "1999; a clinician ends by feel).",
      options.pelvis_held
          ? "The pelvis is kept as in standing, the other leg and thorax flat."
          : "The pelvis rolls freely on the table; the other leg and the thorax lie flat.",
      "Tone " + detail::rounded(100 * options.tone, 1) +
          " % (chosen: a passive test), but where a tone was set.",
      detail::hip_axis_fixed};
  /// The rest with the thigh raised to an angle, from the last rest.
  const auto raised = [&](const Model& body, double angle, const State& start) {
    const Model m = posed(body, "hip_r", angle);
    return std::pair{m, solve(m, {}, start)};
  };
  struct Found {
    Outcome<Posture> first, last;
    Model first_model, model;
    State start;  ///< of the last
    double angle;
    bool reached;
  };
  const auto search = [&](const Model& body) {
    const auto zero = raised(body, 0, {});
    Found f{zero.second, zero.second, zero.first, zero.first, {}, 0, false};
    const auto moment = [&](const Outcome<Posture>& o) {
      return detail::holding_of(body, o.last(), "hip_r");
    };
    if (!is_equilibrium(f.first.status)) return f;
    double low = 0, high = 0;
    while (high < options.greatest_thigh) {
      low = high;
      high = std::min(options.greatest_thigh, high + 5 * degree);
      f.start = {f.last.last().coordinates};
      auto next = raised(body, high, f.start);
      f.last = next.second;
      f.model = next.first;
      f.angle = high;
      if (!is_equilibrium(f.last.status)) return f;
      if (moment(f.last) >= options.passive_moment) {
        f.reached = true;
        break;
      }
    }
    for (int i = 0; f.reached && i < 34; ++i) {  // 5 deg halved to 5e-12 rad
      const double middle = 0.5 * (low + high);
      f.start = {f.last.last().coordinates};
      auto next = raised(body, middle, f.start);
      if (!is_equilibrium(next.second.status)) return f.last = next.second, f.reached = false, f;
      (moment(next.second) >= options.passive_moment ? high : low) = middle;
      f.last = next.second;
      f.model = next.first;
      f.angle = middle;
    }
    return f;
  };
  const Found f = search(flat);
  detail::take(r, f.last);
  if (!is_equilibrium(f.last.status)) {
    r.sentence =
        "The model cannot do this test: at " + detail::in_degrees(f.angle) + " " + f.last.message;
    return out;
  }
  const Posture& p = f.last.last();
  detail::add_pose(r, "raised", f.model, f.last, f.start, Seek::downhill, detail::lying);
  detail::add_pose(r, "flat", f.first_model, f.first, {}, Seek::downhill, detail::lying);
  out.moment = detail::holding_of(f.model, p, "hip_r");
  out.leg_angle = f.angle;
  out.pelvis_roll =
      detail::angle_of(f.model, p, "pelvis") - detail::angle_of(f.model, f.first.last(), "pelvis");
  out.pelvis_share = out.pelvis_roll / out.leg_angle;
  out.hip_flexion = f.angle - detail::angle_of(f.model, p, "pelvis");
  if (!f.reached) {
    r.status = Status::not_run;
    r.message = "The passive moment reaches only " + detail::rounded(out.moment, 1) + " N m at " +
                detail::in_degrees(options.greatest_thigh) + ".";
    r.sentence = "The end of the test is not reached: " + r.message;
    return out;
  }
  detail::check_iliopsoas(r, f.model, p, "iliopsoas_r", out.hip_flexion, out.leg_angle,
                          [&](const Model& body) {
                            const Found off = search(body);
                            return off.reached ? off.angle : std::nan("");
                          });
  r.sentence =
      "The leg rises " + detail::in_degrees(out.leg_angle) + " before the passive moment is " +
      detail::rounded(options.passive_moment) + " N m; " +
      (options.pelvis_held
           ? std::string("the pelvis is held.")
           : "the pelvis rolls " + detail::in_degrees(out.pelvis_roll) + " of it (" +
                 detail::rounded(100 * out.pelvis_share) + " %), the hip itself stands at " +
                 detail::in_degrees(out.hip_flexion) + " of flexion.");
  return out;
}

GUYWIRE_INLINE ToeTouch toe_touch_test(const Model& model, const ToeTouchOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("toe_touch", options);
  const detail::Settled bent =
      detail::settled(posed(model, "thorax_upright", -options.inclination),
                      -options.pelvis_share * options.inclination, RecruitOptions{}.floor);
  const Recruitment& recruited = bent.recruitment;
  ToeTouch out;
  TestReport& r = out.report;
  r.name = "toe_touch";
  r.assumptions = {
      "Standing, thighs vertical, knees straight, arms with the trunk; the trunk inclined by " +
          detail::in_degrees(options.inclination) + ".",
      "Hips take " + detail::rounded(100 * options.pelvis_share) +
          " % of it (chosen: no table at hand gives the rhythm). The lumbar levels are free and "
          "take the shape of least effort.",
      "Tone recruited by least effort, floor 1 %: muscles, discs and passive tissue hold the "
      "trunk, and nothing is supplied for nothing. No ligaments of the back, no abdominal "
      "pressure.",
      detail::hip_axis_fixed};
  if (!recruited.feasible) {
    out.missing_moment = detail::largest_missing(recruited);
    r.message = recruited.message;
    r.sentence = "The model cannot hold this posture: " + recruited.message +
                 (out.missing_moment > 0 && !bent.all_set
                      ? " Ligaments of the back, which it lacks, or a smaller share of the hips "
                        "would have to supply it."
                      : "");
    return out;
  }
  const Model& m = bent.model;
  const auto o = solve(m, {.seek = Seek::any}, bent.state);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.sentence = "Tone for this posture exists, but no rest was found with it: " + o.message;
    return out;
  }
  detail::add_pose(r, "bent", m, o, bent.state, Seek::any, 0);
  const Posture& p = o.last();
  out.hip_flexion = detail::angle_of(m, p, "thigh") - detail::angle_of(m, p, "pelvis");
  out.lumbar_flexion = detail::angle_of(m, p, "pelvis") - detail::angle_of(m, p, "thorax");
  detail::largest_tone(m, recruited, out.largest_tone, out.largest_muscle);
  out.effort = recruited.effort;
  out.at_ceiling = static_cast<int>(std::count_if(
      recruited.activations.begin(), recruited.activations.end(), [](double a) { return a >= 1; }));
  out.erector_tension = detail::tension_of(m, p, "erector_spinae");
  out.hamstring_tension = detail::tension_of(m, p, "hamstrings");
  out.L45_compression = detail::compression_of(m, p, "L4");
  if (const auto standing = solve(model); is_equilibrium(standing.status)) {
    out.standing_compression = detail::compression_of(model, standing.last(), "L4");
    out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
  }
  detail::check_iliopsoas(r, m, p, "iliopsoas", out.hip_flexion, 0,
                          [](const Model&) { return std::nan(""); });
  r.sentence =
      "Bent by " + detail::in_degrees(options.inclination) + " the trunk asks " +
      detail::rounded(100 * out.largest_tone) + " % tone at most (" + out.largest_muscle +
      (out.at_ceiling > 1 ? " and " + std::to_string(out.at_ceiling - 1) + " more at full tone"
                          : "") +
      "); erector spinae pull " + detail::rounded(out.erector_tension) + " N, L4/5 is pressed by " +
      detail::rounded(out.L45_compression) + " N, " +
      detail::rounded(out.L45_compression / out.standing_compression, 1) + " times standing" +
      (o.status == Status::stable
           ? "."
           : "; the posture is balanced but " + std::string(to_string(o.status)) + ".");
  return out;
}

GUYWIRE_INLINE Sitting sitting_test(const Model& model, const SittingOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("sitting", options);
  ModelBuilder b(posed(posed(model, "hip", 90 * degree), "knee", 90 * degree));
  for (Constraint& c : b.description.constraints)
    if (c.name == "thorax_upright") c.paid_by_muscles = false;
  // the seat: the weight of pelvis and trunk, carried where the hamstrings arise
  Load seat{.name = "seat",
            .body = "pelvis",
            .source = "weight of pelvis and trunk, at the mean origin of the hamstrings"};
  const double g = std::hypot(model.description().gravity.x, model.description().gravity.y);
  for (const Body& body : model.description().bodies)
    if (body.name != "thigh" && body.name != "shank") seat.force_y += g * body.mass;
  const auto origins = model.cables("hamstrings");
  for (const CableId id : origins)
    for (const auto& point : model.description().cables[id.index].path)
      if (point.body == "pelvis") {
        seat.point_x += point.point.x / static_cast<double>(origins.size());
        seat.point_y += point.point.y / static_cast<double>(origins.size());
        break;
      }
  b.add(seat);
  const Model upright = b.build();
  detail::set_tone(b.description, options.tone);
  const Model slack = b.build();
  Sitting out;
  TestReport& r = out.report;
  r.name = "sitting";
  r.assumptions = {
      "Thighs level, knees at 90°, the thorax held upright from outside (a backrest or balance).",
      "The seat carries pelvis and trunk, " + detail::rounded(seat.force_y) +
          " N, at the sitting bones, where the hamstrings arise. The pelvis turns about the hip "
          "axis; rolling on the sitting bones is not modelled.",
      "Relaxed: tone " + detail::rounded(100 * options.tone, 1) +
          " % (chosen: the floor of recruitment), but where a tone was set. Held: tone by least "
          "effort above it, the lumbar levels free to take the shape of least effort.",
      "Psoas and iliacus have fixed path points and are wrong here (data/DEPARTURES.md).",
      detail::hip_axis_fixed};
  const auto loose = solve(slack), standing = solve(model);
  const bool stands = is_equilibrium(standing.status);
  const double standing_tilt = stands ? detail::angle_of(model, standing.last(), "pelvis") : 0;
  out.relaxed_status = loose.status;
  out.relaxed_message = loose.message;
  out.relaxed = is_equilibrium(loose.status) && !options.posterior_tilt;
  /// Numbers of a posture; `m` is the body in it.
  const auto fill = [&](const Model& m, const Outcome<Posture>& o) {
    const Posture& p = o.last();
    out.angles = clinical_angles(m, p.angles);
    out.posterior_tilt = detail::angle_of(m, p, "pelvis") - standing_tilt;
    out.thorax_moment = detail::holding_of(m, p, "thorax_upright");
    out.L45_compression = detail::compression_of(m, p, "L4");
    if (stands) {
      out.lordosis_change =
          out.angles.lordosis - clinical_angles(model, standing.last().angles).lordosis;
      out.standing_compression = detail::compression_of(model, standing.last(), "L4");
      out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
    }
    const double flexion = 90 * degree - detail::angle_of(m, p, "pelvis");
    const auto passive = passive_hip_moment(model, flexion, 90 * degree);
    out.passive_hip_moment = passive.muscles + passive.capsule;
    out.measured_hip_moment = riener_edrich_hip_moment(flexion, 90 * degree);
  };
  const std::string published =
      " (published, 16 adults on a chair: 12.5° of pelvic tilt, lordosis -19.2°; PMC6107819).";
  const auto back_or_forward = [](double t) {
    return detail::in_degrees(std::abs(t), 1) + (t < 0 ? " forward" : " back");
  };
  if (out.relaxed) {
    detail::take(r, loose);
    detail::add_pose(r, "relaxed", slack, loose, {}, Seek::downhill, 0);
    fill(slack, loose);
    for (const Cable& c : slack.description().cables)
      if (c.knobs.tone.value_or(0) > out.largest_tone) {
        out.largest_tone = *c.knobs.tone;
        out.largest_muscle = c.name;
      }
    detail::check_iliopsoas(r, slack, loose.last(), "iliopsoas",
                            90 * degree - detail::angle_of(slack, loose.last(), "pelvis"),
                            out.posterior_tilt, [&](const Model& body) {
                              const auto off = solve(body);
                              return is_equilibrium(off.status)
                                         ? detail::angle_of(body, off.last(), "pelvis") -
                                               standing_tilt
                                         : std::nan("");
                            });
    r.sentence = "Sitting down relaxed tips the pelvis " + back_or_forward(out.posterior_tilt) +
                 " and changes lordosis by " + detail::in_degrees(out.lordosis_change, 1) +
                 published;
    return out;
  }
  const double loose_tilt = detail::angle_of(slack, loose.last(), "pelvis");
  const bool past =
      loose.status == Status::runaway && loose.message.find("'pelvis'") != std::string::npos;
  const std::string slumps =
      is_equilibrium(loose.status)
          ? "Relaxed, the pelvis rests " + back_or_forward(loose_tilt - standing_tilt) +
                " of standing. "
      : past ? std::string("Relaxed, the pelvis slumps ") + (loose_tilt > 0 ? "back" : "forward") +
                   " past the model's range: " + loose.message + " "
             : "Relaxed, it finds no rest: " + loose.message + " ";
  const double tilt = options.posterior_tilt.value_or(usual_sitting_tilt) + standing_tilt;
  const detail::Settled held = detail::settled(upright, tilt, options.tone);
  if (!held.recruitment.feasible) {
    r.message = held.recruitment.message;
    r.sentence = slumps + "Nor can its muscles hold it " + back_or_forward(tilt - standing_tilt) +
                 ": " + held.recruitment.message;
    return out;
  }
  const auto o = solve(held.model, {.seek = Seek::any}, held.state);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.sentence =
        slumps + "Tone that would hold it exists, but no rest was found with it: " + o.message;
    return out;
  }
  detail::add_pose(r, "held", held.model, o, held.state, Seek::any, 0);
  fill(held.model, o);
  out.effort = held.recruitment.effort;
  detail::largest_tone(held.model, held.recruitment, out.largest_tone, out.largest_muscle);
  ModelBuilder gripped(slack);
  gripped.add(hold("pelvis_held", "pelvis", tilt));
  const Model grip = gripped.build();
  if (const auto rest = solve(grip); is_equilibrium(rest.status))
    out.missing_moment = detail::holding_of(grip, rest.last(), "pelvis_held");
  out.missing_as_measured =
      out.missing_moment +
      2 * (out.measured_hip_moment -
           out.passive_hip_moment);  // two legs; flexion of the thigh is anterior tilt
  const auto tone_of = [&](const Model& body) -> std::optional<double> {
    const auto other = detail::settled(body, tilt, options.tone);
    if (!other.recruitment.feasible) return {};
    return other.recruitment.largest;
  };
  const auto percent = [](const std::optional<double>& tone) {
    return tone ? detail::rounded(100 * *tone) + " %" : std::string("more than all");
  };
  if (detail::has_group(upright, "iliopsoas"))
    out.tone_without_iliopsoas = tone_of(detail::without_pull(upright, "iliopsoas"));
  ModelBuilder alone(upright);
  for (Constraint& c : alone.description.constraints)
    if (c.name == "thorax_upright") c.paid_by_muscles = true;
  out.tone_without_backrest = tone_of(alone.build());
  r.sentence = slumps + "Held " + back_or_forward(out.posterior_tilt) +
               " of standing by least effort it asks " + detail::rounded(100 * out.largest_tone) +
               " % tone at most (" + out.largest_muscle + "), the thorax being pressed " +
               (out.thorax_moment < 0 ? "forward" : "back") + " from outside by " +
               detail::rounded(std::abs(out.thorax_moment)) + " N m (without that " +
               percent(out.tone_without_backrest) + "); lordosis changes by " +
               detail::in_degrees(out.lordosis_change, 1) + published +
               " There the relaxed pelvis lacks " + detail::rounded(std::abs(out.missing_moment)) +
               " N m; if its passive hips turned each thigh as measured, by " +
               detail::rounded(out.measured_hip_moment, 1) + " instead of " +
               detail::rounded(out.passive_hip_moment, 1) +
               " N m (+ flexion; Riener & Edrich 1999), it would be " +
               detail::rounded(std::abs(out.missing_as_measured)) + " N m" +
               (out.missing_as_measured * out.missing_moment < 0 ? " the other way" : "") + "." +
               (o.status == Status::stable
                    ? ""
                    : " The posture is balanced but " + std::string(to_string(o.status)) + ".");
  return out;
}

GUYWIRE_INLINE std::vector<TestOption> test_options(std::string_view test) {
  if (test == "mirror") return {};
  if (test == "thomas") return detail::option_rows<ThomasOptions>();
  if (test == "straight_leg_raise" || test == "slr")
    return detail::option_rows<StraightLegRaiseOptions>();
  if (test == "toe_touch") return detail::option_rows<ToeTouchOptions>();
  if (test == "sitting") return detail::option_rows<SittingOptions>();
  detail::no_such_test(test);
}

GUYWIRE_INLINE ClinicalTest
clinical_test(const Model& model, std::string_view test,
              const std::vector<std::pair<std::string, double>>& options) {
  if (test == "mirror") {
    if (!options.empty())
      throw ModelError(
          {{"mirror / " + options.front().first, "is no option of this test.", "It takes none."}});
    return mirror_test(model);
  }
  if (test == "thomas")
    return thomas_test(model, detail::options_from<ThomasOptions>(test, options));
  if (test == "straight_leg_raise" || test == "slr")
    return straight_leg_raise_test(model,
                                   detail::options_from<StraightLegRaiseOptions>(test, options));
  if (test == "toe_touch")
    return toe_touch_test(model, detail::options_from<ToeTouchOptions>(test, options));
  if (test == "sitting")
    return sitting_test(model, detail::options_from<SittingOptions>(test, options));
  detail::no_such_test(test);
}

}  // namespace guywire
