#pragma once
/// What the essay's experiments share: the bodies, measures on them, verdicts and facts.
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "guywire/core/units.hpp"
#include "guywire/posture/claims.hpp"
#include "guywire/posture/posture_angles.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/quantity.hpp"
#include "guywire/statics/recruitment.hpp"

namespace guywire {

namespace detail {

// --- measures ---

/// Tilt (+ forward) and lordosis at rest.
struct Rest {
  double tilt = 0, lordosis = 0;
  Posture posture;
};
/// Empty where nothing rests.
inline std::optional<Rest> rest_of(const Model& m) {
  const auto o = solve(m);
  if (o.status != Status::stable) return std::nullopt;
  const auto a = posture_angles(m, o.last().angles);
  return Rest{a.anterior_tilt_change, a.lordosis.value_or(0), o.last()};
}
inline std::optional<double> tilt_change(const Model& before, const Model& after) {
  const auto a = rest_of(before), b = rest_of(after);
  return a && b ? std::optional(b->tilt - a->tilt) : std::nullopt;
}
inline std::optional<double> tilt_by(const Model& m, std::string_view group,
                                     const KnobChanges& changes) {
  return tilt_change(m, adjust(m, group, changes));
}
inline std::optional<double> lordosis_change(const Model& before, const Model& after) {
  const auto a = rest_of(before), b = rest_of(after);
  return a && b ? std::optional(b->lordosis - a->lordosis) : std::nullopt;
}

/// Smallest x in [from, to] at which f becomes >= 0, by bisection after a scan; empty when it never
/// does.
inline std::optional<double> first_root(double from, double to,
                                        const std::function<double(double)>& f, int scan = 40) {
  double low = from;
  if (f(low) >= 0) return low;
  for (int i = 1; i <= scan; ++i) {
    double high = from + (to - from) * i / scan;
    if (!(f(high) >= 0)) {
      low = high;
      continue;
    }
    for (int k = 0; k < 40; ++k) {
      const double middle = (low + high) / 2;
      (f(middle) >= 0 ? high : low) = middle;
    }
    return high;
  }
  return std::nullopt;
}

inline double hinge_force(const Model& m, const Posture& p, const std::string& body) {
  return std::hypot(value_of(quantity(m, body + ".force_x"), m, p),
                    value_of(quantity(m, body + ".force_y"), m, p));
}

// --- facts ---

/// [deg]; NaN where there is none.
inline double deg(std::optional<double> rad) { return rad ? *rad / degree : std::nan(""); }

/// How far and which way something tips, as a part of a sentence; in degrees, + forward.
inline Facts moved(double deg) {
  if (!std::isfinite(deg)) return {Fact("claim.unknown_angle")};
  if (std::abs(deg) < 0.05) return {Fact("claim.unmoved")};
  return {Fact("claim.moved", {{"angle", deg * degree}})};
}
/// By how much an angle changes, as a part of a sentence; in degrees.
inline Facts changed(double deg) {
  if (!std::isfinite(deg)) return {Fact("claim.unknown_angle")};
  return {Fact("claim.changed", {{"angle", std::abs(deg) < 0.05 ? 0.0 : deg * degree}})};
}

/// What is done to a body, of a group or (empty) of those that the claim is about.
inline Fact shorter_by(std::string_view group, double by) {
  return {"claim.change.shorter", {{"group", group}, {"by", by}}};
}
inline Fact longer_by(std::string_view group, double by) {
  return {"claim.change.longer", {{"group", group}, {"by", by}}};
}
inline Fact stronger_by(std::string_view group, double factor) {
  return {"claim.change.stronger", {{"group", group}, {"factor", factor}}};
}

/// Names of numbers.
inline Fact tilt_after(const Fact& change) {
  return {"claim.number.tilt", {{"change", Facts{change}}}};
}
inline Fact lordosis_after(const Fact& change) {
  return {"claim.number.lordosis", {{"change", Facts{change}}}};
}

/// Names of ranges: a group 5 % shorter; 5 % longer in the body with a short iliopsoas.
inline Fact tilt_when_short(std::string_view group) {
  return {"claim.range.tilt_short", {{"group", group}}};
}
inline Fact lordosis_when_short(std::string_view group) {
  return {"claim.range.lordosis_short", {{"group", group}}};
}
inline Fact tilt_when_lengthened(std::string_view group) {
  return {"claim.range.tilt_lengthened", {{"group", group}}};
}

/// The finding that is known for one verdict only.
inline Facts found(const Claim& c, Verdict verdict, std::string_view finding) {
  return {Fact(c.verdict == verdict ? finding : "claim.otherwise")};
}
// --- the study ---

/// The bodies that claims are tried on.
struct ClaimStudy {
  const Model& bridge;
  const Model& body;
  std::vector<BodyVariant> variants = body_variants(body);
  /// A change counts when it exceeds this. Chosen: about what an inclinometer tells apart, half a
  /// degree.
  static constexpr double seen = 0.5 * degree;

  /// Repeats a measure on every variant; `holds` is the claim's condition on it.
  ClaimRange over(Fact name, std::string unit, double factor,
                  const std::function<std::optional<double>(const Model&)>& measure,
                  const std::function<bool(double)>& holds) const {
    ClaimRange r{.name = std::move(name), .unit = std::move(unit)};
    for (const BodyVariant& v : variants) {
      std::optional<double> value;
      try {
        value = measure(v.model);
      } catch (const ModelError&) {
        value.reset();  // a variant that cannot be measured so: the range says that it is missing
      }
      r.values.push_back({v.name, value ? *value / factor : std::nan(""), value && holds(*value)});
    }
    return r;
  }
};

/// Tone recruited anew, at least effort, for the posture the body had: `after` keeps it when some
/// tone balances it. Adds both efforts.
inline bool keeps(Claim& c, const Model& before, const Model& after, const State& at,
                  const Fact& change) {
  const Recruitment own = recruit(before, {}, at), kept = recruit(after, {}, at);
  c.numbers.push_back({{"claim.number.effort", {{"change", Facts{change}}}},
                       kept.feasible ? kept.effort : std::nan(""),
                       "N m",
                       own.effort});
  return kept.feasible;
}

/// Supported where all of it holds; only when the condition is met, where a part does.
inline void judge(Claim& c, bool all, bool part, std::string_view condition) {
  c.verdict = Verdict::not_supported;
  if (part) c.verdict = Verdict::only_when;
  if (all) c.verdict = Verdict::supported;
  if (c.verdict == Verdict::only_when) c.condition = {Fact(condition)};
}
/// One rule for every claim about the body: what holds with the tone held but is undone by tone
/// recruited anew for the old posture holds "only when the tone is held".
inline void judge_with_tone(Claim& c, bool holds, bool undone) {
  judge(c, holds && !undone, holds, "claim.tone_held");
}

inline Verdict supported_if(bool holds) {
  return holds ? Verdict::supported : Verdict::not_supported;
}

}  // namespace detail

}  // namespace guywire
