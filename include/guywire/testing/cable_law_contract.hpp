#pragma once
/// What every cable law promises, as functions that list what is broken. No test framework is
/// needed: print the list, or assert that it is empty.
///
///     for (const auto& v : testing::check_cable_law(law, knobs, 0.0, 0.5)) std::puts(v.c_str());
///     testing::check_cable_law_derivatives<ceres::Jet<double, 1>>(law, knobs, 0.0, 0.5)
///
/// Bring your own Jet: ceres::Jet is one.
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

template <class Law>
std::vector<double> kinks_of(const Law& law, const BasicKnobs<double>& knobs) {
  const auto all = kinks(law, knobs);
  std::vector<double> out(all.begin(), all.end());
  std::erase_if(out, [&](double length) { return length < all[0]; });
  return out;
}

inline std::string at_length(double l) { return " at length " + to_text(l) + " m"; }

/// A law with its knobs over a range of lengths, and one function for each property that it
/// promises.
template <class Law>
class CableLawCheck {
 public:
  CableLawCheck(const Law& law, const BasicKnobs<double>& knobs, double from, double to)
      : law_(law),
        knobs_(knobs),
        from_(from),
        to_(to),
        slack_(slack_length(law, knobs)),
        kinks_(kinks_of(law, knobs)),
        lengths_(sample_lengths(from, to, kinks_)) {
    for (const double l : lengths_) {
      const TensionPoint<double> p = at(l);
      largest_T_ = std::max(largest_T_, std::abs(p.tension));
      largest_k_ = std::max(largest_k_, std::abs(p.stiffness));
    }
  }

  /// Also at zero and far beyond the range.
  void finite(Violations& out) const {
    for (const double l : {0.0, 1e-300, 1e-9, to_, 2 * to_, 5 * to_}) {
      const TensionPoint<double> p = at(l);
      if (!std::isfinite(p.energy) || !std::isfinite(p.tension) || !std::isfinite(p.stiffness))
        out.push_back("not finite" + at_length(l) + ": " + shown(p) + ".");
    }
  }

  void never_pushes(Violations& out) const {
    for (const double l : lengths_)
      if (const double T = at(l).tension; !(T >= 0))
        out.push_back("T is " + to_text(T) + " N" + at_length(l) + ": a cable never pushes.");
  }

  void energy_is_least_when_slack(Violations& out) const {
    for (const double l : lengths_)
      if (const double E = at(l).energy; !(E >= -1e-15 * largest_T_ * span()))
        out.push_back("E is " + to_text(E) + " J" + at_length(l) + ", below its value when slack.");
  }

  void all_is_zero_when_slack(Violations& out) const {
    for (const double l : lengths_) {
      const TensionPoint<double> p = at(l);
      if (l <= slack_ && (p.tension != 0 || p.energy != 0 || p.stiffness != 0))
        out.push_back("slack" + at_length(l) + " but " + shown(p) + " are not all zero.");
    }
  }

  /// T = dE/dl and k = dT/dl by differences; one-sided, away from it, next to a kink.
  void derivatives(Violations& out) const {
    const double wide = 0.01 * span();
    for (const double l : lengths_) {
      const TensionPoint<double> p = at(l);
      if (l <= slack_ || !std::isfinite(p.tension)) continue;
      const auto [gap, side] = nearest_kink(l, kinks_);
      const bool beside = !(gap > 0.05 * wide);
      const double h = beside ? 0.3 * wide : std::min(wide, 0.9 * gap);
      const int away = beside ? -side : 0;
      const std::string where = (beside ? " beside a kink" : "") + at_length(l);
      compare("T = dE/dl" + where, p.tension, difference(energy(), l, h, away), largest_T_, out);
      compare("k = dT/dl" + where, p.stiffness, difference(tension(), l, h, away), largest_k_, out);
    }
  }

  /// E is the integral of T from the slack length, piece by piece between kinks.
  void energy_is_integral_of_tension(Violations& out) const {
    // the slack length itself is rounded
    const double rounding =
        std::numeric_limits<double>::epsilon() * std::abs(rounding_scale(law_).energy);
    if (std::abs(at(slack_).energy) > rounding) out.push_back("E is not zero at the slack length.");
    double sum = 0;
    double start = slack_;
    for (const double l : lengths_) {
      if (l <= start) continue;
      for (const double stop : stops_between(start, l)) {
        sum += integral(tension(), start, stop);
        start = stop;
      }
      compare("E as the integral of T" + at_length(l), at(l).energy, sum,
              largest_T_ * span() * 1e-2, 1e-9, out);
    }
  }

  void no_jump_at_kinks(Violations& out) const {
    for (const double k : kinks_)
      if (k >= from_ && k <= to_) no_jump_at(k, out);
  }

 private:
  TensionPoint<double> at(double l) const { return evaluate(law_, knobs_, l); }
  auto energy() const {
    return [this](double l) { return at(l).energy; };
  }
  auto tension() const {
    return [this](double l) { return at(l).tension; };
  }
  double span() const { return to_ - from_; }

  static std::string shown(const TensionPoint<double>& p) {
    return "E " + to_text(p.energy) + ", T " + to_text(p.tension) + ", k " + to_text(p.stiffness);
  }

  /// The kinks between two lengths, in order, and the second length.
  std::vector<double> stops_between(double start, double l) const {
    std::vector<double> out;
    for (const double k : kinks_)
      if (k > start && k < l) out.push_back(k);
    std::sort(out.begin(), out.end());
    out.push_back(l);
    return out;
  }

  /// The step across shrinks, and what T and E change by with it.
  void no_jump_at(double k, Violations& out) const {
    for (const double away : {1e-3, 1e-6, 1e-9}) {
      const double d = away * span();
      const TensionPoint<double> above = at(k + d);
      const TensionPoint<double> below = at(std::max(0.0, k - d));
      const double jump = std::abs(above.tension - below.tension);
      if (!(jump <= 4 * largest_k_ * d + 1e-12 * largest_T_))
        return out.push_back("T jumps by " + to_text(jump) + " N at the kink" + at_length(k) + ".");
      if (!(std::abs(above.energy - below.energy) <= 4 * largest_T_ * d))
        return out.push_back("E jumps at the kink" + at_length(k) + ".");
    }
  }

  const Law& law_;
  const BasicKnobs<double>& knobs_;
  const double from_, to_;
  const double slack_;
  const std::vector<double> kinks_, lengths_;
  double largest_T_ = 0, largest_k_ = 0;
};

/// The same law with Scalar `Jet`: one function for each kind of derivative.
template <class Jet, template <class> class Law>
class CableLawJets {
 public:
  CableLawJets(const Law<double>& law, const BasicKnobs<double>& knobs, double from, double to)
      : law_(law),
        knobs_(knobs),
        from_(from),
        to_(to),
        kinks_(kinks_of(law, knobs)),
        lengths_(sample_lengths(from, to, kinks_)) {
    for (const auto& field : Law<double>::fields) {
      numbers_.push_back(law.*field.member);
      names_.emplace_back(field.info.name);
    }
    for (const auto& field : BasicKnobs<double>::fields) {
      numbers_.push_back(knobs.*field.member);
      names_.push_back(std::string(field.info.name) + " knob");
    }
    for (const double l : lengths_) {
      const auto p = evaluate(law, knobs, l);
      largest_T_ = std::max(largest_T_, std::abs(p.tension));
      largest_k_ = std::max(largest_k_, std::abs(p.stiffness));
    }
  }

  /// Values, and dE/dl = T, dT/dl = k.
  void by_length(Violations& out) const {
    constexpr double same =
        1e-11;  // the same formulas with other rounding; an inner root adds a little
    for (const double l : lengths_) {
      const auto p = evaluate(law_, knobs_, l);
      if (!std::isfinite(p.stiffness)) continue;
      const auto j = with_jets(l, of_length);
      const std::string where = " with Jets" + at_length(l);
      compare("E" + where, j.energy.a, p.energy, 1e-3 * largest_T_ * (to_ - from_), same, out);
      compare("T" + where, j.tension.a, p.tension, largest_T_, same, out);
      compare("k" + where, j.stiffness.a, p.stiffness, largest_k_, 1e-9, out);
      compare("dE/dl" + where, j.energy.v[0], p.tension, largest_T_, same, out);
      if (nearest_kink(l, kinks_).first > 0)
        compare("dT/dl" + where, j.tension.v[0], p.stiffness, largest_k_, 1e-9, out);
    }
  }

  /// Derivatives by every parameter and knob, against differences.
  void by_numbers(Violations& out) const {
    for (int i = 0; i < static_cast<int>(numbers_.size()); ++i)
      for (int sample = 1; sample < 20; ++sample)
        by_number(i, from_ + (to_ - from_) * (sample + 0.37) / 20, out);
  }

 private:
  static constexpr int law_size = Law<double>::size;
  static constexpr int of_length = -1;

  /// The law at length l with the derivative by one of its numbers, or of_length.
  auto with_jets(double l, int by) const {
    std::vector<Jet> p(numbers_.begin(), numbers_.end());
    Jet length(l);
    (by == of_length ? length : p[by]).v[0] = 1;
    return evaluate(from_numbers<Law<Jet>>(p.data()),
                    from_numbers<BasicKnobs<Jet>>(p.data() + law_size), length);
  }

  void by_number(int i, double l, Violations& out) const {
    const double here = numbers_[i];
    const double scale = here != 0 ? std::abs(here) : 1;
    const double h = 1e-3 * scale;
    const int side = here == 0 ? 1 : 0;  // no number of a law may be negative
    if (is_taut(i, side ? here : here - h, l) != is_taut(i, here + h, l)) return;  // a kink between
    const auto j = with_jets(l, i);
    const std::string what = " by " + names_[i] + at_length(l);
    const auto E = [&](double v) { return with_number(i, v, l).energy; };
    const auto T = [&](double v) { return with_number(i, v, l).tension; };
    compare("derivative of E" + what, j.energy.v[0], difference(E, here, h, side),
            1e-3 * largest_T_ * (to_ - from_) / scale, out);
    compare("derivative of T" + what, j.tension.v[0], difference(T, here, h, side),
            largest_T_ / scale, out);
  }

  std::pair<Law<double>, BasicKnobs<double>> changed(int i, double value) const {
    std::vector<double> p = numbers_;
    p[i] = value;
    return {from_numbers<Law<double>>(p.data()),
            from_numbers<BasicKnobs<double>>(p.data() + law_size)};
  }
  TensionPoint<double> with_number(int i, double value, double l) const {
    const auto [law, knobs] = changed(i, value);
    return evaluate(law, knobs, l);
  }
  bool is_taut(int i, double value, double l) const {
    const auto [law, knobs] = changed(i, value);
    return l > slack_length(law, knobs);
  }

  const Law<double>& law_;
  const BasicKnobs<double>& knobs_;
  const double from_, to_;
  const std::vector<double> kinks_, lengths_;
  std::vector<double> numbers_;     ///< of the law, then of its knobs
  std::vector<std::string> names_;  ///< of the numbers
  double largest_T_ = 0, largest_k_ = 0;
};

}  // namespace detail

template <class Law>
Violations check_cable_law(const Law& law, const BasicKnobs<double>& knobs, double from,
                           double to) {
  Violations out;
  const detail::CableLawCheck check(law, knobs, from, to);
  check.finite(out);
  check.never_pushes(out);
  check.energy_is_least_when_slack(out);
  check.all_is_zero_when_slack(out);
  check.derivatives(out);
  check.energy_is_integral_of_tension(out);
  check.no_jump_at_kinks(out);
  return out;
}

/// The same law with Scalar `Jet` (an automatic-differentiation number with members `a` and `v`).
template <class Jet, template <class> class Law>
Violations check_cable_law_derivatives(const Law<double>& law, const BasicKnobs<double>& knobs,
                                       double from, double to) {
  Violations out;
  const detail::CableLawJets<Jet, Law> check(law, knobs, from, to);
  check.by_length(out);
  check.by_numbers(out);
  return out;
}

}  // namespace guywire::testing
