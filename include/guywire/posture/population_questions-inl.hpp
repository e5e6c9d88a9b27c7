#pragma once
/// Questions put to a body of a population, and numbers read off it.
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/posture/attribution.hpp"
#include "guywire/posture/disc_axis.hpp"
#include "guywire/posture/population.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

GUYWIRE_INLINE Question tilt_direction(const Model& model) {
  return {std::string(questions::tilt_direction),
          [model, q = quantity(model, "anterior_tilt_change")](
              Workspace&, std::span<const double> numbers, const Posture& rest) -> std::string {
            const double tilt = value_of(q, model, numbers, rest);
            if (std::abs(tilt) < 0.05 * degree) return std::string(answers::as_in_reference);
            return std::string(tilt > 0 ? answers::forward : answers::back);
          }};
}

namespace detail {

/// The part of the partition that moves the pelvis most when it is 5 % shorter.
struct StrongestPart {
  Model model;
  std::vector<std::string> names;
  std::vector<Parameter> parts;  ///< their lengths
  Quantity tilt;

  explicit StrongestPart(const Model& m)
      : model(m), names(m.description().partition), tilt(quantity(m, "anterior_tilt_change")) {
    if (names.empty())
      for (const Cable& c : m.description().cables)
        names.push_back(c.name);
    for (const std::string& name : names)
      parts.push_back(parameter(m, name + ".length"));
  }

  std::string operator()(Workspace& w, std::span<const double> numbers, const Posture& rest) const {
    const double now = value_of(tilt, model, numbers, rest);
    std::string best;
    double most = -1;
    std::vector<double> turned;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      turned.assign(numbers.begin(), numbers.end());
      if (!shorten(parts[i], turned)) continue;
      w.assign(turned);
      const auto o = solve(w, {}, {rest.coordinates});
      double moved = infinity;  // tips over: nothing is stronger
      if (o.status == Status::stable)
        moved = std::abs(value_of(tilt, model, turned, o.last()) - now);
      if (moved > most) {
        most = moved;
        best = names[i];
      }
    }
    return best;
  }

 private:
  /// False where the part cannot be shorter.
  static bool shorten(const Parameter& part, std::vector<double>& numbers) {
    for (const int k : part.numbers) {
      numbers[k] -= 0.05;
      if (!(numbers[k] >= part.lower)) return false;
    }
    return true;
  }
};

}  // namespace detail

GUYWIRE_INLINE Question strongest_part(const Model& model) {
  return {std::string(questions::strongest_part), detail::StrongestPart(model)};
}

namespace detail {

/// A part of the partition of which knobs are turned.
struct TurnedPart {
  std::string name;
  std::vector<int> numbers;      ///< of the knobs that are turned
  std::vector<double> returned;  ///< what they are at reference
};

inline std::vector<TurnedPart> turned_parts(const Model& model) {
  std::vector<TurnedPart> parts;
  for (const auto& [name, ids] : partition_of(model)) {
    TurnedPart part{name, {}, {}};
    for (const CableId id : ids) {
      const Knobs& k = model.description().cables[id.index].knobs;
      const BasicKnobs<double> reference = reference_knobs(model, id);
      const int at = model.structure().cables[id.index].knobs;
      const bool turned[] = {k.length != 1, k.stiffness != 1, k.strength != 1, k.tone.has_value()};
      for (int i = 0; i < BasicKnobs<double>::size; ++i)
        if (turned[i]) {
          part.numbers.push_back(at + i);
          part.returned.push_back(reference.*BasicKnobs<double>::fields[i].member);
        }
    }
    if (!part.numbers.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

/// Tilt that returning these parts takes away [rad], + anterior.
inline std::optional<double> taken_away(Workspace& w, std::span<const double> numbers,
                                        const Posture& rest, int tilt,
                                        std::span<const TurnedPart> parts) {
  std::vector<double> back(numbers.begin(), numbers.end());
  for (const TurnedPart& p : parts)
    for (std::size_t i = 0; i < p.numbers.size(); ++i)
      back[p.numbers[i]] = p.returned[i];
  w.assign(back);
  const auto o = solve(w, {}, {rest.coordinates});
  if (!is_equilibrium(o.status)) return std::nullopt;
  return o.last().angles[tilt] - rest.angles[tilt];
}

/// The part with the largest share of the change's sign: its place and share; -1 for nobody.
inline std::pair<int, double> winner_of(Workspace& w, std::span<const double> numbers,
                                        const Posture& rest, int tilt,
                                        const std::vector<TurnedPart>& parts) {
  std::pair<int, double> best{-1, 0};
  const auto change = parts.empty() ? std::nullopt : taken_away(w, numbers, rest, tilt, parts);
  if (!change) return best;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (const auto share = taken_away(w, numbers, rest, tilt, std::span(parts).subspan(i, 1));
        share && *share * *change > 0 && std::abs(*share) > std::abs(best.second))
      best = {static_cast<int>(i), *share};
  return best;
}

/// What the first lines of `explain` say of the tilt body.
struct ExplainedReader {
  Model model;
  int tilt;                       ///< the tilt body
  std::size_t column = 0;         ///< its coordinate in a ledger
  bool turns = false;             ///< whether it has one
  std::vector<int> discs;         ///< hinges above it that have an axis
  std::vector<TurnedPart> parts;  ///< the winner of the body itself; or all turned, or none

  explicit ExplainedReader(const Model& m) : model(m), tilt(tilt_body(m)), parts(turned_parts(m)) {
    const auto names = m.coordinates();
    const std::string& body = m.description().bodies[tilt].name;
    column = std::find(names.begin(), names.end(), body) - names.begin();
    turns = column < names.size();
    const auto& parent = m.structure().parent;
    for (int b = 0; b < m.structure().body_count; ++b)
      for (int up = parent[b]; up >= 0; up = parent[up])
        if (up == tilt && disc_axis<double>(m, m.numbers().data(), b)) discs.push_back(b);
    Workspace own(m);
    if (const auto rest = solve(own); is_equilibrium(rest.status)) {
      const int winner = winner_of(own, m.numbers(), rest.last(), tilt, parts).first;
      parts = winner < 0 ? std::vector<TurnedPart>{} : std::vector{parts[winner]};
    }
  }

  std::vector<Measurements::Column> columns() const {
    std::vector<Measurements::Column> out;
    if (turns)
      out = {{"cables pulling forward", "N m", {Fact("measured.cables_forward")}},
             {"cables pulling back", "N m", {Fact("measured.cables_back")}},
             {"weight", "N m", {Fact("measured.weight")}},
             {"discs and ligaments", "N m", {Fact("measured.joints")}},
             {"loads and holds", "N m", {Fact("measured.other")}}};
    for (const int b : discs) {
      const std::string& body = model.description().bodies[b].name;
      out.push_back({body + ".compression", "N", {{"measured.compression", {{"body", body}}}}});
    }
    if (parts.size() == 1) {
      const std::string& part = parts[0].name;
      out.push_back({"share of " + part, "rad", {{"measured.contribution", {{"group", part}}}}});
    }
    return out;
  }

  std::vector<double> operator()(Workspace& w, std::span<const double> numbers,
                                 const Posture& rest) const {
    std::vector<double> row;
    if (turns) add_moments(row, numbers, rest);
    if (!discs.empty()) add_compressions(row, numbers, rest);
    if (parts.size() == 1)
      row.push_back(taken_away(w, numbers, rest, tilt, parts).value_or(std::nan("")));
    return row;
  }

 private:
  /// Moments about the tilt body, + forward, summed by what makes them.
  void add_moments(std::vector<double>& row, std::span<const double> numbers,
                   const Posture& rest) const {
    const Model drawn = with_numbers(model, numbers);
    row.assign(5, 0.0);
    for (const LedgerSum& s : by_group(drawn, ledger(drawn, rest))) {
      const double forward = -(s.passive[column] + s.active[column]);
      row[place_of(s, forward)] += forward;
    }
  }
  std::size_t place_of(const LedgerSum& s, double forward) const {
    if (s.is_cable) return forward >= 0 ? 0 : 1;
    if (s.name == "weight") return 2;
    const auto& joints = model.description().joints;
    const bool is_joint =
        std::any_of(joints.begin(), joints.end(), [&](const Joint& j) { return j.name == s.name; });
    return is_joint ? 3 : 4;
  }

  void add_compressions(std::vector<double>& row, std::span<const double> numbers,
                        const Posture& rest) const {
    const auto force =
        hinge_forces<double>(model.structure(), numbers.data(), numbers.size(), rest.angles.data());
    for (const int b : discs) {
      const auto axis = *disc_axis<double>(model, numbers.data(), b);
      row.push_back(force[2 * b] * axis.across_x + force[2 * b + 1] * axis.across_y);
    }
  }
};

}  // namespace detail

GUYWIRE_INLINE Question winning_part(const Model& model) {
  return {std::string(questions::winner),
          [parts = detail::turned_parts(model), tilt = tilt_body(model)](
              Workspace& w, std::span<const double> numbers, const Posture& rest) -> std::string {
            const int i = detail::winner_of(w, numbers, rest, tilt, parts).first;
            return i < 0 ? std::string(answers::nobody) : parts[i].name;
          }};
}

GUYWIRE_INLINE Measurements explained(const Model& model) {
  detail::ExplainedReader reader(model);
  std::vector<Measurements::Column> columns = reader.columns();
  return {std::move(columns), std::move(reader)};
}

}  // namespace guywire
