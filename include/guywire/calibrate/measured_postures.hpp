#pragma once
/// A model's numbers from what was measured where it rests: tensions, angles, forces.
///
/// Each posture is one equilibrium, solved anew for every trial of the unknowns. Derivatives of its
/// quantities go through the equilibrium, du/dp = -H^-1 dg/dp (see sensitivity), so one search
/// takes some ten solves a posture. At a kink, where there is no derivative, differences take its
/// place. The search turns back from a trial that has no equilibrium.
#include <utility>
#include <vector>

#include "guywire/calibrate/least_squares.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire {

struct Measurement {
  std::string quantity;  ///< by name, see posture/quantities.hpp
  double value = 0;      ///< SI
  double deviation = 1;  ///< standard deviation of its error [SI], > 0
};

/// What was measured in one posture.
struct MeasuredPosture {
  std::string name;  ///< for messages
  /// Numbers of the model by name that were set for it, such as loads: "pull.force_x_N".
  std::vector<std::pair<std::string, double>> setting{};
  std::vector<Measurement> measurements;
  State start{};                  ///< where `solve` starts; empty is the reference posture
  double huber_width = infinity;  ///< see Residuals
};

/// A number of the model as an unknown: it starts at the model's own value, between the bounds that
/// any model must keep, in the unit of the name ("mast.angle_deg"). Throws ModelError with the
/// nearest name, or where a group's numbers differ.
Unknown unknown(const Model& model, std::string_view number, std::optional<Prior> prior = {});

/// Finds numbers of the model. Throws as `calibrate`, and ModelError for a name that the model does
/// not have.
Calibration calibrate(const Model& model, const std::vector<Unknown>& unknowns,
                      const std::vector<MeasuredPosture>& postures,
                      const CalibrateOptions& options = {});

/// Their residuals, to be used beside others: of each posture (computed - measured) / deviation.
std::vector<Residuals> residuals(const Model& model, const std::vector<Unknown>& unknowns,
                                 const std::vector<MeasuredPosture>& postures);

/// The model with the numbers found.
Model with(const Model& model, const Calibration& found);

}  // namespace guywire
