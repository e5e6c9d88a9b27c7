// Every equilibrium, by interval proofs, compiled once.
#include "guywire/statics/equilibria-inl.hpp"
