// Populations: draws against theory, bodies against solving them alone, failures counted.
#include "guywire/posture/population.hpp"

#include <cmath>
#include <cstdlib>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/math/counter_random.hpp"
#include "guywire/posture/attribution.hpp"
#include "guywire/posture/quantities.hpp"
#include "support/paths.hpp"

using namespace guywire;
using Kind = Distribution::Kind;

namespace {

/// A mast between two cables: solved in microseconds.
Model mast() {
  return ModelBuilder("mast")
      .gravity(0, 0)
      .add(Body{.name = "mast"})
      .add(Cable{
          .name = "front", .law = Linear{900, 1.2}, .path = {at("ground", 1, 0), at("mast", 0, 1)}})
      .add(Cable{.name = "rear",
                 .law = Linear{400, 1.1},
                 .path = {at("ground", -0.8, 0), at("mast", 0, 1)}})
      .build();
}

const Model& standing() {
  static const Model m = load("standing_adult");
  return m;
}

std::string what(const std::function<void()>& f) {
  try {
    f();
  } catch (const ModelError& e) {
    return e.what();
  }
  return "nothing was thrown";
}

bool same_bits(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b; }

/// Bodies 0 ... n-1 of both.
void check_same(const Population& a, const Population& b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(a.outcome[i] == b.outcome[i]);
    for (std::size_t v = 0; v < a.drawn.size(); ++v)
      CHECK(a.drawn[v][i] == b.drawn[v][i]);
    for (std::size_t q = 0; q < a.values.size(); ++q)
      CHECK(same_bits(a.values[q][i], b.values[q][i]));
  }
}

int run(const std::string& arguments) {
  const int code = std::system((command_file() + " " + arguments + " > /dev/null 2>&1").c_str());
  return WEXITSTATUS(code);
}

}  // namespace

TEST_CASE("distributions have the moments of theory") {
  const int n = 40000;
  struct Row {
    Distribution d;
    double mean, sd, kurtosis;  // kurtosis: fourth central moment / variance^2 (3 is an upper bound
                                // for the cut normal)
  };
  const double a = -0.5, b = 1.5, phi_a = std::exp(-0.5 * a * a) / std::sqrt(2 * M_PI),
               phi_b = std::exp(-0.5 * b * b) / std::sqrt(2 * M_PI),
               Z = normal_cdf(b) - normal_cdf(a);
  const double cut_mean = (phi_a - phi_b) / Z,
               cut_variance = 1 + (a * phi_a - b * phi_b) / Z - cut_mean * cut_mean;
  const double s2 = std::log(1 + 0.04), e = std::exp(s2);
  const Row rows[] = {
      {{.kind = Kind::normal, .mean = 3, .sd = 0.5}, 3, 0.5, 3},
      {{.kind = Kind::lognormal, .mean = 1, .sd = 0.2},
       1,
       0.2,
       e * e * e * e + 2 * e * e * e + 3 * e * e - 3},
      {{.kind = Kind::uniform, .lower = 2, .upper = 5}, 3.5, 3 / std::sqrt(12.0), 1.8},
      {{.kind = Kind::truncated_normal, .mean = 10, .sd = 2, .lower = 9, .upper = 13},
       10 + 2 * cut_mean,
       2 * std::sqrt(cut_variance),
       3}};
  for (const Row& row : rows) {
    std::vector<double> x(n);
    for (int i = 0; i < n; ++i)
      x[i] = value_at(row.d, normal_at(7, i, 3));
    CHECK(std::abs(mean(x) - row.mean) <= 5 * row.sd / std::sqrt(n));
    const double v = standard_deviation(x) * standard_deviation(x), variance = row.sd * row.sd;
    CHECK(std::abs(v - variance) <= 5 * variance * std::sqrt((row.kurtosis - 1) / n));
    if (row.d.upper > row.d.lower)
      for (const double xi : x)
        REQUIRE((xi >= row.d.lower && xi <= row.d.upper));
  }
}

TEST_CASE("stated correlations are drawn, and impossible ones refused") {
  const Model m = mast();
  std::vector<Variate> v{variate(m, "front.length", {.mean = 1, .sd = 0.01}),
                         variate(m, "rear.length", {.mean = 1, .sd = 0.01}),
                         variate(m, "front.stiffness", {.mean = 1, .sd = 0.05})};
  PopulationOptions o{.bodies = 4000,
                      .seed = 11,
                      .threads = 1,
                      .tone = Tone::held,
                      .correlations = {{"front.length", "rear.length", 0.6},
                                       {"rear.length", "front.stiffness", -0.3}}};
  const auto p = population(m, v, o);
  const double expected[3][3] = {{1, 0.6, 0}, {0.6, 1, -0.3}, {0, -0.3, 1}};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < i; ++j) {
      const double r = correlation(p.drawn[i], p.drawn[j]).r;
      CHECK(std::abs(r - expected[i][j]) <=
            5 * (1 - expected[i][j] * expected[i][j]) / std::sqrt(o.bodies));
    }
  using Catch::Matchers::ContainsSubstring;
  o.correlations = {{"front.length", "rear.length", 0.9},
                    {"rear.length", "front.stiffness", 0.9},
                    {"front.length", "front.stiffness", -0.9}};
  CHECK_THAT(what([&] { population(m, v, o); }), ContainsSubstring("not positive definite"));
  o.correlations = {{"front.length", "rear.lenght", 0.5}};
  CHECK_THAT(what([&] { population(m, v, o); }), ContainsSubstring("Did you mean 'rear.length'?"));
  o.correlations = {{"front.length", "rear.length", 1.0}};
  CHECK_THAT(what([&] { population(m, v, o); }), ContainsSubstring("allowed is between -1 and 1"));
}

TEST_CASE("a body depends on seed and index alone") {
  const Variate hams = variate(standing(), "hamstrings.length", {.mean = 1, .sd = 0.03}),
                psoas = variate(standing(), "psoas.length", {.mean = 1, .sd = 0.03});
  const auto few = population(standing(), {hams, psoas},
                              {.bodies = 20, .seed = 5, .threads = 1, .tone = Tone::held});
  check_same(few,
             population(standing(), {hams, psoas},
                        {.bodies = 20, .seed = 5, .threads = 1, .tone = Tone::held}),
             20);
  check_same(few,
             population(standing(), {hams, psoas},
                        {.bodies = 61, .seed = 5, .threads = 3, .tone = Tone::held}),
             20);
  const auto other = population(standing(), {hams, psoas},
                                {.bodies = 20, .seed = 6, .threads = 1, .tone = Tone::held});
  CHECK(other.drawn[0][0] != few.drawn[0][0]);
  const Variate bones = variate(standing(), "pelvic_incidence_deg", {.mean = 50, .sd = 8});
  check_same(population(standing(), {bones, hams}, {.bodies = 4, .seed = 5, .threads = 1}),
             population(standing(), {bones, hams}, {.bodies = 9, .seed = 5, .threads = 2}), 4);
}

TEST_CASE("bodies are what solving them alone gives") {
  const Model turned = adjust(standing(), "gluteals", {.length = 0.97});
  SECTION("tone held") {
    const auto p = population(
        turned,
        {variate(turned, "hamstrings.length", {.mean = 1, .sd = 0.03}),
         variate(turned, "thorax.mass_kg", {.mean = 25.6, .sd = 1})},
        {.bodies = 5, .seed = 2, .tone = Tone::held, .quantities = {"lordosis", "psoas.tension"}});
    for (int i = 0; i < 5; ++i) {
      ModelBuilder b(adjust(turned, "hamstrings", {.length = p.drawn[0][i]}));
      for (Body& body : b.description.bodies)
        if (body.name == "thorax") body.mass = p.drawn[1][i];
      const Model m = b.build();
      const auto o = solve(m);
      REQUIRE(p.outcome[i] == outcome_of(o.status));
      if (o.status != Status::stable) continue;
      CHECK(std::abs(p.values[0][i] - value_of(quantity(m, "lordosis"), m, o.value())) <= 1e-12);
      CHECK(std::abs(p.values[1][i] / value_of(quantity(m, "psoas.tension"), m, o.value()) - 1) <=
            1e-10);
    }
  }
  SECTION("other bones, then knobs") {
    const auto p =
        population(turned,
                   {variate(turned, "hamstrings.length", {.mean = 1, .sd = 0.03}),
                    variate(turned, "pelvic_incidence_deg", {.mean = 52, .sd = 6}),
                    variate(turned, "mass_kg", {.mean = 70, .sd = 4})},
                   {.bodies = 4, .seed = 3, .quantities = {"lordosis", "pelvic_incidence"}});
    CHECK(p.tone == Tone::fitted);
    for (int i = 0; i < 4; ++i) {
      const Model body = anthropometry(
          standing(), {p.drawn[1][i] * degree, p.drawn[2][i], measures_of(standing()).stature});
      const Model m = adjust(adjust(body, "gluteals", {.length = 0.97}), "hamstrings",
                             {.length = p.drawn[0][i]});
      const auto o = solve(m);
      REQUIRE(p.outcome[i] == outcome_of(o.status));
      if (o.status != Status::stable) continue;
      CHECK(std::abs(p.values[0][i] - value_of(quantity(m, "lordosis"), m, o.value())) <= 1e-9);
      CHECK(std::abs(p.values[1][i] - p.drawn[1][i] * degree) <= 1e-9);
    }
  }
  SECTION(
      "tone held or found anew: a stiffer disc moves the body, or its muscles and neutral angles") {
    const auto tilt = [&](const char* name, double value, Variate::Mode mode, Tone tone) {
      Variate v = variate(standing(), name, {.mean = value, .sd = 1e-9});
      v.mode = mode;
      return population(
                 standing(), {v},
                 {.bodies = 1, .seed = 1, .tone = tone, .quantities = {"anterior_tilt_change"}})
          .of("anterior_tilt_change")
          .at(0);
    };
    // the disc stands 4.5 deg from neutral with 218 N m/rad: a fifth more is 3 N m, against a tilt
    // stiffness of 24 N m/rad
    CHECK(std::abs(tilt("L4/5.preload_factor", 1.2, Variate::Mode::factor, Tone::fitted)) <= 1e-8);
    CHECK(std::abs(tilt("L4/5.preload_factor", 1.2, Variate::Mode::factor, Tone::held)) >
          0.1 * degree);
    // the thorax is held upright: where its mass lies on it changes the hold alone, until muscles
    // have to pay for it
    CHECK(std::abs(tilt("thorax.com_x_mm", 10, Variate::Mode::shift, Tone::held)) <= 1e-12);
    CHECK(std::abs(tilt("thorax.com_x_mm", 10, Variate::Mode::shift, Tone::recruited)) <= 1e-8);
  }
}

TEST_CASE("failures are counted by their reason") {
  const Model m = mast();
  const auto p = population(
      m, {variate(m, "front.length", {.kind = Kind::uniform, .lower = 1.3, .upper = 1.7})},
      {.bodies = 400, .seed = 4, .tone = Tone::held, .quantities = {"mast.angle"}});
  int outside = 0, all = 0;
  for (int i = 0; i < 400; ++i) {
    outside += p.drawn[0][i] > 1.5;
    CHECK((p.outcome[i] == BodyOutcome::out_of_range) == (p.drawn[0][i] > 1.5));
    CHECK((p.outcome[i] == BodyOutcome::stable) == std::isfinite(p.values[0][i]));
  }
  CHECK(p.count.at(BodyOutcome::out_of_range) == outside);
  for (const auto& [outcome, n] : p.count)
    all += n;
  CHECK(all == 400);
  CHECK(p.of("mast.angle").size() == static_cast<std::size_t>(p.stable));
  const auto heavy = population(
      standing(),
      {variate(standing(), "thorax.mass_kg", {.kind = Kind::uniform, .lower = 400, .upper = 410})},
      {.bodies = 3, .seed = 1, .tone = Tone::recruited});
  CHECK(heavy.count == std::map<BodyOutcome, int>{{BodyOutcome::no_tone, 3}});
  CHECK(heavy.stable == 0);
}

TEST_CASE("statistics by hand") {
  const std::vector<double> x{1, 2, 3, 4, 5}, y{2, 1, 4, 3, 5};
  CHECK(mean(x) == 3);
  CHECK(std::abs(standard_deviation(x) - std::sqrt(2.5)) <= 1e-15);
  CHECK(std::abs(quantile(std::vector<double>{4, 1, 3, 2}, 0.25) - 1.75) <= 1e-15);
  CHECK(quantile(x, 1) == 5);
  const auto c = correlation(x, y);  // z = atanh 0.8 = ln 3, half width 1.959964 / sqrt 2
  CHECK(std::abs(c.r - 0.8) <= 1e-14);
  CHECK(std::abs(c.lower - std::tanh(std::log(3.0) - 1.959963984540054 / std::sqrt(2.0))) <= 1e-13);
  CHECK(std::abs(c.upper - std::tanh(std::log(3.0) + 1.959963984540054 / std::sqrt(2.0))) <= 1e-13);
  CHECK(std::isnan(correlation(x, std::vector<double>(5, 1.0)).r));
}

TEST_CASE("robustness counts the bodies in which the same thing holds") {
  const Model m = mast();
  const Quantity angle = quantity(m, "mast.angle");
  const double limit = solve(m).value().angles[0] + 0.002;
  const Question low{"low", [&](Workspace&, std::span<const double>, const Posture& rest) {
                       return std::string(rest.angles[0] < limit ? "yes" : "no");
                     }};
  const auto r =
      robustness(m, {variate(m, "front.length", {.mean = 1, .sd = 0.01})}, {low},
                 {.bodies = 300, .seed = 9, .tone = Tone::held, .quantities = {"mast.angle"}});
  REQUIRE(r.answers.size() == 1);
  CHECK(r.answers[0].reference == "yes");
  int yes = 0;
  for (const double a : r.population.of("mast.angle"))
    yes += a < limit;
  CHECK(r.answers[0].count.at("yes") == yes);
  CHECK(std::abs(r.answers[0].share - yes / 300.0) <= 1e-15);
  // Wilson: the ends solve (p - share)^2 = z^2 p (1 - p) / n
  for (const double p : {r.answers[0].lower, r.answers[0].upper})
    CHECK(std::abs(std::pow(p - r.answers[0].share, 2) -
                   std::pow(1.959963984540054, 2) * p * (1 - p) / 300) <= 1e-12);
  CHECK(r.ranges[0].low == quantile(r.population.of("mast.angle"), 0.05));
  CHECK(r.ranges[0].reference == value_of(angle, m, solve(m).value()));
}

TEST_CASE("standing_adult under its uncertain numbers") {
  const auto uncertain = uncertain_parameters(standing());
  for (const Variate& v : uncertain)
    CHECK_FALSE(v.source.empty());
  const Model tipped = adjust(standing(), "iliopsoas", {.length = 0.95});
  const auto r =
      robustness(tipped, uncertain, {tilt_direction(tipped), strongest_part(tipped)},
                 {.bodies = 24, .seed = 1, .threads = 2, .quantities = {"anterior_tilt_change"}});
  CHECK(r.answers[0].name == questions::tilt_direction);
  CHECK(r.answers[0].reference == answers::forward);
  // by adjusting each part in turn
  std::string strongest;
  double most = 0;
  const double now =
      value_of(quantity(tipped, "anterior_tilt_change"), tipped, solve(tipped).value());
  for (const std::string& part : standing().description().partition) {
    const Model m = adjust(tipped, part, {.length = part == "iliopsoas" ? 0.90 : 0.95});
    const double moved =
        std::abs(value_of(quantity(m, "anterior_tilt_change"), m, solve(m).value()) - now);
    if (moved > most) {
      most = moved;
      strongest = part;
    }
  }
  CHECK(r.answers[1].reference == strongest);
  int answered = 0;
  for (const auto& [label, n] : r.answers[1].count)
    answered += n;
  CHECK(answered == r.population.stable);
  CHECK_THROWS_AS(uncertain_parameters(load("bridge")), ModelError);
  CHECK_THROWS_AS(
      robustness(without_constraint(standing(), "thorax_upright"), uncertain, {}, {.bodies = 2}),
      SolveError);
}

TEST_CASE("what explain says of a body, read off many") {
  const Model tipped =
      adjust(adjust(standing(), "iliopsoas", {.length = 0.95}), "hamstrings", {.length = 1.02});
  const Measurements m = explained(tipped);
  const Explanation x = explain(tipped);
  const Posture& rest = x.rest.value();
  Workspace w(tipped);
  const auto row = m.read(w, tipped.numbers(), rest);
  REQUIRE(row.size() == m.columns.size());
  // forward and back, weight, joints, loads: the pelvis is in balance
  CHECK(std::abs(row[0] + row[1] + row[2] + row[3] + row[4]) <= 1e-12 * (row[0] - row[1]));
  CHECK(row[0] > 0);
  CHECK(row[1] < 0);
  for (std::size_t k = 5; k + 1 < row.size(); ++k) {
    const Quantity q = quantity(tipped, m.columns[k].name);
    CHECK(row[k] == value_of(q, tipped, rest));
  }
  const auto& winner = x.attribution.value().groups[x.attribution.value().winner];
  CHECK(m.columns.back().what == Facts{{"measured.contribution", {{"group", winner.group}}}});
  CHECK(std::abs(row.back() - winner.contribution) <= 1e-9);
  // bodies that do not differ give no range
  const auto same =
      robustness(tipped,
                 {variate(tipped, "hip_capsule.preload_factor",
                          {.kind = Distribution::Kind::uniform, .lower = 1, .upper = 1 + 1e-12})},
                 {winning_part(tipped)}, {.bodies = 30, .tone = Tone::held}, m);
  CHECK(same.answers[0].share == 1);
  REQUIRE(same.ranges.size() == same.population.quantities.size() + m.columns.size());
  for (const auto& range : same.ranges) {
    CHECK(std::abs(range.low - range.reference) <= 1e-6 * std::max(1.0, std::abs(range.reference)));
    CHECK(std::abs(range.high - range.reference) <=
          1e-6 * std::max(1.0, std::abs(range.reference)));
  }
}

TEST_CASE("virtual study: length moves the pelvis, and bones dilute it") {
  const auto s = length_study(standing(), {.bodies = 150, .seed = 1, .threads = 2});
  REQUIRE(s.rows.size() == 6);
  for (int v = 0; v < 2; ++v)
    CHECK(s.same_bones.drawn[v] == s.scattered_bones.drawn[v]);  // the same lengths in both
  int flexors = 0;
  for (const auto& row : s.rows) {
    const double sign =
        (row.muscle == "hamstrings") == (row.posture != "pelvic_tilt")
            ? 1
            : -1;  // longer flexors let it tip back: less tilt and lordosis, more PT
    CHECK(sign * row.same_bones.r > 0);
    if (row.muscle != "hip_flexors") continue;
    ++flexors;
    CHECK(std::abs(row.scattered_bones.r) <
          std::abs(row.same_bones.r));  // independent variance was added
  }
  CHECK(flexors == 3);
}

TEST_CASE("what cannot be drawn is refused in words") {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(what([] { distribution_of("normel(1,2)"); }),
             ContainsSubstring("Did you mean 'normal'?"));
  CHECK_THAT(what([] { distribution_of("normal(1)"); }), ContainsSubstring("takes 2"));
  CHECK_THAT(what([] { distribution_of("normal(1,x)"); }),
             ContainsSubstring("'x', which is not a number"));
  CHECK_THAT(what([] { distribution_of("normal(1,-2)"); }), ContainsSubstring("allowed is > 0"));
  CHECK_THAT(what([] { distribution_of("lognormal(-1,2)"); }), ContainsSubstring("Use normal"));
  CHECK_THAT(what([] { distribution_of("uniform(2,1)"); }), ContainsSubstring("smaller end first"));
  CHECK_THAT(what([] { distribution_of("truncated_normal(0,1,50,60)"); }),
             ContainsSubstring("never reaches"));
  CHECK(
      distribution_of("truncated_normal(50,10,30,80)") ==
      Distribution{.kind = Kind::truncated_normal, .mean = 50, .sd = 10, .lower = 30, .upper = 80});
  const Model m = mast();
  const Variate v = variate(m, "front.length", {.mean = 1, .sd = 0.01});
  CHECK_THAT(what([&] { variate(m, "frnt.length", {}); }),
             ContainsSubstring("Did you mean 'front'?"));
  CHECK_THAT(what([&] { population(m, {v, v}, {}); }), ContainsSubstring("given twice"));
  CHECK_THAT(what([&] { population(m, {v}, {.bodies = 0}); }),
             ContainsSubstring("is 0; allowed is a whole number from 1 to 10000000"));
  CHECK_THAT(what([&] { population(m, {v}, {.bodies = 1, .tone = Tone::held}).of("mast.angel"); }),
             ContainsSubstring("has no column"));
}

TEST_CASE("the command population") {
  CHECK(run("population standing_adult --bodies 3 --scatter iliopsoas.length=0.02 --scatter "
            "'hamstrings.length=uniform(0.95,1.05)' --correlate "
            "iliopsoas.length,hamstrings.length=0.3 --tone held --format json") == 0);
  CHECK(run("population standing_adult --bodies 3 --format csv") == 0);
  CHECK(run("population standing_adult --bodies 20 --study") == 0);
  CHECK(run("population bridge --bodies 3") == 2);
  CHECK(run("population standing_adult --scatter iliopsoas.length") == 2);
  CHECK(run("population standing_adult --bodies 3 --scatter thorax.mass_kg=uniform\\(400,401\\) "
            "--tone recruited") == 3);
  CHECK(run("prescribe standing_adult --set iliopsoas.length=0.95 --format json") == 0);
  CHECK(run("prescribe standing_adult --target anterior_tilt_change_deg=-40 --knobs "
            "hamstrings.length") == 3);
  CHECK(run("prescribe standing_adult --target lordosis=40") == 2);
}
