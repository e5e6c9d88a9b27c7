#pragma once
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/findings.hpp"
#include "guywire/posture/clinical.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/posture/validation.hpp"

namespace guywire {

namespace detail {

/// Root mean square of what the model's passive moment of one hip lacks of the measured one, knee
/// straight, hip -15 to 75 deg [N m].
inline std::optional<double> hip_moment_error(const Model& model) {
  double squares = 0;
  int count = 0;
  for (double deg = -15; deg <= 75; deg += 5) {
    const PassiveHipMoment passive = passive_hip_moment(model, deg * degree, 0);
    const double error = passive.muscles + passive.capsule - riener_edrich_hip_moment(deg * degree);
    squares += error * error;
    ++count;
  }
  return std::sqrt(squares / count);
}

inline std::optional<double> hip_angle_of_raised_leg(const Model& model) {
  const StraightLegRaise test = straight_leg_raise_test(model, {.passive_moment = 30});
  if (!is_equilibrium(test.report.status)) return {};
  return test.hip_flexion;
}

inline std::optional<double> hanging_knee(const Model& model) {
  const Thomas test = thomas_test(model);
  if (!is_equilibrium(test.report.status)) return {};
  return test.held.knee_flexion;
}

/// How much nearer to the ceiling the thigh hangs with an iliopsoas 10 % shorter [rad].
inline std::optional<double> thigh_for_short_iliopsoas(const Model& model) {
  const Thomas before = thomas_test(model);
  const Thomas after = thomas_test(adjust(model, "iliopsoas", {.length = 0.9}));
  if (!is_equilibrium(before.report.status) || !is_equilibrium(after.report.status)) return {};
  return after.held.thigh_to_horizontal - before.held.thigh_to_horizontal;
}

/// Largest passive tension over F0 in any posture of the shipped tests; 1 where none is beyond.
inline std::optional<double> largest_passive_share(const Model& model) {
  double largest = 1;
  const auto look_at = [&](const TestReport& report) {
    for (const TestPose& pose : report.poses)
      for (const Overstretched& o : overstretched(pose.model, pose.posture.lengths))
        largest = std::max(largest, o.passive / o.largest_active);
  };
  look_at(mirror_test(model).report);
  look_at(thomas_test(model).report);
  look_at(straight_leg_raise_test(model).report);
  look_at(toe_touch_test(model).report);
  look_at(sitting_test(model).report);
  return largest;
}

struct ValidationTarget {
  ValidationRow row;
  std::optional<double> (*compute)(const Model&) = nullptr;  ///< null: not yet
};

inline const std::vector<ValidationTarget>& validation_targets() {
  using enum ValidationRow::Kind;
  static constexpr std::string_view stands = "Woodhull 1985; Frontiers in Physiology 2019, 10:625";
  static constexpr std::string_view strength = "tables of trunk strength after Chaffin";
  static const std::vector<ValidationTarget> all{
      {{"hip_moment", fitted, "N m", 0, 1.5, "Riener and Edrich 1999"}, hip_moment_error},
      {{"raised_leg", fitted, "rad", 70 * degree, 76 * degree, "Riener and Edrich 1999"},
       hip_angle_of_raised_leg},
      {{"hanging_knee", predicted, "rad", 45 * degree, 60 * degree, "chosen: no paper at hand"},
       hanging_knee},
      {{"passive_share", limit, "1", {}, 1, "chosen: curves are measured up to here"},
       largest_passive_share},
      {{"thigh_iliopsoas", predicted, "rad", {}, {}, "no target; an examiner errs by 3 deg"},
       thigh_for_short_iliopsoas},
      {{"quick_couple", chosen, "N m/rad", 60, 250, "chosen"}},
      {{"hamstring_gain", predicted, "rad", -1 * degree, 1 * degree,
        "Li 1996; Shamsi 2020; PMC3588653"}},
      {{"gravity_at_hips", fitted, "N m", 0, 12, stands}},
      {{"center_of_gravity", fitted, "standard deviations", -1, 1, stands}},
      {{"extension_strength", fitted, "N m", 250, 300, strength}},
      {{"extensor_share_20", predicted, "1", 0.05, 0.20, strength}},
      {{"extensor_share_40", predicted, "1", 0.10, 0.35, strength}},
      {{"lumbar_share", predicted, "1", 0.40, 0.60, "Laird 2016"}},
      {{"sitting_pelvis", predicted, "rad", 8 * degree, 40 * degree, "chosen: a wide range"}},
      {{"sitting_lordosis", predicted, "rad", 10 * degree, 30 * degree, "chosen: a wide range"}},
      {{"pressure_extension", predicted, "1", 0.08, 0.27, "Stokes 2010, PMC2949466"}},
      {{"pressure_flexion", predicted, "1", 0.08, 0.24, "Stokes 2010, PMC2949466"}},
      {{"compression_20", predicted, "1", 1.60, 1.75, "other models"}},
  };
  return all;
}

inline ValidationRow::Verdict verdict_of(const ValidationRow& row) {
  using enum ValidationRow::Verdict;
  if (!row.lower && !row.upper) return reported;
  if (!row.value) return misses;
  const bool is_within =
      *row.value >= row.lower.value_or(-infinity) && *row.value <= row.upper.value_or(infinity);
  return is_within ? meets : misses;
}

}  // namespace detail

GUYWIRE_INLINE std::string_view to_string(ValidationRow::Kind kind) {
  static constexpr std::array<std::string_view, 4> names{"fitted", "predicted", "chosen", "limit"};
  return names[static_cast<std::size_t>(kind)];
}
GUYWIRE_INLINE std::string_view to_string(ValidationRow::Verdict verdict) {
  static constexpr std::array<std::string_view, 4> names{"meets", "misses", "reported", "not_yet"};
  return names[static_cast<std::size_t>(verdict)];
}

GUYWIRE_INLINE std::vector<ValidationRow> validate(const Model& model) {
  std::vector<ValidationRow> out;
  for (const detail::ValidationTarget& target : detail::validation_targets()) {
    ValidationRow row = target.row;
    if (target.compute) {
      row.value = target.compute(model);
      row.verdict = detail::verdict_of(row);
    }
    out.push_back(row);
  }
  return out;
}

GUYWIRE_INLINE bool misses_a_fit(const std::vector<ValidationRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const ValidationRow& row) {
    return row.kind == ValidationRow::Kind::fitted && row.verdict == ValidationRow::Verdict::misses;
  });
}

}  // namespace guywire
