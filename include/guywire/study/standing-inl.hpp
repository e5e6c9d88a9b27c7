#pragma once
#include <algorithm>
#include <cmath>

#include "guywire/core/units.hpp"
#include "guywire/mechanics/mechanics.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/study/standing.hpp"

namespace guywire {

namespace detail {

/// A model's mechanics with every tone set to one value.
inline Mechanics<double> mechanics_at_tone(const Model& model, double tone) {
  Mechanics<double> m = prepare<double>(model.structure(), model.numbers().data());
  for (auto& k : m.knobs)
    k.tone = tone;
  return m;
}

inline ExponentialPairJoint& capsule_of(ModelDescription& d) {
  for (Joint& j : d.joints)
    if (j.name == "hip_capsule")
      if (auto* law = std::get_if<ExponentialPairJoint>(&j.law)) return *law;
  throw ModelError(
      {{"model '" + d.name + "'", "has no joint 'hip_capsule' with the law exponential_pair.",
        "Only models laid out like standing_adult can be fitted."}});
}

/// Least squares for -Mu e^(cu h) + Ml e^(-cl h) + M0 in (Mu, Ml, M0) >= (0, 0, any) at fixed
/// rates; returns the sum of squares.
inline double fit_moments(const std::vector<double>& h, const std::vector<double>& target,
                          double cu, double cl, double out[3]) {
  double best = -1;
  for (int drop = 0; drop < 4;
       ++drop) {  // which exponentials are left out (non-negativity by cases)
    double N[9] = {}, b[3] = {};
    for (std::size_t i = 0; i < h.size(); ++i) {
      const double row[3] = {drop & 1 ? 0 : -std::exp(cu * h[i]),
                             drop & 2 ? 0 : std::exp(-cl * h[i]), 1};
      for (int p = 0; p < 3; ++p) {
        b[p] += row[p] * target[i];
        for (int q = 0; q < 3; ++q)
          N[p * 3 + q] += row[p] * row[q];
      }
    }
    for (int p = 0; p < 3; ++p)
      N[p * 4] += 1e-12 * (1 + N[p * 4]);
    if (!cholesky(3, N)) continue;
    cholesky_solve(3, N, b);
    if (b[0] < 0 || b[1] < 0) continue;
    double sum = 0;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const double r = (drop & 1 ? 0 : -b[0] * std::exp(cu * h[i])) +
                       (drop & 2 ? 0 : b[1] * std::exp(-cl * h[i])) + b[2] - target[i];
      sum += r * r;
    }
    if (best >= 0 && sum >= best) continue;
    best = sum;
    out[0] = drop & 1 ? 0 : b[0];
    out[1] = drop & 2 ? 0 : b[1];
    out[2] = b[2];
  }
  return best;
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
          std::visit([&](const auto& law) { return evaluate(law, hip).slope; }, m.joint_laws[j]);
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

GUYWIRE_INLINE StandingFit fit_standing(const Model& geometry, const StandingFitOptions& options) {
  ModelBuilder b(geometry);
  for (Cable& c : b.description.cables)
    c.knobs.tone.reset();
  // 1. the capsule: what the measured passive moment leaves to it
  double rms = 0;
  ExponentialPairJoint& capsule = detail::capsule_of(b.description);
  if (options.fit_capsule) {
    std::vector<double> h, target;
    for (double deg = -15; deg <= 15;
         deg +=
         2.5) {  // beyond, the measured moment less the muscles rises again, which no capsule does
      h.push_back(deg * degree);
      target.push_back(riener_edrich_hip_moment(h.back()) -
                       passive_hip_moment(geometry, h.back(), 0).muscles);
    }
    double best = -1, cu = 2, cl = 4, moments[3];
    for (double u = 0.25; u < 16;
         u *= 1.2)  // coarse grid of both rates, then a shrinking pattern around the best
      for (double l = 0.25; l < 16; l *= 1.2)
        if (const double sum = detail::fit_moments(h, target, u, l, moments);
            sum >= 0 && (best < 0 || sum < best)) {
          best = sum;
          cu = u;
          cl = l;
        }
    for (double step = 0.1; step > 1e-9;) {
      bool better = false;
      for (const auto& [du, dl] :
           {std::pair{1 + step, 1.0}, {1 - step, 1.0}, {1.0, 1 + step}, {1.0, 1 - step}}) {
        const double sum = detail::fit_moments(h, target, cu * du, cl * dl, moments);
        if (sum >= 0 && sum < best * (1 - 1e-14) && cu * du < 100 && cl * dl < 100) {
          best = sum;
          cu *= du;
          cl *= dl;
          better = true;
        }
      }
      if (!better) step /= 2;
    }
    detail::fit_moments(h, target, cu, cl, moments);
    // nine significant digits: enough for the law, and the same on every machine
    const auto tidy = [](double v) {
      const double scale = v == 0 ? 1 : std::pow(10.0, 8 - std::floor(std::log10(std::abs(v))));
      return std::round(v * scale) / scale;
    };
    capsule = {.upper_moment = tidy(moments[0]),
               .upper_rate = moments[0] > 0 ? tidy(cu) : 1.0,
               .upper_angle = 0,
               .lower_moment = tidy(moments[1]),
               .lower_rate = moments[1] > 0 ? tidy(cl) : 1.0,
               .lower_angle = 0,
               .offset_moment = tidy(moments[2])};
    rms = std::sqrt(best / static_cast<double>(h.size()));
    for (Joint& j : b.description.joints)
      if (j.name == "hip_capsule")
        j.source =
            "fitted: Riener-Edrich's passive moment (knee 0, hip -15 to +15 deg) less the model's "
            "muscles at tone 0";
  }
  // 2. neutral angles: at floor tone each disc carries the moment left at its joint in the
  // reference posture
  std::vector<double> neutral;
  std::vector<std::string> discs;
  {
    const Model shape = b.build();
    std::vector<int> chain;  // from the thorax down to the body above the pelvis
    for (int body = shape.body("thorax").index, pelvis = shape.body("pelvis").index; body != pelvis;
         body = shape.structure().parent[body]) {
      if (body < 0)
        throw ModelError(
            {{"model '" + geometry.name() + "'", "has a thorax that does not hang on the pelvis.",
              "Only models laid out like standing_adult can be fitted."}});
      chain.push_back(body);
    }
    std::vector<Joint*> joints;
    for (const int body : chain) {
      Joint* found = nullptr;
      for (Joint& j : b.description.joints)
        if (j.body == b.description.bodies[body].name &&
            j.relative_to == b.description.bodies[body].parent &&
            std::holds_alternative<LinearJoint>(j.law))
          found = &j;
      if (!found)
        throw ModelError(
            {{"model '" + geometry.name() + "'",
              "has no joint with the law linear between '" + b.description.bodies[body].name +
                  "' and '" + b.description.bodies[body].parent + "'.",
              "Only models laid out like standing_adult can be fitted."}});
      std::get<LinearJoint>(found->law).neutral_angle = 0;
      const std::string note =
          "neutral angle fitted: carries at floor tone the moment left at its joint in the "
          "reference posture";
      if (found->source.find(note) == std::string::npos)
        found->source += (found->source.empty() ? "" : "; ") + note;
      joints.push_back(found);
    }
    const Model bare = b.build();
    const Mechanics<double> m = detail::mechanics_at_tone(bare, options.floor);
    Evaluation<double> e(bare.structure());
    const std::vector<double> theta(bare.structure().body_count, 0.0);
    evaluate(m, theta.data(), Derivatives::gradient, e);
    double moment = 0;  // dU/dphi wanted of each disc at phi = 0, from the top down
    for (std::size_t i = 0; i < chain.size(); ++i) {
      moment -= e.gradient[chain[i]];
      LinearJoint& law = std::get<LinearJoint>(joints[i]->law);
      law.neutral_angle = -moment / (joints[i]->preload_factor * joints[i]->sides * law.stiffness);
      neutral.insert(neutral.begin(), law.neutral_angle);
      discs.insert(discs.begin(), joints[i]->name);
    }
  }
  // 3. the tone
  const Model fitted = b.build();
  RecruitOptions recruit_options;
  recruit_options.floor = options.floor;
  Recruitment tone = recruit(fitted, recruit_options);
  if (!tone.feasible)
    throw SolveError("no tone balances '" + geometry.name() + "' in its reference posture. " +
                     tone.message);
  Model result = with_recruitment(fitted, tone);
  return {std::move(result), capsule, rms, std::move(discs), std::move(neutral), std::move(tone)};
}

GUYWIRE_INLINE BodyMeasures measures_of(const Model& model) {
  BodyMeasures out;
  const std::vector<double> theta(model.structure().body_count, 0.0);
  const auto pi = posture_angles(model, theta).pelvic_incidence;
  if (!pi)
    throw ModelError(
        {{"model '" + model.name() + "'",
          "has no pelvic incidence: landmarks hip_axis, S1_anterior and S1_posterior are needed.",
          "Use standing_adult."}});
  out.pelvic_incidence = *pi;
  for (const Body& b : model.description().bodies)
    out.mass += b.mass * b.sides;
  // gait2392's thigh, hip axis to knee, is 0.39585 m in a body about 1.8 m tall (OpenSim
  // documentation)
  const Body& shank = model.description().bodies[model.body("shank").index];
  out.stature = 1.8 * std::hypot(shank.hinge_x, shank.hinge_y) / 0.3958462778004866;
  return out;
}

GUYWIRE_INLINE Model anthropometry(const Model& model, const BodyMeasures& measures) {
  std::vector<Fault> faults;
  check_fields(measures, "body measures", faults);
  if (!faults.empty()) throw ModelError(std::move(faults));
  const BodyMeasures own = measures_of(model);
  const double longer = measures.stature / own.stature, heavier = measures.mass / own.mass,
               turn_total = measures.pelvic_incidence - own.pelvic_incidence;
  ModelBuilder b(model);
  ModelDescription& d = b.description;

  const auto turned = [](double angle, double& x, double& y) {
    const double c = std::cos(angle), s = std::sin(angle), x0 = x;
    x = c * x0 - s * y;
    y = s * x0 + c * y;
  };
  const Landmark *front = model.landmark("S1_anterior"), *back = model.landmark("S1_posterior");
  const double mx = (front->point.x + back->point.x) / 2,
               my = (front->point.y + back->point.y) / 2;  // pelvis frame: hip axis is its origin
  double nx = mx, ny = my;
  turned(0.38 * turn_total, nx, ny);  // backward is counter-clockwise
  const double sacrum_turn = -0.62 * turn_total;
  const auto on_sacrum = [&](double& x, double& y) {
    x -= mx;
    y -= my;
    turned(sacrum_turn, x, y);
    x += nx;
    y += ny;
  };
  constexpr double shares[] = {0.427, 0.252, 0.181, 0.117,
                               0.023};  // L5/S1 ... L1/2: segmental lordosis standing, n = 324
  std::map<std::string, double> turn;   // of each vertebra against the reference
  double left = 1;
  for (int i = 0; i < 5; ++i)
    turn["L" + std::to_string(5 - i)] = sacrum_turn * (left -= shares[i]);
  turn["thorax"] = 0;
  const auto move = [&](const std::string& body, const std::string& part, double& x, double& y) {
    if (body == "pelvis" && part == "sacrum")
      on_sacrum(x, y);
    else if (const auto it = turn.find(body); it != turn.end())
      turned(it->second, x, y);
    x *= longer;
    y *= longer;
  };

  for (Body& body : d.bodies) {
    move(body.parent, body.name == "L5" ? "sacrum" : "", body.hinge_x, body.hinge_y);
    move(body.name, "", body.com_x, body.com_y);
    body.mass *= heavier;
    for (Vec2& p : body.outline)
      move(body.name, "", p.x, p.y);
  }
  for (Circle& c : d.circles) {
    move(c.body, "", c.center_x, c.center_y);
    c.radius *= longer;
  }
  for (Landmark& l : d.landmarks) {
    move(l.body, l.part, l.point.x, l.point.y);
    l.point.z *= longer;
  }
  for (Cable& c : d.cables)
    for (PathPoint& p : c.path)
      if (p.circle.empty()) {
        move(p.body, p.part, p.point.x, p.point.y);
        p.point.z *= longer;
      }
  for (Load& l : d.loads)
    move(l.body, "", l.point_x, l.point_y);
  for (Joint& j : d.joints)
    j.preload_factor *= heavier;

  const Model moved = b.build();
  const auto lengths = [](const Model& m) {
    const Mechanics<double> mechanics = prepare<double>(m.structure(), m.numbers().data());
    Evaluation<double> e(m.structure());
    const std::vector<double> theta(m.structure().body_count, 0.0);
    evaluate(mechanics, theta.data(), Derivatives::gradient, e);
    return e.length;
  };
  const auto before = lengths(model), after = lengths(moved);
  for (std::size_t i = 0; i < d.cables.size(); ++i) {
    const double stretch = after[i] / before[i];
    std::visit([&](auto& law) { law = scaled(law, stretch, heavier / longer); }, d.cables[i].law);
  }
  StandingFitOptions options;
  options.fit_capsule = false;
  return fit_standing(b.build(), options).model;
}

}  // namespace guywire
