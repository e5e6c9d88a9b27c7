#pragma once
/// An independent check of an answer, in long double, that shares no code with the library: it
/// reads a ModelDescription as plain data and body angles, and draws free-body diagrams. Nothing is
/// differentiated: each cable's pull is put as forces on the bodies its path touches (at its
/// points, and at the tangent points of circles), forces are handed down the tree through the
/// hinges, and the moments about each body's own hinge are summed. That sum is minus the derivative
/// of the potential by the body's absolute angle. What the potential gains between two postures is
/// the work along each cable and joint. Laws are written again from the papers' formulas; an
/// elastic tendon's inner length is bracketed; circles use tangent points.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "guywire/model/description.hpp"

namespace referee {

using Real = long double;
using Vector = std::vector<Real>;
using Matrix = std::vector<Vector>;

inline constexpr Real pi = 3.14159265358979323846264338L;

struct Point {
  Real x = 0, y = 0;
};
inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
inline Point operator*(Real s, Point a) { return {s * a.x, s * a.y}; }
inline Real cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
inline Real dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
inline Real size(Point a) { return std::sqrt(a.x * a.x + a.y * a.y); }
inline Point quarter_back(Point a) { return {a.y, -a.x}; }  ///< turned by -90 degrees
inline Point turned(Point a, Real angle) {
  return {std::cos(angle) * a.x - std::sin(angle) * a.y,
          std::sin(angle) * a.x + std::cos(angle) * a.y};
}

inline Real dot(const Vector& a, const Vector& b) {
  Real sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += a[i] * b[i];
  return sum;
}
inline Real size(const Vector& a) { return std::sqrt(dot(a, a)); }

/// Eigenvalues in rising order and their vectors, by Jacobi's rotations.
struct Spectrum {
  Vector values;
  Matrix vectors;  ///< a row for each
};
inline Spectrum spectrum(Matrix H) {
  const int n = static_cast<int>(H.size());
  Matrix V(n, Vector(n, 0));
  for (int i = 0; i < n; ++i)
    V[i][i] = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    Real off = 0;
    Real on = 0;
    for (int p = 0; p < n; ++p)
      for (int q = 0; q < n; ++q)
        (p == q ? on : off) += H[p][q] * H[p][q];
    if (off <= 1e-36L * on) break;
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        if (H[p][q] == 0) continue;
        const Real t = (H[q][q] - H[p][p]) / (2 * H[p][q]);
        const Real tangent = (t >= 0 ? 1 : -1) / (std::abs(t) + std::sqrt(t * t + 1));
        const Real c = 1 / std::sqrt(tangent * tangent + 1);
        const Real s = c * tangent;
        for (int k = 0; k < n; ++k) {
          const Real a = H[k][p];
          const Real b = H[k][q];
          H[k][p] = c * a - s * b;
          H[k][q] = s * a + c * b;
        }
        for (int k = 0; k < n; ++k) {
          const Real a = H[p][k];
          const Real b = H[q][k];
          H[p][k] = c * a - s * b;
          H[q][k] = s * a + c * b;
          const Real v = V[p][k];
          const Real w = V[q][k];
          V[p][k] = c * v - s * w;
          V[q][k] = s * v + c * w;
        }
      }
  }
  std::vector<int> order(n);
  for (int i = 0; i < n; ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](int a, int b) { return H[a][a] < H[b][b]; });
  Spectrum out;
  for (const int i : order) {
    out.values.push_back(H[i][i]);
    out.vectors.push_back(V[i]);
  }
  return out;
}

/// Integral of f from a to b in equal parts of ten Gauss points each.
template <class F>
Real integral(const F& f, Real a, Real b, int parts) {
  constexpr Real node[] = {
      0.148874338981631210884826001129719985L, 0.433395394129247190799265943165784162L,
      0.679409568299024406234327365114873576L, 0.865063366688984510732096688423493048L,
      0.973906528517171720077964012084452053L};
  constexpr Real weight[] = {
      0.295524224714752870173815619188769339L, 0.269266719309996355091226921569469353L,
      0.219086362515982043995534934228163192L, 0.149451349150580593145863396957184295L,
      0.066671344308688137593568809893331793L};
  const Real half = (b - a) / (2 * parts);
  Real sum = 0;
  for (int k = 0; k < parts; ++k) {
    const Real middle = a + (2 * k + 1) * half;
    for (int i = 0; i < 5; ++i)
      sum += weight[i] * (f(middle - half * node[i]) + f(middle + half * node[i]));
  }
  return sum * half;
}

// --- laws
// ----------------------------------------------------------------------------

struct Knobs {
  Real length, stiffness, strength, tone;
};

inline Real bell(Real n, Real b1, Real b2, Real b3, Real b4) {
  const Real z = (n - b2) / (b3 + b4 * n);
  return b1 * std::exp(-z * z / 2);
}
inline Real step(Real x) {  // quintic from 0 to 1
  const Real t = std::clamp<Real>(x, 0, 1);
  return t * t * t * (t * (6 * t - 15) + 10);
}
inline Real active_curve(Real n, Real width) {
  const Real m = 1 + (n - 1) / width;
  if (n <= 0.2L || m >= 3) return 0;
  const Real f =
      bell(m, 0.8150671134243542L, 1.055033428970575L, 0.162384573599574L, 0.063303448465465L) +
      bell(m, 0.433004984392647L, 0.716775413397760L, -0.029947116970696L, 0.200356847296188L) +
      bell(m, 0.1L, 1, 0.353553390593274L, 0);
  return f * step((n - 0.2L) / 0.2L) * (1 - step((m - 2.8L) / 0.2L));
}
inline Real passive_curve(Real n, Real start, Real strain, Real exponent) {
  if (n <= start) return 0;
  const Real offset = std::exp(exponent * (start - 1) / strain);
  return (std::exp(exponent * (n - 1) / strain) - offset) / (std::exp(exponent) - offset);
}
inline Real tendon_curve(Real strain, Real strain_at_F0) {
  return strain <= 0 ? 0 : 0.2L * (std::exp(std::log(6.0L) / strain_at_F0 * strain) - 1);
}

/// A fibre's distance from the line of pull; a muscle shortened beyond its curves is given more of
/// it.
inline Real thickness(Real lo, Real pennation, const Knobs& k) {
  const Real lacking = std::max<Real>(0, 0.8L - k.length);
  const Real sine = std::sin(pennation);
  return lo * std::sqrt(sine * sine + lacking * lacking);
}

/// Projection of a fibre of normalized length n, its curves shifted by the length knob.
inline Real projection(Real n, Real lo, Real pennation, const Knobs& k) {
  const Real h = thickness(lo, pennation, k);
  const Real fibre = lo * (n + k.length - 1);
  return fibre > h ? std::sqrt(fibre * fibre - h * h) : 0;
}

/// Pull of a pennate fibre along the tendon over F0, at projection x.
template <class Law>
Real fibre_pull(Real x, const Law& c, const Knobs& k) {
  if (x <= 0) return 0;
  const Real lo = c.optimal_fiber_length;
  const Real h = thickness(lo, c.pennation, k), fibre = std::sqrt(x * x + h * h),
             n = fibre / lo - (k.length - 1);
  const Real passive = passive_curve(n, c.passive_start, c.passive_strain, c.passive_exponent);
  const Real active = active_curve(n, c.active_width);
  return (k.tone * k.strength * active + k.stiffness * passive) * x / fibre;
}

inline Real tension(const guywire::Linear& c, const Knobs& k, Real l) {
  return c.stiffness * k.stiffness * std::max<Real>(0, l - c.slack_length * k.length);
}
inline Real tension(const guywire::ExponentialToe& c, const Knobs& k, Real l) {
  const Real l0 = c.slack_length * k.length, shape = c.toe_shape,
             stiffness = c.stiffness * k.stiffness, strain = (l - l0) / l0, toe = c.toe_strain;
  if (strain <= 0) return 0;
  const Real at_end = stiffness * l0 * toe * (1 - std::exp(-shape)) / shape;
  if (strain >= toe) return at_end + stiffness * (l - l0 * (1 + toe));
  return at_end * std::expm1(shape * strain / toe) / std::expm1(shape);
}
inline Real tension(const guywire::Hill& c, const Knobs& k, Real l) {
  return c.max_isometric_force * fibre_pull(l - c.tendon_slack_length, c, k);
}
inline Real tension(const guywire::HillElastic& c, const Knobs& k, Real l) {
  const Real lo = c.optimal_fiber_length;
  const Real ls = c.tendon_slack_length;
  const Real x0 = projection(0.2L, lo, c.pennation, k);
  const auto tendon = [&](Real x) { return tendon_curve((l - ls - x) / ls, c.tendon_strain); };
  if (l <= ls + x0) return 0;
  // fibre less tendon rises with x: bracketed by regula falsi (Illinois) with a bisection whenever
  // it is slow
  Real low = x0, high = l - ls;
  const auto excess = [&](Real x) { return fibre_pull(x, c, k) - tendon(x); };
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
      high = x;
      e_high = e;
      if (last > 0) e_low /= 2;
      last = 1;
    } else {
      low = x;
      e_low = e;
      if (last < 0) e_high /= 2;
      last = -1;
    }
  }
  return c.max_isometric_force * tendon((low + high) / 2);
}

/// Lengths at which a law's tension has a corner, in rising order.
inline Vector corners(const guywire::Linear& c, const Knobs& k) {
  return {c.slack_length * k.length};
}
inline Vector corners(const guywire::ExponentialToe& c, const Knobs& k) {
  const Real slack = c.slack_length * k.length;
  return {slack, slack * (1 + Real(c.toe_strain))};
}
inline Vector corners(const guywire::Hill& c, const Knobs& k) {
  const auto length = [&](Real n) {
    return c.tendon_slack_length + projection(n, c.optimal_fiber_length, c.pennation, k);
  };
  return {length(0.2L), length(c.passive_start)};
}
inline Vector corners(const guywire::HillElastic& c, const Knobs& k) {
  const auto length = [&](Real n) {  // where the tendon carries what the fibre pulls
    const Real x = projection(n, c.optimal_fiber_length, c.pennation, k);
    const Real strain = std::log(1 + 5 * fibre_pull(x, c, k)) * c.tendon_strain / std::log(6.0L);
    return x + c.tendon_slack_length * (1 + strain);
  };
  return {length(0.2L), length(c.passive_start)};
}

inline Real slope(const guywire::LinearJoint& j, Real phi) {
  return j.stiffness * (phi - j.neutral_angle);
}
inline Real slope(const guywire::BilinearJoint& j, Real phi) {
  return (phi > j.neutral_angle ? j.stiffness_positive : j.stiffness_negative) *
         (phi - j.neutral_angle);
}
inline Real slope(const guywire::PolynomialJoint& j, Real phi) {
  const Real d = phi - j.neutral_angle;
  return j.linear * d + j.quadratic * d * d + j.cubic * d * d * d;
}
inline Real slope(const guywire::ExponentialPairJoint& j, Real phi) {
  return j.upper_moment * std::exp(j.upper_rate * (phi - j.upper_angle)) -
         j.lower_moment * std::exp(-j.lower_rate * (phi - j.lower_angle)) - j.offset_moment;
}

// A law that is not known here: the library's own formula, in long double where it can. Its
// contract test stands for it.

template <class Number, template <class> class Law>
Law<Number> with_numbers_of(const Law<double>& law) {
  Law<Number> out{};
  for (int i = 0; i < Law<double>::size; ++i)
    out.*Law<Number>::fields[i].member = law.*Law<double>::fields[i].member;
  return out;
}

template <class Law>
Real tension(const Law& law, const Knobs& k, Real l) {
  if constexpr (requires { with_numbers_of<Real>(law); }) {
    const guywire::BasicKnobs<Real> knobs{k.length, k.stiffness, k.strength, k.tone};
    return evaluate(with_numbers_of<Real>(law), knobs, l).tension;
  } else {
    const guywire::BasicKnobs<double> knobs{double(k.length), double(k.stiffness),
                                            double(k.strength), double(k.tone)};
    return evaluate(law, knobs, double(l)).tension;
  }
}
template <class Law>
Vector corners(const Law& law, const Knobs& k) {
  return {slack_length(law, guywire::BasicKnobs<double>{double(k.length), double(k.stiffness),
                                                        double(k.strength), double(k.tone)})};
}
template <class Law>
Real slope(const Law& law, Real phi) {
  if constexpr (requires { with_numbers_of<Real>(law); })
    return evaluate(with_numbers_of<Real>(law), phi).moment;
  else
    return evaluate(law, double(phi)).moment;
}

// --- a model
// ----------------------------------------------------------------------------

/// Two neighboring points of a path that touch: the cable, and the first of the two along its path.
using Tip = std::pair<int, int>;

class Referee {
 public:
  explicit Referee(const guywire::ModelDescription& d)
      : d_(d), count_(static_cast<int>(d.bodies.size())), parent_(count_, -1) {
    std::map<std::string, int> index{{"ground", -1}};
    for (int i = 0; i < count_; ++i) {
      parent_[i] = index.at(d.bodies[i].parent);
      index[d.bodies[i].name] = i;
    }
    for (const auto& j : d.joints)
      joint_bodies_.push_back({index.at(j.body), index.at(j.relative_to)});
    for (const auto& l : d.loads)
      load_body_.push_back(index.at(l.body));
    std::map<std::string, int> circle;
    for (std::size_t i = 0; i < d.circles.size(); ++i) {
      circle[d.circles[i].name] = static_cast<int>(i);
      circle_body_.push_back(index.at(d.circles[i].body));
    }
    for (const auto& c : d.cables) {
      std::vector<Station> path;
      for (const auto& p : c.path)
        path.push_back(p.circle.empty()
                           ? station(index.at(p.body), p)
                           : station(circle.at(p.circle), circle_body_[circle.at(p.circle)], p));
      paths_.push_back(path);
      knobs_.push_back(knobs_of(c));
    }
    for (const auto& c : d.constraints) {
      Vector row(count_, 0);
      for (const auto& [body, coefficient] : c.terms)
        row[index.at(body)] += coefficient;
      rows_.push_back(row);
    }
    make_free_directions();
    find_drums();
  }

  bool lost = false;  ///< at the last call of `moments` or `work`: a path is not defined
  bool blurred =
      false;  ///< of `moments`: ends meet, to a double's rounding, that a circle lies between
  std::vector<Real> lengths, tensions;
  Vector uncertainty;  ///< per body [N m]: what rounding of short segments' directions makes
  Vector scale;        ///< per body: sum of magnitudes of the moments about its hinge
  std::vector<Tip>
      tips;  ///< points that touch at the last call of `moments` on paths that are taut
  Real stiffest =
      0;  ///< stiffness times length times reach [N m]: rounding of a length makes a moment of it
  Real shortest = 0;  ///< of the segments of paths that are taut [m]: near a tip V bends sharply
  std::vector<Tip>
      known_tips{};  ///< segments that are to count as of no length, as they pull in no direction

  /// The moment on each body about its own hinge: minus the derivative of the potential by its
  /// absolute angle.
  Vector moments(const Vector& theta) {
    lost = false;
    blurred = false;
    tips.clear();
    shortest = std::numeric_limits<Real>::infinity();
    stiffest = 0;
    lengths.assign(d_.cables.size(), 0);
    tensions.assign(d_.cables.size(), 0);
    force_.assign(count_, {});
    moment_.assign(count_, 0);
    scale.assign(count_, 0);
    uncertainty.assign(count_, 0);
    find_origins(theta);
    for (int i = 0; i < count_; ++i) {
      const auto& b = d_.bodies[i];
      push(i, place(i, {b.com_x, b.com_y}),
           Real(b.sides) * Real(b.mass) * Point{d_.gravity.x, d_.gravity.y});
    }
    for (std::size_t l = 0; l < d_.loads.size(); ++l) {
      const auto& load = d_.loads[l];
      if (load.kind == guywire::Load::Kind::couple)
        couple(load_body_[l], load.moment);
      else
        push(load_body_[l], place(load_body_[l], {load.point_x, load.point_y}),
             {load.force_x, load.force_y});
    }
    for (std::size_t j = 0; j < d_.joints.size(); ++j) {
      const auto [a, b] = joint_bodies_[j];
      const Real m = joint_factor(j) *
                     std::visit([&](const auto& law) { return slope(law, joint_angle(j, theta)); },
                                d_.joints[j].law);
      couple(a, -m);
      couple(b, m);
    }
    for (std::size_t c = 0; c < d_.cables.size(); ++c)
      pull(static_cast<int>(c), theta);
    hand_down();
    return moment_;
  }

  /// After `moments`: the force of the parent on a body through its hinge, in W. It bears all that
  /// acts on what hangs there.
  Point hinge_force(int body) const { return Real(-1) * force_[body]; }

  /// The moment on each body about its own hinge that a cable of tension 1 N makes with all its
  /// sides.
  Vector arms(int cable, const Vector& theta) {
    find_origins(theta);
    force_.assign(count_, {});
    moment_.assign(count_, 0);
    scale.assign(count_, 0);
    for (const Grip& g : course(cable, theta).grips) {
      push(g.body, g.where, Real(d_.cables[cable].sides) * g.direction);
    }
    hand_down();
    return moment_;
  }

  /// What the potential gains from one posture to another. `energy_scale` is what its rounding is
  /// in proportion to.
  Real energy_scale = 0;
  Real work(const Vector& from, const Vector& to) {
    Real sum = 0;
    lost = false;
    energy_scale = 0;
    const auto add = [&](Real gain, Real magnitude) {
      sum += gain;
      energy_scale += std::abs(magnitude);
    };
    std::vector<std::vector<Course>> courses;
    std::vector<Point> points[2];
    for (const Vector* theta : {&from, &to}) {
      find_origins(*theta);
      std::vector<Course> all;
      for (std::size_t c = 0; c < d_.cables.size(); ++c)
        all.push_back(course(static_cast<int>(c), *theta));
      courses.push_back(all);
      auto& there = points[courses.size() - 1];
      for (int i = 0; i < count_; ++i)
        there.push_back(place(i, {d_.bodies[i].com_x, d_.bodies[i].com_y}));
      for (std::size_t l = 0; l < d_.loads.size(); ++l)
        there.push_back(place(load_body_[l], {d_.loads[l].point_x, d_.loads[l].point_y}));
    }
    const auto lifted = [&](std::size_t i, Point force) {
      const Point way = points[1][i] - points[0][i];
      add(-dot(force, way), size(force) * (size(points[0][i]) + size(way)));
    };
    for (int i = 0; i < count_; ++i)
      lifted(i, Real(d_.bodies[i].sides) * Real(d_.bodies[i].mass) *
                    Point{d_.gravity.x, d_.gravity.y});
    for (std::size_t l = 0; l < d_.loads.size(); ++l) {
      const auto& load = d_.loads[l];
      const int b = load_body_[l];
      if (load.kind == guywire::Load::Kind::force)
        lifted(count_ + l, {load.force_x, load.force_y});
      else if (b >= 0)
        add(-Real(load.moment) * (to[b] - from[b]), Real(load.moment) * (1 + std::abs(to[b])));
    }
    for (std::size_t j = 0; j < d_.joints.size(); ++j) {
      const Real a = joint_angle(j, from);
      const Real b = joint_angle(j, to);
      const auto moment = [&](Real phi) {
        return joint_factor(j) *
               std::visit([&](const auto& law) { return slope(law, phi); }, d_.joints[j].law);
      };
      Vector corner;
      if (const auto* law = std::get_if<guywire::BilinearJoint>(&d_.joints[j].law))
        corner.push_back(law->neutral_angle);
      add(integral_between(moment, a, b, corner, 0.2L), std::abs(moment(a)) + std::abs(moment(b)));
    }
    for (std::size_t c = 0; c < d_.cables.size(); ++c) {
      const Course& a = courses[0][c];
      const Course& b = courses[1][c];
      if (a.lost || b.lost) lost = true;
      if (lost) return 0;
      const auto& law = d_.cables[c].law;
      const auto force = [&](Real l) {
        return d_.cables[c].sides *
               std::visit([&](const auto& one) { return tension(one, knobs_[c], l); }, law);
      };
      const Vector corner =
          std::visit([&](const auto& one) { return corners(one, knobs_[c]); }, law);
      const Real most = std::max(force(a.length), force(b.length));
      add(integral_between(force, a.length, b.length, corner, 0.02L * (a.length + b.length)),
          most * (a.length + b.length));
    }
    return sum;
  }

  /// Per body to per direction: what a free motion along each of an orthonormal basis meets.
  Vector free_part(const Vector& over_bodies) const {
    Vector out;
    for (const Vector& v : free_)
      out.push_back(dot(v, over_bodies));
    return out;
  }
  int free_count() const { return static_cast<int>(free_.size()); }
  int body_count() const { return count_; }
  bool unconstrained() const { return rows_.empty(); }
  const std::vector<Vector>& free_directions() const { return free_; }

  /// The motions in which one of these bodies turns by 1 and the others of them not at all.
  std::vector<Vector> directions(const std::vector<int>& free_bodies) const {
    const int n = free_count();
    Matrix A(n, Vector(2 * n, 0));  // rows: bodies; the columns of A^-1 combine the basis
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j)
        A[i][j] = free_[j][free_bodies[i]];
      A[i][n + i] = 1;
    }
    for (int j = 0; j < n; ++j) {
      int best = j;
      for (int i = j; i < n; ++i)
        if (std::abs(A[i][j]) > std::abs(A[best][j])) best = i;
      std::swap(A[best], A[j]);
      for (int k = 2 * n - 1; k >= j; --k)
        A[j][k] /= A[j][j];
      for (int i = 0; i < n; ++i)
        if (i != j)
          for (int k = 2 * n - 1; k >= j; --k)
            A[i][k] -= A[i][j] * A[j][k];
    }
    std::vector<Vector> out(n, Vector(count_, 0));
    for (int f = 0; f < n; ++f)
      for (int j = 0; j < n; ++j)
        for (int b = 0; b < count_; ++b)
          out[f][b] += A[j][n + f] * free_[j][b];
    return out;
  }

  /// How far the angles are from the constraints.
  Real constraint_error(const Vector& theta) const {
    Real worst = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k)
      worst = std::max(worst, std::abs(dot(rows_[k], theta) - Real(d_.constraints[k].angle)));
    return worst;
  }
  /// Largest moment on any body when the constraints supply `holding`.
  Real unbalanced(const Vector& over_bodies, const std::vector<double>& holding) const {
    Real worst = 0;
    for (int i = 0; i < count_; ++i) {
      Real sum = over_bodies[i];
      for (std::size_t k = 0; k < rows_.size(); ++k)
        sum += rows_[k][i] * holding[k];
      worst = std::max(worst, std::abs(sum));
    }
    return worst;
  }

  /// Second derivative over directions, by central differences of step h.
  Matrix stiffness(const Vector& theta, const std::vector<Vector>& directions, Real h) {
    const int n = static_cast<int>(directions.size());
    Matrix H(n, Vector(n));
    bool any_lost = false;
    for (int j = 0; j < n; ++j) {
      Vector up = theta;
      Vector down = theta;
      for (int i = 0; i < count_; ++i) {
        up[i] += h * directions[j][i];
        down[i] -= h * directions[j][i];
      }
      const Vector above = moments(up);
      any_lost = any_lost || lost;
      const Vector below = moments(down);
      any_lost = any_lost || lost;
      for (int i = 0; i < n; ++i)
        H[i][j] = -(dot(directions[i], above) - dot(directions[i], below)) / (2 * h);
    }
    lost = any_lost;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j)
        H[i][j] = H[j][i] = (H[i][j] + H[j][i]) / 2;
    return H;
  }

  /// Smallest and largest eigenvalue of the second derivative over the free directions, by central
  /// differences of step h.
  std::pair<Real, Real> stiffness_range(const Vector& theta, Real h) {
    const Vector values = spectrum(stiffness(theta, free_, h)).values;
    if (values.empty()) return {std::numeric_limits<Real>::infinity(), 0};
    return {values.front(), std::max(std::abs(values.front()), std::abs(values.back()))};
  }

  /// The vector from a path's point to the next, and its derivative along each direction (for
  /// points that touch).
  std::pair<Point, std::vector<Point>> gap(const Vector& theta, Tip tip,
                                           const std::vector<Vector>& directions) {
    find_origins(theta);
    const auto& path = paths_[tip.first];
    const auto at = [&](int i) { return place(path[i].body, path[i].where); };
    std::vector<Point> slopes;
    for (const Vector& v : directions) {
      Point rate;
      for (const auto& [which, sign] : {std::pair{tip.second, -1}, std::pair{tip.second + 1, 1}}) {
        const Point p = at(which);
        Point moved;  // of the point: each body turns what hangs on it about its own hinge
        Point outer = p;
        for (int body = path[which].body; body >= 0; body = parent_[body]) {
          const Point lever = outer - origin_[body];
          moved = moved + v[body] * Point{-lever.y, lever.x};
          outer = origin_[body];
        }
        rate = rate + Real(sign) * moved;
      }
      slopes.push_back(rate);
    }
    return {at(tip.second + 1) - at(tip.second), slopes};
  }

  const guywire::ModelDescription& description() const { return d_; }

  /// What the vectors of a cable's path add up, at most [m].
  Real reach(int c) const {
    Real sum = 0;
    for (const auto& b : d_.bodies)
      sum += std::abs(b.hinge_x) + std::abs(b.hinge_y);
    for (const auto& q : d_.cables[c].path)
      sum += std::abs(q.point.x) + std::abs(q.point.y) + std::abs(q.point.z);
    return sum;
  }
  /// A cable's tension at some length, all sides together [N].
  Real tension_at(int c, Real length) const {
    const auto of_law = [&](const auto& law) { return tension(law, knobs_[c], length); };
    return d_.cables[c].sides * std::visit(of_law, d_.cables[c].law);
  }

 private:
  /// A point of a path, or a circle: then `where` is its center.
  struct Station {
    int body;
    Point where;
    Real z = 0;
    bool one_with_next = false;  ///< the next point lies in the same place in every posture
    bool round = false;
    Real radius = 0;
    Real sense = 1;
    bool drum = false;      ///< each neighbor's vector turns with one body alone
    int before = -1;        ///< that body, of the neighbor before
    int after = -1;         ///< of the neighbor after
    Real at_reference = 0;  ///< the angle between both vectors while nothing is turned
  };
  struct Grip {  ///< a force in the plane, for unit tension
    int body;
    Point where, direction;
    Real from =
        std::numeric_limits<Real>::infinity();  ///< [m] to the point that gives the direction
    int other = -1;                             ///< the body that takes the opposite force
  };
  /// A cable's path in one posture.
  struct Course {
    bool lost = false;
    bool blurred = false;
    Real length = 0;
    std::vector<Grip> grips;
    std::vector<int> tips;  ///< first points of segments that have no length
    Real shortest = std::numeric_limits<Real>::infinity();
  };
  /// What a strand leaves or reaches: a point, or a circle that it touches.
  struct Support {
    int station;
    Point center;
    Real radius, sense;
  };

  Station station(int body, const guywire::PathPoint& p) const {
    return {.body = body, .where = {p.point.x, p.point.y}, .z = p.point.z};
  }
  Station station(int circle, int body, const guywire::PathPoint& p) const {
    const auto& o = d_.circles[circle];
    const Real sense = p.sense == guywire::Sense::counterclockwise ? 1 : -1;
    return {.body = body,
            .where = {o.center_x, o.center_y},
            .round = true,
            .radius = o.radius,
            .sense = sense};
  }
  static Knobs knobs_of(const guywire::Cable& c) {
    const auto knobs = guywire::applied(c.knobs, c.law);
    return {knobs.length, knobs.stiffness, knobs.strength, knobs.tone};
  }

  /// The bodies that turn the vector between two points of bodies: those whose lever is not zero.
  std::map<int, Point> levers(int body_to, Point to, int body_from, Point from) const {
    std::map<int, Point> sum;
    for (const auto& [start, point, sign] :
         {std::tuple{body_to, to, 1}, std::tuple{body_from, from, -1}}) {
      Point at = point;
      int body = start;
      for (;;) {
        sum[body] = sum[body] + Real(sign) * at;
        if (body < 0) break;
        at = {d_.bodies[body].hinge_x, d_.bodies[body].hinge_y};
        body = parent_[body];
      }
    }
    std::erase_if(sum,
                  [](const auto& lever) { return lever.second.x == 0 && lever.second.y == 0; });
    return sum;
  }

  void find_drums() {
    for (auto& path : paths_)
      for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const Station& next = path[i + 1];
        if (path[i].round || next.round || path[i].z != next.z) continue;
        path[i].one_with_next = levers(next.body, next.where, path[i].body, path[i].where).empty();
      }
    for (auto& path : paths_)
      for (std::size_t i = 1; i + 1 < path.size(); ++i) {
        Station& o = path[i];
        if (!o.round) continue;
        const auto a = levers(path[i - 1].body, path[i - 1].where, o.body, o.where);
        const auto b = levers(path[i + 1].body, path[i + 1].where, o.body, o.where);
        o.drum = a.size() == 1 && b.size() == 1;
        if (!o.drum) continue;
        o.before = a.begin()->first;
        o.after = b.begin()->first;
        const Point p = a.begin()->second;
        const Point q = b.begin()->second;
        o.at_reference = o.sense * (std::atan2(q.y, q.x) - std::atan2(p.y, p.x));
      }
  }

  static Real reduced(Real psi, Real beta) {
    const Real m = (pi + beta) / 2;
    while (psi <= -m)
      psi += 2 * pi;
    while (psi > 2 * pi - m)
      psi -= 2 * pi;
    return psi;
  }

  void find_origins(const Vector& theta) {
    heading_.clear();
    for (const Real angle : theta)
      heading_.push_back({std::cos(angle), std::sin(angle)});
    origin_.assign(count_, {});
    for (int i = 0; i < count_; ++i) {
      const Point hinge{d_.bodies[i].hinge_x, d_.bodies[i].hinge_y};
      origin_[i] = parent_[i] < 0 ? hinge : place(parent_[i], hinge);
    }
  }
  /// Where a body's point is, in the posture of the last `find_origins`.
  Point place(int body, Point p) const {
    if (body < 0) return p;
    const Point axis = heading_[body];
    return origin_[body] + Point{axis.x * p.x - axis.y * p.y, axis.y * p.x + axis.x * p.y};
  }
  Real joint_angle(std::size_t j, const Vector& theta) const {
    const auto [a, b] = joint_bodies_[j];
    const Real outer = a < 0 ? 0 : theta[a];
    const Real inner = b < 0 ? 0 : theta[b];
    return outer - inner;
  }
  Real joint_factor(std::size_t j) const {
    return Real(d_.joints[j].sides) * Real(d_.joints[j].preload_factor);
  }

  template <class F>
  static Real integral_between(const F& f, Real a, Real b, const Vector& corners, Real part) {
    if (a == b) return 0;
    if (a > b) return -integral_between(f, b, a, corners, part);
    Real sum = 0;
    Real from = a;
    Vector ends;
    for (const Real c : corners)
      if (c > a && c < b) ends.push_back(c);
    ends.push_back(b);
    for (const Real end : ends) {
      const Real parts = part > 0 ? std::ceil((end - from) / part) : 1;
      sum += integral(f, from, end, static_cast<int>(std::clamp<Real>(parts, 1, 60)));
      from = end;
    }
    return sum;
  }

  void push(int body, Point where, Point force) {
    if (body < 0) return;
    const Point lever = where - origin_[body];
    force_[body] = force_[body] + force;
    moment_[body] += cross(lever, force);
    scale[body] += std::abs(lever.x * force.y) + std::abs(lever.y * force.x);
  }
  /// What hangs on a hinge is handed to the body below it.
  void hand_down() {
    for (int i = count_ - 1; i >= 0; --i)
      if (parent_[i] >= 0) push(parent_[i], origin_[i], force_[i]);
  }
  void couple(int body, Real m) {
    if (body < 0) return;
    moment_[body] += m;
    scale[body] += std::abs(m);
  }

  /// Where a strand runs from one support to the next: it leaves and reaches circles along their
  /// tangents.
  struct Strand {
    Point direction;
    Real length;
    Point from, to;
  };
  static Strand strand(const Support& a, const Support& b) {
    const Point way = b.center - a.center;
    const Real q = b.radius * b.sense - a.radius * a.sense;
    const Real length = std::sqrt(dot(way, way) - q * q);
    const Real turn = std::atan2(q, length);
    const Point along = (1 / size(way)) * turned(way, -turn);
    const Point out = quarter_back(along);
    return {along, length, a.center + (a.radius * a.sense) * out,
            b.center + (b.radius * b.sense) * out};
  }

  /// The contact angle of a circle between two supports, and how far the line between them is from
  /// it.
  struct Wrap {
    Real psi, beta;
    Real contact() const { return psi - beta; }
  };
  Wrap wrap(const Station& o, const Support& me, const Support& before, const Support& after,
            const Vector& theta) const {
    const Point a = before.center - me.center;
    const Point b = after.center - me.center;
    const auto reach = [&](const Support& other, Point way) {
      return std::acos((me.radius - me.sense * other.sense * other.radius) / size(way));
    };
    const Real beta = reach(before, a) + reach(after, b);
    if (o.drum) {  // any number of turns
      const auto angle = [&](int body) { return body < 0 ? 0 : theta[body]; };
      return {reduced(o.at_reference, beta) + o.sense * (angle(o.after) - angle(o.before)), beta};
    }
    return {reduced(o.sense * (std::atan2(b.y, b.x) - std::atan2(a.y, a.x)), beta), beta};
  }

  Support support(int c, int i) const {
    const Station& s = paths_[c][i];
    return {i, place(s.body, s.where), s.radius, s.sense};
  }

  /// Directions of the strands to and from a circle, full turns kept, so that their difference is
  /// its contact angle.
  struct Bend {
    Support at;
    bool touched = true;
    int before = 0, after = 0;
    Real from = 0, to = 0;
    Real contact() const { return at.sense * (to - from); }
  };
  static Real near_to(Real angle, Real other) {
    return angle + 2 * pi * std::round((other - angle) / (2 * pi));
  }
  static Real bearing(const Support& a, const Support& b) {
    const Point along = strand(a, b).direction;
    return std::atan2(along.y, along.x);
  }
  static bool apart(const Support& a, const Support& b) {
    return size(b.center - a.center) > std::abs(b.radius * b.sense - a.radius * a.sense);
  }
  /// psi less the contact angle, for a string on the circle's own side or (side -1) on the other,
  /// where there is room for one.
  static Real clear_of(const Support& me, const Support& other, int side) {
    const Real ratio =
        (me.radius - side * me.sense * other.sense * other.radius) / size(other.center - me.center);
    return ratio < 1 ? std::acos(ratio) : 0;
  }

  /// From point i to point j over a row of circles. The string is drawn over all, in the sense of
  /// each; then it is pulled taut. False where it is lost.
  bool row(int c, int i, int j, const Vector& theta, std::vector<Support>& touched,
           std::vector<Real>& contacts) const {
    std::vector<Bend> bends;
    for (int k = i; k <= j; ++k)
      bends.push_back({support(c, k)});
    const int last = j - i;
    for (int k = 1; k <= last; ++k)
      if (!apart(bends[k - 1].at, bends[k].at)) return false;
    Real along = bearing(bends[0].at, bends[1].at);
    bool lost = false;
    for (int k = 1; k < last; ++k) {
      Bend& b = bends[k];
      b.before = k - 1;
      b.after = k + 1;
      b.from = along;
      lost = lost || !draw(paths_[c][i + k], bends, b, theta);
      along = b.to;
    }
    const auto follow = [&](Bend& b) {
      b.from = near_to(bearing(bends[b.before].at, b.at), b.from);
      b.to = near_to(bearing(b.at, bends[b.after].at), b.to);
    };
    for (int round = 0; round < 100; ++round) {
      int least = 0;  // of those that are touched
      int most = 0;   // of those that are not
      for (int k = 1; k < last; ++k) {
        Bend& b = bends[k];
        for (b.before = k - 1; !bends[b.before].touched; --b.before)
          continue;
        for (b.after = k + 1; !bends[b.after].touched; ++b.after)
          continue;
        if (!apart(bends[b.before].at, b.at) || !apart(b.at, bends[b.after].at)) return false;
        follow(b);
        if (b.touched && !(b.contact() > 0) && (least == 0 || b.contact() < bends[least].contact()))
          least = k;
        if (!b.touched && b.contact() > 0 && (most == 0 || b.contact() > bends[most].contact()))
          most = k;
      }
      if (least == 0 && most == 0) break;
      if (least > 0)
        release(bends, bends[least]);
      else
        bends[most].touched = true;
      if (least > 0 && !apart(bends[bends[least].before].at, bends[bends[least].after].at))
        return false;
    }
    for (int k = 1; k < last; ++k) {
      const Bend& b = bends[k];
      const Support &before = bends[b.before].at, &after = bends[b.after].at;
      const Real psi = b.contact() + clear_of(b.at, before, 1) + clear_of(b.at, after, 1);
      if (b.touched != (b.contact() > 0)) return false;
      if (b.touched && !paths_[c][i + k].drum && psi > 2 * pi + 1e-6L) return false;
      if (!b.touched && psi < -(clear_of(b.at, before, -1) + clear_of(b.at, after, -1)))
        return false;
      if (!b.touched) continue;
      touched.push_back(b.at);
      contacts.push_back(b.contact());
    }
    return !lost;
  }
  /// The direction in which the string leaves a circle where it is drawn; false within 0.1 rad
  /// beyond a full turn.
  bool draw(const Station& o, const std::vector<Bend>& bends, Bend& b, const Vector& theta) const {
    const Support &before = bends[b.before].at, &after = bends[b.after].at;
    const Point p = before.center - b.at.center;
    const Point q = after.center - b.at.center;
    const auto literal = [](Real psi) {
      while (psi <= 0.1L)
        psi += 2 * pi;
      while (psi > 2 * pi + 0.1L)
        psi -= 2 * pi;
      return psi;
    };
    Real psi = literal(o.sense * (std::atan2(q.y, q.x) - std::atan2(p.y, p.x)));
    if (o.drum) {
      const auto angle = [&](int body) { return body < 0 ? 0 : theta[body]; };
      psi = literal(o.at_reference) + o.sense * (angle(o.after) - angle(o.before));
    }
    const Real contact = psi - clear_of(b.at, before, 1) - clear_of(b.at, after, 1);
    b.to = near_to(bearing(b.at, after), b.from + b.at.sense * contact);
    return o.drum || psi <= 2 * pi + 1e-6L;
  }
  /// Joins a circle's neighbors; the new strand's direction lies between the old ones.
  static void release(std::vector<Bend>& bends, Bend& b) {
    b.touched = false;
    Bend &before = bends[b.before], &after = bends[b.after];
    before.to = after.from = near_to(bearing(before.at, after.at), (b.from + b.to) / 2);
  }

  /// From point i to point j with circles between: those that the string touches bend it.
  void around(int c, int i, int j, const Vector& theta, Course& out) const {
    const auto& path = paths_[c];
    const Support first = support(c, i);
    const Support last = support(c, j);
    std::vector<Support> touched;
    std::vector<Real> contacts;
    if (j > i + 2) {
      out.lost = out.lost || !row(c, i, j, theta, touched, contacts);
    } else {
      const Support circle = support(c, i + 1);
      out.lost = out.lost || !apart(first, circle) || !apart(circle, last);
      if (out.lost) return;
      const Wrap w = wrap(path[i + 1], circle, first, last, theta);
      out.lost =
          w.psi <
          -w.beta -
              1e-13L;  // a line that grazes the circle, in a double's digits, may count as clear
      if (w.contact() > 0) {
        touched.push_back(circle);
        contacts.push_back(w.contact());
      }
    }
    if (out.lost) return;
    const Real dz = path[j].z - path[i].z;
    Real planar = 0;
    std::vector<Strand> strands;
    for (std::size_t k = 0; k <= touched.size(); ++k) {
      strands.push_back(
          strand(k == 0 ? first : touched[k - 1], k == touched.size() ? last : touched[k]));
      planar += strands.back().length;
      out.shortest = std::min(out.shortest, strands.back().length);
    }
    for (std::size_t k = 0; k < touched.size(); ++k)
      planar += touched[k].radius * contacts[k];
    const Real whole = std::sqrt(planar * planar + dz * dz);
    // chosen: some ten rounded operations
    const Real rounding = std::numeric_limits<double>::epsilon() * 8 * reach(c);
    if (touched.empty() && whole <= rounding) out.blurred = true;
    if (!(whole > 0)) {
      out.tips.push_back(i);
      return;
    }
    out.length += whole;
    for (std::size_t k = 0; k < strands.size(); ++k) {
      const Point pull = (planar / whole) * strands[k].direction;
      const int from = k == 0 ? i : touched[k - 1].station;
      const int to = k == touched.size() ? j : touched[k].station;
      out.grips.push_back({path[from].body, strands[k].from, pull});
      out.grips.push_back({path[to].body, strands[k].to, Real(-1) * pull});
    }
  }

  Course course(int c, const Vector& theta) const {
    const auto& path = paths_[c];
    Course out;
    for (int i = 0; i + 1 < static_cast<int>(path.size());) {
      int j = i + 1;
      while (path[j].round)
        ++j;
      const bool tip =
          std::find(known_tips.begin(), known_tips.end(), Tip{c, i}) != known_tips.end();
      if (tip)
        out.tips.push_back(i);
      else if (j == i + 1)
        straight(c, i, out);
      else
        around(c, i, j, theta, out);
      i = j;
    }
    return out;
  }

  void straight(int c, int i, Course& out) const {
    const auto& path = paths_[c];
    const Point p = place(path[i].body, path[i].where);
    const Point q = place(path[i + 1].body, path[i + 1].where);
    const Real dz = path[i + 1].z - path[i].z;
    const Real whole = std::sqrt(dot(q - p, q - p) + dz * dz);
    if (path[i].one_with_next) return;
    if (!(whole > 0)) {
      out.tips.push_back(i);
      return;
    }
    out.length += whole;
    out.shortest = std::min(out.shortest, whole);
    const Point pull = (1 / whole) * (q - p);
    out.grips.push_back({path[i].body, p, pull, whole, path[i + 1].body});
    out.grips.push_back({path[i + 1].body, q, Real(-1) * pull, whole, path[i].body});
  }

  /// Whether a body stands on `b` or is `b` itself.
  bool carries(int b, int body) const {
    for (; body >= 0; body = parent_[body])
      if (body == b) return true;
    return false;
  }

  /// Pulls along the whole path with the tension that its length makes. A path of no length pulls
  /// if its tension is not zero: nowhere.
  void pull(int c, const Vector& theta) {
    const Course way = course(c, theta);
    blurred = blurred || way.blurred;
    if (way.lost) {
      lost = true;
      return;
    }
    lengths[c] = way.length;
    tensions[c] = std::visit([&](const auto& law) { return tension(law, knobs_[c], way.length); },
                             d_.cables[c].law);
    if (tensions[c] > 0) {
      const Real longer = std::visit(
          [&](const auto& law) { return tension(law, knobs_[c], 1.000001L * way.length); },
          d_.cables[c].law);
      stiffest =
          std::max(stiffest, d_.cables[c].sides * (longer - tensions[c]) / 1e-6L * way.length);
      shortest = std::min(shortest, way.shortest);
      for (const int i : way.tips)
        tips.push_back({c, i});
    }
    for (const Grip& g : way.grips) {
      const Real force = d_.cables[c].sides * tensions[c];
      push(g.body, g.where, force * g.direction);
      // chosen: some ten rounded operations
      const Real turned = std::numeric_limits<double>::epsilon() * 8 * reach(c) / g.from;
      // about the origin of a body that carries both ends the two forces cancel
      for (int b = g.body; b >= 0 && !carries(b, g.other); b = parent_[b])
        uncertainty[b] += force * turned * size(g.where - origin_[b]);
    }
  }

  /// Orthonormal basis of all motions that the constraints allow: the coordinate axes where there
  /// are none.
  void make_free_directions() {
    std::vector<Vector> held;
    const auto add = [&](Vector v, std::vector<Vector>& to) {
      const Real before = dot(v, v);
      for (int pass = 0; pass < 3; ++pass)
        for (const auto* basis : {&held, &free_})
          for (const Vector& b : *basis) {
            const Real along = dot(v, b);
            for (int i = 0; i < count_; ++i)
              v[i] -= along * b[i];
          }
      const Real after = dot(v, v);
      if (after < 1e-18L * before) return;
      for (Real& x : v)
        x /= std::sqrt(after);
      to.push_back(v);
    };
    for (const Vector& row : rows_)
      add(row, held);
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
  std::vector<std::vector<Station>> paths_;
  std::vector<Knobs> knobs_;
  std::vector<Vector> rows_, free_;
  std::vector<Point> origin_, force_;
  std::vector<Point> heading_;  ///< cosine and sine of each body's angle
  Vector moment_;
};

}  // namespace referee
