// Enclosure: whatever point of the arguments is taken, the exact value lies in the result.
#include "guywire/math/interval.hpp"

#include <cstring>

#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

/// Numbers of all sizes, zeros and simple ones among them.
double any_number(Random& r, double most) {
  switch (r.integer(0, 9)) {
    case 0:
      return r.integer(-3, 3);
    case 1:
      return r.integer(-8, 8) * (std::numbers::pi / 4);
    case 2:
      return (r.chance(0.5) ? 1 : -1) * r.log_uniform(1e-300, 1e-10);
    case 3:
      return (r.chance(0.5) ? 1 : -1) * r.log_uniform(1e-10, most);
    default:
      return r.uniform(-10, 10);
  }
}

Interval any_interval(Random& r, double most) {
  const double a = any_number(r, most);
  double b = a;
  if (!r.chance(0.2)) b = r.chance(0.3) ? a * (1 + r.uniform(0, 1e-10)) : any_number(r, most);
  return {std::min(a, b), std::max(a, b)};
}

double point_of(const Interval& x, Random& r) {
  switch (r.integer(0, 4)) {
    case 0:
      return x.lower;
    case 1:
      return x.upper;
    case 2:
      return contains(x, 0.0) ? 0.0 : middle(x);
    default:
      return std::clamp(x.lower + r.uniform(0, 1) * (x.upper - x.lower), x.lower, x.upper);
  }
}

constexpr int samples = 1'000'000;

/// Number of points at which f(x) in long double, whose own error is far below a unit of a double,
/// leaves the enclosure.
template <class Enclose, class Exact>
int misses(std::uint64_t seed, double most, Enclose&& enclose, Exact&& exact) {
  Random r(seed);
  int out = 0;
  for (int i = 0; i < samples; ++i) {
    const Interval x = any_interval(r, most);
    const double at = point_of(x, r);
    const long double value = exact(static_cast<long double>(at));
    if (!(value == value)) continue;  // not defined there
    const Interval y = enclose(x);
    if (!(y.lower <= value && value <= y.upper)) ++out;
  }
  return out;
}

template <class Enclose, class Exact>
int misses2(std::uint64_t seed, double most, Enclose&& enclose, Exact&& exact) {
  Random r(seed);
  int out = 0;
  for (int i = 0; i < samples; ++i) {
    const Interval x = any_interval(r, most), y = any_interval(r, most);
    const long double value =
        exact(static_cast<long double>(point_of(x, r)), static_cast<long double>(point_of(y, r)));
    if (!(value == value) || std::abs(value) > 1e4000L) continue;
    const Interval z = enclose(x, y);
    if (!(z.lower <= value && value <= z.upper)) ++out;
  }
  return out;
}

}  // namespace

TEST_CASE("four operations enclose the exact result") {
  CHECK(misses2(
            1, 1e200, [](auto x, auto y) { return x + y; }, [](auto x, auto y) { return x + y; }) ==
        0);
  CHECK(misses2(
            2, 1e200, [](auto x, auto y) { return x - y; }, [](auto x, auto y) { return x - y; }) ==
        0);
  CHECK(misses2(
            3, 1e200, [](auto x, auto y) { return x * y; }, [](auto x, auto y) { return x * y; }) ==
        0);
  CHECK(misses2(
            4, 1e200, [](auto x, auto y) { return x / y; },
            [](auto x, auto y) { return y == 0 ? std::nanl("") : x / y; }) == 0);
}

TEST_CASE("functions enclose the exact result") {
  CHECK(misses(
            5, 1e300, [](auto x) { return sqrt(x); }, [](auto x) { return std::sqrt(x); }) == 0);
  CHECK(misses(
            6, 1e150, [](auto x) { return square(x); }, [](auto x) { return x * x; }) == 0);
  CHECK(misses(
            7, 1e300, [](auto x) { return abs(x); }, [](auto x) { return std::abs(x); }) == 0);
  CHECK(misses(
            8, 1e9, [](auto x) { return sin(x); }, [](auto x) { return std::sin(x); }) == 0);
  CHECK(misses(
            9, 1e9, [](auto x) { return cos(x); }, [](auto x) { return std::cos(x); }) == 0);
  CHECK(misses(
            10, 1e4, [](auto x) { return exp(x); }, [](auto x) { return std::exp(x); }) == 0);
  CHECK(misses(
            11, 1e300, [](auto x) { return log(x); },
            [](auto x) { return x > 0 ? std::log(x) : std::nanl(""); }) == 0);
  CHECK(misses2(
            12, 1e100, [](auto y, auto x) { return atan2(y, x); },
            [](auto y, auto x) {
              return y == 0 && x == 0 ? std::nanl("") : std::atan2(y + 0.0L, x);
            }) == 0);
}

TEST_CASE("enclosures are sharp") {
  Random r(13);
  const double eps = std::numeric_limits<double>::epsilon();
  int wide = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double a = r.uniform(-10, 10), b = r.uniform(0.1, 10);
    for (const Interval& x :
         {Interval(a) + b, Interval(a) - b, Interval(a) * b, Interval(a) / b, sqrt(Interval(b))})
      if (width(x) > 4 * eps * magnitude(x)) ++wide;
    for (const Interval& x : {sin(Interval(a)), cos(Interval(a)), exp(Interval(a)),
                              log(Interval(b)), atan2(Interval(a), Interval(b))})
      if (width(x) > 16 * eps * magnitude(x)) ++wide;
  }
  CHECK(wide == 0);
  CHECK(sin(Interval(0, std::numbers::pi)).upper == 1);
  CHECK(sin(Interval(0, std::numbers::pi)).lower > -1e-15);
  CHECK(near(cos(Interval(1, 2)).lower, std::cos(2.0), 1e-14));
  CHECK(near(cos(Interval(1, 2)).upper, std::cos(1.0), 1e-14));
  CHECK(cos(Interval(-4, 4)) == Interval(-1, 1));
  CHECK(square(Interval(-1, 2)).lower == 0);
  CHECK(near(atan2(Interval(-1, 1), Interval(1, 2)).upper, std::atan2(1, 1), 1e-14));
}

TEST_CASE("operations on single numbers that round nothing give a single number, others never do") {
  Random r(14);
  int wrong = 0;
  for (int i = 0; i < 100'000; ++i) {
    // numbers of 26 binary digits: sums of such within a factor of 2^26, and products, have at most
    // 53
    const double a = (r.integer(0, 1 << 25) * 2 + 1) * std::ldexp(1.0, -10);
    const double b = -(r.integer(0, 1 << 25) * 2 + 1) * std::ldexp(1.0, 5);
    wrong += Interval(a) + b != Interval(a + b) || Interval(a) - b != Interval(a - b) ||
             Interval(a) * b != Interval(a * b);
    wrong += Interval(a * b) / b != Interval(a) || sqrt(Interval(a * a)) != Interval(a) ||
             square(Interval(b)) != Interval(b * b);
    // odd numbers of 30 digits: a product of 59 or more, and no quotient or root of finitely many
    const double p = r.integer(1 << 28, 1 << 29) * 2 + 1;
    const double q = p + 2;
    wrong += is_point(Interval(p) * q) || is_point(Interval(p) / q) ||
             is_point(square(Interval(p))) || is_point(Interval(p) + std::ldexp(q, -60));
    wrong += is_point(sqrt(Interval(2 * q)));  // an odd power of two
  }
  CHECK(wrong == 0);
  CHECK(Interval(1e-170) * 1e-170 != Interval(0.0));  // below the smallest number
  CHECK(contains(Interval(3e-200) * 7e-130, 0.0));
  CHECK(Interval(0.0) * Interval(0.0) == Interval(0.0));
  CHECK_FALSE(is_point(Interval(1e308) + 1e308));
}

TEST_CASE("where a function is undefined the result is stated, and never NaN") {
  const Interval whole = Interval::whole();
  CHECK(Interval(1) / Interval(-1, 1) == whole);
  CHECK(Interval(1) / Interval(0) == whole);
  CHECK(Interval(0) / Interval(0) == whole);
  CHECK(Interval(0) / Interval(-1, 1) == Interval(0));
  CHECK(near((Interval(1) / Interval(0, 2)).lower, 0.5, 1e-14));
  CHECK((Interval(1) / Interval(0, 2)).upper == infinity);
  CHECK(near((Interval(-8, -4) / Interval(0, 2)).upper, -2, 1e-14));
  CHECK((Interval(-8, -4) / Interval(0, 2)).lower == -infinity);
  CHECK(sqrt(Interval(-2, -1)) == whole);
  CHECK(sqrt(Interval(-2, 4)).lower == 0);
  CHECK(log(Interval(-2, -1)) == whole);
  CHECK(log(Interval(-2, 1)).lower == -infinity);
  CHECK(contains(atan2(Interval(-1, 1), Interval(-2, -1)),
                 Interval(-std::numbers::pi, std::numbers::pi)));
  const Interval samples_[] = {0.0,
                               1.0,
                               {-1, 1},
                               {0, infinity},
                               {-infinity, 0},
                               whole,
                               {1e308, infinity},
                               {-infinity, -1e308},
                               {1e308, 1.7e308},
                               {5e-324, 1e-323}};
  int bad = 0;
  for (const Interval& x : samples_)
    for (const Interval& y : samples_)
      for (const Interval& z : {x + y, x - y, x * y, x / y, sqrt(x), square(x), abs(x), sin(x),
                                cos(x), exp(x), log(x), atan2(x, y), hull(x, y)})
        if (!(z.lower <= z.upper)) ++bad;
  CHECK(bad == 0);
}
