#pragma once
#include <nlohmann/json_fwd.hpp>

namespace limit {
/// Time against cables, joints, bodies and threads.
nlohmann::json scaling();
}  // namespace limit
