#pragma once
/// Newton's method on several bodies side by side: the common path of `solve_batch`.
///
/// Each lane holds a body until it is at rest or leaves the common path; then the next body takes the lane. The common path is the one that
/// `solve` would take as well: Newton steps with H positive definite, shortened to the trust region's radius, inside every range, each
/// of which lowers |g| and, by the trapezoid rule, at least half as much energy as predicted; and at the end a smallest eigenvalue and kinks that leave no
/// doubt. A body for which one of these fails is not settled here; whether it does depends on its own numbers alone, since lanes never mix.
///
/// This header is compiled for several instruction sets into one program. What it instantiates therefore carries the tag of its Lanes in its
/// name, and what passes in and out is plain: pointers, doubles, and vectors that are only read.
#include <cstddef>
#include <vector>

#include "guywire/batch/lanes.hpp"
#include "guywire/mechanics/mechanics.hpp"

namespace guywire::detail {

/// Bodies that share a model but for knobs.
struct LaneProblem {
  struct Term {
    int body, free;
    double factor;
  };
  struct Corner {
    int body, relative_to;  ///< -1: ground
    double angle;           ///< where the joint's law has a kink [rad]
  };
  struct Column {
    const double* values;         ///< per body
    std::vector<int> knobs;       ///< what they set: 4 x cable + knob
    double reference = 0;         ///< where `slope` is taken
    std::vector<double> slope{};  ///< d(rest)/d(value), per coordinate; empty: not followed
  };
  const Mechanics<double>* mechanics = nullptr;
  const double* numbers = nullptr;       ///< Model::numbers()
  std::vector<Term> terms{};             ///< nonzero entries of S, by body
  std::vector<double> row_norm{};        ///< of S, per body
  std::vector<double> lower{}, upper{};  ///< range per body [rad]
  std::vector<Corner> corners{};
  std::vector<Column> columns{};
  std::vector<int> reshaped{};  ///< muscles whose length knob is set
  std::vector<double> start{};  ///< per coordinate [rad]
  double first_radius = 0, kink_tolerance = 0, stability_tolerance = 0;
  int iteration_limit = 0;
};

/// Where a body starts: the common start and what is predicted, no longer than the first radius.
[[gnu::always_inline]] inline void start_of(const LaneProblem& p, std::size_t body, double* u) {
  const std::size_t n = p.start.size();
  for (std::size_t i = 0; i < n; ++i) u[i] = 0;
  for (const auto& c : p.columns)
    if (!c.slope.empty())
      for (std::size_t i = 0; i < n; ++i) u[i] += c.slope[i] * (c.values[body] - c.reference);
  double length2 = 0;
  for (std::size_t i = 0; i < n; ++i) length2 += u[i] * u[i];
  const double limit2 = p.first_radius * p.first_radius, share = length2 > limit2 ? __builtin_sqrt(limit2 / length2) : 1.0;
  for (std::size_t i = 0; i < n; ++i) u[i] = p.start[i] + share * u[i];
}

/// Where the answers for a block of bodies go; row 0 is the block's first body.
struct LaneResults {
  unsigned char* settled;  ///< 1: at rest and stable; 0: left to the scalar solver
  double* state;           ///< bodies x coordinates [rad]
  double* residual;        ///< [N m]
  double* min_eigenvalue;  ///< [N m/rad]
  double* tension;         ///< bodies x cables, one side [N]
};

/// One compiled form of the solver.
struct LaneKernel {
  int lanes;
  void* (*make)(const LaneProblem&);
  void (*run)(void*, std::size_t first, std::size_t last, const LaneResults&);
  void (*drop)(void*);
};

/// Smallest eigenvalues of positive definite symmetric matrices (lower triangles, row-major; destroyed), one for each lane: Householder's tridiagonal form,
/// then Laguerre's iteration from 0 upwards, each place proved to lie below by the signs of the pivots, as in `smallest_eigenvalue`. NaN where it fails.
template <class S>
S smallest_eigenvalues(int n, S* a, S* d, S* e2, S* v, S* p) {
  using std::sqrt;
  using Mask = typename S::Mask;
  const S zero(0.0), one(1.0);
  for (int k = 0; k + 1 < n; ++k) {
    d[k] = a[k * n + k];
    const int m = n - k - 1;
    S below = zero, dot = zero;
    for (int i = 0; i < m; ++i) v[i] = a[(k + 1 + i) * n + k], p[i] = zero;
    for (int i = 1; i < m; ++i) below = below + v[i] * v[i];
    const S norm2 = v[0] * v[0] + below, norm = sqrt(norm2);
    e2[k] = norm2;
    const Mask some = below > zero;
    v[0] = v[0] + select(v[0] < zero, -norm, norm);
    const S tau = select(some, 2.0 / select(some, v[0] * v[0] + below, one), zero);
    S* const A = a + (k + 1) * n + k + 1;
    for (int i = 0; i < m; ++i) {
      const S* const row = A + i * n;
      const S vi = v[i];
      S sum = row[i] * vi;
      for (int j = 0; j < i; ++j) p[j] = p[j] + row[j] * vi, sum = sum + row[j] * v[j];
      p[i] = p[i] + sum;
    }
    for (int i = 0; i < m; ++i) p[i] = p[i] * tau, dot = dot + p[i] * v[i];
    dot = dot * 0.5 * tau;
    for (int i = 0; i < m; ++i) p[i] = p[i] - dot * v[i];
    for (int i = 0; i < m; ++i) {
      S* const row = A + i * n;
      const S vi = v[i], pi = p[i];
      for (int j = 0; j <= i; ++j) row[j] = row[j] - (vi * p[j] + pi * v[j]);
    }
  }
  d[n - 1] = a[(n - 1) * n + n - 1];
  S above = d[0], largest = zero;  // some eigenvalue is not above the smallest diagonal element
  for (int i = 0; i < n; ++i) above = select(d[i] < above, d[i], above), largest = at_least(largest, abs(d[i]));
  const S resolution = 0x1p-53 * largest;
  S x = zero, trial = zero, result(std::numeric_limits<double>::quiet_NaN());
  Mask open = above > zero;
  for (int round = 0; round < 100 && static_cast<bool>(open); ++round) {
    S q = d[0] - trial;
    Mask under = q > zero;
    S r = 1.0 / select(under, q, one), A = r, B = r * r, sum1 = A, sum2 = B;
    for (int i = 1; i < n; ++i) {
      const S t = e2[i - 1] * r;
      q = (d[i] - trial) - t;
      under = under && q > zero;
      r = 1.0 / select(under, q, one);
      const S turn = t * r, next = r + turn * A;
      B = turn * (A * A + B) + next * next;
      A = next;
      sum1 = sum1 + A, sum2 = sum2 + B;
    }
    x = select(under, trial, x), above = select(under, above, trial);
    const S spread = (n - 1.0) * (n * sum2 - sum1 * sum1);
    const S least = 1.0 / sqrt(sum2);  // the root lies between x + least and x + sum1/sum2
    const Mask near = under && !(sum1 / sum2 - least > 2.0 * resolution);
    const S middle = x + (above - x) * 0.5;
    const Mask narrow = !(middle > x && middle < above) || !(above - x > resolution);
    result = select(open && near, x + least, select(open && narrow, middle, result));
    open = open && !near && !narrow;
    const S next = x + double(n) / (sum1 + sqrt(at_least(spread, zero)));
    trial = select(under && next > x && next < above, next, middle);
  }
  return result;
}

template <class S>
class LaneSolver {
 public:
  explicit LaneSolver(const LaneProblem& problem)
      : p_(problem), m_(*problem.mechanics), s_(*m_.structure), n_(s_.free_count), e_(m_), theta_(s_.body_count), u_(n_), step_(n_), g_(n_), floor_(n_), reduced_(s_.body_count * n_), H_(n_ * n_), L_(n_ * n_), waiting_H_(n_ * n_), work_(4 * n_), slack_(s_.cables.size()) {
    tissues_.shapes.resize(m_.shapes.size());
    tissues_.knobs.resize(s_.cables.size());
    for (std::size_t c = 0; c < s_.cables.size(); ++c) tissues_.knobs[c] = in_scalar<S>(m_.knobs[c]), reshape(static_cast<int>(c));
  }

  /// Bodies first to last.
  void run(std::size_t first, std::size_t last, const LaneResults& out) {
    first_ = next_ = first, last_ = last, out_ = out, waiting_ = 0;
    int live = 0;
    for (int lane = 0; lane < N; ++lane) live += take(lane);
    const S zero(0.0), one(1.0);
    while (live > 0) {
      if (changed_)
        for (const int c : p_.reshaped) reshape(c);
      changed_ = false;
      for (int b = 0; b < s_.body_count; ++b) theta_[b] = S(m_.theta_0[b]);
      for (const auto& t : p_.terms) theta_[t.body] = theta_[t.body] + t.factor * u_[t.free];
      evaluate(m_, tissues_, theta_.data(), Derivatives::hessian, e_);
      reduce();

      Mask at_rest = !Mask{};
      S norm2 = zero, g_step = zero;
      for (int i = 0; i < n_; ++i) {
        at_rest = at_rest && abs(g_[i]) <= floor_[i];
        norm2 = norm2 + g_[i] * g_[i], g_step = g_step + g_[i] * step_[i];
      }
      const S gained = -0.5 * (last_g_step_ + g_step);  // of energy, by the trapezoid rule
      const Mask lowered = norm2 < last_norm2_ && gained >= 0.5 * last_predicted_;
      radius_ = select(lowered && gained > 0.75 * last_predicted_ && last_long_, select(radius_ < S(0.5), 2.0 * radius_, S(1.0)), radius_);
      const Mask definite = factorise();
      const Mask good = definite && !e_.lost && (lowered || at_rest);
      const Mask rest = good && at_rest;
      newton_step();
      Mask go_on = good && !at_rest;
      const Mask too_long = go_on && length2() > radius_ * radius_;
      S shift = zero;
      if (static_cast<bool>(too_long)) shift = shorten(too_long), go_on = go_on && !(length2() > 1.0001 * radius_ * radius_);
      for (int b = 0; b < s_.body_count; ++b) theta_[b] = S(m_.theta_0[b]);
      for (const auto& t : p_.terms) theta_[t.body] = theta_[t.body] + t.factor * (u_[t.free] + step_[t.free]);
      for (int b = 0; b < s_.body_count; ++b) go_on = go_on && theta_[b] >= S(p_.lower[b]) && theta_[b] <= S(p_.upper[b]);

      Mask doubtful{};
      if (static_cast<bool>(rest)) doubtful = near_kink();
      last_norm2_ = norm2, last_g_step_ = zero, last_long_ = length2() > 0.64 * radius_ * radius_;
      for (int i = 0; i < n_; ++i) {
        last_g_step_ = last_g_step_ + g_[i] * step_[i];
        if (!static_cast<bool>(rest)) u_[i] = u_[i] + select(go_on, step_[i], zero);
      }
      last_predicted_ = 0.5 * (shift * length2() - last_g_step_);  // with (H + shift) step = -g
      if (static_cast<bool>(rest)) {
        for (int lane = 0; lane < N; ++lane)
          if (body_[lane] != none && rest[lane]) doubtful[lane] ? leave(lane) : store(lane);
        for (int i = 0; i < n_; ++i) u_[i] = u_[i] + select(go_on, step_[i], zero);
      }
      for (int lane = 0; lane < N; ++lane) {
        if (body_[lane] == none) continue;
        if (!rest[lane]) {
          if (go_on[lane] && ++steps_[lane] <= p_.iteration_limit) continue;
          leave(lane);
        }
        live -= !take(lane);
      }
    }
    if (waiting_ > 0) prove();
  }

 private:
  static constexpr int N = S::size;
  using Mask = typename S::Mask;
  static constexpr std::size_t none = ~std::size_t{0};
  const LaneProblem& p_;
  const Mechanics<double>& m_;
  const Structure& s_;
  int n_;
  Tissues<S> tissues_;
  Evaluation<S> e_;
  std::vector<S> theta_, u_, step_, g_, floor_, reduced_, H_, L_, waiting_H_, work_, slack_;
  S last_norm2_, last_g_step_, last_predicted_, radius_;
  Mask last_long_{};
  std::size_t body_[N], waiting_body_[N], first_ = 0, next_ = 0, last_ = 0;
  int steps_[N], waiting_ = 0;
  bool changed_ = false;
  LaneResults out_{};

  /// What follows from the length knob of cable c.
  void reshape(int c) {
    const auto& knobs = tissues_.knobs[c];
    slack_[c] = matched(m_.laws[c], [&](const auto& law) -> S {
      if constexpr (requires { law.pennation; }) {
        const int shape = m_.shape_of[c];
        if (shape < 0) return S(0.0);  // an elastic tendon
        tissues_.shapes[shape] = muscle::fiber_shape(S(law.optimal_fiber_length), S(law.pennation), knobs.length);
        return law.tendon_slack_length + tissues_.shapes[shape].x0;
      } else {
        return law.slack_length * knobs.length;
      }
    });
  }

  /// The next body takes the lane; false if there is none, and then the lane idles with its last numbers.
  bool take(int lane) {
    static constexpr S BasicKnobs<S>::*members[] = {&BasicKnobs<S>::length, &BasicKnobs<S>::stiffness, &BasicKnobs<S>::strength, &BasicKnobs<S>::tone};
    body_[lane] = next_ < last_ ? next_++ : none;
    const bool found = body_[lane] != none;
    const std::size_t body = found ? body_[lane] : first_;  // an idle lane repeats a body, so that its numbers stay ordinary
    for (const auto& column : p_.columns)
      for (const int k : column.knobs) (tissues_.knobs[k / 4].*members[k % 4]).set(lane, column.values[body]);
    changed_ = true;
    place(lane, body);
    last_norm2_.set(lane, HUGE_VAL), last_g_step_.set(lane, 0), last_predicted_.set(lane, 0), radius_.set(lane, p_.first_radius), steps_[lane] = 0;
    return found;
  }

  /// Sets a lane's coordinates to where the body starts.
  void place(int lane, std::size_t body) {
    double start[max_coordinates];
    start_of(p_, body, start);
    for (int i = 0; i < n_; ++i) u_[i].set(lane, start[i]), step_[i].set(lane, 0);
  }

  /// g, its rounding floor and the lower triangle of H in the free coordinates.
  void reduce() {
    constexpr double eps = 4 * std::numeric_limits<double>::epsilon();
    const int n = n_, nb = s_.body_count;
    if (s_.S_is_identity) {
      for (int i = 0; i < n; ++i) g_[i] = e_.gradient[i], floor_[i] = eps * e_.moment_scale[i];
      for (int i = 0; i < n; ++i)
        for (int j = 0; j <= i; ++j) H_[i * n + j] = e_.hessian[i * n + j];
      return;
    }
    const S zero(0.0);
    for (int i = 0; i < n; ++i) g_[i] = floor_[i] = zero;
    for (S& x : reduced_) x = zero;
    for (S& x : H_) x = zero;
    for (const auto& t : p_.terms) {
      g_[t.free] = g_[t.free] + t.factor * e_.gradient[t.body];
      floor_[t.free] = floor_[t.free] + eps * (t.factor < 0 ? -t.factor : t.factor) * e_.moment_scale[t.body];
      const S* const column = e_.hessian.data() + t.body * nb;  // symmetric
      for (int b = 0; b < nb; ++b) reduced_[b * n + t.free] = reduced_[b * n + t.free] + t.factor * column[b];
    }
    for (const auto& t : p_.terms)
      for (int j = 0; j <= t.free; ++j) H_[t.free * n + j] = H_[t.free * n + j] + t.factor * reduced_[t.body * n + j];
  }

  /// H = L D L' into L_, with 1/D on its diagonal.
  Mask factorise(const S& shift = S(0.0)) {
    Mask definite;
    unrolled<S>(n_, n_, [&](const auto n) { definite = factorise(n, shift); });
    return definite;
  }
  [[gnu::always_inline]] inline Mask factorise(const auto n, const S& shift) {
    const S zero(0.0), one(1.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j) L_[i * n + j] = H_[i * n + j];
    Mask definite = !Mask{};
    for (int j = 0; j < n; ++j) {
      L_[j * n + j] = L_[j * n + j] + shift;
      const Mask positive = L_[j * n + j] > zero;
      definite = definite && positive;
      const S inverse = 1.0 / select(positive, L_[j * n + j], one);
      L_[j * n + j] = inverse;
      for (int i = n - 1; i > j; --i) {  // column j below row i is scaled already, above it is not
        const S l = L_[i * n + j] * inverse;
        for (int k = j + 1; k <= i; ++k) L_[i * n + k] = L_[i * n + k] - l * L_[k * n + j];
        L_[i * n + j] = l;
      }
    }
    return definite;
  }

  void newton_step() {
    unrolled<S>(n_, n_, [&](const auto n) { newton_step(n); });
  }
  [[gnu::always_inline]] inline void newton_step(const auto n) {
    for (int i = 0; i < n; ++i) {
      S sum = -g_[i];
      for (int k = 0; k < i; ++k) sum = sum - L_[i * n + k] * step_[k];
      step_[i] = sum;
    }
    for (int i = 0; i < n; ++i) step_[i] = step_[i] * L_[i * n + i];
    for (int i = n - 1; i >= 0; --i)
      for (int k = 0; k < i; ++k) step_[k] = step_[k] - L_[i * n + k] * step_[i];
  }

  S length2() const {
    S sum(0.0);
    for (int i = 0; i < n_; ++i) sum = sum + step_[i] * step_[i];
    return sum;
  }

  /// Where the Newton step is too long: the step of the trust region's length, from (H + shift) step = -g. Newton's method on 1/radius - 1/|step|,
  /// which is concave in shift, so that it climbs and never passes the root. Gives the shift; 0 for other lanes, which keep their step.
  S shorten(const Mask& too_long) {
    const int n = n_;
    S shift(0.0);
    for (int round = 0; round < 12; ++round) {  // chosen: four or five are needed
      const S now2 = length2();
      const Mask open = too_long && now2 > (1.0 + 1e-12) * radius_ * radius_;
      if (!static_cast<bool>(open)) break;
      S energy(0.0);  // step' (H + shift)^-1 step
      for (int i = 0; i < n; ++i) {
        S sum = step_[i];
        for (int k = 0; k < i; ++k) sum = sum - L_[i * n + k] * work_[k];
        work_[i] = sum;
        energy = energy + sum * sum * L_[i * n + i];
      }
      using std::sqrt;
      const S now = sqrt(now2);
      shift = select(open, shift + now2 / select(open, energy, S(1.0)) * ((now - radius_) / radius_), shift);
      factorise(shift);
      newton_step();
    }
    return shift;
  }

  /// Whether a kink may be as near as twice the tolerance, by a bound of its gradient.
  Mask near_kink() {
    const S zero(0.0), reach(2 * p_.kink_tolerance);
    Mask out{};
    for (std::size_t c = 0; c < s_.cables.size(); ++c) {
      const auto& cable = s_.cables[c];
      S most = zero;
      for (int b = cable.first_body; b < cable.first_body + cable.body_count; ++b) most = most + abs(e_.length_gradient[b]) * p_.row_norm[s_.cable_bodies[b]];
      out = out || abs(e_.length[c] - slack_[c]) <= reach * most;
    }
    if (!e_.wrap_gradient.empty())
      for (std::size_t g = 0; g < s_.segments.size(); ++g) {
        if (s_.segments[g].circle < 0) continue;
        S most = zero;
        for (int b = 0; b < s_.body_count; ++b) most = most + abs(e_.wrap_gradient[g * s_.body_count + b]) * p_.row_norm[b];
        out = out || abs(e_.wrap[g]) <= reach * most;
      }
    for (const auto& corner : p_.corners) {
      S phi = zero;
      double steep = 0;
      if (corner.body >= 0) phi = phi + angle(corner.body), steep += p_.row_norm[corner.body];
      if (corner.relative_to >= 0) phi = phi - angle(corner.relative_to), steep += p_.row_norm[corner.relative_to];
      out = out || abs(phi - corner.angle) <= reach * steep;
    }
    return out;
  }
  S angle(int body) const {
    S sum(m_.theta_0[body]);
    for (const auto& t : p_.terms)
      if (t.body == body) sum = sum + t.factor * u_[t.free];
    return sum;
  }

  void leave(int lane) { out_.settled[body_[lane] - first_] = 0; }

  /// Writes down a body at rest; its eigenvalue is found when enough wait for theirs.
  void store(int lane) {
    const std::size_t row = body_[lane] - first_;
    double residual = 0;
    for (int i = 0; i < n_; ++i) {
      out_.state[row * n_ + i] = u_[i][lane];
      const double r = std::abs(g_[i][lane]);
      if (r > residual) residual = r;
    }
    out_.residual[row] = residual;
    for (std::size_t c = 0; c < s_.cables.size(); ++c) out_.tension[row * s_.cables.size() + c] = e_.tension[c][lane];
    for (int i = 0; i < n_ * n_; ++i) waiting_H_[i].set(waiting_, H_[i][lane]);
    waiting_body_[waiting_] = row;
    if (++waiting_ == N) prove();
  }

  void prove() {
    const int n = n_;
    S largest(0.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j) {
        for (int lane = waiting_; lane < N; ++lane) waiting_H_[i * n + j].set(lane, i == j);  // empty lanes: the identity
        largest = at_least(largest, abs(waiting_H_[i * n + j]));
      }
    const S smallest = smallest_eigenvalues(n, waiting_H_.data(), work_.data(), work_.data() + n, work_.data() + 2 * n, work_.data() + 3 * n);
    const double share = 10 * p_.stability_tolerance > 1e-6 ? 10 * p_.stability_tolerance : 1e-6;  // chosen: nearer to indifference is not the common path
    for (int lane = 0; lane < waiting_; ++lane) {
      out_.settled[waiting_body_[lane]] = smallest[lane] > share * largest[lane];
      out_.min_eigenvalue[waiting_body_[lane]] = smallest[lane];
    }
    waiting_ = 0;
  }
};

/// The solver for one kind of lanes.
template <class S>
constexpr LaneKernel lane_kernel() {
  return {S::size, [](const LaneProblem& p) -> void* { return new LaneSolver<S>(p); }, [](void* k, std::size_t first, std::size_t last, const LaneResults& out) { static_cast<LaneSolver<S>*>(k)->run(first, last, out); }, [](void* k) { delete static_cast<LaneSolver<S>*>(k); }};
}

}  // namespace guywire::detail
