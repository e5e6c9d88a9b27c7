// Least squares with bounds, priors, gross errors, and what stays open.
#include "guywire/calibrate/least_squares.hpp"

#include <cmath>

#include "catch.hpp"
#include "guywire/core/watch.hpp"
#include "guywire/report/phrases.hpp"

using namespace guywire;

namespace {

/// r_i = x0 + x1 t_i - y_i, over t = 0 ... n-1.
Residuals line(std::vector<double> y, double huber_width = infinity) {
  const int n = static_cast<int>(y.size());
  Residuals out = residuals("line", n, [y, n](auto x, auto r) {
    for (int i = 0; i < n; ++i)
      r[i] = x[0] + x[1] * static_cast<double>(i) - y[i];
  });
  out.huber_width = huber_width;
  return out;
}

/// Each point of a line as residuals of its own, so that a gross error counts linearly by itself.
std::vector<Residuals> points(const std::vector<double>& y, double huber_width) {
  std::vector<Residuals> out;
  for (std::size_t i = 0; i < y.size(); ++i) {
    out.push_back(residuals("point", 1, [y, i](auto x, auto r) {
      r[0] = x[0] + x[1] * static_cast<double>(i) - y[i];
    }));
    out.back().huber_width = huber_width;
  }
  return out;
}

const std::vector<Unknown> level_and_slope{{.name = "level"}, {.name = "slope"}};

}  // namespace

TEST_CASE("a straight line: value and covariance as the normal equations give them") {
  const Calibration c = calibrate(level_and_slope, {line({1, 3, 5, 7})});
  CHECK(c.converged);
  CHECK(c.rank == 2);
  CHECK(c.values()[0] == Approx(1).margin(1e-9));
  CHECK(c.values()[1] == Approx(2).margin(1e-9));
  // N = [4 6; 6 14], its inverse [14 -6; -6 4] / 20
  CHECK(c.covariance[0] == Approx(0.7));
  CHECK(c.covariance[1] == Approx(-0.3));
  CHECK(c.covariance[3] == Approx(0.2));
  CHECK(c.estimates[1].deviation == Approx(std::sqrt(0.2)));
  CHECK(std::isnan(c.estimates[0].narrowing));
  CHECK(c.open.empty());
}

TEST_CASE("a prior is one more measurement; a lognormal one, of the logarithm") {
  const Residuals one = residuals("one", 1, [](auto x, auto r) { r[0] = x[0] - 3.0; });
  const Calibration normal =
      calibrate({{.name = "x", .prior = Prior{.center = 1, .spread = 1}}}, {one});
  CHECK(normal.values()[0] == Approx(2));
  CHECK(normal.estimates[0].narrowing == Approx(std::sqrt(0.5)));
  // at the minimum of (x - 3)^2 + (log x)^2 / s^2 the slope is zero
  const double s = 0.5;
  const Calibration log =
      calibrate({{.name = "x",
                  .start = 1,
                  .lower = 0,
                  .prior = Prior{.kind = Prior::Kind::lognormal, .center = 1, .spread = s}}},
                {one});
  const double x = log.values()[0];
  CHECK(x - 3 + std::log(x) / (s * s * x) == Approx(0).margin(1e-7));
}

TEST_CASE("a value at its bound is said to be there, and the others are as if it were given") {
  const Calibration c =
      calibrate({{.name = "level"}, {.name = "slope", .upper = 1}}, {line({1, 3, 5, 7})});
  CHECK(c.values()[1] == Approx(1));
  CHECK(c.values()[0] == Approx(2.5));  // the mean of y - t
  CHECK(c.estimates[1].at_bound);
  CHECK(c.estimates[1].deviation == 0);
  CHECK(c.estimates[0].deviation == Approx(0.5));
  CHECK(has_fact(c.why, "calibrate.at_bound"));
}

TEST_CASE("a gross error counts linearly with Huber's loss") {
  std::vector<double> y{1, 3, 5, 7, 9, 11, 13, 15, 17, 119};
  const double plain = calibrate(level_and_slope, points(y, infinity)).values()[1];
  const double robust = calibrate(level_and_slope, points(y, 0.5)).values()[1];
  CHECK(plain > 6);
  CHECK(robust == Approx(2).margin(0.2));
}

TEST_CASE("a combination that nothing measures is named") {
  const Residuals sum = residuals("sum", 2, [](auto x, auto r) {
    r[0] = x[0] + x[1] - 3.0;
    r[1] = 2.0 * x[0] + 2.0 * x[1] - 6.0;
  });
  const Calibration c = calibrate({{.name = "a", .start = 1}, {.name = "b", .start = 1}}, {sum});
  CHECK(c.values()[0] + c.values()[1] == Approx(3));
  CHECK(c.rank == 1);
  CHECK(c.estimates[0].deviation == infinity);
  REQUIRE(c.open.size() == 1);
  CHECK(c.open[0].left == infinity);
  REQUIRE(c.open[0].parts.size() == 2);
  CHECK(c.open[0].parts[0].share * c.open[0].parts[1].share == Approx(-0.5).margin(1e-6));
  CHECK_THAT(sentences(c.why), Catch::Matchers::ContainsSubstring("Nothing measured changes") &&
                                   Catch::Matchers::ContainsSubstring("-0.71 b"));
}

TEST_CASE("with priors, what the measurements leave of a spread is told for combinations too") {
  const Prior prior{.center = 1, .spread = 0.1};
  const Residuals sum =
      residuals("sum", 1, [](auto x, auto r) { r[0] = (x[0] + x[1] - 2.0) / 0.01; });
  const Calibration c = calibrate(
      {{.name = "a", .start = 1, .prior = prior}, {.name = "b", .start = 1, .prior = prior}},
      {sum});
  CHECK(c.rank == 2);
  // each keeps 0.7 of its spread, but their difference keeps all of it
  CHECK(c.estimates[0].narrowing == Approx(std::sqrt(0.5)).epsilon(0.01));
  REQUIRE(c.open.size() == 1);
  CHECK(c.open[0].left == Approx(1));
  CHECK(has_fact(c.why, "calibrate.open_together"));
}

TEST_CASE("without derivatives the same values are found, within bounds") {
  const std::vector<Unknown> rate{{.name = "rate", .start = 1, .lower = 0}};
  double lowest = 0;
  const auto decay = [&](std::span<const double> x, std::span<double> r, std::span<double>) {
    lowest = std::min(lowest, x[0]);
    for (int i = 0; i < 3; ++i)
      r[i] = std::exp(-x[0] * i) - std::exp(-0.25 * i);
    return true;
  };
  const Calibration c = calibrate(
      rate, {{.name = "decay", .count = 3, .evaluate = decay, .gives_derivatives = false}});
  CHECK(c.values()[0] == Approx(0.25).epsilon(1e-8));
  CHECK(lowest >= 0);
}

TEST_CASE("several starts: the best valley is taken, and the same seed finds it again") {
  // minima near x = 1 (cost 0) and x = -1 (cost more)
  const Residuals two = residuals("two", 2, [](auto x, auto r) {
    r[0] = x[0] * x[0] - 1.0;
    r[1] = 0.3 * (x[0] - 1.0);
  });
  const std::vector<Unknown> x{{.name = "x", .start = -1.2, .lower = -3, .upper = 3}};
  CHECK(calibrate(x, {two}).values()[0] < 0);
  const Calibration c = calibrate(x, {two}, {.starts = 8});
  CHECK(c.values()[0] == Approx(1).margin(1e-8));
  CHECK(c.searches.size() == 8);
  CHECK(calibrate(x, {two}, {.starts = 8}).searches[5].values == c.searches[5].values);
}

TEST_CASE("where residuals are not defined the search turns back; nowhere is an error") {
  const Residuals root = residuals("root", 1, [](auto x, auto r) {
    using std::sqrt;
    r[0] = sqrt(x[0]) - 0.1;
  });
  CHECK(calibrate({{.name = "x", .start = 4}}, {root}).values()[0] == Approx(0.01).epsilon(1e-6));
  CHECK_THROWS_AS(calibrate({{.name = "x", .start = -4}}, {root}), SolveError);
}

TEST_CASE("unknowns and residuals that contradict themselves are all listed") {
  try {
    calibrate({{.name = "a", .start = 2, .upper = 1},
               {.name = "b", .lower = 1, .upper = 0},
               {.name = "c",
                .start = 1,
                .prior = Prior{.kind = Prior::Kind::lognormal, .center = 1, .spread = 1}}},
              {{.name = "none"}}, {.starts = 0});
    FAIL("no error");
  } catch (const ModelError& e) {
    CHECK(e.faults().size() == 5);
  }
  CHECK_THROWS_AS(calibrate({{.name = "x"}}, {}), ModelError);
}

TEST_CASE("a calibration stops when it is asked to, and what a residual throws comes through") {
  int calls = 0;
  const WatchScope scope({.stop = [&] { return ++calls > 2; }});
  CHECK_THROWS_AS(calibrate({{.name = "x", .start = 1}}, {residuals("x", 2,
                                                                    [](auto x, auto r) {
                                                                      r[0] = 10.0 *
                                                                             (x[0] * x[0] + x[0]);
                                                                      r[1] = 1.0 - x[0];
                                                                    })}),
                  Stopped);
  const auto angry = [](std::span<const double>, std::span<double>, std::span<double>) -> bool {
    throw ModelError({{"x", "is wrong.", "Mend it."}});
  };
  CHECK_THROWS_AS(calibrate({{.name = "x"}}, {{.name = "angry", .count = 1, .evaluate = angry}}),
                  ModelError);
}
