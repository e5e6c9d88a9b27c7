#pragma once
#include <algorithm>
#include <map>

#include "guywire/mechanics/constraint_moments.hpp"
#include "guywire/mechanics/disc_axis.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/model/numbers.hpp"
#include "guywire/statics/sensitivity.hpp"
#include "guywire/statics/workspace_impl.hpp"

namespace guywire {

namespace detail {

/// dg/dp and the tensions' explicit derivatives, at fixed coordinates, for single numbers of the
/// model.
///
/// A number of a cable changes that cable alone, so one number of each cable shares a direction of
/// the duals and its effect is read off that cable.
struct NumberPartials {
  int free = 0;
  std::vector<double> gradient;  ///< numbers x free [N m/SI]
  std::vector<std::vector<double>>
      tension;             ///< per number: of all cables, or (a cable's number) of that cable alone
  std::vector<int> cable;  ///< per number: its cable or -1
};

inline NumberPartials number_partials(Workspace::Impl& w, const std::vector<int>& wanted) {
  constexpr int width = 8;
  using D = Dual<width>;
  const Structure& s = w.model.structure();
  std::vector<int> cable_of;  // per number: its cable or -1
  visit_numbers(w.model.description(), [&](const NumberPlace& place, const auto&) {
    if (place.in_array) cable_of.push_back(place.cable());
  });
  const int count = static_cast<int>(wanted.size()), n = s.free_count;
  NumberPartials out{.free = n,
                     .gradient = std::vector<double>(static_cast<std::size_t>(count) * n),
                     .tension = std::vector<std::vector<double>>(count),
                     .cable = std::vector<int>(count)};
  std::vector<int> taken(s.cables.size(), 0),
      direction(count);  // directions: shared ones of cables first
  int directions = 0;
  for (int i = 0; i < count; ++i) {
    out.cable[i] = cable_of[wanted[i]];
    if (out.cable[i] >= 0) {
      direction[i] = taken[out.cable[i]]++;
      directions = std::max(directions, direction[i] + 1);
    }
  }
  for (int i = 0; i < count; ++i)
    if (out.cable[i] < 0) direction[i] = directions++;
  std::vector<D> numbers(w.numbers.begin(), w.numbers.end()), u(w.now.u.begin(), w.now.u.end()),
      theta(s.body_count);
  Evaluation<D> e(s);
  for (int first = 0; first < directions; first += width) {
    const auto each = [&](auto&& f) {
      for (int i = 0; i < count; ++i)
        if (direction[i] >= first && direction[i] < first + width) f(i, direction[i] - first);
    };
    each([&](int i, int k) { numbers[wanted[i]].v[k] = 1; });
    const auto m = prepare<D>(s, numbers.data());
    body_angles(m, u.data(), theta.data());
    evaluate(m, theta.data(), Derivatives::gradient, e);
    length_gradients(m, e);
    each([&](int i, int k) {
      numbers[wanted[i]].v[k] = 0;
      const auto add = [&](int body, double moment) {
        for (int f = 0; f < n; ++f)
          out.gradient[static_cast<std::size_t>(i) * n + f] += s.S[body * n + f] * moment;
      };
      if (const int c = out.cable[i]; c >= 0) {
        const auto& cable = s.cables[c];
        out.tension[i] = {e.tension[c].v[k]};
        for (int b = cable.first_body; b < cable.first_body + cable.body_count; ++b)
          add(s.cable_bodies[b], cable.sides * (e.tension[c].v[k] * e.length_gradient[b].a +
                                                e.tension[c].a * e.length_gradient[b].v[k]));
      } else {
        for (int b = 0; b < s.body_count; ++b)
          add(b, e.gradient[b].v[k]);
        for (std::size_t c = 0; c < s.cables.size(); ++c)
          out.tension[i].push_back(e.tension[c].v[k]);
      }
    });
  }
  return out;
}

/// Partial derivatives of angles and hinge forces in up to 8 directions of (u, numbers): `seed(u,
/// numbers, value)` sets them.
template <class Seed>
std::array<double, 8> quantity_partials(Workspace::Impl& w, const Quantity& q, Seed&& seed) {
  using D = Dual<8>;
  const Structure& s = w.model.structure();
  std::vector<D> numbers(w.numbers.begin(), w.numbers.end()), u(w.now.u.begin(), w.now.u.end()),
      theta(s.body_count);
  seed(u, numbers);
  for (int b = 0; b < s.body_count; ++b) {
    D sum;
    for (std::size_t k = 0; k < s.constraint_angles.size(); ++k)
      sum = sum + s.P[b * s.constraint_angles.size() + k] * numbers[s.constraint_angles[k]];
    for (int f = 0; f < s.free_count; ++f)
      sum = sum + s.S[b * s.free_count + f] * u[f];
    theta[b] = sum;
  }
  if (q.kind == Quantity::Kind::body_angle) return theta[q.index].v;
  if (q.kind == Quantity::Kind::posture_angle)
    return posture_angle(posture_angles<D>(w.model, numbers.data(), theta.data()), q.index)->v;
  if (q.kind == Quantity::Kind::constraint_moment)
    return constraint_moments<D>(s, numbers.data(), theta.data())[q.index].v;
  if (q.kind == Quantity::Kind::disc_force)
    return disc_force<D>(w.model, numbers.data(), numbers.size(), theta.data(), q.index, q.axis).v;
  return hinge_forces<D>(s, numbers.data(), numbers.size(), theta.data())[2 * q.index + q.axis].v;
}

}  // namespace detail

GUYWIRE_INLINE Outcome<Sensitivity> sensitivity(Workspace& workspace,
                                                const Outcome<Posture>& equilibrium,
                                                const std::vector<Quantity>& quantities,
                                                const std::vector<Parameter>& parameters,
                                                const SensitivityOptions& options) {
  Workspace::Impl& w = workspace.impl();
  const Structure& s = w.model.structure();
  const int n = s.free_count, Q = static_cast<int>(quantities.size()),
            P = static_cast<int>(parameters.size());
  const auto refuse = [](std::string why) {
    return Outcome<Sensitivity>{.status = Status::not_run,
                                .message = "There is no derivative: " + std::move(why),
                                .result = {}};
  };
  if (!is_equilibrium(equilibrium.status))
    return refuse("the posture is no equilibrium. " + equilibrium.message);
  const Certificate& c = equilibrium.last().certificate;
  if (!c.contacts.empty()) {
    const std::string& cable = w.model.description().cables[c.contacts.front().cable].name;
    return refuse("points of cable '" + cable + "' touch there, where its energy has a corner.");
  }
  if (c.kink_distance <= options.kink_tolerance || equilibrium.status == Status::at_kink) {
    const ModelDescription& d = w.model.description();
    return refuse(
        c.kink == Kink::joint
            ? "joint '" + d.joints[c.kink_index].name + "' stands at the corner of its law."
            : "cable '" + d.cables[c.kink_index].name +
                  (c.kink == Kink::slack ? "' is just going slack or taut."
                                         : "' just touches its circle.") +
                  " Its left and right sides differ: move a parameter a little to either side.");
  }
  if (static_cast<int>(equilibrium.last().coordinates.size()) != n)
    throw ModelError(
        {{"equilibrium",
          "has " + std::to_string(equilibrium.last().coordinates.size()) + " coordinates; model '" +
              w.model.name() + "' has " + std::to_string(n) + ".",
          "Give an answer of the same model."}});
  std::copy(equilibrium.last().coordinates.begin(), equilibrium.last().coordinates.end(),
            w.now.u.begin());
  if (!w.fill(w.now)) return refuse("a path is not defined there.");
  const double *const values = w.newton.values, *const vectors = w.newton.vectors;
  symmetric_eigen(n, w.now.H.data(), w.newton.values, w.newton.vectors, w.newton.spectrum);
  const double largest = n == 0 ? 0 : std::max(std::abs(values[0]), std::abs(values[n - 1]));
  for (int i = 0; i < n; ++i)
    if (!(std::abs(values[i]) > options.singular_tolerance * largest))
      return refuse("the stiffness matrix is singular (eigenvalue " + to_text(values[i]) +
                    " N m/rad), so that a small change may move it far.");
  const auto solve_H = [&](const double* b, double* x) {  // by eigenvectors: H may be indefinite
    std::fill(x, x + n, 0.0);
    for (int i = 0; i < n; ++i) {
      double dot = 0;
      for (int j = 0; j < n; ++j)
        dot += vectors[i * n + j] * b[j];
      for (int j = 0; j < n; ++j)
        x[j] += dot / values[i] * vectors[i * n + j];
    }
  };
  // single numbers, each once
  std::map<int, int> place;
  for (const Parameter& p : parameters)
    for (const int i : p.numbers)
      place.emplace(i, 0);
  std::vector<int> wanted;
  for (auto& [number, at] : place) {
    at = static_cast<int>(wanted.size());
    wanted.push_back(number);
  }
  const auto partials = detail::number_partials(w, wanted);
  std::vector<double> G(static_cast<std::size_t>(P) * n), J_u(static_cast<std::size_t>(Q) * n),
      J_p(static_cast<std::size_t>(Q) * P);
  for (int p = 0; p < P; ++p)
    for (const int i : parameters[p].numbers)
      for (int f = 0; f < n; ++f)
        G[p * n + f] += partials.gradient[static_cast<std::size_t>(place[i]) * n + f];
  for (int q = 0; q < Q; ++q) {
    const Quantity& quantity = quantities[q];
    if (quantity.kind == Quantity::Kind::tension) {
      double* const slope = w.certifying.slope;
      for (const int cable : quantity.cables) {
        const double sides = s.cables[cable].sides;
        w.reduced_length_gradient(cable, slope);
        for (int f = 0; f < n; ++f)
          J_u[q * n + f] += sides * w.e.stiffness[cable] * slope[f];
        for (int p = 0; p < P; ++p)
          for (const int i : parameters[p].numbers) {
            const int at = place[i];
            if (partials.cable[at] < 0)
              J_p[q * P + p] += sides * partials.tension[at][cable];
            else if (partials.cable[at] == cable)
              J_p[q * P + p] += sides * partials.tension[at][0];
          }
      }
      continue;
    }
    for (int first = 0; first < n; first += 8) {
      const int count = std::min(8, n - first);
      const auto d = detail::quantity_partials(w, quantity, [&](auto& u, auto&) {
        for (int k = 0; k < count; ++k)
          u[first + k].v[k] = 1;
      });
      std::copy_n(d.begin(), count, J_u.begin() + q * n + first);
    }
    for (int first = 0; first < P; first += 8) {
      const int count = std::min(8, P - first);
      const auto d = detail::quantity_partials(w, quantity, [&](auto&, auto& numbers) {
        for (int k = 0; k < count; ++k)
          for (const int i : parameters[first + k].numbers)
            numbers[i].v[k] = 1;
      });
      std::copy_n(d.begin(), count, J_p.begin() + q * P + first);
    }
  }
  Outcome<Sensitivity> out{.status = equilibrium.status,
                           .message = equilibrium.message,
                           .result = {.quantities = quantities,
                                      .parameters = parameters,
                                      .values = {},
                                      .derivatives = J_p,
                                      .coordinates = {}}};
  for (const Quantity& q : quantities)
    out.result.values.push_back(value_of(q, w.model, w.numbers, equilibrium.last()));
  double* const x = w.certifying.x;
  if (options.method == SensitivityOptions::Method::forward) {
    out.result.coordinates.resize(static_cast<std::size_t>(n) * P);
    for (int p = 0; p < P; ++p) {
      solve_H(G.data() + p * n, x);
      for (int f = 0; f < n; ++f)
        out.result.coordinates[f * P + p] = x[f] == 0 ? 0.0 : -x[f];
      for (int q = 0; q < Q; ++q)
        for (int f = 0; f < n; ++f)
          out.result.derivatives[q * P + p] -= J_u[q * n + f] * x[f];
    }
  } else {
    for (int q = 0; q < Q; ++q) {
      solve_H(J_u.data() + q * n, x);
      for (int p = 0; p < P; ++p)
        for (int f = 0; f < n; ++f)
          out.result.derivatives[q * P + p] -= x[f] * G[p * n + f];
    }
  }
  return out;
}

GUYWIRE_INLINE Outcome<Sensitivity> sensitivity(const Model& model,
                                                const Outcome<Posture>& equilibrium,
                                                const std::vector<Quantity>& quantities,
                                                const std::vector<Parameter>& parameters,
                                                const SensitivityOptions& options) {
  Workspace workspace(model);
  return sensitivity(workspace, equilibrium, quantities, parameters, options);
}

}  // namespace guywire
