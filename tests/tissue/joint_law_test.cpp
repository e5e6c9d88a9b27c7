// The contract of joint laws, with double and with Jets.
#include "guywire/testing/joint_law_contract.hpp"
#include "guywire/tissue/joint_laws.hpp"
#include "support/jet.hpp"

using namespace guywire;

namespace {
template <template <class> class Law>
void check(const Law<double>& law, double from = -1, double to = 1) {
  std::string numbers(Law<double>::kind);
  for (const auto& f : Law<double>::fields)
    numbers += " " + std::string(f.info.name) + "=" + to_text(law.*f.member);
  INFO(numbers);
  CHECK_KEPT(testing::check_joint_law(law, from, to));
  CHECK_KEPT((testing::check_joint_law_derivatives<Jet1, Law>(law, from, to)));
}
}  // namespace

TEST_CASE("joint laws keep the contract") {
  for (const auto& law : {LinearJoint{100, 0.1}, LinearJoint{0, 0}, LinearJoint{1e6, -3.2}})
    check(law);
  for (const auto& law : {BilinearJoint{100, 250, 0.1}, BilinearJoint{0, 250, -0.3},
                          BilinearJoint{250, 0, 0}, BilinearJoint{1e5, 1, 0.5}})
    check(law);
  for (const auto& law : {PolynomialJoint{27, 46, 376, 0.05}, PolynomialJoint{0, -300, 900, 0},
                          PolynomialJoint{10, 0, 0, -1}})
    check(law);
  for (const auto& law : {ExponentialPairJoint{8, 1.75, 0.3, 6, 4.3, -0.2, 0.5},
                          ExponentialPairJoint{0, 1, 0, 5, 20, -0.5, -3},
                          ExponentialPairJoint{1, 200, 1, 1, 200, -1, 0}})
    check(law);
}

TEST_CASE("the moment opposes the turn: signs as stated") {
  CHECK(near(evaluate(LinearJoint{100, 0.1}, 0.3).moment, 20,
             1e-12));  // M = -dU/dphi = -k (phi - phi0)
  CHECK(near(evaluate(BilinearJoint{100, 250, 0.1}, 0.3).moment, 50,
             1e-12));  // above: stiffness_positive
  CHECK(near(evaluate(BilinearJoint{100, 250, 0.1}, -0.1).moment, -20,
             1e-12));  // below: stiffness_negative
  // [Han2010] in degrees: M = 0.4726 d - 0.0141 d^2 + 0.0020 d^3, flexion negative here; at 4
  // degrees
  const double deg = 3.14159265358979323846 / 180, d = 4;
  const PolynomialJoint disc{0.4726 / deg, -0.0141 / deg / deg, 0.0020 / deg / deg / deg, 0};
  CHECK(near(evaluate(disc, d * deg).moment, 0.4726 * 4 - 0.0141 * 16 + 0.0020 * 64, 1e-12));
  const ExponentialPairJoint pair{
      8, 2, 0.3, 6, 4, -0.2, 0.5};  // M = -Mu exp(cu(phi-phiu)) + Ml exp(-cl(phi-phil)) + M0
  CHECK(near(evaluate(pair, 0.1).moment, 8 * std::exp(2 * -0.2) - 6 * std::exp(-4 * 0.3) - 0.5,
             1e-12));
}
