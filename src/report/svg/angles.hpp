#pragma once
// The marks of the angles: the tilt of the pelvis (or of the tilt body) and the lordosis, each with
// its arc and its label.
#include "labels.hpp"

namespace guywire::svg {

class AngleMarks {
 public:
  AngleMarks(Surface& out, const Scene& scene, const Layout& layout, Labels& labels)
      : out_(out), s_(scene), l_(layout), v_(layout.view), labels_(labels) {}

  void draw();

 private:
  Label tilt_label() const;
  Vec2 draw_pelvic_tilt(const AngleMark& mark);
  void draw_landmark_names(Vec2 asis, Vec2 psis, Vec2 along);
  Vec2 draw_body_tilt();
  void draw_lordosis();
  void draw_plates_that_meet(const AngleMark& mark);
  void draw_parallel_plates(const AngleMark& mark);

  Vec2 seen(Vec2 p) const { return s_.seen(p); }
  void line(Vec2 from, Vec2 to, double width) {
    out_.line(v_.px(from), v_.px(to), mark_ink, width);
  }
  void dashed_line(Vec2 from, Vec2 to);
  /// About a center, angles counter-clockwise [rad].
  void arc(Vec2 center, double radius, double from, double to);

  Surface& out_;
  const Scene& s_;
  const Layout& l_;
  const View& v_;
  Labels& labels_;
};

}  // namespace guywire::svg
