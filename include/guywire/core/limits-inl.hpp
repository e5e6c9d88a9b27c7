#pragma once
#include <charconv>

#include "guywire/core/limits.hpp"

namespace guywire {

namespace detail {

[[noreturn]] inline void refuse_count(const std::string& where, const std::string& shown,
                                      const std::string& lowest, const std::string& highest) {
  throw ModelError(
      {{where,
        "is " + shown + "; allowed is a whole number from " + lowest + " to " + highest + ".",
        ""}});
}

/// Whether the whole of a text is a number of this type.
template <class Whole>
bool read_whole(std::string_view text, Whole& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

}  // namespace detail

GUYWIRE_INLINE void check_count(const std::string& where, std::int64_t value,
                                const CountRange& range) {
  if (value >= range.lowest && value <= range.highest) return;
  detail::refuse_count(where, std::to_string(value), std::to_string(range.lowest),
                       std::to_string(range.highest));
}

GUYWIRE_INLINE std::int64_t whole_number(std::string_view text, const std::string& where,
                                         const CountRange& range) {
  std::int64_t value = 0;
  if (!detail::read_whole(text, value))
    detail::refuse_count(where, shortened(text), std::to_string(range.lowest),
                         std::to_string(range.highest));
  check_count(where, value, range);
  return value;
}

GUYWIRE_INLINE std::uint64_t seed_number(std::string_view text, const std::string& where) {
  std::uint64_t value = 0;
  if (!detail::read_whole(text, value))
    detail::refuse_count(where, shortened(text), "0", std::to_string(UINT64_MAX));
  return value;
}

GUYWIRE_INLINE void check_memory(const std::string& where, double bytes,
                                 const std::string& remedy) {
  if (bytes <= most_memory) return;
  throw ModelError({{where,
                     "would take about " + short_text(bytes / 1e9) + " GB; allowed are at most " +
                         short_text(most_memory / 1e9) + " GB.",
                     remedy}});
}

}  // namespace guywire
