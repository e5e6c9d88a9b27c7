#pragma once
/// Clinical angles beside their norms, and clinical tests carried out on a model
/// (docs/clinical.md).
///
/// Descriptions, no diagnoses. The tests take bodies laid out like `standing_adult` (thigh and
/// shank as a pair, pelvis, L5 ... L1, thorax; constraints hip, knee, thorax_upright). Every answer
/// carries its assumptions, its certificate and its bodies; where the model comes to
/// no rest it says so. Muscles keep their knobs; a tone knob that was set is kept, in recruitment
/// too.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "guywire/core/units.hpp"
#include "guywire/posture/joint_loads.hpp"
#include "guywire/statics/recruitment.hpp"

namespace guywire {

/// Mean and pooled standard deviation [rad] of 2926 asymptomatic standing adults (meta-analysis of
/// 17 studies, PMID 28368866).
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
constexpr std::string_view to_string(LumbarShape s) {
  switch (s) {
    case LumbarShape::flat:
      return "flat";
    case LumbarShape::usual:
      return "usual";
    case LumbarShape::hyperlordotic:
      return "hyperlordotic";
  }
  return "";
}

/// Standing angles of a posture [rad], and how they lie beside the norms.
struct ClinicalAngles {
  double pelvic_incidence = 0, pelvic_tilt = 0, sacral_slope = 0,
         lordosis = 0;  ///< PI, PT, SS, LL (L1 to S1)
  double pelvic_incidence_z = 0, pelvic_tilt_z = 0, sacral_slope_z = 0,
         lordosis_z = 0;            ///< in standard deviations of the norm
  std::optional<double> asis_psis;  ///< ASIS to PSIS, + ASIS lower; no norm for standing is at hand
  double lordosis_less_incidence = 0;      ///< LL - PI; the means of the norms differ by 4.0 deg
  LumbarShape shape = LumbarShape::usual;  ///< chosen rule: beyond one standard deviation of LL
  LumbarShape shape_for_incidence = LumbarShape::usual;  ///< what the bone suggests: PI < 44 flat,
                                                         ///< > 62 deg pronounced [Boulay2006]
};
/// Throws ModelError if the model lacks the landmarks.
ClinicalAngles clinical_angles(const Model& model, std::span<const double> theta,
                               const SpinopelvicNorms& norms = {});

/// Psoas and iliacus have fixed path points, wrong beyond about 55 deg of hip flexion
/// (data/DEPARTURES.md): whether a test goes there, what they pull then, and what the test's main
/// number would be if they pulled nothing there.
struct IliopsoasCheck {
  std::string group;             ///< which side
  double hip_flexion = 0;        ///< [rad]
  bool beyond = false;           ///< beyond 55 deg
  double tension = 0;            ///< of the group, [N]
  std::optional<double> effect;  ///< change of the main number when they are switched off [rad];
                                 ///< empty: not beyond, or no rest found
};

/// A body of a test, in equilibrium. `solve(model, {.seek = seek}, start)` finds the same
/// posture again, bit for bit.
struct TestPose {
  std::string name;  ///< "standing", "held", "not held", "raised", "flat", "bent", "relaxed"
  Model model;       ///< posed, loaded and toned as the test needs it
  Posture posture;
  Status status = Status::not_run;  ///< of this posture, an equilibrium: stable, or it says so
  Facts why;                        ///< why it ended so
  State start;
  Seek seek = Seek::downhill;
  double turn = 0;  ///< of a picture, counter-clockwise, so that the body is seen as it lies: a
                    ///< quarter turn for supine tests [rad]
};

/// What a test says of itself.
struct TestReport {
  std::string name;
  Status status = Status::not_run;
  Facts why;          ///< why it ended so
  Facts finding;      ///< what the test found
  Facts assumptions;  ///< one after another
  Certificate certificate;
  std::optional<IliopsoasCheck> iliopsoas;
  std::vector<TestPose>
      poses;  ///< first the one the main numbers are read from; empty where the test found no rest
  bool trustworthy() const { return status == Status::stable; }
};

/// An option of a clinical test, as the command (`--posterior-tilt-deg`) and Python
/// (`posterior_tilt_deg`) name it. The C++ member of the test's options has the same name without
/// the unit, and is in SI.
struct TestOption {
  std::string_view name;           ///< with its unit
  std::string_view unit;           ///< "deg", "N m", "1"; empty: yes or no, given as 1 or 0
  double factor = 1;               ///< SI per unit
  double lower = 0;                ///< least allowed, in that unit
  double upper = 1;                ///< largest allowed
  std::string_view doc{};          ///< what it is
  std::optional<double> standard;  ///< what holds if it is not given, in that unit; empty: none
  bool is_flag() const { return unit.empty(); }
};

/// An option with the member of `Options` that carries it. The tables `fields` below are the one
/// list of options.
template <class Options>
struct TestField {
  TestOption option;
  std::variant<double Options::*, std::optional<double> Options::*, bool Options::*> member;
};

/// The standing posture as a mirror shows it.
struct Mirror {
  TestReport report;
  ClinicalAngles angles;
  double forward_tilt = 0;  ///< of the pelvis from the reference posture [rad]
};
Mirror mirror_test(const Model& model);

/// Supine at the table's edge, the test leg hanging by its own weight. The other thigh is drawn up,
/// its muscles and capsule turn the pelvis, until the pelvis has reached the stated tilt or the
/// lumbar spine is as flat as stated. Where no thigh angle does it, the pelvis is held at the tilt
/// and the answer says with what moment. Beside it the test without control of the pelvis, which is
/// known not to be valid.
struct ThomasOptions {
  double posterior_tilt = 10 * degree;  ///< of the pelvis from the reference posture. Chosen: no
                                        ///< source says at which tilt the back touches the table
  std::optional<double>
      lordosis{};  ///< or a lordosis (L1 to S1) that counts as flat, whichever comes first [rad]
  double greatest_thigh = 130 * degree;  ///< of the other thigh against the table, its knee bent to
                                         ///< 90 deg; chosen: the end of the thigh's stated range
  double uncontrolled_thigh =
      90 * degree;             ///< of the other thigh where the pelvis is not stabilized; chosen
  bool knee_straight = false;  ///< true: the knee of the test leg is kept straight; false: it hangs
  double tone = 0;  ///< chosen: a passive test of a relaxed subject, as the capsule was fitted
  static const std::array<TestField<ThomasOptions>, 6> fields;
};
inline constexpr std::array<TestField<ThomasOptions>, 6> ThomasOptions::fields{{
    {{"posterior_tilt_deg",
      "deg",
      degree,
      -30,
      40,
      "the pelvis's tilt to which the other thigh brings it",
      {}},
     &ThomasOptions::posterior_tilt},
    {{"lordosis_deg",
      "deg",
      degree,
      -60,
      120,
      "a lordosis, L1 to S1, that counts as flat, whichever comes first",
      {}},
     &ThomasOptions::lordosis},
    {{"greatest_thigh_deg",
      "deg",
      degree,
      0,
      130,
      "the largest angle of the other thigh against the table",
      {}},
     &ThomasOptions::greatest_thigh},
    {{"uncontrolled_thigh_deg",
      "deg",
      degree,
      0,
      130,
      "the other thigh's angle where nothing controls the pelvis",
      {}},
     &ThomasOptions::uncontrolled_thigh},
    {{"knee_straight", "", 1, 0, 1, "whether the knee of the test leg is kept straight", {}},
     &ThomasOptions::knee_straight},
    {{"tone", "1", 1, 0, 1, "the tone of all muscles whose tone is not set", {}},
     &ThomasOptions::tone},
}};
struct ThomasAngles {
  double thigh_to_horizontal = 0;  ///< + above the table [rad]
  double hip_extension = 0;        ///< thigh against pelvis, + extension [rad]
  double pelvis_tilt = 0;          ///< + posterior, from the reference posture [rad]
  double knee_flexion = 0;         ///< [rad]
  double lordosis = 0;             ///< [rad]
};
struct Thomas {
  TestReport report;       ///< of the controlled test
  ThomasAngles held;       ///< pelvis where the other thigh, or a hand, keeps it
  bool reached = false;    ///< by the other thigh alone
  double other_thigh = 0;  ///< at which it was reached, or the greatest [rad]
  double holding_moment =
      0;  ///< what the thigh leaves missing, on the pelvis [N m], + posterior; 0 when reached
  std::optional<ThomasAngles> uncontrolled;  ///< pelvis not stabilized; empty: no equilibrium
};
Thomas thomas_test(const Model& model, const ThomasOptions& options = {});

/// Supine, one leg raised with a straight knee until the passive moment about its hip is reached.
struct StraightLegRaiseOptions {
  double passive_moment = 30;  ///< [N m] chosen: the measured passive moment [RienerEdrich1999] has
                               ///< this size at 76 deg of hip flexion, knee straight
  bool pelvis_held = false;    ///< true: the pelvis is kept as in standing
  double knee_flexion = 0;     ///< of the raised leg [rad]
  double tone = 0;             ///< chosen: a passive test
  double greatest_thigh = 120 * degree;  ///< chosen: the search ends there
  static const std::array<TestField<StraightLegRaiseOptions>, 5> fields;
};
inline constexpr std::array<TestField<StraightLegRaiseOptions>, 5> StraightLegRaiseOptions::fields{{
    {{"passive_moment_Nm",
      "N m",
      1,
      1,
      200,
      "the passive moment about the hip at which the test ends",
      {}},
     &StraightLegRaiseOptions::passive_moment},
    {{"pelvis_held", "", 1, 0, 1, "whether the pelvis is kept as in standing", {}},
     &StraightLegRaiseOptions::pelvis_held},
    {{"knee_flexion_deg", "deg", degree, 0, 120, "the flexion of the raised leg's knee", {}},
     &StraightLegRaiseOptions::knee_flexion},
    {{"tone", "1", 1, 0, 1, "the tone of all muscles whose tone is not set", {}},
     &StraightLegRaiseOptions::tone},
    {{"greatest_thigh_deg",
      "deg",
      degree,
      5,
      130,
      "the thigh's angle at which the search ends",
      {}},
     &StraightLegRaiseOptions::greatest_thigh},
}};
struct StraightLegRaise {
  TestReport report;
  double leg_angle = 0;     ///< thigh to the horizontal, as a clinician reads it [rad]
  double hip_flexion = 0;   ///< thigh against pelvis [rad]
  double pelvis_roll = 0;   ///< posterior turn of the pelvis since the leg lay flat [rad]
  double pelvis_share = 0;  ///< pelvis_roll / leg_angle
  double moment = 0;        ///< [N m]
};
StraightLegRaise straight_leg_raise_test(const Model& model,
                                         const StraightLegRaiseOptions& options = {});

/// Standing, bent forward with straight knees; tone recruited by least effort. The lumbar levels
/// are free and take the shape of least effort: discs, muscles and weight alone balance them,
/// without external support. Where no tone will do, the answer names the moment that is missing.
struct ToeTouchOptions {
  double inclination = 53 * degree;  ///< of the trunk; chosen: an inclination for which a measured
                                     ///< load is known (Dreischarf 2015)
  double pelvis_share =
      0.5;  ///< of the inclination by the hips; chosen: no table at hand gives the rhythm
  static const std::array<TestField<ToeTouchOptions>, 2> fields;
};
inline constexpr std::array<TestField<ToeTouchOptions>, 2> ToeTouchOptions::fields{{
    {{"inclination_deg",
      "deg",
      degree,
      0,
      65,
      "the trunk's inclination; bodies of the spine range to 1.2 rad",
      {}},
     &ToeTouchOptions::inclination},
    {{"pelvis_share", "1", 1, 0, 1, "the hips' share of the inclination", {}},
     &ToeTouchOptions::pelvis_share},
}};
struct ToeTouch {
  TestReport report;
  double hip_flexion = 0, lumbar_flexion = 0;  ///< [rad]
  double largest_tone = 0;                     ///< 0 ... 1
  std::string largest_muscle;
  double effort = 0;                                  ///< sum w a^2 [N m], see recruit
  int at_ceiling = 0;                                 ///< how many muscles are at full tone
  double erector_tension = 0, hamstring_tension = 0;  ///< both sides [N]
  double missing_moment =
      0;  ///< largest that no tone supplies [N m]; 0 where the posture can be held
  double L45_compression = 0, standing_compression = 0,
         L45_pressure = 0;  ///< [N], [N], estimate [Pa]
};
ToeTouch toe_touch_test(const Model& model, const ToeTouchOptions& options = {});

/// Sitting on a level seat, hips and knees at 90 deg, the thorax held upright from outside. The
/// seat carries pelvis and trunk at the sitting bones (where the hamstrings arise) with a dead
/// load; the pelvis turns about the hip axis, rolling on the sitting bones is not modelled. Relaxed
/// if the pelvis comes to rest so, else held at a stated tilt by least effort, the lumbar levels
/// free.
struct SittingOptions {
  double tone = 0.01;  ///< relaxed, and the lower limit of recruitment; chosen: as in standing
  std::optional<double> posterior_tilt{};  ///< hold the pelvis here, from standing [rad]; empty:
                                           ///< relaxed, or else `usual_sitting_tilt`
  static const std::array<TestField<SittingOptions>, 2> fields;
};
inline constexpr std::array<TestField<SittingOptions>, 2> SittingOptions::fields{{
    {{"posterior_tilt_deg",
      "deg",
      degree,
      -30,
      50,
      "the tilt from standing at which muscles hold the pelvis",
      {}},
     &SittingOptions::posterior_tilt},
    {{"tone",
      "1",
      1,
      0,
      0.5,
      "the relaxed tone of all muscles whose tone is not set, and the lower limit of recruitment",
      {}},
     &SittingOptions::tone},
}};
/// Pelvic tilt on a chair less that in standing, 16 adults (PMC6107819).
inline constexpr double usual_sitting_tilt = 12.5 * degree;
struct Sitting {
  TestReport report;
  bool relaxed =
      false;  ///< the numbers are those of relaxed sitting; false: of a pelvis held by muscles
  Status relaxed_status = Status::not_run;  ///< how sitting relaxed ends
  Facts relaxed_why;                        ///< why it ends so
  ClinicalAngles angles;
  double posterior_tilt = 0;   ///< from standing [rad]
  double lordosis_change = 0;  ///< from standing [rad]
  double largest_tone = 0;     ///< 0 ... 1
  std::string largest_muscle;
  double effort = 0;  ///< sum w a^2 [N m], see recruit; 0 when relaxed
  std::optional<double>
      tone_without_iliopsoas;  ///< largest, if psoas and iliacus, whose paths are wrong here,
                               ///< pulled nothing; empty: relaxed, or impossible
  std::optional<double> tone_without_backrest;  ///< largest, if muscles alone kept the thorax
                                                ///< upright; empty: relaxed, or impossible
  double missing_moment = 0;  ///< on the relaxed pelvis at this tilt, what would hold it [N m], +
                              ///< posterior; 0 when relaxed
  double missing_as_measured = 0;  ///< the same if the passive hips turned it as measured [N m]
  double passive_hip_moment =
      0;  ///< of one leg here, tone 0: muscles and capsule of the model [N m], + flexion
  double measured_hip_moment = 0;  ///< the same as measured [RienerEdrich1999] [N m]
  double thorax_moment = 0;  ///< held from outside [N m], + backward, - forward as a backrest does
  double L45_compression = 0, standing_compression = 0,
         L45_pressure = 0;  ///< [N], [N], estimate [Pa]
};
Sitting sitting_test(const Model& model, const SittingOptions& options = {});

inline constexpr std::array<std::string_view, 5> test_names{
    "mirror", "thomas", "straight_leg_raise", "toe_touch", "sitting"};
/// The options of a test by name, each with its standard. Throws ModelError for a test that does
/// not exist.
std::vector<TestOption> test_options(std::string_view test);

using ClinicalTest = std::variant<Mirror, Thomas, StraightLegRaise, ToeTouch, Sitting>;
/// A test by name ("slr" is straight_leg_raise) with options by their `TestOption::name`, in its
/// unit. Throws ModelError for a test, an option or a value that does not exist or is out of its
/// range.
ClinicalTest clinical_test(const Model& model, std::string_view test,
                           const std::vector<std::pair<std::string, double>>& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/clinical-inl.hpp"
#endif
