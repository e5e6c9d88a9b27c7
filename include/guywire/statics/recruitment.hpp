#pragma once
/// Least-effort tone: which activations make a posture an equilibrium at least cost.
///
///   min sum w_c a_c^2   subject to   moments balance,   floor <= a_c <= ceiling
///
/// with w_c = sides F0 lo, so that splitting a muscle into fascicles changes nothing. Balanced are
/// the moments about the free coordinates and those of the constraints marked
/// `balanced_by_muscles`; the other constraints hold for free. Passive forces, joint laws and loads
/// always count. The dual has one unknown per balanced moment and is solved by a globalised
/// semismooth Newton method. A posture is evaluated once, at floor tone: with rigid tendons tension
/// is affine in tone; with elastic ones it is not, and affine models are repeated until the true
/// tensions balance. Least effort does not imply stable: solve the resulting model to see.
#include <optional>

#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct RecruitOptions {
  double min_activation = 0.01;  ///< least tone of every muscle. Chosen: resting tone is not zero;
                                 ///< 1 % is the least that steadies the trial body
  double max_activation = 1.0;   ///< largest tone
  /// Cables that may change tone; the others keep theirs. Not given: all that have one.
  std::optional<std::vector<std::string>> among{};
};

/// What is missing when no tone will do.
struct Infeasibility {
  std::vector<std::string> rows;  ///< the balanced moments: coordinates, then constraints paid for
  std::vector<double> missing;    ///< moment that stays unbalanced at the best tone, per row [N m]:
                                  ///< the least couple that repairs it
  std::vector<std::string>
      limiting;       ///< muscles at a limit of tone that pull against the missing moment
  double margin = 0;  ///< > 0 proves it: y.(needed) exceeds y.(reachable) for every tone in the
                      ///< box, y = missing/|missing| [N m]
};

struct Recruitment {
  bool feasible = false;
  Facts why;
  std::vector<double> activations;  ///< per cable in model order; NaN where the cable has no tone.
                                    ///< For `with_activations`
  double effort = 0;                ///< sum w a^2 [N m]
  double residual = 0;              ///< largest unbalanced moment [N m]
  double largest = 0;               ///< largest activation
  int iterations = 0;
  Infeasibility infeasibility;  ///< filled when not feasible
};

/// Least-effort tone at the state (default: the reference posture). Knobs of the model count
/// (strength, length, stiffness); tone knobs of cables that are recruited are ignored. Throws
/// ModelError for unknown names or when nothing can be recruited.
Recruitment recruit(const Model& model, const RecruitOptions& options = {},
                    const State& state = {});
/// The same with reused memory, for the workspace's present numbers; equal bit for bit.
Recruitment recruit(Workspace& workspace, const RecruitOptions& options = {},
                    const State& state = {});

/// The model with this recruitment's tone as its own activations; tone knobs of recruited cables
/// are cleared.
Model with_recruitment(const Model& model, const Recruitment& recruitment);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/recruitment-inl.hpp"
#endif
