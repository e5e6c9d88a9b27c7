#pragma once
#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <thread>

#include "guywire/batch/lane_solver.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/core/on_threads.hpp"
#include "guywire/statics/scratch.hpp"

namespace guywire {

namespace detail {

/// Refuses a column that has not as many values as the first.
inline void check_length(const BatchColumn& column, const BatchColumn& first) {
  if (column.values.size() == first.values.size()) return;
  throw ModelError({{column.parameter.name,
                     "has " + std::to_string(column.values.size()) + " values; " +
                         first.parameter.name + " has " + std::to_string(first.values.size()) + ".",
                     "Give one value for each body in every column."}});
}

/// Refuses two columns that set the same number.
inline void check_apart(const Parameter& parameter, const Parameter& other) {
  for (const int number : parameter.numbers)
    if (std::find(other.numbers.begin(), other.numbers.end(), number) != other.numbers.end())
      throw ModelError({{parameter.name, "sets a number that " + other.name + " sets too.",
                         "Name each cable in one of them only."}});
}

/// Refuses values outside the parameter's range; names the first such body.
inline void check_values(const BatchColumn& column) {
  const auto& [p, values] = column;
  const double lower = std::max(p.lower, std::numeric_limits<double>::lowest()),
               upper = std::min(p.upper, std::numeric_limits<double>::max());
  const auto admissible = [&](double v) { return (v >= lower) & (v <= upper); };
  std::int64_t right = 0;
  for (const double v : values)
    right += admissible(v);
  const std::int64_t wrong = static_cast<std::int64_t>(values.size()) - right;
  if (wrong == 0) return;
  const auto first = std::find_if_not(values.begin(), values.end(), admissible);
  const std::string shown =
      std::isnan(*first) ? "not a number" : short_text(*first / p.factor) + spoken_unit(p);
  const std::string others =
      wrong > 1 ? " and wrong for " + std::to_string(wrong - 1) + " more" : "";
  throw ModelError({{p.name,
                     "is " + shown + " for body " + std::to_string(first - values.begin()) +
                         others + "; allowed is " + allowed_range(p) + ".",
                     "Leave those bodies out or mend their values."}});
}

/// Refuses what is not one table of admissible values. Gives the number of bodies.
inline std::size_t checked_columns(const std::vector<BatchColumn>& columns) {
  if (columns.empty())
    throw ModelError({{"batch", "varies nothing.", "Give at least one column."}});
  for (std::size_t k = 0; k < columns.size(); ++k) {
    check_length(columns[k], columns[0]);
    for (std::size_t j = 0; j < k; ++j)
      check_apart(columns[k].parameter, columns[j].parameter);
    check_values(columns[k]);
  }
  return columns[0].values.size();
}

#ifdef GUYWIRE_X86_KERNELS  // compiled in files of their own
extern const LaneKernel sse42_kernels[2], avx2_kernels[2], avx512_kernels[2];
#endif

/// The compiled lanes of an instruction set, for bodies that differ in knobs only and for others;
/// null for `scalar`, and for what this build or processor lacks.
inline const LaneKernel* kernels_for(InstructionSet set) {
  static constexpr LaneKernel baseline[2] = {lane_kernel<Lanes<2>, double>(),
                                             lane_kernel<Lanes<2>, Lanes<2>>()};
  if (set == InstructionSet::baseline) return baseline;
#ifdef GUYWIRE_X86_KERNELS
  if (set == InstructionSet::sse42 && __builtin_cpu_supports("sse4.2")) return sse42_kernels;
  if (set == InstructionSet::avx2 && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma"))
    return avx2_kernels;
  if (set == InstructionSet::avx512 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("fma"))
    return avx512_kernels;
#endif
  return nullptr;
}

/// Notes what a number that differs between bodies makes anew.
inline void vary_number(const Structure& s, const Mechanics<double>& m, int number,
                        LaneProblem& p) {
  const auto note = [](std::vector<int>& list, std::size_t index) {
    if (std::find(list.begin(), list.end(), static_cast<int>(index)) == list.end())
      list.push_back(static_cast<int>(index));
  };
  const auto within = [&](int first, int count) {
    return number >= first && number < first + count;
  };
  for (std::size_t c = 0; c < s.cables.size(); ++c) {
    if (within(s.cables[c].knobs, BasicKnobs<double>::size)) return note(p.cables, c);
    const int size =
        std::visit([](const auto& law) { return std::decay_t<decltype(law)>::size; }, m.laws[c]);
    if (within(s.cables[c].law_numbers, size)) {
      p.knobs_only = false;
      return note(p.cables, c);
    }
  }
  p.knobs_only = false;
  for (std::size_t j = 0; j < s.joints.size(); ++j)
    if (within(s.joints[j].numbers,
               1 + std::visit([](const auto& law) { return std::decay_t<decltype(law)>::size; },
                              m.joint_laws[j])))
      return note(p.joints, j);
  if (std::find(s.constraint_angles.begin(), s.constraint_angles.end(), number) !=
      s.constraint_angles.end()) {
    p.angles = true;
    return;
  }
  p.loads = true;
  for (const auto& l : s.loads)
    if (number == l.mass || number == l.couple || within(l.force, 2) || within(l.point, 2)) return;
  p.paths = true;  // a path point, a circle, or a hinge, which carries loads too
}

/// What lanes need to know.
inline LaneProblem lane_problem(Workspace& workspace, const std::vector<BatchColumn>& columns,
                                const BatchOptions& options) {
  const Scratch& w = scratch_of(workspace);
  const Structure& s = w.model.structure();
  LaneProblem p;
  p.mechanics = &w.mechanics;
  p.numbers = w.model.numbers().data();
  p.number_count = w.model.numbers().size();
  p.row_norm = w.row_norm;
  p.steepest = w.steepest;
  p.lower = w.lower;
  p.upper = w.upper;
  for (const auto& jump : w.jumps)
    p.jumps.push_back(jump.cable);
  p.first_jump = w.first_jump;
  for (const auto& corner : w.corners)
    p.corners.push_back({corner.joint, s.joints[corner.joint].body,
                         s.joints[corner.joint].relative_to, corner.angle, corner.place});
  for (const BatchColumn& column : columns) {
    p.columns.push_back({column.values.data(), column.parameter.numbers});
    for (const int number : column.parameter.numbers)
      vary_number(s, w.mechanics, number, p);
  }
  p.start = options.start.coordinates;
  p.start.resize(s.free_count, 0.0);
  p.first_radius = options.solve.first_radius;
  p.iteration_limit = options.solve.iteration_limit;
  p.rounding_unit = rounding_unit(s);
  p.eigenvalues = options.eigenvalues;
  return p;
}

/// -dg/d(parameter) at the workspace's rest, by central differences of the moments: exact enough
/// for a start. False where a moment is not defined nearby. Leaves the workspace beside the rest.
inline bool moment_rates(Workspace& workspace, const Parameter& parameter, double at,
                         std::vector<double>& numbers, std::vector<double>& out) {
  Scratch& w = scratch_of(workspace);
  // chosen: far from rounding, near enough to be linear
  const double step = 1e-5 * std::max(1e-2, std::abs(at));
  std::fill(out.begin(), out.end(), 0.0);
  for (const double sign : {1.0, -1.0}) {
    for (const int number : parameter.numbers)
      numbers[number] = at + sign * step;
    workspace.assign(numbers);
    if (!w.fill(w.now)) return false;
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] -= sign * w.now.g[i] / (2 * step);
  }
  return true;
}

/// Starts every body where the model's rest and its sensitivities to the columns predict it. False
/// if the model has no stable rest, and then nothing is changed.
inline bool predict_rest(Workspace& workspace, const std::vector<BatchColumn>& columns,
                         const SolveOptions& options, const State& start, LaneProblem& p) {
  const auto rest = solve(workspace, options, start);
  if (rest.status != Status::stable) return false;
  Scratch& w = scratch_of(workspace);
  const int n = w.model.structure().free_count;
  double* const factor = w.newton.factor;
  w.fill(w.now);
  std::copy(w.now.H.begin(), w.now.H.end(), factor);
  if (!cholesky(n, factor)) return false;
  const std::vector<double> given = w.model.numbers();
  std::vector<double> numbers = given, slope(n);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const Parameter& parameter = columns[k].parameter;
    const double at = value_of(parameter, given);
    if (std::isnan(at)) continue;  // its cables have different values: no one reference
    if (!moment_rates(workspace, parameter, at, numbers, slope)) {
      workspace.assign(given);
      return false;
    }
    for (const int number : parameter.numbers)
      numbers[number] = given[number];
    cholesky_solve(n, factor, slope.data());
    p.columns[k].reference = at;
    p.columns[k].slope = slope;
  }
  workspace.assign(given);
  p.start = rest.last().coordinates;
  return true;
}

/// Whether lanes can hold the bodies of this model.
inline bool fit_lanes(const Model& model, const SolveOptions& solve) {
  if (const int n = model.structure().free_count; n == 0 || n > lane_coordinates) return false;
  for (const Cable& c : model.description().cables)
    if (!std::visit([](const auto& law) { return law.in_lanes; }, c.law)) return false;
  for (const auto& g :
       model.structure().segments)  // which circles of a row are touched is found by branching
    if (g.contact_count > 1) return false;
  return solve.seek == Seek::downhill;
}

}  // namespace detail

GUYWIRE_INLINE std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> out{InstructionSet::scalar};
  for (const InstructionSet set : {InstructionSet::baseline, InstructionSet::sse42,
                                   InstructionSet::avx2, InstructionSet::avx512})
    if (detail::kernels_for(set)) out.push_back(set);
  return out;
}

GUYWIRE_INLINE std::string_view to_string(InstructionSet set) {
  constexpr std::string_view names[] = {"automatic", "scalar", "baseline",
                                        "sse42",     "avx2",   "avx512"};
  return names[static_cast<int>(set)];
}

namespace detail {

inline bool needs_forces(const Quantity& q) {
  if (q.kind == Quantity::Kind::reading) return q.reading->needs_forces;
  return q.kind == Quantity::Kind::hinge_force || q.kind == Quantity::Kind::constraint_moment;
}

/// One call of `solve_batch`. Threads read all of it; each writes the rows of its own bodies.
struct BatchRun {
  const Model& model;
  const std::vector<BatchColumn>& columns;
  const std::vector<Quantity>& quantities;
  const BatchOptions& options;
  const std::size_t count;  ///< of bodies
  const std::size_t coordinates = model.coordinates().size();
  const std::size_t cables = model.structure().cables.size();
  Batch out{.bodies = count,
            .coordinates = coordinates,
            .quantities = quantities,
            .status = std::vector<Status>(count, Status::not_run),
            .values = unknown(count * quantities.size()),
            .state = unknown(count * coordinates),
            .residual = unknown(count),
            .min_eigenvalue = unknown(count)};
  Workspace shared{model};
  LaneProblem problem{};
  const LaneKernel* kernel = nullptr;  ///< null: no lanes
  /// Columns that quantities are read off, besides angles and tensions: of knobs, forces at hinges
  /// alone.
  std::vector<const BatchColumn*> read_too{};
  /// Bodies that a thread takes at a time. Chosen: enough to keep lanes full, few enough to share
  /// out evenly and to stop soon.
  std::size_t block = 64;
  std::atomic<std::size_t> next{0}, scalar_fallbacks{0};

  static std::vector<double> unknown(std::size_t size) {
    return std::vector<double>(size, std::nan(""));
  }

  /// `widest`: for automatic instructions.
  void prepare(InstructionSet widest) {
    set_start(scratch_of(shared), options.start);  // refuses a wrong one
    if (fit_lanes(model, options.solve))
      out.instructions =
          options.instructions == InstructionSet::automatic ? widest : options.instructions;
    const LaneKernel* const kernels = kernels_for(out.instructions);
    if (kernels || options.predict_start) problem = lane_problem(shared, columns, options);
    if (kernels) kernel = kernels + (problem.knobs_only ? 0 : 1);
    if (options.predict_start) predict_rest(shared, columns, options.solve, options.start, problem);
    if (kernel) block = std::clamp<std::size_t>(count / 64, 256, 4096);
    if (quantities.empty()) return;
    const bool forces = std::any_of(quantities.begin(), quantities.end(), needs_forces);
    for (const BatchColumn& c : columns)
      if (forces || !c.parameter.is_knob) read_too.push_back(&c);
  }

  int threads() const {
    const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return static_cast<int>(std::min<std::size_t>(
        options.threads == 0 ? processors : options.threads, (count + block - 1) / block));
  }
};

/// The share of one thread in a BatchRun.
class BatchWorker {
 public:
  explicit BatchWorker(BatchRun& run)
      : run_(run),
        workspace_(run.model),
        lanes_(
            run.kernel ? run.kernel->make(run.problem) : nullptr,
            run.kernel ? run.kernel->drop : [](void*) {}),
        settled_(run.block, 0),
        tension_(run.kernel && !run.quantities.empty() ? run.block * run.cables : 0),
        numbers_(run.model.numbers()),
        at_zero_(scratch_of(run.shared).mechanics.theta_0),
        start_angles_(run.model.structure().body_count) {
    read_.angles.resize(run.model.structure().body_count);
    read_.tensions.resize(run.cables);
  }

  /// Takes blocks of bodies until none is left.
  void work() {
    while (true) {
      stop_if_asked();
      tell_progress(static_cast<double>(std::min<std::size_t>(run_.next, run_.count)) / run_.count);
      const std::size_t first = run_.next.fetch_add(run_.block);
      if (first >= run_.count) break;
      solve_block(first, std::min(run_.count, first + run_.block));
    }
    run_.scalar_fallbacks += scalar_fallbacks_;
  }

 private:
  void solve_block(std::size_t first, std::size_t last) {
    if (run_.kernel) run_lanes(first, last);
    for (std::size_t i = first; i < last; ++i) {
      if (run_.kernel && settled_[i - first])
        finish_in_lanes(i, i - first);
      else
        solve_alone(i);
    }
  }

  void run_lanes(std::size_t first, std::size_t last) {
    Batch& out = run_.out;
    run_.kernel->run(
        lanes_.get(), first, last,
        {settled_.data(), out.state.data() + first * run_.coordinates, out.residual.data() + first,
         out.min_eigenvalue.data() + first, tension_.empty() ? nullptr : tension_.data()});
  }

  /// A body that the lanes have brought to rest: reads its quantities off.
  void finish_in_lanes(std::size_t body, std::size_t row) {
    run_.out.status[body] = Status::stable;
    if (run_.quantities.empty()) return;
    for (const BatchColumn* c : run_.read_too)
      set_numbers(*c, body);
    if (run_.problem.angles)
      angles_at_zero(run_.model.structure(), numbers_.data(), at_zero_.data());
    scratch_of(run_.shared)
        .angles_at(run_.out.state.data() + body * run_.coordinates, at_zero_.data(),
                   read_.angles.data());
    std::copy_n(tension_.data() + row * run_.cables, run_.cables, read_.tensions.begin());
    write_values(body, read_);
  }

  /// A body that is not for lanes, or left them.
  void solve_alone(std::size_t body) {
    ++scalar_fallbacks_;
    for (const BatchColumn& c : run_.columns)
      set_numbers(c, body);
    workspace_.assign(numbers_);
    if (!choose_start(body)) {
      run_.out.status[body] = Status::runaway;
      write_no_rest(body);
      return;
    }
    const auto outcome = solve(workspace_, run_.options.solve, start_);
    run_.out.status[body] = outcome.status;
    if (is_equilibrium(outcome.status))
      write_rest(body, outcome.last());
    else
      write_no_rest(body);
  }

  /// Into `start_`; false if it is beyond a range of this body.
  bool choose_start(std::size_t body) {
    const bool predict_start = run_.options.predict_start;
    start_.coordinates.resize(run_.coordinates);
    if (predict_start) {
      start_of(run_.problem, body, start_.coordinates.data());
      if (start_in_range()) return true;
    }
    start_.coordinates = predict_start ? run_.problem.start : run_.options.start.coordinates;
    start_.coordinates.resize(run_.coordinates, 0.0);
    return start_in_range();
  }
  bool start_in_range() {
    scratch_of(workspace_).angles_at(start_.coordinates.data(), start_angles_.data());
    return scratch_of(workspace_).out_of_range(start_angles_.data()) < 0;
  }

  void set_numbers(const BatchColumn& column, std::size_t body) {
    for (const int number : column.parameter.numbers)
      numbers_[number] = column.values[body];
  }

  void write_values(std::size_t body, const Posture& posture) {
    values_of(run_.quantities, run_.model, numbers_, posture,
              run_.out.values.data() + body * run_.quantities.size());
  }
  void write_rest(std::size_t body, const Posture& rest) {
    write_values(body, rest);
    std::copy_n(rest.coordinates.begin(), run_.coordinates,
                run_.out.state.begin() + static_cast<std::ptrdiff_t>(body * run_.coordinates));
    run_.out.residual[body] = rest.certificate.residual;
    run_.out.min_eigenvalue[body] =
        run_.options.eigenvalues ? rest.certificate.min_eigenvalue : std::nan("");
  }
  void write_no_rest(std::size_t body) {  // the lanes may have written here
    std::fill_n(run_.out.state.begin() + static_cast<std::ptrdiff_t>(body * run_.coordinates),
                run_.coordinates, std::nan(""));
    run_.out.residual[body] = run_.out.min_eigenvalue[body] = std::nan("");
  }

  BatchRun& run_;
  Workspace workspace_;
  const std::unique_ptr<void, void (*)(void*)> lanes_;
  std::vector<unsigned char> settled_;  ///< per body of the block
  std::vector<double> tension_;         ///< bodies of the block x cables; empty if not wanted
  std::vector<double> numbers_;         ///< of the body at hand
  std::vector<double> at_zero_, start_angles_;
  Posture read_;  ///< what quantities are read off
  State start_;
  std::size_t scalar_fallbacks_ = 0;  ///< bodies solved outside the lanes
};

}  // namespace detail

GUYWIRE_INLINE Batch solve_batch(const Model& model, const std::vector<BatchColumn>& columns,
                                 const std::vector<Quantity>& quantities,
                                 const BatchOptions& options) {
  if (options.threads != 0)
    check_count("batch / threads", options.threads, thread_counts);  // 0: one on each processor
  const auto sets = instruction_sets();
  if (options.instructions != InstructionSet::automatic &&
      std::find(sets.begin(), sets.end(), options.instructions) == sets.end())
    throw ModelError({{"batch / instructions",
                       "is " + std::string(to_string(options.instructions)) +
                           ", which this build or processor lacks.",
                       "Leave it automatic."}});
  detail::BatchRun run{.model = model,
                       .columns = columns,
                       .quantities = quantities,
                       .options = options,
                       .count = detail::checked_columns(columns)};
  run.prepare(sets.back());
  detail::on_threads(run.threads(), [&](int) { detail::BatchWorker(run).work(); });
  if (run.kernel) run.out.scalar_fallbacks = run.scalar_fallbacks;
  return std::move(run.out);
}

}  // namespace guywire
