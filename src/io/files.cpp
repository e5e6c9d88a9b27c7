#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "guywire/core/errors.hpp"
#include "json_text.hpp"

namespace guywire {

namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse_path(const std::string& path, const std::string& what) {
  throw ParseError(shown_name(path), 0, 0, what);
}

/// An open file, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  bool close() {
    const int closed = is_open() ? ::close(number_) : 0;
    number_ = -1;
    return closed == 0;
  }

 private:
  int number_;
};

/// Buffers what goes into an open file, and remembers why writing failed.
class OutputBuffer : public std::streambuf {
 public:
  explicit OutputBuffer(int file) : file_(file), bytes_(1 << 16) {
    setp(bytes_.data(), bytes_.data() + bytes_.size());
  }
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    *pptr() = traits_type::to_char_type(c);
    pbump(1);
    return c;
  }
  int sync() override {
    for (const char* next = pbase(); next < pptr();) {
      const ssize_t written = ::write(file_, next, static_cast<std::size_t>(pptr() - next));
      if (written < 0) {
        error_ = errno;
        return -1;
      }
      next += written;
    }
    setp(bytes_.data(), bytes_.data() + bytes_.size());
    return 0;
  }

 private:
  int file_;
  std::vector<char> bytes_;
  int error_ = 0;
};

/// Lets `write` fill an open file. Returns 0, or why that failed.
int fill(int file, const Writer& write) {
  OutputBuffer buffer(file);
  std::ostream out(&buffer);
  write(out);
  out.flush();
  if (out) return 0;
  return buffer.error() != 0 ? buffer.error() : EIO;
}

/// The file at the end of a chain of symbolic links, whether it is there or not.
fs::path target_of(const std::string& path) {
  constexpr int most_links = 40;  // as Linux has it
  fs::path at = path;
  std::error_code error;
  for (int links = 0; fs::is_symlink(at, error); ++links) {
    if (links == most_links)
      refuse_path(path, "cannot be written: its symbolic links lead in a circle.");
    const fs::path next = fs::read_symlink(at, error);
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  return at;
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

bool may_write(const fs::path& path, int mode) {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

/// The output of this process that a path leads to (1 or 2), or -1.
int own_output(const std::string& path) {
  if (path == "-") return STDOUT_FILENO;
  struct stat named {};
  if (::stat(path.c_str(), &named) != 0) return -1;
  for (const int output : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat open {};
    if (::fstat(output, &open) == 0 && open.st_dev == named.st_dev && open.st_ino == named.st_ino)
      return output;
  }
  return -1;
}

/// A new file in a folder, removed at the end unless it has been renamed.
class Beside {
 public:
  explicit Beside(const fs::path& folder) {
    constexpr int most_tries =
        1000;  // chosen: as many may be left over by processes of this number that were killed
    for (int i = 0; i < most_tries; ++i) {
      path_ = folder / (".guywire-" + std::to_string(::getpid()) + "-" + std::to_string(i));
      open_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      error_ = open_ < 0 ? errno : 0;
      if (error_ != EEXIST) return;
    }
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    if (open_ >= 0) ::close(open_);
    if (error_ == 0 && !renamed_) ::unlink(path_.c_str());
  }
  int error() const { return error_; }
  int number() const { return open_; }

  /// Flushes it to the disk and puts it in the place of `target`. Returns 0, or why that failed.
  int take_the_place_of(const fs::path& target) {
    if (::fsync(open_) != 0) return errno;
    const int closed = ::close(open_);
    open_ = -1;
    if (closed != 0) return errno;
    if (::rename(path_.c_str(), target.c_str()) != 0) return errno;
    renamed_ = true;
    const Descriptor folder(::open(folder_of(target).c_str(), O_RDONLY | O_CLOEXEC));
    if (folder.is_open()) ::fsync(folder.number());  // the new name, too, is to outlive a power cut
    return 0;
  }

 private:
  fs::path path_;
  int open_ = -1;
  int error_ = 0;
  bool renamed_ = false;
};

/// Gives a new file the permissions and the owner of the old one. Returns 0, or why that failed.
int keep_rights(int file, const struct stat& old) {
  struct stat made {};
  if (::fstat(file, &made) != 0) return errno;
  const bool same = made.st_uid == old.st_uid && made.st_gid == old.st_gid;
  if (!same && ::fchown(file, old.st_uid, old.st_gid) != 0) return errno;
  return ::fchmod(file, old.st_mode & 07777) == 0 ? 0 : errno;
}

int replace(const fs::path& target, const Writer& write) {
  struct stat old {};
  const bool exists = ::stat(target.c_str(), &old) == 0;
  Beside beside(folder_of(target));
  if (beside.error() != 0) return beside.error();
  if (const int error = fill(beside.number(), write); error != 0) return error;
  if (const int error = exists ? keep_rights(beside.number(), old) : 0; error != 0) return error;
  return beside.take_the_place_of(target);
}

/// Writes into what is no regular file: a pipe, a terminal, /dev/null.
int write_into(const std::string& path, const Writer& write) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return errno;
  if (const int error = fill(file.number(), write); error != 0) return error;
  return file.close() ? 0 : errno;
}

bool is_regular_or_absent(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) != 0 || S_ISREG(found.st_mode);
}

FileIdentity identity(const struct stat& found) {
  using Kind = FileIdentity::Kind;
  struct stat null {};
  const bool sink =
      ::stat("/dev/null", &null) == 0 && null.st_dev == found.st_dev && null.st_ino == found.st_ino;
  Kind kind = Kind::channel;
  if (S_ISREG(found.st_mode)) kind = Kind::file;
  if (sink) kind = Kind::sink;
  return {kind, found.st_dev, found.st_ino, {}};
}

FileIdentity identity_of_open(int file) {
  struct stat found {};
  if (::fstat(file, &found) != 0) return {FileIdentity::Kind::sink, 0, 0, {}};  // closed
  return identity(found);
}

FileIdentity identity_of_path(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0) {
    FileIdentity out = identity(found);
    if (S_ISFIFO(found.st_mode)) out.kind = FileIdentity::Kind::file;
    return out;
  }
  const fs::path target = target_of(path);
  if (::stat(folder_of(target).c_str(), &found) != 0)
    return {FileIdentity::Kind::absent, 0, 0, target.string()};
  return {FileIdentity::Kind::absent, found.st_dev, found.st_ino, target.filename().string()};
}

}  // namespace

std::string shown_name(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string read_file(const std::string& path) {
  const Descriptor file(path == "-" ? ::dup(STDIN_FILENO)
                                    : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open())
    refuse_path(path, errno == ENOENT ? "there is no such file."
                                      : "the file cannot be read: " + reason(errno) + ".");
#ifdef __EMSCRIPTEN__
  // in a page, which has no files, opening one gives 0 and reading it is not there
  if (file.number() <= STDERR_FILENO) refuse_path(path, "there is no such file.");
#endif
  struct stat found {};
  if (::fstat(file.number(), &found) == 0 && S_ISDIR(found.st_mode))
    refuse_path(path, "this is a folder, not a file.");
  const std::string limit = "models have at most " + std::to_string(largest_file) + ".";
  if (S_ISREG(found.st_mode) && static_cast<std::uintmax_t>(found.st_size) > largest_file)
    refuse_path(path, "the file has " + std::to_string(found.st_size) + " bytes; " + limit);
  std::string text;
  std::vector<char> part(1 << 16);
  for (;;) {
    const ssize_t count = ::read(file.number(), part.data(), part.size());
    if (count < 0) refuse_path(path, "the file cannot be read: " + reason(errno) + ".");
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > largest_file)
      refuse_path(path, "there are more than " + std::to_string(largest_file) + " bytes; " + limit);
  }
}

void check_writable(const std::string& path) {
  if (own_output(path) >= 0) return;
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (exists && S_ISDIR(found.st_mode)) refuse_path(path, "cannot be written: it is a folder.");
  const std::string belongs =
      "cannot be written: it belongs to another user, and a file made anew would belong to you. "
      "Write to another file.";
  if (exists && !may_write(path, W_OK)) refuse_path(path, "cannot be written: no permission.");
  if (exists && !S_ISREG(found.st_mode)) return;
  if (exists && ::geteuid() != 0 && found.st_uid != ::geteuid()) refuse_path(path, belongs);
  const fs::path folder = folder_of(target_of(path));
  std::error_code error;
  if (!fs::is_directory(folder, error))
    refuse_path(path, "cannot be written: there is no folder '" + folder.string() + "'.");
  if (!may_write(folder, W_OK | X_OK))
    refuse_path(path, "cannot be written: no permission to make a file in the folder '" +
                          folder.string() + "'.");
}

void write_file(const std::string& path, const Writer& write) {
  check_writable(path);
  const int own = own_output(path);
  const bool replaced = own < 0 && is_regular_or_absent(path);
  int error = 0;
  if (own == STDOUT_FILENO) std::cout.flush();
  if (own >= 0)
    error = fill(own, write);
  else if (replaced)
    error = replace(target_of(path), write);
  else
    error = write_into(path, write);
  if (error == 0) return;
  const std::string shown = path == "-" ? "standard output" : path;
  throw std::runtime_error(shown + ": cannot be written: " + reason(error) + "." +
                           (replaced ? " What was there before is unchanged." : ""));
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, [text](std::ostream& out) { out << text; });
}

FileIdentity identity_of_input(const std::string& path) {
  return path == "-" ? identity_of_open(STDIN_FILENO) : identity_of_path(path);
}

FileIdentity identity_of_output(const std::string& path) {
  return path == "-" ? identity_of_open(STDOUT_FILENO) : identity_of_path(path);
}

}  // namespace guywire
