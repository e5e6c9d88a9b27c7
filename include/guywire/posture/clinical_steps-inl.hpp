#pragma once
/// What the clinical tests share: the body on a table, readings off a posture, the report.
#include <algorithm>
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/model/model.hpp"
#include "guywire/posture/clinical.hpp"
#include "guywire/posture/legs.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

namespace detail {

// --- bodies ---

inline void require_pair(const Model& model) {
  if (model.description().bodies[model.body("thigh").index].sides != 2)
    throw ModelError(
        {{"model '" + model.name() + "'", "has legs that are split already.",
          "Give the standing body with its legs as a pair: the test poses them itself."}});
}

/// Every muscle at this tone, but those whose tone knob was set.
inline void set_tone(ModelDescription& d, double tone) {
  for (Cable& c : d.cables)
    if (!c.knobs.tone && has_tone(c.law)) c.knobs.tone = tone;
}

inline Model at_tone(const Model& m, double tone) {
  ModelBuilder b(m);
  set_tone(b.description, tone);
  return b.build();
}

inline Model without_pull(const Model& m, std::string_view group) {
  ModelBuilder b(m);
  for (const CableId id : m.cables(group)) {
    b.description.cables[id.index].knobs.strength = 0;
    b.description.cables[id.index].knobs.stiffness = 0;
  }
  return b.build();
}

inline Model with_pelvis_held(const Model& m, double tilt) {
  ModelBuilder b(m);
  b.add(hold("pelvis_held", "pelvis", tilt));
  return b.build();
}

/// What weight is not carried by table and examiner.
enum class Weight {
  none,
  of_test_leg
};
/// The body on a table, gravity points to its back.
inline Model supine(const Model& model, const Legs& legs, double tone, Weight hanging) {
  ModelBuilder b(with_legs(model, legs));
  b.description.name = model.name() + "-supine";
  const double g = std::hypot(model.description().gravity.x, model.description().gravity.y);
  b.description.gravity = hanging == Weight::of_test_leg ? Vec2{-g, 0} : Vec2{0, 0};
  for (Body& body : b.description.bodies)
    if (body.name != "thigh_r" && body.name != "shank_r") body.mass = 0;
  set_tone(b.description, tone);
  return b.build();
}
inline constexpr double lying =
    90 * degree;  ///< turn of a picture in which gravity (-g, 0) points down

// --- readings ---

inline double holding_of(const Model& m, const Posture& p, std::string_view name) {
  const auto& constraints = m.description().constraints;
  for (std::size_t k = 0; k < constraints.size(); ++k)
    if (constraints[k].name == name) return p.constraint_moments[k];
  return 0;
}
inline double angle_of(const Model& m, const Posture& p, std::string_view body) {
  return p.angles[m.body(body).index];
}
inline bool has_group(const Model& m, std::string_view group) {
  const auto& groups = m.description().groups;
  return std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.name == group; });
}
/// L4/5 compression, or NaN where the model has no L4 or endplates.
inline double compression_of(const Model& m, const Posture& p, std::string_view body) {
  for (const JointLoad& l : joint_loads(m, p))
    if (l.body == body && l.compression) return *l.compression;
  return std::nan("");
}
/// The largest tone of a recruitment and whose it is.
inline void largest_tone(const Model& m, const Recruitment& r, double& tone, std::string& muscle) {
  tone = 0;
  for (std::size_t c = 0; c < r.activations.size(); ++c)
    if (r.activations[c] > tone) {
      tone = r.activations[c];
      muscle = m.description().cables[c].name;
    }
}
inline double largest_missing(const Recruitment& r) {
  double worst = 0;
  for (const double m : r.infeasibility.missing)
    worst = std::max(worst, std::abs(m));
  return worst;
}

// --- the report ---

/// What every test assumes.
inline Fact hip_axis_fixed() { return Fact("clinical.hip_axis_fixed"); }

inline Fact passive_tone(double tone) { return {"clinical.passive_tone", {{"tone", tone}}}; }

/// Nothing where the posture is stable.
inline void add_balanced_but(Facts& facts, Status status) {
  if (status != Status::stable)
    facts.push_back({"clinical.balanced_but", {{"status", to_string(status)}}});
}

inline void take(TestReport& r, const Outcome<Posture>& o) {
  r.status = o.status;
  r.why = o.why;
  r.certificate = o.last().certificate;
}

/// How a pose was solved for: `solve(model, {.seek = seek}, start)`.
struct PoseStart {
  State state{};
  Seek seek = Seek::downhill;
};

/// Keeps the body for those who want to see it, if it rests.
inline void add_pose(TestReport& r, std::string name, const Model& m, const Outcome<Posture>& o,
                     PoseStart start = {}, double turn = 0) {
  if (is_equilibrium(o.status))
    r.poses.push_back(
        {std::move(name), m, o.last(), o.status, o.why, std::move(start.state), start.seek, turn});
}

/// Fills what the fixed paths of psoas and iliacus do at this hip flexion, in the report's first
/// pose; `now` is the test's main number, `main_number(model)` that of another body, NaN where
/// there is no rest.
template <class F>
void check_iliopsoas(TestReport& r, const std::string& group, double hip_flexion, double now,
                     F&& main_number) {
  const TestPose& pose = r.poses.front();
  if (!has_group(pose.model, group)) return;
  IliopsoasCheck c{.group = group,
                   .hip_flexion = hip_flexion,
                   .beyond = hip_flexion > 55 * degree,
                   .tension = tension_of(pose.model, pose.posture, group),
                   .effect = {}};
  if (c.beyond)
    if (const double other = main_number(without_pull(pose.model, group)); std::isfinite(other))
      c.effect = other - now;
  r.iliopsoas = c;
}

}  // namespace detail

}  // namespace guywire
