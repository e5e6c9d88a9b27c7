#include "json_text.hpp"

#include <unordered_set>

namespace guywire {

namespace {

constexpr std::size_t deepest =
    64;  // chosen: models nest 6 deep; what writes and compares values recurses

/// Line and column of a byte, all counted from 1.
std::pair<int, int> place_of(std::string_view text, std::size_t byte) {
  int line = 1, column = 1;
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    ++column;
    if (text[i] != '\n') continue;
    ++line;
    column = 1;
  }
  return {line, column};
}

/// Where nesting first becomes deeper than allowed.
std::size_t too_deep_at(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '[' || c == '{') && ++depth > deepest)
      return i + 1;
    else if (!in_string && (c == ']' || c == '}'))
      --depth;
  }
  return 0;
}

/// Takes the parser's events and builds the value. The parser's own builder looks through all keys
/// of an object for each new one, which takes minutes for an object of a hundred thousand.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Json root;
  std::string duplicate;           ///< the first key that stands twice in one object
  bool too_deep = false;           ///< it stopped for that
  std::size_t error_byte = 0;      ///< it stopped at an error there, counted from 1
  std::string error, error_token;  ///< what the parser says
  bool too_large_number = false;   ///< the error is a number beyond a double's range

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (!open_.back().keys.insert(value).second && duplicate.empty()) duplicate = value;
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t byte, const std::string& token,
                   const nlohmann::detail::exception& e) override {
    error_byte = byte;
    error = e.what();
    error_token = token;
    too_large_number = e.id == 406;
    return false;
  }

 private:
  struct Open {
    Json* value;
    std::unordered_set<std::string> keys{};
  };

  Json* place(Json value) {
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    Json& owner = *open_.back().value;
    if (owner.is_object()) return &append(owner, std::move(key_), std::move(value));
    owner.push_back(std::move(value));
    return &owner.back();
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    too_deep = open_.size() >= deepest;
    if (too_deep) return false;
    open_.push_back({place(std::move(value))});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Open> open_;
  std::string key_;
};

/// What stopped the parser, as an error with its place.
ParseError explained(std::string_view text, const std::string& origin, const Builder& b) {
  const auto at = [&](std::size_t byte, const std::string& what) {
    const auto [line, column] = place_of(text, byte);
    return ParseError(origin, line, column, what);
  };
  if (b.too_deep)
    return at(too_deep_at(text), "this is nested deeper than " + std::to_string(deepest) +
                                     " levels; models nest 6 deep.");
  if (b.too_large_number)
    return at(b.error_byte - b.error_token.size() + 1,
              shortened(b.error_token) + " is too large for a number.");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return at(b.error_byte, "the file is empty.");
  if (b.error_byte > text.size() || b.error.find("unexpected end of input") != std::string::npos)
    return at(b.error_byte, "the JSON ends too early: the file is truncated.");
  const auto colon = b.error.rfind("; ");
  return at(b.error_byte,
            "this is not JSON (" +
                shortened(colon == std::string::npos ? b.error : b.error.substr(colon + 2), 200) +
                ").");
}

}  // namespace

Json parse_json(std::string_view text, const std::string& origin) {
  if (text.size() > largest_file)
    throw ParseError(origin, 0, 0,
                     "the file has " + std::to_string(text.size()) +
                         " bytes; models have at most " + std::to_string(largest_file) + ".");
  Builder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) throw explained(text, origin, builder);
  if (builder.duplicate.empty()) return std::move(builder.root);
  const std::string quoted = '"' + builder.duplicate + '"';
  const std::size_t first = text.find(quoted), second = text.find(quoted, first + 1);
  const auto [line, column] =
      place_of(text, second == std::string_view::npos ? first + 1 : second + 1);
  throw ParseError(origin, line, column,
                   "the key \"" + shortened(builder.duplicate) + "\" stands twice in one object.");
}

}  // namespace guywire
