#include "bind.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/legs.hpp"
#include "unlocked.hpp"

namespace guywire::python {
namespace {

/// NaN keeps a measure. Units as in the names of the Python arguments.
Model resized(const Model& model, double pelvic_incidence_deg, double mass_kg, double stature_m) {
  BodyMeasures b = measures_of(model);
  if (pelvic_incidence_deg == pelvic_incidence_deg) {
    b.pelvic_incidence = pelvic_incidence_deg * degree;
    const FieldInfo& f = BodyMeasures::fields[0].info;  // said in the unit that was given
    if (!(b.pelvic_incidence >= f.lower && b.pelvic_incidence <= f.upper))
      throw ModelError(
          {{"pelvic_incidence_deg",
            "is " + to_text(pelvic_incidence_deg) + "; allowed is " + short_text(f.lower / degree) +
                " to " + short_text(f.upper / degree) + ".",
            "Give " + std::string(f.doc) + "."}});
  }
  if (mass_kg == mass_kg) b.mass = mass_kg;
  if (stature_m == stature_m) b.stature = stature_m;
  return anthropometry(model, b);
}

Model posed_legs(const Model& model, const std::vector<std::pair<std::string, double>>& right,
                 const std::vector<std::pair<std::string, double>>& left) {
  return with_legs(model, {{right}, {left}});
}

/// One row per number of each law, from the tables that check them.
template <class Law>
void add_laws(const char* of, py::list& rows) {
  const auto one = [&](const auto& law) {
    using L = std::decay_t<decltype(law)>;
    for (const auto& f : L::fields) {
      Fields row;
      row["of"] = of;
      row["kind"] = std::string(L::kind);
      row["name"] = key_of(f.info);
      row["unit"] = std::string(f.info.unit);
      row["range"] = range_text(f.info);
      row["doc"] = std::string(f.info.doc);
      rows.append(row);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (one(std::variant_alternative_t<I, Law>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Law>>{});
}

using Angles = py::typing::Dict<py::str, py::float_>;

/// Numbers given by keyword, each checked for being one real number.
std::vector<std::pair<std::string, double>> settings_of(const std::string& prefix,
                                                        const py::dict& given) {
  const py::object number = py::module_::import("guywire._check").attr("number");
  std::vector<std::pair<std::string, double>> out;
  for (const auto& [key, value] : given) {
    const std::string name = prefix + py::str(key).cast<std::string>();
    out.emplace_back(name, number(name, value).cast<double>());
  }
  return out;
}

/// "hip_deg": 20 -> the constraint "hip" at 20 degrees.
std::vector<std::pair<std::string, double>> pose_of(const std::string& side,
                                                    const py::dict& given) {
  auto out = settings_of(side + ".", given);
  for (auto& [name, value] : out) {
    name.erase(0, side.size() + 1);
    if (!name.ends_with("_deg"))
      throw ModelError({{side + " / " + name, "has no unit.", "Write " + name + "_deg."}});
    name.resize(name.size() - 4);
    value *= degree;
  }
  return out;
}

template <class Named>
Names names_of(const std::vector<Named>& parts) {
  std::vector<std::string> all;
  for (const auto& p : parts)
    all.push_back(p.name);
  return names(all);
}

using ModelClass = py::class_<Model>;

void add_readings(ModelClass& model) {
  model.def_property_readonly("name", &Model::name, "The model's name.")
      .def_property_readonly(
          "title", [](const Model& s) { return s.description().title; }, "What it is, in a line.")
      .def_property_readonly(
          "hash", &content_hash,
          "SHA-256 of numbers and structure, in hexadecimal; prose does not count.")
      .def_property_readonly(
          "coordinates", [](const Model& s) { return names(s.coordinates()); },
          "Names of the free coordinates, which are those of the bodies whose angles they are.")
      .def_property_readonly(
          "bodies", [](const Model& s) { return names_of(s.description().bodies); },
          "Names of the bodies, in model order.")
      .def_property_readonly(
          "cables", [](const Model& s) { return names_of(s.description().cables); },
          "Names of the cables, in model order.")
      .def_property_readonly(
          "joints", [](const Model& s) { return names_of(s.description().joints); },
          "Names of the joint laws.")
      .def_property_readonly(
          "constraints", [](const Model& s) { return names_of(s.description().constraints); },
          "Names of what is held.")
      .def_property_readonly(
          "groups", [](const Model& s) { return names_of(s.description().groups); },
          "Names of the groups of cables.")
      .def_property_readonly(
          "partition", [](const Model& s) { return names(s.description().partition); },
          "Groups or cables that cover every cable once, the candidates for winning.")
      .def_property_readonly(
          "numbers", [](const Model& s) { return read_only(s.numbers()); },
          "Every number [SI], read-only, laid out as `number_names`.")
      .def_property_readonly(
          "number_names", [](const Model& s) { return names(s.number_names()); },
          "NAME.field of each number.");
}

void add_texts(ModelClass& model) {
  model.def("to_json", &to_json, "The model as JSON text, in the layout of model files.")
      .def(
          "to_code",
          [](const Model& s) {
            return py::module_::import("guywire._builder")
                .attr("code_of")(to_json(s))
                .cast<std::string>();
          },
          "Python code that builds this model with `ModelBuilder`.");
}

void add_changes(ModelClass& model) {
  model.def("_resized", &resized, py::call_guard<Unlocked>())
      .def(
          "adjust",
          [](const Model& s, const std::string& name, const py::kwargs& settings) {
            return with(s, settings_of(name + ".", settings));
          },
          py::arg("name"), R"(A new model in which something has other numbers.

Parameters
----------
name : str
    A cable, group, body, joint, constraint, circle or load; "model" for gravity.
**settings : float
    Knobs (length, stiffness, strength: factors, 1 is reference; tone: 0 to 1) or numbers with
    their unit (mass_kg, neutral_angle_deg).

Raises
------
ModelError
    Unknown name, or a number outside its range.

Examples
--------
>>> import guywire as gw
>>> gw.load("bridge").adjust("front", length=0.97).name
'bridge'
)")
      .def(
          "with_legs",
          [](const Model& s, const Angles& right, const Angles& left) {
            return posed_legs(s, pose_of("right", right), pose_of("left", left));
          },
          py::arg("right") = Angles(), py::arg("left") = Angles(),
          R"(The same body with right and left legs posed on their own.

For example ``with_legs(right={"hip_deg": 20})``. Angles are thigh from the vertical (+ forward) and
knee flexion. Parts that come in pairs get "_r" and "_l".)")
      .def(
          "let_free",
          [](const Model& s, const std::string& constraint) {
            return without_constraint(s, constraint);
          },
          py::arg("constraint"),
          "A new model without one constraint: ``model.let_free('thorax_upright')``.");
}

void add_protocols(ModelClass& model) {
  model
      .def("__eq__",
           [](const Model& a, const py::object& b) {
             return py::isinstance<Model>(b) && a == b.cast<const Model&>();
           })
      .def("__hash__", [](const Model& s) { return py::hash(py::str(content_hash(s))); })
      .def("__repr__",
           [](const Model& s) {
             return "<guywire.Model '" + s.name() +
                    "': " + std::to_string(s.description().bodies.size()) + " bodies, " +
                    std::to_string(s.description().cables.size()) + " cables>";
           })
      .def(py::pickle([](const Model& s) { return to_json(s); },
                      [](const std::string& json) { return read_model(json, "pickle"); }));
}

void bind_laws(py::module_& m) {
  m.def(
      "laws",
      [] {
        py::list rows;
        add_laws<CableLaw>("cable", rows);
        add_laws<JointLaw>("joint", rows);
        return py::typing::List<Fields>(rows);
      },
      R"(The laws a cable or a joint may have, with their numbers: what `law` takes.

Returns
-------
list of dict
    A row per number: of ("cable" or "joint"), kind, name (with its unit), unit, range, doc.

Examples
--------
>>> import guywire as gw
>>> [row["name"] for row in gw.laws() if row["of"] == "cable" and row["kind"] == "linear"]
['stiffness_N_per_m', 'slack_length_m']
)");
}

void bind_files(py::module_& m) {
  const auto free = py::call_guard<Unlocked>();
  m.def(
      "load", [](const std::string& name) { return load(name); }, free);
  m.def(
      "read_model",
      [](const std::string& json, const std::string& origin) { return read_model(json, origin); },
      free);
  m.def("shipped_models", &shipped_models, R"(Names of the models that come with guywire.

Returns
-------
list of str

Examples
--------
>>> import guywire as gw
>>> gw.shipped_models()
['bridge', 'pelvis', 'standing_adult']
)");
  m.def("model_schema", &model_schema, R"(The JSON Schema (draft 2020-12) of model files.

Returns
-------
str

Examples
--------
>>> import guywire as gw, json
>>> json.loads(gw.model_schema())["type"]
'object'
)");
}

}  // namespace

void bind_model(py::module_& m) {
  bind_laws(m);
  ModelClass model(m, "Model",
                   R"(An immutable model: bodies, hinges, cables and their numbers, checked once.

Made by `load`, `ModelBuilder` or by changing another model. Compares, hashes and pickles by
content; may be used by many threads.

>>> import guywire as gw
>>> short = gw.load("standing_adult").adjust("iliopsoas", length=0.95)
>>> round(gw.solve(short).anterior_tilt_change_deg, 1)
3.2
)");
  add_readings(model);
  add_texts(model);
  add_changes(model);
  add_protocols(model);
  bind_files(m);
}

}  // namespace guywire::python
