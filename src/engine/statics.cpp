// What is asked of an equilibrium, compiled once.
#include "guywire/statics/ledger-inl.hpp"
#include "guywire/statics/quantity-inl.hpp"
#include "guywire/statics/recruitment-inl.hpp"
#include "guywire/statics/sensitivity-inl.hpp"
#include "guywire/statics/sweep-inl.hpp"
