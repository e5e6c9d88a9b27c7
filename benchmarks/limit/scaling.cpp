#include "benchmarks/limit/scaling.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "benchmarks/limit/timing.hpp"
#include "benchmarks/speed/bodies.hpp"
#include "benchmarks/speed/bridge7.hpp"

namespace limit {

using namespace guywire;
using nlohmann::json;

namespace {

/// An upright stack of `joints` hinges, 0.8 m and 40 kg together, with springs that hold it up, and
/// cables before and behind it, each over one to four neighboring hinges, those before it 10 %,
/// those behind it 5 % shorter than their way. Made up: its numbers mean nothing beyond their
/// count.
Model stack(int joints, int cables) {
  ModelBuilder b("stack");
  const double height = 0.8 / joints;
  const auto name = [](int i) {
    return i < 0 ? std::string(ground_name) : "b" + std::to_string(i);
  };
  for (int i = 0; i < joints; ++i) {
    Body body;
    body.name = name(i);
    body.parent = name(i - 1);
    body.hinge_y = i == 0 ? 0 : height;
    body.mass = 40.0 / joints;
    body.com_x = 0.01;
    body.com_y = height / 2;
    Joint joint;
    joint.name = "joint" + std::to_string(i), joint.body = body.name,
    joint.relative_to = body.parent, joint.law = LinearJoint{200.0 * joints, 0};
    b.add(body).add(joint);
  }
  for (int c = 0; c < cables; ++c) {
    const auto random = [&](int k) { return uniform_at(1, c, k); };
    const int last = static_cast<int>(random(0) * joints),
              first = std::max(-1, last - 1 - static_cast<int>(random(1) * 4));
    const double side = c % 2 ? -1 : 1, x0 = side * (0.04 + 0.04 * random(2)),
                 x1 = side * (0.04 + 0.04 * random(3)),
                 y0 = height * random(4) - (first < 0 ? 0.1 : 0), y1 = height * random(5);
    Cable cable;
    cable.name = "cable" + std::to_string(c),
    cable.path = {at(name(first), x0, y0), at(name(last), x1, y1)};
    const double rise = y1 + height * last - y0 - height * std::max(0, first);
    cable.law = Linear{2e4 * joints / cables, std::hypot(x1 - x0, rise) * (c % 2 ? 0.95 : 0.9)};
    b.add(cable);
  }
  return b.build();
}

/// One solve, and the time per body in a batch, both in processor time of one thread.
json timed(const Model& model, std::size_t bodies, int rounds) {
  Workspace workspace(model);
  const auto outcome = solve(workspace);
  if (outcome.status != Status::stable) throw std::logic_error("a made-up model does not stand");
  const speed::Bodies given(model, bodies);
  Least single, batch;
  std::size_t left = 0;
  for (int r = 0; r < rounds; ++r) {
    single(seconds([&] { solve(workspace); }));
    batch(seconds([&] { left = solve_batch(model, given.columns).scalar_fallbacks; }) /
          static_cast<double>(bodies));
  }
  const json out{{"joints", model.structure().free_count},
                 {"cables", model.structure().cables.size()},
                 {"newton_steps", outcome.last().certificate.iterations},
                 {"solve_seconds", single.value},
                 {"batch_seconds_per_body", batch.value},
                 {"left", left},
                 {"bodies", bodies}};
  std::printf("%s\n", out.dump().c_str());
  return out;
}

}  // namespace

json scaling() {
  json out;
  for (const int cables : {5, 10, 20, 40, 80, 160, 320})
    out["cables"].push_back(timed(stack(7, cables), 2000, 7));
  for (const int joints : {1, 2, 4, 8, 16, 32})
    out["joints"].push_back(timed(stack(joints, 64), 2000, 7));

  const Model model = speed::bridge7();
  const auto sets = instruction_sets();
  const int varied =
      4;  // chosen: the lengths of four cables, so that a million bodies fit any memory
  for (std::size_t bodies = 1; bodies <= 1000000; bodies *= 10) {
    std::vector<std::vector<double>> values(varied, std::vector<double>(bodies));
    std::vector<BatchColumn> columns;
    for (int k = 0; k < varied; ++k) {
      for (std::size_t i = 0; i < bodies; ++i)
        values[k][i] = 0.98 + 0.04 * uniform_at(1, i, k);
      columns.push_back(
          {parameter(model, model.description().cables[k].name + ".length"), values[k]});
    }
    json point{{"bodies", bodies}};
    for (const InstructionSet set : {InstructionSet::scalar, sets.back()}) {
      Least time;
      for (int r = 0; r < (bodies > 100000 ? 2 : 7); ++r)
        time(seconds([&] { solve_batch(model, columns, {}, {.instructions = set}); }));
      point[std::string(to_string(set))] = time.value / static_cast<double>(bodies);
    }
    std::printf("%s\n", point.dump().c_str());
    out["bodies"].push_back(point);
  }
  out["widest"] = to_string(sets.back());

  // Threads are a matter of wall time, so a call counts only where the program had its processors
  // nearly to itself: where other programs run, that is waited for, though not for long
  for (const InstructionSet set : sets) {
    const std::size_t bodies =
        set == InstructionSet::scalar ? 1024 : 8192;  // chosen: some 10 ms, some dozens of blocks
    const speed::Bodies given(model, bodies);
    json point{{"instructions", to_string(set)}};
    for (const int threads : {1, 2}) {
      Least time;
      int counted = 0;
      for (const double begin = wall_seconds(); counted < 20 && wall_seconds() - begin < 20;) {
        const double wall = wall_seconds(), processor = processor_seconds();
        solve_batch(model, given.columns, {}, {.threads = threads, .instructions = set});
        const double taken = wall_seconds() - wall;
        if (processor_seconds() - processor < 0.93 * threads * taken) continue;
        ++counted;
        time(taken);
      }
      point["bodies_per_second"].push_back(
          counted == 0 ? json() : json(static_cast<double>(bodies) / time.value));
      point["calls_counted"].push_back(counted);
    }
    std::printf("%s\n", point.dump().c_str());
    out["threads"].push_back(point);
  }
  return out;
}

}  // namespace limit
