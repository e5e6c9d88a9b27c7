#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "guywire/model/coordinates.hpp"
#include "guywire/proof/deflation-inl.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/proof/krawczyk-inl.hpp"
#include "guywire/proof/proved_places-inl.hpp"
#include "guywire/proof/search_box-inl.hpp"
#include "guywire/statics/scratch.hpp"

namespace guywire {

namespace detail {

inline bool is_listed_before(const Equilibrium& a, const Equilibrium& b) {
  return a.posture.coordinates < b.posture.coordinates;
}

/// What a proof found, each place polished and classified by the solver.
class ProvedList {
 public:
  ProvedList(Workspace& workspace, const SolveOptions& polish, const Prover& prover,
             const TurnedPlaces& turns, Equilibria& out)
      : workspace_(workspace),
        polish_(polish),
        prover_(prover),
        turns_(turns),
        out_(out),
        n_(static_cast<int>(out.box.size())) {}

  std::vector<Pair2> open;  ///< places that neither could decide
  bool hidden = false;      ///< some root's kind is hidden by rounding

  /// Lists a proved root. Its place is that of the proof: where the solver ends elsewhere, or says
  /// that rounding hides the balance, the middle of the enclosure is listed.
  void add(const ProvedRoot& root) {
    auto o = solve_near(root.enclosure, root.cell);
    if (!is_equilibrium(o.status) || !is_at(o.last(), root.enclosure)) {
      const State place = middle_of(root.enclosure);
      // at the edge of a range: the solver could not stay inside
      if (!in_range(place)) return open.push_back(root.enclosure);
      o = by_proof(root, place);
      if (o.status == Status::path_lost)
        return open.push_back(root.enclosure);  // a force beyond every number
    }
    hidden = hidden || !is_equilibrium(o.status);
    out_.found.push_back({o.status, o.why, o.last(), true, range(root.cell)});
  }

  /// Lists a place that the proof left open, with the equilibrium that the solver finds there.
  void add_undecided(const Pair2& cell) {
    open.push_back(cell);
    Pair2 near = cell;
    for (int i = 0; i < n_; ++i)
      near[i] = {cell[i].lower - 1e-6, cell[i].upper + 1e-6};
    const auto o = solve_near(cell, near);
    const auto is_it = [&](const Equilibrium& e) {
      const auto &a = e.posture.coordinates, &b = o.last().coordinates;
      return distance(a, b) < 1e-9 || turns_.same(a, b, 1e-9);
    };
    if (is_equilibrium(o.status) && std::none_of(out_.found.begin(), out_.found.end(), is_it))
      out_.found.push_back({o.status, o.why, o.last(), false, {}});
  }

  std::vector<Interval> range(const Pair2& cell) const { return {cell.begin(), cell.begin() + n_}; }

 private:
  State middle_of(const Pair2& cell) const {
    State s;
    for (int i = 0; i < n_; ++i)
      s.coordinates.push_back(std::clamp(middle(cell[i]), out_.box[i].lower, out_.box[i].upper));
    return s;
  }
  bool in_range(const State& s) {
    Scratch& w = scratch_of(workspace_);
    w.angles_at(s.coordinates.data(), w.over_bodies.data());
    return w.out_of_range(w.over_bodies.data()) < 0;
  }
  /// The equilibrium that the solver finds from a cell, if it lies in `where`.
  Outcome<Posture> solve_near(const Pair2& cell, const Pair2& where) {
    const State start = middle_of(cell);
    if (!in_range(start)) return {};
    auto o = solve(workspace_, polish_, start);
    for (int i = 0; i < n_; ++i)
      if (!contains(where[i], o.last().coordinates[i])) {
        o.status = Status::not_run;
        o.why = {Fact("proof.left_cell")};
      }
    return o;
  }
  bool is_at(const Posture& p, const Pair2& enclosure) const {
    for (int i = 0; i < n_; ++i)
      if (!contains(
              Interval(enclosure[i].lower - angle_tolerance, enclosure[i].upper + angle_tolerance),
              p.coordinates[i]))
        return false;
    return true;
  }
  /// The middle of a root's enclosure, with the kind and the eigenvalue that intervals prove.
  Outcome<Posture> by_proof(const ProvedRoot& root, const State& place) {
    auto o = posture_at(workspace_.model(), place);
    if (o.status == Status::path_lost) return o;
    Certificate& c = o.result.certificate;
    const Symmetric2 H = prover_.hessian(root);
    Interval least = prover_.smallest_eigenvalue(H);
    c.tilt_stiffness = tilt_stiffness(H);
    if (root.contact.cable >= 0) {
      // the force that holds the points together is less than the tension: V rises all around
      c.contacts = {root.contact};
      least = c.tilt_stiffness = std::numeric_limits<double>::infinity();
    }
    c.min_eigenvalue = least.lower;
    c.min_eigenvalue_upper = least.upper;
    o.why = {Fact("proof.hidden_from_search")};
    bool known = true;
    for (int i = 0; i < n_; ++i)
      known = known && width(root.enclosure[i]) <= angle_tolerance;
    if (known && least.lower > 0) {
      o.status = Status::stable;
    } else if (known && least.upper < 0) {
      o.status = Status::unstable;
    } else {
      o.status = Status::hidden_by_rounding;
      o.why = {Fact("proof.hidden_kind")};
    }
    return o;
  }

  /// 1/(s' H^-1 s), s the tilt body's row of S.
  double tilt_stiffness(const Symmetric2& H) {
    const Scratch& w = scratch_of(workspace_);
    const double* const s = coordinate_factors(w.model.structure(), w.tilt);
    const double a = middle(H[0]);
    if (n_ == 1) return a / (s[0] * s[0]);
    const double b = middle(H[1]), c = middle(H[2]);
    return (a * c - b * b) / (c * s[0] * s[0] - 2 * b * s[0] * s[1] + a * s[1] * s[1]);
  }

  static constexpr double angle_tolerance = 1e-6;  // [rad] chosen: as for hidden_by_rounding
  Workspace& workspace_;
  const SolveOptions& polish_;
  const Prover& prover_;
  const TurnedPlaces& turns_;
  Equilibria& out_;
  int n_;
};

/// What is proved of a box.
inline Fact proof_of_box(const Equilibria& out) {
  const std::size_t count = out.found.size();
  if (out.no_equilibrium) return {"proof.none"};
  if (out.verified) return {"proof.all", {{"count", count}, {"more_than_one", count != 1}}};
  const std::size_t places = out.undecided.size();
  if (places == 0) return {"proof.kind_hidden", {{"count", count}, {"more_than_one", count != 1}}};
  return {"proof.undecided",
          {{"count", count},
           {"more_than_one", count != 1},
           {"places", places},
           {"more_places", places != 1}}};
}

/// Lists everything in the box, with proof.
inline void prove_all(const Model& model, Workspace& workspace, const EquilibriaOptions& options,
                      Equilibria& out) {
  check_provable(model);
  Prover prover(model, options);
  const Pair2 searched{out.box[0], out.box.size() > 1 ? out.box[1] : Interval(0.0)};
  prover.run(searched);
  TurnedPlaces turns(model, searched);
  turns.merge(prover.roots);
  turns.settle(prover.undecided, prover.roots);
  SolveOptions polish = options.solve;
  polish.seek = Seek::any;
  ProvedList list(workspace, polish, prover, turns, out);
  for (const auto& root : prover.roots)
    list.add(root);
  auto undecided = clusters(std::move(prover.undecided));
  turns.join(undecided);
  for (const auto& cell : undecided)
    list.add_undecided(cell);
  for (const auto& cell : list.open)
    out.undecided.push_back(list.range(cell));
  out.cells = prover.cells;
  out.path_lost = prover.path_lost;
  out.repeated = turns.merged;
  out.verified = out.undecided.empty() && !list.hidden;
  out.no_equilibrium = out.verified && out.found.empty();
  std::sort(out.found.begin(), out.found.end(), is_listed_before);
  out.why = {proof_of_box(out)};
}

/// The one posture of a model whose every coordinate is held.
inline void list_held(Workspace& workspace, const EquilibriaOptions& options, Equilibria& out) {
  const auto o = solve(workspace, options.solve);
  out.path_lost = o.status == Status::path_lost;
  out.cells = 1;
  out.no_equilibrium = out.path_lost;
  out.verified = is_equilibrium(o.status) || out.no_equilibrium;
  if (is_equilibrium(o.status)) out.found.push_back({o.status, o.why, o.last(), true, {}});
  out.why = is_equilibrium(o.status) ? Facts{Fact("proof.all_held")} : o.why;
}

}  // namespace detail

GUYWIRE_INLINE Equilibria all_equilibria(const Model& model, const EquilibriaOptions& options) {
  const int n = model.structure().free_count;
  Equilibria out;
  out.box = detail::search_box(model, options, out.narrowed_by);
  Workspace workspace(model);
  if (n == 0) {
    detail::list_held(workspace, options, out);
  } else if (n <= 2 && options.verify) {
    detail::prove_all(model, workspace, options, out);
  } else {
    detail::Deflation(workspace, options, out).run();
    std::sort(out.found.begin(), out.found.end(), detail::is_listed_before);
    const std::size_t count = out.found.size();
    out.why = {{"proof.from_starts",
                {{"count", count}, {"more_than_one", count != 1}, {"starts", out.cells}}}};
  }
  if (out.repeated > 0) out.why.emplace_back("proof.full_turns");
  return out;
}

}  // namespace guywire
