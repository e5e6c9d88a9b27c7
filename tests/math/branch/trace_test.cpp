// Curves whose folds and kinks are known.
#include "guywire/math/branch/trace.hpp"

#include <vector>

#include "catch.hpp"

using namespace guywire;

namespace {

/// One equation in (u, t) from lambdas; no kinks unless given: one at u = corner.
template <class G>
struct Planar {
  G g;  // (u, t, out[3]): value, d/du, d/dt
  double corner = 1e300;
  double u = 0;
  bool evaluate(ArcPoint& p) {
    double out[3];
    u = p.z[0];
    g(p.z[0], p.z[1], out);
    p.g[0] = out[0];
    p.J[0] = out[1];
    p.J[1] = out[2];
    p.rounding_bound[0] = 1e-15;
    return true;
  }
  void event_values(const ArcPoint&, double* e) const {
    if (corner < 1e299) e[0] = u - corner;
  }
  void event_gradient(const ArcPoint&, int, double* row) const {
    row[0] = 1;
    row[1] = 0;
  }
};

template <class G>
Planar(G) -> Planar<G>;
template <class G>
Planar(G, double) -> Planar<G>;

struct Seen {
  ArcMark mark;
  bool fold;
  double u, t, arc;
};

template <class P>
ArcEnd run(P& problem, double u, double t, int direction, const ArcOptions& options,
           std::vector<Seen>& seen, int events = 0) {
  ArcPoint start(1);
  start.z[0] = u;
  start.z[1] = t;
  double scratch[3];
  return trace_branch(1, problem, start, direction, options, events, scratch,
                      [&](const ArcVisit& v) {
                        seen.push_back({v.mark, v.fold, v.point.z[0], v.point.z[1], v.arc});
                        return true;
                      });
}

}  // namespace

TEST_CASE("round a circle: two folds at the radius, and the loop is closed") {
  Planar problem{[](double u, double t, double* out) {
    out[0] = u * u + t * t - 1;
    out[1] = 2 * u;
    out[2] = 2 * t;
  }};
  std::vector<Seen> seen;
  CHECK(run(problem, 1, 0, 1, {.lower = -2, .upper = 2}, seen) == ArcEnd::closed);
  std::vector<double> folds;
  for (const Seen& s : seen) {
    CHECK(std::abs(s.u * s.u + s.t * s.t - 1) < 1e-13);
    if (s.fold) {
      folds.push_back(s.t);
      CHECK(s.mark == ArcMark::fold);
      CHECK(std::abs(s.u) < 1e-9);
    }
  }
  REQUIRE(folds.size() == 2);
  CHECK(std::abs(folds[0] - 1) < 1e-14);
  CHECK(std::abs(folds[1] + 1) < 1e-14);
  CHECK(seen.back().arc < 2 * 3.14159265358979323846);  // chords
  CHECK(seen.back().arc > 0.98 * 2 * 3.14159265358979323846);
}

TEST_CASE(
    "a cubic: t = u^3 - 3 u turns round at u = -1 and +1, between t = 2 and -2; the range ends on "
    "the dot") {
  Planar problem{[](double u, double t, double* out) {
    out[0] = u * u * u - 3 * u - t;
    out[1] = 3 * u * u - 3;
    out[2] = -1;
  }};
  std::vector<Seen> seen;
  // u(-3) is the real root of u^3 - 3u + 3 = 0
  double u = -2.1;
  for (int i = 0; i < 50; ++i)
    u -= (u * u * u - 3 * u + 3) / (3 * u * u - 3);
  CHECK(run(problem, u, -3, 1, {.lower = -3, .upper = 3}, seen) == ArcEnd::range);
  std::vector<Seen> folds;
  for (const Seen& s : seen)
    if (s.fold) folds.push_back(s);
  REQUIRE(folds.size() == 2);
  CHECK(std::abs(folds[0].t - 2) < 1e-13);
  CHECK(std::abs(folds[0].u + 1) < 1e-7);
  CHECK(std::abs(folds[1].t + 2) < 1e-13);
  CHECK(std::abs(folds[1].u - 1) < 1e-7);
  CHECK(seen.back().mark == ArcMark::end);
  CHECK(seen.back().t == 3);
  CHECK(std::abs(seen.back().u + u) < 1e-12);  // odd symmetry
}

TEST_CASE("a kink fold: t = -|u| turns round at the corner itself, whatever the slopes") {
  for (const double slope : {0.05, 1.0, 40.0})
    for (const double other :
         {0.05, 1.0, 40.0}) {  // even where the tangent turns by more than a right angle
      Planar problem{[=](double u, double t, double* out) {
                       const double s = u < 0 ? slope : -other;
                       out[0] = s * u - t;
                       out[1] = s;
                       out[2] = -1;
                     },
                     0.0};
      std::vector<Seen> seen;
      INFO(slope << " " << other);
      CHECK(run(problem, -0.5 / slope, -0.5, 1, {.lower = -0.6, .upper = 1, .point_limit = 100000},
                seen, 1) == ArcEnd::range);
      int folds = 0;
      for (const Seen& s : seen)
        if (s.fold) {
          ++folds;
          CHECK(s.mark == ArcMark::event);
          CHECK(std::abs(s.u) < 1e-14);
          CHECK(std::abs(s.t) < 1e-14);
        }
      CHECK(folds == 1);
      CHECK(seen.back().t == -0.6);
      CHECK(std::abs(seen.back().u - 0.6 / other) < 1e-12);
    }
}

TEST_CASE("a kink that is no fold is passed, and named") {
  Planar problem{[](double u, double t, double* out) {
                   const double s = u < 0.3 ? 1 : 25;
                   out[0] = 0.3 + s * (u - 0.3) - t;
                   out[1] = s;
                   out[2] = -1;
                 },
                 0.3};
  std::vector<Seen> seen;
  CHECK(run(problem, 0, 0, 1, {}, seen, 1) == ArcEnd::range);
  int events = 0;
  for (const Seen& s : seen)
    if (s.mark == ArcMark::event) {
      ++events;
      CHECK_FALSE(s.fold);
      CHECK(std::abs(s.t - 0.3) < 1e-14);
    }
  CHECK(events == 1);
  CHECK(std::abs(seen.back().u - (0.3 + 0.7 / 25)) < 1e-14);
}
