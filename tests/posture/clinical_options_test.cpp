// The options of clinical tests: one table. Each row is asked of the C++ options, by name, and of
// the command (Python: test_clinical_options.py).
#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/clinical.hpp"
#include "guywire/report/clinical.hpp"
#include "support/command.hpp"

using namespace guywire;

namespace {

const Model& standing() {
  static const Model m = load("standing_adult");
  return m;
}

std::string json_of(const ClinicalTest& t) {
  return std::visit([](const auto& test) { return test_json(test); }, t);
}

ClinicalTest asked(const ThomasOptions& o) { return thomas_test(standing(), o); }
ClinicalTest asked(const StraightLegRaiseOptions& o) {
  return straight_leg_raise_test(standing(), o);
}
ClinicalTest asked(const ToeTouchOptions& o) { return toe_touch_test(standing(), o); }
ClinicalTest asked(const SittingOptions& o) { return sitting_test(standing(), o); }

/// A value within the range that is not the standard; an end of a search so far that it is met.
double other_value(const TestOption& o) {
  if (o.is_flag()) return *o.standard == 0 ? 1 : 0;
  const double standard = o.standard.value_or(o.upper),
               share = o.name.starts_with("greatest") ? 0.75 : 0.25;
  return (1 - share) * standard + share * (standard > (o.lower + o.upper) / 2 ? o.lower : o.upper);
}

std::string as_option(std::string_view name) {
  std::string out = "--" + std::string(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

template <class Options>
void check_test(const std::string& test) {
  const auto rows = test_options(test);
  const std::string standard = json_of(asked(Options{}));
  REQUIRE(rows.size() == Options::fields.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TestOption& row = rows[i];
    const std::string name(row.name);
    const double value = other_value(row);
    CAPTURE(test, name, value);
    Options options;
    const auto set = [&](auto member) {
      if constexpr (std::is_same_v<decltype(member), bool Options::*>)
        options.*member = value != 0;
      else
        options.*member = value * row.factor;
    };
    std::visit(set, Options::fields[i].member);
    const std::string direct = json_of(asked(options));
    CHECK(direct != standard);
    CHECK(json_of(clinical_test(standing(), test, {{name, value}})) == direct);
    const std::string option = as_option(name) + (row.is_flag() ? "" : "=" + to_text(value));
    CHECK(run_command("test " + test + " " + option + " --format json").out == direct);
    // ranges: beside either end, and no number
    for (const double bad : {row.lower - 1, row.upper + 1, std::nan("")}) {
      const auto asks = [&] { clinical_test(standing(), test, {{name, bad}}); };
      CHECK_THROWS_WITH(asks(), Catch::Matchers::ContainsSubstring(name) &&
                                    Catch::Matchers::ContainsSubstring("allowed is"));
    }
  }
  const auto asks = [&] { clinical_test(standing(), test, {{"speed_m_per_s", 1}}); };
  const std::string said = "no option of this test. It takes: " + std::string(rows[0].name);
  CHECK_THROWS_WITH(asks(), Catch::Matchers::ContainsSubstring(said));
}

}  // namespace

TEST_CASE("every option means the same by member, by name, and on the command line") {
  SECTION("thomas") { check_test<ThomasOptions>("thomas"); }
  SECTION("straight_leg_raise") { check_test<StraightLegRaiseOptions>("straight_leg_raise"); }
  SECTION("toe_touch") { check_test<ToeTouchOptions>("toe_touch"); }
  SECTION("sitting") { check_test<SittingOptions>("sitting"); }
}

TEST_CASE("the table misses no member") {  // a member more does not compile here
  const auto& [a, b, c, d, e, f] = ThomasOptions{};
  const auto& [g, h, i, j, k] = StraightLegRaiseOptions{};
  const auto& [l, m] = ToeTouchOptions{};
  const auto& [n, o] = SittingOptions{};
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h, (void)i, (void)j, (void)k,
      (void)l, (void)m, (void)n, (void)o;
  CHECK(test_options("thomas").size() == 6);
  CHECK(test_options("straight_leg_raise").size() == 5);
  CHECK(test_options("slr").size() == 5);
  CHECK(test_options("toe_touch").size() == 2);
  CHECK(test_options("sitting").size() == 2);
  CHECK(test_options("mirror").empty());
}

TEST_CASE("the command knows every option and refuses those of other tests") {
  const std::string help = run_command("test --help").out;
  for (const std::string_view test : test_names) {
    for (const TestOption& o : test_options(test))
      CHECK(help.find(as_option(o.name)) != std::string::npos);
    for (const std::string_view other : test_names)
      for (const TestOption& o : test_options(other)) {
        const auto own = test_options(test);
        if (std::any_of(own.begin(), own.end(),
                        [&](const TestOption& mine) { return mine.name == o.name; }))
          continue;
        CAPTURE(test, o.name);
        CHECK(run_command("test " + std::string(test) + " " + as_option(o.name) +
                          (o.is_flag() ? "" : "=" + to_text(other_value(o))))
                  .status == 2);
        CHECK_THROWS_WITH(clinical_test(standing(), test, {{std::string(o.name), 1.0}}),
                          Catch::Matchers::ContainsSubstring("is no option of this test"));
      }
  }
  CHECK_THROWS_WITH(test_options("thomass"),
                    Catch::Matchers::ContainsSubstring("Did you mean 'thomas'?"));
  CHECK_THROWS_WITH(clinical_test(standing(), "bench_press"),
                    Catch::Matchers::ContainsSubstring("Use mirror, thomas"));
}

TEST_CASE("tone that was set on every muscle stays set in tests that recruit") {
  ModelBuilder b(standing());
  for (Cable& c : b.description.cables)
    c.knobs.tone = 0.02;
  const Model toned = b.build();
  const ToeTouch toes = toe_touch_test(toned, {.inclination = 20 * degree});
  CHECK(toes.report.status == Status::not_run);
  CHECK(has_fact(toes.report.why, "tone.all_set_lacking"));
  CHECK(has_fact(toes.report.finding, "toe_touch.cannot_hold"));
  CHECK_FALSE(has_fact(toes.report.finding, "toe_touch.needs_ligaments"));
  // what the pelvis lacks by hand: held at that tilt, the thorax inclined
  ModelBuilder held(posed(toned, "thorax_upright", -20 * degree));
  held.add(hold("grip", "pelvis", -10 * degree));
  CHECK(toes.missing_moment ==
        Approx(std::abs(solve(held.build()).value().constraint_moments.back())));
  const Sitting seated = sitting_test(toned, {.posterior_tilt = 12.5 * degree});
  CHECK(seated.report.status == Status::not_run);
  CHECK(has_fact(seated.report.why, "tone.all_set_lacking"));
  CHECK(has_fact(seated.report.finding, "sitting.cannot_hold"));
  // one muscle less: it alone is recruited, the others keep theirs
  b.description.cables.front().knobs.tone.reset();
  const ToeTouch almost = toe_touch_test(b.build(), {.inclination = 20 * degree});
  CHECK_FALSE(has_fact(almost.report.why, "tone.all_set"));
  CHECK_FALSE(has_fact(almost.report.why, "tone.all_set_lacking"));
}

TEST_CASE("no names is none, never all") {
  CHECK_THROWS_WITH(recruit(standing(), {.among = std::vector<std::string>{}}),
                    Catch::Matchers::ContainsSubstring("no chosen cable has tone"));
  CHECK(recruit(standing(), {.among = {}}).feasible);  // not given
  CHECK(recruit(standing()).feasible);
}
