#pragma once
// Cables: colored and thickened by tension; a slack one sags and is dashed, so that color is never
// all that tells.
#include "layout.hpp"
#include "tension_scale.hpp"

namespace guywire::svg {

class Cables {
 public:
  Cables(Surface& out, const Scene& scene, const View& view) : out_(out), s_(scene), v_(view) {}

  /// All of them, the strongest in front.
  void draw();
  /// A short piece of cable as it is drawn at that tension [px, N]; 0 is slack.
  void sample(Vec2 at, double length, double tension);

 private:
  void draw_cable(std::size_t cable);
  std::string path(std::size_t cable) const;
  std::string arc(const PathPiece& piece) const;
  std::string sagging(const PathPiece& piece, double sag) const;
  double sag(std::size_t cable) const;
  double strength(double tension) const;
  std::string opacity(double tension) const;
  double thickness(double tension) const {
    return thinnest + (thickest - thinnest) * strength(tension);
  }

  Surface& out_;
  const Scene& s_;
  const View& v_;
};

}  // namespace guywire::svg
