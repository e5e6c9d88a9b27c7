#pragma once
/// What would have to change: the least change of chosen knobs that brings a body to rest in a
/// stated posture.
///
///   min sum (change / unit)^2
///   subject to   quantities read off the resting posture = targets,   lower <= value <= upper
///
/// on the real solver: each step is the least-norm box-constrained problem of the linearised
/// targets (`sensitivity`, `dual_qp`), globalised on the size plus a penalty on the miss, then
/// polished until the solved posture meets its targets. The change is *added* to every number that
/// a parameter names, so that muscles of a group that differ keep their differences. The search is
/// local, from the body as it stands: it finds the nearest way, and where it says "not reached"
/// that is a finding within the box, not a proof.
#include <array>
#include <limits>

#include "guywire/posture/standing.hpp"
#include "guywire/statics/sensitivity.hpp"

namespace guywire {

struct Target {
  Quantity quantity;
  double value = 0;  ///< [rad or N]
};

/// A parameter that may change, and how far: absolute values. The box always contains the present
/// value.
struct Allowed {
  Parameter parameter;
  double lower = 0, upper = 0;  ///< [SI]
  double unit_change = 1;       ///< a change that counts as 1 [SI]
  Facts why{};                  ///< where the bounds come from
};

/// The default range of a knob: what a body can be thought to reach.
///   length     0.9 to 1.1, unit 0.05. Calibrations shift the passive fiber curve by -0.2 to 0.2
///              between people (Uhlrich); chosen: half of that within one, because stretching
///              leaves muscle architecture unchanged (Freitas 2018, Longo 2021)
///   stiffness  0.69 to 1.45, unit 0.2. Passive stiffness fell by 31 % in 4 weeks of stretching
///              (Marshall 2011), by 16 % in 12 (Longo 2021); chosen: the reciprocal as the upper
///              end
///   strength   0.8 to 1.3, unit 0.1. Chosen: months of disuse or training; no table here has it
///   tone       0 to 0.1, unit 0.02. Chosen: standing asks for at most 7 % of maximum in
///              standing_adult
/// Anything else has no default: throws ModelError. A present value outside the range widens it to
/// that value.
Allowed allowed(const Model& model, std::string_view name);
/// The same with stated bounds (in the name's own unit). Throws ModelError when they are empty, not
/// admissible or exclude the present value.
Allowed allowed(const Model& model, std::string_view name, double lower, double upper);
/// The length knobs of the model's partition, or of every cable when it has none.
std::vector<Allowed> length_knobs(const Model& model);

struct PrescriptionOptions {
  double tolerance = 1e-9;   ///< a target is reached within this [rad; of a force: times 100 N]
  int iteration_limit = 60;  ///< steps of the search; typical are 4 to 8
  int scan_steps = 16;  ///< of a single change, from the present value to either bound, before its
                        ///< root is narrowed down
  bool singles = true;  ///< search each parameter alone (with one target)
  bool fewer = true;    ///< search with fewer parameters
};

/// One way to change the body.
struct Change {
  bool reached = false;
  std::vector<double> changes{};  ///< per allowed parameter [SI], added to the present value
  double size = 0;                ///< sqrt of sum (change / unit)^2
  std::vector<double> values{};   ///< of the targets' quantities after it [SI]
  double miss = 0;                ///< largest |value - target| [rad; forces divided by 100 N]
  std::vector<std::string>
      stopped_by{};       ///< when not reached: parameters at a bound that would have to go further
  Outcome<Posture> rest;  ///< the resting posture after it
  bool from_reference = false;  ///< whether `solve` from the reference posture ends there too
  int solves = 0;               ///< equilibria that were computed
};

struct Prescription {
  std::vector<Target> targets{};
  std::vector<Allowed> box{};                        ///< what was searched
  std::vector<double> lower_change, upper_change{};  ///< per parameter: the box as changes [SI]
  Outcome<Posture> start{};                          ///< the body as it stands
  std::vector<double> start_values{};                ///< of the targets' quantities [SI]
  Change least{};                                    ///< with all allowed parameters
  std::vector<Change>
      singles{};  ///< each alone, best first: reached by size, then the nearest misses
  std::vector<Change> fewer{};  ///< with fewer parameters, and without the first of `least`;
                                ///< reached ones only, by size
  Facts why{};                  ///< how the search ended
};

/// Throws ModelError for no target, no parameter, a parameter named twice, or targets that do not
/// change with the body (pelvic incidence).
Prescription prescribe(const Model& model, const std::vector<Target>& targets,
                       const std::vector<Allowed>& box, const PrescriptionOptions& options = {});

/// The model after a change.
Model with_change(const Model& model, const std::vector<Allowed>& box, const Change& change);

struct StretchOptions {
  double fibre = 0.05;    ///< lengthening of the fiber [1]. Chosen: the demonstration's 5 %
  double length = 0.005;  ///< lengthening of the muscle-tendon unit [m]. Chosen: 5 % of gait2392's
                          ///< 100 mm iliopsoas fiber
  double hip_range = 0.0349066;  ///< gain of passive hip angle [rad]. Chosen: 2 deg, which most hip
                                 ///< muscles can give within their knob's range
  double extension_moment = 15;  ///< passive hip-flexion moment of one leg at which extension is
                                 ///< read [N m]. Chosen: measured near -11 deg
  double flexion_moment =
      -15;  ///< the same for flexion, knee straight [N m]. Chosen: measured near 59 deg
};

/// How the effect of a stretch was found, or why there is none.
enum class StretchOutcome {
  solved,          ///< the tilt after it is known
  knob_range,      ///< it lies beyond the range of the length knob
  no_equilibrium,  ///< the body has no stable equilibrium, as it stands or stretched
  no_legs,         ///< the model has no legs, so that there is no hip range
  not_limiting,    ///< the group does not limit the hip
  other_tissue  ///< other tissue limits the hip: no lengthening in the knob's range gives the gain
};
constexpr std::string_view to_string(StretchOutcome outcome) {
  switch (outcome) {
    case StretchOutcome::solved:
      return "solved";
    case StretchOutcome::knob_range:
      return "knob_range";
    case StretchOutcome::no_equilibrium:
      return "no_equilibrium";
    case StretchOutcome::no_legs:
      return "no_legs";
    case StretchOutcome::not_limiting:
      return "not_limiting";
    case StretchOutcome::other_tissue:
      return "other_tissue";
  }
  return "";
}

/// A stretch in three currencies: what each does to the standing pelvis.
struct Stretch {
  double fibre = 0;      ///< mean lengthening over the group's cables [1]
  double length = 0;     ///< mean lengthening [m]
  double hip_range = 0;  ///< gain of passive hip angle at the stated moment [rad]; NaN where the
                         ///< group does not limit the hip
  double tilt = 0;       ///< change of anterior tilt [rad]; NaN unless solved
  StretchOutcome outcome = StretchOutcome::solved;
  Facts why{};  ///< where there is no equilibrium: how the search for it ended
};
struct StretchComparison {
  std::string group{};
  bool limits_extension = false,
       limits_flexion = false;  ///< which end of the hip's range it is read at
  Stretch equal_fibre{}, equal_length{}, equal_hip_range{};
};

/// Lengthens each group in turn (names of cables or groups) by equal percent of fiber, equal
/// millimeters, and by what gives equal passive hip range: the ranking differs. Models laid out
/// like standing_adult for the third; others get NaN there.
std::vector<StretchComparison> compare_stretches(const Model& model,
                                                 const std::vector<std::string>& groups,
                                                 const StretchOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/prescription-inl.hpp"
#endif
