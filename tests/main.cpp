// The one place where Catch2's runner is compiled (Catch2 2 is headers only).
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
