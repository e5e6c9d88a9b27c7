#pragma once
// The bodies of one posture: the model's shapes where they stand.
#include "layout.hpp"

namespace guywire::svg {

enum class Figure {
  body,  ///< the posture, with everything inside the outlines
  ghost  ///< the pale posture behind: outlines alone
};

class Bones {
 public:
  Bones(Surface& out, const Scene& scene, const View& view, Figure figure);

  void draw();
  /// The outline of the tilt body, dashed.
  void draw_tilt_edge();

 private:
  std::vector<Vec2> placed(const std::vector<FixedPoint>& points) const;
  Paint paint_of(const Shape& shape) const;
  void draw_shape(const Shape& shape);
  void area(const std::string& path, const Paint& paint);
  void strokes(const Shape& shape, const Paint& paint);
  void lines(const Shape& shape, const Paint& paint);
  void dashes(const Shape& shape, const Paint& paint);

  Surface& out_;
  const Scene& s_;
  const View& v_;
  const Angles& theta_;
  const bool is_ghost_;
};

}  // namespace guywire::svg
