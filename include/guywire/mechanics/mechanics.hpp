#pragma once
/// The potential of a posture, its exact gradient and Hessian, in absolute body angles theta.
///
/// V(theta) = sum sides E(l) + sum sides preload U(phi) - work of dead loads. A vector between two
/// points is a sum of rotating levers d = c + sum R(theta_i) w_i over the bodies between its ends,
/// so d(d)/dtheta_i = R w_i turned by 90 degrees and the second derivative is the lever itself
/// turned by 180: no chain rule through the tree is needed, and a segment touches only those
/// bodies. Templates on Scalar: double, ceres::Jet, lanes.
///
/// Straight segments that end on the same two bodies (a group) share the levers in between. So a
/// segment gives its group a force and a 2 x 2 stiffness, at the price of its two ends alone, and
/// each group hands the sums on to the bodies between: the cost is that of cables plus that of
/// groups, not of every cable times every body it passes. Only a cable of several segments also
/// needs its length's gradient body by body, for the product k grad grad'.
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "guywire/geometry/taut_row.hpp"
#include "guywire/geometry/wrap_circle.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

template <class S>
inline void sine_and_cosine(const S& angle, S& sine, S& cosine) {
  using std::cos;
  using std::sin;
  if constexpr (requires { sincos(angle, sine, cosine); })
    sincos(angle, sine, cosine);
  else {
    sine = sin(angle);
    cosine = cos(angle);
  }
}

template <class S>
inline void length_and_inverse(const S& length2, S& length, S& inverse) {
  using std::sqrt;
  if constexpr (requires { root_and_inverse(length2, length, inverse); })
    root_and_inverse(length2, length, inverse);
  else {
    length = sqrt(length2);
    inverse = 1.0 / length;
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
  std::optional<Variant> out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((kind == static_cast<int>(I)
          ? (out = from_numbers<std::variant_alternative_t<I, Variant>>(numbers), 0)
          : 0),
     ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  if (!out)
    throw std::logic_error(
        "a law is not in the list of laws");  // no text is put together: kernels share no symbols
  return *out;
}

}  // namespace detail

/// The knobs of one body or, in lanes, of several that share everything else.
template <class S>
struct Tissues {
  std::vector<BasicKnobs<S>> knobs;  ///< per cable
  std::vector<muscle::FiberShape<S>> shapes;
};

/// A model's numbers made ready for evaluation: levers, laws, loads. Refers to `structure`, which
/// must outlive it. `knobs[c].tone`, `.strength` and `.stiffness` may be changed between
/// evaluations; for anything else call `prepare` again.
template <class S>
struct Mechanics : Tissues<S> {
  /// A straight segment. One that turns with a single body keeps its length whatever the posture:
  /// its levers are zero here and its squared length stands in z2, so that rounding gives it no
  /// moment.
  struct Straight {
    S x, y;                                  ///< what is fixed in ground [m]
    S first_x, first_y, second_x, second_y;  ///< levers of the end bodies [m], at theta = 0
    S first_reach, second_reach;             ///< |x| + |y| of those
    S reach;  ///< sum of |x| + |y| over all that the segment's vector adds up [m]
    S z2;     ///< square of the lateral extent [m^2]
  };
  /// A vector between two elements (points or centers) of a segment over circles.
  struct CurvedSpan {
    S x, y;   ///< what is fixed in ground [m]
    S reach;  ///< sum of |x| + |y| over all that it adds up [m]
  };
  struct Curved {
    CurvedSpan chord, to_start,
        to_end;  ///< from end to end, and from the center of a circle that is alone to both
    S z2, radius;
    double sense;
    int segment;
    int first_row = 0,
        first_row_circle = 0;  ///< of several circles: in `row_spans` and `row_circles`
    bool may_be_drum = false;  ///< in any lane
    Wound<S> at_zero;          ///< at theta = 0
  };
  struct RowCircle {
    S radius;
    Wound<S> at_zero;
  };
  struct Course {  ///< a cable's path
    int first_curved, curved_count;
    S fixed_length;  ///< sum of segments between points of one body [m]
    S reach;  ///< sum over its segments of |x| + |y| of what their vectors add up [m]: the rounding
              ///< of its length
    RoundingScale<S> law_rounding;  ///< of the cable's law
  };
  const Structure* structure = nullptr;
  std::vector<S> link_x, link_y,
      link_reach;  ///< per Structure::links: the lever [m], at theta = 0, and |x| + |y|
  std::vector<S> curved_x, curved_y;  ///< per Structure::curved_arms [m], at theta = 0
  std::vector<S> curved_reach;        ///< and |x| + |y| of those
  std::vector<Straight> straight;     ///< per Structure::straights
  std::vector<Curved> curved;
  std::vector<CurvedSpan>
      row_spans;  ///< of segments over several circles, each as Structure::row_span orders them
  std::vector<RowCircle> row_circles;
  std::vector<Course> courses;  ///< per cable
  std::vector<S> lever_sum;     ///< per entry of Structure::cable_bodies: sum of |x| + |y| of the
                                ///< levers [m]; |dl/dtheta| is no larger
  std::vector<BasicCableLaw<S>> laws;  ///< per cable
  std::vector<int> shape_of;           ///< per cable: entry in `shapes`, or -1
  std::vector<BasicJointLaw<S>> joint_laws;
  std::vector<S> joint_factor;        ///< sides x preload factor
  std::vector<S> load_cos, load_sin;  ///< per body: V = -(a cos theta + b sin theta) [J]
  std::vector<S> load_scale;          ///< per body: sum of magnitudes of what a and b add up [J]
  std::vector<S> couple;              ///< per body [N m]
  std::vector<S> theta_0;             ///< P b: theta at u = 0
};

enum class Derivatives {
  gradient,
  hessian
};

/// What `evaluate` fills; sized by its constructor, no allocation afterwards.
template <class S>
struct Evaluation {
  S energy{};        ///< V [J]
  S energy_scale{};  ///< sum of magnitudes of the terms of V [J]: its rounding is a few eps of this
  std::vector<S> gradient;      ///< dV/dtheta [N m], per body
  std::vector<S> hessian;       ///< d2V/dtheta2 [N m/rad], row-major, bodies x bodies
  std::vector<S> moment_scale;  ///< per body [N m]: the rounding of `gradient` is a few eps of this
  std::vector<S> length;        ///< per cable [m]
  std::vector<S> tension;       ///< per cable and side [N]
  std::vector<S> stiffness;     ///< per cable and side [N/m]
  std::vector<S> active;        ///< per cable and side: dT/dtone [N]; not filled in lanes
  std::vector<S> length_gradient;  ///< dl/dtheta, laid out as Structure::cable_bodies [m]; see the
                                   ///< function of that name
  std::vector<S> wrap;  ///< per Structure::contacts: contact angle [rad], <= 0 not touching
  std::vector<S> wrap_gradient;  ///< per contact x body
  MaskOf<S> lost{};              ///< a path is undefined here
  int lost_cable = -1;           ///< one whose path is undefined, or -1

  explicit Evaluation(const Structure& s)
      : gradient(s.body_count),
        hessian(static_cast<std::size_t>(s.body_count) * s.body_count),
        moment_scale(s.body_count),
        length(s.cables.size()),
        tension(s.cables.size()),
        stiffness(s.cables.size()),
        active(s.cables.size()),
        length_gradient(s.cable_bodies.size()),
        wrap(s.contacts.size()),
        wrap_gradient(s.contacts.size() * s.body_count),
        cosine(s.body_count + 1, S(0.0)),
        sine(s.body_count + 1, S(0.0)),
        turned(s.links.size() + 2 * s.straights.size() + s.curved_arms.size()),
        between(s.groups.size()),
        pulls(s.straights.size()),
        strains(s.cables.size()),
        row(longest_row(s)) {
    std::size_t bodies = 0;
    for (const auto& c : s.cables)
      bodies = std::max<std::size_t>(bodies, c.body_count);
    slope.resize(bodies);
    if (s.contacts.empty()) return;
    for (auto* const v : {&curved_gradient, &planar, &doubt})
      v->resize(bodies);
    local.resize(bodies * bodies);
  }

  static std::size_t longest_row(const Structure& s) {
    int most = 0;
    for (const auto& g : s.segments)
      most = std::max(most, g.contact_count);
    return most;
  }

  // scratch
  struct Pull {  ///< of a straight segment: unit vector, inverse length, length
    S x, y, inverse, length;
  };
  struct Strain {  ///< of a cable, both sides
    S tension, stiffness;
    S spread;  ///< what the rounding of its tension is in proportion to [N]
  };
  struct Turned {
    S x, y;
  };
  std::vector<S> cosine, sine;  ///< per body, and zero for ground
  std::vector<Turned>
      turned;  ///< levers, rotated [m]: links, both ends of each straight segment, curved arms
  std::vector<Turned> between;                           ///< per group: the sum of its links
  std::vector<Pull> pulls;                               ///< per straight segment
  std::vector<Strain> strains;                           ///< per cable
  std::vector<S> slope, curved_gradient, local, planar;  ///< of one cable
  std::vector<S> doubt;  ///< of one cable: what the rounding of directions of curved segments makes
                         ///< of dl/dtheta is in proportion to [m]
  TautRow<S> row;
};

namespace detail {

/// Where nothing lies between a segment's ends but one lever of one end body, the segment turns
/// with that body: see Straight. Derivatives with respect to places are those of the lever itself,
/// so duals keep it.
template <class S, class Straight>
void hold_length(Straight& g, const S& between) {
  if constexpr (requires { between.a; }) return;
  const S zero(0.0);
  const auto alone = !(between > zero) && (!(g.first_reach > zero) || !(g.second_reach > zero));
  const S first2 = g.first_x * g.first_x + g.first_y * g.first_y;
  const S second2 = g.second_x * g.second_x + g.second_y * g.second_y;
  g.z2 = select(alone, g.z2 + (first2 + second2), g.z2);
  for (S* lever :
       {&g.first_x, &g.first_y, &g.second_x, &g.second_y, &g.first_reach, &g.second_reach})
    *lever = select(alone, zero, *lever);
}

}  // namespace detail

// What each part of `prepare` reads, so that bodies which differ in few numbers need not be made
// anew.

namespace detail {

/// |x| + |y| of a lever [m].
template <class S>
inline S reach_of(const S& x, const S& y) {
  return magnitude(x) + magnitude(y);
}

/// A vector between two points at theta = 0: what is fixed in ground, the sum with all levers, and
/// of how many parts that are not zero.
template <class S>
struct SpanAtZero {
  S ground_x{}, ground_y{}, x{}, y{}, reach{}, parts{};
};

template <class S>
SpanAtZero<S> span_at_zero(const Structure& s, int which, const S* numbers) {
  const Structure::Span& span = s.spans[which];
  const auto at = [&](int offset, int axis) {
    return offset < 0 ? S(0.0) : numbers[offset + axis];
  };
  SpanAtZero<S> out;
  const auto add = [&](int plus, int minus) {
    const S x = at(plus, 0) - at(minus, 0), y = at(plus, 1) - at(minus, 1), reach = reach_of(x, y);
    out.x = out.x + x;
    out.y = out.y + y;
    out.reach = out.reach + reach;
    out.parts = out.parts + select(reach > S(0.0), S(1.0), S(0.0));
  };
  add(span.ground_plus, span.ground_minus);
  out.ground_x = out.x;
  out.ground_y = out.y;
  for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
    add(s.levers[l].plus, s.levers[l].minus);
  return out;
}

/// The vectors of a segment over one circle. Where those from the center to both ends turn with one
/// body each, the circle is a drum: its turns are counted from the posture theta = 0, where there
/// are none.
template <class S>
void prepare_curved(const Structure& s, const Structure::Segment& segment, const S* numbers,
                    typename Mechanics<S>::Curved& out) {
  const auto chord = span_at_zero(s, segment.span, numbers),
             to_start = span_at_zero(s, segment.span_to_start, numbers),
             to_end = span_at_zero(s, segment.span_to_end, numbers);
  out.chord = {chord.ground_x, chord.ground_y, chord.reach};
  out.to_start = {to_start.ground_x, to_start.ground_y, to_start.reach};
  out.to_end = {to_end.ground_x, to_end.ground_y, to_end.reach};
  out.radius = numbers[segment.circle + 2];
  const auto is_drum = to_start.parts < S(1.5) && to_end.parts < S(1.5);
  out.may_be_drum = static_cast<bool>(is_drum);
  out.at_zero = Wound<S>{};
  if (!out.may_be_drum) return;
  const auto string =
      wrap_circle<S>(to_start.x, to_start.y, to_end.x, to_end.y, out.radius, out.sense);
  out.at_zero.share = select(is_drum, S(1.0), S(0.0));
  out.at_zero.angle = string.wrap + string.beta;
}

/// Those of a segment over several.
template <class S>
void prepare_row(const Structure& s, const Structure::Segment& segment, const S* numbers,
                 Mechanics<S>& m, const typename Mechanics<S>::Curved& curved) {
  const int elements = segment.contact_count + 2;
  for (int k = 0; k < elements * (elements - 1) / 2; ++k) {
    const auto span = span_at_zero(s, segment.first_row_span + k, numbers);
    m.row_spans[curved.first_row + k] = {span.ground_x, span.ground_y, span.reach};
  }
  for (int j = 1; j + 1 < elements; ++j) {
    const auto& contact = s.contacts[segment.first_contact + j - 1];
    auto& circle = m.row_circles[curved.first_row_circle + j - 1];
    circle.radius = numbers[contact.circle + 2];
    const auto a =
        span_at_zero(s, segment.first_row_span + Structure::row_span(j - 1, j, elements), numbers);
    const auto b =
        span_at_zero(s, segment.first_row_span + Structure::row_span(j, j + 1, elements), numbers);
    const auto is_drum = a.parts < S(1.5) && b.parts < S(1.5);
    circle.at_zero.share = select(is_drum, S(1.0), S(0.0));
    circle.at_zero.angle = TautRow<S>::drawn_angle(
        {a.x, a.y}, {b.x, b.y}, contact.sense == Sense::counterclockwise ? 1.0 : -1.0);
  }
}

}  // namespace detail

/// Levers and fixed lengths.
template <class S>
void prepare_paths(Mechanics<S>& m, const S* numbers) {
  using std::sqrt;
  const Structure& s = *m.structure;
  const auto x = [&](int plus, int minus) {
    return (plus < 0 ? S(0.0) : numbers[plus]) - (minus < 0 ? S(0.0) : numbers[minus]);
  };
  const auto y = [&](int plus, int minus) {
    return (plus < 0 ? S(0.0) : numbers[plus + 1]) - (minus < 0 ? S(0.0) : numbers[minus + 1]);
  };
  const auto reach = [](const S& lever_x, const S& lever_y) {
    return detail::reach_of(lever_x, lever_y);
  };
  const int link_count = static_cast<int>(s.links.size());
  for (std::size_t k = 0; k < s.links.size(); ++k) {
    m.link_x[k] = x(s.links[k].plus, s.links[k].minus);
    m.link_y[k] = y(s.links[k].plus, s.links[k].minus);
    m.link_reach[k] = reach(m.link_x[k], m.link_y[k]);
  }
  for (std::size_t k = 0; k < s.curved_arms.size(); ++k) {
    m.curved_x[k] = x(s.curved_arms[k].plus, s.curved_arms[k].minus);
    m.curved_y[k] = y(s.curved_arms[k].plus, s.curved_arms[k].minus);
    m.curved_reach[k] = reach(m.curved_x[k], m.curved_y[k]);
  }
  for (S& sum : m.lever_sum)
    sum = S(0.0);
  std::size_t curved = 0;
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    const auto& cable = s.cables[c];
    auto& course = m.courses[c];
    course.fixed_length = course.reach = S(0.0);
    S* const sum = m.lever_sum.data() + cable.first_body;
    const auto reach_along = [&](int span) {
      for (int l = s.spans[span].first_lever;
           l < s.spans[span].first_lever + s.spans[span].lever_count; ++l) {
        const auto& lever = s.levers[l];
        const S size = reach(x(lever.plus, lever.minus), y(lever.plus, lever.minus));
        sum[lever.slot] = sum[lever.slot] + size;
        course.reach = course.reach + size;
      }
      const auto& fixed = s.spans[span];
      course.reach = course.reach + reach(x(fixed.ground_plus, fixed.ground_minus),
                                          y(fixed.ground_plus, fixed.ground_minus));
    };
    for (int g = cable.first_segment, end = g + cable.segment_count; g < end; ++g) {
      const auto& segment = s.segments[g];
      const auto& span = s.spans[segment.span];
      const S dz = numbers[segment.z_plus] - numbers[segment.z_minus];
      if (segment.circle >= 0) {
        auto& out = m.curved[curved++];
        out.z2 = dz * dz;
        const auto add_circle = [&](const S& radius) {
          course.reach = course.reach + 4.0 * radius;
        };  // an arc's angle is known to the rounding of pi
        if (segment.contact_count == 1) {
          detail::prepare_curved(s, segment, numbers, out);
          for (const int which : {segment.span_to_start, segment.span_to_end})
            reach_along(which);
          add_circle(out.radius);
        } else if constexpr (is_plain<S>) {
          detail::prepare_row(s, segment, numbers, m, out);
          const int elements = segment.contact_count + 2;
          for (int j = 0; j + 1 < elements; ++j)
            reach_along(segment.first_row_span + Structure::row_span(j, j + 1, elements));
          for (int j = 0; j < segment.contact_count; ++j)
            add_circle(m.row_circles[out.first_row_circle + j].radius);
        }
      } else if (segment.straight >= 0) {
        auto& out = m.straight[segment.straight];
        const auto& [first, second] = s.straights[segment.straight].end;
        out.x = x(span.ground_plus, span.ground_minus);
        out.y = y(span.ground_plus, span.ground_minus);
        out.z2 = dz * dz;
        out.first_x = x(first.plus, first.minus);
        out.first_y = y(first.plus, first.minus);
        out.first_reach = reach(out.first_x, out.first_y);
        out.second_x = x(second.plus, second.minus);
        out.second_y = y(second.plus, second.minus);
        out.second_reach = reach(out.second_x, out.second_y);
        S between = reach(out.x, out.y);
        for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
          if (s.levers[l].turned < link_count) between = between + m.link_reach[s.levers[l].turned];
        out.reach = between + out.first_reach + out.second_reach;
        detail::hold_length(out, between);
        reach_along(segment.span);
      } else {  // its length never changes
        const bool in_ground = span.lever_count == 0;
        const int plus = in_ground ? span.ground_plus : s.levers[span.first_lever].plus,
                  minus = in_ground ? span.ground_minus : s.levers[span.first_lever].minus;
        const S dx = x(plus, minus), dy = y(plus, minus), l2 = dx * dx + dy * dy + dz * dz;
        const auto some = l2 > S(0.0);
        course.fixed_length =
            course.fixed_length + select(some, sqrt(select(some, l2, S(1.0))), S(0.0));
      }
    }
  }
}

/// What the knobs of cable c make of its muscle.
template <class S>
void prepare_shape(Mechanics<S>& m, std::size_t c) {
  if (const int shape = m.shape_of[c]; shape >= 0) {
    const auto& hill = *std::get_if<BasicHill<S>>(&m.laws[c]);
    m.shapes[shape] =
        muscle::fiber_shape(hill.optimal_fiber_length, hill.pennation, m.knobs[c].length);
  }
}

/// Law and knobs of cable c.
template <class S>
void prepare_tissue(Mechanics<S>& m, std::size_t c, const S* numbers) {
  const auto& cable = m.structure->cables[c];
  m.laws[c] = detail::law_from_numbers<BasicCableLaw<S>>(cable.law, numbers + cable.law_numbers);
  m.knobs[c] = from_numbers<BasicKnobs<S>>(numbers + cable.knobs);
  m.courses[c].law_rounding =
      detail::matched(m.laws[c], [](const auto& law) { return rounding_scale(law); });
  prepare_shape(m, c);
}

/// What the law of cable c finds wrong with its knobs.
inline std::vector<Fault> law_faults(const Mechanics<double>& m, std::size_t c,
                                     const BasicKnobs<double>& knobs, const std::string& where) {
  std::vector<Fault> faults;
  detail::matched(m.laws[c], [&](const auto& law) { check_law(law, knobs, where, faults); });
  return faults;
}

template <class S>
void prepare_joint(Mechanics<S>& m, std::size_t j, const S* numbers) {
  const auto& joint = m.structure->joints[j];
  m.joint_laws[j] =
      detail::law_from_numbers<BasicJointLaw<S>>(joint.law, numbers + joint.numbers + 1);
  m.joint_factor[j] = numbers[joint.numbers] * double(joint.sides);
}

/// Weights and dead loads.
template <class S>
void prepare_loads(Mechanics<S>& m, const S* numbers) {
  const Structure& s = *m.structure;
  for (int b = 0; b < s.body_count; ++b)
    m.load_cos[b] = m.load_sin[b] = m.load_scale[b] = m.couple[b] = S(0.0);
  for (const auto& l : s.loads) {
    S fx = numbers[l.force], fy = numbers[l.force + 1];
    if (l.mass >= 0) {
      fx = fx * numbers[l.mass] * double(l.mass_sides);
      fy = fy * numbers[l.mass] * double(l.mass_sides);
    }
    int body = l.body, at = l.point;
    while (body >= 0) {
      m.load_cos[body] = m.load_cos[body] + fx * numbers[at] + fy * numbers[at + 1];
      m.load_sin[body] = m.load_sin[body] + fy * numbers[at] - fx * numbers[at + 1];
      const S size = detail::magnitude(numbers[at]) + detail::magnitude(numbers[at + 1]);
      m.load_scale[body] =
          m.load_scale[body] + (detail::magnitude(fx) + detail::magnitude(fy)) * size;
      at = s.hinge[body];
      body = s.parent[body];
    }
    if (l.couple >= 0) {
      m.couple[l.body] = m.couple[l.body] + numbers[l.couple];
      m.load_scale[l.body] = m.load_scale[l.body] + detail::magnitude(numbers[l.couple]);
    }
  }
}

/// Body angles at u = 0.
template <class S>
void angles_at_zero(const Structure& s, const S* numbers, S* theta) {
  const std::size_t held = s.constraint_angles.size();
  for (int i = 0; i < s.body_count; ++i) {
    theta[i] = S(0.0);
    for (std::size_t k = 0; k < held; ++k)
      if (s.P[i * held + k] != 0)
        theta[i] = theta[i] + s.P[i * held + k] * numbers[s.constraint_angles[k]];
  }
}
template <class S>
void prepare_angles(Mechanics<S>& m, const S* numbers) {
  angles_at_zero(*m.structure, numbers, m.theta_0.data());
}

/// Makes numbers ready. `numbers` is laid out as Model::numbers().
template <class S>
Mechanics<S> prepare(const Structure& s, const S* numbers) {
  Mechanics<S> m;
  m.structure = &s;
  for (auto* const v : {&m.link_x, &m.link_y, &m.link_reach})
    v->resize(s.links.size());
  for (auto* const v : {&m.curved_x, &m.curved_y, &m.curved_reach})
    v->resize(s.curved_arms.size());
  for (auto* const v : {&m.load_cos, &m.load_sin, &m.load_scale, &m.couple, &m.theta_0})
    v->resize(s.body_count);
  m.straight.resize(s.straights.size());
  m.courses.resize(s.cables.size());
  m.lever_sum.resize(s.cable_bodies.size());
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    m.courses[c].first_curved = static_cast<int>(m.curved.size());
    for (int g = s.cables[c].first_segment;
         g < s.cables[c].first_segment + s.cables[c].segment_count; ++g) {
      const auto& segment = s.segments[g];
      if (segment.contact_count == 0) continue;
      typename Mechanics<S>::Curved curved{};
      curved.sense = segment.sense == Sense::counterclockwise ? 1.0 : -1.0;
      curved.segment = g;
      if (const int elements = segment.contact_count + 2; segment.contact_count > 1) {
        curved.first_row = static_cast<int>(m.row_spans.size());
        curved.first_row_circle = static_cast<int>(m.row_circles.size());
        m.row_spans.resize(m.row_spans.size() + elements * (elements - 1) / 2);
        m.row_circles.resize(m.row_circles.size() + segment.contact_count);
      }
      m.curved.push_back(curved);
    }
    m.courses[c].curved_count = static_cast<int>(m.curved.size()) - m.courses[c].first_curved;
  }
  m.laws.resize(s.cables.size());
  m.knobs.resize(s.cables.size());
  m.shape_of.reserve(s.cables.size());
  m.joint_laws.resize(s.joints.size());
  m.joint_factor.resize(s.joints.size());
  prepare_paths(m, numbers);
  int shapes = 0;
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    m.laws[c] = detail::law_from_numbers<BasicCableLaw<S>>(s.cables[c].law,
                                                           numbers + s.cables[c].law_numbers);
    m.shape_of.push_back(std::holds_alternative<BasicHill<S>>(m.laws[c]) ? shapes++ : -1);
  }
  m.shapes.resize(shapes);
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    prepare_tissue(m, c, numbers);
  for (std::size_t j = 0; j < s.joints.size(); ++j)
    prepare_joint(m, j, numbers);
  prepare_loads(m, numbers);
  prepare_angles(m, numbers);
  return m;
}

namespace detail {

/// f(n), with small n known to the compiler, so that it unrolls.
template <class S, class F>
[[gnu::always_inline]] inline void unrolled(int n, F&& f) {
  if constexpr (std::is_same_v<S, double> || !is_plain<S>) {
    switch (n) {
      case 1:
        return f(std::integral_constant<int, 1>{});
      case 2:
        return f(std::integral_constant<int, 2>{});
      case 3:
        return f(std::integral_constant<int, 3>{});
      case 4:
        return f(std::integral_constant<int, 4>{});
      case 5:
        return f(std::integral_constant<int, 5>{});
      case 6:
        return f(std::integral_constant<int, 6>{});
      case 7:
        return f(std::integral_constant<int, 7>{});
    }
  }
  f(n);
}

/// Notes what is not good of cable c.
template <class S>
[[gnu::always_inline]] inline void lose(Evaluation<S>& e, const auto& good, std::size_t c) {
  if constexpr (is_plain<S>) {
    if (!good) {
      e.lost_cable = static_cast<int>(c);
      e.lost = true;
    }
  } else if constexpr (std::is_same_v<decltype(good), const bool&>) {
    if (!good) e.lost = !MaskOf<S>{};  // all lanes
  } else {
    e.lost = e.lost || !good;
  }
}

/// The levers of a vector between two elements of a segment over circles, rotated.
template <class S, class L>
struct Levers {
  std::span<const Structure::Lever> list;
  const typename Evaluation<S>::Turned* turned;
  const L* reach;  ///< per curved arm [m]
  int first_arm;
  S x, y;                ///< the vector [m]
  const L& total_reach;  ///< see CurvedSpan

  Levers(const Mechanics<L>& m, const Evaluation<S>& e, int span,
         const typename Mechanics<L>::CurvedSpan& fixed)
      : list(std::span(m.structure->levers)
                 .subspan(m.structure->spans[span].first_lever,
                          m.structure->spans[span].lever_count)),
        turned(e.turned.data()),
        reach(m.curved_reach.data()),
        first_arm(static_cast<int>(m.structure->links.size() + 2 * m.structure->straights.size())),
        x(fixed.x),
        y(fixed.y),
        total_reach(fixed.reach) {
    for (const auto& lever : list) {
      x = x + at(lever).x;
      y = y + at(lever).y;
    }
  }
  const auto& at(const Structure::Lever& lever) const { return turned[lever.turned]; }
  const L& reach_of(const Structure::Lever& lever) const { return reach[lever.turned - first_arm]; }
};

/// Adds what the bodies that turn a vector make of a drum's angle.
template <class S, class L>
void add_turns(const Levers<S, L>& levers, const S* theta, double sign, S& angle) {
  for (const auto& lever : levers.list)
    angle = angle + sign * select(levers.reach_of(lever) > L(0.0), theta[lever.body], S(0.0));
}

/// Adds what a straight piece along the unit vector (tx, ty) makes of d(length): sign x factor x
/// t.dD, by slot. With D.n constant.
template <class S, class L>
void add_piece_gradient(const Levers<S, L>& levers, const S& tx, const S& ty, const S& factor,
                        S* gradient) {
  for (const auto& lever : levers.list) {
    const auto& r = levers.at(lever);
    gradient[lever.slot] = gradient[lever.slot] + factor * (ty * r.x - tx * r.y);
  }
}

/// And of the second derivative, lower triangle: (n.dD)^2/length + t.d2D, the second with `sign`.
template <class S, class L>
void add_piece_hessian(const Levers<S, L>& levers, const S& tx, const S& ty, double sign,
                       const S& factor, const S& by_length, int nb, S* hessian) {
  for (std::size_t k = 0; k < levers.list.size(); ++k) {  // by body, and so by slot
    const auto& r = levers.at(levers.list[k]);
    const S along = tx * r.x + ty * r.y, turned = by_length * along;
    S* const row = hessian + levers.list[k].slot * nb;
    for (std::size_t q = 0; q <= k; ++q) {
      const auto& other = levers.at(levers.list[q]);
      row[levers.list[q].slot] = row[levers.list[q].slot] + turned * (tx * other.x + ty * other.y);
    }
    row[levers.list[k].slot] = row[levers.list[k].slot] - sign * factor * along;
  }
}

/// A piece's direction is known to (rounding of the vector that it follows)/(its length), its own
/// rounding aside. Notes that of dl/dtheta.
template <class S, class L>
void add_doubt(const Levers<S, L>& levers, const S& factor, const S& by_length, const S& radii,
               S* doubt) {
  const S doubted = factor * (1.0 + by_length * (S(levers.total_reach) + radii));
  for (const auto& lever : levers.list)
    doubt[lever.slot] = doubt[lever.slot] + doubted * S(levers.reach_of(lever));
}

/// Adds a piece's part of a contact angle's gradient: it turns by n.dD/length.
template <class S, class L>
void add_contact_gradient(const Levers<S, L>& levers, const TangentPiece<S>& piece,
                          const S& by_length, S* gradient) {
  for (const auto& lever : levers.list)
    gradient[lever.body] = gradient[lever.body] + by_length * (piece.x * levers.at(lever).x +
                                                               piece.y * levers.at(lever).y);
}

/// Below this, rounding may have taken a contact angle's sign.
template <class S>
S contact_rounding(const S& reach, const S& by_first, const S& by_second) {
  return 16 * std::numeric_limits<double>::epsilon() * (8.0 + reach * (by_first + by_second));
}

/// A segment over a circle: straight and wrapped are both computed where lanes differ, the contact
/// angle selects. Adds its length, its gradient to G, the doubt of that and (if wanted) its Hessian
/// to the lower triangle e.local, over the cable's bodies. False where it is undefined.
template <class S, class L>
MaskOf<S> add_curved(const Mechanics<L>& m, Evaluation<S>& e, const S* theta, int nb,
                     const typename Mechanics<L>::Curved& segment, bool with_hessian, S& length,
                     S* G) {
  using std::sqrt;
  const S zero(0.0), one(1.0), radius(segment.radius);
  const auto& entry = m.structure->segments[segment.segment];
  const Levers<S, L> chord(m, e, entry.span, segment.chord),
      to_start(m, e, entry.span_to_start, segment.to_start),
      to_end(m, e, entry.span_to_end, segment.to_end);
  Wound<S> wound{};
  if (segment.may_be_drum) {
    wound = {S(segment.at_zero.share), S(segment.at_zero.angle)};
    add_turns(to_end, theta, segment.sense, wound.angle);
    add_turns(to_start, theta, -segment.sense, wound.angle);
  }
  const auto w =
      wrap_circle(to_start.x, to_start.y, to_end.x, to_end.y, radius, segment.sense, wound);
  MaskOf<S> defined = !w.lost;
  const auto touching = w.wrap > zero;

  // the contact grows by what the second piece turns more than the first, in the sense of the
  // string
  const S by_first = 1.0 / w.first.length, by_second = 1.0 / w.second.length;
  e.wrap[entry.first_contact] = w.wrap;
  S* const contact_gradient =
      e.wrap_gradient.data() +
      static_cast<std::size_t>(entry.first_contact) * m.structure->body_count;
  for (int i = 0; i < m.structure->body_count; ++i)
    contact_gradient[i] = zero;
  add_contact_gradient<S>(to_start, w.first, segment.sense * by_first, contact_gradient);
  add_contact_gradient<S>(to_end, w.second, segment.sense * by_second, contact_gradient);

  S* const local = e.local.data();
  S* const doubt = e.doubt.data();
  S this_length = zero;
  const auto unsure = magnitude(w.wrap) <
                      contact_rounding<S>(S(to_start.total_reach) + S(to_end.total_reach) + radius,
                                          by_first, by_second);
  if (static_cast<bool>(touching || unsure)) {  // in any lane
    const S whole = sqrt(w.length * w.length + S(segment.z2)),
            by_whole = 1.0 / select(touching, whole, one);
    this_length = select(touching, whole, zero);
    const S planar =
        select(touching, w.length * by_whole, zero);  // d(whole) = planar d(planar length)
    const S doubted = select(unsure, one, planar);
    add_doubt<S>(to_start, doubted, by_first, radius, doubt);
    add_doubt<S>(to_end, doubted, by_second, radius, doubt);
    S* const slope = e.planar.data();  // d(planar length)
    for (int i = 0; i < nb; ++i)
      slope[i] = zero;
    add_piece_gradient<S>(to_start, w.first.x, w.first.y, S(-1.0), slope);
    add_piece_gradient<S>(to_end, w.second.x, w.second.y, one, slope);
    for (int i = 0; i < nb; ++i)
      G[i] = G[i] + planar * slope[i];
    if (with_hessian) {
      const S lateral = select(touching, S(segment.z2) * by_whole * by_whole * by_whole, zero);
      for (int i = 0; i < nb; ++i)
        for (int j = 0; j <= i; ++j)
          local[i * nb + j] = local[i * nb + j] + lateral * slope[i] * slope[j];
      add_piece_hessian<S>(to_start, w.first.x, w.first.y, -1, planar, planar * by_first, nb,
                           local);
      add_piece_hessian<S>(to_end, w.second.x, w.second.y, 1, planar, planar * by_second, nb,
                           local);
    }
  }
  if (static_cast<bool>(!touching)) {
    const S straight = sqrt(chord.x * chord.x + chord.y * chord.y + S(segment.z2));
    const auto stretched = straight > zero;
    defined = defined && (touching || stretched);
    this_length = select(touching, this_length, straight);
    const S by_length = select(touching, zero, 1.0 / select(stretched, straight, one)),
            ux = chord.x * by_length, uy = chord.y * by_length;
    add_doubt<S>(chord, select(touching, zero, one), by_length, zero, doubt);
    const auto slope = [&](const auto& lever) -> S {
      return uy * chord.at(lever).x - ux * chord.at(lever).y;
    };
    for (const auto& lever : chord.list)
      G[lever.slot] = G[lever.slot] + slope(lever);
    for (std::size_t k = 0; k < chord.list.size() && with_hessian; ++k) {
      const auto& [x, y] = chord.at(chord.list[k]);
      S* const row = local + chord.list[k].slot * nb;
      const S own = slope(chord.list[k]);
      for (std::size_t q = 0; q <= k; ++q) {
        const auto& other = chord.at(chord.list[q]);
        row[chord.list[q].slot] =
            row[chord.list[q].slot] +
            (x * other.x + y * other.y - own * slope(chord.list[q])) * by_length;
      }
      row[chord.list[k].slot] = row[chord.list[k].slot] - (ux * x + uy * y);
    }
  }
  length = length + this_length;
  return defined;
}

/// As add_curved, for several circles in a row: the string is pulled taut first, then each piece
/// counts like a straight segment. For scalars of one sign.
template <class S, class L>
bool add_row(const Mechanics<L>& m, Evaluation<S>& e, const S* theta, int nb,
             const typename Mechanics<L>::Curved& segment, bool with_hessian, S& length, S* G) {
  using std::sqrt;
  const Structure& s = *m.structure;
  const auto& entry = s.segments[segment.segment];
  const int elements = entry.contact_count + 2;
  const auto contact = [&](int j) -> const auto& {
    return s.contacts[entry.first_contact + j - 1];
  };
  const auto circle = [&](int j) -> const auto& {
    return m.row_circles[segment.first_row_circle + j - 1];
  };
  const auto levers = [&](int i, int k) {
    const int at = Structure::row_span(i, k, elements);
    return Levers<S, L>(m, e, entry.first_row_span + at, m.row_spans[segment.first_row + at]);
  };
  TautRow<S>& row = e.row;
  row.begin(entry.contact_count);
  for (int j = 1; j + 1 < elements; ++j)
    row.set_circle(j, S(circle(j).radius),
                   contact(j).sense == Sense::counterclockwise ? 1.0 : -1.0);
  row.pull_taut(
      [&](int i, int k) {
        const Levers<S, L> vector = levers(i, k);
        return typename TautRow<S>::Vector{vector.x, vector.y};
      },
      [&](int j) {
        Wound<S> wound{S(circle(j).at_zero.share), S(circle(j).at_zero.angle)};
        if (wound.share > S(0.5)) {
          add_turns(levers(j, j + 1), theta, row[j].sense, wound.angle);
          add_turns(levers(j - 1, j), theta, -row[j].sense, wound.angle);
        }
        return wound;
      });

  const S zero(0.0), one(1.0), whole = sqrt(row.length() * row.length() + S(segment.z2)),
                               by_whole = 1.0 / select(whole > zero, whole, one);
  const S planar = row.length() * by_whole;
  S* const doubt = e.doubt.data();
  S* const slope = e.planar.data();
  S* const local = e.local.data();
  for (int i = 0; i < nb; ++i)
    slope[i] = zero;
  const auto radii = [&](int i, int k) { return S(row[i].radius + row[k].radius); };
  for (int i = 0; i + 1 < elements; i = row[i].after) {
    const int k = row[i].after;
    const auto& piece = row[i].second;
    const Levers<S, L> along = levers(i, k);
    const S by_length = 1.0 / piece.length;
    add_piece_gradient<S>(along, piece.x, piece.y, one, slope);
    add_doubt<S>(along, planar, by_length, radii(i, k), doubt);
    if (with_hessian)
      add_piece_hessian<S>(along, piece.x, piece.y, 1, planar, planar * by_length, nb, local);
  }
  for (int i = 0; i < nb; ++i) {
    G[i] = G[i] + planar * slope[i];
    if (!with_hessian) continue;
    const S lateral = S(segment.z2) * by_whole * by_whole * by_whole;
    for (int j = 0; j <= i; ++j)
      local[i * nb + j] = local[i * nb + j] + lateral * slope[i] * slope[j];
  }
  for (int j = 1; j + 1 < elements; ++j) {
    const auto& o = row[j];
    const Levers<S, L> before = levers(o.before, j), after = levers(j, o.after);
    const S by_first = 1.0 / o.first.length, by_second = 1.0 / o.second.length;
    e.wrap[entry.first_contact + j - 1] = o.wrap;
    S* const contact_gradient =
        e.wrap_gradient.data() +
        static_cast<std::size_t>(entry.first_contact + j - 1) * s.body_count;
    for (int i = 0; i < s.body_count; ++i)
      contact_gradient[i] = zero;
    add_contact_gradient<S>(before, o.first, -o.sense * by_first, contact_gradient);
    add_contact_gradient<S>(after, o.second, o.sense * by_second, contact_gradient);
    const S first_radii = radii(o.before, j), second_radii = radii(j, o.after);
    if (o.touched ||
        !(magnitude(o.wrap) < contact_rounding<S>(S(before.total_reach) + S(after.total_reach) +
                                                      first_radii + second_radii,
                                                  by_first, by_second)))
      continue;
    add_doubt<S>(before, one, by_first, first_radii, doubt);
    add_doubt<S>(after, one, by_second, second_radii, doubt);
  }
  length = length + whole;
  return row.lost() < 0;
}

/// Energy, tension and stiffness of cable c.
template <class S, class L>
inline TensionPoint<S> tension_point(const Mechanics<L>& m, const Tissues<S>& t, std::size_t c,
                                     const S& length) {
  const auto& law = m.laws[c];
  if (const int shape = m.shape_of[c]; shape >= 0)
    return evaluate(in_scalar<S>(*std::get_if<BasicHill<L>>(&law)), t.shapes[shape], t.knobs[c],
                    length);
  return matched(law, [&](const auto& l) -> TensionPoint<S> {
    if constexpr (is_plain<S> || std::remove_cvref_t<decltype(l)>::in_lanes)
      return evaluate(in_scalar<S>(l), t.knobs[c], length);
    else
      return {S(0.0), S(0.0), S(0.0), S(0.0)};  // fit_lanes refuses models with such a law
  });
}

/// Adds the straight segments' part of a cable's length gradient to G.
template <class S>
[[gnu::always_inline]] inline void add_slopes(const Structure& s,
                                              const Structure::CableEntry& cable,
                                              const Evaluation<S>& e, S* G) {
  const auto* const turned = e.turned.data();
  const auto* const pulls = e.pulls.data();
  for (const Structure::Slope *p = s.slopes.data() + cable.first_slope,
                              *end = p + cable.slope_count;
       p < end; ++p) {
    const auto& pull = pulls[p->straight];
    const auto& arm = turned[p->turned];
    G[p->slot] = G[p->slot] + (pull.y * arm.x - pull.x * arm.y);
  }
}

/// Adds k G G' to a lower triangle over the cable's bodies.
template <class S>
[[gnu::always_inline]] inline void add_square(const Structure& s,
                                              const Structure::CableEntry& cable, const S* G,
                                              const S& k, S* H) {
  const int* const bodies = s.cable_bodies.data() + cable.first_body;
  const int n = s.body_count;
  if (cable.consecutive) {
    S* const corner = H + bodies[0] * (n + 1);
    unrolled<S>(
        cable.body_count, [=](const auto count) __attribute__((always_inline)) {
          for (int i = 0; i < count; ++i) {
            S* const row = corner + i * n;
            const S by = k * G[i];
            for (int j = 0; j <= i; ++j)
              row[j] = row[j] + by * G[j];
          }
        });
    return;
  }
  for (int i = 0; i < cable.body_count; ++i) {
    S* const row = H + bodies[i] * n;
    const S by = k * G[i];
    for (int j = 0; j <= i; ++j)
      row[bodies[j]] = row[bodies[j]] + by * G[j];
  }
}

/// f(0) ... f(count - 1), written out.
template <int count, class F>
[[gnu::always_inline]] inline void each(F&& f) {
  [&]<int... k>(std::integer_sequence<int, k...>) __attribute__((always_inline)) { (f(k), ...); }
  (std::make_integer_sequence<int, count>{});
}

/// Squared length [m^2] below which a segment counts as having none; its root and the root's
/// inverse are ordinary numbers.
inline constexpr double shortest_squared = 1e-300;

/// Direction and length of `count` straight segments, with their end levers rotated; step by step
/// side by side, since each step waits for the last.
template <int count, class S, class L>
[[gnu::always_inline]] inline void pull(const Mechanics<L>& m, Evaluation<S>& e, int first) {
  const Structure& s = *m.structure;
  auto* const ends = e.turned.data() + s.links.size() + 2 * first;
  auto* const pulls = e.pulls.data() + first;
  const auto* const entry = s.straights.data() + first;
  const auto* const straight = m.straight.data() + first;
  const S* const cosine = e.cosine.data();
  const S* const sine = e.sine.data();
  S dx[count], dy[count], l[count], inverse[count];
  each<count>([&](const int k) __attribute__((always_inline)) {
    const S &c = cosine[entry[k].end[0].body], &w = sine[entry[k].end[0].body];
    const S x = c * straight[k].first_x - w * straight[k].first_y,
            y = w * straight[k].first_x + c * straight[k].first_y;
    ends[2 * k].x = x;
    ends[2 * k].y = y;
    const auto& between = e.between[entry[k].group];
    dx[k] = (straight[k].x + x) + between.x;
    dy[k] = (straight[k].y + y) + between.y;
  });
  each<count>([&](const int k) __attribute__((always_inline)) {
    const S &c = cosine[entry[k].end[1].body], &w = sine[entry[k].end[1].body];
    const S x = c * straight[k].second_x - w * straight[k].second_y,
            y = w * straight[k].second_x + c * straight[k].second_y;
    ends[2 * k + 1].x = x;
    ends[2 * k + 1].y = y;
    dx[k] = dx[k] + x;
    dy[k] = dy[k] + y;
  });
  each<count>([&](const int k) __attribute__((always_inline)) {
    const S l2 = dx[k] * dx[k] + dy[k] * dy[k] + straight[k].z2;
    length_and_inverse<S>(at_least(l2, S(shortest_squared)), l[k],
                          inverse[k]);  // ends that meet: finite, whatever the direction
  });
  each<count>([&](const int k) __attribute__((always_inline)) {
    pulls[k].x = dx[k] * inverse[k];
    pulls[k].y = dy[k] * inverse[k];
    pulls[k].inverse = inverse[k];
    pulls[k].length = l[k];
  });
}

/// Adds the tensions of a group's straight segments to gradient and Hessian: a force and a 2 x 2
/// stiffness K for what lies between the end bodies (K is turned by 90 degrees, so that it acts on
/// levers), and what the end levers add of their own.
template <bool linked, bool both, class S, class L>
void add_group(const Mechanics<L>& m, Evaluation<S>& e, const Structure::Group& group,
               bool with_hessian) {
  const Structure& s = *m.structure;
  const S zero(0.0);
  S force_x = zero, force_y = zero, spread_x = zero, spread_y = zero, doubt = zero, K_xx = zero,
    K_xy = zero, K_yy = zero;
  S first_x = zero, first_y = zero, second_x = zero, second_y = zero;  // K times the end levers
  S first = zero, second = zero, first_scale = zero, second_scale = zero, first_first = zero,
    first_second = zero, second_second = zero;
  const auto* const turned = e.turned.data();
  const auto* const strains = e.strains.data();
  const auto* ends = turned + s.links.size() + 2 * group.first_straight;
  const auto* pull = e.pulls.data() + group.first_straight;
  const auto* straight = m.straight.data() + group.first_straight;
  for (const Structure::Straight *g = s.straights.data() + group.first_straight,
                                 *last = g + group.straight_count;
       g < last; ++g, ++pull, ++straight, ends += 2) {
    const auto& strain = strains[g->cable];
    if constexpr (std::is_same_v<S, double>)
      if (strain.spread == 0) continue;  // slack
    const S px = pull->x, py = pull->y, T = strain.tension, fx = T * px, fy = T * py;
    const S a = T * pull->inverse, b = strain.stiffness - a;
    // a direction is known to (rounding of its levers)/(its length): a short segment magnifies it
    const S doubted = T + a * straight->reach;
    if constexpr (linked) {
      force_x = force_x + fx;
      force_y = force_y + fy;
      spread_x = spread_x + strain.spread * magnitude(px);
      spread_y = spread_y + strain.spread * magnitude(py);
      doubt = doubt + doubted;
      if (with_hessian) {
        const S bx = b * px, by = b * py;
        K_xx = K_xx + (a + by * py);
        K_xy = K_xy - bx * py;
        K_yy = K_yy + (a + bx * px);
      }
    }
    const S x = ends[0].x, y = ends[0].y, slope = py * x - px * y;
    first = first + T * slope;
    first_scale =
        first_scale + (strain.spread * magnitude(slope) + doubted * straight->first_reach);
    S kx = zero, ky = zero;
    if (with_hessian) {
      const S turn = b * slope;
      kx = a * x + turn * py;
      ky = a * y - turn * px;
      first_first = first_first + (x * (kx - fx) + y * (ky - fy));
      if constexpr (linked) {
        first_x = first_x + kx;
        first_y = first_y + ky;
      }
    }
    if constexpr (both) {
      const S x = ends[1].x, y = ends[1].y, slope = py * x - px * y;
      second = second + T * slope;
      second_scale =
          second_scale + (strain.spread * magnitude(slope) + doubted * straight->second_reach);
      if (with_hessian) {
        const S turn = b * slope;
        first_second = first_second + (x * kx + y * ky);
        kx = a * x + turn * py;
        ky = a * y - turn * px;
        second_second = second_second + (x * (kx - fx) + y * (ky - fy));
        if constexpr (linked) {
          second_x = second_x + kx;
          second_y = second_y + ky;
        }
      }
    }
  }
  const int n = s.body_count, i = group.end[0], j = group.end[1];
  S* const H = e.hessian.data();
  S* const gradient = e.gradient.data();
  S* const scale = e.moment_scale.data();
  gradient[i] = gradient[i] + first;
  scale[i] = scale[i] + first_scale;
  if (with_hessian) H[i * (n + 1)] = H[i * (n + 1)] + first_first;
  if constexpr (both) {
    gradient[j] = gradient[j] + second;
    scale[j] = scale[j] + second_scale;
    if (with_hessian) {
      H[j * (n + 1)] = H[j * (n + 1)] + second_second;
      H[group.first_second] = H[group.first_second] + first_second;
    }
  }
  if constexpr (linked) {
    const Structure::GroupLink* const links = s.group_links.data() + group.first_link;
    const L* const reach = m.link_reach.data();
    for (int p = 0; p < group.link_count; ++p) {
      const auto& link = links[p];
      const S x = turned[link.link].x, y = turned[link.link].y;
      gradient[link.body] = gradient[link.body] + (force_y * x - force_x * y);
      scale[link.body] = scale[link.body] + (spread_y * magnitude(x) + spread_x * magnitude(y) +
                                             doubt * reach[link.link]);
      if (!with_hessian) continue;
      const S kx = K_xx * x + K_xy * y, ky = K_xy * x + K_yy * y;
      S* const row = H + link.body * n;
      row[link.body] = row[link.body] + (x * (kx - force_x) + y * (ky - force_y));
      H[link.with_first] = H[link.with_first] + (x * first_x + y * first_y);
      if constexpr (both) H[link.with_second] = H[link.with_second] + (x * second_x + y * second_y);
      for (int q = 0; q < p; ++q) {  // those before are lower bodies
        const auto& other = turned[links[q].link];
        row[links[q].body] = row[links[q].body] + (other.x * kx + other.y * ky);
      }
    }
  }
}

/// f(whether anything lies between a group's end bodies, whether both its ends are on bodies),
/// known to the compiler.
template <class F>
[[gnu::always_inline]] inline void by_kind(const Structure::Group& group, F&& f) {
  if (group.link_count > 0)
    group.end[1] >= 0 ? f(std::true_type{}, std::true_type{})
                      : f(std::true_type{}, std::false_type{});
  else
    group.end[1] >= 0 ? f(std::false_type{}, std::true_type{})
                      : f(std::false_type{}, std::false_type{});
}

}  // namespace detail

/// Fills `e` at body angles `theta`: energy, gradient, lengths, tensions; the Hessian too if asked
/// for. `tissues` stands in for m's own: in lanes, bodies that share their geometry share one
/// Mechanics<double>.
template <class S, class L>
void evaluate(const Mechanics<L>& m, const Tissues<S>& tissues, const S* theta, Derivatives order,
              Evaluation<S>& e) {
  const Structure& s = *m.structure;
  const int n = s.body_count;
  const bool with_hessian = order == Derivatives::hessian;
  const S zero(0.0);
  e.lost_cable = -1, e.lost = MaskOf<S>{};
  S energy = zero, energy_scale = zero;
  S* const H = e.hessian.data();
  if (with_hessian)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j)
        H[i * n + j] = zero;
  for (int i = 0; i < n; ++i) {
    S c, w;
    detail::sine_and_cosine(theta[i], w, c);
    e.cosine[i] = c;
    e.sine[i] = w;
    const S a = S(m.load_cos[i]), b = S(m.load_sin[i]), couple = S(m.couple[i]);
    if constexpr (carries_potential<S>) energy = energy - a * c - b * w - couple * theta[i];
    const S scale = S(m.load_scale[i]);
    energy_scale = energy_scale + scale;
    e.gradient[i] = a * w - b * c - couple;
    e.moment_scale[i] = scale;
    if (with_hessian) H[i * n + i] = a * c + b * w;
  }
  const auto turn = [&](const Structure::Arm& arm, const L& x, const L& y, auto& out) {
    const S c = e.cosine[arm.body], w = e.sine[arm.body];
    out.x = c * x - w * y;
    out.y = w * x + c * y;
  };
  for (std::size_t k = 0; k < s.links.size(); ++k)
    turn(s.links[k], m.link_x[k], m.link_y[k], e.turned[k]);
  for (std::size_t k = 0; k < s.curved_arms.size(); ++k)
    turn(s.curved_arms[k], m.curved_x[k], m.curved_y[k],
         e.turned[s.links.size() + 2 * s.straights.size() + k]);
  for (std::size_t k = 0; k < s.groups.size(); ++k) {
    S x = zero, y = zero;
    for (const Structure::GroupLink *p = s.group_links.data() + s.groups[k].first_link,
                                    *last = p + s.groups[k].link_count;
         p < last; ++p) {
      x = x + e.turned[p->link].x;
      y = y + e.turned[p->link].y;
    }
    e.between[k].x = x;
    e.between[k].y = y;
  }
  const int straight_count = static_cast<int>(s.straights.size());
  int first = 0;
  for (; first + 4 <= straight_count; first += 4)
    detail::pull<4>(m, e, first);
  for (; first < straight_count; ++first)
    detail::pull<1>(m, e, first);

  const std::size_t cable_count = s.cables.size();
  for (std::size_t c = 0; c < cable_count; ++c) {
    const auto& course = m.courses[c];
    const auto& cable = s.cables[c];
    const int* const straights = s.cable_straights.data() + cable.first_straight;
    const int nb = cable.body_count;
    const bool curved = course.curved_count > 0;
    S length = S(course.fixed_length);
    if (curved) {
      S* const G = e.curved_gradient.data();
      for (int i = 0; i < nb; ++i)
        G[i] = zero;
      for (int i = 0; i < nb; ++i)
        e.doubt[i] = zero;
      if (with_hessian)
        for (int i = 0; i < nb * nb; ++i)
          e.local[i] = zero;
      for (int g = course.first_curved; g < course.first_curved + course.curved_count; ++g) {
        if constexpr (is_plain<S>) {
          if (s.segments[m.curved[g].segment].contact_count > 1) {
            detail::lose(e, detail::add_row(m, e, theta, nb, m.curved[g], with_hessian, length, G),
                         c);
            continue;
          }
        }
        detail::lose(e, detail::add_curved(m, e, theta, nb, m.curved[g], with_hessian, length, G),
                     c);
      }
    }
    for (int g = 0; g < cable.straight_count; ++g)
      length = length + e.pulls[straights[g]].length;
    e.length[c] = length;
    const auto point = detail::tension_point(m, tissues, c, length);
    e.tension[c] = point.tension;
    e.stiffness[c] = point.stiffness;
    const bool single = cable.straight_count == 1 && !curved;
    const double sides = cable.sides;
    const S T = sides * point.tension, k = sides * point.stiffness;
    // a length is known to the rounding of the levers that it adds up, however short it is
    const S rounding = S(course.reach) + length;
    S spread = detail::magnitude(k) * rounding + T;
    spread = spread + select(point.tension > zero, sides * S(course.law_rounding.force), zero);
    auto& strain = e.strains[c];
    strain.tension = T;
    strain.stiffness = single ? k : zero;
    strain.spread = spread;
    if constexpr (carries_potential<S>) {
      e.active[c] = point.active;
      energy = energy + sides * point.energy;
      energy_scale = energy_scale + sides * (point.energy + point.tension * rounding +
                                             S(course.law_rounding.energy));
    }
    if (single) continue;
    S* const G = curved
                     ? e.length_gradient.data() + cable.first_body
                     : e.slope.data();  // kept where `length_gradient` would have to do much again
    if (curved) {
      for (int i = 0; i < nb; ++i) {
        G[i] = e.curved_gradient[i];
        const int body = s.cable_bodies[cable.first_body + i];
        e.gradient[body] = e.gradient[body] + T * G[i];
        e.moment_scale[body] =
            e.moment_scale[body] + (spread * detail::magnitude(G[i]) + T * e.doubt[i]);
        if (!with_hessian) continue;
        for (int j = 0; j <= i; ++j) {
          S& h = H[body * n + s.cable_bodies[cable.first_body + j]];
          h = h + T * e.local[i * nb + j];
        }
      }
    } else {
      for (int i = 0; i < nb; ++i)
        G[i] = zero;
    }
    if (!with_hessian && !curved) continue;
    detail::add_slopes(s, cable, e, G);
    if (with_hessian) detail::add_square(s, cable, G, k, H);
  }
  for (const auto& group : s.groups)
    detail::by_kind(group, [&](auto linked, auto both) {
      detail::add_group<linked, both>(m, e, group, with_hessian);
    });

  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    const S inner = joint.relative_to < 0 ? zero : theta[joint.relative_to],
            outer = joint.body < 0 ? zero : theta[joint.body];
    const auto point = detail::matched(m.joint_laws[j], [&](const auto& law) {
      return evaluate(detail::in_scalar<S>(law), outer - inner);
    });
    const S f = S(m.joint_factor[j]), slope = f * point.slope, curvature = f * point.curvature;
    if constexpr (carries_potential<S>) {
      energy = energy + f * point.energy;
      energy_scale = energy_scale + detail::magnitude(f * point.energy);
    }
    // the angle is known to the rounding of its parts; a neutral angle is at most 3.2 rad
    const S angle = detail::magnitude(inner) + detail::magnitude(outer) + 3.2;
    const S scale = detail::magnitude(f) * point.terms + detail::magnitude(curvature) * angle;
    for (const auto& [body, sign] :
         {std::pair{joint.body, 1.0}, std::pair{joint.relative_to, -1.0}}) {
      if (body < 0) continue;
      e.gradient[body] = e.gradient[body] + sign * slope;
      e.moment_scale[body] = e.moment_scale[body] + scale;
      if (with_hessian) e.hessian[body * n + body] = e.hessian[body * n + body] + curvature;
    }
    if (with_hessian && joint.body >= 0 && joint.relative_to >= 0) {
      const int row = joint.body > joint.relative_to ? joint.body : joint.relative_to,
                column = row == joint.body ? joint.relative_to : joint.body;
      e.hessian[row * n + column] = e.hessian[row * n + column] - curvature;
    }
  }
  if (with_hessian)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < i; ++j)
        e.hessian[j * n + i] = e.hessian[i * n + j];
  e.energy = energy;
  e.energy_scale = energy_scale;
}

template <class S>
void evaluate(const Mechanics<S>& m, const S* theta, Derivatives order, Evaluation<S>& e) {
  evaluate(m, m, theta, order, e);
}

/// Gradient of cable c's length over its bodies [m] at the angles evaluated last, laid out as
/// Structure::cable_bodies. Fills its part of e.length_gradient, which `evaluate` leaves open where
/// it can do without.
template <class S, class L>
const S* length_gradient(const Mechanics<L>& m, Evaluation<S>& e, std::size_t c) {
  const Structure& s = *m.structure;
  S* const G = e.length_gradient.data() + s.cables[c].first_body;
  if (m.courses[c].curved_count > 0) return G;  // was filled
  for (int i = 0; i < s.cables[c].body_count; ++i)
    G[i] = S(0.0);
  detail::add_slopes(s, s.cables[c], e, G);
  return G;
}

/// That of every cable.
template <class S, class L>
void length_gradients(const Mechanics<L>& m, Evaluation<S>& e) {
  for (std::size_t c = 0; c < m.courses.size(); ++c)
    length_gradient(m, e, c);
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
