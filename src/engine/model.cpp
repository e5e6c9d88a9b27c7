// The model and its numbers, compiled once.
#include "guywire/model/model-inl.hpp"
#include "guywire/model/parameter-inl.hpp"
