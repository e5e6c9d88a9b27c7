#pragma once
/// Numbers and names as text.
#include <string>
#include <string_view>
#include <vector>

#include "guywire/core/config.hpp"

namespace guywire {

/// As much of a text as a message shows: its beginning, with "…" where something is left out.
std::string shortened(std::string_view text, std::size_t most = 60);

namespace detail {
/// With commas between.
std::string join(const std::vector<std::string>& names);
}  // namespace detail

/// Shortest decimal text that reads back as the same double.
std::string to_text(double value);
/// For people: four significant digits.
std::string short_text(double value);
/// The number that the whole of `text` is (a point for decimals, whatever the locale); false if it
/// is none.
bool read_number(std::string_view text, double& value);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/core/text-inl.hpp"
#endif
