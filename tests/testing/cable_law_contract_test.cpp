// The contract refuses laws that break it, each in its own words.
#include "guywire/testing/cable_law_contract.hpp"

#include "support/jet.hpp"

using namespace guywire;

namespace {

/// T = k (l - 1), wrong in one way.
enum class Wrong {
  nothing,
  pushes,
  stiffness,
  energy
};
struct Rope {
  Wrong wrong = Wrong::nothing;
};
TensionPoint<double> evaluate(const Rope& rope, const BasicKnobs<double>&, double length) {
  const double k = 100;
  const double stretch = std::max(0.0, length - 1);
  TensionPoint<double> p{0.5 * k * stretch * stretch, k * stretch, stretch > 0 ? k : 0};
  if (rope.wrong == Wrong::pushes && length < 1) p.tension = k * (length - 1);
  if (rope.wrong == Wrong::stiffness) p.stiffness *= 1.01;
  if (rope.wrong == Wrong::energy) p.energy *= 1.01;
  return p;
}
double slack_length(const Rope&, const BasicKnobs<double>&) { return 1; }
std::vector<double> kinks(const Rope&, const BasicKnobs<double>&) { return {1}; }
RoundingScale<double> rounding_scale(const Rope&) { return {0, 0}; }

std::string told(Wrong wrong) {
  return shown(testing::check_cable_law(Rope{wrong}, BasicKnobs<double>{1, 1, 1, 0}, 0.5, 1.6));
}

}  // namespace

TEST_CASE("a law that keeps the contract has no violation; each wrong one has") {
  CHECK(told(Wrong::nothing) == "");
  for (const Wrong wrong : {Wrong::pushes, Wrong::stiffness, Wrong::energy}) {
    CAPTURE(static_cast<int>(wrong));
    CHECK(told(wrong) != "");
  }
}
