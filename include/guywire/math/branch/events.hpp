#pragma once
/// Where a curve crosses the kink surfaces e_k(z) = 0, and its tangents on both sides there.
///
/// The Jacobians of g on the two sides of a surface differ by a rank-one matrix a grad(e_k)', which
/// does not change the determinant of [J; grad(e_k)']. Hence the curve crosses the surface in one
/// way only, and both the crossing point and the tangent beyond follow from that bordered system.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "guywire/math/branch/corrector.hpp"

namespace guywire {

/// A place within a step where f changes sign, by bracketing (Illinois): `at(h, point)` makes the
/// point at h and returns f, NaN where it cannot.
template <class At>
bool root_along(double low, double f_low, double high, double f_high, ArcPoint& point, At&& at) {
  const double width = high - low;
  int side = 0;
  for (int i = 0; i < 80; ++i) {
    double h = (low * f_high - high * f_low) / (f_high - f_low);
    if (!(h > low && h < high) || i % 8 == 7) h = 0.5 * (low + high);
    const double f = at(h, point);
    if (!std::isfinite(f)) return false;
    if (f == 0 || high - low <= 1e-12 * width) return true;
    if ((f > 0) == (f_high > 0)) {
      high = h;
      f_high = f;
      if (side == 1) f_low *= 0.5;
      side = 1;
    } else {
      low = h;
      f_low = f;
      if (side == -1) f_high *= 0.5;
      side = -1;
    }
  }
  return true;
}

namespace detail {

/// A step of length h along the tangent from `here`, and where it led.
struct ArcStep {
  const ArcPoint& here;
  const ArcPoint& next;
  const std::vector<double>& tangent;
  const std::vector<double>& chord;  ///< from `here` to `next`
  double h;
};

/// What a step crosses.
struct ArcCrossing {
  int event = -1;       ///< the first surface on the way; -1: none was found
  bool missed = false;  ///< something is crossed, but not found where it should be: go nearer
};

/// On which side of each surface the curve is, by crossings counted.
template <class P>
class ArcEvents {
 public:
  /// `memory` has room for 3 x count.
  ArcEvents(int n, int count, double* memory, P& problem, ArcCorrector<P>& corrector)
      : n_(n),
        count_(count),
        side_(memory),
        here_(memory + count),
        ahead_(memory + 2 * count),
        problem_(problem),
        corrector_(corrector),
        gradient_(n + 1),
        along_(n + 1),
        found_(n),
        first_(n) {}

  /// At the point evaluated last. A curve that starts on a surface is on the side it goes to.
  void begin(const ArcPoint& start, const std::vector<double>& tangent) {
    problem_.event_values(start, here_);
    for (int k = 0; k < count_; ++k) {
      double toward = here_[k];
      if (!(toward > 0 || toward < 0)) {
        problem_.event_gradient(start, k, gradient_.data());
        toward = dot(n_ + 1, gradient_.data(), tangent.data());
      }
      side_[k] = toward >= 0 ? 1 : -1;
    }
  }

  /// The first surface on the way of a step to the point evaluated last; `crossing_point` is there.
  ArcCrossing first_crossing(const ArcStep& step) {
    ArcCrossing first;
    double nearest = std::numeric_limits<double>::infinity();
    problem_.event_values(step.next, ahead_);
    for (int k = 0; k < count_; ++k) {
      if (is_on_its_side(k)) continue;
      if (!locate(k, step)) {
        first.missed = true;
      } else {
        const double along = distance_along(step.tangent, found_, step.here);
        if (along >= -1e-9 && along < nearest) {
          nearest = along;
          first.event = k;
          first_ = found_;
        }
      }
      look_at(step.next);
    }
    return first;
  }
  ArcPoint& crossing_point() { return first_; }

  /// No surface is crossed at the point looked at last.
  bool none_crossed() const {
    for (int k = 0; k < count_; ++k)
      if (!is_on_its_side(k)) return false;
    return true;
  }

  /// At the crossing point of surface k: unit tangents on arrival and beyond, from Jacobians a
  /// little way to either side. False if there are none. Leaves the problem at the crossing.
  bool tangents_across(int k, std::vector<double>& before, std::vector<double>& after) {
    const double onwards = -side_[k];
    problem_.evaluate(first_);
    problem_.event_gradient(first_, k, gradient_.data());
    const double steep = norm(n_ + 1, gradient_.data());
    if (!(steep > 0)) return false;
    for (int i = 0; i <= n_; ++i)
      along_[i] = onwards * gradient_[i] / steep;
    const auto tangent_beside = [&](double sign, std::vector<double>& out) {
      for (int i = 0; i <= n_; ++i)
        found_.z[i] = first_.z[i] + sign * 1e-8 * gradient_[i] / steep;
      return problem_.evaluate(found_) && corrector_.tangent(found_, along_, out);
    };
    if (!tangent_beside(-onwards, before) || !tangent_beside(onwards, after)) return false;
    problem_.evaluate(first_);
    return true;
  }

  /// Counts the crossing of surface k; the curve goes on from `here`, on the surface.
  void cross(int k, const ArcPoint& here) {
    side_[k] = -side_[k];
    problem_.event_values(here, here_);
    here_[k] = 0;
  }
  /// The curve goes on from the point looked at last.
  void move_on() { std::copy(ahead_, ahead_ + count_, here_); }

 private:
  bool is_on_its_side(int k) const { return ahead_[k] * side_[k] >= 0; }

  /// Event values ahead, and the problem, at a point.
  void look_at(const ArcPoint& point) {
    found_.z = point.z;
    problem_.evaluate(found_);
    problem_.event_values(found_, ahead_);
  }

  /// Finds the curve's point on surface k from where linear event values place it. False where it
  /// is not on the way, or something else is crossed there. Overwrites the event values ahead.
  bool locate(int k, const ArcStep& step) {
    const double share = here_[k] * side_[k] > 0 ? here_[k] / (here_[k] - ahead_[k]) : 0;
    for (int i = 0; i <= n_; ++i)
      found_.z[i] = step.here.z[i] + share * step.chord[i];
    if (!corrector_.onto_surface(k, found_, ahead_)) return false;
    if (!(distance(found_, step.here) <= 3 * step.h)) return false;
    for (int j = 0; j < count_; ++j)  // beyond a fold "ahead" is no order
      if (j != k && !(ahead_[j] * side_[j] >= -1e-12)) return false;
    return true;
  }

  const int n_, count_;
  double* const side_;   ///< +1 or -1
  double* const here_;   ///< event values where the curve is
  double* const ahead_;  ///< and at the point looked at last
  P& problem_;
  ArcCorrector<P>& corrector_;
  std::vector<double> gradient_, along_;  ///< like z
  ArcPoint found_, first_;
};

}  // namespace detail

}  // namespace guywire
