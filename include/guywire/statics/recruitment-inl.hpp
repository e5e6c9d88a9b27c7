#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "guywire/math/dual_qp.hpp"
#include "guywire/mechanics/cable_path.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/statics/scratch.hpp"
#include "guywire/tissue/hill.hpp"

namespace guywire {

namespace detail {

/// Why no tone up to the ceiling may be given to cable c: its law refuses it. Empty where it does
/// not.
inline Facts refused_tone(const Mechanics<double>& m, std::size_t c, double tone,
                          const std::string& name) {
  BasicKnobs<double> knobs = m.knobs[c];
  knobs.tone = tone;
  const std::vector<Fault> faults = law_faults(m, c, knobs, "cable '" + name + "'");
  if (faults.empty()) return {};
  Facts why;
  for (const Fault& f : faults)
    why.emplace_back(Fact("fault", {{"where", f.where}, {"what", f.what}, {"remedy", f.remedy}}));
  const double most = muscle::detail::greatest(0, tone, [&](double x) {
    knobs.tone = x;
    return law_faults(m, c, knobs, {}).empty();
  });
  return {{"tone.refused",
           {{"cable", name},
            {"tone", tone},
            {"why", why},
            {"ceiling", muscle::detail::rounded_down(most)}}}};
}

/// Memory of `recruit`, kept by a workspace from the first call on. Matrices have a row for each
/// balanced moment and a column for each muscle that is recruited.
struct RecruitMemory {
  NullSpace balanced;      ///< the coordinates once constraints that muscles pay for are let go
  std::vector<double> at;  ///< the coordinates [rad]
  std::vector<double> missing;  ///< moment that is missing at floor tone [N m]
  std::vector<double> scale;    ///< what its rounding refers to [N m]
  std::vector<double> arm;      ///< sides x dl/d(angle) [m]
  std::vector<double> B;        ///< moment per tone [N m]
  std::vector<double> r;        ///< moment to be reached [N m]
  std::vector<int> muscles;     ///< which cables
  std::vector<double> gain;     ///< dT/dtone [N]
  std::vector<double> added;    ///< tension above that at floor tone [N]
  std::vector<double> tone, own, lower, upper, weight;
  std::vector<double> scratch;
  DualQpResult qp;

  explicit RecruitMemory(const Model& model) {
    const Structure& s = model.structure();
    const auto& constraints = model.description().constraints;
    std::vector<int> kept;
    for (std::size_t k = 0; k < constraints.size(); ++k)
      if (!constraints[k].balanced_by_muscles) kept.push_back(static_cast<int>(k));
    balanced = null_space(s.A, s.body_count, kept);
  }

  int rows() const { return static_cast<int>(balanced.free_bodies.size()); }
  int columns() const { return static_cast<int>(muscles.size()); }
  double* row(std::vector<double>& matrix, int i) const {
    return matrix.data() + static_cast<std::size_t>(i) * columns();
  }
};

/// The steps of `recruit`.
class Recruiter {
 public:
  Recruiter(Scratch& work, const RecruitOptions& options)
      : work_(work),
        options_(options),
        d_(work.model.description()),
        s_(work.model.structure()),
        m_(work.mechanics),
        e_(work.e),
        w_(memory_of(work)) {}

  Recruitment run(const State& state) {
    check_limits();
    choose_muscles();
    evaluate_at_floor(coordinates_of(state));
    Recruitment out;
    out.activations = present_activations();
    if (e_.lost_cable >= 0) {
      out.why = why_lost(work_.model, {e_.lost_cable}, work_.numbers, work_.theta);
      return out;
    }
    out.why = refused_tones();
    if (!out.why.empty()) return out;
    find_missing_moments();
    find_moment_arms();
    balance(out);
    conclude(out);
    return out;
  }

 private:
  static RecruitMemory& memory_of(Scratch& work) {
    if (!work.recruiting) work.recruiting = std::make_shared<RecruitMemory>(work.model);
    return *work.recruiting;
  }

  void check_limits() const {
    if (options_.min_activation >= 0 && options_.min_activation < options_.max_activation &&
        options_.max_activation <= 1)
      return;
    throw ModelError(
        {{"recruitment",
          "has floor " + to_text(options_.min_activation) + " and ceiling " +
              to_text(options_.max_activation) + "; allowed is 0 <= floor < ceiling <= 1.",
          "Give both as activations."}});
  }

  bool has_tone(std::size_t c) const {
    return matched(m_.laws[c],
                   [](const auto& law) { return std::decay_t<decltype(law)>::has_tone; });
  }

  /// Which cables may change tone, and memory for them.
  void choose_muscles() {
    const std::size_t cables = s_.cables.size();
    std::vector<char> chosen;
    if (options_.among) {
      chosen.resize(cables);
      for (const std::string& name : *options_.among)
        for (const CableId id : work_.model.cables(name))
          chosen[id.index] = 1;
    }
    w_.muscles.clear();
    for (std::size_t c = 0; c < cables; ++c)
      if ((!options_.among || chosen[c]) && has_tone(c)) w_.muscles.push_back(static_cast<int>(c));
    if (w_.muscles.empty())
      throw ModelError({{"recruitment", "has no muscle to recruit: no chosen cable has tone.",
                         "Muscles have tone: cables with the law hill, say."}});
    const int rows = w_.rows();
    const int columns = w_.columns();
    w_.tone.assign(columns, options_.min_activation);
    w_.lower.assign(columns, options_.min_activation);
    w_.upper.assign(columns, options_.max_activation);
    w_.weight.resize(columns);
    w_.own.resize(columns);
    w_.gain.resize(columns);
    w_.added.resize(columns);
    w_.r.resize(rows);
    w_.B.resize(static_cast<std::size_t>(rows) * columns);
  }

  /// The reference posture where none is given.
  const double* coordinates_of(const State& state) {
    const std::vector<double>& u = state.coordinates;
    if (!u.empty() && u.size() != static_cast<std::size_t>(s_.free_count))
      throw ModelError({{"state",
                         "has " + std::to_string(u.size()) + " angles for " +
                             std::to_string(s_.free_count) + " coordinates.",
                         "Give one per coordinate."}});
    w_.at.assign(s_.free_count, 0.0);
    std::copy(u.begin(), u.end(), w_.at.begin());
    return w_.at.data();
  }

  /// Everything at floor tone, once; from then on only tensions change.
  void evaluate_at_floor(const double* u) {
    work_.set_theta(u);
    for (int j = 0; j < w_.columns(); ++j)
      w_.own[j] = std::exchange(m_.knobs[w_.muscles[j]].tone, options_.min_activation);
    evaluate(m_, work_.theta.data(), Derivatives::gradient, e_);
    for (int j = 0; j < w_.columns(); ++j)
      m_.knobs[w_.muscles[j]].tone = w_.own[j];
  }

  std::vector<double> present_activations() const {
    std::vector<double> out(s_.cables.size());
    for (std::size_t c = 0; c < out.size(); ++c)
      out[c] = has_tone(c) ? m_.knobs[c].tone : std::numeric_limits<double>::quiet_NaN();
    return out;
  }

  /// Why the tones that cables may get cannot all be given; empty where they can.
  Facts refused_tones() const {
    for (std::size_t c = 0; c < s_.cables.size(); ++c) {
      const bool recruited =
          std::binary_search(w_.muscles.begin(), w_.muscles.end(), static_cast<int>(c));
      const double most = recruited ? options_.max_activation : m_.knobs[c].tone;
      Facts why = refused_tone(m_, c, most, d_.cables[c].name);
      if (!why.empty()) return why;
    }
    return {};
  }

  /// S' times the moments that everything leaves over at floor tone.
  void find_missing_moments() {
    w_.missing.assign(w_.rows(), 0.0);
    w_.scale.assign(w_.rows(), 0.0);
    for (const auto& [body, free, factor] : w_.balanced.terms.all) {
      w_.missing[free] -= factor * e_.gradient[body];
      w_.scale[free] += std::abs(factor) * e_.moment_scale[body];
    }
  }

  /// Moment arms of the muscles, their tension per tone and what their tone costs.
  void find_moment_arms() {
    const int columns = w_.columns();
    const int* const cable_bodies = s_.cable_bodies.data();
    w_.arm.assign(static_cast<std::size_t>(w_.rows()) * columns, 0.0);
    double* const arm = w_.arm.data();
    for (int j = 0; j < columns; ++j) {
      const int c = w_.muscles[j];
      const auto& cable = s_.cables[c];
      const double* const slope = length_gradient(m_, e_, c);
      for (int k = 0; k < cable.body_count; ++k) {
        const int b = cable_bodies[cable.first_body + k];
        const double turn = cable.sides * slope[k];
        for (const auto& term : w_.balanced.terms.of(b))
          arm[static_cast<std::ptrdiff_t>(term.free) * columns + j] += term.factor * turn;
      }
      w_.gain[j] = e_.active[c];
      w_.added[j] = 0;
      w_.weight[j] = cost(c);
    }
  }
  /// w_c = sides F0 lo [N m].
  double cost(int c) const {
    return matched(m_.laws[c], [&](const auto& law) -> double {
      if constexpr (std::decay_t<decltype(law)>::has_tone)
        return std::max(s_.cables[c].sides * muscle_size(law), 1e-12);
      else
        return 1;
    });
  }

  /// Least effort for tensions that are affine in tone, again and again about the tone found,
  /// until the true tensions balance.
  void balance(Recruitment& out) {
    for (int round = 0; round < 50; ++round) {
      stop_if_asked();
      find_residual(out);
      if (round > 0 && (out.residual <= 1e-14 * scale_ || !w_.qp.feasible)) return;
      make_affine();
      dual_qp(w_.rows(), w_.columns(), w_.B.data(), w_.r.data(), w_.weight.data(), w_.lower.data(),
              w_.upper.data(), w_.qp, w_.scratch);
      out.iterations += w_.qp.iterations;
      const bool settled = w_.tone == w_.qp.a;
      w_.tone = w_.qp.a;
      if (round > 2 && out.residual < 1e-10 * scale_ && settled) return;
      if (round > 8 && out.residual < 1e-11 * scale_) return;
      find_tensions();
    }
  }
  /// The moments that are missing at the present tone.
  void find_residual(Recruitment& out) {
    scale_ = 0;
    out.residual = 0;
    for (int i = 0; i < w_.rows(); ++i) {
      const double more = dot_in_pairs(w_.columns(), w_.row(w_.arm, i), w_.added.data());
      w_.r[i] = w_.missing[i] - more;
      scale_ = std::max(scale_, w_.scale[i] + std::abs(more));
      out.residual = std::max(out.residual, std::abs(w_.r[i]));
    }
  }
  /// T(a') ~ T(a) + T'(a) (a' - a): rows B a' = r + B a.
  void make_affine() {
    const int columns = w_.columns();
    const double* const gain = w_.gain.data();
    for (int i = 0; i < w_.rows(); ++i) {
      const double* const arm = w_.row(w_.arm, i);
      double* const B = w_.row(w_.B, i);
      for (int j = 0; j < columns; ++j)
        B[j] = arm[j] * gain[j];
      w_.r[i] += dot_in_pairs(columns, B, w_.tone.data());
    }
  }
  /// Tension and its slope at the present tone.
  void find_tensions() {
    for (int j = 0; j < w_.columns(); ++j)
      w_.added[j] = (w_.tone[j] - options_.min_activation) * w_.gain[j];
    for (int j = 0; j < w_.columns(); ++j) {
      const int c = w_.muscles[j];
      matched(m_.laws[c], [&](const auto& law) {
        using Law = std::decay_t<decltype(law)>;
        if constexpr (Law::has_tone)
          if constexpr (!Law::affine_in_tone) {
            BasicKnobs<double> knobs = m_.knobs[c];
            knobs.tone = w_.tone[j];
            const auto point = evaluate(law, knobs, e_.length[c]);
            w_.added[j] = point.tension - e_.tension[c];
            w_.gain[j] = point.active;
          }
      });
    }
  }

  void conclude(Recruitment& out) {
    out.feasible = w_.qp.feasible && out.residual <= 1e-9 * std::max(scale_, 1e-300);
    for (int j = 0; j < w_.columns(); ++j)
      out.activations[w_.muscles[j]] = w_.tone[j];
    for (int j = 0; j < w_.columns(); ++j)
      w_.added[j] = w_.weight[j] * w_.tone[j];
    out.effort = dot_in_pairs(w_.columns(), w_.added.data(), w_.tone.data());
    out.largest = *std::max_element(w_.tone.begin(), w_.tone.end());
    if (!out.feasible) return explain(out);
    out.why = {{"tone.found", {{"largest", out.largest}}}};
  }

  /// What is missing when no tone will do, and who is at a limit.
  void explain(Recruitment& out) {
    Infeasibility& f = out.infeasibility;
    for (const int b : w_.balanced.free_bodies)
      f.rows.push_back(d_.bodies[b].name);
    f.missing = w_.qp.residual;
    f.margin = w_.qp.margin;
    int at_floor = 0;
    int at_ceiling = 0;
    for (int j = 0; j < w_.columns(); ++j) {
      double pull = 0;
      for (int i = 0; i < w_.rows(); ++i)
        pull += f.missing[i] * w_.row(w_.B, i)[j];
      const bool helps = pull > 0 && w_.tone[j] >= options_.max_activation;
      const bool hinders =
          pull < 0 && w_.tone[j] <= options_.min_activation && options_.min_activation > 0;
      if (!helps && !hinders) continue;
      f.limiting.push_back(d_.cables[w_.muscles[j]].name);
      ++(helps ? at_ceiling : at_floor);
    }
    int worst = 0;
    for (int i = 1; i < w_.rows(); ++i)
      if (std::abs(f.missing[i]) > std::abs(f.missing[worst])) worst = i;
    out.why = {{"tone.none",
                {{"lower", options_.min_activation},
                 {"upper", options_.max_activation},
                 {"moment", std::abs(f.missing[worst])},
                 {"body", f.rows[worst]},
                 {"at_upper", at_ceiling},
                 {"at_lower", at_floor},
                 {"first", f.limiting.empty() ? std::string() : f.limiting.front()}}}};
  }

  Scratch& work_;
  const RecruitOptions& options_;
  const ModelDescription& d_;
  const Structure& s_;
  Mechanics<double>& m_;
  Evaluation<double>& e_;
  RecruitMemory& w_;
  double scale_ = 0;  ///< the largest sum of magnitudes of a row [N m]
};

}  // namespace detail

GUYWIRE_INLINE Recruitment recruit(Workspace& workspace, const RecruitOptions& options,
                                   const State& state) {
  return detail::Recruiter(detail::scratch_of(workspace), options).run(state);
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
