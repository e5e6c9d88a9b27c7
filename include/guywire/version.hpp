#pragma once
/// The version of guywire, and of the model files and answers it writes. CMake reads it from here.
#define GUYWIRE_VERSION_MAJOR 0
#define GUYWIRE_VERSION_MINOR 1
#define GUYWIRE_VERSION_PATCH 0

namespace guywire {
inline constexpr const char* version = "0.1.0";
/// Version of the JSON layout of models and answers.
inline constexpr int schema_version = 1;
}  // namespace guywire
