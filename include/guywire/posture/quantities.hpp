#pragma once
/// Quantities by name, those with anatomy behind them among them.
///
///   anterior_tilt_change, anterior_tilt, pelvic_tilt, sacral_slope, pelvic_incidence, lordosis,
///   lumbar_angle                  [rad], see PostureAngles
///   BODY.angle                    theta of a body [rad]
///   NAME.tension                  of a cable or group, both sides together [N]
///   BODY.force_x, BODY.force_y    force of the parent on the body at its hinge, in the parent's
///                                 frame [N] (see hinge_forces)
///   NAME.moment                   what a constraint supplies [N m], + counter-clockwise
///                                 (posterior; see constraint_moments)
///   NAME.moment                   of a joint law, on its body [N m], + counter-clockwise
///   BODY.moment                   of all cables and joint laws about the body's hinge, on all that
///                                 is beyond it (see hinge_moments)
///   NAME.moment_at_BODY           the same of a cable, group or joint law alone
///   BODY.compression, BODY.shear  the hinge's force across the disc, + pressing, and along it, +
///                                 when the body would slide forward [N] (see disc_axis)
#include <string_view>
#include <vector>

#include "guywire/statics/quantity.hpp"

namespace guywire {

/// The quantity of that name. Throws ModelError with the nearest name, also when the model lacks
/// the landmarks for it.
Quantity quantity(const Model& model, std::string_view name);
/// The posture angles that this model has.
std::vector<Quantity> posture_quantities(const Model& model);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/quantities-inl.hpp"
#endif
