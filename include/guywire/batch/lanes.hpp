#pragma once
/// Several numbers side by side, one for each body, that pass through the mechanics as one Scalar.
///
/// N lanes of double in compiler vectors. Every operation acts on each lane alone, so that a lane's
/// result depends neither on its neighbors nor on N. (Between instruction sets it may: what is
/// compiled for wider ones rounds a*b + c once, and eight lanes have a root of their own.) exp, sin
/// and cos are their own here, to 1.5 units in the last place over the range where they are needed.
/// A comparison yields a mask; as a condition (`if (!(x > 0))`) a mask is true where any lane is.
///
/// `Arch` is a tag that keeps code for different instruction sets apart.
#include <cmath>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#include "guywire/core/scalar.hpp"

namespace guywire {

struct AnyArch;

namespace detail {
template <int N>
struct LaneTypes;
#define GUYWIRE_LANES(N)                                             \
  template <>                                                        \
  struct LaneTypes<N> {                                              \
    using Vector = double __attribute__((vector_size(8 * (N))));     \
    using Bits = std::int64_t __attribute__((vector_size(8 * (N)))); \
  };
GUYWIRE_LANES(2)
GUYWIRE_LANES(4)
GUYWIRE_LANES(8)
#undef GUYWIRE_LANES

/// A comparison of each lane: all ones where true. As a condition it is true where any lane is.
template <int N, class Arch>
struct VectorMask {
  typename LaneTypes<N>::Bits bits;
  static VectorMask from(typename LaneTypes<N>::Bits all_or_none) { return {all_or_none}; }
  friend VectorMask operator&&(VectorMask a, VectorMask b) { return {a.bits & b.bits}; }
  friend VectorMask operator||(VectorMask a, VectorMask b) { return {a.bits | b.bits}; }
  friend VectorMask operator!(VectorMask a) { return {~a.bits}; }
  bool operator[](int lane) const { return bits[lane] != 0; }
  explicit operator bool() const { return lanes() != 0; }
  unsigned lanes() const {  ///< one bit for each
#ifdef __AVX__
    if constexpr (N == 4)
      return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(bits)));
#endif
#ifdef __SSE2__
    if constexpr (N == 2)
      return static_cast<unsigned>(_mm_movemask_pd(reinterpret_cast<__m128d>(bits)));
#endif
    unsigned out = 0;
    // Not bits[i] in the shift itself: g++ 12 with -fsanitize=undefined then reads it at an index
    // that it has not set.
    for (int i = 0; i < N; ++i)
      out |= static_cast<unsigned>((*this)[i]) << i;
    return out;
  }
};
template <int N, class Arch>
struct MaskChoice {
  using type = VectorMask<N, Arch>;
};
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define GUYWIRE_REGISTER_MASKS
/// The same in a mask register.
template <class Arch>
struct RegisterMask {
  std::uint8_t bits;
  static RegisterMask from(LaneTypes<8>::Bits all_or_none) {
    return {_mm512_movepi64_mask(reinterpret_cast<__m512i>(all_or_none))};
  }
  friend RegisterMask operator&&(RegisterMask a, RegisterMask b) {
    return {static_cast<std::uint8_t>(a.bits & b.bits)};
  }
  friend RegisterMask operator||(RegisterMask a, RegisterMask b) {
    return {static_cast<std::uint8_t>(a.bits | b.bits)};
  }
  friend RegisterMask operator!(RegisterMask a) { return {static_cast<std::uint8_t>(~a.bits)}; }
  bool operator[](int lane) const { return (bits >> lane & 1) != 0; }
  explicit operator bool() const { return bits != 0; }
  unsigned lanes() const { return bits; }
};
template <class Arch>
struct MaskChoice<8, Arch> {
  using type = RegisterMask<Arch>;
};
#endif
template <int N, class Arch>
using MaskOfLanes = typename MaskChoice<N, Arch>::type;
}  // namespace detail

template <int N, class Arch = AnyArch>
struct Lanes {
  using Vector = typename detail::LaneTypes<N>::Vector;
  using Bits = typename detail::LaneTypes<N>::Bits;
  static constexpr int size = N;
  Vector v;

  using Mask = detail::MaskOfLanes<N, Arch>;

  Lanes() : v{} {}
  Lanes(double all) {
#ifdef __AVX512F__
    if constexpr (N == 8) {
      v = Vector(_mm512_set1_pd(all));
      return;
    }
#endif
#ifdef __AVX__
    if constexpr (N == 4) {
      v = Vector(_mm256_set1_pd(all));
      return;
    }
#endif
    for (int i = 0; i < N; ++i)
      v[i] = all;
  }
  Lanes(Vector given) : v(given) {}

  double operator[](int lane) const { return v[lane]; }
  void set(int lane, double x) {
    std::memcpy(reinterpret_cast<char*>(&v) + lane * sizeof x, &x, sizeof x);
  }

  friend Lanes operator+(Lanes a, Lanes b) { return a.v + b.v; }
  friend Lanes operator-(Lanes a, Lanes b) { return a.v - b.v; }
  friend Lanes operator*(Lanes a, Lanes b) { return a.v * b.v; }
  friend Lanes operator/(Lanes a, Lanes b) { return a.v / b.v; }
  friend Lanes operator-(Lanes a) { return -a.v; }
  friend Mask operator>(Lanes a, Lanes b) {
#ifdef GUYWIRE_REGISTER_MASKS
    if constexpr (N == 8)
      return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GT_OQ)};
    else
#endif
      return {a.v > b.v};
  }
  friend Mask operator<(Lanes a, Lanes b) {
#ifdef GUYWIRE_REGISTER_MASKS
    if constexpr (N == 8)
      return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)};
    else
#endif
      return {a.v < b.v};
  }
  friend Mask operator>=(Lanes a, Lanes b) {
#ifdef GUYWIRE_REGISTER_MASKS
    if constexpr (N == 8)
      return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GE_OQ)};
    else
#endif
      return {a.v >= b.v};
  }
  friend Mask operator<=(Lanes a, Lanes b) {
#ifdef GUYWIRE_REGISTER_MASKS
    if constexpr (N == 8)
      return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)};
    else
#endif
      return {a.v <= b.v};
  }
  friend bool operator==(Lanes a, Lanes b) {
    for (int i = 0; i < N; ++i)
      if (!(a.v[i] == b.v[i])) return false;
    return true;
  }
  friend Lanes select(Mask m, Lanes a, Lanes b) {
#ifdef GUYWIRE_REGISTER_MASKS
    if constexpr (N == 8)
      return Vector(_mm512_mask_blend_pd(m.bits, b.v, a.v));
    else
#endif
      return Vector(m.bits ? a.v : b.v);
  }
  friend Lanes sqrt(Lanes a) {
#ifdef __SSE2__
    if constexpr (N == 2) return Vector(_mm_sqrt_pd(a.v));
#elif defined(__aarch64__)
    if constexpr (N == 2) return Vector(vsqrtq_f64(float64x2_t(a.v)));
#elif defined(__wasm_simd128__)
    if constexpr (N == 2) return Vector(wasm_f64x2_sqrt(v128_t(a.v)));
#endif
#ifdef __AVX__
    if constexpr (N == 4) return Vector(_mm256_sqrt_pd(a.v));
#endif
#ifdef __AVX512F__
    if constexpr (N == 8) return Vector(_mm512_sqrt_pd(a.v));
#endif
    Lanes out;
    for (int i = 0; i < N; ++i)
      out.v[i] = __builtin_sqrt(a.v[i]);
    return out;
  }
#ifdef GUYWIRE_REGISTER_MASKS
  /// Both from one estimate that is refined to rounding: the divider would take longer than all
  /// else. NaN for 0.
  friend void root_and_inverse(Lanes a, Lanes& root, Lanes& inverse) requires(N == 8) {
    Vector y = Vector(_mm512_rsqrt14_pd(a.v));
    const Vector e = 1.0 - a.v * y * y;  // y is right to 2^-14, then to 2^-41, then to rounding
    y = y + y * e * (0.5 + 0.375 * e);
    y = y + y * (0.5 - 0.5 * (a.v * y) * y);
    const Vector r = a.v * y;
    inverse = y;
    root = r + 0.5 * y * (a.v - r * r);
  }
#endif
  friend Lanes abs(Lanes a) {
    return reinterpret_cast<Vector>(reinterpret_cast<Bits>(a.v) & 0x7fffffffffffffff);
  }

  /// e^x: 2^k e^r with |r| <= ln 2 / 2; 0 below -708, infinity above 709.
  friend Lanes exp(Lanes x) {
    constexpr double rounder = 0x1.8p52;
    const Vector clipped =
        select(x > Lanes(-708.0), select(x < Lanes(709.0), x, Lanes(709.0)), Lanes(-708.0)).v;
    const Vector shifted = clipped * 1.4426950408889634 + rounder, k = shifted - rounder;
    const Vector r = (clipped - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    const Vector r2 = r * r, r4 = r2 * r2,
                 r8 = r4 * r4;  // Taylor to r^13: the next term is below 2^-54
    const Vector low = (r + (0.5 + r * (1.0 / 6)) * r2) +
                       ((1.0 / 24 + r * (1.0 / 120)) + (1.0 / 720 + r * (1.0 / 5040)) * r2) * r4;
    const Vector high = (1.0 / 40320 + r * (1.0 / 362880)) +
                        (1.0 / 3628800 + r * (1.0 / 39916800)) * r2 +
                        (1.0 / 479001600 + r * (1.0 / 6227020800.0)) * r4;
    const Bits scale = (reinterpret_cast<Bits>(shifted) << 52) + (std::int64_t{1023} << 52);
    const Lanes out = (1.0 + (low + high * r8)) * reinterpret_cast<Vector>(scale);
    return select(x > Lanes(709.0), Lanes(HUGE_VAL), select(x < Lanes(-708.0), Lanes(0.0), out));
  }

  /// sin and cos share one reduction to |r| <= pi/4; |x| up to 1000.
  friend void sincos(Lanes x, Lanes& sine, Lanes& cosine) {
    constexpr double rounder = 0x1.8p52;
    Vector r = x.v;
    Bits quadrant{};
    const bool reduced = static_cast<bool>(abs(x) > Lanes(0.78));  // otherwise r is x, bit for bit
    if (reduced) {
      const Vector shifted = x.v * 0.6366197723675814 + rounder, k = shifted - rounder;
      r = ((x.v - k * 0x1.921fb544p0) - k * 0x1.0b4611a6p-34) - k * 0x1.3198a2e037073p-69;
      quadrant = reinterpret_cast<Bits>(shifted);
    }
    const Vector r2 = r * r;
    const Vector s =
        r + r * r2 *
                (-1.0 / 6 +
                 r2 * (1.0 / 120 +
                       r2 * (-1.0 / 5040 +
                             r2 * (1.0 / 362880 +
                                   r2 * (-1.0 / 39916800 + r2 * (1.0 / 6227020800.0 -
                                                                 r2 * (1.0 / 1307674368000.0)))))));
    const Vector c =
        1.0 + r2 * (-0.5 + r2 * (1.0 / 24 +
                                 r2 * (-1.0 / 720 +
                                       r2 * (1.0 / 40320 +
                                             r2 * (-1.0 / 3628800 +
                                                   r2 * (1.0 / 479001600.0 +
                                                         r2 * (-1.0 / 87178291200.0 +
                                                               r2 * (1.0 / 20922789888000.0))))))));
    if (!reduced) {
      sine = s;
      cosine = c;
      return;
    }
    const Mask odd = Mask::from(-(quadrant & 1));
    const Bits sign_s = (quadrant & 2) << 62, sign_c = ((quadrant + 1) & 2) << 62;
    sine = reinterpret_cast<Vector>(reinterpret_cast<Bits>(select(odd, Lanes(c), Lanes(s)).v) ^
                                    sign_s);
    cosine = reinterpret_cast<Vector>(reinterpret_cast<Bits>(select(odd, Lanes(s), Lanes(c)).v) ^
                                      sign_c);
  }
  friend Lanes atan2(Lanes y, Lanes x) {  // for wraps: lane by lane
    Lanes out;
    for (int i = 0; i < N; ++i)
      out.v[i] = std::atan2(y.v[i], x.v[i]);
    return out;
  }
  friend Lanes sin(Lanes x) {
    Lanes s, c;
    sincos(x, s, c);
    return s;
  }
  friend Lanes cos(Lanes x) {
    Lanes s, c;
    sincos(x, s, c);
    return c;
  }
};

/// Lanes carry no potential of muscles: its integral is looked up in a table.
template <int N, class Arch>
inline constexpr bool carries_potential<Lanes<N, Arch>> = false;

}  // namespace guywire
#undef GUYWIRE_REGISTER_MASKS
