// Two lanes, for processors with SSE4.2 and no AVX2. Compiled with its flags: nothing here may
// share a name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Sse42;
namespace detail {
using Sse42Lanes = Lanes<2, Sse42>;
extern const LaneKernel sse42_kernels[2];
constexpr LaneKernel sse42_kernels[2] = {lane_kernel<Sse42Lanes, double>(),
                                         lane_kernel<Sse42Lanes, Sse42Lanes>()};
}  // namespace detail
}  // namespace guywire
