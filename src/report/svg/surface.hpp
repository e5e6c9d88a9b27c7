#pragma once
// What a picture is drawn on: text metrics, colors, and the few shapes of SVG that it needs. All
// places are in pixels, y down. All numbers have fixed decimals, so that the same picture has the
// same bytes.
#include <string>
#include <string_view>
#include <vector>

#include "plane.hpp"

namespace guywire::svg {

inline constexpr const char* ink = "#1f2933";
inline constexpr const char* soft_ink = "#46525e";
inline constexpr const char* mark_ink = "#0b4f8a";
inline constexpr const char* ghost_ink = "#5b7fa8";
inline constexpr const char* slack_gray = "#6b7785";

/// Tension as color: part of "inferno", reversed; even steps in lightness, so that it reads the
/// same without color vision. s in 0..1.
std::string tension_color(double s);

/// A coordinate: one decimal, never "-0.0".
std::string number(double v);
/// "12.0,3.5".
std::string pair_of(Vec2 p);
std::string escape(std::string_view text);

/// A generous guess of the width of text in a sans-serif face (DejaVu Sans, the widest in common
/// use).
double text_width(std::string_view text, double size, bool bold = false);
std::vector<std::string> wrap(const std::string& text, double width, double size);
/// Text that fits a width, with an ellipsis where it was cut.
std::string cut(const std::string& text, double width, double size, bool bold = false);

struct TextStyle {
  double size = 13;
  std::string_view anchor = "start";
  bool bold = false;
  std::string_view color = ink;
};

class Surface {
 public:
  void add(std::string_view element) { out_ += element; }
  /// Everything between `open_group(attributes)` and `close_group()` has these attributes.
  void open_group(std::string_view attributes);
  void close_group() { out_ += "</g>\n"; }

  /// `extra`: further attributes, each after a blank.
  void line(Vec2 from, Vec2 to, std::string_view color, double width, std::string_view extra = "");
  void arrow(Vec2 from, Vec2 to, double width = 2);
  void text(Vec2 at, std::string_view words, const TextStyle& style);
  /// A short name on a pale plate, centered there.
  void plate(Vec2 center, double width, const char* fill, std::string_view words,
             std::string_view color);

  const std::string& content() const { return out_; }

 private:
  std::string out_;
};

}  // namespace guywire::svg
