// Indices that cannot be mistaken for each other.
#include "guywire/core/ids.hpp"

#include <type_traits>

#include "catch.hpp"

using namespace guywire;

TEST_CASE("an index of a body is none of a cable") {
  static_assert(!std::is_convertible_v<BodyId, CableId>);
  static_assert(!std::is_convertible_v<int, BodyId>);
  CHECK(BodyId{2} == BodyId{2});
  CHECK_FALSE(BodyId{2} == BodyId{3});
  CHECK(BodyId{0}.valid());
}

TEST_CASE("ground is no body") {
  CHECK_FALSE(ground.valid());
  CHECK(ground == BodyId{});
}
