#pragma once
/// An independent check of an answer, in long double, that shares no code with the library: it reads a ModelDescription as plain
/// data and body angles, and draws free-body diagrams. Nothing is differentiated: each cable's pull is put as forces on the bodies
/// its path touches (at its points, and at the tangent points of circles), forces are handed down the tree through the hinges, and
/// the moments about each body's own hinge are summed. That sum is minus the derivative of the potential by the body's absolute
/// angle. Laws are written again from the papers' formulas; an elastic tendon's inner length is bracketed; circles use tangent points.
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "guywire/model/description.hpp"

namespace referee {

using Real = long double;
using Vector = std::vector<Real>;

struct Point {
  Real x = 0, y = 0;
};
inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
inline Point operator*(Real s, Point a) { return {s * a.x, s * a.y}; }
inline Real cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
inline Real size(Point a) { return std::sqrt(a.x * a.x + a.y * a.y); }
inline Point turned(Point a, Real angle) { return {std::cos(angle) * a.x - std::sin(angle) * a.y, std::sin(angle) * a.x + std::cos(angle) * a.y}; }

// --- laws -----------------------------------------------------------------------------------------------------------------------

struct Knobs {
  Real length, stiffness, strength, tone;
};

inline Real bell(Real n, Real b1, Real b2, Real b3, Real b4) {
  const Real z = (n - b2) / (b3 + b4 * n);
  return b1 * std::exp(-z * z / 2);
}
inline Real step(Real x) {  // quintic from 0 to 1
  return x <= 0 ? 0 : x >= 1 ? 1
                             : x * x * x * (x * (6 * x - 15) + 10);
}
inline Real active_curve(Real n) {
  if (n <= 0.2L || n >= 3) return 0;
  const Real f = bell(n, 0.8150671134243542L, 1.055033428970575L, 0.162384573599574L, 0.063303448465465L) +
                 bell(n, 0.433004984392647L, 0.716775413397760L, -0.029947116970696L, 0.200356847296188L) + bell(n, 0.1L, 1, 0.353553390593274L, 0);
  return f * step((n - 0.2L) / 0.2L) * (1 - step((n - 2.8L) / 0.2L));
}
inline Real passive_curve(Real n) {
  if (n <= 0.2L) return 0;
  const Real offset = std::exp(4 * (0.2L - 1) / 0.6L);
  return (std::exp(4 * (n - 1) / 0.6L) - offset) / (std::exp(4.0L) - offset);
}
inline Real tendon_curve(Real strain) { return strain <= 0 ? 0 : 0.2L * (std::exp(std::log(6.0L) / 0.049L * strain) - 1); }

/// Pull of a pennate fibre along the tendon over F0, at projection x.
inline Real fibre_pull(Real x, Real lo, Real pennation, const Knobs& k) {
  if (x <= 0) return 0;
  const Real h = lo * std::sin(pennation), fibre = std::sqrt(x * x + h * h), n = fibre / lo - (k.length - 1);
  return (k.tone * k.strength * active_curve(n) + k.stiffness * passive_curve(n)) * x / fibre;
}

inline Real tension(const guywire::Linear& c, const Knobs& k, Real l) { return c.stiffness * k.stiffness * std::max<Real>(0, l - c.slack_length * k.length); }
inline Real tension(const guywire::ExponentialToe& c, const Knobs& k, Real l) {
  const Real l0 = c.slack_length * k.length, shape = c.toe_shape, stiffness = c.stiffness * k.stiffness, strain = (l - l0) / l0, toe = c.toe_strain;
  if (strain <= 0) return 0;
  const Real at_end = stiffness * l0 * toe * (1 - std::exp(-shape)) / shape;
  if (strain >= toe) return at_end + stiffness * (l - l0 * (1 + toe));
  return at_end * std::expm1(shape * strain / toe) / std::expm1(shape);
}
inline Real tension(const guywire::Hill& c, const Knobs& k, Real l) { return c.max_isometric_force * fibre_pull(l - c.tendon_slack_length, c.optimal_fiber_length, c.pennation, k); }
inline Real tension(const guywire::HillElastic& c, const Knobs& k, Real l) {
  const Real lo = c.optimal_fiber_length, ls = c.tendon_slack_length, h = lo * std::sin(Real(c.pennation)), shortest = lo * (k.length - 0.8L);
  const Real x0 = shortest > h ? std::sqrt(shortest * shortest - h * h) : 0;
  if (l <= ls + x0) return 0;
  // fibre less tendon rises with x: bracketed by regula falsi (Illinois) with a bisection whenever it is slow
  Real low = x0, high = l - ls;
  const auto excess = [&](Real x) { return fibre_pull(x, lo, c.pennation, k) - tendon_curve((l - ls - x) / ls); };
  Real e_low = excess(low * (1 + 1e-19L)), e_high = excess(high);
  if (e_high <= 0) return 0;  // a fibre without force: the tendon is unstretched
  int last = 0;
  for (int i = 0; i < 400 && high - low > 1e-19L * high; ++i) {
    Real x = i % 4 == 3 ? (low + high) / 2 : (low * e_high - high * e_low) / (e_high - e_low);
    if (!(x > low && x < high)) x = (low + high) / 2;
    if (x <= low || x >= high) break;
    const Real e = excess(x);
    if (e == 0) {
      low = high = x;
      break;
    }
    if (e > 0) {
      high = x, e_high = e;
      if (last > 0) e_low /= 2;
      last = 1;
    } else {
      low = x, e_low = e;
      if (last < 0) e_high /= 2;
      last = -1;
    }
  }
  return c.max_isometric_force * tendon_curve((l - ls - (low + high) / 2) / ls);
}

inline Real slope(const guywire::LinearJoint& j, Real phi) { return j.stiffness * (phi - j.neutral_angle); }
inline Real slope(const guywire::BilinearJoint& j, Real phi) { return (phi > j.neutral_angle ? j.stiffness_positive : j.stiffness_negative) * (phi - j.neutral_angle); }
inline Real slope(const guywire::PolynomialJoint& j, Real phi) {
  const Real d = phi - j.neutral_angle;
  return j.linear * d + j.quadratic * d * d + j.cubic * d * d * d;
}
inline Real slope(const guywire::ExponentialPairJoint& j, Real phi) {
  return j.upper_moment * std::exp(j.upper_rate * (phi - j.upper_angle)) - j.lower_moment * std::exp(-j.lower_rate * (phi - j.lower_angle)) - j.offset_moment;
}

// --- a model ---------------------------------------------------------------------------------------------------------------------

class Referee {
 public:
  explicit Referee(const guywire::ModelDescription& d) : d_(d), count_(static_cast<int>(d.bodies.size())), parent_(count_, -1) {
    std::map<std::string, int> index{{"ground", -1}};
    for (int i = 0; i < count_; ++i) parent_[i] = index.at(d.bodies[i].parent), index[d.bodies[i].name] = i;
    for (const auto& j : d.joints) joint_bodies_.push_back({index.at(j.body), index.at(j.relative_to)});
    for (const auto& l : d.loads) load_body_.push_back(index.at(l.body));
    std::map<std::string, int> circle;
    for (std::size_t i = 0; i < d.circles.size(); ++i) circle[d.circles[i].name] = static_cast<int>(i), circle_body_.push_back(index.at(d.circles[i].body));
    for (const auto& c : d.cables) {
      std::vector<int> bodies;
      for (const auto& p : c.path) bodies.push_back(p.circle.empty() ? index.at(p.body) : circle.at(p.circle));
      path_.push_back(bodies);
      Real own = 0;
      if (const auto* h = std::get_if<guywire::Hill>(&c.law)) own = h->activation;
      if (const auto* h = std::get_if<guywire::HillElastic>(&c.law)) own = h->activation;
      knobs_.push_back({c.knobs.length, c.knobs.stiffness, c.knobs.strength, c.knobs.tone ? Real(*c.knobs.tone) : own});
    }
    for (const auto& c : d.constraints) {
      Vector row(count_, 0);
      for (const auto& [body, coefficient] : c.terms) row[index.at(body)] += coefficient;
      rows_.push_back(row);
    }
    make_free_directions();
  }

  bool lost = false;  ///< at the last call of `moments`: a path is not defined
  std::vector<Real> lengths, tensions;
  Vector scale;  ///< per body: sum of magnitudes of the moments about its hinge

  /// The moment on each body about its own hinge: minus the derivative of the potential by its absolute angle.
  Vector moments(const Vector& theta) {
    lost = false;
    lengths.assign(d_.cables.size(), 0), tensions.assign(d_.cables.size(), 0);
    origin_.assign(count_, {}), force_.assign(count_, {}), moment_.assign(count_, 0), scale.assign(count_, 0);
    for (int i = 0; i < count_; ++i) {
      const Point hinge{d_.bodies[i].hinge_x, d_.bodies[i].hinge_y};
      origin_[i] = parent_[i] < 0 ? hinge : origin_[parent_[i]] + turned(hinge, theta[parent_[i]]);
    }
    for (int i = 0; i < count_; ++i) {
      const auto& b = d_.bodies[i];
      push(i, place(i, {b.com_x, b.com_y}, theta), Real(b.sides) * Real(b.mass) * Point{d_.gravity.x, d_.gravity.y});
    }
    for (std::size_t l = 0; l < d_.loads.size(); ++l) {
      const auto& load = d_.loads[l];
      if (load.kind == guywire::Load::Kind::couple) couple(load_body_[l], load.moment);
      else push(load_body_[l], place(load_body_[l], {load.point_x, load.point_y}, theta), {load.force_x, load.force_y});
    }
    for (std::size_t j = 0; j < d_.joints.size(); ++j) {
      const auto [a, b] = joint_bodies_[j];
      const Real phi = (a < 0 ? 0 : theta[a]) - (b < 0 ? 0 : theta[b]);
      const Real m = d_.joints[j].sides * d_.joints[j].preload_factor * std::visit([&](const auto& law) { return slope(law, phi); }, d_.joints[j].law);
      couple(a, -m), couple(b, m);
    }
    for (std::size_t c = 0; c < d_.cables.size(); ++c) pull(c, theta);
    for (int i = count_ - 1; i >= 0; --i)  // what hangs on a hinge is handed to the body below it
      if (parent_[i] >= 0) push(parent_[i], origin_[i], force_[i]);
    return moment_;
  }

  /// Largest moment that a free motion meets, in an orthonormal basis of the free directions.
  Vector free_part(const Vector& over_bodies) const {
    Vector out;
    for (const Vector& v : free_) {
      Real sum = 0;
      for (int i = 0; i < count_; ++i) sum += v[i] * over_bodies[i];
      out.push_back(sum);
    }
    return out;
  }
  int free_count() const { return static_cast<int>(free_.size()); }
  bool unconstrained() const { return rows_.empty(); }

  /// How far the angles are from the constraints.
  Real constraint_error(const Vector& theta) const {
    Real worst = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      Real sum = -Real(d_.constraints[k].angle);
      for (int i = 0; i < count_; ++i) sum += rows_[k][i] * theta[i];
      worst = std::max(worst, std::abs(sum));
    }
    return worst;
  }
  /// Largest moment on any body when the constraints supply `holding`.
  Real unbalanced(const Vector& over_bodies, const std::vector<double>& holding) const {
    Real worst = 0;
    for (int i = 0; i < count_; ++i) {
      Real sum = over_bodies[i];
      for (std::size_t k = 0; k < rows_.size(); ++k) sum += rows_[k][i] * holding[k];
      worst = std::max(worst, std::abs(sum));
    }
    return worst;
  }

  /// Smallest and largest eigenvalue of the second derivative over the free directions, by central differences of step h.
  std::pair<Real, Real> stiffness_range(const Vector& theta, Real h) {
    const int n = free_count();
    std::vector<Vector> H(n, Vector(n));
    for (int j = 0; j < n; ++j) {
      Vector up = theta, down = theta;
      for (int i = 0; i < count_; ++i) up[i] += h * free_[j][i], down[i] -= h * free_[j][i];
      const Vector above = free_part(moments(up)), below = free_part(moments(down));
      for (int i = 0; i < n; ++i) H[i][j] = -(above[i] - below[i]) / (2 * h);
    }
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j) H[i][j] = H[j][i] = (H[i][j] + H[j][i]) / 2;
    for (int sweep = 0; sweep < 60; ++sweep) {  // Jacobi
      Real off = 0, on = 0;
      for (int p = 0; p < n; ++p)
        for (int q = 0; q < n; ++q) (p == q ? on : off) += H[p][q] * H[p][q];
      if (off <= 1e-32L * on) break;
      for (int p = 0; p < n; ++p)
        for (int q = p + 1; q < n; ++q) {
          if (H[p][q] == 0) continue;
          const Real t = (H[q][q] - H[p][p]) / (2 * H[p][q]), s0 = (t >= 0 ? 1 : -1) / (std::abs(t) + std::sqrt(t * t + 1)), c = 1 / std::sqrt(s0 * s0 + 1), s = c * s0;
          for (int k = 0; k < n; ++k) {
            const Real a = H[k][p], b = H[k][q];
            H[k][p] = c * a - s * b, H[k][q] = s * a + c * b;
          }
          for (int k = 0; k < n; ++k) {
            const Real a = H[p][k], b = H[q][k];
            H[p][k] = c * a - s * b, H[q][k] = s * a + c * b;
          }
        }
    }
    std::pair<Real, Real> range{std::numeric_limits<Real>::infinity(), 0};
    for (int i = 0; i < n; ++i) range.first = std::min(range.first, H[i][i]), range.second = std::max(range.second, std::abs(H[i][i]));
    return range;
  }

 private:
  Point place(int body, Point p, const Vector& theta) const { return body < 0 ? p : origin_[body] + turned(p, theta[body]); }

  void push(int body, Point where, Point force) {
    if (body < 0) return;
    const Point lever = where - origin_[body];
    force_[body] = force_[body] + force;
    moment_[body] += cross(lever, force);
    scale[body] += std::abs(lever.x * force.y) + std::abs(lever.y * force.x);
  }
  void couple(int body, Real m) {
    if (body >= 0) moment_[body] += m, scale[body] += std::abs(m);
  }

  /// Pulls along the whole path with the tension that its length makes.
  void pull(std::size_t c, const Vector& theta) {
    const guywire::Cable& cable = d_.cables[c];
    struct Grip {  // a unit force in the plane, for unit tension
      int body;
      Point where, direction;
    };
    std::vector<Grip> grips;
    const auto at = [&](std::size_t i) { return place(path_[c][i], {cable.path[i].point.x, cable.path[i].point.y}, theta); };
    Real length = 0;
    for (std::size_t i = 0; i + 1 < cable.path.size();) {
      const bool round = !cable.path[i + 1].circle.empty();
      const std::size_t j = i + (round ? 2 : 1);
      const Point P = at(i), Q = at(j);
      const Real dz = Real(cable.path[j].point.z) - Real(cable.path[i].point.z);
      bool wrapped = false;
      if (round) {
        const auto& o = d_.circles[path_[c][i + 1]];
        const int body = circle_body_[path_[c][i + 1]];
        const Point centre = place(body, {o.center_x, o.center_y}, theta);
        const Point a = P - centre, b = Q - centre;
        const Real R = o.radius, sense = cable.path[i + 1].sense == guywire::Sense::counterclockwise ? 1 : -1;
        constexpr Real pi = 3.14159265358979323846264338L;
        if (size(a) <= R || size(b) <= R) {
          lost = true;
          return;
        }
        Real psi = sense * (std::atan2(b.y, b.x) - std::atan2(a.y, a.x));
        const Real reach_a = std::acos(R / size(a)), reach_b = std::acos(R / size(b)), beta = reach_a + reach_b;
        while (psi <= -0.5L * (pi + beta)) psi += 2 * pi;
        while (psi > 1.5L * pi - 0.5L * beta) psi -= 2 * pi;
        if (psi < -beta) lost = true;  // the straight line cuts the circle
        const Real arc = psi - beta;
        if (arc > 0) {
          wrapped = true;
          const Point A = centre + (R / size(a)) * turned(a, sense * reach_a), B = centre + (R / size(b)) * turned(b, -sense * reach_b);  // tangent points
          const Real planar = size(A - P) + R * arc + size(Q - B), whole = std::sqrt(planar * planar + dz * dz), share = planar / whole;
          const Point along_a = (share / size(A - P)) * (A - P), along_b = (share / size(B - Q)) * (B - Q);
          grips.push_back({path_[c][i], P, along_a}), grips.push_back({body, A, -1.0L * along_a});
          grips.push_back({path_[c][j], Q, along_b}), grips.push_back({body, B, -1.0L * along_b});
          length += whole;
        }
      }
      if (!wrapped) {
        const Real whole = std::sqrt((Q - P).x * (Q - P).x + (Q - P).y * (Q - P).y + dz * dz);
        if (!(whole > 0)) {
          lost = true;
          return;
        }
        grips.push_back({path_[c][i], P, (1 / whole) * (Q - P)}), grips.push_back({path_[c][j], Q, (1 / whole) * (P - Q)});
        length += whole;
      }
      i = j;
    }
    lengths[c] = length;
    tensions[c] = std::visit([&](const auto& law) { return tension(law, knobs_[c], length); }, cable.law);
    for (const Grip& g : grips) push(g.body, g.where, (cable.sides * tensions[c]) * g.direction);
  }

  /// Orthonormal basis of all motions that the constraints allow: the coordinate axes where there are none.
  void make_free_directions() {
    std::vector<Vector> held;
    const auto add = [&](Vector v, std::vector<Vector>& to) {
      Real before = 0, after = 0;
      for (const Real x : v) before += x * x;
      for (int pass = 0; pass < 3; ++pass)
        for (const auto* basis : {&held, &free_})
          for (const Vector& b : *basis) {
            Real dot = 0;
            for (int i = 0; i < count_; ++i) dot += v[i] * b[i];
            for (int i = 0; i < count_; ++i) v[i] -= dot * b[i];
          }
      for (const Real x : v) after += x * x;
      if (after < 1e-18L * before) return;
      for (Real& x : v) x /= std::sqrt(after);
      to.push_back(v);
    };
    for (const Vector& row : rows_) add(row, held);
    for (int i = 0; i < count_; ++i) {
      Vector axis(count_, 0);
      axis[i] = 1;
      add(axis, free_);
    }
  }

  const guywire::ModelDescription& d_;
  int count_;
  std::vector<int> parent_, load_body_, circle_body_;
  std::vector<std::pair<int, int>> joint_bodies_;
  std::vector<std::vector<int>> path_;  // body of a point, or index of a circle
  std::vector<Knobs> knobs_;
  std::vector<Vector> rows_, free_;
  std::vector<Point> origin_, force_;
  Vector moment_;
};

}  // namespace referee
