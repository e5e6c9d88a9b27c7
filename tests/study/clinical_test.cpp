// Clinical angles by hand, and tests whose direction anatomy gives.
#include "guywire/study/clinical.hpp"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/report/clinical.hpp"
#include "guywire/study/standing.hpp"

using namespace guywire;

namespace {

const Model& standing() {
  static const Model m = load("standing_adult");
  return m;
}
Model with_length(const char* group, double length) { return adjust(standing(), group, {.length = length}); }

/// A stable rest, its residual at its rounding floor.
void check_certified(const TestReport& r) {
  INFO(r.name << ": " << r.message);
  CHECK(r.status == Status::stable);
  CHECK(r.certificate.residual <= r.certificate.residual_floor);
  CHECK(r.certificate.residual <= 1e-8);
  CHECK(r.certificate.min_eigenvalue > 0);
  CHECK_FALSE(r.sentence.empty());
  CHECK(r.assumptions.size() >= 3);
}

}  // namespace

TEST_CASE("the norms are those of the table in data") {
  const auto table = nlohmann::json::parse(std::ifstream(std::string(GUYWIRE_SOURCE_DIR) + "/data/anatomy/spinopelvic_norms.json"))["standing_adults"];
  const SpinopelvicNorms n;
  for (const auto& [key, norm] : {std::pair{"PI", n.pelvic_incidence}, {"PT", n.pelvic_tilt}, {"SS", n.sacral_slope}, {"LL_L1_S1", n.lordosis}}) {
    CAPTURE(key);
    const double mean = table[key][0], low = table[key][1], high = table[key][2];
    CHECK(norm.mean == Approx(mean * degree));
    CHECK(norm.deviation == Approx((high - low) / 2 * degree));
  }
}

TEST_CASE("clinical angles: identities, z-scores by hand, words") {
  const std::vector<double> theta(standing().structure().body_count, 0.0);
  const auto a = clinical_angles(standing(), theta);
  CHECK(a.pelvic_incidence == Approx(a.pelvic_tilt + a.sacral_slope));
  CHECK(a.lordosis_less_incidence == Approx(a.lordosis - a.pelvic_incidence));
  CHECK(a.sacral_slope_z == Approx((38.0 - 37.7) / 10).margin(3e-5));  // landmarks rounded to 0.1 micrometre on endplates of 35 mm: 1.6e-4 deg each
  CHECK(a.lordosis_z == Approx((50.5 - 54.6) / 12.5).margin(3e-5));
  CHECK(a.shape == LumbarShape::usual);
  CHECK(a.shape_for_incidence == LumbarShape::usual);
  // turning L1 alone changes lordosis by as much: 54.6 - 12.5 = 42.1 and 67.1 deg are the borders
  for (const auto& [lordosis, shape] : {std::pair{42.0, LumbarShape::flat}, {42.2, LumbarShape::usual}, {67.0, LumbarShape::usual}, {67.2, LumbarShape::hyperlordotic}}) {
    auto turned = theta;
    turned[standing().body("L1").index] = lordosis * degree - a.lordosis;
    CHECK(clinical_angles(standing(), turned).lordosis == Approx(lordosis * degree));
    CHECK(clinical_angles(standing(), turned).shape == shape);
  }
  // the bone: PI 40 and 65 deg [Boulay2006: below 44, above 62]
  const BodyMeasures own = measures_of(standing());
  const Model low = anthropometry(standing(), {40 * degree, own.mass, own.stature}), high = anthropometry(standing(), {65 * degree, own.mass, own.stature});
  CHECK(clinical_angles(low, theta).shape_for_incidence == LumbarShape::flat);
  CHECK(clinical_angles(high, theta).shape_for_incidence == LumbarShape::hyperlordotic);
  CHECK_THROWS_AS(clinical_angles(load("pelvis"), std::vector<double>(load("pelvis").structure().body_count, 0.0)), ModelError);
}

TEST_CASE("mirror: what solve finds") {
  const auto plain = mirror_test(standing()), tipped = mirror_test(with_length("iliopsoas", 0.9));
  check_certified(plain.report);
  check_certified(tipped.report);
  CHECK(plain.forward_tilt == Approx(0).margin(1e-8));
  CHECK(tipped.forward_tilt > 0);
  CHECK(tipped.angles.lordosis > plain.angles.lordosis);
  CHECK(tipped.angles.sacral_slope - plain.angles.sacral_slope == Approx(tipped.forward_tilt));
}

TEST_CASE("thomas: short hip flexors lift the thigh, control of the pelvis matters") {
  const auto plain = thomas_test(standing()), shorter = thomas_test(with_length("iliopsoas", 0.9)), longer = thomas_test(with_length("iliopsoas", 1.1));
  for (const auto* t : {&plain, &shorter, &longer}) {
    check_certified(t->report);
    CHECK(t->pelvis_tilt == Approx(10 * degree));
    CHECK(t->hip_extension == Approx(t->pelvis_tilt - t->thigh_to_horizontal));
  }
  CHECK(shorter.thigh_to_horizontal > plain.thigh_to_horizontal);
  CHECK(longer.thigh_to_horizontal < plain.thigh_to_horizontal);
  // rectus femoris crosses the knee: with the knee straight it is slacker, and the straight leg weighs more about the hip
  ThomasOptions straight;
  straight.knee_hangs = false;
  const auto extended = thomas_test(standing(), straight);
  check_certified(extended.report);
  CHECK(extended.knee_flexion == Approx(0).margin(1e-12));
  CHECK(plain.knee_flexion > 10 * degree);
  CHECK(extended.thigh_to_horizontal < plain.thigh_to_horizontal);
  CHECK(thomas_test(with_length("rectus_femoris", 0.9)).knee_flexion < plain.knee_flexion);  // it holds the shank up
  // let free, the pelvis is drawn forward, and the thigh falls though the hip extends no further
  ThomasOptions free;
  free.pelvis_held = false;
  const auto uncontrolled = thomas_test(standing(), free);
  check_certified(uncontrolled.report);
  CHECK(uncontrolled.pelvis_tilt < plain.pelvis_tilt);
  CHECK(uncontrolled.lordosis > plain.lordosis);
  CHECK(uncontrolled.thigh_to_horizontal < plain.thigh_to_horizontal);
  CHECK(uncontrolled.holding_moment == 0);
  CHECK(plain.holding_moment > 0);  // whoever holds it pushes it back
  REQUIRE(uncontrolled.report.iliopsoas);
  CHECK(uncontrolled.report.iliopsoas->beyond);
  CHECK(uncontrolled.report.iliopsoas->effect.has_value());
}

TEST_CASE("thomas: the leg's weight about the hip is what passive tissue carries") {
  // pelvis held, knee straight: weight of thigh and shank by hand against the passive moment of the same pose at tone 0
  ThomasOptions o;
  o.knee_hangs = false, o.posterior_tilt = 0;
  const auto t = thomas_test(standing(), o);
  check_certified(t.report);
  const ModelDescription& d = standing().description();
  const Body &thigh = d.bodies[standing().body("thigh").index], &shank = d.bodies[standing().body("shank").index];
  const double c = std::cos(t.thigh_to_horizontal), s = std::sin(t.thigh_to_horizontal);
  const auto across = [&](double x, double y) { return s * x + c * y; };  // towards the head of a point of the turned leg
  const double weight = 9.81 * (thigh.mass * across(thigh.com_x, thigh.com_y) + shank.mass * across(shank.hinge_x + shank.com_x, shank.hinge_y + shank.com_y));
  const auto passive = passive_hip_moment(standing(), t.thigh_to_horizontal, 0);
  CHECK(passive.muscles + passive.capsule == Approx(-weight).epsilon(1e-3));  // psoas also spans the lumbar spine, which lies otherwise here
}

TEST_CASE("straight-leg raise: hamstrings end it, the pelvis takes its share, a bent knee lets more") {
  const auto plain = straight_leg_raise_test(standing()), shorter = straight_leg_raise_test(with_length("hamstrings", 0.9)), longer = straight_leg_raise_test(with_length("hamstrings", 1.1));
  for (const auto* t : {&plain, &shorter, &longer}) {
    check_certified(t->report);
    CHECK(t->moment == Approx(30));
    CHECK(t->pelvis_share == Approx(t->pelvis_roll / t->leg_angle));
    CHECK(t->pelvis_roll > 0);
    CHECK(t->pelvis_share < 1);
  }
  CHECK(shorter.leg_angle < plain.leg_angle);
  CHECK(longer.leg_angle > plain.leg_angle);
  StraightLegRaiseOptions bent, held, harder;
  bent.knee_flexion = 30 * degree, held.pelvis_held = true, harder.passive_moment = 45;
  CHECK(straight_leg_raise_test(standing(), bent).leg_angle > plain.leg_angle);
  CHECK(straight_leg_raise_test(standing(), harder).leg_angle > plain.leg_angle);
  const auto fixed = straight_leg_raise_test(standing(), held);
  CHECK(fixed.leg_angle < plain.leg_angle);
  CHECK(fixed.pelvis_roll == Approx(0).margin(1e-12));
  // with the pelvis as in standing the passive moment of that pose, less the little that psoas gains from the spine's rest, is the one asked for
  const auto passive = passive_hip_moment(standing(), fixed.hip_flexion, 0);
  CHECK(-(passive.muscles + passive.capsule) == Approx(30).epsilon(0.02));
  // an end that is never reached is said
  StraightLegRaiseOptions far;
  far.passive_moment = 200, far.greatest = 40 * degree;
  const auto never = straight_leg_raise_test(standing(), far);
  CHECK(never.report.status == Status::not_run);
  CHECK(never.report.sentence.find("not reached") != std::string::npos);
}

TEST_CASE("toe touch: bending further asks more") {
  const auto upright = toe_touch_test(standing(), {.inclination = 0}), slight = toe_touch_test(standing(), {.inclination = 20 * degree}), bent = toe_touch_test(standing());
  for (const auto* t : {&upright, &slight, &bent}) check_certified(t->report);
  CHECK(upright.largest_tone < slight.largest_tone);
  CHECK(slight.erector_tension < bent.erector_tension);
  CHECK(slight.L45_compression < bent.L45_compression);
  CHECK(upright.L45_compression < slight.L45_compression);
  CHECK(bent.hip_flexion == Approx(26.5 * degree));
  CHECK(bent.lumbar_flexion == Approx(26.5 * degree));
  CHECK(bent.L45_pressure == Approx(0.5e6 * bent.L45_compression / bent.standing_compression));
  CHECK_THROWS_AS(toe_touch_test(standing(), {.inclination = 90 * degree}), ModelError);
  // too weak a back is said
  const auto weak = toe_touch_test(adjust(standing(), "erector_spinae", {.strength = 0.1}));
  CHECK(weak.report.status == Status::not_run);
  CHECK(weak.report.sentence.find("cannot hold") != std::string::npos);
}

TEST_CASE("sitting: the shipped body rolls out of its range, and says so") {
  const auto t = sitting_test(standing());
  CHECK(t.report.status == Status::runaway);
  CHECK(t.report.sentence.find("cannot sit") != std::string::npos);
  CHECK(t.report.sentence.find("'pelvis'") != std::string::npos);
  CHECK(nlohmann::json::parse(test_json(t))["numbers"]["posterior_tilt_deg"].is_null());
  // in a wider range it rests; the trunk's weight, behind the hips and on no seat, is a part of what rolls it back
  const auto wide = [](double weight) {
    ModelBuilder b(standing());
    for (Body& body : b.description.bodies)
      if (body.name != "thigh" && body.name != "shank") body.angle_lower = -2, body.angle_upper = 2, body.mass *= weight;
    return sitting_test(b.build());
  };
  const auto heavy = wide(1), light = wide(0.01);
  for (const auto* s : {&heavy, &light}) {
    check_certified(s->report);
    CHECK(s->posterior_tilt > 0);
    CHECK(s->lordosis_change < 0);
    CHECK(s->angles.pelvic_incidence == Approx(s->angles.pelvic_tilt + s->angles.sacral_slope));
  }
  CHECK(light.posterior_tilt < heavy.posterior_tilt);
  CHECK(light.report.iliopsoas->beyond);
}

TEST_CASE("reports: text and JSON say the same") {
  const auto t = thomas_test(standing());
  const auto j = nlohmann::json::parse(test_json(t));
  CHECK(j["test"] == "thomas");
  CHECK(j["status"] == "stable");
  CHECK(j["numbers"]["thigh_to_horizontal_deg"].get<double>() == Approx(t.thigh_to_horizontal / degree));
  CHECK(j["assumptions"].size() == t.report.assumptions.size());
  const std::string text = test_text(t);
  CHECK(text.find(t.report.sentence) != std::string::npos);
  CHECK(text.find("Assumed:") != std::string::npos);
  CHECK(text.find("no diagnosis") != std::string::npos);
}

TEST_CASE("bodies and options that do not fit are refused") {
  CHECK_THROWS_AS(thomas_test(load("bridge")), ModelError);
  CHECK_THROWS_AS(thomas_test(with_legs(standing(), {})), ModelError);
  CHECK_THROWS_AS(thomas_test(standing(), {.posterior_tilt = 2}), ModelError);
  CHECK_THROWS_AS(straight_leg_raise_test(standing(), {.passive_moment = -5}), ModelError);
  CHECK_THROWS_AS(sitting_test(standing(), {.tone = 2}), ModelError);
}
