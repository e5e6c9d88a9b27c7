#pragma once
/// A standing body beside published measurements: what is fitted to them, what is predicted, what
/// is chosen since nothing is measured, and what the model cannot say yet.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

/// One number beside its target.
struct ValidationRow {
  enum class Kind {
    fitted,     ///< the body's numbers were fitted to it
    predicted,  ///< nothing was fitted to it
    chosen,     ///< no datum fixes it
    limit       ///< a bound beyond which answers say so
  };
  enum class Verdict {
    meets,
    misses,
    reported,  ///< there is no target
    not_yet    ///< the model lacks what it takes
  };
  std::string_view id;  ///< its phrase is "validation.<id>"
  Kind kind = Kind::predicted;
  std::string_view unit;          ///< of value and target: "N m", "rad", "1", ...
  std::optional<double> lower{};  ///< of the target [SI]
  std::optional<double> upper{};  ///< of the target [SI]
  std::string_view source{};      ///< of the target
  std::optional<double> value{};  ///< [SI]; empty: not computed, or the test found no rest
  Verdict verdict = Verdict::not_yet;
};
std::string_view to_string(ValidationRow::Kind kind);
std::string_view to_string(ValidationRow::Verdict verdict);

/// Every row, in a fixed order. Takes a second: it runs the clinical tests. Throws ModelError for a
/// model that is not laid out like standing_adult.
std::vector<ValidationRow> validate(const Model& model);

/// Whether a number that the body was fitted to misses its target.
bool misses_a_fit(const std::vector<ValidationRow>& rows);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/validation-inl.hpp"
#endif
