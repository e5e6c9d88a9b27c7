#pragma once
#include "guywire/mechanics/constraint_moments.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

namespace detail {

GUYWIRE_INLINE double tension_of(const Model& m, const Posture& p, std::string_view group) {
  double sum = 0;
  for (const CableId id : m.cables(group))
    sum += m.description().cables[id.index].sides * p.tensions[id.index];
  return sum;
}

}  // namespace detail

namespace detail {

/// The value of a quantity that is no reading.
inline double own_value(const Quantity& q, const Model& model, std::span<const double> numbers,
                        const Posture& p) {
  const Structure& s = model.structure();
  if (q.kind == Quantity::Kind::body_angle) return p.angles[q.index];
  if (q.kind == Quantity::Kind::constraint_moment)
    return constraint_moments<double>(s, numbers.data(), p.angles.data())[q.index];
  if (q.kind == Quantity::Kind::hinge_force)
    return hinge_forces<double>(s, numbers.data(), numbers.size(),
                                p.angles.data())[2 * q.index + q.axis];
  double tension = 0;
  for (const int c : q.parts)
    tension += s.cables[c].sides * p.tensions[c];
  return tension;
}

/// How many quantities from the first on have its reading.
inline std::size_t same_reading(std::span<const Quantity> quantities) {
  std::size_t count = 1;
  while (count < quantities.size() && quantities[count].reading == quantities[0].reading)
    ++count;
  return count;
}

}  // namespace detail

GUYWIRE_INLINE void values_of(std::span<const Quantity> quantities, const Model& model,
                              std::span<const double> numbers, const Posture& p, double* out) {
  while (!quantities.empty()) {
    const Quantity& q = quantities.front();
    std::size_t count = 1;
    if (q.kind == Quantity::Kind::reading) {  // neighbors of one kind share what they can
      count = detail::same_reading(quantities);
      q.reading->values(quantities.first(count), model, numbers, p.angles.data(), out);
    } else {
      *out = detail::own_value(q, model, numbers, p);
    }
    quantities = quantities.subspan(count);
    out += count;
  }
}

GUYWIRE_INLINE double value_of(const Quantity& q, const Model& model,
                               std::span<const double> numbers, const Posture& p) {
  double value = 0;
  values_of({&q, 1}, model, numbers, p, &value);
  return value;
}

GUYWIRE_INLINE double value_of(const Quantity& q, const Model& model, const Posture& posture) {
  return value_of(q, model, model.numbers(), posture);
}

}  // namespace guywire
