// A result must be asked for, and only an equilibrium gives its value.
#include "guywire/core/outcome.hpp"

#include "catch.hpp"

using namespace guywire;

TEST_CASE("only an equilibrium has a value; the last iterate is there in any case") {
  for (const Status status : {Status::stable, Status::unstable, Status::neutral, Status::at_kink}) {
    CHECK(is_equilibrium(status));
    CHECK(Outcome<int>{.status = status, .why = {Fact("stable")}, .result = 7}.value() == 7);
  }
  for (const Status status : {Status::not_run, Status::runaway, Status::iteration_limit,
                              Status::path_lost, Status::hidden_by_rounding}) {
    CHECK_FALSE(is_equilibrium(status));
    const Outcome<int> out{.status = status, .why = {Fact("why_it_ended")}, .result = 7};
    CHECK_THROWS_WITH(out.value(), std::string(to_string(status)) + ": why_it_ended");
    CHECK_THROWS_AS(out.value(), SolveError);
    CHECK(out.last() == 7);
  }
}

TEST_CASE("an outcome that nobody computed says so") {
  CHECK_THROWS_WITH(Outcome<int>{}.value(), "not_run: not_run");
}
