#pragma once
/// All places where a body can balance, not only the one a search happens to find.
///
/// A frame of cables can have several resting places, with unstable ones between, and can snap from
/// one to the other. With one or two free coordinates the list is proved complete: interval
/// branch-and-prune over a stated box. A cell is dropped when the interval gradient, or what a
/// Krawczyk step leaves of the cell, shows that it holds no root; a root is proved to exist and to
/// be the only one of its cell by K(X) = y - Y g(y) + (1 - Y H(X))(X - y) lying inside X. Across
/// kinks H(X) is the hull of both sides (a generalized Jacobian), so slack cables, touch-down and
/// joint corners need no special case. Where a path is lost there is no posture; where two points
/// of a taut path meet, the force that holds them together is compared with the tension (two
/// coordinates). Cells that are too small to halve further are listed as undecided. With more
/// coordinates equilibria are looked for by deflation [FarrellBirkissonFunke2015]: found roots are
/// divided out of the gradient, so that Newton's method from many starts finds others; nothing is
/// proved about what it misses.
///
/// Postures a full turn apart are one where V repeats: every body points the same way, no joint law
/// between two bodies is turned further, and no couple does work. The one nearest to the reference
/// is listed, and of two as near the one at +180 degrees.
#include <cstdint>
#include <string>
#include <vector>

#include "guywire/math/interval.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct EquilibriaOptions {
  std::vector<Interval> box{};  ///< [rad] where to look, one range per free coordinate; empty: the
                                ///< range of validity of the bodies
  double smallest_cell = 1e-7;  ///< [rad] cells narrower than this are not halved (chosen: 6e-6
                                ///< degrees, far below what matters)
  long cell_limit = 1'000'000;  ///< cells examined at most; those left over are undecided. Raise it
                                ///< for two coordinates and many cables
  bool verify =
      true;  ///< false: deflation even for one or two coordinates (needed for elastic tendons)
  int starts = 64;  ///< of deflation, spread evenly over the box (Halton's sequence)
  SolveOptions solve{
      Seek::any};  ///< how each root is polished and classified; its `seek` is not used
};

/// One equilibrium with its certificate.
struct Equilibrium {
  Status status = Status::not_run;  ///< stable, unstable, neutral, at_kink, or hidden_by_rounding:
                                    ///< proved to be there, of unknown kind
  Facts why{};
  Posture posture;
  bool unique = false;           ///< proved: it exists, and no other equilibrium lies in `cell`
  std::vector<Interval> cell{};  ///< [rad] per coordinate; empty unless `unique`
};

struct Equilibria {
  std::vector<Equilibrium> found{};  ///< sorted by coordinate
  std::vector<Interval> box{};       ///< [rad] what was searched
  bool verified =
      false;  ///< proved: there is no equilibrium in the box but those found, each of known kind
  bool no_equilibrium = false;  ///< proved: there is none in the box
  std::vector<std::vector<Interval>>
      undecided{};  ///< neighborhoods in which neither could be proved [rad]
  bool path_lost =
      false;         ///< in part of the box a path is undefined: no equilibrium is possible there
  int repeated = 0;  ///< equilibria left out because they lie a full turn from one that is listed
  std::vector<std::string>
      narrowed_by{};  ///< dependent bodies whose range of validity cuts the box
  long cells = 0;     ///< cells examined (deflation: starts)
  Facts why{};        ///< what is proved, and where
};

/// Finds all equilibria in a box. Throws ModelError if the box has the wrong size or leaves the
/// bodies' ranges, or if intervals are asked for and a cable has an elastic tendon (its tension has
/// no formula to enclose).
Equilibria all_equilibria(const Model& model, const EquilibriaOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/proof/equilibria-inl.hpp"
#endif
