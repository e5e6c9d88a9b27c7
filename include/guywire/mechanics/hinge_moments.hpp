#pragma once
/// Moments about a hinge.
///
/// What turns everything beyond a hinge as one piece: the joint moment of the text books. A cable's
/// is its tension times its moment arm; one that does not cross the hinge has none.
#include <span>
#include <vector>

#include "guywire/mechanics/mechanics.hpp"

namespace guywire {

/// Moments of cables and joint laws about hinges at body angles theta [rad].
template <class S>
class HingeMoments {
 public:
  HingeMoments(const Structure& s, const S* numbers, const S* theta)
      : s_(s), mechanics_(prepare<S>(s, numbers)), theta_(theta), e_(s) {
    evaluate(mechanics_, theta, Derivatives::gradient, e_);
  }

  /// What these cables and joint laws exert about the hinge of `body` on all that is beyond it [N
  /// m], + counter-clockwise; right and left together.
  S of(int body, std::span<const int> cables, std::span<const int> joints) {
    find_beyond(body);
    S sum(0.0);
    for (const int c : cables)
      sum = sum + of_cable(static_cast<std::size_t>(c));
    for (const int j : joints)
      sum = sum + of_joint(static_cast<std::size_t>(j));
    return sum;
  }

 private:
  void find_beyond(int body) {
    beyond_.assign(static_cast<std::size_t>(s_.body_count), false);
    for (int b = 0; b < s_.body_count; ++b)
      for (int up = b; up >= 0 && !beyond_[b]; up = s_.parent[up])
        beyond_[b] = up == body;
  }
  bool is_beyond(int body) const { return body >= 0 && beyond_[body]; }

  S of_cable(std::size_t c) {
    const auto& cable = s_.cables[c];
    const S* const gradient = length_gradient(mechanics_, e_, c);
    S sum(0.0);
    for (int k = 0; k < cable.body_count; ++k)
      if (is_beyond(s_.cable_bodies[cable.first_body + k])) sum = sum - gradient[k];
    return sum * e_.tension[c] * static_cast<double>(cable.sides);
  }

  S of_joint(std::size_t j) const {
    const auto& joint = s_.joints[j];
    if (is_beyond(joint.body) == is_beyond(joint.relative_to)) return S(0.0);
    const S angle = detail::joint_angle(joint, theta_);
    const S slope = std::visit([&](const auto& law) { return evaluate(law, angle).moment; },
                               mechanics_.joint_laws[j]);
    const S moment = mechanics_.joint_factor[j] * slope;
    return is_beyond(joint.body) ? -moment : moment;
  }

  const Structure& s_;
  const Mechanics<S> mechanics_;
  const S* theta_;
  Evaluation<S> e_;
  std::vector<bool> beyond_{};
};

}  // namespace guywire
