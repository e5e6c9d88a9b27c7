#pragma once
/// Clinical angles beside their norms, and clinical tests carried out on a model (docs/clinical.md).
///
/// Descriptions, no diagnoses. The tests take bodies laid out like `standing_adult` (thigh and shank as a pair, pelvis, L5 ... L1, thorax;
/// constraints hip, knee, thorax_upright). Every answer carries its assumptions and its certificate; where the model comes to no rest it
/// says so. Muscles keep their knobs; a tone knob that was set is kept in the passive tests too.
#include <optional>
#include <string>
#include <vector>

#include "guywire/core/units.hpp"
#include "guywire/statics/joint_loads.hpp"
#include "guywire/statics/recruitment.hpp"

namespace guywire {

/// Mean and pooled standard deviation [rad] of 2926 asymptomatic standing adults (meta-analysis of 17 studies, PMID 28368866).
struct Norm {
  double mean, deviation;
  double z(double value) const { return (value - mean) / deviation; }
};
struct SpinopelvicNorms {
  Norm pelvic_incidence{50.6 * degree, 11.5 * degree};
  Norm pelvic_tilt{12.6 * degree, 9.5 * degree};
  Norm sacral_slope{37.7 * degree, 10.0 * degree};
  Norm lordosis{54.6 * degree, 12.5 * degree};
};

enum class LumbarShape {
  flat,
  usual,
  hyperlordotic
};
constexpr std::string_view to_string(LumbarShape s) { return s == LumbarShape::flat ? "flat" : s == LumbarShape::usual ? "usual"
                                                                                                                       : "hyperlordotic"; }

/// Standing angles of a posture [rad], and how they lie beside the norms.
struct ClinicalAngles {
  double pelvic_incidence = 0, pelvic_tilt = 0, sacral_slope = 0, lordosis = 0;          ///< PI, PT, SS, LL (L1 to S1)
  double pelvic_incidence_z = 0, pelvic_tilt_z = 0, sacral_slope_z = 0, lordosis_z = 0;  ///< in standard deviations of the norm
  std::optional<double> asis_psis;                                                       ///< ASIS to PSIS, + ASIS lower; no norm for standing is at hand
  double lordosis_less_incidence = 0;                                                    ///< LL - PI; the means of the norms differ by 4.0 deg
  LumbarShape shape = LumbarShape::usual;                                                ///< chosen rule: beyond one standard deviation of LL
  LumbarShape shape_for_incidence = LumbarShape::usual;                                  ///< what the bone suggests: PI < 44 flat, > 62 deg pronounced [Boulay2006]
};
/// Throws ModelError if the model lacks the landmarks.
ClinicalAngles clinical_angles(const Model& model, std::span<const double> theta, const SpinopelvicNorms& norms = {});

/// Psoas and iliacus have fixed path points, wrong beyond about 55 deg of hip flexion (data/DEPARTURES.md): whether a test goes there, what they
/// pull then, and what the test's main number would be if they pulled nothing there.
struct IliopsoasCheck {
  std::string group;             ///< which side
  double hip_flexion = 0;        ///< [rad]
  bool beyond = false;           ///< beyond 55 deg
  double tension = 0;            ///< of the group, [N]
  std::optional<double> effect;  ///< change of the main number when they are switched off [rad]; empty: not beyond, or no rest found
};

/// What a test says of itself.
struct TestReport {
  std::string name;
  Status status = Status::not_run;
  std::string message;   ///< why it ended so
  std::string sentence;  ///< the finding in words
  std::vector<std::string> assumptions;
  Certificate certificate;
  std::optional<IliopsoasCheck> iliopsoas;
  bool trustworthy() const { return status == Status::stable; }
};

/// The standing posture as a mirror shows it.
struct Mirror {
  TestReport report;
  ClinicalAngles angles;
  double forward_tilt = 0;  ///< of the pelvis from the reference posture [rad]
};
Mirror mirror_test(const Model& model);

/// Supine at the table's edge, the other thigh drawn up, the test leg hanging by its own weight.
struct ThomasOptions {
  bool pelvis_held = true;              ///< false: the pelvis is free and goes along, the test without control
  double posterior_tilt = 10 * degree;  ///< at which the pelvis is held, from standing. Chosen: no source says at which tilt the back touches the table
  double other_thigh = 90 * degree;     ///< the other thigh against the table, its knee bent to 90 deg as well
  bool knee_hangs = true;               ///< false: the knee is kept straight
  double tone = 0;                      ///< chosen: a passive test of a relaxed subject, as the capsule was fitted
};
struct Thomas {
  TestReport report;
  double thigh_to_horizontal = 0;  ///< + above the table [rad]
  double hip_extension = 0;        ///< thigh against pelvis, + extension [rad]
  double pelvis_tilt = 0;          ///< + posterior, from standing [rad]
  double knee_flexion = 0;         ///< [rad]
  double lordosis = 0;             ///< [rad]
  double holding_moment = 0;       ///< on the pelvis by whoever holds it [N m], + posterior; 0 when free
};
Thomas thomas_test(const Model& model, const ThomasOptions& options = {});

/// Supine, one leg raised with a straight knee until the passive moment about its hip is reached.
struct StraightLegRaiseOptions {
  double passive_moment = 30;      ///< [N m] chosen: the measured passive moment [RienerEdrich1999] has this size at 76 deg of hip flexion, knee straight
  bool pelvis_held = false;        ///< true: the pelvis is kept as in standing
  double knee_flexion = 0;         ///< of the raised leg [rad]
  double tone = 0;                 ///< chosen: a passive test
  double greatest = 120 * degree;  ///< of the thigh; chosen: the search ends there
};
struct StraightLegRaise {
  TestReport report;
  double leg_angle = 0;     ///< thigh to the horizontal, as a clinician reads it [rad]
  double hip_flexion = 0;   ///< thigh against pelvis [rad]
  double pelvis_roll = 0;   ///< posterior turn of the pelvis since the leg lay flat [rad]
  double pelvis_share = 0;  ///< pelvis_roll / leg_angle
  double moment = 0;        ///< [N m]
};
StraightLegRaise straight_leg_raise_test(const Model& model, const StraightLegRaiseOptions& options = {});

/// Standing, bent forward with straight knees; tone recruited by least effort.
struct ToeTouchOptions {
  double inclination = 53 * degree;  ///< of the trunk; chosen: an inclination for which a measured load is known (Dreischarf 2015)
  double pelvis_share = 0.5;         ///< of the inclination by the hips; chosen: no table at hand gives the rhythm
};
struct ToeTouch {
  TestReport report;
  double hip_flexion = 0, lumbar_flexion = 0;  ///< [rad]
  double largest_tone = 0;                     ///< 0 ... 1
  std::string largest_muscle;
  double erector_tension = 0, hamstring_tension = 0;                       ///< both sides [N]
  double rhythm_moment = 0;                                                ///< largest moment that the lumbar rhythm supplies [N m]
  double L45_compression = 0, standing_compression = 0, L45_pressure = 0;  ///< [N], [N], estimate [Pa]
};
ToeTouch toe_touch_test(const Model& model, const ToeTouchOptions& options = {});

/// Sitting upright on a level seat, hips and knees at 90 deg.
struct SittingOptions {
  double tone = 0.01;  ///< chosen: the floor of recruitment, everyone relaxed; the thorax is held upright from outside
};
struct Sitting {
  TestReport report;
  ClinicalAngles angles;
  double posterior_tilt = 0;                                               ///< from standing [rad]
  double lordosis_change = 0;                                              ///< from standing [rad]
  double thorax_moment = 0;                                                ///< held from outside [N m], + backward
  double L45_compression = 0, standing_compression = 0, L45_pressure = 0;  ///< [N], [N], estimate [Pa]
};
Sitting sitting_test(const Model& model, const SittingOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/study/clinical-inl.hpp"
#endif
