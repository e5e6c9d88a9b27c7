// The interval mechanics of all_equilibria encloses what the solver's own mechanics computes,
// everywhere in a box. Compiled from headers alone, to see what is inside.
#include "guywire/proof/equilibria.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

struct Count {
  int points = 0, lost = 0, gradient = 0, hessian = 0, lost_wrong = 0;
};

ModelDescription some_model(std::uint64_t seed) {
  RandomOptions o;
  o.most_bodies = 3;
  o.most_cables = 6;
  o.elastic = 0;
  o.circles = 0.5;
  o.constraints = 0.6;
  return random_description(seed, o);
}

/// With a cable over a drum at some hinge, and one over a circle beside it.
ModelDescription with_drum(std::uint64_t seed) {
  RandomOptions o;
  o.most_bodies = 2;
  o.most_cables = 2;
  o.elastic = 0;
  o.circles = 0;
  o.constraints = 0.3;
  ModelDescription d = random_description(seed, o);
  Random r(seed + 77);
  const Body body = d.bodies[r.integer(0, static_cast<int>(d.bodies.size()) - 1)];
  const double radius = r.uniform(0.02, 0.1), beside = r.uniform(0.01, 0.1);
  const auto off = [&](double from) { return from * radius * std::pow(10, r.uniform(0, 1)); };
  const auto sense = [&] { return r.chance(0.5) ? Sense::clockwise : Sense::counterclockwise; };
  d.circles = {{.name = "drum", .body = body.name, .radius = radius, .source = {}},
               {.name = "beside",
                .body = body.parent,
                .center_x = body.hinge_x + beside,
                .center_y = body.hinge_y,
                .radius = 0.5 * radius,
                .source = {}}};
  for (const char* circle : {"drum", "beside"}) {
    const double angle = r.uniform(-3, 3), other = r.uniform(-3, 3), a = 0.15 + off(1.01),
                 b = 0.15 + off(1.01);
    const PathPoint start = at(body.parent, body.hinge_x + a * std::cos(angle),
                               body.hinge_y + a * std::sin(angle), r.chance(0.5) ? 0 : 0.05);
    d.cables.push_back({.name = std::string("over_") + circle,
                        .law = Linear{r.log_uniform(10, 1e4), r.uniform(0.1, 0.5)},
                        .path = {start, around(circle, sense()),
                                 at(body.name, b * std::cos(other), b * std::sin(other))},
                        .source = {}});
  }
  return d;
}

void check_model(const ModelDescription& d, std::uint64_t seed, Count& count) {
  const Model m = ModelBuilder(d).build();
  const int n = m.structure().free_count;
  if (n > 2) return;
  const detail::IntervalModel intervals(m);
  Workspace workspace(m);
  detail::Scratch& w = detail::scratch_of(workspace);
  Random r(seed + 1000);
  for (int box = 0; box < 40; ++box) {
    detail::Pair2 u{};
    const double size = r.log_uniform(1e-9, 1);
    for (int i = 0; i < n; ++i) {
      const double at = r.uniform(-5, 5);
      u[i] = {at, at + size * r.uniform(0, 1)};
    }
    const auto e = intervals.at(u);
    for (int point = 0; point < 20; ++point) {
      for (int i = 0; i < n; ++i) {
        if (point > 1)
          w.now.u[i] = r.uniform(u[i].lower, u[i].upper);
        else
          w.now.u[i] = point == 0 ? u[i].lower : u[i].upper;
      }
      ++count.points;
      if (!w.fill(w.now)) {
        ++count.lost;
        if (w.e.lost_cable >= 0 && !e.lost && !e.doubtful) ++count.lost_wrong;
        continue;
      }
      if (e.lost) {
        ++count.lost_wrong;
        continue;
      }
      for (int i = 0; i < n; ++i) {
        const double slack = 4 * w.now.rounding_bound[i];  // the solver's own rounding
        if (!(e.gradient[i].lower <= w.now.g[i] + slack &&
              w.now.g[i] - slack <= e.gradient[i].upper))
          ++count.gradient;
        if (e.doubtful) continue;
        for (int j = i; j < n; ++j) {
          const double h = w.now.H[i * n + j],
                       uncertainty = 1e-9 * (1 + std::abs(h) + w.now.rounding_bound[i] * 1e15);
          if (!(e.hessian[i + j].lower <= h + uncertainty &&
                h - uncertainty <= e.hessian[i + j].upper))
            ++count.hessian;
        }
      }
    }
  }
}

void check_count(const Count& count) {
  INFO("points " << count.points << ", of them without a path " << count.lost);
  CHECK(count.points > 50'000);
  CHECK(count.lost > 100);
  CHECK(count.gradient == 0);
  CHECK(count.hessian == 0);
  CHECK(count.lost_wrong == 0);
}

}  // namespace

TEST_CASE("gradient and Hessian of every law, wrap and constraint are enclosed") {
  Count count;
  for (std::uint64_t seed = 1; seed <= 300; ++seed)
    check_model(some_model(seed), seed, count);
  check_count(count);
}

TEST_CASE("those over drums and over circles beside a hinge are enclosed, turn after turn") {
  Count count;
  for (std::uint64_t seed = 1; seed <= 300; ++seed)
    check_model(with_drum(seed), seed, count);
  check_count(count);
}
