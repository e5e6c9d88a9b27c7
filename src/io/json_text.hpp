#pragma once
// JSON text as people like to read it, and positions of errors.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "guywire/core/errors.hpp"

namespace guywire {

using Json = nlohmann::ordered_json;

/// Objects and arrays open out down to `depth`; below that they stay on one line. Doubles in shortest form; NaN and infinity become null.
inline void write_json(std::string& out, const Json& j, int depth, int indent = 0) {
  const auto newline = [&](int level) { out += '\n', out.append(static_cast<std::size_t>(level) * 2, ' '); };
  if (j.is_number_float()) {
    const double v = j.get<double>();
    out += !std::isfinite(v) ? "null" : v == 0 && std::signbit(v) ? "-0.0"
                                                                  : to_text(v);  // "-0" would come back as the integer 0
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

/// Parses JSON text; throws ParseError with line and column. Refuses duplicate keys.
Json parse_json(std::string_view text, const std::string& origin);

}  // namespace guywire
