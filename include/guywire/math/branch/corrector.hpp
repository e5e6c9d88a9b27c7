#pragma once
/// Points on a curve g(z) = 0 of n equations in n + 1 unknowns z = (u, t), and tangents there.
///
/// The null vector of the Jacobian is the tangent. One more condition beside g = 0 chooses a point
/// of the curve; Newton's method finds it from a guess.
#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

#include "guywire/math/newton.hpp"

namespace guywire {

/// Solves a x = b (n x n, row-major; a is destroyed, x replaces b) with rows scaled and partial
/// pivoting. False if singular.
bool solve_linear(int n, double* a, double* b);

/// One evaluation at z = (u, t).
struct ArcPoint {
  std::vector<double> z;
  std::vector<double> g, rounding_bound;  ///< rounding_bound: rounding error of g
  std::vector<double> J;                  ///< dg/dz, row-major n x (n + 1)

  explicit ArcPoint(int n)
      : z(n + 1), g(n), rounding_bound(n), J(static_cast<std::size_t>(n) * (n + 1)) {}
  double t() const { return z.back(); }
};

/// The equations. `evaluate` fills g, rounding_bound, J from z and returns false where undefined;
/// `values` and `gradient` are of the event functions at the point evaluated last (gradient over
/// all of z).
template <class P>
concept ArcProblem = requires(P& p, ArcPoint& point, double* out) {
  { p.evaluate(point) } -> std::convertible_to<bool>;
  p.event_values(point, out);
  p.event_gradient(point, 0, out);
};

namespace detail {

inline double dot(int n, const double* a, const double* b) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}

inline double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}
inline double distance(const ArcPoint& a, const ArcPoint& b) {
  return std::sqrt(squared_distance(a.z, b.z));
}

/// How far `point` lies from `origin` along a unit vector.
inline double distance_along(const std::vector<double>& unit, const ArcPoint& point,
                             const ArcPoint& origin) {
  double sum = 0;
  for (std::size_t i = 0; i < unit.size(); ++i)
    sum += unit[i] * (point.z[i] - origin.z[i]);
  return sum;
}

inline void reverse(std::vector<double>& direction) {
  for (double& x : direction)
    x = -x;
}

/// Takes nothing from the heap once it is made.
template <class P>
class ArcCorrector {
 public:
  ArcCorrector(int n, P& problem)
      : n_(n),
        problem_(problem),
        matrix_(static_cast<std::size_t>(n + 1) * (n + 1)),
        step_(n + 1),
        guess_(n + 1),
        along_(n + 1),
        trial_(n + 1) {}

  /// Null vector of J, of length 1, on the side of `along`. False if J has lost its rank.
  bool tangent(const ArcPoint& point, const std::vector<double>& along,
               std::vector<double>& tangent) {
    std::copy(point.J.begin(), point.J.end(), matrix_.begin());
    std::copy(along.begin(), along.end(), last_row());
    std::fill(tangent.begin(), tangent.end(), 0.0);
    tangent[n_] = 1;
    if (!solve_linear(n_ + 1, matrix_.data(), tangent.data())) return false;
    const double length = norm(n_ + 1, tangent.data());
    if (!(length > 0) || !std::isfinite(length)) return false;
    for (double& x : tangent)
      x /= length;
    return true;
  }

  /// The tangent at a start, t increasing (or at a fold: any).
  bool first_tangent(const ArcPoint& point, std::vector<double>& tangent) {
    double most = 0;
    // border by each unit vector until one is not normal to the tangent
    for (int k = n_; k >= 0 && most <= 1e-3; --k) {
      std::fill(along_.begin(), along_.end(), 0.0);
      along_[k] = 1;
      if (!this->tangent(point, along_, trial_) || !(std::abs(trial_[k]) > most)) continue;
      most = std::abs(trial_[k]);
      tangent = trial_;
    }
    if (most == 0) return false;
    if (tangent[n_] < 0) reverse(tangent);
    return true;
  }

  /// Puts the point at distance h along the tangent from `origin` onto the curve: in the plane
  /// normal to the tangent there [Keller1977].
  bool step(const ArcPoint& origin, const std::vector<double>& tangent, double h, ArcPoint& out) {
    for (int i = 0; i <= n_; ++i)
      out.z[i] = origin.z[i] + h * tangent[i];
    return correct(out, std::max(h, 1e-6), [&](const ArcPoint& p, double* row) {
      double value = -h;
      for (int i = 0; i <= n_; ++i) {
        row[i] = tangent[i];
        value += tangent[i] * (p.z[i] - origin.z[i]);
      }
      return value;
    });
  }

  /// Moves a point to where the curve meets the event surface k. Fills the event values there.
  bool onto_surface(int k, ArcPoint& point, double* event_values) {
    const double largest_distance = 1.0;  // t may overshoot once when the far side is stiff
    return correct(point, largest_distance, [&](const ArcPoint& p, double* row) {
      problem_.event_gradient(p, k, row);
      problem_.event_values(p, event_values);
      return event_values[k];
    });
  }

  /// Moves a point, no farther than `largest_distance`, to where the curve has this t.
  bool onto_parameter(double t, ArcPoint& point, double largest_distance) {
    return correct(point, largest_distance, [&](const ArcPoint& p, double* row) {
      std::fill(row, row + n_, 0.0);
      row[n_] = 1;
      return p.t() - t;
    });
  }

 private:
  double* last_row() { return matrix_.data() + n_ * (n_ + 1); }

  /// Newton on g = 0 and one more condition: `border(point, row)` gives its row and returns its
  /// value. False if that does not end within `largest_distance` of where it began.
  template <class Border>
  bool correct(ArcPoint& point, double largest_distance, Border&& border) {
    double last = std::numeric_limits<double>::infinity();
    guess_ = point.z;
    for (int iteration = 0; iteration < 12; ++iteration) {
      if (!problem_.evaluate(point)) return false;
      if (!solve_for_step(point, border(point, last_row()))) return false;
      const double length = norm(n_ + 1, step_.data());
      if (!std::isfinite(length)) return false;
      if (is_converged(point, length, last)) return true;
      if (iteration > 2 && length > last) return false;
      last = length;
      for (int i = 0; i <= n_; ++i)
        point.z[i] += step_[i];
      if (squared_distance(point.z, guess_) > largest_distance * largest_distance) return false;
    }
    return false;
  }

  bool solve_for_step(const ArcPoint& point, double border_value) {
    for (int i = 0; i < n_; ++i)
      step_[i] = -point.g[i];
    step_[n_] = -border_value;
    std::copy(point.J.begin(), point.J.end(), matrix_.begin());
    return solve_linear(n_ + 1, matrix_.data(), step_.data());
  }

  /// By the next step's length and the one before: g at its rounding error, or as near as rounding
  /// lets it.
  bool is_converged(const ArcPoint& point, double length, double last) const {
    double worst = 0;
    for (int i = 0; i < n_; ++i)
      worst = std::max(worst, std::abs(point.g[i]) / std::max(point.rounding_bound[i], 1e-300));
    const bool no_longer_falls = length >= 0.5 * last;
    if (worst <= 8 && (length <= 1e-10 || no_longer_falls)) return true;
    return length <= 4e-16 || (length <= 1e-12 && no_longer_falls);
  }

  const int n_;
  P& problem_;
  std::vector<double> matrix_;  ///< (n + 1) x (n + 1): J and the border
  std::vector<double> step_, guess_, along_, trial_;
};

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/math/branch/corrector-inl.hpp"
#endif
