#pragma once
// Where everything stands on the page: the scale of the figure between two columns of labels, and
// what of the body is cut off.
#include <string>
#include <vector>

#include "parts.hpp"
#include "surface.hpp"

namespace guywire::svg {

inline constexpr double page_width = 900;
inline constexpr double margin = 18;
inline constexpr double overview_height = 250;
inline constexpr int fade_strips = 8;  // in which what is cut off fades
inline constexpr double fade_strip = 3;
inline constexpr double widest_labels = 270;  // of a column; chosen: a fourth of the page is drawn

/// From W [m] to pixels.
struct View {
  double scale = 1;     ///< [px/m]
  double origin_x = 0;  ///< [px]
  double origin_y = 0;  ///< [px]
  double thin = 1;      ///< factor on the width of edges

  Vec2 px(Vec2 p) const { return {origin_x + scale * p.x, origin_y - scale * p.y}; }
  std::string xy(Vec2 p) const { return pair_of(px(p)); }
  std::string polyline(const std::vector<Vec2>& points) const;
  std::string polygon(const std::vector<Vec2>& points) const;
  /// A closed curve through points (Catmull-Rom as Bezier curves).
  std::string smooth(const std::vector<Vec2>& points) const;
};

struct Layout {
  Parts parts{};
  View view{};
  double page_width = svg::page_width;
  double top = 92, bottom = 0;               ///< of the figure [px]
  double left_edge = 0, right_edge = 0;      ///< of the figure, where the labels end [px]
  double figure_left = 0, figure_right = 0;  ///< of what is drawn [px]
  bool cut_top = false;                      ///< the chest and all above: see the overview
  bool cut_bottom = false;                   ///< the lower leg
  Box whole{};                               ///< of the body, whether cut or not [m]
};

Layout lay_out(const Scene& scene);

}  // namespace guywire::svg
