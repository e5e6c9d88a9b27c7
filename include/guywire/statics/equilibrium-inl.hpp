#pragma once
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/math/dual_qp.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

namespace detail {

/// Rounding per magnitude that `evaluate` sums up: some ten rounded operations for each term, more where a chain of many bodies adds
/// up levers, many cables add up moments, or angles are sums themselves.
inline double rounding_unit(const Structure& s) {
  const double operations = 8.0 + s.body_count + s.cables.size() / 16.0 + (s.S_is_identity ? 0.0 : 4.0);
  return operations * 0.5 * std::numeric_limits<double>::epsilon();
}

}  // namespace detail

struct Workspace::Impl {
  Model model;
  std::vector<double> numbers;
  Mechanics<double> mechanics;
  Evaluation<double> e;
  std::vector<double> theta;        ///< where `e` was evaluated last
  std::vector<double> over_bodies;  ///< scratch
  struct Term {
    int free;
    double factor;
  };
  std::vector<Term> terms;      ///< nonzero entries of S, by body
  std::vector<int> first_term;  ///< per body, and one past the end
  struct Corner {
    int joint;
    double angle;
  };
  std::vector<Corner> corners;       ///< kinks of joint laws
  std::vector<double> slack;         ///< slack length per cable [m]
  std::vector<double> row_norm;      ///< of S, per body: |S' v| <= sum |v_b| row_norm_b
  std::vector<double> steepest;      ///< per cable: |dl/du| is no larger [m]
  std::vector<double> lower, upper;  ///< range per body [rad]
  NewtonPoint now, trial;
  NewtonScratch newton;
  int tilt = 0;
  /// Memory of `certify`.
  struct Certifying {
    double *slope, *row, *x;                      ///< per coordinate
    double *H_low, *H_high, *H_before, *H_after;  ///< coordinates x coordinates
    NewtonPoint here;
    std::vector<double> memory;

    explicit Certifying(int n) : here(n) {
      const std::size_t N = n;
      memory.resize(3 * N + 4 * N * N);
      double* place = memory.data();
      for (double** p : {&slope, &row, &x}) {
        *p = place;
        place += N;
      }
      for (double** p : {&H_low, &H_high, &H_before, &H_after}) {
        *p = place;
        place += N * N;
      }
    }
    Certifying(const Certifying&) = delete;
    Certifying& operator=(const Certifying&) = delete;
  } certifying;
  /// Memory of `recruit`, empty until then. Matrices have a row for each balanced moment and a column for each muscle that is recruited.
  struct Recruiting {
    bool ready = false;
    NullSpace balanced;                  ///< the coordinates once constraints that muscles pay for are let go
    std::vector<Term> terms;             ///< nonzero entries of its S, by body
    std::vector<int> first_term;         ///< per body, and one past the end
    std::vector<double> at;              ///< the coordinates [rad]
    std::vector<double> missing, scale;  ///< moment that is missing at floor tone, and what its rounding refers to [N m]
    std::vector<double> arm, B, r;       ///< sides x dl/d(angle) [m]; moment per tone, and to be reached [N m]
    std::vector<int> muscles;            ///< which cables
    std::vector<double> gain, added;     ///< dT/dtone, and tension above that at floor tone [N]
    std::vector<double> tone, own, lower, upper, weight;
    std::vector<double> scratch;
    DualQpResult qp;
  } recruiting;

  explicit Impl(const Model& m) : model(m), numbers(m.numbers()), mechanics(prepare<double>(model.structure(), model.numbers().data())), e(model.structure()), theta(model.structure().body_count), over_bodies(model.structure().body_count), now(model.structure().free_count), trial(model.structure().free_count), newton(model.structure().free_count), certifying(model.structure().free_count) {
    const Structure& s = model.structure();
    first_term.push_back(0);
    for (int b = 0; b < s.body_count; ++b) {
      for (int f = 0; f < s.free_count; ++f)
        if (const double v = s.S[b * s.free_count + f]; v != 0) terms.push_back({f, v});
      first_term.push_back(static_cast<int>(terms.size()));
      row_norm.push_back(detail::norm(s.free_count, s.S.data() + static_cast<std::size_t>(b) * s.free_count));
    }
    slack.resize(s.cables.size());
    find_kinks();
    for (const Body& b : model.description().bodies) lower.push_back(b.angle_lower), upper.push_back(b.angle_upper);
    tilt = tilt_body(model);
  }

  void find_slack_length(std::size_t c) {
    slack[c] = std::visit([&](const auto& law) { return slack_length(law, mechanics.knobs[c]); }, mechanics.laws[c]);
  }
  void find_kinks() {
    corners.clear();
    for (std::size_t j = 0; j < mechanics.joint_laws.size(); ++j)
      std::visit([&](const auto& law) { for (const double a : joint_kinks(law)) corners.push_back({static_cast<int>(j), a}); }, mechanics.joint_laws[j]);
    for (std::size_t c = 0; c < slack.size(); ++c) find_slack_length(c);
    const Structure& s = model.structure();
    steepest.assign(slack.size(), 0.0);
    for (std::size_t c = 0; c < slack.size(); ++c)
      for (int k = s.cables[c].first_body; k < s.cables[c].first_body + s.cables[c].body_count; ++k) steepest[c] += mechanics.lever_sum[k] * row_norm[s.cable_bodies[k]];
  }

  /// See Workspace::assign. Knobs are refreshed cable by cable; anything else is prepared anew.
  void assign(std::span<const double> given) {
    const Structure& s = model.structure();
    if (given.size() != numbers.size()) throw ModelError({{"numbers", "are " + std::to_string(given.size()) + " for a model that has " + std::to_string(numbers.size()) + ".", "Start from Model::numbers()."}});
    bool anew = false;
    std::size_t i = 0;
    const auto skip_equal = [&](std::size_t end) {
      for (; i < end; ++i)
        if (given[i] != numbers[i]) anew = true;
    };
    for (std::size_t c = 0; c < s.cables.size() && !anew; ++c) {
      skip_equal(s.cables[c].knobs);
      bool turned = false;
      for (; i < static_cast<std::size_t>(s.cables[c].knobs + BasicKnobs<double>::size); ++i) turned = turned || given[i] != numbers[i];
      if (!turned) continue;
      mechanics.knobs[c] = from_numbers<BasicKnobs<double>>(given.data() + s.cables[c].knobs);
      if (const int shape = mechanics.shape_of[c]; shape >= 0) {
        const Hill& hill = std::get<Hill>(mechanics.laws[c]);
        mechanics.shapes[shape] = muscle::fiber_shape(hill.optimal_fiber_length, hill.pennation, mechanics.knobs[c].length);
      }
      find_slack_length(c);
    }
    if (!anew) skip_equal(numbers.size());
    std::copy(given.begin(), given.end(), numbers.begin());
    if (!anew) return;
    mechanics = prepare<double>(s, numbers.data());
    find_kinks();
  }

  /// First body outside its range, or -1.
  int out_of_range(const double* angles) const {
    for (std::size_t i = 0; i < lower.size(); ++i)
      if (!(angles[i] >= lower[i] && angles[i] <= upper[i])) return static_cast<int>(i);
    return -1;
  }

  /// theta = S u + P b.
  void angles_at(const double* u, double* angles) const { angles_at(u, mechanics.theta_0.data(), angles); }
  void angles_at(const double* u, const double* at_zero, double* angles) const {
    for (std::size_t b = 0; b + 1 < first_term.size(); ++b) {
      double sum = at_zero[b];
      for (int t = first_term[b]; t < first_term[b + 1]; ++t) sum += terms[t].factor * u[terms[t].free];
      angles[b] = sum;
    }
  }
  void set_theta(const double* u) { angles_at(u, theta.data()); }

  /// Whether the last evaluation was at u.
  bool evaluated_at(const double* u) {
    angles_at(u, over_bodies.data());
    return e.lost_cable < 0 && over_bodies == theta;
  }

  /// Fills V, g, H and the rounding floor at p.u. False where a path is undefined.
  bool fill(NewtonPoint& p) {
    const Structure& s = model.structure();
    const int n = s.free_count, nb = s.body_count;
    const double eps = detail::rounding_unit(s);
    set_theta(p.u.data());
    evaluate(mechanics, theta.data(), Derivatives::hessian, e);
    if (e.lost_cable >= 0) return false;
    p.V = e.energy, p.V_noise = eps * e.energy_scale;
    if (s.S_is_identity) {
      for (int i = 0; i < n; ++i) p.g[i] = e.gradient[i], p.floor[i] = eps * e.moment_scale[i];
      std::copy(e.hessian.begin(), e.hessian.end(), p.H.begin());
      return finite(n, p);
    }
    double *const g = p.g.data(), *const floor = p.floor.data(), *const H = p.H.data();
    for (int i = 0; i < n; ++i) g[i] = floor[i] = 0;
    for (int i = 0; i < n * n; ++i) H[i] = 0;
    for (int b = 0; b < nb; ++b)
      for (int t = first_term[b]; t < first_term[b + 1]; ++t) {
        const auto [f, v] = terms[t];
        const double* const row = e.hessian.data() + static_cast<std::size_t>(b) * nb;
        g[f] += v * e.gradient[b];
        floor[f] += eps * std::abs(v) * e.moment_scale[b];
        for (int a = 0; a < nb; ++a) {
          const double h = v * row[a];
          for (int q = first_term[a]; q < first_term[a + 1]; ++q) H[f * n + terms[q].free] += h * terms[q].factor;
        }
      }
    return finite(n, p);
  }

  /// Whether V, g and H are all numbers: forces of a muscle stretched many times its length are not.
  static bool finite(int n, const NewtonPoint& p) {
    double sum = p.V;
    for (int i = 0; i < n; ++i) sum += p.g[i];
    for (int i = 0; i < n * n; ++i) sum += p.H[i];
    return std::isfinite(sum);
  }

  /// S' times a vector over bodies.
  void reduce(const double* over_bodies, double* over_free) const {
    const Structure& s = model.structure();
    for (int i = 0; i < s.free_count; ++i) over_free[i] = 0;
    for (int b = 0; b < s.body_count; ++b)
      for (int t = first_term[b]; t < first_term[b + 1]; ++t) over_free[terms[t].free] += terms[t].factor * over_bodies[b];
  }

  /// Gradient of a cable's length over the free coordinates.
  void reduced_length_gradient(int c, double* out) {
    const Structure& s = model.structure();
    length_gradient(mechanics, e, c);
    const auto& cable = s.cables[c];
    for (int i = 0; i < s.free_count; ++i) out[i] = 0;
    for (int k = 0; k < cable.body_count; ++k) {
      const int b = s.cable_bodies[cable.first_body + k];
      for (int t = first_term[b]; t < first_term[b + 1]; ++t) out[terms[t].free] += terms[t].factor * e.length_gradient[cable.first_body + k];
    }
  }

  Posture posture() const;
  Certificate certify(const SolveOptions& options);
};

GUYWIRE_INLINE Workspace::Workspace(const Model& model) : impl_(std::make_unique<Impl>(model)) {}
GUYWIRE_INLINE Workspace::~Workspace() = default;
GUYWIRE_INLINE void Workspace::assign(std::span<const double> numbers) { impl_->assign(numbers); }
GUYWIRE_INLINE const Model& Workspace::model() const { return impl_->model; }
GUYWIRE_INLINE std::span<const double> Workspace::numbers() const { return impl_->numbers; }
GUYWIRE_INLINE Workspace::Workspace(Workspace&&) noexcept = default;
GUYWIRE_INLINE Workspace& Workspace::operator=(Workspace&&) noexcept = default;

/// Reads the posture off the last evaluation (`now` holds u, g).
GUYWIRE_INLINE Posture Workspace::Impl::posture() const {
  const Structure& s = model.structure();
  Posture p;
  p.coordinates = now.u;
  p.residuals = now.g;
  p.angles = theta;
  p.lengths = e.length;
  p.tensions = e.tension;
  p.potential = e.energy;
  const bool has_circles = !e.wrap_gradient.empty();
  p.taut.resize(s.cables.size());
  p.wrapped.resize(s.cables.size());
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    p.taut[c] = e.length[c] > slack[c];
    for (int g = s.cables[c].first_segment; has_circles && g < s.cables[c].first_segment + s.cables[c].segment_count; ++g)
      if (s.segments[g].circle >= 0 && e.wrap[g] > 0) p.wrapped[c] = 1;
  }
  // A' mu = dV/dtheta - S-part: P' dV/dtheta gives the moment with which the constraint must answer, mu = P' gradient
  const int held = static_cast<int>(s.constraint_angles.size());
  p.holding.assign(held, 0.0);
  for (int k = 0; k < held; ++k)
    for (int b = 0; b < s.body_count; ++b) p.holding[k] += s.P[b * held + k] * e.gradient[b];
  return p;
}

GUYWIRE_INLINE Certificate Workspace::Impl::certify(const SolveOptions& options) {
  const Structure& s = model.structure();
  const int n = s.free_count;
  Certificate c;
  for (int i = 0; i < n; ++i) {
    c.residual = std::max(c.residual, std::abs(now.g[i]));
    c.residual_floor = std::max(c.residual_floor, now.floor[i]);
  }
  double *const H_low = certifying.H_low, *const H_high = certifying.H_high, *const slope = certifying.slope;
  bool doubtful = false;
  const bool has_circles = !e.wrap_gradient.empty();
  const auto begin_doubt = [&] {
    if (doubtful) return;
    std::copy(now.H.begin(), now.H.end(), H_low), std::copy(now.H.begin(), now.H.end(), H_high);
    doubtful = true;
  };
  // Most kinks are far: a square root and a division only where |gap| <= max(nearest so far, tolerance) * steep may hold.
  const auto may_be_nearer = [&](double gap, double steep2) {
    const double reach = std::max(c.kink_distance, options.kink_tolerance);
    return gap * gap * (1 - 1e-12) <= reach * reach * steep2;
  };
  const auto nearer = [&](double distance, Kink kind, int index) {
    if (distance < c.kink_distance) c.kink_distance = distance, c.kink = kind, c.kink_index = index;
    return distance <= options.kink_tolerance;
  };
  const auto sum_of_squares = [](int count, const double* v) {
    double sum = 0;
    for (int i = 0; i < count; ++i) sum += v[i] * v[i];
    return sum;
  };
  for (std::size_t k = 0; k < s.cables.size(); ++k) {
    const auto& cable = s.cables[k];
    const double gap = std::abs(e.length[k] - slack[k]);
    double steep2 = 0;  // a bound first: most cables need no more
    if (may_be_nearer(gap, steepest[k] * steepest[k])) reduced_length_gradient(static_cast<int>(k), slope), steep2 = sum_of_squares(n, slope);
    if (steep2 > 0 && may_be_nearer(gap, steep2) && nearer(gap / std::sqrt(steep2), Kink::slack, static_cast<int>(k))) {
      begin_doubt();
      const double sides = s.cables[k].sides;
      const double now_k = sides * e.stiffness[k];
      const double taut_k = sides * std::visit([&](const auto& law) { return evaluate(law, mechanics.knobs[k], slack[k] * (1 + 1e-12) + 1e-12).stiffness; }, mechanics.laws[k]);
      for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
          const double rr = slope[i] * slope[j];
          H_low[i * n + j] += (std::min(0.0, taut_k) - now_k) * rr, H_high[i * n + j] += (std::max(0.0, taut_k) - now_k) * rr;
        }
    }
    for (int g = cable.first_segment; has_circles && g < cable.first_segment + cable.segment_count; ++g) {
      if (s.segments[g].circle < 0) continue;
      const double* turning = e.wrap_gradient.data() + static_cast<std::size_t>(g) * s.body_count;
      double most = 0;
      for (int b = 0; b < s.body_count; ++b) most += std::abs(turning[b]) * row_norm[b];
      if (!may_be_nearer(e.wrap[g], most * most)) continue;
      reduce(e.wrap_gradient.data() + static_cast<std::size_t>(g) * s.body_count, slope);
      const double steep_wrap = detail::norm(n, slope);
      // a touch-down changes H by a rank-one term T R sigma grad grad'; the wrapped side is the stiffer one
      if (steep_wrap > 0 && nearer(std::abs(e.wrap[g]) / steep_wrap, Kink::touch_down, static_cast<int>(k)) && e.tension[k] > 0) {
        begin_doubt();
        NewtonPoint& p = trial;  // evaluate on both sides of the kink, along its normal
        const double away = 1e-7 / steep_wrap;
        double* const H_side[] = {certifying.H_before, certifying.H_after};
        NewtonPoint& here = certifying.here;
        here = now;
        for (int side = 0; side < 2; ++side) {
          for (int i = 0; i < n; ++i) p.u[i] = here.u[i] + (side ? away : -away) * slope[i] / steep_wrap;
          fill(p);
          std::copy(p.H.begin(), p.H.end(), H_side[side]);
        }
        fill(now);
        reduce(e.wrap_gradient.data() + static_cast<std::size_t>(g) * s.body_count, slope);
        for (int i = 0; i < n * n; ++i) H_low[i] += H_side[0][i] - here.H[i], H_high[i] += H_side[1][i] - here.H[i];
      }
    }
  }
  for (const Corner& corner : corners) {
    const auto& joint = s.joints[corner.joint];
    std::fill(over_bodies.begin(), over_bodies.end(), 0.0);
    double phi = 0;
    if (joint.body >= 0) over_bodies[joint.body] = 1, phi += theta[joint.body];
    if (joint.relative_to >= 0) over_bodies[joint.relative_to] = -1, phi -= theta[joint.relative_to];
    reduce(over_bodies.data(), slope);
    const double steep = detail::norm(n, slope);
    if (steep > 0 && nearer(std::abs(phi - corner.angle) / steep, Kink::joint, corner.joint)) {
      begin_doubt();
      const auto curvature = [&](double at) { return mechanics.joint_factor[corner.joint] * std::visit([&](const auto& law) { return evaluate(law, at).curvature; }, mechanics.joint_laws[corner.joint]); };
      const double below = curvature(corner.angle - 1e-9), above = curvature(corner.angle + 1e-9), here = curvature(phi);
      for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
          H_low[i * n + j] += (std::min(below, above) - here) * slope[i] * slope[j];
          H_high[i * n + j] += (std::max(below, above) - here) * slope[i] * slope[j];
        }
    }
  }
  c.min_eigenvalue = c.min_eigenvalue_upper = smallest_eigenvalue(n, now.H.data(), newton.spectrum);
  if (doubtful) {
    const double low = smallest_eigenvalue(n, H_low, newton.spectrum), high = smallest_eigenvalue(n, H_high, newton.spectrum);
    c.min_eigenvalue = std::min({low, high, c.min_eigenvalue}), c.min_eigenvalue_upper = std::max({low, high, c.min_eigenvalue_upper});
  }
  // tilt stiffness: 1/(s' H^-1 s), s the tilt body's row of S
  double *const factor = newton.factor, *const row = certifying.row, *const x = certifying.x;
  for (int i = 0; i < n; ++i) row[i] = s.S[tilt * n + i], x[i] = row[i];
  std::copy(now.H.begin(), now.H.end(), factor);
  double compliance = 0;
  if (cholesky(n, factor)) {
    cholesky_solve(n, factor, x);
    for (int i = 0; i < n; ++i) compliance += row[i] * x[i];
  } else {
    double *const values = newton.values, *const vectors = newton.vectors;
    symmetric_eigen(n, now.H.data(), values, vectors, newton.spectrum);
    const double largest = std::max(std::abs(values[0]), std::abs(values[n - 1]));
    for (int i = 0; i < n; ++i) {
      double dot = 0;
      for (int j = 0; j < n; ++j) dot += vectors[i * n + j] * row[j];
      if (dot != 0 && std::abs(values[i]) > 1e-14 * largest) compliance += dot * dot / values[i];
    }
  }
  c.tilt_stiffness = compliance != 0 ? 1 / compliance : 0;
  return c;
}

namespace detail {

inline Status classify(const Workspace::Impl& w, const Certificate& c, const SolveOptions& options, std::string& message) {
  const int n = w.model.structure().free_count;
  double largest = 0;
  for (int i = 0; i < n * n; ++i) largest = std::max(largest, std::abs(w.now.H[i]));
  const double tolerance = options.stability_tolerance * largest;
  if (c.min_eigenvalue > tolerance) return message = "Comes to rest: every small push meets a restoring moment.", Status::stable;
  if (c.min_eigenvalue_upper < -tolerance) return message = "Balances, but the smallest push makes it leave: an eigenvalue is negative.", Status::unstable;
  if (c.min_eigenvalue_upper > c.min_eigenvalue + tolerance)
    return message = "Balances exactly where a cable goes slack or a path touches; the two sides disagree about stability.", Status::at_kink;
  return message = "Balances, but one direction is indifferent: an eigenvalue is zero within tolerance.", Status::neutral;
}

inline std::string degrees_text(double rad) { return short_text(rad / degree) + "°"; }

inline void set_start(Workspace::Impl& w, const State& start) {
  const Structure& s = w.model.structure();
  if (!start.coordinates.empty() && start.coordinates.size() != static_cast<std::size_t>(s.free_count))
    throw ModelError({{"start", "has " + std::to_string(start.coordinates.size()) + " angles; model '" + w.model.name() + "' has " + std::to_string(s.free_count) + " coordinates.", "Give one per coordinate, or none."}});
  for (int i = 0; i < s.free_count; ++i) {
    w.now.u[i] = start.coordinates.empty() ? 0.0 : start.coordinates[i];
    if (!std::isfinite(w.now.u[i])) throw ModelError({{"start / " + w.model.coordinates()[i], "is not a finite number.", "Give an angle in rad."}});
  }
  w.set_theta(w.now.u.data());
  if (const int b = w.out_of_range(w.theta.data()); b >= 0)
    throw ModelError({{"start", "puts body '" + w.model.description().bodies[b].name + "' at " + degrees_text(w.theta[b]) + "; its range is " + degrees_text(w.lower[b]) + " to " + degrees_text(w.upper[b]) + ".", "Start and pose within the range."}});
}

inline std::string lost_message(const Workspace::Impl& w) {
  const auto& cables = w.model.description().cables;
  if (w.e.lost_cable >= 0)
    return "The path of cable '" + cables[w.e.lost_cable].name + "' is not defined there: a point lies inside a circle, the cable passes it on the wrong side, or two points of it coincide.";
  for (std::size_t c = 0; c < cables.size(); ++c)
    if (!std::isfinite(w.e.tension[c])) return "The tension of cable '" + cables[c].name + "' is too large for a number there: it is stretched many times its length.";
  return "The potential is too large for a number there.";
}

}  // namespace detail

GUYWIRE_INLINE Outcome<Posture> solve(Workspace& workspace, const SolveOptions& options, const State& start) {
  Workspace::Impl& w = workspace.impl();
  detail::set_start(w, start);
  const int n = w.model.structure().free_count;
  Outcome<Posture> out{.status = Status::not_run, .message = {}, .result = {}};
  int iterations = 0;
  const NewtonOptions newton_options{options.seek, options.iteration_limit, options.first_radius, 1.0};
  const NewtonEnd end = newton(
      n, w.now, w.trial, w.newton, newton_options, [&](auto& p) { return w.fill(p); },
      [&](const double* u) {
        w.angles_at(u, w.over_bodies.data());
        return w.out_of_range(w.over_bodies.data()) < 0;
      },
      iterations);
  if (end == NewtonEnd::undefined) {
    out.status = Status::path_lost, out.message = detail::lost_message(w);
    w.set_theta(w.now.u.data());
    evaluate(w.mechanics, w.theta.data(), Derivatives::hessian, w.e);
    out.result = w.posture();
    out.result.certificate.iterations = iterations;
    return out;
  }
  if (!w.evaluated_at(w.now.u.data())) w.fill(w.now);  // the last trial was refused
  Certificate c = w.certify(options);
  c.iterations = iterations;
  out.result = w.posture();
  out.result.certificate = c;
  switch (end) {
    case NewtonEnd::converged: out.status = detail::classify(w, c, options, out.message); break;
    case NewtonEnd::out_of_range: {
      int body = -1;
      double at = 0;
      bool upper = false;
      for (int b = 0; b < static_cast<int>(w.lower.size()); ++b) {  // the body nearest to its limit
        const double gap = std::min(w.theta[b] - w.lower[b], w.upper[b] - w.theta[b]);
        if (body < 0 || gap < at) body = b, at = gap, upper = w.upper[b] - w.theta[b] < w.theta[b] - w.lower[b];
      }
      out.status = Status::runaway;
      out.message = "Body '" + w.model.description().bodies[body].name + "' reaches the end of its stated range (" + detail::degrees_text(upper ? w.upper[body] : w.lower[body]) + "); what lies beyond was not searched.";
      break;
    }
    case NewtonEnd::stalled:
      out.status = Status::iteration_limit;
      if (c.residual > c.residual_floor) out.message = "The search stalled at a residual of " + short_text(c.residual) + " N m, above its rounding floor of " + short_text(c.residual_floor) + " N m.";
      else out.message = "The forces are so large that rounding hides the balance: a residual of " + short_text(c.residual) + " N m lies below its rounding floor of " + short_text(c.residual_floor) + " N m, and proves nothing.";
      break;
    default:
      out.status = Status::iteration_limit;
      out.message = "Not converged after " + std::to_string(iterations) + " steps; the residual is " + short_text(c.residual) + " N m.";
  }
  return out;
}

GUYWIRE_INLINE Outcome<Posture> solve(const Model& model, const SolveOptions& options, const State& start) {
  Workspace workspace(model);
  return solve(workspace, options, start);
}

GUYWIRE_INLINE Outcome<Posture> posture_at(const Model& model, const State& state) {
  Workspace workspace(model);
  Workspace::Impl& w = workspace.impl();
  detail::set_start(w, state);
  Outcome<Posture> out;
  if (!w.fill(w.now)) {
    out.status = Status::path_lost, out.message = detail::lost_message(w);
    out.result = w.posture();
    return out;
  }
  const SolveOptions options;
  const Certificate c = w.certify(options);
  out.result = w.posture();
  out.result.certificate = c;
  bool balanced = true;
  for (int i = 0; i < w.model.structure().free_count; ++i) balanced = balanced && std::abs(w.now.g[i]) <= w.now.floor[i];
  if (balanced) out.status = detail::classify(w, c, options, out.message);
  else out.message = "Not in equilibrium: a moment of " + short_text(c.residual) + " N m is missing.";
  return out;
}

GUYWIRE_INLINE std::vector<double> moment_arms(const Model& model, const State& state) {
  Workspace workspace(model);
  Workspace::Impl& w = workspace.impl();
  detail::set_start(w, state);
  w.fill(w.now);
  const Structure& s = model.structure();
  std::vector<double> out(s.cables.size() * s.free_count);
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    w.reduced_length_gradient(static_cast<int>(c), out.data() + c * s.free_count);
    for (int i = 0; i < s.free_count; ++i) out[c * s.free_count + i] = out[c * s.free_count + i] == 0 ? 0.0 : -out[c * s.free_count + i];
  }
  return out;
}

}  // namespace guywire
