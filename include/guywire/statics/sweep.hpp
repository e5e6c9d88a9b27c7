#pragma once
/// How a resting place moves while one thing is varied, where it ends, and where the body jumps to.
///
/// Static equilibria g(u, t) = 0 form curves. `sweep` goes along t in equal steps as a patient
/// experimenter would: it stays at rest, each point found from those before, and where the resting
/// place ends (a fold: det H passes through zero, or a kink fold: det H jumps below zero as a cable
/// goes slack) the body snaps to another one. Swept back it need not return: hysteresis.
/// `continue_branch` follows the curve itself round the folds, unstable parts included
/// (pseudo-arclength, math/branch/trace.hpp).
///
/// Both locate what happens on the way: a cable going slack or taut, a path touching its circle, a
/// joint law's corner. Each is a point where g = 0 and the event function vanishes, solved by
/// Newton to rounding. An event that comes and goes within one step is not seen.
#include <cmath>

#include "guywire/core/limits.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

/// One varied thing: numbers = start + rate * t, t from `from` to `to` (either may be the larger).
struct Axis {
  struct Term {
    int number;  ///< offset into Model::numbers()
    double start, rate;
    bool operator==(const Term&) const = default;
  };
  std::string name;   ///< "front.length"
  std::string unit;   ///< SI unit of t
  double factor = 1;  ///< SI units per unit in the name (pi/180 for `_deg`, 0.001 for `_mm`)
  double from = 0, to = 0;
  std::vector<Term> terms{};
  bool operator==(const Axis&) const = default;
};

/// A parameter from one value to another [SI]. Throws ModelError for an unknown name, a value out
/// of range, or from = to.
Axis axis(const Model& model, std::string_view name, double from, double to);
/// A path point (counted from 0 along the path) of a cable or of each cable of a group, moved along
/// a direction in its body's frame by t [m]. The direction need not have length 1. Throws
/// ModelError.
Axis displacement(const Model& model, std::string_view cable, int path_point, double direction_x,
                  double direction_y, double from, double to);
/// The same run backwards.
Axis reversed(Axis axis);
/// The numbers at t.
std::vector<double> numbers_at(const Model& model, const Axis& axis, double t);

/// Something that happens at one place of a sweep or branch.
struct SweepEvent {
  Kink kink = Kink::none;  ///< what is met; none: smooth
  int index = -1;          ///< which cable or joint
  bool on = false;         ///< what follows: taut, touching, beyond the corner
  bool fold =
      false;  ///< the branch turns back: swept in this direction, this resting place ends here
  bool branch_point =
      false;  ///< an eigenvalue changes its sign without a fold: other branches cross here
  double parameter = 0;  ///< t [SI]
  std::vector<double> coordinates{}, quantities{};
  int point =
      -1;  ///< of a sweep: the first point after it; of a branch: its own place among the points
  // of a sweep's fold or branch point: where the body goes
  Status landing = Status::not_run;
  std::vector<double> landing_coordinates{}, landing_quantities{};
};

struct SweepPoint {
  double parameter = 0;  ///< t [SI]
  Status status = Status::not_run;
  std::vector<double> coordinates{};  ///< [rad]; the last iterate if there is no equilibrium
  std::vector<double> quantities{};   ///< [SI]; NaN if there is no equilibrium
  double min_eigenvalue = 0;          ///< [N m/rad]
  std::vector<std::uint8_t> taut{};   ///< per cable
};

struct SweepOptions {
  int points = 101;  ///< within `sweep_points`
  std::vector<Quantity> quantities{};
  State start{};
  SolveOptions solve{};
  double jump = 1e-3;  ///< [rad] a point farther than this from its prediction is checked by
                       ///< continuation from the one before
};

struct Sweep {
  Axis axis;
  std::vector<Quantity> quantities;
  std::vector<SweepPoint> points;
  std::vector<SweepEvent> events;  ///< in order
  Facts why;                       ///< why a point has no equilibrium (the first such)
};

/// Throws ModelError when the number of points is not within `sweep_points`, when their memory
/// would exceed `most_memory`, or `start` is none.
Sweep sweep(const Model& model, const Axis& axis, const SweepOptions& options = {});

struct BranchOptions {
  std::vector<Quantity> quantities{};
  State start{};
  double start_parameter = std::nan("");  ///< t where `start` lies; NaN is `from`
  Seek seek = Seek::downhill;             ///< any: begin at the nearest balance, perhaps unstable
  double largest_step = 0.02;  ///< along the curve: rad, and a whole range of t counts as 1;
                               ///< smaller for finer drawings
  int point_limit = 4000;      ///< in each direction
};

struct BranchPoint {
  double parameter = 0;  ///< t [SI]
  std::vector<double> coordinates{}, quantities{};
  double min_eigenvalue = 0;  ///< [N m/rad]; at a kink the smaller of both sides
  bool stable = false;
};

enum class BranchEnd {
  range,        ///< t reached `from` or `to`
  closed,       ///< the branch is a loop
  point_limit,  ///< more points than allowed
  undefined,    ///< a body reached the end of its range, or a path is lost
  lost          ///< the curve could not be followed further
};

struct Branch {
  Axis axis;
  std::vector<Quantity> quantities;
  std::vector<BranchPoint> points;  ///< in order along the curve; events are points of it
  std::vector<SweepEvent> events;   ///< in the same order
  BranchEnd first_end = BranchEnd::range, last_end = BranchEnd::range;
};

/// The branch through the equilibrium found from `start`, both ways. Outcome: the status of that
/// equilibrium; not one: empty.
Outcome<Branch> continue_branch(const Model& model, const Axis& axis,
                                const BranchOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/sweep-inl.hpp"
#endif
