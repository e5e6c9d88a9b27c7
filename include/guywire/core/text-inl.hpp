#pragma once
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "guywire/core/text.hpp"

namespace guywire {

GUYWIRE_INLINE std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80)
    --most;  // not within a character
  return std::string(text.substr(0, most)) + "…";
}

GUYWIRE_INLINE std::string detail::join(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& n : names)
    out += (out.empty() ? "" : ", ") + n;
  return out;
}

#ifdef __cpp_lib_to_chars
GUYWIRE_INLINE std::string to_text(double value) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

GUYWIRE_INLINE std::string short_text(double value) {
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 4).ptr;
  return std::string(buffer, end);
}

GUYWIRE_INLINE bool read_number(std::string_view text, double& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}
#else  // a library without them for double (libc++ 14, and so Debian 12's emscripten, which knows
       // one locale only)
GUYWIRE_INLINE std::string to_text(double value) {
  char exponential[40], fixed[400];
  int digits = 0;
  do
    std::snprintf(exponential, sizeof exponential, "%.*e", digits, value);
  while (digits++ < 17 && std::isfinite(value) && std::strtod(exponential, nullptr) != value);
  if (!std::isfinite(value)) return exponential;
  const int decimals = digits - 1 - std::atoi(std::strchr(exponential, 'e') + 1);
  std::snprintf(fixed, sizeof fixed, "%.*f", std::max(0, decimals), value);
  return std::strlen(fixed) <= std::strlen(exponential) ? fixed : exponential;
}

GUYWIRE_INLINE std::string short_text(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  return buffer;
}

GUYWIRE_INLINE bool read_number(std::string_view text, double& value) {
  if (text.empty() || text.find_first_of("+ \t\n\v\f\r") == 0 ||
      text.find_first_of("xX") != text.npos)
    return false;  // strtod would take them
  const std::string copy(text);
  char* stop = nullptr;
  value = std::strtod(copy.c_str(), &stop);
  return stop == copy.c_str() + copy.size() && std::abs(value) != HUGE_VAL;
}
#endif

}  // namespace guywire
