// Eight lanes, for processors with AVX-512. Compiled with their flags: nothing here may share a name with other files.
#include "guywire/batch/lane_solver.hpp"

namespace guywire {
struct Avx512;
namespace detail {
extern const LaneKernel avx512_kernel;
constexpr LaneKernel avx512_kernel = lane_kernel<Lanes<8, Avx512>>();
}  // namespace detail
}  // namespace guywire
