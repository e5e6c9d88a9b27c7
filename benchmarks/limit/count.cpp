// From headers alone: what solve_batch makes for its lanes is made here in the same way.
#define GUYWIRE_HEADER_ONLY
#include "benchmarks/limit/count.hpp"

#include <cmath>
#include <stdexcept>

#include "benchmarks/limit/counted.hpp"
#include "guywire/batch/solve_batch-inl.hpp"

namespace limit {

using namespace guywire;

Counting count(const Model& model, const std::vector<BatchColumn>& columns, int bodies) {
  const BatchOptions options{.instructions = InstructionSet::baseline};
  const Batch right = solve_batch(model, columns, {}, options);
  Workspace workspace(model);
  const detail::LaneProblem problem = detail::lane_problem(workspace, columns, options);
  detail::LaneSolver<Counted, double> solver(problem);
  std::vector<double> state(right.coordinates), tension(model.structure().cables.size());
  Counting out;
  Counts ignored{};
  for (int i = 0; i < bodies; ++i) {
    tape.count_into(ignored);
    tape.evaluations = 0;
    unsigned char settled = 0;
    double residual, eigenvalue;
    solver.run(i, i + 1, {&settled, state.data(), &residual, &eigenvalue, tension.data()});
    if (!settled) continue;
    for (std::size_t k = 0; k < right.coordinates; ++k)
      if (!(std::abs(state[k] - right.state[i * right.coordinates + k]) < 1e-9))
        throw std::logic_error("what is counted is not what the batch does");
    tape.count_into(out.counts);
    ++out.bodies;
    out.evaluations += tape.evaluations;
  }
  for (const Part part : {evaluation, eigenvalue})
    if (out.counts[part][multiply] == 0)
      throw std::logic_error("LaneSolver no longer calls what counted.hpp stands in for");
  return out;
}

}  // namespace limit
