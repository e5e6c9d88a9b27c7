#pragma once
/// The built command (command_file), run as a user runs it.
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "support/paths.hpp"

struct CommandRun {
  int status = 0;
  std::string out;  ///< standard output alone
};

inline CommandRun run_command(const std::string& arguments) {
  FILE* const pipe = popen((command_file() + " " + arguments + " 2>/dev/null").c_str(), "r");
  CommandRun run;
  if (pipe == nullptr) return {-1, {}};
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) run.out.append(buffer, n);
  run.status = WEXITSTATUS(pclose(pipe));
  return run;
}
