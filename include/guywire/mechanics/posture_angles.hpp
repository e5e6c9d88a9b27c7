#pragma once
/// Where points are, and the clinical angles read from landmarks. Zero and sense of each: conventions.hpp.
#include <optional>
#include <span>

#include "guywire/model/model.hpp"

namespace guywire {

/// Position in W [m] of a point of a body, for body angles theta [rad].
Vec2 position(const Model& model, BodyId body, Vec2 p_BP_B, std::span<const double> theta);

/// All in rad. Those whose landmarks the model lacks are empty.
struct PostureAngles {
  double anterior_tilt_change = 0;         ///< - theta of the tilt body, + forward
  std::optional<double> anterior_tilt;     ///< landmarks ASIS, PSIS
  std::optional<double> pelvic_tilt;       ///< PT: landmarks hip_axis, S1_anterior, S1_posterior
  std::optional<double> sacral_slope;      ///< SS: S1_anterior, S1_posterior
  std::optional<double> pelvic_incidence;  ///< PI: angle of the hip axis line to the endplate's normal
  std::optional<double> lordosis;          ///< LL: L1_anterior, L1_posterior, S1_anterior, S1_posterior
  std::optional<double> lumbar_angle;      ///< theta_thorax - theta_pelvis, + extension; where both bodies exist
};
PostureAngles posture_angles(const Model& model, std::span<const double> theta);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/posture_angles-inl.hpp"
#endif
