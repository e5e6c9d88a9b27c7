// Eight lanes, for processors with AVX-512. Compiled with their flags: nothing here may share a
// name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Avx512;
namespace detail {
using Avx512Lanes = Lanes<8, Avx512>;
extern const LaneKernel avx512_kernels[2];
constexpr LaneKernel avx512_kernels[2] = {lane_kernel<Avx512Lanes, double>(),
                                          lane_kernel<Avx512Lanes, Avx512Lanes>()};
}  // namespace detail
}  // namespace guywire
