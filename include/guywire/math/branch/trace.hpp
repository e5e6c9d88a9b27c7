#pragma once
/// Following a curve g(z) = 0 of n equations in n + 1 unknowns z = (u, t) through folds and kinks
/// (pseudo-arclength [Keller1977]).
///
/// One step of `trace_branch` (detail::ArcTrace::step):
///
///   1. Predict and correct, the method of [Keller1977]: along the tangent (the null vector of the
///      Jacobian), then Newton's method on the plane normal to it back to the curve. A fold, where
///      t turns round and dg/du is singular, is a point like any other.
///   2. Look for the first kink surface e_k(z) = 0 on the way (branch/events.hpp). The curve is
///      traced to the surface, and on from there along the tangent beyond: our own addition.
///   3. Where the correction failed or the curve turns by too much: take a shorter step.
///   4. End exactly on the end of the range of t.
///   5. Where t turns round: find the fold, a root of the tangent's part along t, by the Illinois
///      method (`root_along`), and visit it.
///   6. Where the curve passes through its start in the same sense: it is a closed loop.
///   7. Visit the point; choose the next step's length by how much the tangent turned.
///
/// No heap but for what points hold and what `trace_branch` sets aside before its first step.
#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <vector>

#include "guywire/math/branch/corrector.hpp"
#include "guywire/math/branch/events.hpp"

namespace guywire {

struct ArcOptions {
  double first_step = 0.01, largest_step = 0.05;  ///< along the curve, in the units of z
  double smallest_step = 1e-8;  ///< below it the search gives up: nothing is defined ahead
  double largest_turn =
      0.15;  ///< [rad] between neighboring tangents: smaller gives more points in bends
  double lower = 0, upper = 1;  ///< range of t
  int point_limit = 4000;
};

enum class ArcMark {
  regular,
  event,  ///< a kink surface is crossed
  fold,   ///< t turns round smoothly
  end     ///< t is at the end of its range
};

enum class ArcEnd {
  range,        ///< t left its range; the last point is on the end
  closed,       ///< back at the start
  point_limit,  ///< too many points
  stopped,      ///< `visit` said so
  undefined,    ///< nothing can be evaluated ahead (a coordinate's range, a lost path)
  lost          ///< no solution found ahead, however small the step
};

struct ArcVisit {
  const ArcPoint& point;
  const double* before;  ///< unit tangent on arrival
  const double* after;   ///< unit tangent beyond; differs from `before` at an event only
  ArcMark mark;
  int event = -1;     ///< which surface
  bool fold = false;  ///< t turns round here, smoothly or at the kink
  double arc = 0;     ///< length so far
};

namespace detail {

/// One run of `trace_branch`.
template <class P, class Visit>
class ArcTrace {
 public:
  ArcTrace(int n, P& problem, const ArcPoint& start, const ArcOptions& options, int events,
           double* memory, Visit& visit)
      : n_(n),
        problem_(problem),
        start_(start),
        options_(options),
        visit_(visit),
        corrector_(n, problem),
        events_(n, events, memory, problem, corrector_),
        here_(start),
        next_(start),
        found_(start),
        tangent_(n + 1),
        after_(n + 1),
        before_(n + 1),
        first_tangent_(n + 1),
        chord_(n + 1),
        h_(options.first_step) {}

  ArcEnd run(int direction) {
    if (const auto end = begin(direction)) return *end;
    while (count_ < options_.point_limit)
      if (const auto end = step()) return *end;
    return ArcEnd::point_limit;
  }

 private:
  std::optional<ArcEnd> begin(int direction) {
    if (!problem_.evaluate(here_)) return ArcEnd::undefined;
    if (!corrector_.first_tangent(here_, tangent_)) return ArcEnd::lost;
    if (direction < 0) reverse(tangent_);
    first_tangent_ = tangent_;
    events_.begin(here_, tangent_);
    if (leaves_range()) return ArcEnd::range;
    return {};
  }

  /// To the next point of the curve or to a surface on the way; or makes the next step shorter. The
  /// numbers are those of the list at the head of this file.
  /// Returns what ends the trace, if anything does.
  std::optional<ArcEnd> step() {
    predict_and_correct();  // 1
    ArcCrossing crossing;   // 2
    if (defined_) crossing = events_.first_crossing({here_, next_, tangent_, chord_, h_});
    if (crossing.event >= 0) return to_crossing(crossing.event);
    if (crossing.missed && h_ > options_.smallest_step) {
      h_ *= 0.5;
      return {};
    }
    if (!step_is_good()) {  // 3
      const bool near_end = corrected_ && !in_range(next_.t()) && h_ <= options_.first_step;
      if (near_end && visit_end_of_range(next_)) return ArcEnd::range;
      return shorten();
    }
    if (!in_range(next_.t())) {  // 4
      if (visit_end_of_range(next_)) return ArcEnd::range;
      return shorten();
    }
    if (t_turns_round() && !visit_fold()) return ArcEnd::stopped;  // 5
    if (closes_loop()) return ArcEnd::closed;                      // 6
    return move_on();                                              // 7
  }

  // --- predictor and corrector ---

  /// `next`: along the tangent and back onto the curve; where that fails, where the tangent leads.
  void predict_and_correct() {
    corrected_ = corrector_.step(here_, tangent_, h_, next_);
    if (corrected_) {
      for (int i = 0; i <= n_; ++i)
        chord_[i] = next_.z[i] - here_.z[i];
      defined_ = true;
      return;
    }
    for (int i = 0; i <= n_; ++i) {
      chord_[i] = h_ * tangent_[i];
      next_.z[i] = here_.z[i] + chord_[i];
    }
    defined_ = problem_.evaluate(next_);
  }

  /// Whether the corrector left `next` near where the tangent led and on the same sides of all
  /// surfaces, and the curve bends little on the way. Fills the tangent there.
  bool step_is_good() {
    if (!corrected_ || !corrector_.tangent(next_, tangent_, after_)) return false;
    double away2 = 0;
    for (int i = 0; i <= n_; ++i) {
      const double d = next_.z[i] - here_.z[i] - h_ * tangent_[i];
      away2 += d * d;
    }
    return events_.none_crossed() && std::sqrt(away2) <= 0.3 * h_ &&
           cosine_of_turn() >= std::cos(2 * options_.largest_turn);
  }
  double cosine_of_turn() const { return dot(n_ + 1, tangent_.data(), after_.data()); }

  std::optional<ArcEnd> shorten() {
    h_ *= 0.5;
    if (!(h_ < options_.smallest_step)) return {};
    return defined_ ? ArcEnd::lost : ArcEnd::undefined;
  }

  /// Takes the step. Those that follow are as long as the bend allows.
  std::optional<ArcEnd> move_on() {
    const double turn = std::acos(std::clamp(cosine_of_turn(), -1.0, 1.0));
    arc_ += distance(next_, here_);
    here_ = next_;
    tangent_ = after_;
    events_.move_on();
    ++count_;
    problem_.evaluate(here_);  // so that the problem stands at the point visited
    if (!visit_(
            ArcVisit{here_, tangent_.data(), tangent_.data(), ArcMark::regular, -1, false, arc_}))
      return ArcEnd::stopped;
    if (turn > options_.largest_turn)
      h_ *= 0.5;
    else if (!(turn > 0.5 * options_.largest_turn))
      h_ *= 1.6;
    h_ = std::min(h_, options_.largest_step);
    return {};
  }

  // --- kink surfaces ---

  std::optional<ArcEnd> to_crossing(int event) {
    ArcPoint& crossing = events_.crossing_point();
    if (in_range(crossing.t())) return cross(event, crossing);
    if (visit_end_of_range(crossing)) return ArcEnd::range;
    return shorten();
  }

  /// Goes to the surface, and on from there with the tangent beyond.
  std::optional<ArcEnd> cross(int event, ArcPoint& crossing) {
    if (!events_.tangents_across(event, before_, after_)) return ArcEnd::lost;
    arc_ += distance(crossing, here_);
    const bool fold = (before_[n_] > 0) != (after_[n_] > 0);
    ++count_;
    if (!visit_(
            ArcVisit{crossing, before_.data(), after_.data(), ArcMark::event, event, fold, arc_}))
      return ArcEnd::stopped;
    here_ = crossing;
    tangent_ = after_;
    events_.cross(event, here_);
    h_ = std::min(h_, options_.first_step);
    if (leaves_range()) return ArcEnd::range;
    return {};
  }

  // --- folds ---

  bool t_turns_round() const { return (tangent_[n_] > 0) != (after_[n_] > 0); }

  /// Between `here` and `next`, where the tangent has no part along t. False if `visit` says stop.
  bool visit_fold() {
    std::vector<double>& tangent = before_;
    const auto part_along_t = [&](double h, ArcPoint& point) {
      if (!corrector_.step(here_, tangent_, h, point)) return std::nan("");
      if (!corrector_.tangent(point, tangent_, tangent)) return std::nan("");
      return tangent[n_];
    };
    if (!root_along(0, tangent_[n_], h_, after_[n_], found_, part_along_t)) return true;
    ++count_;
    const double arc = arc_ + distance(found_, here_);
    return visit_(ArcVisit{found_, tangent.data(), tangent.data(), ArcMark::fold, -1, true, arc});
  }

  // --- ends ---

  bool in_range(double t) const { return t <= options_.upper && t >= options_.lower; }
  bool leaves_range() const {
    return (here_.t() >= options_.upper && tangent_[n_] > 0) ||
           (here_.t() <= options_.lower && tangent_[n_] < 0);
  }

  /// Lands on the end of the range, on the way to a point beyond it; true if it did.
  bool visit_end_of_range(const ArcPoint& beyond) {
    const double end = beyond.t() > options_.upper ? options_.upper : options_.lower;
    const double share = (end - here_.t()) / (beyond.t() - here_.t());
    for (int i = 0; i <= n_; ++i)
      found_.z[i] = here_.z[i] + share * (beyond.z[i] - here_.z[i]);
    if (!corrector_.onto_parameter(end, found_, 2 * h_)) return false;
    found_.z[n_] = end;
    problem_.evaluate(found_);
    if (!corrector_.tangent(found_, tangent_, after_)) after_ = tangent_;
    const double arc = arc_ + h_ * share;
    visit_(ArcVisit{found_, after_.data(), after_.data(), ArcMark::end, -1, false, arc});
    return true;
  }

  /// Round a loop: through the plane at the start, near it, in the same sense.
  bool closes_loop() const {
    return count_ > 3 && distance_along(first_tangent_, here_, start_) < 0 &&
           distance_along(first_tangent_, next_, start_) >= 0 && distance(next_, start_) <= h_ &&
           dot(n_ + 1, first_tangent_.data(), after_.data()) > 0.5;
  }

  const int n_;
  P& problem_;
  const ArcPoint& start_;
  const ArcOptions& options_;
  Visit& visit_;
  ArcCorrector<P> corrector_;
  ArcEvents<P> events_;
  ArcPoint here_, next_, found_;
  std::vector<double> tangent_;         ///< at `here`
  std::vector<double> after_, before_;  ///< at `next`, or on both sides of a crossing
  std::vector<double> first_tangent_;   ///< at the start
  std::vector<double> chord_;           ///< from `here` to `next`
  double h_;                            ///< length of the step
  double arc_ = 0;                      ///< length so far
  int count_ = 0;                       ///< points visited
  bool corrected_ = false;              ///< `next` is on the curve
  bool defined_ = false;                ///< `next` could be evaluated
};

}  // namespace detail

/// Follows the curve from `start` (a solution) with t increasing (direction +1) or decreasing (-1)
/// at first. `events` is their number; `scratch` has room for 3 x events. `visit(ArcVisit)` is
/// called for every point after the start, in order, and returns false to stop.
template <class P, class Visit>
ArcEnd trace_branch(int n, P& problem, const ArcPoint& start, int direction,
                    const ArcOptions& options, int events, double* scratch, Visit&& visit) {
  detail::ArcTrace<P, std::remove_reference_t<Visit>> trace(n, problem, start, options, events,
                                                            scratch, visit);
  return trace.run(direction);
}

}  // namespace guywire
