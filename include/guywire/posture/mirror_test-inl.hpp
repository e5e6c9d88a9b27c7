#pragma once
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/posture_angles.hpp"

namespace guywire {

namespace detail {

inline Fact lordosis_of(const ClinicalAngles& a) {
  return {"mirror.lordosis",
          {{"lordosis", a.lordosis},
           {"z", a.lordosis_z},
           {"is_flat", a.shape == LumbarShape::flat},
           {"is_hyperlordotic", a.shape == LumbarShape::hyperlordotic}}};
}

/// What one would expect of the bone.
inline Fact expectation_of(const ClinicalAngles& a) {
  return {"mirror.expected",
          {{"incidence", a.pelvic_incidence},
           {"is_flat", a.shape_for_incidence == LumbarShape::flat},
           {"is_pronounced", a.shape_for_incidence == LumbarShape::hyperlordotic}}};
}

}  // namespace detail

GUYWIRE_INLINE Mirror mirror_test(const Model& model) {
  Mirror out;
  out.report.name = "mirror";
  out.report.assumptions = {Fact("mirror.relaxed_standing"), Fact("mirror.norms"),
                            detail::hip_axis_fixed()};
  const auto o = solve(model);
  detail::take(out.report, o);
  if (!is_equilibrium(o.status)) {
    out.report.finding = {{"mirror.no_rest", {{"why", o.why}}}};
    return out;
  }
  detail::add_pose(out.report, "standing", model, o);
  out.angles = clinical_angles(model, o.last().angles);
  out.forward_tilt = posture_angles(model, o.last().angles).anterior_tilt_change;
  out.report.finding = {detail::lordosis_of(out.angles), detail::expectation_of(out.angles)};
  return out;
}

}  // namespace guywire
