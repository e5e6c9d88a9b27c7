// Where points of a path touch, the force between them is part of what balances.
#include "guywire/statics/contact_forces.hpp"

#include "catch.hpp"
#include "guywire/model/model.hpp"
#include "guywire/statics/equilibrium.hpp"

using namespace guywire;

TEST_CASE("the contact's force balances what evaluate leaves over") {
  // The strap pulls its end on the rod onto the point in ground; the weight would turn it away.
  const Model m =
      ModelBuilder("tip")
          .add(Body{.name = "rod", .mass = 2, .com_x = 0.1, .com_y = 0.2})
          .add(Cable{.name = "strap",
                     .law = Linear{400, 0},
                     .path = {at("ground", 1, 0.5), at("ground", 0, 0.5), at("rod", 0, 0.5)}})
          .build();
  const auto out = solve(m);
  REQUIRE(out.status == Status::stable);
  const Posture& p = out.value();
  REQUIRE(p.certificate.contacts.size() == 1);
  const Mechanics<double> mechanics = prepare<double>(m.structure(), m.numbers().data());
  Evaluation<double> e(m.structure());
  evaluate(mechanics, p.angles.data(), Derivatives::gradient, e);
  double moment = 0;  // on the rod, of minus the force on the point in ground, at (0, 0.5)
  int count = 0;
  detail::each_contact_force(e, m, p.certificate, [&](const Contact&, int, double x, double) {
    moment += 0.5 * x;
    ++count;
  });
  CHECK(count == 1);
  CHECK(moment - e.gradient[0] == Approx(0).margin(1e-6));
}
