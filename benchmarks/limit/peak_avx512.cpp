// Compiled with the flags of src/batch_avx512.cpp.
#include "benchmarks/limit/peak.hpp"

namespace limit {
struct Avx512;
constexpr Peak avx512_peak = peak<guywire::Lanes<8, Avx512>>();
}  // namespace limit
