#pragma once
// What an answer reads off a posture, whatever the format.
#include <string>
#include <vector>

#include "guywire/statics/equilibrium.hpp"

namespace guywire {

/// Moments of the cables about the free coordinates at an answer.
class CableMoments {
 public:
  CableMoments(const Model& model, const Outcome<Posture>& outcome);
  /// Of all sides [N m]; NaN where the paths are undefined.
  double operator()(std::size_t cable, std::size_t coordinate) const;

 private:
  const Model& model_;
  const Posture& posture_;
  std::vector<double> arms_;  ///< empty where the paths are undefined
};

/// Flexion of the hips, thigh against pelvis.
struct HipFlexion {
  enum class Leg {
    both,
    right,
    left
  };
  Leg leg = Leg::both;
  double angle = 0;  ///< [rad]
};
/// Of both legs together or of each, as the model has them; empty where it has none.
std::vector<HipFlexion> hip_flexion(const Model& model, const Posture& posture);

/// Muscles whose passive tension alone exceeds their largest active force, in one sentence; nothing
/// where there are none.
Facts overstretched_facts(const Model& model, const Posture& posture);

/// The part that each cable belongs to, by its place.
std::vector<std::string> parts_of_cables(const Model& model);

}  // namespace guywire
