#pragma once
/// The built command (command_file), run as a user runs it.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "support/paths.hpp"

struct CommandRun {
  int status = 0;
  std::string out{};     ///< standard output alone
  double seconds = 0;    ///< of `measured_command` alone
  double megabytes = 0;  ///< the most memory, likewise
};

inline CommandRun run_command(const std::string& arguments) {
  FILE* const pipe = popen((command_file() + " " + arguments + " 2>/dev/null").c_str(), "r");
  CommandRun run;
  if (pipe == nullptr) return {.status = -1};
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe))
    run.out.append(buffer, n);
  run.status = WEXITSTATUS(pclose(pipe));
  return run;
}

/// Runs the command in a shell of its own with both outputs into one, and says what it took.
/// `before` stands before the command: "ulimit -f 8; ".
inline CommandRun measured_command(const std::string& arguments, const std::string& before = "") {
  CommandRun run;
  int ends[2];
  if (::pipe(ends) != 0) return {.status = -1};
  const auto started = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    const std::string line = before + "exec " + command_file() + " " + arguments;
    ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    run.out.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  run.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
  return run;
}
