#include "json_text.hpp"

#include <set>

namespace guywire {

Json parse_json(std::string_view text, const std::string& origin) {
  const auto place = [&](std::size_t byte) {  // 1-based byte of nlohmann -> line, column
    int line = 1, column = 1;
    for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
      if (text[i] == '\n') ++line, column = 1;
      else ++column;
    }
    return std::pair{line, column};
  };
  std::vector<std::set<std::string>> open;
  std::string duplicate;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == Json::parse_event_t::key && !open.empty() && !open.back().insert(value.get<std::string>()).second && duplicate.empty())
      duplicate = value.get<std::string>();
    return true;
  };
  try {
    Json j = Json::parse(text.begin(), text.end(), watch);
    if (!duplicate.empty()) {
      const std::size_t first = text.find('"' + duplicate + '"'), second = text.find('"' + duplicate + '"', first + 1);
      const auto [line, column] = place(second == std::string_view::npos ? first + 1 : second + 1);
      throw ParseError(origin, line, column, "the key \"" + duplicate + "\" stands twice in one object.");
    }
    return j;
  } catch (const nlohmann::json::parse_error& e) {
    const auto [line, column] = place(e.byte);
    const bool truncated = e.byte > text.size() || std::string_view(e.what()).find("unexpected end of input") != std::string_view::npos;
    std::string what = e.what();
    if (const auto colon = what.rfind("; "); colon != std::string::npos) what = what.substr(colon + 2);
    throw ParseError(origin, line, column, text.find_first_not_of(" \t\r\n") == std::string_view::npos ? "the file is empty." : truncated ? "the JSON ends too early: the file is truncated."
                                                                                                                                          : "this is not JSON (" + what + ").");
  } catch (const nlohmann::json::out_of_range& e) {
    const std::string what = e.what();  // ... parsing '1e999'
    const auto first = what.find('\''), last = what.rfind('\'');
    const std::string digits = first < last ? what.substr(first + 1, last - first - 1) : "";
    const auto at = digits.empty() ? std::string_view::npos : text.find(digits);
    if (at == std::string_view::npos) throw ParseError(origin, 0, 0, "a number in it is too large.");
    const auto [line, column] = place(at + 1);
    throw ParseError(origin, line, column, digits + " is too large for a number.");
  }
}

}  // namespace guywire
