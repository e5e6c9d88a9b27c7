#pragma once
/// A picture of a posture, seen from the right: what a person would rather look at than read.
#include <string>

#include "guywire/statics/equilibrium.hpp"

namespace guywire {

struct SvgOptions {
  int width = 900;  ///< [px]; the height follows; a whole body that lies takes 1.4 times as much
  const Posture* ghost =
      nullptr;  ///< another posture of the same model, drawn pale behind (e.g. the reference)
  std::string title{};  ///< empty: the model's name
  double turn = 0;  ///< of the picture, counter-clockwise [rad]: a quarter turn shows a body lying
                    ///< on its back, head to the left
  bool whole = false;  ///< the body from head to foot; false: chest and lower leg, where few cables
                       ///< run, are cut off
};

/// Bodies (their outlines, or a bone between hinges), discs, cables coloured and thickened by
/// tension (slack ones sag and are dashed: never colour alone), tilt and lordosis marked, scale
/// bar, legend, and where zero is. Well-formed SVG 1.1 with title and description for screen
/// readers; no script, no external reference.
std::string svg_picture(const Model& model, const Posture& posture, const SvgOptions& options = {});

}  // namespace guywire
