#pragma once
/// What is valid in a model but suspicious. `ModelBuilder::build` refuses what cannot be; this
/// lists what is probably not meant.
///
/// Findings are facts; `report/check.hpp` puts them in words. "The whole range" is every
/// combination of angles within the bodies' stated ranges, whatever constraints hold at present: a
/// pose or a sweep may change that. The bounds of path lengths hold for all of it, so a finding
/// about a path is a proof; a path that comes close to a bound may go unnoticed.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

struct Finding {
  /// What `value` and `bound` are stands in brackets.
  enum class Kind {
    never_taut,           ///< a cable (its slack length, its longest path)
    never_slack,          ///< a cable of a law without tone (its slack length, its shortest path)
    pulls_nothing,        ///< a cable without tension even on its longest path
    turns_nothing,        ///< a cable whose length, or a joint whose energy, depends on no angle
    mass_without_lever,   ///< a body whose weight acts at its own hinge (its mass)
    lever_without_mass,   ///< a body with a center of mass but no mass (their distance)
    force_without_lever,  ///< a load at a hinge in ground (the force)
    light_for_its_size,   ///< a body with a far center of mass (its distance, the mass in kg)
    far_from_others,      ///< a number about a thousand times the largest other of its kind (both)
    beyond_a_turn,        ///< an angle (it, a full turn)
    beyond_its_curve,     ///< a muscle at the reference (fiber over optimal length, its end)
    held_outside_range,   ///< a constraint (the angle held, the end of the body's range)
    one_side_of_a_pair,   ///< a cable or joint with one side at a body with two (1, 2)
  };
  Kind kind;
  std::string subject;        ///< "cable 'front'"
  std::string field{};        ///< the number to look at, as files name it; empty: none
  double value = 0;           ///< what was found
  double bound = 0;           ///< what it is compared with
  std::string unit{};         ///< of both, if nothing else is said; "1": none
  bool thousandfold = false;  ///< both differ by about a thousand: a slip of units
  bool operator==(const Finding&) const = default;
};
std::string_view to_string(Finding::Kind kind);

/// Everything suspicious about a model, part by part. Empty for a model that is fine.
std::vector<Finding> findings(const Model& model);

/// How short and how long a cable's path can be over the whole range [m]: bounds, not reached by
/// every path.
struct PathReach {
  double shortest = 0;
  double longest = 0;
  bool changes = false;  ///< whether the length depends on any angle
};
PathReach path_reach(const Model& model, CableId cable);

/// A muscle that is stretched so far that its passive tension alone exceeds its largest active
/// force F0. No published curve of passive tension is measured there.
struct Overstretched {
  int cable = 0;
  double passive = 0;         ///< of one side [N]
  double largest_active = 0;  ///< F0 [N]
  bool operator==(const Overstretched&) const = default;
};
/// Those at these lengths of all cables [m], in the order of the model.
std::vector<Overstretched> overstretched(const Model& model, std::span<const double> lengths);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/findings-inl.hpp"
#endif
