#pragma once
/// bridge7, the problem on which other tools were timed: seven hinges in a chain, twenty cables
/// that only pull, gravity. Read from tests/reference/bridge7.json.
#include <fstream>
#include <nlohmann/json.hpp>

#include "guywire/model/model.hpp"

namespace speed {

inline guywire::Model bridge7() {
  using namespace guywire;
  const auto file =
      nlohmann::json::parse(std::ifstream(GUYWIRE_SOURCE_DIR "/tests/reference/bridge7.json"));
  ModelBuilder b("bridge7");
  for (const auto& x : file["bodies"]) {
    Body body;
    body.name = x["name"];
    body.parent = x["parent"];
    body.hinge_x = x["joint_in_parent_m"][0];
    body.hinge_y = x["joint_in_parent_m"][1];
    body.mass = x["mass_kg"];
    body.com_x = x["com_in_body_m"][0];
    body.com_y = x["com_in_body_m"][1];
    Joint joint;
    joint.name = "joint_" + body.name;
    joint.body = body.name;
    joint.relative_to = body.parent;
    joint.law = LinearJoint{x["joint_stiffness_Nm_per_rad"], 0};
    b.add(body).add(joint);
  }
  for (const auto& x : file["cables"]) {
    Cable cable;
    cable.name = x["name"], cable.law = Linear{x["stiffness_N_per_m"], x["slack_length_m"]};
    for (const auto& p : x["points"])
      cable.path.push_back(at(p["body"], p["x_m"], p["y_m"]));
    b.add(cable);
  }
  return b.build();
}

}  // namespace speed
