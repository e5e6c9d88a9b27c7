// A batch gives each body what solving it alone gives.
#include "guywire/batch/solve_batch.hpp"

#include <cstdlib>
#include <cstring>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/quantities.hpp"
#include "support/chains.hpp"
#include "support/random_models.hpp"
#include "support/small_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What is varied.
struct Columns {
  std::vector<std::vector<double>> values;
  std::vector<BatchColumn> columns;
  /// Bodies first to last of them alone.
  std::vector<BatchColumn> part(std::size_t first, std::size_t last) const {
    auto out = columns;
    for (BatchColumn& c : out)
      c.values = c.values.subspan(first, last - first);
    return out;
  }
};

/// Random knobs for every cable, as columns over `bodies`.
struct Knobs_ : Columns {
  Knobs_(const Model& model, std::size_t bodies, std::uint64_t seed, double spread) {
    Random r(seed);
    for (const Cable& cable : model.description().cables)
      for (const auto& [knob, low, high] : {std::tuple{".length", 1 - spread, 1 + spread},
                                            {".stiffness", 0.7, 1.3},
                                            {".strength", 0.7, 1.3},
                                            {".tone", 0.0, 0.2}}) {
        if (std::holds_alternative<Linear>(cable.law) ||
            std::holds_alternative<ExponentialToe>(cable.law))
          if (std::string_view(knob) == ".strength" || std::string_view(knob) == ".tone") continue;
        auto& column = values.emplace_back(bodies);
        for (double& v : column)
          v = r.uniform(low, high);
        columns.push_back({parameter(model, cable.name + knob), {}});
      }
    for (std::size_t k = 0; k < columns.size(); ++k)
      columns[k].values = values[k];
  }
};

/// Every number of the model, moved a little, as columns over `bodies`: knobs, laws, joints, loads,
/// paths, constraints.
struct Numbers : Columns {
  Numbers(const Model& model, std::size_t bodies, std::uint64_t seed, double spread) {
    Random r(seed);
    for (const Parameter& p : all_parameters(model)) {
      const double now = value_of(p, model.numbers());
      auto& column = values.emplace_back(bodies);
      for (double& v : column)
        v = std::clamp(now + spread * r.uniform(-1, 1) * std::max(std::abs(now), 0.01), p.lower,
                       p.upper);
      columns.push_back({p, {}});
    }
    for (std::size_t k = 0; k < columns.size(); ++k)
      columns[k].values = values[k];
  }
};

/// Compares a batch with `solve`, body by body. Gives the number of bodies at rest.
int check_against_solve(const Model& model, const std::vector<BatchColumn>& columns,
                        const Batch& batch, const std::vector<Quantity>& read = {}) {
  Workspace workspace(model);
  std::vector<double> numbers = model.numbers();
  int rested = 0;
  for (std::size_t i = 0; i < batch.bodies; ++i) {
    for (const BatchColumn& c : columns)
      for (const int number : c.parameter.numbers)
        numbers[number] = c.values[i];
    workspace.assign(numbers);
    const auto alone = solve(workspace);
    CAPTURE(i, to_string(batch.instructions));
    REQUIRE(batch.status[i] == alone.status);
    if (!is_equilibrium(alone.status)) {
      CHECK(std::isnan(batch.residual[i]));
      CHECK(std::isnan(batch.min_eigenvalue[i]));
      continue;
    }
    ++rested;
    const Posture& p = alone.last();
    const Certificate& c = p.certificate;
    const double allowed = 1e-12 + 4 * c.rounding_bound / std::abs(c.min_eigenvalue);
    for (std::size_t k = 0; k < batch.coordinates; ++k)
      CHECK(std::abs(batch.state[i * batch.coordinates + k] - p.coordinates[k]) <= allowed);
    CHECK(batch.residual[i] <= 2 * c.rounding_bound);
    CHECK(batch.min_eigenvalue[i] == Approx(c.min_eigenvalue).epsilon(1e-6));
    for (std::size_t k = 0; k < read.size(); ++k)
      CHECK(batch.values[i * read.size() + k] ==
            Approx(value_of(read[k], model, numbers, p)).epsilon(1e-8).margin(1e-8));
  }
  return rested;
}

/// NaN equals NaN.
bool same_bits(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

}  // namespace

TEST_CASE("lanes of every instruction set find what solve finds, in shipped models") {
  const std::string name = GENERATE("bridge", "pelvis", "standing_adult");
  const Model model = load(name);
  const double spread = name == "bridge" ? 0.1 : 0.05;
  const Knobs_ knobs(model, 300, 11, spread);
  const std::vector<Quantity> read{
      quantity(model, "anterior_tilt_change"),
      quantity(model, model.description().cables[0].name + ".tension")};
  for (const InstructionSet set : instruction_sets()) {
    const Batch batch = solve_batch(model, knobs.columns, read, {.instructions = set});
    CHECK(batch.instructions == set);
    CHECK(check_against_solve(model, knobs.columns, batch, read) > 250);
    if (set == InstructionSet::scalar)
      CHECK(batch.scalar_fallbacks == 0);
    else
      CHECK(batch.scalar_fallbacks < 60);  // most stay on the common path
  }
}

TEST_CASE(
    "lanes of every instruction set find what solve finds, in random models with circles, "
    "constraints and joint corners") {
  std::size_t bodies = 0, left = 0;
  int rested = 0;
  for (int seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    ModelBuilder builder("lanes");
    builder.description = random_description(seed, {.elastic = 0});
    const Model model = builder.build();
    if (model.description().cables.empty()) continue;
    const Knobs_ knobs(model, 20, seed, seed % 2 ? 0.05 : 0.2);
    for (const InstructionSet set : instruction_sets()) {
      const Batch batch = solve_batch(model, knobs.columns, {}, {.instructions = set});
      const int at_rest = check_against_solve(model, knobs.columns, batch);
      if (set == InstructionSet::scalar) continue;
      bodies += batch.bodies;
      left += batch.scalar_fallbacks;
      rested += at_rest;
    }
  }
  CAPTURE(bodies, left, rested);
  CHECK(left > bodies / 50);  // both ways are tried
  CHECK(bodies - left > bodies / 4);
}

TEST_CASE(
    "lanes find what solve finds where every number differs: laws, joints, loads, paths, "
    "constraints") {
  std::size_t bodies = 0, left = 0;
  int rested = 0;
  const auto check = [&](const Model& model, const std::vector<BatchColumn>& columns) {
    std::vector<Quantity> read = posture_quantities(model);
    const auto& d = model.description();
    read.push_back(quantity(model, d.bodies.back().name + ".angle"));
    read.push_back(quantity(model, d.bodies.back().name + ".force_x"));
    if (!d.cables.empty()) read.push_back(quantity(model, d.cables.back().name + ".tension"));
    for (const InstructionSet set : instruction_sets()) {
      const Batch batch = solve_batch(model, columns, read, {.instructions = set});
      CHECK(batch.instructions == set);
      const int at_rest = check_against_solve(model, columns, batch, read);
      if (set == InstructionSet::scalar) continue;
      bodies += batch.bodies;
      left += batch.scalar_fallbacks;
      rested += at_rest;
    }
  };
  for (const char* name : {"bridge", "pelvis", "standing_adult"}) {
    CAPTURE(name);
    const Model model = load(name);
    const Numbers numbers(model, 60, 3, 0.01);
    check(model, numbers.columns);
    for (std::size_t k = 0; k < numbers.columns.size(); k += 1 + numbers.columns.size() / 25)
      check(model, {{numbers.columns[k].parameter,
                     numbers.columns[k].values.first(
                         5)}});  // each kind alone: what is made anew is little then
  }
  for (int seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    ModelBuilder builder("lanes");
    builder.description = random_description(seed, {.elastic = 0});
    const Model model = builder.build();
    check(model, Numbers(model, 12, seed, 0.02).columns);
  }
  CAPTURE(bodies, left, rested);
  CHECK(rested > 1000);
  CHECK(bodies - left > bodies / 4);
}

TEST_CASE("without eigenvalues the same bodies are stable, in the same places") {
  const Model model = load("pelvis");
  const Knobs_ knobs(model, 300, 2, 0.2);
  for (const InstructionSet set : instruction_sets()) {
    const Batch with = solve_batch(model, knobs.columns, {}, {.instructions = set}),
                without = solve_batch(model, knobs.columns, {},
                                      {.eigenvalues = false, .instructions = set});
    CHECK(with.status == without.status);
    CHECK(with.scalar_fallbacks == without.scalar_fallbacks);
    CHECK(same_bits(with.state, without.state));
    CHECK(std::all_of(without.min_eigenvalue.begin(), without.min_eigenvalue.end(),
                      [](double v) { return std::isnan(v); }));
  }
}

TEST_CASE(
    "in lanes a body is the same bit for bit whatever its neighbours, its place and the threads") {
  const bool all = GENERATE(false, true);
  const Model model = load("standing_adult");
  const Knobs_ some(model, all ? 1 : 700, 5, 0.08);
  const Numbers every(model, all ? 700 : 1, 5, 0.01);
  const auto& knobs = all ? static_cast<const Columns&>(every) : static_cast<const Columns&>(some);
  for (const InstructionSet set : instruction_sets()) {
    CAPTURE(to_string(set));
    const Batch whole = solve_batch(model, knobs.columns, {}, {.instructions = set}),
                threads =
                    solve_batch(model, knobs.columns, {}, {.threads = 3, .instructions = set});
    CHECK(whole.status == threads.status);
    CHECK(whole.scalar_fallbacks == threads.scalar_fallbacks);
    CHECK(same_bits(whole.state, threads.state));
    CHECK(same_bits(whole.residual, threads.residual));
    CHECK(same_bits(whole.min_eigenvalue, threads.min_eigenvalue));
    for (const auto& [first, last] :
         {std::pair<std::size_t, std::size_t>{0, 1}, {13, 14}, {13, 15}, {301, 340}, {650, 700}}) {
      const Batch part = solve_batch(model, knobs.part(first, last), {}, {.instructions = set});
      CAPTURE(first, last);
      CHECK(
          same_bits(part.state,
                    std::span(whole.state).subspan(first * whole.coordinates, part.state.size())));
      CHECK(same_bits(part.min_eigenvalue,
                      std::span(whole.min_eigenvalue).subspan(first, last - first)));
    }
  }
}

TEST_CASE("a body that rests at a kink leaves the lanes, and solve says so") {
  Body frame;
  frame.name = "frame";
  frame.mass = 10;
  frame.com_y = -0.5;  // hangs
  Cable cable;
  cable.name = "cable", cable.law = Linear{1000, 0.5},
  cable.path = {at("frame", 0.3, -0.4), at("ground", 0.8, -0.4)};  // 0.5 m long at rest
  ModelBuilder builder("at kink");
  const Model model = builder.add(frame).add(cable).build();
  const std::vector<double> lengths{1.1, 1.0, 0.9, 1.0};
  const std::vector<BatchColumn> columns{{parameter(model, "cable.length"), lengths}};
  for (const InstructionSet set : instruction_sets()) {
    const Batch batch = solve_batch(model, columns, {}, {.instructions = set});
    check_against_solve(model, columns, batch);
    CHECK(batch.scalar_fallbacks == (set == InstructionSet::scalar ? 0 : 2));
  }
}

TEST_CASE("what lanes cannot hold goes to solve: elastic tendons, an absent instruction set") {
  ModelBuilder builder("elastic");
  Body frame;
  frame.name = "frame";
  frame.mass = 10;
  frame.com_y = -0.5;
  Cable cable;
  cable.name = "cable", cable.law = HillElastic{500, 0.1, 0.35, 0, 0.05},
  cable.path = {at("frame", 0.3, -0.4), at("ground", 0.8, -0.4)};
  const Model model = builder.add(frame).add(cable).build();
  const std::vector<double> lengths{1.0, 0.9};
  const Batch batch = solve_batch(model, {{parameter(model, "cable.length"), lengths}});
  CHECK(batch.instructions == InstructionSet::scalar);
  CHECK(batch.scalar_fallbacks == 0);
  CHECK(check_against_solve(model, {{parameter(model, "cable.length"), lengths}}, batch) == 2);
  const auto sets = instruction_sets();
  for (const InstructionSet set :
       {InstructionSet::sse42, InstructionSet::avx2, InstructionSet::avx512})
    if (std::find(sets.begin(), sets.end(), set) == sets.end())
      CHECK_THROWS_WITH(solve_batch(model, {{parameter(model, "cable.length"), lengths}}, {},
                                    {.instructions = set}),
                        ContainsSubstring("which this build or processor lacks"));
}

TEST_CASE("without lanes each body is what solve gives for it, bit for bit, whatever the threads") {
  const char* name = GENERATE("bridge", "standing_adult");
  const Model model = load(name);
  const bool bridge = std::string(name) == "bridge";
  Random r(7);
  std::vector<double> lengths(200), others(200);
  for (double& v : lengths)
    v = r.uniform(0.9, 1.1);
  for (double& v : others)
    v = bridge ? r.uniform(300, 500) : r.uniform(8, 14);
  const std::vector<BatchColumn> columns{
      {parameter(model, bridge ? "front.length" : "iliopsoas.length"), lengths},
      {parameter(model, bridge ? "frame.mass_kg" : "pelvis.mass_kg"), others}};
  const std::vector<Quantity> read{
      quantity(model, "anterior_tilt_change"),
      quantity(model, bridge ? "front.tension" : "hamstrings.tension")};
  const Batch one = solve_batch(model, columns, read, {.instructions = InstructionSet::scalar}),
              three = solve_batch(model, columns, read,
                                  {.threads = 3, .instructions = InstructionSet::scalar});
  CHECK(one.status == three.status);
  CHECK(one.instructions == InstructionSet::scalar);
  int rested = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    ModelBuilder b(model);
    for (const BatchColumn& c : columns)
      set_number(b.description, c.parameter.name, c.values[i]);
    const Model alone_model = b.build();
    const auto alone = solve(alone_model);
    CAPTURE(i);
    REQUIRE(one.status[i] == alone.status);
    if (!is_equilibrium(alone.status)) {
      CHECK(std::isnan(one.residual[i]));
      CHECK(std::isnan(one.values[2 * i]));
      continue;
    }
    ++rested;
    const Posture& p = alone.last();
    for (std::size_t k = 0; k < one.coordinates; ++k) {
      CHECK(one.state[i * one.coordinates + k] == p.coordinates[k]);
      CHECK(three.state[i * one.coordinates + k] == p.coordinates[k]);
    }
    for (std::size_t k = 0; k < 2; ++k)
      CHECK(one.values[2 * i + k] == value_of(read[k], alone_model, p));
    CHECK(one.residual[i] == p.certificate.residual);
    CHECK(three.min_eigenvalue[i] == p.certificate.min_eigenvalue);
  }
  CHECK(rested > 150);
}

TEST_CASE("one body that cannot start where it is told to does not stop the others") {
  const Model adult = load("standing_adult");
  const std::vector<double> hips{0, 2.6, 0.1};  // the thigh's range ends before 2.6 rad
  for (const InstructionSet set : instruction_sets()) {
    const Batch posed =
        solve_batch(adult, {{parameter(adult, "hip.angle_rad"), hips}}, {}, {.instructions = set});
    CHECK(posed.status[0] == Status::stable);
    CHECK(posed.status[1] == Status::runaway);
    CHECK(std::isnan(posed.state[adult.coordinates().size()]));
    CHECK(posed.status[2] == Status::stable);
  }
  // a prediction beyond a range: it begins at the model's rest instead
  ModelBuilder narrow(adult);
  for (Body& b : narrow.description.bodies)
    if (b.name == "pelvis") {
      b.angle_lower = -0.1;
      b.angle_upper = 0.1;
    }
  const Model model = narrow.build();
  std::vector<double> lengths(41);
  for (std::size_t i = 0; i < lengths.size(); ++i)
    lengths[i] = 0.5 + 0.025 * static_cast<double>(i);
  const std::vector<BatchColumn> columns{{parameter(model, "hamstrings.length"), lengths}};
  for (const InstructionSet set : instruction_sets()) {
    const Batch plain = solve_batch(model, columns, {}, {.instructions = set}),
                follow =
                    solve_batch(model, columns, {}, {.predict_start = true, .instructions = set});
    CHECK(std::count(plain.status.begin(), plain.status.end(), Status::stable) > 5);
    CHECK(std::count(plain.status.begin(), plain.status.end(), Status::runaway) > 5);
    CHECK(plain.status == follow.status);
  }
}

TEST_CASE("wrong batches are refused in words") {
  const Model model = load("bridge");
  const auto front = parameter(model, "front.length");
  const std::vector<double> two{1, 1}, three{1, 1, 1}, wrong{1, 9, std::nan("")}, none;
  const auto refused = [&](const std::vector<BatchColumn>& columns, const char* words) {
    CHECK_THROWS_WITH(solve_batch(model, columns), ContainsSubstring(words));
  };
  refused({}, "varies nothing");
  refused({{front, two}, {parameter(model, "rear.length"), three}},
          "has 3 values; front.length has 2");
  refused({{front, wrong}}, "is 9 for body 1 and wrong for 1 more; allowed is >= 0.5 and <= 1.5");
  refused({{front, two}, {parameter(model, "front_top.length"), two}},
          "sets a number that front.length sets too");
  CHECK(solve_batch(model, {{front, none}}).bodies == 0);
  CHECK_THROWS_WITH(solve_batch(model, {{front, two}}, {}, {.start = {{0, 0, 0}}}),
                    ContainsSubstring("start"));
  CHECK_THROWS_WITH(solve_batch(model, {{front, two}}, {}, {.threads = -1}),
                    ContainsSubstring("threads"));
}

TEST_CASE("a body that rests on a joint's corner is left to solve, wherever that corner is") {
  // the couple M holds the body at M / k; the other joint has its corner there, and is without
  // moment
  for (const double angle : {-0.4, 0.0, 0.3}) {
    CAPTURE(angle);
    ModelBuilder b("cornered");
    b.gravity(0, 0);
    b.add(Body{.name = "arm", .mass = 1, .com_y = 0.3});
    b.add(Joint{.name = "spring", .body = "arm", .law = LinearJoint{100, 0}, .source = {}});
    b.add(Joint{.name = "stop", .body = "arm", .law = BilinearJoint{10, 40, angle}, .source = {}});
    b.add(Load{.name = "push", .kind = Load::Kind::couple, .body = "arm", .moment = 100 * angle});
    const Model m = b.build();
    const std::vector<double> stiffness{100, 100, 150};
    const BatchColumn column{parameter(m, "spring.stiffness_Nm_per_rad"), stiffness};
    const Batch batch = solve_batch(m, {column});
    CHECK(batch.scalar_fallbacks == (angle == 0 ? 3 : 2));
    CHECK(batch.status[0] == solve(m).status);
  }
}

TEST_CASE("a corner between two bodies is seen in lanes, too") {
  // couples turn the inner body by 0.3 rad and the outer against it by 0.2, where the joint between
  // them has its corner
  ModelBuilder b = rods_with_stop(5, 4);
  b.add(Load{.name = "turn", .kind = Load::Kind::couple, .body = "inner", .moment = 11});
  const Model m = b.build();
  const std::vector<double> moments{4, 3, 4, 6};
  const BatchColumn column{parameter(m, "push.moment_Nm"), moments};
  CHECK(solve_batch(m, {column}).scalar_fallbacks == 2);
}
