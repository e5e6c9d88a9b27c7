#pragma once
/// What the essay "Muscles Never Push" says, as experiments.
///
/// Each claim is tested on the bridge or the standing body and judged by a rule from the numbers
/// alone. Its numbers are repeated on variants of the body, over what is uncertain in it. Nothing
/// here is about pain: such claims are listed as not testable.
///
/// The texts of a claim (statement, experiment, rule, literature with its worth) are phrases under
/// its id, "claim.a.statement": report/claims.hpp writes them.
#include <optional>
#include <string>
#include <vector>

#include "guywire/core/fact.hpp"
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
  Fact name{};
  double value = 0;  ///< in `unit`: "deg", "N", "N m", "%", "mm", "times", "1"
  std::string unit{};
  std::optional<double> before{};  ///< the same before the change; empty where `value` is itself a
                                   ///< change or stands alone
};

/// A number on one variant of the body.
struct ClaimVariant {
  Fact body{};         ///< its name
  double value = 0;    ///< NaN: no stable equilibrium, or no tone balances it
  bool holds = false;  ///< the claim's condition
};
struct ClaimRange {
  Fact name{};
  std::string unit{};
  std::vector<ClaimVariant> values{};  ///< one per variant, in the order of `body_variants`
};

struct Claim {
  std::string id{};  ///< "a" to "o"; "p" and on: not testable
  std::vector<ClaimNumber> numbers{};
  Verdict verdict = Verdict::not_testable;
  bool tone_may_undo = false;  ///< the rule asks whether tone recruited anew keeps the old posture
  Facts finding{};
  Facts condition{};  ///< for `only_when`: when
  Facts turns{};      ///< the threshold; empty when none was looked for
  std::vector<ClaimRange> ranges{};
};

/// A body with one uncertain thing changed, fitted anew.
struct BodyVariant {
  Fact name{};  ///< what is changed, and by how much
  Model model;
};
/// The uncertain things of the standing body, one at a time: capsule, disc stiffness, T12/L1, trunk
/// mass center. Each spread is "chosen"; docs/claims.md says why.
std::vector<BodyVariant> body_variants(const Model& standing);

/// All claims, in order. `bridge` and `standing` are laid out like the shipped models. Takes about
/// a second.
std::vector<Claim> claims(const Model& bridge, const Model& standing);

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/posture/claims-inl.hpp"
#endif
