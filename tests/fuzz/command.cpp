// The command's small languages. An input is lines: the first says the command and the model, each
// other one an option and its value. The command runs in this process, as often as inputs come;
// what it prints is looked at, and no file is opened.
#include <iostream>
#include <sstream>

#include "cli/cli.hpp"
#include "json_mutator.hpp"
#include "promises.hpp"
#include "vocabulary.hpp"

namespace fuzz {

namespace {

constexpr int patience = 400;  // chosen: questions of stop; a second or two with the standing adult
constexpr const char* bodies = "20";  // chosen: the fewest of which a population speaks

/// What is written to a stream while this lives.
class Swallow {
 public:
  explicit Swallow(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Swallow() { stream_.rdbuf(before_); }
  Swallow(const Swallow&) = delete;
  Swallow& operator=(const Swallow&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::ostream& stream_;
  std::streambuf* before_;
};

struct Line {
  std::string option, value;
};

struct Call {
  std::string command, model;
  std::vector<Line> lines;

  bool is_json() const {
    return !lines.empty() && std::any_of(lines.begin(), lines.end(), [](const Line& line) {
      return line.option == "--format" && line.value == "json";
    });
  }
};

Call call_of(std::string_view input) {
  Call call;
  std::istringstream lines{std::string(input)};
  std::string line;
  std::getline(lines, line);
  const std::size_t space = std::min(line.find(' '), line.size());
  call.command = line.substr(0, space);
  call.model = line.substr(std::min(space + 1, line.size()));
  while (std::getline(lines, line)) {
    const std::size_t at = std::min(line.find(' '), line.size());
    call.lines.push_back({line.substr(0, at), line.substr(std::min(at + 1, line.size()))});
  }
  return call;
}

/// Options that need no value, and those that do; others, which may name files, are left out.
constexpr std::string_view flags[] = {"--recruit", "--branch",      "--unverified",   "--stretches",
                                      "--study",   "--pelvis-held", "--knee-straight"};
constexpr std::string_view valued[] = {"--set",
                                       "--vary",
                                       "--start",
                                       "--box",
                                       "--scatter",
                                       "--correlate",
                                       "--target",
                                       "--bounds",
                                       "--knobs",
                                       "--read",
                                       "--pose",
                                       "--body",
                                       "--format",
                                       "--seek",
                                       "--tone",
                                       "--posterior-tilt-deg",
                                       "--lordosis-deg",
                                       "--passive-moment-Nm",
                                       "--knee-flexion-deg",
                                       "--inclination-deg",
                                       "--pelvis-share"};

template <class List>
bool is_in(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// As a shell would hand it over.
std::vector<std::string> arguments_of(const Call& call) {
  std::vector<std::string> out{"guywire", call.command};
  for (const Line& line : call.lines)
    if (line.option == "NAME") out.push_back(line.value);
  out.push_back(call.model);
  for (const Line& line : call.lines) {
    if (is_in(flags, line.option)) out.push_back(line.option);
    if (is_in(valued, line.option)) out.push_back(line.option + "=" + line.value);
  }
  if (call.command == "population") out.push_back(std::string("--bodies=") + bodies);
  return out;
}

/// The exit status.
int run_call(const Call& call) {
  constexpr std::string_view commands[] = {"solve",   "sweep",      "equilibria", "prescribe",
                                           "explain", "population", "test"};
  if (!is_in(commands, call.command)) return cli::bad_input;
  const std::vector<std::string> arguments = arguments_of(call);
  std::vector<const char*> argv;
  for (const std::string& a : arguments)
    argv.push_back(a.c_str());
  return cli::command(static_cast<int>(argv.size()), argv.data());
}

Fate run(std::string_view input) {
  const Call call = call_of(input);
  const auto names = shipped_models();
  if (std::find(names.begin(), names.end(), call.model) == names.end())
    return Fate::refused;  // a path, perhaps
  const Swallow out(std::cout);
  const Swallow err(std::cerr);
  int status = 0;
  const bool ended = patiently(patience, [&] { status = run_call(call); });
  check_text(input, out.text(), "the command");
  check_text(input, err.text(), "the command's complaint");
  if (!ended) return Fate::valid;
  if (status == cli::bad_input) return Fate::refused;
  demand(status == 0 || status == cli::not_trustworthy,
         "the command ends with status " + std::to_string(status));
  demand(!out.text().empty() || (status == cli::not_trustworthy && !err.text().empty()),
         "the command says nothing");
  if (call.is_json() && !out.text().empty())
    demand(Json::accept(out.text()), "the command prints no JSON: " + out.text().substr(0, 500));
  return Fate::valid;
}

// --- other inputs

constexpr const char* options[] = {"--set",       "--vary",   "--start",  "--box",    "--scatter",
                                   "--correlate", "--target", "--bounds", "--knobs",  "--read",
                                   "--pose",      "--body",   "--format", "--branch", "--recruit"};

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '/';
}

/// Changes one word or number of a line to another that means something.
std::string with_other_word(const std::string& line, const std::vector<std::string>& words,
                            Random& r) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i;
    while (end < line.size() && in_word(line[end]))
      ++end;
    if (end > i) found.emplace_back(i, end);
    i = std::max(end, i + 1);
  }
  if (found.empty()) return line;
  const auto [from, to] = any_of(found, r);
  double number = 0;
  std::string next = any_of(words, r);
  if (read_number(line.substr(from, to - from), number))
    next = to_text(other_number(number, r.uniform(0, 2), r));
  return line.substr(0, from) + next + line.substr(to);
}

std::string with_other_sign(std::string line, Random& r) {
  const std::string signs = "=:,.()-+ e";
  if (line.empty()) return line;
  const int at = r.integer(0, static_cast<int>(line.size()) - 1);
  if (r.chance(0.3)) return line.erase(at, 1);
  return line.insert(at, 1, signs[r.integer(0, static_cast<int>(signs.size()) - 1)]);
}

std::string mutate(std::string_view input, Random& random) {
  if (random.chance(0.05)) return {};
  std::vector<std::string> lines;
  std::istringstream in{std::string(input)};
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  if (lines.empty() || lines.size() > 12) return {};
  const Call call = call_of(input);
  const auto names = shipped_models();
  const bool known = std::find(names.begin(), names.end(), call.model) != names.end();
  const std::vector<std::string> words = words_of(shipped(known ? call.model : "bridge"));
  const int line = random.integer(0, static_cast<int>(lines.size()) - 1);
  const int what = random.integer(0, 7);
  if (what == 0)
    lines.push_back(lines[line]);
  else if (what == 1)
    lines.push_back(std::string(options[random.integer(0, 14)]) + " " + any_of(words, random) +
                    "=1");
  else if (what == 2)
    lines[line] = with_other_sign(lines[line], random);
  else if (what == 3 && line > 0)
    lines.erase(lines.begin() + line);
  else if (line > 0)
    lines[line] = with_other_word(lines[line], words, random);
  std::string out;
  for (const std::string& l : lines)
    out += l + "\n";
  return out;
}

}  // namespace

Target command() { return {"command", run, mutate}; }

}  // namespace fuzz
