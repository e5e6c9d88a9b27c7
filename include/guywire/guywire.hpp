#pragma once
/// Everything but files and reports: `#include <guywire/guywire.hpp>`.
#include "guywire/conventions.hpp"
#include "guywire/core/errors.hpp"
#include "guywire/core/outcome.hpp"
#include "guywire/core/units.hpp"
#include "guywire/math/interval.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/model/model.hpp"
#include "guywire/statics/equilibria.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/study/standing.hpp"
#include "guywire/version.hpp"
