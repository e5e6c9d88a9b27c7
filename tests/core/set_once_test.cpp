// What is set twice is refused, by the words of the user.
#include "guywire/core/set_once.hpp"

#include "catch.hpp"

using namespace guywire;

TEST_CASE("a number is set once") {
  detail::SetOnce once;
  once("psoas.length", "--set psoas.length=0.9");
  once("psoas.tone", "--set psoas.tone=0.1");
  CHECK_THROWS_WITH(once("psoas.length", "--set psoas.length=0.9"),
                    "--set psoas.length=0.9: is given twice. Leave one of them out.");
  CHECK_THROWS_WITH(once("psoas.tone", "--set iliopsoas.tone=0.2"),
                    "--set iliopsoas.tone=0.2: sets what --set psoas.tone=0.1 sets too. "
                    "Leave one of them out.");
}
