// Two laws that guywire does not have, on models that hold them: solve, batch, proved equilibria,
// recruitment, JSON, schema and names. What is right is computed here by hand.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/io/setting.hpp"
#include "guywire/testing/cable_law_contract.hpp"
#include "guywire/testing/joint_law_contract.hpp"

using namespace guywire;
using Quadratic = BasicQuadratic<double>;
using PlayJoint = BasicPlayJoint<double>;

namespace {

int wrong = 0;
void expect(bool right, const std::string& what) {
  if (right) return;
  ++wrong;
  std::printf("WRONG: %s\n", what.c_str());
}
void expect_near(double x, double expected, double tolerance, const std::string& what) {
  expect(std::abs(x - expected) <= tolerance,
         what + " is " + to_text(x) + ", not " + to_text(expected));
}
void expect_kept(const testing::Violations& broken, const std::string& what) {
  for (const std::string& v : broken)
    expect(false, what + ": " + v);
}

constexpr double mass = 40, com = 2, gravity = 9.81;
constexpr Quadratic front_law{
    .coefficient = 6e4, .active_stiffness = 2e3, .slack_length = 1.2, .activation = 0.1};
constexpr Linear rear_law{.stiffness = 2e4, .slack_length = 4.4};
constexpr PlayJoint foot_law{.stiffness = 300, .neutral_angle = 0.02, .play = 0.05};

Model mast() {
  return ModelBuilder("mast")
      .add(Body{.name = "mast", .mass = mass, .com_y = com})
      .add(Joint{.name = "foot", .body = "mast", .law = foot_law})
      .add(Cable{.name = "front",
                 .law = front_law,
                 .path = {at("ground", 1.5, 3.9), at("mast", 0.1, 3.8)}})
      .add(Cable{.name = "rear",
                 .law = rear_law,
                 .path = {at("ground", -3.2, 0.6), at("mast", -0.1, 3.7)}})
      .build();
}

/// Length of a straight cable from a fixed point to a point of the mast, and its derivative by the
/// angle.
struct Stay {
  double x, y, on_x, on_y;
  double length(double a) const { return std::hypot(px(a) - x, py(a) - y); }
  double slope(double a) const { return ((px(a) - x) * -py(a) + (py(a) - y) * px(a)) / length(a); }
  double px(double a) const { return std::cos(a) * on_x - std::sin(a) * on_y; }
  double py(double a) const { return std::sin(a) * on_x + std::cos(a) * on_y; }
};
constexpr Stay front{1.5, 3.9, 0.1, 3.8}, rear{-3.2, 0.6, -0.1, 3.7};

double front_tension(double length, double tone) {
  const double x = std::max(0.0, length - front_law.slack_length);
  return front_law.coefficient * x * x + front_law.active_stiffness * tone * x;
}
/// dV/d(angle) [N m].
double moment(double a, double tone = front_law.activation) {
  const double d = a - foot_law.neutral_angle;
  const double beyond = std::copysign(std::max(0.0, std::abs(d) - foot_law.play), d);
  const double pulled =
      front_tension(front.length(a), tone) * front.slope(a) +
      rear_law.stiffness * std::max(0.0, rear.length(a) - rear_law.slack_length) * rear.slope(a);
  return pulled + foot_law.stiffness * beyond - mass * gravity * com * std::sin(a);
}
double root(double low, double high, double tone = front_law.activation) {
  const bool rises = moment(high, tone) > 0;
  for (int i = 0; i < 200; ++i) {
    const double half = (low + high) / 2;
    ((moment(half, tone) > 0) == rises ? high : low) = half;
  }
  return low;
}

void contracts() {
  for (const double tone : {0.0, 0.4})
    for (const double length : {0.8, 1.0})
      expect_kept(testing::check_cable_law(front_law, {length, 2, 0.5, tone}, 0, 3), "quadratic");
  expect_kept(testing::check_joint_law(foot_law), "play");
}

void equilibria() {
  const Model m = mast();
  EquilibriaOptions options;
  const Equilibria all = all_equilibria(m, options);
  expect(all.verified, "the list of equilibria is proved: " + to_string(all.why));
  std::vector<double> by_hand;
  constexpr int cells = 20000;
  const double from = all.box[0].lower, wide = all.box[0].upper - from;
  for (int i = 0; i < cells; ++i) {
    const double a = from + wide * i / cells, b = from + wide * (i + 1) / cells;
    if ((moment(a) > 0) != (moment(b) > 0)) by_hand.push_back(root(a, b));
  }
  expect(all.found.size() == by_hand.size(), "equilibria: " + std::to_string(all.found.size()) +
                                                 " listed, " + std::to_string(by_hand.size()) +
                                                 " by hand");
  for (std::size_t i = 0; i < std::min(all.found.size(), by_hand.size()); ++i)
    expect_near(all.found[i].posture.coordinates[0], by_hand[i], 1e-9,
                "equilibrium " + std::to_string(i));
  const auto rest = solve(m);
  expect(rest.status == Status::stable, "solve: " + to_string(rest.why));
  expect(std::any_of(by_hand.begin(), by_hand.end(),
                     [&](double a) { return std::abs(a - rest.last().coordinates[0]) < 1e-9; }),
         "solve finds one of them");
}

void batch() {
  const Model m = mast();
  const std::vector<double> stiffness{2e4, 5e4, 6e4, 9e4, 2e5}, play{0.01, 0.05, 0.02, 0.08, 0.05};
  for (const InstructionSet set : instruction_sets()) {
    const Batch b = solve_batch(m,
                                {{parameter(m, "front.coefficient_N_per_m2"), stiffness},
                                 {parameter(m, "foot.play_rad"), play}},
                                {}, {.instructions = set});
    for (std::size_t i = 0; i < stiffness.size(); ++i) {
      const auto alone = solve(
          with(m, {{"front.coefficient_N_per_m2", stiffness[i]}, {"foot.play_rad", play[i]}}));
      expect(b.status[i] == alone.status, "status in a batch");
      expect_near(b.state[i], alone.last().coordinates[0], 1e-10,
                  "a batch's angle with " + std::string(to_string(set)));
    }
    if (set != InstructionSet::scalar) expect(b.scalar_fallbacks == 0, "lanes solve these laws");
  }
  const std::vector<double> length{0.95, 1, 1.05};
  const Batch b = solve_batch(m, {{parameter(m, "front.length"), length}}, {});
  for (std::size_t i = 0; i < length.size(); ++i)
    expect_near(b.state[i], solve(adjust(m, "front", {.length = length[i]})).last().coordinates[0],
                1e-10, "a batch over a knob");
}

void recruitment() {
  const Model m = mast();
  const double at = 0.005;  // within the play
  const double needed = -moment(at, 0) / ((front.length(at) - front_law.slack_length) *
                                          front_law.active_stiffness * front.slope(at));
  const Recruitment r = recruit(m, {}, {{at}});
  expect(r.feasible == (needed >= 0 && needed <= 1), "feasible: " + to_string(r.why));
  if (r.feasible) expect_near(r.activations[0], needed, 1e-9, "the recruited tone");
}

void files() {
  const Model m = mast();
  expect(read_model(to_json(m), "text") == m, "JSON round trip");
  const std::string schema = model_schema();
  for (const char* word : {"\"quadratic\"", "coefficient_N_per_m2", "\"play\"", "play_rad"})
    expect(schema.find(word) != std::string::npos, std::string("the schema has ") + word);
  const auto names = m.number_names();
  expect(std::find(names.begin(), names.end(), "front.coefficient_N_per_m2") != names.end(),
         "names of numbers");
  const Model softer = with_setting(m, {.set = {{"foot.play_deg", 1}, {"front.tone", 0.2}}});
  expect(std::get<PlayJoint>(softer.description().joints[0].law).play == degree,
         "a setting sets it");
  try {
    (void)with(m, "front.coefficient_N_per_m2", -1);
    expect(false, "a negative coefficient is refused");
  } catch (const ModelError& e) {
    expect(std::string(e.what()).find("allowed is >= 0 N/m2") != std::string::npos, e.what());
  }
  try {
    (void)ModelBuilder(m)
        .add(Joint{
            .name = "second", .body = "mast", .law = PlayJoint{.stiffness = 1, .neutral_angle = 0}})
        .build();
    expect(false, "a forgotten number is refused");
  } catch (const ModelError& e) {
    expect(std::string(e.what()).find("play_rad: is not given") != std::string::npos, e.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--model") return std::puts(to_json(mast()).c_str()) < 0;
  contracts();
  equilibria();
  batch();
  recruitment();
  files();
  if (wrong == 0) std::printf("%.17g\n", solve(mast()).last().coordinates[0]);
  return wrong == 0 ? 0 : 1;
}
