#pragma once
/// The list of cable laws. Adding one: its header after the pattern of cable_law.hpp, and its name
/// in the list below.
#include <variant>

#include "guywire/tissue/exponential_toe.hpp"
#include "guywire/tissue/hill.hpp"
#include "guywire/tissue/linear.hpp"

namespace guywire {

template <class S, template <class> class... Law>
requires(CableLawFamily<Law>&&...) using CableLawsOf = std::variant<Law<S>...>;

/// The list of cable laws: one for every Scalar, so that an index means the same law everywhere.
/// Lanes and intervals hold the numbers of each; models with a law that they cannot evaluate are
/// refused or left to `solve` beforehand.
template <class S>
using BasicCableLaw = CableLawsOf<S, BasicLinear, BasicExponentialToe, BasicHill, BasicHillElastic>;
using CableLaw = BasicCableLaw<double>;

inline bool has_tone(const CableLaw& law) {
  return std::visit([](const auto& l) { return l.has_tone; }, law);
}

/// The law's own activation; 0 where it has no tone.
inline double own_tone(const CableLaw& law) {
  return std::visit(
      [](const auto& l) -> double {
        if constexpr (std::remove_cvref_t<decltype(l)>::has_tone)
          return l.activation;
        else
          return 0;
      },
      law);
}

/// The length that the length knob multiplies [m].
inline double knob_length(const CableLaw& law) {
  return std::visit([](const auto& l) { return knob_length(l); }, law);
}

/// The knobs a law sees: the tone is the user's if stated, else the law's own activation.
inline BasicKnobs<double> applied(const Knobs& knobs, const CableLaw& law) {
  return {knobs.length, knobs.stiffness, knobs.strength, knobs.tone.value_or(own_tone(law))};
}

}  // namespace guywire
