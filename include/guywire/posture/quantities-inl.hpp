#pragma once
#include <algorithm>
#include <optional>
#include <string>

#include "guywire/mechanics/hinge_moments.hpp"
#include "guywire/posture/disc_axis.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire {

namespace detail {

/// PostureLandmarks as a quantity's parts, and back.
inline std::vector<int> parts_of(const PostureLandmarks& m) {
  return {m.asis,        m.psis,         m.hip_axis, m.s1_anterior, m.s1_posterior,
          m.l1_anterior, m.l1_posterior, m.pelvis,   m.thorax};
}
inline PostureLandmarks landmarks_of(const Quantity& q) {
  const std::vector<int>& p = q.parts;
  return {p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8]};
}

inline constexpr Reading angle_reading{
    .needs_forces = false,
    .values =
        [](std::span<const Quantity> quantities, const Model& model,
           std::span<const double> numbers, const double* theta, double* out) {
          const PostureLandmarks marks = landmarks_of(quantities.front());
          const auto angles = posture_angles<double>(model, marks, numbers.data(), theta);
          for (const Quantity& q : quantities)
            *out++ = *posture_angle(angles, q.index);
        },
    .derivative =
        [](const Quantity& q, const Model& model, std::span<const Dual<8>> numbers,
           const Dual<8>* theta) {
          const PostureLandmarks marks = landmarks_of(q);
          const auto angles = posture_angles<Dual<8>>(model, marks, numbers.data(), theta);
          return *posture_angle(angles, q.index);
        }};

inline constexpr Reading disc_reading{
    .needs_forces = true,
    .values =
        [](std::span<const Quantity> quantities, const Model& model,
           std::span<const double> numbers, const double* theta, double* out) {
          for (const Quantity& q : quantities)
            *out++ =
                disc_force<double>(model, numbers.data(), numbers.size(), theta, q.index, q.axis);
        },
    .derivative =
        [](const Quantity& q, const Model& model, std::span<const Dual<8>> numbers,
           const Dual<8>* theta) {
          return disc_force<Dual<8>>(model, numbers.data(), numbers.size(), theta, q.index, q.axis);
        }};

/// Cables, then joint laws as -1 - j: the parts of a quantity that is a moment.
inline std::pair<std::vector<int>, std::vector<int>> cables_and_joints(const Quantity& q) {
  std::pair<std::vector<int>, std::vector<int>> out;
  for (const int part : q.parts) {
    if (part >= 0)
      out.first.push_back(part);
    else
      out.second.push_back(-1 - part);
  }
  return out;
}

inline constexpr Reading moment_reading{
    .needs_forces = true,
    .values =
        [](std::span<const Quantity> quantities, const Model& model,
           std::span<const double> numbers, const double* theta, double* out) {
          HingeMoments<double> moments(model.structure(), numbers.data(), theta);
          for (const Quantity& q : quantities) {
            const auto [cables, joints] = cables_and_joints(q);
            *out++ = moments.of(q.index, cables, joints);
          }
        },
    .derivative =
        [](const Quantity& q, const Model& model, std::span<const Dual<8>> numbers,
           const Dual<8>* theta) {
          const auto [cables, joints] = cables_and_joints(q);
          return HingeMoments<Dual<8>>(model.structure(), numbers.data(), theta)
              .of(q.index, cables, joints);
        }};

inline Quantity moment_quantity(std::string_view name, int body, std::vector<int> parts) {
  return {.name = std::string(name),
          .unit = "N m",
          .kind = Quantity::Kind::reading,
          .index = body,
          .parts = std::move(parts),
          .reading = &moment_reading};
}

/// The joint law of that name, or -1.
inline int joint_named(const Model& model, std::string_view name) {
  const auto& joints = model.description().joints;
  for (std::size_t j = 0; j < joints.size(); ++j)
    if (joints[j].name == name) return static_cast<int>(j);
  return -1;
}

/// The body that a joint law turns: `body`, or where that is ground, the other.
inline int turned_body(const Structure::JointEntry& joint) {
  return joint.body >= 0 ? joint.body : joint.relative_to;
}

/// JOINT.moment or BODY.moment; nothing if there is neither.
inline std::optional<Quantity> hinge_moment_quantity(const Model& model, std::string_view name,
                                                     const std::string& owner) {
  const Structure& s = model.structure();
  const auto& bodies = model.description().bodies;
  const auto body =
      std::find_if(bodies.begin(), bodies.end(), [&](const Body& b) { return b.name == owner; });
  if (const int j = joint_named(model, owner); j >= 0)
    return moment_quantity(name, turned_body(s.joints[j]), {-1 - j});
  if (body == bodies.end()) return {};
  std::vector<int> parts;
  for (int c = 0; c < static_cast<int>(s.cables.size()); ++c)
    parts.push_back(c);
  for (int j = 0; j < static_cast<int>(s.joints.size()); ++j)
    parts.push_back(-1 - j);
  return moment_quantity(name, static_cast<int>(body - bodies.begin()), std::move(parts));
}

/// NAME.moment_at_BODY.
inline Quantity partial_moment_quantity(const Model& model, std::string_view name,
                                        const std::string& owner, std::string_view body) {
  const int at = model.body(body).index;
  if (const int j = joint_named(model, owner); j >= 0) return moment_quantity(name, at, {-1 - j});
  std::vector<int> parts;
  for (const CableId id : model.cables(owner))
    parts.push_back(id.index);
  return moment_quantity(name, at, std::move(parts));
}

/// BODY.compression or BODY.shear. Throws ModelError where the disc has no axis.
inline Quantity disc_force_quantity(const Model& model, std::string_view name,
                                    const std::string& owner, bool shear) {
  const int body = model.body(owner).index;
  if (!disc_axis<double>(model, model.numbers().data(), body))
    throw ModelError(
        {{"quantity '" + std::string(name) + "'",
          "has no axis: '" + owner + "' hangs on '" + model.description().bodies[body].parent +
              "', which has neither endplate landmarks nor a hinge of its own.",
          "Use " + owner + ".force_x and " + owner + ".force_y."}});
  return {.name = std::string(name),
          .unit = "N",
          .kind = Quantity::Kind::reading,
          .index = body,
          .axis = shear,
          .reading = &disc_reading};
}

/// The quantity `name` = OWNER.FIELD; nothing if there is no such field.
/// Throws ModelError if there is no such body, cable or group.
inline std::optional<Quantity> quantity_of(const Model& model, std::string_view name,
                                           const std::string& owner, std::string_view field) {
  const std::string whole(name);
  if (field == "tension") {
    Quantity q{.name = whole, .unit = "N", .kind = Quantity::Kind::tension};
    for (const CableId id : model.cables(owner))
      q.parts.push_back(id.index);
    return q;
  }
  if (field == "moment") {
    const auto& constraints = model.description().constraints;
    for (std::size_t k = 0; k < constraints.size(); ++k)
      if (constraints[k].name == owner)
        return Quantity{.name = whole,
                        .unit = "N m",
                        .kind = Quantity::Kind::constraint_moment,
                        .index = static_cast<int>(k)};
    return hinge_moment_quantity(model, name, owner);
  }
  if (constexpr std::string_view at = "moment_at_"; field.starts_with(at))
    return partial_moment_quantity(model, name, owner, field.substr(at.size()));
  if (field == "angle")
    return Quantity{.name = whole,
                    .unit = "rad",
                    .kind = Quantity::Kind::body_angle,
                    .index = model.body(owner).index};
  if (field == "force_x" || field == "force_y")
    return Quantity{.name = whole,
                    .unit = "N",
                    .kind = Quantity::Kind::hinge_force,
                    .index = model.body(owner).index,
                    .axis = field == "force_y"};
  if (field == "compression" || field == "shear")
    return disc_force_quantity(model, name, owner, field == "shear");
  return {};
}

/// Names of all quantities but posture angles.
inline std::vector<std::string> names_of_owned_quantities(const ModelDescription& d) {
  std::vector<std::string> names;
  for (const Body& b : d.bodies)
    for (const char* field :
         {".angle", ".force_x", ".force_y", ".compression", ".shear", ".moment"})
      names.push_back(b.name + field);
  for (const Constraint& c : d.constraints)
    names.push_back(c.name + ".moment");
  for (const Joint& j : d.joints)
    names.push_back(j.name + ".moment");
  for (const Cable& c : d.cables)
    names.push_back(c.name + ".tension");
  for (const Group& g : d.groups)
    names.push_back(g.name + ".tension");
  return names;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<Quantity> posture_quantities(const Model& model) {
  const auto angles = posture_angles(model, std::vector<double>(model.structure().body_count, 0.0));
  const std::vector<int> parts = detail::parts_of(posture_landmarks(model));
  std::vector<Quantity> out;
  for (int i = 0; i < static_cast<int>(detail::posture_angle_names.size()); ++i)
    if (detail::posture_angle(angles, i))
      out.push_back({.name = std::string(detail::posture_angle_names[i]),
                     .unit = "rad",
                     .kind = Quantity::Kind::reading,
                     .index = i,
                     .parts = parts,
                     .reading = &detail::angle_reading});
  return out;
}

GUYWIRE_INLINE Quantity quantity(const Model& model, std::string_view name) {
  std::vector<std::string> known;
  for (const Quantity& q : posture_quantities(model)) {
    if (q.name == name) return q;
    known.push_back(q.name);
  }
  const std::string where = "quantity '" + std::string(name) + "'";
  if (std::find(detail::posture_angle_names.begin(), detail::posture_angle_names.end(), name) !=
      detail::posture_angle_names.end())
    throw ModelError({{where,
                       "cannot be read off model '" + model.name() +
                           "', which lacks the landmarks or bodies for it.",
                       "Use one of: " + detail::join(known) + "."}});
  const auto dot = name.rfind('.');
  if (dot != std::string_view::npos && name.substr(0, dot) != ground_name) {
    const std::string owner(name.substr(0, dot));
    if (auto q = detail::quantity_of(model, name, owner, name.substr(dot + 1))) return *q;
  }
  for (std::string& other : detail::names_of_owned_quantities(model.description()))
    known.push_back(std::move(other));
  const std::string near = did_you_mean(name, known);
  throw ModelError(
      {{where, "is nothing that can be read off a posture.",
        (near.empty() ? near : near + " ") +
            "Use a posture angle (lordosis), BODY.angle, NAME.tension, BODY.force_x, BODY.force_y, "
            "BODY.compression, BODY.shear, NAME.moment (of a constraint, a joint law, or of all "
            "about a "
            "body's hinge) or NAME.moment_at_BODY."}});
}

}  // namespace guywire
