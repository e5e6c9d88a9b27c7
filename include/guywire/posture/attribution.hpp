#pragma once
/// Attribution of a change of tilt to groups: who is winning.
///
/// delta is the change of tilt from the same body with all knobs at reference. A group's share is
/// what returning its knobs to reference takes away, found by solving again from the present
/// equilibrium; the winner has the largest share of delta's sign. Shares need not add up to delta
/// (the body is not linear): the remainder is reported. With no knob changed no group is named;
/// then removal, which cuts a group out and solves again, says which group matters. Tone is held
/// throughout.
#include "guywire/posture/joint_loads.hpp"
#include "guywire/statics/ledger.hpp"
#include "guywire/statics/sensitivity.hpp"

namespace guywire {

struct GroupContribution {
  std::string group{};
  bool changed = false;  ///< some knob of it is not at reference
  double contribution =
      0;  ///< part of delta that returning its knobs takes away [rad], + anterior; 0 if not changed
  Status contribution_status = Status::not_run;  ///< of the body with its knobs returned
  double removal = 0;                       ///< change of tilt when it is cut out [rad], + anterior
  Status removal_status = Status::not_run;  ///< of the body without it; anything but an
                                            ///< equilibrium: no resting place was found
  Facts removal_why{};                      ///< why, when there is none
  double tension = 0;                       ///< sum over its cables, both sides [N]
  double moment = 0;                        ///< turning the tilt body [N m], + anterior
  double derivative =
      0;  ///< d(anterior tilt)/d(length knob) [rad per 1 = 100 %]; NaN where refused
};

struct Attribution {
  double change = 0;                          ///< delta [rad], + anterior
  Status reference_status = Status::not_run;  ///< of the body with all knobs at reference
  std::vector<GroupContribution> groups{};    ///< by falling |contribution|, then |removal|
  double remainder = 0;                       ///< delta less all shares [rad]
  int winner = -1;                            ///< place in `groups`, or -1: nobody
  /// "winning.named", or why no group is: "winning.unchanged", "winning.no_reference",
  /// "winning.none".
  Facts why{};
  Facts derivative_why{};  ///< why derivatives were refused; empty when they were not
};

/// `rest` is the model's own equilibrium. Status: that of `rest`; `not_run` when it is no
/// equilibrium ("winning.no_rest") or nothing can move ("winning.all_held").
Outcome<Attribution> attribution(const Model& model, const Outcome<Posture>& rest,
                                 const SolveOptions& options = {});

/// Everything `explain` says about a body.
struct Explanation {
  Outcome<Posture> rest;
  Ledger coordinates;  ///< moments about each coordinate
  Ledger joints;       ///< moments about each joint
  Outcome<Attribution> attribution;
  std::vector<JointLoad> loads;            ///< at each hinge
  std::vector<JointLoad> reference_loads;  ///< of the same body with all knobs at reference; empty
                                           ///< where it has no resting place near this one
  std::vector<LedgerSum> reference_sums;   ///< its coordinates' ledger by group; empty likewise
};
Explanation explain(const Model& model, const SolveOptions& options = {}, const State& start = {});

namespace detail {
/// A cable's knobs at reference: factors 1, its own tone.
BasicKnobs<double> reference_knobs(const Model& model, CableId cable);
}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/attribution-inl.hpp"
#endif
