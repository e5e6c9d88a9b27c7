// What the contract of models looks at: two readings of one model agree, and a moved world is the
// same.
#include "guywire/testing/model_contract.hpp"

#include "support/jet.hpp"

using namespace guywire;

namespace {

ModelBuilder arm(double gravity) {
  ModelBuilder b("arm");
  b.description.gravity = {0, gravity};
  b.add(Body{.name = "arm", .hinge_x = 0.2, .hinge_y = 0.1, .mass = 2, .com_x = 0.3});
  b.add(Cable{.name = "stay",
              .law = Linear{.stiffness = 900, .slack_length = 0.3},
              .path = {at("ground", 0, 1), at("arm", 0.5, 0)}});
  return b;
}

}  // namespace

TEST_CASE("a model keeps the contract") {
  CHECK_KEPT((testing::check_model<Jet1>(arm(-9.81).build(), {0.3})));
}

TEST_CASE("without gravity a moved world is the same world; with it, it is not") {
  CHECK_KEPT(testing::check_moved(arm(0).build(), {0.3}, 0.7, 2, -3));
  CHECK_FALSE(testing::check_moved(arm(-9.81).build(), {0.3}, 0.7, 2, -3).empty());
}
