// The files of the command: what it reads is never written over, two outputs are never one file,
// and after any failure the old content is whole. `tests/cases/mast.json` is the model on which
// guywire 0.1.0 lost its file.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "support/command.hpp"
#include "support/paths.hpp"

namespace {

namespace fs = std::filesystem;

struct Scratch {
  fs::path path;
  Scratch() {
    std::string name = (fs::temp_directory_path() / "guywire_files_cli_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
    fs::copy_file(source_folder() + "/tests/cases/mast.json", path / "m.json");
  }
  ~Scratch() { fs::remove_all(path); }
  long count() const {
    return std::distance(fs::directory_iterator(path), fs::directory_iterator());
  }
  std::string text(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path / name).rdbuf();
    return out.str();
  }
  CommandRun run(const std::string& arguments, const std::string& before = "") const {
    return measured_command(arguments, "cd " + path.string() + "; " + before);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("no command writes over the model it reads") {
  const Scratch s;
  fs::create_symlink("m.json", s.path / "soft.json");
  fs::create_hard_link(s.path / "m.json", s.path / "hard.json");
  const std::string before = s.text("m.json");
  const std::string knob = "--vary front.length=0.95:1.05:3";
  const std::string commands[] = {
      "solve m.json --out m.json",
      "solve m.json --svg m.json",
      "solve m.json --model-out m.json",
      "solve m.json --out ./m.json",
      "solve m.json --out soft.json",
      "solve m.json --out hard.json",
      "solve soft.json --out m.json",
      "solve hard.json --svg soft.json",
      "solve - --out m.json < m.json",
      "solve m.json >> m.json",
      "check m.json >> m.json",
      "check bridge m.json >> soft.json",
      "convert m.json >> m.json",
      "explain m.json --out m.json",
      "explain m.json --svg m.json",
      "sweep m.json " + knob + " --out m.json",
      "sweep m.json " + knob + " --svg m.json",
      "equilibria m.json --out m.json",
      "prescribe m.json --knobs front.length --out m.json",
      "prescribe m.json --knobs front.length --model-out m.json",
      "population m.json --scatter front.length=0.01 --bodies 3 --out m.json",
      "test mirror m.json --out m.json",
      "fit m.json --out m.json",
  };
  for (const std::string& command : commands) {
    CAPTURE(command);
    const CommandRun run = s.run(command);
    CAPTURE(run.out);
    CHECK(run.status == 2);
    if (!has(command, ">>")) CHECK(has(run.out, "which is read. Name another file."));
    const std::string now = s.text("m.json");
    CHECK(now.substr(0, before.size()) == before);
    if (now != before)
      fs::copy_file(source_folder() + "/tests/cases/mast.json", s.path / "m.json",
                    fs::copy_options::overwrite_existing);
    REQUIRE(s.count() == 3);
  }
}

TEST_CASE("two outputs are never one file") {
  const Scratch s;
  fs::create_symlink("x", s.path / "soft");
  const std::string same = "would be written over the same file as";
  for (const char* command : {
           "solve m.json --out x --svg x",
           "solve m.json --out x --svg ./x",
           "solve m.json --out x --model-out soft",
           "solve m.json --svg soft --model-out x",
           "solve m.json --svg -",
           "solve m.json --svg /dev/stdout",
           "solve m.json --svg /dev/fd/1",
           "solve m.json --out - --svg /dev/stdout",
           "solve m.json --model-out -",
           "claims --out x --svg x",
           "demo --svg /dev/stdout",
           "fit standing_adult --out -",
       }) {
    CAPTURE(command);
    const CommandRun run = s.run(command);
    CHECK(run.status == 2);
    CHECK(has(run.out, same));
    CHECK(s.count() == 2);
  }
  const CommandRun redirected = s.run("solve m.json --svg y > y");
  CHECK(redirected.status == 2);
  CHECK(s.text("y").empty());
  CHECK(s.run("solve m.json --out /dev/null --svg /dev/null > /dev/null").status == 0);
}

TEST_CASE("outputs that are not one file are all written") {
  const Scratch s;
  const std::string answer = s.run("solve m.json").out;
  CHECK(s.run("solve m.json --out out.txt --svg out.svg --model-out out.json").status == 0);
  CHECK(s.text("out.txt") == answer);
  CHECK(has(s.text("out.svg"), "</svg>"));
  CHECK(guywire::load((s.path / "out.json").string()) ==
        guywire::load((s.path / "m.json").string()));
  CHECK(s.run("solve m.json --out -").out == answer);
  CHECK(s.run("solve m.json --out /dev/stdout").out == answer);
  CHECK(s.run("solve m.json --out /dev/stdout --svg /dev/null").out == answer);
  CHECK(s.run("solve m.json --out same.txt > same.txt").status == 0);
  CHECK(s.text("same.txt") == answer);
  CHECK(s.run("solve m.json --out /dev/stdout > same.txt").status == 0);
  CHECK(s.text("same.txt") == answer);
  CHECK(has(s.run("solve m.json --out out.txt --svg -").out, "</svg>"));
}

TEST_CASE("convert alone replaces its own model file") {
  const Scratch s;
  const CommandRun run = s.run("convert m.json --set front.length=0.9 --out m.json");
  CHECK(run.status == 0);
  CHECK(run.out.empty());
  CHECK(guywire::load((s.path / "m.json").string()).description().cables[0].knobs.length == 0.9);
  CHECK(s.run("convert - --set front.length=0.8 --out m.json < m.json").status == 0);
  CHECK(guywire::load((s.path / "m.json").string()).description().cables[0].knobs.length == 0.8);
  CHECK(s.count() == 1);
}

TEST_CASE("a full disk, or being killed, leaves the old file whole") {
  const Scratch s;
  REQUIRE(s.run("convert standing_adult --out k.json").status == 0);
  const std::string whole = s.text("k.json");
  const std::string convert = "convert k.json --set iliopsoas.length=0.95 --out k.json";
  const CommandRun full = s.run(convert, "ulimit -f 8; trap '' XFSZ; ");
  CHECK(full.status == 3);
  CHECK(has(full.out, "What was there before is unchanged."));
  CHECK(s.text("k.json") == whole);
  CHECK(s.count() == 2);
  const CommandRun killed = s.run(
      convert, "ulimit -c 0; ulimit -f 8; ");  // the signal of that limit kills it in the middle
  CHECK(killed.status > 128);
  CHECK(s.text("k.json") == whole);
  CHECK(s.run(convert).status == 0);
  CHECK(guywire::load((s.path / "k.json").string()) ==
        guywire::adjust(guywire::load("standing_adult"), "iliopsoas", {.length = 0.95}));
  const CommandRun picture =
      s.run("solve m.json --svg m.svg --out m.txt", "ulimit -f 2; trap '' XFSZ; ");
  CHECK(picture.status == 3);
  CHECK(!fs::exists(s.path / "m.svg"));
  if (fs::exists("/dev/full")) CHECK(s.run("solve m.json --out /dev/full").status == 3);
}

TEST_CASE("a model or a setting may come from standard input wherever a file may") {
  const Scratch s;
  std::ofstream(s.path / "setting.json")
      << R"({"schema_version": 1, "setting_of": "standing_adult",)"
      << R"( "set": {"iliopsoas.length": 0.95}})";
  for (const char* command : {"solve", "explain", "equilibria", "convert"}) {
    CAPTURE(command);
    const CommandRun from_file = s.run(std::string(command) + " m.json"),
                     from_input = s.run(std::string(command) + " - < m.json");
    CHECK(from_input.status == from_file.status);
    CHECK(from_input.out == from_file.out);
  }
  CHECK(s.run("sweep - --vary front.length=0.95:1.05:3 --format csv < m.json").out ==
        s.run("sweep m.json --vary front.length=0.95:1.05:3 --format csv").out);
  const CommandRun set = s.run("solve - --set hamstrings.length=0.98 --format json < setting.json");
  CHECK(set.status == 0);
  CHECK(set.out == s.run("solve setting.json --set hamstrings.length=0.98 --format json").out);
  CHECK(has(set.out, "\"--set iliopsoas.length=0.95\""));
  CHECK(s.run("test mirror - < setting.json").out == s.run("test mirror setting.json").out);
  CHECK(has(s.run("check - < m.json").out, "standard input: a valid model"));
  CHECK(s.run("check - bridge < m.json").status == 0);
  const CommandRun twice = s.run("check - - < m.json");
  CHECK(twice.status == 2);
  CHECK(has(twice.out, "twice"));
  const CommandRun empty = s.run("solve - < /dev/null");
  CHECK(empty.status == 2);
  CHECK(has(empty.out, "standard input"));
  CHECK(has(empty.out, "the file is empty"));
}
