#pragma once
#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "guywire/core/watch.hpp"

namespace guywire {

namespace detail {

/// f(i, thread) for i in 0 ... n-1, in blocks; the first exception of the lowest block is thrown
/// on.
template <class F>
void over_threads(int n, int threads, F&& f) {
  threads = std::clamp(threads, 1, std::max(1, n));
  std::vector<std::exception_ptr> failed(threads);
  std::atomic<int> done{0};
  std::atomic<bool> ended{false};  // by an exception: the others need not go on
  const auto block = [&](int t) {
    try {
      const int end = static_cast<int>(static_cast<long long>(n) * (t + 1) / threads);
      for (int i = static_cast<int>(static_cast<long long>(n) * t / threads); i < end; ++i) {
        stop_if_asked();
        f(i, t);
        ++done;
        if (t == 0) tell_progress(static_cast<double>(done) / n);
      }
    } catch (...) {
      failed[t] = std::current_exception();
      ended = true;
    }
  };
  const auto other = [&](int t) {
    const WatchScope scope({.stop = [&] { return ended.load(); }});
    block(t);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) {
    try {
      others.emplace_back(other, t);
    } catch (
        const std::system_error&) {  // no thread to be had (WebAssembly has none): this one does it
      block(t);
    }
  }
  block(0);
  for (std::thread& t : others)
    t.join();
  std::exception_ptr first;
  for (const auto& e : failed)
    if (e && (!first || is_stopped(first))) first = e;  // of a stop and its cause, the cause
  if (first) std::rethrow_exception(first);
}

}  // namespace detail

}  // namespace guywire
