// What the command takes is bounded: time and memory of the worst files, the memory of an answer,
// and the ranges of counts.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "support/command.hpp"
#include "support/worst_files.hpp"

namespace {

namespace fs = std::filesystem;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

fs::path scratch(const std::string& name) {
  const fs::path folder =
      fs::temp_directory_path() / ("guywire_bounds_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  return folder / name;
}

}  // namespace

TEST_CASE("the worst files are read or refused within 500 MB and a time that does not explode") {
  const std::string file = scratch("worst.json").string();
  for (const worst_files::File& worst : worst_files::all()) {
    CAPTURE(worst.name);
    std::ofstream(file) << worst.text;
    const CommandRun run = measured_command("check " + file);
    CAPTURE(run.out.substr(0, 500));
    CHECK(run.status == (worst.valid ? 0 : 2));
    CHECK(run.megabytes < 500);
    CHECK(run.seconds < 20);  // 2 s on an idle machine, and ten times that on a shared one
    CHECK(run.out.size() < 1'000'000);
  }
  fs::remove_all(fs::path(file).parent_path());
}

TEST_CASE("an answer is made in one format, and written as it comes") {
  // F11: guywire 0.1.0 took 1.8 kB for each point of a sweep; a point itself is 0.2 kB
  const std::string sweep = "sweep bridge --vary front_top.length=0.9:1.1:";
  const CommandRun few = measured_command(sweep + "1000 --format csv");
  CHECK(few.status == 0);
  for (const std::string format : {"csv", "json", "text"}) {
    CAPTURE(format);
    const CommandRun many = measured_command(sweep + "200000 --out /dev/null --format " + format);
    CHECK(many.status == 0);
    CHECK(many.megabytes - few.megabytes < 100);
  }
  CHECK(std::count(few.out.begin(), few.out.end(), '\n') == 1001);
}

TEST_CASE("counts out of their range are refused with the range") {
  struct Row {
    const char *arguments, *sentence;
  };
  const Row rows[] = {
      {"population pelvis --bodies 2000000000",
       "--bodies: is 2000000000; allowed is a whole number from 1 to 10000000."},
      {"population pelvis --bodies 0",
       "--bodies: is 0; allowed is a whole number from 1 to 10000000."},
      {"population pelvis --bodies 99999999999999999999",
       "--bodies: is 99999999999999999999; allowed"},
      {"population pelvis --bodies ten", "--bodies: is ten; allowed is a whole number"},
      {"population pelvis --seed -1",
       "--seed: is -1; allowed is a whole number from 0 to 18446744073709551615."},
      {"population pelvis --seed 18446744073709551616", "--seed: is 18446744073709551616; allowed"},
      {"population pelvis --seed 1.5", "--seed: is 1.5; allowed"},
      {"population pelvis --threads 0",
       "--threads: is 0; allowed is a whole number from 1 to 1024."},
      {"population pelvis --threads 5000",
       "--threads: is 5000; allowed is a whole number from 1 to 1024."},
      {"population standing_adult --study --bodies 19",
       "--bodies: is 19; allowed is a whole number from 20 to 1000000."},
      {"explain standing_adult --bodies 19",
       "--bodies: is 19; allowed is a whole number from 20 to 1000000."},
      {"explain standing_adult --bodies -20", "--bodies: is -20; allowed"},
      {"sweep bridge --vary front.length=0.9:1.1:1",
       "is 1; allowed is a whole number from 2 to 10000000."},
      {"sweep bridge --vary front.length=0.9:1.1:100000000000",
       "is 100000000000; allowed is a whole number from 2 to 10000000."},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments);
    const CommandRun run = measured_command(row.arguments);
    CHECK(run.status == 2);
    CHECK(has(run.out, row.sentence));
  }
  const std::string chain = scratch("chain.json").string();
  std::ofstream(chain) << worst_files::chain(100, "");
  const CommandRun large = measured_command("sweep " + chain + " --vary a0.mass_kg=1:2:10000000");
  CHECK(large.status == 2);
  CHECK(has(large.out, "would take about"));
  CHECK(has(large.out, "allowed are at most 4 GB. Ask for fewer points."));
  fs::remove_all(fs::path(chain).parent_path());
}
