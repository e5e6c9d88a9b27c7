#pragma once
/// What the essay's experiments share: the bodies, measures on them, verdicts and words.
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

// --- words ---

/// [deg]; NaN where there is none.
inline double deg(std::optional<double> rad) { return rad ? *rad / degree : std::nan(""); }
/// One decimal, without "-0.0".
inline std::string decimal(double v) {
  const double tenths = std::abs(std::round(10 * v));
  const std::string whole = to_text(std::floor(tenths / 10)),
                    rest = to_text(tenths - 10 * std::floor(tenths / 10));
  return (v < 0 && tenths > 0 ? "-" : "") + whole + "." + rest;
}
inline std::string hundredth(double v) { return to_text(std::round(100 * v) / 100); }
/// Of a fraction: per cent with one decimal, whole per cent; of meters: whole millimeters.
inline std::string per_cent(double v) { return to_text(std::round(1000 * v) / 10); }
inline std::string whole_per_cent(double v) { return to_text(std::round(100 * v)); }
inline std::string millimeters(double v) { return to_text(std::round(1000 * v)); }
inline std::string signed_deg(double v) {
  if (!std::isfinite(v)) return "no resting place";
  return (v > -0.05 ? "+" : "") + decimal(v) + "°";
}
inline std::string turned(double v) {
  if (!std::isfinite(v)) return "nowhere (no resting place)";
  if (std::abs(v) < 0.05) return "not at all";
  return decimal(std::abs(v)) + "° " + (v > 0 ? "forward" : "back");
}

/// A sentence that holds for one verdict only.
inline std::string told(const Claim& c, Verdict verdict, std::string sentence) {
  return c.verdict == verdict ? std::move(sentence) : "The numbers say otherwise here.";
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
  ClaimRange over(std::string name, std::string unit, double factor,
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
                  const std::string& change) {
  const Recruitment own = recruit(before, {}, at), kept = recruit(after, {}, at);
  c.numbers.push_back({"effort of holding the old posture" + (change.empty() ? "" : ", " + change),
                       kept.feasible ? kept.effort : std::nan(""), "N m", own.effort});
  return kept.feasible;
}

/// One rule for every claim about the body: what holds with the tone held but is undone by tone
/// recruited anew for the old posture holds "only when the tone is held".
inline constexpr const char* tone_rule =
    " Only when the tone is held, if tone recruited anew could keep the old posture.";
inline Verdict with_tone(bool holds, bool undone) {
  if (!holds) return Verdict::not_supported;
  return undone ? Verdict::only_when : Verdict::supported;
}

/// Supported where all of it holds, only when where a part does.
inline Verdict in_full_or_part(bool all, bool part) {
  if (all) return Verdict::supported;
  return part ? Verdict::only_when : Verdict::not_supported;
}

inline Verdict supported_if(bool holds) {
  return holds ? Verdict::supported : Verdict::not_supported;
}

}  // namespace detail

}  // namespace guywire
