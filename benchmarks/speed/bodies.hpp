#pragma once
/// Bodies for batches: they differ in the length (+-2 % for bridge7, where that moves tensions by
/// as much as they are; else +-5 %) and stiffness (+-20 %) of every cable.
#include <vector>

#include "guywire/batch/solve_batch.hpp"
#include "guywire/math/counter_random.hpp"

namespace speed {

struct Bodies {
  std::vector<std::vector<double>> values;
  std::vector<guywire::BatchColumn> columns;

  Bodies(const guywire::Model& model, std::size_t count) {
    using namespace guywire;
    for (const Cable& cable : model.description().cables)
      for (const bool length : {true, false}) {
        const double of_length = model.name() == "bridge7" ? 0.02 : 0.05;
        const double width = length ? of_length : 0.2;
        auto& column = values.emplace_back(count);
        for (std::size_t i = 0; i < count; ++i)
          column[i] =
              1 + width * (2 * uniform_at(1, i, static_cast<std::uint32_t>(columns.size())) - 1);
        columns.push_back({parameter(model, cable.name + (length ? ".length" : ".stiffness")), {}});
      }
    for (std::size_t k = 0; k < columns.size(); ++k)
      columns[k].values = values[k];
  }
};

}  // namespace speed
