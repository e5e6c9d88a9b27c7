// The wrapped string against closed forms, differences and Jets; touch-down; where it is lost.
#include "guywire/mechanics/wrap_circle.hpp"

#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/testing/differences.hpp"
#include "support/jet.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {
constexpr double pi = 3.14159265358979323846;
constexpr double rounding = 1e-14;  // some 50 operations on numbers of order 1

struct Ends {
  double ax, ay, bx, by;
};
Ends at_angles(double ra, double alpha, double rb, double beta) {
  return {ra * std::cos(alpha), ra * std::sin(alpha), rb * std::cos(beta), rb * std::sin(beta)};
}
WrappedString<double> wrap(const Ends& e, double R, double sense) {
  return wrap_circle(e.ax, e.ay, e.bx, e.by, R, sense);
}
/// The length the path takes: over the circle where it touches, else straight.
double length(const Ends& e, double R, double sense) {
  const auto w = wrap(e, R, sense);
  return w.wrap > 0 ? w.length : std::hypot(e.bx - e.ax, e.by - e.ay);
}
}  // namespace

TEST_CASE("a string over half a circle: two tangents and half the circumference") {
  // P and Q at the ends of tangents of length 0.7 to a circle of radius 2, touching at +x and -x
  const double R = 2, t = 0.7;
  const Ends over{R, -t, -R, -t};  // runs counter-clockwise over the top
  const auto w = wrap(over, R, +1);
  CHECK_FALSE(w.lost);
  CHECK(near(w.wrap, pi, rounding));
  CHECK(near(w.length, 2 * t + pi * R, 10 * rounding));
  CHECK(near(w.first.x, 0, rounding));  // the string leaves P straight up and comes down to Q
  CHECK(near(w.first.y, 1, rounding));
  CHECK(near(w.second.y, -1, rounding));
}

TEST_CASE("the wrapped length has the textbook form for any angle and both senses") {
  Random r(1);
  for (int i = 0; i < 2000; ++i) {
    const double R = r.uniform(0.1, 1), ra = R * r.uniform(1.01, 5), rb = R * r.uniform(1.01, 5),
                 alpha = r.uniform(-pi, pi);
    const double beta = std::acos(R / ra) + std::acos(R / rb),
                 psi = r.uniform(beta + 1e-6, 1.5 * pi - 0.5 * beta - 1e-6), sense = i % 2 ? 1 : -1;
    const Ends e = at_angles(ra, alpha, rb, alpha + sense * psi);
    const auto w = wrap(e, R, sense);
    REQUIRE_FALSE(w.lost);
    // tangents by Pythagoras, the arc from tangent points: built here by construction
    const double ta = std::sqrt(ra * ra - R * R), tb = std::sqrt(rb * rb - R * R);
    const double arc = psi - std::atan2(ta, R) - std::atan2(tb, R);
    REQUIRE(near(w.wrap, arc, rounding * 10));
    REQUIRE(near(w.length, ta + tb + R * arc, rounding * 10));
    // the pieces are unit vectors from the end to the tangent point, and from there to the other
    // end
    const double pa = alpha + sense * std::acos(R / ra),
                 pb = alpha + sense * (psi - std::acos(R / rb));
    REQUIRE(near(w.first.x, (R * std::cos(pa) - e.ax) / ta, 1e-11));
    REQUIRE(near(w.first.y, (R * std::sin(pa) - e.ay) / ta, 1e-11));
    REQUIRE(near(w.second.x, (e.bx - R * std::cos(pb)) / tb, 1e-11));
    REQUIRE(near(w.second.y, (e.by - R * std::sin(pb)) / tb, 1e-11));
  }
}

TEST_CASE("mirror images: clockwise is counter-clockwise seen from behind") {
  Random r(2);
  for (int i = 0; i < 200; ++i) {
    const Ends e{r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2)},
        m{-e.ax, e.ay, -e.bx, e.by};
    const auto w = wrap(e, 0.3, +1), v = wrap(m, 0.3, -1);
    CHECK(w.lost == v.lost);
    if (w.lost) continue;
    CHECK(near(w.length, v.length, rounding * 4));
    CHECK(near(w.wrap, v.wrap, rounding * 4));
    CHECK(near(w.first.x, -v.first.x, 1e-12));
    CHECK(near(w.second.y, v.second.y, 1e-12));
  }
}

TEST_CASE("first and second derivatives of tangents and arc against differences and Jets") {
  using Jet4 = ceres::Jet<double, 4>;
  Random r(3);
  testing::Violations v;
  int tested = 0;
  for (int i = 0; i < 600; ++i) {
    const double x[4] = {r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2)},
                 R = r.uniform(0.1, 0.8), sense = i % 2 ? 1 : -1;
    const auto w = wrap_circle(x[0], x[1], x[2], x[3], R, sense);
    if (w.lost || w.wrap < 0.02 || std::hypot(x[0], x[1]) < 1.1 * R ||
        std::hypot(x[2], x[3]) < 1.1 * R)
      continue;
    ++tested;
    // a piece from P runs along -da, one to Q along db: the length grows by t.dD, the piece turns
    // by n.dD/length, the contact by the difference
    const auto &p = w.first, &q = w.second;
    const double gradient[4] = {-p.x, -p.y, q.x, q.y};
    const double touch[4] = {-sense * p.y / p.length, sense * p.x / p.length,
                             -sense * q.y / q.length, sense * q.x / q.length};
    const double n[2][2] = {{-p.y, p.x}, {-q.y, q.x}}, by[2] = {1 / p.length, 1 / q.length};
    double hessian[4][4] = {};
    for (int end = 0; end < 2; ++end)
      for (int k = 0; k < 2; ++k)
        for (int l = 0; l < 2; ++l)
          hessian[2 * end + k][2 * end + l] = n[end][k] * n[end][l] * by[end];
    Jet4 y[4];
    for (int k = 0; k < 4; ++k)
      y[k] = Jet4(x[k], k);
    const auto j = wrap_circle(y[0], y[1], y[2], y[3], Jet4(R), sense);
    const Jet4 jet_gradient[4] = {-j.first.x, -j.first.y, j.second.x, j.second.y};
    for (int k = 0; k < 4; ++k) {
      CHECK(near(j.length.v[k], gradient[k], 1e-12));
      CHECK(near(j.wrap.v[k], touch[k], 1e-11 * (1 + std::abs(touch[k]))));
      const auto moved = [&](double at) {
        double z[4] = {x[0], x[1], x[2], x[3]};
        z[k] = at;
        return wrap_circle(z[0], z[1], z[2], z[3], R, sense);
      };
      testing::compare("length", gradient[k],
                       testing::difference([&](double at) { return moved(at).length; }, x[k], 1e-3),
                       1, v);
      testing::compare("wrap", touch[k],
                       testing::difference([&](double at) { return moved(at).wrap; }, x[k], 1e-3),
                       1, v);
      for (int l = 0; l < 4; ++l) {
        CHECK(near(jet_gradient[l].v[k], hessian[l][k], 1e-10 * (1 + std::abs(hessian[l][k]))));
        const auto g = [&](double at) {
          const auto m = moved(at);
          const double all[4] = {-m.first.x, -m.first.y, m.second.x, m.second.y};
          return all[l];
        };
        testing::compare("gradient", hessian[l][k], testing::difference(g, x[k], 1e-3),
                         1 + std::abs(hessian[l][k]), v);
      }
    }
  }
  CHECK(tested > 60);
  CHECK_KEPT(v);
}

TEST_CASE(
    "touch-down is C1: length and its slope are continuous, the curvature jumps by R times the "
    "square of the contact's slope") {
  // P fixed below left, Q moves on a line past the circle's top
  const double R = 0.5;
  const auto at = [&](double y) { return Ends{1.2, -0.4, -1.3, y}; };
  const auto contact = [&](double y) { return wrap(at(y), R, +1).wrap; };
  double low = 3, high = 0;  // straight at 3, wrapped at 0
  REQUIRE(contact(low) < 0);
  REQUIRE(contact(high) > 0);
  for (int i = 0; i < 200; ++i)
    (contact(0.5 * (low + high)) < 0 ? low : high) = 0.5 * (low + high);
  const double y0 = high;
  const auto l = [&](double y) { return length(at(y), R, +1); };
  const double straight = std::hypot(1.2 + 1.3, y0 + 0.4);
  CHECK(near(wrap(at(y0), R, +1).length, straight, 1e-14));
  const auto below = testing::difference(l, y0, 1e-2, -1),
             above = testing::difference(l, y0, 1e-2, +1);
  CHECK(near(below.value, above.value, 1e-7));
  CHECK(near(below.value, (y0 + 0.4) / straight, 1e-7));
  const auto w = wrap(at(y0), R, +1);
  CHECK(near(w.second.y, (y0 + 0.4) / straight, 1e-9));
  const double wrapped_curvature = w.second.x * w.second.x / w.second.length,
               straight_curvature = (2.5 * 2.5) / (straight * straight * straight);
  // length_wrapped - length_straight = R (wrap - tan-like terms) vanishes to second order: second
  // difference from one side
  const double h = 1e-4, side = wrap(at(y0 + h), R, +1).wrap > 0 ? 1 : -1;
  const double second = (l(y0) - 2 * l(y0 + side * h) + l(y0 + 2 * side * h)) / (h * h),
               other = (l(y0) - 2 * l(y0 - side * h) + l(y0 - 2 * side * h)) / (h * h);
  CHECK(near(second, wrapped_curvature,
             2e-3 * std::abs(wrapped_curvature)));  // h times the third derivative
  CHECK(near(other, straight_curvature, 2e-3 * std::abs(straight_curvature)));
  CHECK(wrapped_curvature != straight_curvature);
}

TEST_CASE(
    "a string that does not touch is straight; one that would cut the circle passes it on the side "
    "it is told") {
  // the circle lies to the right of the way from P up to Q; the straight line passes its center at
  // a distance of 1
  const Ends e{-1, -2, -1, 2};
  // the way past it is clockwise about it, by psi = 2 atan 2 = 127 degrees
  CHECK_FALSE(wrap(e, 0.5, -1).lost);
  CHECK(near(wrap(e, 0.5, -1).wrap, 2 * std::atan(2.0) - 2 * std::acos(0.5 / std::sqrt(5.0)),
             rounding));
  CHECK(wrap(e, 0.5, -1).wrap < 0);
  CHECK_FALSE(wrap(e, 0.5, +1).lost);  // it clears the circle, whatever side it is told
  CHECK(wrap(e, 0.5, +1).wrap < 0);
  CHECK(wrap(e, 1.2, -1).wrap > 0);
  CHECK(wrap(e, 1.2, +1).lost);  // it cuts the circle, on the wrong side: psi = -127 degrees
}

namespace {
/// How near the straight line from P to Q comes to the center.
double clearance(const Ends& e) {
  const double dx = e.bx - e.ax, dy = e.by - e.ay,
               along = -(e.ax * dx + e.ay * dy) / (dx * dx + dy * dy),
               s = std::clamp(along, 0.0, 1.0);
  return std::hypot(e.ax + s * dx, e.ay + s * dy);
}
}  // namespace

TEST_CASE("lost: a point inside the circle") {
  CHECK(wrap({0.1, 0, 2, 0}, 0.5, +1).lost);
  CHECK(wrap({2, 0, 0.1, 0.2}, 0.5, -1).lost);
  CHECK(wrap({0.5, 0, 2, 0}, 0.5, +1)
            .lost);  // on the rim: the tangent has no length, the gradient no direction
  const auto w = wrap({0, 0, 0, 0}, 0.2, +1);  // and everything stays finite there
  CHECK((std::isfinite(w.length) && std::isfinite(w.wrap)));
}

TEST_CASE(
    "a path that does not touch is a path where the straight line clears the circle, and only "
    "there") {
  // R/r = 1/2 for P, 1/4 for Q: the line touches the circle at psi = beta and -beta
  const double R = 1, beta = std::acos(0.5) + std::acos(0.25), m = 0.5 * (pi + beta);
  for (const double sense : {+1.0, -1.0}) {
    const auto at = [&](double psi) {
      return wrap(at_angles(2, 0.3, 4, 0.3 + sense * psi), R, sense);
    };
    for (const double psi : {-m + 1e-9, -0.5 * (m + beta), -beta - 1e-9})
      CHECK(at(psi).lost);
    for (const double psi : {-beta + 1e-9, 0.0, beta - 1e-9})
      CHECK((!at(psi).lost && at(psi).wrap < 0));
    for (const double psi : {beta + 1e-9, pi, 2 * pi - m - 1e-9})
      CHECK((!at(psi).lost && at(psi).wrap > 0));
    CHECK(at(2 * pi - m + 1e-9)
              .lost);  // wound so far that the sheet ends: what lies beyond is told from no posture
  }
  Random r(4);
  int free = 0, cut = 0;
  for (int i = 0; i < 20000; ++i) {
    const Ends e{r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2)};
    const double radius = r.uniform(0.05, 1.5), sense = i % 2 ? 1 : -1, near_by = clearance(e);
    if (std::hypot(e.ax, e.ay) <= radius || std::hypot(e.bx, e.by) <= radius ||
        std::abs(near_by - radius) < 1e-9)
      continue;
    const auto w = wrap(e, radius, sense);
    const bool clears = near_by > radius;
    REQUIRE(clears == (!w.lost && w.wrap <= 0));
    ++(clears ? free : cut);
  }
  CHECK(free > 5000);
  CHECK(cut > 2000);
}

TEST_CASE("on a drum the turns are counted, and only an unwound string is lost") {
  const double R = 0.5, ra = 0.8, rb = 1.1, ta = std::sqrt(ra * ra - R * R),
               tb = std::sqrt(rb * rb - R * R), beta = std::acos(R / ra) + std::acos(R / rb);
  for (const double sense : {+1.0, -1.0})
    for (const double psi :
         {-6.0, -beta - 1e-9, -beta + 1e-9, 0.0, beta + 1e-9, 2.0, 6.0, 7.0, 20.0, 100.0}) {
      const Ends e = at_angles(ra, 0.3, rb, 0.3 + sense * psi);
      for (const double error :
           {-3.0, 0.0, 3.0}) {  // the turns are told from angles that may be rounded
        const auto w = wrap_circle(e.ax, e.ay, e.bx, e.by, R, sense, Wound<double>{1, psi + error});
        CHECK(w.lost == (psi < -beta));
        CHECK(near(w.wrap, psi - beta, 200 * rounding));
        CHECK(near(w.length, ta + tb + R * (psi - beta), 200 * rounding));
      }
    }
}

TEST_CASE(
    "the length in space is that of the helix: planar length and lateral extent at right angles") {
  // one body; a cable from a point on it over a circle in ground to ground, with lateral extent 0.3
  const double R = 0.5;
  const Model m =
      ModelBuilder("wrap")
          .add(Body{.name = "b", .mass = 1, .com_y = -0.1})
          .add(Circle{.name = "o",
                      .body = "ground",
                      .center_x = 0,
                      .center_y = 0.2,
                      .radius = R,
                      .source = {}})
          .add(Cable{.name = "c",
                     .law = Linear{10, 0},
                     .path = {at("b", 0.5, 0, 0.1), around("o", Sense::counterclockwise),
                              at("ground", -0.5, 0, 0.4)},
                     .source = {}})
          .build();
  const auto p = posture_at(m).last();
  const double planar = 2 * 0.2 + pi * R;
  CHECK(near(p.lengths[0], std::sqrt(planar * planar + 0.09), 1e-14));
  CHECK(p.wrapped[0]);
  // its arm about the body's hinge: the planar tangent pulls straight up at x = 0.5, times
  // planar/length
  CHECK(near(moment_arms(m)[0], 0.5 * planar / p.lengths[0], 1e-14));
}
