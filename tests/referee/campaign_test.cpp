// Campaigns over the classes of random models: which statuses they end in, and what the referee
// says of every answer.
//
// One model again, by class and seed:   GUYWIRE_CAMPAIGN=mirror:17 guywire_tests "[campaign]"
// Several, any equilibrium:             GUYWIRE_CAMPAIGN=all:0:200:any guywire_tests "[campaign]"
// With the models as files in a folder: GUYWIRE_CAMPAIGN_OUT=folder beside it.
// As many as a time allows:             ./dev campaign SECONDS [--seed N]
#include "referee/campaign.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "guywire/batch/solve_batch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/proof/equilibria.hpp"
#include "guywire/report/phrases.hpp"
#include "referee/judge.hpp"
#include "support/jet.hpp"

using namespace guywire;
using campaign::Part;
using campaign::Run;
using campaign::Seen;
using campaign::Table;
using model_classes::ModelClass;

namespace {

/// The largest share of a class's models that may end in a status, searched downhill [%].
struct Ceiling {
  Status status;
  double ordinary, scale, wraps, joint_kinks, constraints, coincident, at_slack, mirror, elastic;
  double of(ModelClass c) const {
    const double all[] = {ordinary,   scale,    wraps,  joint_kinks, constraints,
                          coincident, at_slack, mirror, elastic};
    return all[static_cast<int>(c)];
  }
};
// Some fall over or lose a path because they are drawn so: those ceilings are what was seen and
// half as much again.
constexpr Ceiling ceilings[] = {
    {Status::unstable, 0, 0, 0, 0, 0, 0, 0, 0.1,
     0},  // upright, a corner 1e-9 rad away: V falls, but not visibly
    {Status::at_kink, 0, 0, 0, 0, 0, 0, 0, 0.1, 0},
    {Status::neutral, 3, 3, 3, 3, 3, 4, 3, 9, 3},
    {Status::hidden_by_rounding, 1, 2, 1, 1, 1, 1, 1, 1, 1},
    {Status::iteration_limit, 0.3, 0.3, 0.3, 0.3, 0.3, 1, 0.3, 0.3,
     0.3},  // points that touch, one pair after another
    {Status::runaway, 20, 35, 10, 15, 15, 16, 25, 40, 22},
    {Status::path_lost, 8, 10, 45, 4, 4, 8, 4, 2, 5},
};

/// Answers of the long campaign with which the referee does not agree. They are to be explained and
/// mended, not added to.
const std::map<std::string, std::string> known_faults{
    {"scale:2381", "an eigenvalue of 1e-9 N m/rad near a joint's corner"},
    {"wraps:1920", "a line that grazes a circle to the last digit"},
    {"constraints:1372", "a line that grazes a circle to the last digit"},
    {"joint_kinks:2751", "a joint's corner 2e-10 rad away, beyond which V falls"},
};

/// Models about whose answers engine and referee once disagreed, each for its kind.
struct Mended {
  const char* model;
  const char* about;
};
constexpr Mended mended[] = {
    {"scale:107651", "the bound of a joint's moment at its law's corner"},
    {"coincident:797", "two contacts of very different tension"},
    {"coincident:102447", "rounding that one coordinate has and another has not, at two contacts"},
    {"coincident:102018", "three contacts that share a load"},
    {"coincident:100343", "all held, at a contact"},
    {"coincident:963", "all held, all but at a contact"},
    {"coincident:101792", "all held, at a contact without a length"},
    {"coincident:103114", "points that roll to the end of a range, uphill"},
    {"scale:105204", "a hidden moment that cannot act along the indifferent motion"},
    {"wraps:100077:any", "motions without any stiffness"},
    {"wraps:103861", "a strand of no length beside a circle"},
    {"joint_kinks:100800:any", "a joint's corner 2e-10 rad away, beyond which V falls"},
    {"mirror:101421:any", "a fall of less than a millionth of a radian"},
};

/// What a campaign found.
struct Findings {
  Table table;
  std::map<std::string, int> kinds;  ///< of complaints
  std::vector<std::string> complaints;
  std::vector<std::string> left;  ///< models that end in iteration_limit
  double worst_error = 0;         ///< of a residual, in its bounds
  std::string worst_error_of;

  void add(const Findings& other) {
    table.add(other.table);
    for (const auto& [kind, count] : other.kinds)
      kinds[kind] += count;
    complaints.insert(complaints.end(), other.complaints.begin(), other.complaints.end());
    left.insert(left.end(), other.left.begin(), other.left.end());
    if (other.worst_error <= worst_error) return;
    worst_error = other.worst_error;
    worst_error_of = other.worst_error_of;
  }
};

void judge(const Seen& seen, Findings& f) {
  f.table.add(seen.run);
  const std::string name = seen.run.name();
  if (seen.run.status == Status::iteration_limit)
    f.left.push_back(name + " after " + std::to_string(seen.run.iterations) + ": " +
                     seen.run.message);
  const referee::Claim claim{seen.model, seen.start, seen.out, seen.run.seek,
                             seen.out.last().rounding_bounds};
  referee::Judge referee(claim);
  referee.judge();
  for (const auto& c : referee.complaints) {
    ++f.kinds[c.kind];
    f.complaints.push_back(name + " [" + c.kind + "] " + c.text);
  }
  if (referee.error_in_bounds <= f.worst_error) return;
  f.worst_error = referee.error_in_bounds;
  f.worst_error_of = name;
}

/// The complaints but those about models whose fault is known, whatever equilibrium was asked for.
std::vector<std::string> unexplained(const Findings& f) {
  std::vector<std::string> out;
  for (const std::string& c : f.complaints) {
    std::string model = c.substr(0, c.find(' '));
    if (model.ends_with(":any")) model.resize(model.size() - 4);
    if (!known_faults.contains(model)) out.push_back(c);
  }
  return out;
}

void print(const Findings& f, const char* title) {
  f.table.print(title);
  for (const std::string& line : f.left)
    std::printf("  left: %s\n", line.c_str());
  for (const auto& [kind, n] : f.kinds)
    std::printf("  complaints: %s %d\n", kind.c_str(), n);
  std::printf("  largest error of a residual: %.2g of its bound (%s)\n", f.worst_error,
              f.worst_error_of.c_str());
}

Findings downhill(std::uint64_t from, std::uint64_t to) {
  Findings f;
  for (const ModelClass kind : model_classes::all_classes)
    campaign::run({kind, from, to}, [&](const Seen& seen) { judge(seen, f); });
  print(f, "random models, downhill");
  return f;
}

/// Whether all_equilibria finds one where a search did not.
bool has_equilibrium(const Seen& seen) {
  SolveOptions options;
  if (is_equilibrium(solve(seen.model, options, seen.start).status)) return true;
  if (seen.model.structure().free_count > 6) return false;  // many starts are much work
  EquilibriaOptions all;
  all.verify = false;
  all.starts = 16;
  try {
    return !all_equilibria(seen.model, all).found.empty();
  } catch (const ModelError&) {
    return false;
  }
}

void any_equilibrium(std::uint64_t from, std::uint64_t to) {
  Findings f;
  int left = 0;
  int balanced = 0;
  for (const ModelClass kind : model_classes::all_classes)
    campaign::run({kind, from, to, Seek::any}, [&](const Seen& seen) {
      judge(seen, f);
      const bool found = is_equilibrium(seen.run.status);
      if (!found && !has_equilibrium(seen)) return;
      ++balanced;
      left += seen.run.status == Status::iteration_limit;
    });
  print(f, "random models, any equilibrium");
  std::printf("  %d of %d models that have an equilibrium end in iteration_limit (%.2f %%)\n", left,
              balanced, 100.0 * left / balanced);
  CHECK_KEPT(unexplained(f));
  CHECK(100.0 * left <= 2.0 * balanced);
}

/// A number that many models have: four bodies that differ in it.
std::vector<BatchColumn> column(const Model& model, Random& r, std::vector<double>& values) {
  const auto& cables = model.description().cables;
  const Cable& cable =
      cables[static_cast<std::size_t>(r.integer(0, static_cast<int>(cables.size()) - 1))];
  for (int i = 0; i < 4; ++i)
    values.push_back(cable.knobs.length * (i == 0 ? 1 : r.uniform(0.98, 1.02)));
  return {{parameter(model, cable.name + ".length"), values}};
}

/// A batch ends each body as solve alone does.
void batches(std::uint64_t from, std::uint64_t to) {
  std::vector<std::string> faults;
  int bodies = 0;
  for (const ModelClass kind : model_classes::all_classes)
    for (std::uint64_t seed = from; seed < to; ++seed) {
      const auto drawn = model_classes::draw(kind, seed);
      if (drawn.description.bodies.empty()) continue;
      const Model model = ModelBuilder(drawn.description).build();
      Random r(seed * 77 + 5);
      std::vector<double> values;
      const auto columns = column(model, r, values);
      BatchOptions options;
      options.start = drawn.start;
      Batch batch;
      try {
        batch = solve_batch(model, columns, {}, options);
      } catch (const ModelError&) {
        continue;  // a value that this cable may not have
      }
      for (std::size_t i = 0; i < values.size(); ++i) {
        auto numbers = model.numbers();
        set_value(columns[0].parameter, values[i], numbers);
        Workspace workspace(model);
        workspace.assign(numbers);
        const auto alone = solve(workspace, {}, drawn.start);
        ++bodies;
        const std::string name = std::string(model_classes::to_string(kind)) + ":" +
                                 std::to_string(seed) + " " + columns[0].parameter.name + "=" +
                                 to_text(values[i]);
        if (batch.status[i] != alone.status) {
          faults.push_back(name + ": " + std::string(to_string(batch.status[i])) +
                           " in a batch, alone " + std::string(to_string(alone.status)));
          continue;
        }
        if (alone.status != Status::stable) continue;
        double off = 0;
        for (std::size_t k = 0; k < batch.coordinates; ++k)
          off = std::max(
              off, std::abs(batch.state[i * batch.coordinates + k] - alone.last().coordinates[k]));
        if (!(off <= 1e-6))
          faults.push_back(name + ": rests " + to_text(off) + " rad from where it rests alone");
      }
    }
  std::printf("batches of random models: %d bodies, %d end otherwise than alone\n", bodies,
              static_cast<int>(faults.size()));
  CHECK_KEPT(faults);
}

/// Models for as long as is asked: seed after seed, every class, both seeks. Threads take the next
/// seed, and end what they began.
class AtLarge {
 public:
  AtLarge(std::chrono::seconds time, std::uint64_t seed)
      : first_(seed), next_(seed), end_(Clock::now() + time) {
    std::vector<std::thread> threads;
    const unsigned count = std::max(1u, std::thread::hardware_concurrency());
    for (unsigned t = 0; t < count; ++t)
      threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads)
      thread.join();
  }
  Findings downhill, any;

  /// The figures, how many complaints are about known faults, and every other one.
  void print_all() const {
    const std::string last = std::to_string(next_ - 1);
    std::printf("seeds %s to %s\n", std::to_string(first_).c_str(), last.c_str());
    print(downhill, "random models, downhill");
    print(any, "random models, any equilibrium");
    Findings both = downhill;
    both.add(any);
    const auto others = unexplained(both);
    const int all = static_cast<int>(both.complaints.size());
    const int known = all - static_cast<int>(others.size());
    std::printf("%d models, %d complaints", both.table.models(), all);
    std::printf(", of them about known faults: %d\n", known);
    for (const std::string& line : others)
      std::printf("  %s\n", line.c_str());
    const char* const again = "one again: GUYWIRE_CAMPAIGN=class:seed guywire_tests \"[campaign]\"";
    if (!others.empty()) std::printf("%s\n", again);
    CHECK(others.empty());
    CHECK(both.table.models() > 0);
  }

 private:
  using Clock = std::chrono::steady_clock;

  void work() {
    while (Clock::now() < end_) {
      const std::uint64_t seed = next_++;
      for (const Seek seek : {Seek::downhill, Seek::any}) {
        Findings found;
        for (const ModelClass kind : model_classes::all_classes)
          look_at({kind, seed, seed + 1, seek}, found);
        const std::lock_guard lock(mutex_);
        (seek == Seek::any ? any : downhill).add(found);
      }
    }
  }
  static void look_at(const Part& part, Findings& found) {
    try {
      campaign::run(part, [&](const Seen& seen) { judge(seen, found); });
    } catch (const std::exception& e) {
      ++found.kinds["throws"];
      const std::string name = Run{part.kind, part.from, part.seek}.name();
      found.complaints.push_back(name + " [throws] " + e.what());
    }
  }

  const std::uint64_t first_;
  std::atomic<std::uint64_t> next_;
  const Clock::time_point end_;
  std::mutex mutex_;
};

}  // namespace

TEST_CASE("random models of every class: the referee agrees with every answer") {
  const Findings f = downhill(0, 40);
  CHECK_KEPT(f.complaints);
  CHECK(f.left.size() <= 1);  // of 360; the campaign of 20 000 below holds the ceiling of 0.1 %
}

TEST_CASE("random models that were once judged wrongly") {
  for (const auto& [model, about] : mended) {
    INFO(model << ": " << about);
    Findings f;
    for (const Part& part : campaign::parts_of(model))
      campaign::run(part, [&](const Seen& seen) { judge(seen, f); });
    CHECK_KEPT(f.complaints);
    CHECK(f.table.models() == 1);
  }
}

TEST_CASE("random models of every class, any equilibrium: the referee agrees with every answer") {
  any_equilibrium(0, 15);
}

TEST_CASE("random models of every class: a batch ends as its bodies alone") { batches(0, 15); }

TEST_CASE(
    "20 000 random models of every class: statuses stay below their ceilings, and the referee "
    "agrees",
    "[long]") {
  Findings f = downhill(1000, 3300);
  CHECK_KEPT(unexplained(f));
  CHECK(f.table.models() >= 20000);
  CHECK(1000 * f.table.count(Status::iteration_limit) <= f.table.models());
  for (const Ceiling& ceiling : ceilings)
    for (const ModelClass kind : model_classes::all_classes) {
      CAPTURE(model_classes::to_string(kind), to_string(ceiling.status));
      CHECK(100.0 * f.table.count(kind, ceiling.status) / f.table.models(kind) <= ceiling.of(kind));
    }
}

TEST_CASE("4500 random models of every class, any equilibrium", "[long]") {
  any_equilibrium(1000, 1500);
}

TEST_CASE("4500 random models of every class: batches end as their bodies alone", "[long]") {
  batches(1000, 1500);
}

TEST_CASE("random models at large, for as long as GUYWIRE_CAMPAIGN_SECONDS says", "[.at_large]") {
  const char* const seconds = std::getenv("GUYWIRE_CAMPAIGN_SECONDS");
  const char* const seed = std::getenv("GUYWIRE_CAMPAIGN_SEED");
  if (seconds == nullptr) return;  // nothing is asked
  const std::uint64_t first = seed == nullptr ? 0 : std::strtoull(seed, nullptr, 10);
  AtLarge(std::chrono::seconds(std::atoi(seconds)), first).print_all();
}

TEST_CASE("random models that GUYWIRE_CAMPAIGN names", "[.campaign]") {
  const char* const spec = std::getenv("GUYWIRE_CAMPAIGN");
  const char* const folder = std::getenv("GUYWIRE_CAMPAIGN_OUT");
  if (spec == nullptr) return;  // nothing is named
  const auto parts = campaign::parts_of(spec);
  REQUIRE(!parts.empty());
  Findings f;
  for (const Part& part : parts)
    campaign::run(part, [&](const Seen& seen) {
      judge(seen, f);
      if (folder == nullptr) return;
      std::string file = seen.run.name();
      std::replace(file.begin(), file.end(), ':', '-');
      std::ofstream(std::string(folder) + "/" + file + ".json") << to_json(seen.model);
      std::ofstream start(std::string(folder) + "/" + file + ".start");
      const auto names = seen.model.coordinates();
      for (std::size_t i = 0; i < seen.start.coordinates.size(); ++i)
        start << "--start " << names[i] << '=' << to_text(seen.start.coordinates[i] / degree)
              << '\n';
    });
  print(f, spec);
  for (const std::string& line : f.complaints)
    std::printf("%s\n", line.c_str());
}
