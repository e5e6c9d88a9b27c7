#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "guywire/statics/quantity.hpp"
#include "guywire/study/clinical.hpp"

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
    throw ModelError({{"model '" + model.name() + "'", "has legs that are split already.", "Give the standing body with its legs as a pair: the test poses them itself."}});
}
inline void require_range(const char* what, double value, double low, double high, double unit, const char* unit_name) {
  if (!(value >= low && value <= high)) throw ModelError({{what, "is " + to_text(value / unit) + " " + unit_name + "; allowed is " + rounded(low / unit) + " to " + rounded(high / unit) + " " + unit_name + ".", "Stay within that range."}});
}

/// Every muscle at this tone, but those whose tone knob was set.
inline void set_tone(ModelDescription& d, double tone) {
  for (Cable& c : d.cables)
    if (!c.knobs.tone && std::visit([](const auto& law) { return std::decay_t<decltype(law)>::has_tone; }, c.law)) c.knobs.tone = tone;
}

inline double holding_of(const Model& m, const Posture& p, std::string_view name) {
  const auto& constraints = m.description().constraints;
  for (std::size_t k = 0; k < constraints.size(); ++k)
    if (constraints[k].name == name) return p.holding[k];
  return 0;
}
inline double angle_of(const Model& m, const Posture& p, std::string_view body) { return p.angles[m.body(body).index]; }
inline bool has_group(const Model& m, std::string_view group) {
  const auto& groups = m.description().groups;
  return std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.name == group; });
}
inline Model without_pull(const Model& m, std::string_view group) {
  ModelBuilder b(m);
  for (const CableId id : m.cables(group)) b.description.cables[id.index].knobs.strength = 0, b.description.cables[id.index].knobs.stiffness = 0;
  return b.build();
}

/// Fills what the fixed paths of psoas and iliacus do at this hip flexion; `main_number(model)` is the test's, NaN where there is no rest.
template <class F>
void check_iliopsoas(TestReport& r, const Model& m, const Posture& p, const std::string& group, double hip_flexion, double now, F&& main_number) {
  if (!has_group(m, group)) return;
  IliopsoasCheck c{.group = group, .hip_flexion = hip_flexion, .beyond = hip_flexion > 55 * degree, .tension = tension_of(m, p, group), .effect = {}};
  if (c.beyond)
    if (const double other = main_number(without_pull(m, group)); std::isfinite(other)) c.effect = other - now;
  r.iliopsoas = c;
}

inline void take(TestReport& r, const Outcome<Posture>& o) { r.status = o.status, r.message = o.message, r.certificate = o.last().certificate; }

inline const std::string hip_axis_fixed = "The hip axis is fixed in space; sacroiliac joints are rigid; no reflexes.";

/// L4/5 compression, or NaN where the model has no L4 or endplates.
inline double compression_of(const Model& m, const Posture& p, std::string_view body) {
  for (const JointLoad& l : joint_loads(m, p))
    if (l.body == body && l.compression) return *l.compression;
  return std::nan("");
}

/// The body on a table: gravity points to its back, the table carries the weight of all bodies not named in `hanging`.
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

GUYWIRE_INLINE ClinicalAngles clinical_angles(const Model& model, std::span<const double> theta, const SpinopelvicNorms& norms) {
  const PostureAngles a = posture_angles(model, theta);
  if (!a.pelvic_incidence || !a.lordosis) throw ModelError({{"model '" + model.name() + "'", "lacks the landmarks of clinical angles.", "It needs hip_axis, S1_anterior, S1_posterior, L1_anterior, L1_posterior."}});
  ClinicalAngles c;
  c.pelvic_incidence = *a.pelvic_incidence, c.pelvic_tilt = *a.pelvic_tilt, c.sacral_slope = *a.sacral_slope, c.lordosis = *a.lordosis;
  c.pelvic_incidence_z = norms.pelvic_incidence.z(c.pelvic_incidence), c.pelvic_tilt_z = norms.pelvic_tilt.z(c.pelvic_tilt);
  c.sacral_slope_z = norms.sacral_slope.z(c.sacral_slope), c.lordosis_z = norms.lordosis.z(c.lordosis);
  c.asis_psis = a.anterior_tilt;
  c.lordosis_less_incidence = c.lordosis - c.pelvic_incidence;
  c.shape = c.lordosis_z < -1 ? LumbarShape::flat : c.lordosis_z > 1 ? LumbarShape::hyperlordotic
                                                                     : LumbarShape::usual;
  c.shape_for_incidence = c.pelvic_incidence < 44 * degree ? LumbarShape::flat : c.pelvic_incidence > 62 * degree ? LumbarShape::hyperlordotic
                                                                                                                  : LumbarShape::usual;
  return c;
}

GUYWIRE_INLINE Mirror mirror_test(const Model& model) {
  Mirror out;
  out.report.name = "mirror";
  out.report.assumptions = {"Relaxed standing, legs straight and vertical, thorax upright, the model's own tone.", "Norms: 2926 standing adults (PMID 28368866). Flat or hyperlordotic: lordosis beyond one standard deviation (chosen: a description, no diagnosis).", detail::hip_axis_fixed};
  const auto o = solve(model);
  detail::take(out.report, o);
  if (!is_equilibrium(o.status)) {
    out.report.sentence = "The body finds no standing posture, so there is nothing to see in the mirror: " + o.message;
    return out;
  }
  out.angles = clinical_angles(model, o.last().angles);
  out.forward_tilt = posture_angles(model, o.last().angles).anterior_tilt_change;
  const ClinicalAngles& a = out.angles;
  const auto shape = [](LumbarShape s) { return s == LumbarShape::flat ? std::string("a flat lumbar curve") : s == LumbarShape::usual ? std::string("a usual lumbar curve")
                                                                                                                                      : std::string("a hyperlordotic lumbar curve"); };
  std::string own = a.shape_for_incidence == LumbarShape::usual ? "nothing out of the usual" : a.shape_for_incidence == LumbarShape::flat ? "a flat curve"
                                                                                                                                          : "a pronounced curve";
  out.report.sentence = "Lordosis " + detail::in_degrees(a.lordosis) + " (" + (a.lordosis_z < 0 ? "" : "+") + detail::rounded(a.lordosis_z, 1) + " SD): " + shape(a.shape) + "; for this bone (PI " + detail::in_degrees(a.pelvic_incidence) + ") one would expect " + own + ".";
  return out;
}

GUYWIRE_INLINE Thomas thomas_test(const Model& model, const ThomasOptions& options) {
  detail::require_pair(model);
  detail::require_range("posterior_tilt", options.posterior_tilt, -30 * degree, 40 * degree, degree, "deg");
  detail::require_range("other_thigh", options.other_thigh, 0, 130 * degree, degree, "deg");
  detail::require_range("tone", options.tone, 0, 1, 1, "");
  Legs legs;
  legs.left.angles = {{"hip", options.other_thigh}, {"knee", 90 * degree}};
  ModelBuilder b(detail::supine(model, legs, options.tone, true));
  auto& constraints = b.description.constraints;
  std::erase_if(constraints, [&](const Constraint& c) { return c.name == "hip_r" || (options.knee_hangs && c.name == "knee_r"); });
  if (options.pelvis_held) constraints.push_back(hold("pelvis_held", "pelvis", options.posterior_tilt));
  const Model m = b.build();
  const auto rest = [&](const Model& body) {
    State start;  // the leg a little below the table, the shank hanging
    for (const std::string& name : body.coordinates()) start.coordinates.push_back(name == "shank_r" ? (options.knee_hangs ? -80 : -10) * degree : name == "thigh_r" ? -10 * degree
                                                                                                                                               : options.pelvis_held ? options.posterior_tilt / 2
                                                                                                                                                                     : 0);
    return solve(body, {}, start);
  };
  Thomas out;
  TestReport& r = out.report;
  r.name = "thomas";
  r.assumptions = {"Lying is a rotation of gravity. The table carries trunk, pelvis and the other leg (their weights are switched off); the test leg hangs by its own weight.",
                   options.pelvis_held ? "The pelvis is held " + detail::in_degrees(options.posterior_tilt) + " posterior of standing (chosen: no source says when the back touches the table)." : "The pelvis is not held: without control of the pelvis the test is known not to be valid for hip extension (sensitivity 32 %, specificity 57 %; with tilt accounted for r = 0.98: Vigotsky 2016).",
                   "The other thigh stands " + detail::in_degrees(options.other_thigh) + " from the table, its knee bent to 90°; the thorax lies flat.",
                   std::string(options.knee_hangs ? "The knee hangs freely: it has no stiffness of its own but the two-joint muscles." : "The knee is kept straight."),
                   "Tone " + detail::rounded(100 * options.tone, 1) + " % (chosen: a passive test), but where a tone was set.", detail::hip_axis_fixed};
  const auto o = rest(m);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.sentence = "The model cannot do this test: " + o.message;
    return out;
  }
  const Posture& p = o.last();
  out.thigh_to_horizontal = detail::angle_of(m, p, "thigh_r");
  out.pelvis_tilt = detail::angle_of(m, p, "pelvis");
  out.hip_extension = out.pelvis_tilt - out.thigh_to_horizontal;
  out.knee_flexion = out.thigh_to_horizontal - detail::angle_of(m, p, "shank_r");
  if (const auto a = posture_angles(m, p.angles); a.lordosis) out.lordosis = *a.lordosis;
  out.holding_moment = detail::holding_of(m, p, "pelvis_held");
  detail::check_iliopsoas(r, m, p, "iliopsoas_l", options.other_thigh - out.pelvis_tilt, out.thigh_to_horizontal, [&](const Model& body) {
    const auto off = rest(body);
    return is_equilibrium(off.status) ? detail::angle_of(body, off.last(), "thigh_r") : std::nan("");
  });
  r.sentence = "The thigh hangs " + detail::in_degrees(std::abs(out.thigh_to_horizontal)) + (out.thigh_to_horizontal > 0 ? " above" : " below") + " the horizontal, " + detail::in_degrees(std::abs(out.hip_extension)) + (out.hip_extension < 0 ? " flexed" : " extended") + " against the pelvis; the pelvis lies " + detail::in_degrees(std::abs(out.pelvis_tilt)) + (out.pelvis_tilt < 0 ? " anterior" : " posterior") + " of standing" + (options.pelvis_held ? ", held by " + detail::rounded(std::abs(out.holding_moment)) + " N m." : ", free to go along.");
  return out;
}

GUYWIRE_INLINE StraightLegRaise straight_leg_raise_test(const Model& model, const StraightLegRaiseOptions& options) {
  detail::require_pair(model);
  detail::require_range("passive_moment", options.passive_moment, 1, 200, 1, "N m");
  detail::require_range("greatest", options.greatest, 5 * degree, 130 * degree, degree, "deg");
  detail::require_range("knee_flexion", options.knee_flexion, 0, 120 * degree, degree, "deg");
  detail::require_range("tone", options.tone, 0, 1, 1, "");
  Legs legs;
  legs.right.angles = {{"knee", options.knee_flexion}};
  ModelBuilder b(detail::supine(model, legs, options.tone, false));
  if (options.pelvis_held) b.description.constraints.push_back(hold("pelvis_held", "pelvis", 0));
  const Model flat = b.build();
  StraightLegRaise out;
  TestReport& r = out.report;
  r.name = "straight_leg_raise";
  r.assumptions = {"Table and examiner carry all weights, so gravity is switched off; the moment is that of passive muscle and capsule alone.",
                   "End of the test: a passive moment of " + detail::rounded(options.passive_moment) + " N m about the hip, knee " + (options.knee_flexion == 0 ? std::string("straight") : "bent by " + detail::in_degrees(options.knee_flexion)) + " (chosen: measured passive moments have 30 N m at 76° of hip flexion, Riener & Edrich 1999; a clinician ends by feel).",
                   options.pelvis_held ? "The pelvis is kept as in standing, the other leg and thorax flat." : "The pelvis rolls freely on the table; the other leg and the thorax lie flat.",
                   "Tone " + detail::rounded(100 * options.tone, 1) + " % (chosen: a passive test), but where a tone was set.", detail::hip_axis_fixed};
  /// The rest with the thigh raised to an angle, from the last rest.
  const auto raised = [&](const Model& body, double angle, const State& start) {
    const Model m = posed(body, "hip_r", angle);
    return std::pair{m, solve(m, {}, start)};
  };
  struct Found {
    Outcome<Posture> first, last;
    Model model;
    double angle;
    bool reached;
  };
  const auto search = [&](const Model& body) {
    const auto zero = raised(body, 0, {});
    Found f{zero.second, zero.second, zero.first, 0, false};
    const auto moment = [&](const Outcome<Posture>& o) { return detail::holding_of(body, o.last(), "hip_r"); };
    if (!is_equilibrium(f.first.status)) return f;
    double low = 0, high = 0;
    while (high < options.greatest) {
      low = high, high = std::min(options.greatest, high + 5 * degree);
      auto next = raised(body, high, {f.last.last().coordinates});
      f.last = next.second, f.model = next.first, f.angle = high;
      if (!is_equilibrium(f.last.status)) return f;
      if (moment(f.last) >= options.passive_moment) {
        f.reached = true;
        break;
      }
    }
    for (int i = 0; f.reached && i < 34; ++i) {  // 5 deg halved to 5e-12 rad
      const double middle = 0.5 * (low + high);
      auto next = raised(body, middle, {f.last.last().coordinates});
      if (!is_equilibrium(next.second.status)) return f.last = next.second, f.reached = false, f;
      (moment(next.second) >= options.passive_moment ? high : low) = middle;
      f.last = next.second, f.model = next.first, f.angle = middle;
    }
    return f;
  };
  const Found f = search(flat);
  detail::take(r, f.last);
  if (!is_equilibrium(f.last.status)) {
    r.sentence = "The model cannot do this test: at " + detail::in_degrees(f.angle) + " " + f.last.message;
    return out;
  }
  const Posture& p = f.last.last();
  out.moment = detail::holding_of(f.model, p, "hip_r");
  out.leg_angle = f.angle;
  out.pelvis_roll = detail::angle_of(f.model, p, "pelvis") - detail::angle_of(f.model, f.first.last(), "pelvis");
  out.pelvis_share = out.pelvis_roll / out.leg_angle;
  out.hip_flexion = f.angle - detail::angle_of(f.model, p, "pelvis");
  if (!f.reached) {
    r.status = Status::not_run;
    r.message = "The passive moment reaches only " + detail::rounded(out.moment, 1) + " N m at " + detail::in_degrees(options.greatest) + ".";
    r.sentence = "The end of the test is not reached: " + r.message;
    return out;
  }
  detail::check_iliopsoas(r, f.model, p, "iliopsoas_r", out.hip_flexion, out.leg_angle, [&](const Model& body) {
    const Found off = search(body);
    return off.reached ? off.angle : std::nan("");
  });
  r.sentence = "The leg rises " + detail::in_degrees(out.leg_angle) + " before the passive moment is " + detail::rounded(options.passive_moment) + " N m; " + (options.pelvis_held ? std::string("the pelvis is held.") : "the pelvis rolls " + detail::in_degrees(out.pelvis_roll) + " of it (" + detail::rounded(100 * out.pelvis_share) + " %), the hip itself stands at " + detail::in_degrees(out.hip_flexion) + " of flexion.");
  return out;
}

GUYWIRE_INLINE ToeTouch toe_touch_test(const Model& model, const ToeTouchOptions& options) {
  detail::require_pair(model);
  detail::require_range("inclination", options.inclination, 0, 65 * degree, degree, "deg");  // bodies of the spine range to 1.2 rad
  detail::require_range("pelvis_share", options.pelvis_share, 0, 1, 1, "");
  ModelBuilder b(posed(model, "thorax_upright", -options.inclination));
  constexpr double shares[] = {0.125, 0.185, 0.204, 0.231, 0.255};  // L5/S1 ... L1/2
  for (Constraint& c : rhythm("lumbar-rhythm", {"pelvis", "L5", "L4", "L3", "L2", "L1", "thorax"}, {shares[0], shares[1], shares[2], shares[3], shares[4], 0})) b.add(std::move(c));
  const Model bent = b.build();
  ToeTouch out;
  TestReport& r = out.report;
  r.name = "toe_touch";
  r.assumptions = {"Standing, thighs vertical, knees straight, arms with the trunk; the trunk inclined by " + detail::in_degrees(options.inclination) + ".",
                   "Hips take " + detail::rounded(100 * options.pelvis_share) + " % of it (chosen: no table at hand gives the rhythm), L5/S1 to L1/2 the rest in the shares 12.5, 18.5, 20.4, 23.1, 25.5 % (Christophy 2012). This rhythm is a constraint: facets and ligaments that the model lacks would supply its moments, up to the one reported.",
                   "Tone recruited by least effort, floor 1 %, the trunk held by muscles, discs and passive tissue alone; no ligaments of the back, no abdominal pressure.", detail::hip_axis_fixed};
  State posture{std::vector<double>(bent.coordinates().size(), -options.pelvis_share * options.inclination)};  // the pelvis alone is free
  const Recruitment recruited = recruit(bent, {}, posture);
  if (!recruited.feasible) {
    r.message = recruited.message;
    r.sentence = "The model cannot hold this posture: " + recruited.message;
    return out;
  }
  const Model m = with_recruitment(bent, recruited);
  const auto o = solve(m, {.seek = Seek::any}, posture);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.sentence = "Tone for this posture exists, but no rest was found with it: " + o.message;
    return out;
  }
  const Posture& p = o.last();
  out.hip_flexion = detail::angle_of(m, p, "thigh") - detail::angle_of(m, p, "pelvis");
  out.lumbar_flexion = detail::angle_of(m, p, "pelvis") - detail::angle_of(m, p, "thorax");
  for (std::size_t c = 0; c < recruited.activations.size(); ++c)
    if (recruited.activations[c] > out.largest_tone) out.largest_tone = recruited.activations[c], out.largest_muscle = m.description().cables[c].name;
  out.erector_tension = detail::tension_of(m, p, "erector_spinae"), out.hamstring_tension = detail::tension_of(m, p, "hamstrings");
  for (std::size_t k = 0; k < p.holding.size(); ++k)
    if (m.description().constraints[k].name.starts_with("lumbar-rhythm")) out.rhythm_moment = std::max(out.rhythm_moment, std::abs(p.holding[k]));
  out.L45_compression = detail::compression_of(m, p, "L4");
  if (const auto standing = solve(model); is_equilibrium(standing.status)) out.standing_compression = detail::compression_of(model, standing.last(), "L4"), out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
  detail::check_iliopsoas(r, m, p, "iliopsoas", out.hip_flexion, 0, [](const Model&) { return std::nan(""); });
  r.sentence = "Bent by " + detail::in_degrees(options.inclination) + " the trunk asks " + detail::rounded(100 * out.largest_tone) + " % tone at most (" + out.largest_muscle + "); erector spinae pull " + detail::rounded(out.erector_tension) + " N, L4/5 is pressed by " + detail::rounded(out.L45_compression) + " N, " + detail::rounded(out.L45_compression / out.standing_compression, 1) + " times standing" + (o.status == Status::stable ? "." : "; the posture is balanced but " + std::string(to_string(o.status)) + ".");
  return out;
}

GUYWIRE_INLINE Sitting sitting_test(const Model& model, const SittingOptions& options) {
  detail::require_pair(model);
  detail::require_range("tone", options.tone, 0, 1, 1, "");
  ModelBuilder b(posed(posed(model, "hip", 90 * degree), "knee", 90 * degree));
  detail::set_tone(b.description, options.tone);
  const Model m = b.build();
  Sitting out;
  TestReport& r = out.report;
  r.name = "sitting";
  r.assumptions = {"Thighs level, knees at 90°, the thorax held upright from outside (a backrest or balance).", "Tone " + detail::rounded(100 * options.tone, 1) + " % (chosen: relaxed), but where a tone was set.",
                   "The pelvis turns about the hip axis; rolling on the sitting bones and the seat's pressure are not modelled.", "Psoas and iliacus have fixed path points and are wrong here (data/DEPARTURES.md).", detail::hip_axis_fixed};
  const auto o = solve(m), standing = solve(model);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.sentence = "The model cannot sit: " + o.message;
    if (detail::has_group(m, "iliopsoas")) {
      const auto off = solve(detail::without_pull(m, "iliopsoas"));
      r.sentence += is_equilibrium(off.status) ? std::string(" Without psoas and iliacus, whose paths are wrong here, it would rest ") + detail::in_degrees(detail::angle_of(m, off.last(), "pelvis")) + " back." : " Psoas and iliacus, whose paths are wrong here, are not to blame: without them it ends as " + std::string(to_string(off.status)) + ".";
    }
    return out;
  }
  const Posture& p = o.last();
  out.angles = clinical_angles(m, p.angles);
  out.posterior_tilt = detail::angle_of(m, p, "pelvis");
  out.thorax_moment = detail::holding_of(m, p, "thorax_upright");
  out.L45_compression = detail::compression_of(m, p, "L4");
  if (is_equilibrium(standing.status)) {
    out.posterior_tilt -= detail::angle_of(model, standing.last(), "pelvis");
    out.lordosis_change = out.angles.lordosis - clinical_angles(model, standing.last().angles).lordosis;
    out.standing_compression = detail::compression_of(model, standing.last(), "L4"), out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
  }
  detail::check_iliopsoas(r, m, p, "iliopsoas", 90 * degree - detail::angle_of(m, p, "pelvis"), out.posterior_tilt, [&](const Model& body) {
    const auto off = solve(body);
    return is_equilibrium(off.status) ? detail::angle_of(body, off.last(), "pelvis") - (detail::angle_of(m, p, "pelvis") - out.posterior_tilt) : std::nan("");
  });
  r.sentence = "Sitting down tips the pelvis " + detail::in_degrees(std::abs(out.posterior_tilt)) + (out.posterior_tilt < 0 ? " forward" : " back") + " and changes lordosis by " + detail::in_degrees(out.lordosis_change) + " (published, 16 adults on a chair: pelvic tilt +12.5°, lordosis -19.2°; PMC6107819).";
  return out;
}

}  // namespace guywire
