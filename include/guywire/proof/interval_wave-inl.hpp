#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "guywire/math/interval.hpp"

namespace guywire {

namespace detail {

/// Two coordinates at most: pairs of intervals; a symmetric matrix is (00, 01, 11).
using Pair2 = std::array<Interval, 2>;
using Symmetric2 = std::array<Interval, 3>;

/// theta = shift + slope . u.
struct Turn {
  Interval shift;
  Pair2 slope;
  bool exact;  ///< the slopes are points

  Interval at(const Pair2& u) const { return shift + slope[0] * u[0] + slope[1] * u[1]; }
};

/// constant + sum of amplitude cos(slope . u - phase): what a squared distance or a weight's
/// potential is made of. Each term is enclosed without overestimation, and so are its derivatives.
///
/// In one coordinate, at whole quarter turns, where cosines are 0, 1 or -1, it is also evaluated
/// without any rounding of its own.
class Wave {
 public:
  Interval constant;

  /// Adds a cos(turn) + b sin(turn).
  void add(const Turn& turn, const Interval& a, const Interval& b) {
    const Interval c = cos(turn.shift), s = sin(turn.shift);
    Interval in_phase = a * c + b * s, across = b * c - a * s;  // of the angle without its shift
    Pair2 slope = turn.slope;
    if (slope == Pair2{}) {
      constant += in_phase;
      return;
    }
    if (slope[0].lower < 0 || (slope[0] == Interval(0.0) && slope[1].lower < 0))
      slope = {-slope[0], -slope[1]}, across = -across;
    for (Term& t : terms_)
      if (turn.exact && t.exact && t.slope == slope) {
        t.a += in_phase;
        t.b += across;
        return;
      }
    terms_.push_back({slope, in_phase, across, {}, {}, turn.exact});
  }
  /// Adds factor times another that is not finished either.
  void add(const Wave& other, const Interval& factor) {
    constant += factor * other.constant;
    for (const Term& o : other.terms_) {
      const auto same = std::find_if(terms_.begin(), terms_.end(), [&](const Term& t) {
        return o.exact && t.exact && t.slope == o.slope;
      });
      if (same == terms_.end()) {
        terms_.push_back({o.slope, factor * o.a, factor * o.b, {}, {}, o.exact});
      } else {
        same->a += factor * o.a;
        same->b += factor * o.b;
      }
    }
  }
  /// Brings each term to its amplitude and phase. Call once all is added.
  void finish() {
    std::erase_if(terms_,
                  [](const Term& t) { return t.a == Interval(0.0) && t.b == Interval(0.0); });
    for (Term& t : terms_) {
      t.amplitude = sqrt(square(t.a) + square(t.b));
      t.phase = atan2(t.b, t.a);
      if (!(t.a.upper < 0)) continue;
      t.amplitude = -t.amplitude;  // away from the cut of atan2
      t.phase = atan2(-t.b, -t.a);
    }
  }

  bool is_constant() const { return terms_.empty(); }

  struct Value {
    Interval value;
    Pair2 gradient;
    Symmetric2 hessian;
  };
  /// At the given number of quarter turns of the first coordinate; empty where some angle does not
  /// turn by quarters, too.
  std::optional<Value> at_quarter_turns(int quarters) const {
    Value out{constant, {}, {}};
    for (const Term& t : terms_) {
      const double turned = t.slope[0].lower * quarters;
      if (!is_point(t.slope[0]) || std::fmod(turned, 1) != 0 || std::abs(turned) > 1000) return {};
      constexpr int cosines[] = {1, 0, -1, 0};
      const int place = ((static_cast<int>(turned) % 4) + 4) % 4;
      const double c = cosines[place];
      const double s = cosines[(place + 3) % 4];
      const Interval value = t.a * c + t.b * s;
      out.value += value;
      out.gradient[0] += t.slope[0] * (t.b * c - t.a * s);
      out.hessian[0] -= square(t.slope[0]) * value;
    }
    return out;
  }
  Value at(const Pair2& u) const {
    Value out{constant, {}, {}};
    for (const Term& t : terms_) {
      const Interval angle = t.slope[0] * u[0] + t.slope[1] * u[1] - t.phase;
      const Interval c = t.amplitude * cos(angle), s = t.amplitude * sin(angle);
      out.value += c;
      for (int i = 0; i < 2; ++i)
        out.gradient[i] -= t.slope[i] * s;
      out.hessian[0] -= square(t.slope[0]) * c;
      out.hessian[1] -= t.slope[0] * t.slope[1] * c;
      out.hessian[2] -= square(t.slope[1]) * c;
    }
    return out;
  }

 private:
  struct Term {
    Pair2 slope;
    Interval a, b, amplitude, phase;
    bool exact;
  };
  std::vector<Term> terms_;
};

/// A quantity of the posture with its first two derivatives over a box; across a kink the Hessian
/// is the hull of both sides.
struct Enclosure {
  Interval value;
  Pair2 gradient;
  Symmetric2 hessian;
};

}  // namespace detail

}  // namespace guywire
