#pragma once
/// What the machine can do at most: chains of x = x b + c in registers, enough of them that none
/// waits for another; and divisions and square roots, which take far longer than a multiply-add.
/// Compiled for each instruction set with the flags of the batch's kernels, in files of their own
/// as those are.
#include "guywire/batch/lanes.hpp"

namespace limit {

/// Each function does `rounds` operations on each lane of every chain, and gives a number that
/// hangs on all of them.
struct Peak {
  /// Chosen: at least latency (6 or 7 for a multiplication and an addition) x units (2), and with
  /// two constants they fill sixteen registers.
  static constexpr int chains = 14;
  int lanes;
  double (*multiply_add)(int rounds, double b, double c);
  double (*divide)(int rounds, double b, double c);
  double (*root)(int rounds, double b, double c);
};

template <class S>
[[gnu::always_inline]] inline double run_chains(int rounds, double b, double c, auto step) {
  S x[Peak::chains];
  const S bb(b), cc(c);
  for (int i = 0; i < Peak::chains; ++i)
    x[i] = cc + S(i + 1.0);
  for (int r = 0; r < rounds; ++r)
    for (int i = 0; i < Peak::chains; ++i)
      x[i] = step(x[i], bb, cc);
  S sum(0.0);
  for (int i = 0; i < Peak::chains; ++i)
    sum = sum + x[i];
  double out = 0;
  for (int lane = 0; lane < S::size; ++lane)
    out += sum[lane];
  return out;
}

template <class S>
constexpr Peak peak() {
  return {S::size,
          [](int rounds, double b, double c) {
            return run_chains<S>(rounds, b, c, [](S x, S b, S c) { return x * b + c; });
          },
          [](int rounds, double b, double c) {
            return run_chains<S>(rounds, b, c, [](S x, S b, S) { return b / x; });
          },
          [](int rounds, double b, double c) {
            return run_chains<S>(rounds, b, c, [](S x, S, S) { return sqrt(x); });
          }};
}

#ifdef GUYWIRE_X86_KERNELS
extern const Peak avx2_peak, avx512_peak;
#endif

}  // namespace limit
