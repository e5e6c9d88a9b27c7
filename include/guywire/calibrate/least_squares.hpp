#pragma once
/// Numbers from measurements, by least squares, with what the measurements leave open.
///
/// `calibrate` looks for the values x of some unknowns, each between its bounds, that minimize
///
///     1/2 sum r_i(x)^2  +  1/2 sum p_j(x_j)^2
///
/// r_i is a residual: (computed - measured) / standard deviation of the measurement, a plain
/// number. p_j is what was known of an unknown before (its prior), in the same form. So the minimum
/// is the most probable point where errors are independent and normal, and the inverse of the
/// Hessian there is its covariance. Ceres does the search (trust region, Levenberg-Marquardt).
///
/// Residuals of postures of a model are in measured_postures.hpp; any other function does as well:
///
///     const std::vector<Unknown> unknowns{{.name = "rate", .start = 1, .lower = 0}};
///     const Calibration fit = calibrate(unknowns, {residuals("decay", 3, [](auto x, auto out) {
///       for (int i = 0; i < 3; ++i) out[i] = (exp(-x[0] * t[i]) - measured[i]) / 0.01;
///     })});
#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guywire/core/fact.hpp"
#include "guywire/core/fields.hpp"
#include "guywire/math/dual.hpp"

namespace guywire {

/// What is known of an unknown before anything is measured.
struct Prior {
  enum class Kind {
    normal,    ///< `spread` is the standard deviation
    lognormal  ///< log(x / center) is normal, `spread` its standard deviation; x > 0
  };
  Kind kind = Kind::normal;
  double center = 0;     ///< in the unit of the unknown: the mean, or the median
  double spread = 1;     ///< > 0
  std::string source{};  ///< where it comes from, or "chosen: why"
  bool operator==(const Prior&) const = default;
};

struct Unknown {
  std::string name;
  std::string unit = "1";
  double start = 0;
  double lower = -infinity;
  double upper = infinity;
  std::optional<Prior> prior{};
};

/// Some residuals that are computed together.
struct Residuals {
  std::string name;  ///< for messages
  int count = 0;
  /// Residuals at the values of all unknowns, into `out`; and, where `derivatives` is not empty,
  /// d out / d values, row after row. False: they are not defined there, and the search turns back.
  std::function<bool(std::span<const double> values, std::span<double> out,
                     std::span<double> derivatives)>
      evaluate;
  /// False: `derivatives` is always empty, and central differences are taken.
  bool gives_derivatives = true;
  /// Where the root of the sum of squares exceeds this, it counts linearly (Huber's loss): for
  /// measurements of which some may be gross errors. 2 is common.
  double huber_width = infinity;
};

/// Residuals of a function generic in its number: f(std::span<const S> values, std::span<S> out).
/// Its derivatives are exact (dual numbers).
template <class F>
Residuals residuals(const std::string& name, int count, F f);

struct CalibrateOptions {
  /// Searches: the first from the unknowns' own start, others from places drawn from the priors, or
  /// evenly between bounds; an unknown without either starts where it is. More than one where the
  /// residuals are so curved that a search may end in a valley of its own.
  int starts = 1;
  std::uint64_t seed = 1;      ///< of those places
  int iteration_limit = 1000;  ///< of each search
  /// A search ends where a step changes the cost, or the values, by less than this share.
  double tolerance = 1e-15;
  /// A combination of unknowns is open where the measurements leave more than this share of its
  /// prior's spread. Chosen: what narrows by less than a tenth is not worth a measurement.
  double open_above = 0.9;
};

/// One unknown after the search.
struct Estimate {
  std::string name;
  std::string unit;
  double value = 0;
  /// Standard deviation (Laplace: from the curvature at the minimum). Infinite where nothing fixes
  /// it; 0 at a bound.
  double deviation = 0;
  /// `deviation` as a share of the prior's spread there; NaN without a prior.
  double narrowing = 0;
  bool at_bound = false;
};

/// A combination of unknowns that the measurements leave open: values may change together in
/// these proportions.
struct OpenDirection {
  struct Part {
    std::string name;
    double share = 0;  ///< in spreads of the prior, or where it has none, of the unknown's own size
  };
  std::vector<Part> parts;  ///< largest first; their squares sum to nearly 1
  /// What the measurements leave of the prior's spread in this direction; infinite without a prior
  double left = 0;
};

/// One of several searches.
struct Search {
  std::vector<double> values;
  double cost = infinity;
  int iterations = 0;
  bool converged = false;
};

struct Calibration {
  std::vector<Estimate> estimates;  ///< in the order of the unknowns
  std::vector<double> covariance;   ///< unknowns x unknowns, row-major; zero at bounds, infinite on
                                    ///< the diagonal where nothing fixes an unknown
  int rank = 0;                     ///< directions that measurements and priors fix, bounds apart
  double cost = 0;                  ///< half the sum of squares, priors included [1]
  double chi_square = 0;  ///< sum of squares of the residuals, priors and Huber's loss apart [1]
  int residual_count = 0;
  std::vector<OpenDirection> open;
  std::vector<Search> searches;  ///< in the order of their starts
  bool converged = false;        ///< the best search
  Facts why;                     ///< how it ended, and what stays open

  /// Values in the order of the unknowns.
  std::vector<double> values() const;
};

/// Finds the values of the unknowns. Throws ModelError for unknowns or residuals that contradict
/// each other, SolveError where residuals are defined at no start. Asks this thread's Watch.
Calibration calibrate(const std::vector<Unknown>& unknowns, const std::vector<Residuals>& residuals,
                      const CalibrateOptions& options = {});

// ----------------------------------------------------------------------------

template <class F>
Residuals residuals(const std::string& name, int count, F f) {
  const auto evaluate = [f, count](std::span<const double> values, std::span<double> out,
                                   std::span<double> derivatives) {
    if (derivatives.empty()) {
      f(values, out);
      return true;
    }
    constexpr int width = 4;  // chosen: most calibrations have few unknowns
    std::vector<Dual<width>> x(values.begin(), values.end()), r(count);
    for (std::size_t first = 0; first < values.size(); first += width) {
      const std::size_t end = std::min(first + width, values.size());
      for (std::size_t k = first; k < end; ++k)
        x[k] = Dual<width>::variable(values[k], static_cast<int>(k - first));
      f(std::span<const Dual<width>>(x), std::span(r));
      for (int i = 0; i < count; ++i)
        for (std::size_t k = first; k < end; ++k)
          derivatives[i * values.size() + k] = r[i].v[k - first];
      for (std::size_t k = first; k < end; ++k)
        x[k] = values[k];
    }
    for (int i = 0; i < count; ++i)
      out[i] = r[i].a;
    return true;
  };
  return {.name = name, .count = count, .evaluate = evaluate};
}

}  // namespace guywire
