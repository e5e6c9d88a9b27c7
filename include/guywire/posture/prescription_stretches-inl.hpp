#pragma once
/// Stretches compared in three currencies: percent of fiber, millimeters, hip range.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "guywire/posture/prescription.hpp"
#include "guywire/posture/quantities.hpp"

namespace guywire {

namespace detail {

/// Root of a continuous function between two points of different sign; NaN when the signs agree.
template <class F>
double bisect(F&& f, double a, double b) {
  double fa = f(a), fb = f(b);
  if (fa == 0) return a;
  if (fb == 0) return b;
  if (!((fa > 0) != (fb > 0))) return std::nan("");
  double wa = fa, wb = fb;  // Illinois
  for (int it = 0; it < 100 && std::abs(b - a) > 1e-13 * (1 + std::abs(b)); ++it) {
    double c = it % 6 == 5 ? 0.5 * (a + b) : (a * wb - b * wa) / (wb - wa);
    if (!(c > std::min(a, b) && c < std::max(a, b))) c = 0.5 * (a + b);
    const double fc = f(c);
    if (fc == 0 || c == a || c == b) return c;
    if ((fc > 0) == (fb > 0)) {
      b = c;
      fb = wb = fc;
      wa *= 0.5;
    } else {
      a = b;
      fa = wa = fb;
      b = c;
      fb = wb = fc;
    }
  }
  return std::abs(fa) < std::abs(fb) ? a : b;
}

inline void check_stretch(const StretchOptions& o) {
  if (!(o.fibre > 0 && o.length > 0 && o.hip_range > 0 && o.extension_moment > 0 &&
        o.flexion_moment < 0))
    throw ModelError(
        {{"stretch", "has an amount or moment of the wrong sign.",
          "Give lengthenings and range > 0, extension_moment > 0, flexion_moment < 0."}});
}

inline Stretch no_stretch(StretchOutcome outcome) {
  return {.fibre = std::nan(""),
          .length = std::nan(""),
          .hip_range = std::nan(""),
          .tilt = std::nan(""),
          .outcome = outcome,
          .why = {}};
}

/// Passive moment about a hip at an angle of flexion, knee straight [N m].
inline double passive_hip_moment_at(const Model& m, double angle) {
  const auto p = passive_hip_moment(m, angle, 0);
  return p.muscles + p.capsule;
}

/// The ends of the passive hip's range: where its moment is as stated.
class HipRange {
 public:
  enum End {
    extension,
    flexion
  };

  HipRange(const Model& model, const StretchOptions& options)
      : moment_{options.extension_moment, options.flexion_moment} {
    const auto& bodies = model.description().bodies;
    for (const char* name : {"thigh", "shank", "pelvis"})
      if (std::none_of(bodies.begin(), bodies.end(), [&](const Body& b) { return b.name == name; }))
        has_hip_ = false;
    if (!has_hip_) return;
    // 40 deg: beyond, paths with fixed points are wrong (data/DEPARTURES.md)
    constexpr double most = 0.7;  // [rad]
    angle_ = {end_of(model, extension, -most, most), end_of(model, flexion, -most, 1.2)};
  }

  bool has_hip() const { return has_hip_; }
  double angle(End end) const { return angle_[end]; }

  /// Moment about the hip at an angle, beyond the end's own [N m].
  double excess(const Model& m, End end, double angle) const {
    return passive_hip_moment_at(m, angle) - moment_[end];
  }
  /// How much a change of the model changes the moment at the end.
  double change(const Model& changed, End end) const {
    return std::isnan(angle_[end]) ? 0 : std::abs(excess(changed, end, angle_[end]));
  }
  /// How far a change of the model moves the end outward [rad].
  double gain(const Model& changed, End end) const {
    const double at = end_of(changed, end, -1.2, 1.5);
    return end == extension ? angle_[end] - at : at - angle_[end];
  }

 private:
  double end_of(const Model& m, End end, double from, double to) const {
    return bisect([&](double angle) { return excess(m, end, angle); }, from, to);
  }

  std::array<double, 2> moment_;
  bool has_hip_ = true;
  std::array<double, 2> angle_{std::nan(""), std::nan("")};  ///< [rad]
};

/// One body whose groups are lengthened in turn.
class StretchStudy {
 public:
  StretchStudy(const Model& model, const StretchOptions& options)
      : model_(model),
        options_(options),
        hip_(model, options),
        workspace_(model),
        tilt_(quantity(model, "anterior_tilt_change")),
        rest_(solve(workspace_)) {}

  StretchComparison compare(const std::string& group) {
    const Parameter knob = parameter(model_, group + ".length");
    StretchComparison c{.group = group};
    const auto end = limited_end(knob);
    c.limits_extension = end == HipRange::extension;
    c.limits_flexion = end == HipRange::flexion;
    c.equal_fibre = effect(knob, end, [&](const Cable&) { return options_.fibre; });
    c.equal_length = effect(knob, end, [&](const Cable& cable) {
      return knob_length(cable.law) > 0 ? options_.length / knob_length(cable.law) : 0.0;
    });
    c.equal_hip_range = equal_hip_range(knob, end);
    return c;
  }

 private:
  using End = std::optional<HipRange::End>;

  /// Numbers of the model with the knob's cables lengthened, each by `by(cable)` of its fiber.
  template <class By>
  std::vector<double> lengthened(const Parameter& knob, By&& by) const {
    std::vector<double> numbers = model_.numbers();
    for (std::size_t k = 0; k < knob.numbers.size(); ++k)
      numbers[knob.numbers[k]] += by(model_.description().cables[knob.cables[k]]);
    return numbers;
  }
  Model longer(const Parameter& knob, double by) const {
    return with_numbers(model_, lengthened(knob, [by](const Cable&) { return by; }));
  }

  /// Which end of the hip's range the group limits: the one whose moment it changes more.
  End limited_end(const Parameter& knob) const {
    if (!hip_.has_hip()) return std::nullopt;
    const Model changed = longer(knob, 0.02);
    const double extension = hip_.change(changed, HipRange::extension),
                 flexion = hip_.change(changed, HipRange::flexion);
    if (!(std::max(extension, flexion) > 1e-6)) return std::nullopt;
    return extension >= flexion ? HipRange::extension : HipRange::flexion;
  }

  template <class By>
  Stretch effect(const Parameter& knob, End end, By&& by) {
    const ModelDescription& d = model_.description();
    Stretch s;
    for (const int cable : knob.cables) {
      s.fibre += by(d.cables[cable]) / knob.cables.size();
      s.length += by(d.cables[cable]) * knob_length(d.cables[cable].law) / knob.cables.size();
    }
    const auto numbers = lengthened(knob, by);
    s.tilt = s.hip_range = std::nan("");
    for (const int i : knob.numbers)
      if (!(numbers[i] >= knob.lower && numbers[i] <= knob.upper)) {
        s.outcome = StretchOutcome::knob_range;
        return s;
      }
    workspace_.assign(numbers);
    const auto after = solve(workspace_);
    if (rest_.status == Status::stable && after.status == Status::stable) {
      s.tilt =
          value_of(tilt_, model_, numbers, after.last()) - value_of(tilt_, model_, rest_.last());
    } else {
      s.outcome = StretchOutcome::no_equilibrium;
      s.why = rest_.status != Status::stable ? rest_.why : after.why;
    }
    if (end) s.hip_range = hip_.gain(with_numbers(model_, numbers), *end);
    return s;
  }

  /// What gives the stated hip range.
  Stretch equal_hip_range(const Parameter& knob, End end) {
    if (!hip_.has_hip()) return no_stretch(StretchOutcome::no_legs);
    if (!end) return no_stretch(StretchOutcome::not_limiting);
    const double outward = *end == HipRange::extension ? -1 : 1;
    const double wanted = hip_.angle(*end) + outward * options_.hip_range;
    double room = 1.5;
    for (const int i : knob.numbers)
      room = std::min(room, knob.upper - model_.numbers()[i]);
    const double by =
        bisect([&](double s) { return hip_.excess(longer(knob, s), *end, wanted); }, 0, room);
    if (std::isnan(by)) return no_stretch(StretchOutcome::other_tissue);
    return effect(knob, end, [by](const Cable&) { return by; });
  }

  const Model& model_;
  const StretchOptions& options_;
  HipRange hip_;
  Workspace workspace_;
  Quantity tilt_;
  Outcome<Posture> rest_;
};

}  // namespace detail

GUYWIRE_INLINE std::vector<StretchComparison> compare_stretches(
    const Model& model, const std::vector<std::string>& groups, const StretchOptions& options) {
  detail::check_stretch(options);
  detail::StretchStudy study(model, options);
  std::vector<StretchComparison> out;
  out.reserve(groups.size());
  for (const std::string& group : groups)
    out.push_back(study.compare(group));
  return out;
}

}  // namespace guywire
