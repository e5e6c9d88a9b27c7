#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/legs.hpp"

namespace guywire {

namespace detail {

inline std::vector<std::string> straight_leg_raise_assumptions(const StraightLegRaiseOptions& o) {
  const std::string knee =
      o.knee_flexion == 0 ? "straight" : "bent by " + in_degrees(o.knee_flexion);
  return {
      ("Table and examiner carry all weights, so gravity is switched off; the moment is that of "
       "passive muscle and capsule alone."),
      "End of the test: a passive moment of " + rounded(o.passive_moment) +
          " N m about the hip, knee " + knee +
          " (chosen: measured passive moments have 30 N m at 76° of hip flexion, Riener & "
          "Edrich 1999; a clinician ends by feel).",
      o.pelvis_held
          ? "The pelvis is kept as in standing, the other leg and thorax flat."
          : "The pelvis rolls freely on the table; the other leg and the thorax lie flat.",
      passive_tone_words(o.tone), hip_axis_fixed};
}

inline std::string straight_leg_raise_sentence(const StraightLegRaise& t,
                                               const StraightLegRaiseOptions& o) {
  const std::string rises = "The leg rises " + in_degrees(t.leg_angle) +
                            " before the passive moment is " + rounded(o.passive_moment) + " N m; ";
  if (o.pelvis_held) return rises + "the pelvis is held.";
  return rises + "the pelvis rolls " + in_degrees(t.pelvis_roll) + " of it (" +
         rounded(100 * t.pelvis_share) + " %), the hip itself stands at " +
         in_degrees(t.hip_flexion) + " of flexion.";
}

/// The leg's angle at which the passive moment about its hip is reached. Each posture is sought
/// from the last one.
class LegRaise {
 public:
  Model flat_model;       ///< the leg on the table
  Outcome<Posture> flat;  ///< its posture
  Model model;            ///< the last leg angle tried
  Outcome<Posture> last;  ///< its posture
  State start;            ///< from which it was sought
  double angle = 0;       ///< of the thigh [rad], the last at which the halving found a rest
  bool reached = false;   ///< the passive moment

  LegRaise(const Model& body, const StraightLegRaiseOptions& options)
      : flat_model(posed(body, "hip_r", 0)),
        flat(solve(flat_model)),
        model(flat_model),
        last(flat),
        body_(body),
        options_(options) {
    if (is_equilibrium(flat.status) && scan()) bisect();
  }

  double moment() const { return holding_of(model, last.last(), "hip_r"); }

 private:
  /// Steps of 5 deg. False where the moment is not reached, or nothing rests.
  bool scan() {
    while (high_ < options_.greatest_thigh) {
      low_ = high_;
      high_ = std::min(options_.greatest_thigh, high_ + 5 * degree);
      raise_to(high_);
      if (!is_equilibrium(last.status)) return false;
      reached = moment() >= options_.passive_moment;
      if (reached) return true;
    }
    return false;
  }

  /// The last step halved to 5e-12 rad.
  void bisect() {
    for (int i = 0; i < 34; ++i) {
      const double middle = 0.5 * (low_ + high_), rested = angle;
      raise_to(middle);
      if (!is_equilibrium(last.status)) {
        reached = false;
        angle = rested;
        return;
      }
      (moment() >= options_.passive_moment ? high_ : low_) = middle;
    }
  }

  void raise_to(double to) {
    start = {last.last().coordinates};
    model = posed(body_, "hip_r", to);
    last = solve(model, {}, start);
    angle = to;
  }

  const Model& body_;
  const StraightLegRaiseOptions& options_;
  double low_ = 0, high_ = 0;
};

}  // namespace detail

GUYWIRE_INLINE StraightLegRaise straight_leg_raise_test(const Model& model,
                                                        const StraightLegRaiseOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("straight_leg_raise", options);
  Legs legs;
  legs.right.angles = {{"knee", options.knee_flexion}};
  Model flat = detail::supine(model, legs, options.tone, detail::Weight::none);
  if (options.pelvis_held) flat = detail::with_pelvis_held(flat, 0);
  StraightLegRaise out;
  TestReport& r = out.report;
  r.name = "straight_leg_raise";
  r.assumptions = detail::straight_leg_raise_assumptions(options);
  const detail::LegRaise raise(flat, options);
  detail::take(r, raise.last);
  if (!is_equilibrium(raise.last.status)) {
    r.sentence = "The model cannot do this test: at " + detail::in_degrees(raise.angle) + " " +
                 to_string(raise.last.why);
    return out;
  }
  detail::add_pose(r, "raised", raise.model, raise.last, {raise.start}, detail::lying);
  detail::add_pose(r, "flat", raise.flat_model, raise.flat, {}, detail::lying);
  const double pelvis = detail::angle_of(raise.model, raise.last.last(), "pelvis");
  out.moment = raise.moment();
  out.leg_angle = raise.angle;
  out.pelvis_roll = pelvis - detail::angle_of(raise.model, raise.flat.last(), "pelvis");
  out.pelvis_share = out.pelvis_roll / out.leg_angle;
  out.hip_flexion = raise.angle - pelvis;
  if (!raise.reached) {
    r.status = Status::not_run;
    const std::string few = "The passive moment reaches only " + detail::rounded(out.moment, 1) +
                            " N m at " + detail::in_degrees(options.greatest_thigh) + ".";
    r.sentence = "The end of the test is not reached: " + few;
    return out;
  }
  const auto leg_angle = [&](const Model& body) {
    const detail::LegRaise off(body, options);
    return off.reached ? off.angle : std::nan("");
  };
  detail::check_iliopsoas(r, "iliopsoas_r", out.hip_flexion, out.leg_angle, leg_angle);
  r.sentence = detail::straight_leg_raise_sentence(out, options);
  return out;
}

}  // namespace guywire
