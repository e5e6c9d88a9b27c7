// The standing body: does it stand, how, and what does a shorter muscle do to it? Norms and
// sources: data/anatomy, data/README.md.
#include "guywire/posture/standing.hpp"

#include <cmath>

#include "catch.hpp"
#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "support/paths.hpp"

using namespace guywire;

namespace {

/// Equal within an absolute tolerance.
bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

const Model& standing() {
  static const Model m = load("standing_adult");
  return m;
}

PostureAngles angles_of(const Model& m, const Outcome<Posture>& o) {
  return posture_angles(m, o.value().angles);
}

/// Change of tilt (anterior +) and lordosis [deg] against the reference posture.
std::pair<double, double> effect(const char* group, double length) {
  const Model m = adjust(standing(), group, {.length = length});
  const auto o = solve(m);
  REQUIRE(o.status == Status::stable);
  const auto before =
      posture_angles(standing(), std::vector<double>(standing().structure().body_count, 0.0));
  const auto after = angles_of(m, o);
  return {after.anterior_tilt_change / degree, (*after.lordosis - *before.lordosis) / degree};
}

double largest_tone(const Model& m) {
  double largest = 0;
  for (const Cable& c : m.description().cables)
    largest = std::max(largest, std::get<Hill>(c.law).activation);
  return largest;
}

double least_tone(const Model& m) {
  double least = 1;
  for (const Cable& c : m.description().cables)
    least = std::min(least, std::get<Hill>(c.law).activation);
  return least;
}

}  // namespace

TEST_CASE("standing_adult stands: balanced, stable, steadied by a little tone") {
  const auto o = solve(standing());
  REQUIRE(o.status == Status::stable);
  const Certificate& c = o.value().certificate;
  CHECK(c.residual <= 1e-8);
  CHECK(c.residual <= c.rounding_bound);
  CHECK(c.min_eigenvalue >= 5);
  for (const double u : o.value().coordinates)
    CHECK(std::abs(u) <= 1e-9);  // it rests in its reference posture
  const auto& constraints = standing().description().constraints;
  const auto upright = std::find_if(constraints.begin(), constraints.end(),
                                    [](const Constraint& c) { return c.name == "thorax_upright"; });
  REQUIRE(upright != constraints.end());
  CHECK(std::abs(o.value().constraint_moments[upright - constraints.begin()]) <= 1e-6);
  CHECK(largest_tone(standing()) <= 0.10);
  CHECK(least_tone(standing()) >= 0.01 - 1e-12);
  CHECK(standing().coordinates() ==
        std::vector<std::string>{"pelvis", "L5", "L4", "L3", "L2", "L1"});
}

TEST_CASE("with the thorax let free the same posture is an equilibrium that falls") {
  const Model free = without_constraint(standing(), "thorax_upright");
  const auto o = solve(free, {.seek = Seek::any});
  CHECK(o.status == Status::unstable);
  for (const double theta : o.value().angles)
    CHECK(std::abs(theta) <= 1e-9);
  CHECK(o.value().certificate.min_eigenvalue < 0);
  const auto falling = solve(free);  // downhill it finds no rest near standing
  CHECK(falling.status != Status::unstable);
}

TEST_CASE("pelvis and spine lie within one standard deviation of the norms") {
  // meta-analysis of 2926 adults, mean -+ pooled SD [deg], data/anatomy/spinopelvic_norms.json
  const auto a =
      posture_angles(standing(), std::vector<double>(standing().structure().body_count, 0.0));
  const auto within = [](double rad, double low, double high) {
    return rad / degree >= low && rad / degree <= high;
  };
  CHECK(within(*a.pelvic_incidence, 39, 62));
  CHECK(within(*a.pelvic_tilt, 3, 22));
  CHECK(within(*a.sacral_slope, 28, 48));
  CHECK(within(*a.lordosis, 42, 67));
  CHECK(a.anterior_tilt.has_value());
  CHECK(std::abs(*a.pelvic_incidence - *a.pelvic_tilt - *a.sacral_slope) <= 1e-12);  // an identity
  const auto tipped = angles_of(adjust(standing(), "iliopsoas", {.length = 0.9}),
                                solve(adjust(standing(), "iliopsoas", {.length = 0.9})));
  CHECK(std::abs(*tipped.pelvic_incidence - *tipped.pelvic_tilt - *tipped.sacral_slope) <= 1e-12);
  CHECK(near(*tipped.pelvic_incidence, *a.pelvic_incidence, 1e-12));  // bone keeps its shape
  CHECK(near(*tipped.sacral_slope - *a.sacral_slope, tipped.anterior_tilt_change,
             1e-12));  // SS grows with anterior tilt
  CHECK(near(*tipped.anterior_tilt - *a.anterior_tilt, tipped.anterior_tilt_change, 1e-12));
}

TEST_CASE("passive hip moment follows the measured curve where standing needs it") {
  // A fit, not a validation: capsule = measured less muscles from -15 to +15 deg, knee straight,
  // tone 0.
  const auto sum = [](double h, double k = 0) {
    const auto p = passive_hip_moment(standing(), h, k);
    return p.muscles + p.capsule;
  };
  for (double deg = -15; deg <= 30; deg += 2.5) {
    const double h = deg * degree, e = 1e-4;
    CAPTURE(deg);
    CHECK(std::abs(sum(h) - riener_edrich_hip_moment(h)) <= (deg <= 10 ? 1.0 : 3.5));
    if (deg > 10) continue;
    const double slope = (sum(h + e) - sum(h - e)) / (2 * e),
                 measured =
                     (riener_edrich_hip_moment(h + e) - riener_edrich_hip_moment(h - e)) / (2 * e);
    CHECK(std::abs(slope / measured - 1) <= 0.10);
  }
  // Measured moments rise strongly with knee flexion at an extended hip: rectus femoris.
  double last = sum(-15 * degree);
  for (const double knee : {30, 60, 90}) {
    const double now = sum(-15 * degree, knee * degree);
    CAPTURE(knee, now);
    CHECK(now > last);
    last = now;
  }
  // no muscle knob reaches the capsule
  const Model weak = adjust(standing(), "hip_flexors", {.length = 1.1, .stiffness = 0.1});
  CHECK(passive_hip_moment(weak, 0, 0).capsule == passive_hip_moment(standing(), 0, 0).capsule);
}

TEST_CASE("short muscles tip the pelvis the way anatomy says") {
  const auto [psoas_tilt, psoas_lordosis] = effect("iliopsoas", 0.95);
  CHECK(psoas_tilt > 0);
  CHECK(psoas_lordosis > 0);
  const auto [ham_tilt, ham_lordosis] = effect("hamstrings", 0.95);
  CHECK(ham_tilt < 0);
  CHECK(ham_lordosis < 0);
  CHECK(effect("hamstrings", 1.05).first > 0);
  CHECK(effect("iliopsoas", 0.90).first > psoas_tilt);
  CHECK(effect("erector_spinae", 0.95).first >
        0);  // under an upright thorax they turn the pelvis forward
  CHECK(effect("abdominals", 0.95).first < 0);
}

TEST_CASE("psoas flexes L5/S1 and L4/5 and barely moves the joints above") {
  const auto names = standing().coordinates();
  const auto arms = moment_arms(standing());
  double weight[5] = {}, sum[5] = {};
  for (const CableId id : standing().cables("psoas")) {
    const double F0 =
        std::get<Hill>(standing().description().cables[id.index].law).max_isometric_force;
    for (int joint = 0; joint < 5; ++joint) {  // L5/S1 ... L1/2: all bodies above turn together
      double arm = 0;
      for (int above = joint + 1; above < 6; ++above)
        arm += arms[id.index * 6 + above];
      if (arm == 0) continue;  // does not cross
      weight[joint] += F0;
      sum[joint] += F0 * arm;
    }
  }
  const double l5s1 = sum[0] / weight[0], l45 = sum[1] / weight[1];
  CHECK(l5s1 <= -0.015);
  CHECK(l5s1 >= -0.030);
  CHECK(l45 < 0);
  for (int joint = 2; joint < 5; ++joint)
    CHECK(std::abs(sum[joint] / weight[joint]) <= 0.008);
}

TEST_CASE("the shipped bodies are what their geometry and the fit make") {
  for (const char* name : {"standing_adult", "pelvis"}) {
    const Model geometry = load(source_folder() + "/data/models/" + name + "_geometry.json");
    const StandingFit fit = fit_standing(geometry);
    const Model shipped = load(name);
    const auto a = fit.model.numbers(), b = shipped.numbers();
    REQUIRE(a.size() == b.size());
    const auto names = shipped.number_names();
    REQUIRE(names.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      CAPTURE(name, names[i]);
      CHECK(std::abs(a[i] - b[i]) <=
            1e-6 * std::max(std::abs(b[i]),
                            1e-3));  // rates of the capsule are found to about 8 digits
    }
    // Neutral angles are fitted, not measured. Lying-standing lordosis suggests about 2 deg a level
    // flexed from standing.
    double total = 0;
    for (const double n : fit.neutral_angles)
      total -= n / degree;
    CHECK(total > 6);
    CHECK(total < 30);
  }
}

TEST_CASE("anthropometry gives the same body for another bone shape and size") {
  const BodyMeasures own = measures_of(standing());
  CHECK(near(own.mass, 75.165, 1e-3));  // gait2392: 75.165 kg, about 1.8 m
  CHECK(near(own.stature, 1.8, 1e-9));
  const auto check_stands = [](const Model& m, double tone) {
    const auto o = solve(m);
    CHECK(o.status == Status::stable);
    CHECK(o.last().certificate.residual <= 1e-8);
    CHECK(o.last().certificate.min_eigenvalue > 0);
    CHECK(largest_tone(m) <= tone);
  };
  const Model same = anthropometry(standing(), own);
  for (std::size_t i = 0; i < same.numbers().size(); ++i)
    CHECK(std::abs(same.numbers()[i] - standing().numbers()[i]) <=
          1e-9 * std::max(1.0, std::abs(standing().numbers()[i])));

  const Model heavy =
      anthropometry(standing(), {own.pelvic_incidence, 1.2 * own.mass, own.stature});
  CHECK(near(measures_of(heavy).mass, 1.2 * own.mass, 1e-9));
  check_stands(heavy, 0.15);
  // heavier without stronger muscles or stiffer discs
  ModelBuilder b(standing());
  for (Body& body : b.description.bodies)
    body.mass *= 1.2;
  StandingFitOptions keep;
  keep.fit_capsule = false;
  check_stands(fit_standing(b.build(), keep).model, 0.15);

  const Model small = anthropometry(standing(), {own.pelvic_incidence, own.mass * 0.7, 1.55});
  CHECK(near(measures_of(small).stature, 1.55, 1e-9));
  CHECK(near(measures_of(small).pelvic_incidence, own.pelvic_incidence, 1e-9));
  check_stands(small, 0.15);

  for (const double change : {-12.0, -6.0, 6.0, 12.0}) {
    CAPTURE(change);
    const Model m =
        anthropometry(standing(), {own.pelvic_incidence + change * degree, own.mass, own.stature});
    const std::vector<double> theta(m.structure().body_count, 0.0);
    const auto now = posture_angles(m, theta), before = posture_angles(standing(), theta);
    CHECK(near((*now.pelvic_incidence - *before.pelvic_incidence) / degree, change, 1e-9));
    CHECK(near((*now.pelvic_tilt - *before.pelvic_tilt) / degree, 0.38 * change,
               1e-9));  // PT = ... + 0.38 PI
    CHECK(near((*now.sacral_slope - *before.sacral_slope) / degree, 0.62 * change, 1e-9));
    CHECK(near((*now.lordosis - *before.lordosis) / degree, 0.62 * change,
               1e-9));                                 // L1 does not turn
    CHECK(now.anterior_tilt == before.anterior_tilt);  // the ilium does not either
    check_stands(m, 0.20);
  }
  CHECK_THROWS_AS(anthropometry(standing(), {2.0, 75, 1.8}), ModelError);
  CHECK_THROWS_AS(anthropometry(load("bridge"), own), ModelError);
}
