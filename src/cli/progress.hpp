#pragma once
// A line that tells on a terminal how far a long command is.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "guywire/core/watch.hpp"

namespace guywire::cli {

/// Shows the share that is done on the terminal behind standard error, if there is one, once a
/// second has gone by. Within a program that has a Watch of its own (Python), that one tells it.
class Progress {
 public:
  Progress() {
    if (detail::watch == nullptr && isatty(STDERR_FILENO))
      scope_.emplace(Watch{.progress = [this](double share) { show(share); }});
  }
  ~Progress() {
    if (shown_ >= 0) std::fputs("\r      \r", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  using Clock = std::chrono::steady_clock;

  void show(double share) {
    const int percent = static_cast<int>(100 * share);
    if (percent == shown_ || Clock::now() - begun_ < std::chrono::seconds(1)) return;
    shown_ = percent;
    std::fprintf(stderr, "\r%3d %%", percent);
    std::fflush(stderr);
  }

  Clock::time_point begun_ = Clock::now();
  int shown_ = -1;
  std::optional<WatchScope> scope_;
};

}  // namespace guywire::cli
