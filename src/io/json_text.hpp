#pragma once
// JSON text as people like to read it, and positions of errors.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "guywire/core/errors.hpp"

namespace guywire {

using Json = nlohmann::ordered_json;

/// A double in its shortest form. "-0" would come back as the integer 0.
inline std::string number_json(double v) {
  if (!std::isfinite(v)) return "null";
  if (v == 0 && std::signbit(v)) return "-0.0";
  return to_text(v);
}

/// Objects and arrays open out down to `depth`; below that they stay on one line. Doubles in
/// shortest form; NaN and infinity become null.
inline void write_json(std::string& out, const Json& j, int depth, int indent = 0) {
  const auto newline = [&](int level) {
    out += '\n';
    out.append(static_cast<std::size_t>(level) * 2, ' ');
  };
  if (j.is_number_float()) {
    out += number_json(j.get<double>());
  } else if (j.is_structured() && !j.empty()) {
    const bool open = indent < depth;
    out += j.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& item : j.items()) {
      if (!first) out += open ? "," : ", ";
      first = false;
      if (open) newline(indent + 1);
      if (j.is_object()) out += Json(item.key()).dump() + ": ";
      write_json(out, item.value(), depth, indent + 1);
    }
    if (open) newline(indent);
    out += j.is_object() ? '}' : ']';
  } else {
    out += j.dump();
  }
}

inline std::string json_text(const Json& j, int depth) {
  std::string out;
  write_json(out, j, depth);
  out += '\n';
  return out;
}

/// Writes an object into a stream key by key, and lists item by item, as `json_text(object, 2)`
/// would at once.
class JsonLines {
 public:
  explicit JsonLines(std::ostream& out) : out_(out) {}
  JsonLines(const JsonLines&) = delete;
  JsonLines& operator=(const JsonLines&) = delete;
  ~JsonLines() { out_ << "\n}\n"; }

  void item(const std::string& key, const Json& value) {
    begin(key);
    put(value, 1);
  }
  /// `at(i)` gives the i-th of `count` items.
  template <class At>
  void list(const std::string& key, std::size_t count, At&& at) {
    begin(key);
    out_ << '[';
    for (std::size_t i = 0; i < count; ++i) {
      out_ << (i == 0 ? "\n    " : ",\n    ");
      put(at(i), 2);
    }
    out_ << (count == 0 ? "]" : "\n  ]");
  }

 private:
  void begin(const std::string& key) {
    out_ << (is_first_ ? "{\n  " : ",\n  ") << Json(key).dump() << ": ";
    is_first_ = false;
  }
  void put(const Json& value, int indent) {
    std::string text;
    write_json(text, value, 2, indent);
    out_ << text;
  }

  std::ostream& out_;
  bool is_first_ = true;
};

/// Adds a key that an object does not have yet. Its own operator[] looks through all the keys there
/// are.
inline Json& append(Json& object, std::string key, Json value) {
  using Items = Json::object_t::Container;
  static_cast<Items&>(object.get_ref<Json::object_t&>())
      .emplace_back(std::move(key), std::move(value));
  return static_cast<Items&>(object.get_ref<Json::object_t&>()).back().second;
}

/// The most bytes that a file may have. Chosen: ninety times the standing adult; any such file is
/// read or refused in 2 s and 500 MB.
inline constexpr std::size_t largest_file = 8u << 20;

/// Parses JSON text, in time and memory proportional to its length. Throws ParseError with line and
/// column; refuses duplicate keys, more than `largest_file` bytes, and values nested deeper
/// than 64.
Json parse_json(std::string_view text, const std::string& origin);

}  // namespace guywire
