// Many bodies, for registers that every processor of this kind has, compiled once.
#include "guywire/batch/solve_batch-inl.hpp"
