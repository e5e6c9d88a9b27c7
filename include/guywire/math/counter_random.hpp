#pragma once
/// Random numbers by counting: what is drawn for (seed, body, variable) depends on nothing else,
/// neither on the number of bodies nor on the order or the threads they are drawn in.
///
/// Philox4x32 with ten rounds: Salmon, Moraes, Dror, Shaw 2011, Parallel random numbers: as easy as
/// 1, 2, 3. The integers are the same on every machine; normal deviates up to the last digits of
/// the machine's log, exp and erfc.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace guywire {

constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c,
                                              std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0], b = std::uint64_t{0xCD9E8D57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return c;
}

/// Uniform in (0, 1), never an end: 52 bits in the middle of their cells.
constexpr double uniform_at(std::uint64_t seed, std::uint64_t body, std::uint32_t variable) {
  const auto r = philox(
      {static_cast<std::uint32_t>(body), static_cast<std::uint32_t>(body >> 32), variable, 0},
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  const std::uint64_t bits = (std::uint64_t{r[0]} << 20) | (r[1] >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

/// Standard normal distribution function.
inline double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// Its inverse for 0 < p < 1: Acklam's rational approximation (relative error 1.2e-9), then two
/// Halley steps.
inline double normal_quantile(double p) {
  if (p > 0.5) return -normal_quantile(1 - p);  // the lower tail keeps its digits
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                          6.680131188771972e+01, -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                          3.754408661907416e+00};
  if (!(p > 0)) return -std::numeric_limits<double>::infinity();
  double z;
  if (p < 0.02425) {
    const double q = std::sqrt(-2 * std::log(p));
    z = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
        ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  } else {
    const double q = p - 0.5, r = q * q;
    z = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  for (int step = 0; step < 2; ++step) {
    const double e = (normal_cdf(z) - p) * std::sqrt(2 * std::numbers::pi) * std::exp(0.5 * z * z);
    z -= e / (1 + 0.5 * z * e);
  }
  return z;
}

inline double normal_at(std::uint64_t seed, std::uint64_t body, std::uint32_t variable) {
  return normal_quantile(uniform_at(seed, body, variable));
}

}  // namespace guywire
