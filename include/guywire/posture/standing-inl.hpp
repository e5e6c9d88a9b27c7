#pragma once
#include <algorithm>
#include <array>
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/posture/anthropometry-inl.hpp"
#include "guywire/posture/standing.hpp"

namespace guywire {

namespace detail {

/// A model's mechanics with every tone set to one value.
inline Mechanics<double> mechanics_at_tone(const Model& model, double tone) {
  Mechanics<double> m = prepare<double>(model.structure(), model.numbers().data());
  for (auto& k : m.knobs)
    k.tone = tone;
  return m;
}

[[noreturn]] inline void not_like_standing(const std::string& model, std::string what) {
  throw ModelError({{"model '" + model + "'", std::move(what),
                     "Only models laid out like standing_adult can be fitted."}});
}

inline ExponentialPairJoint& capsule_of(ModelDescription& d) {
  for (Joint& j : d.joints)
    if (j.name == "hip_capsule")
      if (auto* law = std::get_if<ExponentialPairJoint>(&j.law)) return *law;
  not_like_standing(d.name, "has no joint 'hip_capsule' with the law exponential_pair.");
}

}  // namespace detail

GUYWIRE_INLINE PassiveHipMoment passive_hip_moment(const Model& model, double hip, double knee) {
  const Structure& s = model.structure();
  const int thigh = model.body("thigh").index, shank = model.body("shank").index,
            pelvis = model.body("pelvis").index;
  Mechanics<double> m = detail::mechanics_at_tone(model, 0);
  const double sides = model.description().bodies[thigh].sides;
  double capsule = 0;
  for (std::size_t j = 0; j < s.joints.size(); ++j) {
    if ((s.joints[j].body == thigh && s.joints[j].relative_to == pelvis))
      capsule -=
          m.joint_factor[j] / sides *
          std::visit([&](const auto& law) { return evaluate(law, hip).moment; }, m.joint_laws[j]);
    m.joint_factor[j] = 0;
  }
  std::fill(m.load_cos.begin(), m.load_cos.end(), 0.0);
  std::fill(m.load_sin.begin(), m.load_sin.end(), 0.0);
  std::fill(m.couple.begin(), m.couple.end(), 0.0);
  Evaluation<double> e(s);
  std::vector<double> theta(s.body_count, 0.0);
  theta[thigh] = hip;
  theta[shank] = hip - knee;
  evaluate(m, theta.data(), Derivatives::gradient, e);
  return {-(e.gradient[thigh] + e.gradient[shank]) / sides, capsule};
}

GUYWIRE_INLINE double riener_edrich_hip_moment(double hip, double knee) {
  const double h = hip / degree, k = knee / degree;
  return std::exp(1.4655 - 0.0034 * k - 0.0750 * h) - std::exp(1.3403 - 0.0226 * k + 0.0305 * h) +
         8.072;
}

namespace detail {

// --- 1. the capsule: what the measured passive moment leaves to it ---

/// The capsule's moment at a hip flexion h: -upper e^(cu h) + lower e^(-cl h) + offset [N m].
struct CapsuleMoments {
  double upper = 0, lower = 0, offset = 0;
  double squares = -1;  ///< sum of squared errors [N2 m2]; < 0: no fit
};

/// Fits the capsule's law to moments by least squares.
class CapsuleFit {
 public:
  CapsuleFit(std::vector<double> h, std::vector<double> target)
      : h_(std::move(h)), target_(std::move(target)) {}

  /// Both rates: a coarse grid, then a shrinking pattern around the best.
  void run() {
    for (double u = 0.25; u < 16; u *= 1.2)
      for (double l = 0.25; l < 16; l *= 1.2) {
        const double squares = moments_at(u, l).squares;
        if (squares >= 0 && (squares_ < 0 || squares < squares_)) take(u, l, squares);
      }
    for (double step = 0.1; step > 1e-9;)
      if (!improve(step)) step /= 2;
  }

  double rms() const { return std::sqrt(squares_ / static_cast<double>(h_.size())); }

  /// Nine significant digits: enough for the law, and the same on every machine.
  ExponentialPairJoint law() const {
    const CapsuleMoments m = moments_at(upper_rate_, lower_rate_);
    return {.upper_moment = nine_digits(m.upper),
            .upper_rate = m.upper > 0 ? nine_digits(upper_rate_) : 1.0,
            .upper_angle = 0,
            .lower_moment = nine_digits(m.lower),
            .lower_rate = m.lower > 0 ? nine_digits(lower_rate_) : 1.0,
            .lower_angle = 0,
            .offset_moment = nine_digits(m.offset)};
  }

 private:
  static double nine_digits(double v) {
    const double scale = v == 0 ? 1 : std::pow(10.0, 8 - std::floor(std::log10(std::abs(v))));
    return std::round(v * scale) / scale;
  }

  void take(double upper_rate, double lower_rate, double squares) {
    upper_rate_ = upper_rate;
    lower_rate_ = lower_rate;
    squares_ = squares;
  }

  /// Tries both rates longer and shorter by a step of themselves.
  bool improve(double step) {
    bool better = false;
    for (const auto& [du, dl] :
         {std::pair{1 + step, 1.0}, {1 - step, 1.0}, {1.0, 1 + step}, {1.0, 1 - step}}) {
      const double u = upper_rate_ * du, l = lower_rate_ * dl;
      const double squares = moments_at(u, l).squares;
      if (!(squares >= 0 && squares < squares_ * (1 - 1e-14) && u < 100 && l < 100)) continue;
      take(u, l, squares);
      better = true;
    }
    return better;
  }

  /// Best moments at fixed rates; those of the exponentials are not negative: each is left out in
  /// turn.
  CapsuleMoments moments_at(double upper_rate, double lower_rate) const {
    CapsuleMoments best;
    for (const bool lower : {true, false})
      for (const bool upper : {true, false}) {
        const auto row = [&](double h) {
          return std::array{upper ? -std::exp(upper_rate * h) : 0.0,
                            lower ? std::exp(-lower_rate * h) : 0.0, 1.0};
        };
        const CapsuleMoments m = least_squares(row);
        if (m.squares >= 0 && (best.squares < 0 || m.squares < best.squares)) best = m;
      }
    return best;
  }

  /// Solves the normal equations of row(h) . (upper, lower, offset) = target.
  template <class Row>
  CapsuleMoments least_squares(Row&& row) const {
    double N[9] = {}, b[3] = {};
    for (std::size_t i = 0; i < h_.size(); ++i) {
      const auto r = row(h_[i]);
      for (int p = 0; p < 3; ++p) {
        b[p] += r[p] * target_[i];
        for (int q = 0; q < 3; ++q)
          N[p * 3 + q] += r[p] * r[q];
      }
    }
    for (int p = 0; p < 3; ++p)
      N[p * 4] += 1e-12 * (1 + N[p * 4]);
    if (!cholesky(3, N)) return {};
    cholesky_solve(3, N, b);
    if (b[0] < 0 || b[1] < 0) return {};
    double squares = 0;
    for (std::size_t i = 0; i < h_.size(); ++i) {
      const auto r = row(h_[i]);
      const double error = r[0] * b[0] + r[1] * b[1] + b[2] - target_[i];
      squares += error * error;
    }
    return {b[0], b[1], b[2], squares};
  }

  std::vector<double> h_, target_;          ///< hip flexion [rad], moment [N m]
  double upper_rate_ = 2, lower_rate_ = 4;  ///< [1/rad]
  double squares_ = -1;                     ///< of the best rates
};

/// Fits `hip_capsule`; the root mean square error of the fit [N m].
inline double fit_capsule(ModelDescription& d, const Model& geometry) {
  std::vector<double> h, target;
  // beyond 15 deg the measured moment less the muscles rises again, which no capsule does
  for (double deg = -15; deg <= 15; deg += 2.5) {
    h.push_back(deg * degree);
    target.push_back(riener_edrich_hip_moment(h.back()) -
                     passive_hip_moment(geometry, h.back(), 0).muscles);
  }
  CapsuleFit fit(std::move(h), std::move(target));
  fit.run();
  capsule_of(d) = fit.law();
  for (Joint& j : d.joints)
    if (j.name == "hip_capsule")
      j.source =
          "fitted: Riener-Edrich's passive moment (knee 0, hip -15 to +15 deg) less the model's "
          "muscles at tone 0";
  return fit.rms();
}

// --- 2. neutral angles: at floor tone each disc carries the moment left at its joint ---

/// The bodies from the thorax down to the one above the pelvis.
inline std::vector<int> trunk_chain(const Model& model) {
  std::vector<int> chain;
  const int pelvis = model.body("pelvis").index;
  for (int body = model.body("thorax").index; body != pelvis;
       body = model.structure().parent[body]) {
    if (body < 0) not_like_standing(model.name(), "has a thorax that does not hang on the pelvis.");
    chain.push_back(body);
  }
  return chain;
}

/// The linear joint between a body and its parent.
inline Joint& disc_under(ModelDescription& d, const Body& body) {
  Joint* found = nullptr;
  for (Joint& j : d.joints)
    if (j.body == body.name && j.relative_to == body.parent &&
        std::holds_alternative<LinearJoint>(j.law))
      found = &j;
  if (!found)
    not_like_standing(d.name, "has no joint with the law linear between '" + body.name + "' and '" +
                                  body.parent + "'.");
  return *found;
}

/// Sets a disc's neutral angle to 0 and notes where it comes from.
inline void reset_disc(Joint& disc) {
  std::get<LinearJoint>(disc.law).neutral_angle = 0;
  const std::string note =
      "neutral angle fitted: carries at floor tone the moment left at its joint in the reference "
      "posture";
  if (disc.source.find(note) == std::string::npos)
    disc.source += (disc.source.empty() ? "" : "; ") + note;
}

struct NeutralAngles {
  std::vector<std::string> discs;  ///< from the lowest up
  std::vector<double> angles;      ///< [rad]
};
inline NeutralAngles fit_neutral_angles(ModelBuilder& b, double min_activation) {
  const std::vector<int> chain = trunk_chain(b.build());
  std::vector<Joint*> discs;
  for (const int body : chain) {
    discs.push_back(&disc_under(b.description, b.description.bodies[body]));
    reset_disc(*discs.back());
  }
  const Model bare = b.build();
  const Mechanics<double> m = mechanics_at_tone(bare, min_activation);
  Evaluation<double> e(bare.structure());
  const std::vector<double> theta(bare.structure().body_count, 0.0);
  evaluate(m, theta.data(), Derivatives::gradient, e);
  NeutralAngles out;
  double moment = 0;  // dU/dphi wanted of each disc at phi = 0, from the top down
  for (std::size_t i = 0; i < chain.size(); ++i) {
    moment -= e.gradient[chain[i]];
    const Joint& disc = *discs[i];
    LinearJoint& law = std::get<LinearJoint>(discs[i]->law);
    law.neutral_angle = -moment / (disc.preload_factor * disc.sides * law.stiffness);
    out.angles.insert(out.angles.begin(), law.neutral_angle);
    out.discs.insert(out.discs.begin(), disc.name);
  }
  return out;
}

}  // namespace detail

GUYWIRE_INLINE StandingFit fit_standing(const Model& model, const StandingFitOptions& options) {
  ModelBuilder b(model);
  for (Cable& c : b.description.cables)
    c.knobs.tone.reset();
  const ExponentialPairJoint& capsule = detail::capsule_of(b.description);
  double rms = 0;
  if (options.fit_capsule) rms = detail::fit_capsule(b.description, model);
  auto [discs, neutral] = detail::fit_neutral_angles(b, options.min_activation);
  // 3. the tone
  const Model fitted = b.build();
  RecruitOptions recruit_options;
  recruit_options.min_activation = options.min_activation;
  Recruitment tone = recruit(fitted, recruit_options);
  if (!tone.feasible)
    throw SolveError({{"standing.no_tone", {{"model", model.name()}, {"why", tone.why}}}});
  Model result = with_recruitment(fitted, tone);
  return {std::move(result), capsule, rms, std::move(discs), std::move(neutral), std::move(tone)};
}

}  // namespace guywire
