#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/posture/posture_angles.hpp"

namespace guywire {

namespace detail {

// --- words ---

inline std::string from_standing(double tilt) {
  return in_degrees(std::abs(tilt)) + (tilt < 0 ? " anterior" : " posterior") + " of standing";
}
inline std::string hanging_words(const ThomasAngles& a) {
  const std::string side = a.thigh_to_horizontal > 0 ? " above" : " below";
  const std::string turn = a.hip_extension < 0 ? " flexed" : " extended";
  return in_degrees(std::abs(a.thigh_to_horizontal)) + side + " the horizontal, " +
         in_degrees(std::abs(a.hip_extension)) + turn + " against the pelvis";
}
/// Where the other thigh is to bring the pelvis.
inline std::string thomas_goal(const ThomasOptions& o) {
  return from_standing(o.posterior_tilt) +
         (o.lordosis ? " or a lordosis of " + in_degrees(*o.lordosis) : "");
}

inline std::vector<std::string> thomas_assumptions(const ThomasOptions& o) {
  return {
      ("Lying is a rotation of gravity. The table carries trunk, pelvis and the other leg (their "
       "weights are switched off) and keeps the thorax flat; the test leg hangs by its own "
       "weight."),
      "The other thigh is drawn up from the table, its knee at 90°, until the pelvis lies " +
          thomas_goal(o) +
          " (chosen: no source says when the back touches the table), at most to " +
          in_degrees(o.greatest_thigh) +
          ". Its passive muscles and capsule alone turn the pelvis; belly against thigh is not "
          "modelled.",
      "Not held: the other thigh at " + in_degrees(o.uncontrolled_thigh) +
          " and nobody minds the pelvis. Without that control the test is known not to be valid "
          "for hip extension (sensitivity 32 %, specificity 57 %; with tilt accounted for r = "
          "0.98: Vigotsky 2016).",
      o.knee_straight
          ? "The knee is kept straight."
          : "The knee hangs freely: it has no stiffness of its own but the two-joint muscles.",
      passive_tone_words(o.tone),
      hip_axis_fixed};
}

/// The test without control of the pelvis, beside the controlled one.
inline std::string uncontrolled_words(const Thomas& t, const ThomasOptions& o,
                                      const std::string& message) {
  if (!t.uncontrolled) return " Not held, the body finds no rest: " + message;
  return " Not held, with the other thigh at " + in_degrees(o.uncontrolled_thigh) +
         ", the pelvis lies " + from_standing(t.uncontrolled->pelvis_tilt) + " and the thigh " +
         hanging_words(*t.uncontrolled) + ".";
}
inline std::string controlled_words(const Thomas& t, const ThomasOptions& o) {
  const std::string hangs = "Pelvis held, the thigh hangs " + hanging_words(t.held) + ". ";
  if (t.reached)
    return hangs + "The pelvis lies " + from_standing(t.held.pelvis_tilt) +
           ", brought there by the other thigh at " + in_degrees(t.other_thigh) + ".";
  return hangs + "The other thigh does not bring the pelvis to " + thomas_goal(o) + " within " +
         in_degrees(o.greatest_thigh) + "; it is held there by " +
         rounded(std::abs(t.holding_moment), 1) + " N m.";
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
  const std::string beside = detail::uncontrolled_words(out, options, to_string(loose.at.why));
  const auto found = search.run();
  detail::take(r, found.at);
  out.reached = found.reached;
  out.other_thigh = found.other_thigh;
  if (!is_equilibrium(found.at.status)) {
    r.sentence =
        "The model cannot do this test with the pelvis held: " + to_string(found.at.why) + beside;
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
  r.sentence = detail::controlled_words(out, options) + beside;
  return out;
}

}  // namespace guywire
