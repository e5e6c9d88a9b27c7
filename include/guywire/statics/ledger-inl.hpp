#pragma once
#include <cmath>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
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

GUYWIRE_INLINE Ledger ledger(const Model& model, const Posture& posture, Ledger::About about) {
  const Structure& s = model.structure();
  const ModelDescription& d = model.description();
  const std::vector<double>& numbers = model.numbers();
  const int n = s.body_count;
  if (static_cast<int>(posture.angles.size()) != n)
    throw ModelError({{"posture",
                       "has " + std::to_string(posture.angles.size()) + " angles; model '" +
                           model.name() + "' has " + std::to_string(n) + " bodies.",
                       "Give a posture of the same model."}});
  detail::require_paths(model, posture.angles);
  Ledger out;
  out.about = about;
  // how each column turns the bodies
  std::vector<std::vector<double>> turn;
  if (about == Ledger::About::coordinates) {
    out.columns = model.coordinates();
    for (int f = 0; f < s.free_count; ++f) {
      turn.emplace_back(n);
      for (int b = 0; b < n; ++b)
        turn.back()[b] = s.S[b * s.free_count + f];
    }
  } else {
    for (int j = 0; j < n; ++j) {
      out.columns.push_back(d.bodies[j].name);
      turn.emplace_back(n);
      for (int b = 0; b < n; ++b)
        for (int up = b; up >= 0; up = s.parent[up])
          if (up == j) turn.back()[b] = 1;
    }
  }
  std::vector<double> f(n);  // one row over the bodies
  const auto add = [&](LedgerRow::Kind kind, const std::string& name, std::size_t index) {
    LedgerRow row{.kind = kind, .name = name, .index = static_cast<int>(index), .moments = {}};
    for (const auto& t : turn) {
      double sum = 0;
      for (int b = 0; b < n; ++b)
        sum += t[b] * f[b];
      row.moments.push_back(sum == 0 ? 0.0 : sum);
    }
    out.rows.push_back(std::move(row));
  };
  const Mechanics<double> m = prepare<double>(s, numbers.data());
  Evaluation<double> e(s);
  evaluate(m, posture.angles.data(), Derivatives::gradient, e);
  length_gradients(m, e);
  std::vector<std::vector<double>> at_contacts(
      posture.certificate.contacts.empty() ? 0 : s.cables.size());  // moments over the bodies
  detail::each_contact_force(
      e, model, posture.certificate, [&](const Contact& contact, int straight, double x, double y) {
        auto& moments = at_contacts[contact.cable];
        moments.resize(n);
        const auto& span = s.spans[s.segments[s.straights[straight].segment].span];
        for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
          const auto& arm = e.turned[s.levers[l].turned];
          moments[s.levers[l].body] -= y * arm.x - x * arm.y;
        }
      });
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    const auto& cable = s.cables[c];
    const double all = e.tension[c];
    double passive = all;
    const bool tone = std::visit(
        [&](const auto& law) {
          if constexpr (std::decay_t<decltype(law)>::has_tone) {
            passive = tension_parts(law, m.knobs[c], e.length[c]).passive;
            return true;
          }
          return false;
        },
        m.laws[c]);
    for (const bool active : {false, true}) {
      if (active && !tone) continue;
      const double T = cable.sides * (active ? all - passive : passive);
      std::fill(f.begin(), f.end(), 0.0);
      for (int k = cable.first_body; k < cable.first_body + cable.body_count; ++k)
        f[s.cable_bodies[k]] = -T * e.length_gradient[k];
      if (!active && !at_contacts.empty() && !at_contacts[c].empty())
        for (int b = 0; b < n; ++b)
          f[b] += at_contacts[c][b];
      add(active ? LedgerRow::Kind::active : LedgerRow::Kind::passive, d.cables[c].name, c);
    }
  }
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    std::fill(f.begin(), f.end(), 0.0);
    const double inner = joint.relative_to < 0 ? 0 : posture.angles[joint.relative_to],
                 outer = joint.body < 0 ? 0 : posture.angles[joint.body];
    const double moment =
        m.joint_factor[j] *
        std::visit([&](const auto& law) { return evaluate(law, outer - inner).slope; },
                   m.joint_laws[j]);
    if (joint.body >= 0) f[joint.body] -= moment;
    if (joint.relative_to >= 0) f[joint.relative_to] += moment;
    add(LedgerRow::Kind::joint, d.joints[j].name, j);
  }
  std::size_t load = 0;
  for (const auto& l : s.loads) {
    double fx = numbers[l.force], fy = numbers[l.force + 1];
    if (l.mass >= 0) {
      fx *= numbers[l.mass] * l.mass_sides;
      fy *= numbers[l.mass] * l.mass_sides;
    }
    std::fill(f.begin(), f.end(), 0.0);
    int at = l.point;
    for (int body = l.body; body >= 0; at = s.hinge[body], body = s.parent[body]) {
      const double c = std::cos(posture.angles[body]), w = std::sin(posture.angles[body]),
                   x = c * numbers[at] - w * numbers[at + 1],
                   y = w * numbers[at] + c * numbers[at + 1];
      f[body] = x * fy - y * fx;
    }
    if (l.couple >= 0) f[l.body] += numbers[l.couple];
    if (l.mass >= 0)
      add(LedgerRow::Kind::weight, d.bodies[l.body].name, l.body);
    else {
      add(LedgerRow::Kind::load, d.loads[load].name, load);
      ++load;
    }
  }
  const std::size_t held = s.constraint_angles.size();
  for (std::size_t k = 0; k < held; ++k) {  // A' mu, mu = P' dV/dtheta
    double mu = 0;
    for (int b = 0; b < n; ++b)
      mu += s.P[b * held + k] * e.gradient[b];
    for (int b = 0; b < n; ++b)
      f[b] = s.A[k * n + b] * mu;
    add(LedgerRow::Kind::holding, d.constraints[k].name, k);
  }
  out.residual.assign(turn.size(), 0.0);
  out.magnitude = out.residual;
  for (const LedgerRow& row : out.rows)
    for (std::size_t i = 0; i < turn.size(); ++i) {
      out.residual[i] += row.moments[i];
      out.magnitude[i] += std::abs(row.moments[i]);
    }
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
