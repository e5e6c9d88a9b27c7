// Crossings of kink surfaces, on lines whose corners are known.
#include "guywire/math/branch/events.hpp"

#include <vector>

#include "catch.hpp"

using namespace guywire;

namespace {

/// t = u up to u = 0.3, from there on with slope 5 in u; a second surface at u = 0.4 is no kink.
struct Bent {
  double u = 0;
  bool evaluate(ArcPoint& p) {
    u = p.z[0];
    const double s = u < 0.3 ? 1 : 0.2;
    p.g[0] = 0.3 + s * (u - 0.3) - p.t();
    p.J[0] = s;
    p.J[1] = -1;
    p.rounding_bound[0] = 1e-16;
    return true;
  }
  void event_values(const ArcPoint&, double* e) const {
    e[0] = 0.4 - u;
    e[1] = u - 0.3;
  }
  void event_gradient(const ArcPoint&, int k, double* row) const {
    row[0] = k == 0 ? -1 : 1;
    row[1] = 0;
  }
};

/// A step along the line from u = `from`, to u = `to`.
struct Step {
  ArcPoint here{1};
  ArcPoint next{1};
  std::vector<double> tangent{std::sqrt(0.5), std::sqrt(0.5)};
  std::vector<double> chord{0, 0};

  Step(Bent& problem, double from, double to) {
    for (int i = 0; i < 2; ++i) {
      here.z[i] = from;
      next.z[i] = to;
      chord[i] = to - from;
    }
    problem.evaluate(next);
  }
  detail::ArcStep get() const { return {here, next, tangent, chord, std::sqrt(2.0) * chord[0]}; }
};

}  // namespace

TEST_CASE("the first surface on the way is found, with the tangents on both sides of it") {
  Bent problem;
  detail::ArcCorrector<Bent> corrector(1, problem);
  double memory[6];
  detail::ArcEvents<Bent> events(1, 2, memory, problem, corrector);
  const Step nothing(problem, 0.1, 0.2);
  ArcPoint start = nothing.here;
  problem.evaluate(start);
  events.begin(start, nothing.tangent);
  problem.evaluate(start);

  const Step short_step(problem, 0.1, 0.35);
  const auto crossing = events.first_crossing(short_step.get());
  CHECK(crossing.event == 1);
  CHECK_FALSE(crossing.missed);
  CHECK_FALSE(events.none_crossed());
  CHECK(std::abs(events.crossing_point().z[0] - 0.3) < 1e-15);
  std::vector<double> before(2);
  std::vector<double> after(2);
  REQUIRE(events.tangents_across(1, before, after));
  CHECK(std::abs(before[1] / before[0] - 1) < 1e-14);
  CHECK(std::abs(after[1] / after[0] - 0.2) < 1e-14);
  CHECK(after[0] > 0);  // onwards

  events.cross(1, events.crossing_point());
  const Step beyond(problem, 0.3, 0.35);
  CHECK(events.first_crossing(beyond.get()).event == -1);
  CHECK(events.none_crossed());
}

TEST_CASE("where one step crosses two surfaces, the nearer one is first") {
  Bent problem;
  detail::ArcCorrector<Bent> corrector(1, problem);
  double memory[6];
  detail::ArcEvents<Bent> events(1, 2, memory, problem, corrector);
  Step step(problem, 0.2, 0.45);
  problem.evaluate(step.here);
  events.begin(step.here, step.tangent);
  problem.evaluate(step.next);
  const auto crossing = events.first_crossing(step.get());
  CHECK(crossing.event == 1);
  CHECK(crossing.missed);  // the farther one lies beyond the nearer
}

TEST_CASE("a change of sign within a step is found to rounding; where f is undefined, not") {
  ArcPoint point(1);
  double found = 0;
  const auto cubic = [&](double h, ArcPoint&) {
    found = h;
    return h * h * h - 2;
  };
  REQUIRE(root_along(0, -2, 3, 25, point, cubic));
  CHECK(std::abs(found - std::cbrt(2.0)) < 1e-11);
  CHECK_FALSE(root_along(0, -2, 3, 25, point, [](double, ArcPoint&) { return std::nan(""); }));
}
