// What is thrown, and how its sentences are put together.
#include "guywire/core/errors.hpp"

#include "catch.hpp"

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

TEST_CASE("errors carry all faults, and files their place") {
  const ModelError e({{"cable 'a' / x", "is 3.", "Give 2."}, {"body 'b'", "is odd.", ""}});
  CHECK(e.faults().size() == 2);
  CHECK(std::string(e.what()) == "cable 'a' / x: is 3. Give 2.\nbody 'b': is odd.");
  const ParseError p("f.json", 3, 7, "oops");
  CHECK(std::string(p.what()) == "f.json:3:7: oops");
  CHECK((p.path() == "f.json" && p.line() == 3 && p.column() == 7));
  CHECK(std::string(ParseError("f.json", 0, 0, "oops").what()) == "f.json: oops");
}

TEST_CASE("a list of faults stops growing, and says so") {
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < most_faults + 50; ++i)
    add_fault(faults, {"body " + std::to_string(i), "is odd.", ""});
  CHECK(faults.size() == most_faults + 1);
  CHECK(faults.front().where == "body 0");
  CHECK(faults.back().what.find("more") != std::string::npos);
}

TEST_CASE("long texts are shortened in messages, at a whole character") {
  CHECK(shortened("psoas") == "psoas");
  const std::string text = shortened(std::string(500, 'x'), 20);
  CHECK(text.ends_with("…"));
  CHECK(text.size() < 30);
  const std::string umlauts = shortened("ääääääääääääääääääää", 7);  // two bytes each
  CHECK(umlauts.starts_with("ä"));
  CHECK(umlauts.ends_with("…"));
  CHECK((umlauts.size() - std::string("…").size()) % 2 == 0);
}
