#pragma once
#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "guywire/batch/lane_solver.hpp"
#include "guywire/batch/solve_batch.hpp"
#include "guywire/statics/workspace_impl.hpp"

namespace guywire {

namespace detail {

/// Refuses what is not one table of admissible values. Gives the number of bodies.
inline std::size_t checked_columns(const std::vector<BatchColumn>& columns) {
  if (columns.empty())
    throw ModelError({{"batch", "varies nothing.", "Give at least one column."}});
  const std::size_t bodies = columns[0].values.size();
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const auto& [p, values] = columns[k];
    if (values.size() != bodies)
      throw ModelError({{p.name,
                         "has " + std::to_string(values.size()) + " values; " +
                             columns[0].parameter.name + " has " + std::to_string(bodies) + ".",
                         "Give one value for each body in every column."}});
    for (std::size_t j = 0; j < k; ++j)
      for (const int number : p.numbers)
        if (std::find(columns[j].parameter.numbers.begin(), columns[j].parameter.numbers.end(),
                      number) != columns[j].parameter.numbers.end())
          throw ModelError(
              {{p.name, "sets a number that " + columns[j].parameter.name + " sets too.",
                "Name each cable in one of them only."}});
    const double lower = std::max(p.lower, std::numeric_limits<double>::lowest()),
                 upper = std::min(p.upper, std::numeric_limits<double>::max());
    const auto admissible = [&](double v) { return (v >= lower) & (v <= upper); };
    std::int64_t right = 0;
    for (const double v : values)
      right += admissible(v);
    if (right == static_cast<std::int64_t>(bodies)) continue;
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = 0; i < bodies; ++i)
      if (!admissible(values[i]) && wrong++ == 0) first = i;
    const auto text = [factor = p.factor](double v) { return short_text(v / factor); };
    const std::string unit = p.unit == "1"     ? ""
                             : p.factor == 1   ? " " + p.unit
                             : p.unit == "rad" ? " deg"
                                               : " mm";
    throw ModelError(
        {{p.name,
          "is " + (std::isnan(values[first]) ? "not a number" : text(values[first]) + unit) +
              " for body " + std::to_string(first) +
              (wrong > 1 ? " and wrong for " + std::to_string(wrong - 1) + " more" : "") +
              "; allowed is " +
              (p.lower == -infinity && p.upper == infinity
                   ? std::string("any finite number")
                   : text(p.lower) + " to " + text(p.upper) + unit) +
              ".",
          "Leave those bodies out or mend their values."}});
  }
  return bodies;
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
    if (within(s.cables[c].law_numbers, size)) return p.knobs_only = false, note(p.cables, c);
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
  const Workspace::Impl& w = workspace.impl();
  const Structure& s = w.model.structure();
  LaneProblem p;
  p.mechanics = &w.mechanics;
  p.numbers = w.model.numbers().data();
  p.number_count = w.model.numbers().size();
  for (int b = 0; b < s.body_count; ++b)
    for (int t = w.first_term[b]; t < w.first_term[b + 1]; ++t)
      p.terms.push_back({b, w.terms[t].free, w.terms[t].factor});
  p.row_norm = w.row_norm;
  p.steepest = w.steepest;
  p.lower = w.lower;
  p.upper = w.upper;
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

/// Starts every body where the model's rest and its sensitivities to the columns predict it;
/// central differences of the moments are exact enough for a start. False if the model has no
/// stable rest, and then nothing is changed.
inline bool follow_rest(Workspace& workspace, const std::vector<BatchColumn>& columns,
                        const SolveOptions& options, const State& start, LaneProblem& p) {
  const auto rest = solve(workspace, options, start);
  if (rest.status != Status::stable) return false;
  Workspace::Impl& w = workspace.impl();
  const int n = w.model.structure().free_count;
  double* const factor = w.newton.factor;
  std::vector<double> column(n);
  w.fill(w.now);
  std::copy(w.now.H.begin(), w.now.H.end(), factor);
  if (!cholesky(n, factor)) return false;
  const std::vector<double> given = w.model.numbers();
  std::vector<double> numbers = given;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const Parameter& parameter = columns[k].parameter;
    const double at = value_of(parameter, given),
                 step =
                     1e-5 *
                     std::max(1e-2,
                              std::abs(at));  // chosen: far from rounding, near enough to be linear
    if (std::isnan(at)) continue;             // its cables have different values: no one reference
    for (int i = 0; i < n; ++i)
      column[i] = 0;
    for (const double sign : {1.0, -1.0}) {
      for (const int number : parameter.numbers)
        numbers[number] = at + sign * step;
      workspace.assign(numbers);
      if (!w.fill(w.now)) return workspace.assign(given), false;
      for (int i = 0; i < n; ++i)
        column[i] -= sign * w.now.g[i] / (2 * step);
    }
    for (const int number : parameter.numbers)
      numbers[number] = given[number];
    cholesky_solve(n, factor, column.data());
    p.columns[k].reference = at;
    p.columns[k].slope = column;
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
  const std::size_t count = detail::checked_columns(columns), nq = quantities.size(),
                    nu = model.coordinates().size(), cables = model.structure().cables.size();
  const double nan = std::nan("");
  Batch out{.bodies = count,
            .coordinates = nu,
            .quantities = quantities,
            .status = std::vector<Status>(count, Status::not_run),
            .values = std::vector<double>(count * nq, nan),
            .state = std::vector<double>(count * nu, nan),
            .residual = std::vector<double>(count, nan),
            .min_eigenvalue = std::vector<double>(count, nan)};
  Workspace shared(model);
  detail::set_start(shared.impl(), options.start);  // refuses a wrong one
  const detail::LaneKernel* kernel = nullptr;
  detail::LaneProblem problem;
  if (detail::fit_lanes(model, options.solve))
    out.instructions =
        options.instructions == InstructionSet::automatic ? sets.back() : options.instructions;
  const detail::LaneKernel* const kernels = detail::kernels_for(out.instructions);
  if (kernels || options.follow) problem = detail::lane_problem(shared, columns, options);
  if (kernels) kernel = kernels + (problem.knobs_only ? 0 : 1);
  if (options.follow) detail::follow_rest(shared, columns, options.solve, options.start, problem);
  std::vector<const BatchColumn*> read_too;  // what quantities are read off besides angles and
                                             // tensions: of knobs, forces at hinges alone
  const bool forces = std::any_of(quantities.begin(), quantities.end(), [](const Quantity& q) {
    return q.kind == Quantity::Kind::hinge_force || q.kind == Quantity::Kind::disc_force ||
           q.kind == Quantity::Kind::constraint_moment;
  });
  for (const BatchColumn& c : columns)
    if (nq > 0 && (forces || !c.parameter.is_knob)) read_too.push_back(&c);
  const std::size_t block = kernel ? std::clamp<std::size_t>(count / 64, 256, 4096)
                                   : 64;  // bodies taken at a time. Chosen: enough to keep lanes
                                          // full, few enough to share out evenly and to stop soon
  std::atomic<std::size_t> next{0}, left{0};
  std::atomic<bool> failed{false};
  std::exception_ptr fault;
  std::mutex lock;
  const auto work = [&] {
    Workspace workspace(model);
    std::vector<double> numbers = model.numbers(), tension(kernel && nq > 0 ? block * cables : 0);
    std::vector<unsigned char> settled(block, 0);
    std::vector<double> at_zero = shared.impl().mechanics.theta_0,
                        start_angles(model.structure().body_count);
    Posture read;  // what quantities are read off
    read.angles.resize(model.structure().body_count);
    read.tensions.resize(cables);
    const std::unique_ptr<void, void (*)(void*)> lanes(
        kernel ? kernel->make(problem) : nullptr, kernel ? kernel->drop : [](void*) {});
    State start;
    std::size_t unsettled = 0;
    while (!failed) {
      stop_if_asked();
      tell_progress(static_cast<double>(std::min<std::size_t>(next, count)) / count);
      const std::size_t first = next.fetch_add(block), last = std::min(count, first + block);
      if (first >= count) break;
      if (kernel)
        kernel->run(lanes.get(), first, last,
                    {settled.data(), out.state.data() + first * nu, out.residual.data() + first,
                     out.min_eigenvalue.data() + first, nq > 0 ? tension.data() : nullptr});
      for (std::size_t i = first; i < last && !failed; ++i) {
        const bool in_lanes = kernel && settled[i - first];
        if (in_lanes) {
          out.status[i] = Status::stable;
          if (nq > 0) {
            for (const BatchColumn* c : read_too)
              for (const int number : c->parameter.numbers)
                numbers[number] = c->values[i];
            if (problem.angles) angles_at_zero(model.structure(), numbers.data(), at_zero.data());
            shared.impl().angles_at(out.state.data() + i * nu, at_zero.data(), read.angles.data());
            std::copy_n(tension.data() + (i - first) * cables, cables, read.tensions.begin());
            values_of(quantities, model, numbers, read, out.values.data() + i * nq);
          }
        } else {
          ++unsettled;
          for (const BatchColumn& c : columns)
            for (const int number : c.parameter.numbers)
              numbers[number] = c.values[i];
          workspace.assign(numbers);
          const auto within = [&](const std::vector<double>& u) {  // of the ranges of this body
            workspace.impl().angles_at(u.data(), start_angles.data());
            return workspace.impl().out_of_range(start_angles.data()) < 0;
          };
          start.coordinates.resize(nu);
          if (options.follow) detail::start_of(problem, i, start.coordinates.data());
          if (!options.follow || !within(start.coordinates)) {
            start.coordinates = options.follow ? problem.start : options.start.coordinates;
            start.coordinates.resize(nu, 0.0);
          }
          if (!within(start.coordinates)) {  // posed beyond a range
            out.status[i] = Status::runaway;
            std::fill_n(out.state.begin() + static_cast<std::ptrdiff_t>(i * nu), nu, nan);
            out.residual[i] = out.min_eigenvalue[i] = nan;
            continue;
          }
          const auto o = solve(workspace, options.solve, start);
          out.status[i] = o.status;
          const bool rests = is_equilibrium(o.status);
          if (rests) values_of(quantities, model, numbers, o.last(), out.values.data() + i * nq);
          for (std::size_t k = 0; k < nu; ++k)
            out.state[i * nu + k] = rests ? o.last().coordinates[k] : nan;
          out.residual[i] = rests ? o.last().certificate.residual : nan;
          out.min_eigenvalue[i] =
              rests && options.eigenvalues ? o.last().certificate.min_eigenvalue : nan;
        }
      }
    }
    left += unsettled;
  };
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard guard(lock);
      if (!fault || detail::is_stopped(fault))
        fault = std::current_exception();  // of a stop and its cause, the cause
      failed = true;
    }
  };
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int threads = static_cast<int>(std::min<std::size_t>(
      options.threads == 0 ? processors : options.threads, (count + block - 1) / block));
  std::vector<std::thread> others;
  try {
    const auto other = [&] {
      const WatchScope scope({.stop = [&] { return failed.load(); }});
      guarded();
    };
    for (int t = 1; t < threads; ++t)
      others.emplace_back(other);
  } catch (const std::system_error&) {  // no more threads to be had (WebAssembly has none): fewer
                                        // do the same
  }
  guarded();
  for (std::thread& t : others)
    t.join();
  if (fault) std::rethrow_exception(fault);
  if (kernel) out.left = left;
  return out;
}

}  // namespace guywire
