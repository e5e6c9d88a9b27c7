// The one place where Catch2's runner is compiled (Catch2 2 is headers only).
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"
#include "support/paths.hpp"

std::string source_folder() { return GUYWIRE_SOURCE_DIR; }
std::string command_file() { return GUYWIRE_CLI; }

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
