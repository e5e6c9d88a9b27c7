#pragma once
/// The list of cable laws. Adding one: its header, its name in this list, its row in the tests, a line in CHANGELOG.md.
#include <variant>

#include "guywire/tissue/exponential_toe.hpp"
#include "guywire/tissue/hill.hpp"
#include "guywire/tissue/linear.hpp"

namespace guywire {

/// Lanes leave out the last, whose inner root has no common path: see batch/lanes.hpp.
template <class S>
struct CableLaws {
  using type = std::variant<BasicLinear<S>, BasicExponentialToe<S>, BasicHill<S>, BasicHillElastic<S>>;
};
template <class S>
using BasicCableLaw = typename CableLaws<S>::type;
using CableLaw = BasicCableLaw<double>;

/// The knobs a law sees: the tone is the user's if stated, else the law's own activation.
inline BasicKnobs<double> applied(const Knobs& knobs, const CableLaw& law) {
  const double own = std::visit(
      [](const auto& l) {
        if constexpr (std::decay_t<decltype(l)>::has_tone) return l.activation;
        else return 0.0;
      },
      law);
  return {knobs.length, knobs.stiffness, knobs.strength, knobs.tone.value_or(own)};
}

}  // namespace guywire
