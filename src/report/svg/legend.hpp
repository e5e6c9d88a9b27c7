#pragma once
// What stands around the figure: title and directions above it, the whole body small beside it, and
// below it the scale, the meaning of the signs, and whether the posture is at rest.
#include "layout.hpp"

namespace guywire::svg {

void draw_header(Surface& out, const Scene& scene, const Layout& layout);
/// The whole body, small, with a frame around what the figure shows.
void draw_overview(Surface& out, const Scene& scene, const Layout& layout);

/// Everything below the figure, from above to below.
class Footer {
 public:
  Footer(Surface& out, const Scene& scene, const Layout& layout)
      : out_(out), s_(scene), l_(layout), y_(layout.bottom + 16) {}

  /// Returns the height of the page [px].
  double draw();

 private:
  double draw_scale_bar();
  void draw_tension_steps(double from);
  void draw_symbols();
  void draw_words();
  std::string ghost_words() const;
  std::string zero_words() const;

  Surface& out_;
  const Scene& s_;
  const Layout& l_;
  double y_;  ///< of the present line [px]
};

/// Whether the posture is at rest, and how stiff: a sentence.
std::string status_words(const Scene& scene);

}  // namespace guywire::svg
