#pragma once
/// Bodies of a population, drawn one by one: correlated variates, and what they do to a model.
#include <cmath>
#include <optional>

#include "guywire/core/units.hpp"
#include "guywire/math/counter_random.hpp"
#include "guywire/posture/distributions-inl.hpp"

namespace guywire {

namespace detail {

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
  faults.push_back(
      {where, "names '" + name + "', which is not scattered.", did_you_mean(name, known)});
  return variates.size();
}

/// The stated correlations as a symmetric matrix with ones on the diagonal, row-major. Throws
/// ModelError for names or values that are none.
inline std::vector<double> correlation_matrix(const std::vector<Variate>& variates,
                                              const std::vector<StatedCorrelation>& stated) {
  const std::size_t n = variates.size();
  std::vector<double> R(n * n, 0.0);
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < n; ++i)
    R[i * n + i] = 1;
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
    R[i * n + j] = R[j * n + i] = c.r;
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
  return R;
}

/// Lower Cholesky factor of the correlation matrix; throws ModelError when it is not positive
/// definite.
inline std::vector<double> correlation_factor(const std::vector<Variate>& variates,
                                              const std::vector<StatedCorrelation>& stated) {
  const std::size_t n = variates.size();
  std::vector<double> L = correlation_matrix(variates, stated);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = j; i < n; ++i) {
      double sum = L[i * n + j];
      for (std::size_t k = 0; k < j; ++k)
        sum -= L[i * n + k] * L[j * n + k];
      if (i != j) {
        L[i * n + j] = sum / L[j * n + j];
        continue;
      }
      if (!(sum > 1e-12))
        throw ModelError({{"correlations",
                           "are not positive definite: no variables can have them all ('" +
                               variates[i].name + "' is more than determined by those before it).",
                           "Lower some of them."}});
      L[i * n + i] = std::sqrt(sum);
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

    /// A value once `drawn` has been applied to it.
    double applied(double value, double drawn, double unit) const {
      switch (mode) {
        case Variate::Mode::factor:
          return value * drawn;
        case Variate::Mode::shift:
          return value + drawn * unit;
        case Variate::Mode::value:
          break;
      }
      return drawn * unit;
    }
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
    for (std::size_t i = 0; i < v.size(); ++i)
      add_turn(i, faults);
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

  /// The numbers of a body, and the body itself where its landmarks have moved; otherwise why there
  /// is none.
  std::optional<BodyOutcome> make(const std::vector<double>& drawn, std::vector<double>& numbers,
                                  std::optional<Model>& own_shape) const {
    if (!refits) {
      numbers = model.numbers();
    } else {
      try {
        if (const auto failed = refit(drawn, numbers, own_shape)) return failed;
      } catch (const ModelError&) {
        return BodyOutcome::refused;
      } catch (const SolveError&) {
        return BodyOutcome::no_tone;
      }
    }
    if (!turn(drawn, Stage::after_tone, numbers)) return BodyOutcome::out_of_range;
    return std::nullopt;
  }

 private:
  /// Reads variate i, and appends what is wrong with it.
  void add_turn(std::size_t i, std::vector<Fault>& faults) {
    const Variate& v = variates[i];
    const std::string where = "variate '" + v.name + "'";
    check_distribution(v.distribution, where, faults);
    for (std::size_t j = 0; j < i; ++j)
      if (variates[j].name == v.name)
        faults.push_back({where, "is given twice.", "Leave one out."});
    if (v.parameters.empty())
      faults.push_back({where, "names no parameter.", "Name at least one."});
    Turn t{.mode = v.mode, .parameters = {}, .before_tone = v.before_tone};
    for (const std::string& name : v.parameters) {
      const auto [measure, factor] = measure_of(name);
      if (measure >= 0) {
        t.measure = measure;
        t.factor = factor;
        measured = true;
      } else {
        t.parameters.push_back(parameter(model, name));
      }
    }
    if (t.measure >= 0 && v.parameters.size() > 1)
      faults.push_back({where, "joins a body measure with other parameters.",
                        "Give the measure a variate of its own."});
    turns.push_back(std::move(t));
  }

  enum class Stage {
    before_tone,  ///< what belongs to the body whose tone is found
    after_tone    ///< what is turned afterwards, as a knob is
  };

  /// Applies the variates of one stage; false when a number leaves its range.
  bool turn(const std::vector<double>& drawn, Stage stage, std::vector<double>& numbers) const {
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const Stage own_stage =
          refits && turns[i].before_tone ? Stage::before_tone : Stage::after_tone;
      if (turns[i].measure >= 0 || own_stage != stage) continue;
      for (const Parameter& p : turns[i].parameters)
        for (const int k : p.numbers) {
          const double v = turns[i].applied(numbers[k], drawn[i], p.factor);
          if (!(v >= p.lower && v <= p.upper)) return false;
          numbers[k] = v;
        }
    }
    return true;
  }

  /// The numbers of a body fitted or recruited anew, with the knobs that the user has turned;
  /// otherwise why there is none.
  std::optional<BodyOutcome> refit(const std::vector<double>& drawn, std::vector<double>& numbers,
                                   std::optional<Model>& own_shape) const {
    numbers = bare.numbers();
    if (!turn(drawn, Stage::before_tone, numbers)) return BodyOutcome::out_of_range;
    Model body = with_numbers(bare, numbers);
    if (measured) {
      const BodyMeasures wanted = drawn_measures(drawn);
      std::vector<Fault> faults;
      check_fields(wanted, "body measures", faults);
      if (!faults.empty()) return BodyOutcome::out_of_range;
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
      if (!r.feasible) return BodyOutcome::no_tone;
      body = with_recruitment(body, r);
    }
    numbers = body.numbers();
    for (std::size_t k = 0; k < numbers.size(); ++k)  // what the user has turned already
      if (model.numbers()[k] != bare.numbers()[k]) numbers[k] = model.numbers()[k];
    return std::nullopt;
  }

  BodyMeasures drawn_measures(const std::vector<double>& drawn) const {
    BodyMeasures wanted = own;
    double* const all[] = {&wanted.pelvic_incidence, &wanted.mass, &wanted.stature};
    for (std::size_t i = 0; i < turns.size(); ++i)
      if (const Turn& t = turns[i]; t.measure >= 0) {
        double& w = *all[t.measure];
        w = t.applied(w, drawn[i], t.factor);
      }
    return wanted;
  }

  Model scaled(const Model& body, BodyMeasures wanted) const {
    const BodyMeasures now = measures_of(body);  // factors apply to the body as drawn
    wanted.mass *= now.mass / own.mass;
    wanted.stature *= now.stature / own.stature;
    return anthropometry(body, wanted);
  }
};

}  // namespace detail

}  // namespace guywire
