#include <algorithm>
#include <optional>

#include "unlocked.hpp"

namespace guywire::python {
namespace {

/// Quantities, values, names of statuses, statuses, states, residuals, eigenvalues.
using Result = py::typing::Tuple<Names, py::array_t<double>, Names, py::array_t<std::uint8_t>,
                                 py::array_t<double>, py::array_t<double>, py::array_t<double>>;

Result run_batch(const Model& model, const std::vector<std::string>& varied,
                 const std::vector<py::array_t<double, py::array::c_style>>& given,
                 const std::vector<std::string>& read, const std::vector<double>& start,
                 bool follow, bool eigenvalues, int threads,
                 const std::optional<py::typing::Callable<void(int)>>& progress) {
  const auto bodies = given.empty() ? 0 : static_cast<std::size_t>(given[0].size());
  std::vector<BatchColumn> columns;
  std::vector<std::vector<double>> si(varied.size());
  const std::vector<Parameter> wanted = parameters(model, varied);
  for (std::size_t k = 0; k < varied.size(); ++k) {
    std::span<const double> values(given[k].data(), static_cast<std::size_t>(given[k].size()));
    if (wanted[k].factor != 1) {
      si[k].assign(values.begin(), values.end());
      for (double& v : si[k])
        v *= wanted[k].factor;
      values = si[k];
    }
    columns.push_back({wanted[k], values});
  }
  std::vector<Quantity> quantities;
  for (const std::string& q : read)
    quantities.push_back(quantity_named(model, q));
  std::function<void(double)> tell;
  if (progress)
    tell = [&](double share) {
      (*progress)(static_cast<int>(share * static_cast<double>(bodies)));
    };
  Batch batch = unlocked(
      [&] {
        return guywire::solve_batch(model, columns, quantities,
                                    {.start = {start},
                                     .predict_start = follow,
                                     .threads = threads,
                                     .eigenvalues = eigenvalues});
      },
      tell);
  if (progress) (*progress)(static_cast<int>(bodies));
  std::vector<std::string> statuses, quantity_names;
  for (int s = 0; s <= static_cast<int>(Status::hidden_by_rounding); ++s)
    statuses.emplace_back(to_string(static_cast<Status>(s)));
  for (const Quantity& q : quantities)
    quantity_names.push_back(quantity_key(q));
  const auto n = static_cast<py::ssize_t>(bodies), nq = static_cast<py::ssize_t>(quantities.size()),
             nu = static_cast<py::ssize_t>(batch.coordinates);
  for (std::size_t k = 0; k < quantities.size(); ++k)
    if (const double factor = shown_factor(quantities[k]); factor != 1)
      for (std::size_t i = k; i < batch.values.size(); i += quantities.size())
        batch.values[i] /= factor;
  py::array_t<std::uint8_t> codes(n);
  std::transform(batch.status.begin(), batch.status.end(), codes.mutable_data(),
                 [](Status s) { return static_cast<std::uint8_t>(s); });
  return py::make_tuple(names(quantity_names), read_only(std::move(batch.values), {n, nq}),
                        names(statuses), codes, read_only(std::move(batch.state), {n, nu}),
                        read_only(std::move(batch.residual)),
                        read_only(std::move(batch.min_eigenvalue)));
}

}  // namespace

void bind_batch(py::module_& m) { m.def("solve_batch", &run_batch); }

}  // namespace guywire::python
