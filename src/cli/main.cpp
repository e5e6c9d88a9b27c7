#include "cli.hpp"

int main(int argc, char** argv) { return guywire::cli::command(argc, argv); }
