#pragma once
/// What the essay "Muscles Never Push" says, as experiments.
///
/// Each claim is restated in our words, tried on the bridge or the standing body, and judged by a
/// stated rule from the numbers alone. Its numbers are repeated on variants of the body, over what
/// is uncertain in it. The literature stands beside, with what it is worth; a paper whose numbers
/// were not found supports nothing. Nothing here is about pain: such claims are listed as not
/// testable.
#include <optional>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"

namespace guywire {

enum class Verdict {
  supported,
  only_when,      ///< holds under a stated condition only
  not_supported,  ///< this model says otherwise
  by_assumption,  ///< built into the model, so that it proves nothing
  not_testable    ///< the model has no such thing
};
std::string_view to_string(Verdict verdict);

/// A number of an experiment.
struct ClaimNumber {
  std::string name{};
  double value = 0;  ///< in `unit`: "deg", "N", "N m", "%", "mm", "times", "1"
  std::string unit{};
  std::optional<double> before{};  ///< the same before the change; empty where `value` is itself a
                                   ///< change or stands alone
};

/// A number on one variant of the body.
struct ClaimVariant {
  std::string body{};  ///< its name
  double value = 0;    ///< NaN: no resting place, or no tone balances it
  bool holds = false;  ///< the claim's condition
};
struct ClaimRange {
  std::string name{}, unit{};
  std::vector<ClaimVariant> values{};  ///< one per variant, in the order of `body_variants`
};

struct Claim {
  std::string id{};          ///< "a" to "o"; "p" and on: not testable
  std::string statement{};   ///< in our words
  std::string experiment{};  ///< what was done
  std::vector<ClaimNumber> numbers{};
  std::string rule{};  ///< how the verdict follows from the numbers
  Verdict verdict = Verdict::not_testable;
  std::string finding{};    ///< one sentence
  std::string condition{};  ///< for `only_when`: when
  std::string turns{};      ///< where it turns; empty when no such place was looked for
  std::vector<ClaimRange> ranges{};
  std::vector<std::string> literature{};  ///< for and against, with its worth
};

/// A body with one uncertain thing changed, fitted anew.
struct BodyVariant {
  std::string name{};  ///< what is changed, and by how much
  Model model;
};
/// The uncertain things of the standing body, one at a time: capsule, disc stiffness, T12/L1, trunk
/// mass centre. Each spread is "chosen" and says why in its name's documentation in docs/claims.md.
std::vector<BodyVariant> body_variants(const Model& standing);

/// All claims, in order. `bridge` and `standing` are laid out like the shipped models. Takes about
/// a second.
std::vector<Claim> claims(const Model& bridge, const Model& standing);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/claims-inl.hpp"
#endif
