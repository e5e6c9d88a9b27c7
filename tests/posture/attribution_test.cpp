// Who wins, by hand and by re-solving.
#include "guywire/posture/attribution.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/posture_angles.hpp"

using namespace guywire;

namespace {

/// A weightless arm up from its pin between two springs without slack: theta = 0 is where both pull
/// alike.
Model two_springs() {
  return ModelBuilder("arm")
      .gravity(0, 0)
      .add(Body{.name = "arm"})
      .add(Cable{.name = "front",
                 .law = Linear{1000, 0.2},
                 .path = {at("ground", 0.4, 0.5), at("arm", 0, 0.5)}})
      .add(Cable{.name = "rear",
                 .law = Linear{1000, 0.2},
                 .path = {at("ground", -0.4, 0.5), at("arm", 0, 0.5)}})
      .build();
}

/// A muscle in two fascicles of half the strength each.
Model split(const Model& m, const std::string& name) {
  ModelBuilder b(m);
  auto& cables = b.description.cables;
  const auto it =
      std::find_if(cables.begin(), cables.end(), [&](const Cable& c) { return c.name == name; });
  REQUIRE(it != cables.end());
  std::get<Hill>(it->law).max_isometric_force /= 2;
  Cable half = *it;
  half.name = name + "_2";
  cables.insert(it, half);
  for (Group& g : b.description.groups)
    for (std::size_t i = 0; i < g.members.size(); ++i)
      if (g.members[i] == name) {
        g.members.insert(g.members.begin() + static_cast<long>(i), half.name);
        break;
      }
  return b.build();
}

}  // namespace

TEST_CASE("the shorter of two springs wins, by all of the tilt") {
  const Model m = adjust(two_springs(), "front", {.length = 0.8});
  const auto rest = solve(m);
  const auto w = attribution(m, rest).value();
  REQUIRE(w.winner == 0);
  CHECK((w.why == Facts{{"winning.named", {{"group", "front"}}}}));
  CHECK(w.groups[0].group == "front");
  CHECK(w.change > 0);
  CHECK(w.groups[0].contribution == Approx(w.change).epsilon(1e-12));  // the only one turned
  CHECK(std::abs(w.remainder) < 1e-12);
  CHECK_FALSE(w.groups[1].changed);
  CHECK(w.change ==
        Approx(-solve(m).last().angles[0] + solve(two_springs()).last().angles[0]).epsilon(1e-12));
  // a cable alone comes to rest where its line passes through the pin or it is slack: without the
  // rear one the front pulls the arm to slack
  CHECK(w.groups[1].removal > 0.3);
}

TEST_CASE("both turned: shares and a remainder") {
  Model m = adjust(adjust(two_springs(), "front", {.length = 0.7}), "rear", {.length = 0.9});
  const auto w = attribution(m, solve(m)).value();
  CHECK(w.groups[static_cast<std::size_t>(w.winner)].group == "front");
  double sum = w.remainder;
  for (const GroupContribution& g : w.groups) {
    sum += g.contribution;
    const Model back = with_reference_knobs(m, g.group);
    CHECK(g.contribution ==
          Approx(solve(back).last().angles[0] - solve(m).last().angles[0]).epsilon(1e-9));
  }
  CHECK(sum == Approx(w.change).epsilon(1e-12));
}

TEST_CASE("nothing turned: nobody wins") {
  const Model m = two_springs();
  const auto w = attribution(m, solve(m)).value();
  CHECK(w.winner == -1);
  CHECK(w.change == 0);
  CHECK(has_fact(w.why, "winning.unchanged"));
}

TEST_CASE("no resting place: nobody is named, and why") {
  const Model m = load("standing_adult");
  const auto rest = solve(adjust(m, "hamstrings", {.stiffness = 0, .strength = 0}));
  REQUIRE_FALSE(is_equilibrium(rest.status));
  const auto w = attribution(m, rest);
  CHECK(w.status == Status::not_run);
  CHECK(has_fact(w.why, "winning.no_rest"));
  CHECK_THROWS_AS(w.value(), SolveError);
  const auto own = attribution(m, solve(m))
                       .value();  // and from the sound body that same cut is in the removal table
  const auto cut = std::find_if(own.groups.begin(), own.groups.end(),
                                [](const GroupContribution& g) { return g.group == "hamstrings"; });
  REQUIRE(cut != own.groups.end());
  CHECK_FALSE(is_equilibrium(cut->removal_status));
  CHECK_FALSE(cut->removal_why.empty());
}

TEST_CASE(
    "standing_adult with short iliopsoas: who wins does not change when a muscle is split in "
    "fascicles") {
  const Model m = load("standing_adult");
  for (const auto& [group, length] :
       {std::pair{"iliopsoas", 0.9}, {"hamstrings", 0.95}, {"erector_spinae", 0.95}}) {
    const Model turned = adjust(m, group, {.length = length});
    const auto w = attribution(turned, solve(turned)).value();
    REQUIRE(w.winner >= 0);
    CHECK(w.groups[w.winner].group == group);
    const Model again = adjust(split(m, m.description().cables[m.cables(group).front().index].name),
                               group, {.length = length});
    const auto v = attribution(again, solve(again)).value();
    REQUIRE(v.winner >= 0);
    CHECK(v.groups[v.winner].group == group);
    CHECK(v.change == Approx(w.change).epsilon(1e-9));
    CHECK(v.groups[v.winner].contribution == Approx(w.groups[w.winner].contribution).epsilon(1e-9));
  }
}

TEST_CASE("a group's length derivative is that of re-solving") {
  const Model m = load("standing_adult");
  const auto w = attribution(m, solve(m)).value();
  for (const GroupContribution& g : w.groups) {
    const double h = 1e-5;
    const auto tilt = [&](double s) {
      return posture_angles(m, solve(adjust(m, g.group, {.length = s})).last().angles)
          .anterior_tilt_change;
    };
    CHECK(std::abs(g.derivative - (tilt(1 + h) - tilt(1 - h)) / (2 * h)) <
          1e-4 * (1 + std::abs(g.derivative)));
  }
}
