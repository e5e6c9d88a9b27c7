// Ranges of counts and of memory, checked in words.
#include "guywire/core/limits.hpp"

#include <string>

#include "catch.hpp"
#include "guywire/core/errors.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("counts are whole and within their range") {
  CHECK(whole_number("2", "--points", sweep_points) == 2);
  CHECK(whole_number("10000000", "--points", sweep_points) == 10'000'000);
  for (const char* bad :
       {"1", "10000001", "2.5", "1e3", "", " 2", "+2", "two", "99999999999999999999999"})
    CHECK_THROWS_WITH(whole_number(bad, "--points", sweep_points),
                      ContainsSubstring("--points") && ContainsSubstring("10000000"));
  CHECK_NOTHROW(check_count("threads", 1024, thread_counts));
  CHECK_THROWS_AS(check_count("threads", 0, thread_counts), ModelError);
  CHECK_THROWS_AS(check_count("threads", 1025, thread_counts), ModelError);
}

TEST_CASE("seeds take every whole number of 64 bits") {
  CHECK(seed_number("0", "--seed") == 0);
  CHECK(seed_number("18446744073709551615", "--seed") == 18446744073709551615u);
  for (const char* bad : {"-1", "18446744073709551616", "0x1", "1.0"})
    CHECK_THROWS_AS(seed_number(bad, "--seed"), ModelError);
}

TEST_CASE("an answer that would not fit into memory is refused before it is begun") {
  CHECK_NOTHROW(check_memory("sweep", most_memory, "Ask for fewer points."));
  CHECK_THROWS_WITH(check_memory("sweep", 2 * most_memory, "Ask for fewer points."),
                    ContainsSubstring("sweep") && ContainsSubstring("Ask for fewer points."));
}
