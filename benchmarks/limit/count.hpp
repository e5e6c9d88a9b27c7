#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "guywire/batch/solve_batch.hpp"

namespace limit {

enum Kind : std::uint8_t {
  add,  ///< or subtract
  multiply,
  divide,
  root,
  exponential,
  circular,    ///< sin or cos
  arctangent,  ///< atan2
  nothing,     ///< sign, comparison, choice
  kinds = nothing
};
enum Part : std::uint8_t {
  evaluation,
  eigenvalue,
  rest,  ///< reduction to the free coordinates, factorisation, step, tests
  parts
};
using Counts = std::array<std::array<std::int64_t, kinds>, parts>;

/// The operations that the lanes do for the first `bodies` of a batch, each body alone in a single
/// lane.
struct Counting {
  int bodies = 0;  ///< those that did not leave the lanes: the others are in none of the numbers
  std::int64_t evaluations = 0;
  Counts counts{};
};
Counting count(const guywire::Model& model, const std::vector<guywire::BatchColumn>& columns,
               int bodies);

}  // namespace limit
