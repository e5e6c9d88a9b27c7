#pragma once
/// Models of a body or two that several tests ask.
#include "guywire/model/model.hpp"

/// A mast that two springs of no slack length hold, the front one three times as stiff.
inline guywire::Model stayed_mast() {
  using namespace guywire;
  ModelBuilder b("mast");
  b.add(Body{.name = "mast", .mass = 5, .com_y = 1});
  const auto stay = [&](const char* name, double x, double stiffness) {
    b.add(Cable{.name = name,
                .law = Linear{.stiffness = stiffness, .slack_length = 0},
                .path = {at("ground", x, 0), at("mast", 0, 2)}});
  };
  stay("front", 1, 3000);
  stay("rear", -1, 1000);
  b.description.groups = {{"stays", {"front", "rear"}}};
  return b.build();
}

/// Two rods without weight: `inner` is held at ground by 50 N m/rad, `outer` at it by 20 N m/rad
/// and by `stop`, which pulls towards 0.2 rad: by 80 N m/rad from above, by `below` [N m/rad] from
/// below. The couple `push` [N m] turns the outer rod.
inline guywire::ModelBuilder rods_with_stop(double below, double push) {
  using namespace guywire;
  ModelBuilder b("rods with a stop");
  b.gravity(0, 0);
  b.add(Body{.name = "inner", .mass = 1}).add(Body{.name = "outer", .parent = "inner", .mass = 1});
  b.add(Joint{.name = "base", .body = "inner", .law = LinearJoint{50, 0}, .source = {}});
  b.add(Joint{.name = "between",
              .body = "outer",
              .relative_to = "inner",
              .law = LinearJoint{20, 0},
              .source = {}});
  b.add(Joint{.name = "stop",
              .body = "outer",
              .relative_to = "inner",
              .law = BilinearJoint{below, 80, 0.2},
              .source = {}});
  b.add(Load{.name = "push", .kind = Load::Kind::couple, .body = "outer", .moment = push});
  return b;
}
