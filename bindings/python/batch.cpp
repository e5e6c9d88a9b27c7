#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "bind.hpp"

namespace guywire::python {
namespace {

/// Every body starts where `solve` does, so that its answer depends on itself alone: equal bit for bit to solving it by itself.
struct Batch {
  std::vector<Parameter> parameters;
  std::vector<Quantity> quantities;
  std::vector<const double*> columns;  ///< one per parameter
  py::ssize_t count = 0;
  std::vector<double> values, states, residuals, eigenvalues;  ///< body-major
  std::vector<std::uint8_t> statuses;
  std::atomic<py::ssize_t> done{0};
  std::atomic<bool> stop{false};
};

constexpr py::ssize_t block = 64;  // bodies taken at a time: enough to make counting cheap, few enough to share out evenly

void work(const Model& model, const State& start, Batch& b, std::atomic<py::ssize_t>& next) {
  Workspace workspace(model);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t nq = b.quantities.size(), nu = model.coordinates().size();
  while (!b.stop) {
    const py::ssize_t first = next.fetch_add(block);
    if (first >= b.count) return;
    const py::ssize_t last = std::min(b.count, first + block);
    for (py::ssize_t i = first; i < last && !b.stop; ++i) {
      std::vector<double> numbers = model.numbers();
      for (std::size_t k = 0; k < b.parameters.size(); ++k) set_value(b.parameters[k], b.columns[k][i] * b.parameters[k].factor, numbers);
      workspace.assign(numbers);
      const auto o = solve(workspace, {}, start);
      b.statuses[i] = static_cast<std::uint8_t>(o.status);
      const bool rests = is_equilibrium(o.status);
      for (std::size_t k = 0; k < nq; ++k) b.values[i * nq + k] = rests ? value_of(b.quantities[k], model, numbers, o.last()) / outside_factor(b.quantities[k]) : nan;
      for (std::size_t k = 0; k < nu; ++k) b.states[i * nu + k] = rests ? o.last().coordinates[k] : nan;
      b.residuals[i] = rests ? o.last().certificate.residual : nan;
      b.eigenvalues[i] = rests ? o.last().certificate.min_eigenvalue : nan;
      ++b.done;
    }
  }
}

/// The first value that is not within its range, in words.
void check(const Batch& b) {
  for (std::size_t k = 0; k < b.parameters.size(); ++k) {
    const Parameter& p = b.parameters[k];
    py::ssize_t wrong = 0, first = 0;
    for (py::ssize_t i = 0; i < b.count; ++i) {
      const double v = b.columns[k][i] * p.factor;
      if (!(std::isfinite(v) && v >= p.lower && v <= p.upper) && wrong++ == 0) first = i;
    }
    if (wrong == 0) continue;
    const double v = b.columns[k][first];
    const std::string unit = p.unit == "1" ? "" : p.factor == 1 ? " " + p.unit
                                              : p.unit == "rad" ? " deg"
                                                                : " mm";
    throw ModelError({{p.name, "is " + (std::isnan(v) ? std::string("not a number") : to_text(v) + unit) + " for body " + std::to_string(first) + (wrong > 1 ? " and wrong for " + std::to_string(wrong - 1) + " more" : "") + "; allowed is " + to_text(p.lower / p.factor) + " to " + to_text(p.upper / p.factor) + unit + ".", "Leave those bodies out or mend their values."}});
  }
}

using Result = py::typing::Tuple<Names, py::array_t<double>, Names, py::array_t<std::uint8_t>, py::array_t<double>, py::array_t<double>, py::array_t<double>>;  ///< quantities, values, names of statuses, statuses, states, residuals, eigenvalues

Result solve_batch(const Model& model, const std::vector<std::string>& varied, const py::array_t<double, py::array::c_style | py::array::forcecast>& columns, const std::vector<std::string>& read, const std::vector<double>& start, int threads, const std::optional<py::typing::Callable<void(int)>>& progress) {
  Batch b;
  for (const std::string& n : varied) b.parameters.push_back(parameter(model, n));
  for (std::size_t k = 0; k < b.parameters.size(); ++k)
    for (std::size_t j = 0; j < k; ++j)
      for (const int n : b.parameters[k].numbers)
        if (std::find(b.parameters[j].numbers.begin(), b.parameters[j].numbers.end(), n) != b.parameters[j].numbers.end())
          throw ModelError({{b.parameters[k].name, "sets a number that " + b.parameters[j].name + " sets too.", "Name each cable in one of them only."}});
  for (const std::string& q : read) b.quantities.push_back(quantity_named(model, q));
  b.count = columns.shape(1);
  for (std::size_t k = 0; k < varied.size(); ++k) b.columns.push_back(columns.data(static_cast<py::ssize_t>(k)));
  check(b);
  const std::size_t n = static_cast<std::size_t>(b.count), nq = b.quantities.size(), nu = model.coordinates().size();
  b.values.resize(n * nq), b.states.resize(n * nu), b.residuals.resize(n), b.eigenvalues.resize(n), b.statuses.resize(n);
  std::atomic<py::ssize_t> next{0};
  std::exception_ptr fault;
  std::mutex lock;
  std::atomic<int> running{threads};
  std::vector<std::thread> pool;
  const State from{start};
  for (int t = 0; t < threads; ++t)
    pool.emplace_back([&] {
      try {
        work(model, from, b, next);
      } catch (...) {
        const std::lock_guard guard(lock);
        fault = std::current_exception();
        b.stop = true;
      }
      --running;
    });
  // the calling thread looks for interrupts and tells the progress
  std::optional<py::error_already_set> interrupted;
  while (running > 0) {
    {
      py::gil_scoped_release release;
      for (int i = 0; i < 50 && running > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(i < 10 ? 1 : 2));
    }
    try {
      if (!b.stop && PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!b.stop && progress) (*progress)(static_cast<py::ssize_t>(b.done));
    } catch (py::error_already_set& e) {
      interrupted.emplace(e), b.stop = true;
    }
  }
  {
    py::gil_scoped_release release;
    for (std::thread& t : pool) t.join();
  }
  if (interrupted) throw *interrupted;
  if (fault) std::rethrow_exception(fault);
  if (progress) (*progress)(b.count);
  std::vector<std::string> statuses, quantity_names;
  for (int s = 0; s <= static_cast<int>(Status::path_lost); ++s) statuses.emplace_back(to_string(static_cast<Status>(s)));
  for (const Quantity& q : b.quantities) quantity_names.push_back(outside_name(q));
  py::array_t<std::uint8_t> codes(static_cast<py::ssize_t>(n), b.statuses.data());
  return py::make_tuple(names(quantity_names), read_only(b.values, {b.count, static_cast<py::ssize_t>(nq)}), names(statuses), codes, read_only(b.states, {b.count, static_cast<py::ssize_t>(nu)}), read_only(b.residuals), read_only(b.eigenvalues));
}

}  // namespace

void bind_batch(py::module_& m) { m.def("solve_batch", &solve_batch); }

}  // namespace guywire::python
