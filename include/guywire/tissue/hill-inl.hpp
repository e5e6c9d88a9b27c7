#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "guywire/tissue/hill.hpp"

namespace guywire {

namespace muscle {

namespace detail {

/// Bounds of the active curve and its first two derivatives over each cell of its table. A cell's polynomial agrees with the
/// curve to 1e-13; a derivative multiplies that by at most degree^2 x 2/width.
struct ActiveBounds {
  struct Cell {
    double value_low, value_high;  ///< of the curve
    double slope_low, slope_size;  ///< of its derivative, and of that one's magnitude
    double bend_size;              ///< magnitude of its second derivative
  };
  using Table = ActiveTable;
  std::array<Cell, Table::cells> cells;

  /// Center and half width of the k-th derivative of the integral over cell c.
  static std::pair<double, double> derivative(int c, int k) {
    double middle = 0;
    double around = 0;
    for (int j = 0; j + k <= Table::degree; ++j) {
      double term = active_table().coefficient[c][j + k];
      for (int i = 0; i < k; ++i) term *= (j + k - i) * 2 / Table::width;
      if (j == 0) middle = term;
      else around += std::abs(term);
    }
    return {middle, around};
  }

  ActiveBounds() {
    for (int c = 0; c < Table::cells; ++c) {
      const auto [value, value_around] = derivative(c, 1);
      const auto [slope, slope_around] = derivative(c, 2);
      const auto [bend, bend_around] = derivative(c, 3);
      const double value_width = value_around + 1e-12;
      const double slope_width = slope_around + 2e-9;
      cells[c] = {std::max(0.0, value - value_width), value + value_width, slope - slope_width, std::abs(slope) + slope_width,
                  std::abs(bend) + bend_around + 2e-5};
    }
  }
};

inline const ActiveBounds& active_bounds() {
  static const ActiveBounds bounds;
  return bounds;
}

/// How far fiber and tendon are from a second balance: f + 0.2 + (ls/kT) f', in optimal lengths, as the fiber is stretched.
struct BalanceMargin {
  double drive, stiffness;  ///< factors of the active and of the passive curve
  double compliance;        ///< ls/(lo kT)
  double thickness2;        ///< (h/lo)^2
  double shift;             ///< of the curves, in optimal lengths

  /// At normalized fiber length n.
  double at(double n) const {
    const auto fl = active(n);
    const auto fp = passive(n);
    const double force = drive * fl.value + stiffness * fp.value;
    const double slope = drive * fl.slope + stiffness * fp.slope;
    if (thickness2 == 0) return force + 0.2 + compliance * slope;
    const double fiber = n + shift;
    const double sine2 = std::min(1.0, thickness2 / (fiber * fiber));
    const double cosine2 = 1 - sine2;
    return force * std::sqrt(cosine2) + 0.2 + compliance * (slope * cosine2 + force * sine2 / fiber);
  }

  /// A bound of how fast it falls with n, from n to the end of a cell.
  double fall(double n, double end, const ActiveBounds::Cell& cell) const {
    const auto fp = passive(end);
    const double slope = drive * cell.slope_size + stiffness * fp.slope;
    double bend = drive * cell.bend_size + stiffness * passive_rate * fp.slope;
    if (thickness2 > 0) {
      const double fiber = n + shift;
      const double sine2 = std::min(1.0, thickness2 / (fiber * fiber));
      const double force = drive * cell.value_high + stiffness * fp.value;
      bend += 3 * sine2 * (slope + force / fiber) / fiber;
    }
    return slope + compliance * bend;
  }

  /// Whether it is positive all over a cell by the curve's bounds alone. What passive force and pennation add only helps.
  bool is_clear(const ActiveBounds::Cell& cell) const {
    return 0.2 + drive * (cell.value_low + compliance * std::min(0.0, cell.slope_low)) > 0;
  }

  /// Whether it is positive from `n` on.
  bool is_positive(double n) const {
    using Table = ActiveTable;
    constexpr double shortest_step = 1e-6;  // chosen: one millionth of a fiber
    int c = std::clamp(static_cast<int>((n - Table::from) / Table::width), 0, Table::cells - 1);
    for (; c < Table::cells; ++c) {  // beyond, the fiber only stiffens
      const auto& cell = active_bounds().cells[c];
      const double end = Table::from + Table::width * (c + 1);
      if (is_clear(cell)) {
        n = end;
        continue;
      }
      while (n < end) {
        const double step = at(n) / fall(n, end, cell);
        if (!(step > shortest_step)) return false;
        n += step;
      }
      n = end;
    }
    return true;
  }
};

/// Four digits of x, rounded down: what is allowed stays so.
inline std::string rounded_down(double x) {
  if (!(x > 0) || !std::isfinite(x)) return to_text(x);
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 3);
  return short_text(std::floor(x / unit) * unit);
}

/// The greatest x in [low, high] with holds(x), to ten digits: holds(low) is true, and false stays false.
template <class Holds>
double greatest(double low, double high, Holds&& holds) {
  if (holds(high)) return high;
  for (int i = 0; i < 200 && high - low > 1e-10 * high; ++i) {
    const double half = low + (high - low) / 2;
    (holds(half) ? low : high) = half;
  }
  return low;
}

}  // namespace detail

GUYWIRE_INLINE bool balances_once(const HillElastic& law, const BasicKnobs<double>& knobs) {
  const double lo = law.optimal_fiber_length;
  const double thickness2 = squared_thickness(lo, law.pennation, knobs.length);
  const double x0 = slack_projection(lo, thickness2, knobs.length);
  const double shift = knobs.length - 1;
  const detail::BalanceMargin margin{
      .drive = knobs.tone * knobs.strength,
      .stiffness = knobs.stiffness,
      .compliance = law.tendon_slack_length / (lo * tendon_rate),
      .thickness2 = thickness2 / (lo * lo),
      .shift = shift,
  };
  return margin.is_positive(std::max(shortest_fiber, std::sqrt(x0 * x0 + thickness2) / lo - shift));
}

GUYWIRE_INLINE double longest_tendon(const HillElastic& law, const BasicKnobs<double>& knobs) {
  HillElastic other = law;
  const auto holds = [&](double length) {
    other.tendon_slack_length = length;
    return balances_once(other, knobs);
  };
  double high = law.optimal_fiber_length;
  while (holds(high))
    if ((high *= 2) > 1e6 * law.optimal_fiber_length) return infinity;
  return detail::greatest(0, high, holds);
}

GUYWIRE_INLINE double largest_tone(const HillElastic& law, const BasicKnobs<double>& knobs) {
  BasicKnobs<double> other = knobs;
  return detail::greatest(0, 1, [&](double tone) {
    other.tone = tone;
    return balances_once(law, other);
  });
}

}  // namespace muscle

GUYWIRE_INLINE void check_law(const HillElastic& law, const BasicKnobs<double>& knobs, const std::string& where, std::vector<Fault>& faults) {
  if (muscle::balances_once(law, knobs)) return;
  faults.push_back({where + " / tendon_slack_length_m",
                    "is " + to_text(law.tendon_slack_length) + " m with fibers of " + to_text(law.optimal_fiber_length) +
                        " m, tone " + to_text(knobs.tone) + ", strength " + to_text(knobs.strength) + " and stiffness " +
                        to_text(knobs.stiffness) + ": stretched past its optimal length the fiber loses force faster than the " +
                        "tendon, so that fiber and tendon balance at several lengths.",
                    "Use a tendon of at most " + muscle::detail::rounded_down(muscle::longest_tendon(law, knobs)) + " m, a tone of at most " +
                        muscle::detail::rounded_down(muscle::largest_tone(law, knobs)) + ", or the law \"hill\" (rigid tendon)."});
}

}  // namespace guywire
