#pragma once
/// A picture of a posture, seen from the right.
#include <string>

#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct SvgOptions {
  /// [px]; the height follows; a whole body that lies takes 1.4 times as much.
  int width = 900;
  /// Another posture of the same model, drawn pale behind (such as the reference).
  const Posture* ghost = nullptr;
  /// Empty: the model's name.
  std::string title{};
  /// Of the picture, counter-clockwise [rad]: a quarter turn shows a body lying on its back, head
  /// to the left.
  double turn = 0;
  /// The body from head to foot; false: chest and lower leg, where few cables run, are cut off.
  bool whole = false;
  Language language = Language::english;
};

/// Bodies (their outlines, or a bone between hinges), discs, cables colored and thickened by
/// tension (slack ones sag and are dashed: never color alone), tilt and lordosis marked, scale
/// bar, legend, and where zero is. Well-formed SVG 1.1 with title and description for screen
/// readers; no script, no external reference.
std::string svg_picture(const Model& model, const Posture& posture, const SvgOptions& options = {});

}  // namespace guywire
