#pragma once
/// Ranges of counts, and how large an answer may become. A range stands here alone: C++, the
/// command and Python check against it.
#include <cstdint>
#include <string>
#include <string_view>

#include "guywire/core/errors.hpp"

namespace guywire {

struct CountRange {
  std::int64_t lowest, highest;
};
inline constexpr CountRange sweep_points{2, 10'000'000};
inline constexpr CountRange population_bodies{1, 10'000'000};
/// Of `explain` and of the study of muscle length: 5 and 95 % of fewer bodies mean little.
inline constexpr CountRange certainty_bodies{20, 1'000'000};
inline constexpr CountRange thread_counts{1, 1024};

/// Throws ModelError unless `value` is within the range.
void check_count(const std::string& where, std::int64_t value, const CountRange& range);
/// The whole number that the whole of a text is. Throws ModelError unless it is one, within the
/// range.
std::int64_t whole_number(std::string_view text, const std::string& where, const CountRange& range);
/// The same for a seed: 0 to 18446744073709551615.
std::uint64_t seed_number(std::string_view text, const std::string& where);

/// The most memory that an answer may take [bytes]. Chosen: half of what a small laptop has.
inline constexpr double most_memory = 4e9;
/// Throws ModelError if an answer would take more than that. `remedy`: what would make it smaller.
void check_memory(const std::string& where, double bytes, const std::string& remedy);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/core/limits-inl.hpp"
#endif
