// Plain aggregates: defaults, equality, and field tables that fit their members.
#include "guywire/model/description.hpp"

#include <set>

#include "catch.hpp"

using namespace guywire;

namespace {

/// Every field of a table is a member of its own with a name of its own.
template <class T>
void check_table() {
  std::set<std::string_view> names;
  T object{};
  for (const auto& f : T::fields) {
    names.insert(f.info.name);
    const double before = object.*f.member;
    object.*f.member = before + 1;
    for (const auto& other : T::fields)
      if (other.info.name != f.info.name) CHECK(object.*other.member == T{}.*other.member);
    object.*f.member = before;
    CHECK(f.info.lower <= f.info.upper);
    CHECK_FALSE(f.info.doc.empty());
  }
  CHECK(names.size() == T::fields.size());
}

}  // namespace

TEST_CASE("every row of a field table is a number of its own") {
  check_table<Body>();
  check_table<Constraint>();
  check_table<Joint>();
  check_table<Circle>();
  check_table<Load>();
}

TEST_CASE("short forms for path points") {
  const PathPoint point = at("pelvis", 0.04, 0.03, 0.09);
  CHECK(point.body == "pelvis");
  CHECK((point.point.x == 0.04 && point.point.y == 0.03 && point.point.z == 0.09));
  CHECK(point.circle.empty());
  const PathPoint passed = around("knee", Sense::clockwise);
  CHECK(passed.circle == "knee");
  CHECK(passed.sense == Sense::clockwise);
  CHECK(passed.body.empty());
}

TEST_CASE("descriptions compare by content") {
  ModelDescription a;
  a.bodies = {{.name = "mast"}};
  ModelDescription b = a;
  CHECK(a == b);
  b.bodies[0].mass = 1;
  CHECK_FALSE(a == b);
}
