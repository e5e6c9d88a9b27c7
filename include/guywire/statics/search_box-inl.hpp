#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "guywire/model/model.hpp"
#include "guywire/statics/equilibria.hpp"

namespace guywire {

namespace detail {

/// The box asked for, or the bodies' ranges; shrunk where dependent bodies leave theirs.
inline std::vector<Interval> search_box(const Model& model, const EquilibriaOptions& options,
                                        std::vector<std::string>& narrowed_by) {
  const Structure& s = model.structure();
  const auto& bodies = model.description().bodies;
  const std::size_t n = s.free_count, held = s.constraint_angles.size();
  std::vector<Interval> box;
  for (const int b : s.free_bodies)
    box.push_back({bodies[b].angle_lower, bodies[b].angle_upper});
  if (!options.box.empty()) {
    if (options.box.size() != n)
      throw ModelError({{"box",
                         "has " + std::to_string(options.box.size()) + " ranges; model '" +
                             model.name() + "' has " + std::to_string(n) + " coordinates.",
                         "Give one per coordinate, or none."}});
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < n; ++i) {
      const Interval& asked = options.box[i];
      if (!(asked.lower <= asked.upper) || !contains(box[i], asked))
        faults.push_back({"box / " + model.coordinates()[i],
                          "is " + to_text(asked.lower) + " to " + to_text(asked.upper) +
                              " rad; allowed is a range within " + to_text(box[i].lower) + " to " +
                              to_text(box[i].upper) + " rad, where the model is valid.",
                          "Give a range within it, from the lower to the upper end."});
      else
        box[i] = asked;
    }
    if (!faults.empty()) throw ModelError(std::move(faults));
  }
  for (int pass = 0; pass < 4; ++pass)
    for (int b = 0; b < s.body_count; ++b) {
      double shift = 0;
      for (std::size_t k = 0; k < held; ++k)
        shift += s.P[b * held + k] * model.numbers()[s.constraint_angles[k]];
      if (std::find(s.free_bodies.begin(), s.free_bodies.end(), b) != s.free_bodies.end()) continue;
      const auto fault = [&] {
        return ModelError({{"box",
                            "has no point at which body '" + bodies[b].name +
                                "' is within its range of " + to_text(bodies[b].angle_lower) +
                                " to " + to_text(bodies[b].angle_upper) + " rad.",
                            "Change the box, the pose or the range."}});
      };
      bool moves = false;
      for (std::size_t i = 0; i < n; ++i) {
        const double slope = s.S[b * n + i];
        if (slope == 0) continue;
        moves = true;
        Interval others(shift);
        for (std::size_t j = 0; j < n; ++j)
          if (j != i) others += Interval(s.S[b * n + j]) * box[j];
        const Interval allowed =
            (Interval(bodies[b].angle_lower, bodies[b].angle_upper) - others) / slope;
        if (!overlap(allowed, box[i])) throw fault();
        const Interval rest = common(allowed, box[i]);
        if (!(rest == box[i]) &&
            std::find(narrowed_by.begin(), narrowed_by.end(), bodies[b].name) == narrowed_by.end())
          narrowed_by.push_back(bodies[b].name);
        box[i] = rest;
      }
      if (!moves && !(shift >= bodies[b].angle_lower && shift <= bodies[b].angle_upper))
        throw fault();
    }
  return box;
}

}  // namespace detail

}  // namespace guywire
