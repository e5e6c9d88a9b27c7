#pragma once
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/posture/clinical_options-inl.hpp"
#include "guywire/posture/clinical_settled-inl.hpp"
#include "guywire/posture/clinical_steps-inl.hpp"
#include "guywire/posture/standing.hpp"

namespace guywire {

namespace detail {

// --- facts ---

inline Facts sitting_assumptions(double seat_force, double tone) {
  return {Fact("sitting.posture"),
          {"sitting.seat", {{"force", seat_force}}},
          {"sitting.tone", {{"tone", tone}}},
          Fact("sitting.paths_wrong"),
          hip_axis_fixed()};
}

/// The change of lordosis, beside what was measured on people.
inline Facts lordosis_facts(const Sitting& t) {
  return {{"sitting.lordosis", {{"change", t.lordosis_change}}}, Fact("sitting.published")};
}

inline Facts relaxed_finding(const Sitting& t) {
  Facts facts{{"sitting.relaxed", {{"anterior_tilt", -t.posterior_tilt}}}};
  append(facts, lordosis_facts(t));
  return facts;
}

inline Fact thorax_fact(const Sitting& t) {
  return {"sitting.thorax",
          {{"moment", t.thorax_moment},
           {"is_possible_without", t.tone_without_backrest.has_value()},
           {"tone", t.tone_without_backrest.value_or(0)}}};
}

/// What would hold the relaxed pelvis there, in the model and with measured hips.
inline Fact missing_fact(const Sitting& t) {
  return {"sitting.missing",
          {{"moment", t.missing_moment},
           {"passive", t.passive_hip_moment},
           {"measured", t.measured_hip_moment},
           {"moment_as_measured", t.missing_as_measured}}};
}

inline Facts held_finding(const Sitting& t) {
  Facts facts{{"sitting.held",
               {{"anterior_tilt", -t.posterior_tilt},
                {"tone", t.largest_tone},
                {"muscle", t.largest_muscle}}},
              thorax_fact(t)};
  append(facts, lordosis_facts(t));
  facts.push_back(missing_fact(t));
  add_balanced_but(facts, t.report.status);
  return facts;
}

// --- bodies ---

/// The weight of pelvis and trunk, carried where the hamstrings arise.
inline Load seat_of(const Model& model) {
  const ModelDescription& d = model.description();
  Load seat{.name = "seat",
            .body = "pelvis",
            .source = "weight of pelvis and trunk, at the mean origin of the hamstrings"};
  const double g = std::hypot(d.gravity.x, d.gravity.y);
  for (const Body& body : d.bodies)
    if (body.name != "thigh" && body.name != "shank") seat.force_y += g * body.mass;
  const auto origins = model.cables("hamstrings");
  for (const CableId id : origins)
    for (const auto& point : d.cables[id.index].path)
      if (point.body == "pelvis") {
        seat.point_x += point.point.x / static_cast<double>(origins.size());
        seat.point_y += point.point.y / static_cast<double>(origins.size());
        break;
      }
  return seat;
}

/// What keeps the thorax upright.
enum class ThoraxHeld {
  from_outside,
  by_muscles
};
inline void hold_thorax(ModelDescription& d, ThoraxHeld how) {
  for (Constraint& c : d.constraints)
    if (c.name == "thorax_upright") c.balanced_by_muscles = how == ThoraxHeld::by_muscles;
}

inline Model on_seat(const Model& model, const Load& seat) {
  ModelBuilder b(posed(posed(model, "hip", 90 * degree), "knee", 90 * degree));
  hold_thorax(b.description, ThoraxHeld::from_outside);
  b.add(seat);
  return b.build();
}

/// The body whose angle lies nearest to an end of its stated range: the one that `runaway` names.
inline int nearest_range_end(const Model& m, const Posture& p) {
  const auto& bodies = m.description().bodies;
  const auto room = [&](std::size_t b) {
    return std::min(p.angles[b] - bodies[b].angle_lower, bodies[b].angle_upper - p.angles[b]);
  };
  std::size_t nearest = 0;
  for (std::size_t b = 1; b < bodies.size(); ++b)
    if (room(b) < room(nearest)) nearest = b;
  return static_cast<int>(nearest);
}

/// One body sitting: relaxed, or its pelvis held by muscles at a tilt.
class SittingStudy {
 public:
  SittingStudy(const Model& model, const SittingOptions& options)
      : model_(model),
        options_(options),
        seat_(seat_of(model)),
        upright_(on_seat(model, seat_)),
        relaxed_(at_tone(upright_, options.tone)),
        standing_(solve(model)),
        loose_(solve(relaxed_)),
        stands_(is_equilibrium(standing_.status)),
        standing_tilt_(stands_ ? angle_of(model, standing_.last(), "pelvis") : 0) {}

  Sitting run() const {
    Sitting out;
    out.report.name = "sitting";
    out.report.assumptions = sitting_assumptions(seat_.force_y, options_.tone);
    out.relaxed_status = loose_.status;
    out.relaxed_why = loose_.why;
    out.relaxed = is_equilibrium(loose_.status) && !options_.posterior_tilt;
    if (out.relaxed)
      relax(out);
    else
      hold_pelvis(out);
    return out;
  }

 private:
  void relax(Sitting& out) const {
    TestReport& r = out.report;
    take(r, loose_);
    add_pose(r, "relaxed", relaxed_, loose_);
    read(out, relaxed_, loose_.last());
    for (const Cable& c : relaxed_.description().cables)
      if (c.knobs.tone.value_or(0) > out.largest_tone) {
        out.largest_tone = *c.knobs.tone;
        out.largest_muscle = c.name;
      }
    const auto tilt_of = [&](const Model& body) {
      const auto off = solve(body);
      return is_equilibrium(off.status) ? angle_of(body, off.last(), "pelvis") - standing_tilt_
                                        : std::nan("");
    };
    check_iliopsoas(r, "iliopsoas", 90 * degree - angle_of(relaxed_, loose_.last(), "pelvis"),
                    out.posterior_tilt, tilt_of);
    r.finding = relaxed_finding(out);
  }

  void hold_pelvis(Sitting& out) const {
    TestReport& r = out.report;
    const double tilt = options_.posterior_tilt.value_or(usual_sitting_tilt) + standing_tilt_;
    const Settled held = settled(upright_, tilt, options_.tone);
    if (!held.recruitment.feasible) {
      r.why = held.recruitment.why;
      r.finding = {
          relaxed_end(),
          {"sitting.cannot_hold", {{"anterior_tilt", standing_tilt_ - tilt}, {"why", r.why}}}};
      return;
    }
    const auto o = solve(held.model, {.seek = Seek::any}, held.state);
    take(r, o);
    if (!is_equilibrium(o.status)) {
      r.finding = {relaxed_end(), {"clinical.tone_without_rest", {{"why", o.why}}}};
      return;
    }
    add_pose(r, "held", held.model, o, {held.state, Seek::any});
    read(out, held.model, o.last());
    out.effort = held.recruitment.effort;
    largest_tone(held.model, held.recruitment, out.largest_tone, out.largest_muscle);
    find_missing(out, tilt);
    find_tones_without(out, tilt);
    r.finding = {relaxed_end()};
    append(r.finding, held_finding(out));
  }

  /// Angles and loads of a posture, beside standing.
  void read(Sitting& out, const Model& m, const Posture& p) const {
    out.angles = clinical_angles(m, p.angles);
    out.posterior_tilt = angle_of(m, p, "pelvis") - standing_tilt_;
    out.thorax_moment = holding_of(m, p, "thorax_upright");
    out.L45_compression = compression_of(m, p, "L4");
    if (stands_) {
      const Posture& standing = standing_.last();
      out.lordosis_change = out.angles.lordosis - clinical_angles(model_, standing.angles).lordosis;
      out.standing_compression = compression_of(model_, standing, "L4");
      out.L45_pressure = disc_pressure(out.L45_compression, out.standing_compression);
    }
    const double flexion = 90 * degree - angle_of(m, p, "pelvis");
    const auto passive = passive_hip_moment(model_, flexion, 90 * degree);
    out.passive_hip_moment = passive.muscles + passive.capsule;
    out.measured_hip_moment = riener_edrich_hip_moment(flexion, 90 * degree);
  }

  /// What would hold the relaxed pelvis at the tilt.
  void find_missing(Sitting& out, double tilt) const {
    const Model grip = with_pelvis_held(relaxed_, tilt);
    if (const auto rest = solve(grip); is_equilibrium(rest.status))
      out.missing_moment = holding_of(grip, rest.last(), "pelvis_held");
    // two legs; flexion of the thigh is anterior tilt
    out.missing_as_measured =
        out.missing_moment + 2 * (out.measured_hip_moment - out.passive_hip_moment);
  }

  /// Largest tone at the tilt without psoas and iliacus, and without a backrest.
  void find_tones_without(Sitting& out, double tilt) const {
    const auto tone_of = [&](const Model& body) -> std::optional<double> {
      const auto other = settled(body, tilt, options_.tone);
      if (!other.recruitment.feasible) return {};
      return other.recruitment.largest;
    };
    if (has_group(upright_, "iliopsoas"))
      out.tone_without_iliopsoas = tone_of(without_pull(upright_, "iliopsoas"));
    ModelBuilder alone(upright_);
    hold_thorax(alone.description, ThoraxHeld::by_muscles);
    out.tone_without_backrest = tone_of(alone.build());
  }

  /// How sitting relaxed ends.
  Fact relaxed_end() const {
    const double tilt = angle_of(relaxed_, loose_.last(), "pelvis");
    if (is_equilibrium(loose_.status))
      return {"sitting.relaxed_rests", {{"anterior_tilt", standing_tilt_ - tilt}}};
    const bool slumps = loose_.status == Status::runaway &&
                        nearest_range_end(relaxed_, loose_.last()) == relaxed_.body("pelvis").index;
    if (slumps) return {"sitting.slumps", {{"posterior_tilt", tilt}, {"why", loose_.why}}};
    return {"sitting.no_relaxed_rest", {{"why", loose_.why}}};
  }

  const Model& model_;
  const SittingOptions& options_;
  Load seat_;
  Model upright_;                      ///< on the seat, tone as it was
  Model relaxed_;                      ///< the same at relaxed tone
  Outcome<Posture> standing_, loose_;  ///< standing; sitting relaxed
  bool stands_;
  double standing_tilt_;  ///< of the pelvis [rad]
};

}  // namespace detail

GUYWIRE_INLINE Sitting sitting_test(const Model& model, const SittingOptions& options) {
  detail::require_pair(model);
  detail::require_ranges("sitting", options);
  return detail::SittingStudy(model, options).run();
}

}  // namespace guywire
