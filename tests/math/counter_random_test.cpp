// Random numbers that depend on nothing but what they are drawn for.
#include "guywire/math/counter_random.hpp"

#include "catch.hpp"

using namespace guywire;

TEST_CASE("philox gives the published numbers") {
  // known answers of the authors' Random123 library
  CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
        std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint32_t f = 0xffffffff;
  CHECK(philox({f, f, f, f}, {f, f}) ==
        std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  for (const double p : {1e-300, 1e-15, 1e-5, 0.02424, 0.02426, 0.3, 0.5})
    CHECK(std::abs(normal_cdf(normal_quantile(p)) / p - 1) <= 1e-12);
  CHECK(std::abs(normal_quantile(0.975) - 1.959963984540054) <= 1e-13);
  CHECK(normal_quantile(0.25) == -normal_quantile(0.75));  // 1 - p is exact
}

TEST_CASE("uniform numbers fill (0, 1) evenly, and neighbors are unrelated") {
  constexpr int count = 20000;
  double sum = 0;
  double squares = 0;
  double products = 0;
  for (std::uint64_t body = 0; body < count; ++body) {
    const double u = uniform_at(11, body, 2) - 0.5;
    REQUIRE((u > -0.5 && u < 0.5));
    sum += u;
    squares += u * u;
    products += u * (uniform_at(11, body + 1, 2) - 0.5);
  }
  const double five_sigma = 5 / std::sqrt(12.0 * count);
  CHECK(std::abs(sum / count) < five_sigma);
  CHECK(std::abs(squares / count - 1.0 / 12) < five_sigma);
  CHECK(std::abs(products / count) < five_sigma);
}

TEST_CASE("normal numbers have mean 0 and variance 1; other seeds and variables give others") {
  constexpr int count = 20000;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t body = 0; body < count; ++body) {
    const double z = normal_at(3, body, 0);
    sum += z;
    squares += z * z;
  }
  CHECK(std::abs(sum / count) < 5 / std::sqrt(double(count)));
  CHECK(std::abs(squares / count - 1) < 5 * std::sqrt(2.0 / count));
  CHECK(normal_at(3, 5, 0) != normal_at(4, 5, 0));
  CHECK(normal_at(3, 5, 0) != normal_at(3, 5, 1));
}
