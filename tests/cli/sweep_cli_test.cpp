// `guywire sweep` as a user types it.
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "catch.hpp"
#include "support/paths.hpp"

namespace {

std::string sweep_out(const std::string& arguments, int& status) {
  FILE* pipe = popen((command_file() + " sweep " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe))
    out.append(buffer, n);
  status = WEXITSTATUS(pclose(pipe));
  return out;
}

}  // namespace

TEST_CASE("the CSV of a sweep has a header, one row a point, and the columns asked for") {
  int status = -1;
  const std::string out = sweep_out(
      "bridge --vary front.length=0.95:1.05:5 --read frame.angle --read rear.tension --format csv",
      status);
  CHECK(status == 0);
  CHECK(out.substr(0, out.find('\n')) ==
        "front.length,status,frame.angle_deg,rear.tension_N,coordinate_frame_deg,min_eigenvalue_Nm_"
        "per_rad");
  CHECK(std::count(out.begin(), out.end(), '\n') == 6);
  CHECK(out.find("\n1.05,stable,") != std::string::npos);
}

TEST_CASE("a wrong sweep ends with status 2 and a sentence") {
  const auto refused = [](const std::string& arguments, const std::string& sentence) {
    int status = -1;
    const std::string out = sweep_out(arguments, status);
    INFO(out);
    CHECK(status == 2);
    CHECK(out.find(sentence) != std::string::npos);
  };
  refused("bridge", "something to vary");
  refused("bridge --vary front.length", "names no range");
  refused("bridge --vary front.length=0.9", "three are needed");
  refused("bridge --vary front.length=0.9:1.1", "three are needed");
  refused("bridge --vary front.length=0.9:x:5", "which is not a number");
  refused("bridge --vary front.length=0.9:1.1:1", "from 2 to 10000000");
  refused("bridge --vary front.length=0.9:1.1:2.5", "from 2 to 10000000");
  refused("bridge --vary front.length=0.9:1.9:5", ">= 0.5 and <= 1.5");
  refused("bridge --vary fornt.length=0.9:1.1:5", "Did you mean 'front'?");
  refused("bridge --vary front.lenght=0.9:1.1:5", "Did you mean 'length'?");
  refused("bridge --vary front.length=0.9:1.1:5 --vary rear.length=0.9:1.1:5", "varies one thing");
  refused("bridge --vary front.length=0.9:1.1:5 --read frame.angel", "Did you mean 'frame.angle'?");
}
