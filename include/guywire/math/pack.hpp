#pragma once
/// Two doubles side by side, or one of any other Scalar: for inner loops.
#include <cmath>
#include <cstring>
#include <type_traits>

#include "guywire/core/scalar.hpp"

namespace guywire::detail {

/// Neighbors in an array, computed together: two doubles, or one of any other Scalar.
template <class S>
struct Pack {
  static constexpr int width = 1;
  S v;
  Pack() : v(0.0) {}
  explicit Pack(const S& all) : v(all) {}
  template <class T>
  static Pack at(const T* p) {
    return Pack(S(*p));
  }
  void store(S* p) const { *p = v; }
  S sum() const { return v; }
  friend Pack operator+(const Pack& x, const Pack& y) { return Pack(x.v + y.v); }
  friend Pack operator-(const Pack& x, const Pack& y) { return Pack(x.v - y.v); }
  friend Pack operator*(const Pack& x, const Pack& y) { return Pack(x.v * y.v); }
  friend Pack clipped(const Pack& x, const Pack& lower, const Pack& upper) {
    const S over = select(x.v < lower.v, lower.v, x.v);
    return Pack(select(over > upper.v, upper.v, over));
  }
  friend Pack where_equal(const Pack& x, const Pack& y, const Pack& then) {
    return Pack(select(x.v == y.v, then.v, S(0.0)));
  }
};
#ifdef __GNUC__
template <>
struct Pack<double> {
  using Pair = double __attribute__((vector_size(16)));
  static constexpr int width = 2;
  Pair v;
  Pack() : v{0, 0} {}
  Pack(Pair p) : v(p) {}
  explicit Pack(double all) : v{all, all} {}
  static Pack at(const double* p) {
    Pack t;
    std::memcpy(&t.v, p, sizeof t.v);
    return t;
  }
  void store(double* p) const { std::memcpy(p, &v, sizeof v); }
  double sum() const { return v[0] + v[1]; }
  friend Pack operator+(Pack x, Pack y) { return x.v + y.v; }
  friend Pack operator-(Pack x, Pack y) { return x.v - y.v; }
  friend Pack operator*(Pack x, Pack y) { return x.v * y.v; }
  friend Pack clipped(Pack x, Pack lower, Pack upper) {
    const Pair over = x.v < lower.v ? lower.v : x.v;
    return Pair(over > upper.v ? upper.v : over);
  }
  friend Pack where_equal(Pack x, Pack y, Pack then) {
    return Pair(x.v == y.v ? then.v : Pair{0, 0});
  }
};
#endif

}  // namespace guywire::detail
