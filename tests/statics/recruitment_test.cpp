// Least-effort tone: hand-computed optima, bounds, infeasibility and its certificate, splitting,
// elastic tendons.
#include "guywire/statics/recruitment.hpp"

#include "guywire/io/model_file.hpp"
#include "guywire/report/phrases.hpp"
#include "support/jet.hpp"

using namespace guywire;
using Catch::Matchers::ContainsSubstring;

namespace {

// De Groote-Fregly's active curve at optimal length, from its constants (OpenSim's).
double active_at_1() {
  const auto bell = [](double b1, double b2, double b3, double b4) {
    return b1 * std::exp(-0.5 * (1 - b2) * (1 - b2) / ((b3 + b4) * (b3 + b4)));
  };
  return bell(0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465) +
         bell(0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188) + 0.1;
}

struct Muscle {
  const char* name;
  double F0, lo, height;  ///< its arm about the hinge [m]; negative: behind the lever (pulls back)
};

/// A weightless lever in its reference posture, with muscles at optimal fibre length pulling
/// horizontally at given heights, no passive force, and a couple that tips it backward (+).
ModelBuilder lever(const std::vector<Muscle>& muscles, double couple) {
  ModelBuilder b("lever");
  b.gravity(0, 0).add(Body{.name = "lever", .mass = 1});
  for (const Muscle& m : muscles) {
    const double sign = m.height > 0 ? 1 : -1, y = std::abs(m.height), length = 0.1 + m.lo;
    Cable c{.name = m.name,
            .law = Hill{m.F0, m.lo, 0.1, 0, 0},
            .path = {at("lever", 0, y), at("ground", sign * length, y)},
            .source = {}};
    c.knobs.stiffness = 0;
    b.add(c);
  }
  b.add(Load{.name = "couple",
             .kind = Load::Kind::couple,
             .body = "lever",
             .moment = couple,
             .source = {}});
  return b;
}

}  // namespace

TEST_CASE("two synergists share by arm over optimal length: a_c = M (B_c/w_c)/sum(B^2/w)") {
  const std::vector<Muscle> muscles{{"long", 1000, 0.12, 0.04}, {"short", 600, 0.05, 0.03}};
  const Model model = lever(muscles, 10).build();
  RecruitOptions none;
  none.min_activation = 0;
  const Recruitment out = recruit(model, none);
  REQUIRE(out.feasible);
  const double f = active_at_1(), B[] = {1000 * f * 0.04, 600 * f * 0.03},
               w[] = {1000 * 0.12, 600 * 0.05};
  const double sum = B[0] * B[0] / w[0] + B[1] * B[1] / w[1];
  for (int c = 0; c < 2; ++c)
    CHECK(near(out.activations[c], 10 * B[c] / w[c] / sum, 1e-12));
  CHECK(near(out.effort, 100 / sum, 1e-9));  // M^2 / sum(B^2/w)
  CHECK(near(out.largest, std::max(out.activations[0], out.activations[1]), 0));
  CHECK(out.residual <= 1e-12);
  // and it does balance
  const auto p = posture_at(with_recruitment(model, out));
  CHECK(near(p.last().residuals[0], 0, 1e-12));
  CHECK(near(1000 * f * out.activations[0], p.last().tensions[0], 1e-9));
}

TEST_CASE("a muscle that reaches its ceiling leaves the rest to the other") {
  const std::vector<Muscle> muscles{{"long", 100, 0.12, 0.04}, {"short", 600, 0.05, 0.03}};
  const double f = active_at_1(), both = f * (100 * 0.04 + 600 * 0.03);
  RecruitOptions o;
  o.min_activation = 0;
  o.max_activation = 0.5;
  const double M = 0.48 * both;
  const Recruitment out = recruit(lever(muscles, M).build(), o);
  REQUIRE(out.feasible);
  // unbounded: a proportional to arm/lo = 0.33 and 0.6; "short" would need more than 0.5
  CHECK(near(out.activations[1], 0.5, 1e-12));
  CHECK(near(out.activations[0], (M / f - 0.5 * 600 * 0.03) / (100 * 0.04), 1e-11));
}

TEST_CASE("antagonists rest at the floor, and the floor's pull is paid for") {
  const std::vector<Muscle> muscles{{"front", 1000, 0.1, 0.04}, {"back", 500, 0.1, -0.03}};
  const Recruitment out = recruit(lever(muscles, 5).build());
  REQUIRE(out.feasible);
  const double f = active_at_1();
  CHECK(near(out.activations[1], 0.01, 1e-15));
  CHECK(near(out.activations[0], (5 + 0.01 * 500 * f * 0.03) / (1000 * f * 0.04), 1e-12));
}

TEST_CASE("infeasible: what is missing, who limits, and a margin that proves it") {
  const std::vector<Muscle> muscles{
      {"front", 100, 0.1, 0.04}, {"other", 200, 0.1, 0.03}, {"back", 500, 0.1, -0.03}};
  const double f = active_at_1(), most = f * (100 * 0.04 + 200 * 0.03),
               against = 0.01 * f * 500 * 0.03;
  const Recruitment out = recruit(lever(muscles, 25).build());
  REQUIRE_FALSE(out.feasible);
  const Infeasibility& i = out.infeasibility;
  REQUIRE(i.rows == std::vector<std::string>{"lever"});
  const double missing = 25 + against - most;
  CHECK(near(i.missing[0], missing, 1e-7 * missing));
  CHECK(near(i.margin, missing, 1e-6 * missing));  // in N m, along the one row there is
  CHECK(i.limiting == std::vector<std::string>{"front", "other", "back"});
  CHECK_THAT(sentences(out.why),
             ContainsSubstring("'lever'") && ContainsSubstring("at the upper limit of tone"));
  CHECK(near(out.activations[0], 1, 1e-9));
  CHECK(near(out.activations[1], 1, 1e-9));
  CHECK(near(out.activations[2], 0.01, 1e-9));
}

TEST_CASE("a moment in the other direction asks the other muscle") {
  const std::vector<Muscle> muscles{{"front", 1000, 0.1, 0.04}, {"back", 500, 0.1, -0.03}};
  RecruitOptions none;
  none.min_activation = 0;
  const Recruitment out = recruit(lever(muscles, -3).build(), none);
  REQUIRE(out.feasible);
  CHECK(near(out.activations[0], 0, 1e-15));
  CHECK(near(out.activations[1], 3 / (500 * active_at_1() * 0.03), 1e-12));
}

TEST_CASE("passive forces count, and knobs of strength and stiffness") {
  ModelBuilder b = lever({{"front", 1000, 0.1, 0.04}}, 10);
  b.description.cables[0].path[1].point.x += 0.03;  // 1.3 optimal lengths
  b.description.cables[0].knobs.stiffness = 1.5;
  b.description.cables[0].knobs.strength = 0.5;
  const Model model = b.build();
  const Recruitment out = recruit(model);
  REQUIRE(out.feasible);
  const double rate = 4 / 0.6, offset = std::exp(-0.8 * rate),
               passive = (std::exp(0.3 * rate) - offset) / (std::exp(4.0) - offset);
  // what passive force leaves is paid by active force at half strength
  const auto bell = [](double n, double b1, double b2, double b3, double b4) {
    return b1 * std::exp(-0.5 * (n - b2) * (n - b2) / ((b3 + b4 * n) * (b3 + b4 * n)));
  };
  const double f =
      bell(1.3, 0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465) +
      bell(1.3, 0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188) +
      bell(1.3, 0.1, 1, 0.353553390593274, 0);
  CHECK(near(out.activations[0], (10 / 0.04 - 1000 * 1.5 * passive) / (1000 * 0.5 * f), 1e-11));
}

TEST_CASE("splitting a muscle changes nothing: its parts get the tone of the whole") {
  const std::vector<Muscle> whole{
      {"a", 1000, 0.12, 0.04}, {"b", 600, 0.05, 0.03}, {"c", 500, 0.1, -0.02}};
  std::vector<Muscle> split{{"a1", 250, 0.12, 0.04},
                            {"a2", 750, 0.12, 0.04},
                            {"b", 600, 0.05, 0.03},
                            {"c1", 100, 0.1, -0.02},
                            {"c2", 400, 0.1, -0.02}};
  const Recruitment one = recruit(lever(whole, 12).build()),
                    two = recruit(lever(split, 12).build());
  REQUIRE((one.feasible && two.feasible));
  const int part_of[] = {0, 0, 1, 2, 2};
  for (int c = 0; c < 5; ++c)
    CHECK(near(two.activations[c], one.activations[part_of[c]], 1e-12));
  CHECK(near(two.effort, one.effort, 1e-9));
  // sides are a way of splitting, too
  ModelBuilder pair = lever(whole, 12);
  for (Cable& c : pair.description.cables) {
    c.sides = 2;
    std::get<Hill>(c.law).max_isometric_force /= 2;
  }
  const Recruitment both = recruit(pair.build());
  for (int c = 0; c < 3; ++c)
    CHECK(near(both.activations[c], one.activations[c], 1e-12));
}

TEST_CASE("scaling all forces leaves the tone and scales the effort") {
  const std::vector<Muscle> whole{{"a", 1000, 0.12, 0.04}, {"b", 600, 0.05, 0.03}},
      strong{{"a", 4000, 0.12, 0.04}, {"b", 2400, 0.05, 0.03}};
  const Recruitment one = recruit(lever(whole, 12).build()),
                    four = recruit(lever(strong, 48).build());
  for (int c = 0; c < 2; ++c)
    CHECK(near(one.activations[c], four.activations[c], 1e-13));
  CHECK(near(four.effort, 4 * one.effort, 1e-8));
}

TEST_CASE("elastic tendons: tension is not affine in tone, the balance is found all the same") {
  ModelBuilder b = lever(
      {{"front", 1000, 0.1, 0.04}, {"other", 800, 0.06, 0.03}, {"back", 500, 0.1, -0.03}}, 14);
  for (Cable& c : b.description.cables) {
    const Hill h = std::get<Hill>(c.law);
    c.law = HillElastic{h.max_isometric_force, h.optimal_fiber_length, 0.1, 0.1, 0};
    c.knobs.stiffness = 1;
  }
  const Model model = b.build();
  const Recruitment out = recruit(model);
  REQUIRE(out.feasible);
  CHECK(out.residual < 1e-9);
  const Model toned = with_recruitment(model, out);
  CHECK(near(posture_at(toned).last().residuals[0], 0, 1e-9));
  // optimality: 2 w a = y dT/da r with one y for both synergists
  const auto moment = [&](int c, double tone) {
    return (c == 0 ? 0.04 : 0.03) *
           evaluate(std::get<HillElastic>(model.description().cables[c].law), {1, 1, 1, tone},
                    0.1 + (c == 0 ? 0.1 : 0.06))
               .tension;
  };
  double y[2];
  for (int c = 0; c < 2; ++c) {
    const double a = out.activations[c], slope = (moment(c, a + 1e-5) - moment(c, a - 1e-5)) / 2e-5;
    y[c] = 2 * (c == 0 ? 1000 * 0.1 : 800 * 0.06) * a / slope;
  }
  CHECK(near(y[0], y[1], 1e-4 * y[0]));
}

TEST_CASE("muscles pay for a constraint: its holding moment vanishes") {
  ModelBuilder b("upright");
  b.add(Body{.name = "pelvis", .mass = 5, .com_x = -0.02, .com_y = 0.1})
      .add(Body{.name = "thorax",
                .parent = "pelvis",
                .hinge_y = 0.2,
                .mass = 20,
                .com_x = 0.04,
                .com_y = 0.25})
      .add(hold("upright", "thorax"));
  for (const auto& [name, from, x0, y0, to, x1, y1] :
       {std::tuple{"hip_front", "pelvis", 0.06, 0.05, "ground", 0.05, -0.2},
        {"hip_back", "pelvis", -0.06, 0.02, "ground", -0.04, -0.25},
        {"belly", "thorax", 0.1, 0.1, "pelvis", 0.08, 0.02},
        {"erector", "thorax", -0.06, 0.15, "pelvis", -0.06, 0.1}}) {
    const double dy = y0 - y1 + (std::string(from) == "thorax" ? 0.2 : 0),
                 length = std::hypot(x0 - x1, dy);
    b.add(Cable{.name = name,
                .law = Hill{1500, 0.6 * length, 0.4 * length, 0, 0},
                .path = {at(from, x0, y0), at(to, x1, y1)},
                .source = {}});
  }
  const Model model = b.build();
  const Recruitment free = recruit(model);
  REQUIRE(free.feasible);
  CHECK(std::abs(posture_at(with_recruitment(model, free)).last().constraint_moments[0]) > 0.1);
  b.description.constraints[0].balanced_by_muscles = true;
  const Recruitment paid = recruit(b.build());
  REQUIRE(paid.feasible);
  const auto p = posture_at(with_recruitment(model, paid)).last();
  CHECK(near(p.constraint_moments[0], 0, 1e-11));
  CHECK(near(p.residuals[0], 0, 1e-11));
  CHECK(paid.effort > free.effort);
}

TEST_CASE("who may be recruited: the others keep their tone") {
  ModelBuilder b = lever({{"a", 1000, 0.12, 0.04}, {"b", 600, 0.05, 0.03}}, 10);
  std::get<Hill>(b.description.cables[1].law).activation = 0.2;
  b.add(Cable{.name = "band",
              .law = Linear{10, 0.3},
              .path = {at("lever", 0, 0.1), at("ground", 0.1, 0.1)},
              .source = {}});
  const Model model = b.build();
  RecruitOptions o;
  o.min_activation = 0, o.among = std::vector<std::string>{"a"};
  const Recruitment out = recruit(model, o);
  REQUIRE(out.feasible);
  const double f = active_at_1();
  CHECK(out.activations[1] == 0.2);
  CHECK(std::isnan(out.activations[2]));
  CHECK(near(out.activations[0], (10 - 0.2 * 600 * f * 0.03) / (1000 * f * 0.04), 1e-12));
}

TEST_CASE(
    "a reused workspace: the same tone bit for bit, whatever it did before, and solve is none the "
    "wiser") {
  const auto same = [](const Recruitment& one, const Recruitment& two) {
    bool equal = one.activations.size() == two.activations.size();
    for (std::size_t c = 0; equal && c < one.activations.size(); ++c)
      equal = one.activations[c] == two.activations[c] ||
              (std::isnan(one.activations[c]) && std::isnan(two.activations[c]));
    return equal && one.feasible == two.feasible && one.why == two.why &&
           one.effort == two.effort && one.residual == two.residual && one.largest == two.largest &&
           one.iterations == two.iterations &&
           one.infeasibility.missing == two.infeasibility.missing &&
           one.infeasibility.limiting == two.infeasibility.limiting &&
           one.infeasibility.margin == two.infeasibility.margin;
  };
  const Model rigid = load("standing_adult");
  ModelBuilder b(rigid);
  int made_elastic = 0;
  for (Cable& c : b.description.cables)
    if (const Hill* h = std::get_if<Hill>(&c.law);
        h && h->tendon_slack_length > 0.03 &&
        h->tendon_slack_length < 2 * h->optimal_fiber_length && made_elastic < 12)
      c.law = HillElastic{h->max_isometric_force, h->optimal_fiber_length,
                          0.97 * h->tendon_slack_length, h->pennation, h->activation},
      ++made_elastic;
  REQUIRE(made_elastic == 12);
  for (const Model& model : {rigid, b.build(), load("pelvis")}) {
    INFO(model.name() << (std::holds_alternative<HillElastic>(model.description().cables[0].law)
                              ? ", elastic"
                              : ""));
    Workspace workspace(model);
    const std::size_t n = model.coordinates().size();
    RecruitOptions hip;
    hip.among = std::vector<std::string>{model.name() == "pelvis" ? "hamstrings" : "hip_flexors"};
    RecruitOptions none;
    none.min_activation = 0;
    int feasible = 0, infeasible = 0;
    for (int round = 0; round < 2; ++round)
      for (const RecruitOptions& options : {RecruitOptions{}, hip, none})
        for (const double turn : {0.0, 0.002, -0.05}) {
          State state{std::vector<double>(n, 0.0)};
          for (std::size_t i = 0; i < n; ++i)
            state.coordinates[i] = i % 2 ? turn : -turn;
          const Recruitment fresh = recruit(model, options, state),
                            reused = recruit(workspace, options, state);
          CHECK(same(fresh, reused));
          ++(fresh.feasible ? feasible : infeasible);
          const auto rest = solve(workspace), rest_fresh = solve(model);
          CHECK((rest.last().coordinates == rest_fresh.last().coordinates &&
                 rest.last().tensions == rest_fresh.last().tensions &&
                 rest.last().certificate.min_eigenvalue ==
                     rest_fresh.last().certificate.min_eigenvalue));
        }
    CHECK(feasible > 0);
    CHECK(infeasible > 0);
    CHECK(same(
        recruit(workspace),
        recruit(model, {}, {std::vector<double>(n, 0.0)})));  // no state is the reference posture
    const Model stiffer = adjust(model, "hamstrings", {.stiffness = 1.2});
    workspace.assign(stiffer.numbers());
    CHECK(same(recruit(workspace), recruit(stiffer)));
  }
}

TEST_CASE("nonsense is refused") {
  const Model model = lever({{"front", 1000, 0.1, 0.04}}, 5).build();
  RecruitOptions o;
  o.min_activation = 0.5;
  o.max_activation = 0.4;
  CHECK_THROWS_WITH(recruit(model, o), ContainsSubstring("0 <= floor < ceiling <= 1"));
  o = {};
  o.among = std::vector<std::string>{"frnt"};
  CHECK_THROWS_WITH(recruit(model, o), ContainsSubstring("'front'"));
  CHECK_THROWS_AS(recruit(model, {}, {{0.0, 0.0}}), ModelError);
  const Model bands = ModelBuilder("bands")
                          .add(Body{.name = "b", .mass = 1})
                          .add(Cable{.name = "c",
                                     .law = Linear{10, 0.3},
                                     .path = {at("b", 0, 0.1), at("ground", 0.1, 0.1)},
                                     .source = {}})
                          .build();
  CHECK_THROWS_WITH(recruit(bands), ContainsSubstring("no muscle to recruit"));
}
