#include <algorithm>
#include <cmath>
#include <optional>

#include "guywire/core/units.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/report/answer.hpp"
#include "guywire/report/svg.hpp"
#include "unlocked.hpp"

namespace guywire::python {

Quantity quantity_named(const Model& model, const std::string& name) {
  for (const char* suffix : {"_deg", "_N", "_Nm"})
    if (name.ends_with(suffix)) {
      const Quantity q = quantity(model, name.substr(0, name.size() - std::string(suffix).size()));
      if (quantity_key(q) == name) return q;
      throw ModelError({{name, "has the wrong unit.", "Write " + quantity_key(q) + "."}});
    }
  return quantity(model, name);
}

std::string Answer::json(Language language) const {
  return answer_json(model, outcome, {}, language);
}

namespace {

Answer solved(const Model& model, const std::vector<double>& start, bool seek_any) {
  Answer a{model, {}, {start}, seek_any};
  a.outcome = solve(model, {.seek = seek_any ? Seek::any : Seek::downhill}, a.start);
  // throws SolveError; an answer hidden by rounding comes back as a Posture that says so
  if (!is_equilibrium(a.outcome.status) && a.outcome.status != Status::hidden_by_rounding) {
    a.outcome.value();
  }
  return a;
}

double finite_number(const char* where, const py::object& value) {
  const double number =
      py::module_::import("guywire._check").attr("number")(where, value).cast<double>();
  if (!std::isfinite(number))
    throw ModelError(
        {{where, "is " + to_text(number) + "; allowed is any finite number.", "Give degrees."}});
  return number;
}

Fields dictionary(const std::string& json) {
  return Fields(py::dict(py::module_::import("json").attr("loads")(json)));
}

py::object attribute(const Answer& a, const std::string& name) {
  if (name.ends_with("_deg"))
    for (const Quantity& q : posture_quantities(a.model))
      if (quantity_key(q) == name) {
        const double v = value_of(q, a.model, a.outcome.last()) / degree;
        return py::float_(v == 0 ? 0.0 : v);
      }
  if (!name.starts_with("_")) {
    const Fields all = dictionary(a.json(spoken({})));
    if (all.contains(name)) return all[name.c_str()];
  }
  throw py::attribute_error("'Posture' has no attribute '" + name +
                            "'. It has status, message, residual, min_eigenvalue, tilt_stiffness, "
                            "state, angles, tensions, lengths, what to_dict() lists, and the "
                            "posture angles in degrees (anterior_tilt_change_deg, ...).");
}

/// Points along a cable, an arc in steps of at most 5 degrees.
py::array_t<double> path_of(const Answer& a, const std::string& cable) {
  const auto& cables = a.model.description().cables;
  const auto it =
      std::find_if(cables.begin(), cables.end(), [&](const Cable& c) { return c.name == cable; });
  if (it == cables.end()) {
    const auto members =
        a.model.cables(cable);  // a ModelError with the nearest name, unless it is a group
    throw ModelError({{"path",
                       "of '" + cable + "' is asked for, which is a group of " +
                           std::to_string(members.size()) + " cables.",
                       "Name one of them."}});
  }
  const CableId id{static_cast<int>(it - cables.begin())};
  if (Facts why = why_lost(a.model, id, a.outcome.last().angles); !why.empty())
    throw ModelError({{.where = "path",
                       .what = "is not defined in this posture.",
                       .remedy = "Ask at a posture where it is.",
                       .why = std::move(why)}});
  std::vector<double> points;
  const auto add = [&](Vec2 p) {
    points.push_back(p.x);
    points.push_back(p.y);
  };
  for (const PathPiece& piece : cable_path(a.model, id, a.outcome.last().angles)) {
    if (points.empty()) add(piece.from);
    const int steps = piece.radius == 0 ? 1 : 1 + static_cast<int>(piece.wrap / (5 * degree));
    for (int i = 1; i <= steps; ++i)
      add(piece.at(static_cast<double>(i) / steps));
  }
  return read_only(points, {static_cast<py::ssize_t>(points.size()) / 2, 2});
}

py::typing::Tuple<Names, Names, py::array_t<double>, py::array_t<double>> sensitivities(
    const Model& model, const std::vector<std::string>& of, const std::vector<std::string>& to,
    bool adjoint, const std::vector<double>& start) {
  std::vector<Quantity> quantities;
  for (const std::string& q : of)
    quantities.push_back(quantity_named(model, q));
  std::vector<Parameter> parameters;
  for (const std::string& p : to)
    parameters.push_back(parameter(model, p));
  SensitivityOptions options;
  if (adjoint) options.method = SensitivityOptions::Method::adjoint;
  const Outcome<Sensitivity> o = unlocked([&] {
    return sensitivity(model, solve(model, {}, {start}), quantities, parameters, options);
  });
  const Sensitivity& s = o.value();
  std::vector<double> values, derivatives;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    values.push_back(s.values[i] / shown_factor(quantities[i]));
    for (std::size_t j = 0; j < parameters.size(); ++j)
      derivatives.push_back(s(static_cast<int>(i), static_cast<int>(j)) * parameters[j].factor /
                            shown_factor(quantities[i]));
  }
  std::vector<std::string> read, varied;
  for (const Quantity& q : quantities)
    read.push_back(quantity_key(q));
  for (const Parameter& p : parameters)
    varied.push_back(p.name);
  const auto rows = static_cast<py::ssize_t>(quantities.size()),
             columns = static_cast<py::ssize_t>(parameters.size());
  return py::make_tuple(names(read), names(varied), read_only(values),
                        read_only(derivatives, {rows, columns}));
}

Model recruited(const Model& model, const std::vector<double>& start, double min_activation,
                double max_activation, const std::optional<std::vector<std::string>>& among) {
  const Recruitment r = recruit(
      model, {.min_activation = min_activation, .max_activation = max_activation, .among = among},
      {start});
  if (!r.feasible) throw SolveError(r.why);
  return with_recruitment(model, r);
}

using AnswerClass = py::class_<Answer>;

void add_readings(AnswerClass& posture) {
  const auto column = [](std::vector<double> Posture::*member) {
    return [member](const Answer& a) { return read_only(a.outcome.last().*member); };
  };
  posture
      .def_property_readonly(
          "model", [](const Answer& a) { return a.model; }, "The model that rests.")
      .def_property_readonly(
          "status", [](const Answer& a) { return std::string(to_string(a.outcome.status)); },
          "'stable', 'unstable' or 'neutral'.")
      .def_property_readonly(
          "message", [](const Answer& a) { return sentences(a.outcome.why, spoken({})); },
          "The status in a sentence.")
      .def_property_readonly("state", column(&Posture::coordinates),
                             "Angle of each free coordinate [rad], read-only; goes into `start=`.")
      .def_property_readonly("angles", column(&Posture::angles),
                             "Angle of each body [rad], read-only.")
      .def_property_readonly("tensions", column(&Posture::tensions),
                             "Tension of each cable, one side [N], read-only; 0 is slack.")
      .def_property_readonly("lengths", column(&Posture::lengths),
                             "Length of each cable [m], read-only.")
      .def_property_readonly("residuals", column(&Posture::residuals),
                             "Moment left about each coordinate [N m], read-only.")
      .def_property_readonly("holding_moments", column(&Posture::constraint_moments),
                             "Moment that each constraint supplies [N m], + posterior, read-only.")
      .def_property_readonly(
          "potential", [](const Answer& a) { return a.outcome.last().potential; },
          "Potential energy [J].");
}

void add_certificate(AnswerClass& posture) {
  const auto certified = [](double Certificate::*member) {
    return [member](const Answer& a) { return a.outcome.last().certificate.*member; };
  };
  posture
      .def_property_readonly("residual", certified(&Certificate::residual),
                             "Largest residual moment [N m].")
      .def_property_readonly("residual_floor", certified(&Certificate::rounding_bound),
                             "Rounding floor of the residual [N m].")
      .def_property_readonly("min_eigenvalue", certified(&Certificate::min_eigenvalue),
                             "Smallest eigenvalue of the Hessian [N m/rad].")
      .def_property_readonly("tilt_stiffness", certified(&Certificate::tilt_stiffness),
                             "Moment per radian of tilt when all else follows [N m/rad].")
      .def_property_readonly(
          "kink_distance", certified(&Certificate::kink_distance),
          "Distance to the nearest slack-taut, touch-down or joint corner [rad].");
}

void add_path(AnswerClass& posture) {
  posture.def("path", &path_of, py::arg("cable"), R"(Where a cable runs, seen from the right.

Parameters
----------
cable : str

Returns
-------
ndarray, shape (points, 2)
    x forward and y up [m]; arcs about circles in steps of at most 5 degrees.

Raises
------
ModelError
    A name that is no cable; a path that is not defined there (the reason is said).

Examples
--------
>>> import guywire as gw
>>> gw.solve(gw.load("bridge")).path("rear_upper_1").shape
(2, 2)
)");
}

void add_texts(AnswerClass& posture) {
  using Asked = std::optional<std::string>;
  posture
      .def(
          "to_text",
          [](const Answer& a, const Asked& language) {
            return answer_text(a.model, a.outcome, {}, spoken(language));
          },
          py::arg("language") = py::none(),
          "The answer in words: in ``language`` ('en' or 'de'), else in that of the environment "
          "variable GUYWIRE_LANGUAGE, else in English.")
      .def(
          "to_json",
          [](const Answer& a, const Asked& language) { return a.json(spoken(language)); },
          py::arg("language") = py::none(),
          "The answer as JSON text, the same as the command line's.")
      .def(
          "to_dict",
          [](const Answer& a, const Asked& language) {
            return dictionary(a.json(spoken(language)));
          },
          py::arg("language") = py::none(), "The answer as a dictionary, laid out as the JSON.")
      .def(
          "to_svg",
          [](const Answer& a, const std::string& title, const py::object& turn_deg, bool whole,
             const Asked& language) {
            const double turn = finite_number("turn_deg", turn_deg) * degree;
            return svg_picture(
                a.model, a.outcome.last(),
                {.title = title, .turn = turn, .whole = whole, .language = spoken(language)});
          },
          py::arg("title") = "", py::arg("turn_deg") = 0.0, py::arg("whole") = false,
          py::arg("language") = py::none(),
          R"(The posture as a picture: SVG text.

Parameters
----------
title : str, optional
    Default: the model's name.
turn_deg : float
    Turns the picture counter-clockwise: 90 shows a body lying on its back.
whole : bool
    From head to foot, instead of where the cables run.
language : {'en', 'de'}, optional
    Of the words in it. Default: GUYWIRE_LANGUAGE, else English.
)");
}

void add_access(AnswerClass& posture) {
  posture.def("__getattr__", &attribute)
      .def(
          "__getitem__",
          [](const Answer& a, const std::string& name) {
            const Quantity q = quantity_named(a.model, name);
            return value_of(q, a.model, a.outcome.last()) / shown_factor(q);
          },
          py::arg("quantity"),
          "A quantity by the name that `read=` takes elsewhere, such as "
          "``rest['hamstrings.tension_N']`` (both sides together) or ``rest['L5.shear_N']``.");
}

void add_protocols(AnswerClass& posture) {
  posture
      .def("__str__",
           [](const Answer& a) { return answer_text(a.model, a.outcome, {}, spoken({})); })
      .def("__repr__",
           [](const Answer& a) {
             return "<guywire.Posture of '" + a.model.name() +
                    "': " + std::string(to_string(a.outcome.status)) + ">";
           })
      .def("_repr_html_",
           [](const py::object& self) {
             return py::module_::import("guywire._html").attr("posture")(self).cast<std::string>();
           })
      .def("__eq__",
           [](const Answer& a, const py::object& o) {
             if (!py::isinstance<Answer>(o)) return false;
             const Answer& b = o.cast<const Answer&>();
             return a.model == b.model && a.json(Language::english) == b.json(Language::english);
           })
      .def("__hash__", [](const Answer& a) { return py::hash(py::str(a.json(Language::english))); })
      .def(py::pickle(
          [](const Answer& a) { return py::make_tuple(a.model, a.start.coordinates, a.seek_any); },
          [](const py::tuple& t) {
            return solved(t[0].cast<Model>(), t[1].cast<std::vector<double>>(), t[2].cast<bool>());
          }));
}

void bind_posture(py::module_& m) {
  AnswerClass posture(m, "Posture", R"(Where a model comes to rest, with its certificate.

Made by `solve`, or by `clinical_test` as one of its `poses`. Immutable; compares by value; pickles
(it is solved again, equal bit for bit). Beside what is listed here, every field of the JSON answer
is an attribute (`cables`, `coordinates`, `holding`, ...), and so is every posture angle in degrees:
`anterior_tilt_change_deg`, `lordosis_deg`, ...

>>> import guywire as gw
>>> rest = gw.solve(gw.load("bridge"))
>>> rest.status, bool((rest.tensions >= 0).all())
('stable', True)
)");
  add_readings(posture);
  add_certificate(posture);
  add_path(posture);
  add_texts(posture);
  add_access(posture);
  add_protocols(posture);
}

}  // namespace

void bind_statics(py::module_& m) {
  const auto free = py::call_guard<Unlocked>();
  bind_posture(m);
  m.def("solve", &solved, free);
  m.def("sensitivity", &sensitivities);
  m.def("recruit", &recruited, free);
  m.def("passive_hip_moments",
        [](const Model& model, const std::vector<std::pair<double, double>>& hip_and_knee_deg) {
          std::vector<double> out;
          for (const auto& [hip, knee] : hip_and_knee_deg) {
            const PassiveHipMoment m = passive_hip_moment(model, hip * degree, knee * degree);
            out.push_back(m.muscles + m.capsule);
          }
          return out;
        });
  m.def("quantities", [](const Model& model) {
    std::vector<std::string> all;
    for (const Quantity& q : posture_quantities(model))
      all.push_back(quantity_key(q));
    for (const auto& part : partition_of(model))
      all.push_back(part.first + ".tension_N");
    if (model.coordinates().empty()) {  // nothing moves: what is asked is what each hold supplies
      for (const Constraint& c : model.description().constraints)
        all.push_back(c.name + ".moment_Nm");
    }
    return names(all);
  });
  m.def("members", [](const Model& model, const std::string& group) {
    std::vector<std::string> all;
    for (const CableId id : model.cables(group))
      all.push_back(model.description().cables[id.index].name);
    return names(all);
  });
  m.def("moment_arms", [](const Model& model, const std::vector<double>& state) {
    const std::vector<double> arms = unlocked([&] { return moment_arms(model, {state}); });
    const auto columns = static_cast<py::ssize_t>(model.coordinates().size());
    return read_only(arms, {static_cast<py::ssize_t>(model.structure().cables.size()), columns});
  });
}

}  // namespace guywire::python
