// Every moment, row by row, sums to what the solver leaves over.
#include "guywire/statics/ledger.hpp"

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "support/case_file.hpp"
#include "support/random_models.hpp"

using namespace guywire;

TEST_CASE("ledger rows sum to the residual on random models, in equilibrium or not") {
  int seen = 0;
  for (int seed = 0; seed < 10000; ++seed) {
    const Model m = ModelBuilder(random_description(300000 + seed)).build();
    Random r(seed);
    State state;
    for (int i = 0; i < m.structure().free_count; ++i)
      state.coordinates.push_back(r.uniform(-0.1, 0.1));
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
      if (!(std::abs(l.residual[i] + p.residuals[i]) <=
            1e-12 * l.magnitude[i])) {  // rows are forces, residuals are gradients of V
        INFO("seed " << seed << " column " << l.columns[i] << ": " << l.residual[i] << " and "
                     << -p.residuals[i] << " of " << l.magnitude[i]);
        CHECK(false);
      }
  }
  CHECK(seen > 6000);
}

TEST_CASE(
    "the ledger about the joints of standing_adult closes, and only what crosses a joint acts on "
    "it") {
  const Model m = load("standing_adult");
  const auto rest = solve(m);
  const Ledger l = ledger(m, rest.value(), Ledger::About::joints);
  for (std::size_t i = 0; i < l.columns.size(); ++i)
    CHECK(std::abs(l.residual[i]) <= 1e-12 * l.magnitude[i]);
  const auto column = [&](const std::string& body) {
    return std::find(l.columns.begin(), l.columns.end(), body) - l.columns.begin();
  };
  const auto sums = by_group(m, l);
  const auto moment = [&](const std::string& who, const std::string& about) {
    const auto it =
        std::find_if(sums.begin(), sums.end(), [&](const LedgerSum& s) { return s.name == who; });
    INFO(who);
    REQUIRE(it != sums.end());
    REQUIRE(column(about) < static_cast<long>(l.columns.size()));
    return it->passive[column(about)] + it->active[column(about)];
  };
  for (const char* spinal : {"erector_spinae", "abdominals", "quadratus_lumborum"})
    CHECK(std::abs(moment(spinal, "pelvis")) < 1e-9);  // they do not cross the hip
  CHECK(moment("hamstrings", "pelvis") > 1);           // they extend the hip: backward
  CHECK(std::abs(moment("hamstrings", "L4")) < 1e-9);
  CHECK(std::abs(moment("hip_capsule", "pelvis")) > 1);
  // an independent count about the hip: weights times lever
  const Vec2 hip = position(m, m.body("pelvis"), {0, 0}, rest.last().angles);
  double by_hand = 0;
  for (const Body& b : m.description().bodies) {
    if (b.name == "thigh" || b.name == "shank") continue;
    const double lever =
        position(m, m.body(b.name), {b.com_x, b.com_y}, rest.last().angles).x - hip.x;
    by_hand -= 9.81 * b.mass * b.sides * lever;
  }
  CHECK(moment("weight", "pelvis") == Approx(by_hand).epsilon(1e-10));
}

TEST_CASE("where points of a path touch, the ledger closes with the force of the contact") {
  const Model m = case_file("ends_meet.json");
  const auto rest = solve(m, {}, {{172 * degree, 74 * degree, 46 * degree}});
  REQUIRE(rest.status == Status::stable);
  REQUIRE(!rest.value().certificate.contacts.empty());
  const Ledger l = ledger(m, rest.value());
  double smallest_part = 0;
  for (std::size_t i = 0; i < l.columns.size(); ++i) {
    CHECK(std::abs(l.residual[i]) <= 1e-9 * l.magnitude[i]);
    smallest_part = std::max(smallest_part, l.magnitude[i]);
  }
  CHECK(smallest_part > 0);
}
