#pragma once
#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "guywire/batch/solve_batch.hpp"

namespace guywire {

namespace detail {

/// Refuses what is not one table of admissible values. Gives the number of bodies.
inline std::size_t checked_columns(const std::vector<BatchColumn>& columns) {
  if (columns.empty()) throw ModelError({{"batch", "varies nothing.", "Give at least one column."}});
  const std::size_t bodies = columns[0].values.size();
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const auto& [p, values] = columns[k];
    if (values.size() != bodies) throw ModelError({{p.name, "has " + std::to_string(values.size()) + " values; " + columns[0].parameter.name + " has " + std::to_string(bodies) + ".", "Give one value for each body in every column."}});
    for (std::size_t j = 0; j < k; ++j)
      for (const int number : p.numbers)
        if (std::find(columns[j].parameter.numbers.begin(), columns[j].parameter.numbers.end(), number) != columns[j].parameter.numbers.end())
          throw ModelError({{p.name, "sets a number that " + columns[j].parameter.name + " sets too.", "Name each cable in one of them only."}});
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = 0; i < bodies; ++i)
      if (!(std::isfinite(values[i]) && values[i] >= p.lower && values[i] <= p.upper) && wrong++ == 0) first = i;
    if (wrong == 0) continue;
    const std::string unit = p.unit == "1" ? "" : p.factor == 1 ? " " + p.unit
                                              : p.unit == "rad" ? " deg"
                                                                : " mm";
    throw ModelError({{p.name, "is " + (std::isnan(values[first]) ? "not a number" : to_text(values[first] / p.factor) + unit) + " for body " + std::to_string(first) + (wrong > 1 ? " and wrong for " + std::to_string(wrong - 1) + " more" : "") + "; allowed is " + to_text(p.lower / p.factor) + " to " + to_text(p.upper / p.factor) + unit + ".", "Leave those bodies out or mend their values."}});
  }
  return bodies;
}

}  // namespace detail

GUYWIRE_INLINE Batch solve_batch(const Model& model, const std::vector<BatchColumn>& columns, const std::vector<Quantity>& quantities, const BatchOptions& options) {
  if (options.threads < 0) throw ModelError({{"batch / threads", "is " + std::to_string(options.threads) + "; allowed is >= 0.", "Give 0 for one thread on each processor."}});
  const std::size_t count = detail::checked_columns(columns), nq = quantities.size(), nu = model.coordinates().size();
  const double nan = std::nan("");
  Batch out{.bodies = count, .coordinates = nu, .quantities = quantities, .status = std::vector<Status>(count, Status::not_run), .values = std::vector<double>(count * nq, nan), .state = std::vector<double>(count * nu, nan), .residual = std::vector<double>(count, nan), .min_eigenvalue = std::vector<double>(count, nan)};
  constexpr std::size_t block = 64;  // bodies taken at a time. Chosen: enough to make counting cheap, few enough to share out evenly
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr fault;
  std::mutex lock;
  const auto stopped = [&] { return failed || (options.stop && *options.stop); };
  const auto work = [&] {
    Workspace workspace(model);
    std::vector<double> numbers = model.numbers();
    while (!stopped()) {
      const std::size_t first = next.fetch_add(block), last = std::min(count, first + block);
      if (first >= count) return;
      for (std::size_t i = first; i < last && !stopped(); ++i) {
        for (const BatchColumn& c : columns)
          for (const int number : c.parameter.numbers) numbers[number] = c.values[i];
        workspace.assign(numbers);
        const auto o = solve(workspace, options.solve, options.start);
        out.status[i] = o.status;
        if (is_equilibrium(o.status)) {
          const Posture& p = o.last();
          for (std::size_t k = 0; k < nq; ++k) out.values[i * nq + k] = value_of(quantities[k], model, numbers, p);
          std::copy(p.coordinates.begin(), p.coordinates.end(), out.state.begin() + static_cast<std::ptrdiff_t>(i * nu));
          out.residual[i] = p.certificate.residual, out.min_eigenvalue[i] = p.certificate.min_eigenvalue;
        }
        if (options.done) ++*options.done;
      }
    }
  };
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard guard(lock);
      if (!fault) fault = std::current_exception();
      failed = true;
    }
  };
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int threads = static_cast<int>(std::min<std::size_t>(options.threads == 0 ? processors : options.threads, (count + block - 1) / block));
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(guarded);
  guarded();
  for (std::thread& t : others) t.join();
  if (fault) std::rethrow_exception(fault);
  return out;
}

}  // namespace guywire
