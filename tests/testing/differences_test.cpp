// What contracts compare analytic derivatives with.
#include "guywire/testing/differences.hpp"

#include "support/jet.hpp"

using namespace guywire::testing;

TEST_CASE("differences reach nine digits on smooth functions") {
  const auto f = [](double x) { return std::exp(x) * std::sin(3 * x); };
  const double exact = std::exp(0.4) * (std::sin(1.2) + 3 * std::cos(1.2));
  CHECK(difference(f, 0.4, 0.1).value == Approx(exact).epsilon(1e-9));
  CHECK(difference(f, 0.4, 0.1, 1).value == Approx(exact).epsilon(1e-7));
  CHECK(difference(f, 0.4, 0.1, -1).value == Approx(exact).epsilon(1e-7));
}

TEST_CASE("a one-sided difference looks at its side alone") {
  const auto bent = [](double x) { return x < 1 ? 2 * x : 5 * x - 3; };
  CHECK(difference(bent, 1, 0.1, -1).value == Approx(2));
  CHECK(difference(bent, 1, 0.1, 1).value == Approx(5));
}

TEST_CASE("a wrong derivative and an undeclared kink are violations, a right one is none") {
  Violations out;
  const auto square = [](double x) { return x * x; };
  compare("right", 2.0, difference(square, 1, 0.1), 2, out);
  CHECK(out.empty());
  compare("wrong", 2.001, difference(square, 1, 0.1), 2, out);
  CHECK(out.size() == 1);
  const auto bent = [](double x) { return std::abs(x - 1 - 1e-4); };
  compare("bent", -1.0, difference_from(bent, 1, 0.1), 1, out);
  CHECK(out.size() == 2);
}

TEST_CASE("integrals of polynomials and of a narrow peak") {
  CHECK(integral([](double x) { return 3 * x * x; }, 0, 2) == Approx(8).epsilon(1e-14));
  CHECK(integral([](double x) { return 1 / (1 + 1e4 * x * x); }, -1, 1) ==
        Approx(2 * std::atan(100.0) / 100).epsilon(1e-10));
}
