#pragma once
/// Many bodies that share a model's structure and differ in numbers, each brought to rest.
///
/// Body i is the model with parameter k set to column k's i-th value, and its answer is the
/// equilibrium that `solve` finds for it from the same start. Bodies are solved side by side in the
/// lanes of vector instructions, whatever numbers they differ in, unless a tendon is elastic, a
/// path passes several circles in a row, any root is sought (`Seek::any`), or a model has more than
/// 32 coordinates or none. Knobs cost least (then they share one geometry); a body that leaves the
/// common path there (LaneSolver), and every body of other batches, is finished by `solve` itself.
/// For one instruction set the answer is the same bit for bit, whatever a body's neighbors, its
/// place and the number of threads; between instruction sets, and against `solve`, angles differ by
/// no more than 1e-12 rad + 4 (residual floor)/(smallest eigenvalue).
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "guywire/core/limits.hpp"
#include "guywire/model/parameter.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/quantity.hpp"

namespace guywire {

/// What is varied: one value for each body [SI].
struct BatchColumn {
  Parameter parameter;
  std::span<const double> values;
};

/// For what the lanes are compiled; x86-64 chooses while it runs, other processors have `baseline`
/// alone.
enum class InstructionSet : std::uint8_t {
  automatic,  ///< the widest that this processor has
  scalar,     ///< no lanes: `solve` for each body
  baseline,   ///< two lanes; what every processor of the architecture has
  sse42,      ///< two lanes, with a choice in one instruction (x86-64-v2)
  avx2,       ///< four lanes, fused multiply-add (x86-64-v3)
  avx512,     ///< eight lanes (x86-64-v4)
};

/// Those that this build holds and this processor runs, the narrowest first; `automatic` is the
/// last of them.
std::vector<InstructionSet> instruction_sets();
std::string_view to_string(InstructionSet set);

struct BatchOptions {
  SolveOptions solve{};
  State start{};  ///< of every body
  bool predict_start =
      false;  ///< begin where the sensitivities of the model's own rest, the one that `start` leads
              ///< to, predict the body's: fewer steps. Of several equilibria it then finds the one
              ///< that follows, which need not be the one below `start`
  int threads = 1;          ///< within `thread_counts`; 0: one for each processor
  bool eigenvalues = true;  ///< also give the smallest eigenvalue of each body; without it the
                            ///< signs of the pivots prove stability, and `min_eigenvalue` is NaN
  InstructionSet instructions = InstructionSet::automatic;
};

/// Results in columns; where a body has no equilibrium its numbers are NaN. One that is posed
/// beyond a range is `runaway`; one whose numbers let a fiber and its elastic tendon balance at
/// several lengths (see muscle::balances_once) is `not_run`.
struct Batch {
  std::size_t bodies = 0, coordinates = 0;
  std::vector<Quantity> quantities;
  std::vector<Status> status;                            ///< per body
  std::vector<double> values;                            ///< bodies x quantities [SI]
  std::vector<double> state;                             ///< bodies x free coordinates [rad]
  std::vector<double> residual;                          ///< per body: largest |g| [N m]
  std::vector<double> min_eigenvalue;                    ///< per body: of H [N m/rad]
  InstructionSet instructions = InstructionSet::scalar;  ///< what was used
  std::size_t scalar_fallbacks = 0;  ///< bodies that left the lanes and were finished by `solve`
};

/// Throws ModelError for columns of different lengths, a number that two columns set, a value
/// outside its parameter's range (the first such body is named), a quantity the model lacks, a
/// wrong start, or an instruction set that is not there.
Batch solve_batch(const Model& model, const std::vector<BatchColumn>& columns,
                  const std::vector<Quantity>& quantities = {}, const BatchOptions& options = {});

}  // namespace guywire

#ifdef GUYWIRE_HEADER_ONLY
#include "guywire/batch/solve_batch-inl.hpp"
#endif
