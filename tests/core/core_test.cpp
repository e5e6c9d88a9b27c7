// Small tools that messages and files are made of.
#include "guywire/core/errors.hpp"
#include "guywire/core/fields.hpp"
#include "guywire/core/scalar.hpp"
#include "support/jet.hpp"

using namespace guywire;

TEST_CASE("the nearest name") {
  const std::vector<std::string> names{"psoas", "iliacus", "rectus_femoris", "L5"};
  CHECK(nearest_name("psaos", names) == "psoas");
  CHECK(nearest_name("illiacus", names) == "iliacus");
  CHECK(nearest_name("rectus", names) == "rectus_femoris");  // a beginning
  CHECK(nearest_name("L4", names) == "L5");
  CHECK(nearest_name("gluteus_maximus", names) == "");
  CHECK(nearest_name("x", {}) == "");
}

TEST_CASE("keys carry units, ranges are sentences") {
  CHECK(key_of({"stiffness", "N m/rad"}) == "stiffness_Nm_per_rad");
  CHECK(key_of({"stiffness", "N/m"}) == "stiffness_N_per_m");
  CHECK(key_of({"upper_rate", "1/rad"}) == "upper_rate_per_rad");
  CHECK(key_of({"length", "1"}) == "length");
  CHECK(range_text({"r", "m", 0, 10, true}) == "> 0 and <= 10 m");
  CHECK(range_text({"r", "1", 0.5, 1.5}) == ">= 0.5 and <= 1.5");
  CHECK(range_text({"f", "N"}) == "any finite number N");
  CHECK(range_text({"f", "N", 0}) == ">= 0 N");
}

TEST_CASE("errors carry all faults, and files their place") {
  const ModelError e({{"cable 'a' / x", "is 3.", "Give 2."}, {"body 'b'", "is odd.", ""}});
  CHECK(e.faults().size() == 2);
  CHECK(std::string(e.what()) == "cable 'a' / x: is 3. Give 2.\nbody 'b': is odd.");
  const ParseError p("f.json", 3, 7, "oops");
  CHECK(std::string(p.what()) == "f.json:3:7: oops");
  CHECK((p.path() == "f.json" && p.line() == 3 && p.column() == 7));
  CHECK(std::string(ParseError("f.json", 0, 0, "oops").what()) == "f.json: oops");
}

TEST_CASE("scalars: double, long double and Jets are one concept") {
  static_assert(Scalar<double> && Scalar<long double> && Scalar<Jet1>);
  CHECK(select(true, 1.0, 2.0) == 1);
  CHECK(at_least(-1.0, 0.0) == 0);
  CHECK(scalar_value(Jet1(3.5)) == 3.5);
}
