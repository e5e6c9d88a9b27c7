#pragma once
/// What an evaluation of the mechanics fills: energy, its derivatives, lengths, tensions.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "guywire/mechanics/taut_row.hpp"
#include "guywire/model/structure.hpp"

namespace guywire {

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
  /// dl/dtheta, laid out as Structure::cable_bodies [m]; see the function of that name.
  std::vector<S> length_gradient;
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
    for (auto* const v : {&curved_gradient, &planar, &uncertainty})
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
  /// Of a straight segment.
  struct Pull {
    S x{}, y{};   ///< unit vector
    S inverse{};  ///< of the length [1/m]
    S length{};   ///< [m]
  };
  /// Of a cable, both sides.
  struct Strain {
    S tension{}, stiffness{};
    S spread{};  ///< what the rounding of its tension is in proportion to [N]
  };
  /// A lever, rotated [m].
  struct Turned {
    S x{}, y{};
  };
  std::vector<S> cosine, sine;  ///< per body, and zero for ground
  /// Links, both ends of each straight segment, curved arms.
  std::vector<Turned> turned;
  std::vector<Turned> between;  ///< per group: the sum of its links
  std::vector<Pull> pulls;      ///< per straight segment
  std::vector<Strain> strains;  ///< per cable
  // of one cable, over its bodies
  std::vector<S> slope;            ///< dl/dtheta where no segment is curved
  std::vector<S> curved_gradient;  ///< dl/dtheta of its segments over circles
  std::vector<S> local;            ///< and d2l/dtheta2
  std::vector<S> planar;           ///< the gradient of one such segment's length in the plane
  /// What the rounding of directions of curved segments makes of dl/dtheta is in proportion to
  /// [m].
  std::vector<S> uncertainty;
  TautRow<S> row;
};

}  // namespace guywire
