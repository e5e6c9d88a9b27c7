#pragma once
/// What each joint carries, and what can be estimated from it.
///
/// The force at a hinge follows from V alone (hinge_forces): muscles, weight and loads. Moments
/// pass through a hinge by joint laws and by constraints between bodies on either side of it
/// (welds, relative poses); a held orientation takes its moment from outside. The estimates at the
/// end are estimates: one hinge carries what disc, facets and ligaments share in life. They say
/// nothing about pain.
#include <optional>
#include <vector>

#include "guywire/posture/disc_axis.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

/// At the hinge of one body, right and left together where the body is a pair.
struct JointLoad {
  std::string body;                 ///< the upper body (the child)
  std::string parent;               ///< the lower body, whose frame is used
  double force_x = 0, force_y = 0;  ///< of the parent on the child, in the parent's frame [N]
  double law_moment = 0;  ///< of the joint laws across this hinge, on the child's side [N m], +
                          ///< counter-clockwise (extension)
  double constraint_moment = 0;       ///< of the constraints across this hinge, likewise [N m]
  std::optional<double> compression;  ///< across the disc (see disc_axis) [N], + pressing; empty
                                      ///< where geometry gives no axis
  std::optional<double> shear;        ///< along the disc [N], + when the child would slide forward
  bool operator==(const JointLoad&) const = default;
};

/// Per body in model order, at a posture of the model (its angles and holding moments).
std::vector<JointLoad> joint_loads(const Model& model, const Posture& posture);

/// Share of a lumbar disc's compression that is borne behind it, an estimate. Measured on cadavers:
/// about 16 % in erect standing, none in erect, slightly flexed sitting [AdamsHutton1980]. Chosen:
/// linear between the two, because nothing in between is known; "slightly flexed" is 3.8 deg a
/// level, because lordosis was 19.2 deg less on a chair than standing over five levels (16 adults,
/// PMC6107819). More extended than standing: 16 % still, because no number is at hand. `extension`
/// is the joint's angle from standing [rad], + extension.
double share_behind_disc(double extension);

/// Pressure in the L4/5 disc [Pa], an estimate: 0.50 MPa in relaxed standing (one man of 70 kg,
/// [Wilke1999]) times compression over the compression of the same body standing. Area and its
/// factor cancel: only the ratio is a result.
double disc_pressure(double compression, double standing_compression);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/joint_loads-inl.hpp"
#endif
