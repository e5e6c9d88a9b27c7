// The curves of De Groote et al. 2016, written again from the published formulas and OpenSim's
// constants, in long double.
#include "guywire/tissue/muscle_curves.hpp"

#include "guywire/testing/differences.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

// OpenSim's DeGrooteFregly2016Muscle.h: b11..b43, kPE 4, e0 0.6, minimum fibre length 0.2, kT from
// strain 0.049 at F0 with c1 0.2, c2 1, c3 0.2: f_T = c1 exp(kT (l - c2)) - c3, kT = ln((1 +
// c3)/c1)/strain.
long double published_active(long double l) {
  const long double b[3][4] = {
      {0.8150671134243542L, 1.055033428970575L, 0.162384573599574L, 0.063303448465465L},
      {0.433004984392647L, 0.716775413397760L, -0.029947116970696L, 0.200356847296188L},
      {0.1L, 1.0L, 0.353553390593274L, 0.0L}};
  long double sum = 0;
  for (const auto& c : b) {
    const long double z = (l - c[1]) / (c[2] + c[3] * l);
    sum += c[0] * std::exp(-0.5L * z * z);
  }
  return sum;
}
long double published_passive(long double l) {
  const long double offset = std::exp(4.0L * (0.2L - 1.0L) / 0.6L);
  return (std::exp(4.0L * (l - 1.0L) / 0.6L) - offset) / (std::exp(4.0L) - offset);
}
long double published_tendon(long double l) {
  return 0.2L * std::exp(std::log(1.2L / 0.2L) / 0.049L * (l - 1.0L)) - 0.2L;
}

constexpr double rounding =
    4e-15;  // of a few operations on numbers up to 10; exp amplifies the argument's by up to 37

}  // namespace

TEST_CASE("the active curve is the published one from 0.4 to 2.8") {
  for (double l = 0.4; l <= 2.8; l += 0.013)
    CHECK(std::abs(muscle::active(l).value - static_cast<double>(published_active(l))) <= rounding);
  CHECK(std::abs(muscle::active(1.0).value - 1) < 0.01);  // normalised
}

TEST_CASE(
    "below 0.4 and above 2.8 the active curve is led to zero, by as much as the header says") {
  double largest = 0;
  for (double l = 0.2; l <= 0.4; l += 0.001) {
    const double cut = static_cast<double>(published_active(l)) - muscle::active(l).value;
    CHECK(cut >= -rounding);
    largest = std::max(largest, cut);
  }
  CHECK(largest <= 0.024);  // "at most 2.4 % of maximal force"
  for (const double l : {-1.0, 0.0, 0.1, 0.2, 3.0, 10.0, 1e6})
    CHECK(muscle::active(l).value == 0);
}

TEST_CASE("passive and tendon curves are the published ones") {
  for (double l = 0.2; l <= 2.0; l += 0.011)
    CHECK(std::abs(muscle::passive(l).value - static_cast<double>(published_passive(l))) <=
          20 * rounding * std::max(1.0, muscle::passive(l).value));
  CHECK(std::abs(muscle::passive(1.6).value - 1) <= rounding * 4);
  CHECK(near(muscle::passive(0.2).value, 0, 1e-18));
  for (const double l : {0.0, 0.19})
    CHECK(muscle::passive(l).value == 0);
  for (double l = 1.0; l <= 1.1; l += 0.0013)
    CHECK(std::abs(muscle::tendon(l).value - static_cast<double>(published_tendon(l))) <=
          40 * rounding * std::max(1.0, muscle::tendon(l).value));
  CHECK(std::abs(muscle::tendon(1.049).value - 1) <= 40 * rounding);
  CHECK(muscle::tendon(1.0).value == 0);
  CHECK(muscle::tendon(0.7).value == 0);
}

TEST_CASE("slopes are the derivatives of the curves") {
  const auto check = [](const std::string& name, auto curve, double from, double to) {
    testing::Violations v;
    for (double l = from; l < to; l += 0.0171)
      testing::compare(name + to_text(l), curve(l).slope,
                       testing::difference([&](double x) { return curve(x).value; }, l, 0.01), 1,
                       v);
    CHECK_KEPT(v);
  };
  check(
      "active slope at ", [](double l) { return muscle::active(l); }, 0.22, 3.1);
  check(
      "passive slope at ", [](double l) { return muscle::passive(l); }, 0.22, 1.9);
  check(
      "tendon slope at ", [](double l) { return muscle::tendon(l); }, 1.011, 1.1);
  // twice continuously differentiable where the window begins and ends
  for (const double joint : {0.2, 0.4, 2.8, 3.0})
    CHECK(std::abs(muscle::active(joint + 1e-7).slope - muscle::active(joint - 1e-7).slope) < 1e-4);
}

TEST_CASE("the integral of the active curve has the curve as its derivative, to 1e-13") {
  constexpr double published_promise = 1e-13;  // the header's and DESIGN's
  double worst = 0;
  for (int i = 0; i <= 20000; ++i) {
    const double l = 0.2 + 2.8 * (i + 0.41) / 20001;
    Jet1 x(l);
    x.v[0] = 1;
    worst = std::max(worst, std::abs(muscle::active_integral(x).v[0] - muscle::active(l).value));
  }
  CHECK(worst <= published_promise);
}

TEST_CASE(
    "integrals of the curves agree with quadrature, and are continuous across the table's cells") {
  const auto active = [](double l) { return muscle::active(l).value; };
  double sum = 0, last = 0.2;
  for (double l = 0.2; l <= 3.0; l += 0.019) {
    sum += testing::integral(active, last, l);
    last = l;
    CHECK(std::abs(muscle::active_integral(l) - sum) < 1e-13);
  }
  for (int c = 0; c <= 112; ++c) {
    const double edge = 0.2 + 0.025 * c;
    CHECK(std::abs(muscle::active_integral(edge + 1e-12) - muscle::active_integral(edge - 1e-12)) <
          4e-12);  // the curve is at most 1
  }
  CHECK(near(muscle::active_integral(0.2), 0, 1e-17));
  CHECK(near(muscle::active_integral(-3.0), 0, 1e-17));
  CHECK(muscle::active_integral(3.0) == muscle::active_integral(50.0));
  for (double l = 0.21; l < 1.9; l += 0.07)
    CHECK(std::abs(muscle::passive_integral(l) -
                   testing::integral([](double x) { return muscle::passive(x).value; }, 0.2, l)) <
          1e-14 * (1 + muscle::passive(l).value));
  for (double l = 1.001; l < 1.1; l += 0.007)
    CHECK(std::abs(muscle::tendon_integral(l) -
                   testing::integral([](double x) { return muscle::tendon(x).value; }, 1.0, l)) <
          1e-14 * (1 + muscle::tendon(l).value));
  CHECK(muscle::tendon_integral(1.0) == 0);
  CHECK(near(muscle::passive_integral(0.2), 0, 1e-18));
}

TEST_CASE("curves in long double and with Jets are the same functions") {
  for (double l = 0.1; l < 3.2; l += 0.037) {
    CHECK(std::abs(static_cast<double>(muscle::active<long double>(l).value) -
                   muscle::active(l).value) <= rounding);
    CHECK(std::abs(muscle::active(Jet1(l)).value.a - muscle::active(l).value) <= rounding);
    CHECK(std::abs(muscle::passive(Jet1(l)).value.a - muscle::passive(l).value) <=
          rounding * std::max(1.0, muscle::passive(l).value));
  }
}

namespace {

/// The general passive curve, from its formula.
long double general_passive(long double n, long double start, long double strain,
                            long double exponent) {
  if (n <= start) return 0;
  const long double at_start = std::exp(exponent * (start - 1) / strain);
  return (std::exp(exponent * (n - 1) / strain) - at_start) / (std::exp(exponent) - at_start);
}

struct Passive {
  double start, strain, exponent;
};
// De Groote's; Thelen's (start 1); Millard's as fitted; one that starts late
const Passive shapes[] = {
    {0.2, 0.6, 4}, {1, 0.6, 4}, {1.1, 0.7, 5}, {0.88, 0.5, 4}, {1.2, 0.71, 3}};

}  // namespace

TEST_CASE("a passive curve of other numbers is its formula, and its integral's derivative") {
  for (const auto& [start, strain, exponent] : shapes) {
    const auto curve = muscle::passive_curve(start, strain, exponent);
    for (double n = 0.2; n <= 1.9; n += 0.013) {
      const double expected = static_cast<double>(general_passive(n, start, strain, exponent));
      CHECK(std::abs(muscle::passive(n, curve).value - expected) <=
            40 * rounding * std::max(1.0, expected));
      const double sum = testing::integral(
          [&](double x) { return muscle::passive(x, curve).value; }, start, std::max(n, start));
      CHECK(std::abs(muscle::passive_integral(n, curve) - sum) <= 1e-13 * (1 + expected));
    }
    CHECK(muscle::passive(1 + strain, curve).value == Approx(1).epsilon(1e-13));
    CHECK(muscle::passive(start, curve).value == 0);
    // stiffness jumps where force starts
    CHECK(muscle::passive(start, curve).slope == 0);
    CHECK(muscle::passive(start + 1e-9, curve).slope > 1e-4);
  }
}

TEST_CASE("OpenSim's numbers give the very curve of a muscle that states none") {
  const auto own = muscle::passive_curve();
  const auto stated = muscle::passive_curve(0.2, 0.6, 4.0);
  CHECK(own.at_start == muscle::passive_at_zero);
  CHECK(own.scale == 1.0 / (muscle::passive_at_F0 - muscle::passive_at_zero));
  for (double n = 0.1; n < 2; n += 0.01) {
    CHECK(muscle::passive(n, own).value == muscle::passive(n, stated).value);
    CHECK(muscle::active(n, 0.0).value == muscle::active(n).value);
    CHECK(muscle::active_integral(n, 0.0, muscle::whole_rise(0.0)) == muscle::active_integral(n));
  }
  // derivatives by the numbers are there nevertheless
  const Jet1 start(0.2, 0);
  const double step = 1e-6;
  const auto value = [](double s) {
    return muscle::passive(1.3, muscle::passive_curve(s, 0.6, 4.0)).value;
  };
  const Jet1 by_start =
      muscle::passive(Jet1(1.3), muscle::passive_curve(start, Jet1(0.6), Jet1(4.0))).value;
  CHECK(by_start.v[0] ==
        Approx((value(0.2 + step) - value(0.2 - step)) / (2 * step)).epsilon(1e-5));
}

TEST_CASE("a wider active curve is the same one stretched about optimal length, and ends at 0.2") {
  for (const double width : {1.1, 1.5, 3.0}) {
    const double narrowing = 1 / width - 1;
    for (double n = 0.4; n <= 1.8; n += 0.013) {
      const long double l = 1 + (n - 1) / static_cast<long double>(width);
      CHECK(std::abs(muscle::active(n, narrowing).value -
                     static_cast<double>(published_active(l))) <= 2 * rounding);
    }
    CHECK(muscle::active(0.2, narrowing).value == 0);
    for (double n = 0.2; n <= 3.5; n += 0.05) {
      const double sum =
          testing::integral([&](double x) { return muscle::active(x, narrowing).value; }, 0.2, n);
      const double rise = muscle::whole_rise(narrowing);
      CHECK(std::abs(muscle::active_integral(n, narrowing, rise) - sum) < 1e-11);  // the sum's own
      const Jet1 along = muscle::active_integral(Jet1(n, 0), Jet1(narrowing), Jet1(rise));
      CHECK(std::abs(along.v[0] - muscle::active(n, narrowing).value) < 1e-12);
    }
  }
}

TEST_CASE("the tendon's strain under F0 is what is asked for") {
  for (const double strain : {0.033, 0.049, 0.1})
    CHECK(muscle::tendon(1 + strain, muscle::tendon_rate(strain)).value == Approx(1));
}
