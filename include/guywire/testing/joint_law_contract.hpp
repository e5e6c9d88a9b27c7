#pragma once
/// What every joint law promises, as functions that list what is broken: dU/dphi and d2U/dphi2
/// agree with differences away from declared kinks (one-sided beside them), U and its moment are
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
    for (const double away : {1e-3, 1e-6}) {
      out.push_back(k - away);
      out.push_back(k + away);
    }
  return out;
}

/// A law over a range of angles, and one function for each property that it promises.
template <class Law>
class JointLawCheck {
 public:
  JointLawCheck(const Law& law, double from, double to)
      : law_(law), corners_(corners_of(law)), angles_(sample_angles(from, to, corners_)) {
    for (const double phi : angles_) {
      const auto p = evaluate(law_, phi);
      largest_moment_ = std::max(largest_moment_, std::abs(p.moment));
      largest_stiffness_ = std::max(largest_stiffness_, std::abs(p.stiffness));
    }
  }

  void finite(Violations& out) const {
    for (const double phi : angles_) {
      const auto p = evaluate(law_, phi);
      if (!std::isfinite(p.energy) || !std::isfinite(p.moment) || !std::isfinite(p.stiffness))
        out.push_back("not finite" + at_angle(phi) + ".");
    }
  }

  /// dU/dphi and d2U/dphi2 by differences; one-sided, away from it, next to a kink.
  void derivatives(Violations& out) const {
    const auto energy = [&](double phi) { return evaluate(law_, phi).energy; };
    for (const double phi : angles_) {
      const auto p = evaluate(law_, phi);
      const auto [gap, side] = nearest_kink(phi);
      const bool beside = gap < 0.005;
      const double h = beside ? 0.005 : std::min(0.02, 0.9 * gap);
      const int away = beside ? -side : 0;
      compare("dU/dphi" + at_angle(phi), p.moment, difference(energy, phi, h, away),
              largest_moment_, out);
      compare("d2U/dphi2" + at_angle(phi), p.stiffness, difference(moment(), phi, h, away),
              largest_stiffness_, out);
    }
  }

  void no_jump_at_kinks(Violations& out) const {
    for (const double k : corners_)
      if (!(std::abs(moment()(k + 1e-9) - moment()(k - 1e-9)) <= 1e-8 * largest_stiffness_))
        out.push_back("the moment jumps at the kink" + at_angle(k) + ".");
  }

 private:
  auto moment() const {
    return [this](double phi) { return evaluate(law_, phi).moment; };
  }

  /// Distance to the nearest kink and on which side it lies (+1: above).
  std::pair<double, int> nearest_kink(double phi) const {
    std::pair<double, int> out{std::numeric_limits<double>::infinity(), 1};
    for (const double k : corners_)
      if (std::abs(k - phi) < out.first) out = {std::abs(k - phi), k >= phi ? 1 : -1};
    return out;
  }

  const Law& law_;
  const std::vector<double> corners_, angles_;
  double largest_moment_ = 0, largest_stiffness_ = 0;
};

/// The same law with Scalar `Jet`: one function for each kind of derivative.
template <class Jet, template <class> class Law>
class JointLawJets {
 public:
  JointLawJets(const Law<double>& law, double from, double to)
      : law_(law), corners_(corners_of(law)), angles_(sample_angles(from, to, corners_)) {
    for (const auto& field : Law<double>::fields)
      numbers_.push_back(law.*field.member);
    for (const double phi : angles_) {
      const auto p = evaluate(law, phi);
      largest_energy_ = std::max(largest_energy_, std::abs(p.energy));
      largest_moment_ = std::max(largest_moment_, std::abs(p.moment));
      largest_stiffness_ = std::max(largest_stiffness_, std::abs(p.stiffness));
    }
  }

  void by_angle(Violations& out) const {
    constexpr double same = 1e-12;  // the same formulas, other rounding
    for (const double phi : angles_) {
      const auto p = evaluate(law_, phi);
      const auto j = with_jets(phi, of_angle);
      const std::string where = " with Jets" + at_angle(phi);
      compare("U" + where, j.energy.a, p.energy, largest_energy_, same, out);
      compare("dU/dphi" + where, j.energy.v[0], p.moment, largest_moment_, same, out);
      compare("d2U/dphi2" + where, j.moment.v[0], p.stiffness, largest_stiffness_, same, out);
    }
  }

  /// Derivatives of the moment by every parameter, against differences.
  void by_numbers(Violations& out) const {
    for (const double phi : angles_)
      for (int i = 0; i < Law<double>::size; ++i)
        by_number(i, phi, out);
  }

 private:
  static constexpr int of_angle = -1;

  /// The law at an angle with the derivative by one of its numbers, or of_angle.
  auto with_jets(double phi, int by) const {
    std::vector<Jet> p(numbers_.begin(), numbers_.end());
    Jet angle(phi);
    (by == of_angle ? angle : p[by]).v[0] = 1;
    return evaluate(from_numbers<Law<Jet>>(p.data()), angle);
  }

  void by_number(int i, double phi, Violations& out) const {
    const double scale = numbers_[i] != 0 ? std::abs(numbers_[i]) : 1;
    const double h = 1e-3 * scale;
    for (const double k : corners_)
      if (std::abs(k - phi) <= 2 * h) return;
    const auto moment = [&](double v) {
      std::vector<double> q = numbers_;
      q[i] = v;
      return evaluate(from_numbers<Law<double>>(q.data()), phi).moment;
    };
    compare(
        "derivative of dU/dphi by " + std::string(Law<double>::fields[i].info.name) + at_angle(phi),
        with_jets(phi, i).moment.v[0], difference(moment, numbers_[i], h), largest_moment_ / scale,
        out);
  }

  const Law<double>& law_;
  const std::vector<double> corners_, angles_;
  std::vector<double> numbers_;
  double largest_energy_ = 0, largest_moment_ = 0, largest_stiffness_ = 0;
};

}  // namespace detail

template <class Law>
Violations check_joint_law(const Law& law, double from = -1, double to = 1) {
  Violations out;
  const detail::JointLawCheck check(law, from, to);
  check.finite(out);
  check.derivatives(out);
  check.no_jump_at_kinks(out);
  return out;
}

template <class Jet, template <class> class Law>
Violations check_joint_law_derivatives(const Law<double>& law, double from = -1, double to = 1) {
  Violations out;
  const detail::JointLawJets<Jet, Law> check(law, from, to);
  check.by_angle(out);
  check.by_numbers(out);
  return out;
}

}  // namespace guywire::testing
