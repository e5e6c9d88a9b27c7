#pragma once
/// When a trust region keeps a step, and how long the next one may be: for one search or for one in
/// each lane.
#include "guywire/core/scalar.hpp"

namespace guywire::detail {

/// Compares the decrease that a step gained with the one that the quadratic model predicted.
template <class S>
struct StepRule {
  S predicted, gained;

  /// The step is kept.
  MaskOf<S> is_enough() const { return gained > 1e-4 * predicted; }
  /// The next step may be as long.
  MaskOf<S> is_fair() const { return gained >= 0.25 * predicted; }
  /// After a long step the next may be longer.
  MaskOf<S> is_good() const { return gained > 0.75 * predicted; }

  /// Of the radius: a step is long from there on.
  static constexpr double long_part = 0.8, long_part_squared = 0.64;
};

/// The radius after a step of some length: twice the radius, a quarter of the length, or as it was.
template <class S>
[[gnu::always_inline]] inline S next_radius(const S& radius, const S& length,
                                            const MaskOf<S>& longer, const MaskOf<S>& shorter,
                                            const S& largest) {
  const S twice = 2.0 * radius;
  return select(longer, select(twice < largest, twice, largest),
                select(shorter, 0.25 * length, radius));
}

}  // namespace guywire::detail
