#pragma once
#include <algorithm>

#include "guywire/statics/winning.hpp"

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

}  // namespace detail

GUYWIRE_INLINE Outcome<Winning> winning(const Model& model, const Outcome<Posture>& rest,
                                        const SolveOptions& options) {
  Outcome<Winning> out{.status = rest.status, .message = rest.message, .result = {}};
  Winning& w = out.result;
  if (!is_equilibrium(rest.status)) {
    out.status = Status::not_run;
    w.message = out.message = "Nobody can be named: there is no resting place. " + rest.message;
    return out;
  }
  if (model.structure().free_count == 0) {
    out.status = Status::not_run;
    w.message = out.message =
        "Nobody can win: every coordinate is held. What each cable supplies is in the ledger.";
    return out;
  }
  const auto& cables = model.description().cables;
  const int tilt = tilt_body(model);
  const auto tilt_of = [&](const Posture& p) { return -p.angles[tilt]; };
  const double here = tilt_of(rest.last());
  Workspace workspace(model);
  const State start{rest.last().coordinates};
  const auto with = [&](const std::vector<double>& numbers) {
    workspace.assign(numbers);
    return solve(workspace, options, start);
  };
  const auto parts = partition_of(model);
  std::vector<double> reference = model.numbers();
  bool any = false;
  for (const auto& [name, ids] : parts) {
    GroupShare g{.group = name};
    for (const CableId id : ids) {
      detail::set_knobs(reference, model, id, detail::reference_knobs(model, id));
      g.turned = g.turned || !(cables[id.index].knobs == Knobs{});
    }
    any = any || g.turned;
    w.groups.push_back(std::move(g));
  }
  const auto at_reference = any ? with(reference) : rest;
  w.reference_status = at_reference.status;
  if (is_equilibrium(at_reference.status)) w.change = here - tilt_of(at_reference.last());

  std::vector<Parameter> lengths;
  double shares = 0;
  const Ledger moments = ledger(model, rest.last());
  const auto column = std::find(moments.columns.begin(), moments.columns.end(),
                                model.description().bodies[tilt].name);
  const auto sums = by_group(model, moments);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    GroupShare& g = w.groups[i];
    const auto& ids = parts[i].second;
    std::vector<double> returned = model.numbers(), cut = returned;
    for (const CableId id : ids) {
      detail::set_knobs(returned, model, id, detail::reference_knobs(model, id));
      detail::set_knobs(cut, model, id, {1, 0, 0, 0});
      g.tension += cables[id.index].sides * rest.last().tensions[id.index];
    }
    if (column != moments.columns.end())
      g.moment = -(sums[i].passive[column - moments.columns.begin()] +
                   sums[i].active[column - moments.columns.begin()]);
    if (g.turned) {
      const auto o = with(returned);
      g.share_status = o.status;
      if (is_equilibrium(o.status)) {
        g.share = here - tilt_of(o.last());
        shares += g.share;
      }
    }
    const auto o = with(cut);
    g.removal_status = o.status;
    if (is_equilibrium(o.status))
      g.removal = tilt_of(o.last()) - here;
    else
      g.removal_message = o.message;
    lengths.push_back(parameter(model, g.group + ".length"));
  }
  w.remainder = w.change - shares;
  const auto slopes = sensitivity(model, rest, {quantity(model, "anterior_tilt_change")}, lengths);
  if (slopes.status == Status::not_run) w.derivative_message = slopes.message;
  for (std::size_t i = 0; i < parts.size(); ++i)
    w.groups[i].derivative =
        slopes.status == Status::not_run ? std::nan("") : slopes.last()(0, static_cast<int>(i));

  std::stable_sort(w.groups.begin(), w.groups.end(), [](const GroupShare& a, const GroupShare& b) {
    const auto rank = [](Status s) {
      return s != Status::not_run && !is_equilibrium(s);
    };  // no resting place without it: it matters most
    if (std::abs(a.share) != std::abs(b.share)) return std::abs(a.share) > std::abs(b.share);
    if (rank(a.removal_status) != rank(b.removal_status)) return rank(a.removal_status);
    return std::abs(a.removal) > std::abs(b.removal);
  });
  if (!any) {
    w.message =
        "No knob is turned, so nobody is winning; what cutting each group out would do stands "
        "instead.";
  } else if (!is_equilibrium(at_reference.status)) {
    w.message =
        "Nobody can be named: with all knobs at reference there is no resting place near this "
        "one. " +
        at_reference.message;
  } else {
    for (std::size_t i = 0; i < w.groups.size(); ++i) {
      const GroupShare& g = w.groups[i];
      if (g.turned && is_equilibrium(g.share_status) && g.share * w.change > 0 &&
          (w.winner < 0 || std::abs(g.share) > std::abs(w.groups[w.winner].share)))
        w.winner = static_cast<int>(i);
    }
    if (w.winner >= 0)
      w.message = w.groups[w.winner].group + " is winning.";
    else
      w.message =
          "Nobody is winning: returning any one group to reference does not undo the change of "
          "tilt.";
  }
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
  out.winning = winning(model, out.rest, options);
  return out;
}

}  // namespace guywire
