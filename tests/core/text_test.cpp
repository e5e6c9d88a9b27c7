// Numbers as text, with or without the library's own to_chars: tests/packaging/other_processors.sh
// runs it where there is none.
#include "catch.hpp"
#include "guywire/core/errors.hpp"

using namespace guywire;

TEST_CASE("numbers as text read back the same") {
  for (const double v : {0.1, 1.0 / 3, 1e300, -2.5e-310, 0.0, 13500.0})
    CHECK(std::strtod(to_text(v).c_str(), nullptr) == v);
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(100000) == "1e+05");
  CHECK(to_text(-12345.5) == "-12345.5");
  CHECK(short_text(0.0123456) == "0.01235");
  double v = 0;
  CHECK((read_number("-1.5e-3", v) && v == -1.5e-3));
  for (const char* text : {"", " 1", "1 ", "+1", "0x10", "1.5x", "1e999"})
    CHECK_FALSE(read_number(text, v));
}
