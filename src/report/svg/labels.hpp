#pragma once
// Labels in two columns beside the figure: of angles and of parts, each with a leader to what it
// speaks of. They stand as near to it as they can without overlapping, and leaders do not cross.
#include "cables.hpp"

namespace guywire::svg {

struct Label {
  Vec2 anchor{};                     ///< what it speaks of [px]
  std::vector<std::string> lines{};  ///< the first one bold
  bool mark = false;                 ///< an angle, not a part
  double strongest = 0;              ///< tension of its strongest cable [N]
  bool right = false;                ///< stands in the right column
  double y = 0;                      ///< of its top [px]

  double height() const { return 15.0 * static_cast<double>(lines.size()) + 9; }
  double middle() const { return y + 0.5 * height(); }
};

class Labels {
 public:
  Labels(const Scene& scene, const Layout& layout) : s_(scene), l_(layout) {}

  void add(Label label) { labels_.push_back(std::move(label)); }
  /// A height at which leaders from the left would cross something written there [px].
  void avoid_left(double y) { taken_left_.push_back(y); }
  /// The parts, each anchored at one of its stronger cables.
  void add_parts();
  void draw(Surface& out);

 private:
  using Column = std::vector<Label*>;

  Label label_of(const Part& part) const;
  void anchor(Label& label, const Part& part) const;
  double anchor_score(const Label& label, Vec2 at) const;
  void stack(Column& column, double lowest) const;
  void untangle(Column& column, double lowest) const;
  bool leaders_cross(const Label& a, const Label& b) const;
  Vec2 elbow(const Label& l) const;

  void draw_label(Surface& out, const Label& label) const;
  void draw_leader(Surface& out, const Label& label) const;

  const Scene& s_;
  const Layout& l_;
  std::vector<Label> labels_;
  std::vector<double> taken_left_;
};

}  // namespace guywire::svg
