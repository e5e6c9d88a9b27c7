#pragma once
/// A setting: which model, and what was turned on it. What the command's options `--body`,
/// `--pose`, `--set` and `--recruit` say, what the teaching page saves, and what a setting file
/// holds. `load` takes a setting file wherever it takes a model.
///
///     {"schema_version": 1, "setting_of": "standing_adult",
///      "body": {"pelvic_incidence_deg": 60}, "pose": {"hip": 10},
///      "set": {"iliopsoas.length": 0.95}, "recruit": false}
///
/// All but the first two may be left out. Unknown keys are errors, but for `page` and `answer`:
/// there the page keeps what concerns the page alone, and what it showed; neither changes the body.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// In the order in which they are applied. A name must not be given twice.
struct Setting {
  std::string model = "standing_adult";  ///< a shipped model; in C++ a model file too
  std::vector<std::pair<std::string, double>>
      body{};  ///< `pelvic_incidence_deg`, `mass_kg`, `stature_m`: the same body in another shape
               ///< and size (see anthropometry)
  std::vector<std::pair<std::string, double>>
      pose{};  ///< `hip`, `knee`, or one leg: `hip_r` ... [deg]: thigh from the vertical, +
               ///< forward, -30 to 130; knee flexion, -10 to 140
  std::vector<std::pair<std::string, double>>
      set{};             ///< names as `with` takes them (see model/parameter.hpp)
  bool recruit = false;  ///< the least-effort tone is recruited anew for the reference posture,
                         ///< with everything above
  bool operator==(const Setting&) const = default;
};

/// The model with everything that was set. Throws ModelError that names the setting, the value and
/// the allowed range; SolveError if tone is to be recruited and none balances the body. `dash`:
/// what stands before "set", "body", "pose" in messages ("--" on a command line).
Model with_setting(const Model& model, const Setting& setting, std::string_view dash = "");
/// The same for the model that the setting names.
Model load(const Setting& setting);

/// Whether JSON text is a setting, not a model.
bool is_setting(std::string_view json);
/// A setting from JSON text; `origin` names it in messages. Throws ParseError, or ModelError with
/// all faults. Names and ranges are checked by `load`.
Setting read_setting(std::string_view json, const std::string& origin = "text");
/// The setting as JSON text.
std::string to_json(const Setting& setting);

}  // namespace guywire
