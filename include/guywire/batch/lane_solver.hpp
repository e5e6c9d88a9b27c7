#pragma once
/// Newton's method on several bodies side by side: the common path of `solve_batch`.
///
/// Each lane holds a body until it is at rest or leaves the common path; then the next body takes
/// the lane. The common path is the one that `solve` takes: Newton steps with H positive definite,
/// shortened to the trust region's radius, inside every range, judged by the energy they gain (here
/// by the trapezoid rule), taken back where they gain none; and at the end a smallest eigenvalue
/// and kinks that leave no doubt. A body for which one of these fails is not settled here; whether
/// it does depends on its own numbers alone, since lanes never mix.
///
/// This header is compiled for several instruction sets into one program. What it instantiates
/// therefore carries the tag of its Lanes in its name, and what passes in and out is plain:
/// pointers, doubles, and vectors that are only read.
#include <cstddef>
#include <vector>

#include "guywire/batch/lanes.hpp"
#include "guywire/mechanics/mechanics.hpp"

namespace guywire::detail {

/// A model of more coordinates is solved body by body: a matrix of lanes would not stay in the
/// cache.
inline constexpr int lane_coordinates = 32;

/// Bodies that share a model but for some of its numbers.
struct LaneProblem {
  struct Term {
    int body, free;
    double factor;
  };
  struct Corner {
    int joint, body, relative_to;  ///< -1: ground
    double angle;                  ///< where the joint's law has a kink [rad]
    int place;                     ///< among the law's corner_angles
  };
  struct Column {
    const double* values;         ///< per body
    std::vector<int> numbers;     ///< what they set, in Model::numbers()
    double reference = 0;         ///< where `slope` is taken
    std::vector<double> slope{};  ///< d(rest)/d(value), per coordinate; empty: not followed
  };
  const Mechanics<double>* mechanics = nullptr;
  const double* numbers = nullptr;  ///< Model::numbers()
  std::size_t number_count = 0;
  std::vector<Term> terms{};             ///< nonzero entries of S, by body
  std::vector<double> row_norm{};        ///< of S, per body
  std::vector<double> steepest{};        ///< per cable: |dl/du| is no larger [m]
  std::vector<double> lower{}, upper{};  ///< range per body [rad]
  std::vector<Corner> corners{};
  std::vector<Column> columns{};
  bool knobs_only =
      true;  ///< nothing but knobs differs; otherwise, what has to be made anew for each body:
  std::vector<int> cables{}, joints{};  ///< whose knobs or laws differ
  bool paths = false, loads = false, angles = false;
  std::vector<double> start{};  ///< per coordinate [rad]
  double first_radius = 0, rounding_unit = 0;
  int iteration_limit = 0;
  bool eigenvalues = true;  ///< their values; otherwise only that none is too small
};

/// Where a body starts: the common start and what is predicted, no longer than the first radius.
[[gnu::always_inline]] inline void start_of(const LaneProblem& p, std::size_t body, double* u) {
  const std::size_t n = p.start.size();
  for (std::size_t i = 0; i < n; ++i)
    u[i] = 0;
  for (const auto& c : p.columns)
    if (!c.slope.empty())
      for (std::size_t i = 0; i < n; ++i)
        u[i] += c.slope[i] * (c.values[body] - c.reference);
  double length2 = 0;
  for (std::size_t i = 0; i < n; ++i)
    length2 += u[i] * u[i];
  const double limit2 = p.first_radius * p.first_radius,
               share = length2 > limit2 ? __builtin_sqrt(limit2 / length2) : 1.0;
  for (std::size_t i = 0; i < n; ++i)
    u[i] = p.start[i] + share * u[i];
}

/// Where the answers for a block of bodies go; row 0 is the block's first body.
struct LaneResults {
  unsigned char* settled;  ///< 1: at rest and stable; 0: left to the scalar solver
  double* state;           ///< bodies x coordinates [rad]
  double* residual;        ///< [N m]
  double* min_eigenvalue;  ///< [N m/rad]; left alone if not wanted
  double* tension;         ///< bodies x cables, one side [N]; null if not wanted
};

/// One compiled form of the solver.
struct LaneKernel {
  int lanes;
  void* (*make)(const LaneProblem&);
  void (*run)(void*, std::size_t first, std::size_t last, const LaneResults&);
  void (*drop)(void*);
};

/// Smallest eigenvalues of positive definite symmetric matrices (lower triangles, row-major;
/// destroyed), one for each lane: Householder's tridiagonal form, then Laguerre's iteration from 0
/// upwards, each place proved to lie below by the signs of the pivots, as in `smallest_eigenvalue`.
/// NaN where it fails.
template <class S>
S smallest_eigenvalues(int n, S* a, S* d, S* e2, S* v, S* p) {
  using std::sqrt;
  using Mask = typename S::Mask;
  const S zero(0.0), one(1.0);
  for (int k = 0; k + 1 < n; ++k) {
    d[k] = a[k * n + k];
    const int m = n - k - 1;
    S below = zero, dot = zero;
    for (int i = 0; i < m; ++i) {
      v[i] = a[(k + 1 + i) * n + k];
      p[i] = zero;
    }
    for (int i = 1; i < m; ++i)
      below = below + v[i] * v[i];
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
      for (int j = 0; j < i; ++j) {
        p[j] = p[j] + row[j] * vi;
        sum = sum + row[j] * v[j];
      }
      p[i] = p[i] + sum;
    }
    for (int i = 0; i < m; ++i) {
      p[i] = p[i] * tau;
      dot = dot + p[i] * v[i];
    }
    dot = dot * 0.5 * tau;
    for (int i = 0; i < m; ++i)
      p[i] = p[i] - dot * v[i];
    for (int i = 0; i < m; ++i) {
      S* const row = A + i * n;
      const S vi = v[i], pi = p[i];
      for (int j = 0; j <= i; ++j)
        row[j] = row[j] - (vi * p[j] + pi * v[j]);
    }
  }
  d[n - 1] = a[(n - 1) * n + n - 1];
  S above = d[0], largest = zero;  // some eigenvalue is not above the smallest diagonal element
  for (int i = 0; i < n; ++i) {
    above = select(d[i] < above, d[i], above);
    largest = at_least(largest, abs(d[i]));
  }
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
      sum1 = sum1 + A;
      sum2 = sum2 + B;
    }
    x = select(under, trial, x);
    above = select(under, above, trial);
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

/// L is double where bodies differ in knobs only: they share one Mechanics. Otherwise it is S, and
/// each lane has its own.
template <class S, class L>
class LaneSolver {
 public:
  explicit LaneSolver(const LaneProblem& problem)
      : p_(problem),
        s_(*problem.mechanics->structure),
        m_(own_mechanics(problem)),
        n_(s_.free_count),
        parts_((n_ + N - 1) / N),
        e_(s_),
        theta_(s_.body_count),
        u_(n_),
        step_(n_),
        last_step_(n_),
        g_(n_),
        floor_(n_),
        reduced_(s_.body_count * n_),
        reduced_H_(n_ * n_),
        L_(n_ * n_),
        waiting_H_(n_ * n_),
        work_(4 * n_),
        slack_(s_.cables.size()),
        steepest_(problem.steepest.begin(), problem.steepest.end()) {
    for (const auto& corner : p_.corners)
      corner_.push_back(S(corner.angle));
    if constexpr (shared) {
      tissues_.shapes.resize(m_.shapes.size());
      tissues_.knobs.resize(s_.cables.size());
      for (std::size_t c = 0; c < s_.cables.size(); ++c) {
        tissues_.knobs[c] = in_scalar<S>(m_.knobs[c]);
        reshape(static_cast<int>(c));
      }
    } else {
      numbers_.assign(p_.numbers, p_.numbers + p_.number_count);
      for (std::size_t c = 0; c < s_.cables.size(); ++c)
        find_slack(static_cast<int>(c));
    }
    for (const auto& column : p_.columns) {
      for (const int number : column.numbers)
        targets_.push_back({target_of(number), column.values});
      if (column.slope.empty()) continue;
      followed_.push_back({column.values, column.reference});
      for (int i = 0; i < parts_ * N; ++i) {
        if (i % N == 0) slopes_.push_back(S(0.0));
        if (i < n_) slopes_.back().set(i % N, column.slope[i]);
      }
    }
  }

  /// Bodies first to last.
  void run(std::size_t first, std::size_t last, const LaneResults& out) {
    first_ = next_ = first;
    last_ = last;
    out_ = out;
    waiting_ = 0;
    unsigned live = 0;
    for (int lane = 0; lane < N; ++lane)
      live |= (take(lane) ? 1u : 0u) << lane;
    const S zero(0.0);
    while (live != 0) {
      if (changed_) refresh();
      changed_ = false;
      for (int b = 0; b < s_.body_count; ++b)
        theta_[b] = S(m_.theta_0[b]);
      for (const auto& t : p_.terms)
        theta_[t.body] = theta_[t.body] + t.factor * u_[t.free];
      Mask inside = !Mask{};
      for (int b = 0; b < s_.body_count; ++b)
        inside = inside && theta_[b] >= S(p_.lower[b]) && theta_[b] <= S(p_.upper[b]);
      evaluate(m_, tissues(), theta_.data(), Derivatives::hessian, e_);
      const S* const H = reduce();

      Mask at_rest = !Mask{}, near_floor = at_rest;
      S norm2 = zero, g_step = zero;
      for (int i = 0; i < n_; ++i) {
        at_rest = at_rest && abs(g_[i]) <= floor_[i];
        near_floor =
            near_floor &&
            abs(g_[i]) <= 1e4 * floor_[i];  // chosen: there rounding has its say in what is gained
        norm2 = norm2 + g_[i] * g_[i];
        g_step = g_step + g_[i] * step_[i];
      }
      const S gained = -0.5 * (last_g_step_ + g_step);  // of energy, by the trapezoid rule
      // as `solve` does: a step that gained little is kept and the next made shorter; one that
      // gained nothing is taken back
      const Mask lowered = gained >= 0.25 * last_predicted_ && (norm2 < last_norm2_ || !near_floor),
                 poor = !lowered && !near_floor;
      const Mask kept = lowered || (poor && gained > 1e-4 * last_predicted_);
      radius_ = select(lowered && gained > 0.75 * last_predicted_ && last_long_,
                       select(radius_ < S(0.5), 2.0 * radius_, S(1.0)),
                       select(poor, 0.25 * last_length_, radius_));
      const Mask definite = factorise(H);
      const Mask sound = definite && inside && !e_.lost, good = sound && (kept || at_rest);
      const Mask rest = good && at_rest,
                 back = sound && poor && !kept && !at_rest && radius_ > S(1e-7);
      for (int i = 0; i < n_; ++i)
        last_step_[i] = step_[i];
      newton_step();
      Mask go_on = good && !at_rest;
      S length2 = step_length2(), shift = zero;
      const Mask too_long = go_on && length2 > radius_ * radius_;
      if (static_cast<bool>(too_long)) {
        shift = shorten(H, too_long);
        length2 = step_length2();
        go_on = go_on && !(length2 > 1.0001 * radius_ * radius_);
      }
      const unsigned resting = rest.lanes() & live;
      if (resting != 0) {
        const unsigned doubtful = (near_kink() || unbounded()).lanes();
        for (int lane = 0; lane < N; ++lane)
          if (resting >> lane & 1) doubtful >> lane & 1 ? leave(lane) : store(lane, H);
      }
      last_norm2_ = select(back, S(HUGE_VAL), norm2);
      last_g_step_ = zero;
      last_long_ = length2 > 0.64 * radius_ * radius_;
      for (int i = 0; i < n_; ++i) {
        step_[i] = select(go_on, step_[i], zero);
        last_g_step_ = last_g_step_ + g_[i] * step_[i];
        u_[i] = u_[i] + select(back, -last_step_[i], step_[i]);
      }
      last_predicted_ = select(go_on, 0.5 * (shift * length2 - last_g_step_),
                               zero);  // with (H + shift) step = -g
      last_length_ = sqrt(length2);
      unsigned ended = live & ~(go_on || back).lanes();
      for (int lane = 0; lane < N; ++lane) {
        if ((live & ~ended) >> lane & 1 && ++steps_[lane] > p_.iteration_limit) ended |= 1u << lane;
        if (!(ended >> lane & 1)) continue;
        if (!(resting >> lane & 1)) leave(lane);
        if (!take(lane)) live &= ~(1u << lane);
      }
    }
    if (waiting_ > 0) prove();
  }

 private:
  static constexpr int N = S::size;
  static constexpr bool shared = std::is_same_v<L, double>;
  using Mask = typename S::Mask;
  struct Target {
    S* to;
    const double* values;
  };
  const LaneProblem& p_;
  const Structure& s_;
  std::conditional_t<shared, const Mechanics<double>&, Mechanics<S>> m_;
  int n_, parts_;
  Tissues<S> tissues_;      ///< where mechanics are shared
  std::vector<S> numbers_;  ///< where they are not
  std::vector<Target> targets_;
  struct Followed {
    const double* values;
    double reference;
  };
  std::vector<Followed> followed_;
  std::vector<S> slopes_;  ///< per followed column, coordinates side by side
  Evaluation<S> e_;
  std::vector<S> theta_, u_, step_, last_step_, g_, floor_, reduced_, reduced_H_, L_, waiting_H_,
      work_, slack_, steepest_, corner_;
  S waiting_floor_, last_norm2_, last_g_step_, last_predicted_, last_length_, radius_;
  Mask last_long_{};
  std::size_t body_[N], waiting_body_[N], first_ = 0, next_ = 0, last_ = 0;
  int steps_[N], waiting_ = 0;
  bool changed_ = false;
  LaneResults out_{};

  static decltype(auto) own_mechanics(const LaneProblem& p) {
    if constexpr (shared) {
      return (*p.mechanics);
    } else {
      const std::vector<S> numbers(p.numbers, p.numbers + p.number_count);
      return prepare<S>(*p.mechanics->structure, numbers.data());
    }
  }
  const Tissues<S>& tissues() const {
    if constexpr (shared)
      return tissues_;
    else
      return m_;
  }

  /// Where a number's values go.
  S* target_of(int number) {
    if constexpr (!shared) return &numbers_[number];
    static constexpr S BasicKnobs<S>::*members[] = {&BasicKnobs<S>::length,
                                                    &BasicKnobs<S>::stiffness,
                                                    &BasicKnobs<S>::strength, &BasicKnobs<S>::tone};
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      if (const int knob = number - s_.cables[c].knobs; knob >= 0 && knob < BasicKnobs<S>::size)
        return &(tissues_.knobs[c].*members[knob]);
    return &work_[0];  // nothing else differs
  }

  /// Makes anew what depends on the bodies' numbers.
  void refresh() {
    if constexpr (shared) {
      for (const int c : p_.cables)
        reshape(c);
    } else {
      const S* const numbers = numbers_.data();
      if (p_.paths) {
        prepare_paths(m_, numbers);
        for (std::size_t c = 0; c < s_.cables.size(); ++c) {
          steepest_[c] = S(0.0);
          for (int k = s_.cables[c].first_body;
               k < s_.cables[c].first_body + s_.cables[c].body_count; ++k)
            steepest_[c] = steepest_[c] + m_.lever_sum[k] * p_.row_norm[s_.cable_bodies[k]];
        }
      }
      for (const int c : p_.cables) {
        prepare_tissue(m_, c, numbers);
        find_slack(c);
      }
      for (const int j : p_.joints)
        prepare_joint(m_, j, numbers);
      for (std::size_t k = 0; k < p_.corners.size(); ++k)
        matched(m_.joint_laws[p_.corners[k].joint], [&](const auto& law) {
          const auto angles = corner_angles(law);
          constexpr std::size_t corners = std::tuple_size_v<decltype(corner_angles(law))>;
          if constexpr (corners > 0) corner_[k] = S(angles[p_.corners[k].place]);
        });
      if (p_.loads) prepare_loads(m_, numbers);
      if (p_.angles) prepare_angles(m_, numbers);
    }
  }

  /// What follows from the length knob of cable c.
  void reshape(int c) {
    if (const int shape = m_.shape_of[c]; shape >= 0) {
      const auto& hill = *std::get_if<BasicHill<L>>(&m_.laws[c]);
      tissues_.shapes[shape] = muscle::fiber_shape(S(hill.optimal_fiber_length), S(hill.pennation),
                                                   tissues_.knobs[c].length);
    }
    find_slack(c);
  }
  void find_slack(int c) {
    slack_[c] = matched(m_.laws[c], [&](const auto& law) {
      return slack_length(in_scalar<S>(law), tissues().knobs[c]);
    });
  }

  /// The next body takes the lane; false if there is none, and then the lane idles with its last
  /// numbers.
  bool take(int lane) {
    const bool found = next_ < last_;
    const std::size_t body =
        found ? next_++ : first_;  // an idle lane repeats a body, so that its numbers stay ordinary
    body_[lane] = body;
    if (body % 8 == 0)  // the next cache line of each column
      for (const Target& t : targets_)
        __builtin_prefetch(t.values + body + 16);
    for (const Target& t : targets_)
      t.to->set(lane, t.values[body]);
    changed_ = true;
    S away[lane_coordinates / N];  // what is predicted, coordinates side by side: see start_of
    for (int q = 0; q < parts_; ++q)
      away[q] = S(0.0);
    for (std::size_t k = 0; k < followed_.size(); ++k)
      for (int q = 0; q < parts_; ++q)
        away[q] = away[q] +
                  (followed_[k].values[body] - followed_[k].reference) * slopes_[k * parts_ + q];
    double length2 = 0;
    for (int i = 0; i < n_; ++i)
      length2 += away[i / N][i % N] * away[i / N][i % N];
    const double limit2 = p_.first_radius * p_.first_radius,
                 share = length2 > limit2 ? __builtin_sqrt(limit2 / length2) : 1.0;
    for (int i = 0; i < n_; ++i) {
      u_[i].set(lane, p_.start[i] + share * away[i / N][i % N]);
      step_[i].set(lane, 0);
    }
    last_norm2_.set(lane, HUGE_VAL);
    last_g_step_.set(lane, 0);
    last_predicted_.set(lane, 0);
    radius_.set(lane, p_.first_radius);
    steps_[lane] = 0;
    return found;
  }

  /// g and its rounding floor; gives H's lower triangle in the free coordinates.
  const S* reduce() {
    const double eps = p_.rounding_unit;
    const int n = n_, nb = s_.body_count;
    if (s_.S_is_identity) {
      for (int i = 0; i < n; ++i) {
        g_[i] = e_.gradient[i];
        floor_[i] = eps * e_.moment_scale[i];
      }
      return e_.hessian.data();
    }
    const S zero(0.0);
    for (int i = 0; i < n; ++i)
      g_[i] = floor_[i] = zero;
    for (S& x : reduced_)
      x = zero;
    for (S& x : reduced_H_)
      x = zero;
    for (const auto& t : p_.terms) {
      g_[t.free] = g_[t.free] + t.factor * e_.gradient[t.body];
      floor_[t.free] =
          floor_[t.free] + eps * (t.factor < 0 ? -t.factor : t.factor) * e_.moment_scale[t.body];
      const S* const column = e_.hessian.data() + t.body * nb;  // symmetric
      for (int b = 0; b < nb; ++b)
        reduced_[b * n + t.free] = reduced_[b * n + t.free] + t.factor * column[b];
    }
    for (const auto& t : p_.terms)
      for (int j = 0; j <= t.free; ++j)
        reduced_H_[t.free * n + j] =
            reduced_H_[t.free * n + j] + t.factor * reduced_[t.body * n + j];
    return reduced_H_.data();
  }

  /// H = L D L' into L_, with 1/D on its diagonal.
  Mask factorise(const S* H, const S& shift = S(0.0)) {
    Mask definite;
    unrolled<S>(n_, [&](const auto n) { definite = factorise(n, H, shift); });
    return definite;
  }
  [[gnu::always_inline]] inline Mask factorise(const auto n, const S* H, const S& shift) {
    const S zero(0.0), one(1.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j)
        L_[i * n + j] = H[i * n + j];
    Mask definite = !Mask{};
    for (int j = 0; j < n; ++j) {
      L_[j * n + j] = L_[j * n + j] + shift;
      const Mask positive = L_[j * n + j] > zero;
      definite = definite && positive;
      const S inverse = 1.0 / select(positive, L_[j * n + j], one);
      L_[j * n + j] = inverse;
      for (int i = n - 1; i > j; --i) {  // column j below row i is scaled already, above it is not
        const S l = L_[i * n + j] * inverse;
        for (int k = j + 1; k <= i; ++k)
          L_[i * n + k] = L_[i * n + k] - l * L_[k * n + j];
        L_[i * n + j] = l;
      }
    }
    return definite;
  }

  void newton_step() {
    unrolled<S>(n_, [&](const auto n) { newton_step(n); });
  }
  [[gnu::always_inline]] inline void newton_step(const auto n) {
    for (int i = 0; i < n; ++i) {
      S sum = -g_[i];
      for (int k = 0; k < i; ++k)
        sum = sum - L_[i * n + k] * step_[k];
      step_[i] = sum;
    }
    for (int i = 0; i < n; ++i)
      step_[i] = step_[i] * L_[i * n + i];
    for (int i = n - 1; i >= 0; --i)
      for (int k = 0; k < i; ++k)
        step_[k] = step_[k] - L_[i * n + k] * step_[i];
  }

  S step_length2() const {
    S sum(0.0);
    for (int i = 0; i < n_; ++i)
      sum = sum + step_[i] * step_[i];
    return sum;
  }

  /// Where the Newton step is too long: the step of the trust region's length, from (H + shift)
  /// step = -g. Newton's method on 1/radius - 1/|step|, which is concave in shift, so that it
  /// climbs and never passes the root. Gives the shift; 0 for other lanes, which keep their step.
  S shorten(const S* H, const Mask& too_long) {
    const int n = n_;
    S shift(0.0);
    for (int round = 0; round < 12; ++round) {  // chosen: four or five are needed
      const S now2 = step_length2();
      const Mask open = too_long && now2 > (1.0 + 1e-12) * radius_ * radius_;
      if (!static_cast<bool>(open)) break;
      S energy(0.0);  // step' (H + shift)^-1 step
      for (int i = 0; i < n; ++i) {
        S sum = step_[i];
        for (int k = 0; k < i; ++k)
          sum = sum - L_[i * n + k] * work_[k];
        work_[i] = sum;
        energy = energy + sum * sum * L_[i * n + i];
      }
      using std::sqrt;
      const S now = sqrt(now2);
      shift = select(
          open, shift + now2 / select(open, energy, S(1.0)) * ((now - radius_) / radius_), shift);
      factorise(H, shift);
      newton_step();
    }
    return shift;
  }

  /// Whether a kink may be nearer than 1e-6 rad, by a bound of its gradient, or points of a taut
  /// path nearly touch.
  Mask near_kink() {
    const S zero(0.0), reach(1e-6);  // chosen: as near as `solve` looks
    Mask out{};
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      out = out || abs(e_.length[c] - slack_[c]) <= reach * steepest_[c];
    for (std::size_t g = 0; g < s_.straights.size(); ++g) {
      const int cable = s_.straights[g].cable;
      const Mask short_one =
          e_.pulls[g].length < 1e-6 * S(m_.straight[g].reach) && e_.strains[cable].tension > zero;
      out = out ||
            (s_.cables[cable].segment_count > 1 ? short_one : short_one && slack_[cable] > zero);
    }
    for (std::size_t g = 0; g < s_.contacts.size(); ++g) {
      S most = zero;
      for (int b = 0; b < s_.body_count; ++b)
        most = most + abs(e_.wrap_gradient[g * s_.body_count + b]) * p_.row_norm[b];
      out = out || abs(e_.wrap[g]) <= reach * most;
    }
    for (std::size_t k = 0; k < p_.corners.size(); ++k) {
      const auto& corner = p_.corners[k];
      S phi = zero;
      double steep = 0;
      if (corner.body >= 0) {
        phi = phi + angle(corner.body);
        steep += p_.row_norm[corner.body];
      }
      if (corner.relative_to >= 0) {
        phi = phi - angle(corner.relative_to);
        steep += p_.row_norm[corner.relative_to];
      }
      out = out || abs(phi - corner_[k]) <= reach * steep;
    }
    return out;
  }
  /// Where holds would have to supply more than a number can say, or a cable stores more.
  Mask unbounded() const {
    S sum(0.0);
    for (const S& moment : e_.gradient)
      sum = sum + moment;
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      sum = sum + e_.tension[c] * e_.length[c];
    return !(abs(sum) < S(HUGE_VAL));
  }
  S angle(int body) const {
    S sum(m_.theta_0[body]);
    for (const auto& t : p_.terms)
      if (t.body == body) sum = sum + t.factor * u_[t.free];
    return sum;
  }

  void leave(int lane) { out_.settled[body_[lane] - first_] = 0; }

  /// Writes down a body at rest; its eigenvalue is found when enough wait for theirs.
  void store(int lane, const S* H) {
    const std::size_t row = body_[lane] - first_;
    double residual = 0;
    for (int i = 0; i < n_; ++i) {
      out_.state[row * n_ + i] = u_[i][lane];
      const double r = g_[i][lane], size = r < 0 ? -r : r;
      if (size > residual) residual = size;
    }
    out_.residual[row] = residual;
    if (out_.tension)
      for (std::size_t c = 0; c < s_.cables.size(); ++c)
        out_.tension[row * s_.cables.size() + c] = e_.tension[c][lane];
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j <= i; ++j)
        waiting_H_[i * n_ + j].set(waiting_, H[i * n_ + j][lane]);
    double floor = 0;
    for (int i = 0; i < n_; ++i)
      floor = floor_[i][lane] > floor ? floor_[i][lane] : floor;
    waiting_floor_.set(waiting_, floor);
    waiting_body_[waiting_] = row;
    if (++waiting_ == N) prove();
  }

  /// Whether the bodies that wait are stable.
  void prove() {
    const int n = n_;
    S largest(0.0);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j <= i; ++j) {
        for (int lane = waiting_; lane < N; ++lane) {  // empty lanes: the identity
          waiting_H_[i * n + j].set(lane, i == j);
          waiting_floor_.set(lane, 0);
        }
        largest = at_least(largest, abs(waiting_H_[i * n + j]));
      }
    // chosen: nearer to indifference is not the common path; nor is an angle that rounding may move
    // by 1e-9 rad (see may_vanish)
    const S known(1e9 * __builtin_sqrt(double(n)) * waiting_floor_);
    const S least = at_least(S(1e-6 * largest), known);
    const unsigned definite =
        factorise(waiting_H_.data(), -least)
            .lanes();  // every eigenvalue is above `least`: the sign of each pivot says so
    for (int lane = 0; lane < waiting_; ++lane)
      out_.settled[waiting_body_[lane]] = definite >> lane & 1;
    if (p_.eigenvalues) {
      const S smallest = smallest_eigenvalues(n, waiting_H_.data(), work_.data(), work_.data() + n,
                                              work_.data() + 2 * n, work_.data() + 3 * n);
      for (int lane = 0; lane < waiting_; ++lane) {
        if (!(smallest[lane] > 0)) out_.settled[waiting_body_[lane]] = 0;
        out_.min_eigenvalue[waiting_body_[lane]] = smallest[lane];
      }
    }
    waiting_ = 0;
  }
};

/// The solver for one kind of lanes; L as in LaneSolver.
template <class S, class L>
constexpr LaneKernel lane_kernel() {
  using Solver = LaneSolver<S, L>;
  return {S::size, [](const LaneProblem& p) -> void* { return new Solver(p); },
          [](void* k, std::size_t first, std::size_t last, const LaneResults& out) {
            static_cast<Solver*>(k)->run(first, last, out);
          },
          [](void* k) { delete static_cast<Solver*>(k); }};
}

}  // namespace guywire::detail
