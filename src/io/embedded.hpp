#pragma once
/// The files of data/ that are compiled into guywire::io (written by cmake/embed.cmake at build
/// time).
#include <span>
#include <string_view>

namespace guywire::embedded {

struct File {
  std::string_view name;  ///< path under data/, e.g. "models/bridge.json"
  std::string_view text;
};

/// All of them, sorted by name.
std::span<const File> files();

}  // namespace guywire::embedded
