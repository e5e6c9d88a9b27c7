// A batch gives each body what solving it alone gives.
#include "guywire/batch/solve_batch.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "support/random_models.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("each body of a batch is what solve gives for it, bit for bit, whatever the threads") {
  const char* name = GENERATE("bridge", "standing_adult");
  const Model model = load(name);
  const bool bridge = std::string(name) == "bridge";
  Random r(7);
  std::vector<double> lengths(200), others(200);
  for (double& v : lengths) v = r.uniform(0.9, 1.1);
  for (double& v : others) v = bridge ? r.uniform(300, 500) : r.uniform(8, 14);
  const std::vector<BatchColumn> columns{{parameter(model, bridge ? "front.length" : "iliopsoas.length"), lengths}, {parameter(model, bridge ? "frame.mass_kg" : "pelvis.mass_kg"), others}};
  const std::vector<Quantity> read{quantity(model, "anterior_tilt_change"), quantity(model, bridge ? "front.tension" : "hamstrings.tension")};
  std::atomic<std::int64_t> done{0};
  const Batch one = solve_batch(model, columns, read), three = solve_batch(model, columns, read, {.threads = 3, .done = &done});
  CHECK(done == 200);
  CHECK(one.status == three.status);
  int rested = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    ModelBuilder b(model);
    for (const BatchColumn& c : columns) set_number(b.description, c.parameter.name, c.values[i]);
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
    for (std::size_t k = 0; k < 2; ++k) CHECK(one.values[2 * i + k] == value_of(read[k], alone_model, p));
    CHECK(one.residual[i] == p.certificate.residual);
    CHECK(three.min_eigenvalue[i] == p.certificate.min_eigenvalue);
  }
  CHECK(rested > 150);
}

TEST_CASE("a batch can be stopped from outside, and nothing is begun afterwards") {
  const Model model = load("bridge");
  const std::vector<double> same(1000, 1.0);
  const std::atomic<bool> stop{true};
  const Batch b = solve_batch(model, {{parameter(model, "front.length"), same}}, {}, {.threads = 2, .stop = &stop});
  CHECK(std::all_of(b.status.begin(), b.status.end(), [](Status s) { return s == Status::not_run; }));
}

TEST_CASE("wrong batches are refused in words") {
  const Model model = load("bridge");
  const auto front = parameter(model, "front.length");
  const std::vector<double> two{1, 1}, three{1, 1, 1}, wrong{1, 9, std::nan("")}, none;
  const auto refused = [&](const std::vector<BatchColumn>& columns, const char* words) { CHECK_THROWS_WITH(solve_batch(model, columns), ContainsSubstring(words)); };
  refused({}, "varies nothing");
  refused({{front, two}, {parameter(model, "rear.length"), three}}, "has 3 values; front.length has 2");
  refused({{front, wrong}}, "is 9 for body 1 and wrong for 1 more; allowed is 0.5 to 1.5");
  refused({{front, two}, {parameter(model, "front_top.length"), two}}, "sets a number that front.length sets too");
  CHECK(solve_batch(model, {{front, none}}).bodies == 0);
  CHECK_THROWS_WITH(solve_batch(model, {{front, two}}, {}, {.start = {{0, 0, 0}}}), ContainsSubstring("start"));
  CHECK_THROWS_WITH(solve_batch(model, {{front, two}}, {}, {.threads = -1}), ContainsSubstring("threads"));
}
