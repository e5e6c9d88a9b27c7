// Files are replaced whole or not at all, whatever happens on the way.
#include "io/files.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

#include "catch.hpp"
#include "guywire/core/errors.hpp"

using namespace guywire;

namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test case, removed at the end.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "guywire_files_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
    fs::permissions(path, fs::perms(0777));
  }
  ~Folder() {
    fs::permissions(path, fs::perms(0777));
    fs::remove_all(path);
  }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  /// How many files there are, left-over ones among them.
  long count() const {
    return std::distance(fs::directory_iterator(path), fs::directory_iterator());
  }
};

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string get(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

unsigned mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

/// What `act` throws, in a process of its own: "" for nothing. `before` prepares that process.
std::string thrown_in_child(const std::function<void()>& before, const std::function<void()>& act) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::cout.flush();  // what the test framework has not written yet is not the child's
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string what;
    try {
      before();
      act();
    } catch (const std::exception& e) {
      what = e.what();
    }
    const bool told =
        ::write(ends[1], what.data(), what.size()) == static_cast<ssize_t>(what.size());
    ::_exit(told ? 0 : 1);
  }
  ::close(ends[1]);
  std::string out;
  char part[512];
  for (ssize_t n = 0; (n = ::read(ends[0], part, sizeof part)) > 0;)
    out.append(part, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  return out;
}

void be_nobody() {
  if (::geteuid() != 0) return;
  if (::setgid(65534) != 0 || ::setuid(65534) != 0)
    throw std::runtime_error("cannot become another user");
}

}  // namespace

TEST_CASE("a file is replaced with its permissions kept; a new one gets the usual ones") {
  const Folder folder;
  const std::string file = folder / "m.json";
  put(file, "old");
  fs::permissions(file, fs::perms(0640));
  write_file(file, "new");
  CHECK(get(file) == "new");
  CHECK(mode_of(file) == 0640);
  const std::string fresh = folder / "fresh.json";
  const mode_t mask = ::umask(022);
  write_file(fresh, "first");
  ::umask(mask);
  CHECK(get(fresh) == "first");
  CHECK(mode_of(fresh) == 0644);
  CHECK(folder.count() == 2);
}

TEST_CASE("the owner is kept, or the file is not written") {
  if (::geteuid() != 0) return;  // who is not root owns no file of others
  const Folder folder;
  const std::string file = folder / "m.json";
  put(file, "old");
  REQUIRE(::chown(file.c_str(), 12345, 23456) == 0);
  fs::permissions(file, fs::perms(0666));
  write_file(file, "new");
  struct stat found {};
  REQUIRE(::stat(file.c_str(), &found) == 0);
  CHECK(found.st_uid == 12345);
  CHECK(found.st_gid == 23456);
  CHECK_THAT(thrown_in_child(be_nobody, [&] { write_file(file, "mine"); }),
             Catch::Matchers::ContainsSubstring("belongs to another user"));
  CHECK(get(file) == "new");
}

TEST_CASE("a symbolic link goes on pointing to its file, also one whose file is not there yet") {
  const Folder folder;
  put(folder / "real.json", "old");
  fs::create_directory(folder.path / "sub");
  fs::create_symlink("../real.json", folder.path / "sub" / "link.json");
  fs::create_symlink("later.json", folder.path / "dangling.json");
  write_file(folder / "sub/link.json", "new");
  write_file(folder / "dangling.json", "made");
  CHECK(fs::is_symlink(folder / "sub/link.json"));
  CHECK(fs::is_symlink(folder / "dangling.json"));
  CHECK(get(folder / "real.json") == "new");
  CHECK(get(folder / "later.json") == "made");
  fs::create_symlink("round.json", folder.path / "round.json");
  CHECK_THROWS_WITH(write_file(folder / "round.json", "x"),
                    Catch::Matchers::ContainsSubstring("in a circle"));
}

TEST_CASE("of a file with two names the other keeps the old content") {
  const Folder folder;
  put(folder / "one", "old");
  fs::create_hard_link(folder / "one", folder / "two");
  write_file(folder / "one", "new");
  CHECK(get(folder / "one") == "new");
  CHECK(get(folder / "two") == "old");
}

TEST_CASE("a full disk leaves the old content whole, and nothing beside it") {
  const Folder folder;
  const std::string file = folder / "m.json", big(1 << 20, 'x');
  put(file, "old");
  const auto limit = [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit most{8192, 8192};
    ::setrlimit(RLIMIT_FSIZE, &most);
  };
  const std::string said = thrown_in_child(limit, [&] { write_file(file, big); });
  CHECK_THAT(said, Catch::Matchers::ContainsSubstring(
                       "cannot be written: File too large. What was there before is unchanged."));
  CHECK(get(file) == "old");
  CHECK(folder.count() == 1);
  CHECK(thrown_in_child(limit, [&] { write_file(file, "small"); }).empty());
  CHECK(get(file) == "small");
}

TEST_CASE("a writer that throws leaves the old content whole, and nothing beside it") {
  const Folder folder;
  put(folder / "m.json", "old");
  const Writer fails = [](std::ostream& out) {
    out << "half" << std::flush;
    throw std::runtime_error("no more");
  };
  CHECK_THROWS_WITH(write_file(folder / "m.json", fails), "no more");
  CHECK(get(folder / "m.json") == "old");
  CHECK(folder.count() == 1);
}

TEST_CASE("kill -9 in the middle of writing leaves the old content whole") {
  const Folder folder;
  const std::string file = folder / "m.json";
  put(file, "old");
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    write_file(file, [&](std::ostream& out) {
      out << std::string(1 << 20, 'x') << std::flush;
      if (::write(ends[1], "h", 1) == 1) ::pause();  // half of it is written
    });
    ::_exit(0);
  }
  char half = 0;
  REQUIRE(::read(ends[0], &half, 1) == 1);
  REQUIRE(::kill(child, SIGKILL) == 0);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  CHECK(WIFSIGNALED(status));
  CHECK(get(file) == "old");
  CHECK(folder.count() == 2);  // what was begun stays beside it
  write_file(file, "new");
  CHECK(get(file) == "new");
}

TEST_CASE("processes that write one file at once leave what one of them wrote") {
  const Folder folder;
  const std::string file = folder / "m.json";
  std::vector<pid_t> children;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    children.push_back(::fork());
    REQUIRE(children.back() >= 0);
    if (children.back() != 0) continue;
    for (int i = 0; i < 20; ++i)
      write_file(file, std::string(300'000, letter));
    ::_exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  const std::string text = get(file);
  REQUIRE(text.size() == 300'000);
  CHECK(text == std::string(300'000, text[0]));
  CHECK(folder.count() == 1);
}

TEST_CASE("what may not be written is refused before anything is written") {
  const Folder folder;
  const auto refused = [&](const std::string& path, const std::string& sentence) {
    CAPTURE(path);
    const std::string said = thrown_in_child(be_nobody, [&] { write_file(path, "new"); });
    CHECK_THAT(said, Catch::Matchers::ContainsSubstring(sentence));
  };
  refused(folder.path.string(), "it is a folder");
  refused(folder / "nowhere/m.json", "there is no folder");
  const std::string kept = folder / "kept.json";
  put(kept, "old");
  fs::permissions(kept, fs::perms(0444));
  refused(kept, "no permission");
  CHECK(get(kept) == "old");
  fs::permissions(folder.path, fs::perms(0555));
  refused(folder / "new.json", "no permission to make a file in the folder");
}

TEST_CASE("pipes and devices are written to as they are") {
  const Folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    write_file(pipe, "through");
    ::_exit(0);
  }
  CHECK(get(pipe) == "through");
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(fs::is_fifo(pipe));
  write_file("/dev/null", "nothing");
  CHECK(fs::is_character_file("/dev/null"));
  if (fs::exists("/dev/full"))
    CHECK_THROWS_WITH(write_file("/dev/full", "much"),
                      Catch::Matchers::ContainsSubstring("No space left on device."));
}

TEST_CASE("what standard output was redirected to is written through it") {
  const Folder folder;
  const std::string file = folder / "out.txt";
  const auto redirect = [&] {
    const int open = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (open < 0 || ::dup2(open, STDOUT_FILENO) < 0) throw std::runtime_error("no redirection");
    if (::write(STDOUT_FILENO, "first ", 6) != 6) throw std::runtime_error("no write");
  };
  for (const std::string& path : {std::string("-"), std::string("/dev/stdout"), file}) {
    CAPTURE(path);
    CHECK(thrown_in_child(redirect, [&] { write_file(path, "then"); }).empty());
    CHECK(get(file) == "first then");
  }
}

TEST_CASE("names of one file are known as such, whether it is there or not") {
  const Folder folder;
  put(folder / "a", "x");
  put(folder / "b", "x");
  fs::create_symlink("a", folder.path / "soft");
  fs::create_hard_link(folder / "a", folder / "hard");
  fs::create_symlink("absent", folder.path / "soft_absent");
  const auto same = [&](const std::string& x, const std::string& y) {
    return identity_of_output(folder / x) == identity_of_output(folder / y);
  };
  for (const char* name : {"soft", "hard", "./a"})
    CHECK(same("a", name));
  CHECK_FALSE(same("a", "b"));
  CHECK(same("absent", "soft_absent"));
  CHECK(same("absent", "./absent"));
  CHECK_FALSE(same("absent", "other"));
  CHECK(identity_of_output("/dev/null").kind == FileIdentity::Kind::sink);
  CHECK(identity_of_input(folder / "a").kind == FileIdentity::Kind::file);
}

TEST_CASE("files are read whole, or refused with the reason") {
  const Folder folder;
  put(folder / "a", std::string("text\0more", 9));
  CHECK(read_file(folder / "a") == std::string("text\0more", 9));
  CHECK_THROWS_WITH(read_file(folder / "none"),
                    Catch::Matchers::ContainsSubstring("there is no such file"));
  CHECK_THROWS_WITH(read_file(folder.path.string()),
                    Catch::Matchers::ContainsSubstring("a folder"));
  CHECK_THROWS_WITH(read_file("/dev/zero"),
                    Catch::Matchers::ContainsSubstring("models have at most"));
}
