#pragma once
/// All equilibria as JSON, CSV or plain words. Degrees only here, and in the names.
#include <string>

#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"

namespace guywire {

/// verified, no_equilibrium, message, box, cells, equilibria (coordinates, status, potential,
/// eigenvalue, where it is unique), undecided.
std::string equilibria_json(const Model& model, const Equilibria& all,
                            Language language = Language::english);
/// One row per equilibrium: coordinates in degrees, status, potential above the lowest, smallest
/// eigenvalue, residual, proved or not.
std::string equilibria_csv(const Model& model, const Equilibria& all);
/// What was searched and proved, then a table.
std::string equilibria_text(const Model& model, const Equilibria& all,
                            Language language = Language::english);

}  // namespace guywire
