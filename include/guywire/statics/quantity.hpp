#pragma once
/// Numbers read off a posture: what sensitivities, sweeps and batches speak about. Their names, and
/// those with anatomy behind them, are in posture/quantities.hpp.
#include <array>
#include <span>
#include <string>
#include <vector>

#include "guywire/math/dual.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct Quantity;

/// How a layer above reads quantities of its own off a posture: the angle between landmarks, the
/// force across a disc. One object for each kind, which lives as long as the program.
struct Reading {
  bool needs_forces = false;  ///< whether forces are evaluated for it, beside geometry
  /// Values of several quantities of this kind, one each into `out` [SI].
  void (*values)(std::span<const Quantity> quantities, const Model& model,
                 std::span<const double> numbers, const double* theta, double* out) = nullptr;
  /// The value of one with its derivatives.
  Dual<8> (*derivative)(const Quantity& quantity, const Model& model,
                        std::span<const Dual<8>> numbers, const Dual<8>* theta) = nullptr;
};

struct Quantity {
  enum class Kind {
    body_angle,         ///< theta of a body [rad]
    tension,            ///< of cables, all sides together [N]
    hinge_force,        ///< of the parent on a body, in the parent's frame [N] (see hinge_forces)
    constraint_moment,  ///< that a constraint supplies [N m], + counter-clockwise
    reading             ///< see Reading
  };
  std::string name;
  std::string unit;  ///< SI: "rad", "N" or "N m"
  Kind kind = Kind::body_angle;
  int index = 0;                     ///< which body or constraint; of a reading: as it counts them
  int axis = 0;                      ///< of a hinge force: 0 is x, 1 is y
  std::vector<int> parts{};          ///< of a tension: cables; of a reading: as it counts them
  const Reading* reading = nullptr;  ///< of a reading
  bool operator==(const Quantity&) const = default;
};

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
