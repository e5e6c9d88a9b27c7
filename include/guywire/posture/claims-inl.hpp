#pragma once
#include <algorithm>
#include <array>

#include "guywire/core/watch.hpp"
#include "guywire/posture/claims_bridge-inl.hpp"
#include "guywire/posture/claims_loads-inl.hpp"
#include "guywire/posture/claims_posture-inl.hpp"
#include "guywire/posture/standing.hpp"

namespace guywire {

GUYWIRE_INLINE std::string_view to_string(Verdict v) {
  switch (v) {
    case Verdict::supported:
      return "supported";
    case Verdict::only_when:
      return "only when";
    case Verdict::not_supported:
      return "not supported by this model";
    case Verdict::by_assumption:
      return "true by assumption";
    case Verdict::not_testable:
      return "not testable here";
  }
  return "";
}

GUYWIRE_INLINE std::vector<BodyVariant> body_variants(const Model& standing) {
  std::vector<BodyVariant> out;
  const auto fitted = [&](const Fact& name, auto&& change) {
    ModelBuilder b(standing);
    change(b.description);
    StandingFitOptions options;
    options.fit_capsule = false;
    try {
      out.push_back({name, fit_standing(b.build(), options).model});
    } catch (const SolveError&) {  // no tone balances it: still a variant, without an answer
      out.push_back({name, b.build()});
    }
  };
  const auto joints = [](ModelDescription& d, const char* prefix, auto&& change) {
    for (Joint& j : d.joints)
      if (j.name.starts_with(prefix)) change(j);
  };
  for (const double factor : {0.75, 1.25})
    fitted({"claim.body.hip_capsule", {{"factor", factor}}}, [&](ModelDescription& d) {
      joints(d, "hip_capsule", [&](Joint& j) { j.preload_factor *= factor; });
    });
  for (const double factor : {0.75, 1.5})
    fitted({"claim.body.discs", {{"factor", factor}}}, [&](ModelDescription& d) {
      for (Joint& j : d.joints)
        if (std::holds_alternative<LinearJoint>(j.law)) j.preload_factor *= factor;
    });
  fitted({"claim.body.welded"}, [&](ModelDescription& d) {
    d.constraints.push_back(relative("T12_L1_weld", "thorax", "L1"));
  });
  for (const double forward : {-0.02, 0.02})
    fitted({"claim.body.mass_center", {{"forward", forward}}}, [&](ModelDescription& d) {
      for (Body& b : d.bodies)
        if (b.name == "thorax") b.com_x += forward;
    });
  // not fitted: the hold is taken away from the same body
  out.push_back({{"claim.body.thorax_free"}, without_constraint(standing, "thorax_upright")});
  return out;
}

namespace detail {

/// A claim of the essay and its experiment.
struct ClaimRow {
  const char* id = "";
  void (*run)(const ClaimStudy& study, Claim& claim) = nullptr;  ///< null: not testable
  bool tone_may_undo = false;                                    ///< as in `Claim`
  const char* not_testable = "";                                 ///< the fact that says why not
};

inline constexpr std::array<ClaimRow, 18> claim_rows{{
    {.id = "a", .run = cables_turned_through},
    {.id = "b", .run = bridge_front_shortened},
    {.id = "c", .run = rear_anchors_pulled_away},
    {.id = "d", .run = rear_anchors_moved_around},
    {.id = "e", .run = forces_by_short_front},
    {.id = "f", .run = hip_flexors_shortened, .tone_may_undo = true},
    {.id = "g", .run = hamstrings_shortened},
    {.id = "h", .run = iliopsoas_and_rectus_strengthened, .tone_may_undo = true},
    {.id = "i", .run = psoas_loads_on_joints},
    {.id = "j", .run = rear_bunches_shortened},
    {.id = "k", .run = hamstrings_stretched_by_iliopsoas, .tone_may_undo = true},
    {.id = "l", .run = tone_of_tipped_posture},
    {.id = "m", .run = hamstrings_lengthened, .tone_may_undo = true},
    {.id = "n", .run = stretches_compared, .tone_may_undo = true},
    {.id = "o", .run = abdominals_strengthened, .tone_may_undo = true},
    {.id = "p", .not_testable = "claim.p.finding"},
    {.id = "q", .not_testable = "claim.q.finding"},
    {.id = "r", .not_testable = "claim.r.finding"},
}};

inline Claim tried(const ClaimRow& row, const ClaimStudy& study) {
  Claim c{.id = row.id, .tone_may_undo = row.tone_may_undo};
  if (row.run)
    row.run(study, c);
  else
    c.finding = {Fact(row.not_testable)};
  return c;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<Claim> claims(const Model& bridge, const Model& standing) {
  const detail::ClaimStudy study{bridge, standing};
  const auto testable = std::count_if(detail::claim_rows.begin(), detail::claim_rows.end(),
                                      [](const detail::ClaimRow& row) { return row.run; });
  std::vector<Claim> out;
  for (const detail::ClaimRow& row : detail::claim_rows) {
    if (row.run) tell_progress(static_cast<double>(out.size()) / static_cast<double>(testable));
    out.push_back(detail::tried(row, study));
  }
  return out;
}

}  // namespace guywire
