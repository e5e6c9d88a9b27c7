// Every equilibrium, by interval proofs, compiled once.
#include "guywire/proof/equilibria-inl.hpp"
