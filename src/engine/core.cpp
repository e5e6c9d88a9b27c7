// Errors, limits and numerical methods, compiled once.
#include "guywire/core/errors-inl.hpp"
#include "guywire/core/fact-inl.hpp"
#include "guywire/core/limits-inl.hpp"
#include "guywire/core/text-inl.hpp"
#include "guywire/math/branch/corrector-inl.hpp"
#include "guywire/math/dual_qp-inl.hpp"
#include "guywire/math/spectrum-inl.hpp"
#include "guywire/tissue/hill-inl.hpp"
