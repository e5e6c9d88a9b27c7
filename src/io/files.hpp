#pragma once
// Files: read whole; replaced whole or not at all. The one place of the project that writes files.
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace guywire {

/// What messages call a path: `-` is "standard input".
std::string shown_name(const std::string& path);

/// The text of a file, a pipe, or of standard input (`-`). Throws ParseError: it is not there, a
/// folder, larger than `largest_file`, or cannot be read.
std::string read_file(const std::string& path);

/// Writes into a stream.
using Writer = std::function<void(std::ostream&)>;

/// Replaces a file whole or not at all. The text goes into a file beside it
/// (`.guywire-PROCESS-NUMBER`), is flushed to the disk, and is then renamed; permissions and owner
/// are kept, and a symbolic link goes on pointing to the same place. Of a file with several names
/// (hard links) the others keep the old content. What is no regular file (a pipe, /dev/null) is
/// written to as it is; so is what this process has open as its output (`-`, /dev/stdout, or the
/// file that standard output was redirected to). Throws ParseError as `check_writable` does, or
/// runtime_error if writing fails: then the old content is whole.
void write_file(const std::string& path, const Writer& write);
void write_file(const std::string& path, std::string_view text);
/// Throws ParseError if a file cannot be written there. Called before anything is computed.
void check_writable(const std::string& path);

/// What a path names, however it is written and whatever links lead there.
struct FileIdentity {
  enum class Kind {
    absent,   ///< not there yet: `name` in the folder that device and inode are of
    file,     ///< a regular file or a named pipe: it keeps what is written
    sink,     ///< /dev/null: it keeps nothing
    channel,  ///< a terminal, an unnamed pipe, a socket
  };
  Kind kind = Kind::absent;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::string name{};
  bool operator==(const FileIdentity& other) const {
    return device == other.device && inode == other.inode && name == other.name;
  }
};
FileIdentity identity_of_input(const std::string& path);   ///< `-` is standard input
FileIdentity identity_of_output(const std::string& path);  ///< `-` is standard output

}  // namespace guywire
