#pragma once
/// The phrase files, compiled into guywire::report (written by cmake/embed.cmake at build time).
#include <span>

#include "io/embedded.hpp"

namespace guywire::phrase_files {

/// "phrases.de", "phrases.en".
std::span<const embedded::File> files();

}  // namespace guywire::phrase_files
