// Random models from random starts: each answer is checked by the referee (referee.hpp), which
// shares no code with the library.
#include "support/random_models.hpp"

#include <cstdio>
#include <map>

#include "guywire/statics/equilibrium.hpp"
#include "referee/referee.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

struct Tally {
  std::map<std::string, int> statuses;
  int equilibria = 0, falsely_stable = 0, falsely_unstable = 0, without_status = 0, above_floor = 0,
      floor_too_small = 0;
  double worst_floor = 0;  ///< largest error of a reported residual, in floors
  std::string worst_floor_of;
  std::vector<std::string> faults;
  void fault(const std::string& text) {
    if (faults.size() < 20) faults.push_back(text);
  }
};

void judge(std::uint64_t seed, Tally& tally) {
  const ModelDescription d = random_description(seed);
  const Model model = ModelBuilder(d).build();
  Random r(seed ^ 0xABCDEF);
  SolveOptions options;
  if (r.chance(0.2)) options.seek = Seek::any;
  const State start{random_coordinates(model, r, r.uniform(0, 1))};
  const Outcome<Posture> out = solve(model, options, start);
  const std::string name = d.name + (options.seek == Seek::any ? " (seek any)" : "") + ": " +
                           std::string(to_string(out.status));
  ++tally.statuses[std::string(to_string(out.status))];
  if (out.status == Status::not_run || out.why.empty()) {
    ++tally.without_status;
    tally.fault(name + " is no status or has no message");
  }
  const Posture& p = out.last();
  const Certificate& c = p.certificate;
  referee::Referee judge(d);
  const referee::Vector theta(p.angles.begin(), p.angles.end());

  if (out.status == Status::runaway) {  // where it says: a body at the end of its range
    double gap = 1e9;
    for (std::size_t b = 0; b < d.bodies.size(); ++b)
      gap = std::min(
          {gap, p.angles[b] - d.bodies[b].angle_lower, d.bodies[b].angle_upper - p.angles[b]});
    if (!(gap >= 0 && gap < 1e-3))
      tally.fault(name + " but every body is " + to_text(gap) + " rad or more inside its range");
  }
  if (!is_equilibrium(out.status)) return;
  if (!c.contacts.empty())
    return;  // judged in campaign_test.cpp: here a path must have a direction everywhere
  ++tally.equilibria;

  // angles keep the constraints; lengths and tensions are right
  const referee::Vector moments = judge.moments(theta);
  if (judge.lost) return tally.fault(name + " but a path is lost there");
  if (!(judge.constraint_error(theta) <= 1e-14))
    tally.fault(name + " breaks a constraint by " +
                to_text(static_cast<double>(judge.constraint_error(theta))));
  double scale = 0;
  for (const auto s : judge.scale)
    scale = std::max(scale, static_cast<double>(s));
  for (std::size_t k = 0; k < d.cables.size(); ++k) {
    // lengths are sums of roots; the law's slope turns their rounding into tension. The bound of
    // that is the residual floor
    if (!(std::abs(p.lengths[k] - static_cast<double>(judge.lengths[k])) <= 1e-14))
      tally.fault(name + " has a wrong length of " + d.cables[k].name);
    if (!(std::abs(p.tensions[k] - static_cast<double>(judge.tensions[k])) <=
          1e-9 * (1 + p.tensions[k])))
      tally.fault(name + " has a wrong tension of " + d.cables[k].name + ": " +
                  to_text(p.tensions[k]) + " and " +
                  to_text(static_cast<double>(judge.tensions[k])));
    if (!(p.tensions[k] >= 0)) tally.fault(name + ": a cable pushes");
  }

  // residual: per coordinate where there are no constraints, else in the free directions
  constexpr double accepted = 8;  // newton.hpp ends within 8 floors when rounding allows no better
  const double floor = c.rounding_bound,
               directions =
                   judge.unconstrained() ? 1 : std::sqrt(static_cast<double>(d.bodies.size()));
  const referee::Vector residual = judge.free_part(moments);
  double worst = 0, error = 0;
  for (int i = 0; i < judge.free_count(); ++i) {
    worst = std::max(worst, static_cast<double>(std::abs(residual[i])));
    if (judge.unconstrained())
      error = std::max(error, std::abs(static_cast<double>(-residual[i]) - p.residuals[i]));
  }
  if (!(worst <= (accepted + 1) * floor * directions)) {
    ++tally.above_floor;
    tally.fault(name + " leaves " + to_text(worst) + " N m, its floor is " + to_text(floor));
  }
  if (judge.unconstrained()) {  // the floor is a bound of the error of evaluating the residual
    tally.floor_too_small += !(error <= floor);
    if (error > tally.worst_floor * floor) {
      tally.worst_floor = error / floor;
      tally.worst_floor_of = name;
    }
  }
  if (!(floor <= 1e-12 * std::max(scale, 1.0) * 1e3))
    tally.fault(name + " has a floor of " + to_text(floor) + " N m where moments are " +
                to_text(scale));
  if (!judge.unconstrained() && !(judge.unbalanced(moments, p.constraint_moments) <=
                                  (accepted + 1) * floor * d.bodies.size() + 1e-13 * scale))
    tally.fault(name + " is not held: " +
                to_text(static_cast<double>(judge.unbalanced(moments, p.constraint_moments))));

  // stability. A step that stays on this side of the nearest kink, unless that is doubtful anyway
  if (out.status == Status::at_kink) return;
  const referee::Real h = std::min<referee::Real>(1e-8L, 0.05L * std::max(c.kink_distance, 1e-9));
  const auto [smallest, largest] = judge.stiffness_range(theta, h);
  const double low = static_cast<double>(smallest), high = static_cast<double>(largest);
  const double uncertainty =
      1e-8 * high +
      1e-17 * scale /
          static_cast<double>(
              h);  // the tolerance of `neutral`, ten times; rounding of the differences
  if (out.status == Status::stable && low < -uncertainty) {
    ++tally.falsely_stable;
    tally.fault(name + " but the referee's smallest eigenvalue is " + to_text(low) + " (reported " +
                to_text(c.min_eigenvalue) + ", kink at " + to_text(c.kink_distance) + ")");
  }
  if (out.status == Status::unstable && low > uncertainty) {
    ++tally.falsely_unstable;
    tally.fault(name + " but the referee's smallest eigenvalue is " + to_text(low));
  }
  if (judge.unconstrained() && c.min_eigenvalue == c.min_eigenvalue_upper &&
      c.kink_distance > 1e-4 && !(std::abs(low - c.min_eigenvalue) <= 1e-6 * high))
    tally.fault(name + " reports the eigenvalue " + to_text(c.min_eigenvalue) +
                "; the referee finds " + to_text(low) + " of " + to_text(high));
}

void campaign(std::uint64_t first, int count) {
  Tally tally;
  for (int i = 0; i < count; ++i)
    judge(first + i, tally);
  std::string text;
  for (const auto& [status, n] : tally.statuses)
    text += " " + status + " " + std::to_string(n) + ",";
  std::printf(
      "random models: %d;%s %d equilibria re-checked; largest error of a residual %.2g of its "
      "floor (%s)\n",
      count, text.c_str(), tally.equilibria, tally.worst_floor, tally.worst_floor_of.c_str());
  CHECK_KEPT(tally.faults);
  CHECK(tally.without_status == 0);
  CHECK(tally.falsely_stable == 0);
  CHECK(tally.falsely_unstable == 0);
  CHECK(tally.above_floor == 0);
  CHECK(tally.floor_too_small == 0);
  CHECK(tally.equilibria > count / 2);  // else the campaign says little
}

}  // namespace

TEST_CASE("10 000 random models: every answer stands before the referee") {
  campaign(100000, 10000);
}

TEST_CASE("100 000 random models: every answer stands before the referee", "[long]") {
  campaign(1000000, 100000);
}
