#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/hinge_forces.hpp"
#include "guywire/model/coordinates.hpp"
#include "guywire/posture/joint_loads.hpp"
#include "guywire/statics/contact_forces.hpp"

namespace guywire {

namespace detail {

/// Adds what contacts carry: V = ... + f.d, d from the first point to the second, differentiated
/// with respect to each hinge's place.
inline void add_contact_forces(const Model& model, const Mechanics<double>& m,
                               const Posture& posture, std::vector<double>& forces) {
  if (posture.certificate.contacts.empty()) return;
  const Structure& s = model.structure();
  Evaluation<double> e(s);
  evaluate(m, posture.angles.data(), Derivatives::gradient, e);
  each_contact_force(
      e, model, posture.certificate, [&](const Contact&, int straight, double x, double y) {
        const auto& span = s.spans[s.segments[s.straights[straight].segment].span];
        for (int b = 0; b < s.body_count; ++b) {
          double sign = 0;  // the hinge's place is in the lever of the parent, or in ground's part
          const auto look = [&](int plus, int minus) {
            sign += (plus == s.hinge[b]) - (minus == s.hinge[b]);
          };
          look(span.ground_plus, span.ground_minus);
          for (int l = span.first_lever; l < span.first_lever + span.lever_count; ++l)
            look(s.levers[l].plus, s.levers[l].minus);
          const double c = s.parent[b] < 0 ? 1 : e.cosine[s.parent[b]];
          const double w = s.parent[b] < 0 ? 0 : e.sine[s.parent[b]];
          forces[2 * b] += sign * (c * x + w * y);
          forces[2 * b + 1] += sign * (c * y - w * x);
        }
      });
}

/// Per body: whether it is that body or hangs on it.
inline std::vector<char> bodies_beyond(const Structure& s, int body) {
  std::vector<char> out(s.body_count, 0);
  for (int i = body; i < s.body_count; ++i)
    out[i] = i == body || (s.parent[i] >= 0 && out[s.parent[i]]);
  return out;
}

/// Moment of the joint laws between the bodies beyond a hinge and the others [N m].
inline double moment_of_laws(const Structure& s, const Mechanics<double>& m,
                             const std::vector<double>& angles, const std::vector<char>& beyond) {
  double sum = 0;
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    const auto& joint = s.joints[j];
    const bool outer = joint.body >= 0 && beyond[joint.body];
    const bool inner = joint.relative_to >= 0 && beyond[joint.relative_to];
    if (outer == inner) continue;
    const double phi = joint_angle(joint, angles.data());
    const double slope =
        m.joint_factor[j] *
        std::visit([&](const auto& law) { return evaluate(law, phi).moment; }, m.joint_laws[j]);
    sum += outer ? -slope : slope;
  }
  return sum;
}

/// Moment of the constraints between the bodies beyond a hinge and the others [N m]; those held
/// from outside do not count.
inline double moment_of_constraints(const Structure& s,
                                    const std::vector<double>& constraint_moments,
                                    const std::vector<char>& beyond) {
  double sum = 0;
  for (std::size_t k = 0; k < constraint_moments.size(); ++k) {
    const double* const coefficients = s.A.data() + k * s.body_count;
    double all = 0;
    double here = 0;
    for (int i = 0; i < s.body_count; ++i) {
      all += coefficients[i];
      here += beyond[i] ? coefficients[i] : 0;
    }
    if (std::abs(all) < 1e-12) sum += here * constraint_moments[k];
  }
  return sum;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<JointLoad> joint_loads(const Model& model, const Posture& posture) {
  const ModelDescription& d = model.description();
  const Structure& s = model.structure();
  const auto& numbers = model.numbers();
  if (posture.angles.size() != static_cast<std::size_t>(s.body_count) ||
      posture.constraint_moments.size() != d.constraints.size())
    throw ModelError(
        {{"posture",
          "has " + std::to_string(posture.angles.size()) + " angles and " +
              std::to_string(posture.constraint_moments.size()) + " holding moments; model '" +
              d.name + "' has " + std::to_string(s.body_count) + " bodies and " +
              std::to_string(d.constraints.size()) + " constraints.",
          "Give an answer of the same model."}});
  detail::require_paths(model, posture.angles);
  auto forces = hinge_forces<double>(s, numbers.data(), numbers.size(), posture.angles.data());
  const Mechanics<double> m = prepare<double>(s, numbers.data());
  detail::add_contact_forces(model, m, posture, forces);
  std::vector<JointLoad> out;
  for (int b = 0; b < s.body_count; ++b) {
    const std::vector<char> beyond = detail::bodies_beyond(s, b);
    JointLoad load{.body = d.bodies[b].name,
                   .parent = d.bodies[b].parent,
                   .force_x = forces[2 * b],
                   .force_y = forces[2 * b + 1],
                   .compression = {},
                   .shear = {}};
    load.law_moment = detail::moment_of_laws(s, m, posture.angles, beyond);
    load.constraint_moment = detail::moment_of_constraints(s, posture.constraint_moments, beyond);
    if (const auto axis = disc_axis<double>(model, numbers.data(), b)) {
      load.compression = load.force_x * axis->across_x + load.force_y * axis->across_y;
      load.shear = -(load.force_x * axis->along_x + load.force_y * axis->along_y);
    }
    out.push_back(std::move(load));
  }
  return out;
}

GUYWIRE_INLINE double share_behind_disc(double extension) {
  return 0.16 * std::clamp(1 + extension / (3.8 * degree), 0.0, 1.0);
}

GUYWIRE_INLINE double disc_pressure(double compression, double standing_compression) {
  return 0.50e6 * compression / standing_compression;
}

}  // namespace guywire
