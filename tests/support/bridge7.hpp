#pragma once
/// bridge7: seven hinges and twenty cables, with another tool's answer
/// (tests/reference/bridge7.json).
#include <fstream>
#include <nlohmann/json.hpp>

#include "guywire/model/model.hpp"
#include "support/paths.hpp"

inline nlohmann::json reference_json(const std::string& file) {
  std::ifstream in(source_folder() + "/tests/reference/" + file);
  return nlohmann::json::parse(in);
}

inline guywire::Model bridge7(const nlohmann::json& j) {
  using namespace guywire;
  ModelBuilder b("bridge7");
  b.gravity(0, -9.81);
  for (const auto& body : j["bodies"]) {
    const std::string name = body["name"], parent = body["parent"];
    b.add(Body{.name = name,
               .parent = parent,
               .hinge_x = body["joint_in_parent_m"][0],
               .hinge_y = body["joint_in_parent_m"][1],
               .mass = body["mass_kg"],
               .com_x = body["com_in_body_m"][0],
               .com_y = body["com_in_body_m"][1]});
    b.add(Joint{.name = parent + "/" + name,
                .body = name,
                .relative_to = parent,
                .law = LinearJoint{body["joint_stiffness_Nm_per_rad"], 0},
                .source = {}});
  }
  for (const auto& cable : j["cables"]) {
    Cable c{.name = cable["name"],
            .law = Linear{cable["stiffness_N_per_m"], cable["slack_length_m"]},
            .path = {},
            .source = {}};
    for (const auto& p : cable["points"])
      c.path.push_back(at(p["body"], p["x_m"], p["y_m"]));
    b.add(c);
  }
  return b.build();
}
