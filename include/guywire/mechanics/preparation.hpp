#pragma once
/// Makes a model's numbers ready for evaluation: `prepare`, and its parts one by one, so that
/// bodies which differ in few numbers need not be made anew.
#include <cmath>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "guywire/mechanics/prepared.hpp"
#include "guywire/mechanics/taut_row.hpp"
#include "guywire/mechanics/wrap_circle.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

namespace detail {

/// A lever at theta = 0, or what of a vector is fixed in ground [m].
template <class S>
struct LeverAtZero {
  S x{}, y{};
  S reach{};  ///< |x| + |y|
};

/// The point at offset `plus` less that at `minus`; -1 is zero.
template <class S>
[[gnu::always_inline]] inline LeverAtZero<S> lever_at_zero(const S* numbers, int plus, int minus) {
  const auto at = [&](int offset, int axis) {
    return offset < 0 ? S(0.0) : numbers[offset + axis];
  };
  const S x = at(plus, 0) - at(minus, 0), y = at(plus, 1) - at(minus, 1);
  return {x, y, magnitude(x) + magnitude(y)};
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
  SpanAtZero<S> out;
  const auto add = [&](const LeverAtZero<S>& part) {
    out.x = out.x + part.x;
    out.y = out.y + part.y;
    out.reach = out.reach + part.reach;
    out.parts = out.parts + select(part.reach > S(0.0), S(1.0), S(0.0));
  };
  add(lever_at_zero(numbers, span.ground_plus, span.ground_minus));
  out.ground_x = out.x;
  out.ground_y = out.y;
  for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
    add(lever_at_zero(numbers, s.levers[l].plus, s.levers[l].minus));
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

/// The levers that segments share, and those of segments over circles.
template <class S>
void prepare_levers(Mechanics<S>& m, const S* numbers) {
  const Structure& s = *m.structure;
  for (std::size_t k = 0; k < s.links.size(); ++k) {
    const auto lever = lever_at_zero(numbers, s.links[k].plus, s.links[k].minus);
    m.link_x[k] = lever.x;
    m.link_y[k] = lever.y;
    m.link_reach[k] = lever.reach;
  }
  for (std::size_t k = 0; k < s.curved_arms.size(); ++k) {
    const auto lever = lever_at_zero(numbers, s.curved_arms[k].plus, s.curved_arms[k].minus);
    m.curved_x[k] = lever.x;
    m.curved_y[k] = lever.y;
    m.curved_reach[k] = lever.reach;
  }
}

/// Fills what `Mechanics` holds of one cable's path, segment by segment.
template <class S>
class CoursePreparation {
 public:
  CoursePreparation(Mechanics<S>& m, std::size_t c, const S* numbers)
      : m_(m),
        s_(*m.structure),
        cable_(s_.cables[c]),
        course_(m.courses[c]),
        lever_sum_(m.lever_sum.data() + cable_.first_body),
        numbers_(numbers) {}

  void run() {
    course_.fixed_length = S(0.0);
    course_.reach = S(0.0);
    for (int i = 0; i < cable_.body_count; ++i)
      lever_sum_[i] = S(0.0);
    int curved = course_.first_curved;
    for (int g = cable_.first_segment, end = g + cable_.segment_count; g < end; ++g) {
      const auto& segment = s_.segments[g];
      if (segment.circle >= 0)
        add_curved(segment, m_.curved[curved++]);
      else if (segment.straight >= 0)
        add_straight(segment, m_.straight[segment.straight]);
      else
        course_.fixed_length = course_.fixed_length + fixed_length(segment);
    }
  }

 private:
  [[gnu::always_inline]] LeverAtZero<S> at_zero(const auto& lever) const {
    return lever_at_zero(numbers_, lever.plus, lever.minus);
  }
  [[gnu::always_inline]] LeverAtZero<S> in_ground(const Structure::Span& span) const {
    return lever_at_zero(numbers_, span.ground_plus, span.ground_minus);
  }
  /// Lateral extent of a segment [m].
  S lateral(const Structure::Segment& segment) const {
    return numbers_[segment.z_plus] - numbers_[segment.z_minus];
  }

  /// Adds a vector to what the cable's length, and its gradient by bodies, is known to.
  [[gnu::always_inline]] void add_reach(int which) {
    const auto& span = s_.spans[which];
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l) {
      const auto& lever = s_.levers[l];
      const S reach = at_zero(lever).reach;
      lever_sum_[lever.slot] = lever_sum_[lever.slot] + reach;
      course_.reach = course_.reach + reach;
    }
    course_.reach = course_.reach + in_ground(span).reach;
  }
  /// An arc's angle is known to the rounding of pi.
  void add_arc_reach(const S& radius) { course_.reach = course_.reach + 4.0 * radius; }

  void add_curved(const Structure::Segment& segment, typename Mechanics<S>::Curved& out) {
    const S dz = lateral(segment);
    out.z2 = dz * dz;
    if (segment.contact_count == 1) {
      prepare_curved(s_, segment, numbers_, out);
      for (const int span : {segment.span_to_start, segment.span_to_end})
        add_reach(span);
      add_arc_reach(out.radius);
    } else if constexpr (is_plain<S>) {
      prepare_row(s_, segment, numbers_, m_, out);
      const int elements = segment.contact_count + 2;
      for (int j = 0; j + 1 < elements; ++j)
        add_reach(segment.first_row_span + Structure::row_span(j, j + 1, elements));
      for (int j = 0; j < segment.contact_count; ++j)
        add_arc_reach(m_.row_circles[out.first_row_circle + j].radius);
    }
  }

  [[gnu::always_inline]] void add_straight(const Structure::Segment& segment,
                                           typename Mechanics<S>::Straight& out) {
    const auto& span = s_.spans[segment.span];
    const auto& ends = s_.straights[segment.straight].end;
    const auto fixed = in_ground(span), first = at_zero(ends[0]), second = at_zero(ends[1]);
    const S dz = lateral(segment);
    out.x = fixed.x;
    out.y = fixed.y;
    out.z2 = dz * dz;
    out.first_x = first.x;
    out.first_y = first.y;
    out.first_reach = first.reach;
    out.second_x = second.x;
    out.second_y = second.y;
    out.second_reach = second.reach;
    const int link_count = static_cast<int>(s_.links.size());
    S between = fixed.reach;
    for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
      if (s_.levers[l].turned < link_count) between = between + m_.link_reach[s_.levers[l].turned];
    out.reach = between + out.first_reach + out.second_reach;
    hold_length(out, between);
    add_reach(segment.span);
  }

  /// Of a segment between points of one body, or of ground: it never changes.
  S fixed_length(const Structure::Segment& segment) const {
    using std::sqrt;
    const auto& span = s_.spans[segment.span];
    const auto vector =
        span.lever_count == 0 ? in_ground(span) : at_zero(s_.levers[span.first_lever]);
    const S dz = lateral(segment);
    const S l2 = vector.x * vector.x + vector.y * vector.y + dz * dz;
    const auto some = l2 > S(0.0);
    return select(some, sqrt(select(some, l2, S(1.0))), S(0.0));
  }

  Mechanics<S>& m_;
  const Structure& s_;
  const Structure::CableEntry& cable_;
  typename Mechanics<S>::Course& course_;
  S* lever_sum_;  ///< per body of the cable
  const S* numbers_;
};

}  // namespace detail

/// Levers and fixed lengths.
template <class S>
void prepare_paths(Mechanics<S>& m, const S* numbers) {
  detail::prepare_levers(m, numbers);
  for (std::size_t c = 0; c < m.structure->cables.size(); ++c)
    detail::CoursePreparation<S>(m, c, numbers).run();
}

/// What the knobs of cable c make of its muscle.
template <class S>
void prepare_shape(Mechanics<S>& m, std::size_t c) {
  if (const int shape = m.shape_of[c]; shape >= 0) {
    const auto& hill = *std::get_if<BasicHill<S>>(&m.laws[c]);
    m.shapes[shape] = muscle::fiber_shape(hill, m.knobs[c].length);
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
  for (auto* const list : {&m.load_cos, &m.load_sin, &m.load_scale, &m.couple})
    for (S& value : *list)
      value = S(0.0);
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
  for (int b = 0; b < s.body_count; ++b)
    theta[b] = detail::angle_at_zero<S>(s, numbers, b);
}
template <class S>
void prepare_angles(Mechanics<S>& m, const S* numbers) {
  angles_at_zero(*m.structure, numbers, m.theta_0.data());
}

namespace detail {

/// Lists the segments over circles of cable c, with room for rows of several.
template <class S>
void list_curved(Mechanics<S>& m, std::size_t c) {
  const Structure& s = *m.structure;
  auto& course = m.courses[c];
  course.first_curved = static_cast<int>(m.curved.size());
  for (int g = s.cables[c].first_segment; g < s.cables[c].first_segment + s.cables[c].segment_count;
       ++g) {
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
  course.curved_count = static_cast<int>(m.curved.size()) - course.first_curved;
}

/// Room for all numbers of a structure but those of cables' tissues.
template <class S>
void make_room(Mechanics<S>& m) {
  const Structure& s = *m.structure;
  for (auto* const v : {&m.link_x, &m.link_y, &m.link_reach})
    v->resize(s.links.size());
  for (auto* const v : {&m.curved_x, &m.curved_y, &m.curved_reach})
    v->resize(s.curved_arms.size());
  for (auto* const v : {&m.load_cos, &m.load_sin, &m.load_scale, &m.couple, &m.theta_0})
    v->resize(s.body_count);
  m.straight.resize(s.straights.size());
  m.courses.resize(s.cables.size());
  m.lever_sum.resize(s.cable_bodies.size());
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    list_curved(m, c);
  m.joint_laws.resize(s.joints.size());
  m.joint_factor.resize(s.joints.size());
}

/// Laws and knobs of all cables; muscles get their places in `shapes`.
template <class S>
void prepare_tissues(Mechanics<S>& m, const S* numbers) {
  const auto& cables = m.structure->cables;
  m.laws.resize(cables.size());
  m.knobs.resize(cables.size());
  m.shape_of.reserve(cables.size());
  int shapes = 0;
  for (std::size_t c = 0; c < cables.size(); ++c) {
    m.laws[c] = law_from_numbers<BasicCableLaw<S>>(cables[c].law, numbers + cables[c].law_numbers);
    m.shape_of.push_back(std::holds_alternative<BasicHill<S>>(m.laws[c]) ? shapes++ : -1);
  }
  m.shapes.resize(shapes);
  for (std::size_t c = 0; c < cables.size(); ++c)
    prepare_tissue(m, c, numbers);
}

}  // namespace detail

/// Makes numbers ready. `numbers` is laid out as Model::numbers().
template <class S>
Mechanics<S> prepare(const Structure& s, const S* numbers) {
  Mechanics<S> m;
  m.structure = &s;
  detail::make_room(m);
  prepare_paths(m, numbers);
  detail::prepare_tissues(m, numbers);
  for (std::size_t j = 0; j < s.joints.size(); ++j)
    prepare_joint(m, j, numbers);
  prepare_loads(m, numbers);
  prepare_angles(m, numbers);
  return m;
}

}  // namespace guywire
