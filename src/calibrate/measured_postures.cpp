#include "guywire/calibrate/measured_postures.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "guywire/model/parameter.hpp"
#include "guywire/statics/sensitivity.hpp"

namespace guywire {
namespace {

/// One posture, ready to be solved for any values of the unknowns.
class PostureAtRest {
 public:
  PostureAtRest(const Model& model, const std::vector<Unknown>& unknowns,
                const MeasuredPosture& posture)
      : workspace_(with(model, posture.setting)),
        start_(posture.start),
        numbers_(workspace_.numbers().begin(), workspace_.numbers().end()) {
    for (const Unknown& u : unknowns)
      parameters_.push_back(parameter(model, u.name));
    for (const Measurement& m : posture.measurements) {
      quantities_.push_back(quantity(model, m.quantity));
      measured_.push_back(m.value);
      deviations_.push_back(m.deviation);
    }
  }

  bool operator()(std::span<const double> values, std::span<double> out,
                  std::span<double> derivatives) {
    for (std::size_t k = 0; k < parameters_.size(); ++k)
      set_value(parameters_[k], values[k] * parameters_[k].factor, numbers_);
    workspace_.assign(numbers_);
    const Outcome<Posture> rest = solve(workspace_, {}, start_);
    if (!is_equilibrium(rest.status)) return false;
    values_of(quantities_, workspace_.model(), numbers_, rest.value(), out.data());
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = (out[i] - measured_[i]) / deviations_[i];
    return derivatives.empty() || differentiate(rest, derivatives);
  }

 private:
  bool differentiate(const Outcome<Posture>& rest, std::span<double> derivatives) {
    const auto slopes = sensitivity(workspace_, rest, quantities_, parameters_);
    if (!is_equilibrium(slopes.status)) return false;
    for (std::size_t i = 0; i < quantities_.size(); ++i)
      for (std::size_t k = 0; k < parameters_.size(); ++k) {
        const double slope = slopes.value()(static_cast<int>(i), static_cast<int>(k));
        derivatives[i * parameters_.size() + k] = slope * parameters_[k].factor / deviations_[i];
      }
    return true;
  }

  Workspace workspace_;
  State start_;
  std::vector<double> numbers_;
  std::vector<Parameter> parameters_;
  std::vector<Quantity> quantities_;
  std::vector<double> measured_, deviations_;
};

/// Appends what contradicts itself in a posture's measurements.
void check(const MeasuredPosture& posture, const std::vector<Unknown>& unknowns,
           std::vector<Fault>& faults) {
  const std::string where = "posture '" + posture.name + "'";
  if (posture.measurements.empty())
    add_fault(faults, {where, "has no measurement.", "Give what was measured in it."});
  for (const Measurement& m : posture.measurements)
    if (!std::isfinite(m.value) || !std::isfinite(m.deviation) || !(m.deviation > 0))
      add_fault(faults, {where + " / " + m.quantity,
                         "is " + to_text(m.value) + " with a standard deviation of " +
                             to_text(m.deviation) + ".",
                         "Give finite numbers, and a standard deviation above 0."});
  for (const auto& [name, value] : posture.setting)
    for (const Unknown& u : unknowns)
      if (u.name == name)
        add_fault(faults, {where + " / " + name, "is set to " + to_text(value) + " and unknown.",
                           "Leave it out of the setting or of the unknowns."});
}

}  // namespace

Unknown unknown(const Model& model, std::string_view number, std::optional<Prior> prior) {
  const Parameter p = parameter(model, number);
  const double value = value_of(p, model.numbers());
  if (std::isnan(value))
    throw ModelError({{"unknown '" + p.name + "'", "stands for numbers that differ.",
                       "Name one of them, or a knob."}});
  return {.name = p.name,
          .unit = p.unit == "1" ? p.unit : detail::spoken_unit(p).substr(1),
          .start = value / p.factor,
          .lower = p.lower / p.factor,
          .upper = p.upper / p.factor,
          .prior = std::move(prior)};
}

std::vector<Residuals> residuals(const Model& model, const std::vector<Unknown>& unknowns,
                                 const std::vector<MeasuredPosture>& postures) {
  std::vector<Fault> faults;
  for (const MeasuredPosture& posture : postures)
    check(posture, unknowns, faults);
  if (!faults.empty()) throw ModelError(std::move(faults));
  std::vector<Residuals> out;
  for (const MeasuredPosture& posture : postures) {
    const auto at_rest = std::make_shared<PostureAtRest>(model, unknowns, posture);
    out.push_back({.name = posture.name,
                   .count = static_cast<int>(posture.measurements.size()),
                   .evaluate =
                       [at_rest](std::span<const double> values, std::span<double> r,
                                 std::span<double> derivatives) {
                         return (*at_rest)(values, r, derivatives);
                       },
                   .huber_width = posture.huber_width});
  }
  return out;
}

Calibration calibrate(const Model& model, const std::vector<Unknown>& unknowns,
                      const std::vector<MeasuredPosture>& postures,
                      const CalibrateOptions& options) {
  return calibrate(unknowns, residuals(model, unknowns, postures), options);
}

Model with(const Model& model, const Calibration& found) {
  std::vector<std::pair<std::string, double>> values;
  for (const Estimate& e : found.estimates)
    values.emplace_back(e.name, e.value);
  return with(model, values);
}

}  // namespace guywire
