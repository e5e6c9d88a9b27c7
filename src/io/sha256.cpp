// SHA-256 (FIPS 180-4). Debian has no small library for it, and a cryptographic one would be the
// largest dependency of the project.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "guywire/io/model_file.hpp"

namespace guywire {

std::string sha256(std::string_view bytes) {
  // round constants: the first 32 bits of the fractional parts of the cube (square) roots of the
  // first primes
  static const auto constants = [] {
    std::pair<std::array<std::uint32_t, 64>, std::array<std::uint32_t, 8>> out{};
    int count = 0;
    for (int candidate = 2; count < 64; ++candidate) {
      bool prime = true;
      for (int d = 2; d * d <= candidate; ++d)
        prime = prime && candidate % d != 0;
      if (!prime) continue;
      const auto fraction = [](long double x) {
        return static_cast<std::uint32_t>((x - std::floor(x)) * 4294967296.0L);
      };
      out.first[count] = fraction(std::cbrt(static_cast<long double>(candidate)));
      if (count < 8) out.second[count] = fraction(std::sqrt(static_cast<long double>(candidate)));
      ++count;
    }
    return out;
  }();
  std::array<std::uint32_t, 8> h = constants.second;
  std::string data(bytes);
  data += '\x80';
  while (data.size() % 64 != 56)
    data += '\0';
  const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
  for (int i = 7; i >= 0; --i)
    data += static_cast<char>(bits >> (8 * i));
  for (std::size_t block = 0; block < data.size(); block += 64) {
    std::uint32_t w[64];
    for (int i = 0; i < 16; ++i) {
      w[i] = 0;
      for (int k = 0; k < 4; ++k)
        w[i] = w[i] << 8 | static_cast<unsigned char>(data[block + 4 * i + k]);
    }
    for (int i = 16; i < 64; ++i) {
      const std::uint32_t s0 =
          std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
      const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto v = h;
    for (int i = 0; i < 64; ++i) {
      const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
      const std::uint32_t t1 =
          v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + constants.first[i] + w[i];
      const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
      const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
    }
    for (int i = 0; i < 8; ++i)
      h[i] += v[i];
  }
  std::string out;
  for (const std::uint32_t word : h)
    for (int k = 7; k >= 0; --k)
      out += "0123456789abcdef"[word >> (4 * k) & 15];
  return out;
}

}  // namespace guywire
