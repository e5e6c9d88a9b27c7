#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "guywire/math/dual_qp.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/statics/workspace_impl.hpp"
#include "guywire/tissue/hill.hpp"

namespace guywire {

namespace detail {

/// Why no tone up to the ceiling may be given to cable c: its law refuses it. Empty where it does
/// not.
inline std::string refused_tone(const Mechanics<double>& m, std::size_t c, double tone,
                                const std::string& name) {
  BasicKnobs<double> knobs = m.knobs[c];
  knobs.tone = tone;
  const std::vector<Fault> faults = law_faults(m, c, knobs, "cable '" + name + "'");
  if (faults.empty()) return {};
  std::string out =
      "Cable '" + name + "' may be given a tone of " + to_text(tone) + ", which its law refuses:";
  for (const Fault& f : faults)
    out += " " + f.where + " " + f.what + " " + f.remedy;
  const double most = muscle::detail::greatest(0, tone, [&](double x) {
    knobs.tone = x;
    return law_faults(m, c, knobs, {}).empty();
  });
  return out + " Or lower the ceiling to " + muscle::detail::rounded_down(most) + ".";
}

}  // namespace detail

GUYWIRE_INLINE Recruitment recruit(Workspace& workspace, const RecruitOptions& options,
                                   const State& state) {
  Workspace::Impl& work = workspace.impl();
  const Model& model = work.model;
  const ModelDescription& d = model.description();
  const Structure& s = model.structure();
  Mechanics<double>& m = work.mechanics;
  Evaluation<double>& e = work.e;
  Workspace::Impl::Recruiting& w = work.recruiting;
  if (!(options.floor >= 0 && options.floor < options.ceiling && options.ceiling <= 1))
    throw ModelError({{"recruitment",
                       "has floor " + to_text(options.floor) + " and ceiling " +
                           to_text(options.ceiling) + "; allowed is 0 <= floor < ceiling <= 1.",
                       "Give both as activations."}});
  const std::size_t cables = s.cables.size();
  const auto has_tone = [&](std::size_t c) {
    return detail::matched(m.laws[c],
                           [](const auto& law) { return std::decay_t<decltype(law)>::has_tone; });
  };
  // who may be recruited
  std::vector<char> may;
  if (options.among) {
    may.resize(cables);
    for (const std::string& name : *options.among)
      for (const CableId id : model.cables(name))
        may[id.index] = 1;
  }
  w.muscles.clear();
  for (std::size_t c = 0; c < cables; ++c)
    if ((!options.among || may[c]) && has_tone(c)) w.muscles.push_back(static_cast<int>(c));
  if (w.muscles.empty())
    throw ModelError({{"recruitment", "has no muscle to recruit: no chosen cable has tone.",
                       "Muscles have tone: cables with the law hill, say."}});
  if (!state.coordinates.empty() &&
      state.coordinates.size() != static_cast<std::size_t>(s.free_count))
    throw ModelError({{"state",
                       "has " + std::to_string(state.coordinates.size()) + " angles for " +
                           std::to_string(s.free_count) + " coordinates.",
                       "Give one per coordinate."}});
  // the balanced rows: free coordinates once the constraints that muscles pay for are let go
  if (!w.ready) {
    std::vector<int> kept;
    for (std::size_t k = 0; k < d.constraints.size(); ++k)
      if (!d.constraints[k].paid_by_muscles) kept.push_back(static_cast<int>(k));
    w.balanced = null_space(s.A, s.body_count, kept);
    const int free = static_cast<int>(w.balanced.free_bodies.size());
    for (int b = 0; b < s.body_count; ++b) {
      w.first_term.push_back(static_cast<int>(w.terms.size()));
      for (int i = 0; i < free; ++i)
        if (const double v = w.balanced.S[b * free + i]; v != 0) w.terms.push_back({i, v});
    }
    w.first_term.push_back(static_cast<int>(w.terms.size()));
    w.ready = true;
  }
  const int rows = static_cast<int>(w.balanced.free_bodies.size()),
            columns = static_cast<int>(w.muscles.size());
  const Workspace::Impl::Term* const terms = w.terms.data();
  const int* const first_term = w.first_term.data();
  w.tone.assign(columns, options.floor);
  w.lower.assign(columns, options.floor);
  w.upper.assign(columns, options.ceiling);
  w.weight.resize(columns);
  w.own.resize(columns);
  w.gain.resize(columns);
  w.added.resize(columns);
  w.r.resize(rows);
  w.B.resize(static_cast<std::size_t>(rows) * columns);

  // everything at floor tone, once; from then on only tensions change
  w.at.assign(s.free_count, 0.0);
  std::copy(state.coordinates.begin(), state.coordinates.end(), w.at.begin());
  work.set_theta(w.at.data());
  for (int j = 0; j < columns; ++j)
    w.own[j] = std::exchange(m.knobs[w.muscles[j]].tone, options.floor);
  evaluate(m, work.theta.data(), Derivatives::gradient, e);
  for (int j = 0; j < columns; ++j)
    m.knobs[w.muscles[j]].tone = w.own[j];
  Recruitment out;
  out.activations.resize(cables);
  for (std::size_t c = 0; c < cables; ++c)
    out.activations[c] = has_tone(c) ? m.knobs[c].tone : std::numeric_limits<double>::quiet_NaN();
  if (e.lost_cable >= 0) {
    out.message = why_lost(model, {e.lost_cable}, work.numbers, work.theta);
    return out;
  }
  for (std::size_t c = 0; c < cables && out.message.empty(); ++c) {
    const bool recruited =
        std::binary_search(w.muscles.begin(), w.muscles.end(), static_cast<int>(c));
    out.message =
        detail::refused_tone(m, c, recruited ? options.ceiling : m.knobs[c].tone, d.cables[c].name);
  }
  if (!out.message.empty()) return out;
  w.missing.assign(rows, 0.0);
  w.scale.assign(rows, 0.0);
  for (int b = 0; b < s.body_count; ++b)
    for (int t = first_term[b]; t < first_term[b + 1]; ++t) {
      w.missing[terms[t].free] -= terms[t].factor * e.gradient[b];
      w.scale[terms[t].free] += std::abs(terms[t].factor) * e.moment_scale[b];
    }
  const int* const cable_bodies = s.cable_bodies.data();
  w.arm.assign(static_cast<std::size_t>(rows) * columns, 0.0);
  for (int j = 0; j < columns; ++j) {
    const int c = w.muscles[j];
    const auto& cable = s.cables[c];
    double* const arm = w.arm.data();
    const double* const slope = length_gradient(m, e, c);
    for (int k = 0; k < cable.body_count; ++k) {
      const int b = cable_bodies[cable.first_body + k];
      const double turn = cable.sides * slope[k];
      for (int t = first_term[b]; t < first_term[b + 1]; ++t)
        arm[static_cast<std::ptrdiff_t>(terms[t].free) * columns + j] += terms[t].factor * turn;
    }
    w.gain[j] = e.active[c];
    w.added[j] = 0;
    w.weight[j] = detail::matched(m.laws[c], [&](const auto& law) -> double {
      if constexpr (std::decay_t<decltype(law)>::has_tone)
        return std::max(cable.sides * muscle_size(law), 1e-12);
      else
        return 1;
    });
  }
  const auto row = [&](std::vector<double>& matrix, int i) {
    return matrix.data() + static_cast<std::size_t>(i) * columns;
  };
  double scale = 0;
  for (int round = 0; round < 50; ++round) {
    stop_if_asked();
    scale = out.residual = 0;
    for (int i = 0; i < rows; ++i) {
      const double more = detail::dot_in_pairs(columns, row(w.arm, i), w.added.data());
      w.r[i] = w.missing[i] - more;
      scale = std::max(scale, w.scale[i] + std::abs(more));
      out.residual = std::max(out.residual, std::abs(w.r[i]));
    }
    if (round > 0 && (out.residual <= 1e-14 * scale || !w.qp.feasible)) break;
    // T(a') ~ T(a) + T'(a) (a' - a): rows B a' = r + B a
    for (int i = 0; i < rows; ++i) {
      const double* const arm = row(w.arm, i);
      double* const B = row(w.B, i);
      for (int j = 0; j < columns; ++j)
        B[j] = arm[j] * w.gain[j];
      w.r[i] += detail::dot_in_pairs(columns, B, w.tone.data());
    }
    dual_qp(rows, columns, w.B.data(), w.r.data(), w.weight.data(), w.lower.data(), w.upper.data(),
            w.qp, w.scratch);
    out.iterations += w.qp.iterations;
    const bool settled = w.tone == w.qp.a;
    w.tone = w.qp.a;
    if (round > 2 && out.residual < 1e-10 * scale && settled) break;
    if (round > 8 && out.residual < 1e-11 * scale) break;
    for (int j = 0; j < columns; ++j)
      w.added[j] = (w.tone[j] - options.floor) * w.gain[j];
    for (int j = 0; j < columns; ++j) {
      const int c = w.muscles[j];
      detail::matched(m.laws[c], [&](const auto& law) {
        using Law = std::decay_t<decltype(law)>;
        if constexpr (Law::has_tone)
          if constexpr (!Law::affine_in_tone) {
            BasicKnobs<double> knobs = m.knobs[c];
            knobs.tone = w.tone[j];
            const auto point = evaluate(law, knobs, e.length[c]);
            w.added[j] = point.tension - e.tension[c];
            w.gain[j] = point.active;
          }
      });
    }
  }
  out.feasible = w.qp.feasible && out.residual <= 1e-9 * std::max(scale, 1e-300);
  for (int j = 0; j < columns; ++j)
    out.activations[w.muscles[j]] = w.tone[j];
  for (int j = 0; j < columns; ++j)
    w.added[j] = w.weight[j] * w.tone[j];
  out.effort = detail::dot_in_pairs(columns, w.added.data(), w.tone.data());
  out.largest = *std::max_element(w.tone.begin(), w.tone.end());
  if (out.feasible) {
    out.message = "Least-effort tone found; the largest is " +
                  to_text(std::round(1000 * out.largest) / 10) + " % of maximum.";
    return out;
  }
  Infeasibility& f = out.infeasibility;
  for (const int b : w.balanced.free_bodies)
    f.rows.push_back(d.bodies[b].name);
  f.missing = w.qp.residual;
  f.margin = w.qp.margin;
  int at_floor = 0, at_ceiling = 0;
  for (int j = 0; j < columns; ++j) {
    double pull = 0;
    for (int i = 0; i < rows; ++i)
      pull += f.missing[i] * row(w.B, i)[j];
    if ((pull > 0 && w.tone[j] >= options.ceiling) ||
        (pull < 0 && w.tone[j] <= options.floor && options.floor > 0)) {
      f.limiting.push_back(d.cables[w.muscles[j]].name);
      ++(pull > 0 ? at_ceiling : at_floor);
    }
  }
  int worst = 0;
  for (int i = 1; i < rows; ++i)
    if (std::abs(f.missing[i]) > std::abs(f.missing[worst])) worst = i;
  out.message =
      "No tone between " + to_text(options.floor) + " and " + to_text(options.ceiling) +
      " balances this posture: at best " +
      to_text(std::round(100 * std::abs(f.missing[worst])) / 100) +
      " N m stays missing about the hinge of '" + f.rows[worst] + "'" +
      (f.limiting.empty()
           ? "."
           : ", with " + std::to_string(at_ceiling) +
                 " muscle(s) that could help at the ceiling of tone and " +
                 std::to_string(at_floor) +
                 " that pull against it at the floor (first: " + f.limiting.front() + ").");
  return out;
}

GUYWIRE_INLINE Recruitment recruit(const Model& model, const RecruitOptions& options,
                                   const State& state) {
  Workspace workspace(model);
  return recruit(workspace, options, state);
}

GUYWIRE_INLINE Model with_recruitment(const Model& model, const Recruitment& recruitment) {
  ModelBuilder b(model);
  for (Cable& c : b.description.cables)
    c.knobs.tone.reset();
  return with_activations(b.build(), recruitment.activations);
}

}  // namespace guywire
