#pragma once
/// A number with N directional derivatives (forward mode), a Scalar like ceres::Jet but without
/// Eigen, and nestable: Dual<N, Dual<M>> carries second derivatives.
#include <array>
#include <cmath>

#include "guywire/core/scalar.hpp"

namespace guywire {

template <int N, class T = double>
struct Dual {
  T a{};                 ///< value
  std::array<T, N> v{};  ///< derivatives
  Dual() = default;
  Dual(double value) : a(value) {}
  template <class U>
  requires(std::same_as<U, T> && !std::same_as<T, double>) Dual(const U& value) : a(value) {}
  /// A variable: its own derivative is 1 in direction k.
  static Dual variable(const T& value, int k) {
    Dual x;
    x.a = value;
    x.v[k] = T(1.0);
    return x;
  }

  friend Dual operator-(const Dual& x) { return chain(x, -x.a, T(-1.0)); }
  friend Dual operator+(const Dual& x, const Dual& y) {
    return chain(x, y, x.a + y.a, T(1.0), T(1.0));
  }
  friend Dual operator-(const Dual& x, const Dual& y) {
    return chain(x, y, x.a - y.a, T(1.0), T(-1.0));
  }
  friend Dual operator*(const Dual& x, const Dual& y) { return chain(x, y, x.a * y.a, y.a, x.a); }
  friend Dual operator/(const Dual& x, const Dual& y) {
    const T inverse = 1.0 / y.a, q = x.a * inverse;
    return chain(x, y, q, inverse, -q * inverse);
  }
  friend bool operator<(const Dual& x, const Dual& y) { return x.a < y.a; }
  friend bool operator>(const Dual& x, const Dual& y) { return x.a > y.a; }
  friend bool operator<=(const Dual& x, const Dual& y) { return x.a <= y.a; }
  friend bool operator>=(const Dual& x, const Dual& y) { return x.a >= y.a; }
  friend bool operator==(const Dual& x, const Dual& y) { return x.a == y.a; }

  friend Dual sqrt(const Dual& x) {
    using std::sqrt;
    const T root = sqrt(x.a);
    return chain(x, root, 0.5 / root);
  }
  friend Dual exp(const Dual& x) {
    using std::exp;
    const T e = exp(x.a);
    return chain(x, e, e);
  }
  friend Dual log(const Dual& x) {
    using std::log;
    return chain(x, log(x.a), 1.0 / x.a);
  }
  friend Dual sin(const Dual& x) {
    using std::cos;
    using std::sin;
    return chain(x, sin(x.a), cos(x.a));
  }
  friend Dual cos(const Dual& x) {
    using std::cos;
    using std::sin;
    return chain(x, cos(x.a), -sin(x.a));
  }
  friend Dual atan2(const Dual& y, const Dual& x) {
    using std::atan2;
    const T inverse = 1.0 / (x.a * x.a + y.a * y.a);
    return chain(y, x, atan2(y.a, x.a), x.a * inverse, -y.a * inverse);
  }

 private:
  static Dual chain(const Dual& x, const T& value, const T& slope) {
    Dual out;
    out.a = value;
    for (int k = 0; k < N; ++k)
      out.v[k] = slope * x.v[k];
    return out;
  }
  static Dual chain(const Dual& x, const Dual& y, const T& value, const T& by_x, const T& by_y) {
    Dual out;
    out.a = value;
    for (int k = 0; k < N; ++k)
      out.v[k] = by_x * x.v[k] + by_y * y.v[k];
    return out;
  }
};

}  // namespace guywire
