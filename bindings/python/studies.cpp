#include <memory>
#include <optional>

#include "../../src/cli/cli.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/report/check.hpp"
#include "guywire/report/claims.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/report/equilibria.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/population.hpp"
#include "guywire/report/prescription.hpp"
#include "guywire/report/sweep.hpp"
#include "guywire/report/validation.hpp"
#include "unlocked.hpp"

namespace guywire::python {
namespace {

/// What several formats of one answer share.
template <class T>
std::shared_ptr<const T> kept(T answer) {
  return std::make_shared<const T>(std::move(answer));
}

Report explained_report(const Model& model, const std::vector<double>& start, int bodies,
                        std::uint64_t seed, int threads) {
  const auto x = kept(explain(model, {}, {start}));
  if (!is_equilibrium(x->rest.status)) x->rest.value();  // throws SolveError
  std::shared_ptr<const Robustness> certainty;
  if (bodies > 0) {
    const bool turned =
        std::any_of(model.description().cables.begin(), model.description().cables.end(),
                    [](const Cable& c) { return c.knobs != Knobs{}; });
    certainty = kept(robustness(
        model, uncertain_parameters(model),
        turned ? std::vector{tilt_direction(model), winning_part(model)}
               : std::vector{strongest_part(model)},
        {.bodies = bodies, .seed = seed, .threads = threads, .correlations = {}, .quantities = {}},
        explained(model)));
  }
  const auto notes = [certainty] { return ExplainNotes{.certainty = certainty.get()}; };
  return {[=](Language language) { return explain_json(model, *x, notes(), language); },
          [=](Language language) { return explain_text(model, *x, notes(), language); },
          [=] { return explain_csv(model, *x); }};
}

Report swept(const Model& model, const std::string& name, double from, double to, int points,
             const std::vector<std::string>& read, const std::vector<double>& start) {
  const double factor = parameter(model, name).factor;
  std::vector<Quantity> quantities;
  for (const std::string& q : read)
    quantities.push_back(quantity_named(model, q));
  if (read.empty())
    for (const Quantity& q : posture_quantities(model))
      if (q.name == "anterior_tilt_change" || q.name == "lordosis") quantities.push_back(q);
  const auto s = kept(sweep(model, axis(model, name, from * factor, to * factor),
                            {.points = points, .quantities = quantities, .start = {start}}));
  return {[=](Language language) { return sweep_json(model, *s, language); },
          [=](Language language) { return sweep_text(model, *s, language); },
          [=] { return sweep_csv(model, *s); },
          [=](Language language) { return diagram_svg(model, *s, language); }};
}

Report all_rests(const Model& model, bool verify) {
  EquilibriaOptions options;
  options.verify = verify;
  const auto all = kept(all_equilibria(model, options));
  return {[=](Language language) { return equilibria_json(model, *all, language); },
          [=](Language language) { return equilibria_text(model, *all, language); }};
}

Report checked_report(const Model& model) {
  const auto checked = kept(check_model(model));
  return {[=](Language language) { return check_json(*checked, language); },
          [=](Language language) { return check_text({*checked}, language); }};
}

Report validated(const Model& model) {
  const auto rows = kept(validate(model));
  return {[=](Language language) { return validation_json(model, *rows, language); },
          [=](Language language) { return validation_text(*rows, language); }};
}

Report essay() {
  const auto all = kept(claims(load("bridge"), load("standing_adult")));
  Report out{[=](Language language) { return claims_json(*all, language); },
             [=](Language language) { return claims_text(*all, language); }};
  out.svg = [=](Language language) { return claims_svg(*all, language); };
  return out;
}

std::pair<Report, Model> prescribed(
    const Model& model, const std::vector<std::pair<std::string, double>>& wanted,
    const std::vector<std::string>& knobs,
    const std::vector<std::tuple<std::string, double, double>>& bounds) {
  std::vector<Target> targets;
  for (const auto& [name, value] : wanted) {
    const Quantity q = quantity_named(model, name);
    targets.push_back({q, value * shown_factor(q)});
  }
  std::vector<Allowed> box;
  const auto allow = [&](const std::string& name) {
    for (const auto& [known, low, high] : bounds)
      if (known == name) return allowed(model, name, low, high);
    return allowed(model, name);
  };
  for (const std::string& n : knobs)
    box.push_back(allow(n));
  const auto p = kept(prescribe(model, targets, box));
  return {Report{[=](Language language) { return prescription_json(model, *p, language); },
                 [=](Language language) { return prescription_text(model, *p, language); },
                 [=] { return prescription_csv(model, *p); }},
          with_change(model, p->box, p->least)};
}

Report stretched(const Model& model, const std::vector<std::string>& groups) {
  const StretchOptions options;
  const auto rows = kept(compare_stretches(model, groups, options));
  return {[=](Language language) { return stretches_json(model, *rows, options, language); },
          [=](Language language) { return stretches_text(*rows, options, language); },
          [=] { return stretches_csv(*rows); }};
}

struct Tested {
  Report report;
  std::vector<TestPose> poses;
};

template <class Test>
Tested tested(const Test& test) {
  const auto t = kept(test);
  Report report{[=](Language language) { return test_json(*t, language); },
                [=](Language language) { return test_text(*t, language); }};
  report.svg = [=](Language language) { return cli::picture_of(t->report, {}, language); };
  return {report, t->report.poses};
}

Tested clinical(const Model& m, const std::string& name,
                const std::vector<std::pair<std::string, double>>& given) {
  return std::visit([](const auto& t) { return tested(t); }, clinical_test(m, name, given));
}

/// Its value where it is not given; None where it is then not set.
py::object standard_of(const TestOption& o) {
  if (!o.standard) return py::none();
  if (o.is_flag()) return py::bool_(*o.standard != 0);
  return py::float_(*o.standard);
}

/// One row per option of each clinical test, from the tables that check them.
py::typing::List<Fields> option_rows() {
  py::list rows;
  for (const std::string_view test : test_names)
    for (const TestOption& o : test_options(test)) {
      Fields row;
      row["test"] = std::string(test);
      row["name"] = std::string(o.name);
      row["unit"] = std::string(o.unit);
      row["flag"] = o.is_flag();
      row["lower"] = o.is_flag() ? py::object(py::bool_(false)) : py::object(py::float_(o.lower));
      row["upper"] = o.is_flag() ? py::object(py::bool_(true)) : py::object(py::float_(o.upper));
      row["standard"] = standard_of(o);
      row["doc"] = std::string(o.doc);
      rows.append(row);
    }
  return py::typing::List<Fields>(rows);
}

struct Bodies {
  Report report;
  std::shared_ptr<const Robustness> robustness;
};

Tone tone_of(const std::string& name) {
  if (name == "held") return Tone::held;
  return name == "recruited" ? Tone::recruited : Tone::fitted;
}

Bodies drawn(const Model& model, const std::vector<std::pair<std::string, std::string>>& scatter,
             const std::vector<std::tuple<std::string, std::string, double>>& correlate, int bodies,
             std::uint64_t seed, int threads, const std::string& tone,
             const std::vector<std::string>& read) {
  std::vector<Variate> variates;
  for (const auto& [name, distribution] : scatter) {
    variates.push_back(variate(model, name, distribution_of(distribution)));
    variates.back().source = {Fact("source.stated")};
  }
  const bool shipped = variates.empty();
  if (shipped) variates = uncertain_parameters(model);
  PopulationOptions o{
      .bodies = bodies, .seed = seed, .threads = threads, .correlations = {}, .quantities = {}};
  o.tone = tone_of(tone);
  for (const auto& [a, b, r] : correlate)
    o.correlations.push_back({a, b, r});
  for (const std::string& q : read)
    o.quantities.push_back(quantity_named(model, q).name);
  std::vector<Question> questions;
  if (shipped) questions = {tilt_direction(model), strongest_part(model), winning_part(model)};
  const auto r = kept(robustness(model, variates, questions, o));
  return {{[=](Language language) { return population_json(model, *r, variates, language); },
           [=](Language language) { return population_text(model, *r, variates, language); },
           [=] { return population_csv(r->population); }},
          r};
}

Report studied(const Model& model, int bodies, std::uint64_t seed, int threads) {
  const LengthStudyOptions o{.bodies = bodies, .seed = seed, .threads = threads};
  const auto s = kept(length_study(model, o));
  return {[=](Language language) { return length_study_json(model, *s, o, language); },
          [=](Language language) { return length_study_text(*s, o, language); },
          [=] { return length_study_csv(*s); }};
}

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

void bind_report(py::module_& m) {
  const auto format = [](Report::Format Report::*which) {
    return [which](const Report& report, const std::string& language) {
      return unlocked([&] { return (report.*which)(language_named(language)); });
    };
  };
  py::class_<Report>(m, "Report", "An answer, written in a format when that is asked for.")
      .def("json", format(&Report::json))
      .def("text", format(&Report::text))
      .def("csv", [](const Report& report) { return unlocked([&] { return report.csv(); }); })
      .def("svg", format(&Report::svg));
  m.def("language", [](const std::optional<std::string>& language) {
    return std::string(to_string(spoken(language)));
  });
  m.def("languages", [] {
    std::vector<std::string> names;
    for (const Language language : all_languages())
      names.emplace_back(to_string(language));
    return names;
  });
}

void bind_statics_reports(py::module_& m) {
  m.def("explain",
        [](const Model& a, const Numbers& start, int bodies, std::uint64_t seed, int threads) {
          return unlocked([&] { return explained_report(a, start, bodies, seed, threads); });
        });
  m.def("sweep", [](const Model& a, const std::string& name, double from, double to, int points,
                    const Texts& read, const Numbers& start) {
    return unlocked([&] { return swept(a, name, from, to, points, read, start); });
  });
  m.def("equilibria",
        [](const Model& a, bool verify) { return unlocked([&] { return all_rests(a, verify); }); });
  m.def("check", [](const Model& a) { return unlocked([&] { return checked_report(a); }); });
  m.def("claims", [] { return unlocked(essay); });
  m.def("validate", [](const Model& model) { return unlocked([&] { return validated(model); }); });
}

void bind_prescriptions(py::module_& m) {
  m.def("prescribe",
        [](const Model& a, const std::vector<std::pair<std::string, double>>& wanted,
           const Texts& knobs, const std::vector<std::tuple<std::string, double, double>>& bounds)
            -> py::typing::Tuple<Report, Model> {
          const auto [report, after] =
              unlocked([&] { return prescribed(a, wanted, knobs, bounds); });
          return py::make_tuple(report, after);
        });
  m.def("compare_stretches", [](const Model& a, const Texts& groups) {
    return unlocked([&] { return stretched(a, groups); });
  });
}

/// A test's pose: name, model, posture, turn of its picture in degrees.
using Pose = py::typing::Tuple<py::str, Model, Answer, py::float_>;

void bind_clinical_tests(py::module_& m) {
  m.def("clinical_test",
        [](const Model& a, const std::string& name,
           const std::vector<std::pair<std::string, double>>& options)
            -> py::typing::Tuple<Report, py::typing::List<Pose>> {
          const Tested t = unlocked([&] { return clinical(a, name, options); });
          py::list poses;
          for (const TestPose& p : t.poses)
            poses.append(py::make_tuple(
                p.name, p.model,
                Answer{p.model, {p.status, p.why, p.posture}, p.start, p.seek == Seek::any},
                p.turn / degree));
          return py::make_tuple(t.report, poses);
        });
  m.def("clinical_options", &option_rows,
        R"(The options that clinical tests take.

They are what `clinical_test` and the command's ``guywire test`` know.

Returns
-------
list of dict
    A row per option: test, name (with its unit), unit, flag (True or False is given), lower, upper,
    standard (None: not set), doc.

Examples
--------
>>> import guywire as gw
>>> [row["name"] for row in gw.clinical_options() if row["test"] == "toe_touch"]
['inclination_deg', 'pelvis_share']
)");
}

void bind_populations(py::module_& m) {
  m.def("length_study", [](const Model& a, int bodies, std::uint64_t seed, int threads) {
    return unlocked([&] { return studied(a, bodies, seed, threads); });
  });
  m.def("population",
        [](const Model& a, const std::vector<std::pair<std::string, std::string>>& scatter,
           const std::vector<std::tuple<std::string, std::string, double>>& correlate, int bodies,
           std::uint64_t seed, int threads, const std::string& tone,
           const Texts& read) -> py::typing::Tuple<Report, Columns, Columns, Names> {
          const Bodies b = unlocked(
              [&] { return drawn(a, scatter, correlate, bodies, seed, threads, tone, read); });
          const Population& population = b.robustness->population;
          Columns drawn_columns, values;
          for (std::size_t i = 0; i < population.names.size(); ++i)
            drawn_columns[population.names[i].c_str()] = read_only(population.drawn[i]);
          for (std::size_t i = 0; i < population.quantities.size(); ++i) {
            std::vector<double> column = population.values[i];
            for (double& v : column)
              v /= shown_factor(population.quantities[i]);
            values[quantity_key(population.quantities[i]).c_str()] = read_only(column);
          }
          std::vector<std::string> outcomes;
          for (const BodyOutcome outcome : population.outcome)
            outcomes.emplace_back(to_string(outcome));
          return py::make_tuple(b.report, drawn_columns, values, names(outcomes));
        });
}

}  // namespace

void bind_studies(py::module_& m) {
  bind_report(m);
  bind_statics_reports(m);
  bind_prescriptions(m);
  bind_clinical_tests(m);
  bind_populations(m);
}

}  // namespace guywire::python
