#pragma once
#include <cmath>

#include "guywire/math/dual_qp.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/statics/recruitment.hpp"

namespace guywire {

GUYWIRE_INLINE Recruitment recruit(const Model& model, const RecruitOptions& options, const State& state) {
  const ModelDescription& d = model.description();
  const Structure& s = model.structure();
  if (!(options.floor >= 0 && options.floor < options.ceiling && options.ceiling <= 1))
    throw ModelError({{"recruitment", "has floor " + to_text(options.floor) + " and ceiling " + to_text(options.ceiling) + "; allowed is 0 <= floor < ceiling <= 1.", "Give both as activations."}});
  // who may be recruited
  std::vector<char> may(s.cables.size(), options.among.empty());
  for (const std::string& name : options.among)
    for (const CableId id : model.cables(name)) may[id.index] = 1;
  std::vector<int> recruited;
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    if (may[c] && std::visit([](const auto& law) { return std::decay_t<decltype(law)>::has_tone; }, d.cables[c].law)) recruited.push_back(static_cast<int>(c));
  if (recruited.empty()) throw ModelError({{"recruitment", "has no muscle to recruit: no chosen cable has tone.", "Cables with the laws hill or hill_elastic have tone."}});
  // the balanced rows: free coordinates once the constraints that muscles pay for are let go
  std::vector<int> kept;
  for (std::size_t k = 0; k < d.constraints.size(); ++k)
    if (!d.constraints[k].paid_by_muscles) kept.push_back(static_cast<int>(k));
  const NullSpace space = null_space(s.A, s.body_count, kept);
  const int rows = static_cast<int>(space.free_bodies.size()), columns = static_cast<int>(recruited.size());

  std::vector<double> u = state.coordinates.empty() ? std::vector<double>(s.free_count, 0.0) : state.coordinates;
  if (u.size() != static_cast<std::size_t>(s.free_count)) throw ModelError({{"state", "has " + std::to_string(u.size()) + " angles for " + std::to_string(s.free_count) + " coordinates.", "Give one per coordinate."}});

  Mechanics<double> m = prepare<double>(s, model.numbers().data());
  Evaluation<double> e(s);
  std::vector<double> theta(s.body_count);
  body_angles(m, u.data(), theta.data());
  std::vector<double> a(columns), w(columns), B(static_cast<std::size_t>(rows) * columns), r(rows), lower(columns, options.floor), upper(columns, options.ceiling);
  for (int j = 0; j < columns; ++j) {
    const int c = recruited[j];
    a[j] = options.floor;
    w[j] = std::visit(
        [&](const auto& law) -> double {
          if constexpr (std::decay_t<decltype(law)>::has_tone) return s.cables[c].sides * law.max_isometric_force * law.optimal_fiber_length;
          else return 1;
        },
        m.laws[c]);
    w[j] = std::max(w[j], 1e-12);
  }
  Recruitment out;
  out.activations.assign(s.cables.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t c = 0; c < s.cables.size(); ++c)
    if (std::visit([](const auto& law) { return std::decay_t<decltype(law)>::has_tone; }, d.cables[c].law)) out.activations[c] = m.knobs[c].tone;
  DualQpResult qp;
  double scale = 0;
  for (int round = 0; round < 50; ++round) {
    for (int j = 0; j < columns; ++j) m.knobs[recruited[j]].tone = a[j];
    evaluate(m, theta.data(), Derivatives::gradient, e);
    length_gradients(m, e);
    if (e.lost_cable >= 0) {
      out.message = "The path of cable '" + d.cables[e.lost_cable].name + "' is not defined at this posture.";
      return out;
    }
    scale = 0;
    out.residual = 0;
    for (int i = 0; i < rows; ++i) {
      r[i] = 0;
      double row_scale = 0;
      for (int b = 0; b < s.body_count; ++b) {
        r[i] -= space.S[b * rows + i] * e.gradient[b];
        row_scale += std::abs(space.S[b * rows + i]) * e.moment_scale[b];
      }
      scale = std::max(scale, row_scale);
      out.residual = std::max(out.residual, std::abs(r[i]));
    }
    if (round > 0 && (out.residual <= 1e-14 * scale || !qp.feasible)) break;
    // T(a') ~ T(a) + T'(a) (a' - a): rows B a' = r + B a
    for (int j = 0; j < columns; ++j) {
      const int c = recruited[j];
      const double gain = std::visit(
          [&](const auto& law) -> double {
            if constexpr (std::decay_t<decltype(law)>::has_tone) return tension_parts(law, m.knobs[c], e.length[c]).active_at_full_tone;
            else return 0;
          },
          m.laws[c]);
      const auto& cable = s.cables[c];
      for (int i = 0; i < rows; ++i) {
        double arm = 0;
        for (int k = 0; k < cable.body_count; ++k) arm += space.S[s.cable_bodies[cable.first_body + k] * rows + i] * e.length_gradient[cable.first_body + k];
        B[i * columns + j] = cable.sides * gain * arm;
      }
    }
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) r[i] += B[i * columns + j] * a[j];
    const double before = out.residual;
    const auto last = a;
    qp = dual_qp(rows, columns, B.data(), r.data(), w.data(), lower.data(), upper.data());
    a = qp.a;
    out.iterations += qp.iterations;
    if (round > 2 && before < 1e-10 * scale && a == last) break;
    if (round > 8 && before < 1e-11 * scale) break;
  }
  out.feasible = qp.feasible && out.residual <= 1e-9 * std::max(scale, 1e-300);
  for (int j = 0; j < columns; ++j) {
    out.activations[recruited[j]] = a[j];
    out.effort += w[j] * a[j] * a[j];
    out.largest = std::max(out.largest, a[j]);
  }
  if (out.feasible) {
    out.message = "Least-effort tone found; the largest is " + to_text(std::round(1000 * out.largest) / 10) + " % of maximum.";
    return out;
  }
  Infeasibility& f = out.infeasibility;
  for (const int b : space.free_bodies) f.rows.push_back(d.bodies[b].name);
  f.missing = qp.residual;
  f.margin = qp.margin;
  int at_floor = 0, at_ceiling = 0;
  for (int j = 0; j < columns; ++j) {
    double pull = 0;
    for (int i = 0; i < rows; ++i) pull += f.missing[i] * B[i * columns + j];
    if ((pull > 0 && a[j] >= upper[j]) || (pull < 0 && a[j] <= lower[j] && lower[j] > 0)) f.limiting.push_back(d.cables[recruited[j]].name), ++(pull > 0 ? at_ceiling : at_floor);
  }
  int worst = 0;
  for (int i = 1; i < rows; ++i)
    if (std::abs(f.missing[i]) > std::abs(f.missing[worst])) worst = i;
  out.message = "No tone between " + to_text(options.floor) + " and " + to_text(options.ceiling) + " balances this posture: at best " + to_text(std::round(100 * std::abs(f.missing[worst])) / 100) +
                " N m stays missing about the hinge of '" + f.rows[worst] + "'" + (f.limiting.empty() ? "." : ", with " + std::to_string(at_ceiling) + " muscle(s) that could help at the ceiling of tone and " + std::to_string(at_floor) + " that pull against it at the floor (first: " + f.limiting.front() + ").");
  return out;
}

GUYWIRE_INLINE Model with_recruitment(const Model& model, const Recruitment& recruitment) {
  ModelBuilder b(model);
  for (Cable& c : b.description.cables) c.knobs.tone.reset();
  return with_activations(b.build(), recruitment.activations);
}

}  // namespace guywire
