#pragma once
// What the binding files share. Each header group has a file with one function bind_NAME, called by
// module.cpp.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guywire/guywire.hpp"
#include "guywire/report/phrases.hpp"
#include "report/units.hpp"

namespace guywire::python {

namespace py = pybind11;

// Types that stubs can name.
using Names = py::typing::Tuple<py::str, py::ellipsis>;
using Fields = py::typing::Dict<py::str, py::object>;
using Columns = py::typing::Dict<py::str, py::array_t<double>>;

inline Names names(const std::vector<std::string>& all) { return Names(py::tuple(py::cast(all))); }

void bind_model(py::module_& m);
void bind_statics(py::module_& m);
void bind_studies(py::module_& m);
void bind_batch(py::module_& m);
void bind_command(py::module_& m);

/// A copy that cannot be written to.
inline py::array_t<double> read_only(const std::vector<double>& values,
                                     std::vector<py::ssize_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<py::ssize_t>(values.size())};
  py::array_t<double> a(shape, values.data());
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

/// The same without a copy: the array keeps the vector.
inline py::array_t<double> read_only(std::vector<double>&& values,
                                     std::vector<py::ssize_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<py::ssize_t>(values.size())};
  auto* const kept = new std::vector<double>(std::move(values));
  const py::capsule owner(kept, [](void* p) { delete static_cast<std::vector<double>*>(p); });
  py::array_t<double> a(shape, kept->data(), owner);
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

/// A posture with the model it belongs to, and how it was asked for: the Python class Posture.
struct Answer {
  Model model;
  Outcome<Posture> outcome;
  State start;
  bool seek_any = false;
  std::string json(Language language) const;
};

/// An answer that a study's report writes when a format is asked for: the Python class Report, of
/// which guywire/_answers.py makes a class with attributes. Where a format is left out, it is
/// empty.
struct Report {
  using Format = std::function<std::string(Language)>;
  Format json;
  Format text;
  std::function<std::string()> csv = [] { return std::string(); };
  Format svg = [](Language) { return std::string(); };
};

/// The language asked for, else what GUYWIRE_LANGUAGE names, else English.
inline Language spoken(const std::optional<std::string>& language) {
  return language ? language_named(*language) : language_of_environment();
}

/// "lordosis_deg", "hamstrings.tension_N", or without the unit. Throws ModelError.
Quantity quantity_named(const Model& model, const std::string& name);

}  // namespace guywire::python
