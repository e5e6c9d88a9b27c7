// Four lanes, for processors with AVX2 and fused multiply-add. Compiled with their flags: nothing here may share a name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Avx2;
namespace detail {
extern const LaneKernel avx2_kernel;
constexpr LaneKernel avx2_kernel = lane_kernel<Lanes<4, Avx2>>();
}  // namespace detail
}  // namespace guywire
