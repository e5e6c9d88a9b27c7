#include "bind.hpp"
#include "guywire/io/model_file.hpp"

namespace guywire::python {
namespace {

Model with_numbers_set(const Model& model, const std::vector<std::pair<std::string, double>>& settings) {
  ModelBuilder b(model);
  for (const auto& [name, value] : settings) set_number(b.description, name, value);
  return b.build();
}

/// NaN keeps a measure. Units as in the names of the Python arguments.
Model resized(const Model& model, double pelvic_incidence_deg, double mass_kg, double stature_m) {
  BodyMeasures b = measures_of(model);
  if (pelvic_incidence_deg == pelvic_incidence_deg) b.pelvic_incidence = pelvic_incidence_deg * degree;
  if (mass_kg == mass_kg) b.mass = mass_kg;
  if (stature_m == stature_m) b.stature = stature_m;
  return anthropometry(model, b);
}

std::vector<std::string> cable_names(const Model& model) {
  std::vector<std::string> names;
  for (const Cable& c : model.description().cables) names.push_back(c.name);
  return names;
}

}  // namespace

void bind_model(py::module_& m) {
  const auto free = py::call_guard<py::gil_scoped_release>();
  py::class_<Model>(m, "Model", "An immutable model: structure and numbers, checked once. Compares, hashes and pickles by content.")
      .def_property_readonly("name", &Model::name)
      .def_property_readonly("hash", &content_hash, "SHA-256 of numbers and structure; prose does not count")
      .def_property_readonly(
          "coordinates", [](const Model& s) { return py::tuple(py::cast(s.coordinates())); }, "names of the free coordinates")
      .def_property_readonly(
          "cables", [](const Model& s) { return py::tuple(py::cast(cable_names(s))); }, "names of the cables, in model order")
      .def_property_readonly(
          "numbers", [](const Model& s) { return read_only(s.numbers()); }, "every number [SI], read-only, laid out as `number_names`")
      .def_property_readonly("number_names", [](const Model& s) { return py::tuple(py::cast(s.number_names())); })
      .def("to_json", &to_json, "the model as JSON text")
      .def("_set", &with_numbers_set, free)
      .def(
          "__eq__", [](const Model& a, const Model& b) { return a == b; }, py::is_operator())
      .def("__hash__", [](const Model& s) { return py::hash(py::str(content_hash(s))); })
      .def("__repr__", [](const Model& s) { return "<guywire.Model '" + s.name() + "': " + std::to_string(s.description().bodies.size()) + " bodies, " + std::to_string(s.description().cables.size()) + " cables>"; })
      .def(py::pickle([](const Model& s) { return to_json(s); }, [](const std::string& json) { return read_model(json, "pickle"); }));
  m.def(
      "load", [](const std::string& name) { return load(name); }, free);
  m.def("resized", &resized, free);
  m.def("shipped_models", &shipped_models);
}

}  // namespace guywire::python
