#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_settled-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"

namespace guywire {

namespace detail {

inline std::vector<std::string> toe_touch_assumptions(const ToeTouchOptions& o) {
  return {
      "Standing, thighs vertical, knees straight, arms with the trunk; the trunk inclined by " +
          in_degrees(o.inclination) + ".",
      "Hips take " + rounded(100 * o.pelvis_share) +
          " % of it (chosen: no table at hand gives the rhythm). The lumbar levels are free and "
          "take the shape of least effort.",
      "Tone recruited by least effort, floor 1 %: muscles, discs and passive tissue hold the "
      "trunk, and nothing is supplied for nothing. No ligaments of the back, no abdominal "
      "pressure.",
      hip_axis_fixed};
}

inline std::string toe_touch_sentence(const ToeTouch& t, const ToeTouchOptions& o) {
  const std::string more =
      t.at_ceiling > 1 ? " and " + std::to_string(t.at_ceiling - 1) + " more at full tone" : "";
  const std::string end =
      t.report.status == Status::stable
          ? "."
          : "; the posture is balanced but " + std::string(to_string(t.report.status)) + ".";
  return "Bent by " + in_degrees(o.inclination) + " the trunk asks " +
         rounded(100 * t.largest_tone) + " % tone at most (" + t.largest_muscle + more +
         "); erector spinae pull " + rounded(t.erector_tension) + " N, L4/5 is pressed by " +
         rounded(t.L45_compression) + " N, " +
         rounded(t.L45_compression / t.standing_compression, 1) + " times standing" + end;
}

/// No tone holds the posture.
inline void cannot_bend(ToeTouch& out, const Settled& bent) {
  TestReport& r = out.report;
  out.missing_moment = largest_missing(bent.recruitment);
  r.why = bent.recruitment.why;
  r.sentence = "The model cannot hold this posture: " + to_string(r.why);
  if (out.missing_moment > 0 && !bent.all_set)
    r.sentence +=
        " Ligaments of the back, which it lacks, or a smaller share of the hips would have to "
        "supply it.";
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
    r.sentence = "Tone for this posture exists, but no rest was found with it: " + to_string(o.why);
    return out;
  }
  detail::add_pose(r, "bent", bent.model, o, {bent.state, Seek::any});
  detail::read_bent(out, model, bent.model, o.last(), bent.recruitment);
  detail::check_iliopsoas(r, "iliopsoas", out.hip_flexion, 0,
                          [](const Model&) { return std::nan(""); });
  r.sentence = detail::toe_touch_sentence(out, options);
  return out;
}

}  // namespace guywire
