// Verdicts follow from numbers, and the numbers are those of solving by hand.
#include "guywire/study/claims.hpp"

#include <tuple>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/mechanics/posture_angles.hpp"
#include "guywire/report/claims.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "guywire/statics/quantity.hpp"
#include "guywire/statics/recruitment.hpp"
#include "guywire/study/prescription.hpp"
#include "guywire/study/standing.hpp"

using namespace guywire;

namespace {

constexpr double per_degree = 57.29577951308232;

const Claim& of(const std::vector<Claim>& list, const std::string& id) {
  for (const Claim& c : list)
    if (c.id == id) return c;
  FAIL("no claim " << id);
  return list.front();
}

double number(const Claim& c, const std::string& name) {
  for (const ClaimNumber& n : c.numbers)
    if (n.name == name) return n.value;
  FAIL("claim " << c.id << " has no number '" << name << "'");
  return 0;
}

double before(const Claim& c, const std::string& name) {
  for (const ClaimNumber& n : c.numbers)
    if (n.name == name) return n.before.value();
  FAIL("claim " << c.id << " has no number '" << name << "'");
  return 0;
}

PostureAngles angles(const Model& m) {
  const auto o = solve(m);
  REQUIRE(o.status == Status::stable);
  return posture_angles(m, o.last().angles);
}

}  // namespace

TEST_CASE("the claims' numbers are those of solving by hand") {
  const Model bridge = load("bridge"), body = load("standing_adult");
  const auto list = claims(bridge, body);
  REQUIRE(list.size() == 18);
  const PostureAngles rest = angles(body);
  const auto tilt = [&](const Model& m, const Model& from) {
    return (angles(m).anterior_tilt_change - angles(from).anterior_tilt_change) * per_degree;
  };
  CHECK(number(of(list, "a"), "least tension met") >= 0);
  CHECK(number(of(list, "b"), "tilt when they are 3 % shorter, + forward") ==
        Approx(tilt(adjust(bridge, "front", {.length = 0.97}), bridge)).epsilon(1e-9));
  CHECK(number(of(list, "f"), "iliopsoas 5 % shorter: tilt, + forward") ==
        Approx(tilt(adjust(body, "iliopsoas", {.length = 0.95}), body)).epsilon(1e-9));
  CHECK(number(of(list, "f"), "iliopsoas 10 % shorter: lordosis") ==
        Approx((*angles(adjust(body, "iliopsoas", {.length = 0.9})).lordosis - *rest.lordosis) *
               per_degree)
            .epsilon(1e-9));
  CHECK(number(of(list, "g"), "5 % shorter: lordosis") ==
        Approx((*angles(adjust(body, "hamstrings", {.length = 0.95})).lordosis - *rest.lordosis) *
               per_degree)
            .epsilon(1e-9));
  for (const char* group : {"hamstrings", "gluteals", "erector_spinae"})
    CHECK(number(of(list, "j"), std::string(group) + " 5 % shorter: tilt, + forward") ==
          Approx(tilt(adjust(body, group, {.length = 0.95}), body)).epsilon(1e-9));
  const Model tipped = adjust(body, "iliopsoas", {.length = 0.9});
  CHECK(number(of(list, "o"), "strength x 1.3: tilt, + forward") ==
        Approx(tilt(adjust(tipped, "abdominals", {.strength = 1.3}), tipped)).epsilon(1e-9));
  CHECK(number(of(list, "m"), "5 % longer: tilt, + forward") ==
        Approx(tilt(adjust(body, "hamstrings", {.length = 1.05}), body)).epsilon(1e-9));
  CHECK(number(of(list, "n"), "iliopsoas 5 % longer: tilt, + forward") ==
        Approx(tilt(adjust(body, "iliopsoas", {.length = 0.95}), tipped)).epsilon(1e-9));
  CHECK(number(of(list, "n"), "hamstrings 5 % longer: tilt, + forward") ==
        Approx(tilt(adjust(tipped, "hamstrings", {.length = 1.05}), tipped)).epsilon(1e-9));
  const auto stretched = compare_stretches(tipped, {"iliopsoas"});
  CHECK(number(of(list, "n"), "iliopsoas 5 mm longer: tilt, + forward") ==
        Approx(stretched[0].equal_length.tilt * per_degree).epsilon(1e-9));
  const auto load = [&](const Model& m, const char* name) {
    return value_of(quantity(m, name), m, solve(m).value());
  };
  CHECK(number(of(list, "i"), "shear under L5") == Approx(load(tipped, "L5.shear")).epsilon(1e-9));
  CHECK(before(of(list, "i"), "compression under L3") ==
        Approx(load(body, "L3.compression")).epsilon(1e-9));
  const auto tension = [&](const Model& m) {
    double sum = 0;
    const auto o = solve(m);
    for (const CableId id : m.cables("hamstrings"))
      sum += 2 * o.last().tensions[id.index];
    return sum;
  };
  CHECK(number(of(list, "k"), "tension of the hamstrings, tone held") ==
        Approx(tension(tipped)).epsilon(1e-9));
  for (const std::string& part : body.description().partition) {
    const std::string tensions = part + ".tension";
    const double less = load(body, tensions.c_str()), more = load(tipped, tensions.c_str());
    if (std::max(less, more) < 1) continue;
    CHECK(number(of(list, "e"), "body: " + part) == Approx(more).epsilon(1e-9));
    CHECK(before(of(list, "e"), "body: " + part) == Approx(less).epsilon(1e-9));
  }
  CHECK(number(of(list, "e"), "bridge: front") ==
        Approx(load(adjust(bridge, "front", {.length = 0.97}), "front.tension")).epsilon(1e-9));
  const auto force = [&](const Model& m) {
    return std::hypot(load(m, "L5.force_x"), load(m, "L5.force_y"));
  };
  CHECK(number(of(list, "e"), "body: force at the L5/S1 joint") ==
        Approx(force(tipped)).epsilon(1e-9));
  CHECK(before(of(list, "e"), "body: force at the L5/S1 joint") ==
        Approx(force(body)).epsilon(1e-9));
  const auto lordosis = [&](const Model& m) { return load(m, "lordosis") * per_degree; };
  const Model flat = adjust(body, "hamstrings", {.length = 0.9});
  const Model stronger =
      adjust(adjust(flat, "iliopsoas", {.strength = 1.3}), "rectus_femoris", {.strength = 1.3});
  CHECK(number(of(list, "h"), "flatter, strength x 1.3: lordosis changes by") ==
        Approx(lordosis(stronger) - lordosis(flat)).epsilon(1e-9));
  const Model shorter =
      adjust(adjust(body, "iliopsoas", {.length = 0.855}), "rectus_femoris", {.length = 0.95});
  CHECK(number(of(list, "h"), "deeper, 5 % shorter: lordosis changes by") ==
        Approx(lordosis(shorter) - lordosis(tipped)).epsilon(1e-9));
  CHECK(number(of(list, "o"), "twice the tone: tilt, + forward") ==
        Approx(tilt(adjust(tipped, "abdominals", {.strength = 2}), tipped)).epsilon(1e-9));
  // turning points: the stated change does what is said
  CHECK(load(adjust(bridge, "front", {.length = 1.074}), "front.tension") > 0);  // "7.5 % longer"
  CHECK(load(adjust(bridge, "front", {.length = 1.076}), "front.tension") == 0);
  CHECK(of(list, "b").turns.find("7.5 %") != std::string::npos);
  CHECK(std::abs(tilt(adjust(body, "iliopsoas", {.length = 1 - 0.072}), body) - 5) <
        0.05);  // "5 degrees take 7.2 %"
  CHECK(of(list, "f").turns.find("7.2 %") != std::string::npos);
  // effort: recruited in the posture itself
  CHECK(before(of(list, "l"), "effort") == Approx(recruit(body).effort).epsilon(1e-9));
  const Recruitment in_tip = recruit(tipped, {}, {solve(tipped).last().coordinates});
  CHECK(number(of(list, "l"), "effort") == Approx(in_tip.effort).epsilon(1e-9));
  double tone = 0;
  for (const CableId id : body.cables("erector_spinae"))
    tone += 100 * in_tip.activations[id.index] /
            static_cast<double>(body.cables("erector_spinae").size());
  CHECK(number(of(list, "l"), "mean tone of erector spinae") == Approx(tone).epsilon(1e-9));
  const Posture held = solve(tipped).value();
  double supplied = 0;
  for (std::size_t k = 0; k < tipped.description().constraints.size(); ++k)
    if (tipped.description().constraints[k].paid_by_muscles) supplied += held.holding[k];
  CHECK(number(of(list, "l"),
               "moment supplied to the thorax from outside while tone is held, + back") ==
        Approx(supplied).epsilon(1e-9));
  // tone recruited anew for the old posture keeps it: the body with that tone rests where it stood
  for (const auto& [id, changed, effort] :
       {std::tuple{"f", adjust(body, "iliopsoas", {.length = 0.95}),
                   "effort of holding the old posture, iliopsoas 5 % shorter"},
        {"g", adjust(body, "hamstrings", {.length = 0.95}),
         "effort of holding the old posture, hamstrings 5 % shorter"},
        {"m", adjust(body, "hamstrings", {.length = 1.05}),
         "effort of holding the old posture, hamstrings 5 % longer"},
        {"k", tipped, "effort of holding the old posture, iliopsoas 10 % shorter"}}) {
    const Recruitment r = recruit(changed);
    CHECK(number(of(list, id), effort) == Approx(r.effort).epsilon(1e-9));
    CHECK(std::abs(tilt(with_recruitment(changed, r), body)) < 1e-6);
  }
  // every number of "how sure" is that of its body
  const auto bodies = body_variants(body);
  for (const ClaimRange& r : of(list, "f").ranges) {
    REQUIRE(r.values.size() == bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const Model& v = bodies[i].model;
      CHECK(r.values[i].body == bodies[i].name);
      if (solve(v).status != Status::stable) {
        CHECK(std::isnan(r.values[i].value));
        continue;
      }
      const Model shortened = adjust(v, "iliopsoas", {.length = 0.95});
      const double change = r.name.starts_with("tilt")
                                ? tilt(shortened, v)
                                : (*angles(shortened).lordosis - *angles(v).lordosis) * per_degree;
      CHECK(r.values[i].value == Approx(change).epsilon(1e-9));
      CHECK(r.values[i].holds == (change > 0.5));
    }
  }
  // the slack of the lower rear bunch: its free length less its path, at the frame's own rest with
  // it slack
  const Model loose = adjust(bridge, "rear_lower", {.length = 1.1});
  const auto rested = solve(loose).value();
  double least = 1e9;
  for (const CableId id : loose.cables("rear_lower"))
    least = std::min(least,
                     1.1 * std::get<Linear>(loose.description().cables[id.index].law).slack_length -
                         rested.lengths[id.index]);
  CHECK(number(of(list, "c"), "lower bunch: pull that takes up its slack") ==
        Approx(1000 * least)
            .epsilon(0.02));  // pulled along the upright cable, which the tipped one is not quite
}

TEST_CASE("verdicts are computed: other bodies get other verdicts") {
  const Model bridge = load("bridge"), body = load("standing_adult");
  const auto own = claims(bridge, body);
  CHECK(of(own, "a").verdict == Verdict::by_assumption);
  CHECK(of(own, "p").verdict == Verdict::not_testable);
  // a bridge whose front cables are slack: they pitch nothing
  CHECK(of(own, "b").verdict == Verdict::supported);
  CHECK(of(own, "j").verdict == Verdict::not_supported);
  CHECK(of(own, "f").verdict == Verdict::only_when);  // tone recruited anew keeps the posture
  CHECK(of(own, "g").verdict == Verdict::supported);  // and keeps the lordosis from growing, too
  // a body whose iliopsoas has neither tone nor passive force
  ModelBuilder b(body);
  for (const CableId id : body.cables("iliopsoas"))
    std::get<Hill>(b.description.cables[id.index].law).max_isometric_force *= 1e-3;
  const auto weak = claims(bridge, fit_standing(b.build()).model);
  CHECK(of(weak, "f").verdict == Verdict::not_supported);
  CHECK(of(weak, "k").verdict == Verdict::not_supported);
}

TEST_CASE("the report says every claim with its verdict") {
  const auto list = claims(load("bridge"), load("standing_adult"));
  const std::string text = claims_text(list), json = claims_json(list), svg = claims_svg(list);
  for (const Claim& c : list) {
    CHECK(text.find("\n" + c.id + ". " + c.statement) != std::string::npos);
    CHECK(json.find(c.rule.substr(0, 20)) != std::string::npos);
    CHECK(!c.rule.empty());
    CHECK(!c.finding.empty());
    for (const ClaimRange& r : c.ranges)
      CHECK(r.values.size() == body_variants(load("standing_adult")).size());
  }
  CHECK(svg.find("not supported") != std::string::npos);
}
