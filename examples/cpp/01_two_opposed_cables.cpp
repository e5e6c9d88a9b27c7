// 1. Muscles never push.
//
// An upright mast of mass m and height l on a pin, held by a cable in front and a cable behind
// (stiffness k, attached at height a, running level to their anchors). Tension is k times stretch
// while a cable is stretched, and nothing while it is slack: T = k max(0, l - l0) >= 0.
//
// Weight tips the mast: its moment grows by m g (l/2) per radian of tilt. A taut cable resists with
// about k a^2 per radian. Upright, with both cables just taut by the same tension, the mast stands
// if 2 k a^2 exceeds m g l/2.
//
// Make the front cable short. It pulls the mast forward until the rear cable is stretched enough to
// balance it and the weight. Make the rear one longer still: the weight tips the mast until the
// rear cable is taut, and the front one, now slack, does nothing.
//
// What is printed: tilt, tensions, smallest eigenvalue of the Hessian (N m per radian: how firmly
// it stands).
#include <cstdio>
#include <guywire/guywire.hpp>

using namespace guywire;

int main() {
  const Model mast = ModelBuilder("mast")
                         .add(Body{.name = "mast", .mass = 100, .com_y = 1.5})
                         .add(Cable{.name = "front",
                                    .law = Linear{.stiffness = 2e4, .slack_length = 0.99},
                                    .path = {at("ground", 1, 2), at("mast", 0, 2)}})
                         .add(Cable{.name = "rear",
                                    .law = Linear{.stiffness = 2e4, .slack_length = 0.99},
                                    .path = {at("ground", -1, 2), at("mast", 0, 2)}})
                         .build();

  const auto show = [](const char* what, const Model& m) {
    const auto rest = solve(m);
    const Posture& p = rest.last();
    std::printf(
        "%-28s %-9s tilt %+6.2f deg  front %6.0f N  rear %6.0f N  eigenvalue %8.0f N m/rad\n", what,
        std::string(to_string(rest.status)).c_str(), 0 - p.angles[0] / degree, p.tensions[0],
        p.tensions[1], p.certificate.min_eigenvalue);
  };
  show("both a little short", mast);
  show("front 3 % shorter", adjust(mast, "front", {.length = 0.97}));
  show("front shorter, rear 4 % longer",
       adjust(adjust(mast, "front", {.length = 0.97}), "rear", {.length = 1.04}));
  show("rear 20 % longer still",
       adjust(adjust(mast, "front", {.length = 0.97}), "rear", {.length = 1.24}));
}
