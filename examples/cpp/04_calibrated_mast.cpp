// 4. How long are the stays really? A mast is calibrated from measured tensions.
//
// A mast of 20 m on a pin has two stays in front and two behind, each cut to a millimeter per meter
// (1 standard deviation). A load cell told their tensions to 50 N, in still air. The engineer asks
// how long each stay is, compared with the drawing.
//
// Tensions alone leave one combination open: longer stays in front with shorter ones behind let the
// mast lean and pull as before. An inclinometer (0.01 deg) settles it.
//
// The measured numbers are what lengths of 0.9995, 1.0004, 1.0006 and 0.9997 times those of the
// drawing give, with errors of up to one standard deviation.
#include <cmath>
#include <cstdio>
#include <guywire/calibrate/measured_postures.hpp>
#include <guywire/guywire.hpp>

using namespace guywire;

int main() {
  const auto stay = [](const char* name, double reach, double height) {
    return Cable{.name = name,
                 .law = Linear{.stiffness = 4e5, .slack_length = std::hypot(reach, height) - 0.02},
                 .path = {at("ground", reach, 0), at("mast", 0, height)}};
  };
  const Model mast = ModelBuilder("mast")
                         .add(Body{.name = "mast", .mass = 400, .com_y = 9})
                         .add(stay("front_top", 12, 18))
                         .add(stay("front_middle", 8, 10))
                         .add(stay("rear_top", -12, 18))
                         .add(stay("rear_middle", -8, 10))
                         .build();
  std::vector<Unknown> lengths;
  for (const char* name : {"front_top", "front_middle", "rear_top", "rear_middle"})
    lengths.push_back(unknown(mast, std::string(name) + ".length",
                              Prior{.center = 1, .spread = 0.001, .source = "chosen: the shop"}));
  MeasuredPosture still{.name = "still air",
                        .measurements = {{"front_top.tension", 9736, 50},
                                         {"front_middle.tension", 4297, 50},
                                         {"rear_top.tension", 5468, 50},
                                         {"rear_middle.tension", 11161, 50}}};
  const auto show = [&](const char* what) {
    const Calibration c = calibrate(mast, lengths, {still});
    std::printf("%s: %s\n", what, c.open.empty() ? "every length is found" : "one way stays open");
    for (const Estimate& e : c.estimates)
      std::printf("  %-20s %.5f +- %.5f\n", e.name.c_str(), e.value, e.deviation);
    for (const OpenDirection& open : c.open)
      for (const auto& part : open.parts)
        std::printf("    open: %+.2f %s\n", part.share, part.name.c_str());
  };
  show("tensions");
  still.measurements.push_back({"mast.angle", -0.030 * degree, 0.01 * degree});
  show("tensions and tilt");
}
