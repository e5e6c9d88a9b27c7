// The wrapped string against closed forms, differences and Jets; touch-down; where it is lost.
#include "guywire/geometry/wrap_circle.hpp"

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
Ends at_angles(double ra, double alpha, double rb, double beta) { return {ra * std::cos(alpha), ra * std::sin(alpha), rb * std::cos(beta), rb * std::sin(beta)}; }
WrappedLength<double> wrap(const Ends& e, double R, double sense) { return wrap_circle(e.ax, e.ay, e.bx, e.by, R, sense); }
/// The length the path takes: over the circle where it touches, else straight.
double length(const Ends& e, double R, double sense) {
  const auto w = wrap(e, R, sense);
  return w.wrap > 0 ? w.length : std::hypot(e.bx - e.ax, e.by - e.ay);
}
}  // namespace

TEST_CASE("a string over half a circle: two tangents and half the circumference") {
  // P and Q at the ends of tangents of length 0.7 to a circle of radius 2, touching at +x and -x (psi = pi + 2 atan(t/R) < 5/4 pi)
  const double R = 2, t = 0.7;
  const Ends over{R, -t, -R, -t};  // runs counter-clockwise over the top
  const auto w = wrap(over, R, +1);
  CHECK_FALSE(w.lost);
  CHECK(near(w.wrap, pi, rounding));
  CHECK(near(w.length, 2 * t + pi * R, 10 * rounding));
  CHECK(near(w.a.gradient_x, 0, rounding));  // the string leaves P straight up: lengthening it means pulling P down
  CHECK(near(w.a.gradient_y, -1, rounding));
  CHECK(near(w.b.gradient_y, -1, rounding));
}

TEST_CASE("the wrapped length has the textbook form for any angle and both senses") {
  Random r(1);
  for (int i = 0; i < 2000; ++i) {
    const double R = r.uniform(0.1, 1), ra = R * r.uniform(1.01, 5), rb = R * r.uniform(1.01, 5), alpha = r.uniform(-pi, pi);
    const double psi = r.uniform(std::acos(R / ra) + std::acos(R / rb) + 1e-6, 1.249 * pi), sense = i % 2 ? 1 : -1;
    if (psi > 1.25 * pi) continue;
    const Ends e = at_angles(ra, alpha, rb, alpha + sense * psi);
    const auto w = wrap(e, R, sense);
    if (psi <= std::acos(R / ra) + std::acos(R / rb)) continue;
    REQUIRE_FALSE(w.lost);
    // tangents by Pythagoras, the arc from tangent points: built here by construction
    const double ta = std::sqrt(ra * ra - R * R), tb = std::sqrt(rb * rb - R * R);
    const double arc = psi - std::atan2(ta, R) - std::atan2(tb, R);
    REQUIRE(near(w.wrap, arc, rounding * 10));
    REQUIRE(near(w.length, ta + tb + R * arc, rounding * 10));
    // gradients are unit vectors that point from the tangent point to the end
    const double pa = alpha + sense * std::acos(R / ra), pb = alpha + sense * (psi - std::acos(R / rb));
    REQUIRE(near(w.a.gradient_x, (e.ax - R * std::cos(pa)) / ta, 1e-11));
    REQUIRE(near(w.a.gradient_y, (e.ay - R * std::sin(pa)) / ta, 1e-11));
    REQUIRE(near(w.b.gradient_x, (e.bx - R * std::cos(pb)) / tb, 1e-11));
    REQUIRE(near(w.b.gradient_y, (e.by - R * std::sin(pb)) / tb, 1e-11));
  }
}

TEST_CASE("mirror images: clockwise is counter-clockwise seen from behind") {
  Random r(2);
  for (int i = 0; i < 200; ++i) {
    const Ends e{r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2)}, m{-e.ax, e.ay, -e.bx, e.by};
    const auto w = wrap(e, 0.3, +1), v = wrap(m, 0.3, -1);
    CHECK(w.lost == v.lost);
    if (w.lost) continue;
    CHECK(near(w.length, v.length, rounding * 4));
    CHECK(near(w.wrap, v.wrap, rounding * 4));
    CHECK(near(w.a.gradient_x, -v.a.gradient_x, 1e-12));
    CHECK(near(w.b.hessian_xy, -v.b.hessian_xy, 1e-10));
  }
}

TEST_CASE("first and second derivatives against differences and Jets") {
  using Jet4 = ceres::Jet<double, 4>;
  Random r(3);
  testing::Violations v;
  int tested = 0;
  for (int i = 0; i < 400; ++i) {
    const double x[4] = {r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2), r.uniform(-2, 2)}, R = r.uniform(0.1, 0.8), sense = i % 2 ? 1 : -1;
    const auto w = wrap_circle(x[0], x[1], x[2], x[3], R, sense);
    if (w.lost || w.wrap < 0.02 || std::hypot(x[0], x[1]) < 1.1 * R || std::hypot(x[2], x[3]) < 1.1 * R) continue;
    ++tested;
    const double gradient[4] = {w.a.gradient_x, w.a.gradient_y, w.b.gradient_x, w.b.gradient_y};
    const double touch[4] = {w.touch_a_x, w.touch_a_y, w.touch_b_x, w.touch_b_y};
    const double hessian[4][4] = {{w.a.hessian_xx, w.a.hessian_xy, 0, 0}, {w.a.hessian_xy, w.a.hessian_yy, 0, 0}, {0, 0, w.b.hessian_xx, w.b.hessian_xy}, {0, 0, w.b.hessian_xy, w.b.hessian_yy}};
    Jet4 y[4];
    for (int k = 0; k < 4; ++k) y[k] = Jet4(x[k], k);
    const auto j = wrap_circle(y[0], y[1], y[2], y[3], Jet4(R), sense);
    const Jet4 jet_gradient[4] = {j.a.gradient_x, j.a.gradient_y, j.b.gradient_x, j.b.gradient_y};
    for (int k = 0; k < 4; ++k) {
      CHECK(near(j.length.v[k], gradient[k], 1e-12));
      CHECK(near(j.wrap.v[k], touch[k], 1e-11 * (1 + std::abs(touch[k]))));
      const auto moved = [&](double at) {
        double z[4] = {x[0], x[1], x[2], x[3]};
        z[k] = at;
        return wrap_circle(z[0], z[1], z[2], z[3], R, sense);
      };
      testing::compare("length", gradient[k], testing::difference([&](double at) { return moved(at).length; }, x[k], 1e-3), 1, v);
      testing::compare("wrap", touch[k], testing::difference([&](double at) { return moved(at).wrap; }, x[k], 1e-3), 1, v);
      for (int q = 0; q < 4; ++q) {
        CHECK(near(jet_gradient[q].v[k], hessian[q][k], 1e-10 * (1 + std::abs(hessian[q][k]))));
        const auto g = [&](double at) {
          const auto m = moved(at);
          return (q == 0 ? m.a.gradient_x : q == 1 ? m.a.gradient_y
                                        : q == 2   ? m.b.gradient_x
                                                   : m.b.gradient_y);
        };
        testing::compare("gradient", hessian[q][k], testing::difference(g, x[k], 1e-3), 1 + std::abs(hessian[q][k]), v);
      }
    }
  }
  CHECK(tested > 60);
  CHECK_KEPT(v);
}

TEST_CASE("touch-down is C1: length and its slope are continuous, the curvature jumps by R times the square of the contact's slope") {
  // P fixed below left, Q moves on a line past the circle's top
  const double R = 0.5;
  const auto at = [&](double y) { return Ends{1.2, -0.4, -1.3, y}; };
  const auto contact = [&](double y) { return wrap(at(y), R, +1).wrap; };
  double low = 3, high = -0.6;  // straight at 3, wrapped at -0.6
  REQUIRE(contact(low) < 0);
  REQUIRE(contact(high) > 0);
  for (int i = 0; i < 200; ++i) (contact(0.5 * (low + high)) < 0 ? low : high) = 0.5 * (low + high);
  const double y0 = high;
  const auto l = [&](double y) { return length(at(y), R, +1); };
  const double straight = std::hypot(1.2 + 1.3, y0 + 0.4);
  CHECK(near(wrap(at(y0), R, +1).length, straight, 1e-14));
  const auto below = testing::difference(l, y0, 1e-2, -1), above = testing::difference(l, y0, 1e-2, +1);
  CHECK(near(below.value, above.value, 1e-7));
  CHECK(near(below.value, (y0 + 0.4) / straight, 1e-7));
  CHECK(near(wrap(at(y0), R, +1).b.gradient_y, (y0 + 0.4) / straight, 1e-9));
  const auto w = wrap(at(y0), R, +1);
  const double wrapped_curvature = w.b.hessian_yy, straight_curvature = (2.5 * 2.5) / (straight * straight * straight);
  // length_wrapped - length_straight = R (wrap - tan-like terms) vanishes to second order: second difference from one side
  const double h = 1e-4, side = wrap(at(y0 + h), R, +1).wrap > 0 ? 1 : -1;
  const double second = (l(y0) - 2 * l(y0 + side * h) + l(y0 + 2 * side * h)) / (h * h), other = (l(y0) - 2 * l(y0 - side * h) + l(y0 - 2 * side * h)) / (h * h);
  CHECK(near(second, wrapped_curvature, 2e-3 * std::abs(wrapped_curvature)));  // h times the third derivative
  CHECK(near(other, straight_curvature, 2e-3 * std::abs(straight_curvature)));
  CHECK(wrapped_curvature != straight_curvature);
}

TEST_CASE("a string that does not touch is straight, on the side it is told to pass") {
  // the circle lies to the right of the way from P up to Q: passing on its left is free, on its right it wraps
  const Ends e{-1, -2, -1, 2};
  // from P to Q the centre is on the right: the way past it is clockwise about it, by psi = 2 atan 2 = 127 degrees
  CHECK_FALSE(wrap(e, 0.5, -1).lost);
  CHECK(near(wrap(e, 0.5, -1).wrap, 2 * std::atan(2.0) - 2 * std::acos(0.5 / std::sqrt(5.0)), rounding));
  CHECK(wrap(e, 0.5, -1).wrap < 0);
  CHECK(wrap(e, 0.5, +1).lost);  // the straight line passes the wrong side: psi = -127 degrees
}

TEST_CASE("lost: a point inside the circle, or the straight line on the wrong side") {
  CHECK(wrap({0.1, 0, 2, 0}, 0.5, +1).lost);
  CHECK(wrap({2, 0, 0.1, 0.2}, 0.5, -1).lost);
  CHECK(wrap({0.5, 0, 2, 0}, 0.5, +1).lost);  // on the rim: the tangent has no length, the gradient no direction
  const double R = 0.2;
  for (const double psi : {-0.74 * pi, -0.5 * pi, -0.26 * pi}) CHECK(wrap(at_angles(1, 0.3, 1.5, 0.3 + psi), R, +1).lost);
  for (const double psi : {-0.24 * pi, 0.0, 0.5 * pi, pi, 1.24 * pi}) CHECK_FALSE(wrap(at_angles(1, 0.3, 1.5, 0.3 + psi), R, +1).lost);
  for (const double psi : {-0.24 * pi, 0.0, 0.5 * pi, pi, 1.24 * pi}) CHECK_FALSE(wrap(at_angles(1, 0.3, 1.5, 0.3 - psi), R, -1).lost);
  // and everything stays finite there
  const auto w = wrap({0, 0, 0, 0}, R, +1);
  CHECK((std::isfinite(w.length) && std::isfinite(w.wrap)));
}

TEST_CASE("the length in space is that of the helix: planar length and lateral extent at right angles") {
  // one body; a cable from a point on it over a circle in ground to ground, with lateral extent 0.3
  const double R = 0.5;
  const Model m = ModelBuilder("wrap")
                      .add(Body{.name = "b", .mass = 1, .com_y = -0.1})
                      .add(Circle{.name = "o", .body = "ground", .center_x = 0, .center_y = 0.2, .radius = R, .source = {}})
                      .add(Cable{.name = "c", .law = Linear{10, 0}, .path = {at("b", 0.5, 0, 0.1), around("o", Sense::counterclockwise), at("ground", -0.5, 0, 0.4)}, .source = {}})
                      .build();
  const auto p = posture_at(m).last();
  const double planar = 2 * 0.2 + pi * R;
  CHECK(near(p.lengths[0], std::sqrt(planar * planar + 0.09), 1e-14));
  CHECK(p.wrapped[0]);
  // its arm about the body's hinge: the planar tangent pulls straight up at x = 0.5, times planar/length
  CHECK(near(moment_arms(m)[0], 0.5 * planar / p.lengths[0], 1e-14));
}
