// Guyed masts and chains with steel ropes come to rest, where a search of its own in long double
// confirms it.
#include "support/steel_ropes.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "catch.hpp"
#include "guywire/report/phrases.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "referee/judge.hpp"
#include "referee/settle.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

struct Tally {
  std::map<std::string, int> statuses;
  std::vector<int> iterations;
  std::vector<std::string> faults;
};

/// The rest is where the referee's own search stays, with nothing left to push.
void confirm(const std::string& name, const Model& model, const Posture& p, Tally& tally) {
  referee::Referee r(model.description());
  const auto directions = r.directions(model.structure().free_bodies);
  const referee::Vector theta(p.angles.begin(), p.angles.end());
  (void)r.moments(theta);
  referee::Real scale = 0;
  for (const referee::Real s : r.scale)
    scale = std::max(scale, s);
  double stiffest = 0;  // [N]: what the rounding of a tension is in proportion to
  for (const Cable& c : model.description().cables)
    stiffest = std::max(stiffest,
                        std::get<Linear>(c.law).stiffness * std::get<Linear>(c.law).slack_length);
  const referee::Real rounding = 1e-17L * stiffest + 1e-15L * scale;
  referee::Settling search(r, directions, theta);
  const referee::Settled settled = search.run(60, rounding);
  const auto off = static_cast<double>(referee::size(settled.moved));
  if (!(off < 1e-6))
    tally.faults.push_back(name + ": the referee's search goes " + to_text(off) + " rad further");
  if (!(settled.residual <= 100 * rounding))
    tally.faults.push_back(name + ": the referee's search leaves " +
                           to_text(static_cast<double>(settled.residual)) + " N m");
}

void solve_one(std::uint64_t seed, Tally& tally) {
  const ModelDescription d = steel_ropes::description(seed);
  const Model model = ModelBuilder(d).build();
  Workspace workspace(model);
  const State start;
  const auto out = solve(workspace, {}, start);
  ++tally.statuses[std::string(to_string(out.status))];
  tally.iterations.push_back(out.last().certificate.iterations);
  referee::Judge judge({model, start, out, Seek::downhill, out.last().rounding_bounds});
  judge.judge();
  for (const auto& c : judge.complaints)
    tally.faults.push_back(d.name + ": " + c.kind + ": " + c.text);
  if (out.status == Status::stable)
    confirm(d.name, model, out.last(), tally);
  else if (out.status != Status::hidden_by_rounding)
    tally.faults.push_back(d.name + " ends " + std::string(to_string(out.status)) + ": " +
                           sentences(out.why));
}

void campaign(std::uint64_t from, std::uint64_t to, int most_hidden) {
  Tally tally;
  for (std::uint64_t seed = from; seed < to; ++seed)
    solve_one(seed, tally);
  std::sort(tally.iterations.begin(), tally.iterations.end());
  std::string text;
  for (const auto& [status, n] : tally.statuses)
    text += " " + status + " " + std::to_string(n) + ",";
  std::printf("steel ropes: %d masts and chains:%s iterations: median %d, worst %d\n",
              static_cast<int>(to - from), text.c_str(),
              tally.iterations[tally.iterations.size() / 2], tally.iterations.back());
  CHECK_KEPT(tally.faults);
  CHECK(tally.statuses["hidden_by_rounding"] <= most_hidden);
}

}  // namespace

TEST_CASE("a hundred guyed masts and chains of steel come to rest") { campaign(0, 100, 1); }

TEST_CASE("a thousand guyed masts and chains of steel come to rest", "[long]") {
  campaign(0, 1000, 5);
}
