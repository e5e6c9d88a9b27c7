#pragma once
/// The box in which all_equilibria looks.
#include <algorithm>
#include <string>
#include <vector>

#include "guywire/model/coordinates.hpp"
#include "guywire/model/model.hpp"
#include "guywire/proof/equilibria.hpp"

namespace guywire {

namespace detail {

/// The ranges of the bodies whose angles are the coordinates [rad].
inline std::vector<Interval> ranges_of_coordinates(const Model& model) {
  std::vector<Interval> box;
  for (const int b : model.structure().free_bodies) {
    const Body& body = model.description().bodies[b];
    box.emplace_back(body.angle_lower, body.angle_upper);
  }
  return box;
}

/// The box asked for. Throws ModelError if it has the wrong size or leaves what is allowed.
inline std::vector<Interval> checked_box(const Model& model, const std::vector<Interval>& asked,
                                         const std::vector<Interval>& allowed) {
  if (asked.size() != allowed.size())
    throw ModelError({{"box",
                       "has " + std::to_string(asked.size()) + " ranges; model '" + model.name() +
                           "' has " + std::to_string(allowed.size()) + " coordinates.",
                       "Give one per coordinate, or none."}});
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i].lower <= asked[i].upper && contains(allowed[i], asked[i])) continue;
    faults.push_back({"box / " + model.coordinates()[i],
                      "is " + to_text(asked[i].lower) + " to " + to_text(asked[i].upper) +
                          " rad; allowed is a range within " + to_text(allowed[i].lower) + " to " +
                          to_text(allowed[i].upper) + " rad, where the model is valid.",
                      "Give a range within it, from the lower to the upper end."});
  }
  if (!faults.empty()) throw ModelError(std::move(faults));
  return asked;
}

inline ModelError never_in_range(const Body& body) {
  return ModelError({{"box",
                      "has no point at which body '" + body.name + "' is within its range of " +
                          to_text(body.angle_lower) + " to " + to_text(body.angle_upper) + " rad.",
                      "Change the box, the pose or the range."}});
}

/// Shrinks a box to where a dependent body may be within its range: each coordinate to what the
/// others leave it. True if that cuts anything off; throws ModelError if nothing would be left.
inline bool shrink_to_range(const Model& model, int b, std::vector<Interval>& box) {
  const Structure& s = model.structure();
  const Body& body = model.description().bodies[b];
  const double shift = angle_at_zero<double>(s, model.numbers().data(), b);
  const double* const slope = coordinate_factors(s, b);
  bool moves = false;
  bool cut = false;
  for (std::size_t i = 0; i < box.size(); ++i) {
    if (slope[i] == 0) continue;
    moves = true;
    Interval others(shift);
    for (std::size_t j = 0; j < box.size(); ++j)
      if (j != i) others += Interval(slope[j]) * box[j];
    const Interval allowed = (Interval(body.angle_lower, body.angle_upper) - others) / slope[i];
    if (!overlap(allowed, box[i])) throw never_in_range(body);
    const Interval kept = common(allowed, box[i]);
    cut = cut || !(kept == box[i]);
    box[i] = kept;
  }
  if (!moves && !(shift >= body.angle_lower && shift <= body.angle_upper))
    throw never_in_range(body);
  return cut;
}

/// The box asked for, or the bodies' ranges; shrunk where dependent bodies leave theirs.
inline std::vector<Interval> search_box(const Model& model, const EquilibriaOptions& options,
                                        std::vector<std::string>& narrowed_by) {
  const Structure& s = model.structure();
  const auto is_in = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  std::vector<Interval> box = ranges_of_coordinates(model);
  if (!options.box.empty()) box = checked_box(model, options.box, box);
  for (int pass = 0; pass < 4; ++pass)
    for (int b = 0; b < s.body_count; ++b) {
      if (is_in(s.free_bodies, b) || !shrink_to_range(model, b, box)) continue;
      const std::string& name = model.description().bodies[b].name;
      if (!is_in(narrowed_by, name)) narrowed_by.push_back(name);
    }
  return box;
}

}  // namespace detail

}  // namespace guywire
