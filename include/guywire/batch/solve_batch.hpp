#pragma once
/// Many bodies that share a model's structure and differ in numbers, each brought to rest.
///
/// Body i is the model with parameter k set to column k's i-th value, and its answer is what `solve` gives for it from the same start: bit
/// for bit, whatever its neighbours, the number of threads or the order in which bodies are taken. One workspace for each thread.
#include <atomic>
#include <cstdint>
#include <span>

#include "guywire/model/parameter.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

/// What is varied: one value for each body [SI].
struct BatchColumn {
  Parameter parameter;
  std::span<const double> values;
};

struct BatchOptions {
  SolveOptions solve{};
  State start{};                              ///< of every body
  int threads = 1;                            ///< 0: one for each processor
  std::atomic<std::int64_t>* done = nullptr;  ///< counts the bodies that are through, for a progress bar in another thread
  const std::atomic<bool>* stop = nullptr;    ///< set by another thread: no further body is begun, and what is missing stays `not_run`
};

/// Results in columns; where a body has no equilibrium its numbers are NaN.
struct Batch {
  std::size_t bodies = 0, coordinates = 0;
  std::vector<Quantity> quantities;
  std::vector<Status> status;          ///< per body
  std::vector<double> values;          ///< bodies x quantities [SI]
  std::vector<double> state;           ///< bodies x free coordinates [rad]
  std::vector<double> residual;        ///< per body: largest |g| [N m]
  std::vector<double> min_eigenvalue;  ///< per body: of H [N m/rad]
};

/// Throws ModelError for columns of different lengths, a number that two columns set, a value outside its parameter's range (the first such
/// body is named), a quantity the model lacks, or a wrong start.
Batch solve_batch(const Model& model, const std::vector<BatchColumn>& columns, const std::vector<Quantity>& quantities = {}, const BatchOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/batch/solve_batch-inl.hpp"
#endif
