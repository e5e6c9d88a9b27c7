#include "bind.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/claims.hpp"
#include "guywire/report/equilibria.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/svg.hpp"
#include "guywire/report/sweep.hpp"

namespace guywire::python {
namespace {

/// A posture with the model it belongs to.
struct Answer {
  Model model;
  Outcome<Posture> outcome;
  State start;
  bool seek_any = false;
  std::string json() const { return answer_json(model, outcome); }
};

Answer solved(const Model& model, const std::vector<double>& start, bool seek_any) {
  Answer a{model, {}, {start}, seek_any};
  a.outcome = solve(model, {.seek = seek_any ? Seek::any : Seek::downhill}, a.start);
  if (!is_equilibrium(a.outcome.status)) a.outcome.value();  // throws SolveError
  return a;
}

/// What a study gives: JSON and words, both written by the code the command line uses.
struct Report {
  std::string json, text;
};

Report explained_report(const Model& model) {
  const Explanation x = explain(model);
  return {explain_json(model, x), explain_text(model, x)};
}

Report swept(const Model& model, const std::string& name, double from, double to, int points, const std::vector<std::string>& read) {
  const double factor = parameter(model, name).factor;
  std::vector<Quantity> quantities;
  for (const std::string& q : read) quantities.push_back(quantity(model, q));
  if (read.empty())
    for (const Quantity& q : posture_quantities(model))
      if (q.name == "anterior_tilt_change" || q.name == "lordosis") quantities.push_back(q);
  const Sweep s = sweep(model, axis(model, name, from * factor, to * factor), {.points = points, .quantities = quantities});
  return {sweep_json(model, s), sweep_text(model, s)};
}

Report all_rests(const Model& model, bool verify) {
  EquilibriaOptions options;
  options.verify = verify;
  const Equilibria all = all_equilibria(model, options);
  return {equilibria_json(model, all), equilibria_text(model, all)};
}

Report essay() {
  const auto all = claims(load("bridge"), load("standing_adult"));
  return {claims_json(all), claims_text(all)};
}

Model recruited(const Model& model, double floor, double ceiling) {
  const Recruitment r = recruit(model, {.floor = floor, .ceiling = ceiling, .among = {}});
  if (!r.feasible) throw SolveError(r.message);
  return with_recruitment(model, r);
}

}  // namespace

void bind_statics(py::module_& m) {
  const auto free = py::call_guard<py::gil_scoped_release>();
  const auto numbers = [](std::vector<double> Posture::*member) { return [member](const Answer& a) { return read_only(a.outcome.last().*member); }; };
  py::class_<Answer>(m, "Posture", "Where a model comes to rest, with its certificate. Any field of the JSON answer is an attribute.")
      .def_property_readonly("model", [](const Answer& a) { return a.model; })
      .def_property_readonly("status", [](const Answer& a) { return std::string(to_string(a.outcome.status)); })
      .def_property_readonly("message", [](const Answer& a) { return a.outcome.message; })
      .def_property_readonly("angles", numbers(&Posture::angles), "angle of each body [rad], read-only")
      .def_property_readonly("tensions", numbers(&Posture::tensions), "tension of each cable, one side [N], read-only")
      .def_property_readonly("lengths", numbers(&Posture::lengths), "length of each cable [m], read-only")
      .def_property_readonly("residuals", numbers(&Posture::residuals), "moment left about each coordinate [N m], read-only")
      .def("to_json", &Answer::json, "the answer as JSON text, the same as the command line's")
      .def("to_dict", [](const Answer& a) { return py::module_::import("json").attr("loads")(a.json()); })
      .def("__getattr__", [](const Answer& a, const std::string& name) -> py::object {
        if (!name.starts_with("_")) {
          const py::dict all = py::module_::import("json").attr("loads")(a.json());
          if (all.contains(name)) return all[name.c_str()];
          const py::dict posture = all["posture"];
          if (posture.contains(name)) return posture[name.c_str()];
        }
        throw py::attribute_error("'Posture' has no attribute '" + name + "'");
      })
      .def("__str__", [](const Answer& a) { return answer_text(a.model, a.outcome); })
      .def("__repr__", [](const Answer& a) { return "<guywire.Posture of '" + a.model.name() + "': " + std::string(to_string(a.outcome.status)) + ">"; })
      .def("_repr_html_", [](const Answer& a) { return svg_picture(a.model, a.outcome.last()); })
      .def(
          "__eq__", [](const Answer& a, const Answer& b) { return a.model == b.model && a.json() == b.json(); }, py::is_operator())
      .def("__hash__", [](const Answer& a) { return py::hash(py::str(a.json())); })
      // solved again when unpickled: equal bit for bit within one build
      .def(py::pickle([](const Answer& a) { return py::make_tuple(a.model, a.start.coordinates, a.seek_any); }, [](const py::tuple& t) { return solved(t[0].cast<Model>(), t[1].cast<std::vector<double>>(), t[2].cast<bool>()); }));
  py::class_<Report>(m, "Report", "The answer of a study: JSON and words.")
      .def("to_json", [](const Report& r) { return r.json; })
      .def("to_dict", [](const Report& r) { return py::module_::import("json").attr("loads")(r.json); })
      .def("__str__", [](const Report& r) { return r.text; })
      .def("__repr__", [](const Report& r) { return r.text; })
      .def(
          "__eq__", [](const Report& a, const Report& b) { return a.json == b.json; }, py::is_operator())
      .def("__hash__", [](const Report& r) { return py::hash(py::str(r.json)); })
      .def(py::pickle([](const Report& r) { return py::make_tuple(r.json, r.text); }, [](const py::tuple& t) { return Report{t[0].cast<std::string>(), t[1].cast<std::string>()}; }));
  m.def("solve", &solved, free);
  m.def("explain", &explained_report, free);
  m.def("sweep", &swept, free);
  m.def("equilibria", &all_rests, free);
  m.def("claims", &essay, free);
  m.def("recruit", &recruited, free);
}

}  // namespace guywire::python
