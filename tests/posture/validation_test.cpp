// The body beside published measurements.
#include "guywire/posture/validation.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "guywire/core/units.hpp"
#include "guywire/io/model_file.hpp"
#include "guywire/posture/clinical.hpp"
#include "guywire/posture/standing.hpp"
#include "guywire/report/validation.hpp"

using namespace guywire;

namespace {

const ValidationRow& row(const std::vector<ValidationRow>& rows, std::string_view id) {
  const auto it =
      std::find_if(rows.begin(), rows.end(), [&](const ValidationRow& r) { return r.id == id; });
  REQUIRE(it != rows.end());
  return *it;
}

const std::vector<ValidationRow>& standing() {
  static const auto rows = validate(load("standing_adult"));
  return rows;
}

}  // namespace

TEST_CASE("each row says what it is, and a verdict follows from value and target alone") {
  for (const ValidationRow& r : standing()) {
    CAPTURE(r.id);
    CHECK_FALSE(r.source.empty());
    const bool has_target = r.lower || r.upper;
    if (!r.value && r.verdict != ValidationRow::Verdict::misses)
      CHECK(r.verdict == ValidationRow::Verdict::not_yet);
    if (r.verdict == ValidationRow::Verdict::not_yet) CHECK(!r.value);
    CHECK((r.verdict == ValidationRow::Verdict::reported) == (r.value && !has_target));
    if (r.verdict == ValidationRow::Verdict::meets)
      CHECK((*r.value >= r.lower.value_or(-infinity) && *r.value <= r.upper.value_or(infinity)));
    if (r.verdict == ValidationRow::Verdict::misses && r.value)
      CHECK((*r.value < r.lower.value_or(-infinity) || *r.value > r.upper.value_or(infinity)));
  }
}

TEST_CASE("values are what the tests and the measured curve give") {
  const Model body = load("standing_adult");
  const auto moment = [&](double deg) {
    const PassiveHipMoment m = passive_hip_moment(body, deg * degree, 0);
    return m.muscles + m.capsule - riener_edrich_hip_moment(deg * degree);
  };
  double squares = 0;
  for (int k = 0; k <= 18; ++k)
    squares += std::pow(moment(-15 + 5 * k), 2);
  CHECK(*row(standing(), "hip_moment").value == Approx(std::sqrt(squares / 19)));
  CHECK(*row(standing(), "raised_leg").value ==
        Approx(straight_leg_raise_test(body, {.passive_moment = 30}).hip_flexion));
  CHECK(*row(standing(), "hanging_knee").value == Approx(thomas_test(body).held.knee_flexion));
  // quadratus femoris in the Thomas test: 1173 N where 381 N is the largest active force
  CHECK(*row(standing(), "passive_share").value >= 1173.0 / 381 * 0.99);
}

TEST_CASE("a missed fit is told in text, JSON and words of both languages") {
  auto rows = standing();
  for (ValidationRow& r : rows)
    if (r.verdict == ValidationRow::Verdict::misses) r.verdict = ValidationRow::Verdict::meets;
  CHECK_FALSE(misses_a_fit(rows));
  const std::string before = validation_text(rows);
  rows[0].verdict = ValidationRow::Verdict::misses;
  REQUIRE(rows[0].kind == ValidationRow::Kind::fitted);
  CHECK(misses_a_fit(rows));
  CHECK(validation_text(rows).size() > before.size());
  CHECK(validation_json(load("standing_adult"), rows).find("\"misses_a_fit\": true") !=
        std::string::npos);
  CHECK(validation_text(rows, Language::german).find("verfehlt") != std::string::npos);
  for (ValidationRow& r : rows)
    if (r.kind == ValidationRow::Kind::predicted) r.verdict = ValidationRow::Verdict::misses;
  rows[0].verdict = ValidationRow::Verdict::meets;
  CHECK_FALSE(misses_a_fit(rows));  // predictions may miss: they are reported as they fall
}

TEST_CASE("a model that is laid out otherwise is refused") {
  CHECK_THROWS_AS(validate(load("bridge")), ModelError);
}
