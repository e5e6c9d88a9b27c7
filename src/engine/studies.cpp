// Studies of a body: claims, clinical tests, populations, prescriptions, validation, compiled once.
#include "guywire/posture/claims-inl.hpp"
#include "guywire/posture/clinical-inl.hpp"
#include "guywire/posture/population-inl.hpp"
#include "guywire/posture/prescription-inl.hpp"
#include "guywire/posture/validation-inl.hpp"
