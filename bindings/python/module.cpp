#include <exception>
#include <utility>

#include "bind.hpp"

namespace guywire::python {
namespace {

/// The exceptions are Python classes (guywire/_errors.py), so that they pickle; the text is C++'s.
void raise(const char* name, const py::tuple& arguments) {
  const py::object type = py::module_::import("guywire._errors").attr(name);
  PyErr_SetObject(type.ptr(), type(*arguments).ptr());
}

/// Of an error: English where GUYWIRE_LANGUAGE names no language.
Language language_of_errors() {
  try {
    return language_of_environment();
  } catch (const ModelError&) {
    return Language::english;
  }
}

}  // namespace
}  // namespace guywire::python

PYBIND11_MODULE(_core, m) {
  using namespace guywire;
  using namespace guywire::python;
  m.doc() = "The compiled part of guywire.";
  m.attr("__version__") = version;
  m.attr("schema_version") = schema_version;
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(std::move(thrown));
    } catch (const ModelError& e) {
      py::list faults;
      for (const Fault& f : e.faults())
        faults.append(py::make_tuple(f.where, f.what, f.remedy));
      raise("ModelError", py::make_tuple(error_text(e, language_of_errors()), py::tuple(faults)));
    } catch (const ParseError& e) {
      raise("ParseError", py::make_tuple(e.what(), e.path(), e.line(), e.column()));
    } catch (const SolveError& e) {
      raise("SolveError", py::make_tuple(error_text(e, language_of_errors())));
    } catch (const Stopped&) {  // the Python error that asked for it is set already
      if (!PyErr_Occurred()) PyErr_SetNone(PyExc_KeyboardInterrupt);
    }
  });
  bind_model(m);
  bind_statics(m);
  bind_studies(m);
  bind_batch(m);
  bind_command(m);
}
