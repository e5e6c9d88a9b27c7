#pragma once
#include "guywire/posture/clinical.hpp"
#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/mirror_test-inl.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/posture/sitting_test-inl.hpp"
#include "guywire/posture/straight_leg_raise_test-inl.hpp"
#include "guywire/posture/thomas_test-inl.hpp"
#include "guywire/posture/toe_touch_test-inl.hpp"

namespace guywire {

namespace detail {

/// Flat below `lower`, hyperlordotic above `upper`.
inline LumbarShape shape_between(double lower, double upper, double value) {
  if (value < lower) return LumbarShape::flat;
  return value > upper ? LumbarShape::hyperlordotic : LumbarShape::usual;
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
  c.shape = detail::shape_between(-1, 1, c.lordosis_z);
  c.shape_for_incidence = detail::shape_between(44 * degree, 62 * degree, c.pelvic_incidence);
  return c;
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
