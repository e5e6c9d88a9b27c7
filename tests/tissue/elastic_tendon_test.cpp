// One balance of fiber and elastic tendon at every length: against a scan of the path length over
// the fiber's projection.
#include "guywire/tissue/laws.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

/// Whether the path lengthens wherever the fiber does, on a fine grid, in long double, without any
/// derivative.
bool lengthens(const HillElastic& law, const BasicKnobs<double>& knobs, int count = 50'000) {
  using Real = long double;
  const Real lo = law.optimal_fiber_length;
  const Real shift = knobs.length - 1;
  const Real h2 = muscle::squared_thickness<Real>(lo, law.pennation, knobs.length);
  const Real from = muscle::projection_at<Real>(muscle::shortest_fiber, lo, h2, knobs.length);
  const Real to = (3.1L + 2 * (law.active_width - 1) + shift) * lo;
  const Real narrowing = 1 / static_cast<Real>(law.active_width) - 1;
  const auto passive =
      muscle::passive_curve<Real>(law.passive_start, law.passive_strain, law.passive_exponent);
  Real before = 0;
  for (int i = 1; i <= count; ++i) {
    const Real x = from + (to - from) * i / count;
    const Real fiber = std::sqrt(x * x + h2);
    const Real n = fiber / lo - shift;
    const Real pull = knobs.tone * knobs.strength * muscle::active(n, narrowing).value +
                      knobs.stiffness * muscle::passive(n, passive).value;
    // law.tendon_strain where the tendon carries F0
    const Real strain = std::log(1 + 5 * pull * x / fiber) * law.tendon_strain / std::log(6.0L);
    const Real length = x + law.tendon_slack_length * (1 + strain);
    if (length <= before) return false;
    before = length;
  }
  return true;
}

HillElastic with_ratio(double ratio, double pennation = 0) {
  return {1000, 0.02, 0.02 * ratio, pennation, 1};
}

std::vector<Fault> faults_of(const HillElastic& law, const BasicKnobs<double>& knobs) {
  std::vector<Fault> faults;
  check_law(law, knobs, "cable 'c'", faults);
  return faults;
}

}  // namespace

TEST_CASE(
    "at strength 1 and stiffness 1 a tendon of 23 fibers balances once at every tone, one of 25 "
    "does not") {
  for (double tone = 0; tone <= 1; tone += 0.05) {
    const BasicKnobs<double> knobs{1, 1, 1, tone};
    CHECK(lengthens(with_ratio(23), knobs));
    CHECK(faults_of(with_ratio(23), knobs).empty());
  }
  CHECK_FALSE(lengthens(with_ratio(25), {1, 1, 1, 1}));
  CHECK(faults_of(with_ratio(25), {1, 1, 1, 1}).size() == 1);
}

TEST_CASE("the check is of the knobs in force") {
  const HillElastic law = with_ratio(11);
  CHECK(faults_of(law, {1, 1, 1, 1}).empty());
  CHECK(faults_of(law, {1, 0, 1, 1}).empty());
  CHECK(faults_of(law, {1, 0, 10, 0.05}).empty());
  for (const BasicKnobs<double>& knobs :
       {BasicKnobs<double>{1, 1, 10, 1}, BasicKnobs<double>{1, 0, 10, 1}}) {
    CHECK_FALSE(lengthens(law, knobs));
    const auto faults = faults_of(law, knobs);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].where == "cable 'c' / tendon_slack_length_m");
    CHECK_THAT(faults[0].what,
               Catch::Matchers::ContainsSubstring("strength 10") &&
                   Catch::Matchers::ContainsSubstring("balance at several lengths"));
  }
}

TEST_CASE(
    "the longest tendon and the largest tone are sharp: a scan agrees on both sides of either") {
  std::vector<std::string> wrong;
  int sharp = 0;
  Random r(27), of_curves(28);
  for (int i = 0; i < 150; ++i) {
    HillElastic law = with_ratio(r.log_uniform(3, 100), r.chance(0.4) ? 0 : r.uniform(0, 1.3));
    if (i % 2 == 1) {
      law.passive_start = of_curves.uniform(0.2, 1.3);
      law.passive_strain = of_curves.uniform(0.4, 1);
      law.active_width = of_curves.chance(0.5) ? 1 : of_curves.uniform(1, 3);
      law.tendon_strain = of_curves.uniform(0.02, 0.1);
    }
    BasicKnobs<double> knobs{r.uniform(0.5, 1.5), r.chance(0.3) ? 0 : r.log_uniform(0.05, 10),
                             r.log_uniform(0.3, 10), r.uniform(0.02, 1)};
    const auto name = [&](const char* what) {
      return std::string(what) + " of " +
             to_text(law.tendon_slack_length / law.optimal_fiber_length) + ", pennation " +
             to_text(law.pennation) + ", knobs " + to_text(knobs.length) + " " +
             to_text(knobs.stiffness) + " " + to_text(knobs.strength) + " " + to_text(knobs.tone);
    };
    const double tone = muscle::largest_tone(law, knobs);
    if (tone < 1) {
      ++sharp;
      knobs.tone = 0.998 * tone;
      if (!lengthens(law, knobs) || !muscle::balances_once(law, knobs))
        wrong.push_back(name("too lax: tone"));
      knobs.tone = 1.002 * tone;
      if (lengthens(law, knobs) || muscle::balances_once(law, knobs))
        wrong.push_back(name("too strict: tone"));
    } else if (knobs.tone = 1; !lengthens(law, knobs)) {
      wrong.push_back(name("missed: ratio"));
    }
    if (const double longest = muscle::longest_tendon(law, knobs); longest < 1e4) {
      ++sharp;
      law.tendon_slack_length = 0.998 * longest;
      if (!lengthens(law, knobs)) wrong.push_back(name("too lax: ratio"));
      law.tendon_slack_length = 1.002 * longest;
      if (lengthens(law, knobs)) wrong.push_back(name("too strict: ratio"));
    }
  }
  CHECK_KEPT(wrong);
  CHECK(sharp > 150);
}

TEST_CASE("where fiber and tendon balance once, tension has no jump; where they do not, it would") {
  const auto steepest = [](const HillElastic& law, const BasicKnobs<double>& knobs) {
    double most = 0;
    double before = 0;
    for (double l = law.tendon_slack_length; l < law.tendon_slack_length + 0.08; l += 2e-5) {
      const double T = evaluate(law, knobs, l).tension;
      most = std::max(most, std::abs(T - before));
      before = T;
    }
    return most / (law.max_isometric_force * knobs.strength);
  };
  CHECK(steepest(with_ratio(11), {1, 0, 10, 1}) > 0.5);
  CHECK(steepest(with_ratio(6.5), {1, 0, 10, 1}) < 0.2);
}

TEST_CASE("what the refusal proposes is accepted") {
  const BasicKnobs<double> knobs{1, 0, 10, 1};
  const auto faults = faults_of(with_ratio(11), knobs);
  REQUIRE(faults.size() == 1);
  double tendon = 0;
  double tone = 0;
  REQUIRE(std::sscanf(faults[0].remedy.c_str(),
                      "Use a tendon of at most %lf m, a tone of at most %lf", &tendon, &tone) == 2);
  CHECK(faults_of(with_ratio(tendon / 0.02), knobs).empty());
  CHECK(faults_of(with_ratio(1.001 * tendon / 0.02), knobs).size() == 1);
  CHECK(faults_of(with_ratio(11), {1, 0, 10, tone}).empty());
  CHECK(faults_of(with_ratio(11), {1, 0, 10, 1.001 * tone}).size() == 1);
}

TEST_CASE("numbers beyond reason are answered, not looped over") {
  for (const double lo : {1e-300, 1e-9, 1e9, 1e300})
    for (const double ls : {1e-300, 1.0, 1e300})
      for (const double stiffness : {0.0, 10.0})
        muscle::balances_once({1000, lo, ls, 0.3, 1}, {1, stiffness, 10, 1});
  CHECK_FALSE(muscle::balances_once({1000, 1e-9, 1.0, 0, 1}, {1, 0, 1, 1}));
  CHECK(muscle::balances_once({1000, 1.0, 1e-9, 0, 1}, {1, 0, 10, 1}));
}
