// The search is Ceres's; what it leaves open is read off the Jacobian at its end.
#include "guywire/calibrate/least_squares.hpp"

#include <ceres/ceres.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <exception>
#include <numeric>

#include "guywire/core/watch.hpp"
#include "guywire/math/counter_random.hpp"

namespace guywire {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// --- what contradicts itself ---------------------------------------------------------------------

/// Appends a fault of one unknown.
void check(const Unknown& u, std::vector<Fault>& faults) {
  const std::string where = "unknown '" + u.name + "'";
  const auto fault = [&](std::string what, std::string remedy) {
    add_fault(faults, {where, std::move(what), std::move(remedy)});
  };
  if (!(u.lower < u.upper))
    fault("has the bounds " + to_text(u.lower) + " and " + to_text(u.upper) + ".",
          "Give a lower bound below the upper one.");
  else if (!(u.start >= u.lower && u.start <= u.upper) || !std::isfinite(u.start))
    fault("starts at " + to_text(u.start) + "; allowed is " + to_text(u.lower) + " to " +
              to_text(u.upper) + ".",
          "Start between its bounds.");
  if (!u.prior) return;
  if (!(u.prior->spread > 0) || !std::isfinite(u.prior->spread) || !std::isfinite(u.prior->center))
    fault("has a prior of center " + to_text(u.prior->center) + " and spread " +
              to_text(u.prior->spread) + ".",
          "Give a finite center and a spread above 0.");
  else if (u.prior->kind == Prior::Kind::lognormal && !(u.prior->center > 0 && u.lower >= 0))
    fault("has a lognormal prior of center " + to_text(u.prior->center) + " and a lower bound of " +
              to_text(u.lower) + ".",
          "Give a center above 0 and a lower bound of 0 or more.");
}

void check(const std::vector<Unknown>& unknowns, const std::vector<Residuals>& residuals,
           const CalibrateOptions& options) {
  std::vector<Fault> faults;
  if (unknowns.empty()) add_fault(faults, {"unknowns", "are none.", "Name at least one."});
  for (const Unknown& u : unknowns)
    check(u, faults);
  for (const Residuals& r : residuals)
    if (r.count < 1 || !r.evaluate || !(r.huber_width > 0))
      add_fault(faults, {"residuals '" + r.name + "'",
                         "are " + std::to_string(r.count) + ", with a Huber width of " +
                             to_text(r.huber_width) + ".",
                         "Give at least one, a function, and a width above 0."});
  const bool has_prior = std::any_of(unknowns.begin(), unknowns.end(),
                                     [](const Unknown& u) { return u.prior.has_value(); });
  if (residuals.empty() && !has_prior)
    add_fault(faults, {"residuals", "are none, nor is there a prior.", "Give what was measured."});
  if (options.starts < 1 || options.iteration_limit < 1 || !(options.tolerance >= 0))
    add_fault(faults, {"options",
                       "ask for " + std::to_string(options.starts) + " starts, " +
                           std::to_string(options.iteration_limit) +
                           " iterations and a tolerance of " + to_text(options.tolerance) + ".",
                       "Ask for at least one of each, and a tolerance of 0 or more."});
  if (!faults.empty()) throw ModelError(std::move(faults));
}

// --- residuals as Ceres asks for them ------------------------------------------------------------

/// Why a search must end: what a residual has thrown, or that derivatives are not defined where it
/// stands. Ceres writes to stderr where it is told so, and goes on; so it gets zeros, and
/// EndWhereAsked ends the search after the step.
struct End {
  std::exception_ptr thrown;
  bool is_stuck = false;
  bool is_near() const { return thrown != nullptr || is_stuck; }
};

bool all_finite(std::span<const double> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

class Block final : public ceres::CostFunction {
 public:
  Block(const Residuals& residuals, const std::vector<Unknown>& unknowns, End& end)
      : residuals_(residuals), unknowns_(unknowns), end_(end) {
    set_num_residuals(residuals.count);
    mutable_parameter_block_sizes()->assign(unknowns.size(), 1);
  }

  bool Evaluate(double const* const* values, double* out, double** derivatives) const override {
    const std::size_t n = unknowns_.size();
    std::vector<double> x(n), jacobian;
    for (std::size_t k = 0; k < n; ++k)
      x[k] = values[k][0];
    const std::span<double> r(out, static_cast<std::size_t>(residuals_.count));
    if (derivatives) jacobian.resize(r.size() * n);
    const bool found = is_defined(x, r, jacobian);
    if (!found) {
      if (!derivatives && !end_.is_near()) return false;  // a trial: the search turns back
      end_.is_stuck = true;
      std::fill(r.begin(), r.end(), 0.0);
      std::fill(jacobian.begin(), jacobian.end(), 0.0);
    }
    for (std::size_t k = 0; derivatives && k < n; ++k)
      for (std::size_t i = 0; derivatives[k] && i < r.size(); ++i)
        derivatives[k][i] = jacobian[i * n + k];
    return true;
  }

 private:
  bool is_defined(std::span<const double> x, std::span<double> r,
                  std::span<double> jacobian) const {
    if (end_.is_near()) return false;
    try {
      if (jacobian.empty() || residuals_.gives_derivatives)
        if (residuals_.evaluate(x, r, jacobian) && all_finite(r) && all_finite(jacobian))
          return true;
      // at a kink there is no derivative, but there are differences
      return !jacobian.empty() && residuals_.evaluate(x, r, {}) && all_finite(r) &&
             differences(x, r.size(), jacobian) && all_finite(jacobian);
    } catch (...) {
      end_.thrown = std::current_exception();
      return false;
    }
  }

  /// Central differences that stay within bounds, which Ceres's own do not.
  bool differences(std::span<const double> x, std::size_t count, std::span<double> jacobian) const {
    std::vector<double> at(x.begin(), x.end()), before(count), after(count);
    for (std::size_t k = 0; k < x.size(); ++k) {
      // chosen: the cube root of the rounding unit balances rounding and curvature
      const double step = std::cbrt(std::numeric_limits<double>::epsilon()) *
                          std::max(std::abs(x[k]), std::abs(unknowns_[k].start));
      const double used = step > 0 ? step : std::cbrt(std::numeric_limits<double>::epsilon());
      const double low = std::max(x[k] - used, unknowns_[k].lower);
      const double high = std::min(x[k] + used, unknowns_[k].upper);
      at[k] = low;
      if (!residuals_.evaluate(at, before, {})) return false;
      at[k] = high;
      if (!residuals_.evaluate(at, after, {})) return false;
      at[k] = x[k];
      for (std::size_t i = 0; i < count; ++i)
        jacobian[i * x.size() + k] = (after[i] - before[i]) / (high - low);
    }
    return true;
  }

  const Residuals& residuals_;
  const std::vector<Unknown>& unknowns_;
  End& end_;
};

/// A prior's residual and its derivative at x.
std::pair<double, double> prior_residual(const Prior& prior, double x) {
  if (prior.kind == Prior::Kind::normal)
    return {(x - prior.center) / prior.spread, 1 / prior.spread};
  return {std::log(x / prior.center) / prior.spread, 1 / (x * prior.spread)};
}

Residuals prior_residuals(const std::vector<Unknown>& unknowns) {
  std::vector<std::size_t> known;
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    if (unknowns[k].prior) known.push_back(k);
  const auto evaluate = [&unknowns, known](std::span<const double> x, std::span<double> out,
                                           std::span<double> derivatives) {
    std::fill(derivatives.begin(), derivatives.end(), 0.0);
    for (std::size_t i = 0; i < known.size(); ++i) {
      const std::size_t k = known[i];
      const auto [value, slope] = prior_residual(*unknowns[k].prior, x[k]);
      out[i] = value;
      if (!derivatives.empty()) derivatives[i * x.size() + k] = slope;
    }
    return true;
  };
  return {.name = "priors", .count = static_cast<int>(known.size()), .evaluate = evaluate};
}

// --- one search ----------------------------------------------------------------------------------

class EndWhereAsked final : public ceres::IterationCallback {
 public:
  explicit EndWhereAsked(End& end) : end_(end) {}
  ceres::CallbackReturnType operator()(const ceres::IterationSummary&) override {
    try {
      stop_if_asked();
    } catch (...) {
      if (!end_.thrown) end_.thrown = std::current_exception();
    }
    return end_.is_near() ? ceres::SOLVER_ABORT : ceres::SOLVER_CONTINUE;
  }

 private:
  End& end_;
};

bool at_bound(const Unknown& u, double x) {
  // chosen: a search within bounds ends a few roundings beside them
  const double near = 1e-9 * std::max(std::abs(x), std::abs(u.start));
  return x - u.lower <= near || u.upper - x <= near;
}

/// A length to measure an unknown's changes by: its prior's spread, or its own size.
double size_of(const Unknown& u, double x) {
  if (u.prior) return 1 / prior_residual(*u.prior, x).second;
  if (x != 0) return std::abs(x);
  return u.start != 0 ? std::abs(u.start) : 1;
}

/// Unknowns and residuals as one problem of Ceres.
class Problem {
 public:
  Problem(const std::vector<Unknown>& unknowns, const std::vector<Residuals>& residuals)
      : unknowns_(unknowns), priors_(prior_residuals(unknowns)), values_(unknowns.size()) {
    for (std::size_t k = 0; k < unknowns.size(); ++k) {
      blocks_.push_back(&values_[k]);
      problem_.AddParameterBlock(blocks_[k], 1);
      if (unknowns[k].lower != -infinity)
        problem_.SetParameterLowerBound(blocks_[k], 0, unknowns[k].lower);
      if (unknowns[k].upper != infinity)
        problem_.SetParameterUpperBound(blocks_[k], 0, unknowns[k].upper);
    }
    for (const Residuals& r : residuals)
      measured_.push_back(add(r));
    if (priors_.count > 0) of_priors_.push_back(add(priors_));
  }

  /// Ceres's steps are cut at bounds, and may end beside the minimum there. So what lies at a bound
  /// is held there, the others are found, and what the slope pulls off its bound is let go.
  Search search(const std::vector<double>& start, const CalibrateOptions& options) {
    end_ = {};
    set_values(start);
    Search out = descend(options);
    // chosen: more rounds than unknowns turn over only where two of them take turns
    for (std::size_t round = 0; round < 2 + unknowns_.size() && out.cost != infinity; ++round) {
      if (!hold_at_bounds()) break;
      const int before = out.iterations;
      out = descend(options);
      out.iterations += before;
      for (double* block : blocks_)
        problem_.SetParameterBlockVariable(block);
      if (!pulled_inside()) break;
      out = descend(options);
    }
    return out;
  }

  /// Residuals of what was measured, or of the priors, and their derivatives, without Huber's loss.
  struct Derivatives {
    std::vector<double> residuals;
    Matrix jacobian;
  };
  Derivatives measured(const std::vector<double>& at) { return derivatives(at, measured_); }
  Derivatives of_priors(const std::vector<double>& at) { return derivatives(at, of_priors_); }

 private:
  Search descend(const CalibrateOptions& options) {
    ceres::Solver::Options o;
    o.linear_solver_type = ceres::DENSE_QR;
    o.logging_type = ceres::SILENT;
    o.max_num_iterations = options.iteration_limit;
    o.function_tolerance = options.tolerance;
    o.parameter_tolerance = options.tolerance;
    o.gradient_tolerance = 0;  // it has the units of the values, so it would mean nothing
    o.max_num_consecutive_invalid_steps = 50;  // chosen: where residuals are undefined, turn back
    EndWhereAsked callback(end_);
    o.callbacks.push_back(&callback);
    ceres::Solver::Summary summary;
    ceres::Solve(o, &problem_, &summary);
    if (end_.thrown) std::rethrow_exception(end_.thrown);
    if (!summary.IsSolutionUsable()) return {values_, infinity, 0, false};
    return {values_, summary.final_cost, static_cast<int>(summary.iterations.size()),
            summary.termination_type == ceres::CONVERGENCE};
  }

  /// Puts unknowns at a bound exactly there, as constants. Whether there is one.
  bool hold_at_bounds() {
    bool any = false;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      const Unknown& u = unknowns_[k];
      if (!at_bound(u, values_[k])) continue;
      values_[k] = values_[k] - u.lower < u.upper - values_[k] ? u.lower : u.upper;
      problem_.SetParameterBlockConstant(blocks_[k]);
      any = true;
    }
    return any;
  }

  /// Whether the cost falls from a bound inward.
  bool pulled_inside() {
    ceres::Problem::EvaluateOptions o;
    o.parameter_blocks = blocks_;
    std::vector<double> slope;
    double cost = 0;
    problem_.Evaluate(o, &cost, nullptr, &slope, nullptr);
    if (end_.thrown) std::rethrow_exception(end_.thrown);
    for (std::size_t k = 0; k < values_.size(); ++k) {
      const bool at_lower = values_[k] == unknowns_[k].lower;
      if (!at_lower && values_[k] != unknowns_[k].upper) continue;
      const double inward = at_lower ? slope[k] : -slope[k];
      // chosen: rounding of the cost's own terms
      if (inward * size_of(unknowns_[k], values_[k]) < -1e-9 * cost) return true;
    }
    return false;
  }

  /// In place: Ceres holds the address.
  void set_values(const std::vector<double>& to) {
    std::copy(to.begin(), to.end(), values_.begin());
  }

  ceres::ResidualBlockId add(const Residuals& r) {
    ceres::LossFunction* loss =
        r.huber_width == infinity ? nullptr : new ceres::HuberLoss(r.huber_width);
    return problem_.AddResidualBlock(new Block(r, unknowns_, end_), loss, blocks_);
  }

  Derivatives derivatives(const std::vector<double>& at,
                          const std::vector<ceres::ResidualBlockId>& blocks) {
    Derivatives out;
    out.jacobian = Matrix::Zero(0, static_cast<Eigen::Index>(at.size()));
    if (blocks.empty()) return out;
    set_values(at);
    ceres::Problem::EvaluateOptions o;
    o.apply_loss_function = false;
    o.residual_blocks = blocks;
    o.parameter_blocks = blocks_;  // columns in the order of the unknowns
    ceres::CRSMatrix sparse;
    problem_.Evaluate(o, nullptr, &out.residuals, nullptr, &sparse);
    if (end_.thrown) std::rethrow_exception(end_.thrown);
    out.jacobian = Matrix::Zero(sparse.num_rows, static_cast<Eigen::Index>(at.size()));
    for (int row = 0; row < sparse.num_rows; ++row)
      for (int k = sparse.rows[row]; k < sparse.rows[row + 1]; ++k)
        out.jacobian(row, sparse.cols[k]) = sparse.values[k];
    return out;
  }

  const std::vector<Unknown>& unknowns_;
  Residuals priors_;
  std::vector<double> values_;
  std::vector<double*> blocks_;  ///< one for each unknown
  End end_;
  ceres::Problem problem_;
  std::vector<ceres::ResidualBlockId> measured_, of_priors_;
};

/// Where search i starts.
std::vector<double> start_of(const std::vector<Unknown>& unknowns, int i, std::uint64_t seed) {
  std::vector<double> out;
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    const Unknown& u = unknowns[k];
    double x = u.start;
    const double p = uniform_at(seed, static_cast<std::uint64_t>(i), static_cast<std::uint32_t>(k));
    if (i > 0 && u.prior) {
      const double z = normal_quantile(p) * u.prior->spread;
      x = u.prior->kind == Prior::Kind::normal ? u.prior->center + z
                                               : u.prior->center * std::exp(z);
    } else if (i > 0 && u.lower != -infinity && u.upper != infinity) {
      x = u.lower + p * (u.upper - u.lower);
    }
    out.push_back(std::clamp(x, u.lower, u.upper));
  }
  return out;
}

// --- what is fixed, and what stays open ----------------------------------------------------------

/// The singular values and right singular vectors of a Jacobian whose columns are scaled.
struct Spectrum {
  Eigen::VectorXd values;   ///< as many as columns; zeros where rows are fewer
  Eigen::MatrixXd vectors;  ///< a column each
  double rounding = 0;      ///< singular values below this are zero within rounding
};
Spectrum spectrum_of(const Matrix& jacobian) {
  const Eigen::Index n = jacobian.cols();
  Eigen::MatrixXd padded = Eigen::MatrixXd::Zero(std::max(jacobian.rows(), n), n);
  padded.topRows(jacobian.rows()) = jacobian;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(padded, Eigen::ComputeThinV);
  const double largest = n > 0 ? svd.singularValues()(0) : 0;
  // chosen: derivatives by differences have some ten digits
  return {svd.singularValues(), svd.matrixV(), 1e-10 * largest};
}

OpenDirection open_direction(const Eigen::VectorXd& vector, double left,
                             const std::vector<std::string>& names) {
  OpenDirection out;
  out.left = left;
  std::vector<Eigen::Index> order(static_cast<std::size_t>(vector.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return std::abs(vector(a)) > std::abs(vector(b));
  });
  const double sign = vector(order[0]) < 0 ? -1 : 1;
  double squares = 0;
  for (const Eigen::Index k : order) {
    if (squares > 0.99) break;  // chosen: what is left changes nothing that one can see
    out.parts.push_back({names[static_cast<std::size_t>(k)], sign * vector(k)});
    squares += vector(k) * vector(k);
  }
  return out;
}

/// Columns of those that are not at a bound, scaled.
struct Scaled {
  std::vector<int> free;
  Eigen::VectorXd sizes;
  Matrix operator()(const Matrix& jacobian) const {
    Matrix out(jacobian.rows(), sizes.size());
    for (Eigen::Index k = 0; k < sizes.size(); ++k)
      out.col(k) = jacobian.col(free[static_cast<std::size_t>(k)]) * sizes(k);
    return out;
  }
};

/// Fills covariance, rank, deviations.
void find_covariance(Calibration& c, const Scaled& scaled, const Matrix& jacobian) {
  const std::size_t n = c.estimates.size(), free_count = scaled.free.size();
  const Spectrum s = spectrum_of(scaled(jacobian));
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(free_count),
                                                  static_cast<Eigen::Index>(free_count));
  Eigen::VectorXd undetermined = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(free_count));
  for (Eigen::Index k = 0; k < s.values.size(); ++k) {
    const Eigen::VectorXd v = s.vectors.col(k);
    if (s.values(k) > s.rounding) {
      ++c.rank;
      inverse += v * v.transpose() / (s.values(k) * s.values(k));
    } else {
      undetermined += v.cwiseAbs2();
    }
  }
  c.covariance.assign(n * n, 0.0);
  for (std::size_t i = 0; i < free_count; ++i)
    for (std::size_t j = 0; j < free_count; ++j) {
      const auto a = static_cast<Eigen::Index>(i), b = static_cast<Eigen::Index>(j);
      const bool is_open = i == j && undetermined(a) > 1e-8;  // chosen: of a sum of squares
      c.covariance[static_cast<std::size_t>(scaled.free[i]) * n + scaled.free[j]] =
          is_open ? infinity : inverse(a, b) * scaled.sizes(a) * scaled.sizes(b);
    }
  for (std::size_t k = 0; k < n; ++k)
    c.estimates[k].deviation = std::sqrt(c.covariance[k * n + k]);
}

/// Fills the directions in which measurements say little.
void find_open(Calibration& c, const Scaled& scaled, const Matrix& measured, const Matrix& priors,
               double open_above) {
  std::vector<std::string> names;
  for (const int k : scaled.free)
    names.push_back(c.estimates[static_cast<std::size_t>(k)].name);
  const Spectrum s = spectrum_of(scaled(measured));
  const Matrix prior_of = scaled(priors);
  for (Eigen::Index k = s.values.size() - 1; k >= 0; --k) {  // the most open first
    const Eigen::VectorXd v = s.vectors.col(k);
    const double known = (prior_of * v).squaredNorm(), told = s.values(k) * s.values(k);
    const bool is_nothing = s.values(k) <= s.rounding;
    if (known < 1e-8) {  // no prior speaks of it
      if (is_nothing) c.open.push_back(open_direction(v, infinity, names));
      continue;
    }
    const double left = std::sqrt(known / (known + told));
    if (left > open_above) c.open.push_back(open_direction(v, left, names));
  }
}

Fact in_facts(const OpenDirection& direction) {
  const std::string& first = direction.parts[0].name;
  const bool is_one = direction.parts.size() == 1, has_prior = direction.left != infinity;
  if (is_one && has_prior) return {"calibrate.open", {{"name", first}, {"left", direction.left}}};
  if (is_one) return {"calibrate.undetermined", {{"name", first}}};
  Facts parts;
  for (const auto& [name, share] : direction.parts)
    parts.push_back({"calibrate.part", {{"share", share}, {"name", name}}});
  if (has_prior) return {"calibrate.open_together", {{"parts", parts}, {"left", direction.left}}};
  return {"calibrate.undetermined_together", {{"parts", parts}}};
}

void say_what_was_found(Calibration& c, const Search& best) {
  c.why = {{best.converged ? "calibrate.converged" : "calibrate.iteration_limit",
            {{"iterations", best.iterations}}}};
  for (const Estimate& e : c.estimates)
    if (e.at_bound) c.why.push_back({"calibrate.at_bound", {{"name", e.name}, {"value", e.value}}});
  for (const OpenDirection& direction : c.open)
    c.why.push_back(in_facts(direction));
}

}  // namespace

std::vector<double> Calibration::values() const {
  std::vector<double> out;
  for (const Estimate& e : estimates)
    out.push_back(e.value);
  return out;
}

Calibration calibrate(const std::vector<Unknown>& unknowns, const std::vector<Residuals>& residuals,
                      const CalibrateOptions& options) {
  check(unknowns, residuals, options);
  Problem problem(unknowns, residuals);
  Calibration out;
  std::size_t best = 0;
  for (int i = 0; i < options.starts; ++i) {
    out.searches.push_back(problem.search(start_of(unknowns, i, options.seed), options));
    if (out.searches.back().cost < out.searches[best].cost) best = out.searches.size() - 1;
    tell_progress((i + 1.0) / options.starts);
  }
  const Search& found = out.searches[best];
  if (found.cost == infinity)
    throw SolveError({{"calibrate.undefined", {{"starts", options.starts}}}});
  out.cost = found.cost;
  out.converged = found.converged;

  Scaled scaled;
  std::vector<double> sizes;
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    const Unknown& u = unknowns[k];
    out.estimates.push_back({u.name, u.unit, found.values[k], 0, 0, at_bound(u, found.values[k])});
    if (out.estimates.back().at_bound) continue;
    scaled.free.push_back(static_cast<int>(k));
    sizes.push_back(size_of(u, found.values[k]));
  }
  scaled.sizes = Eigen::Map<Eigen::VectorXd>(sizes.data(), static_cast<Eigen::Index>(sizes.size()));
  const auto measured = problem.measured(found.values);
  const auto priors = problem.of_priors(found.values);
  for (const double r : measured.residuals)
    out.chi_square += r * r;
  out.residual_count = static_cast<int>(measured.residuals.size());
  Matrix all(measured.jacobian.rows() + priors.jacobian.rows(), measured.jacobian.cols());
  all << measured.jacobian, priors.jacobian;
  find_covariance(out, scaled, all);
  find_open(out, scaled, measured.jacobian, priors.jacobian, options.open_above);
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    Estimate& e = out.estimates[k];
    e.narrowing = unknowns[k].prior ? e.deviation / size_of(unknowns[k], e.value)
                                    : std::numeric_limits<double>::quiet_NaN();
  }
  say_what_was_found(out, found);
  return out;
}

}  // namespace guywire
