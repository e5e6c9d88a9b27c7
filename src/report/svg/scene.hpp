#pragma once
// What the picture shows, read once from a model and its postures. Places are in W (x anterior, y
// up, meters), turned as the picture is asked to be: `seen`.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/mechanics/cable_path.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/report/svg.hpp"
#include "marks.hpp"
#include "shapes.hpp"

namespace guywire::svg {

/// What a picture is read from. Everything is fixed once it is made.
class Scene {
 public:
  Scene(const Model& model, const Posture& posture, const SvgOptions& options);

  const Model& model;
  const ModelDescription& d;
  const Posture& posture;
  const SvgOptions& options;
  const Language language;
  const Posture* ghost;  ///< the posture drawn pale behind, or null
  Angles theta, ghost_theta;
  int tilt_body = 0;
  PostureAngles angles;
  std::vector<std::vector<PathPiece>> paths;  ///< of each cable
  std::vector<Shape> shapes;                  ///< of the bodies, from back to front
  bool anatomical = false;                    ///< bones, not steel
  bool both_sides = false;                    ///< a cable stands for right and left
  bool one_legged = false;                    ///< the legs are told apart
  double full_scale = 0;  ///< tension drawn darkest and thickest [N]; 0: nothing pulls

  /// One side [N]; 0 where it is slack or no number.
  double tension(std::size_t cable) const { return tension_in(posture, cable); }
  bool slack(std::size_t cable) const { return !(tension(cable) > 0); }
  /// Over cables and sides [N].
  double total(const std::vector<CableId>& cables, const Posture& posture) const;

  Vec2 seen(Vec2 p) const { return options.turn == 0 ? p : rotated(p, options.turn); }
  Vec2 gravity() const { return seen({d.gravity.x, d.gravity.y}); }
  Vec2 place(const FixedPoint& p, const Angles& theta) const;
  Vec2 place(const std::string& body, Vec2 p, const Angles& theta) const;
  Vec2 hinge_of(const Body& body, const Angles& theta) const {
    return place(body.name, {0, 0}, theta);
  }
  Vec2 tilt_hinge() const { return hinge_of(d.bodies[tilt_body], theta); }
  std::optional<Vec2> landmark(std::string_view name, const Angles& theta) const;
  std::vector<Vec2> placed_outline(const Body& body, const Angles& theta) const;
  /// Along a cable, 0 is its first end and 1 its last.
  Vec2 along(std::size_t cable, double fraction) const;

  std::vector<Vec2> knots(const Body& body) const { return knots_of(d, body); }
  std::vector<Vec2> head(const Angles& theta) const;
  /// How far the tilt body reaches above its hinge, or from it where it lies [m].
  double reach_of_tilt_body() const;

  std::string title() const;
  /// "Rectus femoris"; "Rectus femoris, right" where the legs are told apart.
  std::string name_words(const std::string& name) const;
  /// "Anterior tilt 3.2°"; where the body has no pelvis with landmarks, "Tipped 3.2° forward".
  std::string tilt_words() const;
  /// "3.2° further forward than the reference posture".
  std::string tilt_change_words() const;

 private:
  Angles finite_angles(const Posture& p) const;
  static double tension_in(const Posture& p, std::size_t cable);
  void read_paths();
};

/// 1, 2 or 5 times a power of ten, at least v.
double nice_above(double v);

}  // namespace guywire::svg
