#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "guywire/mechanics/constraint_moments.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/model/numbers.hpp"
#include "guywire/statics/scratch.hpp"
#include "guywire/statics/sensitivity.hpp"

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

/// Which direction of the duals belongs to each wanted number. A direction is shared by numbers of
/// different cables; those of no cable have their own, after these.
struct Directions {
  std::vector<int> of;
  int count = 0;

  Directions(const std::vector<int>& cable, std::size_t cables) : of(cable.size()) {
    std::vector<int> taken(cables, 0);
    for (std::size_t i = 0; i < cable.size(); ++i)
      if (cable[i] >= 0) {
        of[i] = taken[cable[i]]++;
        count = std::max(count, of[i] + 1);
      }
    for (std::size_t i = 0; i < cable.size(); ++i)
      if (cable[i] < 0) of[i] = count++;
  }
};

/// Per entry of Model::numbers(): its cable or -1.
inline std::vector<int> cables_of_numbers(const Model& model) {
  std::vector<int> out;
  visit_numbers(model.description(), [&](const NumberPlace& place, const auto&) {
    if (place.in_array) out.push_back(place.cable());
  });
  return out;
}

/// Reads number i off an evaluation in whose direction k it has a derivative of 1.
template <class D>
void read_partials(const Structure& s, const Evaluation<D>& e, int i, int k, NumberPartials& out) {
  const auto add = [&](int body, double moment) {
    double* const gradient = out.gradient.data() + static_cast<std::size_t>(i) * out.free;
    for (int f = 0; f < out.free; ++f)
      gradient[f] += coordinate_factors(s, body)[f] * moment;
  };
  if (const int c = out.cable[i]; c >= 0) {
    const auto& cable = s.cables[c];
    const D& T = e.tension[c];
    out.tension[i] = {T.v[k]};
    for (int b = cable.first_body; b < cable.first_body + cable.body_count; ++b) {
      const D& slope = e.length_gradient[b];
      add(s.cable_bodies[b], cable.sides * (T.v[k] * slope.a + T.a * slope.v[k]));
    }
    return;
  }
  for (int b = 0; b < s.body_count; ++b)
    add(b, e.gradient[b].v[k]);
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    out.tension[i].push_back(e.tension[c].v[k]);
}

inline NumberPartials number_partials(Scratch& w, const std::vector<int>& wanted) {
  constexpr int width = 8;
  using D = Dual<width>;
  const Structure& s = w.model.structure();
  const int count = static_cast<int>(wanted.size());
  NumberPartials out{
      .free = s.free_count,
      .gradient = std::vector<double>(static_cast<std::size_t>(count) * s.free_count),
      .tension = std::vector<std::vector<double>>(count),
      .cable = std::vector<int>(count)};
  const std::vector<int> cable_of = cables_of_numbers(w.model);
  for (int i = 0; i < count; ++i)
    out.cable[i] = cable_of[wanted[i]];
  const Directions directions(out.cable, s.cables.size());
  std::vector<D> numbers(w.numbers.begin(), w.numbers.end());
  std::vector<D> u(w.now.u.begin(), w.now.u.end());
  std::vector<D> theta(s.body_count);
  Evaluation<D> e(s);
  for (int first = 0; first < directions.count; first += width) {
    const auto each = [&](auto&& f) {
      for (int i = 0; i < count; ++i)
        if (const int k = directions.of[i] - first; k >= 0 && k < width) f(i, k);
    };
    each([&](int i, int k) { numbers[wanted[i]].v[k] = 1; });
    const auto m = prepare<D>(s, numbers.data());
    body_angles(s, numbers.data(), u.data(), theta.data());
    evaluate(m, theta.data(), Derivatives::gradient, e);
    length_gradients(m, e);
    each([&](int i, int k) {
      numbers[wanted[i]].v[k] = 0;
      read_partials(s, e, i, k, out);
    });
  }
  return out;
}

/// Partial derivatives of angles and hinge forces in up to 8 directions of (u, numbers): `seed(u,
/// numbers, value)` sets them.
template <class Seed>
std::array<double, 8> quantity_partials(Scratch& w, const Quantity& q, Seed&& seed) {
  using D = Dual<8>;
  const Structure& s = w.model.structure();
  std::vector<D> numbers(w.numbers.begin(), w.numbers.end());
  std::vector<D> u(w.now.u.begin(), w.now.u.end());
  std::vector<D> theta(s.body_count);
  seed(u, numbers);
  body_angles(s, numbers.data(), u.data(), theta.data());
  if (q.kind == Quantity::Kind::body_angle) return theta[q.index].v;
  if (q.kind == Quantity::Kind::reading)
    return q.reading->derivative(q, w.model, numbers, theta.data()).v;
  if (q.kind == Quantity::Kind::constraint_moment)
    return constraint_moments<D>(s, numbers.data(), theta.data())[q.index].v;
  return hinge_forces<D>(s, numbers.data(), numbers.size(), theta.data())[2 * q.index + q.axis].v;
}

/// Why an equilibrium's answer has no derivative; empty where nothing is against it.
inline Facts why_no_derivative(const ModelDescription& d, const Outcome<Posture>& equilibrium,
                               double kink_tolerance) {
  if (!is_equilibrium(equilibrium.status))
    return {{"derivative.no_equilibrium", {{"why", equilibrium.why}}}};
  const Certificate& c = equilibrium.last().certificate;
  if (!c.contacts.empty())
    return {{"derivative.touching", {{"cable", d.cables[c.contacts.front().cable].name}}}};
  const bool is_near = c.kink_distance <= kink_tolerance || equilibrium.status == Status::at_kink;
  if (!is_near) return {};
  if (c.kink == Kink::joint)
    return {{"derivative.joint_corner", {{"joint", d.joints[c.kink_index].name}}}};
  if (c.kink == Kink::stiffness)
    return {{"derivative.stiffness_jump", {{"cable", d.cables[c.kink_index].name}}}};
  return {{"derivative.cable_kink",
           {{"cable", d.cables[c.kink_index].name}, {"is_slack", c.kink == Kink::slack}}}};
}

/// The derivatives at a point where the workspace stands: dJ/dp = J_p + J_u du/dp,
/// du/dp = -H^-1 dg/dp.
class Differentiation {
 public:
  Differentiation(Scratch& w, const std::vector<Quantity>& quantities,
                  const std::vector<Parameter>& parameters)
      : w_(w),
        quantities_(quantities),
        parameters_(parameters),
        n_(w.model.structure().free_count),
        Q_(static_cast<int>(quantities.size())),
        P_(static_cast<int>(parameters.size())),
        G_(static_cast<std::size_t>(P_) * n_),
        J_u_(static_cast<std::size_t>(Q_) * n_),
        J_p_(static_cast<std::size_t>(Q_) * P_),
        solution_(n_) {
    symmetric_eigen(n_, w.now.H.data(), w.newton.values, w.newton.vectors, w.newton.spectrum);
  }

  /// An eigenvalue of H that is smaller than this share of the largest.
  std::optional<double> singular_eigenvalue(double tolerance) const {
    const double* const values = w_.newton.values;
    const double largest = n_ == 0 ? 0 : std::max(std::abs(values[0]), std::abs(values[n_ - 1]));
    for (int i = 0; i < n_; ++i)
      if (!(std::abs(values[i]) > tolerance * largest)) return values[i];
    return {};
  }

  /// G = dg/dp, J_u and J_p.
  void find_partials() {
    const NumberPartials partials = number_partials(w_, numbers_once());
    for (int p = 0; p < P_; ++p)
      for (const int i : parameters_[p].numbers)
        for (int f = 0; f < n_; ++f)
          G_[p * n_ + f] += partials.gradient[static_cast<std::size_t>(place_[i]) * n_ + f];
    for (int q = 0; q < Q_; ++q)
      if (quantities_[q].kind == Quantity::Kind::tension)
        find_partials_of_tension(q, partials);
      else
        find_partials_by_duals(q);
  }

  /// Once per parameter: du/dp.
  void go_forward(Sensitivity& out) {
    out.derivatives = J_p_;
    out.coordinates.resize(static_cast<std::size_t>(n_) * P_);
    for (int p = 0; p < P_; ++p) {
      const double* const x = solve_H(G_.data() + p * n_);  // -du/dp
      for (int f = 0; f < n_; ++f)
        out.coordinates[f * P_ + p] = x[f] == 0 ? 0.0 : -x[f];
      for (int q = 0; q < Q_; ++q)
        for (int f = 0; f < n_; ++f)
          out.derivatives[q * P_ + p] -= J_u_[q * n_ + f] * x[f];
    }
  }
  /// Once per quantity: lambda = H^-1 J_u'.
  void go_adjoint(Sensitivity& out) {
    out.derivatives = J_p_;
    for (int q = 0; q < Q_; ++q) {
      const double* const lambda = solve_H(J_u_.data() + q * n_);
      for (int p = 0; p < P_; ++p)
        for (int f = 0; f < n_; ++f)
          out.derivatives[q * P_ + p] -= lambda[f] * G_[p * n_ + f];
    }
  }

 private:
  /// H^-1 b by eigenvectors: H may be indefinite.
  const double* solve_H(const double* b) {
    const double *const values = w_.newton.values, *const vectors = w_.newton.vectors;
    std::fill(solution_.begin(), solution_.end(), 0.0);
    for (int i = 0; i < n_; ++i) {
      double dot = 0;
      for (int j = 0; j < n_; ++j)
        dot += vectors[i * n_ + j] * b[j];
      for (int j = 0; j < n_; ++j)
        solution_[j] += dot / values[i] * vectors[i * n_ + j];
    }
    return solution_.data();
  }

  /// The single numbers that parameters name, each once; `place_` tells where.
  std::vector<int> numbers_once() {
    for (const Parameter& p : parameters_)
      for (const int i : p.numbers)
        place_.emplace(i, 0);
    std::vector<int> out;
    for (auto& [number, at] : place_) {
      at = static_cast<int>(out.size());
      out.push_back(number);
    }
    return out;
  }

  void find_partials_of_tension(int q, const NumberPartials& partials) {
    std::vector<double> slope(n_);
    for (const int cable : quantities_[q].parts) {
      const double sides = w_.model.structure().cables[cable].sides;
      w_.reduced_length_gradient(cable, slope.data());
      for (int f = 0; f < n_; ++f)
        J_u_[q * n_ + f] += sides * w_.e.stiffness[cable] * slope[f];
      for (int p = 0; p < P_; ++p)
        for (const int i : parameters_[p].numbers) {
          const int at = place_[i];
          if (partials.cable[at] < 0)
            J_p_[q * P_ + p] += sides * partials.tension[at][cable];
          else if (partials.cable[at] == cable)
            J_p_[q * P_ + p] += sides * partials.tension[at][0];
        }
    }
  }
  void find_partials_by_duals(int q) {
    by_eights(q, n_, J_u_.data() + q * n_, [](auto& u, auto&, int f, int k) { u[f].v[k] = 1; });
    by_eights(q, P_, J_p_.data() + q * P_, [this](auto&, auto& numbers, int p, int k) {
      for (const int i : parameters_[p].numbers)
        numbers[i].v[k] = 1;
    });
  }
  /// A quantity's derivatives with respect to `count` things, eight at a time: `seed(u, numbers, i,
  /// k)` lets direction k be that of thing i.
  template <class Seed>
  void by_eights(int q, int count, double* out, Seed&& seed) {
    for (int first = 0; first < count; first += 8) {
      const int some = std::min(8, count - first);
      const auto d = quantity_partials(w_, quantities_[q], [&](auto& u, auto& numbers) {
        for (int k = 0; k < some; ++k)
          seed(u, numbers, first + k, k);
      });
      std::copy_n(d.begin(), some, out + first);
    }
  }

  Scratch& w_;
  const std::vector<Quantity>& quantities_;
  const std::vector<Parameter>& parameters_;
  int n_, Q_, P_;             ///< coordinates, quantities, parameters
  std::map<int, int> place_;  ///< of single numbers among those wanted
  std::vector<double> G_;     ///< P x n
  std::vector<double> J_u_;   ///< Q x n
  std::vector<double> J_p_;   ///< Q x P
  std::vector<double> solution_;
};

}  // namespace detail

GUYWIRE_INLINE Outcome<Sensitivity> sensitivity(Workspace& workspace,
                                                const Outcome<Posture>& equilibrium,
                                                const std::vector<Quantity>& quantities,
                                                const std::vector<Parameter>& parameters,
                                                const SensitivityOptions& options) {
  detail::Scratch& w = detail::scratch_of(workspace);
  const std::size_t n = w.model.structure().free_count;
  const auto refuse = [](Facts why) {
    return Outcome<Sensitivity>{.status = Status::not_run, .why = std::move(why), .result = {}};
  };
  const Facts why =
      detail::why_no_derivative(w.model.description(), equilibrium, options.kink_tolerance);
  if (!why.empty()) return refuse(why);
  const std::vector<double>& u = equilibrium.last().coordinates;
  if (u.size() != n)
    throw ModelError({{"equilibrium",
                       "has " + std::to_string(u.size()) + " coordinates; model '" +
                           w.model.name() + "' has " + std::to_string(n) + ".",
                       "Give an answer of the same model."}});
  std::copy(u.begin(), u.end(), w.now.u.begin());
  if (!w.fill(w.now)) return refuse({Fact("derivative.path_lost")});
  detail::Differentiation derivative(w, quantities, parameters);
  if (const auto value = derivative.singular_eigenvalue(options.singular_tolerance))
    return refuse({{"derivative.singular", {{"eigenvalue", *value}}}});
  derivative.find_partials();
  Outcome<Sensitivity> out{.status = equilibrium.status,
                           .why = equilibrium.why,
                           .result = {.quantities = quantities,
                                      .parameters = parameters,
                                      .values = {},
                                      .derivatives = {},
                                      .coordinates = {}}};
  for (const Quantity& q : quantities)
    out.result.values.push_back(value_of(q, w.model, w.numbers, equilibrium.last()));
  if (options.method == SensitivityOptions::Method::forward)
    derivative.go_forward(out.result);
  else
    derivative.go_adjoint(out.result);
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
