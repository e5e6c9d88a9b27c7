// The contract of cable laws, over laws, parameters and knobs, with double and with Jets; and what
// each law's own words say.
#include "guywire/testing/cable_law_contract.hpp"
#include "guywire/tissue/laws.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

template <template <class> class Law>
void check(const Law<double>& law, const BasicKnobs<double>& knobs, double from, double to) {
  std::string numbers(Law<double>::kind);
  for (const auto& f : Law<double>::fields)
    numbers += " " + std::string(f.info.name) + "=" + to_text(law.*f.member);
  for (const auto& f : BasicKnobs<double>::fields)
    numbers += " " + std::string(f.info.name) + "*=" + to_text(knobs.*f.member);
  INFO(numbers);
  CHECK_KEPT(testing::check_cable_law(law, knobs, from, to));
  CHECK_KEPT((testing::check_cable_law_derivatives<Jet1, Law>(law, knobs, from, to)));
}

// the corners and the middle of the knobs' ranges that a law without tone understands
std::vector<BasicKnobs<double>> passive_knobs() {
  std::vector<BasicKnobs<double>> out;
  for (const double length : {0.5, 0.93, 1.0, 1.5})
    for (const double stiffness : {0.0, 1.0, 10.0})
      out.push_back({length, stiffness, 1, 0});
  return out;
}

std::vector<BasicKnobs<double>> muscle_knobs(std::initializer_list<double> lengths) {
  std::vector<BasicKnobs<double>> out;
  for (const double length : lengths)
    for (const double stiffness : {0.0, 1.0, 10.0})
      for (const double strength : {0.0, 1.0, 10.0})
        for (const double tone : {0.0, 0.01, 1.0})
          out.push_back({length, stiffness, strength, tone});
  return out;
}

}  // namespace

TEST_CASE("linear cables keep the contract") {
  for (const auto& knobs : passive_knobs())
    for (const Linear& law :
         {Linear{1e4, 0.2}, Linear{0, 0.2}, Linear{13500, 0}, Linear{1e7, 0.3}, Linear{1e-3, 0.1}})
      check(law, knobs, 0, 0.5);
}

TEST_CASE("exponential-toe cables keep the contract") {
  for (const auto& knobs : passive_knobs())
    for (const ExponentialToe& law :
         {ExponentialToe{1e4, 0.2, 0.1, 3}, ExponentialToe{1e4, 0.2, 0.5, 0.1},
          ExponentialToe{1e4, 0.2, 2, 20}, ExponentialToe{0, 0.2, 0.1, 3},
          ExponentialToe{1e6, 0.05, 0.033, 3}})
      check(law, knobs, 0, 0.5);
}

TEST_CASE("muscles on rigid tendons keep the contract") {
  for (const auto& knobs : muscle_knobs({0.81, 0.95, 1.0, 1.5}))
    for (const Hill& law :
         {Hill{1000, 0.1, 0.15, 0, 0}, Hill{1000, 0.1, 0.15, 0.4, 0}, Hill{300, 0.05, 0.3, 1.4, 0},
          Hill{0, 0.1, 0.1, 0.1, 0}, Hill{1e4, 0.2, 0, 0.05, 0}})
      check(law, knobs, 0, law.tendon_slack_length + 1.9 * law.optimal_fiber_length);
}

TEST_CASE(
    "muscles on rigid tendons: a strongly shortened fibre with pennation keeps the contract") {
  // below length knob 0.8 the curves end before the fibre does: where it stands perpendicular,
  // tension starts with the cosine
  for (const auto& knobs : muscle_knobs({0.5, 0.7}))
    for (const Hill& law : {Hill{1000, 0.1, 0.15, 0.4, 0}, Hill{300, 0.05, 0.3, 1.4, 0}})
      check(law, knobs, 0, law.tendon_slack_length + 1.9 * law.optimal_fiber_length);
}

TEST_CASE("muscles without pennation, strongly shortened, keep the contract") {
  // below length knob 0.8 the curves reach below a fibre of no length: the law gives it some
  // thickness there
  for (const auto& knobs : muscle_knobs({0.5, 0.7, 0.79, 0.8}))
    check(Hill{1000, 0.1, 0.15, 0, 0}, knobs, 0, 0.34);
}

TEST_CASE("muscles on elastic tendons keep the contract") {
  const BasicKnobs<double> list[] = {{1, 1, 1, 0},      {1, 1, 1, 0.01},  {1, 1, 1, 1},
                                     {0.81, 1, 1, 0.3}, {1.5, 1, 1, 0.3}, {1, 10, 1, 0.5},
                                     {1, 0, 1, 0.5},    {0.81, 10, 1, 1}, {1.5, 0, 1, 1},
                                     {1, 0.3, 10, 0.1}, {1, 1, 0, 1},     {0.81, 1, 0.5, 0.01}};
  for (const auto& knobs : list) {
    for (const HillElastic& law :
         {HillElastic{1000, 0.1, 0.15, 0, 0}, HillElastic{500, 0.08, 0.2, 0.3, 0},
          HillElastic{0, 0.1, 0.1, 0.1, 0}}) {
      std::vector<Fault> faults;
      check_law(law, knobs, "law", faults);
      REQUIRE(faults.empty());
      check(law, knobs, 0, law.tendon_slack_length + 1.7 * law.optimal_fiber_length);
    }
  }
}

TEST_CASE("muscles of other curves keep the contract, on either tendon") {
  struct Curves {
    double start, strain, exponent, width;
  };
  for (const auto& knobs : muscle_knobs({0.6, 0.95, 1.2}))
    for (const auto& [start, strain, exponent, width] :
         {Curves{1, 0.6, 4, 1}, Curves{1.2, 0.7, 5, 1.5}, Curves{0.7, 0.5, 4, 1.2},
          Curves{0.2, 0.6, 4, 3}}) {
      const Hill rigid{1000, 0.1, 0.15, 0.2, 0, start, strain, exponent, width};
      check(rigid, knobs, 0, 0.33);
      const HillElastic elastic{500, 0.1, 0.1, 0.2, 0, start, strain, exponent, width, 0.033};
      std::vector<Fault> faults;
      check_law(elastic, knobs, "law", faults);
      // a fiber without any force has no balance with its tendon to differentiate
      const bool has_force = knobs.tone * knobs.strength + knobs.stiffness > 0;
      if (faults.empty() && has_force) check(elastic, knobs, 0, 0.26);
    }
}

TEST_CASE("a cable of zero slack length pulls at any length, with no tension at none") {
  const Linear law{200, 0};
  for (const double l : {1e-9, 0.1, 3.0}) {
    CHECK(evaluate(law, {1, 1, 1, 0}, l).tension == 200 * l);
    CHECK(evaluate(law, {1.5, 1, 1, 0}, l).tension == 200 * l);  // nothing to lengthen
  }
  CHECK(evaluate(law, {1, 1, 1, 0}, 0.0).tension == 0);
}

TEST_CASE("knobs mean what DESIGN section 3 says") {
  const double l = 0.26;
  SECTION("length and stiffness of a linear cable") {
    const Linear law{1e4, 0.25};
    CHECK(std::abs(evaluate(law, {0.95, 1, 1, 0}, l).tension - 1e4 * (0.26 - 0.95 * 0.25)) < 1e-9);
    CHECK(std::abs(evaluate(law, {1, 3, 1, 0}, l).tension - 3e4 * (0.26 - 0.25)) < 1e-9);
  }
  SECTION("length of a muscle shifts fibre and curves together by (s - 1) optimal lengths") {
    const Hill law{1000, 0.1, 0.15, 0, 0.3};
    for (const double s : {0.9, 1.1, 1.3})
      for (const double at : {0.24, 0.26, 0.29}) {
        const double shifted = evaluate(law, {s, 1, 1, 0.3}, at + (s - 1) * 0.1).tension,
                     plain = evaluate(law, {1, 1, 1, 0.3}, at).tension;
        CHECK(std::abs(shifted - plain) < 1e-11 * 1000);
      }
  }
  SECTION("stiffness is passive, strength active, tone the activation") {
    const Hill law{1000, 0.1, 0.15, 0.2, 0.3};
    const double at = 0.28;
    const auto T = [&](double stiffness, double strength, double tone) {
      return evaluate(law, {1, stiffness, strength, tone}, at).tension;
    };
    const double passive = T(1, 1, 0), active = T(1, 1, 1) - passive;
    CHECK(passive > 1);
    CHECK(active > 1);
    CHECK(std::abs(T(2.5, 0.7, 0.4) - (2.5 * passive + 0.7 * 0.4 * active)) < 1e-12 * 1000);
    CHECK(T(1, 0, 1) == passive);
  }
  SECTION("the parts of a tension") {
    const Hill law{1000, 0.1, 0.15, 0.2, 0.3};
    const BasicKnobs<double> knobs{0.97, 1.4, 0.8, 0.3};
    const TensionParts parts = tension_parts(law, knobs, 0.28);
    CHECK(std::abs(parts.passive + 0.3 * parts.active_at_full_tone -
                   evaluate(law, knobs, 0.28).tension) < 1e-12 * 1000);
    const HillElastic elastic{1000, 0.1, 0.15, 0.2, 0.3};
    const TensionParts tangent = tension_parts(elastic, knobs, 0.28);
    const auto T = [&](double tone) {
      return evaluate(elastic, {0.97, 1.4, 0.8, tone}, 0.28).tension;
    };
    const auto slope = testing::difference(T, 0.3, 1e-2);
    CHECK(std::abs(tangent.active_at_full_tone - slope.value) < 1e-6 * std::abs(slope.value));
    CHECK(tangent.passive == T(0));
    CHECK(evaluate(elastic, knobs, 0.28).active == tangent.active_at_full_tone);
    CHECK(evaluate(elastic, knobs, 0.1).active == 0);  // slack
    CHECK(evaluate(law, knobs, 0.1).active == 0);
    CHECK(evaluate(Linear{10, 0.1}, knobs, 0.28).active == 0);  // no tone
  }
}

TEST_CASE(
    "an elastic tendon becomes a rigid one as its slack length vanishes, and is in series with its "
    "fibre") {
  const BasicKnobs<double> knobs{1, 1, 1, 0.5};
  const double lo = 0.1, F0 = 800, x = 0.105, pennation = 0.25;
  for (const double ls : {1e-3, 1e-5, 1e-7}) {
    const double rigid = evaluate(Hill{F0, lo, ls, pennation, 0}, knobs, ls + x).tension,
                 elastic = evaluate(HillElastic{F0, lo, ls, pennation, 0}, knobs, ls + x).tension;
    // the tendon takes up at most 4.9 % of ls at F0; the fibre's slope is below 20 F0/lo
    CHECK(std::abs(rigid - elastic) < 0.049 * ls * 20 * F0 / lo);
  }
  // at the tension T both carry: the rigid formula at the fibre's own projection gives the same
  // tension
  const double ls = 0.2, l = 0.31;
  const double T = evaluate(HillElastic{F0, lo, ls, pennation, 0}, knobs, l).tension;
  const double strain = 0.049 * std::log(T / F0 / 0.2 + 1) /
                        std::log(6.0);  // inverse of the tendon's curve: 4.9 % at F0
  CHECK(std::abs(evaluate(Hill{F0, lo, 0, pennation, 0}, knobs, l - ls * (1 + strain)).tension -
                 T) < 1e-10 * F0);
}

TEST_CASE(
    "the enclosure of a muscle's tension holds it over its whole curve, steep ends included") {
  // a fiber of 0.1 to 3.2 optimal lengths, on a tendon without length
  Random r(5);
  int points = 0, outside = 0, outside_slope = 0;
  for (int i = 0; i < 4000; ++i) {
    const Hill law{1000, 0.1, 0, 0, 0};
    BasicKnobs<double> knobs{1, 1, 1, 0};
    knobs.tone = r.uniform(0, 1);
    const double from = 0.1 * r.uniform(0.1, 3.1), to = from + r.log_uniform(1e-6, 0.05);
    const BasicHill<Interval> wide{1000.0, 0.1, 0.0, 0.0, 0.0};
    const BasicKnobs<Interval> given{knobs.length, knobs.stiffness, knobs.strength, knobs.tone};
    const auto range = enclosure(wide, given);
    const double slack = slack_length(law, knobs);
    if (!(from > slack * (1 + 1e-9))) continue;
    const ForceRange f = range.taut({from, to});
    for (const double share : {0.0, 0.3, 0.7, 1.0}) {
      const auto point = evaluate(law, knobs, from + share * (to - from));
      const double roundings = 1e-12 * (1 + std::abs(point.tension));
      ++points;
      outside += !(point.tension >= f.force.lower - roundings &&
                   point.tension <= f.force.upper + roundings);
      outside_slope += !(point.stiffness >= f.slope.lower - 1e-9 * std::abs(point.stiffness) &&
                         point.stiffness <= f.slope.upper + 1e-9 * std::abs(point.stiffness));
    }
  }
  CHECK(points > 10000);
  CHECK(outside == 0);
  CHECK(outside_slope == 0);
}
