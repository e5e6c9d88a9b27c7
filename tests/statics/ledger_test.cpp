// Every moment, row by row, sums to what the solver leaves over.
#include "guywire/statics/ledger.hpp"

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "support/random_models.hpp"

using namespace guywire;

TEST_CASE("ledger rows sum to the residual on random models, in equilibrium or not") {
  int seen = 0;
  for (int seed = 0; seed < 10000; ++seed) {
    const Model m = ModelBuilder(random_description(300000 + seed)).build();
    Random r(seed);
    State state;
    for (int i = 0; i < m.structure().free_count; ++i) state.coordinates.push_back(r.uniform(-0.1, 0.1));
    Outcome<Posture> o;
    try {
      o = posture_at(m, state);
    } catch (const ModelError&) {
      continue;  // the constraints put a body outside its range
    }
    if (o.status == Status::path_lost) continue;
    const Posture& p = o.last();
    const Ledger l = ledger(m, p);
    REQUIRE(l.columns == m.coordinates());
    ++seen;
    for (std::size_t i = 0; i < l.columns.size(); ++i)
      if (!(std::abs(l.residual[i] + p.residuals[i]) <= 1e-12 * l.magnitude[i])) {  // rows are forces, residuals are gradients of V
        INFO("seed " << seed << " column " << l.columns[i] << ": " << l.residual[i] << " and " << -p.residuals[i] << " of " << l.magnitude[i]);
        CHECK(false);
      }
  }
  CHECK(seen > 6000);
}

TEST_CASE("the ledger about the joints of standing_adult closes, and only what crosses a joint acts on it") {
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  const Ledger l = ledger(m, rest.value(), Ledger::About::joints);
  for (std::size_t i = 0; i < l.columns.size(); ++i) CHECK(std::abs(l.residual[i]) <= 1e-12 * l.magnitude[i]);
  const auto column = [&](const std::string& body) { return std::find(l.columns.begin(), l.columns.end(), body) - l.columns.begin(); };
  for (const LedgerSum& s : by_group(m, l)) {
    if (s.name == "erector_spinae" || s.name == "abdominals" || s.name == "quadratus_lumborum") CHECK(std::abs(s.passive[column("pelvis")] + s.active[column("pelvis")]) < 1e-9);  // they do not cross the hip
    if (s.name == "hamstrings") {
      CHECK(s.passive[column("pelvis")] + s.active[column("pelvis")] > 1);  // they extend the hip: backward
      CHECK(std::abs(s.passive[column("L4")] + s.active[column("L4")]) < 1e-9);
    }
    if (s.name == "hip_capsule") CHECK(std::abs(s.passive[column("pelvis")]) > 1);
    if (s.name == "weight") {  // an independent count about the hip: weights times lever
      double moment = 0;
      for (const Body& b : m.description().bodies) {
        if (b.name == "thigh" || b.name == "shank") continue;
        moment -= 9.81 * b.mass * b.sides * position(m, m.body(b.name), {b.com_x, b.com_y}, rest.last().angles).x;
      }
      const Vec2 hip = position(m, m.body("pelvis"), {0, 0}, rest.last().angles);
      double mass = 0;
      for (const Body& b : m.description().bodies)
        if (b.name != "thigh" && b.name != "shank") mass += b.mass * b.sides;
      moment += 9.81 * mass * hip.x;
      CHECK(s.passive[column("pelvis")] == Approx(moment).epsilon(1e-10));
    }
  }
}
