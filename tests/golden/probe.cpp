// What one build of the library answers, as plain lines, for fingerprint.py.
//
//     guywire_probe write SEED COUNT      random models with starts, one case a line
//     guywire_probe run < cases > records
//
// A case:    CLASS[,CLASS...] <tab> NAME <tab> OPTION=VALUE;OPTION=VALUE... <tab> JSON
//            (of a model or a setting)
// A record:  CLASS/NAME <tab> STATUS <tab> FIELD=VALUE... <tab> FIELD=VALUE...
// A field's value is a list of hexadecimal doubles, separated by spaces; `$FIELD` holds a text,
// `#FIELD` whole numbers, and `~FIELD` bounds of the rounding error of FIELD: one for all of its
// numbers, or one for each.
//
// These lines are what two commits are compared by. C++ names may differ between commits, so this
// file uses few of them, and each commit keeps its own version of it. It should build with older
// commits too: a member that came later is read where `requires` finds it (see put_contacts).
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "support/random_models.hpp"

namespace {

using namespace guywire;

using Numbers = std::vector<double>;

std::string plain(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string hexadecimal(double value) {
  if (std::isnan(value)) return "nan";
  char text[40];
  std::snprintf(text, sizeof text, "%a", value);
  return text;
}

/// One line of the output.
class Record {
 public:
  void status(std::string_view text) { status_ = text; }
  void numbers(const std::string& field, const Numbers& values) {
    std::string text;
    for (const double v : values)
      text += (text.empty() ? "" : " ") + hexadecimal(v);
    put(field, text);
  }
  void number(const std::string& field, double value) { numbers(field, Numbers{value}); }
  template <class Whole>
  void whole_numbers(const std::string& field, const Whole& values) {
    std::string text;
    for (const auto v : values) {
      text += (text.empty() ? "" : " ") + std::to_string(static_cast<long long>(v));
    }
    put('#' + field, text);
  }
  void whole(const std::string& field, long long value) { put('#' + field, std::to_string(value)); }
  void text(const std::string& field, const std::string& value) { put('$' + field, plain(value)); }
  void bounds(const std::string& field, const Numbers& values) { numbers('~' + field, values); }
  std::string line(const std::string& name) const { return name + '\t' + status_ + fields_ + '\n'; }

 private:
  void put(const std::string& field, const std::string& value) {
    fields_ += '\t' + field + '=' + value;
  }
  std::string status_ = "done", fields_;
};

/// One line of the input.
struct Case {
  std::vector<std::string> classes;
  std::string name;
  std::vector<std::pair<std::string, std::string>> options;
  std::string json;

  std::vector<std::string> all(const std::string& option) const {
    std::vector<std::string> out;
    for (const auto& [name, value] : options) {
      if (name == option) out.push_back(value);
    }
    return out;
  }
  std::string text(const std::string& option, const std::string& otherwise = "") const {
    const auto values = all(option);
    return values.empty() ? otherwise : values.front();
  }
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from <= text.size() && !text.empty()) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

Numbers numbers_of(const std::string& text) {
  Numbers out;
  for (const std::string& part : split(text, ',')) {
    out.push_back(std::strtod(part.c_str(), nullptr));
  }
  return out;
}

Case case_of(const std::string& line) {
  const auto parts = split(line, '\t');
  Case c{split(parts.at(0), ','), parts.at(1), {}, parts.at(3)};
  for (const std::string& option : split(parts[2], ';')) {
    const std::size_t equals = option.find('=');
    c.options.emplace_back(option.substr(0, equals), option.substr(equals + 1));
  }
  return c;
}

SolveOptions solve_options(const Case& c) {
  SolveOptions options;
  if (c.text("seek") == "any") options.seek = Seek::any;
  return options;
}

State start_of(const Case& c) { return State{numbers_of(c.text("start"))}; }

std::vector<Quantity> quantities_of(const Model& m, const Case& c) {
  std::vector<Quantity> out;
  for (const std::string& name : c.all("quantity"))
    out.push_back(quantity(m, name));
  return out;
}

std::string status_list(const std::vector<Status>& list) {
  std::string text;
  for (std::size_t i = 0; i < list.size();) {
    std::size_t next = i;
    while (next < list.size() && list[next] == list[i])
      ++next;
    text += (i == 0 ? "" : " ") + std::string(to_string(list[i])) + '*' + std::to_string(next - i);
    i = next;
  }
  return text.empty() ? "none" : text;
}

// --- bounds of rounding -------------------------------------------------------------------------

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// How far rounding can move an equilibrium: |H du| = |dg|, each |dg_i| at most g's rounding bound.
double angle_bound(const Posture& p, double eigenvalue) {
  const double n = static_cast<double>(p.coordinates.size());
  return std::sqrt(n) * p.certificate.rounding_bound / std::abs(eigenvalue);
}

using Reading = std::function<Numbers(const Posture&)>;

constexpr double step = 1e-6;

/// Postures one step away along each coordinate.
std::vector<Posture> neighbors(const Model& m, const Posture& at) {
  std::vector<Posture> out;
  for (std::size_t j = 0; j < at.coordinates.size(); ++j) {
    State moved{at.coordinates};
    moved.coordinates[j] += step;
    out.push_back(posture_at(m, moved).last());
  }
  return out;
}

/// Per number that `read` gives: the sum over coordinates of |d(number)/du|, by differences.
Numbers slopes(const Posture& at, const std::vector<Posture>& beside, const Reading& read) {
  const Numbers here = read(at);
  Numbers sum(here.size(), 0.0);
  for (const Posture& moved : beside) {
    const Numbers there = read(moved);
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += std::abs(there[i] - here[i]) / step;
  }
  return sum;
}

/// What the angle leaves open, and `own`, the rounding of the number at a given angle.
Numbers bounds_from(const Numbers& values, const Numbers& slope, double angle, double own) {
  constexpr double ulp = std::numeric_limits<double>::epsilon();
  Numbers out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = slope[i] * angle + 4 * ulp * std::abs(values[i]) + own;
  }
  return out;
}

// No one states how far forces, stiffnesses and potentials are rounded at a given angle. Estimated
// from the rounding bound of moments: a force acts at 0.1 m or more, a radian is a unit.
constexpr double per_moment_force = 10, per_moment_stiffness = 2, per_moment_potential = 1;

// --- what is read off a posture -----------------------------------------------------------------

struct Reader {
  const char* field;
  double per_moment;
  Reading read;
};

const std::vector<Reader>& readers() {
  static const std::vector<Reader> list{
      {"coordinates", 0, [](const Posture& p) { return p.coordinates; }},
      {"angles", 0, [](const Posture& p) { return p.angles; }},
      {"holding", 1, [](const Posture& p) { return p.constraint_moments; }},
      {"lengths", 0, [](const Posture& p) { return p.lengths; }},
      {"tensions", per_moment_force, [](const Posture& p) { return p.tensions; }},
      {"potential", per_moment_potential, [](const Posture& p) { return Numbers{p.potential}; }},
      {"eigenvalue", per_moment_stiffness,
       [](const Posture& p) { return Numbers{p.certificate.min_eigenvalue}; }},
      {"eigenvalue_upper", per_moment_stiffness,
       [](const Posture& p) { return Numbers{p.certificate.min_eigenvalue_upper}; }},
      {"tilt_stiffness", per_moment_stiffness,
       [](const Posture& p) { return Numbers{p.certificate.tilt_stiffness}; }},
      {"kink_distance", 0, [](const Posture& p) { return Numbers{p.certificate.kink_distance}; }},
  };
  return list;
}

/// Which neighboring path points touch.
template <class AnyCertificate>
void put_contacts(Record& r, const AnyCertificate& c) {
  if constexpr (requires { c.contacts; }) {
    std::vector<int> all;
    for (const auto& contact : c.contacts) {
      all.push_back(contact.cable);
      all.push_back(contact.point);
    }
    if (!all.empty()) r.whole_numbers("contacts", all);
  }
}

void put_posture(Record& r, const Outcome<Posture>& o) {
  const Posture& p = o.last();
  r.status(to_string(o.status));
  for (const Reader& reader : readers())
    r.numbers(reader.field, reader.read(p));
  if (o.status != Status::path_lost) r.numbers("residuals", p.residuals);  // else never computed
  r.number("residual", p.certificate.residual);
  r.number("residual_floor", p.certificate.rounding_bound);
  r.whole_numbers("taut", p.taut);
  r.whole_numbers("wrapped", p.wrapped);
  r.whole("kink", static_cast<int>(p.certificate.kink));
  r.whole("kink_index", p.certificate.kink_index);
  r.whole("iterations", p.certificate.iterations);
  put_contacts(r, p.certificate);
}

void put_posture_bounds(Record& r, const Model& m, const Outcome<Posture>& o) {
  const Posture& p = o.last();
  if (!is_equilibrium(o.status)) {  // where a search ends that finds nothing has no bound
    for (const Reader& reader : readers())
      r.bounds(reader.field, {unbounded});
    r.bounds("residuals", {unbounded});
    r.bounds("residual", {unbounded});
    r.bounds("residual_floor", {unbounded});
    return;
  }
  const double angle = angle_bound(p, p.certificate.min_eigenvalue);
  const std::vector<Posture> beside = neighbors(m, p);
  for (const Reader& reader : readers()) {
    const double own = reader.per_moment * p.certificate.rounding_bound;
    r.bounds(reader.field, bounds_from(reader.read(p), slopes(p, beside, reader.read), angle, own));
  }
  r.bounds("residuals", {p.certificate.rounding_bound});
  r.bounds("residual", {p.certificate.rounding_bound});
  r.bounds("residual_floor", {1e-9 * p.certificate.rounding_bound});  // chosen: it is an estimate
}

// --- the classes --------------------------------------------------------------------------------

void probe_solve(const Model& m, const Case& c, Record& r) {
  const auto o = solve(m, solve_options(c), start_of(c));
  put_posture(r, o);
  put_posture_bounds(r, m, o);
  r.text("message", to_string(o.why));
}

/// The mechanics alone, at the start.
void probe_posture(const Model& m, const Case& c, Record& r) {
  const auto o = posture_at(m, start_of(c));
  put_posture(r, o);
  r.numbers("moment_arms", moment_arms(m, start_of(c)));
  const double bound = o.last().certificate.rounding_bound;
  for (const char* moment : {"residuals", "residual"})
    r.bounds(moment, {bound});
  for (const Reader& reader : readers()) {
    if (reader.per_moment == 0) continue;
    const Numbers values = reader.read(o.last());
    const Numbers none(values.size(), 0.0);
    r.bounds(reader.field, bounds_from(values, none, 0, reader.per_moment * bound));
  }
}

void probe_recruit(const Model& m, const Case& c, Record& r) {
  const Recruitment found = recruit(m, {}, start_of(c));
  r.status(found.feasible ? "feasible" : "infeasible");
  r.numbers("activations", found.activations);
  r.number("effort", found.effort);
  r.number("residual", found.residual);
  r.number("largest", found.largest);
  r.whole("iterations", found.iterations);
  r.numbers("missing", found.infeasibility.missing);
  r.number("margin", found.infeasibility.margin);
  const double bound = posture_at(m, start_of(c)).last().certificate.rounding_bound;
  for (const char* moment : {"residual", "missing", "margin"})
    r.bounds(moment, {bound});
  std::string limiting;
  for (const std::string& name : found.infeasibility.limiting)
    limiting += name + ' ';
  r.text("limiting", limiting);
  r.text("message", to_string(found.why));
}

void probe_sensitivity(const Model& m, const Case& c, Record& r) {
  const auto rest = solve(m, solve_options(c), start_of(c));
  const std::vector<Parameter> among = parameters(m, c.all("parameter"));
  const auto quantities = quantities_of(m, c);
  const auto forward = sensitivity(m, rest, quantities, among);
  const auto adjoint =
      sensitivity(m, rest, quantities, among, {.method = SensitivityOptions::Method::adjoint});
  r.status(to_string(forward.status));
  r.numbers("values", forward.last().values);
  r.numbers("derivatives", forward.last().derivatives);
  r.numbers("coordinates", forward.last().coordinates);
  r.numbers("adjoint", adjoint.last().derivatives);
  r.text("message", to_string(forward.why));
}

struct Vary {
  Axis axis;
  int points;
};

/// vary=NAME:from:to:points, in SI units.
Vary vary_of(const Model& m, const Case& c) {
  const auto parts = split(c.text("vary"), ':');
  const double from = std::strtod(parts.at(1).c_str(), nullptr);
  const double to = std::strtod(parts.at(2).c_str(), nullptr);
  return {axis(m, parts[0], from, to), std::atoi(parts.at(3).c_str())};
}

void append(Numbers& to, const Numbers& more) { to.insert(to.end(), more.begin(), more.end()); }

void put_events(Record& r, const std::vector<SweepEvent>& events) {
  std::vector<int> kinds;
  std::vector<Status> landings;
  Numbers parameters, coordinates, quantities, landed;
  for (const SweepEvent& e : events) {
    kinds.push_back(static_cast<int>(e.kink));
    kinds.push_back(e.index);
    kinds.push_back(4 * e.on + 2 * e.fold + e.branch_point);
    kinds.push_back(e.point);
    landings.push_back(e.landing);
    parameters.push_back(e.parameter);
    append(coordinates, e.coordinates);
    append(quantities, e.quantities);
    append(landed, e.landing_coordinates);
    append(landed, e.landing_quantities);
  }
  r.whole_numbers("events", kinds);
  r.text("landings", status_list(landings));
  r.numbers("event_parameters", parameters);
  r.numbers("event_coordinates", coordinates);
  r.numbers("event_quantities", quantities);
  r.numbers("landed", landed);
}

/// What sweeps, branches and batches share: coordinates, quantities, an eigenvalue for each point.
struct Points {
  Numbers coordinates{}, quantities{}, eigenvalues{};

  void put(Record& r, const std::string& prefix, const Model& m, const Case& c) const {
    r.numbers(prefix + "coordinates", coordinates);
    r.numbers(prefix + "quantities", quantities);
    r.numbers(prefix + "eigenvalues", eigenvalues);
    const auto rest = solve(m, solve_options(c), start_of(c));
    if (!is_equilibrium(rest.status) || eigenvalues.empty()) return;
    const auto read = quantities_of(m, c);
    const Reading reading = [&](const Posture& p) {
      Numbers out;
      for (const Quantity& q : read)
        out.push_back(value_of(q, m, p));
      return out;
    };
    const Numbers slope = slopes(rest.last(), neighbors(m, rest.last()), reading);
    const double own = per_moment_force * rest.last().certificate.rounding_bound;
    Numbers of_coordinates, of_quantities;
    const double lowest = rest.last().certificate.min_eigenvalue;
    for (const double eigenvalue : eigenvalues) {  // as if all had the rounding bound of this model
      const double angle = angle_bound(rest.last(), std::isnan(eigenvalue) ? lowest : eigenvalue);
      of_coordinates.insert(of_coordinates.end(), coordinates.size() / eigenvalues.size(), angle);
      append(of_quantities, bounds_from(reading(rest.last()), slope, angle, own));
    }
    r.bounds(prefix + "coordinates", of_coordinates);
    r.bounds(prefix + "quantities", of_quantities);
  }
};

void probe_sweep(const Model& m, const Case& c, Record& r) {
  const auto [along, points] = vary_of(m, c);
  SweepOptions options{.points = points, .quantities = quantities_of(m, c)};
  options.start = start_of(c);
  options.solve = solve_options(c);
  const Sweep s = sweep(m, along, options);
  std::vector<Status> statuses;
  std::vector<std::uint8_t> taut;
  Points all;
  for (const SweepPoint& p : s.points) {
    statuses.push_back(p.status);
    append(all.coordinates, p.coordinates);
    append(all.quantities, p.quantities);
    all.eigenvalues.push_back(p.min_eigenvalue);
    taut.insert(taut.end(), p.taut.begin(), p.taut.end());
  }
  r.status(status_list(statuses));
  all.put(r, "", m, c);
  r.whole_numbers("taut", taut);
  put_events(r, s.events);
  r.text("message", to_string(s.why));
}

void probe_branch(const Model& m, const Case& c, Record& r) {
  const auto [along, points] = vary_of(m, c);
  BranchOptions options{.quantities = quantities_of(m, c), .start = start_of(c)};
  options.seek = solve_options(c).seek;
  options.point_limit = points;
  const auto o = continue_branch(m, along, options);
  const Branch& b = o.last();
  Points all;
  std::vector<int> stable;
  Numbers parameters;
  for (const BranchPoint& p : b.points) {
    parameters.push_back(p.parameter);
    append(all.coordinates, p.coordinates);
    append(all.quantities, p.quantities);
    all.eigenvalues.push_back(p.min_eigenvalue);
    stable.push_back(p.stable);
  }
  const auto end = [](BranchEnd e) { return ' ' + std::to_string(static_cast<int>(e)); };
  r.status(std::string(to_string(o.status)) + " ends" + end(b.first_end) + end(b.last_end));
  r.whole("points", static_cast<long long>(b.points.size()));
  r.numbers("parameters", parameters);
  all.put(r, "", m, c);
  r.whole_numbers("stable", stable);
  put_events(r, b.events);
  r.text("message", to_string(o.why));
}

void probe_equilibria(const Model& m, const Case& c, Record& r) {
  EquilibriaOptions options;
  options.cell_limit = std::atol(c.text("cells", "100000").c_str());
  options.verify = c.text("verify") != "no";
  const Equilibria all = all_equilibria(m, options);
  std::vector<Status> statuses;
  std::vector<int> unique;
  Numbers coordinates, bounds, cells, undecided;
  for (const Equilibrium& e : all.found) {
    statuses.push_back(e.status);
    unique.push_back(e.unique);
    append(coordinates, e.posture.coordinates);
    const double angle = angle_bound(e.posture, e.posture.certificate.min_eigenvalue);
    bounds.insert(bounds.end(), e.posture.coordinates.size(), angle);
    for (const Interval& x : e.cell)
      append(cells, {x.lower, x.upper});
  }
  for (const auto& cell : all.undecided) {
    for (const Interval& x : cell)
      append(undecided, {x.lower, x.upper});
  }
  std::string status = status_list(statuses);
  if (all.verified) status += " verified";
  if (all.no_equilibrium) status += " none_proved";
  if (all.path_lost) status += " path_lost";
  r.status(status);
  r.numbers("coordinates", coordinates);
  r.bounds("coordinates", bounds);
  r.whole_numbers("unique", unique);
  r.numbers("cells", cells);
  r.numbers("undecided", undecided);
  r.whole("examined", all.cells);
  r.text("message", to_string(all.why));
}

/// column=NAME:value,value,... for each thing that is varied.
void probe_batch(const Model& m, const Case& c, Record& r) {
  std::vector<std::string> names;
  std::vector<Numbers> values;
  for (const std::string& text : c.all("column")) {
    const auto parts = split(text, ':');
    names.push_back(parts.at(0));
    values.push_back(numbers_of(parts.at(1)));
  }
  std::vector<BatchColumn> columns;
  for (const Parameter& p : parameters(m, names)) {
    columns.push_back({p, values[columns.size()]});
  }
  BatchOptions options{.solve = solve_options(c), .start = start_of(c)};
  options.predict_start = c.text("follow") == "yes";
  options.eigenvalues = c.text("eigenvalues") != "no";
  const auto rest = solve(m, options.solve, options.start);
  const double bound = rest.last().certificate.rounding_bound;
  std::string status;
  for (const InstructionSet set : instruction_sets()) {
    options.instructions = set;
    const Batch b = solve_batch(m, columns, quantities_of(m, c), options);
    const std::string prefix = std::string(to_string(set)) + '.';
    status += (status.empty() ? "" : ", ") + prefix + ' ' + status_list(b.status);
    Points{b.state, b.values, b.min_eigenvalue}.put(r, prefix, m, c);
    r.numbers(prefix + "residual", b.residual);
    r.bounds(prefix + "residual", {bound});
    r.whole(prefix + "left", static_cast<long long>(b.scalar_fallbacks));
  }
  r.status(status);
}

using Probe = void (*)(const Model&, const Case&, Record&);
const std::vector<std::pair<std::string, Probe>> probes{
    {"solve", probe_solve},           {"posture", probe_posture},
    {"recruit", probe_recruit},       {"sensitivity", probe_sensitivity},
    {"sweep", probe_sweep},           {"branch", probe_branch},
    {"equilibria", probe_equilibria}, {"batch", probe_batch},
};

/// A refused input is an answer too.
Record guarded(const std::function<void(Record&)>& run) {
  Record r;
  try {
    run(r);
    return r;
  } catch (const std::exception& e) {
    Record refused;
    refused.status("refused");
    refused.text("message", e.what());
    return refused;
  }
}

void run_case(const Case& c) {
  std::vector<Model> model;  // none where it is refused
  const Record load_failed = guarded([&](Record&) { model.push_back(read_model(c.json, c.name)); });
  for (const std::string& name : c.classes) {
    for (const auto& [known, probe] : probes) {
      if (known != name) continue;
      const auto answer = [&](Record& r) { probe(model.front(), c, r); };
      const Record r = model.empty() ? load_failed : guarded(answer);
      std::cout << r.line(name + '/' + c.name);
    }
  }
  std::cout << "end\t" << c.name << std::endl;
}

int run() {
  std::string line;
  while (std::getline(std::cin, line))
    run_case(case_of(line));
  return 0;
}

/// Random models as the referee's campaign draws them, with their starts.
int write(std::uint64_t seed, int count) {
  for (int i = 0; i < count; ++i) {
    const std::uint64_t which = seed + static_cast<std::uint64_t>(i);
    const Model m = ModelBuilder(random_description(which)).build();
    Random r(which ^ 0xABCDEF);
    const bool any = r.chance(0.2);
    std::string start;
    for (const double u : random_coordinates(m, r, r.uniform(0, 1))) {
      start += (start.empty() ? "" : ",") + to_text(u);
    }
    std::cout << "random\t" << m.name() << "\tfree=" << m.coordinates().size()
              << ";seek=" << (any ? "any" : "downhill") << ";start=" << start << '\t'
              << plain(to_json(m)) << '\n';
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 1 && words[0] == "run") return run();
  if (words.size() == 3 && words[0] == "write") {
    return write(std::strtoull(words[1].c_str(), nullptr, 10), std::atoi(words[2].c_str()));
  }
  std::cerr << "usage: guywire_probe write SEED COUNT | run\n";
  return 2;
}
