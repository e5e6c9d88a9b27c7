// The double-only algorithms, compiled once.
#include "guywire/core/errors-inl.hpp"
#include "guywire/math/dual_qp-inl.hpp"
#include "guywire/math/spectrum-inl.hpp"
#include "guywire/mechanics/posture_angles-inl.hpp"
#include "guywire/model/model-inl.hpp"
#include "guywire/statics/equilibrium-inl.hpp"
#include "guywire/statics/recruitment-inl.hpp"
#include "guywire/study/standing-inl.hpp"
