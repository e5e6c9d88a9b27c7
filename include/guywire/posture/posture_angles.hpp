#pragma once
/// The clinical angles read from landmarks. Zero and sense of each: conventions.hpp.
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

#include "guywire/mechanics/kinematics.hpp"

namespace guywire {

/// What posture angles are read from: indices of landmarks and bodies by their anatomical names; -1
/// where the model has none.
struct PostureLandmarks {
  int asis = -1, psis = -1, hip_axis = -1;
  int s1_anterior = -1, s1_posterior = -1, l1_anterior = -1, l1_posterior = -1;
  int pelvis = -1, thorax = -1;
};
PostureLandmarks posture_landmarks(const Model& model);

/// All in rad. Those whose landmarks the model lacks are empty.
template <class S>
struct BasicPostureAngles {
  S anterior_tilt_change{};           ///< - theta of the tilt body, + forward
  std::optional<S> anterior_tilt;     ///< landmarks ASIS, PSIS
  std::optional<S> pelvic_tilt;       ///< PT: landmarks hip_axis, S1_anterior, S1_posterior
  std::optional<S> sacral_slope;      ///< SS: S1_anterior, S1_posterior
  std::optional<S> pelvic_incidence;  ///< PI: angle of the hip axis line to the endplate's normal
  std::optional<S> lordosis;          ///< LL: L1_anterior, L1_posterior, S1_anterior, S1_posterior
  /// theta_thorax - theta_pelvis, + extension; where both bodies exist
  std::optional<S> lumbar_angle;
};
using PostureAngles = BasicPostureAngles<double>;
PostureAngles posture_angles(const Model& model, std::span<const double> theta);
/// The same in any Scalar, for other numbers of the model.
template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const S* numbers, const S* theta);
/// The same where the landmarks are known already.
template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const PostureLandmarks& marks,
                                     const S* numbers, const S* theta);

// ----------------------------------------------------------------------------

namespace detail {

template <class S>
struct PlanePoint {
  S x, y;
};

/// Place of a landmark in W [m]; nothing for -1.
template <class S>
std::optional<PlanePoint<S>> landmark_place(const Model& model, const S* numbers, const S* theta,
                                            int landmark) {
  using std::cos;
  using std::sin;
  if (landmark < 0) return std::nullopt;
  const Structure& s = model.structure();
  const Landmark& l = model.description().landmarks[landmark];
  S x(l.point.x), y(l.point.y), sum_x(0.0), sum_y(0.0);
  for (int b = s.landmark_bodies[landmark]; b >= 0; b = s.parent[b]) {
    const S c = cos(theta[b]), w = sin(theta[b]);  // angles are absolute: each turns its lever
    sum_x = sum_x + c * x - w * y;
    sum_y = sum_y + w * x + c * y;
    x = numbers[s.hinge[b]];
    y = numbers[s.hinge[b] + 1];
  }
  return PlanePoint<S>{sum_x + x, sum_y + y};
}

/// Slope of a line, + down forward.
template <class S>
S slope_of(const PlanePoint<S>& back, const PlanePoint<S>& front) {
  using std::atan2;
  return atan2(back.y - front.y, front.x - back.x);
}

}  // namespace detail

template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const S* numbers, const S* theta) {
  return posture_angles<S>(model, posture_landmarks(model), numbers, theta);
}

template <class S>
BasicPostureAngles<S> posture_angles(const Model& model, const PostureLandmarks& marks,
                                     const S* numbers, const S* theta) {
  using std::atan2;
  using Point = detail::PlanePoint<S>;
  const auto place = [&](int landmark) {
    return detail::landmark_place(model, numbers, theta, landmark);
  };
  BasicPostureAngles<S> out;
  out.anterior_tilt_change = -theta[tilt_body(model)];
  if (marks.pelvis >= 0 && marks.thorax >= 0)
    out.lumbar_angle = theta[marks.thorax] - theta[marks.pelvis];
  const auto asis = place(marks.asis);
  const auto psis = place(marks.psis);
  if (asis && psis) out.anterior_tilt = detail::slope_of(*psis, *asis);
  const auto s1a = place(marks.s1_anterior);
  const auto s1p = place(marks.s1_posterior);
  if (!s1a || !s1p) return out;
  out.sacral_slope = detail::slope_of(*s1p, *s1a);
  if (const auto hip = place(marks.hip_axis)) {
    // from the hip axis to the middle of S1
    const Point up{0.5 * (s1a->x + s1p->x) - hip->x, 0.5 * (s1a->y + s1p->y) - hip->y};
    out.pelvic_tilt = atan2(-up.x, up.y);
    const Point plate{s1a->x - s1p->x, s1a->y - s1p->y};  // its normal, turned up: (-y, x)
    out.pelvic_incidence =
        atan2(-plate.y * up.y - plate.x * up.x, -plate.y * up.x + plate.x * up.y);
  }
  const auto l1a = place(marks.l1_anterior);
  const auto l1p = place(marks.l1_posterior);
  if (l1a && l1p) out.lordosis = *out.sacral_slope - detail::slope_of(*l1p, *l1a);
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
    default:
      return a.lumbar_angle;
  }
}

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/posture_angles-inl.hpp"
#endif
