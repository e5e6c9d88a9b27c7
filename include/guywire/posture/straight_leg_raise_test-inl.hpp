#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/legs.hpp"

namespace guywire {

namespace detail {

inline Facts straight_leg_raise_assumptions(const StraightLegRaiseOptions& o) {
  return {Fact("slr.table"),
          {"slr.end_of_test", {{"moment", o.passive_moment}, {"knee_flexion", o.knee_flexion}}},
          Fact(o.pelvis_held ? "slr.pelvis_held" : "slr.pelvis_free"),
          passive_tone(o.tone),
          hip_axis_fixed()};
}

inline Facts straight_leg_raise_finding(const StraightLegRaise& t,
                                        const StraightLegRaiseOptions& o) {
  const Fact rises{"slr.rises", {{"leg_angle", t.leg_angle}, {"moment", o.passive_moment}}};
  if (o.pelvis_held) return {rises, {"slr.hip_with_pelvis_held", {{"hip_flexion", t.hip_flexion}}}};
  return {rises,
          {"slr.pelvis_rolls",
           {{"posterior_roll", t.pelvis_roll},
            {"share", t.pelvis_share},
            {"hip_flexion", t.hip_flexion}}}};
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
    r.finding = {{"slr.no_rest", {{"leg_angle", raise.angle}, {"why", raise.last.why}}}};
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
    r.finding = {
        {"slr.not_reached", {{"moment", out.moment}, {"leg_angle", options.greatest_thigh}}}};
    return out;
  }
  const auto leg_angle = [&](const Model& body) {
    const detail::LegRaise off(body, options);
    return off.reached ? off.angle : std::nan("");
  };
  detail::check_iliopsoas(r, "iliopsoas_r", out.hip_flexion, out.leg_angle, leg_angle);
  r.finding = detail::straight_leg_raise_finding(out, options);
  return out;
}

}  // namespace guywire
