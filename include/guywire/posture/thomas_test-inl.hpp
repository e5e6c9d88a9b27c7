#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/posture/posture_angles.hpp"

namespace guywire {

namespace detail {

// --- facts ---

inline Facts thomas_assumptions(const ThomasOptions& o) {
  return {Fact("thomas.table"),
          {"thomas.other_thigh",
           {{"anterior_tilt", -o.posterior_tilt},
            {"has_lordosis", o.lordosis.has_value()},
            {"lordosis", o.lordosis.value_or(0)},
            {"greatest_thigh", o.greatest_thigh}}},
          {"thomas.uncontrolled", {{"other_thigh", o.uncontrolled_thigh}}},
          Fact(o.knee_straight ? "thomas.knee_straight" : "thomas.knee_hangs"),
          passive_tone(o.tone),
          hip_axis_fixed()};
}

inline Facts controlled_finding(const Thomas& t, const ThomasOptions& o) {
  const Fact hangs{"thomas.held",
                   {{"thigh", t.held.thigh_to_horizontal}, {"hip_flexion", -t.held.hip_extension}}};
  if (t.reached)
    return {hangs,
            {"thomas.reached",
             {{"anterior_tilt", -t.held.pelvis_tilt}, {"other_thigh", t.other_thigh}}}};
  return {hangs,
          {"thomas.not_reached",
           {{"anterior_tilt", -o.posterior_tilt},
            {"has_lordosis", o.lordosis.has_value()},
            {"lordosis", o.lordosis.value_or(0)},
            {"greatest_thigh", o.greatest_thigh},
            {"moment", t.holding_moment}}}};
}

/// The test without control of the pelvis, beside the controlled one.
inline Fact uncontrolled_finding(const Thomas& t, const ThomasOptions& o, const Facts& why) {
  if (!t.uncontrolled) return {"thomas.not_held_no_rest", {{"why", why}}};
  return {"thomas.not_held",
          {{"other_thigh", o.uncontrolled_thigh},
           {"anterior_tilt", -t.uncontrolled->pelvis_tilt},
           {"thigh", t.uncontrolled->thigh_to_horizontal},
           {"hip_flexion", -t.uncontrolled->hip_extension}}};
}

// --- bodies ---

/// Supine at the table's edge: hip and knee of the test leg are free, the other knee is bent.
inline Model at_table_edge(const Model& model, const ThomasOptions& options) {
  Legs legs;
  legs.left.angles = {{"hip", 0}, {"knee", 90 * degree}};
  ModelBuilder b(supine(model, legs, options.tone, Weight::of_test_leg));
  std::erase_if(b.description.constraints, [&](const Constraint& c) {
    return c.name == "hip_r" || (!options.knee_straight && c.name == "knee_r");
  });
  return b.build();
}

inline ThomasAngles thomas_angles(const Model& m, const Posture& p) {
  ThomasAngles a;
  a.thigh_to_horizontal = angle_of(m, p, "thigh_r");
  a.pelvis_tilt = angle_of(m, p, "pelvis");
  a.hip_extension = a.pelvis_tilt - a.thigh_to_horizontal;
  a.knee_flexion = a.thigh_to_horizontal - angle_of(m, p, "shank_r");
  if (const auto posture = posture_angles(m, p.angles); posture.lordosis)
    a.lordosis = *posture.lordosis;
  return a;
}

/// The other thigh's angle at which the pelvis has turned as far as the options state.
class ThomasSearch {
 public:
  /// A body with the other thigh at an angle, and where it rests.
  struct Found {
    Model model;
    Outcome<Posture> at;
    bool reached;
    double other_thigh, pelvis_start;
  };

  ThomasSearch(const Model& model, const ThomasOptions& options)
      : options_(options),
        table_(at_table_edge(model, options)),
        gripped_(with_pelvis_held(table_, options.posterior_tilt)) {}

  Found run() const {
    Found found = drawn(0);
    double low = 0;
    while (!found.reached && found.other_thigh < options_.greatest_thigh) {
      low = found.other_thigh;
      found = drawn(std::min(options_.greatest_thigh, low + 5 * degree));
    }
    if (!found.reached) return held();
    for (int i = 0; found.other_thigh > 0 && i < 34; ++i)  // 5 deg halved to 5e-12 rad
      if (Found middle = drawn(0.5 * (low + found.other_thigh)); middle.reached)
        found = std::move(middle);
      else
        low = middle.other_thigh;
    return found;
  }

  /// The other thigh where nothing controls the pelvis.
  Found uncontrolled() const { return drawn(options_.uncontrolled_thigh); }

  Outcome<Posture> rest(const Model& body, double pelvis) const {
    return solve(body, {}, start_of(body, pelvis));
  }

  /// The leg a little below the table, the shank hanging.
  State start_of(const Model& body, double pelvis) const {
    State start;
    for (const std::string& name : body.coordinates()) {
      if (name == "shank_r")
        start.coordinates.push_back((options_.knee_straight ? -10 : -80) * degree);
      else
        start.coordinates.push_back(name == "thigh_r" ? -10 * degree : pelvis);
    }
    return start;
  }

 private:
  Found drawn(double angle) const {
    const Model m = posed(table_, "hip_l", angle);
    const auto o = rest(m, 0);
    return {m, o, reached(m, o), angle, 0};
  }

  /// The other thigh does not do it: the pelvis is held at the tilt.
  Found held() const {
    const double start = options_.posterior_tilt / 2;
    const Model m = posed(gripped_, "hip_l", options_.greatest_thigh);
    return {m, rest(m, start), false, options_.greatest_thigh, start};
  }

  bool reached(const Model& m, const Outcome<Posture>& o) const {
    if (!is_equilibrium(o.status)) return false;
    if (angle_of(m, o.last(), "pelvis") >= options_.posterior_tilt) return true;
    const auto a = posture_angles(m, o.last().angles);
    return options_.lordosis && a.lordosis && *a.lordosis <= *options_.lordosis;
  }

  const ThomasOptions& options_;
  Model table_, gripped_;
};

}  // namespace detail

GUYWIRE_INLINE Thomas thomas_test(const Model& model, const ThomasOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("thomas", options);
  const detail::ThomasSearch search(model, options);
  Thomas out;
  TestReport& r = out.report;
  r.name = "thomas";
  r.assumptions = detail::thomas_assumptions(options);
  const auto loose = search.uncontrolled();
  if (is_equilibrium(loose.at.status))
    out.uncontrolled = detail::thomas_angles(loose.model, loose.at.last());
  const Fact beside = detail::uncontrolled_finding(out, options, loose.at.why);
  const auto found = search.run();
  detail::take(r, found.at);
  out.reached = found.reached;
  out.other_thigh = found.other_thigh;
  if (!is_equilibrium(found.at.status)) {
    r.finding = {{"thomas.no_rest", {{"why", found.at.why}}}, beside};
    return out;
  }
  detail::add_pose(r, "held", found.model, found.at,
                   {search.start_of(found.model, found.pelvis_start)}, detail::lying);
  detail::add_pose(r, "not held", loose.model, loose.at, {search.start_of(loose.model, 0)},
                   detail::lying);
  const Posture& p = found.at.last();
  out.held = detail::thomas_angles(found.model, p);
  out.holding_moment = detail::holding_of(found.model, p, "pelvis_held");
  const auto thigh_angle = [&](const Model& body) {
    // the other thigh and, if it was, the pelvis stay where they are
    const auto off = search.rest(body, out.held.pelvis_tilt);
    return is_equilibrium(off.status) ? detail::angle_of(body, off.last(), "thigh_r")
                                      : std::nan("");
  };
  detail::check_iliopsoas(r, "iliopsoas_l", out.other_thigh - out.held.pelvis_tilt,
                          out.held.thigh_to_horizontal, thigh_angle);
  r.finding = detail::controlled_finding(out, options);
  r.finding.push_back(beside);
  return out;
}

}  // namespace guywire
