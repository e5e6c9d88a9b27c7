// Equilibrium and its certificate, compiled once.
#include "guywire/statics/equilibrium-inl.hpp"
