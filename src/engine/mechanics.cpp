// What is read off a posture without solving, compiled once.
#include "guywire/mechanics/cable_path-inl.hpp"
#include "guywire/mechanics/findings-inl.hpp"
#include "guywire/mechanics/kinematics-inl.hpp"
