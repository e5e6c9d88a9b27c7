// What anatomy adds: clinical angles, discs, legs, loads, attribution, standing, compiled once.
#include "guywire/posture/attribution-inl.hpp"
#include "guywire/posture/disc_axis-inl.hpp"
#include "guywire/posture/joint_loads-inl.hpp"
#include "guywire/posture/legs-inl.hpp"
#include "guywire/posture/posture_angles-inl.hpp"
#include "guywire/posture/quantities-inl.hpp"
#include "guywire/posture/standing-inl.hpp"
