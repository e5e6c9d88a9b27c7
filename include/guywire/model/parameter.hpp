#pragma once
/// Numbers of a model by name: what is set, and what sweeps, sensitivities, prescriptions and
/// populations vary.
///
/// A name is NAME.field. NAME is a cable, group, body, joint, constraint, circle or load, or
/// `model`; field is a knob (length, stiffness, strength, tone) or a number with its unit as in
/// model files: `front.length`, `foot.stiffness_Nm_per_rad`, `mast.mass_kg`, `front.path0_x_m` (a
/// coordinate of a cable's first path point), `model.gravity_y_m_per_s2`. `_deg` and
/// `_mm` are taken for `_rad` and `_m`. Model::number_names() lists them.
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// A new model in which the number of that name, or all of a group, has this value, in the unit of
/// the name: `with(m, "stays.length", 0.95)`, `with(m, "mast.mass_kg", 12)`, `with(m,
/// "upright.angle_deg", 5)`. Throws ModelError with the nearest name, or with the allowed range.
Model with(const Model& model, std::string_view name, double value);
/// The same for several numbers; none may be set twice. `prefix`: what stands before a name in
/// messages ("--set ").
Model with(const Model& model, const std::vector<std::pair<std::string, double>>& values,
           std::string_view prefix = "");
/// Sets a number in a description, which `build` checks. Throws ModelError with the nearest name.
void set_number(ModelDescription& description, std::string_view name, double value);

/// One or more entries of Model::numbers() that take one common value: "stays.length" is the
/// length knob of every cable of the group. Where no tone is set, "front.activation" is the
/// activation and, with it, the tone that counts.
struct Parameter {
  std::string name;   ///< as asked for
  std::string unit;   ///< SI unit of its value
  double lower = 0;   ///< admissible range [SI]
  double upper = 0;   ///< admissible range [SI]
  double factor = 1;  ///< SI units per unit in the name (pi/180 for `_deg`, 0.001 for `_mm`)
  std::vector<int> numbers{};  ///< offsets into Model::numbers()
  std::vector<int> cables{};   ///< for a knob: the cables it turns
  bool is_knob = false;
  bool operator==(const Parameter&) const = default;
};

/// The parameter of that name. Throws ModelError with the nearest name.
Parameter parameter(const Model& model, std::string_view name);

/// The parameters of many names.
std::vector<Parameter> parameters(const Model& model, std::span<const std::string> names);

/// Every parameter that is one number of the model, in the order of Model::numbers(); those without
/// effect are left out (tone and strength of cables that have none, the model's own activation
/// under the tone knob).
std::vector<Parameter> all_parameters(const Model& model);

/// Its present value [SI]; NaN when its numbers differ from one another.
double value_of(const Parameter& parameter, std::span<const double> numbers);
/// Sets it in a flat array [SI]. Throws ModelError when the value is not within its range.
void set_value(const Parameter& parameter, double value, std::span<double> numbers);

/// A new model with these numbers, laid out as Model::numbers(), checked as any other. A tone that
/// is not the model's own becomes the tone knob.
Model with_numbers(const Model& model, std::span<const double> numbers);

namespace detail {

/// The unit that the parameter's name names, with a space before it; nothing for a plain
/// number.
inline std::string spoken_unit(const Parameter& p) {
  if (p.unit == "1") return {};
  if (p.factor == 1) return " " + p.unit;
  return p.unit == "rad" ? " deg" : " mm";
}

/// ">= 0.5 and <= 1.5", in the unit of the name.
inline std::string allowed_range(const Parameter& p) {
  std::string out;
  if (p.lower != -infinity) out = ">= " + short_text(p.lower / p.factor);
  if (p.upper != infinity)
    out += (out.empty() ? "<= " : " and <= ") + short_text(p.upper / p.factor);
  return (out.empty() ? "any finite number" : out) + spoken_unit(p);
}

}  // namespace detail

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/model/parameter-inl.hpp"
#endif
