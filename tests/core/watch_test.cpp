// Every call that may take long asks its Watch whether to stop, and tells how far it is.
#include "guywire/core/watch.hpp"

#include <atomic>
#include <functional>

#include "guywire/guywire.hpp"
#include "guywire/io/model_file.hpp"
#include "support/chains.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

struct Call {
  const char* name;
  std::function<void()> run;
  bool tells = false;  ///< its progress
};

std::vector<Call> long_calls() {
  const Model standing = load("standing_adult"), bridge = load("bridge");
  const auto length = parameter(standing, "iliopsoas.length");
  const auto front = parameter(bridge, "front.length");
  const std::vector<double> ones(20000, 1.0);
  const Axis shorter = axis(standing, "iliopsoas.length", 0.9, 1.1);
  return {
      {"solve", [=] { solve(adjust(standing, "iliopsoas", {.length = 0.9})); }},
      {"explain: winning",
       [=] { attribution(standing, solve(adjust(standing, "iliopsoas", {.length = 0.9}))); }},
      {"sweep", [=] { sweep(standing, shorter, {.points = 500}); }, true},
      {"branch", [=] { continue_branch(standing, shorter, {}); }},
      {"equilibria, proved", [=] { all_equilibria(bridge); }},
      {"equilibria, from many starts", [=] { all_equilibria(standing); }, true},
      {"recruit", [=] { recruit(standing); }},
      {"fit_standing", [=] { fit_standing(standing); }},
      {"prescribe",
       [=] {
         prescribe(standing, {{quantity(standing, "lordosis"), 0.9}},
                   {allowed(standing, "iliopsoas.length")});
       }},
      {"compare_stretches", [=] { compare_stretches(standing, {"hamstrings"}); }},
      {"length_study", [=] { length_study(standing, {.bodies = 50}); }, true},
      {"population",
       [=] { population(standing, uncertain_parameters(standing), {.bodies = 200, .threads = 2}); },
       true},
      {"claims", [=] { claims(bridge, standing); }, true},
      {"thomas_test", [=] { thomas_test(standing, {}); }},
      {"solve_batch",
       [=] {
         solve_batch(standing, {{length, ones}}, {}, {.threads = 2});
       },
       true},
      {"solve_batch, one by one",
       [=] {
         solve_batch(standing, {{length, ones}}, {},
                     {.threads = 2, .instructions = InstructionSet::scalar});
       },
       true},
      {"a model of many held bodies",
       [=] {
         ModelBuilder b(bridge);
         for (int i = 0; i < 60; ++i) {
           b.add(Body{.name = "b" + std::to_string(i), .mass = 1, .com_y = 0.1});
           b.add(hold("h" + std::to_string(i), "b" + std::to_string(i)));
         }
         b.build();
       }},
  };
}

}  // namespace

TEST_CASE("every long call stops when it is asked to") {
  for (const Call& call : long_calls()) {
    INFO(call.name);
    for (const int patience : {0, 1, 3}) {
      std::atomic<int> asked{0};
      const WatchScope scope({.stop = [&] { return asked++ >= patience; }});
      CHECK_THROWS_AS(call.run(), Stopped);
      CHECK(asked == patience + 1);  // not asked again: nothing was begun afterwards
    }
  }
}

TEST_CASE("long calls tell how far they are, never backward") {
  for (const Call& call : long_calls()) {
    if (!call.tells) continue;
    INFO(call.name);
    struct Enough {};
    std::vector<double> told;
    const WatchScope scope({.progress = [&](double share) {
      told.push_back(share);
      if (told.size() > 20) throw Enough();
    }});
    try {
      call.run();
    } catch (const Enough&) {
    }
    CHECK(told.size() > 1);
    CHECK(std::is_sorted(told.begin(), told.end()));
    for (const double share : told)
      CHECK((share >= 0 && share <= 1));
  }
}

TEST_CASE("a watch counts within its scope alone, and leaves the rest to the one around it") {
  const Model bridge = load("bridge");
  int outer = 0;
  {
    const WatchScope around({.stop = [&] { return ++outer < 0; }});
    {
      const WatchScope within({.progress = [](double) {}});
      solve(bridge);
    }
    CHECK(outer > 0);
    const int before = outer;
    {
      int inner = 0;
      const WatchScope within({.stop = [&] { return ++inner < 0; }});
      solve(bridge);
      CHECK(inner > 0);
    }
    CHECK(outer == before);
  }
  const int last = outer;
  CHECK(solve(bridge).status == Status::stable);
  CHECK(outer == last);
}
