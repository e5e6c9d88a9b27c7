#pragma once
/// The potential of a posture, its exact gradient and Hessian, in absolute body angles theta.
///
/// V(theta) = sum sides E(l) + sum sides preload U(phi) - work of dead loads. A vector between two points is a sum of rotating
/// levers d = c + sum R(theta_i) w_i over the bodies between its ends, so d(d)/dtheta_i = R w_i turned by 90 degrees and the second
/// derivative is the lever itself turned by 180: no chain rule through the tree is needed, and a segment touches only those bodies.
/// Templates on Scalar: double, ceres::Jet, lanes.
///
/// For speed, the bodies that cables touch are gathered into few overlapping regions, so that a segment's levers lie side by side
/// over consecutive places of its cable's region (a body in between that takes no part has a zero lever). Levers are padded with
/// a zero to an even count, and doubles go in twos.
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>
#include <vector>

#include "guywire/geometry/wrap_circle.hpp"
#include "guywire/math/pack.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// f(n) for n neighbours, of which `padded` (even) have room: pairs of doubles take the padding along, with small counts known to the
/// compiler so that it unrolls.
template <class S, class F>
[[gnu::always_inline]] inline void unrolled(int padded, int n, F&& f) {
  if constexpr (Pack<S>::width == 2) {
    switch (padded) {
      case 2: return f(std::integral_constant<int, 2>{});
      case 4: return f(std::integral_constant<int, 4>{});
      case 6: return f(std::integral_constant<int, 6>{});
      case 8: return f(std::integral_constant<int, 8>{});
    }
    f(padded);
  } else if constexpr (!std::is_same_v<MaskOf<S>, bool>) {
    switch (n) {
      case 1: return f(std::integral_constant<int, 1>{});
      case 2: return f(std::integral_constant<int, 2>{});
      case 3: return f(std::integral_constant<int, 3>{});
      case 4: return f(std::integral_constant<int, 4>{});
      case 5: return f(std::integral_constant<int, 5>{});
      case 6: return f(std::integral_constant<int, 6>{});
      case 7: return f(std::integral_constant<int, 7>{});
    }
    f(n);
  } else {
    f(n);
  }
}

/// f(the law that v holds); std::visit without its exceptions.
template <std::size_t I = 0, class Variant, class F>
[[gnu::always_inline]] inline auto matched(const Variant& v, F&& f) {
  if constexpr (I + 1 == std::variant_size_v<Variant>) {
    return f(*std::get_if<I>(&v));
  } else {
    if (v.index() == I) return f(*std::get_if<I>(&v));
    return matched<I + 1>(v, f);
  }
}

/// A law whose numbers several bodies share, in their Scalar.
template <class S, template <class> class Law, class L>
[[gnu::always_inline]] inline decltype(auto) in_scalar(const Law<L>& law) {
  if constexpr (std::is_same_v<S, L>) {
    return (law);
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Law<S>{S(law.*Law<L>::fields[I].member)...};
    }
    (std::make_index_sequence<Law<L>::size>{});
  }
}

/// The law of a kind, read off an array.
template <class Variant, class S>
Variant law_from_numbers(int kind, const S* numbers) {
  Variant out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((kind == static_cast<int>(I) ? (out = from_numbers<std::variant_alternative_t<I, Variant>>(numbers), 0) : 0), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  return out;
}

constexpr int even(int count) { return (count + 1) & ~1; }

/// Which bodies lie side by side. Follows from structure alone.
struct Regions {
  struct Region {
    int first, count;    ///< into `bodies`
    int matrix, stride;  ///< its lower triangle within the scratch for all regions
  };
  std::vector<Region> regions;
  std::vector<int> bodies;  ///< body at each place, -1 for padding
  std::vector<int> region_of_cable;
  int matrix_size = 0, widest = 0;

  explicit Regions(const Structure& s) : region_of_cable(s.cables.size()) {
    std::vector<int> order(s.cables.size());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = static_cast<int>(c);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return s.cables[a].body_count > s.cables[b].body_count; });
    for (const int c : order) {
      const auto& cable = s.cables[c];
      const int* const list = s.cable_bodies.data() + cable.first_body;
      int best = -1, best_count = 0;
      for (std::size_t r = 0; r < regions.size(); ++r) {
        const int* const begin = bodies.data() + regions[r].first;
        const int* const end = begin + regions[r].count;
        if (!std::includes(begin, end, list, list + cable.body_count)) continue;
        const int count = cable.body_count == 0 ? 0 : static_cast<int>(std::lower_bound(begin, end, list[cable.body_count - 1]) - std::lower_bound(begin, end, list[0])) + 1;
        if (best < 0 || count < best_count) best = static_cast<int>(r), best_count = count;
      }
      if (best < 0 || best_count > cable.body_count + 1 + cable.body_count / 4) {  // no room, or too much of it idle: a region of its own
        best = static_cast<int>(regions.size());
        const int stride = even(cable.body_count) + 2;
        regions.push_back({static_cast<int>(bodies.size()), cable.body_count, matrix_size, stride});
        bodies.insert(bodies.end(), list, list + cable.body_count);
        bodies.resize(regions.back().first + stride, -1);
        matrix_size += stride * stride;
        widest = std::max(widest, stride);
      }
      region_of_cable[c] = best;
    }
  }
};

}  // namespace detail

/// The knobs of one body or, in lanes, of several that share everything else.
template <class S>
struct Tissues {
  std::vector<BasicKnobs<S>> knobs;  ///< per cable
  std::vector<muscle::FiberShape<S>> shapes;
};

/// A model's numbers made ready for evaluation: levers, laws, loads. Refers to `structure`, which must outlive it.
/// `knobs[c].tone`, `.strength` and `.stiffness` may be changed between evaluations; for anything else call `prepare` again.
template <class S>
struct Mechanics : Tissues<S> {
  /// A vector between two points at theta = 0: (x, y) fixed in ground, and levers over consecutive places of a region.
  struct Reach {
    int place, count, lever;  ///< absolute place of the first body; even count; first lever
    int exact;                ///< the count without padding
    S x, y;                   ///< [m]
  };
  struct Straight {
    Reach d;
    int scratch;         ///< where its levers lie in the scratch
    int within, matrix;  ///< its first place counted from the cable's; diagonal element of that in the scratch for Hessians
    S z2;                ///< square of the lateral extent [m^2]
  };
  struct Curved {
    Reach d, to_start, to_end;  ///< from end to end, and from the circle's centre to both
    S z2, radius;
    double sense;
    int segment;
  };
  struct Course {        ///< a cable's path
    int place, count;    ///< its bodies: even count
    int exact;           ///< the count without padding
    int own;             ///< how far its own arrays lie in `lever_sum`
    int matrix, stride;  ///< diagonal element of its first body in the scratch for Hessians
    int first_straight, straight_count, first_curved, curved_count;
    S fixed_length;  ///< sum of segments between points of one body [m]
    S lever_total;   ///< sum of `lever_sum` over its bodies [m]
    MaskOf<S> lost;  ///< one of those has no length
    bool direct;     ///< its places are its bodies, without a gap
    bool single;     ///< one straight segment is all that moves it
  };
  const Structure* structure = nullptr;
  detail::Regions regions;
  std::vector<S> lever_x, lever_y;  ///< [m], at theta = 0
  std::vector<Straight> straight;
  std::vector<Curved> curved;
  std::vector<Course> courses;         ///< per cable
  std::vector<S> lever_sum;            ///< per cable and body: sum of |x| + |y| of the levers [m]
  std::vector<int> place_of;           ///< per entry of Structure::cable_bodies: place within its cable
  std::vector<BasicCableLaw<S>> laws;  ///< per cable
  std::vector<int> shape_of;           ///< per cable: entry in `shapes`, or -1
  std::vector<BasicJointLaw<S>> joint_laws;
  std::vector<S> joint_factor;        ///< sides x preload factor
  std::vector<S> load_cos, load_sin;  ///< per body: V = -(a cos theta + b sin theta) [J]
  std::vector<S> couple;              ///< per body [N m]
  std::vector<S> theta_0;             ///< P b: theta at u = 0

  explicit Mechanics(const Structure& s) : structure(&s), regions(s) {}
};

enum class Derivatives {
  gradient,
  hessian
};

/// What `evaluate` fills; sized by its constructor, no allocation afterwards.
template <class S>
struct Evaluation {
  S energy{};                      ///< V [J]
  S energy_scale{};                ///< sum of magnitudes of the terms of V [J]: its rounding is a few eps of this
  std::vector<S> gradient;         ///< dV/dtheta [N m], per body
  std::vector<S> hessian;          ///< d2V/dtheta2 [N m/rad], row-major, bodies x bodies
  std::vector<S> moment_scale;     ///< per body [N m]: the rounding of `gradient` is a few eps of this
  std::vector<S> length;           ///< per cable [m]
  std::vector<S> tension;          ///< per cable and side [N]
  std::vector<S> stiffness;        ///< per cable and side [N/m]
  std::vector<S> active;           ///< per cable and side: dT/dtone [N]; not filled in lanes
  std::vector<S> length_gradient;  ///< dl/dtheta, laid out as Structure::cable_bodies [m]
  std::vector<S> wrap;             ///< per segment: contact angle [rad], <= 0 not touching; 0 where there is no circle
  std::vector<S> wrap_gradient;    ///< per segment x body; only for segments with a circle
  MaskOf<S> lost{};                ///< a path is undefined here
  int lost_cable = -1;             ///< one whose path is undefined, or -1

  explicit Evaluation(const Structure& s) : Evaluation(s, detail::Regions(s)) {}
  template <class L>
  explicit Evaluation(const Mechanics<L>& m) : Evaluation(*m.structure, m.regions) {}

  static bool has_circles(const Structure& s) {
    for (const auto& g : s.segments)
      if (g.circle >= 0) return true;
    return false;
  }

  // scratch
  struct Pull {  ///< of a straight segment: unit vector and inverse length
    S x, y, inverse;
  };
  std::vector<S> cos_body, sin_body;                                         ///< per body
  std::vector<S> cosine, sine, place_gradient, place_scale, place_diagonal;  ///< per place
  std::vector<S> lower;                                                      ///< lower triangles of all regions
  std::vector<S> rotated_x, rotated_y, lever_gradient;                       ///< per lever of one cable
  std::vector<S> sum, local, planar;
  std::vector<Pull> pulls;

 private:
  Evaluation(const Structure& s, const detail::Regions& r)
      : gradient(s.body_count), hessian(static_cast<std::size_t>(s.body_count) * s.body_count), moment_scale(s.body_count), length(s.cables.size()),
        tension(s.cables.size()), stiffness(s.cables.size()), active(s.cables.size()), length_gradient(s.cable_bodies.size()), wrap(s.segments.size()),
        wrap_gradient(has_circles(s) ? s.segments.size() * s.body_count : 0), cos_body(s.body_count), sin_body(s.body_count), cosine(r.bodies.size()), sine(r.bodies.size()), place_gradient(r.bodies.size()),
        place_scale(r.bodies.size()), place_diagonal(r.bodies.size()), lower(r.matrix_size), sum(r.widest) {
    int segments = 1;
    for (const auto& c : s.cables) segments = std::max(segments, c.segment_count);
    const std::size_t levers = static_cast<std::size_t>(r.widest) * segments * (wrap_gradient.empty() ? 1 : 3), square = wrap_gradient.empty() ? 0 : r.widest * (r.widest + 1);
    rotated_x.resize(levers), rotated_y.resize(levers), lever_gradient.resize(levers), pulls.resize(segments), local.resize(square), planar.resize(square);
  }
};

/// Makes numbers ready. `numbers` is laid out as Model::numbers().
template <class S>
Mechanics<S> prepare(const Structure& s, const S* numbers) {
  Mechanics<S> m(s);
  const auto x = [&](int at) { return at < 0 ? S(0.0) : numbers[at]; };
  const auto y = [&](int at) { return at < 0 ? S(0.0) : numbers[at + 1]; };
  m.lever_x.reserve(2 * s.levers.size()), m.lever_y.reserve(2 * s.levers.size()), m.lever_sum.reserve(2 * s.cable_bodies.size());
  m.straight.reserve(s.segments.size()), m.courses.reserve(s.cables.size()), m.laws.reserve(s.cables.size()), m.knobs.reserve(s.cables.size());
  m.place_of.resize(s.cable_bodies.size()), m.shape_of.reserve(s.cables.size());
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    const auto& cable = s.cables[c];
    const auto& region = m.regions.regions[m.regions.region_of_cable[c]];
    const int* const bodies = s.cable_bodies.data() + cable.first_body;
    const int* const places = m.regions.bodies.data() + region.first;
    const auto place_of = [&](int body) { return static_cast<int>(std::lower_bound(places, places + region.count, body) - places); };
    const int nb = cable.body_count, first = nb ? place_of(bodies[0]) : 0, count = nb ? detail::even(place_of(bodies[nb - 1]) - first + 1) : 0;
    for (int i = 0; i < nb; ++i) m.place_of[cable.first_body + i] = place_of(bodies[i]) - first;
    const int own = static_cast<int>(m.lever_sum.size());
    m.lever_sum.resize(own + count, S(0.0));
    typename Mechanics<S>::Course course{region.first + first, count, nb ? place_of(bodies[nb - 1]) - first + 1 : 0, own, region.matrix + first * (region.stride + 1), region.stride, static_cast<int>(m.straight.size()), 0, static_cast<int>(m.curved.size()), 0, S(0.0), S(0.0), {}, false, false};
    int scratch = 0;
    const auto reach = [&](int span) {  // lays out the levers of a span
      const auto& p = s.spans[span];
      typename Mechanics<S>::Reach r{course.place, 0, static_cast<int>(m.lever_x.size()), 0, x(p.ground_plus) - x(p.ground_minus), y(p.ground_plus) - y(p.ground_minus)};
      if (p.lever_count == 0) return r;
      const int low = place_of(s.levers[p.first_lever].body), high = place_of(s.levers[p.first_lever + p.lever_count - 1].body);  // ascending
      r.place = region.first + low, r.exact = high - low + 1, r.count = detail::even(r.exact);
      course.count = std::max(course.count, detail::even(r.place + r.count - course.place));  // its padding may lie beyond the cable's
      m.lever_x.resize(r.lever + r.count, S(0.0)), m.lever_y.resize(r.lever + r.count, S(0.0));
      for (int l = p.first_lever; l < p.first_lever + p.lever_count; ++l) {
        const auto& lever = s.levers[l];
        const int place = place_of(lever.body);
        m.lever_x[r.lever + place - low] = x(lever.plus) - x(lever.minus), m.lever_y[r.lever + place - low] = y(lever.plus) - y(lever.minus);
      }
      return r;
    };
    for (int g = cable.first_segment, end = g + cable.segment_count; g < end; ++g) {
      const auto& segment = s.segments[g];
      const auto& span = s.spans[segment.span];
      const S dz = numbers[segment.z_plus] - numbers[segment.z_minus];
      for (const int which : {segment.span, segment.span_to_start, segment.span_to_end}) {  // the last two: from a circle's centre
        if (which < 0) continue;
        for (int l = s.spans[which].first_lever, stop = l + s.spans[which].lever_count; l < stop; ++l) {
          const auto& lever = s.levers[l];
          S& sum = m.lever_sum[own + place_of(lever.body) - first];
          sum = sum + detail::magnitude(x(lever.plus) - x(lever.minus)) + detail::magnitude(y(lever.plus) - y(lever.minus));
        }
      }
      if (segment.circle >= 0) {
        const auto d = reach(segment.span), to_start = reach(segment.span_to_start), to_end = reach(segment.span_to_end);
        m.curved.push_back({d, to_start, to_end, dz * dz, numbers[segment.circle + 2], segment.sense == Sense::counterclockwise ? 1.0 : -1.0, g});
        ++course.curved_count;
        continue;
      }
      const bool in_ground = span.lever_count == 0, in_one_body = span.lever_count == 1 && span.ground_plus < 0 && span.ground_minus < 0;
      if (in_ground || in_one_body) {  // its length never changes
        using std::sqrt;
        const int plus = in_ground ? span.ground_plus : s.levers[span.first_lever].plus, minus = in_ground ? span.ground_minus : s.levers[span.first_lever].minus;
        const S dx = x(plus) - x(minus), dy = y(plus) - y(minus), l2 = dx * dx + dy * dy + dz * dz;
        const auto good = l2 > S(0.0);
        course.fixed_length = course.fixed_length + select(good, sqrt(select(good, l2, S(1.0))), S(0.0));
        course.lost = course.lost || !good;
        continue;
      }
      const auto d = reach(segment.span);
      const int within = d.place - course.place;
      m.straight.push_back({d, scratch, within, course.matrix + within * (course.stride + 1), dz * dz});
      scratch += d.count;
      ++course.straight_count;
    }
    m.lever_sum.resize(own + course.count, S(0.0));
    for (int i = 0; i < course.count; ++i) course.lever_total = course.lever_total + m.lever_sum[own + i];
    course.direct = nb > 0 && place_of(bodies[nb - 1]) - first + 1 == nb && cable.first_body + course.count <= static_cast<int>(s.cable_bodies.size());
    course.single = course.straight_count == 1 && course.curved_count == 0 && m.straight.back().within == 0 && m.straight.back().d.count == course.count;
    if (course.single) m.straight.back().d.exact = course.exact;  // its slopes are the cable's, zeros included
    m.courses.push_back(course);
    m.laws.push_back(detail::law_from_numbers<BasicCableLaw<S>>(cable.law, numbers + cable.law_numbers));
    m.knobs.push_back(from_numbers<BasicKnobs<S>>(numbers + cable.knobs));
    if (const auto* hill = std::get_if<BasicHill<S>>(&m.laws.back())) {
      m.shape_of.push_back(static_cast<int>(m.shapes.size()));
      m.shapes.push_back(muscle::fiber_shape(hill->optimal_fiber_length, hill->pennation, m.knobs.back().length));
    } else {
      m.shape_of.push_back(-1);
    }
  }
  for (const auto& j : s.joints) {
    m.joint_laws.push_back(detail::law_from_numbers<BasicJointLaw<S>>(j.law, numbers + j.numbers + 1));
    m.joint_factor.push_back(numbers[j.numbers] * double(j.sides));
  }
  m.load_cos.assign(s.body_count, S(0.0)), m.load_sin = m.couple = m.load_cos;
  for (const auto& l : s.loads) {
    S fx = numbers[l.force], fy = numbers[l.force + 1];
    if (l.mass >= 0) fx = fx * numbers[l.mass] * double(l.mass_sides), fy = fy * numbers[l.mass] * double(l.mass_sides);
    int body = l.body, at = l.point;
    while (body >= 0) {
      m.load_cos[body] = m.load_cos[body] + fx * numbers[at] + fy * numbers[at + 1];
      m.load_sin[body] = m.load_sin[body] + fy * numbers[at] - fx * numbers[at + 1];
      at = s.hinge[body];
      body = s.parent[body];
    }
    if (l.couple >= 0) m.couple[l.body] = m.couple[l.body] + numbers[l.couple];
  }
  m.theta_0.assign(s.body_count, S(0.0));
  const std::size_t held = s.constraint_angles.size();
  for (int i = 0; i < s.body_count; ++i)
    for (std::size_t k = 0; k < held; ++k)
      if (s.P[i * held + k] != 0) m.theta_0[i] = m.theta_0[i] + s.P[i * held + k] * numbers[s.constraint_angles[k]];
  return m;
}

namespace detail {

/// Rotates n levers into rx, ry and adds them to (dx, dy).
template <class S, class L>
[[gnu::always_inline]] inline void rotate(const S* cosine, const S* sine, const L* x, const L* y, const auto n, S* rx, S* ry, S& dx, S& dy) {
  using P = Pack<S>;
  P sum_x(S(0.0)), sum_y(S(0.0));
  for (int i = 0; i < n; i += P::width) {
    const auto c = P::at(cosine + i), s = P::at(sine + i), u = P::at(x + i), v = P::at(y + i);
    const auto turned_x = c * u - s * v, turned_y = s * u + c * v;
    turned_x.store(rx + i), turned_y.store(ry + i);
    sum_x = sum_x + turned_x, sum_y = sum_y + turned_y;
  }
  dx = dx + sum_x.sum(), dy = dy + sum_y.sum();
}
/// The vector of a reach, whose rotated levers go into rx, ry, padding included.
template <class S, class L>
void rotate(const Mechanics<L>& m, const Evaluation<S>& e, const typename Mechanics<L>::Reach& r, S* rx, S* ry, S& dx, S& dy) {
  dx = S(r.x), dy = S(r.y);
  rotate<S>(e.cosine.data() + r.place, e.sine.data() + r.place, m.lever_x.data() + r.lever, m.lever_y.data() + r.lever, r.count, rx, ry, dx, dy);
}

/// Adds a (x x' + y y') + b g g' to a lower triangle (what lands above the diagonal is scratch).
template <class S>
[[gnu::always_inline]] inline void add_levers(S* H, int stride, const auto n, const S* x, const S* y, const S* g, const S& a, const S& b) {
  using P = Pack<S>;
  if constexpr (P::width == 2) {
    const P aa(a), bb(b);
    for (int i = 0; i < n; i += 2) {
      S* const row = H + i * stride;
      S* const next = row + stride;
      const auto ax = aa * P::at(x + i), ay = aa * P::at(y + i), bg = bb * P::at(g + i);
      const P x0(ax.v[0]), x1(ax.v[1]), y0(ay.v[0]), y1(ay.v[1]), g0(bg.v[0]), g1(bg.v[1]);
      for (int j = 0; j <= i; j += 2) {
        const auto u = P::at(x + j), v = P::at(y + j), w = P::at(g + j);
        (P::at(row + j) + (x0 * u + y0 * v + g0 * w)).store(row + j);
        (P::at(next + j) + (x1 * u + y1 * v + g1 * w)).store(next + j);
      }
    }
  } else {
    for (int i = 0; i < n; ++i) {
      const S ax = a * x[i], ay = a * y[i], bg = b * g[i];
      S* const row = H + i * stride;
      for (int j = 0; j <= i; ++j) row[j] = row[j] + (ax * x[j] + ay * y[j] + bg * g[j]);
    }
  }
}

/// Adds b g g' to a lower triangle.
template <class S>
[[gnu::always_inline]] inline void add_square(S* H, int stride, const auto n, const S* g, const S& b) {
  using P = Pack<S>;
  if constexpr (P::width == 2) {
    const P bb(b);
    for (int i = 0; i < n; i += 2) {
      S* const row = H + i * stride;
      S* const next = row + stride;
      const auto bg = bb * P::at(g + i);
      const P g0(bg.v[0]), g1(bg.v[1]);
      for (int j = 0; j <= i; j += 2) {
        const auto w = P::at(g + j);
        (P::at(row + j) + g0 * w).store(row + j);
        (P::at(next + j) + g1 * w).store(next + j);
      }
    }
  } else {
    for (int i = 0; i < n; ++i) {
      const S bg = b * g[i];
      S* const row = H + i * stride;
      for (int j = 0; j <= i; ++j) row[j] = row[j] + bg * g[j];
    }
  }
}

/// Adds one end of a wrapped string to the planar gradient and (if wanted) lower Hessian over the cable's places.
template <class S>
void add_wrapped_end(const auto& r, int at, const S* rx, const S* ry, const WrappedEnd<S>& end, int n, bool hessian, S* gradient, S* local) {
  for (int l = 0; l < r.count; ++l) {
    const S tx = -ry[l], ty = rx[l];
    gradient[at + l] = gradient[at + l] + end.gradient_x * tx + end.gradient_y * ty;
    if (!hessian) continue;
    const S hx = end.hessian_xx * tx + end.hessian_xy * ty, hy = end.hessian_xy * tx + end.hessian_yy * ty;
    S* const row = local + (at + l) * n + at;
    for (int k = 0; k <= l; ++k) row[k] = row[k] - hx * ry[k] + hy * rx[k];
    row[l] = row[l] - end.gradient_x * rx[l] - end.gradient_y * ry[l];
  }
}

/// Notes what is not good of cable c.
template <class S>
[[gnu::always_inline]] inline void lose(Evaluation<S>& e, const auto& good, std::size_t c) {
  if constexpr (std::is_same_v<MaskOf<S>, bool>) {
    if (!good) e.lost_cable = static_cast<int>(c), e.lost = true;
  } else if constexpr (std::is_same_v<decltype(good), const bool&>) {
    if (!good) e.lost = !MaskOf<S>{};  // all lanes
  } else {
    e.lost = e.lost || !good;
  }
}

/// A segment over a circle: straight and wrapped are both computed, the contact angle selects. Adds its length, its gradient to
/// G and (if wanted) its Hessian to the lower triangle e.local, over the cable's places. False where it is undefined.
template <class S, class L>
MaskOf<S> add_curved(const Mechanics<L>& m, Evaluation<S>& e, const typename Mechanics<L>::Course& course, const typename Mechanics<L>::Curved& segment, S* rx, S* ry, bool with_hessian, S& length, S* G) {
  using std::sqrt;
  const S zero(0.0);
  const int n = m.structure->body_count, nb = course.count;
  S* const ax_ = rx + segment.d.count;
  S* const ay_ = ry + segment.d.count;
  S* const bx_ = ax_ + segment.to_start.count;
  S* const by_ = ay_ + segment.to_start.count;
  S dx, dy, ax, ay, bx, by;
  rotate(m, e, segment.d, rx, ry, dx, dy);
  rotate(m, e, segment.to_start, ax_, ay_, ax, ay);
  rotate(m, e, segment.to_end, bx_, by_, bx, by);
  const auto w = wrap_circle(ax, ay, bx, by, S(segment.radius), segment.sense);
  MaskOf<S> defined = !w.lost;
  e.wrap[segment.segment] = w.wrap;
  S* const wrap_gradient = e.wrap_gradient.data() + static_cast<std::size_t>(segment.segment) * n;
  for (int i = 0; i < n; ++i) wrap_gradient[i] = zero;
  const auto add_touch = [&](const auto& r, const S* x, const S* y, const S& gx, const S& gy) {
    for (int k = 0; k < r.count; ++k)
      if (const int body = m.regions.bodies[r.place + k]; body >= 0) wrap_gradient[body] = wrap_gradient[body] - gx * y[k] + gy * x[k];
  };
  add_touch(segment.to_start, ax_, ay_, w.touch_a_x, w.touch_a_y);
  add_touch(segment.to_end, bx_, by_, w.touch_b_x, w.touch_b_y);

  const auto touching = w.wrap > zero;
  S* const pg = e.planar.data();  // planar gradient and Hessian of the wrapped shape
  S* const ph = pg + nb;
  for (int i = 0; i < nb * (nb + 1); ++i) pg[i] = zero;
  add_wrapped_end(segment.to_start, segment.to_start.place - course.place, ax_, ay_, w.a, nb, with_hessian, pg, ph);
  add_wrapped_end(segment.to_end, segment.to_end.place - course.place, bx_, by_, w.b, nb, with_hessian, pg, ph);
  const S planar = w.length;
  const S wrapped = sqrt(planar * planar + segment.z2), straight = sqrt(dx * dx + dy * dy + segment.z2);
  defined = defined && straight > zero;
  length = length + select(touching, wrapped, straight);
  const S wi = 1.0 / select(touching, wrapped, S(1.0)), si = 1.0 / straight;
  S* const slope = e.lever_gradient.data();
  const int at = segment.d.place - course.place;
  for (int k = 0; k < segment.d.count; ++k) slope[k] = (dy * rx[k] - dx * ry[k]) * si;
  if (with_hessian) {
    S* const local = e.local.data();
    for (int i = 0; i < nb; ++i)
      for (int j = 0; j <= i; ++j) {
        const S gi = planar * pg[i] * wi, gj = planar * pg[j] * wi;
        const S h = (pg[i] * pg[j] + planar * ph[i * nb + j] - gi * gj) * wi;
        local[i * nb + j] = local[i * nb + j] + select(touching, h, zero);
      }
    for (int k = 0; k < segment.d.count; ++k)
      for (int q = 0; q <= k; ++q) {
        S h = (rx[k] * rx[q] + ry[k] * ry[q] - slope[k] * slope[q]) * si;
        if (q == k) h = h - (dx * rx[k] + dy * ry[k]) * si;
        S& sum = local[(at + k) * nb + at + q];
        sum = sum + select(touching, zero, h);
      }
  }
  for (int i = 0; i < nb; ++i) G[i] = G[i] + select(touching, planar * pg[i] * wi, zero);
  for (int k = 0; k < segment.d.count; ++k) G[at + k] = G[at + k] + select(touching, zero, slope[k]);
  return defined;
}

/// Energy, tension and stiffness of cable c.
template <class S, class L>
inline TensionPoint<S> tension_point(const Mechanics<L>& m, const Tissues<S>& t, std::size_t c, const S& length) {
  const auto& law = m.laws[c];
  if (const int shape = m.shape_of[c]; shape >= 0) return evaluate(in_scalar<S>(*std::get_if<BasicHill<L>>(&law)), t.shapes[shape], t.knobs[c], length);
  return matched(law, [&](const auto& l) -> TensionPoint<S> {
    if constexpr (std::is_same_v<S, L> || !std::remove_cvref_t<decltype(l)>::has_tone) return evaluate(in_scalar<S>(l), t.knobs[c], length);
    else return {S(0.0), S(0.0), S(0.0)};  // an elastic tendon: not in lanes, see LaneSolver
  });
}

}  // namespace detail

/// Fills `e` at body angles `theta`: energy, gradient, lengths, tensions; the Hessian too if asked for. `tissues` stands in for m's own:
/// in lanes, bodies that share their geometry share one Mechanics<double>.
template <class S, class L>
void evaluate(const Mechanics<L>& m, const Tissues<S>& tissues, const S* theta, Derivatives order, Evaluation<S>& e) {
  using std::cos;
  using std::sin;
  using std::sqrt;
  constexpr bool plain = std::is_same_v<S, double>;
  const Structure& s = *m.structure;
  const int n = s.body_count;
  const bool with_hessian = order == Derivatives::hessian;
  const S zero(0.0);
  e.lost_cable = -1, e.lost = MaskOf<S>{};
  S energy = zero, energy_scale = zero;
  S* const H = e.hessian.data();
  if (with_hessian)
    for (S& h : e.hessian) h = zero;
  S* const cos_body = e.cos_body.data();
  S* const sin_body = e.sin_body.data();
  for (int i = 0; i < n; ++i) {
    const S c = cos(theta[i]), w = sin(theta[i]);
    cos_body[i] = c, sin_body[i] = w;
    const S a = S(m.load_cos[i]), b = S(m.load_sin[i]), couple = S(m.couple[i]);
    if constexpr (carries_potential<S>) energy = energy - a * c - b * w - couple * theta[i];
    const S scale = detail::magnitude(a) + detail::magnitude(b) + detail::magnitude(couple);
    energy_scale = energy_scale + scale;
    e.gradient[i] = a * w - b * c - couple;
    e.moment_scale[i] = scale;
    if (with_hessian) H[i * n + i] = a * c + b * w;
  }
  for (std::size_t p = 0; p < m.regions.bodies.size(); ++p) {
    const int body = m.regions.bodies[p];
    e.cosine[p] = body < 0 ? zero : cos_body[body], e.sine[p] = body < 0 ? zero : sin_body[body];
    e.place_gradient[p] = e.place_scale[p] = e.place_diagonal[p] = zero;
  }
  if (with_hessian) {
    if constexpr (detail::Pack<S>::width == 2) std::fill(e.lower.begin(), e.lower.end(), zero);  // pairs reach above the diagonal
    else
      for (const auto& r : m.regions.regions)
        for (int i = 0; i < r.count; ++i)
          for (int j = 0; j <= i; ++j) e.lower[r.matrix + i * r.stride + j] = zero;
  }

  using P = detail::Pack<S>;
  S* const rx = e.rotated_x.data();
  S* const ry = e.rotated_y.data();
  S* const slopes = e.lever_gradient.data();
  auto* const pulls = e.pulls.data();
  const S* const cosine = e.cosine.data();
  const S* const sine = e.sine.data();
  const L* const lever_x = m.lever_x.data();
  const L* const lever_y = m.lever_y.data();
  S* const place_gradient = e.place_gradient.data();
  S* const place_scale = e.place_scale.data();
  S* const place_diagonal = e.place_diagonal.data();
  S* const lower = e.lower.data();
  const std::size_t cable_count = s.cables.size();
  for (std::size_t c = 0; c < cable_count; ++c) {
    const auto& course = m.courses[c];
    const auto& cable = s.cables[c];
    const auto* const straight = m.straight.data() + course.first_straight;
    const int nb = course.count;
    const bool single = course.single;
    S* const out = e.length_gradient.data() + cable.first_body;
    S* const G = course.direct ? out : e.sum.data();  // its padding is overwritten by the next cable
    S* const first_slopes = single ? G : slopes;
    if (!single)
      for (int i = 0; i < nb; ++i) G[i] = zero;
    S length = S(course.fixed_length);
    detail::lose(e, !course.lost, c);
    if (course.curved_count > 0) {
      if (with_hessian)
        for (int i = 0; i < nb * nb; ++i) e.local[i] = zero;
      for (int g = course.first_curved; g < course.first_curved + course.curved_count; ++g)
        detail::lose(e, detail::add_curved(m, e, course, m.curved[g], rx, ry, with_hessian, length, G), c);
    }
    for (int g = 0; g < course.straight_count; ++g) {
      const auto& segment = straight[g];
      const auto& r = segment.d;
      detail::unrolled<S>(
          r.count, r.exact, [&, x = rx + segment.scratch, y = ry + segment.scratch, slope = first_slopes + segment.scratch ](const auto n) __attribute__((always_inline)) {
            S dx = S(r.x), dy = S(r.y);
            detail::rotate<S>(cosine + r.place, sine + r.place, lever_x + r.lever, lever_y + r.lever, n, x, y, dx, dy);
            const S l = sqrt(dx * dx + dy * dy + segment.z2);
            detail::lose(e, l > zero, c);
            const S inverse = 1.0 / l, ux = dx * inverse, uy = dy * inverse;
            pulls[g] = {ux, uy, inverse};
            length = length + l;
            const P vx(ux), vy(uy);
            S* const sum = G + segment.within;
            for (int i = 0; i < n; i += P::width) {
              const auto t = vy * P::at(x + i) - vx * P::at(y + i);
              t.store(slope + i);
              if (!single) (P::at(sum + i) + t).store(sum + i);
            }
          });
    }
    if (!course.direct)
      for (int i = 0; i < cable.body_count; ++i) out[i] = G[m.place_of[cable.first_body + i]];
    e.length[c] = length;
    const auto point = detail::tension_point(m, tissues, c, length);
    e.tension[c] = point.tension, e.stiffness[c] = point.stiffness;
    if constexpr (carries_potential<S>) e.active[c] = point.active;
    if constexpr (plain) {
      if (point.tension == 0 && point.stiffness == 0) continue;
    } else if constexpr (!std::is_same_v<MaskOf<S>, bool>) {  // slack in every lane: it would add zeros
      if (!static_cast<bool>(point.tension > zero || point.tension < zero || point.stiffness > zero || point.stiffness < zero)) continue;
    }
    const double sides = cable.sides;
    if constexpr (carries_potential<S>) {
      energy = energy + sides * point.energy;
      energy_scale = energy_scale + sides * (point.energy + point.tension * length);
    }
    const S T = sides * point.tension, k = sides * point.stiffness;
    const S spread = detail::magnitude(k) * length + T;
    S steepest = zero;  // a direction is known to (rounding of its levers)/(its length): a short segment magnifies it
    for (int g = 0; g < course.straight_count; ++g) steepest = at_least(steepest, pulls[g].inverse);
    const S magnified = S(course.lever_total) * steepest, most = S(1000.0);  // chosen: beyond, a segment is so short that nothing is to be believed
    const S doubt = T * (1.0 + select(magnified < most, magnified, most));
    detail::unrolled<S>(
        nb, course.exact, [&, gradient = place_gradient + course.place, scale = place_scale + course.place, lever_sum = m.lever_sum.data() + course.own ](const auto n) __attribute__((always_inline)) {
          const P TT(T), wide(spread), doubtful(doubt);
          for (int i = 0; i < n; i += P::width) {
            const auto g = P::at(G + i);
            (P::at(gradient + i) + TT * g).store(gradient + i);
            (P::at(scale + i) + (wide * magnitudes(g) + doubtful * P::at(lever_sum + i))).store(scale + i);
          }
        });
    if (!with_hessian) continue;
    for (int g = 0; g < course.straight_count; ++g) {
      const auto& segment = straight[g];
      detail::unrolled<S>(
          segment.d.count, segment.d.exact, [&, x = rx + segment.scratch, y = ry + segment.scratch, slope = first_slopes + segment.scratch, diagonal = place_diagonal + segment.d.place ](const auto n) __attribute__((always_inline)) {
            const auto pull = pulls[g];
            const S a = T * pull.inverse;
            const P fx(T * pull.x), fy(T * pull.y);
            for (int i = 0; i < n; i += P::width) (P::at(diagonal + i) - (fx * P::at(x + i) + fy * P::at(y + i))).store(diagonal + i);
            detail::add_levers<S>(lower + segment.matrix, course.stride, n, x, y, slope, a, single ? k - a : -a);
          });
    }
    if (!single) detail::unrolled<S>(
        nb, course.exact, [&](const auto n) __attribute__((always_inline)) { detail::add_square<S>(lower + course.matrix, course.stride, n, G, k); });
    if (course.curved_count > 0)
      for (int i = 0; i < nb; ++i)
        for (int j = 0; j <= i; ++j) lower[course.matrix + i * course.stride + j] = lower[course.matrix + i * course.stride + j] + T * e.local[i * nb + j];
  }

  for (const auto& region : m.regions.regions) {
    const int* const bodies = m.regions.bodies.data() + region.first;
    for (int i = 0; i < region.count; ++i) {
      const int body = bodies[i];
      e.gradient[body] = e.gradient[body] + e.place_gradient[region.first + i];
      e.moment_scale[body] = e.moment_scale[body] + e.place_scale[region.first + i];
      if (!with_hessian) continue;
      const S* const from = e.lower.data() + region.matrix + i * region.stride;
      S* const row = H + static_cast<std::size_t>(body) * n;
      for (int j = 0; j <= i; ++j) row[bodies[j]] = row[bodies[j]] + from[j];
      row[body] = row[body] + e.place_diagonal[region.first + i];
    }
  }

  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    const S inner = joint.relative_to < 0 ? zero : theta[joint.relative_to], outer = joint.body < 0 ? zero : theta[joint.body];
    const auto point = detail::matched(m.joint_laws[j], [&](const auto& law) { return evaluate(detail::in_scalar<S>(law), outer - inner); });
    const S f = S(m.joint_factor[j]), slope = f * point.slope, curvature = f * point.curvature;
    if constexpr (carries_potential<S>) energy = energy + f * point.energy, energy_scale = energy_scale + detail::magnitude(f * point.energy);
    const S scale = detail::magnitude(slope) + detail::magnitude(curvature);
    for (const auto& [body, sign] : {std::pair{joint.body, 1.0}, std::pair{joint.relative_to, -1.0}}) {
      if (body < 0) continue;
      e.gradient[body] = e.gradient[body] + sign * slope;
      e.moment_scale[body] = e.moment_scale[body] + scale;
      if (with_hessian) e.hessian[body * n + body] = e.hessian[body * n + body] + curvature;
    }
    if (with_hessian && joint.body >= 0 && joint.relative_to >= 0) {
      const int row = joint.body > joint.relative_to ? joint.body : joint.relative_to, column = row == joint.body ? joint.relative_to : joint.body;
      e.hessian[row * n + column] = e.hessian[row * n + column] - curvature;
    }
  }
  if (with_hessian)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j) e.hessian[j * n + i] = e.hessian[i * n + j];
  e.energy = energy, e.energy_scale = energy_scale;
}

template <class S>
void evaluate(const Mechanics<S>& m, const S* theta, Derivatives order, Evaluation<S>& e) {
  evaluate(m, m, theta, order, e);
}

/// theta = S u + P b.
template <class S>
void body_angles(const Mechanics<S>& m, const S* u, S* theta) {
  const Structure& s = *m.structure;
  for (int i = 0; i < s.body_count; ++i) {
    S sum = m.theta_0[i];
    for (int f = 0; f < s.free_count; ++f)
      if (s.S[i * s.free_count + f] != 0) sum = sum + s.S[i * s.free_count + f] * u[f];
    theta[i] = sum;
  }
}

}  // namespace guywire
