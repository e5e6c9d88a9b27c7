#pragma once
/// Numbers read off a posture, by name: what sensitivities, sweeps, prescriptions and populations
/// speak about.
///
///   anterior_tilt_change, anterior_tilt, pelvic_tilt, sacral_slope, pelvic_incidence, lordosis,
///   lumbar_angle   [rad], see PostureAngles BODY.angle                    theta of a body [rad]
///   NAME.tension                  of a cable or group, both sides together [N]
///   BODY.force_x, BODY.force_y    force of the parent on the body at its hinge, in the parent's
///   frame [N] (see hinge_forces) NAME.moment                   what a constraint supplies [N m], +
///   counter-clockwise (posterior; see constraint_moments) BODY.compression, BODY.shear  the same
///   force across the disc, + pressing, and along it, + when the body would slide forward [N] (see
///   disc_axis)
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct Quantity {
  enum class Kind {
    posture_angle,
    body_angle,
    tension,
    hinge_force,
    constraint_moment,
    disc_force
  };
  std::string name;
  std::string unit;  ///< SI: "rad", "N" or "N m"
  Kind kind = Kind::posture_angle;
  int index = 0;  ///< which posture angle, body or constraint
  int axis =
      0;  ///< of a hinge force: 0 is x, 1 is y; of a disc force: 0 is compression, 1 is shear
  std::vector<int> cables{};  ///< of a tension
  bool operator==(const Quantity&) const = default;
};

/// The quantity of that name. Throws ModelError with the nearest name, also when the model lacks
/// the landmarks for it.
Quantity quantity(const Model& model, std::string_view name);
/// The posture angles that this model has.
std::vector<Quantity> posture_quantities(const Model& model);

/// Its value at a posture of this model [SI].
double value_of(const Quantity& quantity, const Model& model, const Posture& posture);
/// The same for other numbers of the model.
double value_of(const Quantity& quantity, const Model& model, std::span<const double> numbers,
                const Posture& posture);
/// Several at once, which share what they can; one value each into `out`. Of the posture, angles
/// and tensions are read.
void values_of(std::span<const Quantity> quantities, const Model& model,
               std::span<const double> numbers, const Posture& posture, double* out);

namespace detail {
/// Tension of a cable or group, all sides together [N].
double tension_of(const Model& model, const Posture& posture, std::string_view group);
}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/statics/quantity-inl.hpp"
#endif
