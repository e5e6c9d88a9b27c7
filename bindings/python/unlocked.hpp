#pragma once
// Calls into the library that may take long: without the interpreter's lock, stopped by Ctrl-C,
// telling how far they are.
#include <chrono>
#include <functional>

#include "bind.hpp"
#include "guywire/core/watch.hpp"

namespace guywire::python {

/// Releases the lock for a scope. Every 20 ms the calling thread takes it back, looks for signals
/// (KeyboardInterrupt leaves as Stopped with the Python error set) and tells the progress: to a
/// Python function, or on a terminal as a line of its own.
class Unlocked {
 public:
  explicit Unlocked(std::function<void(double)> tell = {})
      : tell_(std::move(tell)),
        scope_({.stop = [this] { return stop(); },
                .progress = [this](double share) { share_ = share; }}) {}
  ~Unlocked() { clear(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  using Clock = std::chrono::steady_clock;

  bool stop() {
    const auto now = Clock::now();
    if (now < next_) return false;
    next_ = now + std::chrono::milliseconds(20);
    const py::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0) return true;
    try {
      if (tell_)
        tell_(share_);
      else
        show(now);
    } catch (py::error_already_set& e) {
      e.restore();
      return true;
    }
    return false;
  }

  /// A line on a terminal, once a second has gone by.
  void show(Clock::time_point now) {
    if (share_ <= 0 || now - begun_ < std::chrono::seconds(1)) return;
    if (!asked_) {
      asked_ = true;
      const py::object stream = py::module_::import("sys").attr("stderr");
      is_terminal_ = !stream.is_none() && stream.attr("isatty")().cast<bool>();
    }
    const int percent = static_cast<int>(100 * share_);
    if (!is_terminal_ || percent == shown_) return;
    shown_ = percent;
    PySys_WriteStderr("\r%3d %%", percent);
  }
  void clear() {
    if (shown_ < 0) return;
    const py::gil_scoped_acquire lock;
    const py::error_scope kept;  // a KeyboardInterrupt may be on its way
    PySys_WriteStderr("\r      \r");
  }

  py::gil_scoped_release release_;
  std::function<void(double)> tell_;
  double share_ = 0;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point next_ = begun_ + std::chrono::milliseconds(20);
  bool asked_ = false;
  bool is_terminal_ = false;
  int shown_ = -1;
  WatchScope scope_;
};

/// Runs f so.
template <class F>
auto unlocked(F&& f, std::function<void(double)> tell = {}) {
  const Unlocked scope(std::move(tell));
  return f();
}

}  // namespace guywire::python
