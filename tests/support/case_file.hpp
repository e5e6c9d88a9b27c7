#pragma once
/// The models of tests/cases.
#include <string>

#include "guywire/io/model_file.hpp"
#include "support/paths.hpp"

inline guywire::Model case_file(const std::string& name) {
  return guywire::load(source_folder() + "/tests/cases/" + name);
}
