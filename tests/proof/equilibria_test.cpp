// All equilibria: closed forms, proofs of absence, and an independent search over many random
// models.
#include "guywire/proof/equilibria.hpp"

#include "guywire/io/model_file.hpp"
#include "guywire/report/phrases.hpp"
#include "support/equilibria_text.hpp"
#include "support/jet.hpp"
#include "support/paths.hpp"
#include "support/random_models.hpp"

using namespace guywire;

namespace {

constexpr double g = 9.81;

/// A weight above (L > 0) its hinge, between two cables to anchors at (+-b, 0) from the tip at
/// height a.
Model mast(double m, double L, double k, double slack, double a, double b, double range) {
  return ModelBuilder("mast")
      .add(Body{.name = "rod", .mass = m, .com_y = L, .angle_lower = -range, .angle_upper = range})
      .add(Cable{.name = "front",
                 .law = Linear{k, slack},
                 .path = {at("rod", 0, a), at("ground", b, 0)},
                 .source = {}})
      .add(Cable{.name = "rear",
                 .law = Linear{k, slack},
                 .path = {at("rod", 0, a), at("ground", -b, 0)},
                 .source = {}})
      .build();
}

/// Gradient at u, or empty where it is undefined or u is out of range.
std::vector<double> gradient(const Model& m, const std::vector<double>& u) {
  try {
    const auto p = posture_at(m, {u});
    if (p.status == Status::path_lost) return {};
    return p.last().residuals;
  } catch (const ModelError&) {
    return {};
  }
}

bool listed(const Equilibria& e, const std::vector<double>& u, double tolerance) {
  const auto near_by = [&](const Equilibrium& f) {
    for (std::size_t i = 0; i < u.size(); ++i)
      if (!near(f.posture.coordinates[i], u[i], tolerance)) return false;
    return true;
  };
  const auto within = [&](const std::vector<Interval>& cell) {
    for (std::size_t i = 0; i < u.size(); ++i)
      if (!(u[i] >= cell[i].lower - tolerance && u[i] <= cell[i].upper + tolerance)) return false;
    return true;
  };
  return std::any_of(e.found.begin(), e.found.end(), near_by) ||
         std::any_of(e.undecided.begin(), e.undecided.end(), within);
}

struct Campaign {
  int models = 0, two = 0, verified = 0, roots = 0, proved = 0, several = 0, none = 0;
  int ends = 0, vague = 0;  ///< of the solver's searches; of these not below the rounding floor
  std::vector<std::string> faults;
};

/// One random model against a search that shares nothing with intervals: sign changes on a fine
/// grid in one coordinate, the solver from many starts in two.
void compare(std::uint64_t seed, Campaign& c, int grid, int starts, double circles = 0.25) {
  RandomOptions o;
  o.most_bodies = 3;
  o.most_cables = 6;
  o.elastic = 0;
  o.constraints = 0.7;
  o.circles = circles;
  ModelDescription d = random_description(seed, o);
  for (Body& b : d.bodies) {
    b.angle_lower = std::max(b.angle_lower, -2.5);
    b.angle_upper = std::min(b.angle_upper, 2.5);
  }
  if (seed % 4) d.joints.clear();  // with stiff hinges there is rarely more than one
  const Model m = ModelBuilder(d).build();
  const int n = m.structure().free_count;
  if (n > 2) return;
  const std::string name = "seed " + std::to_string(seed) + ": ";
  Equilibria e;
  try {
    e = all_equilibria(m, {.cell_limit = 100'000});
  } catch (const ModelError&) {
    return;  // no posture within all ranges
  }
  ++c.models;
  c.two += n == 2;
  c.verified += e.verified;
  c.none += e.no_equilibrium;
  c.several += e.found.size() > 1;
  Workspace workspace(m);
  for (const Equilibrium& f : e.found) {
    ++c.roots;
    c.proved += f.unique;
    const auto& u = f.posture.coordinates;
    if (!is_equilibrium(f.status) ||
        !(f.posture.certificate.residual <= 8 * f.posture.certificate.rounding_bound))
      c.faults.push_back(name + "a listed place is no root: " + where(e));
    for (int i = 0; f.unique && i < n; ++i)
      if (!contains(f.cell[i], u[i])) c.faults.push_back(name + "a root lies outside its cell");
  }
  const auto must_be_listed = [&](const std::vector<double>& u, double tolerance) {
    if (!listed(e, u, tolerance))
      c.faults.push_back(name + "missed a root at " + to_text(u[0]) +
                         (n > 1 ? ", " + to_text(u[1]) : "") + "; " + where(e));
  };
  if (n == 1) {
    double before = 0, at_before = 0;
    bool has_before = false;
    for (int i = 0; i <= grid; ++i) {
      const double u = e.box[0].lower + (i + 0.5) / (grid + 1) * width(e.box[0]);
      const auto here = gradient(m, {u});
      if (here.empty()) {
        has_before = false;
        continue;
      }
      if (has_before && (before < 0) != (here[0] < 0)) {
        double low = at_before, high = u;
        bool continuous = true;
        for (int k = 0; k < 60; ++k) {
          const double half = low + (high - low) / 2;
          const auto there = gradient(m, {half});
          if (there.empty()) {
            continuous = false;
            break;
          }
          ((there[0] < 0) == (before < 0) ? low : high) = half;
        }
        const auto l = gradient(m, {low}), h = gradient(m, {high});
        // a jump is no root: there two points of a cable coincide
        if (continuous && std::abs(l[0] - h[0]) < 1e-6 * (1 + std::abs(before) + std::abs(here[0])))
          must_be_listed({low}, 1e-6);
      }
      before = here[0];
      at_before = u;
      has_before = true;
    }
  }
  Random r(seed);
  for (int i = 0; i < starts; ++i) {
    State start;
    for (int k = 0; k < n; ++k)
      start.coordinates.push_back(r.uniform(e.box[k].lower, e.box[k].upper));
    try {
      const auto out = solve(workspace, {.seek = i % 2 ? Seek::any : Seek::downhill}, start);
      // what is neutral may be a continuum of which another point is listed
      if (out.status != Status::stable && out.status != Status::unstable) continue;
      // The solver may end at up to 8 rounding floors. Beside tensions of 1e8 N (seed 11719: a
      // muscle of twice its length) that is 1e-6 rad and more from the root, and the interval
      // gradient there excludes 0: such an end is no witness.
      const Certificate& k = out.last().certificate;
      ++c.ends;
      if (k.residual > k.rounding_bound)
        ++c.vague;
      else
        must_be_listed(out.last().coordinates, 1e-6);
    } catch (const ModelError&) {  // a start beyond a dependent body's range
    }
  }
}

void report(const Campaign& c) {
  INFO(c.models << " models, " << c.two << " of two coordinates, " << c.verified << " verified, "
                << c.none << " without equilibrium, " << c.several << " with several; " << c.roots
                << " roots, " << c.proved << " proved; " << c.ends << " searches, " << c.vague
                << " vague");
  CHECK_KEPT(c.faults);
  CHECK(c.verified >= 0.9 * c.models);
  CHECK(c.proved >= 0.95 * c.roots);
  CHECK(c.two > 0.2 * c.models);
  CHECK(c.vague < 0.05 * c.ends);
  CHECK(c.several > 0.1 * c.models);
}

}  // namespace

TEST_CASE("a bistable lever: weight and one spring of zero free length, V = (m g L - k a h) cos") {
  // k a h > m g L: upright is stable, hanging is not; a half turn forward and one back is the same
  // posture
  const auto lever = [](double k) {
    return ModelBuilder("lever")
        .add(Body{.name = "rod", .mass = 5, .com_y = 0.4, .angle_lower = -3.5, .angle_upper = 3.5})
        .add(Cable{.name = "stay",
                   .law = Linear{k, 0},
                   .path = {at("rod", 0, 0.3), at("ground", 0, 0.5)},
                   .source = {}})
        .build();
  };
  for (const double k : {50.0, 400.0}) {  // m g L = 19.62 N m; k a h = 7.5 and 60 N m
    const auto e = all_equilibria(lever(k));
    INFO(where(e));
    REQUIRE(e.found.size() == 2);
    CHECK(e.verified);
    const bool stayed = k * 0.15 > 5 * g * 0.4;
    const double expected[] = {0, std::numbers::pi};
    for (int i = 0; i < 2; ++i) {
      CHECK(near(e.found[i].posture.coordinates[0], expected[i], 1e-12));
      CHECK(e.found[i].status == ((i == 0) == stayed ? Status::stable : Status::unstable));
      CHECK(e.found[i].unique);
    }
  }
}

TEST_CASE(
    "an inverted pendulum between two springs of zero free length: two resting places beside an "
    "unstable one") {
  // slack length 0: V = m g L cos + k/2 (2 a^2 + 2 b^2): only the weight turns it, so 0 and +-pi.
  // With slack cables it leans until one is taut: m g L sin(u) = T r in closed form below.
  const double m = 5, L = 0.4, a = 0.5, b = 0.3, k = 2e4;
  const auto free = all_equilibria(mast(m, L, k, 0, a, b, 3));
  INFO(where(free));
  REQUIRE(free.found.size() == 1);
  CHECK(free.found[0].status == Status::unstable);
  CHECK(near(free.found[0].posture.coordinates[0], 0, 1e-12));

  // choose where it rests, u = -0.2 (forward, so the rear cable is taut), and from that the slack
  // length
  const double u = 0.2, l = std::sqrt(a * a + b * b + 2 * a * b * std::sin(u)),
               slope = a * b * std::cos(u) / l;
  const double T = m * g * L * std::sin(u) / slope, slack = l - T / k;
  REQUIRE(slack > std::hypot(a, b));  // both slack when upright
  const auto e = all_equilibria(mast(m, L, k, slack, a, b, 1.2));
  INFO(where(e));
  REQUIRE(e.found.size() == 3);
  CHECK(e.verified);
  CHECK(near(e.found[0].posture.coordinates[0], -u, 1e-11));
  CHECK(near(e.found[1].posture.coordinates[0], 0, 1e-12));
  CHECK(near(e.found[2].posture.coordinates[0], u, 1e-11));
  CHECK(e.found[0].status == Status::stable);
  CHECK(e.found[1].status == Status::unstable);
  CHECK(e.found[2].status == Status::stable);
  CHECK(near(e.found[0].posture.potential, e.found[2].posture.potential, 1e-9));
  CHECK(e.found[1].posture.potential > e.found[0].posture.potential);
}

TEST_CASE("two pendulums on one another have four equilibria a turn") {
  const Model m =
      ModelBuilder("double")
          .add(Body{.name = "upper", .mass = 2, .com_y = -0.3, .angle_lower = -1, .angle_upper = 4})
          .add(Body{.name = "lower",
                    .parent = "upper",
                    .hinge_y = -0.6,
                    .mass = 1,
                    .com_y = -0.2,
                    .angle_lower = -1,
                    .angle_upper = 4})
          .build();
  const auto e = all_equilibria(m);
  INFO(where(e));
  REQUIRE(e.found.size() == 4);
  CHECK(e.verified);
  const double pi = std::numbers::pi, expected[4][2] = {{0, 0}, {0, pi}, {pi, 0}, {pi, pi}};
  for (int i = 0; i < 4; ++i)
    for (int k = 0; k < 2; ++k)
      CHECK(near(e.found[i].posture.coordinates[k], expected[i][k], 1e-11));
  CHECK(e.found[0].status == Status::stable);
  for (int i = 1; i < 4; ++i)
    CHECK(e.found[i].status == Status::unstable);
}

TEST_CASE("that there is no equilibrium is proved, for its box") {
  const Model m = mast(5, 0.4, 2e4, 0, 0.5, 0.3, 3);
  const auto e = all_equilibria(m, {.box = {{0.1, 3}}});
  CHECK(e.found.empty());
  CHECK(e.no_equilibrium);
  CHECK(e.verified);
  CHECK(e.box[0] == Interval(0.1, 3));
  CHECK(all_equilibria(m, {.box = {{-0.1, 3}}}).found.size() == 1);
  // two coordinates: a couple that no weight can balance
  const Model twisted =
      ModelBuilder("twisted")
          .add(Body{.name = "upper", .mass = 2, .com_y = -0.3})
          .add(Body{.name = "lower", .parent = "upper", .hinge_y = -0.6, .mass = 1, .com_y = -0.2})
          .add(Load{.name = "twist",
                    .kind = Load::Kind::couple,
                    .body = "lower",
                    .moment = 2.5})  // > m g L = 1.96 N m
          .build();
  CHECK(all_equilibria(twisted).no_equilibrium);
}

TEST_CASE("a continuum of equilibria and a degenerate one are said to be undecided") {
  const Model idle = ModelBuilder("idle")
                         .gravity(0, 0)
                         .add(Body{.name = "rod"})
                         .add(Cable{.name = "loose",
                                    .law = Linear{100, 5},
                                    .path = {at("rod", 0, 0.5), at("ground", 0.3, 0)},
                                    .source = {}})
                         .build();
  const auto e = all_equilibria(idle);
  CHECK_FALSE(e.verified);
  CHECK_FALSE(e.no_equilibrium);
  REQUIRE(e.undecided.size() == 1);
  CHECK(contains(e.undecided[0][0], Interval(-3, 3)));
  // weight and spring cancel: V is constant
  const Model even =
      ModelBuilder("even")
          .add(Body{.name = "rod", .mass = 1, .com_y = 0.25})
          .add(Joint{.name = "hinge", .body = "rod", .law = LinearJoint{g * 0.25, 0}})
          .build();
  const auto fold = all_equilibria(even);  // u = sin u: a triple root at 0
  INFO(where(fold));
  CHECK_FALSE(fold.verified);
  REQUIRE(fold.undecided.size() == 1);
  CHECK(contains(fold.undecided[0][0], 0.0));
  CHECK(width(fold.undecided[0][0]) < 1e-3);
}

TEST_CASE("dependent bodies narrow the box, and that is said") {
  const Model m =
      ModelBuilder("coupled")
          .add(Body{.name = "upper", .mass = 2, .com_y = -0.3, .angle_lower = -3, .angle_upper = 3})
          .add(Body{.name = "lower",
                    .parent = "upper",
                    .hinge_y = -0.6,
                    .mass = 1,
                    .com_y = -0.2,
                    .angle_lower = -1,
                    .angle_upper = 1})
          .add(Constraint{.name = "double", .terms = {{"lower", 1.0}, {"upper", -2.0}}})
          .build();
  const auto e = all_equilibria(m);
  CHECK(near(e.box[0].lower, -0.5, 1e-12));
  CHECK(near(e.box[0].upper, 0.5, 1e-12));
  REQUIRE(e.narrowed_by == std::vector<std::string>{"lower"});
  REQUIRE(e.found.size() == 1);
  CHECK(e.verified);
}

TEST_CASE("what cannot be searched is refused in words") {
  ModelBuilder b("elastic");
  b.add(Body{.name = "rod", .mass = 1, .com_y = -0.2})
      .add(Cable{.name = "calf",
                 .law = HillElastic{500, 0.1, 0.1, 0, 0.1},
                 .path = {at("rod", 0, -0.3), at("ground", 0.2, 0)},
                 .source = {}});
  const Model m = b.build();
  CHECK_THROWS_WITH(all_equilibria(m),
                    Catch::Matchers::ContainsSubstring("calf") &&
                        Catch::Matchers::ContainsSubstring("Use the law \"hill\""));
  const auto e = all_equilibria(m, {.verify = false});
  CHECK_FALSE(e.verified);
  CHECK(e.found.size() >= 1);
  const Model plain = mast(5, 0.4, 2e4, 0, 0.5, 0.3, 3);
  CHECK_THROWS_AS(all_equilibria(plain, {.box = {{-4, 1}}}), ModelError);
  CHECK_THROWS_AS(all_equilibria(plain, {.box = {{1, -1}}}), ModelError);
  CHECK_THROWS_AS(all_equilibria(plain, {.box = {{-1, 1}, {-1, 1}}}), ModelError);
}

TEST_CASE("deflation finds the eight equilibria of three pendulums, and claims no more") {
  ModelBuilder b("triple");
  for (int i = 0; i < 3; ++i)
    b.add(Body{.name = "p" + std::to_string(i),
               .parent = i ? "p" + std::to_string(i - 1) : "ground",
               .hinge_y = i ? -0.5 : 0,
               .mass = 1,
               .com_y = -0.25,
               .angle_lower = -1,
               .angle_upper = 4});
  const auto e = all_equilibria(b.build());
  INFO(where(e));
  CHECK(e.found.size() == 8);
  CHECK_FALSE(e.verified);
  for (const auto& f : e.found)
    CHECK_FALSE(f.unique);
}

TEST_CASE("no root of 200 random models is missed, and none is made up") {
  Campaign c;
  for (std::uint64_t seed = 1; c.models < 200; ++seed)
    compare(seed, c, 2000, 40);
  report(c);
}

TEST_CASE(
    "no root of 80 random models with circles is missed, and none where a path is lost is made "
    "up") {
  Campaign c;
  for (std::uint64_t seed = 70'001; c.models < 80; ++seed)
    compare(seed, c, 2000, 40, 1);
  report(c);
}

TEST_CASE("no root of 3000 random models is missed", "[long]") {
  Campaign c;
  for (std::uint64_t seed = 10'001; c.models < 3000; ++seed)
    compare(seed, c, 5000, 200);
  report(c);
}

namespace {

/// A mast of 2^k m, 4-3-5, upright between guys that are just not taut.
Model guyed_at_slack_length(int k, double slack, double com_y) {
  const double m = std::ldexp(1.0, k);
  return ModelBuilder("mast")
      .add(Body{.name = "mast",
                .mass = 50,
                .com_y = com_y,
                .angle_lower = -3.1416,
                .angle_upper = 3.1416})
      .add(Cable{.name = "front",
                 .law = Linear{1e5, slack * m},
                 .path = {at("ground", 3 * m, 0), at("mast", 0, 4 * m)},
                 .source = {}})
      .add(Cable{.name = "rear",
                 .law = ExponentialToe{1e5, slack * m, 0.03, 3},
                 .path = {at("ground", -3 * m, 0), at("mast", 0, 4 * m)},
                 .source = {}})
      .build();
}

/// How often the moment changes its sign over a turn, by values alone.
int sign_changes(const Model& m) {
  int changes = 0;
  double before = 0;
  for (int i = 0; i <= 40'000; ++i) {
    const double u = -3.14159 + 6.2831 * (i + 0.3819660112501051) / 40'001;
    const double g = posture_at(m, {{u}}).last().residuals[0];
    changes += before * g < 0;
    before = g;
  }
  return changes;
}

}  // namespace

TEST_CASE("equilibria on corners are proved where the corner lies exactly at a quarter turn") {
  for (const int k : {-6, 0, 5})
    for (const double com_y : {1.0, -0.5}) {
      const Model m = guyed_at_slack_length(k, 5, com_y);
      const auto all = all_equilibria(m);
      INFO(k << " " << com_y << " " << sentences(all.why));
      CHECK(all.verified);
      const auto is_upright = [](const Equilibrium& e) {
        return std::abs(e.posture.coordinates[0]) < 1e-12;
      };
      const auto upright = std::find_if(all.found.begin(), all.found.end(), is_upright);
      REQUIRE(upright != all.found.end());
      CHECK(upright->unique);
      // the one that hangs at half a turn lies on the edge of the scanned turn, where no change is
      // counted
      CHECK(static_cast<int>(all.found.size()) == sign_changes(m) + 1);
    }
}

TEST_CASE("a stop that gives way on one side only is balanced on its corner, and proved") {
  for (const double softer : {5.0, 9.0, 9.81, 12.0, 900.0}) {
    const Model m =
        ModelBuilder("stop")
            .add(Body{
                .name = "mast", .mass = 1, .com_y = 1, .angle_lower = -3.1, .angle_upper = 3.1})
            .add(Joint{.name = "stop",
                       .body = "mast",
                       .law = BilinearJoint{softer, 1000, 0},
                       .source = {}})
            .build();
    const auto all = all_equilibria(m);
    INFO(softer << " " << sentences(all.why));
    if (softer == 9.81) {  // V is flat on one side
      CHECK_FALSE(all.verified);
      continue;
    }
    CHECK(all.verified);
    const auto upright = std::find_if(all.found.begin(), all.found.end(), [](const Equilibrium& e) {
      return e.posture.coordinates[0] == 0;
    });
    REQUIRE(upright != all.found.end());
    CHECK(upright->status == (softer < 9.81 ? Status::at_kink : Status::stable));
  }
}

TEST_CASE("a corner that rounding moves off the quarter turn stays undecided") {
  const auto all = all_equilibria(guyed_at_slack_length(0, std::nextafter(5.0, 6.0), 1));
  CHECK_FALSE(all.verified);
  CHECK_FALSE(all.undecided.empty());
}

TEST_CASE("a bound of rounding that overflows is infinite, not NaN") {
  // found by fuzzing: a cable of 1e308 N/m round a drum in ground, and a rod that hangs below it
  const Model m = load(source_folder() + "/tests/fuzz/corpus/model/hand-no-bound");
  const Equilibria all = all_equilibria(m);
  REQUIRE(all.found.size() == 2);
  for (const Equilibrium& e : all.found)
    for (const double bound : e.posture.rounding_bounds)
      CHECK(bound >= 0);
}
