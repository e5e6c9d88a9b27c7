// Compiled with the flags of src/batch_avx2.cpp.
#include "benchmarks/limit/peak.hpp"

namespace limit {
struct Avx2;
constexpr Peak avx2_peak = peak<guywire::Lanes<4, Avx2>>();
}  // namespace limit
