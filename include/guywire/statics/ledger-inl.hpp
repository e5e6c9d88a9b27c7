#pragma once
#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/statics/contact_forces.hpp"
#include "guywire/statics/ledger.hpp"

namespace guywire {

GUYWIRE_INLINE std::vector<std::pair<std::string, std::vector<CableId>>> partition_of(
    const Model& model) {
  std::vector<std::pair<std::string, std::vector<CableId>>> out;
  for (const std::string& name : model.description().partition)
    out.emplace_back(name, model.cables(name));
  if (out.empty())
    for (const Cable& c : model.description().cables)
      out.emplace_back(c.name, model.cables(c.name));
  return out;
}

namespace detail {

/// Fills a ledger, row by row: the moments of each row about the bodies, f = -dV_row/dtheta, and
/// their sums over each column's turning.
class LedgerRows {
 public:
  LedgerRows(const Model& model, const Posture& posture, Ledger& out)
      : model_(model),
        s_(model.structure()),
        posture_(posture),
        out_(out),
        moments_(s_.body_count),
        m_(prepare<double>(s_, model.numbers().data())),
        e_(s_) {
    evaluate(m_, posture.angles.data(), Derivatives::gradient, e_);
    length_gradients(m_, e_);
    if (out.about == Ledger::About::coordinates)
      turn_coordinates();
    else
      turn_joints();
  }

  void add_cables() {
    const auto contacts = moments_of_contacts();
    for (std::size_t c = 0; c < s_.cables.size(); ++c) {
      const double tension = e_.tension[c];
      const std::optional<double> passive = passive_tension(c);
      pull(c, passive.value_or(tension));
      if (!contacts.empty() && !contacts[c].empty())
        for (int b = 0; b < s_.body_count; ++b)
          moments_[b] += contacts[c][b];
      add(LedgerRow::Kind::passive, cable_name(c), c);
      if (!passive) continue;
      pull(c, tension - *passive);
      add(LedgerRow::Kind::active, cable_name(c), c);
    }
  }

  void add_joints() {
    for (std::size_t j = 0; j < s_.joints.size(); ++j) {
      const auto& joint = s_.joints[j];
      const double phi = joint_angle(joint, posture_.angles.data());
      const double slope =
          std::visit([&](const auto& law) { return evaluate(law, phi).moment; }, m_.joint_laws[j]);
      const double moment = m_.joint_factor[j] * slope;
      clear();
      if (joint.body >= 0) moments_[joint.body] -= moment;
      if (joint.relative_to >= 0) moments_[joint.relative_to] += moment;
      add(LedgerRow::Kind::joint, model_.description().joints[j].name, j);
    }
  }

  /// Weights of bodies and loads of the model.
  void add_loads() {
    const ModelDescription& d = model_.description();
    std::size_t load = 0;
    for (const auto& l : s_.loads) {
      act(l);
      if (l.mass >= 0) {
        add(LedgerRow::Kind::weight, d.bodies[l.body].name, l.body);
      } else {
        add(LedgerRow::Kind::load, d.loads[load].name, load);
        ++load;
      }
    }
  }

  /// What constraints supply: A' mu, mu = P' dV/dtheta.
  void add_constraints() {
    for (std::size_t k = 0; k < s_.constraint_angles.size(); ++k) {
      const double mu = moment_of_constraint(s_, k, [&](int b) { return e_.gradient[b]; });
      for (int b = 0; b < s_.body_count; ++b)
        moments_[b] = s_.A[k * s_.body_count + b] * mu;
      add(LedgerRow::Kind::constraint, model_.description().constraints[k].name, k);
    }
  }

  /// Sums each column over the rows.
  void add_up() {
    out_.residual.assign(turning_.size(), 0.0);
    out_.magnitude = out_.residual;
    for (const LedgerRow& row : out_.rows)
      for (std::size_t i = 0; i < turning_.size(); ++i) {
        out_.residual[i] += row.moments[i];
        out_.magnitude[i] += std::abs(row.moments[i]);
      }
  }

 private:
  /// A column for each coordinate: it turns alone.
  void turn_coordinates() {
    out_.columns = model_.coordinates();
    for (int f = 0; f < s_.free_count; ++f) {
      std::vector<double> turning(s_.body_count);
      for (int b = 0; b < s_.body_count; ++b)
        turning[b] = coordinate_factors(s_, b)[f];
      turning_.push_back(std::move(turning));
    }
  }
  /// A column for each joint: everything beyond its hinge turns as one piece.
  void turn_joints() {
    for (int j = 0; j < s_.body_count; ++j) {
      out_.columns.push_back(model_.description().bodies[j].name);
      std::vector<double> turning(s_.body_count);
      for (int b = 0; b < s_.body_count; ++b)
        for (int up = b; up >= 0; up = s_.parent[up])
          if (up == j) turning[b] = 1;
      turning_.push_back(std::move(turning));
    }
  }

  void clear() { std::fill(moments_.begin(), moments_.end(), 0.0); }
  void add(LedgerRow::Kind kind, const std::string& name, std::size_t index) {
    LedgerRow row{.kind = kind, .name = name, .index = static_cast<int>(index), .moments = {}};
    for (const auto& turning : turning_) {
      double sum = 0;
      for (int b = 0; b < s_.body_count; ++b)
        sum += turning[b] * moments_[b];
      row.moments.push_back(sum == 0 ? 0.0 : sum);
    }
    out_.rows.push_back(std::move(row));
  }

  const std::string& cable_name(std::size_t c) const { return model_.description().cables[c].name; }
  /// One side's tension without tone [N]; nothing where the law has none.
  std::optional<double> passive_tension(std::size_t c) const {
    return std::visit(
        [&](const auto& law) -> std::optional<double> {
          if constexpr (std::decay_t<decltype(law)>::has_tone)
            return tension_parts(law, m_.knobs[c], e_.length[c]).passive;
          else
            return {};
        },
        m_.laws[c]);
  }
  /// The moments of a cable with that tension on each side.
  void pull(std::size_t c, double tension) {
    const auto& cable = s_.cables[c];
    const double T = cable.sides * tension;
    clear();
    for (int k = cable.first_body; k < cable.first_body + cable.body_count; ++k)
      moments_[s_.cable_bodies[k]] = -T * e_.length_gradient[k];
  }
  /// Per cable and body; empty for cables without contacts, and where there are none at all.
  std::vector<std::vector<double>> moments_of_contacts() const {
    std::vector<std::vector<double>> out(posture_.certificate.contacts.empty() ? 0
                                                                               : s_.cables.size());
    each_contact_force(
        e_, model_, posture_.certificate,
        [&](const Contact& contact, int straight, double x, double y) {
          auto& moments = out[contact.cable];
          moments.resize(s_.body_count);
          const auto& span = s_.spans[s_.segments[s_.straights[straight].segment].span];
          for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
            const auto& arm = e_.turned[s_.levers[l].turned];
            moments[s_.levers[l].body] -= y * arm.x - x * arm.y;
          }
        });
    return out;
  }

  /// The moments of a weight or load about the bodies that carry it.
  void act(const Structure::LoadEntry& l) {
    const std::vector<double>& numbers = model_.numbers();
    double fx = numbers[l.force];
    double fy = numbers[l.force + 1];
    if (l.mass >= 0) {
      fx *= numbers[l.mass] * l.mass_sides;
      fy *= numbers[l.mass] * l.mass_sides;
    }
    clear();
    int at = l.point;
    for (int body = l.body; body >= 0; at = s_.hinge[body], body = s_.parent[body]) {
      const double c = std::cos(posture_.angles[body]);
      const double w = std::sin(posture_.angles[body]);
      const double x = c * numbers[at] - w * numbers[at + 1];
      const double y = w * numbers[at] + c * numbers[at + 1];
      moments_[body] = x * fy - y * fx;
    }
    if (l.couple >= 0) moments_[l.body] += numbers[l.couple];
  }

  const Model& model_;
  const Structure& s_;
  const Posture& posture_;
  Ledger& out_;
  std::vector<std::vector<double>> turning_;  ///< per column: how far each body turns with it
  std::vector<double> moments_;               ///< of the present row, per body [N m]
  Mechanics<double> m_;
  Evaluation<double> e_;
};

}  // namespace detail

GUYWIRE_INLINE Ledger ledger(const Model& model, const Posture& posture, Ledger::About about) {
  const int n = model.structure().body_count;
  if (static_cast<int>(posture.angles.size()) != n)
    throw ModelError({{"posture",
                       "has " + std::to_string(posture.angles.size()) + " angles; model '" +
                           model.name() + "' has " + std::to_string(n) + " bodies.",
                       "Give a posture of the same model."}});
  detail::require_paths(model, posture.angles);
  Ledger out;
  out.about = about;
  detail::LedgerRows rows(model, posture, out);
  rows.add_cables();
  rows.add_joints();
  rows.add_loads();
  rows.add_constraints();
  rows.add_up();
  return out;
}

GUYWIRE_INLINE std::vector<LedgerSum> by_group(const Model& model, const Ledger& ledger) {
  std::vector<LedgerSum> out;
  std::vector<int> part(model.description().cables.size(), -1);
  const std::vector<double> zero(ledger.columns.size(), 0.0);
  for (const auto& [name, ids] : partition_of(model)) {
    for (const CableId id : ids)
      part[id.index] = static_cast<int>(out.size());
    out.push_back({.name = name, .passive = zero, .active = zero, .is_cable = true});
  }
  int weight = -1;
  for (const LedgerRow& row : ledger.rows) {
    int at = -1;
    if (row.kind == LedgerRow::Kind::passive || row.kind == LedgerRow::Kind::active)
      at = part[row.index];
    else if (row.kind == LedgerRow::Kind::weight)
      at = weight;
    if (at < 0) {
      at = static_cast<int>(out.size());
      out.push_back({.name = row.kind == LedgerRow::Kind::weight ? "weight" : row.name,
                     .passive = zero,
                     .active = zero,
                     .is_cable = false});
      if (row.kind == LedgerRow::Kind::weight) weight = at;
    }
    auto& sum = row.kind == LedgerRow::Kind::active ? out[at].active : out[at].passive;
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += row.moments[i];
  }
  return out;
}

}  // namespace guywire
