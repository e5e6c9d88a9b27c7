#pragma once
/// Work on several threads, for the library's own sources. What one throws stops the others and is
/// thrown here; so does the Watch of the calling thread.
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "guywire/core/watch.hpp"

namespace guywire {

namespace detail {

/// work(t) for t = 0 ... threads - 1, each on a thread of its own, 0 on this one. Of a stop and its
/// cause, the cause is thrown. Where no thread is to be had (WebAssembly has none), this one does
/// its work.
template <class Work>
void on_threads(int threads, Work&& work) {
  std::exception_ptr fault;
  std::mutex lock;
  std::atomic<bool> failed{false};
  const auto guarded = [&](int t) {
    try {
      work(t);
    } catch (...) {
      const std::lock_guard guard(lock);
      if (!fault || is_stopped(fault)) fault = std::current_exception();
      failed = true;
    }
  };
  const auto other = [&](int t) {
    const WatchScope scope({.stop = [&] { return failed.load(); }});
    guarded(t);
  };
  std::vector<std::thread> others;
  {
    const Watch* const asked = watch;
    const WatchScope scope({.stop = [&] {
      return failed.load() || (asked != nullptr && asked->stop && asked->stop());
    }});
    for (int t = 1; t < threads; ++t) {
      try {
        others.emplace_back(other, t);
      } catch (const std::system_error&) {
        guarded(t);
      }
    }
    guarded(0);
  }
  for (std::thread& t : others)
    t.join();
  if (fault) std::rethrow_exception(fault);
}

/// f(i, thread) for i = 0 ... n - 1, in blocks, one a thread.
template <class F>
void over_threads(int n, int threads, F&& f) {
  threads = std::clamp(threads, 1, std::max(1, n));
  std::atomic<int> done{0};
  const auto first_of = [&](int t) {
    return static_cast<int>(static_cast<long long>(n) * t / threads);
  };
  on_threads(threads, [&](int t) {
    for (int i = first_of(t); i < first_of(t + 1); ++i) {
      stop_if_asked();
      f(i, t);
      ++done;
      if (t == 0) tell_progress(static_cast<double>(done) / n);
    }
  });
}

}  // namespace detail

}  // namespace guywire
