// Prescriptions: hand-derived on a frame with two cables, re-solved on the standing body.
#include "guywire/posture/prescription.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "guywire/statics/recruitment.hpp"

using namespace guywire;

namespace {

// A massless mast of 1 m on a pin between two linear cables. At angle theta its balance is linear
// in both length knobs: sum k (l - s L) dl/dtheta = 0, so reaching theta asks for a.x = b, x the
// changes of s.
constexpr double k[] = {900, 400}, anchor_x[] = {1.0, -0.8}, slack[] = {1.2, 1.1}, theta = 0.05;

Model mast() {
  return ModelBuilder("mast")
      .gravity(0, 0)
      .add(Body{.name = "mast"})
      .add(Cable{.name = "front",
                 .law = Linear{k[0], slack[0]},
                 .path = {at("ground", anchor_x[0], 0), at("mast", 0, 1)}})
      .add(Cable{.name = "rear",
                 .law = Linear{k[1], slack[1]},
                 .path = {at("ground", anchor_x[1], 0), at("mast", 0, 1)}})
      .build();
}

/// a and b of a.x = b at theta.
void by_hand(double a[2], double& b) {
  b = 0;
  const double px = -std::sin(theta), py = std::cos(theta);
  for (int i = 0; i < 2; ++i) {
    const double dx = px - anchor_x[i], dy = py, l = std::hypot(dx, dy),
                 slope = (dx * -py + dy * px) / l;
    a[i] = k[i] * slack[i] * slope;
    b += k[i] * (l - slack[i]) * slope;
  }
}

double tilt_of(const Model& m) {
  const auto o = solve(m);
  REQUIRE(o.status == Status::stable);
  return value_of(quantity(m, "anterior_tilt_change"), m, o.value());
}

const Model& short_flexors() {
  static const Model m = adjust(load("standing_adult"), "iliopsoas", {.length = 0.9});
  return m;
}

std::string what(const std::function<void()>& f) {
  try {
    f();
  } catch (const ModelError& e) {
    return e.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("least change of a mast between two cables is the hand-derived one") {
  double a[2], b;
  by_hand(a, b);
  const double square = a[0] * a[0] + a[1] * a[1];
  const Model m = mast();
  const std::vector<Target> targets{{quantity(m, "mast.angle"), theta}};
  const auto solved = [&](const Prescription& p) {
    return solve(with_change(m, p.box, p.least)).value().angles[0];
  };

  const auto p = prescribe(
      m, targets, {allowed(m, "front.length", 0.5, 1.5), allowed(m, "rear.length", 0.5, 1.5)});
  REQUIRE(p.least.reached);
  for (int i = 0; i < 2; ++i)
    CHECK(std::abs(p.least.changes[i] - a[i] * b / square) <= 1e-8);
  CHECK(std::abs(p.least.size - std::abs(b) / std::sqrt(square) / 0.05) <= 1e-7);
  CHECK(std::abs(solved(p) - theta) <= 1e-8);
  CHECK(p.least.from_reference);
  // each alone: x = b / a; the better is that of larger |a|
  REQUIRE(p.singles.size() == 2);
  const int best = std::abs(a[0]) > std::abs(a[1]) ? 0 : 1;
  for (int rank = 0; rank < 2; ++rank) {
    const int i = rank == 0 ? best : 1 - best;
    CHECK(p.singles[rank].reached);
    CHECK(std::abs(p.singles[rank].changes[i] - b / a[i]) <= 1e-8);
    CHECK(p.singles[rank].changes[1 - i] == 0);
  }

  SECTION("a bound on one: the other pays the rest") {
    const double bound = 0.4 * a[0] * b / square;
    REQUIRE(bound != 0);
    const double low = std::min(bound, 0.0), high = std::max(bound, 0.0);
    const auto r = prescribe(
        m, targets,
        {allowed(m, "front.length", 1 + low, 1 + high), allowed(m, "rear.length", 0.6, 1.4)});
    REQUIRE(r.least.reached);
    CHECK(std::abs(r.least.changes[0] - bound) <= 1e-12);
    CHECK(std::abs(r.least.changes[1] - (b - a[0] * bound) / a[1]) <= 1e-8);
  }
  SECTION("bounds too narrow: the nearest corner, and who stops it") {
    const double half =
        0.25 * std::abs(b) /
        (std::abs(a[0]) + std::abs(a[1]));  // a quarter of what both would have to give
    const auto q = prescribe(m, targets,
                             {allowed(m, "front.length", 1 - half, 1 + half),
                              allowed(m, "rear.length", 1 - half, 1 + half)});
    CHECK_FALSE(q.least.reached);
    for (int i = 0; i < 2; ++i)
      CHECK(std::abs(q.least.changes[i] - (a[i] * b > 0 ? half : -half)) <= 1e-12);
    CHECK(q.least.stopped_by == std::vector<std::string>{"front.length", "rear.length"});
    double nearest = 1e9;  // brute force over the box
    for (int i = -8; i <= 8; ++i)
      for (int j = -8; j <= 8; ++j) {
        auto numbers = m.numbers();
        set_value(parameter(m, "front.length"), 1 + half * i / 8, numbers);
        set_value(parameter(m, "rear.length"), 1 + half * j / 8, numbers);
        nearest =
            std::min(nearest, std::abs(solve(with_numbers(m, numbers)).value().angles[0] - theta));
      }
    CHECK(std::abs(q.least.miss - nearest) <= 1e-10);
    const std::vector<std::string> stopped{"front.length", "rear.length"};
    CHECK(q.why == Facts{Fact("prescription.not_reached"),
                         Fact("prescription.bounds", {{"names", stopped}})});
  }
  SECTION("two targets, two knobs: one answer") {
    // the posture theta with the front cable at 50 N; the rear's tension follows from the balance
    const double px = -std::sin(theta), py = std::cos(theta), l0 = std::hypot(px - anchor_x[0], py),
                 l1 = std::hypot(px - anchor_x[1], py);
    const double slope[2] = {a[0] / (k[0] * slack[0]), a[1] / (k[1] * slack[1])},
                 rear = -50 * slope[0] / slope[1];
    const auto q =
        prescribe(m, {targets[0], {quantity(m, "front.tension"), 50}},
                  {allowed(m, "front.length", 0.6, 1.4), allowed(m, "rear.length", 0.6, 1.4)});
    REQUIRE(q.least.reached);
    CHECK(std::abs(1 + q.least.changes[0] - (l0 - 50 / k[0]) / slack[0]) <= 1e-8);
    CHECK(std::abs(1 + q.least.changes[1] - (l1 - rear / k[1]) / slack[1]) <= 1e-8);
    CHECK(q.singles.empty());
  }
}

TEST_CASE("short hip flexors: the prescribed body stands at its target") {
  const Model& m = short_flexors();
  const auto box = length_knobs(m);
  const auto p = prescribe(m, {{quantity(m, "anterior_tilt_change"), 0}}, box);
  REQUIRE(p.least.reached);
  CHECK(p.start_values[0] > 5 * degree);
  CHECK(std::abs(tilt_of(with_change(m, box, p.least))) <= 1e-8);
  for (std::size_t i = 0; i < box.size(); ++i) {
    CHECK(p.least.changes[i] >= p.lower_change[i]);
    CHECK(p.least.changes[i] <= p.upper_change[i]);
  }
  // least: weight x change is along the gradient of the tilt (central differences by solving),
  // every bound being free
  const Model changed = with_change(m, box, p.least);
  double ratio[3];
  int at = 0;
  for (const char* group : {"iliopsoas", "hamstrings", "abdominals"}) {
    const Parameter knob = parameter(changed, std::string(group) + ".length");
    const auto moved = [&](double by) {
      auto numbers = changed.numbers();
      for (const int n : knob.numbers)
        numbers[n] += by;
      return tilt_of(with_numbers(changed, numbers));
    };
    double change = 0;
    for (std::size_t i = 0; i < box.size(); ++i)
      if (box[i].parameter.name == knob.name) change = p.least.changes[i];
    ratio[at++] = change / ((moved(1e-4) - moved(-1e-4)) / 2e-4);
  }
  CHECK(std::abs(ratio[1] / ratio[0] - 1) <= 1e-4);
  CHECK(std::abs(ratio[2] / ratio[0] - 1) <= 1e-4);
  // undoing what was done is the best single change, and exact
  REQUIRE(!p.singles.empty());
  REQUIRE(p.singles[0].reached);
  CHECK(std::abs(p.singles[0].changes[0] - 0.1) <= 1e-7);
  CHECK(p.singles[0].size >= p.least.size);
  for (const Change& c : p.fewer) {
    CHECK(c.size >= p.least.size * (1 - 1e-9));  // fewer parameters cannot do it with less
    CHECK(std::abs(tilt_of(with_change(m, box, c))) <= 1e-8);
  }
}

TEST_CASE("single changes are ranked as brute force ranks them") {
  const Model& m = short_flexors();
  std::vector<Allowed> box{allowed(m, "hamstrings.length", 0.6, 1.1),
                           allowed(m, "gluteals.length", 0.6, 1.1), allowed(m, "iliopsoas.length")};
  const double target = 4 * degree;
  const auto p = prescribe(m, {{quantity(m, "anterior_tilt_change"), target}}, box);
  std::vector<std::pair<double, std::string>> expected;
  for (const Allowed& a : box) {
    const double sign = a.parameter.name == "iliopsoas.length" ? 1 : -1;
    double low = 0, high = 0.1;
    for (int i = 0; i < 45; ++i) {  // bisection: the tilt falls with the change
      const double mid = 0.5 * (low + high);
      auto numbers = m.numbers();
      for (const int n : a.parameter.numbers)
        numbers[n] += sign * mid;
      (tilt_of(with_numbers(m, numbers)) > target ? low : high) = mid;
    }
    expected.emplace_back(low, a.parameter.name);
  }
  std::sort(expected.begin(), expected.end());
  REQUIRE(p.singles.size() == 3);
  for (int rank = 0; rank < 3; ++rank) {
    CHECK(p.singles[rank].reached);
    for (std::size_t i = 0; i < box.size(); ++i)
      CHECK(std::abs(std::abs(p.singles[rank].changes[i]) -
                     (box[i].parameter.name == expected[rank].second ? expected[rank].first : 0)) <=
            1e-9);
  }
}

TEST_CASE("nothing to do, and no body to start from") {
  const Model m = load("standing_adult");
  const auto p = prescribe(m, {{quantity(m, "anterior_tilt_change"), 0}}, length_knobs(m));
  CHECK(p.least.reached);
  CHECK(p.least.size <= 1e-6);
  CHECK(has_fact(p.why, p.least.size == 0 ? "prescription.already" : "prescription.found"));
  const Model falls = without_constraint(m, "thorax_upright");
  const auto q =
      prescribe(falls, {{quantity(falls, "anterior_tilt_change"), 0}}, length_knobs(falls));
  CHECK_FALSE(q.least.reached);
  CHECK_FALSE(is_equilibrium(q.start.status));
  CHECK(q.why == Facts{{"prescription.no_start", {{"why", q.start.why}}}});
}

TEST_CASE("stretches in three currencies") {
  const Model m = load("standing_adult");
  const StretchOptions o;
  const auto rows = compare_stretches(m, {"iliopsoas", "hamstrings", "erector_spinae"}, o);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].limits_extension);
  CHECK(rows[1].limits_flexion);
  for (const auto& row : rows) {
    CHECK(std::abs(row.equal_fibre.fibre - o.fibre) <= 1e-12);
    CHECK(std::abs(row.equal_length.length - o.length) <= 1e-12);
    CHECK(std::abs(row.equal_fibre.tilt - tilt_of(adjust(m, row.group, {.length = 1 + o.fibre}))) <=
          1e-9);
  }
  for (int i = 0; i < 2; ++i)
    CHECK(std::abs(rows[i].equal_hip_range.hip_range - o.hip_range) <= 1e-8);
  // an independent look at the hamstrings: the moment at the two angles
  const Model longer = adjust(m, "hamstrings", {.length = 1 + rows[1].equal_hip_range.fibre});
  double h = 0;
  const auto total = [](const Model& body, double at) {
    const auto p = passive_hip_moment(body, at, 0);
    return p.muscles + p.capsule;
  };
  while (total(m, h) > o.flexion_moment)
    h += 1e-4;
  CHECK(total(longer, h + o.hip_range) - o.flexion_moment >= -0.05);
  CHECK(total(longer, h + o.hip_range - 2e-3) - o.flexion_moment > 0);
  CHECK(total(longer, h + o.hip_range + 2e-3) - o.flexion_moment < 0);
  CHECK(std::isnan(rows[2].equal_hip_range.tilt));
  CHECK(rows[0].equal_fibre.outcome == StretchOutcome::solved);
  CHECK(rows[2].equal_hip_range.outcome == StretchOutcome::not_limiting);
  const auto bridge = compare_stretches(load("bridge"), {"front"});
  CHECK(std::isnan(bridge[0].equal_hip_range.tilt));
  CHECK(bridge[0].equal_hip_range.outcome == StretchOutcome::no_legs);
  const Model long_psoas = adjust(m, "iliopsoas", {.length = 1.46});
  const auto beyond = compare_stretches(long_psoas, {"iliopsoas", "hamstrings"});
  CHECK(beyond[0].equal_fibre.outcome == StretchOutcome::knob_range);
  CHECK(std::isnan(beyond[0].equal_fibre.tilt));
  CHECK(beyond[0].equal_hip_range.outcome == StretchOutcome::other_tissue);
  CHECK(beyond[1].equal_fibre.outcome == StretchOutcome::solved);
  const auto falling = compare_stretches(without_constraint(m, "thorax_upright"), {"hamstrings"});
  CHECK(falling[0].equal_fibre.outcome == StretchOutcome::no_equilibrium);
  CHECK_FALSE(falling[0].equal_fibre.why.empty());
  CHECK_THROWS_AS(compare_stretches(m, {"hamstring_s"}), ModelError);
}

TEST_CASE("numbers go back into a model") {
  for (const char* name : {"standing_adult", "pelvis", "bridge"}) {
    const Model m = load(name);
    CHECK(with_numbers(m, m.numbers()) == m);
    auto numbers = m.numbers();
    const std::string group = m.description().cables[0].name;
    set_value(parameter(m, group + ".length"), 1.05, numbers);
    CHECK(with_numbers(m, numbers) == adjust(m, group, {.length = 1.05}));
  }
  CHECK_THROWS_AS(with_numbers(load("bridge"), std::vector<double>(3)), ModelError);
}

TEST_CASE("what cannot be prescribed is refused in words") {
  const Model m = load("standing_adult");
  using Catch::Matchers::ContainsSubstring;
  const Target upright{quantity(m, "anterior_tilt_change"), 0};
  CHECK_THAT(what([&] { prescribe(m, {}, length_knobs(m)); }), ContainsSubstring("has no target"));
  CHECK_THAT(what([&] { prescribe(m, {upright}, {}); }),
             ContainsSubstring("nothing that may change"));
  CHECK_THAT(what([&] {
               prescribe(m, {{quantity(m, "pelvic_incidence"), 1}}, length_knobs(m));
             }),
             ContainsSubstring("bone's own shape"));
  CHECK_THAT(
      what([&] {
        prescribe(m, {upright}, {allowed(m, "psoas.length"), allowed(m, "iliopsoas.length")});
      }),
      ContainsSubstring("Allow one of them"));
  CHECK_THAT(what([&] { allowed(m, "thorax.mass_kg"); }), ContainsSubstring("no default bounds"));
  CHECK_THAT(what([&] { allowed(m, "hamstrings.length", 1.1, 0.9); }),
             ContainsSubstring("which is no range"));
  CHECK_THAT(what([&] { allowed(m, "hamstrings.length", 0.1, 1.1); }),
             ContainsSubstring("admissible is 0.5 to 1.5"));
  CHECK_THAT(what([&] { allowed(m, "hamstrings.length", 1.05, 1.1); }),
             ContainsSubstring("exclude the present value 1"));
  CHECK_THAT(what([&] { allowed(m, "hamstring.length"); }),
             ContainsSubstring("Did you mean 'hamstrings'?"));
}
