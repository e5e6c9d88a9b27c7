#pragma once
/// What a model is made of, as plain aggregates. SI units; frames and signs as in conventions.hpp.
/// Nothing is checked here: `ModelBuilder::build` checks everything at once.
///
/// Statics has no scale: lengths, masses, forces and turns may be any finite numbers, and a field
/// has a limit only where that protects something, which stands beside it.
#include <map>
#include <string>
#include <vector>

#include "guywire/tissue/joint_laws.hpp"
#include "guywire/tissue/laws.hpp"

namespace guywire {

struct Vec2 {
  double x = 0, y = 0;
  bool operator==(const Vec2&) const = default;
};

struct Vec3 {
  double x = 0, y = 0, z = 0;
  bool operator==(const Vec3&) const = default;
};

/// One coordinate of a path point or landmark.
inline constexpr FieldInfo coordinate_field{"",       "m",   -infinity,
                                            infinity, false, "a coordinate in the body's frame"};

/// The name that stands for the immovable frame.
inline constexpr std::string_view ground_name = "ground";

/// A rigid body on a hinge. Its frame has its origin at the hinge and is aligned with ground at
/// theta = 0.
struct Body {
  std::string name;
  std::string parent = std::string(ground_name);  ///< ground or a body listed before
  double hinge_x = 0, hinge_y = 0;                ///< the hinge in the parent's frame [m]
  double mass = 0;                                ///< [kg] of one side
  double com_x = 0, com_y = 0;                    ///< center of mass in this frame [m]
  double angle_lower = -3.1416,
         angle_upper = 3.1416;  ///< range of validity of theta [rad]; leaving it is `runaway`
  int sides = 1;                ///< 2: a right and left pair that share one pose
  std::vector<Vec2> outline{};  ///< for drawing only [m]
  std::string source{};
  bool operator==(const Body&) const = default;
  static constexpr int number_count = 5;  ///< the first five of `fields` enter the flat numbers
  static const std::array<Field<Body>, 7> fields;
};
inline constexpr std::array<Field<Body>, 7> Body::fields{{
    {{"hinge_in_parent_x", "m", -infinity, infinity, false,
      "where the hinge lies in the parent's frame"},
     &Body::hinge_x},
    {{"hinge_in_parent_y", "m", -infinity, infinity, false,
      "where the hinge lies in the parent's frame"},
     &Body::hinge_y},
    {{"mass", "kg", 0, infinity, false, "the mass of one side"}, &Body::mass},
    {{"com_x", "m", -infinity, infinity, false, "the centre of mass in the body's frame"},
     &Body::com_x},
    {{"com_y", "m", -infinity, infinity, false, "the centre of mass in the body's frame"},
     &Body::com_y},
    {{"angle_lower", "rad", -infinity, 0, false,
      "the lower end of the body's range, at or below its reference 0"},
     &Body::angle_lower},
    {{"angle_upper", "rad", 0, infinity, false,
      "the upper end of the body's range, at or above its reference 0"},
     &Body::angle_upper},
}};

/// One linear condition on body angles: sum of coefficient x theta = angle. It holds an orientation
/// (one term), a relative pose or weld (two terms), or one share of a rhythm (several). Its holding
/// moment says what the rest of the body supplies.
struct Constraint {
  std::string name;
  std::vector<std::pair<std::string, double>> terms;  ///< body, coefficient
  double angle = 0;                                   ///< [rad]
  bool balanced_by_muscles =
      false;  ///< recruitment brings its holding moment to zero: only muscles can supply it
  std::string source{};
  bool operator==(const Constraint&) const = default;
  static const std::array<Field<Constraint>, 1> fields;
};
inline constexpr std::array<Field<Constraint>, 1> Constraint::fields{{
    {{"angle", "rad", -infinity, infinity, false, "the angle held"}, &Constraint::angle},
}};

/// A joint law between `body` and `relative_to`; phi = theta_body - theta_relative_to.
struct Joint {
  std::string name;
  std::string body, relative_to = std::string(ground_name);
  JointLaw law;
  double preload_factor =
      1;  ///< factor on the law's moment, e.g. for the stiffening of a loaded disc
  int sides = 1;
  std::string source{};
  bool operator==(const Joint&) const = default;
  static const std::array<Field<Joint>, 1> fields;
};
inline constexpr std::array<Field<Joint>, 1> Joint::fields{{
    {{"preload_factor", "1", 0, infinity, false, "a factor on the law's moment"},
     &Joint::preload_factor},
}};

/// A cylinder along z that cables wrap around: a circle on a body.
struct Circle {
  std::string name;
  std::string body;
  double center_x = 0, center_y = 0;  ///< in the body's frame [m]
  double radius = 0;                  ///< [m] > 0
  std::string source{};
  bool operator==(const Circle&) const = default;
  static const std::array<Field<Circle>, 3> fields;
};
inline constexpr std::array<Field<Circle>, 3> Circle::fields{{
    {{"center_x", "m", -infinity, infinity, false, "the centre in the body's frame"},
     &Circle::center_x},
    {{"center_y", "m", -infinity, infinity, false, "the centre in the body's frame"},
     &Circle::center_y},
    {{"radius", "m", 0, infinity, true, "the radius"}, &Circle::radius},
}};

/// Sense in which a path runs about a circle's center, seen from the subject's right (x to the
/// right, y up).
enum class Sense {
  counterclockwise,
  clockwise
};

/// A fixed point of a path, or (when `circle` is named) a circle passed between the points before
/// and after it.
struct PathPoint {
  std::string body;
  Vec3 point;  ///< [m] in the body's frame; z from the midline
  std::string
      part{};  ///< optional label within the body ("upper", "lower"), for whoever reshapes bodies
  std::string circle{};  ///< name of a circle, instead of a point
  Sense sense = Sense::counterclockwise;
  bool operator==(const PathPoint&) const = default;
};

/// A point on a body, for paths: `at("mast", 0.04, 0.03, 0.09)`.
inline PathPoint at(std::string body, double x, double y, double z = 0) {
  return {.body = std::move(body), .point = {x, y, z}, .part = {}, .circle = {}};
}
/// A circle passed on one side, for paths: `around("pulley", Sense::clockwise)`.
inline PathPoint around(std::string circle, Sense sense) {
  return {.body = {}, .point = {}, .part = {}, .circle = std::move(circle), .sense = sense};
}

/// A cable that can only pull, from its first point over via points and circles to its last.
struct Cable {
  std::string name;
  CableLaw law;
  std::vector<PathPoint> path;
  int sides = 1;  ///< 2: stands for a right and left pair that share one pose
  Knobs knobs{};
  std::string source{};
  bool operator==(const Cable&) const = default;
};

/// A dead load: a force that keeps its direction in space, or a couple about z.
struct Load {
  enum class Kind {
    force,
    couple
  };
  std::string name;
  Kind kind = Kind::force;
  std::string body;
  double force_x = 0, force_y = 0;  ///< [N], in W
  double point_x = 0, point_y = 0;  ///< where a force acts, in the body's frame [m]
  double moment = 0;                ///< of a couple [N m], + counter-clockwise (posterior)
  std::string source{};
  bool operator==(const Load&) const = default;
  static const std::array<Field<Load>, 5> fields;
};
inline constexpr std::array<Field<Load>, 5> Load::fields{{
    {{"force_x", "N", -infinity, infinity, false, "the force forward"}, &Load::force_x},
    {{"force_y", "N", -infinity, infinity, false, "the force upward"}, &Load::force_y},
    {{"point_x", "m", -infinity, infinity, false, "the point of attack in the body's frame"},
     &Load::point_x},
    {{"point_y", "m", -infinity, infinity, false, "the point of attack in the body's frame"},
     &Load::point_y},
    {{"moment", "N m", -infinity, infinity, false, "the couple, + posterior"}, &Load::moment},
}};

/// A named point on a body, from which clinical angles are read.
struct Landmark {
  std::string name;
  std::string body;
  Vec3 point;
  std::string part{};
  std::string source{};
  bool operator==(const Landmark&) const = default;
};

/// A group of cables; members are cables or groups listed before.
struct Group {
  std::string name;
  std::vector<std::string> members;
  bool operator==(const Group&) const = default;
};

/// Everything a model file says. Text fields (title, sources, notes) explain and are left out of
/// the content hash.
struct ModelDescription {
  std::string name;
  std::string title;
  std::vector<std::pair<std::string, std::string>> sources;
  std::vector<std::string> notes;
  Vec2 gravity{0, -9.81};  ///< [m/s^2] in W
  std::vector<Body> bodies;
  std::vector<Constraint> constraints;
  std::vector<Joint> joints;
  std::vector<Circle> circles;
  std::vector<Cable> cables;
  std::vector<Group> groups;
  std::vector<std::string>
      partition;  ///< groups or cables that cover every cable once: who can "win"
  std::vector<Load> loads;
  std::vector<Landmark> landmarks;
  std::string tilt{};  ///< the body whose angle is reported as tilt; empty: the first coordinate's
  bool operator==(const ModelDescription&) const = default;
};

}  // namespace guywire
