// Four lanes, for processors with AVX2 and fused multiply-add. Compiled with their flags: nothing
// here may share a name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Avx2;
namespace detail {
using Avx2Lanes = Lanes<4, Avx2>;
extern const LaneKernel avx2_kernels[2];
constexpr LaneKernel avx2_kernels[2] = {lane_kernel<Avx2Lanes, double>(),
                                        lane_kernel<Avx2Lanes, Avx2Lanes>()};
}  // namespace detail
}  // namespace guywire
