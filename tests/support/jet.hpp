#pragma once
/// ceres::Jet with one derivative, and how a test says that a list of violations is empty.
#include <ceres/jet.h>

#include <cmath>
#include <string>
#include <vector>

#include "catch.hpp"

using Jet1 = ceres::Jet<double, 1>;

/// The first few of a list of violations, for Catch to print.
inline std::string shown(const std::vector<std::string>& violations) {
  std::string text;
  for (std::size_t i = 0; i < violations.size() && i < 8; ++i)
    text += violations[i] + "\n";
  if (violations.size() > 8) text += "... and " + std::to_string(violations.size() - 8) + " more\n";
  return text;
}

inline bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

#define CHECK_KEPT(violations) CHECK(shown(violations) == "")
