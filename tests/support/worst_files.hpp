#pragma once
/// Files that cost most to read, refuse or accept: each aims at one thing that grows faster than
/// the file.
#include <string>
#include <utility>
#include <vector>

namespace worst_files {

inline std::string model(const std::string& parts) {
  return R"({"schema_version": 1, "name": "m", )" + parts + "}";
}

/// `part(i)` for i in 0 ... count-1, with commas between.
template <class Part>
std::string listed(int count, Part&& part) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += (i ? ", " : "") + part(std::to_string(i));
  return out;
}

inline std::string repeated(const std::string& part, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes)
    out += part;
  return out;
}

inline std::string held(int count, bool to_neighbor) {
  const auto body = [&](const std::string& i) {
    return R"({"name": "a)" + i + R"(", "parent": "ground", "mass_kg": 1})";
  };
  const auto hold = [&](const std::string& i) {
    const std::string next = std::to_string(std::stoi(i) + 1);
    return R"({"name": "k)" + i + R"(", "terms": {"a)" + next +
           (to_neighbor ? R"(": 1, "a)" + i + R"(": -1}})" : R"(": 1}})");
  };
  return model("\"bodies\": [" + listed(count, body) + "], \"constraints\": [" +
               listed(count - 1, hold) + "]");
}

inline std::string chain(int count, const std::string& more) {
  const auto body = [](const std::string& i) {
    const int n = std::stoi(i);
    return R"({"name": "a)" + i + R"(", "mass_kg": 1, "hinge_in_parent_m": [0, 0.1], "parent": ")" +
           (n == 0 ? "ground" : "a" + std::to_string(n - 1)) + "\"}";
  };
  return model("\"bodies\": [" + listed(count, body) + "]" + more);
}

inline std::string cable(const std::string& name, const std::string& path) {
  return R"({"name": ")" + name +
         R"(", "law": {"kind": "linear", "stiffness_N_per_m": 1, "slack_length_m": 1}, "path": [)" +
         path + "]}";
}

inline std::string point(const std::string& body, const std::string& x) {
  return R"({"body": ")" + body + R"(", "point_m": [)" + x + ", 0.5, 0]}";
}

struct File {
  std::string name, text;
  bool valid;
};

/// All of them. F06 and F09 are those on which guywire 0.1.0 failed: it crashed, or took 12 to 40 s
/// and up to 3.3 GB.
inline std::vector<File> all() {
  const auto body = [](const std::string& i) {
    return R"({"name": "bbbbbbbbbbbbbbbb)" + i + R"(", "parent": "cccccccccccccccc)" + i +
           R"(", "mass_kg": 1})";
  };
  const auto reversed = [](const std::string& i) {
    return R"({"name": "a)" + i + R"(", "parent": "a)" + std::to_string(std::stoi(i) + 1) +
           R"(", "mass_kg": 1})";
  };
  const std::string mast = R"("bodies": [{"name": "a", "parent": "ground", "mass_kg": 1}])";
  const std::string beside = point("ground", "1") + ", ", to_mast = ", " + point("a", "0");
  const std::string long_name(200'000, 'n');
  const std::string circles =
      R"(, "circles": [{"name": "c", "body": "ground", "center_m": [3, 0], "radius_m": 0.1}, )"
      R"({"name": "d", "body": "ground", "center_m": [9, 0], "radius_m": 0.1}])";
  const auto turn = [](const std::string& i) {
    return R"({"circle": ")" + std::string(std::stoi(i) % 2 ? "d" : "c") +
           R"(", "sense": "clockwise"})";
  };
  const auto far_cable = [](const std::string& i) {
    return cable("f" + i, point("ground", "1") + ", " + point("a1999", "0"));
  };
  const auto near_cable = [](const std::string& i) {
    return cable("f" + i, point("a1998", "1") + ", " + point("a1999", "0"));
  };
  const auto group = [](const std::string& i) {
    return "\"g" + i + "\": [" +
           (i == "0" ? std::string(R"("f0")") : R"("g)" + std::to_string(std::stoi(i) - 1) + "\"") +
           "]";
  };
  const std::string nested = std::string(100'000, '[') + std::string(100'000, ']');
  std::vector<File> out{
      {"F06: a version nested deep", "{\"schema_version\":" + nested + "}", false},
      {"nested deep beside the version", model("\"bodies\": " + nested), false},
      {"a setting nested deep",
       R"({"schema_version": 1, "setting_of": "bridge", "page": )" + nested + "}", false},
      {"F09: 2000 held bodies", held(2000, false), true},
      {"2000 bodies held to each other", held(2000, true), true},
      {"F09: 20000 held bodies", held(20000, false), false},
      {"F09: 3000 unknown parents", model("\"bodies\": [" + listed(3000, body) + "]"), false},
      {"parents listed after their children", model("\"bodies\": [" + listed(2000, reversed) + "]"),
       false},
      {"F09: one name of 200 kB",
       model(R"("bodies": [{"name": ")" + long_name + R"(", "parent": "ground", "mass_kg": 1}])"),
       false},
      {"an unknown parent of 200 kB",
       model(R"("bodies": [{"name": "a", "parent": ")" + long_name + R"(", "mass_kg": 1}])"),
       false},
      {"a long name with many faults",
       model(R"("bodies": [{"name": ")" + repeated("n", 3 << 20) + "\", " +
             listed(200'000, [](const std::string& i) { return "\"k" + i + "\": 1"; }) + "}]"),
       false},
      {"a chain of 2000", chain(2000, ""), true},
      {"500 cables over a chain of 2000",
       chain(2000, ", \"cables\": [" + listed(500, far_cable) + "]"), true},
      {"5000 cables over a chain of 2000",
       chain(2000, ", \"cables\": [" + listed(5000, far_cable) + "]"), false},
      {"20000 cables at the end of a chain of 2000",
       chain(2000, ", \"cables\": [" + listed(20'000, near_cable) + "]"), true},
      {"100000 circles in a row",
       model(mast + circles + ", \"cables\": [" +
             cable("f", beside + listed(100'000, turn) + to_mast) + "]"),
       false},
      {"20000 groups within groups",
       model(mast + ", \"cables\": [" + cable("f0", point("ground", "1") + to_mast) +
             "], \"groups\": {" + listed(20'000, group) + "}"),
       true},
      {"many keys of one object",
       model(mast + ", \"sources\": {" +
             listed(400'000, [](const std::string& i) { return "\"s" + i + "\": \"\""; }) + "}"),
       true},
      {"many unknown keys",
       "{\"schema_version\": 1, " +
           listed(500'000, [](const std::string& i) { return "\"k" + i + "\": 1"; }) + "}",
       false},
      {"many bodies that are none", model("\"bodies\": [" + repeated("{},", 7 << 20) + "{}]"),
       false},
      {"many empty lists", model("\"notes\": [" + repeated("[],", 7 << 20) + "[]]"), false},
      {"one token that is none", "{" + repeated("x", 7 << 20), false},
      {"larger than any", repeated("[],", 9 << 20), false},
  };
  return out;
}

}  // namespace worst_files
