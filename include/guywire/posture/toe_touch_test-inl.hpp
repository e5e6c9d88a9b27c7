#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_settled-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"

namespace guywire {

namespace detail {

inline Facts toe_touch_assumptions(const ToeTouchOptions& o) {
  return {{"toe_touch.posture", {{"inclination", o.inclination}}},
          {"toe_touch.share_of_hips", {{"share", o.pelvis_share}}},
          {"toe_touch.least_effort", {{"tone", RecruitOptions{}.min_activation}}},
          hip_axis_fixed()};
}

inline Facts toe_touch_finding(const ToeTouch& t, const ToeTouchOptions& o) {
  Facts facts{{"toe_touch.tone",
               {{"inclination", o.inclination},
                {"tone", t.largest_tone},
                {"muscle", t.largest_muscle},
                {"others_at_full_tone", t.at_ceiling - 1}}},
              {"toe_touch.loads",
               {{"tension", t.erector_tension},
                {"compression", t.L45_compression},
                {"knows_standing", t.standing_compression > 0},
                {"ratio", t.L45_compression / t.standing_compression}}}};
  add_balanced_but(facts, t.report.status);
  return facts;
}

/// No tone holds the posture.
inline void cannot_bend(ToeTouch& out, const Settled& bent) {
  TestReport& r = out.report;
  out.missing_moment = largest_missing(bent.recruitment);
  r.why = bent.recruitment.why;
  r.finding = {{"toe_touch.cannot_hold", {{"why", r.why}}}};
  if (out.missing_moment > 0 && !bent.all_set) r.finding.emplace_back("toe_touch.needs_ligaments");
}

/// Angles, tone and loads of the bent body.
inline void read_bent(ToeTouch& out, const Model& standing, const Model& m, const Posture& p,
                      const Recruitment& tone) {
  out.hip_flexion = angle_of(m, p, "thigh") - angle_of(m, p, "pelvis");
  out.lumbar_flexion = angle_of(m, p, "pelvis") - angle_of(m, p, "thorax");
  largest_tone(m, tone, out.largest_tone, out.largest_muscle);
  out.effort = tone.effort;
  out.at_ceiling = static_cast<int>(std::count_if(tone.activations.begin(), tone.activations.end(),
                                                  [](double a) { return a >= 1; }));
  out.erector_tension = tension_of(m, p, "erector_spinae");
  out.hamstring_tension = tension_of(m, p, "hamstrings");
  out.L45_compression = compression_of(m, p, "L4");
  if (const auto rest = solve(standing); is_equilibrium(rest.status)) {
    out.standing_compression = compression_of(standing, rest.last(), "L4");
    out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
  }
}

}  // namespace detail

GUYWIRE_INLINE ToeTouch toe_touch_test(const Model& model, const ToeTouchOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("toe_touch", options);
  const detail::Settled bent =
      detail::settled(posed(model, "thorax_upright", -options.inclination),
                      -options.pelvis_share * options.inclination, RecruitOptions{}.min_activation);
  ToeTouch out;
  TestReport& r = out.report;
  r.name = "toe_touch";
  r.assumptions = detail::toe_touch_assumptions(options);
  if (!bent.recruitment.feasible) {
    detail::cannot_bend(out, bent);
    return out;
  }
  const auto o = solve(bent.model, {.seek = Seek::any}, bent.state);
  detail::take(r, o);
  if (!is_equilibrium(o.status)) {
    r.finding = {{"clinical.tone_without_rest", {{"why", o.why}}}};
    return out;
  }
  detail::add_pose(r, "bent", bent.model, o, {bent.state, Seek::any});
  detail::read_bent(out, model, bent.model, o.last(), bent.recruitment);
  detail::check_iliopsoas(r, "iliopsoas", out.hip_flexion, 0,
                          [](const Model&) { return std::nan(""); });
  r.finding = detail::toe_touch_finding(out, options);
  return out;
}

}  // namespace guywire
