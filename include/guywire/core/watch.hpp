#pragma once
/// Long calculations can be stopped and tell how far they are.
///
/// Whoever calls installs a Watch for the thread and the time of a scope; the library asks it now
/// and then:
///
///     WatchScope scope({.stop = [] { return interrupted.load(); },
///                       .progress = [](double share) { draw(share); }});
///     const Population p = population(model, ...);
///
/// `population` throws Stopped soon after `stop` has returned true.
///
/// `stop` is asked at least once for each iteration of a solver, so it should be cheap. Without a
/// scope nothing is asked. Threads that the library starts ask on behalf of the thread that started
/// them.
#include <exception>
#include <functional>
#include <stdexcept>
#include <utility>

namespace guywire {

/// What a calculation throws that was asked to stop. It leaves no half-made answer behind.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped") {}
};

struct Watch {
  std::function<bool()> stop{};                  ///< whether to stop
  std::function<void(double share)> progress{};  ///< how much is done, 0 to 1
};

namespace detail {
inline thread_local const Watch* watch = nullptr;

/// Whether an exception is that of a calculation that was asked to stop.
inline bool is_stopped(const std::exception_ptr& e) {
  try {
    std::rethrow_exception(e);
  } catch (const Stopped&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace detail

/// Installs a Watch for this thread; the one before comes back at the end of the scope. What it
/// leaves empty is asked of the one before.
class WatchScope {
 public:
  explicit WatchScope(Watch watch)
      : watch_(std::move(watch)), before_(std::exchange(detail::watch, &watch_)) {
    if (before_ != nullptr && !watch_.stop) watch_.stop = before_->stop;
    if (before_ != nullptr && !watch_.progress) watch_.progress = before_->progress;
  }
  ~WatchScope() { detail::watch = before_; }
  WatchScope(const WatchScope&) = delete;
  WatchScope& operator=(const WatchScope&) = delete;

 private:
  Watch watch_;
  const Watch* before_;
};

/// Throws Stopped if this thread's Watch says so.
inline void stop_if_asked() {
  if (detail::watch != nullptr && detail::watch->stop && detail::watch->stop()) throw Stopped();
}

/// Tells this thread's Watch how much is done, 0 to 1.
inline void tell_progress(double share) {
  if (detail::watch != nullptr && detail::watch->progress) detail::watch->progress(share);
}

}  // namespace guywire
