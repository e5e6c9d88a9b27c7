// The contract refuses joint laws that break it.
#include "guywire/testing/joint_law_contract.hpp"

#include "guywire/tissue/joint_laws.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {

/// U = 5 phi^2, wrong in one way.
enum class Wrong {
  nothing,
  moment,
  stiffness
};
struct Hinge {
  Wrong wrong = Wrong::nothing;
};
JointPoint<double> evaluate(const Hinge& hinge, double phi) {
  JointPoint<double> p{5 * phi * phi, 10 * phi, 10, std::abs(10 * phi)};
  if (hinge.wrong == Wrong::moment) p.moment *= 1.01;
  if (hinge.wrong == Wrong::stiffness) p.stiffness *= 1.01;
  return p;
}
std::array<double, 0> corner_angles(const Hinge&) { return {}; }

}  // namespace

TEST_CASE("a joint law that keeps the contract has no violation; each wrong one has") {
  CHECK_KEPT(testing::check_joint_law(Hinge{Wrong::nothing}));
  for (const Wrong wrong : {Wrong::moment, Wrong::stiffness}) {
    CAPTURE(static_cast<int>(wrong));
    CHECK_FALSE(testing::check_joint_law(Hinge{wrong}).empty());
  }
}
