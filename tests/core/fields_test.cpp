// The table that drives validation, files, names and scaling.
#include "guywire/core/fields.hpp"

#include "catch.hpp"

using namespace guywire;

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

TEST_CASE("a field refuses what lies outside its range, in words") {
  constexpr FieldInfo radius{"radius", "m", 0, 10, true, "the radius"};
  std::vector<Fault> faults;
  for (const double good : {1e-300, 5.0, 10.0})
    check_field(radius, good, "circle 'knee'", faults);
  CHECK(faults.empty());
  for (const double bad : {0.0, -1.0, 10.000001, infinity, std::nan("")})
    check_field(radius, bad, "circle 'knee'", faults);
  REQUIRE(faults.size() == 5);
  CHECK(faults[1].where == "circle 'knee' / radius_m");
  CHECK(faults[1].what == "is -1 m; allowed is > 0 and <= 10 m.");
  CHECK(faults[1].remedy == "Give the radius.");
  CHECK(faults[4].what == "is not given or not a number; allowed is > 0 and <= 10 m.");
}

TEST_CASE("numbers scale by the powers of m and N in their unit") {
  const double lengths = 3;
  const double forces = 5;
  const auto scale = [&](const char* unit) { return scale_of(unit, lengths, forces); };
  CHECK(scale("m") == 3);
  CHECK(scale("N") == 5);
  CHECK(scale("N/m") == Approx(5.0 / 3));
  CHECK(scale("N m/rad") == Approx(15));
  CHECK(scale("1/m2") == Approx(1.0 / 9));
  CHECK(scale("rad") == 1);
  CHECK(scale("1") == 1);
}
