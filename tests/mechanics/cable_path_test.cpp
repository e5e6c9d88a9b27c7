// The pieces of a drawn path add up to the length the solver uses.
#include "guywire/mechanics/cable_path.hpp"

#include "catch.hpp"
#include "guywire/statics/equilibrium.hpp"
#include "support/random_models.hpp"

using namespace guywire;

TEST_CASE("flat paths: the pieces join, and their lengths sum to the cable's") {
  int arcs = 0;
  for (int seed = 1; seed <= 300; ++seed) {
    ModelBuilder builder("flat");
    builder.description = random_description(seed, {.circles = 1, .constraints = 0});
    for (Cable& c : builder.description.cables)
      for (PathPoint& p : c.path)
        p.point.z = 0;
    const Model model = builder.build();
    Random r(seed);
    State state;
    for (std::size_t i = 0; i < model.coordinates().size(); ++i)
      state.coordinates.push_back(r.uniform(-0.3, 0.3));
    const auto posture = posture_at(model, state);
    if (posture.status == Status::path_lost || posture.last().lengths.empty()) continue;
    for (int c = 0; c < static_cast<int>(model.description().cables.size()); ++c) {
      const auto pieces = cable_path(model, {c}, posture.last().angles);
      double sum = 0;
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        sum += pieces[i].length();
        arcs += pieces[i].radius > 0;
        const Vec2 end = pieces[i].at(1);
        CHECK(std::hypot(end.x - pieces[i].to.x, end.y - pieces[i].to.y) < 1e-12);
        if (i > 0) CHECK(pieces[i].from == pieces[i - 1].to);
      }
      CAPTURE(seed, c);
      CHECK(std::abs(sum - posture.last().lengths[c]) < 1e-12);
    }
  }
  CHECK(arcs > 20);
}
