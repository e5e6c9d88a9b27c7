#pragma once
/// Straight segments: their directions, and what their tensions add to gradient and Hessian, group
/// by group.
///
/// Straight segments that end on the same two bodies (a group) share the levers in between. So a
/// segment gives its group a force and a 2 x 2 stiffness, at the price of its two ends alone, and
/// each group hands the sums on to the bodies between: the cost is that of cables plus that of
/// groups, not of every cable times every body it passes. Only a cable of several segments also
/// needs its length's gradient body by body, for the product k grad grad'.
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "guywire/mechanics/evaluation.hpp"
#include "guywire/mechanics/prepared.hpp"
#include "guywire/model/structure.hpp"

namespace guywire::detail {

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

/// All of them, four side by side.
template <class S, class L>
[[gnu::always_inline]] inline void pull_all(const Mechanics<L>& m, Evaluation<S>& e) {
  const int count = static_cast<int>(m.structure->straights.size());
  int first = 0;
  for (; first + 4 <= count; first += 4)
    pull<4>(m, e, first);
  for (; first < count; ++first)
    pull<1>(m, e, first);
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

/// The tension of one straight segment at the current posture.
template <class S>
struct PullForce {
  S x, y;        ///< unit vector from its first end to its second
  S tension;     ///< both sides [N]
  S fx, fy;      ///< tension along the unit vector [N]
  S across;      ///< tension / length: stiffness across the segment [N/m]
  S more_along;  ///< stiffness along it, less that across [N/m]
  S spread;      ///< what the rounding of the tension is in proportion to [N]
  S uncertain;   ///< and that of the force's direction [N]
};

/// What the tensions of a group's straight segments add up to at one end, on the lever r of that
/// end's body.
template <class S>
struct EndSums {
  S moment{};              ///< dV/dtheta [N m]
  S scale{};               ///< the rounding of that is in proportion to this [N m]
  S curvature{};           ///< d2V/dtheta2 [N m/rad]
  S stiff_x{}, stiff_y{};  ///< sum of K r [N]
};

/// And on all that lies between the end bodies: a force and a 2 x 2 stiffness K, turned by 90
/// degrees, so that it acts on levers.
template <class S>
struct BetweenSums {
  S force_x{}, force_y{};    ///< [N]
  S spread_x{}, spread_y{};  ///< what the rounding of tensions is in proportion to [N]
  S uncertainty{};           ///< and that of directions [N]
  S K_xx{}, K_xy{}, K_yy{};  ///< [N/m]
};

template <class S>
struct GroupSums {
  BetweenSums<S> between;
  EndSums<S> first, second;
  S first_second{};  ///< d2V/dtheta dtheta' of the two end bodies [N m/rad]
};

template <class S>
[[gnu::always_inline]] inline void add_force(BetweenSums<S>& sums, const PullForce<S>& f,
                                             bool with_hessian) {
  sums.force_x = sums.force_x + f.fx;
  sums.force_y = sums.force_y + f.fy;
  sums.spread_x = sums.spread_x + f.spread * magnitude(f.x);
  sums.spread_y = sums.spread_y + f.spread * magnitude(f.y);
  sums.uncertainty = sums.uncertainty + f.uncertain;
  if (!with_hessian) return;
  const S bx = f.more_along * f.x, by = f.more_along * f.y;
  sums.K_xx = sums.K_xx + (f.across + by * f.y);
  sums.K_xy = sums.K_xy - bx * f.y;
  sums.K_yy = sums.K_yy + (f.across + bx * f.x);
}

/// Adds one segment at an end with lever r, |x| + |y| of which is `reach`. Gives K r [N].
template <bool linked, class S, class L>
[[gnu::always_inline]] inline typename Evaluation<S>::Turned add_end(
    EndSums<S>& sums, const PullForce<S>& f, const typename Evaluation<S>::Turned& r,
    const L& reach, bool with_hessian) {
  const S x = r.x, y = r.y, slope = f.y * x - f.x * y;  // dl/dtheta
  sums.moment = sums.moment + f.tension * slope;
  sums.scale = sums.scale + (f.spread * magnitude(slope) + f.uncertain * reach);
  if (!with_hessian) return {};
  const S turn = f.more_along * slope;
  const S kx = f.across * x + turn * f.y, ky = f.across * y - turn * f.x;
  sums.curvature = sums.curvature + (x * (kx - f.fx) + y * (ky - f.fy));
  if constexpr (linked) {
    sums.stiff_x = sums.stiff_x + kx;
    sums.stiff_y = sums.stiff_y + ky;
  }
  return {kx, ky};
}

/// Adds up the tensions of a group's segments.
template <bool linked, bool both, class S, class L>
[[gnu::always_inline]] inline void sum_group(const Mechanics<L>& m, const Evaluation<S>& e,
                                             const Structure::Group& group, bool with_hessian,
                                             GroupSums<S>& sums) {
  const Structure& s = *m.structure;
  const auto* const strains = e.strains.data();
  const auto* ends = e.turned.data() + s.links.size() + 2 * group.first_straight;
  const auto* pull = e.pulls.data() + group.first_straight;
  const auto* straight = m.straight.data() + group.first_straight;
  for (const Structure::Straight *g = s.straights.data() + group.first_straight,
                                 *last = g + group.straight_count;
       g < last; ++g, ++pull, ++straight, ends += 2) {
    const auto& strain = strains[g->cable];
    if constexpr (std::is_same_v<S, double>)
      if (strain.spread == 0) continue;  // slack
    const S px = pull->x, py = pull->y, T = strain.tension, a = T * pull->inverse;
    // a direction is known to (rounding of its levers)/(its length): a short segment magnifies it
    const PullForce<S> f{.x = px,
                         .y = py,
                         .tension = T,
                         .fx = T * px,
                         .fy = T * py,
                         .across = a,
                         .more_along = strain.stiffness - a,
                         .spread = strain.spread,
                         .uncertain = T + a * straight->reach};
    if constexpr (linked) add_force(sums.between, f, with_hessian);
    const auto k = add_end<linked>(sums.first, f, ends[0], straight->first_reach, with_hessian);
    if constexpr (both) {
      if (with_hessian) sums.first_second = sums.first_second + (ends[1].x * k.x + ends[1].y * k.y);
      add_end<linked>(sums.second, f, ends[1], straight->second_reach, with_hessian);
    }
  }
}

/// Hands an end's sums on to its body.
template <class S>
[[gnu::always_inline]] inline void add_to_end(const EndSums<S>& sums, int body, int body_count,
                                              bool with_hessian, Evaluation<S>& e) {
  S* const H = e.hessian.data();
  e.gradient[body] = e.gradient[body] + sums.moment;
  e.moment_scale[body] = e.moment_scale[body] + sums.scale;
  if (with_hessian) H[body * (body_count + 1)] = H[body * (body_count + 1)] + sums.curvature;
}

/// And those of what lies between to the bodies between.
template <bool both, class S, class L>
[[gnu::always_inline]] inline void add_to_links(const Mechanics<L>& m,
                                                const Structure::Group& group,
                                                const GroupSums<S>& sums, bool with_hessian,
                                                Evaluation<S>& e) {
  const auto& between = sums.between;
  const auto* const turned = e.turned.data();
  const L* const reach = m.link_reach.data();
  const int n = m.structure->body_count;
  S* const H = e.hessian.data();
  S* const gradient = e.gradient.data();
  S* const scale = e.moment_scale.data();
  const Structure::GroupLink* const links = m.structure->group_links.data() + group.first_link;
  for (int p = 0; p < group.link_count; ++p) {
    const auto& link = links[p];
    const S x = turned[link.link].x, y = turned[link.link].y;
    gradient[link.body] = gradient[link.body] + (between.force_y * x - between.force_x * y);
    scale[link.body] =
        scale[link.body] + (between.spread_y * magnitude(x) + between.spread_x * magnitude(y) +
                            between.uncertainty * reach[link.link]);
    if (!with_hessian) continue;
    const S kx = between.K_xx * x + between.K_xy * y, ky = between.K_xy * x + between.K_yy * y;
    S* const row = H + link.body * n;
    row[link.body] = row[link.body] + (x * (kx - between.force_x) + y * (ky - between.force_y));
    H[link.with_first] = H[link.with_first] + (x * sums.first.stiff_x + y * sums.first.stiff_y);
    if constexpr (both)
      H[link.with_second] =
          H[link.with_second] + (x * sums.second.stiff_x + y * sums.second.stiff_y);
    for (int q = 0; q < p; ++q) {  // those before are lower bodies
      const auto& other = turned[links[q].link];
      row[links[q].body] = row[links[q].body] + (other.x * kx + other.y * ky);
    }
  }
}

/// Adds the tensions of a group's straight segments to gradient and Hessian. `linked`: something
/// lies between its end bodies; `both`: both its ends are on bodies.
template <bool linked, bool both, class S, class L>
void add_group(const Mechanics<L>& m, Evaluation<S>& e, const Structure::Group& group,
               bool with_hessian) {
  GroupSums<S> sums;
  sum_group<linked, both>(m, e, group, with_hessian, sums);
  const int n = m.structure->body_count;
  add_to_end(sums.first, group.end[0], n, with_hessian, e);
  if constexpr (both) {
    add_to_end(sums.second, group.end[1], n, with_hessian, e);
    S& h = e.hessian[group.first_second];
    if (with_hessian) h = h + sums.first_second;
  }
  if constexpr (linked) add_to_links<both>(m, group, sums, with_hessian, e);
}

/// The same, with what kind of group it is known to the compiler.
template <class S, class L>
[[gnu::always_inline]] inline void add_group(const Mechanics<L>& m, Evaluation<S>& e,
                                             const Structure::Group& group, bool with_hessian) {
  const bool both = group.end[1] >= 0;
  if (group.link_count > 0 && both)
    add_group<true, true>(m, e, group, with_hessian);
  else if (group.link_count > 0)
    add_group<true, false>(m, e, group, with_hessian);
  else if (both)
    add_group<false, true>(m, e, group, with_hessian);
  else
    add_group<false, false>(m, e, group, with_hessian);
}

}  // namespace guywire::detail
