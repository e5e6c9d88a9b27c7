#pragma once
/// Many bodies: what a scatter of numbers does to posture, and how sure an answer is when the
/// numbers it rests on are not.
///
/// Body i is drawn by counting (math/counter_random.hpp): the same seed gives the same body i
/// whatever the number of bodies or threads. Correlated variables are joined by a Gaussian copula:
/// the stated correlations are those of the normal scores; between normal variables they are the
/// variables' own. Nothing is clamped: a body that is drawn outside an admissible range, that no
/// tone balances, or that does not come to a stable rest counts as failed, by its reason;
/// statistics are over the others.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>

#include "guywire/core/limits.hpp"
#include "guywire/core/outcome.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

struct Distribution {
  enum class Kind {
    normal,
    lognormal,
    uniform,
    truncated_normal
  };
  Kind kind = Kind::normal;
  double mean = 0,
         sd = 1;  ///< of the value itself (lognormal too); of the parent (truncated_normal)
  double lower = 0, upper = 0;  ///< uniform, truncated_normal
  bool operator==(const Distribution&) const = default;
};
/// The value at a normal score z: F^-1(Phi(z)).
double value_at(const Distribution& distribution, double z);
/// "normal(1,0.05)", "lognormal(1,0.2)", "uniform(0.9,1.1)", "truncated_normal(50,10,30,80)".
/// Throws ModelError.
Distribution distribution_of(std::string_view text);

/// One thing that differs between bodies.
struct Variate {
  enum class Mode {
    value,   ///< the number is what is drawn
    factor,  ///< the number is multiplied by it
    shift    ///< it is added
  };
  std::string name;
  /// Parameters that take the same draw; or one of pelvic_incidence, mass, stature (with or without
  /// _deg, _kg, _m): a body measure.
  std::vector<std::string> parameters;
  Distribution distribution;  ///< in the unit of the parameter's name
  Mode mode = Mode::value;
  bool before_tone = false;  ///< belongs to the body whose tone is found (bones, masses, tissue);
                             ///< otherwise it is turned afterwards, as a knob is
  Facts source{};  ///< of the spread; in words of your own: {{"source.own", {{"text", "..."}}}}
  Facts what{};    ///< what it is; empty: what its name says
};
/// A variate of one parameter, before the tone unless it is a knob. Throws ModelError for unknown
/// names.
Variate variate(const Model& model, std::string_view name, const Distribution& distribution);

/// What happens to tone once the body is drawn.
enum class Tone {
  held,       ///< the model's own activations: bodies sag or tip by what was scattered
  recruited,  ///< least-effort tone anew for each body in its reference posture, before knobs are
              ///< turned
  fitted  ///< the discs' neutral angles too, as `anthropometry` does. Bodies with other measures
          ///< are always fitted
};

struct StatedCorrelation {
  std::string first, second;  ///< names of variates
  double r = 0;
};

struct PopulationOptions {
  int bodies = 1000;
  std::uint64_t seed = 1;
  int threads = 1;  ///< results do not depend on it
  Tone tone = Tone::fitted;
  std::vector<StatedCorrelation> correlations{};
  std::vector<std::string> quantities{};  ///< empty: the model's posture angles
};

/// What became of a drawn body: how the search for its equilibrium ended, or why there was none.
enum class BodyOutcome {
  not_run,  // these as in Status
  stable,
  unstable,
  neutral,
  at_kink,
  runaway,
  iteration_limit,
  path_lost,
  hidden_by_rounding,
  out_of_range,  ///< a number was drawn outside its admissible range
  refused,       ///< the numbers make no model
  no_tone        ///< no tone balances it in its reference posture
};
constexpr BodyOutcome outcome_of(Status status) { return static_cast<BodyOutcome>(status); }
static_assert(outcome_of(Status::hidden_by_rounding) == BodyOutcome::hidden_by_rounding);
/// "stable", ..., "out_of_range", "refused", "no_tone".
constexpr std::string_view to_string(BodyOutcome outcome) {
  switch (outcome) {
    case BodyOutcome::out_of_range:
      return "out_of_range";
    case BodyOutcome::refused:
      return "refused";
    case BodyOutcome::no_tone:
      return "no_tone";
    default:
      return to_string(static_cast<Status>(outcome));
  }
}

struct Population {
  std::vector<std::string> names;          ///< of the variates
  std::vector<std::vector<double>> drawn;  ///< per variate, per body, in the unit of its name
  std::vector<Quantity> quantities;
  std::vector<std::vector<double>>
      values;                        ///< per quantity, per body [SI]; NaN where the body failed
  std::vector<BodyOutcome> outcome;  ///< per body
  std::map<BodyOutcome, int> count;  ///< of each outcome
  int stable = 0;
  Tone tone = Tone::fitted;
  std::uint64_t seed = 0;
  std::vector<double> of(std::string_view quantity_or_variate)
      const;  ///< a column of the stable bodies; throws ModelError
};

/// Draws bodies and lets each come to rest. Knobs that `model` has turned already are turned after
/// the tone is found. Throws ModelError for bad variates, correlations that are not positive
/// definite, counts outside `population_bodies` or `thread_counts`, or more memory than
/// `most_memory`.
Population population(const Model& model, const std::vector<Variate>& variates,
                      const PopulationOptions& options = {});

double mean(std::span<const double> x);
double standard_deviation(std::span<const double> x);  ///< n - 1
double quantile(std::span<const double> x, double p);  ///< linear between order statistics
struct Correlation {
  double r = 0, lower = 0, upper = 0;  ///< Pearson; 95 % interval by Fisher's z
  int n = 0;
};
Correlation correlation(std::span<const double> x, std::span<const double> y);

/// A question put to a body: a label for its answer. It may solve with the workspace and other
/// numbers; "" is a failure. `rest` is the body's resting posture, `numbers` its numbers.
struct Question {
  std::string name;
  std::function<std::string(Workspace& workspace, std::span<const double> numbers,
                            const Posture& rest)>
      label;
};
/// Names of the questions below, and their answers where these are no part of the partition.
namespace questions {
inline constexpr std::string_view tilt_direction = "tilt direction";
inline constexpr std::string_view strongest_part = "strongest part";
inline constexpr std::string_view winner = "winner";
}  // namespace questions
namespace answers {
inline constexpr std::string_view forward = "forward";
inline constexpr std::string_view back = "back";
inline constexpr std::string_view as_in_reference = "as in reference";
inline constexpr std::string_view nobody = "nobody";
}  // namespace answers
/// Which way the pelvis stands tilted: forward, back or as in reference (within 0.05 deg).
Question tilt_direction(const Model& model);
/// Which part of the partition moves the pelvis most when it is 5 % shorter.
Question strongest_part(const Model& model);
/// Who is winning (see attribution.hpp): the part whose turned knobs, returned to reference, take
/// away most of the change of tilt; nobody when no knob is turned.
Question winning_part(const Model& model);

/// Numbers read off a body, beside quantities; NaN where there is none.
struct Measurements {
  struct Column {
    std::string name, unit;  ///< SI: "rad", "N m", "N"
    Facts what{};            ///< what it is, as in Variate
  };
  std::vector<Column> columns;
  std::function<std::vector<double>(Workspace& workspace, std::span<const double> numbers,
                                    const Posture& rest)>
      read;
};
/// What the first lines of `explain` say of the tilt body: the moments by which cables pull it
/// forward and back, of weight, of joint laws and of all else, + forward [N m]; compression at each
/// hinge above it that has an axis [N]; and the contribution of the winner [rad]: how far the tilt
/// body turns when that part returns to reference.
Measurements explained(const Model& model);

struct Robustness {
  struct Answer {
    std::string name, reference;       ///< the label without scatter
    std::map<std::string, int> count;  ///< of each label among stable bodies
    double share =
        0;  ///< of the drawn bodies in which the same thing holds; failed ones count against it
    double lower = 0, upper = 0;  ///< 95 % interval of the share (Wilson)
  };
  struct Range {
    std::string name, unit;
    double reference = 0, low = 0, median = 0, high = 0;  ///< [SI]; 5, 50, 95 % among stable bodies
    Facts what{};                                         ///< what it is, as in Variate
  };
  std::vector<Answer> answers;
  std::vector<Range> ranges;  ///< of the quantities, then of the measurements
  Population population;
};
/// How sure is that: the same questions put to bodies in which uncertain numbers are scattered.
Robustness robustness(const Model& model, const std::vector<Variate>& uncertain,
                      const std::vector<Question>& questions, const PopulationOptions& options = {},
                      const Measurements& measurements = {});

/// What is uncertain about standing_adult, each spread with its source or "chosen: why".
std::vector<Variate> uncertain_parameters(const Model& model);

/// What was found on people (data/anatomy/posture_length_studies.json).
struct PublishedFinding {
  std::string_view study;
  int n;
  std::string_view who, found;  ///< names of facts
};
/// \cond
// not on the site, whose parser knows no text in two parts
inline constexpr std::array<PublishedFinding, 7> posture_length_studies{{
    {"Jorgensson 1993", 60, "literature.men", "literature.jorgensson_1993"},
    {"Youdas 1996", 90, "literature.adults", "literature.youdas_1996"},
    {"Youdas 2000", 60, "literature.patients", "literature.youdas_2000"},
    {"Li 1996", 39, "literature.limited_leg_raise", "literature.li_1996"},
    {"PMC3588653", 55, "literature.adults", "literature.pmc3588653"},
    {"Rockey 2008", 43, "literature.athletes", "literature.rockey_2008"},
    {"IJES 2021", 26, "literature.adults", "literature.ijes_2021"},
}};
/// \endcond

/// The study that was done on people, on virtual bodies: do standing tilt and lordosis go with
/// muscle length?
struct LengthStudyOptions {
  int bodies = 1000;
  std::uint64_t seed = 1;
  int threads = 1;
  double length_sd = 0.05;  ///< of both length knobs. Chosen: 2 SD are the 0.1 that `prescribe`
                            ///< takes for one body's range
  double incidence_sd =
      0.200713;  ///< [rad] 11.5 deg, pooled SD of PI in 2926 adults (PMID 28368866)
  double landmark_sd =
      0.0872665;  ///< [rad] 5 deg: ASIS-PSIS angle of 30 pelves in one fixed position (Preece 2008)
};
struct LengthStudy {
  struct Row {
    std::string posture, muscle;
    Correlation same_bones, scattered_bones;
  };
  std::vector<Row> rows;
  Population same_bones, scattered_bones;
};
/// Hip flexors and hamstrings vary in length, tone held; once on one body's bones, once with PI
/// scattered (each body fitted) and, for the tilt read off ASIS and PSIS, the shape of the ilium.
/// The same lengths in both.
LengthStudy length_study(const Model& model, const LengthStudyOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/population-inl.hpp"
#endif
