#pragma once
/// What every joint law promises, as functions that list what is broken: dU/dphi and d2U/dphi2
/// agree with differences away from declared kinks (one-sided beside them), U and its slope are
/// continuous there, all is finite; with Jets the same derivatives, and those by every parameter.
#include "guywire/testing/differences.hpp"
#include "guywire/tissue/joint_law.hpp"

namespace guywire::testing {

namespace detail {
inline std::string at_angle(double phi) { return " at angle " + to_text(phi) + " rad"; }

template <class Law>
std::vector<double> corners_of(const Law& law) {
  const auto angles = corner_angles(law);
  return {angles.begin(), angles.end()};
}

inline std::vector<double> sample_angles(double from, double to, const std::vector<double>& kinks) {
  std::vector<double> out;
  for (int i = 0; i <= 61; ++i)
    out.push_back(from + (to - from) * i / 61);
  for (const double k : kinks)
    for (const double away : {1e-3, 1e-6})
      out.push_back(k - away), out.push_back(k + away);
  return out;
}
}  // namespace detail

template <class Law>
Violations check_joint_law(const Law& law, double from = -1, double to = 1) {
  Violations out;
  const auto corners = detail::corners_of(law);
  const auto energy = [&](double phi) { return evaluate(law, phi).energy; };
  const auto slope = [&](double phi) { return evaluate(law, phi).slope; };
  const auto angles = detail::sample_angles(from, to, corners);
  double largest_slope = 0, largest_curvature = 0;
  for (const double phi : angles) {
    const auto p = evaluate(law, phi);
    if (!std::isfinite(p.energy) || !std::isfinite(p.slope) || !std::isfinite(p.curvature))
      out.push_back("not finite" + detail::at_angle(phi) + ".");
    largest_slope = std::max(largest_slope, std::abs(p.slope));
    largest_curvature = std::max(largest_curvature, std::abs(p.curvature));
  }
  for (const double phi : angles) {
    const auto p = evaluate(law, phi);
    double gap = std::numeric_limits<double>::infinity();
    int side = 1;
    for (const double k : corners)
      if (std::abs(k - phi) < gap) {
        gap = std::abs(k - phi);
        side = k >= phi ? 1 : -1;
      }
    const bool beside = gap < 0.005;
    const double h = beside ? 0.005 : std::min(0.02, 0.9 * gap);
    compare("dU/dphi" + detail::at_angle(phi), p.slope,
            difference(energy, phi, h, beside ? -side : 0), largest_slope, out);
    compare("d2U/dphi2" + detail::at_angle(phi), p.curvature,
            difference(slope, phi, h, beside ? -side : 0), largest_curvature, out);
  }
  for (const double k : corners)
    if (!(std::abs(slope(k + 1e-9) - slope(k - 1e-9)) <= 1e-8 * largest_curvature))
      out.push_back("the moment jumps at the kink" + detail::at_angle(k) + ".");
  return out;
}

template <class Jet, template <class> class Law>
Violations check_joint_law_derivatives(const Law<double>& law, double from = -1, double to = 1) {
  Violations out;
  constexpr int size = Law<double>::size;
  std::vector<double> plain(size);
  for (int i = 0; i < size; ++i)
    plain[i] = law.*Law<double>::fields[i].member;
  const auto with_jets = [&](int seed, double phi) {
    std::vector<Jet> p(plain.begin(), plain.end());
    Jet angle(phi);
    (seed < 0 ? angle : p[seed]).v[0] = 1;
    return evaluate(from_numbers<Law<Jet>>(p.data()), angle);
  };
  double largest_energy = 0, largest_slope = 0, largest_curvature = 0;
  const auto angles = detail::sample_angles(from, to, detail::corners_of(law));
  for (const double phi : angles) {
    const auto p = evaluate(law, phi);
    largest_energy = std::max(largest_energy, std::abs(p.energy));
    largest_slope = std::max(largest_slope, std::abs(p.slope));
    largest_curvature = std::max(largest_curvature, std::abs(p.curvature));
  }
  constexpr double same = 1e-12;  // the same formulas, other rounding
  for (const double phi : angles) {
    const auto p = evaluate(law, phi);
    const auto j = with_jets(-1, phi);
    compare("U with Jets" + detail::at_angle(phi), j.energy.a, p.energy, largest_energy, same, out);
    compare("dU/dphi with Jets" + detail::at_angle(phi), j.energy.v[0], p.slope, largest_slope,
            same, out);
    compare("d2U/dphi2 with Jets" + detail::at_angle(phi), j.slope.v[0], p.curvature,
            largest_curvature, same, out);
    for (int i = 0; i < size; ++i) {
      const double scale = plain[i] != 0 ? std::abs(plain[i]) : 1, h = 1e-3 * scale;
      bool at_kink = false;
      for (const double k : detail::corners_of(law))
        at_kink = at_kink || std::abs(k - phi) <= 2 * h;
      if (at_kink) continue;
      const auto moment = [&](double v) {
        std::vector<double> q = plain;
        q[i] = v;
        return evaluate(from_numbers<Law<double>>(q.data()), phi).slope;
      };
      compare("derivative of dU/dphi by " + std::string(Law<double>::fields[i].info.name) +
                  detail::at_angle(phi),
              with_jets(i, phi).slope.v[0], difference(moment, plain[i], h), largest_slope / scale,
              out);
    }
  }
  return out;
}

}  // namespace guywire::testing
