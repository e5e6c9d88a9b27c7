#pragma once
/// The dimensionless curves of a muscle [DeGrooteFregly2016], in OpenSim's constants, and their
/// integrals.
///
/// Departures from the published curves: every curve is cut to zero at and below fiber length 0.2
/// (where OpenSim's passive curve is zero); so that tension does not jump there, the active curve
/// is multiplied by a smooth step that rises from 0 at 0.2 to 1 at 0.4 (it changes at most 2.4 % of
/// maximal force, below 0.4 only), and by one that falls from 1 at 2.8 to 0 at 3.0 (its second term
/// would never vanish). Valid for: fiber lengths 0.4 to 1.8, OpenSim's own range.
///
/// Five numbers shape them, OpenSim's where a muscle gives no others: where passive force starts,
/// the strain at which it is F0, its exponent, the width of the active curve, the tendon's strain
/// under F0. With another start the passive curve has a jump of stiffness there.
#include <numbers>
#include <type_traits>

#include "guywire/core/scalar.hpp"
#include "guywire/math/dual.hpp"

namespace guywire::muscle {

inline constexpr double shortest_fiber =
    0.2;  ///< normalized fiber length below which no force is made
inline constexpr double passive_start = shortest_fiber;  ///< n0: fiber length
inline constexpr double passive_exponent = 4.0;          ///< kPE
inline constexpr double passive_strain = 0.6;   ///< e0: passive force is F0 at fiber length 1.6
inline constexpr double active_width = 1.0;     ///< w
inline constexpr double tendon_strain = 0.049;  ///< of the tendon under F0
// Written out, so that they do not depend on who evaluates exp and log: compiler or run time.
inline constexpr double passive_at_zero = 0.004827949993831437;  ///< exp(4/0.6 (0.2 - 1))
inline constexpr double passive_at_F0 = 54.598150033144236;      ///< exp(4)
inline constexpr double log_6 = 1.791759469228055;               ///< 0.2 exp(log_6) - 0.2 = 1

/// What shapes the passive curve, (e^{k (n-1)/e0} - e^{k (n0-1)/e0}) / (e^k - e^{k (n0-1)/e0})
/// above n0, made ready.
template <class S>
struct PassiveCurve {
  S start;     ///< n0
  S rate;      ///< k/e0
  S at_start;  ///< exp(rate (n0 - 1))
  S scale;     ///< 1/(exp(k) - at_start)
};

namespace detail {
/// x, with this number in its place where `is_known`; derivatives stay.
template <class S, class M>
S pinned(const S& x, const M& is_known, double number) {
  if constexpr (is_plain<S>) {
    return is_known ? x + S(number - scalar_value(x)) : x;
  } else {
    return select(is_known, S(number), x);
  }
}
}  // namespace detail

template <class S>
PassiveCurve<S> passive_curve(const S& start, const S& strain, const S& exponent) {
  using std::exp;
  const S rate = exponent / strain;
  const auto is = [](const S& x, double number) { return x <= S(number) && x >= S(number); };
  const auto has_own_top = is(exponent, passive_exponent);
  const auto has_own_start =
      is(start, passive_start) && is(rate, passive_exponent / passive_strain);
  const S at_start = detail::pinned(S(exp(rate * (start - 1.0))), has_own_start, passive_at_zero);
  const S at_F0 = detail::pinned(S(exp(exponent)), has_own_top, passive_at_F0);
  return {start, rate, at_start, 1.0 / (at_F0 - at_start)};
}
template <class S = double>
PassiveCurve<S> passive_curve() {
  return passive_curve(S(passive_start), S(passive_strain), S(passive_exponent));
}

/// A curve's value and its derivative.
template <class S>
struct CurvePoint {
  S value;
  S slope;
};

namespace detail {
/// Rises from 0 at `from` to 1 at `from + width`, twice continuously differentiable.
template <class S>
CurvePoint<S> smooth_step(const S& x, double from, double width) {
  S t = (x - from) / width;
  t = select(t > S(0.0), t, S(0.0));
  t = select(t > S(1.0), S(1.0), t);
  return {t * t * t * (10.0 + t * (6.0 * t - 15.0)), 30.0 / width * t * t * (1.0 - t) * (1.0 - t)};
}

template <class S>
[[gnu::always_inline]] inline void add_bell(CurvePoint<S>& f, const S& l, double b1, double b2,
                                            double b3, double b4) {
  using std::exp;
  const S inverse = b4 == 0 ? S(1.0 / b3) : S(1.0 / (b3 + b4 * l)), z = (l - b2) * inverse;
  const S bell = b1 * exp(-0.5 * z * z);
  f.value = f.value + bell;
  f.slope =
      f.slope - bell * z * ((b3 + b4 * b2) * inverse * inverse);  // dz/dl = (b3 + b4 b2)/width^2
}
}  // namespace detail

/// Active force-length curve: value and slope at normalized fiber length n; zero at n <= 0.2. A
/// width w stretches it about n = 1: `narrowing` is 1/w - 1.
template <class S>
CurvePoint<S> active(const S& n_in, const S& narrowing) {
  const S n = at_least(n_in, S(shortest_fiber));
  const S l = n + (n - 1.0) * narrowing;
  CurvePoint<S> f{S(0.0), S(0.0)};
  detail::add_bell(f, l, 0.8150671134243542, 1.055033428970575, 0.162384573599574,
                   0.063303448465465);
  detail::add_bell(f, l, 0.433004984392647, 0.716775413397760, -0.029947116970696,
                   0.200356847296188);
  detail::add_bell(f, l, 0.1, 1.0, 0.353553390593274, 0.0);
  const S by_n = 1.0 + narrowing;
  f.slope = f.slope * by_n;
  if constexpr (std::is_same_v<S, double> || !is_plain<S>) {
    const auto outside = n < S(0.4) || l > S(2.8);
    if (!static_cast<bool>(outside)) return f;  // both steps are 1 and flat there
  }
  const auto up = detail::smooth_step(n, 0.2, 0.2), down = detail::smooth_step(l, 2.8, 0.2);
  const S window = up.value * (1.0 - down.value);
  return {f.value * window, f.slope * window + f.value * (up.slope * (1.0 - down.value) -
                                                          up.value * (down.slope * by_n))};
}
template <class S>
CurvePoint<S> active(const S& n) {
  return active(n, S(0.0));
}

/// Integral of `active` from 0.2 to l. It has no closed form: one universal function, tabulated
/// piecewise as polynomials whose derivative agrees with the curve to 1e-13.
template <class S>
S active_integral(const S& l);
/// The same of a curve of another width. `rise` is what it is at 0.4: whole_rise(narrowing).
template <class S>
S active_integral(const S& n, const S& narrowing, const S& rise);
template <class S>
S whole_rise(const S& narrowing);

/// Passive force-length curve with its integral from its start, which share an exponential; all
/// zero at l <= start.
template <class S>
struct PassivePoint {
  S value, slope, integral;
};
template <class S>
PassivePoint<S> passive_with_integral(const S& l_in, const PassiveCurve<S>& c) {
  using std::exp;
  const S l = at_least(l_in, c.start);
  const S e = exp(c.rate * (l - 1.0)), rise = e - c.at_start;
  return {c.scale * rise, select(l_in > c.start, c.scale * c.rate * e, S(0.0)),
          c.scale * (rise / c.rate - c.at_start * (l - c.start))};
}

/// Passive force-length curve; zero at l <= start.
template <class S>
CurvePoint<S> passive(const S& l, const PassiveCurve<S>& curve = passive_curve<S>()) {
  const auto p = passive_with_integral(l, curve);
  return {p.value, p.slope};
}

/// Integral of `passive` from its start to l.
template <class S>
S passive_integral(const S& l, const PassiveCurve<S>& curve = passive_curve<S>()) {
  return passive_with_integral(l, curve).integral;
}

/// How fast the tendon's exponential rises with its strain.
template <class S>
S tendon_rate(const S& strain_at_F0) {
  return log_6 / strain_at_F0;
}

/// Tendon force over F0 at normalized tendon length l (1 = slack length); zero at l <= 1.
template <class S>
CurvePoint<S> tendon(const S& l_in, const S& rate) {
  using std::exp;
  const S e = 0.2 * exp(rate * (at_least(l_in, S(1.0)) - 1.0));
  return {e - 0.2, rate * e};
}
template <class S>
CurvePoint<S> tendon(const S& l) {
  return tendon(l, tendon_rate(S(tendon_strain)));
}

/// Integral of `tendon` from 1 to l.
template <class S>
S tendon_integral(const S& l_in, const S& rate) {
  using std::exp;
  const S strain = at_least(l_in, S(1.0)) - 1.0;
  return 0.2 * ((exp(rate * strain) - 1.0) / rate - strain);
}
template <class S>
S tendon_integral(const S& l) {
  return tendon_integral(l, tendon_rate(S(tendon_strain)));
}

// ----------------------------------------------------------------------------

namespace detail {
/// Piecewise polynomial integral of the active curve on [0.2, 3.0]: interpolated at Chebyshev
/// nodes, integrated as a Chebyshev series, kept in powers of t in [-1, 1] (short independent
/// chains to evaluate).
struct ActiveTable {
  static constexpr int cells = 112,
                       degree = 14;  // chosen: cells of 0.025, the narrowest feature is 0.1 wide
  static constexpr double from = 0.2, to = 3.0, width = (to - from) / cells;
  double coefficient[cells][degree + 1];  // of t^k; the constant is the integral from 0.2 to the
                                          // middle of the cell

  ActiveTable() {
    constexpr int n = degree;
    long double cosine[n][n], powers[n + 1][n + 1] = {};  // T_k in powers of t
    for (int k = 0; k < n; ++k)
      for (int j = 0; j < n; ++j)
        cosine[k][j] = std::cos(static_cast<long double>(std::numbers::pi) * k * (j + 0.5L) / n);
    powers[0][0] = powers[1][1] = 1;
    for (int k = 2; k <= n; ++k)
      for (int i = 0; i <= k; ++i)
        powers[k][i] = (i > 0 ? 2 * powers[k - 1][i - 1] : 0) - powers[k - 2][i];
    long double start = 0;
    for (int c = 0; c < cells; ++c) {
      long double value[n], a[n + 2] = {};
      for (int j = 0; j < n; ++j)
        value[j] = active<long double>(from + width * (c + 0.5L * (cosine[1][j] + 1))).value;
      for (int k = 0; k < n; ++k)
        for (int j = 0; j < n; ++j)
          a[k] += value[j] * cosine[k][j] * 2 / n;
      long double series[n + 1] = {}, at_left = 0, at_right = 0;
      for (int k = 1; k <= n; ++k) {  // integral of sum' a_k T_k
        const long double b = (a[k - 1] - a[k + 1]) / (2 * k) * (width / 2);
        for (int i = 0; i <= k; ++i)
          series[i] += b * powers[k][i];
        at_left += (k % 2 ? -b : b);
        at_right += b;
      }
      series[0] += start - at_left;
      start += at_right - at_left;
      for (int i = 0; i <= n; ++i)
        coefficient[c][i] = static_cast<double>(series[i]);
    }
  }
};
inline const ActiveTable& active_table() {  // made on first use, and only in programs that use it
  static const ActiveTable table;
  return table;
}
}  // namespace detail

template <class S>
S active_integral(const S& l_in) {
  using Table = detail::ActiveTable;
  static_assert(Table::degree == 14);
  S l = at_least(l_in, S(Table::from));
  l = select(l > S(Table::to), S(Table::to), l);
  int cell = static_cast<int>((scalar_value(l) - Table::from) * (1 / Table::width));
  if (cell >= Table::cells) cell = Table::cells - 1;
  const double* const a = detail::active_table().coefficient[cell];
  const S t = (l - (Table::from + Table::width * (cell + 0.5))) * (2 / Table::width), t2 = t * t,
          t4 = t2 * t2;
  const S low = (a[0] + a[1] * t) + (a[2] + a[3] * t) * t2 +
                ((a[4] + a[5] * t) + (a[6] + a[7] * t) * t2) * t4;
  const S high =
      (a[8] + a[9] * t) + (a[10] + a[11] * t) * t2 + ((a[12] + a[13] * t) + a[14] * t2) * t4;
  return low + high * (t4 * t4);
}

namespace detail {
/// Integral of a wider active curve from 0.2 to n <= 0.4, where its rise depends on n itself: Gauss
/// and Legendre's rule of ten nodes (Abramowitz and Stegun, table 25.4) on four pieces.
template <class S>
S integral_of_rise(const S& n, const S& narrowing) {
  constexpr double nodes[] = {0.148874338981631, 0.433395394129247, 0.679409568299024,
                              0.865063366688985, 0.973906528517172};
  constexpr double weights[] = {0.295524224714753, 0.269266719309996, 0.219086362515982,
                                0.149451349150581, 0.066671344308688};
  constexpr int pieces = 4;
  const S half = (n - shortest_fiber) / (2.0 * pieces);
  S sum(0.0);
  for (int piece = 0; piece < pieces; ++piece) {
    const S middle = shortest_fiber + (2.0 * piece + 1.0) * half;
    for (int k = 0; k < 5; ++k)
      sum = sum + weights[k] * (active(S(middle - nodes[k] * half), narrowing).value +
                                active(S(middle + nodes[k] * half), narrowing).value);
  }
  return half * sum;
}

/// Its derivative by `narrowing` where that is 0.
inline double rise_by_narrowing(double n) {
  using D = Dual<1>;
  const auto found = [](double at) { return integral_of_rise(D(at), D::variable(0, 0)).v[0]; };
  static const double whole = found(0.4);  // what most muscles ask
  if (n == shortest_fiber) return 0;
  return n == 0.4 ? whole : found(n);
}
}  // namespace detail

template <class S>
S whole_rise(const S& narrowing) {
  if (scalar_value(narrowing) != 0) return detail::integral_of_rise(S(0.4), narrowing);
  return active_integral(S(0.4)) + narrowing * detail::rise_by_narrowing(0.4);
}

template <class S>
S active_integral(const S& n_in, const S& narrowing, const S& rise) {
  const bool is_own = scalar_value(narrowing) == 0;
  if constexpr (std::is_same_v<S, double>)
    if (is_own) return active_integral(n_in);
  const S n = at_least(n_in, S(shortest_fiber));
  if (scalar_value(n) >= 0.4) {
    const auto stretched = [&](const S& at) { return S(at + (at - 1.0) * narrowing); };
    const S above = active_integral(stretched(n)) - active_integral(stretched(S(0.4)));
    return rise + above / (1.0 + narrowing);
  }
  if (!is_own) return detail::integral_of_rise(n, narrowing);
  return active_integral(n) + narrowing * detail::rise_by_narrowing(scalar_value(n));
}

}  // namespace guywire::muscle
