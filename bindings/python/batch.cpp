#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>

#include "bind.hpp"

namespace guywire::python {
namespace {

using Result = py::typing::Tuple<Names, py::array_t<double>, Names, py::array_t<std::uint8_t>, py::array_t<double>, py::array_t<double>, py::array_t<double>>;  ///< quantities, values, names of statuses, statuses, states, residuals, eigenvalues

/// guywire::solve_batch in threads of its own, while the calling thread looks for interrupts and tells the progress.
Result run_batch(const Model& model, const std::vector<std::string>& varied, const py::array_t<double, py::array::c_style | py::array::forcecast>& table, const std::vector<std::string>& read, const std::vector<double>& start, int threads, const std::optional<py::typing::Callable<void(int)>>& progress) {
  const auto bodies = static_cast<std::size_t>(table.shape(1));
  std::vector<BatchColumn> columns;
  std::vector<std::vector<double>> si(varied.size());
  for (std::size_t k = 0; k < varied.size(); ++k) {
    Parameter p = parameter(model, varied[k]);
    const double* const given = table.data(static_cast<py::ssize_t>(k));
    si[k].assign(given, given + bodies);
    for (double& v : si[k]) v *= p.factor;
    columns.push_back({std::move(p), si[k]});
  }
  std::vector<Quantity> quantities;
  for (const std::string& q : read) quantities.push_back(quantity_named(model, q));
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> stop{false}, running{true};
  Batch batch;
  std::exception_ptr fault;
  std::thread work([&] {
    try {
      batch = guywire::solve_batch(model, columns, quantities, {.start = {start}, .threads = threads, .done = &done, .stop = &stop});
    } catch (...) {
      fault = std::current_exception();
    }
    running = false;
  });
  std::optional<py::error_already_set> interrupted;
  while (running) {
    {
      py::gil_scoped_release release;
      for (int i = 0; i < 50 && running; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(i < 10 ? 1 : 2));
    }
    try {
      if (!stop && PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!stop && progress) (*progress)(static_cast<int>(done));
    } catch (py::error_already_set& e) {
      interrupted.emplace(e), stop = true;
    }
  }
  {
    py::gil_scoped_release release;
    work.join();
  }
  if (interrupted) throw *interrupted;
  if (fault) std::rethrow_exception(fault);
  if (progress) (*progress)(static_cast<int>(bodies));
  std::vector<std::string> statuses, quantity_names;
  for (int s = 0; s <= static_cast<int>(Status::path_lost); ++s) statuses.emplace_back(to_string(static_cast<Status>(s)));
  for (const Quantity& q : quantities) quantity_names.push_back(outside_name(q));
  const auto n = static_cast<py::ssize_t>(bodies), nq = static_cast<py::ssize_t>(quantities.size()), nu = static_cast<py::ssize_t>(batch.coordinates);
  for (std::size_t i = 0; i < batch.values.size(); ++i) batch.values[i] /= outside_factor(quantities[i % quantities.size()]);
  py::array_t<std::uint8_t> codes(n);
  for (py::ssize_t i = 0; i < n; ++i) codes.mutable_at(i) = static_cast<std::uint8_t>(batch.status[static_cast<std::size_t>(i)]);
  return py::make_tuple(names(quantity_names), read_only(batch.values, {n, nq}), names(statuses), codes, read_only(batch.state, {n, nu}), read_only(batch.residual), read_only(batch.min_eigenvalue));
}

}  // namespace

void bind_batch(py::module_& m) { m.def("solve_batch", &run_batch); }

}  // namespace guywire::python
