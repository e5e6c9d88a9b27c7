#pragma once
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/posture_angles.hpp"

namespace guywire {

namespace detail {

inline std::string curve_words(LumbarShape s) {
  switch (s) {
    case LumbarShape::flat:
      return "a flat lumbar curve";
    case LumbarShape::usual:
      return "a usual lumbar curve";
    case LumbarShape::hyperlordotic:
      return "a hyperlordotic lumbar curve";
  }
  return {};
}

/// What one would expect of a bone.
inline std::string expected_words(LumbarShape s) {
  switch (s) {
    case LumbarShape::flat:
      return "a flat curve";
    case LumbarShape::usual:
      return "nothing out of the usual";
    case LumbarShape::hyperlordotic:
      return "a pronounced curve";
  }
  return {};
}

inline std::string mirror_sentence(const ClinicalAngles& a) {
  return "Lordosis " + in_degrees(a.lordosis) + " (" + (a.lordosis_z < 0 ? "" : "+") +
         rounded(a.lordosis_z, 1) + " SD): " + curve_words(a.shape) + "; for this bone (PI " +
         in_degrees(a.pelvic_incidence) + ") one would expect " +
         expected_words(a.shape_for_incidence) + ".";
}

}  // namespace detail

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
        to_string(o.why);
    return out;
  }
  detail::add_pose(out.report, "standing", model, o);
  out.angles = clinical_angles(model, o.last().angles);
  out.forward_tilt = posture_angles(model, o.last().angles).anterior_tilt_change;
  out.report.sentence = detail::mirror_sentence(out.angles);
  return out;
}

}  // namespace guywire
