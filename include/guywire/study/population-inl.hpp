#pragma once
#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <optional>
#include <thread>

#include "guywire/core/units.hpp"
#include "guywire/core/watch.hpp"
#include "guywire/math/counter_random.hpp"
#include "guywire/math/spectrum.hpp"
#include "guywire/mechanics/disc_axis.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/statics/winning.hpp"
#include "guywire/study/population.hpp"

namespace guywire {

namespace detail {

inline void check_distribution(const Distribution& d, const std::string& where,
                               std::vector<Fault>& faults) {
  using Kind = Distribution::Kind;
  const bool finite = std::isfinite(d.mean) && std::isfinite(d.sd) && std::isfinite(d.lower) &&
                      std::isfinite(d.upper);
  if (!finite)
    return faults.push_back({where, "has a number that is not finite.", "Give finite numbers."});
  if (d.kind != Kind::uniform && !(d.sd > 0))
    faults.push_back({where, "has the standard deviation " + to_text(d.sd) + "; allowed is > 0.",
                      "Leave it out if it does not vary."});
  if (d.kind == Kind::lognormal && !(d.mean > 0))
    faults.push_back({where, "is lognormal with the mean " + to_text(d.mean) + "; allowed is > 0.",
                      "Use normal for a value that may be negative."});
  if ((d.kind == Kind::uniform || d.kind == Kind::truncated_normal) && !(d.lower < d.upper))
    faults.push_back({where, "runs from " + to_text(d.lower) + " to " + to_text(d.upper) + ".",
                      "Give the smaller end first."});
  if (d.kind == Kind::truncated_normal && d.sd > 0 && d.lower < d.upper &&
      !(normal_cdf((d.upper - d.mean) / d.sd) - normal_cdf((d.lower - d.mean) / d.sd) > 1e-9))
    faults.push_back({where,
                      "is cut to a range that the normal distribution all but never reaches.",
                      "Bring mean and range together."});
}

/// Which body measure a name means, and SI per unit; none: -1.
inline std::pair<int, double> measure_of(std::string_view name) {
  if (name == "pelvic_incidence") return {0, 1};
  if (name == "pelvic_incidence_deg") return {0, degree};
  if (name == "mass" || name == "mass_kg") return {1, 1};
  if (name == "stature" || name == "stature_m") return {2, 1};
  return {-1, 1};
}

inline std::size_t place_of(const std::vector<Variate>& variates, const std::string& name,
                            const std::string& where, std::vector<Fault>& faults) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < variates.size(); ++i) {
    if (variates[i].name == name) return i;
    known.push_back(variates[i].name);
  }
  const std::string near = nearest_name(name, known);
  faults.push_back({where, "names '" + name + "', which is not scattered.",
                    near.empty() ? "" : "Did you mean '" + near + "'?"});
  return variates.size();
}

/// Lower Cholesky factor of the correlation matrix; throws ModelError when it is none.
inline std::vector<double> correlation_factor(const std::vector<Variate>& variates,
                                              const std::vector<StatedCorrelation>& stated) {
  const std::size_t n = variates.size();
  std::vector<double> L(n * n, 0.0);
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < n; ++i)
    L[i * n + i] = 1;
  for (const StatedCorrelation& c : stated) {
    const std::string where = "correlation of '" + c.first + "' and '" + c.second + "'";
    const std::size_t i = place_of(variates, c.first, where, faults),
                      j = place_of(variates, c.second, where, faults);
    if (i == n || j == n) continue;
    if (!(std::abs(c.r) < 1) || i == j) {
      faults.push_back(
          {where,
           "is " + to_text(c.r) + "; allowed is between -1 and 1, of two different variates.",
           "Let variates that are one share a draw."});
      continue;
    }
    L[i * n + j] = L[j * n + i] = c.r;
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = j; i < n; ++i) {
      double sum = L[i * n + j];
      for (std::size_t k = 0; k < j; ++k)
        sum -= L[i * n + k] * L[j * n + k];
      if (i == j) {
        if (!(sum > 1e-12))
          throw ModelError(
              {{"correlations",
                "are not positive definite: no variables can have them all ('" + variates[i].name +
                    "' is more than determined by those before it).",
                "Lower some of them."}});
        L[i * n + i] = std::sqrt(sum);
      } else {
        L[i * n + j] = sum / L[j * n + j];
      }
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j)
      L[i * n + j] = 0;
  return L;
}

/// Draws bodies one by one; every body's numbers depend on its index alone.
struct Bodies {
  struct Turn {
    Variate::Mode mode;
    int measure = -1;
    double factor = 1;
    std::vector<Parameter> parameters;
    bool before_tone = false;
  };
  Model bare;  ///< the model with all knobs at reference
  Model model;
  std::vector<Variate> variates;
  std::vector<Turn> turns;
  std::vector<double> L;
  std::uint64_t seed = 0;
  Tone tone;
  bool measured = false, refits = false;
  BodyMeasures own{};

  static Model without_knobs(const Model& m) {
    ModelBuilder b(m);
    for (Cable& c : b.description.cables)
      c.knobs = {};
    return b.build();
  }

  Bodies(const Model& m, const std::vector<Variate>& v, const PopulationOptions& o)
      : bare(without_knobs(m)),
        model(m),
        variates(v),
        L(correlation_factor(v, o.correlations)),
        seed(o.seed),
        tone(o.tone) {
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < v.size(); ++i) {
      const std::string where = "variate '" + v[i].name + "'";
      check_distribution(v[i].distribution, where, faults);
      for (std::size_t j = 0; j < i; ++j)
        if (v[j].name == v[i].name) faults.push_back({where, "is given twice.", "Leave one out."});
      if (v[i].parameters.empty())
        faults.push_back({where, "names no parameter.", "Name at least one."});
      Turn t{.mode = v[i].mode, .parameters = {}, .before_tone = v[i].before_tone};
      for (const std::string& name : v[i].parameters) {
        const auto [measure, factor] = measure_of(name);
        if (measure >= 0) {
          t.measure = measure;
          t.factor = factor;
          measured = true;
        } else
          t.parameters.push_back(parameter(m, name));
      }
      if (t.measure >= 0 && v[i].parameters.size() > 1)
        faults.push_back({where, "joins a body measure with other parameters.",
                          "Give the measure a variate of its own."});
      turns.push_back(std::move(t));
    }
    check_count("population / bodies", o.bodies, population_bodies);
    check_count("population / threads", o.threads, thread_counts);
    if (!faults.empty()) throw ModelError(std::move(faults));
    if (measured) own = measures_of(m);
    refits = measured || tone != Tone::held;
  }

  void draw(std::uint64_t body, std::vector<double>& out) const {
    const std::size_t n = variates.size();
    std::vector<double> z(n);
    for (std::size_t i = 0; i < n; ++i)
      z[i] = normal_at(seed, body, static_cast<std::uint32_t>(i));
    out.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j <= i; ++j)
        sum += L[i * n + j] * z[j];
      out[i] = value_at(variates[i].distribution, sum);
    }
  }

  /// Applies the variates of one stage; false when a number leaves its range.
  bool turn(const std::vector<double>& drawn, bool before_tone,
            std::vector<double>& numbers) const {
    for (std::size_t i = 0; i < turns.size(); ++i) {
      if (turns[i].measure >= 0 || (refits ? turns[i].before_tone : false) != before_tone) continue;
      for (const Parameter& p : turns[i].parameters)
        for (const int k : p.numbers) {
          const double v = turns[i].mode == Variate::Mode::factor ? numbers[k] * drawn[i]
                           : turns[i].mode == Variate::Mode::shift
                               ? numbers[k] + drawn[i] * p.factor
                               : drawn[i] * p.factor;
          if (!(v >= p.lower && v <= p.upper)) return false;
          numbers[k] = v;
        }
    }
    return true;
  }

  /// The numbers of a body, and the body itself where its landmarks have moved; otherwise why there
  /// is none.
  std::string make(const std::vector<double>& drawn, std::vector<double>& numbers,
                   std::optional<Model>& own_shape) const {
    if (!refits) {
      numbers = model.numbers();
      return turn(drawn, false, numbers) ? "" : "out_of_range";
    }
    try {
      numbers = bare.numbers();
      if (!turn(drawn, true, numbers)) return "out_of_range";
      Model body = with_numbers(bare, numbers);
      if (measured) {
        BodyMeasures wanted = own;
        double* const all[] = {&wanted.pelvic_incidence, &wanted.mass, &wanted.stature};
        for (std::size_t i = 0; i < turns.size(); ++i)
          if (const Turn& t = turns[i]; t.measure >= 0) {
            double& w = *all[t.measure];
            w = t.mode == Variate::Mode::factor  ? w * drawn[i]
                : t.mode == Variate::Mode::shift ? w + drawn[i] * t.factor
                                                 : drawn[i] * t.factor;
          }
        std::vector<Fault> faults;
        check_fields(wanted, "body measures", faults);
        if (!faults.empty()) return "out_of_range";
        // a scattered mass or bone moves with the measures; the proportions of `anthropometry` are
        // those of the model
        body = scaled(body, wanted);
        own_shape = body;
      } else if (tone == Tone::fitted) {
        StandingFitOptions keep;
        keep.fit_capsule = false;
        body = fit_standing(body, keep).model;
      } else {
        const Recruitment r = recruit(body);
        if (!r.feasible) return "no_tone";
        body = with_recruitment(body, r);
      }
      numbers = body.numbers();
      for (std::size_t k = 0; k < numbers.size(); ++k)  // what the user has turned already
        if (model.numbers()[k] != bare.numbers()[k]) numbers[k] = model.numbers()[k];
    } catch (const ModelError&) {
      return "refused";
    } catch (const SolveError&) {
      return "no_tone";
    }
    return turn(drawn, false, numbers) ? "" : "out_of_range";
  }

  Model scaled(const Model& body, BodyMeasures wanted) const {
    const BodyMeasures now = measures_of(body);  // factors apply to the body as drawn
    wanted.mass *= now.mass / own.mass;
    wanted.stature *= now.stature / own.stature;
    return anthropometry(body, wanted);
  }
};

/// f(i, thread) for i in 0 ... n-1, in blocks; the first exception of the lowest block is thrown
/// on.
template <class F>
void over_threads(int n, int threads, F&& f) {
  threads = std::clamp(threads, 1, std::max(1, n));
  std::vector<std::exception_ptr> failed(threads);
  std::atomic<int> done{0};
  std::atomic<bool> ended{false};  // by an exception: the others need not go on
  const auto block = [&](int t) {
    try {
      const int end = static_cast<int>(static_cast<long long>(n) * (t + 1) / threads);
      for (int i = static_cast<int>(static_cast<long long>(n) * t / threads); i < end; ++i) {
        stop_if_asked();
        f(i, t);
        ++done;
        if (t == 0) tell_progress(static_cast<double>(done) / n);
      }
    } catch (...) {
      failed[t] = std::current_exception();
      ended = true;
    }
  };
  const auto other = [&](int t) {
    const WatchScope scope({.stop = [&] { return ended.load(); }});
    block(t);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) {
    try {
      others.emplace_back(other, t);
    } catch (
        const std::system_error&) {  // no thread to be had (WebAssembly has none): this one does it
      block(t);
    }
  }
  block(0);
  for (std::thread& t : others)
    t.join();
  std::exception_ptr first;
  for (const auto& e : failed)
    if (e && (!first || is_stopped(first))) first = e;  // of a stop and its cause, the cause
  if (first) std::rethrow_exception(first);
}

/// The population, and for every stable body the labels of the questions.
inline Population draw_population(const Model& model, const std::vector<Variate>& variates,
                                  const PopulationOptions& options,
                                  const std::vector<Question>& questions,
                                  std::vector<std::vector<std::string>>& labels,
                                  const Measurements& measurements,
                                  std::vector<std::vector<double>>& measured) {
  const Bodies bodies(model, variates, options);
  Population out;
  out.tone = bodies.measured ? Tone::fitted : options.tone;
  out.seed = options.seed;
  for (const Variate& v : variates)
    out.names.push_back(v.name);
  for (const std::string& name : options.quantities)
    out.quantities.push_back(quantity(model, name));
  if (options.quantities.empty()) out.quantities = posture_quantities(model);
  const int n = options.bodies;
  constexpr std::size_t allocation = 16;  // what a vector costs beside its contents
  const std::size_t row =
      measurements.read
          ? sizeof(std::vector<double>) + sizeof(double) * measurements.columns.size() + allocation
          : 0;
  const std::size_t bytes = sizeof(double) * (variates.size() + out.quantities.size()) +
                            sizeof(std::string) * (1 + questions.size()) + row;
  check_memory("population / bodies", static_cast<double>(bytes) * n, "Ask for fewer bodies.");
  out.drawn.assign(variates.size(), std::vector<double>(n));
  out.values.assign(out.quantities.size(), std::vector<double>(n, std::nan("")));
  out.fate.resize(n);
  labels.assign(questions.size(), std::vector<std::string>(n));
  measured.assign(n, {});
  std::vector<Workspace> workspaces;
  for (int t = 0; t < std::clamp(options.threads, 1, n); ++t)
    workspaces.emplace_back(bodies.bare);
  over_threads(n, options.threads, [&](int i, int thread) {
    Workspace& w = workspaces[thread];
    std::vector<double> drawn, numbers;
    std::optional<Model> own;  // landmarks are no numbers: where bones differ, angles are read off
                               // the body's own model
    bodies.draw(i, drawn);
    for (std::size_t v = 0; v < drawn.size(); ++v)
      out.drawn[v][i] = drawn[v];
    out.fate[i] = bodies.make(drawn, numbers, own);
    if (!out.fate[i].empty()) return;
    w.assign(numbers);
    const auto rest = solve(w);
    out.fate[i] = to_string(rest.status);
    if (rest.status != Status::stable) return;
    for (std::size_t q = 0; q < out.quantities.size(); ++q)
      out.values[q][i] = value_of(out.quantities[q], own ? *own : model, numbers, rest.last());
    for (std::size_t v = 0; v < questions.size(); ++v)
      labels[v][i] = questions[v].label(w, numbers, rest.last());
    if (measurements.read) measured[i] = measurements.read(w, numbers, rest.last());
  });
  for (const std::string& f : out.fate)
    ++out.count[f];
  out.stable = out.count.contains("stable") ? out.count.at("stable") : 0;
  return out;
}

}  // namespace detail

GUYWIRE_INLINE double value_at(const Distribution& d, double z) {
  switch (d.kind) {
    case Distribution::Kind::normal:
      return d.mean + d.sd * z;
    case Distribution::Kind::lognormal: {
      const double s2 = std::log1p((d.sd / d.mean) * (d.sd / d.mean));
      return d.mean * std::exp(std::sqrt(s2) * z - 0.5 * s2);
    }
    case Distribution::Kind::uniform:
      return d.lower + (d.upper - d.lower) * normal_cdf(z);
    case Distribution::Kind::truncated_normal: {
      const double low = normal_cdf((d.lower - d.mean) / d.sd),
                   high = normal_cdf((d.upper - d.mean) / d.sd);
      return std::clamp(d.mean + d.sd * normal_quantile(low + (high - low) * normal_cdf(z)),
                        d.lower, d.upper);  // rounding at the ends only
    }
  }
  return std::nan("");
}

GUYWIRE_INLINE Distribution distribution_of(std::string_view text) {
  const std::string where = "distribution '" + std::string(text) + "'";
  const auto refuse = [&](std::string what) {
    throw ModelError({{where, std::move(what),
                       "Write normal(mean,sd), lognormal(mean,sd), uniform(lower,upper) or "
                       "truncated_normal(mean,sd,lower,upper)."}});
  };
  const auto open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) refuse("is not understood.");
  const std::string name(text.substr(0, open));
  std::vector<double> n;
  for (std::string_view rest = text.substr(open + 1, text.size() - open - 2);;) {
    while (rest.starts_with(' '))
      rest.remove_prefix(1);
    const auto comma = std::min(rest.find(','), rest.size());
    double v = 0;
    if (!read_number(rest.substr(0, comma), v))
      refuse("has '" + std::string(rest.substr(0, comma)) + "', which is not a number.");
    n.push_back(v);
    if (comma == rest.size()) break;
    rest = rest.substr(comma + 1);
  }
  using Kind = Distribution::Kind;
  const std::size_t wanted = name == "truncated_normal" ? 4 : 2;
  if (name != "normal" && name != "lognormal" && name != "uniform" && name != "truncated_normal") {
    const std::string near =
        nearest_name(name, {"normal", "lognormal", "uniform", "truncated_normal"});
    refuse("is of a kind that does not exist." +
           (near.empty() ? "" : " Did you mean '" + near + "'?"));
  }
  if (n.size() != wanted)
    refuse("has " + std::to_string(n.size()) + " numbers; " + name + " takes " +
           std::to_string(wanted) + ".");
  Distribution d;
  if (name == "uniform")
    d = {.kind = Kind::uniform, .mean = 0, .sd = 1, .lower = n[0], .upper = n[1]};
  else if (name == "truncated_normal")
    d = {.kind = Kind::truncated_normal, .mean = n[0], .sd = n[1], .lower = n[2], .upper = n[3]};
  else
    d = {.kind = name == "normal" ? Kind::normal : Kind::lognormal, .mean = n[0], .sd = n[1]};
  std::vector<Fault> faults;
  detail::check_distribution(d, where, faults);
  if (!faults.empty()) throw ModelError(std::move(faults));
  return d;
}

GUYWIRE_INLINE Variate variate(const Model& model, std::string_view name,
                               const Distribution& distribution) {
  Variate v{.name = std::string(name),
            .parameters = {std::string(name)},
            .distribution = distribution,
            .before_tone = true};
  if (detail::measure_of(name).first < 0) v.before_tone = !parameter(model, name).is_knob;
  return v;
}

GUYWIRE_INLINE Population population(const Model& model, const std::vector<Variate>& variates,
                                     const PopulationOptions& options) {
  std::vector<std::vector<std::string>> none;
  std::vector<std::vector<double>> nothing;
  return detail::draw_population(model, variates, options, {}, none, {}, nothing);
}

GUYWIRE_INLINE std::vector<double> Population::of(std::string_view name) const {
  const std::vector<double>* column = nullptr;
  std::vector<std::string> known = names;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) column = &drawn[i];
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    known.push_back(quantities[i].name);
    if (quantities[i].name == name) column = &values[i];
  }
  if (!column) {
    const std::string near = nearest_name(name, known);
    throw ModelError({{"population", "has no column '" + std::string(name) + "'.",
                       near.empty() ? "" : "Did you mean '" + near + "'?"}});
  }
  std::vector<double> out;
  for (std::size_t i = 0; i < fate.size(); ++i)
    if (fate[i] == "stable") out.push_back((*column)[i]);
  return out;
}

GUYWIRE_INLINE double mean(std::span<const double> x) {
  double sum = 0;
  for (const double v : x)
    sum += v;
  return sum / static_cast<double>(x.size());
}

GUYWIRE_INLINE double standard_deviation(std::span<const double> x) {
  const double m = mean(x);
  double sum = 0;
  for (const double v : x)
    sum += (v - m) * (v - m);
  return x.size() < 2 ? std::nan("") : std::sqrt(sum / static_cast<double>(x.size() - 1));
}

GUYWIRE_INLINE double quantile(std::span<const double> x, double p) {
  if (x.empty()) return std::nan("");
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const double at = p * static_cast<double>(sorted.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), sorted.size() - 1),
                    j = std::min(i + 1, sorted.size() - 1);
  return sorted[i] + (at - static_cast<double>(i)) * (sorted[j] - sorted[i]);
}

GUYWIRE_INLINE Correlation correlation(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw ModelError({{"correlation",
                       "is asked of " + std::to_string(x.size()) + " and " +
                           std::to_string(y.size()) + " values.",
                       "Give as many of both."}});
  Correlation c{.r = std::nan(""),
                .lower = std::nan(""),
                .upper = std::nan(""),
                .n = static_cast<int>(x.size())};
  if (c.n < 2) return c;
  const double mx = mean(x), my = mean(y);
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  if (!(xx > 0 && yy > 0)) return c;
  c.r = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  if (c.n <= 3 || std::abs(c.r) == 1) return c;
  const double z = std::atanh(c.r), half = 1.959963984540054 / std::sqrt(c.n - 3.0);
  c.lower = std::tanh(z - half);
  c.upper = std::tanh(z + half);
  return c;
}

GUYWIRE_INLINE Question tilt_direction(const Model& model) {
  return {
      "tilt direction",
      [model, q = quantity(model, "anterior_tilt_change")](
          Workspace&, std::span<const double> numbers, const Posture& rest) -> std::string {
        const double tilt = value_of(q, model, numbers, rest);
        return std::abs(tilt) < 0.05 * degree ? "as in reference" : tilt > 0 ? "forward" : "back";
      }};
}

GUYWIRE_INLINE Question strongest_part(const Model& model) {
  std::vector<Parameter> parts;
  std::vector<std::string> names = model.description().partition;
  if (names.empty())
    for (const Cable& c : model.description().cables)
      names.push_back(c.name);
  for (const std::string& name : names)
    parts.push_back(parameter(model, name + ".length"));
  return {"strongest part",
          [model, parts, names, q = quantity(model, "anterior_tilt_change")](
              Workspace& w, std::span<const double> numbers, const Posture& rest) {
            const double now = value_of(q, model, numbers, rest);
            std::string best;
            double most = -1;
            std::vector<double> turned;
            for (std::size_t i = 0; i < parts.size(); ++i) {
              turned.assign(numbers.begin(), numbers.end());
              bool inside = true;
              for (const int k : parts[i].numbers) {
                turned[k] -= 0.05;
                inside = inside && turned[k] >= parts[i].lower;
              }
              if (!inside) continue;
              w.assign(turned);
              const auto o = solve(w, {}, {rest.coordinates});
              const double moved = o.status == Status::stable
                                       ? std::abs(value_of(q, model, turned, o.last()) - now)
                                       : infinity;  // tips over: nothing is stronger
              if (moved > most) {
                most = moved;
                best = names[i];
              }
            }
            return best;
          }};
}

namespace detail {

/// A part of the partition of which knobs are turned.
struct TurnedPart {
  std::string name;
  std::vector<int> numbers;      ///< of the knobs that are turned
  std::vector<double> returned;  ///< what they are at reference
};

inline std::vector<TurnedPart> turned_parts(const Model& model) {
  std::vector<TurnedPart> parts;
  for (const auto& [name, ids] : partition_of(model)) {
    TurnedPart part{name, {}, {}};
    for (const CableId id : ids) {
      const Knobs& k = model.description().cables[id.index].knobs;
      const BasicKnobs<double> reference = reference_knobs(model, id);
      const int at = model.structure().cables[id.index].knobs;
      const bool turned[] = {k.length != 1, k.stiffness != 1, k.strength != 1, k.tone.has_value()};
      for (int i = 0; i < BasicKnobs<double>::size; ++i)
        if (turned[i]) {
          part.numbers.push_back(at + i);
          part.returned.push_back(reference.*BasicKnobs<double>::fields[i].member);
        }
    }
    if (!part.numbers.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

/// Tilt that returning these parts takes away [rad], + anterior.
inline std::optional<double> taken_away(Workspace& w, std::span<const double> numbers,
                                        const Posture& rest, int tilt,
                                        std::span<const TurnedPart> parts) {
  std::vector<double> back(numbers.begin(), numbers.end());
  for (const TurnedPart& p : parts)
    for (std::size_t i = 0; i < p.numbers.size(); ++i)
      back[p.numbers[i]] = p.returned[i];
  w.assign(back);
  const auto o = solve(w, {}, {rest.coordinates});
  if (!is_equilibrium(o.status)) return std::nullopt;
  return o.last().angles[tilt] - rest.angles[tilt];
}

/// The part with the largest share of the change's sign: its place and share; -1 for nobody.
inline std::pair<int, double> winner_of(Workspace& w, std::span<const double> numbers,
                                        const Posture& rest, int tilt,
                                        const std::vector<TurnedPart>& parts) {
  std::pair<int, double> best{-1, 0};
  const auto change = parts.empty() ? std::nullopt : taken_away(w, numbers, rest, tilt, parts);
  if (!change) return best;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (const auto share = taken_away(w, numbers, rest, tilt, std::span(parts).subspan(i, 1));
        share && *share * *change > 0 && std::abs(*share) > std::abs(best.second))
      best = {static_cast<int>(i), *share};
  return best;
}

}  // namespace detail

GUYWIRE_INLINE Question winning_part(const Model& model) {
  return {"winner",
          [parts = detail::turned_parts(model), tilt = tilt_body(model)](
              Workspace& w, std::span<const double> numbers, const Posture& rest) -> std::string {
            const int i = detail::winner_of(w, numbers, rest, tilt, parts).first;
            return i < 0 ? "nobody" : parts[i].name;
          }};
}

GUYWIRE_INLINE Measurements explained(const Model& model) {
  Measurements out;
  const int tilt = tilt_body(model);
  const auto names = model.coordinates();
  const std::string& body = model.description().bodies[tilt].name;
  const auto column = std::find(names.begin(), names.end(), body) - names.begin();
  const bool turns = column < static_cast<long>(names.size());
  if (turns)
    out.columns = {{"cables pulling forward", "N m"},
                   {"cables pulling back", "N m"},
                   {"weight", "N m"},
                   {"discs and ligaments", "N m"},
                   {"loads and holds", "N m"}};
  std::vector<int> discs;
  for (int b = 0; b < model.structure().body_count; ++b)
    for (int up = model.structure().parent[b]; up >= 0; up = model.structure().parent[up])
      if (up == tilt && disc_axis<double>(model, model.numbers().data(), b)) discs.push_back(b);
  for (const int b : discs)
    out.columns.push_back({model.description().bodies[b].name + ".compression", "N"});
  // whose share: the winner of the body itself
  auto parts = detail::turned_parts(model);
  Workspace own(model);
  if (const auto rest = solve(own); is_equilibrium(rest.status)) {
    const int winner = detail::winner_of(own, model.numbers(), rest.last(), tilt, parts).first;
    parts = winner < 0 ? std::vector<detail::TurnedPart>{} : std::vector{parts[winner]};
  }
  if (parts.size() == 1) out.columns.push_back({"share of " + parts[0].name, "rad"});
  out.read = [model, parts, tilt, turns, column, discs, count = out.columns.size()](
                 Workspace& w, std::span<const double> numbers, const Posture& rest) {
    std::vector<double> row;
    if (turns) {
      const Model drawn = with_numbers(model, numbers);
      row.assign(5, 0.0);
      for (const LedgerSum& s : by_group(drawn, ledger(drawn, rest))) {
        const double forward = -(s.passive[column] + s.active[column]);
        const bool law =
            std::any_of(model.description().joints.begin(), model.description().joints.end(),
                        [&](const Joint& j) { return j.name == s.name; });
        row[s.is_cable ? (forward >= 0 ? 0 : 1) : s.name == "weight" ? 2 : law ? 3 : 4] += forward;
      }
    }
    if (!discs.empty()) {
      const auto force = hinge_forces<double>(model.structure(), numbers.data(), numbers.size(),
                                              rest.angles.data());
      for (const int b : discs) {
        const auto axis = *disc_axis<double>(model, numbers.data(), b);
        row.push_back(force[2 * b] * axis.across_x + force[2 * b + 1] * axis.across_y);
      }
    }
    if (row.size() < count)
      row.push_back(detail::taken_away(w, numbers, rest, tilt, parts).value_or(std::nan("")));
    return row;
  };
  return out;
}

GUYWIRE_INLINE Robustness robustness(const Model& model, const std::vector<Variate>& uncertain,
                                     const std::vector<Question>& questions,
                                     const PopulationOptions& options,
                                     const Measurements& measurements) {
  Workspace w(model);
  const auto rest = solve(w);
  if (rest.status != Status::stable)
    throw SolveError(
        "the body itself has no stable resting place, so there is nothing to be sure of: " +
        rest.message);
  Robustness out;
  std::vector<std::vector<std::string>> labels;
  std::vector<std::vector<double>> measured;
  out.population =
      detail::draw_population(model, uncertain, options, questions, labels, measurements, measured);
  for (std::size_t v = 0; v < questions.size(); ++v) {
    Robustness::Answer a{.name = questions[v].name,
                         .reference = questions[v].label(w, model.numbers(), rest.last()),
                         .count = {}};
    for (std::size_t i = 0; i < labels[v].size(); ++i)
      if (out.population.fate[i] == "stable") ++a.count[labels[v][i]];
    const double n = options.bodies,
                 same = a.count.contains(a.reference) ? a.count.at(a.reference) : 0,
                 z = 1.959963984540054;
    a.share = same / n;
    const double middle = (a.share + z * z / (2 * n)) / (1 + z * z / n),
                 half = z / (1 + z * z / n) *
                        std::sqrt(a.share * (1 - a.share) / n + z * z / (4 * n * n));
    a.lower = std::max(0.0, middle - half);
    a.upper = std::min(1.0, middle + half);
    out.answers.push_back(std::move(a));
  }
  for (const Quantity& q : out.population.quantities) {
    const auto column = out.population.of(q.name);
    out.ranges.push_back({q.name, q.unit, value_of(q, model, rest.last()), quantile(column, 0.05),
                          quantile(column, 0.5), quantile(column, 0.95)});
  }
  if (measurements.read) {
    const auto own = measurements.read(w, model.numbers(), rest.last());
    for (std::size_t k = 0; k < measurements.columns.size(); ++k) {
      std::vector<double> column;
      for (const auto& row : measured)
        if (k < row.size() && std::isfinite(row[k])) column.push_back(row[k]);
      out.ranges.push_back({measurements.columns[k].name, measurements.columns[k].unit, own[k],
                            quantile(column, 0.05), quantile(column, 0.5), quantile(column, 0.95)});
    }
  }
  return out;
}

GUYWIRE_INLINE std::vector<Variate> uncertain_parameters(const Model& model) {
  using Kind = Distribution::Kind;
  const ModelDescription& d = model.description();
  std::vector<Variate> out;
  Variate discs{.name = "disc stiffness",
                .parameters = {},
                .distribution = {.kind = Kind::lognormal, .mean = 1, .sd = 0.2},
                .mode = Variate::Mode::factor,
                .before_tone = true,
                .source =
                    "factor 1.71 at 250 N of preload, 2.11 at 500 N (Gardner-Morse & Stokes 2004): "
                    "a fifth apart; all levels together"};
  bool capsule = false, thorax = false;
  for (const Joint& j : d.joints) {
    if (j.name == "hip_capsule")
      capsule = true;
    else if (std::holds_alternative<LinearJoint>(j.law))
      discs.parameters.push_back(j.name + ".preload_factor");
  }
  for (const Body& b : d.bodies)
    thorax = thorax || b.name == "thorax";
  if (!capsule || !thorax || discs.parameters.empty())
    throw ModelError(
        {{"model '" + model.name() + "'",
          "is not laid out like standing_adult; what is uncertain about it is not known.",
          "State the scatter yourself."}});
  out.push_back(
      {.name = "hip capsule",
       .parameters = {"hip_capsule.preload_factor"},
       .distribution = {.kind = Kind::lognormal, .mean = 1, .sd = 0.2},
       .mode = Variate::Mode::factor,
       .before_tone = true,
       .source = "chosen: a fifth; no table here has the moment's spread between people"});
  out.push_back(std::move(discs));
  out.push_back({.name = "trunk mass centre",
                 .parameters = {"thorax.com_x_mm"},
                 .distribution = {.kind = Kind::normal, .mean = 0, .sd = 10},
                 .mode = Variate::Mode::shift,
                 .before_tone = true,
                 .source = "chosen: +-20 mm as 2 SD; 10 mm of the trunk are 3.4 N m. Tells only "
                           "where tone is found anew: the thorax is held upright"});
  for (const std::string& part : d.partition)
    out.push_back(
        {.name = part + " force",
         .parameters = {part + ".max_isometric_force_N"},
         .distribution = {.kind = Kind::lognormal, .mean = 1, .sd = 0.3},
         .mode = Variate::Mode::factor,
         .before_tone = true,
         .source =
             "chosen: gait2392 and Rajagopal 2016 differ 1.3- to 1.9-fold in most hip muscles"});
  for (const std::string& part : d.partition)
    out.push_back(
        {.name = part + " passive stiffness",
         .parameters = {part + ".stiffness"},
         .distribution = {.kind = Kind::lognormal, .mean = 1, .sd = 0.28},
         .mode = Variate::Mode::factor,
         .before_tone = true,
         .source = part == "hamstrings"
                       ? "compliant 20.3, stiff 36.2 N m/rad (McHugh 1999): 28 % either way"
                       : "chosen: as for hamstrings (McHugh 1999)"});
  return out;
}

GUYWIRE_INLINE LengthStudy length_study(const Model& model, const LengthStudyOptions& o) {
  check_count("length study / bodies", o.bodies, certainty_bodies);
  const Distribution length{.kind = Distribution::Kind::normal, .mean = 1, .sd = o.length_sd};
  const std::string muscles[] = {"hip_flexors", "hamstrings"};
  std::vector<Variate> variates{variate(model, muscles[0] + ".length", length),
                                variate(model, muscles[1] + ".length", length)};
  PopulationOptions options{.bodies = o.bodies,
                            .seed = o.seed,
                            .threads = o.threads,
                            .tone = Tone::held,
                            .correlations = {},
                            .quantities = {"anterior_tilt", "pelvic_tilt", "lordosis"}};
  LengthStudy out;
  out.same_bones = population(model, variates, options);
  const double own = measures_of(model).pelvic_incidence / degree, sd = o.incidence_sd / degree;
  // cut to what `anthropometry` takes
  variates.push_back(variate(model, "pelvic_incidence_deg",
                             {.kind = Distribution::Kind::truncated_normal,
                              .mean = own,
                              .sd = sd,
                              .lower = 25,
                              .upper = 85}));
  options.tone = Tone::fitted;
  out.scattered_bones = population(model, variates, options);
  for (std::size_t i = 0; i < out.scattered_bones.fate.size();
       ++i)  // the ilium's shape: a fourth variable of the same body
    out.scattered_bones.values[0][i] += o.landmark_sd * normal_at(o.seed, i, 3);
  for (const Quantity& q : out.same_bones.quantities)
    for (const std::string& muscle : muscles)
      out.rows.push_back(
          {q.name, muscle,
           correlation(out.same_bones.of(muscle + ".length"), out.same_bones.of(q.name)),
           correlation(out.scattered_bones.of(muscle + ".length"),
                       out.scattered_bones.of(q.name))});
  return out;
}

}  // namespace guywire
