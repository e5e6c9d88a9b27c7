#pragma once
/// The standing body in another size and bone shape.
#include <array>
#include <cmath>
#include <map>

#include "guywire/mechanics/mechanics.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/posture/standing.hpp"

namespace guywire {

GUYWIRE_INLINE BodyMeasures measures_of(const Model& model) {
  BodyMeasures out;
  const std::vector<double> theta(model.structure().body_count, 0.0);
  const auto pi = posture_angles(model, theta).pelvic_incidence;
  if (!pi)
    throw ModelError(
        {{"model '" + model.name() + "'",
          "has no pelvic incidence: landmarks hip_axis, S1_anterior and S1_posterior are needed.",
          "Use standing_adult."}});
  out.pelvic_incidence = *pi;
  for (const Body& b : model.description().bodies)
    out.mass += b.mass * b.sides;
  // gait2392's thigh, hip axis to knee, is 0.39585 m in a body about 1.8 m tall (OpenSim
  // documentation)
  const Body& shank = model.description().bodies[model.body("shank").index];
  out.stature = 1.8 * std::hypot(shank.hinge_x, shank.hinge_y) / 0.3958462778004866;
  return out;
}

namespace detail {

/// Turned counter-clockwise about the origin.
inline void turn_point(double angle, double& x, double& y) {
  const double c = std::cos(angle), s = std::sin(angle), x0 = x;
  x = c * x0 - s * y;
  y = s * x0 + c * y;
}

/// Where points of the body go for another pelvic incidence and stature. For a change dPI the
/// middle of the S1 endplate moves on an arc about the hip axis by 0.38 dPI (backward) and the
/// sacrum turns about that point by 0.62 dPI (forward).
class BoneShape {
 public:
  BoneShape(const Model& model, double incidence_change, double longer)
      : longer_(longer), sacrum_turn_(-0.62 * incidence_change) {
    const Landmark *front = model.landmark("S1_anterior"), *back = model.landmark("S1_posterior");
    old_x_ = (front->point.x + back->point.x) / 2;  // pelvis frame: hip axis is its origin
    old_y_ = (front->point.y + back->point.y) / 2;
    new_x_ = old_x_;
    new_y_ = old_y_;
    turn_point(0.38 * incidence_change, new_x_, new_y_);  // backward is counter-clockwise
    // L5/S1 ... L1/2: segmental lordosis standing, n = 324
    constexpr double shares[] = {0.427, 0.252, 0.181, 0.117, 0.023};
    double left = 1;
    for (int i = 0; i < 5; ++i) {
      left -= shares[i];
      turn_["L" + std::to_string(5 - i)] = sacrum_turn_ * left;
    }
    turn_["thorax"] = 0;
  }

  double longer() const { return longer_; }

  /// Moves a point of a body's part, in the body's frame [m].
  void move(const std::string& body, const std::string& part, double& x, double& y) const {
    if (body == "pelvis" && part == "sacrum")
      move_with_sacrum(x, y);
    else if (const auto it = turn_.find(body); it != turn_.end())
      turn_point(it->second, x, y);
    x *= longer_;
    y *= longer_;
  }

 private:
  void move_with_sacrum(double& x, double& y) const {
    x -= old_x_;
    y -= old_y_;
    turn_point(sacrum_turn_, x, y);
    x += new_x_;
    y += new_y_;
  }

  double longer_;                         ///< stature as a factor
  double sacrum_turn_;                    ///< [rad]
  double old_x_, old_y_, new_x_, new_y_;  ///< the middle of the S1 endplate [m]
  std::map<std::string, double> turn_;    ///< of each vertebra against the reference [rad]
};

inline void move_points(ModelDescription& d, const BoneShape& shape) {
  for (Body& body : d.bodies) {
    shape.move(body.parent, body.name == "L5" ? "sacrum" : "", body.hinge_x, body.hinge_y);
    shape.move(body.name, "", body.com_x, body.com_y);
    for (Vec2& p : body.outline)
      shape.move(body.name, "", p.x, p.y);
  }
  for (Circle& c : d.circles) {
    shape.move(c.body, "", c.center_x, c.center_y);
    c.radius *= shape.longer();
  }
  for (Landmark& l : d.landmarks) {
    shape.move(l.body, l.part, l.point.x, l.point.y);
    l.point.z *= shape.longer();
  }
  for (Cable& c : d.cables)
    for (PathPoint& p : c.path)
      if (p.circle.empty()) {
        shape.move(p.body, p.part, p.point.x, p.point.y);
        p.point.z *= shape.longer();
      }
  for (Load& l : d.loads)
    shape.move(l.body, "", l.point_x, l.point_y);
}

/// Lengths of all cables in the reference posture [m].
inline std::vector<double> reference_lengths(const Model& m) {
  const Mechanics<double> mechanics = prepare<double>(m.structure(), m.numbers().data());
  Evaluation<double> e(m.structure());
  const std::vector<double> theta(m.structure().body_count, 0.0);
  evaluate(mechanics, theta.data(), Derivatives::gradient, e);
  return e.length;
}

}  // namespace detail

GUYWIRE_INLINE Model anthropometry(const Model& model, const BodyMeasures& measures) {
  std::vector<Fault> faults;
  check_fields(measures, "body measures", faults);
  if (!faults.empty()) throw ModelError(std::move(faults));
  const BodyMeasures own = measures_of(model);
  const double longer = measures.stature / own.stature, heavier = measures.mass / own.mass;
  ModelBuilder b(model);
  ModelDescription& d = b.description;
  detail::move_points(
      d, detail::BoneShape(model, measures.pelvic_incidence - own.pelvic_incidence, longer));
  for (Body& body : d.bodies)
    body.mass *= heavier;
  for (Joint& j : d.joints)
    j.preload_factor *= heavier;
  // each muscle's fiber and tendon go with its own reference path
  const auto before = detail::reference_lengths(model),
             after = detail::reference_lengths(b.build());
  for (std::size_t i = 0; i < d.cables.size(); ++i) {
    const double stretch = after[i] / before[i];
    std::visit([&](auto& law) { law = scaled(law, stretch, heavier / longer); }, d.cables[i].law);
  }
  StandingFitOptions options;
  options.fit_capsule = false;
  return fit_standing(b.build(), options).model;
}

}  // namespace guywire
