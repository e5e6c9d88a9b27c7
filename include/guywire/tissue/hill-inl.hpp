#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "guywire/tissue/hill.hpp"

namespace guywire {

namespace muscle {

namespace detail {

/// Bounds of the active curve of width 1 and its first two derivatives over each cell of its table.
/// A cell's polynomial agrees with the curve to 1e-13; a derivative multiplies that by at most
/// degree^2 x 2/width.
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
      for (int i = 0; i < k; ++i)
        term *= (j + k - i) * 2 / Table::width;
      if (j == 0)
        middle = term;
      else
        around += std::abs(term);
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
      cells[c] = {std::max(0.0, value - value_width), value + value_width, slope - slope_width,
                  std::abs(slope) + slope_width, std::abs(bend) + bend_around + 2e-5};
    }
  }
};

inline const ActiveBounds& active_bounds() {
  static const ActiveBounds bounds;
  return bounds;
}

/// How far fiber and tendon are from a second balance: f + 0.2 + (ls/kT) f', in optimal lengths, as
/// the fiber is stretched.
struct BalanceMargin {
  double drive, stiffness;  ///< factors of the active and of the passive curve
  double compliance;        ///< ls/(lo kT)
  FiberShape<double> shape;

  double thickness2() const { return shape.thickness2 * shape.inverse_lo * shape.inverse_lo; }

  /// At normalized fiber length n.
  double at(double n) const {
    const auto fl = active(n, shape.narrowing);
    const auto fp = passive(n, shape.passive);
    const double force = drive * fl.value + stiffness * fp.value;
    const double slope = drive * fl.slope + stiffness * fp.slope;
    if (shape.thickness2 == 0) return force + 0.2 + compliance * slope;
    const double fiber = n + shape.shift;
    const double sine2 = std::min(1.0, thickness2() / (fiber * fiber));
    const double cosine2 = 1 - sine2;
    return force * std::sqrt(cosine2) + 0.2 +
           compliance * (slope * cosine2 + force * sine2 / fiber);
  }

  /// The bounds of a cell as those of the active curve over n from `start` on: a width w stretches
  /// the cell, and makes the rise from 0.2 to 0.4 a factor of its own.
  ActiveBounds::Cell over_n(const ActiveBounds::Cell& cell, double start) const {
    const double by_n = 1 + shape.narrowing;
    ActiveBounds::Cell out = cell;
    out.slope_low *= by_n;
    out.slope_size *= by_n;
    out.bend_size *= by_n * by_n;
    if (shape.narrowing == 0 || start >= 0.4) return out;
    constexpr double steepest = 1.875 / 0.2;   // of the smooth step
    constexpr double bent = 5.7735027 / 0.04;  // its largest second derivative
    out.bend_size += 2 * out.slope_size * steepest + out.value_high * bent;
    out.slope_size += out.value_high * steepest;
    out.value_low = 0;
    out.slope_low = std::min(0.0, out.slope_low);
    return out;
  }

  /// A bound of how fast it falls with n, from n to the end of a cell. Where passive force starts
  /// it jumps up, so that only helps.
  double fall(double n, double end, const ActiveBounds::Cell& cell) const {
    const auto fp = passive(end, shape.passive);
    const double slope = drive * cell.slope_size + stiffness * fp.slope;
    double bend = drive * cell.bend_size + stiffness * shape.passive.rate * fp.slope;
    if (shape.thickness2 > 0) {
      const double fiber = n + shape.shift;
      const double sine2 = std::min(1.0, thickness2() / (fiber * fiber));
      const double force = drive * cell.value_high + stiffness * fp.value;
      bend += 3 * sine2 * (slope + force / fiber) / fiber;
    }
    return slope + compliance * bend;
  }

  /// Whether it is positive all over a cell by the curve's bounds alone. What passive force and
  /// pennation add only helps.
  bool is_clear(const ActiveBounds::Cell& cell) const {
    return 0.2 + drive * (cell.value_low + compliance * std::min(0.0, cell.slope_low)) > 0;
  }

  /// Whether it is positive from `n` on.
  bool is_positive(double n) const {
    using Table = ActiveTable;
    constexpr double shortest_step = 1e-6;  // chosen: one millionth of a fiber
    const double width = 1 / (1 + shape.narrowing);
    const double l = n + (n - 1) * shape.narrowing;
    int c = std::clamp(static_cast<int>((l - Table::from) / Table::width), 0, Table::cells - 1);
    for (; c < Table::cells; ++c) {  // beyond, the fiber only stiffens
      const double l_end = Table::from + Table::width * (c + 1);
      const double end = shape.narrowing == 0 ? l_end : 1 + (l_end - 1) * width;
      const auto cell = over_n(active_bounds().cells[c], n);
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

GUYWIRE_INLINE std::string rounded_down(double x) {
  if (!(x > 0) || !std::isfinite(x)) return to_text(x);
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 3);
  return short_text(std::floor(x / unit) * unit);
}

}  // namespace detail

GUYWIRE_INLINE bool balances_once(const HillElastic& law, const BasicKnobs<double>& knobs) {
  const double lo = law.optimal_fiber_length;
  const FiberShape<double> shape = fiber_shape(law, knobs.length);
  const detail::BalanceMargin margin{
      .drive = knobs.tone * knobs.strength,
      .stiffness = knobs.stiffness,
      .compliance = law.tendon_slack_length / (lo * tendon_rate(law.tendon_strain)),
      .shape = shape,
  };
  const double at_x0 = std::sqrt(shape.x0 * shape.x0 + shape.thickness2) / lo - shape.shift;
  return margin.is_positive(std::max(shortest_fiber, at_x0));
}

GUYWIRE_INLINE double longest_tendon(const HillElastic& law, const BasicKnobs<double>& knobs) {
  HillElastic other = law;
  const auto holds = [&](double length) {
    other.tendon_slack_length = length;
    return balances_once(other, knobs);
  };
  double high = law.optimal_fiber_length;
  while (holds(high)) {
    high *= 2;
    if (high > 1e6 * law.optimal_fiber_length) return infinity;
  }
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

namespace muscle {

template <class Law>
bool has_passive_curve(const Law& law, const std::string& where, std::vector<Fault>& faults) {
  if (law.passive_start < 1 + law.passive_strain) return true;
  faults.push_back({where + " / passive_start",
                    "is " + to_text(law.passive_start) + " with a passive strain of " +
                        to_text(law.passive_strain) +
                        ": passive force would start where it should be the largest active force.",
                    "Start below 1 + passive_strain, " + to_text(1 + law.passive_strain) + "."});
  return false;
}

}  // namespace muscle

GUYWIRE_INLINE void check_law(const Hill& law, const BasicKnobs<double>&, const std::string& where,
                              std::vector<Fault>& faults) {
  muscle::has_passive_curve(law, where, faults);
}

GUYWIRE_INLINE void check_law(const HillElastic& law, const BasicKnobs<double>& knobs,
                              const std::string& where, std::vector<Fault>& faults) {
  if (!muscle::has_passive_curve(law, where, faults)) return;
  if (muscle::balances_once(law, knobs)) return;
  faults.push_back(
      {where + " / tendon_slack_length_m",
       "is " + to_text(law.tendon_slack_length) + " m with fibers of " +
           to_text(law.optimal_fiber_length) + " m, tone " + to_text(knobs.tone) + ", strength " +
           to_text(knobs.strength) + " and stiffness " + to_text(knobs.stiffness) +
           ": stretched past its optimal length the fiber loses force faster than the " +
           "tendon, so that fiber and tendon balance at several lengths.",
       "Use a tendon of at most " +
           muscle::detail::rounded_down(muscle::longest_tendon(law, knobs)) +
           " m, a tone of at most " +
           muscle::detail::rounded_down(muscle::largest_tone(law, knobs)) +
           ", or the law \"hill\" (rigid tendon)."});
}

namespace muscle::detail {

/// muscle::active over fiber lengths n >= 0.2.
inline ForceRange active_range(const Interval& n, const Interval& narrowing) {
  const bool is_own = narrowing == Interval(0.0);
  // a product, even by 1, would be rounded outward
  const auto by_n = [&](const Interval& slope) {
    return is_own ? slope : slope * (Interval(1.0) + narrowing);
  };
  const auto stretched = [&](double at) { return Interval(at) + (Interval(at) - 1.0) * narrowing; };
  const Interval l = is_own ? n : hull(stretched(n.lower), stretched(n.upper));  // rises with n
  ForceRange f;
  const auto bell = [&](double b1, double b2, double b3, double b4) {
    const auto z_at = [&](double at) {
      return (Interval(at) - b2) / (Interval(b3) + Interval(b4) * at);
    };
    const Interval inverse = Interval(1.0) / (Interval(b3) + Interval(b4) * l),
                   z = hull(z_at(l.lower), z_at(l.upper));  // z rises with l
    const Interval height = Interval(b1) * exp(Interval(-0.5) * square(z));
    f.force += height;
    f.slope -= height * z * ((Interval(b3) + Interval(b4) * b2) * square(inverse));
  };
  bell(0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465);
  bell(0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188);
  bell(0.1, 1.0, 0.353553390593274, 0.0);
  f.slope = by_n(f.slope);
  if (n.lower > 0.4 && l.upper < 2.8) return f;
  // rises from 0 to 1
  const auto step = [&](const Interval& x, double from, double wide) -> ForceRange {
    const auto part = [&](double at) {
      const Interval t = (Interval(at) - from) / wide;
      return Interval(std::clamp(t.lower, 0.0, 1.0), std::clamp(t.upper, 0.0, 1.0));
    };
    const auto rise = [](const Interval& t) {
      return t * square(t) * (Interval(10.0) + t * (Interval(6.0) * t - 15.0));
    };
    const Interval low = part(x.lower), high = part(x.upper), t = hull(low, high);
    const Interval value = hull(rise(low), rise(high));
    return {{std::max(0.0, value.lower), std::min(1.0, value.upper)},
            Interval(30.0) / wide * square(t) * square(Interval(1.0) - t)};
  };
  const ForceRange up = step(n, 0.2, 0.2), down = step(l, 2.8, 0.2);
  const Interval window = up.force * (Interval(1.0) - down.force);
  return {f.force * window, f.slope * window + f.force * (up.slope * (Interval(1.0) - down.force) -
                                                          up.force * by_n(down.slope))};
}

/// What shapes the passive curve.
inline PassiveCurve<Interval> passive_range_of(const BasicHill<Interval>& law) {
  const Interval start = law.passive_start, strain = law.passive_strain;
  const Interval exponent = law.passive_exponent;
  const bool has_own_top = exponent == Interval(passive_exponent);
  const bool is_own_rate = has_own_top && strain == Interval(passive_strain);
  const bool is_own = is_own_rate && start == Interval(passive_start);
  // the numbers that `passive_curve` takes
  const Interval rate =
      is_own_rate ? Interval(passive_exponent / passive_strain) : exponent / strain;
  const Interval at_start = is_own ? Interval(passive_at_zero) : exp(rate * (start - 1.0));
  const Interval at_F0 = has_own_top ? Interval(passive_at_F0) : exp(exponent);
  const Interval scale = is_own ? Interval(1.0 / (passive_at_F0 - passive_at_zero))
                                : Interval(1.0) / (at_F0 - at_start);
  return {start, rate, at_start, scale};
}

/// muscle::passive over fiber lengths n. Over its start the slope takes every value between both
/// sides'.
inline ForceRange passive_range(const Interval& n, const PassiveCurve<Interval>& c) {
  if (n.upper <= c.start.lower) return {};
  const Interval above = {std::max(n.lower, c.start.lower), n.upper};
  const Interval e = exp(c.rate * (above - 1.0));
  ForceRange f = {c.scale * (e - c.at_start), c.scale * c.rate * e};
  if (n.lower <= c.start.upper && c.start.upper > shortest_fiber)
    f = {hull(f.force, 0.0), hull(f.slope, 0.0)};
  return f;
}

}  // namespace muscle::detail

GUYWIRE_INLINE HillEnclosure enclosure(const BasicHill<Interval>& law,
                                       const BasicKnobs<Interval>& knobs) {
  const Interval room = Interval(1.0) - muscle::shortest_fiber - knobs.length;
  const Interval lacking = {std::max(0.0, room.lower), std::max(0.0, room.upper)};
  const Interval lo = law.optimal_fiber_length;
  const Interval thickness2 = square(lo) * (square(sin(law.pennation)) + square(lacking));
  const auto projection_at = [&](const Interval& n) {
    const Interval lf = lo * (n + knobs.length - 1.0);
    const Interval positive = {std::max(0.0, lf.lower), std::max(0.0, lf.upper)};
    const Interval rest = square(positive) - thickness2;
    return rest.upper > 0 ? sqrt(rest) : Interval(0.0);
  };
  const Interval drive = knobs.tone * knobs.strength;
  const Interval x0 = projection_at(muscle::shortest_fiber);
  Interval first = x0;
  if (!(drive.lower > 0)) first = projection_at(law.passive_start);
  if (!(drive.lower > 0) && drive.upper > 0) first = hull(first, x0);
  const bool is_own_width = law.active_width == Interval(1.0);
  return {law,
          knobs,
          thickness2,
          x0,
          knobs.length - 1.0,
          is_own_width ? Interval(0.0) : Interval(1.0) / law.active_width - 1.0,
          muscle::detail::passive_range_of(law),
          law.tendon_slack_length + first};
}

GUYWIRE_INLINE ForceRange HillEnclosure::taut(const Interval& length) const {
  const auto over = [&](const Interval& l) -> ForceRange {
    const Interval projected = l - law.tendon_slack_length;
    const Interval x = {std::max(projected.lower, x0.lower), std::max(projected.upper, x0.lower)};
    const auto fiber_at = [&](double at) { return sqrt(square(Interval(at)) + thickness2); };
    const auto cosine_at = [&](double at) {
      return at > 0 && std::isfinite(at) ? common(Interval(at) / fiber_at(at), {0, 1})
                                         : Interval(0, 1);
    };
    const Interval lf = hull(fiber_at(x.lower), fiber_at(x.upper));
    const Interval inverse = Interval(1.0) / lf;
    const Interval cosine = hull(cosine_at(x.lower), cosine_at(x.upper));  // rises with x
    const Interval n0 = lf / law.optimal_fiber_length - shift;
    const Interval n = {std::max(n0.lower, muscle::shortest_fiber),
                        std::max(n0.upper, muscle::shortest_fiber)};
    const Interval drive = knobs.tone * knobs.strength;
    const ForceRange fl = muscle::detail::active_range(n, narrowing);
    const ForceRange fp = muscle::detail::passive_range(n, passive);
    const Interval f = drive * fl.force + knobs.stiffness * fp.force;
    const Interval df = drive * fl.slope + knobs.stiffness * fp.slope;
    const Interval F0 = law.max_isometric_force;
    const Interval along = df * square(cosine) / law.optimal_fiber_length;
    return {F0 * f * cosine, F0 * (along + f * thickness2 * (square(inverse) * inverse))};
  };
  return sharpened(length, over);
}

}  // namespace guywire
