// Not #pragma once: it fails when a compiler cache gives back a precompiled copy.
#ifndef GUYWIRE_TESTS_CATCH_HPP
#define GUYWIRE_TESTS_CATCH_HPP
/// Catch2, whichever a system has: 2.13 (Debian 12) or 3 (Debian 13, Ubuntu 24.04). Tests include
/// this file alone and use the names of 3, with Approx unqualified as in 2.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#ifndef CATCH_CONFIG_RUNNER
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text) { return Contains(text); }  // its name in 3
}  // namespace Catch::Matchers
#endif
#endif
#endif
