#pragma once
#include <algorithm>
#include <chrono>
#include <ctime>

namespace limit {

/// Processor time of this program, all threads together [s]: what other programs take meanwhile is
/// not in it.
inline double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
inline double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds for one call, from as many as last 10 ms (chosen: a thousand times what the clock
/// resolves).
template <class F>
double seconds(F&& f, double (*clock)() = processor_seconds) {
  double taken = 0;
  long calls = 1;
  for (;; calls = taken > 1e-3 ? static_cast<long>(calls * 0.012 / taken) + 1 : calls * 10) {
    const double start = clock();
    for (long i = 0; i < calls; ++i)
      f();
    taken = clock() - start;
    if (taken >= 0.01) return taken / static_cast<double>(calls);
  }
}

/// The least of several measurements; what disturbs only adds.
struct Least {
  double value = HUGE_VAL;
  void operator()(double x) { value = std::min(value, x); }
};

}  // namespace limit
