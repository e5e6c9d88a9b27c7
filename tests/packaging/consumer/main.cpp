// A user's program: an upright rod of 10 kg on a hinge, leaning against one cable.
#include <cmath>
#include <cstdio>
#include <guywire/guywire.hpp>

double second_opinion(const guywire::Model& model);

int main() {
  using namespace guywire;
  const Model model = ModelBuilder("rod")
                          .add(Body{.name = "rod", .mass = 10, .com_x = 0.05, .com_y = 0.5})
                          .add(Cable{.name = "stay",
                                     .law = Linear{1e4, 0.9},
                                     .path = {at("ground", -0.5, 0), at("rod", 0, 0.8)}})
                          .build();
  const Posture rest = solve(model).value();
  const double tilt = rest.angles[0],
               moment = 9.81 * 10 * (0.05 * std::cos(tilt) - 0.5 * std::sin(tilt));
  const double arm = moment_arms(model, {.coordinates = rest.coordinates})[0];
  // Hexadecimal: other builds of this program must print the same bits.
  std::printf("%a %a %a %a\n", tilt, rest.tensions[0], rest.certificate.min_eigenvalue,
              second_opinion(model));
  const bool balanced = rest.tensions[0] > 0 && std::abs(rest.tensions[0] * arm - moment) < 1e-9;
  if (!balanced)
    std::fprintf(stderr, "moments do not balance: cable %g N m, weight %g N m\n",
                 rest.tensions[0] * arm, moment);
  return balanced && rest.angles[0] == second_opinion(model) ? 0 : 1;
}
