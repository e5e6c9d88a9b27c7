#pragma once
// Bodies of one posture: their outlines, or a bone between hinges, from the far leg to the near
// one, with what shows what they are: a head, ribs, discs, the bracing of a mast.
#include "layout.hpp"

namespace guywire::svg {

struct Paint {
  const char* fill = "none";
  const char* edge = "none";
  double width = 0;  ///< of the edge [px]
};

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
  using Segments = std::vector<std::pair<Vec2, Vec2>>;

  Vec2 place(const Body& b, Vec2 p) const { return s_.place(b.name, p, theta_); }
  Paint paint_of(int layer) const;
  void draw_body(const Body& b, const Paint& paint);
  void draw_bone(const Body& b, const Paint& paint);
  void draw_details(const Body& b);
  void draw_stalks(const Body& b, const Paint& paint);

  void draw_ribs(const Body& b);
  std::string rib(const Body& b, const Box& box, int which) const;
  void draw_thoracic_spine(const Body& b, const Box& box);
  void draw_bracing(const Body& b);
  void draw_discs();
  std::vector<Vec2> disc(const Body& below, const Body& above, double half_plate) const;

  void shape(const std::string& path, const Paint& paint);
  void strokes(const Segments& segments, double width, const Paint& paint);

  Surface& out_;
  const Scene& s_;
  const View& v_;
  const Angles& theta_;
  const bool is_ghost_;
};

}  // namespace guywire::svg
