#pragma once
/// The standing body: fitting what no table gives, and the same body in another size.
///
/// These functions take models laid out like `standing_adult`: bodies thigh, shank, pelvis, thorax
/// and what lies between (L5 ... L1, or nothing as in `pelvis`); the joint `hip_capsule` (thigh
/// against pelvis), and a linear joint, the disc, under each body from the one on the pelvis up to
/// the thorax. `anthropometry` needs the vertebrae L5 ... L1 and the landmarks of S1.
#include <array>

#include "guywire/statics/recruitment.hpp"

namespace guywire {

/// Passive hip-flexion moment of one leg [N m] with tone 0, legs and pelvis posed: by muscles and
/// by the hip's joint law.
struct PassiveHipMoment {
  double muscles, capsule;
};
/// `hip` and `knee` are flexion angles [rad]; the pelvis and everything above stay in the reference
/// posture.
PassiveHipMoment passive_hip_moment(const Model& model, double hip, double knee);

/// Measured passive hip-flexion moment of one leg [N m], hip and knee flexion in rad
/// [RienerEdrich1999]. Its dependence on the knee is wrong on the extension side
/// (data/anatomy/riener_edrich_1999.json): use it at knee 0.
double riener_edrich_hip_moment(double hip, double knee = 0);

struct StandingFitOptions {
  double min_activation =
      0.01;  ///< tone at which the discs' neutral angles are fitted, and least tone recruited
  bool fit_capsule = true;  ///< false keeps the hip's joint law as it is
};

/// What was fitted, and how well.
struct StandingFit {
  Model model;                         ///< the fitted model
  ExponentialPairJoint capsule;        ///< the hip's joint law
  double capsule_rms = 0;              ///< of the fit from -15 to +15 deg of hip flexion [N m]
  std::vector<std::string> discs;      ///< from the lowest up
  std::vector<double> neutral_angles;  ///< per disc [rad], + extension; "fitted", not measured
  Recruitment
      recruitment;  ///< least-effort tone in the reference posture, thorax balanced by muscles
};

/// Fits, in this order: the hip capsule, so that passive muscles and capsule together give the
/// measured moment (tone 0, knee straight); the discs' neutral angles, so that each disc carries at
/// floor tone the moment left at its joint in the reference posture; the tone. Throws ModelError if
/// the model is not laid out so, SolveError if no tone balances it.
StandingFit fit_standing(const Model& model, const StandingFitOptions& options = {});

/// A body's size and bone shape.
struct BodyMeasures {
  double pelvic_incidence = 0;  ///< PI [rad]
  double mass = 0;              ///< [kg]
  double stature = 0;           ///< [m]
  bool operator==(const BodyMeasures&) const = default;
  static const std::array<Field<BodyMeasures>, 3> fields;
};
inline constexpr std::array<Field<BodyMeasures>, 3> BodyMeasures::fields{{
    {{"pelvic_incidence", "rad", 0.43, 1.5, false, "the pelvic incidence (25 to 86 deg)"},
     &BodyMeasures::pelvic_incidence},
    {{"mass", "kg", 30, 200, false, "the mass of the whole body"}, &BodyMeasures::mass},
    {{"stature", "m", 1.2, 2.2, false, "the body height"}, &BodyMeasures::stature},
}};

/// The measures of a model: PI from its landmarks, mass as the sum of its bodies, stature as its
/// reference body's (1.80 m) in proportion.
BodyMeasures measures_of(const Model& model);

/// The same body for another bone shape and size, fitted anew.
///
/// Bone shape: for a change dPI the middle of the S1 endplate moves on an arc about the hip axis by
/// 0.38 dPI (backward) and the sacrum, with the muscle origins it carries, turns about that point
/// by 0.62 dPI (forward); L5 ... L1 take up the turn by their shares of segmental lordosis
/// (42.7, 25.2, 18.1, 11.7, 2.3 %). Size: coordinates go with stature, masses with mass, fiber and
/// tendon lengths with each muscle's own reference path; muscle force with mass/stature (chosen:
/// volume goes with mass, area is volume over length); joint moments with mass (chosen: the cube of
/// length). Neutral angles and tone are fitted anew.
Model anthropometry(const Model& model, const BodyMeasures& measures);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/standing-inl.hpp"
#endif
