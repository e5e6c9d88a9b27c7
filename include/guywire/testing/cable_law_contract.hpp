#pragma once
/// What every cable law promises, as functions that list what is broken. No test framework is
/// needed: print the list, or assert that it is empty.
///
///     for (const auto& v : testing::check_cable_law(law, knobs, 0.0, 0.5)) std::puts(v.c_str());
///     testing::check_cable_law_derivatives<ceres::Jet<double, 1>>(law, knobs, 0.0, 0.5)   // bring
///     your own Jet
///
/// Checked, for lengths from `from` to `to`: T >= 0; E, T, k zero at and below the slack length; E
/// the integral of T by independent quadrature; T = dE/dl and k = dT/dl by differences, one-sided
/// next to declared kinks; T and E continuous there; all finite, also at zero and far beyond `to`;
/// with Jets: dE/dl = T, dT/dl = k, and the derivatives by every parameter and knob against
/// differences.
#include "guywire/testing/differences.hpp"
#include "guywire/tissue/cable_law.hpp"

namespace guywire::testing {

namespace detail {

/// Lengths to look at: evenly spread, and both sides of each kink down to a millionth.
inline std::vector<double> sample_lengths(double from, double to,
                                          const std::vector<double>& kinks) {
  constexpr int count = 97;  // prime, so that nothing round is hit by chance only
  std::vector<double> out;
  for (int i = 0; i <= count; ++i)
    out.push_back(from + (to - from) * i / count);
  for (const double k : kinks)
    for (const double away : {1e-2, 1e-4, 1e-6})
      for (const double sign : {-1.0, 1.0})
        if (const double l = k + sign * away * (to - from); l >= from && l <= to) out.push_back(l);
  std::sort(out.begin(), out.end());
  return out;
}

/// Distance to the nearest kink and on which side it lies (+1: above).
inline std::pair<double, int> nearest_kink(double x, const std::vector<double>& kinks) {
  std::pair<double, int> out{std::numeric_limits<double>::infinity(), 1};
  for (const double k : kinks)
    if (std::abs(k - x) < out.first) out = {std::abs(k - x), k >= x ? 1 : -1};
  return out;
}

inline std::string at_length(double l) { return " at length " + to_text(l) + " m"; }

}  // namespace detail

template <class Law>
Violations check_cable_law(const Law& law, const BasicKnobs<double>& knobs, double from,
                           double to) {
  Violations out;
  const double slack = slack_length(law, knobs);
  const std::vector<double> corners = kinks(law, knobs);
  const auto energy = [&](double l) { return evaluate(law, knobs, l).energy; };
  const auto tension = [&](double l) { return evaluate(law, knobs, l).tension; };
  const auto lengths = detail::sample_lengths(from, to, corners);
  double largest_T = 0, largest_k = 0;
  for (const double l : lengths) {
    const TensionPoint<double> p = evaluate(law, knobs, l);
    largest_T = std::max(largest_T, std::abs(p.tension));
    largest_k = std::max(largest_k, std::abs(p.stiffness));
  }

  for (const double l : {0.0, 1e-300, 1e-9, to, 2 * to, 5 * to})
    if (const auto p = evaluate(law, knobs, l);
        !std::isfinite(p.energy) || !std::isfinite(p.tension) || !std::isfinite(p.stiffness))
      out.push_back("not finite" + detail::at_length(l) + ": E " + to_text(p.energy) + ", T " +
                    to_text(p.tension) + ", k " + to_text(p.stiffness) + ".");

  for (const double l : lengths) {
    const TensionPoint<double> p = evaluate(law, knobs, l);
    if (!(p.tension >= 0))
      out.push_back("T is " + to_text(p.tension) + " N" + detail::at_length(l) +
                    ": a cable never pushes.");
    if (!(p.energy >= -1e-15 * largest_T * (to - from)))
      out.push_back("E is " + to_text(p.energy) + " J" + detail::at_length(l) +
                    ", below its value when slack.");
    if (l <= slack) {
      if (p.tension != 0 || p.energy != 0 || p.stiffness != 0)
        out.push_back("slack" + detail::at_length(l) + " but E " + to_text(p.energy) + ", T " +
                      to_text(p.tension) + ", k " + to_text(p.stiffness) + " are not all zero.");
      continue;
    }
    if (!std::isfinite(p.tension)) continue;
    const auto [gap, side] = detail::nearest_kink(l, corners);
    const double wide = 0.01 * (to - from);
    if (gap > 0.05 * wide) {
      const double h = std::min(wide, 0.9 * gap);
      compare("T = dE/dl" + detail::at_length(l), p.tension, difference(energy, l, h), largest_T,
              out);
      compare("k = dT/dl" + detail::at_length(l), p.stiffness, difference(tension, l, h), largest_k,
              out);
    } else {  // next to a kink: look away from it
      const Difference slope = difference(tension, l, 0.3 * wide, -side),
                       rise = difference(energy, l, 0.3 * wide, -side);
      compare("T = dE/dl beside a kink" + detail::at_length(l), p.tension, rise, largest_T, out);
      compare("k = dT/dl beside a kink" + detail::at_length(l), p.stiffness, slope, largest_k, out);
    }
  }

  // E is the integral of T from the slack length, piece by piece between kinks
  if (energy(slack) != 0) out.push_back("E is not zero at the slack length.");
  double sum = 0, start = slack;
  for (const double l : lengths) {
    if (l <= start) continue;
    std::vector<double> stops;
    for (const double k : corners)
      if (k > start && k < l) stops.push_back(k);
    std::sort(stops.begin(), stops.end());
    stops.push_back(l);
    for (const double stop : stops) {
      sum += integral(tension, start, stop);
      start = stop;
    }
    compare("E as the integral of T" + detail::at_length(l), energy(l), sum,
            largest_T * (to - from) * 1e-2, 1e-9, out);
  }

  for (const double k : corners) {  // no jump of T or E: the step shrinks with the distance
    if (k < from || k > to) continue;
    for (const double away : {1e-3, 1e-6, 1e-9}) {
      const double d = away * (to - from),
                   jump = std::abs(tension(k + d) - tension(std::max(0.0, k - d)));
      if (!(jump <= 4 * largest_k * d + 1e-12 * largest_T)) {
        out.push_back("T jumps by " + to_text(jump) + " N at the kink" + detail::at_length(k) +
                      ".");
        break;
      }
      if (!(std::abs(energy(k + d) - energy(std::max(0.0, k - d))) <= 4 * largest_T * d)) {
        out.push_back("E jumps at the kink" + detail::at_length(k) + ".");
        break;
      }
    }
  }
  return out;
}

/// The same law with Scalar `Jet` (an automatic-differentiation number with members `a` and `v`).
template <class Jet, template <class> class Law>
Violations check_cable_law_derivatives(const Law<double>& law, const BasicKnobs<double>& knobs,
                                       double from, double to) {
  Violations out;
  constexpr int law_size = Law<double>::size, knob_size = BasicKnobs<double>::size,
                size = law_size + knob_size;
  std::vector<double> plain(size);
  std::vector<std::string> names(size);
  for (int i = 0; i < law_size; ++i) {
    plain[i] = law.*Law<double>::fields[i].member;
    names[i] = Law<double>::fields[i].info.name;
  }
  for (int i = 0; i < knob_size; ++i) {
    plain[law_size + i] = knobs.*BasicKnobs<double>::fields[i].member;
    names[law_size + i] = std::string(BasicKnobs<double>::fields[i].info.name) + " knob";
  }
  const auto with_jets = [&](int seed, double l) {
    std::vector<Jet> p(plain.begin(), plain.end());
    Jet length(l);
    (seed < 0 ? length : p[seed]).v[0] = 1;
    return evaluate(from_numbers<Law<Jet>>(p.data()),
                    from_numbers<BasicKnobs<Jet>>(p.data() + law_size), length);
  };
  const std::vector<double> corners = kinks(law, knobs);
  double largest_T = 0, largest_k = 0;
  for (const double l : detail::sample_lengths(from, to, corners)) {
    const auto p = evaluate(law, knobs, l);
    largest_T = std::max(largest_T, std::abs(p.tension));
    largest_k = std::max(largest_k, std::abs(p.stiffness));
  }
  constexpr double same =
      1e-11;  // the same formulas with other rounding; an inner root adds a little
  for (const double l : detail::sample_lengths(from, to, corners)) {
    const auto p = evaluate(law, knobs, l);
    const auto j = with_jets(-1, l);
    if (!std::isfinite(p.stiffness)) continue;
    compare("E with Jets" + detail::at_length(l), j.energy.a, p.energy,
            1e-3 * largest_T * (to - from), same, out);
    compare("T with Jets" + detail::at_length(l), j.tension.a, p.tension, largest_T, same, out);
    compare("k with Jets" + detail::at_length(l), j.stiffness.a, p.stiffness, largest_k, 1e-9, out);
    compare("dE/dl with Jets" + detail::at_length(l), j.energy.v[0], p.tension, largest_T, same,
            out);
    if (detail::nearest_kink(l, corners).first > 0)
      compare("dT/dl with Jets" + detail::at_length(l), j.tension.v[0], p.stiffness, largest_k,
              1e-9, out);
  }
  for (int i = 0; i < size; ++i) {  // by each number
    const double scale = plain[i] != 0 ? std::abs(plain[i]) : 1, h = 1e-3 * scale;
    const int side = plain[i] == 0 ? 1 : 0;  // no number of a law may be negative
    for (int sample = 1; sample < 20; ++sample) {
      const double l = from + (to - from) * (sample + 0.37) / 20;
      const auto moved = [&](double v) {
        std::vector<double> p = plain;
        p[i] = v;
        const auto moved_law = from_numbers<Law<double>>(p.data());
        const auto moved_knobs = from_numbers<BasicKnobs<double>>(p.data() + law_size);
        return std::pair{evaluate(moved_law, moved_knobs, l),
                         l > slack_length(moved_law, moved_knobs)};
      };
      if (moved(side ? plain[i] : plain[i] - h).second != moved(plain[i] + h).second)
        continue;  // a kink between them
      const auto j = with_jets(i, l);
      const std::string what = " by " + names[i] + detail::at_length(l);
      const auto E = [&](double v) { return moved(v).first.energy; };
      const auto T = [&](double v) { return moved(v).first.tension; };
      compare("derivative of E" + what, j.energy.v[0], difference(E, plain[i], h, side),
              1e-3 * largest_T * (to - from) / scale, out);
      compare("derivative of T" + what, j.tension.v[0], difference(T, plain[i], h, side),
              largest_T / scale, out);
    }
  }
  return out;
}

}  // namespace guywire::testing
