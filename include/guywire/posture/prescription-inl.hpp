#pragma once
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/posture/prescription.hpp"
#include "guywire/posture/prescription_search-inl.hpp"
#include "guywire/posture/prescription_stretches-inl.hpp"

namespace guywire {

namespace detail {

/// The default range of a knob [1].
struct KnobRange {
  std::string_view field;
  double lower, upper, unit_change;
  std::string_view why;
};
inline constexpr std::array<KnobRange, 4> knob_ranges{{
    {"length", 0.9, 1.1, 0.05, "bounds.length"},
    {"stiffness", 0.69, 1.45, 0.2, "bounds.stiffness"},
    {"strength", 0.8, 1.3, 0.1, "bounds.strength"},
    {"tone", 0, 0.1, 0.02, "bounds.tone"},
}};

/// The default range of the knob that a parameter names; nullptr if it names no knob.
inline const KnobRange* knob_range(const Parameter& p, std::string_view name) {
  const std::string_view field = name.substr(name.rfind('.') + 1);
  for (const KnobRange& k : knob_ranges)
    if (p.is_knob && k.field == field) return &k;
  return nullptr;
}

/// Throws ModelError unless the bounds are a range, admissible, and hold the present value.
inline void check_bounds(const Model& model, const Allowed& a, std::string_view name,
                         const std::string& range) {
  const Parameter& p = a.parameter;
  const auto in_unit = [&](double value) { return to_text(value / p.factor); };
  const std::string where = "bounds of '" + std::string(name) + "'";
  if (!(std::isfinite(a.lower) && std::isfinite(a.upper) && a.lower < a.upper))
    throw ModelError({{where, "run " + range + ", which is no range.",
                       "Give two finite numbers, the smaller first."}});
  if (a.lower < p.lower || a.upper > p.upper)
    throw ModelError(
        {{where,
          "run " + range + "; admissible is " + in_unit(p.lower) + " to " + in_unit(p.upper) + ".",
          "Stay within that range."}});
  for (const int i : p.numbers)
    if (const double v = model.numbers()[i]; v < a.lower || v > a.upper)
      throw ModelError(
          {{where, "run " + range + " and exclude the present value " + in_unit(v) + ".",
            "Widen them to it."}});
}

}  // namespace detail

GUYWIRE_INLINE Allowed allowed(const Model& model, std::string_view name) {
  Allowed a{
      .parameter = parameter(model, name), .lower = 0, .upper = 0, .unit_change = 1, .why = {}};
  const detail::KnobRange* const range = detail::knob_range(a.parameter, name);
  if (!range)
    throw ModelError({{"parameter '" + std::string(name) + "'", "has no default bounds.",
                       "State them, as in --bounds " + std::string(name) + "=from:to."}});
  a.lower = range->lower;
  a.upper = range->upper;
  a.unit_change = range->unit_change;
  a.why = {Fact(range->why)};
  return a;
}

GUYWIRE_INLINE Allowed allowed(const Model& model, std::string_view name, double lower,
                               double upper) {
  Allowed a{.parameter = parameter(model, name),
            .lower = 0,
            .upper = 0,
            .unit_change = 1,
            .why = {Fact("bounds.stated")}};
  a.lower = lower * a.parameter.factor;
  a.upper = upper * a.parameter.factor;
  detail::check_bounds(model, a, name, "from " + to_text(lower) + " to " + to_text(upper));
  if (const detail::KnobRange* const range = detail::knob_range(a.parameter, name))
    a.unit_change = range->unit_change;
  else  // chosen: as for a length knob, whose default range is four units
    a.unit_change = (a.upper - a.lower) / 4;
  return a;
}

GUYWIRE_INLINE std::vector<Allowed> length_knobs(const Model& model) {
  std::vector<Allowed> out;
  std::vector<std::string> names = model.description().partition;
  if (names.empty())
    for (const Cable& c : model.description().cables)
      names.push_back(c.name);
  out.reserve(names.size());
  for (const std::string& name : names)
    out.push_back(allowed(model, name + ".length"));
  return out;
}

namespace detail {

inline void check_targets(const std::vector<Target>& targets, std::vector<Fault>& faults) {
  for (const Target& t : targets) {
    if (!std::isfinite(t.value))
      faults.push_back(
          {"target '" + t.quantity.name + "'", "is not a finite number.", "Give its value."});
    if (t.quantity.name == "pelvic_incidence")
      faults.push_back({"target 'pelvic_incidence'",
                        "is the bone's own shape, which no posture changes.",
                        "Use `anthropometry` (--body pelvic_incidence_deg=...)."});
  }
}

/// No number of the model may belong to two parameters.
inline void check_box(const Model& model, const std::vector<Allowed>& box,
                      std::vector<Fault>& faults) {
  std::vector<int> owner(model.numbers().size(), -1);
  for (std::size_t i = 0; i < box.size(); ++i)
    for (const int n : box[i].parameter.numbers) {
      if (owner[n] >= 0) {
        faults.push_back(
            {"parameter '" + box[i].parameter.name + "'",
             "changes a number that '" + box[owner[n]].parameter.name + "' changes too.",
             "Allow one of them."});
        break;
      }
      owner[n] = static_cast<int>(i);
    }
}

inline void check_prescription(const Model& model, const std::vector<Target>& targets,
                               const std::vector<Allowed>& box) {
  std::vector<Fault> faults;
  if (targets.empty())
    faults.push_back({"prescription", "has no target.",
                      "Name a quantity and its value, such as anterior_tilt_change = 0."});
  if (box.empty())
    faults.push_back({"prescription", "has nothing that may change.",
                      "Allow at least one knob, such as iliopsoas.length."});
  check_targets(targets, faults);
  check_box(model, box, faults);
  if (!faults.empty()) throw ModelError(std::move(faults));
}

/// Each parameter alone, best first.
inline std::vector<Change> singles_of(PrescriptionSearch& search,
                                      const PrescriptionSearch::Point& start) {
  std::vector<Change> out;
  out.reserve(search.box.size());
  for (int i = 0; i < static_cast<int>(search.box.size()); ++i)
    out.push_back(single_change(search, start, i));
  std::stable_sort(out.begin(), out.end(), [](const Change& a, const Change& b) {
    if (a.reached != b.reached) return a.reached;
    return a.reached ? a.size < b.size : a.miss < b.miss;
  });
  return out;
}

/// Searches with fewer parameters than `least` uses.
class FewerChanges {
 public:
  FewerChanges(PrescriptionSearch& search, const PrescriptionSearch::Point& start,
               const Change& least, bool singles_known)
      : s_(search), start_(start), least_(least), singles_known_(singles_known) {}

  /// Reached ones, by size.
  std::vector<Change> run() {
    drop_weakest();
    leave_out_first();
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Change& a, const Change& b) { return a.size < b.size; });
    return std::move(out_);
  }

 private:
  double share(const Change& c, std::size_t i) const {
    return s_.weight[i] * c.changes[i] * c.changes[i];
  }

  /// Of the parameters that have a say, the one of least share leaves, again and again.
  void drop_weakest() {
    std::vector<char> used(s_.box.size(), 1);
    for (std::size_t i = 0; i < used.size(); ++i)
      if (share(least_, i) == 0) used[i] = 0;
    Change now = least_;
    while (std::count(used.begin(), used.end(), 1) > 1) {
      used[weakest(now, used)] = 0;
      if (singles_known_ && std::count(used.begin(), used.end(), 1) == 1) break;
      now = least_change(s_, start_, used);
      if (!now.reached) break;
      add(now);
    }
  }

  std::size_t weakest(const Change& c, const std::vector<char>& used) const {
    int out = -1;
    for (int i = 0; i < static_cast<int>(used.size()); ++i)
      if (used[i] && (out < 0 || share(c, i) < share(c, out))) out = i;
    return static_cast<std::size_t>(out);
  }

  /// All but the parameter of largest share.
  void leave_out_first() {
    std::vector<char> used(s_.box.size(), 1);
    if (used.size() < 2) return;
    std::size_t first = 0;
    for (std::size_t i = 1; i < used.size(); ++i)
      if (share(least_, i) > share(least_, first)) first = i;
    used[first] = 0;
    add(least_change(s_, start_, used));
  }

  void add(Change c) {
    const auto same = [&](const Change& other) {
      return std::abs(other.size - c.size) <= 1e-9 * (1 + c.size);
    };
    if (c.reached && std::none_of(out_.begin(), out_.end(), same)) out_.push_back(std::move(c));
  }

  PrescriptionSearch& s_;
  const PrescriptionSearch::Point& start_;
  const Change& least_;
  const bool singles_known_;  ///< a parameter alone was searched already
  std::vector<Change> out_;
};

inline Facts prescription_end(const Change& c) {
  if (c.reached) {
    Facts why{Fact(c.size == 0 ? "prescription.already" : "prescription.found")};
    if (!c.from_reference) why.emplace_back("prescription.elsewhere");
    return why;
  }
  if (c.stopped_by.empty())
    return {Fact("prescription.not_reached"), Fact("prescription.no_bound")};
  return {Fact("prescription.not_reached"), {"prescription.bounds", {{"names", c.stopped_by}}}};
}

}  // namespace detail

GUYWIRE_INLINE Prescription prescribe(const Model& model, const std::vector<Target>& targets,
                                      const std::vector<Allowed>& box,
                                      const PrescriptionOptions& options) {
  detail::check_prescription(model, targets, box);
  detail::PrescriptionSearch search(model, targets, box, options);
  Prescription out{
      .targets = targets, .box = box, .lower_change = search.lower, .upper_change = search.upper};
  const auto start = search.at(std::vector<double>(box.size(), 0.0), {});
  out.start = start.rest;
  if (!start.ok) {
    out.why = {{"prescription.no_start", {{"why", start.rest.why}}}};
    out.least.changes = start.x;
    out.least.rest = start.rest;
    out.least.miss = infinity;
    return out;
  }
  for (std::size_t t = 0; t < targets.size(); ++t)
    out.start_values.push_back(targets[t].value + start.miss[t] * search.scale[t]);
  out.least = detail::least_change(search, start, std::vector<char>(box.size(), 1));
  const bool singles = options.singles && targets.size() == 1;
  if (singles) out.singles = detail::singles_of(search, start);
  if (options.fewer && out.least.reached)
    out.fewer = detail::FewerChanges(search, start, out.least, singles).run();
  out.why = detail::prescription_end(out.least);
  return out;
}

GUYWIRE_INLINE Model with_change(const Model& model, const std::vector<Allowed>& box,
                                 const Change& change) {
  if (change.changes.size() != box.size())
    throw ModelError({{"change",
                       "has " + std::to_string(change.changes.size()) + " entries for " +
                           std::to_string(box.size()) + " parameters.",
                       "Give the box it was found in."}});
  std::vector<double> numbers = model.numbers();
  for (std::size_t i = 0; i < box.size(); ++i)
    if (change.changes[i] != 0)
      for (const int n : box[i].parameter.numbers)
        numbers[n] += change.changes[i];
  return with_numbers(model, numbers);
}

}  // namespace guywire
