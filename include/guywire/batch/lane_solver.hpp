#pragma once
/// Newton's method on several bodies side by side: the common path of `solve_batch`.
///
/// Each lane holds a body until it is at rest or leaves the common path; then the next body takes
/// the lane. The common path is the one that `solve` takes: Newton steps with H positive definite,
/// shortened to the trust region's radius, inside every range, judged by the energy they gain (here
/// by the trapezoid rule), taken back where they gain none; and at the end a smallest eigenvalue
/// and kinks that leave no uncertainty. A body for which one of these fails is not settled here;
/// whether it does depends on its own numbers alone, since lanes never mix.
///
/// This header is compiled for several instruction sets into one program. What it instantiates
/// therefore carries the tag of its Lanes in its name, and what passes in and out is plain:
/// pointers, doubles, and vectors that are only read.
#include <cstddef>
#include <vector>

#include "guywire/batch/lane_eigenvalues.hpp"
#include "guywire/batch/lane_problem.hpp"
#include "guywire/batch/lanes.hpp"
#include "guywire/math/ldlt.hpp"
#include "guywire/math/step_rule.hpp"
#include "guywire/mechanics/mechanics.hpp"

namespace guywire::detail {

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
        rounding_bound_(n_),
        reduced_(s_.body_count * n_),
        reduced_H_(n_ * n_),
        L_(n_ * n_),
        waiting_H_(n_ * n_),
        work_(4 * n_),
        slack_(s_.cables.size()),
        jump_(p_.jumps.size()),
        counts_(p_.jumps.size()),
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
        find_kinks(static_cast<int>(c));
    }
    for (const auto& column : p_.columns)
      add_column(column);
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
    while (live != 0)
      live = iterate(live);
    if (waiting_ > 0) prove();
  }

 private:
  static constexpr int N = S::size;
  static constexpr bool shared = std::is_same_v<L, double>;
  static constexpr double largest_radius = 1.0, shortest_radius = 1e-7;  ///< [rad]
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
  std::vector<S> theta_, u_, step_, last_step_, g_, rounding_bound_, reduced_, reduced_H_, L_,
      waiting_H_, work_, slack_, jump_;
  std::vector<char> counts_;  ///< per jump: whether it is above its cable's slack length
  std::vector<S> steepest_, corner_;
  S waiting_rounding_bound_, last_norm2_, last_g_step_, last_predicted_, last_length_, radius_;
  Mask last_long_{};
  std::size_t body_[N], waiting_body_[N], first_ = 0, next_ = 0, last_ = 0;
  int steps_[N], waiting_ = 0;
  bool changed_ = false;
  LaneResults out_{};

  /// What the residual says of the step that led to where the lanes stand.
  struct Judgment {
    Mask at_rest = !Mask{};  ///< the residual is within its rounding
    Mask kept{};             ///< the step gained enough
    Mask poor{};             ///< it gained little: the next is made shorter
    S norm2{0.0};            ///< of the residual
  };
  /// The step that comes next, in `step_`.
  struct Step {
    S length2;
    S shift;  ///< with (H + shift) step = -g
  };

  /// One evaluation and one step of all lanes. Returns which hold a body afterwards.
  unsigned iterate(unsigned live) {
    if (changed_) refresh();
    changed_ = false;
    set_angles();
    const Mask inside = in_range();
    evaluate(m_, tissues(), theta_.data(), Derivatives::hessian, e_);
    const S* const H = reduce();
    const Judgment judgment = judge_step();
    const Mask definite = factorize(H);
    const Mask sound = definite && inside && !e_.lost;
    const Mask good = sound && (judgment.kept || judgment.at_rest);
    const Mask back = sound && judgment.poor && !judgment.kept && !judgment.at_rest &&
                      radius_ > S(shortest_radius);
    for (int i = 0; i < n_; ++i)
      last_step_[i] = step_[i];
    Mask go_on = good && !judgment.at_rest;
    const Step step = choose_step(H, go_on);
    const unsigned resting = (good && judgment.at_rest).lanes() & live;
    if (resting != 0) settle(resting, H);
    last_norm2_ = select(back, S(HUGE_VAL), judgment.norm2);
    move(step, go_on, back);
    return change_bodies(live, (go_on || back).lanes(), resting);
  }

  void set_angles() {
    for (int b = 0; b < s_.body_count; ++b)
      theta_[b] = angle(b);
  }

  Mask in_range() const {
    Mask inside = !Mask{};
    for (int b = 0; b < s_.body_count; ++b)
      inside = inside && theta_[b] >= S(p_.lower[b]) && theta_[b] <= S(p_.upper[b]);
    return inside;
  }

  /// By the energy that the step gained, by the trapezoid rule; sets the radius of the next. As
  /// `solve` does: a step that gained little is kept and the next made shorter; one that gained
  /// nothing is taken back.
  Judgment judge_step() {
    Judgment out;
    Mask near_bound = !Mask{};  // rounding has its say in what is gained
    S g_step(0.0);
    for (int i = 0; i < n_; ++i) {
      out.at_rest = out.at_rest && abs(g_[i]) <= rounding_bound_[i];
      near_bound = near_bound && abs(g_[i]) <= 1e4 * rounding_bound_[i];  // chosen
      out.norm2 = out.norm2 + g_[i] * g_[i];
      g_step = g_step + g_[i] * step_[i];
    }
    const StepRule<S> rule{last_predicted_, -0.5 * (last_g_step_ + g_step)};
    const Mask lowered = rule.is_fair() && (out.norm2 < last_norm2_ || !near_bound);
    out.poor = !lowered && !near_bound;
    out.kept = lowered || (out.poor && rule.is_enough());
    radius_ = next_radius(radius_, last_length_, lowered && rule.is_good() && last_long_, out.poor,
                          S(largest_radius));
    return out;
  }

  /// Newton's step, in lanes that go on no longer than the radius; `go_on` loses those where none
  /// is found.
  Step choose_step(const S* H, Mask& go_on) {
    newton_step();
    Step step{step_length2(), S(0.0)};
    const Mask too_long = go_on && step.length2 > radius_ * radius_;
    if (!static_cast<bool>(too_long)) return step;
    step.shift = shorten(H, too_long);
    step.length2 = step_length2();
    go_on = go_on && !(step.length2 > 1.0001 * radius_ * radius_);
    return step;
  }

  /// Writes down the bodies at rest, or leaves them where an uncertainty remains.
  void settle(unsigned resting, const S* H) {
    const unsigned doubtful = (near_kink() || unbounded()).lanes();
    for (int lane = 0; lane < N; ++lane)
      if (resting >> lane & 1) doubtful >> lane & 1 ? leave(lane) : store(lane, H);
  }

  /// Takes the step, or the last one back; keeps what the next is judged by.
  void move(const Step& step, const Mask& go_on, const Mask& back) {
    const S zero(0.0);
    last_long_ = step.length2 > StepRule<S>::long_part_squared * radius_ * radius_;
    last_g_step_ = zero;
    for (int i = 0; i < n_; ++i) {
      step_[i] = select(go_on, step_[i], zero);
      last_g_step_ = last_g_step_ + g_[i] * step_[i];
      u_[i] = u_[i] + select(back, -last_step_[i], step_[i]);
    }
    last_predicted_ = select(go_on, 0.5 * (step.shift * step.length2 - last_g_step_), zero);
    last_length_ = sqrt(step.length2);
  }

  /// The next bodies take the lanes of those that are done or leave. Returns which lanes hold one.
  unsigned change_bodies(unsigned live, unsigned moving, unsigned resting) {
    unsigned ended = live & ~moving;
    for (int lane = 0; lane < N; ++lane) {
      if ((live & ~ended) >> lane & 1 && ++steps_[lane] > p_.iteration_limit) ended |= 1u << lane;
      if (!(ended >> lane & 1)) continue;
      if (!(resting >> lane & 1)) leave(lane);
      if (!take(lane)) live &= ~(1u << lane);
    }
    return live;
  }

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

  void add_column(const LaneProblem::Column& column) {
    for (const int number : column.numbers)
      targets_.push_back({target_of(number), column.values});
    if (column.slope.empty()) return;
    followed_.push_back({column.values, column.reference});
    for (int i = 0; i < parts_ * N; ++i) {
      if (i % N == 0) slopes_.push_back(S(0.0));
      if (i < n_) slopes_.back().set(i % N, column.slope[i]);
    }
  }

  /// Makes anew what depends on the bodies' numbers.
  void refresh() {
    if constexpr (shared) {
      for (const int c : p_.cables)
        reshape(c);
    } else {
      const S* const numbers = numbers_.data();
      if (p_.paths) refresh_paths();
      for (const int c : p_.cables) {
        prepare_tissue(m_, c, numbers);
        find_kinks(c);
      }
      for (const int j : p_.joints)
        prepare_joint(m_, j, numbers);
      refresh_corners();
      if (p_.loads) prepare_loads(m_, numbers);
      if (p_.angles) prepare_angles(m_, numbers);
    }
  }
  void refresh_paths() {
    prepare_paths(m_, numbers_.data());
    for (std::size_t c = 0; c < s_.cables.size(); ++c) {
      const auto& cable = s_.cables[c];
      steepest_[c] = S(0.0);
      for (int k = cable.first_body; k < cable.first_body + cable.body_count; ++k)
        steepest_[c] = steepest_[c] + m_.lever_sum[k] * p_.row_norm[s_.cable_bodies[k]];
    }
  }
  void refresh_corners() {
    for (std::size_t k = 0; k < p_.corners.size(); ++k)
      matched(m_.joint_laws[p_.corners[k].joint], [&](const auto& law) {
        const auto angles = corner_angles(law);
        constexpr std::size_t corners = std::tuple_size_v<decltype(corner_angles(law))>;
        if constexpr (corners > 0) corner_[k] = S(angles[p_.corners[k].place]);
      });
  }

  /// What follows from the length knob of cable c.
  void reshape(int c) {
    if (const int shape = m_.shape_of[c]; shape >= 0) {
      const auto& hill = *std::get_if<BasicHill<L>>(&m_.laws[c]);
      tissues_.shapes[shape] = muscle::fiber_shape(hill, tissues_.knobs[c].length);
    }
    find_kinks(c);
  }
  void find_kinks(int c) {
    matched(m_.laws[c], [&](const auto& law) {
      if constexpr (std::remove_cvref_t<decltype(law)>::in_lanes) {  // fit_lanes refuses others
        const auto lengths = kinks(in_scalar<S>(law), tissues().knobs[c]);
        slack_[c] = lengths[0];
        for (std::size_t k = 1; k < lengths.size(); ++k) {
          const std::size_t place = static_cast<std::size_t>(p_.first_jump[c]) + k - 1;
          jump_[place] = lengths[k];
          counts_[place] = (lengths[k] > slack_[c]).lanes() != 0;
        }
      }
    });
  }

  /// The next body takes the lane; false if there is none, and then the lane idles with its last
  /// numbers.
  bool take(int lane) {
    const bool found = next_ < last_;
    // an idle lane repeats a body, so that its numbers stay ordinary
    const std::size_t body = found ? next_++ : first_;
    body_[lane] = body;
    if (body % 8 == 0)  // the next cache line of each column
      for (const Target& t : targets_)
        __builtin_prefetch(t.values + body + 16);
    for (const Target& t : targets_)
      t.to->set(lane, t.values[body]);
    changed_ = true;
    set_start(lane, body);
    last_norm2_.set(lane, HUGE_VAL);
    last_g_step_.set(lane, 0);
    last_predicted_.set(lane, 0);
    radius_.set(lane, p_.first_radius);
    steps_[lane] = 0;
    return found;
  }

  /// Where a body starts (see start_of), with coordinates side by side.
  void set_start(int lane, std::size_t body) {
    S away[lane_coordinates / N];  // what is predicted
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
  }

  /// g and its rounding bound; gives H's lower triangle in the free coordinates.
  const S* reduce() {
    const double eps = p_.rounding_unit;
    const int n = n_, nb = s_.body_count;
    if (s_.S_is_identity) {
      for (int i = 0; i < n; ++i) {
        g_[i] = e_.gradient[i];
        rounding_bound_[i] = eps * e_.moment_scale[i];
      }
      return e_.hessian.data();
    }
    const S zero(0.0);
    for (int i = 0; i < n; ++i)
      g_[i] = rounding_bound_[i] = zero;
    for (S& x : reduced_)
      x = zero;
    for (S& x : reduced_H_)
      x = zero;
    for (const auto& t : s_.terms.all) {
      g_[t.free] = g_[t.free] + t.factor * e_.gradient[t.body];
      rounding_bound_[t.free] =
          rounding_bound_[t.free] +
          eps * (t.factor < 0 ? -t.factor : t.factor) * e_.moment_scale[t.body];
      const S* const column = e_.hessian.data() + t.body * nb;  // symmetric
      for (int b = 0; b < nb; ++b)
        reduced_[b * n + t.free] = reduced_[b * n + t.free] + t.factor * column[b];
    }
    for (const auto& t : s_.terms.all)
      for (int j = 0; j <= t.free; ++j)
        reduced_H_[t.free * n + j] =
            reduced_H_[t.free * n + j] + t.factor * reduced_[t.body * n + j];
    return reduced_H_.data();
  }

  /// H + shift = L D L' into L_, with 1/D on its diagonal. Where it is positive definite.
  Mask factorize(const S* H, const S& shift = S(0.0)) {
    Mask definite;
    unrolled<S>(n_, [&](const auto n) {
      for (int i = 0; i < n; ++i)
        for (int j = 0; j <= i; ++j)
          L_[i * n + j] = H[i * n + j];
      definite = ldlt(n, L_.data(), shift);
    });
    return definite;
  }

  void newton_step() {
    unrolled<S>(n_, [&](const auto n) {
      for (int i = 0; i < n; ++i)
        step_[i] = -g_[i];
      ldlt_solve(n, L_.data(), step_.data());
    });
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
      factorize(H, shift);
      newton_step();
    }
    return shift;
  }

  static constexpr double kink_reach = 1e-6;  ///< [rad] chosen: as near as `solve` looks

  /// Whether a kink may be nearer than `kink_reach`, by a bound of its gradient, or points of a
  /// taut path nearly touch.
  Mask near_kink() const {
    return near_slack() || near_jump() || near_touching_points() || near_touch_down() ||
           near_corner();
  }
  Mask near_slack() const {
    Mask out{};
    for (std::size_t c = 0; c < s_.cables.size(); ++c)
      out = out || abs(e_.length[c] - slack_[c]) <= kink_reach * steepest_[c];
    return out;
  }
  Mask near_jump() const {
    Mask out{};
    for (std::size_t k = 0; k < p_.jumps.size(); ++k)
      if (counts_[k])
        out = out || abs(e_.length[p_.jumps[k]] - jump_[k]) <= kink_reach * steepest_[p_.jumps[k]];
    return out;
  }
  Mask near_touching_points() const {
    const S zero(0.0);
    Mask out{};
    for (std::size_t g = 0; g < s_.straights.size(); ++g) {
      const int cable = s_.straights[g].cable;
      const Mask short_one =
          e_.pulls[g].length < 1e-6 * S(m_.straight[g].reach) && e_.strains[cable].tension > zero;
      const bool alone = s_.cables[cable].segment_count <= 1;
      out = out || (alone ? short_one && slack_[cable] > zero : short_one);
    }
    return out;
  }
  Mask near_touch_down() const {
    Mask out{};
    for (std::size_t g = 0; g < s_.contacts.size(); ++g) {
      S most(0.0);
      for (int b = 0; b < s_.body_count; ++b)
        most = most + abs(e_.wrap_gradient[g * s_.body_count + b]) * p_.row_norm[b];
      out = out || abs(e_.wrap[g]) <= kink_reach * most;
    }
    return out;
  }
  Mask near_corner() const {
    Mask out{};
    for (std::size_t k = 0; k < p_.corners.size(); ++k) {
      const auto& corner = p_.corners[k];
      S phi(0.0);
      double steep = 0;
      if (corner.body >= 0) {
        phi = phi + angle(corner.body);
        steep += p_.row_norm[corner.body];
      }
      if (corner.relative_to >= 0) {
        phi = phi - angle(corner.relative_to);
        steep += p_.row_norm[corner.relative_to];
      }
      out = out || abs(phi - corner_[k]) <= kink_reach * steep;
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
  S angle(int body) const { return body_angle(s_, S(m_.theta_0[body]), u_.data(), body); }

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
    double rounding_bound = 0;
    for (int i = 0; i < n_; ++i)
      rounding_bound =
          rounding_bound_[i][lane] > rounding_bound ? rounding_bound_[i][lane] : rounding_bound;
    waiting_rounding_bound_.set(waiting_, rounding_bound);
    waiting_body_[waiting_] = row;
    if (++waiting_ == N) prove();
  }

  /// Whether the bodies that wait are stable.
  void prove() {
    fill_empty_places();
    const unsigned definite = factorize(waiting_H_.data(), -least_eigenvalue()).lanes();
    for (int k = 0; k < waiting_; ++k)
      out_.settled[waiting_body_[k]] = definite >> k & 1;
    if (p_.eigenvalues) write_eigenvalues();
    waiting_ = 0;
  }
  /// Identities where no body waits.
  void fill_empty_places() {
    for (int lane = waiting_; lane < N; ++lane) {
      for (int i = 0; i < n_; ++i)
        for (int j = 0; j <= i; ++j)
          waiting_H_[i * n_ + j].set(lane, i == j);
      waiting_rounding_bound_.set(lane, 0);
    }
  }
  /// Chosen: nearer to indifference is not the common path; nor is an angle that rounding may move
  /// by 1e-9 rad (see may_vanish).
  S least_eigenvalue() const {
    S largest(0.0);
    for (int i = 0; i < n_; ++i)
      for (int j = 0; j <= i; ++j)
        largest = at_least(largest, abs(waiting_H_[i * n_ + j]));
    const S known(1e9 * __builtin_sqrt(double(n_)) * waiting_rounding_bound_);
    return at_least(S(1e-6 * largest), known);
  }
  void write_eigenvalues() {
    S* const work = work_.data();
    const int n = n_;
    const S smallest =
        smallest_eigenvalues(n, waiting_H_.data(), work, work + n, work + 2 * n, work + 3 * n);
    for (int k = 0; k < waiting_; ++k) {
      if (!(smallest[k] > 0)) out_.settled[waiting_body_[k]] = 0;
      out_.min_eigenvalue[waiting_body_[k]] = smallest[k];
    }
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
