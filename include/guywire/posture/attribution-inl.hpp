#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "guywire/posture/attribution.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire {

namespace detail {

inline void set_knobs(std::vector<double>& numbers, const Model& model, CableId cable,
                      const BasicKnobs<double>& knobs) {
  const int at = model.structure().cables[cable.index].knobs;
  for (int i = 0; i < BasicKnobs<double>::size; ++i)
    numbers[at + i] = knobs.*BasicKnobs<double>::fields[i].member;
}

GUYWIRE_INLINE BasicKnobs<double> reference_knobs(const Model& model, CableId cable) {
  return {1, 1, 1, own_tone(model.description().cables[cable.index].law)};
}

/// Shares of the tilt's change from the same body with all knobs at reference: see attribution.hpp.
class AttributionSearch {
 public:
  AttributionSearch(const Model& model, const Outcome<Posture>& rest, const SolveOptions& options,
                    Attribution& out)
      : model_(model),
        rest_(rest),
        options_(options),
        out_(out),
        workspace_(model),
        tilt_(tilt_body(model)),
        parts_(partition_of(model)) {}

  void list_groups() {
    for (const auto& [name, ids] : parts_) {
      GroupContribution g{.group = name};
      for (const CableId id : ids)
        g.changed = g.changed || !(model_.description().cables[id.index].knobs == Knobs{});
      is_turned_ = is_turned_ || g.changed;
      out_.groups.push_back(std::move(g));
    }
  }

  /// delta: what all knobs together have changed.
  void find_change() {
    std::vector<double> reference = model_.numbers();
    for (const auto& [name, ids] : parts_)
      return_knobs(ids, reference);
    const auto at_reference = is_turned_ ? solve_with(reference) : rest_;
    out_.reference_status = at_reference.status;
    reference_why_ = at_reference.why;
    if (is_equilibrium(at_reference.status))
      out_.change = tilt_of(rest_.last()) - tilt_of(at_reference.last());
  }

  void find_shares() {
    double sum = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      GroupContribution& g = out_.groups[i];
      if (g.changed) {
        find_share(parts_[i].second, g);
        sum += g.contribution;
      }
      find_removal(parts_[i].second, g);
    }
    out_.remainder = out_.change - sum;
  }

  /// What each group pulls with, and how it turns the tilt body.
  void find_forces() {
    const Ledger moments = ledger(model_, rest_.last());
    const auto& columns = moments.columns;
    const auto column =
        std::find(columns.begin(), columns.end(), model_.description().bodies[tilt_].name);
    const auto sums = by_group(model_, moments);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      GroupContribution& g = out_.groups[i];
      for (const CableId id : parts_[i].second)
        g.tension += model_.description().cables[id.index].sides * rest_.last().tensions[id.index];
      if (column == columns.end()) continue;
      const std::ptrdiff_t at = column - columns.begin();
      g.moment = -(sums[i].passive[at] + sums[i].active[at]);
    }
  }

  void find_derivatives() {
    std::vector<Parameter> lengths;
    for (const GroupContribution& g : out_.groups)
      lengths.push_back(parameter(model_, g.group + ".length"));
    const auto slopes =
        sensitivity(model_, rest_, {quantity(model_, "anterior_tilt_change")}, lengths);
    const bool refused = slopes.status == Status::not_run;
    if (refused) out_.derivative_why = slopes.why;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      out_.groups[i].derivative = refused ? std::nan("") : slopes.last()(0, static_cast<int>(i));
  }

  /// By falling |share|, then by what removal does.
  void sort_groups() { std::stable_sort(out_.groups.begin(), out_.groups.end(), is_before); }

  void name_winner() {
    if (!is_turned_) {
      out_.why = {Fact("winning.unchanged")};
      return;
    }
    if (!is_equilibrium(out_.reference_status)) {
      out_.why = {{"winning.no_reference", {{"why", reference_why_}}}};
      return;
    }
    for (std::size_t i = 0; i < out_.groups.size(); ++i) {
      const GroupContribution& g = out_.groups[i];
      if (!g.changed || !is_equilibrium(g.contribution_status) ||
          !(g.contribution * out_.change > 0))
        continue;
      if (out_.winner < 0 ||
          std::abs(g.contribution) > std::abs(out_.groups[out_.winner].contribution))
        out_.winner = static_cast<int>(i);
    }
    if (out_.winner >= 0)
      out_.why = {{"winning.named", {{"group", out_.groups[out_.winner].group}}}};
    else
      out_.why = {Fact("winning.none")};
  }

 private:
  double tilt_of(const Posture& p) const { return -p.angles[tilt_]; }
  /// The body with other numbers, solved again from the present posture.
  Outcome<Posture> solve_with(const std::vector<double>& numbers) {
    workspace_.assign(numbers);
    return solve(workspace_, options_, {rest_.last().coordinates});
  }
  void return_knobs(const std::vector<CableId>& ids, std::vector<double>& numbers) const {
    for (const CableId id : ids)
      set_knobs(numbers, model_, id, reference_knobs(model_, id));
  }

  /// What returning a group's knobs to reference takes away.
  void find_share(const std::vector<CableId>& ids, GroupContribution& g) {
    std::vector<double> numbers = model_.numbers();
    return_knobs(ids, numbers);
    const auto o = solve_with(numbers);
    g.contribution_status = o.status;
    if (is_equilibrium(o.status)) g.contribution = tilt_of(rest_.last()) - tilt_of(o.last());
  }
  /// What cutting a group out does.
  void find_removal(const std::vector<CableId>& ids, GroupContribution& g) {
    std::vector<double> numbers = model_.numbers();
    for (const CableId id : ids)
      set_knobs(numbers, model_, id, {1, 0, 0, 0});
    const auto o = solve_with(numbers);
    g.removal_status = o.status;
    if (is_equilibrium(o.status))
      g.removal = tilt_of(o.last()) - tilt_of(rest_.last());
    else
      g.removal_why = o.why;
  }

  static bool is_before(const GroupContribution& a, const GroupContribution& b) {
    if (std::abs(a.contribution) != std::abs(b.contribution))
      return std::abs(a.contribution) > std::abs(b.contribution);
    // no resting place without it: it matters most
    const auto falls = [](Status s) { return s != Status::not_run && !is_equilibrium(s); };
    if (falls(a.removal_status) != falls(b.removal_status)) return falls(a.removal_status);
    return std::abs(a.removal) > std::abs(b.removal);
  }

  const Model& model_;
  const Outcome<Posture>& rest_;
  const SolveOptions& options_;
  Attribution& out_;
  Workspace workspace_;
  int tilt_;
  std::vector<std::pair<std::string, std::vector<CableId>>> parts_;
  bool is_turned_ = false;  ///< some knob is not at reference
  Facts reference_why_;
};

}  // namespace detail

GUYWIRE_INLINE Outcome<Attribution> attribution(const Model& model, const Outcome<Posture>& rest,
                                                const SolveOptions& options) {
  Outcome<Attribution> out{.status = rest.status, .why = rest.why, .result = {}};
  Attribution& w = out.result;
  if (!is_equilibrium(rest.status)) {
    out.status = Status::not_run;
    out.why = {{"winning.no_rest", {{"why", rest.why}}}};
    return out;
  }
  if (model.structure().free_count == 0) {
    out.status = Status::not_run;
    out.why = {Fact("winning.all_held")};
    return out;
  }
  detail::AttributionSearch search(model, rest, options, w);
  search.list_groups();
  search.find_change();
  search.find_shares();
  search.find_forces();
  search.find_derivatives();
  search.sort_groups();
  search.name_winner();
  return out;
}

GUYWIRE_INLINE Explanation explain(const Model& model, const SolveOptions& options,
                                   const State& start) {
  Explanation out;
  out.rest = solve(model, options, start);
  if (out.rest.status != Status::path_lost) {
    out.coordinates = ledger(model, out.rest.last(), Ledger::About::coordinates);
    out.joints = ledger(model, out.rest.last(), Ledger::About::joints);
    out.loads = joint_loads(model, out.rest.last());
  }
  if (is_equilibrium(out.rest.status)) {
    auto numbers = model.numbers();
    for (std::size_t c = 0; c < model.description().cables.size(); ++c)
      detail::set_knobs(numbers, model, CableId{static_cast<int>(c)},
                        detail::reference_knobs(model, CableId{static_cast<int>(c)}));
    const Model reference = with_numbers(model, numbers);
    const auto before = solve(reference, options, {out.rest.last().coordinates});
    if (is_equilibrium(before.status)) {
      out.reference_loads = joint_loads(reference, before.last());
      out.reference_sums = by_group(reference, ledger(reference, before.last()));
    }
  }
  out.attribution = attribution(model, out.rest, options);
  return out;
}

}  // namespace guywire
