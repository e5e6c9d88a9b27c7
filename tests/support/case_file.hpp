#pragma once
/// The models of tests/cases.
#include <string>

#include "guywire/io/model_file.hpp"

inline guywire::Model case_file(const std::string& name) {
  return guywire::load(std::string(GUYWIRE_SOURCE_DIR) + "/tests/cases/" + name);
}
