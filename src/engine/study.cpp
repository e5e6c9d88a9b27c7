// Studies, compiled once.
#include "guywire/study/claims-inl.hpp"
#include "guywire/study/clinical-inl.hpp"
#include "guywire/study/population-inl.hpp"
#include "guywire/study/prescription-inl.hpp"
#include "guywire/study/standing-inl.hpp"
