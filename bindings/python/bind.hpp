#pragma once
// What the binding files share. Each header group has a file with one function bind_NAME, called by module.cpp.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "guywire/guywire.hpp"

namespace guywire::python {

namespace py = pybind11;

void bind_model(py::module_& m);
void bind_statics(py::module_& m);

/// A copy that cannot be written to.
inline py::array_t<double> read_only(const std::vector<double>& values) {
  py::array_t<double> a(static_cast<py::ssize_t>(values.size()), values.data());
  a.attr("setflags")(py::arg("write") = false);
  return a;
}

}  // namespace guywire::python
