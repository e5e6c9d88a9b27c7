#pragma once
/// Where points are, and the clinical angles read from landmarks. Zero and sense of each:
/// conventions.hpp.
#include <cmath>
#include <optional>
#include <span>

#include "guywire/model/model.hpp"

namespace guywire {

/// Position in W [m] of a point of a body, for body angles theta [rad].
Vec2 position(const Model& model, BodyId body, Vec2 p_BP_B, std::span<const double> theta);

/// All in rad. Those whose landmarks the model lacks are empty.
template <class S>
struct BasicPostureAngles {
  S anterior_tilt_change{};           ///< - theta of the tilt body, + forward
  std::optional<S> anterior_tilt;     ///< landmarks ASIS, PSIS
  std::optional<S> pelvic_tilt;       ///< PT: landmarks hip_axis, S1_anterior, S1_posterior
  std::optional<S> sacral_slope;      ///< SS: S1_anterior, S1_posterior
  std::optional<S> pelvic_incidence;  ///< PI: angle of the hip axis line to the endplate's normal
  std::optional<S> lordosis;          ///< LL: L1_anterior, L1_posterior, S1_anterior, S1_posterior
  std::optional<S>
      lumbar_angle;  ///< theta_thorax - theta_pelvis, + extension; where both bodies exist
};
using PostureAngles = BasicPostureAngles<double>;
PostureAngles posture_angles(const Model& model, std::span<const double> theta);
/// The same in any Scalar, for other numbers of the model.
template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const S* numbers, const S* theta);

/// Index of the body whose angle is "tilt": the body named "pelvis", or the first free
/// coordinate's, or the first body where every coordinate is held.
int tilt_body(const Model& model);

// ----------------------------------------------------------------------------

template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const S* numbers, const S* theta) {
  using std::atan2;
  using std::cos;
  using std::sin;
  struct Point {
    S x, y;
  };
  BasicPostureAngles<S> out;
  const Structure& s = model.structure();
  out.anterior_tilt_change = -theta[tilt_body(model)];
  if (s.pelvis >= 0 && s.thorax >= 0) out.lumbar_angle = theta[s.thorax] - theta[s.pelvis];
  const auto place = [&](int which) -> std::optional<Point> {
    const auto& [landmark, body] = s.landmarks[which];
    if (landmark < 0) return std::nullopt;
    const Landmark& l = model.description().landmarks[landmark];
    S x(l.point.x), y(l.point.y), sum_x(0.0), sum_y(0.0);
    for (int b = body; b >= 0;
         b = s.parent[b]) {  // angles are absolute: each lever is turned by its own body's
      const S c = cos(theta[b]), w = sin(theta[b]);
      sum_x = sum_x + c * x - w * y;
      sum_y = sum_y + w * x + c * y;
      x = numbers[s.hinge[b]];
      y = numbers[s.hinge[b] + 1];
    }
    return Point{sum_x + x, sum_y + y};
  };
  const auto asis = place(0), psis = place(1), hip = place(2), s1a = place(3), s1p = place(4),
             l1a = place(5), l1p = place(6);  // Structure::posture_landmarks
  const auto slope = [](const Point& back, const Point& front) {
    return atan2(back.y - front.y, front.x - back.x);
  };  // + down forward
  if (asis && psis) out.anterior_tilt = slope(*psis, *asis);
  if (s1a && s1p) {
    out.sacral_slope = slope(*s1p, *s1a);
    if (hip) {
      const Point up{0.5 * (s1a->x + s1p->x) - hip->x,
                     0.5 * (s1a->y + s1p->y) - hip->y};  // hip axis to the middle of S1
      out.pelvic_tilt = atan2(-up.x, up.y);
      const Point plate{s1a->x - s1p->x, s1a->y - s1p->y};  // its normal, turned up: (-y, x)
      out.pelvic_incidence =
          atan2(-plate.y * up.y - plate.x * up.x, -plate.y * up.x + plate.x * up.y);
    }
    if (l1a && l1p) out.lordosis = *out.sacral_slope - slope(*l1p, *l1a);
  }
  return out;
}

namespace detail {

/// In the order of `posture_angle`.
inline constexpr std::array<std::string_view, 7> posture_angle_names{
    "anterior_tilt_change", "anterior_tilt", "pelvic_tilt", "sacral_slope",
    "pelvic_incidence",     "lordosis",      "lumbar_angle"};

template <class S>
std::optional<S> posture_angle(const BasicPostureAngles<S>& a, int index) {
  switch (index) {
    case 0:
      return a.anterior_tilt_change;
    case 1:
      return a.anterior_tilt;
    case 2:
      return a.pelvic_tilt;
    case 3:
      return a.sacral_slope;
    case 4:
      return a.pelvic_incidence;
    case 5:
      return a.lordosis;
  }
  return a.lumbar_angle;
}

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/mechanics/posture_angles-inl.hpp"
#endif
