// Two lanes, for processors with SSE4.2 and no AVX2. Compiled with its flags: nothing here may share a name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Sse42;
namespace detail {
extern const LaneKernel sse42_kernel;
constexpr LaneKernel sse42_kernel = lane_kernel<Lanes<2, Sse42>>();
}  // namespace detail
}  // namespace guywire
