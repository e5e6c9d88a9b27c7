#pragma once
/// How a computation ended, and its result: a value that must be asked for.
#include <string>
#include <string_view>
#include <utility>

#include "guywire/core/errors.hpp"
#include "guywire/core/fact.hpp"

namespace guywire {

/// What a search for equilibrium found. The first four are equilibria.
enum class Status {
  not_run,   ///< nothing was computed
  stable,    ///< residual within its rounding bound, smallest eigenvalue of H above its rounding
  unstable,  ///< an equilibrium, but some eigenvalue of H is negative
  neutral,   ///< an equilibrium with an eigenvalue within its rounding of zero
  at_kink,   ///< an equilibrium at a slack-taut or touch-down event whose two sides disagree about
             ///< stability
  runaway,   ///< V falls without end, or a body left its stated range (which one is in `why`)
  iteration_limit,  ///< the search did not converge
  path_lost,  ///< a cable's path is not defined there (a point inside a circle, or on its wrong
              ///< side)
  hidden_by_rounding,  ///< forces balance to rounding, but rounding leaves the angle open (1e-6 rad
                       ///< or more)
};

constexpr std::string_view to_string(Status s) {
  switch (s) {
    case Status::not_run:
      return "not_run";
    case Status::stable:
      return "stable";
    case Status::unstable:
      return "unstable";
    case Status::neutral:
      return "neutral";
    case Status::at_kink:
      return "at_kink";
    case Status::runaway:
      return "runaway";
    case Status::iteration_limit:
      return "iteration_limit";
    case Status::path_lost:
      return "path_lost";
    case Status::hidden_by_rounding:
      return "hidden_by_rounding";
  }
  return "not_run";
}

constexpr bool is_equilibrium(Status s) {
  return s == Status::stable || s == Status::unstable || s == Status::neutral ||
         s == Status::at_kink;
}

/// A result with its status. `value()` throws SolveError unless an equilibrium was found; `last()`
/// is the last iterate whatever happened.
template <class T>
struct Outcome {
  Status status = Status::not_run;
  Facts why{Fact("not_run")};  ///< why it ended so

  const T& value() const {
    if (!is_equilibrium(status)) throw SolveError(to_string(status), why);
    return result;
  }
  const T& last() const { return result; }

  T result{};  ///< prefer value() or last()
};

}  // namespace guywire
