#include <limits>
#include <memory>

#include "unlocked.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/claims.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/report/equilibria.hpp"
#include "guywire/report/explain.hpp"
#include "guywire/report/population.hpp"
#include "guywire/report/prescription.hpp"
#include "guywire/report/sweep.hpp"

namespace guywire::python {
namespace {

/// What several formats of one answer share.
template <class T>
std::shared_ptr<const T> kept(T answer) {
  return std::make_shared<const T>(std::move(answer));
}

Report explained_report(const Model& model, const std::vector<double>& start, int bodies, std::uint64_t seed, int threads) {
  const auto x = kept(explain(model, {}, {start}));
  if (!is_equilibrium(x->rest.status)) x->rest.value();  // throws SolveError
  std::shared_ptr<const Robustness> certainty;
  if (bodies > 0) {
    const bool turned = std::any_of(model.description().cables.begin(), model.description().cables.end(), [](const Cable& c) { return c.knobs != Knobs{}; });
    certainty = kept(robustness(model, uncertain_parameters(model), turned ? std::vector{tilt_direction(model), winning_part(model)} : std::vector{strongest_part(model)}, {.bodies = bodies, .seed = seed, .threads = threads, .correlations = {}, .quantities = {}}, explained(model)));
  }
  const auto notes = [certainty] { return ExplainNotes{.certainty = certainty.get()}; };
  return {[=] { return explain_json(model, *x, notes()); }, [=] { return explain_text(model, *x, notes()); }, [=] { return explain_csv(model, *x); }};
}

Report swept(const Model& model, const std::string& name, double from, double to, int points, const std::vector<std::string>& read, const std::vector<double>& start) {
  const double factor = parameter(model, name).factor;
  std::vector<Quantity> quantities;
  for (const std::string& q : read) quantities.push_back(quantity_named(model, q));
  if (read.empty())
    for (const Quantity& q : posture_quantities(model))
      if (q.name == "anterior_tilt_change" || q.name == "lordosis") quantities.push_back(q);
  const auto s = kept(sweep(model, axis(model, name, from * factor, to * factor), {.points = points, .quantities = quantities, .start = {start}}));
  return {[=] { return sweep_json(model, *s); }, [=] { return sweep_text(model, *s); }, [=] { return sweep_csv(model, *s); }, [=] { return diagram_svg(model, *s); }};
}

Report all_rests(const Model& model, bool verify) {
  EquilibriaOptions options;
  options.verify = verify;
  const auto all = kept(all_equilibria(model, options));
  return {[=] { return equilibria_json(model, *all); }, [=] { return equilibria_text(model, *all); }};
}

Report essay() {
  const auto all = kept(claims(load("bridge"), load("standing_adult")));
  Report out{[=] { return claims_json(*all); }, [=] { return claims_text(*all); }};
  out.svg = [=] { return claims_svg(*all); };
  return out;
}

std::pair<Report, Model> prescribed(const Model& model, const std::vector<std::pair<std::string, double>>& wanted, const std::vector<std::string>& knobs, const std::vector<std::tuple<std::string, double, double>>& bounds) {
  std::vector<Target> targets;
  for (const auto& [name, value] : wanted) {
    const Quantity q = quantity_named(model, name);
    targets.push_back({q, value * outside_factor(q)});
  }
  std::vector<Allowed> box;
  const auto allow = [&](const std::string& name) {
    for (const auto& [known, low, high] : bounds)
      if (known == name) return allowed(model, name, low, high);
    return allowed(model, name);
  };
  if (knobs.empty())
    for (const Allowed& a : length_knobs(model)) box.push_back(allow(a.parameter.name));
  else
    for (const std::string& n : knobs) box.push_back(allow(n));
  const auto p = kept(prescribe(model, targets, box));
  return {Report{[=] { return prescription_json(model, *p); }, [=] { return prescription_text(model, *p); }, [=] { return prescription_csv(model, *p); }}, with_change(model, p->box, p->least)};
}

Report stretched(const Model& model, const std::vector<std::string>& groups) {
  const StretchOptions options;
  const auto rows = kept(compare_stretches(model, groups.empty() ? model.description().partition : groups, options));
  return {[=] { return stretches_json(model, *rows, options); }, [=] { return stretches_text(*rows, options); }, [=] { return stretches_csv(*rows); }};
}

struct Tested {
  Report report;
  std::vector<TestPose> poses;
};

template <class Test>
Tested tested(const Test& test) {
  const auto t = kept(test);
  return {{[=] { return test_json(*t); }, [=] { return test_text(*t); }}, t->report.poses};
}

/// An option that was not given is NaN.
Tested clinical(const Model& m, const std::string& name, const std::vector<std::pair<std::string, double>>& given) {
  const auto refuse = [&](const std::string& known) {
    for (const auto& [key, value] : given)
      if ((" " + known + " ").find(" " + key + " ") == std::string::npos) throw ModelError({{name + " / " + key, "is no option of this test.", known.empty() ? "It takes none." : "It takes: " + known + "."}});
  };
  const auto set = [&](const char* key, double& value, double factor) {
    for (const auto& [k, v] : given)
      if (k == key) value = v * factor;
  };
  if (name == "mirror") {
    refuse("");
    return tested(mirror_test(m));
  }
  if (name == "thomas") {
    refuse("posterior_tilt_deg tone");
    ThomasOptions o;
    set("posterior_tilt_deg", o.posterior_tilt, degree), set("tone", o.tone, 1);
    return tested(thomas_test(m, o));
  }
  if (name == "straight_leg_raise") {
    refuse("passive_moment_Nm knee_flexion_deg tone");
    StraightLegRaiseOptions o;
    set("passive_moment_Nm", o.passive_moment, 1), set("knee_flexion_deg", o.knee_flexion, degree), set("tone", o.tone, 1);
    return tested(straight_leg_raise_test(m, o));
  }
  if (name == "toe_touch") {
    refuse("inclination_deg pelvis_share");
    ToeTouchOptions o;
    set("inclination_deg", o.inclination, degree), set("pelvis_share", o.pelvis_share, 1);
    return tested(toe_touch_test(m, o));
  }
  if (name == "sitting") {
    refuse("posterior_tilt_deg tone");
    SittingOptions o;
    double tilt = std::numeric_limits<double>::quiet_NaN();
    set("posterior_tilt_deg", tilt, degree), set("tone", o.tone, 1);
    if (tilt == tilt) o.posterior_tilt = tilt;
    return tested(sitting_test(m, o));
  }
  const std::vector<std::string> names{"mirror", "thomas", "straight_leg_raise", "toe_touch", "sitting"};
  const std::string near = nearest_name(name, names);
  throw ModelError({{"test", "is '" + name + "'.", near.empty() ? "Use mirror, thomas, straight_leg_raise, toe_touch or sitting." : "Did you mean '" + near + "'?"}});
}

struct Bodies {
  Report report;
  std::shared_ptr<const Robustness> robustness;
};

Bodies drawn(const Model& model, const std::vector<std::pair<std::string, std::string>>& scatter, const std::vector<std::tuple<std::string, std::string, double>>& correlate, int bodies, std::uint64_t seed, int threads, const std::string& tone, const std::vector<std::string>& read) {
  std::vector<Variate> variates;
  for (const auto& [name, distribution] : scatter) {
    variates.push_back(variate(model, name, distribution_of(distribution)));
    variates.back().source = "stated";
  }
  const bool shipped = variates.empty();
  if (shipped) variates = uncertain_parameters(model);
  PopulationOptions o{.bodies = bodies, .seed = seed, .threads = threads, .correlations = {}, .quantities = {}};
  o.tone = tone == "held" ? Tone::held : tone == "recruited" ? Tone::recruited
                                                             : Tone::fitted;
  for (const auto& [a, b, r] : correlate) o.correlations.push_back({a, b, r});
  for (const std::string& q : read) o.quantities.push_back(quantity_named(model, q).name);
  std::vector<Question> questions;
  if (shipped) questions = {tilt_direction(model), strongest_part(model), winning_part(model)};
  const auto r = kept(robustness(model, variates, questions, o));
  return {{[=] { return population_json(model, *r, variates); }, [=] { return population_text(model, *r, variates); }, [=] { return population_csv(r->population); }}, r};
}

Report studied(const Model& model, int bodies, std::uint64_t seed, int threads) {
  const LengthStudyOptions o{.bodies = bodies, .seed = seed, .threads = threads};
  const auto s = kept(length_study(model, o));
  return {[=] { return length_study_json(model, *s, o); }, [=] { return length_study_text(*s, o); }, [=] { return length_study_csv(*s); }};
}


}  // namespace

void bind_studies(py::module_& m) {
  const auto format = [](Report::Format Report::*which) {
    return [which](const Report& report) { return unlocked([&] { return (report.*which)(); }); };
  };
  py::class_<Report>(m, "Report", "An answer, written in a format when that is asked for.")
      .def("json", format(&Report::json))
      .def("text", format(&Report::text))
      .def("csv", format(&Report::csv))
      .def("svg", format(&Report::svg));
  using Texts = std::vector<std::string>;
  using Numbers = std::vector<double>;
  m.def("explain", [](const Model& a, const Numbers& start, int bodies, std::uint64_t seed, int threads) { return unlocked([&] { return explained_report(a, start, bodies, seed, threads); }); });
  m.def("sweep", [](const Model& a, const std::string& name, double from, double to, int points, const Texts& read, const Numbers& start) { return unlocked([&] { return swept(a, name, from, to, points, read, start); }); });
  m.def("equilibria", [](const Model& a, bool verify) { return unlocked([&] { return all_rests(a, verify); }); });
  m.def("claims", [] { return unlocked(essay); });
  m.def("prescribe", [](const Model& a, const std::vector<std::pair<std::string, double>>& wanted, const Texts& knobs, const std::vector<std::tuple<std::string, double, double>>& bounds) -> py::typing::Tuple<Report, Model> {
    const auto [report, after] = unlocked([&] { return prescribed(a, wanted, knobs, bounds); });
    return py::make_tuple(report, after);
  });
  m.def("compare_stretches", [](const Model& a, const Texts& groups) { return unlocked([&] { return stretched(a, groups); }); });
  using Pose = py::typing::Tuple<py::str, Model, Answer, py::float_>;  // name, model, posture, turn of its picture in degrees
  m.def("clinical_test", [](const Model& a, const std::string& name, const std::vector<std::pair<std::string, double>>& options) -> py::typing::Tuple<Report, py::typing::List<Pose>> {
    const Tested t = unlocked([&] { return clinical(a, name, options); });
    py::list poses;
    for (const TestPose& p : t.poses) poses.append(py::make_tuple(p.name, p.model, Answer{p.model, {p.status, p.message, p.posture}, p.start, p.seek == Seek::any}, p.turn / degree));
    return py::make_tuple(t.report, poses);
  });
  m.def("length_study", [](const Model& a, int bodies, std::uint64_t seed, int threads) { return unlocked([&] { return studied(a, bodies, seed, threads); }); });
  m.def("population", [](const Model& a, const std::vector<std::pair<std::string, std::string>>& scatter, const std::vector<std::tuple<std::string, std::string, double>>& correlate, int bodies, std::uint64_t seed, int threads, const std::string& tone, const Texts& read) -> py::typing::Tuple<Report, Columns, Columns, Names> {
    const Bodies b = unlocked([&] { return drawn(a, scatter, correlate, bodies, seed, threads, tone, read); });
    const Population& population = b.robustness->population;
    Columns drawn_columns, values;
    for (std::size_t i = 0; i < population.names.size(); ++i) drawn_columns[population.names[i].c_str()] = read_only(population.drawn[i]);
    for (std::size_t i = 0; i < population.quantities.size(); ++i) {
      std::vector<double> column = population.values[i];
      for (double& v : column) v /= outside_factor(population.quantities[i]);
      values[outside_name(population.quantities[i]).c_str()] = read_only(column);
    }
    return py::make_tuple(b.report, drawn_columns, values, names(population.fate));
  });
}

}  // namespace guywire::python
