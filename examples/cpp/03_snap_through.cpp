// 3. Snap-through: pushed there and back, a mast does not come back the way it went.
//
// A mast of weight m g with its center at height L stands on a pin between two stays, both too long
// to be taut while it is upright. It leans on one of them. A couple M pushes it the other way: the
// stay's tension falls, and where the stay goes slack (at lean theta_s) nothing but the couple
// carries the weight: M = m g L sin(theta_s). Beyond, the weight wins and the mast snaps over onto
// the other stay. To bring it back the couple must be reversed to -m g L sin(theta_s): hysteresis.
// Between lies a balance that no push finds, because the smallest push leaves it.
#include <cmath>
#include <cstdio>
#include <guywire/guywire.hpp>

using namespace guywire;

int main() {
  const double m = 20, L = 1;  // chosen: a light mast
  const double lean = 0.2;     // chosen: 11 degrees, far enough to be seen
  const double slack = std::sqrt(
      1.5 * 1.5 + 1 + 2 * 1.5 * std::sin(lean));  // so that a stay is just taut at that lean
  const Model mast =
      ModelBuilder("mast")
          .add(Body{.name = "mast", .mass = m, .com_y = L, .angle_lower = -1.2, .angle_upper = 1.2})
          .add(Cable{.name = "rear",
                     .law = Linear{.stiffness = 4e4, .slack_length = slack},
                     .path = {at("mast", 0, 1.5), at("ground", -1, 0)}})  // chosen: stiff
          .add(Cable{.name = "front",
                     .law = Linear{.stiffness = 4e4, .slack_length = slack},
                     .path = {at("mast", 0, 1.5), at("ground", 1, 0)}})
          .add(Load{.name = "push", .kind = Load::Kind::couple, .body = "mast"})
          .build();
  const Axis push =
      axis(mast, "push.moment_Nm", -60, 60);  // chosen: half as much again as it takes
  const auto there = sweep(mast, push, {.points = 13, .start = {{-0.25}}}),
             back = sweep(mast, reversed(push), {.points = 13, .start = {{0.25}}});
  std::printf("couple N m   lean there deg   lean back deg\n");
  for (int i = 0; i < 13; ++i)
    std::printf("%10.0f %16.2f %15.2f\n", there.points[i].parameter,
                there.points[i].coordinates[0] / degree,
                back.points[12 - i].coordinates[0] / degree);
  const auto report = [](const char* way, const Sweep& s) {
    for (const SweepEvent& e : s.events)
      if (e.fold)
        std::printf("%s: snaps at %+.4f N m from %+.2f to %+.2f deg\n", way, e.parameter,
                    e.coordinates[0] / degree,
                    e.landing_coordinates.empty() ? 0.0 : e.landing_coordinates[0] / degree);
  };
  report("there", there);
  report("back", back);
  std::printf("by hand: +-m g L sin(theta_s) = %.4f N m\n", m * 9.81 * L * std::sin(lean));
  const auto branch = continue_branch(mast, push, {.start = {{-0.25}}});
  int unstable = 0;
  for (const BranchPoint& p : branch.value().points)
    unstable += !p.stable;
  std::printf("the whole branch: %d points, %d of them unstable\n",
              static_cast<int>(branch.value().points.size()), unstable);
  return there.events.empty() || back.events.empty() ? 1 : 0;
}
